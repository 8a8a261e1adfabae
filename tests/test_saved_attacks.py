"""Attacks on the parameters of saved queries (acceptance 22 to 24): a value is compared as a value, or refused by name.

The queries are templates of this file, each with its parameter where the catalogue's have theirs: in a triple pattern,
a filter, a subselect, a MINUS, a NOT EXISTS, an aggregate's FILTER, a VALUES block and an IN list.
"""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from hypothesis import given, seed, settings
from hypothesis import strategies as st
from rdflib import Literal
from rdflib.plugins.sparql.algebra import traverse
from rdflib.plugins.sparql.parser import parseQuery

from grondslag.content import Content
from grondslag.errors import BadInput
from grondslag.namespaces import ID
from grondslag.query.engine import Engine
from grondslag.query.saved import Catalogue, Parameter, ParameterType, SavedQuery, read_query
from grondslag.query.tokens import Kind, tokens

XSD = "http://www.w3.org/2001/XMLSchema#"
NASTY = (
    *('"', "'", '"""', "'''", "\\", "\n", "\r", "\t", "}", "{", "#", ">", "<", ")", ";", "."),
    *("\\u0022", "\\u003E", "\\\\u0022 } #", "\\ud800", "\\U0010FFFF", "\\U00110000", "\\u0022 } DROP ALL #", '\\"'),
    *("\\\uffff", "\uffff1234", "\x7fabcd", "\\\\\uffffu0022", "\ufffe\\u"),
    *("\x00", "\u2028", "\u202e", "\ud800", "?_x", "$_x", "@en", "^^<urn:x>", "/*", "\ufeff", "\x85", "\uffff"),
    *(" UNION ", " } DROP ALL # ", " SERVICE <http://127.0.0.1:9/> ", "\U0001f600", "é", "e\u0301", "urn:", "http://"),
)
TEXTS = st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=5)), max_size=8).map("".join)
PLACES = {
    "triple": "SELECT ?s WHERE { ?s <urn:p> ?_x } ORDER BY ?s",
    "filter": "SELECT ?s WHERE { ?s <urn:p> ?o FILTER (SAMETERM(?o, ?_x)) } ORDER BY ?s # ?_x",
    "subselect": "SELECT ?s WHERE { { SELECT DISTINCT ?s WHERE { ?s <urn:p> ?_x } } } ORDER BY ?s",
    "exists": "SELECT ?s WHERE { ?s <urn:q> 1 FILTER EXISTS { ?s <urn:p> ?_x } } ORDER BY ?s",
    "not": "SELECT ?s WHERE { ?s <urn:q> 1 MINUS { ?s <urn:q> 1 FILTER NOT EXISTS { ?s <urn:p> ?_x } } } ORDER BY ?s",
    "aggregate": "SELECT ?s WHERE { ?s <urn:p> ?o FILTER (?o = ?_x) } GROUP BY ?s HAVING (COUNT(?o) = 1) ORDER BY ?s",
    "values": "SELECT ?s WHERE { VALUES ?x { ?_x } ?s <urn:p> ?x } ORDER BY ?s",
    "in": "SELECT ?s WHERE { ?s <urn:p> ?o FILTER (?o IN (?_x)) } ORDER BY ?s",
}
PLAIN = {"string": "plain", "iri": "urn:plain", "integer": "5", "date": "2020-02-29"}


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], SavedQuery]:
    folder = tmp_path_factory.mktemp("templates")
    return {(kind, place): made(folder, kind, place) for kind in PLAIN for place in PLACES}


def made(folder: Path, kind: str, place: str) -> SavedQuery:
    several = ", multiple: true" if place in ("values", "in") else ""
    header = f"#+ summary: a\n#+ parameters: [{{name: x, type: {kind}, required: true{several}}}]\n"
    file = folder / f"{kind}-{place}.rq"
    file.write_text(header + PLACES[place], encoding="utf-8")
    return read_query(file)


