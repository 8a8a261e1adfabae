"""What is refused of a foreign query before any engine reads it.

This is the first of two walls: the worker's kernel filter is the second, and each is tested with the other off.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from grondslag.errors import Refused, TooLarge
from grondslag.namespaces import PREFIXES
from grondslag.query.dataset import Dataset, dataset_of, prologue
from grondslag.query.federation import calls_out
from grondslag.query.tokens import Kind, Token, tokens, unescaped
from grondslag.settings import Limits

EXAMPLE = "SELECT * WHERE { ?s ?p ?o } LIMIT 10"
"""What a query looks like, for the messages."""

_UPDATE = {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"}
_OPERATOR_SIGNS = {"!", "+", "-", "*", "/", "|", "^", "||", "&&", "=", "!=", "<", ">", "<=", ">="}
_OPERATOR_WORDS = {"OPTIONAL", "UNION", "MINUS", "GRAPH", "LATERAL", "EXISTS", "FILTER", "BIND", "SELECT"}


class Form(StrEnum):
    """The four forms of a query (SPARQL 1.1, section 16)."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"


@dataclass(frozen=True)
class Checked:
    """A query that passed: its form, and the dataset that it names itself (`FROM`), if it does."""

    form: Form
    dataset: Dataset | None = None


def check(text: str, limits: Limits) -> Checked:
    """Refuse what may not run; otherwise tell the query's form.

    Raises `TooLarge`, or `Refused` with code `not_a_query`, `service_refused`, `too_complex` or `malformed`.
    """
    try:
        size = len(text.encode("utf-8"))
    except UnicodeEncodeError as error:
        raise Refused("The query is not valid Unicode", code="malformed", expected="UTF-8 text") from error
    if size > limits.query_bytes:
        raise TooLarge(f"The query has {size} bytes", expected=f"at most {limits.query_bytes} bytes")
    written = list(tokens(text))
    _bounded(written, limits)
    form = _form(written)
    if calls_out(text):
        raise Refused(
            "SERVICE would make this server call another",
            code="service_refused",
            expected="a query over this graph without that word, but in a comment, a text or the name of a thing",
        )
    dataset = dataset_of(written)
    _require_prefixes(text, written)
    return Checked(form, dataset)


def _form(written: list[Token]) -> Form:
    first = _first_word_after_prologue(written)
    if first in Form.__members__:
        return Form(first)
    if first in _UPDATE:
        raise Refused(
            f"{first} changes data; this endpoint only reads",
            code="not_a_query",
            expected="SELECT, ASK, CONSTRUCT or DESCRIBE",
            example=EXAMPLE,
        )
    raise Refused(
        f"The query starts with {first!r}" if first else "The query has no query form",
        code="not_a_query",
        expected="SELECT, ASK, CONSTRUCT or DESCRIBE",
        example=EXAMPLE,
    )


def _first_word_after_prologue(written: list[Token]) -> str:
    # BASE <iri> and PREFIX name: <iri> hold no other bare word.
    for token in written:
        if token.kind is Kind.WORD and token.keyword not in ("BASE", "PREFIX", "VERSION"):
            return token.keyword
    return ""


def _require_prefixes(text: str, written: list[Token]) -> None:
    # The commonest mistake, of which an engine tells no more than where it stopped reading.
    if unescaped(text) != text:
        return  # a prefix may be written in two ways: that is for the engine
    declared = {token.text for token in prologue(written) if token.kind is Kind.NAME} | {"_:"}
    for token in written:
        prefix = token.text.partition(":")[0] + ":"
        if token.kind is Kind.NAME and prefix not in declared:
            line, column = text.count("\n", 0, token.start) + 1, token.start - text.rfind("\n", 0, token.start)
            raise Refused(
                f"The prefix {prefix!r} is not declared (line {line}, column {column})",
                code="malformed",
                expected=f"PREFIX {prefix} <{PREFIXES.get(prefix[:-1], '...')}> at the start of the query",
            )


def _bounded(written: list[Token], limits: Limits) -> None:
    depth = operators = 0
    for token in written:
        if token.text in ("(", "{", "["):
            depth += 1
        elif token.text in (")", "}", "]"):
            depth -= 1
        elif token.text in _OPERATOR_SIGNS or token.keyword in _OPERATOR_WORDS:
            operators += 1
        if depth > limits.nesting:
            raise Refused(
                f"The query is nested deeper than {limits.nesting}",
                code="too_complex",
                expected=f"at most {limits.nesting} open brackets",
            )
    if operators > limits.operators:
        raise Refused(
            f"The query has {operators} operators",
            code="too_complex",
            expected=f"at most {limits.operators} operators",
        )
