"""The register as RDF in our own terms: its graph as it is, or without what is not for publication."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import pyoxigraph as ox

from grondslag.namespaces import GRAPH, GS, PREFIXES
from grondslag.registers.export.columns import WITHHELD
from grondslag.registers.export.document import left_out
from grondslag.registers.export.entries import StoredRegister
from grondslag.registers.export.rdf import FORMATS, Statements

_WITHHELD = frozenset(GS + field.property_name for field in WITHHELD)
_TYPE, _MEASURE = ox.NamedNode(PREFIXES["rdf"] + "type"), ox.NamedNode(GS + "RecordedMeasure")
_OF_MEASURE = frozenset({_TYPE.value, GS + "measureKind", GS + "taken", PREFIXES["prov"] + "wasDerivedFrom"})


def to_own(store: ox.Store, register: StoredRegister, form: str, *, publishable: bool = False) -> bytes:
    """The statements of the register, as Turtle (`ttl`) or JSON-LD (`jsonld`)."""
    graph = ox.NamedNode(f"{GRAPH}register/{register.slug}")
    quads: Iterator[ox.Quad] = store.quads_for_pattern(None, None, None, graph)
    if publishable:
        measures = {quad.subject for quad in store.quads_for_pattern(None, _TYPE, _MEASURE, graph)}
        quads = (quad for quad in quads if _is_for_publication(quad, quad.subject in measures))
    said = Statements()
    if publishable:
        said.both(register.iri, "dct:description", left_out(register.names))
    triples = chain((quad.triple for quad in quads), said.sorted())
    return ox.serialize(triples, format=FORMATS[form], prefixes=PREFIXES) or b""


def _is_for_publication(quad: ox.Quad, of_measure: bool) -> bool:
    """Whether a statement tells no withheld field; of a measure only that it is there and of which kind is told."""
    if quad.predicate.value in _WITHHELD or (isinstance(quad.object, ox.NamedNode) and quad.object.value in _WITHHELD):
        return False
    return not of_measure or quad.predicate.value in _OF_MEASURE
