"""The two dates on the command line: the legal date (`--as-of`) and the knowledge date (`--known-on`)."""

from __future__ import annotations

import json
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient

from grondslag.cli import cli
from grondslag.namespaces import GRAPH, GS, ID, PREFIXES
from grondslag.published import stored_report
from grondslag.settings import Settings
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


def test_every_command_refuses_a_knowledge_date_before_what_is_kept(ask: Ask, built_home: Path) -> None:
    [kept] = GraphStore(built_home).generations()
    for words in (
        ("query", "statutes"),
        ("explain", "flow/000/first-delivery"),
        ("bases", "--sender", "college", "--data", "health", "--purpose", "wgs"),
        ("impact", "--provision", "PW art. 67"),
    ):
        made = ask(*words, "--known-on", "2001-01-01")
        assert made.exit_code == 2, words
        assert f"kept are {kept.id} ({kept.created})" in made.output


def older_home(built_home: Path, tmp_path: Path) -> Path:
    """A home with two generations: an older one without statutes, and that of the built home."""
    home = Path(shutil.copytree(built_home, tmp_path / "home"))
    [newest] = GraphStore(home).generations()
    older = Path(shutil.copytree(newest.path, newest.path.with_name("000000-older")))
    manifest = json.loads((older / "manifest.json").read_text(encoding="utf-8"))
    manifest |= {"id": "000000-older", "created": "2020-01-01T00:00:00+00:00", "quads": 1}
    (older / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    shutil.rmtree(older / "store")
    small = ox.Store(str(older / "writing"))
    flow = ox.NamedNode(ID + "flow/000/only-then")
    kind, source = ox.NamedNode(GS + "ReportedFlow"), ox.NamedNode(GRAPH + "source/000")
    small.add(ox.Quad(flow, ox.NamedNode(PREFIXES["rdf"] + "type"), kind, source))
    small.flush()
    small.backup(str(older / "store"))
    return home


def test_a_knowledge_date_asks_the_generation_of_then(built_home: Path, tmp_path: Path) -> None:
    runner = CliRunner(env={"GRONDSLAG_HOME": str(older_home(built_home, tmp_path))})
    now = runner.invoke(cli, ["query", "statutes", "--format", "csv"])
    then = runner.invoke(cli, ["query", "statutes", "--format", "csv", "--known-on", "2021-01-01"])
    assert (now.exit_code, then.exit_code) == (0, 0)
    assert len(now.stdout.splitlines()) > 10
    assert len(then.stdout.splitlines()) == 1, "that generation knew no statute"
    wish = ["explain", "only-then", "--no-findings"]
    told = runner.invoke(cli, [*wish, "--known-on", "2021-01-01"])
    assert "Knowledge date: generation 000000-older (built on 2020-01-01)" in told.stdout
    assert runner.invoke(cli, wish).exit_code == 2, "the current generation has no such flow"


def test_a_report_says_what_was_evaluated_on_which_day_and_what_on_none(settings: Settings) -> None:
    report = json.loads(json.dumps(stored_report(GraphStore(settings.home).current()).to_json()))
    sources = {iri.removeprefix(GRAPH): day for iri, day in report["evaluated_on"].items()}
    assert sources == {"source/001": "2019-08-06", "source/003": "2018-05-25", "source/004": "2022-10-01"}
    assert [each["source"] for each in report["not_evaluated"]] == ["source/000", "source/002"]
    explained = [each["explanation"] for each in report["findings"] if each["flow"]]
    assert all(explained)
    assert not [path for path in explained if "/000/" in path and "as_of" in path]
    assert [path for path in explained if "/001/" in path and "as_of=2019-08-06" in path]


def test_the_path_of_an_explanation_is_a_page_of_the_site(settings: Settings, client: FlaskClient) -> None:
    findings = stored_report(GraphStore(settings.home).current()).findings
    paths = {finding.explanation.path for finding in findings if finding.explanation}
    shown = [next(path for path in sorted(paths) if part in path) for part in ("/000/", "as_of=2019-08-06", "item=")]
    assert [client.get(path).status_code for path in shown] == [200, 200, 200], shown


def test_a_day_for_documents_leaves_none_out(home_000: Path) -> None:
    runner = CliRunner(env={"GRONDSLAG_HOME": str(home_000)})
    made = runner.invoke(cli, ["validate", "--layer", "reported", "--reported-at", "2026-11-01", "--format", "json"])
    report = json.loads(made.stdout)
    assert report["not_evaluated"] == []
    assert report["evaluated_on"] == {GRAPH + "source/000": "2026-11-01"}


def test_files_are_not_evaluated_for_a_date(ask: Ask, tmp_path: Path) -> None:
    file = tmp_path / "any.ttl"
    file.write_text("", encoding="utf-8")
    made = ask("validate", "--data", str(file), "--shapes", str(file), "--as-of", "2019-07-01")
    assert made.exit_code == 2
    assert "--data is not evaluated for a date" in made.output


@pytest.mark.parametrize("visibility", ["public", ID + "org/x"])
def test_a_register_that_not_everyone_may_see_is_not_named(built_home: Path, tmp_path: Path, visibility: str) -> None:
    home = Path(shutil.copytree(built_home, tmp_path / "home"))
    [kept] = GraphStore(home).generations()
    manifest = kept.manifest
    manifest["graphs"][GRAPH + "register/somewhere"] = {"layer": "register", "visibility": visibility}
    (kept.path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    runner = CliRunner(env={"GRONDSLAG_HOME": str(home)})
    shown = visibility == "public"
    other = runner.invoke(cli, ["validate", "elsewhere"])
    assert other.exit_code == 2
    assert ("somewhere" in other.output) == shown
    if not shown:
        itself = runner.invoke(cli, ["validate", "somewhere"])
        assert (itself.exit_code, "Unknown register 'somewhere'" in itself.output) == (2, True)


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
