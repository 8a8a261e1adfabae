"""`Graph` as a Python program uses it: of a home, of another site and of a SPARQL endpoint."""

from __future__ import annotations

import json
import pickle
import socket
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import rdflib
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

import grondslag
from grondslag import Graph
from grondslag.api import IRI, BlankNode, NothingThere, Rows, Text, Triples, Truncated, YesNo, fetching
from grondslag.errors import (
    BadInput,
    Busy,
    Failure,
    GrondslagError,
    NoGeneration,
    NotFound,
    OverBudget,
    QueryTimeout,
    Refused,
    RemoteFailure,
)
from grondslag.query.describe import MOST_LOOKED_UP
from grondslag.query.engine import Engine

FLOW = "flow/000/first-delivery"
CONSTRUCTED = "CONSTRUCT { ?s a ?c } WHERE { ?s a ?c } ORDER BY ?s LIMIT 3"


@pytest.fixture(scope="module")
def home(built_home: Path) -> Iterator[Graph]:
    with Graph.open(built_home) as graph:
        yield graph


class Quiet(WSGIRequestHandler):
    def log(self, *_: Any, **__: Any) -> None:
        """Nothing: what is asked here is no news."""


@pytest.fixture(scope="module")
def site_url(app: Flask) -> Iterator[str]:
    """The site, served by a thread of the test."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def site(site_url: str) -> Graph:
    return Graph.open(site_url)


@contextmanager
def answering(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    """A server on loopback of which `answer` writes every answer."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            answer(self)

        def log_message(self, *_: Any) -> None:
            """Nothing: what is asked here is no news."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def saying(
    body: bytes, kind: str = "application/sparql-results+json", status: int = 200, **headers: str
) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        told = {"Content-Type": kind, "Content-Length": str(len(body))}
        for name, value in (told | {name.replace("_", "-"): value for name, value in headers.items()}).items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def results(*values: str) -> bytes:
    rows = [{"s": {"type": "literal", "value": value}} for value in values]
    return json.dumps({"head": {"vars": ["s"]}, "results": {"bindings": rows}}).encode()


# --- Opening


def test_importing_the_package_loads_nothing_and_gives_the_class() -> None:
    program = "import sys, grondslag; assert 'pyoxigraph' not in sys.modules; from grondslag import Graph; print(Graph)"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "grondslag.api.graph.Graph" in told.stdout
    with pytest.raises(AttributeError, match="no attribute 'Grahp'"):
        _ = grondslag.Grahp


def test_without_a_place_the_settings_say_which_home(home_000: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRONDSLAG_HOME", str(home_000))
    with Graph.open() as graph:
        assert len(graph.query("items-of-flow", flow=FLOW)) == 17


def test_a_folder_is_that_home_whatever_the_settings_say(home: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRONDSLAG_SPARQL_URL", "http://127.0.0.1:9/query")
    monkeypatch.setenv("GRONDSLAG_HOME", "/nowhere")
    assert home.query("statutes")


def test_a_place_that_is_none_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="There is no folder"):
        Graph.open(tmp_path / "absent")
    with pytest.raises(NoGeneration):
        Graph.open(tmp_path)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://localhost/x",
        "file:///etc/passwd",
        "https://",
        "http://u:p@localhost",
        "http://localhost/?a=b",
        "http://a:b/",
    ],
)
def test_an_address_that_is_none_is_refused_before_it_is_asked(url: str) -> None:
    with pytest.raises(BadInput, match="Invalid address"):
        Graph.open(url)


def test_a_reader_and_a_knowledge_date_are_of_homes(built_home: Path, site_url: str) -> None:
    with pytest.raises(BadInput, match="Unknown reader 'nobody'"):
        Graph.open(built_home, reader="nobody")
    with pytest.raises(NotFound), Graph.open(built_home, known_on=date(2000, 1, 1)) as graph:
        graph.query("statutes")
    with pytest.raises(BadInput, match="read as everyone"):
        Graph.open(site_url, reader="laborijn")
    with pytest.raises(BadInput, match="read as everyone"):
        Graph.open(site_url, known_on=date(2026, 11, 21))


# --- Rows


def test_rows_are_gone_through_counted_and_taken_out(home: Graph) -> None:
    rows = home.query("items-of-flow", flow=FLOW, lang="en")
    assert len(rows) == 17
    assert rows.columns[:3] == ("layer", "item", "verdict")
    first = rows[0]
    assert first.item == first["item"] == next(iter(rows)).item
    assert dict(first).keys() == set(rows.columns)
    assert [row.item for row in rows[:2]] == [rows[0].item, rows[1].item]
    assert rows[3] in rows
    with pytest.raises(AttributeError, match="no column 'itme'; there are layer, item"):
        _ = first.itme
    with pytest.raises(KeyError):
        _ = first["itme"]
    with pytest.raises(AttributeError, match="does not change"):
        first.item = "another"


def test_values_are_those_of_python(home: Graph) -> None:
    (row,) = home.sparql("""
        PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
        SELECT * WHERE { VALUES (?iri ?text ?dutch ?whole ?exact ?double ?yes ?day ?moment ?year ?odd ?none) {
          (<https://example.org/> "text" "tekst"@nl 67 2.50 1e3 true "2026-11-21"^^xsd:date
           "2026-11-21T10:00:00Z"^^xsd:dateTime "2026"^^xsd:gYear "2026-06-31"^^xsd:date UNDEF) } }""")
    assert dict(row) == {
        "iri": "https://example.org/",
        "text": "text",
        "dutch": "tekst",
        "whole": 67,
        "exact": Decimal("2.50"),
        "double": 1000.0,
        "yes": True,
        "day": date(2026, 11, 21),
        "moment": datetime(2026, 11, 21, 10, tzinfo=UTC),
        "year": "2026",
        "odd": "2026-06-31",
        "none": None,
    }
    kinds = {name: type(value) for name, value in row.items()}
    assert (kinds["iri"], kinds["text"], kinds["yes"], kinds["double"]) == (IRI, str, bool, float)
    assert row.dutch.language == "nl"
    assert row.year.datatype == "http://www.w3.org/2001/XMLSchema#gYear"
    # A day that there is not stays what is written.
    assert isinstance(row.odd, Text)
    again = pickle.loads(pickle.dumps(row))  # noqa: S301  our own
    assert again == row
    assert hash(again) == hash(row)
    assert again.dutch.language == "nl"
    (nameless,) = home.sparql("SELECT (BNODE() AS ?node) WHERE {}")
    assert isinstance(nameless.node, BlankNode)


def test_parameters_are_values_of_python_too(home: Graph) -> None:
    by_value = home.query("recipients-of-health-data", as_of=date(2019, 7, 1), lang=None)
    assert by_value.parameters == {"as_of": ("2019-07-01",)}
    assert list(by_value) == list(home.query("recipients-of-health-data", as_of="2019-07-01"))
    both = home.query(
        "what-a-party-receives", recipient=["org/lucrato", IRI("https://w3id.org/grondslag/id/org/laborijn")]
    )
    one = home.query("what-a-party-receives", recipient="org/lucrato")
    assert set(one) < set(both)


def test_a_wrong_question_is_told_with_what_would_be_right(home: Graph) -> None:
    with pytest.raises(NotFound, match="Unknown query 'statuts'") as near:
        home.query("statuts")
    assert near.value.example == "statutes"
    with pytest.raises(BadInput, match="Unknown parameter 'colour'"):
        home.query("statutes", colour="red")
    with pytest.raises(Refused):
        home.sparql("DELETE WHERE { ?s ?p ?o }")
    with pytest.raises(BadInput, match="a list of layers"):
        home.sparql("ASK {}", layers="sources")


def test_layers_add_the_documents(home: Graph) -> None:
    text = "SELECT ?item WHERE { ?item <https://w3id.org/grondslag/def#itemOf> ?flow }"
    assert len(home.sparql(text, layers=["sources"])) > len(home.sparql(text))


def test_a_construct_gives_triples_and_an_ask_a_yes_or_no(home: Graph) -> None:
    triples = home.sparql(CONSTRUCTED)
    assert isinstance(triples, Triples)
    assert triples.columns == ("subject", "predicate", "object")
    assert triples[0].predicate == str(rdflib.RDF.type)
    assert len(triples.to_rdflib()) == len(triples) == len(rdflib.Graph().parse(data=triples.to_turtle()))
    with pytest.raises(BadInput, match="cannot hold a graph"):
        triples.to_csv()
    no = home.sparql("ASK { <urn:x> <urn:x> <urn:x> }")
    assert isinstance(no, YesNo)
    assert not no
    assert no[0].answer is False
    assert home.sparql("ASK { ?s ?p ?o }")


def test_an_answer_can_be_cited(home: Graph) -> None:
    rows = home.query("items-of-flow", flow=FLOW)
    told = next(query for query in home.queries() if query["name"] == "items-of-flow")
    assert rows.version == told["version"]
    assert rows.cite() == (f"query items-of-flow, version {told['version']}, flow={FLOW}, generation {rows.generation}")
    assert rows.cite() in repr(rows)
    own = home.sparql("ASK {}")
    assert own.query is None
    assert own.cite() == f"SPARQL, version {own.version}, generation {rows.generation}"


def test_a_table_of_pandas_keeps_whole_numbers_whole(home: Graph) -> None:
    rows = home.sparql("SELECT ?n ?t WHERE { VALUES (?n ?t) { (1 'a') (UNDEF 'b') (3 'c') } } ORDER BY ?t")
    frame = rows.to_pandas()
    assert list(frame.columns) == ["n", "t"]
    assert str(frame["n"].dtype) == "Int64"
    assert frame["n"].sum() == 4
    assert frame.attrs == {"cited": rows.cite(), "generation": rows.generation, "truncated": False}
    assert home.sparql("SELECT ?n WHERE { FILTER (false) }").to_pandas().columns.tolist() == ["n"]
    assert rows.to_csv() == "n,t\r\n1,a\r\n,b\r\n3,c\r\n"


def test_without_pandas_the_way_to_get_it_is_told(home: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = home.query("statutes")
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(Failure, match="pip install pandas"):
        rows.to_pandas()


def test_an_answer_that_is_cut_off_says_so_aloud(
    built_home: Path, site: Graph, site_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRONDSLAG_QUERY_ROWS", "5")
    with Graph.open(built_home) as graph, pytest.warns(Truncated, match="cut off after 5 rows") as told:
        rows = graph.sparql("SELECT * WHERE { ?s ?p ?o }")
    assert told[0].filename == __file__
    assert rows.truncated
    assert "cut off" in repr(rows)
    with answering(saying(results("a"), Grondslag_Truncated="true")) as url, pytest.warns(Truncated):
        assert Graph.endpoint(url).sparql("SELECT ?s WHERE { ?s ?p ?o }").truncated


def test_an_address_that_nothing_is_about_is_warned_of(site: Graph, home: Graph) -> None:
    for graph in (home, site):
        with pytest.warns(NothingThere, match="no rows; nothing in the graph is about .*/id/flow/000/nowhere") as told:
            assert not graph.query("items-of-flow", flow="flow/000/nowhere", lang="nl")
        assert told[0].filename == __file__


def test_a_hint_that_cannot_be_had_takes_no_answer_away(home: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def holds(_engine: Engine, iri: str) -> bool:
        asked.append(iri)
        if len(asked) == 3:
            raise Busy("Too many queries at once")
        return False

    monkeypatch.setattr("grondslag.query.engine.Engine.holds", holds)
    with pytest.warns(NothingThere) as told:
        assert not home.query("what-a-party-receives", recipient=[f"org/nobody-{n}" for n in range(7)])
    assert [str(one.message).rpartition("/")[2] for one in told] == ["nobody-0", "nobody-1"]
    asked.clear()
    monkeypatch.setattr("grondslag.query.engine.Engine.holds", lambda _engine, iri: bool(asked.append(iri)))  # type: ignore[func-returns-value]
    with pytest.warns(NothingThere):
        assert not home.query("what-a-party-receives", recipient=[f"org/nobody-{n}" for n in range(7)])
    assert len(asked) == MOST_LOOKED_UP


def test_no_rows_about_what_is_there_are_no_warning(home: Graph) -> None:
    # Warnings are errors here.
    assert not home.query("items-of-flow", flow="org/lucrato", lang="nl")


# --- Another site


def test_another_site_gives_the_same_as_the_home(site: Graph, home: Graph) -> None:
    for name, given in (("items-of-flow", {"flow": FLOW, "lang": "en"}), ("statutes", {"lang": "nl"})):
        there, here = site.query(name, **given), home.query(name, **given)
        assert list(there) == list(here)
        assert (there.columns, there.cite()) == (here.columns, here.cite())
    both = ["org/lucrato", "org/laborijn"]
    assert len(site.query("what-a-party-receives", recipient=both)) == len(
        home.query("what-a-party-receives", recipient=both)
    )
    assert {query["name"] for query in site.queries()} == {query["name"] for query in home.queries()}
    there = site.sparql(CONSTRUCTED)
    assert isinstance(there, Triples)
    assert sorted(map(str, there)) == sorted(map(str, home.sparql(CONSTRUCTED)))
    assert there.generation == home.sparql("ASK {}").generation
    assert not site.sparql("ASK { <urn:x> <urn:x> <urn:x> }")
    text = "SELECT ?item WHERE { ?item <https://w3id.org/grondslag/def#itemOf> ?flow }"
    assert len(site.sparql(text, layers=["sources"])) == len(home.sparql(text, layers=["sources"]))


def test_what_another_site_refuses_is_the_same_error(site: Graph) -> None:
    with pytest.raises(NotFound, match="statuts"):
        site.query("statuts")
    with pytest.raises(BadInput, match="colour"):
        site.query("statutes", colour="red")
    with pytest.raises(BadInput) as told:
        site.sparql("SELECT nothing")
    assert told.value.code == "malformed"


def test_what_is_no_site_of_ours_is_told_with_the_other_way() -> None:
    for body in (b"<html>", b"[]", b'{"queries": [{"name": "x"}]}'):
        with answering(saying(body, "application/json")) as url, pytest.raises(RemoteFailure, match=r"Graph\.endpoint"):
            Graph.open(url)


# --- An endpoint


def test_an_endpoint_is_asked_the_saved_queries_of_this_installation(home: Graph) -> None:
    asked: list[str] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        asked.append(handler.path)
        saying(results("a", "b"))(handler)

    with answering(answer) as url:
        graph = Graph.endpoint(f"{url}/repo?infer=true")
        rows = graph.query("statutes")
        assert [row.s for row in rows] == ["a", "b"]
        assert rows.generation == ""
        assert "generation" not in rows.cite()
        assert graph.queries() == home.queries()
        with pytest.raises(BadInput, match="no layers"):
            graph.sparql("ASK {}", layers=["sources"])
    assert asked == ["/repo?infer=true"]


def test_the_endpoint_of_a_site_is_not_taken_for_another(site_url: str) -> None:
    with pytest.raises(BadInput, match=rf'Graph\.open\("{site_url}"\)'):
        Graph.endpoint(f"{site_url}/sparql").query("statutes")


@pytest.mark.parametrize(
    ("answer", "error", "text"),
    [
        (saying(b"{}", "text/html"), RemoteFailure, "no answer to a query"),
        (saying(results("a")[:-4]), RemoteFailure, "breaks off"),
        (saying(results("a"), Content_Length="9999"), RemoteFailure, "broke off"),
        (saying(b"", status=302, Location="http://127.0.0.1:9/"), RemoteFailure, "not followed"),
        (saying(b"<html>secret</html>", "text/html", 500), RemoteFailure, "status 500"),
        (saying(b'{"code": 1}', "application/problem+json", 500), RemoteFailure, "status 500"),
        (saying(b"[]", "application/problem+json", 500), RemoteFailure, "status 500"),
        (
            saying(b'{"code": "busy", "message": "Full\\u001b[31m"}', "application/problem+json", 503),
            Busy,
            r"Full\[31m",
        ),
    ],
)
def test_an_answer_that_is_none_is_never_taken_for_one(
    answer: Callable[[BaseHTTPRequestHandler], None], error: type[GrondslagError], text: str
) -> None:
    with answering(answer) as url, pytest.raises(error, match=text) as told:
        Graph.endpoint(url, timeout=20).sparql("SELECT ?s WHERE { ?s ?p ?o }")
    assert "secret" not in str(told.value)


def test_lines_of_a_graph_that_may_be_cut_are_not_taken() -> None:
    def unframed(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "application/n-triples")
        handler.end_headers()
        handler.wfile.write(b"<urn:s> <urn:p> <urn:o> .\n")

    with answering(unframed) as url, pytest.raises(RemoteFailure, match="of a known length"):
        Graph.endpoint(url).sparql(CONSTRUCTED)
    whole = saying(b"<urn:s> <urn:p> <urn:o> .\n", "application/n-triples")
    with answering(whole) as url:
        assert len(Graph.endpoint(url).sparql(CONSTRUCTED)) == 1


def test_a_budget_that_is_used_up_tells_when_to_come_back() -> None:
    used = saying(b'{"code": "over_budget", "message": "Used"}', "application/problem+json", 429, Retry_After="7")
    with answering(used) as url, pytest.raises(OverBudget) as told:
        Graph.endpoint(url).sparql("ASK {}")
    assert told.value.retry_seconds == 7


def test_a_byte_at_a_time_is_no_way_round_the_deadline() -> None:
    done = threading.Event()

    def dripping(handler: BaseHTTPRequestHandler) -> None:
        try:
            while not done.wait(0.05):
                handler.wfile.write(b"H")
                handler.wfile.flush()
        except OSError:
            return

    with answering(dripping) as url:
        started = time.monotonic()
        with pytest.raises(QueryTimeout, match=r"after 0\.5 seconds"):
            Graph.endpoint(url, timeout=0.5).sparql("ASK {}")
        done.set()
    assert time.monotonic() - started < 5


def test_too_large_an_answer_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MOST_BYTES", 100)
    with answering(saying(results(*"abcdefgh"))) as url, pytest.raises(RemoteFailure, match="larger than 100 bytes"):
        Graph.endpoint(url).sparql("SELECT ?s WHERE {}")


def test_an_address_where_nobody_is_at_home_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(RemoteFailure, match="cannot be reached"):
            Graph.endpoint(address).sparql("ASK {}")
        with pytest.raises(RemoteFailure, match="cannot be reached") as told:
            Graph.open(address)
        assert told.value.__suppress_context__, "the sentence says all there is to say"


def test_rows_without_a_cut_warn_of_nothing(home: Graph) -> None:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        rows: Rows = home.query("statutes")
    assert not rows.truncated
    assert told == []
