"""What holds on a day: the flows of a made-up register, argued with the texts that are held."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import product
from pathlib import Path

import match_data
import pyoxigraph as ox
import pytest
import rdflib

from grondslag.content import content
from grondslag.evaluation import Dates, SharedLaw, day_of, evaluate, out_of_scope
from grondslag.graphs import LAW, ONTOLOGY, SHAPES, Layer, NamedGraph, readable
from grondslag.matches import add_matches
from grondslag.namespaces import GRAPH, GS, ID, PREFIXES, SHP, evaluation_graph
from grondslag.published import findings_on_flow, report_on
from grondslag.rdf import parse_file, to_rdflib
from grondslag.report.model import Report
from grondslag.validation import validate

REGISTER = NamedGraph(GRAPH + "register/dagstad", Layer.REGISTER)
SOURCE = NamedGraph(GRAPH + "source/dagstad", Layer.SOURCE)
FOLDER = Path(__file__).parent / "fixtures" / "evaluation"
FIXTURE, KINDS = FOLDER / "register.ttl", FOLDER / "kinds.ttl"
IN_2017, IN_MAY_2018, SINCE_THE_AVG = date(2017, 6, 1), date(2018, 5, 10), date(2018, 5, 25)
IN_2019, IN_2020, IN_2021, IN_2026 = date(2019, 8, 1), date(2020, 9, 1), date(2021, 2, 1), date(2026, 11, 1)
LETTER_I, REUSE = "bwb/BWBR0015703/art/67/lid/1/onder/i", "flow/dagstad/debt-help"


@cache
def store(register: Path = FIXTURE) -> ox.Store:
    """Ontology, law and a register with its match results."""
    found, target = ox.Store(), ox.NamedNode(REGISTER.iri)
    for graph in (ONTOLOGY, LAW):
        found.extend(match_data.store().quads_for_pattern(None, None, None, ox.NamedNode(graph.iri)))
    found.extend(ox.Quad(q.subject, q.predicate, q.object, target) for q in parse_file(register))
    add_matches(found, [REGISTER], content())
    return found


@cache
def law(register: Path) -> SharedLaw:
    return SharedLaw(store(register))


@cache
def facts(day: date, register: Path = FIXTURE) -> tuple[ox.Quad, ...]:
    return tuple(evaluate(store(register), [REGISTER], content(), Dates(as_of=day), law(register)))


def said(subject: str, day: date, register: Path = FIXTURE) -> dict[str, set[str]]:
    """What the evaluation says of a node: property to values, shortened."""
    found: dict[str, set[str]] = {}
    for quad in facts(day, register):
        if quad.subject == ox.NamedNode(ID + subject):
            value = str(getattr(quad.object, "value", quad.object)).removeprefix(ID).removeprefix(GS)
            found.setdefault(quad.predicate.value.removeprefix(GS), set()).add(value)
    return found


def known(subject: str, day: date) -> dict[str, set[str]]:
    """As `said`, without the nearest text (tests/test_text_states.py) and why a claim is open (test_truth_5.py)."""
    return {name: values for name, values in said(subject, day).items() if name not in ("nearestState", "openReason")}


@cache
def shapes() -> rdflib.Graph:
    files = (content().shapes / f"{name}.ttl" for name in ("conditions", "3-match", "9-derogation"))
    return to_rdflib(quad for file in files for quad in parse_file(file))


@cache
def found_by_shapes(day: date) -> set[tuple[str, str]]:
    """The findings of the shapes on the facts of a date, register included: shape and node."""
    data = [*store().quads_for_pattern(None, None, None, ox.NamedNode(REGISTER.iri)), *facts(day)]
    report = validate(to_rdflib(data), shapes(), data_hash="of no matter", shapes_hash="here")
    return {(each.shape.removeprefix(SHP), str(each.focus_node).removeprefix(ID)) for each in report.findings}


@pytest.mark.parametrize(
    ("day", "says"),
    [
        # The text of before May 2018 is not held: that is not the same as not in force.
        (IN_2017, "citesTextNotHeld"),
        (IN_MAY_2018, "citesInForce"),
        # The act was repealed with effect from 25 May 2018: its last day is the 24th.
        (date(2018, 5, 24), "citesInForce"),
        (SINCE_THE_AVG, "citesAbsent"),
        (IN_2026, "citesAbsent"),
    ],
)
def test_the_wbp_carries_a_flow_until_the_avg_applies(day: date, says: str) -> None:
    assert known("flow/dagstad/wbp/claim", day) == {"inScope": {"true"}, says: {"bwb/BWBR0011468/art/8/onder/e"}}
    finding = ("ClaimedProvisionAbsent", "flow/dagstad/wbp/claim")
    assert (finding in found_by_shapes(day)) == (says == "citesAbsent")


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (IN_2019, "citesInForce"),
        # After the text held of 2019 and before the next with other content nothing is known of the letter.
        (date(2023, 1, 1), "citesTextNotHeld"),
        (IN_2026, "citesAbsent"),
        # After the day that the text was retrieved the letter is absent still: nobody presumes it back.
        (date(2027, 1, 1), "citesAbsent"),
    ],
)
def test_letter_i_of_pw_67_is_right_in_2019_and_unknown_to_the_act_of_2026(day: date, says: str) -> None:
    assert known("flow/dagstad/letter-i/claim", day) == {"inScope": {"true"}, says: {LETTER_I}}
    finding = ("ClaimedProvisionAbsent", "flow/dagstad/letter-i/claim")
    assert (finding in found_by_shapes(day)) == (says == "citesAbsent")


def test_a_doubted_claim_is_no_finding_on_any_date() -> None:
    assert said("flow/dagstad/letter-i/claim/doubted", IN_2026) == {"inScope": {"true"}}
    assert not {node for shape, node in found_by_shapes(IN_2026) if node.endswith("doubted")}


@pytest.mark.parametrize(
    ("day", "says"),
    [(IN_2019, "notCoveredUnder"), (IN_2020, "notCoveredUnder"), (IN_2021, "coveredUnder")],
)
def test_wgs_8d_carries_debt_help_from_2021_on(day: date, says: str) -> None:
    outcomes = {"coveredUnder", "openUnder", "notCoveredUnder"}
    assert said(REUSE + "/item/scheme", day).keys() & outcomes == {says}
    assert said(REUSE + "/item/scheme", day)[says] == {REUSE + "/claim"}


@pytest.mark.parametrize(
    ("day", "inside"),
    [(date(2018, 12, 31), False), (date(2019, 1, 1), True), (date(2024, 12, 31), True), (date(2025, 1, 1), False)],
)
def test_a_flow_takes_part_from_its_first_day_until_before_its_end(day: date, inside: bool) -> None:
    nodes = {f"{ID}{REUSE}{part}" for part in ("", "/claim", "/item/scheme")}
    assert nodes & out_of_scope(facts(day)) == (set() if inside else nodes)
    assert bool(said(REUSE + "/item/scheme", day).keys() - {"inScope"}) == inside


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2025, 12, 31), {"derogationState": {"derogationNotYet"}}),
        (date(2026, 1, 1), {}),
        (date(2026, 8, 31), {}),
        (date(2026, 9, 1), {"derogationState": {"derogationEnded"}}),
    ],
)
def test_a_derogation_holds_from_its_first_day_until_before_its_end(day: date, state: dict[str, set[str]]) -> None:
    assert said("derogation/dagstad/1", day) == state
    assert (("DerogationNotInForce", "derogation/dagstad/1") in found_by_shapes(day)) == bool(state)


def test_the_facts_hold_no_dates_and_no_blank_nodes() -> None:
    for day, register in product((IN_2019, IN_2026), (FIXTURE, KINDS)):
        written = facts(day, register)
        assert {quad.graph_name for quad in written} == {ox.NamedNode(evaluation_graph(REGISTER.iri, day))}
        for quad in written:
            assert isinstance(quad.subject, ox.NamedNode)
            assert isinstance(quad.object, ox.NamedNode) or getattr(quad.object, "value", None) in ("true", "false")


def test_every_fact_is_written_with_a_declared_term() -> None:
    ontology = to_rdflib(parse_file(content().ontology / "evaluation.ttl"))
    declared = {str(node) for node in ontology.subjects()} | {GS + "derogationState"}
    days = product((IN_MAY_2018, IN_2019, IN_2026), (FIXTURE, KINDS))
    written = {quad.predicate.value for day, register in days for quad in facts(day, register)}
    assert written <= declared


def dated(literal: str) -> ox.Store:
    text = f"""@prefix dct: <http://purl.org/dc/terms/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        <{ID}source/dagstad> a <{GS}SourceDocument> {literal} ."""
    found = ox.Store()
    found.load(text, ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(SOURCE.iri))
    return found


