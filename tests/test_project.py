"""The project as a whole: its folders, its locks, its scripts, and what its files may not hold."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = ("grondslag", "webapp")
# Made by tools in the checkout, or not text.
IGNORED = {".git", ".venv", "__pycache__", "dist", "htmlcov", "node_modules"}
TEXT = {
    ".css",
    ".html",
    ".js",
    ".json",
    ".md",
    ".py",
    ".rq",
    ".svg",
    ".toml",
    ".ttl",
    ".txt",
    ".yaml",
    ".yml",
    "",
}


def files() -> Iterator[Path]:
    """Every text file of the project."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(
            name for name in folders if name not in IGNORED and (not name.startswith(".") or name == ".ci")
        )
        for name in sorted(names):
            path = Path(folder) / name
            if path.suffix in TEXT and not (name.startswith(".") and name != ".gitignore"):
                yield path


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def modules(*packages: str) -> list[Path]:
    return [path for package in packages for path in sorted((ROOT / package).rglob("*.py"))]


def core() -> list[Path]:
    """The modules of the core: all of grondslag but the command line."""
    return [
        path
        for path in modules("grondslag")
        if "cli" not in path.relative_to(ROOT).parts and path.name != "__main__.py"
    ]


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(tree(path)):
        if isinstance(node, Function):
            yield node


@pytest.mark.parametrize(
    "folder",
    [
        "benchmarks",
        "data/law/norms",
        "data/sources/000",
        "docs",
        "grondslag/cli",
        "ontology/schemes",
        "queries/derive",
        "queries/pages",
        "script",
        "shapes",
        "tests",
        "webapp",
    ],
)
def test_the_folders_are_those_of_the_design(folder: str) -> None:
    assert (ROOT / folder).is_dir()


@pytest.mark.parametrize("name", ["script/lock", "script/serve", "script/setup", "script/test", ".ci/run"])
def test_each_script_can_be_run_and_stops_at_its_first_error(name: str) -> None:
    path = ROOT / name
    assert os.access(path, os.X_OK)
    text = path.read_text(encoding="utf-8")
    assert text.startswith("#!/usr/bin/env bash\n")
    assert "set -euo pipefail" in text
    assert subprocess.run(["bash", "-n", path], check=False).returncode == 0


def test_continuous_integration_runs_the_checks_and_nothing_else() -> None:
    lines = (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line and not line.startswith("#")][-1].endswith('script/test"')


def test_the_licence_is_the_one_that_is_declared() -> None:
    assert "EUROPEAN UNION PUBLIC LICENCE v. 1.2" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert PROJECT["project"]["license"] == "EUPL-1.2"


# --- locks


