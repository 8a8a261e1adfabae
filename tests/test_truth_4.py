"""Truth tables of step 4: special categories, criminal data and the BSN.

The oracles are read from articles 9 and 10 AVG, articles 30 to 33 and 46 UAVG, the policy of Noaberkracht (document
002) and rules.csv (R019, R031 to R041), not from the shapes.
"""

from __future__ import annotations

import itertools

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


def write_item(facts: Facts, datum: str) -> None:
    """A flow with one item."""
    facts.flow()
    facts.item()
    facts.derived_from("item")
    facts.add("item", "dpv:hasPersonalData", datum)


def write_claim(facts: Facts, on: str, status: str, operation: str = "gs:disclose") -> None:
    """A claim on the flow or the item, without limb."""
    facts.add(on, "gs:basisClaim", "claim")
    facts.add("claim", "a", "gs:BasisClaim")
    facts.add("claim", "gs:operation", operation)
    facts.derived_from("claim")
    stated = STATUS[status]
    if stated is not None:
        facts.add("claim", "gs:claimStatus", stated)


def write_verdict(facts: Facts, value: str) -> None:
    """What was judged of the item."""
    if value != "none":
        facts.add("item", "gs:verdict", "verdict")
        facts.add("verdict", "a", "gs:Verdict")
        facts.add("verdict", "gs:verdictValue", f"gs:{value}")


# R031, R033, R036: special data need an exception that covers them, and a ground beside it. The exceptions of article
# 9(2)(a), (c), (d), (e) and (f) stand in the AVG itself; those of (b), (g), (h), (i) and (j) work through national law
# only, so that the letter alone is none. What a verdict prohibits is found in step 7, unless it may reveal origin.

DATA = {
    "ordinary": "id:data/benefit-amount",
    "health": "id:data/health",
    "work capacity": "id:data/work-capacity",
    "racial origin": "id:data/racial-origin",
    "country of origin": "id:data/country-of-origin",
}
SPECIAL = set(DATA) - {"ordinary"}
HEALTH = {"health", "work capacity"}
ORIGIN = {"racial origin", "country of origin"}
EXCEPTIONS = {
    "on health": "id:bwb/TRUTH/art/30/lid/1",
    "article on health": "id:bwb/TRUTH/art/30",
    "letter on health": "id:bwb/TRUTH/art/30/lid/1/onder/b",
    "on all special data": "id:bwb/TRUTH/art/22",
    "on ethnic origin": "id:bwb/TRUTH/art/25",
    "on work capacity": "id:bwb/TRUTH/art/31",
    "no exception": "id:bwb/TRUTH/art/8",
}
COVERS = {
    "on health": HEALTH,
    "article on health": HEALTH,
    "letter on health": HEALTH,
    "on all special data": SPECIAL,
    "on ethnic origin": {"country of origin"},
    "on work capacity": {"work capacity"},
}


def exception(name: str, provision: str, data: str, kind: str = "gs:Exception") -> str:
    """A norm that names its data, in Turtle."""
    return f"""
<norm/{name}> a {kind} ; gs:restsOn <{provision}> ; gs:reading <norm/{name}/text> .
<norm/{name}/text> a gs:Reading ; gs:element <norm/{name}/data> .
<norm/{name}/data> a gs:TermElement ; gs:dimension dpv:hasPersonalData ; gs:accepts <data/{data}> .
"""


SPECIAL_LAW = "".join(
    (
        exception("truth-health", "bwb/TRUTH/art/30/lid/1", "health"),
        exception("truth-special", "bwb/TRUTH/art/22", "special"),
        exception("truth-origin", "bwb/TRUTH/art/25", "ethnic-origin"),
        exception("truth-capacity", "bwb/TRUTH/art/31", "work-capacity"),
        exception("truth-gateway", "bwb/TRUTH/art/8", "health", "gs:Gateway"),
        "<bwb/TRUTH/art/30/lid/1> eli:is_part_of <bwb/TRUTH/art/30> .",
        "<bwb/TRUTH/art/30/lid/1/onder/b> eli:is_part_of <bwb/TRUTH/art/30/lid/1> .",
    )
)
ART_9 = {"none": None, **{letter: f"eu-gdpr:A9-2-{letter}" for letter in "abcdefghij"}}
OWN_EXCEPTIONS = set("acdef")
NATIONAL = set("bghij")


