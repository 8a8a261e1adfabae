"""The forms of a report: the same findings in each, the same bytes each time, nothing that runs or reaches outside."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
import rdflib
from click.testing import CliRunner
from rdflib.namespace import RDF, SH
from report_helpers import example, finding, report_of

from grondslag.cli import cli
from grondslag.cli.output import write_whole
from grondslag.content import content
from grondslag.errors import BadInput
from grondslag.namespaces import GRAPH, GS
from grondslag.rdf import to_rdflib
from grondslag.report import Report, Severity
from grondslag.report.formats import BY_SUFFIX, FORMATS, Wish
from grondslag.report.grouping import GROUPINGS, Grouping
from grondslag.report.model import LANGUAGES, Evaluated, Language, Provision, Term, Text
from grondslag.report.spreadsheet import to_xlsx
from grondslag.report.table import COLUMNS, FINDING_COLUMNS, neutral

DATA = Path(__file__).parent / "report" / "data.ttl"
OURS = rdflib.Namespace(GS)
SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module")
def report() -> Report:
    return example()


def whole(form: str, report: Report, language: Language = "en") -> bytes:
    return FORMATS[form].whole(report, Wish(language))


# What each form holds: the ids by severity, how many nodes each shape was tried on, the counts without derogations


def rows_of(written: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written.decode("utf-8-sig"), newline="")))


def sheets_of(written: bytes) -> dict[str, list[list[str]]]:
    """The cells of each sheet as text, read from the XML: a reader independent of the writer."""
    with zipfile.ZipFile(io.BytesIO(written)) as book:
        strings = shared_strings(book)
        listed = ElementTree.fromstring(book.read("xl/workbook.xml"))  # noqa: S314
        names = [sheet.attrib["name"] for sheet in listed.iter(f"{SPREADSHEET}sheet")]
        return {
            name: list(cells_of(book.read(f"xl/worksheets/sheet{number}.xml"), strings))
            for number, name in enumerate(names, start=1)
        }


def shared_strings(book: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    items = ElementTree.fromstring(book.read("xl/sharedStrings.xml")).iter(f"{SPREADSHEET}si")  # noqa: S314
    return ["".join(item.itertext()) for item in items]


def cells_of(sheet: bytes, strings: list[str]) -> Iterator[list[str]]:
    for row in ElementTree.fromstring(sheet).iter(f"{SPREADSHEET}row"):  # noqa: S314
        cells: dict[int, str] = {}
        for cell in row.iter(f"{SPREADSHEET}c"):
            assert cell.find(f"{SPREADSHEET}f") is None, "a formula"
            value = "".join(cell.itertext())
            cells[column_of(cell.attrib["r"])] = strings[int(value)] if cell.get("t") == "s" else value
        yield [cells.get(number, "") for number in range(max(cells, default=-1) + 1)]


def column_of(reference: str) -> int:
    number = 0
    for letter in re.match(r"[A-Z]+", reference)[0]:  # type: ignore[index]
        number = number * 26 + ord(letter) - 64
    return number - 1


def in_text(written: bytes) -> dict[str, str]:
    sections = re.split(r"^(Violations|Warnings|For information) \(\d+\)$", written.decode(), flags=re.MULTILINE)
    names = {"Violations": "violation", "Warnings": "warning", "For information": "info"}
    found: dict[str, str] = {}
    for name, section in zip(sections[1::2], sections[2::2], strict=True):
        found |= dict.fromkeys(re.findall(r"^      (?:.* · )?(\w\d)$", section, re.MULTILINE), names[name])
    return found


def in_rdf(graph: rdflib.Graph) -> dict[str, str]:
    query = """PREFIX gs: <https://w3id.org/grondslag/def#> PREFIX sh: <http://www.w3.org/ns/shacl#>
        PREFIX dct: <http://purl.org/dc/terms/>
        SELECT ?id ?severity { ?f a gs:Finding ; dct:identifier ?id ; sh:resultSeverity ?severity }"""
    return {str(row[0]): str(row[1]).rsplit("#")[-1].lower() for row in graph.query(query)}  # type: ignore[index]


def in_csv(written: bytes) -> dict[str, str]:
    return {row["id"]: row["severity"] for row in rows_of(written) if row["record"] == "finding"}


def in_xlsx(written: bytes) -> dict[str, str]:
    heading, *rows = sheets_of(written)["Findings"]
    return {row[heading.index("id")]: row[heading.index("severity")] for row in rows}


def in_html(written: bytes) -> dict[str, str]:
    found = re.findall(r'<tr class="(\w+)" data-finding="(\w+)"', written.decode())
    return {identifier: severity for severity, identifier in found}


def in_sarif(written: bytes) -> dict[str, str]:
    levels = {"error": "violation", "warning": "warning", "note": "info"}
    results = json.loads(written)["runs"][0]["results"]
    return {each["partialFingerprints"]["grondslagFinding/v1"]: levels[each["level"]] for each in results}


def graph_of(written: bytes, form: str) -> rdflib.Graph:
    return to_rdflib(ox.parse(written, format={"ttl": ox.RdfFormat.TURTLE, "jsonld": ox.RdfFormat.JSON_LD}[form]))


READERS: Mapping[str, Callable[[bytes], dict[str, str]]] = {
    "text": in_text,
    "json": lambda written: {each["id"]: each["severity"] for each in json.loads(written)["findings"]},
    "ttl": lambda written: in_rdf(graph_of(written, "ttl")),
    "jsonld": lambda written: in_rdf(graph_of(written, "jsonld")),
    "csv": in_csv,
    "xlsx": in_xlsx,
    "html": in_html,
    "sarif": in_sarif,
}


def test_every_form_has_a_reader() -> None:
    assert set(READERS) == set(FORMATS)
    assert set(BY_SUFFIX) == {"txt", "json", "ttl", "jsonld", "csv", "xlsx", "html", "sarif"}


@pytest.mark.parametrize("form", FORMATS)
def test_every_form_holds_the_same_findings(form: str, report: Report) -> None:
    assert READERS[form](whole(form, report)) == {each.id: each.severity.value for each in report.findings}


@pytest.mark.parametrize("form", FORMATS)
def test_every_form_holds_the_same_findings_of_a_selection(form: str, report: Report) -> None:
    some = report.select({"rule": "R002"})
    assert READERS[form](whole(form, some)) == {"b2": "warning", "c3": "warning"}


def targets_in_text(written: bytes) -> dict[str, int]:
    section = written.decode().partition("Rules and how many nodes each targeted")[2]
    return {name: int(count) for count, name in re.findall(r"^ +(\d+)  R\d{3}  (\w+)$", section, re.MULTILINE)}


def targets_in_rdf(graph: rdflib.Graph) -> dict[str, int]:
    return {
        str(graph.value(node, SH.sourceShape)).rsplit("#")[-1]: int(str(graph.value(node, OURS.nodesTargeted)))
        for node in graph.subjects(RDF.type, OURS.TargetCount)
    }


def by_name(targets: Mapping[str, Any]) -> dict[str, int]:
    return {shape.rsplit("#")[-1]: int(count) for shape, count in targets.items()}


TARGET_READERS: Mapping[str, Callable[[bytes], dict[str, int]]] = {
    "text": targets_in_text,
    "json": lambda written: by_name(json.loads(written)["targets"]),
    "ttl": lambda written: targets_in_rdf(graph_of(written, "ttl")),
    "jsonld": lambda written: targets_in_rdf(graph_of(written, "jsonld")),
    "csv": lambda written: by_name(
        {row["shape"]: row["nodes_targeted"] for row in rows_of(written) if row["record"] == "shape"}
    ),
    "xlsx": lambda written: by_name({row[0]: row[2] for row in sheets_of(written)["Shapes"][1:]}),
    "html": lambda written: by_name(
        dict(re.findall(r'<td>(Rule\d)</td><td>R\d{3}</td><td class="n">(\d+)</td>', written.decode()))
    ),
    "sarif": lambda written: by_name(
        {
            rule["id"]: rule["properties"]["targets"]
            for rule in json.loads(written)["runs"][0]["tool"]["driver"]["rules"]
        }
    ),
}


@pytest.mark.parametrize("form", FORMATS)
def test_every_form_tells_how_many_nodes_each_rule_met_none_included(form: str, report: Report) -> None:
    expected = {"Rule1": 3, "Rule2": 3, "Rule3": 3, "Rule8": 7, "Rule9": 0}
    assert TARGET_READERS[form](whole(form, report)) == expected


def rdf_counts(graph: rdflib.Graph) -> list[tuple[int, int]]:
    nodes = {graph.value(node, SH.resultSeverity): node for node in graph.subjects(RDF.type, OURS.SeverityCount)}
    every, without = (
        [int(str(graph.value(nodes[severity], count))) for severity in (SH.Violation, SH.Warning, SH.Info)]
        for count in (OURS.countOfAll, OURS.countWithoutDerogation)
    )
    return list(zip(every, without, strict=True))


def json_counts(summary: Mapping[str, Any]) -> list[tuple[int, int]]:
    return [(summary[each.value], summary["without_derogations"][each.value]) for each in Severity]


def text_counts(written: bytes) -> list[tuple[int, int]]:
    lines = [line for line in written.decode().splitlines() if "Violations: " in line]
    every, without = ([int(number) for number in re.findall(r": (\d+)", line)] for line in lines)
    return list(zip(every, without, strict=True))


def table_counts(rows: list[list[str]]) -> list[tuple[int, int]]:
    found = {row[0]: (int(float(row[1])), int(float(row[2]))) for row in rows if row[0] in set(Severity)}
    return [found[each.value] for each in Severity]


COUNT_READERS: Mapping[str, Callable[[bytes], list[tuple[int, int]]]] = {
    "text": text_counts,
    "json": lambda written: json_counts(json.loads(written)["summary"]),
    "ttl": lambda written: rdf_counts(graph_of(written, "ttl")),
    "jsonld": lambda written: rdf_counts(graph_of(written, "jsonld")),
    "csv": lambda written: table_counts(
        [
            [row["name"], row["number"], row["without_derogations"]]
            for row in rows_of(written)
            if row["record"] == "count"
        ]
    ),
    "xlsx": lambda written: table_counts(sheets_of(written)["About"]),
    "html": lambda written: [
        (int(every), int(without))
        for every, without in re.findall(
            r'<td>(?:Violations|Warnings|For information)</td><td class="n">(\d+)</td><td class="n">(\d+)</td>',
            written.decode(),
        )
    ],
    "sarif": lambda written: json_counts(json.loads(written)["runs"][0]["properties"]["summary"]),
}


@pytest.mark.parametrize("form", FORMATS)
def test_every_form_counts_with_and_without_derogations(form: str, report: Report) -> None:
    assert COUNT_READERS[form](whole(form, report)) == [(1, 0), (2, 2), (1, 1)]


@pytest.mark.parametrize("form", FORMATS)
def test_every_form_names_the_derogation_its_approver_its_document_and_its_end(form: str, report: Report) -> None:
    written = whole(form, report)
    told = "\n".join(" ".join(row) for rows in sheets_of(written).values() for row in rows) if form == "xlsx" else ""
    told = told or written.decode()
    for part in ("wethouder", "document/decision", "2027-01-01"):
        assert part in told, part


@pytest.mark.parametrize("form", FORMATS)
def test_every_form_names_engine_hashes_generation_and_that_no_date_was_evaluated(form: str, report: Report) -> None:
    made = replace(report, data_hash="hash-of-data", shapes_hash="hash-of-shapes", as_of="2019-07-01")
    written = whole(form, made)
    told = " ".join(cell for row in sheets_of(written)["About"] for cell in row) if form == "xlsx" else written.decode()
    for part in ("pySHACL", "hash-of-data", "hash-of-shapes", "000001-abc", "2019-07-01"):
        assert part in told, part


# The same bytes


def test_the_same_report_gives_the_same_bytes_in_another_process() -> None:
    code = (
        "import hashlib, sys; sys.path.insert(0, 'tests'); from report_helpers import example;"
        "from grondslag.report.formats import FORMATS, Wish;"
        "[print(n, hashlib.sha256(f.whole(example(), Wish('nl'))).hexdigest()) for n, f in FORMATS.items()]"
    )
    root = Path(__file__).parent.parent
    runs = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(root)}, cwd=root,
            check=True, capture_output=True, text=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    [once] = runs
    assert len(once.splitlines()) == len(FORMATS)


def test_turtle_in_pieces_and_json_ld_say_what_the_graph_says() -> None:
    report = report_of(*(finding(f"f{number:04}", number=number % 7 + 1) for number in range(1100)))
    stated = set(report.to_rdf())  # without blank nodes: equal graphs are equal sets
    assert set(graph_of(whole("ttl", report), "ttl")) == stated
    assert set(graph_of(whole("jsonld", report), "jsonld")) == stated
    assert whole("ttl", report).count(b"@prefix gs:") == 1


def test_the_json_is_the_contract_with_a_finding_a_line(report: Report) -> None:
    written = whole("json", report)
    assert json.loads(written) == json.loads(json.dumps(report.to_json()))
    assert sum(line.startswith(b'    {"id"') for line in written.splitlines()) == len(report.findings)
    assert json.loads(whole("json", report_of()))["findings"] == []


# Cells


HOSTILE = ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "\0x", '=HYPERLINK("http://127.0.0.1")')


@pytest.mark.parametrize("cell", HOSTILE)
def test_no_cell_of_csv_or_xlsx_starts_a_formula(cell: str) -> None:
    report = report_of(finding("a1", value=Term("literal", cell), message=Text(cell, cell), rule=cell))
    [row] = [row for row in rows_of(whole("csv", report)) if row["record"] == "finding"]
    assert row["value"].startswith("'")
    for value in row.values():
        assert not value.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\0"))
    for rows in sheets_of(whole("xlsx", report)).values():
        for cells in rows:
            assert not any(each.startswith(("=", "+", "-", "@", "\t")) for each in cells)


def test_raw_leaves_the_cells_as_they_are_and_still_writes_no_formula() -> None:
    report = report_of(finding("a1", value=Term("literal", "=1+1")))
    assert "=1+1" in {row["value"] for row in rows_of(FORMATS["csv"].whole(report, Wish(raw=True)))}
    heading, row = sheets_of(FORMATS["xlsx"].whole(report, Wish(raw=True)))["Findings"]
    assert row[heading.index("value")] == "=1+1"


def test_a_number_and_plain_text_stay_as_they_are() -> None:
    assert [neutral(cell) for cell in (-1, None, "R001", "a=b")] == [-1, None, "R001", "a=b"]


def test_csv_is_one_table_whose_rows_say_what_they_are(report: Report) -> None:
    rows = rows_of(whole("csv", report))
    assert set(rows[0]) == set(COLUMNS)
    assert set(FINDING_COLUMNS) < set(COLUMNS)
    records = {row["record"] for row in rows}
    assert records >= {"finding", "report", "count", "shape", "derogation", "not_checked", "by_recipient"}
    assert [row["record"] for row in rows[: len(report.findings)]] == ["finding"] * len(report.findings)


def test_a_text_longer_than_a_cell_may_be_is_cut_with_a_mark() -> None:
    report = report_of(finding("a1", message=Text("x" * 40_000, "y")))
    heading, row = sheets_of(whole("xlsx", report))["Findings"]
    cut = row[heading.index("message_nl")]
    assert (len(cut), cut[-4:]) == (32_000, " […]"[-4:])


def test_findings_beyond_one_sheet_go_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grondslag.report.spreadsheet._ROWS", 2)
    sheets = sheets_of(b"".join(to_xlsx(report_of(*(finding(f"a{number}") for number in range(5))), "nl")))
    assert [len(rows) - 1 for name, rows in sheets.items() if name.startswith("Bevindingen")] == [2, 2, 1]


def test_a_large_book_is_written_through_files_and_holds_the_same(
    monkeypatch: pytest.MonkeyPatch, report: Report
) -> None:
    small = sheets_of(whole("xlsx", report))
    monkeypatch.setattr("grondslag.report.spreadsheet._IN_MEMORY", 0)
    assert sheets_of(whole("xlsx", report)) == small
    assert whole("xlsx", report) == whole("xlsx", report)


# HTML


class Page(HTMLParser):
    """The elements and attributes of a page."""

    def __init__(self, written: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(written.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_stands_alone(language: Language, report: Report) -> None:
    written = whole("html", report, language)
    page = Page(written)
    tags = {tag for tag, _ in page.tags}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "form", "base", "svg"}
    assert not any(name in attributes for _, attributes in page.tags for name in ("src", "style", "onclick", "srcset"))
    assert "@import" not in written.decode()
    assert "url(" not in written.decode()
    assert ("html", {"lang": language}) in page.tags
    policies = [attributes["content"] for _, attributes in page.tags if attributes.get("http-equiv")]
    assert policies[0] is not None
    assert policies[0].startswith("default-src 'none'")
    assert {"nl": "verklaart niets rechtmatig", "en": "declares nothing lawful"}[language] in written.decode()
    assert "@media print" in written.decode()


def test_the_page_escapes_whatever_the_data_hold() -> None:
    payload = "<script>alert(1)</script>\"onx='"
    hostile = finding(
        "a1", message=Text(payload, payload), what=Text(payload, payload), rule=payload, layer=payload,
        provision=Provision("javascript:alert(1)", payload, "javascript:alert(1)"), shape="javascript:x",
    )  # fmt: skip
    written = whole("html", report_of(targets={payload: 1}, findings=(hostile,), rules=(), generation=payload)).decode()
    assert "<script" not in written
    assert "href" not in written.partition("</style>")[2]


@pytest.mark.parametrize("by", GROUPINGS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_holds_every_finding_of_the_json_in_every_grouping(
    by: Grouping, language: Language, report: Report
) -> None:
    ids = {each["id"] for each in json.loads(whole("json", report))["findings"]}
    written = FORMATS["html"].whole(report, Wish(language, by))
    assert set(in_html(written)) == ids
    assert set(re.findall(r'<td class="id">(\w+)</td>', written.decode())) == ids


def test_the_page_tells_once_what_several_findings_say_alike() -> None:
    same = [finding(f"a{number}", flow="flow", organisations=()) for number in range(3)]
    other = finding("b1", message=Text("Anders", "Different"))
    written = whole("html", report_of(*same, other, rules=())).decode()
    cards = written.split("<article ")[1:]
    assert [set(re.findall(r'data-finding="(\w+)"', card)) for card in cards] == [{"a0", "a1", "a2"}, {"b1"}]
    for told in ("<h4>Not shown (en)</h4>", "Show it (en)", "AVG art. 1</a>", "Recipient: org/recipient (en)"):
        assert cards[0].count(told) == 1, told
    assert all(f"Flow a{number} (en)" in cards[0] for number in range(3))


def test_the_first_page_comes_before_the_findings_and_the_long_tables_after(report: Report) -> None:
    evaluated = (
        Evaluated(GRAPH + "source/900", "2019-08-06"),
        Evaluated(GRAPH + "source/901", reason=Text("n", "No day")),
    )
    written = whole("html", replace(report, evaluated=evaluated)).decode()
    parts = ("declares nothing lawful", "2019-08-06", "No day", "sh:rule", "Without a standing derogation", "</header>")
    after = (
        '<tr class="violation"',
        "Recorded derogations (2)",
        "<caption>By article</caption>",
        "<td>Rule9</td>",
        "sha256:",
    )
    places = [written.index(part) for part in (*parts, *after)]
    assert places == sorted(places)


def test_the_links_of_the_page_lead_to_its_groups_or_to_an_article(report: Report) -> None:
    written = whole("html", report).decode()
    links = set(re.findall(r'href="([^"]*)"', written.partition("</style>")[2]))
    assert links == {"#group-1", "#group-2", "#group-3", "https://example.org/avg"}
    assert {f"#{name}" for name in re.findall(r'id="([^"]*)"', written)} == links - {"https://example.org/avg"}


def test_the_page_can_be_grouped(report: Report) -> None:
    written = FORMATS["html"].whole(report, Wish("en", "recipient")).decode()
    assert re.findall(r'<section id="group-\d"><h3>(.*?) \(\d\)</h3>', written) == [
        "org/recipient (en)",
        "org/x (en)",
        "org/y (en)",
        "no recipient",
    ]


# SARIF 2.1.0: what the specification asks of the parts that are used (chapter 3); nothing else may stand in them


OBJECTS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    name: (frozenset(required.split()), frozenset((required + " " + allowed).split()))
    for name, required, allowed in (
        ("log", "version runs", "$schema inlineExternalProperties properties"),
        (
            "run",
            "tool",
            "results language translations columnKind originalUriBaseIds automationDetails invocations properties",
        ),
        ("tool", "driver", "extensions properties"),
        ("component", "name", "version language informationUri rules properties"),
        ("rule", "id", "name shortDescription fullDescription help helpUri defaultConfiguration properties"),
        (
            "result",
            "message",
            "ruleId ruleIndex level kind locations partialFingerprints properties suppressions relatedLocations",
        ),
        ("invocation", "executionSuccessful", "toolExecutionNotifications toolConfigurationNotifications properties"),
        ("notification", "message", "level descriptor locations properties"),
        ("descriptor", "", "id index guid properties"),
        ("location", "", "id physicalLocation logicalLocations message properties"),
        ("physical", "", "artifactLocation region properties"),
        ("artifact", "", "uri uriBaseId index description properties"),
        ("region", "", "startLine endLine startColumn endColumn properties"),
        ("logical", "", "name fullyQualifiedName kind index properties"),
        ("message", "", "text markdown id arguments properties"),
    )
}


def fits(kind: str, value: Mapping[str, Any]) -> None:
    required, allowed = OBJECTS[kind]
    assert required <= set(value) <= allowed, (kind, set(value))


def check_sarif(log: Mapping[str, Any]) -> None:
    fits("log", log)
    assert log["version"] == "2.1.0"
    for run in log["runs"]:
        fits("run", run)
        fits("tool", run["tool"])
        components = [run["tool"]["driver"], *run["tool"].get("extensions", ()), *run["translations"]]
        for component in components:
            fits("component", component)
            for rule in component.get("rules", ()):
                fits("rule", rule)
                for name in ("shortDescription", "help"):
                    fits("message", rule.get(name, {}))
                    assert rule.get(name, {"text": "x"})["text"]
                assert re.match(r"https?://", rule.get("helpUri", "https://"))
        for invocation in run.get("invocations", ()):
            fits("invocation", invocation)
            for notification in invocation["toolExecutionNotifications"]:
                fits("notification", notification)
                fits("message", notification["message"])
                fits("descriptor", notification["descriptor"])
                assert notification["level"] in {"error", "warning", "note", "none"}
        ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
        assert len(set(ids)) == len(ids)
        for result in run["results"]:
            check_result(result, ids)


def check_result(result: Mapping[str, Any], ids: list[str]) -> None:
    fits("result", result)
    assert ids[result["ruleIndex"]] == result["ruleId"]
    assert result["level"] in {"error", "warning", "note"}
    assert result["kind"] == "fail"
    for location in (*result["locations"], *result.get("relatedLocations", ())):
        fits("location", location)
        for logical in location.get("logicalLocations", ()):
            fits("logical", logical)
        physical = location.get("physicalLocation", {})
        fits("physical", physical)
        fits("artifact", physical.get("artifactLocation", {}))
        region = physical.get("region", {"startLine": 1})
        fits("region", region)
        assert 1 <= region["startLine"] <= region.get("endLine", region["startLine"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sarif_is_as_the_specification_asks(language: Language, report: Report) -> None:
    log = json.loads(whole("sarif", report, language))
    check_sarif(log)
    [run] = log["runs"]
    other = {"nl": "en", "en": "nl"}[language]
    assert (run["language"], [each["language"] for each in run["translations"]]) == (language, [other])
    driver, translation = run["tool"]["driver"]["rules"], run["translations"][0]["rules"]
    assert [rule["id"] for rule in driver] == [rule["id"] for rule in translation]
    assert driver[0]["shortDescription"] == {"text": f"Not shown ({language})"}
    assert translation[0]["shortDescription"] == {"text": f"Not shown ({other})"}


def test_the_check_of_sarif_can_fail(report: Report) -> None:
    log = json.loads(whole("sarif", report))
    log["runs"][0]["results"][0]["severity"] = "error"
    with pytest.raises(AssertionError):
        check_sarif(log)


def test_sarif_points_at_the_lines_of_the_document_and_at_no_path_of_a_machine(report: Report) -> None:
    written = whole("sarif", report)
    run = json.loads(written)["runs"][0]
    [location] = run["results"][0]["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "source/900", "uriBaseId": "GRONDSLAG"},
        "region": {"startLine": 1, "endLine": 2},
    }
    assert run["originalUriBaseIds"] == {"GRONDSLAG": {"uri": "https://w3id.org/grondslag/id/"}}
    assert "file:" not in written.decode()
    assert str(Path.cwd()) not in written.decode()
    assert "physicalLocation" not in run["results"][-1]["locations"][0]


def test_sarif_reads_no_placeholder_and_no_link_in_a_message() -> None:
    report = report_of(finding("a1", message=Text("{0} [x](http://y)", "{0} [x](http://y)")))
    [result] = json.loads(whole("sarif", report))["runs"][0]["results"]
    assert result["message"]["text"] == r"{{0}} \[x\](http://y)"


def test_a_derogated_finding_is_not_suppressed_in_sarif(report: Report) -> None:
    result = json.loads(whole("sarif", report))["runs"][0]["results"][0]
    assert "suppressions" not in result
    assert result["properties"]["derogation"][0]["approved_by"][0]["id"].endswith("party/wethouder")


# Large reports, and the command


def many(count: int) -> Report:
    return report_of(*(finding(f"f{number:06}", number=number % 90 + 10) for number in range(count)))


def seconds(form: str, report: Report) -> float:
    started = time.process_time()
    for _ in FORMATS[form].write(report, Wish()):
        pass
    return time.process_time() - started


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMATS)
def test_four_times_the_findings_take_about_four_times_the_time(form: str) -> None:
    small, large = many(500), many(2000)
    assert any(seconds(form, large) / seconds(form, small) < 7 for _ in range(3))


@pytest.mark.parametrize("form", FORMATS)
def test_the_command_writes_every_form_to_a_file(form: str, runner: CliRunner, tmp_path: Path) -> None:
    shapes = [str(content().shapes / f"{name}.ttl") for name in ("conditions", "4-identifier", "7-minimisation")]
    out = tmp_path / "report"
    arguments = ["validate", "--data", str(DATA), *(part for shape in shapes for part in ("--shapes", shape))]
    result = runner.invoke(cli, [*arguments, "--format", form, "--out", str(out)])
    assert (result.exit_code, result.stdout) == (1, f"{out}: 2 findings\n")
    assert out.stat().st_size > 1000
    if form == "text":
        assert runner.invoke(cli, [*arguments, "--format", form]).stdout_bytes == out.read_bytes()


def test_an_error_half_way_leaves_the_former_file_and_no_half_one(tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise BadInput("broken off")

    out = tmp_path / "report"
    out.write_bytes(b"former")
    with pytest.raises(BadInput, match="broken off"):
        write_whole(out, broken())
    assert out.read_bytes() == b"former"
    assert list(tmp_path.iterdir()) == [out]


def test_an_out_in_a_folder_that_is_not_there_is_told(runner: CliRunner, tmp_path: Path) -> None:
    shapes = str(content().shapes / "4-identifier.ttl")
    out = tmp_path / "absent" / "report"
    result = runner.invoke(cli, ["validate", "--data", str(DATA), "--shapes", shapes, "--out", str(out)])
    assert result.stderr.startswith("grondslag: No such file or directory")
    assert not out.parent.exists()


def test_a_filter_turns_no_exit_code_green_and_says_what_it_left_out(runner: CliRunner) -> None:
    shapes = [str(content().shapes / f"{name}.ttl") for name in ("conditions", "4-identifier", "7-minimisation")]
    arguments = ["validate", "--data", str(DATA), *(part for shape in shapes for part in ("--shapes", shape))]
    result = runner.invoke(cli, [*arguments, "--severity", "warning", "--group-by", "article", "--lang", "en"])
    assert result.exit_code == 1
    assert "Selection: Severity = warning (out of 2 findings)" in result.stdout
    assert "AVG art. 25 lid 2: 1" in result.stdout
    refused = runner.invoke(cli, [*arguments, "--rule", "R999"])
    assert refused.exit_code == 2
    assert "'R999'" in refused.stderr


def test_the_rdf_parses_strictly(report: Report) -> None:
    assert len(list(ox.parse(whole("ttl", report), format=ox.RdfFormat.TURTLE))) == len(report.to_rdf())
