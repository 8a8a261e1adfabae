"""Terms of an answer as a page needs them: text in the right language, and a place to go to."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from grondslag.namespaces import ID, PREFIXES
from webapp.links import Link, link_to

Row = Mapping[str, object]
WORDS = re.compile(r"[-_]+")
NUMBERS = re.compile(r"(\d+)")


def natural(text: str) -> list[tuple[int, str]]:
    """A sort key in which article 8 comes before article 67, and 67 before 67a."""
    parts = NUMBERS.split(text.casefold())
    return [(int(part), "") if part.isdigit() else (-1, part) for part in parts if part]


def expand(curie: str) -> str:
    """The IRI of a prefixed name such as `gs:item`. Raises `KeyError` for an unknown prefix."""
    prefix, _, local = curie.partition(":")
    return PREFIXES[prefix] + local


def local_name(iri: str) -> str:
    """The last part of an IRI: what is left to show when a thing has no label."""
    return re.split(r"[#/]", iri.rstrip("#/"))[-1] or iri


def shorten(iri: str) -> str:
    """A prefixed name where a prefix fits, else the IRI."""
    for prefix, start in PREFIXES.items():
        if iri.startswith(start) and len(iri) > len(start):
            return f"{prefix}:{iri[len(start) :]}"
    if iri.startswith(ID):
        return iri[len(ID) :]
    return iri


def is_literal(term: object) -> bool:
    """Whether a term of an answer is a literal: only these have a datatype."""
    return getattr(term, "datatype", None) is not None


def is_iri(term: object) -> bool:
    """Whether a term of an answer is an IRI, and not a literal, a blank node or a triple."""
    return not is_literal(term) and hasattr(term, "value") and not str(term).startswith("_:")


def lexical(term: object) -> str:
    """What a term says, without quotes, brackets or datatype; nothing for an unbound variable."""
    if term is None:
        return ""
    return str(getattr(term, "value", term))


def language_of(term: object) -> str | None:
    """The language tag of a literal."""
    tag = getattr(term, "language", None)
    return str(tag) if tag else None


@dataclass(frozen=True)
class Value:
    """One value of a property: an IRI with its label, or a literal."""

    term: object
    label: object | None = None

    @property
    def iri(self) -> str | None:
        """The IRI, when it is one."""
        return lexical(self.term) if is_iri(self.term) else None

    @property
    def raw(self) -> str:
        """The IRI or the literal's own text, never a label."""
        return lexical(self.term)

    @property
    def text(self) -> str:
        """The label, else the literal's text, else the last part of the IRI."""
        if self.label is not None:
            return lexical(self.label)
        if self.iri is not None:
            return WORDS.sub(" ", local_name(self.iri))
        return self.raw

    @property
    def pieces(self) -> list[Value]:
        """The citations or passages that a literal strings together, one by one."""
        return [Value(piece) for piece in self.raw.split("; ")]

    @property
    def language(self) -> str | None:
        """The language that `text` is in, where it is told."""
        return language_of(self.label if self.label is not None else self.term)

    @property
    def link(self) -> Link | None:
        """Where the value leads: a page of ours, an outside page, or nowhere."""
        return link_to(self.iri) if self.iri else None

    @property
    def name(self) -> str:
        """The last part of the IRI: a stable name for a choice of style."""
        return local_name(self.iri) if self.iri else self.raw


@dataclass
class Node:
    """One resource of a page with the values of its properties, in the page's language if they have one."""

    iri: str
    values: dict[str, list[Value]] = field(default_factory=dict)

    def all(self, curie: str) -> list[Value]:
        """The values of a property, in the order of their text."""
        return self.values.get(expand(curie), [])

    def one(self, curie: str) -> Value | None:
        """The first value of a property, if there is one."""
        return next(iter(self.all(curie)), None)

    def text(self, curie: str) -> str:
        """The text of the first value, or nothing."""
        value = self.one(curie)
        return value.text if value else ""

    def raw(self, curie: str) -> str:
        """The IRI or the literal's own text of the first value, or nothing."""
        value = self.one(curie)
        return value.raw if value else ""

    def one_name(self, curie: str) -> str:
        """The last part of the IRI of the first value, or nothing."""
        value = self.one(curie)
        return value.name if value else ""

    def has(self, curie: str, term: str) -> bool:
        """Whether a property has this term (a prefixed name) among its values."""
        return expand(term) in {value.iri for value in self.all(curie)}

    @property
    def label(self) -> str:
        """What the resource is called."""
        for curie in (
            "rdfs:label",
            "skos:prefLabel",
            "gs:citation",
            "eli:title_short",
            "eli:title",
            "dct:title",
        ):
            if self.text(curie):
                return self.text(curie)
        return WORDS.sub(" ", local_name(self.iri))

    @property
    def link(self) -> Link | None:
        """Where the resource is shown."""
        return link_to(self.iri)

    @property
    def anchor(self) -> str:
        """A name for the resource within its page."""
        return local_name(self.iri)


class Facts:
    """What a page query says about its nodes: rows of `node`, `property`, `value` and, for an IRI, `label`.

    A text that exists in several languages is kept in the page's language, or in another when it has none.
    """

    def __init__(self, rows: Iterable[Row], language: str) -> None:
        self.language = language
        self.nodes: dict[str, Node] = {}
        for (node, prop), found in _grouped(rows).items():
            values = [Value(term, self._best(labels)) for term, labels in found.items()]
            kept = self._in_language(values)
            kept.sort(key=lambda value: natural(value.text))
            self.nodes.setdefault(node, Node(node)).values[prop] = kept

    def _best(self, labels: Iterable[object]) -> object | None:
        ranked = sorted(labels, key=lambda label: (language_of(label) != self.language, lexical(label)))
        return ranked[0] if ranked else None

    def _in_language(self, values: list[Value]) -> list[Value]:
        tags = {language_of(value.term) for value in values} - {None}
        if self.language in tags:
            return [value for value in values if language_of(value.term) in (self.language, None)]
        return values

    def node(self, iri: str) -> Node:
        """The node with this IRI; an empty one when nothing is said about it."""
        return self.nodes.get(iri, Node(iri))

    def follow(self, node: Node, *curies: str) -> list[Node]:
        """The nodes that the properties of `node` lead to, in the order of the values."""
        return [self.node(value.iri) for curie in curies for value in node.all(curie) if value.iri]

    def of_class(self, *curies: str) -> list[Node]:
        """The nodes with one of these classes, in the order of their labels."""
        wanted = {expand(curie) for curie in curies}
        found = [node for node in self if wanted & {value.iri for value in node.all("rdf:type")}]
        return sorted(found, key=lambda node: natural(node.label))

    def __iter__(self) -> Iterator[Node]:
        return iter(self.nodes.values())

    def __contains__(self, iri: str) -> bool:
        return iri in self.nodes


def _grouped(rows: Iterable[Row]) -> dict[tuple[str, str], dict[object, list[object]]]:
    found: dict[tuple[str, str], dict[object, list[object]]] = defaultdict(dict)
    for row in rows:
        labels = found[lexical(row["node"]), lexical(row["property"])].setdefault(row["value"], [])
        if row.get("label") is not None:
            labels.append(row["label"])
    return dict(found)
