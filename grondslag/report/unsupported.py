"""What a shapes graph asks for that is not done here. The report names it: silence would read as approval."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import rdflib
from rdflib.namespace import OWL, RDF, SH
from rdflib.term import Literal, Node, URIRef

from grondslag.report.model import NotChecked, Text

_RULES = Text("SHACL-regels worden niet uitgevoerd.", "SHACL rules are not run.")
_SCRIPT = Text("JavaScript wordt niet uitgevoerd.", "JavaScript is not run.")
_TARGET = Text("Doelen uit SHACL-AF worden niet gevolgd.", "SHACL-AF targets are not followed.")
_FUNCTION = Text(
    "Functies en expressies uit SHACL-AF worden niet uitgevoerd.",
    "SHACL-AF functions and expressions are not run.",
)
_OUTSIDE = Text(
    "De SPARQL-tekst bevat SERVICE of FROM: die reikt buiten de gegevens en is weggelaten.",
    "The SPARQL text holds SERVICE or FROM: it reaches outside the data and was left out.",
)
_NOT_A_PREFIX = Text(
    "De prefix of naamruimte is geen SPARQL-prefix of geen IRI: de declaratie en wat haar gebruikt is weggelaten.",
    "The prefix or namespace is no SPARQL prefix or no IRI: the declaration and what uses it were left out.",
)
_UNKNOWN = Text(
    "Deze term bestaat niet in SHACL; wat hij vraagt is niet getoetst.",
    "SHACL has no such term; what it asks was not checked.",
)
_IMPORT = Text(
    "De verwijzing is niet gevolgd; alleen gegeven bestanden tellen.",
    "The reference was not followed; only files given count.",
)
_INFERENCE = Text("Er is geen afleiding toegepast.", "No inference was applied.")
_OFF = Text("De shape is uitgezet (sh:deactivated).", "The shape is switched off (sh:deactivated).")

PROPERTIES = {
    SH.rule: _RULES,
    SH.js: _SCRIPT,
    SH.jsFunctionName: _SCRIPT,
    SH.target: _TARGET,
    SH.expression: _FUNCTION,
    SH.entailment: _INFERENCE,
    OWL.imports: _IMPORT,
    SH.shapesGraph: _IMPORT,
}
CLASSES = {
    SH.SPARQLFunction: _FUNCTION,
    SH.JSFunction: _SCRIPT,
    SH.SPARQLTargetType: _TARGET,
    SH.JSTargetType: _TARGET,
}
# rdflib lists the vocabulary; five terms are words of Python and so not among its attributes.
SHACL_TERMS = frozenset(str(SH) + name for name in (*SH.__annotations__, "and", "class", "in", "not", "or"))

# Reading the text is enough, as it only has to miss nothing: escapes are undone first, and a word that merely
# looks like the keyword costs one constraint, named as not checked. A prefixed name (gs:from) is no keyword.
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_OUTSIDE_WORD = re.compile(r"(?<!:)\b(?:SERVICE|FROM)\b", re.IGNORECASE)

# The engine pastes a declared prefix and namespace into the query text as they are: only what the grammar of SPARQL
# has there (PNAME_NS, IRIREF) may pass, as anything else could end the line and start a query of its own.
_PREFIX = re.compile(r"(?:[^\W\d_](?:[\w.·-]*[\w·-])?)?")
_IRIREF = re.compile(r"[^\x00-\x20<>\"{}|^`\\]*")


def left_out(data: rdflib.Graph, shapes: rdflib.Graph) -> list[NotChecked]:
    """All that was not checked, sorted."""
    parts = [
        *_by_property(shapes),
        *_by_class(shapes),
        *_unknown_terms(shapes),
        *_by_property(data, only=SH.shapesGraph),
    ]
    refused = bad_declarations(shapes)
    parts += [NotChecked("sh:declare", str(node), _NOT_A_PREFIX) for node in refused]
    parts += [NotChecked("sh:sparql", str(node), _NOT_A_PREFIX) for node in _users(shapes, refused)]
    parts += [NotChecked("sh:sparql", str(node), _OUTSIDE) for node in outside_sparql(shapes)]
    parts += [NotChecked("sh:deactivated", str(node), _OFF) for node in shapes.subjects(SH.deactivated, Literal(True))]
    return sorted(set(parts))


def unsafe_nodes(shapes: rdflib.Graph) -> set[Node]:
    """All that must not reach the engine: SPARQL that reaches outside, prefixes that are none and what uses them."""
    refused = bad_declarations(shapes)
    return outside_sparql(shapes) | refused | _users(shapes, refused)


def outside_sparql(shapes: rdflib.Graph) -> set[Node]:
    """The nodes whose SPARQL text, with the prefixes put before it, asks another server or loads another graph."""
    return {
        node
        for keyword in (SH.select, SH.ask, SH.construct, SH.update)
        for node, text in shapes.subject_objects(keyword)
        if _OUTSIDE_WORD.search(_unescaped(_prologue(shapes, node) + str(text)))
    }


def bad_declarations(shapes: rdflib.Graph) -> set[Node]:
    """The nodes with sh:prefix or sh:namespace whose text is no prefix, or no IRI, as SPARQL writes them."""
    return {
        node
        for keyword, grammar in ((SH.prefix, _PREFIX), (SH.namespace, _IRIREF))
        for node, text in shapes.subject_objects(keyword)
        if not grammar.fullmatch(str(text))
    }


def _declarations(shapes: rdflib.Graph, node: Node) -> set[Node]:
    """The prefix declarations that the engine puts before the SPARQL text of `node`: named ones and any ontology's."""
    named = set(shapes.objects(node, SH.prefixes))
    ontologies = set(shapes.subjects(RDF.type, OWL.Ontology)) if named else set()
    return {declaration for owner in named | ontologies for declaration in shapes.objects(owner, SH.declare)}


