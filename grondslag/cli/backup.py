"""Commands that put all of a home into one file, and take it out again on another machine."""

from __future__ import annotations

from pathlib import Path

import click

from grondslag import backup as backups
from grondslag.cli.graph import say
from grondslag.settings import Settings


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write the current generation to FILE, which must not exist: all graphs, private registers too.

    With what was decided on mappings and words, the stored report, and the words of statutes. FILE is for whoever runs
    this home: only its owner may read it. Former generations are not in it.
    """
    generation = backups.create(Settings.from_environment(), file, say)
    click.echo(f"{file}: generation {generation.id}, dataset hash {generation.dataset_hash}")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Also in a home that has a graph: what there was becomes the former one.")
@click.option("--more-visible", is_flag=True, help="Also where registers get readers that they do not have now.")
def restore(file: Path, replace: bool, more_visible: bool) -> None:
    """Make the generation in FILE, which `grondslag backup` wrote, the current one of this home.

    Every file in it is compared with its manifest first: one changed byte and nothing is restored.
    """
    settings = Settings.from_environment()
    generation = backups.restore(settings, file, say, replace=replace, more_visible=more_visible)
    click.echo(f"generation {generation.id}: dataset hash {generation.dataset_hash}")
