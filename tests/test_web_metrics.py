"""Figures and log of the site: what is counted and written down, for whom, and never a word of a visitor's."""

from __future__ import annotations

import json
import logging
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import attacks
import pytest
from flask.testing import FlaskClient

from grondslag.content import Content
from grondslag.query.engine import Engine
from grondslag.settings import BudgetLimits, Limits, MetricsFor, QueryLog, Settings, Watching
from webapp import create_app, logs

JSON = {"Accept": "application/json"}
AWAY = {"REMOTE_ADDR": "192.0.2.1"}
MakeSite = Callable[..., FlaskClient]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a small graph."""
    folder = tmp_path_factory.mktemp("figures")
    attacks.publish_small(folder)
    return folder


@pytest.fixture
def make_site(home: Path, the_content: Content) -> Iterator[MakeSite]:
    """Make a site over it: `make_site(metrics=..., queries=...)`, `budget=`."""
    made: list[Engine] = []

    def make(budget: BudgetLimits | None = None, **watching: Any) -> FlaskClient:
        limits = Limits(seconds=0.3)
        settings = Settings(home=home, limits=limits, budget=budget or BudgetLimits(), watching=Watching(**watching))
        made.append(Engine(settings, the_content))
        app = create_app({"SETTINGS": settings, "ENGINE": made[-1], "CONTENT": the_content})
        return app.test_client()

    yield make
    for engine in made:
        engine.close()


def figures(site: FlaskClient) -> dict[str, float]:
    """Every figure by its name and labels."""
    answer = site.get("/metrics")
    assert answer.status_code == 200
    assert answer.mimetype == "text/plain"
    found = re.findall(r"^([a-z_]+(?:{[^}]*})?) (\S+)$", answer.get_data(as_text=True), re.MULTILINE)
    return {name: float(value) for name, value in found}


def query(site: FlaskClient, text: str, **options: Any) -> int:
    return site.get("/sparql", query_string={"query": text}, headers=JSON, **options).status_code


def test_requests_and_queries_are_counted_by_what_came_of_them(make_site: MakeSite) -> None:
    site = make_site()
    assert query(site, "ASK {}") == 200
    assert query(site, "SELECT") == 400
    assert query(site, "DROP ALL") == 400
    assert query(site, attacks.CARTESIAN) == 503
    assert site.get("/nowhere").status_code == 404
    assert site.open("/health", method="VERZONNEN").status_code == 405
    told = figures(site)
    assert told['grondslag_requests_total{method="GET",route="/sparql",status="200"}'] == 1
    assert told['grondslag_requests_total{method="GET",route="/sparql",status="400"}'] == 2
    assert told['grondslag_requests_total{method="GET",route="none",status="404"}'] == 1
    assert told['grondslag_requests_total{method="other",route="none",status="405"}'] == 1
    assert told['grondslag_request_seconds_count{route="/sparql"}'] == 4
    for outcome in ("ok", "malformed", "not_a_query", "timeout"):
        assert told[f'grondslag_queries_total{{outcome="{outcome}"}}'] == 1
    # Those that were refused reached no worker.
    assert told["grondslag_query_seconds_count"] == 3
    assert 0.3 < told["grondslag_query_seconds_sum"] < 5


def test_workers_and_the_generation_are_told(make_site: MakeSite) -> None:
    site = make_site()
    assert query(site, "ASK {}") == 200
    assert query(site, attacks.CARTESIAN) == 503
    told = figures(site)
    assert told['grondslag_workers{pool="foreign",state="alive"}'] == 1
    assert told['grondslag_workers{pool="foreign",state="busy"}'] == 0
    assert told['grondslag_worker_events_total{event="started",pool="foreign"}'] == 2
    assert told['grondslag_worker_events_total{event="ended",pool="foreign"}'] == 1
    assert told['grondslag_worker_events_total{event="killed",pool="foreign"}'] == 1
    assert told['grondslag_workers{pool="own",state="alive"}'] == 0
    assert told['grondslag_queries_waiting{pool="foreign"}'] == 0
    assert told["grondslag_generation_statements"] == attacks.STATEMENTS
    assert told['grondslag_cache_total{found="miss"}'] == 2
    assert told['grondslag_cache_total{found="hit"}'] == 0
    assert [name for name in told if name.startswith("grondslag_generation_info{id=")]
    assert told["process_resident_memory_bytes"] > 10_000_000
    assert told["process_open_fds"] > 3


def test_figures_are_there_without_a_graph(tmp_path: Path, the_content: Content) -> None:
    settings = Settings(home=tmp_path)
    with Engine(settings, the_content) as engine:
        site = create_app({"SETTINGS": settings, "ENGINE": engine, "CONTENT": the_content}).test_client()
        assert site.get("/health").status_code == 503
        assert "grondslag_generation_statements" not in figures(site)


def test_figures_are_for_this_machine_unless_told_otherwise(make_site: MakeSite) -> None:
    site = make_site()
    for options in (
        {"environ_base": AWAY},
        {"headers": {"Host": "grondslag.example.nl"}},
        {"environ_base": {"REMOTE_ADDR": ""}},
    ):
        refused = site.get("/metrics", **options)
        assert refused.status_code in (400, 403)
        assert b"grondslag_requests" not in refused.data
    assert site.get("/metrics", environ_base={"REMOTE_ADDR": "::1"}).status_code == 200
    assert make_site(metrics=MetricsFor.EVERYONE).get("/metrics", environ_base=AWAY).status_code == 200


def test_behind_a_proxy_on_this_machine_nobody_is_taken_for_local(home: Path, the_content: Content) -> None:
    settings = Settings(home=home)
    with Engine(settings, the_content) as engine:
        config = {"SETTINGS": settings, "ENGINE": engine, "CONTENT": the_content, "HOSTS": ("grondslag.example.nl",)}
        site = create_app(config).test_client()
        assert site.get("/metrics", headers={"Host": "grondslag.example.nl"}).status_code == 403


def test_a_query_over_budget_is_counted_and_told_in_both_languages(make_site: MakeSite) -> None:
    site = make_site(BudgetLimits(errors=1))
    assert query(site, "SELECT") == 400
    for language, title in (("nl", "Even wachten"), ("en", "Please wait a moment")):
        page = site.get("/sparql?query=ASK%7B%7D", headers={"Accept": "text/html", "Accept-Language": language})
        assert page.status_code == 429
        assert title in page.get_data(as_text=True)
        assert 50 <= int(page.headers["Retry-After"]) <= 61
    assert figures(site)['grondslag_queries_total{outcome="over_budget"}'] == 2
    # Who has no budget left still has the pages.
    assert site.get("/queries").status_code == 200


def test_a_saved_query_takes_from_the_same_budget(make_site: MakeSite) -> None:
    site = make_site(BudgetLimits(errors=1))
    assert site.get("/queries/statutes.json").status_code == 200
    assert query(site, "SELECT") == 400
    assert site.get("/queries/statutes.json").status_code == 429


def test_a_whole_graph_takes_from_it_as_well(make_site: MakeSite) -> None:
    site = make_site(BudgetLimits(seconds=0.001))
    assert site.get("/graph-store?default").status_code == 200
    assert site.get("/graph-store?default").status_code == 429


def slowly(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let a function take a while."""
    quick = pkgutil.resolve_name(name)

    def slow(*given: Any, **named: Any) -> Any:
        time.sleep(0.05)
        return quick(*given, **named)

    monkeypatch.setattr(name, slow)


