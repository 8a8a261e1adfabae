"""A snapshot shows one changed byte by name, and the same data gives the same hash."""

from __future__ import annotations

import itertools
import json
import random
import shutil
import struct
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pyoxigraph as ox
import pytest
import rdflib
from generations import publish_quads

from grondslag.content import Content
from grondslag.draft import describe
from grondslag.errors import BadInput, DamagedStore, NotFound
from grondslag.graphs import Layer, NamedGraph
from grondslag.namespaces import GRAPH, ID
from grondslag.report.model import Report
from grondslag.snapshot import FORMAT, MANIFEST, Manifest, Problem, create, verify
from grondslag.store import Generation, GraphStore, dataset_hash

LAW = ox.NamedNode(GRAPH + "law")
ONTOLOGY = ox.NamedNode(GRAPH + "ontology")
SOURCE = ox.NamedNode(GRAPH + "source/000")
NAME = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@dataclass(frozen=True)
class SmallReport:
    """A report with one finding, whose result node is blank as SHACL engines write it."""

    findings: int = 1

    def to_rdf(self) -> rdflib.Graph:
        return rdflib.Graph().parse(
            data="@prefix sh: <http://www.w3.org/ns/shacl#> ."
            " [] a sh:ValidationReport ; sh:conforms false ; sh:result [] .",
            format="turtle",
        )

    def to_json(self) -> dict[str, Any]:
        return {"generation": "differs", "findings": [{}] * self.findings}


def node(name: str) -> ox.NamedNode:
    return ox.NamedNode(ID + name)


def chain(label: str, length: int = 4) -> list[ox.Quad]:
    """A list of blank nodes in the ontology's graph, named by `label`."""
    names = [ox.BlankNode(f"{label}{number}") for number in range(length)]
    following = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#rest")
    links = [ox.Quad(a, following, b, ONTOLOGY) for a, b in itertools.pairwise(names)]
    return [*links, ox.Quad(node("restriction"), following, names[0], ONTOLOGY)]


def statements(blank: str = "b", names: int = 20) -> list[ox.Quad]:
    labels = [ox.Quad(node(f"org/{n}"), NAME, ox.Literal(f"Gemeente {n} é", language="nl"), LAW) for n in range(names)]
    return [*labels, ox.Quad(node("org/1"), NAME, ox.Literal("reported"), SOURCE), *chain(blank)]


def report(findings: int = 1) -> Report:
    return cast(Report, SmallReport(findings))


def generation(home: Path, quads: Iterable[ox.Quad], *, hashed: bool = True) -> Generation:
    """A published generation that holds `quads`; without `hashed` its manifest has no true hash."""
    graphs = {LAW.value: Layer.LAW, ONTOLOGY.value: Layer.ONTOLOGY, SOURCE.value: Layer.SOURCE}
    loaded = ox.Store()
    for quad in quads:
        loaded.add(quad)
        name = quad.graph_name
        graphs.setdefault(name.value if isinstance(name, ox.NamedNode) else "urn:none", Layer.SOURCE)
    named = [NamedGraph(iri, layer) for iri, layer in graphs.items()]
    if hashed:
        entries = describe(loaded, named)
    else:
        entries = {g.iri: {"layer": str(g.layer), "visibility": g.visibility, "sha256": ""} for g in named}
    manifest = {"graphs": entries, "dataset_hash": dataset_hash(entries)}
    on_disk = GraphStore(home)
    return publish_quads(on_disk, loaded, manifest)


@pytest.fixture
def files(tmp_path: Path) -> Content:
    """Content with one shape and one query."""
    root = tmp_path / "content"
    for name, text in {"shapes/1-ground.ttl": "# shapes\n", "queries/pages/flow.rq": "SELECT * {}\n"}.items():
        (root / name).parent.mkdir(parents=True)
        (root / name).write_text(text)
    return Content(root)


@pytest.fixture
def usual(tmp_path: Path) -> Generation:
    """The generation that most tests freeze."""
    return generation(tmp_path / "home", statements())


def frozen(usual: Generation, files: Content, out: Path, *, zipped: bool = False) -> Manifest:
    return create(usual, files, out, zipped=zipped, report=report(), created=NOON)


