"""What an import would do, for a person to read first: how the file was read, and every cell not understood."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from grondslag.registers.cells import as_cell
from grondslag.registers.mapping import Mapping as ColumnMapping
from grondslag.registers.model import Place, column_letters
from grondslag.registers.reading.upload import shown
from grondslag.registers.understanding import Remark, Status

MOST_TOLD = 20
NOTE = "note"
COLUMNS = ("status", "sheet", "row", "column", "heading", "value", "words", "reason", "candidates")
_REASON = COLUMNS.index("reason")
_LONGEST = 60


@dataclass(frozen=True)
class Preview:
    """How a file was read, and what of it a person should look at.

    `remarks` are in the order of the file. `left_out` counts the cells under each heading that no field takes, and
    what a file of RDF held that is not taken over. `labels` name the candidates, `seen_by` who may see the register.
    """

    file: str
    read_as: str
    activities: int
    statements: int
    remarks: tuple[Remark, ...] = ()
    notes: tuple[str, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)
    mapping: ColumnMapping | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    seen_by: str = ""

    @property
    def counts(self) -> Mapping[Status, int]:
        """How many remarks there are of each status."""
        found = Counter(remark.status for remark in self.remarks)
        return {status: found[status] for status in Status}

    def named(self, candidates: Iterable[str]) -> list[str]:
        """Candidates by their label."""
        return [self.labels.get(iri, iri) for iri in candidates]


def place_of(place: Place) -> str:
    """A place in few words: `Blad1!C12`, or `C12` where a file has no sheets; of RDF the key of the activity."""
    if not place.row:
        return shown(place.sheet)
    sheet = f"{shown(place.sheet)}!" if place.sheet else ""
    return f"{sheet}{column_letters(place.column)}{place.row}"


def as_csv(preview: Preview) -> str:
    """Every note and remark as a line, for a spreadsheet: with a byte order mark, semicolons, and no formula.

    A note is about the file as a whole: its words are the reason of a line without a place.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    notes = ([NOTE, *[""] * (_REASON - 1), note, *[""] * (len(COLUMNS) - _REASON - 1)] for note in preview.notes)
    lines = chain(notes, (_cells(preview, remark) for remark in preview.remarks))
    writer.writerows([as_cell(str(cell)) for cell in line] for line in lines)
    return "\ufeff" + file.getvalue()


def as_json(preview: Preview) -> str:
    """The preview for a program."""
    remarks = [
        {**dict(zip(COLUMNS, _cells(preview, remark), strict=True)), "candidates": list(remark.candidates)}
        for remark in preview.remarks
    ]
    columns = preview.mapping.columns if preview.mapping else ()
    told = {
        "file": preview.file,
        "read_as": preview.read_as,
        "activities": preview.activities,
        "statements": preview.statements,
        "seen_by": preview.seen_by,
        "columns": [{"heading": column.heading, "field": column.field, "score": column.score} for column in columns],
        "left_out": dict(preview.left_out),
        "notes": list(preview.notes),
        "counts": {str(status): count for status, count in preview.counts.items()},
        "remarks": [
            {**remark, "candidates": list(of.candidates)} for remark, of in zip(remarks, preview.remarks, strict=True)
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def as_text(preview: Preview) -> str:
    """The preview to read: what is alike is told once, with how often and where first."""
    return "\n".join(_text(preview)) + "\n"


def _cells(preview: Preview, remark: Remark) -> tuple[str | int, ...]:
    place = remark.place
    where = (remark.status.value, place.sheet, place.row or "", column_letters(place.column))
    return (
        *where,
        remark.heading,
        remark.value,
        remark.words,
        remark.reason,
        "; ".join(preview.named(remark.candidates)),
    )


def _text(preview: Preview) -> Iterator[str]:
    yield f"{preview.file}: {preview.read_as}, {preview.activities} activities, {preview.statements} statements"
    if preview.seen_by:
        yield f"seen by: {preview.seen_by}"
    if preview.mapping:
        yield "columns:"
        for column in preview.mapping.columns:
            score = f" (a guess, {column.score:.2f})" if column.field and column.score < 1 else ""
            yield f"  {shown(column.heading)} -> {column.field or 'left out'}{score}"
    yield from (f"{NOTE}: {note}" for note in preview.notes)
    yield from left_out(preview)
    for status in Status:
        yield from _of_status(preview, status)


def left_out(preview: Preview) -> Iterator[str]:
    """The columns that hold something and that no field takes, each with how many cells."""
    for heading, count in preview.left_out.items():
        yield f"left out: {shown(heading) or 'a column without heading'} ({count})"


def _of_status(preview: Preview, status: Status) -> Iterator[str]:
    groups: dict[tuple[str, str, str], list[Remark]] = {}
    for remark in preview.remarks:
        if remark.status is status:
            groups.setdefault((remark.heading, remark.words or remark.value, remark.reason), []).append(remark)
    if not groups:
        return
    yield f"{status}: {sum(map(len, groups.values()))} in {len(groups)} kinds"
    often = sorted(groups.items(), key=lambda group: -len(group[1]))
    yield from (_told(preview, *group) for group in often[:MOST_TOLD])
    if len(often) > MOST_TOLD:
        yield f"  and {len(often) - MOST_TOLD} kinds more; --format csv tells all"


def _told(preview: Preview, words: tuple[str, str, str], remarks: Sequence[Remark]) -> str:
    first = remarks[0]
    times = f"{len(remarks)} times, first at" if len(remarks) > 1 else "at"
    candidates = preview.named(first.candidates[:3])
    perhaps = f"; perhaps {' / '.join(candidates)}" if candidates else ""
    return f"  {shown(words[0])}: {shown(words[1], _LONGEST)!r} {times} {place_of(first.place)}: {words[2]}{perhaps}"
