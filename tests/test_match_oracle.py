"""Truth tables for elements and readings, against a small oracle that shares no code with the match.

Every combination of what can be stated for one to three elements, of text and of readings is generated; the oracle
says in its own few lines what each must give.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import product

import pytest

from grondslag.match.compare import Comparer
from grondslag.match.law import Concepts, Law
from grondslag.match.model import (
    EVER,
    Demand,
    Element,
    Facts,
    Form,
    Interval,
    Modality,
    Norm,
    Outcome,
    Power,
    Reading,
    Reason,
    Text,
    Values,
    on,
)
from grondslag.match.terms import (
    ACTOR,
    COLLECT,
    DATA,
    DISCLOSE,
    EXCEPTION,
    EXPORTER,
    FORCE,
    GATEWAY,
    LEGAL_OBLIGATION,
    LIMB_6,
    LIMB_9,
    MUST,
    PURPOSE,
    SUBJECT,
    TRIGGER,
)
from grondslag.namespaces import GS

TODAY = date(2026, 1, 1)
# "mid" and "side" are narrower than "top", "low" than "mid"; "off" stands apart. "office" is an organisation that is
# only said to be a "top"; "town" has the organ "board".
CONCEPTS = Concepts(
    {
        "low": frozenset({"mid"}),
        "mid": frozenset({"top"}),
        "side": frozenset({"top"}),
        "body": frozenset({"agency"}),
        "city": frozenset({"town"}),
        "office": frozenset({"top"}),
    },
    universal=frozenset({"all"}),
    organs={"board": frozenset({"town"})},
    classes={"body": frozenset({"agency"}), "city": frozenset({"town"}), "office": frozenset({"top"})},
)


def verdict_of(norm: Norm, facts: Facts, *others: Norm, day: date = TODAY) -> tuple[str, set[str]]:
    """The outcome and reasons that the match gives for one norm, with other norms beside it in the law."""
    comparer = Comparer(Law({each.iri: each for each in (norm, *others)}, CONCEPTS))
    judged = on(comparer.steps(norm, facts), day)
    return judged.outcome.value, {reason.value for reason in judged.reasons}


def gateway(*readings: tuple[Element, ...], text: Text = Text.HELD, **more: object) -> Norm:
    """A gateway with these readings."""
    made = tuple(Reading(f"r{number}", elements) for number, elements in enumerate(readings))
    return Norm("n", GATEWAY, ("p",), made, text=((EVER, text),), **more)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Stated:
    """What a case states for a dimension, and what the oracle holds of it when "mid" is asked."""

    sure: frozenset[str]
    contested: frozenset[str]

    @property
    def values(self) -> Values:
        return Values(self.sure, self.contested)


CASES = [
    Stated(frozenset(sure), frozenset(contested))
    for sure in ((), ("low",), ("mid",), ("top",), ("off",), ("side",), ("low", "off"), ("top", "low"))
    for contested in ((), ("mid",), ("off",))
]


def oracle_value(value: str) -> str:
    """Whether one value answers an element that asks for "mid"."""
    return {"low": "yes", "mid": "yes", "top": "unclear", "side": "no", "off": "no"}[value]


def oracle_set(values: frozenset[str], every: bool) -> str:
    """Several values: in some dimensions each must fit, in others one is enough."""
    answers = {oracle_value(value) for value in values}
    for answer in ("no", "unclear", "yes") if every else ("yes", "unclear", "no"):
        if answer in answers:
            return answer
    raise AssertionError(values)


def oracle_term(stated: Stated, every: bool, overlapping: bool, demand: Demand) -> str:
    """The answer of a term element: yes, no, silent, unclear or contested."""
    if not stated.sure and not stated.contested:
        return "yes" if demand is Demand.WHERE_IT_OCCURS else "silent"
    if not stated.sure:
        return "contested"
    sure = _softened(oracle_set(stated.sure, every), overlapping)
    if not stated.contested or sure == "unclear":
        return sure
    other = _softened(oracle_set(stated.contested, every), overlapping)
    if other == sure or (sure == "yes" and not every):
        return sure
    return "contested"


def _softened(answer: str, overlapping: bool) -> str:
    return "unclear" if overlapping and answer == "no" else answer


WHY = {"silent": "factNotStated", "unclear": "factTooGeneral", "contested": "mappingUncertain"}


def oracle_reading(answers: list[str]) -> tuple[str, set[str]]:
    """A reading is covered when each answer is yes, and fails at the first no."""
    if "no" in answers:
        return "fails", {"elementUnmet"}
    reasons = {WHY[answer] for answer in answers if answer != "yes"}
    return ("undetermined", reasons) if reasons else ("covered", set())


def oracle_norm(readings: list[tuple[str, set[str]]], text: Text) -> tuple[str, set[str]]:
    """Readings must agree; an absent text fails, one not held leaves everything open."""
    outcomes = [outcome for outcome, _ in readings]
    if all(outcome == outcomes[0] for outcome in outcomes):
        result, reasons = outcomes[0], set().union(*(why for _, why in readings))
    else:
        result = "undetermined"
        reasons = {"readingContested"}.union(*(why for outcome, why in readings if outcome == "undetermined"))
    if text is Text.ABSENT:
        return "fails", {"normAbsent"}
    if text is Text.NOT_HELD:
        return "undetermined", {"textNotHeld"} | (reasons if result == "undetermined" else set())
    return result, reasons


@pytest.mark.parametrize("demand", list(Demand))
@pytest.mark.parametrize(
    ("dimension", "every", "overlapping"), [(PURPOSE, False, False), (DATA, True, False), (SUBJECT, True, True)]
)
def test_a_term_element_answers_as_the_oracle_says(
    dimension: str, every: bool, overlapping: bool, demand: Demand
) -> None:
    element = Element("e", Form.TERM, dimension, demand, frozenset({"mid"}))
    for stated in CASES:
        expected = oracle_norm([oracle_reading([oracle_term(stated, every, overlapping, demand)])], Text.HELD)
        assert verdict_of(gateway((element,)), Facts.stated(DISCLOSE, {dimension: stated.values})) == expected, stated


@pytest.mark.parametrize("text", list(Text))
def test_two_readings_of_two_elements_agree_or_are_contested(text: Text) -> None:
    first = Element("e1", Form.TERM, PURPOSE, Demand.SCOPE, frozenset({"mid"}))
    second = Element("e2", Form.TERM, DATA, Demand.CONDITION, frozenset({"mid"}))
    norm = gateway((first,), (first, second), text=text)
    seen = set()
    for purpose, data in product(CASES, CASES):
        answer = oracle_term(purpose, False, False, Demand.SCOPE)
        other = oracle_term(data, True, False, Demand.CONDITION)
        expected = oracle_norm([oracle_reading([answer]), oracle_reading([answer, other])], text)
        facts = Facts.stated(DISCLOSE, {PURPOSE: purpose.values, DATA: data.values})
        assert verdict_of(norm, facts) == expected, (purpose, data)
        seen.add(expected[0])
    assert (
        seen
        == {
            Text.HELD: {"covered", "fails", "undetermined"},
            Text.PRESUMED: {"covered", "fails", "undetermined"},
            Text.NOT_HELD: {"undetermined"},
            Text.ABSENT: {"fails"},
        }[text]
    )


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        ((), ("undetermined", {"verdictNotRecorded"})),
        (("yes",), ("covered", set())),
        (("no",), ("fails", {"elementUnmet"})),
        (("yes", "no"), ("covered", set())),
    ],
)
def test_a_verdict_element_is_met_by_a_recorded_verdict_only(
    verdict: tuple[str, ...], expected: tuple[str, set[str]]
) -> None:
    element = Element("e", Form.VERDICT, GS + "necessity", Demand.CONDITION, frozenset({"yes"}))
    facts = Facts.stated(DISCLOSE, {GS + "necessity": Values(frozenset(verdict))})
    assert verdict_of(gateway((element,)), facts) == expected


@pytest.mark.parametrize("first", [(), ("a",), ("b",), ("a", "b")])
@pytest.mark.parametrize("second", [(), ("a",), ("b",)])
def test_an_equality_element_compares_two_values(first: tuple[str, ...], second: tuple[str, ...]) -> None:
    element = Element("e", Form.EQUALITY, GS + "acquiredBy", same_as=ACTOR)
    facts = Facts.stated(DISCLOSE, {GS + "acquiredBy": Values(frozenset(first)), ACTOR: Values(frozenset(second))})
    if not first or not second:
        expected: tuple[str, set[str]] = ("undetermined", {"factNotStated"})
    else:
        expected = ("covered", set()) if set(first) == set(second) else ("fails", {"elementUnmet"})
    assert verdict_of(gateway((element,)), facts) == expected


BOARD = Element("e", Form.TERM, EXPORTER, accepts=frozenset({"board"}))


@pytest.mark.parametrize(
    ("party", "power", "expected"),
    [
        ("board", None, ("covered", set())),
        ("city", None, ("undetermined", {"capacityNotShown"})),
        ("body", None, ("fails", {"elementUnmet"})),
        ("body", Power("body", "board", shown=True), ("covered", set())),
        ("body", Power("body", "board", shown=False), ("undetermined", {"capacityNotShown"})),
        ("body", Power("body", "off", shown=True), ("fails", {"elementUnmet"})),
        ("body", Power("other", "board", shown=True), ("fails", {"elementUnmet"})),
        ("body", Power("body", "board", frozenset({"p"}), True), ("covered", set())),
        ("body", Power("body", "board", frozenset({"q"}), True), ("undetermined", {"capacityNotShown"})),
        (
            "body",
            Power("body", "board", shown=True, interval=Interval(date(2027, 1, 1), None)),
            ("undetermined", {"capacityNotShown"}),
        ),
    ],
)
def test_a_party_counts_by_its_category_or_by_a_power_that_is_shown(
    party: str, power: Power | None, expected: tuple[str, set[str]]
) -> None:
    facts = Facts.stated(DISCLOSE, {EXPORTER: Values(frozenset({party}))}, [power] if power else [])
    assert verdict_of(gateway((BOARD,)), facts) == expected


def test_an_organisation_of_a_wider_category_may_be_of_the_one_that_is_asked() -> None:
    element = Element("e", Form.TERM, EXPORTER, accepts=frozenset({"mid"}))
    facts = Facts.stated(DISCLOSE, {EXPORTER: Values(frozenset({"office"}))})
    assert verdict_of(gateway((element,)), facts) == ("undetermined", {"factTooGeneral"})


def test_everyone_is_everyone() -> None:
    element = Element("e", Form.TERM, ACTOR, accepts=frozenset({"all"}))
    assert verdict_of(gateway((element,)), Facts.stated(DISCLOSE, {ACTOR: Values(frozenset({"off"}))}))[0] == "covered"


@pytest.mark.parametrize("stated", ["mid", "top", "off"])
@pytest.mark.parametrize("purpose", ["mid", "off"])
def test_a_bar_keeps_a_norm_from_working_where_the_norm_fits(stated: str, purpose: str) -> None:
    fits = Element("e", Form.TERM, PURPOSE, accepts=frozenset({"mid"}))
    barring = Element("b", Form.TERM, DATA, accepts=frozenset({"mid"}))
    bar = Norm("bar", GS + "Bar", (), (Reading("rb", (barring,)),), bars=("n",), text=((EVER, Text.HELD),))
    facts = Facts.stated(DISCLOSE, {PURPOSE: Values(frozenset({purpose})), DATA: Values(frozenset({stated}))})
    expected = {
        "mid": ("fails", {"barApplies"}),
        "top": ("undetermined", {"barNotExcluded"}),
        "off": ("covered", set()),
    }[stated]
    assert verdict_of(gateway((fits,)), facts, bar) == (expected if purpose == "mid" else ("fails", {"elementUnmet"}))


NEEDS_NORM = Element("e", Form.OUTCOME, GS + "claimedProvision", Demand.CONDITION, needs=("other",))
NEEDS_KIND = Element("e", Form.OUTCOME, GS + "identifierPower", Demand.CONDITION, needs=(GS + "Permit",))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("mid", ("covered", set())),
        ("off", ("fails", {"elementUnmet"})),
        ("top", ("undetermined", {"dependsOnOtherNorm"})),
    ],
)
def test_an_outcome_element_follows_the_norm_that_it_needs(value: str, expected: tuple[str, set[str]]) -> None:
    other = Norm(
        "other",
        GS + "Permit",
        (),
        (Reading("ro", (Element("o", Form.TERM, DATA, accepts=frozenset({"mid"})),)),),
        text=((EVER, Text.HELD),),
    )
    facts = Facts.stated(DISCLOSE, {DATA: Values(frozenset({value}))}, claimed=["other"])
    assert verdict_of(gateway((NEEDS_NORM,)), facts, other) == expected
    assert verdict_of(gateway((NEEDS_KIND,)), facts, other) == expected
    unclaimed = Facts.stated(DISCLOSE, {DATA: Values(frozenset({value}))})
    # Where a kind of norm is needed, only one that somebody relies on counts: a candidate gives no power.
    assert verdict_of(gateway((NEEDS_KIND,)), unclaimed, other) == ("undetermined", {"factNotStated"})


def test_norms_that_need_each_other_settle_nothing() -> None:
    back = Element("o", Form.OUTCOME, GS + "claimedProvision", needs=("n",))
    other = Norm("other", GS + "Permit", (), (Reading("ro", (back,)),), text=((EVER, Text.HELD),))
    facts = Facts.stated(DISCLOSE, {}, claimed=["other"])
    assert verdict_of(gateway((NEEDS_NORM,)), facts, other) == ("undetermined", {"dependsOnOtherNorm"})


@pytest.mark.parametrize("held", [True, False])
def test_rules_under_a_provision_can_meet_an_element_and_never_fail_it(held: bool) -> None:
    element = Element("e", Form.OUTCOME, GS + "delegatedConditions", needs=("rules",))
    filling = Element("f", Form.TERM, DATA, accepts=frozenset({"mid"}))
    rule = Norm("rule", GS + "Permit", (), (Reading("rr", (filling,)),), text=((EVER, Text.HELD),))
    norm = gateway((element,))
    law = Law({"n": norm, "rule": rule}, CONCEPTS, {"rules": held}, {"rules": ("rule",)})
    for value, met in (("mid", held), ("off", False)):
        judged = on(Comparer(law).steps(norm, Facts.stated(DISCLOSE, {DATA: Values(frozenset({value}))})), TODAY)
        expected = (Outcome.COVERED, set()) if met else (Outcome.UNDETERMINED, {Reason.DECREE_NOT_HELD})
        assert (judged.outcome, set(judged.reasons)) == expected


@pytest.mark.parametrize(
    ("forces", "trigger", "operation", "expected"),
    [
        (((MUST, None),), None, DISCLOSE, ("covered", set())),
        ((("may", None),), None, DISCLOSE, ("fails", {"noObligation"})),
        ((("may", None),), None, COLLECT, ("covered", set())),
        ((("may", "own"), (MUST, "asked")), "asked", DISCLOSE, ("covered", set())),
        ((("may", "own"), (MUST, "asked")), "own", DISCLOSE, ("fails", {"noObligation"})),
        ((("may", "own"), (MUST, "asked")), None, DISCLOSE, ("undetermined", {"factNotStated"})),
    ],
)
def test_a_claimed_obligation_needs_a_norm_that_obliges_on_that_trigger(
    forces: tuple[tuple[str, str | None], ...],
    trigger: str | None,
    operation: str,
    expected: tuple[str, set[str]],
) -> None:
    fits = Element("e", Form.TERM, PURPOSE, accepts=frozenset({"mid"}))
    norm = gateway((fits,), modalities=tuple(Modality(*each) for each in forces))
    stated = {PURPOSE: "mid", LIMB_6: LEGAL_OBLIGATION, **({TRIGGER: trigger} if trigger else {})}
    facts = Facts.stated(operation, {name: Values(frozenset({value})) for name, value in stated.items()})
    assert verdict_of(norm, facts) == expected


@pytest.mark.parametrize(("limb", "outcome"), [("b", "covered"), ("h", "fails"), (None, "covered")])
def test_an_exception_stands_under_its_own_limb(limb: str | None, outcome: str) -> None:
    fits = Element("e", Form.TERM, DATA, accepts=frozenset({"mid"}))
    norm = Norm("n", EXCEPTION, (), (Reading("r", (fits,)),), art9_limbs=frozenset({"b"}), text=((EVER, Text.HELD),))
    stated = {DATA: "mid", **({LIMB_9: limb} if limb else {})}
    facts = Facts.stated(DISCLOSE, {name: Values(frozenset({value})) for name, value in stated.items()})
    assert verdict_of(norm, facts)[0] == outcome


def test_a_norm_without_elements_settles_nothing() -> None:
    expected = ("undetermined", {"normWithoutElements"})
    assert verdict_of(gateway(()), Facts.stated(DISCLOSE, {})) == expected
    assert verdict_of(gateway(), Facts.stated(DISCLOSE, {FORCE: Values(frozenset({MUST}))})) == expected
