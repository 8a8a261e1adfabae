"""A report on data from outside: made by a worker that is bounded, whole or not at all, and never by the site."""

from __future__ import annotations

import ast
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TypeVar

import pyoxigraph as ox
import pyshacl
import pytest
from click.testing import CliRunner, Result
from generations import publish_quads
from register_data import OPEN, publish

from grondslag import confined_reports
from grondslag.cli import cli
from grondslag.confined_reports import Form, of_files, of_practice, outcome, report
from grondslag.content import Content
from grondslag.draft import describe
from grondslag.errors import BadInput, Failure, GrondslagError, LimitExceeded, MalformedFile, NotFound
from grondslag.evaluation import Dates
from grondslag.graphs import SHAPES, SHAPES_GRAPH, Layer
from grondslag.published import REPORT_FILE, register_named, report_on_generation
from grondslag.query.engine import Engine
from grondslag.report.formats import FORMATS
from grondslag.settings import MEGABYTE, ReportLimits, Settings
from grondslag.store import GraphStore
from webapp import create_app
from webapp.errors import status_of

ROOT = Path(__file__).resolve().parent.parent
LIMITS = ReportLimits()
T = TypeVar("T")
A_PATTERN = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
<a:S> a sh:NodeShape ; sh:targetClass <a:C> ; sh:property <a:S-p> .
<a:S-p> a sh:PropertyShape ; sh:path <a:p> ; sh:minCount 1 ; sh:pattern "^(a+)+$" .
"""
# No end is in sight of trying this pattern on these words; of the others it is a matter of no time.
ENDLESS, SHORT = "a" * 60 + "b", "aaaa"


@pytest.fixture
def shapes(tmp_path: Path) -> Path:
    file = tmp_path / "shapes.ttl"
    file.write_text(A_PATTERN, encoding="utf-8")
    return file


def data(folder: Path, words: str) -> Path:
    file = folder / "data.ttl"
    file.write_text(f'<a:x> a <a:C> ; <a:p> "{words}" .', encoding="utf-8")
    return file


def validated(file: Path, shapes: Path, form: str = "text", **environment: str) -> Result:
    arguments = ["validate", "--data", str(file), "--shapes", str(shapes), "--format", form]
    return CliRunner(env=environment).invoke(cli, arguments)


def refused(result: Result, words: str) -> None:
    """That the command failed with these words and told nothing else: no report, no part of one, no `conforms`."""
    assert (result.exit_code, result.stdout) == (3, "")
    assert words in result.stderr
    assert "unfinished" in result.stderr


def test_a_rule_that_comes_to_no_end_is_stopped_at_its_time(tmp_path: Path, shapes: Path) -> None:
    refused(validated(data(tmp_path, ENDLESS), shapes, "json", GRONDSLAG_REPORT_SECONDS="1"), "stopped after 1 seconds")
    whole = validated(data(tmp_path, SHORT), shapes)
    assert (whole.exit_code, "Violations: 0" in whole.stdout) == (0, True)


def test_data_that_need_too_much_memory_are_stopped(tmp_path: Path, shapes: Path) -> None:
    refused(validated(data(tmp_path, "x" * 30 * MEGABYTE), shapes, GRONDSLAG_REPORT_MEGABYTES="16"), "16 MB of memory")


def test_what_was_stopped_leaves_the_file_of_a_former_report_as_it_was(tmp_path: Path, shapes: Path) -> None:
    out = tmp_path / "report"
    out.write_bytes(b"former")
    arguments = ["validate", "--data", str(data(tmp_path, ENDLESS)), "--shapes", str(shapes), "--out", str(out)]
    result = CliRunner(env={"GRONDSLAG_REPORT_SECONDS": "0.1"}).invoke(cli, arguments)
    assert (result.exit_code, result.stdout, out.read_bytes()) == (3, "", b"former")


def test_a_limit_is_503_over_http() -> None:
    for error in (confined_reports._too_long(LIMITS), confined_reports._too_much(LIMITS)):
        assert status_of(error) == 503


# --- between the two processes


PROGRAMS = {
    "killed": ("import os; os.kill(os.getpid(), 9)", LimitExceeded, "memory"),
    "aborted": ("import os; os.abort()", LimitExceeded, "memory"),
    "out of processor time": (
        f"import os; os.kill(os.getpid(), {int(signal.SIGXCPU)})",
        LimitExceeded,
        "stopped after",
    ),
    "crashed": (f"import os; os.kill(os.getpid(), {int(signal.SIGSEGV)})", LimitExceeded, "crashed"),
    "a fault of ours": ("raise SystemExit(1)", Failure, "not finished"),
    "silent": ("pass", Failure, "not finished"),
    "half a line": ("print('{\"findings\": 0', end='')", Failure, "not finished"),
    "nonsense": ("print('x' * 200_000)", Failure, "not finished"),
    "no object": ("print('[1]')", Failure, "not finished"),
    "an error without words": ("print('{\"error\": {}}')", Failure, "not finished"),
    "neither a step nor an end": ("print('{\"steps\": 1}')", Failure, "not finished"),
    "steps and no end": ('print(\'{"progress": "one"}\')', Failure, "not finished"),
}


def worker_is(program: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let another Python program be the worker, with the arguments of the real one."""
    interpreter = folder / "python"
    # The first two arguments are -m and the name of the module.
    interpreter.write_text(f'#!/bin/sh\nexec {sys.executable} -c {shlex.quote(program)} "$3" "$4"\n', encoding="utf-8")
    interpreter.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(interpreter))


