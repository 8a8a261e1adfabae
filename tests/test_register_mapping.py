from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as Mapping_
from dataclasses import dataclass, replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grondslag.content import content
from grondslag.errors import BadInput, MalformedFile
from grondslag.registers.choosing import Choice, Wanted, choose
from grondslag.registers.headings import Headings
from grondslag.registers.mapping import Column, DayOrder, Mapping, from_toml, suggest, suggest_for, to_toml
from grondslag.registers.model import Field, Row, Side
from grondslag.registers.preview import Preview, as_csv, as_json, as_text
from grondslag.registers.reading.table import Kind, ReadAs, Remark, Sheet, Span, TableRow
from grondslag.registers.sides import side_in
from grondslag.registers.tabular import LONGEST, Problem, Table

# The headings that the issue names, and the field that each is for.
MUNICIPAL = {
    "verwerkingsactiviteit": Field.ACTIVITY,
    "doel": Field.PURPOSE,
    "grondslag": Field.LIMB,
    "wettelijke bepaling": Field.PROVISION,
    "betrokkenen": Field.DATA_SUBJECTS,
    "categorieën": Field.DATA,
    "bijzondere": Field.SPECIAL_DATA,
    "ontvangers": Field.RECIPIENTS,
    "doorgifte": Field.TRANSFER,
    "bewaartermijn": Field.RETENTION,
    "beveiliging": Field.SECURITY,
    "verwerkers": Field.PROCESSORS,
    "herkomst": Field.ORIGIN,
    "convenant": Field.AGREEMENT,
    "gezamenlijke verantwoordelijkheid": Field.JOINT_CONTROLLERS,
}


@pytest.fixture(scope="module")
def known() -> Headings:
    return Headings(content())


def field_of(known: Headings, heading: str) -> Field | None:
    return next(iter(suggest([heading], known).fields.values()), None)


@dataclass(frozen=True)
class Book:
    """Sheets that nothing was read for."""

    sheets: tuple[Sheet, ...]


@dataclass(frozen=True)
class Lines:
    """Rows in memory, in the place of those on disk."""

    rows: Sequence[Sequence[str]]

    def read(self) -> Iterator[TableRow]:
        for number, cells in enumerate(self.rows, start=1):
            if any(cells):
                yield number, tuple(cells)


def sheet_of(name: str, rows: Sequence[Sequence[str]], merged: Sequence[str] = (), *, hidden: bool = False) -> Sheet:
    """A sheet; `merged` are ranges such as A1:C1."""
    spans = [re.fullmatch(r"([A-Z])(\d+):([A-Z])(\d+)", cells) for cells in merged]
    return Sheet(
        name=name,
        height=len(rows),
        width=max(map(len, rows)),
        read_as=ReadAs("xlsx" if name else "csv"),
        remarks=(Remark(Kind.HIDDEN_SHEET),) if hidden else (),
        remarks_left_out=0,
        merged=tuple(Span(int(at[2]), ord(at[1]) - 64, int(at[4]), ord(at[3]) - 64) for at in spans if at),
        _rows=Lines(rows),  # type: ignore[arg-type]
    )


def csv_file(*lines: str) -> Book:
    return Book((sheet_of("", [line.split(";") for line in lines]),))


def xlsx_file(
    sheets: Mapping_[str, Sequence[Sequence[str]]], merged: Sequence[str] = (), hidden: Sequence[str] = ()
) -> Book:
    """A workbook; `merged` are ranges of its first sheet."""
    first = next(iter(sheets))
    return Book(
        tuple(
            sheet_of(name, rows, merged if name == first else (), hidden=name in hidden)
            for name, rows in sheets.items()
        )
    )


def table(workbook: Book, mapping: Mapping) -> tuple[list[Row], list[Problem]]:
    found = Table(workbook.sheets, mapping)
    return list(found.rows()), found.problems


def texts(row: Row) -> dict[Field, str]:
    return {field: cell.text for field, cell in row.cells.items()}


# Suggestions


