"""What a browser may keep, and until when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from unittest import mock

import pytest
from flask import Flask
from flask.testing import FlaskClient
from web_helpers import BROWSER, browse

from grondslag.query.engine import Engine, Reading
from webapp import caching, create_app
from webapp.services import services


def test_an_unchanged_page_is_not_sent_again(client: FlaskClient) -> None:
    first = browse(client, "/flows")
    again = browse(client, "/flows", "nl", **{"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""
    assert "Content-Security-Policy" in again.headers


@pytest.mark.parametrize(
    ("path", "language", "accept"), [("/flows", "en", None), ("/statutes", "nl", None), ("/flows?x=1", "nl", None)]
)
def test_another_page_or_language_has_another_tag(
    client: FlaskClient, path: str, language: str, accept: str | None
) -> None:
    first = browse(client, "/flows")
    assert browse(client, path, language, **{"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_a_new_generation_has_new_tags(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    first = browse(client, "/flows")
    with app.test_request_context("/"):
        generation = services().generation()

    class Newer:
        id = "000099-newer"

    monkeypatch.setattr("webapp.services.Services.generation", lambda self: Newer)
    assert generation.id != Newer.id
    assert browse(client, "/statutes", "nl", **{"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_errors_and_health_are_not_kept(client: FlaskClient) -> None:
    assert "ETag" not in browse(client, "/nowhere").headers
    assert "ETag" not in client.get("/health").headers


def test_answers_differ_by_language_cookie_and_accept(client: FlaskClient) -> None:
    vary = browse(client, "/flows").headers["Vary"]
    assert all(name in vary for name in ("Accept", "Accept-Language", "Cookie"))


DATA = "/data/org/lucrato"


@pytest.fixture
def asked(engine: Engine) -> Iterator[mock.Mock]:
    """Counts what is asked of the core while a page is made."""
    with mock.patch.object(Reading, "answer", autospec=True, side_effect=Reading.answer) as answer:
        yield answer


@pytest.fixture
def fresh(app: Flask) -> FlaskClient:
    """A visitor of an application that has made nothing yet."""
    return create_app({"ENGINE": app.config["ENGINE"], "CONTENT": app.config["CONTENT"]}).test_client()


def test_what_everyone_reads_is_made_once(fresh: FlaskClient, asked: mock.Mock) -> None:
    first = browse(fresh, DATA)
    made = asked.call_count
    assert made
    again = browse(fresh, DATA)
    assert asked.call_count == made
    assert again.data == first.data
    assert sorted(again.headers) == sorted(first.headers)
    head = fresh.head(DATA, headers={"Accept": BROWSER, "Accept-Language": "nl"})
    assert (head.data, head.headers["Content-Length"]) == (b"", first.headers["Content-Length"])


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (DATA, {"Accept": "application/ld+json"}),
        (DATA, {"Accept-Language": "en"}),
        (DATA, {"Host": "127.0.0.1"}),
        (DATA, {"Authorization": "Bearer x"}),
        (DATA + "?x=1", {}),
        (DATA + ".ttl", {}),
    ],
)
def test_another_request_is_answered_for_itself(
    fresh: FlaskClient, asked: mock.Mock, path: str, headers: dict[str, str]
) -> None:
    browse(fresh, DATA)
    made = asked.call_count
    browse(fresh, path, **headers)
    assert asked.call_count > made


def test_what_was_authorized_is_kept_for_nobody(fresh: FlaskClient, asked: mock.Mock) -> None:
    browse(fresh, DATA, Authorization="Bearer x")
    made = asked.call_count
    browse(fresh, DATA)
    assert asked.call_count > made


def test_a_visitors_own_queries_and_what_is_not_found_are_not_among_them(fresh: FlaskClient, asked: mock.Mock) -> None:
    for path in ("/queries/statutes.json", "/data/no/such/thing"):
        browse(fresh, path)
        made = asked.call_count
        browse(fresh, path)
        assert asked.call_count > made


def test_a_new_generation_is_made_anew(
    fresh: FlaskClient, asked: mock.Mock, monkeypatch: pytest.MonkeyPatch, engine: Engine
) -> None:
    browse(fresh, DATA)
    made = asked.call_count
    newer = replace(engine.generation(), id="000099-newer")
    monkeypatch.setattr("webapp.services.Services.generation", lambda self: newer)
    browse(fresh, DATA)
    assert asked.call_count > made


def test_the_day_and_a_chosen_language_are_told_again(fresh: FlaskClient, asked: mock.Mock) -> None:
    first, again = (browse(fresh, "/flows?lang=en") for _ in range(2))
    assert "Set-Cookie" in first.headers
    made = asked.call_count
    fresh.delete_cookie("lang")
    assert again.status_code == 200
    with mock.patch.object(caching, "today", return_value=date(2031, 1, 1)):
        browse(fresh, "/flows?lang=en")
    assert asked.call_count > made
