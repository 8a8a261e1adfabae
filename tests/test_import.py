"""Registers as they come in: the twelve of tests/registers, from their bytes to their graph and their findings.

What each line means was read by a person (`meaning.toml`); the graphs beside it in `expected/` pin the whole of it.
"""

from __future__ import annotations

import csv
import io
import json
import tomllib
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from register_files import COLUMNS, FOLDER, RegisterFile, many, names, register_file, small_home, table
from table_files import table as sheet
from table_files import workbook

from grondslag.cli import cli
from grondslag.content import Content, content
from grondslag.derive import derive
from grondslag.errors import BadInput, MalformedFile
from grondslag.graphs import LAW, ONTOLOGY, Layer, organisation, register_graphs
from grondslag.matches import add_matches
from grondslag.namespaces import GS, ID, PREFIXES
from grondslag.published import report_on
from grondslag.registers.desk import Desk, Wish
from grondslag.registers.graph import RegisterGraph
from grondslag.registers.importing import Asked, Known, Prepared, RefusedRows, read_register
from grondslag.registers.kinds import Kinds
from grondslag.registers.model import Activity, Certainty, Field, Reading, RegisterHead, Side
from grondslag.registers.ntriples import literal, named
from grondslag.registers.preview import NOTE, as_csv, as_json, as_text
from grondslag.registers.understanding import Status
from grondslag.registers.words import Answer, answer, day, is_citation, slug
from grondslag.report import Report
from grondslag.settings import Settings, UploadLimits
from grondslag.store import GraphStore

TODAY = date(2026, 11, 22)
SMALL = [name for name in names() if name not in ("lindebrug", "landelijk")]
VALIDATED = [*SMALL, "lindebrug"]
"""All but the one of two thousand lines: ten minutes. `test_large.py` compares reports by parts with whole ones."""
MEANING = tomllib.loads((FOLDER / "meaning.toml").read_text(encoding="utf-8"))
FINDINGS = tomllib.loads((FOLDER / "findings.toml").read_text(encoding="utf-8"))
HEADINGS = "Verwerkingsactiviteit;Doel;Betrokkenen;Categorieën;Ontvangers;Ingangsdatum\n"
DPV, EU = PREFIXES["dpv"], PREFIXES["eu-gdpr"]
Triples = frozenset[ox.Triple]


def name_of(term: object) -> str:
    """The IRI or the words of a term."""
    assert isinstance(term, ox.NamedNode | ox.Literal)
    return term.value


@cache
def known(home: Path) -> Known:
    generation = GraphStore(home).current()
    return Known(content(), generation.open(), tuple(generation.graphs), UploadLimits(), TODAY)


def read(home: Path, file: RegisterFile, asked: Asked | None = None) -> Prepared:
    return read_register(file.data, file.file, file.head, known(home), asked or Asked())


def text(data: str, name: str = "register.csv") -> RegisterFile:
    """A register of a municipality in these words."""
    return RegisterFile("own", name, data.encode(), RegisterHead("gemeente-x", "Gemeente X"), 0)


def triples(prepared: Prepared) -> Triples:
    with prepared:
        quads = ox.parse(prepared.statements, format=ox.RdfFormat.N_TRIPLES)
        return frozenset(quad.triple for quad in quads)


@cache
def graph(home: Path, name: str) -> Triples:
    return triples(read(home, register_file(name)))


@cache
def world(home: Path) -> tuple[Report, dict[str, str]]:
    """One report on all registers but the largest, with law and shapes of the build; and the graph of each."""
    generation = GraphStore(home).current()
    built, store = generation.open(), ox.Store()
    kept = (ONTOLOGY, LAW, LAW.derived)
    graphs = [graph for graph in generation.graphs if graph in kept or graph.layer is Layer.SHAPES]
    for each in graphs:
        store.extend(built.quads_for_pattern(None, None, None, ox.NamedNode(each.iri)))
    own = [register_graphs(register_file(name).head.organisation)[0] for name in VALIDATED]
    for name, each in zip(VALIDATED, own, strict=True):
        store.extend(
            ox.Quad(triple.subject, triple.predicate, triple.object, ox.NamedNode(each.iri))
            for triple in graph(home, name)
        )
    derive(store, own, content())
    add_matches(store, own, content())
    report = report_on(store, [*graphs, *own, *(each.derived for each in own)], layers={Layer.REGISTER}, as_of=TODAY)
    return report, {name: each.iri for name, each in zip(VALIDATED, own, strict=True)}


