"""Truth tables of step 1: a ground of article 6(1) AVG for each party and datum, and what does not bear one.

The oracles are read from articles 4(11), 6(1), 7 and recital 47 AVG and from rules.csv (R001, R002, R005 to R009, R012,
R013, R015 to R017), not from the shapes.
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

STATUS = {"asserted": "gs:claimAsserted", "denied": "gs:claimDenied", "doubted": "gs:claimDoubted"}
COUNTS = ("asserted", "silent on status")
"""A claim that its own source denies or doubts is none; one whose status is not stated is one."""


def twin(case: Case, name: str) -> str:
    """The rule on silence of the case's layer: a register must show, a document may be silent."""
    return name + ("NotShownRegister" if case["layer"] == REGISTER else "NotStatedReported")


def twins(name: str) -> set[str]:
    return {name + "NotShownRegister", name + "NotStatedReported"}


def write_claim(facts: Facts, on: str, name: str, status: str = "asserted") -> None:
    """A claim on a flow or item, with its status."""
    facts.add(on, "gs:basisClaim", name)
    facts.add(name, "a", "gs:BasisClaim")
    facts.derived_from(name)
    if status in STATUS:
        facts.add(name, "gs:claimStatus", STATUS[status])


# R012, R013: the four qualities of article 4(11), consent that is general, consent that was withdrawn (article 7(3)).

QUALITIES = {
    "free": "gs:freelyGiven",
    "specific": "gs:specific",
    "informed": "gs:informed",
    "unambiguous": "gs:unambiguous",
}


def write_consent(case: Case, facts: Facts) -> None:
    facts.add("consent", "a", "gs:ConsentRecord")
    facts.derived_from("consent")
    for name, quality in QUALITIES.items():
        if case[name] == "shown":
            facts.add("consent", "gs:consentQuality", quality)
    if case["general"] == "yes":
        facts.add("consent", "gs:consentQuality", "gs:general")
    if case["withdrawn"] != "not stated":
        facts.add("consent", "gs:withdrawn", case["withdrawn"] == "yes")


def expect_consent(case: Case) -> set[str]:
    found = set()
    if any(case[name] == "silent" for name in QUALITIES):
        found.add(twin(case, "ConsentQuality"))
    if case["general"] == "yes":
        found.add("GeneralConsent")
    if case["withdrawn"] == "yes":
        found.add("ConsentWithdrawn")
    return found


CONSENT = Table(
    name="consent",
    step=1,
    dimensions={
        "layer": LAYERS,
        **dict.fromkeys(QUALITIES, ("shown", "silent")),
        "general": ("no", "yes"),
        "withdrawn": ("not stated", "no", "yes"),
    },
    covers={*twins("ConsentQuality"), "GeneralConsent", "ConsentWithdrawn"},
    write=write_consent,
    expect=expect_consent,
    stage=Stage.DERIVED,
)

# R015, R016: policy of Noaberkracht, which binds it and the two municipalities whose organisation it is.

POINTS = {
    "purpose": "gs:purposes",
    "course": "gs:courseOfEvents",
    "inspection": "gs:whoCanInspect",
    "retention": "gs:retentionPeriod",
}
PARTIES = {
    "Noaberkracht": "id:org/noaberkracht",
    "Dinkelland": "id:org/gemeente-dinkelland",
    "Tubbergen": "id:org/gemeente-tubbergen",
    "college of Dinkelland": "id:org/college-dinkelland",
    "college of Tubbergen": "id:org/college-tubbergen",
    "another": "id:org/laborijn",
}
BOUND = set(PARTIES) - {"another"}


def write_parties(case: Case, facts: Facts) -> None:
    """A flow between the case's party and some third party."""
    facts.flow()
    ours, theirs = PARTIES[case["party"]], "id:org/truth-third"
    facts.add("flow", "dpv:hasDataExporter", ours if case["as"] == "sender" else theirs)
    facts.add("flow", "dpv:hasRecipient", theirs if case["as"] == "sender" else ours)


def write_policy(case: Case, facts: Facts) -> None:
    write_parties(case, facts)
    facts.item()
    facts.add("consent", "a", "gs:ConsentRecord")
    facts.derived_from("consent")
    if case["for"] != "no flow":
        facts.add(case["for"], "gs:consentRecord", "consent")
    for name, point in POINTS.items():
        if case[name] == "told":
            facts.add("consent", "gs:tells", point)


