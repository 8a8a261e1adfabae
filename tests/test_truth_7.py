"""Truth tables of step 7: purpose and reuse (R043-R045), verdicts on data (R013, R019, R046, R047, R049, R050, R107).

Who sees what stands in test_truth_7_access, weighings in test_truth_7_weighing.
"""

from __future__ import annotations

import pytest
import test_truth_7_access
import test_truth_7_weighing
from truth_evidence import (
    DONE,
    MEASURES,
    STATUSES,
    UNDONE,
    VERDICTS,
    claim,
    duty,
    measure,
    silence,
    twins,
)
from truth_tables import (
    LAYERS,
    REGISTER,
    TODAY,
    Act,
    Case,
    Facts,
    Stage,
    Table,
    covered,
    differences,
    shapes_of_step,
    vacuous,
)

# A purpose, and what carries use for another task (AVG art. 5(1)(b), 6(4); R043, R044).

PROVISIONS = """
<act/reuse> a gs:Provision ; gs:ofStatute <bwb/BWBR0031331> .
<avg/test> a gs:Provision ; gs:ofStatute <celex/32016R0679> .
"""


def write_reuse(case: Case, facts: Facts) -> None:
    facts.flow()
    facts.item()
    if case["purpose"] == "stated":
        facts.add("flow", "dpv:hasPurpose", "id:purpose/support")
    if case["reuse claimed for"] != "none":
        claim(facts, case["reuse claimed for"], status=case["status"])
        facts.add("claim", "gs:operation", "gs:reuse")
        cited = {"an act": ("id:act/reuse",), "the AVG": ("id:avg/test",), "nothing": ()}
        facts.add("claim", "gs:claimedProvision", *cited[case["cited"]])
    if case["beside it"] != "nothing":
        claim(facts, name="beside", status="asserted")
        facts.add(
            "beside", "gs:operation", "gs:disclose" if case["beside it"] == "disclosure under an act" else "gs:reuse"
        )
        facts.add("beside", "gs:claimedProvision", "id:act/reuse")
    measure(facts, "compatibilityTest", case["test"])


def expect_reuse(case: Case) -> set[str]:
    """Reuse rests on an act that is named, not denied or doubted, or on a test; one left undone is not silence."""
    found = silence("Purpose", case, case["purpose"] == "stated")
    reuse = case["reuse claimed for"] != "none" or case["beside it"] == "reuse under an act"
    relied_on = case["cited"] == "an act" and case["reuse claimed for"] != "none"
    under_act = (relied_on and case["status"] in ("not stated", "asserted")) or case[
        "beside it"
    ] == "reuse under an act"
    if not reuse or under_act:
        return found
    return found | duty("CompatibleReuse", case, case["test"])


REUSE = Table(
    name="reuse",
    step=7,
    dimensions={
        "layer": LAYERS,
        "purpose": ("stated", "not stated"),
        "reuse claimed for": ("none", "flow", "item"),
        "status": STATUSES,
        "cited": ("nothing", "an act", "the AVG"),
        "beside it": ("nothing", "disclosure under an act", "reuse under an act"),
        "test": MEASURES,
    },
    covers=twins("Purpose") | twins("CompatibleReuse") | {"CompatibleReuseLeftUndoneReported"},
    write=write_reuse,
    expect=expect_reuse,
    possible=lambda case: (
        case["reuse claimed for"] != "none" or (case["status"], case["cited"]) == ("asserted", "nothing")
    ),
    shared=PROVISIONS,
)

# Whether the norm that is claimed for reuse allows it, which the match of a day says (R044).

ACT = Act()
ALLOWS_LAW = (
    ACT.version("2020-01-01")
    + "".join(ACT.provision(name) + ACT.text(name, "2020-01-01", read=TODAY.isoformat()) for name in ("1", "2"))
    + ACT.norm("truth-1", "gs:ReusePower", "1", {"dpv:hasPersonalData": "<data/benefit>", "gs:task": "<task/pw>"})
    + ACT.norm("truth-2", "gs:ReusePower", "2", {"dpv:hasPersonalData": "<data/debt>", "gs:task": "<task/pw>"})
)
REUSED = {"benefit": "id:data/benefit-amount", "debt": "id:data/debt", "too broad": "id:data/personal"}
TASKS = {"of the norm": ("id:task/pw",), "another": ("id:task/wgs",), "not stated": ()}
POWERS = {"for benefit": (ACT.place("1"),), "for debt": (ACT.place("2"),), "none": ()}
POWERS["for both"] = POWERS["for benefit"] + POWERS["for debt"]


def write_allowed(case: Case, facts: Facts) -> None:
    facts.flow()
    facts.item()
    facts.add("item", "dpv:hasPersonalData", REUSED[case["data"]])
    facts.add("flow", "gs:task", *TASKS[case["task"]])
    claim(facts, case["claimed for"], status=case["status"])
    facts.add("claim", "gs:operation", f"gs:{case['operation']}")
    facts.add("claim", "gs:claimedProvision", *POWERS[case["power"]])


