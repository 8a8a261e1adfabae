"""The vocabulary under its own address."""

from __future__ import annotations

import rdflib
from flask.testing import FlaskClient
from web_helpers import browse

from grondslag.namespaces import GS


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