def expect_policy(case: Case) -> set[str]:
    bound = case["party"] in BOUND and case["for"] != "no flow"
    return {twin(case, "ConsentInformation")} if bound and any(case[name] == "silent" for name in POINTS) else set()


CONSENT_POLICY = Table(
    name="consent-policy",
    step=1,
    dimensions={
        "layer": LAYERS,
        "party": ("Noaberkracht", "Dinkelland", "another"),
        "as": ("sender", "recipient"),
        "for": ("flow", "item", "no flow"),
        **dict.fromkeys(POINTS, ("told", "silent")),
    },
    covers=twins("ConsentInformation"),
    write=write_policy,
    expect=expect_policy,
    stage=Stage.DERIVED,
)


def write_refusal(case: Case, facts: Facts) -> None:
    write_parties(case, facts)
    if case["refusal ends entitlement"] != "not stated":
        facts.add("flow", "gs:refusalEndsEntitlement", case["refusal ends entitlement"] == "yes")


REFUSAL = Table(
    name="refusal",
    step=1,
    dimensions={
        "layer": LAYERS,
        "party": tuple(PARTIES),
        "as": ("sender", "recipient"),
        "refusal ends entitlement": ("not stated", "no", "yes"),
    },
    covers={"RefusalEndsEntitlement"},
    write=write_refusal,
    expect=lambda case: (
        {"RefusalEndsEntitlement"} if case["party"] in BOUND and case["refusal ends entitlement"] == "yes" else set()
    ),
    stage=Stage.DERIVED,
)

# R001: every party that is an organisation has a ground of its own; a processor acts on that of the controller.

ROLES = {
    "asserted": ("gs:asserted", "dpv:DataProcessor", "flow"),
    "rejected": ("gs:consideredAndRejected", "dpv:DataProcessor", "flow"),
    "controller": ("gs:asserted", "dpv:DataController", "flow"),
    "elsewhere": ("gs:asserted", "dpv:DataProcessor", "other-flow"),
}
PARTY_CLAIMS = ("none", "asserted", "denied", "doubted", "without limb", "of the other party")


def write_party_claim(facts: Facts, on: str, name: str, kind: str) -> None:
    """A claim of the party in question on a flow or an item; of which kind the dimensions say."""
    if kind != "none":
        write_claim(facts, on, name, kind if kind in STATUS else "asserted" if kind != COUNTS[1] else "")
        facts.add(name, "gs:actor", "other" if kind == "of the other party" else "party")
        facts.add(name, "gs:operation", "gs:disclose")
        if kind != "without limb":
            facts.add(name, "gs:art6Limb", "eu-gdpr:A6-1-e")


def write_party(case: Case, facts: Facts) -> None:
    facts.flow()
    facts.add("flow", "dpv:hasDataExporter" if case["as"] == "sender" else "dpv:hasRecipient", "party")
    facts.add("flow", "dpv:hasRecipient" if case["as"] == "sender" else "dpv:hasDataExporter", "other")
    if case["party"] == "organisation":
        facts.add("party", "org:classification", "id:party/college")
    if case["processor"] in ROLES:
        status, role, flow = ROLES[case["processor"]]
        facts.add("role", "a", "gs:RoleAssignment")
        facts.add("role", "gs:roleStatus", status)
        facts.add("role", "gs:role", role)
        facts.add("role", "gs:assignee", "party")
        facts.add("role", "gs:inFlow", flow)
    write_party_claim(facts, "flow", "claim", case["on the flow"])
    for item in ("first item", "second item"):
        if case[item] != "no item":
            name = item.removesuffix(" item")
            facts.item(name)
            write_party_claim(facts, name, f"claim-{name}", case[item])


def expect_party(case: Case) -> set[str]:
    items = [case[item] for item in ("first item", "second item") if case[item] != "no item"]
    has_ground = case["on the flow"] in COUNTS or (bool(items) and all(item in COUNTS for item in items))
    if case["party"] == "category of parties" or case["processor"] == "asserted" or has_ground:
        return set()
    return {twin(case, "PartyGround")}


def crossed(case: Case) -> bool:
    """Items are counted from the first; a category of parties claims nothing, whatever its role."""
    plain = case["party"] == "organisation" or case["processor"] == "not stated"
    return plain and (case["first item"] != "no item" or case["second item"] == "no item")