@pytest.mark.parametrize(
    ("literal", "day"),
    [
        ('; dct:date "2019-08-06"^^xsd:date', date(2019, 8, 6)),
        ('; dct:date "2022-10"^^xsd:gYearMonth', date(2022, 10, 1)),
        ('; dct:date "2022"^^xsd:gYear', date(2022, 1, 1)),
        ("", None),
    ],
)
def test_reported_practice_is_tested_at_the_date_of_its_source_unless_asked_otherwise(
    literal: str, day: date | None
) -> None:
    found = dated(literal)
    assert day_of(found, SOURCE, Dates(as_of=IN_2026)) == day
    assert day_of(found, SOURCE, Dates(as_of=IN_2026, reported_at=IN_2021)) == IN_2021


def test_a_register_is_evaluated_only_for_a_legal_date() -> None:
    assert evaluate(store(), [REGISTER], content(), Dates(reported_at=IN_2021)) == []


def test_a_recipient_that_no_claimed_norm_names_is_found_and_the_bodies_of_67_together_are_not() -> None:
    found = ox.Store()
    found.extend(match_data.store())
    graph = NamedGraph(GRAPH + "source/003", Layer.SOURCE)
    add_matches(found, [graph], content())
    written = evaluate(found, [graph], content(), Dates(reported_at=IN_2026))
    assert not [quad for quad in written if quad.predicate.value == GS + "recipientOutside"]
    outside = [quad for quad in facts(IN_2019) if quad.predicate.value == GS + "recipientOutside"]
    assert [str(getattr(quad.subject, "value", None)) for quad in outside] == [ID + "flow/dagstad/letter-i/item/income"]


