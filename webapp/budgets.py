"""Queries of visitors: each within the budget of its client, stopped when nobody waits for it, and counted.

A request has one place in that budget, from its query until the answer is written.

The pages themselves ask short queries of ours and none of the visitor's; they are not held to a budget.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, cast

from flask import Flask, current_app, g, request

from grondslag.errors import GrondslagError, OverBudget
from grondslag.query.budget import Budget, Spend
from grondslag.query.engine import Answer, Reading
from grondslag.query.saved import SavedQuery, Values
from grondslag.settings import Settings
from webapp.metrics import metrics
from webapp.services import services

# Where waitress puts a function that tells whether the client has gone.
GONE = "waitress.client_disconnected"


def ask_foreign(sparql: str, **asked: Any) -> Answer:
    """The answer to a visitor's own query; `asked` and what it raises as `Reading.run`, and `OverBudget`."""
    g.query = sparql
    return _held(lambda **watched: services().reading().run(sparql, **asked, **watched))


def ask_saved(query: SavedQuery, values: Values | None = None, reading: Reading | None = None) -> Answer:
    """The answer to a saved query with a visitor's values, of the generation that is served or another `reading`.

    Raises as `Reading.answer`, and `OverBudget`.
    """
    return _held(lambda **watched: (reading or services().reading()).answer(query, values, **watched))


@contextmanager
def charged() -> Iterator[None]:
    """Work of this process for a visitor: its seconds are charged to the client as those of a query are."""
    with one_place() as spend:
        started = time.monotonic()
        try:
            yield
        finally:
            spend(time.monotonic() - started)


@contextmanager
def one_place() -> Iterator[Spend]:
    """The place of this request in the budget of its client: one, however often it is asked for within the block.

    Gives what is to be told the seconds that work took. Raises `OverBudget`, and counts that.
    """
    with ExitStack() as held:
        if "spend" not in g:
            g.spend = held.enter_context(_entered())
            held.callback(g.pop, "spend")
        yield g.spend


@contextmanager
def _entered() -> Iterator[Spend]:
    budget = cast(Budget | None, current_app.extensions["budget"])
    if budget is None:
        # Whoever makes an application over an engine of their own, without settings, bounds it themselves.
        yield lambda _seconds: None
        return
    with ExitStack() as held:
        try:
            spend = held.enter_context(budget.query(request.remote_addr or ""))
        except OverBudget as error:
            metrics().asked(error.code)
            raise
        yield spend


def _held(ask: Callable[..., Answer]) -> Answer:
    """What `ask` answers, for the client of this request."""
    seen = metrics()
    with one_place() as spend:

        def spent(seconds: float) -> None:
            spend(seconds)
            seen.took(seconds)

        try:
            answer = ask(cancelled=request.environ.get(GONE), spend=spent)
        except GrondslagError as error:
            seen.asked(error.code)
            raise
    seen.asked("ok")
    return answer


def install(app: Flask, settings: Settings | None) -> None:
    """Give the application the budgets of its clients; without settings there are none."""
    app.extensions["budget"] = None if settings is None else Budget(settings.budget)
