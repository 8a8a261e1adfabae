"""Truth tables: every combination of evidence, what an independent oracle expects of each, and what the shapes find.

A table declares dimensions of evidence, how a combination is written as facts, and an oracle: a plain function from
the values of a combination to the names of the shapes that must find something. All cases of a table stand in one graph
with nodes of their own, so that one run of an engine tests them all.

    TABLE = Table(
        name="bill",
        step=2,
        dimensions={"layer": LAYERS, "cited": ("nothing", "act", "bill")},
        covers={"BillAsBasis"},
        write=write_bill,                     # (case, facts) -> None: states what the case says
        expect=lambda case: {"BillAsBasis"} if case["cited"] == "bill" else set(),
    )

    @pytest.mark.parametrize("table", TABLES, ids=str)
    def test_every_combination_gives_what_the_oracle_says(table: Table) -> None:
        agrees(table)

    @pytest.mark.parametrize("table", TABLES, ids=str)
    def test_no_table_is_vacuous(table: Table) -> None:
        assert vacuous(table) == set()

    def test_the_tables_cover_every_shape_of_the_step() -> None:
        assert covered(TABLES) == shapes_of_step(2)

How far a case goes before the shapes see it is its `stage`: PLAIN as it is written, DERIVED after queries/derive
(classes of items, grounds, layers: write base facts only), EVALUATED after match and evaluation for `day` as well.
A table of shapes that target named nodes is `alone`: each case is a graph of its own.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import cache, lru_cache

import pyoxigraph as ox
import pytest
import rdflib
import shacl

from grondslag.build import content_files
from grondslag.content import content
from grondslag.derive import derive
from grondslag.evaluation import Dates, evaluate, out_of_scope
from grondslag.graphs import LAW, ONTOLOGY, Layer, NamedGraph, graph_of
from grondslag.match import is_result
from grondslag.matches import add_matches
from grondslag.namespaces import GRAPH, GS, ID, PREFIXES, SHP
from grondslag.rdf import parse_file, to_rdflib
from grondslag.validation import validate

REGISTER, REPORTED = "register", "reported"
LAYERS = (REGISTER, REPORTED)
PRACTICE = {
    REGISTER: NamedGraph(GRAPH + "register/truth", Layer.REGISTER),
    REPORTED: NamedGraph(GRAPH + "source/truth", Layer.SOURCE),
}
PASSAGE = "id:source/truth/lines/1-2"
RECORD = "id:register/truth/record/1"
TODAY = date(2026, 11, 1)
SHOWN = 12
"""How many differing cases a failing test prints."""

Names = frozenset[str]
Value = str | bool | int | date


class Stage(Enum):
    """What is done to the facts of a table before the shapes see them."""

    PLAIN = "as written"
    DERIVED = "derived"
    EVALUATED = "matched and evaluated"


@dataclass(frozen=True)
class Case:
    """One combination: `case["layer"]` is the value of that dimension, `case.node("flow")` a node of its own."""

    table: str
    number: int
    values: Mapping[str, str]

    def __getitem__(self, dimension: str) -> str:
        return self.values[dimension]

    def __str__(self) -> str:
        return ", ".join(f"{name}={value}" for name, value in self.values.items())

    def node(self, name: str) -> str:
        """The IRI of a node of this case."""
        return f"{ID}truth/{self.table}/{self.number}/{name}"


@dataclass
class Facts:
    """What one case states, in the graph of its layer (that of a register when it has no such dimension)."""

    case: Case
    quads: list[ox.Quad] = field(default_factory=list)

    @property
    def layer(self) -> str:
        """Whose graph the facts are in."""
        return self.case.values.get("layer", REGISTER)

    def add(self, subject: str, predicate: str, *objects: Value) -> None:
        """State `subject predicate object` for each object; none states nothing.

        A name without a colon is a node of the case (`flow`), `id:org/laborijn` one under the base of the data, and
        `gs:Flow` a prefixed name; `a` is rdf:type. An object that is no string is a literal.
        """
        graph = ox.NamedNode(PRACTICE[self.layer].iri)
        for each in objects:
            self.quads.append(ox.Quad(self._node(subject), _predicate(predicate), self._object(each), graph))

    def text(self, subject: str, predicate: str, value: str) -> None:
        """State a plain literal."""
        graph = ox.NamedNode(PRACTICE[self.layer].iri)
        self.quads.append(ox.Quad(self._node(subject), _predicate(predicate), ox.Literal(value), graph))

    def flow(self, name: str = "flow") -> None:
        """A flow of the layer: registered or reported, and where it was derived from."""
        self.add(name, "a", "gs:Flow" if self.layer == REGISTER else "gs:ReportedFlow")
        self.derived_from(name)

    def item(self, name: str = "item", of: str = "flow") -> None:
        """An item of a flow; of which layer is for queries/derive to say, or `item_class` where the stage is PLAIN."""
        self.add(name, "a", "gs:Item")
        self.add(of, "gs:item", name)

    def item_class(self, name: str = "item", of: str = "flow") -> None:
        """What queries/derive says of an item, for a table that is not derived."""
        self.add(name, "a", "gs:RegisteredItem" if self.layer == REGISTER else "gs:ReportedItem")
        self.add(name, "gs:itemOf", of)

    def derived_from(self, name: str) -> None:
        """Where a node comes from: a passage of a document, or a record of a register."""
        self.add(name, "prov:wasDerivedFrom", PASSAGE if self.layer == REPORTED else RECORD)

    def _node(self, name: str) -> ox.NamedNode:
        return ox.NamedNode(expanded(name) if ":" in name else self.case.node(name))

    def _object(self, value: Value) -> ox.NamedNode | ox.Literal:
        if isinstance(value, str):
            return self._node(value)
        if isinstance(value, date):
            return ox.Literal(value.isoformat(), datatype=ox.NamedNode(PREFIXES["xsd"] + "date"))
        return ox.Literal(value)


def expanded(name: str) -> str:
    """The IRI that a prefixed name stands for; `id:` is the base of the data."""
    prefix, _, rest = name.partition(":")
    return {**PREFIXES, "id": ID}[prefix] + rest


def _predicate(name: str) -> ox.NamedNode:
    return ox.NamedNode(PREFIXES["rdf"] + "type" if name == "a" else expanded(name))


@dataclass(frozen=True)
class Table:
    """A truth table; see the module. `shared` and `law` are Turtle, with prefixes and base given, that all cases see.

    `possible` leaves out combinations that say nothing (a quality of a consent that is not there). `real_law` puts the
    law layer of the project in place of `law`. `covers` are the shapes that the oracle speaks of; of others nothing is
    compared.
    """

    name: str
    step: int
    dimensions: Mapping[str, Sequence[str]]
    covers: Collection[str]
    write: Callable[[Case, Facts], None]
    expect: Callable[[Case], Collection[str]]
    possible: Callable[[Case], bool] = lambda _: True
    stage: Stage = Stage.PLAIN
    shared: str = ""
    law: str = ""
    real_law: bool = False
    day: date = TODAY
    alone: bool = False

    def __str__(self) -> str:
        return self.name

    def __hash__(self) -> int:
        return hash((self.step, self.name))

    def __eq__(self, other: object) -> bool:
        return self is other

    @property
    def cases(self) -> list[Case]:
        """Every possible combination, in the order of the dimensions."""
        rows = (dict(zip(self.dimensions, row, strict=True)) for row in itertools.product(*self.dimensions.values()))
        cases = (Case(self.name, number, values) for number, values in enumerate(rows))
        return [case for case in cases if self.possible(case)]


@dataclass(frozen=True)
class Act:
    """A made-up act, in Turtle: its provisions with their texts, and the norms that rest on them."""

    iri: str = "bwb/TRUTH"

    def place(self, provision: str) -> str:
        """The IRI of a provision, as `Facts.add` takes it."""
        return f"id:{self.iri}/art/{provision}"

    def version(self, name: str, repealed: str = "") -> str:
        """A version of the act; `repealed` is the act's last day."""
        end = f'; eli:date_no_longer_in_force "{repealed}"^^xsd:date' if repealed else ""
        return f"<{self.iri}/{name}> a gs:StatuteVersion ; eli:is_member_of <{self.iri}> {end} .\n"

    def provision(self, name: str) -> str:
        """A provision, without a text."""
        return f"<{self.iri}/art/{name}> a gs:Provision ; gs:ofStatute <{self.iri}> .\n"

    def text(
        self, provision: str, version: str, *, presence: str = "held", before: str = "", read: str = "", words: str = ""
    ) -> str:
        """The text of a provision in a version, which begins on the day that it is named by.

        `before` ends the text, `read` is the day that it was retrieved; texts with equal `words` have equal content.
        """
        ends = f'; gs:before "{before}"^^xsd:date' if before else ""
        ends += f'; gs:retrieved "{read}"^^xsd:date' if read else ""
        ends += f'; gs:contentHash "{words}"' if words else ""
        return (
            f"<{self.iri}/{version}/art/{provision}> a gs:TextState ; gs:stateOf <{self.iri}/art/{provision}> ; "
            f"gs:inVersion <{self.iri}/{version}> ; gs:presence gs:{presence} ; "
            f'gs:from "{version}"^^xsd:date {ends} .\n'
        )

    def norm(self, name: str, kind: str, provision: str, elements: Mapping[str, str], more: str = "") -> str:
        """A norm of one reading; each element is `dimension` -> accepted terms, with `!` before a condition.

        The dimension gs:necessity asks for a verdict. `more` is said of the norm besides.
        """
        norm = f"<norm/{name}>"
        parts = [f"{norm} a {kind} ; gs:restsOn <{self.iri}/art/{provision}> ; gs:reading <norm/{name}/text> {more} ."]
        parts.append(f"<norm/{name}/text> a gs:Reading .")
        for number, (dimension, accepted) in enumerate(elements.items()):
            form = "gs:VerdictElement" if dimension.endswith("gs:necessity") else "gs:TermElement"
            form += " , gs:Condition" if dimension.startswith("!") else ""
            element = f"<norm/{name}/{number}>"
            parts.append(f"<norm/{name}/text> gs:element {element} .")
            parts.append(f"{element} a {form} ; gs:dimension {dimension.lstrip('!')} ; gs:accepts {accepted} .")
        return "\n".join(parts) + "\n"


