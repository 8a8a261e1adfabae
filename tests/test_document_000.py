"""What the graph says of document 000: verdicts, flows, roles and bases, each with the lines it rests on."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import document_checks as checks
import pyoxigraph as ox
import pytest

from grondslag.citation import is_provision_iri
from grondslag.namespaces import GS, ID
from grondslag.rdf import has_blank_node, parse_file

ROOT = Path(__file__).resolve().parent.parent
DPV = "https://w3id.org/dpv#"
GDPR = "https://w3id.org/dpv/legal/eu/gdpr#"
DCT = "http://purl.org/dc/terms/"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
DERIVED = "http://www.w3.org/ns/prov#wasDerivedFrom"
DOCUMENT = ID + "source/000"
LINES = 253
LONGEST_PASSAGE = 15

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


class Document:
    """The triples of document 000, with the ontology and the law beside them."""

    def __init__(self) -> None:
        self.quads = read(ROOT / "data" / "sources" / "000")
        self.terms = read(ROOT / "ontology")
        self.law = read(ROOT / "data" / "law")
        self.facts: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = defaultdict(lambda: defaultdict(list))
        for quad in self.quads:
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, (ox.NamedNode, ox.Literal)):
                self.facts[quad.subject.value][quad.predicate.value].append(quad.object)

    def of_class(self, name: str) -> list[str]:
        """The nodes of one class, as IRIs."""
        return sorted(node for node in self.facts if name in self.values(node, TYPE))

    def values(self, node: str, path: str, lang: str | None = None) -> set[str]:
        """The values of one property: literals (of one language when given) or, after `id/`, our IRIs."""
        found = self.facts[node if node.startswith("http") else ID + node][path]
        return {value.value.removeprefix(ID) for value in found if lang is None or language(value) == lang}

    def one(self, node: str, path: str, lang: str | None = None) -> str:
        """The only value of a property."""
        (value,) = self.values(node, path, lang)
        return value


def language(term: ox.NamedNode | ox.Literal) -> str | None:
    """The language tag of a literal."""
    return term.language if isinstance(term, ox.Literal) else None


def read(folder: Path) -> list[ox.Quad]:
    """All triples of the Turtle files below a folder."""
    return [quad for file in sorted(folder.rglob("*.ttl")) for quad in parse_file(file)]


@pytest.fixture(scope="module")
def document() -> Document:
    return Document()


def texts(document: Document) -> Iterator[tuple[str, str, ox.Literal]]:
    """Node, property and value of every text in two languages."""
    for quad in document.quads:
        if isinstance(quad.object, ox.Literal) and quad.object.language and isinstance(quad.subject, ox.NamedNode):
            yield quad.subject.value, quad.predicate.value, quad.object


def mentioned(document: Document) -> set[str]:
    """Every IRI of ours that some statement points to."""
    return {
        q.object.value for q in document.quads if isinstance(q.object, ox.NamedNode) and q.object.value.startswith(ID)
    }


def notations(document: Document) -> dict[str, str]:
    """The notation of each value of a verdict."""
    notation = "http://www.w3.org/2004/02/skos/core#notation"
    found = (quad for quad in document.terms if quad.predicate.value == notation)
    return {
        q.subject.value: q.object.value
        for q in found
        if isinstance(q.subject, ox.NamedNode) and isinstance(q.object, ox.Literal)
    }


def test_every_node_has_a_name_of_its_own(document: Document) -> None:
    assert document.quads
    assert not [quad for quad in document.quads if has_blank_node(quad)]


def test_every_statement_rests_on_a_passage(document: Document) -> None:
    passages = set(document.of_class(GS + "Passage"))
    exempt = passages | {DOCUMENT}
    for node in document.facts:
        if node not in exempt:
            assert {ID + p for p in document.values(node, DERIVED)} & passages, node


def test_a_passage_is_at_most_fifteen_lines_of_the_document(document: Document) -> None:
    for node in document.of_class(GS + "Passage"):
        first, last = int(document.one(node, GS + "firstLine")), int(document.one(node, GS + "lastLine"))
        assert document.one(node, GS + "inDocument") == "source/000"
        assert 1 <= first <= last <= LINES, node
        assert last - first < LONGEST_PASSAGE, node
        assert node == f"{DOCUMENT}/lines/{first}-{last}"


def test_passages_are_declared_and_used(document: Document) -> None:
    declared = set(document.of_class(GS + "Passage"))
    used = {iri for iri in mentioned(document) if "/lines/" in iri}
    assert declared == used


def test_whatever_is_pointed_to_exists(document: Document) -> None:
    loose = mentioned(document) - checks.defined("ontology", "data/sources/000")
    assert not {iri for iri in loose if not iri.startswith((ID + "bwb/", ID + "celex/"))}


def test_every_term_of_ours_is_defined(document: Document) -> None:
    defined = {quad.subject.value for quad in document.terms if isinstance(quad.subject, ox.NamedNode)}
    used = {t.value for q in document.quads for t in (q.predicate, q.object) if isinstance(t, ox.NamedNode)}
    assert not {iri for iri in used if iri.startswith(GS)} - defined


def test_every_provision_cited_is_known_to_the_law_layer(document: Document) -> None:
    cited = {iri for iri in mentioned(document) if iri.startswith((ID + "bwb/", ID + "celex/"))}
    known = {quad.subject.value for quad in document.law if isinstance(quad.subject, ox.NamedNode)}
    assert all(is_provision_iri(iri) for iri in cited)
    assert cited <= known


def test_whatever_is_shown_has_a_dutch_and_an_english_text(document: Document) -> None:
    languages: dict[tuple[str, str], list[str]] = defaultdict(list)
    for node, path, text in texts(document):
        languages[node, path].append(text.language or "")
    for key, found in languages.items():
        assert sorted(found) == ["en", "nl"], key
    for node in document.facts:
        assert (node, LABEL) in languages, node


@pytest.mark.parametrize("flow", VERDICTS)
def test_each_datum_has_the_verdict_of_the_adviser(document: Document, flow: str) -> None:
    notation = notations(document)
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


def test_six_data_of_the_first_delivery_are_necessary(document: Document) -> None:
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


def test_circumstances_in_which_it_is_otherwise_are_recorded(document: Document) -> None:
    verdicts = document.of_class(GS + "Verdict")
    otherwise = {v.removeprefix(f"{ID}{FIRST}/item/") for v in verdicts if document.values(v, GS + "exceptionally")}
    assert otherwise == {"geslacht/verdict", "geboortedatum/verdict", "consulent/verdict"}


def test_flows_have_the_parties_that_the_document_names(document: Document) -> None:
    assert set(document.of_class(GS + "ReportedFlow")) == {ID + flow for flow in PARTIES}
    for flow, (senders, recipients) in PARTIES.items():
        assert document.values(flow, DPV + "hasDataExporter") == senders, flow
        assert document.values(flow, DPV + "hasRecipient") == recipients, flow
    assert DPV + "hasDataExporter" in document.values(THIRD_PARTIES, GS + "notStated")


@pytest.mark.parametrize("flow", [flow for flow in PARTIES if flow != THIRD_PARTIES])
def test_all_four_parties_claim_the_public_task(document: Document, flow: str) -> None:
    senders, recipients = PARTIES[flow]
    wanted = {(org, GS + "disclose") for org in senders} | {(org, GS + "collect") for org in recipients}
    claims = document.values(flow, GS + "basisClaim")
    assert {(document.one(c, GS + "actor"), document.one(c, GS + "operation")) for c in claims} == wanted
    for claim in claims:
        assert document.values(claim, GS + "art6Limb") == {GDPR + "A6-1-e"}
        assert "bwb/BWBR0015703/art/7/lid/1" in document.values(claim, GS + "claimedProvision")
        by_lucrato = document.values(claim, GS + "actor") == LUCRATO
        assert bool(document.values(claim, GS + "claimedInstrument")) == by_lucrato


def test_a_legal_duty_towards_third_parties_is_claimed_without_a_provision(document: Document) -> None:
    claim = document.one(THIRD_PARTIES, GS + "basisClaim")
    assert document.values(claim, GS + "art6Limb") == {GDPR + "A6-1-c"}
    assert document.values(claim, GS + "notStated") == {GS + "actor", GS + "claimedProvision"}


def test_work_capacity_carries_its_exception_for_every_party(document: Document) -> None:
    claims = document.values(FIRST + "/item/arbeidsvermogen", GS + "basisClaim")
    assert {document.one(claim, GS + "actor") for claim in claims} == MUNICIPALITIES | LUCRATO
    for claim in claims:
        assert document.one(claim, GS + "art9Limb") == GDPR + "A9-2-b"
        assert document.one(claim, GS + "claimedProvision") == UAVG_30
        assert document.values(claim, GS + "reason", "en"), "the limb is a reading, and says so"


def test_no_exception_is_claimed_for_origin_and_nationality(document: Document) -> None:
    for slug in ("land-van-herkomst", "nationaliteit"):
        item = f"{FIRST}/item/{slug}"
        assert not document.values(item, GS + "basisClaim")
        assert GS + "art9Limb" in document.values(item, GS + "notStated")


def test_authority_for_the_bsn_is_doubted(document: Document) -> None:
    claims = document.values(FIRST + "/item/bsn", GS + "basisClaim")
    assert {document.one(claim, GS + "actor") for claim in claims} == MUNICIPALITIES | LUCRATO
    assert {document.one(claim, GS + "claimStatus") for claim in claims} == {GS + "claimDoubted"}


def test_joint_controllers_are_asserted_and_the_other_roles_rejected(document: Document) -> None:
    roles = defaultdict(set)
    for node in document.of_class(GS + "RoleAssignment"):
        status = document.one(node, GS + "roleStatus").removeprefix(GS)
        roles[document.one(node, GS + "role").removeprefix(DPV), status].add(document.one(node, GS + "assignee"))
        assert document.values(node, GS + "reason", "nl")
    assert roles == {
        ("JointDataControllers", "asserted"): MUNICIPALITIES | LUCRATO,
        ("DataProcessor", "consideredAndRejected"): LUCRATO,
        ("DataController", "consideredAndRejected"): MUNICIPALITIES,
    }


def test_the_delegation_is_recorded_as_stated_and_disputed_beside_it(document: Document) -> None:
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


def test_conditions_on_handling_stand_where_the_document_sets_them(document: Document) -> None:
    def kinds(node: str) -> set[str]:
        conditions = document.values(node, GS + "handlingCondition")
        return {kind.removeprefix(GS) for c in conditions for kind in document.values(c, GS + "conditionKind")}

    assert kinds(REDELIVERY) == {"destroyOriginals"}
    assert kinds(THIRD_PARTIES) == {"notifyDataSubject"}
    assert kinds(FIRST) == {"agreeOnRights"}
    assert kinds(FIRST + "/item/telefoonnummer") == kinds(FIRST + "/item/e-mailadres") == {"withdrawableNoObjection"}
    assert kinds(FIRST + "/item/clientnummer") == kinds(TO_LUCRATO) == {"useClientNumber"}


def test_the_joint_arrangement_is_advised_and_form_free(document: Document) -> None:
    arrangement = "agreement/000/joint-arrangement"
    assert document.one(arrangement, GS + "agreementStatus") == GS + "advised"
    assert document.one(arrangement, GS + "formRequirement") == GS + "formFree"
    assert document.values(arrangement, GS + "agreementParty") == MUNICIPALITIES | LUCRATO
    statuses = [document.one(c, GS + "clauseStatus") for c in document.values(arrangement, GS + "clause")]
    assert sorted(s.removeprefix(GS) for s in statuses) == ["proposed"] * 9 + ["required"] * 5


def test_the_sample_text_lists_seven_rights(document: Document) -> None:
    rights = document.values("agreement/000/joint-arrangement/clause/rights-list", DPV + "hasRight")
    assert rights == {f"{GDPR}A{article}" for article in (15, 16, 17, 18, 20, 21)}
    words = [node for node in document.of_class(GS + "Alignment") if "/right-" in node]
    assert len(words) == len({document.one(node, GS + "literalForm") for node in words}) == 7


def test_unanswered_questions_have_no_answer(document: Document) -> None:
    questions = document.of_class(GS + "UnansweredQuestion")
    assert ID + "question/000/daily-frequency" in questions
    allowed = {TYPE, LABEL, GS + "question", DCT + "subject", DERIVED}
    for node in questions:
        assert set(document.facts[node]) <= allowed, node
    assert not document.values(MUTATIONS, DPV + "hasFrequency")


def test_a_discrepancy_says_on_which_claim_and_against_what(document: Document) -> None:
    for node in document.of_class(GS + "Discrepancy"):
        assert document.values(node, GS + "onClaim"), node
        assert document.values(node, GS + "againstProvision") or document.values(node, GS + "againstClaim"), node
        assert document.one(node, GS + "established") in {GS + "reasoned", GS + "computed"}
        provisions = [p.split("/art/")[1] for p in document.values(node, GS + "againstProvision")]
        for state in document.values(node, GS + "againstState"):
            assert state.split("/art/")[1] in provisions, (node, state)


def test_each_known_discrepancy_is_recorded(document: Document) -> None:
    found = {node.removeprefix(ID + "discrepancy/000/") for node in document.of_class(GS + "Discrepancy")}
    assert found >= KNOWN_DISCREPANCIES


def test_the_number_called_special_is_held_against_the_text_of_today(document: Document) -> None:
    states = document.values("discrepancy/000/bsn-called-special", GS + "againstState")
    assert "bwb/BWBR0040940/2026-09-01/art/46" in states


def test_no_sentence_is_copied() -> None:
    checks.copies_no_sentence(checks.document("000", LINES))


def test_no_person_is_named(document: Document) -> None:
    inside = re.compile(r"(?<=[^.?!:] )([A-Z][\w-]+)")
    for node, _, text in texts(document):
        assert set(inside.findall(text.value)) <= set(CAPITALISED.split()), (node, text.value)
