"""Source and law side by side."""

from __future__ import annotations

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
