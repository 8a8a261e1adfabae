"""The application as a whole: its routes, its pages in both languages, its links, and no step outside."""

from __future__ import annotations

import html
import re
from collections import Counter, deque

import pytest
from flask import Flask
from flask.testing import FlaskClient
from web_helpers import FLOW, IDS, PAGES, browse

from grondslag.content import Content
from grondslag.settings import Settings
from webapp import create_app

ROUTES = {
    "/",
    "/search",
    "/organisations",
    "/organisations/<path:slug>",
    "/flows",
    "/flows/<path:path>",
    "/flows/<path:path>/explanation",
    "/statutes",
    "/statutes/<identifier>",
    "/statutes/<identifier>/art/<path:path>",
    "/queries",
    "/queries/<name>",
    "/reports",
    "/reports/compare",
    "/reports/latest",
    "/reports/<identifier>",
    "/discrepancies",
    "/discrepancies/<path:path>",
    "/def",
    "/context.jsonld",
    "/shapes",
    "/id/<path:path>",
    "/page/<path:path>",
    "/data/<path:path>",
    "/sparql",
    "/api/openapi.json",
    "/api/queries",
    "/api/terms",
    "/api/examples/<name>",
    "/graph-store",
    "/graph/<path:path>",
    "/health",
    "/metrics",
    "/.well-known/sparql-examples",
    "/.well-known/void",
    "/static/<path:filename>",
}

PAGES_OF_A_SORT = 4


def test_the_routes_are_these(app: Flask) -> None:
    assert {rule.rule for rule in app.url_map.iter_rules()} == ROUTES


def test_only_the_query_endpoint_takes_a_post_and_nothing_takes_a_change(app: Flask) -> None:
    posting = {rule.rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    changing = [rule for rule in app.url_map.iter_rules() if {"PUT", "DELETE", "PATCH"} & (rule.methods or set())]
    assert posting == {"/sparql"}
    assert changing == []


def test_two_applications_share_nothing(app: Flask) -> None:
    config = {"ENGINE": app.config["ENGINE"], "CONTENT": app.config["CONTENT"], "HOSTS": ("elsewhere",)}
    other = create_app(config)
    assert other.test_client().get("/health", headers={"Host": "elsewhere"}).status_code == 200
    assert app.test_client().get("/health", headers={"Host": "elsewhere"}).status_code == 400


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_there_in_both_languages(client: FlaskClient, path: str, language: str) -> None:
    response = browse(client, path, language)
    text = response.get_data(as_text=True)
    assert response.status_code == 200
    assert response.mimetype == "text/html"
    assert f'<html lang="{language}">' in text
    assert response.headers["Content-Language"] == language
    assert text.count("<h1") == 1
    assert re.search(r"<title>\s*\S", text)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_inline_style_or_script_or_asks_elsewhere(client: FlaskClient, path: str) -> None:
    text = browse(client, path).get_data(as_text=True)
    assert "<style" not in text
    scripts = re.findall(r"<script\b([^>]*)>([^<]*)", text)
    # The editor alone has scripts: files of ours, with nothing in the page itself.
    assert bool(scripts) == (path == "/sparql")
    assert all(re.search(r'\ssrc="/static/', attributes) and not inside for attributes, inside in scripts)
    assert not re.search(r"\sstyle=", text)
    assert not re.search(r"\son[a-z]+=", re.sub(r"<(textarea|code)[^>]*>.*?</\1>", "", text, flags=re.DOTALL))
    loaded = re.findall(r'<(?:link|img|form|iframe|source)\b[^>]*\s(?:src|href|action)="([^"]*)"', text)
    assert loaded
    assert all(address.startswith("/") and not address.startswith("//") for address in loaded)


@pytest.mark.parametrize("path", PAGES)
def test_ids_are_unique_and_links_within_a_page_arrive(client: FlaskClient, path: str) -> None:
    text = browse(client, path).get_data(as_text=True)
    ids = Counter(IDS.findall(text))
    assert [name for name, count in ids.items() if count > 1] == []
    assert {html.unescape(name) for name in re.findall(r'href="#([^"]+)"', text)} <= set(ids)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_usable_without_sight_or_mouse(client: FlaskClient, path: str) -> None:
    text = browse(client, path).get_data(as_text=True)
    assert 'class="skip" href="#page-content"' in text
    assert '<main id="page-content"' in text
    for table in re.findall(r"<table.*?</table>", text, flags=re.DOTALL):
        assert "<caption" in table
        assert all("scope=" in cell for cell in re.findall(r"<th\b[^>]*>", table))
    labelled = set(re.findall(r'<label for="([^"]+)"', text))
    fields = re.findall(r"<(?:input|select|textarea)\b[^>]*>", text)
    for field in fields:
        named = re.search(r'\sid="([^"]+)"', field)
        # A checkbox stands inside its label; what is hidden is not for a reader.
        assert re.search('type="(checkbox|hidden)"', field) or (named and named[1] in labelled)


@pytest.mark.slow
def test_every_link_from_the_front_page_on_leads_somewhere(client: FlaskClient) -> None:
    seen, waiting, visited, broken = {"/"}, deque(["/"]), Counter[str](), []
    while waiting:
        path = waiting.popleft()
        # There are thousands of pages: of each sort the first ones are read, and every sort is.
        visited[sort_of(path)] += 1
        if visited[sort_of(path)] > PAGES_OF_A_SORT:
            continue
        response = browse(client, path)
        if response.status_code >= 400:
            broken.append((path, response.status_code))
        if response.mimetype != "text/html":
            continue
        for address in re.findall(r'href="(/[^"]*)"', response.get_data(as_text=True)):
            target = html.unescape(address).partition("#")[0]
            known = target in seen or target.startswith(("/static/", "/sparql?query"))
            if not known and "lang=" not in target:
                seen.add(target)
                waiting.append(target)
    assert broken == []
    assert FLOW in seen
    assert len(visited) > 30


def sort_of(path: str) -> str:
    """What pages of one sort share: where they stand, and the extension; of things, also what kind of thing."""
    steps = path.partition("?")[0].split("/")
    extension = steps[-1].rpartition(".")[2] if "." in steps[-1] else ""
    return "/".join([*steps[1 : 3 if steps[1] == "page" else 2], str(len(steps)), extension])


def test_an_application_makes_its_own_engine_from_its_settings(settings: Settings, the_content: Content) -> None:
    own = create_app({"SETTINGS": settings, "CONTENT": the_content})
    try:
        assert own.test_client().get("/health").status_code == 200
    finally:
        own.extensions["grondslag"].engine.close()