def write_special(case: Case, facts: Facts) -> None:
    write_item(facts, DATA[case["datum"]])
    write_verdict(facts, case["verdict"])
    write_claim(facts, case["claimed on"], case["status"])
    limb = ART_9[case["limb of article 9"]]
    if limb is not None:
        facts.add("claim", "gs:art9Limb", limb)
    if case["provision"] != "none":
        facts.add("claim", "gs:claimedProvision", EXCEPTIONS[case["provision"]])
    if case["ground"] == "claimed":
        facts.add("claim", "gs:art6Limb", "eu-gdpr:A6-1-e")


def expect_special(case: Case) -> set[str]:
    if case["datum"] not in SPECIAL:
        return set()
    counts, limb = case["status"] in COUNTS, case["limb of article 9"]
    claimed = counts and limb != "none" and (case["provision"] != "none" or limb in OWN_EXCEPTIONS)
    fits = claimed and (limb in OWN_EXCEPTIONS or case["datum"] in COVERS.get(case["provision"], set()))
    found = {twin(case, "GroundBesideException")} if claimed and case["ground"] == "silent" else set()
    if not fits:
        if case["layer"] == REGISTER or case["verdict"] != "prohibited":
            found.add(twin(case, "Exception"))
        elif case["datum"] in ORIGIN:
            found.add("OriginExceptionNotShown")
    return found


SPECIAL_TABLE = Table(
    name="special",
    step=4,
    dimensions={
        "layer": LAYERS,
        "datum": tuple(DATA),
        "limb of article 9": ("none", "a", "e", "g"),
        "provision": ("none", *EXCEPTIONS),
        "ground": ("silent", "claimed"),
        "status": ("asserted", "denied"),
        "claimed on": ("item", "flow"),
        "verdict": ("necessary", "prohibited"),
    },
    covers={*twins("Exception"), *twins("GroundBesideException"), "OriginExceptionNotShown"},
    write=write_special,
    expect=expect_special,
    stage=Stage.DERIVED,
    law=SPECIAL_LAW,
)

LETTERS = Table(
    name="letters",
    step=4,
    dimensions={
        "layer": LAYERS,
        "datum": ("ordinary", "health"),
        "limb of article 9": tuple(ART_9),
        "provision": ("none",),
        "ground": ("silent", "claimed"),
        "status": tuple(STATUS),
        "claimed on": ("item", "flow"),
        "verdict": ("none",),
    },
    covers={*twins("Exception"), *twins("GroundBesideException")},
    write=write_special,
    expect=expect_special,
    stage=Stage.DERIVED,
)

# R032: letters b, g, h, i and j need national law beside the AVG.

STATUTES = """
<celex/32016R0679/art/9/lid/2/onder/g> gs:ofStatute <celex/32016R0679> .
<bwb/BWBR0040940/art/23> gs:ofStatute <bwb/BWBR0040940> .
"""


def write_national(case: Case, facts: Facts) -> None:
    write_item(facts, DATA["health"])
    write_claim(facts, case["claimed on"], case["status"])
    limb = ART_9[case["limb of article 9"]]
    if limb is not None:
        facts.add("claim", "gs:art9Limb", limb)
    if case["AVG"] == "cited":
        facts.add("claim", "gs:claimedProvision", "id:celex/32016R0679/art/9/lid/2/onder/g")
    if case["UAVG"] == "cited":
        facts.add("claim", "gs:claimedProvision", "id:bwb/BWBR0040940/art/23")


def expect_national(case: Case) -> set[str]:
    needed = case["status"] in COUNTS and case["limb of article 9"] in NATIONAL
    return {twin(case, "Art9Provision")} if needed and case["UAVG"] != "cited" else set()


