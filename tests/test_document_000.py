"""What the graph says of document 000: verdicts, flows, roles and bases, each with the lines it rests on."""

from __future__ import annotations

from collections import defaultdict

import document_checks as checks
import pyoxigraph as ox
import pytest
from document_checks import DPV, GDPR, LABEL, Sources

from grondslag.namespaces import GS, PREFIXES

MUNICIPALITIES = {"org/gemeente-apeldoorn", "org/gemeente-epe", "org/gemeente-heerde"}
LUCRATO = {"org/lucrato"}
FIRST, MUTATIONS, REDELIVERY = "flow/000/first-delivery", "flow/000/mutations", "flow/000/full-redelivery"
TO_LUCRATO, TO_MUNICIPALITIES = "flow/000/signals-to-lucrato", "flow/000/signals-to-municipalities"
THIRD_PARTIES = "flow/000/third-parties"
PARTIES = {
    FIRST: (MUNICIPALITIES, LUCRATO),
    MUTATIONS: (MUNICIPALITIES, LUCRATO),
    REDELIVERY: (MUNICIPALITIES, LUCRATO),
    TO_LUCRATO: (MUNICIPALITIES, LUCRATO),
    TO_MUNICIPALITIES: (LUCRATO, MUNICIPALITIES),
    THIRD_PARTIES: (set(), {"party/sociale-recherche"}),
}
SIGNALS: dict[str, tuple[str, set[str], str | None]] = {
    "Maatregelwaardig gedrag": ("may-be-shared", {"data/signal-measure"}, None),
    "Vermoeden van fraude": ("may-be-shared", {"data/signal-fraud"}, None),
    "Werk gevonden": ("may-be-shared", {"data/signal-work-found"}, None),
    "BSN en naam": ("not-necessary", {"data/bsn", "data/name"}, None),
    "NAW en geboortedatum": ("not-necessary", {"data/name-address-place", "data/date-of-birth"}, None),
}
KNOWN_DISCREPANCIES = {
    "bsn-called-special",
    "uavg-25-as-prohibition",
    "wpw",
    "delegation-legal-footing",
    "pw-68-grants-nothing",
    "nationality-contested",
    "secrecy-and-gateway-not-tested",
}
ALL_SIGNALS = {"data/signal-measure", "data/signal-fraud", "data/signal-work-found"}
UAVG_25, UAVG_30, PW_68 = (
    "bwb/BWBR0040940/art/25",
    "bwb/BWBR0040940/art/30/lid/1/onder/b",
    "bwb/BWBR0015703/art/68",
)
VERDICTS: dict[str, dict[str, tuple[str, set[str], str | None]]] = {
    FIRST: {
        "NAW gegevens (naam, adres en woonplaats)": ("necessary", {"data/name-address-place"}, None),
        "Geslacht": ("not-by-default", {"data/sex"}, None),
        "(Mobiele) Telefoonnummer": ("consent-only", {"data/phone-number"}, None),
        "E-mailadres": ("consent-only", {"data/email-address"}, None),
        "Gemeentecode": ("not-necessary", {"data/municipality-code"}, None),
        "Clientnummer": ("pseudonym", {"data/client-number"}, None),
        "Partner van de cliënt": ("necessary", {"data/partner"}, None),
        "Datum mutatie": ("necessary", {"data/mutation-date"}, None),
        "Geboortedatum": ("not-by-default", {"data/date-of-birth"}, None),
        "Regeling": ("necessary", {"data/benefit-scheme"}, None),
        "Consulent": ("not-necessary", {"data/caseworker"}, None),
        "Statushouder": ("necessary", {"data/status-holder"}, None),
        "Participatieladder treden": ("necessary", {"data/participation-ladder"}, None),
        "Arbeidsvermogen": ("allowed-under-exception", {"data/work-capacity"}, UAVG_30),
        "Land van herkomst": ("prohibited", {"data/country-of-origin"}, UAVG_25),
        "Nationaliteit": ("prohibited", {"data/nationality"}, UAVG_25),
        "BSN": ("authority-not-shown", {"data/bsn"}, PW_68),
    },
    MUTATIONS: {"Wijzigingen in noodzakelijke gegevens": ("allowed-with-condition", {"data/necessary-data"}, None)},
    REDELIVERY: {"Alle gegevens opnieuw": ("allowed-with-condition", {"data/personal"}, None)},
    TO_LUCRATO: SIGNALS,
    TO_MUNICIPALITIES: SIGNALS,
    THIRD_PARTIES: {"Signalen aan derden": ("allowed-with-condition", ALL_SIGNALS, None)},
}

# Every capitalised word that may stand inside a sentence; a person's name would be another one.
CAPITALISED = """
    AI Apeldoorn Archiefwet AVG Awb BSN Dutch Epe GDPR GR Heerde Lucrato NAW Participatiewet PW Telefoonnummer
    UAVG Unierecht Union Wabb Wbp Werkbedrijf Wet Wgr WPW Wsw
"""


