"""A home whose graph is on a SPARQL server: the server has the truth, the folder a mirror of what was asked for.

What publishes makes a generation here as it does without a server. Then it is pushed: each graph that changed beside
the former one, and one update request puts them all in its place. Who reads the server sees the former generation
whole or the new one; a push that is killed leaves the former one, and staged graphs that the next one removes.

What only asks queries takes the manifest from the server and nothing else. The statements are fetched when something
reads them itself, as a report does, and compared graph by graph with the hashes of the manifest.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import shutil
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import contextmanager, suppress
from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from grondslag.content import Content, content
from grondslag.draft import Draft
from grondslag.errors import DamagedStore, MalformedFile, RemoteFailure, StoreBusy
from grondslag.graphs import CATALOGUE, PUBLIC, NamedGraph
from grondslag.namespaces import GRAPH
from grondslag.rdf import canonical, sha256
from grondslag.remote.record import Record
from grondslag.remote.server import RECORD, Pointer, Server
from grondslag.remote.updates import Updates
from grondslag.settings import Settings
from grondslag.statements import PART, Statements, parts
from grondslag.store import MANIFEST_FILE, Generation, GraphStore, Progress, room_on

ASKED_AGAIN_SECONDS = 2.0
"""So long what the server said of its generation counts, and that it did not: nobody waits again for that."""
_TRIES = 3
_ATTEMPT_BYTES = 16
_STAGED = re.compile(rf"{re.escape(GRAPH)}.+/staged/[0-9a-f]{{{2 * _ATTEMPT_BYTES}}}")
"""The names of the graphs that an attempt to publish fills. Nobody else's graphs are ever removed."""


def open_store(settings: Settings) -> GraphStore:
    """The generations of a home, or those of the server that its settings name."""
    if settings.remote is None:
        return GraphStore(settings.home)
    return RemoteStore(settings.home, Server(settings.remote), content())


