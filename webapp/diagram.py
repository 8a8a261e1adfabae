"""Who gives to whom, as a drawing: boxes with names and arrows between them, sizes worked out here.

The drawing is SVG without style attributes, so that the content policy needs no exception; colours come from
the style sheet. There are two arrangements: side by side for a wide screen, and stacked for a phone.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from webapp.links import Link
from webapp.values import Node, Value

BOX_WIDTH = 214
LINE = 20
PADDING = 14
GAP = 16
ARROW = 146
CHARACTERS = 23


@dataclass(frozen=True)
class Box:
    """A party in the drawing: its place, its size and its name in lines."""

    x: int
    y: int
    height: int
    lines: tuple[str, ...]
    link: Link | None
    width: int = BOX_WIDTH

    @property
    def middle(self) -> int:
        """Half-way down the box."""
        return self.y + self.height // 2

    @property
    def centre(self) -> int:
        """Half-way along the box."""
        return self.x + self.width // 2


@dataclass(frozen=True)
class Picture:
    """One arrangement of the boxes; `arrows` are the paths of the lines."""

    width: int
    height: int
    senders: tuple[Box, ...]
    recipients: tuple[Box, ...]
    arrows: tuple[str, ...]
    caption: tuple[int, int]


@dataclass(frozen=True)
class Diagram:
    """A flow drawn in both arrangements, with what the arrow carries."""

    wide: Picture
    tall: Picture
    senders: tuple[str, ...]
    recipients: tuple[str, ...]
    items: int


def _lines(text: str) -> tuple[str, ...]:
    return tuple(textwrap.wrap(text, CHARACTERS)) or ("?",)


def _height(party: Value) -> int:
    return len(_lines(party.text)) * LINE + 2 * PADDING


def _column(parties: list[Value], x: int, top: int) -> tuple[Box, ...]:
    boxes = []
    for party in parties:
        boxes.append(Box(x, top, _height(party), _lines(party.text), party.link))
        top += _height(party) + GAP
    return tuple(boxes)


def _column_height(parties: list[Value]) -> int:
    return sum(_height(party) + GAP for party in parties) - GAP


def wide(senders: list[Value], recipients: list[Value]) -> Picture:
    """Senders at the left, recipients at the right, curved arrows between them."""
    height = max(_column_height(senders), _column_height(recipients)) + 2 * GAP
    left = _column(senders, 1, (height - _column_height(senders)) // 2)
    right_edge = BOX_WIDTH + ARROW
    right = _column(recipients, right_edge, (height - _column_height(recipients)) // 2)
    bend = BOX_WIDTH + ARROW // 2
    arrows = tuple(
        f"M{a.x + a.width} {a.middle} C{bend} {a.middle} {bend} {b.middle} {b.x - 3} {b.middle}"
        for a in left
        for b in right
    )
    lowest = min(box.middle for box in (*left, *right))
    return Picture(right_edge + BOX_WIDTH + 2, height, left, right, arrows, (bend, lowest - 12))


def tall(senders: list[Value], recipients: list[Value]) -> Picture:
    """Senders above, recipients below, straight arrows along the left edge."""
    x, space = 36, 74
    above = _column(senders, x, 1)
    start = above[-1].y + above[-1].height
    below = _column(recipients, x, start + space)
    end = below[-1].y + below[-1].height
    arrows = tuple(f"M{x} {box.middle} H12 V{below[0].middle} H{x - 3}" for box in above[:-1]) + tuple(
        f"M{box.centre} {start} V{below[0].y - 3}" for box in above[-1:]
    )
    return Picture(x + BOX_WIDTH + 2, end + 2, above, below, arrows, (x + BOX_WIDTH // 2 + 14, start + space // 2 + 5))


def diagram_of(flow: Node) -> Diagram | None:
    """The drawing of a flow; None when it names no sender or no recipient."""
    senders, recipients = flow.all("dpv:hasDataExporter"), flow.all("dpv:hasRecipient")
    if not senders or not recipients:
        return None
    return Diagram(
        wide(senders, recipients),
        tall(senders, recipients),
        tuple(party.text for party in senders),
        tuple(party.text for party in recipients),
        len(flow.all("gs:item")),
    )
