"""The command that compares two reports."""

from __future__ import annotations

import json
from pathlib import Path

import click

from grondslag.errors import NotFound
from grondslag.published import stored_report
from grondslag.remote.store import open_store
from grondslag.report.compare import Comparison, Side, read_side, side_of
from grondslag.report.model import Language
from grondslag.settings import Settings


@click.group()
def report() -> None:
    """Compare reports."""


@report.command()
@click.argument("old")
@click.argument("new")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.option(
    "--lang",
    type=click.Choice(("nl", "en")),
    default="en",
    show_default=True,
    help="Language of the text.",
)
@click.pass_context
def compare(ctx: click.Context, old: str, new: str, form: str, lang: Language) -> None:
    """Tell which findings are new, mended and persisting from report OLD to report NEW.

    Each is a file that `grondslag validate --format json` wrote (the report.json of a snapshot is one too), or the
    generation of this home that made the report: its id, or `current`. Exit code 1 when a finding of severity
    Violation is new. What is mended by these rules is not thereby lawful.
    """
    comparison = Comparison(_side(old), _side(new))
    if form == "json":
        click.echo(json.dumps(comparison.to_json(), ensure_ascii=False, indent=2))
    else:
        click.echo(comparison.to_text(lang), nl=False)
    ctx.exit(1 if comparison.has_new_violations else 0)


def _side(named: str) -> Side:
    store = open_store(Settings.from_environment())
    if named == "current":  # whatever files there are here: `./current` names one
        return side_of(stored_report(store.current()))
    file = Path(named)
    if file.is_file():
        return read_side(file.read_text(encoding="utf-8"), file.name)
    known = {generation.id: generation for generation in store.generations()}
    if named not in known:
        raise NotFound(
            f"No report {named!r}",
            expected=f"a JSON report, `current`, or a generation: {', '.join(known) or 'there is none yet'}",
            example="grondslag report compare march.json current",
        )
    return side_of(stored_report(known[named]))
