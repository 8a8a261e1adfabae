"""Words that read as the name of an act for which no name was given: `Wet op het primair onderwijs`."""

from __future__ import annotations

import re

from grondslag.spelling.items import Item, Kind

_YEAR = re.compile(r"(?:19|20)\d\d")
_LONGEST_NAME = 14  # words of an act without a given name
_ACT_WORDS = frozenset(
    [
        *("wet", "rijkswet", "uitvoeringswet", "invoeringswet", "wetboek", "besluit", "uitvoeringsbesluit", "regeling"),
        *("uitvoeringsregeling", "verordening", "richtlijn", "beleidsregel", "beleidsregels", "reglement", "cao"),
        "convenant",
    ]
)
_ACT_ENDINGS = ("wet", "wetboek", "besluit", "regeling", "verordening", "reglement", "statuut", "richtlijn", "code")


def with_unnamed(text: str, found: list[Item]) -> list[Item]:
    """The items with those words made acts that read as the name of one, although none was given for them."""
    if not any(item.kind is Kind.WORD for item in found):
        return found
    made: list[Item] = []
    i = 0
    while i < len(found):
        after = _unnamed(text, found, i)
        if after > i:
            made.append(found[i]._replace(kind=Kind.ACT, end=found[after - 1].end, name=""))
        else:
            made.append(found[i])
        i = max(after, i + 1)
    return made


def _unnamed(text: str, found: list[Item], i: int) -> int:
    """The item after the act without a given name that begins at item `i`; `i` itself where none does."""
    item = found[i]
    if item.kind is Kind.ACT and _rules_under(text, item, found[i + 1]):
        return _name_end(text, found, i + 1, below=True)
    if item.kind is not Kind.WORD:
        return i
    following = found[i + 1]
    written = text[item.start : item.end]
    word = written.casefold()
    if word == "wet" and following.kind is Kind.ACT:
        return i  # "wet Participatiewet"
    if word in _ACT_WORDS:
        return _name_end(text, found, i, word != "wet")
    if _reads_as_act(word) and not word.endswith("wet") and following.kind is Kind.ACT:
        return _name_end(text, found, i, below=True)
    before = found[i - 1] if i else item
    after_place = before.kind in (Kind.NUMBER, Kind.LETTER) and text[before.end : item.start].isspace()
    before_place = following.kind in (Kind.ARTICLE, Kind.NUMBER) and written[1:2].isupper()
    if _reads_as_act(word) or (item.proper and (after_place or before_place)):
        return i + 2 if is_year(following) else i + 1
    return i


def _rules_under(text: str, act: Item, following: Item) -> bool:
    """Whether the rules of others under an act are meant: `Participatiewet verordening 2020`."""
    word = text[following.start : following.end].casefold()
    return following.kind is Kind.WORD and word in _ACT_WORDS and text[act.end : following.start].strip(" -") == ""


def _reads_as_act(word: str) -> bool:
    """Whether a word ends as names of acts do: `Huisvestingswet`."""
    return word.endswith(_ACT_ENDINGS) and word not in _ACT_ENDINGS


def _name_end(text: str, found: list[Item], i: int, below: bool) -> int:
    """The item after a name such as `Wet op het primair onderwijs`, or, `below` an act, `Verordening Jeugdwet`."""
    at = i + 1
    while at < min(len(found), i + _LONGEST_NAME) and _names_on(text, found, at, below):
        at += 1
    while at > i + 1 and found[at - 1].kind is Kind.OF:
        at -= 1
    return at


def _names_on(text: str, found: list[Item], at: int, below: bool) -> bool:
    """Whether the item goes on with the name of an act."""
    item = found[at]
    if item.kind is Kind.AND:
        return found[at + 1].kind is Kind.WORD and not _begins(text, found[at + 1])
    if item.kind is Kind.WORD:
        return not _begins(text, item)
    return item.kind in (Kind.OF, Kind.ORDINAL) or is_year(item) or (below and item.kind is Kind.ACT)


def _begins(text: str, item: Item) -> bool:
    """Whether a word begins the name of another act."""
    word = text[item.start : item.end].casefold()
    return word in _ACT_WORDS or _reads_as_act(word)


def is_year(item: Item) -> bool:
    """Whether it is a number such as 2015."""
    return item.kind is Kind.NUMBER and len(item.labels) == 1 and bool(_YEAR.fullmatch(item.labels[0]))
