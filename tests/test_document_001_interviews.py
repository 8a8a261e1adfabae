"""What the graph says of the interviews, their analysis and the handbook of document 001, with its lines."""

from __future__ import annotations

from collections import defaultdict

import document_checks as checks
import pytest
from document_checks import DCT, DERIVED, DPV, GDPR, Sources

from grondslag.namespaces import GS, ID

FIRST = 1907
SUWI = "flow/001/interview-haarlem-suwi-for-debt-help"
SIGNALS = "flow/001/interview-haarlem-early-signals"
CONFLICT = "flow/001/interview-almere-conflict-of-duties"
STEPS = {
    "tasks": (1, 2),
    "purpose": (2, 3),
    "ground": (3, 1),
    "colleague": (4, 4),
    "document": (5, 5),
    "storage": (6, 6),
}
GROUNDLESS = {
    SUWI,
    SIGNALS,
    CONFLICT,
    "flow/001/interview-den-haag-joint-visit",
    "flow/001/interview-den-haag-colleagues-same-client",
}
# How often, where the speaker says so: now and then, or every week.
FREQUENCY = {
    "den-haag-court-referrals": "SporadicFrequency",
    "den-haag-debt-colleague": "SporadicFrequency",
    "den-haag-gp-referrals": "SporadicFrequency",
    "den-haag-reports-by-others": "SporadicFrequency",
    "den-haag-team-meeting": "OftenFrequency",
}
# Flows before which somebody is asked to agree.
ASKED = {
    "almere-medical-data",
    "den-haag-colleagues-same-client",
    "den-haag-hospital-feedback",
    "den-haag-joint-visit",
    "den-haag-school",
    "den-haag-youth-data-for-wmo",
    "haarlem-neighbourhood-team-inquiry",
}
# What The Hague tells of itself besides its flows, with the lines.
TOLD = {
    "claim/001/interview-den-haag-setup": "1980-1988",
    "claim/001/interview-den-haag-one-municipality": "2110-2119",
    "claim/001/interview-den-haag-debts-first": "2129-2135",
}
CONSENT = {
    "org/gemeente-den-haag": {
        "stance/001/den-haag-against-forms",
        "stance/001/den-haag-consent-as-requirement",
        "stance/001/den-haag-consent-crooked",
        "stance/001/den-haag-withdrawal",
    },
    "org/gemeente-haarlem": {"stance/001/haarlem-consent-none"},
    "org/gemeente-almere": {
        "stance/001/almere-consent-in-team",
        "stance/001/almere-consent-least",
        "stance/001/almere-consent-where-law-demands",
    },
}
COUNTS = {
    "ReportedFlow": 26,
    "Derogation": 2,
    "Pilot": 1,
    "Covenant": 3,
    "Stance": 29,
    "Procedure": 9,
    "ProcedureEntry": 65,
    "Discrepancy": 45,
    "UnansweredQuestion": 12,
    "GroundAssessment": 4,
}
# Every capitalised word that may stand inside a sentence; a person's name would be another one.
CAPITALISED = """
    Act Almere AVG BW Centraal CNG Den GDPR Haag Haarlem Hague Inkijk January Jeugdwet JGZ JMO July June May
    Mens Participatiewet SLB SUWI Suwi Suwi-gegevens Suwinet SVB The Thuis Unierecht Union UWV Veilig Wbp Wet
    WGBO Wgs Wmo Wmo-gegevens Wmo-wijkteam Youth Zaandam Zorgmail
"""


@pytest.fixture(scope="module")
def document() -> Sources:
    return checks.document("001", "interviews-*", "product-*", "passages-interviews.ttl")


def test_only_the_other_side_of_a_comparison_rests_on_the_chapters_alone(document: Sources) -> None:
    outside = {
        node.removeprefix(ID)
        for node in document.facts
        if (lines := document.values(node, DERIVED))
        and all(int(p.rpartition("/")[2].partition("-")[0]) < FIRST for p in lines)
    }
    assert {node for node in outside if not node.startswith("claim/001/report-")} == set()


@pytest.mark.parametrize(("kind", "count"), COUNTS.items())
def test_there_are_as_many_as_were_read(document: Sources, kind: str, count: int) -> None:
    assert len(document.of_class(kind)) == count


def test_the_plan_has_an_intended_and_a_printed_order(document: Sources) -> None:
    plan = "procedure/001/handbook-step-plan"
    found = {
        entry.rpartition("/")[2]: (
            int(document.one(entry, GS + "position")),
            int(document.one(entry, GS + "printedPosition")),
        )
        for entry in document.values(plan, GS + "procedureEntry")
    }
    assert found == STEPS


