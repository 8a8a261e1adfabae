"""The parameters of a saved query over HTTP: what the query string gives, what is refused, and the form to fill in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from flask import request

from grondslag.errors import BadInput
from grondslag.query.describe import not_held
from grondslag.query.saved import Parameter, ParameterType, SavedQuery
from webapp import i18n
from webapp.errors import Problem
from webapp.services import services
from webapp.values import Value, lexical

LANGUAGE = "lang"
# A list of more is slow to load and no help: its parameter is typed instead.
MOST_CHOICES = 300

Values = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Choice:
    """A value that a parameter may have, and what it is called."""

    value: str
    label: str


@dataclass(frozen=True)
class Field:
    """A parameter as the form shows it; `typed` when it has too many choices to offer them."""

    parameter: Parameter
    values: tuple[str, ...]
    choices: tuple[Choice, ...]
    typed: bool

    @property
    def input_type(self) -> str:
        """The type of the field to type in."""
        return {ParameterType.DATE: "date", ParameterType.INTEGER: "number"}.get(self.parameter.type, "text")

    @property
    def inputs(self) -> tuple[str, ...]:
        """What stands in the fields to type in: one for each value, and an empty one where there may be more."""
        return (*self.values, "") if self.parameter.multiple or not self.values else self.values


def values_of(query: SavedQuery, others: Collection[str], more: str) -> dict[str, tuple[str, ...]]:
    """The parameters in the query string; the page's language is the default of `lang`.

    `others` are names that are no parameters, nor are those that begin with `more`. Raises `Problem` for a name that
    is given twice and takes one value, and for a parameter that the query does not have.
    """
    known = {parameter.name: parameter for parameter in query.parameters}
    values = {}
    for name, given in request.args.lists():
        if name.startswith(more):
            continue
        if len(given) > 1 and not (name in known and known[name].multiple):
            raise Problem(400, "repeated_parameter", "repeated_parameter", expected="expect_once", name=name)
        if name in known:
            values[name] = tuple(given)
        elif name not in others and name != LANGUAGE:
            raise _unknown(query, name)
    if LANGUAGE in known and not values.get(LANGUAGE, ("",))[0]:
        values[LANGUAGE] = (i18n.current(),)
    return values


def _unknown(query: SavedQuery, name: str) -> Problem:
    names = ", ".join(parameter.name for parameter in query.parameters)
    expected = "expect_one_of" if names else "expect_no_parameters"
    return Problem(400, "bad_input", "unknown_parameter", expected=expected, name=name, query=query.name, names=names)


def check_values(query: SavedQuery, values: Values) -> None:
    """Refuse values that the query cannot take, before it is asked. Raises `Problem` that names the value."""
    for parameter in query.parameters:
        given = values.get(parameter.name, ())
        try:
            parameter.terms(given, query=query.name)
        except BadInput as error:
            raise _refused(parameter, given, query.name, error) from None


def _refused(parameter: Parameter, given: tuple[str, ...], query: str, error: BadInput) -> Problem:
    listed = parameter.choices if isinstance(parameter.choices, tuple) else ()
    wrong = next((value for value in given if not _fits(parameter, value, query)), None)
    if given and wrong is None:
        return Problem(400, "bad_input", "too_many_values", expected="expect_fewer_values", name=parameter.name)
    return Problem(
        400,
        "bad_input",
        "missing_parameter" if wrong is None else "wrong_parameter",
        expected="expect_one_of" if listed else f"expect_{parameter.type}",
        example=error.example,
        name=parameter.name,
        value=wrong,
        query=query,
        names=", ".join(listed),
    )


def _fits(parameter: Parameter, value: str, query: str) -> bool:
    try:
        parameter.term(value, query=query)
    except BadInput:
        return False
    return True


def ready(query: SavedQuery, values: Values) -> bool:
    """Whether the query can be run; when something is required and nothing given, the form comes first."""
    required = {p.name for p in query.parameters if p.required and p.default is None}
    return not required or bool(values.keys() & required)


def fields_of(query: SavedQuery, values: Values) -> list[Field]:
    """The form of a query, filled with what was asked."""
    language = i18n.current()
    # The page's own language switch sets the language.
    return [_field(parameter, values, language) for parameter in query.parameters if parameter.name != LANGUAGE]


def _field(parameter: Parameter, values: Values, language: str) -> Field:
    given = tuple(value for value in values.get(parameter.name, ()) if value)
    choices = _choices_of(parameter, language)
    typed = len(choices) > MOST_CHOICES
    default = (parameter.default,) if parameter.default else ()
    if parameter.type is ParameterType.BOOLEAN:
        choices = (Choice("true", ""), Choice("false", ""))
    return Field(parameter, given or default, () if typed else choices, typed)


def _choices_of(parameter: Parameter, language: str) -> tuple[Choice, ...]:
    """What the form offers: the header's list, or the rows of the query that it names."""
    if isinstance(parameter.choices, str):
        return tuple(_choice(row, language) for row in services().offered(parameter.choices, language))
    return tuple(Choice(value, value) for value in parameter.choices)


def _choice(row: Mapping[str, object], language: str) -> Choice:
    label = row.get(f"label_{language}") or row.get("label")
    return Choice(lexical(row["value"]), Value(row["value"], label).text)


def unknown_things(query: SavedQuery, values: Values) -> list[str]:
    """The IRIs among the values that nothing in the graph has: no answer about these says anything."""
    iris = [value for p in query.parameters if p.type is ParameterType.IRI for value in values.get(p.name, ()) if value]
    return not_held(iris, lambda iri: services().ask("known", node=iri).boolean)
