"""Letting pages elsewhere read: what is served there is public, and no cookie is looked at."""

from __future__ import annotations

from flask import Response, request

# What a page elsewhere may read of an answer, beside what a browser shows it anyway.
EXPOSED = "ETag, Grondslag-Generation, Grondslag-Truncated, Retry-After"
ONE_DAY = "86400"


def open_to_every_origin(response: Response) -> Response:
    """Add what a browser asks for before it hands the answer to a page of another origin; never with credentials."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = EXPOSED
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = response.headers["Allow"]
        response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type"
        response.headers["Access-Control-Max-Age"] = ONE_DAY
    return response
