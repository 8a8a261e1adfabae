"""Truth tables of step 8: traits of a processing (R104, R105, R124, R125), what is told (R110-R114), transfer (R097,
R098), the policy of Laborijn (R061, R103, R127), and conditions on handling (R051, R112, R113, R122).

Registers, breaches and requests stand in test_truth_8_register, rules of the Wbp in test_truth_8_former.
"""

from __future__ import annotations

import pytest
import test_truth_8_former
import test_truth_8_register
from truth_evidence import (
    LABORIJN,
    MEASURES,
    NOABERKRACHT,
    OUTSIDER,
    PARTS,
    TAKING_PART,
    duty,
    meant,
    measure,
    parties,
    silence,
    twins,
)
from truth_tables import LAYERS, REGISTER, Case, Facts, Table, covered, differences, shapes_of_step, vacuous

# Processing that by its kind asks for more.

LEFT_UNDONE = "LeftUndoneReported"
TRAITS = {
    "none": (),
    "large": ("largeScale",),
    "systematic": ("systematicAndAutomated",),
    "new technology": ("newTechnology",),
    "complex and new": ("complexNewProcess",),
    "large, complex and new": ("largeScale", "complexNewProcess"),
    "automated decision": ("automatedDecision",),
    "big data": ("bigDataOrTracking",),
}
ORGANISATIONS = {"laborijn": LABORIJN, "noaberkracht": NOABERKRACHT, "others": ("id:org/a", "id:org/b")}
TRACEABLE = {
    "not stated": (),
    "untraceable": ("id:data/not-traceable",),
    "traceable": ("id:data/debt",),
    "both": ("id:data/not-traceable", "id:data/debt"),
}


def write_traits(case: Case, facts: Facts) -> None:
    facts.flow()
    facts.item()
    parties(facts, case["part"], ORGANISATIONS[case["organisation"]])
    facts.add("flow", "gs:processingTrait", *(f"gs:{trait}" for trait in TRAITS[case["trait"]]))
    facts.add("item", "dpv:hasPersonalData", *TRACEABLE[case["data"]])
    measure(facts, "impactAssessment", case["assessment"])


def expect_traits(case: Case) -> set[str]:
    """Article 35 AVG for everybody; for Laborijn and Noaberkracht what they set themselves, where they have a part."""
    found: set[str] = set()
    takes_part = case["part"] in TAKING_PART
    if case["trait"] in ("large", "systematic", "new technology", "large, complex and new"):
        found |= duty("ImpactAssessment", case, case["assessment"])
    if case["organisation"] == "noaberkracht" and takes_part and "complex" in case["trait"]:
        found |= duty("NoaberkrachtImpactAssessment", case, case["assessment"])
    if case["organisation"] == "laborijn" and takes_part:
        found |= {"AutomatedDecisionByLaborijn"} if case["trait"] == "automated decision" else set()
        traceable = case["trait"] == "big data" and case["data"] in ("traceable", "both")
        found |= {"TraceableBigDataAtLaborijn"} if traceable else set()
    return found


AUTOMATION = Table(
    name="traits",
    step=8,
    dimensions={
        "layer": LAYERS,
        "organisation": tuple(ORGANISATIONS),
        "part": PARTS,
        "trait": tuple(TRAITS),
        "data": tuple(TRACEABLE),
        "assessment": MEASURES,
    },
    covers=twins("ImpactAssessment")
    | twins("NoaberkrachtImpactAssessment")
    | {"ImpactAssessment" + LEFT_UNDONE, "NoaberkrachtImpactAssessment" + LEFT_UNDONE}
    | {"AutomatedDecisionByLaborijn", "TraceableBigDataAtLaborijn"},
    write=write_traits,
    expect=expect_traits,
)

# What citizens are told of a partnership and of what it decides (AVG art. 12 and 13; R110, R111).

PARTNERSHIPS = (
    "none",
    "joint, asserted",
    "joint, consideredAndRejected",
    "processor, asserted",
    "recorded as joint",
    "covenant",
    "contract",
)


def write_partnership(case: Case, facts: Facts) -> None:
    facts.flow()
    kind, _, status = case["partnership"].partition(", ")
    if status:
        facts.add("role", "a", "gs:RoleAssignment")
        facts.add("role", "gs:role", "dpv:JointDataControllers" if kind == "joint" else "dpv:DataProcessor")
        facts.add("role", "gs:roleStatus", f"gs:{status}")
        facts.add("role", "gs:inFlow", "flow")
    elif kind == "recorded as joint":
        facts.add("flow", "gs:qualification", "gs:jointControllers")
    elif kind != "none":
        facts.add("agreement", "a", "gs:Covenant" if kind == "covenant" else "gs:ServiceAgreement")
        facts.add("agreement", "gs:governsFlow", "flow")
    if case["decision"] == "far-reaching":
        facts.add("flow", "gs:processingTrait", "gs:farReachingDecision")
    measure(facts, "informedOfPartnership", case["told of the partnership"])
    measure(facts, "informedOfDecision", case["told of the decision"])


