"""CSV and XLSX as people save them become rows of text; where one cannot, it says in which line, row or column."""

from __future__ import annotations

import codecs
import datetime
import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from table_files import packed, parts, table, workbook

from grondslag.errors import MalformedFile
from grondslag.registers.reading.header import HeaderRows, header, table_rows
from grondslag.registers.reading.table import Kind, ReadAs, Remark, Sheet, Span, TableRow, read

HEADINGS = {"activiteit", "doel", "bijzondere", "ontvangers", "bewaartermijn", "verwerkers"}
ROWS = [(1, ("Activiteit", "Doel")), (2, ("Één", 'het "doel";\nen meer')), (4, ("Twee",))]
TEXT = 'Activiteit;Doel\r\nÉén;"het ""doel"";\r\nen meer"\r\n\r\nTwee;\r\n'


def known(heading: str) -> bool:
    return heading.lower() in HEADINGS


def only(data: bytes, name: str = "register.csv") -> tuple[Sheet, list[TableRow]]:
    """The only sheet of a file, and its rows."""
    with read(data, name) as book:
        (sheet,) = book.sheets
        return sheet, list(sheet.rows())


def refused(data: bytes) -> MalformedFile:
    with pytest.raises(MalformedFile) as caught:
        read(data, "register.csv").close()
    return caught.value


# --- CSV: encodings and dialects


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "UTF-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "UTF-8 with byte order mark"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "UTF-16 LE"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "UTF-16 BE"),
        (TEXT.encode("utf-16-le"), "UTF-16 LE without byte order mark"),
        (TEXT.encode("utf-16-be"), "UTF-16 BE without byte order mark"),
        (TEXT.encode("cp1252"), "Windows-1252"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_encoding_gives_the_same_rows_and_is_told(data: bytes, encoding: str) -> None:
    sheet, rows = only(data)
    assert rows == ROWS
    assert sheet.read_as == ReadAs("csv", encoding, ";")
    assert (sheet.name, sheet.height, sheet.width, sheet.remarks) == ("", 4, 2, ())


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_each_separator_and_line_ending_is_found(separator: str, ending: str) -> None:
    lines = [("Activiteit", "Doel", "Bron"), ('"a, b; c|d"', "x y", "z"), ("Zorg", '"een\ttab"', "")]
    sheet, rows = only(ending.join(separator.join(line) for line in lines).encode())
    assert sheet.read_as.separator == separator
    assert rows == [(1, ("Activiteit", "Doel", "Bron")), (2, ("a, b; c|d", "x y", "z")), (3, ("Zorg", "een\ttab"))]


def test_words_with_commas_do_not_make_the_comma_the_separator() -> None:
    text = "Register, versie 3\nActiviteit;Betrokkenen\nA;ouders, kinderen, voogden\nB;ouders\nC;kinderen, voogden\n"
    sheet, rows = only(text.encode())
    assert sheet.read_as.separator == ";"
    assert rows[2] == (3, ("A", "ouders, kinderen, voogden"))


def test_a_file_of_one_column_has_no_separator() -> None:
    sheet, rows = only(b"Activiteit\nUitkering\nZorg, deels; en meer\n")
    assert (sheet.read_as.separator, str(sheet.read_as)) == ("", "CSV, UTF-8, one column")
    assert rows[-1] == (3, ("Zorg, deels; en meer",))


def test_the_line_that_spreadsheets_write_about_the_separator_is_heeded_and_counted() -> None:
    sheet, rows = only(b"sep=|\r\nActiviteit|Doel;1;2\r\n")
    assert sheet.read_as.separator == "|"
    assert rows == [(2, ("Activiteit", "Doel;1;2"))]


def test_ragged_rows_trailing_separators_and_blank_lines_keep_their_places() -> None:
    _, rows = only(b";;;\nA;B;C;;;\n;;\n  ;\nx\n;;y;z;extra;\n\n")
    assert rows == [(2, ("A", "B", "C")), (5, ("x",)), (6, ("", "", "y", "z", "extra"))]


def test_text_is_kept_as_it_was_written() -> None:
    _, rows = only(b"Nr;Tekst;Dag\n01;' =1+1 ;1-7-2026\n")
    assert rows[1] == (2, ("01", "' =1+1 ", "1-7-2026"))


@pytest.mark.parametrize(
    ("data", "line", "column", "words"),
    [
        (b"a;b\nc;\xc3\xa9\xc3\xa9\xc3\xa9\nd;e\xff\n", 3, 4, "ff are no letter in UTF-8"),
        (b"a;b\r\n\xe9\x81;c", 2, 2, "81 are no letter in Windows-1252"),
        (codecs.BOM_UTF16_LE + "a;b\nc".encode("utf-16-le") + b"\x00\xdc", 2, 2, "UTF-16 LE"),
        (codecs.BOM_UTF16_LE + "a;b\nc".encode("utf-16-le") + b"x", 2, 2, "UTF-16 LE"),
        (codecs.BOM_UTF32_LE + "a".encode("utf-32-le"), None, None, "UTF-32"),
        (b"a;b\nc;d\x00e\n", 2, 4, "U+0000, is no text"),
        (b"a;b\nc;\x1bd\n", 2, 3, "U+001B, is no text"),
        (b'a;b\nc;d\n;"never closed\nx;y\n', 3, 2, "opens here and never closes"),
        (b'a;b\n"two\nlines";"c;d\n"e";f\n', 4, 2, "closes before the end of its cell"),
        (b'a;b\n"x" y;z\n', 2, 4, "closes before the end of its cell"),
    ],
)
def test_what_is_no_table_is_refused_with_line_and_column(
    data: bytes, line: int | None, column: int | None, words: str
) -> None:
    error = refused(data)
    assert (error.path, error.line, error.column) == ("register.csv", line, column)
    assert words in error.reason


# --- XLSX: cells


def test_values_are_written_as_a_register_writes_them() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet("Eén")
        day = book.add_format({"num_format": "dd-mm-yyyy"})
        moment = book.add_format({"num_format": "dd-mm-yyyy hh:mm"})
        sheet.write_row(0, 0, ["tekst", 3.0, 2.5, True, False, 1e20, -7])
        sheet.write_datetime(0, 7, datetime.datetime(2026, 7, 1), day)
        sheet.write_datetime(0, 8, datetime.datetime(2026, 7, 1, 10, 30), moment)
        sheet.write_datetime(0, 9, datetime.time(9, 5), book.add_format({"num_format": "hh:mm"}))
        sheet.write_string(0, 10, "01")
        sheet.write_string(0, 11, "a\r\nb\u2028")
        sheet.write_formula(0, 12, "=1+1", None, 2)
        sheet.write_formula(0, 13, '="x"', None, "uitkomst")
        sheet.write_rich_string(0, 14, "een ", book.add_format({"bold": True}), "woord")

    sheet, ((number, texts),) = only(workbook(fill))
    assert (number, sheet.name, str(sheet.read_as)) == (1, "Eén", "XLSX")
    assert texts[:7] == ("tekst", "3", "2.5", "ja", "nee", "1e+20", "-7")
    assert texts[7:10] == ("2026-07-01", "2026-07-01T10:30:00", "09:05:00")
    assert texts[10:] == ("01", "a\nb\u2028", "2", "uitkomst", "een woord")


def test_days_count_from_1904_where_the_workbook_says_so() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"date_1904": True}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        book.add_worksheet().write_datetime(0, 0, datetime.datetime(2018, 5, 25), day)
    assert only(stream.getvalue())[1] == [(1, ("2018-05-25",))]


