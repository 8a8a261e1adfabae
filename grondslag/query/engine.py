"""The one way a query from outside is run: checked, then answered by a killable worker over the current generation."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache, partial
from typing import Any, NamedTuple

import pyoxigraph as ox

from grondslag.content import Content
from grondslag.graphs import PUBLIC
from grondslag.query.cache import Cache, Lasting, lasting, today
from grondslag.query.dataset import Dataset, InRequest, Scope, as_merged
from grondslag.query.pool import Pool, Tally
from grondslag.query.precheck import Checked, check
from grondslag.query.program import Program, program_of
from grondslag.query.saved import Catalogue, SavedQuery, Values
from grondslag.remote.store import open_store
from grondslag.settings import Limits, Settings
from grondslag.store import Generation

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Row = dict[str, Term | None]
Cancelled = Callable[[], bool]
"""Tells whether the one who asked has gone, so that the query may be stopped."""
Spend = Callable[[float], None]
"""Is told how many seconds a worker was at a query, whatever came of it; its start, if it had to be started, counts."""
# Of so many queries it is known that they may run, and for how long their answers hold.
_READ_QUERIES = 128
# So many ways to ask for a dataset are remembered for each generation.
_DATASETS = 16


@dataclass(frozen=True)
class Answer:
    """The answer to one query: `kind` is `bindings`, `boolean` or `graph`.

    `body` holds SPARQL results in JSON, or N-Triples; `rows` and `triples` are read from it when asked for.
    """

    kind: str
    generation: str
    body: bytes = b""
    boolean: bool = False
    truncated: bool = False

    @cached_property
    def _solutions(self) -> tuple[list[str], list[Row]]:
        parsed = ox.parse_query_results(self.body, format=ox.QueryResultsFormat.JSON)
        if not isinstance(parsed, ox.QuerySolutions):
            return [], []
        names = [variable.value for variable in parsed.variables]
        return names, [{name: solution[name] for name in names} for solution in parsed]

    @property
    def variables(self) -> list[str]:
        """The columns, in the order of the query; empty unless `kind` is `bindings`."""
        return self._solutions[0] if self.kind == "bindings" else []

    @property
    def rows(self) -> list[Row]:
        """The rows: column to term, None where unbound; empty unless `kind` is `bindings`."""
        return self._solutions[1] if self.kind == "bindings" else []

    @cached_property
    def triples(self) -> list[ox.Triple]:
        """The triples; empty unless `kind` is `graph`."""
        if self.kind != "graph":
            return []
        return [quad.triple for quad in ox.parse(self.body, format=ox.RdfFormat.N_TRIPLES)]


class Reading:
    """Queries over one generation, whatever is published meanwhile: all that one page tells comes out of one."""

    def __init__(self, generation: Generation, pools: _Pools, limits: Limits) -> None:
        self.generation = generation
        self._pools = pools
        self._limits = limits
        self._graphs = generation.graphs
        # Working out a dataset of thousands of graphs takes longer than a short query.
        self._dataset = lru_cache(maxsize=_DATASETS)(self._dataset_of)
        self.cache: Cache[Answer] = Cache(limits.cache_bytes, limits.own_waiting, limits.queue_seconds)

    def run(
        self,
        sparql: str,
        *,
        layers: tuple[str, ...] = (),
        derived: bool = True,
        default_graphs: tuple[str, ...] | None = None,
        named_graphs: tuple[str, ...] | None = None,
        cancelled: Cancelled | None = None,
        spend: Spend | None = None,
    ) -> Answer:
        """Answer a query from outside, asked of the dataset that `grondslag.query.dataset.Scope` describes.

        Raises `Refused`, `TooLarge`, `BadInput` for an unknown layer, `LimitExceeded` and its kinds.
        """
        asked = Scope(layers, derived, default_graphs, named_graphs)
        return self._ask(self._pools.foreign, sparql, asked, cancelled, spend)

    def answer(
        self,
        query: SavedQuery,
        values: Values | None = None,
        *,
        cancelled: Cancelled | None = None,
        spend: Spend | None = None,
    ) -> Answer:
        """Answer a saved query that is at hand. Raises as `run`, and `BadInput` naming a wrong parameter.

        Saved queries have workers of their own, so that the pages go on while foreign queries take all of theirs.
        """
        return self._ask(self._pools.own, query.bind(values or {}), Scope(query.layers), cancelled, spend)

    def _ask(self, pool: Pool, sparql: str, asked: Scope, cancelled: Cancelled | None, spend: Spend | None) -> Answer:
        checked, lasts = _read(sparql, self._limits)
        is_own = pool is self._pools.own

        def work() -> Answer:
            header, body = pool.ask(self._request(sparql, asked, checked), cancelled, spend)
            return _answer(header, body, self.generation)

        if lasts is Lasting.NEVER or (lasts is Lasting.DAY and not is_own):
            return self.cache.uncounted(work)
        key = (sparql, asked, today() if lasts is Lasting.DAY else None)
        size = sys.getsizeof(sparql) + asked.size
        # Who waits for another holds a thread of the server: our own pages may, foreign queries have few places.
        known = self.cache.answer_once(key, size, work, cancelled) if is_own else self.cache.answer(key, size, work)
        # A copy, so that what is read from the body does not stay with what is kept.
        return replace(known)

    def _request(self, sparql: str, asked: Scope, checked: Checked) -> dict[str, Any]:
        dataset = self._dataset(asked, checked.dataset)
        return {
            "query": sparql,
            "form": checked.form,
            "default": dataset.default,
            "named": dataset.named,
            "with_sources": dataset.with_sources,
            "rows": self._limits.rows,
            "bytes": self._limits.answer_bytes,
        }

    def _dataset_of(self, asked: Scope, of_query: Dataset | None) -> InRequest:
        dataset = asked.of(self._graphs, of_query)
        return (
            as_merged(dataset, self._graphs, of_query)
            if self._pools.merged
            else InRequest(dataset.default, dataset.named)
        )

    def protection(self) -> list[str]:
        """What confines a query on this platform."""
        return self._pools.foreign.protection()

    def close(self) -> None:
        """Stop the workers and forget the answers; a worker that is asked all the same is started for that."""
        self._pools.close()
        self.cache.clear()


class Engine:
    """Queries over the current generation of one home; follows it when a new one is published. Thread-safe.

    With `known_on` over the last generation that was built on or before that day, the knowledge date. Its workers open
    the checkpoint of `reader`, `public` for everyone or the IRI of an organisation: nothing else is there to be asked.
    `program` is what its workers run.
    """

    def __init__(
        self,
        settings: Settings,
        content: Content,
        *,
        known_on: date | None = None,
        reader: str = PUBLIC,
        program: Callable[[Generation, Limits], Program] | None = None,
    ) -> None:
        self._program = program or partial(program_of, settings.remote)
        self._known_on = known_on
        self._reader = reader
        self._limits = settings.limits
        self._store = open_store(settings)
        self._content = content
        self._own_queries = settings.queries
        self._lock = threading.Lock()
        self._tallies = Tallies(Tally(), Tally())
        self._seen: object = None
        self._reading: Reading | None = None
        self._former: Reading | None = None

    @property
    def catalogue(self) -> Catalogue:
        """The public saved queries, and those of the user's own folder."""
        return Catalogue(self._content.queries, self._own_queries)

    def reading(self) -> Reading:
        """The generation that is current now, to ask several queries of. Raises `NoGeneration` and `DamagedStore`."""
        # Before the lock: a server may take its time to tell, and whoever asks nothing of it goes on.
        mark = self._store.mark()
        with self._lock:
            if mark != self._seen:
                # Another thread may have followed it in between, and further.
                mark = self._store.mark()
            if self._reading is None or mark != self._seen:
                generation = self._wanted()
                old = self._reading
                self._reading = self._reading_over(generation)
                self._seen = mark
                # The former one goes too: its generation may be kept no longer.
                for each in (old, self._former):
                    if each is not None:
                        each.close()
                self._former = None
            return self._reading

    def reading_of(self, identifier: str) -> Reading | None:
        """As `reading`, of the generation with this id; None when it is not kept, or not for this reader any more.

        One former generation at a time has workers: asking for another stops them.
        """
        current = self.reading()
        if current.generation.id == identifier:
            return current
        generation = next((each for each in self.kept() if each.id == identifier), None)
        if generation is None:
            return None
        with self._lock:
            if self._former is None or self._former.generation.id != identifier:
                if self._former is not None:
                    self._former.close()
                self._former = self._reading_over(generation)
            return self._former

    def run(self, sparql: str, **asked: Any) -> Answer:
        """As `Reading.run`, of the current generation. Raises `NoGeneration` too."""
        return self.reading().run(sparql, **asked)

    def saved(self, name: str, values: Values | None = None, *, folder: str = "") -> Answer:
        """Answer the saved query `name` with parameter `values`; `folder` names a folder below `queries/`.

        Raises what `run` raises, `NotFound` for an unknown query and `BadInput` naming a wrong parameter.
        """
        catalogue = Catalogue(self._content.queries / folder) if folder else self.catalogue
        return self.answer(catalogue.get(name), values)

    def answer(self, query: SavedQuery, values: Values | None = None) -> Answer:
        """As `Reading.answer`, of the current generation. Raises `NoGeneration` too."""
        return self.reading().answer(query, values)

    def holds(self, iri: str) -> bool:
        """Whether the graph has anything about `iri`, or leads to it: if not, no answer about it says anything."""
        return self.saved("known", {"node": iri}, folder="pages").boolean

    def generation(self) -> Generation:
        """The generation that queries are answered from now."""
        return self.reading().generation

    def kept(self) -> list[Generation]:
        """The generations that are still there for the reader, the newest first: what is served and what was."""
        return self._store.generations(self._reader)[::-1]

    @property
    def tallies(self) -> Tallies:
        """What the workers did since this engine was made."""
        return self._tallies

    def protection(self) -> list[str]:
        """What confines a query on this platform."""
        return self.reading().protection()

    def close(self) -> None:
        """Stop the workers."""
        with self._lock:
            for each in (self._reading, self._former):
                if each is not None:
                    each.close()
            self._reading = self._former = self._seen = None

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _wanted(self) -> Generation:
        if self._known_on is None:
            return self._store.current(self._reader)
        return self._store.known_on(self._known_on, self._reader)

    def _reading_over(self, generation: Generation) -> Reading:
        pools = _Pools.of(self._program(generation, self._limits), self._limits, self._tallies)
        return Reading(generation, pools, self._limits)


