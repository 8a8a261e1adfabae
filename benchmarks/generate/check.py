"""The oracle against the report of the shapes: the registers beside ontology and law, derived, matched, evaluated."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from benchmarks.generate.kinds import AS_OF
from benchmarks.generate.national import ORACLE, REGISTERS
from benchmarks.generate.oracle import Expected, read
from grondslag.build import content_files
from grondslag.content import Content
from grondslag.derive import derive
from grondslag.graphs import Layer, NamedGraph, graph_of
from grondslag.matches import add_matches
from grondslag.namespaces import GRAPH, ID
from grondslag.published import report_on
from grondslag.rdf import parse_file

Progress = Callable[[str], None]
BESIDE = (Layer.ONTOLOGY, Layer.LAW, Layer.SHAPES)


@dataclass(frozen=True)
class Compared:
    """What the oracle tells and the report does not, and the other way round."""

    expected: frozenset[Expected]
    found: frozenset[Expected]

    @property
    def missing(self) -> list[Expected]:
        """What should have been found."""
        return sorted(self.expected - self.found)

    @property
    def unexpected(self) -> list[Expected]:
        """What was found and is not in the oracle."""
        return sorted(self.found - self.expected)


def compare(folder: Path, content: Content, progress: Progress = lambda _: None) -> Compared:
    """The registers in `folder` and their oracle, on the legal date of the generator."""
    store, graphs = beside(content)
    progress(f"ontology, law and shapes: {len(store)} statements")
    return Compared(frozenset(read(folder / ORACLE)), findings(store, graphs, load(store, folder), content, progress))


def beside(content: Content) -> tuple[ox.Store, list[NamedGraph]]:
    """Ontology, law and shapes, and what derives from the law."""
    store = ox.Store()
    graphs: set[NamedGraph] = set()
    for file in content_files(content):
        graph = graph_of(file, content)
        if graph.layer in BESIDE:
            target = ox.NamedNode(graph.iri)
            store.extend(ox.Quad(q.subject, q.predicate, q.object, target) for q in parse_file(file))
            graphs.add(graph)
    return store, [*sorted(graphs), *derive(store, graphs, content)]


def load(store: ox.Store, folder: Path) -> list[NamedGraph]:
    """Add the registers in `folder` to the store; returns their graphs."""
    file = folder / REGISTERS
    if file.exists():
        store.bulk_load(path=file, format=ox.RdfFormat.N_QUADS)
    else:
        with gzip.open(file.with_suffix(".nq.gz")) as packed:
            store.bulk_load(cast(IO[bytes], packed), format=ox.RdfFormat.N_QUADS)
    named = (graph.value for graph in store.named_graphs() if isinstance(graph, ox.NamedNode))
    return sorted(NamedGraph(iri, Layer.REGISTER) for iri in named if iri.startswith(GRAPH + "register/"))


def findings(
    store: ox.Store,
    graphs: Iterable[NamedGraph],
    registers: list[NamedGraph],
    content: Content,
    progress: Progress = lambda _: None,
) -> frozenset[Expected]:
    """What the shapes find in `registers` on the legal date of the generator; the store gets what is derived."""
    derive(store, registers, content)
    progress(f"derived from {len(registers)} registers")
    add_matches(store, registers, content)
    progress(f"matched: {len(store)} statements")
    seen = [*graphs, *registers, *(graph.derived for graph in registers)]
    report = report_on(store, seen, layers={Layer.REGISTER}, as_of=AS_OF, the_content=content)
    progress(f"validated: {len(report.findings)} findings")
    return frozenset(
        Expected(register_of(str(each.focus_node)), str(each.focus_node), each.rule or "", each.severity.value)
        for each in report.findings
    )


def register_of(node: str) -> str:
    """The graph of the register that a node belongs to: its organisation is the second part of every path."""
    return f"{GRAPH}register/{node.removeprefix(ID).split('/')[1]}"
