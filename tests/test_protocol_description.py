"""SPARQL 1.1 Service Description (W3C Recommendation, 21 March 2013) and VoID: what the service says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from flask.testing import FlaskClient
from protocol_world import CANARY, GRAPHS, SECRET, publish
from rdflib import RDF, VOID, URIRef
from w3c_suite import ROOT

from grondslag.content import Content
from grondslag.errors import Busy, QueryTimeout
from grondslag.graphs import CATALOGUE, default_dataset
from grondslag.query.engine import Engine, Reading
from grondslag.settings import Settings
from webapp import create_app
from webapp.negotiation import BY_EXTENSION

SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS = rdflib.Namespace("http://www.w3.org/ns/formats/")
ENDPOINT = URIRef("http://localhost/sparql")
DATASET = URIRef("https://w3id.org/grondslag/graph/dataset")
SEEN = sorted({CATALOGUE.iri, *(graph.iri for graph in GRAPHS if graph is not SECRET)})
FORMS = ["text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml", "application/trig"]
# What the vocabulary has (section 3).
PROPERTIES = {
    *(
        "availableGraphs",
        "defaultDataset",
        "defaultEntailmentRegime",
        "defaultGraph",
        "defaultSupportedEntailmentProfile",
    ),
    *("endpoint", "entailmentRegime", "extensionAggregate", "extensionFunction", "feature", "graph", "inputFormat"),
    *("languageExtension", "name", "namedGraph", "propertyFeature", "resultFormat", "supportedEntailmentProfile"),
    "supportedLanguage",
}
CLASSES = {
    *("Aggregate", "Dataset", "EntailmentProfile", "EntailmentRegime", "Feature", "Function", "Graph"),
    *("GraphCollection", "Language", "NamedGraph", "Service"),
}
DOCUMENT = ROOT / "docs" / "protocol.md"
SUITES = ("test_protocol.py", "test_protocol_graphstore.py", "test_protocol_description.py", "test_w3c_sparql.py")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the small graph in it."""
    home = tmp_path_factory.mktemp("description") / "home"
    publish(home)
    return home


@pytest.fixture(scope="module")
def engine(home: Path, the_content: Content) -> Iterator[Engine]:
    """An engine over the small graph."""
    with Engine(Settings(home=home), the_content) as running:
        yield running


@pytest.fixture(scope="module")
def client(engine: Engine, the_content: Content) -> FlaskClient:
    """A client of the site over the small graph."""
    return create_app({"TESTING": True, "ENGINE": engine, "CONTENT": the_content}).test_client()


