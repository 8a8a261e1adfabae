"""Truth tables of step 3: the norms that claims rely on, secrecy, and what documents say of the law.

Cases are made-up flows under a made-up act; the whole chain runs on them: derivation, match, evaluation for a day,
shapes. The oracles are read from article 6(1)(c) and 6(3) AVG, PW 65 and Wet SUWI 74, the design (section 2, "Dates"
and "The match") and rules.csv, not from the shapes or the queries. That the match itself judges elements and texts as
it should is shown in test_match_oracle.py and test_match_text.py.
"""

from __future__ import annotations

from datetime import date

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

ACT = Act()
VERSION = "2020-01-01"
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


def in_force(*provisions: str) -> str:
    """Provisions of the act whose text is held today."""
    return ACT.version(VERSION) + "".join(
        ACT.provision(each) + ACT.text(each, VERSION, read=TODAY.isoformat()) for each in provisions
    )


def write_claim(facts: Facts, on: str, name: str, status: str = "asserted", operation: str = "disclose") -> None:
    facts.add(on, "gs:basisClaim", name)
    facts.add(name, "a", "gs:BasisClaim")
    facts.add(name, "gs:operation", f"gs:{operation}")
    facts.derived_from(name)
    stated = STATUS[status]
    if stated is not None:
        facts.add(name, "gs:claimStatus", stated)


# R026: the claimed provision on the day. What is not held is not absent; a lapsed provision, a repealed act and one
# that a held version does not have are. Flows that do not run on the day, and claims set aside, give nothing.

TEXTS = {
    "held": ACT.text("1", VERSION, read="2026-11-21"),
    "presumed after its retrieval": ACT.text("2", VERSION, read="2025-01-01"),
    "presumed between equal texts": ACT.text("3", VERSION, before="2021-01-01", words="a")
    + ACT.text("3", "2027-01-01", words="a"),
    "not held between different texts": ACT.text("4", VERSION, before="2021-01-01", words="a")
    + ACT.text("4", "2027-01-01", words="b"),
    "none held": "",
    "held from later on": ACT.text("6", "2027-01-01", words="a"),
    "damaged": ACT.text("7", VERSION, presence="damaged"),
    "held and absent": ACT.text("8", VERSION, presence="heldAndAbsent"),
    "absent after it was held": ACT.text("9", "2015-01-01", before=VERSION, words="a")
    + ACT.text("9", VERSION, presence="heldAndAbsent"),
    "absent before it is held": ACT.text("10", VERSION, presence="heldAndAbsent", before="2027-01-01")
    + ACT.text("10", "2027-01-01", words="a"),
}
ABSENT = {"held and absent", "absent after it was held", "absent before it is held", "act repealed"}
PLACES = {name: ACT.place(str(number)) for number, name in enumerate(TEXTS, start=1)}
REPEALED = Act("bwb/TRUTH-REPEALED")
PLACES |= {"act repealed": REPEALED.place("1"), "bill": "id:bill/truth/art/1", "no provision": ""}
TEXT_LAW = "".join(
    (
        *(ACT.version(name) for name in ("2015-01-01", VERSION, "2027-01-01")),
        *(ACT.provision(str(number)) for number in range(1, len(TEXTS) + 1)),
        *TEXTS.values(),
        REPEALED.version(VERSION, repealed="2026-10-31"),
        REPEALED.provision("1"),
        REPEALED.text("1", VERSION, words="a"),
        "<bill/truth/art/1> gs:ofStatute <bill/truth> . <bill/truth> a gs:Bill .",
    )
)
PERIODS = {
    "not stated": (None, None),
    "runs": (date(2025, 1, 1), date(2027, 1, 1)),
    "begins today": (TODAY, None),
    "ended today": (None, TODAY),
    "yet to begin": (date(2026, 11, 2), None),
}
RUNS = {"not stated", "runs", "begins today"}


