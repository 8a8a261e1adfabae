"""Reading RDF the one way the whole project does: parsed by pyoxigraph, whole or not at all, without any network."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox
import rdflib
from rdflib import XSD
from rdflib.term import IdentifiedNode

from grondslag.errors import BadInput, MalformedFile

FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
}


def parse_file(file: Path, *, shown_as: str | None = None) -> list[ox.Quad]:
    """All quads of `file`. Raises `MalformedFile` with line and column (nothing is used), `BadInput` if unreadable."""
    name = shown_as or file.name
    rdf_format = FORMATS.get(file.suffix.lower())
    if rdf_format is None:
        raise BadInput(
            f"Unknown RDF file type {file.suffix!r} of {name}",
            expected=f"one of {', '.join(FORMATS)}",
            example="register.ttl",
        )
    try:
        text = file.read_bytes()
    except OSError as error:
        raise BadInput(f"Cannot read {name}: {error.strerror}", expected="a readable file") from error
    if rdf_format is ox.RdfFormat.RDF_XML and b"<!DOCTYPE" in text.upper():
        raise MalformedFile(name, "a DOCTYPE is refused: it can pull in other files")
    try:
        return list(ox.parse(text, format=rdf_format))
    except SyntaxError as error:
        raise MalformedFile(name, error.msg, line=error.lineno, column=error.offset) from error
    except ValueError as error:
        raise MalformedFile(name, str(error)) from error


def to_rdflib(quads: Iterable[ox.Quad | ox.Triple]) -> rdflib.Graph:
    """The triples of `quads`, graph names dropped, as one rdflib graph."""
    graph = rdflib.Graph()
    # Each term is made once: the same few thousand stand in a hundred thousand triples.
    terms: dict[object, IdentifiedNode | rdflib.Literal] = {}
    for quad in quads:
        for term in (quad.subject, quad.predicate, quad.object):
            if term not in terms:
                terms[term] = to_term(term)
        graph.add((terms[quad.subject], terms[quad.predicate], terms[quad.object]))
    return graph


def to_term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> IdentifiedNode | rdflib.Literal:
    """The term as rdflib has it. Raises `BadInput` for a quoted triple."""
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, ox.Triple):
        raise BadInput("A quoted triple cannot be validated", expected="RDF 1.1: IRIs, literals and blank nodes")
    datatype = None if term.language else rdflib.URIRef(term.datatype.value)
    # A plain string is one without datatype in rdflib; its lexical form stays as it was written.
    plain = term.language is not None or datatype == XSD.string
    return rdflib.Literal(term.value, lang=term.language, datatype=None if plain else datatype)


def from_rdflib(graph: rdflib.Graph) -> list[ox.Triple]:
    """The triples of an rdflib graph as pyoxigraph terms."""
    text = graph.serialize(format="nt", encoding="utf-8")
    return [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.N_TRIPLES)]


def union(store: ox.Store, graphs: Iterable[str]) -> Iterator[ox.Quad]:
    """The statements of the graphs with these names, without the names."""
    for iri in graphs:
        yield from unnamed(store.quads_for_pattern(None, None, None, ox.NamedNode(iri)))


def unnamed(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """The statements without the names of their graphs."""
    return (ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)


def has_blank_node(quad: ox.Quad) -> bool:
    """Whether subject or object is a blank node, or a quoted triple with one in it."""
    return _blank(quad.subject) or _blank(quad.object)


def _blank(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> bool:
    if isinstance(term, ox.Triple):
        return _blank(term.subject) or _blank(term.object)
    return isinstance(term, ox.BlankNode)


def canonical(quads: Iterable[ox.Quad]) -> bytes:
    """Canonical N-Quads (RDFC-1.0): the same for the same data, whatever its order and blank node names.

    Without blank nodes, canonical form is the sorted lines; only the statements that have them are canonicalised.
    Blank nodes are for our own ontology and shapes alone: hostile ones make this exponential.
    """
    lines = set(_lines(quads))
    # The names follow from these statements alone. (Some may have it in the words of a literal: they stay as they are.)
    blank = {line for line in lines if line.startswith(b"_:") or b" _:" in line}
    if blank:
        dataset = ox.Dataset(ox.parse(b"".join(blank), format=ox.RdfFormat.N_QUADS))
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        lines = lines - blank | set(_lines(dataset))
    return b"".join(sorted(lines))


def _lines(quads: Iterable[ox.Quad]) -> list[bytes]:
    # N-Quads escapes the line ends within literals: each line is one quad.
    return (ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"").splitlines(keepends=True)


def sha256(data: bytes) -> str:
    """The SHA-256 of `data` in hexadecimal."""
    return hashlib.sha256(data).hexdigest()
