"""Readers while a register changes under them: each read is of one generation, the old or the new, and none fails."""

from __future__ import annotations

import json
import re
import shutil
import sys
import threading
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from register_data import OPEN, publish
from register_files import small_home
from serving import running

from grondslag.content import Content
from grondslag.graphs import register_graphs
from grondslag.query.engine import Engine
from grondslag.settings import Limits, Settings
from grondslag.store import KEPT_GENERATIONS, GraphStore
from webapp import create_app
from webapp.services import services

# Whoever waits for a worker here waits for a machine that is busy with other tests: nothing hangs on how long.
PATIENT = Limits(queue_seconds=120, seconds=120)
WORD = re.compile(r"woord[0-9]+")
REGISTER, IMPORT = register_graphs(OPEN)
GRAPHS = (REGISTER.iri, IMPORT.iri, REGISTER.derived.iri)
# Every graph that follows from the register has the word of its generation in it.
EVERYWHERE = f"""SELECT DISTINCT ?graph ?word WHERE {{
  VALUES ?graph {{ {" ".join(f"<{iri}>" for iri in GRAPHS)} }}
  GRAPH ?graph {{ ?thing ?says ?about }} FILTER (CONTAINS(STR(?about), "woord"))
  BIND (REPLACE(STR(?about), "^.*(woord[0-9]+).*$", "$1", "s") AS ?word)
}}"""


@pytest.fixture(scope="module")
def first_home(tmp_path_factory: pytest.TempPathFactory, the_content: Content) -> Path:
    """A home that is quickly published anew: the acts, and one public register. Read it only."""
    home = small_home(tmp_path_factory.mktemp("first") / "home", the_content).home
    publish(home, the_content, OPEN, public=True, word="woord0")
    return home


@pytest.fixture
def home(tmp_path: Path, first_home: Path) -> Path:
    """A copy of that home."""
    return Path(shutil.copytree(first_home, tmp_path / "home"))