def write_text(case: Case, facts: Facts) -> None:
    facts.flow()
    facts.item()
    start, end = PERIODS[case["period"]]
    if start is not None:
        facts.add("flow", "gs:from", start)
    if end is not None:
        facts.add("flow", "gs:before", end)
    write_claim(facts, case["claimed on"], "claim", case["status"])
    for name in ("provision", "and"):
        if PLACES[case[name]]:
            facts.add("claim", "gs:claimedProvision", PLACES[case[name]])


def expect_text(case: Case) -> set[str]:
    counts = case["status"] in COUNTS and case["period"] in RUNS
    return {"ClaimedProvisionAbsent"} if counts and {case["provision"], case["and"]} & ABSENT else set()


TEXT = Table(
    name="text",
    step=3,
    dimensions={
        "layer": LAYERS,
        "provision": tuple(PLACES),
        "and": ("no provision", "held", "held and absent"),
        "status": tuple(STATUS),
        "claimed on": ("flow", "item"),
        "period": tuple(PERIODS),
    },
    covers={"ClaimedProvisionAbsent"},
    write=write_text,
    expect=expect_text,
    stage=Stage.EVALUATED,
    law=TEXT_LAW,
)

# R019, R109: whether a gateway fits. Every element is met, contradicted or open. A contradiction goes before what is
# open, and a text that is not held before both. A missing verdict on necessity is R046's (step 7); to a processor
# nothing is provided (step 0).

FACTS: dict[str, dict[str, str | None]] = {
    "sender": {"college": "id:party/college", "municipality": "id:party/gemeente"},
    "recipient": {"UWV": "id:party/uwv", "SVB": "id:party/svb", "not stated": None},
    "data": {"benefit": "id:data/benefit-amount", "debt": "id:data/debt", "personal": "id:data/personal"},
    "task": {"PW": "id:task/pw", "Wgs": "id:task/wgs", "not stated": None},
}
MET = {"sender": "college", "recipient": "UWV", "data": "benefit", "task": "PW"}
OPEN = {"sender": "municipality", "recipient": "not stated", "data": "personal", "task": "not stated"}
GATEWAY = {
    "dpv:hasDataExporter": "<party/college>",
    "dpv:hasRecipient": "<party/uwv>",
    "dpv:hasPersonalData": "<data/benefit>",
    "gs:task": "<task/pw>",
    "!gs:necessity": "gs:necessary",
}
GATEWAYS = {"held": ACT.place("67"), "not held": ACT.place("68"), "absent": ACT.place("69")}
GATEWAY_LAW = "".join(
    (
        in_force("67", "70"),
        ACT.provision("68"),
        ACT.provision("69") + ACT.text("69", VERSION, presence="heldAndAbsent"),
        *(ACT.norm(f"truth-{number}", "gs:Gateway", str(number), GATEWAY) for number in (67, 68, 69)),
        ACT.norm("truth-70", "gs:Gateway", "70", {**GATEWAY, "gs:task": "<task/wgs>"}),
    )
)
KINDS = {"controllers": "gs:independentControllers", "processor": "gs:processorRelation"}
OTHER_NORMS = {"none": None, "for the Wgs": ACT.place("70")}
VERDICTS = {"necessary": "gs:necessary", "not necessary": "gs:notNecessary", "none": None}


def write_gateway(case: Case, facts: Facts) -> None:
    facts.flow()
    facts.item()
    facts.add("flow", "gs:qualification", KINDS[case["kind"]])
    stated = {name: FACTS[name][case[name]] for name in FACTS}
    where = {"sender": "dpv:hasDataExporter", "recipient": "dpv:hasRecipient", "task": "gs:task"}
    for name, predicate in where.items():
        facts.add("flow", predicate, *(value for value in (stated[name],) if value is not None))
    facts.add("item", "dpv:hasPersonalData", *(value for value in (stated["data"],) if value is not None))
    verdict = VERDICTS[case["necessity"]]
    if verdict is not None:
        facts.add("item", "gs:verdict", "verdict")
        facts.add("verdict", "a", "gs:Verdict")
        facts.add("verdict", "gs:verdictValue", verdict)
    write_claim(facts, "flow", "claim", case["status"])
    facts.add("claim", "gs:claimedProvision", GATEWAYS[case["text"]])
    other = OTHER_NORMS[case["and norm"]]
    if other is not None:
        facts.add("claim", "gs:claimedProvision", other)


