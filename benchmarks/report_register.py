"""Reporting on a large register part by part: seconds, activities a second and the peak of memory.

A register of so many lines (`register_lines.py`) is imported into a copy of a home that is built, and reported on once,
cold. Without --lines it is one of 45,000: that takes hours; after each part it tells how far it is.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pyoxigraph as ox

from benchmarks.import_register import WISH
from benchmarks.register_lines import LIMITS, as_csv
from grondslag.content import content
from grondslag.evaluation import Dates
from grondslag.graphs import Layer, register_graphs
from grondslag.large import ACTIVITIES
from grondslag.published import WHOLE_UP_TO, report_on_generation
from grondslag.registers.desk import Desk
from grondslag.settings import MEGABYTE, Settings
from grondslag.store import Generation, GraphStore

MOST_MEMORY = 1024
DAY = date(2026, 11, 1)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print. Returns 1 when it takes more memory than is promised."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="a home with a built graph; it is copied")
    parser.add_argument("--lines", type=int, default=45_000)
    parser.add_argument("--at", type=Path, help="the folder to work in; one on a disk, not in memory")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(dir=asked.at) as folder:
        home = Path(folder) / "home"
        shutil.copytree(asked.home, home)
        return _measured(_imported(home, asked.lines), asked.lines)


def _imported(home: Path, lines: int) -> Generation:
    """The register in the graph, by a process of its own: what that takes in memory is not measured here."""
    child = os.fork()
    if not child:
        desk = Desk(Settings(home=home, uploads=LIMITS), content(), date.today(), lambda _: None)
        desk.load(as_csv(lines), "landelijk.csv", WISH)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        sys.exit("the import failed")
    return GraphStore(home).current()


def _measured(generation: Generation, lines: int) -> int:
    register = register_graphs(WISH.organisation)[0].iri
    size = generation.entries[register]["quads"]
    print(
        f"{lines} lines, {size} statements; Python {platform.python_version()}, pyoxigraph {ox.__version__}, ", end=""
    )
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}; ", end="")
    print("as a whole" if size <= WHOLE_UP_TO else f"{ACTIVITIES} activities at a time")
    begun, processor = time.monotonic(), time.process_time()

    def tell(words: str) -> None:
        print(f"  {time.monotonic() - begun:7.1f} s  {words}, peak {_peak():.0f} MB", flush=True)

    report = report_on_generation(generation, Dates(DAY), layers={Layer.REGISTER}, registers={register}, progress=tell)
    seconds, processor = time.monotonic() - begun, time.process_time() - processor
    print(f"{len(report.findings)} findings in {seconds:.1f} s ({processor:.1f} s of the processor): ", end="")
    print(f"{lines / processor:.1f} activities and {size / processor:.0f} statements a second of the processor")
    is_well = _peak() < MOST_MEMORY
    print(f"peak of memory: {_peak():.0f} MB, {'within' if is_well else 'not within'} {MOST_MEMORY} MB")
    return 0 if is_well else 1


def _peak() -> float:
    """Of this process, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MEGABYTE


if __name__ == "__main__":
    sys.exit(main())
