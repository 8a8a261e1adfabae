"""What is written down of each request: one line of JSON, without a word of the visitor's unless told so.

A line break or a control character in what comes from outside is escaped by JSON, so that nobody forges a line.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, request

from grondslag.query.budget import client_of
from grondslag.settings import QueryLog
from webapp.errors import request_id, route

access = logging.getLogger("grondslag.access")

# Of a query no more than this is written down.
MOST_CHARACTERS = 2_000
# Lines of one client can be told to belong together as long as the process runs, and never whose they are.
_KEY = secrets.token_bytes(32)


class JsonLines(logging.Formatter):
    """A record as one line of JSON: time (UTC), level, logger, and either `fields` or the message."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, in ASCII."""
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
        }
        entry |= getattr(record, "fields", None) or {"message": record.getMessage()}
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return json.dumps(entry, default=str)


@contextmanager
def to_standard_error() -> Iterator[None]:
    """Write requests, and what goes wrong here and in the server, to standard error as long as the block lasts."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    loggers = [logging.getLogger(name) for name in ("grondslag", "waitress")]
    for logger in loggers:
        logger.addHandler(handler)
    level = access.level
    access.setLevel(logging.INFO)
    try:
        yield
    finally:
        access.setLevel(level)
        for logger in loggers:
            logger.removeHandler(handler)


def seconds() -> float:
    """How long the request has taken until now."""
    return time.monotonic() - float(g.started)


def client() -> str:
    """A name for the client of this request, which tells nothing of it."""
    named = client_of(request.remote_addr or "")
    return hmac.new(_KEY, named.encode(), hashlib.sha256).hexdigest()[:12]


def _length(response: Response) -> int | None:
    # What is streamed is not read for the sake of its length.
    return response.calculate_content_length() if response.is_sequence else response.content_length


def _fields(response: Response, queries: QueryLog) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": request_id(),
        "client": client(),
        "method": request.method,
        "route": route(),
        "status": response.status_code,
        "outcome": g.get("outcome", "ok"),
        "milliseconds": round(seconds() * 1000, 1),
        "bytes": _length(response),
    }
    if "reading" in g:
        found["generation"] = g.reading.generation.id
    if "query" in g:
        text = str(g.query)
        found["query_sha256"] = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        if queries is QueryLog.TEXT:
            found["query"] = text[:MOST_CHARACTERS]
    return found


def install(app: Flask, queries: QueryLog) -> None:
    """Write every request of the application down. Comes before all else that looks at requests."""

    @app.before_request
    def begin() -> None:
        g.started = time.monotonic()

    @app.after_request
    def write_down(response: Response) -> Response:
        if access.isEnabledFor(logging.INFO):
            access.info("request", extra={"fields": _fields(response, queries)})
        return response
