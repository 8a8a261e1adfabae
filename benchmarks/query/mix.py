"""The requests: each saved query with its examples, and the mix of what visitors ask, as both servers take them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

import pyoxigraph as ox

from benchmarks.query.client import Request
from grondslag.content import content
from grondslag.namespaces import GS, ID, PREFIXES
from grondslag.query.saved import Catalogue, SavedQuery, read_query

JSON = "application/sparql-results+json"
JSON_LD = "application/ld+json"
HERE = Path(__file__).resolve().parent
SEED = 6
# Of a hundred requests, so many are of each kind.
PAGES, ASKS, GROUPED = 70, 20, 10
THINGS = 2_000
_KINDS = (GS + "Flow", GS + "Item", PREFIXES["org"] + "FormalOrganization")


@dataclass(frozen=True)
class Asked:
    """One thing that is asked, as our service and as the server of the engine take it."""

    kind: str
    ours: Request
    theirs: Request


def saved_queries() -> list[SavedQuery]:
    """The public saved queries, by name."""
    return Catalogue(content().queries).all()


def bound(query: SavedQuery) -> str:
    """The text of a saved query with its examples."""
    return query.bind(query.examples())


def about(name: str, thing: str) -> str:
    """The text of a query of this folder, about the thing with this IRI."""
    return read_query(HERE / f"{name}.rq").bind({"thing": thing})


def saved(query: SavedQuery) -> Asked:
    """A saved query with its examples, as a download in JSON; the other server is sent its text."""
    values: Mapping[str, object] = query.examples()
    ours = f"/queries/{query.name}.json?{urlencode(values, doseq=True)}"
    return Asked("saved", Request(ours, JSON), _sent(bound(query), JSON))


def mix(store: ox.Store, many: int) -> list[Asked]:
    """So many requests drawn at random, the same each time, on things in registers in the default graph of `store`."""
    chance = random.Random(SEED)  # noqa: S311  a draw, no secret
    things = _things(store, chance)
    grouped = [query for query in saved_queries() if "GROUP BY" in query.body and not query.layers]
    kinds = chance.choices(("page", "ask", "grouped"), (PAGES, ASKS, GROUPED), k=many)
    return [_drawn(kind, chance, things, grouped) for kind in kinds]


def _drawn(kind: str, chance: random.Random, things: list[str], grouped: list[SavedQuery]) -> Asked:
    if kind == "grouped":
        found = saved(chance.choice(grouped))
        return Asked(kind, found.ours, found.theirs)
    iri = chance.choice(things)
    if kind == "page":
        path = "/data/" + quote(iri.removeprefix(ID))
        return Asked(kind, Request(path, JSON_LD), _sent(about("said-of", iri), JSON_LD))
    text = about("is-flow", iri)
    return Asked(kind, Request("/sparql?" + urlencode({"query": text}), JSON), _sent(text, JSON))


def _things(store: ox.Store, chance: random.Random) -> list[str]:
    found = sorted({iri for kind in _KINDS for iri in _of_kind(store, kind)})
    return chance.sample(found, min(THINGS, len(found)))


def _of_kind(store: ox.Store, kind: str) -> Iterator[str]:
    is_a = ox.NamedNode(PREFIXES["rdf"] + "type")
    for quad in store.quads_for_pattern(None, is_a, ox.NamedNode(kind), ox.DefaultGraph()):
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(ID):
            yield quad.subject.value


def _sent(text: str, accept: str) -> Request:
    return Request("/query?" + urlencode({"query": text}), accept)
