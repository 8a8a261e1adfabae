"""The page that explains a flow: the chain in both languages, its forms, and what it answers to wrong questions."""

from __future__ import annotations

import html
import json
import re
import threading
import time
from collections.abc import Callable
from copy import copy
from dataclasses import replace
from datetime import date
from unittest.mock import patch
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from web_helpers import EXPLANATION, FLOW, browse

from grondslag.errors import NotFound
from grondslag.explain import Explainer, Explanation
from grondslag.explain import words as the_words
from grondslag.match import Outcome
from grondslag.namespaces import GRAPH, ID
from grondslag.published import stored_report
from grondslag.query.cache import today
from grondslag.query.engine import Engine
from grondslag.query.saved import Catalogue
from webapp import findings
from webapp.documents import graphs_of_flows
from webapp.server import THREADS
from webapp.services import EXPLAINING, Services, services


def plain(page: str) -> str:
    """What a page says, without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nl", ("Gevonden", "Aanvaardt", "niet vermeld", "Wat het zou verhelpen", "Bijna raak", "Geheimhouding")),
        ("en", ("Found", "Accepts", "not stated", "What would mend it", "Near misses", "Secrecy")),
    ],
)
def test_the_chain_is_told_in_both_languages(client: FlaskClient, language: str, said: tuple[str, ...]) -> None:
    page = browse(client, EXPLANATION, language).text
    text = plain(page)
    for words in said:
        assert words in text
    number = ("nl", "en").index(language)
    assert the_words.NOTICE[number] in text
    assert the_words.COVERS[Outcome.UNDETERMINED][number] in text
    assert "UAVG art. 30 lid 1 onder b" in text
    assert "000, 132-138" in text


def test_claim_provision_norm_and_passage_are_links(client: FlaskClient) -> None:
    links = re.findall(r'href="([^"]*)"', browse(client, EXPLANATION).text)
    for target in (
        "/statutes/BWBR0040940/art/30/lid/1/onder/b",
        "/page/norm/uavg-health-data-for-reintegration",
        "/page/source/000/lines/132-138",
        "/flows/000/first-delivery#item-arbeidsvermogen",
    ):
        assert target in links
    assert any(link.startswith("https://wetten.overheid.nl/BWBR0040940/") for link in links)


def test_the_flow_leads_to_its_explanation_on_a_day_and_of_each_datum(client: FlaskClient) -> None:
    page = browse(client, f"{FLOW}?as_of=2021-03-04").text
    form = page[page.index(f'<form class="parameters" action="{FLOW}/explanation"') :].partition("</form>")[0]
    assert 'name="as_of" type="date" value="2021-03-04"' in form
    assert f'formaction="{FLOW}"' in form
    rows = re.findall(r'<tr role="row" id="item-([^"]*)">(.*?)</tr>', page, flags=re.DOTALL)
    assert rows
    for name, row in rows:
        assert f'href="{FLOW}/explanation?as_of=2021-03-04&amp;item={name}"' in row


def test_in_short_every_claim_is_told_and_leads_to_its_comparison(client: FlaskClient) -> None:
    page = browse(client, EXPLANATION, "en").text
    table = page[page.index('<h2 id="in-short"') :].partition("</section>")[0]
    claims = re.findall(r'href="#(claim-\d+)"', table)
    assert claims
    assert claims == re.findall(r'<h2 id="(claim-\d+)"', page)
    assert table.count('<span class="badge outcome-') == len(claims)
    assert "not shown: undetermined" in table
    assert "lawful" not in plain(table)


def test_the_explanation_leads_back_to_the_findings_in_its_flow(client: FlaskClient, engine: Engine) -> None:
    report = stored_report(engine.generation())
    about = [f for f in report.findings if f.flow == ID + "flow/000/first-delivery"]
    on_datum = [f for f in about if f.item in (None, f"{f.flow}/item/bsn")]
    assert 0 < len(on_datum) < len(about)
    for address, found in ((f"{FLOW}/explanation", about), (f"{FLOW}/explanation?item=bsn", on_datum)):
        page = browse(client, address, "en").text
        section = page[page.index('<h2 id="findings"') :].partition("</section>")[0]
        assert f'<span class="count">{len(found)}</span>' in section
        linked = set(re.findall(rf'href="/reports/{report.id}#finding-(\w+)"', section))
        assert linked <= {f.id for f in found}
        assert {html.escape(f.message.en) for f in found} == set(
            re.findall(rf'href="/reports/{report.id}#finding-\w+">([^<]*)<', section)
        )


def test_it_says_on_which_day_the_report_tested(client: FlaskClient) -> None:
    dated = browse(client, "/flows/001/haarlem-suwi-for-wgs-par-3-3/explanation", "en").text
    assert "which tests this source or register on 6 August 2019" in plain(dated)
    assert "This document states no date" in plain(browse(client, f"{FLOW}/explanation", "en").text)


@pytest.mark.parametrize(
    ("layer", "tested", "told", "untold"),
    [
        ("source", "", "This document states no date", "this register"),
        ("register", "", "tests this register on no day", "This document"),
        ("register", "2026-11-01", "register on 1 November 2026", "was not tested"),
    ],
)
def test_where_nothing_was_found_it_says_whether_it_was_tested(
    app: Flask, layer: str, tested: str, told: str, untold: str
) -> None:
    with app.test_request_context("/"):
        found = replace(services().explanation(ID + "flow/000/first-delivery", date(2026, 11, 1)), layer=layer)
    with (
        patch("webapp.explanations._explained", return_value=found),
        patch("webapp.explanations.findings_in", return_value=[]),
        patch("webapp.explanations.tested_on", return_value=tested),
        # The page that is kept is the true one.
        patch("webapp.caching._is_shared", return_value=False),
    ):
        page = browse(app.test_client(), f"{FLOW}/explanation?as_of=2026-11-01", "en").text
    section = plain(page[page.index('<h2 id="findings"') :].partition("</section>")[0])
    assert told in section
    assert untold not in section
    assert ("These rules found nothing here" in section) == bool(tested)


def test_the_day_of_the_test_is_that_of_the_graph_that_the_flow_stands_in(app: Flask) -> None:
    flow = ID + "flow/001/haarlem-suwi-for-wgs-par-3-3"
    with app.test_request_context("/"):
        assert graphs_of_flows(flow) == {flow: GRAPH + "source/001"}
        assert graphs_of_flows()[flow] == GRAPH + "source/001"
        assert findings.tested_on(flow) == "2019-08-06"
        # The address of a flow need not tell where it stands.
        with patch("webapp.findings.graphs_of_flows", return_value={flow: GRAPH + "source/000"}):
            assert findings.tested_on(flow) == ""
        with patch("webapp.findings.graphs_of_flows", return_value={}):
            assert findings.tested_on(flow) == ""


def test_of_one_datum_the_nearest_norm_is_open_and_of_many_none(client: FlaskClient) -> None:
    one, many = browse(client, EXPLANATION).text, browse(client, f"{FLOW}/explanation").text
    opened = '<details class="rest" open><summary>Bestanddeel voor bestanddeel'
    assert opened in one
    assert opened not in many
    assert '<details class="rest"><summary>Bestanddeel voor bestanddeel' in many


def test_a_fault_of_ours_is_no_unknown_flow(app: Flask) -> None:
    with app.test_request_context("/"):
        found = services()
    broken = NotFound("Unknown query", code="unknown_query")
    with patch.object(type(found), "explanation", side_effect=broken):
        answer = app.test_client().get(f"{FLOW}/explanation", headers={"Accept": "application/json"})
    assert answer.get_json()["code"] == "unknown_query"


def test_without_a_date_it_is_explained_for_today(client: FlaskClient) -> None:
    page = browse(client, f"{FLOW}/explanation?item=bsn").text
    assert page.count("<option") == 18
    assert '<option value="bsn" selected>' in page
    assert f'value="{today().isoformat()}"' in page


@pytest.mark.parametrize(
    ("form", "media", "told"),
    [
        ("text", "text/plain", "Uitleg van de stroom"),
        ("json", "application/json", "{"),
        ("ttl", "text/turtle", "@prefix"),
    ],
)
def test_it_is_there_in_other_forms(client: FlaskClient, form: str, media: str, told: str) -> None:
    response = browse(client, f"{EXPLANATION}&format={form}")
    assert response.status_code == 200
    assert response.mimetype == media
    assert response.text.startswith(told)
    if form == "json":
        assert json.loads(response.text)["as_of"] == "2026-11-01"


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        (f"{FLOW}/explanation?as_of=gisteren", 400, "bad_input"),
        (f"{FLOW}/explanation?as_of=20261101", 400, "bad_input"),
        (f"{FLOW}/explanation?as_of=2026-11-01&as_of=2025-01-01", 400, "repeated_parameter"),
        (f"{FLOW}/explanation?format=pdf", 400, "wrong_format"),
        (f"{FLOW}/explanation?item=nothing", 400, "bad_input"),
        (f"{FLOW}/explanation?item=%3Cscript%3E", 400, "bad_input"),
        (f"{FLOW}/explanation?item=bsn&item=geslacht", 400, "repeated_parameter"),
        (f"{FLOW}?as_of=2026-02-30", 400, "bad_input"),
        (f"{FLOW}?as_of=1-11-2026", 400, "bad_input"),
        ("/flows/000/nothing/explanation", 404, "unknown_resource"),
        ("/flows/%3Cscript%3E/explanation", 404, "unknown_resource"),
    ],
)
def test_a_wrong_question_is_named(client: FlaskClient, address: str, status: int, code: str) -> None:
    response = client.get(address, headers={"Accept": "application/json"})
    assert response.status_code == status
    told = response.get_json()
    assert told["code"] == code
    if code == "bad_input":
        value = unquote(address.rpartition("=")[2])
        assert value in told["message"]
        assert told["expected"]
        right = f"{address.partition('?')[0]}?{told['example']}"
        assert client.get(right).status_code == 200
    page = browse(client, address)
    assert page.status_code == status
    assert "<script" not in page.text


def test_the_law_is_read_before_the_first_explanation_and_again_for_a_new_graph(app: Flask) -> None:
    read: list[str] = []

    def prepare(explainer: Explainer) -> None:
        read.append(str(explainer._generation))

    with patch.object(Explainer, "prepare", prepare):
        found = Services(app.config["ENGINE"], *[Catalogue(app.config["CONTENT"].queries / "pages")] * 3)
        served = found.engine.reading().generation
        with app.test_request_context("/"):
            assert found.generation() == served
        found.prepare()
        found.wait()
        assert read == [served.id]
        newer = replace(served, id="000099-newer")
        reading = copy(found.engine.reading())
        reading.generation = newer
        with patch.object(type(found.engine), "reading", lambda _: reading), app.test_request_context("/"):
            assert found.generation() == newer
            found.wait()
    assert read == [served.id, newer.id]


def in_time(condition: Callable[[], bool]) -> bool:
    """Whether it comes true within some seconds."""
    end = time.monotonic() + 20
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return condition()


def test_explanations_that_wait_leave_threads_for_all_else_and_more_are_told_to_come_back(app: Flask) -> None:
    free, asked, answers = threading.Event(), threading.Event(), []
    with app.test_request_context("/"):
        found = services()
        remembered = found.explanation(ID + "flow/000/first-delivery", date(2026, 11, 1))

    def explain(*_: object) -> Explanation:
        asked.set()
        assert free.wait(30)
        return remembered

    def ask(day: int) -> int:
        return app.test_client().get(f"{FLOW}/explanation?as_of=2031-01-{day:02}").status_code

    def known_is_given() -> None:
        # What is remembered, and whether the site works, waits for no explanation.
        assert app.test_client().get("/health").status_code == 200
        with app.test_request_context("/"):
            assert found.explanation(ID + "flow/000/first-delivery", date(2026, 11, 1)) is remembered

    with patch.object(Explainer, "explain", explain):
        waiting = [
            threading.Thread(target=lambda day=day: answers.append(ask(day))) for day in range(1, EXPLAINING + 1)
        ]
        for thread in waiting:
            thread.start()
        try:
            assert asked.wait(20)
            assert in_time(lambda: found._places._value == 0)
            known_is_given()
            late = app.test_client().get(f"{FLOW}/explanation?as_of=2031-02-01", headers={"Accept": "application/json"})
            assert (late.status_code, late.get_json()["code"]) == (503, "busy")
            assert int(late.headers["Retry-After"]) > 0
        finally:
            free.set()
            for thread in waiting:
                thread.join(30)
    assert answers == [200] * EXPLAINING
    assert found._places._value == EXPLAINING <= THREADS // 2


def test_an_explanation_that_waits_too_long_is_told_to_come_back(app: Flask) -> None:
    with app.test_request_context("/"):
        found = services()
    with found._explaining, patch("webapp.services.EXPLANATION_SECONDS", 0.01):
        answer = app.test_client().get(f"{FLOW}/explanation?as_of=2032-01-01")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert found._places._value == EXPLAINING
