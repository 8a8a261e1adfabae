"""The text of a provision nearest to a day, and that an evaluation for a date tells it where the text is not held."""

from __future__ import annotations

from datetime import date

import pyoxigraph as ox
import pytest
from test_evaluation import IN_2019, IN_2026, LETTER_I, facts, said, store

from grondslag.namespaces import GS, ID, LAW_GRAPH
from grondslag.textstates import KnownState, TextStates

PROVISION = ID + "bwb/BWBR0000001/art/1"
# Start, day before which it ends, presence: in the order of their dates.
STATES = (
    ("2015-01-01", "2016-01-01", "held"),
    ("2016-01-01", "2017-01-01", "damaged"),
    ("2018-01-01", "2019-01-01", "heldAndAbsent"),
    ("2020-01-01", None, "notHeld"),
    ("2021-01-01", None, "held"),
)


@pytest.fixture(scope="module")
def states() -> TextStates:
    found = ox.Store()
    for start, end, presence in STATES:
        before = f'; gs:before "{end}"^^xsd:date' if end else ""
        found.load(
            f"""@prefix gs: <{GS}> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
            <{PROVISION}/{start}> gs:stateOf <{PROVISION}> ; gs:presence gs:{presence} ;
                gs:from "{start}"^^xsd:date {before} .""",
            ox.RdfFormat.TURTLE,
            to_graph=ox.NamedNode(LAW_GRAPH),
        )
    return TextStates(found)


@pytest.mark.parametrize(
    ("day", "nearest", "present"),
    [
        (date(2014, 1, 1), "2015-01-01", True),
        (date(2015, 6, 1), "2015-01-01", True),
        (date(2016, 6, 1), "2015-01-01", True),  # what was damaged says nothing
        (date(2017, 6, 1), "2018-01-01", False),  # nearer than the end of 2015
        (date(2018, 12, 31), "2018-01-01", False),
        (date(2020, 1, 2), "2021-01-01", True),  # not obtained says nothing
        (date(2019, 12, 31), "2018-01-01", False),
        (date(2030, 1, 1), "2021-01-01", True),
    ],
)
def test_the_nearest_is_the_one_with_the_fewest_days_between(
    states: TextStates, day: date, nearest: str, present: bool
) -> None:
    found = states.nearest(PROVISION, day)
    assert found is not None
    assert (found.start.isoformat(), found.present) == (nearest, present)


def test_of_two_as_near_the_earlier_is_told() -> None:
    earlier = KnownState("a", date(2020, 1, 1), date(2020, 1, 3))
    later = KnownState("b", date(2020, 1, 4))
    day = date(2020, 1, 3)
    assert (earlier.distance(day), later.distance(day)) == (1, 1)
    assert min((later, earlier), key=lambda state: (state.distance(day), state.start)) is earlier


def test_a_provision_of_which_nothing_was_read_has_none(states: TextStates) -> None:
    assert states.nearest(PROVISION + "/lid/1", date(2020, 1, 1)) is None


def test_a_claim_on_a_text_that_is_not_held_shows_the_nearest_and_one_on_a_held_text_shows_none() -> None:
    claim = "flow/dagstad/letter-i/claim"
    assert LETTER_I in said(claim, IN_2019)["citesInForce"]
    assert "nearestState" not in said(claim, IN_2019)
    assert LETTER_I in said(claim, date(2024, 1, 1)).get("citesTextNotHeld", set())
    (nearest,) = said(claim, date(2024, 1, 1))["nearestState"]
    assert nearest.startswith("bwb/BWBR0015703/20")
    assert nearest.endswith("art/67/lid/1/onder/i")


DAYS = (IN_2019, date(2020, 9, 1), date(2024, 1, 1), IN_2026, date(2027, 1, 1))


def test_a_result_that_rests_on_a_presumed_or_missing_text_shows_the_nearest_and_no_other_does() -> None:
    seen = set()
    for day in DAYS:
        shown = {quad.subject for quad in facts(day) if quad.predicate.value == GS + "nearestState"}
        for quad in facts(day):
            if quad.predicate.value == GS + "resultOn":
                status = status_of(quad.subject)
                seen.add(status)
                assert (quad.subject in shown) is (status in {"textIsPresumed", "textIsNotHeld"}), (day, quad.subject)
    assert seen >= {"textIsHeld", "textIsPresumed"}


def status_of(node: object) -> str:
    """What the match says of the text that a result rests on."""
    assert isinstance(node, ox.NamedNode)
    [quad] = store().quads_for_pattern(node, ox.NamedNode(GS + "textStatus"), None, None)
    return str(getattr(quad.object, "value", "")).removeprefix(GS)
