"""Answers in their formats: SPARQL 1.1 results in JSON, XML, CSV and TSV, a table for people, RDF for graphs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from io import BytesIO
from typing import IO
from xml.parsers import expat

import pyoxigraph as ox
from tabulate import tabulate

from grondslag.errors import BadInput
from grondslag.namespaces import ID, PREFIXES
from grondslag.query.engine import Answer, Term

_BINDINGS = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
_GRAPHS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
    "trig": ox.RdfFormat.TRIG,
    "nq": ox.RdfFormat.N_QUADS,
}
# What a line-based form writes has no prefixes.
_WITHOUT_PREFIXES = ("nt", "nq")
FORMATS = ("table", *_BINDINGS, *_GRAPHS)
_WIDEST = 48


def write(answer: Answer, form: str) -> bytes:
    """`answer` in the format `form`. Raises `BadInput` when that format cannot hold this kind of answer."""
    if answer.kind == "graph":
        return _of_kind(form, "a graph", {**_graph_writers(answer), "table": lambda: _plain(answer)})
    if answer.kind == "boolean":
        result: ox.QueryBoolean | ox.QuerySolutions = _boolean(answer)
        writers = {
            name: (lambda kind=kind: result.serialize(format=kind) or b"")
            for name, kind in _BINDINGS.items()
            if name in ("json", "xml")
        }
        shown = b"true\n" if answer.boolean else b"false\n"
        return _of_kind(
            form, "yes or no", {**writers, "table": lambda: shown, "csv": lambda: shown, "tsv": lambda: shown}
        )
    return _of_kind(form, "rows", {**_row_writers(answer), "table": lambda: table(answer).encode("utf-8")})


def table(answer: Answer) -> str:
    """The rows as a text table, cells cut at a readable width."""
    rows = [[_cell(row[name]) for name in answer.variables] for row in answer.rows]
    counted = f"{len(rows)} row{'' if len(rows) == 1 else 's'}" + (
        " (cut off at the limit)" if answer.truncated else ""
    )
    return tabulate(rows, headers=answer.variables, maxcolwidths=_WIDEST, disable_numparse=True) + f"\n{counted}\n"


def _cell(term: Term | None) -> str:
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        return shortened(term.value)
    return term.value if isinstance(term, ox.Literal | ox.BlankNode) else str(term)


def shortened(iri: str) -> str:
    """An IRI as people read it: our own without its base, a known one with its prefix."""
    if iri.startswith(ID):
        return iri.removeprefix(ID)
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def _of_kind(form: str, kind: str, writers: Mapping[str, Callable[[], bytes]]) -> bytes:
    if form not in writers:
        raise BadInput(
            f"Format {form!r} cannot hold {kind}",
            code="wrong_format",
            expected=f"one of {', '.join(sorted(writers))}",
            example=sorted(writers)[0],
        )
    return writers[form]()


def _row_writers(answer: Answer) -> dict[str, Callable[[], bytes]]:
    def writer(kind: ox.QueryResultsFormat) -> Callable[[], bytes]:
        return lambda: _solutions(answer).serialize(format=kind) or b""

    # What a worker gives is SPARQL results in JSON already.
    own = {"json": lambda: _json(answer), "xml": lambda: _well_formed(writer(_BINDINGS["xml"])())}
    return {**{name: writer(kind) for name, kind in _BINDINGS.items()}, **own}


def _json(answer: Answer) -> bytes:
    return b'{"truncated":true,' + answer.body[1:] if answer.truncated else answer.body


def _graph_writers(answer: Answer) -> dict[str, Callable[[], bytes]]:
    def writer(name: str) -> Callable[[], bytes]:
        return lambda: _graph(answer.triples, name)

    own = {"nt": lambda: answer.body, "rdf": lambda: _well_formed(writer("rdf")())}
    return {**{name: writer(name) for name in _GRAPHS}, **own}


def _well_formed(written: bytes) -> bytes:
    check_xml(BytesIO(written))
    return written


def check_xml(written: IO[bytes]) -> None:
    """Raises `BadInput` (`wrong_format`) when this is no XML: the writers do not see what XML cannot hold."""
    try:
        expat.ParserCreate(namespace_separator=" ").ParseFile(written)
    except expat.ExpatError as error:
        raise BadInput(
            "XML cannot hold this answer: it has a control character, or a property whose IRI ends in no name",
            code="wrong_format",
            expected="another form",
            example="format=ttl for a graph, format=json for rows",
        ) from error


def _graph(triples: Iterable[ox.Triple], form: str) -> bytes:
    written = BytesIO()
    write_graph(triples, form, written)
    return written.getvalue()


def write_graph(triples: Iterable[ox.Triple | ox.Quad], form: str, target: IO[bytes]) -> None:
    """Write a graph to `target` in `form`, one of the forms of graphs, as the triples come: in bounded memory.

    Whatever graph they are from, in a form that holds several graphs (`trig`, `nq`) they make its default graph.
    """
    statements = (ox.Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    ox.serialize(statements, target, _GRAPHS[form], prefixes=_prefixes(form))


def write_graphs(
    store: ox.Store, graphs: Sequence[ox.NamedNode | ox.DefaultGraph], form: str, target: IO[bytes]
) -> None:
    """Write these graphs of a store as one, like `write_graph`."""
    if len(graphs) == 1:
        # By the store itself: other threads go on meanwhile.
        store.dump(target, _GRAPHS[form], from_graph=graphs[0], prefixes=_prefixes(form))
    else:
        quads = (quad for graph in graphs for quad in store.quads_for_pattern(None, None, None, graph))
        write_graph(quads, form, target)


def _prefixes(form: str) -> dict[str, str] | None:
    return None if form in _WITHOUT_PREFIXES else PREFIXES


def _solutions(answer: Answer) -> ox.QuerySolutions:
    parsed = ox.parse_query_results(answer.body, format=ox.QueryResultsFormat.JSON)
    assert isinstance(parsed, ox.QuerySolutions)  # noqa: S101  only called for rows
    return parsed


def _boolean(answer: Answer) -> ox.QueryBoolean:
    text = b'{"head":{},"boolean":' + (b"true" if answer.boolean else b"false") + b"}"
    parsed = ox.parse_query_results(text, format=ox.QueryResultsFormat.JSON)
    assert isinstance(parsed, ox.QueryBoolean)  # noqa: S101  that is what the text says
    return parsed


def _plain(answer: Answer) -> bytes:
    return _graph(answer.triples, "ttl")
