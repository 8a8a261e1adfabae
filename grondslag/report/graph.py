"""The report as RDF: a sh:ValidationReport whose results are findings, all named below `id/report/<id>`."""

from __future__ import annotations

import rdflib
from rdflib.namespace import DCTERMS, PROV, RDF, RDFS, SH
from rdflib.term import Literal, Node, URIRef

from grondslag.namespaces import ID, PREFIXES
from grondslag.report.enrich import GS
from grondslag.report.model import LANGUAGES, Finding, NotChecked, Report, Severity, Term, Text, short_hash
from grondslag.report.text import STATEMENT

SHACL_SEVERITY = {
    Severity.VIOLATION: SH.Violation,
    Severity.WARNING: SH.Warning,
    Severity.INFO: SH.Info,
}


def to_rdf(report: Report) -> rdflib.Graph:
    """The report without blank nodes; labels and citations come along, so that it reads on its own.

    A path of several steps has no node of its own here: the shape holds it (sh:sourceShape).
    """
    graph = rdflib.Graph()
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    node = URIRef(f"{ID}report/{report.id}")
    graph.add((node, RDF.type, SH.ValidationReport))
    graph.add((node, DCTERMS.identifier, Literal(report.id)))
    # What was not checked cannot conform: a reader of this triple alone must not take silence for approval.
    graph.add((node, SH.conforms, Literal(not report.findings and not report.not_checked)))
    graph.add((node, GS.dataHash, Literal(report.data_hash)))
    graph.add((node, GS.shapesHash, Literal(report.shapes_hash)))
    engine = URIRef(f"{ID}engine/{report.engine.lower().replace(' ', '-')}")
    graph.add((node, PROV.wasAttributedTo, engine))
    graph.add((engine, RDFS.label, Literal(report.engine)))
    if report.generation:
        graph.add((node, GS.generation, URIRef(f"{ID}generation/{report.generation}")))
    _say(graph, node, RDFS.comment, STATEMENT)
    for finding in report.findings:
        graph.add((node, SH.result, _add_finding(graph, node, finding)))
    for part in report.not_checked:
        graph.add((node, GS.notChecked, _add_not_checked(graph, node, part)))
    return graph


def _add_not_checked(graph: rdflib.Graph, report: URIRef, part: NotChecked) -> URIRef:
    """Add one part that was not checked below `report`; gives its IRI."""
    node = URIRef(f"{report}/not-checked/{short_hash(chr(10).join((part.feature, part.at, part.why.nl)), 12)}")
    graph.add((node, RDF.type, GS.UncheckedPart))
    graph.add((node, GS.feature, Literal(part.feature)))
    graph.add((node, GS.featureAt, Literal(part.at)))
    _say(graph, node, RDFS.comment, part.why)
    return node


def _add_finding(graph: rdflib.Graph, report: URIRef, finding: Finding) -> URIRef:
    """Add one finding below `report`; gives its IRI."""
    node = URIRef(f"{report}/finding/{finding.id}")
    graph.add((node, RDF.type, GS.Finding))
    graph.add((node, RDF.type, SH.ValidationResult))
    graph.add((node, DCTERMS.identifier, Literal(finding.id)))
    graph.add((node, SH.resultSeverity, SHACL_SEVERITY[finding.severity]))
    graph.add((node, SH.focusNode, _node(report, finding.focus_node)))
    graph.add((node, SH.sourceConstraintComponent, URIRef(finding.component)))
    if not finding.shape.startswith("_:"):
        graph.add((node, SH.sourceShape, URIRef(finding.shape)))
    if finding.value is not None:
        graph.add((node, SH.value, _node(report, finding.value)))
    if finding.path and ":" in finding.path and not any(sign in finding.path for sign in "<>()|^"):
        graph.add((node, SH.resultPath, URIRef(finding.path)))
    _say(graph, node, SH.resultMessage, finding.message)
    _say(graph, node, RDFS.label, finding.what)
    _say(graph, node, GS.remedy, finding.remedy)
    _say(graph, node, GS.reason, finding.reason)
    _add_rule(graph, node, finding)
    _add_place(graph, node, finding)
    return node


def _add_rule(graph: rdflib.Graph, node: URIRef, finding: Finding) -> None:
    """The rule, the step and the article with its citation and link."""
    if finding.rule:
        graph.add((node, GS.checksRule, Literal(finding.rule)))
    if finding.step is not None:
        graph.add((node, GS.step, Literal(finding.step)))
    if finding.provision:
        provision = URIRef(finding.provision.iri)
        graph.add((node, DCTERMS.source, provision))
        graph.add((provision, GS.citation, Literal(finding.provision.citation)))
        if finding.provision.link:
            graph.add((provision, GS.deepLink, URIRef(finding.provision.link)))


def _add_place(graph: rdflib.Graph, node: URIRef, finding: Finding) -> None:
    """The layer, the flow and item it is about, the passages, and a derogation that hangs on it."""
    if finding.layer:
        graph.add((node, GS.inLayer, Literal(finding.layer)))
    for subject in filter(None, (finding.flow, finding.item)):
        graph.add((node, DCTERMS.subject, URIRef(subject)))
    for passage in finding.sources:
        graph.add((node, PROV.wasDerivedFrom, URIRef(passage.iri)))
        graph.add((URIRef(passage.iri), GS.reference, Literal(passage.reference)))
    if finding.derogation:
        graph.add((URIRef(finding.derogation), GS.appliesTo, node))


def _say(graph: rdflib.Graph, subject: URIRef, predicate: URIRef, text: Text | None) -> None:
    if text is not None:
        for language in LANGUAGES:
            graph.add((subject, predicate, Literal(text.in_language(language), lang=language)))


def _node(report: URIRef, term: Term) -> Node:
    """The term itself; a blank node, which has no name outside its file, gets one below the report."""
    if term.kind == "literal":
        datatype = None if term.datatype is None else URIRef(term.datatype)
        return Literal(term.text, lang=term.language, datatype=datatype, normalize=False)
    return URIRef(f"{report}/node/{term.text}" if term.kind == "blank" else term.text)
