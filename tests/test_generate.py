"""The generator of the national graph: the same for the same seed, and its oracle equal to what the shapes find.

Every flaw is planted here once, beside flows that do not run; a hundred thousand statements are compared by
`python -m benchmarks.generate --check`, which takes too long for each run.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from pathlib import Path
from statistics import median

import pyoxigraph as ox
import pytest

from benchmarks.generate.__main__ import size
from benchmarks.generate.check import Compared, findings, load, register_of
from benchmarks.generate.flaws import FLAWS, Flaw
from benchmarks.generate.kinds import KINDS, FlowKind
from benchmarks.generate.model import Activity, Flow, Kind
from benchmarks.generate.nation import MUNICIPALITIES, make_nation
from benchmarks.generate.national import ORACLE, REGISTERS, Asked, budgets, generate
from benchmarks.generate.oracle import Expected, read
from benchmarks.generate.plan import ENDED, NOT_BEGUN, RegisterPlan, expected, kinds_of, recipients
from benchmarks.generate.registers import Writer
from benchmarks.generate.words import words_of
from grondslag.content import Content
from grondslag.graphs import LAW, ONTOLOGY, Layer, NamedGraph
from grondslag.namespaces import GRAPH, GS, ID
from grondslag.store import GraphStore

SMALL = Asked(triples=20_000, municipalities=12)
NATION = make_nation(random.Random(1), 12)
TAMPERED = ("mended", "broken")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, the_content: Content) -> Path:
    """A small nation."""
    folder = tmp_path_factory.mktemp("nation")
    generate(SMALL, folder, the_content)
    return folder


def lines_of(folder: Path) -> list[str]:
    return (folder / REGISTERS).read_text(encoding="utf-8").splitlines()


# --- what is generated


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(
    small: Path, the_content: Content, tmp_path: Path
) -> None:
    generate(SMALL, tmp_path / "again", the_content)
    generate(replace(SMALL, seed=6), tmp_path / "other", the_content)
    for name in (REGISTERS, ORACLE):
        first, again, other = (
            (folder / name).read_bytes() for folder in (small, tmp_path / "again", tmp_path / "other")
        )
        assert first == again
        assert first != other


def test_compressed_registers_hold_the_same_statements(small: Path, the_content: Content, tmp_path: Path) -> None:
    for name in ("one", "two"):
        generate(replace(SMALL, compressed=True), tmp_path / name, the_content)
    one, two = (tmp_path / name / f"{REGISTERS}.gz" for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()
    packed, plain = ox.Store(), ox.Store()
    assert load(packed, tmp_path / "one") == load(plain, small)
    assert set(packed) == set(plain)


def test_the_registers_are_quads_without_blank_nodes_and_none_is_there_twice(small: Path) -> None:
    lines = lines_of(small)
    assert len(lines) == len(set(lines))
    assert not any(line.startswith("_:") or " _:" in line for line in lines)
    store = ox.Store()
    store.bulk_load(path=small / REGISTERS, format=ox.RdfFormat.N_QUADS)
    assert len(store) == len(lines)


def test_own_terms_and_concepts_are_those_of_the_ontology(small: Path, built_home: Path) -> None:
    built = GraphStore(built_home).current().open()
    known = {
        quad.subject.value
        for graph in (ONTOLOGY, LAW)
        for quad in built.quads_for_pattern(None, None, None, ox.NamedNode(graph.iri))
        if isinstance(quad.subject, ox.NamedNode)
    }
    store = ox.Store()
    store.bulk_load(path=small / REGISTERS, format=ox.RdfFormat.N_QUADS)
    used = {term.value for quad in store for term in (quad.predicate, quad.object) if isinstance(term, ox.NamedNode)}
    schemes = tuple(
        ID + part for part in ("party/", "data/", "subject/", "purpose/", "task/", "bwb/", "celex/", "form/")
    )
    of_us = {term for term in used if term.startswith((GS, *schemes))}
    # The letter that the act of today lacks is known too: from the texts that have it.
    assert len(of_us) > 100
    assert of_us - known == set()


def test_every_municipality_and_partnership_has_a_register_at_every_size() -> None:
    nation = make_nation(random.Random(5))
    recording = {each for each in nation.organisations if each.kind in (Kind.MUNICIPALITY, Kind.PARTNERSHIP)}
    towns = [each for each in recording if each.kind is Kind.MUNICIPALITY]
    assert len(towns) == MUNICIPALITIES
    members = Counter(member for each in recording for member in each.members)
    assert set(members.values()) == {1}
    assert set(members) == set(towns)
    for triples in (100_000, 1_000_000, 5_000_000, 20_000_000):
        shared = budgets(nation, triples)
        assert recording <= set(shared)
        assert sum(shared.values()) == pytest.approx(triples, rel=0.01)


def test_a_few_organisations_and_data_have_most(the_content: Content, tmp_path: Path) -> None:
    made = generate(Asked(150_000), tmp_path, the_content)
    assert made.triples == pytest.approx(150_000, rel=0.1)
    lines = lines_of(tmp_path)
    sizes = sorted(Counter(line.rpartition("<")[2] for line in lines).values())
    assert sizes[-1] > 5 * median(sizes)
    data = Counter(line.split()[2] for line in lines if "hasPersonalData" in line)
    assert data.most_common(1)[0][1] > 4 * median(data.values())


def test_each_flaw_has_a_name_of_its_own_and_says_which_provision_it_is_against() -> None:
    assert len({flaw.name for flaw in FLAWS}) == len(FLAWS) > 30
    for flaw in FLAWS:
        assert flaw.kinds <= {kind.name for kind in KINDS}, flaw.name
        assert any(act in flaw.law for act in ("AVG art.", "UAVG art.", "PW art.", "Wgs art.", "Convention")), flaw.name


def test_what_does_not_run_may_be_flawed_and_is_not_in_the_oracle() -> None:
    plan = RegisterPlan(NATION, NATION.organisations[0], 5)
    planned = [each for each, _ in zip(plan.activities(), range(600), strict=False) if not each.runs]
    assert any(each.flaws for each in planned)
    assert all(each.found == () for each in planned)
    assert {flow.before for each in planned for flow in each.activity.flows} == {ENDED, None}
    assert NOT_BEGUN in {flow.first for each in planned for flow in each.activity.flows}


@pytest.mark.parametrize(("text", "number"), [("100k", 100_000), ("5M", 5_000_000), ("2500", 2500)])
def test_sizes_are_told_in_thousands_and_millions(text: str, number: int) -> None:
    assert size(text) == number


@pytest.mark.parametrize("text", ["", "k", "-1k", "many", "0"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        size(text)


# --- the oracle


class Planted:
    """Every flaw planted once, in flows of many kinds: up to three in one where they do not touch the same."""

    def __init__(self, content: Content) -> None:
        self._words = words_of(content)
        self._chance = random.Random(3)
        self._writers: dict[str, Writer] = {}
        self._unused = {kind.name for kind in KINDS}
        self.lines: list[str] = []
        self.expected: set[Expected] = set()
        left = list(FLAWS)
        while left:
            kind, flow = self._fitting(left[0])
            flaws = self._together(left, kind, flow)
            left = [flaw for flaw in left if flaw not in flaws]
            for flaw in flaws:
                flow = flaw.change(flow)
            activity = Activity(flow.sender, f"{len(left):02}", "+".join(flaw.name for flaw in flaws), (flow,))
            self.write(activity)
            self.expected |= set(expected(activity, [flaw.findings for flaw in flaws]))

    def _fitting(self, flaw: Flaw) -> tuple[FlowKind, Flow]:
        """A kind that was not used yet if there is one, and a flow of it for this flaw."""
        # What landlords send is as what a benefit body sends, and each register more takes its time.
        kinds = [each for each in reversed(KINDS) if each.name in flaw.kinds and each.sender is not Kind.LANDLORD]
        kinds.sort(key=lambda each: each.name not in self._unused)
        for kind in kinds * 50:
            flow = self.flow(kind)
            if len(flow.items) <= 2 and flaw.fits(kind, flow):
                self._unused -= {kind.name}
                return kind, flow
        raise AssertionError(f"no flow for {flaw.name}")

    def _together(self, left: list[Flaw], kind: FlowKind, flow: Flow) -> list[Flaw]:
        """The first of the flaws that are left, with others that go with it."""
        found = [left[0]]
        for flaw in left[1:]:
            if len(found) < 3 and flaw.fits(kind, flow) and not any(flaw.touches & each.touches for each in found):
                found.append(flaw)
        return found

    def flow(self, kind: FlowKind) -> Flow:
        """A flow of this kind without flaws."""
        sender = next(each for each in NATION.organisations if kind in kinds_of(each))
        return kind.make(kind.draw(self._chance), sender, recipients(NATION, sender, kind, self._chance)[0])

    def write(self, activity: Activity) -> None:
        """Add an activity, with the head of its register before the first."""
        owner = activity.owner
        if owner.name not in self._writers:
            self._writers[owner.name] = Writer(owner, self._words)
            self.lines += self._writers[owner.name].head()
        self.lines += self._writers[owner.name].activity(activity)


@pytest.fixture(scope="module")
def compared(built_home: Path, the_content: Content) -> Compared:
    """The oracle beside the report; two activities were tampered with after their oracle was made."""
    planted = Planted(the_content)
    tamper(planted)
    generation = GraphStore(built_home).current()
    kept = (ONTOLOGY, LAW, LAW.derived)
    graphs = [graph for graph in generation.graphs if graph in kept or graph.layer is Layer.SHAPES]
    store, built = ox.Store(), generation.open()
    for graph in graphs:
        store.extend(built.quads_for_pattern(None, None, None, ox.NamedNode(graph.iri)))
    store.bulk_load("".join(planted.lines).encode(), format=ox.RdfFormat.N_QUADS)
    names = {line.rpartition("<")[2].partition(">")[0] for line in planted.lines}
    registers = sorted(NamedGraph(name, Layer.REGISTER) for name in names)
    return Compared(frozenset(planted.expected), findings(store, graphs, registers, the_content))


def tamper(planted: Planted) -> None:
    """Mend the flaw of one flow behind the back of the oracle, and break another that the oracle knows as sound."""
    [kind] = [each for each in KINDS if each.name == "wmo-inquiry"]
    [flaw] = [each for each in FLAWS if each.name == "no-retention"]
    mended, broken = (Activity(flow.sender, key, key, (flow,)) for key in TAMPERED for flow in [planted.flow(kind)])
    planted.write(mended)
    planted.expected |= set(expected(mended, [flaw.findings]))
    before = len(planted.lines)
    planted.write(broken)
    lost = [line for line in planted.lines[before:] if "securityDescribed" not in line]
    assert len(lost) < len(planted.lines) - before
    planted.lines[before:] = lost


def is_tampered(each: Expected) -> bool:
    return any(f"/{key}/" in each.focus for key in TAMPERED)


def test_what_the_shapes_find_is_what_the_oracle_tells_of_every_flaw(compared: Compared) -> None:
    assert [each for each in compared.missing if not is_tampered(each)] == []
    assert [each for each in compared.unexpected if not is_tampered(each)] == []
    assert len({each.register for each in compared.found}) > 2
    assert len({each.rule for each in compared.found}) > 25
    assert {each.severity for each in compared.found} == {"violation", "warning", "info"}


def test_a_statement_put_in_or_taken_away_behind_the_oracle_is_seen(compared: Compared) -> None:
    assert {(each.rule, is_tampered(each)) for each in compared.missing} == {("R122", True)}
    assert {(each.rule, is_tampered(each)) for each in compared.unexpected} == {("R099", True)}


def test_an_oracle_is_read_as_it_was_written(small: Path) -> None:
    stored = read(small / ORACLE)
    assert stored
    assert {each.register for each in stored} == {register_of(each.focus) for each in stored}
    assert all(each.register.startswith(GRAPH + "register/") for each in stored)
