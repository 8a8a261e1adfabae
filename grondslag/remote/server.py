"""A SPARQL 1.1 server over HTTP: its graphs (Graph Store HTTP Protocol), updates, and which generation it holds.

Redirects are refused and proxies of the environment are not heeded: what is sent goes to the address that was set and
nowhere else. Nothing of what the server says goes into a message.
"""

from __future__ import annotations

import http.client
import io
import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from urllib.parse import quote

import pyoxigraph as ox

from grondslag.errors import RemoteFailure
from grondslag.http_reading import is_framed, lines, opener, some, timed_opener, within
from grondslag.namespaces import GRAPH
from grondslag.servers import Remote

N_TRIPLES = "application/n-triples"
RESULTS = "application/sparql-results+json"
POINTER = GRAPH + "generation"
"""The graph that names the generation which the server holds, and the attempt to publish that may switch it."""
RECORD = POINTER + "/record"
"""The graph that holds the manifest of that generation, and the files that are kept with it."""
SERVER = "https://w3id.org/grondslag/remote#"
_GENERATION = re.compile(r"[0-9]{6,}-[0-9a-f]{12}")

LOOK_SECONDS = 5.0
"""So long it may take to tell the generation."""
RECORD_SECONDS = 60.0
"""So long it may take to give the record of a generation: whoever asks a query first waits for it."""
MOVE_SECONDS = 900.0
"""So long the server may be silent while it takes in a graph or switches."""
_POINTER_BYTES = 1_000_000
_NAMES_BYTES = 100_000_000
_RECORD_BYTES = 1_000_000_000
_CHUNK = 1 << 16


@dataclass(frozen=True)
class Pointer:
    """Which generation the server holds, None before the first; and the attempt to publish that began last."""

    generation: str | None = None
    attempt: str | None = None


def opener_of_server() -> urllib.request.OpenerDirector:
    """What opens addresses of the server: without redirects and proxies."""
    return opener(urllib.request.ProxyHandler({}))


class Server:
    """The server of one setting. Raises `RemoteFailure` from everything."""

    def __init__(self, remote: Remote) -> None:
        self._remote = remote
        self._opener = opener_of_server()
        self._timed = timed_opener(urllib.request.ProxyHandler({}))

    @property
    def url(self) -> str:
        """Its address for queries."""
        return self._remote.url

    def pointer(self, seconds: float = LOOK_SECONDS) -> Pointer:
        """What the server says of its generation and of the attempt to publish another."""
        body = self._graph(POINTER, seconds, _POINTER_BYTES)
        said: dict[str, list[str]] = {"generation": [], "attempt": []}
        for quad in _parsed(body):
            said.setdefault(quad.predicate.value.removeprefix(SERVER), []).append(_value(quad.object))
        if len(said["generation"]) > 1 or not all(map(_GENERATION.fullmatch, said["generation"])):
            raise RemoteFailure("The SPARQL server does not tell one generation", code="remote_malformed")
        first = {name: values[0] if values else None for name, values in said.items()}
        return Pointer(first["generation"], first["attempt"])

    def record(self, seconds: float = RECORD_SECONDS) -> bytes:
        """The record of its generation, as lines of N-Triples; none where nothing was published."""
        return self._graph(RECORD, seconds, _RECORD_BYTES)

    def names(self, query: str, seconds: float = RECORD_SECONDS) -> set[str]:
        """The IRIs in the answer to a query that goes out without a dataset: of all graphs there are."""
        headers = {"Content-Type": "application/sparql-query", "Accept": RESULTS}
        asked = urllib.request.Request(self.url, query.encode(), headers)  # noqa: S310  see settings
        body = self._whole(asked, seconds, _NAMES_BYTES)
        try:
            rows = json.loads(body)["results"]["bindings"]
            return {term["value"] for row in rows for term in row.values() if term["type"] == "uri"}
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise malformed("something else than names of graphs") from error

    @contextmanager
    def graph(self, iri: str) -> Iterator[Iterator[bytes]]:
        """The statements of a graph, as lines of N-Triples; none for a graph that is not there."""
        with ExitStack() as opened:
            try:
                found = _lines(opened.enter_context(self._opened(self._asking_for(iri), MOVE_SECONDS)))
            except _Absent:
                found = iter(())
            yield found

    def put(self, iri: str, lines: bytes, *, more: bool = False) -> None:
        """Make these lines of N-Triples the content of a graph; with `more` add them to it."""
        headers = {"Content-Type": N_TRIPLES, "Content-Length": str(len(lines))}
        method = "POST" if more else "PUT"
        # As a file it is sent in blocks, and the time-out is for each: the server may be slow to take it in.
        body = io.BytesIO(lines)
        self._send(urllib.request.Request(self._of(iri), body, headers, method=method))  # noqa: S310  see settings

    def update(self, text: str) -> None:
        """Run an update request."""
        headers = {"Content-Type": "application/sparql-update"}
        address = self._remote.update_url
        self._send(urllib.request.Request(address, text.encode(), headers))  # noqa: S310  see settings

    def _of(self, iri: str) -> str:
        joint = "&" if "?" in self._remote.graphs_url else "?"
        return f"{self._remote.graphs_url}{joint}graph={quote(iri, safe='')}"

    def _asking_for(self, iri: str) -> urllib.request.Request:
        return urllib.request.Request(self._of(iri), headers={"Accept": N_TRIPLES})  # noqa: S310  see settings

    def _graph(self, iri: str, seconds: float, most: int) -> bytes:
        """A graph of at most `most` bytes, there whole within `seconds`; nothing for one that is not there."""
        try:
            return self._whole(self._asking_for(iri), seconds, most)
        except _Absent:
            return b""

    def _whole(self, request: urllib.request.Request, seconds: float, most: int) -> bytes:
        """A reply of at most `most` bytes, there whole within `seconds`."""

        def body() -> bytes:
            found = bytearray()
            with self._opened(request, seconds, timed=True) as response:
                for chunk in _chunks(response):
                    found += chunk
                    if len(found) > most:
                        raise malformed("more than it may say of what it holds")
            return bytes(found)

        try:
            return within(seconds, body)
        except TimeoutError:
            raise _late() from None

    def _send(self, request: urllib.request.Request) -> None:
        with self._opened(request, MOVE_SECONDS) as response:
            for _ in _chunks(response):
                pass

    @contextmanager
    def _opened(
        self, request: urllib.request.Request, seconds: float, *, timed: bool = False
    ) -> Iterator[http.client.HTTPResponse]:
        """What the server replies, framed. With `timed` all of it is there after `seconds`, else each wait is as long.

        What goes wrong in the block is none of the server's doing, and stays what it is: `_reading` is for the body.
        """
        if self._remote.authorization:
            request.add_unredirected_header("Authorization", self._remote.authorization)
        with _reading():
            response = (self._timed if timed else self._opener).open(request, timeout=seconds)
        with response:
            if not is_framed(response):
                raise malformed("a reply that does not say where it ends")
            yield response


