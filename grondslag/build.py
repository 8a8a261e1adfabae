"""Building the graph: files in, one new generation out. Whole or not at all, and the same for the same files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from grondslag import __version__
from grondslag.content import Content
from grondslag.derive import derive
from grondslag.errors import DamagedStore, MalformedFile, NoGeneration
from grondslag.graphs import CATALOGUE, PUBLIC, Layer, NamedGraph, graph_of
from grondslag.integrity import check
from grondslag.lawtext.archive import TextArchive
from grondslag.matches import PRACTICE, FormerMatches, add_matches
from grondslag.namespaces import GS, PREFIXES, report_graph
from grondslag.published import REPORT_FILE, report_on, report_text
from grondslag.rdf import canonical, from_rdflib, has_blank_node, parse_file, sha256
from grondslag.report.model import Report
from grondslag.settings import Settings
from grondslag.store import Generation, GraphStore

Progress = Callable[[str], None]
Texts = Mapping[NamedGraph, list[ox.Quad]]
EVERYONE = GS + "everyone"


def build(settings: Settings, content: Content, progress: Progress = lambda _: None) -> Generation:
    """Load every file, derive, validate, and publish a new generation; the current one if nothing changed.

    The statute texts that the home keeps are taken along; they are neither checked nor validated with the files.
    `progress` is told each step in words. Raises `MalformedFile` (file, line, column) or `StoreBusy`; the former
    generation then goes on serving.
    """
    store_on_disk = GraphStore(settings.home)
    with store_on_disk.writing() as work:
        store, graphs = assemble(content, progress)
        keys = add_matches(store, graphs, content, _former(store_on_disk), progress)
        graphs = _with_derived(store, graphs)
        progress("validating")
        report = report_on(store, graphs, the_content=content)
        graphs.append(_add_report(store, report))
        texts = TextArchive(settings.home).read()
        store.extend(quad for quads in texts.values() for quad in quads)
        entries = describe(store, [*graphs, *texts])
        manifest = {"content_tool": __version__, "report": report.id, "matches": keys}
        return _publish(store_on_disk, work, store, entries, manifest, report.to_archive(), progress)


def publish_texts(
    store_on_disk: GraphStore, work: Path, texts: Texts, progress: Progress = lambda _: None
) -> Generation:
    """Publish the current generation again with these statute texts in the place of its own, and all else as it was.

    `work` is the folder that `writing()` gave. Raises `NoGeneration` or `DamagedStore` when there is none to take up.
    """
    current = store_on_disk.current()
    kept = {graph.iri for graph in current.graphs if graph.layer not in (Layer.LAW_TEXT, Layer.CATALOGUE)}
    store = ox.Store()
    former = current.open()
    for iri in sorted(kept):
        store.extend(former.quads_for_pattern(None, None, None, ox.NamedNode(iri)))
    store.extend(quad for quads in texts.values() for quad in quads)
    entries = {iri: entry for iri, entry in current.manifest["graphs"].items() if iri in kept}
    entries |= describe(store, list(texts))
    kept_keys: tuple[str, ...] = ("content_tool", "report", "matches")
    manifest = {key: current.manifest[key] for key in kept_keys if key in current.manifest}
    return _publish(store_on_disk, work, store, entries, manifest, report_text(current), progress)


def _publish(
    store_on_disk: GraphStore,
    work: Path,
    store: ox.Store,
    entries: dict[str, dict[str, Any]],
    manifest: dict[str, Any],
    report: str,
    progress: Progress,
) -> Generation:
    """Publish `store`, whose graphs `entries` describes; the current generation when that is the same."""
    _add_catalogue(store, entries)
    entries |= describe(store, [CATALOGUE])
    manifest = {"graphs": entries, "dataset_hash": dataset_hash(entries), **manifest}
    unchanged = _same_as_current(store_on_disk, manifest)
    if unchanged is not None:
        progress(f"nothing changed since generation {unchanged.id}")
        return unchanged
    progress(f"writing {len(store)} statements")
    return store_on_disk.publish(work, iter(store), manifest, files={REPORT_FILE: report})


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


def _former(store_on_disk: GraphStore) -> FormerMatches:
    """The match results that the current generation has; none where there is none to read."""
    try:
        current = store_on_disk.current()
        return FormerMatches(current.manifest.get("matches", {}), current.open())
    except (NoGeneration, DamagedStore):
        return FormerMatches()


def _with_derived(store: ox.Store, graphs: list[NamedGraph]) -> list[NamedGraph]:
    """`graphs` with the derived graphs that only the match gave content."""
    made = {graph.derived for graph in graphs if graph.layer in PRACTICE}
    new = {graph for graph in made - set(graphs) if store.contains_named_graph(ox.NamedNode(graph.iri))}
    return graphs + sorted(new)


def content_files(content: Content) -> Iterator[Path]:
    """Every Turtle file that belongs to the published graph."""
    for folder in (content.ontology, content.data, content.shapes):
        yield from (file for file in content.turtle(folder) if "fixtures" not in file.relative_to(folder).parts)


def describe(store: ox.Store, graphs: list[NamedGraph]) -> dict[str, dict[str, Any]]:
    """Per graph: layer, visibility, number of statements and the hash of its canonical form."""
    entries = {}
    for graph in graphs:
        quads = list(store.quads_for_pattern(None, None, None, ox.NamedNode(graph.iri)))
        entries[graph.iri] = {
            "layer": str(graph.layer),
            "visibility": graph.visibility,
            "quads": len(quads),
            "sha256": sha256(canonical(quads)),
        }
    return entries


def dataset_hash(entries: dict[str, dict[str, Any]]) -> str:
    """One hash over all graphs: their names and hashes, sorted."""
    return sha256("".join(f"{entry['sha256']}  {iri}\n" for iri, entry in sorted(entries.items())).encode("utf-8"))


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


def _add_catalogue(store: ox.Store, entries: dict[str, dict[str, Any]]) -> None:
    target = ox.NamedNode(CATALOGUE.iri)
    kind = ox.NamedNode(PREFIXES["rdf"] + "type")
    for iri, entry in entries.items():
        graph = ox.NamedNode(iri)
        facts: dict[ox.NamedNode, ox.NamedNode | ox.Literal] = {
            kind: ox.NamedNode(PREFIXES["void"] + "Dataset"),
            ox.NamedNode(GS + "layer"): ox.Literal(entry["layer"]),
            ox.NamedNode(GS + "visibility"): ox.NamedNode(_visible_to(entry["visibility"])),
            ox.NamedNode(PREFIXES["void"] + "triples"): ox.Literal(entry["quads"]),
        }
        store.extend(ox.Quad(graph, predicate, value, target) for predicate, value in facts.items())


def _visible_to(visibility: str) -> str:
    return EVERYONE if visibility == PUBLIC else visibility


def _same_as_current(store: GraphStore, manifest: dict[str, Any]) -> Generation | None:
    try:
        current = store.current()
        current.open()
    except (NoGeneration, DamagedStore):
        return None
    same = all(current.manifest.get(key) == value for key, value in manifest.items())
    return current if same else None
