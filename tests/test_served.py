"""The served site as its users meet it: one question, the same rows by every way in; attacks change nothing."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path

import pyoxigraph as ox
import pytest
import SPARQLWrapper
from hostile import ENDLESS
from serving import Site, running, served

from grondslag.content import Content
from grondslag.query.engine import Engine, Term
from grondslag.query.saved import Catalogue
from webapp.tables import PAGE_SIZE

Rows = set[tuple[str, ...]]
QUERY = "recipients-of-health-data"


@pytest.fixture(scope="module")
def site(built_home: Path) -> Iterator[Site]:
    """A real server process on loopback, with a short deadline for queries."""
    with served(built_home, GRONDSLAG_QUERY_SECONDS="2") as running:
        yield running


class Cells(HTMLParser):
    """The cells of the first table of a page; of a link with a title, the title: that is the address in full."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._cell: list[str] | None = None
        self._titled = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self._cell = []
        elif self._cell is not None and tag == "li":
            self._cell.append("; " if self._cell else "")
        elif self._cell is not None and tag == "a" and dict(attrs).get("title"):
            self._cell.append(dict(attrs)["title"] or "")
            self._titled = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self._cell is not None:
            self.rows[-1].append(" ".join("".join(self._cell).split()))
            self._cell = None
        elif tag == "a":
            self._titled = False

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._titled:
            self._cell.append(data)


def ask(
    site: Site, path: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
) -> tuple[int, bytes]:
    """Status and body of one request."""
    request = urllib.request.Request(site.url + path, data=body, headers=dict(headers or {}))
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def text(term: Term | None) -> str:
    """A term as CSV gives it: its value, nothing where unbound."""
    assert not isinstance(term, ox.Triple)
    return "" if term is None else term.value


def rows_of_csv(text: str) -> Rows:
    reader = csv.reader(io.StringIO(text))
    next(reader)
    return {tuple(row) for row in reader}


def test_one_question_has_the_same_rows_by_every_way_in(
    site: Site, engine: Engine, the_content: Content, built_home: Path
) -> None:
    answer = engine.saved(QUERY)
    expected = {tuple(text(row[name]) for name in answer.variables) for row in answer.rows}
    assert any("Lucrato" in row[2] for row in expected)

    command = [sys.executable, "-m", "grondslag", "query", QUERY, "--format", "csv"]
    run = subprocess.run(
        command, env={**os.environ, "GRONDSLAG_HOME": str(built_home)}, capture_output=True, check=True
    )
    assert rows_of_csv(run.stdout.decode()) == expected

    status, body = ask(site, f"/queries/{QUERY}.csv?lang=nl")
    assert (status, rows_of_csv(body.decode())) == (200, expected)

    wrapper = SPARQLWrapper.SPARQLWrapper(site.url + "/sparql")
    wrapper.setQuery(Catalogue(the_content.queries).get(QUERY).bind({}))
    wrapper.addParameter("layer", "sources")
    wrapper.setReturnFormat(SPARQLWrapper.JSON)
    found = wrapper.queryAndConvert()
    assert isinstance(found, dict)
    names = found["head"]["vars"]
    bindings = found["results"]["bindings"]
    assert {tuple(row[name]["value"] if name in row else "" for name in names) for row in bindings} == expected

    status, body = ask(site, f"/queries/{QUERY}?lang=nl", {"Accept": "text/html"})
    page = Cells()
    page.feed(body.decode())
    # The page names the layer in its language, and says "leeg" (empty) where a cell is, for those who do not see it.
    layers = {"law": "wet", "register": "register", "reported": "gemeld", "claim": "bewering"}
    first = [[text(row[name]) for name in answer.variables] for row in answer.rows[:PAGE_SIZE]]
    expected = {(layers[row[0]], *row[1:]) for row in first}
    shown = {tuple("" if cell == "leeg" else cell for cell in row) for row in page.rows[1:] if len(row) == len(names)}
    assert {tuple(" ".join(cell.split()) for cell in row) for row in expected} == shown


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/queries/no-such-query", 404, "unknown_query"),
        (f"/queries/{QUERY}?colour=red", 400, "bad_input"),
        (f"/queries/{QUERY}?lang=fr", 400, "bad_input"),
        ("/queries/items-of-flow.json?flow=lucrato", 400, "bad_input"),
        ("/sparql?query=SELECT", 400, "malformed"),
        ("/sparql?query=ASK%7B%7D&query=ASK%7B%7D", 400, "repeated_query"),
        ("/sparql?query=%FF", 400, "malformed"),
        ("/sparql?query=", 400, "missing_query"),
        ("/sparql?query=DROP%20ALL", 400, "not_a_query"),
        ("/sparql?query=INSERT%20DATA%20%7B%3Ca%3Ab%3E%3Ca%3Ab%3E1%7D", 400, "not_a_query"),
        ("/sparql?update=DROP%20ALL", 403, "read_only"),
        ("/sparql?query=SELECT*%7BSERVICE%3Chttp%3A%2F%2F127.0.0.1%2F%3E%7B%7D%7D", 400, "service_refused"),
        ("/sparql?query=ASK" + "%7B" * 3_000, 400, "too_complex"),
        ("/sparql?query=" + "ASK%7B%7D%23" + "x" * 66_000, 413, "too_large"),
        ("/page/org/nobody-at-all", 404, None),
        ("/nowhere", 404, "not_found"),
    ],
)
def test_bad_input_is_told_and_the_server_lives(site: Site, path: str, status: int, code: str | None) -> None:
    method = {"Accept": "application/json"}
    if len(path) > 20_000:
        path, _, text = path.partition("?")
        got, body = ask(site, path, {**method, "Content-Type": "application/x-www-form-urlencoded"}, text.encode())
    else:
        got, body = ask(site, path, method)
    assert got == status
    if code:
        assert json.loads(body)["code"] == code
    assert b"Traceback" not in body
    assert ask(site, "/health")[0] == 200


