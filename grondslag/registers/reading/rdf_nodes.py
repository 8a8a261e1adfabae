"""Blank nodes get names that follow from what is said of them, so that nothing unnamed is ever published.

A name is drawn from what stands on the node and from what leads to it, through other blank nodes too. So it does not
change with the order of a file or with the labels in it, and an edit changes the names of those nodes only that hang
together with it. Nodes that nothing tells apart within the bound on work are numbered in the order of the file: for
true twins that makes no difference. This is no canonical form (RDFC-1.0): on hostile graphs that one is exponential.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from itertools import chain

import pyoxigraph as ox

_MOST_ROUNDS = 16
_MOST_WORK = 1_000_000  # looks at a statement of one part, over all rounds
_LETTERS = 20  # hexadecimal ones of a name: 80 bits

Node = ox.NamedNode | ox.BlankNode


def named(quads: Sequence[ox.Quad], base: str) -> tuple[list[ox.Triple], int]:
    """The statements with an IRI below `base` for each blank node, and how many nodes had to be numbered as twins.

    Each of `quads` has a blank node, and none a quoted triple. Takes time in proportion to their number, whatever they
    say. Graph names are dropped.
    """
    names, twins = _names(quads, base)

    def of(term: Node | ox.Literal | ox.Triple) -> Node | ox.Literal:
        if isinstance(term, ox.BlankNode):
            return ox.NamedNode(names[term.value])
        assert not isinstance(term, ox.Triple)  # noqa: S101  quoted triples are refused before
        return term

    return [ox.Triple(_subject(of(quad.subject)), quad.predicate, of(quad.object)) for quad in quads], twins


def _subject(term: Node | ox.Literal) -> Node:
    assert not isinstance(term, ox.Literal)  # noqa: S101  RDF has no literal as subject
    return term


def _names(quads: Sequence[ox.Quad], base: str) -> tuple[dict[str, str], int]:
    colours = {label: colour for part in _parts(quads) for label, colour in _coloured(part).items()}
    counts: Counter[str] = Counter()
    names = {}
    for label in _labels(quads):
        colour = colours[label]
        counts[colour] += 1
        names[label] = f"{base}{colour[:_LETTERS]}{f'-{counts[colour]}' if counts[colour] > 1 else ''}"
    return names, sum(number for number in counts.values() if number > 1)


def _labels(quads: Iterable[ox.Quad]) -> dict[str, None]:
    """The blank nodes in the order of the file."""
    ends = (term for quad in quads for term in (quad.subject, quad.object))
    return dict.fromkeys(term.value for term in ends if isinstance(term, ox.BlankNode))


def _parts(quads: Sequence[ox.Quad]) -> Iterable[list[ox.Quad]]:
    """The statements in parts that no blank node is shared by, so that a name never depends on another part."""
    leaders = {label: label for label in _labels(quads)}

    def leader(label: str) -> str:
        while leaders[label] != label:
            leaders[label] = label = leaders[leaders[label]]
        return label

    for quad in quads:
        if isinstance(quad.subject, ox.BlankNode) and isinstance(quad.object, ox.BlankNode):
            leaders[leader(quad.subject.value)] = leader(quad.object.value)
    parts: dict[str, list[ox.Quad]] = {}
    for quad in quads:
        node = quad.subject if isinstance(quad.subject, ox.BlankNode) else quad.object
        assert isinstance(node, ox.BlankNode)  # noqa: S101  the caller gives no other statements
        parts.setdefault(leader(node.value), []).append(quad)
    return parts.values()


def _coloured(part: Sequence[ox.Quad]) -> Mapping[str, str]:
    """A colour for each blank node of a part: equal for those that nothing told apart."""
    colours: Mapping[str, str] = dict.fromkeys(_labels(part), "")
    kinds = 1
    for _ in range(max(2, min(_MOST_ROUNDS, _MOST_WORK // len(part)))):
        colours = _refined(part, colours)
        now = len(set(colours.values()))
        if now in (kinds, len(colours)):
            break
        kinds = now
    return colours


def _refined(quads: Iterable[ox.Quad], colours: Mapping[str, str]) -> dict[str, str]:
    """The colours after one more look at the neighbours of each node."""
    seen: dict[str, list[str]] = {label: [] for label in colours}
    for quad in quads:
        if isinstance(quad.subject, ox.BlankNode):
            seen[quad.subject.value].append(f"> {quad.predicate.value} {_end(quad.object, colours)}")
        if isinstance(quad.object, ox.BlankNode):
            seen[quad.object.value].append(f"< {quad.predicate.value} {_end(quad.subject, colours)}")
    return {
        label: sha256("\n".join(chain([colours[label]], sorted(said))).encode()).hexdigest()
        for label, said in seen.items()
    }


def _end(term: Node | ox.Literal | ox.Triple, colours: Mapping[str, str]) -> str:
    return colours[term.value] if isinstance(term, ox.BlankNode) else str(term)