@pytest.fixture(scope="module")
def document() -> Sources:
    return checks.document("000")


def notations() -> dict[str, str]:
    """The notation of each value of a verdict."""
    found = (quad for quad in checks.read("ontology") if quad.predicate.value == PREFIXES["skos"] + "notation")
    return {
        q.subject.value: q.object.value
        for q in found
        if isinstance(q.subject, ox.NamedNode) and isinstance(q.object, ox.Literal)
    }


def test_no_person_is_named(document: Sources) -> None:
    checks.names_no_person(document, CAPITALISED.split())


@pytest.mark.parametrize("flow", VERDICTS)
def test_each_datum_has_the_verdict_of_the_adviser(document: Sources, flow: str) -> None:
    notation = notations()
    found = {}
    for item in document.values(flow, GS + "item"):
        verdict = document.one(item, GS + "verdict")
        provision = document.values(verdict, GS + "citesProvision")
        assert document.one(verdict, GS + "verdictBy") == "party/legal-adviser"
        assert document.values(verdict, GS + "reason", "nl")
        assert bool(provision) != (GS + "citesProvision" in document.values(verdict, GS + "notStated"))
        found[document.one(item, LABEL, "nl")] = (
            notation[document.one(verdict, GS + "verdictValue")],
            document.values(item, DPV + "hasPersonalData"),
            next(iter(provision), None),
        )
    assert found == VERDICTS[flow]


def test_six_data_of_the_first_delivery_are_necessary(document: Sources) -> None:
    items = [item for flow in PARTIES for item in document.values(flow, GS + "item")]
    verdicts = {item: document.one(document.one(item, GS + "verdict"), GS + "verdictValue") for item in items}
    necessary = {document.one(item, LABEL, "nl") for item, verdict in verdicts.items() if verdict == GS + "necessary"}
    assert necessary == {
        "NAW gegevens (naam, adres en woonplaats)",
        "Partner van de cliënt",
        "Datum mutatie",
        "Regeling",
        "Statushouder",
        "Participatieladder treden",
    }


def test_circumstances_in_which_it_is_otherwise_are_recorded(document: Sources) -> None:
    verdicts = document.of_class("Verdict")
    otherwise = {v.removeprefix(f"{FIRST}/item/") for v in verdicts if document.values(v, GS + "exceptionally")}
    assert otherwise == {"geslacht/verdict", "geboortedatum/verdict", "consulent/verdict"}


def test_flows_have_the_parties_that_the_document_names(document: Sources) -> None:
    assert set(document.of_class("ReportedFlow")) == set(PARTIES)
    for flow, (senders, recipients) in PARTIES.items():
        assert document.values(flow, DPV + "hasDataExporter") == senders, flow
        assert document.values(flow, DPV + "hasRecipient") == recipients, flow
    assert DPV + "hasDataExporter" in document.values(THIRD_PARTIES, GS + "notStated")


@pytest.mark.parametrize("flow", [flow for flow in PARTIES if flow != THIRD_PARTIES])
def test_all_four_parties_claim_the_public_task(document: Sources, flow: str) -> None:
    senders, recipients = PARTIES[flow]
    wanted = {(org, GS + "disclose") for org in senders} | {(org, GS + "collect") for org in recipients}
    claims = document.values(flow, GS + "basisClaim")
    assert {(document.one(c, GS + "actor"), document.one(c, GS + "operation")) for c in claims} == wanted
    for claim in claims:
        assert document.values(claim, GS + "art6Limb") == {GDPR + "A6-1-e"}
        assert "bwb/BWBR0015703/art/7/lid/1" in document.values(claim, GS + "claimedProvision")
        by_lucrato = document.values(claim, GS + "actor") == LUCRATO
        assert bool(document.values(claim, GS + "claimedInstrument")) == by_lucrato


def test_a_legal_duty_towards_third_parties_is_claimed_without_a_provision(document: Sources) -> None:
    claim = document.one(THIRD_PARTIES, GS + "basisClaim")
    assert document.values(claim, GS + "art6Limb") == {GDPR + "A6-1-c"}
    assert document.values(claim, GS + "notStated") == {GS + "actor", GS + "claimedProvision"}


def test_work_capacity_carries_its_exception_for_every_party(document: Sources) -> None:
    claims = document.values(FIRST + "/item/arbeidsvermogen", GS + "basisClaim")
    assert {document.one(claim, GS + "actor") for claim in claims} == MUNICIPALITIES | LUCRATO
    for claim in claims:
        assert document.one(claim, GS + "art9Limb") == GDPR + "A9-2-b"
        assert document.one(claim, GS + "claimedProvision") == UAVG_30
        assert document.values(claim, GS + "reason", "en"), "the limb is a reading, and says so"


