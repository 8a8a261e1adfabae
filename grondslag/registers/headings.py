"""Which field of a register a heading of a table is for; where headings stand is told by `reading.header`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz import fuzz, process

from grondslag.content import Content
from grondslag.registers.folding import fold, key, stems
from grondslag.registers.model import Field
from grondslag.registers.terms import field_terms

_GROUP = ": "  # between a group of headings and a part of it
_ALIKE = 88  # per cent of letters in common
_WITHIN = 0.4  # share of a heading that a label within it must take
_AT_MOST = 0.95  # of a heading that is not a label
_UPPER = 0.9  # of a heading that is known by what stands above it
_FIRST = 1.3  # a heading begins with what it is about
# What these are of is told by the group that they stand in: "Betrokkenen: categorie".
_VAGUE, _VAGUE_PARTS = 0.8, frozenset({Field.DATA, Field.DESCRIPTION, Field.IDENTIFIER})
# That an assessment is needed is not that it was done.
_ONLY_SURE = frozenset({Field.IMPACT_ASSESSMENT})
_NUMBER = re.compile(r"^\s*(?:\d{1,2}|[a-zA-Z])[.)]\s+")
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_BIJZ = re.compile(r"\bbijz\b\.?", re.IGNORECASE)
_AGAIN = re.compile(r" \(\d+\)$")


class Headings:
    """Which field a heading is for, by the labels in `ontology/registers.ttl`."""

    def __init__(self, content: Content) -> None:
        self._fields: dict[str, Field] = {}
        self._stems: dict[tuple[str, ...], Field] = {}
        for field, term in field_terms(content).items():
            for label in (*term.labels, field):
                self._fields.setdefault(key(label), field)
                self._stems.setdefault(stems(label), field)

    def is_known(self, heading: str) -> bool:
        """Whether a heading is, as it stands, one for a field."""
        return key(_in_full(heading)) in self._fields

    def fields(self, heading: str) -> list[tuple[Field, float]]:
        """The fields that a heading may be for, best first, each with a score; 1 is sure."""
        found: dict[Field, float] = {}
        for field, score in self._candidates(heading):
            found[field] = max(score, found.get(field, 0.0))
        return sorted(found.items(), key=lambda one: -one[1])

    def _candidates(self, heading: str) -> Iterator[tuple[Field, float]]:
        group, known_by, part = _AGAIN.sub("", heading).rpartition(_GROUP)
        if known_by:
            yield from self._of(f"{group} {part}")
            yield from ((field, score * _UPPER) for field, score in self._of(group))
        for field, score in self._of(part):
            yield field, score * (_VAGUE if known_by and field in _VAGUE_PARTS else 1)

    def _of(self, text: str) -> Iterator[tuple[Field, float]]:
        """The fields that words are a heading for: as they stand, without brackets and numbers, or nearly so."""
        text = _in_full(text)
        bare = _BRACKETS.sub(" ", _NUMBER.sub("", text))
        for words in (text, bare):
            if (field := self._fields.get(key(words))) and fold(words):
                yield field, 1.0
        for field, score in (*self._alike(bare), *self._within(bare)):
            if field not in _ONLY_SURE:
                yield field, min(score, _AT_MOST)

    def _alike(self, words: str) -> Iterator[tuple[Field, float]]:
        near = process.extract(key(words), list(self._fields), scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=3)
        yield from ((self._fields[label], score / 100) for label, score, _ in near)

    def _within(self, words: str) -> Iterator[tuple[Field, float]]:
        """Fields of which a label stands within the words, as in "Welke persoonsgegevens worden verwerkt?"."""
        wanted = stems(words)
        whole = sum(map(len, wanted)) or 1
        for start in range(len(wanted)):
            for end in range(start + 1, len(wanted) + 1):
                score = sum(map(len, wanted[start:end])) / whole * (_FIRST if start == 0 else 1)
                if score >= _WITHIN and wanted[start:end] in self._stems:
                    yield self._stems[wanted[start:end]], score


def _in_full(heading: str) -> str:
    """A heading without abbreviations: "Bijz. gegevens"."""
    return _BIJZ.sub("bijzondere", heading)
