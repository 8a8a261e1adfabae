"""The command that explains a flow."""

from __future__ import annotations

from datetime import date, datetime

import click

from grondslag.explain import Explainer, flow_iri, to_json, to_text, to_turtle
from grondslag.report.model import Language
from grondslag.settings import Settings
from grondslag.store import GraphStore


@click.command()
@click.argument("flow")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day whose law is asked, as 2026-11-01. Without it: today.",
)
@click.option("--item", metavar="ITEM", help="Only this datum: the last part of its IRI, or the whole.")
@click.option("--format", "form", type=click.Choice(("text", "ttl", "json")), default="text", show_default=True)
@click.option(
    "--lang",
    type=click.Choice(("nl", "en")),
    default="en",
    show_default=True,
    help="Language of the text; JSON and RDF hold both.",
)
def explain(flow: str, as_of: datetime | None, item: str | None, form: str, lang: Language) -> None:
    """Explain FLOW: what is claimed, compared element by element with the norms, what is missing and would mend it.

    FLOW is the IRI of a flow, short or full. Nothing that this tells declares a flow lawful.

    \b
    Examples:
      grondslag explain flow/000/first-delivery --as-of 2026-11-01 --item arbeidsvermogen
      grondslag explain flow/001/haarlem-suwi-for-wgs-par-3-3 --as-of 2022-01-01 --lang nl
    """
    generation = GraphStore(Settings.from_environment().home).current()
    explainer = Explainer(generation.open(), generation.graphs, generation=generation.id)
    day = as_of.date() if as_of else date.today()
    found = explainer.explain(flow_iri(flow), day, item)
    if form == "text":
        click.echo(to_text(found, lang), nl=False)
    else:
        click.echo(to_json(found) if form == "json" else to_turtle(found), nl=False)
