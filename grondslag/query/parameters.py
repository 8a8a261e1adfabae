"""Typed parameters of a saved query: text from outside becomes one RDF term, written by the RDF library."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import pyoxigraph as ox

from grondslag.errors import BadInput, MalformedFile
from grondslag.namespaces import PREFIXES

_XSD = PREFIXES["xsd"]
_IRI = re.compile(r"(?:https?://|urn:)[^\s<>\"{}|\\^`\x00-\x20]+")
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_LONGEST = 4_000


class ParameterType(StrEnum):
    """The types a parameter can have; language and datatype never come from the user."""

    IRI = "iri"
    STRING = "string"
    INTEGER = "integer"
    DATE = "date"
    BOOLEAN = "boolean"


_FORMS = {
    ParameterType.IRI: ("an absolute http, https or urn IRI", "https://w3id.org/grondslag/id/org/lucrato"),
    ParameterType.STRING: (f"text of at most {_LONGEST} characters without control characters", "Lucrato"),
    ParameterType.INTEGER: ("a whole number", "67"),
    ParameterType.DATE: ("a date as year-month-day", "2026-11-21"),
    ParameterType.BOOLEAN: ("true or false", "true"),
}


@dataclass(frozen=True)
class Parameter:
    """One parameter of a saved query, as its header describes it.

    `choices` is a list of allowed values, or the name of the query in `queries/choices/` that lists them.
    """

    name: str
    type: ParameterType
    label: Mapping[str, str]
    required: bool = False
    default: str | None = None
    example: str | None = None
    choices: str | tuple[str, ...] = ()

    @classmethod
    def from_header(cls, entry: Mapping[str, Any], file: str) -> Parameter:
        """Read one entry under `parameters:`. Raises `MalformedFile` for a wrong type or a missing key."""
        try:
            choices = entry.get("choices", ())
            return cls(
                name=_identifier(entry["name"]),
                type=ParameterType(entry["type"]),
                label=entry["label"],
                required=bool(entry.get("required", False)),
                default=_text(entry.get("default")),
                example=_text(entry.get("example")),
                choices=choices if isinstance(choices, str) else tuple(str(choice) for choice in choices),
            )
        except (KeyError, ValueError) as error:
            raise MalformedFile(file, f"parameter {entry.get('name')!r} of the header: {error}") from error

    def term(self, text: str | None, *, query: str) -> str | None:
        """The value as an RDF term in SPARQL syntax; the default when `text` is None; None when there is neither.

        Raises `BadInput` naming the parameter, the value and the expected form.
        """
        if text is None or (text == "" and not self.required):
            text = self.default
        if text is None:
            if self.required:
                raise self._bad(f"Parameter {self.name!r} of query {query!r} is missing")
            return None
        if isinstance(self.choices, tuple) and self.choices and text not in self.choices:
            raise BadInput(
                f"Invalid value {text!r} for parameter {self.name!r} of query {query!r}",
                expected=f"one of {', '.join(self.choices)}",
                example=f"{self.name}={self.choices[0]}",
            )
        try:
            return str(_TERMS[self.type](text))
        except ValueError:
            raise self._bad(f"Invalid value {text!r} for parameter {self.name!r} of query {query!r}") from None

    def _bad(self, message: str) -> BadInput:
        expected, example = _FORMS[self.type]
        return BadInput(message, expected=expected, example=f"{self.name}={self.example or example}")


def _identifier(name: object) -> str:
    # YAML reads a bare yes or no as a boolean; it would never match a variable.
    if not (isinstance(name, str) and _NAME.fullmatch(name)):
        raise ValueError(f"{name!r} is no name: letters, digits and _ only")
    return name


def _text(value: object) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    return None if value is None else str(value)


def _iri(text: str) -> ox.NamedNode:
    if not _IRI.fullmatch(text):
        raise ValueError(text)
    return ox.NamedNode(text)


def _string(text: str) -> ox.Literal:
    surrogates = any("\ud800" <= character <= "\udfff" for character in text)
    control = any(ord(character) < 32 and character not in "\t\n\r" for character in text)
    if surrogates or control or len(text) > _LONGEST:
        raise ValueError(text)
    return ox.Literal(text)


def _integer(text: str) -> ox.Literal:
    if not _INTEGER.fullmatch(text):
        raise ValueError(text)
    return ox.Literal(str(int(text)), datatype=ox.NamedNode(_XSD + "integer"))


def _date(text: str) -> ox.Literal:
    if len(text) != len("2026-11-21"):
        raise ValueError(text)
    return ox.Literal(date.fromisoformat(text).isoformat(), datatype=ox.NamedNode(_XSD + "date"))


def _boolean(text: str) -> ox.Literal:
    if text not in ("true", "false"):
        raise ValueError(text)
    return ox.Literal(text, datatype=ox.NamedNode(_XSD + "boolean"))


_TERMS: Mapping[ParameterType, Callable[[str], ox.NamedNode | ox.Literal]] = {
    ParameterType.IRI: _iri,
    ParameterType.STRING: _string,
    ParameterType.INTEGER: _integer,
    ParameterType.DATE: _date,
    ParameterType.BOOLEAN: _boolean,
}
