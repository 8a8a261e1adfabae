"""Match results in the derived graphs: what is stored of them, and when they are made anew."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest

from grondslag.build import build
from grondslag.content import Content
from grondslag.graphs import Layer, NamedGraph
from grondslag.matches import FormerMatches, add_matches, is_result, match_keys
from grondslag.namespaces import GRAPH, GS, ID
from grondslag.published import report_on
from grondslag.settings import Settings
from grondslag.store import Generation, GraphStore

REGISTER = Path(__file__).parent / "fixtures" / "evaluation" / "register.ttl"
SOURCE = NamedGraph(GRAPH + "source/000", Layer.SOURCE)
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def results(store: ox.Store, graph: str) -> set[str]:
    """The match results in the graph derived from `graph`."""
    kind, name = ox.NamedNode(GS + "MatchResult"), ox.NamedNode(GRAPH + "derived/" + graph)
    return {str(quad.subject.value) for quad in store.quads_for_pattern(None, TYPE, kind, name)}  # type: ignore[union-attr]


def values(store: ox.Store, subject: str, name: str) -> set[str]:
    found = store.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(name), None, None)
    return {str(getattr(quad.object, "value", "")) for quad in found}


@pytest.fixture(scope="module")
def generation(built_home: Path) -> Generation:
    return GraphStore(built_home).current()


def test_the_build_stores_the_results_of_claims_with_interval_and_provenance(generation: Generation) -> None:
    store = generation.open()
    found = results(store, "source/000")
    assert found
    provenance = "http://www.w3.org/ns/prov#wasDerivedFrom"
    for node in found:
        claim, norm = values(store, node, GS + "ofClaim"), values(store, node, GS + "ofNorm")
        assert values(store, node, provenance) == claim | norm
        assert values(store, node, GS + "outcome") <= {GS + "covered", GS + "fails", GS + "undetermined"}
    assert any(values(store, node, GS + "from") for node in found)
    assert any(values(store, node, GS + "before") for node in found)


def test_candidates_that_nobody_claimed_are_not_stored(generation: Generation) -> None:
    store = generation.open()
    assert not list(store.quads_for_pattern(None, ox.NamedNode(GS + "candidateNorm"), None, None))
    roles = {str(getattr(q.object, "value", "")) for q in
             store.quads_for_pattern(None, ox.NamedNode(GS + "matchRole"), None, None)}  # fmt: skip
    assert roles == {GS + "claimedNorm", GS + "secrecyDuty", GS + "liftingOfSecrecy"}


def test_every_source_and_register_has_a_key_of_its_own(generation: Generation) -> None:
    practice = {graph.iri for graph in generation.graphs if graph.layer in (Layer.SOURCE, Layer.REGISTER)}
    assert generation.manifest["matches"].keys() == practice
    assert len(set(generation.manifest["matches"].values())) == len(practice)


@pytest.mark.slow
def test_results_of_what_did_not_change_are_taken_over_and_those_of_what_did_are_made_anew(
    own_home: Path, own_content: Content
) -> None:
    folder = own_content.data / "registers" / "dagstad"
    folder.mkdir(parents=True)
    shutil.copy(REGISTER, folder / "register.ttl")
    told: list[str] = []
    first = build(Settings(home=own_home), own_content, told.append)
    assert [line for line in told if line.startswith("matched")] == ["matched register/dagstad"]
    kept = results(first.open(), "register/dagstad")
    assert kept
    assert results(first.open(), "source/000")
    change(folder / "register.ttl", "art/67/lid/1/onder/i>", "art/67/lid/1/onder/a>")
    told.clear()
    second = build(Settings(home=own_home), own_content, told.append)
    assert [line for line in told if line.startswith("matched")] == ["matched register/dagstad"]
    assert results(second.open(), "source/000") == results(first.open(), "source/000")
    assert results(second.open(), "register/dagstad") != kept


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def copied(store: ox.Store) -> ox.Store:
    """The store without its match results."""
    found = ox.Store()
    found.extend(quad for quad in store if not is_result(str(getattr(quad.subject, "value", ""))))
    return found


def test_results_taken_over_are_those_of_the_former_generation_and_not_made_again(
    home_000: Path, content_000: Content
) -> None:
    generation = GraphStore(home_000).current()
    marked = ox.Store()
    mark = ox.Quad(ox.NamedNode(ID + "match/mark"), TYPE, ox.NamedNode(GS + "MatchResult"),
                   ox.NamedNode(SOURCE.derived.iri))  # fmt: skip
    marked.add(mark)
    work = copied(generation.open())
    keys = add_matches(work, [SOURCE], content_000, FormerMatches(generation.manifest["matches"], marked))
    assert keys == {SOURCE.iri: generation.manifest["matches"][SOURCE.iri]}
    assert results(work, "source/000") == {mark.subject.value}  # type: ignore[union-attr]


@pytest.mark.parametrize("changed", ["ontology", "law", "source/000"])
def test_the_key_follows_from_ontology_law_and_the_graph_itself(
    home_000: Path, content_000: Content, changed: str
) -> None:
    work = copied(GraphStore(home_000).current().open())
    before = match_keys(work, [SOURCE], content_000)
    fact = ox.Quad(ox.NamedNode(ID + "any"), ox.NamedNode(GS + "name"), ox.Literal("x"), ox.NamedNode(GRAPH + changed))
    work.add(fact)
    assert match_keys(work, [SOURCE], content_000) != before
    work.remove(fact)
    assert match_keys(work, [SOURCE], content_000) == before


@pytest.mark.slow
def test_a_report_on_a_date_takes_only_what_runs_then(own_home: Path, own_content: Content) -> None:
    folder = own_content.data / "registers" / "dagstad"
    folder.mkdir(parents=True)
    shutil.copy(REGISTER, folder / "register.ttl")
    generation = build(Settings(home=own_home), own_content)
    found = {}
    for day in (date(2018, 5, 10), date(2026, 11, 1)):
        report = report_on(generation.open(), generation.graphs, layers={Layer.REGISTER}, as_of=day)
        assert report.as_of == day.isoformat()
        found[day.year] = {(each.rule, str(each.focus_node).removeprefix(ID)) for each in report.findings}
    assert ("R026", "flow/dagstad/wbp/claim") in found[2026] - found[2018]
    assert ("R026", "flow/dagstad/letter-i/claim") in found[2026] - found[2018]
    # Debt help ran in neither year, so nothing is found in it.
    assert not {node for year in found.values() for _, node in year if "debt-help" in node and "verdict" not in node}
