"""Truth tables of step 0: what kind of sharing is recorded, and what contradicts it.

The oracles are read from article 4(7) to (10), 26 and 28(10) AVG, the six kinds of the design and rules.csv (R044,
R077, R108, R109), not from the shapes.
"""

from __future__ import annotations

import pytest
from truth_tables import (
    LAYERS,
    REGISTER,
    TODAY,
    Act,
    Case,
    Facts,
    Stage,
    Table,
    agrees,
    covered,
    default_engine_differs,
    shapes_of_step,
    vacuous,
)

KINDS = {
    "not stated": None,
    "independent": "gs:independentControllers",
    "joint": "gs:jointControllers",
    "processor": "gs:processorRelation",
    "internal, other task": "gs:internalOtherTask",
    "internal, same task": "gs:internalSameTask",
    "data subject": "gs:toDataSubject",
}
INTERNAL = {"internal, other task", "internal, same task"}
TWO_PARTIES = {"independent", "joint", "processor"}
STATUS = {
    "asserted": "gs:claimAsserted",
    "silent on status": None,
    "denied": "gs:claimDenied",
    "doubted": "gs:claimDoubted",
}
COUNTS = ("asserted", "silent on status")


def twin(case: Case, name: str) -> str:
    """The rule on silence of the case's layer."""
    return name + ("NotShownRegister" if case["layer"] == REGISTER else "NotStatedReported")


def twins(name: str) -> set[str]:
    return {name + "NotShownRegister", name + "NotStatedReported"}


def write_kind(facts: Facts, kind: str) -> None:
    stated = KINDS[kind]
    if stated is not None:
        facts.add("flow", "gs:qualification", stated)


def write_role(facts: Facts, role: str, assignee: str, status: str = "gs:asserted") -> None:
    facts.add("role", "a", "gs:RoleAssignment")
    facts.add("role", "gs:inFlow", "flow")
    facts.add("role", "gs:role", role)
    facts.add("role", "gs:assignee", assignee)
    facts.add("role", "gs:roleStatus", status)


def write_claim(facts: Facts, on: str, status: str) -> None:
    facts.add(on, "gs:basisClaim", "claim")
    facts.add("claim", "a", "gs:BasisClaim")
    stated = STATUS[status]
    if stated is not None:
        facts.add("claim", "gs:claimStatus", stated)


# The kind is stated, or follows from a role that sender or recipient is asserted to have, or from the data subject
# being one of them. A third who processes for one of the two settles nothing between these; where no recipient is
# stated, the processor may be it.

DATA_SUBJECT = "id:party/betrokkene-zelf"
PARTIES: dict[str, tuple[str | None, str | None]] = {
    "two organisations": ("sender", "recipient"),
    "one organisation": ("sender", "sender"),
    "organ and its municipality": ("organ", "municipality"),
    "municipality and its organ": ("municipality", "organ"),
    "to the data subject": ("sender", DATA_SUBJECT),
    "to the representative": ("sender", "id:party/wettelijk-vertegenwoordiger"),
    "from the data subject": (DATA_SUBJECT, "recipient"),
    "recipient not stated": ("sender", None),
    "sender not stated": (None, "recipient"),
    "organ, recipient not stated": ("organ", None),
    "sender not stated, to an organ": (None, "organ"),
}
WITHIN_ONE = {"one organisation", "organ and its municipality", "municipality and its organ"}
ROLES = {
    "none": None,
    "joint": ("dpv:JointDataControllers", "party", "gs:asserted"),
    "joint, rejected": ("dpv:JointDataControllers", "party", "gs:consideredAndRejected"),
    "processor": ("dpv:DataProcessor", "party", "gs:asserted"),
    "sub-processor": ("dpv:DataSubProcessor", "party", "gs:asserted"),
    "processor, not stated": ("dpv:DataProcessor", "party", "gs:roleNotStated"),
    "processor is a third": ("dpv:DataProcessor", "third", "gs:asserted"),
    "controller": ("dpv:DataController", "party", "gs:asserted"),
}


