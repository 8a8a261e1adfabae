"""What the graph says of document 002: policy, access, triage, SUWI, the model agreement; with the lines."""

from __future__ import annotations

import re
from collections.abc import Callable

import document_checks as checks
import pyoxigraph as ox
import pytest
from document_checks import DCT, DERIVED, DPV, LABEL, Sources

from grondslag.namespaces import GS, ID, PREFIXES

DOCUMENT = ID + "source/002"
MODEL = "agreement/002/model-processor-agreement"
MUNICIPALITIES = {"org/gemeente-dinkelland", "org/gemeente-tubbergen"}
NOABERKRACHT = {"org/noaberkracht"}

COUNTS = {
    "Accountability": 9,
    "AccessRule": 7,
    "Alignment": 29,
    "Clause": 54,
    "Discrepancy": 51,
    "PolicyRule": 93,
    "Procedure": 11,
    "ReportedFlow": 9,
    "Stance": 8,
    "UnansweredQuestion": 15,
}
CLAUSES = [
    *(f"1.{n}" for n in range(1, 11)),
    "2.1",
    "3.1",
    "3.2",
    *(f"4.{n}" for n in (1, 2, 3, 4, 5, 7, 8, 9)),
    "5.1",
    "5.2",
    *(f"6.{n}" for n in range(1, 11)),
    *(f"7.{n}" for n in range(1, 4)),
    *(f"8.{n}" for n in range(1, 5)),
    "9.1",
    "9.2",
    "10.1",
    "11.1",
]
# The lines that a rule of the list of rules rests on in this document, by the number of the rule.
RULE_LINES = {
    "R015": (848, 849),
    "R016": (1010, 1012),
    "R039": (176, 178),
    "R040": (190, 192),
    "R041": (200, 201),
    "R045": (667, 668),
    "R047": (73, 74),
    "R052": (755, 756),
    "R053": (759, 761),
    "R054": (746, 748),
    "R060": (753, 753),
    "R062": (1022, 1022),
    "R064": (889, 890),
    "R065": (1018, 1019),
    "R066": (896, 896),
    "R067": (899, 899),
    "R068": (902, 903),
    "R069": (94, 95),
    "R070": (956, 957),
    "R071": (61, 62),
    "R072": (802, 803),
    "R073": (233, 233),
    "R081": (818, 819),
    "R082": (416, 417),
    "R083": (418, 418),
    "R084": (447, 448),
    "R085": (450, 450),
    "R086": (467, 468),
    "R087": (473, 474),
    "R088": (474, 476),
    "R089": (477, 478),
    "R090": (492, 492),
    "R091": (497, 498),
    "R092": (434, 435),
    "R093": (507, 508),
    "R094": (534, 535),
    "R095": (506, 506),
    "R101": (243, 243),
    "R102": (210, 211),
    "R105": (82, 83),
    "R115": (684, 686),
    "R116": (216, 217),
    "R121": (1029, 1030),
    "R123": (172, 173),
    "R128": (254, 255),
    "R129": (59, 60),
}
ACCESS = {
    ("domainProfessional", "contentLevel", "ownDomain", "always"),
    ("domainProfessional", "factLevel", "allDomains", "onlyIfNecessary"),
    ("domainProfessional", "aggregateLevel", "", "always"),
    ("caseDirector", "contentLevel", "", "onlyIfNecessary"),
    ("caseDirector", "factLevel", "allDomains", "always"),
    ("caseDirector", "aggregateLevel", "", "always"),
    ("managementAndOthers", "aggregateLevel", "", "always"),
}
THIRD_PARTY, INSTITUTION = {"party/derde"}, {"party/gecertificeerde-instelling"}
# Sender and recipient of each flow; an empty set is a party that the document does not state.
PARTIES: dict[str, tuple[set[str], set[str]]] = {
    "between-professionals": ({"party/professional-sociaal-domein"}, {"party/professional-sociaal-domein"}),
    "brp-to-users": ({"party/basisregistratie-personen"}, {"party/gebruiker-brp"}),
    "certified-institution-to-municipality": (INSTITUTION, MUNICIPALITIES),
    "certified-institution-to-youth-help-provider": (INSTITUTION, {"party/jeugdhulpaanbieder"}),
    "medical-data-from-third-parties": (THIRD_PARTY, NOABERKRACHT),
    "order-to-care-provider": (NOABERKRACHT, {"party/zorgaanbieder"}),
    "outsourced-tasks": (MUNICIPALITIES, THIRD_PARTY),
    "third-parties-after-triage": (NOABERKRACHT, THIRD_PARTY),
    "youth-help-financing": (set(), MUNICIPALITIES),
}
# What a flow either has or says that the document does not state.
ANSWERED = (
    DPV + "hasDataExporter",
    DPV + "hasRecipient",
    DPV + "hasDataSubject",
    DPV + "hasPurpose",
    DPV + "hasFrequency",
    DPV + "hasStorageCondition",
    GS + "task",
    GS + "trigger",
    GS + "way",
    GS + "basisClaim",
    GS + "practiceStatus",
    GS + "from",
    GS + "before",
)
# Every capitalised word that may stand inside a sentence; a person's name would be another one.
CAPITALISED = """
    AMHK Autoriteit AVG AWBZ BIG BIG-niveau BRP BRP-gegevens BRP-uitwisseling BRP-verstrekking BW CAK Cbp CISO
    Dinkelland DPO EU European Europese FG GDPR ICT II Inlichtingenbureau Jeugdwet July Lucrato
    Nederland Nederlands Netherlands Noaberkracht Participatiewet Persoonsgegevens PIA PW RASIC Rijk SUWI SVB
    Tubbergen UAVG Unie Unierecht Union UWV VNG Vrijstellingsbesluit Wajong Wbp WGBO Wlz Wmo Wsw WWB
    Zorgverzekeringswet
"""


