"""Statutes and provisions: what is in use, the norms in readable form, and the texts that are held."""

from __future__ import annotations

from flask.testing import FlaskClient
from web_helpers import FLOW, PROVISION, browse


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
