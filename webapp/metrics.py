"""Figures of the running site, as Prometheus reads them. No name of a figure or label comes from a visitor's text."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, cast

from flask import Blueprint, Flask, Response, current_app, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import Collector

from grondslag.errors import GrondslagError
from grondslag.settings import MetricsFor
from webapp import logs
from webapp.errors import Problem, route
from webapp.security import LOOPBACK, host_name
from webapp.services import Engine

blueprint = Blueprint("metrics", __name__)

# The methods that have a name of their own in the figures: a client can make up others.
METHODS = frozenset(("GET", "HEAD", "OPTIONS", "POST"))
# What proxies add to a request that they pass on.
PASSED_ON = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")
# Where the server notes that one of these came in, before it takes away those that nobody is trusted to write.
WAS_PASSED_ON = "grondslag.passed_on"
REQUEST_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
QUERY_SECONDS = (0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The figures of one application."""

    def __init__(self, engine: Engine, audience: MetricsFor) -> None:
        self.audience = audience
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "grondslag_requests",
            "Requests answered, by the route as docs/http.md writes it",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "grondslag_request_seconds",
            "Seconds from a request to its answer",
            ("route",),
            buckets=REQUEST_SECONDS,
            registry=self.registry,
        )
        self._queries = Counter(
            "grondslag_queries",
            "Queries of visitors, by what came of them: ok, or the code of the error",
            ("outcome",),
            registry=self.registry,
        )
        self._query_seconds = Histogram(
            "grondslag_query_seconds",
            "Seconds that a worker was at a visitor's query",
            buckets=QUERY_SECONDS,
            registry=self.registry,
        )
        self.registry.register(_OfTheEngine(engine))
        # Memory, open files and processor time, where the platform tells them.
        ProcessCollector(registry=self.registry)

    def answered(self, status: int) -> None:
        """Count the present request."""
        named = route()
        method = request.method if request.method in METHODS else "other"
        self._requests.labels(method, named, str(status)).inc()
        self._seconds.labels(named).observe(logs.seconds())

    def asked(self, outcome: str) -> None:
        """Count a visitor's query by what came of it."""
        self._queries.labels(outcome).inc()

    def took(self, seconds: float) -> None:
        """Count how long a worker was at a visitor's query."""
        self._query_seconds.observe(seconds)


class _OfTheEngine(Collector):
    """What the engine knows, read when it is asked for."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def collect(self) -> Iterable[Metric]:
        yield from self._of_workers()
        # Without a generation the site says so at /health; its figures are there all the same.
        with suppress(GrondslagError):
            reading = self._engine.reading()
            generation, cache = reading.generation, reading.cache.counters
            named = GaugeMetricFamily("grondslag_generation_info", "The generation that is served", labels=("id",))
            named.add_metric((generation.id,), 1)
            yield named
            yield GaugeMetricFamily(
                "grondslag_generation_statements", "Statements that everyone may see", value=generation.quads
            )
            found = CounterMetricFamily(
                "grondslag_cache", "Answers that were remembered of this generation, or not", labels=("found",)
            )
            found.add_metric(("hit",), cache.hits)
            found.add_metric(("miss",), cache.misses)
            yield found
            yield GaugeMetricFamily("grondslag_cache_bytes", "Room that remembered answers take", value=cache.bytes)

    def _of_workers(self) -> Iterable[Metric]:
        now = GaugeMetricFamily("grondslag_workers", "Query workers, by pool and state", labels=("pool", "state"))
        waiting = GaugeMetricFamily("grondslag_queries_waiting", "Queries that wait for a worker", labels=("pool",))
        ever = CounterMetricFamily(
            "grondslag_worker_events",
            "Workers started, ended, and of these killed at a limit",
            labels=("pool", "event"),
        )
        for pool, tally in self._engine.tallies._asdict().items():
            counts = tally.counts()
            now.add_metric((pool, "alive"), counts["started"] - counts["ended"])
            now.add_metric((pool, "busy"), counts["busy"])
            waiting.add_metric((pool,), counts["waiting"])
            for event in ("started", "ended", "killed"):
                ever.add_metric((pool, event), counts[event])
        return (now, waiting, ever)


def metrics() -> Metrics:
    """The figures of the running application."""
    return cast(Metrics, current_app.extensions["metrics"])


@blueprint.get("/metrics")
def figures() -> Response:
    """All figures. Refuses whoever they are not for (403)."""
    seen = metrics()
    if seen.audience is MetricsFor.LOCAL and not _from_this_machine():
        raise Problem(403, "local_only", "local_only", expected="expect_local", example="GRONDSLAG_METRICS=everyone")
    response = Response(generate_latest(seen.registry), content_type=CONTENT_TYPE_LATEST)
    response.headers["Cache-Control"] = "no-store"
    return response


def is_passed_on(environ: Mapping[str, Any]) -> bool:
    """Whether a proxy says in this WSGI environment that it passes on what another asks."""
    return bool(environ.get(WAS_PASSED_ON)) or any(name in environ for name in PASSED_ON)


def _from_this_machine() -> bool:
    """Whether a program on this machine asks this site directly.

    Behind a proxy on the same machine everybody seems to be here; but then the site is asked for under another name,
    or the proxy says in a header that it passes something on. One that does neither cannot be told from a program here.
    """
    if is_passed_on(request.environ):
        return False
    try:
        here = ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
    return here and host_name(request.host) in LOOPBACK


def install(app: Flask, audience: MetricsFor) -> None:
    """Count every request of the application."""
    app.extensions["metrics"] = Metrics(app.extensions["grondslag"].engine, audience)

    @app.after_request
    def count(response: Response) -> Response:
        metrics().answered(response.status_code)
        return response