def outcome(case: Case, text: str, task: str) -> str:
    """What one norm gives for the case."""
    if text != "held":
        return text
    asked = {**MET, "task": task}
    values = ["met" if case[name] == asked[name] else "open" if case[name] == OPEN[name] else "not" for name in MET]
    values.append({"necessary": "met", "not necessary": "not", "none": "asked"}[case["necessity"]])
    return next(each for each in ("not", "open", "asked", "met") if each in values)


def expect_gateway(case: Case) -> set[str]:
    if case["status"] not in COUNTS or case["kind"] == "processor":
        return set()
    norms = {outcome(case, case["text"], "PW")}
    if case["and norm"] != "none":
        norms.add(outcome(case, "held", "Wgs"))
    best = next(each for each in ("met", "open", "asked", "not held", "not", "absent") if each in norms)
    if best == "not":
        return {"RecipientOutsideNorm" if case["recipient"] == "SVB" else "NoBasisShown"}
    return {"open": {twin(case, "Basis")}, "not held": {"BasisUnsettled"}}.get(best, set())


def crossed(case: Case) -> bool:
    """What sets a claim aside, whatever the norms, is not crossed with everything that norms ask."""
    plain = (case["kind"], case["status"]) == ("controllers", "asserted")
    return plain or (case["sender"], case["data"], case["and norm"]) == ("college", "benefit", "none")


GATEWAY_TABLE = Table(
    name="gateway",
    step=3,
    dimensions={
        "layer": LAYERS,
        "sender": tuple(FACTS["sender"]),
        "recipient": tuple(FACTS["recipient"]),
        "data": tuple(FACTS["data"]),
        "task": tuple(FACTS["task"]),
        "necessity": tuple(VERDICTS),
        "text": tuple(GATEWAYS),
        "and norm": tuple(OTHER_NORMS),
        "kind": tuple(KINDS),
        "status": ("asserted", "denied"),
    },
    covers={*twins("Basis"), "BasisUnsettled", "NoBasisShown", "RecipientOutsideNorm"},
    write=write_gateway,
    expect=expect_gateway,
    possible=crossed,
    stage=Stage.EVALUATED,
    law=GATEWAY_LAW,
)

# R004: a legal obligation needs a norm that obliges the party that relies on it: a gateway obliges who provides.

FORCES = {
    "may": "gs:modality <norm/{0}/may>",
    "must": "gs:modality <norm/{0}/must>",
    "must on request, may otherwise": "gs:modality <norm/{0}/may-own> , <norm/{0}/must-asked>",
    "not read": "",
}
MODALITIES = """
<norm/{0}/may> a gs:Modality ; gs:force gs:may .
<norm/{0}/must> a gs:Modality ; gs:force gs:must .
<norm/{0}/may-own> a gs:Modality ; gs:force gs:may ; gs:onTrigger gs:ownInitiative .
<norm/{0}/must-asked> a gs:Modality ; gs:force gs:must ; gs:onTrigger gs:onRequest .
"""
FORCE_PLACES = {name: str(number) for number, name in enumerate(FORCES, start=64)}


def forceful(name: str, provision: str, force: str) -> str:
    """A gateway of one element that allows, obliges or both."""
    norm = f"truth-{provision}"
    more = f"; {FORCES[force].format(norm)}" if FORCES[force] else ""
    return ACT.norm(norm, name, provision, {"dpv:hasPersonalData": "<data/benefit>"}, more) + MODALITIES.format(norm)


