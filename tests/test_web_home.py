"""The front page and the search."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest
from flask import Flask
from flask.testing import FlaskClient
from web_helpers import FLOW, HEALTH_QUERY, PAGES, browse

from grondslag.namespaces import ID
from grondslag.query.engine import Engine
from webapp.home import VERDICTS, numbers, story_of
from webapp.searching import wanted
from webapp.services import services


def test_the_front_page_tells_the_story_with_numbers_from_the_graph(client: FlaskClient) -> None:
    text = browse(client, "/").get_data(as_text=True)
    assert "Werkbedrijf Lucrato" in text
    assert FLOW in text
    assert "17 gegevens" in text
    assert "rechtmatig" in text


def test_the_story_is_the_largest_flow_and_every_item_is_counted_once(app: Flask) -> None:
    with app.test_request_context("/"):
        story = story_of(ID + "org/lucrato")
        assert story is not None
        assert story.flow.iri == ID + "flow/000/first-delivery"
        assert story.items == len(story.flow.all("gs:item"))
        told = [tally.verdict.name for tally in story.tallies]
        assert told == [name for name in VERDICTS if name in told]
        assert story_of(ID + "org/nobody") is None


def test_the_numbers_count_each_thing_once(app: Flask) -> None:
    with app.test_request_context("/"):
        counts = numbers()
        organisations = services().facts("organisations", lang="nl", first="0", size="5000")
        assert counts["organisations"] == len(organisations.nodes)
        assert counts["statutes"] == len(services().facts("statutes").nodes)
        assert counts["Norm"] > 0
        assert counts["UnansweredQuestion"] > 0


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("lucrato", "/organisations/lucrato"),
        ("LUCRATO", "/organisations/lucrato"),
        ("bsn", f"{FLOW}#item-bsn"),
        ("UAVG art. 30 lid 1", "/statutes/BWBR0040940/art/30/lid/1/onder/b"),
        ("Participatiewet", "/statutes/BWBR0015703"),
    ],
)
def test_search_finds_by_name_and_by_article(client: FlaskClient, text: str, href: str) -> None:
    page = client.get("/search", query_string={"q": text}).get_data(as_text=True)
    assert f'href="{href}"' in page


def test_search_without_result_says_so_and_escapes(client: FlaskClient) -> None:
    page = client.get("/search", query_string={"q": '"><script>alert(1)</script>'}).get_data(as_text=True)
    assert "<script" not in page
    assert "Niets met die naam" in page
    assert "Niets met die naam" not in browse(client, "/search").get_data(as_text=True)


def test_an_overlong_search_is_cut(client: FlaskClient) -> None:
    page = client.get("/search", query_string={"q": "x" * 5_000})
    assert page.status_code == 200
    assert f'value="{"x" * 100}"' in page.get_data(as_text=True)


@pytest.mark.parametrize(
    ("text", "citation"),
    [
        ("artikel 67 Participatiewet", "PW art. 67"),
        ("art 67 PW", "PW art. 67"),
        ("PW 67", "PW art. 67"),
        ("artikel 67, lid 1, van de Participatiewet", "PW art. 67 lid 1"),
        ("article 6(1)(e) GDPR", "AVG art. 6 lid 1 onder e"),
        ("art. 6 lid 1 onder e GDPR", "AVG art. 6 lid 1 onder e"),
        ("UAVG 30 lid 1 onderdeel b", "UAVG art. 30 lid 1 onder b"),
        ("Participatiewet", None),
        ("Lucrato 67", None),
    ],
)
def test_an_article_is_recognised_however_it_is_written(app: Flask, text: str, citation: str | None) -> None:
    with app.test_request_context("/"):
        assert wanted(text, services().rows("statutes")).citation == citation


@pytest.mark.parametrize("text", ["artikel 67 Participatiewet", "art 67 PW", "PW 67"])
def test_search_leads_to_the_article(client: FlaskClient, text: str) -> None:
    page = client.get("/search", query_string={"q": text}).text
    assert 'href="/statutes/BWBR0015703/art/67"' in page
    assert 'href="/statutes/BWBR0015703/art/67a"' not in page
    assert "Gelezen als PW art. 67." in page


def test_a_number_is_found_at_the_end_of_a_name_too(engine: Engine) -> None:
    found = engine.saved("search", {"word1": " 67 "}, folder="pages").rows
    assert ox.NamedNode(ID + "bwb/BWBR0015703/art/67") in [row["node"] for row in found]


def test_search_matches_where_words_begin(client: FlaskClient) -> None:
    assert "/organisations/lucrato" not in browse(client, "/search?q=crato").text
    assert "/organisations/lucrato" in browse(client, "/search?q=werk+lucr").text


def test_a_result_names_its_kind_and_its_flow(client: FlaskClient) -> None:
    text = browse(client, "/search?q=gezondheidsgegevens").text
    claim = re.findall(r"<li><a [^>]*>Ontvangen door Lucrato.*?</li>", text, flags=re.S)[0]
    assert "beroep op een grondslag" in claim
    assert "Eerste overdracht aan Lucrato" in claim
    assert "geheimhoudingsplicht" in text


def test_search_finds_saved_queries_by_what_they_ask(client: FlaskClient) -> None:
    assert f'href="{HEALTH_QUERY}"' in browse(client, "/search?q=wie+ontvangt").text
    assert f'href="{HEALTH_QUERY}"' in browse(client, "/search?q=who+receives", "en").text


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_a_search_field(client: FlaskClient, path: str) -> None:
    assert len(re.findall(r'<form [^>]*action="/search"', browse(client, path).text)) == 1
