"""The twelve registers of tests/registers: their bytes, made at run time from readable sources, and their heads."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from generations import publish_quads
from table_files import workbook

from grondslag.content import Content
from grondslag.draft import describe
from grondslag.graphs import LAW
from grondslag.namespaces import ID
from grondslag.published import REPORT_FILE
from grondslag.rdf import parse_file
from grondslag.registers.model import RegisterHead
from grondslag.settings import Settings
from grondslag.store import GraphStore, dataset_hash

FOLDER = Path(__file__).resolve().parent / "registers"
COLUMNS = (
    *("Nummer", "Verwerkingsactiviteit", "Doel", "Grondslag", "Wettelijke bepaling", "Betrokkenen"),
    *("Categorieën persoonsgegevens", "Bijzondere", "Ontvangers", "Doorgifte", "Bewaartermijn", "Beveiliging"),
)


@dataclass(frozen=True)
class RegisterFile:
    """A register as a file, and what importing it should give."""

    name: str
    file: str
    data: bytes
    head: RegisterHead
    activities: int


def names() -> list[str]:
    """The registers, by the name of their table in registers.toml."""
    return list(_described())


def register_file(name: str) -> RegisterFile:
    """One of the registers."""
    said = _described()[name]
    categories = tuple(ID + category for category in said["categories"])
    head = RegisterHead(said["organisation"], said["label"], said.get("public", True), categories)
    return RegisterFile(name, said["file"], _data(name, said), head, said["activities"])


def _described() -> dict[str, dict[str, Any]]:
    return tomllib.loads((FOLDER / "registers.toml").read_text(encoding="utf-8"))


def _data(name: str, said: dict[str, Any]) -> bytes:
    if "sheets" in said:
        return _workbook(tomllib.loads((FOLDER / said["sheets"]).read_text(encoding="utf-8"))["sheets"])
    if "source" not in said:
        rows: Iterator[Sequence[str]] = few_dozen() if name == "lindebrug" else many(said["activities"])
        return table([COLUMNS, *rows], said)
    if "separator" not in said:
        return (FOLDER / str(said["source"])).read_bytes()
    text = (FOLDER / said["source"]).read_text(encoding="utf-8")
    written_with = "," if said["separator"] == "," else ";"
    return table(csv.reader(io.StringIO(text, newline=""), delimiter=written_with), said)


def table(rows: Any, said: dict[str, Any]) -> bytes:
    """Rows as the bytes of a CSV, as `said` says."""
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=said["separator"], lineterminator=said["line_end"]).writerows(rows)
    return file.getvalue().encode(str(said["encoding"]))


def _workbook(sheets: list[dict[str, Any]]) -> bytes:
    def fill(book: Any) -> None:
        for said in sheets:
            sheet = book.add_worksheet(said["name"])
            for number, row in enumerate(said["rows"]):
                for column, text in enumerate(row):
                    if text.startswith("#"):
                        sheet.write_formula(number, column, "=NA()", value=text)
                    else:
                        sheet.write_string(number, column, text)
            for first_row, first, last_row, last in said.get("merged", []):
                text = said["rows"][first_row - 1][first - 1]
                sheet.merge_range(first_row - 1, first - 1, last_row - 1, last - 1, text)

    return workbook(fill)


# What the larger registers are made of: the lines go round these, so that each is another and all can be counted.
_SUBJECTS = ("inwoners", "cliënten", "uitkeringsgerechtigden", "werknemers", "jeugdigen")
_DATA = ("adres", "inkomen, adres", "BSN, geboortedatum", "adres, e-mailadres", "schulden, inkomen, adres")
_RECIPIENTS = ("UWV", "geen", "CAK", "belastingdienst", "Bureau Zuiderlicht")
_WORK = (
    ("Bijstand", "uitvoering van uitkeringen", "algemeen belang", "art. 7 lid 1 onder b PW"),
    ("Schuldhulp", "schuldhulpverlening", "algemeen belang", "art. 3 Wgs"),
    ("Maatwerkvoorziening", "leveren van een maatwerkvoorziening", "algemeen belang", "art. 2.3.5 Wmo 2015"),
    ("Nieuwsbrief", "informeren van inwoners", "toestemming", ""),
)


def few_dozen() -> Iterator[Sequence[str]]:
    """Thirty-six lines, one per work and district."""
    districts = ("Noord", "Oost", "Zuid", "West", "Centrum", "Buitengebied", "Haven", "Stationsgebied", "Dorpskern")
    lines = ((work, district) for district in districts for work in _WORK)
    for number, (work, district) in enumerate(lines):
        yield _line(number, f"{work[0]} {district}", work)


def many(count: int) -> Iterator[Sequence[str]]:
    """As many lines as asked, numbered."""
    for number in range(count):
        work = _WORK[number % len(_WORK)]
        yield _line(number, f"{work[0]} {number + 1:05}", work)


def _line(number: int, name: str, work: tuple[str, str, str, str]) -> Sequence[str]:
    turn = number % 5
    about = (
        _SUBJECTS[turn],
        _DATA[(number // 5) % 5],
        "geen" if turn else "gezondheid",
        _RECIPIENTS[(number // 3) % 5],
    )
    return (f"V-{number + 1}", name, *work[1:], *about, "geen", f"{5 + turn} jaar", "Toegang per rol; logging")


def small_home(folder: Path, content: Content) -> Settings:
    """A home whose graph has the acts and nothing else, so that an import into it takes a moment."""
    settings, store = Settings(home=folder), ox.Store()
    acts = parse_file(content.data / "law" / "statutes.ttl")
    store.extend(ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(LAW.iri)) for quad in acts)
    entries = describe(store, [LAW])
    manifest = {"graphs": entries, "dataset_hash": dataset_hash(entries), "content_tool": "test", "report": "none"}
    publish_quads(GraphStore(settings.home), store, manifest, {REPORT_FILE: "{}"})
    return settings
