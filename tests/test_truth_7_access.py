"""Truth tables of step 7: who sees what at Noaberkracht (R064-R068), triage (R069, R070), sources (R052, R117, R129).

Its policy binds Noaberkracht only (document 002): as who provides, or who receives.
"""

from __future__ import annotations

from random import Random

import pytest
from truth_evidence import (
    ITS_BODY_RECEIVES,
    ITS_BODY_SENDS,
    LABORIJN,
    MEASURES,
    NO_PART,
    NOABERKRACHT,
    NOTHING,
    OUTSIDER,
    PARTS,
    RECEIVES,
    SENDS,
    duty,
    meant,
    measure,
    parties,
    shown,
    silence,
    twins,
)
from truth_tables import LAYERS, Case, Facts, Stage, Table, differences, vacuous

# The level of information against domain and function (document 002, lines 879-903).

LEVELS = {"what": "gs:contentLevel", "that": "gs:factLevel", "added up": "gs:aggregateLevel"}
AUDIENCES = {
    "a professional": "gs:domainProfessional",
    "the case director": "gs:caseDirector",
    "management": "gs:managementAndOthers",
}
DOMAINS = {"not stated": (), "youth": ("id:domain/jeugd",), "work": ("id:domain/werk-en-inkomen",)}
DOMAINS["youth and work"] = DOMAINS["youth"] + DOMAINS["work"]


def write_access(case: Case, facts: Facts) -> None:
    """A flow of two items; where items state their level, the second is no substance: that something is on, or less."""
    facts.flow()
    parties(facts, case["noaberkracht"], NOABERKRACHT)
    if case["judged"] != "no data named":
        facts.item("first")
        facts.item("second")
    facts.add("flow", "gs:fromDomain", *DOMAINS[case["from"]])
    facts.add("flow", "gs:toDomain", *DOMAINS[case["to"]])
    if case["audience"] in AUDIENCES:
        facts.add("flow", "gs:audience", AUDIENCES[case["audience"]])
    place, _, level = case["level"].partition(": ")
    if level:
        facts.add("flow" if place == "flow" else "first", "gs:informationLevel", LEVELS[level])
    if place == "items":
        facts.add("second", "gs:informationLevel", LEVELS[Random(case.number).choice(("that", "added up"))])
    for item in {"the first": ("first",), "both": ("first", "second")}.get(case["judged"], ()):
        facts.add(item, "gs:verdict", f"{item}/verdict")


def leaves_its_domain(case: Case) -> bool:
    """Whether it is stated that information of one domain goes to another."""
    origin, goal = DOMAINS[case["from"]], DOMAINS[case["to"]]
    return bool(origin) and bool(goal) and set(origin) != set(goal)


def expect_access(case: Case) -> set[str]:
    """Substance stays in its domain; the case director sees it as needed; others see what is added up only."""
    if case["noaberkracht"] == NO_PART:
        return set()
    found: set[str] = set()
    substance = case["level"] in ("flow: what", "items: what")
    match case["audience"]:
        case "nobody named" if substance and leaves_its_domain(case):
            found.add("ContentLeavesDomain")
        case "a professional" if substance and leaves_its_domain(case):
            found.add("ProfessionalSeesOtherDomain")
        case "the case director" if substance:
            needed = {"flow: what": ("both",), "items: what": ("the first", "both")}[case["level"]]
            found = silence("CaseDirectorNecessity", case, case["judged"] in needed)
        case "management" if case["level"] not in ("not stated", "flow: added up"):
            found.add("ManagementSeesMoreThanAggregate")
    return found


ACCESS = Table(
    name="access",
    step=7,
    dimensions={
        "layer": LAYERS,
        "noaberkracht": PARTS,
        "level": ("not stated", "flow: what", "flow: that", "flow: added up", "items: what"),
        "from": tuple(DOMAINS),
        "to": ("not stated", "youth", "work"),
        "audience": ("nobody named", *AUDIENCES),
        "judged": ("none", "the first", "both", "no data named"),
    },
    covers=twins("CaseDirectorNecessity")
    | {"ContentLeavesDomain", "ProfessionalSeesOtherDomain", "ManagementSeesMoreThanAggregate"},
    write=write_access,
    expect=expect_access,
    possible=lambda case: case["judged"] != "no data named" or not case["level"].startswith("items"),
)


# Treatment data stay with care professionals (document 002, lines 1018-1019).