# --- what the registers mean


@pytest.mark.parametrize("name", [name for name in SMALL if name != "meerwijk"])
def test_a_register_gives_the_graph_that_is_expected_of_it(name: str, built_home: Path) -> None:
    expected = frozenset(
        quad.triple for quad in ox.parse(path=FOLDER / "expected" / f"{name}.ttl", format=ox.RdfFormat.TURTLE)
    )
    found = graph(built_home, name)
    assert (sorted(map(str, found - expected)), sorted(map(str, expected - found))) == ([], [])


def test_a_register_in_our_own_terms_is_taken_as_it_is(built_home: Path) -> None:
    source = ox.parse(path=FOLDER / "meerwijk.ttl", format=ox.RdfFormat.TURTLE)
    assert graph(built_home, "meerwijk") == {quad.triple for quad in source}


@pytest.mark.parametrize(("name", "key"), [(name, key) for name, lines in MEANING.items() for key in lines])
def test_a_line_says_what_a_person_reads_in_it(name: str, key: str, built_home: Path) -> None:
    meaning = MEANING[name][key]
    found = said(graph(built_home, name), register_file(name).head.organisation, key)
    assert {what: found[what] for what in meaning} == {what: sorted(values) for what, values in meaning.items()}


def said(found: Triples, register: str, key: str) -> dict[str, list[str]]:
    """What a graph says of one activity, in the words of `meaning.toml`."""
    facts: dict[str, dict[str, list[str]]] = {}
    for triple in found:
        values = facts.setdefault(name_of(triple.subject), {}).setdefault(name_of(triple.predicate), [])
        values.append(name_of(triple.object))
    activity, entry = (f"{ID}register/{register}/{place}/{key}" for place in ("activity", "entry"))
    flows = [iri for iri, of in facts.items() if activity in of.get(GS + "partOfActivity", ())]
    items = [item for flow in flows for item in facts[flow].get(GS + "item", ())]

    def of(nodes: list[str], *path: str) -> list[str]:
        for name in path:
            nodes = [value for node in nodes for value in facts.get(node, {}).get(name, ())]
        return sorted({shown(node) for node in nodes})

    def shown(iri: str) -> str:
        labels = facts.get(iri, {})
        own = labels.get(PREFIXES["skos"] + "prefLabel") or labels.get(GS + "citation")
        if own and "/term/" in iri:
            return f"~{own[0]}"
        return iri.removeprefix(ID).removeprefix(EU + "A6-1-").removeprefix(EU + "A9-2-")

    def flow(iri: str) -> str:
        place = iri.removeprefix(f"{ID}flow/{register}/{key}/").partition("/")[0]
        recipient = "" if place == "within" else "".join(of([iri], DPV + "hasRecipient"))
        kind = "".join(of([iri], GS + "qualification")).removeprefix(GS)
        return f"{place} {recipient}".strip() + f" | {kind or '-'}"

    def fields(name: str) -> list[str]:
        values = (value.removeprefix(GS + "stated") for value in facts[entry].get(GS + name, ()))
        return sorted(value[0].lower() + value[1:] for value in values)

    assert activity in facts, f"no activity {key}"
    return {
        "flows": sorted(map(flow, flows)),
        "limbs": of(flows, GS + "basisClaim", GS + "art6Limb"),
        "provisions": of(flows, GS + "basisClaim", GS + "claimedProvision"),
        "exceptions": sorted(
            of(items, GS + "basisClaim", GS + "art9Limb") + of(items, GS + "basisClaim", GS + "claimedProvision")
        ),
        "subjects": of(flows, DPV + "hasDataSubject"),
        "data": of(items, DPV + "hasPersonalData"),
        "purposes": of(flows, DPV + "hasPurpose"),
        "principals": of([activity], DPV + "hasDataController"),
        "silent": fields("notStated"),
        "none": fields("statesNone"),
    }


