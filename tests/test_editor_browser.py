"""The editor in a real browser: typing, completion, tables, graphs, errors, tabs; and the form where no script runs."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, quote, urlencode

import pytest
from browsing import Watch
from hostile import ENDLESS
from playwright.sync_api import Browser, Locator, Page, expect
from serving import Site

pytestmark = pytest.mark.browser

TYPES = "CONSTRUCT { ?thing a ?kind } WHERE { ?thing a ?kind } LIMIT 400"
DESCRIBE = "DESCRIBE <https://w3id.org/grondslag/id/org/lucrato>"
# What chromium writes of an answer that is an error.
REFUSED = "Failed to load resource: the server responded with a status of 400 (BAD REQUEST)"


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """A page of a Dutch visitor: no error in the console, no break of the policy, nothing asked of others."""
    context = browser.new_context(locale="nl-NL", base_url=site.url, viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    watch = Watch(opened)
    yield opened
    context.close()
    assert [complaint for complaint in watch.complaints if complaint != REFUSED] == []
    assert watch.elsewhere(site.url) == []
    assert watch.asked


def tab(page: Page) -> Locator:
    """The tab that is open."""
    return page.locator(".tabPanel.active")


def write(page: Page, text: str) -> None:
    """Type a query over what is there, as fast as a paste."""
    tab(page).locator(".CodeMirror").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def ask(page: Page, text: str) -> None:
    write(page, text)
    page.get_by_role("button", name="Voer uit").click()


def text_of(page: Page) -> str:
    return "\n".join(tab(page).locator(".CodeMirror-line").all_inner_texts())


def test_a_dutch_word_is_completed_and_the_query_shows_rows(page: Page) -> None:
    page.goto("/sparql")
    write(page, "SELECT ?flow ?to WHERE { ?flow ")
    page.keyboard.type("ontvan", delay=15)
    offered = page.get_by_role("option", name="ontvanger eigenschap").first
    # The terms are read at the first word, and a server that has just begun has more to do.
    expect(offered).to_contain_text("dpv:hasRecipient", timeout=30_000)
    page.keyboard.press("Enter")
    page.keyboard.insert_text(" ?to } LIMIT 5")
    assert "PREFIX dpv: <https://w3id.org/dpv#>" in text_of(page)
    assert "?flow dpv:hasRecipient ?to }" in text_of(page)
    page.keyboard.press("Control+Enter")
    expect(tab(page).locator("tbody tr")).to_have_count(5)
    expect(tab(page).get_by_role("status")).to_contain_text("5 rijen")
    assert (tab(page).locator("tbody a").first.get_attribute("href") or "").startswith("/id/flow/")


def test_layers_go_with_the_request_and_downloads_ask_for_the_same(page: Page) -> None:
    page.goto("/sparql")
    page.get_by_label("Ook geladen wetsteksten").check()
    page.get_by_label("Zonder afgeleide feiten").check()
    with page.expect_request("**/sparql") as sent:
        ask(page, "SELECT ?one { VALUES ?one { 'just-one' } }")
    asked = parse_qs(sent.value.post_data or "")
    assert (asked["layer"], asked["derived"]) == (["sources", "law-text"], ["false"])
    expect(tab(page).locator("tbody")).to_contain_text("just-one")
    csv = tab(page).get_by_role("link", name="CSV").get_attribute("href") or ""
    assert "layer=sources&layer=law-text&derived=false&format=csv" in csv
    assert page.request.get(csv).text() == "one\r\njust-one\r\n"


def test_the_dataset_of_a_link_stays_with_its_query(page: Page) -> None:
    law = "https://w3id.org/grondslag/graph/law"
    page.goto("/sparql?" + urlencode({"query": "ASK { ?s ?p ?o }", "default-graph-uri": law}))
    expect(page.locator(".editor-dataset")).to_contain_text(f"alleen over: {law}")
    page.get_by_label("Ook geladen wetsteksten").check()
    with page.expect_request("**/sparql") as sent:
        page.get_by_role("button", name="Voer uit").click()
    asked = parse_qs(sent.value.post_data or "")
    assert (asked["default-graph-uri"], asked["layer"]) == ([law], ["law-text"])
    expect(tab(page).locator(".yes-no")).to_have_text("Ja")


def test_what_is_in_the_data_is_shown_as_it_is(page: Page) -> None:
    page.goto("/sparql")
    hostile = "<img src=x onerror=alert(1)>{{7*7}}"
    ask(page, f"SELECT ?x ?link {{ VALUES (?x ?link) {{ ('{hostile}' <javascript:alert(1)>) }} }}")
    expect(tab(page).locator("tbody td").first).to_have_text(hostile)
    expect(tab(page).locator("tbody img, tbody a")).to_have_count(0)


def test_a_graph_is_drawn_and_can_be_walked_without_a_mouse(page: Page) -> None:
    page.goto("/sparql")
    ask(page, DESCRIBE)
    page.get_by_role("button", name="Graaf").click()
    picture = page.get_by_role("application")
    expect(picture.locator("canvas")).not_to_have_count(0)
    expect(page.locator(".graph-tools")).to_contain_text("knopen")
    page.get_by_label("Ga naar een knoop").select_option(label="Werkbedrijf Lucrato")
    expect(page.locator(".graph-told")).to_contain_text("→ rdf:type org:FormalOrganization")
    picture.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("+")
    expect(page.locator(".warning")).to_have_count(0)
    ask(page, TYPES)
    expect(page.locator(".yasr_results .warning")).to_contain_text("verbindingen passen er niet meer bij")


def test_an_error_is_told_in_words_and_a_cut_answer_as_well(page: Page) -> None:
    page.goto("/sparql")
    ask(page, "SELECT * { ?s ?p")
    expect(tab(page).locator(".errorResult")).to_contain_text("Deze vraag is geen geldige SPARQL.")
    expect(tab(page).locator(".errorResult")).to_contain_text("line 1, column")
    ask(page, "SELECT ?s { ?s ?p ?o } LIMIT 10001")
    expect(tab(page).locator(".told .warning")).to_contain_text("afgekapt na 10.000 rijen")
    expect(tab(page).locator("tbody tr")).to_have_count(100)
    page.get_by_role("button", name="Volgende").click()
    expect(page.get_by_role("navigation", name="Delen van de tabel")).to_contain_text("101 tot en met 200 van 10.000")


def test_a_query_that_takes_long_is_stopped(page: Page) -> None:
    page.goto("/sparql")
    ask(page, ENDLESS)
    page.get_by_role("button", name="Stoppen").click()
    expect(tab(page).locator(".errorResult")).to_have_text("De vraag is gestopt.")
    expect(page.get_by_role("button", name="Voer uit")).to_be_enabled()


def test_examples_open_in_tabs_that_stay_but_no_answer_is_kept(page: Page) -> None:
    page.goto("/sparql")
    page.get_by_label("Begin met een voorbeeld").select_option("lucrato-verdicts")
    page.get_by_role("button", name="Zet in de editor").click()
    expect(page.get_by_role("tab")).to_have_count(2)
    page.get_by_role("button", name="Voer uit").click()
    expect(tab(page).locator("tbody")).to_contain_text("Nationaliteit")
    kept = page.evaluate("JSON.stringify({ ...localStorage })")
    assert "gs:verdict" in kept
    assert "Nationaliteit" not in kept
    page.goto("/sparql?layer=law-text&query=" + quote("ASK {}"))
    expect(page.get_by_role("tab")).to_have_count(3)
    expect(page.get_by_label("Ook geladen wetsteksten")).to_be_checked()
    expect(page.get_by_label("Ook wat brondocumenten melden")).not_to_be_checked()
    expect(page.locator("[data-answer]")).to_contain_text("Ja")


def test_a_table_on_a_phone_fits_and_is_narrowed(browser: Browser, site: Site) -> None:
    context = browser.new_context(locale="en-GB", base_url=site.url, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto("/sparql")
    page.get_by_role("button", name="Run").click()
    expect(tab(page).locator("tbody tr")).to_have_count(25)
    page.get_by_label("Only rows that hold …").fill("nationaliteit")
    expect(tab(page).locator("tbody tr")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    context.close()


def test_the_form_works_where_no_script_runs(browser: Browser, site: Site) -> None:
    context = browser.new_context(locale="nl-NL", base_url=site.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/sparql")
    page.locator("textarea[name=query]").fill("SELECT ?one { VALUES ?one { 'just-one' } }")
    page.locator("main form:has(textarea) button").first.click()
    expect(page.locator("main table")).to_contain_text("just-one")
    context.close()