def test_the_usual_municipal_headings_are_known(known: Headings) -> None:
    mapping = suggest(MUNICIPAL, known)

    assert mapping.fields == MUNICIPAL
    assert (mapping.guessed, mapping.left_out, mapping.joined) == ((), (), {})


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Nr.", Field.IDENTIFIER),
        ("Naam van de verwerkingsactiviteit", Field.ACTIVITY),
        ("Verwerkingsdoel(en)", Field.PURPOSE),
        ("Doel (art. 30 lid 1 b)", Field.PURPOSE),
        ("3. Doel", Field.PURPOSE),
        ("b) Doel van de verwerking", Field.PURPOSE),
        ("GRONDSLAG", Field.LIMB),
        ("Categorie van betrokkenen", Field.DATA_SUBJECTS),
        ("Categorieen persoonsgegevens", Field.DATA),
        ("Bijzondere persoonsgegevens (ja/nee)", Field.SPECIAL_DATA),
        ("Uitzonderingsgrond bijzondere persoonsgegevens", Field.EXCEPTION),
        ("Verwerker(s)", Field.PROCESSORS),
        ("Contactgegevens FG", Field.CONTACT),
        ("Datum ingang", Field.FROM),
        ("Opdrachtgever", Field.PRINCIPAL),
        ("Retention period", Field.RETENTION),
        ("Bijzondere: ja/nee", Field.SPECIAL_DATA),
        ("Betrokkenen: categorie", Field.DATA_SUBJECTS),
        ("Ontvangers: verwerkers", Field.PROCESSORS),
    ],
)
def test_a_heading_is_known_by_its_labels(known: Headings, heading: str, field: Field) -> None:
    assert field_of(known, heading) is field


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Welke persoonsgegevens worden verwerkt?", Field.DATA),
        ("Zijn er bijzondere persoonsgegevens?", Field.SPECIAL_DATA),
        ("Bewaartermijn in jaren", Field.RETENTION),
        ("Einddatum verwerking", Field.BEFORE),
        ("Ontvagners", Field.RECIPIENTS),
    ],
)
def test_a_heading_that_is_nearly_known_is_a_guess_and_marked(known: Headings, heading: str, field: Field) -> None:
    mapping = suggest([heading], known)

    assert [column.field for column in mapping.guessed] == [field]
    assert "a guess" in to_toml(mapping)


@pytest.mark.parametrize(
    "heading", ["Status", "Versie", "Applicatie", "Contactpersoon", "DPIA nodig", "Datum laatste wijziging"]
)
def test_a_heading_that_no_field_is_for_is_left_out(known: Headings, heading: str) -> None:
    mapping = suggest(["Doel", heading], known)

    assert mapping.left_out == (heading,)
    assert f'"{heading}" = ""  # left out' in to_toml(mapping)


def test_two_columns_for_one_field_are_joined_and_told(known: Headings) -> None:
    mapping = suggest(["Naam", "Ontvangers", "Ontvangers (2)"], known)

    assert mapping.joined == {Field.RECIPIENTS: ("Ontvangers", "Ontvangers (2)")}
    assert to_toml(mapping).count("joined with the others") == 2


def test_a_field_of_one_value_takes_one_column_and_the_other_its_next_best(known: Headings) -> None:
    mapping = suggest(["Naam verwerking", "Omschrijving verwerking", "Proces"], known)

    assert mapping.fields == {"Naam verwerking": Field.ACTIVITY, "Omschrijving verwerking": Field.DESCRIPTION}
    assert mapping.left_out == ("Proces",)


def test_a_register_with_principals_is_that_of_a_processor(known: Headings) -> None:
    assert suggest(["Verwerking", "Opdrachtgever"], known).side is Side.PROCESSOR


def test_activities_are_named_by_their_number_where_there_is_one(known: Headings) -> None:
    assert suggest(["Naam", "Nr"], known).named_by == (Field.IDENTIFIER,)
    assert suggest(["Naam"], known).named_by == (Field.ACTIVITY,)


def test_sheets_with_the_same_headings_are_read_together_and_hidden_ones_are_not(known: Headings) -> None:
    head = ["Naam", "Doel", "Betrokkenen"]
    sheets = {"Uitleg": [["Dit is ons register"]], "Zorg": [head], "Werk": [head], "Oud": [head]}
    workbook = xlsx_file(sheets, hidden=["Oud"])
    assert suggest_for(workbook.sheets, known).sheets == ("Zorg", "Werk")


def test_a_file_without_headings_that_are_known_is_mapped_by_hand(known: Headings) -> None:
    workbook = csv_file("Wat;Hoezo", "a;b")
    mapping = suggest_for(workbook.sheets, known)

    assert mapping.left_out == ("Wat", "Hoezo")
    with pytest.raises(BadInput, match="No column is for activity") as caught:
        mapping.require_names()
    assert "'Wat', 'Hoezo'" in str(caught.value)


