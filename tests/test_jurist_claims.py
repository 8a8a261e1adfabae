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
# The rules of kind source-claim: a reading of the law that the texts may not bear out.
RULES_ON_CLAIMS = {"R014", "R042", "R131", *(f"R{n:03}" for n in (*range(22, 26), *range(53, 59)))}
TASK_OF_THE_AVG = "celex/32016R0679/art/6/lid/1/onder/e"


@pytest.fixture(scope="module")
def store(built_home: Path) -> ox.Store:
    return GraphStore(built_home).current().open()


def facts(
    store: ox.Store, subject: str | None, predicate: str, value: str | None, graph: str | None = None
) -> Iterator[tuple[str, str]]:
    """Subject and value of the statements between named nodes, in all graphs or in one."""
    terms = [None if each is None else ox.NamedNode(each) for each in (subject, predicate, value, graph)]
    for quad in store.quads_for_pattern(*terms):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            yield quad.subject.value, quad.object.value


def nodes(store: ox.Store, *classes: str) -> set[str]:
    """The nodes of these of our classes."""
    return {node for name in classes for node, _ in facts(store, None, TYPE, GS + name)}


def values(store: ox.Store, node: str, name: str) -> set[str]:
    """The IRIs that one of our properties has on a node, shortened."""
    return {value.removeprefix(ID).removeprefix(GS) for _, value in facts(store, node, GS + name, None)}


def kinds(store: ox.Store, node: str) -> set[str]:
    """The classes of a node, the broader ones included."""
    todo, seen = {value for _, value in facts(store, node, TYPE, None)}, set[str]()
    while todo:
        seen |= todo
        todo = {above for each in todo for _, above in facts(store, each, BROADER, None, ONTOLOGY.iri)} - seen
    return seen


def targets(store: ox.Store, name: str, leave_out: set[str]) -> set[str]:
    """What the shapes, but for these, name as target in one way."""
    named = facts(store, None, SH + name, None, SHAPES.iri)
    return {value for shape, value in named if shape not in leave_out}


def test_no_claim_about_the_law_is_a_target_of_a_rule_on_flows(store: ox.Store) -> None:
    file = content().shapes / "3-claims-about-law.ttl"
    own = {quad.subject.value for quad in parse_file(file) if isinstance(quad.subject, ox.NamedNode)}
    claims = nodes(store, *ABOUT_LAW)
    assert len(claims) > 100
    classes = targets(store, "targetClass", own)
    assert GS + "BasisClaim" in classes
    assert not {claim: both for claim in claims if (both := kinds(store, claim) & classes)}
    assert not claims & targets(store, "targetNode", own)
    for way, place in (("targetSubjectsOf", 0), ("targetObjectsOf", 1)):
        for name in targets(store, way, own):
            assert not claims & {fact[place] for fact in facts(store, None, name, None)}, name


def test_findings_on_claims_about_the_law_are_warnings_of_the_rules_that_check_claims(
    store: ox.Store, built_home: Path
) -> None:
    tables, claims = nodes(store, "ClaimTable", "ClaimedGateway", "ClaimedElement"), nodes(store, "LegalClaim")
    report = reported(built_home, OWN_DATE)
    assert not [each for each in report.findings if str(each.focus_node) in tables]
    about = [each for each in report.findings if str(each.focus_node) in claims]
    assert {each.severity.value for each in about} == {"warning"}
    assert {each.rule for each in about} <= RULES_ON_CLAIMS
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
    findings = reported(built_home, OWN_DATE).findings
    about = {str(each.focus_node).removeprefix(ID) for each in findings if each.rule == "R024"}
    assert about == {"claim/001/suwi-not-for-wgs"}
