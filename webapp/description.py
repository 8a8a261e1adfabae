"""What there is to be asked, told to programs: the service (SPARQL 1.1 Service Description) and its graphs (VoID)."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, url_for
from flask.blueprints import BlueprintSetupState

from grondslag.errors import Busy, LimitExceeded
from grondslag.query.engine import Answer
from grondslag.query.results import write
from webapp import negotiation
from webapp.negotiation import GRAPHS, Format
from webapp.services import services

blueprint = Blueprint("description", __name__)


class Statistics:
    """The statistics of the generation that is served: counting them reads all of it, so that is done once."""

    def __init__(self) -> None:
        self._counted = ("", b"")

    def of_now(self) -> bytes:
        """Them, as N-Triples; nothing for a graph that is too large to be counted within the limits of a query."""
        generation = services().generation().id
        if self._counted[0] != generation:
            self._counted = generation, self._count()
        return self._counted[1]

    def _count(self) -> bytes:
        try:
            return services().ask("statistics").body
        except Busy:
            raise
        except LimitExceeded:
            return b""


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
    return Response(write(answer, form.name), content_type=form.content_type)
