"""The editor without a browser: what is vendored, what the page hands to the scripts, terms and examples."""

from __future__ import annotations

import hashlib
import html
import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from web_helpers import browse

import webapp
from grondslag.content import Content
from grondslag.namespaces import ID, PREFIXES
from grondslag.query.budget import Budget
from grondslag.query.engine import Engine
from grondslag.query.precheck import check
from grondslag.query.saved import Catalogue
from grondslag.settings import BudgetLimits, Limits
from webapp import create_app, editing

STATIC = Path(webapp.__file__).parent / "static"
VENDOR = STATIC / "vendor"
MANIFEST = tomllib.loads((VENDOR / "vendor.toml").read_text(encoding="utf-8"))
SCRIPTS = sorted(STATIC.glob("*.js"))


def test_the_vendored_files_are_those_of_the_manifest() -> None:
    present = {path.relative_to(VENDOR).as_posix(): path for path in VENDOR.rglob("*") if path.is_file()}
    del present["vendor.toml"]
    assert {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in present.items()} == MANIFEST["sha256"]
    shipped = {target for package in MANIFEST["package"] for target in package["files"].values()}
    assert shipped | {"yasgui/THIRD-PARTY.txt"} == set(present)


def test_every_vendored_package_is_pinned_and_has_its_licence_beside_it() -> None:
    for package in [*MANIFEST["package"], *MANIFEST["bundled"]]:
        assert re.fullmatch(r"\d+\.\d+\.\d+", package["version"])
        assert re.fullmatch(r"sha512-[A-Za-z0-9+/]{86}==", package["integrity"])
        assert re.match(r"MIT|BSD-3-Clause|Apache-2\.0|CC-BY-4\.0 \(icons\)", package["licence"])
    for folder in (path for path in VENDOR.iterdir() if path.is_dir()):
        assert "Permission is hereby granted, free of charge" in (folder / "LICENSE").read_text(encoding="utf-8")
    notices = (VENDOR / "yasgui" / "THIRD-PARTY.txt").read_text(encoding="utf-8")
    for bundled in MANIFEST["bundled"]:
        assert f"\n{bundled['name']} {bundled['version']}: {bundled['licence']}\n" in notices


def test_no_source_map_is_shipped_or_asked_for() -> None:
    assert [path.name for path in VENDOR.rglob("*.min.*") if b"sourceMappingURL" in path.read_bytes()] == []
    assert list(VENDOR.rglob("*.map")) == []


def test_the_documents_name_every_library_with_its_version() -> None:
    page = (Path(__file__).parent.parent / "docs" / "licences.md").read_text(encoding="utf-8")
    for package in MANIFEST["package"]:
        if any(target.endswith(".js") for target in package["files"].values()):
            assert re.search(rf"\| \[{package['name']}\].*\| {package['version']} \| {package['licence']} \|", page)


def test_our_scripts_load_each_other_and_make_no_markup_from_text() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in SCRIPTS)
    loaded = set(re.findall(r'from "\./([\w-]+\.js)"', text))
    assert loaded == {path.name for path in SCRIPTS} - {"editor.js"}
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text)


def handed(client: FlaskClient, language: str) -> dict[str, Any]:
    page = browse(client, "/sparql", language).get_data(as_text=True)
    found = re.search(r"data-editor='([^']*)'", page)
    assert found
    settings: dict[str, Any] = json.loads(html.unescape(found[1]))
    return settings


def test_the_page_hands_prefixes_addresses_and_texts_to_the_scripts(client: FlaskClient) -> None:
    settings = handed(client, "nl")
    assert settings["prefixes"] == PREFIXES
    assert settings["places"][ID] == "/id/"
    assert (settings["endpoint"], settings["terms"]) == ("/sparql", "/api/terms")
    assert settings["texts"]["editor.table"] == "Tabel"
    assert handed(client, "en")["texts"]["editor.table"] == "Table"


def test_every_text_that_the_scripts_show_is_handed_over(client: FlaskClient) -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in SCRIPTS)
    keys = set(re.findall(r'\b(?:say|button|step)\(\s*"([a-z_0-9.]+)"', text))
    assert len(keys) > 20
    assert keys - set(handed(client, "nl")["texts"]) == set()


# --- terms


def terms(client: FlaskClient, typed: str, language: str = "nl") -> list[dict[str, str | None]]:
    response = client.get("/api/terms", query_string={"q": typed}, headers={"Accept-Language": language})
    assert response.status_code == 200
    found: list[dict[str, str | None]] = response.get_json()["terms"]
    return found


@pytest.mark.parametrize(
    ("typed", "language", "label", "kind", "written"),
    [
        ("ontvanger", "nl", "ontvanger", "eigenschap", "dpv:hasRecipient"),
        ("recipient", "en", "recipient", "property", "dpv:hasRecipient"),
        ("recipient", "nl", "ontvanger", "eigenschap", "dpv:hasRecipient"),
        ("gegevenscat", "nl", "gegevenscategorie", "klasse", "gs:DataCategory"),
        ("grondslag", "nl", "grondslag", "vaste waarde", "gs:ground"),
        ("Lucrato", "nl", "Werkbedrijf Lucrato", "organisatie", f"<{ID}org/lucrato>"),
        ("PW art. 64 lid 1", "nl", "PW art. 64 lid 1", "bepaling", f"<{ID}bwb/BWBR0015703/art/64/lid/1>"),
        ("WWB", "nl", "Participatiewet", "wet", f"<{ID}bwb/BWBR0015703>"),
        ("gs:ite", "nl", "heeft gegeven", "eigenschap", "gs:item"),
        ("has rec", "nl", "ontvanger", "eigenschap", "dpv:hasRecipient"),
    ],
)
def test_a_word_of_either_language_offers_the_term(
    client: FlaskClient, typed: str, language: str, label: str, kind: str, written: str
) -> None:
    found = {term["written"]: (term["label"], term["kind"]) for term in terms(client, typed, language)}
    assert found.get(written) == (label, kind)