def expect_partnership(case: Case) -> set[str]:
    """A partnership is one of joint controllers, or one under a covenant."""
    found: set[str] = set()
    if case["partnership"] in ("joint, asserted", "recorded as joint", "covenant"):
        found |= duty("PartnershipInformation", case, case["told of the partnership"])
    if case["decision"] == "far-reaching":
        found |= duty("DecisionInformation", case, case["told of the decision"])
    return found


PARTNERSHIP = Table(
    name="partnership",
    step=8,
    dimensions={
        "layer": LAYERS,
        "partnership": PARTNERSHIPS,
        "decision": ("far-reaching", "none"),
        "told of the partnership": MEASURES,
        "told of the decision": MEASURES,
    },
    covers=twins("PartnershipInformation")
    | twins("DecisionInformation")
    | {"PartnershipInformation" + LEFT_UNDONE, "DecisionInformation" + LEFT_UNDONE},
    write=write_partnership,
    expect=expect_partnership,
)

# What a notice tells (AVG art. 13(1); R114).

POINTS = ("officerContact", "purposes", "ground", "recipients")


def write_notice(case: Case, facts: Facts) -> None:
    facts.add("notice", "a", "gs:Notification")
    facts.derived_from("notice")
    told = [point for point in (*POINTS, "retentionPeriod") if case[point] == "told"]
    facts.add("notice", "gs:tells", *(f"gs:{point}" for point in told))


NOTICE = Table(
    name="notice",
    step=8,
    dimensions={"layer": LAYERS, **dict.fromkeys((*POINTS, "retentionPeriod"), ("told", "left out"))},
    covers=twins("InformationItems"),
    write=write_notice,
    expect=lambda case: silence("InformationItems", case, all(case[point] == "told" for point in POINTS)),
)

# Laborijn: secrecy, report to the officer, accuracy (document 003, lines 66 and 120).


def write_laborijn(case: Case, facts: Facts) -> None:
    facts.flow()
    facts.item()
    parties(facts, case["laborijn"], LABORIJN)
    if case["secrecy stated with"] != "nothing":
        facts.add(case["secrecy stated with"], "gs:personsBoundBySecrecyThrough", "gs:office")
    measure(facts, "reportedToOfficer", case["reported to the officer"])
    measure(facts, "accuracyChecked", case["accuracy"])


def expect_laborijn(case: Case) -> set[str]:
    """What Laborijn set itself holds where it has a part."""
    if case["laborijn"] not in TAKING_PART:
        return set()
    return (
        silence("LaborijnSecrecy", case, case["secrecy stated with"] != "nothing")
        | duty("LaborijnReportedToOfficer", case, case["reported to the officer"])
        | duty("LaborijnAccuracy", case, case["accuracy"])
    )


OF_LABORIJN = Table(
    name="laborijn",
    step=8,
    dimensions={
        "layer": LAYERS,
        "laborijn": PARTS,
        "secrecy stated with": ("nothing", "flow", "item"),
        "reported to the officer": MEASURES,
        "accuracy": MEASURES,
    },
    covers=twins("LaborijnSecrecy")
    | twins("LaborijnReportedToOfficer")
    | twins("LaborijnAccuracy")
    | {"LaborijnReportedToOfficer" + LEFT_UNDONE, "LaborijnAccuracy" + LEFT_UNDONE},
    write=write_laborijn,
    expect=expect_laborijn,
)

# Transfer outside the EEA (AVG chapter V; R097), and what Laborijn allows itself (document 003, line 72; R098).

SAFEGUARDS = ("none", "adequacyDecision", "appropriateSafeguards", "specificDerogation", "compellingInterest")
ABROAD = "<party/abroad> a gs:PossiblyOutsideEea . <org/abroad> org:classification <party/abroad> ."
RECIPIENTS = {
    "not stated": (),
    "within": (OUTSIDER,),
    "of a kind that may be outside": ("id:party/abroad",),
    "an organisation of that kind": ("id:org/abroad",),
    "one within and one that may be outside": (OUTSIDER, "id:party/abroad"),
}


def write_transfer(case: Case, facts: Facts) -> None:
    facts.flow()
    senders = ("id:party/gemeente",) if case["sender"] == "public body" else meant(case, case["sender"], LABORIJN)
    facts.add("flow", "dpv:hasDataExporter", *senders)
    facts.add("flow", "dpv:hasRecipient", *RECIPIENTS[case["recipient"]])
    if case["transfer"] == "stated":
        facts.add("flow", "gs:processingTrait", "gs:transferOutsideEea")
    if case["safeguard"] != "none":
        facts.add("flow", "gs:transferSafeguard", f"gs:{case['safeguard']}")


