"""Hostile data in every place that a page shows: all of it is text."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from web_helpers import PAGES, browse

from grondslag.build import build
from grondslag.content import Content
from grondslag.query.engine import Engine
from grondslag.settings import Settings
from webapp import create_app

SCRIPT = "<script>alert(1)</script>"
PAYLOADS = (SCRIPT, '\\"onx=alert(1) ', "{{7*7}}", "</title><img src=x>", "\u202egnp.exe")
HOSTILE = """\
@base <https://w3id.org/grondslag/id/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix dpv: <https://w3id.org/dpv#> .
@prefix gs: <https://w3id.org/grondslag/def#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

<org/hostile> a org:FormalOrganization ;
  rdfs:label "Hostile PAYLOAD"@nl , "Hostile PAYLOAD"@en ;
  dct:description "PAYLOAD"@nl ;
  dct:source <javascript:alert(1)> , <data:text/html,x> , <JAVASCRIPT:x> ;
  prov:wasDerivedFrom <source/000/lines/6-8>
.
<flow/000/hostile> a gs:ReportedFlow ;
  rdfs:label "Flow PAYLOAD"@nl , "Flow PAYLOAD"@en ;
  dpv:hasDataExporter <org/hostile> ;
  dpv:hasRecipient <org/hostile> , <javascript:alert(1)> ;
  gs:item <flow/000/hostile/item/x> ;
  gs:basisClaim <flow/000/hostile/claim/x> ;
  gs:way "PAYLOAD"@nl ;
  prov:wasDerivedFrom <source/000/lines/6-8>
.
<flow/000/hostile/claim/x> a gs:BasisClaim ;
  rdfs:label "Claim PAYLOAD"@nl , "Claim PAYLOAD"@en ;
  gs:actor <org/hostile> ;
  gs:operation gs:disclose ;
  gs:claimedProvision <bwb/BWBR0015703/art/7/lid/1> ;
  gs:claimStatus gs:claimAsserted ;
  gs:citedAs "PAYLOAD" ;
  gs:reason "PAYLOAD"@nl ;
  prov:wasDerivedFrom <source/000/lines/6-8>
.
<flow/000/hostile/item/x> a gs:Item ;
  rdfs:label "Item PAYLOAD"@nl , "Item PAYLOAD"@en ;
  dpv:hasPersonalData <data/sex> ;
  gs:verdict <flow/000/hostile/item/x/verdict> ;
  prov:wasDerivedFrom <source/000/lines/6-8>
.
<flow/000/hostile/item/x/verdict> a gs:Verdict ;
  gs:verdictValue gs:necessary ;
  gs:reason "PAYLOAD"@nl , "PAYLOAD"@en ;
  gs:exceptionally "PAYLOAD"@nl ;
  prov:wasDerivedFrom <source/000/lines/6-8>
.
<discrepancy/000/hostile> a gs:Discrepancy ;
  rdfs:label "PAYLOAD"@nl ;
  gs:discrepancyKind gs:outdated ;
  dct:description "PAYLOAD"@nl ;
  prov:wasDerivedFrom <source/000/lines/6-8>
.
"""
# Our own scripts are files; what an attack would bring stands in the page.
LIVE = re.compile(r"<script(?! src)|<img|\sonx=|javascript:|href=\"data:", re.IGNORECASE)
OWN = (
    "/organisations/hostile",
    "/flows/000/hostile",
    "/flows/000/hostile/explanation",
    "/page/org/hostile",
    "/search?q=hostile",
    "/search?q=%3Cscript%3Ealert(1)%3C/script%3E",
    "/queries/items-of-flow?flow=https://w3id.org/grondslag/id/flow/000/hostile",
    "/queries/organisations",
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, content_000: Content) -> Iterator[FlaskClient]:
    """A site over a graph in which somebody hid attacks."""
    root = tmp_path_factory.mktemp("hostile")
    shutil.copytree(content_000.root, root, dirs_exist_ok=True)
    text = HOSTILE.replace("PAYLOAD", "".join(PAYLOADS))
    Path(root / "data/sources/000/hostile.ttl").write_text(text, encoding="utf-8")
    settings, found = Settings(home=root / "home"), Content(root)
    build(settings, found)
    with Engine(settings, found) as engine:
        yield create_app({"ENGINE": engine, "CONTENT": found, "STORY": "org/hostile"}).test_client()


def outside_text(page: str) -> str:
    """The markup of a page: its tags alone."""
    return " ".join(re.findall(r"<[^>]*>", page))


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("path", [*PAGES, *OWN])
def test_hostile_data_are_text_on_every_page(hostile: FlaskClient, path: str, language: str) -> None:
    response = browse(hostile, path, language)
    page = response.get_data(as_text=True)
    assert response.status_code == 200
    markup = re.sub(r'(?:value|title|placeholder|aria-label|content|href)="[^"]*"', "", outside_text(page))
    assert not LIVE.search(markup)
    assert not re.search(r'(?:href|src|action)="\s*(?:javascript|data|vbscript):', page, re.IGNORECASE)
    assert "49" not in re.findall(r"Hostile [^<]*", page)


@pytest.mark.parametrize("path", OWN[:5])
def test_the_attack_is_shown_as_it_is_written(hostile: FlaskClient, path: str) -> None:
    page = browse(hostile, path).get_data(as_text=True)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{7*7}}" in page


def test_an_iri_that_is_no_web_address_is_no_link(hostile: FlaskClient) -> None:
    page = browse(hostile, "/page/org/hostile").get_data(as_text=True)
    assert "javascript:alert(1)" not in re.findall(r'href="([^"]*)"', page)
    assert "alert(1)" in page
