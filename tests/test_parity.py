"""Every saved query, with its example parameters, gives the same rows on engines that share no code with ours.

Over a part of the published graph (benchmarks/sample.py), because the others are slow; `python -m benchmarks.parity`
compares over all of it. What came of that, and why the queries named here are left out, is in docs/engines.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.parity import difference, of_comunica, of_engine, publish_part, tell
from benchmarks.reference_engines import Comunica, Row, rdflib_program
from grondslag.content import Content, content
from grondslag.query.engine import Engine
from grondslag.query.saved import Catalogue
from grondslag.settings import MEGABYTE, Limits, Settings

NAMES = Catalogue(content().queries).names()
PAGE = Path(__file__).resolve().parent.parent / "docs" / "engines.md"
LIMITS = Limits(seconds=60, memory_bytes=2_000 * MEGABYTE, workers=1)

# What an engine gets wrong, and why. A query that it gets right after all fails its test.
UNBOUND = "fails where GROUP_CONCAT(DISTINCT ?x) meets a row without ?x"
WRONG_IN_RDFLIB = {"discrepancies": UNBOUND, "what-a-party-receives": UNBOUND}
WRONG_IN_COMUNICA = {"statutes": "counts 0 where an optional group of a subquery has no rows"}

# What takes an engine too long for a test.
SLOW_IN_RDFLIB = {
    "provision-of-flow",
}
SLOW_IN_COMUNICA = {
    "claimed-flows-of-party",
    "consent-required-by-law",
    "flows-in-domain",
    "gateways-of-party",
    "norms-of-provision",
    "provision-of-flow",
    "recipients-of-health-data",
    "who-must-provide",
}


@pytest.fixture(scope="module")
def part(tmp_path_factory: pytest.TempPathFactory, engine: Engine) -> Settings:
    home = tmp_path_factory.mktemp("part") / "home"
    publish_part(home, engine.generation(), engine, engine.catalogue.all())
    return Settings(home=home, limits=LIMITS)


@pytest.fixture(scope="module")
def ours(part: Settings, the_content: Content) -> Iterator[Engine]:
    with Engine(part, the_content) as running:
        yield running


@pytest.fixture(scope="module")
def expected(ours: Engine) -> dict[str, list[Row]]:
    return {query.name: of_engine(ours)(query) for query in ours.catalogue.all()}


@pytest.fixture(scope="module")
def rdflib(part: Settings, the_content: Content) -> Iterator[Engine]:
    with Engine(part, the_content, program=rdflib_program) as running:
        yield running


@pytest.fixture(scope="module")
def comunica(ours: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Comunica]:
    with Comunica(ours.generation(), tmp_path_factory.mktemp("comunica"), LIMITS.seconds) as running:
        yield running


def test_every_query_has_something_to_compare(expected: dict[str, list[Row]]) -> None:
    assert [name for name, found in expected.items() if not found] == []


@pytest.mark.parametrize("name", [name for name in NAMES if name not in SLOW_IN_RDFLIB])
def test_rdflib_gives_the_same_rows(expected: dict[str, list[Row]], ours: Engine, rdflib: Engine, name: str) -> None:
    told = tell(ours.catalogue.get(name), expected[name], of_engine(rdflib))
    assert (told.outcome == "equal") is (name not in WRONG_IN_RDFLIB), told.outcome


@pytest.mark.parametrize("name", [name for name in NAMES if name not in SLOW_IN_COMUNICA])
def test_comunica_gives_the_same_rows(
    expected: dict[str, list[Row]], ours: Engine, comunica: Comunica, name: str
) -> None:
    told = tell(ours.catalogue.get(name), expected[name], of_comunica(comunica), ordered=False)
    assert (told.outcome == "equal") is (name not in WRONG_IN_COMUNICA), told.outcome


def test_comunica_still_sorts_wrongly_by_several_keys(comunica: Comunica) -> None:
    values = '("1" "b" UNDEF) ("1" "c" 1) ("1" "a" 1) ("1" "b" 1) ("1" "a" UNDEF) ("0" "z" 2)'
    found = comunica.rows(f"SELECT ?a ?b ?c {{ VALUES (?a ?b ?c) {{ {values} }} }} ORDER BY ?a ?b ?c", ())
    assert [row[:2] for row in found] != sorted(row[:2] for row in found)


@pytest.mark.parametrize("name", sorted({*WRONG_IN_RDFLIB, *WRONG_IN_COMUNICA, *SLOW_IN_RDFLIB, *SLOW_IN_COMUNICA}))
def test_what_is_left_out_is_a_query_and_in_the_docs(name: str) -> None:
    assert name in NAMES
    assert f"`{name}`" in PAGE.read_text(encoding="utf-8")


# ---------------------------------------------------------------- the comparison itself


def test_rows_that_differ_are_told(the_content: Content) -> None:
    query = Catalogue(the_content.queries).get("statutes")
    width = len(query.columns)
    one, other = ('"a"',) * width, ('"b"',) * width
    assert difference(query, [one, other], [one, other]) == "equal"
    assert difference(query, [one, one], [one]) == "1 rows missing, 0 others"
    assert difference(query, [one], [other]) == "1 rows missing, 1 others"


def test_the_order_is_compared_where_the_query_fixes_it(the_content: Content) -> None:
    query = replace(Catalogue(the_content.queries).get("statutes"), columns={"a": {}, "b": {}}, text="ORDER BY ?a")
    first, second = ('"1"', '"y"'), ('"2"', '"x"')
    assert difference(query, [first, second], [second, first]) == "another order"
    assert difference(query, [first, ('"1"', '"z"')], [('"1"', '"z"'), first]) == "equal"
    dutch = [('"1"@nl', '"y"'), ('"2"@nl', '"x"')]
    assert difference(query, dutch, dutch[::-1]) == "equal"