def write_flow(case: Case, facts: Facts) -> None:
    facts.flow()
    facts.add("organ", "gs:organOf", "municipality")
    write_kind(facts, case["kind"])
    write_kind(facts, case["and kind"])
    sender, recipient = PARTIES[case["parties"]]
    if sender is not None:
        facts.add("flow", "dpv:hasDataExporter", sender)
    if recipient is not None:
        facts.add("flow", "dpv:hasRecipient", recipient)
    role = ROLES[case["role"]]
    if role is not None:
        write_role(facts, role[0], str(recipient or sender) if role[1] == "party" else "third", role[2])


def expect_flow(case: Case) -> set[str]:
    kinds = {case["kind"], case["and kind"]} - {"not stated"}
    sender, recipient = PARTIES[case["parties"]]
    found = {"SeveralKinds"} if len(kinds) > 1 else set()
    settled = case["role"] in ("joint", "processor", "sub-processor") or DATA_SUBJECT in (sender, recipient)
    settled = settled or (case["role"] == "processor is a third" and recipient is None)
    if not kinds and not settled:
        found.add(twin(case, "Kind"))
    if kinds & INTERNAL and sender and recipient and case["parties"] not in WITHIN_ONE:
        found.add("InternalBetweenOrganisations")
    if kinds & TWO_PARTIES and case["parties"] == "one organisation":
        found.add("TwoPartiesWithinOne")
    if "data subject" in kinds and recipient and not case["parties"].startswith("to the"):
        found.add("RecipientIsNotTheDataSubject")
    if "joint" in kinds and case["role"] != "joint":
        found.add(twin(case, "JointRole"))
    return found


FLOW = Table(
    name="kind",
    step=0,
    dimensions={
        "layer": LAYERS,
        "kind": tuple(KINDS),
        "and kind": ("not stated", "internal, same task"),
        "parties": tuple(PARTIES),
        "role": tuple(ROLES),
    },
    covers={
        *twins("Kind"),
        *twins("JointRole"),
        "SeveralKinds",
        "InternalBetweenOrganisations",
        "TwoPartiesWithinOne",
        "RecipientIsNotTheDataSubject",
    },
    write=write_flow,
    expect=expect_flow,
    stage=Stage.DERIVED,
)

# What is said beside the kind: that data stay within one controller, or that they are used for another task.

DIRECTIONS = {"not stated": None, "internal": "gs:internal", "provide": "gs:provide"}
OPERATIONS = ("disclose", "collect", "reuse")


def write_use(case: Case, facts: Facts) -> None:
    facts.flow()
    facts.item()
    write_kind(facts, case["kind"])
    direction = DIRECTIONS[case["direction"]]
    if direction is not None:
        facts.add("flow", "gs:direction", direction)
    write_claim(facts, case["claimed on"], case["status"])
    facts.add("claim", "gs:operation", f"gs:{case['operation']}")


def expect_use(case: Case) -> set[str]:
    """To a processor data stay under one controller, so that both may be said of one flow."""
    between = case["kind"] in ("independent", "joint", "data subject")
    found = {"DirectionContradictsKind"} if between and case["direction"] == "internal" else set()
    if case["kind"] == "internal, same task" and case["operation"] == "reuse" and case["status"] in COUNTS:
        found.add("SameTaskWithReuse")
    return found


USE = Table(
    name="use",
    step=0,
    dimensions={
        "layer": LAYERS,
        "kind": tuple(KINDS),
        "direction": tuple(DIRECTIONS),
        "operation": OPERATIONS,
        "status": tuple(STATUS),
        "claimed on": ("flow", "item"),
    },
    covers={"DirectionContradictsKind", "SameTaskWithReuse"},
    write=write_use,
    expect=expect_use,
    stage=Stage.DERIVED,
)

# Roles of sender and recipient: the recipient of a processor relation is a processor and relies on no ground of its own
# (article 28(10)); between controllers and within one nobody is a processor, and joint controllers make a joint kind.

HELD = {
    "processor": "dpv:DataProcessor",
    "sub-processor": "dpv:DataSubProcessor",
    "controller": "dpv:DataController",
    "joint": "dpv:JointDataControllers",
}
ROLE_STATUS = {"asserted": "gs:asserted", "rejected": "gs:consideredAndRejected", "not stated": "gs:roleNotStated"}
HOLDERS = ("sender", "recipient", "third")


