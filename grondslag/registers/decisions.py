"""What people decided on the words of one register: which term they mean, and which they do not. A small CSV file.

`alignments.csv` has the columns of `COLUMNS`, and is edited by hand or with a spreadsheet:

- state `accepted`: the words mean the term; without a term they are a term of the register itself. Words that cite
  several provisions ("art. 64 t/m 67") have a line for each;
- state `rejected`: they do not mean it, and it is never offered again;
- state `suggested`: nobody decided yet; the next import writes such lines anew.

`by` is a role, such as "privacy officer", never the name of a person; `on` is the day of the decision.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TypeVar

from grondslag.errors import MalformedFile
from grondslag.namespaces import ID, PREFIXES
from grondslag.registers.cells import as_cell, from_cell
from grondslag.registers.folding import fold, key
from grondslag.registers.model import Certainty, Field, Reading
from grondslag.registers.terms import SCHEMES, Terms
from grondslag.registers.words import day as day_in

COLUMNS = ("field", "words", "term", "state", "score", "by", "on")
NOTE = (
    "# state: accepted, rejected or suggested. by: a role such as privacy officer, never the name of a person. "
    "An accepted line without a term: the words are a term of this register itself."
)
_BOM = "\ufeff"
_CANDIDATES = 3
_WHY = {True: "accepted by a person", False: "accepted by a person as a term of the register itself"}
_UNSURE = (Certainty.LIKELY, Certainty.DOUBTFUL, Certainty.UNKNOWN)
_Kind = TypeVar("_Kind", bound=StrEnum)
_ORDER = {field: number for number, field in enumerate(Field)}


class State(StrEnum):
    """Whether somebody decided that words mean a term."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    SUGGESTED = "suggested"


@dataclass(frozen=True)
class Decision:
    """That words of a field mean a term, or do not, or perhaps; `term` is None for a term of the register itself."""

    field: Field
    words: str
    term: str | None
    state: State
    score: float = 0.0
    by: str = ""
    on: date | None = None