@pytest.mark.parametrize(
    ("slug", "kind", "count"),
    [
        ("handbook-weighings", "weighingEntry", 4),
        ("handbook-documentation", "documentationEntry", 11),
        ("handbook-principles", "principleEntry", 8),
        ("handbook-rules-for-tables", "stepEntry", 3),
        ("handbook-questions", "questionEntry", 24),
    ],
)
def test_a_list_of_the_handbook_is_complete_and_numbered(document: Sources, slug: str, kind: str, count: int) -> None:
    entries = document.values(f"procedure/001/{slug}", GS + "procedureEntry")
    assert {document.one(entry, GS + "entryKind") for entry in entries} == {GS + kind}
    positions = sorted(int(document.one(entry, GS + "position")) for entry in entries)
    assert positions == list(range(1, count + 1))


def test_a_thinking_question_belongs_to_a_step_or_weighing(document: Sources) -> None:
    entries = set(document.of_class("ProcedureEntry"))
    for entry in document.values("procedure/001/handbook-questions", GS + "procedureEntry"):
        assert document.one(entry, GS + "partOfEntry") in entries


def test_the_booklet_of_eight_steps_is_named_without_its_steps(document: Sources) -> None:
    assert GS + "procedureEntry" in document.values("procedure/001/den-haag-eight-steps", GS + "notStated")


def test_flows_that_the_speakers_call_groundless_are_recorded_with_a_denied_basis(document: Sources) -> None:
    denied = {
        flow
        for flow in document.of_class("ReportedFlow")
        for claim in document.values(flow, GS + "basisClaim")
        if document.one(claim, GS + "claimStatus") == GS + "claimDenied"
    }
    assert denied == GROUNDLESS


def test_haarlem_has_approval_of_management_and_alderman_and_a_silent_weighing(document: Sources) -> None:
    derogation = "derogation/001/interview-haarlem-suwi"
    assert document.values(derogation, GS + "approvedBy") == {"party/directie", "party/wethouder"}
    assert document.values(derogation, GS + "appliesTo") == {SUWI}
    assert {GS + "weighing", GS + "documentedIn"} <= document.values(derogation, GS + "notStated")
    item = document.one(SUWI, GS + "item")
    assert document.values(item, DPV + "hasPersonalData") == {"data/suwi-file"}
    assert document.values(SUWI, GS + "task") == {"task/wgs"}


def test_almere_derogates_without_an_approver(document: Sources) -> None:
    derogation = "derogation/001/interview-almere-conflict-of-duties"
    assert document.values(derogation, GS + "appliesTo") == {CONFLICT}
    assert document.values(derogation, GS + "weighing")
    assert not document.values(derogation, GS + "approvedBy")
    assert GS + "approvedBy" in document.values(derogation, GS + "notStated")


def test_the_pilot_rests_on_covenants_and_claims_no_ground(document: Sources) -> None:
    assert document.one("pilot/001/interview-haarlem-early-signals", GS + "trials") == SIGNALS
    claim = document.one(SIGNALS, GS + "basisClaim")
    covenants = "agreement/001/interview-haarlem-early-signal-covenants"
    assert document.one(claim, GS + "claimedInstrument") == covenants
    assert not document.values(claim, GS + "art6Limb")
    assert {GS + "item", DPV + "hasDataExporter"} <= document.values(SIGNALS, GS + "notStated")


def test_how_often_is_said_or_is_not_stated(document: Sources) -> None:
    flows = document.of_class("ReportedFlow")
    said = {f.partition("interview-")[2]: document.values(f, DPV + "hasFrequency") for f in flows}
    assert {name: {DPV + often} for name, often in FREQUENCY.items()} == {n: v for n, v in said.items() if v}
    silent = {f for f in flows if DPV + "hasFrequency" in document.values(f, GS + "notStated")}
    assert {f.partition("interview-")[2] for f in silent} == set(said) - set(FREQUENCY)


def test_which_way_and_on_whom_the_pilot_collects_is_not_stated(document: Sources) -> None:
    assert not document.values(SIGNALS, GS + "direction") | document.values(SIGNALS, DPV + "hasDataSubject")
    assert {GS + "direction", DPV + "hasDataSubject"} <= document.values(SIGNALS, GS + "notStated")
    inquiry = "flow/001/interview-haarlem-neighbourhood-team-inquiry"
    assert document.one(inquiry, GS + "direction") == GS + "request"


def test_flows_before_which_somebody_is_asked_to_agree(document: Sources) -> None:
    asked = {f for f in document.of_class("ReportedFlow") if document.values(f, GS + "consentRecord")}
    assert {flow.partition("interview-")[2] for flow in asked} == ASKED


