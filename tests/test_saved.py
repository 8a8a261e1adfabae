"""Saved queries: the header is read strictly, and a parameter becomes a term and never text."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grondslag.errors import BadInput, MalformedFile, NotFound
from grondslag.query.saved import Catalogue, SavedQuery, read_query
from grondslag.query.tokens import tokens

HEADER = """#+ summary: {nl: Wat, en: What}
#+ parameters:
#+   - {name: text, type: string, label: {nl: tekst, en: text}, required: true}
#+   - {name: thing, type: iri, label: {nl: ding, en: thing}}
#+   - {name: number, type: integer, label: {nl: getal, en: number}, default: 7}
#+   - {name: day, type: date, label: {nl: dag, en: day}}
#+   - {name: sure, type: boolean, label: {nl: ja, en: yes}}
#+   - {name: lang, type: string, label: {nl: taal, en: language}, default: nl, choices: [nl, en]}
"""
BODY = """SELECT ?s WHERE { ?s ?p ?_text . # ?_text in a comment
 FILTER(?n > ?_number && LANG(?l) = ?_lang) } ORDER BY ?s
"""


@pytest.fixture(scope="session")
def query(tmp_path_factory: pytest.TempPathFactory) -> SavedQuery:
    file = tmp_path_factory.mktemp("queries") / "find.rq"
    file.write_text(HEADER + BODY, encoding="utf-8")
    return read_query(file)


def test_the_header_is_read(query: SavedQuery) -> None:
    assert query.name == "find"
    assert query.summary["en"] == "What"
    assert [parameter.name for parameter in query.parameters] == [
        "text",
        "thing",
        "number",
        "day",
        "sure",
        "lang",
    ]
    assert query.body == BODY
    assert len(query.sha256) == 64


def test_a_value_stands_at_its_variable_and_nowhere_else(query: SavedQuery) -> None:
    bound = query.bind({"text": 'a "quote" } # ?_number'})
    assert '?s ?p "a \\"quote\\" } # ?_number" . # ?_text in a comment' in bound
    assert '?n > "7"^^<http://www.w3.org/2001/XMLSchema#integer> && LANG(?l) = "nl"' in bound


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=60))
def test_any_text_gives_the_template_with_one_literal_or_is_refused(query: SavedQuery, text: str) -> None:
    try:
        bound = query.bind({"text": text})
    except BadInput as error:
        refused = str(error)
    else:
        refused = ""
    if refused:
        assert "'text'" in refused
        return
    literal = next(token for token in tokens(bound) if token.kind == "string")
    rest = [token.text for token in tokens(bound) if token is not literal]
    template = [token.text for token in tokens(query.bind({"text": "x"})) if token.text != '"x"']
    assert [part for part in rest if part != literal.text] == [part for part in template if part != literal.text]
    store = ox.Store()
    subject, predicate = ox.NamedNode("a:s"), ox.NamedNode("a:p")
    store.add(ox.Quad(subject, predicate, ox.Literal(text)))
    answer = store.query(f"SELECT ?s {{ ?s ?p {literal.text} }}")
    assert isinstance(answer, ox.QuerySolutions)
    assert [row["s"] for row in answer] == [subject]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("thing", "org/lucrato"),
        ("thing", "javascript:alert(1)"),
        ("thing", "http://a b"),
        ("thing", "http://a/> } DROP ALL {<http://a"),
        ("number", "seven"),
        ("number", "1e9"),
        ("number", "9" * 19),
        ("day", "2026-13-01"),
        ("day", "20261121"),
        ("day", "21-11-2026"),
        ("sure", "ja"),
        ("lang", "fr"),
        ("text", "\x00"),
        ("text", "\ud800"),
        ("text", "x" * 4_001),
    ],
)
def test_a_wrong_value_is_refused_by_name(query: SavedQuery, name: str, value: str) -> None:
    with pytest.raises(BadInput, match=f"parameter '{name}' of query 'find'") as raised:
        query.bind({"text": "x", name: value})
    assert raised.value.expected


def test_an_unknown_or_missing_parameter_is_refused_by_name(query: SavedQuery) -> None:
    with pytest.raises(BadInput, match="Unknown parameter 'txt' of query 'find'"):
        query.bind({"txt": "x"})
    with pytest.raises(BadInput, match="Parameter 'text' of query 'find' is missing"):
        query.bind({})


def test_an_optional_parameter_stays_a_free_variable(tmp_path: Path) -> None:
    file = tmp_path / "free.rq"
    file.write_text(HEADER.replace(", required: true", "") + BODY, encoding="utf-8")
    assert "?s ?p ?_text ." in read_query(file).bind({})


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("#+ summary: [", "not YAML"),
        ("#+ just text", "not a mapping"),
        ("#+ tags: [a]", "lacks summary"),
        ("#+ summary: {nl: a, en: b}\n#+ sumary: x", "unknown"),
        (
            "#+ summary: {nl: a, en: b}\n#+ parameters: [{name: x, type: float, label: {nl: a, en: b}}]",
            "float",
        ),
        (
            "#+ summary: {nl: a, en: b}\n#+ parameters: [{name: yes, type: boolean, label: {nl: a, en: b}}]",
            "no name",
        ),
        ("#+ summary: {nl: a, en: b}\n#+ parameters: [{name: x}]", "type"),
    ],
)
def test_a_wrong_header_names_the_file_and_the_fault(tmp_path: Path, header: str, reason: str) -> None:
    file = tmp_path / "wrong.rq"
    file.write_text(header + "\nASK {}", encoding="utf-8")
    with pytest.raises(MalformedFile, match=rf"wrong\.rq.*{reason}"):
        read_query(file)


def test_an_unknown_query_is_told_with_near_names(tmp_path: Path) -> None:
    (tmp_path / "items-of-flow.rq").write_text("#+ summary: {nl: a, en: b}\nASK {}", encoding="utf-8")
    (tmp_path / "statutes.rq").write_text("#+ summary: {nl: a, en: b}\nASK {}", encoding="utf-8")
    catalogue = Catalogue(tmp_path)
    assert catalogue.names() == ["items-of-flow", "statutes"]
    with pytest.raises(NotFound, match=r"Unknown query 'item-of-flow'.*items-of-flow") as raised:
        catalogue.get("item-of-flow")
    assert raised.value.example == "items-of-flow"
    with pytest.raises(NotFound):
        catalogue.get("../queries/statutes")
