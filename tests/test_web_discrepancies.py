"""Source and law side by side."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from web_helpers import browse

from grondslag.namespaces import GS, ID


def test_each_discrepancy_has_both_sides(client: FlaskClient) -> None:
    text = browse(client, "/discrepancies?source=000&kind=wrongCitation", "en").get_data(as_text=True)
    articles = text.split('<article class="discrepancy"')[1:]
    assert len(articles) > 1
    for article in articles:
        assert 'class="side side-source"' in article
        assert 'class="side side-law"' in article
    wpw = next(article for article in articles if 'id="discrepancy-wpw"' in article)
    assert "artikel 7 WPW" in wpw
    assert 'href="/statutes/BWBR0015703/art/7"' in wpw
    assert "Compared with the text of:" in wpw


def test_a_page_shows_one_kind_and_explains_it(client: FlaskClient) -> None:
    text = browse(client, "/discrepancies?source=001&kind=outdated", "en").text
    assert "The claim fits an earlier text." in text
    shown = text[text.index("<section") :]
    kinds = set(re.findall(r'<span class="badge kind"><span>([^<]+)</span>', shown))
    assert len(kinds) == 1


def test_the_kinds_of_a_document_add_up_to_its_number(client: FlaskClient) -> None:
    text = browse(client, "/discrepancies?source=001", "nl").text
    by_document, by_kind = re.findall(r'<nav class="jump".*?</nav>', text, re.DOTALL)
    document = re.search(r'aria-current="page">Document 001</a> <span class="quiet">(\d+)</span>', by_document)
    assert document
    numbers = [int(number) for number in re.findall(r'<span class="quiet">(\d+)</span>', by_kind)]
    assert len(numbers) > 3
    assert sum(numbers) == int(document[1])
    assert text.count('<article class="discrepancy"') in numbers


@pytest.mark.parametrize("how", ["reasoned", "computed"])
def test_each_discrepancy_has_an_address_that_leads_to_it(client: FlaskClient, how: str) -> None:
    query = f"""
        SELECT ?one WHERE {{ ?one <{GS}established> <{GS}{how}> }} ORDER BY DESC(?one) LIMIT 1
    """
    rows = client.get("/sparql", query_string={"query": query, "layer": "sources"}, headers={"Accept": "text/csv"})
    iri = rows.text.split()[1]
    response = browse(client, iri.removeprefix(ID).replace("discrepancy/", "/discrepancies/", 1))
    assert response.status_code == 302
    place, _, anchor = response.headers["Location"].partition("#")
    assert f'id="{anchor}"' in browse(client, place).text


@pytest.mark.parametrize("path", ["/discrepancies?source=nix", "/discrepancies?source=000&kind=nix"])
def test_an_unknown_document_or_kind_is_refused_with_those_that_exist(client: FlaskClient, path: str) -> None:
    response = browse(client, path, "en")
    assert response.status_code == 400
    assert "nix" in response.text


def test_an_unknown_discrepancy_is_not_found(client: FlaskClient) -> None:
    assert browse(client, "/discrepancies/000/nix").status_code == 404
