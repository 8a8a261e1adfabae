"""What a query worker runs: a program of its own, that can be stopped without harm to the one who asked."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass

from grondslag.query.sandbox import bare_environment
from grondslag.servers import Remote
from grondslag.settings import Limits
from grondslag.store import Generation


@dataclass(frozen=True)
class Program:
    """A command that speaks the framing of `grondslag.query.worker`, and the environment that it finds.

    `merged` says that what it opens holds the default graph as such (`Generation.asked_path`), `remote` that it asks a
    server.
    """

    command: tuple[str, ...]
    environment: Mapping[str, str]
    merged: bool = False
    remote: bool = False


def program_of(server: Remote | None, generation: Generation, limits: Limits) -> Program:
    """What answers queries over a generation: the server that holds it, or a worker over its checkpoint."""
    if server is not None and generation.is_on_server:
        return over_server(generation, server, limits)
    return embedded(generation, limits)


def over_server(generation: Generation, server: Remote, limits: Limits) -> Program:
    """The worker that asks the server which holds `generation`; its credentials are in nobody's list of processes."""
    command = (sys.executable, "-m", "grondslag.query.remote", generation.id, str(limits.memory_bytes))
    return Program(command, bare_environment() | server.environment, remote=True)


def embedded(generation: Generation, limits: Limits) -> Program:
    """The worker over the checkpoint that the reader of `generation` may see."""
    stores = (generation.sources_path,) if generation.is_merged else ()
    opened = (str(generation.asked_path), str(limits.memory_bytes), *map(str, stores))
    return Program((sys.executable, "-m", "grondslag.query.worker", *opened), bare_environment(), generation.is_merged)
