"""A client over kept connections: asks one request after the other, or many side by side. Loopback only."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle

SECONDS = 60.0


@dataclass(frozen=True)
class Request:
    """A GET on a server of this machine: the path with its query string, and what is accepted."""

    path: str
    accept: str

    def bytes(self, port: int) -> bytes:
        """The request as it is sent."""
        lines = (f"GET {self.path} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Accept: {self.accept}", "", "")
        return "\r\n".join(lines).encode()


@dataclass(frozen=True)
class Answered:
    """The status, the body, and the seconds that it took."""

    status: int
    body: bytes
    seconds: float


def ask(port: int, requests: Sequence[Request]) -> list[Answered]:
    """The answers to these, asked one after the other."""

    async def one_by_one() -> list[Answered]:
        connection = Connection(port)
        return [await connection.ask(request) for request in requests]

    return asyncio.run(one_by_one())


def ask_together(port: int, requests: Sequence[Request], clients: int, seconds: float) -> list[Answered]:
    """What is answered in so many seconds to so many clients, that each ask on as soon as they are answered.

    The requests are given out in their order, and once more when all are.
    """

    async def side_by_side() -> list[Answered]:
        given, end = cycle(requests), time.monotonic() + seconds
        found = await asyncio.gather(*(_ask_on(port, given, end) for _ in range(clients)))
        return [answered for one in found for answered in one]

    return asyncio.run(side_by_side())


async def _ask_on(port: int, given: Iterator[Request], end: float) -> list[Answered]:
    connection, found = Connection(port), []
    while time.monotonic() < end:
        found.append(await connection.ask(next(given)))
    return [Answered(each.status, b"", each.seconds) for each in found]


class Connection:
    """A connection that is opened when it is needed and kept as long as the server keeps it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, request: Request) -> Answered:
        """The answer; status 0 when there is none in time."""
        started = time.perf_counter()
        try:
            status, body = await asyncio.wait_for(self._exchange(request), SECONDS)
        except (TimeoutError, OSError, asyncio.IncompleteReadError):
            self._close()
            status, body = 0, b""
        return Answered(status, body, time.perf_counter() - started)

    async def _exchange(self, request: Request) -> tuple[int, bytes]:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 20)
        reader, writer = self._streams
        writer.write(request.bytes(self._port))
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        body = await _body(reader, head)
        if "\r\nconnection: close" in head:
            self._close()
        return int(head.split(" ", 2)[1]), body

    def _close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
        self._streams = None


async def _body(reader: asyncio.StreamReader, head: str) -> bytes:
    if "\r\ntransfer-encoding: chunked" in head:
        body = bytearray()
        while size := int((await reader.readuntil(b"\r\n")).partition(b";")[0], 16):
            body += await reader.readexactly(size)
            await reader.readexactly(2)
        await reader.readexactly(2)
        return bytes(body)
    length = head.partition("\r\ncontent-length:")[2].partition("\r\n")[0]
    return await reader.readexactly(int(length or 0))
