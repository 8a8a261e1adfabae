"""The words, in Dutch and English, of the copies of a register that people read."""

from __future__ import annotations

from collections.abc import Mapping

from grondslag.registers.model import Side
from grondslag.report.model import Language, Text

KINDS: Mapping[Side, Text] = {
    Side.CONTROLLER: Text(
        "Register van verwerkingsactiviteiten (AVG art. 30 lid 1)",
        "Record of processing activities (GDPR art. 30(1))",
    ),
    Side.PROCESSOR: Text(
        "Register van verwerkingsactiviteiten als verwerker (AVG art. 30 lid 2)",
        "Record of processing activities as processor (GDPR art. 30(2))",
    ),
}
ASKED: Mapping[Side, Text] = {
    Side.CONTROLLER: Text("gevraagd in AVG art. 30 lid 1", "asked for in GDPR art. 30(1)"),
    Side.PROCESSOR: Text("gevraagd in AVG art. 30 lid 2", "asked for in GDPR art. 30(2)"),
}
SHEETS: Mapping[Side, Text] = {
    Side.CONTROLLER: Text("Verwerkingen", "Processing"),
    Side.PROCESSOR: Text("Als verwerker", "As processor"),
}
_WORDS = {
    "about": Text("Over dit register", "About this record"),
    "title": Text("Register van verwerkingsactiviteiten", "Record of processing activities"),
    "organisation": Text("Organisatie", "Organisation"),
    "keeper": Text("houder van het register", "keeper of the record"),
    "register": Text("Register", "Record"),
    "kind": Text("Soort", "Kind"),
    "activities": Text("Verwerkingsactiviteiten", "Processing activities"),
    "known": Text("Kennisdatum", "Knowledge date"),
    "generation": Text("generatie {id} van {day}", "generation {id} of {day}"),
    "legal_date": Text("Juridische datum", "Legal date"),
    "whole": Text(
        "niet van toepassing: het register staat hier geheel, ook wat is geëindigd of nog moet beginnen",
        "not applicable: the record is told whole, also what has ended or is yet to begin",
    ),
    "column": Text("Kolom", "Column"),
    "article": Text("Artikel", "Article"),
    "beyond": Text("verder in het register", "further in the record"),
    "left_out": Text("Weggelaten", "Left out"),
    "left_out_of": Text(
        "Dit is de versie voor publicatie. Weggelaten zijn de kolommen: {columns}. Zij maken wel deel uit van het "
        "register zelf.",
        "This is the version for publication. Left out are the columns: {columns}. They are part of the record itself.",
    ),
    "gaps": Text("Wat niet is vermeld", "What is not stated"),
    "gaps_how": Text(
        "Waar het register over een gevraagd veld zwijgt, staat “niet vermeld”. Dat is iets anders dan “geen”: dat "
        "schrijft de organisatie zelf.",
        "Where the record is silent on a field that is asked for, it says “not stated”. That is not “geen” (none), "
        "which the organisation writes itself.",
    ),
    "no_gaps": Text("Geen: elk gevraagd veld is ingevuld.", "Nothing: every field asked for is filled."),
    "not_stated_at": Text("niet vermeld bij", "not stated for"),
    "of": Text("{count} van {all}", "{count} of {all}"),
    "verbatim": Text(
        "De inhoud staat in de woorden van het register; alleen de koppen zijn vertaald.",
        "The content is in the words of the record, in Dutch; only the headings are translated.",
    ),
    "statement": Text(
        "Dit is een weergave van wat de organisatie heeft opgenomen. Zij verklaart geen verwerking rechtmatig.",
        "This renders what the organisation recorded. It declares no processing lawful.",
    ),
    "content": Text("Inhoud", "Content"),
    "none": Text("geen", "none"),
    "contents": Text("Inhoud", "Contents"),
    "nothing": Text("Het register bevat geen verwerkingsactiviteiten.", "The record holds no processing activities."),
    "unnamed": Text("zonder naam", "without a name"),
    "made": Text("Gemaakt met Grondslag {version}", "Made with Grondslag {version}"),
}


def say(word: str, language: Language, **values: object) -> str:
    """One of our words, with what belongs in it."""
    return _WORDS[word].in_language(language).format(**values)