def facts_of(table: Table, cases: Iterable[Case]) -> list[ox.Quad]:
    """What the cases state."""
    stated = _stated(table)
    return [quad for case in cases for quad in stated[case.number]]


@lru_cache(maxsize=1)
def _stated(table: Table) -> dict[int, list[ox.Quad]]:
    """What each case states, by its number."""
    found = {}
    for case in table.cases:
        facts = Facts(case)
        table.write(case, facts)
        found[case.number] = facts.quads
    return found


def data_of(table: Table, cases: Iterable[Case]) -> list[ox.Triple]:
    """All that the shapes see of the cases: facts, what is shared, and what the stage makes of them."""
    store = ox.Store()
    store.extend(facts_of(table, cases))
    for graph in PRACTICE.values():
        _load(store, _SOURCE_OF_PASSAGE + table.shared, graph)
    _load(store, table.law, LAW)
    outside = frozenset[str]() if table.stage is Stage.PLAIN else _prepare(store, table)
    return list(dict.fromkeys(quad.triple for quad in store if _is_seen(quad, outside)))


def _is_seen(quad: ox.Quad, outside: frozenset[str]) -> bool:
    """Whether a shape sees it: not a match result, nor the kind of what is out of scope (as grondslag.published)."""
    subject = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
    return not is_result(subject) and not (quad.predicate == _predicate("a") and subject in outside)


