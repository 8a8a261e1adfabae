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
from grondslag.report.model import Report
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
    assert 'href="/statutes/BWBR0040940/art/46/lid/1"' in finding
    assert 'href="/flows/000/first-delivery#item-bsn"' in finding
    assert 'href="https://wetten.overheid.nl/BWBR0040940' in finding
    assert re.search(r'href="/page/source/000/lines/\d+-\d+"', finding)
    assert "Herstel" in finding
    assert client.get("/statutes/BWBR0040940/art/46/lid/1").status_code == 200


def test_the_page_filters_by_severity_and_rule(client: FlaskClient, report: Report) -> None:
    text = browse(client, f"/reports/{report.id}?severity=warning").get_data(as_text=True)
    assert set(re.findall(r'class="finding finding-(\w+)"', text)) == {"warning"}
    rule = next(finding.rule for finding in report.findings if finding.rule)
    text = browse(client, f"/reports/{report.id}?rule={rule}").get_data(as_text=True)
    assert set(re.findall(r'<span class="rule">(\w+)</span>', text)) == {rule}


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
