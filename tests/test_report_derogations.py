"""A derogation marks a finding and takes none away; whether it stands is told, and counted with and without."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
import rdflib
from report_helpers import STANDS, UNAPPROVED, example, finding, report_of

from grondslag.content import content
from grondslag.namespaces import GS, ID, SHP
from grondslag.query.saved import read_query
from grondslag.rdf import from_rdflib, parse_file, to_rdflib
from grondslag.report import Report
from grondslag.report.model import DerogationState
from grondslag.validation import validate

PREFIXES = """
@base <https://w3id.org/grondslag/id/> .
@prefix dpv: <https://w3id.org/dpv#> .
@prefix gs: <https://w3id.org/grondslag/def#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix shp: <https://w3id.org/grondslag/shapes#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
FLOW = """
<flow/1> a gs:Flow ; rdfs:label "Stroom"@nl , "Flow"@en ; dpv:hasDataExporter <org/epe> ; gs:item <flow/1/item/bsn> .
<flow/2> a gs:Flow ; rdfs:label "Andere"@nl , "Other"@en ; dpv:hasDataExporter <org/epe> .
<flow/1/item/bsn> gs:itemOf <flow/1> .
<org/epe> rdfs:label "Epe"@nl , "Epe"@en .
"""
NEEDS_TASK = """
shp:NeedsTask a sh:PropertyShape ; sh:targetClass gs:Flow ; sh:path gs:task ; sh:minCount 1 ; gs:checksRule "R001" ;
  sh:message "m"@nl , "m"@en .
"""


def graph(text: str) -> rdflib.Graph:
    return rdflib.Graph().parse(data=PREFIXES + text, format="turtle")


def reported(derogation: str, shapes: str = NEEDS_TASK) -> Report:
    return validate(graph(FLOW + derogation), graph(shapes), data_hash="d", shapes_hash="s")


def marked(report: Report) -> dict[str, list[str]]:
    """Flow to the derogations that mark its finding."""
    return {
        (each.flow or "").removeprefix(ID): [one.iri.removeprefix(ID) for one in each.derogations]
        for each in report.findings
    }


FULL = """<derogation/1> a gs:Derogation ; rdfs:label "Afwijking"@nl , "Derogation"@en ; gs:derogatesFrom "R001" ;
  gs:approvedBy <party/wethouder> ; gs:documentedIn <document/1> ; gs:weighing "Afgewogen."@nl , "Weighed."@en ;
  gs:from "2025-01-01"^^xsd:date ; gs:before "2026-01-01"^^xsd:date ; gs:appliesTo """


def test_a_derogation_marks_the_finding_of_its_flow_and_no_other() -> None:
    report = reported(FULL + "<flow/1> .")
    assert marked(report) == {"flow/1": ["derogation/1"], "flow/2": []}
    [one] = report.findings[0].derogations
    assert one.state is DerogationState.APPROVED
    assert [each.iri for each in one.approved_by] == [ID + "party/wethouder"]
    assert [each.iri for each in one.documents] == [ID + "document/1"]
    assert (one.start, one.before) == ("2025-01-01", "2026-01-01")
    assert one.weighing is not None
    assert one.weighing.en == "Weighed."


def test_a_marked_finding_stays_and_is_counted_with_and_without() -> None:
    without, with_it = reported(""), reported(FULL + "<flow/1> .")
    assert {each.id for each in with_it.findings} == {each.id for each in without.findings}
    assert (with_it.counts.violation, with_it.counts_without.violation) == (2, 1)
    assert (without.counts.violation, without.counts_without.violation) == (2, 2)
    assert with_it.has_violations


def test_one_from_another_rule_marks_nothing_and_is_told_all_the_same() -> None:
    report = reported(FULL.replace("R001", "R777") + "<flow/1> .")
    assert marked(report) == {"flow/1": [], "flow/2": []}
    assert [one.iri for one in report.derogations] == [ID + "derogation/1"]
    assert "marks no finding" in report.to_text("en")
    recorded = report.summary()["derogations"]
    assert isinstance(recorded, list)
    assert [(one["rules"], one["findings"]) for one in recorded] == [(["R777"], 0)]


def test_a_shape_may_stand_in_for_the_rule_that_is_departed_from() -> None:
    shapes = NEEDS_TASK.replace('gs:checksRule "R001" ;', 'gs:checksRule "R001" ; gs:standsInFor "R777" ;')
    assert marked(reported(FULL.replace("R001", "R777") + "<flow/1> .", shapes))["flow/1"] == ["derogation/1"]


