"""Whether a query could call another server (SPARQL 1.1 Federated Query), in whatever way an engine reads it.

Engines differ in what they take for a word: some need no space after SERVICE (`SERVICEx:y`, `trueSERVICE<...>`), some
resolve escapes first and some later, some read `?a<?b#...` as a comparison with a comment behind it and others as an
IRI. So the word is not looked for where it should stand. It is refused wherever it is not certain that no reader can
take it for one: within a comment, a string, a variable, an IRI or the local part of a name, of a query whose comments,
strings and IRIs are the same to every reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from grondslag.errors import Refused
from grondslag.query.tokens import Kind, Token, tokens, unescaped

_WORD = "service"
_QUERY_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_CERTAIN = (Kind.STRING, Kind.VARIABLE, Kind.IRI)
# After `<` an expression cannot go on with a scheme and two slashes.
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")


def calls_out(text: str) -> bool:
    """Whether `text` has the word SERVICE where a reader could take it for the keyword.

    Raises `Refused` (`malformed`) for an escape beyond Unicode.
    """
    return any(_WORD in reading.casefold() and _in_doubt(reading) for reading in {text, unescaped(text)})


def _in_doubt(text: str) -> bool:
    try:
        written = list(tokens(text))
    except Refused:
        # A string is open: what follows could be read two ways.
        return True
    bare = any(_WORD in part.casefold() for part in _bare(written))
    return bare or any(_reads_two_ways(token) for token in _after_prologue(written))


def _bare(written: Sequence[Token]) -> Iterator[str]:
    """The parts of a query in which a keyword may stand; a prefix is one to a reader that needs no space."""
    for token in written:
        if token.kind is Kind.NAME:
            yield token.text.partition(":")[0]
        elif token.kind not in _CERTAIN:
            yield token.text


def _after_prologue(written: Sequence[Token]) -> Iterator[Token]:
    """Where `<` may begin an IRI or be a sign: in the prologue it is an IRI."""
    seen = False
    for token in written:
        seen = seen or token.keyword in _QUERY_FORMS
        if seen:
            yield token


def _reads_two_ways(token: Token) -> bool:
    """Whether `<` could be a sign here, with a comment or a string behind it that others do not see."""
    is_iri = token.kind is Kind.IRI and not _ABSOLUTE.match(token.text)
    return is_iri and ("#" in token.text or "'" in token.text)
