"""Which grounds of article 6 AVG, and which exceptions of article 9, the words of a cell name."""

from __future__ import annotations

import re
from collections.abc import Mapping

from grondslag.namespaces import ID, PREFIXES
from grondslag.registers.model import Certainty, Reading

_GDPR = PREFIXES["eu-gdpr"]
_AVG = ID + "celex/32016R0679/art/"
_UAVG = ID + "bwb/BWBR0040940/art/"
_ACTS = (ID + "celex/32016R0679", ID + "bwb/BWBR0040940")
_TOKENS = re.compile(r"[^\W\d_]+|\d+")
_BESIDE_LETTERS = frozenset(
    [
        *("avg", "art", "artikel", "lid", "onder", "onderdeel", "sub", "letter", "letters", "grond", "grondslag"),
        *("aanhef", "limb", "point", "en", "of", "jo"),
    ]
)
_LONGEST = 200  # of a cell with letters alone
_MOST_OF_IT = 0.5  # of a part of the text, so that words in a longer sentence are marked

LIMBS: Mapping[str, str] = {
    "a": r"(?:uitdrukkelijke |expliciete |vrijwillige )?toestemming|consent",
    "b": r"(?:uitvoering (?:van )?(?:een |de )?)?(?:(?:arbeids|koop|huur|zorg)?overeenkomst|contract)",
    "c": r"wettelijke (?:verplichting|plicht)(?:en)?|wettelijk verplicht|legal obligation",
    "d": r"vita(?:al|le) belang(?:en)?|vital interests?",
    "e": r"publieke taak|publiekrechtelijke taak|publieke taken|(?:taak van )?(?:het )?algemeen belang|openbaar gezag"
    r"|overheidstaak|public (?:task|interest)|official authority",
    "f": r"gerechtvaardigde? belang(?:en)?|legitimate interests?",
}
"""The words for each limb of article 6 lid 1."""
_OPEN_LIMBS = re.compile(
    r"wettelijke (?:taak|taken|grondslag|basis)|bij wet bepaald|taakuitoefening",
    re.IGNORECASE,
)

EXCEPTIONS: Mapping[str, str] = {
    "a": r"(?:uitdrukkelijke |expliciete )toestemming|explicit consent",
    "b": r"arbeidsrecht|socialezekerheidsrecht|sociale zekerheid(?:srecht)?|sociale bescherming|social security",
    "c": r"vita(?:al|le) belang(?:en)?|vital interests?",
    "d": r"vakbond|zonder winstoogmerk|kerkgenootschap|politieke partij",
    "e": r"(?:kennelijk |zelf )?openbaar gemaakt|made public",
    "f": r"rechtsvordering(?:en)?|gerechtelijke procedure|legal claims?",
    "g": r"zwaarwegend algemeen belang|substantial public interest",
    "h": r"gezondheidszorg|sociale diensten|medische diagnose|preventieve geneeskunde|arbeidsgeneeskunde|health care",
    "i": r"volksgezondheid|public health",
    "j": r"archivering|wetenschappelijk onderzoek|statistische? doel\w*|historisch onderzoek|scientific research",
}
"""The words for each exception of article 9 lid 2."""
_OPEN_EXCEPTIONS: Mapping[str, str] = {
    "25": r"ras of etnische (?:afkomst|afstamming)",
    "26": r"politieke opvattingen",
    "27": r"(?:religieuze|godsdienstige) of levensbeschouwelijke overtuiging\w*",
    "28": r"genetische gegevens",
    "29": r"biometrische gegevens",
    "30": r"gegevens over (?:de )?gezondheid|gezondheidsgegevens",
    "31": r"strafrechtelijke (?:persoons)?gegevens",
}
"""Words that tell of which data an article of the UAVG is, and so only hint at it."""
_BY_LIMB, _BY_EXCEPTION, _BY_HINT = (
    re.compile("|".join(rf"\b(?P<_{key}>{words})\b" for key, words in table.items()), re.IGNORECASE)
    for table in (LIMBS, EXCEPTIONS, _OPEN_EXCEPTIONS)
)
_CONSENT = re.compile(r"\b(?:toestemming|consent)\b", re.IGNORECASE)
_DENIAL = re.compile(
    r"\b(?:geen|niet|zonder|noch|behalve|uitgezonderd|uitzondering van|m\.u\.v\.|no|not)\s+(?:\w{1,20}\s+)?$",
    re.IGNORECASE,
)
_PART = re.compile(r"[;,/()\n+:]")

Found = list[tuple[int, Reading]]


