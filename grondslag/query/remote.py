"""The program of a worker that asks a SPARQL server: `python -m grondslag.query.remote GENERATION MEMORY_BYTES`.

It speaks the framing of `grondslag.query.worker`, and finds the server and its credentials in its environment. What the
server answers is read as far as a query may take it, parsed and written anew: an answer that is cut, that is no answer,
or that the server broke off with an error text in it is an error here.

The query goes out as it came, after a line with the base of its relative IRIs (SPARQL 1.1 Protocol, section 2.3), and
with the graphs that the reader may see as its dataset: one that the protocol names comes before one that a query names
(section 2.1.4). The deadline is the pool's: it kills this process.
"""

from __future__ import annotations

import http.client
import os
import re
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from typing import IO, Any, cast

import pyoxigraph as ox
from SPARQLWrapper import POST, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import (
    EndPointInternalError,
    EndPointNotFound,
    QueryBadFormed,
    Unauthorized,
    URITooLong,
)

from grondslag.errors import RemoteFailure
from grondslag.http_reading import is_framed, some
from grondslag.namespaces import GRAPH, ID
from grondslag.query.sandbox import confine
from grondslag.query.worker import Header, TooLarge, error, serve, written_boolean, written_rows, written_triples
from grondslag.remote.server import N_TRIPLES, RESULTS, Server, failure, opener_of_server, unavailable
from grondslag.servers import Remote

NOWHERE = GRAPH + "none"
"""A graph that does not exist: without a name the default graph would be whatever the server takes for it."""
_BASE = f"BASE <{ID}>\n"
"""As `grondslag.query.worker` has it. A BASE of the query itself comes after it, and is relative to it."""
_PLACE = re.compile(r"\bat ([0-9]+):([0-9]+)")
_PAUSES = (0.1, 0.4)
"""Before another try: queries change nothing."""
_STATUS = {QueryBadFormed: 400, Unauthorized: 401, EndPointNotFound: 404, URITooLong: 414, EndPointInternalError: 500}
_SAID_BYTES = 2_000
_MORE = 1_000_000
_GRAPHS = ("CONSTRUCT", "DESCRIBE")


class _Malformed(Exception):
    """The server finds a fault in the query."""


class _Capped:
    """The bytes of an answer, up to a number of them; `full` when there are more. Never one that breaks off."""

    def __init__(self, answer: http.client.HTTPResponse, most: int) -> None:
        self._answer, self._left, self.full = answer, most, False

    def read(self, size: int) -> bytes:
        """Some of the next bytes, at most `size`; none at the end. Raises `IncompleteRead`."""
        if self._left <= 0:
            self.full = True
            return b""
        data = some(self._answer, min(size, self._left))
        self._left -= len(data)
        return data


def answer(server: Server, remote: Remote, generation: str, request: Mapping[str, Any]) -> tuple[Header, bytes]:
    """Ask the server: the header that says what came of it, and the body."""
    try:
        header, body = _asked(remote, request)
        # Graphs are replaced all at once. So an answer is of one generation if that is still there afterwards.
        if server.pointer().generation != generation:
            return error("remote_moved", "another generation was published"), b""
        return header, body
    except _Malformed as fault:
        return error("malformed", str(fault)), b""
    except MemoryError:
        return error("memory", "out of memory"), b""
    except TooLarge:
        return error("answer_too_large", f"the answer is larger than {request['bytes']} bytes"), b""
    except RemoteFailure as fault:
        return error(fault.code, fault.message), b""
    except (SyntaxError, ValueError, http.client.IncompleteRead):
        return error("remote_malformed", "The answer of the SPARQL server breaks off, or is none"), b""
    except (OSError, http.client.HTTPException):
        return error("remote_unavailable", unavailable().message), b""


