"""Asking a web address: within a total time and a size, of that address and of no other."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from urllib.parse import urlsplit

from grondslag.errors import BadInput, QueryTimeout, RemoteFailure
from grondslag.http_reading import is_framed, some, timed_opener, within
from grondslag.settings import MEGABYTE

MOST_BYTES = 64 * MEGABYTE
"""An answer larger than this is not taken."""
_CHUNK = 1 << 16


@dataclass(frozen=True)
class Reply:
    """What an address answered. `is_framed` tells that the server said where the body ends, so that it is whole."""

    status: int
    headers: Message
    body: bytes
    is_framed: bool

    @property
    def kind(self) -> str:
        """The media type, without what stands beside it."""
        return self.headers.get_content_type()


# Proxies are those of the environment, as for every program of the one who asks. Nothing but http and https is opened.
_OPENER = timed_opener()


def checked_address(url: str, *, query: bool = False) -> str:
    """`url` without a slash at its end. Raises `BadInput` unless it is an http or https address of a server.

    Credentials and a fragment have no place in it, nor has a query string unless `query` is true.
    """
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable or parts.username or parts.fragment or (parts.query and not query) or not url.isprintable():
        raise BadInput(
            f"Invalid address {url!r}",
            expected="an http or https address without name and password"
            + ("" if query else ", query string")
            + " and fragment",
            example="https://grondslag.example.nl",
        )
    return url if parts.query else url.rstrip("/")


def fetch(url: str, headers: Mapping[str, str], seconds: float, form: bytes | None = None) -> Reply:
    """What `url` answers to GET, or to a POST of `form`, whatever its status.

    Raises `QueryTimeout` when it is not there whole after `seconds`, and `RemoteFailure` when it cannot be reached,
    breaks off, is too large or sends on to another address.
    """
    request = urllib.request.Request(url, form, dict(headers))  # noqa: S310  see `checked_address`
    try:
        found = within(seconds, lambda: _outcome(request, seconds))
    except TimeoutError:
        raise QueryTimeout(
            f"No whole answer after {seconds:g} seconds", expected="a narrower query, or more time: timeout="
        ) from None
    if isinstance(found, RemoteFailure):
        raise found from None
    return found


def _outcome(request: urllib.request.Request, seconds: float) -> Reply | RemoteFailure:
    try:
        return _reply(request, seconds)
    except TimeoutError:
        raise
    except (OSError, http.client.HTTPException):
        # Given and not raised: the sentence says all there is to say.
        return RemoteFailure(
            "The address cannot be reached, or broke off",
            code="remote_unavailable",
            expected="a server that runs there",
        )


def _reply(request: urllib.request.Request, seconds: float) -> Reply:
    try:
        response = _OPENER.open(request, timeout=seconds)
    except urllib.error.HTTPError as error:
        response = error
    with response:
        if 300 <= response.status < 400:
            raise RemoteFailure(
                "The address sends on to another one, which is not followed",
                code="remote_redirect",
                expected="the address itself",
            )
        framed, body = is_framed(response), bytearray()
        while chunk := some(response, _CHUNK):
            body += chunk
            if len(body) > MOST_BYTES:
                raise RemoteFailure(
                    f"The answer is larger than {MOST_BYTES} bytes",
                    code="remote_too_large",
                    expected="a narrower query",
                )
        return Reply(response.status, response.headers, bytes(body), framed)