def limbs_in(text: str, cited: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """The limbs of article 6 that `text` names in words, by letter, or in `cited`, what was read of it as citations."""
    found = _of_article(text, cited, "6", "1", "abcdef")
    words = [(match.start(), _said(text, match, "A6-1-")) for match in _BY_LIMB.finditer(text)]
    if not found and not words and (open_words := _OPEN_LIMBS.search(text)):
        both = tuple(f"{_GDPR}A6-1-{letter}" for letter in "ec")
        return (Reading(open_words[0], None, Certainty.DOUBTFUL, 0.5, both, "this can be a duty (c) or a task (e)"),)
    return _together(text, found, words, "A6-1-", "abcdef")


def exceptions_in(text: str, cited: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """The exceptions of article 9 lid 2 that `text` names, and the provisions that it cites for them."""
    found = _of_article(text, cited, "9", "2", "abcdefghij")
    words = [(match.start(), _said(text, match, "A9-2-")) for match in _BY_EXCEPTION.finditer(text)]
    if not found and not words:
        words = [(match.start(), _hint(match)) for match in _BY_HINT.finditer(text)]
    if not found and not words and (consent := _CONSENT.search(text)):
        explicit = f"{_GDPR}A9-2-a"
        words = [(consent.start(), _doubtful(consent[0], explicit, "only explicit consent is an exception"))]
    return _together(text, found, words, "A9-2-", "abcdefghij")


def denied(text: str, at: int) -> bool:
    """Whether the words before a place in `text` say that what follows does not hold: `geen toestemming`."""
    return _DENIAL.search(text, max(0, at - 40), at) is not None


def _said(text: str, match: re.Match[str], stem: str) -> Reading:
    """A ground that is named in words: sure where they are most of what stands between commas or brackets."""
    iri = f"{_GDPR}{stem}{str(match.lastgroup)[1:]}"
    if denied(text, match.start()):
        return _doubtful(match[0], iri, "the words seem to deny it")
    before = max((part.end() for part in _PART.finditer(text, max(0, match.start() - 80), match.start())), default=0)
    after = _PART.search(text, match.end())
    share = len(match[0]) / max(1, len(text[before : after.start() if after else len(text)].strip()))
    if share >= _MOST_OF_IT:
        return Reading(match[0], iri, Certainty.EXACT, 1.0, (iri,))
    return Reading(match[0], iri, Certainty.LIKELY, 0.9, (iri,), "the words are part of a longer text")


def _doubtful(words: str, iri: str, reason: str) -> Reading:
    return Reading(words, iri, Certainty.DOUBTFUL, 0.5, (iri,), reason)


def _together(text: str, found: Found, words: Found, stem: str, letters: str) -> tuple[Reading, ...]:
    """What was cited and what was said, in order; letters alone only where there is neither."""
    if not found and not words:
        alone = _alone(text, stem, letters)
        return alone or (Reading(text.strip(), None, Certainty.UNKNOWN, 0.0, (), "no ground was recognised"),)
    cited = {reading.iri for _, reading in found if (reading.iri or "").startswith(_GDPR)}
    said = {reading.iri for _, reading in words}
    if cited and said and not (cited <= said or said <= cited):
        reason = "the words and the letter name different grounds"
        found = [(at, _doubtful(r.words, r.iri, reason) if r.iri in cited and r.iri else r) for at, r in found]
        words = [(at, _doubtful(r.words, r.iri or "", reason)) for at, r in words]
    seen: dict[str, Reading] = {}
    for _, reading in sorted([*found, *words], key=lambda entry: entry[0]):
        key = reading.iri or reading.words
        if key not in seen or seen[key].score < reading.score:
            seen[key] = reading
    return tuple(seen.values())


def _of_article(text: str, cited: tuple[Reading, ...], article: str, lid: str, letters: str) -> Found:
    """The citations, those of one article of the AVG as its limbs; words that name no act are left out."""
    found: Found = []
    stem = f"{_AVG}{article}/lid/{lid}/onder/"
    whole = (f"{_AVG}{article}", f"{_AVG}{article}/lid/{lid}")
    for reading in cited:
        at = max(text.find(reading.words), 0)
        if reading.iri and reading.iri.startswith(stem) and reading.iri[len(stem)] in letters:
            found.append((at, _limb(reading, f"{_GDPR}A{article}-{lid}-{reading.iri[len(stem)]}", whole[0])))
        elif reading.iri in whole:
            choices = tuple(f"{_GDPR}A{article}-{lid}-{letter}" for letter in letters)
            found.append((at, Reading(reading.words, None, Certainty.DOUBTFUL, 0.5, choices, "the letter is not said")))
        elif (reading.iri and reading.iri not in _ACTS) or reading.certainty is Certainty.DOUBTFUL:
            found.append((at, reading))
    return found


def _limb(reading: Reading, iri: str, article: str) -> Reading:
    """A citation as the limb that it names. `6 sub e` can only be of the lid that has the limbs."""
    several = reading.certainty is Certainty.DOUBTFUL and len(reading.candidates) > 1
    if several and all(candidate.startswith((f"{article}/", _UAVG)) for candidate in reading.candidates):
        return Reading(reading.words, iri, Certainty.LIKELY, 0.9, (iri,), "the act or the lid is not said")
    return Reading(reading.words, iri, reading.certainty, reading.score, (iri,), reading.reason)


def _alone(text: str, stem: str, letters: str) -> tuple[Reading, ...]:
    """Letters without any other word: `e`, `c en e`, `sub e`."""
    words = _TOKENS.findall(text.casefold()) if len(text) <= _LONGEST else []
    named = [word for word in words if word not in _BESIDE_LETTERS and not word.isdigit()]
    numbers = [word for word in words if word.isdigit()]
    if not named or not set(named) <= set(letters) or numbers not in ([], [stem[1]], [stem[3]], [stem[1], stem[3]]):
        return ()
    return tuple(
        Reading(letter, _GDPR + stem + letter, Certainty.LIKELY, 0.9, (_GDPR + stem + letter,), "a letter alone")
        for letter in dict.fromkeys(named)
    )


def _hint(match: re.Match[str]) -> Reading:
    iri = _UAVG + str(match.lastgroup)[1:]
    return _doubtful(match[0], iri, "the words tell of which data, not which exception")
