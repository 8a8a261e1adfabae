"""Saved queries: the header is read strictly, and a parameter becomes a term and never text."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import yaml
from click.testing import CliRunner
from generations import publish_quads

from grondslag.cli import cli
from grondslag.content import Content
from grondslag.errors import BadInput, MalformedFile, NotFound, Refused
from grondslag.namespaces import GRAPH
from grondslag.query.engine import Engine
from grondslag.query.saved import Catalogue, SavedQuery, read_query
from grondslag.settings import Settings
from grondslag.store import KEPT_GENERATIONS, Generation, GraphStore

HEADER = """#+ summary: What
#+ summary_nl: Wat
#+ defaults:
#+   - number: 7
#+   - lang: nl
#+ enumerate:
#+   - lang: [nl, en]
#+ parameters:
#+   - {name: text, type: string, label: {nl: tekst, en: text}, required: true}
#+   - {name: thing, type: iri, label: {nl: ding, en: thing}}
#+   - {name: number, type: integer, label: {nl: getal, en: number}}
#+   - {name: day, type: date, label: {nl: dag, en: day}}
#+   - {name: sure, type: boolean, label: {nl: zeker, en: sure}}
#+   - {name: lang, type: string, label: {nl: taal, en: language}}
#+   - {name: kind, type: iri, multiple: true, label: kinds}
#+   - {name: word, type: string, multiple: true, label: words}
"""
BODY = """SELECT ?s WHERE { ?s ?p ?_text , ?_thing , ?_day , ?_sure . # ?_text in a comment
 VALUES ?kind { ?_kind } ?s a ?kind
 FILTER(?n > ?_number && LANG(?l) = ?_lang && COALESCE(?w IN (?_word), true)) } ORDER BY ?s
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
        "kind",
        "word",
    ]
    assert query.summary["nl"] == "Wat"
    assert query.parameters[5].choices == ("nl", "en")
    assert query.parameters[6].label == {"nl": "kinds", "en": "kinds"}
    assert query.body == BODY
    assert len(query.sha256) == 64
    assert query.version == query.sha256[:12]


def test_a_value_stands_at_its_variable_and_nowhere_else(query: SavedQuery) -> None:
    bound = query.bind({"text": 'a "quote" } # ?_number'})
    assert '?s ?p "a \\"quote\\" } # ?_number" , ?_thing , ?_day , ?_sure . # ?_text in a comment' in bound
    assert '?n > "7"^^<http://www.w3.org/2001/XMLSchema#integer> && LANG(?l) = "nl"' in bound


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
    bound = read_query(file).bind({})
    assert "?s ?p ?_text , ?_thing ," in bound
    assert "VALUES ?kind { UNDEF }" in bound
    assert "?w IN (?_word)" in bound


def test_several_values_stand_in_a_block_or_a_list_each_once(query: SavedQuery) -> None:
    bound = query.bind({"text": "x", "kind": ["urn:a", "urn:b", "urn:a"], "word": ["c", "", ") } DROP ALL"]})
    assert "VALUES ?kind { <urn:a> <urn:b> }" in bound
    assert '?w IN ("c", ") } DROP ALL")' in bound
    assert "VALUES ?kind { <urn:a> }" in query.bind({"text": "x", "kind": "urn:a"})


COUNTED = """#+ summary: Page
#+ summary_nl: Pagina
#+ defaults:
#+   - first: 0
#+ parameters:
#+   - {{name: size, type: {kind}, label: size, required: {required}}}
#+   - {{name: first, type: integer, label: first}}
SELECT ?s WHERE {{ ?s ?p ?_first }} ORDER BY ?s LIMIT ?_size OFFSET ?_first
"""


def counted(folder: Path, kind: str = "integer", required: str = "true") -> SavedQuery:
    file = folder / "page.rq"
    file.write_text(COUNTED.format(kind=kind, required=required), encoding="utf-8")
    return read_query(file)


