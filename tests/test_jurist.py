"""The flows that the documents report get the findings that a careful jurist expects, those and no others.

The findings, each with reason and source, are in `tests/jurist/reported.toml`; the made-up register is the subject of
`test_jurist_register.py`. Nothing here declares a flow lawful: an empty list says that nothing is missing.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from document_checks import LINES
from jurist_data import OWN_DATE, Case, cases, found, of_flow, reported

from grondslag.namespaces import ID
from grondslag.report import Report, Severity
from grondslag.report.model import DerogationState

REPORTED, REGISTERED = cases("reported"), cases("register")
SUWI = ("flow/001/haarlem-suwi-for-wgs-par-3-3", "flow/001/interview-haarlem-suwi-for-debt-help")
EARLY_SIGNALS = ("flow/001/haarlem-early-signals-par-3-3", "flow/001/interview-haarlem-early-signals")
CONFLICT = "flow/001/interview-almere-conflict-of-duties"
LINES_OF = re.compile(r"(\d{3}) (\d+)(?:-(\d+))?")
ARTICLE = re.compile(r"(AVG|UAVG|PW|Wmo 2015|Wgs|Wbp) art\. \S+( lid \d+)?( onder \w+)?")


@pytest.mark.parametrize("case", REPORTED, ids=lambda case: case.name)
def test_a_reported_flow_has_the_findings_argued_for_it_and_no_others(case: Case, built_home: Path) -> None:
    assert found(reported(built_home, case.day), case.flow) == {each.found for each in case.findings}, case.why


@pytest.mark.parametrize("case", [*REPORTED, *REGISTERED], ids=lambda case: case.name)
def test_every_finding_is_argued_from_lines_of_a_document_or_an_article(case: Case) -> None:
    assert len({each.found for each in case.findings}) == len(case.findings)
    for each in case.findings:
        assert each.reason.endswith(".")
        for source in each.source.split("; "):
            lines = LINES_OF.fullmatch(source)
            if lines is None:
                assert ARTICLE.fullmatch(source), source
            else:
                assert 1 <= int(lines[2]) <= int(lines[3] or lines[2]) <= LINES[lines[1]], source


def violations(report: Report, flow: str) -> list[tuple[str, set[str], bool]]:
    """The violations of a flow: rule, the derogations that mark it, and whether one of those stands."""
    return [
        (each.rule or "", {one.iri.removeprefix(ID) for one in each.derogations}, each.derogated)
        for each in of_flow(report, flow)
        if each.severity is Severity.VIOLATION
    ]


@pytest.mark.parametrize("day", [OWN_DATE, "2026-11-01"])
def test_the_suwi_data_of_haarlem_are_a_violation_that_a_derogation_marks_and_does_not_hide(
    day: str, built_home: Path
) -> None:
    report, (chapter, interview) = reported(built_home, day), SUWI
    by_chapter = {"derogation/001/haarlem-suwi-quotation", "derogation/001/haarlem-way-of-working"}
    assert violations(report, chapter) == [("R017", by_chapter, True)]
    assert violations(report, interview) == [("R017", {"derogation/001/interview-haarlem-suwi"}, True)]
    # Nothing else in those flows is marked: silence is not what was approved.
    marked = [each for flow in SUWI for each in of_flow(report, flow) if each.derogations]
    assert {each.rule for each in marked} == {"R017"}


def test_a_derogation_that_nobody_responsible_approved_is_shown_and_takes_nothing_off_the_count(
    built_home: Path,
) -> None:
    report = reported(built_home, OWN_DATE)
    assert violations(report, CONFLICT) == [("R017", {"derogation/001/interview-almere-conflict-of-duties"}, False)]
    [one] = [each for each in report.derogations if each.iri.endswith("almere-conflict-of-duties")]
    assert one.state is DerogationState.NOT_APPROVED


def test_the_counts_are_told_with_and_without_what_a_standing_derogation_marks(built_home: Path) -> None:
    report = reported(built_home, OWN_DATE)
    assert report.counts.violation - report.counts_without.violation == len(SUWI)
    assert report.counts.warning == report.counts_without.warning
    assert report.counts.info == report.counts_without.info


@pytest.mark.parametrize("flow", EARLY_SIGNALS)
def test_neither_covenant_nor_bill_is_a_basis_for_the_early_signals(flow: str, built_home: Path) -> None:
    for day in (OWN_DATE, "2026-11-01"):
        assert violations(reported(built_home, day), flow) == [("R017", set(), False)]
