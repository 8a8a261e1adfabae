"""Where a command leaves what it made: standard output, or a file that is there whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from grondslag.errors import BadInput


def write(pieces: Iterable[bytes], out: Path | None, form: str, *, binary: bool = False) -> None:
    """Write a form to `out` or standard output. Raises `BadInput` where a terminal would get what it cannot show."""
    if out is not None:
        write_whole(out, pieces)
        return
    if binary and sys.stdout.isatty():
        raise BadInput(f"The form {form} is not for a terminal", expected="a file", example=f"--out register.{form}")
    for piece in pieces:
        click.echo(piece, nl=False)


def write_whole(out: Path, pieces: Iterable[bytes]) -> None:
    """Write a file that is there whole or not at all: beside it first; on an error a former one stays."""
    if out.exists() and not out.is_file():  # a pipe or a device has nothing beside it
        with out.open("wb") as file:
            file.writelines(pieces)
        return
    target = out.resolve()  # a link stays one
    staged = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        with staged.open("wb") as file:
            file.writelines(pieces)
        os.replace(staged, target)
    finally:
        staged.unlink(missing_ok=True)
