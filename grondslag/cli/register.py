"""Commands that bring registers of processing in, list them and take them out again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from grondslag.cli.asked import options
from grondslag.cli.graph import say
from grondslag.content import content
from grondslag.errors import BadInput
from grondslag.registers import preview as previews
from grondslag.registers.desk import ALIGNMENTS, Desk, Given, Loaded, Wish
from grondslag.registers.model import Side
from grondslag.registers.preview import Preview
from grondslag.registers.publish import registers as imported
from grondslag.registers.publish import withdraw_register
from grondslag.registers.understanding import Status
from grondslag.settings import Settings

_FORMS = {"text": previews.as_text, "csv": previews.as_csv, "json": previews.as_json}
_OPEN = {Status.NOT_UNDERSTOOD, Status.DOUBTFUL}
_A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(name="import")
@click.argument("file", type=_A_FILE)
@options(
    click.option("--organisation", required=True, metavar="ORG", help="Whose register it is: gemeente-voorbeeldstad."),
    click.option("--name", help="Its name, in full; asked for the first time, then remembered."),
    click.option("--category", "categories", multiple=True, metavar="PARTY", help="What kind of party it is; repeat."),
    click.option("--public", is_flag=True, help="Everyone may see it; said once, then remembered."),
    click.option("--private", is_flag=True, help="Its organisation alone may see it; said once, then remembered."),
    click.option("--yes", is_flag=True, help="Make a register public that was private, without asking."),
    click.option(
        "--side",
        type=click.Choice([side.value for side in Side]),
        help="Whose record, article 30 lid 1 or 2 AVG; of a file with both that one.",
    ),
    click.option("--mapping", type=_A_FILE, help="Which column is which field, as TOML; else found by the headings."),
    click.option("--alignments", type=_A_FILE, help="What people decided on words, as CSV; else what is remembered."),
    click.option("--preview", is_flag=True, help="Tell what would come of it, and store nothing."),
    click.option("--format", "form", type=click.Choice([*_FORMS]), default="text", help="The form of a preview."),
)
def import_register(
    file: Path,
    organisation: str,
    name: str | None,
    categories: tuple[str, ...],
    public: bool,
    private: bool,
    yes: bool,
    side: str | None,
    mapping: Path | None,
    alignments: Path | None,
    preview: bool,
    form: str,
) -> None:
    """Bring in a register of processing from FILE: CSV, XLSX, or RDF in our own terms or those of DPV.

    All or nothing: rows that cannot be read are listed with sheet, row, column and value, and nothing is stored. Words
    that are not understood stop nothing: they stand in the register as written, and the preview lists their places.
    What a person decides on them in alignments.csv is remembered. Importing the same file again changes nothing.

    \b
    Examples:
      grondslag import register.xlsx --organisation gemeente-voorbeeldstad --name "Gemeente Voorbeeldstad" \\
        --category party/gemeente --category party/college --private --preview
      grondslag import register.xlsx --organisation gemeente-voorbeeldstad
    """
    wish = Wish(
        organisation=organisation,
        name=name,
        public=_visibility(public=public, private=private),
        categories=categories,
        side=Side(side) if side else None,
        mapping=_given(mapping),
        alignments=_given(alignments),
        opens_up=yes,
    )
    desk = Desk(Settings.from_environment(), content(), date.today(), say)
    if preview:
        with desk.preview(file, file.name, wish) as prepared:
            click.echo(_FORMS[form](prepared.preview), nl=False)
        return
    _tell(desk.load(file, file.name, _confirmed(desk, wish)), organisation)


def _confirmed(desk: Desk, wish: Wish) -> Wish:
    """The wish, with the answer of a person where a private register would become public."""
    if wish.opens_up or not desk.would_open_up(wish):
        return wish
    asked = f"The register of {wish.organisation} was private, becomes public: for everyone. Go on?"
    return replace(wish, opens_up=click.confirm(asked, err=True))


def _visibility(*, public: bool, private: bool) -> bool | None:
    if public and private:
        raise BadInput("--public and --private contradict each other", expected="one of both")
    return public if public or private else None


def _given(file: Path | None) -> Given | None:
    return None if file is None else Given(file.read_text(encoding="utf-8-sig"), file.name)


def _tell(loaded: Loaded, organisation: str) -> None:
    preview = loaded.preview
    click.echo(f"{organisation}: {preview.activities} activities from {preview.file}")
    click.echo(f"seen by: {preview.seen_by}")
    for told in (*_notes(preview), *previews.left_out(preview), *_to_look_at(loaded, organisation)):
        click.echo(told)
    if not loaded.changed:
        click.echo(f"nothing changed: generation {loaded.generation.id} goes on")
        return
    click.echo(f"generation {loaded.generation.id}")
    reader = "" if loaded.public else f" --reader {organisation}"
    click.echo(f"check it: grondslag validate {organisation}{reader}")


def _notes(preview: Preview) -> list[str]:
    notes = [f"note: {note}" for note in preview.notes[: previews.MOST_TOLD]]
    more = len(preview.notes) - len(notes)
    return [*notes, f"  and {more} notes more; --preview --format json tells all"] if more else notes


def _to_look_at(loaded: Loaded, organisation: str) -> list[str]:
    counts = {status: count for status, count in loaded.preview.counts.items() if count}
    if not counts:
        return []
    told = ", ".join(f"{count} {status}" for status, count in counts.items())
    found = [f"words to look at: {told}; --preview --format csv lists every place"]
    if _OPEN & counts.keys():
        kept = loaded.generation.path / "registers" / organisation / ALIGNMENTS
        found.append(f"decide on them in a copy of {kept}, and give that with --alignments")
    return found


@click.group(name="registers", invoke_without_command=True)
@click.pass_context
def registers(ctx: click.Context) -> None:
    """List the imported registers, for whoever runs this home; `withdraw` takes one out."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_registers)


@registers.command(name="list")
def list_registers() -> None:
    """List the imported registers, private ones too."""
    found = imported(Settings.from_environment())
    if not found:
        click.echo("no registers are imported")
    for one in found:
        seen = "public" if one.public else "private"
        click.echo(
            f"{one.organisation}: {one.name}, {seen}, {one.activities} activities, {one.statements} statements, "
            f"loaded on {one.loaded_on}, file {one.file_hash[:12]}"
        )


@registers.command()
@click.argument("organisation")
@click.option("--yes", is_flag=True, help="Without asking.")
def withdraw(organisation: str, yes: bool) -> None:
    """Take the register of ORGANISATION out of the graph, with all that was derived from it and remembered of it.

    Former generations that are still kept have it; `grondslag build` and imports leave them behind.
    """
    if not yes and not click.confirm(f"Take the register of {organisation} out?", err=True):
        raise BadInput("Nothing was withdrawn", expected="a yes, or --yes")
    generation = withdraw_register(Settings.from_environment(), organisation, say)
    click.echo(f"generation {generation.id}: without the register of {organisation}")
