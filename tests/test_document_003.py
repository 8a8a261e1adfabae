"""What the graph says of document 003, the privacy policy of Laborijn, each with the lines it rests on."""

from __future__ import annotations

from collections import defaultdict

import document_checks as checks
import pytest
from document_checks import DCT, DPV, GDPR, Sources

from grondslag.namespaces import GS

LABORIJN = "org/laborijn"
ORGANS = {"org/laborijn-voorzitter", "org/laborijn-dagelijks-bestuur", "org/laborijn-algemeen-bestuur"}
PW, AVG = "bwb/BWBR0015703/art/", "celex/32016R0679/art/"
DATA = {"data/living-circumstances", "data/education", "data/income", "data/assets"}
PROFILING = {
    "purpose/preventing-benefit-fraud",
    "purpose/preventing-benefit-inflow",
    "purpose/improving-reintegration-means",
}
PARTIES: dict[str, tuple[set[str], set[str]]] = {
    "from-data-subject": ({"party/betrokkene-zelf"}, {LABORIJN}),
    "employers-to-laborijn": ({"party/werkgever"}, {LABORIJN}),
    "bodies-to-laborijn": ({"party/instantie-pw-64"}, {LABORIJN}),
    "bureau-comparison": ({"party/inlichtingenbureau"}, {LABORIJN}),
    "to-bodies-of-67": ({LABORIJN}, {"party/instantie-pw-67"}),
    "outsourcing": ({LABORIJN}, {"org/buurtplein-bv", "party/re-integratiebedrijf"}),
    "municipal-officials": (set(), {"party/ambtenaar-gemeente"}),
    "minimabeleid": ({LABORIJN}, {"party/gemeente"}),
    "collection-abroad": ({LABORIJN}, {"party/incassobureau"}),
    "profiling": ({LABORIJN}, {LABORIJN}),
}
COUNTS = {
    "PolicyRule": 69,
    "LegalClaim": 59,
    "TimeLimit": 6,
    "Discrepancy": 50,
    "UnansweredQuestion": 11,
    "ReportedFlow": 10,
    "RoleAssignment": 6,
    "Alignment": 30,
}
FOUND_IN_THE_NOTES = {
    "bsn-called-special",
    "nobody-outside-67-narrower",
    "consent-rejected-then-used",
    "compelling-interest-barred",
    "person-first-or-bureau-first",
    "bureau-must-or-sometimes",
    "processor-term-outdated",
    "wbp-still-the-frame",
    "consent-vs-advice-000",
    "consent-vs-policy-002",
    "compelling-interest-vs-001",
}
CAPITALISED = """
    Archiefwet Authority Autoriteit AVG BSN Bureau Buurtplein BV Chamber Commerce Data Dinkelland Dutch European
    Europese GDPR Informatiediensten Inlichtingenbureau Kamer Koophandel Laborijn May Netherlands Nederland
    Noaberkracht Participatiewet Persoonsgegevens PIA Protection SUWI SVB Suwinet Tubbergen UAVG Unie Union UWV Wbp
    Wet Wgs Wob Wob-verzoek
"""


@pytest.fixture(scope="module")
def policy() -> Sources:
    return checks.document("003")


def test_no_person_is_named(policy: Sources) -> None:
    checks.names_no_person(policy, CAPITALISED.split())


def test_what_was_found_to_differ_is_recorded(policy: Sources) -> None:
    found = {node.rsplit("/", 1)[1] for node in policy.of_class("Discrepancy")}
    assert found >= FOUND_IN_THE_NOTES


def test_which_municipalities_laborijn_serves_stays_unanswered(policy: Sources) -> None:
    checks.questions_have_no_answer(policy)
    assert "question/003/which-municipalities" in policy.of_class("UnansweredQuestion")
    assert not {node for node in policy.facts if "/org/gemeente-" in node}


@pytest.mark.parametrize("kind", COUNTS)
def test_nothing_is_lost_on_the_way(policy: Sources, kind: str) -> None:
    assert len(policy.of_class(kind)) == COUNTS[kind]


