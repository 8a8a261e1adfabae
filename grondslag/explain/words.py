"""The words of an explanation, which text, page and RDF share. None of them calls a flow lawful or unlawful."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from grondslag.explain.model import Provision
from grondslag.match.model import Demand, Outcome, Reason, Result
from grondslag.match.model import Text as TextStatus
from grondslag.report.model import Named, Severity
from grondslag.report.model import Text as Words

NOTICE = Words(
    "Niets hier verklaart een stroom rechtmatig of onrechtmatig. Dit zegt wat is aangetoond en wat niet, op deze "
    "datum en uit wat is vermeld; noodzaak en evenredigheid zijn het oordeel van een mens.",
    "Nothing here declares a flow lawful or unlawful. It tells what is shown and what is not, on this date and "
    "from what is stated; necessity and proportionality are a person's verdict.",
)
NO_CLAIM = Words(
    "Geen grondslag aangetoond: niemand beroept zich hiervoor op een grondslag.",
    "No basis shown: nobody claims a basis for this.",
)
NO_CLAIM_NOR_ASKED = Words("Niemand beroept zich hier op een grondslag.", "Nobody claims a basis here.")
NOT_RUNNING = Words(
    "De vermelde periode van de stroom omvat deze datum niet; er is niets vergeleken.",
    "The period stated for the flow does not include this date; nothing was compared.",
)
SET_ASIDE = Words(
    "De bron ontkent of betwijfelt dit beroep zelf: het is vergeleken en telt nergens mee. Geen grondslag aangetoond.",
    "The source itself denies or doubts this claim: it was compared and counts nowhere. No basis shown.",
)
NO_NORM = Words(
    "Geen grondslag aangetoond: het beroep noemt geen bepaling waaruit een norm is gelezen.",
    "No basis shown: the claim names no provision that a norm was read from.",
)
NOT_LIFTED = Words(
    "Dat een geheimhouding die geldt of kan gelden is opgeheven, is niet aangetoond.",
    "That secrecy which applies or may apply is lifted is not shown.",
)
COVERS: Mapping[Outcome, Words] = {
    Outcome.COVERED: Words(
        "De ingeroepen norm past op wat is vermeld.",
        "The claimed norm fits what is stated.",
    ),
    Outcome.UNDETERMINED: Words(
        "Geen grondslag aangetoond: de vergelijking blijft onbeslist.",
        "No basis shown: the comparison stays undetermined.",
    ),
    Outcome.FAILS: Words(
        "Geen grondslag aangetoond: de ingeroepen norm past niet op wat is vermeld.",
        "No basis shown: the claimed norm does not fit what is stated.",
    ),
}
OUTCOMES: Mapping[Outcome, Words] = {
    Outcome.COVERED: Words("gedekt", "covered"),
    Outcome.UNDETERMINED: Words("onbeslist", "undetermined"),
    Outcome.FAILS: Words("past niet", "fails"),
}
# Of secrecy another thing is told than of a basis: whether the duty binds, and whether something lifts it.
SECRECY: Mapping[Outcome, Words] = {
    Outcome.COVERED: Words("deze geheimhouding geldt", "this secrecy applies"),
    Outcome.UNDETERMINED: Words(
        "of deze geheimhouding geldt, is onbeslist", "whether this secrecy applies is undetermined"
    ),
    Outcome.FAILS: Words("deze geheimhouding past niet op wat is vermeld", "this secrecy does not fit what is stated"),
}
LIFTING: Mapping[Outcome, Words] = {
    Outcome.COVERED: Words("heft de geheimhouding op", "lifts the secrecy"),
    Outcome.UNDETERMINED: Words("of dit haar opheft, is onbeslist", "whether this lifts it is undetermined"),
    Outcome.FAILS: Words("heft haar niet op", "does not lift it"),
}
RESULTS: Mapping[Result, Words] = {
    Result.MET: Words("vervuld", "met"),
    Result.UNMET: Words("niet vervuld", "not met"),
    Result.NOT_STATED: Words("niet vermeld", "not stated"),
    Result.TOO_GENERAL: Words("te algemeen vermeld", "stated too generally"),
    Result.CAPACITY_NOT_SHOWN: Words("hoedanigheid niet aangetoond", "capacity not shown"),
    Result.CONTESTED: Words("koppeling betwist", "mapping contested"),
    Result.VERDICT_MISSING: Words("oordeel niet vastgelegd", "verdict not recorded"),
    Result.DECREE_NOT_HELD: Words("nadere regels niet in bezit", "further rules not held"),
    Result.DEPENDS: Words("hangt van een andere norm af", "depends on another norm"),
}
DOES_NOT_OCCUR = Words("doet zich naar wat is vermeld niet voor", "does not occur as far as is stated")
MENDS: Mapping[Result, Words] = {
    Result.UNMET: Words(
        "Dit past niet: steun op een norm die wel past, of deel het gegeven niet.",
        "This does not fit: rely on a norm that does, or do not share the datum.",
    ),
    Result.NOT_STATED: Words("Vermeld het, met de vindplaats.", "State it, with its source."),
    Result.TOO_GENERAL: Words(
        "Vermeld het nauwkeuriger: binnen wat de norm aanvaardt.",
        "State it more precisely: within what the norm accepts.",
    ),
    Result.CAPACITY_NOT_SHOWN: Words(
        "Toon aan in welke hoedanigheid de partij handelt: welk orgaan, of delegatie of mandaat met instrument en "
        "eerste dag.",
        "Show in which capacity the party acts: which organ, or delegation or mandate with instrument and first day.",
    ),
    Result.CONTESTED: Words(
        "Laat vaststellen wat de bron met dit woord bedoelt.",
        "Have it settled what the source means by this word.",
    ),
    Result.VERDICT_MISSING: Words(
        "Laat een mens dit oordeel geven en leg het met de reden vast.",
        "Have a person give this verdict and record it with the reason.",
    ),
    Result.DECREE_NOT_HELD: Words(
        "Haal de tekst van de nadere regels op en lees die.",
        "Obtain the text of the further rules and read it.",
    ),
    Result.DEPENDS: Words(
        "Toon de andere norm aan, of beroep je erop.",
        "Show the other norm, or claim it.",
    ),
}
REASON_MENDS: Mapping[Reason, Words] = {
    Reason.TEXT_NOT_HELD: Words(
        "Haal de tekst op die op deze datum gold.", "Obtain the text that was in force on this date."
    ),
    Reason.NORM_ABSENT: Words(
        "Noem een bepaling die op deze datum bestond: deze staat niet in de wet van die datum.",
        "Name a provision that existed on this date: the act of that date does not have this one.",
    ),
    Reason.BAR_APPLIES: Words(
        "De genoemde belemmering geldt en houdt deze norm tegen: steun op een andere norm.",
        "The bar named here applies and keeps this norm from working: rely on another norm.",
    ),
    Reason.BAR_NOT_EXCLUDED: Words(
        "Vermeld wat de genoemde belemmering uitsluit.", "State what excludes the bar named here."
    ),
    Reason.LIMB_DIFFERS: Words(
        "Noem het onderdeel van artikel 9 lid 2 AVG waaronder deze uitzondering staat.",
        "Name the limb of article 9(2) AVG that this exception stands under.",
    ),
    Reason.NO_OBLIGATION: Words(
        "Deze norm staat toe en verplicht niet: noem een norm die verplicht, of een andere grond.",
        "This norm allows and does not oblige: name a norm that obliges, or another ground.",
    ),
    Reason.NO_ELEMENTS: Words("Lees de bestanddelen van deze norm.", "Read the elements of this norm."),
    Reason.READING_CONTESTED: Words(
        "Kies met redenen een lezing: de lezingen komen verschillend uit.",
        "Choose a reading, with reasons: the readings come out differently.",
    ),
}


def not_asked(kind: Named) -> Words:
    """That no norm on providing is asked, for the kind of sharing that it is; it shows no basis either."""
    return Words(
        f"Een norm over verstrekken en opheffing van geheimhouding worden niet gevraagd: {kind.label.nl}.",
        f"No norm on providing and no lifting of secrecy is asked: {kind.label.en}.",
    )


def no_claim(kind: Named | None) -> Words:
    """That nobody claims a basis, and what that comes to for the kind of sharing."""
    if kind is None:
        return NO_CLAIM
    told = not_asked(kind)
    return Words(f"{told.nl} {NO_CLAIM_NOR_ASKED.nl}", f"{told.en} {NO_CLAIM_NOR_ASKED.en}")


def text_on(one: Provision, day: date) -> Words:
    """Which version of a provision tells of `day`: that of the day, else the nearest one that was read."""
    version = one.version_from
    if one.text is TextStatus.ABSENT:
        return Words(f"staat niet in de wet van {day}", f"not in the act of {day}")
    if version is None:
        return NO_VERSION
    if one.text in (TextStatus.HELD, None):
        return Words(f"versie van {version}", f"version of {version}")
    presumed = one.text is TextStatus.PRESUMED
    dutch = f"tekst van {day} niet in bezit{' en gelijk vermoed' if presumed else ''}; naaste in bezit: {version}"
    english = f"text of {day} not held{' and presumed the same' if presumed else ''}; nearest held: {version}"
    if not one.present:
        dutch, english = f"{dutch}, waarin de wet haar niet heeft", f"{english}, when the act does not have it"
    return Words(dutch, english)


NO_VERSION = Words("geen tekst in bezit, van welke datum ook", "no text of it is held, of any date")
TEXTS: Mapping[TextStatus, Words] = {
    TextStatus.HELD: Words("tekst in bezit", "text held"),
    TextStatus.PRESUMED: Words("tekst vermoed", "text presumed"),
    TextStatus.NOT_HELD: Words("tekst niet in bezit", "text not held"),
    TextStatus.ABSENT: Words("staat niet in de wet van deze datum", "not in the act of this date"),
}
DEMANDS: Mapping[Demand, Words] = {
    Demand.SCOPE: Words("bestanddeel", "element"),
    Demand.CONDITION: Words("voorwaarde", "condition"),
    Demand.WHERE_IT_OCCURS: Words("voorwaarde waar het voorkomt", "condition where it occurs"),
}
# The steps of the test (docs/model.md), as the site names them too.
STEPS: tuple[Words, ...] = (
    Words("wie verwerkt, in welke rol", "who processes, in which role"),
    Words("grond van artikel 6", "ground of article 6"),
    Words("wettelijke bepaling en bevoegdheid", "statutory provision and power"),
    Words("verstrekking en geheimhouding", "provision and secrecy"),
    Words("bijzondere gegevens, strafrecht en BSN", "special categories, criminal data and BSN"),
    Words("voorwaarden van de bepaling", "conditions of the provision"),
    Words("rollen en overeenkomsten", "roles and agreements"),
    Words("doel en minimale gegevens", "purpose and minimal data"),
    Words("transparantie, bewaren en beveiligen", "transparency, retention and security"),
    Words("gemotiveerd afwijken", "derogations"),
)
SEVERITIES: Mapping[Severity, Words] = {
    Severity.VIOLATION: Words("tekortkoming", "violation"),
    Severity.WARNING: Words("waarschuwing", "warning"),
    Severity.INFO: Words("ter informatie", "for information"),
}
LAYERS: Mapping[str, Words] = {
    "register": Words("register", "register"),
    "source": Words("gemelde praktijk", "reported practice"),
}
PHRASES: Mapping[str, Words] = {
    "title": Words("Uitleg van de stroom", "Explanation of the flow"),
    "as_of": Words("Op", "On"),
    "sender": Words("Verstrekker", "Provider"),
    "recipient": Words("Ontvanger", "Recipient"),
    "purpose": Words("Doel", "Purpose"),
    "not_stated": Words("niet vermeld", "not stated"),
    "recorded_not_stated": Words("Als niet vermeld vastgelegd", "Recorded as not stated"),
    "generation": Words("Kennisdatum: generatie", "Knowledge date: generation"),
    "built": Words("gebouwd op", "built on"),
    "claim": Words("Beroep", "Claim"),
    "ground": Words("Grond", "Ground"),
    "exception": Words("Uitzondering", "Exception"),
    "no_party": Words("geen partij vermeld", "no party stated"),
    "no_provision": Words("geen bepaling vermeld", "no provision stated"),
    "words_above": Words("De woorden staan hierboven.", "The words are above."),
    "rest_above": Words("De overige bestanddelen als hierboven.", "The other elements as above."),
    "short": Words("In het kort", "In short"),
    "findings": Words("Bevindingen van de regels op deze datum", "Findings of the rules on this date"),
    "no_findings": Words(
        "De regels vonden in deze stroom niets. Daarmee is geen grondslag aangetoond.",
        "The rules found nothing in this flow. That shows no basis.",
    ),
    "step": Words("Stap", "Step"),
    "no_step": Words("Zonder stap", "No step"),
    "no_rule": Words("zonder regelnummer", "no rule number"),
    "remedy": Words("Herstel", "Remedy"),
    "derogation": Words("Gemotiveerd afgeweken", "Derogation"),
    "secrecy_same": Words(
        "Geheimhouding: dezelfde plichten en opheffingen als bij {number}.",
        "Secrecy: the same duties and liftings as under {number}.",
    ),
    "data": Words("Gegevens", "Data"),
    "whole_flow": Words("de stroom als geheel", "the flow as a whole"),
    "provision": Words("Bepaling", "Provision"),
    "instrument": Words("Ander stuk", "Other instrument"),
    "cited_as": Words("In de woorden van de bron", "In the words of the source"),
    "source": Words("Vindplaats", "Passage"),
    "note": Words("Toelichting", "Note"),
    "norm": Words("Norm", "Norm"),
    "version": Words("versie van", "version of"),
    "no_version": Words("geen versie van voor deze datum bekend", "no version from before this date is known"),
    "words": Words("De woorden", "The words"),
    "reading": Words("Lezing", "Reading"),
    "found": Words("gevonden", "found"),
    "contested": Words("betwist", "contested"),
    "accepts": Words("aanvaardt", "accepts"),
    "same_as": Words("moet gelijk zijn aan", "must equal"),
    "needs": Words("vraagt de uitkomst van", "needs the outcome of"),
    "reasons": Words("Waarom", "Why"),
    "bars": Words("Belemmeringen", "Bars"),
    "mend": Words("Wat het zou verhelpen", "What would mend it"),
    "missing": Words("Wat ontbreekt", "What is missing"),
    "secrecy": Words("Geheimhouding", "Secrecy"),
    "secrecy_none": Words(
        "Geen geheimhoudingsplicht van de wetten in het geding is gevonden.",
        "No secrecy duty of the acts in play was found.",
    ),
    "lifting": Words("Opheffing", "Lifting"),
    "evidence": Words("Vastgelegd over de gegevens", "Recorded on the data"),
    "verdict": Words("oordeel", "verdict"),
    "no_verdict": Words("geen oordeel vastgelegd", "no verdict recorded"),
    "condition": Words("voorwaarde", "condition"),
    "conditions": Words("Voorwaarden bij de stroom", "Conditions on the flow"),
    "records": Words("Verder vastgelegd", "Also recorded"),
    "near": Words("Bijna raak: normen waarop niemand zich beroept", "Near misses: norms that nobody claims"),
    "near_none": Words("Geen andere norm komt in de buurt.", "No other norm comes near."),
    "for": Words("voor", "for"),
    "more": Words("en nog {count}", "and {count} more"),
    "unclaimed": Words("Zonder beroep", "Without a claim"),
}


def phrase(name: str) -> Words:
    """A phrase in both languages. An unknown name raises `KeyError`: a mistake of ours."""
    return PHRASES[name]
