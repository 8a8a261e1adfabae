"""When two writings are the same word: accents, case, hyphens, spaces and a Dutch plural make no difference.

Used for headings, for labels of terms and for the words of cells, so that all three are compared in one way.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_APOSTROPHE_S = re.compile(r"['’`´](?=s\b)")
_MAYBE_PLURAL = re.compile(r"(?<=\w)\((?:e|n|s|en|sen|nen|'s)\)", re.IGNORECASE)
_OTHER = re.compile(r"[^a-z0-9]+")
_LITTLE = frozenset({"de", "het", "een", "van", "der", "the"})
_SHORTEST, _LONGEST = 4, 60  # letters of a word that can be a plural
_REMEMBERED = 200  # letters up to which a text is remembered, so that hostile ones fill no memory
_VOWELS = frozenset("aeiou")
_LONG_VOWELS = frozenset({"aa", "ee", "oo", "uu"})
# Before these a last s makes a plural: inwoner-s, gegeven-s, collega-'s, categorie-s.
_BEFORE_S = ("el", "ol", "em", "en", "ar", "er", "or", "eur", "a", "e", "i", "o", "u", "y")
_VOICED = {"v": "f", "z": "s"}


def fold(text: str) -> str:
    """`text` in small letters without accents, each run of anything but letters and digits as one space.

    >>> fold("E-mailadres(sen) van cliënten & collega's")
    'e mailadres van clienten en collegas'
    """
    plain = _APOSTROPHE_S.sub("", _MAYBE_PLURAL.sub("", text.replace("&", " en ").replace("+", " en ")))
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return _OTHER.sub(" ", plain.casefold()).strip()


def stem(word: str) -> str:
    """The part of a folded word that singular and plural share; not a word itself.

    Elderly people (`ouderen`) are no parents (`ouders`): after -er only -s makes a plural.

    >>> [stem(word) for word in ("personen", "persoon", "bedrijven", "bedrijf", "ouders", "ouderen")]
    ['person', 'person', 'bedrijf', 'bedrijf', 'ouder', 'oudere']
    """
    return _stem(word) if _SHORTEST <= len(word) <= _LONGEST and word.isalpha() else word


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    if word.endswith("kinderen"):
        return word.removesuffix("eren")
    if word.endswith(("ere", "eren")) and not word.endswith(("iere", "ieren", "eere", "eeren")):
        return word.removesuffix("n")
    if word.endswith("s") and word.endswith(_BEFORE_S, 0, -1):
        shorter = word[:-1]
    else:
        shorter = word.removesuffix("en").removesuffix("e")
    if len(shorter) >= _SHORTEST - 1 and shorter != word:
        return stem(_ended(shorter))
    return _ended(word)


def _ended(word: str) -> str:
    """A word without its plural ending in one spelling: `gezinn` as `gezin`, `bedrijv` as `bedrijf`."""
    word = word[:-1] + _VOICED.get(word[-1], word[-1])
    if word[-1] not in _VOWELS:
        if word[-1] == word[-2]:
            word = word[:-1]
        if word[-3:-1] in _LONG_VOWELS:
            word = word[:-2] + word[-1]
    return word.replace("heid", "hed")


def stems(text: str) -> tuple[str, ...]:
    """The stems of the words of `text`, in order, without articles and "van", unless it has no others.

    >>> stems("categorieën van persoonsgegevens")
    ('categori', 'persoonsgegef')
    """
    return _remembered_stems(text) if len(text) <= _REMEMBERED else _stems(text)


def _stems(text: str) -> tuple[str, ...]:
    words = fold(text).split()
    return tuple(stem(word) for word in [word for word in words if word not in _LITTLE] or words)


_remembered_stems = lru_cache(maxsize=50_000)(_stems)


def key(text: str) -> str:
    """What texts that are taken for the same have in common: their stems, written as one word.

    Numbers stay apart, so that article 2.3.3 is not article 23.3.

    >>> key("e-mail adressen") == key("E-mailadres"), key("art. 2.3.3") == key("art. 23.3")
    (True, False)
    """
    return re.sub(r"(?<=\D) | (?=\D)", "", " ".join(stems(text)))


def closed(text: str) -> str:
    """`text` as one word, for compounds that are written apart: `telefoon nummer`. Empty where it holds numbers.

    >>> closed("Telefoon nummers") == closed("telefoonnummer")
    True
    """
    words = fold(text).replace(" ", "")
    return stem(words) if words.isalpha() else ""