SHORTFALLS = {
    "noBasisShown",
    "notObliged",
    "consentNotFitting",
    "criminalDataNotCovered",
    "reuseNotAllowed",
    "recipientOutside",
    "evidenceMissingUnder",
    "unsettledUnder",
    "exceptionNotFitting",
    "identifierNotPermitted",
    "identifierEvidenceMissing",
}
"""What a shape looks at; a claim on an item has one of these, or none."""


@pytest.mark.parametrize(
    ("item", "day", "shortfall"),
    [
        # PW 67(1)(a) names no supplier: to a processor it need not, and its data subject needs none either.
        ("processor/item/income", IN_2026, {}),
        ("own-file/item/income", IN_2026, {}),
        # What is called a processor and relies on a ground of its own is excused from nothing.
        ("so-called/item/income", IN_2026, {"recipientOutside": {"so-called/claim"}}),
        # On own initiative the college may provide and must not.
        ("obliged/item/income", IN_2026, {"notObliged": {"obliged/claim"}}),
        # The readings of Wabb 10 differ here: what one of them still asks settles nothing.
        (
            "obliged/item/bsn",
            IN_2026,
            {"unsettledUnder": {"obliged/item/bsn/claim"}, "notObliged": {"obliged/claim"}},
        ),
        # The text of the Wabb of 2019 is not held: no register can show what it asked.
        (
            "obliged/item/bsn",
            IN_2019,
            {"unsettledUnder": {"obliged/item/bsn/claim"}, "notObliged": {"obliged/claim"}},
        ),
        # UAVG 32(a) asks explicit consent.
        ("obliged/item/offences", IN_2026, {"criminalDataNotCovered": {"obliged/item/offences/claim"}}),
        # Wgs 8d is for debt help, not for social support; in 2019 it did not exist, which is the finding then.
        ("reuse/item/income", IN_2026, {"reuseNotAllowed": {"reuse/claim"}}),
        ("reuse/item/income", IN_2019, {}),
        # Wmo 5.1.1(4) asks explicit consent, and unambiguous consent was given.
        ("support/item/income", IN_2026, {"consentNotFitting": {"support/claim"}}),
    ],
)
def test_a_claim_that_falls_short_is_told_in_one_way(item: str, day: date, shortfall: dict[str, set[str]]) -> None:
    told = said(f"flow/dagstad/{item}", day, KINDS)
    found = {name: {each.removeprefix("flow/dagstad/") for each in told[name]} for name in told.keys() & SHORTFALLS}
    assert found == shortfall