def test_an_empty_table_is_refused(known: Headings) -> None:
    with pytest.raises(BadInput) as caught:
        suggest_for([], known)

    assert caught.value.code == "no_headings"


# The file


def test_a_suggestion_survives_its_file(known: Headings) -> None:
    mapping = suggest([*MUNICIPAL, "Nr", "Status"], known)

    assert from_toml(to_toml(mapping)) == mapping


def test_every_key_survives_the_file() -> None:
    mapping = Mapping(
        columns=(Column("Naam", Field.ACTIVITY), Column('a"b\\c\t\u2028é', Field.DEPARTMENT), Column("Rest", None)),
        key=(Field.ACTIVITY, Field.DEPARTMENT),
        side=Side.PROCESSOR,
        sheets=("Blad 1",),
        separators=("|", ";"),
        dates=DayOrder.MONTH_FIRST,
        continues=True,
        defaults={Field.CONTROLLER: "het college"},
    )

    assert from_toml(to_toml(mapping)) == mapping


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(min_size=1), unique=True))
def test_any_heading_survives_the_file(headings: list[str]) -> None:
    mapping = Mapping(
        (Column("Naam", Field.ACTIVITY), *(Column(text, None) for text in headings if text != "Naam")),
        (Field.ACTIVITY,),
    )

    assert from_toml(to_toml(mapping)) == mapping
    assert tomllib.loads(to_toml(mapping))["columns"].keys() == {column.heading for column in mapping.columns}


GOOD = '[columns]\n"Naam" = "activity"\n'


def test_a_short_file_has_defaults() -> None:
    mapping = from_toml(GOOD)

    assert mapping == Mapping((Column("Naam", Field.ACTIVITY),))
    assert mapping.named_by == (Field.ACTIVITY,)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "sied = 'controller'\n" + GOOD,
            ["unknown key 'sied'", "side, side_column, key, sheets", 'side = "controller"'],
        ),
        ("side = 'both'\n" + GOOD, ["side is 'both'", "controller, processor", 'side = "controller"']),
        ("side = 3\n" + GOOD, ["side is 3", "controller, processor"]),
        ("key = 'activity'\n" + GOOD, ["key is 'activity'", "a list of texts", 'key = ["identifier"]']),
        ("key = ['name']\n" + GOOD, ["key is 'name'", "a field: "]),
        ("dates = 'dmy'\n" + GOOD, ["dates is 'dmy'", "day-month-year, month-day-year"]),
        ("continues = 1\n" + GOOD, ["continues is 1", "true or false"]),
        ("sheets = [1]\n" + GOOD, ["sheets is [1]", "a list of texts"]),
        ("separators = ['']\n" + GOOD, ["separators is ['']", "a list of texts"]),
        ("columns = 1\n", ["columns is 1", "a table of texts"]),
        (GOOD + '"Doel" = 1\n', ["columns is 'Doel = 1'", "a table of texts"]),
        (GOOD + '"Doel" = "purpos"\n', ["'Doel' = 'purpos'", "a field: purpose", "activity"]),
        (GOOD + '[defaults]\nnaam = "x"\n', ["defaults is 'naam'", "a field: "]),
        ('[columns]\n"Doel" = "purpose"\n', ["No column is for activity", "'Doel'"]),
        ('key = ["identifier"]\n' + GOOD, ["No column is for identifier"]),
    ],
)
def test_what_cannot_be_used_names_key_value_and_what_was_expected(text: str, says: list[str]) -> None:
    with pytest.raises(BadInput) as caught:
        from_toml(text)

    assert [part for part in says if part not in str(caught.value)] == []


def test_what_is_no_toml_names_line_and_column() -> None:
    with pytest.raises(MalformedFile) as caught:
        from_toml('side = "controller"\nkey = [\n"a" "b"]')

    assert (caught.value.path, caught.value.line, caught.value.column) == ("mapping.toml", 3, 5)


# Rows


def mapped(*columns: tuple[str, Field | None], **others: object) -> Mapping:
    return Mapping(tuple(Column(heading, field) for heading, field in columns), **others)  # type: ignore[arg-type]


NAME, GOAL = ("Naam", Field.ACTIVITY), ("Doel", Field.PURPOSE)


