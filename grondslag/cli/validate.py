"""The command that checks practice against the rules."""

from __future__ import annotations

from collections.abc import Set
from datetime import date, datetime
from pathlib import Path

import click

from grondslag.cli.asked import AS_OF, KNOWN_ON, READER, day, generation_known_on, options
from grondslag.cli.graph import say
from grondslag.cli.output import write
from grondslag.confined_reports import Form, Request, Written, of_files, of_practice, report
from grondslag.errors import BadInput
from grondslag.evaluation import Dates
from grondslag.graphs import Layer
from grondslag.published import PRACTICE, register_named
from grondslag.report.formats import FORMATS, ReportFormat, Wish
from grondslag.report.grouping import GROUPINGS, Grouping, as_selection
from grondslag.report.model import Language, Severity
from grondslag.settings import Settings
from grondslag.store import Generation

_PIECE = 1 << 20
LAYERS: dict[str, Set[Layer]] = {"all": PRACTICE, "registers": {Layer.REGISTER}, "reported": {Layer.SOURCE}}
_WHAT = (
    click.option("--layer", type=click.Choice(tuple(LAYERS)), default="all", show_default=True),
    click.option(
        "--data",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        multiple=True,
        help="RDF to check.",
    ),
    click.option(
        "--shapes",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        multiple=True,
        help="Shapes for --data.",
    ),
)
_DATES = (
    click.option("--as-of", "as_of", type=AS_OF, help="Legal date of registers; today unless given."),
    click.option(
        "--reported-at",
        "reported_at",
        type=AS_OF,
        help="Legal date of what documents report, in place of the date of each document.",
    ),
    click.option("--known-on", "known_on", type=AS_OF, help=KNOWN_ON),
    READER,
)
_FORM = (
    click.option("--format", "form", type=click.Choice(tuple(FORMATS)), default="text", show_default=True),
    click.option(
        "--out",
        type=click.Path(dir_okay=False, path_type=Path),
        help="File to write the report to, in place of standard output.",
    ),
    click.option(
        "--group-by",
        "by",
        type=click.Choice(GROUPINGS),
        default="severity",
        show_default=True,
        help="What text and HTML are ordered by.",
    ),
    click.option(
        "--lang",
        type=click.Choice(("nl", "en")),
        default="en",
        show_default=True,
        help="Language of text, HTML, SARIF and the sheets of XLSX.",
    ),
    click.option("--raw", is_flag=True, help="Leave cells of CSV and XLSX as they are, also formulas."),
)
_CHOICE = (
    click.option("--severity", type=click.Choice([each.value for each in Severity]), help="Only these findings."),
    click.option("--rule", metavar="NUMBER", help="Only findings of this rule, e.g. R037."),
    click.option("--article", metavar="CITATION", help="Only findings under this article, e.g. 'AVG art. 6 lid 1'."),
    click.option("--organisation", metavar="IRI", help="Only findings about this organisation, e.g. org/lucrato."),
    click.option("--recipient", metavar="IRI", help="Only findings about flows to this recipient, e.g. org/lucrato."),
)


@click.command()
@click.argument("registers", nargs=-1, metavar="[REGISTER]...")
@options(*_WHAT, *_DATES, *_FORM, *_CHOICE)
@click.pass_context
def validate(
    ctx: click.Context,
    /,
    registers: tuple[str, ...],
    layer: str,
    data: tuple[Path, ...],
    shapes: tuple[Path, ...],
    as_of: datetime | None,
    reported_at: datetime | None,
    known_on: datetime | None,
    reader: str | None,
    form: str,
    out: Path | None,
    by: Grouping,
    lang: Language,
    raw: bool,
    **filters: str | None,
) -> None:
    """Check the public registers and the reported practice of the documents against the rules.

    With REGISTER only those registers; with --reader the private register of that organisation as well. Registers are
    tested on the legal date; what a document reports on the date of that document, and only if asked for when it states
    none. With --data and --shapes: any RDF against any shapes. Exit code 1 when there are findings of severity
    Violation, also where a filter leaves them out. A report without findings declares nothing lawful. One that takes
    more time or memory than it may is stopped (exit code 3); nothing is told of what was looked at until then. A large
    register is reported on by itself, part by part: give its name alone.
    """
    dates = (day(as_of), day(reported_at), day(known_on))
    if data or shapes:
        _belong_together(data, shapes, registers, dated=any(dates), reader=reader)
        request = of_files(data, shapes)
    else:
        legal = Dates(dates[0] or date.today(), dates[1])
        request = _practice(registers, layer, legal, generation_known_on(dates[2], reader))
    wanted = Form(form, Wish(lang, by, raw), as_selection(filters))
    with report(request, wanted, Settings.from_environment().reports, say) as written:
        _write(written, FORMATS[form], out)
        ctx.exit(1 if written.has_violations else 0)


def _belong_together(
    data: tuple[Path, ...], shapes: tuple[Path, ...], registers: tuple[str, ...], *, dated: bool, reader: str | None
) -> None:
    """Raises `BadInput` for files without shapes or the reverse, with registers or a reader, or with a date."""
    if not data or not shapes or registers or reader:
        raise BadInput(
            "--data and --shapes belong together, without REGISTER or --reader",
            expected="both or neither",
            example="grondslag validate --data flows.ttl --shapes shapes.ttl",
        )
    if dated:
        raise BadInput(
            "--data is not evaluated for a date",
            expected="--as-of, --reported-at and --known-on without --data",
            example="grondslag validate --as-of 2026-01-01",
        )


def _write(written: Written, form: ReportFormat, out: Path | None) -> None:
    """Hand on the report piece by piece. Raises `BadInput` where a terminal would get what it cannot show."""
    write(iter(lambda: written.file.read(_PIECE), b""), out, form.suffix, binary=form.binary)
    if out is not None:
        click.echo(f"{out}: {written.findings} findings")


def _practice(registers: tuple[str, ...], layer: str, dates: Dates, generation: Generation) -> Request:
    return of_practice(
        generation,
        dates,
        layers={Layer.REGISTER} if registers else LAYERS[layer],
        registers={register_named(generation, name) for name in registers} or None,
    )
