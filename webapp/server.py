"""Serving the site with waitress, and stopping it well."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterable
from types import FrameType
from typing import Any

import waitress
from flask import Flask
from waitress.server import BaseWSGIServer

from grondslag.content import content
from grondslag.errors import Failure
from grondslag.query.engine import Engine
from grondslag.settings import Settings
from webapp import DEFAULTS, create_app, logs
from webapp.draining import DrainingChannel
from webapp.metrics import WAS_PASSED_ON, is_passed_on
from webapp.security import host_name

# More than the queries that may run and wait together, so that pages are served meanwhile.
THREADS = 16
# A connection on which nothing happens is closed after this, and after at most so much more until it is looked for.
IDLE_SECONDS = 20
LOOK_SECONDS = 5
# A larger body is not kept (see `draining`); the application's own bound is lower, and it refuses both with 413.
LARGEST_BODY = 1024 * 1024
# An answer up to this size waits on disk for a client that reads slowly, and no thread waits with it.
LARGEST_WAITING = 256 * 1024 * 1024
# Connections that only wait cost little: this many do not shut out others. More would need more open files.
CONNECTIONS = 500
# Of what a proxy adds, only whom it asks for and whether that was by https.
PROXY_HEADERS = frozenset(("x-forwarded-for", "x-forwarded-proto"))


def serve(
    settings: Settings,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    ready: Callable[[str], None] = lambda _url: None,
) -> None:
    """Serve until SIGTERM or Ctrl-C, then let running requests end and stop the workers. Returns normally.

    `ready` is told the address once the site listens. Raises `Failure` when it cannot listen there.
    """
    with Engine(settings, content()) as engine, logs.to_standard_error():
        # Start the workers now, so that the first visitor does not wait for them.
        engine.generation()
        app = create_app(
            {"SETTINGS": settings, "ENGINE": engine, "HOSTS": (*DEFAULTS["HOSTS"], *settings.hosts, host_name(host))}
        )
        server = _listening(app, host, port, settings.watching.proxy)
        app.extensions["grondslag"].prepare()
        ready(f"http://{host}:{port}")
        signal.signal(signal.SIGTERM, _stop)
        try:
            server.run()
        finally:
            server.close()


def _listening(app: Flask, host: str, port: int, proxy: str | None) -> Any:
    # One name may stand for several addresses: each gets a server of its own in here.
    servers: dict[int, Any] = {}
    try:
        server = waitress.create_server(
            app,
            servers,
            host=host,
            port=port,
            threads=THREADS,
            channel_timeout=IDLE_SECONDS,
            cleanup_interval=LOOK_SECONDS,
            max_request_body_size=LARGEST_BODY,
            ident=None,
            outbuf_high_watermark=LARGEST_WAITING,
            connection_limit=CONNECTIONS,
            asyncore_use_poll=True,
            # So that the end of a connection is seen while its query runs.
            channel_request_lookahead=1,
            clear_untrusted_proxy_headers=True,
            **({"trusted_proxy": proxy, "trusted_proxy_headers": set(PROXY_HEADERS)} if proxy else {}),
        )
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise Failure(
            f"Cannot listen on {host}:{port}: {reason}",
            expected="an address of this machine and a free port",
            example="grondslag serve --port 8001",
        ) from error
    # What wakes the loop stands among the servers too.
    for one in (each for each in servers.values() if isinstance(each, BaseWSGIServer)):
        one.channel_class = DrainingChannel
        one.application = _noticing(one.application)
    return server


def _noticing(application: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """The application as waitress calls it, told whether a proxy passed the request on: waitress takes that away."""

    def noticed(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ[WAS_PASSED_ON] = is_passed_on(environ)
        return application(environ, start_response)

    return noticed


def _stop(_number: int, _frame: FrameType | None) -> None:
    # waitress ends its loop and its threads when the main thread leaves with SystemExit.
    sys.exit(0)
