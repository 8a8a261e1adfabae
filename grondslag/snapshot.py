"""Snapshots: graph, shapes, queries and report of one moment, frozen so that one changed byte shows.

A snapshot is a folder or a zip file:

    graphs/<slug>.nq   one named graph each, in canonical N-Quads (RDFC-1.0, sorted)
    shapes/ queries/   the files the report and the answers were made with
    report.ttl, report.json
    manifest.json      SHA-256 and size of every file, hash of every graph, hash of the manifest itself

The same data gives the same hashes, in whatever order it was loaded and however its blank nodes were named.
The time of making and the generation stand in the manifest but outside `content_hash`. There is no signature
yet: whoever can rewrite the whole snapshot can rewrite its hashes, so keep the content hash somewhere else.
"""

from __future__ import annotations

import filecmp
import hashlib
import json
import os
import re
import shutil
import struct
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import pyoxigraph as ox

from grondslag import __version__
from grondslag.content import Content
from grondslag.errors import BadInput, DamagedStore, NotFound
from grondslag.graphs import NamedGraph
from grondslag.namespaces import GRAPH
from grondslag.published import stored_report
from grondslag.rdf import canonical, from_rdflib, has_blank_node, sha256
from grondslag.report.model import Report
from grondslag.store import Generation, dataset_hash

FORMAT = "grondslag-snapshot/1"
MANIFEST = "manifest.json"
# What `verify` reads at most: far above any snapshot of ours, far below what would harm the machine.
MAX_FILES = 10_000
MAX_BYTES = 4 * 1024**3
MAX_MANIFEST_BYTES = 64 * 1024**2
CHUNK = 1024 * 1024
# The earliest time a zip entry can have: a real one would make two equal snapshots differ.
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
# What reading a file, or one entry of a damaged or hostile zip file, was seen to raise.
READ_ERRORS = (
    zipfile.BadZipFile,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    struct.error,
    zlib.error,
)


