"""The derogations that the data record, and which of them mark a finding. A finding is marked, never taken away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

import rdflib
from rdflib.namespace import RDF
from rdflib.term import Literal, Node

from grondslag.namespaces import GS as GS_IRI
from grondslag.report.model import Derogation, DerogationState, Named, Passage, Text
from grondslag.report.words import texts

GS = rdflib.Namespace(GS_IRI)
# What an evaluation for a date says of a derogation (queries/evaluate); without one nothing is said of its end.
_EVALUATED: Mapping[Node, DerogationState] = {
    GS.derogationEnded: DerogationState.EXPIRED,
    GS.derogationNotYet: DerogationState.NOT_YET,
}
_PRACTICE = (GS.Flow, GS.ReportedFlow, GS.Item)


class Derogations:
    """Every `gs:Derogation` in `data`. `name` gives a node's label, `passages` where a node was read."""

    def __init__(
        self, data: rdflib.Graph, name: Callable[[Node], Text], passages: Callable[[Node], tuple[Passage, ...]]
    ) -> None:
        self._data = data
        self._name = name
        self._passages = passages

    @cached_property
    def all(self) -> tuple[Derogation, ...]:
        """All that are recorded, by IRI."""
        return tuple(self._by_node[node] for node in sorted(self._by_node, key=str))

    def marking(
        self, rules: Iterable[str], places: Iterable[Node], organisations: Iterable[Node]
    ) -> tuple[Derogation, ...]:
        """Those from one of `rules` for one of `places`: the node, its item, its flow.

        A derogation that names no flow or item holds for all findings of that rule at the organisations it names.
        """
        numbers = set(rules)
        found = {node for place in places for node in self._at.get(place, ())}
        found |= {node for place in organisations for node in self._at.get(place, ()) if self._is_general(node)}
        marking = (self._by_node[node] for node in sorted(found, key=str))
        return tuple(derogation for derogation in marking if numbers & set(derogation.rules))

    @cached_property
    def _by_node(self) -> dict[Node, Derogation]:
        return {node: self._read(node) for node in self._data.subjects(RDF.type, GS.Derogation)}

    @cached_property
    def _at(self) -> dict[Node, list[Node]]:
        """The derogations for each node that one applies to."""
        places: dict[Node, list[Node]] = {}
        for node in self._by_node:
            for place in self._data.objects(node, GS.appliesTo):
                places.setdefault(place, []).append(node)
        return places

    def _is_general(self, derogation: Node) -> bool:
        places = self._data.objects(derogation, GS.appliesTo)
        return not any((place, RDF.type, kind) in self._data for place in places for kind in _PRACTICE)

    def _read(self, node: Node) -> Derogation:
        return Derogation(
            iri=str(node),
            label=self._name(node),
            state=self._state(node),
            rules=tuple(sorted({str(rule) for rule in self._data.objects(node, GS.derogatesFrom)})),
            approved_by=self._named(node, GS.approvedBy),
            weighing=texts(self._data, node, GS.weighing),
            documents=self._named(node, GS.documentedIn),
            start=self._day(node, GS["from"]),
            before=self._day(node, GS.before),
            sources=self._passages(node),
        )

    def _state(self, node: Node) -> DerogationState:
        """An ended one is expired whoever approved it."""
        for value in sorted(self._data.objects(node, GS.derogationState), key=str):
            if value in _EVALUATED:
                return _EVALUATED[value]
        approved = (node, GS.approvedBy, None) in self._data
        return DerogationState.APPROVED if approved else DerogationState.NOT_APPROVED

    def _named(self, node: Node, predicate: Node) -> tuple[Named, ...]:
        things = sorted(self._data.objects(node, predicate), key=str)
        return tuple(Named(str(thing), self._name(thing)) for thing in things)

    def _day(self, node: Node, predicate: Node) -> str | None:
        days = sorted(str(each) for each in self._data.objects(node, predicate) if isinstance(each, Literal))
        return days[0] if days else None
