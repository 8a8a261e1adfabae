"""Registers as people write them for themselves: headings in plain words, and cells that say nothing or that failed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_register_mapping import csv_file, table, xlsx_file

from grondslag.content import content
from grondslag.registers.alignment import Aligner
from grondslag.registers.headings import Headings
from grondslag.registers.mapping import from_toml, suggest_for, to_toml
from grondslag.registers.model import Activity, Cell, Certainty, Field, Place
from grondslag.registers.reading.table import read
from grondslag.registers.split import Said, said
from grondslag.registers.tabular import Table
from grondslag.registers.understanding import Remark, Status, remarks_on

ERRORS = (
    *("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"),
    *("#N/B", "#VERW!", "#WAARDE!", "#NAAM?", "#DEEL/0!", "#GETAL!", "#LEEG!"),
)


@pytest.fixture(scope="module")
def known() -> Headings:
    return Headings(content())


@pytest.fixture(scope="module")
def aligner() -> Aligner:
    return Aligner(content())


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Bijz. persoonsgegevens", Field.SPECIAL_DATA),
        ("Waarvoor?", Field.PURPOSE),
        ("Waarom", Field.PURPOSE),
        ("Van wie?", Field.DATA_SUBJECTS),
        ("Van wie", Field.DATA_SUBJECTS),
        ("Aan wie verstrekken wij", Field.RECIPIENTS),
        ("DPIA ja/nee", Field.IMPACT_ASSESSMENT),
    ],
)
def test_headings_in_plain_words_are_known(known: Headings, heading: str, field: Field) -> None:
    assert known.fields(heading)[0] == (field, 1.0)
    assert known.is_known(heading)


GROUPS = ["Verwerking", "", "", "Delen", "", "", "Rechtmatigheid"]
PARTS = ["Nr.", "Naam verwerking", "Hoe precies", "Met welke buren", "Verwerker(s)", "Doorgifte", "Grondslag AVG"]


def test_columns_below_groups_have_one_name_in_the_suggestion_and_in_the_rows(known: Headings) -> None:
    # The group is itself a heading, and another stands above columns that are known and one that is not.
    rows = [GROUPS, PARTS, ["1", "Bijstand", "", "die", "Centric", "nee", "publieke taak"]]
    book = xlsx_file({"R": rows}, merged=["A1:C1", "D1:F1"])
    mapping = from_toml(to_toml(suggest_for(book.sheets, known)))
    (row,), problems = table(book, mapping)
    assert problems == []
    assert (row.name, row.cells[Field.PROCESSORS].text, row.cells[Field.LIMB].text) == ("1", "Centric", "publieke taak")
    # A person may write a mapping with the parts alone.
    by_hand = from_toml(
        '[columns]\n"Nr." = "identifier"\n"Naam verwerking" = "activity"\n"Verwerker(s)" = "processors"\n'
    )
    (row,), _ = table(book, by_hand)
    assert (row.name, row.cells[Field.PROCESSORS].text) == ("1", "Centric")


def test_a_row_with_more_cells_than_headings_is_refused_for_it_may_be_shifted(known: Headings) -> None:
    with read(b"Nummer;Naam;Doel\n1;Post;geven; nemen;los\n2;Pers;doel;;\n3;Zorg;doel\n", "register.csv") as file:
        found = Table(file.sheets, suggest_for(file.sheets, known))
        assert [row.name for row in found.rows()] == ["2", "3"]
    (problem,) = found.problems
    assert problem.refused
    assert (str(problem.place), problem.value) == (str(Place("", 2, 4)), " nemen")
    assert problem.reason.startswith("row 2 has 5 cells, the headings have 3: put a cell that holds ; in quotes")
    # A note beside the table of a workbook shifts nothing.
    beside = xlsx_file({"R": [["Nummer", "Naam", "Doel"], ["1", "Post", "geven", "een notitie"]]})
    assert table(beside, suggest_for(beside.sheets, known))[1] == []


@pytest.mark.parametrize("words", [*ERRORS, "onbekend", "n.t.b.", "nader te bepalen", "volgt", "niet bepaald", "?"])
def test_errors_of_a_sheet_and_words_for_later_are_silence(words: str) -> None:
    assert said(words) is Said.NOT_KNOWN


def remarks(aligner: Aligner, field: Field, text: str) -> list[Remark]:
    readings = {field: aligner.read(field, text)} if aligner.reads(field) else {}
    cell = Cell(Place("", 2, 1), "Kolom", text)
    return list(remarks_on(Activity("a", {field: text}, readings), {field: cell}))


@pytest.mark.parametrize(
    ("field", "text", "why"),
    [
        (Field.DATA, "NAW, BSN, #N/A", "error of the sheet"),
        (Field.SPECIAL_DATA, "#N/B", "error of the sheet"),
        (Field.TRANSFER, "#VERW!", "error of the sheet"),
        (Field.SECURITY, "#REF!", "error of the sheet"),
        (Field.SECURITY, "zie informatiebeveiligingsbeleid", "refer to another place"),
        (Field.RETENTION, "zie beleid", "refer to another place"),
        (Field.SPECIAL_DATA, "ja", "name no category"),
    ],
)
def test_what_says_nothing_of_what_is_asked_is_listed_to_look_at(
    aligner: Aligner, field: Field, text: str, why: str
) -> None:
    (remark,) = remarks(aligner, field, text)
    assert remark.status is Status.NOT_UNDERSTOOD
    assert why in remark.reason
    assert remark.candidates == ()


def test_what_does_say_something_is_not_listed(aligner: Aligner) -> None:
    assert remarks(aligner, Field.SECURITY, "ISO 27001, zie beleid") == []
    assert remarks(aligner, Field.DEPARTMENT, "zie beleid") == []


def test_an_abbreviation_is_not_taken_for_another_that_is_like_it(aligner: Aligner) -> None:
    assert aligner.word(Field.RECIPIENTS, "ABP").certainty is Certainty.UNKNOWN
    assert aligner.word(Field.RECIPIENTS, "UWV").certainty is Certainty.EXACT


def test_that_nobody_knows_of_a_transfer_suggests_none(aligner: Aligner) -> None:
    assert [reading.candidates for reading in aligner.read(Field.TRANSFER, "?")] == [()]


def test_a_number_or_name_that_failed_names_no_activity() -> None:
    mapping = from_toml('[columns]\n"Nr" = "identifier"\n"Naam" = "activity"\n')
    rows, problems = table(csv_file("Nr;Naam", "#DEEL/0!;Post", "2;Pers"), mapping)
    assert [row.name for row in rows] == ["2"]
    assert [problem.code for problem in problems] == ["no_name"]
    rows, problems = table(csv_file("Nr;Naam", "1;#REF!"), replace(mapping, key=(Field.ACTIVITY,)))
    assert (rows, [problem.code for problem in problems]) == ([], ["no_name"])
