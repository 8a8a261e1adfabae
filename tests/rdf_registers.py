"""What the tests of registers in RDF share: the law and the terms that they refer to, and one register in our terms."""

from __future__ import annotations

import io
import json
from functools import cache, partial
from typing import Any, BinaryIO
from unittest import mock

import pyoxigraph as ox

from grondslag.build import content_files
from grondslag.content import content
from grondslag.graphs import LAW, ONTOLOGY, Layer, NamedGraph, graph_of
from grondslag.namespaces import GRAPH, ID
from grondslag.rdf import parse_file
from grondslag.registers import rdfin
from grondslag.registers.alignment import Aligner
from grondslag.registers.citing import Citations
from grondslag.registers.dpvin import DpvTerms
from grondslag.registers.kinds import Kinds
from grondslag.registers.model import RegisterHead
from grondslag.registers.rdfin import RegisterRdf, Surroundings, read_rdf
from grondslag.registers.reading import confined
from grondslag.registers.reading.rdf_worker import work
from grondslag.registers.reading.upload import Source
from grondslag.settings import UploadLimits

HEAD = RegisterHead("gemeente-linde", "Gemeente Linde")
OTHER = NamedGraph(f"{GRAPH}register/gemeente-kluis", Layer.REGISTER, visibility=f"{ID}org/gemeente-kluis")
ROOT = f"{ID}register/gemeente-linde"
PREFIXES = """\
@base <https://w3id.org/grondslag/id/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix dpv: <https://w3id.org/dpv#> .
@prefix eu-gdpr: <https://w3id.org/dpv/legal/eu/gdpr#> .
@prefix ex: <http://example.org/> .
@prefix gs: <https://w3id.org/grondslag/def#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix pd: <https://w3id.org/dpv/pd#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
OWN = (
    PREFIXES
    + """
<org/gemeente-linde> a org:FormalOrganization ; rdfs:label "Gemeente Linde"@nl .
<register/gemeente-linde> a gs:Register ; gs:keptBy <org/gemeente-linde> ; rdfs:label "Register"@nl .
<register/gemeente-linde/entry/1> a gs:RegisterEntry ;
  gs:inRegister <register/gemeente-linde> ;
  gs:statedPurpose "recht op bijstand vaststellen" .
<register/gemeente-linde/activity/1> a gs:ProcessingActivity ;
  rdfs:label "Bijstand"@nl ;
  gs:inRegister <register/gemeente-linde> ;
  gs:recordOf dpv:DataController ;
  prov:wasDerivedFrom <register/gemeente-linde/entry/1> .
<flow/gemeente-linde/1/to/svb> a gs:Flow ;
  gs:partOfActivity <register/gemeente-linde/activity/1> ;
  dpv:hasDataExporter <org/gemeente-linde> ;
  dpv:hasRecipient <party/svb> ;
  prov:wasDerivedFrom <register/gemeente-linde/entry/1> ;
  gs:item [ a gs:Item ; dpv:hasPersonalData <data/bsn> ; prov:wasDerivedFrom <register/gemeente-linde/entry/1> ] ,
    [ a gs:Item ; dpv:hasPersonalData <data/name> ; prov:wasDerivedFrom <register/gemeente-linde/entry/1> ] .
"""
)


@cache
def surroundings(*, with_other: bool = False) -> Surroundings:
    """The ontology and the law; `with_other` the private register of another organisation, which is in the store."""
    return Surroundings(_store(), (ONTOLOGY, LAW, OTHER) if with_other else (ONTOLOGY, LAW))


@cache
def _store() -> ox.Store:
    store = ox.Store()
    for file in content_files(content()):
        graph = graph_of(file, content())
        if graph in (ONTOLOGY, LAW):
            store.extend(_in_graph(parse_file(file), graph))
    secret = f"<{ID}register/gemeente-kluis/activity/1> <{ID}p> <{ID}register/gemeente-kluis> ."
    store.extend(_in_graph(list(ox.parse(secret, format=ox.RdfFormat.N_TRIPLES)), OTHER))
    return store


def _in_graph(quads: list[ox.Quad], graph: NamedGraph) -> list[ox.Quad]:
    return [ox.Quad(q.subject, q.predicate, q.object, ox.NamedNode(graph.iri)) for q in quads]


@cache
def terms() -> DpvTerms:
    """What words are read with."""
    store = surroundings().store
    return DpvTerms.of(content(), Aligner(content()), Citations(store), Kinds.of(store))


def read(source: Source | str, name: str = "register.ttl", **limits: Any) -> RegisterRdf:
    """Read a register of the municipality of the tests, by the real worker."""
    data = source.encode() if isinstance(source, str) else source
    return read_rdf(data, name, HEAD, surroundings(), content(), terms(), UploadLimits(**limits))


def read_here(text: str | bytes, name: str = "register.ttl", *, with_other: bool = False) -> RegisterRdf:
    """The same in this process, which is quicker: for text that does no harm."""
    data = text.encode() if isinstance(text, str) else text
    with mock.patch.object(rdfin, "ask", _answered_here):
        return read_rdf(data, name, HEAD, surroundings(with_other=with_other), content(), terms(), UploadLimits())


def _answered_here(
    _: str, source: bytes, name: str, limits: UploadLimits, suffix: str, nodes: str
) -> tuple[confined.Answer, BinaryIO]:
    written = io.BytesIO()
    answer = confined.answered(partial(work, suffix=suffix, nodes=nodes), source, limits, written)
    return confined._understood(0, json.dumps(answer).encode(), name, limits), written


def statements(source: bytes | str, name: str = "register.ttl") -> frozenset[str]:
    """The lines of the register's graph that is read from a file in our own terms."""
    with read_here(source, name) as register:
        assert register.statements is not None
        return frozenset(register.statements.read().decode().splitlines())


def triples(turtle: str) -> list[ox.Triple]:
    """What Turtle says."""
    return [quad.triple for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE)]
