"""Typed parameters of a saved query: text from outside becomes one RDF term, written by the RDF library."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
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
_KEYS = {"name", "type", "label", "required", "multiple", "example", "choices"}
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_ESCAPE = re.compile(r"\\\\([uU])|\\u([0-9A-F]{4})|\\.")
_LONGEST = 4_000
MOST_VALUES = 100
"""A parameter takes no more values than these at a time."""
RESERVED = frozenset(("format", "generation", "only", "page", "sort", "version"))
"""What the query string of a saved query holds beside its parameters; no parameter has such a name."""

Given = str | Sequence[str]
"""What a caller gives for a parameter: one value, or several where the parameter takes these."""


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

    `choices` is a list of allowed values, or the name of the query in `queries/choices/` that lists them. One that is
    `multiple` takes several values.
    """

    name: str
    type: ParameterType
    label: Mapping[str, str]
    required: bool = False
    multiple: bool = False
    default: str | None = None
    example: str | None = None
    choices: str | tuple[str, ...] = ()

    @classmethod
    def from_header(
        cls,
        entry: Mapping[str, Any],
        file: str,
        line: int | None = None,
        *,
        default: object = None,
        listed: Sequence[object] = (),
    ) -> Parameter:
        """Read one entry under `parameters:`, with what stands for it under `defaults:` and `enumerate:`.

        `line` is where it stands. Raises `MalformedFile` for an unknown, wrong or missing key, and for a default that
        is no such value.
        """
        try:
            unknown = set(entry) - _KEYS
            if unknown:
                hint = "; a default stands under `defaults`" if "default" in unknown else ""
                raise ValueError(f"unknown keys {sorted(unknown)}{hint}")
            made = cls(
                name=_identifier(entry["name"]),
                type=ParameterType(entry["type"]),
                label=in_both_languages(entry.get("label", entry["name"])),
                required=_yes_or_no(entry.get("required", False)),
                multiple=_yes_or_no(entry.get("multiple", False)),
                default=_text(default),
                example=_text(entry.get("example")),
                choices=tuple(str(_text(value)) for value in listed) or _name_of_list(entry.get("choices", "")),
            )
            for text in (made.default, made.example):
                if text is not None:
                    made.term(text, query=file)
        except KeyError as error:
            raise MalformedFile(file, f"a parameter of the header lacks {error}", line=line) from error
        except (ValueError, BadInput) as error:
            reason = f"parameter {entry.get('name')!r} of the header: {error}"
            raise MalformedFile(file, reason, line=line) from error
        return made

    def terms(self, given: Given | None, *, query: str) -> tuple[str, ...]:
        """The values as RDF terms in SPARQL syntax, each once; none when nothing is given and there is no default.

        Raises `BadInput` naming the parameter, the value and the expected form.
        """
        texts = [given] if isinstance(given, str) else list(given or ())
        if len(texts) > (MOST_VALUES if self.multiple else 1):
            most = f"at most {MOST_VALUES} values" if self.multiple else "one value"
            times = "twice" if len(texts) == 2 else f"{len(texts)} times"
            raise BadInput(f"Parameter {self.name!r} of query {query!r} is given {times}", expected=most)
        if self.multiple and len(texts) > 1:
            # An empty field of a form beside fields that are filled in.
            texts = [text for text in texts if text] or [""]
        found = [self.term(text, query=query) for text in texts] or [self.term(None, query=query)]
        return tuple(dict.fromkeys(term for term in found if term is not None))

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
            return _for_every_reader(str(_TERMS[self.type](text)))
        except ValueError:
            raise self._bad(f"Invalid value {text!r} for parameter {self.name!r} of query {query!r}") from None

    def _bad(self, message: str) -> BadInput:
        expected, example = _FORMS[self.type]
        return BadInput(message, expected=expected, example=f"{self.name}={self.example or example}")


def in_both_languages(value: object) -> dict[str, str]:
    """A text that stands for both languages, or a mapping that has one for nl and en. Raises `ValueError`."""
    if isinstance(value, str):
        return {"nl": value, "en": value}
    if isinstance(value, dict) and set(value) == {"nl", "en"} and all(isinstance(text, str) for text in value.values()):
        return value
    raise ValueError(f"{value!r} is no text, nor one for each of nl and en")


def _for_every_reader(term: str) -> str:
    r"""The term with its escapes written so that every reader reads them alike.

    A backslash before a u is written as two. Readers that resolve `\u` escapes before all else (SPARQL 1.1, section
    19.2) would take the second for the begin of one: with the letter escaped itself they do not. All such escapes have
    eight digits, for rdflib takes eight after `\u` too.
    """
    return _ESCAPE.sub(_in_eight_digits, term)


def _in_eight_digits(found: re.Match[str]) -> str:
    letter, code = found.groups()
    if letter:
        return rf"\\\U{ord(letter):08X}"
    return rf"\U0000{code}" if code else found[0]


def _identifier(name: object) -> str:
    # YAML reads a bare yes or no as a boolean; it would never match a variable.
    if not (isinstance(name, str) and _NAME.fullmatch(name)):
        raise ValueError(f"{name!r} is no name: letters, digits and _ only")
    if name in RESERVED:
        raise ValueError(f"{name!r} has a meaning of its own in the address of a query")
    return name


def _yes_or_no(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{value!r} is neither true nor false")
    return value


def _name_of_list(value: object) -> str | tuple[str, ...]:
    if not isinstance(value, str):
        raise ValueError("choices names a query of queries/choices/; a list of values stands under enumerate")
    return value or ()


def _text(value: object) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    return None if value is None else str(value)


def _iri(text: str) -> ox.NamedNode:
    if len(text) > _LONGEST or not _IRI.fullmatch(text):
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
    # What Python reads as a date besides, 2026-W47-6 say, is none here.
    if not _DATE.fullmatch(text):
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
