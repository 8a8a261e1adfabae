"""The program of one query worker: `python -m grondslag.query.worker STORE MEMORY_BYTES [STORE_WITH_SOURCES]`.

It opens a checkpoint read-only, confines itself, then answers one request after the other. A request is one line of
JSON on standard input, in which the default graph "" stands for the store's own and the named graphs null for all; an
answer is one line of JSON and, on success, as many bytes as that line announces: SPARQL
results in JSON, or N-Triples. Only plain bytes go back, never pickles: a worker that a query has taken over could
otherwise run code in its parent.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any, BinaryIO

import pyoxigraph as ox

from grondslag.namespaces import ID
from grondslag.query.sandbox import confine

Header = dict[str, Any]


class TooLarge(Exception):
    """An answer that cannot be cut has more bytes than it may."""


def answer(store: ox.Store, request: Mapping[str, Any]) -> tuple[Header, bytes]:
    """Run one request on `store`: the header that says what came of it, and the body."""
    try:
        result = store.query(
            request["query"],
            # What a query without BASE is relative to (SPARQL 1.1 Protocol, section 2.3).
            base_iri=ID,
            default_graph=[ox.NamedNode(iri) if iri else ox.DefaultGraph() for iri in request["default"]],
            named_graphs=None if request["named"] is None else [ox.NamedNode(iri) for iri in request["named"]],
        )
        return _written(result, request)
    except SyntaxError as fault:
        return error("malformed", str(fault)), b""
    except (OSError, RuntimeError, ValueError) as fault:
        return error("failed", str(fault)), b""
    except MemoryError:
        return error("memory", "out of memory"), b""
    except TooLarge:
        return error("answer_too_large", f"the answer is larger than {request['bytes']} bytes"), b""


def _written(
    result: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, request: Mapping[str, Any]
) -> tuple[Header, bytes]:
    if isinstance(result, ox.QueryBoolean):
        return written_boolean(result)
    if isinstance(result, ox.QueryTriples):
        return written_triples(result, request)
    return written_rows([variable.value for variable in result.variables], result, request)


def written_boolean(result: ox.QueryBoolean) -> tuple[Header, bytes]:
    """The answer yes or no."""
    return {"status": "ok", "kind": "boolean", "boolean": bool(result), "truncated": False}, b""


def written_triples(result: Iterable[ox.Triple], request: Mapping[str, Any]) -> tuple[Header, bytes]:
    """A graph as an answer. Raises `TooLarge`."""
    return {"status": "ok", "kind": "graph", "truncated": False}, _triples(result, request["bytes"])


def written_rows(
    variables: list[str], result: Iterable[ox.QuerySolution], request: Mapping[str, Any]
) -> tuple[Header, bytes]:
    """Rows as an answer, as many as the request takes."""
    rows, truncated = _rows(result, variables, request["rows"], request["bytes"])
    body = b'{"head":' + json.dumps({"vars": variables}).encode() + b',"results":{"bindings":['
    body += b",".join(rows) + b"]}}"
    return {"status": "ok", "kind": "bindings", "truncated": truncated, "rows": len(rows)}, body


def _triples(result: Iterable[ox.Triple], most_bytes: int) -> bytes:
    # A graph cut short would say something else, so it is whole or refused.
    lines: dict[bytes, None] = {}
    size = 0
    for triple in result:
        line = ox.serialize([triple], format=ox.RdfFormat.N_TRIPLES) or b""
        if line not in lines:
            lines[line] = None
            size += len(line)
            if size > most_bytes:
                raise TooLarge
    return b"".join(sorted(lines))


def _rows(
    result: Iterable[ox.QuerySolution], variables: list[str], most: int, most_bytes: int
) -> tuple[list[bytes], bool]:
    rows: list[bytes] = []
    size = 0
    for solution in result:
        bound = {name: _term(term) for name in variables if (term := solution[name]) is not None}
        row = json.dumps(bound, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
        size += len(row) + 1
        if len(rows) >= most or size > most_bytes:
            return rows, True
        rows.append(row)
    return rows, False


def _term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> dict[str, Any]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _term(part) for name, part in parts.items()}}
    literal = {"type": "literal", "value": term.value}
    if term.language:
        literal["xml:lang"] = term.language
    elif not term.datatype.value.endswith("#string"):
        literal["datatype"] = term.datatype.value
    return literal


def error(code: str, message: str) -> Header:
    """The header that says why there is no answer."""
    return {"status": "error", "code": code, "message": message[:2_000]}


def _send(stream: BinaryIO, header: Header, body: bytes) -> None:
    header["length"] = len(body)
    stream.write(json.dumps(header).encode("utf-8") + b"\n" + body)
    stream.flush()


def serve(answered: Callable[[Mapping[str, Any]], tuple[Header, bytes]], confined: Callable[[], list[str]]) -> None:
    """Answer requests from standard input until it closes, once `confined` told what this process took from itself."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    _send(answers, {"status": "ready", "protection": confined()}, b"")
    while line := requests.readline():
        header, body = answered(json.loads(line))
        _send(answers, header, body)


def main(store_path: str, memory_bytes: int, *with_sources: str) -> None:
    """Serve requests from standard input until it closes; one `with_sources` is asked of the other store."""
    stores = [ox.Store.read_only(path) for path in (store_path, *with_sources)]
    serve(
        lambda request: answer(stores[1 if request.get("with_sources") else 0], request), lambda: confine(memory_bytes)
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
