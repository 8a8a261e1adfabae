"""What is wrong with a text of RDF before any parser of RDF sees it: its encoding, its form, what leads elsewhere.

RDF/XML with a DOCTYPE, and JSON-LD with a context from elsewhere, are refused here; the parser could not follow them
either, and the worker has no sockets.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable
from typing import Any
from xml.parsers import expat

from grondslag.errors import BadInput, MalformedFile
from grondslag.rdf import FORMATS

CONTEXT_IRI = "https://w3id.org/grondslag/context.jsonld"
"""The name of our own context (`grondslag.registers.export.context`), the only one that a file may name."""
DEEPEST = 100
_MENTION = re.compile(rb'("@context"\s*:\s*(?:\[\s*)?)"' + re.escape(CONTEXT_IRI.encode()) + rb'"')
_OTHERS = {
    ".n3": ".ttl",
    ".turtle": ".ttl",
    ".ntriples": ".nt",
    ".nquads": ".nq",
    ".xml": ".rdf",
    ".owl": ".rdf",
    ".json": ".jsonld",
}
_WIDE = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# TriG may begin with a graph in braces or a node in brackets, but then no string, and no second one, follows.
_JSON = re.compile(rb'\s*(?:\{\s*["}]|\[\s*(?:\]\s*\Z|[{\["]))')
_XML = re.compile(rb"\s*<(?:\?xml\b|!DOCTYPE\b|!--|[\w.-]+:RDF\b)", re.IGNORECASE)
_DOCTYPE = re.compile(rb"<!DOCTYPE", re.IGNORECASE)


def form(suffix: str, data: bytes) -> str:
    """The form of RDF in a file, one of `FORMATS`: by the end of its name, or by its first signs where that tells none.

    Raises `BadInput` when name and content say different things.
    """
    named = _OTHERS.get(suffix, suffix)
    seen = _seen(data)
    if named not in FORMATS:
        return seen
    if seen != named and not _SHOW_AT_ONCE.isdisjoint((seen, named)):
        raise BadInput(
            f"the name says {_SPOKEN[named]} and the content looks like {_SPOKEN[seen]}",
            expected=f"a file of {_SPOKEN[named]}, or the name of what it is",
            example=f"register{seen}",
        )
    return named


_SHOW_AT_ONCE = frozenset({".rdf", ".jsonld"})
_SPOKEN = {
    ".ttl": "Turtle",
    ".nt": "N-Triples",
    ".nq": "N-Quads",
    ".trig": "Turtle or TriG",
    ".rdf": "RDF/XML",
    ".jsonld": "JSON-LD",
}


def _seen(data: bytes) -> str:
    """The form that a text begins like; all but two begin like Turtle, of which TriG is the widest."""
    if _XML.match(data):
        return ".rdf"
    return ".jsonld" if _JSON.match(data) else ".trig"


def text(data: bytes) -> bytes:
    """The text without its byte order mark. Raises `MalformedFile` at the first byte that is no UTF-8."""
    if data.startswith(_WIDE):
        raise MalformedFile("", "its encoding is UTF-16 or UTF-32; RDF is written in UTF-8")
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line, column = _place(data, error.start)
        raise MalformedFile("", "the encoding is not UTF-8", line=line, column=column) from None
    if not data.strip():
        raise MalformedFile("", "the file is empty")
    return data


def _place(data: bytes, at: int) -> tuple[int, int]:
    """Line and column, from 1, of a byte."""
    start = data.rfind(b"\n", 0, at) + 1
    return data.count(b"\n", 0, at) + 1, len(data[start:at].decode("utf-8", "replace")) + 1


# --- RDF/XML


def check_xml(data: bytes) -> None:
    """Raises `MalformedFile` for a DOCTYPE, before anything is parsed, for what is no XML, and for deep nesting."""
    if found := _DOCTYPE.search(data):
        line, column = _place(data, found.start())
        raise MalformedFile("", "a DOCTYPE is refused: it can pull in other files", line=line, column=column)
    parser = expat.ParserCreate(namespace_separator=" ")
    depth = 0

    def down(_name: str, _attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise MalformedFile(
                "",
                f"elements are nested more than {DEEPEST} deep",
                line=parser.CurrentLineNumber,
                column=parser.CurrentColumnNumber + 1,
            )

    def up(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def declared(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in ("utf-8", "us-ascii"):
            raise MalformedFile("", f"its encoding is said to be {encoding!r}; expected UTF-8", line=1)

    parser.StartElementHandler, parser.EndElementHandler, parser.XmlDeclHandler = down, up, declared
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise MalformedFile("", expat.ErrorString(error.code), line=error.lineno, column=error.offset + 1) from None


# --- JSON-LD


def with_context(data: bytes, context: Callable[[], bytes]) -> bytes:
    """JSON-LD with our own context, which is asked for when it is named: on one line, so that lines stay the same.

    Raises `MalformedFile` for what is no JSON, and `BadInput` for a context from anywhere else, or an `@import`.
    """
    try:
        json.loads(data, object_pairs_hook=_looked_at, parse_int=_no_number, parse_float=_no_number)
    except json.JSONDecodeError as error:
        raise MalformedFile("", error.msg, line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise MalformedFile("", "arrays and objects are nested too deep") from None
    return _MENTION.sub(lambda found: found[1] + context(), data)


def _no_number(_: str) -> None:
    # A number may have any length, and only its place matters here.
    return None


def _looked_at(pairs: list[tuple[str, Any]]) -> None:
    # Nothing is kept of an object, so that a large file takes little memory.
    for key, value in pairs:
        if key == "@import":
            raise _elsewhere(value)
        if key == "@context":
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, str) and one != CONTEXT_IRI:
                    raise _elsewhere(one)


def _elsewhere(value: object) -> BadInput:
    return BadInput(
        f"it asks for a context from elsewhere, {str(value)[:200]!r}: nothing is fetched",
        expected="a context written in the file itself, or ours",
        example=f'"@context": "{CONTEXT_IRI}"',
    )
