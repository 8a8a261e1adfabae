"""Saved queries: one file each, a `#+` header in YAML (grlc's convention), then the SPARQL.

A parameter `name` stands in the body as the variable `?_name`. Binding puts a typed RDF term in the place of that
token, and only there; several terms in a block `VALUES ?x { ?_name }` or a list `IN (?_name)`.

The keys `summary`, `description`, `tags`, `defaults` and `enumerate` of the header are those of grlc and mean what they
mean there (https://github.com/CLARIAH/grlc, README, "Decorator syntax"); the others are ours, and grlc passes them by.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import yaml

from grondslag.errors import BadInput, MalformedFile, NotFound
from grondslag.query.parameters import Given, Parameter, ParameterType, in_both_languages
from grondslag.query.precheck import check
from grondslag.query.tokens import Kind, Token, tokens
from grondslag.settings import Limits

Text = Mapping[str, str]
"""A text in nl and en."""
Values = Mapping[str, Given]
"""What a caller gives: the name of a parameter to its value, or to several."""

_OF_GRLC = {"summary", "description", "tags", "defaults", "enumerate"}
_KEYS = _OF_GRLC | {"summary_nl", "description_nl", "layers", "columns", "parameters", "over"}
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_READ = 1_024
_REFUSED = {"FROM", "SERVICE", "INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"}


@dataclass(frozen=True)
class SavedQuery:
    """A query with a name: what it answers, its parameters and its text. `own` ones come from a user's own folder."""

    name: str
    summary: Text
    text: str
    description: Text = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    over: str = ""
    columns: Mapping[str, Text] = field(default_factory=dict)
    parameters: tuple[Parameter, ...] = ()
    own: bool = False

    @property
    def sha256(self) -> str:
        """The hash of the file, header and body."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()

    @property
    def version(self) -> str:
        """The first twelve digits of `sha256`: what a link to an answer names."""
        return self.sha256[:12]

    @property
    def body(self) -> str:
        """The SPARQL without the header."""
        lines = self.text.splitlines(keepends=True)
        return "".join(line for line in lines if not line.startswith("#+")).lstrip("\n")

    def bind(self, values: Values) -> str:
        """The query with each given value (or default) in the place of its variable.

        Raises `BadInput` naming the parameter: unknown, missing, given too often, or not of its type. A parameter
        that is neither given nor required stays a free variable, and is UNDEF in a VALUES block.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in values:
            if name not in known:
                raise BadInput(
                    f"Unknown parameter {name!r} of query {self.name!r}",
                    expected=f"one of {', '.join(known)}" if known else "no parameters",
                )
        terms = {
            "_" + parameter.name: parameter.terms(values.get(parameter.name), query=self.name)
            for parameter in self.parameters
        }
        return _placed(self.body, terms, self.name)

    def examples(self) -> dict[str, str]:
        """A value for each parameter that has an example and no default, so that the query can be tried."""
        return {p.name: p.example for p in self.parameters if p.example is not None and p.default is None}