def test_rows_are_cells_by_field_with_their_places_and_what_was_left_out() -> None:
    workbook = csv_file("Ons register;;", ";;", "Naam;Doel;Intern", "Bijstand;uitkeren;x", ";;", "Zorg;;")
    rows, problems = table(workbook, mapped(NAME, GOAL, ("Intern", None)))

    assert [texts(row) for row in rows] == [
        {Field.ACTIVITY: "Bijstand", Field.PURPOSE: "uitkeren"},
        {Field.ACTIVITY: "Zorg"},
    ]
    assert str(rows[0].cells[Field.PURPOSE].place) == "row 4, column B"
    assert [(cell.heading, cell.text) for cell in rows[0].left_out] == [("Intern", "x")]
    assert problems == []


def test_columns_for_one_field_are_joined_and_a_repetition_is_not() -> None:
    workbook = csv_file("Naam;Ontvangers;Ontvangers;Extern", "Bijstand;UWV;SVB;UWV")
    recipients = [(heading, Field.RECIPIENTS) for heading in ("Ontvangers", "Ontvangers (2)", "Extern")]
    rows, _ = table(workbook, mapped(NAME, *recipients))

    assert texts(rows[0])[Field.RECIPIENTS] == "UWV; SVB"


def test_a_default_stands_for_an_empty_cell_only() -> None:
    workbook = csv_file("Naam;Doel", "Bijstand;uitkeren", "Zorg;")
    rows, _ = table(workbook, mapped(NAME, GOAL, defaults={Field.PURPOSE: "taak", Field.CONTROLLER: "het college"}))

    assert [(texts(row)[Field.PURPOSE], texts(row)[Field.CONTROLLER]) for row in rows] == [
        ("uitkeren", "het college"),
        ("taak", "het college"),
    ]


def test_a_gap_of_an_export_is_empty_and_its_mark_before_a_formula_goes() -> None:
    workbook = csv_file("Naam;Doel", "'=1+1;niet vermeld")
    rows, _ = table(workbook, mapped(NAME, GOAL))

    assert texts(rows[0]) == {Field.ACTIVITY: "=1+1"}


def test_headings_that_are_repeated_on_a_next_page_are_no_activity() -> None:
    workbook = csv_file("Naam;Doel", "Bijstand;a", "Naam;Doel", "Zorg;b")
    rows, problems = table(workbook, mapped(NAME, GOAL))

    assert ([texts(row)[Field.ACTIVITY] for row in rows], problems) == (["Bijstand", "Zorg"], [])


def test_headings_in_two_rows_are_found_by_the_mapping_that_was_suggested(known: Headings) -> None:
    sheet = [
        ["Register", "", "", ""],
        ["Naam", "Betrokkenen", "", "Doel"],
        ["", "Categorie", "Toelichting op groep", ""],
        ["Bijstand", "inwoners", "alleen ouder dan 18", "uitkeren"],
    ]
    workbook = xlsx_file({"Blad": sheet}, merged=["A1:D1", "A2:A3", "B2:C2", "D2:D3"])
    mapping = from_toml(to_toml(suggest_for(workbook.sheets, known)))
    rows, problems = table(workbook, mapping)

    assert problems == []
    assert texts(rows[0])[Field.DATA_SUBJECTS].startswith("inwoners")
    assert (texts(rows[0])[Field.ACTIVITY], texts(rows[0])[Field.PURPOSE]) == ("Bijstand", "uitkeren")


# What is wrong with rows


def only_problem(problems: list[Problem]) -> Problem:
    (problem,) = problems
    return problem


def test_a_row_without_a_name_is_told_at_the_cell_that_should_have_it() -> None:
    workbook = csv_file("Naam;Doel", "Bijstand;a", ";b")
    rows, problems = table(workbook, mapped(NAME, GOAL))

    problem = only_problem(problems)
    assert len(rows) == 1
    assert (str(problem.place), problem.heading, problem.value, problem.code) == (
        "row 3, column A",
        "Naam",
        "",
        "no_name",
    )
    assert "for example 'Verstrekken van bijstand'" in problem.reason
    assert "continues = true" in problem.reason


NUMBER = ("Nr", Field.IDENTIFIER)


@pytest.mark.parametrize("empty", ["", "-", "n.v.t.", "?"])
def test_a_row_without_a_number_among_others_that_have_one_is_refused_with_an_example(empty: str) -> None:
    workbook = csv_file("Naam;Nr", f"Bijstand;{empty}", "Zorg;V-1")
    found = Table(workbook.sheets, mapped(NUMBER, NAME))
    numbered = found.numbered()
    rows = list(found.rows())

    problem = only_problem(found.problems)
    assert (numbered.key, found.notes, [row.name for row in rows]) == ((), [], ["V-1"])
    assert (str(problem.place), problem.heading, problem.value) == ("row 2, column B", "Nr", empty)
    assert "for example 'V-12'" in problem.reason
    assert 'key = ["activity"]' in problem.reason


