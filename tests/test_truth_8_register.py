"""Truth tables of step 8: a register that is complete (R071, R072, R099-R101, R106, R122, R123, R128), breaches (R119,
R120) and requests (R118, R130).
"""

from __future__ import annotations

import pytest
from truth_evidence import (
    LABORIJN,
    MEASURES,
    NOABERKRACHT,
    OUTSIDER,
    PARTS,
    STATUSES,
    TAKING_PART,
    claim,
    meant,
    measure,
    parties,
    shown,
)
from truth_tables import LAYERS, REGISTER, Case, Facts, Stage, Table, default_engine_differs, differences, vacuous

# The fields of article 30 AVG. A document is no register, so it is never incomplete.

YES_NO = ("stated", "not stated")


def write_fields(case: Case, facts: Facts) -> None:
    facts.flow()
    if case["sender"] == "stated":
        facts.add("flow", "dpv:hasDataExporter", OUTSIDER)
    if case["recipient"] == "stated":
        facts.add("flow", "dpv:hasRecipient", "id:party/derde")
    if case["data"] == "stated":
        facts.item()
    if case["data subjects"] == "stated":
        facts.add("flow", "dpv:hasDataSubject", "id:subject/inwoner")
    if case["retention"] == "stated":
        facts.add("flow", "dpv:hasStorageCondition", "term")
    measure(facts, "securityDescribed", case["security"])


FIELDS = {
    "sender": "SenderMissingInRegister",
    "recipient": "RecipientMissingInRegister",
    "data": "ItemsMissingInRegister",
    "data subjects": "DataSubjectsMissingInRegister",
    "retention": "RetentionMissingInRegister",
}


def expect_fields(case: Case) -> set[str]:
    """Each field that is left out, in a register."""
    if case["layer"] != REGISTER:
        return set()
    found = {shape for name, shape in FIELDS.items() if case[name] == "not stated"}
    return found | (set() if shown(case["security"]) else {"SecurityMissingInRegister"})


REGISTER_FIELDS = Table(
    name="fields",
    step=8,
    dimensions={"layer": LAYERS, **dict.fromkeys(FIELDS, YES_NO), "security": MEASURES},
    covers={*FIELDS.values(), "SecurityMissingInRegister"},
    write=write_fields,
    expect=expect_fields,
)

# Noaberkracht: what a term of retention rests on, who has access (document 002, lines 61-62, 172-173; R071, R123).
# For everybody: access on secured systems (R072).

TERMS = {
    "none": (),
    "bare": ("bare",),
    "under a provision": ("under",),
    "decided": ("decided",),
    "decided, and a bare one": ("decided", "bare"),
}


def write_noaberkracht(case: Case, facts: Facts) -> None:
    facts.flow()
    parties(facts, case["noaberkracht"], NOABERKRACHT)
    facts.add("flow", "dpv:hasStorageCondition", *TERMS[case["term"]])
    facts.add("under", "gs:retentionUnder", "id:bwb/BWBR0015703/art/67")
    facts.add("decided", "gs:retentionDecidedBy", "id:org/college-dinkelland")
    measure(facts, "accessByTask", case["access by task"])
    measure(facts, "securedAccess", case["secured access"])


def expect_noaberkracht(case: Case) -> set[str]:
    """Every term rests on a provision or on a decision; that there is no term is asked apart."""
    if case["layer"] != REGISTER:
        return set()
    found = set() if shown(case["secured access"]) else {"SecuredAccessMissingInRegister"}
    if case["noaberkracht"] in TAKING_PART:
        found |= set() if shown(case["access by task"]) else {"TaskBoundAccessMissingInRegister"}
        found |= {"RetentionDecisionMissingInRegister"} if "bare" in case["term"] else set()
    return found


OF_NOABERKRACHT = Table(
    name="noaberkracht",
    step=8,
    dimensions={
        "layer": LAYERS,
        "noaberkracht": PARTS,
        "term": tuple(TERMS),
        "access by task": MEASURES,
        "secured access": MEASURES,
    },
    covers={"RetentionDecisionMissingInRegister", "TaskBoundAccessMissingInRegister", "SecuredAccessMissingInRegister"},
    write=write_noaberkracht,
    expect=expect_noaberkracht,
)

# The entries on use of the BRP (document 002, lines 243 and 254-255; R101, R128).

