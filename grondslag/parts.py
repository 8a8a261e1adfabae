"""A register in parts: some activities at a time, each part with all that its activities say and all that they share.

What belongs to one part alone is its *own*: the activities, their flows, items, claims, roles, and whatever else only
these refer to. What several activities refer to (the organisation, a term, an alignment) is *shared*: each part that
refers to it has it as well, and it is own to none. So a rule that begins at an own node sees in the part all that it
would see in the whole, and one that begins at a shared node has to look at the whole.

Nothing hangs on how IRIs are spelled: what belongs together follows from the statements.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import pyoxigraph as ox

from grondslag.errors import TooLarge
from grondslag.namespaces import GS, PREFIXES

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
KIND = ox.NamedNode(PREFIXES["rdf"] + "type")
ATTACHED = frozenset(
    ox.NamedNode(GS + name)
    for name in ("partOfActivity", "inFlow", "governsFlow", "appliesTo", "aligns", "onClaim", "itemOf")
)
"""What points at a flow, item or activity and belongs to it: read against its direction."""
_ROOTS = ox.NamedNode(GS + "ProcessingActivity"), ox.NamedNode(GS + "Flow")
_CONTEXT = ox.NamedNode(GS + "ExercisedPower"), ox.NamedNode(GS + "Derogation")
"""What holds for an organisation as a whole bears on each of its activities: every part has it."""
MOST_IN_PART = 1_000_000
_MOST_KEPT = 20_000


@dataclass(frozen=True)
class Part:
    """Some activities: the nodes that are theirs alone, all nodes that are described, and the statements."""

    activities: int
    own: frozenset[ox.NamedNode]
    nodes: frozenset[ox.NamedNode]
    quads: tuple[ox.Quad, ...]


class Parts:
    """The parts of the register `graph` in `store`, of `size` activities each.

    A flow that is part of no activity counts as one. Raises `TooLarge` for activities that all hang together.
    """

    def __init__(self, store: ox.Store, graph: ox.NamedNode, size: int) -> None:
        self._store, self._graph, self._size = store, graph, size
        self._roots = list(self._found_roots())
        self._shared: set[ox.NamedNode] = set()
        self._context = self._general()
        self._kept = lru_cache(maxsize=_MOST_KEPT)(self._read)

    @property
    def activities(self) -> int:
        """How many there are in all."""
        return len(self._roots)

    def __iter__(self) -> Iterator[Part]:
        for start in range(0, len(self._roots), self._size):
            yield self._part(self._roots[start : start + self._size])

    def rest(self, nodes: Iterable[ox.NamedNode]) -> Part:
        """What is own to no part: the statements of `nodes`, and those that say what each of them is attached to."""
        found = frozenset(nodes)
        quads = [quad for node in found for quad in self._read(node)]
        attached = [quad for node in found for quad in self._attached(node) if quad.subject in found]
        return Part(0, found, found, tuple(dict.fromkeys([*quads, *attached, *self._context])))

    def _found_roots(self) -> Iterator[ox.NamedNode]:
        activities, flows = _ROOTS
        for quad in self._store.quads_for_pattern(None, KIND, activities, self._graph):
            if isinstance(quad.subject, ox.NamedNode):
                yield quad.subject
        of = ox.NamedNode(GS + "partOfActivity")
        for quad in self._store.quads_for_pattern(None, KIND, flows, self._graph):
            wholes = self._store.quads_for_pattern(quad.subject, of, None, self._graph)
            is_part = any(self._is_kind(each.object, activities) for each in wholes)
            if isinstance(quad.subject, ox.NamedNode) and not is_part:
                yield quad.subject

    def _is_kind(self, node: Node, kind: ox.NamedNode) -> bool:
        return isinstance(node, ox.NamedNode) and ox.Quad(node, KIND, kind, self._graph) in self._store

    def _general(self) -> list[ox.Quad]:
        """What every part has: powers and derogations, with the kind of what they name."""
        found: dict[ox.Quad, None] = {}
        for kind in _CONTEXT:
            for of_kind in self._store.quads_for_pattern(None, KIND, kind, self._graph):
                for quad in self._store.quads_for_pattern(of_kind.subject, None, None, self._graph):
                    found[quad] = None
                    if isinstance(quad.object, ox.NamedNode):
                        named = self._store.quads_for_pattern(quad.object, KIND, None, self._graph)
                        found.update(dict.fromkeys(named))
        return list(found)

    # One part

    def _part(self, roots: list[ox.NamedNode]) -> Part:
        described: set[ox.NamedNode] = set()
        quads: dict[ox.Quad, None] = dict.fromkeys(self._context)
        waiting = self._reach(roots, described, quads)
        # What another part refers to stays as it is: what is attached to that may be of all the register.
        while within := {node for node in waiting if self._is_within(node, described)}:
            attached = [quad for node in within for quad in self._attached(node)]
            quads.update(dict.fromkeys(attached))
            waiting = waiting - within | self._reach((quad.subject for quad in attached), described, quads)
            if len(quads) > MOST_IN_PART:
                raise self._hangs_together(roots[0], len(quads))
        self._shared |= waiting
        return Part(len(roots), self._own(described - waiting), frozenset(described), tuple(quads))

    def _reach(
        self, nodes: Iterable[Node], described: set[ox.NamedNode], quads: dict[ox.Quad, None]
    ) -> set[ox.NamedNode]:
        """Describe `nodes`, and what they refer to as far as the register describes it; gives those that are new."""
        found, stack = set[ox.NamedNode](), list(nodes)
        while stack:
            node = stack.pop()
            if not isinstance(node, ox.NamedNode) or node in described:
                continue
            stated = self._kept(node)
            if stated:
                found.add(node)
                described.add(node)
                quads.update(dict.fromkeys(stated))
                stack += [quad.object for quad in stated if quad.predicate != KIND]
        return found

    def _read(self, node: ox.NamedNode) -> tuple[ox.Quad, ...]:
        """What is stated on a node, but not what it is attached to: that may be in other parts."""
        stated = self._store.quads_for_pattern(node, None, None, self._graph)
        return tuple(quad for quad in stated if quad.predicate not in ATTACHED)

    def _attached(self, node: ox.NamedNode) -> Iterator[ox.Quad]:
        for name in ATTACHED:
            yield from self._store.quads_for_pattern(None, name, node, self._graph)

    def _is_within(self, node: ox.NamedNode, described: set[ox.NamedNode]) -> bool:
        """Whether all that refers to a node is described in this part; what is attached to it does not refer to it."""
        if node in self._shared:
            return False
        referring = self._store.quads_for_pattern(None, None, node, self._graph)
        return all(quad.predicate in ATTACHED or quad.subject in described for quad in referring)

    def _own(self, within: set[ox.NamedNode]) -> frozenset[ox.NamedNode]:
        """Of these nodes those that only own nodes refer to, and that are attached to own nodes only."""
        own = set(within)
        while outside := {node for node in own if not self._is_own(node, own)}:
            own -= outside
        return frozenset(own)

    def _is_own(self, node: ox.NamedNode, own: set[ox.NamedNode]) -> bool:
        referring = self._store.quads_for_pattern(None, None, node, self._graph)
        if any(quad.predicate not in ATTACHED and quad.subject not in own for quad in referring):
            return False
        to = (quad for name in ATTACHED for quad in self._store.quads_for_pattern(node, name, None, self._graph))
        return all(quad.object in own or not self._is_described(quad.object) for quad in to)

    def _is_described(self, node: Node) -> bool:
        if not isinstance(node, ox.NamedNode):
            return False
        return next(self._store.quads_for_pattern(node, None, None, self._graph), None) is not None

    def _hangs_together(self, activity: ox.NamedNode, size: int) -> TooLarge:
        return TooLarge(
            f"The activity {activity.value} hangs together with {size} statements, too many for a report",
            expected=f"at most {MOST_IN_PART} statements on activities that refer to each other",
        )
