"""Saved queries: the catalogue, the form, the table with links, and the downloads."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from web_helpers import HEALTH_QUERY, PROVISION, browse

from grondslag.content import Content
from grondslag.namespaces import ID
from grondslag.query.engine import Engine
from grondslag.query.results import write
from grondslag.query.saved import Catalogue
from webapp import i18n

ITEMS = "/queries/items-of-flow"
ONE = {"flow": ID + "flow/000/first-delivery"}


def test_every_query_is_listed_by_its_question(client: FlaskClient, the_content: Content) -> None:
    text = browse(client, "/queries").get_data(as_text=True)
    for query in Catalogue(the_content.queries).all():
        assert f'href="/queries/{query.name}"' in text


def test_every_query_answers_with_its_examples(client: FlaskClient, the_content: Content) -> None:
    for query in Catalogue(the_content.queries).all():
        response = client.get(f"/queries/{query.name}", query_string=query.examples())
        assert response.status_code == 200, query.name


@pytest.mark.parametrize(
    ("extension", "media_type"),
    [
        ("csv", "text/csv; charset=utf-8"),
        ("tsv", "text/tab-separated-values; charset=utf-8"),
        ("json", "application/sparql-results+json"),
        ("xml", "application/sparql-results+xml"),
    ],
)
def test_a_download_is_what_the_core_writes(
    client: FlaskClient, engine: Engine, extension: str, media_type: str
) -> None:
    response = client.get(f"{HEALTH_QUERY}.{extension}")
    assert response.content_type == media_type
    assert response.data == write(engine.saved("recipients-of-health-data"), extension)
    saved = extension in ("csv", "tsv")
    assert ("attachment" in response.headers.get("Content-Disposition", "")) == saved


def test_accept_chooses_the_form_as_an_extension_does(client: FlaskClient) -> None:
    by_accept = client.get(HEALTH_QUERY, headers={"Accept": "text/csv"})
    assert by_accept.data == client.get(f"{HEALTH_QUERY}.csv").data
    assert client.get(HEALTH_QUERY, headers={"Accept": "image/png"}).status_code == 406
    assert client.get(f"{HEALTH_QUERY}.ttl").status_code == 406


def test_the_language_of_the_page_is_the_language_of_the_answer(client: FlaskClient) -> None:
    assert "Gemeente Epe" in browse(client, HEALTH_QUERY, "nl").get_data(as_text=True)
    assert "Municipality of Epe" in browse(client, HEALTH_QUERY, "en").get_data(as_text=True)
    rows = list(csv.DictReader(io.StringIO(client.get(f"{HEALTH_QUERY}.csv?lang=en").get_data(as_text=True))))
    assert any(row["sender"] == "Municipality of Epe" for row in rows)


def test_a_query_with_a_required_parameter_opens_with_its_form(client: FlaskClient) -> None:
    text = browse(client, ITEMS, "en").get_data(as_text=True)
    assert "<form" in text
    assert f'<option value="{ONE["flow"]}">' in text
    assert ">First delivery to Lucrato</option>" in text
    assert 'id="answer"' not in text
    answered = client.get(ITEMS, query_string=ONE).get_data(as_text=True)
    assert 'id="answer"' in answered
    assert f'<option value="{ONE["flow"]}" selected>' in answered


def test_a_table_links_citations_and_passages(client: FlaskClient) -> None:
    text = browse(client, HEALTH_QUERY).get_data(as_text=True)
    assert 'href="/statutes/BWBR0040940/art/30/lid/1/onder/b"' in text
    assert 'href="/page/source/000/lines/131-138"' in text
    assert 'href="https://wetten.overheid.nl/' in text


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("flow=lucrato", "flow"),
        ("flow=javascript:alert(1)", "flow"),
        ("colour=red", "colour"),
        ("flow=https://a.example/&flow=https://b.example/", "flow"),
        ("flow=https://a.example/%3E%20%7D%20DROP", "flow"),
    ],
)
def test_a_wrong_parameter_is_named(client: FlaskClient, query: str, named: str) -> None:
    response = client.get(f"{ITEMS}.json?{query}")
    assert response.status_code == 400
    assert named in response.get_json()["message"]


def test_a_missing_parameter_is_named(client: FlaskClient) -> None:
    response = client.get(f"{ITEMS}.csv", headers={"Accept": "application/json"})
    assert response.status_code == 400
    assert "'flow'" in response.get_json()["message"]


def test_a_column_has_a_short_heading_and_its_name_as_title(client: FlaskClient, the_content: Content) -> None:
    nl = browse(client, HEALTH_QUERY, "nl").get_data(as_text=True)
    assert re.search(r'<th [^>]*title="sender: [^"]+">Verstrekker</th>', nl)
    assert 'data-label="Verstrekker"' in nl
    assert ">Provider</th>" in browse(client, HEALTH_QUERY, "en").get_data(as_text=True)
    texts = i18n.Messages.load(Path(i18n.__file__).parent / "messages.toml").texts
    named = {name for query in Catalogue(the_content.queries).all() for name in query.columns}
    assert {name for name in named if f"column.{name}" not in texts} == set()


def test_layers_and_verdicts_are_named_in_the_language_of_the_page(client: FlaskClient) -> None:
    layer = r'<span class="badge layer layer-\w+" title="(\w+)">(\w+)</span>'
    assert set(re.findall(layer, browse(client, HEALTH_QUERY, "nl").get_data(as_text=True))) == {
        ("law", "wet"),
        ("reported", "gemeld"),
    }
    text = browse(client, "/queries/lucrato-verdicts", "nl").get_data(as_text=True)
    assert 'title="not-by-default">niet standaard</span>' in text
    assert 'title="not-by-default">not by default</span>' in browse(client, "/queries/lucrato-verdicts", "en").text
    assert "not-by-default" in client.get("/queries/lucrato-verdicts.csv").text


def test_an_address_that_is_nothing_in_the_graph_is_told(client: FlaskClient) -> None:
    text = browse(client, f"{ITEMS}?flow={ID}flow/000/nothing").text
    assert "Hierover staat niets in de graaf" in text
    assert "Hierover staat niets in de graaf" not in browse(client, f"{ITEMS}?flow={ID}org/lucrato").text


def test_an_address_is_a_word_in_a_table_and_each_passage_a_link(client: FlaskClient) -> None:
    text = browse(client, "/queries/discrepancies").text
    table = text[text.index("<table") : text.index("</table>")]
    assert re.search(
        r'<a href="https://wetten[^"]+" class="cite" title="https://wetten[^"]+"[^>]*>tekst van de wet</a>', table
    )
    assert not re.search(r">https?://", table)
    strung = re.search(
        r'<a href="/page/source/[^"]+" class="cite">[^<]+</a></li><li><a href="/page/source/[^"]+"', table
    )
    assert strung
    assert not re.search(r">\d{3}, \d+-\d+; ", table)


def test_a_long_list_of_values_is_a_field_to_type_in(client: FlaskClient) -> None:
    text = browse(client, "/queries/claims-about-provision", "en").text
    assert '<select id="p-provision"' not in text
    field = text[text.index('<input id="p-provision"') :].partition("</div>")[0]
    assert 'placeholder="https://' in field
    assert 'aria-describedby="n-provision"' in field
    assert 'href="/search"' in field
    assert browse(client, "/queries/claims-about-provision?provision=nix", "en").status_code == 400
    assert browse(client, PROVISION).text.count(f"<code>{ID}bwb/BWBR0040940/art/30/lid/1/onder/b</code>") == 1
