"""What the pages share: the engine, the catalogues of saved queries, and the generation that is served."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, cast

from flask import current_app, g

from grondslag.errors import BadInput, NotFound
from grondslag.published import stored_report
from grondslag.query.engine import Answer, Row
from grondslag.query.saved import Catalogue, SavedQuery
from grondslag.report.model import Report
from grondslag.store import Generation
from webapp import i18n
from webapp.values import Facts


class Engine(Protocol):
    """What the web application asks of the core's query engine."""

    def run(self, sparql: str, *, layers: tuple[str, ...] = ()) -> Answer:
        """Answer one query from outside."""
        ...

    def answer(self, query: SavedQuery, values: Mapping[str, str] | None = None) -> Answer:
        """Answer a saved query."""
        ...

    def generation(self) -> Generation:
        """The generation that queries are answered from now."""
        ...


class Services:
    """The core as the pages see it. One per application."""

    def __init__(self, engine: Engine, public: Catalogue, pages: Catalogue, choices: Catalogue) -> None:
        self.engine = engine
        self.public = public
        self.choices = choices
        self._pages = {query.name: query for query in pages.all()}
        self._report: tuple[str, Report] | None = None
        self._offered: dict[tuple[str, str, str], list[Row]] = {}

    def generation(self) -> Generation:
        """The generation that is served now, the same throughout one request."""
        if "generation" not in g:
            g.generation = self.engine.generation()
        return cast(Generation, g.generation)

    def report(self) -> Report:
        """The report of the generation that is served, read from disk once."""
        generation = self.generation()
        if self._report is None or self._report[0] != generation.id:
            self._report = (generation.id, stored_report(generation))
        return self._report[1]

    def offered(self, name: str, language: str) -> list[Row]:
        """The values of the choices query `name` (`queries/choices/<name>.rq`), asked once per generation."""
        generation = self.generation().id
        key = (generation, name, language)
        if key not in self._offered:
            query = self.choices.get(name)
            known = {parameter.name for parameter in query.parameters}
            rows = self.engine.answer(query, {"lang": language} if "lang" in known else {}).rows
            kept = {other: found for other, found in self._offered.items() if other[0] == generation}
            self._offered = kept | {key: rows}
        return self._offered[key]

    def ask(self, name: str, **values: str) -> Answer:
        """The answer of the page query `name` (`queries/pages/<name>.rq`) for these parameters."""
        return self.engine.answer(self._pages[name], values)

    def rows(self, name: str, **values: str) -> list[Row]:
        """The rows of a page query."""
        return self.ask(name, **values).rows

    def facts(self, name: str, **values: str) -> Facts:
        """The facts that a page query finds, in the page's language."""
        return Facts(self.rows(name, **values), i18n.current())

    def ask_about(self, name: str, parameter: str, iri: str) -> Answer:
        """As `ask`, for one thing. Raises `NotFound` when its address cannot be one."""
        try:
            return self.ask(name, **{parameter: iri})
        except BadInput as error:
            if error.code != BadInput.code:
                raise
            raise NotFound("Nothing can be known under this address", code="unknown_resource") from error

    def facts_of(self, name: str, parameter: str, iri: str) -> Facts:
        """As `facts`, for one thing. Raises `NotFound` when nothing at all is said about it."""
        found = Facts(self.ask_about(name, parameter, iri).rows, i18n.current())
        if iri not in found:
            raise NotFound("Nothing is known under this address", code="unknown_resource")
        return found


def services() -> Services:
    """The services of the running application."""
    return cast(Services, current_app.extensions["grondslag"])