def test_rows_and_columns_keep_their_numbers_when_the_first_are_empty() -> None:
    def fill(book: Any) -> None:
        book.add_worksheet().write(4, 2, "Doel")

    sheet, rows = only(workbook(fill))
    assert rows == [(5, ("", "", "Doel"))]
    assert (sheet.height, sheet.width) == (5, 3)


def test_a_format_far_below_is_no_cell() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "Doel")
        sheet.write_blank(1_048_575, 200, None, book.add_format({"bold": True}))

    assert only(workbook(fill))[0].height == 1


def test_cells_that_failed_keep_their_error_and_are_told() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "Doel")
        sheet.write_formula(1, 0, "=VLOOKUP(1,B1:C2,2)", None, "#N/A")
        sheet.write_formula(1, 1, "=B9", None, "#REF!")
        sheet.write(1, 2, "goed")

    sheet, rows = only(workbook(fill))
    assert rows[1] == (2, ("#N/A", "#REF!", "goed"))
    assert sheet.remarks == (Remark(Kind.ERROR_VALUE, 2, 1, "#N/A"), Remark(Kind.ERROR_VALUE, 2, 2, "#REF!"))


def test_a_formula_that_was_never_worked_out_is_told() -> None:
    data = packed(
        parts('<row r="2"><c r="A2"><v>1</v></c><c r="B2"><f>A2</f></c><c r="C2"><f>A2</f><v>1</v></c></row>')
    )
    sheet, rows = only(data)
    assert rows == [(2, ("1", "", "1"))]
    assert sheet.remarks == (Remark(Kind.NO_VALUE, 2, 2),)