class Tallies(NamedTuple):
    """What the workers for queries from outside did, and those for our own saved queries."""

    foreign: Tally
    own: Tally


@dataclass(frozen=True)
class _Pools:
    """Workers for queries from outside, and workers for our own saved queries."""

    foreign: Pool
    own: Pool
    merged: bool

    @classmethod
    def of(cls, program: Program, limits: Limits, tallies: Tallies) -> _Pools:
        # Our own queries are short, and a page asks several: its readers may wait their turn.
        patient = replace(limits, waiting=limits.own_waiting)
        return cls(Pool(program, limits, tallies.foreign), Pool(program, patient, tallies.own), program.merged)

    def close(self) -> None:
        self.foreign.close()
        self.own.close()


def _answer(header: Mapping[str, Any], body: bytes, generation: Generation) -> Answer:
    return Answer(
        kind=header["kind"],
        generation=generation.id,
        body=body,
        boolean=bool(header.get("boolean", False)),
        truncated=bool(header["truncated"]),
    )


@lru_cache(maxsize=_READ_QUERIES)
def _read(sparql: str, limits: Limits) -> tuple[Checked, Lasting]:
    """What the words of a query say of it. Raises as `check`, and what is raised is not remembered."""
    return check(sparql, limits), lasting(sparql)