def test_an_endless_query_is_stopped_while_others_are_served(site: Site) -> None:
    endless = urllib.parse.quote(ENDLESS)
    answers: list[tuple[int, bytes, float]] = []

    def run() -> None:
        started = time.monotonic()
        status, body = ask(site, f"/sparql?query={endless}", {"Accept": "application/json"})
        answers.append((status, body, time.monotonic() - started))

    running = threading.Thread(target=run)
    running.start()
    time.sleep(0.3)
    for _ in range(5):
        started = time.monotonic()
        assert ask(site, "/health")[0] == 200
        assert time.monotonic() - started < 1.0
    running.join()
    ((status, body, seconds),) = answers
    assert (status, json.loads(body)["code"]) == (503, "timeout")
    assert seconds < 3.5
    assert ask(site, "/sparql?query=ASK%7B%7D", {"Accept": "application/json"})[0] == 200


@pytest.mark.parametrize(
    "update", ["DROP ALL", "CLEAR ALL", "INSERT DATA { <a:s> <a:p> <a:o> }", "LOAD <file:///etc/passwd>"]
)
def test_no_update_by_any_form_changes_a_thing(site: Site, update: str) -> None:
    count = "/sparql?query=" + urllib.parse.quote("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")
    before = ask(site, count, {"Accept": "text/csv"})
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for headers, body in (
        (form, b"query=" + urllib.parse.quote(update).encode()),
        (form, b"update=" + urllib.parse.quote(update).encode()),
        ({"Content-Type": "application/sparql-query"}, update.encode()),
        ({"Content-Type": "application/sparql-update"}, update.encode()),
    ):
        assert ask(site, "/sparql", headers, body)[0] in (400, 403)
    assert ask(site, count, {"Accept": "text/csv"}) == before


def test_a_resource_is_found_by_content_negotiation(site: Site) -> None:
    status, turtle = ask(site, "/id/org/lucrato", {"Accept": "text/turtle"})
    assert status == 200
    assert b"org/lucrato" in turtle
    status, page = ask(site, "/id/org/lucrato", {"Accept": "text/html"})
    assert status == 200
    assert b"<html" in page


def test_the_server_tells_which_own_queries_it_goes_on_without(built_home: Path, tmp_path: Path) -> None:
    own, log = tmp_path / "queries", tmp_path / "log"
    own.mkdir()
    (own / "sound-of-mine.rq").write_text("#+ summary: Anything\nASK { ?s ?p ?o }\n", encoding="utf-8")
    (own / "broken.rq").write_text("ASK { ?s ?p ?o }\n", encoding="utf-8")
    variables = {"GRONDSLAG_HOME": str(built_home), "GRONDSLAG_QUERIES": str(own)}
    command = [sys.executable, "-m", "grondslag", "serve", "--port"]
    with (
        running(lambda port: [*command, str(port)], variables, log=log) as site,
        urllib.request.urlopen(f"{site.url}/queries/sound-of-mine.json") as answer,
    ):
        assert json.load(answer)["boolean"] is True
    told = [line for line in log.read_text(encoding="utf-8").splitlines() if "without a saved query" in line]
    assert len(told) == 1
    assert "broken.rq" in told[0]


def test_the_server_stops_cleanly_at_sigterm(built_home: Path) -> None:
    with served(built_home) as running:
        assert ask(running, "/health")[0] == 200
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(timeout=10) == 0