def expect_allowed(case: Case) -> set[str]:
    """No power that is claimed fits: each is contradicted by the data or the task. What is open contradicts nothing."""
    if case["operation"] != "reuse" or case["status"] not in ("not stated", "asserted") or case["power"] == "none":
        return set()
    fitting = case["data"] == "too broad" or case["data"] in case["power"] or case["power"] == "for both"
    return set() if fitting and case["task"] != "another" else {"ReuseNotAllowed"}


ALLOWED = Table(
    name="reuse-allowed",
    step=7,
    dimensions={
        "layer": LAYERS,
        "operation": ("reuse", "collect"),
        "power": tuple(POWERS),
        "data": tuple(REUSED),
        "task": tuple(TASKS),
        "status": STATUSES,
        "claimed for": ("flow", "item"),
    },
    covers={"ReuseNotAllowed"},
    write=write_allowed,
    expect=expect_allowed,
    stage=Stage.EVALUATED,
    law=ALLOWS_LAW,
)

# The five factors of the compatibility test (AVG art. 6(4); R045).

FACTORS = ("linkBetweenPurposes", "natureOfData", "consequences", "wayOfCollection", "protectionOffered")


def write_factors(case: Case, facts: Facts) -> None:
    facts.add("test", "a", "gs:CompatibilityTest")
    facts.add("test", "gs:measureKind", "gs:compatibilityTest")
    facts.derived_from("test")
    if case["test"] != "recorded":
        facts.add("test", "gs:taken", case["test"] == DONE)
    facts.add("test", "gs:weighs", *(f"gs:{factor}" for factor in FACTORS if case[factor] == "weighed"))


def expect_factors(case: Case) -> set[str]:
    """All five; a test that was not held weighs none, which R044 speaks of."""
    all_five = all(case[factor] == "weighed" for factor in FACTORS)
    return silence("CompatibilityFactors", case, all_five or case["test"] == UNDONE)


FIVE_FACTORS = Table(
    name="factors",
    step=7,
    dimensions={
        "layer": LAYERS,
        "test": MEASURES[1:],
        **dict.fromkeys(FACTORS, ("weighed", "not weighed")),
    },
    covers=twins("CompatibilityFactors"),
    write=write_factors,
    expect=expect_factors,
)

# Verdicts on data against what is shared (R013, R019, R046, R047, R049, R050, R107).

DATA = {
    "a debt": "id:data/debt",
    "ethnic origin": "id:data/ethnic-origin",
    "racial origin": "id:data/racial-origin",
    "health": "id:data/health",
    "the BSN": "id:data/bsn",
}
PRACTICE = {
    "not stated": (),
    "takes place": ("gs:actual",),
    "planned": ("gs:planned",),
    "advised against": ("gs:advisedAgainst",),
    "an example": ("gs:hypothetical",),
}
LAW = """
<act/permits-data> a gs:Provision ; gs:ofStatute <bwb/BWBR0040940> .
<norm/t/exception> a gs:Exception ; gs:restsOn <act/permits-data> ; gs:reading <norm/t/exception/reading> .
<norm/t/exception/reading> a gs:Reading ; gs:element <norm/t/exception/data> .
<norm/t/exception/data> a gs:TermElement ; gs:dimension dpv:hasPersonalData .
<norm/t/exception/data> gs:accepts <data/ethnic-origin> , <data/racial-origin> , <data/health> .
<act/permits-bsn> a gs:Provision ; gs:ofStatute <bwb/BWBR0015703> .
<norm/t/bsn> a gs:IdentifierPermission ; gs:restsOn <act/permits-bsn> .
<act/about-bsn> a gs:Provision ; gs:ofStatute <bwb/BWBR0015703> .
<norm/t/gateway> a gs:Gateway ; gs:restsOn <act/about-bsn> .
"""


def write_verdict(case: Case, facts: Facts) -> None:
    facts.flow()
    facts.item()
    facts.add("flow", "gs:practiceStatus", *PRACTICE[case["flow"]])
    facts.add("item", "dpv:hasPersonalData", DATA[case["datum"]])
    if case["verdict"] != "none":
        facts.add("item", "gs:verdict", "verdict")
        facts.add("verdict", "gs:verdictValue", f"gs:{case['verdict']}")
    kind, _, status = case["permission"].partition(", ")
    if kind == "national exception":
        claim(facts, "item")
        facts.add("claim", "gs:art9Limb", "eu-gdpr:A9-2-g")
        facts.add("claim", "gs:claimedProvision", "id:act/permits-data")
    elif kind == "exception of the AVG":
        claim(facts, "item", status=status)
        facts.add("claim", "gs:art9Limb", "eu-gdpr:A9-2-a")
    elif kind in ("identifier", "another act for the identifier"):
        claim(facts, "item")
        facts.add("claim", "gs:operation", "gs:useIdentifier")
        facts.add("claim", "gs:claimedProvision", "id:act/permits-bsn" if kind == "identifier" else "id:act/about-bsn")


