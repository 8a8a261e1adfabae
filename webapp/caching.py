"""Answers that a browser may keep while the generation, the application and the day are the same."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

from flask import Flask, Response, request

from grondslag.errors import GrondslagError
from webapp import i18n
from webapp.services import services

# These say how things are at this moment.
NEVER_KEPT = ("/health",)


def version_of(folder: Path) -> str:
    """A hash of the application's own files, so that a new release is never hidden by an old copy."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".py", ".html", ".css", ".toml", ".svg"):
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def tag_of_request(version: str) -> str:
    """The ETag of the answer to this request: everything that the answer depends on, hashed.

    The day is in it because a query without a date is answered for today.
    """
    parts = (
        version,
        services().generation().id,
        date.today().isoformat(),
        i18n.current(),
        request.headers.get("Accept", ""),
        request.full_path,
    )
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:32]


def install(app: Flask, version: str) -> None:
    """Answer 304 to a browser that holds the current page, and tell the others how long theirs is good."""

    def kept() -> bool:
        return request.method in ("GET", "HEAD") and not request.path.startswith((*NEVER_KEPT, "/static/"))

    @app.before_request
    def not_modified() -> Response | None:
        if not kept() or not request.if_none_match:
            return None
        try:
            tag = tag_of_request(version)
        except GrondslagError:
            # Without a generation there is nothing to compare with: the route tells what is wrong.
            return None
        return (
            Response(status=304, headers={"ETag": f'W/"{tag}"'}) if request.if_none_match.contains_weak(tag) else None
        )

    @app.after_request
    def add_tag(response: Response) -> Response:
        response.vary.add("Accept")
        if response.status_code == 200 and kept():
            try:
                response.set_etag(tag_of_request(version), weak=True)
            except GrondslagError:
                return response
            response.headers.setdefault("Cache-Control", "no-cache")
        return response
