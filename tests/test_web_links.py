"""From an IRI to a link: our own pages, outside pages over http and https, and nothing else."""

from __future__ import annotations

import pytest

from grondslag.namespaces import GS, ID
from webapp.links import Link, external, link_to


@pytest.mark.parametrize(
    ("path", "href"),
    [
        ("org/lucrato", "/organisations/lucrato"),
        ("flow/000/first-delivery", "/flows/000/first-delivery"),
        ("flow/000/first-delivery/item/bsn", "/flows/000/first-delivery#item-bsn"),
        ("flow/000/first-delivery/item/bsn/verdict", "/flows/000/first-delivery#item-bsn"),
        ("flow/000/first-delivery/claim/disclose", "/flows/000/first-delivery#claim-disclose"),
        ("flow/000/first-delivery/item/bsn/claim/disclose", "/flows/000/first-delivery#item-bsn"),
        ("flow/000/first-delivery/condition/explain", "/flows/000/first-delivery#condition-explain"),
        ("flow/000/first-delivery/consent", "/page/flow/000/first-delivery/consent"),
        ("flow/000/first-delivery/consent/of-parent", "/page/flow/000/first-delivery/consent/of-parent"),
        ("flow/000/first-delivery/notification", "/page/flow/000/first-delivery/notification"),
        ("flow/000/first-delivery/condition", "/page/flow/000/first-delivery/condition"),
        ("bwb/BWBR0015703", "/statutes/BWBR0015703"),
        ("bwb/BWBR0015703/2019-07-01", "/statutes/BWBR0015703#2019-07-01"),
        ("bwb/BWBR0015703/art/67/lid/1/onder/a", "/statutes/BWBR0015703/art/67/lid/1/onder/a"),
        ("bwb/BWBR0015703/2019-07-01/art/67/lid/3", "/statutes/BWBR0015703/art/67/lid/3#2019-07-01"),
        ("celex/32016R0679/art/9/lid/1", "/statutes/32016R0679/art/9/lid/1"),
        ("discrepancy/000/wpw", "/discrepancies/000/wpw"),
        ("discrepancy/001/computed/x", "/discrepancies/001/computed/x"),
        ("law-text/BWBR0015703/2019-07-01/art/67/lid/3", "/statutes/BWBR0015703/art/67/lid/3#2019-07-01"),
        ("law-text/32016R0679/2018-05-25", "/statutes/32016R0679#2018-05-25"),
        ("law-text/BWBR0015703/2019-07-01/information", "/statutes/BWBR0015703#2019-07-01"),
        ("law-text/a/b/c", "/page/law-text/a/b/c"),
        ("report/ab12", "/reports/ab12"),
        ("report/ab12/finding/cd34", "/reports/ab12#finding-cd34"),
        ("norm/wgs-8d", "/page/norm/wgs-8d"),
        ("source/000/lines/6-8", "/page/source/000/lines/6-8"),
        ('data/"onx=', "/page/data/%22onx="),
        ("data/<b>", "/page/data/%3Cb%3E"),
    ],
)
def test_what_is_ours_leads_to_our_page(path: str, href: str) -> None:
    assert link_to(ID + path) == Link(href)


def test_a_term_leads_to_the_vocabulary() -> None:
    assert link_to(GS + "Norm") == Link("/def#Norm")


@pytest.mark.parametrize(
    "iri", ["https://wetten.overheid.nl/BWBR0015703", "http://example.org/a?b=c#d", "HTTPS://example.org/"]
)
def test_web_addresses_lead_outside(iri: str) -> None:
    assert link_to(iri) == Link(iri, external=True)


@pytest.mark.parametrize(
    "iri",
    [
        None,
        "",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "\x01javascript:alert(1)",
        "java\nscript:alert(1)",
        " https://example.org/",
        "data:text/html,<script>",
        "vbscript:x",
        "urn:isbn:1",
        "mailto:a@example.org",
        "http:",
        "https:///path",
        "http://[bad",
        "file:///etc/passwd",
        "//example.org/",
    ],
)
def test_nothing_else_becomes_a_link(iri: str | None) -> None:
    assert link_to(iri) is None
    assert external(iri) is None