@pytest.mark.parametrize("empty", ["", "-", "n.v.t."])
def test_without_any_number_activities_are_known_by_their_names_and_a_note_says_so(empty: str) -> None:
    workbook = csv_file("Nr;Naam", f"{empty};Bijstand", f"{empty};Zorg")
    found = Table(workbook.sheets, mapped(NUMBER, NAME))
    numbered = found.numbered()

    assert [row.key for row in found.rows()] == ["bijstand", "zorg"]
    assert (found.problems, numbered.key) == ([], (Field.ACTIVITY,))
    assert found.notes == ["the column 'Nr' is empty: activities are known by their names"]
    assert from_toml(to_toml(numbered)).named_by == (Field.ACTIVITY,)


# The records of both sides in one file


CONTROLLER = ["Naam", "Doel", "Betrokkenen", "Ontvangers"]
PROCESSOR = ["Naam", "Opdrachtgever", "Doorgifte", "Beveiliging"]
BOTH: dict[str, Sequence[Sequence[str]]] = {
    "Uitleg": [["Dit is ons register"]],
    "Verantwoordelijke": [CONTROLLER, ["Salarissen", "betalen", "werknemers", "geen"]],
    "Verwerker": [PROCESSOR, ["Salarissen", "Gemeente Dorp", "geen", "logging"], ["Post", "Gemeente Dorp", "", ""]],
    "DPIA's": [["Naam", "DPIA", "Beveiliging"], ["Salarissen", "ja", "logging"]],
}


def test_a_sheet_of_each_side_is_read_as_the_record_of_that_side(known: Headings) -> None:
    workbook = xlsx_file(BOTH)
    mapping = from_toml(to_toml(suggest_for(workbook.sheets, known)))
    rows, problems = table(workbook, mapping)

    assert problems == []
    assert [(row.place.sheet, row.side, row.key) for row in rows] == [
        ("Verantwoordelijke", Side.CONTROLLER, "salarissen"),
        ("Verwerker", Side.PROCESSOR, "salarissen-processor"),
        ("Verwerker", Side.PROCESSOR, "post-processor"),
    ]


def test_a_mapping_of_two_records_is_read_from_its_file_as_it_was(known: Headings) -> None:
    mapping = suggest_for(xlsx_file(BOTH).sheets, known)

    assert from_toml(to_toml(mapping)) == mapping
    assert [record.sheets for record in mapping.records] == [("Verantwoordelijke",), ("Verwerker",)]


def chosen(book: Book, known: Headings, **wanted: object) -> Choice:
    return choose(book.sheets, known, Wanted(**wanted))  # type: ignore[arg-type]


@pytest.mark.parametrize(("side", "left"), [(Side.CONTROLLER, "Verwerker"), (Side.PROCESSOR, "Verantwoordelijke")])
def test_one_record_alone_is_read_when_it_is_asked_for_and_the_other_sheet_is_named(
    known: Headings, side: Side, left: str
) -> None:
    workbook = xlsx_file(BOTH)
    choice = chosen(workbook, known, side=side)
    rows, _ = table(workbook, choice.read)

    assert {row.side for row in rows} == {side}
    assert len(choice.whole.records) == 2
    (note,) = choice.notes
    assert note.startswith(f"sheet {left!r} was not read")
    assert "--side" in note


def test_a_sheet_with_the_headings_of_a_register_that_nothing_reads_is_named(known: Headings) -> None:
    workbook = xlsx_file(
        {"Werk": [CONTROLLER, ["a", "b", "c", "d"]], "Zorg": [[*CONTROLLER[:3], "Bewaartermijn"], ["e"]]}
    )

    (note,) = chosen(workbook, known).notes

    assert note.startswith("sheet 'Zorg' was not read: its headings are not those of 'Werk'")


def test_a_record_that_came_beside_the_one_of_the_last_time_is_read_too(known: Headings) -> None:
    former = replace(suggest_for(xlsx_file({"Verantwoordelijke": [CONTROLLER]}).sheets, known), separators=("|",))
    choice = chosen(xlsx_file(BOTH), known, remembered=former)

    assert [(record.side, record.sheets, record.separators) for record in choice.read.records] == [
        (Side.CONTROLLER, ("Verantwoordelijke",), ("|",)),
        (Side.PROCESSOR, ("Verwerker",), ("|",)),
    ]
    assert choice.notes == ()


