"""Commands that freeze the graph and prove later that nothing changed."""

from __future__ import annotations

from pathlib import Path

import click

from grondslag import snapshot as snapshots
from grondslag.content import content
from grondslag.settings import Settings
from grondslag.store import GraphStore


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
def create(out: Path, zipped: bool) -> None:
    """Freeze the current generation into a folder or zip with a manifest of SHA-256 hashes."""
    generation = GraphStore(Settings.from_environment().home).current()
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
