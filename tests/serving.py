"""Starting the real server for a test, on loopback, and being sure that it is gone afterwards."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 30


@dataclass(frozen=True)
class Site:
    """A served site: where it is and its process."""

    url: str
    process: subprocess.Popen[bytes]


# All that a test asks comes from one address, and much of it is wrong on purpose.
GENEROUS = {"GRONDSLAG_BUDGET_SECONDS": "6000", "GRONDSLAG_BUDGET_ERRORS": "60000", "GRONDSLAG_BUDGET_QUERIES": "64"}


@contextmanager
def served(home: Path, **environment: str) -> Iterator[Site]:
    """Run `grondslag serve` on a free port over `home`, with further environment variables, until the block ends.

    Unless these say otherwise, no client comes to the end of its budget.
    """
    command = [sys.executable, "-m", "grondslag", "serve", "--port"]
    variables = {"GRONDSLAG_HOME": str(home), **GENEROUS, **environment}
    with running(lambda port: [*command, str(port)], variables) as site:
        yield site


@contextmanager
def running(
    command: Callable[[int], list[str]],
    environment: Mapping[str, str] | None = None,
    *,
    path: str = "/health",
    log: Path | None = None,
) -> Iterator[Site]:
    """Run the command of a server for a free port, and end it with the block.

    `path` tells that it runs; `log` gets its standard error.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (log or Path(os.devnull)).open("wb") as errors:
        process = subprocess.Popen(command(port), env={**os.environ, **(environment or {})}, stderr=errors)
    site = Site(f"http://127.0.0.1:{port}", process)
    try:
        _wait(site, path)
        yield site
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(site: Site, path: str) -> None:
    for _ in range(START_SECONDS * 10):
        assert site.process.poll() is None, "the server ended before it answered"
        try:
            urllib.request.urlopen(site.url + path, timeout=5).close()
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError("the server did not answer in time")
