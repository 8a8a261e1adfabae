"""What is known of a norm's text on every date: a step function per norm, made once and apart from any flow.

Between two held texts of equal content a date is presumed, and so is a date after the last retrieval. Absence is what
the harvest stated for a version, or the repeal of the statute; it is never read off a missing node.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from grondslag.match.model import EVER, Interval, Steps, Text, bounds, coalesced, cut, on

DAY = timedelta(days=1)
_WORST = (Text.HELD, Text.PRESUMED, Text.NOT_HELD, Text.ABSENT)


@dataclass(frozen=True)
class State:
    """The text of one provision in one version, as `gs:TextState` has it."""

    iri: str
    version: str
    presence: str
    start: date
    end: date | None = None
    retrieved: date | None = None
    content: str | None = None


@dataclass(frozen=True)
class Substance:
    """Pairs of text states judged equal in substance: for every norm, or for one."""

    pairs: Mapping[str | None, tuple[frozenset[str], ...]]

    def equal(self, norm: str, first: State, second: State) -> bool:
        """Whether the two texts mean the same for `norm`: by their hash, or by a recorded judgement."""
        if first.content and first.content == second.content:
            return True
        both = {first.iri, second.iri}
        return any(both <= pair for key in (None, norm) for pair in self.pairs.get(key, ()))


def of_provision(
    norm: str,
    states: Sequence[State],
    substance: Substance,
    read_in: frozenset[str] = frozenset(),
    repealed_after: date | None = None,
) -> Steps[Text]:
    """What is known of one provision for `norm` on every date.

    `states` in the order of their dates; `read_in` are the versions of this statute that have the norm, where others
    lack it; `repealed_after` is the last day of the statute. Source: design, section 2, "Dates".
    """
    known = [(state, _presence(state, read_in)) for state in states]
    parts: list[tuple[Interval, Text]] = []
    cursor: date | None = None
    for index, (state, text) in enumerate(known):
        if cursor is None or cursor < state.start:
            parts.append((Interval(cursor, state.start), _between(norm, known[:index], known[index:], substance)))
        following = known[index + 1][0].start if index + 1 < len(known) else None
        cursor = _end(state.end, following)
        if text is Text.NOT_HELD:
            text = _between(norm, known[:index], known[index + 1 :], substance)
        parts.extend(_held(state, text, cursor))
        if cursor is None:
            break
    if cursor is not None or not parts:
        parts.append((Interval(cursor, None), Text.NOT_HELD))
    return coalesced(_repealed(parts, repealed_after))


def of_norm(timelines: Iterable[Steps[Text]]) -> Steps[Text]:
    """The worst of all provisions on every date: absent before not held, not held before presumed."""
    all_of = list(timelines)
    if not all_of:
        return ((EVER, Text.NOT_HELD),)
    days = set().union(*(bounds(steps) for steps in all_of))
    return coalesced(
        (part, max((on(steps, part.some_day) for steps in all_of), key=_WORST.index)) for part in cut(days)
    )


def _presence(state: State, read_in: frozenset[str]) -> Text:
    if state.presence == "heldAndAbsent":
        return Text.ABSENT
    if state.presence != "held":
        # A damaged source drops words: what it says is not known.
        return Text.NOT_HELD
    # A held text that the norm was not read in has the provision, and another norm in its place.
    return Text.ABSENT if read_in and state.version not in read_in else Text.HELD


def _between(
    norm: str,
    before: Sequence[tuple[State, Text]],
    after: Sequence[tuple[State, Text]],
    substance: Substance,
) -> Text:
    earlier = next(((state, text) for state, text in reversed(before) if text is not Text.NOT_HELD), None)
    later = next(((state, text) for state, text in after if text is not Text.NOT_HELD), None)
    if earlier is None or later is None or earlier[1] is not Text.HELD or later[1] is not Text.HELD:
        return Text.NOT_HELD
    return Text.PRESUMED if substance.equal(norm, earlier[0], later[0]) else Text.NOT_HELD


def _end(stated: date | None, following: date | None) -> date | None:
    return min((day for day in (stated, following) if day), default=None)


def _held(state: State, text: Text, end: date | None) -> Iterable[tuple[Interval, Text]]:
    if text is not Text.HELD or state.retrieved is None or (end and end <= state.retrieved + DAY):
        yield Interval(state.start, end), text
        return
    known_until = max(state.start, state.retrieved + DAY)
    if state.start < known_until:
        yield Interval(state.start, known_until), Text.HELD
    yield Interval(known_until, end), Text.PRESUMED


def _repealed(parts: Iterable[tuple[Interval, Text]], last: date | None) -> Iterable[tuple[Interval, Text]]:
    if last is None:
        yield from parts
        return
    for interval, text in parts:
        kept = interval.meet(Interval(None, last + DAY))
        if kept:
            yield kept, text
    yield Interval(last + DAY, None), Text.ABSENT
