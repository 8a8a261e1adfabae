"""The SPARQL 1.1 endpoint: reads only, for programs; and an editor on the same address for people.

Queries are checked and run by the core, in a worker that can be stopped. This module only speaks HTTP, as the SPARQL
1.1 Protocol says; docs/protocol.md tells section by section what that comes to here.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from urllib.parse import parse_qsl

import pyoxigraph as ox
from flask import Blueprint, Response, g, render_template, request

from grondslag.graphs import ADDED_LAYERS
from grondslag.query.engine import Answer
from grondslag.query.precheck import EXAMPLE
from grondslag.query.results import write
from webapp import description, editing, negotiation
from webapp.budgets import ask_foreign, charged, one_place
from webapp.cors import OF_GENERATION, TRUNCATED
from webapp.errors import Problem
from webapp.negotiation import BOOLEANS, GRAPHS, HTML, ROWS, Format
from webapp.services import services
from webapp.values import Value

blueprint = Blueprint("sparql", __name__)

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
DEFAULT_GRAPH, NAMED_GRAPH = "default-graph-uri", "named-graph-uri"
# The parameters that change the dataset, with an example: an answer does not show that one of these was misspelt.
OF_DATASET = {
    "layer": "layer=sources",
    "derived": "derived=false",
    DEFAULT_GRAPH: f"{DEFAULT_GRAPH}=https://w3id.org/grondslag/graph/law",
    NAMED_GRAPH: f"{NAMED_GRAPH}=https://w3id.org/grondslag/graph/law",
}
# How much another name may look like one of these; how long it is at most, and how many are looked at.
LIKENESS = 0.8
LONGEST_NAME = 24
MOST_NAMES = 30
# What a request may add to the default graph.
LAYERS = tuple(ADDED_LAYERS)
OFFERED = {"bindings": ROWS, "boolean": BOOLEANS, "graph": GRAPHS}
# What a page shows of a long answer; the downloads hold all of it.
SHOWN_ROWS = 500
# A table as a file is opened by spreadsheets: let the browser save it rather than guess.
SAVED_AS_FILE = ("csv", "tsv")


@dataclass(frozen=True)
class ProtocolRequest:
    """One request by the protocol: the query, if any, its dataset, and the form of answer that it names.

    `default_graphs` and `named_graphs` are IRIs, None when the request names no dataset.
    """

    query: str | None
    layers: tuple[str, ...] = ()
    derived: bool = True
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    form: Format | None = None


class Parameters:
    """The parameters of a request by name, in the order in which they came."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._pairs = pairs

    def names(self) -> list[str]:
        """Every name that is given, once."""
        return list(dict.fromkeys(name for name, _ in self._pairs))

    def all(self, name: str) -> list[str]:
        """Every value that is given for `name`."""
        return [value for key, value in self._pairs if key == name]

    def one(self, name: str) -> str | None:
        """The value of `name`, None when it is not given. Raises `Problem` when it is given twice."""
        values = self.all(name)
        if len(values) > 1:
            raise Problem(400, "repeated_parameter", "repeated_parameter", expected="expect_once", name=name)
        return values[0] if values else None

    def iris(self, name: str) -> tuple[str, ...]:
        """Every value that is given for `name`. Raises `Problem` for one that is not an absolute IRI."""
        return tuple(absolute(name, value) for value in self.all(name))


def pairs_of(raw: bytes) -> list[tuple[str, str]]:
    """The name and value pairs of a query string or form body. Raises `Problem` when they are not UTF-8."""
    try:
        return parse_qsl(raw.decode("ascii"), keep_blank_values=True, encoding="utf-8", errors="strict")
    except (UnicodeDecodeError, UnicodeEncodeError):
        raise Problem(400, "malformed", "not_utf8", expected="expect_percent") from None


def absolute(name: str, value: str) -> str:
    """`value`, the IRI that the parameter `name` gives. Raises `Problem` when it is not an absolute one."""
    try:
        return ox.NamedNode(value).value
    except ValueError:
        example = f"{name}=https://w3id.org/grondslag/graph/law"
        raise Problem(
            400, "bad_input", "not_absolute", expected="expect_absolute", example=example, name=name, value=value
        ) from None


