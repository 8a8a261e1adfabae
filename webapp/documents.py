"""What the source documents are called, by number, and which of them, or which register, tells of a flow."""

from __future__ import annotations

from grondslag.graphs import Layer
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


def graphs_of_flows(flow: str = "") -> dict[str, str]:
    """The source or register that each flow stands in, or this one: graph by flow, both by IRI."""
    practice = {g.iri for g in services().generation().graphs if g.layer in (Layer.SOURCE, Layer.REGISTER)}
    rows = services().rows("flow-graphs", **({"flow": flow} if flow else {}))
    found: dict[str, str] = {}
    for row in rows:
        if lexical(row["graph"]) in practice:
            found.setdefault(lexical(row["flow"]), lexical(row["graph"]))
    return found
