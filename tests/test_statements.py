"""A large graph in canonical form, part by part: the same form and hash as a small one has at once."""

from __future__ import annotations

import io
from pathlib import Path

import pyoxigraph as ox
import pytest

from grondslag import statements
from grondslag.errors import MalformedFile
from grondslag.rdf import canonical, sha256
from grondslag.statements import Loading, Statements, parts

GRAPH = "https://w3id.org/grondslag/graph/register/x"
XSD = "http://www.w3.org/2001/XMLSchema#"
OBJECTS = (
    "<a:o>",
    '"plain"',
    '""',
    '"één é\U0001f600"',
    '"taal"@nl',
    '"Taal"@NL',
    '"taal"@nl-be',
    r'"a \"quoted\" \\ word"',
    r'"line\nfeed\ttab\r\u00e9\U0001F600"',
    '"a tab\t"',
    '"del\x7f"',
    f'"string"^^<{XSD}string>',
    *(f'"{text}"^^<{XSD}integer>' for text in ("1", "01", "+1", "-0", "x")),
    *(f'"{text}"^^<{XSD}decimal>' for text in ("1.0", "01.50", "1")),
    *(f'"{text}"^^<{XSD}double>' for text in ("1", "1e0", "NaN")),
    *(f'"{text}"^^<{XSD}boolean>' for text in ("true", "1", "waar")),
    *(f'"{text}"^^<{XSD}date>' for text in ("2026-01-01", "2026-01-01Z", "ooit")),
    f'"2026-01-01T00:00:00+00:00"^^<{XSD}dateTime>',
    '"<a:o> ."',
    '"_:no blank node"',
    r"<a:\u00e9>",
)
LINES = [f"<a:s{number % 3}> <a:p> {value} .\n".encode() for number, value in enumerate(OBJECTS * 2)]
ODDLY_WRITTEN = [
    b"# a comment\n",
    b"\n",
    b"  <a:s>\t<a:p>   <a:o>.\n",
    b"<a:s> <a:p> <a:o> . # again\n",
    b"<a:s> <a:p> <a:z> .",
]


@pytest.mark.parametrize("size", [1, 2, 7, 1_000])
def test_the_form_is_that_of_the_graph_in_a_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(statements, "PART", size)
    found = Statements.of_lines([*LINES, *ODDLY_WRITTEN], GRAPH, tmp_path / "x.nq")
    store = ox.Store()
    found.load_into(store)
    text = canonical(store)
    assert found.file.read_bytes() == text
    assert (found.sha256, found.quads) == (sha256(text), len(store))
    # Nothing was lost: the store has what was written, in the graph asked for.
    plain = ox.Store()
    plain.load(b"".join([*LINES, *ODDLY_WRITTEN]), format=ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(GRAPH))
    assert set(store) == set(plain)
    assert list(tmp_path.iterdir()) == [found.file]


def test_the_order_of_statements_makes_no_difference(tmp_path: Path) -> None:
    forth, back = (Statements.of_lines(many, GRAPH, tmp_path / "x.nq") for many in (LINES, LINES[::-1]))
    assert forth == back
    assert forth.sha256 != Statements.of_lines(LINES[1 : len(OBJECTS)], GRAPH, tmp_path / "x.nq").sha256


def test_no_statements_are_a_graph_too(tmp_path: Path) -> None:
    found = Statements.of_lines([], GRAPH, tmp_path / "x.nq")
    assert (found.quads, found.sha256) == (0, sha256(b""))


@pytest.mark.parametrize(
    "line", [b"<a:s> <a:p> _:b .\n", b"_:b <a:p> <a:o> .\n", b"<a:s> <a:p> <a:o>\n", b"nonsense\n"]
)
def test_what_is_no_statement_or_has_a_blank_node_is_refused(tmp_path: Path, line: bytes) -> None:
    with pytest.raises(MalformedFile, match=GRAPH):
        Statements.of_lines([*LINES, line], GRAPH, tmp_path / "x.nq")


def test_many_come_in_parts() -> None:
    assert list(parts(iter(range(5)), 2)) == [[0, 1], [2, 3], [4]]
    assert list(parts([], 2)) == []


def test_statements_that_are_not_kept_have_the_same_hash_and_leave_no_file(tmp_path: Path) -> None:
    kept = Statements.of_lines([*LINES, *ODDLY_WRITTEN], GRAPH, tmp_path / "x.nq")
    kept.file.unlink()
    assert Statements.of_lines([*LINES, *ODDLY_WRITTEN], GRAPH, kept.file, kept=False) == kept
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("size", [1, 100, 10_000])
def test_a_file_is_loaded_while_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(statements, "_LOADED", size)
    store = ox.Store(str(tmp_path / "store"))
    with open(tmp_path / "x.nt", "w+b") as file, Loading(store, file, GRAPH) as loading:
        for line in LINES:
            file.write(line)
            loading.go_on()
        loading.wait()
        seen = len(store)
        loading.go_on(to_the_end=True)
    whole = ox.Store()
    whole.load(b"".join(LINES), format=ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(GRAPH))
    assert set(store) == set(whole)
    # What is not a whole part waits for more, or for the end.
    assert (seen > 0) == (size < 10_000)


def test_what_cannot_be_loaded_is_refused_and_told(tmp_path: Path) -> None:
    with pytest.raises(MalformedFile, match=GRAPH), Loading(ox.Store(), io.BytesIO(b"nonsense\n"), GRAPH) as loading:
        loading.go_on(to_the_end=True)