def test_larger_registers_have_an_activity_per_line_and_each_line_its_own(built_home: Path) -> None:
    for name in ("lindebrug", "landelijk"):
        file = register_file(name)
        found = graph(built_home, name)
        kinds = Counter(name_of(triple.object) for triple in found if name_of(triple.predicate).endswith("#type"))
        assert kinds[GS + "ProcessingActivity"] == kinds[GS + "RegisterEntry"] == file.activities
        # One flow each: a recipient, or expressly none.
        assert kinds[GS + "Flow"] == file.activities
    first = said(graph(built_home, "lindebrug"), "gemeente-lindebrug", "v-1")
    assert first["flows"] == ["to party/uwv | -"]
    assert first["data"] == ["data/address", "data/health"]
    last = said(graph(built_home, "landelijk"), "dienst-landelijk", "v-2000")
    assert (last["flows"], last["limbs"]) == (["within | internalSameTask"], ["a"])


# --- findings, end to end


@pytest.mark.unmeasured  # measuring doubles its time, and its own parts are measured elsewhere
@pytest.mark.parametrize("name", VALIDATED)
def test_each_register_is_validated_with_the_findings_reasoned_for_it(name: str, built_home: Path) -> None:
    report, graphs = world(built_home)
    own = register_file(name).head.organisation
    places = tuple(f"{ID}{place}/{own}/" for place in ("flow", "register", "org"))
    findings = (each for each in report.findings if f"{each.focus_node}/".startswith(places))
    found = Counter(f"{each.rule} {each.severity.value}" for each in findings)
    assert dict(sorted(found.items())) == FINDINGS[name]["count"], FINDINGS[name]["why"]
    assert graphs[name] in {each.graph for each in report.evaluated}


def test_a_line_that_says_all_has_no_finding_of_silence_on_what_a_register_asks(built_home: Path) -> None:
    """Nothing of article 30, of the ground or of the kind of sharing is told as missing in the full line."""
    report, _ = world(built_home)
    full = {each.rule for each in report.findings if "/gemeente-wilgendam/" in f"{each.focus_node}/"}
    assert not full & {"R001", "R003", "R004", "R043", "R077", "R078", "R080", "R097", "R099", "R100", "R122"}
    silent = {each.rule for each in report.findings if "/jeugdregio-hoogeveld/" in f"{each.focus_node}/"}
    assert {"R043", "R077", "R099", "R100", "R122"} <= silent


# --- all or nothing


def test_rows_that_cannot_be_activities_are_listed_with_their_place_and_nothing_is_made_of_the_rest(
    built_home: Path,
) -> None:
    lines = "A;doel;;;;\n;doel zonder naam;;;;\nB;doel;;;;31-2-2020\nA;weer A;;;;\n" + f"C;{'x' * 10_001};;;;\n"
    with pytest.raises(RefusedRows) as refused:
        read(built_home, text(HEADINGS + lines))
    found = {(each.place.row, each.place.column) for each in refused.value.remarks}
    assert found == {(3, 1), (5, 1), (6, 2)}
    told = str(refused.value)
    assert "row 3, column A, 'Verwerkingsactiviteit': '': the row of 'doel zonder naam' has no activity" in told
    assert "nothing was imported" in told
    assert refused.value.code == "bad_rows"


def test_no_more_than_a_hundred_problems_are_told_and_all_are_counted(built_home: Path) -> None:
    with pytest.raises(RefusedRows) as refused:
        read(built_home, text(HEADINGS + "A;iets;;;;\n" + ";iets;;;;\n" * 150))
    assert (len(refused.value.remarks), refused.value.count) == (100, 150)
    assert "and 50 more" in str(refused.value)


