"""Publishing a register that was imported: one new generation that has it whole, or the former one.

A register is a graph of its own beside the graph of its import (file, day, rows), and as visible as its organisation
wants: what is private stands in the checkpoint of that organisation alone. The shortcuts of queries are derived at once
unless it is large: then by the next build. The next build matches it, and until then whoever reports on it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import pyoxigraph as ox

from grondslag.build import Workshop, facts_of, imported_registers, publish
from grondslag.content import Content, content
from grondslag.draft import Draft
from grondslag.errors import BadInput, NotFound
from grondslag.graphs import PUBLIC, NamedGraph, organisation, register_graphs
from grondslag.namespaces import GS, PREFIXES
from grondslag.published import REPORT_FILE, report_text
from grondslag.registers.model import RegisterHead
from grondslag.remote.store import open_store
from grondslag.settings import Settings
from grondslag.statements import Loading, Statements
from grondslag.store import Generation, GraphStore, require_space

Progress = Callable[[str], None]
DERIVED_UP_TO = 250_000
"""So many statements a register may have to get its shortcuts at once: that takes some seconds."""
AHEAD_FROM = 50_000_000
"""A register of more bytes is loaded while it is read, although it may turn out that nothing changed."""


@dataclass(frozen=True)
class Imported:
    """An imported register of the current generation; `file_hash` and `loaded_on` are those of its file."""

    organisation: str
    name: str
    public: bool
    activities: int
    statements: int
    file_hash: str
    loaded_on: str


def publish_register(
    settings: Settings,
    head: RegisterHead,
    statements: BinaryIO,
    import_facts: BinaryIO,
    kept: Mapping[str, str],
    progress: Progress = lambda _: None,
    *,
    the_content: Content | None = None,
) -> Generation:
    """Publish the register of `head` in the place of its former self, with all else as it was.

    `statements` are lines of N-Triples without blank nodes, the graph of the register; `import_facts` those of the
    graph of its import; `kept` the files to keep for the next time, by name. Returns the current generation when
    nothing differs. Raises `NoGeneration` before the first build, `BadInput` for a register that stands in the files,
    `MalformedFile`, `StoreBusy`, and `NoSpace`; the former generation then goes on serving.
    """
    with publishing(settings, lambda _: head, progress, the_content=the_content) as register:
        return register.publish(statements, import_facts, kept)


@contextmanager
def publishing(
    settings: Settings,
    head_in: Callable[[Generation], RegisterHead],
    progress: Progress = lambda _: None,
    *,
    the_content: Content | None = None,
) -> Iterator[Publishing]:
    """Publish a register that is still to be read; nobody else publishes anything meanwhile.

    `head_in` gives its head, who may see it among that, in the generation whose place the new one will take. Raises
    what `publish_register` and `head_in` do.
    """
    store_on_disk = open_store(settings)
    with store_on_disk.writing() as work, ExitStack() as loading:
        yield Publishing(store_on_disk, work, head_in, progress, the_content, loading)


class Publishing:
    """A register on its way into a new generation. What is large is loaded while the rest of it is still being read.

    `current` is the generation that it takes the place of, `work` a folder on the disk of the home for what is large
    and in the making.
    """

    def __init__(
        self,
        store_on_disk: GraphStore,
        work: Path,
        head_in: Callable[[Generation], RegisterHead],
        progress: Progress,
        the_content: Content | None,
        unfinished: ExitStack,
    ) -> None:
        self._store, self._progress, self._content = store_on_disk, progress, the_content
        self.work, self.current = work, store_on_disk.current()
        self.head = head_in(self.current)
        self._name, self._unfinished = self.head.organisation, unfinished
        self._graphs = register_graphs(self._name, PUBLIC if self.head.public else organisation(self._name))
        self._begun: tuple[Draft, Loading] | None = None
        _refuse_what_is_in_files(self.current, self._name)

    def load_ahead(self, statements: BinaryIO) -> None:
        """Load what was written of the register so far, if that is much."""
        size = statements.seek(0, os.SEEK_END)
        if size > AHEAD_FROM:
            require_space(self._store.home, size)
            self._loading(statements)[1].go_on()

    def publish(self, statements: BinaryIO, import_facts: BinaryIO, kept: Mapping[str, str]) -> Generation:
        """Publish the register that was read: see `publish_register`."""
        current, (graph, imported) = self.current, self._graphs
        require_space(self._store.home, statements.seek(0, os.SEEK_END))
        if self._begun:
            self._begun[1].go_on(to_the_end=True)
        self._progress("sorting the statements")
        parts = [self._sorted(*each) for each in zip(self._graphs, (statements, import_facts), strict=True)]
        files = _files_of_others(current, self._name) | _files_of(self._name, kept)
        known = all(_is_known(current, *each) for each in zip(self._graphs, parts, strict=True))
        if known and files == current.files:
            self._progress(f"nothing changed since generation {current.id}")
            return current
        self._progress(f"loading {parts[0].quads} statements")
        draft, loading = self._loading(statements)
        loading.go_on(to_the_end=True)
        loading.wait()
        with Loading(draft.store(imported.visibility), import_facts, imported.iri) as rest:
            rest.go_on(to_the_end=True)
        for each, part in zip(self._graphs, parts, strict=True):
            draft.know(each, part)
        facts = _facts(current, graph)
        if parts[0].quads <= DERIVED_UP_TO:
            self._progress("deriving")
            workshop = Workshop.over(current, self._content or content())
            facts["derived"][graph.iri] = _derived(draft, graph, workshop)
        files = {REPORT_FILE: report_text(current), **files}
        return publish(self._store, self.work, draft, facts, files, self._progress)

    def _sorted(self, graph: NamedGraph, lines: BinaryIO) -> Statements:
        lines.seek(0)
        return Statements.of_lines(lines, graph.iri, self.work / f"{graph.layer}.nq", kept=False)

    def _loading(self, statements: BinaryIO) -> tuple[Draft, Loading]:
        """The draft of the new generation and what loads the register into it, from the first time on."""
        if self._begun is None:
            graph = self._graphs[0]
            gone = _gone_and_coming_back(self.current, self._name, graph.visibility)
            draft = Draft(self.work, self.current, *gone)
            loading = Loading(draft.store(graph.visibility), statements, graph.iri)
            self._begun = draft, self._unfinished.enter_context(loading)
        return self._begun


def withdraw_register(settings: Settings, name: str, progress: Progress = lambda _: None) -> Generation:
    """Publish the current generation without the register of the organisation `name` and all that came with it.

    Raises `NotFound` that names the imported registers there are.
    """
    store_on_disk = open_store(settings)
    with store_on_disk.writing() as work:
        current = store_on_disk.current()
        register = _imported(current, name)
        draft = Draft(work, current, _graphs_of(name))
        files = {REPORT_FILE: report_text(current), **_files_of_others(current, name)}
        return publish(store_on_disk, work, draft, _facts(current, register), files, progress)


def kept_of(settings: Settings, name: str) -> Mapping[str, str]:
    """The files kept with the register of the organisation `name`, by name; none for one that was never imported."""
    folder = f"registers/{name}/"
    files = open_store(settings).current().files
    return {path.removeprefix(folder): text for path, text in files.items() if path.startswith(folder)}


def registers(settings: Settings) -> list[Imported]:
    """The imported registers of the current generation, whoever may see them: for the operator of the home."""
    current = open_store(settings).current()
    return [_described(current, *graphs) for graphs in imported_registers(current)]


def _described(generation: Generation, graph: NamedGraph, imported: NamedGraph) -> Imported:
    store = generation.seen_by(graph.visibility).open()
    kind, activity = ox.NamedNode(PREFIXES["rdf"] + "type"), ox.NamedNode(GS + "ProcessingActivity")
    name = graph.iri.rpartition("/")[2]

    def said(property_name: str, where: NamedGraph) -> str:
        found = store.quads_for_pattern(None, ox.NamedNode(property_name), None, ox.NamedNode(where.iri))
        return next((quad.object.value for quad in found if isinstance(quad.object, ox.Literal)), "")

    label = ox.NamedNode(PREFIXES["rdfs"] + "label")
    labels = store.quads_for_pattern(ox.NamedNode(organisation(name)), label, None, ox.NamedNode(graph.iri))
    return Imported(
        organisation=name,
        name=next((quad.object.value for quad in labels if isinstance(quad.object, ox.Literal)), name),
        public=graph.visibility == PUBLIC,
        activities=sum(1 for _ in store.quads_for_pattern(None, kind, activity, ox.NamedNode(graph.iri))),
        statements=generation.manifest["graphs"][graph.iri]["quads"],
        file_hash=said(GS + "fileHash", imported),
        loaded_on=said(GS + "loadedOn", imported),
    )


def _imported(generation: Generation, name: str) -> NamedGraph:
    known = {graph.iri.rpartition("/")[2]: graph for graph, _ in imported_registers(generation)}
    if name not in known:
        raise NotFound(
            f"No imported register {name!r}",
            expected=f"one of {', '.join(known)}" if known else "an import first (there is none)",
        )
    return known[name]


def _refuse_what_is_in_files(current: Generation, name: str) -> None:
    register, imported = (graph.iri for graph in register_graphs(name))
    if register in current.manifest["graphs"] and imported not in current.manifest["graphs"]:
        raise BadInput(
            f"The register of {name!r} stands in the files of this project",
            expected=f"another organisation, or the folder data/registers/{name} removed and a build",
        )


def _graphs_of(name: str) -> set[str]:
    register, imported = register_graphs(name)
    return {register.iri, imported.iri, register.derived.iri}


def _gone_and_coming_back(current: Generation, name: str, visibility: str) -> tuple[set[str], set[str]]:
    """The graphs of a register that its new self takes the place of: those that change readers, and the others."""
    stay = {graph.iri for graph in current.seen_by(visibility).graphs if graph.visibility == visibility}
    former = _graphs_of(name)
    return former - stay, former & stay


def _facts(current: Generation, register: NamedGraph) -> dict[str, Any]:
    """How the generation was made, without the results of one register."""
    facts = {"derived": {}, "matches": {}, **facts_of(current)}
    others = {of: {iri: key for iri, key in facts[of].items() if iri != register.iri} for of in ("derived", "matches")}
    return facts | others


def _files_of(name: str, kept: Mapping[str, str]) -> dict[str, str]:
    return {f"registers/{name}/{file}": text for file, text in kept.items()}


def _files_of_others(current: Generation, name: str) -> dict[str, str]:
    return {path: text for path, text in current.files.items() if not path.startswith(f"registers/{name}/")}


def _is_known(current: Generation, graph: NamedGraph, statements: Statements) -> bool:
    entry = current.manifest["graphs"].get(graph.iri, {})
    return (entry.get("sha256"), entry.get("visibility")) == (statements.sha256, graph.visibility)


def _derived(draft: Draft, graph: NamedGraph, workshop: Workshop) -> str:
    workshop.work_out(draft, graph, matches=False)
    return workshop.key(draft, graph)
