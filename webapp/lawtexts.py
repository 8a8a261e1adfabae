"""The words of a provision as they were loaded, for the page that shows them beside our reading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from webapp import i18n
from webapp.links import Link, external
from webapp.services import services
from webapp.values import Node, Row, lexical

# How the core lays words out: two spaces per level, and a tab after a label (`Part.laid_out`).
LINE = re.compile(r"(?P<margin> *)(?:(?P<label>[^\t]*)\t)?(?P<words>.*)")
DEEPEST = 4


@dataclass(frozen=True)
class Line:
    """One line of a provision: how deep it stands, its number or letter, and its words."""

    depth: int
    label: str
    words: str


@dataclass(frozen=True)
class Origin:
    """Where words came from: the file, what kind of file, its hash, the day of loading, the address it names."""

    name: str
    kind: str
    sha256: str
    loaded: str
    address: Link | None


@dataclass(frozen=True)
class Words:
    """The same words in one or more texts of a provision, each with its file; the newest first.

    `expected` is the hash of the words that our reading was made from, where it differs.
    """

    states: list[Node]
    origins: list[Origin]
    lines: list[Line]
    sha256: str
    expected: str
    damaged: bool


def lines_of(words: str) -> list[Line]:
    """The lines of laid-out words; the least deep ones have depth 0."""
    found = [match for line in words.splitlines() if line.strip() and (match := LINE.fullmatch(line))]
    least = min((len(match["margin"]) for match in found), default=0)
    return [
        Line(min((len(match["margin"]) - least) // 2, DEEPEST), match["label"] or "", match["words"]) for match in found
    ]


def words_of(provision: str, states: Sequence[Node]) -> list[Words]:
    """The loaded words of a provision, newest first; texts that follow each other in the same words are one.

    `states` are its text states, the oldest first. Empty when nothing of it is loaded.
    """
    rows = {
        lexical(row["state"]): row
        for row in services().rows("provision-texts", provision=provision, lang=i18n.current())
    }
    found: list[Words] = []
    for state in reversed(states):
        if state.iri not in rows:
            continue
        words = _words(state, rows[state.iri])
        former = found[-1] if found else None
        if former and (former.sha256, former.expected, former.damaged) == (words.sha256, words.expected, words.damaged):
            former.states.append(state)
            former.origins.extend(words.origins)
        else:
            found.append(words)
    return found


def _words(state: Node, row: Row) -> Words:
    sha256, expected = lexical(row["hash"]), lexical(row["expected"])
    address = external(lexical(row["address"]))
    name, kind, file_hash, loaded = (lexical(row[key]) for key in ("name", "kind", "fileHash", "loaded"))
    return Words(
        states=[state],
        origins=[Origin(name, kind, file_hash, loaded, address)],
        lines=lines_of(lexical(row["words"])),
        sha256=sha256,
        expected="" if expected == sha256 else expected,
        damaged=lexical(row["missing"]) == "true",
    )
