"""Health and the description of the graphs."""

from __future__ import annotations

from pathlib import Path

import rdflib
from flask.testing import FlaskClient
from web_helpers import browse

from grondslag.content import Content
from grondslag.query.engine import Engine
from grondslag.settings import Settings
from webapp import create_app


def test_health_names_the_generation(client: FlaskClient, engine: Engine) -> None:
    response = client.get("/health")
    body = response.get_json()
    assert body["status"] == "ok"
    assert body["generation"] == engine.generation().id
    assert body["statements"] > 1000
    assert response.headers["Cache-Control"] == "no-store"


def test_without_a_graph_health_and_pages_say_so(tmp_path: Path, the_content: Content) -> None:
    with Engine(Settings(home=tmp_path / "secret-home"), the_content) as empty:
        client = create_app({"ENGINE": empty, "CONTENT": the_content}).test_client()
        response = client.get("/health")
        assert response.status_code == 503
        assert response.get_json()["code"] == "no_generation"
        page = browse(client, "/")
        assert page.status_code == 503
        assert "secret-home" not in page.get_data(as_text=True)


def test_the_graphs_are_described(client: FlaskClient) -> None:
    response = client.get("/.well-known/void")
    graph = rdflib.Graph().parse(data=response.data, format="turtle")
    void = rdflib.Namespace("http://rdfs.org/ns/void#")
    assert rdflib.URIRef("https://w3id.org/grondslag/graph/law") in set(graph.subjects(rdflib.RDF.type, void.Dataset))


def test_without_a_graph_a_browser_with_an_old_copy_is_told_too(tmp_path: Path, the_content: Content) -> None:
    with Engine(Settings(home=tmp_path), the_content) as empty:
        client = create_app({"ENGINE": empty, "CONTENT": the_content}).test_client()
        assert browse(client, "/", "nl", **{"If-None-Match": 'W/"old"'}).status_code == 503
        page = browse(client, "/reports/latest")
        assert page.status_code == 503
        # A page that needs no graph has nothing to be dated by.
        with client.get("/static/grondslag.css") as style:
            assert style.status_code == 200