@pytest.mark.parametrize(
    ("path", "accept", "slow"),
    [
        ("/sparql?query=ASK%7B%7D", "application/sparql-results+xml", "webapp.sparql.write"),
        ("/sparql?query=SELECT*%7B%7D", "text/html", "webapp.sparql.table_of"),
        ("/queries/statutes.xml", "*/*", "webapp.sparql.write"),
        ("/queries/statutes", "text/html", "webapp.queries.table_of"),
    ],
)
def test_writing_a_remembered_answer_takes_from_the_budget(
    make_site: MakeSite, monkeypatch: pytest.MonkeyPatch, path: str, accept: str, slow: str
) -> None:
    site = make_site(BudgetLimits(seconds=0.02))
    headers = {"Accept": accept}
    # Another asks first: from then on the answer is remembered.
    assert site.get(path, headers=headers, environ_base=AWAY).status_code == 200
    slowly(monkeypatch, slow)
    assert site.get(path, headers=headers).status_code == 200
    assert site.get(path, headers=headers).status_code == 429


def test_the_answer_is_written_with_the_last_of_a_budget(make_site: MakeSite) -> None:
    site = make_site(BudgetLimits(seconds=0.001))
    assert query(site, "SELECT * { ?s ?p ?o }") == 200
    assert query(site, "SELECT * { ?s ?p ?o }") == 429


