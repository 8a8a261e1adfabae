"""For those who watch the service: which graph is served and how large."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from grondslag import __version__
from webapp.services import services

blueprint = Blueprint("health", __name__)


@blueprint.get("/health")
def health() -> Response:
    """Status, generation and size. Answers 503 (see `errors`) when there is no graph to serve."""
    generation = services().generation()
    response = jsonify(
        status="ok",
        version=__version__,
        generation=generation.id,
        created=generation.manifest.get("created"),
        statements=generation.quads,
        graphs=len(generation.graphs),
    )
    response.headers["Cache-Control"] = "no-store"
    return response
