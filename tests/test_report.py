"""The report: its words, its order, its JSON contract, its RDF, and that it declares nothing lawful."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import rdflib
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, SH
from rdflib.term import BNode, Literal, URIRef

from grondslag.content import content
from grondslag.namespaces import GRAPH, GS, ID
from grondslag.rdf import parse_file, to_rdflib
from grondslag.report import Finding, NotChecked, Report, Severity, Term, Text
from grondslag.report.address import reference
from grondslag.report.enrich import path_text
from grondslag.report.formats import BY_SUFFIX
from grondslag.report.model import LANGUAGES, Evaluated, Language
from grondslag.report.words import NO_DATE_OF_SOURCE, NO_LEGAL_DATE, texts
from grondslag.validation import validate

APPROVED = Path(__file__).parent / "report"
FAMILIES = ("conditions", "1-ground", "2-national-provision", "4-identifier", "7-minimisation")
UNCHECKED = NotChecked("sh:rule", "http://example.org/s", Text("Niet uitgevoerd.", "Not run."))
NOTHING = Report(engine="pySHACL 0", data_hash="d", shapes_hash="s", targets={"shape": 0})


def read(*files: Path) -> rdflib.Graph:
    return to_rdflib(quad for file in files for quad in parse_file(file))


def made_up() -> Report:
    """The report on the made-up data, as it is approved; `python tests/test_report.py` writes the files anew."""
    shapes = read(*(content().shapes / f"{family}.ttl" for family in FAMILIES))
    made = validate(
        read(APPROVED / "data.ttl"),
        shapes,
        generation="20260101",
        data_hash="of-the-data",
        shapes_hash="of-the-shapes",
    )
    evaluated = (
        Evaluated(GRAPH + "source/900", "2026-01-01"),
        Evaluated(GRAPH + "source/901", reason=NO_DATE_OF_SOURCE),
        Evaluated(GRAPH + "register/example", reason=NO_LEGAL_DATE),
    )
    explained = (replace(each, explanation=reference(each.flow, "2026-01-01", each.item)) for each in made.findings)
    # An engine of our own, so that a new version of it changes no approved file.
    return replace(made, engine="pySHACL X", evaluated=evaluated, findings=tuple(explained))


@pytest.fixture(scope="module")
def report() -> Report:
    return made_up()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_text_is_as_approved(report: Report, language: Language) -> None:
    assert report.to_text(language) == (APPROVED / f"approved.{language}.txt").read_text(encoding="utf-8")


def test_the_whole_json_is_as_approved(report: Report) -> None:
    assert report.to_json() == json.loads((APPROVED / "approved.json").read_text(encoding="utf-8"))


def test_the_whole_rdf_is_as_approved(report: Report) -> None:
    assert isomorphic(report.to_rdf(), read(APPROVED / "approved.ttl"))


def test_the_json_has_the_keys_of_the_contract_and_those_that_were_added(report: Report) -> None:
    made = report.to_json()
    assert list(made) == [
        "as_of",
        "generation",
        "engine",
        "data_hash",
        "shapes_hash",
        "targets",
        "summary",
        "evaluated_on",
        "not_evaluated",
        "findings",
    ]
    assert made["as_of"] is None
    assert isinstance(made["findings"], list)
    for finding in made["findings"]:
        assert list(finding) == [
            "id",
            "severity",
            "rule",
            "layer",
            "shape",
            "focus_node",
            "flow",
            "item",
            "path",
            "value",
            "provision",
            "message",
            "remedy",
            "source",
            "derogation",
            "explanation",
        ]
        assert finding["severity"] in {"violation", "warning", "info"}
        assert set(finding["message"]) == set(finding["remedy"]) == {"nl", "en"}
    assert json.loads(json.dumps(made)) == made


def test_the_summary_counts_by_severity_rule_and_layer(report: Report) -> None:
    summary = report.summary()
    assert (summary["findings"], summary["violation"], summary["warning"], summary["info"]) == (4, 1, 1, 2)
    assert summary["without_derogations"] == {"findings": 3, "violation": 1, "warning": 0, "info": 2}
    assert summary["rules"] == {"R001": 1, "R003": 1, "R037": 1, "R050": 1}
    assert summary["layers"] == {"register": 1, "reported": 3}


@pytest.mark.parametrize(
    ("language", "nothing", "lawful"),
    [
        ("nl", "Geen bevindingen", "Het verklaart niets rechtmatig, ook niet waar het niets vindt"),
        ("en", "No findings", "It declares nothing lawful, not even where it finds nothing"),
    ],
)
def test_a_report_without_findings_says_that_it_declares_nothing_lawful(
    language: Language, nothing: str, lawful: str
) -> None:
    text = " ".join(NOTHING.to_text(language).split())
    assert nothing in text
    assert lawful in text
    statement = NOTHING.summary()["statement"]
    assert isinstance(statement, dict)
    assert lawful in statement[language]
    assert lawful in " ".join(str(literal) for literal in NOTHING.to_rdf().objects())


@pytest.mark.parametrize(
    ("language", "says", "never"),
    [
        ("nl", "Geen bevindingen in wat is getoetst", "geen van de regels"),
        ("en", "No findings in what was checked", "none of the rules"),
    ],
)
def test_a_report_that_left_something_out_does_not_say_that_no_rule_found_anything(
    language: Language, says: str, never: str
) -> None:
    text = " ".join(replace(NOTHING, not_checked=(UNCHECKED,)).to_text(language).split())
    assert says in text
    assert never not in text


def test_findings_are_ordered_by_severity_then_rule_then_place() -> None:
    def finding(severity: Severity, rule: str | None, focus: str) -> Finding:
        message = Text("m", "m")
        return Finding(focus, severity, "shape", "c", Term("iri", focus), message, rule=rule)

    disordered = (
        finding(Severity.INFO, "R001", "a"),
        finding(Severity.VIOLATION, None, "b"),
        finding(Severity.VIOLATION, "R050", "d"),
        finding(Severity.VIOLATION, "R050", "c"),
        finding(Severity.WARNING, "R002", "e"),
    )
    report = Report(engine="e", data_hash="d", shapes_hash="s", targets={}, findings=disordered)
    assert [each.id for each in report.findings] == ["c", "d", "b", "e", "a"]


def test_the_id_hangs_on_data_shapes_and_engine_and_on_nothing_else() -> None:
    assert replace(NOTHING, generation="another", targets={}).id == NOTHING.id
    assert replace(NOTHING, engine="x").id != NOTHING.id
    assert replace(NOTHING, data_hash="x").id != NOTHING.id
    assert replace(NOTHING, shapes_hash="x").id != NOTHING.id


def test_a_report_is_read_back_from_its_archive_whole(report: Report) -> None:
    again = Report.from_archive(report.to_archive())
    assert again == report
    assert again.to_text("nl") == report.to_text("nl")
    assert again.to_archive() == report.to_archive()
    assert Report.from_archive(NOTHING.to_archive()) == NOTHING


def test_the_rdf_names_every_node_and_leads_from_finding_to_article_and_lines(report: Report) -> None:
    graph = report.to_rdf()
    assert not any(isinstance(term, BNode) for triple in graph for term in triple)
    node = URIRef(f"{ID}report/{report.id}")
    assert (node, RDF.type, SH.ValidationReport) in graph
    assert (node, SH.conforms, Literal(False)) in graph
    assert len(list(graph.objects(node, SH.result))) == len(report.findings)
    rows = graph.query(
        """PREFIX gs: <https://w3id.org/grondslag/def#> PREFIX sh: <http://www.w3.org/ns/shacl#>
        PREFIX dct: <http://purl.org/dc/terms/> PREFIX prov: <http://www.w3.org/ns/prov#>
        SELECT ?rule ?citation ?lines { ?finding a gs:Finding ; sh:resultSeverity sh:Warning ;
          gs:checksRule ?rule ; dct:source/gs:citation ?citation ; prov:wasDerivedFrom/gs:reference ?lines }
        ORDER BY ?lines"""
    )
    assert [tuple(str(term) for term in row) for row in rows] == [  # type: ignore[union-attr]
        ("R050", "AVG art. 25 lid 2", "900, 100"),
        ("R050", "AVG art. 25 lid 2", "900, 20-22"),
    ]


def test_the_rdf_of_a_report_conforms_only_when_nothing_was_found_and_all_was_checked() -> None:
    assert (None, SH.conforms, Literal(True)) in NOTHING.to_rdf()
    assert (None, SH.conforms, Literal(False)) in replace(NOTHING, not_checked=(UNCHECKED,)).to_rdf()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("ex:p", "http://example.org/p"),
        ("( ex:p ex:q )", "<http://example.org/p>/<http://example.org/q>"),
        ("[ sh:inversePath ex:p ]", "^<http://example.org/p>"),
        ("[ sh:zeroOrMorePath ex:p ]", "<http://example.org/p>*"),
        ("[ sh:oneOrMorePath ( ex:p ex:q ) ]", "(<http://example.org/p>/<http://example.org/q>)+"),
        ("[ sh:zeroOrOnePath ex:p ]", "<http://example.org/p>?"),
        (
            "[ sh:alternativePath ( ex:p [ sh:inversePath ex:q ] ) ]",
            "(<http://example.org/p>|^<http://example.org/q>)",
        ),
        ("_:ring . _:ring sh:inversePath _:ring", "^" * 13 + "..."),
    ],
)
def test_a_path_is_written_as_sparql_writes_it(path: str, text: str) -> None:
    prefixes = "@prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> . "
    graph = rdflib.Graph().parse(data=f"{prefixes} ex:S sh:path {path} .", format="turtle")
    node = graph.value(URIRef("http://example.org/S"), SH.path)
    assert node is not None
    assert path_text(graph, node) == text


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ('"a"@nl , "b"@en', Text("a", "b")),
        ('"a"@nl', Text("a", "a")),
        ('"b"@en , "c"@de', Text("b", "b")),
        ('"c"@de', Text("c", "c")),
        ('"d"', Text("d", "d")),
        ("<http://example.org/x>", None),
    ],
)
def test_a_text_that_is_missing_in_one_language_is_lent_by_another(labels: str, expected: Text | None) -> None:
    graph = rdflib.Graph().parse(data=f"<http://example.org/s> <{GS}reason> {labels} .", format="turtle")
    assert texts(graph, URIRef("http://example.org/s"), URIRef(GS + "reason")) == expected


if __name__ == "__main__":
    for each in LANGUAGES:
        (APPROVED / f"approved.{each}.txt").write_text(made_up().to_text(each), encoding="utf-8")
    for suffix in ("json", "ttl"):
        (APPROVED / f"approved.{suffix}").write_bytes(BY_SUFFIX[suffix].whole(made_up()))
