"""What the web tests share: the pages there are, and asking for one as a browser does."""

from __future__ import annotations

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
FLOW = "/flows/000/first-delivery"
EXPLANATION = FLOW + "/explanation?as_of=2026-11-01&item=arbeidsvermogen"
PROVISION = "/statutes/BWBR0040940/art/30/lid/1/onder/b"
HEALTH_QUERY = "/queries/recipients-of-health-data"
PAGES = (
    "/",
    "/search?q=lucrato",
    "/organisations",
    "/organisations/lucrato",
    "/flows",
    FLOW,
    EXPLANATION,
    "/statutes",
    "/statutes/BWBR0015703",
    "/statutes/32016R0679",
    PROVISION,
    "/queries",
    HEALTH_QUERY,
    "/queries/items-of-flow",
    FLOW + "?as_of=2020-01-01",
    EXPLANATION.partition("&")[0],
    "/flows?basis=none",
    "/reports",
    "/reports/compare",
    "/discrepancies",
    "/def",
    "/shapes",
    "/page/org/lucrato",
    "/page/source/000/lines/131-138",
    "/sparql",
)
# A finding on a page, where it was found.
SPOT = '<li class="spot"'
IDS = re.compile(r'\sid="([^"]*)"')


def browse(client: FlaskClient, path: str, language: str = "nl", **headers: str) -> TestResponse:
    """Ask for a page as a browser with this language does."""
    return client.get(path, headers={"Accept": BROWSER, "Accept-Language": language, **headers})