def test_one_for_an_organisation_alone_marks_all_its_findings_of_that_rule() -> None:
    assert marked(reported(FULL + "<org/epe> .")) == {"flow/1": ["derogation/1"], "flow/2": ["derogation/1"]}
    assert marked(reported(FULL + "<org/epe> , <flow/1> .")) == {"flow/1": ["derogation/1"], "flow/2": []}


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ("gs:approvedBy <party/wethouder>", DerogationState.APPROVED),
        ("gs:weighing 'x'", DerogationState.NOT_APPROVED),
        ("gs:approvedBy <party/wethouder> ; gs:derogationState gs:derogationEnded", DerogationState.EXPIRED),
        ("gs:approvedBy <party/wethouder> ; gs:derogationState gs:derogationNotYet", DerogationState.NOT_YET),
        ("gs:derogationState gs:derogationEnded", DerogationState.EXPIRED),
    ],
)
def test_only_an_approved_one_that_is_in_force_stands(facts: str, state: DerogationState) -> None:
    report = reported(f"<derogation/1> a gs:Derogation ; gs:derogatesFrom 'R001' ; gs:appliesTo <flow/1> ; {facts} .")
    [one] = report.findings[0].derogations
    assert one.state is state
    assert report.counts_without.violation == (1 if state is DerogationState.APPROVED else 2)


def test_an_unapproved_one_is_counted_without_and_marks_all_the_same() -> None:
    report = report_of(finding("a1", derogations=(STANDS,)), finding("b2", derogations=(UNAPPROVED,)))
    assert (report.counts.violation, report.counts_without.violation) == (2, 1)
    assert "approval not shown or stated" in " ".join(report.to_text("en").split())


# Whether it holds on a day: the one place where a date is read


@pytest.mark.parametrize(
    ("as_of", "state"),
    [
        ("2024-12-31", "derogationNotYet"),
        ("2025-01-01", None),
        ("2025-12-31", None),
        ("2026-01-01", "derogationEnded"),
    ],
)
def test_an_interval_is_half_open_on_the_legal_date(as_of: str, state: str | None) -> None:
    query = read_query(content().queries / "evaluate" / "derogations.rq").bind({"as_of": as_of})
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in from_rdflib(graph(FULL + "<flow/1> .")))
    made = store.query(query)
    assert isinstance(made, ox.QueryTriples)
    expected = [] if state is None else [(f"{ID}derogation/1", GS + state)]
    assert [(each.subject.value, each.object.value) for each in made] == expected


def test_an_ended_derogation_is_a_finding_itself() -> None:
    families = (content().shapes / f"{name}.ttl" for name in ("conditions", "9-derogation"))
    shapes = to_rdflib(quad for file in families for quad in parse_file(file))
    data = graph(FULL + "<flow/1> ; gs:endStated true ; gs:derogationState gs:derogationEnded .")
    [one] = validate(data, shapes, data_hash="d", shapes_hash="s").findings
    assert (one.shape, one.rule, one.severity.value) == (SHP + "DerogationNotInForce", "R027", "violation")


def test_the_derived_fact_says_whether_an_end_is_stated_and_in_which_layer() -> None:
    query = read_query(content().queries / "derive" / "practice-8-derogations.rq").body
    store = ox.Store()
    text = FULL + "<flow/1> . <derogation/2> a gs:Derogation ; <http://www.w3.org/ns/prov#wasDerivedFrom> <p> . "
    store.extend(ox.Quad(*triple) for triple in from_rdflib(graph(text + "<p> gs:inDocument <source/1> .")))
    made = store.query(query)
    assert isinstance(made, ox.QueryTriples)
    facts = {
        (each.subject.value.removeprefix(ID), each.predicate.value.removeprefix(GS)): each.object.value for each in made
    }
    assert facts == {
        ("derogation/1", "inLayer"): "register",
        ("derogation/1", "endStated"): "true",
        ("derogation/2", "inLayer"): "reported",
    }


def test_a_report_with_derogations_is_read_back_whole() -> None:
    report = example()
    assert Report.from_archive(report.to_archive()) == report
    some = report.select({"severity": "violation"})
    assert Report.from_archive(some.to_archive()) == some
