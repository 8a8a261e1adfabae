"""Truth tables of step 9: derogations (R027-R029), departing from the policy of Noaberkracht (R073), and what a
derogation does to a finding: it marks it and takes none away.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pyoxigraph as ox
import pytest
from test_shapes import shapes_of
from truth_evidence import NOABERKRACHT, claim, meant, silence, twins
from truth_tables import (
    LAYERS,
    REPORTED,
    TODAY,
    Case,
    Facts,
    Stage,
    Table,
    covered,
    data_of,
    default_engine_differs,
    differences,
    shapes_of_step,
    vacuous,
)

from grondslag.namespaces import ID
from grondslag.rdf import to_rdflib
from grondslag.report import Report
from grondslag.report.model import DerogationState
from grondslag.validation import validate

DAY = timedelta(days=1)
STARTS = {"not stated": None, "long ago": date(2020, 1, 1), "today": TODAY, "tomorrow": TODAY + DAY}
ENDS = {"not stated": None, "long ago": date(2021, 1, 1), "today": TODAY, "tomorrow": TODAY + DAY}


def in_force(start: str, end: str) -> bool:
    """Whether it holds today: it has begun, and today is not the day of its end or later (intervals are half-open)."""
    first, last = STARTS[start], ENDS[end]
    return (first is None or first <= TODAY) and (last is None or last > TODAY)


def derogation(facts: Facts, rule: str, place: str, start: str, end: str) -> None:
    facts.add("derogation", "a", "gs:Derogation")
    facts.text("derogation", "gs:derogatesFrom", rule)
    facts.derived_from("derogation")
    facts.add("derogation", "gs:appliesTo", place)
    for predicate, day in (("gs:from", STARTS[start]), ("gs:before", ENDS[end])):
        if day:
            facts.add("derogation", predicate, day)


# What is recorded of a derogation, and whether it holds today.


def write_record(case: Case, facts: Facts) -> None:
    facts.flow()
    facts.add("flow", "dpv:hasDataExporter", *meant(case, case["whose"], NOABERKRACHT))
    if case["derogation"] == "none":
        return
    places = {"for the flow": "flow", "for the organisation": meant(case, case["whose"], NOABERKRACHT)[0]}
    derogation(facts, "R024", places[case["derogation"]], case["from"], case["before"])
    if case["approved by"] != "nobody":
        facts.add("derogation", "gs:approvedBy", f"id:party/{case['approved by']}")
    if case["weighing"] == "written down":
        facts.text("derogation", "gs:weighing", "Het belang van de betrokkene weegt zwaarder.")
    if case["document"] == "named":
        facts.add("derogation", "gs:documentedIn", "document")


def expect_record(case: Case) -> set[str]:
    """Approved (R027), documented, weighed, with an end (R028), in force; at Noaberkracht with reasons (R073)."""
    if case["derogation"] == "none":
        return set()
    found = silence("DerogationApproval", case, case["approved by"] != "nobody")
    found |= silence("DerogationDocument", case, case["document"] == "named")
    found |= silence("DerogationWeighing", case, case["weighing"] == "written down")
    found |= silence("DerogationEnd", case, case["before"] != "not stated")
    if case["whose"] != "another":
        found |= silence("DeviationReasons", case, case["weighing"] == "written down")
    return found | (set() if in_force(case["from"], case["before"]) else {"DerogationNotInForce"})


ABSENT = {
    "approved by": "nobody",
    "weighing": "nothing",
    "document": "none",
    "from": "not stated",
    "before": "not stated",
}
RECORD = Table(
    name="derogation",
    step=9,
    dimensions={
        "layer": LAYERS,
        "derogation": ("none", "for the flow", "for the organisation"),
        "whose": ("noaberkracht", "a participant", "another"),
        "approved by": ("nobody", "wethouder", "college"),
        "weighing": ("nothing", "written down"),
        "document": ("none", "named"),
        "from": tuple(STARTS),
        "before": tuple(ENDS),
    },
    covers=twins("DerogationApproval")
    | twins("DerogationDocument")
    | twins("DerogationWeighing")
    | twins("DerogationEnd")
    | twins("DeviationReasons")
    | {"DerogationNotInForce"},
    write=write_record,
    expect=expect_record,
    possible=lambda case: case["derogation"] != "none" or all(case[name] == value for name, value in ABSENT.items()),
    stage=Stage.EVALUATED,
)

# An approved derogation is no ground (R029).


def write_ground(case: Case, facts: Facts) -> None:
    facts.flow()
    facts.item()
    if case["claimed for"] != "nothing":
        claim(facts, case["claimed for"], status=case["status"])
        if case["ground"] == "named":
            facts.add("claim", "gs:art6Limb", "eu-gdpr:A6-1-e")
    if case["derogation"] != "none":
        place = {"for the flow": "flow", "for the item": "item", "for another flow": "id:flow/another"}[
            case["derogation"]
        ]
        derogation(facts, "R001", place, "not stated", case["before"])
        if case["approved"] == "yes":
            facts.add("derogation", "gs:approvedBy", "id:party/wethouder")


def expect_ground(case: Case) -> set[str]:
    """Of a flow that shows no ground, when one was approved for it or a datum of it; also when that has ended."""
    derogated = case["derogation"] in ("for the flow", "for the item") and case["approved"] == "yes"
    claimed = (
        case["claimed for"] != "nothing" and case["ground"] == "named" and case["status"] in ("not stated", "asserted")
    )
    return {"DerogationGivesNoGround"} if derogated and not claimed else set()


GROUND = Table(
    name="no-ground",
    step=9,
    dimensions={
        "layer": LAYERS,
        "derogation": ("none", "for the flow", "for the item", "for another flow"),
        "approved": ("yes", "no"),
        "before": ("not stated", "long ago", "tomorrow"),
        "claimed for": ("nothing", "flow", "item"),
        "ground": ("named", "not named"),
        "status": ("not stated", "asserted", "denied", "doubted"),
    },
    covers={"DerogationGivesNoGround"},
    write=write_ground,
    expect=expect_ground,
    possible=lambda case: (
        (case["derogation"] != "none" or (case["approved"], case["before"]) == ("no", "not stated"))
        and (case["claimed for"] != "nothing" or (case["ground"], case["status"]) == ("not named", "not stated"))
    ),
    stage=Stage.EVALUATED,
)

TABLES = (RECORD, GROUND)


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_combination_gives_what_the_oracle_says(table: Table) -> None:
    assert differences(table) == ""


def test_the_default_engine_agrees_on_a_sample() -> None:
    assert default_engine_differs(GROUND, every=47) == ""


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_no_table_is_vacuous(table: Table) -> None:
    assert vacuous(table) == set()


def test_the_tables_cover_every_shape_of_the_step() -> None:
    assert covered(TABLES) == shapes_of_step(9)


# What a derogation does to the findings of a flow that states no purpose (R043) with a datum nobody judged (R046).


def write_marked(case: Case, facts: Facts) -> None:
    facts.flow()
    facts.item()
    facts.add("flow", "dpv:hasDataExporter", "sender")
    if case["derogation"] != "none":
        place = {"for the flow": "flow", "for the item": "item", "for the sender": "sender"}.get(
            case["derogation"], "other"
        )
        facts.flow("other")
        facts.add("other", "dpv:hasPurpose", "id:purpose/support")
        derogation(facts, case["from rule"], place, case["from"], case["before"])
        if case["approved"] == "yes":
            facts.add("derogation", "gs:approvedBy", "id:party/wethouder")


def expected_state(case: Case) -> DerogationState:
    if STARTS[case["from"]] == TODAY + DAY:
        return DerogationState.NOT_YET
    if not in_force(case["from"], case["before"]):
        return DerogationState.EXPIRED
    return DerogationState.APPROVED if case["approved"] == "yes" else DerogationState.NOT_APPROVED


def expect_marked(case: Case) -> set[str]:
    """Which of the two findings the derogation marks: that of its rule, for its place and what is part of that."""
    reach = {"for the flow": {"R043", "R046"}, "for the item": {"R046"}, "for the sender": {"R043", "R046"}}
    return reach.get(case["derogation"], set()) & {case["from rule"]}


MARKED = Table(
    name="marked",
    step=7,
    dimensions={
        "layer": LAYERS,
        "derogation": ("none", "for the flow", "for the item", "for the sender", "for another flow"),
        "from rule": ("R043", "R046", "R001"),
        "approved": ("yes", "no"),
        "from": ("not stated", "tomorrow"),
        "before": ("not stated", "today", "tomorrow"),
    },
    covers=(),
    write=write_marked,
    expect=lambda _: (),
    possible=lambda case: (
        (case["from"], case["before"]) != ("tomorrow", "today")
        and (case["from"], case["before"]) != ("tomorrow", "tomorrow")
        and (
            case["derogation"] != "none"
            or (case["from rule"], case["approved"], case["from"], case["before"])
            == ("R001", "no", "not stated", "not stated")
        )
    ),
    stage=Stage.EVALUATED,
)
SHAPES = {"R043": "Purpose", "R046": "Necessity"}


@pytest.fixture(scope="module")
def report() -> Report:
    """The report of all cases on the two rules, by the project's own validation."""
    shapes = shapes_of("7-purpose", "7-minimisation")
    names = {f"{name}{layer}" for name in SHAPES.values() for layer in ("NotStatedReported", "NotShownRegister")}
    facts = (triple for triple in data_of(MARKED, MARKED.cases) if str(triple.subject).startswith(f"<{ID}truth/"))
    whole = validate(to_rdflib(ox.Quad(*triple) for triple in facts), shapes)
    assert {finding.shape.rpartition("#")[2] for finding in whole.findings} == names
    return whole


