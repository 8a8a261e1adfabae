"""Match results in the derived graphs: of every claim of a source or register, kept from build to build.

Stored are the norms that a claim relies on, and the secrecy that binds with what lifts it; candidates that nobody
claimed are worked out on demand. Results are keyed by the hash of what they were made of: while ontology, law, graph
and the match itself are the same, they are taken over from the former generation.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from grondslag import match as match_package
from grondslag import namespaces
from grondslag.content import Content
from grondslag.graphs import LAW, ONTOLOGY, Layer, NamedGraph
from grondslag.match import Concepts, Law, Rows, is_result, match_results, store_results
from grondslag.rdf import canonical, sha256

PRACTICE = (Layer.SOURCE, Layer.REGISTER)
Progress = Callable[[str], None]


@dataclass(frozen=True)
class FormerMatches:
    """What a former generation kept: the key of each graph's results, and the store that they stand in."""

    keys: Mapping[str, str] = field(default_factory=dict)
    store: ox.Store | None = None

    def of(self, graph: NamedGraph, key: str) -> list[ox.Quad] | None:
        """The results for `graph` if they were made of the same; else nothing."""
        if self.store is None or self.keys.get(graph.iri) != key:
            return None
        quads = self.store.quads_for_pattern(None, None, None, ox.NamedNode(graph.derived.iri))
        return [quad for quad in quads if isinstance(quad.subject, ox.NamedNode) and is_result(quad.subject.value)]


def add_matches(
    store: ox.Store,
    graphs: Iterable[NamedGraph],
    content: Content,
    former: FormerMatches | None = None,
    progress: Progress = lambda _: None,
) -> dict[str, str]:
    """Add the match results of every source and register among `graphs` to its derived graph in `store`.

    Returns the key of each graph's results, for the next build's `former`.
    """
    kept = former or FormerMatches()
    keys = match_keys(store, graphs, content)
    law: Law | None = None
    for graph in sorted(graph for graph in graphs if graph.iri in keys):
        quads = kept.of(graph, keys[graph.iri])
        if quads is None:
            law = law or Law.read(store, (), content)
            store_matches(store, store, graph, law, content)
            progress(f"matched {graph.iri.rpartition('/graph/')[2]}")
        else:
            store.extend(quads)
    return keys


def store_matches(store: ox.Store, target: ox.Store, graph: NamedGraph, law: Law, content: Content) -> None:
    """Match `graph` of `store` and add the results to its derived graph in `target`, part by part as they are made.

    `law` need not know the organisations of the graph: they are read here.
    """
    # The organisations of one graph say nothing of another's: visibility differs.
    own = law.with_concepts(Concepts.read(Rows(store, [graph.iri], content)))
    results = match_results(store, graph.iri, law=own, the_content=content, candidates=False)
    store_results(target, results, graph.iri)


def match_keys(store: ox.Store, graphs: Iterable[NamedGraph], content: Content) -> dict[str, str]:
    """Per source and register the hash of all that its match results follow from."""
    shared = shared_key(store, content)
    return {
        graph.iri: sha256("\n".join([*shared, statements_hash(store, graph)]).encode())
        for graph in graphs
        if graph.layer in PRACTICE
    }


def shared_key(store: ox.Store, content: Content) -> list[str]:
    """The hashes of what all match results follow from, beside the graph that they are of."""
    return [sha256(canonical(_quads(store, ONTOLOGY))), statements_hash(store, LAW), *_files(content)]


def statements_hash(store: ox.Store, graph: NamedGraph) -> str:
    """A hash of what a graph without blank nodes states, whatever its order; memory for a digest per statement.

    It is no canonical hash: that would take the whole text of a large register, and all of it sorted, at once.
    """
    digests = _Digests()
    store.dump(output=cast(IO[bytes], digests), format=ox.RdfFormat.N_TRIPLES, from_graph=ox.NamedNode(graph.iri))
    return digests.hash()


class _Digests:
    """A file that keeps the digest of each line that is written to it."""

    def __init__(self) -> None:
        self._of_lines: list[bytes] = []
        self._rest = b""

    def write(self, text: bytes, /) -> int:
        """Take in some text; a line may come in parts."""
        *lines, self._rest = (self._rest + text).split(b"\n")
        self._of_lines += [hashlib.sha256(line).digest() for line in lines]
        return len(text)

    def flush(self) -> None:
        """Nothing is held back."""

    def hash(self) -> str:
        """One hash of all lines, whatever their order."""
        return sha256(b"".join(sorted(self._of_lines)))


def _quads(store: ox.Store, graph: NamedGraph) -> Iterator[ox.Quad]:
    return store.quads_for_pattern(None, None, None, ox.NamedNode(graph.iri))


def _files(content: Content) -> Iterator[str]:
    """The hashes of the match itself: its code, the names it writes, what is kept of it here, and its queries."""
    yield from (sha256(Path(file).read_bytes()) for file in (__file__, namespaces.__file__))
    for folder, pattern in ((Path(match_package.__file__).parent, "*.py"), (content.queries / "match", "*.rq")):
        yield from (sha256(file.read_bytes()) for file in sorted(folder.glob(pattern)))
