"""Letting pages elsewhere read: what is served there is public, and no cookie is looked at."""

from __future__ import annotations

from flask import Flask, Response, request

OF_GENERATION, QUERY_VERSION, TRUNCATED = "Grondslag-Generation", "Grondslag-Query-Version", "Grondslag-Truncated"
# What a page elsewhere may read of an answer, beside what a browser shows it anyway.
EXPOSED = ", ".join(("ETag", OF_GENERATION, QUERY_VERSION, TRUNCATED, "Retry-After"))
# By their path, for what is refused there has no route. Their pages are for our own readers.
OPEN = ("/sparql", "/graph-store", "/graph/", "/queries/", "/api/openapi.json", "/api/queries", "/.well-known/")
ONE_DAY = "86400"


def open_to_every_origin(response: Response) -> Response:
    """Add what a browser asks for before it hands the answer to a page of another origin; never with credentials."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = EXPOSED
    if request.method == "OPTIONS" and "Allow" in response.headers:
        response.headers["Access-Control-Allow-Methods"] = response.headers["Allow"]
        response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type"
        response.headers["Access-Control-Max-Age"] = ONE_DAY
    return response


def install(app: Flask) -> None:
    """Open the data of the application, and what is said of errors there, to every origin."""

    @app.after_request
    def open_data(response: Response) -> Response:
        # What has no body is of the type that Flask begins with.
        is_page = response.mimetype == "text/html" and request.method != "OPTIONS" and response.status_code != 304
        return open_to_every_origin(response) if request.path.startswith(OPEN) and not is_page else response
