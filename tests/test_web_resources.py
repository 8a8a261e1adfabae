"""Every IRI leads somewhere: a page for people, RDF for programs."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from web_helpers import BROWSER, browse

from grondslag.namespaces import GS, ID
from webapp.values import natural


@pytest.mark.parametrize(
    ("accept", "location"),
    [
        (BROWSER, "/page/org/lucrato"),
        ("text/html", "/page/org/lucrato"),
        ("text/turtle", "/data/org/lucrato"),
        ("application/ld+json", "/data/org/lucrato"),
        ("application/rdf+xml", "/data/org/lucrato"),
        ("application/n-triples", "/data/org/lucrato"),
    ],
)
def test_an_identifier_leads_on_by_accept(client: FlaskClient, accept: str, location: str) -> None:
    response = client.get("/id/org/lucrato", headers={"Accept": accept})
    assert response.status_code == 303
    assert response.headers["Location"] == location
    assert "Accept" in response.headers["Vary"]


def test_an_identifier_never_leads_outside(client: FlaskClient) -> None:
    for path in ("/id//evil.example/", "/id/%2F%2Fevil.example/"):
        response = client.get(path, headers={"Accept": "text/html"})
        assert response.headers.get("Location", "/page/").startswith("/page/") or response.status_code == 308


@pytest.mark.parametrize(
    ("extension", "accept", "parser"),
    [
        ("ttl", "text/turtle", ox.RdfFormat.TURTLE),
        ("nt", "application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("jsonld", "application/ld+json", ox.RdfFormat.JSON_LD),
        ("rdf", "application/rdf+xml", ox.RdfFormat.RDF_XML),
    ],
)
def test_data_come_in_every_form_by_extension_and_accept(
    client: FlaskClient, extension: str, accept: str, parser: ox.RdfFormat
) -> None:
    by_extension = client.get(f"/data/org/lucrato.{extension}")
    by_accept = client.get("/data/org/lucrato", headers={"Accept": accept})
    assert by_extension.data == by_accept.data
    assert by_extension.content_type.startswith(accept)
    quads = list(ox.parse(by_extension.data, format=parser))
    assert {quad.subject for quad in quads} == {ox.NamedNode(ID + "org/lucrato")}


def test_a_dot_in_a_name_is_not_an_extension(client: FlaskClient) -> None:
    assert client.get("/data/bwb/BWBR0035362/art/5.2.1").status_code == 200


def test_the_page_shows_what_is_said_and_what_refers(client: FlaskClient) -> None:
    text = browse(client, "/page/org/lucrato").get_data(as_text=True)
    assert "rdfs:label" in text
    assert "dpv:hasRecipient" in text
    assert 'href="/organisations/lucrato"' in text
    assert 'href="/data/org/lucrato.ttl"' in text


def test_a_passage_says_that_its_text_is_not_here_and_leads_to_its_document(client: FlaskClient) -> None:
    text = browse(client, "/page/source/000/lines/131-138").text
    assert "De tekst van deze regels staat niet hier" in text
    assert 'href="/page/source/000"' in text
    assert "De tekst van deze regels" not in browse(client, "/page/source/000").text


@pytest.mark.parametrize(
    "flow",
    [
        "interview-haarlem-neighbourhood-team-inquiry",
        "interview-almere-medical-data",
        "interview-den-haag-hospital-feedback",
    ],
)
def test_the_consent_of_a_flow_is_reached_from_its_passages(client: FlaskClient, flow: str) -> None:
    consent = f"/page/flow/001/{flow}/consent"
    answer = browse(client, consent)
    assert answer.status_code == 200
    passages = set(re.findall(r'href="(/page/source/001/lines/[^"]+)"', answer.text))
    assert passages
    for passage in passages:
        text = browse(client, passage).text
        assert f'href="{consent}"' in text
        assert f'href="/flows/001/{flow}/consent"' not in text


@pytest.mark.parametrize(
    ("path", "least"), [("procedure/001/handbook-questions", 20), ("procedure/001/handbook-step-plan", 4)]
)
def test_the_entries_of_a_procedure_stand_in_the_order_of_the_source(
    client: FlaskClient, path: str, least: int
) -> None:
    text = browse(client, f"/page/{path}").text
    section = text[text.index('<h2 id="parts">') : text.index('id="facts-caption"')]
    numbers = [int(number) for number in re.findall(r'<span class="tally-count">(\d+)</span>', section)]
    assert len(numbers) >= least
    assert numbers == sorted(numbers)
    assert section.count('class="passages"') == len(numbers)
    assert ("afgedrukt op plaats" in section) == (path == "procedure/001/handbook-step-plan")
    assert 'id="parts"' not in browse(client, "/page/org/lucrato").text


def test_the_clauses_of_an_agreement_stand_by_their_number(client: FlaskClient) -> None:
    query = f"""
        SELECT ?one WHERE {{ ?one <{GS}clause> ?part . ?part <{GS}clauseNumber> ?n }}
        GROUP BY ?one ORDER BY DESC(COUNT(?part)) LIMIT 1
    """
    rows = client.get("/sparql", query_string={"query": query, "layer": "sources"}, headers={"Accept": "text/csv"})
    text = browse(client, f"/page/{rows.text.split()[1].removeprefix(ID)}").text
    section = text[text.index('<h2 id="parts">') : text.index('id="facts-caption"')]
    numbers = re.findall(r'<span class="tally-count">([^<]+)</span>', section)
    assert len(numbers) > 2
    assert numbers == sorted(numbers, key=natural)
