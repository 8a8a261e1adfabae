"""An imported register in the graph: whole or not at all, as visible as its organisation wants, and kept by builds."""

from __future__ import annotations

import errno
import io
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import IO

import pyoxigraph as ox
import pytest
from generations import publish_quads
from register_data import OPEN, SECRET, SECRET_READER, SILENT, SILENT_READER, WORDS, publish, register
from register_files import small_home

from grondslag import build as building
from grondslag import published, statements
from grondslag.build import build, publish_texts
from grondslag.content import Content
from grondslag.draft import Draft, describe
from grondslag.errors import (
    BadInput,
    DamagedStore,
    GrondslagError,
    MalformedFile,
    NoSpace,
    NotFound,
    StoreBusy,
    TooLarge,
)
from grondslag.evaluation import Dates
from grondslag.graphs import CATALOGUE, LAW, PUBLIC, Layer, NamedGraph, organisation, register_graphs
from grondslag.namespaces import GRAPH, law_text_graph
from grondslag.published import REPORT_FILE, matched, report_on_generation
from grondslag.registers import importing, rdfin
from grondslag.registers import publish as publishing_module
from grondslag.registers.desk import Desk, Wish
from grondslag.registers.model import RegisterHead
from grondslag.registers.publish import kept_of, publish_register, publishing, registers, withdraw_register
from grondslag.report.model import Report
from grondslag.settings import Settings
from grondslag.store import Generation, GraphStore, dataset_hash

FACT = ox.Quad(ox.NamedNode("a:s"), ox.NamedNode("a:p"), ox.Literal("law"), ox.NamedNode(LAW.iri))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose graph is one statement of law: publishing goes at once."""
    store = ox.Store()
    store.add(FACT)
    entries = describe(store, [LAW])
    manifest = {"graphs": entries, "dataset_hash": dataset_hash(entries), "report": "none", "matches": {}}
    publish_quads(GraphStore(tmp_path / "home"), store, manifest, {REPORT_FILE: "{}"})
    return tmp_path / "home"


def seen(generation: Generation, reader: str = PUBLIC) -> set[str]:
    """The words of registers that a reader finds by any name."""
    text = generation.seen_by(reader).open().dump(format=ox.RdfFormat.N_QUADS) or b""
    return {word for word in WORDS.values() if word.encode() in text}


def in_files(generation: Generation, reader: str = PUBLIC) -> set[str]:
    """The words of registers in the bytes of a reader's checkpoint."""
    files = [file.read_bytes().decode("utf-8", "replace") for file in generation.seen_by(reader).store_path.iterdir()]
    return {word for word in WORDS.values() if any(word in text for text in files)}


def test_a_register_is_published_beside_what_there_was(home: Path, the_content: Content) -> None:
    made = publish(home, the_content, OPEN, public=True)
    assert {graph.iri.removeprefix(GRAPH) for graph in made.graphs} == {
        "law",
        "catalogue",
        *(f"{kind}/{OPEN}" for kind in ("register", "import", "derived/register")),
    }
    assert FACT in made.open()
    assert made.entries == describe(made.open(), made.graphs)
    assert GraphStore(home).current().id == made.id


def test_a_private_register_is_in_the_checkpoint_of_its_organisation_alone(home: Path, the_content: Content) -> None:
    publish(home, the_content, SECRET, public=False)
    made = publish(home, the_content, SILENT, public=False)
    assert (seen(made), in_files(made)) == (set(), set())
    assert seen(made, SECRET_READER) == in_files(made, SECRET_READER) == {WORDS[SECRET]}
    assert seen(made, SILENT_READER) == in_files(made, SILENT_READER) == {WORDS[SILENT]}
    for reader in (PUBLIC, SECRET_READER, SILENT_READER):
        view = made.seen_by(reader)
        assert view.entries == describe(view.open(), view.graphs)
        assert view.dataset_hash == dataset_hash(view.entries)
    assert made.readers == [SECRET_READER, SILENT_READER]


def test_an_organisation_without_private_graphs_sees_what_everyone_sees(home: Path, the_content: Content) -> None:
    made = publish(home, the_content, OPEN, public=True)
    someone = made.seen_by(SECRET_READER)
    assert (someone.store_path, someone.graphs, someone.quads) == (made.store_path, made.graphs, made.quads)


