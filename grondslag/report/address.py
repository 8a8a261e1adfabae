"""Where the explanation of a flow is: its page on the site, and the command that writes it."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote, urlencode

from grondslag.namespaces import ID

_FLOW = ID + "flow/"


class Reference(NamedTuple):
    """The explanation of a flow, or of one item in it, on a day; without a day on the day that it is asked."""

    flow: str
    day: str | None = None
    item: str | None = None

    @property
    def path(self) -> str:
        """The path of the page on the site, e.g. `/flows/000/first-delivery/explanation?item=bsn`."""
        asked = {"as_of": self.day, "item": self._item}
        query = urlencode({name: value for name, value in asked.items() if value}, safe="/:")
        page = f"/flows/{quote(self.flow.removeprefix(_FLOW), safe='/')}/explanation"
        return f"{page}?{query}" if query else page

    @property
    def command(self) -> str:
        """The command that writes the same as text."""
        asked = (("--as-of", self.day), ("--item", self._item))
        options = "".join(f" {name} {value}" for name, value in asked if value)
        return f"grondslag explain {self.flow.removeprefix(ID)}{options}"

    @property
    def _item(self) -> str | None:
        """The item as it is asked for: by its last part where that is enough."""
        short = (self.item or "").removeprefix(f"{self.flow}/item/")
        return short.removeprefix(ID) if "/" in short else short or None


def reference(flow: str | None, day: str | None, item: str | None) -> Reference | None:
    """The explanation of `flow`, if it is one that is explained: only flows below our own base are."""
    return Reference(flow, day, item) if flow and flow.startswith(_FLOW) else None
