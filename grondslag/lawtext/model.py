"""A statute's text as a tree of labelled parts, whichever form of file it came in."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from grondslag.citation import ProvisionPath
from grondslag.errors import BadInput


def normalised(text: str) -> str:
    """The words of a text with one space between them: the form that is hashed."""
    return " ".join(text.split())


def hash_of(text: str) -> str:
    """SHA-256 of the normalised text."""
    return hashlib.sha256(normalised(text).encode()).hexdigest()


@dataclass(frozen=True)
class Part:
    """An article, lid or onderdeel: label (None where unnumbered), own words, parts, words after the list."""

    label: str | None
    text: str
    parts: tuple[Part, ...] = ()
    slot: str = ""
    damaged: bool = False

    @property
    def is_damaged(self) -> bool:
        """Whether words are known to be missing here or in any part."""
        return self.damaged or any(part.is_damaged for part in self.parts)

    def content(self) -> str:
        """All words of the part and its parts, with the parts' labels, white space normalised."""
        return normalised(self.laid_out())

    def content_hash(self) -> str:
        """SHA-256 of `content()`: equal words give equal hashes, wherever the part stands."""
        return hash_of(self.laid_out())

    def laid_out(self) -> str:
        """The words in lines: two spaces deeper per level, and a tab between a label and its words."""
        return "\n".join(self._lines(0))

    def _lines(self, depth: int) -> Iterator[str]:
        margin = "  " * depth
        if self.text.strip():
            yield margin + normalised(self.text)
        for part in self.parts:
            lines = list(part._lines(depth + 1 if part.label else depth))
            if part.label:
                opening = normalised(part.text)
                yield f"{margin}  {part.label}\t{opening}"
                lines = lines[1:] if opening else lines
            yield from lines
        if self.slot.strip():
            yield margin + normalised(self.slot)

    def child(self, segment: str) -> Part | None:
        """The part whose label is written as `segment` in an IRI, or None."""
        return next((part for part in self.parts if part.label and label_segment(part.label) == segment), None)


@dataclass(frozen=True)
class LawVersion:
    """The held articles of one version of an act, up to but not on `before`; None when no end is known."""

    act: str
    valid_from: date
    before: date | None
    articles: Mapping[str, Part]

    def find(self, path: ProvisionPath) -> Part | None:
        """The part at `path`; None when this version's article has no such part. The article must be held."""
        article = self.articles[path.article]
        if path.paragraph is None and not path.points:
            return article
        lid = article.child(path.paragraph) if path.paragraph else _sole_unnumbered(article)
        for point in path.points:
            lid = lid.child(point) if lid else None
        return lid

    def addressed(self) -> Iterator[tuple[ProvisionPath, Part]]:
        """Every part that a citation can name, with its path; not those that share a label with a neighbour."""
        for number, article in self.articles.items():
            path = ProvisionPath(self.act, number)
            yield path, article
            sole = _sole_unnumbered(article)
            if sole:
                yield from _points(path, sole)
            for label, lid in _told_apart(article):
                try:
                    below = ProvisionPath(self.act, number, label)
                except BadInput:
                    continue  # a label that no citation can hold: its words are there with the article
                yield below, lid
                yield from _points(below, lid)


def _points(path: ProvisionPath, part: Part) -> Iterator[tuple[ProvisionPath, Part]]:
    for label, point in _told_apart(part):
        below = ProvisionPath(path.act, path.article, path.paragraph, (*path.points, label))
        yield below, point
        yield from _points(below, point)


def _told_apart(part: Part) -> Iterator[tuple[str, Part]]:
    """The labelled parts of a part, by segment, of those whose label stands there once."""
    segments = [(label_segment(child.label), child) for child in part.parts if child.label]
    times = Counter(segment for segment, _ in segments)
    yield from ((segment, child) for segment, child in segments if segment and times[segment] == 1)


def _sole_unnumbered(article: Part) -> Part | None:
    """The one lid of an article whose lid carries no number."""
    return article.parts[0] if len(article.parts) == 1 and article.parts[0].label is None else None


def label_segment(label: str) -> str:
    """A printed label as IRI segment: `1°` becomes `1`; a defined term becomes words joined by hyphens."""
    folded = label.lower().replace("ë", "e").replace("ï", "i")
    return "-".join(re.findall(r"[0-9a-z]+", folded))


class NoticeKind(StrEnum):
    """What a notice is about; the value is how several of a kind are told together."""

    DAMAGED = "places where words are missing"
    LEFT_OUT = "articles left out"
    OTHER_FILE = "files without texts left out"
    UNKNOWN_VERSION = "versions that the graph does not know"
    OTHER_END = "versions with another end in the graph"
    LACKING = "provisions that the graph holds and the file lacks"
    UNEXPECTED = "provisions that the graph says are not in the version"
    OTHER_WORDS = "provisions with other words than our reading was made from"


@dataclass(frozen=True)
class Notice:
    """What a reader should know of a file that is loaded all the same: of what kind, where, and what is so."""

    kind: NoticeKind
    file: str
    text: str
    line: int | None = None

    def __str__(self) -> str:
        return f"{self.file}{f', line {self.line}' if self.line else ''}: {self.text}"
