"""Reports: by severity, each finding with its article and remedy, filters, anchors and downloads."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from html import escape, unescape
from typing import cast
from unittest.mock import patch
from urllib.parse import quote, unquote, urlencode

import pytest
import rdflib
from flask import Flask
from flask.testing import FlaskClient
from rdflib.namespace import RDF, SH
from web_helpers import SPOT, browse

from grondslag.published import stored_report
from grondslag.query.engine import Engine
from grondslag.report.formats import BY_SUFFIX, Wish
from grondslag.report.grouping import GROUPINGS, SEVERITY_NAMES, Grouping, choices, groups
from grondslag.report.model import Language, Report, Severity
from webapp.findings import alike, findings_about
from webapp.i18n import day
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
    text = browse(client, f"/reports/{report.id}?rule=R037&severity=violation").get_data(as_text=True)
    finding = text[text.index('<article class="finding') : text.index("</article>")]
    assert 'href="/statutes/BWBR0040940/art/46"' in finding
    assert 'href="/flows/000/first-delivery#item-bsn"' in finding
    assert 'href="https://wetten.overheid.nl/BWBR0040940' in finding
    assert re.search(r'href="/page/source/000/lines/\d+-\d+"', finding)
    assert "Wat te doen" in finding
    assert client.get("/statutes/BWBR0040940/art/46").status_code == 200


def test_the_page_filters_by_severity_and_rule(client: FlaskClient, report: Report) -> None:
    text = browse(client, f"/reports/{report.id}?severity=warning").get_data(as_text=True)
    assert set(re.findall(r'class="finding finding-(\w+)"', text)) == {"warning"}
    rule = next(finding.rule for finding in report.findings if finding.rule)
    text = browse(client, f"/reports/{report.id}?rule={rule}").get_data(as_text=True)
    heads = re.findall(r'<div class="finding-head">(.*?)</div>', text, re.S)
    assert {re.search(r'<a class="rule"[^>]*>(\w+)</a>', head)[1] for head in heads} == {rule}  # type: ignore[index]


@pytest.mark.parametrize("by", ["rule", "article", "organisation", "recipient"])
def test_the_page_groups_and_filters_by_each(client: FlaskClient, report: Report, by: Grouping) -> None:
    for group in groups(report.findings, by)[:3]:
        query = urlencode({by: group.key.id, "group": by})
        text = browse(client, f"/reports/{report.id}?{query}", "en").get_data(as_text=True)
        expected = sum(len(part.findings) for part in groups(group.findings, by))
        assert text.count(SPOT) == expected
        assert escape(group.key.label.en) in text


def test_the_overview_leads_to_each_group_with_its_count(client: FlaskClient, report: Report) -> None:
    text = browse(client, f"/reports/{report.id}?severity=info", "en").get_data(as_text=True)
    rows = re.findall(r'<tr><td><a href="([^"]*)" rel="nofollow">[^<]*</a></td><td class="number num">(\d+)', text)
    assert rows
    for href, count in rows[:8]:
        page = browse(client, unescape(href), "en").get_data(as_text=True)
        assert page.count(SPOT) == int(count)


def test_the_page_shows_every_target_and_what_the_report_was_made_with(client: FlaskClient, report: Report) -> None:
    text = browse(client, f"/reports/{report.id}", "en").get_data(as_text=True)
    table = text.partition(f"All {len(report.targets)} checks")[2]
    row = r'<code class="quiet">(\w+)</code></td><td[^>]*data-label="Met">(\d+)</td><td[^>]*>(\d+)</td>'
    shown = {name: (int(nodes), int(found)) for name, nodes, found in re.findall(row, table)}
    found = Counter(finding.shape for finding in report.findings)
    assert shown == {shape.partition("#")[2]: (nodes, found[shape]) for shape, nodes in report.targets.items()}
    assert (0, 0) in shown.values()
    for part in (report.engine, report.data_hash, report.shapes_hash, str(report.generation)):
        assert part in text


def test_a_source_that_was_tested_on_no_day_is_told_with_the_reason(client: FlaskClient, report: Report) -> None:
    text = browse(client, f"/reports/{report.id}", "en").get_data(as_text=True)
    assert report.not_evaluated
    section = text[text.index('<section aria-labelledby="not-evaluated"') :].partition("</section>")[0]
    for one in report.not_evaluated:
        assert one.reason is not None
        assert escape(one.reason.en) in section
    assert f'href="/page/{report.not_evaluated[0].name}"' in section
    assert "each source on its own day" in text
    assert all(day(date, "en") in text for date in report.evaluated_on.values())


def test_what_several_findings_say_alike_is_told_once_with_every_place(client: FlaskClient, report: Report) -> None:
    told = alike(report.findings, report, "en")
    assert sum(len(group.spots) for group in told) == len(report.findings)
    assert len(told) < len(report.findings)
    text = browse(client, f"/reports/{report.id}", "en").get_data(as_text=True)
    assert text.count('<article class="finding ') == len(told)
    most = max(told, key=lambda group: len(group.spots))
    card = next(card for card in text.split('<article class="finding ') if most.spots[0].anchor in card)
    assert card.count(f'<h3 class="finding-message">{escape(most.message)}') == 1
    assert all(f'id="{spot.anchor}"' in card for spot in most.spots)


def test_a_finding_in_a_flow_leads_to_the_explanation_of_its_datum_on_its_day(
    client: FlaskClient, report: Report
) -> None:
    text = browse(client, f"/reports/{report.id}", "en").get_data(as_text=True)
    with_item = next(f for f in report.findings if f.item and f.explanation and f.explanation.day)
    for finding in (with_item, next(f for f in report.findings if f.explanation and not f.item)):
        start = text.index(f'id="finding-{finding.id}"')
        spot = text[start : text.index("</li>", start)]
        assert finding.explanation is not None
        address = finding.explanation.path
        assert f'href="{escape(address)}" aria-label="Explanation: ' in spot
        assert browse(client, address).status_code == 200
    assert with_item.explanation is not None
    assert re.fullmatch(r"/flows/[^?]+\?as_of=\d{4}-\d\d-\d\d&item=.+", with_item.explanation.path)


def test_many_groups_are_folded_and_each_tells_its_numbers(client: FlaskClient, report: Report) -> None:
    text = browse(client, f"/reports/{report.id}?group=recipient", "en").get_data(as_text=True)
    folded = re.findall(r'<details class="group"><summary><h2 id="recipient-\d+">(.*?) <span class="count">(\d+)', text)
    assert [(label, int(count)) for label, count in folded] == [
        (escape(group.key.label.en), len(group.findings)) for group in groups(report.findings, "recipient")
    ]
    assert '<details class="group">' not in browse(client, f"/reports/{report.id}", "en").get_data(as_text=True)


@pytest.mark.parametrize(("language", "silent"), [("nl", "niet vermeld"), ("en", "not stated")])
def test_a_derogated_finding_names_who_approved_and_stays(
    client: FlaskClient, report: Report, language: Language, silent: str
) -> None:
    marked = [finding for finding in report.findings if finding.derogated]
    assert marked
    text = browse(client, f"/reports/{report.id}", language).get_data(as_text=True)
    for finding in marked:
        start = text.index(f'id="finding-{finding.id}"')
        shown = text[start : text.index("</li>", start)]
        assert shown.count('<div class="derogation">') == len(finding.derogations)
        for one in finding.derogations:
            told = [one.label, *(each.label for each in (*one.approved_by, *one.documents))]
            told += [one.weighing] if one.weighing else []
            assert all(escape(words.in_language(language)) in shown for words in told)
        # What the source does not state of the decision is said to be so.
        stated = [one.approved_by and one.weighing and one.documents and one.before for one in finding.derogations]
        assert (silent in shown) == (not all(stated))
    if language == "en":
        assert f"For {len(marked)} findings an approved derogation is recorded" in text


def test_the_counts_are_told_with_and_without_derogations(client: FlaskClient, report: Report) -> None:
    text = browse(client, f"/reports/{report.id}", "en").get_data(as_text=True)
    tiles = re.findall(r'tile-(\w+)">.*?aria-label="[^"]*: (\d+)".*?without a standing derogation: (\d+)', text, re.S)
    expected = zip(Severity, report.counts, report.counts_without, strict=True)
    assert tiles == [(severity.value, str(count), str(without)) for severity, count, without in expected]
    assert report.counts != report.counts_without


def test_every_recorded_derogation_is_listed_with_what_it_marks(client: FlaskClient, report: Report) -> None:
    text = browse(client, f"/reports/{report.id}", "en").get_data(as_text=True)
    section = text[text.index('<section aria-labelledby="derogations"') :].partition("</section>")[0]
    assert section.count('<div class="derogation">') == len(report.derogations)
    for one in report.derogations:
        assert escape(one.label.en) in section


@pytest.mark.parametrize("query", ["severity=fatal", "rule=%3Cscript%3E", "group=colour", "organisation=org/nobody"])
def test_an_unknown_filter_is_refused(client: FlaskClient, report: Report, query: str) -> None:
    response = browse(client, f"/reports/{report.id}?{query}")
    assert response.status_code == 400
    assert "<script" not in response.get_data(as_text=True)
    name, _, value = unquote(query).partition("=")
    told = client.get(f"/reports/{report.id}?{query}", headers={"Accept": "application/json"}).get_json()
    assert value in told["message"]
    assert told["expected"].startswith("one of ")
    assert told["example"].startswith(f"{name}=")
    assert client.get(f"/reports/{report.id}?{quote(told['example'], safe='=')}").status_code == 200


@pytest.mark.parametrize("name", [*GROUPINGS, "group", "raw"])
@pytest.mark.parametrize("form", ["", ".csv"])
def test_a_parameter_that_is_given_twice_is_refused(client: FlaskClient, report: Report, name: str, form: str) -> None:
    # Both values are good ones, so that only their number can be wrong.
    values = {"group": "rule", "raw": "1"}
    value = quote(values.get(name) or choices(report, cast(Grouping, name))[0].id)
    query = f"{name}={value}"
    assert client.get(f"/reports/{report.id}{form}?{query}").status_code == 200
    for which in (report.id, "latest"):
        refused_twice(client, f"/reports/{which}{form}?{query}&{query}", name)


@pytest.mark.parametrize("name", ["old", "new"])
def test_a_side_that_is_given_twice_is_refused(client: FlaskClient, report: Report, name: str) -> None:
    address = f"/reports/compare?{name}={report.id}"
    assert client.get(address).status_code == 200
    refused_twice(client, f"{address}&{name}={report.id}", name)


def refused_twice(client: FlaskClient, address: str, name: str) -> None:
    answer = client.get(address, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.get_json()["code"]) == (400, "repeated_parameter")
    assert name in answer.get_json()["message"]


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
        shown = {spot.id for group in findings_about([flow]) for spot in group.spots}
        assert shown >= {f.id for f in report.findings if f.flow == flow}
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
    assert '<details class="rest"><summary>' in text[text.index('id="kind-persisting"') :]
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
    assert f'<a href="/reports/{report.id}#finding-{first.id}"' in text
    assert first.what is not None
    assert escape(first.what.en) in text
    mended = text[text.index('<h2 id="kind-mended"') : text.index('<h2 id="kind-persisting"')]
    assert "0" * 12 in mended
    assert "The data differ." in text
    assert f"/reports/compare?old={former.id}&amp;new={report.id}" in listed


def test_the_reports_that_are_still_here_are_each_listed_once(app: Flask, report: Report) -> None:
    with app.test_request_context("/"):
        assert [each.id for each in services().reports()] == [report.id]