def _asked(remote: Remote, request: Mapping[str, Any]) -> tuple[Header, bytes]:
    with _answered(remote, request) as found:
        kind = found.headers.get_content_type()
        # A server may write an answer at more length than we do.
        stream = _Capped(found, 4 * request["bytes"] + _MORE)
        if request["form"] in _GRAPHS:
            return written_triples(_triples(stream, kind, is_framed=is_framed(found)), request)
        if kind not in (RESULTS, "application/json"):
            raise ValueError(kind)
        results = ox.parse_query_results(cast(IO[bytes], stream), format=ox.QueryResultsFormat.JSON)
        if isinstance(results, ox.QueryBoolean) != (request["form"] == "ASK"):
            raise ValueError(kind)
        if isinstance(results, ox.QueryBoolean):
            return written_boolean(results)
        variables = [variable.value for variable in results.variables]
        header, body = written_rows(variables, _solutions(results, stream), request)
        return header | {"truncated": header["truncated"] or stream.full}, body


def _solutions(results: ox.QuerySolutions, stream: _Capped) -> Iterator[ox.QuerySolution]:
    try:
        yield from results
    except SyntaxError:
        # Cut by ourselves, in the middle of a row: those before it are whole.
        if not stream.full:
            raise


def _triples(stream: _Capped, kind: str, *, is_framed: bool) -> Iterator[ox.Triple]:
    """Those of a graph, never of a part of it. Raises `TooLarge`, and `ValueError` for what cannot be told whole."""
    graph_format = ox.RdfFormat.from_media_type(kind)
    if graph_format not in (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.TURTLE) or not is_framed:
        raise ValueError(kind)
    try:
        yield from (quad.triple for quad in ox.parse(cast(IO[bytes], stream), format=graph_format))
    except SyntaxError:
        if not stream.full:
            raise
    if stream.full:
        raise TooLarge


def _answered(remote: Remote, request: Mapping[str, Any]) -> http.client.HTTPResponse:
    for pause in (*_PAUSES, None):
        try:
            found: http.client.HTTPResponse = _wrapper(remote, request).query().response
        except tuple(_STATUS) as fault:
            if isinstance(fault, QueryBadFormed):
                raise _Malformed(_PLACE.sub(_as_written, str(fault))[:_SAID_BYTES]) from fault
            raise failure(_STATUS[type(fault)]) from fault
        except urllib.error.HTTPError as fault:
            fault.close()
            if fault.code != 503 or pause is None:
                raise failure(fault.code) from fault
        except OSError as fault:
            if pause is None:
                raise unavailable() from fault
        else:
            return found
        time.sleep(pause)
    raise unavailable()


def _as_written(place: re.Match[str]) -> str:
    return f"at {int(place[1]) - _BASE.count(chr(10))}:{place[2]}"


def _wrapper(remote: Remote, request: Mapping[str, Any]) -> SPARQLWrapper:
    wrapper = SPARQLWrapper(remote.url, agent="grondslag")
    wrapper.setMethod(POST)
    wrapper.setQuery(_BASE + request["query"])
    # It guesses the form from the text; ours is parsed.
    wrapper.queryType = request["form"]
    wrapper.setOnlyConneg(True)
    for name, iris in (("default-graph-uri", request["default"]), ("named-graph-uri", request["named"])):
        for iri in iris or [NOWHERE]:
            wrapper.addParameter(name, iri)
    is_graph = request["form"] in _GRAPHS
    wrapper.addCustomHttpHeader("Accept", f"{N_TRIPLES}, text/turtle;q=0.8" if is_graph else RESULTS)
    if remote.authorization:
        wrapper.addCustomHttpHeader("Authorization", remote.authorization)
    return wrapper


def main(generation: str, memory_bytes: int) -> None:
    """Serve requests with the server of the environment, as long as it holds `generation`."""
    remote = Remote.from_environment(os.environ)
    assert remote is not None  # noqa: S101  whoever starts this names it
    # The library opens addresses as this process does.
    urllib.request.install_opener(opener_of_server())
    server = Server(remote)
    serve(lambda request: answer(server, remote, generation, request), lambda: confine(memory_bytes, sockets=True))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
