"""A query worker on rdflib: `python tests/rdflib_worker.py STORE MEMORY_BYTES`, in the framing of the project's own.

With it the engine, its limits and the attacks on it are tried on a second implementation of SPARQL. rdflib reads what
FROM names from files and from the web: here the dataset is what the request says, and the query's own clauses are
dropped before it is evaluated.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache, partial
from typing import Any, cast

import pyoxigraph as ox
import rdflib.plugins.sparql
from pyparsing import ParseException
from rdflib import BNode, Dataset, Literal, URIRef, Variable
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.evaluate import evalQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.sparql import Query, SPARQLError
from rdflib.term import Identifier

from grondslag.namespaces import ID
from grondslag.query.sandbox import confine
from grondslag.query.worker import Header, TooLarge, error, serve, written_boolean, written_rows, written_triples
from grondslag.rdf import from_rdflib, to_term

# What rdflib's parser and translation were seen to raise besides their own exceptions.
_ASTRAY = (ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
# The memory of a worker holds two datasets: with the sources and without.
_DATASETS = 2


def answer(store: ox.Store, request: Mapping[str, Any]) -> tuple[Header, bytes]:
    """Run one request on rdflib: the header that says what came of it, and the body."""
    try:
        query = translateQuery(parseQuery(request["query"]), base=ID)
    except (ParseException, SPARQLError, *_ASTRAY) as fault:
        return error("malformed", _told(fault)), b""
    except MemoryError:
        return error("memory", "out of memory"), b""
    try:
        return _written(_dataset(store, _key(request["default"]), _key(request["named"])), query, request)
    except (OSError, SPARQLError, *_ASTRAY) as fault:
        return error("failed", str(fault)), b""
    except MemoryError:
        return error("memory", "out of memory"), b""
    except TooLarge:
        return error("answer_too_large", f"the answer is larger than {request['bytes']} bytes"), b""


def _written(dataset: Dataset, query: Query, request: Mapping[str, Any]) -> tuple[Header, bytes]:
    query.algebra.datasetClause = None
    result = evalQuery(dataset, query)
    if result["type_"] == "ASK":
        return written_boolean(result["askAnswer"])
    if result["type_"] in ("CONSTRUCT", "DESCRIBE"):
        return written_triples(from_rdflib(result["graph"]), request)
    variables = [str(variable) for variable in result["vars_"]]
    return written_rows(variables, cast(Iterable[ox.QuerySolution], _solutions(variables, result["bindings"])), request)


def _solutions(variables: list[str], found: Iterable[Mapping[Identifier, Identifier]]) -> Iterator[dict[str, Any]]:
    for bindings in found:
        terms = {name: bindings.get(Variable(name)) for name in variables}
        yield {name: None if term is None else _from_rdflib(term) for name, term in terms.items()}


def _from_rdflib(term: Identifier) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    if isinstance(term, URIRef):
        return ox.NamedNode(term)
    if isinstance(term, BNode):
        return ox.BlankNode(term)
    if not isinstance(term, Literal):
        raise TypeError(f"{term!r} is no RDF term")
    datatype = ox.NamedNode(term.datatype) if term.datatype and not term.language else None
    return ox.Literal(str(term), language=term.language, datatype=datatype)


def _key(graphs: Iterable[str] | None) -> tuple[str, ...] | None:
    return None if graphs is None else tuple(graphs)


@lru_cache(maxsize=_DATASETS)
def _dataset(store: ox.Store, default: tuple[str, ...], named: tuple[str, ...] | None) -> Dataset:
    """The default graph as the union of the graphs `default`, and the graphs `named`; None for all of them."""
    dataset = Dataset()
    terms: dict[object, Any] = {}

    def known(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Any:
        if term not in terms:
            terms[term] = to_term(term)
        return terms[term]

    def add(source: ox.NamedNode | ox.DefaultGraph, target: URIRef) -> None:
        graph = dataset.graph(target)
        for quad in store.quads_for_pattern(None, None, None, source):
            dataset.store.add((known(quad.subject), known(quad.predicate), known(quad.object)), graph)

    for iri in default:
        add(ox.NamedNode(iri) if iri else ox.DefaultGraph(), DATASET_DEFAULT_GRAPH_ID)
    names = [graph.value for graph in store.named_graphs()] if named is None else named
    for iri in names:
        add(ox.NamedNode(iri), URIRef(iri))
    return dataset


def _told(fault: Exception) -> str:
    # In the words that the pool looks for.
    return f"error at {fault.lineno}:{fault.column}" if isinstance(fault, ParseException) else str(fault)


def main(store_path: str, memory_bytes: int) -> None:
    """Serve requests over the checkpoint in `store_path`."""
    rdflib.plugins.sparql.SPARQL_LOAD_GRAPHS = False
    # The default graph is none of the named ones, and not all of them.
    rdflib.plugins.sparql.SPARQL_DEFAULT_GRAPH_UNION = False
    # Its parser calls itself some dozens of times for a bracket, of which a query may have a hundred open.
    sys.setrecursionlimit(20_000)
    store = ox.Store.read_only(store_path)
    serve(partial(answer, store), lambda: confine(memory_bytes))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