def test_a_former_generation_is_opened_within_the_budget(make_site: MakeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site = make_site(BudgetLimits(seconds=0.02))
    identifier = site.get("/health").get_json()["generation"]
    path = f"/queries/statutes.json?generation={identifier}"
    assert site.get(path, environ_base=AWAY).status_code == 200
    slowly(monkeypatch, "grondslag.query.engine.Engine.reading_of")
    assert site.get(path).status_code == 200
    opened = mock.Mock(side_effect=AssertionError)
    monkeypatch.setattr("grondslag.query.engine.Engine.reading_of", opened)
    assert site.get(path).status_code == 429
    assert not opened.called


def test_reading_the_terms_of_the_editor_takes_from_it_too(make_site: MakeSite) -> None:
    site = make_site(BudgetLimits(seconds=0.001))
    assert site.get("/api/terms?q=recht").status_code == 200
    assert query(site, "ASK {}") == 429
    # What was read is there for everyone else.
    assert site.get("/api/terms?q=recht", environ_base=AWAY).status_code == 200


# --- the log


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """What was written down of requests."""
    formatter = logs.JsonLines()
    written = [formatter.format(record) for record in caplog.records if record.name == "grondslag.access"]
    assert all("\n" not in line and line.isascii() and line.isprintable() for line in written)
    return [json.loads(line) for line in written]


@pytest.fixture
def access(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, "grondslag.access")
    return caplog


HOSTILE = "ASK { ?s ?p '''geheimwoord\n{\"forged\": true}\x1b[31m\u202e''' }"


def test_a_request_is_one_line_without_a_word_of_the_visitor(
    make_site: MakeSite, access: pytest.LogCaptureFixture
) -> None:
    site = make_site()
    assert query(site, HOSTILE, environ_base=AWAY) == 200
    site.get("/search?q=geheimwoord", environ_base=AWAY, headers={"Authorization": "Bearer geheimwoord"})
    first, second = lines(access)
    assert set(first) == {
        *("time", "level", "logger", "id", "client", "method", "route", "status", "outcome", "milliseconds", "bytes"),
        *("generation", "query_sha256"),
    }
    assert (first["method"], first["route"], first["status"], first["outcome"]) == ("GET", "/sparql", 200, "ok")
    assert first["bytes"] > 0
    assert first["milliseconds"] > 0
    assert second["route"] == "/search"
    assert first["client"] == second["client"]
    assert not any(word in json.dumps([first, second]) for word in ("geheimwoord", "192.0.2.1", "forged"))


def test_the_text_of_a_query_is_written_down_when_told_so_and_cut(
    make_site: MakeSite, access: pytest.LogCaptureFixture
) -> None:
    site = make_site(queries=QueryLog.TEXT)
    long = HOSTILE + "#" + "x" * 5_000
    assert query(site, long) == 200
    (line,) = lines(access)
    assert line["query"] == long[: logs.MOST_CHARACTERS]


def test_an_error_has_the_id_of_its_line(make_site: MakeSite, access: pytest.LogCaptureFixture) -> None:
    answer = make_site().get("/sparql?query=DROP%20ALL", headers=JSON)
    (line,) = lines(access)
    assert (line["id"], line["outcome"]) == (answer.get_json()["id"], "not_a_query")


def test_clients_are_told_apart_and_not_named(make_site: MakeSite, access: pytest.LogCaptureFixture) -> None:
    site = make_site()
    for address in ("192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8::2"):
        site.get("/health", environ_base={"REMOTE_ADDR": address})
    named = [line["client"] for line in lines(access)]
    assert len(set(named)) == 3
    assert named[2] == named[3]
    assert all(re.fullmatch(r"[0-9a-f]{12}", name) for name in named)


def test_a_fault_of_ours_is_written_with_its_traceback_on_one_line() -> None:
    try:
        raise ZeroDivisionError("here")
    except ZeroDivisionError:
        record = logging.LogRecord("waitress", logging.ERROR, "x.py", 1, "failed for %s", ("/a\nb",), None)
        import sys

        record.exc_info = sys.exc_info()
    line = logs.JsonLines().format(record)
    assert "\n" not in line
    told = json.loads(line)
    assert told["message"] == "failed for /a\nb"
    assert "ZeroDivisionError: here" in told["traceback"]


def test_the_log_goes_to_standard_error_as_long_as_the_site_is_served(capsys: pytest.CaptureFixture[str]) -> None:
    with logs.to_standard_error():
        logs.access.info("request", extra={"fields": {"route": "/x"}})
        logging.getLogger("waitress").warning("queue")
    logs.access.info("request", extra={"fields": {"route": "/y"}})
    written = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line.get("route") or line["message"] for line in written] == ["/x", "queue"]
