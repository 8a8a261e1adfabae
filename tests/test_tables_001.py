"""The nine tables of document 001: cell by cell, both prints, and what comparing them with the norms gives."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from document_checks import DERIVED, DPV, GDPR, SHARED, Sources, document
from query_graph import QueryGraph

from grondslag.content import Content
from grondslag.graphs import LAW, ONTOLOGY, Layer, NamedGraph
from grondslag.namespaces import GRAPH, GS

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "tests" / "fixtures" / "claims"
SOURCE = NamedGraph(GRAPH + "source/900", Layer.SOURCE)
DOCUMENT = NamedGraph(GRAPH + "source/001", Layer.SOURCE)
COUNTS = {"1": 2, "1a": 3, "1b": 3, "2a": 5, "2b": 4, "3a": 5, "3b": 2, "4a": 11, "4b": 18}
BOTH = {"source/001/print/annex-2-3", "source/001/print/annex-10"}
PROVIDER, RECIPIENT, DATA = DPV + "hasDataExporter", DPV + "hasRecipient", DPV + "hasPersonalData"
PURPOSE, FROM, UNDER = DPV + "hasPurpose", GS + "acquiredFrom", GS + "acquiredUnder"
E6, C6 = GDPR + "A6-1-e", GDPR + "A6-1-c"
NECESSITY, UNAMBIGUOUS, NONE = GS + "necessityRequired", GS + "unambiguousConsent", GS + "noRequirement"
FOUR = {"party/toezichthouder", "party/svb", "party/aanbieder", "party/cak"}
SPECIAL = {"data/personal", "data/special"}
BUDGET = {"contribution-scheme", "determining-pgb", "re-examination", "revision", "cost-recovery"}
ENTITLEMENT = {
    "investigation-after-report",
    "urgent-application",
    "deciding-tailored-provision",
    "pgb-entitlement",
    "re-examination",
}
WMO, PW, REGULATION = "bwb/BWBR0035362/art/", "bwb/BWBR0015703/art/", "bwb/BWBR0036007/art/"

Cells = dict[str, set[str]]

# Table 1A, read from lines 1438-1494: every cell of the three columns.
TABLE_1A: dict[str, Cells] = {
    "column-a": {
        RECIPIENT: FOUR,
        DATA: SPECIAL,
        FROM: {"party/client", "party/authentieke-registratie", "party/pgb-betaalde-derde"},
        UNDER: {"task/wmo-onderzoek-na-melding", "task/wmo-heronderzoek"},
        PURPOSE: {
            "purpose/supervision-and-enforcement",
            "purpose/delivering-tailored-provision",
            "purpose/contribution-scheme",
            "purpose/pgb-payment",
        },
        GS + "aboutProvision": {WMO + "5.2.1/lid/1/onder/a"},
        GS + "requirement": {NECESSITY},
    },
    "column-b": {
        RECIPIENT: FOUR,
        DATA: SPECIAL,
        FROM: set(),
        UNDER: {"task/wmo", "task/jeugdwet", "task/pw", "task/wgs"},
        PURPOSE: {
            "purpose/pgb-freedom-of-choice",
            "purpose/need-participation-self-reliance",
            "purpose/establishing-help",
        },
        GS + "aboutProvision": {WMO + "5.2.1/lid/1/onder/b"},
        GS + "requirement": {NECESSITY, UNAMBIGUOUS},
    },
    "column-c": {
        RECIPIENT: FOUR,
        DATA: SPECIAL,
        FROM: {"party/zorgverzekeraar", "party/zorgaanbieder", "party/ciz"},
        UNDER: set(),
        PURPOSE: {
            "purpose/delivering-services-owed",
            "purpose/supervision-and-enforcement",
            "purpose/budget-management",
            "purpose/determining-pgb",
        },
        GS + "aboutProvision": {WMO + "5.2.1/lid/1/onder/c"},
        GS + "requirement": {NECESSITY, UNAMBIGUOUS},
    },
}

# Table 3A, read from lines 1628-1664.
TABLE_3A: dict[str, Cells] = {
    "toezichthouder": {
        RECIPIENT: {"party/toezichthouder"},
        PURPOSE: {"purpose/performing-public-task"},
        GS + "aboutProvision": {"celex/32016R0679/art/6/lid/1/onder/e"},
        GS + "requirement": {NECESSITY},
    },
    "toezichthouder-2": {
        RECIPIENT: {"party/toezichthouder"},
        PURPOSE: {
            "purpose/countering-undue-provision",
            "purpose/countering-undue-pgb",
            "purpose/countering-misuse-of-act",
        },
        GS + "aboutProvision": {"bwb/BWBR0034925/art/2.9/onder/d"},
        GS + "requirement": {NONE},
    },
    "svb": {
        RECIPIENT: {"party/svb"},
        PURPOSE: {"purpose/performing-public-task"},
        GS + "aboutProvision": {"celex/32016R0679/art/6/lid/1/onder/e"},
        GS + "requirement": {NECESSITY},
    },
    "svb-2": {
        RECIPIENT: {"party/svb"},
        PURPOSE: {"purpose/mandate-decision"},
        GS + "aboutProvision": {"bwb/BWBR0034925/art/8.1.8"},
        GS + "requirement": {NONE},
    },
    "cak": {
        RECIPIENT: {"party/cak"},
        PURPOSE: {"purpose/checking-youth-providers"},
        GS + "aboutProvision": {f"{REGULATION}6b.{number}" for number in range(1, 8)},
        GS + "requirement": {NONE},
    },
}

# Table 4A, read from lines 1687-1756: recipients, ground and what the purpose names, per row.
TABLE_4A: dict[str, tuple[set[str], str | None, set[str]]] = {
    "67-1-a": ({"party/uwv"}, E6, {"task/wet-suwi", "task/suwi"}),
    "67-1-b": (
        {"party/belastingdienst"},
        E6,
        {
            "purpose/tax-collection",
            "purpose/social-insurance-premiums",
            "purpose/income-related-contributions",
            "purpose/income-related-schemes",
        },
    ),
    "67-1-c": ({"party/college-andere-gemeente"}, E6, {"task/pw", "task/ioaw", "task/ioaz"}),
    "67-1-d": (
        {"party/cak", "party/zorgautoriteit", "party/zorgverzekeraar", "party/wlz-uitvoerder"},
        E6,
        {"task/wlz"},
    ),
    "67-1-e": ({"party/arbeidsinschakeling-derde"}, E6, {"purpose/furthering-entry-into-work"}),
    "67-1-f": ({"party/buitenlands-orgaan"}, E6, {"purpose/task-of-substantial-interest"}),
    "67-1-g": ({"party/bestuursorgaan-caribische-landen"}, E6, {"purpose/task-of-substantial-interest"}),
    "67-1-h": ({"party/minister"}, E6, {"task/inburgering"}),
    "67-1-i": ({"party/minister-justitie"}, E6, {"purpose/executing-custodial-sentences"}),
    "78-1": (
        {"party/minister"},
        C6,
        {"purpose/statistics", "purpose/information-provision", "purpose/policy-making"},
    ),
    "66": (
        {
            "party/uitvoeringsorgaan-sociale-verzekering",
            "party/buitenlands-uitvoeringsorgaan-sociale-verzekering",
        },
        None,
        {"purpose/suspected-crime"},
    ),
}

# Tables 1B, 2A, 2B and 3B, read from lines 1498-1685: the other party, the data, the purposes; what is required.
WMO_COLUMNS: dict[str, tuple[str, set[str], set[str], set[str]]] = {
    "1b/zorgverzekeraar": ("zorgverzekeraar", SPECIAL, {"zvw-tasks"}, {NECESSITY, UNAMBIGUOUS}),
    "1b/zorgaanbieder": ("zorgaanbieder", SPECIAL, {"zvw-tasks"}, {NECESSITY, UNAMBIGUOUS}),
    "1b/uitvoerder-wlz": (
        "wlz-uitvoerder",
        SPECIAL,
        {"coordination-wlz", "coordination-wmo", "coordination-jeugdwet"},
        {NECESSITY, UNAMBIGUOUS},
    ),
    "2a/toezichthouder": ("toezichthouder", SPECIAL, BUDGET, set()),
    "2a/svb": ("svb", SPECIAL, BUDGET, set()),
    "2a/aanbieder": ("aanbieder", {"data/personal"}, BUDGET, set()),
    "2a/cak": ("cak", SPECIAL, {"contribution-to-costs"}, set()),
    "2a/zorgverzekeraar": ("zorgverzekeraar", SPECIAL, ENTITLEMENT, set()),
    "2b/zorgaanbieder": ("zorgaanbieder", SPECIAL, ENTITLEMENT, set()),
    "2b/zorgverlener-pgb": (
        "pgb-betaalde-derde",
        {"data/personal"},
        {
            "contribution-scheme",
            "investigation-after-report",
            "re-examination",
            "revision",
            "cost-recovery-liable-party",
        },
        set(),
    ),
    "2b/uitvoerder-wlz": (
        "wlz-uitvoerder",
        SPECIAL,
        {"contribution-scheme", "determining-pgb", "re-examination", "revision", "cost-recovery-liable-party"},
        set(),
    ),
    "2b/belastingdienst": (
        "belastingdienst",
        {"data/personal"},
        {"assessing-contributions", "collecting-contributions"},
        set(),
    ),
    "3b/uitvoerder-wlz": (
        "wlz-uitvoerder",
        SPECIAL,
        {"coordination-jeugdwet", "coordination-wmo"},
        {NECESSITY, GS + "explicitConsent"},
    ),
    "3b/meldingsbevoegde": ("meldingsbevoegde", SPECIAL, {"early-coordination-youth-at-risk"}, {NECESSITY}),
}

# Table 4B, read from lines 1761-1899: who is asked, and data or persons where the row names them.
TABLE_4B: dict[str, tuple[set[str], set[str]]] = {
    "63-1": ({"werkgever"}, set()),
    "64-1-a": ({"college-andere-gemeente"}, set()),
    "64-1-b": ({"uwv", "svb"}, set()),
    "64-1-c": ({"belastingdienst"}, set()),
    "64-1-d": ({"cak", "zorgautoriteit", "zorgverzekeraar"}, set()),
    "64-1-e": (
        {
            "bedrijfstakpensioenfonds",
            "ondernemingspensioenfonds",
            "risicofonds",
            "stichting-vervroegd-uittreden",
        },
        set(),
    ),
    "64-1-f": ({"kamer-van-koophandel"}, set()),
    "64-1-g": ({"korpschef", "bevelhebber-marechaussee"}, set()),
    "64-1-h": ({"belastingdienst", "minister-bzk"}, {"data/allowances"}),
    "64-1-i": ({"minister-ocw", "minister-ez"}, set()),
    "64-1-j": ({"minister-ez"}, {"data/production-limits"}),
    "64-1-k": ({"minister-justitie"}, {"subject/gedetineerde", "subject/onttrekker"}),
    "64-1-l": ({"verhuurder-woonruimte"}, set()),
    "64-1-m": ({"nutsbedrijf"}, set()),
    "64-1-n": ({"derde-nutsvoorziening"}, set()),
    "64-1-o": ({"geneesheer-directeur"}, {"data/psychiatric-stay"}),
    "64-1-p": ({"minister"}, set()),
    "64-1-q": ({"minister", "college"}, {"data/childcare-register"}),
}
NOT_SAID_TO_BE_NECESSARY = {"63-1", "64-1-o"}

# Rows and columns whose two prints do not read the same, word by word; in two of them the substance differs.
DIFFERING = {
    "1/situation-1",
    "1/situation-2",
    "1a/column-a",
    "1a/column-b",
    "1a/column-c",
    "2b/uitvoerder-wlz",
    "4a/67-1-d",
    "4a/67-1-g",
    "4b/63-1",
    "4b/64-1-h",
    "4b/64-1-k",
    "4b/64-1-o",
}
IN_SUBSTANCE = {"4a/67-1-d", "4b/64-1-o"}

# What must come out of the comparison, whatever else does: discrepancy and kind.
COMPUTED = {
    "left-out/table-4a/67-1-a/hasRecipient/svb": "missing",
    "place-of-recipient/table-1a/column-c/hasRecipient/svb": "wrongCitation",
    "consent/table-1a/column-c/explicitConsentForProvisionToCollege": "contestedTerm",
    "duty/table-4a/67-1-a": "narrower",
    "duty/table-4a/67-1-e": "narrower",
    "no-power/table-3a/svb": "legalFooting",
    "no-power/table-3a/toezichthouder": "legalFooting",
    "prints/table-4a/67-1-d": "contradiction",
    "prints/table-4b/64-1-o": "contradiction",
    "requirements-differ/table-3b/uitvoerder-wlz/table-1b/uitvoerder-wlz": "contradiction",
    "caption/table-2a/caption/requirements/requirement": "missing",
    "caption/table-2b/caption/requirements/requirement": "missing",
    "caption/table-4a/caption/requirements/requirement-of-BWBR0015703": "wrongCitation",
    "caption/table-4a/caption/ground": "contradiction",
    "caption/table-4b/caption/hasPurpose": "missing",
}


@cache
def tables() -> Sources:
    """Document 001, of which this test reads the tables."""
    return document("001")


def claims(table: str) -> set[str]:
    """The columns or rows of one table, by the last part of their address."""
    prefix = f"claim/001/table-{table}/"
    named = {node for node in tables().of_class("ClaimedGateway") if node.startswith(prefix)}
    return {node.removeprefix(prefix) for node in named if tables().ours(node, "inTable")}


def cells(claim: str, dimension: str) -> set[str]:
    """The terms of a claim in one dimension, over all its cells."""
    elements = tables().ours(claim, "claimedElement")
    return {
        term
        for element in elements
        if tables().ours(element, "dimension") == {dimension}
        for term in tables().ours(element, "accepts")
    }


def stated(claim: str, dimension: str) -> set[str]:
    """What a claim says: of itself, or in its cells."""
    return tables().values(claim, dimension) or cells(claim, dimension)


@pytest.mark.parametrize("table", COUNTS)
def test_each_table_has_its_columns_or_rows(table: str) -> None:
    assert len(claims(table)) == COUNTS[table]
    for slug in claims(table):
        assert tables().ours(f"claim/001/table-{table}/{slug}", "inTable") == {f"source/001/table/{table}"}


def test_both_prints_have_all_nine_tables() -> None:
    assert tables().of_class("ClaimTable") == {f"source/001/table/{table}" for table in COUNTS}
    assert tables().of_class("Print") == BOTH
    for table in tables().of_class("ClaimTable"):
        assert tables().ours(table, "inPrint") == BOTH


@pytest.mark.parametrize("column", TABLE_1A)
def test_table_1a_cell_by_cell(column: str) -> None:
    claim = f"claim/001/table-1a/{column}"
    assert {dimension: stated(claim, dimension) for dimension in TABLE_1A[column]} == TABLE_1A[column]
    assert tables().ours(claim, "direction") == {GS + "provide"}
    assert tables().ours(claim, "art6Limb") == cells(claim, GS + "art6Limb") == {E6}
    assert cells(claim, PROVIDER) == {"party/college"}


@pytest.mark.parametrize("column", TABLE_3A)
def test_table_3a_cell_by_cell(column: str) -> None:
    claim = f"claim/001/table-3a/{column}"
    assert {dimension: stated(claim, dimension) for dimension in TABLE_3A[column]} == TABLE_3A[column]
    assert tables().ours(claim, "direction") == {GS + "exchange"}
    assert tables().ours(claim, "art6Limb") == cells(claim, GS + "art6Limb") == {E6}
    assert cells(claim, DATA) == {"data/personal"}


@pytest.mark.parametrize("row", TABLE_4A)
def test_table_4a_cell_by_cell(row: str) -> None:
    claim = f"claim/001/table-4a/{row}"
    recipients, ground, purposes = TABLE_4A[row]
    assert cells(claim, RECIPIENT) == recipients
    assert cells(claim, PURPOSE) | cells(claim, GS + "task") == purposes
    assert tables().ours(claim, "art6Limb") == ({ground} if ground else set())
    assert (GS + "art6Limb" in tables().ours(claim, "notStated")) == (ground is None)
    assert {DATA, GS + "requirement"} <= tables().ours(claim, "notStated")


@pytest.mark.parametrize("column", WMO_COLUMNS)
def test_tables_1b_2a_2b_and_3b_cell_by_cell(column: str) -> None:
    claim = f"claim/001/table-{column}"
    party, data, purposes, requirements = WMO_COLUMNS[column]
    assert cells(claim, PROVIDER if column.startswith("2") else RECIPIENT) == {f"party/{party}"}
    assert cells(claim, DATA) == data
    assert cells(claim, PURPOSE) == {f"purpose/{purpose}" for purpose in purposes}
    assert tables().ours(claim, "requirement") == requirements
    assert tables().ours(claim, "art6Limb") == cells(claim, GS + "art6Limb") == {E6}


@pytest.mark.parametrize("row", TABLE_4B)
def test_table_4b_cell_by_cell(row: str) -> None:
    claim = f"claim/001/table-4b/{row}"
    asked, named = TABLE_4B[row]
    assert cells(claim, PROVIDER) == {f"party/{party}" for party in asked}
    assert cells(claim, DATA) | cells(claim, DPV + "hasDataSubject") == named
    assert cells(claim, RECIPIENT) == {"party/college"}
    assert tables().ours(claim, "art6Limb") == cells(claim, GS + "art6Limb") == {E6}
    wanted = {"63-1": set(), "64-1-o": {"task/pw-13-lid-3"}}.get(row, {"task/pw"})
    assert cells(claim, GS + "task") == wanted
    assert cells(claim, GS + "necessity") == (set() if row in NOT_SAID_TO_BE_NECESSARY else {GS + "necessary"})


@pytest.mark.parametrize("situation", ["1", "2"])
def test_table_1_cell_by_cell(situation: str) -> None:
    claim = f"claim/001/table-1/situation-{situation}"
    household = {"subject/echtgenoot", "subject/ouder-van-client", "subject/inwonend-kind", "subject/huisgenoot"}
    needs = {"purpose/need-participation-self-reliance", "purpose/need-independent-living"}
    assert cells(claim, UNDER) == {"task/jeugdwet", "task/pw", "task/wgs"}
    assert cells(claim, DATA) == (SPECIAL | {"data/health"} if situation == "1" else {"data/personal"})
    assert cells(claim, DPV + "hasDataSubject") == ({"subject/client"} if situation == "1" else household)
    assert cells(claim, PURPOSE) == (needs if situation == "1" else {"purpose/coordination-of-support"})
    assert tables().ours(claim, "requirement") == {NECESSITY, GS + "explicitConsent"}
    assert tables().ours(claim, "aboutProvision") == {WMO + "5.1.1/lid/4"}


@pytest.mark.parametrize("table", ["2a", "2b", "4a", "4b"])
def test_what_a_table_does_not_state_is_recorded_as_not_stated(table: str) -> None:
    for slug in claims(table):
        claim = f"claim/001/table-{table}/{slug}"
        assert not tables().ours(claim, "requirement")
        assert GS + "requirement" in tables().ours(claim, "notStated")


def test_the_employers_purpose_is_stated_in_neither_print() -> None:
    claim = "claim/001/table-4b/63-1"
    assert PURPOSE in tables().ours(claim, "notStated")
    assert PURPOSE in tables().ours(claim + "/print/annex-10", "notStated")
    assert tables().ours(claim + "/print/annex-10/element/purpose", "literalForm") == {"???"}
    assert cells(claim, PURPOSE) == cells(claim + "/print/annex-10", PURPOSE) == set()


def test_a_minister_without_a_name_gets_none() -> None:
    unnamed = tables().ours("alignment/001/unnamed-minister", "aligns")
    assert len(unnamed) == 4
    assert all("party/minister" in tables().ours(element, "accepts") for element in unnamed)


def test_where_the_prints_differ_both_stand_side_by_side() -> None:
    others = {node for node in tables().facts if node.endswith("/print/annex-10") and "/claim/" in node}
    assert {re.sub(r".*/table-(.*)/print/annex-10", r"\1", node) for node in others} == DIFFERING
    for node in others:
        (claim,) = tables().ours(node, "otherPrintOf")
        assert tables().ours(claim, "inPrint") == {"source/001/print/annex-2-3"}
        assert tables().ours(node, "inPrint") == {"source/001/print/annex-10"}
        assert not tables().ours(node, "inTable"), "a row counts once"


def test_a_row_with_equal_prints_says_so() -> None:
    for table in COUNTS:
        for slug in claims(table):
            equal = f"{table}/{slug}" not in DIFFERING
            prints = tables().ours(f"claim/001/table-{table}/{slug}", "inPrint")
            assert prints == (BOTH if equal else {"source/001/print/annex-2-3"})


def test_a_cell_that_stands_in_both_prints_rests_on_both() -> None:
    for element in tables().of_class("ClaimedElement"):
        prints = tables().ours(element, "inPrint")
        lines = {int(re.findall(r"/lines/(\d+)-", p)[0]) for p in tables().values(element, DERIVED)}
        if "/table-" in element:
            assert prints, element
            assert prints <= BOTH, element
            assert any(line > 3000 for line in lines) == ("source/001/print/annex-10" in prints), element
            assert any(line < 1910 for line in lines) == ("source/001/print/annex-2-3" in prints), element


def covered(node: str) -> set[int]:
    """The lines that a node rests on."""
    found = (re.findall(r"\d+", passage.rpartition("/lines/")[2]) for passage in tables().values(node, DERIVED))
    return {line for first, last in found for line in range(int(first), int(last) + 1)}


def test_a_row_rests_on_the_lines_of_its_cells_in_each_of_its_prints() -> None:
    captions = {line for node in tables().of_class("LegalClaim") if "/caption" in node for line in covered(node)}
    for claim in tables().of_class("ClaimedGateway"):
        prints = tables().ours(claim, "inPrint")
        for element in tables().ours(claim, "claimedElement"):
            if prints <= tables().ours(element, "inPrint"):
                of_annex_10 = {line > 3000 for line in covered(claim)}
                wanted = {line for line in covered(element) if (line > 3000) in of_annex_10}
                assert wanted - captions <= covered(claim), (claim, element)


def test_an_alignment_is_about_the_dimension_of_what_it_aligns() -> None:
    for alignment in tables().of_class("Alignment"):
        aligned = {d for node in tables().ours(alignment, "aligns") for d in tables().ours(node, "dimension")}
        assert aligned <= tables().ours(alignment, "dimension"), alignment
        assert tables().ours(alignment, "aligns"), alignment


def test_words_given_as_literal_stand_so_in_the_lines_cited() -> None:
    lines = source_lines()
    for node in tables().facts:
        text = squeezed(" ".join(lines[line] for line in sorted(covered(node))))
        for words in tables().ours(node, "literalForm") | tables().ours(node, "citedAs"):
            assert squeezed(words) in text, (node, words)


def source_lines() -> dict[int, str]:
    """The lines of the document that are not blank, by number. Skips the test where the document is not at hand."""
    seeds = list((SHARED / "seeds").glob("001_*.txt"))
    if not seeds:
        pytest.skip("no documents at hand: set GRONDSLAG_SHARED to the folder that has seeds/")
    text = seeds[0].read_text(encoding="utf-8")
    return dict(enumerate((line for line in text.split("\n") if line.strip()), start=1))


def squeezed(text: str) -> str:
    """The text with one space for any white space, and one kind of quotation mark."""
    return " ".join(re.sub("[’´]", "'", text).split())


def test_the_captions_promise_requirements_that_no_row_of_2a_and_2b_has() -> None:
    for table in ("2a", "2b"):
        promise = f"claim/001/table-{table}/caption/requirements"
        assert tables().ours(promise, "announces") == {GS + "requirement"}


def test_every_claim_cites_literally_and_by_a_provision() -> None:
    for table in COUNTS:
        for slug in claims(table):
            claim = f"claim/001/table-{table}/{slug}"
            assert len(tables().ours(claim, "citedAs")) == 1
            assert tables().ours(claim, "aboutProvision")


@pytest.fixture(scope="module")
def graph(the_content: Content) -> QueryGraph:
    """Document 001 with the terms and the law; the other documents have no part in this."""
    files = {
        ONTOLOGY: the_content.turtle(the_content.ontology),
        LAW: the_content.turtle(the_content.data / "law"),
        DOCUMENT: the_content.turtle(the_content.data / "sources" / "001"),
    }
    return QueryGraph.of_files({graph: list(paths) for graph, paths in files.items()}, the_content)


def computed(graph: QueryGraph, number: str) -> dict[str, str]:
    """The computed discrepancies of a document: what follows `computed/`, and the kind."""
    source = NamedGraph(f"{GRAPH}source/{number}", Layer.SOURCE)
    mark = f"discrepancy/{number}/computed/"
    kinds = (t for t in graph.triples(source.derived) if t[1] == "discrepancyKind" and t[0].startswith(mark))
    return {subject.removeprefix(mark): kind for subject, _, kind in kinds}


def test_comparing_claims_with_norms_gives_these_discrepancies(graph: QueryGraph) -> None:
    found = computed(graph, "001")
    assert {name: found.get(name) for name in COMPUTED} == COMPUTED
    assert {name for name in found if name.startswith("prints/")} == {f"prints/table-{row}" for row in IN_SUBSTANCE}
    assert len(found) >= 20


def test_a_party_that_the_text_names_is_no_discrepancy(graph: QueryGraph) -> None:
    found = computed(graph, "001")
    assert not [name for name in found if name.startswith("not-in-text/table-4a/67-1-a/")]
    assert not [name for name in found if name.startswith("left-out/table-4a/67-1-e/")]


def test_a_computed_discrepancy_says_all_that_an_argued_one_says(graph: QueryGraph) -> None:
    wanted = {"label", "onClaim", "discrepancyKind", "established", "description", "wasDerivedFrom", "foundIn"}
    said: dict[str, set[str]] = {}
    for subject, predicate, _ in graph.triples(DOCUMENT.derived):
        if "/computed/" in subject:
            said.setdefault(subject, set()).add(predicate.split("/")[-1].split("#")[-1])
    for node, predicates in said.items():
        assert wanted <= predicates, node


@pytest.fixture(scope="module")
def small(the_content: Content) -> QueryGraph:
    return QueryGraph.of_files({LAW: [FIXTURES / "law.ttl"], SOURCE: [FIXTURES / "source.ttl"]}, the_content)


def test_each_comparison_on_a_small_graph(small: QueryGraph) -> None:
    assert computed(small, "900") == {
        "not-in-text/row/hasRecipient/insurer": "wrongList",
        "left-out/row/hasRecipient/fund": "missing",
        "left-out/row/hasDataExporter/mayor": "narrower",
        "consent/row/explicitConsent": "contestedTerm",
        "special-data/row": "narrower",
        "duty/row": "narrower",
        "later-text/row/BWBR0000001/art/1": "outdated",
        "consent/silent/explicitConsent": "missing",
        "place-of-recipient/silent/hasRecipient/bank": "wrongCitation",
        "duty/silent": "missing",
        "no-power/task-only": "legalFooting",
        "no-power/gdpr-only": "legalFooting",
    }


def test_without_the_norm_there_is_nothing_to_compare(small: QueryGraph) -> None:
    less = small.without(lambda quad: quad.predicate.value.endswith("#restsOn"))
    assert set(computed(less, "900")) == {"no-power/gdpr-only", "later-text/row/BWBR0000001/art/1"}
