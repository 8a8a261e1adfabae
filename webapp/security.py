"""What every answer carries and every request must meet: headers, host names, size."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Flask, Response, request

from webapp.errors import Problem

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self' data:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
# The editor alone runs scripts, and they ask this site alone.
SCRIPTED = ("sparql.endpoint",)
SCRIPTED_POLICY = f"{POLICY}; script-src 'self'; connect-src 'self'"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# The names by which a machine calls itself.
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
ONE_YEAR = "max-age=31536000"


def host_name(host: str) -> str:
    """The name in a Host header, without its port, in lower case."""
    if host.startswith("["):
        return host.partition("]")[0].lower() + "]"
    return host.partition(":")[0].lower()


def install(app: Flask, hosts: Iterable[str]) -> None:
    """Refuse foreign host names and add the headers to every answer, errors included."""
    allowed = {name.lower() for name in hosts}

    @app.before_request
    def check_host() -> None:
        name = host_name(request.headers.get("Host", ""))
        if name not in allowed:
            raise Problem(
                400,
                "unknown_host",
                "host",
                expected="expect_host",
                example="localhost",
            )

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers[name] = value
        if request.endpoint in SCRIPTED:
            response.headers["Content-Security-Policy"] = SCRIPTED_POLICY
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = ONE_YEAR
        return response