@pytest.fixture
def folder(usual: Generation, files: Content, tmp_path: Path) -> Path:
    return frozen(usual, files, tmp_path / "snapshot").path


@pytest.fixture
def packed(usual: Generation, files: Content, tmp_path: Path) -> Path:
    return frozen(usual, files, tmp_path / "snapshot.zip", zipped=True).path


def kinds(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(problem.file, problem.kind) for problem in problems]


def test_a_snapshot_holds_graphs_shapes_queries_report_and_manifest(folder: Path) -> None:
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert names == {
        "graphs/law.nq",
        "graphs/ontology.nq",
        "graphs/source-000.nq",
        "manifest.json",
        "queries/pages/flow.rq",
        "report.json",
        "report.ttl",
        "shapes/1-ground.ttl",
    }
    manifest = json.loads((folder / MANIFEST).read_text())
    assert manifest["format"] == FORMAT
    assert manifest["generation"].startswith("000001-")
    assert manifest["created"] == "2026-11-21T12:00:00+00:00"
    assert manifest["graphs"][LAW.value]["quads"] == 20
    assert set(manifest["files"]) == names - {MANIFEST}


def test_the_graphs_and_the_report_can_be_read_back(folder: Path) -> None:
    store = ox.Store()
    for file in (folder / "graphs").iterdir():
        store.load(path=str(file))
    assert len(store) == len(statements())
    assert len(rdflib.Graph().parse(folder / "report.ttl")) == 3


def test_an_untouched_snapshot_has_no_problems(folder: Path, packed: Path) -> None:
    assert verify(folder) == []
    assert verify(packed) == []


def test_the_same_data_in_another_order_with_other_blank_nodes_gives_the_same_hash(
    usual: Generation, files: Content, tmp_path: Path
) -> None:
    first = frozen(usual, files, tmp_path / "first")
    assert first.dataset_hash == usual.dataset_hash
    for seed in range(5):
        quads = statements(blank=f"other{seed}x")
        random.Random(seed).shuffle(quads)
        shuffled = generation(tmp_path / "home", quads)
        again = create(shuffled, files, tmp_path / f"again{seed}", report=report())
        assert again.fields["generation"] != first.fields["generation"]
        assert again.content_hash == first.content_hash
        assert again.dataset_hash == first.dataset_hash


def test_other_data_or_another_report_gives_another_hash(usual: Generation, files: Content, tmp_path: Path) -> None:
    first = frozen(usual, files, tmp_path / "first")
    fewer = create(generation(tmp_path / "other", statements()[1:]), files, tmp_path / "fewer", report=report())
    judged = create(usual, files, tmp_path / "judged", report=report(findings=2))
    assert fewer.dataset_hash != first.dataset_hash
    assert judged.dataset_hash == first.dataset_hash
    assert judged.content_hash != first.content_hash


def test_two_zip_files_of_the_same_moment_are_equal_byte_for_byte(
    usual: Generation, files: Content, tmp_path: Path
) -> None:
    frozen(usual, files, tmp_path / "a.zip", zipped=True)
    frozen(usual, files, tmp_path / "b.zip", zipped=True)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


@pytest.fixture
def few(tmp_path: Path) -> Generation:
    """A generation with something in every graph, and not a byte more than that takes."""
    return generation(tmp_path / "few", statements(names=1))


@pytest.mark.unmeasured
def test_every_flipped_byte_of_a_folder_is_found_and_its_file_named(
    few: Generation, files: Content, tmp_path: Path
) -> None:
    folder = frozen(few, files, tmp_path / "snapshot").path
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        good = file.read_bytes()
        name = file.relative_to(folder).as_posix()
        for place in range(len(good)):
            file.write_bytes(good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :])
            assert name in {problem.file for problem in verify(folder)}, f"{name} byte {place}"
        file.write_bytes(good)
    assert verify(folder) == []


@pytest.mark.unmeasured
def test_every_flipped_byte_of_a_zip_file_is_found(few: Generation, files: Content, tmp_path: Path) -> None:
    packed = frozen(few, files, tmp_path / "snapshot.zip", zipped=True).path
    good = packed.read_bytes()
    random_source = random.Random(7)
    for place in range(len(good)):
        flipped = good[place] ^ random_source.randrange(1, 256)
        packed.write_bytes(good[:place] + bytes([flipped]) + good[place + 1 :])
        assert verify(packed), f"byte {place}"


