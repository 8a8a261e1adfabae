"""The documents say what is so: settings, commands, addresses and files; the README's commands are run."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pyoxigraph as ox
import pytest

from grondslag.cli import cli
from grondslag.namespaces import GS
from grondslag.store import GraphStore

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
# Not those made from the files themselves: what looks like a path there is the end of an IRI.
WRITTEN = [path for path in DOCUMENTS if "Generated" not in path.read_text(encoding="utf-8").splitlines()[0]]


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# --- settings


def settings_in_code() -> set[str]:
    """Every GRONDSLAG_ name that is a text of its own somewhere in the code."""
    names = set()
    for package in ("grondslag", "webapp"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    names.update(re.findall(r"^GRONDSLAG_[A-Z_]+$", node.value))
    return names


def test_every_setting_is_documented_and_every_documented_one_is_read() -> None:
    documented = set(re.findall(r"`(GRONDSLAG_[A-Z_]+)`", text_of("docs/settings.md")))
    assert documented == settings_in_code()


# --- commands


def commands(group: click.Group, prefix: str = "grondslag") -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, by its full name."""
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from commands(command, f"{prefix} {name}")
        else:
            yield f"{prefix} {name}", command


def sections(name: str) -> dict[str, str]:
    """The text below each second-level heading of a document."""
    parts = re.split(r"^## (.+)$", text_of(name), flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_every_command_has_a_section_and_every_section_a_command() -> None:
    assert {name for name, _ in commands(cli)} == set(sections("docs/cli.md"))


@pytest.mark.parametrize(("name", "command"), list(commands(cli)), ids=lambda value: str(value))
def test_every_option_is_documented(name: str, command: click.Command) -> None:
    section = sections("docs/cli.md")[name]
    options = [option for option in command.params if isinstance(option, click.Option) and option.name != "help"]
    assert [option.opts[0] for option in options if f"`{option.opts[0]}" not in section] == []
    choices = [choice for option in options if isinstance(option.type, click.Choice) for choice in option.type.choices]
    assert [choice for choice in choices if f"`{choice}`" not in section] == []


def test_the_readme_lists_every_command() -> None:
    listed = set(re.findall(r"^\| `grondslag (\w+)` \|", text_of("README.md"), re.MULTILINE))
    assert listed == set(cli.commands)


# --- addresses


def test_every_address_is_documented_and_every_documented_one_exists() -> None:
    from webapp import create_app

    rules = {rule.rule for rule in create_app({"ENGINE": object()}).url_map.iter_rules()}
    rows = re.findall(r"^\| (`/[^|]*) \|", text_of("docs/http.md"), re.MULTILINE)
    documented = {path for row in rows for path in re.findall(r"`([^`]+)`", row)}
    assert documented == rules


def codes_in_code() -> set[str]:
    """The error codes that the site gives: of its own problems and of the core's errors."""
    from grondslag import errors

    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    codes = {str(kind.code) for kind in kinds if issubclass(kind, errors.GrondslagError)}
    folders = (ROOT / "webapp", ROOT / "grondslag/query", ROOT / "grondslag/remote")
    for path in [path for folder in folders for path in folder.glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                second = node.args[1:2] if isinstance(node.func, ast.Name) and node.func.id == "Problem" else []
                named = [word.value for word in node.keywords if word.arg == "code"]
                codes |= {str(value.value) for value in [*second, *named] if isinstance(value, ast.Constant)}
    return codes


def test_every_error_code_is_documented_and_every_documented_one_given() -> None:
    rows = re.findall(r"^\| [45]\d\d \| ([^|]*) \|", text_of("docs/http.md"), re.MULTILINE)
    documented = {code for row in rows for code in re.findall(r"`(\w+)`", row)}
    # Never an answer over HTTP: base classes always given a code of their own.
    inside = {"limit", "refused"}
    # Given by Flask, and by the worker's answer.
    not_spelled_out = {"method_not_allowed", "failed"}
    assert documented == (codes_in_code() | not_spelled_out) - inside


# --- links and files


@pytest.mark.parametrize("document", DOCUMENTS, ids=relative)
def test_every_link_in_a_document_leads_to_a_file(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


FOLDERS = "ontology|data|shapes|queries|grondslag|webapp|script|tests|docs|benchmarks"
NAMED_FILE = re.compile(rf"`((?:\.venv/bin/python )?(?:{FOLDERS})/[\w./-]*)`")


@pytest.mark.parametrize("document", WRITTEN, ids=relative)
def test_every_file_that_a_document_names_exists(document: Path) -> None:
    named = [
        name.removeprefix(".venv/bin/python ") for name in NAMED_FILE.findall(document.read_text(encoding="utf-8"))
    ]
    not_yet = {"data/registers/"}  # a folder that the first register makes
    made = {"grondslag/_content/"}  # in a wheel
    assert [name for name in named if not (ROOT / name).exists() and name not in not_yet | made] == []


# --- the README's commands


def console_commands(name: str) -> list[str]:
    blocks = re.findall(r"^```console\n(.*?)^```", text_of(name), re.MULTILINE | re.DOTALL)
    return [line.removeprefix("$ ") for block in blocks for line in block.splitlines() if line.startswith("$ ")]


def queries_to_save(name: str) -> dict[str, str]:
    """The SPARQL blocks that a document asks the reader to save, by file name."""
    found = re.findall(r"as `([\w-]+\.rq)`:\n\n```sparql\n(.*?)^```", text_of(name), re.MULTILINE | re.DOTALL)
    return dict(found)


def test_the_readme_shows_only_commands_that_are_tried_here() -> None:
    for command in console_commands("README.md"):
        if command.startswith("script/"):
            assert os.access(ROOT / command.split()[0], os.X_OK), command
        else:
            assert command.startswith(("grondslag ", "source .venv/bin/activate")), command


def test_the_commands_of_the_readme_work_in_their_order(built_home: Path, tmp_path: Path) -> None:
    # Built before, so that `grondslag build` here finds nothing to do but what it must look at.
    shutil.copytree(built_home, tmp_path / "home")
    (shown,) = re.findall(r"^```text\n(.*?)^```", text_of("README.md"), re.MULTILINE | re.DOTALL)
    answers: dict[str, subprocess.CompletedProcess[str]] = {}
    for name, query in queries_to_save("README.md").items():
        (tmp_path / name).write_text(query, encoding="utf-8")
    environment = os.environ | {
        "GRONDSLAG_HOME": str(tmp_path / "home"),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    tried = [command for command in console_commands("README.md") if command.startswith("grondslag ")]
    assert len(tried) >= 8
    for command in tried:
        result = subprocess.run(
            ["bash", "-c", command],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            env=environment,
        )
        # The documents of this project have violations, and validate says so with 1.
        fine = {1} if command.startswith("grondslag validate") else {0}
        assert result.returncode in fine, f"{command}: {result.stderr}"
        assert result.stdout.strip(), command
        answers[command] = result
    assert answers["grondslag build"].stdout.startswith("generation 000001-")
    assert "nothing changed" in answers["grondslag build"].stderr
    # A finding's id follows from its shape and place; it is left out of the document.
    assert shown in re.sub(r" · [0-9a-f]{12}$", " · ...", answers["grondslag validate"].stdout, flags=re.MULTILINE)


def test_the_query_of_the_readme_has_rows(tmp_path: Path, built_home: Path) -> None:
    for query in queries_to_save("README.md").values():
        result = subprocess.run(
            [
                sys.executable,
                "-m",
                "grondslag",
                "query",
                "--sparql",
                "-",
                "--layer",
                "sources",
                "--format",
                "csv",
            ],
            input=query,
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            env=os.environ | {"GRONDSLAG_HOME": str(built_home)},
        )
        assert result.returncode == 0, result.stderr
        assert len(result.stdout.splitlines()) > 1


def test_the_size_that_the_readme_tells_is_that_of_the_graph(built_home: Path) -> None:
    assert "more than a\nthousand norms" in text_of("README.md")
    store = GraphStore(built_home).current().open()
    rests = ox.NamedNode(GS + "restsOn")
    assert len({quad.subject for quad in store.quads_for_pattern(None, rests, None, None)}) > 1000
