"""The command that loads statute texts into the home."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from grondslag.cli.graph import say
from grondslag.content import content
from grondslag.loading import LoadedVersion, load, loaded
from grondslag.settings import Settings


@click.command()
@click.argument("paths", nargs=-1, metavar="[FOLDER_OR_FILE]...", type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Only read and compare; load nothing.")
def harvest(paths: tuple[Path, ...], check: bool) -> None:
    """Load the words of statutes, so that the site shows them beside our reading.

    Takes folders and files: YAML laid out as <act id>/<valid from>.yaml, and official BWB XML, the states of an act
    ("toestand") with its technical information ("WTI") if it is there. All or nothing: a file that cannot be used is
    named with its line, and nothing is loaded. Words that differ from those that our reading was made from, or that
    are known to be missing, are told. Without arguments it tells what is loaded.

    \b
    Examples:
      grondslag harvest statutes/
      grondslag harvest BWBR0015703_2026-07-01_0.xml BWBR0015703.WTI
      grondslag harvest --check statutes/
    """
    settings = Settings.from_environment()
    if not paths:
        _tell(loaded(settings))
        return
    result = load(paths, settings, content(), today=date.today(), check_only=check, progress=say)
    for notice in result.notices:
        say(f"note: {notice}")
    _tell_changes(result.versions, only_checked=check)
    if result.generation is not None:
        click.echo(f"generation {result.generation.id}: {result.generation.manifest['quads']} statements")
    elif not check:
        say("the texts are kept; `grondslag build` puts them into the graph")


_CHANGES = {"new": "loaded", "replaced": "loaded in the place of other words", "unchanged": "unchanged"}


def _tell(versions: Sequence[LoadedVersion]) -> None:
    if not versions:
        click.echo("no statute texts are loaded")
    for version in versions:
        damaged = f", {version.damaged} with words missing" if version.damaged else ""
        click.echo(
            f"{version.act} {version.valid_from}: {version.provisions} provisions{damaged}, "
            f"from {version.file}, loaded on {version.loaded_on}"
        )


def _tell_changes(versions: Sequence[LoadedVersion], *, only_checked: bool) -> None:
    for version in versions:
        change = _CHANGES[version.change]
        would = "would be " if only_checked and version.change != "unchanged" else ""
        click.echo(f"{version.act} {version.valid_from}: {version.provisions} provisions, {would}{change}")
