"""Which facts are the same to a norm: a large register then takes few comparisons, however its facts differ.

To a norm that asks for "a college" two colleges are the same, and so are two data categories that it does not name.
A view stands for some norms with all norms that they may ask for their outcome; two facts with the same key in a view
have the same outcome for each of its norms. Outcomes name norms and elements, never a value of the facts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator

from grondslag.match import terms
from grondslag.match.elements import Tester
from grondslag.match.law import Law
from grondslag.match.model import Element, Facts, Form, Norm, Values

Key = tuple[int, ...]
_POWERS, _CLAIMED, _OPERATION = "powers", "claimed", "operation"
"""What facts have beside their dimensions."""
_NOT_SEEN = 0


class Alike:
    """Numbers what facts state, each statement once, for the views on one law."""

    def __init__(self, law: Law, tester: Tester) -> None:
        self.law = law
        self.tester = tester
        self.stated: list[tuple[str, Hashable]] = []
        self._number: dict[tuple[str, Hashable], int] = {}
        self._facts: Facts | None = None
        self._numbers: tuple[int, ...] = ()

    def numbers(self, facts: Facts) -> tuple[int, ...]:
        """The numbers of all that `facts` state."""
        if facts is not self._facts:
            beside = ((_POWERS, facts.powers), (_CLAIMED, facts.claimed), (_OPERATION, facts.operation))
            self._numbers = tuple(map(self._numbered, (*facts.values, *beside)))
            self._facts = facts
        return self._numbers

    def view(self, norms: Iterable[Norm]) -> View:
        """How `norms` see facts."""
        return View(self, norms)

    def _numbered(self, statement: tuple[str, Hashable]) -> int:
        known = self._number.get(statement)
        if known is None:
            known = self._number[statement] = len(self.stated)
            self.stated.append(statement)
        return known


class View:
    """How some norms see facts: what they do not look at counts for nothing, and values that fit alike as one."""

    def __init__(self, alike: Alike, norms: Iterable[Norm]) -> None:
        self._alike = alike
        reached = list(_reached(alike.law, norms))
        elements = {element.iri: element for norm in reached for element in norm.elements}.values()
        self._elements: dict[str, list[Element]] = defaultdict(list)
        for element in elements:
            if element.form in (Form.TERM, Form.VERDICT):
                self._elements[element.dimension].append(element)
        # Values that are held against each other, or against a list of the norm's own, are told one by one.
        pairs = ((each.dimension, each.same_as or "") for each in elements if each.form is Form.EQUALITY)
        self._as_stated = {*_beside(alike.law, reached)}.union(*pairs)
        self._kinds = frozenset(kind for norm in reached for kind in _kinds(alike.law, norm))
        self._classes: dict[Hashable, int] = {}
        # With powers a party is told by its name as well: the powers are those of a body.
        self._seen: tuple[dict[int, int], dict[int, int]] = ({}, {})

    @property
    def asks_for_kinds(self) -> bool:
        """Whether a norm asks for the outcome of whatever is claimed of some kind."""
        return bool(self._kinds)

    def key(self, facts: Facts) -> Key:
        """Equal for facts that are the same to the norms of this view."""
        seen = self._seen[bool(facts.powers)]
        numbers = self._alike.numbers(facts)
        found = tuple(map(seen.get, numbers))
        if None in found:
            for number in numbers:
                if number not in seen:
                    seen[number] = self._class_of(number, by_name=bool(facts.powers))
            found = tuple(map(seen.get, numbers))
        return tuple(filter(None, found))

    def _class_of(self, number: int, *, by_name: bool) -> int:
        name, stated = self._alike.stated[number]
        if name in self._as_stated or (by_name and name in self._elements and name in terms.PARTIES):
            told: Hashable = number
        elif name == _CLAIMED and isinstance(stated, tuple):
            norms = self._alike.law.norms
            told = name, tuple([iri for iri in stated if iri in norms and norms[iri].kind in self._kinds])
        elif name in self._elements and isinstance(stated, Values):
            test = self._alike.tester.without_powers
            told = name, tuple([test(element, stated) for element in self._elements[name]])
        else:
            return _NOT_SEEN
        return self._classes.setdefault(told, len(self._classes) + 1)


def needed_by(law: Law, norm: Norm) -> Iterator[str]:
    """The norms that a norm names to have their outcome: bars, those its elements need, rules that fill them in."""
    yield from (bar.iri for bar in law.barring.get(norm.iri, ()))
    for element in norm.elements:
        for target in element.needs:
            yield from (other for other in (target, *law.fills.get(target, ())) if other in law.norms)


def _reached(law: Law, norms: Iterable[Norm]) -> Iterator[Norm]:
    """`norms` with all that they may ask for their outcome; one that asks for a kind may ask each of that kind."""
    waiting = [norm.iri for norm in norms]
    seen = set(waiting)
    while waiting:
        norm = law.norms[waiting.pop()]
        yield norm
        of_kinds = (other.iri for kind in _kinds(law, norm) for other in law.by_kind.get(kind, ()))
        asked = {*needed_by(law, norm), *of_kinds} - seen
        seen |= asked
        waiting += asked


def _kinds(law: Law, norm: Norm) -> list[str]:
    needed = [target for element in norm.elements for target in element.needs]
    return [target for target in needed if target not in law.norms and target not in law.delegated]


def _beside(law: Law, reached: Iterable[Norm]) -> Iterator[str]:
    """What the comparison with these norms looks at beside their elements."""
    for norm in reached:
        if any(element.dimension in terms.PARTIES for element in norm.elements):
            yield _POWERS
        if _kinds(law, norm):
            yield terms.IDENTIFIER_POWER
        if norm.kind == terms.EXCEPTION:
            yield terms.LIMB_9
        if norm.kind == terms.GATEWAY:
            yield from (_OPERATION, terms.LIMB_6, terms.TRIGGER)
