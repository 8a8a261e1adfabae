"""CSV as people save it: the encoding and the separator are found out, and said; nothing is guessed past an error.

The form is that of RFC 4180, with any of four separators and any line ending.
"""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator

from grondslag.errors import MalformedFile

SEPARATORS = (";", ",", "\t", "|")
# Stands in no text that `decoded` gives.
_NO_SEPARATOR = "\x1f"
_SAMPLE_LINES = 200
_SAMPLE_LETTERS = 1_000_000
_SAMPLE_BYTES = 4096
_LINE_END = re.compile(r"\r\n|\r|\n")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# A quoted cell, in which two quotes stand for one; its second quote may be missing.
_QUOTED = re.compile(r'"(?:[^"]|"")*+(")?')
_FIRST_LINE = re.compile(r"sep=([;,\t|])\Z", re.IGNORECASE)
# Their byte order marks; the longer first, as that of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8 with byte order mark"),
    (codecs.BOM_UTF32_LE, "", "UTF-32"),
    (codecs.BOM_UTF32_BE, "", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16 LE"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16 BE"),
)


def decoded(data: bytes) -> tuple[str, str]:
    """The text of a file and the name of its encoding. Raises `MalformedFile` at the first byte that fits none."""
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            if not codec:
                raise MalformedFile("", f"its encoding is {name}; expected UTF-8, UTF-16 or Windows-1252")
            return _checked(_strict(data, codec, name, len(mark))), name
    if wide := _wide(data):
        codec, name = wide
        return _checked(_strict(data, codec, name)), name
    codec, name = ("cp1252", "Windows-1252") if _is_foreign(data) else ("utf-8", "UTF-8")
    return _checked(_strict(data, codec, name)), name


def _wide(data: bytes) -> tuple[str, str] | None:
    # UTF-16 without its mark shows by the zero half of nearly every letter.
    sample = data[:_SAMPLE_BYTES]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > len(sample) * 0.4 and not even:
        return "utf-16-le", "UTF-16 LE without byte order mark"
    if even > len(sample) * 0.4 and not odd:
        return "utf-16-be", "UTF-16 BE without byte order mark"
    return None


def _is_foreign(data: bytes) -> bool:
    """Whether the letters beyond ASCII are more often not UTF-8 than they are: then it is another encoding.

    A file of UTF-8 with a single broken letter stays UTF-8, so that the letter is found instead of all being garbled.
    """
    if data.isascii():
        return False
    text = data.decode("utf-8", "surrogateescape")
    letters = text.encode("utf-8", "ignore").decode("utf-8")
    foreign = len(text) - len(letters)
    return foreign > len(letters) - len(letters.encode("ascii", "ignore"))


def _strict(data: bytes, codec: str, name: str, skipped: int = 0) -> str:
    try:
        return data[skipped:].decode(codec)
    except UnicodeDecodeError as error:
        before = data[skipped : skipped + error.start].decode(codec, "replace")
        line, column = _place(before)
        wrong = data[skipped + error.start : skipped + error.end].hex(" ")
        raise MalformedFile("", f"the bytes {wrong} are no letter in {name}", line=line, column=column) from None


def _checked(text: str) -> str:
    if found := _CONTROL.search(text):
        line, column = _place(text[: found.start()])
        reason = f"a control character, U+{ord(found[0]):04X}, is no text"
        raise MalformedFile("", reason, line=line, column=column)
    return text


def _place(before: str) -> tuple[int, int]:
    """Line and column, from 1, of what comes after this text."""
    lines = _LINE_END.split(before)
    return len(lines), len(lines[-1]) + 1


def separator(text: str) -> str:
    """The separator that divides the first lines most evenly into most columns; empty when none divides them."""
    sample = list(itertools.islice(io.StringIO(text[:_SAMPLE_LETTERS], newline=""), _SAMPLE_LINES))
    if sample and (named := _FIRST_LINE.match(sample[0].strip("\r\n"))):
        return named[1]
    scores = {candidate: _evenness(sample, candidate) for candidate in SEPARATORS}
    best = max(SEPARATORS, key=scores.__getitem__)
    return best if scores[best] > 0 else ""


def _evenness(sample: Iterable[str], candidate: str) -> float:
    widths = Counter(len(record) for record in _reader(sample, candidate) if record)
    if not widths:
        return 0.0
    width, often = max(widths.items(), key=lambda item: (item[1], item[0]))
    return (width - 1) * often / widths.total()


def _reader(lines: Iterable[str], delimiter: str, strict: bool = False) -> Iterator[list[str]]:
    # Its own limit would hide that a quote never closes; long cells are refused where rows are written.
    csv.field_size_limit(sys.maxsize)
    return csv.reader(lines, delimiter=delimiter, strict=strict)


def records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The records with their row number: a row for each record, empty ones too, as a spreadsheet counts them.

    Raises `MalformedFile` with line and column of a quote that never closes, or that closes before the end of its cell.
    """
    lines = io.StringIO(text, newline="")
    pending: list[str] = []
    first_line = 1
    reader = _reader(_noted(lines, pending), delimiter or _NO_SEPARATOR, strict=True)
    for number in itertools.count(1):
        first_line += len(pending)
        pending.clear()
        try:
            record = next(reader, None)
        except csv.Error:
            raise _broken("".join(pending), delimiter or _NO_SEPARATOR, first_line) from None
        if record is None:
            return
        if number > 1 or not _FIRST_LINE.match(pending[0].strip()):
            yield number, record


def _noted(lines: Iterable[str], pending: list[str]) -> Iterator[str]:
    for line in lines:
        pending.append(line)
        yield line


def _broken(record: str, delimiter: str, first_line: int) -> MalformedFile:
    """The error for a record with a quote that is not in order: where it opens, or where it closes too early."""
    end_of_cell = re.compile(rf"[{re.escape(delimiter)}\r\n]|\Z")
    at, reason = 0, "a quote does not stand as it should"
    while at < len(record):
        if quoted := _QUOTED.match(record, at):
            if not quoted[1]:
                reason = "a quote opens here and never closes"
                break
            at = quoted.end()
            if not end_of_cell.match(record, at):
                reason = "a quote closes before the end of its cell; a quote within a cell is written twice"
                break
        found = end_of_cell.search(record, at)
        at = found.end() if found and found[0] else len(record)
    line, column = _place(record[:at])
    return MalformedFile("", reason, line=first_line + line - 1, column=column)