TREATMENT = {
    "treatment file": "id:data/medical-treatment-file",
    "medical file": "id:data/medical-file",
    "code of a diagnosis": "id:data/diagnosis-code",
    "that of health": "id:data/health",
    "a name": "id:data/name",
}
CARE = {
    "a care provider": "id:party/zorgaanbieder",
    "one of a kind of care provider": "id:party/zorgaanbieder-wzd",
    "its staff": "id:party/medewerker-zorgaanbieder",
    "a care party": "id:party/zorgpartij",
    "primary care": "id:party/eerstelijnszorg",
    "a general practitioner": "id:party/huisarts",
    "a hospital": "id:party/ziekenhuis",
    "emergency care": "id:party/ziekenhuis-spoedzorg",
    "mental health care": "id:party/ggz-aanbieder",
    "addiction care": "id:party/verslavingszorg",
    "disability care": "id:party/gehandicaptenzorg",
    "a care professional": "id:party/hulpverlener",
    "one under the WGBO": "id:party/hulpverlener-wgbo",
    "who treats": "id:party/treating-care-professional",
    "who replaces": "id:party/vervanger-hulpverlener",
    "who takes part in the treatment": "id:party/direct-betrokkene-behandeling",
    "a youth doctor": "id:party/jeugdarts",
    "youth help": "id:party/jeugdhulpaanbieder",
    "a youth help worker": "id:party/jeugdhulpverlener",
    "an organisation that gives care": "id:org/zorg-voor-t",
}
NO_CARE = {"a municipality": "id:party/gemeente", "an insurer": "id:party/zorgverzekeraar"}


def write_treatment(case: Case, facts: Facts) -> None:
    facts.flow()
    facts.item()
    facts.add("item", "dpv:hasPersonalData", TREATMENT[case["datum"]])
    itself, body = NOABERKRACHT[0], meant(case, "a participant", NOABERKRACHT)[0]
    sender = {SENDS: itself, ITS_BODY_SENDS: body}.get(case["noaberkracht"], OUTSIDER)
    facts.add("flow", "dpv:hasDataExporter", sender)
    recipients = {RECEIVES: (itself,), ITS_BODY_RECEIVES: (body,)}.get(case["noaberkracht"], ())
    facts.add("flow", "dpv:hasRecipient", *recipients)
    for recipient in case["recipients"].split(" and "):
        if recipient != "not stated":
            facts.add("flow", "dpv:hasRecipient", {**CARE, **NO_CARE}[recipient])


def expect_treatment(case: Case) -> set[str]:
    """R065: nobody but care professionals receives it; Noaberkracht is none."""
    if (
        case["datum"] not in ("treatment file", "medical file", "code of a diagnosis")
        or case["noaberkracht"] == NO_PART
    ):
        return set()
    outside = case["noaberkracht"] in (RECEIVES, ITS_BODY_RECEIVES) or any(
        each in case["recipients"] for each in NO_CARE
    )
    return {"TreatmentLeavesCare"} if outside else set()


TREATMENT_DATA = Table(
    name="treatment",
    step=7,
    dimensions={
        "layer": LAYERS,
        "noaberkracht": PARTS,
        "datum": tuple(TREATMENT),
        "recipients": ("not stated", *CARE, *NO_CARE, "a hospital and a municipality"),
    },
    covers={"TreatmentLeavesCare"},
    write=write_treatment,
    expect=expect_treatment,
    stage=Stage.DERIVED,
    shared="<org/zorg-voor-t> org:classification <party/zorgaanbieder> .",
)


# Triage before data go to a third party, and the weighing made at it (document 002, lines 94-95 and 956-957).

WHO = (*NOABERKRACHT, "another", "nobody")


def write_triage(case: Case, facts: Facts) -> None:
    facts.flow()
    facts.add("flow", "dpv:hasDataExporter", *meant(case, case["sender"], NOABERKRACHT))
    facts.add("flow", "dpv:hasRecipient", *meant(case, case["recipient"], NOABERKRACHT))
    if case["domain"] == "yes":
        facts.add("flow", "gs:domain", "id:domain/wmo")
    if case["kind"] == "a processor":
        facts.add("flow", "gs:qualification", "gs:processorRelation")
    measure(facts, "triage", case["triage"])
    facts.derived_from("flow/measure/beside/1")
    if case["triage"] != NOTHING:
        facts.derived_from("flow/measure/triage")
        if case["weighing"] == "written down":
            facts.text("flow/measure/triage", "gs:weighing", "Nodig voor de hulp.")


def expect_triage(case: Case) -> set[str]:
    """A processor is no third party (AVG art. 4 onder 10); without a triage there is no weighing to write down."""
    found: set[str] = set()
    third = case["recipient"] == "another" and case["kind"] != "a processor"
    if case["sender"] in NOABERKRACHT and third and case["domain"] == "yes":
        found |= duty("Triage", case, case["triage"])
    if shown(case["triage"]):
        found |= silence("TriageWeighing", case, case["weighing"] == "written down")
    return found


TRIAGE = Table(
    name="triage",
    step=7,
    dimensions={
        "layer": LAYERS,
        "sender": WHO,
        "recipient": WHO,
        "domain": ("yes", "no"),
        "kind": ("not stated", "a processor"),
        "triage": MEASURES,
        "weighing": ("nothing", "written down"),
    },
    covers=twins("Triage") | {"TriageLeftUndoneReported"} | twins("TriageWeighing"),
    write=write_triage,
    expect=expect_triage,
)


# From whom Laborijn has its data (document 003, line 65; R117).

SOURCES = {
    "the data subject": "id:party/betrokkene-zelf",
    "the UWV": "id:party/uwv",
}


