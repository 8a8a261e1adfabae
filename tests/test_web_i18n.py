"""Dutch and English: every text in both, the choice of the reader, and how dates and numbers are written."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from web_helpers import browse

import webapp
from grondslag.content import Content
from grondslag.query.parameters import ParameterType
from webapp import editing, home
from webapp.flows import DETAILS
from webapp.i18n import LANGUAGES, Messages, choose, day, number
from webapp.outcomes import STATES
from webapp.presentation import NAVIGATION
from webapp.values import expand, local_name

FOLDER = Path(webapp.__file__).parent
MESSAGES = Messages.load(FOLDER / "messages.toml")
PRACTICE = ("reported", "register")
# Keys that a template puts together: the part in quotes, then a value from these.
COMPOSED = {
    "api.": ["health", "openapi", "queries", "sparql_examples", "void"],
    "nav.": [key for key, _, _ in NAVIGATION],
    "language.": [*LANGUAGES, "switch_to_nl", "switch_to_en"],
    "home.": [
        f"{user}{part}" for user in ("researcher", "officer", "worker", "council", "auditor") for part in ("", "_text")
    ],
    "search.group_": [*(name for name, _ in home.GROUPS), "other"],
    "severity.": [f"{name}{part}" for name in ("violation", "warning", "info") for part in ("", "_many", "_note")],
    "error.expect_": [*ParameterType],
    "flow.items_": [f"{part}_{layer}" for part in ("note", "none") for layer in PRACTICE],
    "flow.told_": PRACTICE,
    "basis.note_": PRACTICE,
    "claim.": [f"{part}_{layer}" for part in ("title", "note") for layer in PRACTICE],
    "question.note_": PRACTICE,
    "source.not_stated_": PRACTICE,
    "layer_short.": ["reported", "register", "law", "claim"],
    "flow.": [local_name(expand(curie)) for curie in DETAILS],
    "terms.": ["classes", "properties", "individuals", "sub_class", "sub_property", "domain", "range", "source"],
    "flows.": ["sender", "recipient", "basis", "document"],
    "outcome.": [*STATES, "none"],
    "compare.note_": ["new", "mended", "persisting"],
    "step.": [f"s{step}" for step in range(10)],
    "missing.": sorted(key.removeprefix("missing.") for key in MESSAGES.texts if key.startswith("missing.")),
    "layer.": ["reported", "register", "law", "claim"],
    "editor.kind_": [*editing.KINDS.values()],
    "editor.": ["tab_new", "tab_rename", "tab_copy", "tab_close", "tab_close_others", "tab_undo"],
}


def used_keys() -> Iterator[str]:
    """Every key that a template or module names as a whole."""
    for template in sorted((FOLDER / "templates").glob("*.html")):
        text = template.read_text(encoding="utf-8")
        yield from re.findall(r"\bt\('([a-zA-Z_0-9.]+)'[,)]", text)
        for key in re.findall(r"\btn\('([a-zA-Z_0-9.]+)',", text):
            yield from (f"{key}.one", f"{key}.other")
    for script in sorted(FOLDER.glob("static/*.js")):
        text = script.read_text(encoding="utf-8")
        yield from re.findall(r'\b(?:say|button|step)\(\s*"([a-z_0-9.]+)"', text)
        yield from re.findall(r'"(editor\.[a-z_]+)"', text)
    for module in sorted(FOLDER.glob("*.py")):
        text = module.read_text(encoding="utf-8")
        yield from (f"error.{key}" for key in re.findall(r'Problem\(\s*\d+,\s*"\w+",\s*"(\w+)"', text))
        yield from (f"error.{key}" for key in re.findall(r'"(expect_\w+)"', text))
        yield from (f"api.{key}" for key in re.findall(r'self\._text\("(\w+)"\)', text))


def test_every_text_is_there_in_both_languages() -> None:
    assert {key: set(texts) for key, texts in MESSAGES.texts.items() if set(texts) != set(LANGUAGES)} == {}
    assert all(text.strip() for texts in MESSAGES.texts.values() for text in texts.values())


def test_every_key_in_use_has_a_text() -> None:
    keys = set(used_keys())
    assert len(keys) > 100
    assert keys - set(MESSAGES.texts) == set()
    composed = {start + end for start, ends in COMPOSED.items() for end in ends}
    assert composed - set(MESSAGES.texts) == set()


def test_no_text_is_left_unused() -> None:
    text = "".join(
        path.read_text(encoding="utf-8") for path in [*FOLDER.glob("*.py"), *FOLDER.glob("templates/*.html")]
    )
    used = set(used_keys()) | {start + end for start, ends in COMPOSED.items() for end in ends}
    loose = {key for key in set(MESSAGES.texts) - used if not key.startswith(("error.", "tag.", "column."))}
    assert loose == set()
    errors = {key.removeprefix("error.") for key in set(MESSAGES.texts) - used if key.startswith("error.")}
    left = {name for name in errors if name not in text and not name.startswith(("title_", "core_"))}
    assert left == set()


def test_what_is_missing_is_named_by_a_property_that_there_is(the_content: Content) -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(the_content.data.rglob("*.ttl")))
    left_unsaid = set(re.findall(r"\w+:(\w+)", " ".join(re.findall(r"gs:notStated\s+([^;.]*)", text))))
    named = set(COMPOSED["missing."])
    assert named - left_unsaid == set()


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_fill_in_the_same_values() -> None:
    # The opening text of the editor is SPARQL, whose braces are its own.
    for key, texts in MESSAGES.texts.items():
        if key != "sparql.start":
            assert fields(texts["nl"]) == fields(texts["en"]), key


@pytest.mark.parametrize(
    ("asked", "kept", "accepted", "expected"),
    [
        ("en", "nl", "nl", "en"),
        (None, "en", "nl", "en"),
        (None, None, "en", "en"),
        (None, None, None, "nl"),
        ("fr", None, None, "nl"),
        ("<script>", "xx", "de", "nl"),
    ],
)
def test_the_link_goes_before_the_cookie_before_the_browser(
    asked: str | None, kept: str | None, accepted: str | None, expected: str
) -> None:
    assert choose(asked, kept, accepted) == expected


def test_the_choice_stays(client: FlaskClient) -> None:
    first = browse(client, "/flows?lang=en", "nl")
    cookie = first.headers["Set-Cookie"]
    assert "language=en" in cookie
    assert "SameSite=Lax" in cookie
    assert "HttpOnly" in cookie
    assert '<html lang="en">' in browse(client, "/organisations", "nl").get_data(as_text=True)


def test_a_download_keeps_no_choice(client: FlaskClient) -> None:
    response = client.get("/queries/recipients-of-health-data.csv?lang=en")
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers


def test_each_page_names_its_other_language_and_keeps_its_parameters(client: FlaskClient) -> None:
    text = browse(client, "/search?q=a%26b").get_data(as_text=True)
    assert 'hreflang="en" href="/search?q=a%26b&amp;lang=en"' in text
    assert 'hreflang="nl" href="/search?q=a%26b&amp;lang=nl"' in text


def test_labels_from_the_graph_follow_the_language(client: FlaskClient) -> None:
    assert "Eerste overdracht aan Lucrato" in browse(client, "/flows", "nl").get_data(as_text=True)
    assert "First delivery to Lucrato" in browse(client, "/flows", "en").get_data(as_text=True)


def test_dates_and_numbers_are_written_as_the_language_does() -> None:
    assert day("2019-07-01", "nl") == "1 juli 2019"
    assert day("2019-07-01", "en") == "1 July 2019"
    assert day("ooit", "nl") == "ooit"
    assert (number(10000, "nl"), number(10000, "en")) == ("10.000", "10,000")


def test_a_text_without_languages_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "messages.toml"
    file.write_text('[a]\nb = "loose"\n', encoding="utf-8")
    with pytest.raises(TypeError, match=r"a\.b must be a table"):
        Messages.load(file)
