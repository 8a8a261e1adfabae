"""Measure a build and one saved query: through a worker, in raw pyoxigraph and in rdflib, in one run.

    .venv/bin/python -m benchmarks.build_and_query [--query NAME] [--times N]

Uses the graph of this checkout and a home of its own. All three must give the same rows, or there is no
figure.
"""

from __future__ import annotations

import argparse
import platform
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import rdflib

from grondslag.build import build
from grondslag.content import content
from grondslag.graphs import default_dataset
from grondslag.query.engine import Engine
from grondslag.rdf import to_rdflib
from grondslag.settings import Settings

Rows = set[tuple[str, ...]]


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--query", default="special-data", help="a saved query that names no graph: rdflib has them all in one"
    )
    parser.add_argument("--times", type=int, default=20, help="how often each warm query runs")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        measure(Settings(home=Path(home)), arguments.query, arguments.times)


def measure(settings: Settings, name: str, times: int) -> None:
    """Build in `settings.home`, run the query `name` three ways, print the figures."""
    started = time.perf_counter()
    generation = build(settings, content())
    show("build", time.perf_counter() - started)
    store = generation.open()
    print(f"data: {len(store)} statements in {len(generation.graphs)} graphs")
    print(f"machine: {platform.machine()}, Python {platform.python_version()}, pyoxigraph {ox.__version__}")
    with Engine(settings, content()) as engine:
        query = engine.catalogue.get(name)
        text = query.bind(query.examples())
        graphs = default_dataset(generation.graphs, query.layers)
        union = to_rdflib(q for iri in graphs for q in store.quads_for_pattern(None, None, None, ox.NamedNode(iri)))
        expected = alone("through a worker", lambda: through_worker(engine, text, query.layers), times)
        raw = alone("pyoxigraph in this process", lambda: in_pyoxigraph(store, text, graphs), times)
        slow = alone("rdflib in this process", lambda: in_rdflib(union, text), max(1, times // 10))
    if not expected == raw == slow:
        raise SystemExit(f"no figure: {len(expected)}, {len(raw)} and {len(slow)} different rows")
    print(f"rows: {len(expected)}, the same in all three")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"peak memory of this process, rdflib's copy of the graph included: {peak // 1024} MB")


def alone(what: str, ask: Callable[[], Rows], times: int) -> Rows:
    """Time the first run and `times` further ones."""
    started = time.perf_counter()
    rows = ask()
    show(f"{what}, first", time.perf_counter() - started)
    seconds = []
    for _ in range(times):
        started = time.perf_counter()
        ask()
        seconds.append(time.perf_counter() - started)
    show(f"{what}, median of {times}", statistics.median(seconds))
    return rows


def show(what: str, seconds: float) -> None:
    """One line of the outcome."""
    print(f"{what}: {seconds * 1000:.1f} ms")


def through_worker(engine: Engine, text: str, layers: tuple[str, ...]) -> Rows:
    """The way of the service: check, pipe, worker."""
    answer = engine.run(text, layers=layers)
    return {tuple(value(row[name]) for name in answer.variables) for row in answer.rows}


def in_pyoxigraph(store: ox.Store, text: str, graphs: list[str]) -> Rows:
    """The same store without any protection."""
    solutions = store.query(text, default_graph=[ox.NamedNode(iri) for iri in graphs])
    if not isinstance(solutions, ox.QuerySolutions):
        raise SystemExit("the query must be a SELECT")
    names = [variable.value for variable in solutions.variables]
    return {tuple(value(solution[name]) for name in names) for solution in solutions}


def in_rdflib(graph: rdflib.Graph, text: str) -> Rows:
    """The same triples in rdflib's memory."""
    result = graph.query(text)
    names = [str(variable) for variable in result.vars or ()]
    rows = (row.asdict() for row in result if isinstance(row, rdflib.query.ResultRow))
    return {tuple(str(row.get(name, "")) for name in names) for row in rows}


def value(term: object) -> str:
    """A term as text without its datatype, so that engines can be compared."""
    return "" if term is None else str(getattr(term, "value", term))


if __name__ == "__main__":
    main()
