"""What the graph says of chapters 1-5 and Bijlage 1 of document 001: case, flows, grounds, bills, steps."""

from __future__ import annotations

from collections import Counter, defaultdict

import document_checks as checks
import pyoxigraph as ox
import pytest
from document_checks import DCT, DERIVED, DPV, Sources

from grondslag.namespaces import GS, ID
from grondslag.query.saved import Catalogue

FIRST_LINE, LAST_LINE = 96, 1405
AVG, WGS, WMO = "celex/32016R0679", "bwb/BWBR0031331", "bwb/BWBR0035362"
HAARLEM = "org/gemeente-haarlem"

CASE_FLOWS = {
    "flow/001/case-work-limitations": {"data/limitations-and-load": None},
    "flow/001/case-self-direction-to-debt-help": {"data/self-direction": None, "data/work-prospects": None},
    "flow/001/case-debt-amount-to-wmo": {"data/debt-amount": "notNecessary"},
    "flow/001/case-work-and-debt-support": {
        "data/kind-of-work": "mayBeShared",
        "data/debt-support": "mayBeShared",
    },
    "flow/001/case-medical-file": {"data/medical-file": "prohibited"},
}
WITHOUT_GROUND = {
    "flow/001/case-medical-file",
    "flow/001/zoetermeer-other-cross-domain",
    "flow/001/haarlem-suwi-for-wgs-par-3-3",
    "flow/001/haarlem-early-signals-par-3-3",
}
KNOWN_DISCREPANCIES = {
    "grounds-cited-as-6-2",
    "wgs-has-external-provision",
    "wmo-5-2-5-paragraph",
    "only-internal-basis",
    "wmo-internal-consent-kind",
    "wmo-consent-for-everything",
    "five-bills-or-four",
    "bill-33684-in-force",
    "bill-33841-in-force",
    "two-tables-called-1",
    "pw-67-only-point-a",
    "suwi-for-wgs-since-2021",
    "derogation-not-in-avg",
}
DOMAINS = {"domain/jeugd", "domain/schuldhulp", "domain/werk-en-inkomen", "domain/wmo"}
# What the chapters say of the setting, with the lines that say it.
SETTING = {
    "claim/001/decentralisation-of-2015": "302-304",
    "claim/001/workers-of-the-social-domain": "315-319",
    "claim/001/multiproblem-families": "320-328",
    "claim/001/one-plan-one-director": "118-120",
    "claim/001/register-and-more-rights": "193-194",
}
# The bodies that section 2.2.1 lists with PW 64(1).
PW_BODIES = {
    "belastingdienst",
    "cak",
    "college-andere-gemeente",
    "derde-nutsvoorziening",
    "kamer-van-koophandel",
    "minister-bzk",
    "minister-ez",
    "minister-ocw",
    "nutsbedrijf",
    "pensioenfonds",
    "stichting-vervroegd-uittreden",
    "svb",
    "uwv",
    "verhuurder-woonruimte",
    "zorgautoriteit",
    "zorgverzekeraar",
}


@pytest.fixture(scope="module")
def chapters() -> Sources:
    return checks.document("001", "chapters-*", "passages-chapters.ttl")


def test_a_passage_lies_in_these_chapters(chapters: Sources) -> None:
    for node in chapters.of_class("Passage"):
        assert int(chapters.one(node, GS + "firstLine")) >= FIRST_LINE, node
        assert int(chapters.one(node, GS + "lastLine")) <= LAST_LINE, node


@pytest.mark.parametrize(("claim", "lines"), SETTING.items())
def test_the_setting_is_told(chapters: Sources, claim: str, lines: str) -> None:
    assert f"source/001/lines/{lines}" in chapters.values(claim, DERIVED)
    assert len(chapters.values(claim, GS + "statement")) == 2


# ---------------------------------------------------------------- the example case and the flows


def test_the_example_case_has_five_flows_with_their_data_and_verdicts(chapters: Sources) -> None:
    in_case = {flow for flow in chapters.of_class("ReportedFlow") if chapters.values(flow, GS + "inCase")}
    found = {}
    for flow in in_case:
        items = chapters.values(flow, GS + "item")
        found[flow] = {chapters.one(i, DPV + "hasPersonalData"): verdict(chapters, i) for i in items}
    assert found == CASE_FLOWS


