"""The forms a report can be written in. Each holds the same findings, and the same report gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from grondslag.report.graph import to_json_ld, to_turtle
from grondslag.report.grouping import Grouping
from grondslag.report.model import Language, Report
from grondslag.report.page import to_html
from grondslag.report.sarif import to_sarif
from grondslag.report.spreadsheet import to_xlsx
from grondslag.report.table import to_csv
from grondslag.report.text import lines


@dataclass(frozen=True)
class Wish:
    """How a report is wanted: the language of what has one, the grouping of what reads in order, cells as they are."""

    language: Language = "en"
    by: Grouping = "severity"
    raw: bool = False


@dataclass(frozen=True)
class ReportFormat:
    """A form: its name for commands and addresses, its media type, whether it is text, and what writes it."""

    name: str
    media_type: str
    write: Callable[[Report, Wish], Iterator[bytes]]
    extension: str = ""
    binary: bool = False

    @property
    def suffix(self) -> str:
        """What a file of it ends in, without the dot."""
        return self.extension or self.name

    def whole(self, report: Report, wish: Wish | None = None) -> bytes:
        """The report in this form, in one piece."""
        return b"".join(self.write(report, wish or Wish()))


def to_text_lines(report: Report, wish: Wish) -> Iterator[bytes]:
    """The text, line by line."""
    for line in lines(report, wish.language, wish.by):
        yield f"{line}\n".encode()


def to_json_lines(report: Report) -> Iterator[bytes]:
    """The JSON report of the contract, one finding a line."""
    head = json.dumps(report.head_json(), ensure_ascii=False, indent=2)
    yield (head.removesuffix("\n}") + ',\n  "findings": [').encode()
    for number, finding in enumerate(report.findings):
        separator = "," if number else ""
        yield f"{separator}\n    {json.dumps(finding.to_json(), ensure_ascii=False)}".encode()
    yield b"\n  ]\n}\n" if report.findings else b"]\n}\n"


_ALL = (
    ReportFormat("text", "text/plain", to_text_lines, "txt"),
    ReportFormat("json", "application/json", lambda report, _: to_json_lines(report)),
    ReportFormat("ttl", "text/turtle", lambda report, _: to_turtle(report)),
    ReportFormat("jsonld", "application/ld+json", lambda report, _: to_json_ld(report)),
    ReportFormat("csv", "text/csv", lambda report, wish: to_csv(report, raw=wish.raw)),
    ReportFormat(
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        lambda report, wish: to_xlsx(report, wish.language, raw=wish.raw),
        binary=True,
    ),
    ReportFormat("html", "text/html", lambda report, wish: to_html(report, wish.language, wish.by)),
    ReportFormat("sarif", "application/sarif+json", lambda report, wish: to_sarif(report, wish.language)),
)
FORMATS: Mapping[str, ReportFormat] = {form.name: form for form in _ALL}
BY_SUFFIX: Mapping[str, ReportFormat] = {form.suffix: form for form in _ALL}
