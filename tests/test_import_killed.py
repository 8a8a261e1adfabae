"""An import that is killed: the home then has the old register or the new one, whole, and takes the next import."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
from register_files import RegisterFile, register_file, small_home

from grondslag.content import Content
from grondslag.graphs import register_graphs
from grondslag.registers.desk import Desk, Wish
from grondslag.settings import Settings
from grondslag.store import GraphStore

KILLS = 30
WISH = Wish("gemeente-wilgendam", "Gemeente Wilgendam", public=True)


@pytest.fixture
def home(tmp_path: Path, the_content: Content) -> Settings:
    return small_home(tmp_path / "home", the_content)


def register_hash(settings: Settings) -> str:
    """The hash of the register that the home holds, of which every statement can be read."""
    generation = GraphStore(settings.home).current()
    graph = register_graphs(WISH.organisation)[0].iri
    entry = generation.manifest["graphs"][graph]
    store = generation.open()
    assert sum(1 for _ in store.quads_for_pattern(None, None, None, ox.NamedNode(graph))) == entry["quads"]
    return str(entry["sha256"])


@pytest.fixture
def server(home: Settings) -> Iterator[subprocess.Popen[str]]:
    """What runs the commands: see import_server.py."""
    environment = {**os.environ, "GRONDSLAG_HOME": str(home.home)}
    command = [sys.executable, str(Path(__file__).with_name("import_server.py"))]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as process:
        yield process
        assert process.stdin
        process.stdin.close()


def ask(server: subprocess.Popen[str], file: Path) -> int:
    """Start `grondslag import FILE`. Returns the id of its process."""
    assert server.stdin
    print(json.dumps(["import", str(file), "--organisation", WISH.organisation]), file=server.stdin, flush=True)
    return answer(server)


def answer(server: subprocess.Popen[str]) -> int:
    assert server.stdout
    # The command may have written to the same output before it was killed.
    return int(next(line for line in server.stdout if line.strip().isdigit()))


def changed(file: RegisterFile, folder: Path, times: int) -> Path:
    """The register with another period, so that the register differs each time."""
    path = folder / f"{times}.csv"
    path.write_bytes(file.data.replace(b"10 jaar", f"{times + 12} jaar".encode()))
    return path


def test_an_import_killed_at_any_moment_leaves_the_old_register_or_the_new_one(
    home: Settings, server: subprocess.Popen[str], tmp_path: Path, the_content: Content
) -> None:
    file = register_file("wilgendam")
    desk = Desk(home, the_content, date(2026, 11, 22))
    desk.load(file.data, file.file, WISH)
    old = register_hash(home)
    begun = time.monotonic()
    ask(server, changed(file, tmp_path, -1))
    assert answer(server) == 0
    whole = time.monotonic() - begun
    assert register_hash(home) != old
    old, ends = register_hash(home), set()
    for times in range(KILLS):
        child = ask(server, changed(file, tmp_path, times))
        # Up to well beyond the end, so that most that get late are caught while they publish, or get there.
        time.sleep(1.6 * whole * (times + 1) / KILLS)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        ended = answer(server)
        new = register_hash(home)
        # One that had ended by itself has published; one that was killed may have.
        assert new != old or os.WIFSIGNALED(ended), "an import that ended changed nothing"
        ends.add(new != old)
        old = new
    assert False in ends, "no import was killed before its end"
    last = desk.load(changed(file, tmp_path, KILLS), "last.csv", WISH)
    assert last.changed
    assert register_hash(home) != old
    assert not list((home.home / "work").glob("*")), "something is left of the imports that were killed"