@dataclass(frozen=True)
class Manifest:
    """The manifest of a snapshot that was made: where it is, and what it says."""

    path: Path
    fields: Mapping[str, Any]

    @property
    def files(self) -> Mapping[str, Any]:
        """Size and SHA-256 of each file but the manifest, by its path."""
        files: Mapping[str, Any] = self.fields["files"]
        return files

    @property
    def content_hash(self) -> str:
        """SHA-256 over all files and graphs: equal for equal content, whenever it was frozen."""
        return str(self.fields["content_hash"])

    @property
    def dataset_hash(self) -> str:
        """SHA-256 over the names and hashes of the graphs alone: the same as the generation's."""
        return str(self.fields["dataset_hash"])


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong with a snapshot.

    `kind` is missing, extra, changed, unreadable, bad_name, duplicate or too_large.
    """

    file: str
    kind: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.file}: {self.kind.replace('_', ' ')}" + (f" ({self.detail})" if self.detail else "")


# --- making


def create(
    generation: Generation,
    content: Content,
    out: Path,
    *,
    zipped: bool = False,
    report: Report | None = None,
    created: datetime | None = None,
) -> Manifest:
    """Freeze `generation` and the shapes and queries of `content` into the new folder or zip file `out`.

    `report` is the one that was made with the generation, unless given. Raises `BadInput` when `out` exists
    or a graph that may not have blank nodes has one, `DamagedStore` when the graphs are not what the
    generation's manifest says. Nothing is left behind when it fails.
    """
    if out.exists() or out.is_symlink():
        raise BadInput(f"{out.name} exists already", expected="a new path: a snapshot is never overwritten")
    if not out.parent.is_dir():
        raise BadInput(f"The folder {out.parent} does not exist", expected="an existing folder to write in")
    store = generation.open()
    with tempfile.TemporaryDirectory(prefix=".snapshot-", dir=out.parent) as work:
        staged = Path(work) / "snapshot"
        graphs = _write_graphs(store, generation, staged)
        _copy_folder(content.shapes, staged / "shapes")
        _copy_folder(content.queries, staged / "queries")
        _write_report(report or stored_report(generation), staged)
        fields = _manifest(graphs, _measure(staged), generation.id, created or datetime.now(UTC))
        (staged / MANIFEST).write_bytes(_canonical_json(fields))
        if zipped:
            packed = Path(work) / "snapshot.zip"
            _pack(staged, packed)
            staged = packed
        os.replace(staged, out)
    return Manifest(out, fields)


def _write_graphs(store: ox.Store, generation: Generation, folder: Path) -> dict[str, dict[str, Any]]:
    (folder / "graphs").mkdir(parents=True)
    graphs = {graph.iri: graph for graph in generation.graphs}
    described: dict[str, dict[str, Any]] = {}
    for iri, slug in _slugs(list(graphs)).items():
        quads = list(store.quads_for_pattern(None, None, None, ox.NamedNode(iri)))
        _refuse_blank_nodes(graphs[iri], quads)
        text = canonical(quads)
        name = f"graphs/{slug}.nq"
        (folder / name).write_bytes(text)
        described[iri] = {"file": name, "quads": len(quads), "sha256": sha256(text)}
    written = sum(entry["quads"] for entry in described.values())
    if written != len(store) or dataset_hash(described) != generation.dataset_hash:
        raise DamagedStore(
            f"The graphs of generation {generation.id} are not what its manifest says",
            expected="a rebuild from the files",
            example="grondslag build",
        )
    return described


def _refuse_blank_nodes(graph: NamedGraph, quads: list[ox.Quad]) -> None:
    """Only our own ontology and shapes have them: canonicalising hostile ones takes exponential time."""
    if not graph.may_have_blank_nodes and any(has_blank_node(quad) for quad in quads):
        raise BadInput(f"The graph {graph.iri} has blank nodes", code="blank_nodes", expected="an IRI for every node")


def _slugs(graphs: list[str]) -> dict[str, str]:
    """A file name for each graph IRI; two that would collide get a part of their hash."""
    plain = {iri: re.sub(r"[^A-Za-z0-9_]+", "-", iri.removeprefix(GRAPH)).strip("-")[:80] for iri in sorted(graphs)}
    used = Counter(slug.lower() for slug in plain.values())
    return {
        iri: slug if slug and used[slug.lower()] == 1 else f"{slug}-{sha256(iri.encode())[:12]}"
        for iri, slug in plain.items()
    }


def _copy_folder(source: Path, target: Path) -> None:
    for file in sorted(source.rglob("*")):
        if file.is_file() and file.suffix in (".rq", ".ttl"):
            copy = target / file.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)


def _write_report(report: Report, folder: Path) -> None:
    # Canonical N-Triples are Turtle too, and the same for the same report.
    quads = [ox.Quad(*triple) for triple in from_rdflib(report.to_rdf())]
    (folder / "report.ttl").write_bytes(canonical(quads))
    # The generation is named in the manifest: two snapshots of the same data have the same report.
    (folder / "report.json").write_bytes(_canonical_json({**report.to_json(), "generation": None}))


def _measure(folder: Path) -> dict[str, dict[str, Any]]:
    """Size and hash of every file below `folder`, by its path with forward slashes."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): _fingerprint(path) for path in files}


def _fingerprint(path: Path) -> dict[str, Any]:
    with open(path, "rb") as stream:
        return {"sha256": hashlib.file_digest(stream, "sha256").hexdigest(), "size": path.stat().st_size}


def _manifest(
    graphs: dict[str, dict[str, Any]], files: dict[str, dict[str, Any]], generation: str, created: datetime
) -> dict[str, Any]:
    hashed = {
        "format": FORMAT,
        "tool": {"name": "grondslag", "version": __version__},
        "graphs": graphs,
        "files": files,
        "dataset_hash": dataset_hash(graphs),
    }
    fields = {
        **hashed,
        "content_hash": sha256(_canonical_json(hashed)),
        "created": created.astimezone(UTC).isoformat(timespec="seconds"),
        "generation": generation,
    }
    return {**fields, "manifest_hash": sha256(_canonical_json(fields))}


def _canonical_json(fields: Mapping[str, Any]) -> bytes:
    return (json.dumps(fields, indent=1, sort_keys=True, ensure_ascii=True) + "\n").encode()