NATIONAL_TABLE = Table(
    name="national-law",
    step=4,
    dimensions={
        "layer": LAYERS,
        "limb of article 9": tuple(ART_9),
        "status": tuple(STATUS),
        "claimed on": ("item", "flow"),
        "AVG": ("not cited", "cited"),
        "UAVG": ("not cited", "cited"),
    },
    covers=twins("Art9Provision"),
    write=write_national,
    expect=expect_national,
    stage=Stage.DERIVED,
    law=STATUTES,
)

# R034: consent under article 9(2)(a) is explicit.

CONSENTS = {
    "not stated": None,
    "explicit": "gs:explicitConsent",
    "explicit, to provide to the college": "gs:explicitConsentForProvisionToCollege",
    "unambiguous": "gs:unambiguousConsent",
}


def write_explicit(case: Case, facts: Facts) -> None:
    write_item(facts, DATA["health"])
    write_claim(facts, case["claimed on"], case["status"])
    limb, consent = ART_9[case["limb of article 9"]], CONSENTS[case["consent"]]
    if limb is not None:
        facts.add("claim", "gs:art9Limb", limb)
    if consent is not None:
        facts.add("claim", "gs:consent", consent)


def expect_explicit(case: Case) -> set[str]:
    if case["status"] not in COUNTS or case["limb of article 9"] != "a" or case["consent"].startswith("explicit"):
        return set()
    return {"ConsentNotExplicit" if case["consent"] == "unambiguous" else twin(case, "ExplicitConsent")}


EXPLICIT = Table(
    name="explicit-consent",
    step=4,
    dimensions={
        "layer": LAYERS,
        "limb of article 9": ("none", "a", "g"),
        "status": tuple(STATUS),
        "claimed on": ("item", "flow"),
        "consent": tuple(CONSENTS),
    },
    covers={*twins("ExplicitConsent"), "ConsentNotExplicit"},
    write=write_explicit,
    expect=expect_explicit,
    stage=Stage.DERIVED,
)

# R035: article 30 UAVG asks that persons are bound by secrecy (its paragraph 4), and its paragraph 1(b) a connection
# with illness or incapacity. Each may be stated of the datum, of the claim or of the flow.

UAVG_30 = {
    "30(1)(b)": "id:bwb/BWBR0040940/art/30/lid/1/onder/b",
    "30(1)(a)": "id:bwb/BWBR0040940/art/30/lid/1/onder/a",
    "30(1)": "id:bwb/BWBR0040940/art/30/lid/1",
    "30": "id:bwb/BWBR0040940/art/30",
    "28": "id:bwb/BWBR0040940/art/28",
}
UAVG_PARTS = """
<bwb/BWBR0040940/art/30/lid/1/onder/a> eli:is_part_of <bwb/BWBR0040940/art/30/lid/1> .
<bwb/BWBR0040940/art/30/lid/1/onder/b> eli:is_part_of <bwb/BWBR0040940/art/30/lid/1> .
<bwb/BWBR0040940/art/30/lid/1> eli:is_part_of <bwb/BWBR0040940/art/30> .
<bwb/BWBR0040940/art/32/onder/a> eli:is_part_of <bwb/BWBR0040940/art/32> .
"""
PLACES = ("nowhere", "item", "claim", "flow")


def write_health_exception(case: Case, facts: Facts) -> None:
    write_item(facts, DATA["health"])
    write_claim(facts, case["claimed on"], case["status"])
    if case["exception"] == "claimed":
        facts.add("claim", "gs:art9Limb", "eu-gdpr:A9-2-b")
    facts.add("claim", "gs:art6Limb", "eu-gdpr:A6-1-e")
    facts.add("claim", "gs:claimedProvision", UAVG_30[case["UAVG"]])
    if case["secrecy stated of"] != "nowhere":
        facts.add(case["secrecy stated of"], "gs:personsBoundBySecrecyThrough", "gs:office")
    if case["illness stated of"] != "nowhere":
        facts.add(case["illness stated of"], "gs:inConnectionWith", "id:cause/ziekte")


