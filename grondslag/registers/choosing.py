"""Which mapping a table is read by: the one that was given, that of the last time, or a new one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from grondslag.errors import BadInput
from grondslag.registers.headings import Headings
from grondslag.registers.mapping import Column, Mapping, records_in, suggest_for
from grondslag.registers.model import Side
from grondslag.registers.reading.table import Sheet
from grondslag.registers.reading.upload import shown
from grondslag.registers.tabular import headed

_NO_FIT = (0, 0)


@dataclass(frozen=True)
class Wanted:
    """What is said of a table: a mapping for it, that of the last time, and of which side its record alone is asked.

    `others` are remembered from before the last time, for files with other headings.
    """

    given: Mapping | None = None
    remembered: Mapping | None = None
    others: tuple[Mapping, ...] = ()
    side: Side | None = None


@dataclass(frozen=True)
class Choice:
    """The mapping to remember, what of it is read now, and what of this choice a person has to know."""

    whole: Mapping
    read: Mapping
    notes: tuple[str, ...] = ()


def choose(sheets: Sequence[Sheet], known: Headings, wanted: Wanted) -> Choice:
    """The mapping for the sheets of a file. Raises `BadInput` for a file without headings."""
    chosen = wanted.given or _remembered(sheets, known, wanted)
    dropped = None if chosen else wanted.remembered
    whole = _with_all_headings(sheets, chosen or _new(sheets, known, wanted))
    read = whole.of_side(wanted.side)
    notes = (*([_why_not(sheets, dropped)] if dropped else []), *_notes(sheets, known, whole, read))
    return Choice(whole if whole.other else read, read, notes)


def _remembered(sheets: Sequence[Sheet], known: Headings, wanted: Wanted) -> Mapping | None:
    """The remembered mapping that knows most of the headings, if the file has the sheets and headings that it names.

    Of those that know as many it is that of the last time. A record of the other side that has come beside it on sheets
    of its own is read too.
    """
    if wanted.remembered is None:
        return None
    fits = {at: _fit(sheets, each) for at, each in enumerate([wanted.remembered, *wanted.others])}
    best = max(fits, key=lambda at: (fits[at], -at))
    if fits[best] == _NO_FIT:
        return None
    former = [wanted.remembered, *wanted.others][best]
    if former.other or not former.sheets:
        return former
    new = suggest_for(sheets, known).records
    beside = [one for one in new if one.side is former.side.other and not set(one.sheets) & set(former.sheets)]
    return former.beside(beside[0]) if beside and len(new) > 1 else former


def _fit(sheets: Sequence[Sheet], mapping: Mapping) -> tuple[int, int]:
    """How many headings of a file a mapping knows, and less how many it knows that the file does not have."""
    try:
        found = [list(headed(sheets, record)) for record in mapping.records]
    except BadInput:
        return _NO_FIT
    there = {heading for each in found for _, rows in each for heading in rows.headings.values()}
    return (len(mapping.headings & there), -len(mapping.headings - there)) if all(found) else _NO_FIT


def _with_all_headings(sheets: Sequence[Sheet], mapping: Mapping) -> Mapping:
    """The mapping with every heading of its sheets, those that it does not name left out: it is known by them."""
    records = []
    for record in mapping.records:
        there = dict.fromkeys(text for _, rows in headed(sheets, record) for text in rows.headings.values())
        left_out = tuple(Column(heading, None) for heading in there if heading not in record.headings)
        records.append(replace(record, columns=(*record.columns, *left_out)))
    return replace(records[0], other=records[1] if len(records) > 1 else None)


def _new(sheets: Sequence[Sheet], known: Headings, wanted: Wanted) -> Mapping:
    """A new mapping; what hangs on no heading is as the last time, so that activities keep their names."""
    new = suggest_for(sheets, known)
    return new if wanted.remembered is None else _like(new, wanted.remembered)


def _like(new: Mapping, former: Mapping) -> Mapping:
    if not (new.other or former.other) and set(former.key) <= set(new.fields.values()):
        new = replace(new, side=former.side)
    by_side = {record.side: record for record in former.records}
    records = [_as_before(record, by_side.get(record.side)) for record in new.records]
    return replace(records[0], other=records[1] if len(records) > 1 else None)


def _as_before(record: Mapping, former: Mapping | None) -> Mapping:
    if former is None or not set(former.key) <= set(record.fields.values()):
        return record
    return replace(record, key=former.key, separators=former.separators)


def _why_not(sheets: Sequence[Sheet], dropped: Mapping) -> str:
    """That the mapping of the last time is not for this file, with what it names and the file does not have."""
    why = "A sheet that it names is empty"
    try:
        for record in dropped.records:
            list(headed(sheets, record))
    except BadInput as error:
        why = error.message
    return f"the mapping of the last time was not used, and a new one is suggested; check its columns. {why}"


def _notes(sheets: Sequence[Sheet], known: Headings, whole: Mapping, read: Mapping) -> Iterator[str]:
    """The sheets that look like a record and are not read."""
    of_whole, of_read = (
        {sheet.name for one in each.records for sheet, _ in headed(sheets, one)} for each in (whole, read)
    )
    for name in records_in(sheets, known):
        if name in of_read:
            continue
        why = (
            f"it is not of the {read.side} that --side asks; without --side it is read too"
            if name in of_whole
            else f"its headings are not those of {_named(of_read)}; give it the same, or name it as a record of the "
            "other side under [other] in a mapping"
        )
        yield f"sheet {shown(name)!r} was not read: {why}"


def _named(names: set[str]) -> str:
    return " and ".join(repr(shown(name)) for name in sorted(names))
