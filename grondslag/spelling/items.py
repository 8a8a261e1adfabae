"""The words of a citation: keywords, numbers with what hangs on them, letters and names of acts."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from grondslag.spelling.names import ActNames
from grondslag.spelling.tokens import Token, tokens

_ORDINALS = (
    *("eerste", "tweede", "derde", "vierde", "vijfde", "zesde", "zevende", "achtste", "negende", "tiende"),
    *("elfde", "twaalfde", "dertiende", "veertiende", "vijftiende", "zestiende", "zeventiende"),
    *("achttiende", "negentiende", "twintigste"),
)
_MOST_DIGITS = 4  # of a number in a citation
_MOST_HANGING = 8  # labels that hang on one number
_MOST_FAULTY = 300  # places of one text at which that is done: the rest of a long text is read to the letter


class Kind(Enum):
    """What an item of a citation is."""

    ACT = "the name of an act"
    ARTICLE = "artikel"
    LID = "lid"
    POINT = "onder"
    CHAPTER = "hoofdstuk"
    NUMBER = "64 or 5.1.1 or 6(1)(e)"
    ORDINAL = "eerste or 1e"
    LETTER = "q"
    AND = "en"
    COMMA = "comma"
    JUNCTO = "jo."
    RANGE = "tot en met"
    OF = "van de"
    BREAK = "a semicolon, line end or bullet"
    WORD = "any other word"
    END = "the end of the text"


_WORDS: Mapping[Kind, str] = {
    Kind.ARTICLE: "artikel artikelen artikels art artt arts artn article articles",
    Kind.LID: "lid leden paragraph",
    Kind.POINT: "onder onderdeel onderdelen sub letter letters ond point punt aanhef",
    Kind.CHAPTER: "hoofdstuk hoofdstukken hfst paragraaf par titel afdeling bijlage bijlagen chapter annex boek §",
    Kind.AND: "en and & alsmede alsook evenals of / +",
    Kind.JUNCTO: "jo juncto jis jto samenhang verbinding combinatie",
    Kind.RANGE: "tm until tot",
    Kind.OF: "van de het der uit in the den met",
    Kind.BREAK: "; \n • · * | ● ▪ ◦ –",
    Kind.COMMA: ",",
}
_KEYWORDS: Mapping[str, Kind] = {word: kind for kind, words in _WORDS.items() for word in words.split(" ")}
_MISSPELT = {
    word: _KEYWORDS.get(word, Kind.ORDINAL)
    for word in ("artikel", "artikelen", "onderdeel", "juncto", *_ORDINALS)
    if len(word) > 4
}


class Item(NamedTuple):
    """A word of a citation. `labels` are those of a number, from the outside in: `6(1)(e)` has 6, 1 and e.

    `name` is that of an act as it was given, empty for an act that none was given for; `likeness` is below 1 for a
    word with a typing fault.
    """

    kind: Kind
    start: int
    end: int
    labels: tuple[str, ...] = ()
    name: str = ""
    likeness: float = 1.0
    proper: bool = False
    colon: bool = False


def items(text: str, names: ActNames) -> list[Item]:
    """The items of `text` in its order, the last of which is its end. Marks that mean nothing are left out."""
    return _Lexer(tokens(text), names, len(text)).items()


class _Lexer:
    """Makes items of tokens."""

    def __init__(self, words: list[Token], names: ActNames, length: int) -> None:
        self._words = words
        self._names = names
        self._length = length
        self._found: list[Item] = []
        self._tries = _MOST_FAULTY

    def items(self) -> list[Item]:
        i = 0
        while i < len(self._words):
            i = self._next(i)
        return [*self._found, Item(Kind.END, self._length, self._length)]

    def _next(self, i: int) -> int:
        """Add the item at token `i`, and return the token after it."""
        word = self._words[i]
        known = self._names.at(self._words, i)
        if known:
            return self._add(Kind.ACT, i, known[1], name=known[0])
        if word.is_number:
            return self._number(i) if len(word.text) <= _MOST_DIGITS else self._add(Kind.WORD, i, i + 1)
        if word.text[0].isalpha():
            return self._word(i)
        return self._mark(i)

    def _add(self, kind: Kind, i: int, after: int, **more: object) -> int:
        words = self._words
        made = Item(kind, words[i].start, words[after - 1].end, proper=words[i].proper, **more)  # type: ignore[arg-type]
        self._found.append(made)
        return after

    def _text(self, i: int) -> str:
        return self._words[i].text if 0 <= i < len(self._words) else ""

    def _glued(self, i: int) -> bool:
        return i < len(self._words) and self._words[i].glued

    def _mark(self, i: int) -> int:
        text = self._text(i)
        if text in "-–":
            within = self._found and self._found[-1].kind in (Kind.NUMBER, Kind.LETTER)
            if within and (self._text(i + 1)[:1].isdigit() or len(self._text(i + 1)) == 1):
                return self._add(Kind.RANGE, i, i + 1)
            first = not self._found or self._found[-1].kind is Kind.BREAK
            return self._add(Kind.BREAK if first else Kind.COMMA, i, i + 1)
        kind = _KEYWORDS.get(text)
        return self._add(kind, i, i + 1) if kind else i + 1

    def _word(self, i: int) -> int:
        text = self._text(i)
        if text == "t" and [self._text(i + 1), self._text(i + 2)] == ["/", "m"]:
            return self._add(Kind.RANGE, i, i + 3)
        if text == "tot" and [self._text(i + 1), self._text(i + 2)] == ["en", "met"]:
            return self._add(Kind.RANGE, i, i + 3)
        if text == "j" and self._glued(i + 1) and self._text(i + 1) in "°º":
            return self._add(Kind.JUNCTO, i, i + 2)
        if text in _ORDINALS:
            return self._add(Kind.ORDINAL, i, i + 1, labels=(str(_ORDINALS.index(text) + 1),))
        if text in _KEYWORDS:
            after = i + 2 if self._text(i + 1) == "." else i + 1
            return self._add(_KEYWORDS[text], i, after)
        if self._words[i].is_letter:
            return self._dotted(i) or self._add(Kind.LETTER, i, i + 1, labels=(text,))
        return self._strange(i)

    def _dotted(self, i: int) -> int | None:
        """The token after an abbreviation such as `e.v.`, or the name of an act such as `P.W.`, which is added."""
        at = i
        while (
            self._text(at + 1) == "." and self._glued(at + 1) and self._glued(at + 2) and len(self._text(at + 2)) == 1
        ):
            at += 2
        if at == i or not self._text(at).isalpha():
            return None
        joined = Token("".join(self._text(j) for j in range(i, at + 1, 2)), 0, 0, False, True)
        name = self._names.at([joined], 0)
        return self._add(Kind.ACT, i, at + 1, name=name[0]) if name else self._add(Kind.WORD, i, at + 1)

    def _strange(self, i: int) -> int:
        """A word that is no keyword and no name: perhaps either with a typing fault."""
        text = self._text(i)
        if len(text) > 2 and self._tries > 0:
            self._tries -= 1
            found = self._names.alike_at(self._words, i)
            if found:
                return self._add(Kind.ACT, i, found[1], name=found[0], likeness=found[2])
            keyword = process.extractOne(text, _MISSPELT.keys(), scorer=OSA.distance, score_cutoff=2)
            if keyword and len(text) > 4 and (keyword[1] == 1 or self._text(i + 1)[:1].isdigit()):
                return self._misspelt(i, keyword[0], 1 - keyword[1] / len(text))
        return self._add(Kind.WORD, i, i + 1)

    def _misspelt(self, i: int, keyword: str, likeness: float) -> int:
        labels = (str(_ORDINALS.index(keyword) + 1),) if keyword in _ORDINALS else ()
        return self._add(_MISSPELT[keyword], i, i + 1, labels=labels, likeness=likeness)

    def _number(self, i: int) -> int:
        """A number, with the labels that hang on it by dots, colons, hyphens and brackets."""
        ordinal = self._ordinal(i)
        if ordinal:
            return ordinal
        label, at = self._label(i)
        labels, colon = [label], False
        while len(labels) < _MOST_HANGING and self._glued(at) and self._text(at) in ".:-" and self._glued(at + 1):
            more = self._hanging(at)
            if more is None:
                break
            colon = colon or self._text(at) == ":"
            labels.append(more[0])
            at = more[1]
        while (
            len(labels) < _MOST_HANGING
            and self._text(at) == "("
            and self._text(at + 2) == ")"
            and self._bracketed(at + 1)
        ):
            labels.append(self._text(at + 1))
            at += 3
        if self._glued(at) and self._text(at) in ("°", "º"):
            at += 1
        return self._add(Kind.NUMBER, i, at, labels=tuple(labels), colon=colon)

    def _label(self, i: int) -> tuple[str, int]:
        """Digits with the letter that is glued to them, and the token after."""
        suffix = self._text(i + 1)
        if self._glued(i + 1) and self._words[i + 1].is_letter and self._names.at(self._words, i + 1) is None:
            return self._text(i) + suffix, i + 2
        return self._text(i), i + 1

    def _hanging(self, at: int) -> tuple[str, int] | None:
        """The label after the mark at token `at`, and the token after it: 1 in `5.1`, e in `6.1.e`."""
        word = self._words[at + 1]
        if self._text(at) == "-":
            # A hyphen makes a path only where it ends in a letter, as in 6-1-e; else it is a range.
            path = word.is_letter or [self._text(at + 2), len(self._text(at + 3))] == ["-", 1]
            if not path or self._text(at + 3)[:1].isdigit():
                return None
        if word.is_number:
            return self._label(at + 1) if len(word.text) <= _MOST_DIGITS else None
        if word.is_letter and self._names.at(self._words, at + 1) is None:
            return word.text, at + 2
        return None

    def _bracketed(self, i: int) -> bool:
        return self._words[i].is_letter or (self._words[i].is_number and len(self._text(i)) < 3)

    def _ordinal(self, i: int) -> int | None:
        """The token after an ordinal in digits, such as `2e` before `lid` or `1ste`, which is added."""
        ending = self._text(i + 1) if self._glued(i + 1) else ""
        if ending not in ("e", "de", "ste"):
            return None
        # 6e can be an article with its letter: only a lid that follows makes an ordinal of it.
        ahead = [self._text(j) for j in range(i + 2, i + 9)]
        if ending == "e" and not _before_lid(ahead):
            return None
        return self._add(Kind.ORDINAL, i, i + 2, labels=(self._text(i),))


def _before_lid(ahead: list[str]) -> bool:
    """Whether the words after an ordinal lead to `lid` by way of other ordinals only: `en 2e lid`."""
    for word in ahead:
        if word in ("lid", "leden"):
            return True
        if not (word in (",", "en", "e", "de", "ste", "t", "/", "m", "tot", "met") or word.isdigit()):
            return False
    return False
