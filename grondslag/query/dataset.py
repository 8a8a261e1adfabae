"""What a query is asked of: the graphs of its default graph and its named graphs (SPARQL 1.1, section 13).

The graphs that a request or its query names are looked up among those of the generation that the reader may see, and
never fetched. Every back end is told the outcome, so that none of them reads a dataset clause itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from grondslag.errors import Refused
from grondslag.graphs import NamedGraph, default_dataset
from grondslag.namespaces import ID
from grondslag.query.tokens import Kind, Token, unescaped

_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


@dataclass(frozen=True)
class Dataset:
    """The graphs whose union is the default graph, and the named graphs, by IRI."""

    default: tuple[str, ...]
    named: tuple[str, ...]


@dataclass(frozen=True)
class Scope:
    """What a request says about its dataset.

    `layers` may add `sources` and `law-text` to the default graph, `derived` false leaves out what is derived.
    `default_graphs` and `named_graphs` are those of the protocol (SPARQL 1.1 Protocol, section 2.1.4), None when it
    has none; they come before those of the query, and before layers.
    """

    layers: tuple[str, ...] = ()
    derived: bool = True
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None

    @property
    def size(self) -> int:
        """How many characters this holds."""
        return sum(map(len, (*self.layers, *(self.default_graphs or ()), *(self.named_graphs or ()))))

    def of(self, graphs: Sequence[NamedGraph], of_query: Dataset | None) -> Dataset:
        """The dataset among `graphs`; `of_query` is the one that the query names. Raises `BadInput` for a layer."""
        own = default_dataset(list(graphs), self.layers, derived=self.derived)
        known = {graph.iri for graph in graphs}
        if self.default_graphs is not None or self.named_graphs is not None:
            of_query = Dataset(self.default_graphs or (), self.named_graphs or ())
        if of_query is None:
            return Dataset(tuple(own), tuple(sorted(known)))
        return Dataset(
            tuple(iri for iri in of_query.default if iri in known), tuple(iri for iri in of_query.named if iri in known)
        )


@dataclass(frozen=True)
class InRequest:
    """What a worker is told of a dataset.

    The default graph "" is the store's own, named graphs None are all there are, and `with_sources` tells which of two
    stores is meant: that with the sources in its own default graph.
    """

    default: tuple[str, ...]
    named: tuple[str, ...] | None
    with_sources: bool = False


def as_merged(dataset: Dataset, graphs: Sequence[NamedGraph], of_query: Dataset | None) -> InRequest:
    """How to ask for `dataset` where the stores' own default graphs are those of queries.

    Every graph that is named costs a look-up for each pattern, and a nation has thousands. Beside a dataset of the
    query itself (`of_query`) they are named all the same: that would count where the request has none.
    """
    is_every = of_query is None and frozenset(dataset.named) == {graph.iri for graph in graphs}
    named = None if is_every else dataset.named
    for layers in (("sources",), ()):
        whole = frozenset(default_dataset(list(graphs), layers))
        if whole <= frozenset(dataset.default):
            beside = (iri for iri in dataset.default if iri not in whole)
            return InRequest(("", *beside), named, with_sources=bool(layers))
    return InRequest(dataset.default, named)


def dataset_of(written: Sequence[Token]) -> Dataset | None:
    """The dataset that a query names with FROM and FROM NAMED; None without such a clause.

    Raises `Refused` (`malformed`) when what follows FROM is no IRI, or has a prefix that the query does not declare.
    """
    clauses = [number for number, token in enumerate(written) if token.keyword == "FROM"]
    if not clauses:
        return None
    base, prefixes = _declared(written)
    default: list[str] = []
    named: list[str] = []
    for number in clauses:
        following = list(written[number + 1 : number + 3])
        is_named = bool(following) and following[0].keyword == "NAMED"
        graph = following[1 if is_named else 0 :][:1]
        (named if is_named else default).append(_iri(graph[0] if graph else None, base, prefixes))
    return Dataset(tuple(default), tuple(named))


def _declared(written: Sequence[Token]) -> tuple[str, dict[str, str]]:
    base, prefixes = ID, {}
    head = list(prologue(written))
    for number, token in enumerate(head):
        if token.keyword == "BASE" and number + 1 < len(head):
            base = urljoin(base, unescaped(head[number + 1].text[1:-1]))
        if token.keyword == "PREFIX" and number + 2 < len(head):
            prefixes[head[number + 1].text] = urljoin(base, unescaped(head[number + 2].text[1:-1]))
    return base, prefixes


def prologue(written: Sequence[Token]) -> Iterator[Token]:
    """What stands before the form of a query: BASE and PREFIX with what they declare."""
    for token in written:
        if token.keyword in _FORMS:
            return
        yield token


def _iri(token: Token | None, base: str, prefixes: dict[str, str]) -> str:
    if token is not None and token.kind is Kind.IRI:
        return urljoin(base, unescaped(token.text[1:-1]))
    if token is not None and token.kind is Kind.NAME:
        prefix, _, name = token.text.partition(":")
        if prefix + ":" in prefixes:
            return prefixes[prefix + ":"] + name.replace("\\", "")
    raise Refused(
        f"The query says FROM {token.text if token else ''!r}, which is no graph",
        code="malformed",
        expected="FROM or FROM NAMED with an IRI",
        example="FROM <https://w3id.org/grondslag/graph/law>",
    )
