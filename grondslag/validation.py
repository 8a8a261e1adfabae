"""Shapes against data, by pySHACL, to a report. Results are counted; the engine's `conforms` is not believed.

Nothing is fetched or executed for a shapes graph from elsewhere: owl:imports and sh:shapesGraph are not
followed, SHACL rules and JavaScript are not run, and a SPARQL constraint that reaches outside the data is
left out. What is left out is in the report as not checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pyshacl
import rdflib
from pyparsing import ParseBaseException
from rdflib.namespace import RDF, RDFS, SH
from rdflib.term import Node

from grondslag.errors import BadInput
from grondslag.rdf import canonical, from_rdflib, parse_file, sha256
from grondslag.report.enrich import Enricher
from grondslag.report.model import Derogation, Finding, NotChecked, Report, Rule
from grondslag.report.unsupported import left_out, unsafe_nodes

ENGINE = f"pySHACL {version('pyshacl')}"
TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)

# What pySHACL and rdflib were seen to raise on shapes that make no sense; anything else is a fault of ours.
UNUSABLE_SHAPES = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    OSError,
    ParseBaseException,
    RuntimeError,
    RuntimeWarning,
    TypeError,
    ValueError,
    re.error,
)


def validate(
    data: rdflib.Graph,
    shapes: rdflib.Graph,
    *,
    generation: str | None = None,
    as_of: str | None = None,
    data_hash: str | None = None,
    shapes_hash: str | None = None,
) -> Report:
    """The report of `shapes` on `data`. The graphs are not changed.

    `generation` is the store's state that the data were read from, `as_of` the legal date that they were evaluated for
    (None: for none). The hashes are worked out unless given; without blank nodes that is cheap, and with hostile ones
    it is not: give them for data from elsewhere.
    Raises `BadInput` when the shapes cannot be used.
    """
    results = _results(data, _usable(shapes))
    enricher = Enricher(data, shapes)
    findings = _findings(enricher, results)
    targets = target_counts(data, shapes)
    return Report(
        engine=ENGINE,
        data_hash=data_hash or content_hash(data),
        shapes_hash=shapes_hash or content_hash(shapes),
        targets=targets,
        findings=findings,
        not_checked=tuple(left_out(data, shapes)),
        rules=tuple(enricher.rule(_node(shape)) for shape in targets),
        derogations=enricher.derogations.all,
        generation=generation,
        as_of=as_of,
    )


@dataclass(frozen=True)
class Checked:
    """What `validate` tells, of some nodes only."""

    findings: tuple[Finding, ...]
    targets: Mapping[str, int]
    not_checked: tuple[NotChecked, ...]
    rules: tuple[Rule, ...]
    derogations: tuple[Derogation, ...]


def check(
    data: rdflib.Graph, shapes: rdflib.Graph, nodes: Set[Node] | None = None, among: rdflib.Graph | None = None
) -> Checked:
    """What `validate` tells of `nodes`, or of all targets that `among` has (`data` unless given).

    Every shape sees all of `data`; only where it begins is narrowed. The graphs are not changed. Raises `BadInput` when
    the shapes cannot be used.
    """
    focus = {
        shape: found if nodes is None else found & nodes
        for shape, found in _targets(data if among is None else among, shapes).items()
    }
    enricher = Enricher(data, shapes)
    return Checked(
        findings=_findings(enricher, _results(data, _aimed(_usable(shapes), focus))),
        targets={str(shape): len(found) for shape, found in focus.items()},
        not_checked=tuple(left_out(data, shapes)),
        rules=tuple(enricher.rule(shape) for shape in focus),
        derogations=enricher.derogations.all,
    )


def findings_in_flow(data: rdflib.Graph, shapes: rdflib.Graph, flow: str) -> tuple[Finding, ...]:
    """The findings of `validate` that are on `flow` (its IRI), at the cost of that flow. The graphs are not changed.

    Every shape sees all of `data`; only where it begins is narrowed, to those of its targets whose findings are on the
    flow. Raises `BadInput` when the shapes cannot be used.
    """
    enricher = Enricher(data, shapes)
    of = cache(enricher.flow_of)
    focus = {shape: {node for node in nodes if of(node) == flow} for shape, nodes in _targets(data, shapes).items()}
    return _findings(enricher, _results(data, _aimed(_usable(shapes), focus)))


def validate_files(data_files: Sequence[Path], shapes_files: Sequence[Path]) -> Report:
    """The report of any shapes on any data, read from files in Turtle, N-Triples, JSON-LD or RDF/XML.

    Raises `MalformedFile` with line and column, or `BadInput`; then nothing was validated.
    """
    data, data_hash = _read(data_files, "--data")
    shapes, shapes_hash = _read(shapes_files, "--shapes")
    if not target_counts(rdflib.Graph(), shapes):
        raise BadInput(
            "The shapes files hold no shape with a target, so nothing would be checked",
            expected="sh:targetClass, sh:targetNode, sh:targetSubjectsOf or sh:targetObjectsOf on a shape",
            example="ex:PersonShape a sh:NodeShape ; sh:targetClass ex:Person .",
        )
    return validate(data, shapes, data_hash=data_hash, shapes_hash=shapes_hash)


def target_counts(data: rdflib.Graph, shapes: rdflib.Graph) -> dict[str, int]:
    """For every shape with a target: how many nodes of `data` it is tried on, zero included."""
    return {str(shape): len(nodes) for shape, nodes in _targets(data, shapes).items()}


def content_hash(graph: rdflib.Graph) -> str:
    """SHA-256 of the canonical N-Quads (RDFC-1.0): the same whatever the order or the blank node names."""
    return sha256(canonical(ox.Quad(*triple) for triple in from_rdflib(graph)))


def _findings(enricher: Enricher, results: rdflib.Graph) -> tuple[Finding, ...]:
    findings = {
        finding.id: finding
        for report in results.subjects(RDF.type, SH.ValidationReport)
        for finding in (enricher.finding(results, result) for result in results.objects(report, SH.result))
    }
    return tuple(findings.values())


def _targets(data: rdflib.Graph, shapes: rdflib.Graph) -> dict[Node, set[Node]]:
    """Per shape with a target the nodes of `data` it is tried on, in the order of the shapes' names."""
    targeted = {shape for target in TARGETS for shape in shapes.subjects(target)}
    targeted |= {shape for shape in shapes.subjects(RDF.type, RDFS.Class) if _is_shape(shapes, shape)}
    return {shape: _focus_nodes(data, shapes, shape) for shape in sorted(targeted, key=str)}


