"""The statements of one graph in canonical form on disk: sorted lines of N-Quads, each once, however many there are.

It is the form that `rdf.canonical` gives and that snapshots freeze, made with the memory of a part instead of the
whole, so that a register of millions of statements has the same kind of hash as any other graph.
"""

from __future__ import annotations

import hashlib
import heapq
import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path
from typing import TypeVar

import pyoxigraph as ox

from grondslag.errors import MalformedFile
from grondslag.rdf import has_blank_node

PART = 250_000
"""So many statements are in memory at a time."""

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
    def of_lines(cls, lines: Iterable[bytes], iri: str, target: Path) -> Statements:
        """Those of these lines of N-Triples, written to `target`. Raises `MalformedFile`, also for a blank node."""
        end = f"<{iri}> .\n".encode()
        runs = []
        for number, part in enumerate(parts(lines, PART)):
            run = target.with_name(f"{target.name}.{number}")
            run.write_bytes(b"".join(sorted(line[:-2] + end for line in _canonical(part, iri))))
            runs.append(run)
        digest, count = hashlib.sha256(), 0
        with ExitStack() as files, open(target, "wb") as merged:
            for line, _ in groupby(heapq.merge(*(files.enter_context(open(run, "rb")) for run in runs))):
                merged.write(line)
                digest.update(line)
                count += 1
        for run in runs:
            run.unlink()
        return cls(iri, target, count, digest.hexdigest())

    def load_into(self, store: ox.Store) -> None:
        """Add them to `store`, part by part: loaded at once they would take a gigabyte and a half per two million."""
        with open(self.file, "rb") as lines:
            for part in parts(lines, PART):
                store.bulk_load(b"".join(part), format=ox.RdfFormat.N_QUADS)


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