@pytest.mark.parametrize(
    ("register", "item", "day", "state"),
    [
        # To a processor and to the data subject nothing is disclosed.
        (KINDS, "processor/item/income", IN_2026, set()),
        (KINDS, "own-file/item/income", IN_2026, set()),
        (KINDS, "so-called/item/income", IN_2026, {"secrecyEvidenceMissing"}),
        # Wgs 8d lets the college use what it has, without a word on secrecy: the law leaves it open.
        (FIXTURE, "debt-help/item/scheme", IN_2021, {"secrecyUnsettled"}),
        (FIXTURE, "debt-help/item/scheme", IN_2019, {"secrecyEvidenceMissing"}),
    ],
)
def test_secrecy_asks_for_proof_where_something_is_disclosed_and_the_law_is_known(
    register: Path, item: str, day: date, state: set[str]
) -> None:
    states = {"secrecyEvidenceMissing", "secrecyUnsettled", "secrecyNotLifted"}
    assert said(f"flow/dagstad/{item}", day, register).keys() & states == state


@pytest.mark.parametrize(
    ("node", "name", "days"),
    [
        # A flow on the day that is asked about, a breach on the day of its discovery, an exemption after the act.
        ("flow/dagstad/own-file", "underAct", {IN_MAY_2018}),
        # A party stands in more graphs, each with a day of its own.
        ("org/dagstad", "underAct", set()),
        ("breach/dagstad/before", "underAct", {IN_MAY_2018, IN_2019, IN_2026}),
        ("breach/dagstad/after", "underAct", set()),
        ("flow/dagstad/own-file/exemption", "restsOnLapsed", {IN_2019, IN_2026}),
    ],
)
def test_the_wbp_binds_until_its_last_day_and_nothing_rests_on_it_after(node: str, name: str, days: set[date]) -> None:
    assert {day for day in (IN_MAY_2018, IN_2019, IN_2026) if name in said(node, day, KINDS)} == days


WBP = """<bwb/BWBR0011468/version> eli:is_member_of <bwb/BWBR0011468> ;
    eli:date_no_longer_in_force "2018-05-24"^^xsd:date ."""
HIDDEN = NamedGraph(GRAPH + "register/hidden", Layer.REGISTER, visibility=ID + "org/x")


def small(parts: dict[NamedGraph, str], *shapes: str) -> ox.Store:
    """A store of Turtle per graph, with the Wbp and some files of shapes."""
    found = ox.Store()
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    for graph, turtle in {LAW: WBP, **parts}.items():
        text = f"@base <{ID}> .\n{prefixes}{turtle}"
        found.load(text, ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(graph.iri))
    for name in ("conditions", *shapes):
        target = ox.NamedNode(SHAPES.iri)
        quads = parse_file(content().shapes / f"{name}.ttl")
        found.extend(ox.Quad(q.subject, q.predicate, q.object, target) for q in quads)
    return found


def found_in(report: Report) -> set[tuple[str, str]]:
    return {(each.shape.removeprefix(SHP), str(each.focus_node).removeprefix(ID)) for each in report.findings}


def provides(kind: str, name: str, more: str = "") -> str:
    return f"<org/x> a org:FormalOrganization . <flow/{name}> a gs:{kind} ; dpv:hasDataExporter <org/x> {more} ."


def test_a_party_in_two_graphs_on_two_days_is_not_under_the_act_of_the_other_day() -> None:
    parts = {REGISTER: provides("Flow", "now"), SOURCE: provides("ReportedFlow", "then")}
    kept, graphs = small(parts, "8-former-act"), [LAW, SHAPES, *parts]
    finding = ("RegisterPublicityMissingInRegister", "org/x")
    assert finding not in found_in(report_on(kept, graphs, as_of=IN_2026, reported_at=IN_2017))
    assert finding in found_in(report_on(kept, graphs, as_of=IN_2017, reported_at=IN_2026))


ENDED, RUNNING = '; gs:before "2020-01-01"^^xsd:date', '; gs:from "2020-01-01"^^xsd:date'
OWN = """
<agreement/a> a dpv:JointDataControllersAgreement ; gs:governsFlow {flows} .
<role/r> a gs:RoleAssignment ; gs:role dpv:DataProcessor ; gs:roleStatus gs:asserted ; gs:setsPurposesAndMeans true ;
  gs:inFlow {flows} .
"""
OWNED = ("agreement/a", "role/r", "measure/m", "measure/of-agreement", "consent/c")


