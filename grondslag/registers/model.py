"""What a register of processing holds, whatever it was read from: cells, activities, and what words were taken for.

One activity is one line of the record that article 30 AVG asks for: lid 1 for a controller, lid 2 for a processor.
The words of a register and what they were taken for stay apart: the words are its entry, the readings are judgements.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from grondslag.registers.words import slug


class Field(StrEnum):
    """A column of a register. Each is a property of gs:RegisterEntry in ontology/registers.ttl, of the same order.

    The headings that registers use for it are the labels of that property there.
    """

    IDENTIFIER = "identifier"
    ACTIVITY = "activity"
    DESCRIPTION = "description"
    DEPARTMENT = "department"
    CONTROLLER = "controller"
    JOINT_CONTROLLERS = "jointControllers"
    PRINCIPAL = "principal"
    CONTACT = "contact"
    PURPOSE = "purpose"
    LIMB = "limb"
    PROVISION = "provision"
    TASK = "task"
    DATA_SUBJECTS = "dataSubjects"
    DATA = "data"
    SPECIAL_DATA = "specialData"
    EXCEPTION = "exception"
    ORIGIN = "origin"
    RECIPIENTS = "recipients"
    PROCESSORS = "processors"
    TRANSFER = "transfer"
    RETENTION = "retention"
    SECURITY = "security"
    AGREEMENT = "agreement"
    IMPACT_ASSESSMENT = "impactAssessment"
    FROM = "from"
    BEFORE = "before"

    @property
    def property_name(self) -> str:
        """The local name of its property of a register entry: `statedPurpose`."""
        return f"stated{self.value[0].upper()}{self.value[1:]}"


class Side(StrEnum):
    """Whose record an activity is of: that of a controller (article 30 lid 1) or of a processor (lid 2)."""

    CONTROLLER = "controller"
    PROCESSOR = "processor"

    @property
    def other(self) -> Side:
        """The side that this one is not."""
        return Side.PROCESSOR if self is Side.CONTROLLER else Side.CONTROLLER


class Certainty(StrEnum):
    """How sure it is that words mean a term. Only the first three are relied on; the fourth leaves outcomes open."""

    EXACT = "exact"  # the words are a label of the term, or a citation that can be read one way only
    ACCEPTED = "accepted"  # a person said so
    LIKELY = "likely"  # alike enough to be shown as the reading, and marked
    DOUBTFUL = "doubtful"  # there is a best guess, or more than one: a person must choose
    UNKNOWN = "unknown"  # nothing fits
    NONE = "none"  # the words say that there is none: "geen", "n.v.t.", "-"


@dataclass(frozen=True, order=True)
class Place:
    """Where a cell stands: sheet (empty for CSV), row and column as a person counts them, from 1."""

    sheet: str
    row: int
    column: int

    def __str__(self) -> str:
        sheet = f"sheet {self.sheet!r}, " if self.sheet else ""
        return f"{sheet}row {self.row}, column {column_letters(self.column)}"


@dataclass(frozen=True)
class Cell:
    """A cell that is not empty, under its heading."""

    place: Place
    heading: str
    text: str


@dataclass(frozen=True)
class Row:
    """One line of a register: its cells by field, and those under headings that the mapping leaves out.

    `name` are the words that name its activity for good; `side` says whose record it is of.
    """

    place: Place
    cells: Mapping[Field, Cell]
    left_out: tuple[Cell, ...] = ()
    name: str = ""
    side: Side = Side.CONTROLLER

    @property
    def key(self) -> str:
        """The name of its activity within the register: one may be done both as controller and as processor."""
        return slug(self.name) + ("-processor" if self.side is Side.PROCESSOR else "")


@dataclass(frozen=True)
class Reading:
    """What some words of a cell were taken for: an IRI of a scheme, a provision or an organisation, or nothing.

    `score` is from 0 to 1; `candidates` are the IRIs to choose from, best first; `reason` says why, in English.
    """

    words: str
    iri: str | None
    certainty: Certainty
    score: float = 0.0
    candidates: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Activity:
    """One processing activity. `key` names it within its register, for good: it becomes part of its IRI.

    `words` are the cells as they were written; `readings` what the words of a field were taken for, in the order of
    the cell. A field that is in neither was empty.
    """

    key: str
    words: Mapping[Field, str]
    readings: Mapping[Field, tuple[Reading, ...]] = field(default_factory=dict)
    side: Side = Side.CONTROLLER


@dataclass(frozen=True)
class RegisterHead:
    """Which register it is: the folder name of its organisation, its label, and who may see it.

    `organisation` becomes part of IRIs (`gemeente-epe`); `public` is False for one that only the organisation sees.
    """

    organisation: str
    name: str
    public: bool = True
    categories: tuple[str, ...] = ()  # IRIs of the party categories that the organisation belongs to


def column_letters(number: int) -> str:
    """The name that spreadsheets give to a column: 1 is A, 27 is AA."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
