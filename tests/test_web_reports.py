"""Reports: by severity, each finding with its article and remedy, filters, anchors and downloads."""

from __future__ import annotations

import json
import re

import pytest
import rdflib
from flask import Flask
from flask.testing import FlaskClient
from rdflib.namespace import RDF, SH
from web_helpers import browse

from grondslag.published import stored_report
from grondslag.query.engine import Engine
from grondslag.report.model import Language, Report, Severity
from grondslag.report.text import SEVERITY_NAMES
from webapp.reports import findings_about


@pytest.fixture(scope="module")
def report(engine: Engine) -> Report:
    """The report of the built home."""
    return stored_report(engine.generation())


def test_the_latest_report_has_a_lasting_address(client: FlaskClient, report: Report) -> None:
    response = client.get("/reports/latest")
    assert response.status_code == 302
    assert response.headers["Location"] == f"/reports/{report.id}"
    assert f'href="/reports/{report.id}"' in browse(client, "/reports").get_data(as_text=True)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_shows_every_finding_and_declares_nothing_lawful(
    client: FlaskClient, report: Report, language: str
) -> None:
    text = browse(client, f"/reports/{report.id}", language).get_data(as_text=True)
    assert set(re.findall(r'id="finding-(\w+)"', text)) == {finding.id for finding in report.findings}
    assert {"nl": "verklaart niets rechtmatig", "en": "declares nothing lawful"}[language] in text
    assert "onrechtmatig" not in text.replace("niets rechtmatig", "")
    assert "unlawful" not in text


def test_a_finding_leads_to_its_article_flow_item_and_lines(client: FlaskClient, report: Report) -> None:
    text = browse(client, f"/reports/{report.id}?rule=R037").get_data(as_text=True)
    finding = text[text.index('<article class="finding') : text.index("</article>")]
    assert 'href="/statutes/BWBR0040940/art/46"' in finding
    assert 'href="/flows/000/first-delivery#item-bsn"' in finding
    assert 'href="https://wetten.overheid.nl/BWBR0040940' in finding
    assert re.search(r'href="/page/source/000/lines/\d+-\d+"', finding)
    assert "Herstel" in finding
    assert client.get("/statutes/BWBR0040940/art/46").status_code == 200


def test_the_page_filters_by_severity_and_rule(client: FlaskClient, report: Report) -> None:
    text = browse(client, f"/reports/{report.id}?severity=warning").get_data(as_text=True)
    assert set(re.findall(r'class="finding finding-(\w+)"', text)) == {"warning"}
    rule = next(finding.rule for finding in report.findings if finding.rule)
    text = browse(client, f"/reports/{report.id}?rule={rule}").get_data(as_text=True)
    assert set(re.findall(r'<a class="rule"[^>]*>(\w+)</a>', text)) == {rule}


@pytest.mark.parametrize("query", ["severity=fatal", "rule=%3Cscript%3E"])
def test_an_unknown_filter_is_refused(client: FlaskClient, report: Report, query: str) -> None:
    response = browse(client, f"/reports/{report.id}?{query}")
    assert response.status_code == 400
    assert "<script" not in response.get_data(as_text=True)


def test_the_downloads_are_the_report(client: FlaskClient, report: Report) -> None:
    assert json.loads(client.get(f"/reports/{report.id}.json").data) == json.loads(json.dumps(report.to_json()))
    assert client.get(f"/reports/{report.id}.txt?lang=en").get_data(as_text=True) == report.to_text("en")
    turtle = client.get(f"/reports/{report.id}.ttl")
    assert turtle.content_type == "text/turtle; charset=utf-8"
    graph = rdflib.Graph().parse(data=turtle.data, format="turtle")
    assert len(set(graph.subjects(RDF.type, SH.ValidationResult))) == len(report.findings)


def test_findings_are_shown_where_they_belong(app: Flask, report: Report) -> None:
    with app.test_request_context("/"):
        flow = "https://w3id.org/grondslag/id/flow/000/first-delivery"
        assert {shown.id for shown in findings_about([flow])} >= {f.id for f in report.findings if f.flow == flow}
        assert findings_about(["https://w3id.org/grondslag/id/org/nobody"]) == []


@pytest.mark.parametrize("extension", ["json", "ttl", "txt"])
def test_the_latest_report_is_there_in_every_form(client: FlaskClient, report: Report, extension: str) -> None:
    response = client.get(f"/reports/latest.{extension}")
    assert (response.status_code, response.headers["Location"]) == (302, f"/reports/{report.id}.{extension}")
    followed = client.get(f"/reports/latest.{extension}", follow_redirects=True)
    assert followed.data == client.get(f"/reports/{report.id}.{extension}").data
    assert client.get("/reports/latest.exe").status_code == 404


@pytest.mark.parametrize("path", ["/reports/latest?severity=foo", "/reports/latest.json?severity=warning"])
def test_a_filter_that_does_not_work_is_told(client: FlaskClient, path: str) -> None:
    assert client.get(path, follow_redirects=True).status_code == 400


def test_a_filter_reaches_the_latest_report(client: FlaskClient) -> None:
    text = client.get("/reports/latest?severity=info", follow_redirects=True).get_data(as_text=True)
    assert set(re.findall(r'class="finding finding-(\w+)"', text)) == {"info"}


def test_a_report_that_was_replaced_leads_to_the_latest(client: FlaskClient) -> None:
    response = browse(client, "/reports/0123456789abcdef")
    assert response.status_code == 410
    assert 'href="/reports/latest"' in response.get_data(as_text=True)
    assert browse(client, "/reports/0123456789abcdef.json").status_code == 410


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_severity_has_one_name_on_the_site_and_in_the_report(client: FlaskClient, language: Language) -> None:
    text = browse(client, client.get("/reports/latest").headers["Location"], language).get_data(as_text=True)
    headings = re.findall(r'<h2 id="severity-(\w+)">(.*?) <span', text)
    assert headings
    if language == "nl":
        assert dict(headings) == {s.value: SEVERITY_NAMES[s].nl for s in Severity if s.value in dict(headings)}
    names = {"nl": {"Tekortkoming", "Waarschuwing", "Ter informatie"}, "en": {"Violation", "Warning", "Info"}}
    assert set(re.findall(r'class="badge severity severity-\w+">(.*?)<', text)) == names[language]


def test_a_rule_leads_to_its_findings_and_to_its_shape(client: FlaskClient, report: Report) -> None:
    text = browse(client, "/flows/000/first-delivery").get_data(as_text=True)
    rule, link = re.findall(
        r'<a class="rule" href="(/reports/\w+\?rule=(?:\w+))".*?<a class="shape" href="(.*?)"', text, re.S
    )[0]
    assert client.get(rule).status_code == 200
    page, _, anchor = link.partition("#")
    assert f'id="{anchor}"' in browse(client, page).get_data(as_text=True)
