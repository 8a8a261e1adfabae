"""The text of a provision nearest to a day, for days of which its text is not held (design, section 2, "Dates")."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pyoxigraph as ox

from grondslag.namespaces import GS, LAW_GRAPH

_LAW = ox.NamedNode(LAW_GRAPH)
_STATE_OF, _PRESENCE = ox.NamedNode(GS + "stateOf"), ox.NamedNode(GS + "presence")
_FROM, _BEFORE = ox.NamedNode(GS + "from"), ox.NamedNode(GS + "before")
_HELD, _HELD_AND_ABSENT = GS + "held", GS + "heldAndAbsent"


@dataclass(frozen=True)
class KnownState:
    """A state of a provision that was read: from which day it is, and whether the act then had the provision."""

    iri: str
    start: date
    end: date | None = None
    present: bool = True

    def distance(self, day: date) -> int:
        """How many days lie between `day` and the state; none where the state holds the day."""
        if day < self.start:
            return (self.start - day).days
        return max(0, (day - (self.end - timedelta(days=1))).days) if self.end else 0


class TextStates:
    """The known states of provisions in the law of one store; what was read is remembered."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._known: dict[str, tuple[KnownState, ...]] = {}

    def nearest(self, provision: str, day: date) -> KnownState | None:
        """The state of `provision` nearest to `day`, the earlier of two as near; nothing where none was read.

        A state that was damaged or not obtained says nothing; one in which the act lacks the provision does.
        """
        return min(self._of(provision), key=lambda state: (state.distance(day), state.start), default=None)

    def _of(self, provision: str) -> tuple[KnownState, ...]:
        known = self._known.get(provision)
        if known is None:
            states = self._store.quads_for_pattern(None, _STATE_OF, ox.NamedNode(provision), _LAW)
            iris = sorted(quad.subject.value for quad in states if isinstance(quad.subject, ox.NamedNode))
            known = self._known[provision] = tuple(self._read(iris))
        return known

    def _read(self, iris: list[str]) -> Iterator[KnownState]:
        for iri in iris:
            presence, start = self._one(iri, _PRESENCE), self._one(iri, _FROM)
            if presence in (_HELD, _HELD_AND_ABSENT) and start:
                end = self._one(iri, _BEFORE)
                last = date.fromisoformat(end) if end else None
                yield KnownState(iri, date.fromisoformat(start), last, presence == _HELD)

    def _one(self, iri: str, name: ox.NamedNode) -> str | None:
        found = self._store.quads_for_pattern(ox.NamedNode(iri), name, None, _LAW)
        return next((str(getattr(quad.object, "value", "")) for quad in found), None)
