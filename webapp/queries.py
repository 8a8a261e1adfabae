"""The saved queries: the catalogue, and one query as a form, a table and downloads."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass

from flask import Blueprint, Response, abort, render_template, request

from grondslag.citation import parse_citation
from grondslag.errors import BadInput, NotFound
from grondslag.namespaces import ID
from grondslag.query.engine import Answer
from grondslag.query.saved import Parameter, ParameterType, SavedQuery
from webapp import i18n, negotiation
from webapp.errors import Problem
from webapp.links import Link, link_to
from webapp.negotiation import BY_EXTENSION, HTML, Format
from webapp.services import services
from webapp.sparql import OFFERED, send, table_of
from webapp.values import Value, lexical

blueprint = Blueprint("queries", __name__, url_prefix="/queries")

LANGUAGE = "lang"
# Columns that hold canonical citations.
CITING = frozenset(("provision", "later_provision", "exception", "ground", "authority", "citation", "rests_on"))
# A list of more is slow to load and no help: its parameter is typed instead.
MOST_CHOICES = 300
PASSAGE = re.compile(r"(\d{3}), (\d+)(?:-(\d+))?")


@dataclass(frozen=True)
class Choice:
    """A value that a parameter may have, and what it is called."""

    value: str
    label: str


@dataclass(frozen=True)
class Field:
    """A parameter as the form shows it; `typed` when it has too many choices to offer them."""

    parameter: Parameter
    value: str
    choices: tuple[Choice, ...]
    typed: bool


def values_of(query: SavedQuery) -> dict[str, str]:
    """The parameters in the query string; the page's language is the default of `lang`.

    Raises `Problem` for a parameter that is given twice.
    """
    values = {}
    for name, given in request.args.lists():
        if len(given) > 1:
            raise Problem(400, "repeated_parameter", "repeated_parameter", expected="expect_once", name=name)
        values[name] = given[0]
    if LANGUAGE in {parameter.name for parameter in query.parameters}:
        values[LANGUAGE] = values.get(LANGUAGE) or i18n.current()
    else:
        values.pop(LANGUAGE, None)
    return values


def query_called(name: str) -> SavedQuery:
    """The public query with this name. Raises `Problem` that lists the nearest names."""
    try:
        return services().public.get(name)
    except NotFound:
        near = difflib.get_close_matches(name, services().public.names(), n=3, cutoff=0.5)
    raise Problem(
        404,
        "unknown_query",
        "unknown_query",
        expected="expect_one_of" if near else "expect_listed",
        example=f"/queries/{near[0]}" if near else None,
        value=name,
        names=", ".join(near),
    )


def check_names(query: SavedQuery, values: Mapping[str, str]) -> None:
    """Refuse parameters that the query does not have. Raises `Problem` that names the first."""
    known = {parameter.name: parameter for parameter in query.parameters}
    for name in values:
        if name not in known:
            expected = "expect_one_of" if known else "expect_no_parameters"
            names = ", ".join(known)
            raise Problem(
                400, "bad_input", "unknown_parameter", expected=expected, name=name, query=query.name, names=names
            )


def check_values(query: SavedQuery, values: Mapping[str, str]) -> None:
    """Refuse values that the query cannot take, before it is asked. Raises `Problem` that names the value."""
    for parameter in query.parameters:
        value = values.get(parameter.name)
        try:
            parameter.term(value, query=query.name)
        except BadInput as error:
            raise _refused(parameter, value, query.name, error.example) from None


def _refused(parameter: Parameter, value: str | None, query: str, example: str | None) -> Problem:
    listed = parameter.choices if isinstance(parameter.choices, tuple) else ()
    return Problem(
        400,
        "bad_input",
        "missing_parameter" if value is None else "wrong_parameter",
        expected="expect_one_of" if listed else f"expect_{parameter.type}",
        example=example,
        name=parameter.name,
        value=value,
        query=query,
        names=", ".join(listed),
    )


def ready(query: SavedQuery, values: Mapping[str, str]) -> bool:
    """Whether the query can be run; when something is required and nothing given, the form comes first."""
    given = {name for name, value in values.items() if name != LANGUAGE or value}
    required = {p.name for p in query.parameters if p.required and p.default is None}
    return not required or bool(given & required)


def choices_of(parameter: Parameter, language: str) -> tuple[Choice, ...]:
    """What the form offers: the header's list, or the rows of the query that it names."""
    if not isinstance(parameter.choices, str):
        return tuple(Choice(value, value) for value in parameter.choices)
    return tuple(_choice(row, language) for row in services().offered(parameter.choices, language))


