"""Claims about the law give discrepancies and never findings on flows: the rows of the tables above all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from jurist_data import OWN_DATE, reported

from grondslag.content import content
from grondslag.graphs import ONTOLOGY, SHAPES
from grondslag.namespaces import GS, ID, PREFIXES
from grondslag.rdf import parse_file
from grondslag.store import GraphStore

TYPE, BROADER = PREFIXES["rdf"] + "type", PREFIXES["rdfs"] + "subClassOf"
SH = PREFIXES["sh"]
ABOUT_LAW = ("ClaimTable", "ClaimedGateway", "ClaimedElement", "LegalClaim")
TASK_OF_THE_AVG = "celex/32016R0679/art/6/lid/1/onder/e"


@pytest.fixture(scope="module")
def store(built_home: Path) -> ox.Store:
    return GraphStore(built_home).current().open()


def nodes(store: ox.Store, *classes: str) -> set[str]:
    """The nodes of these of our classes."""
    kind = ox.NamedNode(TYPE)
    return {str(q.subject.value) for name in classes for q in found(store, None, kind, ox.NamedNode(GS + name))}


def found(
    store: ox.Store, subject: ox.NamedNode | None, predicate: ox.NamedNode, value: ox.NamedNode | None
) -> Iterator[ox.Quad]:
    """The statements of all graphs between named nodes."""
    for quad in store.quads_for_pattern(subject, predicate, value, None):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            yield quad


def values(store: ox.Store, node: str, name: str) -> set[str]:
    """The IRIs that one of our properties has on a node, shortened."""
    quads = found(store, ox.NamedNode(node), ox.NamedNode(GS + name), None)
    return {q.object.value.removeprefix(ID).removeprefix(GS) for q in quads}


def kinds(store: ox.Store, node: str) -> set[str]:
    """The classes of a node, the broader ones included."""
    todo = {q.object.value for q in found(store, ox.NamedNode(node), ox.NamedNode(TYPE), None)}
    seen: set[str] = set()
    while todo:
        seen |= todo
        above = (
            q.object.value
            for each in todo
            for q in store.quads_for_pattern(
                ox.NamedNode(each), ox.NamedNode(BROADER), None, ox.NamedNode(ONTOLOGY.iri)
            )
            if isinstance(q.object, ox.NamedNode)
        )
        todo = set(above) - seen
    return seen


def targets(store: ox.Store, name: str, leave_out: set[str]) -> set[str]:
    """What the shapes, but for these, name as target in one way."""
    quads = store.quads_for_pattern(None, ox.NamedNode(SH + name), None, ox.NamedNode(SHAPES.iri))
    return {q.object.value for q in quads if str(q.subject.value) not in leave_out}


def test_no_claim_about_the_law_is_a_target_of_a_rule_on_flows(store: ox.Store) -> None:
    own = {str(quad.subject.value) for quad in parse_file(content().shapes / "3-claims-about-law.ttl")}
    claims = nodes(store, *ABOUT_LAW)
    assert len(claims) > 100
    classes = targets(store, "targetClass", own)
    assert GS + "BasisClaim" in classes
    assert not {claim: both for claim in claims if (both := kinds(store, claim) & classes)}
    assert not claims & targets(store, "targetNode", own)
    for way in ("targetSubjectsOf", "targetObjectsOf"):
        for name in targets(store, way, own):
            quads = found(store, None, ox.NamedNode(name), None)
            pointed = {(q.subject if way == "targetSubjectsOf" else q.object).value for q in quads}
            assert not claims & pointed, name


def test_findings_on_claims_about_the_law_are_warnings_of_the_rules_that_check_claims(
    store: ox.Store, built_home: Path
) -> None:
    tables, claims = nodes(store, "ClaimTable", "ClaimedGateway", "ClaimedElement"), nodes(store, "LegalClaim")
    report = reported(built_home, OWN_DATE)
    assert not [each for each in report.findings if str(each.focus_node) in tables]
    about = [each for each in report.findings if str(each.focus_node) in claims]
    assert {each.severity.value for each in about} == {"warning"}
    assert {each.rule for each in about} <= {"R014", "R022", "R023", "R024", "R025", "R042", "R053", "R054", "R055",
                                             "R056", "R057", "R058", "R131"}  # fmt: skip
    assert not [each for each in about if each.flow]


@pytest.mark.parametrize("column", ["toezichthouder", "svb"])
def test_the_columns_of_table_3a_that_cite_the_avg_alone_are_discrepancies_and_no_findings(
    column: str, store: ox.Store, built_home: Path
) -> None:
    claim = f"claim/001/table-3a/{column}"
    # 001 lines 1634-1648: only article 6(1)(e) AVG is named; article 6(3) asks a provision of other law (001 222-223).
    assert values(store, ID + claim, "aboutProvision") == {TASK_OF_THE_AVG}
    discrepancy = f"{ID}discrepancy/001/computed/no-power/table-3a/{column}"
    assert values(store, discrepancy, "onClaim") == {claim}
    assert values(store, discrepancy, "discrepancyKind") == {"legalFooting"}
    assert values(store, discrepancy, "established") == {"computed"}
    assert values(store, discrepancy, "againstProvision") == {TASK_OF_THE_AVG}
    focus = {str(each.focus_node).removeprefix(ID) for each in reported(built_home, OWN_DATE).findings}
    assert not {node for node in focus if node.startswith(claim)}


def test_that_suwi_data_may_not_serve_the_wgs_is_checked_as_a_claim_and_binds_no_flow(built_home: Path) -> None:
    about = {
        str(each.focus_node).removeprefix(ID) for each in reported(built_home, OWN_DATE).findings if each.rule == "R024"
    }
    assert about == {"claim/001/suwi-not-for-wgs"}
