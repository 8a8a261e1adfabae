"""What was exported and is imported again is the same register: as a graph, in each form that can come back."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pyoxigraph as ox
import pytest
from export_helpers import KNOWN, words_of_workbook
from register_files import register_file
from table_files import workbook

from grondslag.content import Content
from grondslag.explain.reader import Reader
from grondslag.graphs import graph_of
from grondslag.namespaces import GRAPH, ONTOLOGY_GRAPH
from grondslag.rdf import parse_file
from grondslag.registers.export.columns import WITHHELD
from grondslag.registers.export.document import Document
from grondslag.registers.export.entries import StoredRegister
from grondslag.registers.export.forms import Wish, written
from grondslag.registers.export.table import to_csv, to_xlsx
from grondslag.registers.headings import Headings
from grondslag.registers.importing import Asked, Known, read_register
from grondslag.registers.mapping import Column, Mapping, suggest_for
from grondslag.registers.model import Field, RegisterHead, Side
from grondslag.registers.reading.table import read as read_book
from grondslag.report.model import Language
from grondslag.settings import UploadLimits

Statements = frozenset[str]
WORD = re.compile(r"[\w@.-]{5,}")
MUNICIPALITY = RegisterHead("gemeente-proef", "Gemeente Proef")


@pytest.fixture(scope="module")
def known(the_content: Content) -> Known:
    store, graphs = ox.Store(), set()
    for file in [*the_content.turtle(the_content.ontology), *the_content.turtle(the_content.data / "law")]:
        graph = graph_of(file, the_content)
        graphs.add(graph)
        target = ox.NamedNode(graph.iri)
        store.extend(ox.Quad(quad.subject, quad.predicate, quad.object, target) for quad in parse_file(file))
    return Known(the_content, store, tuple(graphs), UploadLimits(), date(2026, 11, 22))


def read(
    data: bytes, file: str, head: RegisterHead, known: Known, asked: Asked | None = None
) -> tuple[Statements, Asked]:
    """The statements of a register, and what is remembered of it for the next time."""
    with read_register(data, file, head, known, asked or Asked()) as prepared:
        lines = prepared.statements.read().decode().splitlines()
        return frozenset(lines), Asked(remembered=prepared.mapping, decisions=prepared.decisions)


def stored(statements: Statements, head: RegisterHead, known: Known) -> tuple[ox.Store, StoredRegister]:
    """The register that has these statements, in a store with the ontology."""
    graph = f"{GRAPH}register/{head.organisation}"
    text = "\n".join(statements).encode()
    store = ox.Store()
    quads = ox.parse(text, format=ox.RdfFormat.N_TRIPLES)
    store.extend(ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(graph)) for quad in quads)
    store.extend(known.store.quads_for_pattern(None, None, None, ox.NamedNode(ONTOLOGY_GRAPH)))
    names = Reader(store, [graph, ONTOLOGY_GRAPH])
    return store, StoredRegister(store, graph, names)


def document(statements: Statements, head: RegisterHead, known: Known, language: Language = "nl") -> Document:
    """A copy of the register that has these statements."""
    return Document.of(stored(statements, head, known)[1], language=language, publishable=False)


Form = Callable[[Document], Iterator[bytes]]


@pytest.mark.parametrize(
    ("name", "make", "language"),
    [
        ("wilgendam", to_csv, "nl"),
        ("wilgendam", to_xlsx, "en"),
        ("delinde", to_csv, "en"),
        ("vierstroom", to_xlsx, "nl"),
        ("vechtdal", to_csv, "nl"),
        ("kruisbeek", to_xlsx, "en"),
        ("dijkmonde", to_csv, "nl"),
    ],
)
def test_what_was_exported_is_the_same_register_when_it_comes_back(
    known: Known, name: str, make: Form, language: Language
) -> None:
    file = register_file(name)
    before, remembered = read(file.data, file.file, file.head, known)
    made = b"".join(make(document(before, file.head, known, language)))
    after, _ = read(made, f"again.{make.__name__.removeprefix('to_')}", file.head, known, remembered)
    assert (before - after, after - before) == (frozenset(), frozenset())


HOSTILE = (
    "Naam;Team;Doelen;Wie;Wat;Aan wie;Hoe lang\r\n"
    '"=1+1";Noord;"=HYPERLINK(""x"")";inwoners;"- naam\n- BSN";geen;"-"\r\n'
    '"=1+1";Zuid;"\'=2";klanten|inwoners;"@naam|adres";niet vermeld;"+5 jaar"\r\n'
)
FIELDS = (
    *(Field.ACTIVITY, Field.DEPARTMENT, Field.PURPOSE, Field.DATA_SUBJECTS),
    *(Field.DATA, Field.RECIPIENTS, Field.RETENTION),
)


@pytest.mark.parametrize("make", [to_csv, to_xlsx])
def test_cells_that_look_like_formulas_and_what_a_person_set_survive_the_way(known: Known, make: Form) -> None:
    headings = HOSTILE.partition("\r\n")[0].split(";")
    mapping = Mapping(
        tuple(Column(heading, field) for heading, field in zip(headings, FIELDS, strict=True)),
        key=(Field.ACTIVITY, Field.DEPARTMENT),
        separators=("|",),
        side=Side.CONTROLLER,
    )
    before, remembered = read(HOSTILE.encode(), "register.csv", MUNICIPALITY, known, Asked(mapping=mapping))
    assert any('statedPurpose> "=HYPERLINK(\\"x\\")" .' in line for line in before)
    assert sum("#ProcessingActivity>" in line for line in before) == 2
    made = b"".join(make(document(before, MUNICIPALITY, known)))
    after, _ = read(made, f"again.{make.__name__.removeprefix('to_')}", MUNICIPALITY, known, remembered)
    assert (before - after, after - before) == (frozenset(), frozenset())


BOTH = {
    "Verantwoordelijke": [
        ["Verwerking", "Afdeling", "Doel", "Betrokkenen", "Ontvangers"],
        ["Post", "Noord", "afhandelen", "inwoners", "geen"],
        ["Post", "Zuid", "afhandelen", "klanten", "UWV"],
    ],
    "Verwerker": [
        ["Verwerking", "Opdrachtgever", "Doorgifte", "Beveiliging"],
        ["Post", "Gemeente Dorp", "geen", "logging"],
        ["Post", "Gemeente Stad", "", "logging"],
    ],
}


@pytest.mark.parametrize(("make", "language"), [(to_csv, "nl"), (to_csv, "en"), (to_xlsx, "nl"), (to_xlsx, "en")])
def test_the_records_of_both_sides_come_back_with_the_keys_that_each_has(
    known: Known, make: Form, language: Language
) -> None:
    book = workbook(_fill)
    with read_book(book, "register.xlsx") as found:
        controller, processor = suggest_for(found.sheets, Headings(known.content)).records
    mapping = replace(
        replace(controller, key=(Field.ACTIVITY, Field.DEPARTMENT)),
        other=replace(processor, key=(Field.ACTIVITY, Field.PRINCIPAL)),
    )
    before, remembered = read(book, "register.xlsx", MUNICIPALITY, known, Asked(mapping=mapping))
    assert sum("#ProcessingActivity>" in line for line in before) == 4
    assert sum("#recordOf>" in line and "#DataProcessor>" in line for line in before) == 2
    made = b"".join(make(document(before, MUNICIPALITY, known, language)))
    after, _ = read(made, f"again.{make.__name__.removeprefix('to_')}", MUNICIPALITY, known, remembered)
    assert (before - after, after - before) == (frozenset(), frozenset())


def _fill(book: Any) -> None:
    for name, rows in BOTH.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)


def test_a_changed_cell_of_an_export_changes_its_activity_alone(known: Known) -> None:
    file = register_file("delinde")
    before, remembered = read(file.data, file.file, file.head, known)
    made = b"".join(to_csv(document(before, file.head, known)))
    assert made.count(b"4 weken") == 1
    after, _ = read(made.replace(b"4 weken", b"2 weken"), "again.csv", file.head, known, remembered)
    changed = before ^ after
    assert changed
    # A period is told once for all activities that have it, by its own words.
    assert all("cameratoezicht" in line or "/retention/" in line.split()[0] for line in changed)


@pytest.mark.parametrize("name", ["vierstroom", "vechtdal"])
def test_no_word_of_an_imported_cell_that_is_not_for_publication_goes_out(known: Known, name: str) -> None:
    file = register_file(name)
    store, register = stored(read(file.data, file.file, file.head, known)[0], file.head, known)
    secret, open_to_all = Counter[str](), Counter[str]()
    for entry in register.entries():
        for field, words in entry.activity.words.items():
            (secret if field in WITHHELD else open_to_all).update(WORD.findall(words.lower()))
    secret -= Counter({word: secret[word] for word in open_to_all})
    for form in ("csv", "html", "ttl", "jsonld", "xlsx"):
        whole, published = (
            _words(form, b"".join(written(store, register, form, Wish(publishable=each), KNOWN))).lower()
            for each in (False, True)
        )
        assert len(secret) > 2
        assert [word for word in secret if word not in whole] == []
        assert [word for word in secret if word in WORD.findall(published)] == []


def _words(form: str, data: bytes) -> str:
    return words_of_workbook(data) if form == "xlsx" else data.decode()
