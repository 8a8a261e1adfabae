"""Saved queries: one file each, a `#+` header in YAML (grlc's convention), then the SPARQL.

A parameter `name` stands in the body as the variable `?_name`. Binding puts a typed RDF term in the place of that
token, and only there.
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from grondslag.errors import BadInput, MalformedFile, NotFound
from grondslag.query.parameters import Parameter, ParameterType
from grondslag.query.tokens import Kind, Token, tokens

Text = Mapping[str, str]
"""A text in nl and en."""

_KEYS = {"summary", "description", "tags", "layers", "columns", "parameters", "over"}


@dataclass(frozen=True)
class SavedQuery:
    """A query with a name: what it answers, its parameters and its text."""

    name: str
    summary: Text
    text: str
    description: Text = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    over: str = ""
    columns: Mapping[str, Text] = field(default_factory=dict)
    parameters: tuple[Parameter, ...] = ()

    @property
    def sha256(self) -> str:
        """The hash of header and body: its version."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()

    @property
    def body(self) -> str:
        """The SPARQL without the header."""
        lines = self.text.splitlines(keepends=True)
        return "".join(line for line in lines if not line.startswith("#+")).lstrip("\n")

    def bind(self, values: Mapping[str, str]) -> str:
        """The query with each given value (or default) in the place of its variable.

        Raises `BadInput` naming the parameter: unknown, missing, or not of its type. A parameter that is neither
        given nor required stays a free variable.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in values:
            if name not in known:
                raise BadInput(
                    f"Unknown parameter {name!r} of query {self.name!r}",
                    expected=f"one of {', '.join(known)}" if known else "no parameters",
                )
        terms = {}
        for parameter in self.parameters:
            term = parameter.term(values.get(parameter.name), query=self.name)
            if term is not None:
                terms["_" + parameter.name] = term
        return _placed(self.body, terms, self.name)

    def examples(self) -> dict[str, str]:
        """A value for each parameter that has an example and no default, so that the query can be tried."""
        return {p.name: p.example for p in self.parameters if p.example is not None and p.default is None}


class Catalogue:
    """The saved queries of one folder (its own files, not those of folders below it)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def names(self) -> list[str]:
        """All names, sorted."""
        return sorted(path.stem for path in self.folder.glob("*.rq"))

    def get(self, name: str) -> SavedQuery:
        """The query called `name`. Raises `NotFound` that lists the nearest names."""
        if name not in self.names():
            near = difflib.get_close_matches(name, self.names(), n=3, cutoff=0.5)
            raise NotFound(
                f"Unknown query {name!r}",
                code="unknown_query",
                expected=f"one of {', '.join(near)}" if near else "one of those that `grondslag queries` lists",
                example=near[0] if near else None,
            )
        return read_query(self.folder / f"{name}.rq")

    def all(self) -> list[SavedQuery]:
        """Every query, by name."""
        return [self.get(name) for name in self.names()]


def read_query(file: Path) -> SavedQuery:
    """The saved query in `file`. Raises `MalformedFile` for a header that is not as documented."""
    text = file.read_text(encoding="utf-8")
    header = _header(file, text)
    unknown = set(header) - _KEYS
    if unknown or "summary" not in header:
        raise MalformedFile(file.name, f"header keys {sorted(unknown)} unknown" if unknown else "header lacks summary")
    return SavedQuery(
        name=file.stem,
        summary=header["summary"],
        text=text,
        description=header.get("description", {}),
        tags=tuple(header.get("tags", ())),
        layers=tuple(header.get("layers", ())),
        over=header.get("over", ""),
        columns=header.get("columns", {}),
        parameters=tuple(Parameter.from_header(entry, file.name) for entry in header.get("parameters", ())),
    )


def _header(file: Path, text: str) -> dict[str, Any]:
    lines = [line[2:].removeprefix(" ") for line in text.splitlines() if line.startswith("#+")]
    try:
        header = yaml.safe_load("\n".join(lines)) or {}
    except yaml.YAMLError as error:
        raise MalformedFile(file.name, f"the #+ header is not YAML: {error}") from error
    if not isinstance(header, dict):
        raise MalformedFile(file.name, "the #+ header is not a mapping of keys")
    return header


def _placed(body: str, terms: Mapping[str, str], query: str) -> str:
    template = list(tokens(body))
    pieces, position = [], 0
    expected: list[tuple[Kind, str]] = []
    for token in template:
        term = terms.get(token.text[1:]) if token.kind is Kind.VARIABLE else None
        if term is None:
            expected.append((token.kind, token.text))
            continue
        pieces += [body[position : token.start], term]
        position = token.start + len(token.text)
        expected += [(part.kind, part.text) for part in tokens(term)]
    bound = "".join(pieces) + body[position:]
    _only_there(list(tokens(bound)), expected, query)
    return bound


def _only_there(bound: list[Token], expected: list[tuple[Kind, str]], query: str) -> None:
    # Read again, the query must be the template with those terms and nothing else: text never builds a query.
    if [(token.kind, token.text) for token in bound] != expected:
        raise BadInput(f"A parameter of query {query!r} would change the query itself", expected="a plain value")


__all__ = ["Catalogue", "Parameter", "ParameterType", "SavedQuery", "read_query"]
