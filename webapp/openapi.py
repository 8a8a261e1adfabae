"""The OpenAPI description of this site (https://spec.openapis.org/oas/v3.1.0): each saved query an operation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from grondslag import __version__
from grondslag.namespaces import LAW_GRAPH
from grondslag.query.describe import form_of
from grondslag.query.parameters import MOST_VALUES
from grondslag.query.precheck import EXAMPLE as SPARQL
from grondslag.query.precheck import Form
from grondslag.query.saved import Parameter, ParameterType, SavedQuery
from webapp.cors import OF_GENERATION, QUERY_VERSION, TRUNCATED
from webapp.forms import LANGUAGE
from webapp.i18n import Messages
from webapp.negotiation import GRAPHS, JSON, ROWS
from webapp.queries import FORMS, GENERATION, VERSION
from webapp.sparql import FORM, LAYERS, QUERY
from webapp.tables import DOWN, SORT

Object = dict[str, Any]
PROBLEM = "application/problem+json"
KINDS = {Form.SELECT: "bindings", Form.ASK: "boolean", Form.CONSTRUCT: "graph", Form.DESCRIBE: "graph"}
TYPES: Mapping[ParameterType, Object] = {
    ParameterType.IRI: {"type": "string", "format": "iri"},
    ParameterType.STRING: {"type": "string"},
    ParameterType.INTEGER: {"type": "integer"},
    ParameterType.DATE: {"type": "string", "format": "date"},
    ParameterType.BOOLEAN: {"type": "boolean"},
}
# How the header's text of a value is written in JSON.
READ: Mapping[ParameterType, Callable[[str], Any]] = {
    ParameterType.INTEGER: int,
    ParameterType.BOOLEAN: lambda text: text == "true",
}
SCHEMAS: Object = {
    "Term": {
        "type": "object",
        "required": ["type", "value"],
        "properties": {
            "type": {"enum": ["uri", "literal", "bnode", "triple"]},
            "value": {},
            "datatype": {"type": "string", "format": "iri"},
            "xml:lang": {"type": "string"},
        },
    },
    "Head": {"type": "object", "properties": {"vars": {"type": "array", "items": {"type": "string"}}}},
    "Rows": {
        "type": "object",
        "required": ["head", "results"],
        "properties": {
            "head": {"$ref": "#/components/schemas/Head"},
            "truncated": {"type": "boolean"},
            "results": {
                "type": "object",
                "required": ["bindings"],
                "properties": {
                    "bindings": {
                        "type": "array",
                        "items": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Term"}},
                    }
                },
            },
        },
    },
    "Boolean": {
        "type": "object",
        "required": ["head", "boolean"],
        "properties": {"head": {"$ref": "#/components/schemas/Head"}, "boolean": {"type": "boolean"}},
    },
    "Problem": {
        "type": "object",
        "required": ["status", "code", "message", "id"],
        "properties": {
            "status": {"type": "integer"},
            "code": {"type": "string"},
            "message": {"type": "string"},
            "expected": {"type": ["string", "null"]},
            "example": {"type": ["string", "null"]},
            "id": {"type": "string"},
        },
    },
    "Queries": {
        "type": "object",
        "required": ["queries"],
        "properties": {
            "queries": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["name", "summary", "description", "tags", "form", "layers", "columns", "parameters"],
                },
            }
        },
    },
    "Object": {"type": "object"},
}


class Describer:
    """Writes the description in one language: `messages` has the texts that the queries do not bring themselves."""

    def __init__(self, messages: Messages, language: str) -> None:
        self._messages = messages
        self._language = language

    def document(self, queries: Iterable[SavedQuery], server: str) -> Object:
        """The description of each of the saved `queries` and of what else programs ask of the site at `server`."""
        of_queries = {f"/queries/{query.name}": {"get": self._of_query(query)} for query in queries}
        return {
            "openapi": "3.1.0",
            "info": {"title": "Grondslag", "version": __version__, "description": self._text("description")},
            "servers": [{"url": server}],
            "paths": {**of_queries, **self._of_service()},
            "components": {
                "schemas": SCHEMAS,
                "responses": {"Problem": {"description": self._text("problem"), "content": _json("Problem", PROBLEM)}},
                "headers": {
                    TRUNCATED: _header(self._text("truncated"), {"const": "true"}),
                    OF_GENERATION: _header(self._text("of_generation"), {"type": "string"}),
                    QUERY_VERSION: _header(self._text("query_version"), {"type": "string"}),
                },
            },
        }

    def _text(self, key: str) -> str:
        return self._messages.text(f"api.{key}", self._language)

    def _of_query(self, query: SavedQuery) -> Object:
        kind = KINDS[form_of(query)]
        content: Object = {form.media_type: {} for form in FORMS[kind]}
        if kind != "graph":
            content[JSON.media_type] = self._results(query) if kind == "bindings" else _schema("Boolean")
        return {
            "operationId": query.name.replace("-", "_"),
            "summary": query.summary[self._language],
            "description": query.description.get(self._language, query.summary[self._language]),
            "tags": list(query.tags),
            "parameters": [*map(self._parameter, query.parameters), *self._view(query)],
            "responses": self._responses(content, (TRUNCATED, OF_GENERATION, QUERY_VERSION)),
        }

    def _results(self, query: SavedQuery) -> Object:
        """SPARQL results of which the rows have the columns of the query."""
        term = {"$ref": "#/components/schemas/Term"}
        cells = {name: {**term, "description": text[self._language]} for name, text in query.columns.items()}
        rows = {"type": "array", "items": {"type": "object", "properties": cells}}
        own = {"properties": {"results": {"properties": {"bindings": rows}}}}
        return {"schema": {"allOf": [{"$ref": "#/components/schemas/Rows"}, own]}}

    def _parameter(self, parameter: Parameter) -> Object:
        schema: Object = dict(TYPES[parameter.type])
        read = READ.get(parameter.type, str)
        if isinstance(parameter.choices, tuple) and parameter.choices:
            schema["enum"] = [read(value) for value in parameter.choices]
        # What stands for a language that is not given is that of the request.
        if parameter.default is not None and parameter.name != LANGUAGE:
            schema["default"] = read(parameter.default)
        example = read(parameter.example) if parameter.example is not None else None
        if parameter.multiple:
            schema = {"type": "array", "items": schema, "maxItems": MOST_VALUES}
            example = [example] if example is not None else None
        required = parameter.required and parameter.default is None
        made = _in_query(parameter.name, parameter.label[self._language], schema, required=required)
        return made if example is None else {**made, "example": example}

    def _view(self, query: SavedQuery) -> list[Object]:
        """What every saved query takes beside its parameters."""
        orders = [sign + column for column in query.columns for sign in ("", DOWN)]
        pins = [
            _in_query(VERSION, self._text("version"), {"type": "string"}),
            _in_query(GENERATION, self._text("generation"), {"type": "string"}),
        ]
        return [*([_in_query(SORT, self._text("sort"), {"enum": orders})] if orders else []), *pins]

    def _of_service(self) -> Object:
        """What programs ask of the site besides saved queries."""
        rdf: Object = {form.media_type: {} for form in GRAPHS}
        graph = _in_query("graph", self._text("graph"), {"type": "string", "format": "iri"}, required=True)
        store = self._operation("graph_store", self._text("graph_store"), rdf)
        told = {
            "/.well-known/void": ("void", "void", rdf),
            "/.well-known/sparql-examples": ("sparql_examples", "sparql_examples", rdf),
            "/api/queries": ("list_queries", "queries", _json("Queries")),
            "/api/openapi.json": ("openapi", "openapi", _json("Object")),
            "/health": ("health", "health", _json("Object")),
        }
        return {
            "/sparql": self._of_endpoint(),
            "/graph-store": {"get": {**store, "parameters": [{**graph, "example": LAW_GRAPH}]}},
            **{path: {"get": self._operation(name, self._text(key), form)} for path, (name, key, form) in told.items()},
        }

    def _of_endpoint(self) -> Object:
        """The SPARQL endpoint: by GET with the query as a parameter, by POST with it in the body."""
        summary, told = self._text("sparql"), (TRUNCATED, OF_GENERATION)
        answers: Object = {form.media_type: {} for form in (*ROWS, *GRAPHS)}
        asked = [
            _in_query("layer", self._text("layer"), {"type": "array", "items": {"enum": list(LAYERS)}}),
            _in_query("derived", self._text("derived"), {"type": "boolean", "default": True}),
        ]
        query = _in_query("query", self._text("query"), {"type": "string"}, required=True)
        by_get = [{**query, "example": SPARQL}, *asked]
        text: Object = {"schema": {"type": "string"}, "example": SPARQL}
        fields = {"type": "object", "required": ["query"], "properties": {"query": {"type": "string"}}}
        body = {"required": True, "content": {QUERY: text, FORM: {"schema": fields}}}
        return {
            "get": self._operation("sparql_get", summary, answers, told, parameters=by_get),
            "post": self._operation("sparql_post", summary, answers, told, parameters=asked, requestBody=body),
        }

    def _operation(self, name: str, summary: str, content: Object, headers: Iterable[str] = (), **more: Any) -> Object:
        responses = self._responses(content, headers)
        return {"operationId": name, "summary": summary, "tags": ["service"], "responses": responses, **more}

    def _responses(self, content: Object, headers: Iterable[str]) -> Object:
        """An answer with these headers, and what is told of whatever goes wrong."""
        named = {name: {"$ref": f"#/components/headers/{name}"} for name in headers}
        answer = {"description": self._text("answer"), "headers": named, "content": content}
        return {"200": answer, "default": {"$ref": "#/components/responses/Problem"}}


def _schema(name: str) -> Object:
    return {"schema": {"$ref": f"#/components/schemas/{name}"}}


def _json(name: str, media_type: str = "application/json") -> Object:
    return {media_type: _schema(name)}


def _header(text: str, schema: Object) -> Object:
    return {"description": text, "schema": schema}


def _in_query(name: str, text: str, schema: Object, *, required: bool = False) -> Object:
    return {"name": name, "in": "query", "description": text, "required": required, "schema": schema}
