"""`Graph`: what a Python program opens, asks and closes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from grondslag.api.places import Endpoint, Given, Home, Place, Site, version_of, with_full_iris
from grondslag.api.rows import Asked, Rows, rows_of, tell_absent, tell_truncated
from grondslag.api.values import text_of
from grondslag.errors import BadInput
from grondslag.query.describe import iris_of, not_held

Parameter = object
"""A value for a parameter: text, a number, a date, true or false; a list of these for one that takes several; None."""
SECONDS = 60.0
"""So long an answer of another site or endpoint may take in all."""


class Graph:
    """A graph to ask, made by `open` or `endpoint`. Close it, or use it in a `with`: a home has workers.

    Everything raises `GrondslagError`, which tells what was wrong, what is expected and an example.
    """

    def __init__(self, place: Place) -> None:
        self._place = place

    @classmethod
    def open(
        cls,
        place: str | Path | None = None,
        *,
        known_on: date | None = None,
        reader: str | None = None,
        timeout: float = SECONDS,
    ) -> Graph:
        """A graph in a home (a folder), at another Grondslag site (an http or https address), or as the settings say.

        Of a home, `known_on` is the knowledge date, and `reader` the organisation as which to look (`laborijn`). Of a
        site, `timeout` is how many seconds an answer may take in all.
        """
        if isinstance(place, str) and "://" in place:
            if known_on is not None or reader is not None:
                raise BadInput("Another site is read as everyone, as it is now", expected="no known_on and no reader")
            return cls(Site(place, timeout))
        return cls(Home(None if place is None else Path(place), known_on=known_on, reader=reader))

    @classmethod
    def endpoint(cls, url: str, *, timeout: float = SECONDS) -> Graph:
        """The default graph of any SPARQL 1.1 endpoint; the saved queries are sent to it as SPARQL.

        For an endpoint that is no Grondslag site: a site is asked better by `open`.
        """
        return cls(Endpoint(url, timeout))

    def query(self, name: str, /, **parameters: Parameter) -> Rows:
        """The answer to the saved query `name`.

        An IRI of ours may be given without its base: `flow/000/first-delivery`. Raises `NotFound` for an unknown query,
        `BadInput` naming a wrong parameter, and `LimitExceeded`. Warns (`Truncated`) when a limit cut the answer off,
        and, when there are no rows, of an IRI that the graph has nothing about (`NothingThere`).
        """
        given = {key: _texts(value) for key, value in parameters.items() if value is not None}
        answer, version = self._place.saved(name, given)
        rows = rows_of(answer, Asked(name, version, given))
        absent = self._absent(name, given) if answer.kind == "bindings" and not rows else []
        return tell_absent(tell_truncated(rows), absent)

    def _absent(self, name: str, given: Given) -> list[str]:
        """The IRIs that the saved query `name` was asked about and that the graph has nothing about."""
        query = next((each for each in self._place.queries() if each["name"] == name), None)
        iris = iris_of(query, with_full_iris(given, query)) if query else []
        return not_held(iris, self._place.holds)

    def sparql(self, text: str, *, layers: Sequence[str] = ()) -> Rows:
        """The answer to a query in SPARQL: `Rows`, `Triples` of a CONSTRUCT or DESCRIBE, `YesNo` of an ASK.

        `layers` adds to the default graph: `sources` the source documents, `law-text` the loaded texts of statutes.
        Raises `Refused` and `LimitExceeded`; warns as `query` does.
        """
        if isinstance(layers, str):
            raise BadInput(f"Invalid layers {layers!r}", expected="a list of layers", example='layers=["sources"]')
        answer = self._place.run(text, tuple(layers))
        return tell_truncated(rows_of(answer, Asked(None, version_of(text), {})))

    def queries(self) -> list[dict[str, Any]]:
        """The saved queries, each as plain data: its name, summary, parameters, columns, version and more."""
        return self._place.queries()

    def close(self) -> None:
        """Stop the workers of a home."""
        self._place.close()

    def __enter__(self) -> Graph:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _texts(value: Parameter) -> tuple[str, ...]:
    many = value if isinstance(value, list | tuple | set | frozenset) else (value,)
    return tuple(text_of(one) for one in many)


__all__ = ["Graph"]
