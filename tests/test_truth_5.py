"""Truth tables of step 5: what the act that a claim cites demands itself (R010 consent, R011 necessity)."""

from __future__ import annotations

import pytest
from truth_evidence import STATUSES, claim, silence, twins
from truth_tables import (
    LAYERS,
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
        facts.add("claim", "gs:openReason", reasons[case["outcome"]])
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

# Whether consent is as the norm demands it, which the match of a day says: of what kind, and by whom.

ACT = Act()
FITS_LAW = (
    ACT.version("2020-01-01")
    + "".join(ACT.provision(name) + ACT.text(name, "2020-01-01", read=TODAY.isoformat()) for name in ("1", "2", "3"))
    + ACT.norm("truth-1", "gs:Gateway", "1", {"dpv:hasRecipient": "<party/uwv>", "!gs:consent": "gs:explicitConsent"})
    + ACT.norm(
        "truth-2", "gs:Gateway", "2", {"dpv:hasRecipient": "<party/uwv>", "!gs:consent": "gs:unambiguousConsent"}
    )
    + ACT.norm("truth-3", "gs:Gateway", "3", {"dpv:hasRecipient": "<party/uwv>"})
)
DEMANDS = {"explicit": ACT.place("1"), "unambiguous": ACT.place("2"), "none": ACT.place("3")}
GIVEN = {
    "not stated": (),
    "explicit": ("gs:explicitConsent",),
    "unambiguous": ("gs:unambiguousConsent",),
    "none": ("gs:noConsent",),
}
RECIPIENTS = {"as the norm has it": ("id:party/uwv",), "another": ("id:party/svb",), "not stated": ()}


def write_fits(case: Case, facts: Facts) -> None:
    facts.flow()
    facts.item()
    facts.add("flow", "dpv:hasRecipient", *RECIPIENTS[case["recipient"]])
    claim(facts, case["claimed for"], status=case["status"])
    facts.add("claim", "gs:operation", "gs:disclose")
    facts.add("claim", "gs:claimedProvision", DEMANDS[case["demanded"]])
    facts.add("claim", "gs:consent", *GIVEN[case["given"]])


def expect_fits(case: Case) -> set[str]:
    """Consent that is given and is not what the norm demands, where nothing else contradicts."""
    if case["status"] not in ("not stated", "asserted") or case["recipient"] == "another":
        return set()
    short = case["demanded"] != "none" and case["given"] not in (case["demanded"], "not stated")
    return {"ConsentNotFitting"} if short else set()


FITS = Table(
    name="consent-fits",
    step=5,
    dimensions={
        "layer": LAYERS,
        "demanded": tuple(DEMANDS),
        "given": tuple(GIVEN),
        "recipient": tuple(RECIPIENTS),
        "status": STATUSES,
        "claimed for": ("flow", "item"),
    },
    covers={"ConsentNotFitting"},
    write=write_fits,
    expect=expect_fits,
    # The terms do not say that explicit consent is unambiguous too; of the norms only one, of the Wbp, asks the latter.
    possible=lambda case: (case["demanded"], case["given"]) != ("unambiguous", "explicit"),
    stage=Stage.EVALUATED,
    law=FITS_LAW,
)

# Two claims on one item: that one hangs on the reading of its norm says nothing of what the norm of the other demands.

ALLOWED = {"dpv:hasRecipient": "<party/uwv>"}
ASKING = {"dpv:hasRecipient": "<party/uwv>", "!gs:consent": "gs:explicitConsent"}
TWO_LAW = (
    ACT.version("2020-01-01")
    + "".join(ACT.provision(name) for name in ("1", "2", "3"))
    + "".join(ACT.text(name, "2020-01-01", read=TODAY.isoformat()) for name in ("1", "2"))
    + ACT.norm("truth-1", "gs:Gateway", "1", ALLOWED, "; gs:reading <norm/truth-1/strict>")
    + "<norm/truth-1/strict> a gs:Reading ; gs:element <norm/truth-2/0> , <norm/truth-2/1> .\n"
    + ACT.norm("truth-2", "gs:Gateway", "2", ASKING)
    + ACT.norm("truth-3", "gs:Gateway", "3", ASKING)
)
NORMS = {"none": None, "two readings": "1", "one reading": "2", "text not held": "3"}


def write_two(case: Case, facts: Facts) -> None:
    facts.flow()
    facts.item()
    facts.add("flow", "dpv:hasRecipient", "id:party/uwv")
    for name in ("first", "second"):
        provision = NORMS[case[name]]
        if provision is not None:
            facts.add("flow", "gs:basisClaim", name)
            facts.add(name, "a", "gs:BasisClaim")
            facts.add(name, "gs:operation", "gs:disclose")
            facts.add(name, "gs:claimedProvision", ACT.place(provision))
            facts.add(name, "gs:consent", *GIVEN[case["given"]])
            facts.derived_from(name)


def expect_two(case: Case) -> set[str]:
    """R010: that no consent was given is a finding on each claim that demands it in every reading."""
    demands = {case["first"], case["second"]} & {"one reading", "text not held"}
    return {"DemandedConsentNotGiven"} if case["given"] == "none" and demands else set()


TWO = Table(
    name="consent-of-two-claims",
    step=5,
    dimensions={"layer": LAYERS, "first": tuple(NORMS)[1:], "second": tuple(NORMS), "given": tuple(GIVEN)},
    covers={"DemandedConsentNotGiven"},
    write=write_two,
    expect=expect_two,
    stage=Stage.EVALUATED,
    law=TWO_LAW,
)

TABLES = (CONSENT, NECESSITY, FITS, TWO)


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_combination_gives_what_the_oracle_says(table: Table) -> None:
    assert differences(table) == ""


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_no_table_is_vacuous(table: Table) -> None:
    assert vacuous(table) == set()


def test_the_tables_cover_every_shape_of_the_step() -> None:
    assert covered(TABLES) == shapes_of_step(5)
