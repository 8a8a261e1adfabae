"""The basis finder and the impact of a change, as commands give them: candidates, conditions, and what-ifs."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from explain_data import GRAPHS
from match_data import IN_2026, store

from grondslag.cli import cli
from grondslag.errors import BadInput
from grondslag.explain.bases import (
    CANDIDATES_NOTICE,
    BasisFinder,
    Candidates,
    candidates_to_json,
    candidates_to_text,
)
from grondslag.explain.losses import WHAT_IF, Impact, find_impact, impact_to_json, impact_to_text
from grondslag.match import Change, Outcome, Text
from grondslag.namespaces import ID
from grondslag.report.model import LANGUAGES, Language

REUSE_POWER = ID + "bwb/BWBR0031331/art/8d"
FIRST_DAY = date(2026, 11, 1)


@cache
def finder() -> BasisFinder:
    return BasisFinder(store(), GRAPHS)


@cache
def candidates(recipient: str | None, data: str, purpose: str, day: date) -> Candidates:
    return finder().find(ID + "party/college", ID + recipient if recipient else None, ID + data, ID + purpose, day)


def of_debt_help(day: date = IN_2026) -> Candidates:
    return candidates(None, "data/benefit-scheme", "task/wgs", day)


def said(text: str) -> str:
    return " ".join(text.split())


def test_a_candidate_tells_its_provision_conditions_and_what_remains_to_be_shown() -> None:
    found = next(each for each in of_debt_help().found if each.norm.iri == ID + "norm/wgs-reuse-for-debt-help")
    assert [one.citation for one in found.provisions] == ["Wgs art. 8d"]
    assert (found.outcome, found.text) == (Outcome.UNDETERMINED, Text.HELD)
    assert {one.iri.rpartition("/")[2] for one in found.conditions} == {"necessity"}
    assert {one.iri.rpartition("/")[2] for one in found.missing} == {"same-college", "subject", "origin", "necessity"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_marks_them_as_candidates_that_nobody_claimed(language: Language) -> None:
    text = said(candidates_to_text(of_debt_help(), language))
    assert CANDIDATES_NOTICE.in_language(language) in text
    assert "Wgs art. 8d · " + {"nl": "versie van 2026-07-01", "en": "version of 2026-07-01"}[language] in text
    remains = {"nl": "Nog aan te tonen: verkregen", "en": "Remains to be shown: "}[language]
    assert remains in text or {"nl": "Nog aan te tonen", "en": "Remains"}[language] in text
    assert {"nl": "Voorwaarden: noodzakelijk voor de uitvoering van de Wgs", "en": "Conditions: necessary for"}[
        language
    ] in text


def test_exceptions_stand_apart_from_what_could_carry_the_sharing() -> None:
    found = candidates("party/svb", "data/health", "task/wmo-2.6.2", IN_2026)
    text = candidates_to_text(found, "en")
    bases, _, exceptions = text.partition("Exceptions to the prohibition")
    assert "Provision of CIZ data to the SVB" in bases
    assert "Made public by the person" not in bases
    assert "Made public by the person" in exceptions
    assert {each.is_exception for each in found.found} == {True, False}


def test_where_nothing_is_found_no_basis_is_shown_and_none_excluded() -> None:
    text = said(candidates_to_text(replace(of_debt_help(), found=()), "en"))
    assert "Norms that could carry the sharing (0)" in text
    assert "That shows no basis, and excludes none that we have not read." in text


def test_the_json_says_of_each_that_it_is_not_claimed() -> None:
    read = json.loads(candidates_to_json(of_debt_help()))
    assert read["notice"] == CANDIDATES_NOTICE._asdict()
    assert read["question"]["recipient"] is None
    assert read["question"]["sender"]["id"] == ID + "party/college"
    assert {each["claimed"] for each in read["candidates"]} == {False}
    assert len(read["candidates"]) == len(of_debt_help().found)
    reuse = next(each for each in read["candidates"] if each["norm"]["id"].endswith("wgs-reuse-for-debt-help"))
    assert reuse["provisions"][0]["citation"] == "Wgs art. 8d"
    assert {one["stated"] for one in reuse["to_show"]} == {False}


@cache
def losses(struck: str | None = None, as_of: date = FIRST_DAY) -> Impact:
    change = Change(REUSE_POWER, FIRST_DAY, ID + struck if struck else None)
    return find_impact(store(), GRAPHS, change, as_of)


def test_the_impact_names_the_flow_the_claim_and_what_it_leaned_on() -> None:
    lost = next(each for each in losses().lost if each.item and each.item.iri.endswith("debt-help/item/scheme"))
    assert (lost.before, lost.after, lost.layer) == (Outcome.COVERED, Outcome.FAILS, "register")
    assert [norm.iri for norm in lost.leaned_on] == [ID + "norm/wgs-reuse-for-debt-help"]
    assert lost.operation is not None
    assert lost.operation.label.en == "reuse"


def test_a_party_struck_from_the_list_costs_what_rests_on_it() -> None:
    assert {each.claim.iri for each in losses("party/college").lost} == {each.claim.iri for each in losses().lost}


@pytest.mark.parametrize("struck", [None, "party/college"])
def test_before_the_first_day_nothing_is_lost_and_the_text_says_so(struck: str | None) -> None:
    early = losses(struck, as_of=date(2026, 10, 31))
    assert losses(struck).lost
    assert early.lost == ()
    assert "No claim in reported practice or registers comes out worse." in impact_to_text(early, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_says_that_it_is_a_what_if(language: Language) -> None:
    text = said(impact_to_text(losses(), language))
    assert WHAT_IF.in_language(language) in text
    assert {"nl": "gedekt -> past niet", "en": "covered -> fails"}[language] in text
    struck = said(impact_to_text(losses("party/college"), language))
    assert {"nl": "noemt met ingang van 2026-11-01 niet meer: college", "en": "no longer names: municipal"}[
        language
    ] in struck


def test_the_impact_as_json() -> None:
    read = json.loads(impact_to_json(losses()))
    assert read["notice"] == WHAT_IF._asdict()
    assert (read["from"], read["as_of"], read["struck"]) == ("2026-11-01", "2026-11-01", None)
    assert len(read["lost"]) == len(losses().lost)
    assert {"before", "after", "flow", "item", "leaned_on"} <= set(read["lost"][0])


def test_nothing_is_stored() -> None:
    before = len(store())
    losses()
    assert len(store()) == before


@pytest.mark.parametrize(
    ("provision", "struck", "told"),
    [
        ("bwb/BWBR0031331/art/99", None, "No norm was read from"),
        ("bwb/BWBR0031331/art/8d", "party/svb", "No norm on Wgs art. 8d names 'party/svb'"),
    ],
)
def test_a_change_that_changes_nothing_is_refused(provision: str, struck: str | None, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        find_impact(store(), GRAPHS, Change(ID + provision, FIRST_DAY, ID + struck if struck else None), FIRST_DAY)


def run(home: Path, *words: str) -> Result:
    return CliRunner(env={"GRONDSLAG_HOME": str(home)}).invoke(cli, list(words))


def test_the_command_finds_bases(home_000: Path) -> None:
    wish = ("bases", "--sender", "college", "--data", "benefit-scheme", "--purpose", "wgs", "--as-of", "2026-11-01")
    text = run(home_000, *wish, "--lang", "nl")
    assert text.exit_code == 0
    assert "Wgs art. 8d" in text.stdout
    read = json.loads(run(home_000, *wish, "--format", "json").stdout)
    assert (read["as_of"], read["generation"][:7]) == ("2026-11-01", "000001-")


def test_the_command_tells_an_impact(home_000: Path) -> None:
    wish = ("impact", "--provision", "UAVG art. 30 lid 1 onder b", "--from", "2026-11-01")
    text = run(home_000, *wish)
    assert text.exit_code == 0
    assert "UAVG art. 30 lid 1 onder b is gone from 2026-11-01 on" in text.stdout
    assert "undetermined -> fails" in text.stdout
    early = json.loads(run(home_000, *wish, "--as-of", "2026-10-31", "--format", "json").stdout)
    assert (early["as_of"], early["from"], early["lost"]) == ("2026-10-31", "2026-11-01", [])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("bases", "--sender", "colege", "--data", "health", "--purpose", "wgs"), "party/college"),
        (("bases", "--sender", "college", "--data", "helth", "--purpose", "wgs"), "data/health"),
        (("bases", "--sender", "college", "--data", "health", "--purpose", "wgz"), "task/wgs"),
        (("bases", "--sender", "college", "--data", "health"), "--purpose"),
        (("impact", "--provision", "PW art. 67 lid 99"), "PW art. 67"),
        (("impact", "--provision", "Wgs art. 8d", "--struck", "colege"), "party/college"),
        (("impact", "--provision", "Wgs art. 8d", "--known-on", "2001-01-01"), "No generation is kept"),
    ],
)
def test_what_is_unknown_is_refused_with_near_names(home_000: Path, words: tuple[str, ...], told: str) -> None:
    made = run(home_000, *words)
    assert made.exit_code == 2
    assert told in made.stderr
    assert made.stdout == ""
