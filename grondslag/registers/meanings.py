"""What the words of a register were taken for: a term that others share, or one of the register's own, left open.

Each words of a field have one alignment in a register, and one concept where no term fits; both are written once.
So are periods of retention and measures: activities that tell the same share one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from grondslag.citation import citation, parse_iri, statute_iri
from grondslag.namespaces import ID, PREFIXES
from grondslag.registers.kinds import Kinds
from grondslag.registers.model import Certainty, Field, Reading, RegisterHead
from grondslag.registers.ntriples import (
    ALIGNS,
    BOOLEAN,
    CONCEPT,
    DATA,
    DERIVED,
    LABEL,
    LIMB_6,
    LIMB_9,
    ORIGIN,
    PREF_LABEL,
    PRINCIPAL,
    PROVISION,
    PURPOSE,
    RECIPIENT,
    SAFEGUARD,
    SUBJECT,
    TASK,
    TRAIT,
    A,
    gs,
    literal,
    named,
)
from grondslag.registers.words import is_citation, slug

GDPR = PREFIXES["eu-gdpr"]
_LIMB_OF_AVG = re.compile(re.escape(ID) + r"celex/32016R0679/art/(6/lid/1|9/lid/2)/onder/([a-j])")
_CONFIDENCE = {
    Certainty.EXACT: gs("certain"),
    Certainty.ACCEPTED: gs("certain"),
    Certainty.LIKELY: gs("likely"),
    Certainty.DOUBTFUL: gs("contested"),
    Certainty.UNKNOWN: gs("contested"),
}


class Sort(NamedTuple):
    """What words of a field are a value of, and the place and class of a term of the register's own for them."""

    dimension: str
    place: str
    kind: str


def _party(dimension: str) -> Sort:
    return Sort(dimension, "party", gs("PartyCategory"))


_DATA = Sort(DATA, "data", gs("DataCategory"))
_SORTS = {
    Field.JOINT_CONTROLLERS: _party(RECIPIENT),
    Field.RECIPIENTS: _party(RECIPIENT),
    Field.PROCESSORS: _party(RECIPIENT),
    Field.PRINCIPAL: _party(PRINCIPAL),
    Field.ORIGIN: _party(ORIGIN),
    Field.PURPOSE: Sort(PURPOSE, "purpose", gs("Purpose")),
    Field.TASK: Sort(TASK, "task", gs("PublicTask")),
    Field.DATA_SUBJECTS: Sort(SUBJECT, "subject", gs("DataSubjectCategory")),
    Field.DATA: _DATA,
    Field.SPECIAL_DATA: _DATA,
    Field.TRANSFER: Sort(TRAIT, "", ""),
}
_CITED = Sort(PROVISION, "provision", gs("Provision"))
_OUTSIDE_EEA = gs("transferOutsideEea")
_LIMBS = {Field.LIMB: LIMB_6, Field.EXCEPTION: LIMB_9}


@dataclass(frozen=True)
class Meant:
    """What words stand for: a value of a dimension, the words, and a name for it that follows from them alone.

    `term` is None where nothing can be stated; `contested` is the alignment that leaves the term open, if any.
    """

    dimension: str
    term: str | None
    words: str
    name: str
    contested: str | None = None


