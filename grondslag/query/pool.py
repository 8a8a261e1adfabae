"""A pool of worker processes over one generation: each can be killed at its deadline and is replaced at once."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import re
import selectors
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from grondslag.errors import (
    AnswerTooLarge,
    Busy,
    Cancelled,
    DamagedStore,
    LimitExceeded,
    QueryMemory,
    QueryTimeout,
    Refused,
    RemoteFailure,
    RemoteTimeout,
)
from grondslag.query.program import Program
from grondslag.settings import Limits

_START_SECONDS = 30.0
# How often it is looked whether the one who asked is still there.
_LOOK_SECONDS = 0.2
_CHUNK = 1 << 16
_PLACE = re.compile(r"\bat (\d+):(\d+)")


class _Late(Exception):
    pass


class Worker:
    """One worker process. Not for two threads at a time: the pool hands it to one."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._process = subprocess.Popen(  # noqa: S603  our own program, our own arguments
            program.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=program.environment,
        )
        self._left_over = b""
        self.used = False
        try:
            self.protection = list(self._receive(time.monotonic() + _START_SECONDS)[0]["protection"])
        except (_Late, EOFError) as error:
            self.stop()
            raise DamagedStore(
                "A query worker could not open the store",
                expected="a rebuild from the files",
                example="grondslag build",
            ) from error

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def ask(
        self, request: Mapping[str, Any], seconds: float, cancelled: Callable[[], bool] | None = None
    ) -> tuple[dict[str, Any], bytes]:
        """Send one request and wait at most `seconds`, or until `cancelled` says that nobody waits for it any more.

        Raises `QueryTimeout`, `Cancelled` or `QueryMemory` (the worker is then gone), `Refused` (`malformed`),
        `AnswerTooLarge`.
        """
        self.used = True
        deadline = time.monotonic() + seconds
        try:
            self._send(json.dumps(request).encode("utf-8") + b"\n")
            header, body = self._receive(deadline, cancelled)
        except Cancelled:
            self.stop()
            raise
        except _Late:
            self.stop()
            late = RemoteTimeout if self._program.remote else QueryTimeout
            raise late(f"The query was stopped after {seconds:g} seconds", expected="a narrower query") from None
        except (EOFError, BrokenPipeError):
            raise self._died() from None
        if header["status"] == "ok":
            return header, body
        raise _reported(header)

    def stop(self) -> None:
        """Kill it and wait until it is gone; no child is left."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                # A request may still be unsent; nobody will read it.
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()

    def _send(self, line: bytes) -> None:
        assert self._process.stdin is not None  # noqa: S101  it was opened with a pipe
        self._process.stdin.write(line)
        self._process.stdin.flush()

    def _receive(self, deadline: float, cancelled: Callable[[], bool] | None = None) -> tuple[dict[str, Any], bytes]:
        data = bytearray(self._left_over)
        for chunk in self._chunks(deadline, data, cancelled):
            data += chunk
        line, _, rest = bytes(data).partition(b"\n")
        header = json.loads(line)
        length = header["length"]
        self._left_over = rest[length:]
        return header, rest[:length]

    def _chunks(self, deadline: float, seen: bytearray, cancelled: Callable[[], bool] | None) -> Iterator[bytes]:
        assert self._process.stdout is not None  # noqa: S101  it was opened with a pipe
        descriptor = self._process.stdout.fileno()
        wanted: int | None = None
        with selectors.DefaultSelector() as selector:
            selector.register(descriptor, selectors.EVENT_READ)
            while wanted is None or len(seen) < wanted:
                end = seen.find(b"\n") if wanted is None else -1
                if end >= 0:
                    wanted = end + 1 + int(json.loads(seen[:end])["length"])
                    continue
                _wait(selector, deadline, cancelled)
                chunk = os.read(descriptor, _CHUNK)
                if not chunk:
                    raise EOFError
                yield chunk

    def _died(self) -> LimitExceeded:
        self.stop()
        if self._process.returncode == -signal.SIGSEGV:
            return LimitExceeded("The query crashed its worker", code="too_complex", expected="a simpler query")
        return QueryMemory("The query needed more memory than a query may use", expected="a narrower query")


def _wait(selector: selectors.BaseSelector, deadline: float, cancelled: Callable[[], bool] | None) -> None:
    """Until there is something to read. Raises `_Late` at the deadline, `Cancelled` when nobody waits any more."""
    while not selector.select(max(0.0, min(_LOOK_SECONDS, deadline - time.monotonic()))):
        if time.monotonic() >= deadline:
            raise _Late
        if cancelled is not None and cancelled():
            raise Cancelled("The query was stopped: the one who asked has gone")


def _reported(header: Mapping[str, Any]) -> Exception:
    message = str(header["message"])
    if header["code"] == "memory":
        return QueryMemory("The query needed more memory than a query may use", expected="a narrower query")
    if header["code"] == "answer_too_large":
        return AnswerTooLarge(f"The query was stopped: {message}", expected="a narrower query, or LIMIT")
    if header["code"] == "remote_moved":
        return Busy("A new generation was published while the query ran", expected="another try")
    if header["code"].startswith("remote_"):
        return RemoteFailure(message, code=header["code"], expected="the SPARQL server to be looked at")
    # The engine's own words stay inside: they name its grammar, and sometimes the machine.
    if header["code"] == "malformed":
        place = _PLACE.search(message)
        where = f" at line {place[1]}, column {place[2]}" if place else ""
        return Refused(f"The query is not valid SPARQL{where}", code="malformed", expected="a SPARQL 1.1 query")
    return Refused("The query could not be answered", code="failed", expected="a SPARQL 1.1 query over this graph")


class Tally:
    """What the workers of one kind did: counts that outlive a pool, since each generation has its own. Thread-safe."""

    KINDS = ("started", "ended", "killed", "busy", "waiting")

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts = dict.fromkeys(self.KINDS, 0)

    def add(self, kind: str, by: int = 1) -> None:
        """Count: workers that were `started`, that `ended`, of these `killed` at a limit; `busy` now, `waiting` now."""
        with self._lock:
            self._counts[kind] += by

    @contextlib.contextmanager
    def during(self, kind: str) -> Iterator[None]:
        """Count one as long as the block lasts."""
        self.add(kind)
        try:
            yield
        finally:
            self.add(kind, -1)

    def counts(self) -> dict[str, int]:
        """The count of each kind, all of one moment."""
        with self._lock:
            return dict(self._counts)


class Pool:
    """Workers that run one program, over one published store; thread-safe."""

    def __init__(self, program: Program, limits: Limits, tally: Tally | None = None) -> None:
        self._program = program
        self._limits = limits
        self._tally = tally or Tally()
        self._free = threading.BoundedSemaphore(limits.workers)
        self._waiting = threading.BoundedSemaphore(limits.waiting)
        self._idle: queue.LifoQueue[Worker] = queue.LifoQueue()
        self._closed = threading.Event()

    def ask(
        self,
        request: Mapping[str, Any],
        cancelled: Callable[[], bool] | None = None,
        spend: Callable[[float], None] | None = None,
    ) -> tuple[dict[str, Any], bytes]:
        """Run a request on a free worker; `spend` is told the seconds that it took, whatever came of it.

        Starting a worker for it, or in its place, counts; waiting for others does not.

        Raises `Busy` when none comes free in time, and what `Worker.ask` raises.
        """
        with self._place():
            started = time.monotonic()
            try:
                with self._worker() as worker, self._tally.during("busy"):
                    return worker.ask(request, self._limits.seconds, cancelled)
            finally:
                if spend is not None:
                    spend(time.monotonic() - started)

    def protection(self) -> list[str]:
        """What confines a worker on this platform. Raises as `ask`."""
        with self._place(), self._worker() as worker:
            return worker.protection

    def close(self) -> None:
        """Stop every idle worker; one that is at work is stopped when it is done."""
        self._closed.set()
        self._empty()

    @contextlib.contextmanager
    def _place(self) -> Iterator[None]:
        self._wait_for_a_place()
        try:
            yield
        finally:
            self._free.release()

    @contextlib.contextmanager
    def _worker(self) -> Iterator[Worker]:
        worker = self._take()
        try:
            yield worker
        finally:
            self._give_back(worker)

    def _wait_for_a_place(self) -> None:
        # Few may wait: each that waits holds a thread of the server, and the pages need threads too.
        if self._free.acquire(blocking=False):
            return
        busy = Busy("All query workers are taken", expected="another try in a few seconds")
        if not self._waiting.acquire(blocking=False):
            raise busy
        try:
            with self._tally.during("waiting"):
                if not self._free.acquire(timeout=self._limits.queue_seconds):
                    raise busy
        finally:
            self._waiting.release()

    def _empty(self) -> None:
        while True:
            try:
                self._end(self._idle.get_nowait())
            except queue.Empty:
                return

    def _take(self) -> Worker:
        while True:
            try:
                worker = self._idle.get_nowait()
            except queue.Empty:
                return self._start()
            if worker.alive:
                return worker
            self._end(worker)

    def _start(self) -> Worker:
        worker = Worker(self._program)
        self._tally.add("started")
        return worker

    def _end(self, worker: Worker) -> None:
        worker.stop()
        self._tally.add("ended")

    def _give_back(self, worker: Worker) -> None:
        if worker.alive:
            self._idle.put(worker)
        else:
            self._end(worker)
            self._tally.add("killed")
            if not self._closed.is_set():
                with contextlib.suppress(DamagedStore):
                    # Replaced at once, so that the next caller does not wait for the start.
                    self._idle.put(self._start())
        if self._closed.is_set():
            self._empty()
