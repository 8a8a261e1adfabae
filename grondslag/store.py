"""The graph store on disk, in generations: one writer, and readers that only ever see a finished whole.

A writer works in a folder of its own, then publishes read-only checkpoints and switches one small file. A reader
that has a generation open keeps it; a process killed half-way leaves the former generation serving.

A generation has a checkpoint for everyone, and one more for each organisation with graphs that only it may see. What
a reader may not see is not in the files that are opened for it, so that no query, however put, can reach it.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from grondslag import __version__
from grondslag.errors import DamagedStore, NoGeneration, NoSpace, NotFound, StoreBusy
from grondslag.graphs import CATALOGUE, PUBLIC, Layer, NamedGraph, name_of
from grondslag.rdf import sha256
from grondslag.settings import MEGABYTE

KEPT_GENERATIONS = 3
# What the kernel says when no more can be written: the disk, a quota or the size of a file.
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
MANIFEST_FORMAT = 1
MANIFEST_FILE = "manifest.json"
MERGED, MERGED_WITH_SOURCES = "merged", "merged-with-sources"
"""The folders, beside the checkpoint of a reader with many graphs, of those that its queries are asked of."""
Progress = Callable[[str], None]
"""Is told a step of long work, in words."""


@dataclass(frozen=True)
class Generation:
    """One published state of the graph as one reader sees it: its id, its folder, its manifest, and the reader.

    The manifest is the whole one: it names what others may see as well, and is not for showing. `fetch` brings the
    statements here when they are first read, where they stand on a server.
    """

    id: str
    path: Path
    manifest: dict[str, Any]
    reader: str = PUBLIC
    fetch: Callable[[Generation], None] | None = field(default=None, compare=False, repr=False)

    def seen_by(self, reader: str) -> Generation:
        """The same generation as `reader` sees it: `public` for everyone, or the IRI of an organisation."""
        return replace(self, reader=reader)

    @property
    def readers(self) -> list[str]:
        """The IRIs of the organisations that have graphs which only they may see, in order."""
        return sorted({entry["visibility"] for entry in self.manifest["graphs"].values()} - {PUBLIC})

    @property
    def entries(self) -> dict[str, dict[str, Any]]:
        """What the manifest says of each graph that the reader may see."""
        seen = (PUBLIC, self.reader)
        found = {iri: entry for iri, entry in self.manifest["graphs"].items() if entry["visibility"] in seen}
        own_catalogue = self.manifest.get("catalogues", {}).get(self.reader)
        return found | {CATALOGUE.iri: own_catalogue} if own_catalogue else found

    @property
    def hidden(self) -> frozenset[str]:
        """The graphs that the reader may not see."""
        return frozenset(self.manifest["graphs"].keys() - self.entries.keys())

    @property
    def dataset_hash(self) -> str:
        """SHA-256 over the names and canonical hashes of the graphs that the reader may see."""
        return str(self.manifest["dataset_hash"]) if self._is_public else dataset_hash(self.entries)

    @property
    def quads(self) -> int:
        """How many statements the reader may see."""
        own = 0 if self._is_public else sum(entry["quads"] for entry in self.entries.values())
        return own or int(self.manifest["quads"])

    @property
    def graphs(self) -> list[NamedGraph]:
        """The named graphs that the reader may see."""
        described = self.entries.items()
        return [NamedGraph(iri, Layer(entry["layer"]), entry["visibility"]) for iri, entry in described]

    @property
    def graphs_of_all(self) -> list[NamedGraph]:
        """The named graphs, whoever may see them."""
        described = self.manifest["graphs"].items()
        return [NamedGraph(iri, Layer(entry["layer"]), entry["visibility"]) for iri, entry in described]

    @property
    def created(self) -> date:
        """The day (UTC) that it was built on: what was known then."""
        return datetime.fromisoformat(str(self.manifest["created"])).date()

    @property
    def store_path(self) -> Path:
        """The folder that pyoxigraph opens read-only; it holds what the reader may see and nothing else."""
        if self.fetch is not None:
            self.fetch(self)
        return self.path / store_folder(PUBLIC if self._is_public else self.reader)

    @property
    def is_on_server(self) -> bool:
        """Whether queries are asked of a server that holds it, and not of files here.

        Those of a reader with graphs of its own are not: on a server the catalogue is that of everyone.
        """
        return self.fetch is not None and self._is_public

    @property
    def asked_path(self) -> Path:
        """The folder that query workers open: `store_path`, or beside it that with the default graph merged."""
        merged = self.store_path.with_name(MERGED)
        return merged if merged.is_dir() else self.store_path

    @property
    def is_merged(self) -> bool:
        """Whether `asked_path` has the default graph of queries as its own, beside the named graphs."""
        return self.asked_path != self.store_path

    @property
    def sources_path(self) -> Path:
        """As `asked_path`, with the sources in the default graph as well; only where it `is_merged`."""
        return self.store_path.with_name(MERGED_WITH_SOURCES)

    @property
    def files(self) -> dict[str, str]:
        """The files that are kept with imported registers: path in the folder of the generation to text."""
        found = sorted((self.path / "registers").glob("*/*"))
        return {file.relative_to(self.path).as_posix(): file.read_bytes().decode() for file in found}

    def open(self) -> ox.Store:
        """The checkpoint, read-only. Raises `DamagedStore`, naming what restores it."""
        # Outside: it may be fetched first, and what goes wrong then says nothing of the files.
        path = str(self.store_path)
        try:
            store = ox.Store.read_only(path)
        except (OSError, RuntimeError) as error:
            # RocksDB tells a missing file by the one and a cut or changed one by the other.
            raise _damaged(self.id, "its files cannot be read") from error
        if len(store) != self.quads:
            raise _damaged(self.id, f"{len(store)} statements instead of {self.quads}")
        return store

    def told(self) -> dict[str, Any]:
        """What another process on this machine needs to read it, as JSON has it; `heard` is the way back."""
        if self.fetch is not None:
            self.fetch(self)
        return {"id": self.id, "path": str(self.path), "manifest": self.manifest, "reader": self.reader}

    @classmethod
    def heard(cls, told: Mapping[str, Any]) -> Generation:
        """The generation that `told` tells of."""
        return cls(**{**told, "path": Path(told["path"])})

    @property
    def _is_public(self) -> bool:
        return self.reader not in self.readers


def dataset_hash(entries: Mapping[str, Mapping[str, Any]]) -> str:
    """One hash over graphs: their names and hashes, sorted."""
    return sha256("".join(f"{entry['sha256']}  {iri}\n" for iri, entry in sorted(entries.items())).encode("utf-8"))


def store_folder(reader: str) -> Path:
    """Where the checkpoint of a reader stands in the folder of a generation."""
    return Path("store") if reader == PUBLIC else Path("readers") / name_of(reader) / "store"


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

    @property
    def place(self) -> str:
        """Where the graph is, as messages name it."""
        return f"{self.home} (GRONDSLAG_HOME names this folder)"

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever published."""
        return not self._current.exists()

    def mark(self) -> object:
        """Something that is another when another generation is published; None where there is none."""
        try:
            return self._current.stat().st_mtime_ns
        except FileNotFoundError:
            return None

    def current(self, reader: str = PUBLIC) -> Generation:
        """The generation that is read now, as `reader` sees it. Raises `NoGeneration` or `DamagedStore`."""
        name = self._current_name()
        if name is None:
            raise NoGeneration(
                f"No graph has been built yet in {self.place}",
                expected="a build first",
                example="grondslag build",
            )
        return self._read(name).seen_by(reader)

    def generations(self, reader: str = PUBLIC) -> list[Generation]:
        """The generations kept that `reader` may read, oldest first. Raises `DamagedStore` if the current one cannot.

        A former one that is damaged is left out: what is served does not need it. So is one that shows the reader a
        graph which is kept from it now: who may see what is a matter of today, whatever the knowledge date.
        """
        if not self._generations.is_dir():
            return []
        current = self._current_name()
        found = []
        for path in sorted(self._generations.iterdir()):
            try:
                found.append(self._read(path.name).seen_by(reader))
            except DamagedStore:
                if path.name == current:
                    raise
        hidden = next((each.hidden for each in found if each.id == current), frozenset())
        return [each for each in found if hidden.isdisjoint(each.entries)]

    def names_of_registers(self) -> list[str]:
        """The organisations whose registers were imported into the current generation, even if that is damaged."""
        folder = self._generations / (self._current_name() or "none") / "registers"
        return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []

    def _current_name(self) -> str | None:
        try:
            return self._current.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None

    def known_on(self, day: date, reader: str = PUBLIC) -> Generation:
        """The last of `generations` that was built on or before `day` (UTC). Raises `NotFound` naming the first day."""
        kept = self.generations(reader) or [self.current(reader)]
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

        Raises `StoreBusy` when another process is writing, and `NoSpace` when the disk is full before the work is done.
        """
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._generations.mkdir(exist_ok=True, mode=0o700)
        with open(self.home / "writer.lock", "a+", encoding="utf-8") as lock:
            _take(lock.fileno(), self.home)
            lock.truncate(0)
            lock.write(f"{os.getpid()}\n")
            lock.flush()
            work = self.home / "work"
            _remove(work)
            work.mkdir(mode=0o700)
            try:
                with room_on(self.home):
                    yield work
            finally:
                _remove(work)

    def publish(
        self,
        work: Path,
        checkpoints: Path,
        manifest: dict[str, Any],
        *,
        files: Mapping[str, str] | None = None,
        progress: Progress = lambda _: None,
    ) -> Generation:
        """Publish `checkpoints` (what `Draft.finish` gives) with `files` (name to text) beside them, and switch to it.

        `work` is the folder that `writing()` gave; `progress` is told in words what takes long.
        """
        # From the names, not the manifests: a damaged generation must not stop its own replacement.
        sequence = 1 + max((int(name.partition("-")[0]) for name in self._names()), default=0)
        generation_id = f"{sequence:06d}-{manifest['dataset_hash'][:12]}"
        staged = work / generation_id
        os.replace(checkpoints, staged)
        full = {
            "format": MANIFEST_FORMAT,
            "id": generation_id,
            "sequence": sequence,
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
            "tool": __version__,
            **manifest,
        }
        for name, text in (files or {}).items():
            (staged / name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write_durably(staged / name, text)
        _write_durably(staged / MANIFEST_FILE, json.dumps(full, indent=2, sort_keys=True) + "\n")
        self._release(Generation(generation_id, staged, full), progress)
        target = self._generations / generation_id
        os.replace(staged, target)
        _write_durably(self._current, generation_id + "\n")
        self._prune()
        return Generation(generation_id, target, full)

    def _names(self) -> list[str]:
        return [path.name for path in self._generations.iterdir()]

    def _release(self, generation: Generation, progress: Progress) -> None:
        """Called with what is about to be published, before anybody here can read it."""

    def _read(self, name: str) -> Generation:
        path = self._generations / name
        try:
            manifest = json.loads((path / MANIFEST_FILE).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise _damaged(name, "its manifest cannot be read") from error
        if manifest.get("format") != MANIFEST_FORMAT:
            raise _damaged(name, f"format {manifest.get('format')!r} instead of {MANIFEST_FORMAT}")
        return Generation(name, path, manifest)

    def _prune(self) -> None:
        for path in sorted(self._generations.iterdir())[:-KEPT_GENERATIONS]:
            shutil.rmtree(path, ignore_errors=True)


def require_space(home: Path, size: int) -> None:
    """Raises `NoSpace` when the disk of `home` has no room to work on `size` bytes: three times that, and 200 MB."""
    needed, free = 3 * size + 200 * MEGABYTE, shutil.disk_usage(home).free
    if free < needed:
        raise no_space(home, f"{needed // MEGABYTE} MB is needed and {free // MEGABYTE} MB is free")


@contextmanager
def room_on(home: Path) -> Iterator[None]:
    """Raises `NoSpace` when the disk of `home` is full before the block is done."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        # RocksDB has no error numbers, only their words.
        number = getattr(error, "errno", None)
        if number in _FULL or any(os.strerror(full) in str(error) for full in _FULL):
            raise no_space(home, "it became full while writing") from error
        raise


def no_space(home: Path, reason: str) -> NoSpace:
    """The error for a disk that is full; nothing was changed."""
    return NoSpace(
        f"No room on the disk of {home}: {reason}", expected="space made free; what was published goes on being served"
    )


def _take(descriptor: int, home: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = (home / "writer.lock").read_text(encoding="utf-8").strip() or "unknown"
        raise StoreBusy(
            f"Another process (pid {holder}) is writing to {home}",
            expected="one writer at a time: try again when it is done",
        ) from None


def _remove(folder: Path) -> None:
    """Remove a folder of work, though a store in it that was not closed may add a file meanwhile."""
    for _ in range(20):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.05)


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
