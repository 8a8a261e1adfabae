"""How this machine, this home and what protects it are: tried where that can be done, and not judged by name."""

from __future__ import annotations

import json
import platform
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import pyoxigraph

from grondslag import __version__
from grondslag.content import Content
from grondslag.errors import Failure, GrondslagError, RemoteFailure
from grondslag.query.engine import Engine
from grondslag.query.sandbox import bare_environment
from grondslag.query.saved import Catalogue
from grondslag.registers.export.pdf import pdf_library
from grondslag.remote.store import open_store
from grondslag.settings import MEGABYTE, Settings
from grondslag.store import require_space

_PROBE_SECONDS = 60
# What a worker must not be able to do, as the probe names it, and what to do where the platform lets it.
_SOCKET = "opens a socket"
_MUST_NOT = {
    _SOCKET: "a firewall that lets the user of the service call nobody: see docs/security.md",
    "starts a program": "Linux on x86-64 or ARM64, where the kernel refuses it",
    "takes memory beyond its limit": "Linux, or a limit on the memory of the service",
    "leaves a core dump": "ulimit -c 0",
}
_TO_SERVER_ALONE = "a firewall that lets the user of the service call that server alone: see docs/security.md"
# What no worker is kept from; whether that matters is for who runs the service to say.
_MAY = {"reads files of this user": "a user of its own for the service, who may read nothing but its home"}


class State(StrEnum):
    """`ok`; `missing` where something needed is not there; `note` where something is not there that is not needed."""

    OK = "ok"
    MISSING = "missing"
    NOTE = "note"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: what was found, and what would mend it where it is not right."""

    subject: str
    state: State
    found: str
    remedy: str | None = None


@dataclass(frozen=True)
class Examination:
    """All that was found: versions by name, settings in force by their variable, and the checks."""

    versions: dict[str, str]
    settings: dict[str, str]
    checks: tuple[Check, ...]

    @property
    def well(self) -> bool:
        """Whether nothing that is needed is missing."""
        return all(check.state is not State.MISSING for check in self.checks)

    def to_json(self) -> dict[str, Any]:
        """As `docs/cli.md` describes it."""
        return {"well": self.well, **asdict(self)}


def examine(settings: Settings, content: Content) -> Examination:
    """Look at everything; what is wrong is a check that says so, and no error."""
    of_service = [*_workers(settings), *_home(settings), _generation(settings, content), *_queries(settings, content)]
    return Examination(_versions(), settings.in_force(), (*of_service, _java(), _pdf()))


def _versions() -> dict[str, str]:
    return {
        "grondslag": __version__,
        "pyoxigraph": str(pyoxigraph.__version__),
        "Python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
    }


def _workers(settings: Settings) -> Iterator[Check]:
    command = [sys.executable, "-m", "grondslag.query.probe", str(settings.limits.memory_bytes)]
    run = subprocess.run(  # noqa: S603  our own program, our own arguments
        command, env=bare_environment(), capture_output=True, timeout=_PROBE_SECONDS, check=False
    )
    if run.returncode != 0:
        yield Check(
            "query worker", State.MISSING, f"it ended with {run.returncode} as it was tried", "a supported Python"
        )
        return
    tried: dict[str, bool] = json.loads(run.stdout)
    for subject, remedy in _MUST_NOT.items():
        yield _held_back(subject, tried[subject], State.MISSING, remedy)
    if settings.remote is not None:
        found = "it can, and no kernel keeps it to that server; the line above is of the other workers"
        yield Check(f"a worker that asks {settings.remote.url} {_SOCKET}", State.NOTE, found, _TO_SERVER_ALONE)
    for subject, remedy in _MAY.items():
        yield _held_back(subject, tried[subject], State.NOTE, remedy)


def _held_back(attempt: str, succeeded: bool, otherwise: State, remedy: str) -> Check:
    subject = f"a query worker {attempt}"
    return Check(subject, otherwise, "it can", remedy) if succeeded else Check(subject, State.OK, "tried, and refused")


def _home(settings: Settings) -> Iterator[Check]:
    home = settings.home
    if not home.is_dir():
        yield Check("home", State.MISSING, f"{home} does not exist", "grondslag build")
        return
    mode = stat.S_IMODE(home.stat().st_mode)
    others = mode & (stat.S_IRWXG | stat.S_IRWXO)
    yield Check(
        "home",
        State.NOTE if others else State.OK,
        f"{home}, permissions {mode:04o}" + (": others on this machine may look into it" if others else ""),
        f"chmod 700 {home}" if others else None,
    )
    free = shutil.disk_usage(home).free // MEGABYTE
    try:
        require_space(home, 0)
        yield Check("space", State.OK, f"{free} MB free")
    except Failure as error:
        yield Check("space", State.MISSING, f"{free} MB free", error.expected)


def _generation(settings: Settings, content: Content) -> Check:
    try:
        generation = open_store(settings).current()
        generation.open()
        with Engine(settings, content) as engine:
            in_force = ", ".join(engine.protection())
    except RemoteFailure as error:
        address = settings.remote.url if settings.remote else ""
        return Check("generation", State.MISSING, f"{address}: {error.message}", error.expected)
    except GrondslagError as error:
        return Check("generation", State.MISSING, error.message, error.example)
    opened = f"{generation.id}, {generation.quads} statements, opens and counts right"
    return Check("generation", State.OK, f"{opened}; its workers say: {in_force}")


def _queries(settings: Settings, content: Content) -> Iterator[Check]:
    """The user's own saved queries: each file that cannot be used, or that all can be."""
    if settings.queries is None:
        return
    faults = Catalogue(content.queries, settings.queries).faults()
    for fault in faults:
        yield Check(f"saved query {fault.path}", State.NOTE, str(fault), "mend the file: see docs/saved-queries.md")
    if not faults:
        yield Check("own saved queries", State.OK, f"all files of {settings.queries} can be used")


def _java() -> Check:
    java = shutil.which("java")
    if java is None:
        return Check("Java", State.NOTE, "none; only `grondslag reason` needs it", "sudo apt-get install default-jre")
    run = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=_PROBE_SECONDS, check=False)  # noqa: S603
    return Check("Java", State.OK, (run.stderr or run.stdout).partition("\n")[0])


def _pdf() -> Check:
    try:
        library = pdf_library()
    except Failure as error:
        return Check("PDF", State.NOTE, error.message, error.example)
    return Check("PDF", State.OK, f"weasyprint {library.__version__}")