class Meanings:
    """The meanings of the words of one register. `lines` are those that wait to be written."""

    def __init__(self, head: RegisterHead, kinds: Kinds) -> None:
        self._kinds = kinds
        self._root = f"{ID}register/{head.organisation}"
        self._itself = {slug(head.name): f"<{ID}org/{head.organisation}>"}
        self._known: dict[tuple[Field, Reading], Meant] = {}
        self._terms: dict[str, str] = {}
        self._described: set[str] = set()
        self._said: set[tuple[str, Sequence[tuple[str, str]]]] = set()
        self.lines: list[str] = []

    def of(self, field: Field, reading: Reading) -> Meant:
        """What a reading stands for: a term where it is sure, else one of the register's own that is left open."""
        known = self._known.get((field, reading))
        if known is None:
            known = self._known[field, reading] = self._meant(field, reading)
        return known

    def own_purpose(self, words: str) -> str:
        """The register's own term for a purpose that is told by the task it serves."""
        return self._own(_SORTS[Field.PURPOSE], words)

    def retention(self, words: str) -> str:
        """The period of retention that words tell: one for all activities that tell it."""
        term = f"<{self._root}/retention/{slug(words)}>"
        # Spellings that differ in capitals alone are one period with a label for each: their order makes no difference.
        self._describe(term, (A, gs("RetentionTerm")), (LABEL, literal(words, "@nl")))
        return term

    def measure(self, kind: str, *, taken: bool) -> str:
        """A measure, or that it was not taken: one for all activities that tell it."""
        measure = f"<{self._root}/measure/{kind}{'' if taken else '-not-taken'}>"
        is_taken = literal("true" if taken else "false", BOOLEAN)
        self._describe(measure, (A, gs("RecordedMeasure")), (gs("measureKind"), gs(kind)), (gs("taken"), is_taken))
        return measure

    def _describe(self, node: str, *pairs: tuple[str, str]) -> None:
        """Say this of a node that activities share, unless it was said."""
        if (node, pairs) not in self._said:
            self._said.add((node, pairs))
            said = [*pairs, (DERIVED, f"<{self._root}>")]
            self.lines += [f"{node} {name} {value} .\n" for name, value in said]

    def _meant(self, field: Field, reading: Reading) -> Meant:
        sort, name = _SORTS.get(field, _CITED), slug(reading.words)
        if sort.place == "party" and name in self._itself:
            return Meant(sort.dimension, self._itself[name], reading.words, name)
        if reading.certainty in (Certainty.EXACT, Certainty.ACCEPTED, Certainty.LIKELY):
            term = self._term(reading.iri) if reading.iri else self._own(sort, reading.words)
            dimension = _dimension(sort.dimension, term)
            node = self._align(field, reading, dimension, [term])
            self.lines.append(f"{node} {ALIGNS} <{self._root}> .\n")
            return Meant(dimension, term, reading.words, name)
        return self._open(field, sort, reading, name)

    def _open(self, field: Field, sort: Sort, reading: Reading, name: str) -> Meant:
        """Words that a person has to settle: the register's own term for them, or none for a limb or a transfer."""
        term: str | None
        found = [self._term(iri) for iri in dict.fromkeys((reading.iri, *reading.candidates)) if iri]
        if field is Field.TRANSFER:
            # That data leave the EEA is not said of them while it is open whether they do.
            term, dimension = None, sort.dimension
        elif _asks_limb(field, reading, found):
            term = found[0] if reading.iri else None
            dimension = _dimension(_LIMBS[field], found[0]) if found else _LIMBS[field]
        else:
            term = self._own(sort, reading.words, found)
            dimension = sort.dimension
            found.insert(0, term)
        return Meant(dimension, term, reading.words, name, self._align(field, reading, dimension, found))

    def _align(self, field: Field, reading: Reading, dimension: str, terms: list[str]) -> str:
        said = repr((reading.words, reading.iri, reading.certainty.value, reading.candidates))
        digest = sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        node = f"<{self._root}/alignment/{field.value}/{slug(reading.words)}-{digest}>"
        self.lines += [
            f"{node} {A} {gs('Alignment')} .\n",
            f"{node} {gs('dimension')} {dimension} .\n",
            *(f"{node} {gs('toTerm')} {term} .\n" for term in terms),
            f"{node} {gs('literalForm')} {literal(reading.words)} .\n",
            f"{node} {gs('confidence')} {_CONFIDENCE[reading.certainty]} .\n",
            f"{node} {DERIVED} <{self._root}> .\n",
        ]
        return node

    def _own(self, sort: Sort, words: str, perhaps: Sequence[str] = ()) -> str:
        """The register's own term for words, described once; `perhaps` are the terms that they may mean."""
        term = f"<{self._root}/term/{sort.place}/{slug(words)}>"
        if term in self._described:
            return term
        self._described.add(term)
        self.lines += [f"{term} {A} {sort.kind} .\n", f"{term} {DERIVED} <{self._root}> .\n"]
        if sort is _CITED:
            self._describe_cited(term, words, perhaps)
        else:
            self.lines += [f"{term} {A} {CONCEPT} .\n", f"{term} {PREF_LABEL} {literal(words, '@nl')} .\n"]
        return term

    def _describe_cited(self, term: str, words: str, perhaps: Sequence[str]) -> None:
        self.lines.append(f"{term} {gs('citation')} {literal(words)} .\n")
        acts = sorted({_act(one) for one in perhaps if "/art/" in one})
        if not acts and is_citation(words):
            # An act that we do not hold is an act all the same: that none is named would be untrue.
            acts = [f"<{self._root}/term/statute/{slug(words)}>"]
            self.lines += [f"{acts[0]} {A} {gs('Statute')} .\n", f"{acts[0]} {LABEL} {literal(words, '@nl')} .\n"]
        self.lines += [f"{term} {gs('ofStatute')} {act} .\n" for act in acts]

    def _term(self, iri: str) -> str:
        """A shared term. A limb cited as a provision is the limb; a provision without a node gets its place."""
        limb = _LIMB_OF_AVG.fullmatch(iri)
        if limb:
            return named(f"{GDPR}A{limb[1][0]}-{limb[1][-1]}-{limb[2]}")
        known = self._terms.get(iri)
        if known is None:
            known = self._terms[iri] = named(iri)
            if "/art/" in iri and iri.startswith((ID + "bwb/", ID + "celex/")) and iri not in self._kinds.provisions:
                path = parse_iri(iri)
                act = statute_iri(path.act)
                self.lines += [
                    f"{known} {A} {gs('Provision')} .\n",
                    f"{known} {gs('ofStatute')} {named(act)} .\n",
                    f"{known} {gs('citation')} {literal(citation(path, self._kinds.titles.get(act, path.act)))} .\n",
                ]
        return known


def _dimension(otherwise: str, term: str) -> str:
    """What a term is a value of: limbs and tasks are told by their IRI, wherever in the register they are named."""
    if term.startswith(f"<{GDPR}A6-"):
        return LIMB_6
    if term.startswith(f"<{GDPR}A9-"):
        return LIMB_9
    if otherwise == TRAIT and term != _OUTSIDE_EEA:
        return SAFEGUARD
    return TASK if otherwise == PURPOSE and term.startswith(f"<{ID}task/") else otherwise


def _act(provision: str) -> str:
    return named(statute_iri(parse_iri(provision[1:-1]).act))


def _asks_limb(field: Field, reading: Reading, found: list[str]) -> bool:
    """Whether open words are about a limb, which has no term of the register's own, and not about a provision."""
    if field not in _LIMBS:
        return False
    return any(term.startswith(f"<{GDPR}") for term in found) if found else not is_citation(reading.words)
