"""A norm as it was compared: element by element with what was found, what it accepts, and what would mend it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from grondslag.explain.model import ElementLine, NormPart, ReadingPart
from grondslag.explain.reader import KnownText, Reader
from grondslag.explain.words import MENDS, REASON_MENDS
from grondslag.match.elements import silent
from grondslag.match.matching import Matching
from grondslag.match.model import Demand, Element, Facts, Form, Judged, MatchResult, Norm, Outcome, Reason, Result, Role
from grondslag.namespaces import GS, PREFIXES
from grondslag.report.model import Named
from grondslag.report.model import Text as Words

_DEFINITION = PREFIXES["skos"] + "definition"


@dataclass(frozen=True)
class Compared:
    """A norm, the facts it was compared with, and why it was."""

    norm: Norm
    facts: Facts
    role: Role


class Norms:
    """Makes the parts on norms, for one day."""

    def __init__(self, reader: Reader, matching: Matching, day: date, known: KnownText) -> None:
        self._reader = reader
        self._known = known
        self._tester = matching.comparer.tester
        self._day = day

    def tested(self, each: Compared) -> tuple[tuple[str, Result], ...]:
        """The result of every element that tests a fact; an element that needs another norm is told by the outcome."""
        return tuple(
            (element.iri, self._tester.test(element, each.facts, each.norm, self._day))
            for element in each.norm.elements
            if element.form is not Form.OUTCOME
        )

    def part(self, alike: Sequence[Compared], result: MatchResult) -> NormPart:
        """The part on a norm that came out as `result` for all of `alike`."""
        reader, norm, judged = self._reader, alike[0].norm, result.judged
        results = dict(self.tested(alike[0]))
        facts = [each.facts for each in alike]
        readings = tuple(
            self._reading(reading.iri, reading.elements, judged, results, facts, norm) for reading in norm.readings
        )
        lines = {line.element.iri: line for reading in readings for line in reading.elements}
        return NormPart(
            norm=reader.named(norm.iri),
            kind=reader.named(norm.kind),
            definition=reader.words(norm.iri, _DEFINITION),
            role=result.role,
            judged=judged,
            since=result.interval.start,
            until=result.interval.end,
            lifts=norm.lifts,
            provisions=reader.provisions(norm.provisions, self._day, self._known),
            readings=readings,
            reasons=reader.all_named(GS + reason for reason in judged.reasons),
            bars=reader.all_named(judged.bars),
            mends=tuple(_mends(judged, lines.values())),
        )

    def _reading(
        self,
        reading: str,
        elements: Iterable[Element],
        judged: Judged,
        results: dict[str, Result],
        facts: Sequence[Facts],
        norm: Norm,
    ) -> ReadingPart:
        lines = [self._line(element, judged, results, facts) for element in elements]
        lines.sort(key=lambda line: (line.demand is not Demand.SCOPE, line.element.iri))
        outcome = dict(judged.readings).get(reading, judged.outcome)
        return ReadingPart(self._reader.named(reading), outcome, tuple(lines))

    def _line(
        self, element: Element, judged: Judged, results: dict[str, Result], facts: Sequence[Facts]
    ) -> ElementLine:
        reader = self._reader
        result = results.get(element.iri) or _from(judged, element)
        values = [of.of(element.dimension) for of in facts]
        return ElementLine(
            element=reader.named(element.iri),
            form=element.form,
            demand=element.demand,
            dimension=reader.named(element.dimension),
            found=reader.all_named(frozenset().union(*(value.sure for value in values))),
            contested=reader.all_named(frozenset().union(*(value.contested for value in values))),
            accepts=reader.all_named(_accepted(element)),
            result=result,
            places=reader.places(element.iri),
            mend=MENDS.get(_mended_as(element, result)),
        )


def _accepted(element: Element) -> Iterable[str]:
    if element.form is Form.OUTCOME:
        return element.needs
    return element.accepts if element.same_as is None else (element.same_as,)


def _from(judged: Judged, element: Element) -> Result:
    """The result of an element that needs another norm, from where the outcome puts it."""
    if element.iri in judged.unmet:
        return Result.UNMET
    if element.iri in judged.missing:
        return silent(element)
    if element.iri not in judged.doubtful:
        return Result.MET
    only_decree = Reason.DECREE_NOT_HELD in judged.reasons and Reason.DEPENDS_ON_OTHER_NORM not in judged.reasons
    return Result.DECREE_NOT_HELD if only_decree else Result.DEPENDS


def _mended_as(element: Element, result: Result) -> Result:
    # What needs another norm is not mended by stating a fact: somebody must claim or show that norm.
    return Result.DEPENDS if element.form is Form.OUTCOME and result is Result.NOT_STATED else result


def _mends(judged: Judged, lines: Iterable[ElementLine]) -> Iterable[Words]:
    """What would mend the outcome: where an element does not fit, no other element needs anything."""
    if judged.outcome is Outcome.COVERED:
        return
    for reason in sorted(judged.reasons):
        if reason in REASON_MENDS:
            yield REASON_MENDS[reason]
    if Reason.NORM_ABSENT in judged.reasons:
        return
    for line in lines:
        if line.mend and (line.result is Result.UNMET or not judged.unmet):
            yield told(line.element, line.mend)


def told(thing: Named, words: Words) -> Words:
    """What is said of a thing, behind its name, in both languages."""
    return Words(f"{thing.label.nl}: {words.nl}", f"{thing.label.en}: {words.en}")
