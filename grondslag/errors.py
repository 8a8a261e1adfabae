"""Every error the core raises on purpose: one base class, so that a face maps it in one place.

A message names the bad value, the expected form and an example. `code` is for machines and stays stable.
"""

from __future__ import annotations

from pathlib import Path


class GrondslagError(Exception):
    """Base of all errors of the core.

    `message` is for people; `code` for machines; `expected` and `example` tell what would have been right.
    """

    code = "failure"

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        expected: str | None = None,
        example: str | None = None,
    ) -> None:
        self.message = message
        self.code = code or type(self).code
        self.expected = expected
        self.example = example
        super().__init__(message)

    def __str__(self) -> str:
        parts = [self.message.rstrip(".") + "."]
        if self.expected:
            parts.append(f"Expected {self.expected.rstrip('.')}.")
        if self.example:
            parts.append(f"Example: {self.example}")
        return " ".join(parts)


class BadInput(GrondslagError):
    """What the caller gave cannot be used: a parameter, a file, an option."""

    code = "bad_input"


class NotFound(GrondslagError):
    """The thing named does not exist: a query, a resource, a generation."""

    code = "not_found"


class Refused(BadInput):
    """A query that is understood and not allowed (`not_a_query`, `service_refused`, `too_complex`, ...)."""

    code = "refused"


class TooLarge(BadInput):
    """Text or a file beyond its limit."""

    code = "too_large"


class MalformedFile(BadInput):
    """A file that does not parse; nothing of it was used. `line` and `column` count from 1."""

    code = "malformed_file"

    def __init__(self, path: Path | str, reason: str, *, line: int | None = None, column: int | None = None) -> None:
        self.path = str(path)
        self.reason = reason
        self.line = line
        self.column = column
        where = self.path
        if line is not None:
            where += f", line {line}"
        if column is not None:
            where += f", column {column}"
        super().__init__(f"{where}: {reason}")


class Failure(GrondslagError):
    """Something that should have worked did not: not the caller's doing."""

    code = "failure"


class NoGeneration(Failure):
    """No graph has been built in this home yet."""

    code = "no_generation"


class StoreBusy(Failure):
    """Another process is writing to the same home."""

    code = "store_busy"


class NoSpace(Failure):
    """The disk has no room for what would be written; what there was goes on serving."""

    code = "no_space"


class DamagedStore(Failure):
    """The store's files are not what its manifest says."""

    code = "damaged_store"


class LimitExceeded(Failure):
    """A query was stopped at a limit of time, memory or size; asking again unchanged will not help."""

    code = "limit"


class QueryTimeout(LimitExceeded):
    """The query ran past its deadline and its worker was stopped."""

    code = "timeout"


class QueryMemory(LimitExceeded):
    """The query asked for more memory than a worker may use."""

    code = "memory"


class AnswerTooLarge(LimitExceeded):
    """The answer is larger than may be sent whole, and its kind cannot be cut without losing meaning."""

    code = "answer_too_large"


class Cancelled(LimitExceeded):
    """The one who asked has gone; the worker was stopped."""

    code = "cancelled"


class Busy(LimitExceeded):
    """All workers are taken; trying again shortly may help."""

    code = "busy"


class OverBudget(LimitExceeded):
    """A client used up what one client may take; `retry_seconds` (whole seconds) is when it has something again."""

    code = "over_budget"

    def __init__(self, message: str, *, retry_seconds: int = 1, expected: str | None = None) -> None:
        self.retry_seconds = retry_seconds
        super().__init__(message, expected=expected)


class RemoteFailure(Failure):
    """The SPARQL server that holds the graph gave no answer that can be used.

    `remote_unavailable`, `remote_redirect`, `remote_malformed`, `remote_refused` (its credentials) or `remote_failed`.
    """

    code = "remote_failed"


class RemoteTimeout(QueryTimeout):
    """The SPARQL server that holds the graph did not answer in time."""
