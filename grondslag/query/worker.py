"""The program of one query worker: `python -m grondslag.query.worker STORE MEMORY_BYTES`.

It opens a checkpoint read-only, confines itself, then answers one request after the other. A request is one line of
JSON on standard input; an answer is one line of JSON and, on success, as many bytes as that line announces: SPARQL
results in JSON, or N-Triples. Only plain bytes go back, never pickles: a worker that a query has taken over could
otherwise run code in its parent.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from typing import Any, BinaryIO

import pyoxigraph as ox

from grondslag.query.sandbox import confine

Header = dict[str, Any]


class _TooLarge(Exception):
    pass


def answer(store: ox.Store, request: Mapping[str, Any]) -> tuple[Header, bytes]:
    """Run one request on `store`: the header that says what came of it, and the body."""
    try:
        result = store.query(
            request["query"],
            default_graph=[ox.NamedNode(iri) for iri in request["default"]],
            named_graphs=[ox.NamedNode(iri) for iri in request["named"]],
        )
        return _written(result, request)
    except SyntaxError as error:
        return _error("malformed", str(error)), b""
    except (OSError, RuntimeError, ValueError) as error:
        return _error("failed", str(error)), b""
    except MemoryError:
        return _error("memory", "out of memory"), b""
    except _TooLarge:
        return _error("answer_too_large", f"the answer is larger than {request['bytes']} bytes"), b""


def _written(
    result: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, request: Mapping[str, Any]
) -> tuple[Header, bytes]:
    if isinstance(result, ox.QueryBoolean):
        return {"status": "ok", "kind": "boolean", "boolean": bool(result), "truncated": False}, b""
    if isinstance(result, ox.QueryTriples):
        return {"status": "ok", "kind": "graph", "truncated": False}, _triples(result, request["bytes"])
    variables = [variable.value for variable in result.variables]
    rows, truncated = _rows(result, variables, request["rows"], request["bytes"])
    body = b'{"head":' + json.dumps({"vars": variables}).encode() + b',"results":{"bindings":['
    body += b",".join(rows) + b"]}}"
    return {"status": "ok", "kind": "bindings", "truncated": truncated, "rows": len(rows)}, body


def _triples(result: ox.QueryTriples, most_bytes: int) -> bytes:
    # A graph cut short would say something else, so it is whole or refused.
    lines: dict[bytes, None] = {}
    size = 0
    for triple in result:
        line = ox.serialize([triple], format=ox.RdfFormat.N_TRIPLES) or b""
        if line not in lines:
            lines[line] = None
            size += len(line)
            if size > most_bytes:
                raise _TooLarge
    return b"".join(sorted(lines))


def _rows(result: ox.QuerySolutions, variables: list[str], most: int, most_bytes: int) -> tuple[list[bytes], bool]:
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


def _error(code: str, message: str) -> Header:
    return {"status": "error", "code": code, "message": message[:2_000]}


def _send(stream: BinaryIO, header: Header, body: bytes) -> None:
    header["length"] = len(body)
    stream.write(json.dumps(header).encode("utf-8") + b"\n" + body)
    stream.flush()


def main(store_path: str, memory_bytes: int) -> None:
    """Serve requests from standard input until it closes."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    store = ox.Store.read_only(store_path)
    _send(answers, {"status": "ready", "protection": confine(memory_bytes)}, b"")
    while line := requests.readline():
        header, body = answer(store, json.loads(line))
        _send(answers, header, body)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
