"""The service described to programs: OpenAPI, the list of saved queries, and these as examples in RDF."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pyoxigraph as ox
import pytest
import rdflib
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from web_helpers import browse

from grondslag.cli import cli
from grondslag.content import Content
from grondslag.namespaces import PREFIXES
from grondslag.query.describe import described, examples
from grondslag.query.saved import Catalogue, read_query

SCHEMA = Path(__file__).resolve().parent / "fixtures" / "openapi" / "openapi-3.1.schema.json"
EXAMPLES = "/.well-known/sparql-examples"
SH, SCHEMA_ORG = PREFIXES["sh"], "https://schema.org/"
# One without parameters, one with a required IRI, one with a day, one that takes several values.
SAMPLED = ("open-questions", "items-of-flow", "recipients-of-health-data", "what-a-party-receives")

JSON_RESULTS = "application/sparql-results+json"

Object = dict[str, Any]


@pytest.fixture(scope="module")
def english(app: Flask) -> Object:
    return document(app.test_client(), "en")


def document(client: FlaskClient, language: str) -> Object:
    response = client.get("/api/openapi.json", headers={"Accept-Language": language})
    assert response.status_code == 200
    assert response.headers["Content-Language"] == language
    return dict(response.json or {})


def operations(api: Object) -> Iterator[tuple[str, Object]]:
    for path, methods in api["paths"].items():
        for operation in methods.values():
            yield path, operation


# --- OpenAPI


def test_the_document_is_openapi_3_1(english: Object) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    problems = Draft202012Validator(schema).iter_errors(english)
    assert [f"{list(problem.path)}: {problem.message}" for problem in problems] == []


def test_every_reference_leads_somewhere(english: Object) -> None:
    def references(part: object) -> Iterator[str]:
        if isinstance(part, dict):
            yield from ([part["$ref"]] if "$ref" in part else [])
            for value in part.values():
                yield from references(value)
        elif isinstance(part, list):
            for value in part:
                yield from references(value)

    found = set(references(english))
    assert "#/components/schemas/Term" in found
    for reference in found:
        part: Any = english
        for name in reference.removeprefix("#/").split("/"):
            part = part[name]


def test_each_saved_query_is_an_operation_with_its_own_id(english: Object, the_content: Content) -> None:
    catalogue = Catalogue(the_content.queries)
    ids = Counter(operation["operationId"] for _, operation in operations(english))
    assert max(ids.values()) == 1
    assert {path for path in english["paths"] if path.startswith("/queries/")} == {
        f"/queries/{name}" for name in catalogue.names()
    }
    for query in catalogue.all():
        told = english["paths"][f"/queries/{query.name}"]["get"]
        named = {one["name"]: one for one in told["parameters"]}
        assert told["summary"] == query.summary["en"]
        assert set(named) >= {parameter.name for parameter in query.parameters}
        assert [one.name for one in query.parameters if named[one.name]["required"]] == [
            one.name for one in query.parameters if one.required and one.default is None
        ]


def test_examples_and_defaults_are_what_their_schemas_say(english: Object) -> None:
    seen: set[str] = set()
    for path, operation in operations(english):
        for parameter in operation.get("parameters", []):
            check = Draft202012Validator(parameter["schema"], format_checker=Draft202012Validator.FORMAT_CHECKER)
            for value in [parameter[key] for key in ("example",) if key in parameter]:
                check.validate(value)
                seen.add(parameter["schema"]["type"])
            if "default" in parameter["schema"]:
                check.validate(parameter["schema"]["default"])
                assert parameter["name"] != "lang", path
    assert {"string", "array"} <= seen


def test_both_languages_tell_the_same_in_other_words(app: Flask, english: Object) -> None:
    dutch = document(app.test_client(), "nl")
    assert list(dutch["paths"]) == list(english["paths"])
    words = dutch["paths"]["/queries/recipients-of-health-data"]["get"]["summary"]
    assert words == "Wie ontvangt gezondheidsgegevens, en onder welk artikel?"
    assert dutch["info"]["description"] != english["info"]["description"]


def asked(path: str, operation: Object) -> str:
    pairs = [(one["name"], one["example"]) for one in operation["parameters"] if "example" in one]
    return f"{path}?{urlencode(pairs, doseq=True)}"


@pytest.mark.parametrize("name", SAMPLED)
def test_an_operation_with_its_examples_answers_as_it_says(client: FlaskClient, english: Object, name: str) -> None:
    path = f"/queries/{name}"
    operation = english["paths"][path]["get"]
    response = client.get(asked(path, operation), headers={"Accept": JSON_RESULTS})
    assert response.status_code == 200
    assert response.json is not None
    assert response.json["results"]["bindings"]
    pointer = f"urn:doc#/paths/~1queries~1{name}/get/responses/200/content/application~1sparql-results+json/schema"
    validator(english, pointer).validate(response.json)
    assert set(operation["responses"]["200"]["headers"]) <= {*response.headers.keys(), "Grondslag-Truncated"}
    for kind in operation["responses"]["200"]["content"]:
        assert client.get(asked(path, operation), headers={"Accept": kind}).mimetype == kind


def validator(api: Object, pointer: str) -> Draft202012Validator:
    registry = Registry().with_resource("urn:doc", Resource.from_contents(api, default_specification=DRAFT202012))
    return Draft202012Validator({"$ref": pointer}, registry=registry)


def test_each_address_that_is_no_query_answers_too(client: FlaskClient, english: Object) -> None:
    others = {path: methods for path, methods in english["paths"].items() if not path.startswith("/queries/")}
    assert set(others) >= {"/sparql", "/graph-store", "/health", "/api/queries", EXAMPLES}
    for path, methods in others.items():
        operation = methods["get"]
        offered = set(operation["responses"]["200"]["content"])
        kind = next(kind for kind in (JSON_RESULTS, "text/turtle", "application/json") if kind in offered)
        # What is large comes from a file.
        with client.get(asked(path, {"parameters": [], **operation}), headers={"Accept": kind}) as response:
            assert (response.status_code, response.mimetype) == (200, kind), path
    body = others["/sparql"]["post"]["requestBody"]["content"]["application/sparql-query"]["example"]
    answer = client.post("/sparql", data=body, content_type="application/sparql-query", headers={"Accept": "text/csv"})
    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/queries/items-of-flow.json?flow=x", "/sparql?query=x", "/api/nothing"])
def test_what_goes_wrong_is_told_as_described(client: FlaskClient, english: Object, path: str) -> None:
    response = client.get(path)
    assert response.status_code in (400, 404)
    assert response.mimetype == "application/problem+json"
    assert "application/problem+json" in english["components"]["responses"]["Problem"]["content"]
    validator(english, "urn:doc#/components/schemas/Problem").validate(response.json)


def test_the_server_is_the_site_that_was_asked(client: FlaskClient) -> None:
    api = client.get("/api/openapi.json", base_url="https://127.0.0.1:8443").json
    assert api is not None
    assert api["servers"] == [{"url": "https://127.0.0.1:8443"}]
    assert client.get("/api/openapi.json", base_url="https://elsewhere.example").status_code == 400


# --- The saved queries


def test_the_list_is_that_of_the_command_with_links_that_answer(client: FlaskClient, runner: CliRunner) -> None:
    response = client.get("/api/queries")
    assert response.json is not None
    told = response.json["queries"]
    links = {query["name"]: query.pop("links") for query in told}
    assert told == json.loads(runner.invoke(cli, ["queries", "--format", "json"]).stdout)
    assert client.get(links["statutes"]["answer"]).mimetype == "application/sparql-results+json"
    assert client.get(links["statutes"]["sparql"]).mimetype == "application/sparql-query"
    assert browse(client, links["statutes"]["page"]).status_code == 200


@pytest.mark.parametrize("path", ["/api/openapi.json", "/api/queries", EXAMPLES])
def test_pages_elsewhere_may_read_it(client: FlaskClient, path: str) -> None:
    assert (
        client.get(path, headers={"Origin": "https://elsewhere.example"}).headers["Access-Control-Allow-Origin"] == "*"
    )
    asked_before = client.options(path)
    assert asked_before.headers["Access-Control-Allow-Methods"] == asked_before.headers["Allow"]


# --- Examples in RDF


def examples_of(client: FlaskClient, kind: str = "text/turtle") -> rdflib.Graph:
    response = client.get(EXAMPLES, headers={"Accept": kind})
    assert (response.status_code, response.mimetype) == (200, kind)
    return rdflib.Graph().parse(data=response.data, format=kind)


def test_each_saved_query_is_an_executable_with_its_texts(client: FlaskClient, the_content: Content) -> None:
    graph = examples_of(client)
    nodes = set(graph.subjects(rdflib.RDF.type, rdflib.URIRef(SH + "SPARQLSelectExecutable")))
    assert nodes == {
        rdflib.URIRef(f"http://localhost/queries/{name}") for name in Catalogue(the_content.queries).names()
    }
    assert nodes == set(graph.subjects(rdflib.RDF.type, rdflib.URIRef(SH + "SPARQLExecutable")))
    for node in nodes:
        comments = list(graph.objects(node, rdflib.RDFS.comment))
        assert {comment.language for comment in comments if isinstance(comment, rdflib.Literal)} == {"nl", "en"}
        assert list(graph.objects(node, rdflib.URIRef(SCHEMA_ORG + "keywords")))
    assert not any(isinstance(term, rdflib.BNode) for triple in graph for term in triple)


def test_the_prefixes_are_declared(client: FlaskClient) -> None:
    graph = examples_of(client)
    collection = rdflib.URIRef(f"http://localhost{EXAMPLES}#prefixes")
    declared = {
        str(graph.value(node, rdflib.URIRef(SH + "prefix"))): str(graph.value(node, rdflib.URIRef(SH + "namespace")))
        for node in graph.objects(collection, rdflib.URIRef(SH + "declare"))
    }
    assert declared == PREFIXES
    assert (None, rdflib.URIRef(SH + "prefixes"), collection) in graph


def test_each_example_is_sparql_for_the_endpoint(client: FlaskClient) -> None:
    graph = examples_of(client)
    texts = list(graph.subject_objects(rdflib.URIRef(SH + "select")))
    assert len(texts) > len(SAMPLED)
    nothing = ox.Store()
    for node, text in texts:
        nothing.query(str(text))
        target = urlsplit(str(graph.value(node, rdflib.URIRef(SCHEMA_ORG + "target"))))
        assert (target.netloc, target.path) == ("localhost", "/sparql")


@pytest.mark.parametrize("name", SAMPLED)
def test_an_example_finds_at_its_target_what_the_query_finds(client: FlaskClient, english: Object, name: str) -> None:
    graph, node = examples_of(client), rdflib.URIRef(f"http://localhost/queries/{name}")
    target = urlsplit(str(graph.value(node, rdflib.URIRef(SCHEMA_ORG + "target"))))
    text = str(graph.value(node, rdflib.URIRef(SH + "select")))
    answer = client.post(f"/sparql?{target.query}", data={"query": text}, headers={"Accept": "text/csv"})
    # Of the default graph alone it would not find a row of a document.
    assert target.query == "layer=sources"
    saved = client.get(asked(f"/queries/{name}.csv", english["paths"][f"/queries/{name}"]["get"]))
    assert sorted(answer.text.splitlines()) == sorted(saved.text.splitlines())
    assert answer.text.count("\n") > 1


def test_the_other_forms_hold_the_same(client: FlaskClient) -> None:
    turtle = set(examples_of(client))
    for kind in ("application/n-triples", "application/rdf+xml", "application/ld+json"):
        body = client.get(EXAMPLES, headers={"Accept": kind}).data
        found = {quad.triple for quad in ox.parse(body, format=ox.RdfFormat.from_media_type(kind))}
        assert len(found) == len(turtle), kind
    assert client.get(EXAMPLES, headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize(
    ("body", "kind", "text"),
    [
        ("ASK { ?s ?p ?o }", "SPARQLAskExecutable", SH + "ask"),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "SPARQLConstructExecutable", SH + "construct"),
        (
            "DESCRIBE ?s WHERE { ?s ?p ?o }",
            "SPARQLExecutable",
            "https://purl.expasy.org/sparql-examples/ontology#describe",
        ),
    ],
)
def test_other_forms_of_query_are_told_as_what_they_are(tmp_path: Path, body: str, kind: str, text: str) -> None:
    file = tmp_path / "one.rq"
    file.write_text(f"#+ summary: One\n\n{body}\n", encoding="utf-8")
    query = read_query(file)
    assert described(query)["form"] == body.split()[0]
    told = list(examples([(query, "http://localhost/queries/one")], "http://localhost/c", "http://localhost/sparql"))
    node = ox.NamedNode("http://localhost/queries/one")
    said = {
        (t.predicate.value, t.object.value) for t in told if t.subject == node and not isinstance(t.object, ox.Triple)
    }
    assert (PREFIXES["rdf"] + "type", SH + kind) in said
    assert (text, query.body) in said
    assert (SCHEMA_ORG + "target", "http://localhost/sparql") in said
