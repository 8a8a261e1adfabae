"""Match results as named nodes of the derived graph: outcome, reasons, elements and provenance per interval.

They are written as N-Quads: what results share with others (all but claim and items) is put into words once, and the
store reads text faster than statements one by one.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import islice

import pyoxigraph as ox

from grondslag.match.candidates import MOST_UNMET
from grondslag.match.model import FAILURES, Interval, Judged, MatchResult, Outcome, Reason, Role
from grondslag.namespaces import GS, ID, PREFIXES, derived_graph

MOST_REMEMBERED = 100_000
_AT_ONCE = 500
_TYPE = f"<{PREFIXES['rdf']}type>"
_DERIVED_FROM = f"<{PREFIXES['prov']}wasDerivedFrom>"
_DATE = f"<{PREFIXES['xsd']}date>"
_TRUE = f'"true"^^<{PREFIXES["xsd"]}boolean>'
_Shared = tuple[str, Role, Interval, Judged, bool]


def to_quads(results: Iterable[MatchResult], graph: str) -> Iterator[ox.Quad]:
    """The statements on `results` for the graph that is derived from `graph`; no blank nodes.

    A result's IRI follows from claim, norm, first day and outcome, so an unchanged result keeps its IRI.
    """
    yield from ox.parse(input=_Stream(to_lines(results, graph)), format=ox.RdfFormat.N_QUADS)


def store_results(store: ox.Store, results: Iterable[MatchResult], graph: str) -> None:
    """Add the statements on `results` to `store`, part by part as they are made."""
    store.bulk_load(input=_Stream(to_lines(results, graph)), format=ox.RdfFormat.N_QUADS)


def to_lines(results: Iterable[MatchResult], graph: str) -> Iterator[str]:
    """The statements on `results` as N-Quads, those on one result at a time."""
    words = _Words(derived_graph(graph))
    yield from map(words.of, results)


def iri_of(result: MatchResult) -> str:
    """The IRI of a result, stable as long as claim, norm, interval and outcome are the same."""
    return _iri(result.claim, _identity(result))


def is_result(iri: str) -> bool:
    """Whether the node is a match result, or the result of one reading."""
    return iri.startswith(ID + "match/")


def _iri(claim: str, identity: bytes) -> str:
    return f"{ID}match/{hashlib.sha256(claim.encode('utf-8') + identity).hexdigest()[:24]}"


def _identity(result: MatchResult) -> bytes:
    """What the IRI of a result follows from beside its claim."""
    judged = result.judged
    parts = ["", result.norm, result.role, str(result.interval), judged.outcome, judged.text]
    for found in (judged.reasons, judged.unmet, judged.missing, judged.doubtful, judged.bars):
        parts.append(" ".join(sorted(found)))
    return "|".join(parts).encode("utf-8")


class _Words:
    """Puts results into N-Quads; remembers the words that results share."""

    def __init__(self, graph: str) -> None:
        self._end = f" <{graph}> .\n"
        self._on_item = f" {_gs('ofItem')} "
        self._known: dict[tuple[str, Role, int, int, bool], tuple[_Shared, bytes, Callable[[str, str], str]]] = {}

    def of(self, result: MatchResult) -> str:
        """All statements on one result."""
        # By identity: results of like items share these objects, and what is kept here keeps them.
        key = (result.norm, result.role, id(result.interval), id(result.judged), result.set_aside)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            shared = (result.norm, result.role, result.interval, result.judged, result.set_aside)
            known = self._known[key] = (shared, _identity(result), self._shared(result))
        _, identity, words = known
        iri = _iri(result.claim, identity)
        items = "".join([f"<{iri}>{self._on_item}<{item}>{self._end}" for item in result.items])
        return words(iri, result.claim) + items

    def _shared(self, result: MatchResult) -> Callable[[str, str], str]:
        """What makes the words that a result shares with others, from its own IRI and that of its claim."""
        own = [f" {name} {value}{self._end}" for name, value in _statements(result)]
        readings = list(self._readings(result))
        is_candidate = result.role is Role.CANDIDATE
        end, of_claim = self._end, f" {_gs('ofClaim')} "
        candidate = f" {_gs('candidateNorm')} <{result.norm}>{end}"

        def words(iri: str, claim: str) -> str:
            node = f"<{iri}>"
            of = f"<{claim}>{end}"
            found = node + node.join((*own, f"{of_claim}{of}", f" {_DERIVED_FROM} {of}"))
            if is_candidate:
                found += f"<{claim}>{candidate}"
            return found + "".join(reading.replace("\0", iri) for reading in readings)

        return words

    def _readings(self, result: MatchResult) -> Iterator[str]:
        """The results of readings, with a mark for the IRI of the result that they are part of.

        Where readings agree the result is that of each; only where they differ each has a node of its own.
        """
        if Reason.READING_CONTESTED not in result.judged.reasons:
            return
        for number, (reading, outcome) in enumerate(sorted(result.judged.readings), start=1):
            part = f"<\0/reading/{number}>"
            yield f"{part} {_TYPE} {_gs('ReadingResult')}{self._end}"
            yield f"{part} {_gs('partOfResult')} <\0>{self._end}"
            yield f"{part} {_gs('ofReading')} <{reading}>{self._end}"
            yield f"{part} {_gs('outcome')} {_gs(outcome)}{self._end}"
            yield f"{part} {_DERIVED_FROM} <{reading}>{self._end}"


def _statements(result: MatchResult) -> Iterator[tuple[str, str]]:
    """What is stated on a result, save its claim and its items."""
    norm, judged = f"<{result.norm}>", result.judged
    yield _TYPE, _gs("MatchResult")
    yield _gs("ofNorm"), norm
    yield _DERIVED_FROM, norm
    yield _gs("matchRole"), _gs(result.role)
    yield _gs("outcome"), _gs(result.outcome)
    yield _gs("textStatus"), _gs(judged.text)
    yield from _details(judged)
    yield from _period(result.interval)
    if result.set_aside:
        yield _gs("claimSetAside"), _TRUE
    if result.outcome is Outcome.FAILS and 0 < len(judged.unmet) <= MOST_UNMET:
        yield _gs("nearMiss"), norm


def _details(judged: Judged) -> Iterator[tuple[str, str]]:
    for name, values in (
        ("failsOn", judged.unmet),
        ("missingElement", judged.missing),
        ("openElement", judged.doubtful),
        ("heldBackBy", judged.bars),
    ):
        for value in sorted(values):
            yield _gs(name), f"<{value}>"
    for reason in sorted(judged.reasons):
        yield _gs("failReason" if reason in FAILURES else "undeterminedReason"), _gs(reason)


def _period(interval: Interval) -> Iterator[tuple[str, str]]:
    for name, day in (("from", interval.start), ("before", interval.end)):
        if day:
            yield _gs(name), _day(day)


def _gs(name: str) -> str:
    return f"<{GS}{name}>"


def _day(day: date) -> str:
    return f'"{day.isoformat()}"^^{_DATE}'


class _Stream(io.BytesIO):
    """Lines as a file to read from, made as they are asked for."""

    def __init__(self, lines: Iterator[str]) -> None:
        super().__init__()
        self._lines = lines
        self._part = io.BytesIO()

    def read(self, size: int | None = -1, /) -> bytes:
        """The next bytes, at most `size`; none at the end."""
        found = self._part.read(size)
        if not found:
            self._part = io.BytesIO("".join(islice(self._lines, _AT_ONCE)).encode("utf-8"))
            found = self._part.read(size)
        return found
