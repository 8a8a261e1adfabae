"""What somebody searches for: words, or an article written in one of the ways in which people write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from webapp.values import lexical

# The page query takes so many words.
MOST_WORDS = 8
NOT_A_WORD = re.compile(r"[^\w]+|_")
ARTICLE = re.compile(
    r"(?:artikel|article|art)?\W*(?P<article>\d+[a-z]{0,2}(?:[.:]\d+[a-z]{0,2})*)"
    r"(?:\W*(?:lid|paragraph)?\W*(?P<paragraph>\d+[a-z]?))?"
    r"(?P<points>(?:\W*(?:(?:onderdeel|onder|sub|point)\W*|\()[0-9a-z]+)*)\W*",
    re.IGNORECASE,
)
POINT = re.compile(r"(?:(?:onderdeel|onder|sub|point)\W*|\()([0-9a-z]+)", re.IGNORECASE)
# Words that stand between a place and its statute.
BETWEEN = re.compile(r"\b(?:van|of|the|de|het)\b", re.IGNORECASE)
# The English names that readers know; the graph has the Dutch short titles.
OTHER_NAMES = {"gdpr": "AVG"}


@dataclass(frozen=True)
class Wanted:
    """The words to look for, and the citation that the text was read as, if it was."""

    words: tuple[str, ...]
    citation: str | None = None

    def parameters(self) -> dict[str, str]:
        """The words as the page query `search` takes them."""
        return {f"word{number}": _start(word) for number, word in enumerate(self.words, 1)}


def words_of(text: str) -> list[str]:
    """The words of a text, in small letters and without signs."""
    return NOT_A_WORD.sub(" ", text.casefold()).split()


def _start(word: str) -> str:
    # Article 6 is not the beginning of 67: a number is a whole word.
    return f" {word} " if word[0].isdigit() else f" {word}"


def matches(text: str, words: Iterable[str]) -> bool:
    """Whether each word begins a word of this text; a number has to be a word of it."""
    padded = f" {' '.join(words_of(text))} "
    return all(_start(word) in padded for word in words)


def wanted(text: str, statutes: Iterable[Mapping[str, object]]) -> Wanted:
    """What this text looks for; `statutes` are the facts about statutes, for their names."""
    citation = citation_in(text, _names(statutes))
    return Wanted(tuple(words_of(citation or text)[:MOST_WORDS]), citation)


def _names(statutes: Iterable[Mapping[str, object]]) -> dict[str, str]:
    """The short title of each statute by every name it has, in small letters."""
    short: dict[str, str] = {}
    names: dict[str, list[str]] = {}
    for row in statutes:
        node, prop = lexical(row["node"]), lexical(row["property"]).rpartition("#")[2]
        if prop == "title_short":
            short[node] = lexical(row["value"])
        if prop in ("title_short", "title", "label", "prefLabel", "altLabel"):
            names.setdefault(node, []).append(lexical(row["value"]))
    known = {name.casefold(): short[node] for node, found in names.items() if node in short for name in found}
    return known | {name: title for name, title in OTHER_NAMES.items() if title.casefold() in known}


def citation_in(text: str, names: Mapping[str, str]) -> str | None:
    """The canonical citation that a text is, such as `PW art. 67 lid 1` for "artikel 67, lid 1 Participatiewet"."""
    folded = text.casefold()
    for name in sorted(names, key=len, reverse=True):
        found = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", folded)
        if found is None:
            continue
        rest = BETWEEN.sub(" ", f"{folded[: found.start()]} {folded[found.end() :]}").strip()
        place = ARTICLE.fullmatch(rest)
        if place is not None:
            return _written(names[name], place)
    return None


def _written(title: str, place: re.Match[str]) -> str:
    parts = [f"{title} art. {place['article']}"]
    if place["paragraph"]:
        parts.append(f"lid {place['paragraph']}")
    return " ".join([*parts, *(f"onder {point}" for point in POINT.findall(place["points"]))])
