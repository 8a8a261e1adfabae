"""Compare the answers of every saved query, with its example parameters, on the project's engine, rdflib and Comunica.

    .venv/bin/python -m benchmarks.parity [--home HOME] [--part] [--folder competency] [--seconds 60] [--engine rdflib]
        [QUERY ...]

Prints a table for docs/engines.md: the rows, whether the other engines give the same, and the seconds that each took.
The graph is the one published in HOME (default: GRONDSLAG_HOME), or with `--part` what benchmarks/sample.py takes of
it. Ends with 1 when an engine that answered has other rows.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path

import pyoxigraph as ox

from benchmarks.reference_engines import Comunica, Row, rdflib_program, rows_of
from benchmarks.sample import sample
from grondslag.content import Content, content
from grondslag.errors import GrondslagError, QueryTimeout
from grondslag.query.engine import Answer, Engine
from grondslag.query.saved import Catalogue, SavedQuery
from grondslag.settings import MEGABYTE, Limits, Settings
from grondslag.store import Generation, GraphStore

Ask = Callable[[SavedQuery], list[Row]]

_ORDERED = re.compile(r"ORDER BY ([^\n]*)\s*\Z")
_WITH_LANGUAGE = re.compile(r'"@[a-zA-Z-]+\Z')
_ENGINES = ("rdflib", "Comunica")
_MEMORY = 6_000 * MEGABYTE


@dataclass(frozen=True)
class Told:
    """What came of one query on one engine: `equal`, or how it differs, and the seconds that it took."""

    outcome: str
    seconds: float


def rows(answer: Answer) -> list[Row]:
    """The rows of an answer of ours, in its order."""
    parsed = ox.parse_query_results(answer.body, format=ox.QueryResultsFormat.JSON)
    return rows_of(parsed) if isinstance(parsed, ox.QuerySolutions) else []


def difference(query: SavedQuery, expected: Sequence[Row], found: Sequence[Row], *, ordered: bool = True) -> str:
    """`equal` when the rows are the same, and if `ordered` in the order that the query fixes; else what differs."""
    if Counter(expected) != Counter(found):
        missing, added = Counter(expected) - Counter(found), Counter(found) - Counter(expected)
        return f"{missing.total()} rows missing, {added.total()} others"
    if ordered and _in_order(query, expected) != _in_order(query, found):
        return "another order"
    return "equal"


def _in_order(query: SavedQuery, found: Sequence[Row]) -> list[Row]:
    # Rows that are equal in what the query sorts by may stand in any order. SPARQL gives no order to texts with a
    # language (section 15.1): after the first column that has one each engine goes its own way.
    ordered = _ORDERED.search(query.body.rstrip())
    names = re.findall(r"\?(\w+)", ordered[1]) if ordered else []
    columns = list(query.columns)
    shown = [columns.index(name) for name in names if name in columns]
    decided = list(takewhile(lambda column: not any(_WITH_LANGUAGE.search(row[column] or "") for row in found), shown))
    return [tuple(row[column] for column in decided) for row in found]


def tell(query: SavedQuery, expected: Sequence[Row], ask: Ask, *, ordered: bool = True) -> Told:
    """Ask another engine the same; without `ordered` its rows may be in any order."""
    started = time.perf_counter()
    try:
        outcome = difference(query, expected, ask(query), ordered=ordered)
    except QueryTimeout:
        outcome = "too slow"
    except GrondslagError as error:
        outcome = f"fails: {error.message}"
    return Told(outcome, time.perf_counter() - started)


def publish_part(home: Path, generation: Generation, engine: Engine, queries: list[SavedQuery]) -> None:
    """Publish in `home` a part of a generation that holds something for each of `queries`."""
    on_disk = GraphStore(home)
    with on_disk.writing() as work:
        checkpoints = work / "checkpoints"
        checkpoints.mkdir()
        store = ox.Store(str(work / "part"))
        store.bulk_extend(sample(generation, queries, lambda query: engine.answer(query, query.examples())))
        store.flush()
        store.backup(str(checkpoints / "store"))
        on_disk.publish(work, checkpoints, {**generation.manifest, "quads": len(store)})


def compare(settings: Settings, graph: Content, queries: list[SavedQuery], engines: Sequence[str]) -> bool:
    """Print the table of `queries` over what is published; whether every engine that answered gave the same rows."""
    roomy = replace(settings, limits=replace(settings.limits, memory_bytes=_MEMORY))
    with (
        tempfile.TemporaryDirectory() as folder,
        Engine(roomy, graph) as ours,
        Engine(roomy, graph, program=rdflib_program) as rdflib,
        Comunica(ours.generation(), Path(folder), roomy.limits.seconds) as comunica,
    ):
        others = {"rdflib": of_engine(rdflib), "Comunica": of_comunica(comunica)}
        print(f"{ours.generation().quads} statements\n")
        print(f"| query | rows | here | {' | '.join(engines)} |\n|{'---|' * (3 + len(engines))}")
        return all_equal(queries, of_engine(ours), {name: others[name] for name in engines})


def of_engine(engine: Engine) -> Ask:
    """What asks a saved query, with its examples, of an engine of ours."""
    return lambda query: rows(engine.answer(query, query.examples()))


def of_comunica(comunica: Comunica) -> Ask:
    """The same of Comunica."""
    return lambda query: comunica.rows(query.bind(query.examples()), query.layers)


def all_equal(queries: Iterable[SavedQuery], ours: Ask, others: Mapping[str, Ask]) -> bool:
    """Print a row for each query; whether all that answered gave the same."""
    outcomes = set()
    for query in queries:
        started = time.perf_counter()
        expected = ours(query)
        seconds = time.perf_counter() - started
        # Comunica sorts by one key after the other with a sort that is not stable: docs/engines.md.
        told = [tell(query, expected, ask, ordered=name != "Comunica") for name, ask in others.items()]
        cells = " | ".join(f"{engine.outcome} ({engine.seconds:.1f} s)" for engine in told)
        print(f"| `{query.name}` | {len(expected)} | {seconds:.2f} s | {cells} |", flush=True)
        outcomes |= {engine.outcome for engine in told}
    return outcomes <= {"equal", "too slow"}


def main() -> None:
    """Read the arguments, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, default=Settings.from_environment().home)
    parser.add_argument("--part", action="store_true", help="compare over a part of the graph")
    parser.add_argument("--folder", default="", help="a folder below queries/")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long an engine may take for a query")
    parser.add_argument("--engine", choices=_ENGINES, action="append", help="rdflib or Comunica; both without")
    parser.add_argument("query", nargs="*", help="the queries to compare; all without")
    arguments = parser.parse_args()
    graph = content()
    catalogue = Catalogue(graph.queries / arguments.folder)
    queries = [catalogue.get(name) for name in arguments.query or catalogue.names()]
    settings = Settings(home=arguments.home, limits=Limits(seconds=arguments.seconds))
    with tempfile.TemporaryDirectory() as home:
        if arguments.part:
            with Engine(settings, graph) as engine:
                publish_part(Path(home), engine.generation(), engine, queries)
            settings = replace(settings, home=Path(home))
        sys.exit(0 if compare(settings, graph, queries, arguments.engine or _ENGINES) else 1)


if __name__ == "__main__":
    main()