FORCE_LAW = in_force(*FORCE_PLACES.values()) + "".join(
    forceful("gs:Gateway", provision, force) for force, provision in FORCE_PLACES.items()
)
TRIGGERS = {"not stated": None, "on request": "gs:onRequest", "own initiative": "gs:ownInitiative"}
LIMBS = {"obligation": "eu-gdpr:A6-1-c", "public task": "eu-gdpr:A6-1-e", "none": None}


def write_obligation(case: Case, facts: Facts) -> None:
    facts.flow()
    facts.item()
    facts.add("flow", "dpv:hasDataExporter", "id:party/college")
    facts.add("flow", "dpv:hasRecipient", "id:party/uwv")
    facts.add("item", "dpv:hasPersonalData", FACTS["data"][case["data"]] or "")
    trigger, limb = TRIGGERS[case["trigger"]], LIMBS[case["limb"]]
    if trigger is not None:
        facts.add("flow", "gs:trigger", trigger)
    write_claim(facts, "flow", "claim", case["status"], case["operation"])
    if limb is not None:
        facts.add("claim", "gs:art6Limb", limb)
    facts.add("claim", "gs:claimedProvision", ACT.place(FORCE_PLACES[case["norm"]]))


def expect_obligation(case: Case) -> set[str]:
    if case["status"] not in COUNTS:
        return set()
    if case["data"] == "debt":
        return {"NoBasisShown"}
    if case["limb"] != "obligation" or case["norm"] == "not read":
        return set()
    if case["operation"] == "collect" or case["norm"] == "may":
        return {"NoObligationInNorm"}
    if case["norm"] == "must" or case["trigger"] == "on request":
        return set()
    return {"NoObligationInNorm"} if case["trigger"] == "own initiative" else {twin(case, "Basis")}


OBLIGATION = Table(
    name="obligation",
    step=3,
    dimensions={
        "layer": LAYERS,
        "limb": tuple(LIMBS),
        "norm": tuple(FORCES),
        "trigger": tuple(TRIGGERS),
        "operation": ("disclose", "collect"),
        "data": ("benefit", "debt"),
        "status": ("asserted", "denied"),
    },
    covers={*twins("Basis"), "NoObligationInNorm", "NoBasisShown"},
    write=write_obligation,
    expect=expect_obligation,
    stage=Stage.EVALUATED,
    law=FORCE_LAW,
)

# What leaves a norm open that would fit, beside facts that are not stated: a capacity that is not shown, a mapping or a
# reading that is contested. Facts and capacity are for the party to show; a contested mapping or reading is not.

POWER_LAW = (
    in_force("1", "2", "3", "4", "5")
    + ACT.norm("truth-1", "gs:Gateway", "1", {"dpv:hasDataExporter": "<party/college>"})
    + ACT.norm("truth-2", "gs:Gateway", "2", {"gs:task": "<task/pw>"})
    + ACT.norm("truth-3", "gs:Gateway", "3", {"gs:task": "<task/pw>"}, "; gs:reading <norm/truth-3/other-text>")
    + "<norm/truth-3/other-text> a gs:Reading ; gs:element <norm/truth-3/other> .\n"
    + "<norm/truth-3/other> a gs:TermElement ; gs:dimension gs:task ; gs:accepts <task/pw> , <task/wgs> .\n"
    + ACT.norm("truth-4", "gs:Gateway", "4", {"gs:task": "<task/pw>"}, "; gs:reading <norm/truth-4/other-text>")
    + "<norm/truth-4/other-text> a gs:Reading ; gs:element <norm/truth-3/other> , <norm/truth-4/recipient> .\n"
    + "<norm/truth-4/recipient> a gs:TermElement ; gs:dimension dpv:hasRecipient ; gs:accepts <party/uwv> .\n"
    + ACT.norm("truth-5", "gs:Gateway", "5", {"gs:task": "<task/pw>", "!gs:necessity": "gs:necessary"})
)
CONFERRALS = {"delegation": "gs:delegation", "mandate": "gs:mandate", "outsourcing": "gs:outsourcing"}
POWER_PERIODS = {
    "since 2020": (date(2020, 1, 1), None),
    "until today": (date(2020, 1, 1), TODAY),
    "from tomorrow": (date(2026, 11, 2), None),
    "first day not stated": (None, None),
}


