"""Match results as named nodes of the derived graph: outcome, reasons, elements and provenance per interval."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date

import pyoxigraph as ox

from grondslag.match.candidates import MOST_UNMET
from grondslag.match.model import FAILURES, Interval, MatchResult, Outcome, Reason, Role
from grondslag.namespaces import GS, ID, PREFIXES, derived_graph

_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_DERIVED_FROM = ox.NamedNode(PREFIXES["prov"] + "wasDerivedFrom")
_DATE = ox.NamedNode(PREFIXES["xsd"] + "date")
_TRUE = ox.Literal("true", datatype=ox.NamedNode(PREFIXES["xsd"] + "boolean"))


def to_quads(results: Iterable[MatchResult], graph: str) -> Iterator[ox.Quad]:
    """The statements on `results` for the graph that is derived from `graph`; no blank nodes.

    A result's IRI follows from claim, norm, first day and outcome, so an unchanged result keeps its IRI.
    """
    target = ox.NamedNode(derived_graph(graph))
    for result in results:
        for subject, name, value in _statements(result):
            yield ox.Quad(subject, name, value, target)


def iri_of(result: MatchResult) -> str:
    """The IRI of a result, stable as long as claim, norm, interval and outcome are the same."""
    judged = result.judged
    parts = [result.claim, result.norm, result.role, str(result.interval), judged.outcome, judged.text]
    for found in (judged.reasons, judged.unmet, judged.missing, judged.doubtful, judged.bars):
        parts.append(" ".join(sorted(found)))
    return f"{ID}match/{hashlib.sha256('|'.join(parts).encode('utf-8')).hexdigest()[:24]}"


def _statements(result: MatchResult) -> Iterator[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]]:
    node = ox.NamedNode(iri_of(result))
    claim, norm = ox.NamedNode(result.claim), ox.NamedNode(result.norm)
    yield node, _TYPE, _gs("MatchResult")
    yield node, _gs("ofClaim"), claim
    yield node, _gs("ofNorm"), norm
    yield node, _DERIVED_FROM, claim
    yield node, _DERIVED_FROM, norm
    yield node, _gs("matchRole"), _gs(result.role)
    yield node, _gs("outcome"), _gs(result.outcome)
    yield node, _gs("textStatus"), _gs(result.judged.text)
    yield from _details(node, result)
    yield from _period(node, result.interval)
    if result.role is Role.CANDIDATE:
        yield claim, _gs("candidateNorm"), norm
    if result.outcome is Outcome.FAILS and 0 < len(result.judged.unmet) <= MOST_UNMET:
        yield node, _gs("nearMiss"), norm
    yield from _readings(node, result)


def _details(
    node: ox.NamedNode, result: MatchResult
) -> Iterator[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]]:
    judged = result.judged
    for name, values in (
        ("ofItem", result.items),
        ("failsOn", judged.unmet),
        ("missingElement", judged.missing),
        ("openElement", judged.doubtful),
        ("heldBackBy", judged.bars),
    ):
        for value in sorted(values):
            yield node, _gs(name), ox.NamedNode(value)
    for reason in sorted(judged.reasons):
        yield node, _gs("failReason" if reason in FAILURES else "undeterminedReason"), _gs(reason)
    if result.set_aside:
        yield node, _gs("claimSetAside"), _TRUE


def _period(node: ox.NamedNode, interval: Interval) -> Iterator[tuple[ox.NamedNode, ox.NamedNode, ox.Literal]]:
    for name, day in (("from", interval.start), ("before", interval.end)):
        if day:
            yield node, _gs(name), _day(day)


def _readings(node: ox.NamedNode, result: MatchResult) -> Iterator[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode]]:
    # Where readings agree the result is that of each; only where they differ each has a node of its own.
    if Reason.READING_CONTESTED not in result.judged.reasons:
        return
    for number, (reading, outcome) in enumerate(sorted(result.judged.readings), start=1):
        part = ox.NamedNode(f"{node.value}/reading/{number}")
        yield part, _TYPE, _gs("ReadingResult")
        yield part, _gs("partOfResult"), node
        yield part, _gs("ofReading"), ox.NamedNode(reading)
        yield part, _gs("outcome"), _gs(outcome)
        yield part, _DERIVED_FROM, ox.NamedNode(reading)


def _gs(name: str) -> ox.NamedNode:
    return ox.NamedNode(GS + name)


def _day(day: date) -> ox.Literal:
    return ox.Literal(day.isoformat(), datatype=_DATE)