def test_a_number_of_rows_stands_bare_and_elsewhere_as_a_literal(tmp_path: Path) -> None:
    integer = '"20"^^<http://www.w3.org/2001/XMLSchema#integer>'
    bound = counted(tmp_path).bind({"size": "10", "first": "20"})
    assert bound.strip() == f"SELECT ?s WHERE {{ ?s ?p {integer} }} ORDER BY ?s LIMIT 10 OFFSET 20"


@pytest.mark.parametrize("size", ["-1", "1 } #", "1.5", "", "٣"])
def test_a_number_of_rows_is_no_other_number_and_no_text(tmp_path: Path, size: str) -> None:
    with pytest.raises(BadInput, match="'size'"):
        counted(tmp_path).bind({"size": size})


@pytest.mark.parametrize(("kind", "required"), [("string", "true"), ("integer", "false")])
def test_a_number_of_rows_has_to_be_an_integer_that_is_there(tmp_path: Path, kind: str, required: str) -> None:
    with pytest.raises(MalformedFile, match="counts rows"):
        counted(tmp_path, kind, required)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"text": ["x", "y"]}, "'text' of query 'find' is given twice"),
        ({"text": "x", "kind": ["urn:a", "b"]}, "'b' for parameter 'kind'"),
        ({"text": "x", "kind": [f"urn:{n}" for n in range(101)]}, "'kind' of query 'find' is given 101 times"),
    ],
)
def test_too_many_values_and_a_wrong_one_among_them_are_refused(
    query: SavedQuery, given: dict[str, str | list[str]], named: str
) -> None:
    with pytest.raises(BadInput, match=named):
        query.bind(given)


@pytest.mark.parametrize(
    "body",
    [
        "SELECT * { ?s ?p ?_x }",
        "SELECT * { ?s ?p ?o FILTER(?o = ?_x) }",
        "SELECT * { ?s ?p ?o FILTER(CONTAINS(?o, ?_x)) }",
        "SELECT * { VALUES (?a ?b) { (?_x 1) } }",
        "SELECT * { { ?_x ?p ?o } }",
    ],
)
def test_several_values_may_stand_nowhere_else(tmp_path: Path, body: str) -> None:
    file = tmp_path / "several.rq"
    file.write_text(f"#+ summary: a\n#+ parameters: [{{name: x, type: string, multiple: true}}]\n{body}")
    with pytest.raises(MalformedFile, match=r"\?_x on line 3 takes several values"):
        read_query(file)


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("#+ summary: {nl: a, en: b}", "summary and summary_nl are texts"),
        ("#+ summary: a\n#+ tags: law", "tags is a list"),
        ("#+ summary: a\n#+ defaults:\n#+   - x: 1", "'x', which is no parameter"),
        ("#+ summary: a\n#+ parameters:\n#+   - {name: x, type: date}\n#+ defaults:\n#+   - x: soon", "soon"),
        ("#+ summary: a\n#+ parameters: [{name: x, type: date, example: soon}]", "soon"),
        ("#+ summary: a\n#+ parameters: [{name: x, type: date, defalt: soon}]", "defalt"),
        ("#+ summary: a\n#+ parameters: [{name: x, type: date, default: soon}]", "under `defaults`"),
        ("#+ summary: a\n#+ parameters: [{name: x, type: string, choices: [a]}]", "under enumerate"),
        ("#+ summary: a\n#+ parameters: [{name: x, type: string, multiple: 2}]", "neither true nor false"),
        ("#+ summary: a\n#+ parameters: [{name: page, type: string}]", "a meaning of its own"),
        ("#+ summary: a\n#+ parameters: [{name: x, type: string}, {name: x, type: string}]", "two parameters"),
        ("#+ summary: a\n#+ parameters: [{name: x, type: string}]", "stands nowhere in the query"),
        ("#+ summary: a\n#+ columns: {x: {nl: a}}", "no text, nor one for each"),
        ("#+ summary: [", "not YAML"),
        ("#+ just text", "not a mapping"),
        ("#+ tags: [a]", "lacks summary"),
        ("#+ summary: a\n#+ sumary: x", "unknown"),
        (
            "#+ summary: a\n#+ parameters: [{name: x, type: float, label: {nl: a, en: b}}]",
            "float",
        ),
        (
            "#+ summary: a\n#+ parameters: [{name: yes, type: boolean, label: {nl: a, en: b}}]",
            "no name",
        ),
        ("#+ summary: a\n#+ parameters: [{name: x}]", "type"),
    ],
)
def test_a_wrong_header_names_the_file_and_the_fault(tmp_path: Path, header: str, reason: str) -> None:
    file = tmp_path / "wrong.rq"
    file.write_text(header + "\nASK {}", encoding="utf-8")
    with pytest.raises(MalformedFile, match=rf"wrong\.rq.*{reason}"):
        read_query(file)


