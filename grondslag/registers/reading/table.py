"""Sheets of cells, whatever they were read from: rows of text that stay on disk until they are asked for."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Any, BinaryIO

from grondslag.errors import BadInput
from grondslag.registers.reading import confined
from grondslag.registers.reading.upload import Source, shown
from grondslag.settings import UploadLimits

_BLOCK = 1 << 18

TableRow = tuple[int, tuple[str, ...]]
"""A row that is not empty: its number as a person counts, from 1, and its cells; the first is that of column 1."""


class Kind(StrEnum):
    """What there is to tell about a sheet that its cells do not show."""

    ERROR_VALUE = "error value"  # a cell such as #REF!: its formula failed
    NO_VALUE = "formula without value"  # a formula that no program has worked out
    HIDDEN_SHEET = "hidden sheet"
    HIDDEN_ROWS = "hidden rows"
    HIDDEN_COLUMNS = "hidden columns"


@dataclass(frozen=True)
class Remark:
    """Something to tell about a sheet; `row` and `column` where it stands, 0 for all; `value` as it was written."""

    kind: Kind
    row: int = 0
    column: int = 0
    value: str = ""


@dataclass(frozen=True)
class Span:
    """Cells that were merged into one, from the first row and column to the last."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True)
class ReadAs:
    """How a file was taken: `form` is csv or xlsx; a CSV has an encoding and a separator (empty: one column)."""

    form: str
    encoding: str = ""
    separator: str = ""

    def __str__(self) -> str:
        if self.form != "csv":
            return self.form.upper()
        names = {"\t": "tab", "": "one column"}
        return f"CSV, {self.encoding}, {names.get(self.separator, self.separator)}"


@dataclass(frozen=True)
class Sheet:
    """One sheet. Its name is empty for CSV; `height` and `width` are its last row and column that hold something.

    `remarks` are at most some hundreds; `remarks_left_out` is how many more there were.
    """

    name: str
    height: int
    width: int
    read_as: ReadAs
    remarks: tuple[Remark, ...]
    remarks_left_out: int
    merged: tuple[Span, ...]
    _rows: Rows

    def rows(self) -> Iterator[TableRow]:
        """The rows that are not empty, in order. May be asked for again, and by two at once."""
        return self._rows.read()


@dataclass(frozen=True)
class Rows:
    """Where the rows of a sheet are in the file that the worker wrote."""

    file: BinaryIO
    start: int
    end: int

    def read(self) -> Iterator[TableRow]:
        """Read them from disk, a block at a time. Raises `BadInput` for lines that no worker of ours writes."""
        for line in self._lines():
            try:
                number, *texts = json.loads(line)
            except (ValueError, TypeError, RecursionError):
                raise _not_ours() from None
            if not isinstance(number, int) or not all(isinstance(text, str) for text in texts):
                raise _not_ours()
            yield number, tuple(texts)

    def _lines(self) -> Iterator[bytes]:
        at, rest = self.start, b""
        while at < self.end:
            block = os.pread(self.file.fileno(), min(_BLOCK, self.end - at), at)
            if not block:
                raise _not_ours()
            at += len(block)
            *lines, rest = (rest + block).split(b"\n")
            yield from lines


class Workbook:
    """The sheets of a file, open until it is closed. `name` is the name of the file, fit to be shown."""

    def __init__(self, name: str, sheets: tuple[Sheet, ...], file: BinaryIO) -> None:
        self.name = name
        self.sheets = sheets
        self._file = file

    def close(self) -> None:
        """Give up the rows."""
        self._file.close()

    def __enter__(self) -> Workbook:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def read(source: Source, name: str, limits: UploadLimits | None = None) -> Workbook:
    """The sheets of a CSV or XLSX file, which is told by its content and not by its name.

    Raises `TooLarge` beyond a limit, `MalformedFile` with line and column where there are, and `BadInput` for another
    kind of file. Reading happens in a worker, so a hostile file ends the worker only.
    """
    answer, file = confined.ask("grondslag.registers.reading.worker", source, name, limits or UploadLimits())
    try:
        sheets = tuple(_sheet(told, file) for told in answer["sheets"])
    except (KeyError, TypeError, ValueError):
        file.close()
        raise _not_ours() from None
    return Workbook(shown(name), sheets, file)


def _sheet(told: Mapping[str, Any], file: BinaryIO) -> Sheet:
    return Sheet(
        name=str(told["name"]),
        height=int(told["height"]),
        width=int(told["width"]),
        read_as=ReadAs(*(str(part) for part in told["read_as"])),
        remarks=tuple(
            Remark(Kind(kind), int(row), int(column), str(value)) for kind, row, column, value in told["remarks"]
        ),
        remarks_left_out=int(told["remarks_left_out"]),
        merged=tuple(Span(*(int(number) for number in span)) for span in told["merged"]),
        _rows=Rows(file, int(told["start"]), int(told["end"])),
    )


def _not_ours() -> BadInput:
    return BadInput("The file cannot be read: its worker gave an answer that makes no sense", code="unreadable")