Rows = list[tuple[str, ...]]
Ask = Callable[[str], Rows]


@pytest.fixture(scope="module")
def document() -> Sources:
    return checks.document("002")


@pytest.fixture(scope="module")
def ask() -> Ask:
    """Gives the rows of a query over the document, the ontology and the law."""
    store = ox.Store()
    store.extend(checks.read("data/sources/002", "ontology", "data/law"))
    head = "".join(f"PREFIX {name}: <{iri}> " for name, iri in PREFIXES.items())

    def rows(query: str) -> Rows:
        found = store.query(head + query)
        assert isinstance(found, ox.QuerySolutions)
        return [tuple(value.value if value else "" for value in row) for row in found]

    return rows


def lines(passage: str) -> tuple[int, int]:
    """First and last line of a passage."""
    first, last = passage.rsplit("/", 1)[1].split("-")
    return int(first), int(last)


def test_the_document_is_all_there(document: Sources) -> None:
    assert {name: len(document.of_class(name)) for name in COUNTS} == COUNTS


@pytest.mark.parametrize("rule", RULE_LINES)
def test_the_lines_behind_a_rule_carry_a_statement(document: Sources, rule: str) -> None:
    first, last = RULE_LINES[rule]
    kinds = {"PolicyRule", "AccessRule", "Clause", "LegalClaim", "Stance", "ProcedureEntry"}
    nodes = {node for kind in kinds for node in document.of_class(kind)}
    spans = [lines(passage) for node in nodes for passage in document.values(node, DERIVED)]
    assert any(start <= first and last <= end for start, end in spans)


def test_noaberkracht_has_no_role_and_no_power(document: Sources) -> None:
    role = "role/002/noaberkracht-not-stated"
    assert document.values(role, GS + "assignee") == NOABERKRACHT
    assert document.one(role, GS + "roleStatus") == GS + "roleNotStated"
    assert not document.values(role, GS + "role")
    assert document.values(role, GS + "notStated") == {GS + "role"}
    assert not document.of_class("ExercisedPower")
    assert document.values("claim/002/no-powers", DCT + "subject") == NOABERKRACHT


def test_a_rule_binds_an_organisation_and_has_a_force(document: Sources) -> None:
    for kind in ("PolicyRule", "AccessRule"):
        for node in document.of_class(kind):
            bound = document.values(node, GS + "binds")
            assert bound
            assert bound <= NOABERKRACHT | MUNICIPALITIES | {
                "org/college-dinkelland",
                "org/college-tubbergen",
            }
            assert document.one(node, GS + "policyForce") in {GS + "may", GS + "must", GS + "mustNot"}
            assert document.values(node, GS + "statement", "en")


def test_flows_have_the_parties_that_the_document_names(document: Sources) -> None:
    assert set(document.of_class("ReportedFlow")) == {f"flow/002/{slug}" for slug in PARTIES}
    for slug, (senders, recipients) in PARTIES.items():
        assert document.values(f"flow/002/{slug}", DPV + "hasDataExporter") == senders, slug
        assert document.values(f"flow/002/{slug}", DPV + "hasRecipient") == recipients, slug


