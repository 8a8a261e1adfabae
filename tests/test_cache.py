"""What is remembered of answers, for how long and for whom."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from unittest import mock

import pyoxigraph as ox
import pytest

from grondslag.content import Content
from grondslag.draft import Draft
from grondslag.errors import Busy, Cancelled, Failure, Refused
from grondslag.graphs import Layer, NamedGraph
from grondslag.query import engine as engine_module
from grondslag.query.cache import Cache, Lasting, lasting
from grondslag.query.engine import Answer, Engine
from grondslag.query.pool import Pool
from grondslag.query.saved import SavedQuery
from grondslag.settings import Limits, Settings
from grondslag.store import GraphStore

MakeEngine = Callable[..., Engine]
ROOM = 100_000


@dataclass(frozen=True)
class Body:
    """The least that is kept."""

    body: bytes = b""


@pytest.fixture
def remembering(strict_engine: MakeEngine) -> Engine:
    """An engine of its own that remembers answers."""
    return strict_engine(cache_bytes=Limits.cache_bytes)


def own(text: str) -> SavedQuery:
    """A saved query of ours."""
    return SavedQuery("made-up", {"nl": "x", "en": "x"}, text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { BIND (NOW() AS ?n) }",
        "SELECT * { BIND (now () AS ?n) }",
        "SELECT * { BIND (RAND() AS ?n) }",
        "SELECT * { BIND (UUID() AS ?n) }",
        "SELECT * { BIND (STRUUID() AS ?n) }",
        "SELECT * { BIND (BNODE() AS ?n) }",
        r"SELECT * { BIND (\u0052AND() AS ?n) }",
        r"SELECT * { BIND (N\u004fW() AS ?n) }",
        "SELECT * { BIND (xsd:date(NOW()) AS ?n) BIND (NOW() AS ?m) }",
        "SELECT * { BIND (xsd:dateTime(NOW()) AS ?n) }",
        "SELECT * { BIND (xsd:date(NOW() + 1) AS ?n) }",
    ],
)
def test_a_query_whose_answer_varies_is_never_kept(text: str) -> None:
    assert lasting(text) is Lasting.NEVER


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?now ?rand ?uuid }",
        'ASK { ?s ?p "NOW() RAND()" } # UUID()',
        "ASK { <urn:NOW> ?p bnode:RAND }",
        r'ASK { ?s ?p "\u0041" }',
    ],
)
def test_words_in_names_strings_and_comments_do_not_count(text: str) -> None:
    assert lasting(text) is Lasting.ALWAYS


def test_the_day_of_now_lasts_a_day() -> None:
    assert lasting("SELECT * { FILTER (?d <= COALESCE(?x, xsd:date( NOW() ))) }") is Lasting.DAY


def test_text_that_is_not_closed_is_refused() -> None:
    with pytest.raises(Refused):
        lasting('ASK { ?s ?p "open }')


def test_what_is_asked_again_is_remembered_and_counted(remembering: Engine) -> None:
    counters = remembering.reading().cache.counters
    first = remembering.run("SELECT ?x { VALUES ?x { 1 2 } }")
    assert (counters.hits, counters.misses) == (0, 1)
    assert counters.bytes > len(first.body)
    with mock.patch.object(Pool, "ask", side_effect=AssertionError):
        again = remembering.run("SELECT ?x { VALUES ?x { 1 2 } }")
    assert again == first
    assert again.rows == first.rows
    # What was read from the first is not held with what is kept.
    assert again is not first
    assert (counters.hits, counters.misses) == (1, 1)


def test_another_dataset_is_another_answer(remembering: Engine) -> None:
    text = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    graph = ("https://w3id.org/grondslag/graph/ontology",)
    answers = [
        remembering.run(text),
        remembering.run(text, derived=False),
        remembering.run(text, layers=("sources",)),
        remembering.run(text, default_graphs=graph),
        remembering.run(text, default_graphs=(), named_graphs=graph),
    ]
    assert len({answer.body for answer in answers}) == len(answers)


def test_what_varies_is_worked_out_each_time(remembering: Engine) -> None:
    asked = {remembering.run("SELECT (STRUUID() AS ?x) {}").body for _ in range(3)}
    assert len(asked) == 3
    assert remembering.reading().cache.counters.bytes == 0


def test_the_day_is_kept_for_our_own_queries_and_for_that_day_alone(remembering: Engine) -> None:
    text = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> SELECT (xsd:date(NOW()) AS ?x) {}"
    counters = remembering.reading().cache.counters
    remembering.run(text)
    assert counters.bytes == 0
    remembering.answer(own(text))
    remembering.answer(own(text))
    assert (counters.hits, counters.misses) == (1, 2)
    with mock.patch.object(engine_module, "today", return_value=date(2031, 1, 1)):
        remembering.answer(own(text))
    assert (counters.hits, counters.misses) == (1, 3)


def test_an_error_is_not_remembered(remembering: Engine) -> None:
    with mock.patch.object(Pool, "ask", side_effect=Busy("All workers are taken")), pytest.raises(Busy):
        remembering.run("ASK { }")
    assert remembering.run("ASK { }").boolean


def test_a_query_that_may_not_run_is_refused_each_time(remembering: Engine) -> None:
    for _ in range(2):
        with pytest.raises(Refused):
            remembering.run("ASK { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }")


def test_a_new_generation_and_another_reader_begin_with_nothing(own_home: Path, the_content: Content) -> None:
    settings = Settings(home=own_home)
    graphs = GraphStore(own_home)
    with Engine(settings, the_content) as engine, Engine(settings, the_content, reader="urn:org") as other:
        former = engine.reading()
        engine.run("ASK { }")
        assert other.reading().cache.counters.hits == other.reading().cache.counters.bytes == 0
        shutil.copytree(graphs.current().path, own_home / "generations" / "000099-again")
        manifest = own_home / "generations" / "000099-again" / "manifest.json"
        manifest.write_text(manifest.read_text().replace(f'"id": "{former.generation.id}"', '"id": "000099-again"'))
        graphs.pointer.write_text("000099-again\n")
        assert engine.run("ASK { }").generation == "000099-again"
        assert engine.reading().cache.counters.misses == 1
        assert former.cache.counters.bytes == 0


def test_the_least_recently_asked_makes_room() -> None:
    cache: Cache[Body] = Cache(ROOM)
    for name in "abcd":
        cache.keep(name, Body(bytes(23_000)), 0)
    assert cache.find("a") is not None
    cache.keep("e", Body(bytes(23_000)), 0)
    assert cache.find("b") is None
    assert all(cache.find(name) for name in "acde")
    assert cache.counters.bytes <= ROOM


def test_the_key_takes_room_too() -> None:
    cache: Cache[Body] = Cache(ROOM)
    for name in "abcdef":
        cache.keep(name, Body(), 20_000)
    assert [name for name in "abcdef" if cache.find(name)] == ["c", "d", "e", "f"]


def test_what_is_kept_again_counts_once_and_what_is_too_large_is_not_kept() -> None:
    cache: Cache[Body] = Cache(ROOM)
    for _ in range(2):
        cache.keep("a", Body(bytes(10_000)), 0)
    assert cache.counters.bytes < 12_000
    cache.keep("b", Body(bytes(ROOM // 2)), 0)
    assert cache.find("b") is None
    cache.clear()
    assert cache.counters.bytes == 0
    assert cache.find("a") is None


class Slow:
    """Work that goes on until it is told to end."""

    def __init__(self, error: Exception | None = None) -> None:
        self.began, self.may_end = threading.Event(), threading.Event()
        self.times, self._error = 0, error

    def __call__(self) -> Body:
        self.times += 1
        self.began.set()
        assert self.may_end.wait(10)
        error, self._error = self._error, None
        if error is not None:
            raise error
        return Body(b"worked out")


@pytest.fixture
def asking() -> Iterator[Callable[[Callable[[], object]], threading.Thread]]:
    """Ask in a thread; all end with the test."""
    threads: list[threading.Thread] = []

    def begin(ask: Callable[[], object]) -> threading.Thread:
        def run() -> None:
            with suppress(Failure):
                ask()

        threads.append(threading.Thread(target=run))
        threads[-1].start()
        return threads[-1]

    yield begin
    for thread in threads:
        thread.join(10)


@pytest.mark.parametrize(("error", "times"), [(None, 1), (Failure("broken"), 2)])
def test_of_two_who_ask_the_same_one_works_and_the_other_waits(
    asking: Callable[[Callable[[], object]], threading.Thread], error: Exception | None, times: int
) -> None:
    cache: Cache[Body] = Cache(ROOM)
    work, found = Slow(error), []
    asking(lambda: cache.answer_once("a", 0, work))
    assert work.began.wait(10)
    second = asking(lambda: found.append(cache.answer_once("a", 0, work)))
    second.join(0.1)
    assert second.is_alive()
    assert work.times == 1
    work.may_end.set()
    second.join(10)
    assert found == [Body(b"worked out")]
    assert work.times == times


def test_who_waits_for_another_may_leave(asking: Callable[[Callable[[], object]], threading.Thread]) -> None:
    cache: Cache[Body] = Cache(ROOM)
    work = Slow()
    asking(lambda: cache.answer_once("a", 0, work))
    assert work.began.wait(10)
    with pytest.raises(Cancelled):
        cache.answer_once("a", 0, work, lambda: True)
    work.may_end.set()
    assert work.times == 1


def test_who_waits_for_another_does_not_wait_for_ever(
    asking: Callable[[Callable[[], object]], threading.Thread],
) -> None:
    cache: Cache[Body] = Cache(ROOM, seconds=0.05)
    work = Slow()
    asking(lambda: cache.answer_once("a", 0, work))
    assert work.began.wait(10)
    with pytest.raises(Busy):
        cache.answer_once("a", 0, work)
    work.may_end.set()
    assert work.times == 1


def test_few_wait_for_another(asking: Callable[[Callable[[], object]], threading.Thread]) -> None:
    cache: Cache[Body] = Cache(ROOM, waiting=1, seconds=10.0)
    work, began, waits = Slow(), time.monotonic(), threading.Event()

    def is_waiting() -> bool:
        waits.set()
        return False

    asking(lambda: cache.answer_once("a", 0, work))
    assert work.began.wait(10)
    second = asking(lambda: cache.answer_once("a", 0, work, is_waiting))
    assert waits.wait(10)
    with pytest.raises(Busy):
        cache.answer_once("a", 0, work)
    assert time.monotonic() - began < 5.0
    work.may_end.set()
    second.join(10)
    # The place is free again.
    assert cache.answer_once("a", 0, work) == Body(b"worked out")
    assert work.times == 1


def test_the_bounds_on_waiting_are_those_of_our_own_queries(strict_engine: MakeEngine) -> None:
    engine = strict_engine(cache_bytes=ROOM, queue_seconds=0.05, own_waiting=1)
    asked, may_end = threading.Event(), threading.Event()

    def slow(*_: object) -> tuple[dict[str, object], bytes]:
        asked.set()
        assert may_end.wait(10)
        return {"kind": "boolean", "boolean": True, "truncated": False}, b""

    with mock.patch.object(Pool, "ask", side_effect=slow):
        thread = threading.Thread(target=lambda: engine.answer(own("ASK { }")))
        thread.start()
        assert asked.wait(10)
        with pytest.raises(Busy):
            engine.answer(own("ASK { }"))
        may_end.set()
        thread.join(10)


# --- the default graph of many graphs, merged


def with_many_registers(home: Path, many: int) -> None:
    """Publish the generation of `home` with so many more registers, each of which says what all say, and its name."""
    graphs = GraphStore(home)
    with graphs.writing() as work:
        former = graphs.current()
        draft = Draft(work, former)
        store = ox.Store()
        names = [f"https://w3id.org/grondslag/graph/register/made-up-{number}" for number in range(many)]
        for name in names:
            for said in ("all say this", name):
                quad = ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal(said), ox.NamedNode(name)
                store.add(ox.Quad(*quad))
        draft.take(store, [NamedGraph(name, Layer.REGISTER) for name in names])
        checkpoints = draft.finish()
        graphs.publish(work, checkpoints, {**former.manifest, **draft.manifest})


def test_many_graphs_are_asked_as_one(own_home: Path, the_content: Content) -> None:
    with_many_registers(own_home, 8)
    generation = GraphStore(own_home).current()
    assert generation.is_merged
    assert len(generation.open()) == generation.quads
    with Engine(Settings(home=own_home), the_content) as engine:
        assert counted(engine.run("SELECT ?o { <urn:s> <urn:p> ?o }")) == 9
        assert counted(engine.run("SELECT ?o { <urn:s> <urn:p> ?o }", derived=False)) == 16
        assert counted(engine.run("SELECT ?o ?g { GRAPH ?g { <urn:s> <urn:p> ?o } }")) == 16
        one = "https://w3id.org/grondslag/graph/register/made-up-3"
        assert counted(engine.run(f"SELECT ?o FROM <{one}> {{ <urn:s> <urn:p> ?o }}")) == 2
        assert counted(engine.run(f"SELECT ?o FROM NAMED <{one}> {{ GRAPH ?g {{ <urn:s> <urn:p> ?o }} }}")) == 2
        plain = "SELECT (COUNT(*) AS ?n) { ?s a <https://w3id.org/grondslag/def#ReportedFlow> }"
        assert engine.run(plain).rows != engine.run(plain, layers=("sources",)).rows
        every = tuple(graph.iri for graph in generation.graphs)
        by_name = engine.run(f"SELECT ?o FROM <{one}> {{ GRAPH ?g {{ <urn:s> <urn:p> ?o }} }}", named_graphs=every)
        assert counted(by_name) == 16
        hidden = "ASK { GRAPH <https://w3id.org/grondslag/graph/shapes> { ?s ?p ?o } }"
        assert engine.run(hidden).boolean


def counted(answer: Answer) -> int:
    """How many rows an answer has."""
    return len(answer.rows)


def test_few_graphs_are_left_apart(own_home: Path, the_content: Content) -> None:
    with_many_registers(own_home, 2)
    generation = GraphStore(own_home).current()
    assert not generation.is_merged
    assert generation.asked_path == generation.store_path


def test_a_merged_checkpoint_is_taken_over_with_the_other(own_home: Path) -> None:
    with_many_registers(own_home, 8)
    graphs = GraphStore(own_home)
    with graphs.writing() as work:
        former = graphs.current()
        draft = Draft(work, former)
        graphs.publish(work, draft.finish(), {**former.manifest, **draft.manifest})
    assert graphs.current().id != former.id
    assert graphs.current().is_merged


def test_the_room_for_answers_is_a_setting() -> None:
    settings = Settings.from_environment({"GRONDSLAG_HOME": "h", "GRONDSLAG_CACHE_MEGABYTES": "3"})
    assert settings.limits.cache_bytes == 3 * 1024 * 1024
