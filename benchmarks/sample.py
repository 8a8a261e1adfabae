"""A part of the graph that is small enough for a slow engine, in which saved queries still find something.

It holds what the first row of each answer is about and all that this leads to: the part is closed under the
properties of what is in it, so that names, sources and places in the law are there. What points to the subjects of
that row, or to what it leads to, is in it too, unless very much does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from grondslag.graphs import Layer
from grondslag.query.engine import Answer
from grondslag.query.saved import SavedQuery
from grondslag.store import Generation

# No public query reads these.
_LEFT_OUT = (Layer.REPORT, Layer.SHAPES, Layer.CATALOGUE)
# Of so many things that point to one by one property all are taken; of more, none.
_POINTING = 4

Node = ox.NamedNode | ox.BlankNode


@dataclass
class _Index:
    quads: list[ox.Quad]
    leads_to: dict[Node, set[Node]] = field(default_factory=lambda: defaultdict(set))
    pointing: dict[Node, dict[ox.NamedNode, set[Node]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(set))
    )
    having: dict[ox.Literal, set[Node]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        for quad in self.quads:
            subject, value = quad.subject, quad.object
            if isinstance(subject, ox.Triple) or isinstance(value, ox.Triple):
                continue
            if isinstance(value, ox.Literal):
                self.having[value].add(subject)
            else:
                self.leads_to[subject].add(value)
                self.pointing[value][quad.predicate].add(subject)

    def about(self, queries: Iterable[SavedQuery], ask: Callable[[SavedQuery], Answer]) -> set[Node]:
        """What the first row of each answer names, and the things that alone have a text in it."""
        found: set[Node] = set()
        for query in queries:
            found |= {ox.NamedNode(value) for value in query.examples().values() if value.startswith("http")}
            for term in (term for row in ask(query).rows[:1] for term in row.values()):
                if isinstance(term, ox.NamedNode):
                    found.add(term)
                elif isinstance(term, ox.Literal) and len(self.having.get(term, ())) == 1:
                    # A text that several things have does not tell which one the row is about.
                    found |= self.having[term]
        return found

    def around(self, nodes: set[Node]) -> set[Node]:
        """The nodes with what points to them."""
        return nodes | {
            subject
            for node in nodes
            for subjects in self.pointing[node].values()
            if len(subjects) <= _POINTING
            for subject in subjects
        }

    def closed(self, nodes: set[Node]) -> set[Node]:
        """The nodes with all that they lead to."""
        found, new = set(nodes), nodes
        while new:
            new = {other for node in new for other in self.leads_to[node]} - found
            found |= new
        return found


def sample(
    generation: Generation, queries: Iterable[SavedQuery], ask: Callable[[SavedQuery], Answer]
) -> Iterator[ox.Quad]:
    """The quads of the part; `ask` answers a query with its examples over the whole."""
    left_out = {ox.NamedNode(graph.iri) for graph in generation.graphs if graph.layer in _LEFT_OUT}
    index = _Index([quad for quad in generation.open() if quad.graph_name not in left_out])
    about = index.about(queries, ask)
    kept = index.closed(index.around(about | {other for node in about for other in index.leads_to[node]}))
    return (quad for quad in index.quads if quad.subject in kept)
