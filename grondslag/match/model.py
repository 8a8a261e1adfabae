"""What the match speaks of: norms with their elements, the facts of a claim, and outcomes with their reasons.

Everything here is frozen and knows no RDF library; IRIs are strings. Intervals are half-open, as in `gs:from` and
`gs:before`. Nothing in this package names an article: which norm tests what stands in the norm layer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import TypeVar

T = TypeVar("T")


class Form(StrEnum):
    """The four forms of an element, by the local name of their class."""

    TERM = "TermElement"
    VERDICT = "VerdictElement"
    EQUALITY = "EqualityElement"
    OUTCOME = "OutcomeElement"


class Demand(StrEnum):
    """Whether an element only says what the norm is about, must be fulfilled, or must be where it occurs."""

    SCOPE = "scope"
    CONDITION = "condition"
    WHERE_IT_OCCURS = "whereItOccurs"


class Result(StrEnum):
    """What the test of one element gave."""

    MET = "met"
    UNMET = "unmet"
    NOT_STATED = "notStated"
    TOO_GENERAL = "tooGeneral"
    CAPACITY_NOT_SHOWN = "capacityNotShown"
    CONTESTED = "contested"
    VERDICT_MISSING = "verdictMissing"
    DECREE_NOT_HELD = "decreeNotHeld"
    DEPENDS = "depends"


class Outcome(StrEnum):
    """The three outcomes of a comparison; none of them declares anything lawful."""

    COVERED = "covered"
    FAILS = "fails"
    UNDETERMINED = "undetermined"


class Reason(StrEnum):
    """Why a comparison is undetermined or fails; the local names of the terms in `ontology/`."""

    TEXT_NOT_HELD = "textNotHeld"
    DECREE_NOT_HELD = "decreeNotHeld"
    READING_CONTESTED = "readingContested"
    MAPPING_UNCERTAIN = "mappingUncertain"
    FACT_NOT_STATED = "factNotStated"
    FACT_TOO_GENERAL = "factTooGeneral"
    CAPACITY_NOT_SHOWN = "capacityNotShown"
    VERDICT_NOT_RECORDED = "verdictNotRecorded"
    DEPENDS_ON_OTHER_NORM = "dependsOnOtherNorm"
    BAR_NOT_EXCLUDED = "barNotExcluded"
    NO_ELEMENTS = "normWithoutElements"
    ELEMENT_UNMET = "elementUnmet"
    NORM_ABSENT = "normAbsent"
    BAR_APPLIES = "barApplies"
    LIMB_DIFFERS = "limbDiffers"
    NO_OBLIGATION = "noObligation"


FAILURES = frozenset(
    {Reason.ELEMENT_UNMET, Reason.NORM_ABSENT, Reason.BAR_APPLIES, Reason.LIMB_DIFFERS, Reason.NO_OBLIGATION}
)


class Text(StrEnum):
    """What is known of a norm's text on a date, by the local names of `gs:TextStatus`."""

    HELD = "textIsHeld"
    PRESUMED = "textIsPresumed"
    NOT_HELD = "textIsNotHeld"
    ABSENT = "textIsAbsent"


class Role(StrEnum):
    """Why a norm was compared with a claim."""

    CLAIMED = "claimedNorm"
    CANDIDATE = "candidate"
    SECRECY = "secrecyDuty"
    LIFTING = "liftingOfSecrecy"


