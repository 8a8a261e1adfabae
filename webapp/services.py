"""What the pages share: the engine, the catalogues of saved queries, and the generation that is served."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Protocol, cast

from flask import current_app, g

from grondslag.errors import BadInput, Busy, DamagedStore, NotFound
from grondslag.explain import Explainer, Explanation
from grondslag.published import stored_report
from grondslag.query.engine import Answer, Reading, Row, Tallies
from grondslag.query.parameters import Given
from grondslag.query.saved import Catalogue
from grondslag.report.model import Named, Report
from grondslag.store import KEPT_GENERATIONS, Generation
from webapp import i18n
from webapp.values import Facts

KEPT_EXPLANATIONS = 20
# Of all threads of the server (`server.THREADS`) these may be held by one explanation and those that wait for it.
EXPLAINING = 4
EXPLANATION_SECONDS = 10.0


class Engine(Protocol):
    """What the web application asks of the core's query engine."""

    @property
    def tallies(self) -> Tallies:
        """What the workers did."""
        ...

    def reading(self) -> Reading:
        """The generation that is current now, to ask several queries of."""
        ...

    def reading_of(self, identifier: str) -> Reading | None:
        """As `reading`, of the generation with this id; None when it is not kept."""
        ...

    def kept(self) -> list[Generation]:
        """The generations that are still there, the newest first."""
        ...


class Services:
    """The core as the pages see it. One per application."""

    def __init__(self, engine: Engine, public: Catalogue, pages: Catalogue, choices: Catalogue) -> None:
        self.engine = engine
        self.public = public
        self.choices = choices
        self._pages = {query.name: query for query in pages.all()}
        self._reports: dict[str, Report] = {}
        self._explaining = threading.Lock()
        self._asking = threading.Lock()
        self._kinds: tuple[str, Explainer] | None = None
        self._places = threading.BoundedSemaphore(EXPLAINING)
        self._explainer: tuple[str, Explainer] | None = None
        self._prepares = False
        self._prepared = ""
        self._reading: threading.Thread | None = None
        self._explained: dict[tuple[str, str, date, str | None], Explanation] = {}
        self._offered: dict[tuple[str, str, str], list[Row]] = {}

    def reading(self) -> Reading:
        """What queries are asked of: one generation throughout a request, whatever is published meanwhile."""
        if "reading" not in g:
            g.reading = self.engine.reading()
            if self._prepares and g.reading.generation.id != self._prepared:
                self._prepare(g.reading.generation)
        return cast(Reading, g.reading)

    def reading_of(self, identifier: str) -> Reading | None:
        """The generation with this id, which the rest of this request is answered from; None when it is not kept."""
        reading = self.engine.reading_of(identifier)
        if reading is not None:
            g.reading = reading
        return reading

    def generation(self) -> Generation:
        """The generation that is served now, the same throughout one request."""
        return self.reading().generation

    def report(self) -> Report:
        """The report of the generation that is served, read from disk once."""
        return self._read(self.generation())

    def reports(self) -> list[Report]:
        """The report that is served and those of former generations that are still there, each once, newest first."""
        found = {self.report().id: self.report()}
        for generation in self.engine.kept():
            if generation.manifest.get("report") in found:
                continue
            try:
                report = self._read(generation)
            except DamagedStore:
                continue  # what a former release wrote may not be readable any more: no reason to fail today
            found.setdefault(report.id, report)
        return list(found.values())

    def explanation(self, flow: str, as_of: date, item: str | None = None) -> Explanation:
        """The explanation of a flow on a day, from the generation that is served; the last ones are remembered.

        One is made at a time: each reads a good part of the graph. Raises `NotFound` for an unknown flow or item,
        `Busy` when too many wait or the wait is long.
        """
        generation = self.generation()
        key = (generation.id, flow, as_of, item)
        # What is remembered waits for nobody.
        known = self._explained.get(key)
        if known is not None:
            return known
        with self._place_to_explain():
            known = self._explained.get(key)
            if known is None:
                known = self._explainer_of(generation).explain(flow, as_of, item)
                kept = list(self._explained.items())[-(KEPT_EXPLANATIONS - 1) :]
                self._explained = {**dict(kept), key: known}
            return known

    @contextmanager
    def _place_to_explain(self) -> Iterator[None]:
        """The lock on explaining, for a request. Raises `Busy` at once when all places are taken, or after a while."""
        if not self._places.acquire(blocking=False):
            raise _busy()
        try:
            if not self._explaining.acquire(timeout=EXPLANATION_SECONDS):
                raise _busy()
            try:
                yield
            finally:
                self._explaining.release()
        finally:
            self._places.release()

    def not_asked(self, flow: str) -> Named | None:
        """The kind of sharing for which no norm on providing is asked in a flow; nothing where one is.

        The page of a flow asks it: it takes one short query per source, and waits for no explanation.
        """
        generation = self.generation()
        with self._asking:
            if self._kinds is None or self._kinds[0] != generation.id:
                self._kinds = generation.id, Explainer(generation.open(), generation.graphs)
            return self._kinds[1].not_asked(flow)

    def _explainer_of(self, generation: Generation) -> Explainer:
        """The explainer of a generation; call it under the lock."""
        if self._explainer is None or self._explainer[0] != generation.id:
            self._explainer = (
                generation.id,
                Explainer(generation.open(), generation.graphs, generation=generation.id, known_on=generation.created),
            )
        return self._explainer[1]

    def prepare(self) -> None:
        """Read the law of the generation that is served, for its explanations, and each later one as it comes.

        It takes seconds, so it is done beside the first pages and not by whoever first asks for an explanation.
        """
        self._prepares = True
        self._prepare(self.engine.reading().generation)

    def _prepare(self, generation: Generation) -> None:
        def read() -> None:
            with self._explaining:
                self._explainer_of(generation).prepare()

        self._prepared = generation.id
        self._reading = threading.Thread(target=read, name="law", daemon=True)
        self._reading.start()

    def wait(self) -> None:
        """Until the law that `prepare` began to read is there."""
        if self._reading is not None:
            self._reading.join()

    def _read(self, generation: Generation) -> Report:
        found = self._reports.get(generation.id)
        if found is None:
            found = stored_report(generation)
            # As many as there are generations kept: the oldest of these makes room.
            kept = list(self._reports.items())[-(KEPT_GENERATIONS - 1) :]
            self._reports = {**dict(kept), generation.id: found}
        return found

    def offered(self, name: str, language: str) -> list[Row]:
        """The values of the choices query `name` (`queries/choices/<name>.rq`), asked once per generation."""
        generation = self.generation().id
        key = (generation, name, language)
        if key not in self._offered:
            query = self.choices.get(name)
            known = {parameter.name for parameter in query.parameters}
            rows = self.reading().answer(query, {"lang": language} if "lang" in known else {}).rows
            kept = {other: found for other, found in self._offered.items() if other[0] == generation}
            self._offered = kept | {key: rows}
        return self._offered[key]

    def ask(self, name: str, **values: Given) -> Answer:
        """The answer of the page query `name` (`queries/pages/<name>.rq`) for these parameters."""
        return self.reading().answer(self._pages[name], values)

    def rows(self, name: str, **values: Given) -> list[Row]:
        """The rows of a page query."""
        return self.ask(name, **values).rows

    def facts(self, name: str, **values: Given) -> Facts:
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


def _busy() -> Busy:
    return Busy("All places for explanations are taken", expected="to try again shortly")


def services() -> Services:
    """The services of the running application."""
    return cast(Services, current_app.extensions["grondslag"])