def locked(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", text, re.MULTILINE))


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_locked_package_has_a_hash_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    blocks = re.split(r"\n(?=\S)", text.strip())
    assert len(blocks) == len(locked(name))
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def normalised(requirement: str) -> str:
    return re.split(r"[<>=!~ \[;]", requirement)[0].lower().replace("_", "-")


def test_the_locks_hold_every_dependency_and_agree() -> None:
    optional = PROJECT["project"]["optional-dependencies"]
    service, checks = locked("requirements.txt"), locked("requirements-dev.txt")
    wanted = [*PROJECT["project"]["dependencies"], *optional["build"]]
    assert {normalised(requirement) for requirement in wanted} <= service.keys()
    assert {normalised(requirement) for requirement in [*optional["dev"], *optional["pandas"]]} <= checks.keys()
    assert service.items() <= checks.items()


def test_every_dependency_has_a_lower_and_an_upper_bound() -> None:
    optional = PROJECT["project"]["optional-dependencies"]
    for requirement in [*PROJECT["project"]["dependencies"], *(one for extra in optional.values() for one in extra)]:
        assert "==" in requirement or (">=" in requirement and ",<" in requirement), requirement


def imported(path: Path) -> Iterator[str]:
    """The top-level names that a module imports, wherever in it."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def test_every_imported_package_is_declared() -> None:
    found = {name for path in modules(*PACKAGES) for name in imported(path)}
    outside = {name.lower() for name in found - sys.stdlib_module_names - set(PACKAGES)}
    named_otherwise = {
        "prometheus_client": "prometheus-client",
        "python_calamine": "python-calamine",
        "yaml": "pyyaml",
    }
    wanted = [*PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"]["pandas"]]
    declared = {normalised(requirement) for requirement in wanted}
    assert {named_otherwise.get(name, name) for name in outside} <= declared


# --- what no file may hold


def hits(pattern: str, paths: list[Path], flags: int = 0) -> list[str]:
    """`file: text` of each match, for a message that says where."""
    found = re.compile(pattern, flags)
    return [
        f"{relative(path)}: {match.group()}"
        for path in paths
        for match in found.finditer(path.read_text(encoding="utf-8"))
    ]


def test_no_file_names_a_path_of_one_machine() -> None:
    here = [path for path in files() if path != Path(__file__)]
    assert hits(r"(?<![\w.~/-])/(?:home|root|work|Users|opt)/[\w.-]+", here) == []


def test_no_file_names_a_package_registry() -> None:
    here = [path for path in files() if path != Path(__file__)]
    hosts = [
        "pypi.org",
        "pythonhosted.org",
        "registry.npmjs.org",
        "deb.debian.org",
        "unpkg.com",
        "jsdelivr.net",
    ]
    assert hits("|".join(re.escape(host) for host in hosts), here) == []


TITLES = r"[Mm]r|[Dd]r|[Dd]rs|[Ii]ng|[Pp]rof|[Dd]hr|[Mm]evr|[Mm]w|[Mm]rs|[Mm]s|[Dd]e heer|[Mm]evrouw"
PERSON = rf"\b(?:{TITLES})\.? [A-Z]\w+"


def test_no_fact_or_document_names_a_natural_person() -> None:
    folders = ("data", "docs", "ontology", "queries", "shapes")
    here = [path for path in files() if relative(path).split("/")[0] in folders or path.suffix == ".md"]
    assert hits(PERSON, here) == []
    assert hits(r"[\w.+-]+@[\w-]+\.(?:nl|com|org|eu)\b", here) == []


def test_data_shapes_and_queries_are_utf8_without_carriage_returns() -> None:
    for path in files():
        data = path.read_bytes()
        data.decode("utf-8")
        assert b"\r" not in data, relative(path)


# --- what no code may do


@pytest.mark.parametrize("path", core(), ids=relative)
def test_the_core_neither_prints_nor_exits(path: Path) -> None:
    forbidden = {"print", "input", "exit", "quit", "eval", "exec", "breakpoint"}
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in forbidden, f"line {node.lineno}: {node.func.id}()"
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            assert (node.value.id, node.attr) not in {("sys", "exit"), ("os", "_exit")}, f"line {node.lineno}"
        if isinstance(node, ast.Raise):
            assert "SystemExit" not in ast.dump(node), f"line {node.lineno}"


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=relative)
def test_no_error_is_caught_blindly(path: Path) -> None:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ExceptHandler):
            names = {name.id for name in ast.walk(node.type) if isinstance(name, ast.Name)} if node.type else {""}
            assert not names & {"", "Exception", "BaseException"}, f"line {node.lineno}"


SPARQL = re.compile(
    r"\b(?:SELECT|CONSTRUCT|ASK|DESCRIBE)\b[^.]*\{|\bWHERE\s*\{|(?<!@)\bPREFIX\s+\w*:\s*<|\bINSERT\s+DATA",
    re.IGNORECASE,
)


def composed_texts(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Texts put together from parts: f-strings, `%`, `+` with a literal, and `format`."""
    for node in ast.walk(module):
        if isinstance(node, ast.JoinedStr):
            yield node.lineno, "".join(v.value for v in node.values if isinstance(v, ast.Constant))  # type: ignore[misc]
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod | ast.Add):
            for side in (node.left, node.right):
                if isinstance(side, ast.Constant) and isinstance(side.value, str):
                    yield node.lineno, side.value
        elif isinstance(node, ast.Attribute) and node.attr == "format" and isinstance(node.value, ast.Constant):
            yield node.lineno, str(node.value.value)


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=relative)
def test_no_query_is_made_from_text(path: Path) -> None:
    assert [line for line, text in composed_texts(tree(path)) if SPARQL.search(text)] == []


@pytest.mark.parametrize("path", modules("webapp"), ids=relative)
def test_the_web_application_holds_no_sparql(path: Path) -> None:
    constants = [n for n in ast.walk(tree(path)) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    assert [node.lineno for node in constants if SPARQL.search(str(node.value))] == []


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=relative)
def test_every_function_fits_a_screen(path: Path) -> None:
    lengths = {node.name: (node.end_lineno or 0) - node.lineno + 1 for node in functions(path)}
    assert {name: length for name, length in lengths.items() if length >= 45} == {}


def public(body: list[ast.stmt], prefix: str = "") -> Iterator[tuple[str, Function | ast.ClassDef]]:
    for node in body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield prefix + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from public(node.body, f"{prefix}{node.name}.")


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=relative)
def test_every_public_name_says_what_it_is(path: Path) -> None:
    module = tree(path)
    assert ast.get_docstring(module)
    overridden = {"invoke"}  # click's own method, described there
    missing = [name for name, node in public(module.body) if not ast.get_docstring(node)]
    assert [name for name in missing if name.rpartition(".")[2] not in overridden] == []


def test_importing_the_core_loads_no_web_framework_and_no_command_line() -> None:
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in core() if path.stem != "__init__"]
    # owlready2 is loaded by the reasoner's module only when it runs.
    program = f"import sys\nfor name in {names!r}: __import__(name)\n"
    program += "assert not {'flask', 'click', 'webapp', 'waitress'} & set(sys.modules), sorted(sys.modules)"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=ROOT)
    assert result.returncode == 0, result.stderr
