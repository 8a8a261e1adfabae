"""Reports made by a process of its own that may be killed: what comes from outside meets the rules there alone.

A rule may hold a pattern that never comes to an end on some words, and a file any number of statements: so the worker
is bounded in time and memory, and has no network. It writes one report into a file, and tells what came of it: a line
of JSON for each step, and a last one. Without that last line there is no report, and never a part of one: what was not
looked at would pass for being right.
"""

from __future__ import annotations

import ctypes
import dataclasses
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, cast

from grondslag import errors
from grondslag.errors import Failure, GrondslagError, LimitExceeded, MalformedFile
from grondslag.evaluation import Dates
from grondslag.graphs import Layer
from grondslag.published import report_on_generation
from grondslag.query.sandbox import bare_environment, confine
from grondslag.report.formats import FORMATS, Wish
from grondslag.report.grouping import Grouping
from grondslag.report.model import Report
from grondslag.settings import MEGABYTE, ReportLimits
from grondslag.store import Generation
from grondslag.validation import validate_files

Request = dict[str, Any]
Progress = Callable[[str], None]
_LONGEST_LINE = 100_000
_PR_SET_PDEATHSIG = 1
_LESS = "less to report on, or a higher"
_GRACE_SECONDS = 5


@dataclass(frozen=True)
class Form:
    """How a report is wanted: the name of a form of `FORMATS`, how it reads, and which findings."""

    name: str
    wish: Wish = dataclasses.field(default_factory=Wish)
    selection: Mapping[Grouping, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Written:
    """A report in the form that was asked for: its bytes, and how many findings are in it.

    `has_violations` is of the whole, also where a selection leaves them out.
    """

    file: BinaryIO
    findings: int
    has_violations: bool


def of_files(data: Sequence[Path], shapes: Sequence[Path]) -> Request:
    """To ask for what `validation.validate_files` gives."""
    return {"data": [str(file) for file in data], "shapes": [str(file) for file in shapes]}


def of_practice(
    generation: Generation, dates: Dates, *, layers: Set[Layer], registers: Set[str] | None = None
) -> Request:
    """To ask for what `published.report_on_generation` gives."""
    return {
        "generation": generation.told(),
        "as_of": dates.as_of and dates.as_of.isoformat(),
        "reported_at": dates.reported_at and dates.reported_at.isoformat(),
        "layers": sorted(layers),
        "registers": None if registers is None else sorted(registers),
    }


# --- in the parent


@contextmanager
def report(
    request: Request, form: Form, limits: ReportLimits, progress: Progress = lambda _: None
) -> Iterator[Written]:
    """The report that was asked for, until the block ends.

    Raises `LimitExceeded` when it takes more time or memory than it may, and what making it here would raise.
    """
    wanted = {"name": form.name, "wish": dataclasses.asdict(form.wish), "selection": dict(form.selection)}
    with tempfile.TemporaryFile() as asked, tempfile.TemporaryFile() as written:
        asked.write(json.dumps({**request, "form": wanted}).encode())
        asked.seek(0)
        findings, has_violations = _told(cast(BinaryIO, asked), cast(BinaryIO, written), limits, progress)
        written.seek(0)
        yield Written(cast(BinaryIO, written), findings, has_violations)


def _told(asked: BinaryIO, written: BinaryIO, limits: ReportLimits, progress: Progress) -> tuple[int, bool]:
    """Let a worker write the report, and give the last that it tells. Raises what that says, or why there is none."""
    command = [sys.executable, "-m", __name__, json.dumps(dataclasses.asdict(limits)), str(written.fileno())]
    is_late = threading.Event()
    # What a worker puts aside would outlive it when it is killed: so its folder for that is ours to remove.
    with (
        tempfile.TemporaryDirectory(prefix="grondslag-report-") as folder,
        subprocess.Popen(  # noqa: S603  our own program, our own arguments
            command,
            stdin=asked,
            stdout=subprocess.PIPE,
            pass_fds=(written.fileno(),),
            env={**bare_environment(), "TMPDIR": folder},
        ) as worker,
    ):

        def stop() -> None:
            is_late.set()
            worker.kill()

        deadline = threading.Timer(limits.seconds, stop)
        deadline.start()
        try:
            told = _listen(cast(BinaryIO, worker.stdout), progress)
            if told is None:
                worker.wait()
        finally:
            deadline.cancel()
            worker.kill()
    if told is not None:
        return told
    raise _too_long(limits) if is_late.is_set() else _ended(worker.returncode, limits)


def _listen(lines: BinaryIO, progress: Progress) -> tuple[int, bool] | None:
    """Pass on each step that a worker tells, up to its last words; none where its line ends. Raises what they say."""
    while line := lines.readline(_LONGEST_LINE):
        try:
            told = json.loads(line)
            if "findings" in told:
                return int(told["findings"]), bool(told["has_violations"])
            error = _raised(told["error"]) if "error" in told else None
            step = "" if error else str(told["progress"])
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise _unfinished() from None
        if error is not None:
            raise error
        progress(step)
    return None


def _ended(status: int, limits: ReportLimits) -> GrondslagError:
    """The error for a worker that ended without a last word."""
    # An allocation that fails in native code ends in abort(); a machine without memory kills.
    if status in (-signal.SIGABRT, -signal.SIGKILL):
        return _too_much(limits)
    if status == -signal.SIGXCPU:
        return _too_long(limits)
    if status == -signal.SIGSEGV:
        return LimitExceeded("The report crashed its worker", code="too_complex", expected="data nested less deeply")
    return _unfinished()


def _unfinished() -> Failure:
    return Failure("The report was not finished: its worker ended, or told what it never would")


def _too_long(limits: ReportLimits) -> LimitExceeded:
    return LimitExceeded(
        f"The report was stopped after {limits.seconds:g} seconds, unfinished",
        code="timeout",
        expected=f"{_LESS} GRONDSLAG_REPORT_SECONDS",
    )


def _too_much(limits: ReportLimits) -> LimitExceeded:
    return LimitExceeded(
        f"The report was stopped, unfinished: it needs more than {limits.memory_bytes // MEGABYTE} MB of memory",
        code="memory",
        expected=f"{_LESS} GRONDSLAG_REPORT_MEGABYTES",
    )


def _unwritten(error: Exception) -> Failure:
    return Failure(
        f"The report was not finished: {error}",
        expected="room in the folder for temporary files (TMPDIR), and no file there above GRONDSLAG_REPORT_MEGABYTES",
    )


def _raised(told: Mapping[str, Any]) -> GrondslagError:
    """The error that a worker told, made again."""
    if told["kind"] == MalformedFile.__name__:
        return MalformedFile(told["path"], told["reason"], line=told["line"], column=told["column"])
    kind = getattr(errors, told["kind"], Failure)
    words = {name: told[name] for name in ("code", "expected", "example")}
    return (kind if issubclass(kind, GrondslagError) else Failure)(told["message"], **words)


# --- in the worker


def outcome(request: Request, limits: ReportLimits, written: BinaryIO, progress: Progress) -> Request:
    """Write the report that was asked for. Gives the last that a worker tells: what is in it, or what went wrong."""
    form = request["form"]
    try:
        made = _report(request, progress)
        chosen = made.select(form["selection"])
        written.writelines(FORMATS[form["name"]].write(chosen, Wish(**form["wish"])))
        written.flush()
    except GrondslagError as error:
        return {"error": {"kind": type(error).__name__, **vars(error)}}
    except MemoryError:
        return {"error": {"kind": LimitExceeded.__name__, **vars(_too_much(limits))}}
    except OSError as error:
        return {"error": {"kind": Failure.__name__, **vars(_unwritten(error))}}
    return {"findings": len(chosen.findings), "has_violations": made.has_violations}


def _report(request: Request, progress: Progress) -> Report:
    if "data" in request:
        return validate_files([Path(file) for file in request["data"]], [Path(file) for file in request["shapes"]])
    generation = Generation.heard(request["generation"])
    return report_on_generation(
        generation,
        Dates(*(date.fromisoformat(day) if day else None for day in (request["as_of"], request["reported_at"]))),
        layers={Layer(name) for name in request["layers"]},
        registers=None if request["registers"] is None else set(request["registers"]),
        progress=progress,
    )


def main() -> None:
    """The whole program of a worker: confine itself, make the report, tell what came of it."""
    limits = ReportLimits(**json.loads(sys.argv[1]))
    request = json.load(sys.stdin.buffer)
    confine(limits.memory_bytes)
    # A parent that was killed stops nobody: then the kernel does, at once or when the time is up.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL))
    seconds = int(limits.seconds) + 1
    # At the first the kernel sends a signal that tells why; at the second it kills, as for want of memory.
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + _GRACE_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.memory_bytes, limits.memory_bytes))

    def tell(words: Request) -> None:
        sys.stdout.buffer.write(json.dumps(words).encode() + b"\n")
        sys.stdout.buffer.flush()

    # What could not be written was told; closing the file would try it again.
    with suppress(OSError), os.fdopen(int(sys.argv[2]), "wb") as written:
        tell(outcome(request, limits, written, lambda step: tell({"progress": step})))


if __name__ == "__main__":
    main()
