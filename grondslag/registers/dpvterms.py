"""What the Data Privacy Vocabulary (DPV 2.3) calls the fields of a register, and which of its terms are ours too."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from grondslag.citation import citation, parse_iri, statute_iri
from grondslag.content import Content
from grondslag.namespaces import GS, PREFIXES
from grondslag.rdf import parse_file
from grondslag.registers.alignment import Aligner
from grondslag.registers.citing import Citations
from grondslag.registers.kinds import Kinds
from grondslag.registers.model import Certainty, Field, Reading

DPV, GDPR, DCT, RDFS, SKOS = (PREFIXES[name] for name in ("dpv", "eu-gdpr", "dct", "rdfs", "skos"))
RECORD = DPV + "DataProcessingRecord"
PROCESSES = tuple(DPV + name for name in ("Process", "PersonalDataProcess", "PersonalDataHandling"))
PROPERTIES: Mapping[str, Field] = {
    DCT + "identifier": Field.IDENTIFIER,
    DPV + "hasIdentifier": Field.IDENTIFIER,
    DCT + "description": Field.DESCRIPTION,
    RDFS + "comment": Field.DESCRIPTION,
    DPV + "hasOrganisationalUnit": Field.DEPARTMENT,
    DPV + "hasResponsibleEntity": Field.DEPARTMENT,
    DPV + "hasDataController": Field.CONTROLLER,
    DPV + "hasJointDataControllers": Field.JOINT_CONTROLLERS,
    DPV + "hasContact": Field.CONTACT,
    DPV + "hasDataProtectionOfficer": Field.CONTACT,
    DPV + "hasRepresentative": Field.CONTACT,
    DPV + "hasPurpose": Field.PURPOSE,
    DPV + "hasLegalBasis": Field.LIMB,
    DPV + "hasApplicableLaw": Field.PROVISION,
    DCT + "references": Field.PROVISION,
    DPV + "hasDataSubject": Field.DATA_SUBJECTS,
    DPV + "hasPersonalData": Field.DATA,
    DPV + "hasDataSource": Field.ORIGIN,
    DPV + "hasRecipient": Field.RECIPIENTS,
    DPV + "hasRecipientDataController": Field.RECIPIENTS,
    DPV + "hasRecipientThirdParty": Field.RECIPIENTS,
    DPV + "hasDataImporter": Field.RECIPIENTS,
    DPV + "hasDataProcessor": Field.PROCESSORS,
    DPV + "hasThirdCountry": Field.TRANSFER,
    DPV + "hasStorageCondition": Field.RETENTION,
    DPV + "hasTechnicalOrganisationalMeasure": Field.SECURITY,
    DPV + "hasTechnicalMeasure": Field.SECURITY,
    DPV + "hasOrganisationalMeasure": Field.SECURITY,
    DPV + "hasPhysicalMeasure": Field.SECURITY,
    DPV + "hasImpactAssessment": Field.IMPACT_ASSESSMENT,
}
"""The field that each property of a process tells; that of data, grounds and parties depends on the value as well."""

OF_NONE: Mapping[str, Field] = {**PROPERTIES, **{GS + field.property_name: field for field in Field}}
"""The field that a property stands for where a process says that there is none of it."""

_LIMB = re.compile(re.escape(GDPR) + r"A(6|9)-([12])-([a-j])(?:-[a-z-]+)?\Z")
# Grounds that DPV names without an article, and the limb of article 6 lid 1 AVG that each is.
_GROUNDS = {
    "Consent": "a",
    "Contract": "b",
    "LegalObligation": "c",
    "VitalInterest": "d",
    "PublicInterest": "e",
    "OfficialAuthorityOfController": "e",
    "LegitimateInterest": "f",
}
# Their words stay words: what they are about has no term.
_PLAIN = frozenset(
    {
        *(Field.IDENTIFIER, Field.DESCRIPTION, Field.DEPARTMENT, Field.CONTROLLER, Field.CONTACT),
        *(Field.SECURITY, Field.IMPACT_ASSESSMENT),
    }
)


@dataclass(frozen=True)
class Match:
    """A term of ours that a scheme matches with one of DPV."""

    iri: str
    exact: bool


@dataclass(frozen=True)
class DpvTerms:
    """What terms and words are read with: the schemes, the law, and which terms of DPV ours are matched with."""

    aligner: Aligner
    citations: Citations
    kinds: Kinds
    matches: Mapping[str, tuple[Match, ...]]

    @classmethod
    def of(cls, content: Content, aligner: Aligner, citations: Citations, kinds: Kinds) -> DpvTerms:
        """With the matches that the schemes of `content` state."""
        found: dict[str, list[Match]] = {}
        names = {SKOS + "exactMatch": True, SKOS + "closeMatch": False}
        for file in content.turtle(content.ontology / "schemes"):
            for quad in parse_file(file):
                if quad.predicate.value in names and isinstance(quad.subject, ox.NamedNode):
                    match = Match(quad.subject.value, names[quad.predicate.value])
                    found.setdefault(str(quad.object)[1:-1], []).append(match)
        return cls(aligner, citations, kinds, {iri: tuple(matches) for iri, matches in found.items()})

    def read(self, of: Field, words: str) -> tuple[Field, tuple[Reading, ...]]:
        """What words mean, as in a cell of a table, and their field: a ground may be a limb, exception or provision."""
        if of not in (Field.PROVISION, Field.LIMB):
            return of, self.aligner.read(of, words) if self.aligner.reads(of) else ()
        field, found = self._cited(of, words)
        return field, self.aligner.decisions.settled(field, found)

    def _cited(self, of: Field, words: str) -> tuple[Field, tuple[Reading, ...]]:
        if of is Field.PROVISION:
            return of, self.citations.read(words)
        limbs, exceptions = self.citations.limbs(words), self.citations.exceptions(words)
        if not _names(limbs, "A6-") and _names(exceptions, "A9-"):
            return Field.EXCEPTION, exceptions
        provisions = self.citations.read(words)
        if not _names(limbs, "A6-") and any(one.iri for one in provisions):
            return Field.PROVISION, provisions
        return of, limbs

    def known(self, of: Field, iri: str) -> tuple[Field, Reading] | None:
        """The field and reading of a term: a limb, a provision, a concept, an organisation; None for what is none."""
        if of in _PLAIN:
            return None
        if of in (Field.LIMB, Field.PROVISION):
            return _limb(iri) or _ground(iri) or self._provision(iri)
        terms = self.aligner.terms
        if iri in terms:
            return of, Reading(terms[iri].label(), iri, Certainty.EXACT, 1.0, (iri,), "the term itself")
        matches = [match for match in self.matches.get(iri, ()) if match.iri in terms]
        if len(matches) != 1:
            return None
        ours, exact = matches[0].iri, matches[0].exact
        certainty, score = (Certainty.EXACT, 1.0) if exact else (Certainty.LIKELY, 0.9)
        why = f"{'the same as' if exact else 'close to'} the term of DPV"
        return of, Reading(terms[ours].label(), ours, certainty, score, (ours,), why)

    def is_special(self, iri: str) -> bool:
        """Whether a category of data, of ours or of DPV, needs an exception or an authority of its own."""
        ours = (iri, *(match.iri for match in self.matches.get(iri, ())))
        return not self.kinds.needing_exception.isdisjoint(ours)

    def _provision(self, iri: str) -> tuple[Field, Reading] | None:
        words = self.kinds.titles.get(iri)
        if iri in self.kinds.provisions and "/art/" in iri:
            path = parse_iri(iri)
            act = statute_iri(path.act)
            words = citation(path, self.kinds.titles.get(act, path.act))
        if words is None:
            return None
        return Field.PROVISION, Reading(words, iri, Certainty.EXACT, 1.0, (iri,), "the provision itself")


def _names(readings: tuple[Reading, ...], start: str) -> bool:
    return any(one.iri is not None and one.iri.startswith(GDPR + start) for one in readings)


def _limb(iri: str) -> tuple[Field, Reading] | None:
    """A limb of article 6 lid 1 or 9 lid 2; where DPV divides one, the limb that it is of."""
    found = _LIMB.match(iri)
    if not found:
        return None
    article, lid, letter = found.groups()
    words, term = f"AVG art. {article} lid {lid} onder {letter}", f"{GDPR}A{article}-{lid}-{letter}"
    place = Field.LIMB if article == "6" else Field.EXCEPTION
    return place, Reading(words, term, Certainty.EXACT, 1.0, (term,), "the term itself")


def _ground(iri: str) -> tuple[Field, Reading] | None:
    letter = _GROUNDS.get(iri.removeprefix(DPV))
    if letter is None:
        return None
    words, term = f"AVG art. 6 lid 1 onder {letter}", f"{GDPR}A6-1-{letter}"
    return Field.LIMB, Reading(
        words, term, Certainty.LIKELY, 0.9, (term,), "the ground that DPV names without an article"
    )
