"""The program of the worker that reads a table: `python -m grondslag.registers.reading.worker LIMITS ANSWER`.

It has the file as standard input, writes rows to standard output, and answers with what it found of each sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

from grondslag.errors import BadInput, MalformedFile
from grondslag.registers.reading import archive, csvfile, workbook
from grondslag.registers.reading.confined import Answer, serve
from grondslag.registers.reading.rows import RowWriter
from grondslag.registers.reading.table import Kind
from grondslag.settings import UploadLimits

MOST_REMARKS = 300
MOST_RANGES = 20
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The first bytes of files that people take for a table, and of what they should save them as.
_OTHERS = {
    b"%PDF": "a PDF",
    b"PK\x05\x06": "an empty archive",
    b"\x1f\x8b": "a packed file (gzip)",
    b"7z\xbc\xaf": "a packed file (7z)",
    b"Rar!": "a packed file (RAR)",
    b"{\\rtf": "a document (RTF)",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
}
Note = tuple[str, int, int, str]
Span = tuple[int, int, int, int]


def work(data: bytes, limits: UploadLimits, written: BinaryIO) -> Answer:
    """Write the rows of all sheets; the answer describes each. Raises `TooLarge`, `MalformedFile` or `BadInput`."""
    writer = RowWriter(written, limits)
    if data.startswith(archive.START):
        return {"sheets": [_of_workbook(sheet, writer) for sheet in workbook.sheets(data, limits)]}
    if data.startswith(_COMPOUND_FILE):
        raise archive.refuse_old_workbook(data)
    for start, what in _OTHERS.items():
        if data.startswith(start):
            raise BadInput(f"it is {what}", expected="a table as CSV or XLSX")
    return {"sheets": [_of_text(data, writer)]}


def _of_text(data: bytes, writer: RowWriter) -> dict[str, Any]:
    text, encoding = csvfile.decoded(data)
    if text.lstrip()[:1] == "<":
        raise BadInput("it is XML or a web page", expected="a table as CSV or XLSX")
    separator = csvfile.separator(text)
    stands = writer.write(csvfile.records(text, separator))
    return {**stands, **_told("", ("csv", encoding, separator), [], [])}


def _of_workbook(sheet: workbook.SheetRead, writer: RowWriter) -> dict[str, Any]:
    stands = writer.write(sheet.rows)
    _check_merged(sheet.merged, stands["height"], stands["width"])
    return {**stands, **_told(sheet.name, ("xlsx", "", ""), sheet.merged, list(_remarks(sheet)))}


def _told(name: str, read_as: tuple[str, str, str], merged: Sequence[Span], notes: list[Note]) -> Answer:
    return {
        "name": name,
        "read_as": read_as,
        "merged": merged,
        "remarks": notes[:MOST_REMARKS],
        "remarks_left_out": max(0, len(notes) - MOST_REMARKS),
    }


def _check_merged(merged: Sequence[Span], height: int, width: int) -> None:
    """Merged cells that do not overlap cover no more than the sheet has; others would cost who reads them much time."""
    covered = sum(
        max(0, min(bottom, height) - top + 1) * max(0, min(right, width) - left + 1)
        for top, left, bottom, right in merged
    )
    if covered > height * width:
        raise MalformedFile("", "its merged cells overlap")


def _remarks(sheet: workbook.SheetRead) -> Iterator[Note]:
    seen = sheet.seen
    if sheet.hidden:
        yield Kind.HIDDEN_SHEET, 0, 0, sheet.name
    if seen.hidden_rows:
        yield Kind.HIDDEN_ROWS, 0, 0, _ranges((row, row) for row in seen.hidden_rows)
    if seen.hidden_columns:
        yield Kind.HIDDEN_COLUMNS, 0, 0, _ranges(seen.hidden_columns)
    for (row, column), value in sorted(seen.errors.items()):
        yield Kind.ERROR_VALUE, row, column, value
    for row, column in seen.without_value:
        yield Kind.NO_VALUE, row, column, ""


def _ranges(numbers: Iterable[tuple[int, int]]) -> str:
    """Numbers as people write them: 3-7, 12."""
    joined: list[list[int]] = []
    for first, last in sorted(numbers):
        if joined and first <= joined[-1][1] + 1:
            joined[-1][1] = max(last, joined[-1][1])
        else:
            joined.append([first, last])
    told = [str(first) if first == last else f"{first}-{last}" for first, last in joined[:MOST_RANGES]]
    return ", ".join([*told, "…"] if len(joined) > MOST_RANGES else told)


if __name__ == "__main__":
    serve(work)
