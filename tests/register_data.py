"""Small made-up registers as an import writes them, with a word of their own in IRIs, labels and texts."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox

from grondslag.content import Content
from grondslag.graphs import organisation
from grondslag.registers.model import RegisterHead
from grondslag.registers.publish import publish_register
from grondslag.settings import Settings
from grondslag.store import Generation

# The public register, and two that are of one organisation each; the word that tells each by.
OPEN, SECRET, SILENT = "openstad", "geheimstad", "zwijgstad"
WORDS: Mapping[str, str] = {OPEN: "kauwwoord", SECRET: "kanariewoord", SILENT: "merelwoord"}
SECRET_READER, SILENT_READER = organisation(SECRET), organisation(SILENT)
PRIVATE_WORDS = (SECRET, WORDS[SECRET], SILENT, WORDS[SILENT])

_REGISTER = """
@base <https://w3id.org/grondslag/id/> .
@prefix dpv: <https://w3id.org/dpv#> .
@prefix eu-gdpr: <https://w3id.org/dpv/legal/eu/gdpr#> .
@prefix gs: <https://w3id.org/grondslag/def#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<org/NAME> a org:FormalOrganization ; rdfs:label "Gemeente NAME"@nl ;
  org:classification <party/gemeente> , <party/college> .
<register/NAME> a gs:Register ; gs:keptBy <org/NAME> ; rdfs:label "Register van NAME"@nl .
<register/NAME/entry/WORD> a gs:RegisterEntry ; gs:inRegister <register/NAME> ; gs:statedPurpose "doel met WORD" .
<register/NAME/activity/WORD> a gs:ProcessingActivity ; rdfs:label "Verwerking WORD"@nl ;
  gs:inRegister <register/NAME> ; gs:recordOf dpv:DataController ; prov:wasDerivedFrom <register/NAME/entry/WORD> .
<flow/NAME/WORD> a gs:Flow ; rdfs:label "Stroom WORD"@nl ; gs:partOfActivity <register/NAME/activity/WORD> ;
  dpv:hasDataExporter <org/NAME> ; dpv:hasRecipient <org/lucrato> ; dpv:hasDataSubject <subject/inwoner> ;
  dpv:hasPurpose <task/wgs> ; gs:task <task/wgs> ; gs:item <flow/NAME/WORD/item/health> ;
  gs:basisClaim <flow/NAME/WORD/claim> ; gs:from "2020-01-01"^^xsd:date ;
  prov:wasDerivedFrom <register/NAME/entry/WORD> .
<flow/NAME/WORD/claim> a gs:BasisClaim ; gs:actor <org/NAME> ; gs:operation gs:disclose ;
  gs:art6Limb eu-gdpr:A6-1-e ; gs:claimedProvision <bwb/BWBR0031331/art/8d> ; gs:citedAs "artikel 8d WORD" ;
  gs:claimStatus gs:claimAsserted ; prov:wasDerivedFrom <register/NAME/entry/WORD> .
<flow/NAME/WORD/item/health> a gs:Item ; rdfs:label "Gegeven WORD"@nl ; dpv:hasPersonalData <data/health> ;
  prov:wasDerivedFrom <register/NAME/entry/WORD> .
"""
_IMPORT = """
@base <https://w3id.org/grondslag/id/> .
@prefix gs: <https://w3id.org/grondslag/def#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<register/NAME/import> gs:fileName "WORD.csv" ; gs:fileHash "HASH" ; gs:loadedOn "2026-11-21"^^xsd:date .
"""


def lines(turtle: str) -> io.BytesIO:
    """Turtle as lines of N-Triples, as an import hands them on."""
    quads = ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE)
    return io.BytesIO(ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES) or b"")


def register(name: str, word: str | None = None) -> io.BytesIO:
    """The register of the organisation `name`, told by its word or another."""
    return lines(_REGISTER.replace("NAME", name).replace("WORD", word or WORDS[name]))


def publish(
    home: Path, content: Content, name: str, *, public: bool, word: str | None = None, file_hash: str = "abc"
) -> Generation:
    """Publish such a register in a home."""
    facts = lines(_IMPORT.replace("NAME", name).replace("WORD", word or WORDS[name]).replace("HASH", file_hash))
    head = RegisterHead(name, f"Gemeente {name}", public)
    kept = {"mapping.toml": f'word = "{word or WORDS[name]}"\n', "alignments.csv": "words,term\n"}
    return publish_register(Settings(home=home), head, register(name, word), facts, kept, the_content=content)
