"""Backup and restore: the same graph on an empty machine, for each reader; what is damaged is refused whole."""

from __future__ import annotations

import io
import json
import os
import random
import shutil
import stat
import tarfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from generations import publish_quads
from register_data import OPEN, PRIVATE_WORDS, SECRET, SECRET_READER, SILENT_READER, WORDS, publish

from grondslag import backup as backups
from grondslag.cli import cli
from grondslag.content import Content
from grondslag.draft import describe
from grondslag.errors import BadInput, DamagedStore, Failure, NoGeneration, NoSpace, StoreBusy
from grondslag.graphs import LAW, ONTOLOGY, PUBLIC, Layer, NamedGraph
from grondslag.namespaces import GRAPH, law_text_graph
from grondslag.published import REPORT_FILE, kept_report, report_by, report_text
from grondslag.rdf import sha256
from grondslag.registers.publish import kept_of, withdraw_register
from grondslag.settings import Settings
from grondslag.store import Generation, GraphStore, dataset_hash

READERS = (PUBLIC, SECRET_READER)
TEXT = NamedGraph(law_text_graph("BWBR0000001", date(2026, 1, 1)), Layer.LAW_TEXT)


def quad(graph: NamedGraph, subject: ox.NamedNode | ox.BlankNode, words: str) -> ox.Quad:
    return ox.Quad(subject, ox.NamedNode("a:p"), ox.Literal(words), ox.NamedNode(graph.iri))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, the_content: Content) -> Path:
    """A home with every kind of graph, small: terms with blank nodes, law, words, a public and a private register."""
    home = tmp_path_factory.mktemp("backup") / "home"
    blank = [ox.BlankNode(), ox.BlankNode()]
    quads = [
        *(quad(ONTOLOGY, node, f"term\n{number}") for number, node in enumerate(blank)),
        ox.Quad(blank[0], ox.NamedNode("a:q"), blank[1], ox.NamedNode(ONTOLOGY.iri)),
        *(quad(LAW, ox.NamedNode(f"a:{number}"), 'recht \'n "regel"\té') for number in range(3)),
    ]
    store = ox.Store()
    store.extend(quads)
    entries = describe(store, [ONTOLOGY, LAW, TEXT])
    manifest = {"graphs": entries, "dataset_hash": dataset_hash(entries), "report": "none", "matches": {"x": "y"}}
    publish_quads(GraphStore(home), store, manifest, {REPORT_FILE: '{"of": "the build"}'})
    publish(home, the_content, OPEN, public=True)
    publish(home, the_content, SECRET, public=False)
    return home


