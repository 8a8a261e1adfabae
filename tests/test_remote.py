"""The graph on a SPARQL server: published there whole or not at all, asked there, mirrored where it is read."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from register_data import SECRET, SECRET_READER, SILENT_READER
from small_generations import PRIVATE, READER, publish_word, words_of
from sparql_servers import filled, oxigraph, remote

from grondslag.cli import cli
from grondslag.content import Content, content
from grondslag.errors import BadInput, Busy, DamagedStore, NoGeneration, NoSpace, Refused, RemoteFailure, StoreBusy
from grondslag.graphs import CATALOGUE, LAW, ONTOLOGY, PUBLIC
from grondslag.namespaces import GRAPH
from grondslag.query.engine import Answer, Engine
from grondslag.query.saved import Catalogue
from grondslag.rdf import canonical
from grondslag.remote.record import Record
from grondslag.remote.server import POINTER, RECORD, Server
from grondslag.remote.store import ASKED_AGAIN_SECONDS, RemoteStore, open_store
from grondslag.remote.updates import Updates
from grondslag.servers import Remote
from grondslag.settings import Settings
from grondslag.statements import Statements
from grondslag.store import Generation, GraphStore

EVERY_NAME = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g"


@pytest.fixture(scope="module")
def held(home_000: Path) -> Generation:
    """A generation of the real law and one document."""
    return GraphStore(home_000).current()


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """An empty server."""
    with oxigraph(tmp_path / "server") as address:
        yield address


@pytest.fixture(scope="module")
def full_url(tmp_path_factory: pytest.TempPathFactory, held: Generation) -> Iterator[str]:
    """A server that holds `held`. Read it only."""
    folder = tmp_path_factory.mktemp("full") / "server"
    filled(folder, held)
    with oxigraph(folder) as address:
        yield address


def settings(home: Path, address: str) -> Settings:
    return Settings(home=home, remote=remote(address))


def names(address: str) -> set[str]:
    """Every named graph of a server."""
    asked = urllib.request.Request(
        f"{address}/query", EVERY_NAME.encode(), {"Content-Type": "application/sparql-query", "Accept": "text/csv"}
    )
    with urllib.request.urlopen(asked, timeout=20) as response:
        return set(response.read().decode().split()[1:])


def staged(address: str) -> set[str]:
    """The graphs on a server that attempts to publish have staged."""
    return {name for name in names(address) if "/staged/" in name}


def rows(answer: Answer) -> tuple[list[str], list[str]]:
    """What an answer says: its columns, and its rows in their order."""
    return answer.variables, [str(row) for row in answer.rows]


# --- settings


def test_the_addresses_follow_from_one() -> None:
    base = "http://127.0.0.1:7878"
    for address in (base, f"{base}/", f"{base}/query"):
        found = remote(address)
        assert (found.url, found.update_url) == (f"{base}/query", f"{base}/update")
        assert found.graphs_url == f"{base}/store?no_transaction"
    dataset = remote("http://127.0.0.1:3030/law")
    assert {dataset.url, dataset.update_url, dataset.graphs_url} == {"http://127.0.0.1:3030/law"}
    told = {"GRONDSLAG_SPARQL_UPDATE_URL": "http://a/u", "GRONDSLAG_SPARQL_GRAPHS_URL": "http://a/g"}
    found = Remote.from_environment({"GRONDSLAG_SPARQL_URL": base, **told}) or pytest.fail("no server")
    assert (found.update_url, found.graphs_url) == ("http://a/u", "http://a/g")
    assert Remote.from_environment({}) is None
    assert Remote.from_environment(found.environment) == found


@pytest.mark.parametrize("address", ["ftp://a/q", "127.0.0.1:7878", "http://me:secret@a/q", "http://", "http://a/#q"])
def test_an_address_that_is_none_is_refused_without_being_repeated(address: str) -> None:
    with pytest.raises(BadInput, match="GRONDSLAG_SPARQL_URL") as refused:
        Settings.from_environment({"GRONDSLAG_SPARQL_URL": address})
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("given", "header"),
    [
        ({"USER": "me", "PASSWORD": "secret"}, "Basic bWU6c2VjcmV0"),
        ({"TOKEN": "secret"}, "Bearer secret"),
        ({}, ""),
    ],
)
def test_credentials_come_from_the_environment_and_are_never_shown(given: dict[str, str], header: str) -> None:
    variables = {f"GRONDSLAG_SPARQL_{name}": value for name, value in given.items()}
    made = Settings.from_environment({"GRONDSLAG_SPARQL_URL": "http://a", **variables})
    assert made.remote is not None
    assert made.remote.authorization == header
    assert "secret" not in repr(made)
    assert "bWU6" not in repr(made)


@pytest.mark.parametrize(
    "given", [{"USER": "me"}, {"PASSWORD": "p"}, {"USER": "me", "PASSWORD": "p", "TOKEN": "t"}, {"TOKEN": "a\r\nX: b"}]
)
def test_half_credentials_are_refused(given: dict[str, str]) -> None:
    variables = {f"GRONDSLAG_SPARQL_{name}": value for name, value in given.items()}
    with pytest.raises(BadInput, match="credentials"):
        Remote.from_environment({"GRONDSLAG_SPARQL_URL": "http://a", **variables})


# --- updates


def test_an_update_names_the_graphs_of_its_attempt_and_no_others(the_content: Content) -> None:
    graph = ox.NamedNode(POINTER)
    others = ["urn:other", "urn:live", "urn:gone"]
    store = ox.Store()
    store.extend(ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal(n), ox.NamedNode(n)) for n in others)
    updates = Updates(the_content, "one")
    store.update(updates.begin())
    store.add(ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal("new"), ox.NamedNode("urn:staged")))
    store.update(updates.switch({"urn:live": "urn:staged"}, ["urn:gone"], "000001-aaaaaaaaaaaa"))
    store.update(updates.remove(["urn:staged"]))
    said = {str(quad.object) for quad in store.quads_for_pattern(None, None, None, graph)}
    assert said == {'"000001-aaaaaaaaaaaa"'}
    found = {(quad.graph_name, str(quad.object)) for quad in store if quad.graph_name != graph}
    assert found == {(ox.NamedNode("urn:other"), '"urn:other"'), (ox.NamedNode("urn:live"), '"new"')}


def test_an_attempt_that_another_overtook_switches_nothing(the_content: Content) -> None:
    store = ox.Store()
    first, second = (Updates(the_content, name) for name in ("one", "two"))
    store.update(first.begin())
    store.update("INSERT DATA { GRAPH <urn:staged> { <urn:s> <urn:p> 1 } GRAPH <urn:live> { <urn:s> <urn:p> 2 } }")
    store.update(second.begin())
    before = set(store)
    store.update(first.switch({"urn:live": "urn:staged"}, ["urn:live"], "000001-aaaaaaaaaaaa"))
    assert set(store) == before
    store.update(second.remove(["urn:staged"]))
    assert not store.contains_named_graph(ox.NamedNode("urn:staged"))


def test_a_name_in_an_update_cannot_say_more_than_a_name(the_content: Content) -> None:
    with pytest.raises(ValueError):
        Updates(the_content, "one").remove(["urn:a> ; DROP ALL ; #"])
    store = ox.Store()
    store.update(Updates(the_content, '" } } ; DROP ALL ; #').begin())
    assert [quad.object.value for quad in store] == ['" } } ; DROP ALL ; #']


# --- what is published


def test_what_is_published_is_on_the_server_and_mirrors_on_another_machine(url: str, tmp_path: Path) -> None:
    here, there = settings(tmp_path / "one", url), settings(tmp_path / "two", url)
    with pytest.raises(NoGeneration, match=url):
        open_store(here).current()
    made = publish_word(open_store(here), "merel")
    assert names(url) == {POINTER, RECORD, *made.manifest["graphs"]}
    other = open_store(there).current()
    assert (other.id, other.manifest, other.files) == (made.id, made.manifest, made.files)
    assert not (other.path / "store").exists()
    for reader in ("public", READER):
        here_too, mirrored = made.seen_by(reader).open(), other.seen_by(reader).open()
        assert canonical(mirrored) == canonical(here_too)
    assert Generation.heard(json.loads(json.dumps(other.told()))).open()


def test_two_machines_follow_each_other(url: str, tmp_path: Path) -> None:
    here, there = settings(tmp_path / "one", url), settings(tmp_path / "two", url)
    publish_word(open_store(here), "merel")
    said: list[str] = []
    put = Server.put

    def noted(self: Server, iri: str, lines: bytes, *, more: bool = False) -> None:
        said.append(iri)
        put(self, iri, lines, more=more)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Server, "put", noted)
        second = publish_word(open_store(there), "specht")
    assert not [name for name in said if name.startswith(ONTOLOGY.iri)], "what did not change is not sent"
    seen = open_store(here).current()
    assert (seen.id, seen.files) == (second.id, second.files)
    assert [words_of(seen.seen_by(reader).open()) for reader in ("public", READER)] == [{"specht"}, {"specht"}]
    assert names(url) == {POINTER, RECORD, *second.manifest["graphs"]}
    third = publish_word(open_store(here), "merel")
    assert [each.id for each in open_store(here).generations()][-1] == third.id
    assert [each.id[:6] for each in open_store(here).generations()] == ["000001", "000002", "000003"]
    assert [each.id[:6] for each in open_store(there).generations()] == ["000002", "000003"]


def test_a_push_killed_at_any_moment_leaves_the_old_generation_or_the_new_one(url: str, tmp_path: Path) -> None:
    whole = settings(tmp_path / "whole", url)
    old = publish_word(open_store(whole), "first").path.joinpath("report.json").read_text(encoding="utf-8")
    environment = {**os.environ, "GRONDSLAG_SPARQL_URL": url, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, str(Path(__file__).with_name("small_generations.py")), str(tmp_path / "killed")]
    pipe, seen = subprocess.PIPE, []
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=environment) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for line in process.stdout:
            word, end = line.split()
            mirror = settings(tmp_path / word, url)
            found = open_store(mirror).current()
            report = found.path.joinpath("report.json").read_text(encoding="utf-8")
            assert report in (old, json.dumps({"word": word}))
            assert words_of(found.seen_by(READER).open()) == {json.loads(report)["word"]}
            seen.append((end, report != old))
            old = report
            if end == "killed":
                print("on", file=process.stdin, flush=True)
    # Before it begins, removes what another left, sends each graph that changed and the record, switches; before it
    # removes its own, and then not at all.
    assert seen == [("killed", False)] * 8 + [("killed", True), ("0", True)]
    publish_word(open_store(whole), "last")
    assert not staged(url), "what an attempt left is removed by the next"


def test_who_is_overtaken_is_told_and_changes_nothing(url: str, tmp_path: Path) -> None:
    here, there = settings(tmp_path / "one", url), settings(tmp_path / "two", url)
    publish_word(open_store(here), "merel")
    # Another machine published between our beginning and our push.
    store, release = open_store(here), RemoteStore._release

    def late(self: RemoteStore, *arguments: Any) -> None:
        if self is store:
            publish_word(open_store(there), "specht")
        release(self, *arguments)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(RemoteStore, "_release", late)
        with pytest.raises(StoreBusy, match="Another machine"):
            publish_word(store, "kauw")
    # Another machine begins while we push.
    store, stage = open_store(here), RemoteStore._stage
    with pytest.MonkeyPatch.context() as patched:

        def overtaken(self: RemoteStore, *arguments: Any) -> None:
            stage(self, *arguments)
            Server(here.remote or pytest.fail("none")).update(Updates(content(), "other").begin())

        patched.setattr(RemoteStore, "_stage", overtaken)
        with pytest.raises(StoreBusy, match="Another machine"):
            publish_word(store, "kauw")
    assert words_of(open_store(settings(tmp_path / "three", url)).current().open()) == {"specht"}
    assert not staged(url), "who is overtaken removes what it staged"
    assert publish_word(open_store(here), "kauw").id == open_store(there).current().id


def test_what_a_push_left_is_removed_by_the_next_and_nothing_else(url: str, tmp_path: Path) -> None:
    here = settings(tmp_path / "one", url)
    publish_word(open_store(here), "merel")
    server, line = Server(here.remote or pytest.fail("none")), b'<urn:a> <urn:b> "c" .\n'
    attempt = "0123456789abcdef" * 2
    left = [f"{LAW.iri}/staged/{attempt}", f"{RECORD}/staged/{attempt}"]
    others = [f"urn:other/staged/{attempt}", f"{GRAPH}other/staged/later", f"{GRAPH}other", f"{left[0]}/more"]
    for name in (*left, *others):
        server.put(name, line)
    before, said = names(url), list[str]()
    assert before >= {*left, *others}
    second = publish_word(open_store(here), "specht", progress=said.append)
    assert names(url) == {POINTER, RECORD, *second.manifest["graphs"], *others}
    assert "removing 2 graphs that a push left on the server" in said
    assert words_of(open_store(settings(tmp_path / "two", url)).current().open()) == {"specht"}


def test_what_a_push_stages_that_still_runs_stays(url: str, tmp_path: Path, the_content: Content) -> None:
    here = settings(tmp_path / "one", url)
    publish_word(open_store(here), "merel")
    running = f"{LAW.iri}/staged/{'f' * 32}"
    listed = Server.names

    def begun_meanwhile(self: Server, query: str) -> set[str]:
        self.update(Updates(the_content, "f" * 32).begin())
        self.put(running, b'<urn:a> <urn:b> "c" .\n')
        return listed(self, query)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Server, "names", begun_meanwhile)
        with pytest.raises(StoreBusy, match="Another machine"):
            publish_word(open_store(here), "specht")
    assert staged(url) == {running}
    # The one after that takes its place: it can switch no more, and what it staged goes.
    publish_word(open_store(here), "specht")
    assert not staged(url)


def test_a_server_that_does_not_list_its_graphs_is_published_to_and_that_is_told(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(_self: Server, _query: str) -> set[str]:
        raise RemoteFailure("The server answered with status 400", code="remote_failed")

    monkeypatch.setattr(Server, "names", refusing)
    said = list[str]()
    publish_word(open_store(settings(tmp_path / "one", url)), "merel", progress=said.append)
    assert "what earlier pushes left on the server stays there: The server answered with status 400" in said
    assert words_of(open_store(settings(tmp_path / "two", url)).current().open()) == {"merel"}


def test_a_push_tells_each_graph_and_its_statements(url: str, tmp_path: Path) -> None:
    said = list[str]()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("grondslag.remote.store.PART", 8)
        made = publish_word(open_store(settings(tmp_path / "one", url)), "merel", progress=said.append)
    sizes = {iri: entry["quads"] for iri, entry in made.manifest["graphs"].items()}
    told = [f"sending graph {number} of 6: {iri}, {sizes[iri]} statements" for number, iri in enumerate(sizes, 1)]
    told.append("sending graph 6 of 6: the manifest and the files kept with it")
    assert [message for message in said if message.startswith("sending")] == told
    at = said.index(next(message for message in told if LAW.iri + "," in message))
    assert said[at + 1 : at + 3] == ["sent 8 of 20 statements", "sent 16 of 20 statements"]
    assert said[-1] == f"putting generation {made.id} in its place on the server"
    assert words_of(open_store(settings(tmp_path / "two", url)).current().open()) == {"merel"}


def test_a_graph_that_somebody_changed_on_the_server_is_named(url: str, tmp_path: Path) -> None:
    here = settings(tmp_path / "one", url)
    publish_word(open_store(here), "merel")
    server = Server(here.remote or pytest.fail("none"))
    line = b'<urn:a> <urn:b> "c" .\n'
    server.put(LAW.iri, line, more=True)
    with pytest.raises(DamagedStore, match=LAW.iri):
        open_store(settings(tmp_path / "two", url)).current().open()
    server.put(RECORD, line)
    with pytest.raises(DamagedStore, match="record"):
        open_store(settings(tmp_path / "three", url)).current()
    # A build puts it right, from a machine that knows it and from one that does not.
    made = publish_word(open_store(settings(tmp_path / "three", url)), "specht")
    assert words_of(open_store(settings(tmp_path / "four", url)).current().open()) == {"specht"}
    assert made.id.startswith("000002")


def test_a_record_is_written_nowhere_but_in_its_folder() -> None:
    for path in ("../x", "/x", "store/x", "manifest.json", "", "a\0b"):
        lines = Record({"format": 1}, {path: "text"}).to_lines()
        with pytest.raises(DamagedStore):
            Record.read([lines])


def test_a_generation_that_comes_while_another_is_mirrored_is_told(url: str, tmp_path: Path) -> None:
    here, there = settings(tmp_path / "one", url), settings(tmp_path / "two", url)
    publish_word(open_store(here), "merel")
    mirrored = open_store(there).current()
    publish_word(open_store(here), "specht")
    with pytest.raises(StoreBusy, match="another generation"):
        mirrored.open()


# --- what is asked


def test_queries_follow_the_server_and_never_mix_generations(url: str, tmp_path: Path, the_content: Content) -> None:
    here, there = settings(tmp_path / "one", url), settings(tmp_path / "two", url)
    first = publish_word(open_store(here), "merel")
    ask = "SELECT ?name WHERE { ?s ?p ?name FILTER (CONTAINS(?name, ' ')) }"
    with Engine(there, the_content) as engine:
        assert not (there.home / "generations" / first.id / "store").exists()
        reading = engine.reading()
        answer = reading.run(ask)
        assert (answer.generation, {str(row["name"])[1:6] for row in answer.rows}) == (first.id, {"merel"})
        assert not (there.home / "generations" / first.id / "store").exists(), "a query needs no statement here"
        second = publish_word(open_store(here), "kauwt")
        with pytest.raises(Busy, match="new generation"):
            reading.run(ask + " LIMIT 5")
        time.sleep(ASKED_AGAIN_SECONDS)
        answer = engine.run(ask)
        assert (answer.generation, {str(row["name"])[1:6] for row in answer.rows}) == (second.id, {"kauwt"})
    # One that is not on the server any more is asked where it was made.
    with Engine(here, the_content, known_on=first.created) as engine:
        assert engine.reading_of(first.id) is not None


def test_a_reader_is_asked_for_with_the_graphs_that_it_may_see(url: str, tmp_path: Path, the_content: Content) -> None:
    here = settings(tmp_path / "one", url)
    publish_word(open_store(here), "merel")
    every = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
    asked = (
        every,
        f"SELECT * WHERE {{ GRAPH <{PRIVATE.iri}> {{ ?s ?p ?o }} }}",
        f"SELECT * FROM <{PRIVATE.iri}> WHERE {{ ?s ?p ?o }}",
        f"SELECT * FROM NAMED <{PRIVATE.iri}> WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        f"SELECT * FROM NAMED <{POINTER}> FROM NAMED <{RECORD}> WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    )
    with Engine(here, the_content) as everyone, Engine(here, the_content, reader=READER) as owner:
        seen = {str(row["g"])[1:-1] for row in everyone.run(every).rows}
        assert seen == {LAW.iri, ONTOLOGY.iri, CATALOGUE.iri, seen_only(everyone)}
        assert [len(everyone.run(query).rows) for query in asked[1:]] == [0, 0, 0, 0]
        assert not everyone.run(asked[1], default_graphs=(PRIVATE.iri,), named_graphs=(PRIVATE.iri,)).rows
        assert {str(row["g"])[1:-1] for row in owner.run(every).rows} == seen | {PRIVATE.iri}
        assert [len(owner.run(query).rows) for query in asked[1:]] == [20, 20, 20, 0]


def seen_only(engine: Engine) -> str:
    """The graph that is of the word alone."""
    return next(graph.iri for graph in engine.generation().graphs if graph.iri.endswith("-only"))


def test_saved_queries_have_the_rows_of_the_embedded_engine(
    full_url: str, home_000: Path, tmp_path: Path, the_content: Content
) -> None:
    with (
        Engine(Settings(home=home_000), the_content) as embedded,
        Engine(settings(tmp_path, full_url), the_content) as far,
    ):
        for query in Catalogue(the_content.queries).all():
            here, there = (rows(engine.answer(query, query.examples())) for engine in (embedded, far))
            assert there == here, query.name
        graph = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{CATALOGUE.iri}> {{ ?s ?p ?o }} }}"
        assert far.run(graph).body == embedded.run(graph).body
        assert far.run("ASK { ?s ?p ?o }").boolean


RELATIVE: Mapping[str, tuple[str, ...]] = {
    "SELECT (STR(<org/x>) AS ?said) {}": ("https://w3id.org/grondslag/id/org/x",),
    "SELECT (STR(<#x>) AS ?said) {}": ("https://w3id.org/grondslag/id/#x",),
    "# a comment\nBASE <http://a.example/> SELECT (STR(<b>) AS ?said) {}": ("http://a.example/b",),
    "BASE <org/> SELECT (STR(<b>) AS ?said) {}": ("https://w3id.org/grondslag/id/org/b",),
    "PREFIX o: <org/> SELECT (STR(o:b) AS ?said) {}": ("https://w3id.org/grondslag/id/org/b",),
    "SELECT (STR(IRI('org/b')) AS ?said) {}": ("https://w3id.org/grondslag/id/org/b",),
    "ASK FROM <../graph/law> { <org/lucrato> ?p ?o }": (),
}


def test_a_relative_iri_means_the_same_on_both(
    full_url: str, home_000: Path, tmp_path: Path, the_content: Content
) -> None:
    with (
        Engine(Settings(home=home_000), the_content) as embedded,
        Engine(settings(tmp_path, full_url), the_content) as far,
    ):
        for query, said in RELATIVE.items():
            here, there = embedded.run(query), far.run(query)
            assert (there.body, there.boolean) == (here.body, here.boolean), query
            assert tuple(getattr(row["said"], "value", "") for row in there.rows) == said
        for fault in ("SELECT <org/ x> {}", "SELECT ?s\n{ ?s <b> }"):
            told = [refused(engine, fault) for engine in (embedded, far)]
            assert told[0] == told[1], "the line of a fault is that of the query as it was asked"
            assert "line" in told[0]


def refused(engine: Engine, query: str) -> str:
    """What an engine says of a query that it refuses."""
    with pytest.raises(Refused) as raised:
        engine.run(query)
    return str(raised.value)


def test_a_reader_with_graphs_of_its_own_sees_them_in_the_catalogue(
    home_with_registers: Path, tmp_path: Path, the_content: Content
) -> None:
    made = GraphStore(home_with_registers).current()
    filled(tmp_path / "server", made)
    described = f"SELECT ?s ?p ?o WHERE {{ GRAPH <{CATALOGUE.iri}> {{ ?s ?p ?o }} }} ORDER BY ?s ?p ?o"
    with oxigraph(tmp_path / "server") as url:
        there = settings(tmp_path / "home", url)
        seen = {}
        for reader in (SILENT_READER, PUBLIC, SECRET_READER):
            with (
                Engine(Settings(home=home_with_registers), the_content, reader=reader) as embedded,
                Engine(there, the_content, reader=reader) as far,
            ):
                for query in (described, EVERY_NAME):
                    assert rows(far.run(query)) == rows(embedded.run(query)), reader
                seen[reader] = str(far.run(described).rows)
        assert (SECRET in seen[SECRET_READER], SECRET in seen[SILENT_READER], SECRET in seen[PUBLIC]) == (
            True,
            False,
            False,
        )


def test_a_disk_that_fails_here_is_not_told_as_the_server(
    full_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    current = open_store(settings(tmp_path, full_url)).current()

    def fails(number: int) -> None:
        def of_lines(*_: object) -> None:
            raise OSError(number, os.strerror(number), "graph.nq")

        monkeypatch.setattr(Statements, "of_lines", of_lines)

    fails(errno.EIO)
    with pytest.raises(OSError, match=r"graph\.nq") as failed:
        current.open()
    assert failed.value.errno == errno.EIO
    fails(errno.ENOSPC)
    with pytest.raises(NoSpace, match="became full"):
        current.open()
    assert not (tmp_path / "mirror").exists()


def test_every_command_works_on_a_machine_that_has_nothing_yet(full_url: str, tmp_path: Path) -> None:
    runner = CliRunner(env={"GRONDSLAG_HOME": str(tmp_path), "GRONDSLAG_SPARQL_URL": full_url})

    def run(*words: str) -> str:
        result = runner.invoke(cli, words)
        assert result.exit_code in (0, 1), result.output
        return result.stdout

    assert "Wgs" in run("query", "statutes")
    assert "flow" in run("explain", "flow/000/first-delivery", "--format", "json")
    assert run("report", "compare", "current", "current", "--format", "json")