def test_the_same_register_twice_changes_nothing(home: Path, the_content: Content) -> None:
    for name in (OPEN, SECRET):
        first = publish(home, the_content, name, public=name == OPEN)
        assert publish(home, the_content, name, public=name == OPEN).id == first.id


@pytest.mark.parametrize("public", [True, False])
def test_a_register_that_is_loaded_while_it_is_read_is_the_same(
    home: Path, tmp_path: Path, the_content: Content, monkeypatch: pytest.MonkeyPatch, public: bool
) -> None:
    shutil.copytree(home, tmp_path / "other")
    plain = publish(tmp_path / "other", the_content, OPEN, public=public)
    monkeypatch.setattr(publishing_module, "AHEAD_FROM", 0)
    monkeypatch.setattr(statements, "_LOADED", 100)
    head, facts = RegisterHead(OPEN, "x", public), io.BytesIO(b"<a:s> <a:p> <a:o> .\n")
    for _ in range(2):
        with publishing(Settings(home=home), lambda _: head, the_content=the_content) as coming:
            written = io.BytesIO()
            for line in register(OPEN):
                written.write(line)
                coming.load_ahead(written)
            made = coming.publish(written, facts, {})
    assert made.id.startswith("000002-")
    view = made.seen_by(organisation(OPEN))
    assert view.entries == describe(view.open(), view.graphs)
    graph = register_graphs(OPEN)[0].iri
    assert made.manifest["graphs"][graph] == plain.manifest["graphs"][graph]


def test_a_register_that_turns_out_to_be_unreadable_leaves_what_there_was(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing_module, "AHEAD_FROM", 0)
    monkeypatch.setattr(statements, "_LOADED", 100)
    before = GraphStore(home).current()

    def reading() -> None:
        with publishing(Settings(home=home), lambda _: RegisterHead(OPEN, "x", public=True)) as coming:
            coming.load_ahead(register(OPEN))
            raise KeyError

    with pytest.raises(KeyError):
        reading()
    assert GraphStore(home).current().id == before.id
    assert not (home / "work").exists()


@pytest.mark.parametrize("other", [{"word": "anders"}, {"file_hash": "def"}, {"public": False}])
def test_another_register_file_or_visibility_is_another_generation(
    home: Path, the_content: Content, other: dict[str, str | bool]
) -> None:
    first = publish(home, the_content, OPEN, public=True)
    assert publish(home, the_content, OPEN, **({"public": True} | other)).id != first.id  # type: ignore[arg-type]


def test_a_changed_register_changes_its_own_graphs_alone(home: Path, the_content: Content) -> None:
    publish(home, the_content, SECRET, public=False)
    before = publish(home, the_content, OPEN, public=True)
    after = publish(home, the_content, OPEN, public=True, word="anders")
    changed = {iri for iri, entry in after.manifest["graphs"].items() if before.manifest["graphs"][iri] != entry}
    own, imported = register_graphs(OPEN)
    assert changed == {own.iri, own.derived.iri, imported.iri}
    assert not seen(after)
    assert seen(after, SECRET_READER) == {WORDS[SECRET]}


def test_a_private_import_leaves_the_public_files_as_they_are(home: Path, the_content: Content) -> None:
    before = publish(home, the_content, OPEN, public=True)
    after = publish(home, the_content, SECRET, public=False)
    assert (after.dataset_hash, after.entries) == (before.dataset_hash, before.entries)
    for file in before.store_path.iterdir():
        assert (after.store_path / file.name).samefile(file)


def test_a_register_made_private_is_gone_for_everyone_and_from_the_past(home: Path, the_content: Content) -> None:
    first = GraphStore(home).current()
    shown = publish(home, the_content, SECRET, public=True)
    assert seen(shown) == {WORDS[SECRET]}
    hidden = publish(home, the_content, SECRET, public=False)
    assert (seen(hidden), in_files(hidden)) == (set(), set())
    assert seen(hidden, SECRET_READER) == {WORDS[SECRET]}
    store = GraphStore(home)
    assert [each.id for each in store.generations()] == [first.id, hidden.id]
    assert [each.id for each in store.generations(SECRET_READER)] == [first.id, shown.id, hidden.id]


