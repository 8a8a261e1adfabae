"""The smallest parts of a text: runs of digits, runs of letters, and every other character alone."""

from __future__ import annotations

import re
from typing import NamedTuple

_TOKEN = re.compile(r"[0-9]+|[^\W\d_]+|\n|\S")


class Token(NamedTuple):
    """A run of digits or letters, or one other character; `glued` to the token before it, or after white space."""

    text: str
    start: int
    end: int
    glued: bool
    proper: bool  # begins with a capital

    @property
    def is_number(self) -> bool:
        """Whether it is a run of digits."""
        return self.text[0] in "0123456789"

    @property
    def is_letter(self) -> bool:
        """Whether it can be the letter of an onderdeel: `q`, `aa`."""
        return self.text.isalpha() and self.text.isascii() and len(set(self.text)) == 1 and len(self.text) < 3


def tokens(text: str) -> list[Token]:
    """The tokens of `text`, in small letters."""
    found: list[Token] = []
    end = -1
    for match in _TOKEN.finditer(text):
        word = match[0]
        found.append(Token(word.casefold(), match.start(), match.end(), match.start() == end, word[0].isupper()))
        end = match.end()
    return found