def _users(shapes: rdflib.Graph, declarations: set[Node]) -> set[Node]:
    """The nodes whose SPARQL text would get one of `declarations` before it."""
    return {node for node in shapes.subjects(SH.prefixes) if declarations & _declarations(shapes, node)}


def _prologue(shapes: rdflib.Graph, node: Node) -> str:
    """The prefixes before the query, without namespaces: one that is an IRI cannot leave its brackets."""
    prefixes = (prefix for each in _declarations(shapes, node) for prefix in shapes.objects(each, SH.prefix))
    return "".join(map("{}: <>\n".format, prefixes))


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: chr(min(int(found[1] or found[2], 16), 0x10FFFF)), text)


def _by_property(graph: rdflib.Graph, only: URIRef | None = None) -> Iterator[NotChecked]:
    for feature in [only] if only is not None else PROPERTIES:
        for subject in graph.subjects(feature):
            yield NotChecked(_short(feature), str(subject), PROPERTIES[feature])


def _by_class(shapes: rdflib.Graph) -> Iterator[NotChecked]:
    for feature, why in CLASSES.items():
        for subject in shapes.subjects(RDF.type, feature):
            yield NotChecked(_short(feature), str(subject), why)


def _unknown_terms(shapes: rdflib.Graph) -> Iterator[NotChecked]:
    """Misspelt terms such as sh:minCout, which every engine passes over in silence."""
    for subject, predicate, value in shapes:
        for term in unknown_terms((predicate, value)):
            yield NotChecked(_short(term), str(subject), _UNKNOWN)


def unknown_terms(terms: Iterable[Node]) -> Iterator[URIRef]:
    """Those of `terms` that are in the SHACL namespace but not in its vocabulary."""
    for term in terms:
        if isinstance(term, URIRef) and term.startswith(str(SH)) and str(term) not in SHACL_TERMS:
            yield term


def _short(term: URIRef) -> str:
    for prefix, namespace in (("sh:", str(SH)), ("owl:", str(OWL))):
        if term.startswith(namespace):
            return prefix + term.removeprefix(namespace)
    return str(term)