def test_a_register_made_public_is_there_for_everyone(home: Path, the_content: Content) -> None:
    publish(home, the_content, SECRET, public=False)
    made = publish(home, the_content, SECRET, public=True)
    assert seen(made) == {WORDS[SECRET]}
    assert made.readers == []
    assert not (made.path / "readers").exists()


@pytest.mark.parametrize("public", [True, False])
def test_a_register_that_is_withdrawn_leaves_nothing(home: Path, the_content: Content, public: bool) -> None:
    publish(home, the_content, SILENT, public=False)
    before = GraphStore(home).current()
    publish(home, the_content, SECRET, public=public)
    after = withdraw_register(Settings(home=home), SECRET)
    assert after.manifest["graphs"] == before.manifest["graphs"]
    assert (seen(after), in_files(after)) == (set(), set())
    assert seen(after, SILENT_READER) == {WORDS[SILENT]}
    assert kept_of(Settings(home=home), SECRET) == {}
    assert [each.organisation for each in registers(Settings(home=home))] == [SILENT]
    with pytest.raises(NotFound, match=f"one of {SILENT}"):
        withdraw_register(Settings(home=home), SECRET)


def test_what_is_kept_for_next_time_is_switched_with_the_register(home: Path, the_content: Content) -> None:
    settings = Settings(home=home)
    publish(home, the_content, OPEN, public=True)
    publish(home, the_content, SECRET, public=False)
    assert kept_of(settings, OPEN) == {"mapping.toml": f'word = "{WORDS[OPEN]}"\n', "alignments.csv": "words,term\n"}
    publish(home, the_content, OPEN, public=True, word="anders")
    assert kept_of(settings, OPEN)["mapping.toml"] == 'word = "anders"\n'
    assert kept_of(settings, SECRET)["mapping.toml"] == f'word = "{WORDS[SECRET]}"\n'
    assert kept_of(settings, "nergens") == {}


def test_the_imported_registers_are_told_with_their_file(home: Path, the_content: Content) -> None:
    publish(home, the_content, SECRET, public=False)
    publish(home, the_content, OPEN, public=True, file_hash="def")
    told = registers(Settings(home=home))
    assert [(each.organisation, each.name, each.public, each.activities, each.file_hash) for each in told] == [
        (SECRET, f"Gemeente {SECRET}", False, 1, "abc"),
        (OPEN, f"Gemeente {OPEN}", True, 1, "def"),
    ]
    assert {each.loaded_on for each in told} == {"2026-11-21"}


# --- beside other imports, and on more than one disk

TABLE = f"Verwerkingsactiviteit;Doel;Betrokkenen\n{WORDS[SECRET]};innen;inwoners\n".encode()


@pytest.fixture
def with_acts(tmp_path: Path, the_content: Content) -> Path:
    return small_home(tmp_path / "with-acts", the_content).home


def desk_of(home: Path, the_content: Content) -> Desk:
    return Desk(Settings(home=home), the_content, date(2026, 11, 22))


