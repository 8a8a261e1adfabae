"""What the jurist's tests share: the argued findings in `tests/jurist/*.toml`, and the reports they are compared with.

A case is one flow on some days, with all findings that a careful jurist expects there and no others; each has its
reason and its source. Reports come from the one build of the test run; the made-up register of
`tests/fixtures/jurist/register.ttl` is laid beside the law of that build.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from grondslag.content import content
from grondslag.derive import derive
from grondslag.evaluation import Dates, SharedLaw, evaluate
from grondslag.graphs import LAW, ONTOLOGY, Layer, NamedGraph
from grondslag.matches import add_matches
from grondslag.namespaces import GRAPH, GS, ID
from grondslag.published import report_on, stored_report
from grondslag.rdf import parse_file
from grondslag.report import Finding, Report
from grondslag.store import GraphStore

HERE = Path(__file__).parent
REGISTER = NamedGraph(GRAPH + "register/jurist", Layer.REGISTER)
OWN_DATE = "own date"

# Rule, severity, and where it was found: the path below the flow, empty for the flow itself.
Found = tuple[str, str, str]


class Argued(NamedTuple):
    """A finding with the jurist's reason and where that reason rests on."""

    rule: str
    severity: str
    at: str
    source: str
    reason: str

    @property
    def found(self) -> Found:
        """What a report can be asked for."""
        return self.rule, self.severity, self.at


class Case(NamedTuple):
    """A flow on one day, what it is about, and all its findings."""

    flow: str
    day: str
    why: str
    findings: tuple[Argued, ...]

    @property
    def name(self) -> str:
        """The flow and the day, as pytest shows them."""
        return f"{self.flow.removeprefix('flow/')} on {self.day}"


def cases(file: str) -> list[Case]:
    """The cases of `tests/jurist/<file>.toml`: one per flow and day."""
    stored = tomllib.loads((HERE / "jurist" / f"{file}.toml").read_text(encoding="utf-8"))["case"]
    return [
        Case(each["flow"], day, each["why"], tuple(Argued(*finding) for finding in each["findings"]))
        for each in stored
        for day in each["on"]
    ]


def found(report: Report, flow: str) -> set[Found]:
    """The findings of `report` on a flow and all that belongs to it."""
    return {(each.rule or "", each.severity.value, _place(each, flow)) for each in of_flow(report, flow)}


def of_flow(report: Report, flow: str) -> list[Finding]:
    """The findings on a flow (or on one item of it) and on all that is named below it."""
    own = ID + flow
    return [each for each in report.findings if each.flow == own or f"{each.focus_node}/".startswith(own + "/")]


def _place(finding: Finding, flow: str) -> str:
    return str(finding.focus_node).removeprefix(ID + flow).removeprefix("/").removeprefix(ID)


@cache
def reported(home: Path, day: str) -> Report:
    """The report on what documents report: that of the build (each at its own date), or on another day."""
    generation = GraphStore(home).current()
    if day == OWN_DATE:
        return stored_report(generation)
    return report_on(generation.open(), generation.graphs, layers={Layer.SOURCE}, reported_at=date.fromisoformat(day))


@cache
def registered(home: Path, day: str) -> Report:
    """The report on the made-up register for a legal date."""
    store, graphs = _world(home)
    return report_on(store, graphs, layers={Layer.REGISTER}, as_of=date.fromisoformat(day))


@cache
def facts(home: Path, day: str) -> frozenset[tuple[str, str, str]]:
    """What the evaluation of the made-up register says for a legal date, shortened."""
    store, graphs = _world(home)
    quads = evaluate(store, graphs, content(), Dates(as_of=date.fromisoformat(day)), _law(home))
    return frozenset((_short(q.subject), q.predicate.value.removeprefix(GS), _short(q.object)) for q in quads)


@cache
def _law(home: Path) -> SharedLaw:
    return SharedLaw(_world(home)[0])


def said(home: Path, subject: str, day: str, names: Iterable[str]) -> set[tuple[str, str]]:
    """Of these facts, those on a node of the made-up register: property and value."""
    return {(name, value) for node, name, value in facts(home, day) if node == subject and name in names}


@cache
def _world(home: Path) -> tuple[ox.Store, tuple[NamedGraph, ...]]:
    """Ontology, law and shapes of the build, with the made-up register, what derives from it and its matches."""
    generation = GraphStore(home).current()
    built, store = generation.open(), ox.Store()
    kept = (ONTOLOGY, LAW, LAW.derived)
    graphs = [graph for graph in generation.graphs if graph in kept or graph.layer is Layer.SHAPES]
    for graph in graphs:
        store.extend(built.quads_for_pattern(None, None, None, ox.NamedNode(graph.iri)))
    store.extend(_register())
    derive(store, [REGISTER], content())
    add_matches(store, [REGISTER], content())
    return store, (*graphs, REGISTER, REGISTER.derived)


def _register() -> Iterator[ox.Quad]:
    target = ox.NamedNode(REGISTER.iri)
    for quad in parse_file(HERE / "fixtures" / "jurist" / "register.ttl"):
        yield ox.Quad(quad.subject, quad.predicate, quad.object, target)


def _short(term: object) -> str:
    return str(getattr(term, "value", term)).removeprefix(ID).removeprefix(GS)
