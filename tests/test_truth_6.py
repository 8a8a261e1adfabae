"""Truth tables of step 6: roles in a processing, the joint arrangement, processor agreements (R074-R096, R108)."""

from __future__ import annotations

import pytest
from truth_evidence import LABORIJN, clause, meant, silence, twins
from truth_tables import (
    LAYERS,
    Case,
    Facts,
    Table,
    covered,
    default_engine_differs,
    differences,
    shapes_of_step,
    vacuous,
)


def role(facts: Facts, name: str, kind: str, status: str) -> None:
    facts.add(name, "a", "gs:RoleAssignment")
    if kind:
        facts.add(name, "gs:role", kind)
    facts.add(name, "gs:roleStatus", f"gs:{status}")
    facts.add(name, "gs:inFlow", "flow")


def agreement(facts: Facts, kind: str, status: str, name: str = "agreement") -> None:
    facts.add(name, "a", kind)
    facts.add(name, "gs:agreementStatus", f"gs:{status}")
    facts.derived_from(name)


# Processors: who decides, who is controller beside them, which agreement there is (AVG art. 4, 26 and 28).

ROLES = {
    "processor": "dpv:DataProcessor",
    "sub-processor": "dpv:DataSubProcessor",
    "third party": "dpv:ThirdParty",
    "unnamed": "",
}
KINDS = {
    "not recorded": (),
    "with a processor": ("gs:processorRelation",),
    "of joint controllers": ("gs:jointControllers",),
}
PROCESSOR, JOINT = "dpv:ControllerProcessorAgreement", "dpv:JointDataControllersAgreement"


def write_processor(case: Case, facts: Facts) -> None:
    facts.flow()
    facts.add("flow", "gs:qualification", *KINDS[case["kind"]])
    if case["processor"] != "none":
        kind, _, status = case["processor"].partition(", ")
        role(facts, "role", ROLES[kind], status)
        if case["sets purposes"] != "not stated":
            facts.add("role", "gs:setsPurposesAndMeans", case["sets purposes"] == "yes")
    if case["controller"] != "none":
        kind, _, status = case["controller"].partition(", ")
        role(facts, "other", "dpv:JointDataControllers" if kind == "joint" else "dpv:DataController", status)
    if case["agreement"] != "none":
        kind, _, status = case["agreement"].partition(", ")
        agreement(facts, PROCESSOR if kind == "processor" else JOINT, status)
        facts.add("agreement", "gs:governsFlow", "flow")


def expect_processor(case: Case) -> set[str]:
    """A processor, a sub-processor too, works for a controller under an agreement; one that decides is none (R077)."""
    asserted = case["processor"] in ("processor, asserted", "sub-processor, asserted")
    if not asserted and case["kind"] != "with a processor":
        return set()
    decides = {"ProcessorSetsPurposes"} if asserted and case["sets purposes"] == "yes" else set()
    has_controller = case["controller"] in ("controller, asserted", "joint, asserted")
    return (
        decides
        | silence("ControllerBesideProcessor", case, has_controller)
        | silence("ProcessorAgreement", case, case["agreement"] == "processor, inForce")
    )


ASSERTED, REJECTED, LEFT_OPEN = "asserted", "consideredAndRejected", "roleNotStated"
PROCESSORS = Table(
    name="processors",
    step=6,
    dimensions={
        "layer": LAYERS,
        "kind": tuple(KINDS),
        "processor": (
            "none", "processor, asserted", f"processor, {REJECTED}", f"processor, {LEFT_OPEN}",
            "sub-processor, asserted", "third party, asserted", "unnamed, asserted",
        ),
        "sets purposes": ("not stated", "yes", "no"),
        "controller": (
            "none", "controller, asserted", f"controller, {REJECTED}", "joint, asserted", f"joint, {LEFT_OPEN}",
        ),
        "agreement": ("none", "processor, inForce", "processor, draft", "processor, statusNotStated", "joint, inForce"),
    },
    covers={"ProcessorSetsPurposes"} | twins("ControllerBesideProcessor") | twins("ProcessorAgreement"),
    write=write_processor,
    expect=expect_processor,
    possible=lambda case: case["processor"] != "none" or case["sets purposes"] == "not stated",
)  # fmt: skip


# Joint controllers and whether there is an arrangement (AVG art. 26; R074).


def write_joint(case: Case, facts: Facts) -> None:
    facts.flow()
    facts.add("flow", "gs:qualification", *KINDS[case["kind"]])
    if case["role"] != "none":
        kind, _, status = case["role"].partition(", ")
        role(facts, "role", "dpv:JointDataControllers" if kind == "joint" else "dpv:DataController", status)
    if case["arrangement"] == "another agreement":
        agreement(facts, PROCESSOR, "inForce")
    elif case["arrangement"] != "none":
        agreement(facts, JOINT, case["arrangement"])
    if case["arrangement"] != "none":
        facts.add("agreement", "gs:governsFlow", "flow")


def expect_joint(case: Case) -> set[str]:
    """R074. One drafted or advised is known not to be there yet; one only discussed, or a model, is none."""
    found = {"JointArrangementNotInForce"} if case["arrangement"] in ("draft", "advised") else set()
    if case["role"] == f"joint, {ASSERTED}" or case["kind"] == "of joint controllers":
        found |= silence("JointArrangement", case, case["arrangement"] in ("inForce", "draft", "advised"))
    return found


