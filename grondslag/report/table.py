"""The report as rows: one per finding, and below them what was checked, the derogations and the targets.

One table, so that one file holds all: `record` says what a row is. No cell starts a formula, unless asked for raw.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from grondslag.report.grouping import GROUPINGS, Grouping, groups
from grondslag.report.model import Counts, Derogation, Finding, Named, Report, Text
from grondslag.report.summary import marked

Cell = str | int | None

FINDING_COLUMNS = (
    *("id", "severity", "rule", "step", "layer", "shape", "focus_node", "flow", "item", "path", "value"),
    *("article", "article_link", "message_nl", "message_en", "remedy_nl", "remedy_en", "where_nl", "where_en"),
    *("verdict_nl", "verdict_en", "organisations", "recipients", "source"),
    *("derogated", "derogations", "derogation_state", "approved_by", "documents", "expiry", "nodes_targeted"),
    "explanation",
)
_DEROGATION_CELLS = ("derogations", "derogation_state", "approved_by", "documents", "expiry")
COLUMNS = ("record", *FINDING_COLUMNS, "name", "number", "without_derogations")
# A spreadsheet takes these at the start of a cell for a formula, or drops them and then does.
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")


def neutral(cell: Cell, raw: bool = False) -> Cell:
    """`cell` as no program takes for a formula: with `'` before it where it would be. `raw` leaves it as it is."""
    if raw or not isinstance(cell, str) or not cell.startswith(_STARTS_FORMULA):
        return cell
    return f"'{cell}"


def finding_cells(finding: Finding, report: Report) -> tuple[Cell, ...]:
    """The cells of one finding, in the order of `FINDING_COLUMNS`."""
    provision = finding.provision
    return (
        finding.id,
        finding.severity.value,
        finding.rule,
        finding.step,
        finding.layer,
        finding.shape,
        str(finding.focus_node),
        finding.flow,
        finding.item,
        finding.path,
        None if finding.value is None else str(finding.value),
        provision.citation if provision else None,
        provision.link if provision else None,
        *_both(finding.message),
        *_both(finding.remedy),
        *_both(finding.what),
        *_both(finding.reason),
        _names(finding.organisations),
        _names(finding.recipients),
        finding.source,
        "yes" if finding.derogated else "no",
        *derogation_cells(finding.derogations),
        report.targets.get(finding.shape),
        finding.explanation.path if finding.explanation else None,
    )


def derogation_cells(derogations: Sequence[Derogation]) -> tuple[Cell, ...]:
    """IRI, state, approvers, documents and end of the derogations, several beside one another."""
    return (
        _joined(one.iri for one in derogations),
        _joined(one.state.value for one in derogations),
        _joined(_names(one.approved_by) or "" for one in derogations),
        _joined(_names(one.documents) or "" for one in derogations),
        _joined(one.before or "" for one in derogations),
    )


def facts(report: Report) -> Iterator[tuple[str, Cell]]:
    """What was checked and with what: names for machines, and values."""
    yield "report", report.id
    yield "as_of", report.as_of
    yield from ((f"evaluated_on_{each.name}", each.day) for each in report.evaluated if each.day)
    yield "generation", report.generation
    yield "engine", report.engine
    yield "data_hash", report.data_hash
    yield "shapes_hash", report.shapes_hash
    for by, value in report.selection.items():
        yield f"selection_{by}", value
    if report.whole:
        yield "whole", report.whole.total


def counts(report: Report) -> Iterator[tuple[str, int, int]]:
    """The number of findings in all and by severity: with, and without those with a standing derogation."""
    every, without = report.counts, report.counts_without
    yield "findings", every.total, without.total
    yield from zip(Counts._fields, every, without, strict=True)


def grouped(report: Report) -> Iterator[tuple[Grouping, str, Text, int, int]]:
    """By every grouping: its name, the group's id and label, how many findings, how many without derogation."""
    for by in GROUPINGS:
        for group in groups(report.findings, by):
            yield by, group.key.id, group.key.label, len(group.findings), len(group.findings) - group.derogated


def targets(report: Report) -> Iterator[tuple[str, Cell, int]]:
    """Every shape with a target, its rule, and how many nodes it was tried on, none included."""
    numbers = {rule.shape: rule.number for rule in report.rules}
    for shape, count in report.targets.items():
        yield shape, numbers.get(shape), count


def to_csv(report: Report, *, raw: bool = False) -> Iterator[bytes]:
    """The table as CSV (RFC 4180) in UTF-8, with a byte order mark: spreadsheets guess another encoding without."""
    yield "\ufeff".encode()
    for rows in (iter([COLUMNS]), _finding_rows(report), _other_rows(report)):
        for row in rows:
            line = io.StringIO()
            csv.writer(line).writerow([neutral(cell, raw) for cell in row])
            yield line.getvalue().encode()


def _finding_rows(report: Report) -> Iterator[Sequence[Cell]]:
    for finding in report.findings:
        yield ("finding", *finding_cells(finding, report), None, None, None)


def _other_rows(report: Report) -> Iterator[Sequence[Cell]]:
    for name, value in facts(report):
        yield _row("report", name=name, value=value)
    for severity, count, remaining in counts(report):
        yield _row("count", name=severity, number=count, without_derogations=remaining)
    for by, identifier, label, count, remaining in grouped(report):
        yield _row(
            f"by_{by}", name=identifier, message_nl=label.nl, message_en=label.en, number=count,
            without_derogations=remaining,
        )  # fmt: skip
    for one, count in marked(report).values():
        cells = dict(zip(_DEROGATION_CELLS, derogation_cells([one]), strict=True))
        yield _row("derogation", **cells, rule=_joined(one.rules), name=one.label.nl, number=count)
    for shape, rule, count in targets(report):
        yield _row("shape", shape=shape, rule=rule, nodes_targeted=count)
    for part in report.not_checked:
        yield _row("not_checked", name=part.feature, value=part.at, message_nl=part.why.nl, message_en=part.why.en)
    for each in report.not_evaluated:
        nl, en = _both(each.reason)
        yield _row("not_evaluated", name=each.name, value=each.graph, message_nl=nl, message_en=en)


def _row(record: str, **cells: Cell) -> Sequence[Cell]:
    return [record, *(cells.get(column) for column in COLUMNS[1:])]


def _both(text: Text | None) -> tuple[Cell, Cell]:
    return (text.nl, text.en) if text else (None, None)


def _names(things: Iterable[Named]) -> str | None:
    return _joined(thing.label.nl for thing in things)


def _joined(parts: Iterable[str]) -> str | None:
    return "; ".join(parts) or None
