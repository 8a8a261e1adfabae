"""What somebody meets who brings a register in by the command: again, for others to see, and with files of his own."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from register_files import small_home

from grondslag.cli import cli
from grondslag.content import Content
from grondslag.registers.publish import kept_of, registers
from grondslag.settings import Settings

OWN = "Werkproces;Waartoe;Personen;Intern\nBijstand;recht vaststellen;inwoners;x\n"
MAPPING = '[columns]\n"Werkproces" = "activity"\n"Waartoe" = "purpose"\n"Personen" = "dataSubjects"\n'
EXPORTED = "Verwerkingsactiviteit;Doel;Betrokkenen\nBijstand;recht vaststellen;inwoners\n"


@pytest.fixture
def home(tmp_path: Path, the_content: Content, monkeypatch: pytest.MonkeyPatch) -> Settings:
    settings = small_home(tmp_path / "home", the_content)
    monkeypatch.setenv("GRONDSLAG_HOME", str(settings.home))
    monkeypatch.chdir(tmp_path)
    return settings


def bring_in(text: str, *said: str, answer: str | None = None, status: int = 0) -> Result:
    Path("register.csv").write_text(text, encoding="utf-8")
    result = CliRunner().invoke(cli, ["import", "register.csv", "--organisation", "gemeente-x", *said], input=answer)
    assert result.exit_code == status, result.output
    return result


def test_a_file_is_read_as_before_after_one_with_other_headings_came_in(home: Settings) -> None:
    Path("own.toml").write_text(MAPPING, encoding="utf-8")
    first = bring_in(OWN, "--public", "--mapping", "own.toml")
    # A real import tells what it leaves out, as the preview does.
    assert "left out: Intern (1)" in first.stdout
    before = kept_of(home, "gemeente-x")["mapping.toml"]
    bring_in(EXPORTED)
    (statements,) = [one.statements for one in registers(home)]
    bring_in(OWN)
    assert kept_of(home, "gemeente-x")["mapping.toml"] == before
    assert [one.statements for one in registers(home)] == [statements]
    # And each further time: there is one mapping for each set of headings.
    bring_in(EXPORTED)
    assert len([name for name in kept_of(home, "gemeente-x") if name.startswith("mapping")]) == 2


def test_both_visibilities_at_once_are_refused(home: Settings) -> None:
    refused = bring_in(EXPORTED, "--private", "--public", status=2)
    assert "--public and --private contradict each other" in refused.output
    assert registers(home) == []


def test_a_private_register_becomes_public_only_when_that_is_confirmed(home: Settings) -> None:
    assert "seen by: gemeente-x alone (private)" in bring_in(EXPORTED, "--private").stdout
    told = "seen by: everyone (public); it was private, becomes public"
    assert told in bring_in(EXPORTED, "--public", "--preview").stdout
    refused = bring_in(EXPORTED, "--public", answer="n\n", status=2)
    assert "was private, becomes public" in refused.output
    assert [one.public for one in registers(home)] == [False]
    assert told in bring_in(EXPORTED, "--public", "--yes").stdout
    assert [one.public for one in registers(home)] == [True]
    assert "it was public, becomes private" in bring_in(EXPORTED, "--private").stdout


def test_the_list_of_words_to_decide_on_is_told_where_there_are_any(home: Settings) -> None:
    assert "alignments.csv" not in bring_in("Naam;Betrokkenen\nBijstand;inwoners\n", "--public").stdout
    told = bring_in("Naam;Betrokkenen\nBijstand;wichelaars\n").stdout
    (line,) = [line for line in told.splitlines() if "alignments.csv" in line]
    (path,) = [Path(word.rstrip(",")) for word in line.split() if "alignments.csv" in word]
    assert "dataSubjects;wichelaars;" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("option", "text"),
    [
        ("--mapping", '[columns]\n"Naam" = "naampje"\n'),
        ("--mapping", "columns = hello\n"),
        ("--alignments", "a;b\n1;2\n"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_by_its_own_name(home: Settings, option: str, text: str) -> None:
    Path("mine.txt").write_text(text, encoding="utf-8")
    refused = bring_in(EXPORTED, "--public", option, "mine.txt", status=2)
    assert "mine.txt" in refused.output
    assert "mapping.toml" not in refused.output
    assert "alignments.csv" not in refused.output