def test_every_rule_binds_laborijn_and_says_how_and_on_what(policy: Sources) -> None:
    for node in policy.of_class("PolicyRule"):
        assert policy.ours(node, "binds") == {LABORIJN}
        assert policy.ours(node, "policyForce") <= {GS + name for name in ("may", "must", "mustNot")}
        assert len(policy.ours(node, "policyForce")) == 1
        assert {value for value in policy.values(node, DCT + "subject") if value.startswith("topic/")}
        assert policy.values(node, GS + "statement", "nl")


def test_the_wbp_gives_way_on_25_may_2018(policy: Sources) -> None:
    successors = defaultdict(set)
    for node in policy.of_class("LegalClaim"):
        if policy.ours(node, "replacedBy"):
            assert policy.ours(node, "aboutStatute") == {"bwb/BWBR0011468"}
            assert policy.ours(node, "from") == {"2018-05-25"}
            successors[node].update(policy.ours(node, "replacedBy"))
    assert successors == {
        "claim/003/wbp-lapses": {"celex/32016R0679", "bwb/BWBR0040940"},
        "claim/003/wbp-replaced": {"celex/32016R0679"},
    }


@pytest.mark.parametrize(
    ("topic", "articles"),
    [
        ("topic/requesting-data", {"63", "64"}),
        ("topic/providing-data", {"65", "67"}),
        ("topic/secrecy", {"65", "67"}),
    ],
)
def test_the_provisions_named_stand_by_what_they_govern(policy: Sources, topic: str, articles: set[str]) -> None:
    claims = policy.about("LegalClaim", topic)
    cited = {value for claim in claims for value in policy.ours(claim, "aboutProvision")}
    assert {value.removeprefix(PW) for value in cited if value.startswith(PW)} == articles


def test_the_three_bodies_and_laborijn_are_controllers(policy: Sources) -> None:
    holders = defaultdict(set)
    for node in policy.of_class("RoleAssignment"):
        assert policy.ours(node, "roleStatus") == {GS + "asserted"}
        holders[policy.one(node, GS + "role").removeprefix(DPV)].update(policy.ours(node, "assignee"))
    assert holders == {"DataController": ORGANS | {LABORIJN}, "DataProcessor": {"org/buurtplein-bv"}}


def test_flows_have_the_parties_that_the_document_names(policy: Sources) -> None:
    assert policy.of_class("ReportedFlow") == {f"flow/003/{slug}" for slug in PARTIES}
    for slug, (senders, recipients) in PARTIES.items():
        assert policy.values(f"flow/003/{slug}", DPV + "hasDataExporter") == senders, slug
        assert policy.values(f"flow/003/{slug}", DPV + "hasRecipient") == recipients, slug


def test_who_gives_data_to_municipal_officials_is_not_stated(policy: Sources) -> None:
    assert {DPV + "hasDataExporter", GS + "direction"} <= policy.ours("flow/003/municipal-officials", "notStated")


def test_whose_data_pass_is_argued_where_the_sentence_does_not_say(policy: Sources) -> None:
    aligned = policy.ours("alignment/003/benefit-chapter", "aligns")
    assert {"flow/003/outsourcing", "flow/003/to-bodies-of-67", "flow/003/municipal-officials"} <= aligned
    for flow in aligned:
        assert policy.values(flow, DPV + "hasDataSubject") == {"subject/uitkeringsgerechtigde"}


def test_the_participatiewet_is_compared_as_it_was_and_as_it_is(policy: Sources) -> None:
    for node in policy.of_class("Discrepancy"):
        states = policy.ours(node, "againstState")
        then = {state for state in states if state.startswith("bwb/BWBR0015703/2018-05-25/")}
        assert {state.replace("2018-05-25", "2026-07-01") for state in then} <= states, node


def test_a_flow_without_a_stated_basis_says_so(policy: Sources) -> None:
    for flow in policy.of_class("ReportedFlow"):
        silent = GS + "basisClaim" in policy.ours(flow, "notStated")
        assert silent != bool(policy.ours(flow, "basisClaim")), flow