_SOURCE_OF_PASSAGE = (
    "<source/truth/lines/1-2> a gs:Passage ; gs:inDocument <source/truth> ; gs:firstLine 1 ; gs:lastLine 2 ."
)


def _load(store: ox.Store, turtle: str, graph: NamedGraph) -> None:
    """Turtle with the project's prefixes and base given."""
    if turtle:
        prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
        text = f"@base <{ID}> .\n{prefixes}{turtle}"
        store.load(text, ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(graph.iri))


def _prepare(store: ox.Store, table: Table) -> frozenset[str]:
    """Derive, and for a table that is evaluated match and evaluate as well; returns what is out of scope on the day."""
    graphs = list(PRACTICE.values())
    store.extend(_concepts())
    if table.real_law:
        store.extend(_read(LAW))
    derive(store, [LAW, *graphs], content())
    if table.stage is not Stage.EVALUATED:
        return frozenset()
    add_matches(store, graphs, content())
    facts = evaluate(store, graphs, content(), Dates(as_of=table.day, reported_at=table.day))
    store.extend(facts)
    return out_of_scope(facts)


@cache
def _concepts() -> tuple[ox.Quad, ...]:
    """The ontology without labels and definitions, which no rule looks at."""
    return tuple(quad for quad in _read(ONTOLOGY) if not isinstance(quad.object, ox.Literal))


@cache
def _read(graph: NamedGraph) -> tuple[ox.Quad, ...]:
    the_content = content()
    name = ox.NamedNode(graph.iri)
    files = [file for file in content_files(the_content) if graph_of(file, the_content) == graph]
    return tuple(
        ox.Quad(quad.subject, quad.predicate, quad.object, name) for file in files for quad in parse_file(file)
    )


def found_by(table: Table) -> dict[int, Names]:
    """The covered shapes that find something, by number of case."""
    if table.alone:
        return {case.number: _found_alone(table, case) for case in table.cases}
    found: dict[int, set[str]] = {case.number: set() for case in table.cases}
    start = f"{ID}truth/{table.name}/"
    for shape, focus in _results(data_of(table, table.cases), table.step):
        if focus.startswith(start) and shape in table.covers:
            found[int(focus.removeprefix(start).partition("/")[0])].add(shape)
    return {number: frozenset(names) for number, names in found.items()}


def _found_alone(table: Table, case: Case) -> Names:
    results = _results(data_of(table, [case]), table.step)
    return frozenset(shape for shape, _ in results if shape in table.covers)