class Readers:
    """Threads that read again and again, until as many reads were made as asked and each has seen `changes`."""

    def __init__(self, read: Callable[[int], str], threads: int, reads: int, changes: int) -> None:
        self._read, self._reads, self._changes = read, reads, changes
        self._pace = max(2, reads // (threads * (changes + 2)))
        self._seen: list[list[str]] = [[] for _ in range(threads)]
        self._failed: list[BaseException] = []
        self._moved = threading.Condition()
        self._threads = [threading.Thread(target=self._run, args=(number,)) for number in range(threads)]

    @property
    def done(self) -> bool:
        """Whether all was seen that was to be seen, or a read failed."""
        enough = sum(map(len, self._seen)) >= self._reads
        return bool(self._failed) or (enough and all(len(set(words)) > self._changes for words in self._seen))

    def _run(self, number: int) -> None:
        try:
            while not self.done:
                word = self._read(number)
                with self._moved:
                    self._seen[number].append(word)
                    self._moved.notify_all()
        except BaseException as error:  # noqa: BLE001  told by the test, whatever it is
            with self._moved:
                self._failed.append(error)
                self._moved.notify_all()

    def during(self, change: Callable[[int], object]) -> list[list[str]]:
        """Change over and over while they read; every reader has seen a change before the next but one."""
        for thread in self._threads:
            thread.start()
        try:
            number = 0
            while not self.done:
                number += 1
                change(number)
                self._wait([len(words) + self._pace for words in self._seen])
        except BaseException as error:
            self._failed.append(error)
            raise
        for thread in self._threads:
            thread.join()
        if self._failed:
            raise self._failed[0]
        return self._seen

    def _wait(self, counts: list[int]) -> None:
        """Until every reader has made so many reads, or all is done."""
        with self._moved:
            self._moved.wait_for(lambda: self.done or self._made(counts))

    def _made(self, counts: list[int]) -> bool:
        return all(len(words) >= count for words, count in zip(self._seen, counts, strict=True))


def in_order(words: list[str]) -> bool:
    """Whether a reader never saw an older state after a newer one."""
    numbers = [int(word.removeprefix("woord")) for word in words]
    return numbers == sorted(numbers)


def only_word(text: str) -> str:
    """The word of the one generation that a text is of."""
    words = set(WORD.findall(text))
    assert len(words) == 1, f"a read of more generations than one, or of none: {words}"
    return str(words.pop())


def changed(home: Path, content: Content) -> Callable[[int], object]:
    def change(number: int) -> object:
        return publish(home, content, OPEN, public=True, word=f"woord{number}")

    return change


def test_2_000_reads_see_only_the_old_register_or_only_the_new_one(home: Path, the_content: Content) -> None:
    with Engine(Settings(home=home, limits=replace(PATIENT, waiting=4)), the_content) as engine:

        def read(_reader: int) -> str:
            rows = engine.run(EVERYWHERE).rows
            assert {str(row["graph"])[1:-1] for row in rows} == set(GRAPHS)
            return only_word("\n".join(str(row["word"]) for row in rows))

        seen = Readers(read, threads=4, reads=2_000, changes=3).during(changed(home, the_content))
    assert all(map(in_order, seen))
    assert sum(map(len, seen)) >= 2_000


def test_a_store_that_is_open_stays_the_old_one_whole(home: Path, the_content: Content) -> None:
    before = GraphStore(home).current()
    opened = before.open()
    for number in range(1, KEPT_GENERATIONS + 1):
        changed(home, the_content)(number)
    assert not before.path.exists()
    assert set(WORD.findall("\n".join(map(str, opened)))) == {"woord0"}
    assert len(opened) == before.quads


def test_all_that_one_page_asks_is_answered_from_one_generation(home: Path, the_content: Content) -> None:
    with Engine(Settings(home=home), the_content) as engine:
        app = create_app({"TESTING": True, "ENGINE": engine, "CONTENT": the_content})

        def asked() -> tuple[str, str]:
            answer = services().reading().run(EVERYWHERE)
            return services().generation().id, WORD.findall(answer.body.decode())[0]

        for number in (1, 2):
            with app.test_request_context():
                first = asked()
                changed(home, the_content)(number)
                assert asked() == first
                assert services().ask("terms").generation == first[0]
            with app.test_request_context():
                assert asked() == (GraphStore(home).current().id, f"woord{number}")


# --- over HTTP

SERVER = """
import sys
from pathlib import Path
from grondslag.settings import BudgetLimits, Limits, Settings
from webapp.server import serve
limits, budget = Limits(queue_seconds=120, seconds=120), BudgetLimits(seconds=6000, errors=6000, running=16)
serve(Settings(home=Path(sys.argv[1]), limits=limits, budget=budget), port=int(sys.argv[2]))
"""


@contextmanager
def patient(home: Path) -> Iterator[str]:
    """The real server over `home`, which lets a query wait for as long as the machine takes."""
    with running(lambda port: [sys.executable, "-c", SERVER, str(home), str(port)]) as site:
        yield site.url


def fetched(url: str) -> str:
    try:
        with urllib.request.urlopen(url, timeout=120) as response:
            return str(response.read().decode())
    except urllib.error.HTTPError as error:
        raise AssertionError(f"{url}: {error.code} {error.read(500)!r}") from error


def test_1_000_reads_over_http_during_imports_all_succeed_and_each_is_of_one_generation(
    home: Path, the_content: Content
) -> None:
    sizes: dict[str, set[int]] = {}
    paths: Counter[str] = Counter()
    asked = f"/sparql?format=json&query={quote(EVERYWHERE)}"
    with patient(home) as url:

        def read(reader: int) -> str:
            # Of queries from outside no more run and wait than a few; the other readers read what the site asks itself.
            path = "/health" if reader < 6 else "/flows" if reader < 14 else asked
            text = fetched(url + path)
            paths[path[:7]] += 1
            if path != "/health":
                return only_word(text)
            health = json.loads(text)
            sizes.setdefault(health["generation"], set()).add(health["statements"])
            return f"woord{int(health['generation'].partition('-')[0]) - 2}"

        seen = Readers(read, threads=16, reads=1_000, changes=2).during(changed(home, the_content))
    assert all(map(in_order, seen))
    assert sum(map(len, seen)) >= 1_000
    assert len(paths) == 3
    assert min(paths.values()) > 10
    assert all(len(counted) == 1 for counted in sizes.values())
