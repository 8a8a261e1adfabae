"""What the results of a norm's elements come to on every date: readings, then text, then bars.

What gives the same results is judged once, and equal outcomes are the same object, so that a large register keeps few.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date

from grondslag.match.elements import silent
from grondslag.match.model import (
    Element,
    Form,
    Interval,
    Judged,
    Norm,
    Outcome,
    Reason,
    Result,
    Steps,
    Text,
    bounds,
    cut,
    on,
)
from grondslag.match.outcome import barred, best, of_norm, of_reading

Tests = tuple[Result, ...]
_Bars = tuple[tuple[str, Outcome], ...]


@dataclass(frozen=True, eq=False)
class Needed:
    """Another norm whose outcome an element needs.

    Rules under a provision can meet it and never fail it: `delegated`, without steps where their text is not held.
    """

    steps: Steps[Judged] = ()
    delegated: bool = False


@dataclass(frozen=True, eq=False)
class Case:
    """A norm with everything its outcome hangs on: results of its elements, other norms, bars, mismatches."""

    norm: Norm
    tested: Steps[Tests]
    needed: tuple[tuple[Needed, ...], ...]
    bars: tuple[tuple[str, Steps[Judged]], ...]
    against: frozenset[Reason]

    @property
    def key(self) -> Hashable:
        """Equal for cases with equal outcomes; other norms' steps are kept, so their identity tells them apart."""
        others = tuple(tuple((id(one.steps), one.delegated) for one in of) for of in self.needed)
        return self.norm.iri, self.tested, self.against, others, tuple(id(steps) for _, steps in self.bars)

    @property
    def days(self) -> frozenset[date]:
        """The days on which the outcome can change for another reason than the text."""
        others = (one.steps for of in self.needed for one in of)
        return frozenset(bounds(self.tested)).union(*map(bounds, others), *(bounds(steps) for _, steps in self.bars))

    def results(self, day: date) -> Tests:
        """The results of the norm's elements on a day, in their order."""
        tests = on(self.tested, day)
        if not self.needed:
            return tests
        own, needed = iter(tests), iter(self.needed)
        return tuple(
            _answered(element, next(needed), day) if element.form is Form.OUTCOME else next(own)
            for element in self.norm.elements
        )


class Judge:
    """Judges cases; remembers what it judged."""

    def __init__(self) -> None:
        self._cases: dict[Hashable, Steps[Judged]] = {}
        self._dated: dict[tuple[str, frozenset[date]], tuple[tuple[Interval, date, Text], ...]] = {}
        self._judged: dict[tuple[str, Text, Tests, frozenset[Reason], _Bars], Judged] = {}
        # Equal judgements, and equal steps, as one object each.
        self._equal: dict[Judged, Judged] = {}
        self._steps: dict[tuple[tuple[Interval, int], ...], Steps[Judged]] = {}

    def steps(self, case: Case) -> Steps[Judged]:
        """The outcome of a case on every date, neighbouring intervals of equal outcome as one."""
        key = case.key
        known = self._cases.get(key)
        if known is None:
            known = self._cases[key] = self._anew(case)
        return known

    def _anew(self, case: Case) -> Steps[Judged]:
        steps: list[tuple[Interval, Judged]] = []
        for part, day, text in self._parts(case.norm, case.days):
            judged = self._of(case, text, day)
            if steps and steps[-1][1] is judged:
                steps[-1] = (Interval(steps[-1][0].start, part.end), judged)
            else:
                steps.append((part, judged))
        return self._steps.setdefault(tuple((part, id(judged)) for part, judged in steps), tuple(steps))

    def _of(self, case: Case, text: Text, day: date) -> Judged:
        bars = tuple((iri, on(steps, day).outcome) for iri, steps in case.bars)
        key = case.norm.iri, text, case.results(day), case.against, bars
        known = self._judged.get(key)
        if known is None:
            judged = _judged(case.norm, text, key[2], case.against, bars)
            known = self._judged[key] = self._equal.setdefault(judged, judged)
        return known

    def _parts(self, norm: Norm, days: frozenset[date]) -> tuple[tuple[Interval, date, Text], ...]:
        """The intervals in which nothing changes, each with a day of it and what is known of the norm's text then."""
        known = self._dated.get((norm.iri, days))
        if known is None:
            parts = ((part, part.some_day) for part in cut(days | bounds(norm.text)))
            known = self._dated[norm.iri, days] = tuple((part, day, on(norm.text, day)) for part, day in parts)
        return known


def _judged(norm: Norm, text: Text, tests: Tests, against: frozenset[Reason], bars: _Bars) -> Judged:
    results = {element.iri: result for element, result in zip(norm.elements, tests, strict=True)}
    readings = [
        (reading.iri, of_reading({element.iri: results[element.iri] for element in reading.elements}))
        for reading in norm.readings
    ]
    return barred(of_norm(text, readings, against), dict(bars))


def _answered(element: Element, needed: tuple[Needed, ...], day: date) -> Result:
    found = [(on(one.steps, day).outcome, one.delegated) for one in needed if one.steps]
    outcome = best(outcome for outcome, delegated in found if outcome is Outcome.COVERED or not delegated)
    if outcome is Outcome.COVERED:
        return Result.MET
    if outcome is Outcome.UNDETERMINED:
        return Result.DEPENDS
    if outcome is Outcome.FAILS:
        return Result.UNMET
    return Result.DECREE_NOT_HELD if any(one.delegated for one in needed) else silent(element)