def verdict(chapters: Sources, item: str) -> str | None:
    """The value of an item's verdict, or none where the text gives none."""
    for node in chapters.values(item, GS + "verdict"):
        return chapters.one(node, GS + "verdictValue").removeprefix(GS)
    assert GS + "verdict" in chapters.values(item, GS + "notStated")
    return None


def test_the_case_has_functions_and_no_names(chapters: Sources) -> None:
    functions = chapters.of_class("CaseFunction")
    assert len(functions) == 14
    outside = {node.rsplit("/", 1)[1] for node in functions if "true" in chapters.values(node, GS + "external")}
    assert outside == {"foster-parent", "first-counsellor", "debt-buddy"}


def test_zoetermeer_exchanges_between_all_four_domains_for_its_integral_task(chapters: Sources) -> None:
    flow = "flow/001/zoetermeer-other-cross-domain"
    assert chapters.values(flow, GS + "fromDomain") == chapters.values(flow, GS + "toDomain") == DOMAINS
    assert chapters.values(flow, GS + "task") == {"task/jeugdwet", "task/pw", "task/wgs", "task/wmo"}
    purpose = chapters.one(flow, DPV + "hasPurpose")
    assert chapters.one("alignment/001/chapters-integral-task-as-public-task", GS + "toTerm") == purpose


def test_data_of_the_household_are_used_for_coordination(chapters: Sources) -> None:
    household = {"subject/echtgenoot", "subject/ouder-van-client", "subject/inwonend-kind", "subject/huisgenoot"}
    found = chapters.values("flow/001/zoetermeer-to-wmo-tasks", DPV + "hasDataSubject")
    assert found == household | {"subject/client"}


def test_of_health_data_the_exception_is_not_stated(chapters: Sources) -> None:
    for item in ("case-medical-file/item/medical-file", "case-work-limitations/item/limitations"):
        assert GS + "art9Limb" in chapters.values(f"flow/001/{item}", GS + "notStated")


def test_which_way_the_signals_of_the_pilot_go_is_not_stated(chapters: Sources) -> None:
    flow = "flow/001/haarlem-early-signals-par-3-3"
    assert not chapters.values(flow, GS + "direction")
    assert {GS + "direction", DPV + "hasDataExporter"} <= chapters.values(flow, GS + "notStated")


def test_flows_that_the_source_calls_without_a_ground(chapters: Sources) -> None:
    denied = {
        flow
        for flow in chapters.of_class("ReportedFlow")
        for claim in chapters.values(flow, GS + "basisClaim")
        if chapters.one(claim, GS + "claimStatus") == GS + "claimDenied"
    }
    assert denied == WITHOUT_GROUND


def test_the_derogation_of_haarlem_names_who_approved_per_passage(chapters: Sources) -> None:
    by = {d: chapters.values(d, GS + "approvedBy") for d in chapters.of_class("Derogation")}
    assert by == {
        "derogation/001/haarlem-way-of-working": {"party/wethouder"},
        "derogation/001/haarlem-suwi-quotation": {"party/wethouder", "party/directie"},
    }
    for node in by:
        assert GS + "documentedIn" in chapters.values(node, GS + "notStated")


def test_a_covenant_is_considered_and_its_basis_doubted(chapters: Sources) -> None:
    assert {chapters.one(c, GS + "agreementStatus") for c in chapters.of_class("Covenant")} == {GS + "considered"}
    claim = chapters.one("flow/001/covenant-exchange", GS + "basisClaim")
    assert chapters.one(claim, GS + "claimStatus") == GS + "claimDoubted"


def test_the_covenant_is_of_the_whole_social_domain(chapters: Sources) -> None:
    assert chapters.one("flow/001/covenant-exchange", GS + "domain") == "domain/sociaal-domein"
    assert not chapters.values("flow/001/covenant-exchange", GS + "toDomain")


def test_where_departments_of_the_case_are_read_as_zoetermeer_it_says_so(chapters: Sources) -> None:
    aligned = chapters.values("alignment/001/chapters-case-departments-as-zoetermeer", GS + "aligns")
    assert aligned == set(CASE_FLOWS)


# ---------------------------------------------------------------- grounds, statutes, bills