def expect_verdict(case: Case) -> set[str]:
    """What is shared against its verdict is found, once: what step 4 finds of origin and the BSN is not said again.

    What is prohibited or needless in a flow that is advised against, or only an example, is not shared: told as such.
    """
    layer = "Register" if case["layer"] == REGISTER else "Reported"
    considered = case["flow"] in ("advised against", "an example")
    match case["verdict"]:
        case "none":
            return silence("Necessity", case, False)
        case "notNecessary":
            return {"NotNecessaryItemConsidered" if considered else f"NotNecessaryItem{layer}"}
        case "notByDefault":
            return {f"NotByDefaultItem{layer}"}
        case "prohibited":
            excepted = case["permission"] in ("national exception", "exception of the AVG, asserted")
            if "origin" in case["datum"] and not excepted:
                return set()
            return {"ProhibitedItemConsidered" if considered else "ProhibitedItem"}
        case "authorityNotShown":
            found_in_step_4 = case["datum"] == "the BSN" and case["permission"] != "identifier"
            return set() if found_in_step_4 else {"AuthorityNotShownItem"}
    return set()


MINIMISATION = Table(
    name="verdicts",
    step=7,
    dimensions={
        "layer": LAYERS,
        "verdict": ("none", *VERDICTS),
        "datum": tuple(DATA),
        "flow": tuple(PRACTICE),
        "permission": (
            "none",
            "national exception",
            "exception of the AVG, asserted",
            "exception of the AVG, denied",
            "exception of the AVG, doubted",
            "identifier",
            "another act for the identifier",
        ),
    },
    covers={f"{name}Item{layer}" for name in ("NotNecessary", "NotByDefault") for layer in ("Reported", "Register")}
    | {"NotNecessaryItemConsidered", "ProhibitedItem", "ProhibitedItemConsidered", "AuthorityNotShownItem"}
    | twins("Necessity"),
    write=write_verdict,
    expect=expect_verdict,
    possible=lambda case: case["verdict"] != "consentOnly",
    stage=Stage.DERIVED,
    law=LAW,
)

# What may be shared with consent only (R013, R049, R107).


def write_consent_only(case: Case, facts: Facts) -> None:
    facts.flow()
    facts.item()
    facts.item("other")
    for verdict in {"consent only": ("consentOnly",), "both": ("consentOnly", "necessary")}.get(
        case["verdicts"], ("necessary",)
    ):
        facts.add("item", "gs:verdict", f"verdict/{verdict}")
        facts.add(f"verdict/{verdict}", "gs:verdictValue", f"gs:{verdict}")
    if case["consent recorded with"] != "nothing":
        facts.add(case["consent recorded with"], "gs:consentRecord", "record")
    if case["condition of"] != "nothing":
        facts.add(case["condition of"], "gs:handlingCondition", "condition")
        facts.add("condition", "gs:conditionKind", f"gs:{case['condition']}")


def expect_consent_only(case: Case) -> set[str]:
    """Consent and the right to withdraw it, for datum or flow; what is recorded of another datum is not of this."""
    if case["verdicts"] == "necessary":
        return set()
    consent = case["consent recorded with"] in ("item", "flow")
    withdrawal = case["condition of"] in ("item", "flow") and case["condition"] == "withdrawableNoObjection"
    return silence("Consent", case, consent) | silence("Withdrawal", case, withdrawal)


CONSENT_ONLY = Table(
    name="consent-only",
    step=7,
    dimensions={
        "layer": LAYERS,
        "verdicts": ("consent only", "both", "necessary"),
        "consent recorded with": ("nothing", "item", "flow", "other"),
        "condition of": ("nothing", "item", "flow", "other"),
        "condition": ("withdrawableNoObjection", "onlyNecessaryData"),
    },
    covers=twins("Consent") | twins("Withdrawal"),
    write=write_consent_only,
    expect=expect_consent_only,
    stage=Stage.DERIVED,
)

TABLES = (REUSE, ALLOWED, FIVE_FACTORS, MINIMISATION, CONSENT_ONLY)


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_combination_gives_what_the_oracle_says(table: Table) -> None:
    assert differences(table) == ""


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_no_table_is_vacuous(table: Table) -> None:
    assert vacuous(table) == set()


def test_the_tables_cover_every_shape_of_the_step() -> None:
    assert covered((*TABLES, *test_truth_7_access.TABLES, *test_truth_7_weighing.TABLES)) == shapes_of_step(7)
