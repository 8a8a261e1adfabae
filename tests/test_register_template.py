from __future__ import annotations

import csv
import io
import re
import zipfile
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from grondslag.cli.template import template as command
from grondslag.content import content
from grondslag.errors import BadInput
from grondslag.namespaces import GS
from grondslag.registers.alignment import Aligner
from grondslag.registers.citing import Citations
from grondslag.registers.headings import Headings
from grondslag.registers.mapping import suggest_for
from grondslag.registers.model import Certainty, Field, Side
from grondslag.registers.reading.table import read
from grondslag.registers.tabular import Table
from grondslag.registers.template import Template, template
from grondslag.registers.terms import DATA, PARTIES, SUBJECTS
from grondslag.registers.understanding import Reader, remarks_on
from grondslag.report.model import Language

SIDES = list(Side)
LANGUAGES: list[Language] = ["nl", "en"]


@pytest.fixture(scope="module")
def aligner() -> Aligner:
    return Aligner(content())


@pytest.fixture(scope="module")
def citations() -> Citations:
    return Citations.of_files(content())


@cache
def filled(side: Side, language: Language = "nl") -> Template:
    return Template(content(), side, language, example=True)


def offered(made: Template) -> dict[Field, tuple[str, ...]]:
    return {column.field: column.choices for column in made.columns if column.choices}


