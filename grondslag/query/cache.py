"""Answers that are remembered as long as the generation that they come out of is read.

Only what the query, its dataset and the generation fix is kept, so that a remembered answer is the one that would be
worked out. A query that calls RAND, UUID, STRUUID or BNODE is never kept, nor one that calls NOW; but our own queries
take `xsd:date(NOW())` for a day that is not given, and these are kept for that day. Errors are not kept. One cache
belongs to one reader: what a reader may see is in no other's.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Generic, Protocol, TypeVar

from grondslag.errors import Busy, Cancelled
from grondslag.query.tokens import Token, tokens, unescaped
from grondslag.settings import Limits

_VARYING = {"NOW", "RAND", "UUID", "STRUUID", "BNODE"}
_DAY = ("xsd:date", "(", "NOW", "(", ")", ")")
# What an entry takes beside its answer and its query: keys, links, objects.
_OVERHEAD = 1_000
# An answer that would take more than this part of the room is not kept, so that it does not drive out all others.
_LARGEST_PART = 4
# How often one that waits for another's answer looks whether it is still wanted itself.
_LOOK_SECONDS = 0.2


class Lasting(Enum):
    """How long the answer to a query stays the same within a generation."""

    ALWAYS = "always"
    DAY = "day"
    NEVER = "never"


def lasting(sparql: str) -> Lasting:
    r"""How long the answer stays the same, by the words of the query, read with its `\u` escapes and without.

    Raises `Refused` for text with a string that is not closed.
    """
    found = {_lasting(list(tokens(text))) for text in {sparql, unescaped(sparql)}}
    return found.pop() if len(found) == 1 else Lasting.NEVER


def _lasting(written: list[Token]) -> Lasting:
    varying = [number for number, token in enumerate(written) if token.keyword in _VARYING]
    if all(_is_day(written, number) for number in varying):
        return Lasting.DAY if varying else Lasting.ALWAYS
    return Lasting.NEVER


def _is_day(written: list[Token], number: int) -> bool:
    texts = tuple(token.text for token in written[max(0, number - 2) : number + 4])
    return texts == _DAY


def today() -> date:
    """The day that NOW() is on in a query: that of UTC."""
    return datetime.now(UTC).date()


class Sized(Protocol):
    """What a cache keeps: an answer with a body."""

    @property
    def body(self) -> bytes:
        """The rows or triples, written out."""
        ...


A = TypeVar("A", bound=Sized)


@dataclass
class Counters:
    """How often an answer was remembered or not since the generation is read, and the bytes that are held."""

    hits: int = 0
    misses: int = 0
    bytes: int = 0


class Cache(Generic[A]):
    """The answers last asked for, in `most` bytes. Thread-safe.

    So many (`waiting`) may wait for what another works out, for so many `seconds`.
    """

    def __init__(self, most: int, waiting: int = Limits.own_waiting, seconds: float = Limits.queue_seconds) -> None:
        self._most = most
        self._waiting = threading.BoundedSemaphore(waiting)
        self._seconds = seconds
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, tuple[A, int]] = OrderedDict()
        self._asked: dict[Hashable, threading.Event] = {}
        self.counters = Counters()

    def answer(self, key: Hashable, size: int, work: Callable[[], A]) -> A:
        """The answer under `key`, else what `work` gives, which is kept; `size` is what the key takes, in bytes."""
        known = self.find(key)
        if known is None:
            known = work()
            self.keep(key, known, size)
        return known

    def answer_once(
        self, key: Hashable, size: int, work: Callable[[], A], cancelled: Callable[[], bool] | None = None
    ) -> A:
        """As `answer`; while another works on the same, wait for that.

        Raises `Cancelled` when nobody waits any more, `Busy` when the wait is long or too many wait already.
        Where the other fails, this one works for itself: a failure says nothing of the next try.
        """
        with self._turn(key) as others:
            if others is not None:
                self._wait(others, cancelled)
            return self.answer(key, size, work)

    def find(self, key: Hashable) -> A | None:
        """The answer that is kept under `key`, if there is one."""
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                self.counters.misses += 1
                return None
            self._kept.move_to_end(key)
            self.counters.hits += 1
            return found[0]

    def keep(self, key: Hashable, answer: A, size: int) -> None:
        """Keep an answer, unless it takes too much of the room; `size` is what the key takes."""
        size += len(answer.body) + _OVERHEAD
        if size > self._most // _LARGEST_PART:
            return
        with self._lock:
            former = self._kept.pop(key, None)
            self._kept[key] = answer, size
            self.counters.bytes += size - (former[1] if former else 0)
            while self.counters.bytes > self._most:
                _, (_, least) = self._kept.popitem(last=False)
                self.counters.bytes -= least

    def uncounted(self, work: Callable[[], A]) -> A:
        """What `work` gives, which may not be kept."""
        with self._lock:
            self.counters.misses += 1
        return work()

    def clear(self) -> None:
        """Forget all answers."""
        with self._lock:
            self._kept.clear()
            self.counters.bytes = 0

    def _wait(self, others: threading.Event, cancelled: Callable[[], bool] | None) -> None:
        busy = Busy("The same query is still running", expected="another try in a few seconds")
        if not self._waiting.acquire(blocking=False):
            raise busy
        deadline = time.monotonic() + self._seconds
        try:
            while not others.wait(max(0.0, min(_LOOK_SECONDS, deadline - time.monotonic()))):
                if cancelled is not None and cancelled():
                    raise Cancelled("The query was stopped: the one who asked has gone")
                if time.monotonic() >= deadline:
                    raise busy
        finally:
            self._waiting.release()

    @contextmanager
    def _turn(self, key: Hashable) -> Iterator[threading.Event | None]:
        """Nothing for the first who asks; for whoever asks meanwhile what is set when the first is done."""
        with self._lock:
            others = self._asked.get(key)
            mine = None if others else self._asked.setdefault(key, threading.Event())
        try:
            yield others
        finally:
            if mine is not None:
                with self._lock:
                    del self._asked[key]
                mine.set()