def described(client: FlaskClient, url: str = "/sparql", accept: str = "text/turtle") -> rdflib.Graph:
    answer = client.get(url, headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (200, accept)
    form = ox.RdfFormat.from_media_type(accept)
    lines = ox.serialize((quad.triple for quad in ox.parse(answer.data, format=form)), format=ox.RdfFormat.N_TRIPLES)
    return rdflib.Graph().parse(data=lines or b"", format="nt")


def value(graph: rdflib.Graph, subject: Any, name: URIRef) -> Any:
    """The one value of a property."""
    (found,) = graph.objects(subject, name)
    return found.toPython() if isinstance(found, rdflib.Literal) else found


# 2 Accessing a Service Description


@pytest.mark.parametrize("accept", FORMS)
def test_the_endpoint_without_a_query_describes_itself_in_rdf(client: FlaskClient, accept: str) -> None:
    graph, turtle = described(client, accept=accept), described(client)
    assert set(graph) == set(turtle)
    assert len(graph) > 40


def test_what_takes_anything_gets_the_description_and_a_browser_the_editor(client: FlaskClient) -> None:
    assert client.get("/sparql").mimetype == "text/turtle"
    assert client.get("/sparql", headers={"Accept": "*/*"}).mimetype == "text/turtle"
    assert client.get("/sparql", headers={"Accept": "text/html"}).mimetype == "text/html"
    assert client.get("/sparql?format=nt", headers={"Accept": "text/html"}).mimetype == "application/n-triples"
    assert client.get("/sparql", headers={"Accept": "text/csv"}).status_code == 406


def test_the_description_names_the_endpoint_that_it_was_asked_at(client: FlaskClient) -> None:
    graph = described(client)
    (service,) = graph.subjects(RDF.type, SD.Service)
    assert value(graph, service, SD.endpoint) == ENDPOINT


# 3 Service Description Vocabulary


def test_only_terms_of_the_vocabulary_are_used(client: FlaskClient) -> None:
    graph = described(client)
    used = {str(name).removeprefix(SD) for name in graph.predicates() if str(name).startswith(SD)}
    kinds = {str(each).removeprefix(SD) for each in graph.objects(None, RDF.type) if str(each).startswith(SD)}
    assert used <= PROPERTIES
    assert kinds <= CLASSES
    assert not any(isinstance(node, rdflib.BNode) for node in graph.all_nodes())


def test_the_language_and_the_forms_of_results_are_those_that_there_are(client: FlaskClient) -> None:
    graph = described(client)
    assert set(graph.objects(ENDPOINT, SD.supportedLanguage)) == {SD.SPARQL11Query}
    assert value(graph, ENDPOINT, SD.defaultEntailmentRegime) == URIRef("http://www.w3.org/ns/entailment/Simple")
    names = {str(each).removeprefix(FORMATS) for each in graph.objects(ENDPOINT, SD.resultFormat)}
    assert names == {
        *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
        *("Turtle", "N-Triples", "JSON-LD", "RDF_XML", "TriG", "N-Quads"),
    }
    assert len(names) == len(BY_EXTENSION)


def test_nothing_is_claimed_that_the_service_does_not_do(client: FlaskClient) -> None:
    graph = described(client)
    for name in (SD.feature, SD.languageExtension, SD.extensionFunction, SD.extensionAggregate, SD.inputFormat):
        assert not list(graph.objects(None, name))


def test_the_dataset_has_its_default_graph_and_every_graph_that_the_caller_may_see(
    client: FlaskClient, engine: Engine
) -> None:
    graph = described(client)
    assert value(graph, ENDPOINT, SD.defaultDataset) == value(graph, ENDPOINT, SD.availableGraphs) == DATASET
    assert sorted(map(str, graph.objects(DATASET, SD.namedGraph))) == SEEN
    for named in graph.objects(DATASET, SD.namedGraph):
        assert value(graph, named, SD.name) == value(graph, named, SD.graph) == named
    default = value(graph, DATASET, SD.defaultGraph)
    parts = sorted(map(str, graph.objects(default, VOID.subset)))
    assert parts == default_dataset(engine.generation().graphs)
    assert CANARY not in graph.serialize()
    assert SECRET.iri not in graph.serialize()


# VoID


def test_the_statistics_are_those_of_the_data(client: FlaskClient, engine: Engine) -> None:
    store = engine.generation().open()
    classes = {quad.object for quad in store if quad.predicate.value == str(RDF.type)}
    counted = {
        VOID.triples: len(store),
        VOID.distinctSubjects: len({quad.subject for quad in store}),
        VOID.properties: len({quad.predicate for quad in store}),
        VOID.distinctObjects: len({quad.object for quad in store}),
        VOID.classes: len(classes),
    }
    for url in ("/sparql", "/.well-known/void"):
        graph = described(client, url)
        assert {name: value(graph, DATASET, name) for name in counted} == counted
        for each in GRAPHS:
            if each is not SECRET:
                size = len(list(store.quads_for_pattern(None, None, None, ox.NamedNode(each.iri))))
                assert value(graph, URIRef(each.iri), VOID.triples) == size


@pytest.mark.parametrize("accept", FORMS)
def test_void_describes_every_graph_and_where_to_ask(client: FlaskClient, accept: str) -> None:
    graph = described(client, "/.well-known/void", accept)
    assert value(graph, DATASET, VOID.sparqlEndpoint) == ENDPOINT
    assert value(graph, DATASET, VOID.uriSpace) == "https://w3id.org/grondslag/id/"
    parts = sorted(graph.objects(DATASET, VOID.subset), key=str)
    assert [str(part) for part in parts] == sorted(set(SEEN) - {CATALOGUE.iri})
    for part in parts:
        dump = client.get(str(value(graph, part, VOID.dataDump)), headers={"Accept": "application/n-triples"})
        assert dump.status_code == 200
        assert dump.text.count("\n") == value(graph, part, VOID.triples)


def test_the_statistics_are_counted_once_per_generation(
    home: Path, the_content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    names: list[str] = []
    answer = Reading.answer

    def counting(self: Reading, query: Any, *values: Any, **given: Any) -> Any:
        names.append(query.name)
        return answer(self, query, *values, **given)

    monkeypatch.setattr(Reading, "answer", counting)
    with Engine(Settings(home=home), the_content) as running:
        client = create_app({"TESTING": True, "ENGINE": running, "CONTENT": the_content}).test_client()
        for _ in range(2):
            described(client)
            described(client, "/.well-known/void")
        publish(home)
        described(client)
    assert names.count("statistics") == 2


@pytest.mark.parametrize(("error", "status"), [(QueryTimeout("late"), 200), (Busy("all taken"), 503)])
def test_a_graph_too_large_to_count_is_described_without_counts(
    engine: Engine, the_content: Content, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    answer = Reading.answer

    def failing(self: Reading, query: Any, *values: Any, **given: Any) -> Any:
        if query.name == "statistics":
            raise error
        return answer(self, query, *values, **given)

    monkeypatch.setattr(Reading, "answer", failing)
    client = create_app({"TESTING": True, "ENGINE": engine, "CONTENT": the_content}).test_client()
    found = client.get("/sparql")
    assert found.status_code == status
    assert ("sd#endpoint" in found.text.replace("sparql-service-description", "sd")) is (status == 200)
    assert "distinctSubjects" not in found.text


def test_what_could_not_be_counted_is_counted_later(
    engine: Engine, the_content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer, tried, now = Reading.answer, [], [1000.0]

    def late_at_first(self: Reading, query: Any, *values: Any, **given: Any) -> Any:
        if query.name == "statistics":
            tried.append(now[0])
            if len(tried) == 1:
                raise QueryTimeout("late")
        return answer(self, query, *values, **given)

    monkeypatch.setattr(Reading, "answer", late_at_first)
    monkeypatch.setattr("webapp.description.monotonic", lambda: now[0])
    client = create_app({"TESTING": True, "ENGINE": engine, "CONTENT": the_content}).test_client()
    counted: list[tuple[bool, str]] = []
    for moment in (1000.0, 1059.0, 1060.0, 1061.0):
        now[0] = moment
        found = client.get("/sparql")
        counted.append(("distinctSubjects" in found.text, found.headers["Cache-Control"]))
    assert counted == [(False, "no-store")] * 2 + [(True, "no-cache")] * 2
    assert tried == [1000.0, 1060.0]


# The table in docs/protocol.md


def test_the_table_names_every_test_and_no_other() -> None:
    named = set(re.findall(r"`(test_\w+)`", DOCUMENT.read_text(encoding="utf-8")))
    there: set[str] = set()
    for suite in SUITES:
        there |= set(re.findall(r"^def (test_\w+)", (ROOT / "tests" / suite).read_text(encoding="utf-8"), re.MULTILINE))
    assert sorted(named - there) == []
    assert sorted(there - named) == []
