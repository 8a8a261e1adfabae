"""The register in terms of the Data Privacy Vocabulary (DPV 2.3): one dpv:Process per activity, without blank nodes.

What was read with certainty becomes a term: DPV's own where our schemes map to it, else ours. What has no term, or only
a contested one, is told in the words of the register, as a thing of DPV's kind with a description. Tasks and origins
have no term in DPV and are left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from grondslag.explain.reader import Reader
from grondslag.namespaces import GS, PREFIXES
from grondslag.registers.export.columns import WITHHELD, asked
from grondslag.registers.export.document import left_out
from grondslag.registers.export.entries import Entry, StoredRegister
from grondslag.registers.export.rdf import Statements
from grondslag.registers.model import Field, Side
from grondslag.registers.split import Said, said

_PUBLIC_TERMS = "https://w3id.org/dpv"
_MATCHES = (PREFIXES["skos"] + "exactMatch", PREFIXES["skos"] + "closeMatch")
_SPECIAL, _TYPE = GS + "SpecialCategory", PREFIXES["rdf"] + "type"


class _Term(NamedTuple):
    """How DPV tells a field: by which property, and of which kind the value is."""

    property: str
    kind: str


_TERMS = {
    Field.PURPOSE: _Term("dpv:hasPurpose", "dpv:Purpose"),
    Field.DATA_SUBJECTS: _Term("dpv:hasDataSubject", "dpv:DataSubject"),
    Field.DATA: _Term("dpv:hasPersonalData", "dpv:PersonalData"),
    Field.RECIPIENTS: _Term("dpv:hasRecipient", "dpv:Recipient"),
    Field.PROCESSORS: _Term("dpv:hasDataProcessor", "dpv:DataProcessor"),
    Field.PRINCIPAL: _Term("dpv:hasDataController", "dpv:DataController"),
    Field.LIMB: _Term("dpv:hasLegalBasis", "dpv:LegalBasis"),
    Field.EXCEPTION: _Term("dpv:hasLegalBasis", "dpv:LegalBasis"),
}
# Whoever a processor engages.
_SUB_PROCESSOR = _Term("dpv:hasDataProcessor", "dpv:DataSubProcessor")
_JOINT = _Term("dpv:hasJointDataControllers", "dpv:JointDataControllers")
# Told in words only: DPV has kinds for these, and a register has sentences.
_DESCRIBED = {
    Field.RETENTION: _Term("dpv:hasStorageCondition", "dpv:StorageCondition"),
    Field.SECURITY: _Term("dpv:hasTechnicalOrganisationalMeasure", "dpv:TechnicalOrganisationalMeasure"),
    Field.TRANSFER: _Term("dpv:hasProcessing", "dpv:Transfer"),
}
_KEEPER = {
    Side.CONTROLLER: _Term("dpv:hasDataController", "dpv:DataController"),
    Side.PROCESSOR: _Term("dpv:hasDataProcessor", "dpv:DataProcessor"),
}


def to_dpv(register: StoredRegister, form: str, *, publishable: bool = False) -> bytes:
    """The register in DPV's terms, as Turtle (`ttl`) or JSON-LD (`jsonld`)."""
    return dpv_statements(register, publishable=publishable).written(form)


def dpv_statements(register: StoredRegister, *, publishable: bool = False) -> Statements:
    """What the register says in DPV's terms; with `publishable` without what is not for publication."""
    said_so = Statements()
    said_so.kind(register.iri, "dpv:DataProcessingRecord")
    said_so.named(register.iri, "dct:title", register.name.label)
    if publishable:
        said_so.both(register.iri, "dct:description", left_out(register.names))
    said_so.named(register.keeper.iri, "rdfs:label", register.keeper.label)
    for entry in register.entries():
        said_so.link(register.iri, "dct:hasPart", entry.iri)
        _Process(said_so, register, entry, publishable).say()
    return said_so