@dataclass(frozen=True)
class Interval:
    """The days from `start` on and before `end`; without one it is open on that side."""

    start: date | None = None
    end: date | None = None

    def holds(self, day: date) -> bool:
        """Whether `day` lies in the interval."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    def meet(self, other: Interval) -> Interval | None:
        """The days in both, or nothing when there are none."""
        start = max((day for day in (self.start, other.start) if day), default=None)
        end = min((day for day in (self.end, other.end) if day), default=None)
        return None if start and end and start >= end else Interval(start, end)

    @property
    def some_day(self) -> date:
        """A day of the interval; what is constant in it can be asked on that day."""
        if self.start:
            return self.start
        return self.end - timedelta(days=1) if self.end else date(2000, 1, 1)


EVER = Interval()
Steps = tuple[tuple[Interval, T], ...]
"""A step function of dates: intervals in order, without gaps, each with its value."""


def cut(days: Iterable[date | None], within: Interval = EVER) -> list[Interval]:
    """`within` cut at each of `days`; days outside it and `None` cut nothing."""
    inner = sorted({day for day in days if day and within.holds(day) and day != within.start})
    edges = [within.start, *inner, within.end]
    return [Interval(start, end) for start, end in pairwise(edges)]


def coalesced(parts: Iterable[tuple[Interval, T]]) -> Steps[T]:
    """Neighbouring intervals of equal value as one."""
    steps: list[tuple[Interval, T]] = []
    for interval, value in parts:
        if steps and steps[-1][1] == value and steps[-1][0].end == interval.start:
            steps[-1] = (Interval(steps[-1][0].start, interval.end), value)
        else:
            steps.append((interval, value))
    return tuple(steps)


def on(steps: Steps[T], day: date) -> T:
    """The value on `day`. Raises `LookupError` when the steps do not reach that day."""
    for interval, value in steps:
        if interval.holds(day):
            return value
    raise LookupError(f"{day} lies outside these steps")


def bounds(steps: Steps[T]) -> set[date]:
    """The days on which the value changes."""
    return {interval.start for interval, _ in steps if interval.start}


@dataclass(frozen=True, eq=False)
class Element:
    """One demand of a reading: which dimension it tests, in which form, and what it accepts or needs."""

    iri: str
    form: Form
    dimension: str
    demand: Demand = Demand.SCOPE
    accepts: frozenset[str] = frozenset()
    same_as: str | None = None
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Reading:
    """One way to read a norm."""

    iri: str
    elements: tuple[Element, ...]


@dataclass(frozen=True)
class Modality:
    """Whether the norm allows or obliges (`force`), and on which trigger; without one on every trigger."""

    force: str
    trigger: str | None = None


@dataclass(frozen=True, eq=False)
class Norm:
    """A norm: its kind, what it rests on, its readings, and the norms it lifts or bars."""

    iri: str
    kind: str
    provisions: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()
    modalities: tuple[Modality, ...] = ()
    lifts: tuple[str, ...] = ()
    bars: tuple[str, ...] = ()
    art9_limbs: frozenset[str] = frozenset()
    text: Steps[Text] = ((EVER, Text.NOT_HELD),)

    @cached_property
    def elements(self) -> tuple[Element, ...]:
        """The elements of all readings, each once."""
        return tuple({element.iri: element for reading in self.readings for element in reading.elements}.values())


@dataclass(frozen=True)
class Values:
    """What is stated for a dimension, and which of that rests on a contested mapping."""

    sure: frozenset[str] = frozenset()
    contested: frozenset[str] = frozenset()
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((self.sure, self.contested)))

    def __hash__(self) -> int:
        return self._hash

    def __bool__(self) -> bool:
        return bool(self.sure or self.contested)


NOTHING = Values()


@dataclass(frozen=True)
class Power:
    """That `body` acts with the power of a party category, under which statutes, and whether that is shown.

    It is shown by an instrument, a period and a conferral that transfers the power or lets it be used in the name of
    its holder (design: without its instrument a power is undetermined).
    """

    body: str
    of: str
    statutes: frozenset[str] = frozenset()
    shown: bool = False
    interval: Interval = EVER


@dataclass(frozen=True)
class Facts:
    """What a claim states, by dimension: equal facts have equal outcomes, so they are compared once.

    `claimed` are the norms that the claims on the same item rely on, for elements that need another norm's outcome.
    """

    operation: str
    values: tuple[tuple[str, Values], ...]
    powers: tuple[Power, ...] = ()
    claimed: tuple[str, ...] = ()
    _by_dimension: dict[str, Values] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_dimension", dict(self.values))

    def of(self, dimension: str) -> Values:
        """What is stated for `dimension`; `NOTHING` when it is not stated."""
        return self._by_dimension.get(dimension, NOTHING)

    @classmethod
    def stated(
        cls,
        operation: str,
        values: Mapping[str, Values],
        powers: Iterable[Power] = (),
        claimed: Iterable[str] = (),
    ) -> Facts:
        """Facts from a mapping; what is not stated is left out."""
        kept = tuple([(name, of) for name in sorted(values) if (of := values[name]).sure or of.contested])
        return cls(operation, kept, tuple(powers), tuple(sorted(claimed)))


@dataclass(frozen=True)
class Claim:
    """A basis claim on an item, or on the flow itself when it has no items, with the facts that bear on it."""

    iri: str
    flow: str
    item: str | None
    facts: Facts
    provisions: tuple[str, ...] = ()
    set_aside: bool = False
    period: Interval = EVER


@dataclass(frozen=True)
class Judged:
    """The outcome of one norm for some facts on some date, with everything that explains it."""

    outcome: Outcome
    reasons: frozenset[Reason] = frozenset()
    text: Text = Text.HELD
    unmet: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    doubtful: frozenset[str] = frozenset()
    readings: tuple[tuple[str, Outcome], ...] = ()
    bars: frozenset[str] = frozenset()


@dataclass(frozen=True)
class MatchResult:
    """One claim compared with one norm over one interval, for all items with the same outcome."""

    claim: str
    flow: str
    items: tuple[str, ...]
    norm: str
    role: Role
    interval: Interval
    judged: Judged
    set_aside: bool = False

    @property
    def outcome(self) -> Outcome:
        """Covered, fails or undetermined."""
        return self.judged.outcome
