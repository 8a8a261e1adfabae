"""Reading over HTTP: what one address answers and no other, within a total time, and whether it is whole."""

from __future__ import annotations

import http.client
import io
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from functools import partial
from socket import socket
from typing import Any, TypeVar, cast

from grondslag.errors import GrondslagError

_T = TypeVar("_T")
_BUFFER = 1 << 16


class _Refusal(urllib.request.HTTPRedirectHandler):
    """A redirect stays what it is: an answer that is of no use."""

    def redirect_request(self, *_: object) -> None:
        return None


class _Within(io.RawIOBase):
    """The bytes of a connection until a moment of the monotonic clock; `TimeoutError` afterwards."""

    def __init__(self, raw: io.RawIOBase, connection: socket, deadline: float) -> None:
        self._raw, self._connection, self._deadline = raw, connection, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._connection.settimeout(left)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Reply(http.client.HTTPResponse):
    """A reply of which status, headers and body are there before the deadline, or not at all."""

    def __init__(self, deadline: float, connection: socket, *arguments: Any, **named: Any) -> None:
        super().__init__(connection, *arguments, **named)
        raw = self.fp.detach()
        self.fp = io.BufferedReader(_Within(raw, connection, deadline))


class _Total(urllib.request.AbstractHTTPHandler):
    """The time-out of a request is for all of its reply. That of the library is for each wait in it."""

    def do_open(self, http_class: Any, req: urllib.request.Request, **arguments: Any) -> http.client.HTTPResponse:
        def connection(*address: Any, **named: Any) -> http.client.HTTPConnection:
            made: Any = http_class(*address, **named)
            made.response_class = partial(_Reply, time.monotonic() + cast(float, req.timeout))
            return cast(http.client.HTTPConnection, made)

        return super().do_open(connection, req, **arguments)


class _TotalHTTP(_Total, urllib.request.HTTPHandler):
    pass


class _TotalHTTPS(_Total, urllib.request.HTTPSHandler):
    pass


def opener(*handlers: urllib.request.BaseHandler) -> urllib.request.OpenerDirector:
    """What opens an address without going on to another; its time-out is for each wait."""
    return urllib.request.build_opener(_Refusal(), *handlers)


def timed_opener(*handlers: urllib.request.BaseHandler) -> urllib.request.OpenerDirector:
    """As `opener`, with a time-out that is for the whole reply. `within` bounds what comes before that."""
    return opener(_TotalHTTP(), _TotalHTTPS(), *handlers)


def within(seconds: float, work: Callable[[], _T]) -> _T:
    """What `work` gives or raises; `TimeoutError` when that is not known after `seconds`.

    A name that is looked up knows no time-out: whoever asks is told in time, and the thread that asked ends by itself.
    Raises `MemoryError` where there is no room for a thread.
    """
    done: Future[_T] = Future()
    try:
        threading.Thread(target=_work, args=(done, work), name="reading", daemon=True).start()
    except RuntimeError as error:
        raise MemoryError(str(error)) from error
    try:
        return done.result(timeout=seconds)
    finally:
        # What is raised knows this frame, and would be kept by it.
        del done


def _work(done: Future[_T], work: Callable[[], _T]) -> None:
    try:
        done.set_result(work())
    except (GrondslagError, OSError, http.client.HTTPException, ValueError, MemoryError) as error:
        done.set_exception(error)


def is_framed(reply: http.client.HTTPResponse) -> bool:
    """Whether the server says where the body ends; asked before the body is read. Otherwise it may be cut unseen."""
    return bool(reply.chunked) or reply.length is not None


def some(reply: http.client.HTTPResponse, most: int) -> bytes:
    """The next bytes of a body, at most `most` (from 1 on); none at its end. Raises `IncompleteRead` if it breaks off.

    The library raises that for chunks alone.
    """
    data = reply.read1(most)
    if not data and reply.length:
        raise http.client.IncompleteRead(b"", reply.length)
    return data


class _Body(io.RawIOBase):
    def __init__(self, reply: http.client.HTTPResponse) -> None:
        self._reply = reply

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = some(self._reply, len(buffer))
        buffer[: len(data)] = data
        return len(data)


def lines(reply: http.client.HTTPResponse) -> Iterator[bytes]:
    """The lines of a body as they come. Raises `IncompleteRead` if it breaks off, which lines of the library do not."""
    yield from io.BufferedReader(_Body(reply), _BUFFER)
