"""How people write citations: which places of which acts a free text cites.

Pure, and without knowledge of any law: which names acts have is given, and that `64.1` is an article with a lid and
`5.1` an article of its own is for who knows the act. The text is read from left to right, so the time is linear in its
length. A place belongs to the act before or after it that is written nearest.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator
from typing import NamedTuple

from grondslag.spelling.items import items
from grondslag.spelling.names import ActNames
from grondslag.spelling.places import Act, Group, Link, Place, PlaceReader
from grondslag.spelling.unnamed import with_unnamed

__all__ = ["Act", "ActNames", "Cited", "Link", "Place", "cited"]

_MOST_ACTS = 8  # looked at before and after a place that has none beside it


class Cited(NamedTuple):
    """A place, or an act as a whole, and the acts that the place can be of, the nearest first."""

    acts: tuple[Act, ...]
    place: Place | None
    link: Link
    start: int
    end: int


def cited(text: str, names: ActNames) -> list[Cited]:
    """What `text` cites, in its order."""
    groups = PlaceReader(text, with_unnamed(text, items(text, names))).groups()
    return list(_linked(groups))


def _linked(groups: list[Group]) -> Iterator[Cited]:
    """Each place with its act, and each act that has no place."""
    taken: set[int] = set()
    choices: dict[int, tuple[tuple[int, ...], Link]] = {}
    named = [k for k, group in enumerate(groups) if group.act]
    for i, group in enumerate(groups):
        if group.places:
            choices[i] = _acts_of(groups, i, taken, named)
            taken.update(choices[i][0][:1] if choices[i][1] > Link.APART else ())
    for i, group in enumerate(groups):
        if group.act and i not in taken:
            yield Cited((group.act,), None, Link.DIRECT, group.start, group.end)
        for place in group.places:
            acts = tuple(act for k in choices[i][0] if (act := groups[k].act))
            if acts or place.marked:
                near = acts[:1] if choices[i][1] > Link.APART else ()
                start, end = (min([place.start, *(a.start for a in near)]), max([place.end, *(a.end for a in near)]))
                yield Cited(acts, place, choices[i][1], start, end)


def _acts_of(groups: list[Group], i: int, taken: set[int], named: list[int]) -> tuple[tuple[int, ...], Link]:
    """The groups of the acts that the places of group `i` can be of, and how nearly they are written."""
    before = groups[i].tie if i and groups[i - 1].act else Link.APART
    before = Link.WORDS if before is Link.OF else before  # "besluit van artikel 7" names no article of a decree
    after = groups[i + 1].tie if i + 1 < len(groups) and groups[i + 1].act else Link.APART
    if before is Link.APART and after is Link.APART:
        at = bisect(named, i)
        return (*reversed(named[max(0, at - _MOST_ACTS) : at]), *named[at : at + _MOST_ACTS]), Link.APART
    if before > after:
        return (i - 1,), before
    if after > before or i - 1 in taken:
        return (i + 1,), after
    # "PW art. 64 Jeugdwet art. 7.4.0": the act stands first; with nothing after the second act it can be either.
    follows = i + 2 < len(groups) and groups[i + 2].places and groups[i + 2].tie >= after
    return ((i - 1,), before) if follows else ((i - 1, i + 1), before)
