"""The next generation while it is put together: a writable store for everyone, and one per reader with own graphs.

What a reader may see is what everyone may see and its own graphs, so its store grows out of the public one (hard
links, no copy). What does not change is taken over from the former generation as it stands on disk.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Set
from itertools import groupby
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from grondslag.errors import Failure
from grondslag.graphs import CATALOGUE, PUBLIC, Layer, NamedGraph, default_dataset, name_of
from grondslag.namespaces import GS, PREFIXES
from grondslag.rdf import canonical, sha256
from grondslag.statements import PART, Statements, parts
from grondslag.store import MERGED, MERGED_WITH_SOURCES, Generation, dataset_hash, store_folder

EVERYONE = GS + "everyone"
DELETED_UP_TO = 50_000
"""So many statements are deleted from a store; deleting more takes longer, and more memory, than making it anew."""
MERGED_FROM = 8
"""From so many graphs on, the default graph of queries is published merged: else each pattern is looked up in each."""
Entry = dict[str, Any]


class Draft:
    """A generation in the making, in the folder that `GraphStore.writing()` gave.

    It begins empty, or with what `former` holds but for the graphs `without`. Public graphs come first: the public
    store is closed as soon as the store of a reader is asked for.

    What is deleted from a store stays in its files for a while. So a store that loses a graph is made anew, and no byte
    is left of what its reader may see no more; only graphs that `come_back`, as visible as before, are deleted from it.
    """

    def __init__(
        self,
        work: Path,
        former: Generation | None = None,
        without: Set[str] = frozenset(),
        come_back: Set[str] = frozenset(),
    ) -> None:
        self._work = work
        self._checkpoints = work / "checkpoints"
        self._checkpoints.mkdir(mode=0o700)
        (work / "readers").mkdir(mode=0o700)
        self._former = None if former is None else former.seen_by(PUBLIC)
        before: Mapping[str, Entry] = {} if former is None else former.manifest["graphs"]
        left = {CATALOGUE.iri, *without, *come_back}
        self.entries: dict[str, Entry] = {iri: entry for iri, entry in before.items() if iri not in left}
        self._come_back = come_back | {CATALOGUE.iri}
        come_back_slowly = sum(before[iri]["quads"] for iri in come_back if iri in before) > DELETED_UP_TO
        lost = without | come_back if come_back_slowly else without
        self._losing = {entry["visibility"] for iri, entry in before.items() if iri in lost}
        self._changed = {entry["visibility"] for iri, entry in before.items() if iri in without | come_back}
        self._stores: dict[str, ox.Store] = {}
        self._catalogues: dict[str, Entry] = {}

    def store(self, reader: str = PUBLIC) -> ox.Store:
        """The writable store of a reader: `public` for everyone, or the IRI of an organisation."""
        if reader not in self._stores:
            if reader in self._catalogues:
                raise Failure("A store of a draft is closed: the public one closes before those of readers open")
            if reader != PUBLIC:
                self._close_public()
            self._stores[reader] = self._begun() if reader == PUBLIC else self._grown(reader)
            self._changed.add(reader)
        return self._stores[reader]

    def take(self, store: ox.Store, graphs: Iterable[NamedGraph]) -> None:
        """Add these graphs of a store in memory, none of which is in the draft."""
        # As many graphs at a time as may be: each load writes a file.
        for visibility, group in groupby(graphs, lambda graph: graph.visibility):
            taken = list(group)
            for part in parts((quad for graph in taken for quad in _quads(store, graph.iri)), PART):
                self.store(visibility).bulk_extend(part)
            # Before the next ones: the public store writes its catalogue when a store of a reader opens.
            self.entries |= describe(store, taken)

    def load(self, graph: NamedGraph, statements: Statements) -> None:
        """Add a graph that is not in the draft."""
        statements.load_into(self.store(graph.visibility))
        self.know(graph, statements)

    def know(self, graph: NamedGraph, statements: Statements) -> None:
        """Note a graph of which the statements are in the store by now."""
        self.entries[graph.iri] = {
            "layer": str(graph.layer),
            "visibility": graph.visibility,
            "quads": statements.quads,
            "sha256": statements.sha256,
        }

    def carry(self, former: Generation, graphs: Iterable[NamedGraph]) -> None:
        """Add graphs as they stand in a former generation, which is not the one that the draft began with."""
        for graph in graphs:
            stored = former.seen_by(graph.visibility).open()
            for part in parts(_quads(stored, graph.iri), PART):
                self.store(graph.visibility).bulk_extend(part)
            self.entries[graph.iri] = former.manifest["graphs"][graph.iri]

    def finish(self) -> Path:
        """Close all stores. Returns the folder with a checkpoint for every reader."""
        self._close_public()
        for reader in sorted({entry["visibility"] for entry in self.entries.values()} - {PUBLIC}):
            if self._is_as_before(reader):
                self._take_over(reader)
            else:
                self._close(reader)
        return self._checkpoints

    @property
    def manifest(self) -> dict[str, Any]:
        """What the manifest of a generation says of its statements; known when the draft is finished."""
        public = _seen_by(PUBLIC, self.entries) | {CATALOGUE.iri: self._catalogues[PUBLIC]}
        return {
            "graphs": self.entries | public,
            "catalogues": {reader: entry for reader, entry in self._catalogues.items() if reader != PUBLIC},
            "dataset_hash": dataset_hash(public),
            "quads": sum(entry["quads"] for entry in public.values()),
        }

    def _begun(self) -> ox.Store:
        """The public store with what it keeps of the former generation."""
        path = str(self._work / "public")
        if self._former is None or PUBLIC in self._losing:
            store = ox.Store(path)
            self._copy(store, PUBLIC)
            return store
        self._former.open().backup(path)
        store = ox.Store(path)
        for iri in self._come_back:
            store.remove_graph(ox.NamedNode(iri))
        return store

    def _grown(self, reader: str) -> ox.Store:
        """The store of an organisation: what everyone may see, and what it keeps of its own."""
        path = str(self._work / "readers" / name_of(reader))
        ox.Store.read_only(str(self._checkpoints / store_folder(PUBLIC))).backup(path)
        store = ox.Store(path)
        self._copy(store, reader)
        return store

    def _copy(self, store: ox.Store, reader: str) -> None:
        own = _seen_by(reader, self.entries)
        if self._former is None or not own:
            return
        stored = self._former.seen_by(reader).open()
        for part in parts((quad for iri in own for quad in _quads(stored, iri)), PART):
            store.bulk_extend(part)

    def _is_as_before(self, reader: str) -> bool:
        if self._former is None or reader in self._changed:
            return False
        return CATALOGUE.iri in self._former.entries if reader == PUBLIC else self._is_as_before(PUBLIC)

    def _take_over(self, reader: str) -> None:
        assert self._former is not None  # noqa: S101  there is something to be as before
        former = self._former.seen_by(reader)
        target = self._checkpoints / store_folder(reader)
        # A checkpoint is never written to, so that generations can share its files.
        shutil.copytree(former.store_path, target, copy_function=os.link)
        if former.is_merged:
            for merged in (former.asked_path, former.sources_path):
                shutil.copytree(merged, target.with_name(merged.name), copy_function=os.link)
        self._catalogues[reader] = former.entries[CATALOGUE.iri]

    def _close_public(self) -> None:
        if PUBLIC in self._catalogues:
            return
        if self._is_as_before(PUBLIC):
            self._take_over(PUBLIC)
        else:
            self._close(PUBLIC)

    def _close(self, reader: str) -> None:
        store = self.store(reader)
        del self._stores[reader]
        store.extend(_catalogue(_seen_by(reader, self.entries)))
        catalogue = NamedGraph(CATALOGUE.iri, CATALOGUE.layer, reader)
        self._catalogues[reader] = describe(store, [catalogue])[CATALOGUE.iri]
        target = self._checkpoints / store_folder(reader)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        store.flush()
        store.backup(str(target))
        self._merge(store, reader, target)

    def _merge(self, store: ox.Store, reader: str, target: Path) -> None:
        """Write the checkpoints for queries of a reader with many graphs: they share most files with `target`."""
        seen = _seen_by(PUBLIC, self.entries) | _seen_by(reader, self.entries)
        graphs = [NamedGraph(iri, Layer(entry["layer"]), entry["visibility"]) for iri, entry in seen.items()]
        if len(default_dataset(graphs)) < MERGED_FROM:
            return
        merged: set[str] = set()
        for name, layers in ((MERGED, ()), (MERGED_WITH_SOURCES, ("sources",))):
            wanted = default_dataset(graphs, layers)
            added = (quad for iri in wanted if iri not in merged for quad in _quads(store, iri))
            for part in parts((ox.Quad(quad.subject, quad.predicate, quad.object) for quad in added), PART):
                store.bulk_extend(part)
            merged.update(wanted)
            store.flush()
            store.backup(str(target.with_name(name)))


def describe(store: ox.Store, graphs: Iterable[NamedGraph]) -> dict[str, Entry]:
    """Per graph: layer, visibility, number of statements and the hash of its canonical form."""
    entries = {}
    for graph in graphs:
        quads = list(_quads(store, graph.iri))
        entries[graph.iri] = {
            "layer": str(graph.layer),
            "visibility": graph.visibility,
            "quads": len(quads),
            "sha256": sha256(canonical(quads)),
        }
    return entries


def _quads(store: ox.Store, iri: str) -> Iterator[ox.Quad]:
    return store.quads_for_pattern(None, None, None, ox.NamedNode(iri))


def _seen_by(reader: str, entries: Mapping[str, Entry]) -> dict[str, Entry]:
    """The entries of the graphs that are for this reader alone, or for everyone if it is `public`."""
    return {iri: entry for iri, entry in entries.items() if entry["visibility"] == reader}


def _catalogue(entries: Mapping[str, Entry]) -> Iterator[ox.Quad]:
    """What the catalogue says of these graphs."""
    target = ox.NamedNode(CATALOGUE.iri)
    kind = ox.NamedNode(PREFIXES["rdf"] + "type")
    for iri, entry in entries.items():
        graph, visibility = ox.NamedNode(iri), entry["visibility"]
        facts: dict[ox.NamedNode, ox.NamedNode | ox.Literal] = {
            kind: ox.NamedNode(PREFIXES["void"] + "Dataset"),
            ox.NamedNode(GS + "layer"): ox.Literal(entry["layer"]),
            ox.NamedNode(GS + "visibility"): ox.NamedNode(EVERYONE if visibility == PUBLIC else visibility),
            ox.NamedNode(PREFIXES["void"] + "triples"): ox.Literal(entry["quads"]),
        }
        yield from (ox.Quad(graph, predicate, value, target) for predicate, value in facts.items())
