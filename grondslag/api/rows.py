"""Answers as a Python program reads them: rows that hold the values of Python."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

from grondslag.api.values import Value, value_of
from grondslag.errors import Failure
from grondslag.query.engine import Answer
from grondslag.query.results import write

if TYPE_CHECKING:
    import pandas
    import rdflib


class Truncated(UserWarning):
    """An answer was cut off at the limit of rows or size of those who gave it: there is more."""


class NothingThere(UserWarning):
    """An answer has no rows, and the graph has nothing about an IRI that was asked about: it may be written wrongly."""


class Row(Mapping[str, Value | None]):
    """One row: `row.recipient` or `row["recipient"]`; None where the query found nothing. It does not change.

    A column that is called as a method of a mapping (`items`, `keys`) is only there in brackets.
    """

    __slots__ = ("_columns", "_values")
    _columns: tuple[str, ...]
    _values: tuple[Value | None, ...]

    def __init__(self, columns: tuple[str, ...], values: tuple[Value | None, ...]) -> None:
        object.__setattr__(self, "_columns", columns)
        object.__setattr__(self, "_values", values)

    def __getitem__(self, column: str) -> Value | None:
        try:
            return self._values[self._columns.index(column)]
        except ValueError:
            raise KeyError(column) from None

    def __getattr__(self, column: str) -> Any:
        try:
            return self[column]
        except KeyError:
            raise AttributeError(f"no column {column!r}; there are {', '.join(self._columns)}") from None

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a row does not change")

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def __hash__(self) -> int:
        return hash(frozenset(self.items()))

    def __repr__(self) -> str:
        return f"Row({', '.join(f'{name}={value!r}' for name, value in self.items())})"

    def __reduce__(self) -> tuple[type[Row], tuple[object, ...]]:
        return Row, (self._columns, self._values)


@dataclass(frozen=True)
class Asked:
    """What was asked: the name of a saved query (None for SPARQL of one's own), its version and parameters."""

    query: str | None
    version: str
    parameters: Mapping[str, tuple[str, ...]]


class Rows(Sequence[Row]):
    """The rows of an answer, in the order of the query: to go through, to count and to take one out of.

    `columns` are the columns, in the order of the query.
    """

    def __init__(self, columns: Sequence[str], values: Iterable[Iterable[Any]], answer: Answer, asked: Asked) -> None:
        self.columns = tuple(columns)
        self._rows = tuple(Row(self.columns, tuple(one)) for one in values)
        self._answer = answer
        self._asked = asked

    @property
    def truncated(self) -> bool:
        """Whether there is more than these rows: a limit cut them off. A warning `Truncated` told so."""
        return self._answer.truncated

    @property
    def generation(self) -> str:
        """The generation of the graph that answered; empty for an endpoint that is no site of ours."""
        return self._answer.generation

    @property
    def query(self) -> str | None:
        """The name of the saved query; None for SPARQL of one's own."""
        return self._asked.query

    @property
    def version(self) -> str:
        """The version of the saved query; of SPARQL of one's own the first twelve digits of its SHA-256."""
        return self._asked.version

    @property
    def parameters(self) -> Mapping[str, tuple[str, ...]]:
        """What was given for the parameters of the saved query, as text."""
        return self._asked.parameters

    def cite(self) -> str:
        """One line that tells what gave these rows: query, version, parameters and generation."""
        given = [f"{name}={value}" for name, values in self.parameters.items() for value in values]
        name = f"query {self.query}" if self.query else "SPARQL"
        graph = [f"generation {self.generation}"] if self.generation else []
        return ", ".join([f"{name}, version {self.version}", *given, *graph])

    def to_pandas(self) -> pandas.DataFrame:
        """A table of pandas. Whole numbers stay whole beside a gap; `attrs` holds what `cite` tells.

        Raises `Failure` where pandas is not installed.
        """
        try:
            import pandas
        except ImportError as error:
            raise Failure(
                "pandas is not installed", code="no_pandas", expected="it installed", example="pip install pandas"
            ) from error
        data = [[row[name] for name in self.columns] for row in self]
        frame = pandas.DataFrame(data, columns=list(self.columns), dtype=object).convert_dtypes()
        frame.attrs.update(cited=self.cite(), generation=self.generation, truncated=self.truncated)
        return frame

    def to_csv(self) -> str:
        """The rows as CSV, as SPARQL 1.1 has it. Raises `BadInput` for a graph, which has `to_turtle`."""
        return write(self._answer, "csv").decode("utf-8")

    @overload
    def __getitem__(self, index: int) -> Row: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...

    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        return self._rows[index]

    def __len__(self) -> int:
        return len(self._rows)

    def __repr__(self) -> str:
        count = f"{len(self)} row{'' if len(self) == 1 else 's'}"
        return f"<{count} of {', '.join(self.columns)}; {self.cite()}{'; cut off' if self.truncated else ''}>"


class Triples(Rows):
    """The graph that a CONSTRUCT or DESCRIBE makes: rows of `subject`, `predicate` and `object`."""

    def to_turtle(self) -> str:
        """The graph in Turtle."""
        return write(self._answer, "ttl").decode("utf-8")

    def to_rdflib(self) -> rdflib.Graph:
        """The graph of rdflib with these triples."""
        import rdflib

        return rdflib.Graph().parse(data=write(self._answer, "nt"), format="nt")


class YesNo(Rows):
    """What an ASK answers: true or false where Python asks, and one row with the column `answer`."""

    def __bool__(self) -> bool:
        return self._answer.boolean


def rows_of(answer: Answer, asked: Asked) -> Rows:
    """The rows of an answer: `Triples` for a graph, `YesNo` for a yes or no."""
    if answer.kind == "boolean":
        return YesNo(("answer",), [[answer.boolean]], answer, asked)
    if answer.kind == "graph":
        found = ((t.subject, t.predicate, t.object) for t in answer.triples)
        return Triples(("subject", "predicate", "object"), (map(value_of, terms) for terms in found), answer, asked)
    names = answer.variables
    values = ([None if (term := row[name]) is None else value_of(term) for name in names] for row in answer.rows)
    return Rows(names, values, answer, asked)


def tell_truncated(rows: Rows) -> Rows:
    """The same rows; warns where they are not all. Called by what a program calls, whose line the warning shows."""
    if rows.truncated:
        warnings.warn(f"{rows.cite()}: cut off after {len(rows)} rows", Truncated, stacklevel=3)
    return rows


def tell_absent(rows: Rows, iris: Iterable[str]) -> Rows:
    """The same rows; warns of each of `iris`, which the graph has nothing about. Called as `tell_truncated` is."""
    for iri in iris:
        warnings.warn(f"{rows.cite()}: no rows; nothing in the graph is about {iri}", NothingThere, stacklevel=3)
    return rows
