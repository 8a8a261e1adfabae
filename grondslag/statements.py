"""The statements of one graph in canonical form on disk: sorted lines of N-Quads, each once, however many there are.

It is the form that `rdf.canonical` gives and that snapshots freeze, made with the memory of a part instead of the
whole, so that a register of millions of statements has the same kind of hash as any other graph.
"""

from __future__ import annotations

import hashlib
import os
import re
from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TypeVar

import pyoxigraph as ox

from grondslag.errors import MalformedFile
from grondslag.rdf import has_blank_node

PART = 250_000
"""So many statements are in memory at a time."""
_READ = 4_000_000
_LOADED = 40_000_000
"""So many bytes of a file go into a store at a time: in smaller parts it takes longer, in larger ones more memory."""
_LOADERS = 2

_IRI = rb'<[^<>"{}|^`\\\x00-\x20]+>'
# What a store gives back as it got it: IRIs, and texts without escapes, datatypes or capitals in the language tag.
_PLAIN = re.compile(_IRI + b" " + _IRI + b" (?:" + _IRI + rb'|"[^"\\\x00-\x1f\x7f]*"(?:@[a-z]+)?) \.\n')
T = TypeVar("T")


@dataclass(frozen=True)
class Statements:
    """The statements of the graph `iri`, in a file of which `sha256` is the hash."""

    iri: str
    file: Path
    quads: int
    sha256: str

    @classmethod
    def of_lines(cls, lines: Iterable[bytes], iri: str, target: Path, *, kept: bool = True) -> Statements:
        """Those of these lines of N-Triples, written to `target` if it is to be kept, else only counted and hashed.

        Raises `MalformedFile`, also for a blank node.
        """
        runs = []
        for number, part in enumerate(parts(lines, PART)):
            run = target.with_name(f"{target.name}.{number}")
            run.write_bytes(b"".join(sorted(_canonical(part, iri))))
            runs.append(run)
        digest, count, end = hashlib.sha256(), 0, f" <{iri}> .\n".encode()
        with open(target if kept else os.devnull, "wb") as file:
            for merged in _merged(runs):
                # A line ends nowhere else, for literals have their line ends escaped; and the order stays what it is.
                block = b"".join(merged).replace(b" .\n", end)
                file.write(block)
                digest.update(block)
                count += len(merged)
        for run in runs:
            run.unlink()
        return cls(iri, target, count, digest.hexdigest())

    def load_into(self, store: ox.Store) -> None:
        """Add them to `store`."""
        with open(self.file, "rb") as file, Loading(store, file) as loading:
            loading.go_on(to_the_end=True)


class Loading:
    """Loads a file of statements into a store while it is still being written, two parts beside each other.

    A store loads a part with one processor. Loaded at once they would take a gigabyte and a half per two million.
    `iri` names the graph of lines of N-Triples; without it they are N-Quads. Raises `MalformedFile`.
    """

    def __init__(self, store: ox.Store, file: BinaryIO, iri: str | None = None) -> None:
        self._store, self._file, self._iri = store, file, iri
        self._loaders = ThreadPoolExecutor(_LOADERS)
        self._loading = deque[Future[None]]()
        self._read = 0

    def go_on(self, *, to_the_end: bool = False) -> None:
        """Load what was written since, in whole parts, and all that is left when nothing more will come."""
        end = self._file.seek(0, os.SEEK_END)
        while end - self._read >= (1 if to_the_end else _LOADED):
            self._file.seek(self._read)
            part = self._file.read(_LOADED) + self._file.readline()
            self._read += len(part)
            if len(self._loading) == _LOADERS:
                self._loading.popleft().result()
            self._loading.append(self._loaders.submit(self._load, part))
            del part
        self._file.seek(0, os.SEEK_END)

    def wait(self) -> None:
        """Wait until everything is loaded."""
        while self._loading:
            self._loading.popleft().result()

    def _load(self, part: bytes) -> None:
        graph = None if self._iri is None else ox.NamedNode(self._iri)
        lines = ox.RdfFormat.N_QUADS if graph is None else ox.RdfFormat.N_TRIPLES
        try:
            self._store.bulk_load(part, format=lines, to_graph=graph)
        except SyntaxError as error:
            raise MalformedFile(self._iri or "statements", error.msg) from error

    def __enter__(self) -> Loading:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        with self._loaders:
            if kind is None:
                self.wait()


def _merged(runs: Sequence[Path]) -> Iterator[list[bytes]]:
    """The lines of sorted files in their order, each once, some at a time: those up to where every file was read."""
    with ExitStack() as opened:
        files: dict[BinaryIO, list[bytes]] = {opened.enter_context(open(run, "rb")): [] for run in runs}
        while files := {file: more for file, lines in files.items() if (more := lines or file.readlines(_READ))}:
            last = min(lines[-1] for lines in files.values())
            merged: list[bytes] = []
            for lines in files.values():
                end = bisect_right(lines, last)
                merged += lines[:end]
                del lines[:end]
            # Lists that are in order are merged by sorting them as one.
            yield list(dict.fromkeys(sorted(merged)))


def parts(many: Iterable[T], size: int) -> Iterator[list[T]]:
    """`many` in lists of at most `size`."""
    rest = iter(many)
    while part := list(islice(rest, size)):
        yield part


def _lines(quads: Iterable[ox.Quad]) -> list[bytes]:
    return (ox.serialize([q.triple for q in quads], format=ox.RdfFormat.N_TRIPLES) or b"").splitlines(keepends=True)


def _canonical(lines: list[bytes], name: str) -> list[bytes]:
    """The lines of N-Triples as the store gives them back: literals normalised, each spelled one way."""
    plain: list[bytes] = []
    odd: list[bytes] = []
    for line in lines:
        (plain if _PLAIN.fullmatch(line) else odd).append(line)
    store = ox.Store()
    try:
        store.load(b"".join(odd), format=ox.RdfFormat.N_TRIPLES)
    except SyntaxError as error:
        raise MalformedFile(name, error.msg) from error
    if any(has_blank_node(quad) for quad in store):
        raise MalformedFile(name, "a register has no blank nodes: give each node an IRI")
    return plain + _lines(store)
