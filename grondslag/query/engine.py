"""The one way a query from outside is run: checked, then answered by a killable worker over the current generation."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import pyoxigraph as ox

from grondslag.content import Content
from grondslag.graphs import PUBLIC
from grondslag.query.dataset import Asked
from grondslag.query.pool import Pool
from grondslag.query.precheck import check
from grondslag.query.program import Program, embedded
from grondslag.query.saved import Catalogue, SavedQuery
from grondslag.settings import Limits, Settings
from grondslag.store import Generation, GraphStore

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Row = dict[str, Term | None]
Cancelled = Callable[[], bool]
"""Tells whether the one who asked has gone, so that the query may be stopped."""


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

    def run(
        self,
        sparql: str,
        *,
        layers: tuple[str, ...] = (),
        derived: bool = True,
        default_graphs: tuple[str, ...] | None = None,
        named_graphs: tuple[str, ...] | None = None,
        cancelled: Cancelled | None = None,
    ) -> Answer:
        """Answer a query from outside, asked of the dataset that `grondslag.query.dataset.Asked` describes.

        Raises `Refused`, `TooLarge`, `BadInput` for an unknown layer, `LimitExceeded` and its kinds.
        """
        asked = Asked(layers, derived, default_graphs, named_graphs)
        return self._ask(self._pools.foreign, sparql, asked, cancelled)

    def answer(
        self, query: SavedQuery, values: Mapping[str, str] | None = None, *, cancelled: Cancelled | None = None
    ) -> Answer:
        """Answer a saved query that is at hand. Raises as `run`, and `BadInput` naming a wrong parameter.

        Saved queries have workers of their own, so that the pages go on while foreign queries take all of theirs.
        """
        return self._ask(self._pools.own, query.bind(values or {}), Asked(query.layers), cancelled)

    def _ask(self, pool: Pool, sparql: str, asked: Asked, cancelled: Cancelled | None) -> Answer:
        checked = check(sparql, self._limits)
        dataset = asked.of(self.generation.graphs, checked.dataset)
        request = {
            "query": sparql,
            "form": checked.form,
            "default": dataset.default,
            "named": dataset.named,
            "rows": self._limits.rows,
            "bytes": self._limits.answer_bytes,
        }
        header, body = pool.ask(request, cancelled)
        return _answer(header, body, self.generation)

    def protection(self) -> list[str]:
        """What confines a query on this platform."""
        return self._pools.foreign.protection()

    def close(self) -> None:
        """Stop the workers; one that is asked all the same is started for that."""
        self._pools.close()


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
        program: Callable[[Generation, Limits], Program] = embedded,
    ) -> None:
        self._program = program
        self._known_on = known_on
        self._reader = reader
        self._limits = settings.limits
        self._store = GraphStore(settings.home)
        self._content = content
        self._lock = threading.Lock()
        self._seen: object = None
        self._reading: Reading | None = None

    @property
    def catalogue(self) -> Catalogue:
        """The public saved queries."""
        return Catalogue(self._content.queries)

    def reading(self) -> Reading:
        """The generation that is current now, to ask several queries of. Raises `NoGeneration` and `DamagedStore`."""
        with self._lock:
            try:
                mark: object = self._store.pointer.stat().st_mtime_ns
            except FileNotFoundError:
                mark = None
            if self._reading is None or mark != self._seen:
                generation = self._wanted()
                old = self._reading
                self._reading = Reading(
                    generation, _Pools.of(self._program(generation, self._limits), self._limits), self._limits
                )
                self._seen = mark
                if old is not None:
                    old.close()
            return self._reading

    def run(self, sparql: str, **asked: Any) -> Answer:
        """As `Reading.run`, of the current generation. Raises `NoGeneration` too."""
        return self.reading().run(sparql, **asked)

    def saved(self, name: str, values: Mapping[str, str] | None = None, *, folder: str = "") -> Answer:
        """Answer the saved query `name` with parameter `values`; `folder` names a folder below `queries/`.

        Raises what `run` raises, `NotFound` for an unknown query and `BadInput` naming a wrong parameter.
        """
        return self.answer(Catalogue(self._content.queries / folder).get(name), values)

    def answer(self, query: SavedQuery, values: Mapping[str, str] | None = None) -> Answer:
        """As `Reading.answer`, of the current generation. Raises `NoGeneration` too."""
        return self.reading().answer(query, values)

    def generation(self) -> Generation:
        """The generation that queries are answered from now."""
        return self.reading().generation

    def kept(self) -> list[Generation]:
        """The generations that are still there for the reader, the newest first: what is served and what was."""
        return self._store.generations(self._reader)[::-1]

    def protection(self) -> list[str]:
        """What confines a query on this platform."""
        return self.reading().protection()

    def close(self) -> None:
        """Stop the workers."""
        with self._lock:
            if self._reading is not None:
                self._reading.close()
            self._reading = self._seen = None

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _wanted(self) -> Generation:
        if self._known_on is None:
            return self._store.current(self._reader)
        return self._store.known_on(self._known_on, self._reader)


@dataclass(frozen=True)
class _Pools:
    """Workers for queries from outside, and workers for our own saved queries."""

    foreign: Pool
    own: Pool

    @classmethod
    def of(cls, program: Program, limits: Limits) -> _Pools:
        # Our own queries are short, and a page asks several: its readers may wait their turn.
        return cls(Pool(program, limits), Pool(program, replace(limits, waiting=limits.own_waiting)))

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
