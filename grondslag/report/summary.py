"""The numbers of a report: with and without derogations, by every grouping, and what it does not say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from grondslag.report.grouping import GROUPINGS, Group, groups
from grondslag.report.model import Derogation, Report
from grondslag.report.words import STATEMENT


def summary(report: Report) -> dict[str, object]:
    """The summary of the JSON report. Its first counts are of all findings, derogated or not.

    `without_derogations` leaves out the findings for which a derogation that stands is recorded; `groups` gives per
    grouping the findings of each group; `selection` and `whole` say what the findings are a part of, null if of none.
    """
    return {
        **report.counts.to_json(),
        "without_derogations": report.counts_without.to_json(),
        "derogations": [{**derogation.to_json(), "findings": count} for derogation, count in marked(report).values()],
        "rules": _counts(finding.rule for finding in report.findings),
        "layers": _counts(finding.layer for finding in report.findings),
        "groups": {by: [_group(group) for group in groups(report.findings, by)] for by in GROUPINGS},
        "selection": dict(report.selection) or None,
        "whole": report.whole.to_json() if report.whole else None,
        "not_checked": [
            {"feature": part.feature, "at": part.at, "why": part.why._asdict()} for part in report.not_checked
        ],
        "statement": STATEMENT._asdict(),
    }


def marked(report: Report) -> dict[str, tuple[Derogation, int]]:
    """Every recorded derogation by its IRI, and how many findings it marks: none for a rule that is not tested."""
    counts = Counter(derogation.iri for finding in report.findings for derogation in finding.derogations)
    return {derogation.iri: (derogation, counts[derogation.iri]) for derogation in report.derogations}


def _group(group: Group) -> dict[str, object]:
    return {
        "id": group.key.id,
        "label": group.key.label._asdict(),
        **group.counts.to_json(),
        "derogated": group.derogated,
        "ids": [finding.id for finding in group.findings],
    }


def _counts(names: Iterable[str | None]) -> dict[str, int]:
    """How often each name occurs, sorted by name; what has no name is left out."""
    return dict(sorted(Counter(name for name in names if name is not None).items()))
