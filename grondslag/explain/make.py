"""Makes the explanation of one flow: its claims, each compared with the norms, grouped where they come out alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

import pyoxigraph as ox

from grondslag.content import Content, content
from grondslag.errors import NotFound
from grondslag.evaluation import gateways_not_asked
from grondslag.explain.flows import Flows
from grondslag.explain.model import (
    ClaimPart,
    Explanation,
    ItemPart,
    NearMiss,
    NormPart,
    Proof,
    RecordPart,
    VerdictPart,
)
from grondslag.explain.norms import Compared, Norms
from grondslag.explain.reader import Reader
from grondslag.graphs import Layer, NamedGraph
from grondslag.match import terms
from grondslag.match.law import Concepts, Law, Rows, known_texts
from grondslag.match.matching import Cover, Matching, covers
from grondslag.match.model import FAILURES, Claim, MatchResult, Outcome, Role, Steps, Text, on
from grondslag.match.practice import Practice, claims
from grondslag.namespaces import GS, ID
from grondslag.report.model import Named

_SPEAKING = frozenset({Layer.ONTOLOGY, Layer.LAW, Layer.LAW_TEXT, Layer.SOURCE, Layer.REGISTER})


@dataclass(frozen=True)
class _Pair:
    """A claim on an item with everything it was compared with on the day."""

    claim: Claim
    compared: tuple[tuple[Compared, MatchResult], ...]


@dataclass(frozen=True)
class _Read:
    """What was read of one graph of practice, and of the law with its organisations."""

    law: Law
    practice: Practice
    texts: Callable[[str], Steps[Text]]


class Explainer:
    """Explains flows of one published state of the graph; the law is read once, each graph of practice once."""

    def __init__(
        self,
        store: ox.Store,
        graphs: Iterable[NamedGraph],
        *,
        generation: str | None = None,
        known_on: date | None = None,
        the_content: Content | None = None,
    ) -> None:
        self._store = store
        self._known_on = known_on
        self._graphs = {graph.iri: graph for graph in graphs}
        self.flows = Flows(store, self._graphs)
        self._generation = generation
        self._content = the_content
        self._reader = Reader(store, (iri for iri, graph in self._graphs.items() if graph.layer in _SPEAKING))
        self._base: Law | None = None
        self._read: dict[str, _Read] = {}
        self._dispensed: dict[str, dict[str, str]] = {}

    def not_asked(self, flow: str) -> Named | None:
        """The kind of sharing of `flow` (its IRI) for which no norm on providing is asked; nothing where one is.

        Raises `NotFound` for a flow that the graph has not.
        """
        graph = self.flows.graph_of(flow)
        if graph not in self._dispensed:
            found = gateways_not_asked(self._store, self._graphs[graph], self._content or content())
            self._dispensed[graph] = found
        kind = self._dispensed[graph].get(flow)
        return self._reader.named(kind) if kind else None

    def explain(self, flow: str, as_of: date, item: str | None = None) -> Explanation:
        """The explanation of `flow` (its IRI) on `as_of`, of one `item` (its IRI or last part) if one is named.

        Raises `NotFound` for a flow that the graph has not and for an item that the flow has not.
        """
        graph = self.flows.graph_of(flow)
        read = self._of_graph(graph)
        wanted = _item_of(flow, read.practice.of(flow, GS + "item"), item)
        found = [claim for claim in claims(read.practice, read.law, flow) if wanted is None or claim.item == wanted]
        maker = _Maker(self._reader, read, as_of, self.not_asked(flow))
        made = maker.explanation(flow, self._graphs[graph], found, self._generation, wanted)
        return replace(made, known_on=self._known_on)

    def prepare(self) -> None:
        """Read the law now: whoever serves explanations does so before the first is asked for."""
        self._law()

    def _law(self) -> Law:
        if self._base is None:
            self._base = Law.read(self._store, (), self._content)
        return self._base

    def _of_graph(self, graph: str) -> _Read:
        if graph not in self._read:
            rows = Rows(self._store, [graph], self._content)
            law = self._law().with_concepts(Concepts.read(rows))
            self._read[graph] = _Read(law, Practice.read(rows, graph), known_texts(rows, law.concepts))
        return self._read[graph]


def _item_of(flow: str, known: Iterable[str], named: str | None) -> str | None:
    if named is None:
        return None
    found = {named, ID + named, f"{flow}/item/{named}"} & set(known)
    if not found:
        names = ", ".join(sorted(iri.rpartition("/")[2] for iri in known)) or "none: the flow has no items"
        raise NotFound(
            f"No item {named!r} in {flow.removeprefix(ID)}", expected=f"one of {names}", code="unknown_resource"
        )
    return min(found)


class _Maker:
    """Makes one explanation; remembers what it made of items and claims."""

    def __init__(self, reader: Reader, read: _Read, day: date, not_asked: Named | None) -> None:
        self._reader = reader
        self._not_asked = not_asked
        self._law = read.law
        self._practice = read.practice
        self._day = day
        self._texts = read.texts
        self._matching = Matching(read.law)
        self._norms = Norms(reader, self._matching, day, self._text)

    def _text(self, provision: str) -> Text:
        return on(self._texts(provision), self._day)

    def explanation(
        self, flow: str, graph: NamedGraph, found: list[Claim], generation: str | None, wanted: str | None
    ) -> Explanation:
        """The whole of it."""
        reader, practice = self._reader, self._practice
        items = [wanted] if wanted else sorted(practice.of(flow, GS + "item"))
        runs = practice.period(flow).holds(self._day)
        pairs = [self._pair(claim) for claim in found] if runs else []
        results = [result for pair in pairs for _, result in pair.compared]
        claimed = {pair.claim.item for pair in pairs}
        return Explanation(
            flow=reader.named(flow),
            layer=str(graph.layer),
            generation=generation,
            as_of=self._day,
            runs=runs,
            senders=reader.all_named(practice.of(flow, terms.EXPORTER)),
            recipients=reader.all_named(practice.of(flow, terms.RECIPIENT)),
            purposes=reader.all_named(practice.of(flow, terms.PURPOSE) | practice.of(flow, terms.TASK)),
            passages=reader.passages(flow),
            conditions=reader.conditions(flow),
            records=tuple(self._records(flow, items, found)),
            all_items=reader.all_named(practice.of(flow, GS + "item")),
            items=tuple(self._item(item) for item in items),
            unclaimed=reader.all_named(item for item in items if runs and item not in claimed),
            proofs=tuple(self._proofs(pairs, covers(self._asked(results), self._day))),
            near_misses=tuple(self._near_misses(pairs)),
            results=tuple(_merged(results)),
            not_asked=self._not_asked,
        )

    def _asked(self, results: Iterable[MatchResult]) -> Iterator[MatchResult]:
        """The results that count: no norm on providing where the kind of sharing asks for none."""
        norms = self._law.norms
        return (result for result in results if self._not_asked is None or norms[result.norm].kind != _GATEWAY)

    def _of_sharing(self, claim: Claim) -> bool:
        """Whether what is claimed is a ground to provide or take data, not an exception or the use of a number."""
        exception = self._practice.of(claim.iri, terms.LIMB_9) and not self._practice.of(claim.iri, terms.LIMB_6)
        return claim.facts.operation in (terms.DISCLOSE, terms.COLLECT) and not exception

    def _records(self, flow: str, items: list[str], found: list[Claim]) -> Iterator[RecordPart]:
        """Powers exercised by the parties, consent, contested mappings and derogations on this flow."""
        reader, practice = self._reader, self._practice
        nodes = {flow, *items, *(claim.iri for claim in found)}
        parties = frozenset().union(*(practice.of(node, name) for node in nodes for name in terms.PARTIES))
        bodies = {(body, node) for node in practice.by_type.get(_POWER, ()) for body in practice.of(node, GS + "body")}
        yield from (reader.record(node) for body, node in sorted(bodies) if body in parties)
        consent = frozenset().union(*(practice.of(node, GS + "consentRecord") for node in nodes))
        yield from (reader.record(node) for node in sorted(consent))
        for node in sorted(practice.by_type.get(GS + "Alignment", ())):
            if GS + "contested" in practice.of(node, GS + "confidence") and practice.of(node, GS + "aligns") & nodes:
                yield reader.record(node)
        derogations = {other for node in nodes for other in reader.subjects(GS + "appliesTo", node)}
        yield from (reader.record(node) for node in sorted(derogations))

    def _pair(self, claim: Claim) -> _Pair:
        found = []
        for norm, role, steps in self._matching.compared(claim):
            interval = next(part for part, _ in steps if part.holds(self._day))
            within = interval.meet(claim.period)
            assert within is not None  # noqa: S101 - both hold on the day
            items = (claim.item,) if claim.item else ()
            result = MatchResult(
                claim.iri, claim.flow, items, norm.iri, role, within, on(steps, self._day), claim.set_aside
            )
            found.append((Compared(norm, claim.facts, role), result))
        return _Pair(claim, tuple(found))

    def _proofs(self, pairs: list[_Pair], covering: dict[tuple[str, str | None], Cover]) -> Iterator[Proof]:
        """Alike claims on the same items are told once: first the items of a claim that come out alike, then claims."""
        per_claim: dict[tuple[str, object], list[_Pair]] = {}
        for pair in pairs:
            per_claim.setdefault((pair.claim.iri, self._key(pair)), []).append(pair)
        alike: dict[object, list[list[_Pair]]] = {}
        for (_, key), of_claim in per_claim.items():
            items = tuple(pair.claim.item for pair in of_claim)
            alike.setdefault((key, items), []).append(of_claim)
        for groups in sorted(alike.values(), key=self._place):
            together = [pair for group in groups for pair in group]
            cover = covering.get((together[0].claim.iri, together[0].claim.item))
            yield self._proof([group[0].claim for group in groups], together, cover.outcome if cover else None)

    def _place(self, groups: list[list[_Pair]]) -> tuple[bool, int, int, str, str]:
        """Claims on the flow before those on an item, who gives before who takes, what most data share first."""
        first = groups[0][0].claim
        on_flow = first.iri in self._practice.of(first.flow, GS + "basisClaim")
        operation = first.facts.operation
        rank = _OPERATIONS.index(operation) if operation in _OPERATIONS else len(_OPERATIONS)
        return not on_flow, rank, -len(groups[0]), first.iri, first.item or ""

    def _key(self, pair: _Pair) -> object:
        claim = pair.claim
        stated = self._practice.facts.get(claim.iri, {})
        same = tuple((name, tuple(sorted(stated.get(GS + name, ())))) for name in _SHARED)
        results = tuple(
            (each.norm.iri, str(each.role), result.judged, result.interval, self._norms.tested(each))
            for each, result in pair.compared
            if each.role is not Role.CANDIDATE
        )
        return same, claim.set_aside, results

    def _proof(self, alike: list[Claim], pairs: list[_Pair], cover: Outcome | None) -> Proof:
        norms = self._parts(pairs, (Role.CLAIMED,))
        return Proof(
            claims=tuple(self._claim(claim.iri) for claim in alike),
            items=tuple(self._item(item) for item in sorted({p.claim.item for p in pairs if p.claim.item})),
            cover=cover,
            set_aside=alike[0].set_aside,
            norms=norms,
            secrecy=() if self._not_asked else tuple(_by_duty(self._parts(pairs, (Role.SECRECY, Role.LIFTING)))),
            not_asked=self._not_asked if self._of_sharing(alike[0]) else None,
        )

    def _parts(self, pairs: list[_Pair], roles: tuple[Role, ...]) -> tuple[NormPart, ...]:
        """The norms in these roles, those that carry or nearly carry first; a duty before what lifts it."""
        per: dict[str, list[tuple[Compared, MatchResult]]] = {}
        for pair in pairs:
            for each, result in pair.compared:
                if each.role in roles:
                    per.setdefault(each.norm.iri, []).append((each, result))
        made = [self._norms.part([each for each, _ in found], found[0][1]) for found in per.values()]
        return tuple(sorted(made, key=lambda part: (roles.index(part.role), _ORDER.index(part.outcome), part.norm.iri)))

    def _near_misses(self, pairs: list[_Pair]) -> Iterator[NearMiss]:
        groups: dict[object, list[tuple[Compared, MatchResult, _Pair]]] = {}
        for pair in pairs:
            for each, result in pair.compared:
                asked = self._not_asked is None or each.norm.kind != _GATEWAY
                if each.role is Role.CANDIDATE and asked:
                    groups.setdefault(self._in_the_way(each, result), []).append((each, result, pair))
        made = []
        for found in groups.values():
            operations = {pair.claim.facts.operation for *_, pair in found}
            items = {pair.claim.item for *_, pair in found if pair.claim.item}
            norm = self._norms.part([each for each, *_ in found], found[0][1])
            made.append(NearMiss(norm, self._reader.all_named(operations), self._reader.all_named(items)))
        yield from sorted(made, key=_nearest)

    def _in_the_way(self, each: Compared, result: MatchResult) -> object:
        """Equal for comparisons of a norm that meet the same hindrances."""
        judged = result.judged
        found = judged.unmet or judged.missing | judged.doubtful
        tested = tuple(pair for pair in self._norms.tested(each) if pair[0] in found)
        return each.norm.iri, judged.outcome, judged.text, judged.reasons & FAILURES, found, tested

    def _claim(self, claim: str) -> ClaimPart:
        reader, practice = self._reader, self._practice
        status = practice.one(claim, GS + "claimStatus")
        return ClaimPart(
            claim=reader.named(claim),
            actors=reader.all_named(practice.of(claim, terms.ACTOR)),
            operation=reader.named(practice.one(claim, terms.OPERATION) or claim),
            limbs=reader.all_named(practice.of(claim, terms.LIMB_6) | practice.of(claim, terms.LIMB_9)),
            provisions=reader.provisions(practice.of(claim, terms.CLAIMED_PROVISION), self._day, self._text),
            instruments=reader.all_named(practice.of(claim, GS + "claimedInstrument")),
            cited_as=tuple(reader.texts(claim, GS + "citedAs")),
            status=reader.named(status) if status else None,
            note=reader.words(claim, GS + "reason"),
            passages=reader.passages(claim),
        )

    def _item(self, item: str) -> ItemPart:
        reader, practice = self._reader, self._practice
        return ItemPart(
            item=reader.named(item),
            data=reader.all_named(practice.of(item, terms.DATA)),
            verdicts=tuple(self._verdicts(item)),
            conditions=reader.conditions(item),
            not_stated=reader.all_named(practice.of(item, GS + "notStated")),
            passages=reader.passages(item),
        )

    def _verdicts(self, item: str) -> Iterator[VerdictPart]:
        for verdict in sorted(self._practice.of(item, GS + "verdict")):
            for value in self._reader.all_named(self._practice.of(verdict, GS + "verdictValue")):
                yield VerdictPart(value, self._reader.words(verdict, GS + "reason"), self._reader.passages(verdict))


_GATEWAY = GS + "Gateway"
_POWER = GS + "ExercisedPower"
_SHARED = ("operation", "art6Limb", "art9Limb", "claimedProvision", "claimedInstrument", "claimStatus")
_OPERATIONS = (terms.DISCLOSE, terms.COLLECT, terms.REUSE, terms.USE_IDENTIFIER)
_ORDER = (Outcome.COVERED, Outcome.UNDETERMINED, Outcome.FAILS)


def _by_duty(parts: tuple[NormPart, ...]) -> Iterator[NormPart]:
    """Each secrecy duty followed by what could lift it; what could lift several stands under the first."""
    told: set[str] = set()
    for duty in (part for part in parts if part.role is Role.SECRECY):
        yield duty
        for lifting in parts:
            if lifting.role is Role.LIFTING and duty.norm.iri in lifting.lifts and lifting.norm.iri not in told:
                told.add(lifting.norm.iri)
                yield lifting


def _nearest(near: NearMiss) -> tuple[int, int, int, str, tuple[Named, ...]]:
    judged = near.norm.judged
    open_ones = len(judged.missing | judged.doubtful)
    return _ORDER.index(near.norm.outcome), len(judged.unmet), open_ones, near.norm.norm.iri, near.items


def _merged(results: Iterable[MatchResult]) -> Iterator[MatchResult]:
    """The results with the items of equal ones together, as the match of a whole graph writes them."""
    gathered: dict[MatchResult, set[str]] = {}
    for result in results:
        gathered.setdefault(replace(result, items=()), set()).update(result.items)
    for bare, items in gathered.items():
        yield replace(bare, items=tuple(sorted(items)))
