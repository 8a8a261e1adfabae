"""Texts of a graph in both languages, and the words that every form of a report shares."""

from __future__ import annotations

from collections.abc import Mapping

import rdflib
from rdflib.term import Literal, Node

from grondslag.report.model import DerogationState, Text

STATEMENT = Text(
    "Dit rapport zegt wat niet is aangetoond of niet is vermeld. Het verklaart niets rechtmatig, ook niet "
    "waar het niets vindt: noodzaak en evenredigheid zijn het oordeel van een mens.",
    "This report says what is not shown or not stated. It declares nothing lawful, not even where it finds "
    "nothing: necessity and proportionality are a person's verdict.",
)
NOTHING_FOUND = Text(
    "Geen bevindingen: geen van de regels vond iets dat niet is aangetoond.",
    "No findings: none of the rules found anything that is not shown.",
)
NOTHING_FOUND_IN_PART = Text(
    "Geen bevindingen in wat is getoetst; een deel is niet getoetst, en daarover zegt dit rapport niets.",
    "No findings in what was checked; a part was not checked, and on that this report says nothing.",
)
NO_DATE_OF_SOURCE = Text(
    "Het document vermeldt geen datum. Wat op een dag geldt, is daarom niet getoetst: of een beroep past, een bepaling "
    "gold, een geheimhouding was opgeheven, een afwijking liep. Toets het op een dag die u zelf opgeeft.",
    "The document states no date. What holds on a day was therefore not tested: whether a claim fits, a provision was "
    "in force, a secrecy was lifted, a derogation ran. Test it on a day that you give.",
)
NO_LEGAL_DATE = Text(
    "Er is geen juridische datum gegeven. Wat op een dag geldt, is daarom niet getoetst: of een beroep past, een "
    "bepaling gold, een geheimhouding was opgeheven, een afwijking liep. Toets het op een dag die u opgeeft.",
    "No legal date was given. What holds on a day was therefore not tested: whether a claim fits, a provision was in "
    "force, a secrecy was lifted, a derogation ran. Test it on a day that you give.",
)
NOTHING_SELECTED = Text("Geen bevindingen in deze selectie.", "No findings in this selection.")
LAYER_NAMES = {
    "reported": Text("gemelde praktijk", "reported practice"),
    "register": Text("register", "register"),
}
STATE_NAMES: Mapping[DerogationState, Text] = {
    DerogationState.APPROVED: Text("goedgekeurd", "approved"),
    DerogationState.NOT_APPROVED: Text("goedkeuring niet aangetoond of vermeld", "approval not shown or stated"),
    DerogationState.EXPIRED: Text("afgelopen", "expired"),
    DerogationState.NOT_YET: Text("nog niet ingegaan", "not yet begun"),
}
WORDS = {
    "title": Text("Rapport", "Report"),
    "made": Text("Gemaakt met", "Made with"),
    "as_of": Text("Juridische datum", "Legal date"),
    "no_as_of": Text("niet voor een datum geëvalueerd", "not evaluated for a date"),
    "not_given": Text("niet gegeven", "not given"),
    "evaluated_on": Text("Geëvalueerd op", "Evaluated on"),
    "not_evaluated": Text("Niet voor een datum geëvalueerd", "Not evaluated for a date"),
    "explanation": Text("Uitleg:", "Explanation:"),
    "generation": Text("Kennisdatum: generatie", "Knowledge date: generation"),
    "no_generation": Text("losse bestanden", "separate files"),
    "data": Text("Gegevens", "Data"),
    "shapes": Text("Regels", "Shapes"),
    "step": Text("stap", "step"),
    "no_rule": Text("zonder regelnummer", "no rule number"),
    "remedy": Text("Herstel:", "Remedy:"),
    "reason": Text("Oordeel:", "Verdict:"),
    "derogation": Text("Gemotiveerd afgeweken:", "Derogation:"),
    "approved_by": Text("goedgekeurd door", "approved by"),
    "weighing": Text("afweging", "weighing"),
    "documents": Text("vastgelegd in", "documented in"),
    "until": Text("tot", "until"),
    "no_end": Text("einde niet vermeld", "end not stated"),
    "not_checked": Text("Niet getoetst", "Not checked"),
    "all": Text("Alle bevindingen", "All findings"),
    "without": Text("Zonder staande afwijking", "Without a standing derogation"),
    "selection": Text("Selectie", "Selection"),
    "of_whole": Text("uit {total} bevindingen", "out of {total} findings"),
    "findings": Text("Bevindingen", "Findings"),
    "marks": Text("bevindingen: {count}", "findings: {count}"),
    "marks_nothing": Text("merkt geen bevinding", "marks no finding"),
    "derogations": Text("Vastgelegde afwijkingen", "Recorded derogations"),
    "targets": Text("Regels en hoeveel knopen zij troffen", "Rules and how many nodes each targeted"),
    "targeted": Text("getroffen knopen", "nodes targeted"),
    "tried": Text(
        "Getoetste regels: {tried} van {all}; de overige troffen niets van hun soort aan.",
        "Rules tried: {tried} of {all}; the others met nothing of their kind.",
    ),
    "by": Text("Per {grouping}", "By {grouping}"),
    "source": Text("Vindplaats", "Passage"),
    "rule_of": Text("Regel", "Rule"),
    "article": Text("Artikel", "Article"),
    "total": Text("Totaal", "Total"),
    "overview": Text("Aantallen", "Counts"),
    "tested": Text("Wat is getoetst", "What was tested"),
    "graph": Text("Bron of register", "Source or register"),
    "place": Text("Waar", "Where"),
    "finding": Text("Bevinding", "Finding"),
    "how_told": Text(
        "Wat op meer plaatsen hetzelfde is, staat er één keer, met elke plaats eronder. Het pad bij een plaats is de "
        "uitleg op de site; `grondslag explain flow/...` schrijft hetzelfde, met de dag als `--as-of` en het gegeven "
        "als `--item`.",
        "What is the same in several places is told once, with every place below it. The path at a place is the "
        "explanation on the site; `grondslag explain flow/...` writes the same, with the day as `--as-of` and the "
        "datum as `--item`.",
    ),
    "tallies": Text("Aantallen per regel, artikel, organisatie en ontvanger", "Counts by rule, article and party"),
    "made_with": Text("Waarmee dit rapport is gemaakt", "What this report was made with"),
}


def texts(graph: rdflib.Graph, subject: Node, predicate: Node) -> Text | None:
    """The text in both languages; where one is missing the other, or any, stands in. None without text."""
    literals = [each for each in graph.objects(subject, predicate) if isinstance(each, Literal)]
    by_language = {each.language: str(each) for each in sorted(literals, key=lambda each: each.n3(), reverse=True)}
    if not by_language:
        return None
    anything = by_language[min(by_language, key=str)]
    dutch = by_language.get("nl")
    english = by_language.get("en")
    return Text(dutch or english or anything, english or dutch or anything)
