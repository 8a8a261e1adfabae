"""The claims of a source or register with the facts that bear on each: read in one pass over its graph.

A claim on a flow holds for each of its items, unless the item has a claim of its own for the same operation; an
article 9 exception on an item comes on top of it and does not replace it (`queries/derive/practice-5-basis.rq`).
A value is taken from the claim, else from the item with its verdicts and records, else from the flow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from grondslag.match import terms
from grondslag.match.law import Law, Rows
from grondslag.match.model import EVER, NOTHING, Claim, Facts, Interval, Modality, Power, Values
from grondslag.namespaces import GS

Stated = Mapping[str, frozenset[str]]
_NONE: Stated = {}
_EMPTY: frozenset[str] = frozenset()
_ATTACHED = (GS + "verdict", GS + "consentRecord")
_SET_ASIDE = frozenset({GS + "claimDenied", GS + "claimDoubted"})
_TRANSFERS = frozenset({GS + "delegation", GS + "mandate"})
_ASSERTED = frozenset({GS + "asserted"})
_FLOWS = (GS + "Flow", GS + "ReportedFlow")
_KINDS = frozenset(
    {
        *_FLOWS,
        *(GS + kind for kind in ("Item", "BasisClaim", "Verdict", "ConsentRecord")),
        *(GS + kind for kind in ("ExercisedPower", "RoleAssignment", "Alignment")),
    }
)
MOST_REMEMBERED = 100_000
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


class Statements:
    """What one graph states on its flows, items, claims and what belongs to them, read node by node."""

    def __init__(self, rows: Rows, graph: str) -> None:
        self._rows, self._graph = rows, graph
        self._known: dict[str, Stated] = {}

    def get(self, node: str, default: Stated = _NONE) -> Stated:
        """What is stated on `node`, by property; `default` when it is no node of practice."""
        known = self._known.get(node)
        if known is None:
            stated = self._rows.stated(node, self._graph)
            known = self._known[node] = stated if _KINDS & stated.get(terms.RDF_TYPE, _EMPTY) else _NONE
        return known or default

    def forget(self) -> None:
        """Forget what was read, so that memory stays bounded."""
        self._known.clear()


class Nodes:
    """The nodes of each class in one graph."""

    def __init__(self, rows: Rows, graph: str) -> None:
        self._rows, self._graph = rows, graph

    def get(self, kind: str, default: Iterable[str] = ()) -> tuple[str, ...]:
        """The nodes of a class, in the order of their IRIs."""
        return tuple(sorted(self._rows.nodes(terms.RDF_TYPE, kind, self._graph))) or tuple(default)


class Practice:
    """What one graph states, by node and property, with what holds for the whole of it."""

    def __init__(self, rows: Rows, graph: str) -> None:
        self._rows, self._graph = rows, graph
        self.facts = Statements(rows, graph)
        self.by_type = Nodes(rows, graph)
        self.contested = _contested([self.facts.get(node) for node in self.by_type.get(GS + "Alignment")])

    @classmethod
    def read(cls, rows: Rows, graph: str) -> Practice:
        """The practice in `graph`."""
        return cls(rows, graph)

    def of(self, node: str | None, name: str) -> frozenset[str]:
        """The values of a property on a node; none when it is not stated."""
        return self.facts.get(node).get(name, _EMPTY) if node else _EMPTY

    def one(self, node: str, name: str) -> str | None:
        """One value of a property on a node."""
        return min(self.of(node, name), default=None)

    def flows(self) -> Iterator[str]:
        """Every flow, in the order of their IRIs."""
        yield from sorted(node for kind in _FLOWS for node in self.by_type.get(kind))

    def period(self, node: str) -> Interval:
        """The period stated for a flow or power; a side that is not stated is open."""
        return Interval(_day(self.one(node, GS + "from")), _day(self.one(node, GS + "before")))

    @cached_property
    def powers(self) -> Mapping[str, tuple[Power, ...]]:
        """The powers of others that each body exercises."""
        found: dict[str, list[Power]] = defaultdict(list)
        for node in self.by_type.get(GS + "ExercisedPower"):
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

    def roles(self, flow: str) -> Mapping[str, frozenset[str]]:
        """The roles asserted in a flow, by party; a rejected role is none."""
        found: dict[str, frozenset[str]] = {}
        for node in self._rows.nodes(GS + "inFlow", flow, self._graph):
            if GS + "RoleAssignment" in self.of(node, terms.RDF_TYPE) and _ASSERTED & self.of(node, GS + "roleStatus"):
                for party in self.of(node, GS + "assignee"):
                    found[party] = found.get(party, _EMPTY) | self.of(node, terms.ROLE)
        return found


def claims(practice: Practice, law: Law, flow: str | None = None) -> Iterator[Claim]:
    """Every claim of `practice` on each item that it holds for, or those of one flow."""
    reading = Reading(practice, law)
    for each in practice.flows() if flow is None else [flow]:
        yield from ClaimsOfFlow(reading, each).all()
        practice.facts.forget()


class Reading:
    """What is alike in many flows, made once: statements, and what provisions are relied on for."""

    def __init__(self, practice: Practice, law: Law) -> None:
        self.practice = practice
        self.law = law
        self._statements: dict[frozenset[tuple[str, frozenset[str]]], Mapping[str, Values]] = {}
        self._relied: dict[frozenset[str], Relied] = {}
        self._powers: dict[Power, Power] = {}

    def statement(self, node: str) -> Mapping[str, Values]:
        """What is stated on a node with its verdicts and records; one object for all nodes that state the same."""
        found = _statement(self.practice, node)
        contested = self.practice.contested.get(node)
        if contested:
            names = found.keys() | contested.keys()
            return {
                name: Values(found.get(name, _EMPTY) - contested.get(name, _EMPTY), contested.get(name, _EMPTY))
                for name in names - _STRUCTURE
            }
        key = frozenset(found.items())
        known = self._statements.get(key)
        if known is None:
            if len(self._statements) >= MOST_REMEMBERED:
                self._statements.clear()
            known = self._statements[key] = {name: Values(values) for name, values in found.items()}
        return known

    def relied(self, provisions: frozenset[str]) -> Relied:
        """What claims on these provisions rely on together."""
        known = self._relied.get(provisions)
        if known is None:
            norms = {norm.iri: norm for place in provisions for norm in self.law.at_place(place)}
            modalities = frozenset(modality for norm in norms.values() for modality in norm.modalities)
            known = self._relied[provisions] = Relied(Values(provisions), tuple(sorted(norms)), modalities)
        return known

    def powers(self, parties: Iterable[str]) -> Iterator[Power]:
        """The powers that these parties exercise, each with the statutes that it was conferred under."""
        for power in (power for party in parties for power in self.practice.powers.get(party, ())):
            known = self._powers.get(power)
            if known is None:
                statutes = frozenset().union(*(self.law.statutes(place) for place in power.statutes))
                known = self._powers[power] = replace(power, statutes=statutes)
            yield known


@dataclass(frozen=True)
class Relied:
    """The provisions that the claims on an item rely on, the norms there, and what these allow or oblige to."""

    provisions: Values
    norms: tuple[str, ...]
    modalities: frozenset[Modality]

    def forces(self, triggers: frozenset[str]) -> Values:
        """Whether the norms allow or oblige on these triggers."""
        fitting = (each for each in self.modalities if each.trigger is None or each.trigger in triggers)
        return Values(frozenset(modality.force for modality in fitting))


class ClaimsOfFlow:
    """Makes the claims of one flow on each of its items."""

    def __init__(self, reading: Reading, flow: str) -> None:
        self._reading = reading
        self._practice = reading.practice
        self._flow = flow
        self._period = self._practice.period(flow)
        self._roles = self._practice.roles(flow)
        self._stated = reading.statement(flow)
        self._statements: dict[str, Mapping[str, Values]] = {}

    def all(self) -> Iterator[Claim]:
        """The claims on every item, or on the flow itself when it has none."""
        on_flow = self._practice.of(self._flow, GS + "basisClaim")
        items: list[str | None] = [*sorted(self._practice.of(self._flow, GS + "item"))]
        shared = sorted(on_flow), self._relied(on_flow)
        for item in items or [None]:
            own = self._practice.of(item, GS + "basisClaim")
            if own:
                claimed_by = _claims_on(self._practice, own, on_flow)
                yield from self._on(item, sorted(claimed_by), self._relied(claimed_by))
            else:
                yield from self._on(item, *shared)

    def _on(self, item: str | None, claimed_by: Iterable[str], relied: Relied) -> Iterator[Claim]:
        """The claims on one item, in the order of their IRIs."""
        below = {**self._stated, **self._reading.statement(item)} if item else self._stated
        forces = relied.forces(below.get(terms.TRIGGER, NOTHING).sure)
        for claim in claimed_by:
            values = {**below, **self._of_claim(claim), terms.FORCE: forces}
            provisions = self._practice.of(claim, terms.CLAIMED_PROVISION)
            set_aside = self._set_aside(claim)
            values[terms.CLAIMED_PROVISION] = (
                Values(relied.provisions.sure | provisions) if set_aside else relied.provisions
            )
            facts = self._facts(claim, values, relied.norms)
            yield Claim(claim, self._flow, item, facts, tuple(sorted(provisions)), set_aside, self._period)

    def _facts(self, claim: str, values: dict[str, Values], norms: tuple[str, ...]) -> Facts:
        operation = self._practice.one(claim, terms.OPERATION) or ""
        placed(values, operation)
        actors = values.get(terms.ACTOR, NOTHING).sure if self._roles else _EMPTY
        roles = frozenset().union(*(self._roles.get(actor, _EMPTY) for actor in actors))
        values[terms.ROLE] = Values(roles) if roles else NOTHING
        powers: Iterable[Power] = ()
        if self._practice.powers:
            parties = {party for name in terms.PARTIES for party in values.get(name, NOTHING).sure}
            powers = self._reading.powers(sorted(parties))
        return Facts.stated(operation, values, powers, norms)

    def _relied(self, claimed_by: Iterable[str]) -> Relied:
        counting = (claim for claim in claimed_by if not self._set_aside(claim))
        provisions = (self._practice.of(claim, terms.CLAIMED_PROVISION) for claim in counting)
        return self._reading.relied(frozenset().union(*provisions))

    def _set_aside(self, claim: str) -> bool:
        return bool(self._practice.of(claim, GS + "claimStatus") & _SET_ASIDE)

    def _of_claim(self, claim: str) -> Mapping[str, Values]:
        known = self._statements.get(claim)
        if known is None:
            known = self._statements[claim] = self._reading.statement(claim)
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


def _claims_on(practice: Practice, own: Iterable[str], on_flow: Iterable[str]) -> set[str]:
    """The claims that hold for an item with claims of its own."""
    replaced = {
        operation
        for claim in own
        if practice.of(claim, terms.LIMB_6) or not practice.of(claim, terms.LIMB_9)
        for operation in practice.of(claim, terms.OPERATION)
    }
    return set(own) | {claim for claim in on_flow if not practice.of(claim, terms.OPERATION) & replaced}


def _statement(practice: Practice, node: str) -> dict[str, frozenset[str]]:
    """What is stated on a node, its verdicts and records included, without what only ties nodes together."""
    stated = practice.facts.get(node)
    found = {name: values for name, values in stated.items() if name not in _STRUCTURE}
    for name in _ATTACHED:
        for attached in stated.get(name, _EMPTY):
            for inner, values in practice.facts.get(attached).items():
                # A verdict's value answers the question of necessity; other verdicts name their dimension.
                place = terms.NECESSITY if inner == GS + "verdictValue" else inner
                answered = _on_necessity(values) if inner == GS + "verdictValue" else values
                if answered and place not in _STRUCTURE:
                    found[place] = found.get(place, _EMPTY) | answered
    return found


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
