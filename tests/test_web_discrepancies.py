"""Source and law side by side."""

from __future__ import annotations

import re

from flask.testing import FlaskClient
from web_helpers import browse


def test_each_discrepancy_has_both_sides(client: FlaskClient) -> None:
    text = browse(client, "/discrepancies", "en").get_data(as_text=True)
    articles = text.split('<article class="discrepancy"')[1:]
    assert len(articles) > 3
    for article in articles:
        assert 'class="side side-source"' in article
        assert 'class="side side-law"' in article
    wpw = next(article for article in articles if 'id="discrepancy-wpw"' in article)
    assert "artikel 7 WPW" in wpw
    assert 'href="/statutes/BWBR0015703/art/7"' in wpw
    assert "Compared with the text of:" in wpw


def test_each_kind_is_explained(client: FlaskClient) -> None:
    assert "The claim fits an earlier text." in browse(client, "/discrepancies", "en").text
    text = browse(client, "/discrepancies", "nl").text
    sections = text.count('<section aria-labelledby="kind-')
    assert sections > 3
    assert len(re.findall(r'<div class="section-note"><p>[^<]+</p></div>', text)) == sections
