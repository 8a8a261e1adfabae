"""The command that gives an empty register to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from grondslag.cli.output import write
from grondslag.content import content
from grondslag.errors import BadInput
from grondslag.registers.model import Side
from grondslag.registers.template import FORMS
from grondslag.registers.template import template as made
from grondslag.report.model import Language


@click.command()
@click.option("--format", "form", type=click.Choice(FORMS), help="The ending of the file says it too; else xlsx.")
@click.option(
    "--side",
    type=click.Choice([str(side) for side in Side]),
    default=str(Side.CONTROLLER),
    show_default=True,
    help="Whose register: of a controller (AVG art. 30 lid 1) or of a processor (lid 2).",
)
@click.option("--example", is_flag=True, help="With five activities of an organisation that does not exist.")
@click.option(
    "--lang", type=click.Choice(("nl", "en")), default="nl", show_default=True, help="Language of the headings."
)
@click.option(
    "-o", "--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write, else standard output."
)
def template(form: str | None, side: str, example: bool, lang: Language, out: Path | None) -> None:
    """An empty register of processing, to fill in and import.

    The workbook has lists to choose from, several values in a cell separated by `;`, and a sheet that explains each
    column with its article and an example. Own words are fine too: the import tells what it does not understand.

    \b
    Examples:
      grondslag template -o register.xlsx
      grondslag template --side processor --example -o voorbeeld.csv
    """
    chosen = form or _by_ending(out)
    write([made(content(), Side(side), chosen, lang, example=example)], out, chosen, binary=chosen == "xlsx")


def _by_ending(out: Path | None) -> str:
    """The form that the name of the file says; a workbook without one."""
    ending = out.suffix.lower().removeprefix(".") if out else ""
    if ending and ending not in FORMS:
        raise BadInput(
            f"The ending of {str(out)!r} is no form of a template",
            expected=f"one of {', '.join(FORMS)}, or --format",
            example="-o register.xlsx",
        )
    return ending or "xlsx"
