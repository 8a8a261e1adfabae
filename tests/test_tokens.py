"""Tokens of SPARQL text: nothing hides in a comment, a string or an IRI."""

from __future__ import annotations

import time

import pytest

from grondslag.errors import Refused
from grondslag.query.tokens import Kind, tokens, unescaped


def kinds(text: str) -> list[tuple[Kind, str]]:
    return [(token.kind, token.text) for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<http://a/SERVICE>", [(Kind.IRI, "<http://a/SERVICE>")]),
        ("'it is \\' SERVICE'", [(Kind.STRING, "'it is \\' SERVICE'")]),
        ('"""a "quoted" } text"""', [(Kind.STRING, '"""a "quoted" } text"""')]),
        ("# SERVICE\n?x", [(Kind.VARIABLE, "?x")]),
        ("gs:p-q.r .", [(Kind.NAME, "gs:p-q.r"), (Kind.SIGN, ".")]),
        ("SERVICE:x", [(Kind.NAME, "SERVICE:x")]),
        ("SERVICE<x>", [(Kind.WORD, "SERVICE"), (Kind.IRI, "<x>")]),
        (
            "'a'@nl-NL^^xsd:date",
            [(Kind.STRING, "'a'"), (Kind.LANGTAG, "@nl-NL"), (Kind.SIGN, "^^"), (Kind.NAME, "xsd:date")],
        ),
        ("?a<?b", [(Kind.VARIABLE, "?a"), (Kind.SIGN, "<"), (Kind.VARIABLE, "?b")]),
        ("''", [(Kind.STRING, "''")]),
        ("1.5e3", [(Kind.NUMBER, "1.5e3")]),
        ("a", [(Kind.WORD, "a")]),
    ],
)
def test_each_token_is_of_its_kind(text: str, expected: list[tuple[Kind, str]]) -> None:
    assert kinds(text) == expected


@pytest.mark.parametrize("text", ["'open", '"open\n"', "'''open", '"""open""'])
def test_an_open_string_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(Refused, match="line 2 is not closed") as raised:
        list(tokens("\n" + text))
    assert raised.value.code == "malformed"


def test_escapes_are_resolved_as_sparql_does() -> None:
    assert unescaped(r"\u0053ERVICE \U0001F600") == "SERVICE \U0001f600"


@pytest.mark.parametrize("escape", [r"\uD800", r"\U00110000"])
def test_an_escape_outside_unicode_is_refused(escape: str) -> None:
    with pytest.raises(Refused, match="Invalid escape"):
        unescaped(escape)


@pytest.mark.parametrize("unit", ["a.", "<a", "a-", "%20", ":a.", "@a-", "_:a.", "'''\\'", "((", "\\'"])
def test_hostile_text_of_64_kb_is_read_in_linear_time(unit: str) -> None:
    def seconds(size: int) -> float:
        # The least of three: what else the machine does may only add.
        return min(once(unit * (size // len(unit))) for _ in range(3))

    def once(text: str) -> float:
        started = time.process_time()
        try:
            list(tokens(text))
        except Refused:
            return 0.0
        return time.process_time() - started

    # Four times the text may take some four times as long; quadratic would be sixteen.
    assert seconds(64_000) < 12 * max(seconds(16_000), 0.05)
