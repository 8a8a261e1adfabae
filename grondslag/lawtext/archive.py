"""The texts that a home keeps, in one file that is replaced whole: a build takes them from here each time."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import pyoxigraph as ox

from grondslag.errors import DamagedStore, MalformedFile
from grondslag.graphs import Layer, NamedGraph
from grondslag.lawtext.graph import check_hashes
from grondslag.namespaces import GRAPH
from grondslag.rdf import parse_file

FILE = "law-texts.nq"
_GRAPH = re.compile(re.escape(GRAPH) + r"law-text/[A-Z0-9]+/\d{4}-\d{2}-\d{2}")


class TextArchive:
    """The statute texts kept in one home. Delete its file to be rid of them."""

    def __init__(self, home: Path) -> None:
        self.path = home / FILE

    def read(self) -> dict[NamedGraph, list[ox.Quad]]:
        """The quads of each graph; none when nothing was ever loaded. Raises `DamagedStore` for a changed file."""
        if not self.path.exists():
            return {}
        graphs: dict[str, list[ox.Quad]] = {}
        try:
            quads = parse_file(self.path, shown_as=str(self.path))
        except MalformedFile as error:
            raise damaged(error.message) from error
        for quad in quads:
            name = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
            if not _GRAPH.fullmatch(name):
                raise damaged(f"{self.path}: a statement stands outside the graphs of texts")
            graphs.setdefault(name, []).append(quad)
        check_hashes(quads)
        return {NamedGraph(name, Layer.LAW_TEXT): graphs[name] for name in sorted(graphs)}

    def write(self, graphs: Mapping[NamedGraph, Iterable[ox.Quad]]) -> None:
        """Replace all that is kept, in one step: a process that is killed leaves the former texts."""
        lines = sorted(ox.serialize(list(quads), format=ox.RdfFormat.N_QUADS) or b"" for quads in graphs.values())
        temporary = self.path.with_name(self.path.name + ".new")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(descriptor, "wb") as stream:
            stream.writelines(lines)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, self.path)


def damaged(reason: str) -> DamagedStore:
    """The error for texts that are not as they were kept."""
    return DamagedStore(
        f"The texts kept in this home cannot be read: {reason}",
        expected="the file deleted, and the texts loaded again",
        example="grondslag harvest FOLDER",
    )