def expect_health_exception(case: Case) -> set[str]:
    if case["exception"] != "claimed" or case["status"] not in COUNTS or case["UAVG"] == "28":
        return set()
    found = {twin(case, "Secrecy")} if case["secrecy stated of"] == "nowhere" else set()
    if case["UAVG"] == "30(1)(b)" and case["illness stated of"] == "nowhere":
        found.add(twin(case, "IllnessLink"))
    return found


HEALTH_EXCEPTION = Table(
    name="health-exception",
    step=4,
    dimensions={
        "layer": LAYERS,
        "UAVG": tuple(UAVG_30),
        "exception": ("not claimed", "claimed"),
        "status": ("asserted", "denied"),
        "claimed on": ("item", "flow"),
        "secrecy stated of": PLACES,
        "illness stated of": PLACES,
    },
    covers={*twins("Secrecy"), *twins("IllnessLink")},
    write=write_health_exception,
    expect=expect_health_exception,
    stage=Stage.DERIVED,
    law=UAVG_PARTS,
)

# R019 with article 10 AVG: criminal data, and what may reveal them, under articles 31 to 33 UAVG or a sectoral
# provision that names such data. The provision counts whatever limb it is claimed under.

CRIMINAL_DATA = {
    "ordinary": "id:data/benefit-amount",
    "health": "id:data/health",
    "criminal": "id:data/criminal",
    "judicial": "id:data/judicial",
    "court documents": "id:data/court-documents",
}
CRIMINAL = set(CRIMINAL_DATA) - {"ordinary", "health"}
CRIMINAL_PROVISIONS = {
    "UAVG 31": "id:bwb/BWBR0040940/art/31",
    "UAVG 32(a)": "id:bwb/BWBR0040940/art/32/onder/a",
    "UAVG 33": "id:bwb/BWBR0040940/art/33",
    "UAVG 30": "id:bwb/BWBR0040940/art/30",
    "AVG 10": "id:celex/32016R0679/art/10",
    "sectoral, names them": "id:bwb/TRUTH/art/8a/lid/1",
    "article of it": "id:bwb/TRUTH/art/8a",
    "letter of it": "id:bwb/TRUTH/art/8a/lid/1/onder/c",
    "sectoral, other data": "id:bwb/TRUTH/art/8b",
    "sectoral, personal data": "id:bwb/TRUTH/art/8c",
}
NAMES_CRIMINAL = {"UAVG 31", "UAVG 32(a)", "UAVG 33", "sectoral, names them", "article of it", "letter of it"}
CRIMINAL_LAW = "".join(
    (
        UAVG_PARTS,
        exception("truth-8a", "bwb/TRUTH/art/8a/lid/1", "criminal", "gs:ProcessingPower"),
        exception("truth-8b", "bwb/TRUTH/art/8b", "health", "gs:ProcessingPower"),
        exception("truth-8c", "bwb/TRUTH/art/8c", "personal", "gs:ProcessingPower"),
        "<bwb/TRUTH/art/8a/lid/1> eli:is_part_of <bwb/TRUTH/art/8a> .",
        "<bwb/TRUTH/art/8a/lid/1/onder/c> eli:is_part_of <bwb/TRUTH/art/8a/lid/1> .",
    )
)


def write_criminal(case: Case, facts: Facts) -> None:
    write_item(facts, CRIMINAL_DATA[case["datum"]])
    write_claim(facts, case["claimed on"], case["status"])
    if case["provision"] != "none":
        facts.add("claim", "gs:claimedProvision", CRIMINAL_PROVISIONS[case["provision"]])
    if "6" in case["limbs"]:
        facts.add("claim", "gs:art6Limb", "eu-gdpr:A6-1-e")
    if "9" in case["limbs"]:
        facts.add("claim", "gs:art9Limb", "eu-gdpr:A9-2-g")


def expect_criminal(case: Case) -> set[str]:
    allowed = case["status"] in COUNTS and case["provision"] in NAMES_CRIMINAL
    return {twin(case, "CriminalProvision")} if case["datum"] in CRIMINAL and not allowed else set()


