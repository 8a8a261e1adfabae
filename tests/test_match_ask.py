"""The match asked the other way round: the basis finder, and what a change of law would cost."""

from __future__ import annotations

from datetime import date

import pytest
from match_data import IN_2019, IN_2022, IN_2026, REGISTER, law, short, store

from grondslag.errors import BadInput
from grondslag.match import Change, Outcome, Reason, find_bases, impact
from grondslag.namespaces import ID

DEBT_HELP = ID + "norm/wgs-reuse-for-debt-help"
REUSE_POWER = ID + "bwb/BWBR0031331/art/8d"


def bases(sender: str, recipient: str | None, data: str, purpose: str, day: date) -> dict[str, Outcome]:
    """The norms found, by the last part of their IRI."""
    found = find_bases(
        law(),
        sender=ID + sender,
        recipient=ID + recipient if recipient else None,
        data=ID + data,
        purpose=ID + purpose,
        on_day=day,
    )
    return {basis.norm.rpartition("/")[2]: basis.judged.outcome for basis in found}


def test_inside_a_college_debt_help_finds_its_reuse_power_from_2021_on() -> None:
    question = ("party/college", None, "data/benefit-scheme", "task/wgs")
    assert "wgs-reuse-for-debt-help" not in bases(*question, IN_2019)
    assert bases(*question, IN_2022)["wgs-reuse-for-debt-help"] is Outcome.UNDETERMINED
    assert bases(*question, IN_2026)["wgs-reuse-for-debt-help"] is Outcome.UNDETERMINED


def test_a_basis_tells_its_conditions_and_what_is_still_to_be_shown() -> None:
    found = find_bases(
        law(),
        sender=ID + "org/voorbeeldstad",
        recipient=None,
        data=ID + "data/benefit-scheme",
        purpose=ID + "task/wgs",
        on_day=IN_2026,
    )
    basis = next(each for each in found if each.norm == DEBT_HELP)
    assert short(frozenset(basis.conditions)) == {"necessity"}
    assert short(basis.to_show) == {"same-college", "subject", "origin", "necessity"}
    assert basis.judged.reasons == {Reason.FACT_NOT_STATED, Reason.VERDICT_NOT_RECORDED}


def test_between_parties_only_gateways_that_name_both_are_found() -> None:
    found = bases("party/college", "party/svb", "data/health", "task/wmo-2.6.2", IN_2026)
    assert {"wmo-provide-ciz-data-to-svb", "wmo-provide-care-data-to-svb"} <= set(found)
    assert "wmo-provide-ciz-data-to-cak" not in found
    assert "pw-provide-to-uwv-svb" not in found, "that one is for tasks of the SVB itself"


def test_for_special_data_the_exceptions_are_found_too() -> None:
    special = bases("party/college", "party/svb", "data/health", "purpose/re-integration", IN_2026)
    plain = bases("party/college", "party/svb", "data/benefit-scheme", "purpose/re-integration", IN_2026)
    assert "uavg-health-data-for-reintegration" in special
    assert "uavg-health-data-for-reintegration" not in plain


def test_nothing_found_fails_or_has_an_unmet_element_and_the_nearest_comes_first() -> None:
    found = find_bases(
        law(),
        sender=ID + "party/college",
        recipient=ID + "party/uwv",
        data=ID + "data/benefit-scheme",
        purpose=ID + "task/pw",
        on_day=IN_2026,
    )
    assert found
    assert all(basis.judged.outcome is not Outcome.FAILS and not basis.judged.unmet for basis in found)
    ranks = [(basis.judged.outcome is not Outcome.COVERED, len(basis.to_show)) for basis in found]
    assert ranks == sorted(ranks)


def test_an_unknown_term_is_refused_with_an_example() -> None:
    with pytest.raises(BadInput, match=r"Unknown recipient 'https://example\.org/nobody'.*Example: https"):
        find_bases(
            law(),
            sender=ID + "party/college",
            recipient="https://example.org/nobody",
            data=ID + "data/health",
            purpose=ID + "task/pw",
            on_day=IN_2026,
        )


def losses(change: Change, as_of: date | None = None) -> dict[str, tuple[Outcome, Outcome]]:
    """What the change costs the made-up register, by the last parts of claim and item."""
    found = impact(store(), REGISTER, change, as_of=as_of, law=law())
    return {
        (loss.item or loss.flow).removeprefix(ID + "flow/match/"): (loss.before.outcome, loss.after.outcome)
        for loss in found
    }


def test_without_the_reuse_power_every_flow_that_rests_on_it_loses_cover() -> None:
    lost = losses(Change(REUSE_POWER, date(2026, 11, 1)))
    assert lost["debt-help/item/scheme"] == (Outcome.COVERED, Outcome.FAILS)
    assert lost["debt-help-suwi/item/file"] == (Outcome.UNDETERMINED, Outcome.FAILS)
    assert "debt-help/item/nationality" not in lost, "it failed already"
    assert not [place for place in lost if "debt-help" not in place]


@pytest.mark.parametrize("struck", [None, ID + "party/college"])
def test_a_change_costs_nothing_before_its_first_day(struck: str | None) -> None:
    change = Change(REUSE_POWER, date(2026, 11, 1), struck)
    assert losses(change, as_of=date(2026, 10, 31)) == {}
    assert losses(change, as_of=date(2026, 11, 1))


@pytest.mark.parametrize("as_of", [date(2026, 10, 31), date(2026, 11, 1)])
def test_a_provision_without_norms_is_refused_on_every_day(as_of: date) -> None:
    with pytest.raises(BadInput, match="No norm rests on"):
        losses(Change(ID + "bwb/BWBR0031331/art/999", date(2026, 11, 1)), as_of)


def test_a_party_struck_from_its_list_no_longer_carries_the_flow() -> None:
    lost = losses(Change(REUSE_POWER, date(2026, 11, 1), struck=ID + "party/college"))
    assert lost["debt-help/item/scheme"] == (Outcome.COVERED, Outcome.FAILS)
    assert losses(Change(REUSE_POWER, date(2026, 11, 1), struck=ID + "task/jeugdwet")) == {}


def test_a_provision_without_norms_is_refused() -> None:
    with pytest.raises(BadInput, match=r"No norm rests on .*art/999.*Example: https"):
        losses(Change(ID + "bwb/BWBR0031331/art/999", date(2026, 11, 1)))
