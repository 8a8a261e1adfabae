"""RDF from outside to plain statements: the program of the worker that reads it.

`python -m grondslag.registers.reading.rdf_worker BOUNDS ANSWER SUFFIX NODES`: it writes the one graph of the file as
N-Triples without blank nodes. What they say is checked by its parent.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import BinaryIO

import pyoxigraph as ox

from grondslag.content import content
from grondslag.errors import BadInput, MalformedFile, TooLarge
from grondslag.rdf import FORMATS, has_blank_node
from grondslag.registers.export.context import context
from grondslag.registers.reading.confined import Answer, serve
from grondslag.registers.reading.rdf_checks import check_xml, form, text, with_context
from grondslag.registers.reading.rdf_nodes import named
from grondslag.settings import UploadLimits

_AT_ONCE = 1_000
_MOST_GRAPHS = 5
_MOST_UNNAMED = 200_000  # some seconds of naming them


def work(data: bytes, _: UploadLimits, written: BinaryIO, *, suffix: str, nodes: str) -> Answer:
    """Write the statements of a file whose name ends in `suffix`; blank nodes get IRIs below `nodes`.

    The answer has the number of `statements`, the names of its `graphs` (empty for the default graph), and how many
    blank nodes were `twins`. Raises `MalformedFile` with line and column, `BadInput` for what no register can have.
    """
    data = text(data)
    ending = form(suffix, data)
    if ending == ".rdf":
        check_xml(data)
    if ending == ".jsonld":
        data = with_context(data, _context)
    graphs: set[str] = set()
    unnamed: list[ox.Quad] = []
    count = _write(_plain(_quads(data, ending), graphs, unnamed), written)
    triples, twins = named(unnamed, nodes)
    count += _write(iter(triples), written)
    if len(graphs) > 1:
        raise _several(graphs)
    return {"statements": count, "graphs": sorted(graphs), "twins": twins, "form": ending}


def _context() -> bytes:
    return json.dumps(context(content())).encode()


def _quads(data: bytes, ending: str) -> Iterator[ox.Quad]:
    """The quads of a text, one after the other; what came before an error is the caller's to drop."""
    lines = _Lines(data)
    source = lines if ending == ".rdf" else data
    try:
        yield from ox.parse(source, format=FORMATS[ending])  # type: ignore[arg-type]  # it only asks for read()
    except SyntaxError as error:
        line = lines.number if ending == ".rdf" else error.lineno
        raise MalformedFile("", error.msg, line=line, column=error.offset) from None
    except ValueError as error:
        raise MalformedFile("", str(error)) from None


class _Lines:
    """A text given a line at a time: the parser of RDF/XML does not say where it stopped, but it reads no further."""

    def __init__(self, data: bytes) -> None:
        self._file = io.BytesIO(data)
        self.number = 0
        self._at_start = True

    def read(self, size: int = -1) -> bytes:
        line = self._file.readline(size)
        self.number += self._at_start
        self._at_start = line.endswith(b"\n")
        return line


def _plain(quads: Iterator[ox.Quad], graphs: set[str], unnamed: list[ox.Quad]) -> Iterator[ox.Triple]:
    """The statements without blank nodes; those with go to `unnamed`, and the names of all graphs to `graphs`."""
    for quad in quads:
        if len(graphs) <= _MOST_GRAPHS:
            graphs.add("" if isinstance(quad.graph_name, ox.DefaultGraph) else str(quad.graph_name))
        if isinstance(quad.subject, ox.Triple) or isinstance(quad.object, ox.Triple):
            raise BadInput(
                f"a statement about a statement, at {quad.predicate}",
                expected="RDF 1.1: IRIs, literals and blank nodes",
            )
        if has_blank_node(quad):
            unnamed.append(quad)
            if len(unnamed) > _MOST_UNNAMED:
                raise TooLarge(f"more than {_MOST_UNNAMED} statements on things without a name", expected="IRIs")
        else:
            yield quad.triple


def _write(triples: Iterator[ox.Triple], written: BinaryIO) -> int:
    count = 0
    while some := list(islice(triples, _AT_ONCE)):
        written.write(ox.serialize(some, format=ox.RdfFormat.N_TRIPLES) or b"")
        count += len(some)
    return count


def _several(graphs: set[str]) -> BadInput:
    told = ", ".join(sorted(graph or "the default graph" for graph in graphs)[:_MOST_GRAPHS])
    return BadInput(f"it has more than one graph: {told}", expected="one named graph, or the default graph alone")


if __name__ == "__main__":
    serve(partial(work, suffix=sys.argv[3], nodes=sys.argv[4]))