JOINTLY = Table(
    name="joint-controllers",
    step=6,
    dimensions={
        "layer": LAYERS,
        "kind": tuple(KINDS),
        "role": ("none", f"joint, {ASSERTED}", f"joint, {REJECTED}", f"joint, {LEFT_OPEN}", "sole, asserted"),
        "arrangement": (
            "none", "inForce", "draft", "advised", "considered", "modelText", "statusNotStated", "another agreement",
        ),
    },
    covers={"JointArrangementNotInForce"} | twins("JointArrangement"),
    write=write_joint,
    expect=expect_joint,
)  # fmt: skip


# What a joint arrangement settles and whether it is available (R075, R076, R108).


def write_arrangement(case: Case, facts: Facts) -> None:
    agreement(facts, JOINT, case["status"])
    for topic in ("responsibilities", "contactForRights"):
        match case[topic]:
            case "nothing":
                pass
            case "a clause":
                clause(facts, "agreement", topic, topic)
            case status:
                clause(facts, "agreement", topic, topic, clauseStatus=status)
    if case["made available"] != "nothing":
        facts.add("agreement", "gs:madeAvailable", case["made available"] == "yes")


def expect_arrangement(case: Case) -> set[str]:
    """A clause that is required or proposed is not agreed; a clause of which no more is said is."""
    found: set[str] = set()
    for topic, rule in (("responsibilities", "Responsibilities"), ("contactForRights", "ContactForRights")):
        found |= silence(rule, case, case[topic] != "nothing")
        found |= {rule + "NotAgreed"} if case[topic] in ("required", "proposed") else set()
    if case["made available"] == "no":
        return found | {"ArrangementNotMadeAvailable"}
    return found | silence("Availability", case, case["made available"] == "yes")


CLAUSE = ("nothing", "a clause", "agreed", "required", "proposed")
ARRANGEMENT = Table(
    name="joint-arrangement",
    step=6,
    dimensions={
        "layer": LAYERS,
        "status": ("inForce", "draft"),
        "responsibilities": CLAUSE,
        "contactForRights": CLAUSE,
        "made available": ("nothing", "yes", "no"),
    },
    covers={"ResponsibilitiesNotAgreed", "ContactForRightsNotAgreed", "ArrangementNotMadeAvailable"}
    | twins("Responsibilities")
    | twins("ContactForRights")
    | twins("Availability"),
    write=write_arrangement,
    expect=expect_arrangement,
)


# Laborijn: three topics in its processor agreements (R079); security in anybody's (R081).

TOPICS = ("purposesAndMeans", "securityMeasures", "auditRight")


def write_laborijn(case: Case, facts: Facts) -> None:
    agreement(facts, PROCESSOR, "inForce")
    facts.add("agreement", "gs:agreementParty", *meant(case, case["party"], LABORIJN))
    for topic in (*TOPICS, "liability"):
        if case[topic] == "yes":
            clause(facts, "agreement", topic, topic)


def expect_laborijn(case: Case) -> set[str]:
    """An agreement of which no clause is held is silence under the policy; of it the guideline asks nothing."""
    found: set[str] = set()
    if case["party"] in ("laborijn", "a body of it"):
        found |= silence("LaborijnProcessorClauses", case, all(case[topic] == "yes" for topic in TOPICS))
    held = any(case[topic] == "yes" for topic in (*TOPICS, "liability"))
    return found | ({"SecurityClauseMissing"} if held and case["securityMeasures"] == "no" else set())


LABORIJN_CLAUSES = Table(
    name="clauses-of-laborijn",
    step=6,
    dimensions={
        "layer": LAYERS,
        "party": ("laborijn", "a body of it", "another", "nobody"),
        **dict.fromkeys((*TOPICS, "liability"), ("yes", "no")),
    },
    covers=twins("LaborijnProcessorClauses") | {"SecurityClauseMissing"},
    write=write_laborijn,
    expect=expect_laborijn,
)


# Laborijn: agreements with external parties (R096).

WHO = (*LABORIJN, "another", "nobody")


def write_cooperation(case: Case, facts: Facts) -> None:
    facts.flow()
    facts.add("flow", "dpv:hasDataExporter", *meant(case, case["sender"], LABORIJN))
    for recipient in case["recipient"].split(" and "):
        facts.add("flow", "dpv:hasRecipient", *meant(case, recipient, LABORIJN))
    if case["agreement"] != "none":
        facts.add("agreement", "a", case["agreement"])
        facts.add("agreement", "gs:governsFlow", "flow")


def expect_cooperation(case: Case) -> set[str]:
    """Of what Laborijn gives to others; who they are when the recipient is not stated is asked elsewhere (R100)."""
    external = case["sender"] in LABORIJN and "another" in case["recipient"]
    return silence("LaborijnCooperation", case, case["agreement"] != "none") if external else set()


COOPERATION = Table(
    name="cooperation",
    step=6,
    dimensions={
        "layer": LAYERS,
        "sender": WHO,
        "recipient": (*WHO, "laborijn and another"),
        "agreement": ("none", "gs:ServiceAgreement", PROCESSOR),
    },
    covers=twins("LaborijnCooperation"),
    write=write_cooperation,
    expect=expect_cooperation,
)

TABLES = (PROCESSORS, JOINTLY, ARRANGEMENT, LABORIJN_CLAUSES, COOPERATION)


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_combination_gives_what_the_oracle_says(table: Table) -> None:
    assert differences(table) == ""


def test_the_default_engine_agrees_on_a_sample() -> None:
    assert default_engine_differs(JOINTLY, every=9) == ""


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_no_table_is_vacuous(table: Table) -> None:
    assert vacuous(table) == set()


def test_the_tables_cover_every_shape_of_the_step_but_the_model() -> None:
    """The clauses of the model agreement have a table of their own (test_truth_6_model)."""
    assert covered(TABLES) == {name for name in shapes_of_step(6) if not name.startswith("ModelWithout")}
