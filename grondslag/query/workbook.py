"""The rows of an answer as a workbook (XLSX): one sheet with the rows, one that tells where they come from.

Numbers, dates and yes or no are cells of that type, a web address is a link, and all else is text: never a formula.
The limits are those of the format (ECMA-376) as Excel has them: 32,767 characters in a cell, 2,079 in a link, 65,530
links in a sheet, fifteen digits in a number, no day before 1900-03-01. What does not fit is written as text.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

import pyoxigraph as ox
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from grondslag.errors import BadInput
from grondslag.namespaces import PREFIXES
from grondslag.query.engine import Answer, Term
from grondslag.query.saved import SavedQuery

_XSD = PREFIXES["xsd"]
_NUMBERS = {_XSD + name for name in ("integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger")}
_LONGEST = 32_000
_LONGEST_LINK = 2_079
_LINKS = 65_000
_DIGITS = 15
_FIRST_DAY = date(1900, 3, 1)
_CUT = " […]"
_NARROW, _WIDE = 16, 44


@dataclass(frozen=True)
class Origin:
    """Where the rows come from: the query, what was given for its parameters, and the address that gives them again."""

    query: SavedQuery
    values: Mapping[str, str | Sequence[str]]
    language: str = "en"
    link: str = ""
    picked: Mapping[str, Sequence[str]] | None = None
    """The values per column that the rows were narrowed to, where they were."""


class _Sheet:
    """A worksheet that knows how to write a term, and how many links and cut texts it has."""

    def __init__(self, book: xlsxwriter.Workbook, name: str) -> None:
        self.sheet: Worksheet = book.add_worksheet(name)
        self._bold: Format = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self._day: Format = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self.links = self.cut = 0

    def heading(self, titles: Sequence[str], wide: Sequence[str] = ()) -> None:
        """The first row, which stays in view."""
        self.sheet.freeze_panes(1, 0)
        for column, title in enumerate(titles):
            self.sheet.set_column(column, column, _WIDE if title in wide else _NARROW)
            self.sheet.write_string(0, column, title, self._bold)

    def term(self, row: int, column: int, term: Term | None) -> None:
        """One cell; what is unbound is left empty."""
        if isinstance(term, ox.NamedNode):
            self.address(row, column, term.value)
        elif isinstance(term, ox.Literal):
            self._literal(row, column, term)
        elif term is not None:
            self.text(row, column, str(term))

    def text(self, row: int, column: int, text: str) -> None:
        """A cell of text, cut with a mark where it is longer than a cell may be."""
        if len(text) > _LONGEST:
            self.cut += 1
            text = text[: _LONGEST - len(_CUT)] + _CUT
        self.sheet.write_string(row, column, text)

    def address(self, row: int, column: int, iri: str) -> None:
        """A cell with an IRI: a link if it is a web address and the sheet can have one more."""
        if iri.startswith(("http://", "https://")) and len(iri) <= _LONGEST_LINK and self.links < _LINKS:
            self.links += 1
            self.sheet.write_url(row, column, iri, string=iri)
        else:
            self.text(row, column, iri)

    def _literal(self, row: int, column: int, literal: ox.Literal) -> None:
        kind, text = literal.datatype.value, literal.value
        number = _number(text) if kind in _NUMBERS else None
        day = _day(text) if kind == _XSD + "date" else None
        if number is not None:
            self.sheet.write_number(row, column, number)
        elif day is not None:
            self.sheet.write_datetime(row, column, datetime(day.year, day.month, day.day), self._day)
        elif kind == _XSD + "boolean" and text in ("true", "false"):
            self.sheet.write_boolean(row, column, text == "true")
        else:
            self.text(row, column, text)


def to_xlsx(answer: Answer, origin: Origin) -> bytes:
    """The workbook. The same answer and origin give the same bytes. Raises `BadInput` for a graph, or yes or no."""
    if answer.kind != "bindings":
        raise BadInput("A workbook holds rows", code="wrong_format", expected="a query that gives rows")
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    # The time of making is a fixed one, so that the same answer gives the same bytes.
    book.set_properties({"title": origin.query.summary[origin.language], "created": datetime(2000, 1, 1)})
    rows = _Sheet(book, "answer")
    long = {name for name in answer.variables if any(len(_plain(row[name])) > _WIDE for row in answer.rows[:200])}
    rows.heading(answer.variables, tuple(long))
    for number, row in enumerate(answer.rows, start=1):
        for column, name in enumerate(answer.variables):
            rows.term(number, column, row[name])
    rows.sheet.autofilter(0, 0, len(answer.rows), max(len(answer.variables) - 1, 0))
    about = _Sheet(book, "about")
    about.heading(("name", "value"), ("value",))
    for number, (name, value) in enumerate(_about(answer, origin, rows.cut), start=1):
        about.text(number, 0, name)
        about.text(number, 1, value)
    book.close()
    return file.getvalue()


def _about(answer: Answer, origin: Origin, cut: int) -> list[tuple[str, str]]:
    query = origin.query
    return [
        ("query", query.name),
        ("question", query.summary[origin.language]),
        ("version", query.version),
        ("sha256", query.sha256),
        *((f"parameter {name}", value) for name, values in origin.values.items() for value in values),
        ("generation", answer.generation),
        ("rows", str(len(answer.rows))),
        *((f"only {column}", value) for column, values in (origin.picked or {}).items() for value in values),
        ("truncated", str(answer.truncated).lower()),
        ("cells cut", str(cut)),
        *([("link", origin.link)] if origin.link else []),
        *((f"column {name}", said[origin.language]) for name, said in query.columns.items()),
    ]


def _plain(term: Term | None) -> str:
    return getattr(term, "value", "")


def _number(text: str) -> float | None:
    """The number, unless a cell would hold another one: it has fifteen digits."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    digits = number.normalize().as_tuple() if number.is_finite() else None
    return float(number) if digits and len(digits.digits) <= _DIGITS and abs(number) < Decimal("1e300") else None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day >= _FIRST_DAY else None
