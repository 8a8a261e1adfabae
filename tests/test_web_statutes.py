"""Statutes and provisions: what is in use, the norms in readable form, and the texts that are held."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from web_helpers import FLOW, PROVISION, browse

from grondslag.published import stored_report
from grondslag.query.engine import Engine
from webapp.links import link_to


def test_the_list_gives_title_number_and_counts(client: FlaskClient) -> None:
    text = browse(client, "/statutes").get_data(as_text=True)
    assert "BWBR0015703" in text
    assert ">PW</a>" in text
    assert "32016R0679" in text


def test_a_statute_lists_its_provisions_in_the_order_of_the_law(client: FlaskClient) -> None:
    text = browse(client, "/statutes/BWBR0015703").get_data(as_text=True)
    places = [
        text.index(f">{citation}</a>")
        for citation in ("PW art. 7", "PW art. 65", "PW art. 67 lid 1 onder a", "PW art. 68")
    ]
    assert places == sorted(places)


def test_a_provision_has_its_citation_jci_and_official_link(client: FlaskClient) -> None:
    text = browse(client, PROVISION).get_data(as_text=True)
    assert "<h1>UAVG art. 30 lid 1 onder b</h1>" in text
    assert "jci1.3:c:BWBR0040940&amp;artikel=30&amp;lid=1&amp;o=b" in text
    assert 'href="https://wetten.overheid.nl/BWBR0040940' in text
    assert 'rel="noopener noreferrer nofollow"' in text


def test_a_norm_is_told_in_its_elements_conditions_last(client: FlaskClient) -> None:
    text = browse(client, PROVISION, "en").get_data(as_text=True)
    norms = text[text.index('id="norms"') : text.index('id="citing"')]
    assert norms.index("hasPersonalData") < norms.index("hasDataSubject") < norms.index("inConnectionWith")
    assert "only by a person" in norms
    assert ">condition<" in norms


def test_a_provision_shows_who_cites_it_and_where_a_source_differs(client: FlaskClient) -> None:
    text = browse(client, PROVISION, "en").get_data(as_text=True)
    assert f'href="{FLOW}#item-arbeidsvermogen"' in text
    assert 'class="discrepancy"' in text


def test_the_texts_held_are_told_with_what_changed(client: FlaskClient) -> None:
    text = browse(client, PROVISION, "en").get_data(as_text=True)
    assert "25 May 2018" in text
    assert "Word for word the same as the one before." in text
    changed = browse(client, "/statutes/BWBR0015703/art/68/lid/1", "en").get_data(as_text=True)
    assert "Different from the one before." in changed


@pytest.mark.parametrize(
    ("language", "gone", "presence"),
    [
        ("nl", "Staat sinds 1 september 2026 niet meer in de tekst.", "staat niet in deze tekst"),
        ("en", "Has not been in the text since 1 September 2026.", "not in this text"),
    ],
)
def test_a_provision_that_left_the_text_says_so_and_names_what_came_after(
    client: FlaskClient, language: str, gone: str, presence: str
) -> None:
    text = browse(client, "/statutes/BWBR0040940/art/46/lid/1", language).get_data(as_text=True)
    banner = text[text.index('<aside class="notice gone"') : text.index("</aside>")]
    assert gone in banner
    assert 'href="/page/norm/uavg-identification-number-2026"' in banner
    assert 'href="/statutes/BWBR0040940/art/46"' in banner
    assert presence in text
    assert "notice gone" not in browse(client, PROVISION, language).get_data(as_text=True)


def test_a_provision_lists_the_findings_under_it(client: FlaskClient, engine: Engine) -> None:
    report = stored_report(engine.generation())
    provision = next(finding.provision for finding in report.findings if finding.provision)
    under = {f.id for f in report.findings if f.provision and f.provision.iri == provision.iri}
    link = link_to(provision.iri)
    assert link is not None
    text = browse(client, link.href).get_data(as_text=True)
    assert "Bevindingen onder deze bepaling" in text
    assert set(re.findall(r'id="finding-(\w+)"', text)) == under


@pytest.mark.parametrize("path", ["/statutes/BWBR0040940/art/46/lid/1", PROVISION, "/statutes/BWBR0031331/art/8d"])
def test_no_line_of_a_provision_starts_with_a_stray_sign(client: FlaskClient, path: str) -> None:
    text = browse(client, path, "en").get_data(as_text=True)
    assert not re.search(r"<li>\s*:", text)
    assert not re.search(r'<p class="quiet">\s*(·|</p>)', text)


@pytest.mark.parametrize("path", ["art/64", "art/64/lid/1/onder/p"])
def test_a_norm_of_some_versions_names_their_days(client: FlaskClient, path: str) -> None:
    text = browse(client, f"/statutes/BWBR0015703/{path}", "en").text
    norms = text[text.index('id="norms"') :]
    assert "only in text of 25 May 2018, 1 July 2019<" in norms
    assert "only in text of 1 July 2026<" in norms


def test_a_norm_of_all_versions_names_none(client: FlaskClient) -> None:
    assert "only in text of" not in browse(client, PROVISION, "en").text
