"""Dutch and English: which one a request gets, and the texts of the interface (`messages.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flask import Flask, Response, g, request

LANGUAGES = ("nl", "en")
DEFAULT = "nl"
COOKIE = "language"
YEAR = 365 * 24 * 60 * 60
MONTHS = {
    "nl": (
        *("januari", "februari", "maart", "april", "mei", "juni"),
        *("juli", "augustus", "september", "oktober", "november", "december"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}


@dataclass(frozen=True)
class Messages:
    """The interface's texts: per key one text per language. Source: `messages.toml`."""

    texts: Mapping[str, Mapping[str, str]]

    @classmethod
    def load(cls, path: Path) -> Messages:
        """Read the catalogue: tables of tables, flattened to keys such as `nav.flows`."""
        with path.open("rb") as file:
            return cls(dict(_flatten(tomllib.load(file))))

    def text(self, key: str, language: str, **values: object) -> str:
        """The text of `key`, with `{name}` filled in. An unknown key raises `KeyError`: a mistake of ours."""
        template = self.texts[key][language]
        return template.format(**values) if values else template

    def plural(self, key: str, language: str, count: int, **values: object) -> str:
        """The text of `key.one` or `key.other`, whichever fits `count`, which fills `{n}`."""
        form = "one" if count == 1 else "other"
        return self.text(f"{key}.{form}", language, n=number(count, language), **values)


def _flatten(table: Mapping[str, object], prefix: str = "") -> list[tuple[str, Mapping[str, str]]]:
    pairs: list[tuple[str, Mapping[str, str]]] = []
    for key, value in table.items():
        if not isinstance(value, dict):
            raise TypeError(f"messages.toml: {prefix}{key} must be a table with a text per language")
        if set(value) <= set(LANGUAGES):
            pairs.append((prefix + key, value))
        else:
            pairs.extend(_flatten(value, f"{prefix}{key}."))
    return pairs


def choose(asked: str | None, kept: str | None, accepted: str | None) -> str:
    """The language of a page: what the link asks, else the cookie, else the browser, else Dutch."""
    for candidate in (asked, kept, accepted):
        if candidate in LANGUAGES:
            return candidate
    return DEFAULT


def current() -> str:
    """The language of this request; Dutch when the request failed before it was chosen."""
    language: str = g.get("language", DEFAULT)
    return language


def number(value: int, language: str) -> str:
    """A whole number with the language's thousands separator."""
    text = f"{value:,}"
    return text.replace(",", ".") if language == "nl" else text


def day(value: str, language: str) -> str:
    """An ISO date in words; anything else comes back as it was."""
    try:
        moment = date.fromisoformat(value)
    except ValueError:
        return value
    return f"{moment.day} {MONTHS[language][moment.month - 1]} {moment.year}"


def install(app: Flask, messages: Messages) -> None:
    """Choose the language before each request, keep an explicit choice, and give templates the texts."""

    @app.before_request
    def set_language() -> None:
        accepted = request.accept_languages.best_match(LANGUAGES)
        g.language = choose(request.args.get("lang"), request.cookies.get(COOKIE), accepted)

    @app.after_request
    def keep_language(response: Response) -> Response:
        asked = request.args.get("lang")
        # Only a page keeps the choice: a download with lang= is a value of the query, no wish for the site.
        if asked in LANGUAGES and response.mimetype == "text/html" and asked != request.cookies.get(COOKIE):
            response.set_cookie(
                COOKIE, asked, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure, path="/"
            )
        response.vary.update(("Accept-Language", "Cookie"))
        response.headers.setdefault("Content-Language", current())
        return response

    @app.context_processor
    def texts() -> dict[str, object]:
        language = current()

        def translate(key: str, **values: object) -> str:
            return messages.text(key, language, **values)

        def translate_plural(key: str, count: int, **values: object) -> str:
            return messages.plural(key, language, count, **values)

        return {
            "lang": language,
            "languages": LANGUAGES,
            "t": translate,
            "tn": translate_plural,
            "has_text": lambda key: key in messages.texts,
            "day": lambda value: day(str(value), language),
            "number": lambda value: number(int(value), language),
        }
