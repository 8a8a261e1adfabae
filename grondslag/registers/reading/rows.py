"""Rows of cells on their way to disk, within the limits: what every kind of table has in common."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

from grondslag.errors import MalformedFile, TooLarge
from grondslag.registers.model import column_letters
from grondslag.settings import UploadLimits

# What spreadsheets themselves hold at most.
MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
# A spreadsheet's own bound is 32,767 letters; text beyond three times that is no cell of a register.
LONGEST_CELL = 100_000
_JSON = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LINE_END = re.compile(r"\r\n?")


@dataclass
class RowWriter:
    """Writes rows as lines of JSON: the row's number, then its cells. One for all sheets of a file."""

    file: BinaryIO
    limits: UploadLimits
    cells: int = 0
    at: int = 0

    def write(self, rows: Iterable[tuple[int, list[str]]]) -> dict[str, int]:
        """Write one sheet: where it stands in the file, and its last row and column. Leaves out what is empty.

        Raises `TooLarge` or `MalformedFile`, naming the row.
        """
        start, height, width = self.at, 0, 0
        for number, texts in rows:
            if number > MOST_ROWS:
                raise TooLarge(f"more than {MOST_ROWS} rows", expected="a smaller file")
            if len(texts) > MOST_COLUMNS:
                raise TooLarge(f"more than {MOST_COLUMNS} columns in row {number}", expected="a smaller file")
            filled = _without_empty_end(texts)
            if not filled:
                continue
            height, width = number, max(width, len(filled))
            self._write(number, filled)
        return {"start": start, "end": self.at, "height": height, "width": width}

    def _write(self, number: int, texts: list[str]) -> None:
        self.cells += len(texts)
        if self.cells > self.limits.cells:
            raise TooLarge(f"more than {self.limits.cells} cells, at row {number}", expected="a smaller file")
        line = "\t".join(texts)
        if "\r" in line or len(line) > LONGEST_CELL or _CONTROL.search(line):
            texts = [_sound(text, number, column) for column, text in enumerate(texts, 1)]
        data = f"{_JSON.encode([number, *texts])}\n".encode()
        self.at += len(data)
        self.file.write(data)


def _without_empty_end(texts: list[str]) -> list[str]:
    end = len(texts)
    while end and not texts[end - 1].strip():
        end -= 1
    return texts[:end]


def _sound(text: str, row: int, column: int) -> str:
    """The text with line ends of one kind. Raises when it is none, or endless."""
    place = f"row {row}, column {column_letters(column)}"
    if len(text) > LONGEST_CELL:
        raise TooLarge(f"the cell at {place} holds more than {LONGEST_CELL} letters", expected="a shorter text")
    if found := _CONTROL.search(text):
        raise MalformedFile("", f"a control character, U+{ord(found[0]):04X}, in the cell at {place} is no text")
    return _LINE_END.sub("\n", text)
