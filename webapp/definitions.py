"""The vocabulary under its own address: a page for people, RDF for programs."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, render_template

from grondslag.namespaces import GS
from grondslag.query.results import write
from webapp import negotiation
from webapp.services import services
from webapp.values import Facts, Node, local_name

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
