"""Reports: by severity, each finding with its article and remedy, filters, anchors and downloads."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import escape, unescape
from unittest.mock import patch
from urllib.parse import urlencode

import pytest
import rdflib
from flask import Flask
from flask.testing import FlaskClient
from rdflib.namespace import RDF, SH
from web_helpers import browse

from grondslag.published import stored_report
from grondslag.query.engine import Engine
from grondslag.report.formats import BY_SUFFIX, Wish
from grondslag.report.grouping import SEVERITY_NAMES, Grouping, groups
from grondslag.report.model import Language, Report, Severity
from webapp.reports import findings_about
from webapp.services import services


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


@pytest.mark.parametrize("by", ["rule", "article", "organisation", "recipient"])
def test_the_page_groups_and_filters_by_each(client: FlaskClient, report: Report, by: Grouping) -> None:
    for group in groups(report.findings, by)[:3]:
        query = urlencode({by: group.key.id, "group": by})
        text = browse(client, f"/reports/{report.id}?{query}", "en").get_data(as_text=True)
        expected = sum(len(part.findings) for part in groups(group.findings, by))
        assert text.count('<article class="finding ') == expected
        assert escape(group.key.label.en) in text


def test_the_overview_leads_to_each_group_with_its_count(client: FlaskClient, report: Report) -> None:
    text = browse(client, f"/reports/{report.id}?severity=info", "en").get_data(as_text=True)
    rows = re.findall(r'<tr><td><a href="([^"]*)" rel="nofollow">[^<]*</a></td><td class="number">(\d+)', text)
    assert rows
    for href, count in rows[:8]:
        page = browse(client, unescape(href), "en").get_data(as_text=True)
        assert page.count('<article class="finding ') == int(count)


def test_the_page_shows_every_target_and_what_the_report_was_made_with(client: FlaskClient, report: Report) -> None:
    text = browse(client, f"/reports/{report.id}", "en").get_data(as_text=True)
    table = text.partition('<th scope="col">Nodes targeted</th>')[2]
    counts = [int(count) for count in re.findall(r'<td class="number">(\d+)</td></tr>', table)]
    assert counts == list(report.targets.values())
    assert 0 in counts
    for part in (report.engine, report.data_hash, report.shapes_hash, str(report.generation)):
        assert part in text
    assert "not evaluated for a date" in text


def test_a_derogated_finding_names_who_approved_and_stays(client: FlaskClient, report: Report) -> None:
    marked = [finding for finding in report.findings if finding.derogated]
    assert marked
    text = browse(client, f"/reports/{report.id}", "en").get_data(as_text=True)
    for finding in marked:
        start = text.index(f'id="{"finding-" + finding.id}"')
        shown = text[start : text.index("</article>", start)]
        for one in finding.derogations:
            assert escape(one.label.en) in shown
            assert all(escape(each.label.en) in shown for each in one.approved_by)
    assert f"For {len(marked)} findings a derogation stands" in text


@pytest.mark.parametrize("query", ["severity=fatal", "rule=%3Cscript%3E", "group=colour", "organisation=org/nobody"])
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


@pytest.mark.parametrize("extension", list(BY_SUFFIX))
def test_a_download_is_what_the_core_writes(client: FlaskClient, report: Report, extension: str) -> None:
    response = client.get(f"/reports/{report.id}.{extension}?lang=en&rule=R046&group=rule")
    form = BY_SUFFIX[extension]
    assert response.data == form.whole(report.select({"rule": "R046"}), Wish("en", "rule"))
    assert response.content_type.startswith(form.media_type)
    saved = response.headers.get("Content-Disposition", "")
    assert (extension in saved) == (extension in {"csv", "xlsx", "html", "sarif"})


def test_accept_gives_the_page_for_html_and_a_form_for_a_program(client: FlaskClient, report: Report) -> None:
    path = f"/reports/{report.id}"
    assert "<nav" in browse(client, path).get_data(as_text=True)
    answer = client.get(path, headers={"Accept": "application/sarif+json"})
    assert json.loads(answer.data)["version"] == "2.1.0"


@pytest.mark.parametrize("extension", list(BY_SUFFIX))
def test_the_latest_report_is_there_in_every_form(client: FlaskClient, report: Report, extension: str) -> None:
    response = client.get(f"/reports/latest.{extension}")
    assert (response.status_code, response.headers["Location"]) == (302, f"/reports/{report.id}.{extension}")
    followed = client.get(f"/reports/latest.{extension}", follow_redirects=True)
    assert followed.data == client.get(f"/reports/{report.id}.{extension}").data
    assert client.get("/reports/latest.exe").status_code == 404


@pytest.mark.parametrize("path", ["/reports/latest?severity=foo", "/reports/latest.json?severity=foo"])
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


# Comparing


def test_the_comparison_of_the_only_report_says_that_it_is_the_same(client: FlaskClient, report: Report) -> None:
    text = browse(client, "/reports/compare", "en").get_data(as_text=True)
    assert "This is the same report twice." in text
    assert len(re.findall(r'<h2 id="kind-(new|mended|persisting)"', text)) == 3
    assert f'id="kind-persisting">Persisting <span class="count">{len(report.findings)}<' in text
    assert "declares nothing lawful" in text


def test_an_unknown_report_cannot_be_compared(client: FlaskClient) -> None:
    response = browse(client, "/reports/compare?old=%3Cscript%3E")
    assert response.status_code == 400
    assert "<script" not in response.get_data(as_text=True)


def test_a_former_report_is_compared_with_the_present_one(app: Flask, report: Report) -> None:
    first, *others = report.findings
    former = replace(report, findings=(replace(first, id="0" * 12), *others), data_hash="f" * 64)
    with app.test_request_context("/"):
        found = services()
    with patch.object(type(found), "reports", lambda _: [report, former]):
        client = app.test_client()
        text = browse(client, f"/reports/compare?old={former.id}&new={report.id}", "en").get_data(as_text=True)
        listed = browse(client, "/reports", "en").get_data(as_text=True)
    assert f'<a href="/reports/{report.id}#finding-{first.id}">' in text
    mended = text[text.index('<h2 id="kind-mended"') : text.index('<h2 id="kind-persisting"')]
    assert "0" * 12 in mended
    assert "The data differ." in text
    assert f"/reports/compare?old={former.id}&amp;new={report.id}" in listed


def test_the_reports_that_are_still_here_are_each_listed_once(app: Flask, report: Report) -> None:
    with app.test_request_context("/"):
        assert [each.id for each in services().reports()] == [report.id]
