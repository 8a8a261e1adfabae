"""What the graph says of the interviews, their analysis and the handbook of document 001, with its lines."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from query_graph import QueryGraph

from grondslag.citation import is_provision_iri
from grondslag.content import Content
from grondslag.graphs import Layer, NamedGraph
from grondslag.namespaces import GRAPH, GS, ID
from grondslag.query.saved import Catalogue
from grondslag.rdf import has_blank_node, parse_file

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "data" / "sources" / "001"
DPV = "https://w3id.org/dpv#"
GDPR = "https://w3id.org/dpv/legal/eu/gdpr#"
DCT = "http://purl.org/dc/terms/"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
DERIVED = "http://www.w3.org/ns/prov#wasDerivedFrom"
SOURCE = NamedGraph(GRAPH + "source/001", Layer.SOURCE)
FIRST, LAST, LONGEST_PASSAGE = 1907, 3021, 15

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


class Document:
    """The triples of this part of document 001, with the rest of it, the ontology and the law beside them."""

    def __init__(self) -> None:
        own = [
            *FOLDER.glob("interviews-*.ttl"),
            *FOLDER.glob("product-*.ttl"),
            FOLDER / "passages-interviews.ttl",
        ]
        self.quads = read(own)
        self.others = read(set(FOLDER.glob("*.ttl")) - set(own))
        self.terms = read((ROOT / "ontology").rglob("*.ttl"))
        self.law = read((ROOT / "data" / "law").rglob("*.ttl"))
        self.facts: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = defaultdict(lambda: defaultdict(list))
        for quad in self.quads:
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, (ox.NamedNode, ox.Literal)):
                self.facts[quad.subject.value][quad.predicate.value].append(quad.object)

    def of_class(self, name: str) -> list[str]:
        """The nodes of one of our classes, as what follows `id/`."""
        return sorted(n.removeprefix(ID) for n in list(self.facts) if GS + name in self.values(n, TYPE))

    def values(self, node: str, path: str) -> set[str]:
        """The values of one property: literals or, after `id/`, our IRIs."""
        found = self.facts[node if node.startswith("http") else ID + node][path]
        return {value.value.removeprefix(ID) for value in found}

    def one(self, node: str, path: str) -> str:
        """The only value of a property."""
        (value,) = self.values(node, path)
        return value

    def mentioned(self) -> set[str]:
        """Every IRI of ours that some statement points to."""
        objects = {q.object.value for q in self.quads if isinstance(q.object, ox.NamedNode)}
        return {iri for iri in objects if iri.startswith(ID)}


def read(files: Iterator[Path] | list[Path] | set[Path]) -> list[ox.Quad]:
    """All triples of the Turtle files."""
    return [quad for file in sorted(files) for quad in parse_file(file)]


def subjects(quads: list[ox.Quad]) -> set[str]:
    return {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}


def texts(document: Document) -> Iterator[tuple[str, str, ox.Literal]]:
    """Node, property and value of every text in two languages."""
    for quad in document.quads:
        if isinstance(quad.object, ox.Literal) and quad.object.language and isinstance(quad.subject, ox.NamedNode):
            yield quad.subject.value, quad.predicate.value, quad.object


@pytest.fixture(scope="module")
def document() -> Document:
    return Document()


@pytest.fixture(scope="module")
def graph(the_content: Content) -> QueryGraph:
    return QueryGraph.of_files({SOURCE: sorted(FOLDER.glob("*.ttl"))}, the_content)


def test_every_node_has_a_name_of_its_own(document: Document) -> None:
    assert document.quads
    assert not [quad for quad in document.quads if has_blank_node(quad)]


def test_every_statement_rests_on_a_passage(document: Document) -> None:
    passages = set(document.of_class("Passage"))
    for node in list(document.facts):
        if node.removeprefix(ID) not in passages:
            assert document.values(node, DERIVED) & passages, node


def test_a_passage_is_at_most_fifteen_lines_of_the_document(document: Document) -> None:
    for node in document.of_class("Passage"):
        first, last = int(document.one(node, GS + "firstLine")), int(document.one(node, GS + "lastLine"))
        assert document.one(node, GS + "inDocument") == "source/001"
        assert first <= last <= LAST, node
        assert last - first < LONGEST_PASSAGE, node
        assert node == f"source/001/lines/{first}-{last}"


def test_passages_are_declared_and_used(document: Document) -> None:
    used = {iri.removeprefix(ID) for iri in document.mentioned() if "/lines/" in iri}
    assert set(document.of_class("Passage")) == used


def test_only_the_other_side_of_a_comparison_rests_on_the_chapters_alone(document: Document) -> None:
    outside = {
        node.removeprefix(ID)
        for node in list(document.facts)
        if (lines := document.values(node, DERIVED))
        and all(int(p.rpartition("/")[2].partition("-")[0]) < FIRST for p in lines)
    }
    assert {node for node in outside if not node.startswith("claim/001/report-")} == set()


def test_whatever_is_pointed_to_exists(document: Document) -> None:
    defined = subjects(document.quads) | subjects(document.others) | subjects(document.terms)
    loose = document.mentioned() - defined
    assert not {iri for iri in loose if not iri.startswith((ID + "bwb/", ID + "celex/", ID + "source/001"))}


def test_every_term_of_ours_is_defined(document: Document) -> None:
    used = {t.value for q in document.quads for t in (q.predicate, q.object) if isinstance(t, ox.NamedNode)}
    assert not {iri for iri in used if iri.startswith(GS)} - subjects(document.terms)


def test_every_provision_cited_is_known_to_the_law_layer(document: Document) -> None:
    cited = {iri for iri in document.mentioned() if iri.startswith((ID + "bwb/", ID + "celex/"))}
    assert all(is_provision_iri(iri) for iri in cited if "/art/" in iri)
    assert cited <= subjects(document.law)


def test_whatever_is_shown_has_a_dutch_and_an_english_text(document: Document) -> None:
    languages: dict[tuple[str, str], list[str]] = defaultdict(list)
    for node, path, text in texts(document):
        languages[node, path].append(text.language or "")
    for key, found in languages.items():
        assert sorted(found) == ["en", "nl"], key
    for node in list(document.facts):
        assert (node, LABEL) in languages, node


def test_no_person_is_named(document: Document) -> None:
    inside = re.compile(r"(?<=[^.?!:] )([A-Z][\w-]+)")
    for node, _, text in texts(document):
        assert set(inside.findall(text.value)) <= set(CAPITALISED.split()), (node, text.value)


@pytest.mark.parametrize(("kind", "count"), COUNTS.items())
def test_there_are_as_many_as_were_read(document: Document, kind: str, count: int) -> None:
    assert len(document.of_class(kind)) == count


def test_the_plan_has_an_intended_and_a_printed_order(document: Document) -> None:
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
def test_a_list_of_the_handbook_is_complete_and_numbered(document: Document, slug: str, kind: str, count: int) -> None:
    entries = document.values(f"procedure/001/{slug}", GS + "procedureEntry")
    assert {document.one(entry, GS + "entryKind") for entry in entries} == {GS + kind}
    positions = sorted(int(document.one(entry, GS + "position")) for entry in entries)
    assert positions == list(range(1, count + 1))


def test_a_thinking_question_belongs_to_a_step_or_weighing(document: Document) -> None:
    entries = set(document.of_class("ProcedureEntry"))
    for entry in document.values("procedure/001/handbook-questions", GS + "procedureEntry"):
        assert document.one(entry, GS + "partOfEntry") in entries


def test_the_booklet_of_eight_steps_is_named_without_its_steps(document: Document) -> None:
    assert GS + "procedureEntry" in document.values("procedure/001/den-haag-eight-steps", GS + "notStated")


def test_flows_that_the_speakers_call_groundless_are_recorded_with_a_denied_basis(document: Document) -> None:
    denied = {
        flow
        for flow in document.of_class("ReportedFlow")
        for claim in document.values(flow, GS + "basisClaim")
        if document.one(claim, GS + "claimStatus") == GS + "claimDenied"
    }
    assert denied == GROUNDLESS


def test_haarlem_has_approval_of_management_and_alderman_and_a_silent_weighing(document: Document) -> None:
    derogation = "derogation/001/interview-haarlem-suwi"
    assert document.values(derogation, GS + "approvedBy") == {"party/directie", "party/wethouder"}
    assert document.values(derogation, GS + "appliesTo") == {SUWI}
    assert {GS + "weighing", GS + "documentedIn"} <= document.values(derogation, GS + "notStated")
    item = document.one(SUWI, GS + "item")
    assert document.values(item, DPV + "hasPersonalData") == {"data/suwi-file"}
    assert document.values(SUWI, GS + "task") == {"task/wgs"}


def test_almere_derogates_without_an_approver(document: Document) -> None:
    derogation = "derogation/001/interview-almere-conflict-of-duties"
    assert document.values(derogation, GS + "appliesTo") == {CONFLICT}
    assert document.values(derogation, GS + "weighing")
    assert not document.values(derogation, GS + "approvedBy")
    assert GS + "approvedBy" in document.values(derogation, GS + "notStated")


def test_the_pilot_rests_on_covenants_and_claims_no_ground(document: Document) -> None:
    assert document.one("pilot/001/interview-haarlem-early-signals", GS + "trials") == SIGNALS
    claim = document.one(SIGNALS, GS + "basisClaim")
    covenants = "agreement/001/interview-haarlem-early-signal-covenants"
    assert document.one(claim, GS + "claimedInstrument") == covenants
    assert not document.values(claim, GS + "art6Limb")
    assert {GS + "item", DPV + "hasDataExporter"} <= document.values(SIGNALS, GS + "notStated")


def test_how_often_is_said_or_is_not_stated(document: Document) -> None:
    flows = document.of_class("ReportedFlow")
    said = {f.partition("interview-")[2]: document.values(f, DPV + "hasFrequency") for f in flows}
    assert {name: {DPV + often} for name, often in FREQUENCY.items()} == {n: v for n, v in said.items() if v}
    silent = {f for f in flows if DPV + "hasFrequency" in document.values(f, GS + "notStated")}
    assert {f.partition("interview-")[2] for f in silent} == set(said) - set(FREQUENCY)


def test_which_way_and_on_whom_the_pilot_collects_is_not_stated(document: Document) -> None:
    assert not document.values(SIGNALS, GS + "direction") | document.values(SIGNALS, DPV + "hasDataSubject")
    assert {GS + "direction", DPV + "hasDataSubject"} <= document.values(SIGNALS, GS + "notStated")
    inquiry = "flow/001/interview-haarlem-neighbourhood-team-inquiry"
    assert document.one(inquiry, GS + "direction") == GS + "request"


def test_flows_before_which_somebody_is_asked_to_agree(document: Document) -> None:
    asked = {f for f in document.of_class("ReportedFlow") if document.values(f, GS + "consentRecord")}
    assert {flow.partition("interview-")[2] for flow in asked} == ASKED


def test_of_medical_data_the_exception_is_not_stated(document: Document) -> None:
    for item in document.of_class("Item"):
        if "data/health" in document.values(item, DPV + "hasPersonalData"):
            assert GS + "art9Limb" in document.values(item, GS + "notStated"), item


@pytest.mark.parametrize(("claim", "lines"), TOLD.items())
def test_what_the_hague_tells_of_itself(document: Document, claim: str, lines: str) -> None:
    assert f"source/001/lines/{lines}" in document.values(claim, DERIVED)
    assert "org/gemeente-den-haag" in document.values(claim, DCT + "subject")


def test_a_municipality_is_read_as_its_executive_by_its_own_name(document: Document) -> None:
    for name in ("Den-Haag", "Haarlem", "Almere"):
        slug = name.lower()
        alignment = f"alignment/001/interview-{slug}-as-executive"
        assert document.one(alignment, GS + "literalForm").lower().endswith(f"gemeente {slug}")


def test_where_professionals_are_read_as_youth_teams_it_says_so(document: Document) -> None:
    alignment = "alignment/001/interview-den-haag-professionals-as-youth-teams"
    assert document.one(alignment, GS + "aligns") == "flow/001/interview-den-haag-school"
    assert document.one(alignment, GS + "toTerm") == "org/den-haag-jeugdteams"
    assert document.one(alignment, GS + "literalForm") == "professionals"


def test_a_legal_claim_without_a_provision_says_so(document: Document) -> None:
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
def test_a_reading_of_a_flow_is_an_alignment(document: Document, alignment: str) -> None:
    dimension, term = READ_AS[alignment]
    node = f"alignment/001/interview-{alignment}"
    assert document.one(node, GS + "toTerm") == term
    for flow in document.values(node, GS + "aligns"):
        assert term in document.values(flow, DPV + dimension)


def test_haarlem_reuses_suwi_data_acquired_under_suwi(document: Document) -> None:
    assert document.one(SUWI, GS + "acquiredUnder") == "task/wet-suwi"
    aligned = document.one("alignment/001/interview-haarlem-suwi-acquired-under", GS + "confidence")
    assert aligned == GS + "contested"


def test_the_stances_on_consent_stay_apart(document: Document) -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for stance in document.of_class("Stance"):
        if "theme/consent" in document.values(stance, DCT + "subject"):
            found[document.one(stance, GS + "stanceOf")].add(stance)
    assert found == CONSENT


def test_almere_and_zaandam_stay_two_organisations(document: Document) -> None:
    same = "http://www.w3.org/2002/07/owl#sameAs"
    assert not [quad for quad in document.quads if quad.predicate.value == same]
    assert document.one("claim/001/interview-almere-held", DCT + "subject") == "org/gemeente-almere"
    assert document.one("claim/001/report-interview-zaandam", DCT + "subject") == "org/gemeente-zaandam"
    assert document.one("claim/001/interview-almere-held", DCT + "date") == "2019-06-12"
    assert document.one("claim/001/report-interview-zaandam", DCT + "date") == "2019-06-12"
    assert "org/gemeente-zaandam" not in {
        org for stance in document.of_class("Stance") for org in document.values(stance, GS + "stanceOf")
    }


def test_the_handbook_says_of_four_grounds_whether_to_use_them(document: Document) -> None:
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


def test_a_discrepancy_says_on_which_claim_and_against_what(document: Document) -> None:
    for node in document.of_class("Discrepancy"):
        assert document.values(node, GS + "onClaim"), node
        provisions = document.values(node, GS + "againstProvision")
        assert provisions or document.values(node, GS + "againstClaim"), node
        assert document.one(node, GS + "established") == GS + "reasoned"
        states = document.values(node, GS + "againstState")
        assert {s.split("/art/")[1] for s in states} == {p.split("/art/")[1] for p in provisions}, node


def test_unanswered_questions_have_no_answer(document: Document) -> None:
    allowed = {TYPE, LABEL, GS + "question", DCT + "subject", DERIVED}
    for node in document.of_class("UnansweredQuestion"):
        assert set(document.facts[ID + node]) <= allowed, node


@pytest.mark.parametrize("number", ["q59", "q61", "q62"])
def test_a_question_on_the_handbook_has_the_answer_read_there(
    graph: QueryGraph, the_content: Content, number: str
) -> None:
    catalogue = Catalogue(the_content.queries / "competency")
    (name,) = [name for name in catalogue.names() if name.startswith(f"{number}-")]
    with (ROOT / "tests" / "competency" / f"{number}.csv").open(encoding="utf-8", newline="") as file:
        header, *expected = [tuple(row) for row in csv.reader(file)]
    query = catalogue.get(name)
    found = [row[: len(header)] for row in graph.rows(query)]
    assert list(query.columns)[: len(header)] == list(header)
    assert found == expected


@pytest.mark.parametrize("entry", ["handbook-step-plan/entry/ground", "handbook-weighings/entry/integrity"])
def test_an_answer_goes_when_its_entry_goes(graph: QueryGraph, the_content: Content, entry: str) -> None:
    gone = ID + "procedure/001/" + entry
    less = graph.without(lambda quad: isinstance(quad.object, ox.NamedNode) and quad.object.value == gone)
    catalogue = Catalogue(the_content.queries / "competency")
    names = [name for name in catalogue.names() if name.startswith(("q59-", "q61-"))]
    lost = {row for name in names for row in graph.rows(catalogue.get(name))}
    lost -= {row for name in names for row in less.rows(catalogue.get(name))}
    assert len(lost) == 1
