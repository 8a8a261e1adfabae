"""The JSON-LD context of our terms, made from the ontology: with it a document in JSON is the same graph as in Turtle.

Our own terms are known by their plain names (`task`), those of others by name and prefix (`dpv:hasPurpose`). A thing is
named by its IRI, a value of a fixed list by its plain name (`"operation": "disclose"`), labels per language.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping

import pyoxigraph as ox

from grondslag.content import Content
from grondslag.namespaces import GS, ID, PREFIXES
from grondslag.rdf import parse_file

_TYPE, _RANGE = PREFIXES["rdf"] + "type", PREFIXES["rdfs"] + "range"
_OWL, _XSD = PREFIXES["owl"], PREFIXES["xsd"]
_PROPERTIES = tuple(_OWL + kind for kind in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty"))
_PER_LANGUAGE = ("rdfs:label", "skos:prefLabel", "skos:altLabel", "skos:definition", "dct:title", "dct:description")
_LINKS = ("prov:wasDerivedFrom", "dct:source", "skos:inScheme", "skos:broader", "skos:exactMatch", "skos:closeMatch")
# Days: the ontology has no ranges of dates, which its reasoner cannot take.
_DAYS = frozenset({GS + "from", GS + "before"})

Definition = str | dict[str, str]
Ontology = Mapping[tuple[str, str], frozenset[str]]


def to_context(content: Content) -> bytes:
    """The document that a context is fetched as, or that a program has at hand."""
    return (json.dumps({"@context": context(content)}, indent=2, ensure_ascii=False) + "\n").encode()


def context(content: Content) -> dict[str, object]:
    """The context: prefixes, then terms, each by name."""
    ontology = _read(content)
    terms = {_short(iri): definition for iri, definition in _definitions(ontology)}
    per_language = {name: {"@id": name, "@container": "@language"} for name in _PER_LANGUAGE}
    links = {name: {"@id": name, "@type": "@id"} for name in _LINKS}
    head = {"@version": 1.1, "id": "@id", "type": "@type", **PREFIXES}
    return {**head, **dict(sorted({**terms, **links, **per_language}.items()))}


def _read(content: Content) -> Ontology:
    """What the ontology says of each term, by term and property; of things with an IRI only."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for file in content.turtle(content.ontology):
        for quad in parse_file(file):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                found[quad.subject.value, quad.predicate.value].add(quad.object.value)
    return {key: frozenset(values) for key, values in found.items()}


def _definitions(ontology: Ontology) -> list[tuple[str, Definition]]:
    """The definition of each term of ours, and of each property of others that has a kind of value."""
    values = {kind for (_, name), kinds in ontology.items() if name == _TYPE for kind in kinds if kind.startswith(GS)}
    lists = {kind for kind in values if _is_list(ontology, kind)}
    found: list[tuple[str, Definition]] = []
    for (iri, name), kinds in ontology.items():
        if name != _TYPE or iri.startswith(ID):
            continue
        value = "xsd:date" if iri in _DAYS else _value(kinds, ontology.get((iri, _RANGE), frozenset()), lists)
        if value:
            found.append((iri, {"@id": _prefixed(iri), "@type": value}))
        elif iri.startswith(GS):
            found.append((iri, _prefixed(iri)))
    return found


def _is_list(ontology: Ontology, kind: str) -> bool:
    """Whether the things of a kind are terms of the ontology itself: they have names, not addresses."""
    members = [iri for (iri, name), kinds in ontology.items() if name == _TYPE and kind in kinds]
    return all(iri.startswith(GS) for iri in members)


def _value(kinds: frozenset[str], ranges: frozenset[str], lists: set[str]) -> str | None:
    """How the value of a property is read: as an address, a name of the context, or a literal of a kind."""
    if _OWL + "ObjectProperty" in kinds:
        return "@vocab" if ranges & lists else "@id"
    literal = next((each for each in sorted(ranges) if each.startswith(_XSD) and each != _XSD + "string"), None)
    return _prefixed(literal) if literal else None


def _prefixed(iri: str) -> str:
    prefix = next(name for name, base in PREFIXES.items() if iri.startswith(base) and "/" not in iri[len(base) :])
    return f"{prefix}:{iri.removeprefix(PREFIXES[prefix])}"


def _short(iri: str) -> str:
    """The name by which a document writes a term."""
    return iri.removeprefix(GS) if iri.startswith(GS) else _prefixed(iri)
