"""The Dutch words for terms, limbs and provisions, as a register writes them in its cells."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import pyoxigraph as ox

from grondslag.citation import citation, is_provision_iri, parse_iri
from grondslag.content import Content
from grondslag.namespaces import PREFIXES
from grondslag.rdf import parse_file

TITLES = {
    "BWBR0015703": "PW",
    "BWBR0035362": "Wmo 2015",
    "BWBR0031331": "Wgs",
    "BWBR0034925": "Jeugdwet",
    "BWBR0011468": "Wbp",
    "32016R0679": "AVG",
}
LIMBS = {
    PREFIXES["eu-gdpr"] + f"A6-1-{letter}": words
    for letter, words in (
        ("a", "toestemming"),
        ("c", "wettelijke verplichting"),
        ("e", "taak van algemeen belang"),
        ("f", "gerechtvaardigd belang"),
    )
}
Words = Callable[[str], str]


def words_of(content: Content) -> Words:
    """The words for an IRI: the label of a term of the schemes, a citation, or nothing."""
    label = ox.NamedNode(PREFIXES["skos"] + "prefLabel")
    labels = dict(LIMBS)
    for file in content.turtle(content.ontology / "schemes"):
        for quad in parse_file(file):
            term, value = quad.subject, quad.object
            if quad.predicate != label or not isinstance(term, ox.NamedNode):
                continue
            if isinstance(value, ox.Literal) and value.language == "nl":
                labels[term.value] = value.value

    @lru_cache(maxsize=10_000)
    def words(term: str) -> str:
        if is_provision_iri(term):
            path = parse_iri(term)
            return citation(path, TITLES[path.act])
        return labels.get(term, "")

    return words
