"""SPARQL 1.1 Graph Store HTTP Protocol (W3C Recommendation, 21 March 2013), section by section: for reading."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from generations import publish_quads
from protocol_world import CANARY, DERIVED, NOWHERE, OPEN, SECRET, SOURCE, asked, publish

from grondslag.content import Content
from grondslag.graphs import CATALOGUE, LAW, ONTOLOGY
from grondslag.query.engine import Engine
from grondslag.settings import MEGABYTE, Settings
from grondslag.store import GraphStore
from webapp import create_app, graphstore

FORMS = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "trig": "application/trig",
    "nq": "application/n-quads",
}
WRITING = ["PUT", "POST", "DELETE", "PATCH"]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, the_content: Content) -> Iterator[FlaskClient]:
    """A client of the site over the small graph."""
    home = tmp_path_factory.mktemp("graphs") / "home"
    publish(home)
    with Engine(Settings(home=home), the_content) as engine:
        yield create_app({"TESTING": True, "ENGINE": engine, "CONTENT": the_content}).test_client()


def store_of(graph: str) -> str:
    return f"/graph-store?graph={quote(graph, safe='')}"


def code(answer: Any) -> tuple[int, str]:
    """The status of a refusal and its code for programs."""
    return answer.status_code, answer.get_json(force=True)["code"]


def triples(answer: Any) -> set[ox.Quad]:
    """What an answer says, whatever its form."""
    assert answer.status_code == 200, answer.text
    form = ox.RdfFormat.from_media_type(answer.mimetype or "")
    assert form is not None
    return set(ox.parse(answer.data, format=form))


def constructed(client: FlaskClient, pattern: str) -> set[ox.Quad]:
    return triples(asked(client, f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}", "application/n-triples"))


# 4.1 Direct Graph Identification


def test_the_address_of_a_graph_leads_to_it_on_this_site(client: FlaskClient) -> None:
    for graph in (LAW, DERIVED, SOURCE):
        direct = client.get("/graph/" + graph.iri.removeprefix("https://w3id.org/grondslag/graph/"))
        assert triples(direct) == triples(client.get(store_of(graph.iri)))
    assert code(client.get("/graph/nowhere")) == (404, "not_found")


def test_the_addresses_in_the_description_lead_somewhere(client: FlaskClient) -> None:
    assert triples(client.get("/graph/default")) == triples(client.get("/graph-store?default"))
    led = client.get("/graph/dataset")
    assert (led.status_code, led.headers["Location"]) == (303, "/.well-known/void")
    described = client.get("/sparql").text
    assert "https://w3id.org/grondslag/graph/default" in described
    assert "https://w3id.org/grondslag/graph/dataset" in described


# 4.2 Indirect Graph Identification


@pytest.mark.parametrize("graph", [ONTOLOGY, LAW, DERIVED, SOURCE, OPEN, CATALOGUE], ids=lambda graph: graph.layer)
def test_a_graph_is_named_by_its_address_in_the_query_string(client: FlaskClient, graph: Any) -> None:
    found = triples(client.get(store_of(graph.iri)))
    assert found == constructed(client, f"GRAPH <{graph.iri}> {{ ?s ?p ?o }}")
    assert found


def test_the_default_graph_is_that_of_queries(client: FlaskClient) -> None:
    found = triples(client.get("/graph-store?default"))
    assert found == constructed(client, "?s ?p ?o")
    assert triples(client.get("/graph-store?default=")) == found
    assert len(found) > 1


def test_the_default_graph_is_the_same_where_it_was_published_merged(
    tmp_path: Path, the_content: Content, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grondslag.draft.MERGED_FROM", 1)
    publish(tmp_path)
    with Engine(Settings(home=tmp_path), the_content) as engine:
        assert engine.generation().is_merged
        merged = create_app({"TESTING": True, "ENGINE": engine, "CONTENT": the_content}).test_client()
        for name in FORMS:
            url = f"/graph-store?default&format={name}"
            assert triples(merged.get(url)) == triples(client.get(url))


def test_the_address_is_decoded_once(client: FlaskClient) -> None:
    assert client.get(f"/graph-store?graph={LAW.iri}").status_code == 200
    assert client.get(f"/graph-store?graph={LAW.iri.replace('law', '%6Caw')}").status_code == 200
    assert client.get(f"/graph-store?graph={LAW.iri.replace('law', '%256Caw')}").status_code == 404


@pytest.mark.parametrize("graph", ["", "law", "/graph/law", "http://a.example/ b"])
def test_the_address_is_absolute(client: FlaskClient, graph: str) -> None:
    assert code(client.get(store_of(graph))) == (400, "bad_input")


@pytest.mark.parametrize("query", ["", "?x=y", f"?default&graph={LAW.iri}", f"?graph={LAW.iri}&graph={LAW.iri}"])
def test_a_request_names_one_graph(client: FlaskClient, query: str) -> None:
    assert code(client.get(f"/graph-store{query}")) == (400, "bad_input")


# 5.1 Status Codes


@pytest.mark.parametrize("graph", [NOWHERE, SECRET.iri, "urn:x", "file:///etc/passwd"])
def test_a_graph_that_is_unknown_or_kept_from_the_caller_is_not_found_alike(client: FlaskClient, graph: str) -> None:
    answer, nowhere = client.get(store_of(graph)), client.get(store_of(NOWHERE + "/at/all"))
    assert code(answer) == (404, "not_found")
    told, other = answer.get_json(force=True), nowhere.get_json(force=True)
    assert {**told, "id": ""} == {**other, "id": ""}
    assert CANARY not in answer.text


# 5.2 HTTP GET


@pytest.mark.parametrize("name", FORMS)
def test_a_graph_comes_in_six_forms_that_say_the_same(client: FlaskClient, name: str) -> None:
    for url in (store_of(LAW.iri), "/graph-store?default"):
        negotiated = client.get(url, headers={"Accept": FORMS[name] + "; charset=utf-8"})
        named = client.get(f"{url}&format={name}", headers={"Accept": "text/html"})
        assert negotiated.mimetype == named.mimetype == FORMS[name]
        assert triples(negotiated) == triples(named) == triples(client.get(url))


def test_a_graph_that_xml_cannot_hold_comes_in_other_forms(tmp_path: Path, the_content: Content) -> None:
    law, said = ox.NamedNode(LAW.iri), ox.Literal("one")
    odd = ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("http://a.example/1"), said, law)
    entry = {"layer": "law", "visibility": "public", "quads": 1, "sha256": ""}
    publish_quads(GraphStore(tmp_path), [odd], {"dataset_hash": "0" * 64, "graphs": {LAW.iri: entry}})
    with Engine(Settings(home=tmp_path), the_content) as engine:
        client = create_app({"TESTING": True, "ENGINE": engine, "CONTENT": the_content}).test_client()
        for _ in range(graphstore.PLACES + 1):
            assert code(client.get(store_of(LAW.iri) + "&format=rdf")) == (400, "wrong_format")
        for name in FORMS.keys() - {"rdf"}:
            assert len(triples(client.get(store_of(LAW.iri) + f"&format={name}"))) == 1


def test_without_accept_a_graph_comes_in_turtle(client: FlaskClient) -> None:
    assert client.get(store_of(LAW.iri)).content_type == "text/turtle; charset=utf-8"


def test_a_form_that_there_is_not_is_not_acceptable(client: FlaskClient) -> None:
    assert code(client.get(store_of(LAW.iri), headers={"Accept": "text/csv"})) == (406, "not_acceptable")
    assert code(client.get(store_of(LAW.iri) + "&format=csv")) == (406, "not_acceptable")
    assert code(client.get(store_of(LAW.iri) + "&format=docx")) == (400, "wrong_format")


def test_a_graph_may_be_kept_until_the_next_generation(client: FlaskClient) -> None:
    answer = client.get(store_of(LAW.iri))
    tag = answer.headers["ETag"]
    assert client.get(store_of(LAW.iri), headers={"If-None-Match": tag}).status_code == 304
    assert client.get(store_of(LAW.iri), headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_graph_comes_whole_or_not_at_all(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in FORMS:
        for url in (store_of(LAW.iri), "/graph-store?default"):
            answer = client.get(f"{url}&format={name}")
            assert int(answer.headers["Content-Length"]) == len(answer.data)
            with monkeypatch.context() as patched:
                patched.setattr(graphstore, "LARGEST", len(answer.data) - 1)
                assert code(client.get(f"{url}&format={name}")) == (413, "answer_too_large")


def test_a_large_graph_goes_over_the_disk_and_is_the_same(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = client.get("/graph-store?default").data
    monkeypatch.setattr(graphstore, "IN_MEMORY", 1)
    with client.get("/graph-store?default") as answer:
        assert answer.data == expected
        assert int(answer.headers["Content-Length"]) == len(expected)


def test_few_graphs_are_sent_from_the_disk_at_a_time(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graphstore, "IN_MEMORY", 1)
    clients = [{"REMOTE_ADDR": f"192.0.2.{number // graphstore.PLACES_OF_ONE}"} for number in range(graphstore.PLACES)]
    reading = [client.get(store_of(LAW.iri), environ_base=each) for each in clients]
    assert [answer.status_code for answer in reading] == [200] * graphstore.PLACES
    answer = client.get(store_of(LAW.iri))
    assert code(answer) == (503, "busy")
    assert "Retry-After" in answer.headers
    for each in reading:
        each.close()
    for _ in range(graphstore.PLACES + 1):
        assert client.head(store_of(LAW.iri)).status_code == 200
        assert code(client.get(store_of(NOWHERE))) == (404, "not_found")
    with client.get(store_of(LAW.iri)) as again:
        assert again.status_code == 200


def test_one_client_has_few_of_the_places(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graphstore, "IN_MEMORY", 1)
    one, of_its_network = {"REMOTE_ADDR": "2001:db8::1"}, {"REMOTE_ADDR": "2001:db8::2"}
    reading = [client.get(store_of(LAW.iri), environ_base=one) for _ in range(graphstore.PLACES_OF_ONE)]
    for address in (one, of_its_network):
        refused = client.get(store_of(LAW.iri), environ_base=address)
        assert code(refused) == (429, "over_budget")
        assert "Retry-After" in refused.headers
    with client.get(store_of(LAW.iri), environ_base={"REMOTE_ADDR": "192.0.2.1"}) as another:
        assert another.status_code == 200
    for each in reading:
        assert each.status_code == 200
        each.close()
    with client.get(store_of(LAW.iri), environ_base=one) as again:
        assert again.status_code == 200


def test_room_is_asked_for_what_the_graph_may_come_to(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _home: type("Usage", (), {"free": 220 * MEGABYTE})())
    assert client.get(store_of(LAW.iri)).status_code == 200
    # The one has two statements, the default graph more; that of the ontology has one.
    monkeypatch.setattr(graphstore, "STATEMENT", 5 * MEGABYTE)
    for url in (store_of(LAW.iri), "/graph-store?default"):
        assert code(client.get(url)) == (507, "no_space")
    assert client.get(store_of(ONTOLOGY.iri)).status_code == 200


def test_a_graph_that_could_not_be_written_leaves_no_file_and_holds_no_place(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graphstore, "LARGEST", 1)
    for _ in range(graphstore.PLACES + 1):
        assert code(client.get(store_of(LAW.iri))) == (413, "answer_too_large")


def test_a_full_disk_is_told(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(graphstore._Bounded):
        def write(self, data: bytes) -> int:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(graphstore, "_Bounded", Full)
    assert code(client.get(store_of(LAW.iri))) == (507, "no_space")
    monkeypatch.undo()
    monkeypatch.setattr("shutil.disk_usage", lambda _home: type("Usage", (), {"free": 200 * MEGABYTE})())
    assert code(client.get(store_of(LAW.iri))) == (507, "no_space")


# 5.3 HTTP PUT, 5.4 HTTP DELETE, 5.5 HTTP POST, 5.7 HTTP PATCH


@pytest.mark.parametrize("method", WRITING)
@pytest.mark.parametrize("url", ["/graph-store", "/graph-store?default", store_of(LAW.iri), "/graph/law", "/graph/new"])
def test_nothing_writes(client: FlaskClient, method: str, url: str) -> None:
    before = triples(client.get("/graph-store?default"))
    answer = client.open(url, method=method, data=b"<a:a> <a:b> <a:c> .", content_type="text/turtle")
    assert code(answer) == (405, "method_not_allowed")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert triples(client.get("/graph-store?default")) == before


# 5.6 HTTP HEAD


@pytest.mark.parametrize(
    "url", [store_of(LAW.iri), "/graph-store?default", "/graph/law", store_of(NOWHERE), "/graph-store"]
)
def test_head_is_get_without_a_body(client: FlaskClient, url: str) -> None:
    got, head = client.get(url), client.head(url)
    assert head.status_code == got.status_code
    assert head.data == b""
    assert dict(head.headers) == dict(got.headers)


# 6 Security Considerations


def test_pages_elsewhere_may_read_graphs_without_credentials(client: FlaskClient) -> None:
    for answer in (client.get(store_of(LAW.iri)), client.get("/graph/law"), client.get(store_of(NOWHERE))):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers
    preflight = client.options("/graph-store", headers={"Origin": "https://a.example"})
    assert preflight.status_code == 200
    assert set(preflight.headers["Access-Control-Allow-Methods"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
