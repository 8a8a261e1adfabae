"""The command: prepare a home, and measure it beside the engine alone and its own server."""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import time
from pathlib import Path

import pyoxigraph as ox

from benchmarks.generate.__main__ import size
from benchmarks.query.measure import worker_overhead
from benchmarks.query.prepare import prepare
from benchmarks.query.report import tell_health, tell_mix, tell_saved
from grondslag.content import content
from grondslag.query.engine import Engine
from grondslag.settings import Settings
from grondslag.store import Generation, GraphStore

PARTS = ("saved", "mix", "small", "health")


def main() -> None:
    """Read the arguments, then prepare or run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.query", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    preparing = commands.add_parser("prepare", help="publish a nation's registers beside the real law")
    preparing.add_argument("--triples", type=size, required=True, help="about how many statements: 100k, 1M, 5M")
    running = commands.add_parser("run", help="measure a home that was prepared")
    running.add_argument("--server", type=Path, required=True, help="the program `oxigraph` of the package index")
    running.add_argument("--seconds", type=float, default=10.0, help="how long each mix runs")
    running.add_argument("--only", nargs="*", choices=PARTS, help="parts of the run")
    for command in (preparing, running):
        command.add_argument("--home", type=Path, required=True)
    asked = parser.parse_args()
    if asked.command == "prepare":
        started = time.perf_counter()
        prepare(asked.home, asked.triples, lambda step: print(f"{time.perf_counter() - started:7.1f} s  {step}"))
    else:
        run(asked.home, asked.server, asked.seconds, set(asked.only or PARTS))


def run(home: Path, program: Path, seconds: float, parts: set[str]) -> None:
    """All parts, each telling its figures when it is done."""
    generation = GraphStore(home).current()
    tell_state(generation, program)
    if "saved" in parts:
        tell_saved(home, generation, program)
    if "mix" in parts:
        tell_mix(home, generation, program, seconds)
    if "small" in parts:
        with Engine(Settings(home=home), content()) as engine:
            through, alone = worker_overhead(engine, generation)
        print(f"\na small query: {through:.2f} ms through a worker, {alone:.2f} ms in this process: "
              f"{through - alone:.2f} ms more")  # fmt: skip
    if "health" in parts:
        tell_health(generation)


def tell_state(generation: Generation, program: Path) -> None:
    """The machine, the versions, and how large the data are."""
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    print(f"{platform.machine()}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}; "
          f"Python {platform.python_version()}, pyoxigraph {ox.__version__}, server {version}")  # fmt: skip
    files = [file for file in generation.path.rglob("*") if file.is_file()]
    # The two checkpoints of a reader share files.
    size_on_disk = sum({file.stat().st_ino: file.stat().st_size for file in files}.values())
    print(f"{generation.quads} statements in {len(generation.graphs)} graphs; {size_on_disk >> 20} MiB on disk")


if __name__ == "__main__":
    main()