def write_capacity(case: Case, facts: Facts) -> None:
    facts.flow()
    facts.item()
    facts.add("flow", "dpv:hasDataExporter", "body")
    facts.add("body", "a", "org:FormalOrganization")
    facts.add("body", "org:classification", "id:party/gemeenschappelijk-orgaan")
    write_claim(facts, "flow", "claim", case["status"])
    facts.add("claim", "gs:claimedProvision", ACT.place("1"))
    if case["power"] == "none":
        return
    facts.add("power", "a", "gs:ExercisedPower")
    facts.derived_from("power")
    facts.add("power", "gs:body", "body" if case["power"] == "its own" else "another")
    facts.add("power", "gs:powerOf", "id:party/college")
    facts.add("power", "gs:conferral", CONFERRALS[case["conferral"]])
    if case["instrument"] == "shown":
        facts.add("power", "gs:instrument", "arrangement")
    start, end = POWER_PERIODS[case["period"]]
    if start is not None:
        facts.add("power", "gs:from", start)
    if end is not None:
        facts.add("power", "gs:before", end)


def expect_capacity(case: Case) -> set[str]:
    if case["status"] not in COUNTS:
        return set()
    if case["power"] != "its own":
        return {"NoBasisShown"}
    transferred = case["conferral"] != "outsourcing" and case["instrument"] == "shown"
    return set() if transferred and case["period"] == "since 2020" else {twin(case, "Basis")}


CAPACITY = Table(
    name="capacity",
    step=3,
    dimensions={
        "layer": LAYERS,
        "power": ("none", "its own", "of another"),
        "conferral": tuple(CONFERRALS),
        "instrument": ("shown", "silent"),
        "period": tuple(POWER_PERIODS),
        "status": ("asserted", "denied"),
    },
    covers={*twins("Basis"), "NoBasisShown"},
    write=write_capacity,
    expect=expect_capacity,
    stage=Stage.EVALUATED,
    law=POWER_LAW,
)

READINGS = {"one": "2", "two": "3", "two, one asks for more": "4", "one, asks for a verdict": "5"}
TASKS = {"PW": "id:task/pw", "Wgs": "id:task/wgs", "Wmo": "id:task/wmo-2015", "not stated": None}


def write_reading(case: Case, facts: Facts) -> None:
    facts.flow()
    facts.item()
    task = TASKS[case["task"]]
    if task is not None:
        facts.add("flow", "gs:task", task)
        facts.add("alignment", "a", "gs:Alignment")
        facts.add("alignment", "gs:aligns", "flow")
        facts.add("alignment", "gs:dimension", "gs:task")
        facts.add("alignment", "gs:toTerm", task)
        facts.add("alignment", "gs:confidence", f"gs:{case['mapping']}")
        facts.derived_from("alignment")
    write_claim(facts, "flow", "claim", case["status"])
    facts.add("claim", "gs:claimedProvision", ACT.place(READINGS[case["readings"]]))


