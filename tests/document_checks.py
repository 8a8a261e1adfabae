"""What the tests of the documents share: reading one, and what each must hold to beside the rules of the walk."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from grondslag.namespaces import GS, ID, PREFIXES
from grondslag.rdf import has_blank_node, parse_file

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("GRONDSLAG_SHARED", ROOT.parent / "shared"))
DPV, GDPR, DCT = PREFIXES["dpv"], PREFIXES["eu-gdpr"], PREFIXES["dct"]
TYPE, LABEL = PREFIXES["rdf"] + "type", PREFIXES["rdfs"] + "label"
DERIVED = PREFIXES["prov"] + "wasDerivedFrom"
LONGEST_PASSAGE = 15
COPIED = 7
# The lines of each document that are not blank.
LINES = {"000": 253, "001": 3522, "002": 1031, "003": 149, "004": 76}


@dataclass(frozen=True)
class Sources:
    """The triples of a document, or of a part of one, also by node and property."""

    number: str
    quads: list[ox.Quad]
    facts: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]]

    def of_class(self, name: str) -> set[str]:
        """The nodes of one of our classes, after `id/`."""
        return {node.removeprefix(ID) for node in self.facts if GS + name in self.values(node, TYPE)}

    def values(self, node: str, path: str, lang: str | None = None) -> set[str]:
        """The values of one property: literals (of one language when given) or, after `id/`, our IRIs."""
        found = self.facts.get(node if node.startswith("http") else ID + node, {}).get(path, [])
        return {value.value.removeprefix(ID) for value in found if lang is None or language(value) == lang}

    def ours(self, node: str, name: str) -> set[str]:
        """The values of one of our properties."""
        return self.values(node, GS + name)

    def one(self, node: str, path: str, lang: str | None = None) -> str:
        """The only value of a property."""
        (value,) = self.values(node, path, lang)
        return value

    def about(self, name: str, *subjects: str) -> set[str]:
        """The nodes of one of our classes with all these subjects."""
        return {node for node in self.of_class(name) if set(subjects) <= self.values(node, DCT + "subject")}


def language(term: ox.NamedNode | ox.Literal) -> str | None:
    """The language tag of a literal."""
    return term.language if isinstance(term, ox.Literal) else None


def read(*folders: str) -> list[ox.Quad]:
    """All triples of the Turtle files below these folders of the project."""
    return [quad for folder in folders for file in sorted((ROOT / folder).rglob("*.ttl")) for quad in parse_file(file)]


def document(number: str, *files: str) -> Sources:
    """The document of this number, or of it the files whose names match one of these patterns."""
    folder = ROOT / "data" / "sources" / number
    found = sorted({file for pattern in files or ("*.ttl",) for file in folder.glob(pattern)})
    quads = [quad for file in found for quad in parse_file(file)]
    facts: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, (ox.NamedNode, ox.Literal)):
            facts[quad.subject.value][quad.predicate.value].append(quad.object)
    return Sources(number, quads, facts)


@cache
def defined(*folders: str) -> frozenset[str]:
    """Every node that these folders say something of."""
    return frozenset(quad.subject.value for quad in read(*folders) if isinstance(quad.subject, ox.NamedNode))


def objects(found: Sources) -> set[str]:
    """Every IRI that some statement points to."""
    return {quad.object.value for quad in found.quads if isinstance(quad.object, ox.NamedNode)}


def texts(found: Sources) -> Iterator[tuple[str, str, ox.Literal]]:
    """Node, property and value of every text in two languages."""
    for node, paths in found.facts.items():
        for path, values in paths.items():
            for value in values:
                if isinstance(value, ox.Literal) and value.language:
                    yield node, path, value


def rests_on_passages(found: Sources) -> None:
    """Every node has a name of its own and a passage; the passages are declared, used and short."""
    assert found.quads
    assert not [quad for quad in found.quads if has_blank_node(quad)]
    source = f"{ID}source/{found.number}"
    passages = {ID + node for node in found.of_class("Passage")}
    for node in found.facts.keys() - passages - {source}:
        assert {ID + value for value in found.values(node, DERIVED)} & passages, node
    assert passages == {iri for iri in objects(found) if "/lines/" in iri}
    for node in passages:
        first, last = (int(found.one(node, GS + name)) for name in ("firstLine", "lastLine"))
        assert node == f"{source}/lines/{first}-{last}"
        assert found.ours(node, "inDocument") == {f"source/{found.number}"}
        assert 1 <= first <= last <= min(LINES[found.number], first + LONGEST_PASSAGE - 1), node


def names_no_person(found: Sources, allowed: Sequence[str]) -> None:
    """No capitalised word stands inside a sentence, or after a number, but these names of acts, bodies and the like."""
    inside = re.compile(r"(?<=[^.?!:\d] )([A-Z][\w-]+)")
    seen = {word: node for node, _, text in texts(found) for word in inside.findall(text.value)}
    unknown = {word: node for word, node in seen.items() if word not in allowed}
    assert not unknown, f"a person's name? {unknown}"


def questions_have_no_answer(found: Sources) -> None:
    """An unanswered question holds a question, a subject and a passage, and nothing else."""
    for node in found.of_class("UnansweredQuestion"):
        assert set(found.facts[ID + node]) <= {TYPE, LABEL, GS + "question", DCT + "subject", DERIVED}, node


def argues_readings(found: Sources) -> None:
    """Where a source cites nothing and we name a provision all the same, an alignment says why for each."""
    argued: dict[str, set[str]] = defaultdict(set)
    for node in found.of_class("Alignment"):
        if found.ours(node, "dimension") == {GS + "aboutProvision"}:
            for claim in found.ours(node, "aligns"):
                argued[claim] |= found.ours(node, "toTerm")
    uncited = {node for node in found.of_class("LegalClaim") if GS + "citedAs" in found.ours(node, "notStated")}
    read = {node: found.ours(node, "aboutProvision") for node in uncited if found.ours(node, "aboutProvision")}
    assert {node: argued[node] for node in read} == read


def copies_no_sentence(found: Sources) -> None:
    """No text holds seven words in a row of the document. Skips without the documents."""
    files = list((SHARED / "seeds").glob(f"{found.number}_*.txt"))
    if not files:
        pytest.skip(f"no documents in {SHARED}: set GRONDSLAG_SHARED to the folder that has seeds/")
    original = runs(files[0].read_text(encoding="utf-8"))
    literals = (quad.object for quad in found.quads if isinstance(quad.object, ox.Literal))
    copied = [text.value for text in literals if runs(text.value) & original]
    assert not copied, f"copied from the document: {copied}"


def runs(text: str) -> set[tuple[str, ...]]:
    """Every run of seven words of a text but those with a number: these are citations."""
    words = re.findall(r"[\w']+", text.lower())
    found = {tuple(words[start : start + COPIED]) for start in range(len(words) - COPIED + 1)}
    return {run for run in found if not any(word[0].isdigit() for word in run)}
