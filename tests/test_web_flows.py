"""Data flows: the list, and one flow with its parties, bases, data and findings."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pyoxigraph as ox
import pytest
from flask import Flask
from flask.testing import FlaskClient
from web_helpers import FLOW, browse

from grondslag.build import build
from grondslag.content import Content
from grondslag.namespaces import ID
from grondslag.query.engine import Engine
from grondslag.settings import Settings
from webapp import create_app
from webapp.explanations import state_of
from webapp.flows import merged
from webapp.outcomes import STATES, Outcomes
from webapp.services import services
from webapp.values import Node, Value, expand


def test_the_list_tells_the_layer_and_the_verdicts(client: FlaskClient) -> None:
    text = browse(client, "/flows").get_data(as_text=True)
    assert "gemeld in een bron" in text
    assert "verdict-notNecessary" in text
    assert 'class="bar"' in text


def test_the_list_is_by_document_and_says_where_no_data_are_named(client: FlaskClient) -> None:
    text = browse(client, "/flows", "en").text
    for number, title in (
        ("000", "Advice on sharing data"),
        ("001", "Research into privacy"),
        ("002", "Privacy policy"),
    ):
        assert f'<h2 id="from-{number}">{title}' in text
        assert f'<p class="section-note">Document {number}</p>' in text
    cards = text.split('<li class="flow-card">')[1:]
    silent = [card for card in cards if "data not stated one by one" in card]
    assert 0 < len(silent) < len(cards)
    assert not any("badge verdict" in card or "0 data" in card for card in silent)


def test_a_flow_shows_each_datum_with_verdict_reason_and_passage(client: FlaskClient) -> None:
    text = browse(client, FLOW).get_data(as_text=True)
    rows = re.findall(r'<tr role="row" id="item-[^"]*">.*?</tr>', text, flags=re.DOTALL)
    assert len(rows) == 17
    for row in rows:
        assert 'class="badge verdict verdict-' in row
        assert 'class="passage"' in row
    capacity = next(row for row in rows if 'id="item-arbeidsvermogen"' in row)
    assert "UAVG art. 30 lid 1 onder b" in capacity
    assert "verdict-allowedUnderException" in capacity
    assert "bijzonder gegeven" in capacity


def test_a_flow_shows_its_parties_drawing_findings_and_open_questions(client: FlaskClient) -> None:
    text = browse(client, FLOW, "en").get_data(as_text=True)
    assert 'class="drawing drawing-wide"' in text
    assert 'class="drawing drawing-tall"' in text
    assert "From Municipality of Apeldoorn, Municipality of Epe, Municipality of Heerde to Werkbedrijf Lucrato" in text
    assert 'class="finding finding-violation"' in text
    assert "Not stated in the source" in text
    assert 'id="questions"' in text
    assert "declares nothing lawful" in text


def test_parties_that_invoke_the_same_are_told_once() -> None:
    def claim(name: str, party: str, ground: str) -> Node:
        values = {"gs:actor": ID + "org/" + party, "gs:art6Limb": ID + ground}
        return Node(ID + name, {expand(prop): [Value(ox.NamedNode(iri))] for prop, iri in values.items()})

    found = merged([claim("1", "b", "e"), claim("2", "a", "e"), claim("3", "c", "c")], "gs:actor")
    assert [[value.text for value in node.all("gs:actor")] for node in found] == [["a", "b"], ["c"]]


def test_data_come_in_the_order_of_the_source(client: FlaskClient) -> None:
    text = browse(client, FLOW).get_data(as_text=True)
    first_lines = [
        int(re.search(r"/lines/(\d+)-", row)[1])  # type: ignore[index]
        for row in re.findall(r'<tr role="row" id="item-[^"]*">.*?</tr>', text, flags=re.DOTALL)
    ]
    assert first_lines == sorted(first_lines)


@pytest.fixture
def with_register(own_content: Content, tmp_path: Path) -> Iterator[FlaskClient]:
    """A site over a graph that has a register as well."""
    fixtures = Path(__file__).parent / "fixtures" / "register"
    shutil.copytree(fixtures, own_content.data / "registers", dirs_exist_ok=True)
    settings = Settings(home=tmp_path / "home")
    build(settings, own_content)
    with Engine(settings, own_content) as engine:
        yield create_app({"TESTING": True, "ENGINE": engine, "CONTENT": own_content}).test_client()


def test_a_flow_says_where_it_comes_from(with_register: FlaskClient) -> None:
    path = "/flows/gemeente-voorbeeldstad/re-integration"
    assert "volgens het register" in browse(with_register, path, "nl").text
    assert "volgens de bron" not in browse(with_register, path, "nl").text
    assert "according to the register" in browse(with_register, path, "en").text
    assert "brondocument" not in re.sub(r"<footer.*", "", browse(with_register, path, "nl").text, flags=re.S)
    assert "volgens de bron" in browse(with_register, FLOW, "nl").text


def test_a_drawing_without_data_says_that_they_are_not_named(client: FlaskClient) -> None:
    text = browse(client, "/flows/001/interview-haarlem-neighbourhood-team-inquiry").text
    figure = text[text.index('<figure class="flow-figure"') : text.index("</figure>")]
    assert "gegevens niet per stuk vermeld." in figure
    assert ">stuk vermeld</tspan>" in figure
    assert "0 gegevens" not in figure
    assert '<h2 id="items">Gegevens</h2>' in text


# The list, filtered


def cards(text: str) -> list[str]:
    """The flows of the list, each as it is shown."""
    return text.split('<li class="flow-card">')[1:]


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("sender", "org/gemeente-apeldoorn", 'href="/organisations/gemeente-apeldoorn"'),
        ("recipient", "org/lucrato", 'href="/organisations/lucrato"'),
        ("document", "003", 'href="/flows/003/'),
        ("basis", "bwb/BWBR0015703/art/7/lid/1", 'href="/statutes/BWBR0015703/art/7/lid/1"'),
        ("basis", "none", "no basis relied on: not stated, denied or doubted"),
        ("sender", "none", "provider not stated"),
    ],
)
def test_the_list_is_filtered_by_party_basis_and_document(
    client: FlaskClient, name: str, value: str, told: str
) -> None:
    every = cards(browse(client, "/flows", "en").text)
    text = browse(client, f"/flows?{name}={value}", "en").text
    kept = cards(text)
    assert 0 < len(kept) < len(every)
    assert all(told in card for card in kept)
    assert f'<option value="{value}" selected>' in text
    assert f"{len(kept)} flow" in text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", "geen grondslag ingeroepen: niet vermeld, ontkend of betwijfeld"),
        ("en", "no basis relied on: not stated, denied or doubted"),
    ],
)
def test_a_basis_that_is_denied_is_not_called_not_stated(client: FlaskClient, language: str, words: str) -> None:
    text = browse(client, "/flows?basis=none", language).text
    (card,) = [card for card in cards(text) if 'href="/flows/001/interview-den-haag-joint-visit"' in card]
    assert f"<em>{words}</em>" in card
    assert f'<option value="none" selected>{words}</option>' in text
    beside = card.replace(words, "")
    assert "niet vermeld" not in beside
    assert "Relies on" not in beside


def test_the_cards_and_the_filter_agree_on_what_has_no_basis(
    engine: Engine, the_content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webapp.flows.PAGE_SIZE", 1000)
    client = fresh(engine, the_content)
    every = cards(browse(client, "/flows", "en").text)
    silent = [card for card in every if "no basis relied on" in card]
    kept = addresses(browse(client, "/flows?basis=none", "en").text)
    assert 0 < len(kept) < len(every)
    assert [address in card for address, card in zip(kept, silent, strict=True)] == [True] * len(kept)


def test_filters_are_taken_together(client: FlaskClient) -> None:
    both = cards(browse(client, "/flows?recipient=org/lucrato&sender=org/gemeente-epe", "en").text)
    one = cards(browse(client, "/flows?recipient=org/lucrato", "en").text)
    assert 0 < len(both) <= len(one)
    nothing = browse(client, "/flows?recipient=org/lucrato&document=003", "en")
    assert nothing.status_code == 200
    assert "No flow fits this filter." in nothing.text


@pytest.mark.parametrize("query", ["sender=org/nobody", "basis=%3Cscript%3E", "document=999", "recipient=x"])
def test_an_unknown_value_of_a_filter_is_refused(client: FlaskClient, query: str) -> None:
    told = client.get(f"/flows?{query}", headers={"Accept": "application/json"})
    assert told.status_code == 400
    value = unquote(query).partition("=")[2]
    assert value in told.get_json()["message"]
    assert told.get_json()["expected"].startswith("one of ")
    assert client.get(f"/flows?{told.get_json()['example']}").status_code == 200
    page = browse(client, f"/flows?{query}")
    assert page.status_code == 400
    assert "<script" not in page.text


# What the claims come to on a day


def test_each_datum_tells_what_the_claims_on_it_come_to(client: FlaskClient) -> None:
    text = browse(client, f"{FLOW}?as_of=2026-11-01", "en").text
    assert "Basis on 1 November 2026" in text
    rows = re.findall(r'<tr role="row" id="item-([^"]*)">(.*?)</tr>', text, flags=re.DOTALL)
    for name, row in rows:
        assert '<p class="outcome-line">' in row, name
        assert "lawful" not in row
    capacity = dict(rows)["arbeidsvermogen"]
    assert ", exception of article 9:" in capacity


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("000/first-delivery", "2018-06-01"),
        ("001/haarlem-suwi-for-wgs-par-3-3", "2026-11-01"),
        ("003/minimabeleid", "2026-11-01"),
        ("002/outsourced-tasks", "2018-06-01"),
    ],
)
def test_the_short_outcome_is_that_of_the_explanation(app: Flask, path: str, day: str) -> None:
    """The page reads stored results, the explanation compares anew: they must say the same."""
    iri, on = f"{ID}flow/{path}", date.fromisoformat(day)
    with app.test_request_context("/"):
        explained = services().explanation(iri, on)
        facts = services().facts_of("flow", "flow", iri)
        node = facts.node(iri)
        told = Outcomes(node, facts, on)
        items: list[Node | None] = [*facts.follow(node, "gs:item")]
        assert told.runs == explained.runs
        for item in items or [None]:
            expected: dict[tuple[str, bool], list[str]] = {}
            for proof in explained.proofs:
                if item is None or item.iri in {part.item.iri for part in proof.items}:
                    for claim in proof.claims:
                        special = all("A9-" in limb.iri for limb in claim.limbs) and bool(claim.limbs)
                        expected.setdefault((claim.operation.iri, special), []).append(state_of(proof))
            found = {(one.operation.raw if one.operation else "", one.special): one.state for one in told.of(item)}
            assert found == {key: min(states, key=STATES.index) for key, states in expected.items()}


@pytest.mark.parametrize(
    ("language", "told", "basis"),
    [
        ("nl", "een norm over verstrekken wordt niet gevraagd: verwerker", "niet aangetoond: geen beroep"),
        ("en", "no norm on providing is asked: processor relation", "not shown: nothing claimed"),
    ],
)
def test_of_a_processor_no_norm_on_providing_is_asked(
    client: FlaskClient, language: str, told: str, basis: str
) -> None:
    text = browse(client, "/flows/002/outsourced-tasks", language).text
    assert told in text
    assert basis not in text
    explanation = browse(client, "/flows/002/outsourced-tasks/explanation?as_of=2026-11-01", language).text
    short = explanation[explanation.index('aria-labelledby="in-short"') :].partition("</section>")[0]
    assert {"nl": "niet gevraagd: verwerker.", "en": "is asked: processor relation."}[language] in short
    assert {"nl": "Geen grondslag aangetoond", "en": "No basis shown"}[language] not in short
    between = browse(client, "/flows/003/minimabeleid", language).text
    assert told.partition(":")[0] not in between


def test_consent_on_record_is_shown_with_what_is_not_stated_of_it(client: FlaskClient) -> None:
    text = browse(client, "/flows/001/interview-den-haag-joint-visit").text
    section = text[text.index('<section aria-labelledby="consents"') :].partition("</section>")[0]
    assert "Ja van de inwoner voor het bezoek" in section
    assert 'href="/page/source/001/lines/2069-2075"' in section
    assert "waarin het is vastgelegd" in section
    assert 'aria-labelledby="consents"' not in browse(client, "/flows/003/minimabeleid").text


@pytest.mark.parametrize(
    ("language", "words"), [("nl", "hoe lang de gegevens worden bewaard"), ("en", "how long the data are kept")]
)
def test_what_is_not_stated_is_told_in_words(client: FlaskClient, language: str, words: str) -> None:
    text = browse(client, FLOW, language).text
    silent = text[text.index('<p class="not-stated">') :].partition("</p>")[0]
    assert words in silent
    assert {"nl": "wanneer het begint", "en": "when it begins"}[language] in silent


def test_a_flow_names_its_document_by_title(client: FlaskClient) -> None:
    text = browse(client, FLOW, "en").text
    assert '<a href="/page/source/000">Advice on sharing data with Werkbedrijf Lucrato</a> (Document 000)' in text


def test_findings_on_the_page_of_a_flow_lead_to_its_explanation(client: FlaskClient) -> None:
    text = browse(client, "/flows/001/haarlem-suwi-for-wgs-par-3-3", "en").text
    section = text[text.index('<section aria-labelledby="findings"') :].partition("</section>")[0]
    links = re.findall(r'href="(/flows/001/haarlem-suwi-for-wgs-par-3-3/explanation[^"]*)"', section)
    assert links
    assert all("as_of=2019-08-06" in link for link in links)
    assert '<div class="derogation">' in section


# The list, a page at a time


def fresh(engine: Engine, content: Content) -> FlaskClient:
    """A site that remembers no page."""
    return create_app({"TESTING": True, "ENGINE": engine, "CONTENT": content}).test_client()


def addresses(text: str) -> list[str]:
    """Where the flows of the list lead."""
    return [found for card in cards(text) for found in re.findall(r'<h3><a href="(/flows/[^"]+)"', card)]


@pytest.mark.parametrize("asked", ["", "basis=none", "sender=none", "recipient=org/lucrato", "document=001"])
def test_the_pages_hold_each_flow_once(
    engine: Engine, the_content: Content, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    monkeypatch.setattr("webapp.flows.PAGE_SIZE", 100)
    every = addresses(browse(fresh(engine, the_content), f"/flows?{asked}").text)
    assert len(every) == len(set(every)) > 1
    size = len(every) // 2 + 1
    monkeypatch.setattr("webapp.flows.PAGE_SIZE", size)
    client = fresh(engine, the_content)
    first = browse(client, f"/flows?{asked}").text
    following = re.search(r'<a href="([^"]+)" rel="next"', first)
    assert following is not None
    assert asked in unquote(unescape(following[1]))
    second = browse(client, unescape(following[1])).text
    assert [*addresses(first), *addresses(second)] == every
    assert len(addresses(first)) == size
    assert 'rel="prev"' in second
    assert 'rel="next"' not in second


@pytest.mark.parametrize("page", ["0", "-1", "x", "1.5", "", "999999", "123456789"])
@pytest.mark.parametrize("path", ["/flows", "/organisations"])
def test_a_page_that_is_not_there_is_refused(client: FlaskClient, path: str, page: str) -> None:
    told = client.get(f"{path}?page={page}", headers={"Accept": "application/json"})
    assert (told.status_code, told.get_json()["code"]) == (400, "bad_input")
    assert f"'{page}'" in told.get_json()["message"]
    assert "from 1" in told.get_json()["expected"]
    assert told.get_json()["example"].startswith("page=")


def test_a_page_given_twice_is_refused(client: FlaskClient) -> None:
    told = client.get("/flows?page=1&page=2", headers={"Accept": "application/json"})
    assert (told.status_code, told.get_json()["code"]) == (400, "repeated_parameter")


def test_filters_with_too_many_choices_are_typed_by_name_or_address(
    client: FlaskClient, engine: Engine, the_content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = addresses(browse(client, "/flows?recipient=org/lucrato").text)
    monkeypatch.setattr("webapp.flows.MOST_CHOICES", 3)
    typed = fresh(engine, the_content)
    text = browse(typed, "/flows").text
    assert '<input id="recipient" name="recipient"' in text
    assert "typt u de naam" in text
    assert addresses(browse(typed, "/flows?recipient=Werkbedrijf+Lucrato").text) == chosen


def test_a_name_of_several_is_refused_with_their_addresses(
    engine: Engine, the_content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    alike = {short: Value(ID + short, "Gemeente X") for short in ("org/x-1", "org/x-2")}
    monkeypatch.setattr("webapp.flows._by_name", lambda values: alike)
    client = fresh(engine, the_content)
    told = client.get("/flows?sender=Gemeente+X", headers={"Accept": "application/json"})
    assert (told.status_code, told.get_json()["code"]) == (400, "bad_input")
    assert "Gemeente X" in told.get_json()["message"]
    assert told.get_json()["expected"] == "one of org/x-1, org/x-2"
    assert client.get("/flows?sender=org/x-2").status_code == 200


def test_a_count_that_the_list_does_not_bear_out_is_seen(
    engine: Engine, the_content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webapp.flows._listed", lambda *given: [])
    text = browse(fresh(engine, the_content), "/flows?document=003", "en").text
    assert re.search(r'<h2 id="from-003">[^<]+<span class="count">[1-9]', text)
    assert cards(text) == []
