"""Looking up words among the labels of terms: as they stand, all but for a letter, or as a guess."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from grondslag.registers.folding import closed, key, stem, stems
from grondslag.registers.model import Field
from grondslag.registers.split import parts
from grondslag.registers.terms import DATA, ORGANISATIONS, PARTIES, Terms

# Thresholds and scores, justified by the test list in tests/registers/words.csv: with these no word of it is read
# wrongly as more than doubtful.
_BARE, _BRACKETS, _TYPING_ERROR = 0.97, 0.95, 0.93
_MISTYPED = 8  # letters of a word in which one wrong letter does not make it another word
_ALIKE = 75  # per cent of letters in common, below which words are not even a guess
_NEARLY = 90  # per cent, for organisations: many have names that are alike
_NAMED_KIND = 0.6  # "Gemeente Voorbeeldstad": the kind of party before a name
_WITHIN = 0.9  # at most, of a label that stands within the words
_NEAREST = 10
_LONGEST_LABEL = 8  # words of a label that is looked for within other words
# An abbreviation that is one letter off is another one: ABP is not the AP.
_SHORT_CAPITALS = re.compile(r"[A-Z]{2,5}")
_DATA_STEM = "gegef"
# What only says that data on something are meant, before the words that say on what.
_ABOUT = frozenset(
    {
        *((_DATA_STEM, word) for word in ("over", "betreffend", "omtrent", "inzak")),
        *((_DATA_STEM,), ("informati", "over")),
    }
)
_Key = TypeVar("_Key", bound=Hashable)
_Others = tuple[int, str, tuple[str, ...]]


@dataclass(frozen=True)
class Guess:
    """A term that words may mean, with a score from 0 to 1 and the reason."""

    iri: str
    score: float
    reason: str


class Labels:
    """The labels of some schemes, in the ways in which words are looked up in them."""

    def __init__(self, terms: Terms, schemes: Sequence[str]) -> None:
        self._terms = terms
        self._schemes = schemes
        self._data = DATA in schemes
        self._parties = PARTIES in schemes
        self._looked_up: dict[str, tuple[str, ...]] = {}

    def exact(self, words: str) -> tuple[str, ...]:
        """The terms that have `words` as a label, of the first scheme that has any.

        So do words with the same said again in brackets: "burgerservicenummer (BSN)".
        """
        found = self._labelled(words)
        outside, inside = _brackets(words)
        if found or not inside:
            return found
        again = self._labelled(outside)
        return again if again == self._labelled(inside) else ()

    def _labelled(self, words: str) -> tuple[str, ...]:
        if words not in self._looked_up:
            self._looked_up[words] = self._look_up(words)
        return self._looked_up[words]

    def _look_up(self, words: str) -> tuple[str, ...]:
        found = self._exact.get(key(words)) or self._closed.get(closed(words), ())
        return tuple(iri for iri in found if self._terms[iri].scheme == self._terms[found[0]].scheme)

    def likely(self, words: str) -> Guess | None:
        """The one term that `words` all but name: only "gegevens", a bracket or a typing error lies between."""
        if self._data:
            bare = self._bare.get(_bare(words), ())
            if len(bare) == 1:
                return Guess(bare[0], _BARE, "a label of the term, but for the word for data")
        return self._in_brackets(words) or self._mistyped(words)

    def guesses(self, words: str) -> list[Guess]:
        """Terms that `words` may mean, best first: their label stands within the words, or is like them."""
        found: dict[str, Guess] = {}
        for guess in (*self._bracketless(words), *self._within(words), *self._alike(words)):
            if guess.iri not in found or found[guess.iri].score < guess.score:
                found[guess.iri] = guess
        return sorted(found.values(), key=lambda guess: -guess.score)

    def _in_brackets(self, words: str) -> Guess | None:
        """The term before a bracket that tells no more than what the term holds: "NAW (naam, adres)"."""
        outside, inside = _brackets(words)
        terms = self.exact(outside) if inside else ()
        if len(terms) != 1:
            return None
        named = [self.exact(part) for part in parts(inside, Field.DATA, lambda part: bool(self.exact(part)))]
        if all(any(self._terms.is_within(iri, terms[0]) for iri in iris) for iris in named):
            return Guess(terms[0], _BRACKETS, "the words before the bracket are a label, and the bracket agrees")
        return None

    def _bracketless(self, words: str) -> list[Guess]:
        outside, inside = _brackets(words)
        why = "a label of the term, but for what stands in brackets"
        return [Guess(iri, _WITHIN, why) for part in (outside, inside) if inside for iri in self.exact(part)]

    def _mistyped(self, words: str) -> Guess | None:
        """The one term of which a label has the same words but for one letter in a long one, and not its first."""
        wanted = stems(words)
        found = {
            iri
            for at, word in enumerate(wanted)
            for other, iris in self._by_others.get(_others(wanted, at), ())
            if word.isalpha() and min(len(word), len(other)) >= _MISTYPED and OSA.distance(word, other) == 1
            for iri in iris
        }
        return Guess(found.pop(), _TYPING_ERROR, "a label of the term, but for a letter") if len(found) == 1 else None

    def _within(self, words: str) -> list[Guess]:
        """Terms of which a label stands within `words`, by the share of the words that it takes."""
        wanted, found = stems(words), []
        whole = sum(map(len, wanted))
        for start in range(len(wanted)):
            for end in range(start + 1, min(len(wanted), start + _LONGEST_LABEL) + 1):
                for iri in self._by_stems.get(wanted[start:end], ()):
                    score = sum(map(len, wanted[start:end])) / whole
                    if self._parties and start == 0:
                        score = max(score, _NAMED_KIND)
                    found.append(Guess(iri, min(score, _WITHIN), "the words hold a label of the term"))
        return found

    def _alike(self, words: str) -> list[Guess]:
        if _SHORT_CAPITALS.fullmatch(words.strip()):
            return []
        near = process.extract(
            "".join(stems(words)), self._squeezed, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=_NEAREST
        )
        return [
            Guess(iri, score / 100, "a label of the term is like the words")
            for _, score, at in near
            for iri in self._stems[at][1]
            if self._terms[iri].scheme != ORGANISATIONS or score >= _NEARLY
        ]

    @cached_property
    def _exact(self) -> dict[str, tuple[str, ...]]:
        return _grouped((key(label), iri) for iri, label in self._labels)

    @cached_property
    def _closed(self) -> dict[str, tuple[str, ...]]:
        return _grouped((closed(label), iri) for iri, label in self._labels if closed(label))

    @cached_property
    def _bare(self) -> dict[str, tuple[str, ...]]:
        return _grouped((_bare(label), iri) for iri, label in self._labels)

    @cached_property
    def _by_stems(self) -> dict[tuple[str, ...], tuple[str, ...]]:
        return _grouped((stems(label), iri) for iri, label in self._labels)

    @cached_property
    def _by_others(self) -> dict[_Others, list[tuple[str, tuple[str, ...]]]]:
        found: dict[_Others, list[tuple[str, tuple[str, ...]]]] = {}
        for words, iris in self._by_stems.items():
            for at, word in enumerate(words):
                if word.isalpha() and len(word) >= _MISTYPED:
                    found.setdefault(_others(words, at), []).append((word, iris))
        return found

    @cached_property
    def _stems(self) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
        return list(self._by_stems.items())

    @cached_property
    def _squeezed(self) -> list[str]:
        return ["".join(words) for words, _ in self._stems]

    @cached_property
    def _labels(self) -> list[tuple[str, str]]:
        terms = (term for scheme in self._schemes for term in self._terms.of_scheme(scheme))
        return [(term.iri, label) for term in terms for label in term.labels]


def _grouped(pairs: Iterable[tuple[_Key, str]]) -> dict[_Key, tuple[str, ...]]:
    found: dict[_Key, dict[str, None]] = {}
    for name, iri in pairs:
        found.setdefault(name, {})[iri] = None
    return {name: tuple(iris) for name, iris in found.items()}


def _bare(words: str) -> str:
    """The key of `words` without what only says that it is data: `inkomensgegevens`, `gegevens over inkomen`."""
    wanted = stems(words)
    said = next((start for start in (wanted[:2], wanted[:1]) if start in _ABOUT), ())
    wanted = wanted[len(said) :] or wanted
    squeezed = "".join(wanted)
    bare = squeezed.removesuffix(_DATA_STEM)
    return stem(bare.removesuffix("s")) if bare else squeezed


def _brackets(words: str) -> tuple[str, str]:
    """What stands before, and what stands in, a bracket that ends `words`; the second is empty without one."""
    outside, opened, inside = words.partition("(")
    if not opened or not inside.rstrip().endswith(")") or not outside.strip():
        return words, ""
    return outside.strip(), inside.rstrip()[:-1].strip()


def _others(words: Sequence[str], at: int) -> _Others:
    """What stays of `words` without all but the first letter of the one at `at`."""
    return at, words[at][0], (*words[:at], *words[at + 1 :])
