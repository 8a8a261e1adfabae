"""SPARQL text as tokens (SPARQL 1.1, section 19.8), without a grammar: linear, never recursive.

Enough to find a keyword, a bracket or a variable for certain, which a text search cannot: none of those can hide
in a comment, a string or an IRI.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from grondslag.errors import Refused


class Kind(StrEnum):
    """What a token is."""

    SPACE = "space"
    COMMENT = "comment"
    IRI = "iri"
    STRING = "string"
    VARIABLE = "variable"
    NAME = "name"
    LANGTAG = "langtag"
    NUMBER = "number"
    WORD = "word"
    SIGN = "sign"


@dataclass(frozen=True)
class Token:
    """One token: its kind, its text as written, and where it starts (characters from 0)."""

    kind: Kind
    text: str
    start: int

    @property
    def keyword(self) -> str:
        """The word in capitals, or an empty string for anything else."""
        return self.text.upper() if self.kind is Kind.WORD else ""


_PN = r"(?:[^\W]|[-.·‿⁀]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%])"
_PATTERNS = (
    (Kind.SPACE, r"[\s\ufeff]+"),
    (Kind.COMMENT, r"#[^\r\n]*"),
    (Kind.IRI, r"<(?:[^<>\"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>"),
    (Kind.STRING, r"'''(?:[^'\\]|\\.|'(?!''))*'''" + r'|"""(?:[^"\\]|\\.|"(?!""))*"""'),
    (Kind.STRING, r"'(?!'')(?:[^'\\\r\n]|\\.)*'" + r'|"(?!"")(?:[^"\\\r\n]|\\.)*"'),
    (Kind.VARIABLE, r"[?$]\w+"),
    (
        Kind.NAME,
        rf"(?:_:|[^\W\d_](?:[\w.-]{{0,200}}[\w-])?:|:)(?:(?:{_PN}|:)*(?:[\w:·‿⁀-]|%[0-9A-Fa-f]{{2}}|\\.))?",
    ),
    (Kind.LANGTAG, r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*"),
    (Kind.NUMBER, r"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"),
    (Kind.WORD, r"[^\W\d_]\w*"),
    (Kind.SIGN, r"\^\^|&&|\|\||!=|<=|>=|<<|>>|."),
)
_KINDS = {f"{kind}{n}": kind for n, (kind, _) in enumerate(_PATTERNS)}
_TOKEN = re.compile("|".join(f"(?P<{name}>{rx})" for name, (_, rx) in zip(_KINDS, _PATTERNS, strict=True)), re.DOTALL)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def tokens(text: str) -> Iterator[Token]:
    """All tokens of `text`, white space and comments left out.

    Raises `Refused` (`malformed`) at a string that is not closed: what follows could be read two ways.
    """
    for match in _TOKEN.finditer(text):
        kind = _KINDS[match.lastgroup or ""]
        if kind is Kind.SIGN and match.group() in ("'", '"'):
            line = text.count("\n", 0, match.start()) + 1
            raise Refused(f"A string opened on line {line} is not closed", code="malformed", expected="a closing quote")
        if kind not in (Kind.SPACE, Kind.COMMENT):
            yield Token(kind, match.group(), match.start())


def unescaped(text: str) -> str:
    r"""`text` with its `\uXXXX` escapes resolved, as a SPARQL reader does before all else (section 19.2).

    Raises `Refused` (`malformed`) for an escape beyond Unicode or in the surrogate range.
    """
    return _ESCAPE.sub(_resolve, text)


def _resolve(match: re.Match[str]) -> str:
    number = int(match.group(1) or match.group(2), 16)
    if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
        raise Refused(
            f"Invalid escape {match.group()!r}",
            code="malformed",
            expected="a Unicode character",
            example=r"\u00e9",
        )
    return chr(number)
