"""Evaluation for a date: what holds on that day, as facts without dates, so that shapes need none.

    facts = evaluate(store, graphs, content, Dates(as_of=date(2026, 11, 21)))

A register is evaluated on the legal date. What a document reports is evaluated on the date of that document, unless
another is asked for; a document that states no date is evaluated only when asked. The knowledge date is another
thing: which generation of the graph `store` is. (Design, section 2, "Dates".)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from grondslag.content import Content
from grondslag.errors import Failure
from grondslag.graphs import LAW, ONTOLOGY, Layer, NamedGraph
from grondslag.match import Rows, Text, cited_texts, is_result
from grondslag.match.model import on
from grondslag.namespaces import GS, PREFIXES, evaluation_graph
from grondslag.query.saved import Catalogue
from grondslag.textstates import TextStates

_SAYS = {
    Text.HELD: "citesInForce",
    Text.PRESUMED: "citesPresumed",
    Text.NOT_HELD: "citesTextNotHeld",
    Text.ABSENT: "citesAbsent",
}
_NEAREST = ox.NamedNode(GS + "nearestState")
_DATE_LENGTHS = {"date": 10, "gYearMonth": 7, "gYear": 4}


@dataclass(frozen=True)
class Dates:
    """The legal date for registers, and that for reported practice where its sources' own dates are not wanted.

    Without `as_of` registers are not evaluated.
    """

    as_of: date | None = None
    reported_at: date | None = None


def evaluate(
    store: ox.Store,
    graphs: Iterable[NamedGraph],
    content: Content,
    dates: Dates,
    shared: SharedLaw | None = None,
) -> list[ox.Quad]:
    """The facts of every source and register among `graphs`, each in its own evaluation graph; nothing is stored.

    `shared` is the law of `store`, if it was read before. Raises `Failure` naming a query of `queries/evaluate` that is
    no CONSTRUCT.
    """
    found: list[ox.Quad] = []
    law = shared or SharedLaw(store)
    for graph, day in days(store, graphs, dates).items():
        if day is not None:
            found += _evaluated(store, graph, content, day, law)
    return found


def gateways_not_asked(store: ox.Store, graph: NamedGraph, content: Content) -> dict[str, str]:
    """Per flow of a source or register that asks no norm on providing the kind of sharing that dispenses with it.

    Both are IRIs. It is what step 0 writes in the evaluation of `graph`, on whatever day (articles 4 and 28 AVG).
    """
    query = Catalogue(content.queries / "evaluate").get("0-kind")
    result = store.query(query.bind({}), default_graph=[ox.NamedNode(iri) for iri in _seen(graph)])
    if not isinstance(result, ox.QueryTriples):
        raise Failure(f"Evaluate query {query.name!r} is no CONSTRUCT")
    said = sorted((triple.subject.value, triple.object.value) for triple in result)
    return dict(reversed(said))


def _seen(graph: NamedGraph) -> tuple[str, ...]:
    """The graphs that the evaluation of a source or register looks at."""
    return ONTOLOGY.iri, LAW.iri, graph.iri, graph.derived.iri


def days(store: ox.Store, graphs: Iterable[NamedGraph], dates: Dates) -> dict[NamedGraph, date | None]:
    """Per source and register among `graphs` the day that it is evaluated on, in order of name; None for no day."""
    practice = sorted(graph for graph in graphs if graph.layer in (Layer.SOURCE, Layer.REGISTER))
    return {graph: day_of(store, graph, dates) for graph in practice}


def day_of(store: ox.Store, graph: NamedGraph, dates: Dates) -> date | None:
    """The day that a source or register is evaluated on; nothing when there is none to tell."""
    if graph.layer is Layer.REGISTER:
        return dates.as_of
    return dates.reported_at or _date_of_source(store, graph)


def _date_of_source(store: ox.Store, graph: NamedGraph) -> date | None:
    """The date that a document bears; of a month or year its first day, for it tells of what went before."""
    name = ox.NamedNode(graph.iri)
    kind, document = ox.NamedNode(PREFIXES["rdf"] + "type"), ox.NamedNode(GS + "SourceDocument")
    for quad in store.quads_for_pattern(None, kind, document, name):
        for dated in store.quads_for_pattern(quad.subject, ox.NamedNode(PREFIXES["dct"] + "date"), None, name):
            if isinstance(dated.object, ox.Literal):
                return _first_day(dated.object)
    return None


def _first_day(value: ox.Literal) -> date | None:
    length = _DATE_LENGTHS.get(value.datatype.value.removeprefix(PREFIXES["xsd"]))
    return date.fromisoformat((value.value[:length] + "-01-01")[:10]) if length else None


class SharedLaw:
    """What every source and register is evaluated beside: read once, however many there are."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        # As text: statement by statement is much of the time of an evaluation.
        self._texts = {iri: _text(store, iri) for iri in (ONTOLOGY.iri, LAW.iri)}
        self._nearest: dict[date, dict[str, ox.NamedNode]] = {}

    def beside(self, store: ox.Store, graph: NamedGraph) -> ox.Store:
        """A store of its own with ontology, law, `graph` of `store` and what is derived from it, in no named graph."""
        work = ox.Store()
        for text in (*self._texts.values(), _text(store, graph.iri), _text(store, graph.derived.iri)):
            work.load(text, format=ox.RdfFormat.N_TRIPLES)
        return work

    def named(self) -> ox.Store:
        """A store of its own with ontology, law and what is derived from the law, each in its named graph."""
        work = ox.Store()
        for iri, text in (*self._texts.items(), (LAW.derived.iri, _text(self._store, LAW.derived.iri))):
            work.load(text, format=ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(iri))
        return work

    def nearest(self, day: date) -> dict[str, ox.NamedNode]:
        """Every provision of the law with its text nearest to `day`, where any was read."""
        if day not in self._nearest:
            self._nearest[day] = dict(_nearest(self._store, day))
        return self._nearest[day]


