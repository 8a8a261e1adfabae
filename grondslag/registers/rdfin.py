"""A register that comes as RDF: in our own terms, or in those of DPV. Nothing in it is followed, fetched or run.

A worker that can be killed makes plain statements of the file (`grondslag.registers.reading.rdf_worker`). Those in our
own terms are checked (`grondslag.registers.rdfown`) and published as they stand; of those in DPV's terms activities
are made, which are written like those of any table.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyoxigraph as ox

from grondslag.content import Content
from grondslag.errors import BadInput
from grondslag.namespaces import GRAPH, ID
from grondslag.registers.dpvin import PROCESSES, DpvTerms, activities
from grondslag.registers.model import Activity, RegisterHead
from grondslag.registers.rdfown import CLASSES, check_own
from grondslag.registers.rdfupload import LeftOut, Lines, Surroundings, Upload, located
from grondslag.registers.reading.confined import ask
from grondslag.registers.reading.upload import Source, shown
from grondslag.settings import UploadLimits

_WORKER = "grondslag.registers.reading.rdf_worker"
__all__ = ["LeftOut", "RegisterRdf", "Surroundings", "read_rdf"]
_SUFFIX = re.compile(r"\.[a-z0-9]{1,10}\Z")


@dataclass
class RegisterRdf:
    """What a file of RDF holds. In our own terms: `statements`, N-Triples of the register's graph, open until closed.

    In DPV's terms: `activities`, to be written as those of any other file. Never both.
    """

    statements: BinaryIO | None = None
    activities: tuple[Activity, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    def close(self) -> None:
        """Let go of the statements."""
        if self.statements is not None:
            self.statements.close()

    def __enter__(self) -> RegisterRdf:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def read_rdf(
    source: Source,
    name: str,
    head: RegisterHead,
    around: Surroundings,
    content: Content,
    terms: DpvTerms,
    limits: UploadLimits,
    folder: Path | None = None,
) -> RegisterRdf:
    """The register in a file of RDF that is called `name`: Turtle, TriG, N-Triples, N-Quads, JSON-LD or RDF/XML.

    Statements are kept in `folder`, or where the system keeps what is temporary. Whole or not at all: raises
    `MalformedFile` with line and column, `TooLarge`, or `BadInput` that names the thing, the nearest known name and
    the line where it can be found.
    """
    upload = _read(source, name, head, limits)
    if upload.has_any(CLASSES):
        check_own(upload, head, around, content)
        return RegisterRdf(statements=_written(upload, folder), left_out=upload.left_out())
    if upload.has_any(PROCESSES):
        taken, left = activities(upload.store, head, terms)
        return RegisterRdf(activities=taken, left_out=located(left, upload.lines))
    raise BadInput(
        f"{upload.name} has no register in it",
        expected="things of class gs:ProcessingActivity or gs:Flow, or of class dpv:Process",
        example=f"<{ID}register/{head.organisation}/activity/1> a gs:ProcessingActivity .",
    )


def _read(source: Source, name: str, head: RegisterHead, limits: UploadLimits) -> Upload:
    """The statements of a file, read by a worker. Raises `BadInput` when it is for another graph of ours."""
    suffix = _SUFFIX.search(name.lower())
    nodes = f"{ID}register/{head.organisation}/node/"
    graph = ox.NamedNode(f"{GRAPH}register/{head.organisation}")
    answer, written = ask(_WORKER, source, name, limits, suffix[0] if suffix else "", nodes)
    with written:
        _is_for(graph, answer["graphs"], shown(name))
        store = ox.Store()
        written.seek(0)
        store.bulk_load(written, format=ox.RdfFormat.N_TRIPLES, to_graph=graph)
    return Upload(store, graph, shown(name), Lines(source))


def _is_for(graph: ox.NamedNode, named: Sequence[str], name: str) -> None:
    for one in named:
        if one.startswith(f"<{GRAPH}") and one != str(graph):
            raise BadInput(
                f"{name} is for another graph, {shown(one)}", expected="that of the register", example=str(graph)
            )


def _written(upload: Upload, folder: Path | None) -> BinaryIO:
    file: BinaryIO = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  who asked for it closes it
    upload.store.dump(file, format=ox.RdfFormat.N_TRIPLES, from_graph=upload.graph)
    file.seek(0)
    return file