def _pack(folder: Path, target: Path) -> None:
    """Write the files of `folder` into a zip file, uncompressed: then every byte follows from the files."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name in _measure(folder):
            _add_entry(archive, name, (folder / name).read_bytes())


def _add_entry(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, ZIP_TIME)
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, data)


# --- verifying


def verify(path: Path) -> list[Problem]:
    """Everything wrong with the snapshot at `path`, a folder or zip file; empty when each byte is as it was.

    Nothing is unpacked. Raises `NotFound` when there is no such path.
    """
    if path.is_dir():
        return sorted(_verify_folder(path))
    if path.is_file():
        return sorted(_verify_zip(path))
    raise NotFound(f"No snapshot at {path}", expected="a folder or zip file made by `grondslag snapshot create`")


def content_hash(path: Path) -> str:
    """The content hash that the manifest of a verified snapshot states: what to note elsewhere and compare later."""
    if path.is_dir():
        text = (path / MANIFEST).read_bytes()
    else:
        with zipfile.ZipFile(path) as archive:
            text = archive.read(MANIFEST)
    return str(json.loads(text)["content_hash"])


def _verify_folder(folder: Path) -> Iterator[Problem]:
    sizes: dict[str, int] = {}
    for entry in folder.rglob("*"):
        name = entry.relative_to(folder).as_posix()
        if entry.is_symlink() or not (entry.is_dir() or entry.is_file()):
            yield Problem(name, "bad_name", "not a plain file or folder")
        elif entry.is_file():
            sizes[name] = entry.stat().st_size
    excess = _excess(sizes.items())
    if excess:
        yield Problem(folder.name, "too_large", excess)
        return
    yield from _verify_files(sizes, lambda name: _digest_file(folder / name), lambda name: (folder / name).read_bytes())


def _digest_file(path: Path) -> str:
    return str(_fingerprint(path)["sha256"])


def _excess(sizes: Collection[tuple[str, int]]) -> str:
    if len(sizes) > MAX_FILES:
        return f"more than {MAX_FILES} files"
    if sum(size for _, size in sizes) > MAX_BYTES:
        return f"more than {MAX_BYTES} bytes"
    if any(name == MANIFEST and size > MAX_MANIFEST_BYTES for name, size in sizes):
        return f"a manifest of more than {MAX_MANIFEST_BYTES} bytes"
    return ""


class _Digest(Protocol):
    def __call__(self, name: str) -> str: ...


class _Read(Protocol):
    def __call__(self, name: str) -> bytes: ...


def _verify_files(sizes: Mapping[str, int], digest: _Digest, read: _Read) -> Iterator[Problem]:
    """Compare the files there are (`sizes`, by name) with what the manifest says."""
    if MANIFEST not in sizes:
        yield Problem(MANIFEST, "missing")
        return
    try:
        text = read(MANIFEST)
    except READ_ERRORS as error:
        yield Problem(MANIFEST, "changed", str(error))
        return
    fields, reason = _read_manifest(text)
    if reason:
        yield Problem(MANIFEST, "changed", reason)
    stated = _stated_files(fields)
    yield from (Problem(name, "missing") for name in stated.keys() - sizes.keys())
    yield from (Problem(name, "extra") for name in sizes.keys() - stated.keys() - {MANIFEST})
    for name in sorted(stated.keys() & sizes.keys()):
        yield from _verify_file(name, stated[name], digest)


def _verify_file(name: str, expected: str, digest: _Digest) -> Iterator[Problem]:
    try:
        found = digest(name)
    except READ_ERRORS as error:
        yield Problem(name, "changed", str(error))
        return
    if found != expected:
        yield Problem(name, "changed", f"SHA-256 {found[:12]}..., the manifest says {expected[:12]}...")


def _read_manifest(text: bytes) -> tuple[dict[str, Any], str]:
    """The manifest's fields and, when it is not as it was made, the reason."""
    try:
        fields = json.loads(text.decode("ascii"))
        as_made = _canonical_json(fields) == text
    except (ValueError, RecursionError) as error:
        return {}, f"not JSON: {error}"
    if not isinstance(fields, dict) or fields.get("format") != FORMAT:
        return {}, f"the format is not {FORMAT}"
    if not as_made:
        return fields, "not written as a manifest is written"
    unhashed = {key: value for key, value in fields.items() if key != "manifest_hash"}
    if fields.get("manifest_hash") != sha256(_canonical_json(unhashed)):
        return fields, "its own hash differs"
    return fields, _inconsistency(fields)


