"""The rows of a table under a mapping: activities in cells by field, and what was wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from grondslag.errors import BadInput
from grondslag.registers.cells import from_cell
from grondslag.registers.mapping import DAYS, ONE_VALUE, Mapping
from grondslag.registers.model import Cell, Field, Place, Row
from grondslag.registers.reading.header import Cells, HeaderRows, header, table_rows
from grondslag.registers.reading.table import Sheet
from grondslag.registers.words import slug

LONGEST = 10_000
"""Letters of a cell: some pages of text."""
_TITLE = 3  # columns that a cell is merged over, when it is a title between the rows


@dataclass(frozen=True)
class Problem:
    """A cell or row that cannot be made sense of; `code` is for machines and stays stable.

    `refused` says that the row cannot become an activity; otherwise it can, and the cell is not understood.
    """

    place: Place
    heading: str
    value: str
    reason: str
    code: str
    refused: bool = True


class Table:
    """The sheets of a file under a mapping. `problems` are those of the rows that were read so far."""

    def __init__(self, sheets: Sequence[Sheet], mapping: Mapping) -> None:
        self.mapping = mapping
        self.problems: list[Problem] = []
        self._sheets = sheets
        self._seen: dict[str, Place] = {}

    def rows(self) -> Iterator[Row]:
        """The rows that name an activity, in order; each is whole, with the rows that go on with it.

        Raises `BadInput` for a sheet or heading that the mapping names and the file does not have.
        """
        self.problems.clear()
        self._seen.clear()
        for sheet, headers in headed(self._sheets, self.mapping):
            for row in _SheetRows(sheet, headers, self.mapping, self.problems).whole():
                found = list(self._problems(row))
                self.problems += found
                if not any(problem.refused for problem in found):
                    yield row

    def _problems(self, row: Row) -> Iterator[Problem]:
        """What is wrong with a row: a name that is missing or was there before, a day that is none, too long a text."""
        cells = list(row.cells.values())
        for cell in cells:
            if len(cell.text) > LONGEST:
                why = f"the text has {len(cell.text)} letters, and a cell may have {LONGEST}"
                yield Problem(cell.place, cell.heading, cell.text[:80] + "…", why, "too_long")
        for field in DAYS:
            day = row.cells.get(field)
            if day and self.mapping.day(day.text) is None:
                why = f"this is no day; expected one such as 22-11-2026 ({self.mapping.dates}) or 2026-11-22"
                yield Problem(day.place, day.heading, day.text, why, "no_day", refused=False)
        yield from self._name_problems(row, cells)

    def _name_problems(self, row: Row, cells: Sequence[Cell]) -> Iterator[Problem]:
        name, named_by = self.mapping.key_of(row), " and ".join(self.mapping.named_by)
        first = next(chain(cells, row.left_out), Cell(row.place, "", ""))
        if name is None:
            other = Field.ACTIVITY in row.cells and Field.ACTIVITY not in self.mapping.named_by
            hint = ', set key = ["activity"],' if other else ""
            why = (
                f"the row has no {named_by}; fill it in{hint} or set continues = true if it goes on with the row above"
            )
            yield Problem(first.place, first.heading, first.text, why, "no_name")
            return
        before = self._seen.setdefault(slug(name), row.place)
        if before != row.place:
            cell = row.cells[self.mapping.named_by[0]]
            why = (
                f"{name!r} is the {named_by} of {before} too; name each activity once, or set key to the columns "
                'that tell them apart, for example key = ["activity", "department"]'
            )
            yield Problem(cell.place, cell.heading, cell.text, why, "double_key")
        if Field.ACTIVITY not in row.cells:
            yield Problem(
                first.place, first.heading, first.text, "the row does not name its activity", "unnamed", False
            )


def headed(sheets: Sequence[Sheet], mapping: Mapping) -> Iterator[tuple[Sheet, HeaderRows]]:
    """The sheets that a mapping is for, each with the rows of its headings.

    Raises `BadInput` for a sheet or heading that the mapping names and the file does not have.
    """
    mapping.require_names()
    known = {sheet.name: sheet for sheet in sheets}
    missing = [name for name in mapping.sheets if name not in known]
    if missing:
        raise BadInput(
            f"The mapping names the sheet {missing[0]!r}, which the file does not have",
            expected=f"one of {', '.join(map(repr, known))}",
            example=f'sheets = ["{next(iter(known), "")}"]',
            code="no_sheet",
        )
    found = [(sheet, rows) for sheet in sheets if (rows := header(sheet, mapping.names)) is not None]
    asked = [(sheet, rows) for sheet, rows in found if not mapping.sheets or sheet.name in mapping.sheets]
    whole = [(sheet, rows) for sheet, rows in asked if not _missing(rows, mapping)]
    if asked and (not whole or mapping.sheets):
        for sheet, rows in asked:
            _require_headings(sheet, rows, mapping)
    yield from whole


def _missing(rows: HeaderRows, mapping: Mapping) -> list[str]:
    """The headings that a mapping has a field for and a sheet does not have."""
    there = set(rows.headings.values())
    return [heading for heading in mapping.fields if heading not in there]


def _require_headings(sheet: Sheet, rows: HeaderRows, mapping: Mapping) -> None:
    missing = _missing(rows, mapping)
    if missing:
        where = f"row {rows.last}" + (f" of sheet {sheet.name!r}" if sheet.name else "")
        raise BadInput(
            f"The mapping names the heading {missing[0]!r}, which {where} does not have",
            expected=f"one of {', '.join(map(repr, rows.headings.values()))}",
            example=f'"{next(iter(rows.headings.values()))}" = "{mapping.fields[missing[0]]}"',
            code="no_heading",
        )


class _SheetRows:
    """The rows of one sheet below its headings."""

    def __init__(self, sheet: Sheet, headers: HeaderRows, mapping: Mapping, problems: list[Problem]) -> None:
        self._sheet, self._headers, self._mapping, self._problems = sheet, headers, mapping, problems
        self._columns = {at: (text, mapping.fields.get(text)) for at, text in sorted(headers.headings.items())}
        keys = [at for at, (_, field) in self._columns.items() if field in mapping.named_by]
        self._goes_on = {
            row
            for span in sheet.merged
            if any(span.first_column <= at <= span.last_column for at in keys)
            for row in range(span.first_row + 1, span.last_row + 1)
        }
        self._titles = {span.first_row for span in sheet.merged if span.last_column - span.first_column >= _TITLE - 1}

    def whole(self) -> Iterator[Row]:
        """The rows, those that go on with an activity joined to its first."""
        whole: Row | None = None
        for row in self._rows():
            if whole is not None and self._is_more(row):
                whole = _joined(whole, row)
                continue
            if whole is not None:
                yield self._with_defaults(whole)
            whole = row
        if whole is not None:
            yield self._with_defaults(whole)

    def _is_more(self, row: Row) -> bool:
        """Whether a row goes on with the activity above it: its name is merged with the one above, or left out."""
        nameless = not any(field in row.cells for field in self._mapping.named_by)
        return row.place.row in self._goes_on or (self._mapping.continues and nameless)

    def _rows(self) -> Iterator[Row]:
        for number, cells in table_rows(self._sheet, self._headers):
            row = self._row(number, cells)
            if self._is_header_again(row) or not (row.cells or row.left_out):
                continue
            if number in self._titles and len(row.cells) + len(row.left_out) == 1:
                (cell,) = (*row.cells.values(), *row.left_out)
                why = "a title over several columns was taken for a heading between the rows"
                self._problems.append(Problem(cell.place, cell.heading, cell.text, why, "title", refused=False))
                continue
            yield row

    def _row(self, number: int, texts: Cells) -> Row:
        """A row as cells by field; those of columns for one field are joined, and an empty one is left out."""
        cells: dict[Field, Cell] = {}
        left_out = []
        for at, text in texts.items():
            words = from_cell(text).strip()
            if not words:
                continue
            heading, field = self._columns.get(at, ("", None))
            cell = Cell(Place(self._sheet.name, number, at), heading, words)
            if field is None:
                left_out.append(cell)
            else:
                cells[field] = _added(cells[field], cell, "; ") if field in cells else cell
        return Row(Place(self._sheet.name, number, 1), cells, tuple(left_out))

    def _is_header_again(self, row: Row) -> bool:
        """Whether a row only repeats the headings, as on a second page."""
        return bool(row.cells) and all(cell.heading == cell.text for cell in (*row.cells.values(), *row.left_out))

    def _with_defaults(self, row: Row) -> Row:
        missing = {field: text for field, text in self._mapping.defaults.items() if field not in row.cells}
        added = {field: Cell(row.place, "", text) for field, text in missing.items()}
        return Row(row.place, {**row.cells, **added}, row.left_out) if added else row


def _joined(whole: Row, row: Row) -> Row:
    """A row with what the next one adds to it, each on a line of its own."""
    cells = dict(whole.cells)
    for field, cell in row.cells.items():
        if field not in cells:
            cells[field] = cell
        elif field not in ONE_VALUE:
            cells[field] = _added(cells[field], cell, "\n")
    return Row(whole.place, cells, (*whole.left_out, *row.left_out))


def _added(cell: Cell, other: Cell, sign: str) -> Cell:
    """A cell with the text of another after it, unless it says that already."""
    if other.text in cell.text.split(sign):
        return cell
    return Cell(cell.place, cell.heading, f"{cell.text}{sign}{other.text}")
