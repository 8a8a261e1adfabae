"""Norms that come into question though no party relies on them, so few that each is worth reading.

The same operation, and provider and data met (design, section 2): else every norm is a near miss.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from grondslag.match import terms
from grondslag.match.compare import Comparer
from grondslag.match.model import Facts, Norm, Result

MOST_UNMET = 2
MOST_CANDIDATES = 5
_PROVIDER = (terms.EXPORTER, terms.ACTOR)
_FITTING = frozenset({Result.MET, Result.CAPACITY_NOT_SHOWN, Result.CONTESTED})


class Candidates:
    """Finds candidates for facts; remembers what it found."""

    def __init__(self, comparer: Comparer) -> None:
        self._comparer = comparer
        # Providers and data are few where facts are many.
        self._fits: dict[Hashable, frozenset[str]] = {}

    def of(self, facts: Facts) -> tuple[Norm, ...]:
        """The candidates for `facts`, the nearest first."""
        return (*self._nearest(self._bases(facts), facts), *self._nearest(self._exceptions(facts), facts))

    def _nearest(self, norms: Iterable[Norm], facts: Facts) -> Iterable[Norm]:
        ranked = sorted((*self._comparer.unmet_and_open(norm, facts), norm.iri, norm) for norm in norms)
        return [norm for unmet, _, _, norm in ranked[:MOST_CANDIDATES] if unmet <= MOST_UNMET]

    def _bases(self, facts: Facts) -> Iterable[Norm]:
        if facts.of(terms.LIMB_9) and not facts.of(terms.LIMB_6):
            # A claim that names an exception alone asks for no basis.
            return
        for kind in sorted(terms.BASES.get(facts.operation, ())):
            yield from self._near_of(kind, facts)

    def _exceptions(self, facts: Facts) -> Iterable[Norm]:
        law = self._comparer.law
        data = frozenset().union(*(law.concepts.closure(value) for value in facts.of(terms.DATA).sure))
        claimed = any(law.norms[iri].kind == terms.EXCEPTION for iri in facts.claimed)
        if data & law.concepts.special and (facts.of(terms.LIMB_9) or not claimed):
            yield from self._near_of(terms.EXCEPTION, facts)

    def _near_of(self, kind: str, facts: Facts) -> list[Norm]:
        given = self._fitting(kind, facts, _PROVIDER, needed=kind != terms.EXCEPTION)
        about = self._fitting(kind, facts, (terms.DATA,), needed=True)
        return [norm for norm in self._comparer.law.by_kind.get(kind, ()) if norm.iri in given and norm.iri in about]

    def _fitting(self, kind: str, facts: Facts, dimensions: tuple[str, ...], *, needed: bool) -> frozenset[str]:
        """The norms of a kind whose elements in these dimensions fit; those without such elements where not needed."""
        key = (kind, dimensions, facts.powers, *(facts.of(dimension) for dimension in dimensions))
        known = self._fits.get(key)
        if known is None:
            norms = self._comparer.law.by_kind.get(kind, ())
            known = self._fits[key] = frozenset(
                norm.iri for norm in norms if self._near(norm, facts, dimensions, needed=needed)
            )
        return known

    def _near(self, norm: Norm, facts: Facts, dimensions: tuple[str, ...], *, needed: bool) -> bool:
        # Whatever the day: a power of another period still makes its body a provider worth naming.
        day = norm.text[-1][0].some_day
        asked = [element for element in norm.elements if element.dimension in dimensions]
        test = self._comparer.tester.test
        return (bool(asked) or not needed) and all(test(e, facts, norm, day) in _FITTING for e in asked)
