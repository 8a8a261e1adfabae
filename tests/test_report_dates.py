"""The dates in a report: what was evaluated on which day, what on none, and where each finding is explained."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import date
from html import unescape

import pyoxigraph as ox
import pytest
from rdflib.namespace import RDF
from rdflib.term import URIRef
from report_helpers import finding, report_of
from test_evaluation import IN_2019, REGISTER, SOURCE, dated
from test_report_formats import check_sarif

from grondslag.namespaces import GRAPH, GS, ID
from grondslag.published import report_on
from grondslag.report.address import Reference, reference
from grondslag.report.compare import Comparison, side_of
from grondslag.report.formats import FORMATS, Wish
from grondslag.report.model import LANGUAGES, Evaluated, Language, Report
from grondslag.report.words import NO_DATE_OF_SOURCE, NO_LEGAL_DATE, NOTHING_FOUND, NOTHING_FOUND_IN_PART

FLOW = ID + "flow/900/delivery"
ON_A_DAY = Evaluated(GRAPH + "source/900", "2019-08-06")
ON_NONE = Evaluated(GRAPH + "source/901", reason=NO_DATE_OF_SOURCE)
REGISTER_ON_NONE = Evaluated(GRAPH + "register/example", reason=NO_LEGAL_DATE)
# Forms that hold both languages, and one of which the language is chosen.
IN_ONE_LANGUAGE = {"text", "html", "xlsx"}


@pytest.fixture(scope="module")
def report() -> Report:
    explained = finding(
        "a1", flow=FLOW, item=f"{FLOW}/item/sex", explanation=Reference(FLOW, "2019-08-06", f"{FLOW}/item/sex")
    )
    return report_of(explained, finding("z2"), evaluated=(ON_A_DAY, ON_NONE, REGISTER_ON_NONE))


def words(form: str, report: Report, language: Language = "en") -> str:
    """All that a reader of the form can see, on one line."""
    written = FORMATS[form].whole(report, Wish(language))
    if form == "xlsx":
        with zipfile.ZipFile(io.BytesIO(written)) as book:
            parts = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/")]
        return " ".join(unescape(re.sub("<[^>]+>", " ", " ".join(parts))).split())
    text = written.decode()
    if form == "html":
        text = unescape(re.sub("</?(?:code|a|p|li|dd|dt)[^>]*>", " ", text))
    return " ".join(text.split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", FORMATS)
def test_every_form_tells_what_was_not_evaluated_and_why(form: str, language: Language, report: Report) -> None:
    said = words(form, report, language)
    for each in (ON_NONE, REGISTER_ON_NONE):
        assert each.reason is not None
        told = each.reason.in_language(language)
        # Some forms write the IRI of the graph, others its short name.
        assert each.name in said
        assert told in said, form


@pytest.mark.parametrize("form", FORMATS)
def test_every_form_tells_the_day_that_a_source_was_evaluated_on(form: str, report: Report) -> None:
    said = words(form, report)
    assert re.search(r"source/900.{0,80}2019-08-06|2019-08-06.{0,40}source/900", said) or form in {
        "xlsx",
        "jsonld",
        "ttl",
    }
    assert "2019-08-06" in said
    without = words(form, replace(report, findings=(), evaluated=(ON_NONE,)))
    assert "2019-08-06" not in without


@pytest.mark.parametrize("form", sorted(set(FORMATS) - {"text"}))
def test_every_form_for_programs_and_pages_leads_from_a_finding_to_its_explanation(form: str, report: Report) -> None:
    path = "flows/900/delivery/explanation?as_of=2019-08-06&item=sex"
    assert path in words(form, report)
    assert path not in words(form, replace(report, findings=report.findings[1:]))


def test_the_text_names_the_command_that_explains_a_finding(report: Report) -> None:
    assert "grondslag explain flow/900/delivery --as-of 2019-08-06 --item sex" in words("text", report)


def test_what_was_not_evaluated_stands_before_the_findings(report: Report) -> None:
    text = report.to_text("en")
    assert text.index("Not evaluated for a date (2)") < text.index("Violations (")


def test_the_json_only_adds(report: Report) -> None:
    made = json.loads(FORMATS["json"].whole(report))
    assert made["evaluated_on"] == {ON_A_DAY.graph: "2019-08-06"}
    assert [each["source"] for each in made["not_evaluated"]] == ["register/example", "source/901"]
    assert made["not_evaluated"][1]["reason"] == NO_DATE_OF_SOURCE._asdict()
    assert [each["explanation"] for each in made["findings"]] == [
        "/flows/900/delivery/explanation?as_of=2019-08-06&item=sex",
        None,
    ]


def test_the_rdf_tells_evaluated_from_not_evaluated(report: Report) -> None:
    graph = report.to_rdf()
    on_a_day = set(graph.subjects(RDF.type, URIRef(GS + "GraphEvaluation")))
    on_none = set(graph.subjects(RDF.type, URIRef(GS + "GraphNotEvaluated")))
    assert set(graph.objects(None, URIRef(GS + "evaluation"))) == on_a_day | on_none
    [one] = on_a_day
    assert str(graph.value(one, URIRef(GS + "evaluatedGraph"))) == ON_A_DAY.graph
    assert str(graph.value(one, URIRef(GS + "asOf"))) == "2019-08-06"
    graphs = {str(graph.value(each, URIRef(GS + "evaluatedGraph"))) for each in on_none}
    assert graphs == {ON_NONE.graph, REGISTER_ON_NONE.graph}
    assert not [each for each in on_none if graph.value(each, URIRef(GS + "asOf"))]


def test_the_sarif_stays_as_the_specification_asks_and_notifies(report: Report) -> None:
    log = json.loads(FORMATS["sarif"].whole(report))
    check_sarif(log)
    [run] = log["runs"]
    assert len(run["invocations"][0]["toolExecutionNotifications"]) == 2
    [related] = run["results"][0]["relatedLocations"]
    assert related["physicalLocation"]["artifactLocation"]["uriBaseId"] in run["originalUriBaseIds"]
    assert "relatedLocations" not in run["results"][1]


def test_silence_where_nothing_was_evaluated_is_no_conformance() -> None:
    whole, part = report_of(evaluated=(ON_A_DAY,)), report_of(evaluated=(ON_A_DAY, ON_NONE))
    assert (whole.conforms, part.conforms) == (True, False)
    assert NOTHING_FOUND.en in words("text", whole)
    assert NOTHING_FOUND_IN_PART.en in words("text", part)


def test_the_dates_are_read_back_from_the_archive(report: Report) -> None:
    assert Report.from_archive(report.to_archive()) == report


def test_an_archive_of_a_former_release_has_no_dates_and_is_read(report: Report) -> None:
    stored = json.loads(report.to_archive())
    del stored["evaluated"]
    for each in stored["findings"]:
        del each["explanation"]
    read = Report.from_archive(json.dumps(stored))
    assert (read.evaluated, read.findings[0].explanation) == ((), None)


def test_two_reports_on_other_days_differ_and_one_that_does_not_say_is_not_called_different(report: Report) -> None:
    later = side_of(replace(report, evaluated=(replace_day(ON_A_DAY, "2022-10-01"),)))
    assert "evaluated_on" in Comparison(side_of(report), later).differences
    silent = replace(side_of(report), evaluated_on=None)
    assert "evaluated_on" not in Comparison(silent, later).differences


def replace_day(evaluated: Evaluated, day: str) -> Evaluated:
    return evaluated._replace(day=day)


@pytest.mark.parametrize(
    ("flow", "day", "item", "path", "command"),
    [
        ("flow/a/b", None, None, "/flows/a/b/explanation", "flow/a/b"),
        ("flow/a/b", None, "flow/a/b/item/x", "/flows/a/b/explanation?item=x", "flow/a/b --item x"),
        (
            "flow/a/b",
            None,
            "item/of/other",
            "/flows/a/b/explanation?item=item/of/other",
            "flow/a/b --item item/of/other",
        ),
        (
            "flow/a/é b",
            "2026-01-01",
            None,
            "/flows/a/%C3%A9%20b/explanation?as_of=2026-01-01",
            "flow/a/é b --as-of 2026-01-01",
        ),
    ],
)
def test_a_reference_is_a_path_and_a_command(
    flow: str, day: str | None, item: str | None, path: str, command: str
) -> None:
    made = Reference(ID + flow, day, ID + item if item else None)
    assert (made.path, made.command) == (path, f"grondslag explain {command}")


def test_a_flow_that_is_not_ours_has_no_page() -> None:
    assert reference("https://example.org/flow/1", None, None) is None
    assert reference(None, "2026-01-01", None) is None


def silent_source(literal: str) -> ox.Store:
    """A source with one flow, whose document says `literal` of its date."""
    found = dated(literal)
    flow = f"<{ID}flow/dagstad/silent> a <{GS}ReportedFlow> ."
    found.load(flow, ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(SOURCE.iri))
    return found


@pytest.mark.parametrize(
    ("literal", "reported_at", "on"),
    [
        ("", None, None),
        ("", date(2020, 1, 1), "2020-01-01"),
        ('; dct:date "2019-08-06"^^xsd:date', None, "2019-08-06"),
    ],
)
def test_a_document_without_a_date_is_listed_unless_a_day_is_given(
    literal: str, reported_at: date | None, on: str | None
) -> None:
    made = report_on(silent_source(literal), [SOURCE], as_of=IN_2019, reported_at=reported_at)
    assert made.evaluated_on == ({SOURCE.iri: on} if on else {})
    assert [each.reason for each in made.not_evaluated] == ([] if on else [NO_DATE_OF_SOURCE])


def test_a_register_without_a_legal_date_is_listed() -> None:
    made = report_on(ox.Store(), [REGISTER])
    assert [(each.graph, each.reason) for each in made.not_evaluated] == [(REGISTER.iri, NO_LEGAL_DATE)]
    assert report_on(ox.Store(), [REGISTER], as_of=IN_2019).evaluated_on == {REGISTER.iri: "2019-08-01"}