class _Process:
    """Says what one activity does."""

    def __init__(self, to: Statements, register: StoredRegister, entry: Entry, publishable: bool) -> None:
        self._to, self._register, self._entry = to, register, entry
        self._left_out = WITHHELD if publishable else frozenset[Field]()
        self._practice = register.practice(entry.iri)

    def say(self) -> None:
        """Say all of it."""
        entry = self._entry
        self._to.kind(entry.iri, "dpv:Process")
        self._to.named(entry.iri, "dct:title", self._register.names.named(entry.iri).label)
        if Field.IDENTIFIER in entry.activity.words:
            self._to.text(entry.iri, "dct:identifier", entry.activity.words[Field.IDENTIFIER])
        keeper = _KEEPER[entry.activity.side]
        self._to.link(entry.iri, keeper.property, self._register.keeper.iri)
        self._to.kind(self._register.keeper.iri, keeper.kind)
        terms = self._practice.by_field()
        for field, term in _TERMS.items():
            is_sub = field is Field.PROCESSORS and entry.activity.side is Side.PROCESSOR
            self._say_terms(field, _SUB_PROCESSOR if is_sub else term, terms.get(field, ()))
        self._say_joint([iri for iri in self._practice.joint if iri not in self._practice.contested])
        for field, term in _DESCRIBED.items():
            self._describe(field, term)
        for provision in sorted({*self._practice.provisions} - self._practice.contested):
            self._to.link(entry.iri, "dct:references", provision)
            self._to.named(provision, "rdfs:label", self._register.names.named(provision).label)

    def _say_terms(self, field: Field, term: _Term, iris: Iterable[str]) -> None:
        """The terms of a field that are not contested; where none is left, its words."""
        sure = [iri for iri in iris if iri not in self._practice.contested]
        for iri in sure:
            self._to.link(self._entry.iri, term.property, self._term(iri, term))
        if not sure and term.property != "dpv:hasLegalBasis":
            self._describe(field, term)

    def _say_joint(self, parties: list[str]) -> None:
        """Joint controllers are one thing in DPV, of which each controller is a part."""
        if not parties:
            self._describe(Field.JOINT_CONTROLLERS, _JOINT)
            return
        group = f"{self._entry.iri}/{Field.JOINT_CONTROLLERS.value}"
        self._to.link(self._entry.iri, _JOINT.property, group)
        self._to.kind(group, _JOINT.kind)
        controllers = [self._term(iri, _KEEPER[Side.CONTROLLER]) for iri in parties]
        self._to.link(group, "dpv:hasEntity", self._register.keeper.iri, *controllers)

    def _term(self, iri: str, term: _Term) -> str:
        """DPV's own term where our scheme maps to one; else ours, with its kind and name."""
        names = self._register.names
        public = public_term(names, iri)
        if public:
            return public
        self._to.kind(iri, term.kind)
        if _SPECIAL in names.iris(iri, _TYPE):
            self._to.kind(iri, "dpv:SpecialCategoryPersonalData")
        self._to.named(iri, "rdfs:label", names.named(iri).label)
        return iri

    def _describe(self, field: Field, term: _Term) -> None:
        """The words of a field as a thing of DPV's kind; or that there is none, or that nothing is stated."""
        words, entry = self._words(field), self._entry
        if field in self._left_out:
            return
        if field in entry.none or (said(words) is Said.NONE and words):
            self._to.link(entry.iri, "gs:statesNone", GS + field.property_name)
        elif words and said(words) is not Said.NOT_KNOWN:
            node = f"{entry.iri}/{field.value}"
            self._to.link(entry.iri, term.property, node)
            self._to.kind(node, term.kind)
            self._to.text(node, "dct:description", words, "nl")
        elif asked(entry.activity.side, field):
            self._to.link(entry.iri, "gs:notStated", GS + field.property_name)

    def _words(self, field: Field) -> str:
        labels = (self._register.names.named(iri).label.nl for iri in self._entry.terms.get(field, ()))
        return self._entry.activity.words.get(field) or "; ".join(labels)


def public_term(names: Reader, iri: str) -> str | None:
    """The term of DPV that is the same as one of ours, or else close to it."""
    if iri.startswith(_PUBLIC_TERMS):
        return iri
    found = (match for name in _MATCHES for match in names.iris(iri, name))
    return next((match for match in found if match.startswith(_PUBLIC_TERMS)), None)
