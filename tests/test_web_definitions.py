"""The vocabulary under its own address."""

from __future__ import annotations

import json
import re

import pyoxigraph as ox
import rdflib
from flask.testing import FlaskClient
from rdflib.namespace import RDF, SH
from web_helpers import browse

from grondslag.content import Content
from grondslag.namespaces import GS, SHP
from grondslag.published import stored_report
from grondslag.query.engine import Engine
from grondslag.registers.export.context import to_context
from webapp.links import link_to


def test_the_page_has_every_kind_of_term_with_an_anchor(client: FlaskClient) -> None:
    text = browse(client, "/def", "en").get_data(as_text=True)
    for name in ("Norm", "item", "necessary"):
        assert f'id="{name}"' in text
    assert text.index('id="classes"') < text.index('id="properties"') < text.index('id="individuals"')


def test_programs_get_the_vocabulary_as_rdf(client: FlaskClient) -> None:
    response = client.get("/def", headers={"Accept": "text/turtle"})
    assert response.content_type == "text/turtle; charset=utf-8"
    graph = rdflib.Graph().parse(data=response.data, format="turtle")
    assert (rdflib.URIRef(GS + "Norm"), rdflib.RDF.type, rdflib.OWL.Class) in graph
    assert client.get("/def", headers={"Accept": "image/png"}).status_code == 406


def test_the_context_of_exports_is_served_to_programs_of_every_origin(
    client: FlaskClient, the_content: Content
) -> None:
    response = client.get("/context.jsonld", headers={"Origin": "https://example.org", "Accept": "image/png"})
    assert (response.status_code, response.content_type) == (200, "application/ld+json")
    assert response.data == to_context(the_content)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cache-Control"] == "public, max-age=86400"
    again = client.get("/context.jsonld", headers={"If-None-Match": response.headers["ETag"], "Accept": "image/png"})
    assert again.status_code == 304


def test_a_document_under_the_context_that_is_served_is_read_in_our_terms(client: FlaskClient) -> None:
    context = client.get("/context.jsonld").get_json()["@context"]
    document = json.dumps({"@context": context, "id": "gs:x", "type": "Flow"})
    (quad,) = ox.parse(document, format=ox.RdfFormat.JSON_LD)
    assert (quad.subject, quad.object) == (ox.NamedNode(GS + "x"), ox.NamedNode(GS + "Flow"))


def test_every_shape_of_a_rule_is_listed_under_its_name(client: FlaskClient, the_content: Content) -> None:
    shapes = rdflib.Graph()
    for file in the_content.shapes.glob("*.ttl"):
        shapes.parse(file)
    ruled = {str(node) for node in shapes.subjects(rdflib.URIRef(GS + "checksRule"))}
    for language, remedy in (("nl", "Wat te doen: "), ("en", "What to do: ")):
        text = browse(client, "/shapes", language).text
        assert {f"{SHP}{name}" for name in re.findall(r'<li class="term[^"]*" id="([^"]+)"', text)} == ruled
        assert text.count(f"<p>{remedy}") == len(ruled)
    link = link_to(next(iter(ruled)))
    assert link is not None
    assert link.href.startswith("/shapes#")


def test_shapes_stand_by_step_with_what_each_met(client: FlaskClient, engine: Engine) -> None:
    report = stored_report(engine.generation())
    text = browse(client, "/shapes", "en").text
    assert re.findall(r'<h2 id="step-(\d*)"', text) == [str(step) for step in range(10)]
    for shape, nodes in report.targets.items():
        start = text.index(f'id="{shape.partition("#")[2]}"')
        found = sum(finding.shape == shape for finding in report.findings)
        assert f"met {nodes}, findings {found}<" in text[start : text.index("</li>", start)]


def test_programs_get_the_shapes_as_rdf(client: FlaskClient) -> None:
    response = client.get("/shapes", headers={"Accept": "text/turtle"})
    graph = rdflib.Graph().parse(data=response.data, format="turtle")
    assert set(graph.subjects(RDF.type, SH.NodeShape))
