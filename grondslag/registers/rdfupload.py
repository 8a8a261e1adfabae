"""A file of RDF in memory, with what is needed to tell of it: what was left out, and on which line it stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import pyoxigraph as ox

from grondslag.errors import BadInput
from grondslag.graphs import Layer, NamedGraph
from grondslag.integrity import MOST_TOLD
from grondslag.namespaces import ID, ONTOLOGY_GRAPH, PREFIXES
from grondslag.query.results import shortened
from grondslag.registers.reading.upload import Source, shown

MOST_LEFT_OUT = 100
T = TypeVar("T")
TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_REFERRED = frozenset({Layer.ONTOLOGY, Layer.LAW, Layer.SOURCE, Layer.REGISTER})
LABEL = ox.NamedNode(PREFIXES["rdfs"] + "label")


@dataclass(frozen=True)
class LeftOut:
    """What stood in the file and was not taken over: a property, a class or a thing, and why.

    `times` is how often; `line` is the first, from 1, or None where the file writes the name in another way.
    """

    what: str
    reason: str
    times: int = 1
    line: int | None = None

    def __str__(self) -> str:
        place = f"first on line {self.line}" if self.line else ""
        times = f"{self.times} times" if self.times > 1 else ""
        found = ", ".join(filter(None, (times, place)))
        return f"{self.what} was not taken over: {self.reason}{f' ({found})' if found else ''}"


@dataclass(frozen=True)
class Surroundings:
    """What a register may refer to: of the graphs that its organisation may see, those of ontology, law and practice.

    The former graph of the register itself is not among them. What was derived is none of it: it may be of that one.
    """

    store: ox.Store
    graphs: tuple[NamedGraph, ...]

    @cached_property
    def _graphs(self) -> tuple[ox.NamedNode, ...]:
        return tuple(ox.NamedNode(graph.iri) for graph in self.graphs if graph.layer in _REFERRED)

    def said_of(self, iri: str) -> Iterator[ox.Quad]:
        """What those graphs say of a thing."""
        for graph in self._graphs:
            yield from self.store.quads_for_pattern(ox.NamedNode(iri), None, None, graph)

    @cached_property
    def ontology(self) -> tuple[ox.Quad, ...]:
        """Every statement of the ontology."""
        return tuple(self.store.quads_for_pattern(None, None, None, ox.NamedNode(ONTOLOGY_GRAPH)))

    @cached_property
    def names(self) -> frozenset[str]:
        """Every thing that they speak of."""
        return frozenset(
            quad.subject.value
            for graph in self._graphs
            for quad in self.store.quads_for_pattern(None, None, None, graph)
            if isinstance(quad.subject, ox.NamedNode)
        )


class Lines:
    """Finds on which line of a file something is first named; reads the file once more, and only when asked."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def of(self, iris: Iterable[str]) -> Mapping[str, int]:
        """The first line of each of some IRIs, if it is found: as what the line opens with, in full, or by prefix."""
        spelled = {iri: _spellings(iri) for iri in iris if _last_part(iri)}
        if not spelled:
            return {}
        any_of_them = re.compile(b"|".join(re.escape(_last_part(iri).encode()) for iri in spelled))
        found: dict[str, tuple[int, int]] = {}
        for number, line in enumerate(self._read(), 1):
            if any_of_them.search(line):
                for iri, patterns in spelled.items():
                    best = found.get(iri, (len(patterns), 0))[0]
                    rank = next((rank for rank in range(best) if patterns[rank].search(line)), best)
                    if rank < best:
                        found[iri] = (rank, number)
        return {iri: number for iri, (_, number) in found.items()}

    def _read(self) -> Iterator[bytes]:
        if isinstance(self._source, bytes):
            yield from self._source.splitlines()
        elif isinstance(self._source, Path):
            with self._source.open("rb") as file:
                yield from file
        elif self._source.seekable():
            self._source.seek(0)
            yield from self._source


