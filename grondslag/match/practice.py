"""The claims of a source or register with the facts that bear on each: read in one pass over its graph.

A claim on a flow holds for each of its items, unless the item has a claim of its own for the same operation; an
article 9 exception on an item comes on top of it and does not replace it (`queries/derive/practice-5-basis.rq`).
A value is taken from the claim, else from the item with its verdicts and records, else from the flow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from grondslag.match import terms
from grondslag.match.law import Law, Rows
from grondslag.match.model import EVER, Claim, Facts, Interval, Power, Values
from grondslag.namespaces import GS

Stated = Mapping[str, frozenset[str]]
_NONE: Stated = {}
_EMPTY: frozenset[str] = frozenset()
_ATTACHED = (GS + "verdict", GS + "consentRecord")
_SET_ASIDE = frozenset({GS + "claimDenied", GS + "claimDoubted"})
_TRANSFERS = frozenset({GS + "delegation", GS + "mandate"})
_FLOWS = (GS + "Flow", GS + "ReportedFlow")
_STRUCTURE = frozenset(
    {
        terms.RDF_TYPE,
        GS + "item",
        GS + "basisClaim",
        GS + "notStated",
        GS + "handlingCondition",
        GS + "claimStatus",
        GS + "reason",
        GS + "from",
        GS + "before",
        *_ATTACHED,
    }
)


@dataclass(frozen=True)
class Practice:
    """What one graph states, by node and property, with the indexes over it."""

    facts: Mapping[str, Stated]
    contested: Mapping[str, Stated] = field(default_factory=dict)
    by_type: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def read(cls, rows: Rows, graph: str) -> Practice:
        """The practice in `graph`."""
        facts: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for node, name, value in rows.triples("practice", graph):
            facts[node][name].add(value)
        by_type: dict[str, list[str]] = defaultdict(list)
        for node, stated in facts.items():
            for kind in stated.get(terms.RDF_TYPE, ()):
                by_type[kind].append(node)
        frozen = {node: {name: frozenset(of) for name, of in stated.items()} for node, stated in facts.items()}
        alignments = [frozen[node] for node in by_type.get(GS + "Alignment", ())]
        return cls(frozen, _contested(alignments), {kind: tuple(nodes) for kind, nodes in by_type.items()})

    def of(self, node: str | None, name: str) -> frozenset[str]:
        """The values of a property on a node; none when it is not stated."""
        return self.facts.get(node or "", _NONE).get(name, _EMPTY)

    def one(self, node: str, name: str) -> str | None:
        """One value of a property on a node."""
        return min(self.of(node, name), default=None)

    def flows(self) -> Iterator[str]:
        """Every flow, in the order of their IRIs."""
        yield from sorted(node for kind in _FLOWS for node in self.by_type.get(kind, ()))

    def period(self, node: str) -> Interval:
        """The period stated for a flow or power; a side that is not stated is open."""
        return Interval(_day(self.one(node, GS + "from")), _day(self.one(node, GS + "before")))

    @cached_property
    def powers(self) -> Mapping[str, tuple[Power, ...]]:
        """The powers of others that each body exercises."""
        found: dict[str, list[Power]] = defaultdict(list)
        for node in sorted(self.by_type.get(GS + "ExercisedPower", ())):
            instrument = self.of(node, GS + "instrument")
            conferral = self.of(node, GS + "conferral")
            period = self.period(node)
            # Without instrument and first day the capacity is not shown; outsourcing transfers no power.
            shown = bool(instrument and period.start and conferral & _TRANSFERS)
            for body in sorted(self.of(node, GS + "body")):
                for holder in sorted(self.of(node, GS + "powerOf")):
                    under = self.of(node, GS + "powerUnder")
                    found[body].append(Power(body, holder, under, shown, period if shown else EVER))
        return {body: tuple(powers) for body, powers in found.items()}

    @cached_property
    def roles(self) -> Mapping[tuple[str, str], frozenset[str]]:
        """The roles asserted for a party in a flow; a rejected role is none."""
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for node in self.by_type.get(GS + "RoleAssignment", ()):
            if GS + "asserted" in self.of(node, GS + "roleStatus"):
                for party in self.of(node, GS + "assignee"):
                    for flow in self.of(node, GS + "inFlow"):
                        found[party, flow] |= self.of(node, terms.ROLE)
        return {key: frozenset(roles) for key, roles in found.items()}


def claims(practice: Practice, law: Law, flow: str | None = None) -> Iterator[Claim]:
    """Every claim of `practice` on each item that it holds for, or those of one flow."""
    maker = _Maker(practice, law)
    for each in practice.flows() if flow is None else [flow]:
        items: list[str | None] = [*sorted(practice.of(each, GS + "item"))]
        for item in items or [None]:
            yield from maker.of(each, item)


class _Maker:
    """Makes the claims on an item, with what all of them together rely on."""

    def __init__(self, practice: Practice, law: Law) -> None:
        self._practice = practice
        self._law = law
        self._flow = ""
        # What the flow and its claims state holds for each item: read once per flow.
        self._statements: dict[str, Mapping[str, Values]] = {}
        self._facts: dict[Facts, Facts] = {}

    def of(self, flow: str, item: str | None) -> Iterator[Claim]:
        """The claims on `item` of `flow`, in the order of their IRIs."""
        practice = self._practice
        claimed_by = sorted(_claims_on(practice, flow, item))
        relied = [claim for claim in claimed_by if not practice.of(claim, GS + "claimStatus") & _SET_ASIDE]
        provisions = frozenset().union(*(practice.of(claim, terms.CLAIMED_PROVISION) for claim in relied))
        norms = {norm.iri: norm for place in provisions for norm in self._law.at_place(place)}
        if flow != self._flow:
            self._flow = flow
            self._statements.clear()
        below = {**self._stated(flow), **(_statement(practice, item) if item else {})}
        forces = frozenset(
            modality.force
            for norm in norms.values()
            for modality in norm.modalities
            if modality.trigger is None or modality.trigger in below.get(terms.TRIGGER, Values()).sure
        )
        for claim in claimed_by:
            values = {**below, **self._stated(claim), terms.FORCE: Values(forces)}
            yield Claim(
                claim,
                flow,
                item,
                self._facts_of(claim, flow, values, provisions, norms),
                tuple(sorted(practice.of(claim, terms.CLAIMED_PROVISION))),
                claim not in relied,
                practice.period(flow),
            )

    def _facts_of(
        self, claim: str, flow: str, values: dict[str, Values], provisions: frozenset[str], norms: Iterable[str]
    ) -> Facts:
        operation = self._practice.one(claim, terms.OPERATION) or ""
        values[terms.CLAIMED_PROVISION] = Values(provisions | self._practice.of(claim, terms.CLAIMED_PROVISION))
        placed(values, operation)
        actors = values.get(terms.ACTOR, Values()).sure
        values[terms.ROLE] = Values(frozenset().union(*(self._practice.roles.get((a, flow), _EMPTY) for a in actors)))
        parties = sorted(party for name in sorted(terms.PARTIES) for party in values.get(name, Values()).sure)
        powers = [power for party in dict.fromkeys(parties) for power in self._practice.powers.get(party, ())]
        facts = Facts.stated(operation, values, [self._in_statutes(power) for power in powers], norms)
        return self._facts.setdefault(facts, facts)

    def _in_statutes(self, power: Power) -> Power:
        statutes = frozenset().union(*(self._law.statutes(place) for place in power.statutes))
        return Power(power.body, power.of, statutes, power.shown, power.interval)

    def _stated(self, node: str) -> Mapping[str, Values]:
        known = self._statements.get(node)
        if known is None:
            known = self._statements[node] = _statement(self._practice, node)
        return known


def placed(values: dict[str, Values], operation: str) -> None:
    """Put the acting party in its place: who discloses is the provider, who collects the recipient.

    `values` is changed. Without an actor on the claim, the party of the flow in that place acts.
    """
    place = terms.RECIPIENT if operation == terms.COLLECT else terms.EXPORTER
    actor = values.get(terms.ACTOR)
    if not actor:
        values[terms.ACTOR] = values.get(place, Values())
    elif operation in (terms.COLLECT, terms.DISCLOSE) and actor.sure:
        # A contested mapping of the actor is one of the party in that place too.
        values[place] = actor


def _claims_on(practice: Practice, flow: str, item: str | None) -> set[str]:
    own = practice.of(item, GS + "basisClaim")
    replaced = {
        operation
        for claim in own
        if practice.of(claim, terms.LIMB_6) or not practice.of(claim, terms.LIMB_9)
        for operation in practice.of(claim, terms.OPERATION)
    }
    for_all = practice.of(flow, GS + "basisClaim")
    return set(own) | {claim for claim in for_all if not practice.of(claim, terms.OPERATION) & replaced}


def _statement(practice: Practice, node: str) -> Mapping[str, Values]:
    found: dict[str, frozenset[str]] = dict(practice.facts.get(node, _NONE))
    for name in _ATTACHED:
        for attached in practice.of(node, name):
            for inner, values in practice.facts.get(attached, _NONE).items():
                # A verdict's value answers the question of necessity; other verdicts name their dimension.
                place = terms.NECESSITY if inner == GS + "verdictValue" else inner
                answered = _on_necessity(values) if inner == GS + "verdictValue" else values
                found[place] = found.get(place, _EMPTY) | answered
    contested = practice.contested.get(node, _NONE)
    names = (found.keys() | contested.keys()) - _STRUCTURE
    return {
        name: Values(found.get(name, _EMPTY) - contested.get(name, _EMPTY), contested.get(name, _EMPTY))
        for name in names
        if found.get(name) or contested.get(name)
    }


def _on_necessity(values: frozenset[str]) -> frozenset[str]:
    # "Not as a matter of course" or "under an exception" says something else than necessary or not.
    return values & {GS + "necessary", GS + "notNecessary"}


def _contested(alignments: Iterable[Stated]) -> Mapping[str, Stated]:
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for stated in alignments:
        if GS + "contested" not in stated.get(GS + "confidence", _EMPTY):
            continue
        for node in stated.get(GS + "aligns", _EMPTY):
            for name in stated.get(GS + "dimension", _EMPTY):
                found[node][name] |= stated.get(GS + "toTerm", _EMPTY)
    return {node: {name: frozenset(of) for name, of in by_name.items()} for node, by_name in found.items()}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
