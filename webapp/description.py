"""What there is to be asked, told to programs: the service (SPARQL 1.1 Service Description) and its graphs (VoID)."""

from __future__ import annotations

from time import monotonic

from flask import Blueprint, Response, current_app, url_for
from flask.blueprints import BlueprintSetupState

from grondslag.errors import Busy, LimitExceeded
from grondslag.query.engine import Answer
from grondslag.query.results import write
from webapp import negotiation
from webapp.negotiation import GRAPHS, Format
from webapp.services import services

blueprint = Blueprint("description", __name__)


# For so many seconds what could not be counted within the limits of a query is not tried again.
PAUSE = 60


class Statistics:
    """The statistics of the generation that is served: counting them reads all of it, so that is done once."""

    def __init__(self) -> None:
        self._counted = ("", b"")
        self._failed = ("", 0.0)

    def of_now(self) -> bytes:
        """Them, as N-Triples; nothing where they could not be counted within the limits of a query."""
        generation = services().generation().id
        if self._counted[0] == generation:
            return self._counted[1]
        if self._failed[0] == generation and monotonic() - self._failed[1] < PAUSE:
            return b""
        try:
            self._counted = generation, services().ask("statistics").body
        except Busy:
            raise
        except LimitExceeded:
            self._failed = generation, monotonic()
            return b""
        return self._counted[1]


@blueprint.record_once
def prepare(state: BlueprintSetupState) -> None:
    """Give each application statistics of its own."""
    state.app.extensions["statistics"] = Statistics()


def service_description(form: Format) -> Response:
    """The description of the endpoint, in a form of RDF."""
    return _described(form, "service-description")


@blueprint.get("/.well-known/void")
def void() -> Response:
    """The graphs of this service, described with VoID."""
    form = negotiation.require(GRAPHS)
    return _described(form, "dataset", store=url_for("graphstore.indirect", _external=True))


def _described(form: Format, name: str, **values: str) -> Response:
    described = services().ask(name, endpoint=url_for("sparql.endpoint", _external=True), **values)
    counted = current_app.extensions["statistics"].of_now()
    answer = Answer("graph", described.generation, described.body + counted)
    response = Response(write(answer, form.name), content_type=form.content_type)
    if not counted:
        # With its counts it will have the same ETag: no copy without them may be kept.
        response.headers["Cache-Control"] = "no-store"
    return response
