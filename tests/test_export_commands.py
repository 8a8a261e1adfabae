"""The commands that hand registers on: forms, files, who may see what, and what is told when a wish cannot be met."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result
from export_helpers import words_of_workbook
from register_files import register_file

from grondslag.cli import cli
from grondslag.content import Content
from grondslag.registers.desk import Desk, Wish
from grondslag.settings import Settings

Run = Callable[..., Result]
PUBLIC, PRIVATE = "gemeente-wilgendam", "zorggroep-de-linde"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, home_000: Path, content_000: Content) -> Path:
    """A home with one register that everyone may see, and one that only its own organisation may."""
    home = Path(shutil.copytree(home_000, tmp_path_factory.mktemp("registers") / "home"))
    desk = Desk(Settings(home=home), content_000, date(2026, 11, 22))
    for name in ("wilgendam", "delinde"):
        file = register_file(name)
        wish = Wish(file.head.organisation, file.head.name, file.head.public)
        desk.load(file.data, file.file, wish)
    return home


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("GRONDSLAG_HOME", str(home))

    def run(*words: str) -> Result:
        return CliRunner().invoke(cli, ["export", *words], catch_exceptions=False)

    return run


def test_without_more_a_register_is_a_table_in_dutch(run: Run) -> None:
    result = run("register", PUBLIC)
    assert result.exit_code == 0
    assert result.stdout_bytes.startswith(b"\xef\xbb\xbfVerwerkingsactiviteit;")
    assert "Retention period" in run("register", PUBLIC, "--lang", "en").output


def test_the_ending_of_a_file_says_the_form(run: Run, tmp_path: Path) -> None:
    starts = {"r.xlsx": b"PK", "r.html": b"<!doctype html>", "r.ttl": b"@prefix", "r.csv": b"\xef\xbb\xbf"}
    for name, start in starts.items():
        assert run("register", PUBLIC, "-o", str(tmp_path / name)).exit_code == 0
        assert (tmp_path / name).read_bytes().startswith(start), name
    book = words_of_workbook((tmp_path / "r.xlsx").read_bytes())
    assert "Kennisdatum" in book
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r.csv", "r.html", "r.ttl", "r.xlsx"]


def test_an_ending_that_is_no_form_is_told_which_are(run: Run, tmp_path: Path) -> None:
    result = run("register", PUBLIC, "-o", str(tmp_path / "r.docx"))
    assert result.exit_code == 2
    assert "csv, xlsx, html, pdf, ttl, jsonld" in result.output
    assert run("dpv", PUBLIC, "-o", str(tmp_path / "r.csv")).exit_code == 2


def test_a_private_register_is_unknown_to_all_but_its_organisation(run: Run) -> None:
    for command in ("register", "dpv", "catalogue"):
        for reader in ((), ("--reader", PUBLIC)):
            refused, absent = run(command, PRIVATE, *reader), run(command, "gemeente-bestaat-niet", *reader)
            assert refused.exit_code == absent.exit_code == 2
            assert refused.output == absent.output.replace("gemeente-bestaat-niet", PRIVATE, 1)
            assert PUBLIC in refused.output
        assert run(command, PRIVATE, "--reader", PRIVATE).exit_code == 0


def test_a_catalogue_has_what_its_reader_may_see(run: Run) -> None:
    open_to_all, own = run("catalogue").output, run("catalogue", "--reader", PRIVATE).output
    assert PUBLIC in open_to_all
    assert PRIVATE not in open_to_all
    assert all(name in own for name in (PUBLIC, PRIVATE))
    assert "NON_PUBLIC" in own


def test_dpv_of_an_imported_register_is_rdf(run: Run) -> None:
    turtle, json_ld = run("dpv", PUBLIC), run("dpv", PUBLIC, "--format", "jsonld")
    found = {quad.triple for quad in ox.parse(turtle.stdout_bytes, format=ox.RdfFormat.TURTLE)}
    assert {quad.triple for quad in ox.parse(json_ld.stdout_bytes, format=ox.RdfFormat.JSON_LD)} == found
    assert sum(triple.object == ox.NamedNode("https://w3id.org/dpv#Process") for triple in found) == 1


def test_what_is_for_publication_lacks_security(run: Run) -> None:
    for command in ("register", "dpv"):
        assert "logging" in run(command, PUBLIC).output
        assert "logging" not in run(command, PUBLIC, "--publishable").output


def test_the_context_needs_no_graph(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GRONDSLAG_HOME", str(tmp_path / "empty"))
    result = CliRunner().invoke(cli, ["export", "context"], catch_exceptions=False)
    assert result.exit_code == 0
    assert json.loads(result.output)["@context"]["gs"].endswith("/def#")


def test_a_licence_that_is_no_address_is_refused(run: Run) -> None:
    result = run("catalogue", "--licence", "CC0")
    assert result.exit_code == 2
    assert "Invalid licence 'CC0'" in result.output