def test_hidden_sheets_rows_and_columns_are_read_and_told() -> None:
    def fill(book: Any) -> None:
        book.add_worksheet("Zichtbaar").write_column(0, 0, list("abcdef"))
        sheet = book.add_worksheet("Verborgen")
        sheet.hide()
        sheet.write_column(0, 0, list("abcdef"))
        for row in (1, 2, 4):
            sheet.set_row(row, None, None, {"hidden": True})
        sheet.set_column(3, 4, 8, None, {"hidden": True})
        book.add_chartsheet("Grafiek")

    with read(workbook(fill), "register.xlsx") as book:
        seen, hidden = book.sheets
        assert [len(list(sheet.rows())) for sheet in book.sheets] == [6, 6]
    assert seen.remarks == ()
    assert hidden.remarks == (
        Remark(Kind.HIDDEN_SHEET, value="Verborgen"),
        Remark(Kind.HIDDEN_ROWS, value="2-3, 5"),
        Remark(Kind.HIDDEN_COLUMNS, value="4-5"),
    )


def test_no_more_remarks_are_told_than_a_person_reads_and_the_rest_is_counted() -> None:
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="e"><v>#N/A</v></c></row>' for row in range(1, 401))
    sheet, _ = only(packed(parts(cells)))
    assert (len(sheet.remarks), sheet.remarks_left_out) == (300, 100)


def test_a_great_many_hidden_rows_are_told_in_short() -> None:
    sheet, _ = only(
        packed(parts("".join(f'<row r="{row}" hidden="1"><c><v>1</v></c></row>' for row in range(1, 99, 2))))
    )
    (remark,) = sheet.remarks
    assert remark.value.startswith("1, 3, 5, ")
    assert remark.value.endswith("37, 39, …")


def test_a_control_character_in_a_cell_is_refused_with_its_place() -> None:
    data = packed(parts('<row r="3"><c r="B3" t="inlineStr"><is><t>a_x0007_b</t></is></c></row>'))
    assert refused(data).reason == "a control character, U+0007, in the cell at row 3, column B is no text"


# --- what a file is, is told by its content


@pytest.mark.parametrize("name", ["register.csv", "register.xlsx", "register"])
def test_a_file_is_read_for_what_it_is_whatever_its_name(name: str) -> None:
    assert only(table(("Doel", "Bron")), name)[0].read_as.form == "xlsx"
    assert only(b"Doel;Bron\n", name)[0].read_as.form == "csv"


def test_bytes_a_path_and_a_stream_give_the_same(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_bytes(TEXT.encode())
    for source in (TEXT.encode(), path, io.BytesIO(TEXT.encode())):
        with read(source, path.name) as book:
            assert list(book.sheets[0].rows()) == ROWS


def test_rows_can_be_asked_for_by_two_at_once() -> None:
    with read("\n".join(f"{number};x" for number in range(20_000)).encode(), "register.csv") as book:
        one, other = book.sheets[0].rows(), book.sheets[0].rows()
        assert [next(one) for _ in range(10_000)][-1] == (10_000, ("9999", "x"))
        assert next(other) == (1, ("0", "x"))
        assert next(one)[0] == 10_001


# --- headings


def headed(data: bytes) -> tuple[HeaderRows, list[tuple[int, dict[int, str]]]]:
    with read(data, "register") as book:
        found = header(book.sheets[0], known)
        assert found is not None
        return found, list(table_rows(book.sheets[0], found))


def test_headings_below_title_rows_are_found() -> None:
    found, rows = headed(
        b"Register van de gemeente;;\n;;\nVersie 3;;1-7-2026\nActiviteit;Doel;Eigen kolom\nA;B;\n\n;;C\n"
    )
    assert (found.first, found.last, found.known) == (4, 4, 2)
    assert found.headings == {1: "Activiteit", 2: "Doel", 3: "Eigen kolom"}
    assert rows == [(5, {1: "A", 2: "B"}), (7, {3: "C"})]


def test_merged_group_headings_are_joined_with_what_stands_below() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 4, "Doel")  # a title, of a word that is a heading too
        sheet.merge_range(1, 0, 2, 0, "Activiteit")
        sheet.merge_range(1, 1, 2, 1, "Doel")
        sheet.merge_range(1, 2, 1, 3, "Bijzondere")
        sheet.write_row(2, 2, ["ja/nee", "welke"])
        sheet.merge_range(1, 4, 2, 4, "Bewaar-\ntermijn")
        sheet.write_row(3, 0, ["A", "B", "ja", "gezondheid", "5 jaar"])

    found, rows = headed(workbook(fill))
    assert (found.first, found.last, found.doubled) == (2, 3, ())
    assert list(found.headings.values()) == [
        "Activiteit", "Doel", "Bijzondere: ja/nee", "Bijzondere: welke", "Bewaar- termijn",
    ]  # fmt: skip
    assert found.parts[4] == ("Bijzondere", "welke")
    assert rows == [(4, {1: "A", 2: "B", 3: "ja", 4: "gezondheid", 5: "5 jaar"})]


