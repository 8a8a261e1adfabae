"""Truth tables of step 7: purpose and reuse (R043-R045), verdicts on data (R013, R019, R046-R050, R107) and weighings
(R030, R048, R062, R063, R126). Who sees what stands in test_truth_7_access.
"""

from __future__ import annotations

import pytest
import test_truth_7_access
from truth_evidence import (
    DONE,
    LABORIJN,
    MEASURES,
    NOABERKRACHT,
    PARTS,
    SENDING,
    STATUSES,
    TAKING_PART,
    UNDONE,
    claim,
    duty,
    meant,
    measure,
    parties,
    shown,
    silence,
    twins,
)
from truth_tables import LAYERS, REGISTER, Case, Facts, Stage, Table, covered, differences, shapes_of_step, vacuous

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

VERDICTS = (
    "allowedUnderException", "allowedWithCondition", "authorityNotShown", "consentOnly", "mayBeShared", "necessary",
    "notByDefault", "notNecessary", "prohibited", "pseudonym",
)  # fmt: skip
DATA = {
    "a debt": "id:data/debt",
    "origin": "id:data/ethnic-origin",
    "health": "id:data/health",
    "the BSN": "id:data/bsn",
}
LAW = """
<act/permits-origin> a gs:Provision ; gs:ofStatute <bwb/BWBR0040940> .
<norm/t/exception> a gs:Exception ; gs:restsOn <act/permits-origin> ; gs:reading <norm/t/exception/reading> .
<norm/t/exception/reading> a gs:Reading ; gs:element <norm/t/exception/data> .
<norm/t/exception/data> a gs:TermElement ; gs:dimension dpv:hasPersonalData .
<norm/t/exception/data> gs:accepts <data/ethnic-origin> , <data/health> .
<act/permits-bsn> a gs:Provision ; gs:ofStatute <bwb/BWBR0015703> .
<norm/t/bsn> a gs:IdentifierPermission ; gs:restsOn <act/permits-bsn> .
"""


def write_verdict(case: Case, facts: Facts) -> None:
    facts.flow()
    facts.item()
    facts.add("item", "dpv:hasPersonalData", DATA[case["datum"]])
    if case["verdict"] != "none":
        facts.add("item", "gs:verdict", "verdict")
        facts.add("verdict", "gs:verdictValue", f"gs:{case['verdict']}")
    if case["consent recorded with"] != "nothing":
        facts.add(case["consent recorded with"], "gs:consentRecord", "record")
    if case["withdrawal pointed out for"] != "nothing":
        facts.add(case["withdrawal pointed out for"], "gs:handlingCondition", "condition")
        facts.add("condition", "gs:conditionKind", "gs:withdrawableNoObjection")
    if case["permission"] == "exception":
        claim(facts, "item", name="exception")
        facts.add("exception", "gs:art9Limb", "eu-gdpr:A9-2-b")
        facts.add("exception", "gs:claimedProvision", "id:act/permits-origin")
    elif case["permission"] == "identifier":
        claim(facts, "item", name="identifier")
        facts.add("identifier", "gs:operation", "gs:useIdentifier")
        facts.add("identifier", "gs:claimedProvision", "id:act/permits-bsn")


def expect_verdict(case: Case) -> set[str]:
    """What is shared against its verdict is found, once: what step 4 finds of origin and the BSN is not said again."""
    layer = "Register" if case["layer"] == REGISTER else "Reported"
    match case["verdict"]:
        case "none":
            return silence("Necessity", case, False)
        case "notNecessary":
            return {f"NotNecessaryItem{layer}"}
        case "notByDefault":
            return {f"NotByDefaultItem{layer}"}
        case "consentOnly":
            return silence("Consent", case, case["consent recorded with"] != "nothing") | silence(
                "Withdrawal", case, case["withdrawal pointed out for"] != "nothing"
            )
        case "prohibited":
            found_in_step_4 = case["datum"] == "origin" and case["permission"] != "exception"
            return set() if found_in_step_4 else {"ProhibitedItem"}
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
        "consent recorded with": ("nothing", "item", "flow"),
        "withdrawal pointed out for": ("nothing", "item", "flow"),
        "permission": ("none", "exception", "identifier"),
    },
    covers={f"{name}Item{layer}" for name in ("NotNecessary", "NotByDefault") for layer in ("Reported", "Register")}
    | {"ProhibitedItem", "AuthorityNotShownItem"}
    | twins("Consent")
    | twins("Withdrawal")
    | twins("Necessity"),
    write=write_verdict,
    expect=expect_verdict,
    stage=Stage.DERIVED,
    law=LAW,
)

# The interest of the child comes first (R030), proportion is weighed (R048).

CHILDREN = {
    "a young person": "id:subject/jeugdige",
    "one of a kind": "id:subject/jeugdige-zonder-bsn",
    "under sixteen": "id:subject/jonger-dan-16",
    "a minor who cannot weigh it": "id:subject/minderjarig-wilsonbekwaam-vanaf-12",
}
ADULTS = {"an inhabitant": "id:subject/inwoner", "on benefit": "id:subject/uitkeringsgerechtigde"}


