"""What a page shows of the rows of an answer: those that are picked, in the order asked for, a page at a time.

All of it is told by the query string: `sort=column` (`-column`: downwards), `only.column=value` (again for another
value), `page=2`. The cells are those of the SPARQL results in JSON; only what is shown becomes terms.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from werkzeug.datastructures import MultiDict

from grondslag.namespaces import PREFIXES
from grondslag.query.engine import Answer
from webapp.errors import Problem
from webapp.paging import PAGE, page_of, pages_of, require_page
from webapp.values import natural

PAGE_SIZE = 100
SORT, ONLY = "sort", "only."
DOWN = "-"
# A column with more different values is no help to narrow by, nor is one in which hardly a value comes twice.
MOST_VALUES = 12
MOST_FACETS = 6
NO_FACETS = frozenset(("iri", "source", "link"))
NUMBERS = frozenset(PREFIXES["xsd"] + name for name in ("integer", "decimal", "double", "float"))

Row = Mapping[str, Mapping[str, str]]
Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class View:
    """What a reader asks to see of an answer: the values picked per column, the order, and the page."""

    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = ""
    page: int = 1

    @property
    def column(self) -> str:
        """The column that the rows are ordered by; empty for the order of the query."""
        return self.sort.removeprefix(DOWN)

    def pairs(self) -> Pairs:
        """The part of the query string that says all this."""
        picked = [(ONLY + column, value) for column, values in self.only.items() for value in values]
        ordered = [(SORT, self.sort)] if self.sort else []
        return [*picked, *ordered, *([(PAGE, str(self.page))] if self.page > 1 else [])]

    def sorted_by(self, column: str) -> View:
        """The same in the order of `column`; downwards when it is in that order now."""
        return replace(self, sort=DOWN + column if self.sort == column else column, page=1)

    def direction(self, column: str) -> str:
        """How the rows stand by `column`, as `aria-sort` has it."""
        return {column: "ascending", DOWN + column: "descending"}.get(self.sort, "none")

    def toggled(self, column: str, value: str) -> View:
        """The same with one value of `column` more, or with one less where it is picked."""
        picked = self.only.get(column, ())
        left = tuple(one for one in picked if one != value) if value in picked else (*picked, value)
        return replace(self, only={**self.only, column: left}, page=1)

    def on_page(self, page: int) -> View:
        """The same on another page."""
        return replace(self, page=page)

    def of_all(self) -> View:
        """The same order with all rows."""
        return replace(self, only={}, page=1)


@dataclass(frozen=True)
class Pick:
    """One value of a facet: its cell (empty: no value), how many rows have it, whether it is picked."""

    value: str
    cell: Mapping[str, str]
    rows: int
    picked: bool


@dataclass(frozen=True)
class Facet:
    """A column with few different values, to narrow the rows by."""

    column: str
    picks: tuple[Pick, ...]


def view_of(arguments: MultiDict[str, str]) -> View:
    """The view that a query string asks for. Raises `Problem` for a page that is no number."""
    only = {
        name.removeprefix(ONLY): tuple(dict.fromkeys(arguments.getlist(name)))
        for name in arguments
        if name.startswith(ONLY)
    }
    return View(only, arguments.get(SORT, ""), page_of(arguments))


class Rows:
    """The rows of an answer, narrowed and ordered as a view asks.

    Raises `Problem` for a column that the answer does not have: one without rows (yes or no, a graph) has none.
    """

    def __init__(self, answer: Answer, view: View) -> None:
        self.answer = answer
        self.view = view
        parsed = json.loads(answer.body) if answer.kind == "bindings" else {}
        self.columns: list[str] = parsed.get("head", {}).get("vars", [])
        self.all: list[Row] = parsed.get("results", {}).get("bindings", [])
        _require_columns([*view.only, *([view.column] if view.sort else [])], self.columns)

    @cached_property
    def picked(self) -> list[Row]:
        """The rows that have the values picked, in the order asked for."""
        rows = [row for row in self.all if _fits(row, self.view.only)]
        if self.view.sort:
            column = self.view.column
            # What has no value stands last, whichever way.
            filled = [row for row in rows if column in row]
            filled.sort(key=lambda row: _rank(row[column]), reverse=self.view.sort.startswith(DOWN))
            rows = [*filled, *(row for row in rows if column not in row)]
        return rows

    @property
    def pages(self) -> int:
        """How many pages the picked rows fill; an answer without any has one."""
        return pages_of(len(self.picked), PAGE_SIZE)

    def narrowed(self) -> Answer:
        """The answer with the picked rows alone, on all pages."""
        return self._with(self.picked) if self.view.only or self.view.sort else self.answer

    def shown(self) -> Answer:
        """The answer with the rows of the page asked for. Raises `Problem` when there is no such page."""
        require_page(self.view.page, self.pages)
        first = (self.view.page - 1) * PAGE_SIZE
        return self._with(self.picked[first : first + PAGE_SIZE])

    def facets(self) -> list[Facet]:
        """What to narrow by. Each count is of the rows that the picks in the other columns leave."""
        found = [column for column in self.columns if self._helps(column)]
        picked = [column for column, values in self.view.only.items() if values]
        shown = [*picked, *(column for column in found if column not in picked)]
        return [self._facet(column) for column in self.columns if column in shown[: max(MOST_FACETS, len(picked))]]

    def _helps(self, column: str) -> bool:
        different = {_value(row, column) for row in self.all}
        return column not in NO_FACETS and 2 <= len(different) <= min(MOST_VALUES, len(self.all) // 2)

    def _facet(self, column: str) -> Facet:
        chosen = self.view.only.get(column, ())
        others = {name: values for name, values in self.view.only.items() if name != column}
        counted = Counter(_value(row, column) for row in self.all if _fits(row, others))
        cells = {_value(row, column): row.get(column, {}) for row in self.all}
        # By how many rows there are; of a column with many values only those that are picked.
        values = sorted(cells, key=lambda value: (-counted[value], natural(value))) if self._helps(column) else chosen
        picks = (Pick(value, cells.get(value, {}), counted[value], value in chosen) for value in values)
        return Facet(column, tuple(picks))

    def _with(self, rows: Sequence[Row]) -> Answer:
        body = {"head": {"vars": self.columns}, "results": {"bindings": rows}}
        return replace(self.answer, body=json.dumps(body, ensure_ascii=False).encode("utf-8"))


def _require_columns(named: Iterable[str], columns: Collection[str]) -> None:
    for name in named:
        if name not in columns:
            expected = "expect_one_of" if columns else "expect_no_columns"
            raise Problem(400, "bad_input", "unknown_column", expected=expected, name=name, names=", ".join(columns))


def _value(row: Row, column: str) -> str:
    value = row[column]["value"] if column in row else ""
    # A statement as a term is a mapping of its parts.
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)


def _fits(row: Row, only: Mapping[str, tuple[str, ...]]) -> bool:
    return all(not values or _value(row, column) in values for column, values in only.items())


def _rank(cell: Mapping[str, str]) -> tuple[int, float, list[tuple[int, str]]]:
    """Numbers by their size, then the rest by its text, in which article 8 comes before article 67."""
    if cell.get("datatype") in NUMBERS:
        try:
            number = float(cell["value"])
        except ValueError:
            number = math.nan
        if not math.isnan(number):
            return 0, number, []
    return 1, 0.0, natural(str(cell["value"]))
