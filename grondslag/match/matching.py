"""The whole match: every claim of a graph with the norms it relies on, with candidates, and with secrecy.

Set-wise over a graph in one pass: claims with equal facts share one comparison, and a claim's items with the same
outcome share one result. Results carry intervals; a date is asked of them afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

import pyoxigraph as ox

from grondslag.content import Content
from grondslag.match import terms
from grondslag.match.candidates import Candidates
from grondslag.match.compare import Comparer
from grondslag.match.law import Law, Rows
from grondslag.match.model import Claim, Facts, Judged, MatchResult, Norm, Outcome, Role, Steps
from grondslag.match.practice import Practice, claims

Compared = tuple[Norm, Role, Steps[Judged]]
MOST_REMEMBERED = 50_000
_DISCLOSING = frozenset({terms.DISCLOSE, terms.REUSE})


class Matching:
    """Compares claims with one law; `candidates` says whether norms that nobody claimed are looked for as well."""

    def __init__(self, law: Law, *, candidates: bool = True) -> None:
        self.law = law
        self._with_candidates = candidates
        self.comparer = Comparer(law)
        self._candidates = Candidates(self.comparer)
        self._compared: dict[tuple[Facts, tuple[str, ...]], tuple[Compared, ...]] = {}

    def compared(self, claim: Claim) -> tuple[Compared, ...]:
        """Every norm that the claim was compared with, on every date."""
        key = (claim.facts, claim.provisions)
        known = self._compared.get(key)
        if known is None:
            if len(self._compared) >= MOST_REMEMBERED:
                self._compared.clear()
            known = self._compared[key] = tuple(self._compare(*key))
        return known

    def results(self, found: Iterable[Claim]) -> Iterator[MatchResult]:
        """The results of claims; the claims of a flow must stand together."""
        flow: str | None = None
        gathered: dict[MatchResult, list[str]] = {}
        for claim in found:
            if claim.flow != flow:
                yield from _with_items(gathered)
                flow, gathered = claim.flow, {}
            for norm, role, steps in self.compared(claim):
                for interval, judged in steps:
                    within = interval.meet(claim.period)
                    if within:
                        bare = MatchResult(claim.iri, claim.flow, (), norm.iri, role, within, judged, claim.set_aside)
                        gathered.setdefault(bare, []).extend([claim.item] if claim.item else [])
        yield from _with_items(gathered)

    def _compare(self, facts: Facts, provisions: tuple[str, ...]) -> Iterator[Compared]:
        seen: set[str] = set()
        for norm in (norm for place in provisions for norm in self.law.at_place(place)):
            if norm.iri not in seen:
                seen.add(norm.iri)
                yield norm, Role.CLAIMED, self.comparer.steps(norm, facts)
        for norm in self._candidates.of(facts) if self._with_candidates else ():
            if norm.iri not in seen:
                seen.add(norm.iri)
                yield norm, Role.CANDIDATE, self.comparer.steps(norm, facts)
        if facts.operation in _DISCLOSING:
            yield from self._secrecy(facts, seen)

    def _secrecy(self, facts: Facts, seen: set[str]) -> Iterator[Compared]:
        """Secrecy duties that bind or may bind here, with what lifts them.

        A duty of a statute that nothing here points to is left out when it hangs on facts that nobody stated.
        """
        regime = frozenset().union(
            *(self.law.statutes(place) for place in facts.of(terms.CLAIMED_PROVISION).sure),
            *(power.statutes for power in facts.powers),
        )
        for duty in self.law.by_kind.get(terms.SECRECY_DUTY, ()):
            steps = self.comparer.steps(duty, facts)
            outcomes = {judged.outcome for _, judged in steps if not judged.unmet}
            own = any(regime & self.law.statutes(place) for place in duty.provisions)
            if Outcome.COVERED not in outcomes and not (own and Outcome.UNDETERMINED in outcomes):
                continue
            yield duty, Role.SECRECY, steps
            for lifting in self.law.lifting.get(duty.iri, ()):
                if lifting.iri not in seen:
                    seen.add(lifting.iri)
                    yield lifting, Role.LIFTING, self.comparer.steps(lifting, facts)


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
    return list(_matched(store, graph, None, law, the_content, candidates=candidates))


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


def _with_items(gathered: dict[MatchResult, list[str]]) -> Iterator[MatchResult]:
    for bare, items in gathered.items():
        yield replace(bare, items=tuple(sorted(items)))
