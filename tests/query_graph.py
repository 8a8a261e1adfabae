"""The graph in memory for tests of queries: made by the project's own code, and made again without a fact."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from grondslag.content import Content
from grondslag.derive import derive
from grondslag.graphs import Layer, NamedGraph, default_dataset
from grondslag.namespaces import GS, ID
from grondslag.query.saved import Catalogue, SavedQuery
from grondslag.rdf import parse_file

Row = tuple[str, ...]


@dataclass(frozen=True)
class QueryGraph:
    """A store with base graphs and what is derived from them."""

    store: ox.Store
    graphs: list[NamedGraph]
    content: Content

    @classmethod
    def of_files(cls, files: Mapping[NamedGraph, Iterable[Path]], content: Content) -> QueryGraph:
        """The given files in the given graphs, and what the derive queries make of them."""
        store = ox.Store()
        for graph, paths in files.items():
            for path in paths:
                _add(store, graph, parse_file(path))
        return cls(store, [*files, *derive(store, files, content)], content)

    @classmethod
    def of_content(cls, content: Content, more: Mapping[NamedGraph, Iterable[Path]]) -> QueryGraph:
        """The published graph, with more files in graphs of their own."""
        from grondslag.build import assemble

        store, graphs = assemble(content)
        for graph, paths in more.items():
            for path in paths:
                _add(store, graph, parse_file(path))
        return cls(store, [*graphs, *more, *derive(store, more, content)], content)

    def only(self, wanted: Callable[[NamedGraph], bool]) -> QueryGraph:
        """The same store, looked at through ontology, law, the wanted graphs and what is derived from these alone."""
        base = [graph for graph in self.graphs if graph.layer in (Layer.ONTOLOGY, Layer.LAW) or wanted(graph)]
        derived = [graph.derived for graph in base if graph.derived in self.graphs]
        return QueryGraph(self.store, list(dict.fromkeys([*base, *derived])), self.content)

    @contextmanager
    def lacking(self, facts: Iterable[ox.Quad]) -> Iterator[None]:
        """Leave these facts out as long as this lasts; what is derived stays."""
        facts = list(facts)
        if not facts:
            raise AssertionError("nothing is left out: the test proves nothing")
        for fact in facts:
            self.store.remove(fact)
        try:
            yield
        finally:
            self.store.extend(facts)

    def without(self, drop: Callable[[ox.Quad], bool]) -> QueryGraph:
        """The same graph with the facts for which `drop` is true left out, and derived anew where that matters."""
        derived = {graph.derived.iri for graph in self.graphs}
        base = [graph for graph in self.graphs if graph.iri not in derived]
        names = {graph.iri for graph in base}
        lost = {name for name in names for q in self._quads(name) if drop(q)}
        if not lost:
            raise AssertionError("nothing was dropped: the test proves nothing")
        # A derived graph hangs on its own graph and on what all share.
        shared = any(graph.iri in lost for graph in base if graph.layer not in (Layer.SOURCE, Layer.REGISTER))
        anew = [graph for graph in base if shared or graph.iri in lost]
        old = {graph.derived.iri for graph in anew}
        store = ox.Store()
        kept = [graph for graph in self.graphs if graph.iri not in old]
        for graph in kept:
            store.extend(q for q in self._quads(graph.iri) if not (graph.iri in lost and drop(q)))
        return QueryGraph(store, [*kept, *derive(store, anew, self.content)], self.content)

    def rows(self, query: SavedQuery, values: Mapping[str, str] | None = None) -> list[Row]:
        """The answer to `query`, each value as text, unbound as an empty text."""
        default: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [
            ox.NamedNode(iri) for iri in default_dataset(self.graphs, query.layers)
        ]
        result = self.store.query(query.bind(values or query.examples()), default_graph=default)
        assert isinstance(result, ox.QuerySolutions)
        names = [variable.value for variable in result.variables]
        return [tuple(_text(solution[name]) for name in names) for solution in result]

    def answer(self, name: str, **values: str) -> list[Row]:
        """The answer to the public query `name`; its examples for parameters when no values are given."""
        query = Catalogue(self.content.queries).get(name)
        return self.rows(query, {**query.examples(), **values})

    def triples(self, graph: NamedGraph) -> set[tuple[str, str, str]]:
        """The triples of one graph, own IRIs shortened to what follows `id/` or `def#`."""
        found = self._quads(graph.iri)
        return {(_text(q.subject, True), _text(q.predicate, True), _text(q.object, True)) for q in found}

    def _quads(self, graph: str) -> Iterator[ox.Quad]:
        return self.store.quads_for_pattern(None, None, None, ox.NamedNode(graph))


def about(*parts: str) -> Callable[[ox.Quad], bool]:
    """Whether a quad's subject, predicate or object ends in one of `parts`."""
    return lambda quad: any(_text(term).endswith(parts) for term in (quad.subject, quad.predicate, quad.object))


def statement(subject: str, predicate: str) -> Callable[[ox.Quad], bool]:
    """Whether a quad's subject ends in `subject` and its predicate in `predicate`."""
    return lambda q: _text(q.subject).endswith(subject) and q.predicate.value.endswith(predicate)


def _add(store: ox.Store, graph: NamedGraph, quads: Iterable[ox.Quad]) -> None:
    target = ox.NamedNode(graph.iri)
    store.extend(ox.Quad(q.subject, q.predicate, q.object, target) for q in quads)


def _text(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None, short: bool = False) -> str:
    if term is None:
        return ""
    text = str(term) if isinstance(term, ox.Triple) else term.value
    if isinstance(term, ox.Literal):
        return f"{text}@{term.language}" if short and term.language else text
    return text.removeprefix(ID).removeprefix(GS) if short else text