@pytest.mark.parametrize("path", ANSWERED)
def test_a_flow_has_a_property_or_says_that_it_is_not_stated(document: Sources, path: str) -> None:
    for flow in document.of_class("ReportedFlow"):
        assert bool(document.values(flow, path)) != (path in document.values(flow, GS + "notStated")), flow


def test_what_goes_to_a_municipality_for_funding_has_that_purpose(document: Sources) -> None:
    for slug in ("certified-institution-to-municipality", "youth-help-financing"):
        assert document.values(f"flow/002/{slug}", DPV + "hasPurpose") == {"purpose/youth-help-funding"}


def test_medical_data_are_asked_with_consent_and_an_explanation(document: Sources) -> None:
    flow = "flow/002/medical-data-from-third-parties"
    assert document.one(flow, GS + "consent") == GS + "kindOfConsentNotNamed"
    condition = document.one(flow, GS + "handlingCondition")
    assert document.one(condition, GS + "conditionKind") == GS + "notifyDataSubject"


@pytest.mark.parametrize("slug", ["purpose-binding", "proportionality", "subsidiarity"])
def test_who_minds_a_principle_stands_in_the_lines_cited(document: Sources, slug: str) -> None:
    assert document.values(f"policy/002/{slug}", GS + "fallsTo") == {"party/afdelingshoofd", "party/programmamanager"}
    assert "source/002/lines/64-74" in document.values(f"policy/002/{slug}", DERIVED)


@pytest.mark.parametrize(
    ("node", "first", "last"),
    [
        ("policy/002/in-control", 269, 277),
        ("policy/002/privacy-in-new-methods", 557, 566),
        ("policy/002/weigh-each-case", 675, 678),
        ("policy/002/training-formal-and-informal", 993, 997),
        ("claim/002/social-domain-principles-adopted", 20, 24),
        ("claim/002/what-is-a-pia", 88, 89),
        ("claim/002/vision-of-2014", 764, 766),
        ("claim/002/professions-take-part", 987, 993),
    ],
)
def test_what_the_document_says_beside_the_rules_is_there(document: Sources, node: str, first: int, last: int) -> None:
    assert document.values(node, DERIVED) == {f"source/002/lines/{first}-{last}"}
    assert document.values(node, GS + "statement", "nl")


def test_every_line_with_a_rule_of_the_model_is_cited(document: Sources) -> None:
    numbers = range(369, 544)
    spans = [lines(place) for node in document.of_class("Clause") for place in document.values(node, DERIVED)]
    covered = {line for first, last in spans for line in range(first, last + 1)}
    headings = {395, 396, 399, 400, 409, 410, 442, 443, 453, 454, 494, 495, 504, 505, 519, 520, 536, 537, 540, 541}
    assert set(numbers) - covered == headings


def test_leaving_notice_out_and_the_notice_of_document_000_stand_side_by_side(document: Sources) -> None:
    node = "discrepancy/002/leaving-out-vs-advice-000"
    assert document.values(node, GS + "againstClaim") == {"claim/000/notify-at-sharing"}
    assert document.values(node, GS + "onClaim") == {
        "claim/002/inform-omissions",
        "claim/002/inform-fraud",
        "policy/002/inform-omitted",
    }


def test_who_sees_what(document: Sources) -> None:
    paths = ("audience", "informationLevel", "accessDomain", "accessCondition")
    found = {
        tuple(next(iter(document.values(node, GS + path)), "").removeprefix(GS) for path in paths)
        for node in document.of_class("AccessRule")
    }
    assert found == ACCESS


def test_management_sees_aggregated_information_only(ask: Ask) -> None:
    rows = ask(
        "SELECT ?answer { ?r a gs:AccessRule ; gs:audience gs:managementAndOthers ; gs:informationLevel ?l ."
        ' ?l rdfs:label ?answer FILTER (LANG(?answer) = "nl") }'
    )
    assert rows == [("gecumuleerde informatie",)]


@pytest.mark.parametrize(
    ("kind", "count", "first"),
    [
        ("triageEntry", 3, "Vraag komt bij de gemeente binnen (vraagverheldering)"),
        ("letterEntry", 5, "R: Responsible (uitvoerder)"),
        ("fieldEntry", 5, "Inhoud van de taak of taken"),
        ("ruleEntry", 11, "Minder is meer"),
    ],
)
def test_a_list_is_complete_and_in_order(document: Sources, kind: str, count: int, first: str) -> None:
    entries = [e for e in document.of_class("ProcedureEntry") if document.one(e, GS + "entryKind") == GS + kind]
    positions = {int(document.one(e, GS + "position")): document.one(e, LABEL, "nl") for e in entries}
    assert sorted(positions) == list(range(1, count + 1))
    assert positions[1] == first


