"""Names of acts in a text, to the letter or with typing faults."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from grondslag.spelling.tokens import Token, tokens

# Marks that may stand within a name without changing it: P.W., Wmo-2015, U(AVG).
_WITHIN_NAMES = frozenset(".-/()'\"’‘“”\n")
_LONGEST_FAULTY = 60  # letters of a name that is looked for with typing faults


class ActNames:
    """Finds names of acts in tokens: to the letter, and with typing faults."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._by_length: dict[int, dict[str, str]] = {}
        for name in names:
            words = tuple(token.text for token in tokens(name) if token.text not in _WITHIN_NAMES)
            self._by_first.setdefault(words[0], []).append((words, name))
            joined = "".join(words)
            if 6 <= len(joined) <= _LONGEST_FAULTY:
                self._by_length.setdefault(len(joined), {})[joined] = name
        for found in self._by_first.values():
            found.sort(key=lambda entry: -len(entry[0]))

    def at(self, words: list[Token], i: int) -> tuple[str, int] | None:
        """The longest name that begins at token `i`, and the token after it."""
        for wanted, name in self._by_first.get(words[i].text, ()):
            after = _after_name(words, i, wanted)
            if after is not None:
                return name, after
        return None

    def alike_at(self, words: list[Token], i: int) -> tuple[str, int, float] | None:
        """The name most like the words from token `i` on, the token after it, and how alike (below 1)."""
        best: tuple[str, int, float] | None = None
        joined = ""
        for j in range(i, min(i + 8, len(words))):
            if not words[j].text.isalnum():
                continue
            joined += words[j].text
            found = self._alike(joined)
            if found and (best is None or found[1] > best[2]):
                best = found[0], j + 1, found[1]
        return best

    def _alike(self, joined: str) -> tuple[str, float] | None:
        if not 6 <= len(joined) <= _LONGEST_FAULTY:
            return None
        most = 1 if len(joined) < 9 else 2 if len(joined) < 15 else 3
        digits = [c for c in joined if c.isdigit()]
        near = {
            name: whole
            for length in range(len(joined) - most, len(joined) + most + 1)
            for name, whole in self._by_length.get(length, {}).items()
            if name[0] == joined[0] and [c for c in name if c.isdigit()] == digits
        }
        found = process.extractOne(joined, near.keys(), scorer=OSA.distance, score_cutoff=most)
        # Written apart or together makes no letter differ; it is a fault all the same.
        return (near[found[0]], min(0.99, 1 - found[1] / len(joined))) if found else None


def _after_name(words: list[Token], i: int, wanted: tuple[str, ...]) -> int | None:
    """The token after `wanted` if that stands at token `i`, whatever marks stand within it."""
    at = i
    for k, word in enumerate(wanted):
        while k and at < len(words) and words[at].text in _WITHIN_NAMES:
            at += 1
        if at >= len(words) or words[at].text != word:
            return None
        at += 1
    # "PW-verordening" is no PW.
    glued = all(token.glued for token in words[at : at + 2])
    if (
        at + 1 < len(words)
        and words[at].text == "-"
        and glued
        and len(words[at + 1].text) > 1
        and not words[at + 1].is_number
    ):
        return None
    # In "BW 7:457" the 7 belongs to the article, in "Wmo 2015" the number to the name.
    numbered = wanted[-1].isdigit() and at + 1 < len(words) and words[at].text == ":" and words[at + 1].is_number
    return None if numbered and words[at].glued else at
