"""One norm compared with the facts of a claim, on every date: elements, then readings, then bars.

Norms that need another norm's outcome ask for it here, so the strata (identifier permissions before rules on their
use, gateways before liftings of secrecy) follow from the norms themselves. What gives the same results on every
element is judged once, however many facts give them; what differs only where a norm does not look is compared once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from grondslag.match import terms
from grondslag.match.alike import Alike, Key, View, needed_by
from grondslag.match.elements import Tester
from grondslag.match.judge import Case, Judge, Needed, Tests
from grondslag.match.law import Law
from grondslag.match.model import (
    EVER,
    Element,
    Facts,
    Form,
    Judged,
    Norm,
    Outcome,
    Reason,
    Result,
    Steps,
    coalesced,
    cut,
)

DEEPEST = 3
"""How many times a norm may ask for what else was claimed, each asking in its turn; beyond it stays undetermined."""

_UNSETTLED: Steps[Judged] = ((EVER, Judged(Outcome.UNDETERMINED, frozenset({Reason.DEPENDS_ON_OTHER_NORM}))),)


class Comparer:
    """Compares norms with facts; remembers what it judged."""

    def __init__(self, law: Law) -> None:
        self.law = law
        self.tester = Tester(law.concepts)
        self.alike = Alike(law, self.tester)
        self._judge = Judge()
        self._outcomes = 0
        self._own: dict[str, tuple[Element, ...]] = {}
        # Per norm and depth how it sees facts, and the outcome for what it saw.
        self._known: dict[tuple[str, int], tuple[View, dict[Key, Steps[Judged]]]] = {}
        self._circles = _circles({norm.iri: frozenset(needed_by(law, norm)) for norm in law.norms.values()})

    @property
    def remembered(self) -> int:
        """How much is kept of distinct facts: what they state, and the outcomes of norms for them."""
        return len(self.alike.stated) + self._outcomes

    def steps(self, norm: Norm, facts: Facts, depth: int = 0) -> Steps[Judged]:
        """The outcome of `norm` for `facts` on every date, neighbouring intervals of equal outcome as one.

        `depth` counts how often the asking norms asked for what else was claimed.
        """
        known = self._known.get((norm.iri, depth))
        if known is None:
            known = self._known[norm.iri, depth] = (self.alike.view([norm]), {})
        view, outcomes = known
        key = view.key(facts)
        found = outcomes.get(key)
        if found is None:
            found = outcomes[key] = self._judge.steps(self._case(norm, facts, depth))
            self._outcomes += 1
        return found

    def unmet_and_open(self, norm: Norm, facts: Facts) -> tuple[int, int]:
        """How many elements of the nearest reading are unmet and how many open, as the norm reads last.

        Elements that need another norm count as open: this ranks candidates before they are compared in full.
        """
        day = norm.text[-1][0].some_day
        counts = []
        for reading in norm.readings:
            found = [
                Result.DEPENDS if element.form is Form.OUTCOME else self.tester.test(element, facts, norm, day)
                for element in reading.elements
            ]
            unmet = found.count(Result.UNMET)
            counts.append((unmet, len(found) - unmet - found.count(Result.MET)))
        return min(counts, default=(0, 0))

    def _case(self, norm: Norm, facts: Facts, depth: int) -> Case:
        tested = self._tested(norm, facts)
        needed = tuple(
            tuple(one for target in element.needs for one in self._needed(target, norm, facts, depth))
            for element in norm.elements
            if element.form is Form.OUTCOME
        )
        bars: tuple[tuple[str, Steps[Judged]], ...] = ()
        found = self.law.barring.get(norm.iri, ())
        # A norm that does not fit needs no bar to keep it from working.
        if found and any(_open(norm, self._own_elements(norm), tests) for _, tests in tested):
            bars = tuple((bar.iri, self._other(norm, bar.iri, facts, depth)) for bar in found)
        return Case(norm, tested, needed, bars, mismatches(norm, facts, self.law))

    def _own_elements(self, norm: Norm) -> tuple[Element, ...]:
        known = self._own.get(norm.iri)
        if known is None:
            own = (element for element in norm.elements if element.form is not Form.OUTCOME)
            known = self._own[norm.iri] = tuple(own)
        return known

    def _tested(self, norm: Norm, facts: Facts) -> Steps[Tests]:
        own, test = self._own_elements(norm), self.tester.test
        if not any(power.shown for power in facts.powers):
            return ((EVER, tuple([test(element, facts, norm, EVER.some_day) for element in own])),)
        # Most facts are the same on every day; a power exercised has a period.
        parts = cut(day for power in facts.powers for day in (power.interval.start, power.interval.end))
        return coalesced((part, tuple(test(element, facts, norm, part.some_day) for element in own)) for part in parts)

    def _needed(self, target: str, norm: Norm, facts: Facts, depth: int) -> Iterator[Needed]:
        if target in self.law.norms:
            yield Needed(self._other(norm, target, facts, depth))
        elif target in self.law.delegated:
            yield Needed(delegated=True)
            for rule in self.law.fills.get(target, ()) if self.law.delegated[target] else ():
                yield Needed(self._other(norm, rule, facts, depth), delegated=True)
        else:
            for iri in self._claimed(target, norm, facts):
                deeper = depth < DEEPEST
                yield Needed(self._other(norm, iri, facts, depth + 1) if deeper else _UNSETTLED)

    def _other(self, norm: Norm, other: str, facts: Facts, depth: int) -> Steps[Judged]:
        # Two norms that each need the other settle nothing.
        if self._circles[norm.iri] == self._circles[other]:
            return _UNSETTLED
        return self.steps(self.law.norms[other], facts, depth)

    def _claimed(self, kind: str, norm: Norm, facts: Facts) -> list[str]:
        named = {*facts.claimed, *facts.of(terms.IDENTIFIER_POWER).sure} - {norm.iri}
        return sorted(iri for iri in named if iri in self.law.norms and self.law.norms[iri].kind == kind)


def _open(norm: Norm, own: tuple[Element, ...], tests: Tests) -> bool:
    unmet = {element.iri for element, result in zip(own, tests, strict=True) if result is Result.UNMET}
    return not norm.readings or any(
        all(element.iri not in unmet for element in reading.elements) for reading in norm.readings
    )


def mismatches(norm: Norm, facts: Facts, law: Law) -> frozenset[Reason]:
    """What a reliance on `norm` lacks whatever its elements: the limb that it names, or the obligation it claims.

    Source of law: AVG art. 9(2) for the limb of an exception, art. 6(1)(c) for an obligation to provide.
    """
    limbs = facts.of(terms.LIMB_9).sure
    if norm.kind == terms.EXCEPTION and limbs and norm.art9_limbs:
        named = frozenset().union(*(law.concepts.closure(limb) for limb in limbs))
        return frozenset() if named & norm.art9_limbs else frozenset({Reason.LIMB_DIFFERS})
    obliged = terms.LEGAL_OBLIGATION in facts.of(terms.LIMB_6).sure
    if norm.kind != terms.GATEWAY or facts.operation != terms.DISCLOSE or not obliged or not norm.modalities:
        return frozenset()
    triggers = facts.of(terms.TRIGGER).sure
    forces = {m.force for m in norm.modalities if not triggers or m.trigger is None or m.trigger in triggers}
    if terms.MUST not in forces:
        return frozenset({Reason.NO_OBLIGATION})
    # It must on one trigger and may on another, and which one it was is not stated.
    return frozenset({Reason.FACT_NOT_STATED}) if len(forces) > 1 else frozenset()


def _circles(reach: Mapping[str, frozenset[str]]) -> dict[str, int]:
    """Per norm the number of its circle: norms that need or bar each other, directly or through others."""
    number: dict[str, int] = {}
    for count, iri in enumerate(reach):
        if iri not in number:
            number[iri] = count
            for other in _reached(reach, iri):
                if iri in _reached(reach, other):
                    number[other] = count
    return number


def _reached(reach: Mapping[str, frozenset[str]], iri: str) -> set[str]:
    found: set[str] = set()
    waiting = [*reach[iri]]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += reach[each]
    return found
