"""Commands that hand a register on: as the document of article 30 AVG, and as data in the terms of others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pyoxigraph as ox

from grondslag.cli.asked import READER, generation_known_on, options
from grondslag.cli.output import write
from grondslag.content import content
from grondslag.errors import BadInput, NotFound
from grondslag.explain.reader import Reader
from grondslag.graphs import Layer, NamedGraph
from grondslag.registers.export.catalogue import Dataset, Publication, to_catalogue
from grondslag.registers.export.context import to_context
from grondslag.registers.export.document import Known
from grondslag.registers.export.dpv import to_dpv
from grondslag.registers.export.entries import StoredRegister
from grondslag.registers.export.forms import BINARY_FORMS, REGISTER_FORMS, Wish, written
from grondslag.registers.export.rdf import FORMATS
from grondslag.report.model import Language
from grondslag.store import Generation

_OUT = click.option(
    *("-o", "--out"),
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write to, in place of standard output; without --format its ending says the form.",
)
_PUBLISHABLE = click.option(
    "--publishable", is_flag=True, help="Leave out security, contact, notes and internal units, and say so."
)


def _form(*names: str) -> Callable[[Any], Any]:
    return click.option("--format", "form", type=click.Choice(names), help=f"The first, {names[0]}, unless given.")


@click.group()
def export() -> None:
    """Hand on a register: the record of article 30 AVG, DPV, a catalogue, and the context for JSON-LD."""


@export.command()
@click.argument("org")
@options(_form(*REGISTER_FORMS), _PUBLISHABLE, _OUT, READER)
@click.option("--lang", type=click.Choice(("nl", "en")), default="nl", show_default=True, help="Language of headings.")
@click.option("--raw", is_flag=True, help="Leave cells of CSV and XLSX as they are, also formulas.")
def register(
    org: str, form: str | None, publishable: bool, out: Path | None, reader: str | None, lang: Language, raw: bool
) -> None:
    """The record of processing activities of ORG, as article 30(1) AVG asks, and 30(2) for what it does as processor.

    A field that is asked for and not stated says so; what is stated stays in the words of the register. An import of
    the CSV or XLSX gives the same register again. Nothing in it declares a processing lawful.

    \b
    Examples:
      grondslag export register gemeente-voorbeeldstad -o register.xlsx
      grondslag export register gemeente-voorbeeldstad --publishable --format pdf -o publiek.pdf
    """
    form = _chosen(form, out, REGISTER_FORMS)
    generation = generation_known_on(None, reader)
    store = generation.open()
    found = _named(store, generation, org).register
    known = Known(generation.id, generation.created)
    pieces = written(store, found, form, Wish(lang, publishable, raw), known)
    write(pieces, out, form, binary=form in BINARY_FORMS)


@export.command()
@click.argument("org")
@options(_form(*FORMATS), _PUBLISHABLE, _OUT, READER)
def dpv(org: str, form: str | None, publishable: bool, out: Path | None, reader: str | None) -> None:
    """The register of ORG in terms of the Data Privacy Vocabulary."""
    form = _chosen(form, out, tuple(FORMATS))
    generation = generation_known_on(None, reader)
    found = _named(generation.open(), generation, org).register
    write([to_dpv(found, form, publishable=publishable)], out, form)


@export.command()
@click.argument("orgs", nargs=-1, metavar="[ORG]...")
@options(_form(*FORMATS), _OUT, READER)
@click.option("--licence", metavar="IRI", help="The licence, if there is one; none is invented.")
@click.option("--contact", metavar="IRI", help="Whom to ask about the data, e.g. mailto:privacy@example.nl.")
@click.option("--at", "folder", metavar="IRI", help="The web folder where the exported files stand.")
def catalogue(
    orgs: tuple[str, ...],
    form: str | None,
    out: Path | None,
    reader: str | None,
    licence: str | None,
    contact: str | None,
    folder: str | None,
) -> None:
    """The registers of ORG..., or all that may be seen, as datasets in DCAT with counts in VoID."""
    form = _chosen(form, out, tuple(FORMATS))
    generation = generation_known_on(None, reader)
    store = generation.open()
    chosen = [_named(store, generation, org) for org in orgs] or _datasets(store, generation)
    write([to_catalogue(store, chosen, form, Publication(licence, contact, folder), generation.id)], out, form)


@export.command()
@_OUT
def context(out: Path | None) -> None:
    """The JSON-LD context of our terms, made from the ontology; no build is needed."""
    write([to_context(content())], out, "jsonld")


def _chosen(form: str | None, out: Path | None, forms: tuple[str, ...]) -> str:
    """The form asked for, else that of the file's ending, else the first. Raises `BadInput` for another ending."""
    if form or out is None or not out.suffix:
        return form or forms[0]
    ending = out.suffix.lower().removeprefix(".")
    if ending not in forms:
        raise BadInput(
            f"The ending of {out.name!r} is no form of this",
            expected=f"one of {', '.join(forms)}, or --format",
            example=f"-o register.{forms[0]}",
        )
    return ending


def _datasets(store: ox.Store, generation: Generation) -> list[Dataset]:
    """Every register that the reader may see."""
    graphs = generation.graphs
    names = Reader(store, (graph.iri for graph in graphs))
    registers = sorted(graph for graph in graphs if graph.layer is Layer.REGISTER)
    return [_dataset(store, graph, names) for graph in registers]


def _dataset(store: ox.Store, graph: NamedGraph, names: Reader) -> Dataset:
    return Dataset(StoredRegister(store, graph.iri, names), graph.visibility)


def _named(store: ox.Store, generation: Generation, org: str) -> Dataset:
    """The register of one organisation. Raises `NotFound`, in the same words whether it is private or not there."""
    datasets = {dataset.register.slug: dataset for dataset in _datasets(store, generation)}
    if org not in datasets:
        raise NotFound(
            f"Unknown register {org!r}",
            expected=f"one of {', '.join(datasets)}" if datasets else "a register that was imported (none is)",
        )
    return datasets[org]
