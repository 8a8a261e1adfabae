"""The register as one HTML page that stands alone and can be handed on: no script, nothing fetched, fit for paper.

First whose register it is and what is not stated in it; then each activity with what article 30 asks, letter by letter.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from importlib.resources import files

from grondslag import __version__
from grondslag.registers.export.columns import asked, letter
from grondslag.registers.export.document import Document, Kind, Part, Value
from grondslag.registers.export.entries import Entry
from grondslag.registers.export.table import facts
from grondslag.registers.export.words import ASKED, KINDS, say
from grondslag.registers.model import Field, Side

_STYLE = "register.css"
# Nothing is fetched and nothing runs, whatever a text of the data might hold.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

_IN_TITLE = (Field.IDENTIFIER, Field.ACTIVITY)


def to_html(document: Document) -> Iterator[bytes]:
    """The page, one activity after the other."""
    for part in _parts(document):
        yield (part + "\n").encode()


def _parts(document: Document) -> Iterator[str]:
    yield _start(document)
    yield from _cover(document)
    if not document.entries:
        yield f"<p>{_said(document, 'nothing')}</p>"
    for part in document.parts:
        yield from _part(document, part)
    yield f'<footer><p class="quiet">{_said(document, "made", version=__version__)}</p></footer>'
    yield "</main></body></html>"


def _start(document: Document) -> str:
    style = (files("grondslag.registers.export") / _STYLE).read_text(encoding="utf-8")
    keeper = escape(document.keeper.label.in_language(document.language))
    return (
        f'<!doctype html>\n<html lang="{document.language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>{_said(document, 'title')}: {keeper}</title>\n"
        f"<style>\n{style}</style></head><body><main>"
    )


def _cover(document: Document) -> Iterator[str]:
    """Whose register it is, what is left out, what is not stated, and where each activity is."""
    keeper = escape(document.keeper.label.in_language(document.language))
    yield f'<header class="cover"><p class="kind">{_said(document, "title")}</p><h1>{keeper}</h1>'
    if document.publishable:
        yield f'<p class="statement left-out">{escape(document.left_out_told)}</p>'
    yield '<dl class="facts">'
    for name, value in facts(document):
        yield f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>"
    yield f'</dl><p class="statement">{_said(document, "statement")}</p>'
    yield f"<h2>{_said(document, 'gaps')}</h2><p>{_said(document, 'gaps_how')}</p>"
    for part in document.parts:
        yield from _gaps(document, part)
    yield f'<nav aria-labelledby="contents"><h2 id="contents">{_said(document, "contents")}</h2>'
    for part in document.parts:
        yield from _contents(document, part)
    yield "</nav></header>"


def _gaps(document: Document, part: Part) -> Iterator[str]:
    """How often the entries of a part are silent on what the article asks."""
    title = escape(KINDS[part.side].in_language(document.language))
    gaps = document.gaps(part)
    if not part.entries:
        return
    if not gaps:
        yield f"<p>{title}: {_said(document, 'no_gaps')}</p>"
        return
    heading = "".join(
        f'<th scope="col">{_said(document, word)}</th>' for word in ("column", "article", "not_stated_at")
    )
    yield f'<table class="gaps"><caption>{title}</caption><thead><tr>{heading}</tr></thead><tbody>'
    for field, count in gaps.items():
        yield (
            f'<tr><th scope="row">{escape(document.heading(field))}</th>'
            f"<td>{escape(document.article(part.side, field))}</td>"
            f"<td>{_said(document, 'of', count=count, all=len(part.entries))}</td></tr>"
        )
    yield "</tbody></table>"


def _contents(document: Document, part: Part) -> Iterator[str]:
    if part.entries:
        yield f'<p class="quiet">{escape(KINDS[part.side].in_language(document.language))}</p><ol class="contents">'
        for number, entry in enumerate(part.entries, start=1):
            yield f'<li><a href="#{_anchor(part.side, number)}">{_title(document, entry)}</a></li>'
        yield "</ol>"


def _part(document: Document, part: Part) -> Iterator[str]:
    if part.entries:
        yield f"<section><h2>{escape(KINDS[part.side].in_language(document.language))}</h2>"
        for number, entry in enumerate(part.entries, start=1):
            yield _entry(document, part, entry, number)
        yield "</section>"


def _entry(document: Document, part: Part, entry: Entry, number: int) -> str:
    """An activity: what the article asks, every field of it; then what else is stated."""
    identifier = document.value(entry, Field.IDENTIFIER)
    title = _title(document, entry)
    if identifier.kind is Kind.STATED:
        title += f' <span class="quiet">{escape(document.heading(Field.IDENTIFIER))} {escape(identifier.text)}</span>'
    values = [(field, document.value(entry, field)) for field in part.fields]
    wanted = [_field(document, part.side, *each) for each in values if asked(part.side, each[0])]
    more = [
        _field(document, part.side, field, value)
        for field, value in values
        if value.kind is Kind.STATED and not asked(part.side, field) and field not in _IN_TITLE
    ]
    beyond = f'<h4>{_said(document, "beyond")}</h4><dl class="fields">{"".join(more)}</dl>' if more else ""
    return (
        f'<article id="{_anchor(part.side, number)}"><h3>{number}. {title}</h3>'
        f"<h4>{escape(ASKED[part.side].in_language(document.language))}</h4>"
        f'<dl class="fields">{"".join(wanted)}</dl>{beyond}</article>'
    )


def _field(document: Document, side: Side, field: Field, value: Value) -> str:
    """One field: its name, the letter of the article that asks for it, and what is stated."""
    name = escape(document.heading(field))
    if asked(side, field):
        citation = escape(document.article(side, field))
        name = f'<abbr class="letter" title="{citation}">{letter(side, field)}</abbr> {name}'
    # The words of a register are Dutch, also where the headings are not.
    spoken = ' lang="nl"' if value.kind is Kind.STATED and document.language != "nl" else ""
    kind = ' class="gap"' if value.kind is Kind.GAP else ""
    text = escape(value.text)
    if value.kind is Kind.GAP and field is Field.CONTROLLER:
        keeper = escape(document.keeper.label.in_language(document.language))
        text += f' <span class="quiet">({_said(document, "keeper")}: {keeper})</span>'
    return f"<div><dt>{name}</dt><dd{kind}{spoken}>{text}</dd></div>"


def _title(document: Document, entry: Entry) -> str:
    value = document.value(entry, Field.ACTIVITY)
    return escape(value.text if value.kind is Kind.STATED else say("unnamed", document.language))


def _anchor(side: Side, number: int) -> str:
    return f"{side}-{number}"


def _said(document: Document, word: str, **values: object) -> str:
    return escape(say(word, document.language, **values))
