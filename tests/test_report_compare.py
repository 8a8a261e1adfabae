"""Two reports compared: new, mended, persisting, what else differs, and what is no report."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from report_helpers import SHAPE, STANDS, example, finding, report_of

from grondslag.cli import cli
from grondslag.errors import BadInput, MalformedFile
from grondslag.report import Report, Severity
from grondslag.report.compare import Comparison, read_side, side_of
from grondslag.report.formats import FORMATS
from grondslag.report.model import LANGUAGES, Language

WARNING = Severity.WARNING
OLD = report_of(finding("a1"), finding("b2", number=2), finding("c3", number=2, severity=WARNING))
NEW = report_of(finding("a1"), finding("c3", number=2, severity=WARNING), finding("d4", number=2), data_hash="other")


def compared(old: Report, new: Report) -> Comparison:
    return Comparison(side_of(old), side_of(new))


def ids(comparison: Comparison) -> dict[str, list[str]]:
    return {kind: [entry.id for entry in entries] for kind, entries in comparison.by_kind.items()}


def test_findings_come_go_and_stay_by_their_ids() -> None:
    comparison = compared(OLD, NEW)
    assert ids(comparison) == {"new": ["d4"], "mended": ["b2"], "persisting": ["a1", "c3"]}
    assert comparison.counts("persisting") == (1, 1, 0)


def test_a_report_compared_with_itself_has_nothing_new_or_mended() -> None:
    comparison = compared(NEW, NEW)
    assert ids(comparison) == {"new": [], "mended": [], "persisting": ["a1", "d4", "c3"]}
    assert comparison.differences == ()
    assert not comparison.has_new_violations


@pytest.mark.parametrize(
    ("part", "value"),
    [("data_hash", "x"), ("shapes_hash", "x"), ("engine", "x 1"), ("as_of", "2019-07-01")],
)
def test_what_the_reports_were_made_with_is_told_where_it_differs(part: str, value: str) -> None:
    comparison = compared(OLD, replace(OLD, **{part: value}))  # type: ignore[arg-type]
    assert comparison.differences == (part,)
    assert comparison.old.id == OLD.id != comparison.new.id
    assert comparison.to_json()["differences"] == [part]


@pytest.mark.parametrize(
    ("language", "word"), [("nl", "De regels verschillen"), ("en", "The shapes differ")]
)  # fmt: skip
def test_the_text_says_that_other_shapes_find_other_things(language: Language, word: str) -> None:
    assert word in compared(OLD, replace(NEW, shapes_hash="x")).to_text(language)
    assert word not in compared(OLD, NEW).to_text(language)


def test_a_finding_of_a_rule_that_is_not_tried_any_more_is_not_simply_mended() -> None:
    dropped = report_of(finding("a1"))  # rule 2 is not among its targets
    comparison = compared(OLD, dropped)
    assert ids(comparison)["mended"] == ["b2", "c3"]
    assert comparison.untried == {"b2", "c3"}
    assert "nothing says that it is mended" in " ".join(comparison.to_text("en").split())
    tried = replace(dropped, targets={**dropped.targets, f"{SHAPE}2": 4})
    assert compared(OLD, tried).untried == frozenset()
    met_nothing = replace(dropped, targets={**dropped.targets, f"{SHAPE}2": 0})
    assert compared(OLD, met_nothing).untried == {"b2", "c3"}


def test_a_finding_of_a_rule_that_was_not_tried_before_is_marked() -> None:
    comparison = compared(report_of(finding("a1")), OLD)
    assert comparison.untried == {"b2", "c3"}
    assert "the rule was not tried in the old report" in comparison.to_text("en")


def test_a_persisting_finding_tells_what_changed() -> None:
    after = report_of(finding("a1", severity=WARNING, derogations=(STANDS,)), finding("b2", number=2))
    comparison = compared(OLD, after)
    notes = {entry.id: comparison.changed(entry) for entry in comparison.by_kind["persisting"]}
    assert notes["b2"] is None
    assert notes["a1"] is not None
    assert notes["a1"].en == (
        "was violations, is warnings; was without a standing derogation, is with a standing derogation"
    )
    assert notes["a1"].en in " ".join(comparison.to_text("en").split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_comparison_declares_nothing_lawful(language: Language) -> None:
    text = " ".join(compared(OLD, report_of()).to_text(language).split())
    assert {"nl": "verklaart niets rechtmatig", "en": "declares nothing lawful"}[language] in text


def test_a_report_read_from_its_json_compares_as_the_report_itself() -> None:
    written = FORMATS["json"].whole(example()).decode()
    assert read_side(written, "report.json") == side_of(example())


def test_a_selection_is_refused_for_what_it_leaves_out_would_look_mended() -> None:
    some = example().select({"severity": "warning"})
    with pytest.raises(BadInput, match="is a selection"):
        side_of(some)
    with pytest.raises(BadInput, match=r"'some\.json' is a selection"):
        read_side(FORMATS["json"].whole(some).decode(), "some.json")


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '"x"', "{}", '{"summary": {}}', "[" * 100_000, '{"summary": {}, "findings": 3}'],
    ids=lambda text: text[:12],
)
def test_what_is_no_report_is_told_with_its_name(text: str) -> None:
    with pytest.raises(MalformedFile, match=r"^x\.json"):
        read_side(text, "x.json")


def test_a_finding_without_a_key_or_with_an_unknown_severity_is_no_report() -> None:
    stored = json.loads(FORMATS["json"].whole(OLD))
    for key, value in (("severity", "dire"), ("message", {}), ("id", None)):
        broken = {**stored, "findings": [{**stored["findings"][0], key: value}]}
        if key == "id":
            del broken["findings"][0]["id"]
        with pytest.raises(MalformedFile, match="no report"):
            read_side(json.dumps(broken), "x.json")


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    """The old and the new report in files."""
    paths = []
    for name, report in (("old", OLD), ("new", NEW)):
        path = tmp_path / f"{name}.json"
        path.write_bytes(FORMATS["json"].whole(report))
        paths.append(str(path))
    return paths[0], paths[1]


def test_the_command_ends_with_1_when_a_violation_is_new(runner: CliRunner, files: tuple[str, str]) -> None:
    old, new = files
    result = runner.invoke(cli, ["report", "compare", old, new])
    assert (result.exit_code, "New: Violations: 1" in result.stdout) == (1, True)
    result = runner.invoke(cli, ["report", "compare", new, new])
    assert (result.exit_code, "New: Violations: 0" in result.stdout) == (0, True)


def test_the_command_gives_json(runner: CliRunner, files: tuple[str, str]) -> None:
    made = json.loads(runner.invoke(cli, ["report", "compare", *files, "--format", "json"]).stdout)
    assert made["summary"]["new"] == {"findings": 1, "violation": 1, "warning": 0, "info": 0}
    assert [entry["id"] for entry in made["findings"]["mended"]] == ["b2"]
    assert made["old"]["data_hash"] == "d"
    assert made["differences"] == ["data_hash"]


def test_current_is_the_generation_also_where_a_file_has_that_name(
    runner: CliRunner, files: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRONDSLAG_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "current").write_bytes(FORMATS["json"].whole(NEW))
    named = runner.invoke(cli, ["report", "compare", files[0], "current"])
    assert (named.exit_code == 1, "No graph has been built" in named.stderr) == (False, True)
    assert "New: Violations: 1" in runner.invoke(cli, ["report", "compare", files[0], "./current"]).stdout


def test_the_command_names_a_report_that_is_not_there(
    runner: CliRunner, files: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRONDSLAG_HOME", str(tmp_path / "home"))
    result = runner.invoke(cli, ["report", "compare", files[0], "000009-abc"])
    assert (result.exit_code, "No report '000009-abc'" in result.stderr) == (2, True)
    (tmp_path / "bad.json").write_text("{")
    result = runner.invoke(cli, ["report", "compare", files[0], str(tmp_path / "bad.json")])
    assert (result.exit_code, "bad.json" in result.stderr) == (2, True)