class Catalogue:
    """The saved queries of one folder, and of a user's `own` one (their own files, not those of folders below).

    A file of the own folder that cannot be used takes nothing else down: `faults` tells of it.
    """

    def __init__(self, folder: Path, own: Path | None = None) -> None:
        self.folder = folder
        self.own = own

    def names(self) -> list[str]:
        """The names of all queries that can be used, sorted."""
        return sorted({path.stem for path in _files(self.folder)} | {query.name for query in self._read_own()[0]})

    def get(self, name: str) -> SavedQuery:
        """The query called `name`.

        Raises `NotFound` that lists the nearest names, and `MalformedFile` for one that is there and cannot be used.
        """
        if name in {path.stem for path in _files(self.folder)}:
            return read_query(self.folder / f"{name}.rq")
        usable, faults = self._read_own()
        for query in usable:
            if query.name == name:
                return query
        for fault in faults:
            if fault.path == f"{name}.rq":
                reason = f"this saved query cannot be used: {fault.reason}"
                raise MalformedFile(fault.path, reason, line=fault.line, column=fault.column)
        near = difflib.get_close_matches(name, self.names(), n=3, cutoff=0.5)
        raise NotFound(
            f"Unknown query {name!r}",
            code="unknown_query",
            expected=f"one of {', '.join(near)}" if near else "one of those that `grondslag queries` lists",
            example=near[0] if near else None,
        )

    def all(self) -> list[SavedQuery]:
        """Every query that can be used, by name. Raises `MalformedFile` for one that is not the user's own."""
        found = [*map(read_query, _files(self.folder)), *self._read_own()[0]]
        return sorted(found, key=lambda query: query.name)

    def faults(self) -> list[MalformedFile]:
        """What is wrong with the files of the own folder that cannot be used, in the order of their names."""
        return self._read_own()[1]

    def stamp(self) -> str:
        """Something that changes when a file does: names, times and sizes, hashed."""
        files = [*_files(self.folder), *(_files(self.own) if self.own else ())]
        parts = ((file.name, status.st_mtime_ns, status.st_size) for file in files for status in [file.stat()])
        return hashlib.sha256(repr(list(parts)).encode()).hexdigest()[:12]

    def _read_own(self) -> tuple[list[SavedQuery], list[MalformedFile]]:
        usable: list[SavedQuery] = []
        faults: list[MalformedFile] = []
        for file in _files(self.own) if self.own else ():
            try:
                self._require_new(file)
                query = read_query(file, own=True)
                self._require_lists(query, file)
                usable.append(query)
            except MalformedFile as error:
                faults.append(error)
        return usable, faults

    def _require_new(self, file: Path) -> None:
        if (self.folder / file.name).exists():
            both = f"{self.folder.name}/{file.name} and {file.parent.name}/{file.name}"
            raise MalformedFile(file.name, f"two queries have this name: {both}; rename your own")

    def _require_lists(self, query: SavedQuery, file: Path) -> None:
        lists = {path.stem for path in _files(self.folder / "choices")}
        for parameter in query.parameters:
            if isinstance(parameter.choices, str) and parameter.choices not in lists:
                names = ", ".join(sorted(lists))
                raise MalformedFile(file.name, f"choices: {parameter.choices!r} is no list; there are {names}")


def read_query(file: Path, *, own: bool = False) -> SavedQuery:
    """The saved query in `file`.

    Raises `MalformedFile`, with the line where that is known, for a header that is not as docs/saved-queries.md says
    and for a body that may not be run: an update, SERVICE, FROM. One of the user's `own` must be valid SPARQL too.
    """
    try:
        text = file.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise MalformedFile(file.name, "it cannot be read as UTF-8 text") from error
    return _read(file, text, own)


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.rq"))


@lru_cache(maxsize=_READ)
def _read(file: Path, text: str, own: bool) -> SavedQuery:
    """The query; remembered by its text, for reading YAML takes longer than a page may."""
    if not _NAME.fullmatch(file.stem):
        raise MalformedFile(file.name, "a query is named with small letters, digits and hyphens")
    header = _header(file, text)
    unknown = set(header) - _KEYS
    if unknown:
        line = _line_in_header(text, rf"['\"]?{re.escape(str(min(unknown, key=str)))}['\"]?\s*:")
        raise MalformedFile(file.name, f"header keys {sorted(map(str, unknown))} unknown", line=line)
    if "summary" not in header:
        raise MalformedFile(file.name, "header lacks summary")
    try:
        query = SavedQuery(
            name=file.stem,
            summary=_in_two(header, "summary"),
            text=text,
            description=_in_two(header, "description") if "description" in header else {},
            tags=_words(header, "tags"),
            layers=_words(header, "layers"),
            over=header.get("over", ""),
            columns={name: in_both_languages(said) for name, said in header.get("columns", {}).items()},
            parameters=_parameters(header, file.name, text),
            own=own,
        )
    except (ValueError, TypeError, AttributeError) as error:
        raise MalformedFile(file.name, f"the #+ header is not as documented: {error}") from error
    _require_runnable(query, file.name)
    return query


