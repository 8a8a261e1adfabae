"""One test per form of element: term, verdict and equality. No norm and no article is known here.

An element that needs another norm's outcome is answered by `outcome.py`, which asks the match for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from grondslag.match import terms
from grondslag.match.law import Concepts
from grondslag.match.model import Demand, Element, Facts, Form, Norm, Power, Result, Values

# From the one that settles most to the one that settles least, for dimensions where every value must fit.
_WORST_FIRST = (Result.UNMET, Result.CAPACITY_NOT_SHOWN, Result.TOO_GENERAL, Result.MET)
_BEST_FIRST = (Result.MET, Result.CAPACITY_NOT_SHOWN, Result.TOO_GENERAL, Result.UNMET)
_NO_FACTS, _NO_NORM, _ANY_DAY = Facts("", ()), Norm("", ""), date(2000, 1, 1)


class Tester:
    """Tests elements against facts; remembers which value fits which element."""

    def __init__(self, concepts: Concepts) -> None:
        self._concepts = concepts
        self._fits: dict[tuple[Element, str], Result] = {}
        self._arounds: dict[frozenset[str], tuple[frozenset[str], frozenset[str]]] = {}
        self._tested: dict[tuple[Element, frozenset[str]], Result] = {}

    def test(self, element: Element, facts: Facts, norm: Norm, day: date) -> Result:
        """What `facts` give for a term, verdict or equality element of `norm` on `day`.

        The day matters only where a party acts with the power of another: the power has a period.
        """
        values = facts.of(element.dimension)
        if values.contested or element.form is Form.EQUALITY or (facts.powers and element.dimension in terms.PARTIES):
            return self._tested_anew(element, values, facts, norm, day)
        key = (element, values.sure)
        known = self._tested.get(key)
        if known is None:
            known = self._tested[key] = self._tested_anew(element, values, facts, norm, day)
        return known

    def without_powers(self, element: Element, values: Values) -> Result:
        """What these values give for a term or verdict element where no party acts with the power of another."""
        if values.contested:
            return self._tested_anew(element, values, _NO_FACTS, _NO_NORM, _ANY_DAY)
        known = self._tested.get((element, values.sure))
        if known is None:
            known = self._tested_anew(element, values, _NO_FACTS, _NO_NORM, _ANY_DAY)
            self._tested[element, values.sure] = known
        return known

    def _tested_anew(self, element: Element, values: Values, facts: Facts, norm: Norm, day: date) -> Result:
        if element.form is Form.EQUALITY:
            return self._equal(element, facts)
        if not values:
            return silent(element)
        if element.form is Form.VERDICT:
            return _settled(element, values, lambda of: _verdict(element, of))
        return _settled(element, values, lambda of: self._terms(element, of, facts, norm, day))

    def _terms(self, element: Element, values: frozenset[str], facts: Facts, norm: Norm, day: date) -> Result:
        found = {self._term(element, value, facts, norm, day) for value in values}
        order = _WORST_FIRST if element.dimension in terms.ALL_MUST_FIT else _BEST_FIRST
        return next(result for result in order if result in found)

    def _term(self, element: Element, value: str, facts: Facts, norm: Norm, day: date) -> Result:
        fit = self._fit(element, value)
        if fit is Result.MET or element.dimension not in terms.PARTIES:
            return fit
        return self._by_power(element, value, facts.powers, norm, day) or fit

    def _fit(self, element: Element, value: str) -> Result:
        known = self._fits.get((element, value))
        if known is None:
            known = self._fits[element, value] = self._fitted(element, value)
        return known

    def _fitted(self, element: Element, value: str) -> Result:
        concepts, accepts = self._concepts, element.accepts
        everybody = element.dimension in terms.PARTIES and accepts & concepts.universal
        if everybody or accepts & concepts.closure(value):
            return Result.MET
        wholes, wider = self._around(accepts)
        if element.dimension in terms.PARTIES and wholes & concepts.closure(value):
            # The register names the legal person; which of its organs acts is not shown.
            return Result.CAPACITY_NOT_SHOWN
        if concepts.umbrellas & concepts.closure(value):
            # Whoever a provision lists: whether it is the one that this norm names is not stated.
            return Result.TOO_GENERAL
        if wider & concepts.direct(value) or element.dimension in terms.OVERLAPPING:
            return Result.TOO_GENERAL
        return Result.UNMET

    def _around(self, accepts: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
        """The legal persons whose organs are accepted, and all terms that the accepted ones fall under."""
        known = self._arounds.get(accepts)
        if known is None:
            organs = (self._concepts.organs.get(term, frozenset()) for term in accepts)
            wider = (self._concepts.closure(term) for term in accepts)
            known = self._arounds[accepts] = frozenset().union(*organs), frozenset().union(*wider)
        return known

    def _by_power(self, element: Element, value: str, powers: Iterable[Power], norm: Norm, day: date) -> Result | None:
        best: Result | None = None
        for power in powers:
            accepted = element.accepts & self._concepts.closure(power.of)
            if power.body != value or not accepted:
                continue
            if power.shown and power.interval.holds(day) and self._reaches(power, accepted, norm):
                return Result.MET
            best = Result.CAPACITY_NOT_SHOWN
        return best

    def _reaches(self, power: Power, accepted: frozenset[str], norm: Norm) -> bool:
        # A power transferred under one act makes its body the named organ for that act only; that it is a public body
        # of the wider kind it is whatever the act.
        if not power.statutes or accepted - {power.of}:
            return True
        return any(power.statutes & self._concepts.closure(provision) for provision in norm.provisions)

    def _equal(self, element: Element, facts: Facts) -> Result:
        first, second = facts.of(element.dimension), facts.of(element.same_as or "")
        if not first or not second:
            return silent(element)
        if first.contested or second.contested:
            return Result.CONTESTED
        return Result.MET if first.sure == second.sure else Result.UNMET


def _settled(element: Element, values: Values, test: Callable[[frozenset[str]], Result]) -> Result:
    if not values.contested:
        return test(values.sure)
    if not values.sure:
        return Result.CONTESTED
    sure, contested = test(values.sure), test(values.contested)
    # Where both give the same, nothing hangs on the contested mapping; what is open stays open for its own reason.
    if sure is contested or sure not in (Result.MET, Result.UNMET):
        return sure
    one_is_enough = sure is Result.MET and element.dimension not in terms.ALL_MUST_FIT
    return sure if one_is_enough else Result.CONTESTED


def _verdict(element: Element, values: frozenset[str]) -> Result:
    return Result.MET if values & element.accepts else Result.UNMET


def silent(element: Element) -> Result:
    """The result where nothing is stated on what `element` tests."""
    if element.demand is Demand.WHERE_IT_OCCURS:
        # It asks nothing where it does not occur, and nobody says that it does.
        return Result.MET
    return Result.VERDICT_MISSING if element.form is Form.VERDICT else Result.NOT_STATED
