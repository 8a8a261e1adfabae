"""What is known of a text on a date: step functions per provision and norm, and the dates of some real norms."""

from __future__ import annotations

from datetime import date

import pytest
from match_data import law

from grondslag.match.model import EVER, Interval, Text, coalesced, cut, on
from grondslag.match.text import State, Substance, of_norm, of_provision
from grondslag.namespaces import ID

SAME = Substance({})
RETRIEVED = date(2026, 11, 21)


def state(start: date, end: date | None, content: str | None = "a", presence: str = "held", version: str = "") -> State:
    """A text state called after its first day."""
    return State(start.isoformat(), version or start.isoformat(), presence, start, end, RETRIEVED, content)


FIRST = state(date(2018, 1, 1), date(2018, 7, 1))
SECOND = state(date(2020, 1, 1), None)


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2017, 12, 31), Text.NOT_HELD),
        (date(2018, 1, 1), Text.HELD),
        (date(2018, 6, 30), Text.HELD),
        (date(2018, 7, 1), Text.PRESUMED),
        (date(2019, 12, 31), Text.PRESUMED),
        (date(2020, 1, 1), Text.HELD),
        (RETRIEVED, Text.HELD),
        (date(2026, 11, 22), Text.PRESUMED),
    ],
)
def test_a_text_is_presumed_between_equal_texts_and_after_its_retrieval(day: date, text: Text) -> None:
    assert on(of_provision("n", [FIRST, SECOND], SAME), day) is text


def test_between_unequal_texts_nothing_is_known_unless_somebody_judged_them_equal() -> None:
    other = state(date(2020, 1, 1), None, "b")
    assert on(of_provision("n", [FIRST, other], SAME), date(2019, 1, 1)) is Text.NOT_HELD
    judged = Substance({"n": (frozenset({FIRST.iri, other.iri}),)})
    assert on(of_provision("n", [FIRST, other], judged), date(2019, 1, 1)) is Text.PRESUMED
    assert on(of_provision("m", [FIRST, other], judged), date(2019, 1, 1)) is Text.NOT_HELD
    assert (
        on(of_provision("m", [FIRST, other], Substance({None: judged.pairs["n"]})), date(2019, 1, 1)) is Text.PRESUMED
    )


def test_absence_is_stated_and_never_presumed_backwards() -> None:
    absent = state(date(2018, 1, 1), date(2018, 7, 1), None, "heldAndAbsent")
    steps = of_provision("n", [absent, SECOND], SAME)
    assert [on(steps, date(year, 2, 1)) for year in (2017, 2018, 2019, 2020)] == [
        Text.NOT_HELD,
        Text.ABSENT,
        Text.NOT_HELD,
        Text.HELD,
    ]


@pytest.mark.parametrize("presence", ["notHeld", "damaged"])
def test_a_version_whose_words_are_unknown_is_presumed_only_between_equal_texts(presence: str) -> None:
    unknown = state(date(2018, 7, 1), date(2020, 1, 1), None, presence)
    assert on(of_provision("n", [FIRST, unknown, SECOND], SAME), date(2019, 1, 1)) is Text.PRESUMED
    assert on(of_provision("n", [unknown, SECOND], SAME), date(2019, 1, 1)) is Text.NOT_HELD


def test_a_held_text_in_which_the_norm_was_not_read_does_not_have_it() -> None:
    steps = of_provision("n", [FIRST, SECOND], SAME, read_in=frozenset({FIRST.version}))
    assert on(steps, date(2018, 2, 1)) is Text.HELD
    assert on(steps, date(2020, 2, 1)) is Text.ABSENT
    assert on(steps, date(2019, 2, 1)) is Text.NOT_HELD


def test_after_its_repeal_a_statute_is_absent() -> None:
    steps = of_provision("n", [FIRST], SAME, repealed_after=date(2018, 6, 30))
    assert on(steps, date(2018, 6, 30)) is Text.HELD
    assert on(steps, date(2018, 7, 1)) is Text.ABSENT


def test_of_several_provisions_the_worst_counts() -> None:
    held, absent = ((EVER, Text.HELD),), ((EVER, Text.ABSENT),)
    unknown = ((EVER, Text.NOT_HELD),)
    assert of_norm([held, unknown]) == unknown
    assert of_norm([unknown, absent, held]) == absent
    assert of_norm([]) == unknown


def test_steps_are_cut_and_joined_without_gaps() -> None:
    days = [date(2020, 1, 1), None, date(2021, 1, 1), date(2020, 1, 1)]
    parts = cut(days)
    assert parts == [
        Interval(None, date(2020, 1, 1)),
        Interval(date(2020, 1, 1), date(2021, 1, 1)),
        Interval(date(2021, 1, 1), None),
    ]
    assert coalesced((part, "same") for part in parts) == ((EVER, "same"),)
    assert cut(days, Interval(date(2021, 1, 1), None)) == [Interval(date(2021, 1, 1), None)]


def test_a_text_reaches_over_the_whole_of_time() -> None:
    for norm in law().norms.values():
        assert norm.text[0][0].start is None
        assert norm.text[-1][0].end is None
        joints = zip(norm.text, norm.text[1:], strict=False)
        assert all(first.end == second.start is not None for (first, _), (second, _) in joints)


@pytest.mark.parametrize(
    ("norm", "day", "text"),
    [
        # Wgs 8d carries nothing before 2021.
        ("wgs-reuse-for-debt-help", date(2020, 12, 31), Text.ABSENT),
        ("wgs-reuse-for-debt-help", date(2021, 1, 1), Text.HELD),
        ("wgs-reuse-for-debt-help", date(2022, 1, 1), Text.PRESUMED),
        ("wgs-reuse-for-debt-help", date(2026, 7, 1), Text.HELD),
        # PW 67(1)(i) of 2019 became (h), where the text of 2019 has another norm.
        ("pw-provide-to-justice-minister-for-detention-earlier", date(2019, 7, 1), Text.HELD),
        ("pw-provide-to-justice-minister-for-detention-earlier", date(2019, 6, 1), Text.PRESUMED),
        ("pw-provide-to-justice-minister-for-detention-earlier", date(2022, 1, 1), Text.NOT_HELD),
        ("pw-provide-to-justice-minister-for-detention-earlier", date(2026, 7, 1), Text.ABSENT),
        ("pw-provide-to-justice-minister-for-detention", date(2019, 7, 1), Text.ABSENT),
        ("pw-provide-to-justice-minister-for-detention", date(2026, 7, 1), Text.HELD),
        ("pw-provide-to-minister-for-inburgering", date(2019, 7, 1), Text.HELD),
        ("pw-provide-to-minister-for-inburgering", date(2026, 7, 1), Text.ABSENT),
        # The Wmo is first held in the text of July 2019.
        ("wmo-provide-ciz-data-to-svb", date(2019, 6, 30), Text.NOT_HELD),
        ("wmo-provide-ciz-data-to-svb", date(2019, 7, 1), Text.HELD),
        # The Wbp was repealed when the AVG came to apply; its text of before May 2018 is not held.
        ("wbp-general-explicit-consent", date(2017, 6, 1), Text.NOT_HELD),
        ("wbp-general-explicit-consent", date(2018, 5, 24), Text.HELD),
        ("wbp-general-explicit-consent", date(2018, 5, 25), Text.ABSENT),
    ],
)
def test_the_dates_of_a_norm_follow_from_the_texts_held(norm: str, day: date, text: Text) -> None:
    assert on(law().norms[f"{ID}norm/{norm}"].text, day) is text
