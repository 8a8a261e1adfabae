"""Commands that ask the graph."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

import click

from grondslag.cli.asked import AS_OF, KNOWN_ON, READER, day, reader_named
from grondslag.content import content
from grondslag.errors import BadInput
from grondslag.namespaces import ID
from grondslag.query.engine import Answer, Engine
from grondslag.query.results import FORMATS, write
from grondslag.query.saved import Catalogue, ParameterType, SavedQuery
from grondslag.settings import Settings
from grondslag.store import GraphStore

_SHORT = re.compile(r"[a-z]+(/[^/:\s]+)+")


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
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True)
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
      echo 'SELECT * WHERE { ?s ?p ?o } LIMIT 3' | grondslag query --sparql -
    """
    _one_of_both(name, file, as_of)
    settings = Settings.from_environment()
    view = reader_named(GraphStore(settings.home), reader)
    with Engine(settings, content(), known_on=day(known_on), reader=view) as engine:
        if name:
            saved = engine.catalogue.get(name)
            answer = engine.answer(saved, _full_iris(saved, _dated(saved, _pairs(values), as_of)))
        else:
            answer = engine.run(file.read(), layers=layers)
    _show(answer, form)
    if file and not layers and answer.kind == "bindings" and not answer.rows:
        click.echo("grondslag: no rows; what the documents say is asked with --layer sources", err=True)


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
    saved = Catalogue(content().queries).all()
    if form == "json":
        click.echo(json.dumps([_described(query) for query in saved], ensure_ascii=False, indent=2))
        return
    for query in saved:
        parameters = " ".join(f"[{p.name}]" if not p.required else p.name for p in query.parameters)
        click.echo(f"{query.name} {parameters}".rstrip())
        click.echo(f"    {query.summary[lang]}")


def _pairs(values: tuple[str, ...]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for text in values:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise BadInput(f"Invalid parameter {text!r}", expected="name=value", example="lang=en")
        if name in pairs:
            raise BadInput(f"Parameter {name!r} is given twice", expected="each parameter once")
        pairs[name] = value
    return pairs


def _dated(query: SavedQuery, values: dict[str, str], as_of: str | None) -> dict[str, str]:
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
    return {**values, "as_of": as_of}


def _full_iris(query: SavedQuery, values: dict[str, str]) -> dict[str, str]:
    # The tables show our own IRIs without their base, so they can be given that way too.
    own = {parameter.name for parameter in query.parameters if parameter.type is ParameterType.IRI}
    return {name: ID + text if name in own and _SHORT.fullmatch(text) else text for name, text in values.items()}


def _show(answer: Answer, form: str) -> None:
    click.echo(write(answer, form), nl=False)
    if answer.truncated:
        click.echo("grondslag: the answer was cut off at the row or size limit", err=True)


def _described(query: SavedQuery) -> dict[str, Any]:
    return {
        "name": query.name,
        "summary": query.summary,
        "description": query.description,
        "tags": query.tags,
        "layers": query.layers,
        "columns": query.columns,
        "sha256": query.sha256,
        "parameters": [
            {
                "name": parameter.name,
                "type": str(parameter.type),
                "label": parameter.label,
                "required": parameter.required,
                "default": parameter.default,
                "example": parameter.example,
                "choices": parameter.choices,
            }
            for parameter in query.parameters
        ],
    }
