"""A SPARQL 1.1 server over HTTP: its graphs (Graph Store HTTP Protocol), updates, and which generation it holds.

Redirects are refused and proxies of the environment are not heeded: what is sent goes to the address that was set and
nowhere else. Nothing of what the server says goes into a message.
"""

from __future__ import annotations

import http.client
import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, BinaryIO
from urllib.parse import quote

import pyoxigraph as ox

from grondslag.errors import RemoteFailure
from grondslag.namespaces import GRAPH
from grondslag.servers import Remote

N_TRIPLES = "application/n-triples"
POINTER = GRAPH + "generation"
"""The graph that names the generation which the server holds, the attempt to publish and the graphs it stages."""
RECORD = POINTER + "/record"
"""The graph that holds the manifest of that generation, and the files that are kept with it."""
SERVER = "https://w3id.org/grondslag/remote#"
_GENERATION = re.compile(r"[0-9]{6,}-[0-9a-f]{12}")

LOOK_SECONDS = 5.0
"""So long it may take to tell the generation."""
MOVE_SECONDS = 900.0
"""So long the server may be silent while it takes in a graph or switches."""
_POINTER_BYTES = 4_000_000
_CHUNK = 1 << 16


@dataclass(frozen=True)
class Pointer:
    """Which generation the server holds, None before the first; the attempt that may switch, and what is staged."""

    generation: str | None = None
    attempt: str | None = None
    staged: tuple[str, ...] = ()


class _Refusal(urllib.request.HTTPRedirectHandler):
    """A redirect stays what it is: an answer that is of no use."""

    def redirect_request(self, *_: object) -> None:
        return None


def opener() -> urllib.request.OpenerDirector:
    """What opens addresses of the server: without redirects and proxies."""
    return urllib.request.build_opener(_Refusal(), urllib.request.ProxyHandler({}))


class Server:
    """The server of one setting. Raises `RemoteFailure` from everything."""

    def __init__(self, remote: Remote) -> None:
        self._remote = remote
        self._opener = opener()

    @property
    def url(self) -> str:
        """Its address for queries."""
        return self._remote.url

    def pointer(self, seconds: float = LOOK_SECONDS) -> Pointer:
        """What the server says of its generation and of attempts to publish another."""
        body = self._small_graph(POINTER, seconds)
        said: dict[str, list[str]] = {"generation": [], "attempt": [], "stages": []}
        for quad in _parsed(body):
            said.setdefault(quad.predicate.value.removeprefix(SERVER), []).append(_value(quad.object))
        if len(said["generation"]) > 1 or not all(map(_GENERATION.fullmatch, said["generation"])):
            raise RemoteFailure("The SPARQL server does not tell one generation", code="remote_malformed")
        first = {name: values[0] if values else None for name, values in said.items()}
        return Pointer(first["generation"], first["attempt"], tuple(sorted(said["stages"])))

    @contextmanager
    def graph(self, iri: str) -> Iterator[Iterator[bytes]]:
        """The statements of a graph, as lines of N-Triples; none for a graph that is not there."""
        request = urllib.request.Request(self._of(iri), headers={"Accept": N_TRIPLES})  # noqa: S310  see settings
        try:
            with self._opened(request, MOVE_SECONDS) as response:
                yield _lines(response)
        except _Absent:
            yield iter(())

    def put(self, iri: str, lines: BinaryIO | bytes, size: int, *, more: bool = False) -> None:
        """Make these lines of N-Triples, of `size` bytes, the content of a graph; with `more` add them to it."""
        headers = {"Content-Type": N_TRIPLES, "Content-Length": str(size)}
        method = "POST" if more else "PUT"
        self._send(urllib.request.Request(self._of(iri), lines, headers, method=method))  # noqa: S310  see settings

    def update(self, text: str) -> None:
        """Run an update request."""
        headers = {"Content-Type": "application/sparql-update"}
        address = self._remote.update_url
        self._send(urllib.request.Request(address, text.encode(), headers))  # noqa: S310  see settings

    def _of(self, iri: str) -> str:
        joint = "&" if "?" in self._remote.graphs_url else "?"
        return f"{self._remote.graphs_url}{joint}graph={quote(iri, safe='')}"

    def _small_graph(self, iri: str, seconds: float) -> bytes:
        deadline, found = time.monotonic() + seconds, bytearray()
        request = urllib.request.Request(self._of(iri), headers={"Accept": N_TRIPLES})  # noqa: S310  see settings
        try:
            with self._opened(request, seconds) as response:
                while chunk := response.read1(_CHUNK):
                    found += chunk
                    if time.monotonic() > deadline or len(found) > _POINTER_BYTES:
                        raise RemoteFailure("The SPARQL server did not tell its generation in time")
        except _Absent:
            return b""
        return bytes(found)

    def _send(self, request: urllib.request.Request) -> None:
        with self._opened(request, MOVE_SECONDS) as response:
            while response.read1(_CHUNK):
                pass

    @contextmanager
    def _opened(self, request: urllib.request.Request, seconds: float) -> Iterator[http.client.HTTPResponse]:
        if self._remote.authorization:
            request.add_unredirected_header("Authorization", self._remote.authorization)
        try:
            with self._opener.open(request, timeout=seconds) as response:
                yield response
        except urllib.error.HTTPError as error:
            error.close()
            raise failure(error.code) from error
        except (OSError, http.client.HTTPException) as error:
            raise unavailable() from error


class _Absent(RemoteFailure):
    """There is no such graph."""


def failure(status: int) -> RemoteFailure:
    """The error for an answer with this status."""
    if status == 404:
        return _Absent("The SPARQL server has nothing at its address", expected="the address set for it checked")
    if 300 <= status < 400:
        return RemoteFailure(
            "The SPARQL server sends on to another address, which is not followed",
            code="remote_redirect",
            expected="the address itself in GRONDSLAG_SPARQL_URL",
        )
    if status in (401, 403):
        return RemoteFailure(
            "The SPARQL server refuses our credentials",
            code="remote_refused",
            expected="GRONDSLAG_SPARQL_USER and GRONDSLAG_SPARQL_PASSWORD, or GRONDSLAG_SPARQL_TOKEN",
        )
    return RemoteFailure(f"The SPARQL server answered with status {status}", expected="its log to tell why")


def unavailable() -> RemoteFailure:
    """The error for a server that cannot be reached, or that breaks off."""
    return RemoteFailure(
        "The SPARQL server cannot be reached or broke off",
        code="remote_unavailable",
        expected="it to run at the address of GRONDSLAG_SPARQL_URL",
    )


def _lines(response: IO[bytes]) -> Iterator[bytes]:
    for line in response:
        if line.strip():
            yield line if line.endswith(b"\n") else line + b"\n"


def _parsed(body: bytes) -> list[ox.Quad]:
    try:
        return list(ox.parse(body, format=ox.RdfFormat.N_TRIPLES))
    except SyntaxError as error:
        raise RemoteFailure("The SPARQL server gave something else than a graph", code="remote_malformed") from error


def _value(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else ""
