"""The endpoint: the protocol, the forms of an answer, refusals, and the editor for people."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
import rdflib
from flask.testing import FlaskClient
from hostile import ENDLESS
from web_helpers import BROWSER, browse

from grondslag.content import Content
from grondslag.query.engine import Engine
from grondslag.query.precheck import _UPDATE
from webapp import create_app

SELECT = "SELECT ?s WHERE { ?s a <https://w3id.org/grondslag/def#Act> } ORDER BY ?s"
CONSTRUCT = "CONSTRUCT { ?s a ?c } WHERE { ?s a ?c } LIMIT 5"


def get(client: FlaskClient, query: str, accept: str = "application/json") -> Any:
    return client.get("/sparql", query_string={"query": query}, headers={"Accept": accept})


def test_get_and_both_posts_answer_alike(client: FlaskClient) -> None:
    answers = [
        get(client, SELECT).data,
        client.post("/sparql", data={"query": SELECT}).data,
        client.post("/sparql", data=SELECT.encode(), content_type="application/sparql-query").data,
    ]
    assert answers[0] == answers[1] == answers[2]
    assert json.loads(answers[0])["results"]["bindings"]


@pytest.mark.parametrize(
    ("query", "accept", "content_type"),
    [
        (SELECT, "application/sparql-results+json", "application/sparql-results+json"),
        (SELECT, "application/sparql-results+xml", "application/sparql-results+xml"),
        (SELECT, "text/csv", "text/csv; charset=utf-8"),
        (SELECT, "text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        (SELECT, "*/*", "application/sparql-results+json"),
        ("ASK {}", "application/sparql-results+xml", "application/sparql-results+xml"),
        (CONSTRUCT, "text/turtle", "text/turtle; charset=utf-8"),
        (CONSTRUCT, "application/n-triples", "application/n-triples"),
        (CONSTRUCT, "application/ld+json", "application/ld+json"),
        (CONSTRUCT, "*/*", "text/turtle; charset=utf-8"),
        ("DESCRIBE <https://w3id.org/grondslag/id/bwb/BWBR0015703>", "text/turtle", "text/turtle; charset=utf-8"),
    ],
)
def test_accept_chooses_the_form(client: FlaskClient, query: str, accept: str, content_type: str) -> None:
    response = get(client, query, accept)
    assert response.status_code == 200
    assert response.content_type == content_type


@pytest.mark.parametrize(
    ("query", "accept"),
    [(SELECT, "image/png"), (SELECT, "text/turtle"), (CONSTRUCT, "text/csv"), ("ASK {}", "text/csv")],
)
def test_a_form_that_does_not_fit_is_not_acceptable(client: FlaskClient, query: str, accept: str) -> None:
    assert get(client, query, accept).status_code == 406


@pytest.mark.parametrize("update", sorted(_UPDATE))
def test_no_form_of_update_is_a_query(client: FlaskClient, update: str) -> None:
    text = f"{update} ALL"
    for response in (get(client, text), client.post("/sparql", data={"query": text})):
        assert response.status_code == 400
        assert response.get_json()["code"] == "not_a_query"
    for refused in (
        client.post("/sparql", data={"update": text}),
        client.post("/sparql", data=text.encode(), content_type="application/sparql-update"),
        client.get("/sparql", query_string={"update": text}),
    ):
        assert refused.status_code == 403
        assert refused.get_json()["code"] == "read_only"


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("SELECT", 400, "malformed"),
        ("SELECT * {\n ?s ?p \n}", 400, "malformed"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 400, "service_refused"),
        ("ASK " + "{" * 3_000, 400, "too_complex"),
        ("ASK {} #" + "x" * 65_536, 413, "too_large"),
    ],
)
def test_a_query_that_may_not_run_is_refused_with_its_code(
    client: FlaskClient, query: str, status: int, code: str
) -> None:
    response = client.post("/sparql", data={"query": query})
    assert response.status_code == status
    assert response.get_json()["code"] == code


@pytest.mark.parametrize(
    ("request_line", "status", "code"),
    [
        ("query=ASK%7B%7D&query=ASK%7B%7D", 400, "repeated_query"),
        ("query=%FF%FE", 400, "malformed"),
        ("query=ASK%7B%7D&default-graph-uri=law", 400, "bad_input"),
        ("query=ASK%7B%7D&named-graph-uri=", 400, "bad_input"),
        ("query=ASK%7B%7D&derived=never", 400, "bad_input"),
        ("query=ASK%7B%7D&format=docx", 400, "wrong_format"),
        ("query=ASK%7B%7D&layer=everything", 400, "bad_input"),
    ],
)
def test_a_request_outside_the_protocol_is_refused(
    client: FlaskClient, request_line: str, status: int, code: str
) -> None:
    response = client.get(f"/sparql?{request_line}", headers={"Accept": "application/json"})
    assert (response.status_code, response.get_json()["code"]) == (status, code)


def test_a_post_without_a_query_or_with_another_type_is_refused(client: FlaskClient) -> None:
    assert client.post("/sparql", data={"x": "y"}).get_json()["code"] == "missing_query"
    assert client.post("/sparql", data=b"{}", content_type="application/json").status_code == 415
    assert (
        client.post("/sparql", data=b"\xff", content_type="application/sparql-query").get_json()["code"] == "malformed"
    )


def test_head_and_options_are_answered(client: FlaskClient) -> None:
    assert client.head("/sparql?query=ASK%7B%7D").status_code == 200
    assert "POST" in client.options("/sparql").headers["Allow"]


def test_the_layer_of_sources_is_added_when_asked_for(client: FlaskClient) -> None:
    query = "ASK { ?s a <https://w3id.org/grondslag/def#ReportedFlow> }"
    assert get(client, query).get_json()["boolean"] is False
    assert client.get("/sparql", query_string={"query": query, "layer": "sources"}).get_json()["boolean"] is True


def test_without_a_query_a_program_gets_the_service_description(client: FlaskClient) -> None:
    response = client.get("/sparql", headers={"Accept": "text/turtle"})
    assert response.status_code == 200
    graph = rdflib.Graph().parse(data=response.data, format="turtle")
    described = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    assert list(graph.subjects(rdflib.RDF.type, described.Service)) == [rdflib.URIRef("http://localhost/sparql")]
    assert len(set(graph.subjects(rdflib.RDF.type, described.NamedGraph))) >= 4


def test_without_a_query_a_browser_gets_the_editor(client: FlaskClient) -> None:
    text = browse(client, "/sparql", "en").get_data(as_text=True)
    assert "<textarea" in text
    assert "lucrato-verdicts" in text
    filled = browse(client, "/sparql?example=lucrato-verdicts").get_data(as_text=True)
    assert "gs:verdict" in filled
    assert browse(client, "/sparql?example=nothing").status_code == 404


def test_a_browser_gets_its_answer_in_the_editor(client: FlaskClient) -> None:
    text = browse(client, f"/sparql?query={quote(SELECT)}", "en").get_data(as_text=True)
    assert 'href="/statutes/BWBR0015703"' in text
    assert "format=csv" in text
    assert "ORDER BY ?s</textarea>" in text
    yes = browse(client, "/sparql?query=ASK%7B%7D", "en").get_data(as_text=True)
    assert "Yes" in yes
    graph = browse(client, f"/sparql?query={quote(CONSTRUCT)}").get_data(as_text=True)
    assert "predicate" in graph


def test_the_downloads_of_an_answer_are_of_its_dataset(client: FlaskClient) -> None:
    graph = "https://w3id.org/grondslag/graph/law"
    given = {"query": SELECT, "default-graph-uri": graph, "named-graph-uri": graph, "derived": "false"}
    answer = client.get("/sparql", query_string=given, headers={"Accept": BROWSER})
    (address,) = re.findall(r'href="(/sparql[^"]*format=csv)"', answer.text)
    query = parse_qs(urlsplit(html.unescape(address)).query)
    assert query == {name: [value] for name, value in (given | {"format": "csv"}).items()}


def test_the_plain_form_shows_the_graphs_that_it_is_about(client: FlaskClient) -> None:
    graph, other = "https://w3id.org/grondslag/graph/law", "https://w3id.org/grondslag/graph/ontology"
    given = {"query": SELECT, "default-graph-uri": graph, "named-graph-uri": [graph, other], "layer": "law-text"}
    text = client.get("/sparql", query_string=given, headers={"Accept": BROWSER, "Accept-Language": "en"}).text
    form = text[text.index('<form class="editor"') :]
    assert f"This query is about these graphs alone: {graph}, {other} <a " in form
    (address,) = re.findall(r'<a href="(/sparql[^"]*)">Without this choice of graphs</a>', form)
    assert parse_qs(urlsplit(html.unescape(address)).query) == {"query": [SELECT], "layer": ["law-text"]}
    whole = browse(client, html.unescape(address), "en").text
    assert "Without this choice of graphs" not in whole


def test_a_browser_keeps_its_query_when_it_was_wrong(client: FlaskClient) -> None:
    response = browse(client, f"/sparql?query={quote('SELECT </textarea><script>')}")
    assert response.status_code == 400
    text = response.get_data(as_text=True)
    assert "<script>" not in text
    assert "SELECT &lt;/textarea&gt;&lt;script&gt;</textarea>" in text


def test_an_answer_that_is_cut_off_says_so(strict_engine: Callable[..., Engine], the_content: Content) -> None:
    client = create_app({"ENGINE": strict_engine(rows=3), "CONTENT": the_content}).test_client()
    cut = get(client, "SELECT * { ?s ?p ?o }")
    assert cut.headers["Grondslag-Truncated"] == "true"
    assert cut.get_json()["truncated"] is True
    assert len(cut.get_json()["results"]["bindings"]) == 3
    assert get(client, "SELECT * { ?s ?p ?o }", "text/csv").headers["Grondslag-Truncated"] == "true"
    whole = get(client, "SELECT * { ?s ?p ?o } LIMIT 3")
    assert "Grondslag-Truncated" not in whole.headers
    assert "truncated" not in whole.get_json()
    assert "afgekapt" in browse(client, "/sparql?query=SELECT*%7B?s?p?o%7D").get_data(as_text=True)


def test_a_query_past_its_deadline_is_told_to_try_less(
    strict_engine: Callable[..., Engine], the_content: Content
) -> None:
    client = create_app({"ENGINE": strict_engine(seconds=0.5), "CONTENT": the_content}).test_client()
    response = get(client, ENDLESS)
    assert response.status_code == 503
    assert response.get_json()["code"] == "timeout"
    assert "Retry-After" in response.headers


def test_no_rows_without_the_sources_gives_a_hint(client: FlaskClient) -> None:
    query = "SELECT * WHERE { ?s a <https://w3id.org/grondslag/def#Item> ; <a:none> ?o }"
    hint = "vink “Ook wat brondocumenten melden” aan"
    without = client.get("/sparql", query_string={"query": query}, headers={"Accept": BROWSER}).text
    with_sources = client.get(
        "/sparql", query_string={"query": query, "layer": "sources"}, headers={"Accept": BROWSER}
    ).text
    assert hint in without
    assert hint not in with_sources