PARTY_GROUND = Table(
    name="party-ground",
    step=1,
    dimensions={
        "layer": LAYERS,
        "as": ("sender", "recipient"),
        "party": ("organisation", "category of parties"),
        "processor": ("not stated", *ROLES),
        "on the flow": PARTY_CLAIMS,
        "first item": ("no item", "none", "asserted", "denied", "of the other party"),
        "second item": ("no item", "none", "asserted"),
    },
    covers=twins("PartyGround"),
    write=write_party,
    expect=expect_party,
    possible=crossed,
    stage=Stage.DERIVED,
)

# R001 per datum: its own claims, and those on the flow for every operation on which it has none. An item's claim of an
# exception of article 9(2) alone stands beside the ground of the flow. Special data with an exception and no ground are
# R033's (step 4); letter a of article 9(2) is one without a provision.

LIMBS = {
    "ground": ("eu-gdpr:A6-1-e", None),
    "exception": (None, "eu-gdpr:A9-2-g"),
    "both": ("eu-gdpr:A6-1-e", "eu-gdpr:A9-2-g"),
    "letter a alone": (None, "eu-gdpr:A9-2-a"),
    "neither": (None, None),
}
DATA = {"ordinary": "id:data/benefit-amount", "health": "id:data/health"}


def write_limbs(facts: Facts, on: str, name: str, kind: str, status: str, operation: str) -> None:
    """A claim with the limbs of `kind` on a provision."""
    if kind == "none":
        return
    write_claim(facts, on, name, status)
    facts.add(name, "gs:operation", operation)
    if kind != "letter a alone":
        facts.add(name, "gs:claimedProvision", "id:bwb/BWBR0015703/art/67/lid/1")
    for predicate, limb in zip(("gs:art6Limb", "gs:art9Limb"), LIMBS[kind], strict=True):
        if limb is not None:
            facts.add(name, predicate, limb)


def write_item_ground(case: Case, facts: Facts) -> None:
    facts.flow()
    facts.item()
    facts.add("item", "dpv:hasPersonalData", DATA[case["datum"]])
    write_limbs(facts, "flow", "claim", case["flow claims"], case["status on flow"], "gs:disclose")
    operation = "gs:disclose" if case["operation of item"] == "same" else "gs:collect"
    write_limbs(facts, "item", "own", case["item claims"], case["status on item"], operation)


def counting_claims(case: Case) -> list[str]:
    """What is claimed for the datum, by claims that count."""
    claims = [case["item claims"]] if case["status on item"] in COUNTS else []
    own_basis = case["item claims"] in ("ground", "both", "neither") and case["operation of item"] == "same"
    if case["status on flow"] in COUNTS and not own_basis:
        claims.append(case["flow claims"])
    return claims


def expect_item_ground(case: Case) -> set[str]:
    claims = counting_claims(case)
    ground = any(claim in ("ground", "both") for claim in claims)
    exception = any(claim in ("exception", "both", "letter a alone") for claim in claims)
    return set() if ground or (case["datum"] == "health" and exception) else {twin(case, "ItemGround")}


ITEM_GROUND = Table(
    name="item-ground",
    step=1,
    dimensions={
        "layer": LAYERS,
        "datum": tuple(DATA),
        "flow claims": ("none", *LIMBS),
        "status on flow": ("asserted", "silent on status", "denied", "doubted"),
        "item claims": ("none", *LIMBS),
        "status on item": ("asserted", "denied"),
        "operation of item": ("same", "another"),
    },
    covers=twins("ItemGround"),
    write=write_item_ground,
    expect=expect_item_ground,
    possible=lambda case: case["flow claims"] != "letter a alone" or case["item claims"] == "none",
    stage=Stage.DERIVED,
)

# R002, R005, R006, R008: grounds outside the list, and grounds that a public authority cannot or had better not use.
# The last sentence of article 6(1) speaks of public authorities: their legal persons as well as their organs.

GROUNDS = {
    "consent": "eu-gdpr:A6-1-a",
    "explicit consent": "eu-gdpr:A6-1-a-explicit-consent",
    "contract": "eu-gdpr:A6-1-b",
    "obligation": "eu-gdpr:A6-1-c",
    "vital interest": "eu-gdpr:A6-1-d",
    "vital interest of another": "eu-gdpr:A6-1-d-natural-person",
    "public task": "eu-gdpr:A6-1-e",
    "official authority": "eu-gdpr:A6-1-e-official-authority",
    "legitimate interest": "eu-gdpr:A6-1-f",
    "legitimate interest of a third": "eu-gdpr:A6-1-f-third-party",
    "exception of article 9": "eu-gdpr:A9-2-a",
    "consent under a sectoral act": "id:norm/wmo-consent",
}
ACTORS = {
    "organ": "id:party/bestuursorgaan",
    "college": "id:party/college",
    "municipality": "id:party/gemeente",
    "public body of Wgr": "id:party/openbaar-lichaam",
    "UWV": "id:party/uwv",
    "operating organisation of Wgr": "id:party/bedrijfsvoeringsorganisatie",
    "common organ of Wgr": "id:party/gemeenschappelijk-orgaan",
    "authority": "id:party/overheidsinstantie",
    "government body": "id:party/overheidsorgaan",
    "central government": "id:party/rijksoverheid",
    "employer": "id:party/werkgever",
    "care insurer": "id:party/zorgverzekeraar",
}
PUBLIC = set(ACTORS) - {"employer", "care insurer"}
NAMED_AS = ("organisation", "category", "not stated")


