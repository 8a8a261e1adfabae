"""The parts of a cell: the things that it lists, and whether it says that there are none or that nobody knows.

A comma or an "en" may be part of a name ("opneming, ontslag en verlof"), so both need to know which words are known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from enum import Enum, auto

from grondslag.registers.folding import fold
from grondslag.registers.model import Field

# Fields whose cells list names; in the others a comma belongs to a sentence.
LISTS = frozenset(
    {
        *(Field.DATA, Field.SPECIAL_DATA, Field.DATA_SUBJECTS, Field.ORIGIN, Field.RECIPIENTS),
        *(Field.PROCESSORS, Field.JOINT_CONTROLLERS, Field.PRINCIPAL),
    }
)
Known = Callable[[str], bool]
"""Whether words are, as they stand, a label of something."""

_BULLET = r"(?:[-–—•·●▪■◦*>o]|\(?(?:\d{1,2}|[a-z])[.)])"
_LINE = re.compile(rf"[ \t]*(?:\r\n|[\r\n\v\u2028\u2029])+[ \t]*(?:{_BULLET}[ \t]+)?|[ \t]*[•●▪■◦][ \t]*")
_FIRST = re.compile(rf"\A{_BULLET}[ \t]+")
_AND = re.compile(r"\s+(?:en|and|&|\+|en/of)\s+|\s*/\s*", re.IGNORECASE)
_NOT_IN_BRACKETS = r"(?![^(]*\))"
_TRAILING = " \t\r\n,;:"
_STOP = re.compile(r"(?<=[^\W\d_]{4})\.$")  # after a word; that of "b.v." or "tel." is part of it
_MOST_JOINED = 6  # pieces between commas that a name may be of
_MOST_ANDS = 12  # signs such as "en" in one name or list


class Said(Enum):
    """What words say that name nothing."""

    NONE = auto()  # there is none
    NOT_KNOWN = auto()  # nobody wrote down which
    ELSEWHERE = auto()  # it stands in another place


_NONE = frozenset(
    {
        *("", "geen", "nvt", "n v t", "niet van toepassing", "n a", "none", "not applicable", "nihil"),
        *("er zijn geen", "er is geen", "geen enkele", "nee", "no", "neen", "niet aanwezig"),
    }
)
# "geen ..." is none when it is of the words of headings, and of what is done with them.
_NONE_OF = re.compile(
    r"(?:er (?:zijn|is|worden|wordt) )?geen(?: (?:externe?|interne?|derden?|partij(?:en)?|ontvangers?|"
    r"verstrekking(?:en)?|(?:sub)?verwerkers?|bijzondere?|(?:persoons)?gegevens|categorie(?:en)?|strafrechtelijke|"
    r"gevoelige|doorgiften?|buiten|"
    r"de|het|eu|eer|land(?:en)?|naar|aan|of|en|van|gezamenlijke|(?:verwerkings)?verantwoordelijken?|convenant|overeenkomst|"
    r"sprake|verwerkt|gedeeld|verstrekt|doorgegeven|uitwisseling))+"
)
_NOT_KNOWN = re.compile(
    r"\?+|x{1,4}|onbekend|(?:nog )?niet bepaald|"
    r"nog (?:niet )?(?:onbekend|bekend|invullen|in te vullen|te bepalen|uit te zoeken|na te vragen|nader te bepalen)|"
    r"(?:nader|later) te bepalen|n ?t ?b|t ?b ?d|t ?b ?a|to ?do|pm|p m|volgt|volgt nog|invullen|"
    r"in te vullen|niet bekend|unknown|to be determined|ja|yes|div|diversen|diverse|divers|overig|overige|etc|enz|"
    r"enzovoorts?|et cetera|zie"
)
_ELSEWHERE = re.compile(r"(?:zie|vgl|conform|idem|see)\b.*|(?:dito|hetzelfde|als boven|als hierboven)")


# What a formula that failed leaves in its cell, in the English and the Dutch of spreadsheets.
_FAILED = frozenset(
    {
        *("#n/a", "#ref!", "#value!", "#name?", "#div/0!", "#num!", "#null!"),
        *("#n/b", "#verw!", "#waarde!", "#naam?", "#deel/0!", "#getal!", "#leeg!"),
    }
)


def failed(text: str) -> bool:
    """Whether a cell holds the error of a spreadsheet and no words: "#N/A", "#VERW!"."""
    return text.strip().casefold() in _FAILED


def said(text: str) -> Said | None:
    """What `text` says when it names nothing: "n.v.t.", "?", "zie bijlage 2"; None when it may name something.

    A sign for emptiness such as "-" says that there is none; a question mark, or a formula that failed, that nobody
    knows.
    """
    if failed(text):
        return Said.NOT_KNOWN
    words = fold(text)
    if not words:
        return Said.NOT_KNOWN if "?" in text else Said.NONE
    if words in _NONE or _NONE_OF.fullmatch(words):
        return Said.NONE
    if _NOT_KNOWN.fullmatch(words):
        return Said.NOT_KNOWN
    return Said.ELSEWHERE if _ELSEWHERE.fullmatch(words) else None


def parts(text: str, field: Field, known: Known, separators: Sequence[str] = (";",)) -> list[str]:
    """The things that a cell of `field` lists, in order, without the signs between them; one at least.

    New lines and bullets separate always, and so do `separators`; a comma does in the fields of `LISTS`, and "en" and
    "/" do where what stands on both sides is known. What is known as a whole stays whole, and so do brackets.
    """
    found = [
        small
        for large in _at_signs(text, separators)
        for small in (_at_commas(large, known) if field in LISTS else [large])
    ]
    named = [part for one in found for part in _at_and(one, known)]
    return list(dict.fromkeys(named)) or [text.strip()]


def _at_signs(text: str, separators: Sequence[str]) -> Iterator[str]:
    """`text` cut at new lines, bullets and separators, the last not within brackets."""
    signs = "|".join(re.escape(sign) + _NOT_IN_BRACKETS for sign in separators if sign not in (",", "\n"))
    for line in _LINE.split(_FIRST.sub("", text.strip(), count=1)):
        for part in re.split(signs, line) if signs else (line,):
            if part.strip():
                yield _bare(part) or part.strip()


def _bare(text: str) -> str:
    """Words without the signs around them, and without the stop of a sentence."""
    return _STOP.sub("", text.strip(_TRAILING))


def _at_commas(text: str, known: Known) -> Iterator[str]:
    """`text` cut at its commas, but for those within something known: the longest known run first."""
    pieces = [piece for piece in re.split(r",(?=\s|\D)" + _NOT_IN_BRACKETS, text) if _bare(piece)]
    start = 0
    while start < len(pieces):
        ends = range(min(len(pieces), start + _MOST_JOINED), start + 1, -1)
        end = next((end for end in ends if known(",".join(pieces[start:end]))), start + 1)
        yield _bare(",".join(pieces[start:end]))
        start = end


def _at_and(text: str, known: Known) -> list[str]:
    """`text` cut at an "en" or "/" that has something known on both sides, unless it is known as a whole."""
    signs = list(_AND.finditer(text))
    if not signs or len(signs) > _MOST_ANDS or known(text):
        return [text]
    for sign in signs:
        left, right = _bare(text[: sign.start()]), _bare(text[sign.end() :])
        if not left or not right or not (left.endswith("-") or known(left)):
            continue
        others = _at_and(right, known)
        first = _completed(left, others[0], known) if left.endswith("-") else left
        if known(first) and all(map(known, others)):
            return [first, *others]
    return [text]


def _completed(left: str, right: str, known: Known) -> str:
    """The first of two words that share their end: `inkomens-` before `vermogensgegevens` is `inkomensgegevens`."""
    words = (left.removesuffix("-") + right[at:] for at in range(1, len(right)))
    return next(filter(known, words), left)
