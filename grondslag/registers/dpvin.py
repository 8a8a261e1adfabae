"""Activities from a register in terms of the Data Privacy Vocabulary (DPV 2.3): one for each dpv:Process.

What stands there as a term of ours, or as one of DPV that a scheme of ours is matched with, is that term; all else is
read as the words that it is called by, as a cell of a table would be. What DPV cannot say is not in such a file: tasks,
the words of cells that were read as terms, and the order of what a cell lists.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import pyoxigraph as ox

from grondslag.errors import BadInput
from grondslag.namespaces import GS, ID, PREFIXES
from grondslag.registers.dpvterms import DCT, DPV, OF_NONE, PROCESSES, PROPERTIES, RDFS, RECORD, SKOS, DpvTerms
from grondslag.registers.model import Activity, Certainty, Field, Reading, RegisterHead, Side
from grondslag.registers.reading.upload import shown
from grondslag.registers.tabular import LONGEST
from grondslag.registers.words import slug

__all__ = ["PROCESSES", "DpvTerms", "activities"]
_TYPE = PREFIXES["rdf"] + "type"
_NAMES = (DCT + "title", SKOS + "prefLabel", RDFS + "label", DPV + "hasName")
_WORDS = (*_NAMES, DCT + "description", RDFS + "comment")
_PARTS = frozenset(
    {DCT + "hasPart", *(DPV + f"has{name}" for name in ("Process", "PersonalDataProcess", "RecordOfActivity"))}
)
_PROCESSING, _TRANSFER, _DURATION = DPV + "hasProcessing", DPV + "Transfer", DPV + "hasDuration"
_SPECIAL = DPV + "SpecialCategoryPersonalData"
_NONE, _SILENT = GS + "statesNone", GS + "notStated"
_PERIOD = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")
_UNITS = ("jaar", "maanden", "weken", "dagen")
_Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def activities(
    store: ox.Store, head: RegisterHead, terms: DpvTerms
) -> tuple[tuple[Activity, ...], Mapping[tuple[str, str], int]]:
    """The activities of the processes in `store`, by their key; and what was not taken over, why, and how often.

    Nothing in the store may be a blank node. Raises `BadInput` for a process that had neither a name nor an IRI.
    """
    said = _Said(store)
    found: dict[str, Activity] = {}
    for node in sorted({node for name in PROCESSES for node in said.of_class(name)}):
        activity = _Process(said, ox.NamedNode(node), head, terms).activity()
        if activity.key in found:
            key = slug(f"{activity.key} {node}")
            activity = Activity(key, activity.words, activity.readings, activity.side)
        found[activity.key] = activity
    return tuple(found[key] for key in sorted(found)), said.left()


class _Said:
    """What a file says, and which of it was looked at."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._asked: set[tuple[str, str]] = set()
        self._reached: set[str] = {*self.of_class(RECORD)}
        # The properties of a thing are asked for one after the other, and read from the store at once.
        self._facts = lru_cache(maxsize=1_000)(self._read)

    def of_class(self, name: str) -> Iterator[str]:
        """The things of a class."""
        for quad in self._store.quads_for_pattern(None, ox.NamedNode(_TYPE), ox.NamedNode(name), None):
            if isinstance(quad.subject, ox.NamedNode):
                yield quad.subject.value

    def values(self, node: ox.NamedNode, name: str) -> list[_Term]:
        """The values of a property, sorted."""
        self._asked.add((node.value, name))
        values = self._facts(node).get(name, [])
        self._reached |= {node.value, *(value.value for value in values if isinstance(value, ox.NamedNode))}
        return values

    def _read(self, node: ox.NamedNode) -> Mapping[str, list[_Term]]:
        found: dict[str, list[_Term]] = {}
        for quad in self._store.quads_for_pattern(node, None, None, None):
            found.setdefault(quad.predicate.value, []).append(quad.object)
        return {name: sorted(values, key=str) for name, values in found.items()}

    def texts(self, node: ox.NamedNode, names: Iterable[str]) -> list[str]:
        """The texts of the first of some properties that has any: those in Dutch, else the first."""
        for name in names:
            found = [each for each in self.values(node, name) if isinstance(each, ox.Literal) and each.value.strip()]
            if found:
                return [each.value for each in found if each.language in (None, "nl")] or [found[0].value]
        return []

    def is_a(self, node: _Term, name: str) -> bool:
        """Whether something is of a class."""
        return isinstance(node, ox.NamedNode) and ox.NamedNode(name) in self.values(node, _TYPE)

    def left(self) -> Mapping[tuple[str, str], int]:
        """The properties that nobody asked for and the classes of what nobody came by, with how often each is there."""
        return Counter(
            (
                str(quad.object)[1:-1] if quad.predicate.value == _TYPE else quad.predicate.value,
                "a register has no place for it",
            )
            for quad in self._store
            if not self._is_taken(str(quad.subject)[1:-1], quad.predicate.value)
        )

    def _is_taken(self, node: str, name: str) -> bool:
        # What something that was come by is called, and what it is, needs no place of its own.
        return name in _PARTS or (node, name) in self._asked or (name in (_TYPE, *_NAMES) and node in self._reached)


