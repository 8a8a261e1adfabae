"""The command: make the national graph and its oracle, and compare the two if asked."""

from __future__ import annotations

import argparse
import os
import platform
import resource
import time
from pathlib import Path

import pyoxigraph as ox

from benchmarks.generate.check import Compared, compare
from benchmarks.generate.kinds import AS_OF
from benchmarks.generate.nation import MUNICIPALITIES
from benchmarks.generate.national import Asked, generate
from grondslag.content import content

SHOWN = 20
_MULTIPLES = {"k": 1_000, "m": 1_000_000}


def main() -> None:
    """Read the arguments, generate, and compare; ends with 1 when oracle and report differ."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generate", description=__doc__)
    parser.add_argument("--triples", type=size, required=True, help="about how many statements: 100k, 1M, 5M, 20M")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--seed", type=int, default=Asked.seed, help="the same seed gives the same bytes")
    parser.add_argument("--municipalities", type=int, default=MUNICIPALITIES, help="fewer make a small nation")
    parser.add_argument("--gzip", action="store_true", help="write registers.nq.gz")
    parser.add_argument("--check", action="store_true", help="compare the oracle with the report of the shapes")
    asked = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}, "
          f"pyoxigraph {ox.__version__}, load {os.getloadavg()[0]:.1f}")  # fmt: skip
    started, worked = time.perf_counter(), time.process_time()
    made = generate(Asked(asked.triples, asked.seed, asked.municipalities, asked.gzip), asked.out, content())
    seconds, worked = time.perf_counter() - started, time.process_time() - worked
    print(f"{made.triples} statements in {made.registers} registers: {made.flows} flows, {made.flawed} with a flaw, "
          f"{made.findings} findings expected")  # fmt: skip
    print(f"{seconds:.1f} s, {worked:.1f} of them of the processor: {made.triples / worked:,.0f} statements in each; "
          f"peak of memory {peak()} MiB")  # fmt: skip
    if asked.check and not told(checked(asked.out)):
        raise SystemExit(1)


def size(text: str) -> int:
    """A number of statements: `100k`, `1M`, `2500`. Raises `ValueError`, which argparse tells."""
    multiple = _MULTIPLES.get(text[-1:].lower(), 1)
    number = int(text[:-1] if multiple > 1 else text) * multiple
    if number <= 0:
        raise ValueError(text)
    return number


def checked(folder: Path) -> Compared:
    """The comparison, telling how long each part takes."""
    started = time.perf_counter()
    print(f"the report of the shapes on {AS_OF}:")
    return compare(folder, content(), lambda step: print(f"  {time.perf_counter() - started:7.1f} s  {step}"))


def told(compared: Compared) -> bool:
    """Print what differs; whether nothing does."""
    for name, differing in (("missing", compared.missing), ("unexpected", compared.unexpected)):
        for each in differing[:SHOWN]:
            print(f"{name}: {each.rule} {each.severity} {each.focus}")
        if len(differing) > SHOWN:
            print(f"{name}: {len(differing) - SHOWN} more")
    equal = not compared.missing and not compared.unexpected
    print(f"{'equal' if equal else 'DIFFERENT'}: {len(compared.expected)} findings expected, "
          f"{len(compared.found)} found; peak of memory {peak()} MiB")  # fmt: skip
    return equal


def peak() -> int:
    """The most memory that this process has had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