class Decisions:
    """The decisions on the words of one register."""

    def __init__(self, decisions: Iterable[Decision] = ()) -> None:
        self._all = tuple(decisions)
        self._accepted: dict[tuple[Field, str], list[Decision]] = {}
        self._rejected: dict[tuple[Field, str], set[str]] = {}
        for one in self._all:
            if one.state is State.ACCEPTED:
                self._accepted.setdefault((one.field, _named(one.words)), []).append(one)
            elif one.state is State.REJECTED and one.term:
                self._rejected.setdefault((one.field, _named(one.words)), set()).add(one.term)

    def __iter__(self) -> Iterator[Decision]:
        return iter(self._all)

    def of(self, field: Field, words: str) -> Reading | None:
        """What was accepted for words that mean one thing, as their reading; None where nothing was."""
        return next(iter(self._readings(field, words)), None)

    def settled(self, field: Field, readings: Sequence[Reading]) -> tuple[Reading, ...]:
        """Readings as people decided on each: several may have the same words, such as those of "art. 64 t/m 67".

        An accepted term takes the place of the reading that offers it, and a rejected one is offered no more. A term
        that no reading offers is what a person knew better: it takes the place of all readings not accepted.
        """
        if not (self._accepted or self._rejected):
            return tuple(readings)
        offered: dict[str, set[str | None]] = {}
        for reading in readings:
            offered.setdefault(_named(reading.words), set()).update((*reading.candidates, reading.iri or ""))
        found: dict[Reading, None] = {}
        for reading in readings:
            accepted, own = self._readings(field, reading.words), {*reading.candidates, reading.iri}
            named = [one for one in accepted if one.iri and one.iri in own]
            better = [one for one in accepted if one.iri not in offered[_named(reading.words)]]
            decided = named or better or [_without(reading, self.rejected(field, reading.words))]
            found |= dict.fromkeys(decided)
        return tuple(found)

    def _readings(self, field: Field, words: str) -> list[Reading]:
        """What was accepted for these words, as readings."""
        accepted = self._accepted.get((field, _named(words)), ()) if self._accepted else ()
        return [Reading(words, one.term, Certainty.ACCEPTED, 1.0, reason=_WHY[bool(one.term)]) for one in accepted]

    def rejected(self, field: Field, words: str) -> frozenset[str]:
        """The terms that these words do not mean."""
        return frozenset(self._rejected.get((field, _named(words)), ())) if self._rejected else frozenset()

    def with_suggestions(self, readings: Iterable[tuple[Field, Reading]]) -> Decisions:
        """What was decided, and a suggested line for each reading that is not sure: one per term to choose from."""
        decided = [one for one in self._all if one.state is not State.SUGGESTED]
        found: dict[tuple[Field, str, str | None], Decision] = {}
        for field, reading in readings:
            if reading.certainty in _UNSURE:
                rejected = self.rejected(field, reading.words)
                terms: list[str | None] = [iri for iri in reading.candidates if iri not in rejected]
                for term in terms[:_CANDIDATES] or [None]:
                    score = round(reading.score, 2) if term == reading.iri else 0.0
                    suggested = Decision(field, reading.words, term, State.SUGGESTED, score)
                    found.setdefault((field, _named(reading.words), term), suggested)
        return Decisions([*decided, *found.values()])

    def to_csv(self) -> str:
        """The file: a note, the columns, and a line per decision, in a fixed order; opened by Dutch spreadsheets."""
        file = io.StringIO(newline="")
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow([NOTE])
        writer.writerow(COLUMNS)
        for one in sorted(self._all, key=lambda one: (_ORDER[one.field], fold(one.words), one.words, one.term or "")):
            score = f"{one.score:.2f}" if one.score else ""
            on = one.on.isoformat() if one.on else ""
            cells = (one.field, one.words, _short(one.term or ""), one.state, score, one.by, on)
            writer.writerow([as_cell(cell) for cell in cells])
        return _BOM + file.getvalue()

    @classmethod
    def from_csv(cls, text: str, terms: Terms, name: str = "alignments.csv") -> Decisions:
        """The decisions of a file; `name` is what messages call it.

        Raises `MalformedFile` with the line of what cannot be used: a column or a term that does not exist, a
        decision without who and when, words that were accepted for two terms and are no citation.
        """
        found: dict[tuple[Field, str, str | None], Decision] = {}
        accepted: dict[tuple[Field, str], tuple[int, str | None]] = {}
        for line, cells in _lines(text, name):
            try:
                one = _decision(cells, terms)
            except ValueError as error:
                raise MalformedFile(name, str(error), line=line) from None
            if one.state is State.ACCEPTED:
                first, term = accepted.setdefault((one.field, _named(one.words)), (line, one.term))
                may_be_several = one.field not in SCHEMES and one.term and term and one.term != term
                if first != line and not may_be_several:
                    raise MalformedFile(name, f"{one.words!r} is accepted here and in line {first}", line=line)
            found[one.field, _named(one.words), one.term] = one
        return cls(found.values())


def _without(reading: Reading, rejected: frozenset[str]) -> Reading:
    """A reading without the terms that its words do not mean: open where the best was among them, or all."""
    if rejected.isdisjoint((reading.iri or "", *reading.candidates)):
        return reading
    left = tuple(iri for iri in reading.candidates if iri not in rejected)
    if reading.iri and reading.iri not in rejected:
        return replace(reading, candidates=left)
    why = "a person rejected what was read"
    return Reading(reading.words, None, Certainty.DOUBTFUL if left else Certainty.UNKNOWN, 0.0, left, why)


def _named(words: str) -> str:
    """Words as decisions know them; those that fold to nothing as they are."""
    return key(words) or words


