"""What an explanation consists of: plain values in both languages, in one fixed order, with the IRI of each thing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from grondslag.match.model import Demand, Form, Judged, MatchResult, Outcome, Result, Role
from grondslag.match.model import Text as TextStatus
from grondslag.report.model import Finding, Named, Passage
from grondslag.report.model import Text as Words


@dataclass(frozen=True)
class Provision:
    """A provision with its official link, the version that tells most of the date, and its words where loaded.

    `text` is what is known of its text on the date. Where that is not held, the version is the nearest that was read;
    `present` is whether the act of that version has the provision.
    """

    iri: str
    citation: str
    link: str | None = None
    version: str | None = None
    version_from: str | None = None
    words: str | None = None
    text: TextStatus | None = None
    present: bool = True


@dataclass(frozen=True)
class ElementLine:
    """One element: what it asks, what was found, what it accepts, and the result.

    `accepts` are the accepted terms, the other dimension of an equality, or the norms whose outcome it needs.
    """

    element: Named
    form: Form
    demand: Demand
    dimension: Named
    found: tuple[Named, ...]
    contested: tuple[Named, ...]
    accepts: tuple[Named, ...]
    result: Result
    places: tuple[Provision, ...]
    mend: Words | None


@dataclass(frozen=True)
class ReadingPart:
    """One reading of a norm with its elements and its outcome."""

    reading: Named
    outcome: Outcome
    elements: tuple[ElementLine, ...]


@dataclass(frozen=True)
class NormPart:
    """A norm as it was compared: what it rests on, its text on the date, its readings, reasons, bars and mends."""

    norm: Named
    kind: Named
    definition: Words | None
    role: Role
    judged: Judged
    since: date | None
    until: date | None
    lifts: tuple[str, ...]
    provisions: tuple[Provision, ...]
    readings: tuple[ReadingPart, ...]
    reasons: tuple[Named, ...]
    bars: tuple[Named, ...]
    mends: tuple[Words, ...]

    @property
    def outcome(self) -> Outcome:
        """Covered, fails or undetermined."""
        return self.judged.outcome

    @property
    def text(self) -> TextStatus:
        """What is known of its text on the date."""
        return self.judged.text

    @property
    def elements(self) -> tuple[ElementLine, ...]:
        """The elements of all readings, each once."""
        return tuple({e.element.iri: e for reading in self.readings for e in reading.elements}.values())


@dataclass(frozen=True)
class VerdictPart:
    """A recorded verdict on an item: its value and reason, and where it stands."""

    value: Named
    reason: Words | None
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class ConditionPart:
    """A condition that the source or register puts on the handling."""

    condition: Named
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class RecordPart:
    """Something else on record that bears on the outcome: a power, consent, a contested mapping, a derogation.

    `facts` are its properties with what they say, as they stand.
    """

    kind: Named
    record: Named
    facts: tuple[tuple[Named, tuple[Words, ...]], ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class ItemPart:
    """A datum of the flow with the evidence on it: verdicts, conditions, and what is recorded as not stated."""

    item: Named
    data: tuple[Named, ...]
    verdicts: tuple[VerdictPart, ...]
    conditions: tuple[ConditionPart, ...]
    not_stated: tuple[Named, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class ClaimPart:
    """A basis claim as it is stated: who, for which operation, on what, in which words, and where."""

    claim: Named
    actors: tuple[Named, ...]
    operation: Named
    limbs: tuple[Named, ...]
    provisions: tuple[Provision, ...]
    instruments: tuple[Named, ...]
    cited_as: tuple[str, ...]
    status: Named | None
    note: Words | None
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Proof:
    """Claims that come out alike for the same items, compared with the norms on their provision and with secrecy.

    `cover` is what the claimed norms add up to; nothing where no norm was read from what is claimed, or where the
    claim is set aside by its own source. `not_asked` is the kind of sharing for which neither a norm on providing nor
    lifted secrecy is asked of this claim: then such norms are in neither `cover` nor `secrecy`.
    """

    claims: tuple[ClaimPart, ...]
    items: tuple[ItemPart, ...]
    cover: Outcome | None
    set_aside: bool
    norms: tuple[NormPart, ...]
    secrecy: tuple[NormPart, ...]
    not_asked: Named | None = None

    @property
    def secrecy_not_lifted(self) -> bool:
        """Whether a secrecy duty that applies or may apply is left that nothing is shown to lift."""
        lifted = {duty for part in self.secrecy if part.outcome is Outcome.COVERED for duty in part.lifts}
        duties = (part for part in self.secrecy if part.role is Role.SECRECY and part.outcome is not Outcome.FAILS)
        return any(duty.norm.iri not in lifted for duty in duties)


@dataclass(frozen=True)
class NearMiss:
    """A norm that nobody claimed and that comes into question, with the operations and items it was compared for."""

    norm: NormPart
    operations: tuple[Named, ...]
    items: tuple[Named, ...]


@dataclass(frozen=True)
class Explanation:
    """All that can be told of a flow on a date; `all_items` are its data, also where one of them was asked for.

    `findings` are those of the rules on this flow on the date, in the order of the steps; None where not asked for.
    `known_on` is the day that the generation was built on. `not_asked` is the kind of sharing for which no norm on
    providing is asked: a processor, the data subject, or the same task within one controller.
    """

    flow: Named
    layer: str
    generation: str | None
    as_of: date
    runs: bool
    senders: tuple[Named, ...]
    recipients: tuple[Named, ...]
    purposes: tuple[Named, ...]
    passages: tuple[Passage, ...]
    conditions: tuple[ConditionPart, ...]
    records: tuple[RecordPart, ...]
    all_items: tuple[Named, ...]
    items: tuple[ItemPart, ...]
    unclaimed: tuple[Named, ...]
    proofs: tuple[Proof, ...]
    near_misses: tuple[NearMiss, ...]
    results: tuple[MatchResult, ...]
    known_on: date | None = None
    findings: tuple[Finding, ...] | None = None
    not_asked: Named | None = None
