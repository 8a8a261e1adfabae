"""The match asked the other way round: candidates for a basis, and what a change of law would cost."""

from __future__ import annotations

from datetime import date, datetime

import click

from grondslag.cli.asked import AS_OF, KNOWN_ON, READER, day, generation_known_on
from grondslag.explain.bases import BasisFinder, candidates_to_json, candidates_to_text
from grondslag.explain.losses import find_impact, impact_to_json, impact_to_text
from grondslag.match import Change
from grondslag.naming import DATA, PARTY, PURPOSE, Names
from grondslag.report.model import Language

_FORMATS = click.Choice(("text", "json"))
_LANGUAGES = click.Choice(("nl", "en"))
_LANG_HELP = "Language of the text; JSON holds both."


@click.command()
@click.option("--sender", required=True, metavar="PARTY", help="Who gives the data, or uses them again.")
@click.option("--recipient", metavar="PARTY", help="Who gets them. Without it: the sender itself, for another task.")
@click.option("--data", required=True, metavar="DATA", help="The category of data.")
@click.option("--purpose", required=True, metavar="PURPOSE", help="The purpose, or the public task.")
@click.option("--as-of", type=AS_OF, help="The day whose law is asked. Without it: today.")
@click.option("--known-on", type=AS_OF, help=KNOWN_ON)
@READER
@click.option("--format", "form", type=_FORMATS, default="text", show_default=True)
@click.option("--lang", type=_LANGUAGES, default="en", show_default=True, help=_LANG_HELP)
def bases(
    sender: str,
    recipient: str | None,
    data: str,
    purpose: str,
    as_of: datetime | None,
    known_on: datetime | None,
    reader: str | None,
    form: str,
    lang: Language,
) -> None:
    """Find norms that could carry a sharing, with their conditions and what remains to be shown.

    They are candidates that nobody claimed; none of them declares anything lawful. PARTY, DATA and PURPOSE are the IRI
    of a thing, its short form (party/college, or college), or its label in Dutch or English.

    \b
    Examples:
      grondslag bases --sender college --recipient svb --data data/health --purpose task/wmo-2.6.2
      grondslag bases --sender "Gemeente Epe" --data data/benefit-scheme --purpose task/wgs --as-of 2022-01-01
    """
    generation = generation_known_on(day(known_on), reader)
    store, graphs = generation.open(), generation.graphs
    names = Names(store, graphs)
    asked = (
        names.thing(sender, PARTY, "party"),
        names.thing(recipient, PARTY, "party") if recipient else None,
        names.thing(data, DATA, "data category"),
        names.thing(purpose, PURPOSE, "purpose or task"),
    )
    found = BasisFinder(store, graphs, generation=generation.id).find(*asked, day(as_of) or date.today())
    click.echo(candidates_to_json(found) if form == "json" else candidates_to_text(found, lang), nl=False)


@click.command()
@click.option("--provision", required=True, metavar="CITATION", help="What is repealed or amended.")
@click.option("--struck", metavar="TERM", help="Only this term goes: a party, task or category that the norms name.")
@click.option("--from", "start", type=AS_OF, help="First day of the change. Without it: that of --as-of, or today.")
@click.option("--as-of", type=AS_OF, help="The day to compare on. Without it: the first day of the change.")
@click.option("--known-on", type=AS_OF, help=KNOWN_ON)
@READER
@click.option("--format", "form", type=_FORMATS, default="text", show_default=True)
@click.option("--lang", type=_LANGUAGES, default="en", show_default=True, help=_LANG_HELP)
def impact(
    provision: str,
    struck: str | None,
    start: datetime | None,
    as_of: datetime | None,
    known_on: datetime | None,
    reader: str | None,
    form: str,
    lang: Language,
) -> None:
    """Tell which flows would lose cover if a provision were repealed, or a party struck from its list.

    A what-if over the reported practice and the public registers: nothing is stored. CITATION is a citation, a JCI
    reference or the IRI of a provision, or the short title of a statute; TERM is the IRI of a thing, its short form
    or its label.

    \b
    Examples:
      grondslag impact --provision "PW art. 67" --from 2027-01-01
      grondslag impact --provision "Wgs art. 8d" --struck party/college --as-of 2026-11-01
    """
    generation = generation_known_on(day(known_on), reader)
    store, graphs = generation.open(), generation.graphs
    names = Names(store, graphs)
    first = day(start) or day(as_of) or date.today()
    change = Change(names.provision(provision), first, names.thing(struck) if struck else None)
    found = find_impact(store, graphs, change, day(as_of) or first, generation=generation.id)
    click.echo(impact_to_json(found) if form == "json" else impact_to_text(found, lang), nl=False)
