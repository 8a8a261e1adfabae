"""The SPARQL 1.1 endpoint: reads only, for programs; and an editor on the same address for people.

Queries are checked and run by the core, in a worker that can be stopped. This module only speaks HTTP.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import parse_qsl

from flask import Blueprint, Response, g, render_template, request, url_for

from grondslag.graphs import ADDED_LAYERS
from grondslag.query.engine import Answer
from grondslag.query.precheck import EXAMPLE
from grondslag.query.results import write
from webapp import negotiation
from webapp.errors import Problem
from webapp.negotiation import BOOLEANS, BY_EXTENSION, GRAPHS, HTML, ROWS, TURTLE, Format
from webapp.services import services
from webapp.values import Value

blueprint = Blueprint("sparql", __name__)

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
# What a request may add to the default graph.
LAYERS = tuple(ADDED_LAYERS)
OFFERED = {"bindings": ROWS, "boolean": BOOLEANS, "graph": GRAPHS}
# What a page shows of a long answer; the downloads hold all of it.
SHOWN_ROWS = 500
TRUNCATED = "Grondslag-Truncated"
# A table as a file is opened by spreadsheets: let the browser save it rather than guess.
SAVED_AS_FILE = ("csv", "tsv")


@dataclass(frozen=True)
class Asked:
    """One request by the protocol: the query, if any, and the layers to add."""

    query: str | None
    layers: tuple[str, ...]


def pairs_of(raw: bytes) -> list[tuple[str, str]]:
    """The name and value pairs of a query string or form body. Raises `Problem` when they are not UTF-8."""
    try:
        return parse_qsl(raw.decode("ascii"), keep_blank_values=True, encoding="utf-8", errors="strict")
    except (UnicodeDecodeError, UnicodeEncodeError):
        raise Problem(400, "malformed", "not_utf8", expected="expect_percent") from None


def _text_of(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Problem(400, "malformed", "not_utf8", expected="expect_utf8") from None


def _posted() -> list[tuple[str, str]]:
    if request.mimetype == FORM:
        return pairs_of(request.get_data())
    if request.mimetype == QUERY:
        return [("query", _text_of(request.get_data()))]
    if request.mimetype == UPDATE:
        return [("update", "")]
    raise Problem(
        415, "unsupported_media_type", "media_type", expected="expect_one_of", example=QUERY, names=f"{QUERY}, {FORM}"
    )


def asked() -> Asked:
    """Read the request.

    Raises `Problem` for an update, a repeated query, or a dataset outside the query text.
    """
    pairs = pairs_of(request.query_string)
    if request.method == "POST":
        pairs += _posted()
    if any(name == "update" for name, _ in pairs):
        raise Problem(403, "read_only", "read_only", expected="expect_query", example=EXAMPLE)
    if any(name.endswith("-graph-uri") for name, _ in pairs):
        raise Problem(400, "dataset_not_supported", "dataset", expected="expect_graph")
    queries = [value for name, value in pairs if name == "query"]
    if len(queries) > 1:
        raise Problem(400, "repeated_query", "repeated_query", expected="expect_one_query", example=EXAMPLE)
    layers = tuple(value for name, value in pairs if name == "layer" and value)
    unknown = [layer for layer in layers if layer not in LAYERS]
    if unknown:
        raise Problem(
            400, "bad_input", "unknown_layer", expected="expect_layer", example="layer=sources", value=unknown[0]
        )
    if queries and not queries[0].strip():
        raise Problem(400, "missing_query", "missing_query", expected="expect_query", example=EXAMPLE)
    return Asked(queries[0] if queries else None, layers)


def send(answer: Answer, form: Format, name: str) -> Response:
    """An answer in the form asked for, with a sign when it was cut off."""
    body = write(answer, form.name)
    if answer.truncated and form is negotiation.JSON:
        body = json.dumps(json.loads(body) | {"truncated": True}, ensure_ascii=False).encode()
    response = Response(body, content_type=form.content_type)
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
        return _without_query()
    g.sparql_text, g.sparql_layers = wanted.query, wanted.layers
    named = BY_EXTENSION.get(request.args.get("format", ""))
    if named is None:
        # When nothing could answer this Accept whatever the query, say so before running it.
        negotiation.require((HTML, *ROWS, *GRAPHS))
    answer = services().reading().run(wanted.query, layers=wanted.layers)
    form = named if named in OFFERED[answer.kind] else negotiation.require((*OFFERED[answer.kind], HTML))
    if form is HTML:
        return Response(_editor(wanted.query, wanted.layers, answer))
    return send(answer, form, "answer")


@blueprint.after_request
def allow_any_origin(response: Response) -> Response:
    """Let pages elsewhere query: the data are public and no cookie is used here."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = TRUNCATED
    return response


def _without_query() -> Response:
    if request.method == "POST":
        raise Problem(400, "missing_query", "missing_query", expected="expect_query", example=EXAMPLE)
    form = negotiation.require((TURTLE, HTML, *GRAPHS[1:]))
    if form is HTML:
        name = request.args.get("example", "")
        text = _example(name) if name else ""
        return Response(_editor(text, ("sources",), None))
    description = services().ask("service-description", endpoint=url_for(".endpoint", _external=True))
    return Response(write(description, form.name), content_type=form.content_type)


def _example(name: str) -> str:
    if name not in services().public.names():
        raise Problem(404, "unknown_query", "unknown_query", expected="expect_listed", value=name)
    return services().public.get(name).bind({})


def _editor(text: str, layers: tuple[str, ...], answer: Answer | None) -> str:
    return render_template(
        "sparql.html",
        text=text,
        layers=layers,
        answer=answer,
        table=table_of(answer) if answer else None,
        examples=[query for query in services().public.all() if not any(p.required for p in query.parameters)],
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