def test_six_grounds_ten_exceptions_and_six_principles_are_listed(chapters: Sources) -> None:
    places = Counter(
        chapters.one(node, GS + "aboutProvision").removeprefix(AVG + "/art/").split("/")[0]
        for node in chapters.of_class("ListedGround")
    )
    assert places == {"6": 6, "9": 10, "5": 6}


def test_five_exceptions_need_national_law(chapters: Sources) -> None:
    exceptions = chapters.values("claim/001/exceptions-needing-national-basis", DCT + "subject")
    numbers = {int(chapters.one(e, GS + "listNumber")) for e in exceptions}
    letters = {chapters.one(e, GS + "aboutProvision")[-1] for e in exceptions}
    assert (numbers, letters) == ({2, 7, 8, 9, 10}, set("bghij"))


def test_two_grounds_apply_and_four_do_not(chapters: Sources) -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for node in chapters.of_class("GroundAssessment"):
        for ground in chapters.values(node, GS + "groundAssessed"):
            found[chapters.one(node, GS + "applicability").removeprefix(GS)].add(ground.split("ground-")[1])
    assert found["groundApplies"] == {"public-task", "legal-obligation"}
    assert found["groundNotAvailable"] == {"contract", "vital-interests", "legitimate-interest", "consent"}
    assert found["groundNotDesired"] == {"consent"}


def test_the_wgs_is_said_to_offer_no_external_basis(chapters: Sources) -> None:
    of_wgs = [
        node
        for node in chapters.of_class("BasisStatement")
        if WGS in chapters.values(node, GS + "aboutStatute")
        and chapters.one(node, GS + "exchangeKind") == GS + "externalExchange"
    ]
    assert len(of_wgs) == 2
    assert {chapters.one(node, GS + "offersBasis") for node in of_wgs} == {"false"}


def test_the_bodies_asked_under_pw_64_are_all_listed(chapters: Sources) -> None:
    listed = chapters.values("claim/001/text-pw-request-bodies/element/provider", GS + "accepts")
    assert listed == {f"party/{body}" for body in PW_BODIES}


def test_where_workers_are_read_as_the_college_it_says_so(chapters: Sources) -> None:
    aligned = chapters.values("alignment/001/chapters-workers-as-college", GS + "aligns")
    elements = {e for e in chapters.of_class("ClaimedElement") if e.startswith("claim/001/text-")}
    for element in elements:
        if chapters.values(element, GS + "accepts") == {"party/college"}:
            words = chapters.values(element, GS + "literalForm")
            assert element in aligned or {word.lower() for word in words} == {"het college"}, element


@pytest.mark.parametrize("flow", ["work-limitations", "self-direction-to-debt-help", "medical-file"])
def test_the_task_of_a_case_flow_rests_on_the_lines_that_name_it(chapters: Sources, flow: str) -> None:
    assert "source/001/lines/1054-1056" in chapters.values(f"flow/001/case-{flow}", DERIVED)


def test_of_which_data_the_running_text_is_silent_under_jeugdwet_and_pw(chapters: Sources) -> None:
    for claim in ("jeugdwet-exchange", "pw-request-bodies", "pw-request-employer", "pw-provide"):
        assert DPV + "hasPersonalData" in chapters.values(f"claim/001/text-{claim}", GS + "notStated")


def test_a_statement_gives_the_articles_that_its_lines_cite(chapters: Sources) -> None:
    pw = "bwb/BWBR0015703/art/"
    assert chapters.values("claim/001/basis-pw-external", GS + "aboutProvision") == {
        pw + "63/lid/1",
        pw + "64/lid/1",
        pw + "67/lid/1/onder/a",
    }
    assert chapters.one("claim/001/situation-2", GS + "aboutProvision") == f"{AVG}/art/5"
    principles = [node for node in chapters.of_class("ListedGround") if "/principle-" in node]
    assert {chapters.one(node, GS + "citedAs") for node in principles} == {"artikel 5 van de AVG"}


def test_running_text_cites_5_2_5_paragraph_1_for_providing(chapters: Sources) -> None:
    claim = "claim/001/text-wmo-provide-insurer-and-care-provider"
    assert chapters.one(claim, GS + "aboutProvision") == f"{WMO}/art/5.2.5/lid/1"
    assert chapters.one(claim, GS + "direction") == GS + "provide"
    assert "table-1b" in " ".join(chapters.values("discrepancy/001/wmo-5-2-5-paragraph", GS + "againstClaim"))


