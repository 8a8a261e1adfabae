"""The report as RDF: a sh:ValidationReport whose results are findings, all named below `id/report/<id>`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

import pyoxigraph as ox
import rdflib

from grondslag.namespaces import ID, PREFIXES
from grondslag.rdf import to_rdflib
from grondslag.report.model import (
    LANGUAGES,
    Derogation,
    Evaluated,
    Finding,
    Named,
    NotChecked,
    Passage,
    Provision,
    Report,
    Severity,
    Term,
    Text,
    short_hash,
)
from grondslag.report.words import STATEMENT

Value = ox.NamedNode | ox.Literal
_BATCH = 500  # findings that are written together
_SHACL_SEVERITY = {Severity.VIOLATION: "Violation", Severity.WARNING: "Warning", Severity.INFO: "Info"}
_XSD_DATE = ox.NamedNode(PREFIXES["xsd"] + "date")
_XSD_STRING = PREFIXES["xsd"] + "string"


def to_rdf(report: Report) -> rdflib.Graph:
    """The report as an rdflib graph without blank nodes; see `triples`."""
    graph = to_rdflib(triples(report))
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    return graph


def to_turtle(report: Report) -> Iterator[bytes]:
    """The report as Turtle, some findings at a time; prefixes are said once."""
    declared = False
    for batch in _batches(report):
        text = ox.serialize(batch, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES) or b""
        yield text if not declared else text[_end_of_prefixes(text) :]
        declared = True


def to_json_ld(report: Report) -> Iterator[bytes]:
    """The report as JSON-LD, expanded, without any context to fetch."""
    yield ox.serialize(triples(report), format=ox.RdfFormat.JSON_LD) or b""
    yield b"\n"


def triples(report: Report) -> Iterator[ox.Triple]:
    """The report without blank nodes; labels and citations come along, so that it reads on its own.

    A path of several steps has no node of its own here: the shape holds it (sh:sourceShape).
    """
    yield from _head(report)
    for finding in report.findings:
        yield from _finding(report, finding)
    yield from _names(report)


def _batches(report: Report) -> Iterator[Iterable[ox.Triple]]:
    yield _head(report)
    for start in range(0, len(report.findings), _BATCH):
        some = report.findings[start : start + _BATCH]
        yield (triple for finding in some for triple in _finding(report, finding))
    yield _names(report)


def _end_of_prefixes(turtle: bytes) -> int:
    """Where the prefixes at the start of a Turtle text end."""
    position = 0
    while turtle.startswith(b"@prefix", position):
        position = turtle.index(b"\n", position) + 1
    return position


def _head(report: Report) -> Iterator[ox.Triple]:
    """The report itself: what was checked with what, as of when, and the counts."""
    node = f"{ID}report/{report.id}"
    yield _triple(node, "rdf:type", _iri("sh:ValidationReport"))
    yield _triple(node, "dct:identifier", ox.Literal(report.id))
    # What was not checked cannot conform: a reader of this triple alone must not take silence for approval.
    yield _triple(node, "sh:conforms", ox.Literal(report.conforms))
    yield _triple(node, "gs:dataHash", ox.Literal(report.data_hash))
    yield _triple(node, "gs:shapesHash", ox.Literal(report.shapes_hash))
    engine = f"{ID}engine/{report.engine.lower().replace(' ', '-')}"
    yield _triple(node, "prov:wasAttributedTo", ox.NamedNode(engine))
    if report.as_of:
        yield _triple(node, "gs:asOf", ox.Literal(report.as_of, datatype=_XSD_DATE))
    if report.generation:
        yield _triple(node, "gs:generation", ox.NamedNode(f"{ID}generation/{report.generation}"))
    for by, value in report.selection.items():
        yield _triple(node, "gs:selection", ox.Literal(f"{by}={value}"))
    yield from _say(node, "rdfs:comment", STATEMENT)
    for finding in report.findings:
        yield _triple(node, "sh:result", ox.NamedNode(f"{node}/finding/{finding.id}"))
    yield _triple(engine, "rdfs:label", ox.Literal(report.engine))
    yield from _counts(report, node)
    yield from _targets(report, node)
    for derogation in report.derogations:
        yield from _derogation(derogation)
    for part in report.not_checked:
        yield from _not_checked(node, part)
    for each in report.evaluated:
        yield from _evaluated(node, each)


def _counts(report: Report, report_node: str) -> Iterator[ox.Triple]:
    """The findings per severity: all, and those without a standing derogation."""
    for severity, every, without in zip(Severity, report.counts, report.counts_without, strict=True):
        node = f"{report_node}/count/{severity.value}"
        yield _triple(report_node, "gs:severityCount", ox.NamedNode(node))
        yield _triple(node, "rdf:type", _iri("gs:SeverityCount"))
        yield _triple(node, "sh:resultSeverity", _iri(f"sh:{_SHACL_SEVERITY[severity]}"))
        yield _triple(node, "gs:countOfAll", ox.Literal(every))
        yield _triple(node, "gs:countWithoutDerogation", ox.Literal(without))


def _targets(report: Report, report_node: str) -> Iterator[ox.Triple]:
    """How many nodes each shape with a name was tried on, none included."""
    for shape, count in report.targets.items():
        node = f"{report_node}/target/{short_hash(shape, 12)}"
        yield _triple(report_node, "gs:targetCount", ox.NamedNode(node))
        yield _triple(node, "rdf:type", _iri("gs:TargetCount"))
        if ":" in shape:
            yield _triple(node, "sh:sourceShape", ox.NamedNode(shape))
        yield _triple(node, "gs:nodesTargeted", ox.Literal(count))


def _derogation(derogation: Derogation) -> Iterator[ox.Triple]:
    """A derogation's state in this report, and the names of what it names; the rest is in its own graph."""
    node = derogation.iri
    yield from _say(node, "rdfs:label", derogation.label)
    yield _triple(node, "gs:stateInReport", ox.Literal(derogation.state.value))
    for rule in derogation.rules:
        yield _triple(node, "gs:derogatesFrom", ox.Literal(rule))
    yield from _linked(node, "gs:approvedBy", derogation.approved_by)
    yield from _linked(node, "gs:documentedIn", derogation.documents)
    yield from _say(node, "gs:weighing", derogation.weighing)
    for predicate, day in (("gs:from", derogation.start), ("gs:before", derogation.before)):
        if day:
            yield _triple(node, predicate, ox.Literal(day, datatype=_XSD_DATE))
    yield from _passages(node, derogation.sources)