def test_of_medical_data_the_exception_is_not_stated(document: Sources) -> None:
    for item in document.of_class("Item"):
        if "data/health" in document.values(item, DPV + "hasPersonalData"):
            assert GS + "art9Limb" in document.values(item, GS + "notStated"), item


@pytest.mark.parametrize(("claim", "lines"), TOLD.items())
def test_what_the_hague_tells_of_itself(document: Sources, claim: str, lines: str) -> None:
    assert f"source/001/lines/{lines}" in document.values(claim, DERIVED)
    assert "org/gemeente-den-haag" in document.values(claim, DCT + "subject")


def test_a_municipality_is_read_as_its_executive_by_its_own_name(document: Sources) -> None:
    for name in ("Den-Haag", "Haarlem", "Almere"):
        slug = name.lower()
        alignment = f"alignment/001/interview-{slug}-as-executive"
        assert document.one(alignment, GS + "literalForm").lower().endswith(f"gemeente {slug}")


def test_where_professionals_are_read_as_youth_teams_it_says_so(document: Sources) -> None:
    alignment = "alignment/001/interview-den-haag-professionals-as-youth-teams"
    assert document.one(alignment, GS + "aligns") == "flow/001/interview-den-haag-school"
    assert document.one(alignment, GS + "toTerm") == "org/den-haag-jeugdteams"
    assert document.one(alignment, GS + "literalForm") == "professionals"


def test_a_legal_claim_without_a_provision_says_so(document: Sources) -> None:
    for claim in document.of_class("LegalClaim"):
        if not document.values(claim, GS + "aboutProvision") | document.values(claim, GS + "aboutStatute"):
            assert GS + "aboutProvision" in document.values(claim, GS + "notStated"), claim


READ_AS = {
    "den-haag-citizens-as-residents": ("hasDataSubject", "subject/inwoner"),
    "den-haag-parents-for-young-person": ("hasDataSubject", "subject/jeugdige"),
    "den-haag-help-as-youth-help": ("hasPurpose", "purpose/youth-help"),
    "haarlem-external-organisations": ("hasRecipient", "party/derde"),
}


@pytest.mark.parametrize("alignment", sorted(READ_AS))
def test_a_reading_of_a_flow_is_an_alignment(document: Sources, alignment: str) -> None:
    dimension, term = READ_AS[alignment]
    node = f"alignment/001/interview-{alignment}"
    assert document.one(node, GS + "toTerm") == term
    for flow in document.values(node, GS + "aligns"):
        assert term in document.values(flow, DPV + dimension)


def test_haarlem_reuses_suwi_data_acquired_under_suwi(document: Sources) -> None:
    assert document.one(SUWI, GS + "acquiredUnder") == "task/wet-suwi"
    aligned = document.one("alignment/001/interview-haarlem-suwi-acquired-under", GS + "confidence")
    assert aligned == GS + "contested"


def test_the_stances_on_consent_stay_apart(document: Sources) -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for stance in document.of_class("Stance"):
        if "theme/consent" in document.values(stance, DCT + "subject"):
            found[document.one(stance, GS + "stanceOf")].add(stance)
    assert found == CONSENT


def test_almere_and_zaandam_stay_two_organisations(document: Sources) -> None:
    same = "http://www.w3.org/2002/07/owl#sameAs"
    assert not [quad for quad in document.quads if quad.predicate.value == same]
    assert document.one("claim/001/interview-almere-held", DCT + "subject") == "org/gemeente-almere"
    assert document.one("claim/001/report-interview-zaandam", DCT + "subject") == "org/gemeente-zaandam"
    assert document.one("claim/001/interview-almere-held", DCT + "date") == "2019-06-12"
    assert document.one("claim/001/report-interview-zaandam", DCT + "date") == "2019-06-12"
    assert "org/gemeente-zaandam" not in {
        org for stance in document.of_class("Stance") for org in document.values(stance, GS + "stanceOf")
    }


def test_the_handbook_says_of_four_grounds_whether_to_use_them(document: Sources) -> None:
    found = {
        document.one(node, DCT + "subject").removeprefix(GDPR): document.one(node, GS + "applicability")
        for node in document.of_class("GroundAssessment")
    }
    assert found == {
        "A6-1-a": GS + "groundNotDesired",
        "A6-1-c": GS + "groundApplies",
        "A6-1-e": GS + "groundApplies",
        "A6-1-f": GS + "groundNotAvailable",
    }


def test_no_person_is_named(document: Sources) -> None:
    checks.names_no_person(document, CAPITALISED.split())
