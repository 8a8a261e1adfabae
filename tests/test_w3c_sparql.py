"""The W3C tests of SPARQL 1.1 through the endpoint, when the suite is given; the counts are in docs/protocol.md."""

from __future__ import annotations

from collections import Counter

import pytest
import w3c_suite
from w3c_suite import PROTOCOL, ROOT, Measured

TESTS_OF_THE_SUITE = 643


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Measured:
    """What came of every test."""
    if not w3c_suite.ARCHIVE.is_file():
        pytest.skip(f"no {w3c_suite.ARCHIVE}: set GRONDSLAG_SHARED to the folder with suites/")
    return w3c_suite.measure(tmp_path_factory.mktemp("w3c"))


def test_no_fewer_pass_through_http_than_with_the_engine_alone(measured: Measured) -> None:
    lost = [
        f"{case.group}/{case.name}" for case, passed in measured.engine.items() if passed and not measured.http[case]
    ]
    assert lost == []
    assert sum(measured.http.values()) >= sum(measured.engine.values()) > 300


def test_every_test_of_the_protocol_that_only_reads_passes(measured: Measured) -> None:
    failed = [case.name for case, passed in measured.http.items() if case.kind == PROTOCOL and not passed]
    assert failed == []
    assert Counter(case.kind for case in measured.http)[PROTOCOL] == 28


def test_every_test_of_the_suite_is_run_or_left_aside_for_a_reason(measured: Measured) -> None:
    assert len(measured.http) + measured.suite.aside.total() == TESTS_OF_THE_SUITE


def test_the_counts_in_the_docs_are_those_measured(measured: Measured) -> None:
    text = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
    assert w3c_suite.with_counts(text, measured.report()) == text
