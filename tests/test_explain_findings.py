"""The findings in an explanation: those of the whole validation, though only what one flow needs is looked at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from match_data import IN_2022, IN_2026

from grondslag.graphs import Layer
from grondslag.lazygraph import lazy_graph
from grondslag.namespaces import GRAPH, ID
from grondslag.published import PRACTICE, findings_on_flow, report_on
from grondslag.rdf import to_rdflib
from grondslag.report.model import Finding
from grondslag.store import Generation, GraphStore
from grondslag.validation import findings_in_flow, validate

SHAPES = """
PREFIX : <urn:x:>
PREFIX sh: <http://www.w3.org/ns/shacl#>
:Flow a sh:NodeShape ; sh:targetSubjectsOf <{item}> ; sh:property :Flow-item .
:Flow-item a sh:PropertyShape ; sh:path <{item}> ; sh:node :Named .
:Named a sh:NodeShape ; sh:property :Named-name .
:Named-name a sh:PropertyShape ; sh:path :name ; sh:minCount 1 .
"""
ITEM = "https://w3id.org/grondslag/def#item"


@cache
def generation(home: Path) -> Generation:
    return GraphStore(home).current()


@cache
def whole(home: Path, document: str, day: date) -> tuple[Finding, ...]:
    """All findings in one document, by the validation of all of its nodes against all of law and ontology."""
    kept = generation(home)
    graphs = [each for each in kept.graphs if each.layer not in PRACTICE or each.iri == GRAPH + document]
    made = report_on(kept.open(), graphs, layers={Layer.SOURCE}, reported_at=day)
    return tuple(replace(each, explanation=None) for each in made.findings)


@pytest.mark.parametrize(("document", "day"), [("source/000", IN_2026), ("source/001", IN_2022)])
def test_they_are_those_of_the_whole_validation(built_home: Path, document: str, day: date) -> None:
    kept, expected = generation(built_home), whole(built_home, document, day)
    flows = sorted({each.flow for each in expected if each.flow})
    assert len(flows) > 1
    for flow in (flows[0], flows[-1]):
        found = findings_on_flow(kept.open(), kept.graphs, flow, GRAPH + document, day)
        assert {each.id: each for each in found} == {each.id: each for each in expected if each.flow == flow}


def test_a_graph_that_is_read_as_asked_answers_as_one_that_was_read_whole(built_home: Path) -> None:
    kept = generation(built_home)
    store, name = kept.open(), GRAPH + "source/004"
    quads = list(store.quads_for_pattern(None, None, None, ox.NamedNode(name)))
    more = [ox.Quad(ox.NamedNode(ID + "x"), ox.NamedNode(ID + "y"), ox.Literal("07"))]
    hidden = quads[0].subject
    seen = [quad for quad in quads if quad.subject != hidden]
    read = to_rdflib([*seen, *more])
    lazy = lazy_graph(store, [name], lambda quad: quad.subject != hidden, more)
    assert set(lazy) == set(read)
    for s, p, o in [*sorted(read)[::300], *to_rdflib(more)]:
        for pattern in ((s, None, None), (s, p, None), (None, p, o), (s, None, o), (s, p, o)):
            assert set(lazy.triples(pattern)) == set(read.triples(pattern))
    assert not list(lazy.triples((rdflib.URIRef("no iri"), None, None)))


def test_a_value_outside_the_flow_is_still_looked_at() -> None:
    """Only where a shape begins is narrowed, never what it goes on to."""
    data, shapes = rdflib.Graph(), rdflib.Graph()
    data.parse(data=f"<{ID}flow/a> <{ITEM}> <urn:x:1> . <{ID}flow/b> <{ITEM}> <urn:x:2> .", format="turtle")
    data.parse(data=f"<{ID}flow/a> a <https://w3id.org/grondslag/def#Flow> .", format="turtle")
    shapes.parse(data=SHAPES.format(item=ITEM), format="turtle")
    before = set(shapes)
    found = findings_in_flow(data, shapes, ID + "flow/a")
    assert [str(each.value) for each in found] == ["urn:x:1"]
    assert set(found) == {each for each in validate(data, shapes).findings if each.flow == ID + "flow/a"}
    assert set(shapes) == before
