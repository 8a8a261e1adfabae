"""Queries in killable workers: limits hold, nothing leaves the machine, and the next query is answered."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from generations import publish_quads
from hostile import ENDLESS

from grondslag.content import Content
from grondslag.errors import (
    AnswerTooLarge,
    Busy,
    Cancelled,
    DamagedStore,
    LimitExceeded,
    NoGeneration,
    QueryTimeout,
    Refused,
)
from grondslag.query import worker
from grondslag.query.engine import Engine
from grondslag.query.pool import Pool
from grondslag.query.program import embedded
from grondslag.settings import Settings
from grondslag.store import GraphStore

MakeEngine = Callable[..., Engine]


def worker_pids() -> set[str]:
    """The query workers among the children of this process."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes()
                parent = (entry / "stat").read_text().rpartition(")")[2].split()[1]
            except (FileNotFoundError, ProcessLookupError):
                continue
            if b"grondslag.query.worker" in command and parent == str(os.getpid()):
                found.add(entry.name)
    return found


def until(reached: Callable[[], bool]) -> None:
    """Wait until something is so, at most as long as an endless query runs in these tests."""
    deadline = time.monotonic() + 2.5
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def is_busy(engine: Engine) -> bool:
    """Whether a small query is told that all workers are taken."""
    try:
        engine.run("ASK {}")
    except Busy:
        return True
    return False


