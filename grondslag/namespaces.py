"""The IRIs that everything else is spelled with. See docs/iris.md."""

from __future__ import annotations

import re
from datetime import date

GS = "https://w3id.org/grondslag/def#"
SHP = "https://w3id.org/grondslag/shapes#"
ID = "https://w3id.org/grondslag/id/"
GRAPH = "https://w3id.org/grondslag/graph/"

ONTOLOGY_GRAPH = GRAPH + "ontology"
LAW_GRAPH = GRAPH + "law"
CATALOGUE_GRAPH = GRAPH + "catalogue"

PREFIXES = {
    "cpsv": "http://purl.org/vocab/cpsv#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "dpv": "https://w3id.org/dpv#",
    "eli": "http://data.europa.eu/eli/ontology#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "gs": GS,
    "m8g": "http://data.europa.eu/m8g/",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "pd": "https://w3id.org/dpv/pd#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sh": "http://www.w3.org/ns/shacl#",
    "shp": SHP,
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

_SHORT = re.compile(r"[a-z]+(/[^/:\s]+)+")


def full_iri(text: str) -> str:
    """One of our own IRIs that is written without its base, as tables show it; any other text as it is."""
    return ID + text if _SHORT.fullmatch(text) else text


def derived_graph(graph: str) -> str:
    """The graph that holds what was derived from `graph` (an IRI under `GRAPH`)."""
    return GRAPH + "derived/" + graph.removeprefix(GRAPH)


def law_text_graph(act: str, valid_from: date) -> str:
    """The graph of the words of one version of an act."""
    return f"{GRAPH}law-text/{act}/{valid_from.isoformat()}"


def evaluation_graph(graph: str, day: date) -> str:
    """The graph of what holds on one day in `graph` (the IRI of a source or register)."""
    return f"{GRAPH}evaluation/{graph.removeprefix(GRAPH)}/{day.isoformat()}"


def report_graph(report_id: str) -> str:
    """The graph of one stored report."""
    return f"{GRAPH}report/{report_id}"
