"""What the source documents are called: people know them by their title, passages name them by number."""

from __future__ import annotations

from webapp import i18n
from webapp.services import services
from webapp.values import lexical, local_name


def titles() -> dict[str, str]:
    """The documents by number, in the page's language."""
    language = i18n.current()
    rows = services().offered("documents", language)
    return {local_name(lexical(row["value"])): lexical(row[f"label_{language}"]) for row in rows}


def title_of(number: str) -> str:
    """What a document is called; its number, or the name of a register, where that is all there is."""
    return titles().get(number, number)