def test_five_bills_are_said_and_four_listed(chapters: Sources) -> None:
    said, listed = "claim/001/bills-five-on-exchange", "claim/001/bills-four-listed"
    assert chapters.one(said, GS + "numberStated") == "5"
    assert chapters.one(listed, GS + "numberStated") == "4"
    bills = chapters.values(listed, GS + "listsBill")
    assert {number for bill in bills for number in chapters.values(bill, GS + "dossierNumber")} == {
        "33684",
        "33841",
        "35044",
    }
    assert len(bills) == 4
    assert set(chapters.of_class("Bill")) > bills


def test_no_flow_rests_on_a_bill(chapters: Sources) -> None:
    bills = {ID + bill for bill in chapters.of_class("Bill")}
    resting = {GS + "claimedProvision", GS + "claimedInstrument"}
    assert not [
        q
        for q in chapters.quads
        if q.predicate.value in resting and isinstance(q.object, ox.NamedNode) and q.object.value in bills
    ]


# ---------------------------------------------------------------- steps, stances, discrepancies, questions


def test_the_plan_of_section_3_2_has_six_steps_in_order(chapters: Sources) -> None:
    entries = chapters.values("procedure/001/six-steps-par-3-2", GS + "procedureEntry")
    slugs = sorted((int(chapters.one(e, GS + "position")), e.rsplit("/", 1)[1]) for e in entries)
    assert slugs == [
        (1, "task"),
        (2, "purpose"),
        (3, "necessary-data"),
        (4, "ground"),
        (5, "communicate"),
        (6, "document"),
    ]


def test_questions_and_weighings_stand_with_their_step(chapters: Sources) -> None:
    kinds = Counter(
        (node.split("/")[2], chapters.one(node, GS + "entryKind").removeprefix(GS))
        for node in chapters.of_class("ProcedureEntry")
    )
    assert kinds == {
        ("six-steps-par-3-2", "stepEntry"): 6,
        ("purpose-questions-par-3-2", "questionEntry"): 4,
        ("necessity-questions-par-3-2", "questionEntry"): 9,
        ("weighings-without-ground-par-3-2", "weighingEntry"): 2,
    }


def test_three_municipalities_have_a_stance_on_consent(chapters: Sources) -> None:
    bodies = {
        body
        for stance in chapters.of_class("Stance")
        if "theme/consent" in chapters.values(stance, DCT + "subject")
        for body in chapters.values(stance, GS + "stanceOf")
    }
    assert {"org/gemeente-den-haag", HAARLEM, "org/gemeente-almere"} <= bodies
    assert "org/gemeente-zaandam" not in bodies


def test_each_known_discrepancy_is_recorded(chapters: Sources) -> None:
    found = {node.removeprefix("discrepancy/001/") for node in chapters.of_class("Discrepancy")}
    assert found >= KNOWN_DISCREPANCIES
    assert len(found) >= 12


# ---------------------------------------------------------------- a query that must stay empty


def test_where_the_wgs_would_offer_a_basis_is_asked_and_not_answered(chapters: Sources) -> None:
    assert "question/001/external-basis-in-wgs" in chapters.of_class("UnansweredQuestion")


def test_no_basis_for_sharing_debt_data_until_a_source_names_one() -> None:
    query = Catalogue(checks.ROOT / "queries" / "competency").get("q66-basis-for-sharing-debt-data")
    store = ox.Store()
    store.extend(checks.read("data/sources/001", "ontology", "data/law"))
    assert rows(store, query.bind({"lang": "nl"})) == []
    statement = ox.NamedNode(ID + "claim/001/basis-wgs-external")
    offers = ox.NamedNode(GS + "offersBasis")
    store.remove(ox.Quad(statement, offers, ox.Literal(False)))
    store.add(ox.Quad(statement, offers, ox.Literal(True)))
    assert rows(store, query.bind({"lang": "nl"})) == ["Wgs"]


def rows(store: ox.Store, text: str) -> list[str]:
    """The first column of the answer."""
    result = store.query(text)
    assert isinstance(result, ox.QuerySolutions)
    return [solution["answer"].value for solution in result]
