"""Norms that a claim is compared with together: those it relies on, and secrecy with what lifts it.

Facts that the norms of a group see alike share one comparison with the whole group, so that one look-up answers for
most items of a large register.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass

from grondslag.match import terms
from grondslag.match.compare import Comparer
from grondslag.match.model import Facts, Judged, Norm, Outcome, Role, Steps

Compared = tuple[Norm, Role, Steps[Judged]]


@dataclass(frozen=True, eq=False)
class Group:
    """Norms compared with the same facts; one object for all facts with the same outcomes."""

    norms: tuple[Compared, ...]


class _Groups:
    """Groups, each once for what they were compared with, and once for what came out."""

    def __init__(self) -> None:
        self._seen: dict[Hashable, Group] = {}
        self._made: dict[tuple[tuple[str, int], ...], Group] = {}

    def get(self, key: Hashable) -> Group | None:
        """The group that was made for this key."""
        return self._seen.get(key)

    def add(self, key: Hashable, compared: Iterable[Compared]) -> Group:
        """The group of these norms and outcomes, known by `key` from now on."""
        norms = tuple(compared)
        # Equal steps are one object (`Judge`), and the group keeps it.
        outcome = tuple((norm.iri, id(steps)) for norm, _, steps in norms)
        found = self._seen[key] = self._made.setdefault(outcome, Group(norms))
        return found


class Relied:
    """The norms that claims on the same provisions rely on."""

    def __init__(self, comparer: Comparer, provisions: Iterable[str]) -> None:
        self._comparer = comparer
        found = (norm for place in provisions for norm in comparer.law.at_place(place))
        self._norms = tuple({norm.iri: norm for norm in found}.values())
        self._view = comparer.alike.view(self._norms)
        self._groups = _Groups()

    def of(self, facts: Facts) -> Group:
        """The norms compared with `facts`."""
        key = self._view.key(facts)
        known = self._groups.get(key)
        if known is None:
            steps = self._comparer.steps
            known = self._groups.add(key, ((norm, Role.CLAIMED, steps(norm, facts)) for norm in self._norms))
        return known


class Secrecy:
    """Secrecy duties that bind or may bind, each with what lifts it.

    A duty of a statute that nothing in the facts points to is left out when it hangs on facts that nobody stated.
    """

    def __init__(self, comparer: Comparer) -> None:
        self._comparer = comparer
        law = comparer.law
        self._duties = law.by_kind.get(terms.SECRECY_DUTY, ())
        self._statutes = {
            duty.iri: frozenset().union(*(law.statutes(place) for place in duty.provisions)) for duty in self._duties
        }
        self._of_any = frozenset().union(*self._statutes.values())
        liftings = (lifting for duty in self._duties for lifting in law.lifting.get(duty.iri, ()))
        views = comparer.alike.view
        self._view = views({norm.iri: norm for norm in (*self._duties, *liftings)}.values())
        # Duties that look at the facts alone go together; those that ask for what is claimed see more, each its own.
        self._plain = tuple(duty for duty in self._duties if not views([duty]).asks_for_kinds)
        self._view_of_plain = views(self._plain)
        self._of_plain: dict[Hashable, dict[str, Steps[Judged]]] = {}
        self._groups = _Groups()
        self._regimes: dict[frozenset[str], frozenset[str]] = {}

    def of(self, facts: Facts) -> Group:
        """The duties and liftings compared with `facts`."""
        regime = self._regime(facts)
        key = regime, self._view.key(facts)
        return self._groups.get(key) or self._groups.add(key, self._compared(facts, regime))

    def _regime(self, facts: Facts) -> frozenset[str]:
        """The statutes with secrecy duties that what is claimed, or a power exercised, points to."""
        claimed = facts.of(terms.CLAIMED_PROVISION).sure
        known = self._regimes.get(claimed)
        if known is None:
            statutes = frozenset().union(*(self._comparer.law.statutes(place) for place in claimed))
            known = self._regimes[claimed] = statutes & self._of_any
        return known.union(*(power.statutes & self._of_any for power in facts.powers)) if facts.powers else known

    def _compared(self, facts: Facts, regime: frozenset[str]) -> Iterator[Compared]:
        seen: set[str] = set()
        plain = self._plain_steps(facts)
        for duty in self._duties:
            steps = plain.get(duty.iri) or self._comparer.steps(duty, facts)
            outcomes = {judged.outcome for _, judged in steps if not judged.unmet}
            own = regime & self._statutes[duty.iri]
            if Outcome.COVERED not in outcomes and not (own and Outcome.UNDETERMINED in outcomes):
                continue
            yield duty, Role.SECRECY, steps
            for lifting in self._comparer.law.lifting.get(duty.iri, ()):
                if lifting.iri not in seen:
                    seen.add(lifting.iri)
                    yield lifting, Role.LIFTING, self._comparer.steps(lifting, facts)

    def _plain_steps(self, facts: Facts) -> dict[str, Steps[Judged]]:
        key = self._view_of_plain.key(facts)
        known = self._of_plain.get(key)
        if known is None:
            known = {duty.iri: self._comparer.steps(duty, facts) for duty in self._plain}
            self._of_plain[key] = known
        return known
