"""What a browser may keep, and until when."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from web_helpers import browse

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
