"""What there is to say of a saved query: as plain data for programs, and as RDF for `.well-known/sparql-examples`.

The RDF is that of SHACL Advanced Features for executables (https://www.w3.org/TR/shacl-af/), as the collection of the
SIB uses it (https://github.com/sib-swiss/sparql-examples, README).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import pyoxigraph as ox

from grondslag.errors import GrondslagError
from grondslag.namespaces import PREFIXES
from grondslag.query.parameters import Parameter
from grondslag.query.precheck import Form, check
from grondslag.query.saved import SavedQuery
from grondslag.settings import Limits

MOST_LOOKED_UP = 5
"""Of so many addresses that were given it is told whether anything is about them."""
_DCT, _RDFS, _SH, _SCHEMA = PREFIXES["dct"], PREFIXES["rdfs"], PREFIXES["sh"], "https://schema.org/"
_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
# What holds the text, and the class of an example beside that of all, by the form of the query. SHACL has neither for
# DESCRIBE: the property is the collection's own.
_TEXTS = {
    Form.SELECT: (_SH + "select", ("SPARQLExecutable", "SPARQLSelectExecutable")),
    Form.ASK: (_SH + "ask", ("SPARQLExecutable", "SPARQLAskExecutable")),
    Form.CONSTRUCT: (_SH + "construct", ("SPARQLExecutable", "SPARQLConstructExecutable")),
    Form.DESCRIBE: ("https://purl.expasy.org/sparql-examples/ontology#describe", ("SPARQLExecutable",)),
}


def form_of(query: SavedQuery) -> Form:
    """Whether it selects rows, asks yes or no, or makes a graph."""
    return check(query.body, Limits()).form


def described(query: SavedQuery) -> dict[str, Any]:
    """A saved query as plain data, ready for JSON: texts in nl and en, form, parameters, columns, version and hash."""
    return {
        "name": query.name,
        "summary": dict(query.summary),
        "description": dict(query.description),
        "tags": list(query.tags),
        "form": str(form_of(query)),
        "layers": list(query.layers),
        "columns": {name: dict(text) for name, text in query.columns.items()},
        "version": query.version,
        "sha256": query.sha256,
        "own": query.own,
        "parameters": [_described(parameter) for parameter in query.parameters],
    }


def iris_of(query: Mapping[str, Any], values: Mapping[str, Sequence[str]]) -> list[str]:
    """The IRIs among the values given to a query that `described` tells of."""
    names = [parameter["name"] for parameter in query["parameters"] if parameter["type"] == "iri"]
    return [value for name in names for value in values.get(name, ())]


def not_held(iris: Sequence[str], holds: Callable[[str], bool]) -> list[str]:
    """Which of the first few of `iris` the graph has nothing about, as `holds` says: a hint where there are no rows."""
    found = []
    for iri in iris[:MOST_LOOKED_UP]:
        try:
            if not holds(iri):
                found.append(iri)
        except GrondslagError:
            # The answer is there already: a hint that cannot be had must not take it away.
            break
    return found


def _described(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "type": str(parameter.type),
        "label": dict(parameter.label),
        "required": parameter.required,
        "multiple": parameter.multiple,
        "default": parameter.default,
        "example": parameter.example,
        "choices": parameter.choices if isinstance(parameter.choices, str) else list(parameter.choices),
    }


def examples(queries: Iterable[tuple[SavedQuery, str]], collection: str, endpoint: str) -> Iterator[ox.Triple]:
    """Each query, with the address of its own that it comes with, as an example for the SPARQL endpoint.

    `collection` is the address of the description itself; the prefixes that the texts use are declared below it.
    The text of a query holds the example values of its parameters. A query that is asked of more layers has these in
    the address of its target, so that it gives there what it gives here.
    """
    for query, address in queries:
        yield from _example(query, ox.NamedNode(address), collection, endpoint)
    yield from _declared(collection)


def _example(query: SavedQuery, node: ox.NamedNode, collection: str, endpoint: str) -> Iterator[ox.Triple]:
    text, kinds = _TEXTS[form_of(query)]
    target = f"{endpoint}?{urlencode([('layer', layer) for layer in query.layers])}" if query.layers else endpoint
    facts: list[tuple[str, ox.NamedNode | ox.Literal]] = [
        *((_TYPE.value, ox.NamedNode(_SH + kind)) for kind in kinds),
        (text, ox.Literal(query.bind(query.examples()))),
        (_SH + "prefixes", ox.NamedNode(collection + "#prefixes")),
        (_DCT + "identifier", ox.Literal(query.name)),
        (_SCHEMA + "version", ox.Literal(query.version)),
        (_SCHEMA + "target", ox.NamedNode(target)),
        *((_SCHEMA + "keywords", ox.Literal(tag)) for tag in query.tags),
        *((_RDFS + "comment", ox.Literal(said, language=lang)) for lang, said in query.summary.items()),
        *((_DCT + "description", ox.Literal(said, language=lang)) for lang, said in query.description.items()),
    ]
    return (ox.Triple(node, ox.NamedNode(predicate), value) for predicate, value in facts)


def _declared(collection: str) -> Iterator[ox.Triple]:
    prefixes = ox.NamedNode(collection + "#prefixes")
    yield ox.Triple(prefixes, _TYPE, ox.NamedNode(PREFIXES["owl"] + "Ontology"))
    for prefix, namespace in PREFIXES.items():
        node = ox.NamedNode(f"{collection}#prefix-{prefix}")
        address = ox.Literal(namespace, datatype=ox.NamedNode(PREFIXES["xsd"] + "anyURI"))
        yield ox.Triple(prefixes, ox.NamedNode(_SH + "declare"), node)
        yield ox.Triple(node, _TYPE, ox.NamedNode(_SH + "PrefixDeclaration"))
        yield ox.Triple(node, ox.NamedNode(_SH + "prefix"), ox.Literal(prefix))
        yield ox.Triple(node, ox.NamedNode(_SH + "namespace"), address)
