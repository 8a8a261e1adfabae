"""Evidence that the truth tables of several steps share: measures, policies of one organisation, silence by layer."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from truth_tables import REPORTED, Case, Facts

# What is recorded of something that a rule asks for.
NOTHING, RECORDED, DONE, UNDONE = "nothing", "recorded", "recorded as done", "recorded as left undone"
MEASURES = (NOTHING, RECORDED, DONE, UNDONE)

# What a person may have judged of a datum.
VERDICTS = (
    "allowedUnderException", "allowedWithCondition", "authorityNotShown", "consentOnly", "mayBeShared", "necessary",
    "notByDefault", "notNecessary", "prohibited", "pseudonym",
)  # fmt: skip

# An organisation that set itself rules, and the bodies or participants that are bound with it.
LABORIJN = (
    "id:org/laborijn",
    *(f"id:org/laborijn-{body}" for body in ("algemeen-bestuur", "dagelijks-bestuur", "voorzitter")),
)
PARTICIPANTS = ("gemeente-dinkelland", "gemeente-tubbergen", "college-dinkelland", "college-tubbergen")
NOABERKRACHT = ("id:org/noaberkracht", *(f"id:org/{name}" for name in PARTICIPANTS))
OUTSIDER = "id:org/elders"

# The part an organisation has in a flow; its policy binds it only.
SENDS, ITS_BODY_SENDS = "sends", "a body of it sends"
RECEIVES, ITS_BODY_RECEIVES, NO_PART = "receives", "a body of it receives", "no part"
PARTS = (SENDS, ITS_BODY_SENDS, RECEIVES, ITS_BODY_RECEIVES, NO_PART)
SENDING, TAKING_PART = PARTS[:2], PARTS[:4]


def measure(facts: Facts, kind: str, state: str, of: str = "flow") -> None:
    """Record of `of` what became of a kind of measure: whether it was done is said, or shows from the record.

    Beside it two of a kind that no table asks for, one done and one left undone.
    """
    if state != NOTHING:
        _measure(facts, f"{of}/measure/{kind}", of, kind, state)
    _measure(facts, f"{of}/measure/beside/1", of, "evidentInterest", DONE)
    _measure(facts, f"{of}/measure/beside/2", of, "evidentInterest", UNDONE)


def _measure(facts: Facts, name: str, of: str, kind: str, state: str) -> None:
    facts.add(of, "gs:recordedMeasure", name)
    facts.add(name, "a", "gs:RecordedMeasure")
    facts.add(name, "gs:measureKind", f"gs:{kind}")
    if state != RECORDED:
        facts.add(name, "gs:taken", state == DONE)


def shown(state: str) -> bool:
    """Whether a record shows that it was done."""
    return state in (RECORDED, DONE)


def silence(rule: str, case: Case, is_shown: bool) -> set[str]:
    """Info where a document does not say it, Violation where a register does not show it (design, section 2)."""
    if is_shown:
        return set()
    return {rule + ("NotStatedReported" if case["layer"] == REPORTED else "NotShownRegister")}


def duty(rule: str, case: Case, state: str) -> set[str]:
    """As `silence`; a document that says it was left undone is not silent, and has a finding of its own."""
    if case["layer"] == REPORTED and state == UNDONE:
        return {rule + "LeftUndoneReported"}
    return silence(rule, case, shown(state))


def twins(rule: str) -> set[str]:
    """The two shapes on silence."""
    return {rule + "NotStatedReported", rule + "NotShownRegister"}


def meant(case: Case, word: str, organisation: Sequence[str]) -> tuple[str, ...]:
    """Who a value of a case means: nobody, another, one of its bodies or participants, or `organisation` itself."""
    match word:
        case "nobody" | "not stated":
            return ()
        case "another":
            return (OUTSIDER,)
        case "a body of it" | "a participant":
            return (Random(case.number).choice(organisation[1:]),)
    if word in organisation:
        return (word,)
    return (organisation[0],)


def parties(facts: Facts, part: str, organisation: Sequence[str], of: str = "flow") -> None:
    """Who provides and who receives, when `organisation` has this part."""
    itself, body = organisation[0], meant(facts.case, "a body of it", organisation)[0]
    sender, recipient = {
        SENDS: (itself, OUTSIDER),
        ITS_BODY_SENDS: (body, OUTSIDER),
        RECEIVES: (OUTSIDER, itself),
        ITS_BODY_RECEIVES: (OUTSIDER, body),
        NO_PART: (OUTSIDER, "id:org/een-ander"),
    }[part]
    facts.add(of, "dpv:hasDataExporter", sender)
    facts.add(of, "dpv:hasRecipient", recipient)


def claim(facts: Facts, of: str = "flow", name: str = "claim", status: str = "not stated") -> None:
    """A claim on a basis by a flow or item, asserted, denied or doubted by whoever wrote it down."""
    facts.add(of, "gs:basisClaim", name)
    facts.add(name, "a", "gs:BasisClaim")
    facts.derived_from(name)
    if status != "not stated":
        facts.add(name, "gs:claimStatus", f"gs:claim{status.capitalize()}")


STATUSES = ("not stated", "asserted", "denied", "doubted")


def clause(facts: Facts, of: str, name: str, topic: str = "", **details: str | int) -> None:
    """A clause of an agreement: its topic and, by property, what else it says."""
    facts.add(of, "gs:clause", name)
    facts.add(name, "a", "gs:Clause")
    if topic:
        facts.add(name, "gs:settles", f"gs:{topic}")
    for predicate, value in details.items():
        facts.add(name, f"gs:{predicate}", f"gs:{value}" if isinstance(value, str) else value)
