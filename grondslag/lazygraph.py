"""Graphs of a store as one rdflib graph that reads what it is asked for, and no more.

To turn law and ontology into rdflib's terms costs seconds; a question about one flow needs a few thousand of their
statements. Nothing is left out: what is asked is looked up in all of the graphs, so that an answer is the same as that
of `grondslag.rdf.to_rdflib` over all their statements.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pyoxigraph as ox
import rdflib
from rdflib.plugins.stores.memory import Memory
from rdflib.term import BNode, Literal, Node, URIRef

from grondslag.rdf import to_term

Triple = tuple[Node, Node, Node]
Pattern = tuple[Node | None, Node | None, Node | None]


def lazy_graph(
    store: ox.Store, graphs: Iterable[str], seen: Callable[[ox.Quad], bool], more: Iterable[ox.Quad] | ox.Store
) -> rdflib.Graph:
    """The statements of the named `graphs` that `seen` is true of, and those of `more`. It is to be read only.

    Where `more` is a store, it is that of its default graph.
    """
    if isinstance(more, ox.Store):
        return rdflib.Graph(store=_Lazy(store, frozenset(graphs), seen, more))
    beside = ox.Store()
    beside.extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in more)
    return rdflib.Graph(store=_Lazy(store, frozenset(graphs), seen, beside))


class _Lazy(Memory):
    """Answers rdflib from a store, each question once. Only the namespaces are those of `Memory`."""

    def __init__(
        self, store: ox.Store, graphs: frozenset[str], seen: Callable[[ox.Quad], bool], more: ox.Store
    ) -> None:
        super().__init__()
        self._store = store
        self._graphs = graphs
        self._seen = seen
        self._more = more
        self._terms: dict[Any, Node] = {}
        self._answers: dict[Pattern, tuple[Triple, ...]] = {}

    def triples(self, triple_pattern: Any, context: Any = None) -> Any:
        """The statements that fit the pattern, as rdflib asks a store for them."""
        answer = self._answers.get(triple_pattern)
        if answer is None:
            answer = self._answers[triple_pattern] = self._answer(triple_pattern)
        for triple in answer:
            yield triple, iter((context,))

    def __len__(self, context: Any = None) -> int:
        """One: to count would be to read all, and the engine asks only whether there is anything."""
        return 1

    def _answer(self, pattern: Pattern) -> tuple[Triple, ...]:
        subject, predicate, wanted = pattern
        if isinstance(subject, Literal) or not isinstance(predicate, URIRef | None):
            return ()
        try:
            # A literal is compared as rdflib does it: two ways to write a number are one there, and two in the store.
            asked = (_stored(subject), _stored(predicate), None if isinstance(wanted, Literal) else _stored(wanted))
        except ValueError:  # no IRI that the store could hold
            return ()
        found = {self._triple(quad): None for quad in self._quads(*asked)}
        return tuple(triple for triple in found if wanted is None or triple[2] == wanted)

    def _quads(self, subject: Any, predicate: Any, wanted: Any) -> Iterator[ox.Quad]:
        for quad in self._store.quads_for_pattern(subject, predicate, wanted, None):
            if getattr(quad.graph_name, "value", None) in self._graphs and self._seen(quad):
                yield quad
        yield from filter(self._seen, self._more.quads_for_pattern(subject, predicate, wanted, ox.DefaultGraph()))

    def _triple(self, quad: ox.Quad) -> Triple:
        return self._term(quad.subject), self._term(quad.predicate), self._term(quad.object)

    def _term(self, term: Any) -> Node:
        known = self._terms.get(term)
        if known is None:
            known = self._terms[term] = to_term(term)
        return known


def _stored(node: Node | None) -> ox.NamedNode | ox.BlankNode | None:
    """The term of the store. Raises `ValueError` for what is no IRI there."""
    if node is None:
        return None
    return ox.BlankNode(str(node)) if isinstance(node, BNode) else ox.NamedNode(str(node))