def test_a_value_from_outside_is_told_without_what_cannot_be_seen(built_home: Path) -> None:
    with pytest.raises(RefusedRows) as refused:
        read(built_home, text(HEADINGS + "A;iets;;;;\n;doel\u202e;;;;\n"))
    assert "\u202e" not in str(refused.value)
    assert "u{202E}" in str(refused.value)


@pytest.mark.parametrize("name", ["leeg.csv", "leeg.xlsx", "leeg.ttl"])
def test_an_empty_file_is_refused(name: str, built_home: Path) -> None:
    with pytest.raises(MalformedFile, match="empty"):
        read(built_home, text("", name))


def test_a_file_with_headings_alone_is_no_register(built_home: Path) -> None:
    with pytest.raises(BadInput, match="no activities"):
        read(built_home, text(HEADINGS))


def test_words_that_mean_nothing_to_us_stop_nothing_and_stay_open_in_the_graph(built_home: Path) -> None:
    found = triples(read(built_home, text(HEADINGS + "A;gekrabbel;;;;\n")))
    alignment = {
        name_of(triple.predicate): name_of(triple.object) for triple in found if "/gekrabbel-" in str(triple.subject)
    }
    assert alignment[GS + "confidence"] == GS + "contested"
    assert alignment[GS + "toTerm"] == f"{ID}register/gemeente-x/term/purpose/gekrabbel"
    assert alignment[GS + "aligns"] == f"{ID}flow/gemeente-x/a/unstated"


# --- the preview


def test_the_preview_tells_every_cell_that_was_not_understood_with_its_place(built_home: Path) -> None:
    with read(built_home, register_file("dijkmonde")) as prepared:
        lines = list(csv.DictReader(io.StringIO(as_csv(prepared.preview).lstrip("\ufeff"), newline=""), delimiter=";"))
        rows = [line for line in lines if line["status"] != NOTE]
        told = json.loads(as_json(prepared.preview))
        words = as_text(prepared.preview)
    assert {(row["sheet"], row["row"], row["column"]) for row in rows if row["status"] == Status.NOT_UNDERSTOOD} >= {
        ("Blad1", "4", "B"),
        ("Blad1", "4", "K"),
    }
    assert len(told["remarks"]) == len(rows) == sum(told["counts"].values())
    assert told["activities"] == 4
    assert {"heading": "Doel", "field": "purpose", "score": 1.0} in told["columns"]
    assert "error value at D5: #N/A" in words
    assert "Blad1!G4" in words


def test_what_is_alike_is_told_once_to_a_reader(built_home: Path) -> None:
    with read(built_home, register_file("landelijk")) as prepared:
        words = as_text(prepared.preview)
    assert "'informeren van inwoners' 500 times, first at C5" in words
    assert len(words.splitlines()) < 30


# --- what changes, and what does not


def rows_of(name: str) -> list[list[str]]:
    file = register_file(name)
    return list(csv.reader(io.StringIO(file.data.decode("cp1252"), newline=""), delimiter=";"))


def as_file(rows: list[list[str]]) -> RegisterFile:
    data = table(rows, {"separator": ";", "line_end": "\r\n", "encoding": "cp1252"})
    return RegisterFile("lindebrug", "lindebrug.csv", data, register_file("lindebrug").head, len(rows) - 1)


def test_a_changed_line_changes_the_statements_of_its_activity_alone(built_home: Path) -> None:
    rows = rows_of("lindebrug")
    rows[5][10] = "99 jaar"
    changed = triples(read(built_home, as_file(rows)))
    before = graph(built_home, "lindebrug")
    touched = {name_of(triple.subject).removeprefix(ID) for triple in before ^ changed}
    # Activities that tell the same period share it: the new one is there beside the others.
    own = "register/gemeente-lindebrug/entry/v-5", "register/gemeente-lindebrug/retention/99-jaar"
    assert touched - {iri for iri in touched if iri.startswith("flow/gemeente-lindebrug/v-5/")} == {*own}
    assert {name_of(triple.predicate) for triple in before ^ changed if "flow" in name_of(triple.subject)} == {
        PREFIXES["dpv"] + "hasStorageCondition"
    }


