"""Time the match of a made-up register over the real norm layer, part by part, at one size and at its double.

    .venv/bin/python -m benchmarks.match [--items N] [--once] [--distinct] [--evaluate DATE]

Each size runs in a process of its own (cold: nothing is remembered from the other; the file cache is warm). The
register stands in memory, as in a build; results go to a store on disk. Budget: 5,000 items in 60 s, linear. Seconds
are those of the processor, of all threads; beside them stands what raw Oxigraph takes in the same run.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

import pyoxigraph as ox

from benchmarks.made_up_register import Register
from grondslag.build import content_files
from grondslag.content import content
from grondslag.evaluation import Dates, evaluate
from grondslag.graphs import Layer, NamedGraph, graph_of
from grondslag.match import Law, Matching, MatchResult, store_results
from grondslag.match.law import Rows
from grondslag.match.practice import Practice, claims
from grondslag.matches import statements_hash
from grondslag.namespaces import GRAPH
from grondslag.rdf import parse_file

REGISTER = NamedGraph(GRAPH + "register/benchmark", Layer.REGISTER)
BUDGET_SECONDS = 60.0
BUDGET_ITEMS = 5000
_AT_ONCE = 1000
# One plain join over the same statements: each item with its data and the article that its flow relies on.
JOIN = """
PREFIX dpv: <https://w3id.org/dpv#>
PREFIX gs: <https://w3id.org/grondslag/def#>

SELECT ?item ?data ?provision
WHERE {
  ?flow gs:item ?item ;
    gs:basisClaim/gs:claimedProvision ?provision .
  ?item dpv:hasPersonalData ?data .
}
"""


T = TypeVar("T")
Figures = dict[str, float]


class Clock:
    """The seconds of the processor that each part took."""

    def __init__(self) -> None:
        self.seconds: Figures = {}

    def part(self, name: str, work: Callable[[], T]) -> T:
        """What `work` gives; its seconds are added to those of `name`."""
        start = time.process_time()
        found = work()
        self.seconds[name] = self.seconds.get(name, 0.0) + time.process_time() - start
        return found


def law_store() -> ox.Store:
    """A store with ontology and law, as a build has them."""
    the_content = content()
    store = ox.Store()
    for file in content_files(the_content):
        graph = graph_of(file, the_content)
        if graph.layer in (Layer.ONTOLOGY, Layer.LAW):
            target = ox.NamedNode(graph.iri)
            store.extend(ox.Quad(q.subject, q.predicate, q.object, target) for q in parse_file(file))
    return store


def measured(items: int, distinct: bool, day: date | None) -> Figures:
    """The figures for a register of `items` items; run it in a process of its own, for the peak of its memory."""
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "register.nt"
        store = law_store()
        with file.open("w", encoding="utf-8") as lines:
            lines.writelines(Register(Law.read(store), distinct=distinct).lines(items))
        figures = _raw(store, file, clock) | _matched(store, Path(folder) / "results", clock)
        if day:
            # An evaluation sees the register and its results in one store.
            results = ox.Store(str(Path(folder) / "results"))
            store.bulk_extend(results)
            facts = clock.part("evaluate", lambda: evaluate(store, [REGISTER], content(), Dates(as_of=day)))
            figures["facts of the day"] = len(facts)
    figures["peak MiB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"items": items} | figures | {f"{name} s": of for name, of in clock.seconds.items()}


def _raw(store: ox.Store, file: Path, clock: Clock) -> Figures:
    """What raw Oxigraph takes to load the register into `store` and to answer one join over it."""
    before, graph = len(store), ox.NamedNode(REGISTER.iri)
    clock.part("raw load", lambda: store.bulk_load(path=file, format=ox.RdfFormat.N_TRIPLES, to_graph=graph))
    rows = clock.part("raw join", lambda: len(list(_answered(store, graph))))
    return {"statements": len(store) - before, "rows of the join": rows}


def _answered(store: ox.Store, graph: ox.NamedNode) -> ox.QuerySolutions:
    found = store.query(JOIN, default_graph=[graph])
    assert isinstance(found, ox.QuerySolutions)
    return found


def _matched(store: ox.Store, folder: Path, clock: Clock) -> Figures:
    """Match the register in `store` and store the results in `folder`."""
    clock.part("hash", lambda: statements_hash(store, REGISTER))
    law = clock.part("law", lambda: Law.read(store, [REGISTER.iri]))
    practice = Practice.read(Rows(store, [REGISTER.iri]), REGISTER.iri)
    clock.part("read", lambda: sum(1 for _ in claims(practice, law)))
    made = 0

    def results() -> Iterator[MatchResult]:
        nonlocal made
        found = Matching(law, candidates=False).results(claims(practice, law))
        while part := clock.part("read and match", lambda: list(islice(found, _AT_ONCE))):
            made += len(part)
            yield from part

    target = ox.Store(str(folder))
    clock.part("read, match and store", lambda: store_results(target, results(), REGISTER.iri))
    return {"results": made, "statements of results": len(target)}


def told(figures: Figures) -> None:
    """Print the figures of one size, with the parts that follow from others."""
    seconds = {name: of for name, of in figures.items() if name.endswith(" s")}
    match = seconds["read and match s"] - seconds["read s"]
    store = seconds["read, match and store s"] - seconds["read and match s"]
    for name, value in {**figures, "of which match s": match, "of which store s": store}.items():
        print(f"  {name:<24} {value:>16,.2f}".removesuffix(".00"))
    raw = seconds["raw load s"] + seconds["raw join s"]
    print(f"  {'items per second':<24} {figures['items'] / total(figures):>16,.0f}")
    print(
        f"  read and match take {seconds['read and match s'] / raw:.1f} times what raw Oxigraph takes to load and join"
    )
    print(f"  all of it {total(figures) / raw:.1f} times that, and stores "
          f"{figures['statements of results'] / figures['statements']:.1f} times the statements")  # fmt: skip


def total(figures: Figures) -> float:
    """Seconds from a register in the store to its results stored: the law and the hash for the key included."""
    return sum(figures[f"{name} s"] for name in ("hash", "law", "read, match and store"))


def main() -> None:
    """Measure one size and its double; fail when the budget or linearity is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=BUDGET_ITEMS)
    parser.add_argument("--once", action="store_true", help="this size alone, and not its double")
    parser.add_argument("--distinct", action="store_true", help="the worst case: items that share next to nothing")
    parser.add_argument("--evaluate", type=date.fromisoformat, metavar="DATE", help="evaluate for a date too")
    asked = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}, "
          f"pyoxigraph {ox.__version__}, load {os.getloadavg()[0]:.1f}")  # fmt: skip
    sizes = [asked.items] if asked.once else [asked.items, 2 * asked.items]
    found = []
    for size in sizes:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
            found.append(alone.submit(measured, size, asked.distinct, asked.evaluate).result())
        told(found[-1])
    if len(found) == 2:
        grown = total(found[1]) / total(found[0])
        print(f"{grown:.2f} times as long for twice the items")
        assert grown < 3, "not linear"
    assert total(found[0]) <= BUDGET_SECONDS * max(1.0, asked.items / BUDGET_ITEMS), "over budget"


if __name__ == "__main__":
    main()
