"""What the graph says of document 004, the supervisory authority's note for council members."""

from __future__ import annotations

import document_checks as checks
import pytest
from document_checks import DCT, Sources

from grondslag.namespaces import GS, PREFIXES

AUTHORITY = "org/autoriteit-persoonsgegevens"
QUESTIONS = {
    "1": "question/004/which-partnerships",
    "2": "question/004/examined-beforehand",
    "3": "question/004/citizens-informed",
}
DEMANDS = {
    "1": {"register-kept", "recipients-in-register", "partnerships-from-register"},
    "2": {"legal-ground", "responsibilities-settled", "recipients-entitled"},
    "3": {"how-informed", "plain-language", "far-reaching-decisions"},
}
SHORTCOMINGS = {
    "1": {"register-not-current", "register-not-specific"},
    "2": {"sharing-unexamined", "agreements-taken-as-ground", "responsibilities-unclear"},
    "3": {"informing-not-shown", "information-lacking"},
}
COUNTS = {"LegalClaim": 13, "Observation": 8, "Shortcoming": 7, "Discrepancy": 5, "UnansweredQuestion": 5}
CAPITALISED = "Autoriteit AVG Data Dutch GDPR Nederlandse Persoonsgegevens Protection Authority AP"


@pytest.fixture(scope="module")
def note() -> Sources:
    return checks.document("004")


def test_no_person_is_named(note: Sources) -> None:
    checks.names_no_person(note, CAPITALISED.split())


def test_what_a_given_municipality_does_stays_unanswered(note: Sources) -> None:
    checks.questions_have_no_answer(note)


@pytest.mark.parametrize("kind", COUNTS)
def test_nothing_is_lost_on_the_way(note: Sources, kind: str) -> None:
    assert len(note.of_class(kind)) == COUNTS[kind]


def test_three_questions_go_from_council_member_to_alderman(note: Sources) -> None:
    assert note.of_class("SupervisoryQuestion") == set(QUESTIONS.values())
    for place, question in QUESTIONS.items():
        assert note.one(question, GS + "position") == place
        assert note.ours(question, "putBy") == {"party/raadslid"}
        assert note.ours(question, "putTo") == {"party/wethouder"}
        assert note.values(question, GS + "question", "nl")


@pytest.mark.parametrize("place", QUESTIONS)
def test_each_question_has_what_must_be_shown(note: Sources, place: str) -> None:
    found = {node for node in note.of_class("EvidenceDemand") if QUESTIONS[place] in note.ours(node, "ofQuestion")}
    assert found == {f"demand/004/{slug}" for slug in DEMANDS[place]}


@pytest.mark.parametrize("place", QUESTIONS)
def test_each_question_has_the_shortcomings_observed(note: Sources, place: str) -> None:
    found = {node for node in note.of_class("Shortcoming") if QUESTIONS[place] in note.ours(node, "ofQuestion")}
    assert found == {f"observation/004/{slug}" for slug in SHORTCOMINGS[place]}


def test_what_was_observed_is_the_authoritys(note: Sources) -> None:
    observed = note.of_class("Shortcoming") | note.of_class("Observation")
    assert {note.one(node, PREFIXES["prov"] + "wasAttributedTo") for node in observed} == {AUTHORITY}


def test_an_effect_follows_from_an_observation_on_the_same_question(note: Sources) -> None:
    effects = {node for node in note.of_class("Observation") if note.ours(node, "effectOf")}
    assert len(effects) == 3
    for node in effects:
        cause = note.one(node, GS + "effectOf")
        assert note.ours(cause, "ofQuestion") == note.ours(node, "ofQuestion")


def test_no_flow_and_no_municipality_is_made_up(note: Sources) -> None:
    assert not note.of_class("ReportedFlow")
    assert not {node for node in note.facts if "/org/gemeente-" in node}


def test_extra_demands_are_held_against_the_article_on_joint_controllers(note: Sources) -> None:
    against = note.ours("discrepancy/004/extra-demands-unnamed", "againstProvision")
    assert against == {f"celex/32016R0679/art/{place}" for place in ("12/lid/1", "26/lid/1", "26/lid/2")}


def test_a_claim_on_the_law_without_a_citation_says_so(note: Sources) -> None:
    for node in note.of_class("LegalClaim"):
        assert GS + "citedAs" in note.ours(node, "notStated")
        assert bool(note.ours(node, "aboutProvision")) != (GS + "aboutProvision" in note.ours(node, "notStated"))
        assert note.values(node, DCT + "subject")