def _text_of(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Problem(400, "malformed", "not_utf8", expected="expect_utf8") from None


def _posted() -> list[tuple[str, str]]:
    if request.mimetype == UPDATE:
        return [("update", "")]
    if request.mimetype not in (FORM, QUERY):
        raise _unsupported("media_type", "expect_one_of")
    if request.mimetype_params.get("charset", "utf-8").lower() != "utf-8":
        raise _unsupported("charset", "expect_utf8")
    if request.content_encoding not in (None, "", "identity"):
        raise _unsupported("content_encoding", "expect_not_encoded")
    body = request.get_data()
    return pairs_of(body) if request.mimetype == FORM else [("query", _text_of(body))]


def _unsupported(key: str, expected: str) -> Problem:
    names, example = f"{QUERY}, {FORM}", f"Content-Type: {QUERY}; charset=utf-8"
    return Problem(415, "unsupported_media_type", key, expected=expected, example=example, names=names)


def asked() -> ProtocolRequest:
    """Read the request.

    Raises `Problem` for an update, a repeated query, or a parameter with a value that it cannot have.
    """
    given = Parameters(pairs_of(request.query_string) + (_posted() if request.method == "POST" else []))
    if given.all("update"):
        raise Problem(403, "read_only", "read_only", expected="expect_query", example=EXAMPLE)
    _require_spelt(given)
    queries = given.all("query")
    if len(queries) > 1:
        raise Problem(400, "repeated_query", "repeated_query", expected="expect_one_query", example=EXAMPLE)
    default, named = given.iris(DEFAULT_GRAPH), given.iris(NAMED_GRAPH)
    has_dataset = bool(default or named)
    if (queries and not queries[0].strip()) or (not queries and (has_dataset or request.method == "POST")):
        raise Problem(400, "missing_query", "missing_query", expected="expect_query", example=EXAMPLE)
    form = given.one("format")
    return ProtocolRequest(
        query=queries[0] if queries else None,
        layers=_layers(given),
        derived=_derived(given),
        # A request that names one kind of graph only has none of the other.
        default_graphs=default if has_dataset else None,
        named_graphs=named if has_dataset else None,
        form=negotiation.named(form) if form else None,
    )


def _require_spelt(given: Parameters) -> None:
    """Refuse a name that looks like one of the dataset's; others are ignored, as clients send names of their own."""
    for name in given.names()[:MOST_NAMES]:
        near = _nearest(name)
        if near and near != name:
            raise Problem(
                400,
                "bad_input",
                "misspelt_parameter",
                expected="expect_one_of",
                example=OF_DATASET[near],
                name=name,
                near=near,
                names=", ".join(OF_DATASET),
            )


def _nearest(name: str) -> str | None:
    """The parameter of the dataset that `name` is or looks like, if any.

    The first letter must be the same: `player` is another word than `layer`.
    """
    if not name or len(name) > LONGEST_NAME:
        return None
    alike = [ours for ours in OF_DATASET if ours[0] == name[0].lower()]
    return next(iter(difflib.get_close_matches(name.lower(), alike, n=1, cutoff=LIKENESS)), None)


def _layers(given: Parameters) -> tuple[str, ...]:
    layers = tuple(layer for layer in given.all("layer") if layer)
    for layer in layers:
        if layer not in LAYERS:
            raise Problem(
                400, "bad_input", "unknown_layer", expected="expect_layer", example="layer=sources", value=layer
            )
    return layers


def _derived(given: Parameters) -> bool:
    value = given.one("derived") or "true"
    if value not in ("true", "false"):
        raise Problem(
            400, "bad_input", "wrong_derived", expected="expect_boolean", example="derived=false", value=value
        )
    return value == "true"


def ask(wanted: ProtocolRequest, query: str) -> Answer:
    """The answer to a query from outside: the one place where the endpoint has one run. Raises as `ask_foreign`."""
    return ask_foreign(
        query,
        layers=wanted.layers,
        derived=wanted.derived,
        default_graphs=wanted.default_graphs,
        named_graphs=wanted.named_graphs,
    )


def send(answer: Answer, form: Format, name: str) -> Response:
    """An answer in the form asked for, with a sign when it was cut off."""
    with charged():
        response = Response(write(answer, form.name), content_type=form.content_type)
    response.headers[OF_GENERATION] = answer.generation
    if answer.truncated:
        response.headers[TRUNCATED] = "true"
    if form.name in SAVED_AS_FILE:
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form.name}"'
    return response


@blueprint.route("/sparql", methods=["GET", "POST"])
def endpoint() -> Response:
    """Answer a query; without one, give people the editor and programs the service description."""
    wanted = asked()
    if wanted.query is None:
        return _without_query(wanted)
    g.sparql_text, g.sparql_layers = wanted.query, wanted.layers
    if wanted.form is None:
        # When nothing could answer this Accept whatever the query, say so before running it.
        negotiation.require((HTML, *ROWS, *GRAPHS))
    with one_place():
        answer = ask(wanted, wanted.query)
        form = _form(wanted, OFFERED[answer.kind])
        if form is not HTML:
            return send(answer, form, "answer")
        with charged():
            return Response(_editor(wanted.query, wanted.layers, answer))


def _form(wanted: ProtocolRequest, offered: tuple[Format, ...]) -> Format:
    if wanted.form is None:
        return negotiation.require((*offered, HTML))
    if wanted.form not in offered:
        raise negotiation.not_acceptable(offered)
    return wanted.form


def _without_query(wanted: ProtocolRequest) -> Response:
    form = _form(wanted, GRAPHS)
    if form is HTML:
        name = request.args.get("example", "")
        text = _example(name) if name else ""
        return Response(_editor(text, ("sources",), None))
    return description.service_description(form)


def _example(name: str) -> str:
    if name not in services().public.names():
        raise Problem(404, "unknown_query", "unknown_query", expected="expect_listed", value=name)
    return editing.example_of(services().public.get(name))


def _editor(text: str, layers: tuple[str, ...], answer: Answer | None) -> str:
    return render_template(
        "sparql.html",
        text=text,
        layers=layers,
        answer=answer,
        table=table_of(answer) if answer else None,
        examples=editing.examples(),
        downloads=OFFERED[answer.kind] if answer else (),
    )


@dataclass(frozen=True)
class Table:
    """The rows that a page shows: column names, cells, and how many rows there are in all."""

    columns: list[str]
    rows: list[list[Value | None]]
    total: int
    truncated: bool


def table_of(answer: Answer) -> Table:
    """The rows of an answer as a page shows them; the triples of a graph are rows of three."""
    if answer.kind == "graph":
        columns = ["subject", "predicate", "object"]
        found = [(triple.subject, triple.predicate, triple.object) for triple in answer.triples]
        triples: list[list[Value | None]] = [[Value(term) for term in terms] for terms in found[:SHOWN_ROWS]]
        return Table(columns, triples, len(found), answer.truncated)
    cells: list[list[Value | None]] = [
        [Value(term) if (term := row[name]) is not None else None for name in answer.variables]
        for row in answer.rows[:SHOWN_ROWS]
    ]
    return Table(answer.variables, cells, len(answer.rows), answer.truncated)