def test_a_mapping_that_no_longer_fits_is_told_with_what_the_file_does_not_have(known: Headings) -> None:
    former = suggest_for(xlsx_file(BOTH).sheets, known)
    renamed = {**BOTH, "Verwerker": [["Verwerking", *PROCESSOR[1:]], *BOTH["Verwerker"][1:]]}
    emptied = {**BOTH, "Verwerker": [[""]]}
    books = (xlsx_file(book) for book in (renamed, emptied, BOTH))
    notes = [[note for note in chosen(book, known, remembered=former).notes if "last time" in note] for book in books]

    says = "the mapping of the last time was not used, and a new one is suggested; check its columns. "
    assert notes == [
        [says + "The mapping names the heading 'Naam', which row 1 of sheet 'Verwerker' does not have"],
        [says + "A sheet that it names is empty"],
        [],
    ]
    assert chosen(xlsx_file(renamed), known, given=suggest_for(xlsx_file(renamed).sheets, known)).notes == ()


@pytest.mark.parametrize("form", [as_text, as_csv, as_json])
def test_a_note_is_in_every_form_of_a_preview(form: Callable[[Preview], str]) -> None:
    told = form(Preview("r.csv", "CSV", 1, 2, notes=("a new mapping is suggested",)))

    assert "a new mapping is suggested" in told


def test_a_note_in_csv_is_a_line_without_a_place() -> None:
    told = as_csv(Preview("r.csv", "CSV", 1, 2, notes=("a new mapping",))).lstrip("\ufeff").splitlines()

    (line,) = csv.DictReader(told, delimiter=";")
    assert {column: cell for column, cell in line.items() if cell} == {"status": "note", "reason": "a new mapping"}


def test_the_keys_of_both_records_are_those_of_the_last_time_under_other_headings(known: Headings) -> None:
    keys = {Side.CONTROLLER: (Field.ACTIVITY, Field.PURPOSE), Side.PROCESSOR: (Field.ACTIVITY, Field.PRINCIPAL)}
    one, other = suggest_for(xlsx_file(BOTH).sheets, known).records
    former = replace(one, key=keys[one.side], other=replace(other, key=keys[other.side]))
    renamed = {**BOTH, "Verwerker": [["Verwerking", *PROCESSOR[1:]], *BOTH["Verwerker"][1:]]}

    choice = chosen(xlsx_file(renamed), known, remembered=former)

    assert {record.side: record.key for record in choice.read.records} == keys


def test_a_column_may_tell_whose_record_each_line_is_of(known: Headings) -> None:
    lines = ("Naam;Rol;Nr;Opdrachtgever", "Post;Verwerker;;Dorp", "Post;verantwoordelijke;1;", "Archief;?;2;")
    workbook = csv_file(*lines)
    found = Table(workbook.sheets, from_toml(to_toml(suggest_for(workbook.sheets, known))))
    found.numbered()

    assert [(row.side, row.key, [cell.text for cell in row.left_out]) for row in found.rows()] == [
        (Side.CONTROLLER, "1", []),
        (Side.CONTROLLER, "2", ["?"]),
        (Side.PROCESSOR, "post-processor", []),
    ]
    assert [problem.code for problem in found.problems] == ["no_side"]


@pytest.mark.parametrize("side", [None, Side.CONTROLLER, Side.PROCESSOR])
@pytest.mark.parametrize("words", ["verantwoordelijke en verwerker", "geen verwerker", "?", ""])
def test_a_line_that_does_not_tell_its_side_is_the_controllers_and_that_is_told_once_at_its_cell(
    known: Headings, words: str, side: Side | None
) -> None:
    lines = ("Naam;Rol;Opdrachtgever", "Post;verwerker;Dorp", f"Archief;{words};", "Balie;verantwoordelijke;")
    workbook = csv_file(*lines)
    rows, problems = table(workbook, chosen(workbook, known, side=side).read)

    every = [("archief", Side.CONTROLLER), ("balie", Side.CONTROLLER), ("post-processor", Side.PROCESSOR)]
    assert [(row.key, row.side) for row in rows] == [each for each in every if side in (None, each[1])]
    problem = only_problem(problems)
    assert (str(problem.place), problem.heading, problem.value) == ("row 3, column B", "Rol", words)
    assert (problem.code, problem.refused) == ("no_side", False)
    assert "taken as the controller's; write 'verwerkingsverantwoordelijke' or 'verwerker'" in problem.reason


