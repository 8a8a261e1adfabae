"""The service described to programs: its operations (OpenAPI), its saved queries, and these as examples in RDF."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox
from flask import Blueprint, Response, current_app, jsonify, request, url_for

from grondslag.query.describe import described, examples
from grondslag.query.engine import Answer
from grondslag.query.results import write
from webapp import i18n, negotiation
from webapp.negotiation import GRAPHS
from webapp.openapi import Describer
from webapp.services import services

blueprint = Blueprint("api", __name__)


@blueprint.get("/api/openapi.json")
def openapi() -> Response:
    """The operations of this site in OpenAPI 3.1, in the language asked for."""
    describer = Describer(current_app.extensions["messages"], i18n.current())
    return jsonify(describer.document(services().public.all(), request.host_url.rstrip("/")))


@blueprint.get("/api/queries")
def queries() -> Response:
    """The saved queries as plain data, as `grondslag queries --format json` tells them, each with its addresses."""
    return jsonify(queries=[_with_links(described(query)) for query in services().public.all()])


def _with_links(told: dict[str, Any]) -> dict[str, Any]:
    name, form = told["name"], "json" if told["form"] in ("SELECT", "ASK") else "ttl"
    links = {"page": _address(name), "answer": _address(f"{name}.{form}"), "sparql": _address(f"{name}.rq")}
    return {**told, "links": links}


def _address(name: str) -> str:
    return url_for("queries.query", name=name, _external=True)


@blueprint.get("/.well-known/sparql-examples")
def sparql_examples() -> Response:
    """The saved queries as examples for the SPARQL endpoint, in RDF."""
    form = negotiation.require(GRAPHS)
    found = examples(
        [(query, _address(query.name)) for query in services().public.all()],
        url_for("api.sparql_examples", _external=True),
        url_for("sparql.endpoint", _external=True),
    )
    body = ox.serialize(found, format=ox.RdfFormat.N_TRIPLES) or b""
    return Response(write(Answer("graph", "", body), form.name), content_type=form.content_type)