def value_of(kind: str, text: str) -> ox.NamedNode | ox.Literal | None:
    """What a text means as a value of this kind, found without the code that is tested; None where it means none."""
    if any("\ud800" <= one <= "\udfff" for one in text):
        return None
    if kind == "string":
        control = any(ord(one) < 32 and one not in "\t\n\r" for one in text)
        return None if control or len(text) > 4_000 else ox.Literal(text)
    if kind == "integer":
        return ox.Literal(int(text)) if re.fullmatch(r"[+-]?[0-9]{1,18}", text) else None
    if kind == "date":
        parts = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", text)
        try:
            day = date(*map(int, parts.groups())) if parts else None
        except ValueError:
            day = None
        return ox.Literal(day.isoformat(), datatype=ox.NamedNode(XSD + "date")) if day else None
    return iri_of(text)


def iri_of(text: str) -> ox.NamedNode | None:
    """An IRI of an allowed scheme that another reader, that of Turtle, takes for one and leaves as it is."""
    scheme = next((one for one in ("http://", "https://", "urn:") if text.startswith(one)), None)
    if scheme is None or text == scheme or re.search(r"[\\\s<>\"{}|^`\x00-\x20]", text):
        return None
    try:
        (quad,) = ox.parse(f"<{text}> <urn:p> <urn:o> .", format=ox.RdfFormat.N_TRIPLES)
    except SyntaxError:
        return None
    return quad.subject if isinstance(quad.subject, ox.NamedNode) else None


def shape(sparql: str) -> list[tuple[Kind, str]]:
    """The tokens of a query, each term of a value as the kind of value that it is."""
    text = re.sub(r'"\^\^<http://www\.w3\.org/2001/XMLSchema#(integer|date)>', r'"@x-\1', sparql)
    return [(one.kind, "" if one.kind in (Kind.STRING, Kind.IRI) else one.text) for one in tokens(text)]


def attack(query: SavedQuery, kind: str, text: str) -> None:
    """A value is bound in the shape of the template and found as that value, or refused by its parameter's name."""
    expected = value_of(kind, text)
    if expected is None:
        with pytest.raises(BadInput, match=r"'x' of query") as raised:
            query.bind({"x": text})
        assert raised.value.expected
        return
    bound = query.bind({"x": text})
    assert shape(bound) == shape(query.bind({"x": PLAIN[kind]}))
    assert found(bound, expected) == ["urn:same"]


def found(sparql: str, value: ox.NamedNode | ox.Literal) -> list[str]:
    """What a query finds among a thing with the value and things with others."""
    others: list[ox.NamedNode | ox.Literal] = [
        ox.Literal("plain"),
        ox.NamedNode("urn:plain"),
        ox.Literal(5),
        ox.Literal(value.value, language="en"),
    ]
    things: dict[str, ox.NamedNode | ox.Literal] = {
        "urn:same": value,
        **{f"urn:other{n}": other for n, other in enumerate(others) if other != value},
    }
    store = ox.Store()
    for name, one in things.items():
        store.add(ox.Quad(ox.NamedNode(name), ox.NamedNode("urn:p"), one))
        store.add(ox.Quad(ox.NamedNode(name), ox.NamedNode("urn:q"), ox.Literal(1)))
    answer = store.query(sparql)
    assert isinstance(answer, ox.QuerySolutions)
    return [row["s"].value for row in answer if isinstance(row["s"], ox.NamedNode)]


WHOLE = st.one_of(
    st.integers(-(10**18), 10**18).map(str), st.sampled_from(["+5", "-0", "007", "٣", "1e3", "1.0", " 5", "0x5", ""])
)
DAYS = st.one_of(
    st.dates().map(date.isoformat),
    st.sampled_from(["2026-W47-6", "20261121", "2026-13-01", "2026-11-21Z", "٢٠٢٦-11-21", "0000-01-01"]),
)
ADDRESSES = st.builds(
    "{}{}".format, st.sampled_from(["urn:", "http://a.example/", "https://", "javascript:", "file:///", ""]), TEXTS
)
WRITTEN = {"string": TEXTS, "integer": st.one_of(WHOLE, TEXTS), "date": st.one_of(DAYS, TEXTS), "iri": ADDRESSES}