def test_a_changed_recipient_changes_its_flow_and_what_hangs_on_it(built_home: Path) -> None:
    rows = rows_of("lindebrug")
    changed_row = next(number for number, row in enumerate(rows) if row[8] == "CAK")
    rows[changed_row][8] = "SVB"
    key = slug(rows[changed_row][0])
    changed = triples(read(built_home, as_file(rows)))
    touched = {name_of(triple.subject).removeprefix(ID) for triple in graph(built_home, "lindebrug") ^ changed}
    own = (f"flow/gemeente-lindebrug/{key}/", f"register/gemeente-lindebrug/activity/{key}/role/")
    others = {place for place in touched if not place.startswith(own)}
    # Besides its own: its entry, and that the word stands in the register at all.
    assert {place.partition("/alignment/")[0] for place in others} == {
        f"register/gemeente-lindebrug/entry/{key}",
        "register/gemeente-lindebrug",
    }


def test_rows_that_move_and_columns_that_change_places_change_nothing(built_home: Path) -> None:
    head, *rows = rows_of("lindebrug")
    moved = [[row[-1], *row[:-1]] for row in [head, *reversed(rows)]]
    assert triples(read(built_home, as_file(moved))) == graph(built_home, "lindebrug")


def test_the_same_activity_gives_the_same_lines_in_any_process(built_home: Path) -> None:
    kinds = Kinds.of(known(built_home).store)
    activity = Activity("a", {Field.ACTIVITY: "A", Field.RECIPIENTS: "UWV"})
    head = RegisterHead("gemeente-x", "Gemeente X")
    assert RegisterGraph(head, kinds).of(activity) == RegisterGraph(head, kinds).of(activity)


# --- statements


@given(words=st.text(), key=st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True))
def test_any_words_come_back_from_the_graph_as_they_were_written(words: str, key: str) -> None:
    reading = Reading(words, None, Certainty.UNKNOWN)
    activity = Activity(key, {Field.ACTIVITY: words, Field.DATA: words}, {Field.DATA: (reading,)})
    written = RegisterGraph(RegisterHead("gemeente-x", words), Kinds())
    lines = [*written.head(), *written.of(activity)]
    parsed = list(ox.parse("".join(lines).encode(), format=ox.RdfFormat.N_TRIPLES))
    assert len(parsed) == len(lines)
    stated = [quad.object for quad in parsed if quad.predicate.value == GS + "statedData"]
    assert stated == [ox.Literal(words)]


@given(st.text())
def test_a_literal_is_one_line_that_means_the_same(words: str) -> None:
    assert "\n" not in literal(words)
    assert next(ox.parse(f"<a:s> <a:p> {literal(words, '@nl')} .", format=ox.RdfFormat.N_TRIPLES)).object.value == words


@pytest.mark.parametrize("iri", ["", "party/uwv", "a b:c", 'https://example.org/"x', "https://example.org/>"])
def test_what_is_no_iri_never_becomes_one(iri: str) -> None:
    with pytest.raises(BadInput, match="Invalid IRI"):
        named(iri)


@given(st.text(), st.text())
def test_names_in_iris_are_safe_and_differ_with_the_letters_of_the_words(one: str, other: str) -> None:
    for words in (one, other):
        assert slug(words).replace("-", "").isalnum()
        assert slug(words).isascii()
    if "".join(one.split()).casefold() != "".join(other.split()).casefold() and "-" not in one + other:
        assert slug(one) != slug(other)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("1-1-2020", date(2020, 1, 1)),
        ("31/12/2021", date(2021, 12, 31)),
        ("5 mei 2022", date(2022, 5, 5)),
        ("1 maart 2019", date(2019, 3, 1)),
        ("2020-02-29", date(2020, 2, 29)),
        ("2020-02-29 00:00:00", date(2020, 2, 29)),
        ("2018", date(2018, 1, 1)),
        ("31-2-2020", None),
        ("1 augustus", None),
        ("sinds kort", None),
    ],
)
def test_a_day_is_read_as_the_dutch_write_it(words: str, expected: date | None) -> None:
    assert day(words) == expected


