"""A newcomer's first minutes: from a bare checkout, `script/serve` alone ends in a served site, and again."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# What the start may take at most on a machine of two cores, packages fetched from the registry included.
START_SECONDS = 180
OTHER_SOURCES = re.compile(r"data/sources/(?!000/)")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that git keeps, elsewhere, without an environment or a graph, with document 000 alone: to be quick."""
    folder = tmp_path_factory.mktemp("bare") / "grondslag"
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True)
    for name in listed.stdout.split("\0"):
        if name and (ROOT / name).is_file() and OTHER_SOURCES.match(name) is None:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


@pytest.mark.parametrize("time_around", ["first", "again"])
def test_serve_alone_ends_in_a_served_site(checkout: Path, time_around: str) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "GRONDSLAG_HOME": str(checkout.parent / "home")}
    environment.pop("VIRTUAL_ENV", None)
    with open(checkout.parent / f"{time_around}.log", "wb") as log:
        process = subprocess.Popen(
            ["script/serve", "--port", str(port)], cwd=checkout, env=environment, stdout=log, stderr=log
        )
        try:
            page = first_page(f"http://127.0.0.1:{port}/", process)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=20)
    assert b"Lucrato" in page, (checkout.parent / f"{time_around}.log").read_text()
    assert process.returncode == 0


def first_page(url: str, process: subprocess.Popen[bytes]) -> bytes:
    """The first page, as soon as it is served; empty when the process ended or the time is up."""
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=10) as response:
                return bytes(response.read())
        except urllib.error.URLError:
            time.sleep(0.3)
    return b""
