"""From the cells of a row to an activity: each field read by who knows its words, and what a person has to look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from grondslag.registers.alignment import SHEET_ERROR, Aligner
from grondslag.registers.citing import Citations
from grondslag.registers.mapping import DAYS, DayOrder
from grondslag.registers.mapping import Mapping as ColumnMapping
from grondslag.registers.model import Activity, Cell, Certainty, Field, Place, Reading, Row
from grondslag.registers.split import Said, failed, said
from grondslag.registers.tabular import Problem
from grondslag.registers.words import Answer, answer


class Status(StrEnum):
    """What became of a cell that a person should look at."""

    REFUSED = "refused"  # nothing can be made of the row: the file is not imported
    NOT_UNDERSTOOD = "not understood"  # no term fits; the words stand in the register
    DOUBTFUL = "doubtful"  # more than one term may be meant, or one that is not sure
    LIKELY = "likely"  # taken for a term that it is all but the name of


_STATUS = {
    Certainty.UNKNOWN: Status.NOT_UNDERSTOOD,
    Certainty.DOUBTFUL: Status.DOUBTFUL,
    Certainty.LIKELY: Status.LIKELY,
}


@dataclass(frozen=True)
class Remark:
    """A cell, or words in it, that a person should look at, and why; `candidates` are IRIs to choose from."""

    status: Status
    place: Place
    heading: str
    value: str
    reason: str
    field: Field | None = None
    words: str = ""
    candidates: tuple[str, ...] = ()

    @classmethod
    def of_problem(cls, problem: Problem) -> Remark:
        """What was wrong with a cell, as a remark on it."""
        status = Status.REFUSED if problem.refused else Status.NOT_UNDERSTOOD
        return cls(status, problem.place, problem.heading, problem.value, problem.reason)


class Reader:
    """Reads rows: what a cell cites by the law, the other words by the schemes and by what people decided before."""

    def __init__(self, mapping: ColumnMapping, aligner: Aligner, citations: Citations) -> None:
        self._mapping, self._aligner = mapping, aligner
        self._citing = {
            Field.LIMB: citations.limbs,
            Field.PROVISION: citations.read,
            Field.EXCEPTION: citations.exceptions,
        }

    def activity(self, row: Row) -> Activity:
        """The activity that a row is. The row has a name."""
        words = {field: self._words(field, cell) for field, cell in row.cells.items()}
        read = ((field, self._read(field, text)) for field, text in words.items())
        readings = {field: found for field, found in read if found}
        return Activity(row.key, words, readings, row.side)

    def _words(self, field: Field, cell: Cell) -> str:
        """The words as written, but for a day with the month first, which nothing but the mapping could tell."""
        is_odd = field in DAYS and self._mapping.dates is DayOrder.MONTH_FIRST
        day = self._mapping.day(cell.text) if is_odd else None
        return day.isoformat() if day else cell.text

    def _read(self, field: Field, text: str) -> tuple[Reading, ...]:
        if field in self._citing:
            return self._aligner.decisions.settled(field, self._citing[field](text))
        return self._aligner.read(field, text, self._mapping.separators) if self._aligner.reads(field) else ()


def remarks_on(activity: Activity, cells: Mapping[Field, Cell]) -> Iterator[Remark]:
    """The words of an activity that were not understood for certain, where they stand if it came from a table."""
    told = {field: why for field, cell in cells.items() if (why := _says_nothing(field, cell.text))}
    for field, why in told.items():
        cell = cells[field]
        yield Remark(Status.NOT_UNDERSTOOD, cell.place, cell.heading, cell.text, why, field, cell.text)
    for field, readings in activity.readings.items():
        if field in told:
            continue
        cell = cells.get(field) or Cell(Place(activity.key, 0, 0), field.value, activity.words.get(field, ""))
        for reading in readings:
            status = _STATUS.get(reading.certainty)
            if status:
                about = (reading.reason, field, reading.words, reading.candidates)
                yield Remark(status, cell.place, cell.heading, cell.text, *about)


def _says_nothing(field: Field, text: str) -> str | None:
    """Why a cell that holds words says nothing of what its column asks; None for one that may say something."""
    if failed(text):
        return SHEET_ERROR
    if field is Field.SECURITY and said(text) is Said.ELSEWHERE:
        return "the words refer to another place, which describes no measures here"
    if field is Field.SPECIAL_DATA and said(text) is Said.NOT_KNOWN and answer(text) is Answer.YES:
        return "the words name no category of special data"
    return None
