"""Backup and restore: what a home holds and the files of the project do not, in one file, whole or not at all.

A backup is a tar file without compression:

    manifest.json       size and SHA-256 of every other file, what the generation says of its graphs, and its own hash
    graphs/<number>.nq  one named graph each, those of private registers too, in canonical N-Quads
    files/...           the report, and what is kept with imported registers

It holds statements and not the files of the store: a later release can read it, and no byte of a file from elsewhere
reaches the store unread. The same generation gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import IO, Any

import pyoxigraph as ox

from grondslag import __version__
from grondslag.build import facts_of
from grondslag.draft import Draft
from grondslag.errors import BadInput, DamagedStore, Failure, MalformedFile
from grondslag.graphs import PUBLIC, Layer, NamedGraph, organisation
from grondslag.lawtext.archive import TextArchive
from grondslag.published import REPORT_FILE, report_text
from grondslag.rdf import canonical, sha256
from grondslag.remote.store import open_store
from grondslag.settings import Settings
from grondslag.statements import PART, Statements, parts
from grondslag.store import KEPT_GENERATIONS, Generation, GraphStore, require_space

FORMAT = "grondslag-backup/1"
MANIFEST = "manifest.json"
_LONGEST_MANIFEST = 64 * 1024**2
_CHUNK = 1024 * 1024
# The files that a generation has beside its stores: the names become paths again.
_FILE = re.compile(r"files/(report\.json|registers/[a-z0-9]+(-[a-z0-9]+)*/[a-z]+(-[0-9a-f]{8})?\.[a-z]+)")
_GRAPH = re.compile(r"graphs/[0-9]+\.nq")
# What reading a tar file that is damaged, or that is none, was seen to raise.
_UNREADABLE = (tarfile.TarError, EOFError, LookupError, TypeError, ValueError, RecursionError, BadInput)
# The terms of canonical N-Quads.
_IRI = r"<[^<>\x00-\x20]*>"
_BLANK = "_:[A-Za-z0-9]+"
_TEXT = rf'"[^"\\\r\n]*(?:\\.[^"\\\r\n]*)*"(?:@[A-Za-z0-9-]+|\^\^{_IRI})?'
Progress = Callable[[str], None]
Fields = dict[str, Any]


@dataclass(frozen=True)
class _Kept:
    """A graph of a backup: its name there, and its statements in a file on disk."""

    name: str
    graph: NamedGraph
    statements: Statements

    @property
    def size(self) -> int:
        """Of the file, in bytes."""
        return self.statements.file.stat().st_size


# --- making


def create(settings: Settings, out: Path, progress: Progress = lambda _: None) -> Generation:
    """Write the current generation, with all that only some may see, to the new file `out`, which its owner may read.

    Raises `BadInput` when `out` exists, `NoGeneration`, `DamagedStore` when a graph is not what the manifest says, and
    `Failure` when the generation went while it was read. Nothing is left behind when it fails.
    """
    if out.exists() or out.is_symlink():
        raise _taken(out)
    if not out.parent.is_dir():
        raise BadInput(f"The folder {out.parent} does not exist", expected="an existing folder to write in")
    generation = open_store(settings).current()
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=out.parent) as work:
        progress(f"reading {len(generation.manifest['graphs'])} graphs")
        with _still_kept(generation):
            texts = {REPORT_FILE: report_text(generation), **generation.files}
            graphs = list(_read_out(generation, Path(work)))
        files = {f"files/{name}": text.encode() for name, text in texts.items()}
        staged = Path(work) / "backup.tar"
        progress("writing the backup")
        _pack(staged, _manifest(generation, graphs, files), graphs, files)
        _put(staged, out)
    return generation


@contextmanager
def _still_kept(generation: Generation) -> Iterator[None]:
    """For reading a generation without the writer's lock. Raises `Failure` when its files may have gone meanwhile."""
    gone = Failure(
        f"Generation {generation.id} was replaced so often while it was read that its files have gone",
        expected="a backup at a time when less is published; nothing was written",
    )
    try:
        yield
    except (DamagedStore, OSError, RuntimeError) as error:
        if _is_kept(generation):
            raise
        raise gone from error
    if not _is_kept(generation):
        raise gone


def _is_kept(generation: Generation) -> bool:
    """Whether no newer generations are there to remove it for: else it may be half gone."""
    return generation.id in sorted(path.name for path in generation.path.parent.iterdir())[-KEPT_GENERATIONS:]


