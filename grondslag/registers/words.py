"""Small readings of words that need no scheme: a name for an IRI, yes or no, a day, whether something is a citation."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from enum import Enum
from functools import lru_cache
from hashlib import sha256

MOST_OF_SLUG = 60


@lru_cache(maxsize=200_000)
def slug(text: str) -> str:
    """A name for `text` in an IRI: small letters, digits and hyphens, which stand for spaces too, in any case.

    Where letters alone would make two texts one (accents, marks, great length), eight digits of a hash follow.

    >>> slug("Sociale Verzekeringsbank"), slug("Wmo (2015)"), slug("wmo 2015")
    ('sociale-verzekeringsbank', 'wmo-2015-bc6c5eef', 'wmo-2015')
    """
    plain = " ".join(unicodedata.normalize("NFC", text).split()).casefold()
    letters = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    name = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:MOST_OF_SLUG].strip("-")
    if name and name.replace("-", " ") == plain.replace("-", " "):
        return name
    digest = sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{name}-{digest}" if name else digest


class Answer(Enum):
    """What a cell that asks yes or no says."""

    YES = "yes"
    NO = "no"
    OTHER = "other"


_YES = re.compile(r"\s*(?:ja|yes|x|uitgevoerd|gedaan|afgerond|gereed|voltooid|aanwezig)\b", re.IGNORECASE)
_NO = re.compile(r"\s*(?:nee|neen|no|niet|nog niet|geen|ontbreekt)\b", re.IGNORECASE)


def answer(words: str) -> Answer:
    """Whether words say yes or no, by how they begin: `Ja, 2023`, `Nee`, `Nog niet uitgevoerd`."""
    if _NO.match(words):
        return Answer.NO
    return Answer.YES if _YES.match(words) else Answer.OTHER


_DRAFT = re.compile(r"\b(?:concept|ontwerp|in voorbereiding|nog (?:af )?te sluiten|in ontwikkeling)\b", re.IGNORECASE)


def is_draft(words: str) -> bool:
    """Whether words on an agreement say that it is still to come."""
    return bool(_DRAFT.search(words))


_OFFICER = re.compile(r"\b(?:fg|dpo|functionaris(?: voor)?(?: de)? gegevensbescherming)\b", re.IGNORECASE)


def names_officer(words: str) -> bool:
    """Whether words on how to reach an organisation name a data protection officer."""
    return bool(_OFFICER.search(words))


_ACT = re.compile(
    r"\b\w*(?:wet|wetboek|besluit|regeling|verordening|statuut|richtlijn|code)\b", re.IGNORECASE
)  # a statute by the last part of its name
_ARTICLE = re.compile(r"\bart(?:ikel|ikelen|\.|\s)", re.IGNORECASE)


def is_citation(words: str) -> bool:
    """Whether words name an article of an act, be it one that we do not hold."""
    return bool(_ARTICLE.search(words) and _ACT.search(words))


_DAY = re.compile(r"(\d{1,2})[-/. ](\d{1,2}|[a-z]+)\.?[-/. ](\d{4})(?:[T ]00:00(?::00)?)?", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_YEAR = re.compile(r"\d{4}")
_MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")


def day(words: str) -> date | None:
    """The day that words name: `1-1-2020`, `1 januari 2020`, `2020-01-01`, `2020` for its first day; None for others.

    The day comes before the month, as it does in Dutch.
    """
    text = words.strip()
    if iso := _ISO.fullmatch(text):
        return _date(int(iso[1]), int(iso[2]), int(iso[3]))
    if _YEAR.fullmatch(text):
        return _date(int(text), 1, 1)
    found = _DAY.fullmatch(text)
    if not found:
        return None
    return _date(int(found[3]), _month(found[2]), int(found[1]))


def _month(text: str) -> int:
    if text.isdigit():
        return int(text)
    start = text.lower()[:3].replace("maa", "mrt")
    return _MONTHS.index(start) + 1 if start in _MONTHS else 0


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None