def _choice(row: Mapping[str, object], language: str) -> Choice:
    label = row.get(f"label_{language}") or row.get("label")
    return Choice(lexical(row["value"]), Value(row["value"], label).text)


def fields_of(query: SavedQuery, values: Mapping[str, str]) -> list[Field]:
    """The form of a query, filled with what was asked."""
    language = i18n.current()
    # The page's own language switch sets the language.
    return [_field(parameter, values, language) for parameter in query.parameters if parameter.name != LANGUAGE]


def _field(parameter: Parameter, values: Mapping[str, str], language: str) -> Field:
    value = values.get(parameter.name) or parameter.default or ""
    choices = choices_of(parameter, language)
    typed = len(choices) > MOST_CHOICES
    return Field(parameter, value, () if typed else choices, typed)


def statutes_by_title() -> dict[str, str]:
    """The numbers of the statutes by the short titles that citations use."""
    facts = services().facts("statutes")
    return {node.raw("eli:title_short"): node.raw("eli:id_local") for node in facts if node.all("eli:id_local")}


def linker(columns: Collection[str]) -> Callable[[str, Value], Link | None]:
    """What turns a cell that is a citation or a passage into a link; other cells link themselves."""
    acts = statutes_by_title() if CITING.intersection(columns) else {}

    def link(column: str, value: Value) -> Link | None:
        if value.iri is not None:
            return None
        if column in CITING:
            with suppress(BadInput):
                return link_to(parse_citation(value.raw, acts).iri)
        found = PASSAGE.fullmatch(value.raw) if column == "source" else None
        return link_to(f"{ID}source/{found[1]}/lines/{found[2]}-{found[3] or found[2]}") if found else None

    return link


@blueprint.get("")
def index() -> str:
    """All saved queries."""
    return render_template("queries.html", queries=services().public.all())


@blueprint.get("/<name>")
def query(name: str) -> Response:
    """One saved query: a page, or its answer in the form that the extension or Accept asks for."""
    stem, _, extension = name.partition(".")
    if extension and extension not in BY_EXTENSION:
        abort(404)
    saved = query_called(stem)
    values = values_of(saved)
    check_names(saved, values)
    form = BY_EXTENSION.get(extension)
    if form is None and not ready(saved, values) and negotiation.best((HTML,)):
        return Response(_page(saved, values, None))
    check_values(saved, values)
    answer = services().reading().answer(saved, values)
    form = form or negotiation.require((HTML, *OFFERED[answer.kind]))
    if form is HTML:
        return Response(_page(saved, values, answer))
    return _download(answer, form, stem)


def _download(answer: Answer, form: Format, name: str) -> Response:
    if form not in OFFERED[answer.kind]:
        names = ", ".join(f".{one.name}" for one in OFFERED[answer.kind])
        raise Problem(406, "not_acceptable", "not_acceptable", expected="expect_one_of", names=names)
    return send(answer, form, name)


def _page(query: SavedQuery, values: Mapping[str, str], answer: Answer | None) -> str:
    return render_template(
        "query.html",
        query=query,
        fields=fields_of(query, values),
        values={name: value for name, value in values.items() if value},
        answer=answer,
        table=table_of(answer) if answer else None,
        downloads=OFFERED[answer.kind] if answer else (),
        bound=query.bind(values) if answer else query.body,
        links=linker(answer.variables) if answer else None,
        verdicts=verdict_names() if answer and "verdict" in answer.variables else {},
        unknown=unknown_things(query, values) if answer and answer.kind == "bindings" and not answer.rows else [],
    )


def verdict_names() -> dict[str, str]:
    """What each verdict is called, by the code that answers give it."""
    facts = services().facts("verdicts")
    return {node.raw("skos:notation"): node.label for node in facts}


def unknown_things(query: SavedQuery, values: Mapping[str, str]) -> list[str]:
    """The IRIs among the values that nothing in the graph has: no answer about these says anything."""
    given = [values.get(p.name) for p in query.parameters if p.type is ParameterType.IRI]
    return [iri for iri in given if iri and not services().ask("known", node=iri).boolean]