def write_ground(case: Case, facts: Facts) -> None:
    facts.flow()
    write_claim(facts, "flow", "claim", case["status"])
    facts.add("claim", "gs:art6Limb", GROUNDS[case["ground"]])
    if case["actor named as"] == "category":
        facts.add("claim", "gs:actor", ACTORS[case["actor"]])
    elif case["actor named as"] == "organisation":
        facts.add("claim", "gs:actor", "party")
        facts.add("party", "a", "org:FormalOrganization")
        facts.add("party", "org:classification", ACTORS[case["actor"]])


def expect_ground(case: Case) -> set[str]:
    if case["status"] not in COUNTS:
        return set()
    public, ground = case["actor"] in PUBLIC and case["actor named as"] != "not stated", case["ground"]
    found = {
        "GroundOutsideList": ground in ("exception of article 9", "consent under a sectoral act"),
        "LegitimateInterestOfPublicBody": public and ground.startswith("legitimate interest"),
        "VitalInterestOfPublicBody": public and ground.startswith("vital interest"),
        "ConsentOfPublicBody": public and ground in ("consent", "explicit consent"),
    }
    return {name for name, holds in found.items() if holds}


GROUND = Table(
    name="ground",
    step=1,
    dimensions={
        "layer": LAYERS,
        "ground": tuple(GROUNDS),
        "status": ("asserted", "silent on status", "denied", "doubted"),
        "actor": tuple(ACTORS),
        "actor named as": NAMED_AS,
    },
    covers={
        "GroundOutsideList",
        "LegitimateInterestOfPublicBody",
        "VitalInterestOfPublicBody",
        "ConsentOfPublicBody",
    },
    write=write_ground,
    expect=expect_ground,
    possible=lambda case: case["status"] == "asserted" or case["actor"] in ("college", "employer"),
    stage=Stage.DERIVED,
)

# R007, R009: consent of who depends on a benefit; consent where the act cited asks it beside the ground (Wmo 5.1.1(4)).

SUBJECTS = {
    "none stated": None,
    "inhabitant": "id:subject/inwoner",
    "debtor": "id:subject/schuldenaar",
    "on social assistance": "id:subject/bijstandsgerechtigde",
    "on assistance, working for the provider": "id:subject/pw-worker-of-provider",
    "asks or has assistance": "id:subject/pw-assisted",
    "on IOAW": "id:subject/ioaw-gerechtigde",
    "on a survivor's benefit": "id:subject/anw-gerechtigde",
    "on a benefit of the UWV": "id:subject/uwv-uitkering-zonder-loonkostensubsidie",
}
DEPENDENT = set(SUBJECTS) - {"none stated", "inhabitant", "debtor"}
CITED = {
    "nothing": None,
    "demanding": "id:bwb/TRUTH/art/1",
    "other": "id:bwb/TRUTH/art/2",
    "AVG on consent": "id:celex/32016R0679/art/6/lid/1/onder/a",
}
CONSENT_LAW = """
<bwb/TRUTH/art/1> gs:ofStatute <bwb/TRUTH> .
<bwb/TRUTH/art/2> gs:ofStatute <bwb/TRUTH> .
<celex/32016R0679/art/6/lid/1/onder/a> gs:ofStatute <celex/32016R0679> .
<norm/truth-avg> a gs:ProcessingPower ; gs:restsOn <celex/32016R0679/art/6/lid/1/onder/a> ;
  gs:reading <norm/truth-demands/reading> .
<norm/truth-demands> a gs:ReusePower ; gs:restsOn <bwb/TRUTH/art/1> ; gs:reading <norm/truth-demands/reading> .
<norm/truth-demands/reading> a gs:Reading ; gs:element <norm/truth-demands/consent> .
<norm/truth-demands/consent> a gs:TermElement , gs:Condition ;
  gs:dimension gs:consent ; gs:accepts gs:unambiguousConsent .
<norm/truth-other> a gs:Gateway ; gs:restsOn <bwb/TRUTH/art/2> ; gs:reading <norm/truth-other/reading> .
<norm/truth-other/reading> a gs:Reading ; gs:element <norm/truth-other/necessity> , <norm/truth-other/consent> .
<norm/truth-other/necessity> a gs:VerdictElement , gs:Condition ;
  gs:dimension dpv:hasNecessity ; gs:accepts gs:necessary .
<norm/truth-other/consent> a gs:TermElement ; gs:dimension gs:consent ; gs:accepts gs:unambiguousConsent .
"""


