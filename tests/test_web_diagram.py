"""The drawing of a flow: every party in both arrangements, within the picture, one arrow from each to each."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from grondslag.namespaces import ID
from webapp.diagram import Picture, diagram_of
from webapp.values import Node, Value, expand


def flow(senders: int, recipients: int) -> Node:
    def parties(kind: str, count: int) -> list[Value]:
        label = ox.Literal(f"A rather long name of a {kind} that does not fit on one line")
        return [Value(ox.NamedNode(f"{ID}org/{kind}-{n}"), label) for n in range(count)]

    values = {
        expand("dpv:hasDataExporter"): parties("sender", senders),
        expand("dpv:hasRecipient"): parties("recipient", recipients),
    }
    return Node(ID + "flow/x", {prop: found for prop, found in values.items() if found})


def inside(picture: Picture) -> bool:
    boxes = (*picture.senders, *picture.recipients)
    return all(
        box.x >= 0 and box.y >= 0 and box.x + box.width <= picture.width and box.y + box.height <= picture.height
        for box in boxes
    )


@pytest.mark.parametrize(("senders", "recipients"), [(1, 1), (3, 1), (1, 4), (2, 3)])
def test_every_party_is_drawn_within_the_picture(senders: int, recipients: int) -> None:
    diagram = diagram_of(flow(senders, recipients))
    assert diagram is not None
    for picture in (diagram.wide, diagram.tall):
        assert (len(picture.senders), len(picture.recipients)) == (senders, recipients)
        assert inside(picture)
    assert len(diagram.wide.arrows) == senders * recipients
    assert len(diagram.tall.arrows) == senders
    assert all(len(box.lines) > 1 for box in diagram.wide.senders)


@pytest.mark.parametrize(("senders", "recipients"), [(0, 1), (1, 0)])
def test_without_both_sides_there_is_no_drawing(senders: int, recipients: int) -> None:
    assert diagram_of(flow(senders, recipients)) is None