def test_rows_of_one_activity_tell_its_side_together_and_a_filled_in_column_makes_no_line(known: Headings) -> None:
    sheet = [
        ["Rol", "Naam", "Opdrachtgever"],
        ["", "Post", "Dorp"],
        ["verwerker", "", "Stad"],
        ["verwerker", "Balie", "Dorp"],
        ["verantwoordelijke", "", "Stad"],
        ["Bedrijfsvoering", "", ""],
        ["verwerker", "", ""],
    ]
    workbook = xlsx_file({"Blad": sheet}, merged=["B2:B3", "B4:B5", "A6:C6"])
    rows, problems = table(workbook, suggest_for(workbook.sheets, known))

    assert [(row.key, row.side) for row in rows] == [
        ("balie", Side.CONTROLLER),
        ("post-processor", Side.PROCESSOR),
    ]
    assert {(problem.value, problem.code) for problem in problems} == {
        ("verwerker; verantwoordelijke", "no_side"),
        ("Bedrijfsvoering", "title"),
    }


@pytest.mark.parametrize(
    ("words", "side"),
    [
        ("Verwerkingsverantwoordelijke", Side.CONTROLLER),
        ("gezamenlijk verantwoordelijke", Side.CONTROLLER),
        ("controller", Side.CONTROLLER),
        ("(sub)verwerker", Side.PROCESSOR),
        ("Processor", Side.PROCESSOR),
        ("(sub)verwerkers", Side.PROCESSOR),
        ("Processors", Side.PROCESSOR),
        ("geen verwerker", None),
        ("niet verantwoordelijk", None),
        ("verantwoordelijke en verwerker", None),
        ("teamleider", None),
    ],
)
def test_the_side_is_read_from_the_words_for_it(words: str, side: Side | None) -> None:
    assert side_in(words) is side


OTHER = GOOD + "[other]\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("side_column = 1\n" + GOOD, ["side_column is 1", 'side_column = "Rol"']),
        ("other = 1\n" + GOOD, ["other is 1", "a table with key, sheets, columns"]),
        (OTHER + "dates = 'x'\n", ["unknown key 'dates'", "one of key, sheets, columns"]),
        (OTHER, ["No column is for activity"]),
    ],
)
def test_a_second_record_that_cannot_be_used_is_told(text: str, says: list[str]) -> None:
    with pytest.raises(BadInput) as caught:
        from_toml(text)

    assert [part for part in says if part not in str(caught.value)] == []


def test_a_name_that_stood_before_names_both_rows_and_tells_of_key() -> None:
    workbook = csv_file("Naam;Afdeling", "Bijstand;A", "bijstand;B")
    rows, problems = table(workbook, mapped(NAME, ("Afdeling", Field.DEPARTMENT)))
    both, none = table(workbook, mapped(NAME, ("Afdeling", Field.DEPARTMENT), key=(Field.ACTIVITY, Field.DEPARTMENT)))

    problem = only_problem(problems)
    assert (len(rows), str(problem.place), problem.value, problem.code) == (
        1,
        "row 3, column A",
        "bijstand",
        "double_key",
    )
    assert "row 2, column A" in problem.reason
    assert 'key = ["activity", "department"]' in problem.reason
    assert (len(both), none) == (2, [])


def test_a_day_that_is_none_is_told_and_its_row_stays() -> None:
    workbook = csv_file("Naam;Start", "Bijstand;binnenkort", "Zorg;31-2-2020", "Werk;1 januari 2020")
    rows, problems = table(workbook, mapped(NAME, ("Start", Field.FROM)))

    assert len(rows) == 3
    assert [(problem.value, problem.code, problem.refused) for problem in problems] == [
        ("binnenkort", "no_day", False),
        ("31-2-2020", "no_day", False),
    ]
    assert "22-11-2026" in problems[0].reason


def test_the_month_comes_first_when_the_mapping_says_so() -> None:
    first, second = (mapped(NAME, dates=order) for order in (DayOrder.DAY_FIRST, DayOrder.MONTH_FIRST))

    assert first.day("3/4/2020") == date(2020, 4, 3)
    assert second.day("3/4/2020") == date(2020, 3, 4)
    assert first.day("2020-03-04") == second.day("2020-03-04") == date(2020, 3, 4)
    assert (first.day("13/14/2020"), second.day("13/14/2020")) == (None, None)


