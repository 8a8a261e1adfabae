"""From the results of elements to one outcome: per reading, per norm, and under the bars on that norm.

A reading is covered when all its elements are met. Readings must agree. An absent text fails; a text not held leaves
everything undetermined. A bar that applies keeps the norm from working. Each step keeps all reasons, not the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from grondslag.match.model import Judged, Outcome, Reason, Result, Text

REASON_OF = {
    Result.NOT_STATED: Reason.FACT_NOT_STATED,
    Result.TOO_GENERAL: Reason.FACT_TOO_GENERAL,
    Result.CAPACITY_NOT_SHOWN: Reason.CAPACITY_NOT_SHOWN,
    Result.CONTESTED: Reason.MAPPING_UNCERTAIN,
    Result.VERDICT_MISSING: Reason.VERDICT_NOT_RECORDED,
    Result.DECREE_NOT_HELD: Reason.DECREE_NOT_HELD,
    Result.DEPENDS: Reason.DEPENDS_ON_OTHER_NORM,
}
_MISSING = frozenset({Result.NOT_STATED, Result.VERDICT_MISSING, Result.TOO_GENERAL})


def of_reading(results: Mapping[str, Result]) -> Judged:
    """The outcome of a reading from the results of its elements, by the IRI of the element."""
    if not results:
        return Judged(Outcome.UNDETERMINED, frozenset({Reason.NO_ELEMENTS}))
    unmet = frozenset(iri for iri, result in results.items() if result is Result.UNMET)
    open_ones = {iri: result for iri, result in results.items() if result in REASON_OF}
    missing = frozenset(iri for iri, result in open_ones.items() if result in _MISSING)
    reasons = frozenset(REASON_OF[result] for result in open_ones.values())
    doubtful = frozenset(open_ones) - missing
    if unmet:
        return Judged(Outcome.FAILS, frozenset({Reason.ELEMENT_UNMET}), Text.HELD, unmet, missing, doubtful)
    outcome = Outcome.UNDETERMINED if open_ones else Outcome.COVERED
    return Judged(outcome, reasons, Text.HELD, unmet, missing, doubtful)


def of_norm(text: Text, readings: Sequence[tuple[str, Judged]], mismatches: Iterable[Reason] = ()) -> Judged:
    """The outcome of a norm from those of its readings, by their IRI, under what is known of its text.

    `mismatches` are what its kind of reliance lacks whatever the reading: another limb, no obligation.
    """
    per_reading = tuple((iri, judged.outcome) for iri, judged in readings)
    unmet = frozenset().union(*(judged.unmet for _, judged in readings))
    missing = frozenset().union(*(judged.missing for _, judged in readings))
    doubtful = frozenset().union(*(judged.doubtful for _, judged in readings))
    outcome, reasons = _agreed([judged for _, judged in readings])
    against = frozenset(mismatches)
    if against & _FAILING:
        outcome, reasons = Outcome.FAILS, against | (reasons if outcome is Outcome.FAILS else frozenset())
    elif against and outcome is not Outcome.FAILS:
        outcome, reasons = Outcome.UNDETERMINED, reasons | against
    outcome, reasons = _under(text, outcome, reasons)
    return Judged(outcome, reasons, text, unmet, missing, doubtful, per_reading)


_FAILING = frozenset({Reason.LIMB_DIFFERS, Reason.NO_OBLIGATION})


def barred(judged: Judged, bars: Mapping[str, Outcome]) -> Judged:
    """`judged` under the bars on its norm: a bar whose elements are met keeps the norm from working."""
    apply = frozenset(iri for iri, outcome in bars.items() if outcome is Outcome.COVERED)
    open_ones = frozenset(iri for iri, outcome in bars.items() if outcome is Outcome.UNDETERMINED)
    if apply:
        reasons = (judged.reasons if judged.outcome is Outcome.FAILS else frozenset()) | {Reason.BAR_APPLIES}
        return replace(judged, outcome=Outcome.FAILS, reasons=reasons, bars=apply)
    if open_ones and judged.outcome is not Outcome.FAILS:
        reasons = judged.reasons | {Reason.BAR_NOT_EXCLUDED}
        return replace(judged, outcome=Outcome.UNDETERMINED, reasons=reasons, bars=open_ones)
    return judged


def best(outcomes: Iterable[Outcome]) -> Outcome | None:
    """The best of several: covered before undetermined before fails; nothing when there are none."""
    found = set(outcomes)
    return next((outcome for outcome in _BEST_FIRST if outcome in found), None)


_BEST_FIRST = (Outcome.COVERED, Outcome.UNDETERMINED, Outcome.FAILS)


def _agreed(readings: Sequence[Judged]) -> tuple[Outcome, frozenset[Reason]]:
    if not readings:
        return Outcome.UNDETERMINED, frozenset({Reason.NO_ELEMENTS})
    outcomes = {judged.outcome for judged in readings}
    if len(outcomes) == 1:
        return outcomes.pop(), frozenset().union(*(judged.reasons for judged in readings))
    open_reasons = (judged.reasons for judged in readings if judged.outcome is Outcome.UNDETERMINED)
    return Outcome.UNDETERMINED, frozenset({Reason.READING_CONTESTED}).union(*open_reasons)


def _under(text: Text, outcome: Outcome, reasons: frozenset[Reason]) -> tuple[Outcome, frozenset[Reason]]:
    if text is Text.ABSENT:
        return Outcome.FAILS, frozenset({Reason.NORM_ABSENT})
    if text is Text.NOT_HELD:
        # What a text would ask that we do not have, nobody can fail on.
        kept = reasons if outcome is Outcome.UNDETERMINED else frozenset()
        return Outcome.UNDETERMINED, kept | {Reason.TEXT_NOT_HELD}
    return outcome, reasons
