"""The rows of a table under a mapping: activities in cells by field, and what was wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from grondslag.errors import BadInput
from grondslag.registers.cells import from_cell
from grondslag.registers.mapping import DAYS, ONE_VALUE, Mapping
from grondslag.registers.model import Cell, Field, Place, Row, Side
from grondslag.registers.reading.header import Cells, HeaderRows, header, table_rows
from grondslag.registers.reading.table import Sheet
from grondslag.registers.reading.upload import shown
from grondslag.registers.sides import side_in

LONGEST = 10_000
"""Letters of a cell: some pages of text."""
_EXAMPLES = {Field.IDENTIFIER: "V-12", Field.ACTIVITY: "Verstrekken van bijstand", Field.DEPARTMENT: "Burgerzaken"}
_SHORT = 40  # letters of a row by which a person finds it
_TITLE = 3  # columns that a cell is merged over, when it is a title between the rows
_NO_SIDE = (
    "this does not tell whose record the line is of, so it was taken as the controller's; write "
    "'verwerkingsverantwoordelijke' or 'verwerker', and for both a line for each"
)


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
    """The sheets of a file under a mapping; `notes` tell what there is to know of its columns.

    Without a single number in its column, the activities of a record are known by their names.
    """

    def __init__(self, sheets: Sequence[Sheet], mapping: Mapping) -> None:
        self.mapping = mapping
        self.notes: list[str] = []
        self._sheets = sheets
        # Once each: the records of both sides may stand among each other, and then each reads all lines.
        self._problems: dict[Problem, None] = {}
        self._seen: dict[str, Place] = {}

    @property
    def problems(self) -> list[Problem]:
        """What was wrong with the rows that were read so far."""
        return list(self._problems)

    def rows(self) -> Iterator[Row]:
        """The rows that name an activity, in order; each is whole, with the rows that go on with it.

        Raises `BadInput` for a sheet or heading that the mapping names and the file does not have.
        """
        self._problems.clear()
        self._seen.clear()
        for record in self.mapping.records:
            yield from self._rows_of(record)

    def numbered(self) -> Mapping:
        """The mapping, with the names of activities for the key of a record in which none has a number; see `notes`."""
        self.notes.clear()
        records = [self._numbered(record) for record in self.mapping.records]
        self.mapping = replace(records[0], other=records[1] if len(records) > 1 else None)
        return self.mapping

    def _numbered(self, record: Mapping) -> Mapping:
        if record.named_by != (Field.IDENTIFIER,) or Field.IDENTIFIER not in record.fields.values():
            return record
        rows = [rows.whole() for rows in self._sheet_rows(record, {})]
        if any(record.has(row, Field.IDENTIFIER) for row in chain.from_iterable(rows)):
            return record
        heading = next(heading for heading, field in record.fields.items() if field is Field.IDENTIFIER)
        self.notes.append(f"the column {heading!r} is empty: activities are known by their names")
        return replace(record, key=(Field.ACTIVITY,))

    def _sheet_rows(self, record: Mapping, problems: dict[Problem, None]) -> Iterator[_SheetRows]:
        return (_SheetRows(sheet, headers, record, problems) for sheet, headers in headed(self._sheets, record))

    def _rows_of(self, record: Mapping) -> Iterator[Row]:
        for rows in self._sheet_rows(record, self._problems):
            for row in rows.whole():
                found = [*_problems(row, record), *self._name_problems(row, record, rows)]
                self._problems.update(dict.fromkeys(found))
                if not any(problem.refused for problem in found):
                    yield row

    def _name_problems(self, row: Row, record: Mapping, rows: _SheetRows) -> Iterator[Problem]:
        named_by = " and ".join(record.named_by)
        if not row.name:
            yield _no_name(row, record, rows)
            return
        before = self._seen.setdefault(row.key, row.place)
        if before != row.place:
            cell = row.cells[record.named_by[0]]
            why = (
                f"{row.name!r} is the {named_by} of {before} too; name each activity once, or set key to the columns "
                'that tell them apart, for example key = ["activity", "department"]'
            )
            yield Problem(cell.place, cell.heading, cell.text, why, "double_key")
        if Field.ACTIVITY not in row.cells:
            first = next(chain(row.cells.values(), row.left_out), Cell(row.place, "", ""))
            yield Problem(
                first.place, first.heading, first.text, "the row does not name its activity", "unnamed", False
            )


def _problems(row: Row, record: Mapping) -> Iterator[Problem]:
    """What is wrong with the cells of a row: a text that is too long, a day that is none."""
    for cell in row.cells.values():
        if len(cell.text) > LONGEST:
            why = f"the text has {len(cell.text)} letters, and a cell may have {LONGEST}"
            yield Problem(cell.place, cell.heading, cell.text[:80] + "…", why, "too_long")
    for field in DAYS:
        day = row.cells.get(field)
        if day and record.day(day.text) is None:
            why = f"this is no day; expected one such as 22-11-2026 ({record.dates}) or 2026-11-22"
            yield Problem(day.place, day.heading, day.text, why, "no_day", refused=False)


def _no_name(row: Row, record: Mapping, rows: _SheetRows) -> Problem:
    """That a row lacks its number or name: at the cell that should have it, with an example of what to write there."""
    field = next(field for field in record.named_by if not record.has(row, field))
    example = f", for example {_EXAMPLES[field]!r}," if field in _EXAMPLES else ""
    known_by_name = Field.ACTIVITY in row.cells and Field.ACTIVITY not in record.named_by
    hint = ', set key = ["activity"],' if known_by_name else ""
    first = next(chain(row.cells.values(), row.left_out), None)
    of = f" of {shown(first.text, _SHORT)!r}" if first else ""
    why = (
        f"the row{of} has no {field}, which names its activity; fill it in{example}{hint} or set continues = true if "
        "it goes on with the row above"
    )
    cell = row.cells.get(field) or rows.empty_cell(row, field)
    return Problem(cell.place, cell.heading, cell.text, why, "no_name")


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
    found = [(sheet, rows) for sheet in sheets if (rows := header(sheet, mapping.names, mapping.headings.__contains__))]
    asked = [(sheet, rows) for sheet, rows in found if not mapping.sheets or sheet.name in mapping.sheets]
    whole = [(sheet, rows) for sheet, rows in asked if not _missing(rows, mapping)]
    if asked and (not whole or mapping.sheets):
        for sheet, rows in asked:
            _require_headings(sheet, rows, mapping)
    yield from whole


def _missing(rows: HeaderRows, mapping: Mapping) -> list[str]:
    """The headings that a mapping has a field for and a sheet does not have."""
    there = set(rows.headings.values())
    return [heading for heading in (*mapping.fields, mapping.side_column) if heading and heading not in there]


def _require_headings(sheet: Sheet, rows: HeaderRows, mapping: Mapping) -> None:
    missing = _missing(rows, mapping)
    if missing:
        where = f"row {rows.last}" + (f" of sheet {sheet.name!r}" if sheet.name else "")
        raise BadInput(
            f"The mapping names the heading {missing[0]!r}, which {where} does not have",
            expected=f"one of {', '.join(map(repr, rows.headings.values()))}",
            example=f'"{next(iter(rows.headings.values()))}" = "{mapping.fields.get(missing[0], "")}"',
            code="no_heading",
        )


class _SheetRows:
    """The rows of one sheet below its headings; `problems` takes in what is wrong with them as they are read."""

    def __init__(self, sheet: Sheet, headers: HeaderRows, mapping: Mapping, problems: dict[Problem, None]) -> None:
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
        """The rows of the record, those that go on with an activity joined to its first."""
        for row in map(self._sided, self._whole()):
            if row.side is self._mapping.side:
                row = self._with_defaults(row)
                yield replace(row, name=self._mapping.name_of(row) or "")

    def empty_cell(self, row: Row, field: Field) -> Cell:
        """Where a row lacks a field; the row as a whole where no column is for it."""
        at, heading = next(((at, text) for at, (text, of) in self._columns.items() if of is field), (1, ""))
        return Cell(Place(row.place.sheet, row.place.row, at), heading, "")

    def _whole(self) -> Iterator[Row]:
        whole: Row | None = None
        for row in self._rows():
            if whole is not None and self._is_more(row):
                whole = _joined(whole, row)
                continue
            if whole is not None:
                yield whole
            whole = row
        if whole is not None:
            yield whole

    def _is_more(self, row: Row) -> bool:
        """Whether a row goes on with the activity above it: its name is merged with the one above, or left out."""
        nameless = not any(field in row.cells for field in self._mapping.named_by)
        return row.place.row in self._goes_on or (self._mapping.continues and nameless)

    def _rows(self) -> Iterator[Row]:
        for number, cells in table_rows(self._sheet, self._headers):
            row = self._row(number, cells)
            # A column that tells the side is often filled in to below the last line.
            told = [cell for cell in (*row.cells.values(), *row.left_out) if not self._names_side(cell)]
            if self._is_header_again(row) or not told:
                continue
            if surplus := self._surplus(number, cells):
                self._problems[surplus] = None
                continue
            if number in self._titles and len(told) == 1:
                why = "a title over several columns was taken for a heading between the rows"
                self._tell(told[0], why, "title")
                continue
            yield row

    def _surplus(self, number: int, texts: Cells) -> Problem | None:
        """That a row of a CSV goes on beyond the headings: what stands in it may be shifted, so it is refused."""
        cells, headings, separator = max(texts), max(self._columns), self._sheet.read_as.separator
        if self._sheet.read_as.form != "csv" or cells <= headings:
            return None
        why = (
            f"row {number} has {cells} cells, the headings have {headings}: put a cell that holds "
            f"{separator.replace(chr(9), 'a tab')} in quotes, or give the column a heading"
        )
        first = min(at for at in texts if at > headings)
        return Problem(Place(self._sheet.name, number, first), "", texts[first], why, "surplus")

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
            if field is None or heading == self._mapping.side_column:
                left_out.append(cell)
            else:
                cells[field] = _added(cells[field], cell, "; ") if field in cells else cell
        return Row(Place(self._sheet.name, number, 1), cells, tuple(left_out), side=self._mapping.side)

    def _names_side(self, cell: Cell) -> bool:
        return cell.heading == self._mapping.side_column != "" and side_in(cell.text) is not None

    def _sided(self, row: Row) -> Row:
        """A row with the side that its column tells; where that tells none it is the controller's, and that is told."""
        heading = self._mapping.side_column
        if not heading:
            return row
        told = [cell for cell in row.left_out if cell.heading == heading]
        words = "; ".join(dict.fromkeys(cell.text for cell in told))
        side = side_in(words)
        if side:
            return replace(row, side=side, left_out=tuple(cell for cell in row.left_out if cell.heading != heading))
        at = next(at for at, (text, _) in self._columns.items() if text == heading)
        self._tell(Cell(told[0].place if told else replace(row.place, column=at), heading, words), _NO_SIDE, "no_side")
        return replace(row, side=Side.CONTROLLER)

    def _tell(self, cell: Cell, why: str, code: str) -> None:
        self._problems[Problem(cell.place, cell.heading, cell.text, why, code, refused=False)] = None

    def _is_header_again(self, row: Row) -> bool:
        """Whether a row only repeats the headings, as on a second page."""
        return bool(row.cells) and all(cell.heading == cell.text for cell in (*row.cells.values(), *row.left_out))

    def _with_defaults(self, row: Row) -> Row:
        missing = {field: text for field, text in self._mapping.defaults.items() if field not in row.cells}
        added = {field: Cell(row.place, "", text) for field, text in missing.items()}
        return replace(row, cells={**row.cells, **added}) if added else row


def _joined(whole: Row, row: Row) -> Row:
    """A row with what the next one adds to it, each on a line of its own."""
    cells = dict(whole.cells)
    for field, cell in row.cells.items():
        if field not in cells:
            cells[field] = cell
        elif field not in ONE_VALUE:
            cells[field] = _added(cells[field], cell, "\n")
    return replace(whole, cells=cells, left_out=(*whole.left_out, *row.left_out))


def _added(cell: Cell, other: Cell, sign: str) -> Cell:
    """A cell with the text of another after it, unless it says that already."""
    if other.text in cell.text.split(sign):
        return cell
    return Cell(cell.place, cell.heading, f"{cell.text}{sign}{other.text}")
