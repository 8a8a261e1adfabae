"""Which column of a table is which field of a register: suggested from its headings, kept as `mapping.toml`, applied.

A heading is known by the labels of the properties of a register entry in `ontology/registers.ttl`. What is suggested is
for a person to read and mend: the file says what each line is for.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, replace
from dataclasses import field as with_default
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from functools import cached_property
from textwrap import fill
from typing import TypeVar

from grondslag.errors import BadInput, MalformedFile
from grondslag.registers.headings import Headings
from grondslag.registers.model import Field, Row, Side
from grondslag.registers.reading.header import HeaderRows, header
from grondslag.registers.reading.table import Kind, Sheet
from grondslag.registers.sides import tells_side
from grondslag.registers.split import Said, failed, said
from grondslag.registers.words import day

ONE_VALUE = frozenset({Field.IDENTIFIER, Field.ACTIVITY, Field.FROM, Field.BEFORE})
DAYS = (Field.FROM, Field.BEFORE)
_MONTH_FIRST = re.compile(r"\s*(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})\s*")
# What tells a record from other tables that name activities, such as a list of impact assessments.
_OF_RECORD = frozenset(
    {
        *(Field.PURPOSE, Field.LIMB, Field.DATA_SUBJECTS, Field.DATA, Field.SPECIAL_DATA, Field.RECIPIENTS),
        *(Field.TRANSFER, Field.RETENTION, Field.SECURITY, Field.PRINCIPAL),
    }
)
_ENOUGH = 3  # columns of a record, beside the name of the activity
_AT = re.compile(r" \(at line (\d+), column (\d+)\)")
_ESCAPED = re.compile(r'["\\\x00-\x1f\x7f]')
_HEAD = """# Which column of a register is which field. Suggested by grondslag; check it, change it, and import again.
{fields}
"""
_OTHER = "# The record of the other side: its key, its sheets and their columns. All else is as above."
_OF_OTHER = ("key", "sheets", "columns")
_EXAMPLES: MappingOf[str, str] = {
    "side": 'side = "controller"',
    "side_column": 'side_column = "Rol"',
    "key": 'key = ["identifier"]',
    "sheets": 'sheets = ["Register"]',
    "separators": 'separators = [";"]',
    "dates": 'dates = "day-month-year"',
    "continues": "continues = false",
    "defaults": '[defaults]\ncontroller = "college van burgemeester en wethouders"',
    "columns": '[columns]\n"Naam van de verwerking" = "activity"',
    "other": '[other]\nsheets = ["Als verwerker"]\n[other.columns]\n"Naam" = "activity"',
}
_Headed = tuple[Sheet, HeaderRows]
_Choice = TypeVar("_Choice", bound=StrEnum)


class DayOrder(StrEnum):
    """In which order the numbers of a day stand; 2026-11-22 is always understood."""

    DAY_FIRST = "day-month-year"
    MONTH_FIRST = "month-day-year"


@dataclass(frozen=True)
class Column:
    """A heading and the field that it is for, None for one that is left out; `score` below 1 is a guess."""

    heading: str
    field: Field | None
    score: float = 1.0


@dataclass(frozen=True)
class Mapping:
    """How a table is read.

    `key` are the fields that together name an activity for good: the identifier where there is one, else its name.
    Without `sheets` every sheet that has the headings is read; the rows in which they stand are found by them.
    `continues` says that a row without a name belongs to the activity above it. `separators` are the signs between the
    things that a cell lists, beside new lines; `defaults` stand for cells that are empty.

    `other` reads the record of the other side, on sheets of its own. Where both stand among each other, each reads its
    lines of the same sheets by `side_column`, the heading of the column that tells whose record a line is of.
    """

    columns: tuple[Column, ...]
    key: tuple[Field, ...] = ()
    side: Side = Side.CONTROLLER
    sheets: tuple[str, ...] = ()
    separators: tuple[str, ...] = (";",)
    dates: DayOrder = DayOrder.DAY_FIRST
    continues: bool = False
    defaults: MappingOf[Field, str] = with_default(default_factory=dict)
    side_column: str = ""
    other: Mapping | None = None

    @property
    def records(self) -> tuple[Mapping, ...]:
        """The mapping of each record that the file holds: one, or one per side."""
        return (self,) if self.other is None else (replace(self, other=None), self.other)

    def of_side(self, side: Side | None) -> Mapping:
        """The mapping for a file of which only the record of one side is asked, or that is known to be of it."""
        if side is None:
            return self
        return next((one for one in self.records if one.side is side), replace(self, side=side, other=None))

    def beside(self, record: Mapping) -> Mapping:
        """The mapping with one more record, that of the other side, of which all but the columns is as here."""
        return replace(
            self, other=replace(self, side=record.side, key=record.key, sheets=record.sheets, columns=record.columns)
        )

    @cached_property
    def fields(self) -> dict[str, Field]:
        """The field of each heading that is not left out."""
        return {column.heading: column.field for column in self.columns if column.field}

    @cached_property
    def headings(self) -> frozenset[str]:
        """Every heading that is named, in the records of both sides."""
        other = self.other.headings if self.other else frozenset()
        return other.union((column.heading for column in self.columns), filter(None, [self.side_column]))

    @property
    def left_out(self) -> tuple[str, ...]:
        """The headings that no field takes."""
        return tuple(column.heading for column in self.columns if column.field is None)

    @property
    def guessed(self) -> tuple[Column, ...]:
        """The columns of which the field is a guess, for a person to check."""
        return tuple(column for column in self.columns if column.field and column.score < 1)

    @property
    def joined(self) -> dict[Field, tuple[str, ...]]:
        """The fields that more than one column is for, with the headings; their cells are joined."""
        found: dict[Field, list[str]] = {}
        for heading, field in self.fields.items():
            found.setdefault(field, []).append(heading)
        return {field: tuple(headings) for field, headings in found.items() if len(headings) > 1}

    @property
    def named_by(self) -> tuple[Field, ...]:
        """The fields that name an activity."""
        if self.key:
            return self.key
        return (Field.IDENTIFIER,) if Field.IDENTIFIER in self.fields.values() else (Field.ACTIVITY,)

    def names(self, heading: str) -> bool:
        """Whether a heading, or the group or part of one, is a heading of this mapping."""
        return heading in self._named

    @cached_property
    def _named(self) -> frozenset[str]:
        headings = [*(column.heading for column in self.columns), *filter(None, [self.side_column])]
        return frozenset(part for heading in headings for part in (heading, *heading.split(": ")))

    def require_names(self) -> None:
        """Raise `BadInput` when no column, nor a default, is for the name of an activity or for a field of the key."""
        there = {*self.fields.values(), *self.defaults}
        missing = [field for field in (Field.ACTIVITY, *self.named_by) if field not in there]
        if missing:
            raise BadInput(
                f"No column is for {missing[0]}, which names an activity",
                expected=f"one of the headings {', '.join(repr(column.heading) for column in self.columns)} for it",
                example=f'"{self.columns[0].heading if self.columns else "Naam"}" = "{missing[0]}"',
                code="no_name_column",
            )

    def name_of(self, row: Row) -> str | None:
        """The words that name the activity of a row; None where a field of the key is empty."""
        cells = [row.cells[field] for field in self.named_by if self.has(row, field)]
        return " ".join(cell.text for cell in cells) if len(cells) == len(self.named_by) else None

    def has(self, row: Row, field: Field) -> bool:
        """Whether a field of the key says something; a dash or "n.v.t." is no number, and "#N/A" nothing at all."""
        cell = row.cells.get(field)
        if cell is not None and failed(cell.text):
            return False
        if cell is None or field is not Field.IDENTIFIER or any(map(str.isdigit, cell.text)):
            return cell is not None
        return said(cell.text) not in (Said.NONE, Said.NOT_KNOWN)

    def day(self, text: str) -> date | None:
        """The day that a cell says, with its numbers in the order of this mapping; None for what is no day."""
        numbers = _MONTH_FIRST.fullmatch(text) if self.dates is DayOrder.MONTH_FIRST else None
        return day(f"{numbers[2]}-{numbers[1]}-{numbers[3]}" if numbers else text)


def suggest(headings: Iterable[str], known: Headings) -> Mapping:
    """A mapping for a table with these headings: each for the field that fits it best, or left out.

    A field that holds one value, such as the name, takes one column; the next best of the others gets a second chance.
    A column that tells whose record a line is of parts the table into the records of both sides.
    """
    all_named = [heading for heading in headings if heading]
    side_column = next(filter(tells_side, all_named), "")
    named = [heading for heading in all_named if heading != side_column]
    offers = sorted(
        ((score, -at, at, field) for at, heading in enumerate(named) for field, score in known.fields(heading)),
        key=lambda offer: offer[:2],
        reverse=True,
    )
    taken: dict[int, Column] = {}
    fields: set[Field] = set()
    for score, _, at, field in offers:
        if at not in taken and not (field in fields and field in ONE_VALUE):
            taken[at] = Column(named[at], field, round(score, 2))
            fields.add(field)
    columns = tuple(taken.get(at, Column(heading, None)) for at, heading in enumerate(named))
    key = (Field.IDENTIFIER if Field.IDENTIFIER in fields else Field.ACTIVITY,)
    if not side_column:
        return Mapping(columns, key, Side.PROCESSOR if Field.PRINCIPAL in fields else Side.CONTROLLER)
    return _of_both(Mapping(columns, key, side_column=side_column))


def _of_both(mapping: Mapping) -> Mapping:
    """The mapping of a table that has the lines of both records."""
    return replace(mapping, side=Side.CONTROLLER, other=replace(mapping, side=Side.PROCESSOR))


def suggest_for(sheets: Sequence[Sheet], known: Headings) -> Mapping:
    """A mapping for the sheets of a file: for the one with most headings that are known, and those that have the same.

    So it does for the record of the other side, if a sheet has the columns of that. A hidden sheet is left out, but
    when there is no other. Where no heading is known all columns are left out, for a person to fill in. Raises
    `BadInput` for an empty file.
    """
    found = _shown(sheets, known)
    if not found:
        raise BadInput(
            "The file has no row with headings",
            expected="a row with headings such as 'verwerkingsactiviteit', 'doel' and 'betrokkenen'",
            example="grondslag template",
            code="no_headings",
        )
    best = _best(found, known)
    if best.other:
        return _of_both(replace(best, other=None))
    others = [one for one in found if _is_of(best.side.other, suggest(one[1].headings.values(), known))]
    return replace(best, other=_best(others, known) if others else None)


def records_in(sheets: Sequence[Sheet], known: Headings) -> list[str]:
    """The names of the sheets, but hidden ones, that have the columns of a record of article 30."""
    return [
        sheet.name
        for sheet, rows in _shown(sheets, known)
        if any(_is_of(side, suggest(rows.headings.values(), known)) for side in Side)
    ]


def _shown(sheets: Sequence[Sheet], known: Headings) -> list[_Headed]:
    shown = [sheet for sheet in sheets if not any(remark.kind is Kind.HIDDEN_SHEET for remark in sheet.remarks)]
    return [(sheet, rows) for sheet in shown or sheets if (rows := header(sheet, known.is_known))]


def _best(found: Sequence[_Headed], known: Headings) -> Mapping:
    """The mapping for the sheet with most headings that are known, and those that have the same."""
    _, best = max(found, key=lambda one: one[1].known)
    headings = list(best.headings.values())
    same = tuple(sheet.name for sheet, rows in found if sheet.name and list(rows.headings.values()) == headings)
    return replace(suggest(headings, known), sheets=same)


def _is_of(side: Side, mapping: Mapping) -> bool:
    """Whether a mapping that was suggested is for a record of article 30, of this side."""
    fields = set(mapping.fields.values())
    return mapping.side is side and Field.ACTIVITY in fields and len(fields & _OF_RECORD) >= _ENOUGH


def to_toml(mapping: Mapping) -> str:
    """The mapping as a file for people: each line with what it is for, each guess marked as one."""
    head = _HEAD.format(fields=fill(f"Fields: {', '.join(Field)}.", 118, initial_indent="# ", subsequent_indent="# "))
    lines = [head, *_lines_of(mapping), *_lines_of_columns(mapping)]
    if mapping.other:
        lines += ["", _OTHER, "[other]", *_lines_of_record(mapping.other), *_lines_of_columns(mapping.other, "other.")]
    return "\n".join(lines) + "\n"


def _lines_of(mapping: Mapping) -> Iterator[str]:
    yield "# Whose record it is: of a controller (AVG art. 30 lid 1) or of a processor (lid 2)."
    yield f"side = {_text(mapping.side)}"
    yield '# The heading of the column that tells it line by line ("verwerkingsverantwoordelijke" or "verwerker").'
    yield f"side_column = {_text(mapping.side_column)}"
    yield from _lines_of_record(mapping)
    yield "# The signs between the things that a cell lists; a new line is always one."
    yield f"separators = {_list(mapping.separators)}"
    yield f"# The order of the numbers of a day: {' or '.join(DayOrder)}. 2026-11-22 is always understood."
    yield f"dates = {_text(mapping.dates)}"
    yield "# true when a row without a name goes on with the activity of the row above it."
    yield f"continues = {str(mapping.continues).lower()}"
    yield ""
    yield '# What stands in a field when its cell is empty, such as controller = "het college".'
    yield "[defaults]"
    yield from (f"{field} = {_text(mapping.defaults[field])}" for field in Field if field in mapping.defaults)


def _lines_of_record(mapping: Mapping) -> Iterator[str]:
    yield "# The fields that name an activity for good. More than one where one is not enough."
    yield f"key = {_list(mapping.named_by)}"
    yield "# The sheets to read; none named: every sheet that has these headings."
    yield f"sheets = {_list(mapping.sheets)}"


def _lines_of_columns(mapping: Mapping, below: str = "") -> Iterator[str]:
    yield ""
    yield '# Each heading with its field; "" leaves the column out. The cells of headings with one field are joined.'
    yield f"[{below}columns]"
    yield from (_column_line(column, mapping) for column in mapping.columns)


def _column_line(column: Column, mapping: Mapping) -> str:
    told = []
    if column.field is None:
        told.append("left out")
    elif column.score < 1:
        told.append(f"a guess ({column.score:.2f}): check it")
    if column.field in mapping.joined:
        told.append("joined with the others for this field")
    return f"{_text(column.heading)} = {_text(column.field or '')}" + (f"  # {', '.join(told)}" if told else "")


def _text(text: str) -> str:
    """A TOML basic string."""
    return (
        '"'
        + _ESCAPED.sub(
            lambda found: f"\\u{ord(found[0]):04X}" if found[0] < " " or found[0] == "\x7f" else f"\\{found[0]}", text
        )
        + '"'
    )


def _list(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, texts))}]"


def from_toml(text: str, name: str = "mapping.toml") -> Mapping:
    """The mapping of a file; `name` is what messages call it.

    Raises `MalformedFile` for what is no TOML, and `BadInput` with key, value and what was expected.
    """
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _AT.search(str(error))
        where = (int(found[1]), int(found[2])) if found else (None, None)
        raise MalformedFile(name, _AT.sub("", str(error)), line=where[0], column=where[1]) from None
    keys = _Keys(told, name)
    keys.refuse_unknown(tuple(_EXAMPLES))
    mapping = Mapping(
        columns=keys.columns(),
        key=keys.key(),
        side=keys.one_of("side", Side, Side.CONTROLLER),
        sheets=keys.texts("sheets"),
        separators=keys.texts("separators", (";",)),
        dates=keys.one_of("dates", DayOrder, DayOrder.DAY_FIRST),
        continues=keys.flag("continues"),
        defaults={field: value for name, value in keys.table("defaults") if (field := keys.field("defaults", name))},
        side_column=keys.text("side_column"),
    )
    mapping.require_names()
    return replace(mapping, other=_other(keys, mapping, name)) if "other" in told else mapping


def _other(keys: _Keys, mapping: Mapping, name: str) -> Mapping:
    """The mapping for the record of the other side, which has all but its columns as that of the one."""
    told = keys.told["other"]
    if not isinstance(told, dict):
        raise keys.wrong("other", told, f"a table with {', '.join(_OF_OTHER)}")
    own = _Keys(told, name)
    own.refuse_unknown(_OF_OTHER)
    side = mapping.side.other
    other = replace(mapping, columns=own.columns(), key=own.key(), sheets=own.texts("sheets"), side=side)
    other.require_names()
    return other


@dataclass(frozen=True)
class _Keys:
    """The keys of a mapping file, each asked for in its proper form."""

    told: MappingOf[str, object]
    file: str

    def refuse_unknown(self, known: Sequence[str]) -> None:
        """Raise for a key that means nothing here."""
        for key in self.told:
            if key not in known:
                near = get_close_matches(key, known, n=1, cutoff=0.0)[0]
                raise BadInput(
                    f"{self.file}: unknown key {key!r}",
                    expected=f"one of {', '.join(known)}",
                    example=_EXAMPLES[near],
                    code="bad_mapping",
                )

    def wrong(self, key: str, value: object, expected: str) -> BadInput:
        """What to raise for a value."""
        return BadInput(
            f"{self.file}: {key} is {value!r}", expected=expected, example=_EXAMPLES[key], code="bad_mapping"
        )

    def columns(self) -> tuple[Column, ...]:
        """The headings with their fields."""
        told = self.table("columns")
        return tuple(Column(heading, self.field("columns", value, heading)) for heading, value in told)

    def key(self) -> tuple[Field, ...]:
        """The fields that name an activity."""
        return tuple(field for value in self.texts("key") if (field := self.field("key", value)))

    def text(self, key: str) -> str:
        """A text, or none."""
        value = self.told.get(key, "")
        if not isinstance(value, str):
            raise self.wrong(key, value, "a text")
        return value

    def texts(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list of texts that are not empty."""
        value = self.told.get(key, list(default))
        if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
            raise self.wrong(key, value, "a list of texts")
        return tuple(value)

    def table(self, key: str) -> list[tuple[str, str]]:
        """A table of texts."""
        value = self.told.get(key, {})
        if not isinstance(value, dict):
            raise self.wrong(key, value, "a table of texts")
        for name, text in value.items():
            if not isinstance(text, str):
                raise self.wrong(key, f"{name} = {text!r}", "a table of texts")
        return list(value.items())

    def flag(self, key: str) -> bool:
        """True or false."""
        value = self.told.get(key, False)
        if not isinstance(value, bool):
            raise self.wrong(key, value, "true or false")
        return value

    def one_of(self, key: str, kind: type[_Choice], default: _Choice) -> _Choice:
        """A value of an enumeration."""
        value = self.told.get(key, default)
        if value not in list(kind):
            raise self.wrong(key, value, f"one of {', '.join(kind)}")
        return kind(str(value))

    def field(self, key: str, value: str, heading: str = "") -> Field | None:
        """A field by its name; None for the empty name of a heading that is left out."""
        if heading and not value:
            return None
        if value not in list(Field):
            near = get_close_matches(value, list(Field), n=3, cutoff=0.0)
            told = f"{heading!r} = {value!r}" if heading else value
            raise self.wrong(key, told, f"a field: {', '.join(near)}, or another of {', '.join(Field)}")
        return Field(value)
