"""Every IRI leads somewhere: a page for people, RDF for programs."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from web_helpers import BROWSER, browse

from grondslag.namespaces import ID


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
