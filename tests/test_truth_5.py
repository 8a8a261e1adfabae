"""Truth tables of step 5: what the act that a claim cites demands itself (R010 consent, R011 necessity)."""

from __future__ import annotations

import pytest
from truth_evidence import STATUSES, claim, silence, twins
from truth_tables import LAYERS, Case, Facts, Table, covered, differences, shapes_of_step, vacuous

# What claims may cite: an act that demands both, one of which one reading of two does, one that demands nothing,
# and an article of the AVG that demands both, which is tested in step 1.
SHARED = """
<act/demanding> a gs:Provision ; gs:ofStatute <bwb/BWBR0035362> .
<act/half> a gs:Provision ; gs:ofStatute <bwb/BWBR0035362> .
<act/free> a gs:Provision ; gs:ofStatute <bwb/BWBR0015703> .
<avg/demanding> a gs:Provision ; gs:ofStatute <celex/32016R0679> .
<norm/t/demanding> a gs:Gateway ; gs:restsOn <act/demanding> , <avg/demanding> ; gs:reading <norm/t/demanding/reading> .
<norm/t/demanding/reading> a gs:Reading ; gs:element <norm/t/consent> , <norm/t/necessity> .
<norm/t/half> a gs:Gateway ; gs:restsOn <act/half> ; gs:reading <norm/t/half/1> , <norm/t/half/2> .
<norm/t/half/1> a gs:Reading ; gs:element <norm/t/party> .
<norm/t/half/2> a gs:Reading ; gs:element <norm/t/consent> , <norm/t/necessity> .
<norm/t/free> a gs:Gateway ; gs:restsOn <act/free> ; gs:reading <norm/t/free/reading> .
<norm/t/free/reading> a gs:Reading ; gs:element <norm/t/party> , <norm/t/no-condition> , <norm/t/in-writing> .
<norm/t/consent> a gs:TermElement , gs:Condition ; gs:dimension gs:consent .
<norm/t/necessity> a gs:VerdictElement , gs:Condition ; gs:dimension gs:necessity .
<norm/t/no-condition> a gs:TermElement ; gs:dimension gs:consent .
<norm/t/in-writing> a gs:TermElement , gs:Condition ; gs:dimension gs:form .
<norm/t/party> a gs:TermElement ; gs:dimension dpv:hasRecipient .
"""
CITED = {
    "nothing": (),
    "demanding act": ("id:act/demanding",),
    "act demanding in one reading": ("id:act/half",),
    "act without demands": ("id:act/free",),
    "avg": ("id:avg/demanding",),
    "avg and demanding act": ("id:avg/demanding", "id:act/demanding"),
    "avg and act without demands": ("id:avg/demanding", "id:act/free"),
}


def write_claim(case: Case, facts: Facts) -> None:
    facts.flow()
    facts.item()
    facts.item_class()
    claim(facts, case["claimed for"], status=case["status"])
    facts.add("claim", "gs:claimedProvision", *CITED[case["cited"]])


def counts_and_demands(case: Case) -> bool:
    """A demand binds who relies on an act outside the AVG; a claim that its source denies or doubts relies on none."""
    return case["status"] in ("not stated", "asserted") and "demanding" in case["cited"]


def write_consent(case: Case, facts: Facts) -> None:
    write_claim(case, facts)
    if case["outcome"] != "not evaluated":
        facts.add("item", "gs:openUnder", "claim")
        reasons = {"hangs on the reading": "gs:readingContested", "fact not stated": "gs:factNotStated"}
        facts.add("item", "gs:openReason", reasons[case["outcome"]])
    match case["consent"]:
        case "its kind with the claim":
            facts.add("claim", "gs:consent", "gs:unambiguousConsent")
        case "none was given, by the claim":
            facts.add("claim", "gs:consent", "gs:noConsent")
        case "none was given, by the flow":
            facts.add("flow", "gs:consent", "gs:noConsent")
        case "none was given, by the item":
            facts.add("item", "gs:consent", "gs:noConsent")
        case "its kind with the flow":
            facts.add("flow", "gs:consent", "gs:explicitConsent")
        case "record with the flow":
            facts.add("flow", "gs:consentRecord", "record")
        case "record with the item":
            facts.add("item", "gs:consentRecord", "record")


def expect_consent(case: Case) -> set[str]:
    """R010: when the act demands consent, the flow carries evidence of it; that none was given is no silence.

    Where the readings of the act differ and so does the outcome, that none was given settles nothing.
    """
    if not counts_and_demands(case):
        return set()
    if case["consent"].startswith("none was given"):
        return set() if case["outcome"] == "hangs on the reading" else {"DemandedConsentNotGiven"}
    return silence("DemandedConsent", case, case["consent"] != "nothing")


CONSENT = Table(
    name="consent",
    step=5,
    dimensions={
        "layer": LAYERS,
        "cited": tuple(CITED),
        "status": STATUSES,
        "claimed for": ("flow", "item"),
        "consent": (
            "nothing", "its kind with the claim", "its kind with the flow", "record with the flow",
            "record with the item", "none was given, by the claim", "none was given, by the flow",
            "none was given, by the item",
        ),
        "outcome": ("not evaluated", "hangs on the reading", "fact not stated"),
    },
    covers=twins("DemandedConsent") | {"DemandedConsentNotGiven"},
    write=write_consent,
    expect=expect_consent,
    shared=SHARED,
)  # fmt: skip


def write_necessity(case: Case, facts: Facts) -> None:
    write_claim(case, facts)
    match case["verdict"]:
        case "with the claim":
            facts.add("claim", "gs:necessity", "gs:necessary")
        case "with the flow":
            facts.add("flow", "gs:necessity", "gs:necessary")
        case "with the item":
            facts.add("item", "gs:verdict", "verdict")
        case "not necessary, with the item":
            facts.add("item", "gs:verdict", "verdict")
            facts.add("verdict", "gs:verdictValue", "gs:notNecessary")


def expect_necessity(case: Case) -> set[str]:
    """R011: when the act demands necessity, the flow carries a verdict on it; what the verdict is step 7 compares."""
    return silence("DemandedNecessity", case, case["verdict"] != "nothing") if counts_and_demands(case) else set()


NECESSITY = Table(
    name="necessity",
    step=5,
    dimensions={
        "layer": LAYERS,
        "cited": tuple(CITED),
        "status": STATUSES,
        "claimed for": ("flow", "item"),
        "verdict": ("nothing", "with the claim", "with the flow", "with the item", "not necessary, with the item"),
    },
    covers=twins("DemandedNecessity"),
    write=write_necessity,
    expect=expect_necessity,
    shared=SHARED,
)

TABLES = (CONSENT, NECESSITY)


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_combination_gives_what_the_oracle_says(table: Table) -> None:
    assert differences(table) == ""


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_no_table_is_vacuous(table: Table) -> None:
    assert vacuous(table) == set()


def test_the_tables_cover_every_shape_of_the_step() -> None:
    assert covered(TABLES) == shapes_of_step(5)
