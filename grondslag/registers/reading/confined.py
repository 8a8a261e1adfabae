"""One file, read in a process of its own that may be killed: the two ends of the line between it and its parent.

The worker has the file as its standard input. What it makes of it goes to its standard output, and one JSON object that
says what came of it to a second file: plain bytes, no pickles, so that a worker that a file has taken over cannot run
code in its parent. Both are files on disk and not pipes, so that a large answer takes no memory of the parent.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from typing import Any, BinaryIO

from grondslag.errors import BadInput, GrondslagError, MalformedFile, TooLarge
from grondslag.query.sandbox import bare_environment, confine
from grondslag.registers.reading.upload import Source, opened, shown
from grondslag.settings import UploadLimits

Answer = dict[str, Any]
Work = Callable[[bytes, UploadLimits, BinaryIO], Answer]
_MEMORY = "reading it takes more memory than a file may use"
_TOO_MUCH: Answer = {"status": "error", "kind": "too_large", "reason": _MEMORY, "expected": "a smaller file"}
_LONGEST_ANSWER = 10_000_000


# --- in the parent


def ask(module: str, source: Source, name: str, limits: UploadLimits, *arguments: str) -> tuple[Answer, BinaryIO]:
    """Let `python -m module` read a file: its answer, and a nameless file of what it wrote, which the caller closes.

    `arguments` go to the worker as they are. `name` is what the file is called in messages.
    Raises `TooLarge` when the file or what is in it goes beyond a limit, of time and memory too; `MalformedFile` and
    `BadInput` when it is not what it should be. Nothing is left of the worker then.
    """
    with contextlib.ExitStack() as stack:
        written = stack.enter_context(tempfile.TemporaryFile())
        with opened(source, name, limits) as file, tempfile.TemporaryFile() as answer:
            status = _run(module, arguments, limits, file, written, answer)
            answer.seek(0)
            understood = _understood(status, answer.read(_LONGEST_ANSWER), name, limits)
        stack.pop_all()
        return understood, written


def _run(
    module: str,
    arguments: Sequence[str],
    limits: UploadLimits,
    file: BinaryIO,
    written: BinaryIO,
    answer: BinaryIO,
) -> int | None:
    bounds = json.dumps(dataclasses.asdict(limits))
    command = [sys.executable, "-m", module, bounds, str(answer.fileno()), *arguments]
    try:
        return subprocess.run(  # noqa: S603  our own program, our own arguments
            command,
            check=False,
            stdin=file,
            stdout=written,
            stderr=subprocess.DEVNULL,
            pass_fds=(answer.fileno(),),
            env=bare_environment(),
            timeout=limits.seconds,
        ).returncode
    except subprocess.TimeoutExpired:
        return None


def _understood(status: int | None, data: bytes, name: str, limits: UploadLimits) -> Answer:
    file = shown(name)
    if status is None:
        raise TooLarge(f"{file}: reading it was stopped after {limits.seconds:g} seconds", expected="a smaller file")
    # An allocation that fails in native code ends in abort().
    if status in (-signal.SIGABRT, -signal.SIGKILL):
        raise TooLarge(f"{file}: {_MEMORY}", expected="a smaller file")
    unreadable = BadInput(f"{file} cannot be read: it is damaged, or not what its name says", code="unreadable")
    if status != 0:
        raise unreadable
    try:
        answer = json.loads(data)
        if answer["status"] == "ok":
            return dict(answer)
        raise _reported(answer, file)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise unreadable from None


def _reported(answer: Answer, file: str) -> GrondslagError:
    reason = str(answer["reason"])
    if answer["kind"] == "malformed":
        return MalformedFile(file, reason, line=_number(answer["line"]), column=_number(answer["column"]))
    kind = TooLarge if answer["kind"] == "too_large" else BadInput
    expected = answer["expected"]
    return kind(f"{file}: {reason}", expected=None if expected is None else str(expected))


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None


# --- in the worker


def serve(work: Work) -> None:
    """The whole program of a worker: confine itself, read the file, do the work, answer."""
    limits = UploadLimits(**json.loads(sys.argv[1]))
    answer = os.fdopen(int(sys.argv[2]), "wb")
    written = os.fdopen(os.dup(1), "wb")
    confine(limits.memory_bytes)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.inflated_bytes, limits.inflated_bytes))
    # `written` is not closed: what it could not write before, it cannot write then.
    with answer:
        answer.write(_in_bytes(answered(work, sys.stdin.buffer.read(), limits, written)))


def _in_bytes(found: Answer) -> bytes:
    """What goes back to the parent; what there is no memory to write is as what there is none to read."""
    try:
        return json.dumps(found).encode()
    except MemoryError:
        return json.dumps(_TOO_MUCH).encode()


def answered(work: Work, data: bytes, limits: UploadLimits, written: BinaryIO) -> Answer:
    """What a worker answers for a file: what it found, or what is wrong with the file."""
    try:
        found = work(data, limits, written)
        written.flush()
    except MalformedFile as error:
        return {
            "status": "error",
            "kind": "malformed",
            "reason": error.reason,
            "line": error.line,
            "column": error.column,
        }
    except BadInput as error:
        kind = "too_large" if isinstance(error, TooLarge) else "bad_input"
        return {"status": "error", "kind": kind, "reason": error.message, "expected": error.expected}
    except MemoryError:
        return _TOO_MUCH
    except OSError:
        # The only file it writes to is bounded (RLIMIT_FSIZE).
        reason = f"it swells to more than {limits.inflated_bytes} bytes"
        return {"status": "error", "kind": "too_large", "reason": reason, "expected": "a smaller file"}
    return {"status": "ok", **found}
