"""Settings, read from the environment once and passed on. Each is described in docs/settings.md."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from platformdirs import user_data_path

from grondslag.errors import BadInput

MEGABYTE = 1024 * 1024
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
N = TypeVar("N", int, float)


@dataclass(frozen=True)
class Limits:
    """Bounds on a query from outside: seconds, rows, bytes, and how many run and wait at a time.

    `own_waiting` saved queries of ours may wait: as many as the site answers requests at a time.
    """

    seconds: float = 10.0
    rows: int = 10_000
    answer_bytes: int = 20 * MEGABYTE
    memory_bytes: int = 512 * MEGABYTE
    query_bytes: int = 64 * 1024
    nesting: int = 100
    operators: int = 2_000
    workers: int = 2
    waiting: int = 2
    own_waiting: int = 16
    queue_seconds: float = 5.0


@dataclass(frozen=True)
class UploadLimits:
    """Bounds on a file from outside: its bytes, what they may swell to, and the worker that reads them."""

    bytes: int = 20 * MEGABYTE
    inflated_bytes: int = 200 * MEGABYTE
    ratio: int = 100
    entries: int = 1_000
    cells: int = 1_000_000
    memory_bytes: int = 512 * MEGABYTE
    seconds: float = 20.0


@dataclass(frozen=True)
class ReportLimits:
    """Bounds on the worker that makes a report."""

    seconds: float = 3600.0
    memory_bytes: int = 4096 * MEGABYTE


@dataclass(frozen=True)
class Settings:
    """Where the state lives, and how much a query, a file from outside or a report may take.

    `home` holds the store and all state; two homes never touch. `hosts` are the names, beside this machine's own, under
    which the site may be asked for.
    """

    home: Path
    limits: Limits = field(default_factory=Limits)
    hosts: tuple[str, ...] = ()
    uploads: UploadLimits = field(default_factory=UploadLimits)
    reports: ReportLimits = field(default_factory=ReportLimits)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Read `GRONDSLAG_*`. Raises `BadInput` that names the variable, the value and an example."""
        home = environment.get("GRONDSLAG_HOME") or str(user_data_path("grondslag", appauthor=False))
        limits = Limits(
            seconds=_positive(environment, "GRONDSLAG_QUERY_SECONDS", Limits.seconds, float),
            rows=_positive(environment, "GRONDSLAG_QUERY_ROWS", Limits.rows, int),
            memory_bytes=MEGABYTE
            * _positive(environment, "GRONDSLAG_QUERY_MEGABYTES", Limits.memory_bytes // MEGABYTE, int),
            workers=_positive(environment, "GRONDSLAG_WORKERS", Limits.workers, int),
        )
        uploads = UploadLimits(
            bytes=MEGABYTE * _positive(environment, "GRONDSLAG_UPLOAD_MEGABYTES", UploadLimits.bytes // MEGABYTE, int),
            cells=_positive(environment, "GRONDSLAG_UPLOAD_CELLS", UploadLimits.cells, int),
            seconds=_positive(environment, "GRONDSLAG_UPLOAD_SECONDS", UploadLimits.seconds, float),
        )
        reports = ReportLimits(
            seconds=_positive(environment, "GRONDSLAG_REPORT_SECONDS", ReportLimits.seconds, float),
            memory_bytes=MEGABYTE
            * _positive(environment, "GRONDSLAG_REPORT_MEGABYTES", ReportLimits.memory_bytes // MEGABYTE, int),
        )
        hosts = tuple(_host(name) for name in environment.get("GRONDSLAG_HOSTS", "").split(",") if name.strip())
        where = Path(home).expanduser().absolute()
        return cls(home=where, limits=limits, hosts=hosts, uploads=uploads, reports=reports)


def _host(text: str) -> str:
    name = text.strip().lower()
    if not _HOST.fullmatch(name):
        raise BadInput(
            f"Invalid name {text!r} in GRONDSLAG_HOSTS",
            expected="host names without port or path, separated by commas",
            example="GRONDSLAG_HOSTS=grondslag.example.nl,localhost",
        )
    return name


def _positive(environment: Mapping[str, str], name: str, default: N, number: type[N]) -> N:
    text = environment.get(name)
    if text is None or text == "":
        return default
    try:
        value = number(text)
    except ValueError:
        value = number(0)
    if not value > 0 or value == float("inf"):
        raise BadInput(f"Invalid {name} {text!r}", expected="a number above zero", example=f"{name}={default}")
    return value
