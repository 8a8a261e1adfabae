"""The command line: answers on standard output, words on standard error, and the exit codes of the contract."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from grondslag.cli import cli
from grondslag.store import GraphStore


@pytest.fixture
def runner(built_home: Path) -> CliRunner:
    """Runs commands in the built home."""
    return CliRunner(env={"GRONDSLAG_HOME": str(built_home)})


@pytest.fixture
def runner_000(home_000: Path) -> CliRunner:
    """As `runner`, over document 000 alone."""
    return CliRunner(env={"GRONDSLAG_HOME": str(home_000)})


def run(runner: CliRunner, *arguments: str, text: str | None = None) -> Result:
    return runner.invoke(cli, list(arguments), input=text)


@pytest.mark.parametrize("command", sorted(cli.commands))
def test_every_command_has_help_worth_reading(runner: CliRunner, command: str) -> None:
    result = run(runner, command, "--help")
    assert result.exit_code == 0
    assert len(result.stdout.split()) > 20


def test_a_saved_query_as_csv(runner: CliRunner) -> None:
    result = run(runner, "query", "recipients-of-health-data", "--format", "csv")
    assert result.exit_code == 0
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert list(rows[0]) == [
        "layer",
        "sender",
        "recipient",
        "data",
        "ground",
        "provision",
        "exception",
        "source",
    ]
    assert any("Lucrato" in row["recipient"] for row in rows)


@pytest.mark.parametrize(("form", "start"), [("json", '{"head"'), ("xml", "<?xml"), ("tsv", "?"), ("table", "layer")])
def test_rows_in_every_format(runner: CliRunner, form: str, start: str) -> None:
    result = run(runner, "query", "recipients-of-health-data", "--format", form)
    assert result.exit_code == 0
    assert result.stdout.lstrip().startswith(start)


def test_sparql_from_standard_input(runner: CliRunner) -> None:
    result = run(runner, "query", "--sparql", "-", "--format", "csv", text="SELECT (1 AS ?one) {}")
    assert (result.exit_code, result.stdout.split()) == (0, ["one", "1"])


def test_an_own_iri_may_be_given_as_the_tables_show_it(runner: CliRunner) -> None:
    short = run(runner, "query", "items-of-flow", "flow=flow/000/first-delivery", "--format", "csv")
    full = "flow=https://w3id.org/grondslag/id/flow/000/first-delivery"
    assert short.stdout == run(runner, "query", "items-of-flow", full, "--format", "csv").stdout
    assert "Arbeidsvermogen" in short.stdout


def test_an_address_that_nothing_is_about_is_told(runner: CliRunner) -> None:
    told = "grondslag: no rows; nothing in the graph is about https://w3id.org/grondslag/id/flow/000/nowhere\n"
    assert run(runner, "query", "items-of-flow", "flow=flow/000/nowhere").stderr == told
    # This one is there, and is no flow.
    assert run(runner, "query", "items-of-flow", "flow=org/lucrato").stderr == ""


def test_no_rows_without_the_sources_comes_with_a_hint(runner: CliRunner) -> None:
    text = "SELECT ?flow { ?flow a <https://w3id.org/grondslag/def#ReportedFlow> }"
    assert "--layer sources" in run(runner, "query", "--sparql", "-", text=text).stderr
    assert "--layer sources" not in run(runner, "query", "--sparql", "-", "--layer", "sources", text=text).stderr


def test_sparql_over_the_sources(runner: CliRunner) -> None:
    ask = "ASK { ?flow a <https://w3id.org/grondslag/def#ReportedFlow> }"
    assert run(runner, "query", "--sparql", "-", text=ask).stdout == "false\n"
    assert run(runner, "query", "--sparql", "-", "--layer", "sources", text=ask).stdout == "true\n"


@pytest.mark.parametrize(
    ("arguments", "text", "message"),
    [
        (
            ("query", "recipients-of-health"),
            None,
            "Expected one of recipients-of-health-data",
        ),
        (("query", "nope"), None, "one of those that `grondslag queries` lists"),
        (("query", "recipients-of-health-data", "colour=red"), None, "Unknown parameter 'colour'"),
        (("query", "recipients-of-health-data", "lang=fr"), None, "Invalid value 'fr' for parameter 'lang'"),
        (("query", "recipients-of-health-data", "lang"), None, "Invalid parameter 'lang'"),
        (("query", "recipients-of-health-data", "lang=nl", "lang=en"), None, "given twice"),
        (("query", "items-of-flow", "flow=lucrato"), None, "Invalid value 'lucrato' for parameter 'flow'"),
        (("query",), None, "name of a saved query or --sparql"),
        (("query", "statutes", "--format", "ttl"), None, "Format 'ttl' cannot hold rows"),
        (("query", "--sparql", "-"), "SELECT * {", "not valid SPARQL at line 1"),
        (("query", "--sparql", "-"), "DROP ALL", "only reads"),
        (("query", "--sparql", "-"), "SELECT * " + "{" * 3_000, "nested deeper than 100"),
        (("query", "--sparql", "-", "--layer", "all"), "ASK {}", "Unknown layer 'all'"),
        (("validate", "nowhere"), None, "Unknown register 'nowhere'"),
        (("validate", "--data", "README.md"), None, "belong together"),
        (("snapshot", "verify", "no-such-folder"), None, "does not exist"),
        (("serve", "--port", "0"), None, "Invalid value for '--port'"),
        (("frobnicate",), None, "No such command"),
    ],
)
def test_bad_input_is_told_and_exits_2(
    runner: CliRunner, arguments: tuple[str, ...], text: str | None, message: str
) -> None:
    result = run(runner, *arguments, text=text)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.output
    assert result.stdout == ""


def test_without_a_build_it_fails_with_3_and_says_what_to_do(tmp_path: Path) -> None:
    runner = CliRunner(env={"GRONDSLAG_HOME": str(tmp_path)})
    for arguments in (
        ["query", "statutes"],
        ["validate"],
        ["serve"],
        ["snapshot", "create", "--out", "x"],
    ):
        result = runner.invoke(cli, arguments)
        assert result.exit_code == 3
        assert "Example: grondslag build" in result.stderr


def test_what_the_machine_refuses_is_told_without_a_traceback(built_home: Path, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"SELECT '\xff'")
    here = {"GRONDSLAG_HOME": str(built_home)}
    taken = socket.create_server(("127.0.0.1", 0))
    cases = [
        (here, ["serve", "--port", str(taken.getsockname()[1])], 3, "Cannot listen on 127.0.0.1"),
        (here, ["serve", "--host", "256.1.1.1"], 3, "Cannot listen on 256.1.1.1"),
        (here, ["query", "--sparql", str(file)], 2, "not UTF-8"),
        ({"GRONDSLAG_HOME": str(file)}, ["build"], 3, str(file)),
    ]
    with taken:
        for environment, arguments, code, message in cases:
            # In a process of its own: waitress leaves its sockets open when it cannot listen.
            command = [sys.executable, "-m", "grondslag", *arguments]
            result = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True)
            assert (result.returncode, message in result.stderr) == (code, True), (arguments, result.stderr)
            assert "Traceback" not in result.stderr


@pytest.mark.parametrize("closed", ["stdout", "stderr"])
def test_a_command_whose_reader_goes_away_ends_without_a_word(closed: str, tmp_path: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    file = tmp_path / "2020-01-01.yaml"
    file.write_text("bwb_id: BWBR0000001\nvalid_from: '2020-01-01'\narticles: []\n")
    command = [sys.executable, "-m", "grondslag", *(["queries"] if closed == "stdout" else ["harvest", str(file)])]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, closed: write}
    environment = {**os.environ, "GRONDSLAG_HOME": str(tmp_path / "home")}
    result = subprocess.run(command, env=environment, text=True, **streams)  # type: ignore[call-overload]
    os.close(write)
    assert (result.returncode, result.stdout or "", result.stderr or "") == (141, "", "")


def test_serve_refuses_a_damaged_store(built_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(built_home, home)
    (GraphStore(home).current().store_path / "CURRENT").unlink()
    result = CliRunner(env={"GRONDSLAG_HOME": str(home)}).invoke(cli, ["serve"])
    assert result.exit_code == 3
    assert "is damaged" in result.stderr


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    runner = CliRunner(env={"GRONDSLAG_HOME": str(tmp_path), "GRONDSLAG_QUERY_SECONDS": "soon"})
    result = runner.invoke(cli, ["build"])
    assert result.exit_code == 2
    assert "Invalid GRONDSLAG_QUERY_SECONDS 'soon'" in result.stderr


def test_queries_are_listed(runner: CliRunner) -> None:
    listed = run(runner, "queries", "--lang", "nl")
    assert "recipients-of-health-data" in listed.stdout
    described = json.loads(run(runner, "queries", "--format", "json").stdout)
    names = [query["name"] for query in described]
    assert names == sorted(names)
    assert {"summary", "parameters", "columns", "sha256"} <= set(described[0])


def test_validate_reports_and_exits_1_on_violations(runner_000: CliRunner) -> None:
    result = run(runner_000, "validate", "--layer", "reported", "--format", "json")
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    assert report["summary"]["violation"] > 0
    assert report["generation"].startswith("000001-")
    assert {finding["layer"] for finding in report["findings"]} == {"reported"}


def test_validate_leaves_out_a_layer_that_is_not_asked_for(runner_000: CliRunner) -> None:
    registers = run(runner_000, "validate", "--layer", "registers", "--format", "json")
    assert (registers.exit_code, json.loads(registers.stdout)["findings"]) == (0, [])


def test_validate_as_text(runner_000: CliRunner) -> None:
    result = run(runner_000, "validate", "--lang", "nl")
    assert result.exit_code == 1
    assert "UAVG art. 25" in result.stdout or "UAVG art. 30" in result.stdout
    assert "Kennisdatum: generatie:" in result.stdout


def test_validate_any_rdf_against_any_shapes(runner: CliRunner, tmp_path: Path) -> None:
    shapes, good, bad = tmp_path / "shapes.ttl", tmp_path / "good.ttl", tmp_path / "bad.ttl"
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . <a:S> a sh:NodeShape ; sh:targetClass <a:C> ; "
        "sh:property <a:S-p> . <a:S-p> a sh:PropertyShape ; sh:path <a:p> ; sh:minCount 1 .",
        encoding="utf-8",
    )
    good.write_text("<a:x> a <a:C> ; <a:p> 1 .", encoding="utf-8")
    bad.write_text("<a:x> a <a:C> .", encoding="utf-8")
    command = ("validate", "--shapes", str(shapes), "--data")
    assert run(runner, *command, str(good)).exit_code == 0
    assert run(runner, *command, str(bad)).exit_code == 1
    bad.write_text("<a:x> a\n<a:C", encoding="utf-8")
    malformed = run(runner, *command, str(bad))
    assert malformed.exit_code == 2
    assert "bad.ttl, line 2" in malformed.stderr


def test_a_snapshot_is_made_and_verified(runner: CliRunner, tmp_path: Path) -> None:
    out = tmp_path / "frozen"
    assert run(runner, "snapshot", "create", "--out", str(out)).exit_code == 0
    verified = run(runner, "snapshot", "verify", str(out))
    assert verified.exit_code == 0
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["content_hash"] in verified.stdout
    graph = next((out / "graphs").iterdir())
    graph.write_bytes(graph.read_bytes()[:-2] + b"x\n")
    result = run(runner, "snapshot", "verify", str(out))
    assert result.exit_code == 3
    assert graph.name in result.stdout


def test_doctor_tells_the_protection(runner: CliRunner) -> None:
    result = run(runner, "doctor")
    assert result.exit_code == 0
    assert "no sockets" in result.stdout
