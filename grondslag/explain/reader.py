"""Names, passages and words of things, read straight from the store: which graphs may speak is fixed beforehand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol

import pyoxigraph as ox

from grondslag.citation import deep_link, is_provision_iri, parse_iri
from grondslag.explain.model import ConditionPart, Provision, RecordPart
from grondslag.match.model import Text
from grondslag.namespaces import GS, ID, PREFIXES
from grondslag.report.model import Named, Passage
from grondslag.report.model import Text as Words
from grondslag.textstates import KnownState, TextStates

_LABELS = tuple(PREFIXES[p] + n for p, n in (("rdfs", "label"), ("skos", "prefLabel"), ("dct", "title")))
_DERIVED = PREFIXES["prov"] + "wasDerivedFrom"

_NO_FACTS = frozenset(
    {PREFIXES["rdf"] + "type", PREFIXES["rdfs"] + "label", _DERIVED, GS + "aligns", GS + "appliesTo", GS + "dimension"}
)


MOST_NAMES = 50_000
"""How many names a reader remembers before it begins anew: one reader may serve for weeks."""


class KnownText(Protocol):
    """What is known of the text of a provision on the day that is explained."""

    def __call__(self, provision: str, /) -> Text:
        """Held, presumed, not held or absent."""
        ...


class Reader:
    """Reads what the graphs in `graphs` say about one thing at a time; remembers names."""

    def __init__(self, store: ox.Store, graphs: Iterable[str]) -> None:
        self._store = store
        self._graphs = frozenset(graphs)
        self._named: dict[str, Named] = {}
        self._states = TextStates(store)

    def terms(self, node: str, name: str) -> list[ox.NamedNode | ox.Literal]:
        """The values of a property, in a fixed order."""
        found = {
            quad.object
            for quad in self._store.quads_for_pattern(ox.NamedNode(node), ox.NamedNode(name), None, None)
            if isinstance(quad.object, ox.NamedNode | ox.Literal)
            and getattr(quad.graph_name, "value", "") in self._graphs
        }
        return sorted(found, key=str)

    def iris(self, node: str, name: str) -> list[str]:
        """The things that a property leads to."""
        return [term.value for term in self.terms(node, name) if isinstance(term, ox.NamedNode)]

    def texts(self, node: str, name: str) -> list[str]:
        """The texts of a property, whatever their language."""
        return [term.value for term in self.terms(node, name) if isinstance(term, ox.Literal)]

    def words(self, node: str, name: str) -> Words | None:
        """The text of a property in both languages; where one is missing the other stands in."""
        found = {t.language: t.value for t in reversed(self.terms(node, name)) if isinstance(t, ox.Literal)}
        if not found:
            return None
        anything = found[min(found, key=str)]
        dutch, english = found.get("nl"), found.get("en")
        return Words(dutch or english or anything, english or dutch or anything)

    def subjects(self, name: str, value: str) -> list[str]:
        """The things whose property leads to `value`."""
        found = self._store.quads_for_pattern(None, ox.NamedNode(name), ox.NamedNode(value), None)
        return sorted(
            {
                quad.subject.value
                for quad in found
                if isinstance(quad.subject, ox.NamedNode) and getattr(quad.graph_name, "value", "") in self._graphs
            }
        )

    def named(self, iri: str) -> Named:
        """A thing with its name: its label, else its citation, else the end of its IRI."""
        known = self._named.get(iri)
        if known is None:
            if len(self._named) >= MOST_NAMES:
                self._named.clear()
            known = self._named[iri] = Named(iri, self._label(iri))
        return known

    def all_named(self, iris: Iterable[str]) -> tuple[Named, ...]:
        """Things with their names, in the order of their IRIs."""
        return tuple(self.named(iri) for iri in sorted(iris))

    def _label(self, iri: str) -> Words:
        for name in _LABELS:
            if label := self.words(iri, name):
                return label
        short = self.texts(iri, GS + "citation") or self.texts(iri, PREFIXES["eli"] + "title_short")
        text = short[0] if short else iri.removeprefix(ID)
        return Words(text, text)

    def passages(self, *nodes: str) -> tuple[Passage, ...]:
        """The lines of documents that these things come from, in the order of the document."""
        found = {}
        for place in (place for node in nodes for place in self.iris(node, _DERIVED)):
            first, last = self.texts(place, GS + "firstLine"), self.texts(place, GS + "lastLine")
            document = self.iris(place, GS + "inDocument")
            if first and last and document:
                number = document[0].rpartition("/")[2]
                lines = first[0] if first == last else f"{first[0]}-{last[0]}"
                found[number, int(first[0]), int(last[0])] = Passage(place, f"{number}, {lines}")
        return tuple(found[key] for key in sorted(found))

    def provisions(
        self, iris: Iterable[str], day: date | None = None, known: KnownText | None = None
    ) -> tuple[Provision, ...]:
        """Provisions in the order of their IRIs; with `day` also the version nearest to it and its loaded words.

        With `known` also what is known of the text on that day.
        """
        return tuple(self._provision(iri, day, known(iri) if known else None) for iri in sorted(iris))

    def places(self, node: str) -> tuple[Provision, ...]:
        """The provisions that an element or norm was read from."""
        return self.provisions(i for i in self.iris(node, _DERIVED) if self.texts(i, GS + "citation"))

    def conditions(self, node: str) -> tuple[ConditionPart, ...]:
        """The conditions on the handling of a flow or item, by their description, else by their kind."""
        return tuple(
            ConditionPart(Named(each, self._condition(each)), self.passages(each))
            for each in self.iris(node, GS + "handlingCondition")
        )

    def record(self, node: str) -> RecordPart:
        """Everything that is recorded of a thing, property by property."""
        kinds = self.iris(node, PREFIXES["rdf"] + "type")
        names = sorted(
            {
                quad.predicate.value
                for quad in self._store.quads_for_pattern(ox.NamedNode(node), None, None, None)
                if getattr(quad.graph_name, "value", "") in self._graphs and quad.predicate.value not in _NO_FACTS
            }
        )
        facts = tuple((self.named(name), self._said(node, name)) for name in names)
        return RecordPart(self.named(kinds[0] if kinds else node), self.named(node), facts, self.passages(node))

    def _said(self, node: str, name: str) -> tuple[Words, ...]:
        things = tuple(self.named(iri).label for iri in self.iris(node, name))
        literals = [term for term in self.terms(node, name) if isinstance(term, ox.Literal)]
        plain = tuple(Words(term.value, term.value) for term in literals if not term.language)
        told = self.words(node, name) if any(term.language for term in literals) else None
        return (*things, *plain, *([told] if told else []))

    def _condition(self, condition: str) -> Words:
        described = self.words(condition, PREFIXES["dct"] + "description")
        kinds = self.iris(condition, GS + "conditionKind")
        return described or (self.named(kinds[0]).label if kinds else self.named(condition).label)

    def _provision(self, iri: str, day: date | None, text: Text | None) -> Provision:
        state = self._states.nearest(iri, day) if day else None
        versions = self.iris(state.iri, GS + "inVersion") if state else []
        return Provision(
            iri,
            self.named(iri).label.en,
            self._link(iri, state),
            versions[0] if versions else None,
            state.start.isoformat() if state else None,
            self._loaded(state.iri) if state else None,
            text,
            state.present if state else True,
        )

    def _link(self, iri: str, state: KnownState | None) -> str | None:
        """The official page of the version told of, else the one that the law names."""
        if state and state.present and is_provision_iri(iri):
            return deep_link(parse_iri(iri), state.start)
        return next(iter(self.iris(iri, GS + "deepLink")), None)

    def _loaded(self, state: str) -> str | None:
        words = [text for node in self.subjects(GS + "textOfState", state) for text in self.texts(node, GS + "lawText")]
        return words[0] if words else None
