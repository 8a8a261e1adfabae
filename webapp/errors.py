"""The one place that turns errors into answers: the core's, Flask's and our own.

Every answer has an id that is logged with it, so that somebody who reports it can be helped. Nothing of the
inside (traceback, path on the machine, text of an engine) leaves in a body.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Flask, Response, current_app, g, jsonify, render_template, request
from werkzeug.exceptions import HTTPException

from grondslag import errors as core
from webapp import i18n

log = logging.getLogger("grondslag.web")

RETRY_SECONDS = "5"
# The most specific class comes first; a class that is not named here is a failure of ours.
STATUS: tuple[tuple[type[core.GrondslagError], int], ...] = (
    (core.TooLarge, 413),
    (core.NotFound, 404),
    (core.MalformedFile, 422),
    (core.BadInput, 400),
    (core.AnswerTooLarge, 413),
    (core.OverBudget, 429),
    # Nobody reads it: a number of its own in log and figures, so that it is not taken for a fault.
    (core.Cancelled, 499),
    (core.RemoteTimeout, 504),
    (core.LimitExceeded, 503),
    (core.RemoteFailure, 502),
    (core.NoGeneration, 503),
    (core.StoreBusy, 503),
    (core.NoSpace, 507),
    (core.DamagedStore, 503),
    (core.Failure, 500),
)
# Failures whose message is about the caller's query and holds nothing of the machine.
SHOWN_FAILURES = (core.LimitExceeded,)
# Codes whose sentence says all there is to say; with the others the core's own message tells the rest.
WHOLE = frozenset(("unknown_resource", "busy", "memory", "service_refused", "unavailable", "failure"))
# What a program reads is in one language, whatever the reader's.
MACHINE_LANGUAGE = "en"
# Paths whose first readers are programs: they get JSON unless they ask for HTML.
MACHINE_PATHS = ("/sparql", "/graph-store", "/graph/", "/data/", "/health", "/metrics", "/.well-known/", "/api/")
# Below these an extension asks for a file, one that there is or not.
DOWNLOADS = ("/queries/", "/reports/")
HTTP_CODES = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    413: "too_large",
}
HTTP_EXPECTED = {405: "expect_method", 413: "expect_size"}


def request_id() -> str:
    """What names the present request in the log, and in the answer when it fails."""
    if "id" not in g:
        g.id = secrets.token_hex(6)
    return str(g.id)


NO_ROUTE = "none"


def route() -> str:
    """The route of the present request as it is declared, without a word of the visitor's."""
    return request.url_rule.rule if request.url_rule else NO_ROUTE


class Problem(Exception):
    """A request that the web application itself refuses.

    Its text is `error.<key>` in the messages, and what would have been right is `error.<expected>`; `values` fill
    in the names in both.
    """

    def __init__(
        self,
        status: int,
        code: str,
        key: str,
        *,
        expected: str | None = None,
        example: str | None = None,
        **values: object,
    ) -> None:
        self.status = status
        self.code = code
        self.key = key
        self.expected = expected
        self.example = example
        self.values = values
        super().__init__(code)


@dataclass(frozen=True)
class Answer:
    """What is told about an error: to a person in HTML, to a program in JSON.

    `key` names the sentence. `detail` and `hint` are the core's own words about it, which are in English. `is_fault`
    tells that it is ours.
    """

    status: int
    code: str
    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    expected: str | None = None
    example: str | None = None
    detail: str | None = None
    hint: str | None = None
    is_fault: bool = False
    headers: dict[str, str] = field(default_factory=dict)
    id: str = field(default_factory=request_id)

    def message(self, language: str) -> str:
        """What is wrong, in this language."""
        return _text(self.key, language, **self.values)

    def right(self, language: str) -> str | None:
        """What would have been right, in this language; the core's words where there are no others."""
        return _text(self.expected, language, **self.values) if self.expected else self.hint


def status_of(error: core.GrondslagError) -> int:
    """The HTTP status of an error of the core."""
    return next(status for kind, status in STATUS if isinstance(error, kind))