def test_minimabeleid_rests_on_consent_and_names_no_task(policy: Sources) -> None:
    flow = "flow/003/minimabeleid"
    claim = policy.one(flow, GS + "basisClaim")
    assert policy.ours(claim, "art6Limb") == {GDPR + "A6-1-a"}
    assert policy.ours(claim, "notStated") == {GS + "claimedProvision"}
    assert {GS + "task", GS + "consentRecord"} <= policy.ours(flow, "notStated")


def test_a_compelling_interest_is_no_limb_of_article_6(policy: Sources) -> None:
    claim = policy.one("flow/003/collection-abroad", GS + "basisClaim")
    assert policy.ours(claim, "claimedProvision") == {AVG + "49/lid/1"}
    assert policy.ours(claim, "notStated") == {GS + "art6Limb"}


def test_tasks_are_outsourced_under_a_processor_agreement(policy: Sources) -> None:
    agreement = "agreement/003/processor-agreement"
    assert policy.values(agreement, checks.TYPE) == {DPV + "ControllerProcessorAgreement"}
    assert policy.ours(agreement, "governsFlow") == {"flow/003/outsourcing"}
    settled = {policy.one(clause, GS + "settles") for clause in policy.ours(agreement, "clause")}
    assert settled == {GS + name for name in ("purposesAndMeans", "securityMeasures", "auditRight")}


def test_the_register_has_seven_fields_each_with_its_point_of_article_30(policy: Sources) -> None:
    entries = policy.ours("procedure/003/register", "procedureEntry")
    places = {policy.one(entry, GS + "position"): policy.one(entry, DCT + "subject") for entry in entries}
    letters = "abcdefg"
    assert places == {str(n): f"{AVG}30/lid/1/onder/{x}" for n, x in enumerate(letters, 1)}
    assert {policy.one(entry, GS + "entryKind") for entry in entries} == {GS + "fieldEntry"}


def test_six_rights_are_listed_and_one_of_them_is_contested(policy: Sources) -> None:
    entries = policy.ours("procedure/003/rights", "procedureEntry")
    assert {policy.one(entry, GS + "position") for entry in entries} == set("123456")
    contested = {
        policy.one(node, GS + "aligns")
        for node in policy.of_class("Alignment")
        if "/right-" in node and policy.ours(node, "confidence") == {GS + "contested"}
    }
    assert contested == {"procedure/003/rights/entry/opposition"}


def test_limits_are_72_hours_and_four_weeks_and_otherwise_not_stated(policy: Sources) -> None:
    lengths = {node.removeprefix("limit/003/"): policy.ours(node, "duration") for node in policy.of_class("TimeLimit")}
    stated = {slug: found for slug, found in lengths.items() if found}
    assert stated == {"breach-notice": {"PT72H"}, "assess-request": {"P28D"}, "answer-request": {"P28D"}}
    for slug in lengths.keys() - stated.keys():
        assert policy.ours(f"limit/003/{slug}", "notStated") == {GS + "duration"}


def test_profiling_serves_three_purposes(policy: Sources) -> None:
    rules = policy.about("PolicyRule", "topic/profiling")
    assert {purpose for rule in rules for purpose in policy.values(rule, DPV + "hasPurpose")} == PROFILING
    assert policy.values("flow/003/profiling", DPV + "hasPurpose") == PROFILING


def test_four_kinds_of_data_may_be_obtained(policy: Sources) -> None:
    claim = "claim/003/pw-data-for-pw"
    assert policy.values(claim, DPV + "hasPersonalData") == DATA
    assert policy.ours(f"{claim}/element/data", "accepts") == DATA
    items = policy.ours("flow/003/bodies-to-laborijn", "item")
    assert {policy.one(item, DPV + "hasPersonalData") for item in items} == DATA


def test_nobody_outside_article_67_may_be_given_data(policy: Sources) -> None:
    rules = policy.about("PolicyRule", "topic/providing-data", PW + "67")
    forces = {rule.removeprefix("policy/003/"): policy.one(rule, GS + "policyForce") for rule in rules}
    assert forces == {"provide-to-bodies-of-67": GS + "may", "nobody-outside-67": GS + "mustNot"}
