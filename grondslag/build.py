"""Building the graph: files in, one new generation out. Whole or not at all, and the same for the same files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from grondslag import __version__
from grondslag.content import Content
from grondslag.derive import derive
from grondslag.draft import Draft
from grondslag.errors import BadInput, DamagedStore, MalformedFile, NoGeneration
from grondslag.graphs import LAW, ONTOLOGY, PUBLIC, Layer, NamedGraph, graph_of, register_graphs
from grondslag.integrity import check
from grondslag.lawtext.archive import TextArchive
from grondslag.match import Law
from grondslag.matches import PRACTICE, FormerMatches, add_matches, shared_key, statements_hash, store_matches
from grondslag.namespaces import GRAPH, report_graph
from grondslag.published import REPORT_FILE, kept_report, report_by, report_on, report_text
from grondslag.rdf import from_rdflib, has_blank_node, parse_file, sha256
from grondslag.remote.store import open_store
from grondslag.report.model import Report
from grondslag.settings import Settings
from grondslag.store import Generation, GraphStore

STORED_UP_TO = 100_000
"""So many statements an imported register may have for its match results to be stored: they are ten times as many."""
Progress = Callable[[str], None]
Texts = Mapping[NamedGraph, list[ox.Quad]]


def build(
    settings: Settings, content: Content, progress: Progress = lambda _: None, *, with_registers: bool = True
) -> Generation:
    """Load every file, derive, validate, and publish a new generation; the current one if nothing changed.

    The statute texts that the home keeps are taken along; they are neither checked nor validated with the files. So are
    the imported registers of the current generation, each as visible as it was: derived and matched anew where what
    that follows from has changed. The stored report is of the files: an imported register is reported on when asked.
    `progress` is told each step in words. Raises `MalformedFile` (file, line, column), `StoreBusy`, or `DamagedStore`
    for imported registers that cannot be read, unless `with_registers` is false; the former generation goes on serving.
    """
    store_on_disk = open_store(settings)
    with store_on_disk.writing() as work:
        former = _former(store_on_disk, with_registers=with_registers)
        store, graphs = assemble(content, progress)
        keys = add_matches(store, graphs, content, _matches(former), progress)
        graphs = _with_derived(store, graphs)
        progress("validating")
        report = report_on(store, graphs, the_content=content, former=_report(former))
        graphs.append(_add_report(store, report))
        texts = TextArchive(settings.home).read()
        store.extend(quad for quads in texts.values() for quad in quads)
        facts = {
            "content_tool": __version__,
            "report": report.id,
            "report_by": report_by(),
            "matches": keys,
            "derived": {},
        }
        draft = Draft(work)
        draft.take(store, [*graphs, *texts])
        if former is not None and with_registers:
            carried = carry_registers(draft, former, Workshop(store, content), progress)
            facts |= {"matches": keys | carried["matches"], "derived": carried["derived"]}
        files = {REPORT_FILE: report.to_archive(), **(former.files if former and with_registers else {})}
        return publish(store_on_disk, work, draft, facts, files, progress)


def publish_texts(
    store_on_disk: GraphStore, work: Path, texts: Texts, progress: Progress = lambda _: None
) -> Generation:
    """Publish the current generation again with these statute texts in the place of its own, and all else as it was.

    `work` is the folder that `writing()` gave. Raises `NoGeneration` or `DamagedStore` when there is none to take up.
    """
    current = store_on_disk.current()
    draft = Draft(work, current, {graph.iri for graph in current.graphs if graph.layer is Layer.LAW_TEXT})
    loaded = ox.Store()
    loaded.extend(quad for quads in texts.values() for quad in quads)
    draft.take(loaded, list(texts))
    files = {REPORT_FILE: report_text(current), **current.files}
    return publish(store_on_disk, work, draft, facts_of(current), files, progress)


def facts_of(generation: Generation) -> dict[str, Any]:
    """What the manifest of a generation says of how it was made, beside its statements."""
    facts = ("content_tool", "report", "report_by", "matches", "derived")
    return {name: generation.manifest[name] for name in facts if name in generation.manifest}


def publish(
    store_on_disk: GraphStore,
    work: Path,
    draft: Draft,
    facts: Mapping[str, Any],
    files: Mapping[str, str],
    progress: Progress = lambda _: None,
) -> Generation:
    """Publish a draft with `files` beside it; the current generation when that is the same."""
    checkpoints = draft.finish()
    manifest = {**draft.manifest, **facts}
    unchanged = _same_as_current(store_on_disk, manifest, files)
    if unchanged is not None:
        progress(f"nothing changed since generation {unchanged.id}")
        return unchanged
    progress(f"publishing {manifest['quads']} statements")
    return store_on_disk.publish(work, checkpoints, manifest, files=files, progress=progress)


def carry_registers(
    draft: Draft, former: Generation, workshop: Workshop, progress: Progress = lambda _: None
) -> dict[str, dict[str, str]]:
    """Take the imported registers of `former` along, and work out what follows from them where that is not known.

    Returns the keys of what was worked out, under `derived` and `matches`, for the manifest. Raises `BadInput` for a
    register that stands among the files as well.
    """
    keys: dict[str, dict[str, str]] = {"derived": {}, "matches": {}}
    # The public ones first: the stores of readers grow out of the public store.
    for graph, imported in sorted(imported_registers(former), key=lambda pair: (pair[0].visibility != PUBLIC, pair)):
        if graph.iri in draft.entries:
            raise _in_files(graph)
        draft.carry(former, [graph, imported])
        key = workshop.key(draft, graph)
        wanted = {"derived"} | ({"matches"} if draft.entries[graph.iri]["quads"] <= STORED_UP_TO else set())
        known = {of for of in keys if former.manifest.get(of, {}).get(graph.iri) == key}
        if wanted <= known:
            draft.carry(former, [graph.derived] if graph.derived.iri in former.manifest["graphs"] else [])
        else:
            workshop.work_out(draft, graph, matches="matches" in wanted)
            progress(f"{' and '.join(sorted(wanted))} of {graph.iri.rpartition('/graph/')[2]}")
        for of in wanted:
            keys[of][graph.iri] = key
    return keys


class Workshop:
    """Works out what follows from imported registers: the shortcuts of queries, and the match results of claims.

    `store` is in memory, where this goes ten times as fast as on disk. It has ontology, law and what is derived from
    the law; a register stands in it as long as it is worked on.
    """

    def __init__(self, store: ox.Store, content: Content) -> None:
        self._store, self._content = store, content

    @classmethod
    def over(cls, generation: Generation, content: Content) -> Workshop:
        """The workshop with the ontology and the law of a generation."""
        stored, store = generation.open(), ox.Store()
        for graph in (ONTOLOGY, LAW, LAW.derived):
            store.extend(stored.quads_for_pattern(None, None, None, ox.NamedNode(graph.iri)))
        return cls(store, content)

    def work_out(self, draft: Draft, graph: NamedGraph, *, matches: bool) -> None:
        """Add to the draft what is derived from one of its graphs, with the match results if `matches`."""
        store, stated = self._store, draft.store(graph.visibility)
        store.extend(stated.quads_for_pattern(None, None, None, ox.NamedNode(graph.iri)))
        derive(store, [graph], self._content)
        if matches:
            store_matches(store, store, graph, self._law, self._content)
        if store.contains_named_graph(ox.NamedNode(graph.derived.iri)):
            draft.take(store, [graph.derived])
        for done in (graph, graph.derived):
            store.remove_graph(ox.NamedNode(done.iri))

    def key(self, draft: Draft, graph: NamedGraph) -> str:
        """The hash of all that this follows from."""
        return sha256("\n".join([*self._shared, draft.entries[graph.iri]["sha256"]]).encode())

    @cached_property
    def _law(self) -> Law:
        return Law.read(self._store, (), self._content)

    @cached_property
    def _shared(self) -> list[str]:
        queries = sorted((self._content.queries / "derive").glob("*.rq"))
        derived = statements_hash(self._store, LAW.derived)
        return [*shared_key(self._store, self._content), derived, *(sha256(file.read_bytes()) for file in queries)]


def imported_registers(generation: Generation) -> list[tuple[NamedGraph, NamedGraph]]:
    """The registers that were imported into a generation, whoever may see them, each with the graph of its import."""
    entries = generation.manifest["graphs"]
    names = [
        (iri.removeprefix(GRAPH + "import/"), entry["visibility"])
        for iri, entry in entries.items()
        if entry["layer"] == Layer.IMPORT
    ]
    return [register_graphs(name, visibility) for name, visibility in sorted(names)]


def _in_files(graph: NamedGraph) -> BadInput:
    name = graph.iri.rpartition("/")[2]
    return BadInput(
        f"The register of {name!r} is in the files and was imported as well",
        expected=f"one of both: no folder data/registers/{name}, or the imported one withdrawn",
    )


def assemble(content: Content, progress: Progress = lambda _: None) -> tuple[ox.Store, list[NamedGraph]]:
    """All files in their named graphs, and what is derived from them, in memory.

    Raises `MalformedFile` for a file that does not parse or has a blank node where none may be, and `BadInput` when the
    files do not fit together.
    """
    store = ox.Store()
    graphs: set[NamedGraph] = set()
    for file in content_files(content):
        graph = graph_of(file, content)
        store.extend(_quads(file, graph, content))
        graphs.add(graph)
    progress(f"read {len(store)} statements into {len(graphs)} graphs")
    check(store, content)
    derived = derive(store, graphs, content)
    progress(f"derived {len(derived)} graphs")
    return store, sorted(graphs) + derived


def _former(store_on_disk: GraphStore, *, with_registers: bool) -> Generation | None:
    """The current generation, to take along what the files do not hold; nothing where there is none to read."""
    current = _whole(store_on_disk)
    imported = store_on_disk.names_of_registers() if current is None and with_registers else []
    if imported:
        raise DamagedStore(
            f"The current generation is damaged, and nothing else has the registers imported: {', '.join(imported)}",
            expected="its files restored from a backup; or these registers left out, and imported again",
            example="grondslag build --without-registers",
        )
    return current


def _whole(store_on_disk: GraphStore) -> Generation | None:
    """The current generation if there is one and all of it can be read."""
    try:
        current = store_on_disk.current()
        for reader in (PUBLIC, *current.readers):
            current.seen_by(reader).open()
    except (NoGeneration, DamagedStore):
        return None
    return current


def _matches(former: Generation | None) -> FormerMatches:
    return FormerMatches() if former is None else FormerMatches(former.manifest.get("matches", {}), former.open())


def _report(former: Generation | None) -> Report | None:
    """The report of the former generation if it can be taken over; one that cannot be read is made anew."""
    try:
        return None if former is None else kept_report(former)
    except DamagedStore:
        return None


def _with_derived(store: ox.Store, graphs: list[NamedGraph]) -> list[NamedGraph]:
    """`graphs` with the derived graphs that only the match gave content."""
    made = {graph.derived for graph in graphs if graph.layer in PRACTICE}
    new = {graph for graph in made - set(graphs) if store.contains_named_graph(ox.NamedNode(graph.iri))}
    return graphs + sorted(new)


def content_files(content: Content) -> Iterator[Path]:
    """Every Turtle file that belongs to the published graph."""
    for folder in (content.ontology, content.data, content.shapes):
        yield from (file for file in content.turtle(folder) if "fixtures" not in file.relative_to(folder).parts)


def _quads(file: Path, graph: NamedGraph, content: Content) -> list[ox.Quad]:
    name = file.relative_to(content.root).as_posix()
    target = ox.NamedNode(graph.iri)
    quads = [ox.Quad(q.subject, q.predicate, q.object, target) for q in parse_file(file, shown_as=name)]
    if not graph.may_have_blank_nodes:
        for quad in quads:
            if has_blank_node(quad):
                raise MalformedFile(name, f"a blank node stands at {quad.predicate.value}: give it an IRI")
    return quads


def _add_report(store: ox.Store, report: Report) -> NamedGraph:
    graph = NamedGraph(report_graph(report.id), Layer.REPORT)
    target = ox.NamedNode(graph.iri)
    store.extend(ox.Quad(t.subject, t.predicate, t.object, target) for t in from_rdflib(report.to_rdf()))
    return graph


def _same_as_current(store: GraphStore, manifest: Mapping[str, Any], files: Mapping[str, str]) -> Generation | None:
    current = _whole(store)
    if current is None:
        return None
    same = all(current.manifest.get(key) == value for key, value in manifest.items())
    kept = {path: text for path, text in files.items() if path != REPORT_FILE}
    return current if same and current.files == kept else None
