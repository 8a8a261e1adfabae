"""The vocabulary, its context for JSON-LD and the shapes under their own addresses, for people and for programs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache

from flask import Blueprint, Response, current_app, render_template

from grondslag.content import content
from grondslag.namespaces import GS, SHP
from grondslag.query.results import write
from grondslag.registers.export.context import to_context
from webapp import negotiation
from webapp.services import services
from webapp.values import Facts, Node, local_name, natural

blueprint = Blueprint("definitions", __name__)

KINDS = (
    ("classes", ("owl:Class",)),
    ("properties", ("owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty")),
)


@dataclass(frozen=True)
class Section:
    """Terms of one kind, in the order of their names."""

    name: str
    terms: list[Node]


def sections(facts: Facts) -> list[Section]:
    """Classes, properties and individuals; a term that is several of these stands under the first."""
    left = {node.iri: node for node in facts if node.iri.startswith(GS)}
    found = []
    for name, classes in KINDS:
        terms = [left.pop(node.iri) for node in facts.of_class(*classes) if node.iri in left]
        found.append(Section(name, sorted(terms, key=lambda node: local_name(node.iri))))
    found.append(Section("individuals", sorted(left.values(), key=lambda node: local_name(node.iri))))
    return [section for section in found if section.terms]


@blueprint.get("/def")
def vocabulary() -> Response:
    """Every term, with its label and definition."""
    form = negotiation.require((negotiation.HTML, *negotiation.GRAPHS))
    if form is not negotiation.HTML:
        return Response(write(services().ask("terms-data"), form.name), content_type=form.content_type)
    return Response(render_template("terms.html", sections=sections(services().facts("terms"))))


@blueprint.get("/context.jsonld")
def context() -> Response:
    """The JSON-LD context that our exports name: the same for everyone, in any language, with or without a graph.

    Programs of other sites fetch it too, so every origin may read it; it changes with a release alone.
    """
    response = Response(_context(current_app.config.get("CONTENT") or content()), content_type="application/ld+json")
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = f"public, max-age={_A_DAY}"
    return response


_A_DAY = 86_400
_context = cache(to_context)


@blueprint.get("/shapes")
def shapes() -> Response:
    """Every shape that tests the graph: its rule, what it says, its article, how heavy it weighs and what mends it."""
    form = negotiation.require((negotiation.HTML, *negotiation.GRAPHS))
    if form is not negotiation.HTML:
        return Response(write(services().ask("shapes-data"), form.name), content_type=form.content_type)
    facts = services().facts("shapes")
    ruled = [node for node in facts if node.all("gs:checksRule") and node.iri.startswith(SHP)]
    parts = [node for node in facts if node.iri.startswith(SHP) and not node.all("gs:checksRule")]
    report = services().report()
    text = render_template(
        "shapes.html",
        steps=_by_step(ruled),
        parts=sorted(parts, key=lambda node: local_name(node.iri)),
        report=report,
        found={finding.rule for finding in report.findings},
        counts=Counter(finding.shape for finding in report.findings),
    )
    return Response(text)


def _by_step(shapes: list[Node]) -> list[tuple[str, list[Node]]]:
    """The shapes by the step of the test that they belong to, within it by rule and name; no step comes last."""
    steps: dict[str, list[Node]] = {}
    for shape in sorted(shapes, key=lambda node: (natural(node.text("gs:checksRule")), local_name(node.iri))):
        steps.setdefault(shape.raw("gs:step"), []).append(shape)
    return sorted(steps.items(), key=lambda pair: (not pair[0], pair[0]))
