"""RDF terms as the values of Python, and back to RDF terms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self

import pyoxigraph as ox

from grondslag.namespaces import PREFIXES

_XSD = PREFIXES["xsd"]
_STRING = _XSD + "string"


class IRI(str):
    """An IRI: text that compares as text, and can be told from it."""

    __slots__ = ()


class BlankNode(str):
    """A node without a name; it means something within one answer only."""

    __slots__ = ()


class Text(str):
    """Text that says more of itself: its `language` (`nl`), or a `datatype` that Python has no type for, as an IRI."""

    __slots__ = ("datatype", "language")
    language: str | None
    datatype: IRI

    def __new__(cls, text: str, language: str | None, datatype: str) -> Self:
        """`text` in a language, or of a datatype."""
        made = super().__new__(cls, text)
        made.language, made.datatype = language, IRI(datatype)
        return made

    def __getnewargs__(self) -> tuple[Any, ...]:
        return str(self), self.language, self.datatype


Value = str | bool | int | float | Decimal | date | tuple["Value", "Value", "Value"]
"""`IRI`, `BlankNode`, `Text` and `str` for text; `datetime` among dates; a triple that is spoken of as three values."""


def _boolean(text: str) -> bool:
    return {"true": True, "1": True, "false": False, "0": False}[text]


def _day(text: str) -> date:
    # Years of more digits and days with a time zone are no dates of Python.
    return date.fromisoformat(text)


_NUMBERS = (
    *("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger"),
    *("nonPositiveInteger", "negativeInteger", "unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte"),
)
_READERS: Mapping[str, Callable[[str], Value]] = {
    **{_XSD + name: int for name in _NUMBERS},
    _XSD + "decimal": Decimal,
    _XSD + "double": float,
    _XSD + "float": float,
    _XSD + "boolean": _boolean,
    _XSD + "date": _day,
    _XSD + "dateTime": datetime.fromisoformat,
}


def value_of(term: Any) -> Value:
    """A term of pyoxigraph as a value. What its datatype does not allow (the 31st of June) stays `Text`."""
    if isinstance(term, ox.NamedNode):
        return IRI(term.value)
    if isinstance(term, ox.BlankNode):
        return BlankNode(term.value)
    if isinstance(term, ox.Triple):
        return value_of(term.subject), value_of(term.predicate), value_of(term.object)
    datatype = term.datatype.value
    if datatype == _STRING:
        return str(term.value)
    if term.language is None and datatype in _READERS:
        with suppress(ValueError, ArithmeticError, KeyError):
            return _READERS[datatype](term.value)
    return Text(term.value, term.language, datatype)


def text_of(value: object) -> str:
    """A value as a parameter of a saved query is written: `true`, `67`, `2026-11-21`, an IRI."""
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date) else str(value)
