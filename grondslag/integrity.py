"""Whether the files fit together, before anything is derived from them: `queries/integrity/*.rq`, one rule each.

A query with rows is a rule that is broken. Without this a slip of the pen (a misspelt term, a flow of the wrong layer)
would not be told at all: what names no known thing is never looked at.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

import pyoxigraph as ox

from grondslag.content import Content
from grondslag.errors import BadInput
from grondslag.namespaces import GRAPH
from grondslag.query.results import shortened
from grondslag.query.saved import Catalogue, SavedQuery

MOST_TOLD = 20


def check(store: ox.Store, content: Content) -> None:
    """Raises `BadInput` that tells each fault (the first 20): graph, node, value, and the nearest known name."""
    faults = [fault for query in Catalogue(content.queries / "integrity").all() for fault in _faults(store, query)]
    if faults:
        more = f"\n  and {len(faults) - MOST_TOLD} more" if len(faults) > MOST_TOLD else ""
        told = "".join(f"\n  {fault}" for fault in faults[:MOST_TOLD])
        raise BadInput(f"The files do not fit together:{told}{more}", code="not_consistent")


def _faults(store: ox.Store, query: SavedQuery) -> Iterable[str]:
    result = store.query(query.body)
    if not isinstance(result, ox.QuerySolutions):
        raise BadInput(f"Integrity query {query.name!r} is no SELECT", expected="a SELECT whose rows are faults")
    names = {variable.value for variable in result.variables}
    for row in result:
        graph, subject, value = row["graph"].value.removeprefix(GRAPH), row["subject"], row["value"]
        place = f"{graph}: {_short(subject)}"
        detail = f" {_short(row['property'])} wants {_short(row['wanted'])}" if "wanted" in names else ""
        yield f"{place}: {query.summary['en']}: {_short(value)}{detail}{_nearest(store, value)}"


def _short(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    return shortened(term.value) if isinstance(term, ox.NamedNode) else str(term)


def _nearest(store: ox.Store, value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    if not isinstance(value, ox.NamedNode) or next(store.quads_for_pattern(value, None, None, None), None) is not None:
        return ""
    known = {quad.subject.value for quad in store if isinstance(quad.subject, ox.NamedNode)}
    near = difflib.get_close_matches(value.value, known, n=1, cutoff=0.9)
    return f" (did you mean {shortened(near[0])}?)" if near else ""