def write_held(case: Case, facts: Facts) -> None:
    facts.flow()
    write_kind(facts, case["kind"])
    facts.add("flow", "dpv:hasDataExporter", "sender")
    facts.add("flow", "dpv:hasRecipient", "recipient")
    write_role(facts, HELD[case["role"]], case["of"], ROLE_STATUS[case["role status"]])


def fits(role: str, kind: str, holder: str) -> bool:
    """Whether a party can have the role in a flow of that kind."""
    processes = role in ("processor", "sub-processor")
    if holder == "third" or kind in ("not stated", "data subject"):
        return True
    if kind == "processor":
        return holder == "sender" or processes
    return not processes and (role != "joint" or kind == "joint")


def expect_held(case: Case) -> set[str]:
    contradicts = case["role status"] == "asserted" and not fits(case["role"], case["kind"], case["of"])
    return {"RoleContradictsKind"} if contradicts else set()


HELD_ROLE = Table(
    name="role",
    step=0,
    dimensions={
        "layer": LAYERS,
        "kind": tuple(KINDS),
        "role": tuple(HELD),
        "role status": tuple(ROLE_STATUS),
        "of": HOLDERS,
    },
    covers={"RoleContradictsKind"},
    write=write_held,
    expect=expect_held,
    stage=Stage.DERIVED,
)


def write_ground(case: Case, facts: Facts) -> None:
    facts.flow()
    facts.item()
    write_kind(facts, case["kind"])
    facts.add("flow", "dpv:hasDataExporter", "sender")
    facts.add("flow", "dpv:hasRecipient", "recipient")
    write_claim(facts, case["claimed on"], case["status"])
    facts.add("claim", "gs:actor", case["actor"])
    if case["ground"] == "claimed":
        facts.add("claim", "gs:art6Limb", "eu-gdpr:A6-1-e")


def expect_ground(case: Case) -> set[str]:
    own = case["actor"] == "recipient" and case["ground"] == "claimed" and case["status"] in COUNTS
    return {"ProcessorWithGroundOfItsOwn"} if own and case["kind"] == "processor" else set()


GROUND = Table(
    name="processor-ground",
    step=0,
    dimensions={
        "layer": LAYERS,
        "kind": tuple(KINDS),
        "actor": HOLDERS,
        "ground": ("none", "claimed"),
        "status": tuple(STATUS),
        "claimed on": ("flow", "item"),
    },
    covers={"ProcessorWithGroundOfItsOwn"},
    write=write_ground,
    expect=expect_ground,
    stage=Stage.DERIVED,
)

TABLES = [FLOW, USE, HELD_ROLE, GROUND]

# What a kind does: to a processor, to the data subject and for the same task within one controller no norm on providing
# is asked, so that one that does not fit is no finding. Where a second kind, a role or the parties contradict the kind,
# the norm is asked all the same. The datum, or the recipient, is not one that the norm names.

ACT = Act()
ASKED_LAW = "".join(
    (
        ACT.version("2020-01-01"),
        *(ACT.provision(name) + ACT.text(name, "2020-01-01", read=TODAY.isoformat()) for name in ("1", "2")),
        ACT.norm("truth-1", "gs:Gateway", "1", {"dpv:hasPersonalData": "<data/debt>"}),
        ACT.norm("truth-2", "gs:Gateway", "2", {"dpv:hasRecipient": "<party/uwv>"}),
    )
)
BETWEEN = {name: PARTIES[name] for name in PARTIES if name != "from the data subject"}
RECIPIENT_ROLES: dict[str, tuple[tuple[str, str], ...]] = {
    "none": (),
    "processor": (("dpv:DataProcessor", "gs:asserted"),),
    "sub-processor": (("dpv:DataSubProcessor", "gs:asserted"),),
    "processor, rejected": (("dpv:DataProcessor", "gs:consideredAndRejected"),),
    "controller": (("dpv:DataController", "gs:asserted"),),
    "processor and controller": (("dpv:DataProcessor", "gs:asserted"), ("dpv:DataController", "gs:asserted")),
}
PROCESSES = {"processor", "sub-processor"}
DISPENSING = {"processor", "internal, same task", "data subject"}
HUMANS = {"to the data subject", "to the representative"}


