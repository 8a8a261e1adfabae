"""Which fields the record of article 30 AVG asks for, under which letter, and in which order they are told."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from grondslag.registers.model import Field, Side
from grondslag.report.model import Text

# First what an activity is known by; then what the article asks, in its order; last what a register has beyond that.
ORDER: tuple[Field, ...] = (
    *(Field.IDENTIFIER, Field.ACTIVITY),
    *(Field.CONTROLLER, Field.JOINT_CONTROLLERS, Field.PRINCIPAL, Field.CONTACT),
    *(Field.PURPOSE, Field.DATA_SUBJECTS, Field.DATA, Field.SPECIAL_DATA, Field.RECIPIENTS),
    *(Field.TRANSFER, Field.RETENTION, Field.SECURITY),
    *(Field.DESCRIPTION, Field.DEPARTMENT, Field.LIMB, Field.PROVISION, Field.TASK, Field.EXCEPTION, Field.ORIGIN),
    *(Field.PROCESSORS, Field.AGREEMENT, Field.IMPACT_ASSESSMENT, Field.FROM, Field.BEFORE),
)

# AVG art. 30 lid 1 and lid 2: the letter that asks for a field.
_LETTERS: Mapping[Side, Mapping[Field, str]] = {
    Side.CONTROLLER: {
        Field.CONTROLLER: "a",
        Field.JOINT_CONTROLLERS: "a",
        Field.CONTACT: "a",
        Field.PURPOSE: "b",
        Field.DATA_SUBJECTS: "c",
        Field.DATA: "c",
        Field.SPECIAL_DATA: "c",
        Field.RECIPIENTS: "d",
        Field.TRANSFER: "e",
        Field.RETENTION: "f",
        Field.SECURITY: "g",
    },
    Side.PROCESSOR: {
        Field.PRINCIPAL: "a",
        Field.CONTACT: "a",
        Field.ACTIVITY: "b",
        Field.TRANSFER: "c",
        Field.SECURITY: "d",
    },
}
LID: Mapping[Side, int] = {Side.CONTROLLER: 1, Side.PROCESSOR: 2}

WITHHELD = frozenset({Field.CONTACT, Field.SECURITY, Field.DESCRIPTION, Field.DEPARTMENT})
"""What a publishable copy leaves out: measures of security, how somebody is reached, notes and internal units."""


def asked(side: Side, field: Field) -> bool:
    """Whether article 30 asks for this field in the record of a controller or processor."""
    return field in _LETTERS[side]


def letter(side: Side, field: Field) -> str:
    """The letter of the article under which a field is asked for."""
    return _LETTERS[side][field]


def article(side: Side, field: Field) -> Text | None:
    """The citation of what asks for a field; none for what a register has beyond article 30."""
    if not asked(side, field):
        return None
    lid, under = LID[side], letter(side, field)
    return Text(f"AVG art. 30 lid {lid} onder {under}", f"GDPR art. 30({lid})({under})")


def columns(sides: Collection[Side], used: Collection[Field], *, publishable: bool) -> tuple[Field, ...]:
    """The fields to tell, in order: those asked of `sides`, filled or not, and others that are `used`.

    A processor's record may name on whose behalf it acts as controller; then that column is enough.
    """
    named = Field.PRINCIPAL in used or Field.CONTROLLER not in used
    left_out = (WITHHELD if publishable else frozenset()) | (frozenset() if named else {Field.PRINCIPAL})
    wanted = {Field.ACTIVITY, *used, *(field for side in sides for field in _LETTERS[side])}
    return tuple(field for field in ORDER if field in wanted and field not in left_out)