ENTRY = {
    "task": ("gs:forTask", "id:task/wmo"),
    "data set": ("gs:coversData", "id:data/name"),
    "manner": ("gs:way", ""),
    "conditions": ("gs:furtherConditions", ""),
    "reporting back": ("gs:reportsBack", "duty"),
}


def write_entry(case: Case, facts: Facts) -> None:
    facts.add("entry", "a", "gs:BrpRegisterEntry")
    for name, (predicate, value) in ENTRY.items():
        if case[name] == "not stated":
            continue
        if value == "duty":
            facts.add("entry", predicate, case[name] == "stated")
        elif value:
            facts.add("entry", predicate, value)
        else:
            facts.text("entry", predicate, "In eigen woorden.")
    if case["extends the set"] != "not stated":
        facts.add("entry", "gs:extendsDataSet", case["extends the set"] == "yes")
    measure(facts, "reasonedRequest", case["request"], of="entry")


def expect_entry(case: Case) -> set[str]:
    """All five fields (no duty to report back is a statement on it too); more data only on a reasoned request."""
    found = {"BrpFieldsMissingInRegister"} if any(case[name] == "not stated" for name in ENTRY) else set()
    extended = case["extends the set"] == "yes" and not shown(case["request"])
    return found | ({"BrpExtensionReasonMissingInRegister"} if extended else set())


BRP_ENTRY = Table(
    name="brp-entry",
    step=8,
    dimensions={
        **dict.fromkeys(tuple(ENTRY)[:4], YES_NO),
        "reporting back": (*YES_NO, "stated that there is none"),
        "extends the set": ("not stated", "yes", "no"),
        "request": MEASURES,
    },
    covers={"BrpFieldsMissingInRegister", "BrpExtensionReasonMissingInRegister"},
    write=write_entry,
    expect=expect_entry,
)

# The officer of a public body (AVG art. 37(1)(a), 38(3); R106).

KINDS = {
    "not stated": "",
    "municipality": "id:party/gemeente",
    "executive": "id:party/college",
    "public entity": "id:party/openbaar-lichaam",
    "government body": "id:party/overheidsorgaan",
    "public authority": "id:party/overheidsinstantie",
    "central government": "id:party/rijksoverheid",
    "municipal operations": "id:party/bedrijfsvoeringsorganisatie",
    "care provider": "id:party/zorgaanbieder",
}


def write_officer(case: Case, facts: Facts) -> None:
    facts.add("organisation", "a", "org:FormalOrganization")
    if case["kind"] != "not stated":
        facts.add("organisation", "org:classification", KINDS[case["kind"]])
    if case["flow"] != "none":
        facts.flow()
        role = "dpv:hasDataExporter" if case["flow"] == "provides" else "dpv:hasRecipient"
        facts.add("flow", role, "organisation")
    measure(facts, "officerAppointed", case["appointed"], of="organisation")
    measure(facts, "officerIndependent", case["independent"], of="organisation")


def expect_officer(case: Case) -> set[str]:
    """Of a public body that provides data by a register; who receives has its own."""
    if (case["layer"], case["flow"]) != (REGISTER, "provides") or case["kind"] in ("not stated", "care provider"):
        return set()
    found = set() if shown(case["appointed"]) else {"OfficerMissingInRegister"}
    return found | (set() if shown(case["independent"]) else {"OfficerIndependenceMissingInRegister"})


OFFICER = Table(
    name="officer",
    step=8,
    dimensions={
        "layer": LAYERS,
        "kind": tuple(KINDS),
        "flow": ("none", "provides", "receives"),
        "appointed": MEASURES,
        "independent": MEASURES,
    },
    covers={"OfficerMissingInRegister", "OfficerIndependenceMissingInRegister"},
    write=write_officer,
    expect=expect_officer,
    stage=Stage.DERIVED,
)

# Breaches (AVG art. 33 and 34; R119, R120).

THREE = ("not stated", "yes", "no")


def write_breach(case: Case, facts: Facts) -> None:
    facts.add("breach", "a", "gs:PersonalDataBreach")
    if case["notified after"] != "not stated":
        facts.add("breach", "gs:notifiedAfterHours", int(case["notified after"]))
    if case["reason for delay"] == "stated":
        facts.text("breach", "gs:delayReason", "Het lek werd in een weekend ontdekt.")
    answers = {"risk unlikely": "gs:riskUnlikely", "high risk": "gs:highRisk", "told": "gs:toldDataSubjects"}
    for name, predicate in answers.items():
        if case[name] != "not stated":
            facts.add("breach", predicate, case[name] == "yes")