def test_a_text_beyond_the_limit_is_refused_and_shown_in_short() -> None:
    workbook = csv_file("Naam;Doel", f"Bijstand;{'x' * (LONGEST + 1)}")
    rows, problems = table(workbook, mapped(NAME, GOAL))

    problem = only_problem(problems)
    assert rows == []
    assert (problem.code, len(problem.value)) == ("too_long", 81)


def test_a_row_that_has_a_number_and_no_name_is_told() -> None:
    workbook = csv_file("Nr;Naam;Doel", "1;;a")
    rows, problems = table(workbook, mapped(("Nr", Field.IDENTIFIER), NAME, GOAL))

    assert len(rows) == 1
    assert (only_problem(problems).code, problems[0].refused) == ("unnamed", False)


def test_rows_without_a_name_go_on_with_the_activity_above_when_the_mapping_says_so() -> None:
    lines = ("Naam;Ontvangers;Doel", "Bijstand;UWV;a", ";SVB;a", ";UWV;", "Zorg;CAK;b")
    workbook = csv_file(*lines)
    rows, problems = table(workbook, mapped(NAME, GOAL, ("Ontvangers", Field.RECIPIENTS), continues=True))

    assert problems == []
    assert [(texts(row)[Field.ACTIVITY], texts(row)[Field.RECIPIENTS], texts(row)[Field.PURPOSE]) for row in rows] == [
        ("Bijstand", "UWV\nSVB", "a"),
        ("Zorg", "CAK", "b"),
    ]


def test_rows_of_which_the_name_is_merged_are_one_activity() -> None:
    sheet = [["Naam", "Ontvangers"], ["Bijstand", "UWV"], ["", "SVB"], ["Zorg", "CAK"]]
    workbook = xlsx_file({"Blad": sheet}, merged=["A2:A3"])
    rows, problems = table(workbook, mapped(NAME, ("Ontvangers", Field.RECIPIENTS)))

    assert problems == []
    assert [texts(row)[Field.RECIPIENTS] for row in rows] == ["UWV\nSVB", "CAK"]


def test_a_title_over_columns_between_the_rows_is_told_and_is_no_activity() -> None:
    sheet = [["Naam", "Doel", "Bron"], ["Sociaal domein", "", ""], ["Bijstand", "a", "b"]]
    workbook = xlsx_file({"Blad": sheet}, merged=["A2:C2"])
    rows, problems = table(workbook, mapped(NAME, GOAL, ("Bron", Field.ORIGIN)))

    assert [texts(row)[Field.ACTIVITY] for row in rows] == ["Bijstand"]
    assert (only_problem(problems).code, problems[0].refused) == ("title", False)


def test_a_heading_that_the_file_does_not_have_names_those_that_it_has() -> None:
    workbook = csv_file("Naam;Doel", "a;b")
    with pytest.raises(BadInput) as caught:
        table(workbook, mapped(NAME, GOAL, ("Bron", Field.ORIGIN)))

    assert caught.value.code == "no_heading"
    assert "'Bron', which row 1 does not have. Expected one of 'Naam', 'Doel'" in str(caught.value)


def test_a_sheet_that_the_file_does_not_have_names_those_that_it_has() -> None:
    workbook = xlsx_file({"Werk": [["Naam"], ["a"]]})
    with pytest.raises(BadInput) as caught:
        table(workbook, mapped(NAME, sheets=("Zorg",)))

    assert caught.value.code == "no_sheet"
    assert "'Zorg'" in str(caught.value)
    assert "'Werk'" in str(caught.value)


def test_a_sheet_is_part_of_the_place_and_names_count_over_all_sheets() -> None:
    sheets: dict[str, Sequence[Sequence[str]]] = {
        "Werk": [["Naam"], ["a"]],
        "Zorg": [["Naam"], ["a"]],
        "Uitleg": [["iets"]],
    }
    workbook = xlsx_file(sheets)
    rows, problems = table(workbook, mapped(NAME))

    assert [str(row.place) for row in rows] == ["sheet 'Werk', row 2, column A"]
    assert str(only_problem(problems).place) == "sheet 'Zorg', row 2, column A"


def test_problems_are_those_of_the_last_reading_only() -> None:
    workbook = csv_file("Naam;Doel", ";b")
    found = Table(workbook.sheets, mapped(NAME, GOAL))
    for _ in range(2):
        list(found.rows())

    assert len(found.problems) == 1