def case_of(node: str) -> int:
    return int(node.partition(f"truth/{MARKED.name}/")[2].partition("/")[0])


def test_a_derogation_marks_the_findings_that_it_is_for_and_takes_none_away(report: Report) -> None:
    marked = {(case_of(str(each.focus_node)), each.rule): each.derogations for each in report.findings}
    for case in MARKED.cases:
        for rule in SHAPES:
            derogations = marked[case.number, rule]
            expected = [expected_state(case)] if rule in expect_marked(case) else []
            assert [each.state for each in derogations] == expected, str(case)


def test_the_findings_are_counted_with_and_without_those_for_which_a_derogation_stands(report: Report) -> None:
    without: Counter[str] = Counter()
    for case in MARKED.cases:
        stands = expect_marked(case) if expected_state(case) is DerogationState.APPROVED else set()
        without["info" if case["layer"] == REPORTED else "violation"] += len(set(SHAPES) - stands)
    half = len(MARKED.cases)
    assert (report.counts.violation, report.counts.warning, report.counts.info) == (half, 0, half)
    assert report.counts_without._asdict() == {"violation": without["violation"], "warning": 0, "info": without["info"]}
    assert 0 < without["violation"] < half


def test_every_derogation_is_listed_whether_or_not_it_marks_a_finding(report: Report) -> None:
    listed = {case_of(each.iri): each.state for each in report.derogations}
    assert listed == {case.number: expected_state(case) for case in MARKED.cases if case["derogation"] != "none"}
