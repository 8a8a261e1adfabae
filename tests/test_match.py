"""The match over the real norms: the outcomes that a careful jurist argues, on three dates.

The reported flows are those of the documents; what no document has stands in `fixtures/match/register.ttl`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby

import pyoxigraph as ox
import pytest
from match_data import (
    DATES,
    IN_2019,
    IN_2022,
    IN_2026,
    REGISTER,
    law,
    of_flow,
    one,
    short,
    store,
    whole,
)

from grondslag.match import MatchResult, Outcome, Reason, Role, Text, covers, match_flow, matching, to_quads
from grondslag.match.law import Rows
from grondslag.match.matching import Matching
from grondslag.match.model import Claim
from grondslag.match.practice import Practice, claims
from grondslag.namespaces import GRAPH, GS, ID, derived_graph

SOURCE_000, SOURCE_001, SOURCE_003 = (GRAPH + "source/" + number for number in ("000", "001", "003"))
FIRST_DELIVERY = "flow/000/first-delivery"
REINTEGRATION = "uavg-health-data-for-reintegration"
DEBT_HELP = "wgs-reuse-for-debt-help"
DATA = "https://w3id.org/dpv#hasPersonalData"


@pytest.mark.parametrize(("day", "text"), [(IN_2019, Text.PRESUMED), (IN_2022, Text.HELD), (IN_2026, Text.HELD)])
def test_work_capacity_rests_on_an_exception_whose_conditions_are_not_stated(day: date, text: Text) -> None:
    found = one(FIRST_DELIVERY, REINTEGRATION, day, claim="arbeidsvermogen/claim/disclose-apeldoorn", graph=SOURCE_000)
    assert found.outcome is Outcome.UNDETERMINED
    assert found.role is Role.CLAIMED
    assert found.judged.text is text
    assert {"cause", "secrecy"} <= short(found.judged.missing)
    assert not found.judged.unmet
    assert Reason.FACT_NOT_STATED in found.judged.reasons


@pytest.mark.parametrize("day", DATES)
def test_the_capacity_of_lucrato_is_not_shown_because_its_power_has_no_first_day(day: date) -> None:
    found = one(FIRST_DELIVERY, REINTEGRATION, day, claim="arbeidsvermogen/claim/collect-lucrato", graph=SOURCE_000)
    assert found.outcome is Outcome.UNDETERMINED
    assert Reason.CAPACITY_NOT_SHOWN in found.judged.reasons
    assert short(found.judged.doubtful) == {"actor"}


@pytest.mark.parametrize("day", DATES)
def test_a_rule_on_the_use_of_the_bsn_grants_no_power_to_use_it(day: date) -> None:
    found = one(FIRST_DELIVERY, "pw-use-bsn-when-providing", day, claim="use-identifier-apeldoorn", graph=SOURCE_000)
    assert found.outcome is Outcome.UNDETERMINED
    assert short(found.judged.missing) == {"power"}
    # The document doubts the claim: it is compared, marked, and counts nowhere.
    assert found.set_aside


def test_the_text_on_the_bsn_is_presumed_between_texts_judged_equal_in_substance() -> None:
    status = {
        day: one(
            FIRST_DELIVERY, "pw-use-bsn-when-providing", day, claim="use-identifier-apeldoorn", graph=SOURCE_000
        ).judged.text
        for day in DATES
    }
    assert status == {IN_2019: Text.PRESUMED, IN_2022: Text.PRESUMED, IN_2026: Text.HELD}


@pytest.mark.parametrize(
    ("day", "outcome"),
    [(IN_2019, Outcome.FAILS), (IN_2022, Outcome.UNDETERMINED), (IN_2026, Outcome.UNDETERMINED)],
)
def test_for_haarlem_the_reuse_power_is_a_candidate_that_the_act_of_2019_lacked(day: date, outcome: Outcome) -> None:
    found = one("flow/001/haarlem-suwi-for-wgs-par-3-3", DEBT_HELP, day, graph=SOURCE_001)
    assert (found.role, found.outcome) == (Role.CANDIDATE, outcome)
    if outcome is Outcome.FAILS:
        assert found.judged.reasons == {Reason.NORM_ABSENT}
    else:
        # That the data come from the Suwi chain is a contested reading of the source's words.
        assert Reason.MAPPING_UNCERTAIN in found.judged.reasons
        assert "origin" in short(found.judged.doubtful)


@pytest.mark.parametrize("day", DATES)
def test_consent_for_low_income_policy_lifts_secrecy_only_with_a_written_declaration(day: date) -> None:
    found = one("flow/003/minimabeleid", "pw-disclosure-without-objection", day, graph=SOURCE_003)
    assert (found.role, found.outcome) == (Role.LIFTING, Outcome.UNDETERMINED)
    assert short(found.judged.missing) == {"declarant", "form", "content"}
    # The limb of consent names no provision, so no norm is claimed.
    assert not [each for each in of_flow("flow/003/minimabeleid", day, SOURCE_003) if each.role is Role.CLAIMED]


def test_debt_help_fails_while_the_act_had_no_reuse_power() -> None:
    found = one("flow/match/debt-help-2019", DEBT_HELP, IN_2019)
    assert (found.outcome, found.judged.reasons, found.judged.text) == (
        Outcome.FAILS,
        frozenset({Reason.NORM_ABSENT}),
        Text.ABSENT,
    )
    assert not of_flow("flow/match/debt-help-2019", IN_2022)


@pytest.mark.parametrize(("day", "text"), [(IN_2022, Text.PRESUMED), (IN_2026, Text.HELD)])
def test_debt_help_is_covered_from_2021_on_and_only_for_what_is_necessary(day: date, text: Text) -> None:
    scheme = one("flow/match/debt-help", DEBT_HELP, day, item="scheme")
    assert (scheme.outcome, scheme.judged.text, scheme.judged.reasons) == (Outcome.COVERED, text, frozenset())
    nationality = one("flow/match/debt-help", DEBT_HELP, day, item="nationality")
    assert nationality.outcome is Outcome.FAILS
    assert short(nationality.judged.unmet) == {"necessity"}
    assert not of_flow("flow/match/debt-help", IN_2019)


@pytest.mark.parametrize("day", [IN_2022, IN_2026])
def test_debt_help_with_a_contested_origin_is_undetermined(day: date) -> None:
    found = one("flow/match/debt-help-suwi", DEBT_HELP, day)
    assert (found.outcome, found.judged.reasons) == (Outcome.UNDETERMINED, frozenset({Reason.MAPPING_UNCERTAIN}))


def test_a_municipality_that_names_no_organ_does_not_show_which_one_acts() -> None:
    found = one("flow/match/debt-help-organ", DEBT_HELP, IN_2026)
    assert (found.outcome, found.judged.reasons) == (Outcome.UNDETERMINED, frozenset({Reason.CAPACITY_NOT_SHOWN}))


def test_a_delegated_power_counts_from_the_first_day_of_its_instrument() -> None:
    before = one("flow/match/debt-help-delegated", DEBT_HELP, date(2026, 9, 30))
    after = one("flow/match/debt-help-delegated", DEBT_HELP, date(2026, 10, 1))
    assert (before.outcome, before.judged.reasons) == (Outcome.UNDETERMINED, frozenset({Reason.CAPACITY_NOT_SHOWN}))
    assert after.outcome is Outcome.COVERED


def test_ciz_data_without_consent_hang_on_the_reading() -> None:
    first = one("flow/match/ciz-to-svb", "wmo-provide-ciz-data-to-svb", IN_2019)
    assert (first.outcome, first.judged.text) == (Outcome.UNDETERMINED, Text.NOT_HELD)
    assert Reason.TEXT_NOT_HELD in first.judged.reasons
    for day in (IN_2022, IN_2026):
        found = one("flow/match/ciz-to-svb", "wmo-provide-ciz-data-to-svb", day)
        assert found.outcome is Outcome.UNDETERMINED
        assert Reason.READING_CONTESTED in found.judged.reasons
        assert {outcome for _, outcome in found.judged.readings} == {Outcome.COVERED, Outcome.FAILS}


def test_a_written_declaration_lifts_the_secrecy_that_its_origin_brings() -> None:
    assert one("flow/match/declared", "pw-secrecy", IN_2026).outcome is Outcome.COVERED
    lifting = one("flow/match/declared", "pw-disclosure-without-objection", IN_2026)
    assert (lifting.role, lifting.outcome) == (Role.LIFTING, Outcome.COVERED)


def test_a_claim_of_the_item_replaces_that_of_the_flow_and_an_exception_does_not() -> None:
    claimed = {
        (item.rpartition("/")[2], result.claim.removeprefix(f"{ID}flow/match/own-claims/"))
        for result in of_flow("flow/match/own-claims", IN_2026)
        if result.role is Role.CLAIMED
        for item in result.items
    }
    assert claimed == {
        ("own", "item/own/claim"),
        ("plain", "claim"),
        ("health", "claim"),
        ("health", "item/health/claim"),
    }


def test_a_doubted_claim_is_compared_and_counts_nowhere() -> None:
    results = of_flow("flow/match/own-claims", IN_2026)
    doubted = [result for result in results if "item/own/claim" in result.claim]
    assert doubted
    assert all(result.set_aside for result in doubted)
    assert not [key for key in covers(results, IN_2026) if "item/own/claim" in key[0]]


def test_an_exception_of_another_limb_than_the_one_claimed_fails() -> None:
    found = one("flow/match/own-claims", REINTEGRATION, IN_2026, role=Role.CLAIMED)
    assert found.outcome is Outcome.FAILS
    assert Reason.LIMB_DIFFERS in found.judged.reasons


def test_candidates_are_few_and_share_provider_and_data_with_the_claim() -> None:
    per_claim: dict[tuple[str, tuple[str, ...], date], int] = {}
    for result in whole(SOURCE_000):
        if result.role is Role.CANDIDATE:
            for day in DATES:
                if result.interval.holds(day):
                    for item in result.items:
                        key = (result.claim, (item,), day)
                        per_claim[key] = per_claim.get(key, 0) + 1
                        elements = {e.iri for e in law(SOURCE_000).norms[result.norm].elements if e.dimension == DATA}
                        assert not elements & result.judged.unmet
    assert 0 < max(per_claim.values()) <= 10


def test_the_intervals_of_a_claim_and_norm_do_not_overlap() -> None:
    seen: dict[tuple[str, str, str], list[MatchResult]] = {}
    for result in whole():
        for item in result.items:
            seen.setdefault((result.claim, item, result.norm), []).append(result)
    assert len(seen) > 20
    for results in seen.values():
        for first in results:
            for second in results:
                assert first is second or first.interval.meet(second.interval) is None


def test_one_flow_on_demand_gives_what_the_whole_graph_gives() -> None:
    flow = ID + "flow/match/debt-help"
    alone = match_flow(store(), REGISTER, flow, law=law())
    assert alone
    assert set(alone) == {result for result in whole() if result.flow == flow}


@pytest.mark.unmeasured  # each flow is matched thrice: the match itself is measured above
@pytest.mark.parametrize("candidates", [True, False])
def test_what_is_remembered_of_distinct_facts_is_bounded_and_changes_no_outcome(
    monkeypatch: pytest.MonkeyPatch, *, candidates: bool
) -> None:
    found = list(claims(Practice.read(Rows(store(), [REGISTER]), REGISTER), law()))
    free = Matching(law(), candidates=candidates)
    expected = list(free.results(found))
    of_one_flow = max(_remembered(list(group), candidates) for _, group in groupby(found, key=lambda one: one.flow))
    bound = of_one_flow // 2
    monkeypatch.setattr(matching, "MOST_REMEMBERED", bound)
    bounded = Matching(law(), candidates=candidates)
    made, most = [], 0
    for result in bounded.results(found):
        made.append(result)
        most = max(most, bounded.comparer.remembered)
    assert made == expected
    assert most <= bound + of_one_flow < free.comparer.remembered


def _remembered(found: list[Claim], candidates: bool) -> int:
    alone = Matching(law(), candidates=candidates)
    list(alone.results(found))
    return alone.comparer.remembered


def test_results_are_written_as_named_nodes_with_their_provenance() -> None:
    quads = list(to_quads(whole(), REGISTER))
    assert {quad.graph_name for quad in quads} == {ox.NamedNode(derived_graph(REGISTER))}
    nodes = {quad.subject for quad in quads if quad.object == ox.NamedNode(GS + "MatchResult")}
    assert len(nodes) == len(whole())
    assert all(isinstance(node, ox.NamedNode) and node.value.startswith(ID + "match/") for node in nodes)
    written = _stored(quads)
    derived = ox.NamedNode("http://www.w3.org/ns/prov#wasDerivedFrom")
    for node in nodes:
        assert len(list(written.quads_for_pattern(node, derived, None))) == 2
        assert len(list(written.quads_for_pattern(node, ox.NamedNode(GS + "outcome"), None))) == 1


def _stored(quads: Iterable[ox.Quad]) -> ox.Store:
    written = ox.Store()
    written.extend(quads)
    return written


def test_every_written_term_is_declared_in_the_ontology() -> None:
    graph = ox.NamedNode(GRAPH + "ontology")
    quads = [*to_quads(whole(), REGISTER), *to_quads(whole(SOURCE_000), SOURCE_000)]
    used = {term for quad in quads for term in (quad.predicate, quad.object) if isinstance(term, ox.NamedNode)}
    own = {term for term in used if term.value.startswith(GS)}
    assert {GS + name for name in ("covered", "fails", "undetermined", "textIsPresumed", "claimedNorm")} <= {
        term.value for term in own
    }
    undeclared = {term.value for term in own if not list(store().quads_for_pattern(term, None, None, graph))}
    assert not undeclared


def test_contested_readings_have_a_node_each() -> None:
    written = _stored(to_quads(of_flow("flow/match/ciz-to-svb", IN_2026), REGISTER))
    outcomes = {
        next(iter(written.quads_for_pattern(quad.subject, ox.NamedNode(GS + "outcome"), None))).object
        for quad in written.quads_for_pattern(None, ox.NamedNode(GS + "ofReading"), None)
    }
    assert outcomes == {ox.NamedNode(GS + "covered"), ox.NamedNode(GS + "fails")}
