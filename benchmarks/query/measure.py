"""What is timed: a saved query in this process, on a server, and a mix of requests by many clients."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import signal
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from benchmarks.query.client import Answered, Request, ask, ask_together
from benchmarks.query.mix import HERE, about, bound, saved_queries
from grondslag.graphs import default_dataset
from grondslag.query.dataset import InRequest, Scope, as_merged
from grondslag.query.engine import Engine
from grondslag.query.saved import SavedQuery, read_query
from grondslag.settings import Limits
from grondslag.store import Generation

MOST_SECONDS = 60
TIMES, SPENT = 20, 5.0
HEALTH = "recipients-of-health-data"
Rows = Counter[str]
Graphs = list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph]


@dataclass(frozen=True)
class Timed:
    """How long the first answer took, and the further ones, in milliseconds; and its rows, None without an answer."""

    first: float
    further: tuple[float, ...] = ()
    rows: Rows | None = None

    @property
    def p50(self) -> float:
        """The median of the further ones."""
        return statistics.median(self.further or (self.first,))

    @property
    def p95(self) -> float:
        """What nineteen in twenty of the further ones stay below."""
        found = sorted(self.further or (self.first,))
        return found[min(len(found) - 1, int(0.95 * len(found)))]


def agree(one: Timed, other: Timed) -> bool:
    """Whether both have the same rows; or one has as many of the other's as our service gives at most."""
    if one.rows is None or other.rows is None:
        return False
    less, more = sorted((one.rows, other.rows), key=lambda rows: rows.total())
    return less == more or (less.total() == Limits.rows and less <= more)


def rows_of(body: bytes) -> Rows:
    """The rows of an answer in JSON, each as a short hash."""
    rows = json.loads(body)["results"]["bindings"]
    texts = (json.dumps(row, sort_keys=True).encode() for row in rows)
    return Counter(hashlib.sha256(text).hexdigest()[:16] for text in texts)


def raw(generation: Generation, query: SavedQuery, *, layered: bool) -> Timed:
    """A saved query in a process of its own that opens the checkpoint, without protection; stopped after a minute.

    `layered` asks it of the layers that it wants, as our service does; else of the default graph alone.
    """

    def work() -> Timed:
        store, graphs = _opened(generation, query.layers if layered else ())
        return timed(lambda: _answered(store, bound(query), graphs))

    return _apart(work) or Timed(MOST_SECONDS * 1000)


def on_server(port: int, request: Request) -> Timed:
    """A request asked of a server again and again."""
    first = ask(port, [request])[0]
    if not _is_good(first):
        return Timed(first.seconds * 1000)
    times = max(1, min(TIMES, int(SPENT / first.seconds)))
    further = ask(port, [request] * times)
    return Timed(first.seconds * 1000, tuple(each.seconds * 1000 for each in further), rows_of(first.body))


def timed(work: Callable[[], bytes], read: Callable[[bytes], Rows] = rows_of) -> Timed:
    """The first run, and further ones as long as they take no more than a few seconds together."""
    started = time.perf_counter()
    body = work()
    first = time.perf_counter() - started
    further: list[float] = []
    while len(further) < TIMES and sum(further) + first < SPENT:
        started = time.perf_counter()
        work()
        further.append(time.perf_counter() - started)
    return Timed(first * 1000, tuple(each * 1000 for each in further), read(body))


@dataclass(frozen=True)
class Rate:
    """How many requests a second were answered well, how many were not, and the slowest of nineteen in twenty."""

    a_second: float
    failed: int
    p95: float


def rate(port: int, requests: Sequence[Request], clients: int, seconds: float) -> Rate:
    """How many of these requests a server answers in a second to so many clients."""
    started = time.perf_counter()
    found = ask_together(port, requests, clients, seconds)
    took = time.perf_counter() - started
    good = sorted(each.seconds for each in found if each.status == 200)
    p95 = good[int(0.95 * len(good))] * 1000 if good else 0.0
    return Rate(len(good) / took, len(found) - len(good), p95)


def worker_overhead(engine: Engine, generation: Generation) -> tuple[float, float]:
    """Milliseconds of a small query through check, pipe and worker, and in this process: medians of many.

    Each is another query, so that none is remembered.
    """
    store = ox.Store.read_only(str(generation.asked_path))
    texts = [about("is-known", f"urn:small:{number}") for number in range(501)]
    # The first one starts the worker.
    engine.run(texts.pop())
    return _median(engine.run, texts), _median(store.query, texts)


def health(generation: Generation) -> tuple[Timed, Timed]:
    """Who receives health data: the saved query, and the same on practice worked out of the original statements alone.

    The rows are those on practice; the saved query has to tell the law as well.
    """
    catalogue = {query.name: query for query in saved_queries()}
    query, original = catalogue[HEALTH], read_query(HERE / f"{HEALTH}.rq")
    layered = set(default_dataset(generation.graphs, query.layers))
    derived = {graph.derived.iri for graph in generation.graphs}

    def saved() -> Timed:
        store, graphs = _opened(generation, query.layers)
        return timed(lambda: _answered(store, bound(query), graphs), _rows_on_practice)

    def worked_out() -> Timed:
        stored, store = ox.Store.read_only(str(generation.store_path)), ox.Store()
        for iri in layered - derived:
            statements = stored.quads_for_pattern(None, None, None, ox.NamedNode(iri))
            store.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in statements)
        return timed(lambda: _answered(store, original.body, [ox.DefaultGraph()]), _rows_on_practice)

    return _apart(saved, seconds=0) or Timed(0), _apart(worked_out, seconds=0) or Timed(0)


def _rows_on_practice(body: bytes) -> Rows:
    rows = json.loads(body)["results"]["bindings"]
    values = ({name: cell["value"] for name, cell in row.items()} for row in rows)
    return Counter(json.dumps(row, sort_keys=True) for row in values if row["layer"] != "law")


def _opened(generation: Generation, layers: tuple[str, ...]) -> tuple[ox.Store, Graphs]:
    """The checkpoint that queries are asked of, and the default graph of a query."""
    dataset = Scope(layers).of(generation.graphs, None)
    told = as_merged(dataset, generation.graphs, None) if generation.is_merged else InRequest(dataset.default, None)
    path = generation.sources_path if told.with_sources else generation.asked_path
    return ox.Store.read_only(str(path)), [ox.NamedNode(iri) if iri else ox.DefaultGraph() for iri in told.default]


def _answered(store: ox.Store, text: str, graphs: Graphs) -> bytes:
    found = store.query(text, default_graph=graphs)
    if not isinstance(found, ox.QuerySolutions):
        raise SystemExit("a saved query that is compared is a SELECT")
    return found.serialize(format=ox.QueryResultsFormat.JSON) or b""


def _median(ask_one: Callable[[str], object], texts: Sequence[str]) -> float:
    seconds = []
    for text in texts:
        started = time.perf_counter()
        ask_one(text)
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds) * 1000


def _apart(work: Callable[[], Timed], seconds: int = MOST_SECONDS) -> Timed | None:
    """What `work` gives in a process of its own, which is killed after so many seconds; 0 waits for ever."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(seconds)
        os.close(reading)
        with os.fdopen(writing, "wb") as stream:
            pickle.dump(work(), stream)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        told = stream.read()
    os.waitpid(child, 0)
    return pickle.loads(told) if told else None  # noqa: S301  our own child wrote it


def _is_good(answered: Answered) -> bool:
    # The engine's server tells a timeout by an error text in a body with status 200.
    try:
        return answered.status == 200 and "results" in json.loads(answered.body)
    except ValueError:
        return False
