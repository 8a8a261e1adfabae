"""A state ("toestand") of an act as the official Basiswettenbestand publishes it, in XML.

Follows BWB-toestand 2016-1 (https://repository.officiele-overheidspublicaties.nl/Schema/BWB-toestand/2016-1/xsd/
toestand_2016-1.xsd), as its files show it: `toestand[@bwb-id @inwerkingtreding]/wetgeving`, then
`wet-besluit/wettekst` (acts and decrees) or `regeling/regeling-tekst` (ministerial regulations), levels such as
`hoofdstuk`, and `artikel[@status]` with `kop/nr`, `lid` (`lidnr`, `al`) and `lijst/li` (`li.nr`, `al`).

Words of the editors (`redactie`) and data about the text (`meta-data`) are no words of the law and are left out. An
annex's articles are left out too: their numbers are not those of the act. What cannot be told for certain is told in
a notice and left out, or marked as damaged where words are missing; nothing is filled in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from grondslag.citation import ProvisionPath, act_system, parse_day
from grondslag.errors import BadInput, MalformedFile
from grondslag.lawtext.model import LawVersion, Notice, NoticeKind, Part, normalised
from grondslag.lawtext.xmltree import Element

ROOT = "toestand"
SKIPPED = ("meta-data", "bwb-inputbestand", "bwb-wijzigingen", "redactionele-correcties")
_BODIES = (("wet-besluit", "wettekst"), ("regeling", "regeling-tekst"))
_NUMBERS = frozenset({"kop", "lidnr", "li.nr"})
# Words within a paragraph: what they are in (emphasis, a reference, a note) does not change them.
_INLINE = (
    frozenset({"aanhaling", "extref", "extref-groep", "inf", "intref", "intref-groep", "nadruk", "nadruk-ondersteund"})
    | frozenset({"noot", "noot.al", "noot.lijst", "noot.li", "noot.nr", "nootref"})
    | frozenset({"sub", "sup", "tekstcorrectie", "unl"})
)
# Blocks whose words are kept in their order, without being parts that a citation names.
_BLOCKS = (
    frozenset({"al", "al-groep", "li", "li.nr", "lijst", "tussenkop"})
    | frozenset({"definitie", "definitie-item", "definitielijst", "term"})
    | frozenset({"specificatie", "specificatie-item", "specificatielijst", "waarde"})
    | frozenset({"entry", "row", "table", "tbody", "tfoot", "tgroup", "thead", "title"})
)
_NO_WORDS = frozenset({"colspec", "spanspec"})
# Pictures and formulas: there is content, and it is not in words.
_PICTURES = frozenset({"formule", "illustratie", "plaatje"})
_BULLETS = frozenset({"", "•", "-", "–", "—", "*"})


def read_toestand(root: Element, name: str) -> tuple[LawVersion, list[Notice]]:
    """The version in a toestand, its end not known from this file, and what to tell of it.

    Raises `MalformedFile` with the line where id, date or structure are not as the schema has them.
    """
    reader = _Reader(root, name)
    return reader.version(), reader.notices


class _Reader:
    def __init__(self, root: Element, name: str) -> None:
        self._root = root
        self._name = name
        self.notices: list[Notice] = []

    def version(self) -> LawVersion:
        """The whole file."""
        act, day = self._identity()
        legislation = self._root.first("wetgeving")
        bodies = (legislation.first(*path) for path in _BODIES) if legislation else ()
        body = next((found for found in bodies if found), None)
        if body is None:
            raise self._malformed(
                "no text of an act: expected wetgeving with wet-besluit/wettekst or regeling/regeling-tekst", self._root
            )
        articles: dict[str, Part] = {}
        for element in _articles(body):
            part = self._article(element, act)
            if part is None:
                continue
            if part.label in articles:
                raise self._malformed(f"article {part.label} stands here a second time", element)
            articles[part.label or ""] = part
        return LawVersion(act, day, None, articles)

    def _identity(self) -> tuple[str, date]:
        """The act's id and the state's first day, from the root; both in the form that we know."""
        act = self._attribute("bwb-id", "BWBR0015703")
        try:
            act_system(act)
            day = parse_day(self._attribute("inwerkingtreding", "2026-07-01"))
        except BadInput as error:
            raise self._malformed(str(error), self._root) from error
        return act, day

    def _attribute(self, name: str, example: str) -> str:
        if name not in self._root.attributes:
            raise self._malformed(f"the toestand has no {name}: expected one such as {example}", self._root)
        return self._root.attributes[name]

    def _article(self, element: Element, act: str) -> Part | None:
        """An article with its parts; None when it is not, or not for certain, the law of this state."""
        number = _number(element, "kop", "nr")
        reason = _reason_to_leave_out(element, act, number)
        part = None if reason else self._part(element, number, f"article {number}")
        if part is not None and not part.content() and not part.is_damaged:
            reason = f"article {number} has no words of law"
        if reason or part is None:
            self.notices.append(Notice(NoticeKind.LEFT_OUT, self._name, f"{reason}: left out", element.line))
            return None
        if element.first("lid") is None:
            # As every reader of ours has it: an article without leden has one lid without a number.
            return Part(number, "", (Part(None, part.text, part.parts, part.slot, part.damaged),))
        return part

    def _part(self, element: Element, label: str | None, place: str) -> Part:
        """An article, lid or li: words before its parts, then parts and further words in their order."""
        text: list[str] = []
        parts: list[Part] = []
        damaged = False
        for child in self._content(element, place):
            if isinstance(child, Part):
                parts.append(child)
            elif isinstance(child, bool):
                damaged = True
            elif parts:
                parts.append(Part(None, child))
            else:
                text.append(child)
        return Part(label, " ".join(text), tuple(parts), damaged=damaged)

    def _content(self, element: Element, place: str) -> Iterator[Part | str | bool]:
        """Words, parts, and True for each sign that words are missing."""
        for child in element.children:
            if isinstance(child, str):
                if child.strip():
                    raise self._malformed(f"words outside an <al> in {place}: {child.strip()[:40]!r}", element)
            elif child.tag in _NUMBERS:
                continue
            elif child.tag == "lid":
                number = _number(child, "lidnr") or None
                yield self._part(child, number, f"{place} lid {number or '(no number)'}")
            elif child.tag == "lijst":
                for item in child.elements("li"):
                    number = _label(_number(item, "li.nr"))
                    yield self._part(item, number, f"{place} onder {number or '(no mark)'}")
            else:
                yield from self._words(child, place)

    def _words(self, element: Element, place: str) -> Iterator[str | bool]:
        """The words of a paragraph or block, or signs of what is missing from it."""
        missing: list[bool] = []
        text = normalised("".join(self._running(element, place, missing)))
        if text:
            yield text
        yield from missing[:1]

    def _running(self, element: Element, place: str, missing: list[bool]) -> Iterator[str]:
        if element.tag == "redactie":
            # "extra" is a remark beside the text; any other kind stands in the place of words.
            if element.attributes.get("type") != "extra":
                self._missing(element, place, missing, "words of the editors in the place of words of the law")
        elif element.tag in _PICTURES:
            self._missing(element, place, missing, f"a <{element.tag}>, which is not in words")
        elif element.tag in _INLINE or element.tag in _BLOCKS:
            gap = "" if element.tag in _INLINE else " "
            yield gap
            for child in element.children:
                if isinstance(child, str):
                    yield child
                else:
                    yield from self._running(child, place, missing)
            yield gap
        elif element.tag not in _NO_WORDS:
            self._missing(element, place, missing, f"<{element.tag}>, an element that is not known here")

    def _missing(self, element: Element, place: str, missing: list[bool], what: str) -> None:
        missing.append(True)
        told = f"{place}: {what}; marked as damaged"
        self.notices.append(Notice(NoticeKind.DAMAGED, self._name, told, element.line))

    def _malformed(self, reason: str, element: Element) -> MalformedFile:
        return MalformedFile(self._name, reason, line=element.line)


def _articles(element: Element) -> Iterator[Element]:
    """The articles below an element, in order; not those within an article, nor those of an annex."""
    for child in element.elements():
        if child.tag == "artikel":
            yield child
        elif child.tag != "bijlage":
            yield from _articles(child)


def _reason_to_leave_out(element: Element, act: str, number: str) -> str:
    """Why an article is not, or not for certain, the law of this state; nothing when it is."""
    status = element.attributes.get("status", "goed")
    if status != "goed":
        return f"article {number or '(no number)'} has the status {status!r}, not 'goed'"
    if not number:
        return "an article without a number"
    if element.first("tussenkop"):
        return f"article {number} stands here in several texts, told apart by a heading"
    try:
        ProvisionPath(act, number)
    except BadInput as error:
        return f"{error} (article {number!r} cannot be cited)"
    return ""


def _number(element: Element, *path: str) -> str:
    """A printed number without the full stop or bracket that closes it."""
    found = element.first(*path)
    return re.sub(r"[.)\s]+$", "", normalised(found.words())) if found else ""


def _label(number: str) -> str | None:
    return None if number in _BULLETS else number
