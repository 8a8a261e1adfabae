"""SPARQL 1.1 Protocol (W3C Recommendation, 21 March 2013), section by section. docs/protocol.md has the table."""

from __future__ import annotations

import csv
import difflib
import io
import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from protocol_world import (
    CANARY,
    DERIVED,
    NOWHERE,
    OPEN,
    SECRET,
    SOURCE,
    TEXT,
    asked,
    names,
    publish,
    rows,
    said,
)

from grondslag.content import Content
from grondslag.graphs import LAW, ONTOLOGY
from grondslag.query.engine import Engine
from grondslag.settings import Limits, Settings
from webapp import create_app

SAID = "SELECT ?said { ?thing <says> ?said }"
SAID_NAMED = "SELECT DISTINCT ?said { GRAPH ?graph { ?thing <says> ?said } }"
CONSTRUCT = "CONSTRUCT { ?thing <says> ?said } WHERE { ?thing <says> ?said }"
FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
RESULTS = "application/sparql-results+"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the small graph in it."""
    home = tmp_path_factory.mktemp("protocol") / "home"
    publish(home)
    return home


@pytest.fixture(scope="module")
def client(home: Path, the_content: Content) -> Iterator[FlaskClient]:
    """A client of the endpoint over the small graph."""
    with Engine(Settings(home=home), the_content) as engine:
        yield create_app({"TESTING": True, "ENGINE": engine, "CONTENT": the_content}).test_client()


@pytest.fixture
def limited(home: Path, the_content: Content) -> Iterator[Callable[..., FlaskClient]]:
    """Make a client of an endpoint with other limits: `limited(rows=1)`."""
    made: list[Engine] = []

    def make(**limits: Any) -> FlaskClient:
        made.append(Engine(Settings(home=home, limits=Limits(**limits)), the_content))
        return create_app({"TESTING": True, "ENGINE": made[-1], "CONTENT": the_content}).test_client()

    yield make
    for engine in made:
        engine.close()


def code(answer: Any) -> tuple[int, str]:
    """The status of a refusal and its code for programs."""
    return answer.status_code, answer.get_json(force=True)["code"]


def post(client: FlaskClient, body: str | bytes, kind: str, url: str = "", **headers: str) -> Any:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post(f"/sparql{url}", data=body, headers={"Content-Type": kind, **given} if kind else given)


# 2.1 query operation


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_a_query_comes_by_get_or_post_and_by_no_other_method(client: FlaskClient, method: str) -> None:
    answer = client.open("/sparql?query=ASK%7B%7D", method=method)
    assert code(answer) == (405, "method_not_allowed")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


@pytest.mark.parametrize("url", ["?query=ASK%7B%7D&query=ASK%7B%7D", "?query=ASK%7B%7D"])
def test_there_is_exactly_one_query(client: FlaskClient, url: str) -> None:
    twice = "query=ASK%7B%7D" + ("&query=ASK%7B%7D" if url.count("query") == 1 else "")
    assert code(client.get("/sparql?query=ASK%7B%7D&query=SELECT*%7B%7D")) == (400, "repeated_query")
    assert code(post(client, twice, FORM, url)) == (400, "repeated_query")
    assert code(post(client, "ASK {}", QUERY, url)) == (400, "repeated_query")


@pytest.mark.parametrize(
    ("body", "kind"), [("", FORM), ("query=", FORM), ("layer=sources", FORM), ("", QUERY), (" ", QUERY)]
)
def test_a_request_without_a_query_is_refused(client: FlaskClient, body: str, kind: str) -> None:
    assert code(post(client, body, kind)) == (400, "missing_query")


def test_an_empty_query_or_only_a_dataset_by_get_is_refused(client: FlaskClient) -> None:
    assert code(client.get("/sparql?query=")) == (400, "missing_query")
    assert code(client.get(f"/sparql?default-graph-uri={quote(LAW.iri)}")) == (400, "missing_query")


# 2.1.1 query via GET


def test_by_get_parameters_come_in_any_order_percent_encoded(client: FlaskClient) -> None:
    query = "ASK+%7B+FILTER%28%22%E2%82%AC%26%3D%2B%22%3D%22%5Cu20AC%26%3D%2B%22%29+%7D"
    for url in (f"query={query}&format=json&layer=sources", f"layer=sources&unknown=1&format=json&query={query}"):
        assert client.get(f"/sparql?{url}").get_json(force=True)["boolean"] is True


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("default-graph-ur", "default-graph-uri"),
        ("default_graph_uri", "default-graph-uri"),
        ("default-graph-url", "default-graph-uri"),
        ("named-graph-url", "named-graph-uri"),
        ("layers", "layer"),
        ("Derived", "derived"),
    ],
)
def test_a_misspelt_parameter_is_refused_and_told(client: FlaskClient, name: str, meant: str) -> None:
    told = client.get(f"/sparql?query=ASK%20%7B%7D&{name}=x", headers={"Accept": "application/json"})
    assert (told.status_code, told.get_json()["code"]) == (400, "bad_input")
    assert name in told.get_json()["message"]
    assert meant in told.get_json()["message"]
    assert told.get_json()["example"].startswith(f"{meant}=")


@pytest.mark.parametrize(
    "sent",
    [
        # What SPARQLWrapper sends besides `format`, and names of other servers.
        "output=json&results=json&timeout=30&infer=true&should-sponge=soft",
        "queryLn=sparql&queryId=x",
        "player=x&slang=x&xformat=x&langs=x&examples=x&formats=x&=x",
    ],
)
def test_parameters_of_other_software_are_ignored(client: FlaskClient, sent: str) -> None:
    told = client.get(f"/sparql?query=ASK%20%7B%7D&{sent}", headers={"Accept": "application/sparql-results+json"})
    assert told.get_json(force=True)["boolean"] is True


def test_of_a_crowd_of_names_a_few_are_compared(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []
    alike = difflib.get_close_matches

    def counting(word: str, *given: Any, **how: Any) -> list[str]:
        compared.append(word)
        return alike(word, *given, **how)

    monkeypatch.setattr("webapp.sparql.difflib.get_close_matches", counting)
    crowd = "&".join(f"d{number}=x" for number in range(10_000))
    assert post(client, f"query=ASK%20%7B%7D&{crowd}", FORM).get_json(force=True)["boolean"] is True
    assert 0 < len(compared) <= 30
    compared.clear()
    assert post(client, f"query=ASK%20%7B%7D&{'d' * 10_000}=x", FORM).get_json(force=True)["boolean"] is True
    assert all(len(word) <= 24 for word in compared)


def test_by_get_only_the_ampersand_separates(client: FlaskClient) -> None:
    assert client.get("/sparql?query=ASK{}%23;query=ASK{}").status_code == 200


@pytest.mark.parametrize("query", ["%FF%FE", "ASK%7B%7D%C3", "%ED%A0%80"])
def test_by_get_what_is_not_utf8_is_refused(client: FlaskClient, query: str) -> None:
    assert code(client.get(f"/sparql?query={query}")) == (400, "malformed")


# 2.1.2 query via POST with URL-encoded parameters


@pytest.mark.parametrize("kind", [FORM, FORM + "; charset=UTF-8", FORM.upper()])
def test_a_form_is_answered_as_a_get_is(client: FlaskClient, kind: str) -> None:
    answer = post(client, f"query={quote(SAID)}&default-graph-uri={quote(LAW.iri)}", kind)
    assert said(answer) == names(LAW)
    assert answer.data == asked(client, SAID, default_graph_uri=LAW.iri).data


def test_a_form_must_be_announced_as_one(client: FlaskClient) -> None:
    for kind in ("", "text/plain", "multipart/form-data; boundary=x", "application/json"):
        assert code(post(client, "query=ASK%7B%7D", kind)) == (415, "unsupported_media_type")


# 2.1.3 query via POST directly


@pytest.mark.parametrize("kind", [QUERY, QUERY + "; charset=utf-8", QUERY + ';charset="UTF-8"'])
def test_a_query_is_posted_as_it_is(client: FlaskClient, kind: str) -> None:
    answer = post(client, 'ASK { FILTER("€&=+%20" = "\\u20AC&=+%20") }'.encode(), kind)
    assert answer.get_json(force=True)["boolean"] is True


def test_a_posted_query_has_its_dataset_in_the_address(client: FlaskClient) -> None:
    url = f"?default-graph-uri={quote(LAW.iri)}&named-graph-uri={quote(SOURCE.iri)}"
    assert said(post(client, SAID, QUERY, url)) == names(LAW)
    assert said(post(client, SAID_NAMED, QUERY, url)) == names(SOURCE)


def test_a_posted_query_is_utf8_and_nothing_else(client: FlaskClient) -> None:
    assert code(post(client, b"ASK {} #\xff", QUERY)) == (400, "malformed")
    assert code(post(client, "ASK {}".encode("utf-16"), QUERY)) == (400, "malformed")
    assert code(post(client, "query=ASK%7B%7D", QUERY)) == (400, "not_a_query")
    for charset in ("utf-16", "iso-8859-1", "x"):
        assert code(post(client, "ASK {}", f"{QUERY}; charset={charset}")) == (415, "unsupported_media_type")


def test_a_body_that_is_encoded_is_refused(client: FlaskClient) -> None:
    for kind in (QUERY, FORM):
        answer = post(client, b"\x1f\x8b\x08", kind, Content_Encoding="gzip")
        assert code(answer) == (415, "unsupported_media_type")
    assert post(client, "ASK {}", QUERY, Content_Encoding="identity").status_code == 200


@pytest.mark.parametrize("kind", ["", "text/plain", "text/turtle", "application/sparql-query-results"])
def test_a_posted_query_must_be_announced_as_one(client: FlaskClient, kind: str) -> None:
    answer = post(client, "ASK {}", kind)
    assert code(answer) == (415, "unsupported_media_type")
    assert QUERY in answer.get_json(force=True)["expected"]


def test_a_body_of_unannounced_length_is_treated_alike(client: FlaskClient) -> None:
    def chunked(body: bytes) -> Any:
        given = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
        return client.post("/sparql", input_stream=io.BytesIO(body), content_type=QUERY, environ_overrides=given)

    assert chunked(b"ASK {}").get_json(force=True)["boolean"] is True
    long = b"ASK {} #" + b"x" * 65_536
    assert code(chunked(long)) == code(post(client, long, QUERY)) == (413, "too_large")


# 2.1.4 Specifying an RDF Dataset


def test_without_a_dataset_the_default_graph_is_ontology_law_registers_and_what_follows(client: FlaskClient) -> None:
    assert said(asked(client, SAID)) == names(ONTOLOGY, LAW, OPEN, DERIVED)
    assert said(asked(client, SAID_NAMED)) == names(ONTOLOGY, LAW, OPEN, DERIVED, SOURCE, TEXT)


def test_a_layer_adds_to_the_default_graph_and_derived_false_leaves_out(client: FlaskClient) -> None:
    own = names(ONTOLOGY, LAW, OPEN)
    assert said(asked(client, SAID, layer="sources")) == own | names(DERIVED, SOURCE)
    assert said(asked(client, SAID, layer=["sources", "law-text"])) == own | names(DERIVED, SOURCE, TEXT)
    assert said(asked(client, SAID, derived="false")) == own
    assert said(asked(client, SAID, derived="false", layer="sources")) == own | names(SOURCE)
    assert said(asked(client, SAID, derived="true")) == own | names(DERIVED)
    assert code(asked(client, SAID, derived="no")) == (400, "bad_input")
    assert code(asked(client, SAID, derived=["true", "false"])) == (400, "repeated_parameter")
    assert code(asked(client, SAID, layer="everything")) == (400, "bad_input")


def test_the_request_names_the_default_graph_or_several_that_are_merged(client: FlaskClient) -> None:
    assert said(asked(client, SAID, default_graph_uri=SOURCE.iri)) == names(SOURCE)
    both = asked(client, SAID, default_graph_uri=[SOURCE.iri, LAW.iri])
    assert said(both) == names(SOURCE, LAW)
    assert said(asked(client, SAID_NAMED, default_graph_uri=SOURCE.iri)) == set()


def test_the_request_names_the_named_graphs(client: FlaskClient) -> None:
    assert said(asked(client, SAID_NAMED, named_graph_uri=SOURCE.iri)) == names(SOURCE)
    assert said(asked(client, SAID_NAMED, named_graph_uri=[SOURCE.iri, LAW.iri])) == names(SOURCE, LAW)
    assert said(asked(client, SAID, named_graph_uri=SOURCE.iri)) == set()


def test_the_request_names_both(client: FlaskClient) -> None:
    query = "SELECT ?said ?graph { ?thing <says> ?said . GRAPH ?graph { ?other <says> ?also } }"
    answer = asked(client, query, default_graph_uri=LAW.iri, named_graph_uri=TEXT.iri)
    assert said(answer) == names(LAW)
    assert {row["graph"]["value"] for row in rows(answer)} == {TEXT.iri}


def test_the_dataset_of_the_request_comes_before_that_of_the_query(client: FlaskClient) -> None:
    query = f"SELECT ?said FROM <{LAW.iri}> FROM NAMED <{TEXT.iri}> {{ ?thing <says> ?said }}"
    named = query.replace("{ ?thing <says> ?said }", "{ GRAPH ?graph { ?thing <says> ?said } }")
    assert said(asked(client, query)) == names(LAW)
    assert said(asked(client, named)) == names(TEXT)
    assert said(asked(client, query, layer="sources", derived="false")) == names(LAW)
    assert said(asked(client, query, default_graph_uri=SOURCE.iri)) == names(SOURCE)
    assert said(asked(client, named, default_graph_uri=SOURCE.iri)) == set()
    assert said(asked(client, named, named_graph_uri=SOURCE.iri)) == names(SOURCE)
    assert said(asked(client, query, named_graph_uri=SOURCE.iri)) == set()


def test_layers_and_derived_do_not_count_beside_a_named_dataset(client: FlaskClient) -> None:
    assert said(asked(client, SAID, default_graph_uri=LAW.iri, layer="sources")) == names(LAW)
    assert said(asked(client, SAID, default_graph_uri=DERIVED.iri, derived="false")) == names(DERIVED)


@pytest.mark.parametrize("graph", [NOWHERE, SECRET.iri, "urn:x", "mailto:somebody"])
def test_a_graph_that_is_unknown_or_kept_from_the_caller_is_empty(client: FlaskClient, graph: str) -> None:
    for asking in (
        asked(client, SAID, default_graph_uri=graph),
        asked(client, SAID_NAMED, named_graph_uri=graph),
        asked(client, f"SELECT ?said FROM <{graph}> {{ ?thing <says> ?said }}"),
        asked(client, f"SELECT ?said {{ GRAPH <{graph}> {{ ?thing <says> ?said }} }}"),
    ):
        assert said(asking) == set()
        assert CANARY not in asking.text
    assert said(asked(client, SAID, default_graph_uri=[graph, LAW.iri])) == names(LAW)


@pytest.fixture
def listener() -> Iterator[type[BaseHTTPRequestHandler]]:
    """A server on this machine that counts who asks it."""

    class Counting(BaseHTTPRequestHandler):
        hits: ClassVar[list[str]] = []
        address: ClassVar[str] = ""

        def do_GET(self) -> None:
            self.hits.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<urn:a> <https://w3id.org/grondslag/id/says> 'fetched' .")

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Counting)
    Counting.address = f"http://127.0.0.1:{server.server_port}/data.ttl"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Counting
    server.shutdown()
    server.server_close()


def test_no_graph_is_ever_fetched(client: FlaskClient, listener: Any, tmp_path: Path) -> None:
    file = tmp_path / "data.nt"
    file.write_text("<urn:a> <https://w3id.org/grondslag/id/says> 'fetched' .\n", encoding="utf-8")
    for address in (listener.address, file.as_uri()):
        for asking in (
            asked(client, SAID, default_graph_uri=address),
            asked(client, SAID_NAMED, named_graph_uri=address),
            asked(client, f"SELECT ?said FROM <{address}> {{ ?thing <says> ?said }}"),
        ):
            assert said(asking) == set()
    assert listener.hits == []


@pytest.mark.parametrize("graph", ["", "law", "//a.example/b", "http://a.example/ b", "<http://a.example/>"])
@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
def test_a_graph_is_named_by_an_absolute_iri(client: FlaskClient, name: str, graph: str) -> None:
    answer = asked(client, SAID, **{name: graph})
    assert code(answer) == (400, "bad_input")
    assert name in answer.get_json(force=True)["message"]


# 2.1.5 Accepted Response Formats


def read_rows(answer: Any) -> list[tuple[str, ...]]:
    """The rows of an answer in any of its forms, as text."""
    if answer.mimetype == "text/csv":
        return sorted(map(tuple, list(csv.reader(io.StringIO(answer.text)))[1:]))
    form = ox.QueryResultsFormat.from_media_type(answer.mimetype or "")
    assert form is not None
    solutions = ox.parse_query_results(answer.data, format=form)
    assert isinstance(solutions, ox.QuerySolutions)
    return sorted((str(getattr(row["said"], "value", "")),) for row in solutions)


ROWS = ["application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values"]
GRAPHS = {
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdf",
    "application/trig": "trig",
    "application/n-quads": "nq",
}


@pytest.mark.parametrize("kind", ROWS)
def test_rows_come_in_four_forms_that_say_the_same(client: FlaskClient, kind: str) -> None:
    query = 'SELECT ?said { VALUES ?said { "a" "€ <&> \\" , \\n" } }'
    answer = asked(client, query, kind)
    assert answer.mimetype == kind
    assert read_rows(answer) == [("a",), ('€ <&> " , \n',)]


@pytest.mark.parametrize(("query", "said"), [("ASK {}", True), ("ASK { FILTER(false) }", False)])
def test_yes_and_no_come_in_json_and_xml_and_in_no_table(client: FlaskClient, query: str, said: bool) -> None:
    for kind in ROWS[:2]:
        answer = asked(client, query, kind)
        form = ox.QueryResultsFormat.from_media_type(answer.mimetype or "")
        assert form is not None
        assert bool(ox.parse_query_results(answer.data, format=form)) is said
    for kind in ROWS[2:]:
        assert code(asked(client, query, kind)) == (406, "not_acceptable")


@pytest.mark.parametrize("kind", GRAPHS)
@pytest.mark.parametrize("query", [CONSTRUCT, f"DESCRIBE <{LAW.iri.replace('/graph/', '/id/')}>"])
def test_graphs_come_in_six_forms_that_say_the_same(client: FlaskClient, kind: str, query: str) -> None:
    answer = asked(client, query, kind)
    form = ox.RdfFormat.from_media_type(answer.mimetype or "")
    assert answer.mimetype == kind
    assert form is not None
    found = set(ox.parse(answer.data, format=form))
    assert found == set(ox.parse(asked(client, query, "application/n-triples").data, format=ox.RdfFormat.N_TRIPLES))
    assert found


@pytest.mark.parametrize(
    ("query", "kind", "other"),
    [
        ('SELECT ("a\\u0001b" AS ?said) {}', ROWS[1], ROWS[0]),
        ('CONSTRUCT { <urn:a> <urn:b> "a\\u000Bb" } WHERE {}', "application/rdf+xml", "text/turtle"),
        ("CONSTRUCT { <urn:a> <http://a.example/1> 1 } WHERE {}", "application/rdf+xml", "application/ld+json"),
    ],
)
def test_what_xml_cannot_hold_is_refused_and_comes_in_another_form(
    client: FlaskClient, query: str, kind: str, other: str
) -> None:
    assert code(asked(client, query, kind)) == (400, "wrong_format")
    assert asked(client, query, other).status_code == 200


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("*/*", ROWS[0]),
        ("text/csv;q=0.1, application/sparql-results+xml;q=0.2", ROWS[1]),
        ("text/*", "text/csv"),
        ("text/csv;q=0.1, text/*;q=0.2", "text/tab-separated-values"),
        ("application/sparql-results+json;q=0, */*;q=0.1", ROWS[1]),
        ("*/*;q=0.1, text/csv", "text/csv"),
        ("application/json", ROWS[0]),
        ("text/xml", ROWS[1]),
        ("text/csv; charset=utf-8", "text/csv"),
        ("TEXT/CSV", "text/csv"),
        ("image/png, text/csv;q=0.001", "text/csv"),
    ],
)
def test_accept_is_weighed_as_http_says(client: FlaskClient, accept: str, kind: str) -> None:
    answer = asked(client, SAID, accept)
    assert (answer.status_code, answer.mimetype) == (200, kind)
    assert "Accept" in answer.headers["Vary"]


def test_without_accept_an_answer_is_json_or_turtle(client: FlaskClient) -> None:
    for query, kind in ((SAID, ROWS[0]), ("ASK {}", ROWS[0]), (CONSTRUCT, "text/turtle")):
        answer = client.get("/sparql", query_string={"query": query})
        assert answer.mimetype == kind


@pytest.mark.parametrize(
    ("query", "accept"),
    [(SAID, "image/png"), (SAID, "text/turtle"), (CONSTRUCT, "text/csv"), (SAID, "*/*;q=0"), (SAID, "text/csv;q=0")],
)
def test_what_cannot_be_given_is_not_acceptable_and_the_offer_is_told(
    client: FlaskClient, query: str, accept: str
) -> None:
    answer = asked(client, query, accept)
    assert code(answer) == (406, "not_acceptable")
    assert "application/" in answer.get_json(force=True)["expected"]


def test_format_names_a_form_before_accept(client: FlaskClient) -> None:
    assert asked(client, SAID, "text/html", format="csv").mimetype == "text/csv"
    assert asked(client, SAID, "text/html", format="text/csv").mimetype == "text/csv"
    assert asked(client, CONSTRUCT, "text/html", format="nq").mimetype == "application/n-quads"
    assert post(client, f"query={quote(SAID)}&format=tsv", FORM).mimetype == "text/tab-separated-values"
    assert code(asked(client, SAID, format="ttl")) == (406, "not_acceptable")
    assert code(asked(client, SAID, format="docx")) == (400, "wrong_format")
    assert code(asked(client, SAID, format=["csv", "tsv"])) == (400, "repeated_parameter")


# 2.1.6 Success Responses


def test_a_success_is_200_with_the_type_of_its_form_and_a_character_set_where_there_is_one(client: FlaskClient) -> None:
    for accept in (*ROWS, "text/turtle", "application/n-triples"):
        answer = asked(client, CONSTRUCT if accept in GRAPHS else SAID, accept)
        assert answer.status_code == 200
        assert answer.content_type == accept + ("; charset=utf-8" if accept.startswith("text/") else "")


def test_head_has_the_headers_of_get_and_no_body(client: FlaskClient) -> None:
    for url in (f"/sparql?query={quote(SAID)}", "/sparql", "/.well-known/void", "/sparql?query=SELECT"):
        got, head = client.get(url), client.head(url)
        assert head.status_code == got.status_code
        assert head.data == b""
        given = dict(got.headers)
        assert dict(head.headers) == given
        assert int(given["Content-Length"]) == len(got.data)


def test_an_answer_that_was_cut_says_so_in_header_and_body(limited: Callable[..., FlaskClient]) -> None:
    client = limited(rows=2)
    cut = asked(client, SAID)
    assert cut.headers["Grondslag-Truncated"] == "true"
    assert cut.get_json(force=True)["truncated"] is True
    assert len(rows(cut)) == 2
    for kind in ROWS[1:]:
        other = asked(client, SAID, kind)
        assert other.headers["Grondslag-Truncated"] == "true"
        assert len(read_rows(other)) == 2
    whole = asked(client, SAID + " LIMIT 2")
    assert "Grondslag-Truncated" not in whole.headers
    assert "truncated" not in whole.get_json(force=True)


# 2.1.7 Failure Responses


@pytest.mark.parametrize(
    ("query", "refused"),
    [
        ("SELECT", (400, "malformed")),
        ("SELECT * { ?s ?p }", (400, "malformed")),
        ("SELECT ?a ?a.b { }", (400, "malformed")),
        ("", (400, "missing_query")),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", (400, "not_a_query")),
        ("ASK { SERVICE <http://127.0.0.1:9/> {} }", (400, "service_refused")),
        ("ASK " + "{" * 200 + "}" * 200, (400, "too_complex")),
        ("ASK {} #" + "x" * 65_536, (413, "too_large")),
    ],
)
def test_a_query_that_cannot_be_run_is_told_why(client: FlaskClient, query: str, refused: tuple[int, str]) -> None:
    answer = client.post("/sparql", data={"query": query})
    assert code(answer) == refused
    told = answer.get_json(force=True)
    assert answer.mimetype == "application/problem+json"
    assert told["status"] == refused[0]
    assert told["message"]
    assert re.fullmatch("[0-9a-f]{12}", told["id"])


def test_a_body_larger_than_any_query_is_413(client: FlaskClient) -> None:
    assert code(post(client, b"x" * 300_000, QUERY)) == (413, "too_large")


def test_a_graph_too_large_to_send_is_refused_whole(limited: Callable[..., FlaskClient]) -> None:
    answer = asked(limited(answer_bytes=50), CONSTRUCT, "text/turtle")
    assert code(answer) == (413, "answer_too_large")


def test_a_query_stopped_at_its_deadline_is_503(limited: Callable[..., FlaskClient]) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(12)) + " }"
    answer = asked(limited(seconds=0.3), endless)
    assert code(answer) == (503, "timeout")
    assert int(answer.headers["Retry-After"]) > 0


# 2.2 update operation


UPDATES = [
    "INSERT DATA { <a:a> <a:b> <a:c> }",
    "DELETE WHERE { ?s ?p ?o }",
    "DROP ALL",
    "CLEAR DEFAULT",
    "LOAD <file:///x>",
]


@pytest.mark.parametrize("update", UPDATES)
def test_an_update_in_a_form_is_refused(client: FlaskClient, update: str) -> None:
    assert code(client.post("/sparql", data={"update": update})) == (403, "read_only")
    assert code(client.post("/sparql", data={"update": update, "query": "ASK {}"})) == (403, "read_only")
    assert code(client.get("/sparql", query_string={"update": update})) == (403, "read_only")


@pytest.mark.parametrize("update", UPDATES)
def test_an_update_posted_directly_is_refused(client: FlaskClient, update: str) -> None:
    for kind in (UPDATE, UPDATE + "; charset=utf-8"):
        assert code(post(client, update, kind)) == (403, "read_only")


def test_an_update_with_a_dataset_is_refused(client: FlaskClient) -> None:
    url = f"?using-graph-uri={quote(LAW.iri)}&using-named-graph-uri={quote(LAW.iri)}"
    assert code(post(client, UPDATES[0], UPDATE, url)) == (403, "read_only")
    assert code(client.post("/sparql", data={"update": UPDATES[0], "using-graph-uri": LAW.iri})) == (403, "read_only")


def test_after_every_update_the_data_are_what_they_were(client: FlaskClient) -> None:
    whole = "SELECT (COUNT(*) AS ?said) { GRAPH ?g { ?s ?p ?o } }"
    before = said(asked(client, whole))
    for update in UPDATES:
        client.post("/sparql", data={"update": update})
        client.post("/sparql", data={"query": update})
        post(client, update, UPDATE)
        post(client, update, QUERY)
    assert said(asked(client, whole)) == before


# 2.3 Determining the Base IRI


def test_a_relative_iri_is_one_of_ours_and_base_in_the_query_comes_first(client: FlaskClient) -> None:
    assert said(asked(client, "SELECT (STR(<org/x>) AS ?said) {}")) == {"https://w3id.org/grondslag/id/org/x"}
    assert said(asked(client, "BASE <http://a.example/> SELECT (STR(<b>) AS ?said) {}")) == {"http://a.example/b"}
    assert said(asked(client, "SELECT ?said FROM <../graph/law> { ?thing <says> ?said }")) == names(LAW)


# 4 Policy Considerations


def test_pages_elsewhere_may_read_without_credentials(client: FlaskClient) -> None:
    for answer in (
        asked(client, SAID),
        asked(client, "SELECT"),
        client.get("/sparql"),
        client.get("/.well-known/void"),
    ):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Grondslag-Truncated" in answer.headers["Access-Control-Expose-Headers"]
        assert "Access-Control-Allow-Credentials" not in answer.headers


def test_options_tells_what_may_be_asked_and_answers_a_preflight(client: FlaskClient) -> None:
    asking = {"Origin": "https://a.example", "Access-Control-Request-Method": "POST"}
    answer = client.options("/sparql", headers=asking)
    methods = {"GET", "HEAD", "OPTIONS", "POST"}
    assert answer.status_code == 200
    assert answer.data == b""
    assert set(answer.headers["Allow"].split(", ")) == methods
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert set(answer.headers["Access-Control-Allow-Methods"].split(", ")) == methods
    assert {"Accept", "Content-Type"} <= set(answer.headers["Access-Control-Allow-Headers"].split(", "))
    assert int(answer.headers["Access-Control-Max-Age"]) > 0


def test_no_cookie_is_set_and_nothing_is_sniffed(client: FlaskClient) -> None:
    answer = asked(client, SAID, "text/csv")
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="answer.csv"'
