"""What the tests share: one built home per run, and the app's three fixtures in the web tests."""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from grondslag.content import Content, content
from grondslag.query.engine import Engine
from grondslag.settings import Limits, Settings
from webapp import create_app

if TYPE_CHECKING:
    from norm_checks import LawLayer
    from playwright.sync_api import Browser
    from serving import Site

# So that a check that fails tells what it compared. Must come before anything imports them.
pytest.register_assert_rewrite("document_checks", "norm_checks")

ROOT = Path(__file__).resolve().parent.parent
# These try the site, shapes, queries, law and data, or whole runs of code that its own tests reach.
# Measuring them would double their time.
UNMEASURED = (
    *("test_attacks", "test_browser", "test_served", "test_web_"),
    *("test_competency", "test_document", "test_jurist", "test_norms", "test_queries", "test_shapes", "test_truth_"),
    *("test_as_of", "test_derive", "test_docs", "test_evaluation", "test_explain_findings", "test_generate"),
    *("test_import_killed", "test_integrity", "test_matches", "test_ontology", "test_remote_commands", "test_whatif"),
    *("test_parity", "test_register_rdf_hostile", "test_visibility"),
)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Run the `UNMEASURED` tests, and the fixtures that they are the first to ask for, without measuring coverage.

    The mark `no_cover` of pytest-cov does nothing in the processes of xdist: an outer measurement goes on there.
    """
    if not item.path.name.startswith(UNMEASURED) and item.get_closest_marker("unmeasured") is None:
        return (yield)
    with unmeasured():
        return (yield)


@contextmanager
def unmeasured() -> Iterator[None]:
    """No coverage is measured as long as this lasts."""
    here, in_threads = sys.gettrace(), threading.gettrace()
    sys.settrace(None)
    threading.settrace(None)
    try:
        yield
    finally:
        threading.settrace(in_threads)
        sys.settrace(here)


@pytest.fixture(scope="session")
def the_content() -> Content:
    """The graph folders of this checkout."""
    return content()


@pytest.fixture(scope="session")
def law_layer() -> LawLayer:
    """The terms and the law, without sources and registers. Read it only."""
    from norm_checks import LawLayer

    return LawLayer.of_files()


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that the first process of this run to ask for it fills, unmeasured; the others wait for it."""
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, made = shared / name, shared / f"{name}.made"
    with open(shared / f"{name}.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            with unmeasured():  # whose tests come first is chance, and a build has tests of its own
                make(folder)
            made.touch()
    return folder


@pytest.fixture(scope="session")
def built_home(tmp_path_factory: pytest.TempPathFactory, the_content: Content) -> Path:
    """A home with the real graph built in it. Read it; build elsewhere."""
    from grondslag.build import build

    return made_once(tmp_path_factory, "home", lambda home: build(Settings(home=home), the_content))


@pytest.fixture(scope="session")
def settings(built_home: Path) -> Settings:
    """Settings for the built home."""
    return Settings(home=built_home)


@pytest.fixture(scope="session")
def engine(settings: Settings, the_content: Content) -> Iterator[Engine]:
    """Queries over the built home."""
    with Engine(settings, the_content) as running:
        yield running


@pytest.fixture
def strict_engine(settings: Settings, the_content: Content) -> Iterator[Callable[..., Engine]]:
    """Make an engine with other limits: `strict_engine(seconds=1)`. It remembers no answers: its workers are asked."""
    made: list[Engine] = []

    def make(**limits: Any) -> Engine:
        made.append(Engine(replace(settings, limits=replace(Limits(), **{"cache_bytes": 0, **limits})), the_content))
        return made[-1]

    yield make
    for running in made:
        running.close()


def copied(content: Content, root: Path) -> Content:
    """A copy of the graph folders with document 000 alone of the sources: small, so that tests build it quickly."""
    for folder in (content.ontology, content.shapes, content.queries, content.data / "law"):
        shutil.copytree(folder, root / folder.relative_to(content.root))
    shutil.copytree(content.data / "sources" / "000", root / "data" / "sources" / "000")
    return Content(root)


@pytest.fixture
def own_content(tmp_path: Path, the_content: Content) -> Content:
    """A copy of the graph folders, with document 000 alone, that a test may change."""
    return copied(the_content, tmp_path / "content")


@pytest.fixture(scope="session")
def content_000(tmp_path_factory: pytest.TempPathFactory, the_content: Content) -> Content:
    """As `own_content`, once per run, to read only."""
    return copied(the_content, tmp_path_factory.mktemp("content-000"))


@pytest.fixture(scope="session")
def home_000(tmp_path_factory: pytest.TempPathFactory, content_000: Content) -> Path:
    """A home with the law and document 000 alone, built once per run. Read it; copy it to build in it."""
    from grondslag.build import build

    return made_once(tmp_path_factory, "home-000", lambda home: build(Settings(home=home), content_000))


@pytest.fixture(scope="session")
def home_with_registers(tmp_path_factory: pytest.TempPathFactory, home_000: Path, content_000: Content) -> Path:
    """As `home_000`, with a public register and two private ones of two organisations. Read it; copy it to write."""
    from register_data import OPEN, SECRET, SILENT, publish

    def make(home: Path) -> None:
        shutil.copytree(home_000, home)
        for name in (OPEN, SECRET, SILENT):
            publish(home, content_000, name, public=name == OPEN)

    return made_once(tmp_path_factory, "home-registers", make)


@pytest.fixture
def own_home(tmp_path: Path, home_000: Path) -> Path:
    """A copy of `home_000` that a test may build in: what `own_content` gives as long as nobody changes that."""
    return Path(shutil.copytree(home_000, tmp_path / "own-home"))


@pytest.fixture(scope="session")
def app(engine: Engine, the_content: Content) -> Flask:
    """The application over the built home."""
    return create_app({"TESTING": True, "ENGINE": engine, "CONTENT": the_content})


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without cookies."""
    return app.test_client()


@pytest.fixture(scope="module")
def site(built_home: Path) -> Iterator[Site]:
    """The served site, for a browser."""
    from serving import served

    with served(built_home) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless chromium."""
    from browsing import chromium

    with chromium() as running:
        yield running


@pytest.fixture
def runner() -> CliRunner:
    """Runs the command line."""
    return CliRunner()
