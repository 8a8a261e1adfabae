"""Who records what: the activities of a register, drawn with skew, with known flaws and what must be found of them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

from benchmarks.generate.flaws import AGREEMENT, FLAWS, Findings, Flaw, Found
from benchmarks.generate.kinds import KINDS, FlowKind
from benchmarks.generate.model import DATA_SUBJECT, Activity, Flow, Kind, Organisation, power
from benchmarks.generate.nation import Nation
from benchmarks.generate.oracle import Expected
from benchmarks.generate.registers import NO_PUBLIC_BODY
from benchmarks.generate.skew import Skewed

MOST_RECIPIENTS = 4
# Of each hundred activities; the rest has one flaw. What does not run has flaws too, of which nothing must be found.
FLAWLESS, TWO_FLAWS, NOT_RUNNING = 70, 5, 4
WITHOUT_OFFICER, WITHOUT_INSTRUMENT = 0.04, 0.08
ENDED, NOT_BEGUN = date(2026, 6, 1), date(2027, 1, 1)


@dataclass(frozen=True)
class Planned:
    """An activity, what must be found of it, and the names of the flaws that this follows from."""

    activity: Activity
    flaws: tuple[str, ...]
    found: tuple[Expected, ...]
    runs: bool


def kinds_of(owner: Organisation) -> list[FlowKind]:
    """The kinds of flow that such an organisation sends; who sends none has no register here."""
    return [kind for kind in KINDS if kind.sender is owner.kind and kind.sent_by in ("", *owner.categories)]


def recipients(nation: Nation, owner: Organisation, kind: FlowKind, chance: random.Random) -> Sequence[Organisation]:
    """Who receives the data of an activity of this kind: one or a few, the heavier organisations more often."""
    if kind.recipient is Kind.DATA_SUBJECT:
        return (DATA_SUBJECT,)
    if kind.recipient is owner.kind:
        return (owner,)
    if owner.members:
        return chance.sample(owner.members, chance.randint(1, len(owner.members)))
    return nation.recipients(kind.recipient, kind.sent_to).some(chance, 1, MOST_RECIPIENTS)


def expected(activity: Activity, findings: Iterable[Findings]) -> Iterator[Expected]:
    """What must be found of an activity whose flows all run, where `findings` tell what must be found of each."""
    graph = activity.owner.graph
    for flow, of_flow in product(activity.flows, findings):
        for found in of_flow(flow):
            below = f"{activity.flow(flow)}/{found.at}" if found.at else activity.flow(flow)
            focus = activity.agreement(flow) if found.at == AGREEMENT else below
            yield Expected(graph, focus, found.rule, found.severity)


class RegisterPlan:
    """What the organisation `owner` records; the same for the same nation and seed, whatever other registers hold."""

    def __init__(self, nation: Nation, owner: Organisation, seed: int) -> None:
        self.owner = owner
        self._nation = nation
        self._chance = random.Random(f"{seed}/{owner.name}")  # noqa: S311 - reproducible data, no secrets
        own = kinds_of(owner)
        self._kinds = Skewed(own, [kind.weight for kind in own])
        self.with_officer = owner.kind in NO_PUBLIC_BODY or self._chance.random() >= WITHOUT_OFFICER
        self.with_instrument = owner.kind is not Kind.PARTNERSHIP or self._chance.random() >= WITHOUT_INSTRUMENT

    def activities(self) -> Iterator[Planned]:
        """The lines of the register, without end."""
        number = 0
        while True:
            number += 1
            yield self._activity(f"v{number:06}")

    def of_register(self, *, any_runs: bool) -> Iterator[tuple[str, Expected]]:
        """What must be found of the register as a whole, each with the name of its flaw.

        AVG art. 37 lid 1 onder a and art. 38 lid 3: a public body that provides data has an independent officer. Wgr
        art. 30, Awb art. 10:15: a delegated power needs its instrument.
        """
        if not self.with_officer and any_runs:
            yield "no-officer", Expected(self.owner.graph, self.owner.iri, "R106", "violation")
        if not self.with_instrument:
            yield "no-instrument", Expected(self.owner.graph, power(self.owner), "R003", "violation")

    def _activity(self, key: str) -> Planned:
        kind = self._kinds.one(self._chance)
        drawn = kind.draw(self._chance)
        receiving = recipients(self._nation, self.owner, kind, self._chance)
        flows = [kind.make(drawn, self.owner, recipient) for recipient in receiving]
        runs = self._chance.random() * 100 >= NOT_RUNNING
        flaws = self._flaws(kind, flows[0]) if self.with_instrument else ()
        for flaw in flaws:
            flows = [flaw.change(flow) for flow in flows]
        if not runs:
            flows = [self._not_running(flow) for flow in flows]
        activity = Activity(self.owner, key, kind.activity, tuple(flows))
        found = expected(activity, [*(flaw.findings for flaw in flaws), *self._of_capacity()]) if runs else ()
        return Planned(activity, tuple(flaw.name for flaw in flaws), tuple(found), runs)

    def _flaws(self, kind: FlowKind, flow: Flow) -> tuple[Flaw, ...]:
        share = self._chance.random() * 100
        if share < FLAWLESS:
            return ()
        first = self._one_of(each for each in FLAWS if each.fits(kind, flow))
        if share < 100 - TWO_FLAWS:
            return (first,)
        others = [each for each in FLAWS if each.fits(kind, flow) and not each.touches & first.touches]
        return (first, self._one_of(others))

    def _one_of(self, flaws: Iterable[Flaw]) -> Flaw:
        fitting = list(flaws)
        return Skewed(fitting, [flaw.weight for flaw in fitting]).one(self._chance)

    def _not_running(self, flow: Flow) -> Flow:
        ended = flow.first.month % 2 == 0
        return replace(flow, before=ENDED) if ended else replace(flow, first=NOT_BEGUN)

    def _of_capacity(self) -> Iterator[Findings]:
        """Without its instrument the capacity of a partnership is not shown: no datum has a basis that is."""
        if not self.with_instrument:
            yield lambda flow: (Found("R019", "violation", f"item/{item.name}") for item in flow.items)
