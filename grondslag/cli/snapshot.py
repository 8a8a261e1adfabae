"""Commands that freeze the graph and prove later that nothing changed."""

from __future__ import annotations

from pathlib import Path

import click

from grondslag import snapshot as snapshots
from grondslag.cli.asked import READER, generation_known_on
from grondslag.content import content


@click.group()
def snapshot() -> None:
    """Freeze graph, shapes, queries and report; verify such a snapshot."""


@snapshot.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    help="Folder or zip file to write; must not exist.",
)
@click.option("--zip", "zipped", is_flag=True, help="Write one zip file instead of a folder.")
@READER
def create(out: Path, zipped: bool, reader: str | None) -> None:
    """Freeze the current generation into a folder or zip with a manifest of SHA-256 hashes.

    It holds what everyone may see; with --reader what that organisation may see, and then it is for that organisation.
    """
    generation = generation_known_on(None, reader)
    manifest = snapshots.create(generation, content(), out, zipped=zipped)
    click.echo(f"{out}: {len(manifest.files)} files, content hash {manifest.content_hash}")


@snapshot.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.pass_context
def verify(ctx: click.Context, path: Path) -> None:
    """Check a snapshot against its manifest; names each file that was changed, added or removed."""
    problems = snapshots.verify(path)
    for problem in problems:
        click.echo(str(problem))
    if problems:
        ctx.exit(3)
    click.echo(f"{path}: unchanged, content hash {snapshots.content_hash(path)}")
