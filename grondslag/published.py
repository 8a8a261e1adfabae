"""The published graph as validation sees it: practice with what it rests on, and the shapes beside it."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import replace

import pyoxigraph as ox

from grondslag.errors import DamagedStore
from grondslag.graphs import Layer, NamedGraph, default_dataset
from grondslag.rdf import canonical, sha256, to_rdflib
from grondslag.report.model import Report
from grondslag.store import Generation
from grondslag.validation import validate

REPORT_FILE = "report.json"
PRACTICE = frozenset({Layer.REGISTER, Layer.SOURCE})


def report_on(
    store: ox.Store,
    graphs: Iterable[NamedGraph],
    *,
    layers: Set[Layer] = PRACTICE,
    registers: Set[str] | None = None,
    generation: str | None = None,
) -> Report:
    """Validate practice in `store` against the shapes in it.

    `layers` chooses registers, reported practice (sources) or both; `registers`, if given, the IRIs of the only
    registers to look at. Law and ontology are always there to compare with.
    """

    def looked_at(graph: NamedGraph) -> bool:
        if graph.layer not in PRACTICE:
            return True
        return graph.layer in layers and (registers is None or graph.iri in registers)

    wanted = [graph for graph in graphs if looked_at(graph)]
    shapes = [graph.iri for graph in wanted if graph.layer is Layer.SHAPES]
    data = default_dataset(wanted, ("sources",))
    data_triples, shape_triples = _union(store, data), _union(store, shapes)
    return validate(
        to_rdflib(data_triples),
        to_rdflib(shape_triples),
        generation=generation,
        data_hash=sha256(canonical(data_triples)),
        shapes_hash=sha256(canonical(shape_triples)),
    )


def stored_report(generation: Generation) -> Report:
    """The report that was made when `generation` was built. Raises `DamagedStore` when it cannot be read."""
    try:
        return replace(Report.from_archive(report_text(generation)), generation=generation.id)
    except (ValueError, TypeError, KeyError) as error:
        raise _unreadable(generation) from error


def report_text(generation: Generation) -> str:
    """As `stored_report`, as it was written to disk and not looked into."""
    try:
        return (generation.path / REPORT_FILE).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(generation) from error


def _unreadable(generation: Generation) -> DamagedStore:
    return DamagedStore(
        f"The report of generation {generation.id!r} cannot be read",
        expected="a rebuild from the files",
        example="grondslag build",
    )


def _union(store: ox.Store, graphs: list[str]) -> list[ox.Quad]:
    """The statements of the graphs without the names of the graphs."""
    named = (quad for iri in graphs for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(iri)))
    return [ox.Quad(quad.subject, quad.predicate, quad.object) for quad in named]