def _text(store: ox.Store, graph: str) -> bytes:
    return store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.NamedNode(graph)) or b""


def _evaluated(store: ox.Store, graph: NamedGraph, content: Content, day: date, law: SharedLaw) -> list[ox.Quad]:
    """What is known of the provisions cited, and what the queries write, each seeing what was written before."""
    name = ox.NamedNode(evaluation_graph(graph.iri, day))
    work, nearest = law.beside(store, graph), law.nearest(day)
    work.extend(ox.Quad(ox.NamedNode(provision), _NEAREST, state) for provision, state in nearest.items())
    found = list(_cited(store, graph, content, day, name, nearest))
    work.extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in found)
    for query in Catalogue(content.queries / "evaluate").all():
        values = {"as_of": day.isoformat()} if query.parameters else {}
        result = work.query(query.bind(values))
        if not isinstance(result, ox.QueryTriples):
            raise Failure(f"Evaluate query {query.name!r} is no CONSTRUCT")
        triples = list(result)
        work.extend(ox.Quad(*triple) for triple in triples)
        found += [ox.Quad(triple.subject, triple.predicate, triple.object, name) for triple in triples]
    return list(dict.fromkeys(found))


def _nearest(store: ox.Store, day: date) -> Iterator[tuple[str, ox.NamedNode]]:
    states = TextStates(store)
    held = store.quads_for_pattern(None, ox.NamedNode(GS + "stateOf"), None, ox.NamedNode(LAW.iri))
    for provision in {quad.object.value for quad in held if isinstance(quad.object, ox.NamedNode)}:
        if (state := states.nearest(provision, day)) is not None:
            yield provision, ox.NamedNode(state.iri)


def _cited(
    store: ox.Store,
    graph: NamedGraph,
    content: Content,
    day: date,
    name: ox.NamedNode,
    nearest: Mapping[str, ox.NamedNode],
) -> Iterator[ox.Quad]:
    known = {provision: on(steps, day) for provision, steps in cited_texts(Rows(store, [graph.iri], content)).items()}
    claimed = ox.NamedNode(GS + "claimedProvision")
    for quad in store.quads_for_pattern(None, claimed, None, ox.NamedNode(graph.iri)):
        if isinstance(quad.object, ox.NamedNode) and quad.object.value in known and not _set_aside(store, quad):
            text = known[quad.object.value]
            yield ox.Quad(quad.subject, ox.NamedNode(GS + _SAYS[text]), quad.object, name)
            state = nearest.get(quad.object.value)
            if state is not None and text in (Text.PRESUMED, Text.NOT_HELD):
                yield ox.Quad(quad.subject, _NEAREST, state, name)


def _set_aside(store: ox.Store, claim: ox.Quad) -> bool:
    """Whether the source itself denies or doubts the claim: then it counts nowhere."""
    status = ox.NamedNode(GS + "claimStatus")
    found = store.quads_for_pattern(claim.subject, status, None, claim.graph_name)
    return any(quad.object in (ox.NamedNode(GS + "claimDenied"), ox.NamedNode(GS + "claimDoubted")) for quad in found)


def out_of_scope(facts: Iterable[ox.Quad]) -> frozenset[str]:
    """What takes no part on the day it was evaluated for: flows, and what belongs to none that does take part."""
    scope = ox.NamedNode(GS + "inScope")
    said: dict[str, set[str]] = {"true": set(), "false": set()}
    for quad in facts:
        if quad.predicate == scope and isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
            said[quad.object.value].add(quad.subject.value)
    return frozenset(said["false"] - said["true"])


def in_scope(outside: frozenset[str]) -> Callable[[ox.Quad], bool]:
    """Whether a statement is validated: not the kind of what is out of scope, so that no shape takes it for a target.

    Match results are left out: the evaluation has drawn from them what holds on the day.
    """
    kind = ox.NamedNode(PREFIXES["rdf"] + "type")

    def is_seen(quad: ox.Quad) -> bool:
        subject = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
        return not is_result(subject) and not (subject in outside and quad.predicate == kind)

    return is_seen