def _header(file: Path, text: str) -> dict[str, Any]:
    numbered = [
        (number, line[2:].removeprefix(" "))
        for number, line in enumerate(text.splitlines(), start=1)
        if line.startswith("#+")
    ]
    try:
        header = yaml.safe_load("\n".join(line for _, line in numbered)) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        at = numbered[min(mark.line, len(numbered) - 1)][0] if mark else None
        problem = getattr(error, "problem", None) or "a character that YAML does not take"
        raise MalformedFile(file.name, f"the #+ header is not YAML: {problem}", line=at) from error
    if not isinstance(header, dict):
        raise MalformedFile(file.name, "the #+ header is not a mapping of keys")
    return header


def _line_in_header(text: str, pattern: str) -> int | None:
    """The first line of the header, counted in the file, in which something stands; None where it is in none."""
    lines = enumerate(text.splitlines(), start=1)
    return next((number for number, line in lines if line.startswith("#+") and re.search(pattern, line)), None)


def _in_two(header: Mapping[str, Any], key: str) -> dict[str, str]:
    """The text of a key of grlc, which is one text, and the Dutch one that stands beside it."""
    text, dutch = header[key], header.get(f"{key}_nl", header[key])
    if not (isinstance(text, str) and isinstance(dutch, str)):
        raise ValueError(f"{key} and {key}_nl are texts")
    return {"nl": dutch, "en": text}


def _words(header: Mapping[str, Any], key: str) -> tuple[str, ...]:
    found = header.get(key, [])
    if not isinstance(found, list) or not all(isinstance(word, str) for word in found):
        raise ValueError(f"{key} is a list of words")
    return tuple(found)


def _parameters(header: Mapping[str, Any], file: str, text: str) -> tuple[Parameter, ...]:
    defaults, listed = _per_name(header, "defaults"), _per_name(header, "enumerate")
    entries = header.get("parameters", [])
    named = [entry.get("name") for entry in entries]
    for name in [*defaults, *listed]:
        if name not in named:
            raise ValueError(f"defaults and enumerate name {name!r}, which is no parameter")
    if len(set(named)) < len(named):
        raise ValueError("two parameters have one name")
    lines = {name: _line_in_header(text, rf"\bname:\s*['\"]?{re.escape(str(name))}\b") for name in named}
    return tuple(
        Parameter.from_header(entry, file, lines[name], default=defaults.get(name), listed=listed.get(name, ()))
        for name, entry in zip(named, entries, strict=True)
    )


def _per_name(header: Mapping[str, Any], key: str) -> dict[str, Any]:
    """What grlc writes as a list of mappings of one name each."""
    return {name: value for one in header.get(key, []) for name, value in one.items()}


def _require_runnable(query: SavedQuery, file: str) -> None:
    """Raises `MalformedFile` for a body that may not be run, with the line of what is wrong in it."""
    try:
        checked = check(query.text, Limits())
        written = list(tokens(query.text))
        if checked.dataset is not None:
            raise BadInput("FROM has no place in a saved query: `layers` in its header names what it is asked of")
        _require_declared(query, written)
        if query.own:
            _require_sparql(query, file)
    except BadInput as error:
        raise MalformedFile(file, str(error), line=_line_of_refused(query.text)) from error


def _line_of_refused(text: str) -> int | None:
    try:
        return next(_line(text, token) for token in tokens(text) if token.keyword in _REFUSED)
    except (BadInput, StopIteration):
        return None


def _line(text: str, token: Token) -> int:
    return text.count("\n", 0, token.start) + 1


def _require_declared(query: SavedQuery, written: Sequence[Token]) -> None:
    """Raises `BadInput` unless the parameters are the variables that begin with `_`, each where it may stand."""
    declared = {"_" + parameter.name: parameter for parameter in query.parameters}
    used = {}
    for number, token in enumerate(written):
        if token.kind is Kind.VARIABLE and token.text[1:].startswith("_"):
            name = token.text[1:]
            used[name] = token
            if name not in declared:
                raise BadInput(f"{token.text} on line {_line(query.text, token)} is no parameter of the header")
            if _counts(written, number) and not _is_number(declared[name]):
                raise BadInput(
                    f"{token.text} on line {_line(query.text, token)} counts rows",
                    expected="a parameter of type integer that is required or has a default",
                )
            if declared[name].multiple and not _place(written, number):
                raise BadInput(
                    f"{token.text} on line {_line(query.text, token)} takes several values",
                    expected="it in a block VALUES ?x { ... } or a list IN ( ... )",
                )
    for name in declared.keys() - used.keys():
        raise BadInput(f"The parameter {name[1:]!r} stands nowhere in the query", expected=f"?{name} in its body")


