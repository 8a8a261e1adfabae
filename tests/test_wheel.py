"""A wheel installed somewhere else works, and finds the graph folders that came with it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("ontology", "data", "shapes", "queries")

pytestmark = pytest.mark.slow


def shipped(folder: str) -> set[str]:
    """The graph files of one folder of the checkout, by their path in it."""
    return {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.suffix in (".ttl", ".rq")
    }


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout as `python -m build --wheel` does, without a network."""
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python outside the checkout with only the wheel and the locked dependencies."""
    folder = tmp_path_factory.mktemp("elsewhere") / "env"
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check"]
    install = [*pip, "install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    result = subprocess.run(install, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    # The dependencies of this run, but not its editable install: the .pth file of that is not read from here.
    (_site_packages(python) / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return python


def _site_packages(python: Path) -> Path:
    command = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    return Path(subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip())


def run(python: Path, *arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Run `python -m grondslag` in an empty folder with an environment of its own."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "GRONDSLAG_HOME": str(home / "state")}
    command = [str(python), "-m", "grondslag", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=home, env=environment)


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_wheel_holds_every_file_of_the_graph_folders(wheel: Path, folder: str) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert shipped(folder)
    assert {f"grondslag/_content/{name}" for name in shipped(folder)} <= names


def test_the_wheel_holds_the_site_and_the_licence_but_no_tests(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    tops = {name.split("/")[0] for name in names if ".dist-info" not in name}
    assert tops == {"grondslag", "webapp"}
    for folder in ("templates", "static"):
        files = {p.relative_to(ROOT).as_posix() for p in (ROOT / "webapp" / folder).rglob("*") if p.is_file()}
        assert files
        assert files <= set(names)
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if "__pycache__" in name]


def test_the_installed_wheel_uses_its_own_content(elsewhere: Path, tmp_path: Path) -> None:
    program = "from grondslag.content import content; print(content().root)"
    result = subprocess.run([elsewhere, "-c", program], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert Path(result.stdout.strip()) == _site_packages(elsewhere) / "grondslag" / "_content"


def test_the_installed_wheel_lists_builds_and_answers(elsewhere: Path, tmp_path: Path) -> None:
    listed = run(elsewhere, "queries", "--format", "json", home=tmp_path)
    assert listed.returncode == 0, listed.stderr
    names = {query["name"] for query in json.loads(listed.stdout)}
    assert names == {Path(name).stem for name in shipped("queries") if name.count("/") == 1}
    # Document 000 alone of the sources: to be quick, and all files are known to be there.
    for other in (_site_packages(elsewhere) / "grondslag" / "_content" / "data" / "sources").glob("00[1-9]"):
        shutil.rmtree(other)
    built = run(elsewhere, "build", home=tmp_path)
    assert built.returncode == 0, built.stderr
    answered = run(elsewhere, "query", "recipients-of-health-data", "--format", "csv", home=tmp_path)
    assert answered.returncode == 0, answered.stderr
    assert answered.stdout.startswith("layer,sender,recipient,data,ground,provision,exception,source")
