"""Which flow is meant: by its IRI, full or short, or the end of it; and in which source or register it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

import pyoxigraph as ox

from grondslag.errors import NotFound
from grondslag.graphs import Layer, NamedGraph
from grondslag.match import terms
from grondslag.namespaces import GS, ID
from grondslag.report.grouping import short

_KINDS = tuple(ox.NamedNode(GS + name) for name in ("Flow", "ReportedFlow"))
_TYPE = ox.NamedNode(terms.RDF_TYPE)
_SHORT = re.compile(r"[^\s<>\"{}|\\^`]+")
EXAMPLE = "flow/000/first-delivery"


def flow_iri(named: str) -> str:
    """The IRI of a flow from its short form (`flow/000/first-delivery`) or its full one.

    Raises `NotFound` for what cannot be the name of a flow.
    """
    iri = named if named.startswith(ID) else ID + named
    if not iri.startswith(ID + "flow/") or not _SHORT.fullmatch(iri):
        raise NotFound(f"No flow {named!r}", expected="the IRI of a flow, short or full", example=EXAMPLE)
    return iri


class Flows:
    """The flows of some graphs, which may all be spoken of."""

    def __init__(self, store: ox.Store, graphs: Mapping[str, NamedGraph]) -> None:
        self._store = store
        self._graphs = graphs

    def graph_of(self, flow: str) -> str:
        """The source or register that tells of `flow` (its IRI). Raises `NotFound` with the nearest names."""
        graph = self._graph(flow)
        if graph is None:
            raise _no_flow(short(flow), _near(flow, self._all()))
        return graph

    def named(self, text: str) -> str:
        """The IRI of the flow called `text`: its IRI, full or short, with or without `flow/`, or its last part.

        Raises `NotFound` with the nearest names, and for a last part that several flows share.
        """
        if not _SHORT.fullmatch(text):
            raise _no_flow(text, _near(text.replace(" ", "-"), self._all()))
        for iri in (text, ID + text, f"{ID}flow/{text}"):
            if self._graph(iri) is not None:
                return iri
        known = self._all()
        ending = sorted(iri for iri in known if iri.endswith(f"/{text}"))
        if len(ending) == 1:
            return ending[0]
        raise _no_flow(text, [short(iri) for iri in ending] or _near(text, known))

    def _graph(self, flow: str) -> str | None:
        try:
            node = ox.NamedNode(flow)
        except ValueError:  # a short form is no IRI
            return None
        quads = (quad for kind in _KINDS for quad in self._store.quads_for_pattern(node, _TYPE, kind, None))
        return next((graph for graph in map(self._practice, quads) if graph), None)

    def _all(self) -> frozenset[str]:
        quads = (quad for kind in _KINDS for quad in self._store.quads_for_pattern(None, _TYPE, kind, None))
        return frozenset(
            quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode) and self._practice(quad)
        )

    def _practice(self, quad: ox.Quad) -> str | None:
        """The graph of a statement when it is a source or register that may be spoken of."""
        graph = self._graphs.get(getattr(quad.graph_name, "value", ""))
        return graph.iri if graph is not None and graph.layer in (Layer.SOURCE, Layer.REGISTER) else None


def _near(named: str, known: Iterable[str]) -> list[str]:
    """The names of flows that look most like `named`, by the whole of the name or by its last part."""
    asked = short(named).removeprefix("flow/")
    names = {short(iri).removeprefix("flow/"): short(iri) for iri in sorted(known)}
    by_end = {name.rpartition("/")[2]: whole for name, whole in names.items()}
    close = [names[name] for name in get_close_matches(asked, names, n=3, cutoff=0.5)]
    close += [by_end[name] for name in get_close_matches(asked.rpartition("/")[2], by_end, n=3, cutoff=0.5)]
    return list(dict.fromkeys(close))[:3]


def _no_flow(named: str, near: Sequence[str]) -> NotFound:
    listed = "a flow of the graph; `grondslag query flows-of-organisation` lists them by organisation"
    return NotFound(
        f"No flow {named!r}",
        expected=f"one of {', '.join(near)}" if near else listed,
        example=near[0] if near else EXAMPLE,
        code="unknown_resource",
    )