def test_rows_come_back_as_terms(engine: Engine) -> None:
    answer = engine.run("SELECT ?x ?y { VALUES (?x ?y) { ('a'@nl UNDEF) (<a:b> 7) } }")
    assert answer.variables == ["x", "y"]
    seven = ox.Literal("7", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer"))
    assert answer.rows == [
        {"x": ox.Literal("a", language="nl"), "y": None},
        {"x": ox.NamedNode("a:b"), "y": seven},
    ]


def test_yes_no_and_graphs_come_back(engine: Engine) -> None:
    assert engine.run("ASK { ?s ?p ?o }").boolean
    assert not engine.run("ASK { ?s <a:never> ?o }").boolean
    graph = engine.run("CONSTRUCT { <a:s> <a:p> 'x' } WHERE {}")
    assert graph.triples == [ox.Triple(ox.NamedNode("a:s"), ox.NamedNode("a:p"), ox.Literal("x"))]


def test_the_sources_join_the_default_graph_only_when_asked(engine: Engine) -> None:
    reported = "ASK { ?flow a <https://w3id.org/grondslag/def#ReportedFlow> }"
    assert not engine.run(reported).boolean
    assert engine.run(reported, layers=("sources",)).boolean
    assert engine.run(f"ASK {{ GRAPH ?g {reported.removeprefix('ASK')} }}").boolean


def test_from_names_the_graphs_itself(engine: Engine) -> None:
    own = "SELECT * FROM <https://w3id.org/grondslag/graph/law> { ?s ?p ?o } LIMIT 1"
    assert len(engine.run(own).rows) == 1


def test_malformed_sparql_is_told_with_its_place(engine: Engine) -> None:
    with pytest.raises(Refused, match=r"not valid SPARQL at line 1, column 2\d") as raised:
        engine.run("SELECT * WHERE { ?s ?p }")
    assert raised.value.code == "malformed"


def test_an_endless_query_is_stopped_at_its_deadline_and_its_worker_replaced(
    strict_engine: MakeEngine,
) -> None:
    engine = strict_engine(seconds=1.0, workers=1)
    others = worker_pids()
    assert engine.run("ASK {}").boolean
    before = worker_pids() - others
    started = time.monotonic()
    with pytest.raises(QueryTimeout):
        engine.run(ENDLESS, layers=("sources",))
    assert time.monotonic() - started < 2.0
    assert engine.run("ASK {}").boolean
    after = worker_pids() - others
    assert len(before) == len(after) == 1
    assert before != after
    engine.close()
    assert worker_pids() == others


def test_a_query_that_nobody_waits_for_is_stopped(strict_engine: MakeEngine) -> None:
    engine = strict_engine(seconds=5.0, workers=1)
    gone = threading.Event()
    threading.Timer(0.5, gone.set).start()
    started = time.monotonic()
    with pytest.raises(Cancelled):
        engine.run(ENDLESS, cancelled=gone.is_set)
    assert time.monotonic() - started < 2.0
    assert engine.run("ASK {}", cancelled=gone.is_set).boolean


def test_what_confines_a_worker_is_told(engine: Engine) -> None:
    assert engine.protection() == ["no core dumps", "memory limit", "no sockets, no new programs"]


def test_rows_are_cut_at_the_limit_and_it_is_told(strict_engine: MakeEngine) -> None:
    engine = strict_engine(rows=5)
    cut = engine.run("SELECT ?x { VALUES ?x { 1 2 3 4 5 6 } }")
    assert (len(cut.rows), cut.truncated) == (5, True)
    whole = engine.run("SELECT ?x { VALUES ?x { 1 2 3 4 5 } }")
    assert (len(whole.rows), whole.truncated) == (5, False)


def test_an_answer_beyond_its_bytes_is_cut_for_rows_and_refused_for_graphs(strict_engine: MakeEngine) -> None:
    engine = strict_engine(answer_bytes=2_000)
    rows = engine.run("SELECT * { ?s ?p ?o }")
    assert rows.truncated
    assert len(rows.body) < 2_200
    with pytest.raises(AnswerTooLarge):
        engine.run("CONSTRUCT WHERE { ?s ?p ?o }")
    assert engine.run("ASK {}").boolean


def test_when_all_workers_are_taken_the_next_is_told_so(strict_engine: MakeEngine) -> None:
    engine = strict_engine(workers=1, waiting=1, seconds=3.0, queue_seconds=0.2)
    engine.run("ASK {}")

    def run_endless() -> None:
        with pytest.raises(QueryTimeout):
            engine.run(ENDLESS, layers=("sources",))

    first = threading.Thread(target=run_endless)
    first.start()
    # The answers end when the endless query has the only worker.
    until(lambda: is_busy(engine))
    first.join()
    assert engine.run("ASK {}").boolean


def test_only_so_many_wait_and_saved_queries_have_workers_of_their_own(strict_engine: MakeEngine) -> None:
    engine = strict_engine(workers=1, waiting=1, seconds=3.0, queue_seconds=3.0)
    outcomes: list[str] = []

    def run_endless() -> None:
        try:
            engine.run(ENDLESS, layers=("sources",))
        except LimitExceeded as error:
            outcomes.append(error.code)

    threads = [threading.Thread(target=run_endless) for _ in range(8)]
    for thread in threads:
        thread.start()
    until(lambda: len(outcomes) == 6)
    # One runs and one waits; the other six were told at once, and our own queries are answered meanwhile.
    assert outcomes == ["busy"] * 6
    started = time.monotonic()
    assert engine.saved("statutes").rows
    assert time.monotonic() - started < 1.5
    for thread in threads:
        thread.join()
    assert len(outcomes) == 8


def test_a_store_that_does_not_open_is_told_as_damaged(tmp_path: Path, built_home: Path, the_content: Content) -> None:
    home = tmp_path / "home"
    shutil.copytree(built_home, home)
    (GraphStore(home).current().store_path / "CURRENT").unlink()
    with Engine(Settings(home=home), the_content) as engine, pytest.raises(DamagedStore, match="grondslag build"):
        engine.run("ASK {}")


def test_a_worker_that_was_killed_is_replaced(strict_engine: MakeEngine) -> None:
    engine = strict_engine(workers=1)
    before = worker_pids()
    engine.run("ASK {}")
    (pid,) = worker_pids() - before
    os.kill(int(pid), 9)
    time.sleep(0.1)
    assert engine.run("ASK {}").boolean


def test_a_new_generation_takes_over(tmp_path: Path, the_content: Content) -> None:
    disk = GraphStore(tmp_path)
    graph = ox.NamedNode("https://w3id.org/grondslag/graph/law")
    described = {graph.value: {"layer": "law", "visibility": "public", "quads": 1, "sha256": ""}}

    def publish(word: str) -> None:
        quad = ox.Quad(ox.NamedNode("a:s"), ox.NamedNode("a:p"), ox.Literal(word), graph)
        publish_quads(disk, [quad], {"graphs": described, "dataset_hash": word * 64})

    publish("1")
    with Engine(Settings(home=tmp_path), the_content) as engine:
        query = "SELECT ?o { ?s ?p ?o }"
        assert engine.run(query).rows == [{"o": ox.Literal("1")}]
        publish("2")
        assert engine.run(query).rows == [{"o": ox.Literal("2")}]


def test_who_waits_to_hear_of_a_new_generation_holds_up_nobody_else(
    strict_engine: MakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, asked, told = strict_engine(), threading.Event(), threading.Event()
    mark = engine._store.mark

    def slow() -> object:
        asked.set()
        assert told.wait(10)
        return mark()

    monkeypatch.setattr(engine._store, "mark", slow)
    waiting, closing = (threading.Thread(target=work, daemon=True) for work in (engine.reading, engine.close))
    waiting.start()
    assert asked.wait(10)
    closing.start()
    closing.join(2)
    held_up = closing.is_alive()
    told.set()
    waiting.join(10)
    assert not held_up


def test_who_heard_of_a_former_generation_does_not_undo_the_step_to_the_next(
    strict_engine: MakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = strict_engine()
    reading, marks = engine.reading(), ["former", engine._store.mark()]
    monkeypatch.setattr(engine._store, "mark", lambda: marks.pop(0))
    assert engine.reading() is reading
    assert not marks


def test_a_worker_asks_the_store_that_the_request_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folders = [str(tmp_path / word) for word in ("without", "sources")]
    for number, folder in enumerate(folders):
        store = ox.Store(folder)
        store.extend(ox.Quad(ox.NamedNode(f"a:{n}"), ox.NamedNode("a:p"), ox.Literal("x")) for n in range(number + 1))
        store.flush()
        del store
    request = {"query": "SELECT * { ?s ?p ?o }", "default": [""], "named": None, "rows": 9, "bytes": 9_000}
    counts: list[int] = []

    def serve(answered: Callable[..., tuple[worker.Header, bytes]], confined: Callable[[], list[str]]) -> None:
        assert confined() == ["512"]
        counts.extend(answered({**request, "with_sources": each})[0]["rows"] for each in (False, True))

    monkeypatch.setattr(worker, "serve", serve)
    monkeypatch.setattr(worker, "confine", lambda size: [str(size)])
    worker.main(folders[0], 512, folders[1])
    assert counts == [1, 2]


def test_without_a_build_it_says_what_to_do(tmp_path: Path, the_content: Content) -> None:
    with (
        Engine(Settings(home=tmp_path), the_content) as engine,
        pytest.raises(NoGeneration, match="grondslag build"),
    ):
        engine.run("ASK {}")


def test_the_start_of_a_worker_is_charged_and_waiting_for_one_is_not(
    strict_engine: MakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = strict_engine(workers=1, waiting=1, seconds=1.0, queue_seconds=3.0)
    start = Pool._start

    def slow_start(pool: Pool) -> object:
        time.sleep(0.5)
        return start(pool)

    first: list[float] = []
    with monkeypatch.context() as patched:
        patched.setattr(Pool, "_start", slow_start)
        engine.run("ASK {}", spend=first.append)
    assert first[0] > 0.5

    def run_endless() -> None:
        with pytest.raises(QueryTimeout):
            engine.run(ENDLESS, layers=("sources",))

    thread = threading.Thread(target=run_endless)
    thread.start()
    until(lambda: engine.tallies.foreign.counts()["busy"] == 1)
    second: list[float] = []
    began = time.monotonic()
    engine.run("ASK { ?s ?p ?o }", spend=second.append)
    assert time.monotonic() - began - second[0] > 0.5
    thread.join()


def test_the_workers_of_a_former_generation_go_when_another_is_published(tmp_path: Path, the_content: Content) -> None:
    disk = GraphStore(tmp_path)
    graph = ox.NamedNode("https://w3id.org/grondslag/graph/law")
    described = {graph.value: {"layer": "law", "visibility": "public", "quads": 1, "sha256": ""}}

    def publish(word: str) -> str:
        quad = ox.Quad(ox.NamedNode("a:s"), ox.NamedNode("a:p"), ox.Literal(word), graph)
        return publish_quads(disk, [quad], {"graphs": described, "dataset_hash": word * 64}).id

    others = worker_pids()
    first = publish("1")
    publish("2")
    with Engine(Settings(home=tmp_path), the_content) as engine:
        former = engine.reading_of(first)
        assert former is not None
        assert former.run("ASK {}").boolean
        assert len(worker_pids() - others) == 1
        publish("3")
        assert engine.generation().id != first
        assert worker_pids() == others
        again = engine.reading_of(first)
        assert again is not None
        assert again is not former


def test_closing_a_pool_leaves_no_child(settings: Settings) -> None:
    before = worker_pids()
    pool = Pool(embedded(GraphStore(settings.home).current(), settings.limits), settings.limits)
    assert pool.protection()
    assert worker_pids() - before
    pool.close()
    assert worker_pids() == before
