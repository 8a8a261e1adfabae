"""Truth tables of step 2: the provision behind limbs (c) and (e), and the capacity in which a body acts.

The oracles are read from article 6(3) AVG, article 10:15 Awb, the design (a bill and a covenant never count) and
rules.csv (R003, R004, R018, R020, R021, R026), not from the shapes.
"""

from __future__ import annotations

import pytest
from truth_tables import (
    LAYERS,
    REGISTER,
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


def write_claim(facts: Facts, on: str, name: str, status: str) -> None:
    facts.add(on, "gs:basisClaim", name)
    facts.add(name, "a", "gs:BasisClaim")
    facts.add(name, "gs:operation", "gs:disclose")
    facts.derived_from(name)
    stated = STATUS[status]
    if stated is not None:
        facts.add(name, "gs:claimStatus", stated)


# R003, R004: a public task or a legal obligation needs a provision outside the AVG; R026: a bill is none yet; R020: an
# agreement never is. Where a bill is named, it is that which is found, and not silence.

LIMBS = {
    "none": None,
    "public task": "eu-gdpr:A6-1-e",
    "official authority": "eu-gdpr:A6-1-e-official-authority",
    "obligation": "eu-gdpr:A6-1-c",
    "consent": "eu-gdpr:A6-1-a",
    "contract": "eu-gdpr:A6-1-b-contract-performance",
    "legitimate interest": "eu-gdpr:A6-1-f",
}
PROVISIONS = {
    "AVG": "id:celex/32016R0679/art/6/lid/1/onder/e",
    "national": "id:bwb/BWBR0015703/art/7/lid/1",
    "Union": "id:celex/TRUTH/art/1",
    "bill": "id:bill/truth/art/1",
}
STATUTES = """
<celex/32016R0679/art/6/lid/1/onder/e> gs:ofStatute <celex/32016R0679> .
<bwb/BWBR0015703/art/7/lid/1> gs:ofStatute <bwb/BWBR0015703> .
<celex/TRUTH/art/1> gs:ofStatute <celex/TRUTH> .
<bill/truth/art/1> gs:ofStatute <bill/truth> .
<bill/truth> a gs:Bill .
"""


def write_provision(case: Case, facts: Facts) -> None:
    facts.flow()
    facts.item()
    write_claim(facts, case["claimed on"], "claim", case["status"])
    limb = LIMBS[case["limb"]]
    if limb is not None:
        facts.add("claim", "gs:art6Limb", limb)
    for name, provision in PROVISIONS.items():
        if case[name] == "cited":
            facts.add("claim", "gs:claimedProvision", provision)
    if case["covenant"] == "cited":
        facts.add("claim", "gs:claimedInstrument", "covenant")
        facts.add("covenant", "a", "gs:Covenant")


def expect_provision(case: Case) -> set[str]:
    if case["status"] not in COUNTS:
        return set()
    cited = {name for name in (*PROVISIONS, "covenant") if case[name] == "cited"}
    law = bool(cited & {"national", "Union"})
    needs_law = case["limb"] in ("none", "public task", "official authority", "obligation")
    found = {"BillAsBasis"} if "bill" in cited else set()
    if "covenant" in cited and needs_law and not law and "bill" not in cited:
        found.add("CovenantAsOnlyBasis")
    if not law and "bill" not in cited:
        if case["limb"] in ("public task", "official authority"):
            found.add(twin(case, "PublicTaskProvision"))
        if case["limb"] == "obligation":
            found.add(twin(case, "LegalObligationProvision"))
    return found


PROVISION = Table(
    name="provision",
    step=2,
    dimensions={
        "layer": LAYERS,
        "limb": tuple(LIMBS),
        "status": tuple(STATUS),
        "claimed on": ("flow", "item"),
        **dict.fromkeys((*PROVISIONS, "covenant"), ("not cited", "cited")),
    },
    covers={
        *twins("PublicTaskProvision"),
        *twins("LegalObligationProvision"),
        "BillAsBasis",
        "CovenantAsOnlyBasis",
    },
    write=write_provision,
    expect=expect_provision,
    stage=Stage.DERIVED,
    law=STATUTES,
)

# R021: a flow under a covenant beside which nobody names a provision; what the source denies or doubts names none.

AGREEMENTS = {"covenant": "gs:Covenant", "service agreement": "gs:ServiceAgreement", "none": None}


def write_covenant(case: Case, facts: Facts) -> None:
    facts.flow()
    facts.item()
    kind = AGREEMENTS[case["agreement"]]
    if kind is not None:
        facts.add("agreement", "a", kind)
        facts.add("agreement", "gs:governsFlow", "flow")
        facts.derived_from("agreement")
    for where in ("flow", "item"):
        if case[where] != "no claim":
            write_claim(facts, where, f"claim-{where}", case[where].removesuffix(", no provision"))
        if case[where] in STATUS:
            facts.add(f"claim-{where}", "gs:claimedProvision", PROVISIONS["national"])


def expect_covenant(case: Case) -> set[str]:
    names = {case["flow"], case["item"]} & set(COUNTS)
    return {"CovenantWithoutStatute"} if case["agreement"] == "covenant" and not names else set()


COVENANT = Table(
    name="covenant",
    step=2,
    dimensions={
        "layer": LAYERS,
        "agreement": tuple(AGREEMENTS),
        "flow": ("no claim", *STATUS, "asserted, no provision"),
        "item": ("no claim", *STATUS, "asserted, no provision"),
    },
    covers={"CovenantWithoutStatute"},
    write=write_covenant,
    expect=expect_covenant,
    stage=Stage.DERIVED,
    law=STATUTES,
)

# R018 (and in a register R003): the act that transferred the power; delegation only where a statute provides for it
# (Awb 10:15). An article is cited for its paragraphs and the other way round, not one paragraph for another. A document
# that cites nothing leaves the footing open; a register has to name it.

CONFERRALS = {
    "delegation": "gs:delegation",
    "mandate": "gs:mandate",
    "outsourcing": "gs:outsourcing",
    "not stated": None,
}
UNDER = {
    "lid that delegates": "id:bwb/TRUTH/art/30/lid/1",
    "article of it": "id:bwb/TRUTH/art/30",
    "letter of it": "id:bwb/TRUTH/art/30/lid/1/onder/a",
    "other lid": "id:bwb/TRUTH/art/30/lid/2",
    "lid that mandates": "id:bwb/TRUTH/art/7/lid/4",
    "lid with another norm": "id:bwb/TRUTH/art/8",
}
DELEGATES = {"lid that delegates", "article of it", "letter of it"}
POWERS = """
<bwb/TRUTH/art/30/lid/1> eli:is_part_of <bwb/TRUTH/art/30> .
<bwb/TRUTH/art/30/lid/2> eli:is_part_of <bwb/TRUTH/art/30> .
<bwb/TRUTH/art/30/lid/1/onder/a> eli:is_part_of <bwb/TRUTH/art/30/lid/1> .
<norm/truth-transfer> a gs:ConferralPower ;
  gs:restsOn <bwb/TRUTH/art/30/lid/1> ; gs:reading <norm/truth-transfer/text> .
<norm/truth-transfer/text> a gs:Reading ; gs:element <norm/truth-transfer/conferral> .
<norm/truth-transfer/conferral> a gs:TermElement ; gs:dimension gs:conferral ; gs:accepts gs:delegation .
<norm/truth-mandate> a gs:ConferralPower ; gs:restsOn <bwb/TRUTH/art/7/lid/4> ; gs:reading <norm/truth-mandate/text> .
<norm/truth-mandate/text> a gs:Reading ; gs:element <norm/truth-mandate/conferral> .
<norm/truth-mandate/conferral> a gs:TermElement ; gs:dimension gs:conferral ; gs:accepts gs:mandate , gs:outsourcing .
<norm/truth-gateway> a gs:Gateway ; gs:restsOn <bwb/TRUTH/art/8> ; gs:reading <norm/truth-gateway/text> .
<norm/truth-gateway/text> a gs:Reading ; gs:element <norm/truth-gateway/conferral> .
<norm/truth-gateway/conferral> a gs:TermElement ; gs:dimension gs:conferral ; gs:accepts gs:delegation .
"""


def write_power(case: Case, facts: Facts) -> None:
    facts.add("power", "a", "gs:ExercisedPower")
    facts.add("power", "gs:body", "body")
    facts.derived_from("power")
    conferral = CONFERRALS[case["conferral"]]
    if conferral is not None:
        facts.add("power", "gs:conferral", conferral)
    if case["instrument"] == "shown":
        facts.add("power", "gs:instrument", "arrangement")
    for name in ("under", "and under"):
        if case[name] != "nothing":
            facts.add("power", "gs:powerUnder", UNDER[case[name]])


def expect_power(case: Case) -> set[str]:
    found = set() if case["instrument"] == "shown" else {twin(case, "PowerInstrument")}
    cited = {case["under"], case["and under"]} - {"nothing"}
    if case["conferral"] == "delegation" and not cited & DELEGATES:
        if case["layer"] == REGISTER:
            found.add("DelegationFootingUnclearRegister")
        elif cited:
            found.add("DelegationFootingUnclearReported")
    return found


POWER = Table(
    name="power",
    step=2,
    dimensions={
        "layer": LAYERS,
        "conferral": tuple(CONFERRALS),
        "instrument": ("silent", "shown"),
        "under": ("nothing", *UNDER),
        "and under": ("nothing", *UNDER),
    },
    covers={
        *twins("PowerInstrument"),
        "DelegationFootingUnclearRegister",
        "DelegationFootingUnclearReported",
    },
    write=write_power,
    expect=expect_power,
    stage=Stage.DERIVED,
    law=POWERS,
)

TABLES = [PROVISION, COVENANT, POWER]


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_combination_gives_what_the_oracle_says(table: Table) -> None:
    agrees(table)


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_shape_is_expected_in_some_cases_and_not_in_others(table: Table) -> None:
    assert vacuous(table) == set()


def test_the_tables_cover_every_shape_of_the_step() -> None:
    assert covered(TABLES) == shapes_of_step(2)


def test_the_default_engine_agrees_on_a_table() -> None:
    assert default_engine_differs(POWER, every=7) == ""