def expect_transfer(case: Case) -> set[str]:
    """Protection is asked where data go, or by the kind of recipient may go, outside; Laborijn asks it of transfers.

    A public body cannot rest a transfer on a compelling legitimate interest (AVG 49(3); R005).
    """
    found: set[str] = set()
    if case["sender"] == "public body" and case["safeguard"] == "compellingInterest":
        found.add("CompellingInterestOfPublicBody")
    if case["transfer"] == "stated" or case["recipient"] not in ("not stated", "within"):
        found |= silence("TransferSafeguard", case, case["safeguard"] != "none")
    of_laborijn = case["transfer"] == "stated" and case["sender"] in ("laborijn", "a body of it")
    return found | ({"TransferByLaborijn"} if of_laborijn and case["safeguard"] != "compellingInterest" else set())


TRANSFER = Table(
    name="transfer",
    step=8,
    dimensions={
        "layer": LAYERS,
        "sender": ("laborijn", "a body of it", "another", "public body"),
        "transfer": ("stated", "not stated"),
        "recipient": tuple(RECIPIENTS),
        "safeguard": SAFEGUARDS,
    },
    covers=twins("TransferSafeguard") | {"TransferByLaborijn", "CompellingInterestOfPublicBody"},
    write=write_transfer,
    expect=expect_transfer,
    shared=ABROAD,
)

# Conditions on handling: notify on sharing (R112, R113), destroy what was delivered before (R051, R122).

CONDITION = ("none", "stated", "met", "not met")


def write_conditions(case: Case, facts: Facts) -> None:
    facts.flow()
    for kind in ("notifyDataSubject", "destroyOriginals"):
        if case[kind] != "none":
            facts.add("flow", "gs:handlingCondition", kind)
            facts.add(kind, "gs:conditionKind", f"gs:{kind}")
            if case[kind] != "stated":
                facts.add(kind, "gs:fulfilled", case[kind] == "met")
    if case["another condition"] == "met":
        facts.add("flow", "gs:handlingCondition", "other")
        facts.add("other", "gs:conditionKind", "gs:onlyNecessaryData")
        facts.add("other", "gs:fulfilled", True)
    if case["notice"] == "recorded":
        facts.add("flow", "gs:notification", "notice")


def expect_conditions(case: Case) -> set[str]:
    """A condition is met, or a finding; a record of the notice meets it. Another condition says nothing of it."""
    layer = "Register" if case["layer"] == REGISTER else "Reported"
    found: set[str] = set()
    if case["notifyDataSubject"] == "stated":
        found |= silence("Notification", case, case["notice"] == "recorded")
    if case["destroyOriginals"] == "stated":
        found |= silence("Destruction", case, False)
    found |= {f"NotificationNotGiven{layer}"} if case["notifyDataSubject"] == "not met" else set()
    return found | ({f"OriginalsNotDestroyed{layer}"} if case["destroyOriginals"] == "not met" else set())


CONDITIONS = Table(
    name="conditions",
    step=8,
    dimensions={
        "layer": LAYERS,
        "notifyDataSubject": CONDITION,
        "destroyOriginals": CONDITION,
        "another condition": ("none", "met"),
        "notice": ("none", "recorded"),
    },
    covers=twins("Notification")
    | twins("Destruction")
    | {f"NotificationNotGiven{layer}" for layer in ("Register", "Reported")}
    | {f"OriginalsNotDestroyed{layer}" for layer in ("Register", "Reported")},
    write=write_conditions,
    expect=expect_conditions,
)

TABLES = (AUTOMATION, PARTNERSHIP, NOTICE, OF_LABORIJN, TRANSFER, CONDITIONS)


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_combination_gives_what_the_oracle_says(table: Table) -> None:
    assert differences(table) == ""


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_no_table_is_vacuous(table: Table) -> None:
    assert vacuous(table) == set()


# The record of a processor has no flows to combine evidence on: examples try its rules, and `test_import.py`.
OF_PROCESSORS = {
    "ContactMissingInRegister",
    "PrincipalMissingInRegister",
    "ProcessingForPrincipalMissingInRegister",
    "SecurityOfProcessorMissingInRegister",
    "TransferSafeguardOfProcessorNotShown",
}


def test_the_tables_cover_every_shape_of_the_step() -> None:
    others = (*test_truth_8_register.TABLES, *test_truth_8_former.TABLES)
    assert covered((*TABLES, *others)) == shapes_of_step(8) - OF_PROCESSORS