def _put(staged: Path, out: Path) -> None:
    """Give a finished file its name, durably. Raises `BadInput` when another file got that name meanwhile."""
    try:
        # The name is taken first: a rename alone would overwrite, and a hard link cannot be had on every disk.
        os.close(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        raise _taken(out) from None
    os.replace(staged, out)
    folder = os.open(out.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _taken(out: Path) -> BadInput:
    return BadInput(f"{out.name} exists already", expected="a new path: a backup is never overwritten")


def _read_out(generation: Generation, folder: Path) -> Iterator[_Kept]:
    """Every graph, whoever may see it, but for the catalogues: those are made of what there is."""
    entries = sorted((entry["visibility"], iri) for iri, entry in generation.manifest["graphs"].items())
    number = 0
    for visibility, group in groupby(entries, key=lambda pair: pair[0]):
        store = generation.seen_by(visibility).open()
        for _, iri in group:
            graph = NamedGraph(iri, Layer(generation.manifest["graphs"][iri]["layer"]), visibility)
            if graph.layer is not Layer.CATALOGUE:
                number += 1
                yield _Kept(f"graphs/{number}.nq", graph, _statements(store, generation, graph, folder / f"{number}"))


def _statements(store: ox.Store, generation: Generation, graph: NamedGraph, target: Path) -> Statements:
    """The statements of a graph, on disk. Raises `DamagedStore` when they are not what the manifest says."""
    quads = store.quads_for_pattern(None, None, None, ox.NamedNode(graph.iri))
    if graph.may_have_blank_nodes:
        text = canonical(quads)
        target.write_bytes(text)
        found = Statements(graph.iri, target, text.count(b"\n"), sha256(text))
    else:
        found = Statements.of_lines(_lines(quads), graph.iri, target)
    entry = generation.manifest["graphs"][graph.iri]
    if (found.quads, found.sha256) != (entry["quads"], entry["sha256"]):
        raise DamagedStore(
            f"The graph {graph.iri} of generation {generation.id} is not what its manifest says",
            expected="a rebuild from the files",
            example="grondslag build",
        )
    return found


def _lines(quads: Iterable[ox.Quad]) -> Iterator[bytes]:
    for part in parts(quads, PART):
        text = ox.serialize((quad.triple for quad in part), format=ox.RdfFormat.N_TRIPLES) or b""
        yield from text.splitlines(keepends=True)


def _manifest(generation: Generation, graphs: Iterable[_Kept], files: Mapping[str, bytes]) -> bytes:
    entries = generation.manifest["graphs"]
    fields = {
        "format": FORMAT,
        "tool": __version__,
        "generation": generation.id,
        "created": generation.manifest["created"],
        "facts": facts_of(generation),
        "graphs": {kept.name: {"iri": kept.graph.iri, **entries[kept.graph.iri]} for kept in graphs},
        "files": {name: {"size": len(data), "sha256": sha256(data)} for name, data in files.items()}
        | {kept.name: {"size": kept.size, "sha256": kept.statements.sha256} for kept in graphs},
    }
    return _as_json({**fields, "manifest_hash": sha256(_as_json(fields))})


def _as_json(fields: Mapping[str, Any]) -> bytes:
    return (json.dumps(fields, indent=1, sort_keys=True) + "\n").encode()


def _pack(target: Path, manifest: bytes, graphs: Iterable[_Kept], files: Mapping[str, bytes]) -> None:
    """Write the tar file, for its owner alone, and be sure that it is on disk."""
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "wb") as stream:
        with tarfile.open(fileobj=stream, mode="w") as archive:
            for name, data in {MANIFEST: manifest, **files}.items():
                archive.addfile(_member(name, len(data)), BytesIO(data))
            for kept in graphs:
                with open(kept.statements.file, "rb") as file:
                    archive.addfile(_member(kept.name, kept.size), file)
        stream.flush()
        os.fsync(stream.fileno())


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


# --- restoring


def restore(
    settings: Settings,
    backup: Path,
    progress: Progress = lambda _: None,
    *,
    replace: bool = False,
    more_visible: bool = False,
) -> Generation:
    """Publish what a backup holds as the current generation: on an empty machine with the same hashes as it had.

    Every file is compared with the manifest before anything is made of it. Raises `BadInput` when one differs or
    `backup` is none of ours; when the home has a graph already, unless `replace` is true: the former generations
    are then kept as after a build; and when somebody would see a register then who does not now, unless `more_visible`
    is true. Raises `NoSpace` and `StoreBusy` too; what there was goes on serving.
    """
    store_on_disk = open_store(settings)
    with store_on_disk.writing() as work:
        is_first = store_on_disk.is_empty
        if not is_first and not replace:
            raise BadInput(
                f"{settings.home} has a graph already, which a restore would put another in the place of",
                expected="an empty home, or --replace",
                example="GRONDSLAG_HOME=/path/to/another/home grondslag restore backup.tar",
            )
        require_space(settings.home, backup.stat().st_size)
        progress("comparing every file with the manifest")
        held = _checked(backup, work / "backup")
        if not is_first and not more_visible:
            _refuse_more_visible(store_on_disk, held)
        progress(f"loading {len(held.graphs)} graphs")
        try:
            made = _loaded(held, work)
        except (MalformedFile, DamagedStore) as error:
            raise _refused(backup, error) from error
        # Beside other generations it is known from today on; where there are none, since it was built.
        facts = held.facts | ({"created": held.created} if is_first else {})
        manifest = {**facts, **made.manifest}
        published = store_on_disk.publish(work, made.path, manifest, files=held.texts, progress=progress)
        _keep_texts(settings.home, held.graphs)
        return published


def _loaded(held: _Held, work: Path) -> Generation:
    """The graphs as the checkpoints of a generation to be published, each of which was opened once.

    Raises `MalformedFile` for statements that are none, and `DamagedStore` for fewer of them than there are lines.
    """
    draft = Draft(work)
    for kept in held.graphs:
        draft.load(kept.graph, kept.statements)
    made = Generation("restored", draft.finish(), draft.manifest)
    for reader in (PUBLIC, *made.readers):
        made.seen_by(reader).open()
    return made


def _refuse_more_visible(store_on_disk: GraphStore, held: _Held) -> None:
    """Raises `BadInput` when a register would be seen by who does not see it now, or it cannot be told who does."""
    try:
        now = {iri: entry["visibility"] for iri, entry in store_on_disk.current().manifest["graphs"].items()}
    except DamagedStore:
        now = {}
    found = sorted({kept.graph.iri.rpartition("/")[2] for kept in held.graphs if _is_more_visible(kept.graph, now)})
    if found:
        raise BadInput(
            f"A restore would show registers to more readers than this home does now: {', '.join(found)}",
            code="more_visible",
            expected="a backup made since they became private or were withdrawn; or --more-visible, to show them all "
            "the same, also where the home is damaged and does not tell who sees them",
        )


def _is_more_visible(graph: NamedGraph, now: Mapping[str, str]) -> bool:
    if graph.iri not in now:
        return graph.layer is Layer.REGISTER
    return now[graph.iri] not in (PUBLIC, graph.visibility)


def _keep_texts(home: Path, graphs: Iterable[_Kept]) -> None:
    """Keep the words of statutes in the home too: the next build takes them from there."""
    archive = TextArchive(home)
    texts = {
        kept.graph: list(ox.parse(path=str(kept.statements.file), format=ox.RdfFormat.N_QUADS))
        for kept in graphs
        if kept.graph.layer is Layer.LAW_TEXT
    }
    if texts or archive.path.exists():
        archive.write(texts)


@dataclass(frozen=True)
class _Held:
    """What a backup holds that was compared with its manifest: graphs, the public ones first, and files by name."""

    created: str
    facts: Fields
    graphs: list[_Kept]
    texts: dict[str, str]


def _checked(backup: Path, folder: Path) -> _Held:
    """What a backup holds. Raises `BadInput` for the first thing that is not as it was made.

    Nothing is unpacked by its name: each file goes to `folder` under a number, and only what the manifest states.
    """
    folder.mkdir(mode=0o700)
    try:
        with tarfile.open(backup, "r:") as archive:
            members = iter(archive)
            fields = _fields(archive, next(members, None))
            graphs = {name: _graph(entry) for name, entry in fields["graphs"].items()}
            files: dict[str, Path] = {}
            for member in members:
                if member.name in files or member.name not in fields["files"]:
                    raise ValueError(f"{member.name!r} is not what the manifest states, or is there twice")
                files[member.name] = folder / str(len(files))
                _copy(archive, member, fields["files"][member.name], files[member.name])
            if lacking := sorted(fields["files"].keys() - files.keys()):
                raise ValueError(f"{lacking[0]} is missing")
            return _held(fields, graphs, files)
    except _UNREADABLE as error:
        raise _refused(backup, error) from error


def _refused(backup: Path, reason: Exception) -> BadInput:
    return BadInput(
        f"{backup.name} cannot be restored: {reason}",
        code="damaged_backup",
        expected="a file as `grondslag backup` made it; nothing was changed",
    )


def _fields(archive: tarfile.TarFile, member: tarfile.TarInfo | None) -> Fields:
    """What the manifest says. Raises one of `_UNREADABLE` when it is not as it was made."""
    if member is None or member.name != MANIFEST or not _is_plain(member) or member.size > _LONGEST_MANIFEST:
        raise ValueError(f"it does not begin with {MANIFEST}")
    fields = json.loads(_stream(archive, member).read())
    if not isinstance(fields, dict):
        raise ValueError("its manifest is not a JSON object")
    hashed = {name: value for name, value in fields.items() if name != "manifest_hash"}
    if fields["format"] != FORMAT or fields["manifest_hash"] != sha256(_as_json(hashed)):
        raise ValueError(f"its manifest was changed, or its format is not {FORMAT}")
    for name in ("graphs", "files", "facts"):
        if not isinstance(fields.get(name), dict):
            raise ValueError(f"{name!r} of its manifest is not a JSON object")
    odd = [name for name in fields["files"] if not (_FILE.fullmatch(name) or _GRAPH.fullmatch(name))]
    if odd:
        raise ValueError(f"{odd[0]!r} is not the name of a file of a generation")
    if {name for name in fields["files"] if _GRAPH.fullmatch(name)} != fields["graphs"].keys():
        raise ValueError("its manifest tells of other graphs than there are files of graphs")
    datetime.fromisoformat(fields["created"])
    return fields


def _graph(entry: Mapping[str, Any]) -> NamedGraph:
    """The graph that an entry of the manifest names. Raises one of `_UNREADABLE` when a generation has none such."""
    graph = NamedGraph(ox.NamedNode(entry["iri"]).value, Layer(entry["layer"]), entry["visibility"])
    if graph.visibility != PUBLIC and graph.visibility != organisation(str(graph.visibility)):
        raise ValueError(f"{graph.visibility!r} is neither {PUBLIC!r} nor an organisation")
    if graph.layer is Layer.CATALOGUE:
        raise ValueError("catalogues are made of what there is, and never kept")
    return graph


def _is_plain(member: tarfile.TarInfo) -> bool:
    """Whether it is a file with bytes of its own: no link, device or folder, and nothing that swells."""
    return member.type == tarfile.REGTYPE and not member.issparse()


def _stream(archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    stream = archive.extractfile(member)
    if stream is None:
        raise ValueError(f"{member.name!r} is not a file")
    return stream


def _copy(archive: tarfile.TarFile, member: tarfile.TarInfo, stated: Mapping[str, Any], target: Path) -> None:
    """Write a file of the backup to `target`. Raises `ValueError` when it is not what the manifest states."""
    if not _is_plain(member) or member.size != stated["size"]:
        raise ValueError(f"{member.name} is not a file of {stated['size']} bytes")
    digest = hashlib.sha256()
    with _stream(archive, member) as source, open(target, "wb") as file:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            file.write(chunk)
    if digest.hexdigest() != stated["sha256"]:
        raise ValueError(f"{member.name} was changed")


def _held(fields: Fields, graphs: Mapping[str, NamedGraph], files: Mapping[str, Path]) -> _Held:
    if len({graph.iri for graph in graphs.values()}) < len(graphs):
        raise ValueError("a graph is there twice")
    found = [_kept(name, graph, files[name], fields) for name, graph in graphs.items()]
    # The stores of readers grow out of the public store, so what everyone may see comes first.
    found.sort(key=lambda kept: (kept.graph.visibility != PUBLIC, kept.graph))
    texts = {
        name.removeprefix("files/"): file.read_bytes().decode() for name, file in files.items() if _FILE.match(name)
    }
    facts = facts_of(Generation(fields["generation"], Path(), fields["facts"]))
    # A file can say anything of who made its report: the next one asked for is made anew.
    facts.pop("report_by", None)
    return _Held(fields["created"], facts, found, texts)


def _kept(name: str, graph: NamedGraph, file: Path, fields: Fields) -> _Kept:
    """A graph of the backup. Raises `ValueError` when its file is not the canonical form of what the manifest says."""
    is_statement = _statement_of(graph).fullmatch
    quads, last = 0, b""
    with open(file, "rb") as lines:
        for line in lines:
            if line <= last or not is_statement(line):
                raise ValueError(f"line {quads + 1} of {name} is no statement of {graph.iri}, or not in its place")
            quads, last = quads + 1, line
    stated, digest = fields["graphs"][name], fields["files"][name]["sha256"]
    if (stated["quads"], stated["sha256"]) != (quads, digest):
        raise ValueError(f"{name} has {quads} statements and the hash {digest}, which its manifest tells otherwise")
    return _Kept(name, graph, Statements(graph.iri, file, quads, digest))


def _statement_of(graph: NamedGraph) -> re.Pattern[bytes]:
    """A line of canonical N-Quads of this graph: one statement, and no comment that could pass for another graph."""
    node = f"(?:{_IRI}|{_BLANK})" if graph.may_have_blank_nodes else _IRI
    return re.compile(rf"{node} {_IRI} (?:{node}|{_TEXT}) <{re.escape(graph.iri)}> \.\n".encode())