def test_an_unknown_query_is_told_with_near_names(tmp_path: Path) -> None:
    (tmp_path / "items-of-flow.rq").write_text("#+ summary: a\nASK {}", encoding="utf-8")
    (tmp_path / "statutes.rq").write_text("#+ summary: a\nASK {}", encoding="utf-8")
    catalogue = Catalogue(tmp_path)
    assert catalogue.names() == ["items-of-flow", "statutes"]
    with pytest.raises(NotFound, match=r"Unknown query 'item-of-flow'.*items-of-flow") as raised:
        catalogue.get("item-of-flow")
    assert raised.value.example == "items-of-flow"
    with pytest.raises(NotFound):
        catalogue.get("../queries/statutes")


# ---------------------------------------------------------------- what may not be saved, nor run


@pytest.mark.parametrize(
    ("body", "line", "told"),
    [
        ("SELECT * {\n  SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 4, "SERVICE"),
        ("SELECT * {\n  \\u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", None, "SERVICE"),
        ("SELECT *\nFROM <http://127.0.0.1:9/x> { ?s ?p ?o }", 4, "FROM has no place"),
        ("SELECT * # all\nFROM NAMED <file:///etc/passwd> { ?s ?p ?o }", 4, "FROM has no place"),
        ("LOAD <http://127.0.0.1:9/x>", 3, "LOAD changes data"),
        ("PREFIX x: <urn:x>\nINSERT DATA { x:a x:b x:c }", 4, "INSERT changes data"),
        ("\n\nDELETE WHERE { ?s ?p ?o }", 5, "DELETE changes data"),
        ("SELECT * { ?s ?p 'open }", None, "not closed"),
        ("SELECT * { ?s ?p ?_who }", None, "\\?_who on line 3 is no parameter"),
        ("SELECT * {" + "{" * 200 + "}" * 200 + "}", None, "nested deeper"),
        ("SELECT * {" + "?s ?p ?o . " * 7_000 + "}", None, "bytes"),
    ],
)
@pytest.mark.parametrize("own", [True, False])
def test_a_query_that_may_not_run_is_not_read(
    tmp_path: Path, body: str, line: int | None, told: str, own: bool
) -> None:
    file = tmp_path / "attack.rq"
    file.write_text(f"#+ summary: a\n#+ tags: []\n{body}\n", encoding="utf-8")
    with pytest.raises(MalformedFile, match=told) as raised:
        read_query(file, own=own)
    assert raised.value.line == line


def test_one_made_in_the_program_is_refused_when_it_is_run(engine: Engine) -> None:
    for body in ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "LOAD <http://127.0.0.1:9/>"):
        with pytest.raises(Refused):
            engine.answer(SavedQuery("attack", {}, body))


# ---------------------------------------------------------------- a user's own folder


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    ours, own = tmp_path / "queries", tmp_path / "mine"
    for folder in (ours, own):
        folder.mkdir()
    (ours / "statutes.rq").write_text("#+ summary: ours\nASK {}", encoding="utf-8")
    (own / "good.rq").write_text("#+ summary: mine\nASK {}", encoding="utf-8")
    return ours, own


