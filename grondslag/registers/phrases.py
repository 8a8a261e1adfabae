"""Fields whose words follow no scheme but patterns: how long data are kept, and whether they leave the EEA.

A period is kept in the words of the register; `period` says what it comes to. A transfer is read as the trait
`gs:transferOutsideEea` (AVG art. 44) with the safeguards that the words name (AVG art. 45 to 49). Which third country
it is, is not read: adequacy decisions come and go, and the organisation has to name what it relies on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from grondslag.namespaces import GS
from grondslag.registers.folding import fold
from grondslag.registers.model import Certainty, Field, Reading
from grondslag.registers.split import Said, parts, said

TRANSFER = GS + "transferOutsideEea"

_NUMBERS = {"een": 1, "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7, "acht": 8, "negen": 9}
_NUMBERS |= {"tien": 10, "twaalf": 12, "vijftien": 15, "twintig": 20, "dertig": 30, "vijftig": 50, "honderd": 100}
_UNITS = {"j": "Y", "y": "Y", "m": "M", "w": "W", "d": "D", "k": "Q"}
_UNIT = (
    r"(?:jaar|jaren|jrn?|j|maand|maanden|mnd|mnden|week|weken|wk|dag|dagen|kwartaal|kwartalen|"
    r"years?|months?|weeks?|days?)"
)
_LENGTH = re.compile(rf"\b(\d{{1,3}}|half|halve|anderhalf|{'|'.join(_NUMBERS)}) ?({_UNIT})\b")
_RANGE = re.compile(rf"\b\d{{1,3}} (?:of |tot |a |en )?\d{{1,3}} ?{_UNIT}\b")
_DECIMAL = re.compile(r"(\d+)[.,]5(?=\s*(?:jaar|jaren|jr|years?))")
_AFTER = re.compile(r"\b(?:na|vanaf|sinds|after|from)\s+(.+)", re.IGNORECASE | re.DOTALL)
_FOR_EVER = re.compile(
    r"\b(?:permanent|blijvend|altijd|eeuwig|eeuwigdurend|onbeperkt|niet vernietigen|wordt niet vernietigd|"
    r"te bewaren|overbrengen naar (?:het )?archief|permanently|v[ -]?termijn: ?b)\b"
)
_BY_LIST = re.compile(r"\bselectie ?lijst|\barchiefwet|\bvng[ -]?lijst")
_UNTIL = re.compile(
    r"\b(?:tot|totdat|tot en met|zolang|gedurende|zo lang|tijdens|duur van|until|as long as|direct na)\b\s+\S+"
)
_NO_PERIOD = re.compile(r"\b(?:nood)?zakelijk\b|\bnodig\b|\bnecessary\b|\bwettelijke (?:bewaar)?termijn")


@dataclass(frozen=True)
class Period:
    """How long data are kept, as far as words say it.

    `length` is an ISO 8601 duration such as P7Y; `after` or `until` the event that it hangs on, in the words of the
    register; `for_ever` when they are never destroyed; `by_selection_list` when a selection list is referred to.
    """

    words: str
    length: str | None = None
    after: str | None = None
    until: str | None = None
    for_ever: bool = False
    by_selection_list: bool = False


def period(words: str) -> Period | None:
    """The one period that `words` name; None where they name none, or more than one.

    >>> period("7 jaar na beëindiging van de voorziening").length
    'P7Y'
    """
    plain = fold(_DECIMAL.sub(lambda found: f"{int(found[1]) * 12 + 6} maanden ", words))
    plain = re.sub(r"\b(?:maanden) (?:jaar|jaren|jr|years?)\b", "maanden", plain)
    lengths = {_length(found[1], found[2]) for found in _LENGTH.finditer(plain)}
    for_ever, by_list = bool(_FOR_EVER.search(plain)), bool(_BY_LIST.search(plain))
    if len(lengths) > 1 or _RANGE.search(plain) or (for_ever and lengths):
        return None
    length = next(iter(lengths), None)
    until = words if not length and _UNTIL.search(plain) and not _NO_PERIOD.search(plain) else None
    if not (length or for_ever or by_list or until):
        return None
    after = _AFTER.search(words) if length else None
    return Period(words, length, after[1].strip() if after else None, until, for_ever, by_list)


def _length(number: str, unit: str) -> str:
    """A number of units as an ISO 8601 duration; halves in months."""
    halves = {"half": 6, "halve": 6, "anderhalf": 18}
    if number in halves:
        return f"P{halves[number]}M" if unit.startswith(("j", "y")) else f"P{number} {unit}"
    count = int(number) if number.isdigit() else _NUMBERS[number]
    letter = _UNITS[unit[0]]
    return f"P{count * 3}M" if letter == "Q" else f"P{count}{letter}"


def _retention(text: str) -> tuple[Reading, ...]:
    """One reading per period; without an IRI, for the words stay what is kept."""
    return tuple(_read_period(part) for part in parts(text, Field.RETENTION, lambda words: period(words) is not None))


def _read_period(words: str) -> Reading:
    says = said(words)
    if says is Said.NONE:
        return Reading(words, None, Certainty.NONE, 1.0, reason="the words say that there is none")
    known = period(words)
    if known is None and says is Said.ELSEWHERE:
        why = "the words refer to another place and name no period"
        return Reading(words, None, Certainty.UNKNOWN, reason=why)
    if known is None:
        return Reading(words, None, Certainty.UNKNOWN, reason="the words name no period, or more than one")
    if not (known.length or known.for_ever):
        why = "the words name what the period follows from, not how long it is"
        return Reading(words, None, Certainty.LIKELY, 0.9, reason=why)
    return Reading(words, None, Certainty.EXACT, 1.0, reason="the words name one period")


# The states of the European Economic Area, and the area itself.
_EEA = re.compile(
    r"(?:(?:nederland|duitsland|belgie|luxemburg|frankrijk|spanje|portugal|italie|oostenrijk|ierland|denemarken|zweden|"
    r"finland|polen|tsjechie|slowakije|hongarije|slovenie|kroatie|roemenie|bulgarije|griekenland|cyprus|malta|estland|"
    r"letland|litouwen|noorwegen|ijsland|liechtenstein|netherlands|germany|belgium|luxembourg|france|spain|italy|austria|"
    r"ireland|denmark|sweden|finland|poland|norway|iceland|nl|de|be|lu|fr|es|pt|it|at|ie|dk|se|fi|pl|eu|eer|eea|europa|"
    r"nee|no|binnen|in|en|and)(?: |$))+"
)
_THIRD = re.compile(
    r"\b(verenigde staten(?: van amerika)?|vs|usa|us|united states|amerika|verenigd koninkrijk|vk|uk|united kingdom|"
    r"engeland|groot brittannie|zwitserland|turkije|marokko|suriname|india|china|canada|japan|israel|australie|"
    r"nieuw zeeland|zuid afrika|rusland|oekraine|brazilie|argentinie|singapore|zuid korea|aruba|curacao|sint maarten|"
    r"bonaire|saba|sint eustatius|derde land(?:en)?|"
    r"buiten (?:de )?(?:eer|eu|europa|europese unie|europese economische ruimte)|"
    r"third countr(?:y|ies)|outside (?:the )?(?:eea|eu))\b"
)
_INSIDE = re.compile(
    r"(?:(?:alleen|uitsluitend|enkel|blijft|blijven|data|gegevens|opslag|hosting|verwerking|opgeslagen|worden) )*"
    r"(?:binnen|in) (?:de |het )?(?:eu|eer|europa|europese unie|europese economische ruimte|nederland|eigen gemeente)"
    r"(?: opgeslagen| verwerkt| gehost)?|niet buiten (?:de )?(?:eer|eu|europa)|intern|within (?:the )?(?:eea|eu)"
)
_SAFEGUARDS: Mapping[str, re.Pattern[str]] = {
    "adequacyDecision": re.compile(
        r"\b(adequaatheidsbesluit|adequaatheidsbeslissing|adequacy decision|data privacy framework|dpf)\b"
    ),
    "appropriateSafeguards": re.compile(
        r"\b(passende waarborgen|appropriate safeguards|model ?contract(?:en| ?bepalingen)?|"
        r"standaard ?(?:contract ?)?bepalingen|"
        r"standard contractual clauses|sccs?|bcrs?|binding corporate rules|bindende bedrijfsvoorschriften)\b"
    ),
    "specificDerogation": re.compile(
        r"\b(uitdrukkelijke toestemming|artikel 49|art 49|afwijking voor een specifieke situatie|"
        r"derogation for a specific situation)\b"
    ),
    "compellingInterest": re.compile(r"\b(dwingend gerechtvaardigd belang|compelling legitimate interest)\b"),
}
_PERHAPS = re.compile(r"\b(?:mogelijk|eventueel|soms|incidenteel|indien|onbekend|nog|wellicht|kan|niet uitgesloten)\b")
_YES = re.compile(r"ja|yes|wel")
_NOT = re.compile(r"\b(?:geen|niet|nee|no|none)\b")


def _transfer(text: str) -> tuple[Reading, ...]:
    """That data leave the EEA, with the safeguards named; none when the words say that they stay."""
    plain = fold(text)
    if said(text) is Said.NONE or _stays(plain):
        return (Reading(text, None, Certainty.NONE, 1.0, reason="the words say that there is none"),)
    safeguards = tuple(_safeguards(plain))
    third = _THIRD.search(plain)
    if (third or safeguards or _YES.match(plain)) and not (_PERHAPS.search(plain) or _NOT.search(plain)):
        words = third[1] if third and safeguards else text
        why = "the words name a country or territory outside the EEA, or a safeguard for it"
        return (Reading(words, TRANSFER, Certainty.EXACT, 1.0, (TRANSFER,), why), *safeguards)
    if third or safeguards:
        why = "the words leave open whether data leave the EEA"
        return (Reading(text, TRANSFER, Certainty.DOUBTFUL, 0.5, (TRANSFER,), why),)
    perhaps = () if said(text) is Said.NOT_KNOWN else (TRANSFER,)
    return (Reading(text, None, Certainty.UNKNOWN, candidates=perhaps, reason="the words do not say where to"),)


def _stays(plain: str) -> bool:
    return bool(_INSIDE.fullmatch(plain.removeprefix("nee ")) or _EEA.fullmatch(plain))


def _safeguards(plain: str) -> Iterator[Reading]:
    for name, pattern in _SAFEGUARDS.items():
        if found := pattern.search(plain):
            yield Reading(found[1], GS + name, Certainty.EXACT, 1.0, (GS + name,), "the words name the safeguard")


PHRASES: Mapping[Field, Callable[[str], tuple[Reading, ...]]] = {
    Field.RETENTION: _retention,
    Field.TRANSFER: _transfer,
}
"""How the words of a field without a scheme are read."""
