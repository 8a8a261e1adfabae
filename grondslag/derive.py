"""Derived graphs: what `queries/derive/*.rq` construct from law and practice, so that a researcher's query stays short.

The queries run in the order of their names; each sees what the earlier ones derived from the same graph. A query says
in its header what it runs over: `law`, `sources`, or `practice` (each source and each register on its own). One over
`practice-across` looks from one activity at another, so that of a register in parts it has to see the whole.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from grondslag.content import Content
from grondslag.errors import Failure, MalformedFile
from grondslag.graphs import LAW, ONTOLOGY, Layer, NamedGraph
from grondslag.query.saved import Catalogue, SavedQuery
from grondslag.rdf import has_blank_node

_PRACTICE = {Layer.SOURCE, Layer.REGISTER}
_ACROSS = "practice-across"
_OVER = {"law": {Layer.LAW}, "practice": _PRACTICE, _ACROSS: _PRACTICE, "sources": {Layer.SOURCE}}


def derive(store: ox.Store, graphs: Iterable[NamedGraph], content: Content) -> list[NamedGraph]:
    """Add to `store` what is derived from each of `graphs`; returns the derived graphs that have content.

    Raises `Failure` naming the query when it is no CONSTRUCT, runs over nothing known or makes a blank node.
    """
    queries = Catalogue(content.queries / "derive").all()
    made = []
    for graph in sorted(graphs, key=lambda graph: (graph.layer is not Layer.LAW, graph.iri)):
        if graph.layer not in (Layer.LAW, Layer.SOURCE, Layer.REGISTER):
            continue
        for query in queries:
            if query.over not in _OVER:
                reason = f"Derive query {query.name!r} has over: {query.over!r}"
                raise Failure(reason, expected=" or ".join(_OVER))
            if graph.layer in _OVER[query.over]:
                store.extend(_constructed(store, query, graph))
        if store.contains_named_graph(ox.NamedNode(graph.derived.iri)):
            made.append(graph.derived)
    return made


def derived_across(store: ox.Store, graph: NamedGraph, content: Content) -> list[ox.Quad]:
    """What the queries that look from one activity at another derive from a register. Nothing is stored."""
    queries = Catalogue(content.queries / "derive").all()
    return [quad for query in queries if query.over == _ACROSS for quad in _constructed(store, query, graph)]


def _constructed(store: ox.Store, query: SavedQuery, graph: NamedGraph) -> list[ox.Quad]:
    seen = {ONTOLOGY.iri, LAW.iri, LAW.derived.iri, graph.iri, graph.derived.iri}
    try:
        result = store.query(query.body, default_graph=[ox.NamedNode(iri) for iri in sorted(seen)])
    except SyntaxError as error:
        raise MalformedFile(f"queries/derive/{query.name}.rq", error.msg) from error
    if not isinstance(result, ox.QueryTriples):
        raise Failure(f"Derive query {query.name!r} is no CONSTRUCT")
    target = ox.NamedNode(graph.derived.iri)
    quads = [ox.Quad(triple.subject, triple.predicate, triple.object, target) for triple in result]
    if any(has_blank_node(quad) for quad in quads):
        raise Failure(f"Derive query {query.name!r} makes a blank node", expected="named nodes only")
    return quads
