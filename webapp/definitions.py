"""The vocabulary and the shapes under their own addresses: a page for people, RDF for programs."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, render_template

from grondslag.namespaces import GS, SHP
from grondslag.query.results import write
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


@blueprint.get("/shapes")
def shapes() -> Response:
    """Every shape that tests the graph: its rule, what it says, its article, how heavy it weighs and what mends it."""
    form = negotiation.require((negotiation.HTML, *negotiation.GRAPHS))
    if form is not negotiation.HTML:
        return Response(write(services().ask("shapes-data"), form.name), content_type=form.content_type)
    facts = services().facts("shapes")
    ruled = [node for node in facts if node.all("gs:checksRule") and node.iri.startswith(SHP)]
    parts = [node for node in facts if node.iri.startswith(SHP) and not node.all("gs:checksRule")]
    text = render_template(
        "shapes.html",
        shapes=sorted(ruled, key=lambda node: (natural(node.text("gs:checksRule")), local_name(node.iri))),
        parts=sorted(parts, key=lambda node: local_name(node.iri)),
        report=services().report(),
        found={finding.rule for finding in services().report().findings},
    )
    return Response(text)