CRIMINAL_TABLE = Table(
    name="criminal",
    step=4,
    dimensions={
        "layer": LAYERS,
        "datum": tuple(CRIMINAL_DATA),
        "provision": ("none", *CRIMINAL_PROVISIONS),
        "limbs": ("none", "6", "9", "6 and 9"),
        "status": ("asserted", "denied", "doubted"),
        "claimed on": ("item", "flow"),
    },
    covers=twins("CriminalProvision"),
    write=write_criminal,
    expect=expect_criminal,
    stage=Stage.DERIVED,
    law=CRIMINAL_LAW,
)

# R037, R038: the BSN needs a provision that permits its use, claimed for that use; a rule on use by who has authority
# (PW 68(1)) gives none. That the authority was examined and not shown is no silence, in a document.

IDENTIFIERS = {"BSN": "id:data/bsn", "client number": "id:data/client-number", "ordinary": "id:data/benefit-amount"}
PERMISSIONS = {
    "permission": "id:bwb/TRUTH/art/10/lid/1",
    "article of it": "id:bwb/TRUTH/art/10",
    "letter of it": "id:bwb/TRUTH/art/10/lid/1/onder/a",
    "rule on use": "id:bwb/TRUTH/art/68/lid/1",
    "gateway": "id:bwb/TRUTH/art/8",
}
PERMITS = {"permission", "article of it", "letter of it"}
IDENTIFIER_LAW = """
<norm/truth-permission> a gs:IdentifierPermission ; gs:restsOn <bwb/TRUTH/art/10/lid/1> .
<norm/truth-use> a gs:IdentifierUseRule ; gs:restsOn <bwb/TRUTH/art/68/lid/1> .
<norm/truth-gateway> a gs:Gateway ; gs:restsOn <bwb/TRUTH/art/8> .
<bwb/TRUTH/art/10/lid/1> eli:is_part_of <bwb/TRUTH/art/10> .
<bwb/TRUTH/art/10/lid/1/onder/a> eli:is_part_of <bwb/TRUTH/art/10/lid/1> .
"""


def write_identifier(case: Case, facts: Facts) -> None:
    write_item(facts, IDENTIFIERS[case["datum"]])
    write_verdict(facts, case["verdict"])
    write_claim(facts, case["claimed on"], case["status"], f"gs:{case['operation']}")
    if case["provision"] != "none":
        facts.add("claim", "gs:claimedProvision", PERMISSIONS[case["provision"]])
    if case["client number"] in ("item", "flow"):
        facts.add(case["client number"], "gs:handlingCondition", "advice")
        facts.add("advice", "gs:conditionKind", "gs:useClientNumber")
    if case["client number"] == "shared too":
        facts.item("number")
        facts.add("number", "dpv:hasPersonalData", IDENTIFIERS["client number"])


def expect_identifier(case: Case) -> set[str]:
    if case["datum"] != "BSN":
        return set()
    found = set() if case["client number"] == "not mentioned" else {"IdentifierBesideClientNumber"}
    shown = case["status"] in COUNTS and case["operation"] == "useIdentifier" and case["provision"] in PERMITS
    if not shown:
        examined = case["layer"] != REGISTER and case["verdict"] == "authorityNotShown"
        found.add("IdentifierAuthorityNotShown" if examined else twin(case, "IdentifierAuthority"))
    return found


IDENTIFIER = Table(
    name="identifier",
    step=4,
    dimensions={
        "layer": LAYERS,
        "datum": tuple(IDENTIFIERS),
        "verdict": ("none", "authorityNotShown"),
        "operation": ("disclose", "useIdentifier"),
        "provision": ("none", *PERMISSIONS),
        "status": ("asserted", "denied"),
        "claimed on": ("item", "flow"),
        "client number": ("not mentioned", "item", "flow", "shared too"),
    },
    covers={*twins("IdentifierAuthority"), "IdentifierAuthorityNotShown", "IdentifierBesideClientNumber"},
    write=write_identifier,
    expect=expect_identifier,
    possible=lambda case: case["datum"] != "client number" or case["client number"] != "shared too",
    stage=Stage.DERIVED,
    law=IDENTIFIER_LAW,
)

# R039, R040: policy of Noaberkracht and its two municipalities. Special data only where a statute provides or with
# consent; health data the same when used inside the organisation. An exception is a statute that provides, too.

