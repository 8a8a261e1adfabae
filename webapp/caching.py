"""Answers that a browser may keep while the generation, the application and the day are the same.

The last answers to what everyone may ask alike are kept here as well, so that they are not made again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, g, request

from grondslag.errors import GrondslagError
from grondslag.query.cache import Cache, today
from grondslag.settings import MEGABYTE
from webapp import i18n
from webapp.cors import OF_GENERATION
from webapp.services import services

# These say how things are at this moment.
NEVER_KEPT = ("/health", "/metrics")
# Hang on the files of the saved queries too, of which a user may change his own while the site runs.
OF_QUERIES = ("/queries", "/search", "/sparql", "/api", "/.well-known/")
# Made of the generation alone, for whoever asks; a visitor's own queries are not among them, for these are counted.
SHARED = ("/data/", "/page/", "/organisations", "/flows", "/statutes", "/def")
SHARED_BYTES = 32 * MEGABYTE


@dataclass(frozen=True)
class Made:
    """An answer as it was made: its headers and its body."""

    headers: tuple[tuple[str, str], ...]
    body: bytes

    @classmethod
    def of(cls, response: Response) -> Made:
        """What to keep of a response with status 200."""
        return cls(tuple(response.headers.items()), response.get_data())

    @property
    def size(self) -> int:
        """The characters of its headers."""
        return sum(len(name) + len(value) for name, value in self.headers)

    def again(self) -> Response:
        """The response once more."""
        return Response(self.body, headers=list(self.headers))


class Responses:
    """The answers that were made last out of the generation that is served."""

    def __init__(self, most: int = SHARED_BYTES) -> None:
        self._most = most
        self._kept: tuple[str, Cache[Made]] = "", Cache(most)

    def find(self, tag: str) -> Response | None:
        """The answer to this request, if it is kept."""
        found = self._of_generation().find(_key(tag)) if _is_shared() else None
        return found.again() if found else None

    def keep(self, tag: str, response: Response) -> None:
        """Keep the answer that was made for this request, if another may be given it."""
        is_whole = response.is_sequence and "Set-Cookie" not in response.headers
        if request.method == "GET" and _is_shared() and is_whole:
            made = Made.of(response)
            self._of_generation().keep(_key(tag), made, made.size)

    def _of_generation(self) -> Cache[Made]:
        generation = services().generation().id
        if self._kept[0] != generation:
            self._kept = generation, Cache(self._most)
        return self._kept[1]


def _is_shared() -> bool:
    return request.path.startswith(SHARED) and "Authorization" not in request.headers


def _key(tag: str) -> tuple[str, str]:
    # An answer may hold whole addresses, under the name that the site was asked for.
    return tag, request.host_url


def version_of(folder: Path) -> str:
    """A hash of the application's own files, so that a new release is never hidden by an old copy."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".py", ".html", ".css", ".js", ".toml", ".svg"):
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
        today().isoformat(),
        i18n.current(),
        request.headers.get("Accept", ""),
        request.full_path,
        services().public.stamp() if request.path.startswith(OF_QUERIES) else "",
    )
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:32]


def install(app: Flask, version: str) -> None:
    """Answer 304 to a browser that holds the current page, and tell the others how long theirs is good."""
    responses = Responses()

    def kept() -> bool:
        return request.method in ("GET", "HEAD") and not request.path.startswith((*NEVER_KEPT, "/static/"))

    @app.before_request
    def known() -> Response | None:
        if not kept():
            return None
        try:
            g.tag = tag_of_request(version)
        except GrondslagError:
            # Without a generation there is nothing to compare with: the route tells what is wrong.
            return None
        if request.if_none_match.contains_weak(g.tag):
            return Response(status=304, headers={"ETag": f'W/"{g.tag}"'})
        found = responses.find(g.tag)
        g.is_kept = found is not None
        return found

    @app.after_request
    def add_tag(response: Response) -> Response:
        response.vary.add("Accept")
        if response.status_code == 200 and "tag" in g:
            response.set_etag(g.tag, weak=True)
            response.headers.setdefault(OF_GENERATION, services().generation().id)
            response.headers.setdefault("Cache-Control", "no-cache")
            if not g.is_kept:
                responses.keep(g.tag, response)
        return response
