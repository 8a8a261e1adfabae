"""The explanation for programs: JSON with everything in both languages, and RDF without blank nodes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

import pyoxigraph as ox

from grondslag.explain.model import Explanation
from grondslag.explain.words import NOTICE
from grondslag.match.write import iri_of, to_quads
from grondslag.namespaces import GRAPH, GS, ID, PREFIXES
from grondslag.report.model import Finding, Severity
from grondslag.report.model import Text as Words

_LEFT_OUT = frozenset({"results"})


def to_json(explanation: Explanation) -> str:
    """The explanation as JSON; texts as `{"nl": ..., "en": ...}`, with the notice that it declares nothing lawful."""
    document = {"notice": _plain(NOTICE), **_plain(explanation)}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def to_turtle(explanation: Explanation) -> str:
    """The results of the match on the flow, and one node that says of which flow and date they are."""
    quads = sorted(_quads(explanation), key=str)
    prefixes = {name: iri for name, iri in PREFIXES.items() if name in _PREFIXES}
    written = ox.serialize(quads, format=ox.RdfFormat.TURTLE, prefixes=prefixes)
    assert written is not None  # noqa: S101 - it writes to memory
    return written.decode("utf-8")


_PREFIXES = frozenset({"dct", "gs", "prov", "rdfs", "sh", "xsd"})
_SEVERITIES = {Severity.VIOLATION: "Violation", Severity.WARNING: "Warning", Severity.INFO: "Info"}


def iri_of_explanation(explanation: Explanation) -> str:
    """The IRI of an explanation: the same for the same flow, date, items and results."""
    parts = [explanation.flow.iri, explanation.as_of.isoformat(), *(item.item.iri for item in explanation.items)]
    parts += sorted(iri_of(result) for result in explanation.results)
    return f"{ID}explanation/{hashlib.sha256('|'.join(parts).encode('utf-8')).hexdigest()[:24]}"


def _quads(explanation: Explanation) -> Iterator[ox.Triple]:
    node = ox.NamedNode(iri_of_explanation(explanation))

    def said(name: str, value: ox.NamedNode | ox.Literal) -> ox.Triple:
        prefix, _, local = name.partition(":")
        return ox.Triple(node, ox.NamedNode(PREFIXES[prefix] + local), value)

    yield said("rdf:type", ox.NamedNode(PREFIXES["prov"] + "Entity"))
    yield said("dct:subject", ox.NamedNode(explanation.flow.iri))
    yield said("dct:valid", _day(explanation.as_of))
    yield said("prov:wasDerivedFrom", ox.NamedNode(explanation.flow.iri))
    for language, text in (("nl", NOTICE.nl), ("en", NOTICE.en)):
        yield said("rdfs:comment", ox.Literal(text, language=language))
    if explanation.not_asked:
        yield ox.Triple(
            ox.NamedNode(explanation.flow.iri),
            ox.NamedNode(GS + "gatewayNotAsked"),
            ox.NamedNode(explanation.not_asked.iri),
        )
    for result in explanation.results:
        yield said("dct:hasPart", ox.NamedNode(iri_of(result)))
    for finding in explanation.findings or ():
        yield said("gs:explainedFinding", ox.NamedNode(f"{node.value}/finding/{finding.id}"))
        yield from _finding(f"{node.value}/finding/{finding.id}", finding)
    for quad in to_quads(explanation.results, GRAPH + "explanation"):
        yield quad.triple


def _finding(iri: str, finding: Finding) -> Iterator[ox.Triple]:
    """A finding of the rules on the flow: rule, step, severity, what it says and where."""
    node = ox.NamedNode(iri)

    def said(name: str, value: ox.NamedNode | ox.Literal) -> ox.Triple:
        prefix, _, local = name.partition(":")
        return ox.Triple(node, ox.NamedNode(PREFIXES[prefix] + local), value)

    yield said("rdf:type", ox.NamedNode(GS + "Finding"))
    yield said("dct:identifier", ox.Literal(finding.id))
    yield said("sh:resultSeverity", ox.NamedNode(PREFIXES["sh"] + _SEVERITIES[finding.severity]))
    if not finding.shape.startswith("_:"):
        yield said("sh:sourceShape", ox.NamedNode(finding.shape))
    if finding.rule:
        yield said("gs:checksRule", ox.Literal(finding.rule))
    if finding.step is not None:
        yield said("gs:step", ox.Literal(finding.step))
    for place in filter(None, (finding.flow, finding.item)):
        yield said("dct:subject", ox.NamedNode(place))
    for language, text in (("nl", finding.message.nl), ("en", finding.message.en)):
        yield said("sh:resultMessage", ox.Literal(text, language=language))
    for one in finding.derogations:
        yield said("gs:markedBy", ox.NamedNode(one.iri))


def _day(day: date) -> ox.Literal:
    return ox.Literal(day.isoformat(), datatype=ox.NamedNode(PREFIXES["xsd"] + "date"))


def _plain(value: Any) -> Any:
    if isinstance(value, Words):
        return {"nl": value.nl, "en": value.en}
    if isinstance(value, Finding):
        return {**value.to_json(), "step": value.step}
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value) if each.name not in _LEFT_OUT}
    if hasattr(value, "_asdict"):
        return {name: _plain(part) for name, part in value._asdict().items()}
    if isinstance(value, frozenset):
        return sorted(_plain(part) for part in value)
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value