NOABERKRACHT = {
    "Noaberkracht": "id:org/noaberkracht",
    "Tubbergen": "id:org/gemeente-tubbergen",
    "another": "id:org/laborijn",
}
OWN_DATA = {
    "ordinary": "id:data/benefit-amount",
    "belief": "id:data/belief",
    "country of origin": "id:data/country-of-origin",
    "health": "id:data/health",
    "work capacity": "id:data/work-capacity",
}
CARE = {
    "care provider": "id:party/zorgaanbieder",
    "hospital": "id:party/ziekenhuis",
    "general practitioner": "id:party/huisarts",
    **{
        name: f"id:party/{name}"
        for name in (
            "aanbieder-zvw-zorg",
            "direct-betrokkene-behandeling",
            "eerstelijnszorg",
            "gehandicaptenzorg",
            "ggz-aanbieder",
            "hulpverlener",
            "hulpverlener-wgbo",
            "jeugdarts",
            "jeugdhulpaanbieder",
            "jeugdhulpverlener",
            "medewerker-zorgaanbieder",
            "treating-care-professional",
            "vervanger-hulpverlener",
            "verslavingszorg",
            "ziekenhuis-spoedzorg",
            "zorgpartij",
        )
    },
}
NO_CARE = {
    "employer": "id:party/werkgever",
    "college": "id:party/college",
    **{name: f"id:party/{name}" for name in ("politie", "school", "uwv", "woningcorporatie", "zorgverzekeraar")},
}
RECIPIENTS = {**CARE, **NO_CARE}
CLAIMS = ("none", "ground and provision", "exception and provision", "ground alone", "denied provision")
DIRECTIONS = {"internal": "gs:internal", "provide": "gs:provide", "not stated": None}


def write_policy(case: Case, facts: Facts) -> None:
    write_item(facts, OWN_DATA[case["datum"]])
    ours, theirs = NOABERKRACHT[case["party"]], RECIPIENTS[case.values.get("recipient", "college")]
    facts.add("flow", "dpv:hasDataExporter", ours if case["as"] == "sender" else theirs)
    facts.add("flow", "dpv:hasRecipient", theirs if case["as"] == "sender" else ours)
    direction = DIRECTIONS[case["direction"]]
    if direction is not None:
        facts.add("flow", "gs:direction", direction)
    if case["claim"] != "none":
        write_claim(facts, "flow", "denied" if case["claim"].startswith("denied") else "asserted")
        limb = "art9Limb" if case["claim"].startswith("exception") else "art6Limb"
        facts.add("claim", f"gs:{limb}", "eu-gdpr:A9-2-g" if limb == "art9Limb" else "eu-gdpr:A6-1-e")
    if case["claim"].endswith("provision"):
        facts.add("claim", "gs:claimedProvision", "id:bwb/TRUTH/art/8")
    if case["consent"] != "none":
        facts.add(case["consent"], "gs:consentRecord", "consent")
        facts.add("consent", "a", "gs:ConsentRecord")


def has_law_or_consent(case: Case) -> bool:
    provided = case["claim"] in ("ground and provision", "exception and provision")
    return provided or case["consent"] != "none"


def expect_policy(case: Case) -> set[str]:
    if case["party"] == "another" or case["datum"] == "ordinary" or has_law_or_consent(case):
        return set()
    if case["datum"] in HEALTH:
        return {twin(case, "NoaberkrachtInternalHealth")} if case["direction"] == "internal" else set()
    return {twin(case, "NoaberkrachtSpecial")}


POLICY = Table(
    name="noaberkracht-special",
    step=4,
    dimensions={
        "layer": LAYERS,
        "datum": tuple(OWN_DATA),
        "party": tuple(NOABERKRACHT),
        "as": ("sender", "recipient"),
        "direction": tuple(DIRECTIONS),
        "claim": CLAIMS,
        "consent": ("none", "flow", "item"),
    },
    covers={*twins("NoaberkrachtSpecial"), *twins("NoaberkrachtInternalHealth")},
    write=write_policy,
    expect=expect_policy,
    stage=Stage.DERIVED,
)

