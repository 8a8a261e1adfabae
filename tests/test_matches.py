"""Match results in the derived graphs: what is stored of them, and when they are made anew."""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest

from grondslag import build as building
from grondslag.build import build
from grondslag.content import Content
from grondslag.graphs import Layer, NamedGraph
from grondslag.matches import FormerMatches, add_matches, match_keys, statements_hash
from grondslag.namespaces import GRAPH, GS, ID
from grondslag.published import report_on
from grondslag.report.model import Report
from grondslag.settings import Settings
from grondslag.store import Generation, GraphStore

FIXTURE = Path(__file__).parent / "fixtures" / "evaluation" / "register.ttl"
SOURCE = NamedGraph(GRAPH + "source/000", Layer.SOURCE)
REGISTER = NamedGraph(GRAPH + "register/dagstad", Layer.REGISTER)
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def results(store: ox.Store, graph: str) -> set[str]:
    """The match results in the graph derived from `graph`."""
    kind, name = ox.NamedNode(GS + "MatchResult"), ox.NamedNode(GRAPH + "derived/" + graph)
    return {str(quad.subject.value) for quad in store.quads_for_pattern(None, TYPE, kind, name)}  # type: ignore[union-attr]


def values(store: ox.Store, subject: str, name: str) -> set[str]:
    found = store.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(name), None, None)
    return {str(getattr(quad.object, "value", "")) for quad in found}


@pytest.fixture(scope="module", autouse=True)
def _without_validation() -> Iterator[None]:
    """Builds leave the shapes untried: that takes most of their time, and has tests of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(building, "report_on", lambda *_, **__: Report("none", "", "", {}, ()))
        yield


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, content_000: Content) -> Content:
    """The graph folders with document 000 and a made-up register."""
    root = tmp_path_factory.mktemp("files") / "content"
    shutil.copytree(content_000.root, root)
    folder = root / "data" / "registers" / "dagstad"
    folder.mkdir(parents=True)
    shutil.copy(FIXTURE, folder / "register.ttl")
    return Content(root)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, files: Content) -> Path:
    home = tmp_path_factory.mktemp("home-matches")
    build(Settings(home=home), files)
    return home


@pytest.fixture(scope="module")
def generation(home: Path) -> Generation:
    return GraphStore(home).current()


@pytest.fixture(scope="module")
def loaded(generation: Generation) -> ox.Store:
    """Ontology, law and practice in memory, without match results. Leave it as it was."""
    names = (*(GRAPH + name for name in ("ontology", "law")), SOURCE.iri, REGISTER.iri)
    stored, found = generation.open(), ox.Store()
    for name in names:
        found.extend(stored.quads_for_pattern(None, None, None, ox.NamedNode(name)))
    return found


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


def test_results_of_what_did_not_change_are_taken_over_and_those_of_what_did_are_made_anew(
    tmp_path: Path, home: Path, files: Content
) -> None:
    root, own_home = shutil.copytree(files.root, tmp_path / "content"), shutil.copytree(home, tmp_path / "home")
    first = GraphStore(own_home).current()
    change(root / "data" / "registers" / "dagstad" / "register.ttl", "art/67/lid/1/onder/i>", "art/67/lid/1/onder/a>")
    told: list[str] = []
    second = build(Settings(home=own_home), Content(root), told.append)
    assert second.id != first.id
    assert [line for line in told if line.startswith("matched")] == ["matched register/dagstad"]
    assert results(second.open(), "source/000") == results(first.open(), "source/000") != set()
    assert results(second.open(), "register/dagstad") != results(first.open(), "register/dagstad") != set()


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_results_taken_over_are_those_of_the_former_generation_and_not_made_again(
    generation: Generation, loaded: ox.Store, files: Content
) -> None:
    marked = ox.Store()
    mark = ox.Quad(ox.NamedNode(ID + "match/mark"), TYPE, ox.NamedNode(GS + "MatchResult"),
                   ox.NamedNode(SOURCE.derived.iri))  # fmt: skip
    marked.add(mark)
    keys = add_matches(loaded, [SOURCE], files, FormerMatches(generation.manifest["matches"], marked))
    found = results(loaded, "source/000")
    loaded.remove(mark)
    assert keys == {SOURCE.iri: generation.manifest["matches"][SOURCE.iri]}
    assert found == {mark.subject.value}  # type: ignore[union-attr]


@pytest.mark.parametrize("changed", ["ontology", "law", "source/000"])
def test_the_key_follows_from_ontology_law_and_the_graph_itself(
    generation: Generation, loaded: ox.Store, files: Content, changed: str
) -> None:
    before = generation.manifest["matches"]
    fact = ox.Quad(ox.NamedNode(ID + "any"), ox.NamedNode(GS + "name"), ox.Literal("x"), ox.NamedNode(GRAPH + changed))
    loaded.add(fact)
    after = match_keys(loaded, [SOURCE, REGISTER], files)
    loaded.remove(fact)
    assert after[SOURCE.iri] != before[SOURCE.iri]
    assert (after[REGISTER.iri] == before[REGISTER.iri]) == (changed == "source/000")


@pytest.mark.parametrize("module", ["matches", "namespaces", "match"])
def test_the_key_follows_from_the_code(
    monkeypatch: pytest.MonkeyPatch, loaded: ox.Store, files: Content, tmp_path: Path, module: str
) -> None:
    before = match_keys(loaded, [SOURCE], files)
    code = tmp_path / "__init__.py"
    code.write_text("# other code", encoding="utf-8")
    monkeypatch.setattr(sys.modules["grondslag." + module], "__file__", str(code))
    assert match_keys(loaded, [SOURCE], files) != before


def test_the_key_is_the_same_for_the_same_files(generation: Generation, loaded: ox.Store, files: Content) -> None:
    assert match_keys(loaded, [SOURCE, REGISTER], files) == generation.manifest["matches"]


def test_the_hash_of_a_graph_hangs_on_its_statements_and_not_on_their_order(loaded: ox.Store) -> None:
    quads = list(loaded.quads_for_pattern(None, None, None, ox.NamedNode(REGISTER.iri)))
    shuffled = random.Random(4).sample(quads, len(quads))
    hashes = []
    for stated in (quads, shuffled, quads[:-1], quads[:-2] + quads[-1:]):
        store = ox.Store()
        store.extend(stated)
        hashes.append(statements_hash(store, REGISTER))
    assert hashes[0] == hashes[1]
    assert len(set(hashes)) == 3


@pytest.mark.slow
def test_a_report_on_a_date_takes_only_what_runs_then(generation: Generation, files: Content) -> None:
    found = {}
    for day in (date(2018, 5, 10), date(2026, 11, 1)):
        report = report_on(generation.open(), generation.graphs, layers={Layer.REGISTER}, as_of=day, the_content=files)
        assert report.as_of == day.isoformat()
        found[day.year] = {(each.rule, str(each.focus_node).removeprefix(ID)) for each in report.findings}
    assert ("R026", "flow/dagstad/wbp/claim") in found[2026] - found[2018]
    assert ("R026", "flow/dagstad/letter-i/claim") in found[2026] - found[2018]
    # Debt help ran in neither year, so nothing is found in it.
    assert not {node for year in found.values() for _, node in year if "debt-help" in node and "verdict" not in node}
