"""Findings by rule, article, organisation, recipient and severity; and a selection of them that says what it is."""

from __future__ import annotations

import pytest
from report_helpers import example, finding, named, report_of, text

from grondslag.errors import BadInput
from grondslag.report import Report, Severity
from grondslag.report.grouping import GROUPINGS, Grouping, alike, choices, groups
from grondslag.report.model import Provision
from grondslag.report.summary import summary
from grondslag.report.text import to_text


def sizes(report: Report, by: Grouping) -> dict[str, int]:
    return {group.key.id: len(group.findings) for group in groups(report.findings, by)}


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("severity", {"violation": 1, "warning": 2, "info": 1}),
        ("rule", {"R001": 1, "R002": 2, "none": 1}),
        ("article", {"AVG art. 1": 1, "AVG art. 2": 2, "none": 1}),
        ("organisation", {"org/sender": 3, "none": 1}),
        ("recipient", {"org/recipient": 2, "org/x": 1, "org/y": 1, "none": 1}),
    ],
)
def test_every_finding_stands_in_its_groups_and_none_is_lost(by: Grouping, expected: dict[str, int]) -> None:
    report = example()
    assert sizes(report, by) == expected
    grouped = {each.id for group in groups(report.findings, by) for each in group.findings}
    assert grouped == {each.id for each in report.findings}


def test_articles_are_ordered_by_number_and_not_by_letter() -> None:
    articles = [f"AVG art. {number}" for number in (25, 9, 5)]
    found = [finding(f"f{n}", provision=Provision(f"p{n}", each, None)) for n, each in enumerate(articles)]
    assert list(sizes(report_of(*found), "article")) == ["AVG art. 5", "AVG art. 9", "AVG art. 25"]


@pytest.mark.parametrize("by", GROUPINGS)
def test_a_selection_holds_what_its_group_holds(by: Grouping) -> None:
    report = example()
    for group in groups(report.findings, by):
        some = report.select({by: group.key.id})
        assert some.findings == group.findings
        assert (some.selection, some.whole) == ({by: group.key.id}, report.counts)
        assert (some.id, some.targets) == (report.id, report.targets)


def test_filters_add_up() -> None:
    some = example().select({"rule": "R002", "recipient": "org/x"})
    assert [each.id for each in some.findings] == ["c3"]
    again = example().select({"rule": "R002"}).select({"recipient": "org/x"})
    assert (again.findings, again.selection, again.whole) == (some.findings, some.selection, some.whole)
    assert example().select({}) == example()


def test_a_rule_that_found_nothing_can_be_asked_for_and_an_unknown_one_cannot() -> None:
    some = example().select({"rule": "R009"})
    assert some.findings == ()
    assert "No findings in this selection." in some.to_text("en")
    assert not some.conforms
    with pytest.raises(BadInput, match="'R999'") as caught:
        example().select({"rule": "R999"})
    assert caught.value.code == "unknown_group"
    with pytest.raises(BadInput, match=r"'org/nobody'.*org/sender"):
        example().select({"organisation": "org/nobody"})
    with pytest.raises(BadInput, match="there are no findings"):
        report_of().select({"recipient": "org/x"})


def test_a_selection_without_findings_does_not_conform_in_rdf() -> None:
    some = report_of(finding("a1")).select({"severity": "info"})
    assert not some.findings
    assert not some.conforms
    assert report_of().conforms


def test_the_text_can_be_grouped_by_each_and_names_every_finding() -> None:
    report = report_of(finding("a1"), finding("b2", number=2, organisations=(named("org/a"), named("org/b"))))
    for by in GROUPINGS:
        written = to_text(report, "en", by)
        assert all(each.id in written for each in report.findings)
    assert "org/a (en): 1" in to_text(report, "en", "organisation")
    assert "org/sender (nl): 1" in to_text(report, "nl", "organisation")


def test_the_summary_groups_with_ids_so_that_a_program_need_not() -> None:
    made = summary(example())["groups"]
    assert isinstance(made, dict)
    assert list(made) == list(GROUPINGS)
    [first, *_] = made["rule"]
    assert first == {
        "id": "R001",
        "label": {"nl": "R001", "en": "R001"},
        "findings": 1,
        "violation": 1,
        "warning": 0,
        "info": 0,
        "derogated": 1,
        "ids": ["a1"],
    }


def test_the_choices_of_a_filter_are_all_severities_and_every_rule_tried() -> None:
    report = example()
    assert [key.id for key in choices(report, "severity")] == [each.value for each in Severity]
    assert [key.id for key in choices(report, "rule")] == ["R001", "R002", "R003", "R008", "R009", "none"]
    assert [key.label for key in choices(report, "recipient")][:1] == [text("org/recipient")]


def test_what_one_shape_says_in_other_words_is_told_apart() -> None:
    """A shape may have several messages: the text told the first of them for all."""
    findings = [finding("a1"), finding("a2", message=text("Not stated")), finding("a3")]
    assert [[each.id for each in same] for same in alike(findings)] == [["a1", "a3"], ["a2"]]
    told = to_text(report_of(*findings), "en")
    assert (told.count("  Not shown (en)\n"), told.count("  Not stated (en)\n")) == (1, 1)


@pytest.mark.parametrize(
    "parts", [{"number": 2}, {"layer": "register"}, {"severity": Severity.INFO}, {"provision": None}, {"remedy": None}]
)
def test_only_what_is_the_same_in_all_that_is_told_once_is_alike(parts: dict[str, object]) -> None:
    assert len(alike([finding("a1"), finding("a2", flow="elsewhere")])) == 1
    assert len(alike([finding("a1"), finding("a2", **parts)])) == 2
