"""The back ends that the query service runs on, for the tests that hold on every one of them."""

from __future__ import annotations

from collections.abc import Callable

from sparql_servers import remote_program

from benchmarks.reference_engines import rdflib_program
from grondslag.query.program import Program, embedded
from grondslag.settings import Limits
from grondslag.store import Generation

BACKENDS: dict[str, Callable[[Generation, Limits], Program]] = {
    "embedded": embedded,
    "rdflib": rdflib_program,
    "remote": remote_program,
}
"""By name: what the workers of an engine run (`Engine(program=...)`)."""
