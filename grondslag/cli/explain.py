"""The command that explains a flow."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import click

from grondslag.cli.asked import AS_OF, KNOWN_ON, READER, day, generation_known_on
from grondslag.content import content
from grondslag.explain import Explainer, to_json, to_text, to_turtle
from grondslag.published import findings_on_flow, matched
from grondslag.report.model import Language


@click.command()
@click.argument("flow")
@click.option("--as-of", type=AS_OF, help="The day whose law is asked, as 2026-11-01. Without it: today.")
@click.option("--known-on", type=AS_OF, help=KNOWN_ON)
@READER
@click.option("--item", metavar="ITEM", help="Only this datum: the last part of its IRI, or the whole.")
@click.option("--format", "form", type=click.Choice(("text", "ttl", "json")), default="text", show_default=True)
@click.option(
    "--lang",
    type=click.Choice(("nl", "en")),
    default="en",
    show_default=True,
    help="Language of the text; JSON and RDF hold both.",
)
@click.option("--no-findings", "untried", is_flag=True, help="Leave the rules untried, which is faster.")
def explain(
    flow: str,
    as_of: datetime | None,
    known_on: datetime | None,
    reader: str | None,
    item: str | None,
    form: str,
    lang: Language,
    untried: bool,
) -> None:
    """Explain FLOW: what is claimed, compared element by element with the norms, what is missing and would mend it.

    FLOW is the IRI of a flow, full or short, with or without "flow/", or its last part alone. The law is that of the
    legal date, --as-of; what was known of flow and law is that of the knowledge date, --known-on. Nothing that this
    tells declares a flow lawful.

    \b
    Examples:
      grondslag explain flow/000/first-delivery --as-of 2026-11-01 --item arbeidsvermogen
      grondslag explain 001/haarlem-suwi-for-wgs-par-3-3 --as-of 2022-01-01 --lang nl
    """
    generation = generation_known_on(day(known_on), reader)
    store, graphs = generation.open(), generation.graphs
    explainer = Explainer(store, graphs, generation=generation.id, known_on=generation.created)
    on = day(as_of) or date.today()
    found = explainer.explain(explainer.flows.named(flow), on, item)
    if not untried:
        iri = found.flow.iri
        where = explainer.flows.graph_of(iri)
        store, graphs = matched(generation, [each for each in graphs if each.iri == where], content())
        told = findings_on_flow(store, graphs, iri, where, on)
        wanted = {None, *(part.item.iri for part in found.items)}
        found = replace(found, findings=tuple(each for each in told if each.item in wanted))
    if form == "text":
        click.echo(to_text(found, lang), nl=False)
    else:
        click.echo(to_json(found) if form == "json" else to_turtle(found), nl=False)