def expect_reading(case: Case) -> set[str]:
    """R019: where readings differ, what one of them asks besides settles nothing; a missing fact goes before a mapping.

    A missing verdict on necessity is R046's (step 7), and hides no contested mapping.
    """
    readings = case["readings"]
    if case["status"] not in COUNTS:
        return set()
    if case["task"] == "not stated":
        return {twin(case, "Basis")}
    if case["mapping"] == "contested":
        return {twin(case, "Basis")} if readings == "two, one asks for more" else {"BasisUnsettled"}
    if case["task"] == "Wgs" and readings.startswith("two"):
        return {"BasisUnsettled"}
    if case["task"] == "PW" and readings == "two, one asks for more":
        return {"BasisUnsettled"}
    return set() if case["task"] == "PW" else {"NoBasisShown"}


READING = Table(
    name="reading",
    step=3,
    dimensions={
        "layer": LAYERS,
        "readings": tuple(READINGS),
        "task": tuple(TASKS),
        "mapping": ("certain", "contested"),
        "status": tuple(STATUS),
    },
    covers={*twins("Basis"), "BasisUnsettled", "NoBasisShown"},
    write=write_reading,
    expect=expect_reading,
    stage=Stage.EVALUATED,
    law=POWER_LAW,
)

# Several provisions, each in a claim of its own. R109: that one does not name the recipient is no finding where another
# of that operation fits or is open, for that one may name it. R019: a claim that does not fit is no basis; where one
# more claim of that party on that operation fits, a basis is shown, and that this one does not fit is only a warning.

SEVERAL_LAW = in_force("1", "2", "3", "4") + "".join(
    ACT.norm(f"truth-{number}", "gs:Gateway", str(number), elements)
    for number, elements in enumerate(
        (
            {"dpv:hasRecipient": "<party/uwv>"},
            {"dpv:hasRecipient": "<party/svb>"},
            {"dpv:hasPersonalData": "<data/debt>"},
            {"dpv:hasRecipient": "<party/uwv>", "gs:task": "<task/pw>"},
        ),
        start=1,
    )
)
ACTORS = {"the same party": ("id:org/first",), "another party": ("id:org/second",), "not stated": ()}
FITS = {"fits": "1", "on another recipient": "2", "on other data": "3", "open": "4"}


def write_several(case: Case, facts: Facts) -> None:
    facts.flow()
    facts.item()
    facts.add("flow", "dpv:hasRecipient", "id:party/uwv")
    facts.add("item", "dpv:hasPersonalData", "id:data/benefit-amount")
    write_claim(facts, "flow", "first", "asserted")
    facts.add("first", "gs:actor", "id:org/first")
    facts.add("first", "gs:claimedProvision", ACT.place(FITS[case["first"]]))
    if case["second"] != "none":
        write_claim(facts, "flow", "second", case["status of second"], case["operation of second"])
        facts.add("second", "gs:actor", *ACTORS[case["actor of second"]])
        facts.add("second", "gs:claimedProvision", ACT.place(FITS[case["second"]]))


def expect_several(case: Case) -> set[str]:
    found: set[str] = set()
    second = case["second"] if case["status of second"] in COUNTS else "none"
    same = case["operation of second"] == "disclose"
    for claim, other in ((case["first"], second), (second, case["first"])):
        if claim == "on another recipient" and not (same and other in ("fits", "open")):
            found.add("RecipientOutsideNorm")
        elif claim in ("on another recipient", "on other data"):
            beside = same and other == "fits" and case["actor of second"] != "another party"
            found.add("ClaimBesideFittingOne" if beside else "NoBasisShown")
    return found


SEVERAL = Table(
    name="several-claims",
    step=3,
    dimensions={
        "layer": LAYERS,
        "first": tuple(FITS),
        "second": ("none", *FITS),
        "operation of second": ("disclose", "collect"),
        "actor of second": tuple(ACTORS),
        "status of second": tuple(STATUS),
    },
    covers={"RecipientOutsideNorm", "NoBasisShown", "ClaimBesideFittingOne"},
    write=write_several,
    expect=expect_several,
    # Who collects is the recipient itself: a party that provides would not be the one that the norm names.
    possible=lambda case: case["operation of second"] == "disclose" or case["actor of second"] == "not stated",
    stage=Stage.EVALUATED,
    law=SEVERAL_LAW,
)

