"""The graph store on disk, in generations: one writer, and readers that only ever see a finished whole.

A build works in a folder of its own, then publishes a read-only checkpoint and switches one small file. A reader
that has a generation open keeps it; a process killed half-way leaves the former generation serving.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from grondslag import __version__
from grondslag.errors import DamagedStore, NoGeneration, NotFound, StoreBusy
from grondslag.graphs import Layer, NamedGraph

KEPT_GENERATIONS = 3
MANIFEST_FORMAT = 1


@dataclass(frozen=True)
class Generation:
    """One published state of the graph: its id, its folder and its manifest."""

    id: str
    path: Path
    manifest: dict[str, Any]

    @property
    def dataset_hash(self) -> str:
        """SHA-256 over the graph names and their canonical hashes."""
        return str(self.manifest["dataset_hash"])

    @property
    def graphs(self) -> list[NamedGraph]:
        """The named graphs it holds."""
        described = self.manifest["graphs"].items()
        return [NamedGraph(iri, Layer(entry["layer"]), entry["visibility"]) for iri, entry in described]

    @property
    def created(self) -> date:
        """The day (UTC) that it was built on: what was known then."""
        return datetime.fromisoformat(str(self.manifest["created"])).date()

    @property
    def store_path(self) -> Path:
        """The folder that pyoxigraph opens read-only."""
        return self.path / "store"

    def open(self) -> ox.Store:
        """The checkpoint, read-only. Raises `DamagedStore`, naming what restores it."""
        try:
            store = ox.Store.read_only(str(self.store_path))
        except (OSError, RuntimeError) as error:
            # RocksDB tells a missing file by the one and a cut or changed one by the other.
            raise _damaged(self.id, "its files cannot be read") from error
        if len(store) != self.manifest["quads"]:
            raise _damaged(self.id, f"{len(store)} statements instead of {self.manifest['quads']}")
        return store


class GraphStore:
    """The generations below one home folder."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._generations = home / "generations"
        self._current = home / "current"

    @property
    def pointer(self) -> Path:
        """The small file that names the current generation; it changes when a new one is published."""
        return self._current

    def current(self) -> Generation:
        """The generation that readers use. Raises `NoGeneration` or `DamagedStore`."""
        name = self._current_name()
        if name is None:
            raise NoGeneration(
                f"No graph has been built in {self.home} yet (GRONDSLAG_HOME names this folder)",
                expected="a build first",
                example="grondslag build",
            )
        return self._read(name)

    def generations(self) -> list[Generation]:
        """The generations kept that can be read, the oldest first. Raises `DamagedStore` when the current one cannot.

        A former one that is damaged is left out: what is served does not need it.
        """
        if not self._generations.is_dir():
            return []
        current = self._current_name()
        found = []
        for path in sorted(self._generations.iterdir()):
            try:
                found.append(self._read(path.name))
            except DamagedStore:
                if path.name == current:
                    raise
        return found

    def _current_name(self) -> str | None:
        try:
            return self._current.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None

    def known_on(self, day: date) -> Generation:
        """The last generation kept that was built on or before `day` (UTC). Raises `NotFound` naming the first day."""
        kept = self.generations() or [self.current()]
        found = [generation for generation in kept if generation.created <= day]
        if not found:
            named = ", ".join(f"{generation.id} ({generation.created})" for generation in kept)
            raise NotFound(
                f"No generation is kept that was built on or before {day}",
                expected=f"a day from {kept[0].created} on; kept are {named}",
                example=f"{kept[0].created}",
            )
        return found[-1]

    @contextmanager
    def writing(self) -> Iterator[Path]:
        """Hold the one writer's lock and give an empty folder to work in, removed afterwards.

        Raises `StoreBusy` when another process is writing.
        """
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._generations.mkdir(exist_ok=True, mode=0o700)
        with open(self.home / "writer.lock", "a+", encoding="utf-8") as lock:
            _take(lock.fileno(), self.home)
            lock.truncate(0)
            lock.write(f"{os.getpid()}\n")
            lock.flush()
            work = self.home / "work"
            shutil.rmtree(work, ignore_errors=True)
            work.mkdir(mode=0o700)
            try:
                yield work
            finally:
                shutil.rmtree(work, ignore_errors=True)

    def publish(
        self,
        work: Path,
        quads: Iterator[ox.Quad],
        manifest: dict[str, Any],
        *,
        files: Mapping[str, str] | None = None,
    ) -> Generation:
        """Write `quads`, and `files` (name to text) beside them, into a new generation and switch to it.

        `work` is the folder that `writing()` gave.
        """
        # From the names, not the manifests: a damaged generation must not stop its own replacement.
        sequence = 1 + max((int(path.name.partition("-")[0]) for path in self._generations.iterdir()), default=0)
        generation_id = f"{sequence:06d}-{manifest['dataset_hash'][:12]}"
        staged = work / generation_id
        staged.mkdir(mode=0o700)
        store = ox.Store(str(work / "writing"))
        store.bulk_extend(quads)
        store.flush()
        store.backup(str(staged / "store"))
        full = {
            "format": MANIFEST_FORMAT,
            "id": generation_id,
            "sequence": sequence,
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
            "tool": __version__,
            "quads": len(store),
            **manifest,
        }
        del store
        for name, text in (files or {}).items():
            _write_durably(staged / name, text)
        _write_durably(staged / "manifest.json", json.dumps(full, indent=2, sort_keys=True) + "\n")
        target = self._generations / generation_id
        os.replace(staged, target)
        _write_durably(self._current, generation_id + "\n")
        self._prune()
        return Generation(generation_id, target, full)

    def _read(self, name: str) -> Generation:
        path = self._generations / name
        try:
            manifest = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise _damaged(name, "its manifest cannot be read") from error
        if manifest.get("format") != MANIFEST_FORMAT:
            raise _damaged(name, f"format {manifest.get('format')!r} instead of {MANIFEST_FORMAT}")
        return Generation(name, path, manifest)

    def _prune(self) -> None:
        for path in sorted(self._generations.iterdir())[:-KEPT_GENERATIONS]:
            shutil.rmtree(path, ignore_errors=True)


def _take(descriptor: int, home: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = (home / "writer.lock").read_text(encoding="utf-8").strip() or "unknown"
        raise StoreBusy(
            f"Another process (pid {holder}) is writing to {home}",
            expected="one writer at a time: try again when it is done",
        ) from None


def _write_durably(path: Path, text: str) -> None:
    temporary = path.with_name(path.name + ".new")
    with open(temporary, "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(temporary, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _damaged(name: str, reason: str) -> DamagedStore:
    return DamagedStore(
        f"Generation {name!r} is damaged: {reason}",
        expected="a rebuild from the files",
        example="grondslag build",
    )
