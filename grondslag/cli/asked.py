"""What several commands are asked: a legal date, and the knowledge date, which chooses a generation of the graph."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import click

from grondslag.settings import Settings
from grondslag.store import Generation, GraphStore

AS_OF = click.DateTime(formats=["%Y-%m-%d"])
KNOWN_ON = "Knowledge date: use the last generation built on or before this day (UTC), in place of the current one."


def options(*many: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Several options of click as one decorator, in the order that `--help` lists them."""

    def put(command: Any) -> Any:
        for option in reversed(many):
            command = option(command)
        return command

    return put


def day(given: datetime | None) -> date | None:
    """The day of an option of type `AS_OF`."""
    return given.date() if given else None


def generation_known_on(known_on: date | None) -> Generation:
    """The generation of the home that was current on a day; without a day the current one.

    Raises `NoGeneration`, and `NotFound` that names what is kept for a day before all of that.
    """
    store = GraphStore(Settings.from_environment().home)
    return store.current() if known_on is None else store.known_on(known_on)