def _results(data: Iterable[ox.Triple], step: int) -> Iterator[tuple[str, str]]:
    """Shape and focus node of every result, by the engine `shacl`, which test_shapes_engines.py compares with ours."""
    text = ox.serialize(data, format=ox.RdfFormat.N_TRIPLES) or b""
    report = _compiled(step).validate_turtle(text.decode())
    results = ox.Store()
    results.load(report.serialize("turtle"), ox.RdfFormat.TURTLE)
    of_shape, of_focus = (ox.NamedNode(PREFIXES["sh"] + name) for name in ("sourceShape", "focusNode"))
    for quad in results.quads_for_pattern(None, of_shape, None):
        for focus in results.quads_for_pattern(quad.subject, of_focus, None):
            yield str(getattr(quad.object, "value", "")).removeprefix(SHP), str(getattr(focus.object, "value", ""))


@cache
def _compiled(step: int) -> shacl.Shapes:
    text = ox.serialize(_shape_triples(step), format=ox.RdfFormat.TURTLE) or b""
    return shacl.Shapes.from_turtle(text.decode())


@cache
def _shape_triples(step: int) -> tuple[ox.Triple, ...]:
    folder = content().shapes
    files = [folder / "conditions.ttl", *sorted(folder.glob(f"{step}-*.ttl"))]
    return tuple(quad.triple for file in files for quad in parse_file(file))


@cache
def _found(table: Table) -> dict[int, Names]:
    return found_by(table)


def differences(table: Table) -> str:
    """The cases whose findings are not what the oracle expects, legibly; nothing when all agree."""
    assert set().union(*(table.expect(case) for case in table.cases)) <= set(table.covers)
    found, lines = _found(table), []
    for case in table.cases:
        expected = frozenset(table.expect(case))
        if expected != found[case.number]:
            missing, extra = sorted(expected - found[case.number]), sorted(found[case.number] - expected)
            lines.append(f"{case}\n    not found: {missing}\n    not expected: {extra}")
    more = [f"... and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
    return "\n".join([f"{len(lines)} of {len(table.cases)} cases differ", *lines[:SHOWN], *more]) if lines else ""


def agrees(table: Table) -> None:
    """Fail, legibly, where findings are not what the oracle expects, or facts use a term that does not exist."""
    assert undeclared(table) == set()
    if text := differences(table):
        pytest.fail(f"{table.name}: {text}", pytrace=False)


def default_engine_differs(table: Table, every: int = 1) -> str:
    """As `differences`, of each `every`-th case, by the project's own validation: slower, so for small tables."""
    cases = table.cases[::every]
    start = f"{ID}truth/{table.name}/"
    found: dict[int, set[str]] = {case.number: set() for case in cases}
    for finding in validate(_rdflib(data_of(table, cases)), _rdflib(_shape_triples(table.step))).findings:
        name, focus = finding.shape.removeprefix(SHP), str(finding.focus_node)
        if focus.startswith(start) and name in table.covers:
            found[int(focus.removeprefix(start).partition("/")[0])].add(name)
    wrong = [f"{case}: {sorted(found[case.number])}" for case in cases if found[case.number] != set(table.expect(case))]
    return "\n".join(wrong[:SHOWN])


def _rdflib(triples: Iterable[ox.Triple]) -> rdflib.Graph:
    return to_rdflib(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in triples)


def undeclared(table: Table) -> set[str]:
    """The own terms that cases state and the ontology does not declare: such a fact means nothing."""
    declared = {quad.subject.value for quad in _read(ONTOLOGY) if isinstance(quad.subject, ox.NamedNode)}
    terms = {
        term.value for quad in facts_of(table, table.cases) for term in quad.triple if isinstance(term, ox.NamedNode)
    }
    return {term for term in terms if term.startswith(GS)} - declared


def vacuous(*tables: Table) -> set[str]:
    """The shapes of the tables that their oracles together expect in no case, or in every one: those show nothing."""
    expected = [frozenset(table.expect(case)) for table in tables for case in table.cases]
    assert len(expected) > 1
    return {name for name in covered(tables) if len({name in each for each in expected}) == 1}


def covered(tables: Iterable[Table]) -> set[str]:
    """The shapes that some table covers."""
    return {name for table in tables for name in table.covers}


def shapes_of_step(step: int) -> set[str]:
    """The rules in shapes/ with this gs:step."""
    of_step, number = ox.NamedNode(GS + "step"), str(step)
    triples = (quad.triple for file in sorted(content().shapes.glob("*.ttl")) for quad in parse_file(file))
    return {
        str(triple.subject.value).removeprefix(SHP)
        for triple in triples
        if triple.predicate == of_step and isinstance(triple.object, ox.Literal) and triple.object.value == number
        if isinstance(triple.subject, ox.NamedNode)
    }