def write_asked(case: Case, facts: Facts) -> None:
    facts.flow()
    facts.item()
    facts.add("item", "dpv:hasPersonalData", "id:data/benefit-amount")
    facts.add("organ", "gs:organOf", "municipality")
    for party in ("sender", "recipient", "organ", "municipality"):
        facts.add(party, "org:classification", "id:party/svb")
    write_kind(facts, case["kind"])
    write_kind(facts, case["and kind"])
    sender, recipient = PARTIES[case["parties"]]
    if sender is not None:
        facts.add("flow", "dpv:hasDataExporter", sender)
    if recipient is not None:
        facts.add("flow", "dpv:hasRecipient", recipient)
    for number, (role, status) in enumerate(RECIPIENT_ROLES[case["role"]]):
        facts.add(f"role/{number}", "a", "gs:RoleAssignment")
        facts.add(f"role/{number}", "gs:inFlow", "flow")
        facts.add(f"role/{number}", "gs:role", role)
        facts.add(f"role/{number}", "gs:assignee", str(recipient))
        facts.add(f"role/{number}", "gs:roleStatus", status)
    write_claim(facts, "flow", "asserted")
    facts.add("claim", "gs:operation", "gs:disclose")
    facts.add("claim", "gs:claimedProvision", ACT.place("1" if case["not named"] == "datum" else "2"))


def can_have_role(case: Case) -> bool:
    """Only an organisation that is stated has a role; what stays within one is no processor's (the table of roles)."""
    recipient = PARTIES[case["parties"]][1]
    known = recipient is not None and case["parties"] not in HUMANS
    inside = case["parties"] == "one organisation" and "processor" in (case["kind"], case["and kind"])
    return (
        (case["role"] == "none" or (known and case["parties"] != "one organisation"))
        and not inside
        and (case["not named"] == "datum" or recipient is not None)
    )


def dispensed(case: Case) -> bool:
    """Whether nothing is provided to another who decides for itself what the data are for.

    What contradicts a kind is what the table of kinds and that of roles find against it.
    """
    kinds = {case["kind"], case["and kind"]} - {"not stated"}
    parties, role = case["parties"], case["role"]
    sender, recipient = PARTIES[parties]
    if len(kinds) > 1 or kinds - DISPENSING:
        return False
    if not kinds:
        return parties == "to the data subject" or role in PROCESSES
    (kind,) = kinds
    if kind == "processor":
        return role not in ("controller", "processor and controller")
    if kind == "internal, same task":
        stays = parties in WITHIN_ONE or sender is None or recipient is None
        return stays and parties not in HUMANS
    return parties in HUMANS or recipient is None


def expect_asked(case: Case) -> set[str]:
    if dispensed(case):
        return set()
    return {"NoBasisShown" if case["not named"] == "datum" else "RecipientOutsideNorm"}


ASKED = Table(
    name="asked",
    step=3,
    dimensions={
        "layer": LAYERS,
        "kind": tuple(KINDS),
        "and kind": ("not stated", "independent", "processor", "internal, same task", "data subject"),
        "parties": tuple(BETWEEN),
        "role": tuple(RECIPIENT_ROLES),
        "not named": ("datum", "recipient"),
    },
    covers={"NoBasisShown", "RecipientOutsideNorm"},
    write=write_asked,
    expect=expect_asked,
    possible=can_have_role,
    stage=Stage.EVALUATED,
    law=ASKED_LAW,
)


def test_a_norm_on_providing_is_asked_unless_the_kind_dispenses_with_it_and_nothing_contradicts_that() -> None:
    agrees(ASKED)
    assert vacuous(ASKED) == set()


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_combination_gives_what_the_oracle_says(table: Table) -> None:
    agrees(table)


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_shape_is_expected_in_some_cases_and_not_in_others(table: Table) -> None:
    assert vacuous(table) == set()


def test_the_tables_cover_every_shape_of_the_step() -> None:
    assert covered(TABLES) == shapes_of_step(0)


def test_the_default_engine_agrees_on_a_table() -> None:
    assert default_engine_differs(HELD_ROLE, every=5) == ""
