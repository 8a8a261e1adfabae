"""Grondslag: who gives which personal data to whom, for which task, under which article, on which date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grondslag.api import Graph

__all__ = ["Graph"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    # Fetched when it is asked for: whoever imports one part need not load all that answers a query.
    if name == "Graph":
        from grondslag.api import Graph

        return Graph
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
