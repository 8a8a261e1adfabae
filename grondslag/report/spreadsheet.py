"""The report as a workbook (XLSX): findings, counts and groups, targets, derogations, and what it was made from.

Every text is written as text: no formula, no link. The same report gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from grondslag.report import table
from grondslag.report.model import Language, Report, Text
from grondslag.report.summary import marked
from grondslag.report.table import Cell
from grondslag.report.words import STATEMENT

# The workbook names a day on which it was made; a fixed one, so that the same report gives the same bytes.
_MADE = datetime(2000, 1, 1)
_ROWS = 1_048_575  # what a sheet holds below its heading
_IN_MEMORY = 5_000  # findings
_LONGEST = 32_000  # characters in a cell, under the format's 32,767
_CUT = " […]"
_NARROW, _WIDE = 14, 48

_SHEETS = {
    "about": Text("Verantwoording", "About"),
    "findings": Text("Bevindingen", "Findings"),
    "groups": Text("Groepen", "Groups"),
    "targets": Text("Regels", "Shapes"),
    "derogations": Text("Afwijkingen", "Derogations"),
    "not_checked": Text("Niet getoetst", "Not checked"),
    "dates": Text("Datums", "Dates"),
}


def to_xlsx(report: Report, language: Language, *, raw: bool = False) -> Iterator[bytes]:
    """The workbook, sheet names in `language`; both languages stand in the columns."""
    file = io.BytesIO()
    # A small book needs no file on disk, a large one would take a gigabyte without.
    mode = "in_memory" if len(report.findings) <= _IN_MEMORY else "constant_memory"
    book = xlsxwriter.Workbook(file, {mode: True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": f"Grondslag {report.id}", "created": _MADE})
    bold = book.add_format({"bold": True, "bottom": 1})
    for name, heading, rows in _sheets(report, language):
        sheet = book.add_worksheet(name)
        _fill(sheet, bold, heading, rows, raw)
    book.close()
    yield file.getvalue()


def _sheets(report: Report, language: Language) -> Iterator[tuple[str, Sequence[str], Iterable[Sequence[Cell]]]]:
    """Name, heading and rows of each sheet; findings beyond what one sheet holds go on in a next one."""

    def name(sheet: str) -> str:
        return _SHEETS[sheet].in_language(language)

    yield name("about"), ("name", "value", "without_derogations"), _about(report, language)
    for start in range(0, max(len(report.findings), 1), _ROWS):
        rows = (table.finding_cells(finding, report) for finding in report.findings[start : start + _ROWS])
        number = f" {start // _ROWS + 1}" if start else ""
        yield name("findings") + number, table.FINDING_COLUMNS, rows
    yield name("groups"), ("grouping", "id", "label", "findings", "without_derogations"), _groups(report, language)
    yield name("targets"), ("shape", "rule", "nodes_targeted"), table.targets(report)
    yield name("derogations"), _DEROGATION_COLUMNS, _derogations(report, language)
    yield name("not_checked"), ("feature", "at", "why"), _not_checked(report, language)
    yield name("dates"), ("source", "evaluated_on", "why_not", "graph"), _dates(report, language)


def _fill(sheet: Worksheet, bold: object, heading: Sequence[str], rows: Iterable[Sequence[Cell]], raw: bool) -> None:
    """Write a heading that stays in view and the rows below it; numbers as numbers, all else as text."""
    sheet.freeze_panes(1, 0)
    for column, title in enumerate(heading):
        sheet.set_column(column, column, _WIDE if title.startswith(_WIDE_COLUMNS) else _NARROW)
        sheet.write_string(0, column, title, bold)
    last = 0
    for last, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(last, column, cell)
            elif cell is not None:
                sheet.write_string(last, column, _fitting(str(table.neutral(cell, raw))))
    sheet.autofilter(0, 0, last, len(heading) - 1)


_WIDE_COLUMNS = ("message", "remedy", "where", "verdict", "value", "label", "why", "weighing", "shape", "at")
_DEROGATION_COLUMNS = (
    *("id", "label", "state", "approved_by", "weighing", "documents", "from", "expiry", "rules", "findings", "source"),
)


def _fitting(text: str) -> str:
    """`text` as long as a cell may be, with a mark where it was cut."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - len(_CUT)] + _CUT


def _about(report: Report, language: Language) -> Iterator[Sequence[Cell]]:
    """What the report was made from, the counts with and without derogations, and what it does not say."""
    yield from table.facts(report)
    yield from table.counts(report)
    yield ("statement", STATEMENT.in_language(language))


def _groups(report: Report, language: Language) -> Iterator[Sequence[Cell]]:
    for by, identifier, label, count, remaining in table.grouped(report):
        yield by, identifier, label.in_language(language), count, remaining


def _derogations(report: Report, language: Language) -> Iterator[Sequence[Cell]]:
    for one, count in marked(report).values():
        weighing = one.weighing.in_language(language) if one.weighing else None
        _, state, approved_by, documents, expiry = table.derogation_cells([one])
        source = "; ".join(passage.reference for passage in one.sources)
        label, rules = one.label.in_language(language), ", ".join(one.rules)
        yield one.iri, label, state, approved_by, weighing, documents, one.start, expiry, rules, count, source


def _not_checked(report: Report, language: Language) -> Iterator[Sequence[Cell]]:
    for part in report.not_checked:
        yield part.feature, part.at, part.why.in_language(language)


def _dates(report: Report, language: Language) -> Iterator[Sequence[Cell]]:
    """Every source and register with the day that it was evaluated on, or why on none."""
    for each in report.evaluated:
        yield each.name, each.day, each.reason.in_language(language) if each.reason else None, each.graph