def _counts(template: Sequence[Token], number: int) -> bool:
    """Whether the token is the number of a LIMIT or OFFSET."""
    return number > 0 and template[number - 1].keyword in ("LIMIT", "OFFSET")


def _is_number(parameter: Parameter) -> bool:
    given = parameter.required or parameter.default is not None
    return parameter.type is ParameterType.INTEGER and given and not parameter.multiple


def _require_sparql(query: SavedQuery, file: str) -> None:
    # Read with a term of its type for each parameter; over no data, so that nothing is looked for.
    terms = {"_" + p.name: p.terms(p.example or p.default or _SOME[p.type], query=query.name) for p in query.parameters}
    try:
        ox.Store().query(_placed(query.text, terms, query.name))
    except SyntaxError as error:
        place = re.search(r"\bat (\d+):(\d+)", str(error))
        line, column = (int(place[1]), int(place[2])) if place else (None, None)
        raise MalformedFile(file, "the body is not valid SPARQL", line=line, column=column) from error


_SOME = {
    ParameterType.IRI: "urn:x",
    ParameterType.STRING: "x",
    ParameterType.INTEGER: "1",
    ParameterType.DATE: "2026-11-21",
    ParameterType.BOOLEAN: "true",
}


def _placed(body: str, terms: Mapping[str, tuple[str, ...]], query: str) -> str:
    template = list(tokens(body))
    pieces, position = [], 0
    expected: list[tuple[Kind, str]] = []
    for number, token in enumerate(template):
        text = _instead(template, number, terms, query)
        if text is None:
            expected.append((token.kind, token.text))
            continue
        pieces += [body[position : token.start], text]
        position = token.start + len(token.text)
        expected += [(part.kind, part.text) for part in tokens(text)]
    bound = "".join(pieces) + body[position:]
    _only_there(list(tokens(bound)), expected, query)
    return bound


def _instead(template: Sequence[Token], number: int, terms: Mapping[str, tuple[str, ...]], query: str) -> str | None:
    """What stands in the place of a token: terms with blanks or commas between; None to leave it."""
    token = template[number]
    if token.kind is not Kind.VARIABLE or token.text[1:] not in terms:
        return None
    found, place = terms[token.text[1:]], _place(template, number)
    if _counts(template, number):
        return _count(found[0], token.text[2:], query)
    if not found:
        return "UNDEF" if place == "VALUES" else None
    return (" " if place == "VALUES" else ", ").join(found)


def _count(term: str, name: str, query: str) -> str:
    # SPARQL 1.1, section 19.8: INTEGER stands there bare, without a sign.
    digits = term.partition("^^")[0].strip('"')
    if not digits.isdigit():
        raise BadInput(
            f"Invalid value {digits!r} for parameter {name!r} of query {query!r}",
            expected="a whole number of 0 or more",
            example=f"{name}=50",
        )
    return digits


def _place(template: Sequence[Token], number: int) -> str:
    """`VALUES` or `IN` when the token stands directly in a block or list of that, where several terms may."""
    opened = number - 1
    while opened >= 0 and template[opened].text not in ("{", "}", "(", ")"):
        opened -= 1
    before = template[max(opened - 2, 0) : opened]
    if opened < 0 or not before:
        return ""
    if template[opened].text == "{" and before[-1].kind is Kind.VARIABLE and before[0].keyword == "VALUES":
        return "VALUES"
    return "IN" if template[opened].text == "(" and before[-1].keyword == "IN" else ""


def _only_there(bound: list[Token], expected: list[tuple[Kind, str]], query: str) -> None:
    # Read again, the query must be the template with those terms and nothing else: text never builds a query.
    if [(token.kind, token.text) for token in bound] != expected:
        raise BadInput(f"A parameter of query {query!r} would change the query itself", expected="a plain value")


__all__ = ["Catalogue", "Parameter", "ParameterType", "SavedQuery", "Values", "read_query"]
