"""How words stand in a cell of a spreadsheet, and back: no cell starts a formula, and no gap is blank."""

from __future__ import annotations

import re

from grondslag.report.model import Text

NOT_STATED = Text("niet vermeld", "not stated")
LEFT_OUT = Text("weggelaten voor publicatie", "left out for publication")
_SIGNS = "|".join((*NOT_STATED, *LEFT_OUT))
_SIGN = re.compile(rf"\s*(?:{_SIGNS})\s*", re.IGNORECASE)
# What would not come back as it was: what a spreadsheet takes for a formula, or drops and then does (OWASP, "CSV
# Injection"); words like our own signs; and either with our mark before it.
_NEEDS_MARK = re.compile(rf"'*(?:[=+\-@\t\r\n\0]|{_SIGN.pattern}\Z)", re.IGNORECASE)


def as_cell(words: str, *, raw: bool = False) -> str:
    """Words as a cell: marked where a spreadsheet would take them for a formula, or we for a sign of ours.

    `raw` leaves them as they are, for machines.
    """
    return f"'{words}" if not raw and _NEEDS_MARK.match(words) else words


def from_cell(text: str) -> str:
    """The words of a cell that `as_cell` or a person wrote; empty for a sign that nothing is stated."""
    if _SIGN.fullmatch(text):
        return ""
    return text[1:] if text.startswith("'") and _NEEDS_MARK.match(text) else text
