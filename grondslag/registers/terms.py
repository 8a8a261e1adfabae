"""The terms that words of a register can mean, with their labels, and the headings that registers use.

Read from the files of the content: the SKOS schemes, the organisations that the sources name, and the labels of the
properties of a register entry in `ontology/registers.ttl`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox
from rapidfuzz import fuzz, process

from grondslag.content import Content
from grondslag.errors import Failure
from grondslag.namespaces import GS, ID, PREFIXES
from grondslag.registers.model import Field

DATA, SUBJECTS, PURPOSES, TASKS, PARTIES = (
    f"{ID}scheme/{name}" for name in ("data-categories", "data-subjects", "purposes", "tasks", "parties")
)
ORGANISATIONS = f"{ID}org"  # no scheme, but organisations are looked up as if they were one
_PARTIES = (PARTIES, ORGANISATIONS)
# Where the words of a field are looked up, in this order. A purpose of a register is often named by its task.
SCHEMES: Mapping[Field, tuple[str, ...]] = {
    Field.DATA: (DATA,),
    Field.SPECIAL_DATA: (DATA,),
    Field.DATA_SUBJECTS: (SUBJECTS,),
    Field.PURPOSE: (PURPOSES, TASKS),
    Field.TASK: (TASKS,),
    Field.RECIPIENTS: _PARTIES,
    Field.PROCESSORS: _PARTIES,
    Field.JOINT_CONTROLLERS: _PARTIES,
    Field.PRINCIPAL: _PARTIES,
    Field.ORIGIN: _PARTIES,
}

_SKOS, _RDFS = PREFIXES["skos"], PREFIXES["rdfs"]
_TYPE = PREFIXES["rdf"] + "type"
_MAIN = {_SKOS + "prefLabel", _RDFS + "label"}
_OTHERS = {_SKOS + "altLabel", _SKOS + "hiddenLabel"}
_KINDS = {PREFIXES["org"] + name for name in ("FormalOrganization", "OrganizationalCollaboration")}
_ORGANISATION = re.compile(rf"{re.escape(ORGANISATIONS)}/[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class Term:
    """A term with its main label by language, all its labels, its definition and the next broader terms."""

    iri: str
    scheme: str
    main: Mapping[str, str]
    labels: tuple[str, ...]
    definition: Mapping[str, str]
    broader: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    def label(self, language: str = "nl") -> str:
        """Its main label in `language`, else in any, else the end of its IRI."""
        return self.main.get(language) or next(iter(self.main.values()), self.iri.rpartition("/")[2])


class Terms:
    """All terms by IRI, in the order of their files."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._terms = {term.iri: term for term in terms}

    @classmethod
    def of(cls, content: Content) -> Terms:
        """The terms of the schemes and the organisations that the sources name, which are all public."""
        schemes = _subjects(content.turtle(content.ontology / "schemes"))
        sources = _subjects(content.turtle(content.data / "sources"), _KINDS)
        concepts = (_term(iri, said) for iri, said in schemes.items() if said.get(_SKOS + "inScheme"))
        return cls([*concepts, *(_term(iri, said) for iri, said in sources.items())])

    def __contains__(self, iri: object) -> bool:
        return iri in self._terms

    def __getitem__(self, iri: str) -> Term:
        return self._terms[iri]

    def __iter__(self) -> Iterator[Term]:
        return iter(self._terms.values())

    def of_scheme(self, scheme: str) -> list[Term]:
        """The terms of one scheme, in the order of its file."""
        return self._by_scheme.get(scheme, [])

    def fits(self, field: Field, iri: str) -> bool:
        """Whether words of `field` can mean `iri`: a term of its schemes, or any organisation in a field of parties.

        In fields without a scheme, such as provisions, any IRI in its proper form does.
        """
        schemes = SCHEMES.get(field)
        if schemes is None:
            return _is_iri(iri)
        if iri in self._terms:
            return self._terms[iri].scheme in schemes
        return ORGANISATIONS in schemes and bool(_ORGANISATION.fullmatch(iri))

    def nearest(self, field: Field, iri: str, most: int = 3) -> list[str]:
        """The terms of `field` that are called most like `iri`."""
        ours = [term.iri for scheme in SCHEMES.get(field, ()) for term in self.of_scheme(scheme)]
        return [name for name, _, _ in process.extract(iri, ours, scorer=fuzz.ratio, limit=most)]

    def is_within(self, narrow: str, broad: str) -> bool:
        """Whether the term `narrow` is `broad` or below it."""
        todo, seen = [narrow], set[str]()
        while todo:
            iri = todo.pop()
            if iri == broad:
                return True
            if iri not in seen and iri in self._terms:
                seen.add(iri)
                todo.extend(self._terms[iri].broader)
        return False

    @cached_property
    def _by_scheme(self) -> dict[str, list[Term]]:
        found: dict[str, list[Term]] = {}
        for term in self:
            found.setdefault(term.scheme, []).append(term)
        return found


def field_terms(content: Content) -> dict[Field, Term]:
    """What each field is, by its property of a register entry: its labels are the headings that stand for it.

    Raises `Failure` when `ontology/registers.ttl` lacks the property of a field.
    """
    said = _subjects([content.ontology / "registers.ttl"])
    missing = [field.property_name for field in Field if GS + field.property_name not in said]
    if missing:
        raise Failure(f"ontology/registers.ttl has no gs:{missing[0]}", expected="a property for each field")
    return {field: _term(GS + field.property_name, said[GS + field.property_name]) for field in Field}


_Said = dict[str, list[ox.NamedNode | ox.Literal]]


def _subjects(files: Iterable[Path], kinds: set[str] | None = None) -> dict[str, _Said]:
    """What `files` say of each thing with an IRI, or of those of one of `kinds` only; one file after the other."""
    found: dict[str, _Said] = {}
    for file in files:
        for triple in ox.parse(path=file, format=ox.RdfFormat.TURTLE):
            subject, predicate, value = triple.subject, triple.predicate, triple.object
            if isinstance(subject, ox.NamedNode) and isinstance(value, ox.NamedNode | ox.Literal):
                found.setdefault(subject.value, {}).setdefault(predicate.value, []).append(value)
    if kinds is None:
        return found
    return {iri: said for iri, said in found.items() if any(one.value in kinds for one in said.get(_TYPE, ()))}


def named_individuals(content: Content, file: str, kind: str) -> list[Term]:
    """The things of one kind (`gs:` and the name) in a file of the ontology, in its order."""
    said = _subjects([content.ontology / file], {GS + kind})
    return [_term(iri, told) for iri, told in said.items()]


def _term(iri: str, said: _Said) -> Term:
    main = [value for name in sorted(_MAIN) for value in said.get(name, ())]
    others = [value for name in sorted(_OTHERS) for value in said.get(name, ())]
    return Term(
        iri=iri,
        scheme=next((value.value for value in said.get(_SKOS + "inScheme", ())), ORGANISATIONS),
        main=_by_language(main),
        labels=tuple(dict.fromkeys(value.value for value in (*main, *others))),
        definition=_by_language(said.get(_SKOS + "definition", [])),
        broader=tuple(value.value for value in said.get(_SKOS + "broader", ())),
        kinds=tuple(value.value for value in said.get(_TYPE, ())),
    )


def _is_iri(text: str) -> bool:
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


def _by_language(values: Iterable[ox.NamedNode | ox.Literal]) -> dict[str, str]:
    return {value.language or "nl": value.value for value in values if isinstance(value, ox.Literal)}