def test_no_exception_is_claimed_for_origin_and_nationality(document: Sources) -> None:
    for slug in ("land-van-herkomst", "nationaliteit"):
        item = f"{FIRST}/item/{slug}"
        assert not document.values(item, GS + "basisClaim")
        assert GS + "art9Limb" in document.values(item, GS + "notStated")


def test_authority_for_the_bsn_is_doubted(document: Sources) -> None:
    claims = document.values(FIRST + "/item/bsn", GS + "basisClaim")
    assert {document.one(claim, GS + "actor") for claim in claims} == MUNICIPALITIES | LUCRATO
    assert {document.one(claim, GS + "claimStatus") for claim in claims} == {GS + "claimDoubted"}


def test_joint_controllers_are_asserted_and_the_other_roles_rejected(document: Sources) -> None:
    roles = defaultdict(set)
    for node in document.of_class("RoleAssignment"):
        status = document.one(node, GS + "roleStatus").removeprefix(GS)
        roles[document.one(node, GS + "role").removeprefix(DPV), status].add(document.one(node, GS + "assignee"))
        assert document.values(node, GS + "reason", "nl")
    assert roles == {
        ("JointDataControllers", "asserted"): MUNICIPALITIES | LUCRATO,
        ("DataProcessor", "consideredAndRejected"): LUCRATO,
        ("DataController", "consideredAndRejected"): MUNICIPALITIES,
    }


def test_the_delegation_is_recorded_as_stated_and_disputed_beside_it(document: Sources) -> None:
    power = "power/000/lucrato"
    assert document.one(power, GS + "conferral") == GS + "delegation"
    assert document.one(power, GS + "instrument") == "agreement/000/gr-lucrato"
    assert document.one(power, GS + "powerOf") == "party/college"
    assert "bwb/BWBR0015703/art/7/lid/4" in document.values(power, GS + "powerUnder")
    against = document.values("discrepancy/000/delegation-legal-footing", GS + "againstProvision")
    assert {
        "bwb/BWBR0015703/art/7/lid/4",
        "bwb/BWBR0005537/art/10:15",
        "bwb/BWBR0003740/art/30/lid/1",
    } <= against


def test_conditions_on_handling_stand_where_the_document_sets_them(document: Sources) -> None:
    def kinds(node: str) -> set[str]:
        conditions = document.values(node, GS + "handlingCondition")
        return {kind.removeprefix(GS) for c in conditions for kind in document.values(c, GS + "conditionKind")}

    assert kinds(REDELIVERY) == {"destroyOriginals"}
    assert kinds(THIRD_PARTIES) == {"notifyDataSubject"}
    assert kinds(FIRST) == {"agreeOnRights"}
    assert kinds(FIRST + "/item/telefoonnummer") == kinds(FIRST + "/item/e-mailadres") == {"withdrawableNoObjection"}
    assert kinds(FIRST + "/item/clientnummer") == kinds(TO_LUCRATO) == {"useClientNumber"}


def test_the_joint_arrangement_is_advised_and_form_free(document: Sources) -> None:
    arrangement = "agreement/000/joint-arrangement"
    assert document.one(arrangement, GS + "agreementStatus") == GS + "advised"
    assert document.one(arrangement, GS + "formRequirement") == GS + "formFree"
    assert document.values(arrangement, GS + "agreementParty") == MUNICIPALITIES | LUCRATO
    statuses = [document.one(c, GS + "clauseStatus") for c in document.values(arrangement, GS + "clause")]
    assert sorted(s.removeprefix(GS) for s in statuses) == ["proposed"] * 9 + ["required"] * 5


def test_the_sample_text_lists_seven_rights(document: Sources) -> None:
    rights = document.values("agreement/000/joint-arrangement/clause/rights-list", DPV + "hasRight")
    assert rights == {f"{GDPR}A{article}" for article in (15, 16, 17, 18, 20, 21)}
    words = [node for node in document.of_class("Alignment") if "/right-" in node]
    assert len(words) == len({document.one(node, GS + "literalForm") for node in words}) == 7


def test_how_often_changes_are_sent_stays_unanswered(document: Sources) -> None:
    assert "question/000/daily-frequency" in document.of_class("UnansweredQuestion")
    assert not document.values(MUTATIONS, DPV + "hasFrequency")


def test_each_known_discrepancy_is_recorded(document: Sources) -> None:
    found = {node.removeprefix("discrepancy/000/") for node in document.of_class("Discrepancy")}
    assert found >= KNOWN_DISCREPANCIES


def test_the_number_called_special_is_held_against_the_text_of_today(document: Sources) -> None:
    states = document.values("discrepancy/000/bsn-called-special", GS + "againstState")
    assert "bwb/BWBR0040940/2026-09-01/art/46" in states