# R059, R060: what was learned under the PW or the Wet SUWI is secret for who provides it, unless something lifts that:
# what is stated lifts it, is short of it, or contradicts it. Where the text of what would lift it is not held, the law
# is open. To a processor nothing is disclosed; who collects discloses nothing.

DUTIES = {
    "PW": ("pw-secrecy", "task/pw"),
    "SUWI": ("suwi-secrecy", "task/truth-suwi"),
    "other": ("truth-secrecy", "task/wgs"),
}
ORIGINS = {
    **{name: f"id:{task}" for name, (_, task) in DUTIES.items()},
    "elsewhere": "id:task/wmo-2015",
    "not stated": None,
}
CONSENTS = {"written": "gs:inWriting", "oral": "gs:notInWriting", "not stated": None}
LIFTINGS = {"held": "65", "not held": "66", "absent": "67"}


def secret(name: str, origin: str, number: int, lifting: str) -> str:
    """A duty of secrecy on what was learned for a task, and consent in writing that lifts it."""
    act = Act(f"bwb/TRUTH-{number}")
    held = act.version(VERSION) + act.provision("1") + act.text("1", VERSION, read=TODAY.isoformat())
    held += act.provision("2")
    presence = {"held": "held", "absent": "heldAndAbsent"}.get(lifting)
    held += act.text("2", VERSION, presence=presence, read=TODAY.isoformat()) if presence else ""
    about = {
        "gs:actor": "<party/een-ieder>",
        "dpv:hasPersonalData": "<data/personal>",
        "gs:acquiredUnder": f"<{origin}>",
    }
    lifts = f"; gs:lifts <norm/{name}>"
    return (
        held
        + act.norm(name, "gs:SecrecyDuty", "1", about)
        + act.norm(f"truth-lifting-{number}", "gs:Lifting", "2", {"!gs:consentForm": "gs:inWriting"}, lifts)
    )


def secrecy_table(lifting: str) -> Table:
    """The table for liftings whose text is held, is not, or was absent on the day."""

    def expect(case: Case) -> set[str]:
        disclosed = case["operation"] == "disclose" and case["kind"] != "processor" and case["status"] in COUNTS
        if not disclosed or case["learned under"] not in ("PW", "SUWI"):
            return set()
        duty = "PwSecrecy" if case["learned under"] == "PW" else "SuwiSecrecy"
        if lifting == "not held" or (lifting == "held" and case["consent"] == "written"):
            return set()
        if lifting == "held" and case["consent"] == "not stated":
            return {twin(case, f"{duty}Lifting")}
        return {f"{duty}NotLifted"}

    shapes = {f"{duty}SecrecyNotLifted" for duty in ("Pw", "Suwi")}
    shapes |= twins("PwSecrecyLifting") | twins("SuwiSecrecyLifting")
    return Table(
        name=f"secrecy-{lifting.replace(' ', '-')}",
        step=3,
        dimensions={
            "layer": LAYERS,
            "learned under": tuple(ORIGINS),
            "consent": tuple(CONSENTS),
            "operation": ("disclose", "collect"),
            "kind": tuple(KINDS),
            "status": ("asserted", "denied"),
            "items": ("item", "no item"),
        },
        covers=shapes,
        write=write_secrecy,
        expect=expect,
        stage=Stage.EVALUATED,
        law="".join(secret(*duty, number, lifting) for number, duty in enumerate(DUTIES.values())),
    )


