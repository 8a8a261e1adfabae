"""Settings, read from the environment once and passed on. Each is described in docs/settings.md."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from platformdirs import user_data_path

from grondslag.errors import BadInput
from grondslag.servers import Remote

MEGABYTE = 1024 * 1024
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
N = TypeVar("N", int, float)
C = TypeVar("C", bound=StrEnum)


@dataclass(frozen=True)
class Limits:
    """Bounds on a query from outside: seconds, rows, bytes, how many run and wait at a time, what is remembered.

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
    cache_bytes: int = 64 * MEGABYTE


@dataclass(frozen=True)
class BudgetLimits:
    """What one client may take: seconds of queries and failed queries in a minute, and queries at a time."""

    seconds: float = 30.0
    errors: int = 30
    running: int = 1


class QueryLog(StrEnum):
    """What the log tells of a query: its SHA-256, or the beginning of its text as well."""

    HASH = "hash"
    TEXT = "text"


class MetricsFor(StrEnum):
    """Who may read the figures of the running site: programs on this machine, or everyone."""

    LOCAL = "local"
    EVERYONE = "everyone"


@dataclass(frozen=True)
class Watching:
    """How the site is watched, and by which address it is reached: that of the one proxy that is believed, if any."""

    queries: QueryLog = QueryLog.HASH
    metrics: MetricsFor = MetricsFor.LOCAL
    proxy: str | None = None


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
    which the site may be asked for. `queries` is the user's own folder of saved queries, `remote` the SPARQL server
    that holds the graph: each where there is one.
    """

    home: Path
    limits: Limits = field(default_factory=Limits)
    hosts: tuple[str, ...] = ()
    uploads: UploadLimits = field(default_factory=UploadLimits)
    reports: ReportLimits = field(default_factory=ReportLimits)
    queries: Path | None = None
    remote: Remote | None = None
    budget: BudgetLimits = field(default_factory=BudgetLimits)
    watching: Watching = field(default_factory=Watching)

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
            cache_bytes=MEGABYTE
            * _positive(environment, "GRONDSLAG_CACHE_MEGABYTES", Limits.cache_bytes // MEGABYTE, int),
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
        queries = _folder(environment, "GRONDSLAG_QUERIES")
        return cls(
            home=where,
            limits=limits,
            hosts=hosts,
            uploads=uploads,
            reports=reports,
            queries=queries,
            remote=Remote.from_environment(environment),
            budget=_budget(environment, limits.workers),
            watching=_watching(environment),
        )

    def in_force(self) -> dict[str, str]:
        """Every setting by its variable, as it would be written; of a server only its address, and no secret."""
        limits, budget, watching, uploads, reports = self.limits, self.budget, self.watching, self.uploads, self.reports
        return {
            "GRONDSLAG_HOME": str(self.home),
            "GRONDSLAG_QUERY_SECONDS": f"{limits.seconds:g}",
            "GRONDSLAG_QUERY_ROWS": f"{limits.rows}",
            "GRONDSLAG_QUERY_MEGABYTES": f"{limits.memory_bytes // MEGABYTE}",
            "GRONDSLAG_WORKERS": f"{limits.workers}",
            "GRONDSLAG_CACHE_MEGABYTES": f"{limits.cache_bytes // MEGABYTE}",
            "GRONDSLAG_BUDGET_SECONDS": f"{budget.seconds:g}",
            "GRONDSLAG_BUDGET_ERRORS": f"{budget.errors}",
            "GRONDSLAG_BUDGET_QUERIES": f"{budget.running}",
            "GRONDSLAG_UPLOAD_MEGABYTES": f"{uploads.bytes // MEGABYTE}",
            "GRONDSLAG_UPLOAD_CELLS": f"{uploads.cells}",
            "GRONDSLAG_UPLOAD_SECONDS": f"{uploads.seconds:g}",
            "GRONDSLAG_REPORT_SECONDS": f"{reports.seconds:g}",
            "GRONDSLAG_REPORT_MEGABYTES": f"{reports.memory_bytes // MEGABYTE}",
            "GRONDSLAG_HOSTS": ",".join(self.hosts),
            "GRONDSLAG_PROXY": watching.proxy or "",
            "GRONDSLAG_METRICS": watching.metrics.value,
            "GRONDSLAG_LOG_QUERIES": watching.queries.value,
            "GRONDSLAG_QUERIES": str(self.queries or ""),
            "GRONDSLAG_SPARQL_URL": self.remote.url if self.remote else "",
        }


def _budget(environment: Mapping[str, str], workers: int) -> BudgetLimits:
    return BudgetLimits(
        seconds=_positive(environment, "GRONDSLAG_BUDGET_SECONDS", BudgetLimits.seconds, float),
        errors=_positive(environment, "GRONDSLAG_BUDGET_ERRORS", BudgetLimits.errors, int),
        # One client never has all workers.
        running=_positive(environment, "GRONDSLAG_BUDGET_QUERIES", max(1, workers - 1), int),
    )


def _watching(environment: Mapping[str, str]) -> Watching:
    return Watching(
        queries=_choice(environment, "GRONDSLAG_LOG_QUERIES", Watching.queries),
        metrics=_choice(environment, "GRONDSLAG_METRICS", Watching.metrics),
        proxy=_address(environment, "GRONDSLAG_PROXY"),
    )


def _host(text: str) -> str:
    name = text.strip().lower()
    if not _HOST.fullmatch(name):
        raise BadInput(
            f"Invalid name {text!r} in GRONDSLAG_HOSTS",
            expected="host names without port or path, separated by commas",
            example="GRONDSLAG_HOSTS=grondslag.example.nl,localhost",
        )
    return name


def _folder(environment: Mapping[str, str], name: str) -> Path | None:
    text = environment.get(name)
    if not text:
        return None
    folder = Path(text).expanduser().absolute()
    if not folder.is_dir():
        raise BadInput(f"Invalid {name} {text!r}", expected="a folder that exists", example=f"{name}=~/queries")
    return folder


def _choice(environment: Mapping[str, str], name: str, default: C) -> C:
    text = environment.get(name) or default.value
    kind = type(default)
    if text not in [choice.value for choice in kind]:
        raise BadInput(
            f"Invalid {name} {text!r}",
            expected=" or ".join(choice.value for choice in kind),
            example=f"{name}={default.value}",
        )
    return kind(text)


def _address(environment: Mapping[str, str], name: str) -> str | None:
    text = environment.get(name)
    if not text:
        return None
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        raise BadInput(
            f"Invalid {name} {text!r}", expected="the IP address of one proxy", example=f"{name}=127.0.0.1"
        ) from None


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
