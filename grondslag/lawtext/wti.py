"""Technical information ("WTI") on an act: on which days its text changed, and so until when a state of it held.

Follows BWB-WTI 2016-1 (https://repository.officiele-overheidspublicaties.nl/Schema/BWB-WTI/2016-1/xsd/wti_2016-1.xsd),
as its files show it: `wetstechnische-informatie[@bwb-id]/wijzigingen/regeling/datum[@waarde]`, one per day on which
the act changed or will change; a `datum` without `waarde` is a change whose day is not known yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from grondslag.citation import act_system, parse_day
from grondslag.errors import BadInput, MalformedFile
from grondslag.lawtext.xmltree import Element

ROOT = "wetstechnische-informatie"
# By far the largest parts of the file, and of no use here.
SKIPPED = ("gerelateerde-regelgeving", "regelingelementen", "details")


@dataclass(frozen=True)
class ChangeDates:
    """The days on which an act's text changed, in order."""

    act: str
    days: tuple[date, ...]

    def before(self, valid_from: date) -> date | None:
        """The day on which the text valid from a day was replaced; None when no later change is known.

        Raises `BadInput` when the text did not change on that day, so that no state begins there.
        """
        if valid_from not in self.days:
            near = sorted(self.days, key=lambda day: abs(day - valid_from))[:3]
            raise BadInput(
                f"The WTI of {self.act} knows no change on {valid_from}",
                expected="one of its days of change; the nearest are " + ", ".join(str(day) for day in sorted(near)),
                example=str(near[0]),
            )
        return next((day for day in self.days if day > valid_from), None)


def read_wti(root: Element, name: str) -> ChangeDates:
    """The days of change in a WTI file. Raises `MalformedFile` with the line where it is not as the schema has it."""
    act = root.attributes.get("bwb-id", "")
    try:
        act_system(act)
    except BadInput as error:
        raise MalformedFile(name, f"{error} (in the attribute bwb-id)", line=root.line) from error
    changes = root.first("wijzigingen", "regeling")
    days = {_day(element, name) for element in changes.elements("datum")} if changes else set()
    known = tuple(sorted(day for day in days if day))
    if not known:
        reason = "no day of change: expected wijzigingen/regeling/datum with a waarde such as 2026-07-01"
        raise MalformedFile(name, reason, line=root.line)
    return ChangeDates(act, known)


def _day(element: Element, name: str) -> date | None:
    if "waarde" not in element.attributes:
        return None
    try:
        return parse_day(element.attributes["waarde"])
    except BadInput as error:
        raise MalformedFile(name, str(error), line=element.line) from error
