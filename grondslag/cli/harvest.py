"""The command that loads statute texts into the home."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import click

from grondslag.cli.graph import say
from grondslag.content import content
from grondslag.lawtext.model import Notice, NoticeKind
from grondslag.loading import LoadedVersion, load, loaded
from grondslag.settings import Settings


@click.command()
@click.argument("paths", nargs=-1, metavar="[FOLDER_OR_FILE]...", type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Only read and compare; load nothing.")
@click.option("--incomplete", is_flag=True, help="Load a text though it lacks provisions known to be in its version.")
@click.option("--verbose", is_flag=True, help="Tell every note, not the first few of each kind.")
def harvest(paths: tuple[Path, ...], check: bool, incomplete: bool, verbose: bool) -> None:
    """Load the words of statutes, so that the site shows them beside our reading.

    Takes folders and files: YAML laid out as <act id>/<valid from>.yaml, and official BWB XML, the states of an act
    ("toestand") with its technical information ("WTI") if it is there. All or nothing: a file that cannot be used is
    named with its line, and nothing is loaded. So is a file that lacks provisions which the graph holds or which are
    loaded now, as one that was cut off does. Words that differ from those that our reading was made from, or that are
    known to be missing, are told. Without arguments it tells what is loaded.

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
    result = load(paths, settings, content(), today=date.today(), check_only=check, incomplete=incomplete, progress=say)
    _tell_notices(result.notices, every=verbose)
    _tell_changes(result.versions, only_checked=check)
    if result.generation is not None:
        click.echo(f"generation {result.generation.id}: {result.generation.manifest['quads']} statements")
    elif not check:
        say("the texts are kept; `grondslag build` puts them into the graph")


# So many notes of a kind are told one by one; of more, the first few.
_ALL_UP_TO, _FEW = 5, 3


def _tell_notices(notices: Iterable[Notice], *, every: bool) -> None:
    by_kind: dict[NoticeKind, list[Notice]] = {}
    for notice in notices:
        by_kind.setdefault(notice.kind, []).append(notice)
    for kind, told in by_kind.items():
        if every or len(told) <= _ALL_UP_TO:
            shown = told
        else:
            shown = told[:_FEW]
            say(f"note: {len(told)} {kind}; the first {_FEW} of them (--verbose tells all):")
        for notice in shown:
            say(f"note: {notice}")


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
