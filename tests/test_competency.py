"""The 82 questions that users ask: each has one query, its expected rows, and facts that carry every row.

`tests/competency/qNN.csv` holds the rows read in the documents for question NN. As with the public queries, a file
may leave out columns of free text. What is tested for all of them alike: the header, the rows, the example answers
that came with the questions, that a query does not hold its own answer, and that each row goes when a fact goes.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox
import pytest
from query_graph import QueryGraph, Row

from grondslag.build import content_files
from grondslag.content import Content, content
from grondslag.graphs import NamedGraph, default_dataset, graph_of
from grondslag.namespaces import PREFIXES
from grondslag.query.saved import Catalogue, SavedQuery
from grondslag.query.tokens import Kind, tokens

EXPECTED = Path(__file__).resolve().parent / "competency"
QUESTIONS = [f"q{number:02}" for number in range(1, 83)]
NAMES = Catalogue(content().queries / "competency").names()
DERIVED = ox.NamedNode(PREFIXES["prov"] + "wasDerivedFrom")
SHOWN = {
    PREFIXES["gs"] + "name",
    PREFIXES["gs"] + "citation",
    PREFIXES["eli"] + "title_short",
    PREFIXES["rdfs"] + "label",
    PREFIXES["skos"] + "prefLabel",
}

EXAMPLES = {
    "q04": ["Wmo 2015 art. 5.1.1 lid 4"],
    "q11": [
        "lid 1 = opvragen bij zorgverzekeraar en zorgaanbieder (2A, 2B)",
        "lid 2 = verstrekken aan zorgverzekeraar en zorgaanbieder (1B)",
    ],
    "q28": ["b", "g", "h", "i", "j"],
    "q33": [
        "NAW gegevens (naam, adres en woonplaats)",
        "Partner van de cliënt",
        "Datum mutatie",
        "Regeling",
        "Statushouder",
        "Participatieladder treden",
    ],
    "q40": ["gemeente Apeldoorn", "gemeente Epe", "gemeente Heerde", "Werkbedrijf Lucrato (gezamenlijk)"],
    "q54": ["gecumuleerde informatie (uitsluitend)"],
    "q57": [
        "vraag komt bij de gemeente binnen (vraagverheldering)",
        "hulpvraag niet eenvoudig: meervoudige of complexe vraag",
        "escalatie naar andere overlegtafel",
    ],
    "q66": [],
}
"""The answers that came with the questions; q66 has none because the sources name no basis."""

UNANSWERED = {"q41", "q66"}
"""The documents do not answer these, so the graph must not either."""

LINKING = {"aan", "bij", "en"}

PLACE = r"00[0-4], \d+(-\d+)?"
PLACES = rf"{PLACE}(; {PLACE})*"
"""Document and lines, as gs:foundIn has them."""


@pytest.fixture(scope="session")
def asked(the_content: Content) -> QueryGraph:
    """The whole graph in memory, derived graphs included; loaded once, and left as it was by every test."""
    files: dict[NamedGraph, list[Path]] = defaultdict(list)
    for file in content_files(the_content):
        files[graph_of(file, the_content)].append(file)
    return QueryGraph.of_files(files, the_content)


def query(name: str) -> SavedQuery:
    return Catalogue(content().queries / "competency").get(name)


def number(name: str) -> str:
    return name.partition("-")[0]


def named(question: str) -> str:
    return next(name for name in NAMES if number(name) == question)


def rows(graph: QueryGraph, name: str, **values: str) -> list[Row]:
    saved = query(name)
    return graph.rows(saved, {**saved.examples(), **values})


def expected(name: str) -> tuple[list[str], list[Row]]:
    with (EXPECTED / f"{number(name)}.csv").open(encoding="utf-8", newline="") as file:
        head, *body = csv.reader(file)
    return head, [tuple(row) for row in body]


# ---------------------------------------------------------------- there is a query for each question


def test_every_question_has_one_query() -> None:
    counted = Counter(number(name) for name in NAMES)
    assert [question for question in QUESTIONS if question not in counted] == [], "questions without a query"
    assert {question: n for question, n in counted.items() if n > 1} == {}, "questions with several queries"
    assert sorted(set(counted) - set(QUESTIONS)) == [], "queries without a question"


def test_every_query_has_expected_rows_and_nothing_else_has() -> None:
    assert sorted(path.stem for path in EXPECTED.glob("*.csv")) == sorted({number(name) for name in NAMES})


@pytest.mark.parametrize("name", NAMES)
def test_a_header_tells_everything_in_two_languages(name: str) -> None:
    saved = query(name)
    texts = [saved.summary, saved.description, *saved.columns.values(), *(p.label for p in saved.parameters)]
    assert all(set(text) == {"nl", "en"} and all(text.values()) for text in texts)
    assert saved.summary["nl"].endswith("?")
    assert saved.summary["en"].endswith("?")
    assert saved.tags[0] == "competency"
    assert "sources" in saved.layers
    assert set(re.findall(r"\?_(\w+)", saved.body)) == {parameter.name for parameter in saved.parameters}


@pytest.mark.parametrize("name", NAMES)
def test_the_first_column_is_the_answer_and_the_order_is_fixed(name: str) -> None:
    saved = query(name)
    result = ox.Store().query(saved.bind(saved.examples()))
    assert isinstance(result, ox.QuerySolutions)
    assert [variable.value for variable in result.variables] == list(saved.columns)
    assert next(iter(saved.columns)) == "answer"
    assert {"source", "layer"} <= set(saved.columns)
    assert "ORDER BY" in saved.body
    prefixes = re.findall(r"^PREFIX (\S+:)", saved.body, re.MULTILINE)
    assert prefixes == sorted(prefixes)
    assert len(saved.body.splitlines()) <= 90


# ---------------------------------------------------------------- rows


@pytest.mark.parametrize("name", NAMES)
def test_a_question_has_the_answer_read_in_the_documents(asked: QueryGraph, name: str) -> None:
    head, wanted = expected(name)
    columns = list(query(name).columns)
    found = rows(asked, name)
    assert len(found) == len(set(found))
    compared = [columns.index(column) for column in head]
    assert Counter(tuple(row[i] for i in compared) for row in found) == Counter(wanted)
    assert bool(found) == (number(name) not in UNANSWERED)


@pytest.mark.parametrize("name", NAMES)
def test_every_row_says_where_it_is_found_and_in_which_layer(asked: QueryGraph, name: str) -> None:
    columns = list(query(name).columns)
    for row in rows(asked, name):
        cells = dict(zip(columns, row, strict=True))
        assert re.fullmatch(PLACES, cells["source"]), cells
        assert cells["layer"] in ("claim", "reported"), cells
        assert cells["answer"].strip(), cells


@pytest.mark.parametrize("name", NAMES)
def test_the_other_language_gives_as_many_rows(asked: QueryGraph, name: str) -> None:
    if not any(parameter.name == "lang" for parameter in query(name).parameters):
        pytest.skip("no labels in this query")
    assert len(rows(asked, name, lang="en")) == len(rows(asked, name, lang="nl"))


@pytest.mark.parametrize("question", sorted(EXAMPLES))
def test_the_example_answer_comes_out(asked: QueryGraph, question: str) -> None:
    found = rows(asked, named(question))
    assert len({row[0] for row in found}) == len(EXAMPLES[question])
    for example in EXAMPLES[question]:
        assert any(says(row, example) for row in found), example


def says(row: Row, example: str) -> bool:
    """Whether the answer is the example, or the row holds every word of an example that explains itself."""
    if row[0].casefold() == example.casefold():
        return True
    wanted = set(words(example)) - LINKING
    held = [word for cell in row for word in words(cell)]
    return len(wanted) > 1 and all(any(word.startswith(part) for word in held) for part in wanted)


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


# ---------------------------------------------------------------- the answer comes from the graph


@pytest.mark.parametrize("name", NAMES)
def test_a_query_does_not_hold_its_answer(name: str) -> None:
    head, wanted = expected(name)
    written = list(tokens(query(name).body))
    strings = {token.text.strip("\"'") for token in written if token.kind is Kind.STRING}
    scalars = {token.text for token in written if token.kind in (Kind.WORD, Kind.NUMBER)}
    text = query(name).body.casefold()
    for answer in {row[head.index("answer")] for row in wanted}:
        assert answer not in strings
        assert answer not in scalars
        assert len(answer) < 6 or answer.casefold() not in text
    assert re.search(r"BIND \(\s*[\"'\d<][^?]*AS \?answer|VALUES[^{]*\?answer", query(name).body) is None


@pytest.mark.parametrize("name", NAMES)
def test_a_query_names_no_node_that_is_its_answer(asked: QueryGraph, name: str) -> None:
    head, wanted = expected(name)
    answers = {row[head.index("answer")] for row in wanted}
    question = query(name).summary["nl"].casefold()
    for node in nodes_written(query(name)):
        for quad in asked.store.quads_for_pattern(node, None, None):
            if quad.predicate.value in SHOWN and isinstance(quad.object, ox.Literal):
                shown = quad.object.value
                assert shown not in answers or words(shown)[-1] in question, node.value


def nodes_written(saved: SavedQuery) -> Iterator[ox.NamedNode]:
    """Every IRI in the text of a query, whether written out or as a prefixed name."""
    prefixes = dict(re.findall(r"^PREFIX ([\w-]+): <([^>]+)>", saved.body, re.MULTILINE))
    for token in tokens(saved.body):
        if token.kind is Kind.IRI:
            yield ox.NamedNode(token.text[1:-1])
        elif token.kind is Kind.NAME and not token.text.endswith(":"):
            prefix, _, local = token.text.partition(":")
            yield ox.NamedNode(prefixes[prefix] + local.replace("\\", ""))


def test_the_data_know_no_question_numbers(asked: QueryGraph) -> None:
    terms = {term for quad in asked.store for term in (quad.subject, quad.object)}
    texts = (term.value for term in terms if isinstance(term, ox.NamedNode | ox.Literal))
    assert [text for text in texts if re.search(r"(?<![\w#%])[Qq][0-8]\d(?!\w)", text)] == []


@pytest.mark.parametrize("name", [name for name in NAMES if number(name) not in UNANSWERED])
def test_each_row_goes_with_one_of_the_facts_that_carry_it(asked: QueryGraph, name: str) -> None:
    kept = set(rows(asked, name))
    for node in carriers(asked, query(name)):
        if not kept:
            break
        with without(asked, node):
            kept &= set(rows(asked, name))
    assert kept == set(), "rows that stay whichever stated fact behind them is taken away"


def carriers(graph: QueryGraph, saved: SavedQuery) -> list[ox.NamedNode]:
    """The nodes taken from a passage that a query went through to its rows, in its subqueries too."""
    default: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [
        ox.NamedNode(iri) for iri in default_dataset(graph.graphs, saved.layers)
    ]
    found: dict[ox.NamedNode, None] = {}
    for text in everything_bound(saved.bind(saved.examples())):
        result = graph.store.query(text, default_graph=default)
        assert isinstance(result, ox.QuerySolutions)
        for solution in result:
            nodes = (solution[variable] for variable in result.variables)
            found |= {n: None for n in nodes if isinstance(n, ox.NamedNode) and stated(graph, n)}
    return list(found)


def everything_bound(text: str) -> Iterator[str]:
    """The query, and each of its subqueries, asking for every variable instead of its columns."""
    written = list(tokens(text))
    selects = [token for token in written if token.keyword == "SELECT"]
    for select in selects:
        depth, start = 0, 0
        for token in written:
            if token.start < select.start or token.text not in ("{", "}"):
                continue
            start = start or token.start
            depth += 1 if token.text == "{" else -1
            if depth == 0:
                yield text[: selects[0].start] + "SELECT * WHERE " + text[start : token.start + 1]
                break


def stated(graph: QueryGraph, node: ox.NamedNode) -> bool:
    return any(graph.store.quads_for_pattern(node, DERIVED, None))


@contextmanager
def without(graph: QueryGraph, node: ox.NamedNode) -> Iterator[None]:
    """The shared graph without what is said of `node`, for the length of a `with`."""
    quads = list(graph.store.quads_for_pattern(node, None, None))
    for quad in quads:
        graph.store.remove(quad)
    try:
        yield
    finally:
        graph.store.extend(quads)
