"""What every document of the source layer must hold to, beside the rules of test_walk.py."""

from __future__ import annotations

import document_checks as checks
import pytest
from document_checks import Sources


@pytest.fixture(scope="module", params=checks.LINES)
def source(request: pytest.FixtureRequest) -> Sources:
    """Each document in turn."""
    return checks.document(request.param)


def test_no_document_is_left_out() -> None:
    assert {folder.name for folder in (checks.ROOT / "data" / "sources").iterdir()} == set(checks.LINES)


def test_every_statement_rests_on_a_passage_of_its_document(source: Sources) -> None:
    checks.rests_on_passages(source)


def test_no_sentence_is_copied(source: Sources) -> None:
    checks.copies_no_sentence(source)


def test_a_provision_that_is_not_cited_is_argued(source: Sources) -> None:
    checks.argues_readings(source)


def test_an_unanswered_question_has_no_answer(source: Sources) -> None:
    checks.questions_have_no_answer(source)