@contextmanager
def _reading() -> Iterator[None]:
    """Nothing but what passes between the server and us: what goes wrong in it is raised as `RemoteFailure`."""
    try:
        yield
    except urllib.error.HTTPError as error:
        error.close()
        raise failure(error.code) from None
    except http.client.IncompleteRead:
        raise malformed("a reply that breaks off") from None
    except TimeoutError:
        raise _late() from None
    except (OSError, http.client.HTTPException) as error:
        raise unavailable(error) from None


def _chunks(response: http.client.HTTPResponse) -> Iterator[bytes]:
    with _reading():
        while chunk := some(response, _CHUNK):
            yield chunk


def _lines(response: http.client.HTTPResponse) -> Iterator[bytes]:
    with _reading():
        for line in lines(response):
            if line.strip():
                yield line if line.endswith(b"\n") else line + b"\n"


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


def unavailable(error: Exception | None = None) -> RemoteFailure:
    """The error for a server that cannot be reached, or that breaks off; with what this system says of it."""
    reason = getattr(getattr(error, "reason", error), "strerror", None)
    return RemoteFailure(
        "The SPARQL server cannot be reached or broke off" + (f": {reason}" if reason else ""),
        code="remote_unavailable",
        expected="it to run at the address of GRONDSLAG_SPARQL_URL",
    )


def malformed(what: str) -> RemoteFailure:
    """The error for a server that gave `what`, which is no answer that can be used."""
    return RemoteFailure(f"The SPARQL server gave {what}", code="remote_malformed", expected="a whole reply")


def _late() -> RemoteFailure:
    return RemoteFailure(
        "The SPARQL server gave no whole reply in time",
        code="remote_unavailable",
        expected="it to answer at the address of GRONDSLAG_SPARQL_URL",
    )


def _parsed(body: bytes) -> list[ox.Quad]:
    try:
        return list(ox.parse(body, format=ox.RdfFormat.N_TRIPLES))
    except SyntaxError as error:
        raise RemoteFailure("The SPARQL server gave something else than a graph", code="remote_malformed") from error


def _value(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else ""
