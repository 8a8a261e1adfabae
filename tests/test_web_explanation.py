"""The page that explains a flow: the chain in both languages, its forms, and what it answers to wrong questions."""

from __future__ import annotations

import html
import json
import re
from datetime import date

import pytest
from flask.testing import FlaskClient
from web_helpers import EXPLANATION, FLOW, browse

from grondslag.explain import words as the_words
from grondslag.match import Outcome


def plain(page: str) -> str:
    """What a page says, without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nl", ("Gevonden", "Aanvaardt", "niet vermeld", "Wat het zou verhelpen", "Bijna raak", "Geheimhouding")),
        ("en", ("Found", "Accepts", "not stated", "What would mend it", "Near misses", "Secrecy")),
    ],
)
def test_the_chain_is_told_in_both_languages(client: FlaskClient, language: str, said: tuple[str, ...]) -> None:
    page = browse(client, EXPLANATION, language).text
    text = plain(page)
    for words in said:
        assert words in text
    number = ("nl", "en").index(language)
    assert the_words.NOTICE[number] in text
    assert the_words.COVERS[Outcome.UNDETERMINED][number] in text
    assert "UAVG art. 30 lid 1 onder b" in text
    assert "000, 132-138" in text


def test_claim_provision_norm_and_passage_are_links(client: FlaskClient) -> None:
    links = re.findall(r'href="([^"]*)"', browse(client, EXPLANATION).text)
    for target in (
        "/statutes/BWBR0040940/art/30/lid/1/onder/b",
        "/page/norm/uavg-health-data-for-reintegration",
        "/page/source/000/lines/132-138",
        "/flows/000/first-delivery#item-arbeidsvermogen",
    ):
        assert target in links
    assert any(link.startswith("https://wetten.overheid.nl/BWBR0040940/") for link in links)


def test_the_flow_leads_to_its_explanation(client: FlaskClient) -> None:
    assert f'href="{FLOW}/explanation"' in browse(client, FLOW).text


def test_without_a_date_it_is_explained_for_today(client: FlaskClient) -> None:
    page = browse(client, f"{FLOW}/explanation?item=bsn").text
    assert page.count("<option") == 18
    assert '<option value="bsn" selected>' in page
    assert f'value="{date.today().isoformat()}"' in page


@pytest.mark.parametrize(
    ("form", "media", "told"),
    [
        ("text", "text/plain", "Uitleg van de stroom"),
        ("json", "application/json", "{"),
        ("ttl", "text/turtle", "@prefix"),
    ],
)
def test_it_is_there_in_other_forms(client: FlaskClient, form: str, media: str, told: str) -> None:
    response = browse(client, f"{EXPLANATION}&format={form}")
    assert response.status_code == 200
    assert response.mimetype == media
    assert response.text.startswith(told)
    if form == "json":
        assert json.loads(response.text)["as_of"] == "2026-11-01"


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        (f"{FLOW}/explanation?as_of=gisteren", 400, "bad_input"),
        (f"{FLOW}/explanation?as_of=20261101", 400, "bad_input"),
        (f"{FLOW}/explanation?as_of=2026-11-01&as_of=2025-01-01", 400, "repeated_parameter"),
        (f"{FLOW}/explanation?format=pdf", 400, "wrong_format"),
        (f"{FLOW}/explanation?item=nothing", 404, "unknown_resource"),
        ("/flows/000/nothing/explanation", 404, "unknown_resource"),
        ("/flows/%3Cscript%3E/explanation", 404, "unknown_resource"),
    ],
)
def test_a_wrong_question_is_named(client: FlaskClient, address: str, status: int, code: str) -> None:
    response = client.get(address, headers={"Accept": "application/json"})
    assert response.status_code == status
    assert response.get_json()["code"] == code
    page = browse(client, address)
    assert page.status_code == status
    assert "<script" not in page.text
