"""Every IRI under `/id/` leads somewhere: to a page for people or to RDF for programs."""

from __future__ import annotations

from urllib.parse import quote

from flask import Blueprint, Response, redirect, render_template, request

from grondslag.errors import NotFound
from grondslag.namespaces import ID
from grondslag.query.results import write
from webapp import negotiation
from webapp.links import PATH_SAFE, link_to
from webapp.negotiation import BY_EXTENSION, GRAPHS, HTML
from webapp.services import services
from webapp.values import Facts, Node, natural

blueprint = Blueprint("resources", __name__)


@blueprint.get("/id/<path:path>")
def identified(path: str) -> Response:
    """303 to the page or the data of the thing with this IRI, by Accept."""
    form = negotiation.require((HTML, *GRAPHS))
    kind = "page" if form is HTML else "data"
    response = redirect(quote(f"/{kind}/{path}", safe=PATH_SAFE), 303)
    assert isinstance(response, Response)  # noqa: S101  werkzeug's wider type
    return response


@blueprint.get("/page/<path:path>")
def page(path: str) -> str:
    """All that is said about a thing, and what refers to it."""
    iri = ID + path
    facts = services().facts_of("resource", "node", iri)
    mentions = services().facts("resource-mentions", node=iri)
    parts = services().facts("resource-parts", node=iri)
    own = link_to(iri)
    return render_template(
        "resource.html",
        node=facts.node(iri),
        path=path,
        properties=sorted(facts.node(iri).values.items()),
        mentions=_mentions(mentions, iri),
        parts=_in_order(parts),
        part_facts=parts,
        own_page=own if own and not own.href.startswith("/page/") else None,
    )


def _in_order(facts: Facts) -> list[Node]:
    """Entries and clauses as the source numbers them; those without a number come last."""

    def place(part: Node) -> tuple[bool, list[tuple[int, str]], list[tuple[int, str]]]:
        number = part.text("gs:position") or part.text("gs:clauseNumber")
        return not number, natural(number), natural(part.label)

    return sorted(facts.of_class("gs:ProcedureEntry", "gs:Clause"), key=place)


def _mentions(facts: Facts, iri: str) -> list[tuple[str, list[Node]]]:
    by_property: dict[str, list[Node]] = {}
    for node in facts:
        for prop, values in node.values.items():
            if iri in {value.iri for value in values}:
                by_property.setdefault(prop, []).append(node)
    return sorted(by_property.items())


@blueprint.get("/data/<path:path>")
def data(path: str) -> Response:
    """The triples about a thing, as RDF: by extension, else by Accept."""
    stem, _, extension = path.rpartition(".")
    by_name = BY_EXTENSION.get(extension) if stem else None
    form = by_name if by_name in GRAPHS else None
    iri = ID + (stem if form else path)
    answer = services().ask_about("resource-data", "node", iri)
    if not answer.triples:
        raise NotFound("Nothing is known under this address", code="unknown_resource")
    form = form or negotiation.require(GRAPHS)
    response = Response(write(answer, form.name), content_type=form.content_type)
    response.headers["Content-Location"] = quote(f"{request.path}", safe=PATH_SAFE)
    return response