# R041: medical data that it shares without law and consent, on an exceptional evident interest only; rarely with who
# gives no care. A document that says that this was not weighed is not silent; a register must show that it was.


def write_medical(case: Case, facts: Facts) -> None:
    write_policy(case, facts)
    if case["evident interest"] != "not stated":
        facts.add("item", "gs:recordedMeasure", "measure")
        facts.add("measure", "a", "gs:RecordedMeasure")
        other = case["evident interest"].startswith("other measure")
        facts.add("measure", "gs:measureKind", "gs:triage" if other else "gs:evidentInterest")
    if case["evident interest"] in ("weighed", "not weighed", "other measure left undone"):
        facts.add("measure", "gs:taken", case["evident interest"] == "weighed")


def expect_medical(case: Case) -> set[str]:
    outside = case["direction"] != "internal" and case["party"] != "another" and case["as"] == "sender"
    if not outside or case["datum"] not in HEALTH or has_law_or_consent(case):
        return set()
    interest = case["evident interest"]
    if interest in ("weighed", "recorded"):
        return set() if case["recipient"] in CARE else {"EvidentInterestTowardsNonCareParty"}
    if interest == "not weighed" and case["layer"] != REGISTER:
        return {"NoaberkrachtMedicalLeftUndoneReported"}
    return {twin(case, "NoaberkrachtMedical")}


MEDICAL = Table(
    name="noaberkracht-medical",
    step=4,
    dimensions={
        "layer": LAYERS,
        "datum": ("ordinary", "belief", "work capacity"),
        "party": ("Noaberkracht", "another"),
        "as": ("sender", "recipient"),
        "direction": ("internal", "provide"),
        "claim": ("none", "ground and provision", "exception and provision"),
        "consent": ("none", "item"),
        "evident interest": (
            "not stated",
            "weighed",
            "recorded",
            "not weighed",
            "other measure left undone",
            "other measure",
        ),
        "recipient": ("care provider", "hospital", "employer", "college"),
    },
    covers={
        *twins("NoaberkrachtMedical"),
        "NoaberkrachtMedicalLeftUndoneReported",
        "EvidentInterestTowardsNonCareParty",
    },
    write=write_medical,
    expect=expect_medical,
    possible=lambda case: case["as"] == "sender" or case["recipient"] == "employer",
    stage=Stage.DERIVED,
)

CARE_PARTIES = Table(
    name="care-parties",
    step=4,
    dimensions={
        "layer": LAYERS,
        "datum": ("work capacity",),
        "party": ("Noaberkracht",),
        "as": ("sender",),
        "direction": ("provide",),
        "claim": ("none",),
        "consent": ("none",),
        "evident interest": ("weighed",),
        "recipient": tuple(RECIPIENTS),
    },
    covers={"EvidentInterestTowardsNonCareParty"},
    write=write_medical,
    expect=expect_medical,
    stage=Stage.DERIVED,
)

# R031, R037, R019 evaluated for a day: what is claimed is an exception, a permission or a provision on criminal data,
# and it fits, is contradicted or is open. Made-up provisions, each with one norm, ask for the datum and the task.

ACT = Act("bwb/TRUTH-DAY")
VERSION = "2020-01-01"
JUDGED = {
    "exception": ("gs:Exception", "data/health"),
    "permission": ("gs:IdentifierPermission", "data/bsn"),
    "criminal": ("gs:ProcessingPower", "data/criminal"),
    "gateway": ("gs:Gateway", "data/personal"),
}
TEXTS = ("held", "not held", "heldAndAbsent")


def provision_of(norm: str, text: str) -> str:
    """The number of the provision with this kind of norm and this state of its text."""
    return str(1 + tuple(JUDGED).index(norm) * len(TEXTS) + TEXTS.index(text))


