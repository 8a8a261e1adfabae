"""Reading RDF: whole or not at all, no network, and one canonical form."""

from __future__ import annotations

import random
from pathlib import Path

import pyoxigraph as ox
import pytest

from grondslag.errors import BadInput, MalformedFile
from grondslag.rdf import canonical, from_rdflib, has_blank_node, parse_file, to_rdflib

S, P, B = ox.NamedNode("a:s"), ox.NamedNode("a:p"), ox.BlankNode("b")
SAME = {
    "x.ttl": "<a:s> <a:p> 1 .",
    "x.nt": '<a:s> <a:p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .',
    "x.nq": '<a:s> <a:p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .',
    "x.trig": "{ <a:s> <a:p> 1 }",
    "x.jsonld": '{"@id": "a:s", "a:p": 1}',
    "x.rdf": '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="a:"><r:Description r:about="a:s">'
    '<a:p r:datatype="http://www.w3.org/2001/XMLSchema#integer">1</a:p></r:Description></r:RDF>',
}


def written(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("name", sorted(SAME))
def test_each_syntax_gives_the_same(tmp_path: Path, name: str) -> None:
    one = ox.Literal("1", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer"))
    assert parse_file(written(tmp_path, name, SAME[name])) == [ox.Quad(S, P, one)]


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("x.ttl", "<a:s> <a:p> 1 .\n<a:s> <a:p>", r"x\.ttl, line 2"),
        ("x.nt", "<a:s> <a:p> .", r"x\.nt, line 1"),
        ("x.rdf", "<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><r/>", "DOCTYPE is refused"),
        ("x.rdf", "<!doctype r><r/>", "DOCTYPE is refused"),
        ("x.jsonld", '{"@context": "http://127.0.0.1:9/context", "@id": "a:s", "name": 1}', r"x\.jsonld"),
        ("x.ttl", "<relative> <a:p> 1 .", r"x\.ttl, line 1"),
    ],
)
def test_a_malformed_file_is_named_with_its_place(tmp_path: Path, name: str, text: str, reason: str) -> None:
    with pytest.raises(MalformedFile, match=reason):
        parse_file(written(tmp_path, name, text))


def test_an_unknown_or_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"Unknown RDF file type '\.txt'"):
        parse_file(written(tmp_path, "x.txt", ""))
    with pytest.raises(BadInput, match=r"Cannot read none\.ttl"):
        parse_file(tmp_path / "none.ttl")


def test_a_fault_at_the_last_of_many_lines_gives_nothing(tmp_path: Path) -> None:
    text = "<a:s> <a:p> 1 .\n" * 20_000 + "<a:s> <a:p\n"
    with pytest.raises(MalformedFile, match="line 20001"):
        parse_file(written(tmp_path, "long.ttl", text))


def test_canonical_form_ignores_order_and_blank_node_names() -> None:
    def ring(names: list[str], order: random.Random) -> list[ox.Quad]:
        nodes = [ox.BlankNode(name) for name in names]
        quads = [ox.Quad(node, P, nodes[(number + 1) % 6]) for number, node in enumerate(nodes)]
        quads.append(ox.Quad(nodes[0], P, ox.Literal("start")))
        order.shuffle(quads)
        return quads

    quads = ring(["a", "b", "c", "d", "e", "f"], random.Random(1))
    assert canonical(ring(["f", "x", "a", "y", "c", "z"], random.Random(2))) == canonical(quads)
    assert canonical(quads[:-1]) != canonical(quads)


def test_the_canonical_form_is_that_of_all_statements_together() -> None:
    blank = [ox.BlankNode(name) for name in "abc"]
    nodes: list[ox.NamedNode | ox.BlankNode] = [*blank, S]
    quads = [ox.Quad(one, P, other, name) for one in nodes for other in nodes for name in (S, P)]
    quads += [ox.Quad(S, P, ox.Literal(text)) for text in ("plain", "_:c14n0", "\n _:a <a:p> .\n", "é")]
    quads.append(ox.Quad(S, P, ox.Triple(blank[0], P, S)))
    together = ox.Dataset(quads)
    together.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    lines = (ox.serialize(together, format=ox.RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
    assert canonical(quads) == b"".join(sorted(lines))


def test_a_blank_node_is_seen_wherever_it_hides() -> None:
    assert not has_blank_node(ox.Quad(S, P, S))
    assert has_blank_node(ox.Quad(B, P, S))
    assert has_blank_node(ox.Quad(S, P, B))
    assert has_blank_node(ox.Quad(S, P, ox.Triple(S, P, ox.Triple(B, P, S))))


def test_there_and_back_through_rdflib() -> None:
    triples = [ox.Triple(S, P, ox.Literal("é\n\"'", language="nl")), ox.Triple(S, P, S)]
    assert set(from_rdflib(to_rdflib(triples))) == set(triples)