def expect_breach(case: Case) -> set[str]:
    """Where a risk is unlikely nothing need be notified, not in time either; a high risk is told to the persons."""
    found: set[str] = set()
    if case["risk unlikely"] != "yes":
        if case["notified after"] == "not stated":
            found.add("BreachNotificationMissingInRegister")
        elif int(case["notified after"]) > 72 and case["reason for delay"] == "not stated":
            found.add("BreachNotifiedTooLate")
    if case["high risk"] == "yes" and case["told"] != "yes":
        found.add("HighRiskBreachNotTold")
    return found


BREACH = Table(
    name="breach",
    step=8,
    dimensions={
        "notified after": ("not stated", "0", "72", "73"),
        "reason for delay": YES_NO,
        "risk unlikely": THREE,
        "high risk": THREE,
        "told": THREE,
    },
    covers={"BreachNotificationMissingInRegister", "BreachNotifiedTooLate", "HighRiskBreachNotTold"},
    write=write_breach,
    expect=expect_breach,
)

# Laborijn answers requests of data subjects in four weeks (document 003, line 91; R118).

WHO = (*LABORIJN, "another", "nobody")


def write_request(case: Case, facts: Facts) -> None:
    facts.add("request", "a", "gs:RightsRequest")
    facts.add("request", "gs:handledBy", *meant(case, case["handled by"], LABORIJN))
    if case["answered after"] != "not stated":
        facts.add("request", "gs:answeredAfterDays", int(case["answered after"]))


def expect_request(case: Case) -> set[str]:
    """Four weeks is 28 days; the month of the act is no rule of the list."""
    if case["handled by"] not in LABORIJN:
        return set()
    if case["answered after"] == "not stated":
        return {"AnswerMissingInRegister"}
    return {"RequestAnsweredTooLate"} if int(case["answered after"]) > 28 else set()


REQUEST = Table(
    name="request",
    step=8,
    dimensions={"handled by": WHO, "answered after": ("not stated", "0", "28", "29", "31")},
    covers={"AnswerMissingInRegister", "RequestAnsweredTooLate"},
    write=write_request,
    expect=expect_request,
)

# Laborijn gives no personal data on a request for public access (document 003, line 75; R130).

ACTS = {
    "nothing": (),
    "Wob": ("id:bwb/BWBR0005252",),
    "Woo": ("id:bwb/BWBR0045754",),
    "a provision of the Woo": ("id:woo/5.1",),
    "PW": ("id:pw/67",),
    "PW and Woo": ("id:pw/67", "id:bwb/BWBR0045754"),
}


def write_openness(case: Case, facts: Facts) -> None:
    facts.flow()
    claim(facts, case["claimed for"], status=case["status"])
    facts.add("claim", "gs:actor", *meant(case, case["actor"], LABORIJN))
    facts.add("claim", "gs:claimedProvision", *ACTS[case["cited"]])


def expect_openness(case: Case) -> set[str]:
    """Whoever denies or doubts it, does not provide on it."""
    of_laborijn = case["actor"] in LABORIJN and case["status"] in ("not stated", "asserted")
    return {"PersonalDataUnderOpenGovernment"} if of_laborijn and "Wo" in case["cited"] else set()


OPENNESS = Table(
    name="openness",
    step=8,
    dimensions={
        "layer": LAYERS,
        "actor": WHO,
        "status": STATUSES,
        "claimed for": ("flow", "item"),
        "cited": tuple(ACTS),
    },
    covers={"PersonalDataUnderOpenGovernment"},
    write=write_openness,
    expect=expect_openness,
    shared="<woo/5.1> gs:ofStatute <bwb/BWBR0045754> . <pw/67> gs:ofStatute <bwb/BWBR0015703> .",
)

TABLES = (REGISTER_FIELDS, OF_NOABERKRACHT, BRP_ENTRY, OFFICER, BREACH, REQUEST, OPENNESS)


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_combination_gives_what_the_oracle_says(table: Table) -> None:
    assert differences(table) == ""


def test_the_default_engine_agrees_on_a_sample() -> None:
    assert default_engine_differs(BREACH, every=11) == ""


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_no_table_is_vacuous(table: Table) -> None:
    assert vacuous(table) == set()