def test_a_register_that_another_import_made_private_just_before_stays_private(
    with_acts: Path, the_content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, opened = desk_of(with_acts, the_content), GraphStore.writing
    desk.load(TABLE, "register.csv", Wish(SECRET, public=True))

    def just_before(store: GraphStore) -> AbstractContextManager[Path]:
        monkeypatch.setattr(GraphStore, "writing", opened)
        desk.load(TABLE.replace(b"innen", b"heffen"), "register.csv", Wish(SECRET, public=False))
        return opened(store)

    monkeypatch.setattr(GraphStore, "writing", just_before)
    loaded = desk.load(TABLE, "register.csv", Wish(SECRET))
    assert (loaded.public, loaded.changed) == (False, True)
    assert (seen(loaded.generation), seen(loaded.generation, SECRET_READER)) == (set(), {WORDS[SECRET]})


def test_a_busy_writer_is_told_before_the_file_is_read_and_a_preview_does_not_wait(
    with_acts: Path, the_content: Content, tmp_path: Path
) -> None:
    desk, wish = desk_of(with_acts, the_content), Wish(SECRET, public=False)
    with GraphStore(with_acts).writing():
        with pytest.raises(StoreBusy):
            desk.load(tmp_path / "there is none.csv", "none.csv", wish)
        with desk.preview(TABLE, "register.csv", wish) as prepared:
            assert prepared.preview.activities == 1


def test_what_is_loaded_is_written_to_the_disk_of_the_home_and_a_preview_where_what_is_temporary_stands(
    with_acts: Path, the_content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders: list[Path | None] = []

    def opened(dir: Path | None = None) -> IO[bytes]:
        folders.append(dir)
        return tempfile.TemporaryFile(dir=dir)

    for module in (importing, rdfin):
        monkeypatch.setattr(module, "tempfile", SimpleNamespace(TemporaryFile=opened))
    desk, wish = desk_of(with_acts, the_content), Wish(SECRET, public=False)
    desk.preview(TABLE, "register.csv", wish).close()
    loaded = desk.load(TABLE, "register.csv", wish).generation.seen_by(SECRET_READER).open()
    assert folders == [None, None, *[with_acts / "work"] * 2]
    graph = ox.NamedNode(register_graphs(SECRET)[0].iri)
    monkeypatch.setattr(rdfin, "check_own", lambda *_: None)  # it asks for the ontology, which is not there
    desk.load(loaded.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=graph) or b"", "register.nt", wish)
    assert folders[4:] == [with_acts / "work"] * 3


# --- what goes wrong


def refused(home: Path, statements: bytes, error: type[GrondslagError], match: str, name: str = OPEN) -> None:
    before = GraphStore(home).current().id
    with pytest.raises(error, match=match):
        publish_register(Settings(home=home), RegisterHead(name, "x"), io.BytesIO(statements), io.BytesIO(), {})
    assert GraphStore(home).current().id == before
    assert not (home / "work").exists()


@pytest.mark.parametrize(
    ("statements", "match"),
    [
        (b"<a:s> <a:p> .\n", "register/openstad"),
        (b"_:b <a:p> <a:o> .\n", "blank nodes"),
        (b"<a:s> <a:p> _:b .\n", "blank nodes"),
    ],
)
def test_statements_that_cannot_be_are_refused(home: Path, statements: bytes, match: str) -> None:
    refused(home, statements, MalformedFile, match)


@pytest.mark.parametrize("name", ["../elsewhere", "Groot Stad", "", "a/b"])
def test_an_organisation_that_cannot_be_a_folder_is_refused(home: Path, name: str) -> None:
    refused(home, b"<a:s> <a:p> <a:o> .\n", BadInput, "small letters", name)


def test_a_register_of_the_files_is_not_imported_over(tmp_path: Path) -> None:
    graph, _ = register_graphs(OPEN)
    store = ox.Store()
    store.add(ox.Quad(FACT.subject, FACT.predicate, FACT.object, ox.NamedNode(graph.iri)))
    publish_quads(GraphStore(tmp_path), store, {"graphs": describe(store, [graph]), "dataset_hash": "0" * 64})
    refused(tmp_path, b"<a:s> <a:p> <a:o> .\n", BadInput, "stands in the files")


def test_two_imports_at_once_do_not_mix(home: Path) -> None:
    with GraphStore(home).writing(), pytest.raises(StoreBusy, match=str(os.getpid())):
        publish_register(Settings(home=home), RegisterHead(OPEN, "x"), register(OPEN), io.BytesIO(), {})


def test_without_room_for_three_times_the_statements_nothing_begins(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = 200 * 1024 * 1024 + 3 * len(register(OPEN).getvalue()) - 1
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    refused(home, register(OPEN).getvalue(), NoSpace, "200 MB is needed and 200 MB is free")


@pytest.mark.parametrize("words", [OSError(errno.ENOSPC, "x"), OSError("IO error: No space left on device: 1.sst")])
def test_a_disk_that_becomes_full_is_told_and_changes_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch, words: OSError
) -> None:
    def full(*_: object) -> Path:
        raise words

    monkeypatch.setattr(Draft, "finish", full)
    refused(home, register(OPEN).getvalue(), NoSpace, "became full while writing")


def test_a_write_that_fails_leaves_the_former_generation(home: Path, the_content: Content) -> None:
    publish(home, the_content, OPEN, public=True)
    before = GraphStore(home).current().id
    # No file may grow beyond 20 kB: the kernel refuses what RocksDB writes, as a full disk does.
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))  # noqa: E731
    done = subprocess.run(
        [sys.executable, "-c", CHILD.format(home=str(home), name=OPEN, public=True, first=0, last=1)],
        cwd=Path(__file__).parent,
        preexec_fn=limit,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "NoSpace" in done.stderr
    current = GraphStore(home).current()
    assert current.id == before
    assert seen(current) == {WORDS[OPEN]}
    publish(home, the_content, OPEN, public=True, word="anders")


CHILD = """
from pathlib import Path
from register_data import publish
from grondslag.content import content
for number in range({first}, {last}):
    print(number, flush=True)
    word = ("even", "oneven")[number % 2] * 400
    publish(Path({home!r}), content(), {name!r}, public={public}, word=word)
"""


@pytest.mark.parametrize(("name", "public"), [(OPEN, True), (SECRET, False)])
def test_an_import_killed_at_any_moment_leaves_old_or_new_whole(
    home: Path, the_content: Content, name: str, public: bool
) -> None:
    publish(home, the_content, name, public=public, word="begin")
    reader = PUBLIC if public else SECRET_READER
    moments = random.Random(7)
    found = set()
    for first in range(5):
        code = CHILD.format(home=str(home), name=name, public=public, first=first, last=1_000)
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=Path(__file__).parent)
        assert process.stdout is not None
        for _ in range(moments.randint(1, 3)):  # what is written is alternately one and the other
            process.stdout.readline()
        time.sleep(moments.uniform(0.0, 0.4))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        current = GraphStore(home).current().seen_by(reader)
        assert current.entries == describe(current.open(), current.graphs)
        [label] = {str(quad.object)[:15] for quad in current.open() if str(quad.object).startswith('"Stroom')}
        found.add(label)
    assert found - {'"Stroom begin'}, "nothing was written before a process was killed: the test proves nothing"
    publish(home, the_content, name, public=public)
    assert seen(GraphStore(home).current(), reader) == {WORDS[name]}


