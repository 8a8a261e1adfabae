"""What the law layer knows of the acts that are cited: their names, how they number, and which texts are held."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import pyoxigraph as ox

from grondslag.citation import ProvisionPath, is_provision_iri, parse_iri
from grondslag.errors import BadInput
from grondslag.namespaces import GS, LAW_GRAPH
from grondslag.registers.citing_acts import KnownAct, Named, acts_of, dotted, names_of, texts
from grondslag.registers.citing_words import FORMER_WMO, OTHER_BOOK
from grondslag.registers.model import Certainty
from grondslag.spelling import Act, ActNames, Place
from grondslag.textstates import TextStates

_LAW = ox.NamedNode(LAW_GRAPH)
_CITATION = ox.NamedNode(GS + "citation")
_STATE_OF, _PRESENCE = ox.NamedNode(GS + "stateOf"), ox.NamedNode(GS + "presence")
_HELD, _ABSENT = ox.NamedNode(GS + "held"), ox.NamedNode(GS + "heldAndAbsent")
_NUMBER = re.compile(r"\d+|\D+")
_WORST = (Certainty.EXACT, Certainty.LIKELY, Certainty.DOUBTFUL, Certainty.UNKNOWN)
_MOST = 60
_NOT_FOUND = "no text held was found to have this provision"
_NO_LID = "the article has no such lid, but an onderdeel of that number"
KNOWN, KNOWN_ARTICLE, POSSIBLE, STRANGE = 3, 2, 1, 0  # how well a reading fits an act


def worst(*certainties: Certainty) -> Certainty:
    """The least sure of them."""
    return max(certainties, key=_WORST.index)


class Meant(NamedTuple):
    """A provision or statute that words can mean, how sure that is and how well it fits its act."""

    iri: str
    certainty: Certainty
    reason: str = ""
    fit: float = KNOWN


class Law:
    """The law graph of a store, read once."""

    def __init__(self, store: ox.Store) -> None:
        self._states = TextStates(store)
        self.provisions = frozenset(iri for iri, _ in texts(store, _CITATION))
        self._held, self._absent = (_with_state(store, presence) for presence in (_HELD, _ABSENT))
        paths = [parse_iri(iri) for iri in sorted(self.provisions) if is_provision_iri(iri)]
        self._acts = acts_of(store, paths)
        self._named = names_of(store, self._acts)
        self.names = ActNames(self._named)
        self._lids: dict[tuple[str, str, tuple[str, ...]], list[ProvisionPath]] = {}
        self._articles: dict[str, list[str]] = {}
        for act in self._acts.values():
            for label in act.articles:
                self._articles.setdefault(dotted(label), []).append(act.title)
        for path in paths:
            if path.paragraph and path.points:
                self._lids.setdefault((path.act, path.article, path.points), []).append(path)

    def named(self, act: Act) -> Named:
        """What an act as it was written can be."""
        return self._named.get(act.name) or Named(strange=(act.words,), reason=f"no act {act.words!r} in the law layer")

    def statutes(self) -> dict[str, str]:
        """The IRI of each act by its short title."""
        return {title: act.iri for title, act in self._acts.items()}

    def titled(self, title: str) -> Named:
        """The act with a short title."""
        return Named((self._acts[title],))

    def linked(self, iri: str) -> list[Meant]:
        """The provision that a link leads to; none where the law layer has no such act."""
        if iri in self.provisions:
            return [Meant(iri, Certainty.EXACT)]
        known = iri.partition("/art/")[0] in {act.iri for act in self._acts.values()}
        return [Meant(iri, Certainty.DOUBTFUL, _NOT_FOUND)] if known else []

    def anywhere(self, place: Place) -> list[Meant]:
        """What a place without an act can be, in the acts that are known to have such an article."""
        titles = self._articles.get(dotted(".".join(place.article)), ())
        options = [meant for title in titles for meant in _best(self._options(self._acts[title], place))[:1]]
        return [meant._replace(certainty=Certainty.DOUBTFUL, fit=POSSIBLE) for meant in options]

    def places(self, named: list[Named], place: Place) -> Iterator[list[Meant]]:
        """What a place can mean in the acts that it can be of: one list for each provision of a range."""
        if place.chapter:
            yield self._chapter(named[0], place)
            return
        ends = self._range(named[0], place) if place.until else [place]
        for one in ends:
            yield self._meant(named, one)

    def _meant(self, named: list[Named], place: Place) -> list[Meant]:
        """The readings that fit best."""
        places = [place] if place.other is None else [place._replace(other=None), place.other]
        found = [
            meant._replace(certainty=worst(meant.certainty, name.certainty), reason=meant.reason or name.reason)
            for one in places
            for name in named
            for act in name.acts
            for meant in _best(self._options(act, one))
        ]
        return self._chosen(found, named, place) if found else []

    def _chosen(self, found: list[Meant], named: list[Named], place: Place) -> list[Meant]:
        """The best reading alone where it is better than all others, else all that are possible, the best first."""
        found.sort(key=lambda meant: -meant.fit)
        possible = list({m.iri: m for m in reversed(found) if m.fit > STRANGE}.values())[::-1] or found[:1]
        best = possible[0]
        strange = [s for name in named for s in name.strange if _can_be(s, place)]
        if strange:
            reason = f"it can also be of {' or '.join(strange)}"
            return [m._replace(certainty=Certainty.DOUBTFUL, reason=reason) for m in possible]
        if len(possible) == 1:
            return possible
        acts = {meant.iri.partition("/art/")[0] for meant in possible}
        if len(acts) > 1 or best.certainty is Certainty.DOUBTFUL or possible[1].fit == best.fit:
            return [m._replace(certainty=Certainty.DOUBTFUL) for m in possible]
        return [best._replace(certainty=worst(best.certainty, Certainty.LIKELY), reason=best.reason or "it fits best")]

    def _options(self, act: KnownAct, place: Place) -> Iterator[Meant]:
        """Every way to take the labels of a place in one act for an article with its parts."""
        if not act.act:
            yield Meant(act.iri, Certainty.DOUBTFUL, "articles of this act have no name here", POSSIBLE)
            return
        labels = place.article
        if act.title == "BW 7" and place.colon:
            if labels[0] != "7":
                return
            labels = labels[1:]
        yield from self._splits(act, labels, place.lid, place.points)
        for other in _otherwise(labels, place):
            for meant in self._splits(act, other, (), ()):
                if meant.fit >= KNOWN:
                    yield meant._replace(certainty=worst(meant.certainty, Certainty.LIKELY), fit=KNOWN)

    def _splits(
        self, act: KnownAct, labels: tuple[str, ...], lid: tuple[str, ...], points: tuple[str, ...]
    ) -> Iterator[Meant]:
        """The labels taken for an article and, unless the lid is said, for its lid and onderdelen."""
        for k in range(1, len(labels) + 1):
            if all(label[0].isdigit() for label in labels[:k]) and (k == len(labels) or not lid):
                rest = labels[k:] or lid
                for paragraph, parts in _parts(rest, points):
                    guessed = paragraph is None and parts is rest and bool(rest) and rest[0].isdigit()
                    for meant in self._fitting(act, labels[:k], paragraph, parts, k == len(labels)):
                        if not guessed:
                            yield meant
                        elif meant.fit >= KNOWN:
                            yield meant._replace(certainty=worst(meant.certainty, Certainty.LIKELY), reason=_NO_LID)

    def _fitting(
        self, act: KnownAct, article: tuple[str, ...], lid: str | None, points: tuple[str, ...], whole: bool
    ) -> Iterator[Meant]:
        """The provision, and how well it fits: `whole` where the number that was written is its article as it is."""
        try:
            path = ProvisionPath(act.act, act.mark.join(article), lid, points)
        except BadInput:
            return
        if path.iri in self.provisions:
            yield Meant(path.iri, Certainty.EXACT, "", KNOWN + whole)
            return
        within = self._lids.get((path.act, path.article, points), []) if points and not lid else []
        certainty = Certainty.LIKELY if len(within) == 1 else Certainty.DOUBTFUL
        for k, one in enumerate(within):
            yield Meant(one.iri, certainty, "the lid is not said: it is one that has such a part", KNOWN - k / 100)
        if within:
            return
        possible = not act.depths or len(article) in act.depths
        fit = KNOWN_ARTICLE if path.article in act.articles else POSSIBLE + whole / 2 if possible else STRANGE
        yield Meant(path.iri, Certainty.DOUBTFUL, _NOT_FOUND, fit)

    def _chapter(self, named: Named, place: Place) -> list[Meant]:
        """An annex that the law layer names, else the act as a whole."""
        for act in named.acts:
            annex = f"{act.iri}/annex/{place.article[0]}"
            if place.chapter.startswith("bijlage") and annex in self.provisions:
                return [Meant(annex, named.certainty, named.reason)]
        return [
            Meant(act.iri, Certainty.DOUBTFUL, f"only articles can be named, no {place.chapter}") for act in named.acts
        ]

    def _range(self, named: Named, place: Place) -> list[Place]:
        """The articles of a range, with the lettered ones between that the act is known to have."""
        first, last = ".".join(place.article), ".".join(place.until)
        (stem, low), (stem_last, high) = _stem(first), _stem(last)
        filled = {first, last}
        if stem == stem_last and low.isdigit() and high.isdigit():
            filled |= {f"{stem}{n}" for n in range(int(low), min(int(high), int(low) + _MOST) + 1)}
        elif stem == stem_last and low.isalpha() and high.isalpha():
            filled |= {f"{stem}{chr(n)}" for n in range(ord(low), ord(high) + 1)}
        chapter = first.rpartition(".")[0]
        known = {dotted(label) for act in named.acts for label in act.articles}
        filled |= {label for label in known if label.rpartition(".")[0] == chapter and _within(first, label, last)}
        if len(filled) > _MOST or _order(first) > _order(last):
            filled = {first, last}
        return [place._replace(article=tuple(label.split(".")), until=()) for label in sorted(filled, key=_order)]

    def checked(self, meant: Meant, on: date | None) -> Meant:
        """What is meant, doubtful where no held text has it; with `on`, which text of that day is held."""
        if "/art/" not in meant.iri or meant.iri not in self.provisions:
            return meant
        if meant.iri not in self._held:
            reason = "the texts held have no such provision" if meant.iri in self._absent else "no text of it is held"
            return meant._replace(certainty=worst(meant.certainty, Certainty.DOUBTFUL), reason=reason)
        if on is None:
            return meant
        return self._dated(meant, on)

    def _dated(self, meant: Meant, on: date) -> Meant:
        state = self._states.nearest(meant.iri, on)
        if state is None:
            return meant
        text = f"the text from {state.start.isoformat()}"
        if state.distance(on):
            text = f"no text of {on.isoformat()} is held, the nearest is {text}"
        if not state.present:
            reason = f"{text} has no such provision; another one has"
            return meant._replace(certainty=worst(meant.certainty, Certainty.DOUBTFUL), reason=reason)
        return meant._replace(reason="; ".join(filter(None, (meant.reason, text))))


def _best(options: Iterator[Meant]) -> list[Meant]:
    """The readings of one place in one act, without repeats; those that fit no better than by chance only alone."""
    by_iri: dict[str, Meant] = {}
    for meant in options:
        if meant.iri not in by_iri or by_iri[meant.iri].fit < meant.fit:
            by_iri[meant.iri] = meant
    found = sorted(by_iri.values(), key=lambda meant: -meant.fit)
    # A number that is an article as it stands is not taken apart.
    return found[:1] if found and found[0].fit > KNOWN else [m for m in found if m.fit > STRANGE] or found[:1]


def _otherwise(labels: tuple[str, ...], place: Place) -> Iterator[tuple[str, ...]]:
    """Other ways to read a letter: `53 a` as article 53a, `6e` as article 6 onder e."""
    if place.bare_point and not place.lid:
        yield (*labels[:-1], labels[-1] + place.points[0])
    apart = re.fullmatch(r"(\d+)([a-z])", labels[-1])
    if apart and not place.lid and not place.points:
        yield (*labels[:-1], *apart.groups())


def _parts(rest: tuple[str, ...], points: tuple[str, ...]) -> Iterator[tuple[str | None, tuple[str, ...]]]:
    """The labels after an article as a lid with its parts: `1a` can be a lid of its own or lid 1 onder a.

    A number can be an onderdeel as well, in an article without lids: `4(7)`.
    """
    if not rest or not rest[0][0].isdigit():
        yield None, (*rest, *points)
        return
    yield rest[0], (*rest[1:], *points)
    if not rest[0].isdigit():
        yield rest[0][:-1], (rest[0][-1], *rest[1:], *points)
    elif len(rest) == 1 and not points:
        yield None, rest


def _can_be(strange: str, place: Place) -> bool:
    """Whether a place can be of an act that the law layer has not: the Wmo of 2007 numbered 1, 2, 3."""
    if strange == OTHER_BOOK:
        return not place.colon or place.article[0] != "7"
    return strange != FORMER_WMO or len(place.article) < 3


def _with_state(store: ox.Store, presence: ox.NamedNode) -> frozenset[str]:
    """The provisions of which some text state is of a presence: held, or held and absent."""
    states = {quad.subject for quad in store.quads_for_pattern(None, _PRESENCE, presence, _LAW)}
    quads = store.quads_for_pattern(None, _STATE_OF, None, _LAW)
    return frozenset(str(getattr(quad.object, "value", "")) for quad in quads if quad.subject in states)


def _stem(label: str) -> tuple[str, str]:
    """A label without its last number or letter, and that: `7.4.` and `0`, `8` and `a`."""
    parts = _NUMBER.findall(label)
    return "".join(parts[:-1]), parts[-1]


def _within(first: str, label: str, last: str) -> bool:
    return _order(first) < _order(label) < _order(last)


def _order(label: str) -> list[tuple[int, str]]:
    """Sorts labels as a statute does."""
    return [(int(piece), "") if piece.isdigit() else (-1, piece) for piece in _NUMBER.findall(label)]