def _lines(text: str, name: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The lines of the file below its columns, by column, each with its number."""
    text = text.removeprefix(_BOM)
    delimiter = ";" if f"{COLUMNS[0]};" in text.lower() else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    columns: Sequence[str] | None = None
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells) or cells[0].startswith("#"):
                continue
            if columns is None:
                columns = _columns(cells, name, reader.line_num)
            elif any(cells[len(columns) :]):
                raise MalformedFile(name, f"{len(cells)} cells, expected at most {len(columns)}", line=reader.line_num)
            else:
                filled = [*map(from_cell, cells), *[""] * len(columns)][: len(columns)]
                yield reader.line_num, dict(zip(columns, map(str.strip, filled), strict=True))
    except csv.Error as error:
        raise MalformedFile(name, str(error), line=reader.line_num) from None


def _columns(cells: Sequence[str], name: str, line: int) -> list[str]:
    columns = [cell.strip().lower() for cell in cells]
    while columns and not columns[-1]:
        columns.pop()
    unknown = [column for column in columns if column not in COLUMNS]
    missing = [column for column in COLUMNS[:4] if column not in columns]
    if unknown or missing or len(set(columns)) < len(columns):
        wrong = (
            f"unknown column {unknown[0]!r}"
            if unknown
            else f"no column {missing[0]!r}"
            if missing
            else "a column twice"
        )
        raise MalformedFile(name, f"{wrong}. Expected the columns {';'.join(COLUMNS)}", line=line)
    return columns


def _decision(cells: Mapping[str, str], terms: Terms) -> Decision:
    """The decision of a line. Raises `ValueError` that says what is wrong with which cell."""
    field = _one_of(Field, "field", cells["field"])
    state = _one_of(State, "state", cells["state"].lower())
    if not cells["words"]:
        raise ValueError("no words. Expected the words of a cell, for example 'NAW'")
    term, by, on = _term(field, cells["term"], terms), cells.get("by", ""), _day(cells.get("on", ""))
    if state is State.REJECTED and term is None:
        raise ValueError(f"{cells['words']!r} is rejected for no term. Expected the term that it does not mean")
    if state is not State.SUGGESTED and not (by and on):
        raise ValueError(f"{cells['words']!r} is {state} without by and on. Expected a role and a day, 2026-11-22")
    return Decision(field, cells["words"], term, state, _score(cells.get("score", "")), by, on)


def _one_of(kind: type[_Kind], column: str, value: str) -> _Kind:
    try:
        return kind(value)
    except ValueError:
        raise ValueError(f"{column} {value!r}. Expected one of {', '.join(kind)}") from None


def _term(field: Field, text: str, terms: Terms) -> str | None:
    """The IRI of a term as people write it: `data/health`, `gs:adequacyDecision`, or whole."""
    if not text:
        return None
    prefix, colon, name = text.partition(":")
    iri = text if "://" in text else PREFIXES[prefix] + name if colon and prefix in PREFIXES else ID + text
    if not terms.fits(field, iri):
        near = terms.nearest(field, iri)
        raise ValueError(f"unknown term {text!r} for {field}. Expected one such as {', '.join(map(_short, near))}")
    return iri


def _score(text: str) -> float:
    try:
        score = float(text.replace(",", ".") or 0)
    except ValueError:
        score = -1.0
    if not 0 <= score <= 1:
        raise ValueError(f"score {text!r}. Expected a number from 0 to 1, for example 0.93")
    return score


def _day(text: str) -> date | None:
    day = day_in(text)
    if text and day is None:
        raise ValueError(f"on {text!r}. Expected a day, for example 2026-11-22")
    return day


def _short(iri: str) -> str:
    if iri.startswith(ID):
        return iri.removeprefix(ID)
    prefix = next((prefix for prefix, base in PREFIXES.items() if iri.startswith(base)), None)
    return f"{prefix}:{iri.removeprefix(PREFIXES[prefix])}" if prefix else iri
