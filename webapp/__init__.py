"""The site: pages, downloads and the SPARQL endpoint over the core. `create_app` makes it."""

from __future__ import annotations

import atexit
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask, request

from grondslag.content import content
from grondslag.query.engine import Engine
from grondslag.query.saved import Catalogue
from grondslag.settings import Settings, Watching
from webapp import (
    api,
    budgets,
    caching,
    cors,
    definitions,
    description,
    discrepancies,
    editing,
    errors,
    explanations,
    flows,
    graphstore,
    health,
    home,
    i18n,
    logs,
    metrics,
    organisations,
    presentation,
    queries,
    reports,
    resources,
    security,
    sparql,
    statutes,
)
from webapp.services import Services

HERE = Path(__file__).resolve().parent
DEFAULTS: Mapping[str, Any] = {
    # Names under which the site may be asked for; others are refused (DNS rebinding).
    "HOSTS": security.LOOPBACK,
    # The organisation whose sharing is told on the front page.
    "STORY": "org/lucrato",
    # A form body: room for the longest query with every character percent-encoded.
    "MAX_CONTENT_LENGTH": 256 * 1024,
    "MAX_FORM_MEMORY_SIZE": 256 * 1024,
}
ROOMS = (
    home,
    organisations,
    explanations,
    flows,
    statutes,
    queries,
    reports,
    discrepancies,
    definitions,
    resources,
    sparql,
    editing,
    graphstore,
    description,
    api,
    health,
    metrics,
)


class _Site(Flask):
    def log_exception(self, exc_info: Any) -> None:
        """Write a fault of ours down where the rest is; Flask's own line would hold the path."""
        errors.log.error("method=%s route=%s", request.method, errors.route(), exc_info=exc_info)


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """The application.

    `config` may hold `SETTINGS` (default: from the environment), `ENGINE` (default: one over those settings),
    `CONTENT` and any of `DEFAULTS`. An engine that is made here is closed when the process ends. With an engine and no
    settings no client is held to a budget.
    """
    app = _Site(__name__)
    app.config.from_mapping(DEFAULTS)
    app.config.from_mapping(config or {})
    messages = i18n.Messages.load(HERE / "messages.toml")
    app.extensions["messages"] = messages
    app.extensions["grondslag"] = _services(app)
    settings: Settings | None = app.config.get("SETTINGS")
    watching = settings.watching if settings else Watching()
    version = caching.version_of(HERE)
    # Comes first, so that it sees every request and every answer as it leaves.
    logs.install(app, watching.queries)
    metrics.install(app, watching.metrics)
    budgets.install(app, settings)
    errors.install(app)
    # After-request functions run in reverse: the headers are added last, to whatever the others made.
    security.install(app, app.config["HOSTS"])
    cors.install(app)
    i18n.install(app, messages)
    caching.install(app, version)
    presentation.install(app, version)
    for room in ROOMS:
        app.register_blueprint(room.blueprint)
    return app


def _services(app: Flask) -> Services:
    found = app.config.get("CONTENT") or content()
    engine = app.config.get("ENGINE")
    if engine is None:
        app.config["SETTINGS"] = app.config.get("SETTINGS") or Settings.from_environment()
        engine = Engine(app.config["SETTINGS"], found)
        atexit.register(engine.close)
    queries_folder = found.queries
    settings: Settings | None = app.config.get("SETTINGS")
    return Services(
        engine,
        Catalogue(queries_folder, settings.queries if settings else None),
        Catalogue(queries_folder / "pages"),
        Catalogue(queries_folder / "choices"),
    )