def test_yes_no_and_citations_are_told_from_other_words() -> None:
    assert [answer(words) for words in ("Ja, 2023", "uitgevoerd", "Nee", "nog niet", "gepland", "Neerlands")] == [
        *(Answer.YES, Answer.YES, Answer.NO, Answer.NO, Answer.OTHER, Answer.OTHER)
    ]
    assert is_citation("art. 6 Wet publieke gezondheid")
    assert not is_citation("Wet publieke gezondheid")
    assert not is_citation("artikelen van de winkel")


# --- into a home, and out of it


@pytest.fixture
def home(tmp_path: Path, the_content: Content) -> Path:
    return small_home(tmp_path / "home", the_content).home


def desk(home: Path, the_content: Content) -> Desk:
    return Desk(Settings(home=home), the_content, TODAY)


WISH = Wish("gemeente-wilgendam", "Gemeente Wilgendam", public=True, categories=("party/gemeente",))


def test_who_may_see_a_register_has_to_be_said_once(home: Path, the_content: Content) -> None:
    file = register_file("wilgendam")
    with pytest.raises(BadInput, match="who may see") as refused:
        desk(home, the_content).load(file.data, file.file, Wish("gemeente-wilgendam"))
    assert refused.value.code == "no_visibility"
    wish = Wish("gemeente-wilgendam", public=True, categories=("party/gemente",))
    with pytest.raises(BadInput, match=r"party/gemente.* party/gemeente"):
        desk(home, the_content).load(file.data, file.file, wish)
    with pytest.raises(BadInput, match="Invalid name"):
        desk(home, the_content).load(file.data, file.file, Wish("../x", public=True))
    assert not (home / "x").exists()