def write_source(case: Case, facts: Facts) -> None:
    facts.flow()
    for sender in case["from"].split(" and "):
        known = SOURCES.get(sender)
        facts.add("flow", "dpv:hasDataExporter", *((known,) if known else meant(case, sender, LABORIJN)))
    facts.add("flow", "dpv:hasRecipient", *meant(case, case["to"], LABORIJN))
    measure(facts, "collectedElsewhereReasoned", case["reason"])


def expect_source(case: Case) -> set[str]:
    """Data come from the data subject, or it is recorded why not; an unnamed sender is asked elsewhere (R099)."""
    other_source = "UWV" in case["from"] and case["to"] in ("laborijn", "a body of it")
    return {"NotFromDataSubject"} if other_source and not shown(case["reason"]) else set()


SOURCE = Table(
    name="source",
    step=7,
    dimensions={
        "layer": LAYERS,
        "from": (
            "nobody", *SOURCES, "laborijn", "a body of it", "the data subject and laborijn",
            "the data subject and a body of it", "the data subject and the UWV", "laborijn and the UWV",
        ),
        "to": ("laborijn", "a body of it", "another", "nobody"),
        "reason": MEASURES,
    },
    covers={"NotFromDataSubject"},
    write=write_source,
    expect=expect_source,
)  # fmt: skip


# Basic data come from the base register (document 002, lines 59-60; R129).

BASIC = {
    "name, address, place": "id:data/name-address-place",
    "date of birth": "id:data/date-of-birth",
    "authentic datum": "id:data/authentic-brp-datum",
    "a debt": "id:data/debt",
}


def write_basic(case: Case, facts: Facts) -> None:
    facts.flow()
    facts.item()
    facts.add("item", "dpv:hasPersonalData", BASIC[case["datum"]])
    senders = {"the register": "id:party/basisregistratie-personen", "its keeper": "id:party/houder-brp"}
    if case["from"] != "nobody":
        facts.add("flow", "dpv:hasDataExporter", senders.get(case["from"], OUTSIDER))
    facts.add("flow", "dpv:hasRecipient", *meant(case, case["to"], NOABERKRACHT))
    measure(facts, "baseDatumIncorrect", case["found incorrect"], of="item")


def expect_basic(case: Case) -> set[str]:
    """At Noaberkracht, unless the datum was found incorrect; who sends unnamed is asked elsewhere (R099)."""
    elsewhere = case["from"] == "another" and case["to"] in NOABERKRACHT
    wrong = elsewhere and case["datum"] != "a debt" and not shown(case["found incorrect"])
    return {"BaseRegisterNotUsed"} if wrong else set()


BASIC_DATA = Table(
    name="basic-data",
    step=7,
    dimensions={
        "layer": LAYERS,
        "datum": tuple(BASIC),
        "from": ("the register", "its keeper", "another", "nobody"),
        "to": WHO,
        "found incorrect": MEASURES,
    },
    covers={"BaseRegisterNotUsed"},
    write=write_basic,
    expect=expect_basic,
    stage=Stage.DERIVED,
)


# What the recipient has already is not asked again (R052; PW art. 53a). Every case has a recipient of its own.


def write_known(case: Case, facts: Facts) -> None:
    facts.flow("asked")
    facts.item("item", of="asked")
    datum = "id:data/debt" if case["datum"] == "specified" else "id:data/personal"
    senders = {"another": "id:party/uwv", "data subject": "id:party/betrokkene-zelf", "recipient": "recipient"}
    facts.add("item", "dpv:hasPersonalData", datum)
    facts.add("asked", "dpv:hasDataExporter", senders[case["asked of"]])
    facts.add("asked", "dpv:hasRecipient", "recipient")
    if case["also given"] != "nothing":
        facts.flow("given")
        facts.item("known", of="given")
        facts.add("known", "dpv:hasPersonalData", datum if case["also given"] == "the same" else "id:data/income")
        facts.add("given", "dpv:hasDataExporter", senders[case["by"]])
        facts.add("given", "dpv:hasRecipient", "recipient" if case["to"] == "the same" else "elsewhere")


def expect_known(case: Case) -> set[str]:
    """A recipient asks what it gets from another than itself and the data subject; "personal data" is too broad."""
    asked_and_given = {case["asked of"], case["by"]} == {"data subject", "another"}
    same = case["also given"] == "the same" and case["to"] == "the same" and case["datum"] == "specified"
    return {"AskedAgain"} if asked_and_given and same else set()


KNOWN = Table(
    name="known",
    step=7,
    dimensions={
        "layer": LAYERS,
        "datum": ("specified", "unspecified"),
        "asked of": ("data subject", "another"),
        "also given": ("nothing", "the same", "another"),
        "by": ("another", "data subject", "recipient"),
        "to": ("the same", "another"),
    },
    covers={"AskedAgain"},
    write=write_known,
    expect=expect_known,
    stage=Stage.DERIVED,
)

TABLES = (ACCESS, TREATMENT_DATA, TRIAGE, SOURCE, BASIC_DATA, KNOWN)


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_combination_gives_what_the_oracle_says(table: Table) -> None:
    assert differences(table) == ""


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_no_table_is_vacuous(table: Table) -> None:
    assert vacuous(table) == set()