@pytest.fixture(scope="module")
def saved(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of that home. Read it only."""
    file = tmp_path_factory.mktemp("saved") / "backup.tar"
    backups.create(Settings(home=home), file)
    return file


@pytest.fixture(scope="module")
def new_home(saved: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty machine that the backup was restored on. Read it only."""
    home = tmp_path_factory.mktemp("restored") / "home"
    restored(saved, home)
    return home


def restored(file: Path, home: Path, *, replace: bool = False, more_visible: bool = False) -> Generation:
    return backups.restore(Settings(home=home), file, replace=replace, more_visible=more_visible)


def equal(one: Generation, other: Generation) -> bool:
    """Whether all that was restored is as it was, for every reader, statement by statement."""
    for reader in READERS:
        seen = one.seen_by(reader)
        if (
            seen.entries != describe(seen.open(), seen.graphs)
            or seen.dataset_hash != other.seen_by(reader).dataset_hash
        ):
            return False
    manifests = [
        {key: each.manifest[key] for key in each.manifest if key not in ("id", "sequence")} for each in (one, other)
    ]
    return manifests[0] == manifests[1] and one.files == other.files and report_text(one) == report_text(other)


def test_on_an_empty_machine_a_restore_gives_the_same_hashes_to_every_reader(home: Path, new_home: Path) -> None:
    before, after = GraphStore(home).current(), GraphStore(new_home).current()
    assert equal(after, before)
    assert after.readers == [SECRET_READER]


def test_mappings_and_decisions_on_words_come_along(new_home: Path) -> None:
    found = kept_of(Settings(home=new_home), SECRET)
    assert found == {"mapping.toml": f'word = "{WORDS[SECRET]}"\n', "alignments.csv": "words,term\n"}


def test_what_is_private_stays_in_the_checkpoint_of_its_organisation(new_home: Path) -> None:
    made = GraphStore(new_home).current()
    for reader in (PUBLIC, SILENT_READER):
        files = b"".join(file.read_bytes() for file in made.seen_by(reader).store_path.iterdir())
        assert not [word for word in PRIVATE_WORDS if word.encode() in files]
    own = b"".join(file.read_bytes() for file in made.seen_by(SECRET_READER).store_path.iterdir())
    assert WORDS[SECRET].encode() in own


def test_the_words_of_statutes_are_there_for_the_next_build(tmp_path: Path) -> None:
    words = quad(TEXT, ox.NamedNode("a:s"), "woorden")
    store = ox.Store()
    store.add(words)
    entries = describe(store, [TEXT])
    publish_quads(
        GraphStore(tmp_path / "old"), store, {"graphs": entries, "dataset_hash": "0" * 64}, {REPORT_FILE: "{}"}
    )
    backups.create(Settings(home=tmp_path / "old"), tmp_path / "backup.tar")
    restored(tmp_path / "backup.tar", tmp_path / "new")
    text = (tmp_path / "new" / "law-texts.nq").read_text(encoding="utf-8")
    assert text == f"{words} .\n"


def test_words_of_statutes_stay_as_they_are_when_nothing_is_published(
    saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = tmp_path / "law-texts.nq"
    texts.write_text("former", encoding="utf-8")

    def fails(*_: object, **__: object) -> None:
        raise NoSpace("full")

    monkeypatch.setattr(GraphStore, "publish", fails)
    with pytest.raises(NoSpace):
        restored(saved, tmp_path)
    assert texts.read_text(encoding="utf-8") == "former"


def test_a_backup_is_its_owners_alone_and_the_same_each_time(home: Path, saved: Path, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        backups.create(Settings(home=home), tmp_path / "again.tar")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "again.tar").stat().st_mode) == 0o600
    assert (tmp_path / "again.tar").read_bytes() == saved.read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["again.tar"]


def test_a_backup_is_never_overwritten_and_needs_a_folder_and_a_graph(home: Path, saved: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="exists already"):
        backups.create(Settings(home=home), saved)
    with pytest.raises(BadInput, match="does not exist"):
        backups.create(Settings(home=home), tmp_path / "none" / "backup.tar")
    with pytest.raises(NoGeneration):
        backups.create(Settings(home=tmp_path / "empty"), tmp_path / "backup.tar")


def test_a_graph_that_is_not_what_its_manifest_says_is_not_saved(home: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(home, tmp_path / "other"))
    manifest = GraphStore(other).current().path / "manifest.json"
    stated = GraphStore(other).current().manifest["graphs"][LAW.iri]["sha256"]
    manifest.write_text(manifest.read_text(encoding="utf-8").replace(stated, "0" * 64), encoding="utf-8")
    with pytest.raises(DamagedStore, match="graph/law"):
        backups.create(Settings(home=other), tmp_path / "backup.tar")
    assert not (tmp_path / "backup.tar").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["other"]


def test_a_file_that_came_meanwhile_is_not_overwritten(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, pack = tmp_path / "backup.tar", backups._pack

    def packed_while_another_writes(*arguments: Any) -> None:
        pack(*arguments)
        out.write_bytes(b"another")

    monkeypatch.setattr(backups, "_pack", packed_while_another_writes)
    with pytest.raises(BadInput, match="exists already"):
        backups.create(Settings(home=home), out)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("backup.tar", b"another")]


def test_the_name_of_a_backup_is_on_disk_too(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced, fsync = [], os.fsync

    def noted(descriptor: int) -> None:
        synced.append(Path(os.readlink(f"/proc/self/fd/{descriptor}")))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    backups.create(Settings(home=home), tmp_path / "backup.tar")
    assert synced[-1] == tmp_path


@pytest.mark.parametrize("lost", ["registers", "readers", "store"])
def test_a_generation_that_is_removed_while_it_is_saved_is_told(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    own = Path(shutil.copytree(home, tmp_path / "own"))
    current, read_out = GraphStore(own).current(), backups._read_out

    def read_while_others_publish(*arguments: Any) -> Iterator[object]:
        shutil.rmtree(current.path / lost)
        for number in range(3):
            (current.path.parent / f"99999{number}-0").mkdir()
        yield from read_out(*arguments)

    monkeypatch.setattr(backups, "_read_out", read_while_others_publish)
    with pytest.raises(Failure, match="files have gone") as told:
        backups.create(Settings(home=own), tmp_path / "backup.tar")
    assert type(told.value) is Failure
    assert [path.name for path in tmp_path.iterdir()] == ["own"]


# --- a home that has a graph


def test_a_home_with_a_graph_is_not_restored_over_unless_told(home: Path, saved: Path, tmp_path: Path) -> None:
    own = Path(shutil.copytree(home, tmp_path / "own"))
    before = GraphStore(own).current()
    with pytest.raises(BadInput, match="has a graph already"):
        restored(saved, own)
    assert GraphStore(own).current().id == before.id
    after = restored(saved, own, replace=True)
    assert (after.dataset_hash, after.files) == (before.dataset_hash, before.files)
    assert [each.id for each in GraphStore(own).generations(SECRET_READER)][-2:] == [before.id, after.id]
    assert after.manifest["created"] >= before.manifest["created"]


def test_a_damaged_home_is_mended_by_a_restore(home: Path, saved: Path, tmp_path: Path) -> None:
    own = Path(shutil.copytree(home, tmp_path / "own"))
    (GraphStore(own).current().path / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(BadInput, match=f"{SECRET}, {OPEN}.*damaged"):
        restored(saved, own, replace=True)
    restored(saved, own, replace=True, more_visible=True)
    assert GraphStore(own).current().seen_by(SECRET_READER).open()


@pytest.mark.parametrize("now", ["private", "withdrawn"])
def test_a_restore_shows_no_register_to_more_readers_unless_told(
    home: Path, saved: Path, tmp_path: Path, the_content: Content, now: str
) -> None:
    own = Path(shutil.copytree(home, tmp_path / "own"))
    if now == "private":
        name = OPEN
        publish(own, the_content, OPEN, public=False)
    else:
        name = SECRET
        withdraw_register(Settings(home=own), SECRET)
    before = GraphStore(own).current()
    with pytest.raises(BadInput, match=f"now: {name}. Expected") as refused:
        restored(saved, own, replace=True)
    assert refused.value.code == "more_visible"
    assert GraphStore(own).current().id == before.id
    after = restored(saved, own, replace=True, more_visible=True)
    assert after.dataset_hash == GraphStore(home).current().dataset_hash


def test_a_restore_may_show_a_register_to_fewer(home: Path, saved: Path, tmp_path: Path, the_content: Content) -> None:
    own = Path(shutil.copytree(home, tmp_path / "own"))
    publish(own, the_content, SECRET, public=True)
    assert restored(saved, own, replace=True).readers == [SECRET_READER]


def test_a_restore_waits_for_no_other_writer_and_for_room(
    saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with GraphStore(tmp_path / "new").writing(), pytest.raises(StoreBusy, match=str(os.getpid())):
        restored(saved, tmp_path / "new")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=200 * 1024 * 1024))
    with pytest.raises(NoSpace):
        restored(saved, tmp_path / "new")
    assert not GraphStore(tmp_path / "new").pointer.exists()


# --- damage


def refuses(data: bytes, folder: Path) -> str:
    """The message of a restore that must leave nothing behind."""
    file = folder / "hostile.tar"
    file.write_bytes(data)
    home = folder / "home"
    with pytest.raises(BadInput) as refused:
        restored(file, home)
    assert refused.value.code == "damaged_backup"
    assert not GraphStore(home).pointer.exists()
    assert list((home / "generations").iterdir()) == []
    assert not (home / "work").exists()
    return refused.value.message


def test_a_changed_byte_is_refused_or_changes_nothing(home: Path, saved: Path, tmp_path: Path) -> None:
    data, chance = saved.read_bytes(), random.Random(44)
    before, refused = GraphStore(home).current(), 0
    with tarfile.open(saved) as archive:
        filled = [place for member in archive for place in range(member.offset_data, member.offset_data + member.size)]
    beside = sorted(set(range(len(data))) - set(filled))
    for number, place in enumerate([*chance.sample(filled, 80), *chance.sample(beside, 4)]):
        file, new = tmp_path / "changed.tar", tmp_path / f"home-{number}"
        file.write_bytes(data[:place] + bytes([data[place] ^ (1 << chance.randrange(8))]) + data[place + 1 :])
        try:
            assert equal(restored(file, new), before)
        except BadInput:
            refused += 1
            assert not GraphStore(new).pointer.exists()
        assert number >= 80 or refused == number + 1, f"byte {place} of a file was changed, and restored all the same"


@pytest.mark.parametrize("part", [0.0, 0.02, 0.3, 0.7, 0.999])
def test_a_backup_that_was_cut_off_is_refused(saved: Path, tmp_path: Path, part: float) -> None:
    # A tar file ends in nothing but zeros.
    data = saved.read_bytes().rstrip(b"\0")
    refuses(data[: int(len(data) * part)], tmp_path)


@dataclass(frozen=True)
class Member:
    """A file in a tar file that is made by hand."""

    info: tarfile.TarInfo
    data: bytes


def members(file: Path) -> list[Member]:
    with tarfile.open(file) as archive:
        return [Member(info, (archive.extractfile(info) or io.BytesIO()).read()) for info in archive]


def packed(many: list[Member], mode: str = "w") -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=mode) as archive:  # type: ignore[call-overload]
        for member in many:
            archive.addfile(member.info, io.BytesIO(member.data))
    return stream.getvalue()


def named(name: str, data: bytes = b"x", kind: bytes = tarfile.REGTYPE, target: str = "") -> Member:
    info = tarfile.TarInfo(name)
    info.size, info.type, info.linkname = len(data), kind, target
    return Member(info, data)


def restated(many: list[Member], change: Callable[[dict[str, object]], object]) -> list[Member]:
    """With a manifest that was changed and hashed again, as somebody who knows how would."""
    fields = json.loads(many[0].data)
    del fields["manifest_hash"]
    change(fields)
    text = backups._as_json({**fields, "manifest_hash": sha256(backups._as_json(fields))})
    return [named(backups.MANIFEST, text), *many[1:]]


EXTRA: Mapping[str, Member] = {
    "a file more": named("graphs/99.nq"),
    "a path that leads out": named("../outside"),
    "an absolute path": named("/tmp/outside"),
    "a link": named("graphs/1.nq", b"", tarfile.SYMTYPE, "/etc/passwd"),
    "a hard link": named("graphs/1.nq", b"", tarfile.LNKTYPE, "manifest.json"),
    "a device": named("graphs/1.nq", b"", tarfile.CHRTYPE),
    "a file that is there twice": named("files/report.json", b"{}"),
}


@pytest.mark.parametrize("what", list(EXTRA))
def test_what_the_manifest_does_not_state_is_refused(saved: Path, tmp_path: Path, what: str) -> None:
    first, *others = members(saved)
    kept = [each for each in others if not ("link" in what or "device" in what) or each.info.name != "graphs/1.nq"]
    assert "manifest" in refuses(packed([first, *kept, EXTRA[what]]), tmp_path) or "link" in what or "device" in what
    assert {path.name for path in tmp_path.iterdir()} == {"hostile.tar", "home"}


def test_a_sparse_file_that_claims_more_than_it_has_is_refused(saved: Path, tmp_path: Path) -> None:
    many = members(saved)
    many[-1].info.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.realsize": str(10**12)}
    refuses(packed(many), tmp_path)


def test_a_missing_or_compressed_or_foreign_file_is_refused(saved: Path, tmp_path: Path) -> None:
    many = members(saved)
    assert "is missing" in refuses(packed(many[:-1]), tmp_path)
    refuses(packed(many, "w:gz"), tmp_path)
    assert "begin with manifest.json" in refuses(packed(many[1:]), tmp_path)
    assert "begin with manifest.json" in refuses(packed([]), tmp_path)
    refuses(b"PK\x03\x04" + bytes(2_000), tmp_path)


@pytest.mark.parametrize("name", ["files/../../outside", "files/registers/../x.toml", "files/registers/a/b/c.csv", "x"])
def test_a_manifest_that_names_other_places_is_refused(saved: Path, tmp_path: Path, name: str) -> None:
    many = restated(members(saved), lambda fields: fields["files"].update({name: {"size": 1, "sha256": sha256(b"x")}}))  # type: ignore[attr-defined]
    assert "not the name of a file" in refuses(packed([*many, named(name)]), tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        lambda fields: fields.pop("graphs"),
        lambda fields: fields.update(format="grondslag-backup/2"),
        lambda fields: fields["graphs"].update({"graphs/77.nq": {}}),
        lambda fields: fields["graphs"]["graphs/1.nq"].update(layer="none"),
        lambda fields: fields.update(files=[]),
        lambda fields: fields.update(graphs=[]),
        lambda fields: fields.update(facts=[]),
        lambda fields: fields.update(created="yesterday"),
        lambda fields: fields["graphs"].pop("graphs/1.nq"),
        lambda fields: fields["graphs"]["graphs/1.nq"].update(layer="catalogue"),
        lambda fields: fields["graphs"]["graphs/1.nq"].update(visibility="everyone"),
        lambda fields: fields["graphs"]["graphs/1.nq"].update(quads=1_000),
        lambda fields: fields["graphs"]["graphs/1.nq"].update(sha256="0" * 64),
    ],
)
def test_a_manifest_that_makes_no_sense_is_refused(
    saved: Path, tmp_path: Path, change: Callable[[dict[str, object]], object]
) -> None:
    refuses(packed(restated(members(saved), change)), tmp_path)


@pytest.mark.parametrize("text", [b"[]", b"3", b"{}", b"null", b"{"])
def test_a_manifest_that_is_none_is_refused(saved: Path, tmp_path: Path, text: bytes) -> None:
    refuses(packed([named(backups.MANIFEST, text), *members(saved)[1:]]), tmp_path)


def test_a_manifest_overwrites_nothing_of_what_is_found(home: Path, saved: Path, tmp_path: Path) -> None:
    odd = {"graphs": {}, "quads": 0, "dataset_hash": "0" * 64, "format": 9, "id": "x", "sequence": 9, "created": "x"}
    many = restated(members(saved), lambda fields: fields["facts"].update(odd))  # type: ignore[attr-defined]
    (tmp_path / "odd.tar").write_bytes(packed(many))
    assert equal(restored(tmp_path / "odd.tar", tmp_path / "new"), GraphStore(home).current())


def test_a_report_in_a_backup_is_not_taken_over_as_our_own(saved: Path, tmp_path: Path) -> None:
    many = restated(members(saved), lambda fields: fields["facts"].update(report_by=report_by()))  # type: ignore[attr-defined]
    (tmp_path / "own.tar").write_bytes(packed(many))
    assert kept_report(restored(tmp_path / "own.tar", tmp_path / "new")) is None


def of_law(saved: Path, data: bytes) -> bytes:
    """The backup with these statements as those of the graph of the law, and all that tells of them in keeping."""
    fields = json.loads(members(saved)[0].data)
    name = next(name for name, entry in fields["graphs"].items() if entry["iri"] == LAW.iri)
    many = [named(name, data) if each.info.name == name else each for each in members(saved)]

    def change(fields: dict[str, Any]) -> None:
        fields["files"][name] = {"size": len(data), "sha256": sha256(data)}
        fields["graphs"][name].update(quads=data.count(b"\n"), sha256=sha256(data))

    return packed(restated(many, change))


OWN, OTHER = f" <{LAW.iri}> .\n", f"<{GRAPH}register/{SECRET}>"
ODD_LINES = {
    "nonsense": f"x{OWN}",
    "of another graph": f"<a:1> <a:p> <a:2> {OTHER} .\n",
    "of another graph, behind a comment": f"<a:1> <a:p> <a:2> {OTHER} . #{OWN}",
    "two in one": f"<a:1> <a:p> <a:2> {OTHER} . <a:1> <a:p> <a:2>{OWN}",
    "a literal left open": f'<a:1> <a:p> "x\\"{OWN}',
    "of no graph": "<a:1> <a:p> <a:2> .\n",
    "a blank node": f"_:b <a:p> <a:2>{OWN}",
    "a blank object": f"<a:1> <a:p> _:b{OWN}",
    "without an end": f"<a:1> <a:p> <a:2>{OWN}".rstrip("\n"),
    "twice": f"<a:1> <a:p> <a:2>{OWN}" * 2,
    "in no order": f"<a:2> <a:p> <a:2>{OWN}<a:1> <a:p> <a:2>{OWN}",
}


@pytest.mark.parametrize("what", list(ODD_LINES))
def test_statements_that_are_not_of_their_graph_are_refused(saved: Path, tmp_path: Path, what: str) -> None:
    assert "is no statement of" in refuses(of_law(saved, ODD_LINES[what].encode()), tmp_path)


def test_a_graph_that_is_there_twice_is_refused(saved: Path, tmp_path: Path) -> None:
    files = {each.info.name: each for each in members(saved)}

    def change(fields: dict[str, Any]) -> None:
        fields["files"]["graphs/99.nq"] = fields["files"]["graphs/1.nq"]
        fields["graphs"]["graphs/99.nq"] = {**fields["graphs"]["graphs/1.nq"], "visibility": SILENT_READER}

    again = named("graphs/99.nq", files["graphs/1.nq"].data)
    assert "there twice" in refuses(packed([*restated(members(saved), change), again]), tmp_path)


def test_a_checkpoint_that_holds_less_than_its_files_is_not_published(saved: Path, tmp_path: Path) -> None:
    one, same = (f'<a:1> <a:p> "{text}"^^<http://www.w3.org/2001/XMLSchema#integer>{OWN}' for text in ("01", "1"))
    assert "statements instead of" in refuses(of_law(saved, (one + same).encode()), tmp_path)


def test_statements_that_do_not_parse_are_refused(saved: Path, tmp_path: Path) -> None:
    assert "IRI" in refuses(of_law(saved, f"<1> <a:p> <a:2>{OWN}".encode()), tmp_path)


# --- the commands


def test_the_commands_save_and_restore(home: Path, tmp_path: Path, runner: CliRunner) -> None:
    def run(home: Path, *arguments: str) -> tuple[int, str]:
        done = runner.invoke(cli, list(arguments), env={"GRONDSLAG_HOME": str(home)})
        return done.exit_code, done.output

    before, file = GraphStore(home).current(), str(tmp_path / "backup.tar")
    assert run(home, "backup", file)[0] == 0
    code, told = run(tmp_path / "new", "restore", file)
    assert (code, before.dataset_hash in told) == (0, True)
    after = GraphStore(tmp_path / "new").current()
    assert equal(after, before)
    code, told = run(tmp_path / "new", "restore", file)
    assert (code, "--replace" in told) == (2, True)
    (after.path / "manifest.json").write_text("{", encoding="utf-8")
    code, told = run(tmp_path / "new", "restore", file, "--replace")
    assert (code, f"now: {SECRET}, {OPEN}" in told, "--more-visible" in told) == (2, True, True)
    assert run(tmp_path / "new", "restore", file, "--replace", "--more-visible")[0] == 0
