"""What the words of a register mean: which term of the schemes, how sure that is, and what a person decided of it.

Only words that are a label of one term are sure. What is merely like a label is told as a guess, and a register keeps
what a person accepted or rejected, so that nobody has to decide twice.
"""

from __future__ import annotations

from collections.abc import Sequence

from grondslag.content import Content
from grondslag.registers.decisions import Decisions
from grondslag.registers.lookup import Guess, Labels
from grondslag.registers.model import Certainty, Field, Reading
from grondslag.registers.phrases import PHRASES
from grondslag.registers.split import Said, failed, parts, said
from grondslag.registers.terms import SCHEMES, Terms

# Justified, as the scores of `grondslag.registers.lookup` are, by the test list in tests/registers/words.csv.
_GUESS = 0.5  # score below which a term is only one to choose from
_CANDIDATES = 5

SHEET_ERROR = "an error of the sheet: its formula failed, and the cell says nothing"
_SAYS = {
    Said.NOT_KNOWN: "the words do not say which",
    Said.ELSEWHERE: "the words refer to another place",
}


class Aligner:
    """Reads the words of cells by the labels of the schemes and by what a person decided before.

    `Aligner(content, decisions)`; readings are remembered, so that a word of thousands of lines is looked up once.
    """

    def __init__(self, content: Content, decisions: Decisions | None = None, terms: Terms | None = None) -> None:
        self.terms = terms or Terms.of(content)
        self.decisions = decisions or Decisions()
        self._by_schemes = {schemes: Labels(self.terms, schemes) for schemes in dict.fromkeys(SCHEMES.values())}
        self._read: dict[tuple[Field, str, tuple[str, ...]], tuple[Reading, ...]] = {}
        self._words: dict[tuple[Field, str], Reading] = {}

    def reads(self, field: Field) -> bool:
        """Whether words of this field are read here; citations and dates are read elsewhere."""
        return field in SCHEMES or field in PHRASES

    def read(self, field: Field, text: str, separators: Sequence[str] = (";",)) -> tuple[Reading, ...]:
        """What a cell lists, in its order. "geen" counts as none only when it stands alone.

        Of a purpose the term may be a task (`task/...`). A transfer or retention period is read from its phrases: see
        `grondslag.registers.phrases`.
        """
        asked = (field, text, tuple(separators))
        if asked not in self._read:
            self._read[asked] = self._cell(field, text, separators)
        return self._read[asked]

    def _cell(self, field: Field, text: str, separators: Sequence[str]) -> tuple[Reading, ...]:
        decided = self.decisions.of(field, text)
        if decided:
            return (decided,)
        if field in PHRASES:
            return self.decisions.settled(field, PHRASES[field](text))
        found = parts(text, field, lambda words: self.is_known(field, words), separators)
        readings = tuple(self.word(field, part) for part in found)
        if len(readings) == 1:
            return readings
        beside = "says that there is none, beside other words"
        return tuple(
            Reading(one.words, None, Certainty.UNKNOWN, reason=beside) if one.certainty is Certainty.NONE else one
            for one in readings
        )

    def is_known(self, field: Field, words: str) -> bool:
        """Whether `words` as they stand are a label of a term, or were decided on."""
        return self.decisions.of(field, words) is not None or bool(self._labels(field).exact(words))

    def word(self, field: Field, words: str) -> Reading:
        """What one part of a cell means."""
        if (field, words) not in self._words:
            self._words[field, words] = self.decisions.of(field, words) or self._term(field, words)
        return self._words[field, words]

    def _term(self, field: Field, words: str) -> Reading:
        says = said(words)
        if says is Said.NONE:
            return Reading(words, None, Certainty.NONE, 1.0, reason="the words say that there is none")
        labels, rejected = self._labels(field), self.decisions.rejected(field, words)
        exact = [iri for iri in labels.exact(words) if iri not in rejected]
        if exact:
            return _exact(words, exact)
        if says:
            return Reading(words, None, Certainty.UNKNOWN, reason=SHEET_ERROR if failed(words) else _SAYS[says])
        likely = labels.likely(words)
        if likely and likely.iri not in rejected:
            return Reading(words, likely.iri, Certainty.LIKELY, likely.score, (likely.iri,), likely.reason)
        return _guessed(words, [guess for guess in labels.guesses(words) if guess.iri not in rejected])

    def _labels(self, field: Field) -> Labels:
        return self._by_schemes[SCHEMES[field]]


def _exact(words: str, iris: Sequence[str]) -> Reading:
    if len(iris) == 1:
        return Reading(words, iris[0], Certainty.EXACT, 1.0, (iris[0],), "the words are a label of the term")
    why = "the words are a label of more than one term"
    return Reading(words, iris[0], Certainty.DOUBTFUL, 1.0, tuple(iris), why)


def _guessed(words: str, guesses: Sequence[Guess]) -> Reading:
    """The best guess as doubtful, or unknown where none is good enough to be shown as a reading."""
    candidates = tuple(guess.iri for guess in guesses[:_CANDIDATES])
    if guesses and guesses[0].score >= _GUESS:
        best = guesses[0]
        return Reading(words, best.iri, Certainty.DOUBTFUL, best.score, candidates, best.reason)
    return Reading(words, None, Certainty.UNKNOWN, candidates=candidates, reason="no term is like the words")