class RemoteStore(GraphStore):
    """The generations of a server, and the mirror of them below one home folder. Raises `RemoteFailure` too."""

    def __init__(self, home: Path, server: Server, the_content: Content) -> None:
        super().__init__(home)
        self._server = server
        self._content = the_content
        self._seen: tuple[float, Pointer | RemoteFailure] | None = None
        self._begun_with: Pointer | None = None
        self._looking = threading.Lock()

    @property
    def place(self) -> str:
        """Where the graph is, as messages name it."""
        return f"{self._server.url}, mirrored in {self.home}"

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever published on the server."""
        return self._pointer().generation is None

    def mark(self) -> object:
        """The id of the generation that the server holds now; None where it has none."""
        return self._pointer().generation

    def generations(self, reader: str = PUBLIC) -> list[Generation]:
        """As on a home alone: the current one, and those before it of which the statements are here."""
        current = self._current_name()
        return [each for each in super().generations(reader) if each.id == current or _is_here(each)]

    @contextmanager
    def writing(self) -> Iterator[Path]:
        """As on a home alone. What is published follows the generation that the server holds at the beginning."""
        with super().writing() as work:
            self._begun_with = self._server.pointer()
            try:
                yield work
            finally:
                self._begun_with = self._seen = None

    def _pointer(self) -> Pointer:
        if self._begun_with is not None:
            return self._begun_with
        with self._looking:
            seen = self._seen
            if seen is None or time.monotonic() - seen[0] > ASKED_AGAIN_SECONDS:
                told = self._told()
                self._seen = seen = time.monotonic(), told
        if isinstance(seen[1], RemoteFailure):
            raise copy(seen[1]) from None
        return seen[1]

    def _told(self) -> Pointer | RemoteFailure:
        try:
            return self._server.pointer()
        except RemoteFailure as error:
            return copy(error)

    def _current_name(self) -> str | None:
        for _ in range(_TRIES):
            name = self._pointer().generation
            if name is None or (self._generations / name / MANIFEST_FILE).exists():
                return name
            try:
                if self._take_record(name):
                    return name
            except RemoteFailure as error:
                self._seen = time.monotonic(), copy(error)
                raise
            self._seen = None
        raise StoreBusy("The SPARQL server gets one generation after the other", expected="another try")

    def _names(self) -> list[str]:
        held = self._pointer().generation
        return [*super()._names(), *([held] if held else [])]

    def _read(self, name: str) -> Generation:
        # Those before the current one are here whole, or not at all.
        return replace(super()._read(name), fetch=self._fetch if name == self._pointer().generation else None)

    # --- from the server

    def _take_record(self, name: str) -> bool:
        """Make the folder of a generation, without statements; False when the server has another one by now."""
        record = Record.read([self._server.record()])
        if record.manifest.get("id") != name:
            if self._server.pointer().generation == name:
                raise _damaged(name, "its record is that of another generation")
            return False
        with self._mirroring() as work:
            record.write(work)
            self._generations.mkdir(exist_ok=True, mode=0o700)
            if not (self._generations / name).exists():
                os.replace(work, self._generations / name)
        return True

    def _fetch(self, generation: Generation) -> None:
        """Bring the statements of a generation here. Raises `DamagedStore` naming a graph that is not what it was."""
        if _is_here(generation):
            return
        with self._mirroring() as work:
            if _is_here(generation):
                return
            try:
                checkpoints = self._mirrored(generation, work)
            except DamagedStore:
                self._refuse_moved(generation)
                raise
            # The store for everyone comes last: where it is, the others are.
            for name in sorted(os.listdir(checkpoints), key="store".__eq__):
                # One that was killed here may have left some.
                shutil.rmtree(generation.path / name, ignore_errors=True)
                os.replace(checkpoints / name, generation.path / name)

    def _mirrored(self, generation: Generation, work: Path) -> Path:
        draft = Draft(work)
        wanted: Mapping[str, Mapping[str, Any]] = generation.manifest["graphs"]
        graphs = (graph for graph in generation.graphs_of_all if graph.iri != CATALOGUE.iri)
        for graph in sorted(graphs, key=lambda each: (each.visibility != PUBLIC, each.iri)):
            found = self._load(draft, graph, work)
            if found != wanted[graph.iri]["sha256"]:
                raise _damaged(generation.id, f"the graph {graph.iri} on the server is not what its manifest says")
        checkpoints, made = draft.finish(), draft.manifest
        if any(made[name] != generation.manifest.get(name) for name in ("graphs", "catalogues", "quads")):
            raise _damaged(generation.id, "its manifest does not describe its graphs")
        return checkpoints

    def _load(self, draft: Draft, graph: NamedGraph, work: Path) -> str:
        """Load a graph of the server into a draft, and give its hash."""
        with self._server.graph(graph.iri) as lines:
            try:
                if graph.may_have_blank_nodes:
                    return _taken_whole(draft, graph, lines)
                statements = Statements.of_lines(lines, graph.iri, work / "graph.nq")
            except MalformedFile as error:
                raise RemoteFailure("The SPARQL server gave no whole graph", code="remote_malformed") from error
        draft.load(graph, statements)
        statements.file.unlink()
        return statements.sha256

    def _refuse_moved(self, generation: Generation) -> None:
        if self._server.pointer().generation != generation.id:
            raise StoreBusy(
                f"The SPARQL server got another generation while {generation.id} was read from it",
                expected="another try",
            )

    @contextmanager
    def _mirroring(self) -> Iterator[Path]:
        """Hold the lock on the mirror, and give an empty folder beside the generations that is removed afterwards.

        Raises `NoSpace` when the disk is full before the work is done.
        """
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(self.home / "mirror.lock", "a", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            work = self.home / "mirror"
            shutil.rmtree(work, ignore_errors=True)
            work.mkdir(mode=0o700)
            try:
                with room_on(self.home):
                    yield work
            finally:
                shutil.rmtree(work, ignore_errors=True)

    # --- to the server

    def _release(self, generation: Generation, progress: Progress) -> None:
        """Put a generation on the server in the place of the one that it holds."""
        assert self._begun_with is not None  # noqa: S101  nothing is published but in `writing`
        former = self._begun_with.generation
        held = self._held() if former else {}
        now = _hashes(generation)
        attempt = secrets.token_hex(_ATTEMPT_BYTES)
        changed = [iri for iri, of in now.items() if held.get(iri) != of] + [RECORD]
        staged = {iri: f"{iri}/staged/{attempt}" for iri in changed}
        updates = Updates(self._content, attempt)
        self._begin(updates, Pointer(former, attempt), held.keys() | now.keys(), progress)
        for number, (iri, name) in enumerate(staged.items(), 1):
            progress(f"sending graph {number} of {len(staged)}: {_named(generation, iri)}")
            self._stage(generation, iri, name, progress)
        progress(f"putting generation {generation.id} in its place on the server")
        switched = self._switch(updates.switch(staged, held.keys() - now.keys(), generation.id), generation)
        with suppress(RemoteFailure):
            # What is left over the next attempt removes.
            self._server.update(updates.remove(staged.values()))
        if not switched:
            raise _overtaken()

    def _begin(self, updates: Updates, ours: Pointer, known: Set[str], progress: Progress) -> None:
        """Take the place of any other attempt, and remove what they staged and left.

        An attempt never comes back. So if ours is still the last one after the graphs were listed, whatever others
        staged until then is of attempts that can switch no more, also where their machine goes on sending.
        """
        self._server.update(updates.begin())
        left = {iri for iri in self._listed(updates.names(), progress) - known if _STAGED.fullmatch(iri)}
        if self._server.pointer() != ours:
            raise _overtaken()
        if left:
            progress(f"removing {len(left)} graphs that a push left on the server")
            self._server.update(updates.remove(sorted(left)))

    def _listed(self, query: str, progress: Progress) -> set[str]:
        """The graphs that the server lists; none where it does not, which is told: what is left there then stays."""
        try:
            return self._server.names(query)
        except RemoteFailure as error:
            progress(f"what earlier pushes left on the server stays there: {error.message}")
            return set()

    def _held(self) -> dict[str, str]:
        try:
            return _hashes(self.current())
        except DamagedStore:
            # Nothing is taken for known of a server that cannot tell what it holds.
            return {}

    def _stage(self, generation: Generation, iri: str, name: str, progress: Progress) -> None:
        if iri == RECORD:
            self._server.put(name, Record.of(generation).to_lines())
            return
        entry = generation.manifest["graphs"][iri]
        store = generation.seen_by(entry["visibility"]).open()
        quads = store.quads_for_pattern(None, None, None, ox.NamedNode(iri))
        sent = 0
        # Parts of a graph have no blank node in common that keeps its name: those that may have them are small.
        for part in parts(quads, PART):
            if sent:
                progress(f"sent {sent} of {entry['quads']} statements")
            lines = ox.serialize((quad.triple for quad in part), format=ox.RdfFormat.N_TRIPLES) or b""
            self._server.put(name, lines, more=sent > 0)
            sent += len(part)

    def _switch(self, text: str, generation: Generation) -> bool:
        """Whether the server holds the generation now."""
        try:
            self._server.update(text)
        except RemoteFailure:
            # It may have been done all the same: only the answer was lost.
            if self._server.pointer().generation != generation.id:
                raise
            return True
        return self._server.pointer().generation == generation.id


def _taken_whole(draft: Draft, graph: NamedGraph, lines: Iterable[bytes]) -> str:
    store = ox.Store()
    try:
        store.load(b"".join(lines), format=ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(graph.iri))
    except SyntaxError as error:
        raise MalformedFile(graph.iri, error.msg) from error
    draft.take(store, [graph])
    return sha256(canonical(store))


def _hashes(generation: Generation) -> dict[str, str]:
    """The graphs that stand on a server, and the hash of each."""
    return {iri: entry["sha256"] for iri, entry in generation.manifest["graphs"].items()}


def _named(generation: Generation, iri: str) -> str:
    if iri == RECORD:
        return "the manifest and the files kept with it"
    return f"{iri}, {generation.manifest['graphs'][iri]['quads']} statements"


def _is_here(generation: Generation) -> bool:
    return (generation.path / "store").exists()


def _overtaken() -> StoreBusy:
    return StoreBusy(
        "Another machine published on the SPARQL server meanwhile, or is about to",
        expected="one writer at a time: try again when it is done",
    )


def _damaged(name: str, reason: str) -> DamagedStore:
    return DamagedStore(
        f"Generation {name!r} is damaged: {reason}", expected="a rebuild from the files", example="grondslag build"
    )