def write_weighing(case: Case, facts: Facts) -> None:
    facts.flow()
    if case["about"] != "not stated":
        facts.add("flow", "dpv:hasDataSubject", {**CHILDREN, **ADULTS}[case["about"]])
    measure(facts, "childInterest", case["child's interest"])
    measure(facts, "proportionalityWeighing", case["proportion"])


def expect_weighing(case: Case) -> set[str]:
    """A document need not say that proportion was weighed; that it was not, it may say."""
    found = duty("ChildInterest", case, case["child's interest"]) if case["about"] in CHILDREN else set()
    if case["layer"] == REGISTER and not shown(case["proportion"]):
        found |= {"ProportionalityMissingInRegister"}
    return found | ({"Disproportionate"} if case["proportion"] == UNDONE else set())


WEIGHINGS = Table(
    name="weighings",
    step=7,
    dimensions={
        "layer": LAYERS,
        "about": ("not stated", *CHILDREN, *ADULTS),
        "child's interest": MEASURES,
        "proportion": MEASURES,
    },
    covers=twins("ChildInterest")
    | {"ChildInterestLeftUndoneReported", "ProportionalityMissingInRegister", "Disproportionate"},
    write=write_weighing,
    expect=expect_weighing,
    stage=Stage.DERIVED,
)

# Laborijn: investigation is weighed twice (document 003, line 133; R126); minimabeleid asks consent (line 142; R063).

PURPOSES = {
    "a control": "id:purpose/control-or-fraud-inquiry",
    "fraud": "id:purpose/fraud-investigation",
    "minimabeleid": "id:purpose/offering-income-support",
    "support": "id:purpose/support",
}


def write_purposes(case: Case, facts: Facts) -> None:
    facts.flow()
    facts.item()
    parties(facts, case["laborijn"], LABORIJN)
    if case["purpose"] != "not stated":
        facts.add("flow", "dpv:hasPurpose", PURPOSES[case["purpose"]])
    measure(facts, "proportionalityWeighing", case["proportion"])
    measure(facts, "subsidiarityWeighing", case["subsidiarity"])
    if case["consent recorded with"] != "nothing":
        facts.add(case["consent recorded with"], "gs:consentRecord", "record")


def expect_purposes(case: Case) -> set[str]:
    """Whoever the data come from, an investigation is Laborijn's; information for minimabeleid is what it gives."""
    if case["laborijn"] in TAKING_PART and case["purpose"] in ("a control", "fraud"):
        return set().union(*(duty("InvestigativeMeans", case, case[each]) for each in ("proportion", "subsidiarity")))
    if case["laborijn"] in SENDING and case["purpose"] == "minimabeleid":
        return silence("LaborijnMinimabeleidConsent", case, case["consent recorded with"] != "nothing")
    return set()


OF_LABORIJN = Table(
    name="laborijn",
    step=7,
    dimensions={
        "layer": LAYERS,
        "laborijn": PARTS,
        "purpose": ("not stated", *PURPOSES),
        "proportion": MEASURES,
        "subsidiarity": MEASURES,
        "consent recorded with": ("nothing", "flow", "item"),
    },
    covers=twins("InvestigativeMeans")
    | {"InvestigativeMeansLeftUndoneReported"}
    | twins("LaborijnMinimabeleidConsent"),
    write=write_purposes,
    expect=expect_purposes,
)

# Noaberkracht: to third parties only what is strictly necessary (document 002, line 1022; R062).


def write_third_party(case: Case, facts: Facts) -> None:
    facts.flow()
    facts.item()
    facts.item_class()
    facts.add("flow", "dpv:hasDataExporter", *meant(case, case["from"], NOABERKRACHT))
    facts.add("flow", "dpv:hasRecipient", *meant(case, case["to"], NOABERKRACHT))
    if case["verdict"] != "none":
        facts.add("item", "gs:verdict", "verdict")
        facts.add("verdict", "gs:verdictValue", f"gs:{case['verdict']}")


def expect_third_party(case: Case) -> set[str]:
    """A verdict looser than necessary; one that is stricter, or none at all, the rules on verdicts find."""
    third_party = case["from"] in ("noaberkracht", "a participant") and case["to"] == "another"
    looser = case["verdict"] in ("mayBeShared", "allowedWithCondition", "notByDefault")
    return {"NotStrictlyNecessaryForThirdParty"} if third_party and looser else set()


THIRD_PARTY = Table(
    name="third-party",
    step=7,
    dimensions={
        "layer": LAYERS,
        "from": ("noaberkracht", "a participant", "another", "nobody"),
        "to": ("noaberkracht", "a participant", "another", "nobody"),
        "verdict": ("none", *VERDICTS),
    },
    covers={"NotStrictlyNecessaryForThirdParty"},
    write=write_third_party,
    expect=expect_third_party,
)

TABLES = (REUSE, FIVE_FACTORS, MINIMISATION, WEIGHINGS, OF_LABORIJN, THIRD_PARTY)


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_combination_gives_what_the_oracle_says(table: Table) -> None:
    assert differences(table) == ""


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_no_table_is_vacuous(table: Table) -> None:
    assert vacuous(table) == set()


def test_the_tables_cover_every_shape_of_the_step() -> None:
    assert covered((*TABLES, *test_truth_7_access.TABLES)) == shapes_of_step(7)