def test_the_likeliest_term_comes_first_and_the_list_is_short(client: FlaskClient) -> None:
    assert terms(client, "ontvanger")[0]["written"] == "dpv:hasRecipient"
    assert terms(client, "wwb")[0]["name"] == "WWB"
    assert len(terms(client, "art")) == 30
    assert terms(client, "zzzzqx") == terms(client, " ") == []


def test_terms_need_something_that_is_typed(client: FlaskClient) -> None:
    response = client.get("/api/terms", headers={"Accept": "application/json"})
    assert (response.status_code, response.get_json()["example"]) == (400, "/api/terms?q=ontvanger")


def test_no_term_is_lost_when_an_answer_holds_fewer(
    client: FlaskClient, strict_engine: Callable[..., Engine], the_content: Content
) -> None:
    few = create_app({"ENGINE": strict_engine(rows=3_000), "CONTENT": the_content}).test_client()
    for typed in ("ontvanger", "lucrato", "a", "zorg"):
        assert terms(few, typed) == terms(client, typed)


def test_terms_are_bounded_and_the_vocabulary_comes_first(
    engine: Engine, the_content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = create_app({"ENGINE": engine, "CONTENT": the_content})
    monkeypatch.setattr(editing, "MOST_TERMS", 800)
    client = site.test_client()
    assert terms(client, "ontvanger")[0]["written"] == "dpv:hasRecipient"
    assert terms(client, "Lucrato") == []
    assert len(site.extensions[editing.EXTENSION]._kept.by_iri) == 800


@pytest.mark.parametrize("typed", ["a", "wet", "ontvang", "gs:i", "PW art. 64", "tvanger", "zzzz", "art. lid", "o"])
def test_the_index_of_words_finds_what_a_look_at_every_term_finds(client: FlaskClient, typed: str) -> None:
    terms(client, typed)
    every = client.application.extensions[editing.EXTENSION]._kept.by_iri.values()
    for language in ("nl", "en"):
        looked = editing._ranked(every, editing.padded(typed), typed.casefold(), language)
        found = [term["iri"] for term in terms(client, typed, language)]
        assert found == [term.iri for term, _ in looked]


def test_who_types_while_the_terms_are_read_is_not_held(
    engine: Engine, the_content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editing, "READING_SECONDS", 0.05)
    site = create_app({"ENGINE": engine, "CONTENT": the_content})
    completer = site.extensions[editing.EXTENSION]
    with completer._reading:
        response = site.test_client().get("/api/terms?q=wet")
    assert (response.status_code, response.get_json(force=True)["code"]) == (503, "busy")


def test_each_search_for_terms_is_charged_to_the_client(engine: Engine, the_content: Content) -> None:
    site = create_app({"ENGINE": engine, "CONTENT": the_content})
    # The terms are read by another: what is charged below is the search alone.
    assert terms(site.test_client(), "wet")
    budget = Budget(BudgetLimits(seconds=1))
    site.extensions["budget"] = budget
    assert terms(site.test_client(), "wet")
    with budget.query("127.0.0.1") as spend:
        spend(2)
    refused = site.test_client().get("/api/terms?q=wet", headers={"Accept": "application/json"})
    assert (refused.status_code, refused.get_json()["code"]) == (429, "over_budget")


# --- examples

NAMES = Catalogue(Path(__file__).parent.parent / "queries").names()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_saved_query_is_an_example_ready_to_run(client: FlaskClient, language: str) -> None:
    page = browse(client, "/sparql", language).get_data(as_text=True)
    addresses = re.findall(r'data-address="(/api/examples/[^"]+)"', page)
    assert [address.rpartition("/")[2] for address in addresses] == NAMES
    for address in addresses:
        example = client.get(address, headers={"Accept-Language": language}).get_json()
        check(example["query"], Limits())
        assert f">{example['title']}</option>" in html.unescape(page)


def test_an_example_speaks_the_language_of_the_page(client: FlaskClient) -> None:
    texts = [
        client.get("/api/examples/items-of-flow", headers={"Accept-Language": language}).get_json()
        for language in ("nl", "en")
    ]
    assert ['"nl"' in texts[0]["query"], '"en"' in texts[1]["query"]] == [True, True]
    assert texts[0]["layers"] == ["sources"]
    for language in ("nl", "en"):
        filled = browse(client, "/sparql?example=items-of-flow", language).get_data(as_text=True)
        assert f"= &#34;{language}&#34;" in filled


def test_an_unknown_example_is_not_found(client: FlaskClient) -> None:
    response = client.get("/api/examples/nothing", headers={"Accept": "application/json"})
    assert (response.status_code, response.get_json()["code"]) == (404, "unknown_query")