def _inconsistency(fields: Mapping[str, Any]) -> str:
    """Why the hashes within a manifest do not follow from each other; empty when they do."""
    try:
        graphs, files = fields["graphs"], fields["files"]
        hashed = {key: fields[key] for key in ("format", "tool", "graphs", "files", "dataset_hash")}
        if fields["content_hash"] != sha256(_canonical_json(hashed)):
            return "its content hash differs"
        if fields["dataset_hash"] != dataset_hash(graphs):
            return "its dataset hash differs"
        wrong = [iri for iri, entry in graphs.items() if files[entry["file"]]["sha256"] != entry["sha256"]]
    except (AttributeError, KeyError, TypeError):
        return "a field is missing or of another kind"
    return f"graph {wrong[0]} and its file have different hashes" if wrong else ""


def _stated_files(fields: Mapping[str, Any]) -> dict[str, str]:
    files = fields.get("files")
    if not isinstance(files, dict):
        return {}
    return {name: str(entry.get("sha256")) for name, entry in files.items() if isinstance(entry, dict)}


def _verify_zip(path: Path) -> Iterator[Problem]:
    if path.stat().st_size > MAX_BYTES:
        yield Problem(path.name, "too_large", f"more than {MAX_BYTES} bytes")
        return
    try:
        archive = zipfile.ZipFile(path)
    except READ_ERRORS as error:
        yield Problem(path.name, "unreadable", str(error))
        return
    with archive:
        refused = sorted(_refuse_entries(archive, path))
        yield from refused
        if any(problem.kind == "too_large" for problem in refused):
            return
        sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
        found = list(_verify_files(sizes, lambda name: _digest_entry(archive, name), archive.read))
        yield from found
        if not refused and not found and not _packed_alike(archive, path):
            yield Problem(path.name, "changed", "bytes outside its files differ")


def _refuse_entries(archive: zipfile.ZipFile, path: Path) -> Iterator[Problem]:
    """What no snapshot of ours has: bad or repeated names, compression, more bytes than the zip file has."""
    entries = archive.infolist()
    for name, times in Counter(entry.filename for entry in entries).items():
        if times > 1:
            yield Problem(name, "duplicate", f"{times} times in the zip file")
        if not _plain_name(name):
            yield Problem(name, "bad_name", "a name that could leave the folder it is unpacked in")
    sizes = [(entry.filename, entry.file_size) for entry in entries]
    excess = _excess(sizes)
    if any(entry.compress_type != zipfile.ZIP_STORED for entry in entries):
        yield Problem(path.name, "too_large", "an entry is compressed, and a snapshot's never are")
    elif excess or sum(size for _, size in sizes) > path.stat().st_size:
        yield Problem(path.name, "too_large", excess or "its entries claim more bytes than it has")


def _plain_name(name: str) -> bool:
    parts = name.split("/")
    return bool(re.fullmatch(r"[A-Za-z0-9_./-]+", name)) and all(part not in ("", ".", "..") for part in parts)


def _digest_entry(archive: zipfile.ZipFile, name: str) -> str:
    with archive.open(name) as stream:
        digest = hashlib.sha256()
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _packed_alike(archive: zipfile.ZipFile, path: Path) -> bool:
    """Whether packing the same entries again gives the same zip file, byte for byte."""
    with tempfile.NamedTemporaryFile(suffix=".zip") as again:
        with zipfile.ZipFile(again, "w", zipfile.ZIP_STORED) as packed:
            for name in sorted(archive.namelist()):
                _add_entry(packed, name, archive.read(name))
        again.flush()
        return filecmp.cmp(again.name, path, shallow=False)
