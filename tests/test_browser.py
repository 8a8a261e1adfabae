"""A visitor in a real browser: finds Lucrato, opens a finding, reaches its article, switches language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browsing import Watch
from playwright.sync_api import Browser, Page, expect
from serving import Site

pytestmark = pytest.mark.browser

SIZES = {"desktop": (1280, 900), "phone": (390, 844)}


@pytest.fixture(params=sorted(SIZES))
def page(browser: Browser, site: Site, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of a Dutch visitor, at desktop and at phone width, that fails the test on any error in the console."""
    width, height = SIZES[request.param]
    context = browser.new_context(locale="nl-NL", base_url=site.url, viewport={"width": width, "height": height})
    opened = context.new_page()
    watch = Watch(opened)
    yield opened
    context.close()
    assert watch.complaints == []
    assert watch.elsewhere(site.url) == []


def test_from_the_front_page_to_the_article_behind_a_finding(page: Page) -> None:
    page.goto("/")
    page.get_by_role("searchbox").fill("Lucrato")
    page.get_by_role("button", name="Zoek").click()
    page.get_by_role("link", name="Werkbedrijf Lucrato").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Werkbedrijf Lucrato")

    page.goto("/reports")
    page.locator("main a[href*='/reports/']").first.click()
    expect(page.locator("main")).to_contain_text("Nationaliteit")
    finding = page.locator("article.finding").filter(has_text="Nationaliteit").first
    finding.get_by_role("link", name="AVG art. 9 lid 1").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("AVG art. 9 lid 1")
    assert "/statutes/32016R0679/art/9/lid/1" in page.url


def test_from_a_finding_to_the_explanation_and_back(page: Page) -> None:
    page.goto("/reports/latest?rule=R037")
    page.get_by_role("link", name="Uitleg: Eerste overdracht aan Lucrato › BSN").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Eerste overdracht aan Lucrato: BSN")
    expect(page.locator("main")).to_contain_text("niet aangetoond")
    page.get_by_role("link", name="Het BSN zit in de stroom").first.click()
    assert "#finding-" in page.url
    expect(page.locator(".spot:target")).to_contain_text("BSN")


def test_another_day_is_asked_on_the_page_of_a_flow(page: Page) -> None:
    page.goto("/flows/000/first-delivery")
    page.get_by_label("Juridische datum").fill("2019-02-03")
    page.get_by_role("button", name="Toon deze pagina op die dag").click()
    expect(page.get_by_role("columnheader", name="Grondslag op 3 februari 2019")).to_have_count(1)
    page.get_by_role("button", name="Naar de uitleg").click()
    assert "/explanation?as_of=2019-02-03" in page.url
    expect(page.locator("main")).to_contain_text("op 3 februari 2019")


def test_what_is_folded_opens_from_the_keyboard_and_for_a_link_into_it(page: Page) -> None:
    page.goto("/reports/latest?group=organisation")
    group = page.locator("details.group").first
    expect(group.locator("article.finding").first).to_be_hidden()
    group.locator("> summary").focus()
    page.keyboard.press("Enter")
    expect(group.locator("article.finding").first).to_be_visible()
    page.goto("/reports/latest?severity=info")
    folded = page.locator("details.rest .spot").last
    expect(folded).to_be_hidden()
    page.goto(f"{page.url}#{folded.get_attribute('id')}")
    expect(page.locator(".spot:target")).to_be_visible()


def test_flows_are_filtered_in_the_list(page: Page) -> None:
    page.goto("/flows")
    page.get_by_label("Ontvanger", exact=True).select_option(label="Werkbedrijf Lucrato")
    page.get_by_role("button", name="Toon").click()
    expect(page.get_by_role("status")).to_contain_text("passen bij het filter")
    expect(page.locator(".flow-card").first).to_contain_text("Werkbedrijf Lucrato")


def test_the_language_is_switched_and_stays(page: Page) -> None:
    page.goto("/organisations")
    assert page.locator("html").get_attribute("lang") == "nl"
    page.get_by_role("link", name="EN").first.click()
    assert page.locator("html").get_attribute("lang") == "en"
    page.goto("/flows")
    assert page.locator("html").get_attribute("lang") == "en"
    expect(page.locator("main")).to_contain_text("First delivery to Lucrato")


def test_a_saved_query_is_asked_by_its_form(page: Page) -> None:
    page.goto("/queries/items-of-flow")
    page.locator("form select[name=flow], form [name=flow]").first.select_option(label="Eerste overdracht aan Lucrato")
    page.locator("main form button[type=submit], main form button").first.click()
    expect(page.locator("main table")).to_contain_text("Arbeidsvermogen")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/organisations",
        "/organisations/gemeente-haarlem",
        "/flows",
        "/flows/000/first-delivery",
        "/flows/000/first-delivery/explanation",
        "/flows/001/haarlem-suwi-for-wgs-par-3-3/explanation?as_of=2019-08-06",
        "/statutes",
        "/queries",
        "/reports",
        "/reports/latest",
        "/reports/latest?group=article",
        "/reports/compare",
        "/shapes",
        "/sparql",
        "/def",
    ],
)
def test_no_page_is_wider_than_its_window(page: Page, path: str) -> None:
    page.goto(path)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