def _not_checked(report_node: str, part: NotChecked) -> Iterator[ox.Triple]:
    """One part that was not checked."""
    node = f"{report_node}/not-checked/{short_hash(chr(10).join((part.feature, part.at, part.why.nl)), 12)}"
    yield _triple(report_node, "gs:notChecked", ox.NamedNode(node))
    yield _triple(node, "rdf:type", _iri("gs:UncheckedPart"))
    yield _triple(node, "gs:feature", ox.Literal(part.feature))
    yield _triple(node, "gs:featureAt", ox.Literal(part.at))
    yield from _say(node, "rdfs:comment", part.why)


def _evaluated(report_node: str, each: Evaluated) -> Iterator[ox.Triple]:
    """A source or register with the day that it was evaluated on, or why on none."""
    node = f"{report_node}/evaluation/{short_hash(each.graph, 12)}"
    yield _triple(report_node, "gs:evaluation", ox.NamedNode(node))
    yield _triple(node, "rdf:type", _iri("gs:GraphEvaluation" if each.day else "gs:GraphNotEvaluated"))
    yield _triple(node, "gs:evaluatedGraph", ox.NamedNode(each.graph))
    if each.day:
        yield _triple(node, "gs:asOf", ox.Literal(each.day, datatype=_XSD_DATE))
    yield from _say(node, "rdfs:comment", each.reason)


def _names(report: Report) -> Iterator[ox.Triple]:
    """What the report refers to by its name, each thing once: parties, documents, articles, passages."""
    things: dict[str, Named] = {}
    passages: dict[str, Passage] = {}
    provisions: dict[str, Provision] = {}
    for finding in report.findings:
        things |= {thing.iri: thing for thing in (*finding.organisations, *finding.recipients)}
        passages |= {passage.iri: passage for passage in finding.sources}
        if finding.provision:
            provisions[finding.provision.iri] = finding.provision
    for derogation in report.derogations:
        things |= {thing.iri: thing for thing in (*derogation.approved_by, *derogation.documents)}
        passages |= {passage.iri: passage for passage in derogation.sources}
    for _, thing in sorted(things.items()):
        yield from _say(thing.iri, "rdfs:label", thing.label)
    for _, provision in sorted(provisions.items()):
        yield _triple(provision.iri, "gs:citation", ox.Literal(provision.citation))
        if provision.link:
            yield _triple(provision.iri, "gs:deepLink", ox.NamedNode(provision.link))
    for _, passage in sorted(passages.items()):
        yield _triple(passage.iri, "gs:reference", ox.Literal(passage.reference))