def test_a_list_rests_on_the_lines_of_all_its_entries(document: Sources) -> None:
    for procedure in document.of_class("Procedure"):
        spans = [lines(place) for place in document.values(procedure, DERIVED)]
        for entry in document.values(procedure, GS + "procedureEntry"):
            first, last = lines(document.one(entry, DERIVED))
            assert set(range(first, last + 1)) <= {n for a, b in spans for n in range(a, b + 1)}, entry


def test_suwi_provisions_are_named_with_what_for(document: Sources) -> None:
    cited = {
        cite
        for node in document.of_class("LegalClaim")
        if re.search("suwi", " ".join(document.values(node, GS + "citedAs")), re.I)
        for cite in document.values(node, GS + "citedAs")
    }
    assert cited == {
        "wet SUWI biedt in artikel 9",
        "artikel 62 wet SUWI",
        "artikel 74 van de wet SUWI",
        "artikel 5.24 Besluit SUWI",
        "bijlage II van het Besluit Suwi",
        "hoofdstuk 6 van de Regeling SUWI",
        "gesloten verstrekkingenregime SUWI",
        "SUWI gegevensregister",
    }


def test_the_model_has_every_clause_and_no_4_6(document: Sources) -> None:
    clauses = document.values(MODEL, GS + "clause")
    numbers = {number for clause in clauses for number in document.values(clause, GS + "clauseNumber")}
    assert numbers == set(CLAUSES)
    assert clauses == document.of_class("Clause")
    for clause in clauses:
        assert document.one(clause, GS + "clauseStatus") == GS + "proposed"
        assert document.values(clause, GS + "settles"), clause
    assert "claim/002/model-no-4-6" in document.of_class("Claim")


def test_the_processor_may_not_notify_the_authority_itself(ask: Ask) -> None:
    rows = ask(
        "SELECT ?force { ?c gs:settles gs:breachNotificationToAuthority ; gs:obliges dpv:DataProcessor ;"
        " gs:clauseForce ?force }"
    )
    assert rows == [(GS + "mustNot",)]


def test_where_the_processor_may_not_store_without_permission(ask: Ask) -> None:
    rows = ask(
        "SELECT ?place ?form { ?c gs:settles gs:placeOfProcessing ; gs:clauseForce gs:mustNot ;"
        " gs:place ?place ; gs:permissionRequired ?form } ORDER BY ?place"
    )
    assert rows == [
        (GS + "companyUnderNonEuLaw", GS + "expressWrittenPermission"),
        (GS + "outsideNetherlands", GS + "expressWrittenPermission"),
    ]


def test_return_and_destruction_stand_side_by_side(document: Sources, ask: Ask) -> None:
    rows = ask("SELECT ?number { ?c gs:settles gs:returnOrErasure ; gs:clauseNumber ?number } ORDER BY ?number")
    assert rows == [("4.8",), ("4.8",), ("8.2",), ("8.2",)]
    discrepancy = "discrepancy/002/return-or-destroy"
    assert document.values(discrepancy, GS + "onClaim") == {"claim/002/model-return"}
    assert document.values(discrepancy, GS + "againstClaim") == {"claim/002/model-destroy"}


def test_each_executive_answers_to_its_own_council(ask: Ask) -> None:
    rows = ask(
        f"SELECT DISTINCT ?who ?whom {{ ?a a gs:Accountability ; dct:subject <{DOCUMENT}> ;"
        " gs:accountable ?who ; gs:accountableTo ?whom . ?whom gs:organOf ?m . ?who gs:organOf ?m }"
    )
    assert {tuple(iri.removeprefix(ID) for iri in row) for row in rows} == {
        ("org/college-dinkelland", "org/raad-dinkelland"),
        ("org/college-tubbergen", "org/raad-tubbergen"),
    }


def test_health_data_need_a_statute_or_unambiguous_consent(document: Sources) -> None:
    for rule in ("special-data", "health-data-internal"):
        assert GS + "unambiguousConsent" in document.values(f"policy/002/{rule}", DCT + "subject")
    assert document.one("discrepancy/002/special-consent-kind", GS + "discrepancyKind") == GS + "wider"


def test_the_date_is_not_stated(document: Sources) -> None:
    assert not document.values(DOCUMENT, DCT + "date")
    assert document.values(DOCUMENT, GS + "notStated") == {DCT + "date"}


def test_no_person_is_named(document: Sources) -> None:
    checks.names_no_person(document, CAPITALISED.split())
