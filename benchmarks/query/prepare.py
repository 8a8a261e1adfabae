"""A home with a nation's registers beside the real law and sources, and what is derived from them.

The registers are derived from in groups and not one by one, which would take a second and a half of the processor for
each: what is derived from a register sees the others of its group. It is split by its subjects, so that each register
has a derived graph of its own. There are no match results: only pages on the outcome of a flow ask for them.

The generator leaves flows and items without labels, which an import gives them, and without which no saved query tells
of them: they get theirs here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

import pyoxigraph as ox

from benchmarks.generate.national import REGISTERS, Asked, generate
from grondslag.build import build, facts_of, publish
from grondslag.content import content
from grondslag.derive import derive
from grondslag.draft import Draft
from grondslag.errors import NoGeneration
from grondslag.graphs import LAW, ONTOLOGY, Layer, NamedGraph
from grondslag.namespaces import GRAPH, GS, ID, PREFIXES
from grondslag.published import REPORT_FILE, report_text
from grondslag.settings import Settings
from grondslag.store import Generation, GraphStore

GROUP = 400_000
TYPE, LABEL = ox.NamedNode(PREFIXES["rdf"] + "type"), ox.NamedNode(PREFIXES["rdfs"] + "label")
DATA, FLOW = ox.NamedNode(PREFIXES["dpv"] + "hasPersonalData"), ox.NamedNode(GS + "Flow")
LAW_GRAPH = ox.NamedNode(LAW.iri)
_ALL = NamedGraph(GRAPH + "register/all", Layer.REGISTER)

Progress = Callable[[str], None]


def prepare(home: Path, triples: int, progress: Progress) -> Generation:
    """Publish a generation with about `triples` statements of registers in `home`, built first if need be."""
    settings, on_disk = Settings(home=home), GraphStore(home)
    try:
        former = on_disk.current()
    except NoGeneration:
        former = build(settings, content(), progress)
    with on_disk.writing() as work:
        made = generate(Asked(triples), work, content())
        progress(f"{made.triples} statements in {made.registers} registers, {made.flows} flows")
        draft = Draft(work, former)
        stored = former.open()
        for number, group in enumerate(_groups(work / REGISTERS), 1):
            draft.take(*_derived(stored, [*group, *_labels(stored, group)]))
            progress(f"group {number}: {len(draft.entries)} graphs so far")
        files = {REPORT_FILE: report_text(former), **former.files}
        return publish(on_disk, work, draft, facts_of(former), files, progress)


def _groups(file: Path) -> Iterator[list[ox.Quad]]:
    """The statements of whole registers, so many of these at a time that they reach `GROUP` statements."""
    group: list[ox.Quad] = []
    for _, register in groupby(ox.parse(path=str(file), format=ox.RdfFormat.N_QUADS), lambda quad: quad.graph_name):
        group += register
        if len(group) >= GROUP:
            yield group
            group = []
    if group:
        yield group


def _labels(stored: ox.Store, group: list[ox.Quad]) -> Iterator[ox.Quad]:
    """A label for each flow, by its address, and for each item, by its data."""

    @cache
    def words(term: ox.NamedNode) -> str:
        found = stored.quads_for_pattern(term, ox.NamedNode(PREFIXES["skos"] + "prefLabel"), None, LAW_GRAPH)
        return min((quad.object.value for quad in found if isinstance(quad.object, ox.Literal)), default=term.value)

    for quad in group:
        if quad.object == FLOW and quad.predicate == TYPE:
            text = quad.subject.value.removeprefix(ID)  # type: ignore[union-attr]
        elif quad.predicate == DATA and isinstance(quad.object, ox.NamedNode):
            text = words(quad.object)
        else:
            continue
        yield ox.Quad(quad.subject, LABEL, ox.Literal(text, language="nl"), quad.graph_name)


def _derived(stored: ox.Store, group: list[ox.Quad]) -> tuple[ox.Store, list[NamedGraph]]:
    """A store with the registers of a group and what is derived from each, and their graphs."""
    workshop = ox.Store()
    for graph in (ONTOLOGY, LAW, LAW.derived):
        workshop.extend(stored.quads_for_pattern(None, None, None, ox.NamedNode(graph.iri)))
    together = ox.NamedNode(_ALL.iri)
    workshop.extend(ox.Quad(quad.subject, quad.predicate, quad.object, together) for quad in group)
    derive(workshop, [_ALL], content())
    of = {quad.subject: NamedGraph(quad.graph_name.value, Layer.REGISTER) for quad in group}  # type: ignore[union-attr]
    store = ox.Store()
    store.extend(group)
    store.extend(
        ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(of[quad.subject].derived.iri))
        for quad in workshop.quads_for_pattern(None, None, None, ox.NamedNode(_ALL.derived.iri))
    )
    registers = dict.fromkeys(of.values())
    known = {graph.value for graph in store.named_graphs() if isinstance(graph, ox.NamedNode)}
    derived = [graph.derived for graph in registers if graph.derived.iri in known]
    return store, [*registers, *derived]
