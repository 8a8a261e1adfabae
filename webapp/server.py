"""Serving the site with waitress, and stopping it well."""

from __future__ import annotations

import signal
import sys
from types import FrameType

import waitress

from grondslag.content import content
from grondslag.query.engine import Engine
from grondslag.settings import Settings
from webapp import DEFAULTS, create_app
from webapp.security import host_name

THREADS = 8
IDLE_SECONDS = 30
# A request whose body is larger is refused while it is read; the application's own bound is lower.
LARGEST_BODY = 1024 * 1024


def serve(settings: Settings, *, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve until SIGTERM or Ctrl-C, then let running requests end and stop the workers. Returns normally."""
    with Engine(settings, content()) as engine:
        # Start the workers now, so that the first visitor does not wait for them.
        engine.generation()
        app = create_app(
            {"SETTINGS": settings, "ENGINE": engine, "HOSTS": (*DEFAULTS["HOSTS"], *settings.hosts, host_name(host))}
        )
        server = waitress.create_server(
            app,
            host=host,
            port=port,
            threads=THREADS,
            channel_timeout=IDLE_SECONDS,
            max_request_body_size=LARGEST_BODY,
            ident=None,
            clear_untrusted_proxy_headers=True,
        )
        signal.signal(signal.SIGTERM, _stop)
        try:
            server.run()
        finally:
            server.close()


def _stop(_number: int, _frame: FrameType | None) -> None:
    # waitress ends its loop and its threads when the main thread leaves with SystemExit.
    sys.exit(0)
