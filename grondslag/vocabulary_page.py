"""The page `docs/terms.md`: every own term and concept, as the ontology describes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from grondslag.citation import citation, is_provision_iri, parse_iri
from grondslag.content import Content
from grondslag.namespaces import GS, ID, PREFIXES
from grondslag.rdf import parse_file

_OWL, _SKOS, _RDF = PREFIXES["owl"], PREFIXES["skos"], PREFIXES["rdf"]
_TITLE = PREFIXES["eli"] + "title_short"
# What a term is called on the page; the first that fits counts.
_KINDS = {
    _OWL + "Class": "class",
    _OWL + "ObjectProperty": "property",
    _OWL + "DatatypeProperty": "property (literal)",
    _OWL + "AnnotationProperty": "property (annotation)",
    _OWL + "NamedIndividual": "value",
    _SKOS + "Concept": "concept",
}
_HEADING = """\
<!-- Generated from ontology/ by grondslag.vocabulary_page.vocabulary_page; a test compares. Do not edit. -->

# Terms

Own terms have the prefix `gs:` for `https://w3id.org/grondslag/def#`; concepts stand below `https://w3id.org/grondslag/id/`.
A source is the provision that the term is taken from. Public terms that are reused are declared in
`ontology/public-terms.ttl` and described by those who publish them.
"""


@dataclass
class Term:
    """One own term or concept: its kinds, labels and definitions by language, and the IRIs of its sources."""

    name: str
    types: set[str] = field(default_factory=set)
    labels: dict[str, str] = field(default_factory=dict)
    definitions: dict[str, str] = field(default_factory=dict)
    sources: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str | None:
        """What it is called on the page; None for what is no term."""
        return next((word for iri, word in _KINDS.items() if iri in self.types), None)


def vocabulary_page(content: Content) -> str:
    """The Markdown of the page. Raises `MalformedFile` for a module that does not parse."""
    titles = short_titles(content.data / "law")
    sections = [_HEADING]
    for file in content.turtle(content.ontology):
        terms = [term for term in read_terms(file) if term.kind]
        if terms:
            sections.append(_section(file.relative_to(content.ontology).as_posix(), terms, titles))
    return "\n".join(sections)


def read_terms(file: Path) -> list[Term]:
    """What `file` says about own terms and concepts, in the order of the file. Raises `MalformedFile`."""
    terms: dict[str, Term] = {}
    for quad in parse_file(file):
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith((GS, ID)):
            term = terms.setdefault(quad.subject.value, Term(quad.subject.value))
            _note(term, quad.predicate.value, quad.object)
    return list(terms.values())


def _note(term: Term, predicate: str, value: object) -> None:
    """Write down in `term` what one triple says."""
    if isinstance(value, ox.NamedNode):
        if predicate == _RDF + "type":
            term.types.add(value.value)
        elif predicate == PREFIXES["dct"] + "source":
            term.sources.append(value.value)
    elif isinstance(value, ox.Literal) and value.language:
        if predicate == PREFIXES["rdfs"] + "label":
            term.labels[value.language] = value.value
        elif predicate == _SKOS + "prefLabel":
            term.labels.setdefault(value.language, value.value)
        elif predicate == _SKOS + "definition":
            term.definitions[value.language] = value.value


def _section(name: str, terms: list[Term], titles: dict[str, str]) -> str:
    """One module's table."""
    rows = ["| term | kind | nl | en | definition (nl) | definition (en) | source |", "|" + "---|" * 7]
    for term in terms:
        texts = [words.get(lang, "") for words in (term.labels, term.definitions) for lang in ("nl", "en")]
        source = ", ".join(sorted(cited(iri, titles) for iri in term.sources))
        cells = [f"`{_written(term.name)}`", str(term.kind), *map(_cell, texts), source]
        rows.append(f"| {' | '.join(cells)} |")
    return f"## {name}\n\n" + "\n".join(rows) + "\n"


def short_titles(folder: Path) -> dict[str, str]:
    """Act to the title used in citations, from `statutes.ttl`; empty when there is no such file."""
    file = folder / "statutes.ttl"
    quads = parse_file(file) if file.exists() else []
    titled = [quad for quad in quads if quad.predicate.value == _TITLE]
    return {
        quad.subject.value: quad.object.value
        for quad in titled
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal)
    }


def cited(iri: str, titles: dict[str, str]) -> str:
    """A provision as its citation, a statute as its title; without a known title the path of its IRI."""
    if is_provision_iri(iri):
        path = parse_iri(iri)
        for statute, title in titles.items():
            if statute.endswith("/" + path.act):
                return citation(path, title)
    return titles.get(iri) or iri.removeprefix(ID)


def _written(iri: str) -> str:
    """A term as a reader writes it."""
    return f"gs:{iri.removeprefix(GS)}" if iri.startswith(GS) else iri.removeprefix(ID)


def _cell(text: str) -> str:
    """Text that does not break a table."""
    return text.replace("|", "\\|").replace("\n", " ")
