"""Organisations: the list, and one with all that is known of it."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient
from web_helpers import FLOW, browse

from grondslag.content import Content
from grondslag.query.engine import Engine
from webapp import create_app


def test_the_list_names_all_with_their_flows(client: FlaskClient) -> None:
    text = browse(client, "/organisations").get_data(as_text=True)
    for name in ("Werkbedrijf Lucrato", "Gemeente Apeldoorn", "Gemeente Epe", "Gemeente Heerde"):
        assert text.count(f">{name}</a>") == 1


def test_lucrato_shows_its_flows_its_power_and_the_role_that_was_rejected(client: FlaskClient) -> None:
    text = browse(client, "/organisations/lucrato", "en").get_data(as_text=True)
    assert f'href="{FLOW}"' in text
    assert "status-consideredAndRejected" in text
    assert "status-asserted" in text
    assert 'id="powers"' in text
    assert 'href="/statutes/BWBR0015703/art/7/lid/4"' in text
    assert 'id="agreements"' in text
    assert 'class="finding finding-' in text


def test_what_is_not_an_organisation_is_not_one(client: FlaskClient) -> None:
    assert browse(client, "/organisations/../flow/000/first-delivery").status_code == 404


def test_what_is_provided_names_purpose_and_article(client: FlaskClient) -> None:
    text = browse(client, "/organisations/gemeente-apeldoorn").text
    listed = text[text.index('id="sent"') : text.index('id="received"')]
    assert "Doel: " in listed
    assert 'href="/statutes/BWBR0015703/art/7/lid/1"' in listed


def test_findings_beyond_the_first_five_are_folded(client: FlaskClient) -> None:
    text = browse(client, "/organisations/gemeente-apeldoorn").text
    section = text[text.index('<section aria-labelledby="findings"') :]
    before, folded, after = re.split(r'(<details class="rest"><summary>Nog \d+ bevinding)', section, maxsplit=1)
    assert folded
    assert before.count('<article class="finding') == 5
    assert after.count('<article class="finding') > 0


def row_of(text: str, flow: str) -> str:
    return next(row for row in text.split('<p class="flow-name">') if f'href="/flows/{flow}"' in row)


def test_a_ground_without_a_provision_is_shown(client: FlaskClient) -> None:
    text = browse(client, "/organisations/gemeente-haarlem").text
    row = row_of(text, "001/interview-haarlem-neighbourhood-team-inquiry")
    assert "AVG art. 6 lid 1 onder e" in row
    assert "Beroept zich op: niet vermeld" not in row
    assert text.count("Beroept zich op: niet vermeld") > 0


def test_what_a_source_does_not_name_is_not_zero_or_empty(client: FlaskClient) -> None:
    text = browse(client, "/organisations/gemeente-haarlem").text
    assert "0 gegevens" not in text
    assert "gegevens niet per stuk vermeld · naar " in text
    assert "· verstrekker niet vermeld</p>" in text
    assert "0 data" not in browse(client, "/organisations/gemeente-haarlem", "en").text


def test_findings_lead_to_the_explanation_of_their_flow(client: FlaskClient) -> None:
    text = browse(client, "/organisations/gemeente-haarlem", "en").text
    section = text[text.index('<section aria-labelledby="findings"') :].partition("</section>")[0]
    links = re.findall(r'href="(/flows/[^"]*/explanation[^"]*)"', section)
    assert len(links) > 1
    assert all("as_of=2019-08-06" in link for link in links)
    assert browse(client, html.unescape(links[0])).status_code == 200


# The list, a page at a time


def listed(text: str) -> list[str]:
    """The rows of the list, each as it is shown."""
    return re.findall(r'<tr role="row">\s*<th scope="row".*?</tr>', text, flags=re.DOTALL)


def test_the_pages_hold_each_organisation_once(
    engine: Engine, the_content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fresh() -> FlaskClient:
        return create_app({"TESTING": True, "ENGINE": engine, "CONTENT": the_content}).test_client()

    monkeypatch.setattr("webapp.organisations.PAGE_SIZE", 1000)
    every = listed(browse(fresh(), "/organisations").text)
    assert len(every) == len(set(every)) > 3
    size = len(every) // 3 + 1
    monkeypatch.setattr("webapp.organisations.PAGE_SIZE", size)
    client, found, address = fresh(), [], "/organisations"
    while address:
        text = browse(client, address).text
        found.append(listed(text))
        following = re.search(r'<a href="([^"]+)" rel="next"', text)
        address = html.unescape(following[1]) if following else ""
    assert [len(page) for page in found] == [size, size, len(every) - 2 * size]
    assert [row for page in found for row in page] == every
