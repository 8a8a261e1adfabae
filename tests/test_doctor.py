"""What the doctor finds: the protection as it was tried, the home, the generation, and what is not there."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import attacks
import pytest
from click.testing import CliRunner, Result

from grondslag import doctor
from grondslag.cli import cli
from grondslag.content import Content
from grondslag.doctor import Check, State, examine
from grondslag.errors import Failure
from grondslag.servers import Remote
from grondslag.settings import MEGABYTE, Limits, Settings
from grondslag.store import GraphStore

LIMITS = Limits(memory_bytes=64 * MEGABYTE)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a small graph."""
    folder = tmp_path_factory.mktemp("doctor") / "home"
    attacks.publish_small(folder)
    return folder


def found(home: Path, content: Content) -> dict[str, Check]:
    """The checks by what they are of."""
    return {check.subject: check for check in examine(Settings(home=home, limits=LIMITS), content).checks}


def test_a_sound_machine_is_told_so_with_all_that_was_tried(home: Path) -> None:
    runner = CliRunner(env={"GRONDSLAG_HOME": str(home), "GRONDSLAG_QUERY_MEGABYTES": "64"})
    told = runner.invoke(cli, ["doctor"])
    assert told.exit_code == 0
    assert "missing" not in told.stdout
    for line in (
        "GRONDSLAG_QUERY_MEGABYTES=64",
        "ok      a query worker opens a socket: tried, and refused",
        "ok      a query worker starts a program: tried, and refused",
        "ok      a query worker takes memory beyond its limit: tried, and refused",
        f"ok      home: {home}, permissions 0700",
        f"{attacks.STATEMENTS} statements, opens and counts right",
    ):
        assert line in told.stdout
    in_json: dict[str, Any] = json.loads(runner.invoke(cli, ["doctor", "--format", "json"]).stdout)
    assert in_json["well"] is True
    assert in_json["settings"]["GRONDSLAG_HOME"] == str(home)
    assert {check["state"] for check in in_json["checks"]} <= {"ok", "note"}


@pytest.mark.parametrize(
    ("protection", "attempt"),
    [
        ("_refuse_system_calls", "opens a socket"),
        ("_refuse_system_calls", "starts a program"),
        ("resource.setrlimit", "takes memory beyond its limit"),
    ],
)
def test_what_is_not_confined_is_found_by_trying(protection: str, attempt: str) -> None:
    assert tried(without=protection)[attempt] is True


def test_what_is_confined_is_found_by_trying() -> None:
    assert [attempt for attempt, succeeded in tried().items() if succeeded] == ["reads files of this user"]


def tried(without: str = "confine.__doc__") -> dict[str, bool]:
    """What the probe tells where a part of the sandbox does nothing."""
    program = f"""
import json
import grondslag.query.sandbox as sandbox, grondslag.query.probe as probe
sandbox.{without} = lambda *_, **__: True
print(json.dumps(probe.tried({LIMITS.memory_bytes})))
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    found: dict[str, bool] = json.loads(run.stdout)
    return found


def test_a_platform_without_the_filter_is_told_what_to_do(
    home: Path, the_content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    able = dict.fromkeys([*doctor._MUST_NOT, *doctor._MAY], True)
    monkeypatch.setattr("grondslag.doctor.json.loads", lambda _text: able)
    checks = list(doctor._workers(Settings(home=home, limits=LIMITS)))
    assert [check.state for check in checks] == [State.MISSING] * 4 + [State.NOTE]
    assert "docs/security.md" in str(checks[0].remedy)


def test_a_home_without_a_graph_is_missing_and_says_how_to_make_one(tmp_path: Path) -> None:
    def run(*options: str) -> Result:
        return CliRunner(env={"GRONDSLAG_HOME": str(tmp_path / "none")}).invoke(cli, ["doctor", *options])

    told = run()
    assert told.exit_code == 3
    assert re.search(r"^missing generation: .*\n +to mend it: grondslag build$", told.stdout, re.MULTILINE)
    assert json.loads(run("--format", "json").stdout)["well"] is False


def test_a_damaged_generation_is_missing(home: Path, the_content: Content, tmp_path: Path) -> None:
    own = Path(shutil.copytree(home, tmp_path / "home"))
    (GraphStore(own).current().store_path / "CURRENT").unlink()
    generation = found(own, the_content)["generation"]
    assert (generation.state, generation.remedy) == (State.MISSING, "grondslag build")


def test_a_home_that_others_may_look_into_is_noted(home: Path, the_content: Content, tmp_path: Path) -> None:
    own = Path(shutil.copytree(home, tmp_path / "home"))
    own.chmod(0o755)
    told = found(own, the_content)["home"]
    assert (told.state, told.remedy) == (State.NOTE, f"chmod 700 {own}")


def test_what_is_not_needed_by_all_is_noted_where_it_is_not(
    home: Path, the_content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lacking() -> None:
        raise Failure("no font", example="apt-get install fonts")

    monkeypatch.setattr("shutil.which", lambda _name: None)
    monkeypatch.setattr(doctor, "pdf_library", lacking)
    monkeypatch.setattr("shutil.disk_usage", lambda _path: shutil._ntuple_diskusage(10**9, 10**9, 10**6))
    told = found(home, the_content)
    assert (told["Java"].state, told["PDF"].state) == (State.NOTE, State.NOTE)
    assert told["space"].state is State.MISSING


def test_a_probe_that_ends_badly_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(home=home, limits=replace(LIMITS, memory_bytes=-1))
    (check,) = doctor._workers(settings)
    assert check.state is State.MISSING


def test_with_a_server_its_address_and_what_its_workers_may_are_told(home: Path, the_content: Content) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/query"
        settings = Settings(home=home, limits=LIMITS, remote=Remote(url, url, url))
        checks = {check.subject: check for check in examine(settings, the_content).checks}
    socket_check = checks[f"a worker that asks {url} opens a socket"]
    assert (socket_check.state, "firewall" in str(socket_check.remedy)) == (State.NOTE, True)
    generation = checks["generation"]
    assert generation.state is State.MISSING
    assert generation.found.startswith(f"{url}: The SPARQL server cannot be reached")
    assert "GRONDSLAG_SPARQL_URL" in str(generation.remedy)


def test_own_saved_queries_that_cannot_be_used_are_listed_with_why(
    home: Path, the_content: Content, tmp_path: Path
) -> None:
    (tmp_path / "sound.rq").write_text("#+ summary: Anything\nASK { ?s ?p ?o }\n", encoding="utf-8")
    settings = Settings(home=home, limits=LIMITS, queries=tmp_path)
    sound = {check.subject: check for check in examine(settings, the_content).checks}
    assert sound["own saved queries"].state is State.OK
    (tmp_path / "broken.rq").write_text("#+ summary: Anything\nSELECT\n", encoding="utf-8")
    (tmp_path / "nameless.rq").write_text("ASK { ?s ?p ?o }\n", encoding="utf-8")
    checks = {check.subject: check for check in examine(settings, the_content).checks}
    assert "own saved queries" not in checks
    assert "summary" in checks["saved query nameless.rq"].found
    assert "SPARQL" in checks["saved query broken.rq"].found
    assert checks["saved query broken.rq"].state is State.NOTE
    assert checks["saved query broken.rq"].remedy
