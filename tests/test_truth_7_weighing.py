"""Truth tables of step 7: weighings that a person must have recorded (R030, R048, R062, R063, R126)."""

from __future__ import annotations

import pytest
from truth_evidence import (
    LABORIJN,
    MEASURES,
    NOABERKRACHT,
    PARTS,
    SENDING,
    TAKING_PART,
    UNDONE,
    VERDICTS,
    duty,
    meant,
    measure,
    parties,
    shown,
    silence,
    twins,
)
from truth_tables import LAYERS, REGISTER, Case, Facts, Stage, Table, default_engine_differs, differences, vacuous

# The interest of the child comes first (R030), proportion is weighed (R048).

CHILDREN = {
    "a young person": "id:subject/jeugdige",
    "one of a kind": "id:subject/jeugdige-zonder-bsn",
    "in the reference index": "id:subject/jeugdige-verwijsindex",
    "under twelve": "id:subject/jonger-dan-12",
    "under sixteen": "id:subject/jonger-dan-16",
    "a minor at home": "id:subject/minderjarig-inwonend-kind",
    "a minor who cannot weigh it": "id:subject/minderjarig-wilsonbekwaam-vanaf-12",
    "a minor under supervision": "id:subject/minderjarige-ots",
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
    "benefit fraud": "id:purpose/preventing-benefit-fraud",
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
    if case["laborijn"] in TAKING_PART and case["purpose"] in ("a control", "fraud", "benefit fraud"):
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
    third_party = case["from"] in NOABERKRACHT and case["to"] == "another"
    looser = case["verdict"] in ("mayBeShared", "allowedWithCondition", "notByDefault")
    return {"NotStrictlyNecessaryForThirdParty"} if third_party and looser else set()


THIRD_PARTY = Table(
    name="third-party",
    step=7,
    dimensions={
        "layer": LAYERS,
        "from": (*NOABERKRACHT, "another", "nobody"),
        "to": (*NOABERKRACHT, "another", "nobody"),
        "verdict": ("none", *VERDICTS),
    },
    covers={"NotStrictlyNecessaryForThirdParty"},
    write=write_third_party,
    expect=expect_third_party,
)

TABLES = (WEIGHINGS, OF_LABORIJN, THIRD_PARTY)


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_combination_gives_what_the_oracle_says(table: Table) -> None:
    assert differences(table) == ""


def test_the_default_engine_agrees_on_a_sample() -> None:
    assert default_engine_differs(WEIGHINGS, every=29) == ""


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_no_table_is_vacuous(table: Table) -> None:
    assert vacuous(table) == set()
