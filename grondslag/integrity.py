"""Whether the files fit together, before anything is derived from them: `queries/integrity/*.rq`, one rule each.

A query with rows is a rule that is broken. Without this a slip of the pen (a misspelt term, a flow of the wrong layer)
would not be told at all: what names no known thing is never looked at.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from grondslag.content import Content
from grondslag.errors import BadInput
from grondslag.namespaces import GRAPH
from grondslag.query.results import shortened
from grondslag.query.saved import Catalogue, SavedQuery

MOST_TOLD = 20


Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True)
class Fault:
    """One row of a rule: which node of which graph breaks it, with what value."""

    rule: str
    graph: str
    subject: Term
    value: Term
    detail: str


def check(store: ox.Store, content: Content) -> None:
    """Raises `BadInput` that tells each fault (the first 20): graph, node, value, and the nearest known name."""
    found = faults(store, content)
    if found:
        known = {quad.subject.value for quad in store if isinstance(quad.subject, ox.NamedNode)}
        graphs = (f"{fault.graph.removeprefix(GRAPH)}: " for fault in found)
        lines = "".join(
            f"\n  {graph}{told(fault, known)}" for graph, fault in zip(graphs, found[:MOST_TOLD], strict=False)
        )
        more = f"\n  and {len(found) - MOST_TOLD} more" if len(found) > MOST_TOLD else ""
        raise BadInput(f"The files do not fit together:{lines}{more}", code="not_consistent")


def faults(store: ox.Store, content: Content) -> list[Fault]:
    """Every row of every rule, in the order of the rules' names."""
    return [fault for query in Catalogue(content.queries / "integrity").all() for fault in _faults(store, query)]


def _faults(store: ox.Store, query: SavedQuery) -> Iterator[Fault]:
    result = store.query(query.body)
    if not isinstance(result, ox.QuerySolutions):
        raise BadInput(f"Integrity query {query.name!r} is no SELECT", expected="a SELECT whose rows are faults")
    names = {variable.value for variable in result.variables}
    for row in result:
        detail = f" {_short(row['property'])} wants {_short(row['wanted'])}" if "wanted" in names else ""
        yield Fault(query.summary["en"], row["graph"].value, row["subject"], row["value"], detail)


def told(fault: Fault, known: set[str]) -> str:
    """A fault in words, with the one of the `known` IRIs that is most like the value."""
    return f"{_short(fault.subject)}: {fault.rule}: {_short(fault.value)}{fault.detail}{_nearest(fault.value, known)}"


def _short(term: Term) -> str:
    return shortened(term.value) if isinstance(term, ox.NamedNode) else str(term)


def _nearest(value: Term, known: set[str]) -> str:
    if not isinstance(value, ox.NamedNode) or value.value in known:
        return ""
    near = difflib.get_close_matches(value.value, known, n=1, cutoff=0.9)
    return f" (did you mean {shortened(near[0])}?)" if near else ""