def write_suspect_consent(case: Case, facts: Facts) -> None:
    facts.flow()
    facts.item()
    subject, cited = SUBJECTS[case["subject"]], CITED[case["cites"]]
    if subject is not None:
        facts.add("flow", "dpv:hasDataSubject", subject)
    write_claim(facts, case["claimed on"], "claim", case["status"])
    facts.add("claim", "gs:art6Limb", GROUNDS[case["ground"]])
    if cited is not None:
        facts.add("claim", "gs:claimedProvision", cited)


def expect_suspect_consent(case: Case) -> set[str]:
    if case["status"] not in COUNTS or case["ground"] not in ("consent", "explicit consent"):
        return set()
    found = {"ConsentUnderDependency"} if case["subject"] in DEPENDENT else set()
    return found | ({"ConsentDemandTakenAsGround"} if case["cites"] == "demanding" else set())


SUSPECT_CONSENT = Table(
    name="suspect-consent",
    step=1,
    dimensions={
        "layer": LAYERS,
        "ground": ("consent", "explicit consent", "public task", "obligation"),
        "status": ("asserted", "denied", "doubted"),
        "subject": tuple(SUBJECTS),
        "claimed on": ("flow", "item"),
        "cites": tuple(CITED),
    },
    covers={"ConsentUnderDependency", "ConsentDemandTakenAsGround"},
    write=write_suspect_consent,
    expect=expect_suspect_consent,
    stage=Stage.DERIVED,
    law=CONSENT_LAW,
)

# R017: the source says itself that a ground is lacking, and no other is asserted. Of a flow that is advised against, or
# that only serves as an example, it says so of nothing that is shared.

PRACTICE = {
    "not stated": None,
    "actual": "gs:actual",
    "planned": "gs:planned",
    "advised against": "gs:advisedAgainst",
    "example": "gs:hypothetical",
}


def write_denial(case: Case, facts: Facts) -> None:
    facts.flow()
    facts.item()
    practice = PRACTICE[case["practice"]]
    if practice is not None:
        facts.add("flow", "gs:practiceStatus", practice)
    for number, where in enumerate(("flow", "item", "flow again")):
        if case[where] != "none":
            write_claim(facts, where.removesuffix(" again"), f"claim-{number}", case[where])


def expect_denial(case: Case) -> set[str]:
    claims = {case["flow"], case["item"], case["flow again"]}
    if "denied" not in claims or "asserted" in claims:
        return set()
    shared = case["practice"] not in ("advised against", "example")
    return {"GroundDeniedAndNoOther" if shared else "GroundDeniedInFlowConsidered"}


DENIAL = Table(
    name="denial",
    step=1,
    dimensions={
        "layer": LAYERS,
        "practice": tuple(PRACTICE),
        "flow": ("none", *STATUS, "silent on status"),
        "item": ("none", *STATUS, "silent on status"),
        "flow again": ("none", *STATUS),
    },
    covers={"GroundDeniedAndNoOther", "GroundDeniedInFlowConsidered"},
    write=write_denial,
    expect=expect_denial,
    stage=Stage.DERIVED,
)

TABLES = [CONSENT, CONSENT_POLICY, REFUSAL, PARTY_GROUND, ITEM_GROUND, GROUND, SUSPECT_CONSENT, DENIAL]


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_combination_gives_what_the_oracle_says(table: Table) -> None:
    agrees(table)


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_shape_is_expected_in_some_cases_and_not_in_others(table: Table) -> None:
    assert vacuous(table) == set()


def test_the_tables_cover_every_shape_of_the_step() -> None:
    assert covered(TABLES) == shapes_of_step(1)


def test_the_default_engine_agrees_on_a_table() -> None:
    assert default_engine_differs(REFUSAL) == ""
