"""The published graph as validation sees it: the default dataset with the sources, and the shapes beside it."""

from __future__ import annotations

import pyoxigraph as ox
import rdflib

from grondslag.graphs import Layer, NamedGraph, default_dataset
from grondslag.rdf import to_rdflib
from grondslag.validation import Report, validate


def report_on(store: ox.Store, graphs: list[NamedGraph]) -> Report:
    """Validate everything public in `store`: registers and reported practice, each finding with its layer."""
    shapes = [graph.iri for graph in graphs if graph.layer is Layer.SHAPES]
    return validate(_union(store, default_dataset(graphs, ("sources",))), _union(store, shapes))


def _union(store: ox.Store, graphs: list[str]) -> rdflib.Graph:
    return to_rdflib(quad for iri in graphs for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(iri)))
