"""The servers that are compared, each a process of its own on a free port, and what they take."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from grondslag.store import Generation

START_SECONDS = 60.0
# One client of this machine asks for sixty-four: it is not held to what one visitor may take.
UNBOUNDED = {
    "GRONDSLAG_BUDGET_QUERIES": "64",
    "GRONDSLAG_BUDGET_SECONDS": "100000",
    "GRONDSLAG_BUDGET_ERRORS": "100000",
}


@dataclass(frozen=True)
class Server:
    """A server that runs: its port, and its process id."""

    port: int
    pid: int

    def peak(self) -> int:
        """The most memory that it and its workers have had, in MiB; what they share counts for each."""
        return sum(_peak(pid) for pid in _with_children(self.pid)) // 1024


@contextmanager
def ours(home: Path) -> Iterator[Server]:
    """`grondslag serve` over a home."""
    port = _free_port()
    command = [sys.executable, "-m", "grondslag", "serve", "--port", str(port)]
    with _serving(command, port, {"GRONDSLAG_HOME": str(home), **UNBOUNDED}) as server:
        yield server


@contextmanager
def oxigraph(program: Path, generation: Generation) -> Iterator[Server]:
    """`oxigraph serve-read-only` over the checkpoint that our queries are asked of."""
    port = _free_port()
    where = ["--location", str(generation.asked_path), "--bind", f"127.0.0.1:{port}", "--timeout-s", "10"]
    with _serving([str(program), "serve-read-only", *where], port, {}) as server:
        yield server


@contextmanager
def _serving(command: Sequence[str], port: int, environment: dict[str, str]) -> Iterator[Server]:
    process = subprocess.Popen(
        command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(process, port)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"no server: {process.args!r} does not listen")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _with_children(pid: int) -> list[int]:
    found = [pid]
    for thread in Path(f"/proc/{pid}/task").iterdir():
        # A thread of a server may end meanwhile.
        with suppress(OSError):
            children = (thread / "children").read_text(encoding="ascii").split()
            found += (each for child in children for each in _with_children(int(child)))
    return found


def _peak(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
