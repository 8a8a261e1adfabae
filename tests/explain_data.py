"""What the tests of the explanation share; `python tests/explain_data.py` writes the approved texts anew."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from match_data import IN_2022, IN_2026, REGISTER, store

from grondslag.explain import Explainer, Explanation, flow_iri, to_text
from grondslag.graphs import LAW, ONTOLOGY, Layer, NamedGraph
from grondslag.namespaces import GRAPH
from grondslag.report.model import Language

APPROVED = Path(__file__).parent / "explain"
SOURCES = tuple(NamedGraph(f"{GRAPH}source/{number}", Layer.SOURCE) for number in ("000", "001", "002", "003"))
OWN = NamedGraph(REGISTER, Layer.REGISTER)
GRAPHS = (ONTOLOGY, LAW, *SOURCES, OWN)
FIRST_DELIVERY, HAARLEM = "flow/000/first-delivery", "flow/001/haarlem-suwi-for-wgs-par-3-3"


class Asked(NamedTuple):
    """An explanation whose text was read and approved."""

    name: str
    flow: str
    day: date
    item: str | None
    language: Language


TEXTS = (
    Asked("work-capacity", FIRST_DELIVERY, IN_2026, "arbeidsvermogen", "en"),
    Asked("bsn", FIRST_DELIVERY, IN_2026, "bsn", "nl"),
    Asked("haarlem-debt-help", HAARLEM, IN_2022, None, "nl"),
    Asked("register-debt-help", "flow/match/debt-help", IN_2026, None, "en"),
)


@cache
def explainer() -> Explainer:
    """Explains over the real norm layer, three documents and the made-up register."""
    return Explainer(store(), GRAPHS)


@cache
def explained(flow: str, day: date, item: str | None = None) -> Explanation:
    """The explanation of a flow by its short IRI."""
    return explainer().explain(flow_iri(flow), day, item)


def text_of(asked: Asked) -> str:
    """The text of one approved explanation as it is now."""
    return to_text(explained(asked.flow, asked.day, asked.item), asked.language)


if __name__ == "__main__":
    for each in TEXTS:
        (APPROVED / f"{each.name}.txt").write_text(text_of(each), encoding="utf-8")
