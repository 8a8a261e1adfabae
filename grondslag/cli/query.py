"""Commands that ask the graph."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import click

from grondslag.api.readers import reader_named
from grondslag.cli.asked import AS_OF, KNOWN_ON, READER, day
from grondslag.content import content
from grondslag.errors import BadInput
from grondslag.namespaces import full_iri
from grondslag.query.describe import described, iris_of, not_held
from grondslag.query.engine import Answer, Engine
from grondslag.query.results import FORMATS, write
from grondslag.query.saved import Catalogue, ParameterType, SavedQuery
from grondslag.query.workbook import Origin, to_xlsx
from grondslag.remote.store import open_store
from grondslag.settings import Settings

_XLSX = "xlsx"


@click.command()
@click.argument("name", required=False)
@click.argument("values", nargs=-1, metavar="[PARAMETER=VALUE]...")
@click.option(
    "--sparql",
    "file",
    type=click.File(encoding="utf-8"),
    help="Run the SPARQL in FILE, or - for standard input.",
)
@click.option(
    "--layer",
    "layers",
    multiple=True,
    help="With --sparql: 'sources' adds the documents to the default graph, 'law-text' the loaded texts of statutes.",
)
@click.option("--as-of", "as_of", metavar="DATE", help="Legal date of a saved query that asks for one.")
@click.option("--known-on", type=AS_OF, help=KNOWN_ON)
@READER
@click.option("--format", "form", type=click.Choice((*FORMATS, _XLSX)), default="table", show_default=True)
def query(
    name: str | None,
    values: tuple[str, ...],
    file: Any,
    layers: tuple[str, ...],
    as_of: str | None,
    known_on: datetime | None,
    reader: str | None,
    form: str,
) -> None:
    """Run the saved query NAME, or any SPARQL query.

    \b
    Examples:
      grondslag query recipients-of-health-data
      grondslag query recipients-of-health-data lang=en --format csv
      grondslag query recipients-of-health-data --as-of 2019-07-01
      grondslag query statutes --known-on 2026-11-21
      grondslag query items-of-flow flow=flow/000/first-delivery
      grondslag query what-a-party-receives recipient=org/lucrato recipient=org/laborijn
      echo 'SELECT * WHERE { ?s ?p ?o } LIMIT 3' | grondslag query --sparql -
    """
    _one_of_both(name, file, as_of)
    if file and form == _XLSX:
        raise BadInput("A workbook tells which saved query it comes from", expected="another --format with --sparql")
    settings = Settings.from_environment()
    view = reader_named(open_store(settings), reader)
    with Engine(settings, content(), known_on=day(known_on), reader=view) as engine:
        if name:
            saved = engine.catalogue.get(name)
            given = _full_iris(saved, _dated(saved, _pairs(values), as_of))
            answer = engine.answer(saved, given)
            written = to_xlsx(answer, Origin(saved, given)) if form == _XLSX else write(answer, form)
            absent = _absent(engine, answer, iris_of(described(saved), given))
        else:
            answer = engine.run(file.read(), layers=layers)
            written, absent = write(answer, form), []
    _show(answer, written)
    for iri in absent:
        click.echo(f"grondslag: no rows; nothing in the graph is about {iri}", err=True)
    if file and not layers and answer.kind == "bindings" and not answer.rows:
        click.echo("grondslag: no rows; what the documents say is asked with --layer sources", err=True)


def _absent(engine: Engine, answer: Answer, iris: Sequence[str]) -> list[str]:
    """What was asked about and is not there, where that may be why there are no rows."""
    return not_held(iris, engine.holds) if answer.kind == "bindings" and not answer.rows else []


def _one_of_both(name: str | None, file: object, as_of: str | None) -> None:
    """Raises `BadInput` for a name and a query of one's own, for neither, and for a date of one's own query."""
    if (name is None) == (file is None):
        raise BadInput(
            "Give either the name of a saved query or --sparql",
            expected="one of the two",
            example="grondslag query recipients-of-health-data",
        )
    if file and as_of:
        raise BadInput(
            "--as-of is for saved queries: a query of your own names its dates itself",
            expected="--sparql without --as-of",
            example="grondslag query recipients-of-health-data --as-of 2019-07-01",
        )


@click.command()
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.option(
    "--lang",
    type=click.Choice(("nl", "en")),
    default="en",
    show_default=True,
    help="Language of the summaries.",
)
def queries(form: str, lang: str) -> None:
    """List the saved queries with their parameters."""
    catalogue = Catalogue(content().queries, Settings.from_environment().queries)
    if form == "json":
        click.echo(json.dumps([described(query) for query in catalogue.all()], ensure_ascii=False, indent=2))
    else:
        _list(catalogue.all(), lang)
    faults = catalogue.faults()
    for fault in faults:
        click.echo(f"grondslag: {fault}", err=True)
    if faults:
        click.get_current_context().exit(2)


def _list(saved: list[SavedQuery], lang: str) -> None:
    for query in saved:
        parameters = " ".join(
            (p.name if p.required else f"[{p.name}]") + ("..." if p.multiple else "") for p in query.parameters
        )
        click.echo(f"{query.name} {parameters}".rstrip())
        click.echo(f"    {query.summary[lang]}")


def _pairs(values: tuple[str, ...]) -> dict[str, list[str]]:
    pairs: dict[str, list[str]] = {}
    for text in values:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise BadInput(f"Invalid parameter {text!r}", expected="name=value", example="lang=en")
        pairs.setdefault(name, []).append(value)
    return pairs


def _dated(query: SavedQuery, values: dict[str, list[str]], as_of: str | None) -> dict[str, list[str]]:
    if as_of is None:
        return values
    if "as_of" not in {parameter.name for parameter in query.parameters}:
        raise BadInput(
            f"The query {query.name!r} asks for no legal date",
            expected="a query with the parameter as_of",
            example="grondslag query recipients-of-health-data --as-of 2019-07-01",
        )
    if "as_of" in values:
        raise BadInput("Parameter 'as_of' is given twice", expected="--as-of or as_of=, not both")
    return {**values, "as_of": [as_of]}


def _full_iris(query: SavedQuery, values: dict[str, list[str]]) -> dict[str, list[str]]:
    # The tables show our own IRIs without their base, so they can be given that way too.
    own = {parameter.name for parameter in query.parameters if parameter.type is ParameterType.IRI}
    return {name: [full_iri(text) if name in own else text for text in texts] for name, texts in values.items()}


def _show(answer: Answer, written: bytes) -> None:
    click.echo(written, nl=False)
    if answer.truncated:
        click.echo("grondslag: the answer was cut off at the row or size limit", err=True)