def write_secrecy(case: Case, facts: Facts) -> None:
    facts.flow()
    if case["items"] == "item":
        facts.item()
    on = "item" if case["items"] == "item" else "flow"
    facts.add("flow", "gs:qualification", KINDS[case["kind"]])
    facts.add("flow", "dpv:hasDataExporter", "id:party/college")
    facts.add("flow", "dpv:hasRecipient", "id:party/uwv")
    facts.add(on, "dpv:hasPersonalData", "id:data/benefit-amount")
    origin, consent = ORIGINS[case["learned under"]], CONSENTS[case["consent"]]
    if origin is not None:
        facts.add("flow", "gs:acquiredUnder", origin)
    if consent is not None:
        facts.add(on, "gs:consentForm", consent)
    write_claim(facts, "flow", "claim", case["status"], case["operation"])


SECRECY = [secrecy_table(lifting) for lifting in ("held", "not held", "absent")]

# What a document says of the law is found by its name: a discrepancy on it is the finding, once for each.

CLAIMS = {
    "003/consent-limits": "ClaimNeedlessDataDespiteConsent",
    "001/basis-wgs-external": "ClaimWgsWithoutExternalBasis",
    "001/basis-wgs-external-par-3-2": "ClaimWgsWithoutExternalBasis",
    "001/basis-nothing-else-internal": "ClaimOnlyInternalBasisInWmo",
    "001/suwi-not-for-wgs": "ClaimSuwiDataNotForWgs",
    "001/interview-haarlem-no-ground-early-signals": "ClaimNoBasisForEarlySignals",
    "001/consent-under-professional-secrecy": "ClaimProfessionalSecrecyNeedsConsent",
    "002/wi-data-need-title": "ClaimWorkDataNeedStatutoryTitle",
    "002/suwi-closed-regime": "ClaimSuwiClosedRegime",
    "003/suwinet-members": "ClaimSuwinetForNamedBodiesOnly",
    "003/must-use-bureau": "ClaimExchangeThroughBureauOnly",
    "003/must-use-suwinet": "ClaimExchangeThroughBureauOnly",
    "003/pw-data-for-pw": "ClaimPwDataForPwOnly",
    "003/nobody-outside-67": "ClaimNobodyOutsidePw67",
    "003/special-act-first": "ClaimSectorActGoesFirst",
    "001/another-claim": "",
}
ON_CLAIM = ("none", "one", "two", "on another claim")


def write_law_claim(case: Case, facts: Facts) -> None:
    facts.add(f"id:claim/{case['claim']}", "a", "gs:LegalClaim")
    for number in range({"one": 1, "on another claim": 1, "two": 2}.get(case["discrepancies"], 0)):
        facts.add(f"discrepancy-{number}", "a", "gs:Discrepancy")
        about = "id:claim/truth/other" if case["discrepancies"] == "on another claim" else f"id:claim/{case['claim']}"
        facts.add(f"discrepancy-{number}", "gs:onClaim", about)


LAW_CLAIMS = Table(
    name="claims-about-law",
    step=3,
    dimensions={"claim": tuple(CLAIMS), "discrepancies": ON_CLAIM},
    covers=set(CLAIMS.values()) - {""},
    write=write_law_claim,
    expect=lambda case: {CLAIMS[case["claim"]]} - {""} if case["discrepancies"] in ("one", "two") else set(),
    alone=True,
)

TABLES = [TEXT, GATEWAY_TABLE, OBLIGATION, CAPACITY, READING, SEVERAL, *SECRECY, LAW_CLAIMS]


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_combination_gives_what_the_oracle_says(table: Table) -> None:
    agrees(table)


@pytest.mark.parametrize(
    "tables",
    [*([each] for each in TABLES if each not in SECRECY), SECRECY],
    ids=lambda tables: " and ".join(str(table) for table in tables),
)
def test_every_shape_is_expected_in_some_cases_and_not_in_others(tables: list[Table]) -> None:
    assert vacuous(*tables) == set()


def test_the_tables_cover_every_shape_of_the_step() -> None:
    assert covered(TABLES) == shapes_of_step(3)


def test_the_default_engine_agrees_on_a_table() -> None:
    assert default_engine_differs(OBLIGATION, every=11) == ""