def day_law() -> str:
    """For each kind of norm a provision whose text is held, one whose text is not, and one that is absent."""
    law = ACT.version(VERSION)
    for norm, text in itertools.product(JUDGED, TEXTS):
        kind, data = JUDGED[norm]
        number = provision_of(norm, text)
        asks = {"dpv:hasPersonalData": f"<{data}>", "gs:task": "<task/pw>"}
        limb = "; gs:art9Limb eu-gdpr:A9-2-b" if kind == "gs:Exception" else ""
        law += ACT.provision(number) + ACT.norm(f"truth-day-{number}", kind, number, asks, limb)
        if text != "not held":
            law += ACT.text(number, VERSION, presence=text, read=TODAY.isoformat())
    return law


JUDGED_DATA = {
    "health": "id:data/health",
    "BSN": "id:data/bsn",
    "criminal": "id:data/criminal",
    "ordinary": "id:data/benefit-amount",
}
TASKS = {"fits": "id:task/pw", "another": "id:task/wgs", "not stated": None}
ARTICLE_9 = {"none": None, "its own": "eu-gdpr:A9-2-b", "another": "eu-gdpr:A9-2-g"}


def write_judged(case: Case, facts: Facts) -> None:
    write_item(facts, JUDGED_DATA[case["datum"]])
    facts.add("flow", "gs:qualification", "gs:independentControllers")
    task, limb = TASKS[case["task"]], ARTICLE_9[case["limb of article 9"]]
    if task is not None:
        facts.add("flow", "gs:task", task)
    operation = "gs:useIdentifier" if case["norm"] == "permission" else "gs:disclose"
    write_claim(facts, "item", case["status"], operation)
    facts.add("claim", "gs:art6Limb", "eu-gdpr:A6-1-e")
    facts.add("claim", "gs:claimedProvision", ACT.place(provision_of(case["norm"], case["text"])))
    if limb is not None:
        facts.add("claim", "gs:art9Limb", limb)


NAMED = {
    ("exception", "health"): ("ExceptionNotFitting", "ExceptionFacts"),
    ("permission", "BSN"): ("IdentifierNotPermitted", "IdentifierPermission"),
    ("criminal", "criminal"): ("CriminalDataNotCovered", ""),
}
"""By what is claimed for which datum: what is found when it does not fit, and when facts are missing."""


def expect_judged(case: Case) -> set[str]:
    """A provision that is absent is R026's (step 3); of one that is not held nothing is known."""
    named = NAMED.get((case["norm"], case["datum"]))
    if named is None or case["status"] not in COUNTS or case["text"] != "held":
        return set()
    other_limb = case["norm"] == "exception" and case["limb of article 9"] == "another"
    if case["task"] == "another" or other_limb:
        return {named[0]}
    return {twin(case, named[1])} if case["task"] == "not stated" and named[1] else set()


ON_A_DAY = Table(
    name="on-a-day",
    step=4,
    dimensions={
        "layer": LAYERS,
        "norm": tuple(JUDGED),
        "datum": tuple(JUDGED_DATA),
        "text": TEXTS,
        "task": tuple(TASKS),
        "limb of article 9": tuple(ARTICLE_9),
        "status": ("asserted", "denied"),
    },
    covers={
        "ExceptionNotFitting",
        "IdentifierNotPermitted",
        "CriminalDataNotCovered",
        *twins("ExceptionFacts"),
        *twins("IdentifierPermission"),
    },
    write=write_judged,
    expect=expect_judged,
    stage=Stage.EVALUATED,
    law=day_law(),
)

TABLES = [
    SPECIAL_TABLE,
    LETTERS,
    NATIONAL_TABLE,
    EXPLICIT,
    HEALTH_EXCEPTION,
    CRIMINAL_TABLE,
    IDENTIFIER,
    POLICY,
    MEDICAL,
    CARE_PARTIES,
    ON_A_DAY,
]


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_combination_gives_what_the_oracle_says(table: Table) -> None:
    agrees(table)


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_shape_is_expected_in_some_cases_and_not_in_others(table: Table) -> None:
    assert vacuous(table) == set()


def test_the_tables_cover_every_shape_of_the_step() -> None:
    assert covered(TABLES) == shapes_of_step(4)


def test_the_default_engine_agrees_on_a_table() -> None:
    assert default_engine_differs(HEALTH_EXCEPTION, every=23) == ""
