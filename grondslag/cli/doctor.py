"""The command that looks at the machine."""

from __future__ import annotations

import json

import click

from grondslag.content import content
from grondslag.doctor import Check, Examination, examine
from grondslag.settings import Settings

_MISSING = 3


@click.command()
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.pass_context
def doctor(ctx: click.Context, form: str) -> None:
    """Say how this machine, this home and what protects it are.

    What confines a query is tried out in a worker, not guessed. Exit code 3 when something needed is missing.
    """
    found = examine(Settings.from_environment(), content())
    click.echo(json.dumps(found.to_json(), ensure_ascii=False, indent=2) if form == "json" else _text(found))
    if not found.well:
        ctx.exit(_MISSING)


def _text(found: Examination) -> str:
    lines = [", ".join(f"{name} {version}" for name, version in found.versions.items()), ""]
    lines += [f"  {name}={value}" for name, value in found.settings.items()]
    return "\n".join([*lines, "", *map(_line, found.checks)])


def _line(check: Check) -> str:
    line = f"{check.state:8}{check.subject}: {check.found}"
    return f"{line}\n        to mend it: {check.remedy}" if check.remedy else line
