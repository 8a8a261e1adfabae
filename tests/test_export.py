"""A register handed on: the record of article 30 AVG in tables, page and PDF, with its gaps, whole or to publish."""

from __future__ import annotations

import csv
import io
import re
import socket
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest
import python_calamine
from export_helpers import (
    FIXTURE,
    KNOWN,
    NAME,
    REGISTER_GRAPH,
    WITHHELD_WORDS,
    copy_of,
    store_with,
    stored,
    words_of_pdf,
    words_of_workbook,
)
from hypothesis import given
from hypothesis import strategies as st

from grondslag.content import Content
from grondslag.errors import Failure, TooLarge
from grondslag.registers.cells import LEFT_OUT, NOT_STATED, as_cell, from_cell
from grondslag.registers.export import pdf
from grondslag.registers.export.columns import ORDER, WITHHELD, article, asked, columns
from grondslag.registers.export.document import Document, Kind
from grondslag.registers.export.entries import Entry, StoredRegister
from grondslag.registers.export.forms import REGISTER_FORMS, Wish, written
from grondslag.registers.export.page import to_html
from grondslag.registers.export.pdf import to_pdf
from grondslag.registers.export.table import to_csv, to_xlsx
from grondslag.registers.model import Activity, Field, Side
from grondslag.report.model import Language, Named, Text

Copies = Callable[[str, Language, bool], str]
FORMULA = '=HYPERLINK("http://example.org";"klik")'
SCRIPT = '<script>alert(1)</script> & "wat" dan ook'


@pytest.fixture(scope="module")
def store(the_content: Content) -> ox.Store:
    return store_with(the_content, FIXTURE)


@pytest.fixture(scope="module")
def register(store: ox.Store) -> StoredRegister:
    return stored(store)


@pytest.fixture(scope="module")
def document(register: StoredRegister) -> Document:
    return copy_of(register)


@pytest.fixture(scope="module")
def copies(store: ox.Store, register: StoredRegister) -> Callable[[str, Language, bool], str]:
    """The words of a copy in a form and language, whole or for publication; each is made once."""

    @cache
    def made(form: str, language: Language, publishable: bool) -> str:
        return words_of(form, b"".join(written(store, register, form, Wish(language, publishable), KNOWN)))

    return made


def words_of(form: str, data: bytes) -> str:
    if form == "pdf":
        return words_of_pdf(data)
    return words_of_workbook(data) if form == "xlsx" else data.decode()


