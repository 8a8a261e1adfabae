"""A copy of a register as a person wants it: in a language, whole or for publication, with its gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from functools import cached_property

from grondslag.explain.reader import Reader
from grondslag.namespaces import GS
from grondslag.registers.cells import NOT_STATED
from grondslag.registers.export.columns import ORDER, WITHHELD, article, asked, columns
from grondslag.registers.export.entries import Entry, StoredRegister
from grondslag.registers.export.words import say
from grondslag.registers.model import Field, Side
from grondslag.report.model import Language, Named, Text


@dataclass(frozen=True)
class Known:
    """Which generation of the graph a copy was made from, and the day it was built."""

    generation: str
    day: date


class Kind(Enum):
    """What a field of an entry holds."""

    STATED = auto()
    GAP = auto()  # asked for, and the register is silent
    EMPTY = auto()  # neither stated nor asked for


@dataclass(frozen=True)
class Value:
    """A field of an entry, as it is told."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Part:
    """The entries of one side, with the fields to tell of each."""

    side: Side
    fields: tuple[Field, ...]
    entries: Sequence[Entry]


@dataclass(frozen=True)
class Document:
    """A register to hand on. Every form of it tells the same fields of the same entries."""

    name: Named
    keeper: Named
    entries: Sequence[Entry]
    names: Reader
    known: Known | None = None
    language: Language = "nl"
    publishable: bool = False

    @classmethod
    def of(
        cls, register: StoredRegister, *, known: Known | None = None, language: Language, publishable: bool
    ) -> Document:
        """The copy of a register."""
        entries = tuple(register.entries())
        return cls(register.name, register.keeper, entries, register.names, known, language, publishable)

    @cached_property
    def sides(self) -> tuple[Side, ...]:
        """Whose records it holds: of a controller, a processor, or both; of a controller when it is empty."""
        found = {entry.activity.side for entry in self.entries} or {Side.CONTROLLER}
        return tuple(side for side in Side if side in found)

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The fields of all sides together, those that are left out for publication among them."""
        return columns(self.sides, self._used(self.entries), publishable=False)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The record of each side apart, as lid 1 and lid 2 of the article have it."""
        return tuple(self._part(side) for side in self.sides)

    @property
    def left_out(self) -> tuple[Field, ...]:
        """What is left out for publication: all such fields, whether the register has them or not."""
        return tuple(field for field in ORDER if field in WITHHELD) if self.publishable else ()

    @property
    def left_out_told(self) -> str:
        """That the copy is for publication, and which columns it lacks."""
        return left_out(self.names).in_language(self.language)

    def heading(self, field: Field) -> str:
        """The name of a field: the one by which an import knows its column."""
        return _heading(self.names, field).in_language(self.language)

    def value(self, entry: Entry, field: Field) -> Value:
        """What an entry says in a field: its own words, the labels of terms, or that it is not stated."""
        words = entry.activity.words.get(field)
        if words is None and field in entry.terms:
            words = "; ".join(self.names.named(iri).label.in_language(self.language) for iri in entry.terms[field])
        if words is None and field in entry.none:
            words = say("none", self.language)
        if words is not None:
            return Value(Kind.STATED, words)
        if asked(entry.activity.side, field):
            return Value(Kind.GAP, NOT_STATED.in_language(self.language))
        return Value(Kind.EMPTY, "")

    def gaps(self, part: Part) -> Mapping[Field, int]:
        """How many entries of a part do not state a field that is asked for; fields without gaps are left out."""
        missing = Counter(
            field for entry in part.entries for field in part.fields if self.value(entry, field).kind is Kind.GAP
        )
        return {field: missing[field] for field in part.fields if missing[field]}

    def article(self, side: Side, field: Field) -> str:
        """The provision that asks for a field, or that it is beyond that."""
        citation = article(side, field)
        return citation.in_language(self.language) if citation else say("beyond", self.language)

    def _part(self, side: Side) -> Part:
        entries = [entry for entry in self.entries if entry.activity.side is side]
        return Part(side, columns((side,), self._used(entries), publishable=self.publishable), entries)

    @staticmethod
    def _used(entries: Sequence[Entry]) -> frozenset[Field]:
        return frozenset().union(*(entry.used for entry in entries))


def left_out(names: Reader) -> Text:
    """What a copy for publication says of itself: which fields it lacks, whether the register has them or not."""
    fields = [_heading(names, field) for field in ORDER if field in WITHHELD]
    dutch, english = (", ".join(texts) for texts in zip(*fields, strict=True))
    return Text(say("left_out_of", "nl", columns=dutch), say("left_out_of", "en", columns=english))


def _heading(names: Reader, field: Field) -> Text:
    """The name of a field, by which an import knows its column, with a capital."""
    return Text(*(name[:1].upper() + name[1:] for name in names.named(GS + field.property_name).label))
