"""What a query worker runs: a program of its own, that can be stopped without harm to the one who asked."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass

from grondslag.query.sandbox import bare_environment
from grondslag.settings import Limits
from grondslag.store import Generation


@dataclass(frozen=True)
class Program:
    """A command that speaks the framing of `grondslag.query.worker`, and the environment that it finds."""

    command: tuple[str, ...]
    environment: Mapping[str, str]


def embedded(generation: Generation, limits: Limits) -> Program:
    """The worker over the checkpoint that the reader of `generation` may see."""
    command = (sys.executable, "-m", "grondslag.query.worker", str(generation.store_path), str(limits.memory_bytes))
    return Program(command, bare_environment())
