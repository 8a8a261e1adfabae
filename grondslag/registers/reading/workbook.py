"""XLSX: the cells by python-calamine, as text, and beside them what only the XML tells."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from grondslag.errors import BadInput, MalformedFile
from grondslag.registers.reading.archive import Archive
from grondslag.registers.reading.sheetxml import PartScan
from grondslag.settings import UploadLimits

Value = int | float | str | bool | date | datetime | time | timedelta
Row = tuple[int, list[str]]
# Beyond it a spreadsheet has rounded a number already.
_EXACT = 1e15


@dataclass
class SheetRead:
    """A sheet on its way out of the worker."""

    name: str
    rows: Iterable[Row]
    seen: PartScan
    hidden: bool = False
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


def sheets(data: bytes, limits: UploadLimits) -> Iterator[SheetRead]:
    """Every sheet with cells, in order. Raises `TooLarge`, `MalformedFile` or `BadInput`."""
    seen = Archive(data, limits).sheets()
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except CalamineError as error:
        raise MalformedFile("", f"not a sound workbook: {error}") from None
    for told in book.sheets_metadata:
        if told.typ == SheetTypeEnum.WorkSheet:
            if told.name not in seen:
                raise BadInput(f"the sheet {told.name!r} is not in the archive", expected="a workbook as XLSX")
            yield _sheet(book, told, seen[told.name])


def _sheet(book: CalamineWorkbook, told: SheetMetadata, scan: PartScan) -> SheetRead:
    try:
        sheet = book.get_sheet_by_name(told.name)
    except CalamineError as error:
        raise MalformedFile("", f"the sheet {told.name!r} is not sound: {error}") from None
    spans = sheet.merged_cell_ranges or ()
    return SheetRead(
        name=told.name,
        rows=_rows(sheet, scan),
        seen=scan,
        hidden=told.visible != SheetVisibleEnum.Visible,
        merged=[(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in spans],
    )


def _rows(sheet: CalamineSheet, scan: PartScan) -> Iterator[Row]:
    failed: dict[int, list[int]] = {}
    for row, column in scan.errors:
        failed.setdefault(row, []).append(column)
    # The library leaves out the columns before the first that holds something, and not the rows.
    before = [""] * (sheet.start[1] if sheet.start else 0)
    for number, values in enumerate(sheet.iter_rows(), 1):
        texts = before + [text(value) for value in values]
        for column in failed.get(number, ()):
            texts[column - 1] = scan.errors[number, column]
        yield number, texts


def text(value: Value) -> str:
    """A value as a register writes it: whole numbers without decimals, days as YYYY-MM-DD, ja or nee."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date | time) else str(value)
