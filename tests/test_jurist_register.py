"""The argued flows in a made-up register: what a careful jurist expects on a legal date, and how the law was compared.

The findings, each with reason and source, are in `tests/jurist/register.toml`; the flows, recorded in full but for what
each is about, in `tests/fixtures/jurist/register.ttl`.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from jurist_data import Case, cases, found, registered, said
from match_data import of_flow

from grondslag.match import MatchResult, Outcome, Reason, Role
from grondslag.namespaces import GRAPH, ID

TEXTS = ("citesInForce", "citesPresumed", "citesTextNotHeld", "citesAbsent")
COVER = ("coveredUnder", "openUnder", "notCoveredUnder")
SECRECY = ("secrecyLifted", "secrecyEvidenceMissing", "secrecyNotLifted")
WBP, LETTER_I, REUSE = "bwb/BWBR0011468/art/8/onder/e", "bwb/BWBR0015703/art/67/lid/1/onder/i", "bwb/BWBR0031331/art/8d"
HAARLEM, DEBT_HELP = "flow/001/haarlem-suwi-for-wgs-par-3-3", ID + "norm/wgs-reuse-for-debt-help"


@pytest.mark.parametrize("case", cases("register"), ids=lambda case: case.name)
def test_a_registered_flow_has_the_findings_argued_for_it_and_no_others(case: Case, built_home: Path) -> None:
    assert found(registered(built_home, case.day), case.flow) == {each.found for each in case.findings}, case.why


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("2017-06-01", "citesTextNotHeld"),
        ("2018-05-10", "citesInForce"),
        ("2018-05-24", "citesInForce"),
        ("2018-05-25", "citesAbsent"),
        ("2026-11-01", "citesAbsent"),
    ],
)
def test_the_wbp_is_never_called_absent_before_the_day_that_it_was_withdrawn(
    day: str, says: str, built_home: Path
) -> None:
    for claim in ("disclose", "collect"):
        assert said(built_home, f"flow/jurist/wbp/claim/{claim}", day, TEXTS) == {(says, WBP)}


@pytest.mark.parametrize(("day", "says"), [("2019-08-01", "citesInForce"), ("2026-11-01", "citesAbsent")])
def test_letter_i_of_pw_67_is_right_in_2019_and_held_but_absent_in_2026(day: str, says: str, built_home: Path) -> None:
    claim, item = "flow/jurist/letter-i/claim/disclose", "flow/jurist/letter-i/item/income"
    assert said(built_home, claim, day, TEXTS) == {(says, LETTER_I)}
    covered = ("coveredUnder", claim) in said(built_home, item, day, COVER)
    assert covered == (says == "citesInForce")


@pytest.mark.parametrize(
    ("day", "cover"),
    [
        ("2019-08-01", "notCoveredUnder"),
        ("2020-12-31", "notCoveredUnder"),
        ("2021-01-01", "coveredUnder"),
        ("2026-11-01", "coveredUnder"),
    ],
)
def test_wgs_8d_carries_debt_help_from_2021_on(day: str, cover: str, built_home: Path) -> None:
    claim = "flow/jurist/debt-help/claim/reuse"
    assert said(built_home, "flow/jurist/debt-help/item/scheme", day, COVER) == {(cover, claim)}
    assert (("citesAbsent", REUSE) in said(built_home, claim, day, TEXTS)) == (cover == "notCoveredUnder")


@pytest.mark.parametrize(
    ("flow", "item", "reason"),
    [("ciz", "file", "readingContested"), ("debt-help-suwi", "file", "mappingUncertain")],
)
def test_what_hangs_on_a_reading_or_on_a_contested_word_is_undetermined_for_that_reason_alone(
    flow: str, item: str, reason: str, built_home: Path
) -> None:
    states = said(built_home, f"flow/jurist/{flow}/item/{item}", "2026-11-01", COVER)
    assert {name for name, _ in states} == {"openUnder"}
    reasons = set[tuple[str, str]]().union(
        *(said(built_home, claim, "2026-11-01", ["openReason"]) for _, claim in states)
    )
    assert reasons == {("openReason", reason)}


@pytest.mark.parametrize("flow", ["processor", "processor-without-agreement"])
def test_no_gateway_is_asked_for_giving_data_to_a_processor(flow: str, built_home: Path) -> None:
    node = f"flow/jurist/{flow}"
    assert said(built_home, node, "2026-11-01", ["gatewayNotAsked"]) == {("gatewayNotAsked", "processorRelation")}
    # The controller's own power for its task is compared as ever.
    cover = said(built_home, f"{node}/item/address", "2026-11-01", COVER)
    assert cover == {("coveredUnder", f"{node}/claim/disclose")}


@pytest.mark.parametrize(("form", "state"), [("written", "secrecyLifted"), ("unwritten", "secrecyEvidenceMissing")])
def test_consent_lifts_the_secrecy_of_the_pw_when_it_is_a_written_declaration(
    form: str, state: str, built_home: Path
) -> None:
    item = f"flow/jurist/low-income-{form}/item/scheme"
    assert said(built_home, item, "2026-11-01", SECRECY) == {(state, "norm/pw-secrecy")}


def compared(flow: str, day: str) -> tuple[MatchResult, ...]:
    """What the match says of a reported flow on a day, candidates that nobody claims included."""
    return of_flow(flow, date.fromisoformat(day), f"{GRAPH}source/{flow.split('/')[1]}")


def test_haarlem_claims_no_power_and_the_candidate_of_2021_waits_for_its_conditions() -> None:
    for day, outcome in (("2019-07-01", Outcome.FAILS), ("2026-11-01", Outcome.UNDETERMINED)):
        results = compared(HAARLEM, day)
        assert not [each for each in results if each.role is Role.CLAIMED]
        [power] = [each for each in results if each.norm == DEBT_HELP]
        assert (power.role, power.outcome) == (Role.CANDIDATE, outcome)
        if outcome is Outcome.FAILS:
            assert power.judged.reasons == {Reason.NORM_ABSENT}
        else:
            # Suwi data may or may not be data of the PW; that the same college acquired them is not stated.
            asked = {Reason.MAPPING_UNCERTAIN, Reason.FACT_NOT_STATED, Reason.VERDICT_NOT_RECORDED}
            assert power.judged.reasons == asked
            assert {each.rpartition("/")[2] for each in power.judged.doubtful} == {"origin"}


def test_for_low_income_policy_no_norm_is_claimed_and_a_declaration_could_lift_the_secrecy() -> None:
    results = compared("flow/003/minimabeleid", "2026-11-01")
    assert not [each for each in results if each.role is Role.CLAIMED]
    [secrecy] = [each for each in results if each.role is Role.SECRECY and each.outcome is not Outcome.FAILS]
    assert (secrecy.norm, secrecy.outcome) == (ID + "norm/pw-secrecy", Outcome.COVERED)
    [lifting] = [each for each in results if each.norm == ID + "norm/pw-disclosure-without-objection"]
    assert lifting.outcome is Outcome.UNDETERMINED
    assert "form" in {each.rpartition("/")[2] for each in lifting.judged.missing}
