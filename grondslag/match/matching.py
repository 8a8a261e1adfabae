"""The whole match: every claim of a graph with the norms it relies on, with candidates, and with secrecy.

Set-wise over a graph in one pass: claims with equal facts share one comparison, and a claim's items with the same
outcome share one result. Results carry intervals; a date is asked of them afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter

import pyoxigraph as ox

from grondslag.content import Content
from grondslag.match import terms
from grondslag.match.candidates import Candidates
from grondslag.match.compare import Comparer
from grondslag.match.groups import Compared, Group, Relied, Secrecy
from grondslag.match.law import Law, Rows
from grondslag.match.model import Claim, Facts, Interval, Judged, MatchResult, Norm, Outcome, Role, Steps
from grondslag.match.practice import Practice, claims

MOST_REMEMBERED = 100_000
_DISCLOSING = frozenset({terms.DISCLOSE, terms.REUSE})


_About = tuple[Norm, Role, Steps[Judged], list[str]]


class Matching:
    """Compares claims with one law; `candidates` says whether norms that nobody claimed are looked for as well."""

    def __init__(self, law: Law, *, candidates: bool = True) -> None:
        self.law = law
        self._with_candidates = candidates
        self._start()

    def _start(self) -> None:
        self.comparer = Comparer(self.law)
        self._candidates = Candidates(self.comparer)
        self._secrecy = Secrecy(self.comparer)
        self._relied: dict[tuple[str, ...], Relied] = {}
        self._joined: dict[tuple[Group, Group | None], tuple[Compared, ...]] = {}
        self._within: dict[Interval, dict[int, Steps[Judged]]] = {}
        self._clipped = 0

    def compared(self, claim: Claim) -> tuple[Compared, ...]:
        """Every norm that the claim was compared with, on every date."""
        facts = claim.facts
        relied = self._relied_on(claim.provisions).of(facts)
        secrecy = self._secrecy.of(facts) if facts.operation in _DISCLOSING else None
        if self._with_candidates:
            return _joined(relied, secrecy, self._near(facts, relied))
        known = self._joined.get((relied, secrecy))
        if known is None:
            known = self._joined[relied, secrecy] = _joined(relied, secrecy)
        return known

    def results(self, found: Iterable[Claim]) -> Iterator[MatchResult]:
        """The results of claims; the claims of a flow must stand together."""
        for _, of_flow in groupby(found, key=attrgetter("flow")):
            gathered: dict[str, tuple[Claim, dict[tuple[str, Role, int], _About]]] = {}
            for claim in of_flow:
                _, about = gathered.setdefault(claim.iri, (claim, {}))
                for norm, role, steps in self.compared(claim):
                    _, _, _, items = about.setdefault((norm.iri, role, id(steps)), (norm, role, steps, []))
                    if claim.item:
                        items.append(claim.item)
            for claim, about in gathered.values():
                yield from self._of_claim(claim, about.values())
            self._forget()

    def _of_claim(self, claim: Claim, compared: Iterable[_About]) -> Iterator[MatchResult]:
        """The results of one claim; its items with the same outcome over the same interval share one."""
        by_norm: dict[tuple[str, Role], list[_About]] = {}
        for each in compared:
            by_norm.setdefault((each[0].iri, each[1]), []).append(each)
        within = self._within.setdefault(claim.period, {})
        before = len(within)
        for (norm, role), of_norm in by_norm.items():
            for interval, judged, items in _shared(of_norm, claim.period, within):
                yield MatchResult(claim.iri, claim.flow, items, norm, role, interval, judged, claim.set_aside)
        self._clipped += len(within) - before

    def _forget(self) -> None:
        """Forget what was compared when it grows large, so that memory stays bounded."""
        if self._clipped > MOST_REMEMBERED:
            self._within.clear()
            self._clipped = 0
        if max(len(self._joined), self.comparer.remembered) > MOST_REMEMBERED:
            self._start()

    def _relied_on(self, provisions: tuple[str, ...]) -> Relied:
        known = self._relied.get(provisions)
        if known is None:
            known = self._relied[provisions] = Relied(self.comparer, provisions)
        return known

    def _near(self, facts: Facts, relied: Group) -> Iterator[Compared]:
        claimed = {norm.iri for norm, _, _ in relied.norms}
        for norm in self._candidates.of(facts):
            if norm.iri not in claimed:
                yield norm, Role.CANDIDATE, self.comparer.steps(norm, facts)


def _joined(relied: Group, secrecy: Group | None, near: Iterable[Compared] = ()) -> tuple[Compared, ...]:
    """All together; what lifts secrecy and is claimed itself, or a candidate, stands there once."""
    first = (*relied.norms, *near)
    seen = {norm.iri for norm, _, _ in first}
    then = secrecy.norms if secrecy else ()
    return (*first, *(each for each in then if each[1] is not Role.LIFTING or each[0].iri not in seen))


def _shared(
    of_norm: Iterable[_About], period: Interval, within: dict[int, Steps[Judged]]
) -> Iterable[tuple[Interval, Judged, tuple[str, ...]]]:
    """What one norm gives within a period, each with the items that it gives it for."""
    found: dict[tuple[date | None, date | None, int], tuple[Interval, Judged, list[str]]] = {}
    for _, _, steps, items in of_norm:
        known = within.get(id(steps))
        if known is None:
            known = within[id(steps)] = _clipped(steps, period)
        for interval, judged in known:
            _, _, of_items = found.setdefault((interval.start, interval.end, id(judged)), (interval, judged, []))
            of_items.extend(items)
    return ((interval, judged, tuple(sorted(items))) for interval, judged, items in found.values())


def _clipped(steps: Steps[Judged], period: Interval) -> Steps[Judged]:
    return tuple((within, judged) for interval, judged in steps if (within := interval.meet(period)))


def match(
    store: ox.Store,
    graph: str,
    *,
    law: Law | None = None,
    the_content: Content | None = None,
    candidates: bool = True,
) -> list[MatchResult]:
    """The match of every claim in `graph` (the IRI of a source or register), on every date.

    `law` spares reading the norm layer again; it must have been read with this graph, for its organisations.
    """
    return list(match_results(store, graph, law=law, the_content=the_content, candidates=candidates))


def match_results(
    store: ox.Store,
    graph: str,
    *,
    law: Law | None = None,
    the_content: Content | None = None,
    candidates: bool = True,
) -> Iterator[MatchResult]:
    """As `match`, one result after another as they are made: a large register takes no more memory than a small one."""
    return _matched(store, graph, None, law, the_content, candidates=candidates)


def match_flow(
    store: ox.Store,
    graph: str,
    flow: str,
    as_of: date | None = None,
    *,
    law: Law | None = None,
    the_content: Content | None = None,
) -> list[MatchResult]:
    """The match of the claims on one flow of `graph`; with `as_of` only the results that hold on that day."""
    found = _matched(store, graph, flow, law, the_content)
    return [result for result in found if as_of is None or result.interval.holds(as_of)]


def _matched(
    store: ox.Store,
    graph: str,
    flow: str | None,
    law: Law | None,
    the_content: Content | None,
    *,
    candidates: bool = True,
) -> Iterator[MatchResult]:
    the_law = law or Law.read(store, [graph], the_content)
    practice = Practice.read(Rows(store, [graph], the_content), graph)
    return Matching(the_law, candidates=candidates).results(claims(practice, the_law, flow))


@dataclass(frozen=True)
class Cover:
    """What the norms that a claim relies on add up to for one item on one day; candidates do not count."""

    claim: str
    item: str | None
    outcome: Outcome
    norms: tuple[str, ...]


def covers(results: Iterable[MatchResult], as_of: date) -> dict[tuple[str, str | None], Cover]:
    """Per claim and item the best outcome of the claimed norms on `as_of`, with the norms that gave it.

    A claim that relies on no norm we have read, and a claim that its source sets aside, is not there.
    """
    per: dict[tuple[str, str | None], dict[Outcome, list[str]]] = {}
    for result in results:
        if result.role is Role.CLAIMED and not result.set_aside and result.interval.holds(as_of):
            for item in result.items or (None,):
                per.setdefault((result.claim, item), {}).setdefault(result.outcome, []).append(result.norm)
    order = (Outcome.COVERED, Outcome.UNDETERMINED, Outcome.FAILS)
    found = {}
    for key, by_outcome in per.items():
        outcome = next(each for each in order if each in by_outcome)
        found[key] = Cover(*key, outcome, tuple(sorted(by_outcome[outcome])))
    return found
