"""A made-up register of any size over the real norm layer, for the benchmarks; the same for the same seed.

Flows differ in parties, article, purpose, trigger, period and what else they state; most rely on an article that fits,
some on another or on a whole statute. Items differ in data, verdict and, where the data are special, exception.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from itertools import accumulate

from grondslag.match import Law
from grondslag.match import terms as known
from grondslag.match.model import Form, Norm
from grondslag.namespaces import GS, ID, PREFIXES

MOST_ITEMS = 19
ORGANISATIONS = 400
_TYPE = PREFIXES["rdf"] + "type"
_DATE = PREFIXES["xsd"] + "date"
_VERDICTS = ("necessary",) * 8 + ("notNecessary", "notByDefault")
_PLACED = frozenset({known.DATA, known.CLAIMED_PROVISION, known.NECESSITY, known.ROLE, known.OPERATION})
_LIMBS = tuple(PREFIXES["eu-gdpr"] + limb for limb in ("A6-1-c", "A6-1-e", "A6-1-e"))
Line = str


class Register:
    """Makes the register line by line, as N-Triples; `distinct` makes nearly every item one of its own."""

    def __init__(self, law: Law, *, seed: int = 4, distinct: bool = False) -> None:
        self._law = law
        self._chance = random.Random(seed)  # noqa: S311 - reproducible data, no secrets
        self._distinct = distinct
        self._data = sorted(term for term in law.concepts.known if term.startswith(ID + "data/"))
        self._special = [term for term in self._data if law.concepts.closure(term) & law.concepts.special]
        self._gateways = self._shuffled(known.GATEWAY)
        # A few articles carry most of what is shared, and many carry a little.
        self._weights = list(accumulate(1 / (rank + 2) for rank in range(len(self._gateways))))
        self._powers = self._shuffled(GS + "ProcessingPower")
        self._exceptions = self._shuffled(known.EXCEPTION)
        elements = [element for norm in law.norms.values() for element in norm.elements]
        parties = {t for each in elements if each.dimension in known.PARTIES for t in each.accepts}
        self._parties = sorted(parties & law.concepts.known)
        self._accepted: dict[str, list[str]] = defaultdict(list)
        for each in elements:
            if each.form is Form.TERM and each.dimension not in known.PARTIES | _PLACED:
                self._accepted[each.dimension].extend(sorted(each.accepts))
        self._dimensions = sorted(self._accepted)

    def lines(self, items: int) -> Iterator[Line]:
        """The organisations and flows with `items` items in all."""
        for number in range(ORGANISATIONS):
            kind = self._parties[number % len(self._parties)]
            yield _line(_organisation(number), PREFIXES["org"] + "classification", kind)
        flow = 0
        while items > 0:
            here = min(items, self._chance.randint(1, MOST_ITEMS))
            yield from self._flow(f"{ID}flow/benchmark/{flow}", here)
            items -= here
            flow += 1

    def _flow(self, flow: str, items: int) -> Iterator[Line]:
        chance = self._chance
        norm = chance.choices(self._gateways, cum_weights=self._weights)[0]
        yield _line(flow, _TYPE, GS + "Flow")
        yield _text(flow, GS + "name", f"stroom {flow.rpartition('/')[2]}")
        sender, recipient = (self._party(norm, name) for name in (known.EXPORTER, known.RECIPIENT))
        yield _line(flow, known.EXPORTER, sender)
        yield _line(flow, known.RECIPIENT, recipient)
        yield from (_line(flow, name, value) for name, value in self._stated(norm))
        yield from self._period(flow)
        cited = norm if chance.random() < 0.8 else chance.choice(self._gateways)
        yield from self._claim(flow, "disclose", sender, known.DISCLOSE, cited)
        if chance.random() < 0.7:
            yield from self._claim(flow, "collect", recipient, known.COLLECT, chance.choice(self._powers))
        for number in range(items):
            yield from self._item(flow, f"{flow}/item/{number}", norm)

    def _stated(self, norm: Norm) -> Iterator[tuple[str, str]]:
        for element in norm.elements:
            if element.form is Form.TERM and element.dimension not in known.PARTIES | _PLACED and element.accepts:
                chosen = element.accepts if self._chance.random() < 0.85 else self._accepted[element.dimension]
                if self._chance.random() < 0.8:
                    yield element.dimension, self._chance.choice(sorted(chosen))
        triggers = sorted(modality.trigger for modality in norm.modalities if modality.trigger)
        if triggers and self._chance.random() < 0.7:
            yield known.TRIGGER, self._chance.choice(triggers)

    def _period(self, flow: str) -> Iterator[Line]:
        first = self._chance.randint(2014, 2026)
        yield _day(flow, GS + "from", first, self._chance.randint(1, 12))
        if self._chance.random() < 0.25:
            yield _day(flow, GS + "before", first + self._chance.randint(1, 6), 1)

    def _claim(self, flow: str, name: str, actor: str, operation: str, norm: Norm) -> Iterator[Line]:
        claim = f"{flow}/claim/{name}"
        yield _line(flow, GS + "basisClaim", claim)
        yield _line(claim, _TYPE, GS + "BasisClaim")
        yield _line(claim, known.OPERATION, operation)
        yield _line(claim, known.ACTOR, actor)
        yield _line(claim, known.LIMB_6, self._chance.choice(_LIMBS))
        whole = self._chance.random() < 0.05
        places = sorted(self._law.statutes(norm.provisions[0])) if whole else norm.provisions
        yield _line(claim, known.CLAIMED_PROVISION, self._chance.choice(places))

    def _item(self, flow: str, item: str, norm: Norm) -> Iterator[Line]:
        chance = self._chance
        named = sorted(t for e in norm.elements if e.dimension == known.DATA for t in e.accepts)
        data = chance.choice(named if named and chance.random() < 0.6 else self._data)
        yield _line(flow, GS + "item", item)
        yield _line(item, _TYPE, GS + "Item")
        yield _line(item, known.DATA, data)
        yield _text(item, GS + "name", f"gegeven {data.rpartition('/')[2]}")
        if chance.random() < 0.75:
            yield _line(item, GS + "verdict", item + "/verdict")
            yield _line(item + "/verdict", _TYPE, GS + "Verdict")
            yield _line(item + "/verdict", GS + "verdictValue", GS + chance.choice(_VERDICTS))
        if data in self._special and chance.random() < 0.8:
            yield from self._exception(item)
        for name in chance.sample(self._dimensions, 6) if self._distinct else ():
            yield _line(item, name, chance.choice(self._accepted[name]))

    def _exception(self, item: str) -> Iterator[Line]:
        norm = self._chance.choice(self._exceptions)
        claim = item + "/claim"
        yield _line(item, GS + "basisClaim", claim)
        yield _line(claim, _TYPE, GS + "BasisClaim")
        yield _line(claim, known.OPERATION, known.DISCLOSE)
        yield _line(claim, known.LIMB_9, self._chance.choice(sorted(norm.art9_limbs) or [known.LIMB_9]))
        yield _line(claim, known.CLAIMED_PROVISION, norm.provisions[0])

    def _party(self, norm: Norm, dimension: str) -> str:
        """Mostly an organisation of a kind that the norm names, sometimes any."""
        named = {t for e in norm.elements if e.dimension == dimension for t in e.accepts}
        fitting = [number for number, kind in enumerate(self._parties) if kind in named]
        if not fitting or self._chance.random() < 0.1:
            return _organisation(self._chance.randrange(ORGANISATIONS))
        first = self._chance.choice(fitting)
        return _organisation(self._chance.choice(range(first, ORGANISATIONS, len(self._parties)) or [first]))

    def _shuffled(self, kind: str) -> list[Norm]:
        norms = sorted(self._law.by_kind.get(kind, ()), key=lambda norm: norm.iri)
        self._chance.shuffle(norms)
        return norms


def _organisation(number: int) -> str:
    return f"{ID}organisation/benchmark/{number}"


def _line(subject: str, name: str, value: str) -> Line:
    return f"<{subject}> <{name}> <{value}> .\n"


def _text(subject: str, name: str, words: str) -> Line:
    return f'<{subject}> <{name}> "{words}"@nl .\n'


def _day(subject: str, name: str, year: int, month: int) -> Line:
    return f'<{subject}> <{name}> "{year}-{month:02}-01"^^<{_DATE}> .\n'
