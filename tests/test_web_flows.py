"""Data flows: the list, and one flow with its parties, bases, data and findings."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from web_helpers import FLOW, browse

from grondslag.build import build
from grondslag.content import Content
from grondslag.namespaces import ID
from grondslag.query.engine import Engine
from grondslag.settings import Settings
from webapp import create_app
from webapp.flows import merged
from webapp.values import Node, Value, expand


def test_the_list_tells_the_layer_and_the_verdicts(client: FlaskClient) -> None:
    text = browse(client, "/flows").get_data(as_text=True)
    assert "gemeld in een bron" in text
    assert "verdict-notNecessary" in text
    assert 'class="bar"' in text


def test_the_list_is_by_document_and_says_where_no_data_are_named(client: FlaskClient) -> None:
    text = browse(client, "/flows", "en").text
    for number in ("000", "001", "002", "003"):
        assert f'<h2 id="from-{number}">Document {number}' in text
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
