"""The command that checks practice against the rules."""

from __future__ import annotations

import json
from collections.abc import Set
from pathlib import Path

import click

from grondslag.errors import BadInput, NotFound
from grondslag.graphs import Layer
from grondslag.namespaces import GRAPH
from grondslag.published import PRACTICE, report_on
from grondslag.report.model import Language, Report
from grondslag.settings import Settings
from grondslag.store import Generation, GraphStore
from grondslag.validation import validate_files

LAYERS: dict[str, Set[Layer]] = {"all": PRACTICE, "registers": {Layer.REGISTER}, "reported": {Layer.SOURCE}}
FORMATS = ("text", "json", "ttl")


@click.command()
@click.argument("registers", nargs=-1, metavar="[REGISTER]...")
@click.option("--layer", type=click.Choice(tuple(LAYERS)), default="all", show_default=True)
@click.option(
    "--data",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="RDF to check.",
)
@click.option(
    "--shapes",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="Shapes for --data.",
)
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option(
    "--lang",
    type=click.Choice(("nl", "en")),
    default="en",
    show_default=True,
    help="Language of the text report.",
)
@click.pass_context
def validate(
    ctx: click.Context,
    registers: tuple[str, ...],
    layer: str,
    data: tuple[Path, ...],
    shapes: tuple[Path, ...],
    form: str,
    lang: Language,
) -> None:
    """Check the public registers and the reported practice of the documents against the rules.

    With REGISTER only those registers. With --data and --shapes: any RDF against any shapes. Exit code 1 when there
    are findings of severity Violation. A report without findings declares nothing lawful.
    """
    if bool(data) != bool(shapes) or (data and registers):
        raise BadInput(
            "--data and --shapes belong together, without REGISTER",
            expected="both or neither",
            example="grondslag validate --data flows.ttl --shapes shapes.ttl",
        )
    report = validate_files(list(data), list(shapes)) if data else _published(registers, layer)
    click.echo(_written(report, form, lang), nl=False)
    ctx.exit(1 if report.has_violations else 0)


def _published(registers: tuple[str, ...], layer: str) -> Report:
    generation = GraphStore(Settings.from_environment().home).current()
    return report_on(
        generation.open(),
        generation.graphs,
        layers={Layer.REGISTER} if registers else LAYERS[layer],
        registers={_register(generation, name) for name in registers} or None,
        generation=generation.id,
    )


def _register(generation: Generation, name: str) -> str:
    iri = f"{GRAPH}register/{name}"
    known = [graph.iri for graph in generation.graphs if graph.layer is Layer.REGISTER]
    if iri not in known:
        names = [known_iri.rpartition("/")[2] for known_iri in known]
        raise NotFound(
            f"Unknown register {name!r}",
            expected=f"one of {', '.join(names)}" if names else "a register below data/registers/ (there is none yet)",
        )
    return iri


def _written(report: Report, form: str, lang: Language) -> bytes:
    if form == "json":
        return (json.dumps(report.to_json(), ensure_ascii=False, indent=2) + "\n").encode("utf-8")
    if form == "ttl":
        return report.to_rdf().serialize(format="turtle", encoding="utf-8")
    return report.to_text(lang).encode("utf-8")
