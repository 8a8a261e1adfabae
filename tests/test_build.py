"""Building: whole or not at all, the same for the same files, and a clear word on a bad one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from grondslag import published
from grondslag.build import assemble, build, content_files
from grondslag.content import Content
from grondslag.draft import describe
from grondslag.errors import BadInput, Failure, MalformedFile
from grondslag.evaluation import Dates
from grondslag.graphs import Layer, NamedGraph, default_dataset, graph_of
from grondslag.namespaces import GRAPH, GS, PREFIXES
from grondslag.published import report_on_generation, stored_report
from grondslag.report.model import Report
from grondslag.settings import Settings
from grondslag.store import GraphStore
from grondslag.validation import validate

SOURCES = ("000", "001", "002", "003", "004")


def test_every_graph_of_the_contract_is_there(built_home: Path) -> None:
    generation = GraphStore(built_home).current()
    layers = {graph.iri.removeprefix(GRAPH): graph.layer for graph in generation.graphs}
    report = generation.manifest["report"]
    assert layers == {
        "ontology": Layer.ONTOLOGY,
        "law": Layer.LAW,
        "shapes": Layer.SHAPES,
        "derived/law": Layer.DERIVED,
        **{f"source/{number}": Layer.SOURCE for number in SOURCES},
        **{f"derived/source/{number}": Layer.DERIVED for number in SOURCES},
        "catalogue": Layer.CATALOGUE,
        f"report/{report}": Layer.REPORT,
    }
    assert {graph.visibility for graph in generation.graphs} == {"public"}


def test_published_instance_graphs_have_no_blank_node(built_home: Path) -> None:
    generation = GraphStore(built_home).current()
    store = generation.open()
    allowed = {graph.iri for graph in generation.graphs if graph.may_have_blank_nodes}
    with_blank = {quad.graph_name.value for quad in store if "_:" in (str(quad.subject)[:2], str(quad.object)[:2])}
    assert with_blank <= allowed


def test_building_again_publishes_nothing_new(own_home: Path, own_content: Content) -> None:
    said: list[str] = []
    before = GraphStore(own_home).current().id
    assert build(Settings(home=own_home), own_content, said.append).id == before
    assert said[-1] == f"nothing changed since generation {before}"


@pytest.mark.unmeasured
def test_a_report_on_the_same_by_the_same_code_is_taken_over_and_another_is_made_anew(
    own_home: Path, own_content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def counted(*graphs: Any, **hashes: Any) -> Report:
        made.append(hashes["shapes_hash"])
        return validate(*graphs, **hashes)

    monkeypatch.setattr(published, "validate", counted)
    current = GraphStore(own_home).current()
    report = report_on_generation(current, Dates(), the_content=own_content)
    assert made == []
    assert report.findings == stored_report(current).findings
    by_others = replace(current, manifest={**current.manifest, "report_by": "other code"})
    anew = report_on_generation(by_others, Dates(), the_content=own_content)
    assert len(made) == 1
    assert sorted(anew.findings, key=lambda one: one.id) == sorted(report.findings, key=lambda one: one.id)
    assert (anew.targets, anew.rules, anew.derogations) == (report.targets, report.rules, report.derogations)
    shapes = own_content.shapes / "8-officer.ttl"
    shapes.write_text(shapes.read_text(encoding="utf-8").replace("sh:Violation", "sh:Warning"), encoding="utf-8")
    build(Settings(home=own_home), own_content)
    assert len(made) == 2
    assert made[0] != made[1]


def test_the_same_files_give_the_same_hash_elsewhere(home_000: Path, tmp_path: Path, own_content: Content) -> None:
    here = GraphStore(home_000).current()
    there = build(Settings(home=tmp_path / "elsewhere"), own_content)
    assert there.dataset_hash == here.dataset_hash
    assert there.manifest["graphs"] == here.manifest["graphs"]


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("data/law/broken.ttl", "<a:s> <a:p>\n  oops .\n", r"data/law/broken\.ttl, line 2, column 3: "),
        ("shapes/broken.ttl", "@prefix sh <a:b> .\n", r"shapes/broken\.ttl, line 1, column \d+: "),
        (
            "data/sources/000/broken.ttl",
            "<a:s> <a:p> [] .\n",
            r"broken\.ttl: a blank node stands at a:p: give it an IRI",
        ),
        (
            "data/somewhere.ttl",
            "<a:s> <a:p> 1 .\n",
            r"No named graph for the file 'data/somewhere\.ttl'.*data/sources/000",
        ),
    ],
)
def test_a_bad_file_stops_the_build_and_the_former_generation_serves_on(
    own_home: Path, own_content: Content, file: str, text: str, message: str
) -> None:
    former = GraphStore(own_home).current().id
    (own_content.root / file).write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=message):
        build(Settings(home=own_home), own_content)
    assert GraphStore(own_home).current().id == former
    assert not (own_home / "work").exists()


@pytest.mark.unmeasured
def test_a_changed_fact_makes_a_new_generation(own_home: Path, own_content: Content) -> None:
    first = GraphStore(own_home).current()
    (own_content.data / "sources" / "000" / "more.ttl").write_text(
        "<https://w3id.org/grondslag/id/org/x> <http://www.w3.org/2000/01/rdf-schema#label> 'X'@nl .",
        encoding="utf-8",
    )
    second = build(Settings(home=own_home), own_content)
    assert second.manifest["sequence"] == first.manifest["sequence"] + 1
    changed = {iri for iri, entry in second.manifest["graphs"].items() if first.manifest["graphs"].get(iri) != entry}
    assert GRAPH + "source/000" in changed
    assert GRAPH + "law" not in changed


def test_the_order_of_loading_does_not_change_the_hash(content_000: Content) -> None:
    store, graphs = assemble(content_000)
    again, _ = assemble(content_000)
    assert describe(store, graphs) == describe(again, graphs)


def test_fixtures_are_not_published(own_content: Content) -> None:
    (own_content.ontology / "fixtures").mkdir(exist_ok=True)
    (own_content.ontology / "fixtures" / "x.ttl").write_text("<a:s> <a:p> 1 .", encoding="utf-8")
    assert not [file for file in content_files(own_content) if "fixtures" in file.parts]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("#+ summary: a\n#+ over: law\nSELECT * { ?s ?p ?o }", "is no CONSTRUCT"),
        ("#+ summary: a\nCONSTRUCT WHERE { ?s ?p ?o }", "over: ''"),
        (
            "#+ summary: a\n#+ over: law\nCONSTRUCT { [] ?p ?o } WHERE { ?s ?p ?o }",
            "makes a blank node",
        ),
    ],
)
def test_a_derive_query_that_is_not_allowed_is_named(own_content: Content, text: str, message: str) -> None:
    (own_content.queries / "derive" / "0-wrong.rq").write_text(text, encoding="utf-8")
    with pytest.raises(Failure, match=f"'0-wrong'.*{message}"):
        assemble(own_content)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p }", "error at"),
        ("CONSTRUCT WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE would"),
        ("DROP ALL", "only reads"),
    ],
)
def test_a_derive_query_that_does_not_parse_is_named(own_content: Content, text: str, message: str) -> None:
    header = "#+ summary: a\n#+ over: law\n"
    (own_content.queries / "derive" / "0-wrong.rq").write_text(header + text, encoding="utf-8")
    with pytest.raises(MalformedFile, match=rf"0-wrong\.rq.*{message}"):
        assemble(own_content)


@pytest.mark.parametrize("name", ["x y", "Epe", "épe", "-epe"])
def test_a_register_folder_is_named_so_that_it_fits_in_an_iri(the_content: Content, name: str) -> None:
    with pytest.raises(BadInput, match="Invalid folder name"):
        graph_of(the_content.data / "registers" / name / "register.ttl", the_content)


@pytest.mark.unmeasured
def test_a_damaged_store_is_replaced_by_a_build(own_home: Path, own_content: Content) -> None:
    damaged = GraphStore(own_home).current()
    for table in damaged.store_path.glob("*.sst"):
        table.write_bytes(table.read_bytes()[:100])
    repaired = build(Settings(home=own_home), own_content)
    assert repaired.id != damaged.id
    assert len(repaired.open()) == damaged.manifest["quads"]


def test_a_register_joins_the_default_dataset_and_a_source_does_not() -> None:
    register = NamedGraph(GRAPH + "register/x", Layer.REGISTER)
    source = NamedGraph(GRAPH + "source/000", Layer.SOURCE)
    graphs = [register, register.derived, source, source.derived]
    assert default_dataset(graphs) == [GRAPH + "derived/register/x", GRAPH + "register/x"]
    assert default_dataset(graphs, ("sources",)) == sorted(graph.iri for graph in graphs)
    with pytest.raises(BadInput, match="Unknown layer 'source'"):
        default_dataset(graphs, ("source",))


def test_a_file_of_a_register_goes_to_its_own_graph(the_content: Content) -> None:
    file = the_content.data / "registers" / "gemeente-x" / "register.ttl"
    assert graph_of(file, the_content) == NamedGraph(GRAPH + "register/gemeente-x", Layer.REGISTER)


def test_malformed_is_bad_input() -> None:
    assert str(MalformedFile("x.ttl", "no", line=3, column=4)) == "x.ttl, line 3, column 4: no."


def test_discrepancies_are_computed_and_reasoned_and_each_says_which(built_home: Path) -> None:
    store = GraphStore(built_home).current().open()

    def having(property_: str, value: str) -> set[object]:
        pattern = store.quads_for_pattern(None, ox.NamedNode(property_), ox.NamedNode(GS + value), None)
        return {quad.subject for quad in pattern}

    every = having(PREFIXES["rdf"] + "type", "Discrepancy")
    computed, reasoned = having(GS + "established", "computed"), having(GS + "established", "reasoned")
    assert computed | reasoned == every
    assert not computed & reasoned
    assert len(computed) >= 20
    assert len(every) >= 40