@pytest.mark.parametrize("how", list(PROGRAMS))
def test_a_worker_that_does_not_answer_gives_an_error_and_no_report(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, error, words = PROGRAMS[how]
    worker_is(program, tmp_path, monkeypatch)
    with pytest.raises(error, match=words), report(of_files([], []), Form("text"), LIMITS):
        pass


def test_a_worker_that_closes_its_line_and_goes_on_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worker_is("import os, time; os.close(1); time.sleep(60)", tmp_path, monkeypatch)
    limits = replace(LIMITS, seconds=0.3)
    with pytest.raises(LimitExceeded, match="stopped after"), report(of_files([], []), Form("text"), limits):
        pass


def test_the_steps_of_a_worker_are_told_as_they_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ({"progress": "one"}, {"progress": "two"}, {"findings": 3, "has_violations": True})
    worker_is("".join(f"print({json.dumps(line)!r});" for line in lines), tmp_path, monkeypatch)
    steps: list[str] = []
    with report(of_files([], []), Form("text"), LIMITS, steps.append) as written:
        assert (steps, written.findings, written.has_violations) == (["one", "two"], 3, True)


def test_nothing_is_left_of_what_a_stopped_worker_put_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary, seen = tmp_path / "temporary", tmp_path / "seen"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", None)
    program = "import os, tempfile, time; from pathlib import Path; made = Path(tempfile.mkdtemp());"
    program += f"(made / 'known').write_text('geheim'); Path({str(seen)!r}).write_text(str(made));"
    worker_is(program + "os.close(1); time.sleep(60)", tmp_path, monkeypatch)
    limits = replace(LIMITS, seconds=0.5)
    with pytest.raises(LimitExceeded, match="stopped after"), report(of_files([], []), Form("text"), limits):
        pass
    assert temporary in Path(seen.read_text(encoding="utf-8")).parents
    assert list(temporary.iterdir()) == []


FILLING = """
from types import SimpleNamespace
from grondslag import confined_reports as worker

worker._report = lambda *_: SimpleNamespace(select=lambda _: None)
worker.FORMATS = {"text": SimpleNamespace(write=lambda *_: (bytes(1000) for _ in range(40_000)))}
worker.main()
"""


def test_what_cannot_be_written_is_told_as_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    worker_is(FILLING, tmp_path, monkeypatch)
    limits = replace(LIMITS, memory_bytes=32 * MEGABYTE)
    with (
        pytest.raises(Failure, match=r"not finished.*File too large.*TMPDIR"),
        report(of_files([], []), Form("text"), limits),
    ):
        pass
    assert capfd.readouterr().err == ""


TIMED = """
import resource
from grondslag import confined_reports as worker

def limits(*_):
    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    return {"findings": soft, "has_violations": soft < hard}

worker.outcome = limits
worker.main()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="at the second limit Linux kills")
def test_the_kernel_tells_why_before_it_kills(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worker_is(TIMED, tmp_path, monkeypatch)
    with report(of_files([], []), Form("text"), replace(LIMITS, seconds=30)) as written:
        assert (written.findings, written.has_violations) == (31, True)


CONFINED = """
import os, socket
from grondslag import confined_reports as worker

def attempt(*_):
    try:
        socket.socket()
    except PermissionError:
        return {"findings": 0, "has_violations": "GRONDSLAG_SECRET" in os.environ}
    return {"findings": 1, "has_violations": True}

worker.outcome = attempt
worker.main()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's filter is Linux only")
def test_the_worker_has_no_network_and_no_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRONDSLAG_SECRET", "geheim")
    worker_is(CONFINED, tmp_path, monkeypatch)
    with report(of_files([], []), Form("text"), LIMITS) as written:
        assert (written.findings, written.has_violations) == (0, False)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's signal is Linux only")
def test_no_worker_is_left_of_a_command_that_was_killed(tmp_path: Path, shapes: Path) -> None:
    files = ["--data", str(data(tmp_path, ENDLESS)), "--shapes", str(shapes)]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen([sys.executable, "-m", "grondslag", "validate", *files], env=environment) as command:
        children = Path(f"/proc/{command.pid}/task/{command.pid}/children")
        worker = waited_for(lambda: children.read_text(encoding="ascii").split())[0]
        limits = Path(f"/proc/{worker}/limits")
        # It sets a limit on its time last: then it is at work.
        waited_for(lambda: re.search(r"Max cpu time +[0-9]", limits.read_text(encoding="ascii")))
        command.kill()
        command.wait()
        waited_for(lambda: not Path(f"/proc/{worker}").exists())


def waited_for(what: Callable[[], T]) -> T:
    """What comes to be true, in half a minute."""
    for _ in range(600):
        if found := what():
            return found
        time.sleep(0.05)
    raise AssertionError("it did not come")


@pytest.mark.parametrize(
    "error",
    [
        BadInput("no", code="shapes_not_usable", expected="shapes", example="like this"),
        MalformedFile("data.ttl", "odd", line=3, column=4),
        NotFound("none"),
        LimitExceeded("enough", code="timeout"),
    ],
)
def test_an_error_in_the_worker_is_the_same_error_here(error: GrondslagError) -> None:
    again = confined_reports._raised(json.loads(json.dumps({"kind": type(error).__name__, **vars(error)})))
    assert (type(again), vars(again), str(again)) == (type(error), vars(error), str(error))


def test_an_error_of_no_kind_of_ours_is_a_failure() -> None:
    words = {"message": "x", "code": None, "expected": None, "example": None}
    assert type(confined_reports._raised({"kind": "Path", **words})) is Failure
    assert type(confined_reports._raised({"kind": "nowhere", **words})) is Failure


def test_want_of_memory_in_the_worker_is_told_as_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(confined_reports, "validate_files", full)
    request = of_files([], []) | {"form": {"name": "text", "wish": {}, "selection": {}}}
    told = outcome(request, LIMITS, BytesIO(), lambda _: None)
    assert (told["error"]["kind"], told["error"]["code"]) == ("LimitExceeded", "memory")


# --- the same report


RULE = """
@prefix gs: <https://w3id.org/grondslag/def#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
<a:S> a sh:NodeShape ; sh:targetClass gs:Item ; sh:property <a:S-p> .
<a:S-p> a sh:PropertyShape ; sh:path gs:necessity ; sh:minCount 1 ; sh:message "geen oordeel"@nl , "no verdict"@en .
"""


def test_a_report_on_an_imported_register_is_the_one_that_is_made_here(tmp_path: Path, the_content: Content) -> None:
    store = ox.Store()
    store.load(RULE.encode(), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(SHAPES_GRAPH))
    entries = describe(store, [SHAPES])
    publish_quads(
        GraphStore(tmp_path), store, {"graphs": entries, "dataset_hash": "0" * 64, "matches": {}}, {REPORT_FILE: "{}"}
    )
    generation = publish(tmp_path, the_content, OPEN, public=True)
    dates, wanted = Dates(date(2026, 11, 1)), {register_named(generation, OPEN)}
    here = report_on_generation(generation, dates, layers={Layer.REGISTER}, registers=wanted, the_content=the_content)
    request = of_practice(generation, dates, layers={Layer.REGISTER}, registers=wanted)
    with report(request, Form("json"), LIMITS) as written:
        assert written.file.read() == FORMATS["json"].whole(here)
        assert (written.findings, written.has_violations) == (1, True)


@pytest.mark.parametrize("package", ["webapp", "grondslag/explain"])
def test_nothing_that_the_site_runs_can_make_a_report(package: str) -> None:
    taken = {
        (node.module, name.name)
        for file in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }
    assert {name for module, name in taken if module == "grondslag.published"} <= {"stored_report"}
    makers = ("pyshacl", "grondslag.validation", "grondslag.confined_reports", "grondslag.large")
    assert not [module for module, _ in taken if module in makers]


def test_the_pages_of_reports_make_none(home_000: Path, the_content: Content, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("a page made a report")

    monkeypatch.setattr(pyshacl, "validate", never)
    with Engine(Settings(home=home_000), the_content) as engine:
        client = create_app({"TESTING": True, "ENGINE": engine, "CONTENT": the_content}).test_client()
        latest = client.get("/reports/latest").headers["Location"]
        for path in ("/reports", latest, f"{latest}.json", "/reports/compare", "/flows/000/first-delivery"):
            assert client.get(path, follow_redirects=True).status_code == 200, path