# --- what else publishes


def test_loading_texts_of_statutes_takes_registers_along(home: Path, the_content: Content) -> None:
    publish(home, the_content, OPEN, public=True)
    before = publish(home, the_content, SECRET, public=False)
    from datetime import date

    text = NamedGraph(law_text_graph("BWBR0000001", date(2026, 1, 1)), Layer.LAW_TEXT)
    words = ox.Quad(FACT.subject, FACT.predicate, ox.Literal("words"), ox.NamedNode(text.iri))
    store = GraphStore(home)
    for quads in ([words], []):
        with store.writing() as work:
            after = publish_texts(store, work, {text: quads} if quads else {})
        assert (words in after.open()) == bool(quads)
        assert (seen(after), seen(after, SECRET_READER)) == ({WORDS[OPEN]}, {WORDS[OPEN], WORDS[SECRET]})
        assert after.files == before.files
        assert after.manifest["derived"].keys() == before.manifest["derived"].keys()
    assert after.manifest["graphs"] == before.manifest["graphs"]


def test_a_build_does_not_lose_the_registers_of_a_generation_that_is_damaged(home: Path, the_content: Content) -> None:
    made = publish(home, the_content, SECRET, public=False)
    (made.seen_by(SECRET_READER).store_path / "CURRENT").unlink()
    with pytest.raises(DamagedStore, match=f"imported: {SECRET}.*grondslag build --without-registers"):
        build(Settings(home=home), the_content)
    assert GraphStore(home).current().id == made.id


