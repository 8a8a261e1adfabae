"""One writer to a home: a second one is told whose turn it is. Servers read, so that two of them harm nobody."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner
from register_data import OPEN, publish
from register_files import small_home
from serving import served

from grondslag.cli import cli
from grondslag.content import Content
from grondslag.query.engine import Engine
from grondslag.settings import Settings
from grondslag.store import GraphStore

REGISTER = "Verwerkingsactiviteit;Doel\nBijstand;uitvoering van uitkeringen\n"


@pytest.fixture(scope="module")
def first_home(tmp_path_factory: pytest.TempPathFactory, the_content: Content) -> Path:
    """A home that is quickly published anew: the acts, and one public register. Read it only."""
    home = small_home(tmp_path_factory.mktemp("first") / "home", the_content).home
    publish(home, the_content, OPEN, public=True)
    return home


@pytest.fixture
def home(tmp_path: Path, first_home: Path) -> Path:
    """A copy of that home."""
    return Path(shutil.copytree(first_home, tmp_path / "home"))


def test_a_second_writer_ends_at_once_and_names_the_home_and_the_first(
    home: Path, tmp_path: Path, the_content: Content
) -> None:
    register, backup = tmp_path / "register.csv", tmp_path / "backup.tar"
    register.write_text(REGISTER, encoding="utf-8")
    runner, before = CliRunner(env={"GRONDSLAG_HOME": str(home)}), GraphStore(home).current()
    assert runner.invoke(cli, ["backup", str(backup)]).exit_code == 0
    with GraphStore(home).writing() as work:
        (work / "unfinished").touch()
        for command in (
            ["build"],
            ["import", str(register), "--organisation", "elders", "--public"],
            ["registers", "withdraw", OPEN, "--yes"],
            ["restore", str(backup), "--replace"],
        ):
            result = runner.invoke(cli, command)
            assert (result.exit_code, result.stdout) == (3, ""), command
            assert f"(pid {os.getpid()}) is writing to {home}" in result.stderr
        assert (work / "unfinished").exists(), "the work of the first was touched"
    assert GraphStore(home).current().id == before.id
    assert publish(home, the_content, OPEN, public=True, word="anders").id != before.id


def test_the_first_is_another_process_and_is_told_by_its_own_pid(home: Path) -> None:
    first = "import sys; from pathlib import Path; from grondslag.store import GraphStore\n"
    first += "with GraphStore(Path(sys.argv[1])).writing(): print('writing', flush=True); sys.stdin.read()"
    runner, withdraw = CliRunner(env={"GRONDSLAG_HOME": str(home)}), ["registers", "withdraw", OPEN, "--yes"]
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", first, str(home)], stdin=pipe, stdout=pipe) as writer:
        assert writer.stdout
        assert writer.stdin
        writer.stdout.readline()
        result = runner.invoke(cli, withdraw)
        assert result.exit_code == 3
        assert re.search(rf"\(pid {writer.pid}\) is writing to {re.escape(str(home))}\b", result.stderr)
        writer.stdin.close()
    assert writer.returncode == 0
    # A lock ends with its process, however it ends: nobody has to clear it away.
    assert (
        CliRunner(env={"GRONDSLAG_HOME": str(home)}).invoke(cli, ["registers", "withdraw", OPEN, "--yes"]).exit_code
        == 0
    )


def test_readers_wait_for_no_writer(home: Path, tmp_path: Path) -> None:
    runner = CliRunner(env={"GRONDSLAG_HOME": str(home)})
    with GraphStore(home).writing():
        for command in (["registers"], ["doctor"], ["query", "statutes"], ["backup", str(tmp_path / "backup.tar")]):
            assert runner.invoke(cli, command).exit_code == 0, command


def test_another_reader_of_the_home_harms_no_server_and_a_second_on_its_address_ends(
    home: Path, the_content: Content
) -> None:
    def generation(url: str) -> str:
        with urllib.request.urlopen(f"{url}/health", timeout=30) as response:
            return str(json.load(response)["generation"])

    current = GraphStore(home).current().id
    with served(home) as first, Engine(Settings(home=home), the_content) as second:
        assert second.run("ASK {}").generation == generation(first.url) == current
        command = [sys.executable, "-m", "grondslag", "serve", "--port", first.url.rpartition(":")[2]]
        environment = {**os.environ, "GRONDSLAG_HOME": str(home)}
        third = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
        assert third.returncode == 3
        assert f"Cannot listen on {first.url.removeprefix('http://')}" in third.stderr
        assert first.process.poll() is None
        assert second.run("ASK {}").generation == generation(first.url) == current
