"""The two dates on the command line: the legal date (`--as-of`) and the knowledge date (`--known-on`)."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Protocol

import pytest
from click.testing import CliRunner, Result

from grondslag.cli import cli
from grondslag.store import GraphStore


class Ask(Protocol):
    """Runs one command in the built home."""

    def __call__(self, *words: str) -> Result: ...


@pytest.fixture
def ask(built_home: Path) -> Ask:
    runner = CliRunner(env={"GRONDSLAG_HOME": str(built_home)})

    def asked(*words: str) -> Result:
        return runner.invoke(cli, list(words))

    return asked


def test_a_report_says_for_which_legal_date_it_was_made(ask: Ask) -> None:
    made = ask("validate", "--layer", "registers", "--as-of", "2019-07-01", "--format", "json")
    assert json.loads(made.stdout)["as_of"] == "2019-07-01"


def test_without_a_legal_date_it_is_today(ask: Ask) -> None:
    made = ask("validate", "--layer", "registers", "--format", "json")
    assert abs(date.fromisoformat(json.loads(made.stdout)["as_of"]) - date.today()) <= timedelta(days=1)


@pytest.mark.parametrize("option", ["--as-of", "--reported-at", "--known-on"])
def test_what_is_no_date_is_bad_input(ask: Ask, option: str) -> None:
    made = ask("validate", option, "2019-13-01")
    assert made.exit_code == 2
    assert "2019-13-01" in made.output


def test_a_knowledge_date_before_all_that_is_kept_is_told_with_the_first_day(ask: Ask, built_home: Path) -> None:
    made = ask("validate", "--known-on", "2001-01-01")
    assert made.exit_code == 2
    [kept] = GraphStore(built_home).generations()
    assert f"a day from {kept.created} on" in made.output


def test_a_knowledge_date_takes_the_last_generation_built_until_then(built_home: Path) -> None:
    store = GraphStore(built_home)
    [kept] = store.generations()
    assert store.known_on(kept.created) == kept
    assert store.known_on(kept.created + timedelta(days=400)) == kept


def test_files_are_not_evaluated_for_a_date(ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "any.ttl"
    file.write_text("", encoding="utf-8")
    made = ask("validate", "--data", str(file), "--shapes", str(file), "--as-of", "2019-07-01")
    assert made.exit_code == 2
    assert "--data is not evaluated for a date" in made.output


def test_a_saved_query_takes_the_legal_date_as_its_parameter(ask: Ask) -> None:
    name = "recipients-of-health-data"
    by_option = ask("query", name, "--as-of", "2019-07-01", "--format", "csv")
    assert by_option.exit_code == 0
    assert by_option.output == ask("query", name, "as_of=2019-07-01", "--format", "csv").output


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("query", "statutes", "--as-of", "2019-07-01"), "asks for no legal date"),
        (("query", "recipients-of-health-data", "as_of=2019-07-01", "--as-of", "2019-07-01"), "given twice"),
        (("query", "--sparql", "-", "--as-of", "2019-07-01"), "names its dates itself"),
    ],
)
def test_a_legal_date_that_nobody_asked_for_is_bad_input(ask: Ask, words: tuple[str, ...], complaint: str) -> None:
    made = ask(*words)
    assert made.exit_code == 2
    assert complaint in made.output
