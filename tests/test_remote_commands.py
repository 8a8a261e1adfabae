"""Whole commands whose graph is on a SPARQL server, as users start them: each from a home of its own, which is empty.

They run from a checkout that has the terms and of the law what these name, against one server of Oxigraph.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lawtext_samples import ACT, yaml_file
from serving import GENEROUS, running
from sparql_servers import oxigraph

from grondslag.content import Content
from grondslag.remote.server import POINTER

LAW = ("statutes", "provisions", "annexes", "text-states")
REGISTER = "Verwerkingsactiviteit;Doel\nBijstand;uitvoering van uitkeringen\n"
SIZES = "SELECT ?graph (COUNT(*) AS ?size) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph ORDER BY ?graph"
Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory, the_content: Content) -> Path:
    """A checkout with no more than it takes to build."""
    root = tmp_path_factory.mktemp("checkout")
    for name in ("grondslag", "webapp", "ontology", "queries"):
        shutil.copytree(the_content.root / name, root / name)
    for name in ("data/law", "shapes"):
        (root / name).mkdir(parents=True)
    for name in LAW:
        shutil.copy(the_content.data / "law" / f"{name}.ttl", root / "data" / "law")
    return root


@pytest.fixture(scope="module")
def environment(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment of a user whose graph is on a server."""
    with oxigraph(tmp_path_factory.mktemp("remote-commands") / "server") as url:
        yield {**os.environ, **GENEROUS, "PYTHONPATH": str(checkout), "GRONDSLAG_SPARQL_URL": url}


@pytest.fixture
def run(environment: dict[str, str], tmp_path: Path) -> Command:
    """Start a command from the home of a machine, and see it end well."""

    def command(machine: str, *words: str) -> subprocess.CompletedProcess[str]:
        variables = {**environment, "GRONDSLAG_HOME": str(tmp_path / machine)}
        line = [sys.executable, "-m", "grondslag", *words]
        done = subprocess.run(line, env=variables, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done

    return command


def test_every_command_that_publishes_and_the_site_on_one_server(
    run: Command, environment: dict[str, str], tmp_path: Path
) -> None:
    built = run("builder", "build")
    generation = built.stdout.split()[1].rstrip(":")
    assert generation.startswith("000001-")
    told = built.stderr.splitlines()
    first = next(number for number, line in enumerate(told) if "sending graph 1 of " in line)
    assert told[first - 1].startswith("grondslag: publishing ")
    assert told[-1] == f"grondslag: putting generation {generation} in its place on the server"
    run("builder", "backup", "whole.tar")
    before = sizes(environment)

    # Another machine loads the text of a statute, a third one a register; each sends what changed and no more.
    yaml_file(tmp_path / "texts")
    loaded = run("harvester", "harvest", "texts")
    assert "generation 000002-" in loaded.stdout
    (tmp_path / "register.csv").write_text(REGISTER, encoding="utf-8")
    imported = run("importer", "import", "register.csv", "--organisation", "elders", "--public")
    for done, new in ((loaded, f"/{ACT}/"), (imported, "/register/elders, ")):
        sent = [line for line in done.stderr.splitlines() if "sending graph" in line]
        assert any(new in line for line in sent), done.stderr
        assert not any("/ontology, " in line or "/law, " in line for line in sent), done.stderr
    after = sizes(environment)
    assert before.keys() < after.keys()
    assert all("elders" in name or ACT in name for name in after.keys() - before.keys())

    with running(serving, {**environment, "GRONDSLAG_HOME": str(tmp_path / "site")}) as site:
        with urllib.request.urlopen(f"{site.url}/queries/statutes", timeout=30) as page:
            assert "Wgs" in page.read().decode()
        (entry,) = asked(f"{site.url}/sparql", "SELECT ?s { ?s a <../def#RegisterEntry> }")
        assert entry["s"]["value"].endswith("/register/elders/entry/bijstand")
        (mirrored,) = (tmp_path / "site" / "generations").iterdir()
        assert mirrored.name.startswith("000003-")
        assert not (mirrored / "store").exists(), "a page and a query need no statement here"

    # What the backup held comes back, from a machine that knows nothing.
    restored = run("restorer", "restore", "whole.tar", "--replace")
    assert restored.stderr.splitlines()[-1].startswith("grondslag: putting generation 000004-")
    assert sizes(environment) == before


def serving(port: int) -> list[str]:
    return [sys.executable, "-m", "grondslag", "serve", "--port", str(port)]


def sizes(environment: dict[str, str]) -> dict[str, str]:
    """Each graph of the generation that the server holds, and its statements."""
    rows = asked(f"{environment['GRONDSLAG_SPARQL_URL']}/query", SIZES)
    counted = {row["graph"]["value"]: row["size"]["value"] for row in rows}
    return {name: size for name, size in counted.items() if not name.startswith(POINTER)}


def asked(url: str, query: str) -> list[dict[str, dict[str, str]]]:
    """The rows of an answer of an endpoint."""
    body = urllib.parse.urlencode({"query": query}).encode()
    request = urllib.request.Request(url, body, {"Accept": "application/sparql-results+json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return list(json.load(answer)["results"]["bindings"])
