"""Importing a register of 45,000 lines into a home that is built: seconds and memory, beside raw Oxigraph.

Measured once, cold: with a warm file cache, and nothing read or loaded before. What raw Oxigraph takes is measured in
the same run: the statements of the register, from a file, into a store on disk of their own.
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

from benchmarks.register_lines import LIMITS, as_csv
from grondslag.content import content
from grondslag.graphs import register_graphs
from grondslag.registers.desk import Desk, Loaded, Wish
from grondslag.settings import Settings
from grondslag.store import GraphStore

MEGABYTE = 1024 * 1024
WISH = Wish("dienst-landelijk", "Landelijke Dienst", public=True, categories=("party/gemeente",))


class Clock:
    """When each step was told."""

    def __init__(self) -> None:
        self._begun, self._processor = time.monotonic(), time.process_time()

    def tell(self, words: str) -> None:
        """Tell a step with the seconds since the beginning, and with those of the processor."""
        seconds, processor = time.monotonic() - self._begun, time.process_time() - self._processor
        print(f"  {seconds:6.1f} s {processor:6.1f} s  {words}", flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print. Returns 1 when it takes longer, or more memory, than it should."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="a home with a built graph; it is copied")
    parser.add_argument("--lines", type=int, default=45_000)
    parser.add_argument("--at", type=Path, help="the folder to work in; one on a disk, not in memory")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(dir=asked.at) as folder:
        home = Path(folder) / "home"
        shutil.copytree(asked.home, home)
        return _measured(home, asked.lines)


def _measured(home: Path, lines: int) -> int:
    data = as_csv(lines)
    print(f"{lines} lines, {len(data) / MEGABYTE:.1f} MB of CSV; Python {platform.python_version()}, ", end="")
    print(f"pyoxigraph {ox.__version__}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}; cold")
    begun, processor = time.monotonic(), time.process_time()
    desk = Desk(Settings(home=home, uploads=LIMITS), content(), date.today(), Clock().tell)
    loaded = desk.load(data, "landelijk.csv", WISH)
    seconds, processor = time.monotonic() - begun, time.process_time() - processor
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MEGABYTE
    worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / MEGABYTE
    statements = _statements(loaded)
    print(f"import: {seconds:.1f} s ({processor:.1f} s of the processor), {statements} statements")
    print(f"peak of memory: {peak:.0f} MB, worker {worker:.0f} MB")
    raw, raw_processor = _raw(home, loaded)
    print(f"raw Oxigraph: {raw:.1f} s ({raw_processor:.1f} s of the processor) to load the same statements")
    print(f"import / raw: {seconds / raw:.1f} ({processor / raw_processor:.1f} of the processor)")
    limits = {
        "30 s": seconds < 30,
        "1 GB": peak < 1024,
        "twice the time of raw Oxigraph": seconds < 2 * raw,
    }
    for limit, is_kept in limits.items():
        print(f"{'within' if is_kept else 'NOT within'} {limit}")
    return 0 if all(limits.values()) else 1


def _statements(loaded: Loaded) -> int:
    graph = register_graphs(WISH.organisation)[0].iri
    return int(loaded.generation.manifest["graphs"][graph]["quads"])


def _raw(home: Path, loaded: Loaded) -> tuple[float, float]:
    """The seconds, and those of the processor, in which Oxigraph loads the register from a file of N-Quads."""
    graph = ox.NamedNode(register_graphs(WISH.organisation)[0].iri)
    quads = GraphStore(home).current().open().quads_for_pattern(None, None, None, graph)
    file, folder = home / "register.nq", home / "raw"
    ox.serialize(quads, output=str(file), format=ox.RdfFormat.N_QUADS)
    begun, processor = time.monotonic(), time.process_time()
    store = ox.Store(str(folder))
    store.bulk_load(path=str(file), format=ox.RdfFormat.N_QUADS)
    store.flush()
    return time.monotonic() - begun, time.process_time() - processor


if __name__ == "__main__":
    sys.exit(main())