@pytest.mark.parametrize("kind", sorted(PLAIN))
@seed(22)
@settings(max_examples=500, deadline=None, database=None)
@given(data=st.data())
def test_a_value_is_a_value_or_is_refused_by_name(
    templates: dict[tuple[str, str], SavedQuery], kind: str, data: st.DataObject
) -> None:
    text, place = data.draw(WRITTEN[kind]), data.draw(st.sampled_from(sorted(PLACES)))
    attack(templates[kind, place], kind, text)


@pytest.mark.parametrize("text", [text for text in NASTY if value_of("string", text)])
def test_readers_that_resolve_escapes_first_read_the_same(
    templates: dict[tuple[str, str], SavedQuery], engine: Engine, text: str
) -> None:
    assert literals(templates["string", "filter"].bind({"x": text})) == [text]
    # The checks before a query is run, and the worker, read it so too.
    answer = engine.answer(SavedQuery("same", {}, "SELECT (?_x AS ?same) {}", parameters=(ANY_TEXT,)), {"x": text})
    assert [row["same"] for row in answer.rows] == [ox.Literal(text)]


ANY_TEXT = Parameter("x", ParameterType.STRING, {}, required=True)


def literals(sparql: str) -> list[str]:
    """The literals of a query as rdflib reads it, which resolves escapes in the text first."""
    found: list[str] = []
    traverse(parseQuery(sparql), visitPost=lambda part: found.append(str(part)) if isinstance(part, Literal) else None)
    return found


# ---------------------------------------------------------------- over HTTP, and in the catalogue

FLOW = f"{ID}flow/000/first-delivery"


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("items-of-flow.json", "flow"),
        (f"items-of-flow.json?flow={FLOW}&flow={FLOW}", "flow"),
        (f"items-of-flow.json?flow={FLOW}&colour=red", "colour"),
        ("items-of-flow.json?flow=flow/000/first-delivery", "flow"),
        ("items-of-flow.json?flow=javascript:alert(1)", "flow"),
        ("items-of-flow.json?flow=file:///etc/passwd", "flow"),
        ("items-of-flow.json?flow=", "flow"),
        (f"items-of-flow.json?flow={FLOW}&lang=fr", "lang"),
        (f"items-of-flow.json?flow={FLOW}&lang=nl%22%40en", "lang"),
        ("recipients-of-health-data.json?as_of=2026-02-30", "as_of"),
        ("recipients-of-health-data.json?as_of=2026-11-21%5E%5Exsd:date", "as_of"),
        ("what-a-party-receives.json?recipient=urn:a&recipient=b", "recipient"),
        ("what-a-party-receives.json?" + "&".join(f"recipient=urn:{n}" for n in range(101)), "recipient"),
    ],
)
def test_a_parameter_that_is_not_right_is_named(client: FlaskClient, address: str, named: str) -> None:
    response = client.get(f"/queries/{address}", headers={"Accept": "application/json"})
    assert response.status_code == 400
    assert f"'{named}'" in response.get_json()["message"] or f" {named} " in response.get_json()["message"]


def test_no_parameter_of_the_catalogue_sets_a_language_or_a_datatype(the_content: Content) -> None:
    for query in Catalogue(the_content.queries).all():
        written = list(tokens(query.body))
        for before, token in pairwise(written):
            if token.kind is Kind.VARIABLE and token.text.startswith("?_"):
                assert before.text not in ("@", "^^"), query.name
        assert not {"STRLANG", "STRDT"} & {token.keyword for token in written}, query.name
