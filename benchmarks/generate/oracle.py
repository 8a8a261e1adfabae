"""What must be found: told by the generator from the law behind each flaw, not by the shapes or the match."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple


class Expected(NamedTuple):
    """A finding: in which register (its graph), on which node, of which rule, how severe."""

    register: str
    focus: str
    rule: str
    severity: str


def written(found: Iterable[Expected], flaws: Sequence[str]) -> Iterator[str]:
    """Findings as lines of JSON, each once, with the names of the flaws that they come from."""
    for each in dict.fromkeys(found):
        yield json.dumps({**each._asdict(), "flaws": flaws}, ensure_ascii=False) + "\n"


def read(file: Path) -> set[Expected]:
    """The findings in an oracle file."""
    with file.open(encoding="utf-8") as lines:
        stored = (json.loads(line) for line in lines)
        return {Expected(*(each[name] for name in Expected._fields)) for each in stored}