def owning(first: str, second: str) -> str:
    """Two flows, and an agreement, role, measures and consent that are of both."""
    kinds = "<measure/m> a gs:RecordedMeasure , gs:CompatibilityTest . <consent/c> a gs:ConsentRecord ."
    more = "; gs:recordedMeasure <measure/m> ; gs:consentRecord <consent/c>"
    flows = provides("Flow", "1", first + more) + provides("Flow", "2", second + more)
    of_agreement = "<agreement/a> gs:recordedMeasure <measure/of-agreement> ."
    return flows + OWN.format(flows="<flow/1> , <flow/2>") + kinds + of_agreement


@pytest.mark.parametrize(("second", "inside"), [(ENDED, False), (RUNNING, True)])
def test_what_belongs_only_to_flows_that_ended_is_out_of_scope(second: str, inside: bool) -> None:
    parts = {REGISTER: owning(ENDED, second)}
    kept = small(parts, "1-consent", "6-roles-and-agreements", "6-processors", "7-purpose")
    graphs = [LAW, SHAPES, *parts]
    outside = out_of_scope(evaluate(kept, graphs, content(), Dates(as_of=IN_2026)))
    assert {node.removeprefix(ID) for node in outside} & set(OWNED) == (set() if inside else set(OWNED))
    found = {node for _, node in found_in(report_on(kept, graphs, as_of=IN_2026))} & set(OWNED)
    assert found == ({"agreement/a", "role/r", "measure/m", "consent/c"} if inside else set())


def test_an_agreement_of_two_registers_takes_part_when_its_flow_in_one_of_them_runs() -> None:
    other = NamedGraph(GRAPH + "register/other", Layer.REGISTER)
    parts = {
        REGISTER: provides("Flow", "1", ENDED) + OWN.format(flows="<flow/1>"),
        other: provides("Flow", "2", RUNNING) + OWN.format(flows="<flow/2>"),
    }
    kept = small(parts)
    assert ID + "agreement/a" in out_of_scope(evaluate(kept, [REGISTER], content(), Dates(as_of=IN_2026)))
    assert out_of_scope(evaluate(kept, list(parts), content(), Dates(as_of=IN_2026))) == {ID + "flow/1"}


def test_what_a_reader_may_not_see_is_in_no_report_for_that_reader() -> None:
    parts = {REGISTER: provides("Flow", "open"), HIDDEN: provides("Flow", "hidden")}
    kept, every = small(parts, "7-purpose"), [LAW, SHAPES, *parts]
    graphs = readable(every)
    made = report_on(kept, graphs, as_of=IN_2026)
    nodes = {node for _, node in found_in(made)}
    assert "flow/open" in nodes
    assert "flow/hidden" not in nodes
    assert made.evaluated_on.keys() == {REGISTER.iri}
    assert report_on(kept, graphs, registers={HIDDEN.iri}, as_of=IN_2026).evaluated == ()
    assert findings_on_flow(kept, graphs, ID + "flow/open", REGISTER.iri, IN_2026)
    assert not findings_on_flow(kept, graphs, ID + "flow/hidden", HIDDEN.iri, IN_2026)
    own = report_on(kept, readable(every, HIDDEN.visibility), as_of=IN_2026)
    assert "flow/hidden" in {node for _, node in found_in(own)}


def test_the_id_of_a_report_follows_from_the_evaluation(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = {REGISTER: provides("Flow", "1", ENDED), SOURCE: provides("ReportedFlow", "2", ENDED)}
    kept, graphs = small(parts, "8-former-act"), [LAW, SHAPES, *parts]
    made = [report_on(kept, graphs, as_of=IN_2026, reported_at=day) for day in (IN_2019, IN_2019, IN_2020, IN_2021)]
    assert made[0].id == made[1].id
    # Between two days of a source without another fact the day itself counts.
    assert len({each.data_hash for each in made}) == 3
    fact = ox.Quad(ox.NamedNode(ID + "flow/1"), ox.NamedNode(GS + "underAct"), ox.NamedNode(ID + "bwb/BWBR0011468"))
    monkeypatch.setattr("grondslag.published.evaluate", lambda *given: [*evaluate(*given), fact])
    changed = report_on(kept, graphs, as_of=IN_2026, reported_at=IN_2019)
    assert changed.id != made[0].id
    assert changed.data_hash != made[0].data_hash
