"""What the exports in RDF share: statements about things that all have an IRI, written the same each time."""

from __future__ import annotations

import pyoxigraph as ox

from grondslag.namespaces import PREFIXES
from grondslag.report.model import Text

FORMATS = {"ttl": ox.RdfFormat.TURTLE, "jsonld": ox.RdfFormat.JSON_LD}


class Statements:
    """Statements gathered about things; there are no blank nodes among them."""

    def __init__(self) -> None:
        self._triples: set[ox.Triple] = set()

    def link(self, subject: str, name: str, *things: str) -> None:
        """State that a property, written as `dpv:hasPurpose`, of a thing leads to others."""
        self._triples |= {ox.Triple(ox.NamedNode(subject), expanded(name), ox.NamedNode(thing)) for thing in things}

    def kind(self, subject: str, *names: str) -> None:
        """State what a thing is, by names such as `dpv:Process`."""
        self.link(subject, "rdf:type", *(expanded(name).value for name in names))

    def text(self, subject: str, name: str, text: str, language: str | None = None) -> None:
        """State a text."""
        self._triples.add(ox.Triple(ox.NamedNode(subject), expanded(name), ox.Literal(text, language=language)))

    def both(self, subject: str, name: str, text: Text) -> None:
        """State a text in Dutch and in English."""
        self.text(subject, name, text.nl, "nl")
        self.text(subject, name, text.en, "en")

    def named(self, subject: str, name: str, label: Text) -> None:
        """State a name: in both languages, or in Dutch alone where there is no other."""
        if label.nl == label.en:
            self.text(subject, name, label.nl, "nl")
        else:
            self.both(subject, name, label)

    def value(self, subject: str, name: str, value: int | ox.Literal) -> None:
        """State a number, or a literal of another kind."""
        literal = value if isinstance(value, ox.Literal) else ox.Literal(value)
        self._triples.add(ox.Triple(ox.NamedNode(subject), expanded(name), literal))

    def sorted(self) -> list[ox.Triple]:
        """All of them, by subject; what a thing is stands first."""
        return sorted(self._triples, key=_order)

    def written(self, form: str) -> bytes:
        """All of them in a form of `FORMATS`, with the prefixes that they use where the form has prefixes."""
        triples = self.sorted()
        spaces = {_space(term) for triple in triples for term in (triple.predicate, triple.object)}
        used = {name: iri for name, iri in PREFIXES.items() if iri in spaces}
        return ox.serialize(triples, format=FORMATS[form], prefixes=used) or b""


def expanded(name: str) -> ox.NamedNode:
    """The IRI that a name with a prefix of the project stands for."""
    prefix, _, local = name.partition(":")
    return ox.NamedNode(PREFIXES[prefix] + local)


def _order(triple: ox.Triple) -> tuple[str, bool, str, str]:
    subject = getattr(triple.subject, "value", "")
    return subject, triple.predicate != expanded("rdf:type"), triple.predicate.value, str(triple.object)


def _space(term: object) -> str:
    """What stands before the local name of an IRI."""
    text = term.value if isinstance(term, ox.NamedNode) else ""
    return text[: max(text.rfind("#"), text.rfind("/")) + 1]
