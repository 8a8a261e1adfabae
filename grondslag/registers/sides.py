"""Whose record a line of a register is of, as people write it: the column that tells it, and the words in that."""

from __future__ import annotations

import re
from collections.abc import Mapping

from grondslag.registers.folding import fold
from grondslag.registers.model import Side
from grondslag.report.model import Text

HEADING = Text("Rol", "Role")
SIDES: Mapping[Side, Text] = {
    Side.CONTROLLER: Text("verwerkingsverantwoordelijke", "controller"),
    Side.PROCESSOR: Text("verwerker", "processor"),
}
_HEADINGS = frozenset(
    {
        *map(fold, HEADING),
        *("avg rol", "rol avg", "rol organisatie", "rol van de organisatie", "rol gemeente", "rol van de gemeente"),
        *("verantwoordelijke of verwerker", "verwerkingsverantwoordelijke of verwerker", "controller or processor"),
    }
)
_PROCESSOR = re.compile(r"\b(?:sub ?)?(?:verwerkers?|processors?)\b")
_CONTROLLER = re.compile(r"verantwoordelijk|\bcontrollers?\b")
_NOT = re.compile(r"\b(?:geen|niet|noch|no|not)\b")


def tells_side(heading: str) -> bool:
    """Whether the cells below a heading tell whose record each line is of."""
    return fold(heading) in _HEADINGS


def side_in(words: str) -> Side | None:
    """The side that words name; None where they name none, or both, or say which it is not."""
    plain = fold(words)
    is_processor, is_controller = bool(_PROCESSOR.search(plain)), bool(_CONTROLLER.search(plain))
    if is_processor is is_controller or _NOT.search(plain):
        return None
    return Side.PROCESSOR if is_processor else Side.CONTROLLER
