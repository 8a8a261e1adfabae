"""The register as a table: CSV for a spreadsheet, and a workbook (XLSX) with a sheet that says what it is.

The headings are those by which an import knows the columns, and a cell comes back as the words that it was made from
(`grondslag.registers.cells`). The same register gives the same bytes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from grondslag import __version__
from grondslag.errors import TooLarge
from grondslag.registers import cells, sides
from grondslag.registers.export.columns import asked
from grondslag.registers.export.document import Document, Kind, Part
from grondslag.registers.export.entries import Entry
from grondslag.registers.export.words import KINDS, SHEETS, say
from grondslag.registers.model import Field
from grondslag.report.model import Named

# Spreadsheets in Dutch take `;` for the separator, and the mark at the start to know that it is UTF-8.
SEPARATOR, BYTE_ORDER_MARK = ";", "\ufeff"
# The workbook names a day on which it was made; a fixed one, so that the same register gives the same bytes.
_MADE = datetime(2000, 1, 1)
_LONGEST = 32_767  # UTF-16 units in a cell, of the format itself
_MOST_ROWS = 1_048_575  # what a sheet holds below its heading
_IN_MEMORY = 2_000  # entries
_NARROW, _WIDE = 18, 34
_NARROW_FIELDS = frozenset({Field.IDENTIFIER, Field.LIMB, Field.IMPACT_ASSESSMENT, Field.FROM, Field.BEFORE})
_HEAD_WIDTHS = (26, 30, 24, 16)


def to_csv(document: Document, *, raw: bool = False) -> Iterator[bytes]:
    """One table of all entries, with the fields of all sides; a line ends in CRLF (RFC 4180).

    Of a register with the records of both sides each line tells whose it is of. There is no other place to say what is
    left out for publication: such a column says so in each cell.
    """
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, delimiter=SEPARATOR, lineterminator="\r\n")
    lines.write(BYTE_ORDER_MARK)
    language, of_both = document.language, len(document.sides) > 1
    side_column = [sides.HEADING.in_language(language)] if of_both else []
    writer.writerow([*side_column, *(document.heading(field) for field in document.fields)])
    for entry in document.entries:
        side = [sides.SIDES[entry.activity.side].in_language(language)] if of_both else []
        writer.writerow([*side, *(_cell(document, entry, field, raw) for field in document.fields)])
        yield lines.getvalue().encode()
        lines.seek(0)
        lines.truncate()
    yield lines.getvalue().encode()


def to_xlsx(document: Document, *, raw: bool = False) -> Iterator[bytes]:
    """A sheet about the register, and one with the entries of each side.

    Raises `TooLarge` for what a workbook cannot hold, so that nothing is lost unseen.
    """
    file = io.BytesIO()
    mode = "in_memory" if len(document.entries) <= _IN_MEMORY else "constant_memory"
    book = xlsxwriter.Workbook(file, {mode: True, "strings_to_formulas": False, "strings_to_urls": False})
    title = f"{say('title', document.language)}: {_name(document, document.keeper)}"
    book.set_properties({"title": title, "created": _MADE, "comments": f"Grondslag {__version__}"})
    looks = _Looks(
        *(book.add_format({"text_wrap": True, "valign": "top", **look}) for look in (_HEADING, _PLAIN, _GAP, _NAME))
    )
    _about(book.add_worksheet(say("about", document.language)), looks, document)
    for part in document.parts:
        sheet = book.add_worksheet(SHEETS[part.side].in_language(document.language))
        _fill(sheet, looks, document, part, raw)
    book.close()
    yield file.getvalue()


_HEADING = {"bold": True, "bg_color": "#DCE6F0", "border": 1, "border_color": "#9AA9B8"}
_PLAIN = {"border": 1, "border_color": "#D5DBE1"}
# A gap is told by its words; the colour is only beside them.
_GAP = {"italic": True, "font_color": "#8A4B00", "bg_color": "#FFF4E0", "border": 1, "border_color": "#D5DBE1"}
_NAME = {"bold": True}


@dataclass(frozen=True)
class _Looks:
    heading: Format
    plain: Format
    gap: Format
    name: Format


def _fill(sheet: Worksheet, looks: _Looks, document: Document, part: Part, raw: bool) -> None:
    """One row per entry below a heading that stays in view, on screen and on paper."""
    if len(part.entries) > _MOST_ROWS:
        raise TooLarge(
            f"{len(part.entries)} activities do not fit on a sheet",
            expected=f"at most {_MOST_ROWS}, or a table without that limit",
            example="--format csv",
        )
    sheet.freeze_panes(1, 1 + part.fields.index(Field.ACTIVITY))
    for column, field in enumerate(part.fields):
        sheet.set_column(column, column, _NARROW if field in _NARROW_FIELDS else _WIDE)
        sheet.write_string(0, column, document.heading(field), looks.heading)
    for row, entry in enumerate(part.entries, start=1):
        for column, field in enumerate(part.fields):
            value = document.value(entry, field)
            look = looks.gap if value.kind is Kind.GAP else looks.plain
            if value.kind is Kind.EMPTY:
                sheet.write_blank(row, column, None, look)
            else:
                sheet.write_string(row, column, _fitting(_cell(document, entry, field, raw), entry, field), look)
    sheet.autofilter(0, 0, len(part.entries), len(part.fields) - 1)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&L&F&R&P / &N")


def _about(sheet: Worksheet, looks: _Looks, document: Document) -> None:
    """What the register is, what is left out, and per column which provision asks for it and how often it is silent."""
    for column, width in enumerate(_HEAD_WIDTHS):
        sheet.set_column(column, column, width)
    row = 0
    gaps = (say("gaps", document.language), say("gaps_how", document.language))
    for name, text in (*facts(document), gaps):
        sheet.write_string(row, 0, name, looks.name)
        sheet.merge_range(row, 1, row, 3, "")
        sheet.write_string(row, 1, cells.as_cell(text), looks.plain)
        sheet.set_row(row, 15 * (1 + len(text) // 70))
        row += 1
    for part in document.parts:
        row = _columns(sheet, looks, document, part, row + 1)
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)


def _columns(sheet: Worksheet, looks: _Looks, document: Document, part: Part, row: int) -> int:
    """The columns of one sheet; returns the row below."""
    language = document.language
    heading = (SHEETS[part.side].in_language(language), say("column", language), say("article", language))
    for column, text in enumerate((*heading, say("not_stated_at", language))):
        sheet.write_string(row, column, text, looks.heading)
    gaps = document.gaps(part)
    for at, field in enumerate(part.fields, start=row + 1):
        sheet.write_blank(at, 0, None)
        sheet.write_string(at, 1, document.heading(field), looks.plain)
        sheet.write_string(at, 2, document.article(part.side, field), looks.plain)
        if asked(part.side, field):
            sheet.write_number(at, 3, gaps.get(field, 0), looks.gap if field in gaps else looks.plain)
        else:
            sheet.write_blank(at, 3, None, looks.plain)
    return row + len(part.fields) + 1


def facts(document: Document) -> Iterator[tuple[str, str]]:
    """Name and value of what is known of a copy as a whole."""
    language = document.language
    yield say("organisation", language), f"{_name(document, document.keeper)} ({say('keeper', language)})"
    yield say("register", language), _name(document, document.name)
    yield say("kind", language), "; ".join(KINDS[side].in_language(language) for side in document.sides)
    yield say("activities", language), str(len(document.entries))
    yield say("legal_date", language), say("whole", language)
    if document.known:
        told = say("generation", language, id=document.known.generation, day=document.known.day.isoformat())
        yield say("known", language), told
    if document.left_out:
        yield say("left_out", language), document.left_out_told
    if language != "nl":
        yield say("content", language), say("verbatim", language)


def _name(document: Document, named: Named) -> str:
    return named.label.in_language(document.language)


def _cell(document: Document, entry: Entry, field: Field, raw: bool) -> str:
    if field in document.left_out:
        return cells.LEFT_OUT.in_language(document.language)
    value = document.value(entry, field)
    return cells.as_cell(value.text, raw=raw) if value.kind is Kind.STATED else value.text


def _fitting(text: str, entry: Entry, field: Field) -> str:
    """`text`, if a cell of a workbook can hold it."""
    if len(text.encode("utf-16-le")) // 2 > _LONGEST:
        raise TooLarge(
            f"The {field} of {entry.activity.key!r} has {len(text)} characters, more than a cell of a workbook holds",
            expected=f"at most {_LONGEST}, or a table without that limit",
            example="--format csv",
        )
    return text
