"""Terms as N-Triples writes them, and the names that the graph of a register is spelled with."""

from __future__ import annotations

import re
from functools import lru_cache

from grondslag.errors import BadInput
from grondslag.namespaces import GS, ID, PREFIXES

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")
_TO_ESCAPE = re.compile(r'["\\\n\r]')
_ESCAPES = str.maketrans({'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r"})


@lru_cache(maxsize=200_000)
def named(iri: str) -> str:
    """An IRI as a term. Raises `BadInput` for text that is none."""
    if not _IRI.fullmatch(iri):
        raise BadInput(f"Invalid IRI {iri!r}", expected="an absolute IRI", example=ID + "party/gemeente")
    return f"<{iri}>"


def literal(text: str, tail: str = "") -> str:
    """Text as a literal; `tail` is `@nl`, or `^^` and a datatype."""
    if _TO_ESCAPE.search(text):
        text = text.translate(_ESCAPES)
    return f'"{text}"{tail}'


def gs(name: str) -> str:
    """A term of our own."""
    return f"<{GS}{name}>"


def dpv(name: str) -> str:
    """A term of DPV."""
    return f"<{PREFIXES['dpv']}{name}>"


A = f"<{PREFIXES['rdf']}type>"
LABEL, PREF_LABEL = f"<{PREFIXES['rdfs']}label>", f"<{PREFIXES['skos']}prefLabel>"
CONCEPT, CLASSIFICATION = f"<{PREFIXES['skos']}Concept>", f"<{PREFIXES['org']}classification>"
ORGANIZATION = f"<{PREFIXES['org']}FormalOrganization>"
DERIVED = f"<{PREFIXES['prov']}wasDerivedFrom>"
BOOLEAN = f"^^<{PREFIXES['xsd']}boolean>"
INTEGER = f"^^<{PREFIXES['xsd']}integer>"
DATE = f"^^<{PREFIXES['xsd']}date>"
RECIPIENT, EXPORTER = dpv("hasRecipient"), dpv("hasDataExporter")
PURPOSE, SUBJECT, DATA = dpv("hasPurpose"), dpv("hasDataSubject"), dpv("hasPersonalData")
STORAGE, PRINCIPAL, SUB_PROCESSOR = dpv("hasStorageCondition"), dpv("hasDataController"), dpv("hasDataProcessor")
TASK, ORIGIN, IN_REGISTER = gs("task"), gs("acquiredFrom"), gs("inRegister")
LIMB_6, LIMB_9, PROVISION = gs("art6Limb"), gs("art9Limb"), gs("claimedProvision")
CLAIM, OPERATION, ACTOR, ITEM = gs("basisClaim"), gs("operation"), gs("actor"), gs("item")
ALIGNS, MEASURE, KIND = gs("aligns"), gs("recordedMeasure"), gs("qualification")
TRAIT, SAFEGUARD = gs("processingTrait"), gs("transferSafeguard")
IN_FLOW, GOVERNS = gs("inFlow"), gs("governsFlow")
