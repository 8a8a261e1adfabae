"""Which named graph a file belongs to, and what kind of graph that is (docs/architecture.md, "Named graphs")."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from grondslag.content import Content
from grondslag.errors import BadInput
from grondslag.namespaces import CATALOGUE_GRAPH, GRAPH, ID, LAW_GRAPH, ONTOLOGY_GRAPH, derived_graph

PUBLIC = "public"
SHAPES_GRAPH = GRAPH + "shapes"


class Layer(StrEnum):
    """What a graph speaks of: never guessed from its triples."""

    ONTOLOGY = "ontology"
    LAW = "law"
    LAW_TEXT = "law-text"
    SOURCE = "source"
    REGISTER = "register"
    IMPORT = "import"
    DERIVED = "derived"
    REPORT = "report"
    SHAPES = "shapes"
    CATALOGUE = "catalogue"


@dataclass(frozen=True, order=True)
class NamedGraph:
    """A named graph, its layer, and who may see it: `public` or the IRI of one organisation."""

    iri: str
    layer: Layer
    visibility: str = PUBLIC

    @property
    def may_have_blank_nodes(self) -> bool:
        """Only OWL restrictions and SHACL lists need blank nodes; an instance graph has none."""
        return self.layer in (Layer.ONTOLOGY, Layer.SHAPES)

    @property
    def derived(self) -> NamedGraph:
        """The graph for what is derived from this one; it inherits the visibility."""
        return NamedGraph(derived_graph(self.iri), Layer.DERIVED, self.visibility)


ONTOLOGY = NamedGraph(ONTOLOGY_GRAPH, Layer.ONTOLOGY)
LAW = NamedGraph(LAW_GRAPH, Layer.LAW)
SHAPES = NamedGraph(SHAPES_GRAPH, Layer.SHAPES)
CATALOGUE = NamedGraph(CATALOGUE_GRAPH, Layer.CATALOGUE)

# What a query may ask to have in its default graph as well, by the name that it asks for it.
ADDED_LAYERS = {"sources": Layer.SOURCE, "law-text": Layer.LAW_TEXT}

_ORGANISATIONS = "org/"
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PRACTICE = {"sources": ("source", Layer.SOURCE), "registers": ("register", Layer.REGISTER)}


def readable(graphs: Iterable[NamedGraph], reader: str = PUBLIC) -> list[NamedGraph]:
    """The graphs that `reader` may see: `public` for everyone, or the IRI of an organisation."""
    return [graph for graph in graphs if graph.visibility in (PUBLIC, reader)]


def organisation(name: str) -> str:
    """The IRI of the organisation that keeps the register `name`: its reader, if it is private. Raises as `name_of`."""
    return ID + _ORGANISATIONS + name_of(name)


def name_of(reader: str) -> str:
    """The name of an organisation, from that or from its IRI. Raises `BadInput` when a folder could not bear it."""
    name = reader.removeprefix(ID + _ORGANISATIONS)
    if not _NAME.fullmatch(name):
        raise BadInput(
            f"Invalid name {name!r} of an organisation",
            expected="small letters, digits and hyphens: it becomes part of an IRI and the name of a folder",
            example="gemeente-epe",
        )
    return name


def register_graphs(name: str, visibility: str = PUBLIC) -> tuple[NamedGraph, NamedGraph]:
    """The graph of the register of the organisation `name`, and that of its import. Raises as `name_of`."""
    return (
        NamedGraph(f"{GRAPH}register/{name_of(name)}", Layer.REGISTER, visibility),
        NamedGraph(f"{GRAPH}import/{name}", Layer.IMPORT, visibility),
    )


def graph_of(file: Path, content: Content) -> NamedGraph:
    """The graph that `file` is loaded into. Raises `BadInput` for a file in a folder without a graph."""
    parts = file.relative_to(content.root).parts
    if parts[0] == "ontology":
        return ONTOLOGY
    if parts[0] == "shapes":
        return SHAPES
    if parts[:2] == ("data", "law"):
        return LAW
    if parts[0] == "data" and len(parts) > 3 and parts[1] in _PRACTICE:
        if not _NAME.fullmatch(parts[2]):
            raise BadInput(
                f"Invalid folder name {parts[2]!r} in {'/'.join(parts)}",
                expected="small letters, digits and hyphens: it becomes part of an IRI",
                example="data/registers/gemeente-epe/register.ttl",
            )
        kind, layer = _PRACTICE[parts[1]]
        return NamedGraph(f"{GRAPH}{kind}/{parts[2]}", layer)
    raise BadInput(
        f"No named graph for the file {'/'.join(parts)!r}",
        expected="a file below ontology/, shapes/, data/law/, data/sources/<document>/ or data/registers/<name>/",
        example="data/sources/000/flows.ttl",
    )


def default_dataset(graphs: list[NamedGraph], layers: tuple[str, ...] = (), *, derived: bool = True) -> list[str]:
    """The IRIs that make up the default graph of a query.

    Ontology, law and registers, with what is derived from them unless `derived` is false; `layers` may add `sources`
    and `law-text`. Raises `BadInput` for another layer.
    """
    for layer in layers:
        if layer not in ADDED_LAYERS:
            expected = f"the layer {' or '.join(ADDED_LAYERS)}, or none"
            raise BadInput(f"Unknown layer {layer!r}", expected=expected, example="layer=sources")
    wanted = {Layer.ONTOLOGY, Layer.LAW, Layer.REGISTER, *(ADDED_LAYERS[layer] for layer in layers)}
    base = [graph for graph in graphs if graph.layer in wanted]
    known = {graph.iri for graph in graphs}
    follows = [graph.derived.iri for graph in base if derived and graph.derived.iri in known]
    return sorted([graph.iri for graph in base] + follows)