def test_a_register_too_large_to_be_worked_out_at_once_is_reported_on_by_itself(
    home: Path, the_content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(home, the_content, SILENT, public=True)
    made = publish(home, the_content, OPEN, public=True)
    graph, _ = register_graphs(OPEN)
    for limit in ("WHOLE_UP_TO", "MATCHED_NOW_UP_TO"):
        monkeypatch.setattr(published, limit, made.entries[graph.iri]["quads"] - 1)
    with pytest.raises(TooLarge, match=f"{SILENT}.*too many.*grondslag validate {SILENT}"):
        report_on_generation(made, Dates(date(2026, 11, 1)), the_content=the_content)
    told: list[str] = []
    report = report_on_generation(
        made, Dates(date(2026, 11, 1)), registers={graph.iri}, the_content=the_content, progress=told.append
    )
    assert [each.graph for each in report.evaluated] == [graph.iri]
    assert (report.generation, report.as_of) == (made.id, "2026-11-01")
    assert told == ["reported on 1 of 1 activities"]


@pytest.fixture(scope="module")
def rebuilt(
    tmp_path_factory: pytest.TempPathFactory, home_with_registers: Path, content_000: Content
) -> Iterator[tuple[Generation, Generation, Callable[[], Generation]]]:
    """The generation with registers, the one that a build of the same files makes of it, and building again."""
    home = Path(shutil.copytree(home_with_registers, tmp_path_factory.mktemp("rebuilt") / "home"))
    before = GraphStore(home).current()
    with pytest.MonkeyPatch.context() as patch:
        # Trying the shapes takes most of the time of a build, and has tests of its own.
        patch.setattr(building, "report_on", lambda *_, **__: Report("none", "", "", {}, ()))
        yield before, build(Settings(home=home), content_000), lambda: build(Settings(home=home), content_000)


def test_a_build_takes_registers_along_as_visible_as_they_were(
    rebuilt: tuple[Generation, Generation, Callable[[], Generation]],
) -> None:
    before, after, again = rebuilt
    assert after.id != before.id
    assert after.files == before.files
    assert seen(after) == in_files(after) == {WORDS[OPEN]}
    for name, reader in ((SECRET, SECRET_READER), (SILENT, SILENT_READER)):
        assert seen(after, reader) == {WORDS[OPEN], WORDS[name]}
        assert not in_files(after, reader) & set(WORDS.values()) - {WORDS[OPEN], WORDS[name]}
    kept = {iri for name in WORDS for graph in register_graphs(name) for iri in [graph.iri]}
    assert all(after.manifest["graphs"][iri] == before.manifest["graphs"][iri] for iri in kept)
    assert again().id == after.id


def test_a_build_matches_registers_and_a_report_before_it_works_out_the_same(
    rebuilt: tuple[Generation, Generation, Callable[[], Generation]], content_000: Content
) -> None:
    before, after, _ = rebuilt
    graph, _ = register_graphs(SECRET, SECRET_READER)
    assert graph.iri in after.manifest["matches"].keys() - before.manifest["matches"].keys()
    worked_out, graphs = matched(before.seen_by(SECRET_READER), [graph], content_000)
    stored, _ = matched(after.seen_by(SECRET_READER), [graph], content_000)
    assert graph.derived in graphs
    both = [describe(store, [graph.derived])[graph.derived.iri] for store in (worked_out, stored)]
    assert both[0] == both[1]
    assert CATALOGUE not in graphs
    # Match results are as private as the register.
    assert not any(quad for quad in after.open().quads_for_pattern(None, None, None, ox.NamedNode(graph.derived.iri)))


def test_graphs_for_all_and_for_one_that_are_taken_together_stand_in_the_catalogues_of_both(tmp_path: Path) -> None:
    secret = NamedGraph(GRAPH + "register/geheim", Layer.REGISTER, SECRET_READER)
    statement = (ox.NamedNode("a:s"), ox.NamedNode("a:p"), ox.NamedNode("a:o"))
    store = ox.Store()
    store.extend(ox.Quad(*statement, ox.NamedNode(graph.iri)) for graph in (LAW, secret))
    draft = Draft(tmp_path)
    draft.take(store, [LAW, secret])
    draft.finish()
    entries = draft.manifest["graphs"]
    assert entries[LAW.iri]["quads"] == 1
    own = draft.manifest["catalogues"][SECRET_READER]
    # Four statements on each graph that the reader may see.
    assert (entries[CATALOGUE.iri]["quads"], own["quads"]) == (4, 8)
