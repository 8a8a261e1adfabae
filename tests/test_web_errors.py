"""Errors: one place, the right code, an id that is found in the log, and nothing of the inside."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from web_helpers import browse

import webapp
from grondslag import errors as core
from webapp import create_app
from webapp.errors import status_of
from webapp.i18n import Messages
from webapp.negotiation import BY_EXTENSION

CASES = [
    (core.BadInput("x"), 400),
    (core.Refused("x"), 400),
    (core.TooLarge("x"), 413),
    (core.NotFound("x"), 404),
    (core.MalformedFile("a.ttl", "x"), 422),
    (core.QueryTimeout("x"), 503),
    (core.RemoteTimeout("x"), 504),
    (core.RemoteFailure("x"), 502),
    (core.QueryMemory("x"), 503),
    (core.Busy("x"), 503),
    (core.OverBudget("x"), 429),
    (core.Cancelled("x"), 499),
    (core.AnswerTooLarge("x"), 413),
    (core.NoGeneration("x"), 503),
    (core.StoreBusy("x"), 503),
    (core.NoSpace("x"), 507),
    (core.DamagedStore("x"), 503),
    (core.Failure("x"), 500),
]


@pytest.fixture
def failing(app: Flask) -> Flask:
    """An application of its own with a route that fails as it is told."""
    other = create_app({"ENGINE": app.config["ENGINE"], "CONTENT": app.config["CONTENT"]})
    other.config["PROPAGATE_EXCEPTIONS"] = False

    @other.get("/fail/<int:which>")
    def fail(which: int) -> str:
        raise CASES[which][0]

    @other.get("/crash")
    def crash() -> str:
        raise ZeroDivisionError("a secret at /srv/secret/path")

    return other


def every_kind(kind: type[core.GrondslagError]) -> set[type[core.GrondslagError]]:
    return {kind} | {found for below in kind.__subclasses__() for found in every_kind(below)}


def test_every_error_of_the_core_has_a_code_tried_here() -> None:
    tried = {type(error) for error, _ in CASES}
    ours = {kind for kind in every_kind(core.GrondslagError) if kind.__module__ == core.__name__}
    assert ours - tried <= {core.GrondslagError, core.LimitExceeded}


@pytest.mark.parametrize(("error", "status"), CASES)
def test_each_error_has_its_status(error: core.GrondslagError, status: int) -> None:
    assert status_of(error) == status


@pytest.mark.parametrize("which", range(len(CASES)))
def test_an_error_is_told_in_json_and_html_and_found_in_the_log(
    failing: Flask, which: int, caplog: pytest.LogCaptureFixture
) -> None:
    error, status = CASES[which]
    with caplog.at_level(logging.INFO, "grondslag.web"):
        answer = failing.test_client().get(f"/fail/{which}", headers={"Accept": "application/json"})
    body = answer.get_json()
    assert answer.status_code == body["status"] == status
    assert body["code"] == error.code
    assert set(body) == {"status", "code", "message", "expected", "example", "id"}
    assert f"id={body['id']} " in caplog.text
    assert ("Retry-After" in answer.headers) == (status in (429, 503, 504))
    assert answer.headers["Cache-Control"] == "no-store"
    page = browse(failing.test_client(), f"/fail/{which}")
    assert page.status_code == status
    assert page.mimetype == "text/html"
    assert error.code in page.get_data(as_text=True)


def test_an_unexpected_error_tells_nothing_of_the_inside(failing: Flask) -> None:
    for accept in ("text/html", "application/json"):
        answer = failing.test_client().get("/crash", headers={"Accept": accept})
        assert answer.status_code == 500
        text = answer.get_data(as_text=True)
        assert not any(inside in text for inside in ("secret", "ZeroDivision", "Traceback", ".py"))


def test_a_failure_of_ours_keeps_its_message_to_the_log(failing: Flask, caplog: pytest.LogCaptureFixture) -> None:
    failing.view_functions["fail"] = lambda which: (_ for _ in ()).throw(core.DamagedStore("at /srv/secret"))
    answer = failing.test_client().get("/fail/0", headers={"Accept": "application/json"})
    assert answer.status_code == 503
    assert "/srv/secret" not in answer.get_data(as_text=True)
    assert "/srv/secret" in caplog.text


@pytest.mark.parametrize(("language", "title"), [("nl", "Dit is er niet"), ("en", "This is not here")])
@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/organisations/nobody",
        "/flows/000/nothing",
        "/flows/000/first-delivery/item/bsn",
        "/statutes/BWBR9999999",
        "/statutes/nonsense",
        "/statutes/BWBR0040940/art/999",
        "/queries/nothing",
        "/queries/recipients-of-health-data.exe",
        "/reports/nothing",
        "/page/org/nobody",
        "/data/org/nobody",
        "/page/%3Cscript%3E",
    ],
)
def test_what_is_not_there_is_told_in_both_languages(client: FlaskClient, path: str, language: str, title: str) -> None:
    response = browse(client, path, language)
    assert response.status_code == 404
    assert title in response.get_data(as_text=True)
    assert f'<html lang="{language}">' in response.get_data(as_text=True)


def test_a_wrong_method_names_the_right_ones(client: FlaskClient) -> None:
    for method in ("PUT", "DELETE"):
        response = client.open("/sparql", method=method)
        assert response.status_code == 405
        assert {"GET", "POST"} <= set(response.headers["Allow"].split(", "))


def test_a_line_break_in_a_path_cannot_forge_a_line_of_the_log(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "grondslag.web"):
        client.get("/flows/x%0Aid=forged%1B[31m")
    assert caplog.messages
    assert all("\n" not in message and "\x1b" not in message for message in caplog.messages)


MESSAGES = Messages.load(Path(webapp.__file__).parent / "messages.toml")


@pytest.mark.parametrize("error", [error for error, _ in CASES if status_of(error) < 500 or "limit" in error.code])
def test_every_error_that_is_shown_has_a_sentence_of_its_own(error: core.GrondslagError) -> None:
    assert f"error.core_{error.code}" in MESSAGES.texts


@pytest.mark.parametrize(
    ("path", "dutch", "english", "bad"),
    [
        ("/queries/items-of-flow?flow=lucrato", "kan geen waarde zijn", "Invalid value", "lucrato"),
        ("/queries/items-of-flow?colour=red", "kent geen parameter", "has no parameter", "colour"),
        ("/queries/statutes?lang=fr", "kan geen waarde zijn", "Invalid value", "fr"),
        ("/queries/no-such", "geen vraag met de naam", "no query called", "no-such"),
        ("/sparql?query=ASK%7B%7D&layer=everything", "geen laag", "no layer", "everything"),
        ("/sparql?query=ASK%20%7B", "geen geldige SPARQL", "not valid SPARQL", ""),
        ("/sparql?query=DROP%20ALL", "geen vraag", "not a query", "DROP"),
        ("/sparql?query=SELECT*%7BSERVICE%3Ca:b%3E%7B%7D%7D", "SERVICE wordt hier geweigerd", "SERVICE is refused", ""),
        ("/sparql?query=ASK" + "%7B" * 3_000, "te ingewikkeld", "too complex", "nested"),
        ("/statutes/nonsense", "geen nummer van een wet", "not the number of a statute", "nonsense"),
        ("/organisations/nobody", "Onder het adres", "under the address", "/organisations/nobody"),
        ("/reports/nothing", "geen rapport", "no report", "nothing"),
    ],
)
def test_an_error_is_told_in_the_language_of_the_page_and_names_the_bad_value(
    client: FlaskClient, path: str, dutch: str, english: str, bad: str
) -> None:
    for language, sentence in (("nl", dutch), ("en", english)):
        text = re.sub(
            r"<(code|textarea).*?</\1>", "", browse(client, path, language).get_data(as_text=True), flags=re.S
        )
        assert sentence in re.findall(r'<p class="lead">(.*?)</p>', text, flags=re.S)[0]
        assert bad in text


def test_the_words_of_the_core_on_a_dutch_page_are_marked_as_english(client: FlaskClient) -> None:
    text = browse(client, "/sparql?query=DROP%20ALL", "nl").get_data(as_text=True)
    assert '<p class="quiet" lang="en">DROP changes data' in text
    assert '<dd lang="en">SELECT, ASK' in text


@pytest.mark.parametrize(
    "path",
    ["/queries/items-of-flow.json?flow=lucrato", "/queries/no-such.json", "/sparql?query=DROP", "/sparql?query=", "/x"],
)
def test_what_a_program_gets_is_in_one_language(client: FlaskClient, path: str) -> None:
    bodies = []
    for language in ("nl", "en"):
        answer = client.get(path, headers={"Accept": "application/json", "Accept-Language": language})
        assert answer.headers["Content-Language"] == "en"
        bodies.append({name: value for name, value in answer.get_json().items() if name != "id"})
    assert bodies[0] == bodies[1]


def test_a_page_that_is_not_there_offers_a_search(client: FlaskClient) -> None:
    assert 'id="q" name="q" type="search"' in browse(client, "/nowhere").get_data(as_text=True)


def test_a_line_about_an_error_holds_the_route_and_no_word_of_the_visitor(
    failing: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    @failing.get("/broken/<word>")
    def broken(word: str) -> str:
        raise ZeroDivisionError

    caplog.set_level(logging.INFO)
    site = failing.test_client()
    for path in ("/organisations/geheimwoord", "/geheimwoord", "/broken/geheimwoord"):
        site.get(path)
    assert "geheimwoord" not in caplog.text
    assert {"route=/organisations/<path:slug>", "route=none", "route=/broken/<word>"} <= set(caplog.text.split())
    crash = next(record for record in caplog.records if record.exc_info)
    assert (crash.name, crash.levelname) == ("grondslag.web", "ERROR")


@pytest.mark.parametrize("which", range(len(CASES)))
def test_only_a_fault_of_ours_is_an_error_in_the_log(
    failing: Flask, which: int, caplog: pytest.LogCaptureFixture
) -> None:
    error, status = CASES[which]
    with caplog.at_level(logging.INFO, "grondslag.web"):
        failing.test_client().get(f"/fail/{which}")
    is_fault = status >= 500 and not isinstance(error, core.LimitExceeded)
    assert any(record.levelno >= logging.WARNING for record in caplog.records) == is_fault


@pytest.mark.parametrize(
    "path",
    [
        *(f"/queries/no-such.{form}" for form in (*BY_EXTENSION, "xlsx", "rq", "pdf")),
        "/reports/nothing.sarif",
        "/graph-store?graph=urn:none",
        "/graph/none",
    ],
)
def test_who_asks_for_a_file_is_told_as_a_program_is(client: FlaskClient, path: str) -> None:
    address = path + ("&" if "?" in path else "?") + "lang=en"
    for headers in ({}, {"Accept": "*/*"}):
        answer = client.get(address, headers=headers)
        assert answer.status_code == 404
        assert answer.mimetype == "application/problem+json"
        assert "Set-Cookie" not in answer.headers
    assert browse(client, path).mimetype == "text/html"


def test_what_would_have_been_right_is_told_of_a_method_a_size_and_a_name(client: FlaskClient) -> None:
    method = client.put("/graph-store")
    assert method.get_json()["expected"] == f"one of {method.headers['Allow']}"
    size = client.post("/sparql", data=b"query=" + b"x" * 300_000, content_type="application/x-www-form-urlencoded")
    assert size.get_json()["expected"] == "at most 262144 bytes"
    name = client.get("/sparql", headers={"Host": "elsewhere.example"})
    assert name.get_json()["code"] == "unknown_host"
    assert "GRONDSLAG_HOSTS" in name.get_json()["expected"]
