"""What is kept on a server beside the statements of a generation: its manifest, and the files that came with it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox

from grondslag.errors import DamagedStore
from grondslag.remote.server import RECORD, SERVER
from grondslag.store import MANIFEST_FILE, MANIFEST_FORMAT, MERGED, MERGED_WITH_SOURCES, Generation

_MANIFEST, _PATH, _TEXT = (ox.NamedNode(SERVER + name) for name in ("manifest", "path", "text"))
_STORES = ("store", "readers", MERGED, MERGED_WITH_SOURCES)


@dataclass(frozen=True)
class Record:
    """A manifest, and the files of a generation by their path in its folder."""

    manifest: Mapping[str, Any]
    files: Mapping[str, str]

    @classmethod
    def of(cls, generation: Generation) -> Record:
        """What stands in the folder of a generation beside its statements."""
        found = (file for file in sorted(generation.path.rglob("*")) if file.is_file())
        names = {file.relative_to(generation.path): file for file in found}
        kept = {name: file for name, file in names.items() if name.parts[0] not in (*_STORES, MANIFEST_FILE)}
        return cls(generation.manifest, {name.as_posix(): file.read_bytes().decode() for name, file in kept.items()})

    @classmethod
    def read(cls, lines: Iterable[bytes]) -> Record:
        """What `to_lines` wrote. Raises `DamagedStore`."""
        try:
            quads = list(ox.parse(b"".join(lines), format=ox.RdfFormat.N_TRIPLES))
            said = {(quad.subject, quad.predicate): quad.object.value for quad in quads if _is_text(quad.object)}
            manifest = json.loads(said[ox.NamedNode(RECORD), _MANIFEST])
            files = {_safe(path): said[node, _TEXT] for (node, kind), path in said.items() if kind == _PATH}
        except (SyntaxError, ValueError, KeyError) as error:
            raise _damaged("the record of its generation cannot be read") from error
        if manifest.get("format") != MANIFEST_FORMAT:
            raise _damaged(f"format {manifest.get('format')!r} instead of {MANIFEST_FORMAT}")
        return cls(manifest, files)

    def to_lines(self) -> bytes:
        """Lines of N-Triples."""
        triples = [ox.Triple(ox.NamedNode(RECORD), _MANIFEST, ox.Literal(json.dumps(self.manifest, sort_keys=True)))]
        for path, text in self.files.items():
            node = ox.NamedNode(f"{RECORD}/{quote(path)}")
            triples += [ox.Triple(node, _PATH, ox.Literal(path)), ox.Triple(node, _TEXT, ox.Literal(text))]
        return ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""

    def write(self, folder: Path) -> None:
        """Write manifest and files into `folder`, the manifest last."""
        for name, text in (*self.files.items(), (MANIFEST_FILE, json.dumps(self.manifest, indent=2, sort_keys=True))):
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            file.write_bytes(text.encode())


def _is_text(term: object) -> bool:
    return isinstance(term, ox.Literal)


def _safe(path: str) -> str:
    """A path that stays in the folder it is written to. Raises `ValueError`."""
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or ".." in parts or parts[0] in (*_STORES, MANIFEST_FILE) or "\0" in path:
        raise ValueError(path)
    return path


def _damaged(reason: str) -> DamagedStore:
    return DamagedStore(
        f"The SPARQL server is damaged: {reason}", expected="a rebuild from the files", example="grondslag build"
    )
