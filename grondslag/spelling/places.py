"""Places within acts, read from the words of citations in groups of which each belongs to one act."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

from grondslag.spelling.items import Item, Kind
from grondslag.spelling.unnamed import is_year

_MOST_LABELS = 60
_MOST_PARTS = 30  # lids or onderdelen in a range
_MOST_AHEAD = 20  # words that are read ahead of an article, so that the time stays linear
_LISTED = (Kind.AND, Kind.COMMA, Kind.RANGE, Kind.JUNCTO)


class Link(IntEnum):
    """How nearly a place and an act are written, from apart to `artikel 64 van de Participatiewet`."""

    APART = 0
    WORDS = 1
    AND = 2
    COMMA = 3
    DIRECT = 4
    OF = 5


class Place(NamedTuple):
    """A place within an act as it was written: the labels of its article, of its lid and of its onderdelen.

    `until` is the last article of a range. `marked` places have a word such as `artikel` or `lid`; other numbers are
    places only beside an act. A `bare_point` is a letter without a word for it, which can belong to the article, as in
    `53 a`. `other` is a second reading: the 65 of `lid 1 en 65` as an article.
    """

    start: int
    end: int
    article: tuple[str, ...]
    lid: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    until: tuple[str, ...] = ()
    marked: bool = True
    colon: bool = False
    likeness: float = 1.0
    chapter: str = ""
    bare_point: bool = False
    other: Place | None = None


class Act(NamedTuple):
    """An act as it was written; `name` is empty for one without a given name."""

    start: int
    end: int
    name: str
    words: str
    likeness: float = 1.0


class Group(NamedTuple):
    """Places that one act is given for, or an act, or other words; and how it is tied to what stands before it."""

    start: int
    end: int
    places: tuple[Place, ...] = ()
    act: Act | None = None
    tie: Link = Link.APART


class PlaceReader:
    """Reads groups of places and acts from items; `at` is the next item."""

    def __init__(self, text: str, found: list[Item]) -> None:
        self._text = text
        self._items = found
        self._at = 0
        self._places: list[Place] = []
        self._unread = False  # whether an article stands before that could not be read

    def groups(self) -> list[Group]:
        """All groups, each tied to the one before it."""
        made: list[Group] = []
        tie = Link.DIRECT
        while self._kind() is not Kind.END:
            item = self._item
            if item.kind is Kind.ACT:
                self._at += 1
                words = self._text[item.start : item.end]
                act = Act(item.start, item.end, item.name, words, 0.7 if self._unread else item.likeness)
                self._unread = False
                made.append(Group(item.start, item.end, act=act, tie=tie))
            elif self._read_places(bool(made) and made[-1].act is not None and tie >= Link.COMMA):
                made.append(Group(item.start, self._places[-1].end, tuple(self._places), tie=tie))
            elif item.kind not in _LISTED and tie >= Link.COMMA and self._read_on(made):
                pass
            else:
                tie = self._pass_over(made, tie)
                continue
            tie = Link.DIRECT
        return made

    def _read_on(self, made: list[Group]) -> bool:
        """Read the parts of a place that stand after its act: `artikel 6 AVG, lid 1 onder e`."""
        if len(made) < 2 or not made[-1].act or not made[-2].places or made[-1].tie < Link.COMMA:
            return False
        start, self._places = self._at, list(made[-2].places)
        while self._kind() in (Kind.LID, Kind.POINT, Kind.ORDINAL, *_LISTED) and self._more(within=True):
            pass
        if self._at > start:
            made[-2] = made[-2]._replace(places=tuple(self._places))
        return self._at > start

    def _pass_over(self, made: list[Group], tie: Link) -> Link:
        """Pass over a word that belongs to no place, and return how near that leaves the next group."""
        item = self._item
        self._at += 1
        if item.kind is Kind.ARTICLE:
            self._unread = True
        if item.kind in (Kind.LID, Kind.POINT, Kind.RANGE):
            # A lid or onderdeel that could not be read: the places before it are not all that was written.
            for k in range(max(len(made) - 2, 0), len(made)):
                made[k] = made[k]._replace(places=tuple(place._replace(likeness=0.7) for place in made[k].places))
            self._skip(Kind.NUMBER)
        return _looser(tie, item)

    @property
    def _item(self) -> Item:
        return self._items[self._at]

    def _kind(self) -> Kind:
        return self._items[self._at].kind

    def _peek(self, ahead: int) -> Item:
        return self._items[min(self._at + ahead, len(self._items) - 1)]

    def _skip(self, *kinds: Kind) -> bool:
        """Pass over items of these kinds; whether there were any."""
        start = self._at
        while self._kind() in kinds:
            self._at += 1
        return self._at > start

    def _read_places(self, beside_act: bool) -> bool:
        """Read the places from here on into `_places`; where there are none, nothing is passed over."""
        start, self._places = self._at, []
        if self._kind() is Kind.CHAPTER:
            return self._chapter()
        ahead = self._parts_ahead()
        if not self._article(beside_act):
            self._at = start
            return False
        while self._more():
            pass
        if ahead:
            self._put_ahead(ahead)
        return True

    def _chapter(self) -> bool:
        number = self._peek(1)
        if number.kind not in (Kind.NUMBER, Kind.LETTER, Kind.WORD):
            return False
        item = self._item
        self._at += 2
        label = self._text[number.start : number.end].casefold()
        self._places = [Place(item.start, number.end, (label,), chapter=self._text[item.start : item.end].casefold())]
        return True

    def _parts_ahead(self) -> list[Place]:
        """The parts that are named before their article: `eerste lid, onder q, van artikel 64`."""
        start = self._at
        self._places = [Place(self._item.start, self._item.end, ())]
        for _ in range(_MOST_AHEAD):
            if self._kind() not in (Kind.LID, Kind.POINT, Kind.ORDINAL) or not (self._lids() or self._points()):
                break
            self._skip(Kind.COMMA, Kind.OF)
        parts = [place for place in self._places if place.lid or place.points]
        if not parts or self._kind() is not Kind.ARTICLE:
            self._at, parts = start, []
        self._places = []
        return parts

    def _put_ahead(self, parts: list[Place]) -> None:
        first = self._places[0]
        self._places[:1] = [
            first._replace(start=part.start, lid=part.lid or first.lid, points=part.points or first.points)
            for part in parts
        ]

    def _article(self, beside_act: bool) -> bool:
        """Read one article; a number without the word is one before a lid, or where an act stands beside it."""
        likeness, start = 1.0, self._item.start
        marked = self._kind() is Kind.ARTICLE
        if marked:
            likeness = self._item.likeness
            self._at += 1
            self._skip(Kind.OF)
        number = self._item
        if number.kind is not Kind.NUMBER or (not marked and is_year(number)):
            return False
        following = self._peek(1).kind
        marked = marked or following in (Kind.LID, Kind.POINT) or len(number.labels) > 1
        if not (marked or beside_act or following in (Kind.ACT, Kind.ORDINAL, Kind.LETTER, Kind.OF, *_LISTED)):
            return False
        self._at += 1
        self._places.append(
            Place(start, number.end, number.labels, marked=marked, colon=number.colon, likeness=likeness)
        )
        return True

    def _more(self, within: bool = False) -> bool:
        """Read one more part or place that belongs to the same group; `within` an article, only parts."""
        start = self._at
        self._skip(*_LISTED, Kind.OF)
        between = {item.kind for item in self._items[start : self._at]}
        if Kind.OF in between and self._kind() not in (Kind.ORDINAL, Kind.LID, Kind.POINT, Kind.ARTICLE):
            between = {Kind.END}
        if within and self._kind() in (Kind.ARTICLE, Kind.NUMBER):
            between = {Kind.END}
        if Kind.END not in between and self._continued(between):
            return True
        self._at = start
        return False

    def _continued(self, between: set[Kind]) -> bool:
        kind = self._kind()
        if Kind.RANGE in between:
            return self._until()
        if kind in (Kind.LID, Kind.ORDINAL):
            return self._lids()
        if kind is Kind.POINT:
            return self._points(listed=Kind.AND in between)
        if kind is Kind.LETTER:
            return self._letter(between)
        if kind is Kind.ARTICLE and self._peek(1).kind in (Kind.NUMBER, Kind.OF):
            return self._article(beside_act=False)
        return kind is Kind.NUMBER and self._numbered(between)

    def _numbered(self, between: set[Kind]) -> bool:
        """A number after a place: a lid, a part of a part, or the next article."""
        last, number = self._places[-1], self._item
        if not between:
            if last.lid or last.points or len(last.article) > 1 or len(number.labels) > 1:
                return False
            # "art 6 1 e": a lid without its word
            self._at += 1
            self._places[-1] = last._replace(lid=number.labels, end=number.end, likeness=min(last.likeness, 0.9))
            return True
        if last.points and last.points[-1][0].isdigit() and self._text[number.end - 1] in "°º":
            self._at += 1
            self._add(last._replace(points=(*last.points[:-1], number.labels[0]), end=number.end))
            return True
        article = Place(number.start, number.end, number.labels, marked=last.marked, colon=number.colon)
        self._at += 1
        if last.lid and not last.points and len(number.labels) == 1 and self._kind() not in (Kind.LID, Kind.POINT):
            self._add(last._replace(lid=number.labels, end=number.end, other=article))
        else:
            self._add(article)
        return not is_year(number)

    def _add(self, place: Place) -> None:
        if len(self._places) < _MOST_LABELS:
            self._places.append(place)

    def _lids(self) -> bool:
        """`lid 1`, `eerste en tweede lid`, `leden 1 en 2` (the second number is read by `_numbered`)."""
        start, likeness = self._at, 1.0
        labels: list[tuple[str, ...]] = []
        if self._kind() is Kind.LID:
            self._at += 1
            if self._kind() not in (Kind.NUMBER, Kind.ORDINAL):
                self._at = start
                return False
            labels = [self._item.labels]
            self._at += 1
        else:
            while self._kind() is Kind.ORDINAL and len(labels) < _MOST_AHEAD:
                labels.append(self._item.labels)
                likeness = min(likeness, self._item.likeness)
                self._at += 1
                if self._peek(1).kind is Kind.ORDINAL and self._kind() in (Kind.AND, Kind.COMMA):
                    self._at += 1
                elif self._peek(1).kind is Kind.ORDINAL and self._kind() is Kind.RANGE:
                    labels += [(label,) for label in _between(labels[-1][0], self._peek(1).labels[0])][:-1]
                    self._at += 1
            if self._kind() is not Kind.LID:
                self._at = start
                return False
            self._at += 1
        self._put_lids(labels, likeness)
        return True

    def _put_lids(self, labels: list[tuple[str, ...]], likeness: float) -> None:
        last, end = self._places[-1], self._items[self._at - 1].end
        fresh = not last.lid and not last.points
        base = last._replace(points=(), end=end, likeness=min(last.likeness, likeness), other=None, marked=True)
        made = [base._replace(lid=label) for label in labels]
        if fresh:
            self._places[-1] = made.pop(0)
        for place in made:
            self._add(place)

    def _points(self, listed: bool = False) -> bool:
        """`onder q`, `aanhef en onder c`, `sub a onder 1°`."""
        start = self._at
        for _ in range(_MOST_AHEAD):
            if self._kind() is Kind.POINT or (self._kind() is Kind.AND and self._peek(1).kind is Kind.POINT):
                self._at += 1
        if self._kind() is Kind.AND and self._peek(1).kind is Kind.LETTER:
            self._at += 1  # "aanhef en c"
        label = self._item
        if label.kind not in (Kind.LETTER, Kind.NUMBER):
            # "aanhef" says nothing of the place
            return self._at > start
        self._at += 1
        self._put_point(label, listed)
        return True

    def _put_point(self, label: Item, listed: bool) -> None:
        last = self._places[-1]
        labels = tuple(part.rstrip("o") if part[0].isdigit() else part for part in label.labels)
        inner = last.points and labels[0][0].isdigit() and not last.points[-1][0].isdigit() and not listed
        if not last.points or inner:
            self._places[-1] = last._replace(points=(*last.points, *labels), end=label.end, marked=True)
            return
        level = next((k for k, point in enumerate(last.points) if point.isdigit() == labels[0].isdigit()), 0)
        self._add(last._replace(points=(*last.points[:level], *labels), end=label.end, other=None))

    def _letter(self, between: set[Kind]) -> bool:
        """A letter without a word for it: `64.1 q`, or the b of `onder a en b`."""
        last, label = self._places[-1], self._item
        # "art. 6, lid 1, e": the comma makes no list where there is a lid to which the letter belongs.
        if not between or (between == {Kind.COMMA} and last.lid and not last.points and last.lid[-1].isdigit()):
            if last.points or last.article[-1].isalpha():
                return False
            self._at += 1
            self._places[-1] = last._replace(points=label.labels, end=label.end, bare_point=True)
            return True
        if last.points:
            self._at += 1
            self._put_point(label, listed=True)
            return True
        if last.lid and last.lid[-1].isalpha():
            self._at += 1
            self._add(last._replace(lid=(*last.lid[:-1], *label.labels), end=label.end))
            return True
        if not last.lid and last.article and last.article[-1].isalpha():
            self._at += 1
            self._add(last._replace(article=(*last.article[:-1], *label.labels), end=label.end))
            return True
        return False

    def _until(self) -> bool:
        """The end of a range: of articles, of lids (`lid 1 t/m 4`) or of onderdelen (`a t/m d`)."""
        last = self._places[-1]
        self._skip(Kind.ARTICLE, Kind.LID, Kind.POINT)
        end = self._item
        if end.kind not in (Kind.LETTER, Kind.NUMBER):
            return False
        self._at += 1
        lettered = re.fullmatch(r"(\d+)[a-z]", last.article[-1])
        if last.points:
            return self._filled("points", last.points, end)
        if last.lid:
            return len(end.labels) == 1 and self._filled("lid", last.lid, end)
        if end.kind is Kind.LETTER and not lettered:
            return self._filled("article", last.article, end)
        labels = (
            (*last.article[:-1], lettered[1] + end.labels[0]) if lettered and end.kind is Kind.LETTER else end.labels
        )
        self._places[-1] = last._replace(until=labels, end=end.end)
        return True

    def _filled(self, level: str, first: tuple[str, ...], end: Item) -> bool:
        """Add the places of a range whose last label is that of `end`; whether it is one that can be."""
        last = self._places[-1]
        for label in _between(first[-1], end.labels[-1]):
            labels = (*first[:-1], label)
            self._add(
                last._replace(
                    end=end.end,
                    points=labels if level == "points" else last.points,
                    lid=labels if level == "lid" else last.lid,
                    article=labels if level == "article" else last.article,
                )
            )
        return self._places[-1] is not last


def _between(first: str, last: str) -> Iterator[str]:
    """The labels after `first` up to and with `last`: a few numbers or letters, or none."""
    if first.isdigit() and last.isdigit() and len(last) < 3 and int(last) - int(first) < _MOST_PARTS:
        yield from map(str, range(int(first) + 1, int(last) + 1))
    elif len(first) == len(last) == 1 and first.isalpha() and last.isalpha():
        yield from map(chr, range(ord(first) + 1, ord(last) + 1))


def _looser(tie: Link, item: Item) -> Link:
    """The tie with `item` between."""
    if item.kind is Kind.BREAK:
        return Link.APART
    if item.kind is Kind.OF:
        return Link.OF if tie is Link.DIRECT else tie
    kinds = {Kind.COMMA: Link.COMMA, Kind.AND: Link.AND, Kind.JUNCTO: Link.AND, Kind.RANGE: Link.AND}
    return min(tie, kinds.get(item.kind, Link.WORDS))