@dataclass
class _Process:
    """One process on its way to an activity."""

    said: _Said
    node: ox.NamedNode
    head: RegisterHead
    terms: DpvTerms
    words: dict[Field, list[str]] = field(default_factory=dict)
    readings: dict[Field, list[Reading]] = field(default_factory=dict)

    def activity(self) -> Activity:
        """All that the process says."""
        processors = self.said.values(self.node, DPV + "hasDataProcessor")
        side = Side.PROCESSOR if any(map(self._is_own, processors)) else Side.CONTROLLER
        for name, of in PROPERTIES.items():
            for value in self.said.values(self.node, name):
                self._add(of, value, side)
        for value in self.said.values(self.node, _PROCESSING):
            if self.said.is_a(value, _TRANSFER):
                self._add(Field.TRANSFER, value, side)
        self._add_none()
        name = self._name()
        words = {of: "; ".join(dict.fromkeys(said)) for of, said in self.words.items()}
        readings = {of: tuple(dict.fromkeys(found)) for of, found in self.readings.items()}
        return Activity(self._key(name), {Field.ACTIVITY: name, **words}, readings, side)

    @property
    def _own(self) -> str:
        return f"{ID}register/{self.head.organisation}/"

    @property
    def _had_no_iri(self) -> bool:
        return self.node.value.startswith(f"{self._own}node/")

    def _name(self) -> str:
        named = self.said.texts(self.node, _NAMES) or self.words.get(Field.IDENTIFIER)
        if named:
            return named[0]
        if self._had_no_iri:
            raise BadInput(
                "A dpv:Process has neither a name nor an IRI", expected="a title", example='dct:title "Bijstand"@nl'
            )
        return _local(self.node.value)

    def _key(self, name: str) -> str:
        """The key that our own IRI of an activity or flow holds; else the end of another's IRI, or the name."""
        for place in (f"{self._own}activity/", f"{ID}flow/{self.head.organisation}/"):
            if self.node.value.startswith(place):
                return slug(self.node.value.removeprefix(place))
        return slug(name if self._had_no_iri else _local(self.node.value))

    def _is_own(self, value: _Term) -> bool:
        """Whether a party is the organisation whose register this is."""
        if isinstance(value, ox.NamedNode):
            named = self.said.texts(value, _NAMES)
            return value.value == f"{ID}org/{self.head.organisation}" or self.head.name in named
        return isinstance(value, ox.Literal) and value.value == self.head.name

    def _add(self, of: Field, value: _Term, side: Side) -> None:
        """Take over a value: as the term that it is, or else as the words that it is called by."""
        if of in (Field.CONTROLLER, Field.PROCESSORS) and self._is_own(value):
            return
        if of is Field.CONTROLLER and side is Side.PROCESSOR:
            of = Field.PRINCIPAL
        if of is Field.DATA and self._is_special(value):
            of = Field.SPECIAL_DATA
        known = self.terms.known(of, value.value) if isinstance(value, ox.NamedNode) else None
        if known:
            self._put(known[0], (known[1],), known[1].words)
            return
        for words in self._called(value):
            if len(words) > LONGEST:
                told = f"A text of {shown(self.node.value)} has {len(words)} letters: {shown(words)!r}"
                raise BadInput(told, expected=f"at most {LONGEST}")
            self._put(*self.terms.read(of, words), words)

    def _put(self, of: Field, readings: Iterable[Reading], words: str) -> None:
        self.words.setdefault(of, []).append(words)
        if readings:
            self.readings.setdefault(of, []).extend(readings)

    def _is_special(self, value: _Term) -> bool:
        special = isinstance(value, ox.NamedNode) and self.terms.is_special(value.value)
        return special or self.said.is_a(value, _SPECIAL)

    def _called(self, value: _Term) -> list[str]:
        """What a value is called: its own text, its name or description, its period, or the end of its IRI."""
        if isinstance(value, ox.Literal):
            return [_spoken(value.value)] if value.value.strip() else []
        if not isinstance(value, ox.NamedNode):
            return []
        called = self.said.texts(value, _WORDS)
        periods = self.said.values(value, _DURATION) if not called else []
        return called or [words for period in periods for words in self._called(period)] or [_local(value.value)]

    def _add_none(self) -> None:
        """What the process says expressly that there is none of; silence that it tells of needs no words."""
        self.said.values(self.node, _SILENT)
        for value in self.said.values(self.node, _NONE):
            of = OF_NONE.get(value.value) if isinstance(value, ox.NamedNode) else None
            if of and of not in self.words:
                self._put(of, [Reading("geen", None, Certainty.NONE, 1.0, reason="the process says so")], "geen")


def _local(iri: str) -> str:
    """The end of an IRI as words: `ServiceProvision` is `Service Provision`."""
    last = re.split(r"[/#:]", iri.rstrip("/#:"))[-1]
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[_-]+", " ", last).strip() or iri


def _spoken(text: str) -> str:
    """A period as a person writes it: `P7Y` is `7 jaar`; other text as it stands."""
    found = _PERIOD.fullmatch(text.strip())
    parts = [f"{number} {unit}" for number, unit in zip(found.groups(), _UNITS, strict=True) if number] if found else []
    return " en ".join(parts) or text
