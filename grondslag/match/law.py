"""The norm layer, read once out of a store: norms, closures of concepts, and what is known of each norm's text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import pyoxigraph as ox

from grondslag.content import Content, content
from grondslag.match import terms
from grondslag.match.model import Demand, Element, Form, Interval, Modality, Norm, Reading, Steps, Text, coalesced
from grondslag.match.text import State, Substance, of_norm, of_provision
from grondslag.namespaces import GS, LAW_GRAPH, ONTOLOGY_GRAPH, PREFIXES
from grondslag.query.saved import Catalogue

Row = tuple[str | None, ...]
_DATE = ox.NamedNode(PREFIXES["xsd"] + "date")
_FORMS = {GS + form.value: form for form in Form}
_DEMANDS = {GS + "Condition": Demand.CONDITION, GS + "ConditionWhereItOccurs": Demand.WHERE_IT_OCCURS}


class Rows:
    """The saved queries of `queries/match`, over ontology, law and the graphs named beside them."""

    def __init__(self, store: ox.Store, graphs: Iterable[str] = (), the_content: Content | None = None) -> None:
        self._store = store
        self._graphs: Iterable[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [
            ox.NamedNode(iri) for iri in dict.fromkeys((ONTOLOGY_GRAPH, LAW_GRAPH, *graphs))
        ]
        self._queries = Catalogue((the_content or content()).queries / "match")

    def of(self, name: str) -> Iterator[Row]:
        """The rows of the query called `name`, their terms as text."""
        found = self._store.query(self._queries.get(name).body, default_graph=list(self._graphs))
        assert isinstance(found, ox.QuerySolutions)  # noqa: S101 - our own SELECT queries
        for row in found:
            yield tuple(None if term is None else _text(term) for term in row)

    def stated(self, node: str, graph: str) -> dict[str, frozenset[str]]:
        """All that `graph` states on `node`, by property: concepts, other nodes and dates, as text."""
        try:
            subject = ox.NamedNode(node)
        except ValueError:
            # What is no IRI names nothing.
            return {}
        found: dict[str, list[str]] = {}
        for quad in self._store.quads_for_pattern(subject, None, None, ox.NamedNode(graph)):
            value = quad.object
            if isinstance(value, ox.NamedNode) or (isinstance(value, ox.Literal) and value.datatype == _DATE):
                found.setdefault(quad.predicate.value, []).append(value.value)
        return {name: frozenset(values) for name, values in found.items()}

    def nodes(self, name: str, value: str, graph: str) -> Iterator[str]:
        """The nodes of `graph` with this value of a property."""
        found = self._store.quads_for_pattern(None, ox.NamedNode(name), ox.NamedNode(value), ox.NamedNode(graph))
        for quad in found:
            if isinstance(quad.subject, ox.NamedNode):
                yield quad.subject.value


def _text(term: object) -> str:
    return str(getattr(term, "value", term))


@dataclass(frozen=True)
class Concepts:
    """Which concept is narrower than which; what an organisation or a provision belongs to."""

    broader: Mapping[str, frozenset[str]] = field(default_factory=dict)
    universal: frozenset[str] = frozenset()
    umbrellas: frozenset[str] = frozenset()
    special: frozenset[str] = frozenset()
    tasks: frozenset[str] = frozenset()
    organs: Mapping[str, frozenset[str]] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    classes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    _closed: dict[str, frozenset[str]] = field(default_factory=dict, compare=False, repr=False)

    def closure(self, concept: str) -> frozenset[str]:
        """The concept with everything broader than it."""
        known = self._closed.get(concept)
        if known is not None:
            return known
        found, waiting = {concept}, [concept]
        while waiting:
            for above in self.broader.get(waiting.pop(), ()):
                if above not in found:
                    found.add(above)
                    waiting.append(above)
        return self._closed.setdefault(concept, frozenset(found))

    def knows(self, concept: str) -> bool:
        """Whether the graph has the concept or organisation."""
        return concept in self.known or concept in self.broader

    def direct(self, concept: str) -> frozenset[str]:
        """The concept itself; an organisation with the categories that it was given."""
        return self.classes.get(concept, frozenset()) | {concept}

    @classmethod
    def read(cls, rows: Rows) -> Concepts:
        """The concepts of the graphs that `rows` asks."""
        broader: dict[str, set[str]] = defaultdict(set)
        classes: dict[str, set[str]] = defaultdict(set)
        for concept, asked, above in rows.of("concepts"):
            broader[str(concept)].add(str(above))
            if asked == PREFIXES["org"] + "classification":
                classes[str(concept)].add(str(above))
        for provision, whole in rows.of("law-places"):
            broader[str(provision)].add(str(whole))
        kinds: dict[str, set[str]] = defaultdict(set)
        organs: dict[str, set[str]] = defaultdict(set)
        for concept, asked, value in rows.of("concept-kinds"):
            if asked == GS + "organCategoryOf":
                organs[str(concept)].add(str(value))
            else:
                kinds[str(value)].add(str(concept))
        return cls(
            {concept: frozenset(above) for concept, above in broader.items()},
            frozenset(kinds[GS + "UniversalCategory"]),
            frozenset(kinds[GS + "UmbrellaCategory"]),
            frozenset(kinds[GS + "SpecialCategory"]),
            frozenset(kinds[GS + "PublicTask"]),
            {organ: frozenset(wholes) for organ, wholes in organs.items()},
            frozenset(kinds[PREFIXES["skos"] + "Concept"]),
            {body: frozenset(categories) for body, categories in classes.items()},
        )


@dataclass(frozen=True)
class Law:
    """Every norm with the indexes that the match asks: by provision, by what it bars, lifts or fills in."""

    norms: Mapping[str, Norm]
    concepts: Concepts
    delegated: Mapping[str, bool] = field(default_factory=dict)
    fills: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by_provision: Mapping[str, tuple[Norm, ...]] = field(init=False)
    barring: Mapping[str, tuple[Norm, ...]] = field(init=False)
    lifting: Mapping[str, tuple[Norm, ...]] = field(init=False)
    by_kind: Mapping[str, tuple[Norm, ...]] = field(init=False)

    def __post_init__(self) -> None:
        indexes: dict[str, Callable[[Norm], Iterable[str]]] = {
            "by_provision": self._places,
            "barring": lambda norm: norm.bars,
            "lifting": lambda norm: norm.lifts,
            "by_kind": lambda norm: (norm.kind,),
        }
        for name, keys in indexes.items():
            object.__setattr__(self, name, _indexed(self.norms.values(), keys))

    def _places(self, norm: Norm) -> Iterable[str]:
        return frozenset().union(*(self.concepts.closure(provision) for provision in norm.provisions))

    def at_place(self, provision: str) -> tuple[Norm, ...]:
        """The norms that a claim on `provision` relies on: those resting on it or on a part of it.

        Where there are none, those that rest on the nearest whole itself: a claim on a point of a list whose norm was
        read from the paragraph. A claim on a whole statute is too coarse to find any.
        """
        if not self.concepts.broader.get(provision):
            return ()
        found = self.by_provision.get(provision, ())
        place: str | None = provision
        while not any(norm.kind in terms.BEARING for norm in found) and (place := self._whole(place)):
            found = tuple(norm for norm in self.by_provision.get(place, ()) if place in norm.provisions)
        return tuple(norm for norm in found if norm.kind in terms.BEARING)

    def _whole(self, provision: str | None) -> str | None:
        above = self.concepts.broader.get(provision or "", ())
        return next((place for place in sorted(above) if self.concepts.broader.get(place)), None)

    def statutes(self, provision: str) -> frozenset[str]:
        """The statute of a provision, or the statute itself."""
        return frozenset(place for place in self.concepts.closure(provision) if not self.concepts.broader.get(place))

    @classmethod
    def read(cls, store: ox.Store, graphs: Iterable[str] = (), the_content: Content | None = None) -> Law:
        """The norm layer of `store`, with the organisations of `graphs` among its concepts."""
        rows = Rows(store, graphs, the_content)
        concepts = Concepts.read(rows)
        fills: dict[str, list[str]] = defaultdict(list)
        norms = {norm.iri: norm for norm in _norms(rows, fills, concepts)}
        delegated = {str(rules): text == GS + "held" for rules, text in rows.of("law-delegated")}
        return cls(norms, concepts, delegated, {rules: tuple(by) for rules, by in fills.items()})

    def with_norms(self, changed: Mapping[str, Norm]) -> Law:
        """The same law with some norms in another form, as a what-if; nothing is written."""
        return replace(self, norms={**self.norms, **changed})

    def with_concepts(self, concepts: Concepts) -> Law:
        """The same law over other organisations."""
        return replace(self, concepts=concepts)


def cited_texts(rows: Rows) -> dict[str, Steps[Text]]:
    """For every provision that a basis claim of `rows` names: what is known of its text on every date.

    A statute that is named as a whole has no text of its own: only its repeal is known.
    """
    texts = _Texts(rows, Concepts.read(rows), "cited-text-states")
    return {str(provision): texts.cited(str(provision)) for (provision,) in rows.of("cited-provisions")}


def known_texts(rows: Rows, concepts: Concepts) -> Callable[[str], Steps[Text]]:
    """What is known of the text of a provision that a norm rests on or a claim of `rows` names, on every date."""
    of_norms, of_claims = _Texts(rows, concepts), _Texts(rows, concepts, "cited-text-states")
    return lambda provision: (of_claims if of_claims.knows(provision) else of_norms).cited(provision)


def absent_from(norm: Norm, day: date) -> Norm:
    """`norm` as it would be known if a provision it rests on were gone from `day` on."""
    kept = [(interval.meet(Interval(None, day)), text) for interval, text in norm.text]
    steps: Steps[Text] = coalesced(
        [*((interval, text) for interval, text in kept if interval), (Interval(day, None), Text.ABSENT)]
    )
    return replace(norm, text=steps)


def _indexed(norms: Iterable[Norm], keys: Callable[[Norm], Iterable[str]]) -> Mapping[str, tuple[Norm, ...]]:
    index: dict[str, list[Norm]] = defaultdict(list)
    for norm in norms:
        for key in keys(norm):
            index[key].append(norm)
    return {key: tuple(found) for key, found in index.items()}


def _norms(rows: Rows, fills: dict[str, list[str]], concepts: Concepts) -> Iterator[Norm]:
    links: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for iri, linked, value in rows.of("law-norm-links"):
        links[str(iri)][str(linked).removeprefix(GS)].append(str(value))
    modalities: dict[str, list[Modality]] = defaultdict(list)
    for iri, force, trigger in rows.of("law-modalities"):
        modalities[str(iri)].append(Modality(str(force), trigger))
    readings = _readings(rows)
    texts = _Texts(rows, concepts)
    for iri, kind in rows.of("law-norms"):
        norm = str(iri)
        linked_to = links[norm]
        for rules in linked_to["fillsIn"]:
            fills[rules].append(norm)
        yield Norm(
            norm,
            str(kind),
            tuple(linked_to["restsOn"]),
            readings.get(norm, ()),
            tuple(modalities[norm]),
            tuple(linked_to["lifts"]),
            tuple(linked_to["bars"]),
            frozenset(linked_to["art9Limb"]),
            texts.of(norm, linked_to["restsOn"], frozenset(linked_to["readIn"])),
        )


def _readings(rows: Rows) -> dict[str, tuple[Reading, ...]]:
    elements = _elements(rows)
    found: dict[str, dict[str, list[Element]]] = defaultdict(lambda: defaultdict(list))
    for norm, reading, element in rows.of("law-readings"):
        holder = found[str(norm)][str(reading)]
        if element is not None:
            holder.append(elements[element])
    return {
        norm: tuple(Reading(iri, tuple(parts)) for iri, parts in by_reading.items())
        for norm, by_reading in found.items()
    }


def _elements(rows: Rows) -> dict[str, Element]:
    facts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for element, asked, value in rows.of("law-elements"):
        facts[str(element)][str(asked)].append(str(value))
    return {iri: _element(iri, stated) for iri, stated in facts.items()}


def _element(iri: str, stated: Mapping[str, list[str]]) -> Element:
    classes = stated.get(terms.RDF_TYPE, [])
    return Element(
        iri,
        next((_FORMS[name] for name in classes if name in _FORMS), Form.TERM),
        next(iter(stated.get(GS + "dimension", [])), ""),
        next((_DEMANDS[name] for name in classes if name in _DEMANDS), Demand.SCOPE),
        frozenset(stated.get(GS + "accepts", [])),
        next(iter(stated.get(GS + "sameValueAs", [])), None),
        tuple(stated.get(GS + "needsOutcomeOf", [])),
    )


class _Texts:
    """Makes the text steps of norms from the text states, versions and judgements of the law."""

    def __init__(self, rows: Rows, concepts: Concepts, states: str = "law-text-states") -> None:
        self._states: dict[str, list[State]] = defaultdict(list)
        for provision, state, version, presence, start, end, retrieved, content_hash in rows.of(states):
            self._states[str(provision)].append(
                State(
                    str(state),
                    str(version),
                    str(presence).removeprefix(GS),
                    date.fromisoformat(str(start)),
                    _day(end),
                    _day(retrieved),
                    content_hash,
                )
            )
        self._concepts = concepts
        self._statute: dict[str, str] = {}
        self._last: dict[str, date] = {}
        for version, statute, last in rows.of("law-versions"):
            self._statute[str(version)] = str(statute)
            if last:
                self._last[str(statute)] = date.fromisoformat(last)
        self._substance = Substance(_pairs(rows))

    def knows(self, provision: str) -> bool:
        """Whether any state of the provision was asked for and found."""
        return provision in self._states

    def cited(self, provision: str) -> Steps[Text]:
        """What is known of a provision itself, whatever norm was read from it."""
        return self._of_provision("", provision, frozenset())

    def of(self, norm: str, provisions: Iterable[str], read_in: frozenset[str]) -> Steps[Text]:
        """The worst of what is known of the provisions."""
        return of_norm([self._of_provision(norm, provision, read_in) for provision in provisions])

    def _of_provision(self, norm: str, provision: str, read_in: frozenset[str]) -> Steps[Text]:
        statutes = self._concepts.closure(provision)
        # A version of another statute says nothing of this provision.
        here = frozenset(version for version in read_in if self._statute.get(version) in statutes)
        last = next((self._last[statute] for statute in sorted(statutes) if statute in self._last), None)
        return of_provision(norm, self._states.get(provision, ()), self._substance, here, last)


def _pairs(rows: Rows) -> dict[str | None, tuple[frozenset[str], ...]]:
    judged: dict[str, tuple[set[str], set[str | None]]] = defaultdict(lambda: (set(), set()))
    for judgement, state, norm in rows.of("law-judgements"):
        states, norms = judged[str(judgement)]
        states.add(str(state))
        norms.add(norm)
    found: dict[str | None, list[frozenset[str]]] = defaultdict(list)
    for states, norms in judged.values():
        for norm in norms:
            found[norm].append(frozenset(states))
    return {norm: tuple(pairs) for norm, pairs in found.items()}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