def _spellings(iri: str) -> tuple[re.Pattern[bytes], ...]:
    """How a file may write an IRI, the surest first."""
    relative, last = iri.removeprefix(ID), _last_part(iri)
    full = rb"(?:%s|[<\"']%s)" % (re.escape(iri.encode()), re.escape(relative.encode()))
    short = rb"(?:\b\w*:|[\"'])%s" % re.escape(last.encode())
    ends = rb"(?![\w/-])"
    return tuple(re.compile(each + ends) for each in (rb"^\s*<?" + full, full, short))


def _last_part(iri: str) -> str:
    return re.split(r"[/#:]", iri.rstrip("/#:"))[-1]


@dataclass(frozen=True)
class Names:
    """The IRIs in a file: of what is spoken of, of properties, and of what is referred to."""

    subjects: set[str]
    properties: set[str]
    objects: set[str]


@dataclass
class Upload:
    """The statements of a file, in one graph of a store of their own."""

    store: ox.Store
    graph: ox.NamedNode
    name: str
    lines: Lines
    _left_out: Counter[tuple[str, str]] = field(default_factory=Counter)
    _names: Names | None = None

    @property
    def names(self) -> Names:
        """The names that stand in the file, what was left out not counted; nothing there has none."""
        if self._names is None:
            self._names = Names(set(), set(), set())
            for quad in self.store.quads_for_pattern(None, None, None, self.graph):
                self._names.properties.add(quad.predicate.value)
                if isinstance(quad.subject, ox.NamedNode):
                    self._names.subjects.add(quad.subject.value)
                if isinstance(quad.object, ox.NamedNode):
                    self._names.objects.add(quad.object.value)
        return self._names

    def has_any(self, classes: Iterable[str]) -> bool:
        """Whether there is a thing of one of some classes."""
        return any(
            True for name in classes for _ in self.store.quads_for_pattern(None, TYPE, ox.NamedNode(name), self.graph)
        )

    @property
    def left_anything_out(self) -> bool:
        """Whether anything was taken out."""
        return bool(self._left_out)

    def leave_out(self, quads: Iterable[ox.Quad], what: str, reason: str) -> None:
        """Take statements out, to be told as `what`."""
        for quad in list(quads):
            self.store.remove(quad)
            self._left_out[what, reason] += 1
            self._names = None

    def left_out(self) -> tuple[LeftOut, ...]:
        """All that was taken out, with the lines where it is found."""
        return located(self._left_out, self.lines)

    def refused(
        self, problems: Sequence[T], tell: Callable[[T], tuple[str, str]], *, expected: str, code: str
    ) -> BadInput:
        """The error that tells the first problems, each as an IRI and words, with the lines where they are found.

        Only those few are looked into: a file may have very many.
        """
        first = [tell(problem) for problem in problems[:MOST_TOLD]]
        lines = self.lines.of({iri for iri, _ in first})
        told = "".join(f"\n  {f'line {lines[iri]}: ' if iri in lines else ''}{words}" for iri, words in first)
        more = f"\n  and {len(problems) - MOST_TOLD} more" if len(problems) > MOST_TOLD else ""
        return BadInput(f"{self.name} cannot be taken over:{told}{more}", code=code, expected=expected)


def located(left: Mapping[tuple[str, str], int], lines: Lines) -> tuple[LeftOut, ...]:
    """What was left out and why, with how often, in the order of its name; of very many names the last ones as one."""
    first, rest = sorted(left.items())[:MOST_LEFT_OUT], sorted(left.items())[MOST_LEFT_OUT:]
    places = lines.of({what for (what, _), _ in first}) if first else {}
    told = [LeftOut(shown(shortened(what)), why, times, places.get(what)) for (what, why), times in first]
    if rest:
        told.append(LeftOut(f"{len(rest)} more names", rest[0][0][1], sum(times for _, times in rest)))
    return tuple(told)