def part(book: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return archive.read(name).decode("utf-8")


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize(("form", "language"), [("csv", "nl"), ("xlsx", "nl"), ("csv", "en")])
def test_the_filled_example_is_imported_without_a_cell_that_is_not_understood(
    aligner: Aligner, citations: Citations, side: Side, form: str, language: Language
) -> None:
    made = filled(side, language)
    with read(made.to_csv() if form == "csv" else made.to_xlsx(), f"template.{form}") as workbook:
        mapping = suggest_for(workbook.sheets, Headings(content()))
        table = Table(workbook.sheets, mapping)
        rows = list(table.rows())
    reader = Reader(mapping, aligner, citations)

    assert (mapping.side, mapping.guessed, mapping.left_out, mapping.joined) == (side, (), (), {})
    assert (len(rows), table.problems) == (5, [])
    assert [remark for row in rows for remark in remarks_on(reader.activity(row), row.cells)] == []


@pytest.mark.parametrize("side", SIDES)
def test_the_headings_are_labels_by_which_an_import_knows_the_columns(side: Side) -> None:
    known = Headings(content())
    for language in LANGUAGES:
        made = filled(side, language)
        assert [known.fields(column.heading)[0] for column in made.columns] == [(c.field, 1.0) for c in made.columns]


def test_a_controller_is_asked_for_what_article_30_lid_1_asks_and_a_processor_for_lid_2() -> None:
    asked = {
        side: {column.field: column.article.nl for column in filled(side).columns if column.article} for side in SIDES
    }

    assert asked[Side.CONTROLLER][Field.RETENTION] == "AVG art. 30 lid 1 onder f"
    assert asked[Side.PROCESSOR][Field.PRINCIPAL] == "AVG art. 30 lid 2 onder a"
    assert Field.PRINCIPAL not in asked[Side.CONTROLLER]


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_a_list_offers_is_read_for_certain(
    aligner: Aligner, citations: Citations, side: Side, language: Language
) -> None:
    citing = {Field.LIMB: citations.limbs, Field.EXCEPTION: citations.exceptions}
    found = offered(filled(side, language))
    readings = [
        (field, choice, citing[field](choice) if field in citing else aligner.read(field, choice))
        for field, choices in found.items()
        for choice in choices
        if field is not Field.IMPACT_ASSESSMENT
    ]

    assert len(readings) > 200
    assert [
        (field, choice, read)
        for field, choice, read in readings
        if {reading.certainty for reading in read} not in ({Certainty.EXACT}, {Certainty.NONE})
    ] == []


def test_the_lists_are_those_of_the_schemes() -> None:
    found, terms = offered(filled(Side.CONTROLLER)), filled(Side.CONTROLLER).terms
    labels = {scheme: {term.label() for term in terms.of_scheme(scheme)} for scheme in (DATA, SUBJECTS, PARTIES)}

    assert set(found[Field.DATA]) | set(found[Field.SPECIAL_DATA]) == labels[DATA] | {"geen"}
    assert set(found[Field.DATA_SUBJECTS]) == labels[SUBJECTS]
    assert set(found[Field.RECIPIENTS]) == labels[PARTIES] | {"geen"}
    assert len(found[Field.LIMB]) == 6
    assert len(found[Field.EXCEPTION]) == 11


def test_data_that_ask_for_an_exception_or_authority_stand_apart() -> None:
    found, terms = offered(filled(Side.CONTROLLER)), filled(Side.CONTROLLER).terms
    special = {term.label() for term in terms.of_scheme(DATA) if GS + "SpecialCategory" in term.kinds}

    assert special <= set(found[Field.SPECIAL_DATA])
    assert "burgerservicenummer" in found[Field.SPECIAL_DATA]
    assert set(found[Field.DATA]).isdisjoint(found[Field.SPECIAL_DATA])


@pytest.mark.parametrize("side", SIDES)
def test_the_workbook_holds_register_explanation_and_hidden_lists(side: Side) -> None:
    made = filled(side)
    book = CalamineWorkbook.from_object(io.BytesIO(made.to_xlsx()))
    register, columns, lists = (book.get_sheet_by_name(name).to_python() for name in book.sheet_names)

    assert [(sheet.name, sheet.visible) for sheet in book.sheets_metadata] == [
        ("Register", SheetVisibleEnum.Visible),
        ("Toelichting", SheetVisibleEnum.Visible),
        ("Lijsten", SheetVisibleEnum.Hidden),
    ]
    assert register[0] == [column.heading for column in made.columns]
    assert register[1:] == made.rows()
    assert [row[0] for row in columns[-len(made.columns) :]] == [column.heading for column in made.columns]
    assert all(row[1] and row[2] and row[3] for row in columns[-len(made.columns) :])
    for at, choices in enumerate(offered(made).values()):
        assert tuple(row[at] for row in lists if row[at]) == choices


def test_each_list_is_offered_below_its_heading_and_own_words_are_taken_too() -> None:
    made = filled(Side.CONTROLLER)
    rules = re.findall(r"<dataValidation .*?</dataValidation>", part(made.to_xlsx(), "xl/worksheets/sheet1.xml"))
    by_cell = {found[1]: rule for rule in rules if (found := re.search(r'sqref="([A-Z]+)2:', rule))}

    assert len(rules) == len(by_cell) == len(offered(made))
    for rule in rules:
        assert 'type="list"' in rule
        assert "showErrorMessage" not in rule
        assert re.search(r"'Lijsten'!\$[A-Z]+\$1:\$[A-Z]+\$\d+", rule)
    at = next(at for at, column in enumerate(made.columns) if column.field is Field.RECIPIENTS)
    assert "scheid ze met ;" in by_cell[chr(ord("A") + at)]


def test_the_heading_stays_in_view() -> None:
    assert 'ySplit="1"' in part(filled(Side.CONTROLLER).to_xlsx(), "xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_same_template_has_the_same_bytes(form: str) -> None:
    first, second = (template(content(), Side.CONTROLLER, form, example=True) for _ in range(2))

    assert first == second


def test_an_empty_template_holds_headings_only() -> None:
    text = template(content(), Side.CONTROLLER, "csv").decode("utf-8")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";"))

    assert text.startswith("\ufeffnummer;verwerkingsactiviteit;")
    assert len(rows) == 1


def test_no_cell_of_a_template_starts_a_formula() -> None:
    for side in SIDES:
        made = filled(side)
        cells = [
            *(cell for row in made.rows() for cell in row),
            *(choice for choices in offered(made).values() for choice in choices),
        ]
        assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


def test_the_command_writes_what_the_ending_says(tmp_path: Path) -> None:
    for name, start in (("register.csv", b"\xef\xbb\xbfnummer;"), ("register.xlsx", b"PK")):
        result = CliRunner().invoke(command, ["-o", str(tmp_path / name)], catch_exceptions=False)
        assert result.exit_code == 0
        assert (tmp_path / name).read_bytes().startswith(start)


def test_the_command_gives_the_example_of_a_processor_in_english() -> None:
    options = ["--format", "csv", "--side", "processor", "--example", "--lang", "en"]
    result = CliRunner().invoke(command, options, catch_exceptions=False)

    assert result.stdout_bytes.decode("utf-8").splitlines()[1].startswith("V1;Running the benefit system")


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is no form of a template"):
        CliRunner().invoke(command, ["-o", str(tmp_path / "register.ods")], catch_exceptions=False)
