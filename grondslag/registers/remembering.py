"""The mappings that are kept with a register for the next time: that of the last import, and one per other headings.

So a file of the organisation's own and an export of the same register are each read as they were before, in any order.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256

from grondslag.registers.mapping import Mapping as ColumnMapping
from grondslag.registers.mapping import from_toml, to_toml

MAPPING = "mapping.toml"
"""The mapping of the last import; the others are `mapping-DIGEST.toml`, by what their headings come to."""
_OTHER = re.compile(r"mapping-[0-9a-f]{8}\.toml")
Files = Mapping[str, str]


def remembered(kept: Files) -> tuple[ColumnMapping, ...]:
    """The mappings among the kept files, that of the last import first."""
    return tuple(from_toml(text, name) for name, text in _texts(kept).items())


def to_remember(mapping: ColumnMapping | None, kept: Files) -> dict[str, str]:
    """The files to keep after an import that was read by `mapping`; None for a file without columns, such as RDF."""
    if mapping is None:
        return _texts(kept)
    others = {_name(from_toml(text, name)): text for name, text in _texts(kept).items()}
    others.pop(_name(mapping), None)
    return {MAPPING: to_toml(mapping), **others}


def _texts(kept: Files) -> dict[str, str]:
    last = [MAPPING] if MAPPING in kept else []
    return {name: kept[name] for name in [*last, *filter(_OTHER.fullmatch, sorted(kept))]}


def _name(mapping: ColumnMapping) -> str:
    digest = sha256("\n".join(sorted(mapping.headings)).encode()).hexdigest()
    return f"mapping-{digest[:8]}.toml"
