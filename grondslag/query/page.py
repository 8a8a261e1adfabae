"""The page `docs/queries.md`: every saved query as its header describes it, so that the two cannot differ."""

from __future__ import annotations

from collections.abc import Iterator

from grondslag.query.parameters import Parameter
from grondslag.query.saved import Catalogue, SavedQuery

_HEAD = """\
<!-- Generated from the headers of queries/*.rq by grondslag.query.page; a test compares. Do not edit. -->

# Saved queries

Run one with `grondslag query NAME [parameter=value ...]`, or over HTTP at `/queries/NAME`. `lang` is `nl` or
`en` and decides the language of labels. A column `layer` says what kind of statement a row is: `law`,
`register` (what an organisation registered), `reported` (what a document says happens) or `claim` (what a
document says about the law). Each section opens with the question that the query answers. A parameter of several
values is given once for each. [Saved queries](saved-queries.md) tells how to write one.
"""


def queries_page(catalogue: Catalogue) -> str:
    """The whole page in Markdown. Raises `MalformedFile` for a query whose header does not read."""
    queries = catalogue.all()
    index = "".join(f"- [{query.name}](#{query.name}): {query.summary['en']}\n" for query in queries)
    return "\n".join([_HEAD, index, *(_section(query) for query in queries)])


def _section(query: SavedQuery) -> str:
    lines = [f"## {query.name}", "", f"**{query.summary['nl']}**", f"<br>{query.summary['en']}", ""]
    for language in ("nl", "en"):
        if language in query.description:
            lines += [" ".join(query.description[language].split()), ""]
    lines += [f"Tags: {', '.join(query.tags)}. {_asked_of(query)}", ""]
    lines += ["```sh", _command(query), "```", ""]
    lines += _parameters(query.parameters)
    lines += _columns(query)
    return "\n".join(lines)


def _asked_of(query: SavedQuery) -> str:
    added = {"sources": "the source documents", "law-text": "the loaded texts of statutes"}
    return f"Asked of {', and '.join(['the law and the registers', *(added[layer] for layer in query.layers)])}."


def _command(query: SavedQuery) -> str:
    given = [f"{name}={value}" for name, value in query.examples().items()]
    return " ".join(["grondslag", "query", query.name, *given])


def _parameters(parameters: tuple[Parameter, ...]) -> Iterator[str]:
    yield from _table(
        ("parameter", "type", "nl", "en", "default"),
        ((p.name, _type(p), p.label["nl"], p.label["en"], _default(p)) for p in parameters),
    )


def _type(parameter: Parameter) -> str:
    return f"{parameter.type}, several" if parameter.multiple else str(parameter.type)


def _default(parameter: Parameter) -> str:
    if parameter.required:
        return "(required)"
    return parameter.default or ""


def _columns(query: SavedQuery) -> Iterator[str]:
    yield from _table(
        ("column", "nl", "en"),
        ((name, text["nl"], text["en"]) for name, text in query.columns.items()),
    )


def _table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    body = [_row(cells) for cells in rows]
    if body:
        yield from (_row(head), "|" + " --- |" * len(head), *body, "")


def _row(cells: tuple[str, ...]) -> str:
    escaped = (cell.replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(escaped)} |"