def test_group_headings_of_a_csv_hold_until_the_next() -> None:
    found, rows = headed(b"Activiteit;Doel;Bijzondere;;Ontvangers\n;;ja/nee;welke;\nA;B;ja;gezondheid;SVB\n")
    assert (found.first, found.last) == (1, 2)
    assert list(found.headings.values()) == [
        "Activiteit", "Doel", "Bijzondere: ja/nee", "Bijzondere: welke", "Ontvangers",
    ]  # fmt: skip
    assert [number for number, _ in rows] == [3]


def test_a_lone_group_above_the_last_columns_is_no_title() -> None:
    found, _ = headed(b";;Bijzondere;\nActiviteit;Doel;ja/nee;welke\nA;B;ja;gezondheid\n")
    assert (found.first, found.last) == (1, 2)
    assert list(found.headings.values()) == ["Activiteit", "Doel", "Bijzondere: ja/nee", "Bijzondere: welke"]


def test_bands_above_known_headings_are_left_out_of_them() -> None:
    found, _ = headed(b"Algemeen;;Delen;;\nActiviteit;Doel;Ontvangers;Verwerkers;Toelichting\nA;B;C;D;E\n")
    assert (found.first, found.last) == (2, 2)
    assert found.headings[5] == "Toelichting"


def test_a_row_of_data_is_never_taken_for_a_part_of_the_headings() -> None:
    found, rows = headed(b"Activiteit;Doel;Bijzondere;\nUitkering;zorg;nee;los\nParticipatie;werk;ja;\n")
    assert (found.first, found.last) == (1, 1)
    assert rows[0] == (2, {1: "Uitkering", 2: "zorg", 3: "nee", 4: "los"})


def test_doubled_headings_are_told_apart_and_listed() -> None:
    found, _ = headed(b"Activiteit;Ontvangers;ontvangers;Ontvangers (2);Ontvangers\nA;1;2;3;4\n")
    assert list(found.headings.values()) == [
        "Activiteit", "Ontvangers", "ontvangers (3)", "Ontvangers (2)", "Ontvangers (4)",
    ]  # fmt: skip
    assert found.doubled == ("ontvangers", "Ontvangers")


def test_without_known_headings_the_first_full_row_is_taken() -> None:
    found, _ = headed(b"Lijst;;\nKolom een;Kolom twee;Kolom drie;\n1;2;3;4\n5;6;7;8\n")
    assert (found.first, found.known) == (2, 0)


def test_a_sheet_without_rows_has_no_headings() -> None:
    with read(b"\n\n", "register.csv") as book:
        assert header(book.sheets[0], known) is None


def test_cells_merged_downwards_hold_for_each_of_their_rows() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Activiteit", "Doel"])
        sheet.merge_range(0, 2, 2, 2, "Ontvangers")  # a heading, and not what the next rows say
        sheet.merge_range(1, 0, 3, 0, "Uitkering")
        sheet.write_column(1, 1, ["a", "b", "c", "d"])
        sheet.merge_range(5, 0, 5, 1, "breed")

    _, rows = headed(workbook(fill))
    assert rows == [
        (2, {1: "Uitkering", 2: "a"}),
        (3, {1: "Uitkering", 2: "b"}),
        (4, {1: "Uitkering", 2: "c"}),
        (5, {2: "d"}),
        (6, {1: "breed"}),
    ]
    with read(workbook(fill), "register.xlsx") as book:
        assert book.sheets[0].merged == (Span(1, 3, 3, 3), Span(2, 1, 4, 1), Span(6, 1, 6, 2))


# --- size


LARGE = """
import re, resource, sys
from pathlib import Path
from grondslag.registers.reading.table import read
with read(Path(sys.argv[1]), "register.xlsx") as book:
    rows = sum(1 for _ in book.sheets[0].rows())
own = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(rows, own // 1024, worker // 1024, sum(each.ru_utime + each.ru_stime for each in used))
"""


def test_forty_five_thousand_rows_take_seconds_and_little_memory(tmp_path: Path) -> None:
    words = ["uitkering", "verwerking", "jeugdhulp", "inwoners", "schuldhulp"]
    row = "".join(f'<c t="inlineStr"><is><t>{words[column % 5]} {column}</t></is></c>' for column in range(20))
    path = tmp_path / "register.xlsx"
    path.write_bytes(packed(parts(f"<row>{row}</row>" * 45_000)))
    run = subprocess.run(
        [sys.executable, "-c", LARGE, str(path)], capture_output=True, text=True, check=True, timeout=60
    )
    rows, own, worker, seconds = (float(part) for part in run.stdout.split())
    assert rows == 45_000
    assert own < 100
    assert worker < 400
    assert seconds < 8  # of work, some 3 on a quiet machine