def _aimed(shapes: rdflib.Graph, focus: Mapping[Node, Iterable[Node]]) -> rdflib.Graph:
    """The shapes, which are changed, with these targets and no others.

    pySHACL's own list of focus nodes will not do: it also skips the values that a shape hands on to another shape, and
    counts them as conforming.
    """
    for shape, nodes in focus.items():
        for target in TARGETS:
            shapes.remove((shape, target, None))
        shapes.remove((shape, RDF.type, RDFS.Class))
        for node in nodes:
            shapes.add((shape, SH.targetNode, node))
    return shapes


def _node(shape: str) -> Node:
    """The node that `target_counts` names; a blank one there lost its mark."""
    return rdflib.URIRef(shape) if ":" in shape else rdflib.BNode(shape)


def _is_shape(shapes: rdflib.Graph, node: Node) -> bool:
    return bool({SH.NodeShape, SH.PropertyShape} & set(shapes.objects(node, RDF.type)))


def _focus_nodes(data: rdflib.Graph, shapes: rdflib.Graph, shape: Node) -> set[Node]:
    """The nodes a shape's targets select, subclasses included, as in SHACL 2.1.3."""
    found: set[Node] = set(shapes.objects(shape, SH.targetNode))
    implicit = [shape] if (shape, RDF.type, RDFS.Class) in shapes else []
    for target in [*shapes.objects(shape, SH.targetClass), *implicit]:
        for kind in data.transitive_subjects(RDFS.subClassOf, target):
            found.update(data.subjects(RDF.type, kind))
    for target in shapes.objects(shape, SH.targetSubjectsOf):
        found.update(data.subjects(target))
    for target in shapes.objects(shape, SH.targetObjectsOf):
        found.update(data.objects(None, target))
    return found


def _usable(shapes: rdflib.Graph) -> rdflib.Graph:
    """A copy of the shapes (the engine adds to what it gets) without SPARQL that could reach outside the data."""
    unsafe = unsafe_nodes(shapes)
    kept = rdflib.Graph("SimpleMemory")  # without contexts, that cost each of the engine's many look-ups
    for triple in shapes:
        if not {triple[0], triple[2]} & unsafe:
            kept.add(triple)
    return kept


def _results(data: rdflib.Graph, shapes: rdflib.Graph) -> rdflib.Graph:
    """The engine's result graph: no inference, imports, rules, scripts. Raises `BadInput` for bad shapes."""
    try:
        _, results, text = pyshacl.validate(
            data,
            shacl_graph=shapes,
            inference="none",
            advanced=False,
            meta_shacl=False,
            do_owl_imports=False,
            js=False,
        )
    except UNUSABLE_SHAPES as error:
        raise _unusable(str(error)) from error
    if not isinstance(results, rdflib.Graph):
        raise _unusable(text)
    return results


def _unusable(reason: str) -> BadInput:
    return BadInput(
        f"The shapes cannot be used: {' '.join(reason.split()) or 'no reason given'}",
        code="shapes_not_usable",
        expected="shapes in SHACL Core or SHACL-SPARQL",
    )


def _read(files: Sequence[Path], option: str) -> tuple[rdflib.Graph, str]:
    """The triples of some files as one graph, and the hash of their sorted lines.

    Blank nodes are named by their order of appearance, so that the same files give the same report, and
    hostile ones cost nothing (canonical naming of those is exponential).
    """
    if not files:
        raise BadInput(
            f"No file given for {option}", expected="one or more RDF files", example=f"{option} register.ttl"
        )
    triples: list[ox.Triple] = []
    names: dict[tuple[int, str], ox.BlankNode] = {}
    for number, file in enumerate(files):
        triples += [_renamed(quad, number, names) for quad in parse_file(file)]
    text = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
    graph = rdflib.Graph()
    graph.parse(data=text, format="nt", bnode_context=_KeptNames())
    return graph, sha256(b"".join(sorted(set(text.splitlines(keepends=True)))))


def _renamed(quad: ox.Quad, file: int, names: dict[tuple[int, str], ox.BlankNode]) -> ox.Triple:
    """The triple of `quad` with the blank nodes of this file named b1, b2, ..."""

    def renamed(term: Any) -> Any:  # the type of a term is that of its place in the triple
        if not isinstance(term, ox.BlankNode):
            return term
        return names.setdefault((file, term.value), ox.BlankNode(f"b{len(names) + 1}"))

    return ox.Triple(renamed(quad.subject), quad.predicate, renamed(quad.object))


class _KeptNames(dict[str, str]):
    """Lets rdflib's parser keep blank node names instead of making up new ones."""

    def get(self, key: str, default: object = None) -> str:
        """Every name stands for itself."""
        return key
