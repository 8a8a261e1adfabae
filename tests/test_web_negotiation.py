"""Which form of an answer a request asks for."""

from __future__ import annotations

import pytest
from flask import Flask

from webapp import negotiation
from webapp.errors import Problem
from webapp.negotiation import CSV, GRAPHS, HTML, JSON, JSON_LD, N_QUADS, ROWS, TRIG, TSV, TURTLE, XML, Format

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "offered", "expected"),
    [
        (None, ROWS, JSON),
        ("*/*", ROWS, JSON),
        ("text/csv", ROWS, CSV),
        ("application/json", ROWS, JSON),
        ("application/sparql-results+xml", ROWS, XML),
        ("text/csv;q=0.5, application/sparql-results+json;q=0.9", ROWS, JSON),
        ("text/turtle", GRAPHS, TURTLE),
        ("application/ld+json, text/turtle;q=0.5", GRAPHS, JSON_LD),
        (BROWSER, (HTML, *GRAPHS), HTML),
        (BROWSER, (*ROWS, HTML), HTML),
        ("*/*", (TURTLE, HTML), TURTLE),
        ("image/png", ROWS, None),
        ("text/csv;q=0", (CSV,), None),
        ("text/*", ROWS, CSV),
        ("text/csv;q=0.1, text/*;q=0.2", ROWS, TSV),
        ("application/sparql-results+json;q=0, */*;q=0.1", ROWS, XML),
        ("text/turtle; charset=utf-8", GRAPHS, TURTLE),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted", */*;q=0.1', GRAPHS, JSON_LD),
        ("Text/Turtle;q=0.5, application/trig;q=0.7", GRAPHS, TRIG),
    ],
)
def test_the_best_form_is_chosen(
    app: Flask, accept: str | None, offered: tuple[Format, ...], expected: Format | None
) -> None:
    with app.test_request_context("/", headers={"Accept": accept} if accept else {}):
        assert negotiation.best(offered) == expected


def test_without_a_fitting_form_the_offer_is_told(app: Flask) -> None:
    with app.test_request_context("/", headers={"Accept": "image/png"}), pytest.raises(Problem) as raised:
        negotiation.require(ROWS)
    assert raised.value.status == 406
    assert "text/csv" in str(raised.value.values["names"])


def test_a_form_is_named_by_its_extension_or_its_media_type(app: Flask) -> None:
    assert negotiation.named("nq") == negotiation.named("application/n-quads") == N_QUADS
    with app.test_request_context("/"), pytest.raises(Problem) as raised:
        negotiation.named("docx")
    assert (raised.value.status, raised.value.code) == (400, "wrong_format")