def _finding(report: Report, finding: Finding) -> Iterator[ox.Triple]:
    """One finding below its report."""
    report_node = f"{ID}report/{report.id}"
    node = f"{report_node}/finding/{finding.id}"
    yield _triple(node, "rdf:type", _iri("gs:Finding"))
    yield _triple(node, "rdf:type", _iri("sh:ValidationResult"))
    yield _triple(node, "dct:identifier", ox.Literal(finding.id))
    yield _triple(node, "sh:resultSeverity", _iri(f"sh:{_SHACL_SEVERITY[finding.severity]}"))
    yield _triple(node, "sh:focusNode", _node(report_node, finding.focus_node))
    yield _triple(node, "sh:sourceConstraintComponent", ox.NamedNode(finding.component))
    if not finding.shape.startswith("_:"):
        yield _triple(node, "sh:sourceShape", ox.NamedNode(finding.shape))
    if finding.value is not None:
        yield _triple(node, "sh:value", _node(report_node, finding.value))
    if finding.path and ":" in finding.path and not any(sign in finding.path for sign in "<>()|^"):
        yield _triple(node, "sh:resultPath", ox.NamedNode(finding.path))
    yield from _say(node, "sh:resultMessage", finding.message)
    yield from _say(node, "rdfs:label", finding.what)
    yield from _say(node, "gs:remedy", finding.remedy)
    yield from _say(node, "gs:reason", finding.reason)
    yield from _place(node, finding)
    yield from _rule(node, finding)


def _place(node: str, finding: Finding) -> Iterator[ox.Triple]:
    """The layer, the flow and item it is about, the parties, the derogations that mark it, the passages."""
    if finding.layer:
        yield _triple(node, "gs:inLayer", ox.Literal(finding.layer))
    for subject in filter(None, (finding.flow, finding.item)):
        yield _triple(node, "dct:subject", ox.NamedNode(subject))
    if finding.explanation:
        yield _triple(node, "gs:explanationPath", ox.Literal(finding.explanation.path))
    for derogation in finding.derogations:
        yield _triple(node, "gs:markedBy", ox.NamedNode(derogation.iri))
    yield from _linked(node, "gs:findingOrganisation", finding.organisations)
    yield from _linked(node, "gs:findingRecipient", finding.recipients)
    yield from _passages(node, finding.sources)


def _rule(node: str, finding: Finding) -> Iterator[ox.Triple]:
    """The rule, the step and the article."""
    if finding.rule:
        yield _triple(node, "gs:checksRule", ox.Literal(finding.rule))
    if finding.step is not None:
        yield _triple(node, "gs:step", ox.Literal(finding.step))
    if finding.provision:
        yield _triple(node, "dct:source", ox.NamedNode(finding.provision.iri))


def _linked(node: str, predicate: str, things: Iterable[Named]) -> Iterator[ox.Triple]:
    for thing in things:
        yield _triple(node, predicate, ox.NamedNode(thing.iri))


def _passages(node: str, passages: Iterable[Passage]) -> Iterator[ox.Triple]:
    for passage in passages:
        yield _triple(node, "prov:wasDerivedFrom", ox.NamedNode(passage.iri))


def _say(subject: str, predicate: str, text: Text | None) -> Iterator[ox.Triple]:
    if text is not None:
        for language in LANGUAGES:
            yield _triple(subject, predicate, ox.Literal(text.in_language(language), language=language))


def _triple(subject: str, predicate: str, value: Value) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), _iri(predicate), value)


@cache
def _iri(name: str) -> ox.NamedNode:
    """A term by its prefixed name."""
    prefix, _, local = name.partition(":")
    return ox.NamedNode(PREFIXES[prefix] + local)


def _node(report: str, term: Term) -> Value:
    """The term itself; a blank node, which has no name outside its file, gets one below the report."""
    if term.kind == "literal":
        if term.language:
            return ox.Literal(term.text, language=term.language)
        return ox.Literal(term.text, datatype=ox.NamedNode(term.datatype or _XSD_STRING))
    return ox.NamedNode(f"{report}/node/{term.text}" if term.kind == "blank" else term.text)