def test_a_register_comes_in_once_stays_as_it_was_said_and_goes_out_again(
    home: Path, the_content: Content, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, own_desk = register_file("wilgendam"), desk(home, the_content)
    first = own_desk.load(file.data, file.file, WISH)
    assert first.changed
    # The same file again, with nothing said anew: nothing changes, and the day stays that of the first time.
    later = Desk(Settings(home=home), the_content, date(2027, 1, 1))
    again = later.load(file.data, file.file, Wish("gemeente-wilgendam"))
    assert (again.changed, again.generation.id) == (False, first.generation.id)
    # Refused rows change nothing either.
    with pytest.raises(RefusedRows):
        own_desk.load((HEADINGS + "A;iets;;;;\n;iets;;;;\n").encode(), "slecht.csv", WISH)
    assert GraphStore(home).current().id == first.generation.id
    files = first.generation.files
    assert {"registers/gemeente-wilgendam/mapping.toml", "registers/gemeente-wilgendam/alignments.csv"} <= files.keys()
    monkeypatch.setenv("GRONDSLAG_HOME", str(home))
    listed = CliRunner().invoke(cli, ["registers"])
    assert "gemeente-wilgendam: Gemeente Wilgendam, public, 1 activities" in listed.output
    refused = CliRunner().invoke(cli, ["registers", "withdraw", "gemeente-wilgendam"], input="n\n")
    assert (refused.exit_code, "Nothing was withdrawn" in refused.output) == (2, True)
    withdrawn = CliRunner().invoke(cli, ["registers", "withdraw", "gemeente-wilgendam", "--yes"])
    assert withdrawn.exit_code == 0, withdrawn.output
    after = GraphStore(home).current()
    assert [graph.iri for graph in after.graphs if "gemeente-wilgendam" in graph.iri] == []
    assert after.files == {}


def test_the_records_of_both_sides_come_in_from_one_workbook_and_one_alone_is_asked_for_with_a_note(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(book: Any) -> None:
        for name, columns, cells in (
            ("Verwerkingen", ("Nummer", "Naam", "Doel", "Betrokkenen", "Bewaartermijn"), ("", "Post", "a", "b", "c")),
            ("Als verwerker", ("Naam", "In opdracht van", "Doorgifte", "Beveiliging"), ("Post", "Dorp", "geen", "ja")),
        ):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, columns)
            sheet.write_row(1, 0, cells)

    monkeypatch.setenv("GRONDSLAG_HOME", str(home))
    path = tmp_path / "register.xlsx"
    path.write_bytes(workbook(fill))
    said = ["import", str(path), "--organisation", "gemeente-beide"]
    one = CliRunner().invoke(cli, [*said, "--public", "--side", "controller"])
    assert "gemeente-beide: 1 activities" in one.stdout
    assert "note: sheet 'Als verwerker' was not read" in one.stdout
    both = CliRunner().invoke(cli, said)
    assert "gemeente-beide: 2 activities" in both.stdout
    assert "note: the column 'Nummer' is empty: activities are known by their names" in both.stdout
    assert "was not read" not in both.stdout
    assert both.stdout.endswith("check it: grondslag validate gemeente-beide\n")


def test_the_command_tells_what_came_of_it_and_what_to_do_next(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRONDSLAG_HOME", str(home))
    file = register_file("dijkmonde")
    path = tmp_path / file.file
    path.write_bytes(file.data)
    said = ["import", str(path), "--organisation", "gemeente-dijkmonde"]
    silent = CliRunner().invoke(cli, said)
    assert (silent.exit_code, "--private" in silent.output) == (2, True)
    preview = CliRunner().invoke(cli, [*said, "--private", "--preview", "--format", "json"])
    assert json.loads(preview.stdout)["activities"] == 4
    assert not GraphStore(home).current().readers
    done = CliRunner().invoke(cli, [*said, "--private", "--name", "Gemeente Dijkmonde"])
    assert done.exit_code == 0, done.output
    assert "gemeente-dijkmonde: 4 activities from register.xlsx" in done.stdout
    assert "words to look at: " in done.stdout
    assert "grondslag validate gemeente-dijkmonde --reader gemeente-dijkmonde" in done.stdout
    # Private: for its organisation alone.
    generation = GraphStore(home).current()
    graph_iri = ox.NamedNode(register_graphs("gemeente-dijkmonde")[0].iri)
    assert not generation.open().contains_named_graph(graph_iri)
    assert generation.seen_by(organisation("gemeente-dijkmonde")).open().contains_named_graph(graph_iri)


def test_a_processor_is_read_by_its_own_columns_or_when_it_is_said(built_home: Path) -> None:
    with read(built_home, register_file("vechtdal")) as prepared:
        assert prepared.mapping
        assert prepared.mapping.side is Side.PROCESSOR
    said_so = triples(read(built_home, register_file("hoogeveld"), Asked(side=Side.PROCESSOR)))
    roles = {name_of(triple.object) for triple in said_so if name_of(triple.predicate) == GS + "recordOf"}
    assert roles == {DPV + "DataProcessor"}
    assert not any(name_of(triple.object) == GS + "Flow" for triple in said_so)


def test_a_workbook_and_a_csv_of_the_same_words_give_the_same_graph(built_home: Path) -> None:
    rows = [COLUMNS, *many(20)]
    head = register_file("landelijk").head
    data = table(rows, {"separator": ";", "line_end": "\n", "encoding": "utf-8"})
    as_csv_file = RegisterFile("own", "a.csv", data, head, 20)
    as_workbook = RegisterFile("own", "a.xlsx", sheet(*map(tuple, rows)), head, 20)
    assert triples(read(built_home, as_csv_file)) == triples(read(built_home, as_workbook))