def test_a_changed_file_in_a_zip_is_named(packed: Path) -> None:
    good = packed.read_bytes()
    place = good.index(b"Gemeente 7")
    packed.write_bytes(good[:place] + b"g" + good[place + 1 :])
    assert kinds(verify(packed)) == [("graphs/law.nq", "changed")]


def test_a_zip_cut_short_or_added_to_is_found(packed: Path) -> None:
    good = packed.read_bytes()
    for changed in (good[:-1], good[: len(good) // 2], b"", good + b"\0", b"\0" + good):
        packed.write_bytes(changed)
        assert verify(packed)


def test_missing_extra_and_changed_files_are_each_named(folder: Path) -> None:
    (folder / "shapes/1-ground.ttl").unlink()
    (folder / "shapes/2-extra.ttl").write_text("# extra\n")
    (folder / "report.json").write_text("{}\n")
    assert kinds(verify(folder)) == [
        ("report.json", "changed"),
        ("shapes/1-ground.ttl", "missing"),
        ("shapes/2-extra.ttl", "extra"),
    ]
    assert "report.json: changed (SHA-256" in str(verify(folder)[0])


def test_a_link_in_a_snapshot_is_named(folder: Path, tmp_path: Path) -> None:
    shutil.move(folder / "report.json", tmp_path / "elsewhere.json")
    (folder / "report.json").symlink_to(tmp_path / "elsewhere.json")
    assert ("report.json", "bad_name") in kinds(verify(folder))


def rewrite(folder: Path, **changes: object) -> None:
    fields = json.loads((folder / MANIFEST).read_text())
    fields.update(changes)
    (folder / MANIFEST).write_text(json.dumps(fields, indent=1, sort_keys=True) + "\n")


@pytest.mark.parametrize(
    "change",
    [
        {"created": "2020-01-01T00:00:00+00:00"},
        {"generation": "000002"},
        {"format": "grondslag-snapshot/9"},
        {"files": []},
        {"files": {"report.json": "no"}},
        {"graphs": None},
        {"extra": 1},
        {"content_hash": "0" * 64},
    ],
)
def test_a_rewritten_manifest_is_named(folder: Path, change: dict[str, object]) -> None:
    rewrite(folder, **change)
    assert (MANIFEST, "changed") in kinds(verify(folder))


@pytest.mark.parametrize("text", [b"", b"[]", b"{", b"\xff", b"[" * 100_000, b"null\n"])
def test_a_manifest_that_is_none_is_named(folder: Path, text: bytes) -> None:
    (folder / MANIFEST).write_bytes(text)
    assert (MANIFEST, "changed") in kinds(verify(folder))


def test_a_missing_manifest_is_named(folder: Path) -> None:
    (folder / MANIFEST).unlink()
    assert kinds(verify(folder)) == [(MANIFEST, "missing")]


@pytest.mark.parametrize("name", ["../evil", "/etc/passwd", "a/../../b", "a\\b", "./a", "a//b", "caf\u00e9"])
def test_a_name_in_a_zip_that_could_leave_its_folder_is_named(packed: Path, name: str) -> None:
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr(name, "x")
    assert (name, "bad_name") in kinds(verify(packed))


@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")  # zipfile warns of what this test does on purpose
def test_a_repeated_name_in_a_zip_is_named(packed: Path) -> None:
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr("report.json", "{}")
    assert ("report.json", "duplicate") in kinds(verify(packed))


def test_a_compressed_entry_is_refused_unread(packed: Path) -> None:
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr("bomb", b"\0" * 50_000_000, compress_type=zipfile.ZIP_DEFLATED)
    assert kinds(verify(packed)) == [(packed.name, "too_large")]


def test_entries_that_claim_more_than_the_file_holds_are_refused_unread(packed: Path) -> None:
    raw = bytearray(packed.read_bytes())
    place = raw.index(b"PK\x01\x02")
    raw[place + 20 : place + 28] = struct.pack("<II", 2**31, 2**31)
    packed.write_bytes(raw)
    assert kinds(verify(packed)) == [(packed.name, "too_large")]


def test_too_many_files_are_refused(packed: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grondslag.snapshot.MAX_FILES", 3)
    assert kinds(verify(packed)) == [(packed.name, "too_large")]
    assert kinds(verify(folder)) == [(folder.name, "too_large")]


@pytest.mark.parametrize("limit", ["MAX_BYTES", "MAX_MANIFEST_BYTES"])
def test_too_many_bytes_are_refused(packed: Path, folder: Path, limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"grondslag.snapshot.{limit}", 100)
    assert kinds(verify(packed)) == [(packed.name, "too_large")]
    assert kinds(verify(folder)) == [(folder.name, "too_large")]


def test_what_is_no_zip_file_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"no zip")
    assert kinds(verify(tmp_path / "x.zip")) == [("x.zip", "unreadable")]


def test_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="nowhere"):
        verify(tmp_path / "nowhere")


def test_blank_nodes_in_an_instance_graph_are_refused_however_hostile(files: Content, tmp_path: Path) -> None:
    clique = [ox.BlankNode(f"c{number}") for number in range(9)]
    poison = [ox.Quad(a, NAME, b, SOURCE) for a in clique for b in clique if a != b]
    poisoned = generation(tmp_path / "home", poison, hashed=False)
    with pytest.raises(BadInput, match="blank nodes") as caught:
        create(poisoned, files, tmp_path / "poison", report=report())
    assert caught.value.code == "blank_nodes"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["content", "home"]


@pytest.mark.parametrize("graph", [ox.DefaultGraph(), ox.BlankNode("g")])
def test_statements_outside_the_graphs_of_the_manifest_are_refused(
    files: Content, tmp_path: Path, graph: ox.DefaultGraph | ox.BlankNode
) -> None:
    loose = ox.Quad(node("org/1"), NAME, ox.Literal("loose"), graph)
    with pytest.raises(DamagedStore, match="not what its manifest says"):
        create(generation(tmp_path / "home", [loose]), files, tmp_path / "loose", report=report())


def test_a_generation_whose_graphs_do_not_match_its_manifest_is_refused(files: Content, tmp_path: Path) -> None:
    unhashed = generation(tmp_path / "home", statements(), hashed=False)
    with pytest.raises(DamagedStore, match="not what its manifest says"):
        create(unhashed, files, tmp_path / "snapshot", report=report())


def test_a_snapshot_is_never_overwritten(usual: Generation, files: Content, folder: Path, packed: Path) -> None:
    for path in (folder, packed):
        with pytest.raises(BadInput, match="exists already"):
            frozen(usual, files, path)
        assert verify(path) == []


def test_the_folder_to_write_in_must_exist(usual: Generation, files: Content, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="does not exist"):
        frozen(usual, files, tmp_path / "no" / "snapshot")


def test_graphs_whose_names_look_alike_get_files_of_their_own(files: Content, tmp_path: Path) -> None:
    graphs = [ox.NamedNode(iri) for iri in (GRAPH + "source/1", GRAPH + "source-1", "urn:x", GRAPH)]
    quads = [ox.Quad(node("org/1"), NAME, ox.Literal("x"), graph) for graph in graphs]
    manifest = create(generation(tmp_path / "home", quads), files, tmp_path / "alike", report=report())
    names = {manifest.fields["graphs"][graph.value]["file"] for graph in graphs}
    assert len(names) == len(graphs)
    assert verify(manifest.path) == []


@pytest.mark.parametrize("zipped", [False, True])
def test_the_graph_of_this_project_is_frozen_whole(
    built_home: Path, the_content: Content, tmp_path: Path, zipped: bool
) -> None:
    current = GraphStore(built_home).current()
    manifest = create(current, the_content, tmp_path / "frozen", zipped=zipped)
    assert manifest.dataset_hash == current.dataset_hash
    shipped = [*the_content.shapes.rglob("*.ttl"), *the_content.queries.rglob("*.rq")]
    held = [name for name in manifest.files if name.startswith(("shapes/", "queries/"))]
    assert len(held) == len(shipped) > 0
    assert len(manifest.files) == len(held) + len(current.graphs) + len(("report.ttl", "report.json"))
    assert verify(manifest.path) == []
