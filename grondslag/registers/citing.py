"""What the words of a register cite: provisions and statutes.

The words are read by `grondslag.spelling`; `citing_law` knows which acts there are and where a
number ends and its lid begins. What can be read in more than one way is doubtful, with the readings as candidates;
nothing is exact unless there is only one.

A citation in a register is of a provision, not of its text on a day: a register is imported without one, so that the
same file gives the same graph on every day. Which text holds is told by the legal date of whoever reports on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

import pyoxigraph as ox

from grondslag.content import Content
from grondslag.namespaces import LAW_GRAPH
from grondslag.rdf import parse_file
from grondslag.registers.citing_acts import Named
from grondslag.registers.citing_law import Law, Meant, worst
from grondslag.registers.citing_limbs import denied, exceptions_in, limbs_in
from grondslag.registers.citing_references import references
from grondslag.registers.model import Certainty, Reading
from grondslag.spelling import Act, Cited, Link, cited

NOTHING = frozenset(
    [
        *("geen", "n.v.t.", "n.v.t", "nvt", "nvt.", "niet van toepassing", "none", "-", "--", "—", "n/a"),
        *("geen wettelijke bepaling", "geen wettelijke grondslag"),
    ]
)
_BREAKS = re.compile(r"[;\n•·●▪|]+")
_WORDS = re.compile(r"[^\W\d_]{3,}")
_FAULT = "there is a typing fault, or a word that is not understood"
_LONGEST = 20_000
_REMEMBERED = 200_000
_SCORES = {Certainty.EXACT: 1.0, Certainty.LIKELY: 0.9, Certainty.DOUBTFUL: 0.5, Certainty.UNKNOWN: 0.0}


class Citations:
    """Reads citations in free text, by the law of one store (its law graph). Readings are remembered per text.

    `Citations(store)` for a generation or memory store with the law graph; `Citations.of_files(content)` without one.
    """

    def __init__(self, store: ox.Store) -> None:
        self._law = Law(store)
        self._remembered: dict[tuple[str, date | None, tuple[str, ...]], tuple[Reading, ...]] = {}

    @classmethod
    def of_files(cls, content: Content) -> Citations:
        """The citations of the law layer in the files of `data/law`."""
        store = ox.Store()
        for name in ("statutes", "provisions", "text-states", "annexes"):
            for quad in parse_file(content.data / "law" / f"{name}.ttl"):
                store.add(ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(LAW_GRAPH)))
        return cls(store)

    def read(self, text: str, on: date | None = None) -> tuple[Reading, ...]:
        """What a cell "wettelijke bepaling" cites, in its order; iris are timeless provisions or statutes.

        Without `on`, as registers are read, a provision is known when any text that is held has it. `on` is the day
        whose text is asked for: the reason of a reading then tells which text is held of it.
        """
        return self._read(text, on, ())

    def limbs(self, text: str) -> tuple[Reading, ...]:
        """What a cell "grondslag" names: eu-gdpr:A6-1-x; other provisions that it cites keep their own IRI."""
        if text.strip().casefold() in NOTHING:
            return (Reading(text.strip(), None, Certainty.NONE, 1.0),)
        return limbs_in(text, self._read(text, None, ("AVG",)))

    def exceptions(self, text: str) -> tuple[Reading, ...]:
        """What a cell "uitzondering bijzondere gegevens" names: eu-gdpr:A9-2-x, and provisions such as UAVG 30."""
        if text.strip().casefold() in NOTHING:
            return (Reading(text.strip(), None, Certainty.NONE, 1.0),)
        return exceptions_in(text, self._read(text, None, ("AVG", "UAVG")))

    def statutes(self) -> dict[str, str]:
        """The IRI of each act that the law layer has, by its short title."""
        return self._law.statutes()

    def provisions(self) -> frozenset[str]:
        """The IRI of each provision that the law layer names."""
        return self._law.provisions

    def _read(self, text: str, on: date | None, assumed: tuple[str, ...]) -> tuple[Reading, ...]:
        key = (text, on, assumed)
        if key not in self._remembered:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            self._remembered[key] = tuple(_without_repeats(self._readings(text, on, assumed)))
        return self._remembered[key]

    def _readings(self, text: str, on: date | None, assumed: tuple[str, ...]) -> list[Reading]:
        if text.strip().casefold() in NOTHING:
            return [Reading(text.strip(), None, Certainty.NONE, 1.0)]
        if not text.strip():
            return []
        if len(text) > _LONGEST:
            return [_unknown(text.strip(), "too long to be a citation")]
        found: list[tuple[int, int, Reading]] = []
        plain, links = references(text)
        for start, end, path in links:
            meant = [self._law.checked(one, on) for one in self._law.linked(path)]
            found.append(
                (start, end, _reading(text[start:end], meant, "" if meant else "the law layer has no such act"))
            )
        for one in cited(plain, self._law.names):
            for reading in self._resolved(text, one, on, assumed):
                found.append((one.start, one.end, reading))
        found += _not_understood(text, found)
        readings = [reading for _, _, reading in sorted(found, key=lambda entry: entry[0])]
        return readings or [_unknown(text.strip(), "no citation was recognised")]

    def _resolved(self, text: str, one: Cited, on: date | None, assumed: tuple[str, ...]) -> Iterator[Reading]:
        words = text[one.start : one.end].strip()
        if "://" in words:  # an act that is named by a link: the text that was read has its id instead
            words += text[one.end :].split(maxsplit=1)[0] if text[one.end :].strip() else ""
        if one.place is None:
            yield self._statute(words, one.acts[0])
            return
        if not one.place.marked and one.link < Link.COMMA and not assumed:
            return
        named = [self._law.named(act) for act in one.acts] or [self._law.titled(title) for title in assumed]
        if not named:
            yield _reading(words, self._law.anywhere(one.place), "which act is not said")
            return
        sure, why = (Certainty.DOUBTFUL, "the words seem to deny it") if denied(text, one.start) else _sure(one)
        for meant in self._law.places(named, one.place):
            checked = [self._law.checked(m._replace(certainty=worst(m.certainty, sure)), on) for m in meant]
            yield _reading(words, checked, why, named)

    def _statute(self, words: str, act: Act) -> Reading:
        named = self._law.named(act)
        meant = [Meant(known.iri, named.certainty, named.reason) for known in named.acts]
        if act.likeness < 1:
            meant = [m._replace(certainty=worst(m.certainty, Certainty.LIKELY), reason=_FAULT) for m in meant]
        if named.strange or len(meant) > 1:
            meant = [m._replace(certainty=Certainty.DOUBTFUL, reason="several acts have this name") for m in meant]
        return _reading(words, meant, f"no act {words!r} in the law layer" if not meant else "")


def _sure(one: Cited) -> tuple[Certainty, str]:
    """How sure the way of writing makes a place and its act, and why it is no surer."""
    place = one.place
    if min([place.likeness if place else 1.0, *(act.likeness for act in one.acts[:1])]) < 1:
        return Certainty.LIKELY, _FAULT
    if one.link < Link.COMMA or not (place is None or place.marked or one.link >= Link.DIRECT):
        return Certainty.LIKELY, "the act is not written beside it"
    return Certainty.EXACT, ""


def _reading(words: str, meant: list[Meant], why: str = "", named: Iterable[Named] = ()) -> Reading:
    """The reading of words that mean one thing, one of several, or nothing known."""
    if not meant:
        unknown = next((n.reason for n in named if not n.acts), "")
        return _unknown(words, why or unknown or "no such act or provision is known")
    first = meant[0]
    iris = tuple(dict.fromkeys(m.iri for m in meant))
    if len(iris) > 1:
        best = first.iri if first.fit > meant[1].fit else None
        reason = "; ".join(filter(None, ("it can be read in several ways", why, first.reason)))
        return Reading(words, best, Certainty.DOUBTFUL, _SCORES[Certainty.DOUBTFUL], iris, reason)
    reason = "; ".join(filter(None, (why, first.reason)))
    return Reading(words, first.iri, first.certainty, _SCORES[first.certainty], iris, reason)


def _unknown(words: str, reason: str) -> Reading:
    return Reading(words, None, Certainty.UNKNOWN, 0.0, (), reason)


def _not_understood(text: str, found: list[tuple[int, int, Reading]]) -> Iterator[tuple[int, int, Reading]]:
    """The lines and parts between semicolons in which nothing was found."""
    start = at = 0
    spans = sorted((begin, end) for begin, end, _ in found)
    for end in [*(match.start() for match in _BREAKS.finditer(text)), len(text)]:
        part = text[start:end]
        while at < len(spans) and spans[at][1] <= start:
            at += 1
        if _WORDS.search(part) and not (at < len(spans) and spans[at][0] < end):
            yield start, end, _unknown(part.strip(" -•\t;\n"), "no citation was recognised")
        start = end


def _without_repeats(readings: list[Reading]) -> Iterator[Reading]:
    """The readings without those of the same thing, and without an act whose article is named as well."""
    seen: set[str] = set()
    within = {reading.iri.partition("/art/")[0] for reading in readings if reading.iri and "/art/" in reading.iri}
    for reading in readings:
        if reading.iri is None:
            yield reading
        elif reading.iri not in seen and reading.iri not in within:
            seen.add(reading.iri)
            yield reading