def test_own_queries_join_the_catalogue(folders: tuple[Path, Path]) -> None:
    catalogue = Catalogue(*folders)
    assert catalogue.names() == ["good", "statutes"]
    assert [(query.name, query.own) for query in catalogue.all()] == [("good", True), ("statutes", False)]
    assert catalogue.get("good").summary == {"nl": "mine", "en": "mine"}
    assert catalogue.faults() == []


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("statutes.rq", b"#+ summary: mine\nASK {}", "queries/statutes.rq and mine/statutes.rq"),
        ("bad.rq", b"#+ summary: mine\n\nSELECT * {\n  ?s ?p }", "bad.rq, line 4, column"),
        ("bad.rq", b"#+ summary: mine\n#+ tags: [\n\nASK {}", "bad.rq, line 2: the #\\+ header is not YAML"),
        ("bad.rq", b"#+ summary: \xff\nASK {}", "UTF-8"),
        ("bad.rq", b"#+ summary: a\n#+ sumary: b\nASK {}", "bad.rq, line 2: header keys"),
        (
            "bad.rq",
            b"#+ summary: a\n#+ parameters:\n#+   - {name: y, type: iri}\n#+   - name: x\n#+     type: float\nASK {}",
            "bad.rq, line 4: parameter 'x' of the header",
        ),
        (
            "bad.rq",
            b"#+ summary: a\n\nASK { ?s\n  dpv:x ?o }",
            "'dpv:' is not declared .line 4, column 3.*w3id.org/dpv#",
        ),
        ("Bad Name.rq", b"#+ summary: a\nASK {}", "small letters"),
        ("bad.rq", b"#+ summary: a\n#+ parameters: [{name: x, type: date}]\nASK { ?s ?_x }", "bad.rq, line 3"),
        ("bad.rq", b"#+ summary: a\n#+ parameters: [{name: x, type: iri, choices: ../x}]\nASK { ?_x a ?c }", "no list"),
        (
            "bad.rq",
            b"#+ summary: a\n#+ parameters: [{name: n, type: integer, required: true, example: '-5'}]\n"
            b"SELECT ?s { ?s ?p ?o } LIMIT ?_n",
            "'-5' for parameter 'n'",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_told_and_takes_nothing_down(
    folders: tuple[Path, Path], name: str, content: bytes, told: str
) -> None:
    (folders[1] / name).write_bytes(content)
    catalogue = Catalogue(*folders)
    (fault,) = catalogue.faults()
    assert re.search(told, str(fault))
    assert str(folders[0].parent) not in str(fault)
    assert catalogue.names() == ["good", "statutes"]
    assert catalogue.get("statutes").summary["en"] == "ours"
    if name == "bad.rq":
        with pytest.raises(MalformedFile, match=r"bad\.rq.*: this saved query cannot be used: ") as raised:
            catalogue.get("bad")
        assert (raised.value.line, raised.value.column) == (fault.line, fault.column)


def test_the_command_lists_own_queries_and_tells_of_those_that_cannot_be_used(folders: tuple[Path, Path]) -> None:
    runner = CliRunner(env={"GRONDSLAG_QUERIES": str(folders[1])})
    listed = runner.invoke(cli, ["queries", "--format", "json"])
    assert listed.exit_code == 0
    mine = next(query for query in json.loads(listed.stdout) if query["own"])
    assert (mine["name"], mine["version"]) == ("good", mine["sha256"][:12])
    (folders[1] / "bad.rq").write_text("#+ summary: a\nCLEAR ALL", encoding="utf-8")
    listed = runner.invoke(cli, ["queries"])
    assert listed.exit_code == 2
    assert "good\n    mine\n" in listed.stdout
    assert "what-a-party-receives recipient... [lang]" in listed.stdout
    assert "bad.rq, line 2: CLEAR changes data" in listed.stderr
    missing = CliRunner(env={"GRONDSLAG_QUERIES": str(folders[1] / "none")}).invoke(cli, ["queries"])
    assert missing.exit_code == 2
    assert "Invalid GRONDSLAG_QUERIES" in missing.stderr


def test_a_file_that_changes_is_read_again(folders: tuple[Path, Path]) -> None:
    catalogue = Catalogue(*folders)
    stamp, version = catalogue.stamp(), catalogue.get("good").version
    (folders[1] / "good.rq").write_text("#+ summary: mine indeed\nASK {}", encoding="utf-8")
    assert catalogue.stamp() != stamp
    assert catalogue.get("good").version != version


def test_the_example_of_the_guide_is_a_query(tmp_path: Path, the_content: Content) -> None:
    guide = (the_content.root / "docs" / "saved-queries.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"```sparql\n(.*?)```", guide, re.DOTALL)
    (tmp_path / "example.rq").write_text(text, encoding="utf-8")
    catalogue = Catalogue(the_content.queries, tmp_path)
    assert catalogue.faults() == []
    query = catalogue.get("example")
    assert "VALUES ?who { <https://w3id.org/grondslag/id/org/lucrato> }" in query.bind(query.examples())


# ---------------------------------------------------------------- as grlc reads a header


def grlc_decorators(text: str) -> dict[str, Any]:
    """The header as grlc reads it: `get_yaml_decorators` in src/gquery.py of CLARIAH/grlc (f41205b)."""
    found = yaml.safe_load("\n".join(row.lstrip("#+") for row in text.split("\n") if row.startswith("#+")))
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("folder", ["", "choices", "competency", "pages"])
def test_grlc_reads_every_header(the_content: Content, folder: str) -> None:
    for file in sorted((the_content.queries / folder).glob("*.rq")):
        read, query = grlc_decorators(file.read_text(encoding="utf-8")), read_query(file)
        # `unpack_metadata` and `get_path_for_item` in src/swagger.py: the texts are joined to others, tags are a list.
        assert read["summary"] == query.summary["en"]
        assert read.get("description", "") + "" == query.description.get("en", "")
        assert tuple(read.get("tags", [])) == query.tags
        for parameter in query.parameters:
            default, listed = (
                grlc_value(read, "defaults", parameter.name),
                grlc_value(read, "enumerate", parameter.name),
            )
            assert default == parameter.default, file
            assert tuple(listed or ()) == (parameter.choices if isinstance(parameter.choices, tuple) else ()), file
        # Keys that mean something else to grlc.
        assert not read.keys() & {"endpoint", "method", "mime", "pagination", "proto", "transform"}


def grlc_value(read: dict[str, Any], key: str, name: str) -> Any:
    """As `_getDictWithKey` in src/gquery.py: the first mapping that has the name."""
    return next((one[name] for one in read.get(key, []) if name in one), None)


# ---------------------------------------------------------------- a former generation


def test_a_former_generation_is_asked_as_long_as_it_is_kept(tmp_path: Path, the_content: Content) -> None:
    first = published(tmp_path, "one")
    with Engine(Settings(home=tmp_path), the_content) as engine:
        current = engine.reading_of(first.id)
        assert current is engine.reading()
        second = published(tmp_path, "two")
        former = engine.reading_of(first.id)
        assert former is engine.reading_of(first.id)
        assert former is not None
        for reading, word in ((former, "one"), (engine.reading(), "two")):
            assert [row["s"] for row in reading.run("SELECT ?s { ?s ?p ?o }").rows] == [ox.NamedNode(f"urn:{word}")]
        third = published(tmp_path, "three")
        other = engine.reading_of(second.id)
        assert other is not None
        assert (other.generation.id, engine.reading().generation.id) == (second.id, third.id)
        for _ in range(KEPT_GENERATIONS):
            published(tmp_path, "later")
        assert engine.reading_of(first.id) is None
        assert engine.reading_of("../current") is None


def published(home: Path, name: str) -> Generation:
    """A generation with one statement about the thing of this name."""
    quad = ox.Quad(ox.NamedNode(f"urn:{name}"), ox.NamedNode("urn:p"), ox.Literal(1), ox.NamedNode(GRAPH + "law"))
    graphs = {GRAPH + "law": {"layer": "law", "visibility": "public", "quads": 1, "sha256": ""}}
    return publish_quads(GraphStore(home), [quad], {"graphs": graphs, "dataset_hash": name * 12})
