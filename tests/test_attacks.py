"""Attacks on the query service, on every back end: nothing is changed, nothing is fetched, and it goes on answering.

The numbers are those of the checks in docs/security.md.
"""

from __future__ import annotations

import os
import re
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest import mock

import attacks
import pytest
from attacks import children, listening, resident
from backends import BACKENDS
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from grondslag.content import Content
from grondslag.errors import LimitExceeded, Refused
from grondslag.query import engine as engine_module
from grondslag.query.engine import Engine
from grondslag.query.precheck import Checked, Form
from grondslag.settings import MEGABYTE, BudgetLimits, Limits, Settings
from grondslag.store import GraphStore
from webapp import create_app

JSON = {"Accept": "application/json"}
SECONDS = 1.0
# Nothing is remembered, so that a worker answers each time.
LIMITS = Limits(seconds=SECONDS, memory_bytes=64 * MEGABYTE, cache_bytes=0)
# Every statement of every graph: what an update would change.
ALL = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a small graph, and a register that is private."""
    folder = tmp_path_factory.mktemp("attacked")
    attacks.publish_small(folder)
    return folder


@dataclass(frozen=True)
class Attacked:
    """A site over one back end, which is called so, and its engine."""

    backend: str
    engine: Engine
    client: FlaskClient

    def ask(self, query: str, **parameters: Any) -> TestResponse:
        """The answer to a query in a form, as a program gets it."""
        return self.client.post("/sparql", data={"query": query, **parameters}, headers=JSON)

    @property
    def too_late(self) -> set[int]:
        """The status of a query that was stopped at its deadline; a late server is told of as a gateway tells."""
        return {503, 504} if self.backend == "remote" else {503}

    def state(self) -> bytes:
        """All statements that can be seen."""
        return self.engine.run(ALL).body


@pytest.fixture(scope="module", params=sorted(BACKENDS))
def site(request: pytest.FixtureRequest, home: Path, the_content: Content) -> Iterator[Attacked]:
    """The site over each back end in turn, with time enough on a machine that does much else."""
    with attacked(request.param, home, the_content, replace(LIMITS, seconds=30.0)) as made:
        yield made


@pytest.fixture(scope="module", params=sorted(BACKENDS))
def hasty(request: pytest.FixtureRequest, home: Path, the_content: Content) -> Iterator[Attacked]:
    """The same, with little time for a query."""
    with attacked(request.param, home, the_content, LIMITS) as made:
        yield made


@contextmanager
def attacked(backend: str, home: Path, content: Content, limits: Limits) -> Iterator[Attacked]:
    with Engine(Settings(home=home, limits=limits), content, program=BACKENDS[backend]) as engine:
        app = create_app({"ENGINE": engine, "CONTENT": content})
        yield Attacked(backend, engine, app.test_client())


@pytest.fixture(scope="module")
def embedded(home: Path, the_content: Content) -> Iterator[Engine]:
    """The back end whose workers the kernel confines."""
    with Engine(Settings(home=home, limits=LIMITS), the_content) as engine:
        yield engine


@pytest.fixture
def without_precheck() -> Iterator[None]:
    """The first wall taken away, to see that the second stands on its own."""
    with mock.patch.object(engine_module, "check", return_value=Checked(Form.SELECT)):
        yield


def outcome(engine: Engine, query: str) -> str:
    """What comes of a query: ok, or the code of its error."""
    try:
        engine.run(query)
    except (LimitExceeded, Refused) as error:
        return error.code
    return "ok"


# --- A: read-only and closed


@pytest.mark.parametrize("update", [*attacks.UPDATES, *attacks.POSED])
def test_1_3_no_update_passes_for_a_query(site: Attacked, update: str) -> None:
    client = site.client
    for response in (
        client.get("/sparql", query_string={"query": update}, headers=JSON),
        client.post("/sparql", data={"query": update}, headers=JSON),
        client.post("/sparql", data=update.encode(), content_type="application/sparql-query", headers=JSON),
    ):
        assert response.status_code == 400
        assert response.get_json()["code"] in ("not_a_query", "malformed")
    if update in attacks.UPDATES:
        assert response.get_json()["code"] == "not_a_query"


@pytest.mark.parametrize("update", ["DROP ALL", attacks.UPDATES[0]])
def test_2_there_is_no_way_in_for_an_update(site: Attacked, update: str) -> None:
    client = site.client
    for response in (
        client.post("/sparql", data={"update": update}, headers=JSON),
        client.get("/sparql", query_string={"update": update}, headers=JSON),
        client.post("/sparql", data=update.encode(), content_type="application/sparql-update", headers=JSON),
    ):
        assert (response.status_code, response.get_json()["code"]) == (403, "read_only")


def test_4_a_call_to_elsewhere_is_refused_in_every_spelling(site: Attacked) -> None:
    with listening() as (url, calls):
        for query in attacks.services(url):
            response = site.ask(query)
            assert (response.status_code, response.get_json()["code"]) == (400, "service_refused"), query
    assert calls == []


def test_5_without_the_check_the_kernel_alone_keeps_calls_in(embedded: Engine, without_precheck: None) -> None:
    with listening() as (url, calls):
        queries = attacks.services(url)
        outcomes = [outcome(embedded, query) for query in queries]
    assert calls == []
    # SILENT is answered as if nobody had been there, a filter that fails is not met, and one text is no call to this
    # engine; the other calls fail.
    assert outcomes.count("ok") == sum("SILENT" in query for query in queries) + 2
    assert set(outcomes) <= {"ok", "failed", "malformed"}


def test_5_the_listener_would_have_counted_a_call() -> None:
    with listening() as (url, calls), pytest.raises((urllib.error.URLError, ConnectionError)):
        urllib.request.urlopen(url, timeout=5)
    assert len(calls) == 1


def test_6_a_dataset_is_never_fetched(site: Attacked, tmp_path: Path) -> None:
    canary = tmp_path / "canary.ttl"
    canary.write_text("<a:canary> <a:name> 'kanarie' .", encoding="utf-8")
    with listening() as (url, calls):
        for graph in (url, canary.as_uri(), "file:///etc/passwd", "https://w3id.org/grondslag/graph/none"):
            for request in attacks.datasets(graph):
                response = site.client.get(f"/sparql?{request}", headers=JSON)
                assert response.status_code == 200, request
                assert response.get_json()["results"]["bindings"] == [], request
    assert calls == []


def test_7_nothing_loads(site: Attacked, tmp_path: Path) -> None:
    canary = tmp_path / "canary.ttl"
    canary.write_text("<a:canary> <a:name> 'kanarie' .", encoding="utf-8")
    with listening() as (url, calls):
        for source in (url, url.replace("http", "ftp"), url.replace("http", "gopher"), canary.as_uri()):
            for load in (f"LOAD <{source}>", f"LOAD SILENT <{source}> INTO GRAPH <a:g>"):
                assert site.ask(load).get_json()["code"] == "not_a_query"
                assert site.client.post("/sparql", data={"update": load}, headers=JSON).status_code == 403
                assert site.client.post("/queries/statutes", data={"query": load}).status_code == 405
    assert calls == []


@pytest.mark.parametrize("way", attacks.PRYING)
def test_8_a_private_graph_is_there_by_no_way(site: Attacked, way: str) -> None:
    accept = "text/turtle" if way == "describe" else "application/json"
    response = site.client.post("/sparql", data={"query": attacks.PRYING[way]}, headers={"Accept": accept})
    assert response.status_code == 200
    assert attacks.SECRET not in response.get_data(as_text=True)
    assert attacks.REGISTER not in response.get_data(as_text=True)


def test_8_its_owner_finds_it_by_the_same_ways(home: Path, the_content: Content) -> None:
    with Engine(Settings(home=home), the_content, reader=attacks.OWNER) as engine:
        for way, query in attacks.PRYING.items():
            told = engine.run(query).body.decode()
            assert attacks.SECRET in told or attacks.REGISTER in told, way


@pytest.mark.parametrize(
    ("request_line", "status", "code"),
    [
        ("query=ASK%7B%7D&query=ASK%7B%7D", 400, "repeated_query"),
        ("query=", 400, "missing_query"),
        ("query=%FF%FE", 400, "malformed"),
        ("query=SELECT%20*%20%7B%20%3Fs%20%3Fp%20%7D", 400, "malformed"),
    ],
)
def test_9_a_request_outside_the_protocol_is_refused(site: Attacked, request_line: str, status: int, code: str) -> None:
    response = site.client.get(f"/sparql?{request_line}", headers=JSON)
    assert (response.status_code, response.get_json()["code"]) == (status, code)


def test_9_each_way_to_ask_has_the_same_answer(site: Attacked) -> None:
    query = f"SELECT ?o {{ <a:thing/7> <{attacks.NAME}> ?o }}"
    client = site.client
    first, *others = (
        client.get("/sparql", query_string={"query": query}, headers=JSON),
        client.post("/sparql", data={"query": query}, headers=JSON),
        client.post("/sparql", data=query.encode(), content_type="application/sparql-query", headers=JSON),
    )
    assert [row["o"]["value"] for row in first.get_json()["results"]["bindings"]] == ["name 7"]
    assert all(other.get_json() == first.get_json() for other in others)
    assert client.head("/sparql?query=ASK%7B%7D").status_code == 200
    assert client.options("/sparql").status_code in (200, 204)
    assert client.get("/sparql?query=ASK%7B%7D", headers={"Accept": "image/png"}).status_code == 406
    for method in ("PUT", "DELETE"):
        assert client.open("/sparql", method=method).status_code == 405
        assert "POST" in client.open("/sparql", method=method).headers["Allow"]


def test_1_to_9_leave_every_statement_as_it_was(site: Attacked, home: Path) -> None:
    """Comes after them: what every back end serves is still what was published, and so are the files."""
    served = site.state().splitlines()
    assert len(served) == attacks.STATEMENTS
    assert sum(b'> <a:name> "name ' in line for line in served) == attacks.STATEMENTS
    assert len(GraphStore(home).current().open()) == attacks.STATEMENTS


# --- B: limits


def test_10_a_query_without_end_is_stopped_and_its_worker_replaced(hasty: Attacked) -> None:
    assert hasty.ask("ASK {}").status_code == 200
    before = children()
    answers: list[tuple[TestResponse, float]] = []

    def run() -> None:
        started = time.monotonic()
        answers.append((hasty.ask(attacks.CARTESIAN), time.monotonic() - started))

    thread = threading.Thread(target=run)
    thread.start()
    while thread.is_alive():
        started = time.monotonic()
        assert hasty.engine.generation().quads == attacks.STATEMENTS
        assert time.monotonic() - started < 1.0
        time.sleep(0.05)
    ((response, seconds),) = answers
    assert response.status_code in hasty.too_late
    assert response.get_json()["code"] == "timeout"
    assert int(response.headers["Retry-After"]) > 0
    assert seconds < SECONDS + 1.5
    assert hasty.ask("ASK {}").status_code == 200
    after = children()
    assert len(after) == len(before)
    assert len(before - after) == 1, "the worker that was at it is gone"


def test_10_no_process_is_left(home: Path, the_content: Content) -> None:
    before = children()
    with Engine(Settings(home=home, limits=replace(LIMITS, seconds=0.2)), the_content) as engine:
        with pytest.raises(LimitExceeded):
            engine.run(attacks.CARTESIAN)
        assert children() - before
    assert children() == before


@pytest.mark.parametrize("query", attacks.TOO_COMPLEX, ids=lambda text: text[:12])
def test_12_a_query_too_deep_or_too_long_is_refused(site: Attacked, query: str) -> None:
    response = site.ask(query)
    assert (response.status_code, response.get_json()["code"]) == (400, "too_complex")


@pytest.mark.parametrize("query", attacks.TOO_COMPLEX, ids=lambda text: text[:12])
def test_12_without_the_check_it_costs_a_worker_and_no_more(
    embedded: Engine, without_precheck: None, query: str
) -> None:
    assert outcome(embedded, query) in ("ok", "timeout", "memory", "too_complex", "malformed", "failed")
    assert embedded.run("ASK {}").boolean


@pytest.mark.parametrize("query", attacks.HUNGRY, ids=lambda text: text[:24])
def test_13_a_query_that_eats_memory_or_time_is_stopped(home: Path, the_content: Content, query: str) -> None:
    limits = replace(LIMITS, workers=1, memory_bytes=128 * MEGABYTE)
    with Engine(Settings(home=home, limits=limits), the_content) as engine:
        others = children()
        assert engine.run("ASK {}").boolean
        (worker,) = children() - others
        at_first, of_server, most = resident(worker), resident_of_this(), 0
        done = threading.Event()

        def watch() -> None:
            nonlocal most
            while not done.is_set():
                most = max(most, resident(worker))
                time.sleep(0.01)

        watching = threading.Thread(target=watch)
        watching.start()
        with pytest.raises(LimitExceeded) as stopped:
            engine.run(query)
        done.set()
        watching.join()
        assert stopped.value.code in ("memory", "timeout", "answer_too_large")
        assert most < at_first + 1.1 * limits.memory_bytes
        assert resident_of_this() < of_server + 100 * MEGABYTE
        assert engine.run("ASK {}").boolean


def resident_of_this() -> int:
    return resident(os.getpid())


def test_14_one_row_too_many_is_cut_and_told_in_every_form(site: Attacked) -> None:
    pairs = "SELECT ?a ?b { VALUES ?n { 1 2 3 4 5 6 } ?a <a:name> ?b } LIMIT "
    cut = site.ask(pairs + "10001")
    assert cut.status_code == 200
    assert len(cut.get_json()["results"]["bindings"]) == 10_000
    assert cut.get_json()["truncated"] is True
    assert cut.headers["Grondslag-Truncated"] == "true"
    table = site.client.post("/sparql", data={"query": pairs + "10001"}, headers={"Accept": "text/csv"})
    assert table.headers["Grondslag-Truncated"] == "true"
    assert len(table.get_data().splitlines()) == 10_001
    whole = site.ask(pairs + "10000")
    assert len(whole.get_json()["results"]["bindings"]) == 10_000
    assert "truncated" not in whole.get_json()
    assert "Grondslag-Truncated" not in whole.headers


def test_15_beyond_its_bytes_rows_are_cut_and_a_graph_is_refused(home: Path, the_content: Content) -> None:
    limits = replace(LIMITS, answer_bytes=2_000)
    with Engine(Settings(home=home, limits=limits), the_content) as engine:
        site = Attacked("embedded", engine, create_app({"ENGINE": engine, "CONTENT": the_content}).test_client())
        rows = site.ask("SELECT * { ?s ?p ?o }")
        assert (rows.status_code, rows.headers["Grondslag-Truncated"]) == (200, "true")
        assert 0 < len(rows.get_json()["results"]["bindings"]) < 100
        graph = site.client.post("/sparql", data={"query": ALL}, headers={"Accept": "text/turtle"})
        assert (graph.status_code, graph.get_json()["code"]) == (413, "answer_too_large")


def test_17_a_regular_expression_that_never_ends_is_stopped(hasty: Attacked) -> None:
    started = time.monotonic()
    response = hasty.ask(attacks.CATASTROPHIC)
    assert time.monotonic() - started < SECONDS + 1.5
    if response.status_code == 200:
        assert response.get_json()["boolean"] is False
    else:
        assert response.status_code in hasty.too_late
        assert response.get_json()["code"] == "timeout"


def test_20_a_client_over_its_budget_is_told_when_to_come_back(home: Path, the_content: Content) -> None:
    settings = Settings(home=home, limits=LIMITS, budget=BudgetLimits(seconds=30.0, errors=3))
    with Engine(settings, the_content) as engine:
        app = create_app({"ENGINE": engine, "CONTENT": the_content, "SETTINGS": settings})
        client = app.test_client()
        for _ in range(3):
            assert client.get("/sparql?query=SELECT", headers=JSON).status_code == 400
        refused = client.get("/sparql?query=ASK%7B%7D", headers=JSON)
        assert (refused.status_code, refused.get_json()["code"]) == (429, "over_budget")
        assert 15 <= int(refused.headers["Retry-After"]) <= 21
        other = {"REMOTE_ADDR": "192.0.2.9"}
        assert client.get("/sparql?query=ASK%7B%7D", headers=JSON, environ_base=other).status_code == 200
        assert client.get("/health").status_code == 200


# --- G: the whole


def test_62_no_damaged_query_is_a_fault_of_ours(hasty: Attacked) -> None:
    outcomes: Counter[int] = Counter()
    # The others say no in Python, many times slower; what says 500 or not is before them.
    count = 5_000 if hasty.backend == "embedded" else 150
    for text in attacks.malformed(count, seed=62):
        response = hasty.client.post("/sparql", data={"query": text})
        outcomes[response.status_code] += 1
        assert response.status_code in {200, 400} | hasty.too_late, text
        if response.status_code != 200:
            assert response.get_json()["code"] != "failure"
    assert outcomes[400] > count * 0.9
    assert outcomes[200] > count * 0.005


# --- docs/security.md


def test_the_table_names_tests_that_exist_and_every_attack() -> None:
    folder = Path(__file__).resolve().parent
    named = set(re.findall(r"`(test_\w+)`", (folder.parent / "docs" / "security.md").read_text(encoding="utf-8")))
    there = {
        name: path.stem
        for path in folder.glob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert sorted(named - there.keys()) == []
    attacking = {name for name, file in there.items() if file.startswith("test_attacks") and re.match(r"test_\d", name)}
    assert sorted(attacking - named) == []
