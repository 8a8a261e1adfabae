"""A report on a large register, part by part, is that on the whole of it, wherever the parts fall."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib.namespace import SH
from rdflib.term import URIRef

from grondslag import large, parts
from grondslag.content import content
from grondslag.derive import derive
from grondslag.errors import TooLarge
from grondslag.evaluation import Dates
from grondslag.graphs import LAW, ONTOLOGY, SHAPES, Layer, NamedGraph
from grondslag.large import report_in_parts
from grondslag.matches import add_matches
from grondslag.namespaces import GRAPH, GS, ID, PREFIXES, SHP
from grondslag.parts import Part, Parts
from grondslag.published import report_on
from grondslag.query.saved import Catalogue
from grondslag.rdf import parse_file, to_rdflib
from grondslag.report.enrich import reachable
from grondslag.report.model import Finding, Report
from grondslag.validation import TARGETS, Checked

REGISTER = NamedGraph(GRAPH + "register/deelstad", Layer.REGISTER)
FIXTURE = Path(__file__).parent / "fixtures" / "parts" / "register.ttl"
TODAY = date(2026, 11, 22)
ACTS = ("BWBR0015703", "32016R0679", "BWBR0040940")
LAYERS = (ONTOLOGY, LAW, LAW.derived, SHAPES)


@cache
def store() -> ox.Store:
    """Ontology, shapes, a few acts and the register, with what is derived from the acts."""
    found, the_content = ox.Store(), content()
    law = [the_content.data / "law" / f"{name}.ttl" for name in ("statutes", "provisions", "norms/pw")]
    of = ((ONTOLOGY, the_content.turtle(the_content.ontology)), (SHAPES, the_content.turtle(the_content.shapes)))
    for graph, files in (*of, (LAW, law), (REGISTER, [FIXTURE])):
        for file in files:
            name = ox.NamedNode(graph.iri)
            kept = filter(is_kept, parse_file(file))
            found.extend(ox.Quad(each.subject, each.predicate, each.object, name) for each in kept)
    derive(found, [LAW], the_content)
    return found


def is_kept(quad: ox.Quad) -> bool:
    """Whether a statement is of one of a few acts: with all of the law it takes too long."""
    act = re.search(r"/id/(?:bwb|celex)/(\w+)", str(quad.subject))
    return act is None or act[1] in ACTS


@cache
def whole() -> Report:
    """The report on the register as a whole."""
    copy = ox.Store()
    copy.extend(store())
    graphs = [*LAYERS, REGISTER, *derive(copy, [REGISTER], content())]
    add_matches(copy, [REGISTER], content())
    return report_on(copy, graphs, as_of=TODAY)


@cache
def in_parts(size: int) -> tuple[Report, list[str]]:
    """The report, and what was told of its progress."""
    told: list[str] = []
    graphs = [*LAYERS, REGISTER]
    report = report_in_parts(store(), graphs, REGISTER, Dates(TODAY), content(), size=size, progress=told.append)
    return report, told


def test_a_report_by_parts_is_the_report_on_the_whole() -> None:
    expected, found = whole(), in_parts(3)[0]
    assert unexplained(found) == unexplained(expected)
    assert found.targets == expected.targets
    assert (found.rules, found.derogations) == (expected.rules, expected.derogations)
    assert (found.not_checked, found.shapes_hash) == (expected.not_checked, expected.shapes_hash)


def unexplained(report: Report) -> dict[str, Finding]:
    """The findings without the page that explains them, which is added afterwards."""
    return {each.id: replace(each, explanation=None) for each in report.findings}


def test_what_the_register_shares_is_told_once_and_what_several_activities_make_together_is_told() -> None:
    found = {(each.shape.removeprefix(SHP), str(each.focus_node).removeprefix(ID)) for each in in_parts(3)[0].findings}
    assert found >= {
        ("OfficerMissingInRegister", "org/deelstad"),
        ("ContactMissingInRegister", "register/deelstad"),
        ("PowerInstrumentNotShownRegister", "power/deelstad/debt"),
        ("DerogationNotInForce", "derogation/deelstad/two"),
        ("HighRiskBreachNotTold", "breach/deelstad/1"),
        # Shared with an activity that ended, and with one that runs.
        ("TriageWeighingNotShownRegister", "register/deelstad/measure/triage"),
        ("IdentifierAuthorityNotShownRegister", "register/deelstad/item/shared"),
        # One activity asks what another gets.
        ("AskedAgain", "flow/deelstad/debt/asked/item/income"),
    }
    ended = ("flow/deelstad/ended", "register/deelstad/measure/ended", "register/deelstad/activity/was-for-another")
    assert not [each for each in found if each[1].startswith(ended)]


def test_a_derogation_for_an_organisation_marks_findings_in_every_part() -> None:
    marked = {str(each.flow) for each in in_parts(3)[0].findings if each.rule == "R048" and each.derogations}
    assert {ID + "flow/deelstad/benefit/bank", ID + "flow/deelstad/loose"} <= marked


def test_the_hash_of_the_data_hangs_on_what_they_say_and_not_on_the_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = in_parts(3)[0].id
    # To try the shapes once more takes most of the time, and changes no hash.
    monkeypatch.setattr(large, "check", lambda *_, **__: Checked((), {}, (), (), ()))
    assert in_parts(100)[0].id == expected


def test_progress_is_told_part_by_part() -> None:
    assert in_parts(3)[1] == [f"reported on {done} of 7 activities" for done in (3, 6, 7)]


# --- parts


def described() -> set[ox.NamedNode]:
    quads = store().quads_for_pattern(None, None, None, ox.NamedNode(REGISTER.iri))
    return {quad.subject for quad in quads if isinstance(quad.subject, ox.NamedNode)}


def by_parts(size: int) -> list[Part]:
    return list(Parts(store(), ox.NamedNode(REGISTER.iri), size))


@pytest.mark.parametrize("size", [1, 2, 4])
def test_nothing_is_own_to_two_parts_and_each_part_has_all_that_is_said_of_its_own(size: int) -> None:
    found = by_parts(size)
    own = [node for part in found for node in part.own]
    assert len(own) == len(set(own))
    assert set(own) < described()
    for part in found:
        graph = ox.NamedNode(REGISTER.iri)
        for node in part.own:
            assert set(store().quads_for_pattern(node, None, None, graph)) <= set(part.quads)
            assert part.own <= part.nodes


def test_what_two_activities_refer_to_is_own_to_no_part_unless_both_are_in_it() -> None:
    shared = {
        ox.NamedNode(f"{ID}register/deelstad/{name}") for name in ("item/shared", "agreement/centre", "role/centre")
    }
    apart = {node for part in by_parts(1) for node in part.own}
    assert not shared & apart
    assert shared <= {node for part in by_parts(100) for node in part.own}


def test_a_flow_of_no_activity_counts_as_one() -> None:
    found = Parts(store(), ox.NamedNode(REGISTER.iri), 4)
    assert found.activities == sum(part.activities for part in found) == 7


def test_activities_that_all_hang_together_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MOST_IN_PART", 10)
    with pytest.raises(TooLarge, match=r"deelstad/\w+/[\w-]+ hangs together with \d+ statements"):
        by_parts(1)


# --- what looks across: pinned, for a report by parts is that on the whole only while this holds

ALIGNMENT = URIRef(GS + "Alignment")
ACROSS = {
    "dpv:hasDataExporter": {"org:FormalOrganization"},
    "dpv:hasRecipient": {"org:FormalOrganization"},
    "gs:inRegister": {"gs:Register"},
}
"""What is read against its direction from a node that activities share, and the targets of the rules that do so."""
WITHIN = {"gs:basisClaim", "gs:item", "gs:consentRecord", "gs:onClaim", "gs:governsFlow", "gs:inFlow", "gs:appliesTo"}
OF_LAW = {"eli:is_part_of", "gs:restsOn", "skos:broader"}


def short(node: object) -> str:
    """An IRI with a prefix."""
    text = str(node)
    return next((f"{name}:{text.removeprefix(iri)}" for name, iri in PREFIXES.items() if text.startswith(iri)), text)


def test_only_rules_on_organisations_and_registers_look_at_what_refers_to_a_shared_node() -> None:
    shapes = to_rdflib(quad for file in content().turtle(content().shapes) for quad in parse_file(file))
    inverse = {node: short(of) for node, of in shapes.subject_objects(SH.inversePath)}
    assert set(inverse.values()) == WITHIN | OF_LAW - {"skos:broader"} | ACROSS.keys()
    # Alignments are left out when the rest of a register is looked at.
    assert not list(shapes.subjects(SH.targetClass, ALIGNMENT))
    targeted = {each for each in shapes.predicates() if each in TARGETS}
    assert targeted == {SH.targetClass, SH.targetNode}
    targets: dict[str, set[str]] = {name: set() for name in ACROSS}
    for rule in set(shapes.subjects(SH.targetClass)):
        for node in reachable(shapes, rule) & inverse.keys():
            if inverse[node] in ACROSS:
                targets[inverse[node]] |= {short(each) for each in shapes.objects(rule, SH.targetClass)}
    assert targets == ACROSS


def test_queries_on_practice_read_backwards_only_what_belongs_to_a_flow_or_is_law() -> None:
    """A query over `practice-across` may look from one activity at another: it is asked of the whole register."""
    queries = content().queries
    found: dict[str, set[str]] = {}
    for folder in ("derive", "evaluate", "match"):
        for query in Catalogue(queries / folder).all():
            if query.over in ("", "practice"):
                for name in re.findall(r"\^(\w+:\w+)", query.body):
                    found.setdefault(name, set()).add(query.name)
    assert found.keys() <= WITHIN | OF_LAW
    across = [query.name for query in Catalogue(queries / "derive").all() if query.over == "practice-across"]
    assert across == ["practice-9-known-data"]