def rows(document: Document, *, raw: bool = False) -> list[dict[str, str]]:
    text = b"".join(to_csv(document, raw=raw)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def book(document: Document) -> python_calamine.CalamineWorkbook:
    return python_calamine.load_workbook(io.BytesIO(b"".join(to_xlsx(document))))


def page(document: Document) -> str:
    return b"".join(to_html(document)).decode()


def only(document: Document, *entries: Entry) -> Document:
    """A copy with these entries alone."""
    return Document(document.name, document.keeper, entries, document.names, KNOWN)


# What is asked


def test_the_record_of_a_controller_has_what_article_30_1_asks_in_its_order() -> None:
    letters = [article(Side.CONTROLLER, field) for field in ORDER if asked(Side.CONTROLLER, field)]
    assert [text.nl.rpartition(" ")[2] for text in letters if text] == list("aaabcccdefg")
    assert letters[0] == ("AVG art. 30 lid 1 onder a", "GDPR art. 30(1)(a)")


def test_the_record_of_a_processor_has_what_article_30_2_asks() -> None:
    found = {field: text.nl for field in ORDER if (text := article(Side.PROCESSOR, field))}
    assert found == {
        Field.ACTIVITY: "AVG art. 30 lid 2 onder b",
        Field.PRINCIPAL: "AVG art. 30 lid 2 onder a",
        Field.CONTACT: "AVG art. 30 lid 2 onder a",
        Field.TRANSFER: "AVG art. 30 lid 2 onder c",
        Field.SECURITY: "AVG art. 30 lid 2 onder d",
    }


def test_every_field_has_its_place_once() -> None:
    assert sorted(ORDER) == sorted(Field)


def test_what_the_ontology_says_a_field_comes_from_is_the_letter_that_asks_for_it(store: ox.Store) -> None:
    source = ox.NamedNode("http://purl.org/dc/terms/source")
    for field in ORDER:
        node = ox.NamedNode(f"https://w3id.org/grondslag/def#{field.property_name}")
        places = [str(quad.object) for quad in store.quads_for_pattern(node, source, None, None)]
        for place in places:
            found = re.search(r"/art/30/lid/([12])/onder/([a-g])>$", place)
            if found:
                side = Side.CONTROLLER if found[1] == "1" else Side.PROCESSOR
                assert (text := article(side, field)) is not None, field
                assert text.nl.endswith(f"lid {found[1]} onder {found[2]}")


def test_a_processor_that_names_its_principal_as_controller_lacks_no_principal() -> None:
    fields = columns({Side.PROCESSOR}, {Field.ACTIVITY, Field.CONTROLLER}, publishable=False)
    assert fields == (Field.ACTIVITY, Field.CONTROLLER, Field.CONTACT, Field.TRANSFER, Field.SECURITY)


# What is read from the graph


def test_entries_stand_in_the_order_in_which_a_person_counts(document: Document) -> None:
    assert [entry.activity.key for entry in document.entries] == ["2", "3", "10", "nieuwsbrief"]


def test_words_are_read_as_they_were_written(document: Document) -> None:
    entry = document.entries[2]
    assert entry.activity.side is Side.CONTROLLER
    assert entry.activity.words[Field.ACTIVITY] == FORMULA
    assert entry.activity.words[Field.DATA] == "- adres\n- {{7*7}}; \u202ereeks"
    assert Field.TRANSFER not in entry.activity.words


def test_an_entry_without_words_is_told_by_the_labels_of_its_terms(register: StoredRegister) -> None:
    fields = (Field.ACTIVITY, Field.PURPOSE, Field.RECIPIENTS, Field.FROM)
    dutch, english = copy_of(register), copy_of(register, "en")
    assert [dutch.value(dutch.entries[3], field).text for field in fields] == [
        *("Nieuwsbrief", "correspondentie", "geen", "2025-02-01")
    ]
    assert [english.value(english.entries[3], field).text for field in fields] == [
        *("Newsletter", "correspondence", "none", "2025-02-01")
    ]


def test_what_is_recorded_of_an_activity_is_read_from_its_flows(register: StoredRegister, document: Document) -> None:
    practice = register.practice(document.entries[0].iri)
    ends = {name: [iri.rpartition("/")[2] for iri in getattr(practice, name)] for name in ("recipients", "processors")}
    assert ends == {"recipients": ["sociale-verzekeringsbank-voorbeeld"], "processors": ["rekencentrum-voorbeeld"]}
    assert [iri.rpartition("#")[2] for iri in (*practice.limbs, *practice.exceptions)] == ["A6-1-e", "A9-2-b"]


# Gaps


def test_a_field_that_is_asked_for_is_never_blank(document: Document) -> None:
    for part in document.parts:
        for entry in part.entries:
            for field in part.fields:
                value = document.value(entry, field)
                assert value.text or not asked(part.side, field), (entry.activity.key, field)


@pytest.mark.parametrize(("language", "sign"), [("nl", "niet vermeld"), ("en", "not stated")])
def test_silence_is_told_in_each_form_and_none_stays_none(
    register: StoredRegister, language: Language, sign: str
) -> None:
    told = copy_of(register, language)
    heading = {field: told.heading(field) for field in ORDER}
    stated, _, silent, _ = rows(told)
    assert silent[heading[Field.TRANSFER]] == sign
    assert stated[heading[Field.TRANSFER]] == "geen"
    sheet = book(told).get_sheet_by_index(1).to_python()
    column = sheet[0].index(heading[Field.TRANSFER])
    assert [row[column] for row in sheet[1:]] == ["geen", sign, sign]
    assert page(told).count(f'class="gap">{sign}') == sum(sum(told.gaps(part).values()) for part in told.parts)
    assert ">geen</dd>" in page(told)


def test_a_field_beyond_the_article_is_no_gap(document: Document) -> None:
    assert document.value(document.entries[2], Field.DEPARTMENT).kind is Kind.EMPTY
    assert rows(document)[2]["Afdeling"] == ""


def test_what_is_not_asked_of_a_processor_is_no_gap(document: Document) -> None:
    processor = rows(document)[1]
    assert (processor["Doel"], processor["Contact"], processor["In opdracht van"]) == (
        "",
        "niet vermeld",
        "Gemeente Naburig",
    )


def test_gaps_are_counted_per_column(document: Document) -> None:
    assert document.gaps(document.parts[1]) == {Field.CONTACT: 1}
    assert (
        document.gaps(document.parts[0])[Field.RETENTION] == 1
    )  # a dash says that there is none; the newsletter is silent


def test_an_empty_register_says_so(document: Document) -> None:
    assert "geen verwerkingsactiviteiten" in page(only(document))
    assert rows(only(document)) == []


# Cells


@given(
    st.text(st.characters(codec="utf-8"))
    | st.from_regex(r"'{0,2}[=+@\t-]?(niet vermeld|NOT STATED)?\s?", fullmatch=True)
)
def test_a_cell_comes_back_as_the_words_that_it_was_made_from(words: str) -> None:
    assert from_cell(as_cell(words)) == words


@pytest.mark.parametrize("start", list("=+-@\t\r\n\0"))
def test_no_cell_starts_a_formula(start: str) -> None:
    assert as_cell(f"{start}1+1") == f"'{start}1+1"
    assert as_cell(f"{start}1+1", raw=True) == f"{start}1+1"


@pytest.mark.parametrize("sign", [*NOT_STATED, *LEFT_OUT, " Niet vermeld "])
def test_a_sign_of_ours_states_nothing(sign: str) -> None:
    assert from_cell(sign) == ""
    assert from_cell(as_cell(sign)) == sign


def test_a_table_is_for_a_dutch_spreadsheet(document: Document) -> None:
    data = b"".join(to_csv(document))
    assert data.startswith(b"\xef\xbb\xbfRol;Nummer;Verwerkingsactiviteit;")
    assert data.endswith(b"\r\n")
    assert rows(document)[2]["Verwerkingsactiviteit"] == f"'{FORMULA}"
    assert rows(document, raw=True)[2]["Verwerkingsactiviteit"] == FORMULA


def test_headings_are_translated_and_words_are_not(register: StoredRegister) -> None:
    first = rows(copy_of(register, "en"))[0]
    assert (first["Retention period"], first["Purpose"]) == (
        "vijf jaar na het einde van de bijstand",
        "Recht op bijstand vaststellen",
    )


# The workbook


def test_a_workbook_has_a_sheet_about_it_and_one_per_side(document: Document) -> None:
    assert book(document).sheet_names == ["Over dit register", "Verwerkingen", "Als verwerker"]
    about = [[str(cell) for cell in row if cell != ""] for row in book(document).get_sheet_by_index(0).to_python()]
    assert about[0] == ["Organisatie", "Gemeente Voorbeeldstad (houder van het register)"]
    assert ["Kennisdatum", "generatie 000003-abcdef van 2026-11-22"] in about
    assert ["Doorgifte", "AVG art. 30 lid 1 onder e", "2.0"] in about
    assert ["Doorgifte", "AVG art. 30 lid 2 onder c", "0.0"] in about
    assert ["Afdeling", "verder in het register"] in about


def test_a_workbook_holds_text_alone_and_its_heading_stays_in_view(document: Document) -> None:
    with zipfile.ZipFile(io.BytesIO(b"".join(to_xlsx(document)))) as parts:
        sheet = parts.read("xl/worksheets/sheet2.xml").decode()
        styles = parts.read("xl/styles.xml").decode()
        assert not any("<f>" in parts.read(name).decode() for name in parts.namelist() if "worksheets" in name)
    assert 'ySplit="1"' in sheet
    assert 'state="frozen"' in sheet
    assert "<autoFilter" in sheet
    assert 'wrapText="1"' in styles
    assert f"'{FORMULA}" in book(document).get_sheet_by_index(1).to_python()[2]


def test_what_a_cell_of_a_workbook_cannot_hold_is_refused_and_not_cut(document: Document) -> None:
    words = {Field.ACTIVITY: "Lang", Field.PURPOSE: "x" * 32_768}
    long = only(document, Entry("https://example.org/a", Activity("a", words)))
    with pytest.raises(TooLarge, match="purpose of 'a' has 32768"):
        book(long)
    assert rows(long)[0]["Doel"] == "x" * 32_768


# The page


class Elements(HTMLParser):
    """Every element of a page with its attributes, and the words between them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_the_page_stands_alone_and_runs_nothing(document: Document) -> None:
    elements = Elements(page(document))
    tags = {tag for tag, _ in elements.found}
    assert tags.isdisjoint({"script", "img", "link", "iframe", "object", "form", "base", "svg"})
    links = [attributes["href"] for tag, attributes in elements.found if "href" in attributes]
    targets = {attributes["id"] for _, attributes in elements.found if "id" in attributes}
    assert len(links) == 4
    assert all(link and link.startswith("#") and link[1:] in targets for link in links)
    assert not any(name.startswith("on") or name == "style" for _, attributes in elements.found for name in attributes)
    policies = [a["content"] for tag, a in elements.found if a.get("http-equiv") == "Content-Security-Policy"]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"]


def test_words_of_a_register_are_no_markup(document: Document) -> None:
    assert SCRIPT in "".join(Elements(page(document)).words)
    assert "<script>" not in page(document)
    keeper = Named("https://example.org/o", Text("</title><script>x</script>", "</title><script>x</script>"))
    assert "<script>" not in page(replace(document, keeper=keeper))


def test_every_field_of_the_page_has_its_name_and_the_article_that_asks_for_it(document: Document) -> None:
    first = page(document).partition("<article")[2].partition("</article>")[0]
    assert "".join(re.findall(r'title="AVG art. 30 lid 1 onder (\w)"', first)) == "aaabcccdefg"
    assert first.count("<dt>") == first.count("<dd")


def test_words_in_dutch_are_marked_so_on_an_english_page(register: StoredRegister) -> None:
    told = page(copy_of(register, "en"))
    assert '<html lang="en">' in told
    assert '<dd lang="nl">Recht op bijstand vaststellen</dd>' in told
    assert '<dd class="gap">not stated</dd>' in told


def test_the_keeper_is_named_where_an_entry_names_no_controller(document: Document) -> None:
    assert 'niet vermeld <span class="quiet">(houder van het register: Gemeente Voorbeeldstad)' in page(document)


def test_headings_go_down_one_step_at_a_time(document: Document) -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])", page(document))]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


# The PDF


def test_the_pdf_holds_the_words_and_is_tagged_for_a_screen_reader(copies: Copies) -> None:
    words = copies("pdf", "nl", False)
    assert "Recht op bijstand vaststellen" in words
    assert "/MarkInfo" in words
    assert "/CreationDate" not in words
    assert "pdfuaid" in words
    assert re.search(r"/Lang ?\(nl\)", words)


@pytest.mark.parametrize("make", [to_pdf, to_xlsx, to_csv, to_html])
def test_the_same_register_gives_the_same_bytes(
    document: Document, make: Callable[[Document], Iterator[bytes]]
) -> None:
    small = only(document, document.entries[1])
    assert b"".join(make(small)) == b"".join(make(small))


def test_nothing_is_fetched_for_a_pdf(document: Document, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    canary = tmp_path / "canary.css"
    canary.write_text("body::before { content: 'KANARIE' }", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        image = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        markup = f'<title>x</title><img src="{image}"><link rel=stylesheet href="{canary.as_uri()}">hier'
        monkeypatch.setattr(pdf, "to_html", lambda _: iter([markup.encode()]))
        words = words_of_pdf(b"".join(to_pdf(document)))
        with pytest.raises(BlockingIOError):  # nobody called
            listener.accept()
    assert "hier" in words
    assert "KANARIE" not in words


def test_a_machine_without_the_libraries_is_told_which_packages_it_lacks(
    document: Document, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "weasyprint.py").write_text("print('advice')\nraise OSError('cannot load library libpango-1.0-0')\n")
    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(Failure) as told:
        b"".join(to_pdf(document))
    for package in ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-dejavu-core"):
        assert package in str(told.value)
    assert capsys.readouterr().out == ""


def test_a_register_too_large_for_paper_is_told_what_serves(document: Document) -> None:
    many = only(document, *[document.entries[0]] * (pdf.MOST_ACTIVITIES + 1))
    with pytest.raises(TooLarge, match="HTML"):
        b"".join(to_pdf(many))


# For publication


@pytest.mark.parametrize("form", REGISTER_FORMS)
def test_no_word_that_is_not_for_publication_is_in_the_bytes(copies: Copies, form: str) -> None:
    whole, published = copies(form, "nl", False), copies(form, "nl", True)
    assert [word for word in WITHHELD_WORDS if word not in whole] == []
    assert [word for word in WITHHELD_WORDS if word in published] == []
    assert "Recht op bijstand vaststellen" in published


@pytest.mark.parametrize("form", ["xlsx", "html", "pdf", "ttl", "jsonld"])
def test_a_copy_for_publication_says_what_it_leaves_out(copies: Copies, form: str) -> None:
    text = re.sub(r"\s+", " ", copies(form, "nl", True))
    assert "Dit is de versie voor publicatie. Weggelaten zijn de kolommen: Contact," in text
    assert all(name in text for name in ("Beveiliging", "Omschrijving", "Afdeling"))


def test_a_table_for_publication_says_so_in_each_column_that_it_leaves_out(register: StoredRegister) -> None:
    told = copy_of(register, publishable=True)
    for row in rows(told):
        assert {row[told.heading(field)] for field in WITHHELD} == {"weggelaten voor publicatie"}


def test_gaps_in_what_is_left_out_are_not_told(register: StoredRegister) -> None:
    told = copy_of(register, publishable=True)
    assert not any(WITHHELD & told.gaps(part).keys() for part in told.parts)


# A name for the graph, so that a slip in the fixture is seen


def test_the_register_is_named_by_its_graph(register: StoredRegister) -> None:
    assert (REGISTER_GRAPH.rpartition("/")[2], register.slug) == (NAME, NAME)
    assert register.keeper.label.en == "Municipality of Voorbeeldstad"