def wants_json() -> bool:
    """Whether this request's answer to an error is JSON rather than a page."""
    kinds = ["application/json", "application/problem+json"]
    offered = [*kinds, "text/html"] if _is_for_programs(request.path) else ["text/html", *kinds]
    best = request.accept_mimetypes.best_match(offered, default=offered[0])
    return best != "text/html"


def _is_for_programs(path: str) -> bool:
    return path.startswith(MACHINE_PATHS) or (path.startswith(DOWNLOADS) and "." in path)


def respond(answer: Answer) -> Response:
    """Log the answer under its id and render it."""
    g.outcome = answer.code
    log.log(
        logging.ERROR if answer.is_fault else logging.INFO,
        "id=%s status=%s code=%s method=%s route=%s",
        answer.id,
        answer.status,
        answer.code,
        request.method,
        route(),
    )
    if wants_json():
        response = jsonify(
            status=answer.status,
            code=answer.code,
            message=answer.detail or answer.message(MACHINE_LANGUAGE),
            expected=answer.right(MACHINE_LANGUAGE),
            example=answer.example,
            id=answer.id,
        )
        response.mimetype = "application/problem+json"
        response.headers["Content-Language"] = MACHINE_LANGUAGE
    else:
        response = Response(
            render_template("error.html", error=answer, whole=answer.code in WHOLE), mimetype="text/html"
        )
    response.status_code = answer.status
    response.headers.update(answer.headers)
    response.headers["Cache-Control"] = "no-store"
    return response


def _messages() -> i18n.Messages:
    messages: i18n.Messages = current_app.extensions["messages"]
    return messages


def _text(key: str, language: str, **values: object) -> str:
    return _messages().text(f"error.{key}", language, **values)


def _key_of(error: core.GrondslagError) -> str:
    """The sentence for an error of the core: that of its code, else of its kind."""
    known = _messages().texts
    kinds = (f"core_{code}" for code in (error.code, *(getattr(kind, "code", "") for kind in type(error).__mro__)))
    return next((key for key in kinds if f"error.{key}" in known), "core_bad_input")


def _retry(error: core.GrondslagError, status: int) -> dict[str, str]:
    if isinstance(error, core.OverBudget):
        return {"Retry-After": str(error.retry_seconds)}
    return {"Retry-After": RETRY_SECONDS} if status in (503, 504) else {}


def from_problem(error: Problem) -> Response:
    """An answer to a request that we refuse ourselves."""
    return respond(Answer(error.status, error.code, error.key, error.values, error.expected, error.example))


def from_core(error: core.GrondslagError) -> Response:
    """An answer to an error of the core: our sentence for it, and its own message where that says more.

    That message is about the caller's input, or it is not shown.
    """
    status = status_of(error)
    headers = _retry(error, status)
    if status >= 500 and not isinstance(error, SHOWN_FAILURES):
        log.error("code=%s message=%r", error.code, error.message)
        key = {502: "remote", 503: "unavailable"}.get(status, "failure")
        return respond(Answer(status, error.code, key, is_fault=True, headers=headers))
    found = Answer(
        status,
        error.code,
        _key_of(error),
        {"path": request.path},
        example=error.example,
        detail=error.message,
        hint=error.expected,
        headers=headers,
    )
    return respond(found)


def from_http(error: HTTPException) -> HTTPException | Response:
    """An answer to Flask's own errors; redirects pass as they are."""
    if error.response is not None or error.code is None or error.code < 400:
        return error
    code = HTTP_CODES.get(error.code, "failure" if error.code >= 500 else "bad_request")
    headers = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
    values = {"methods": headers.get("Allow"), "bytes": current_app.config["MAX_CONTENT_LENGTH"]}
    expected = HTTP_EXPECTED.get(error.code)
    return respond(Answer(error.code, code, code, values, expected, is_fault=error.code >= 500, headers=headers))


def install(app: Flask) -> None:
    """Give the application its handlers."""
    app.register_error_handler(Problem, from_problem)
    app.register_error_handler(core.GrondslagError, from_core)
    app.register_error_handler(HTTPException, from_http)
