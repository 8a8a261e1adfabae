"""The match asked the other way round: which norms could carry a sharing, and what a change of law would cost.

Neither writes anything. A basis found is a candidate that nobody claimed; it declares nothing lawful.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import pyoxigraph as ox

from grondslag.content import Content
from grondslag.errors import BadInput
from grondslag.match import terms
from grondslag.match.compare import Comparer
from grondslag.match.law import Law, Rows, absent_from
from grondslag.match.matching import Cover, Matching, covers
from grondslag.match.model import Demand, Element, Facts, Form, Judged, Norm, Outcome, Values, on
from grondslag.match.practice import Practice, claims, placed
from grondslag.namespaces import GS

_INTERNAL = ("ReusePower", "ProcessingPower")
_WORSE = {Outcome.COVERED: 0, Outcome.UNDETERMINED: 1, Outcome.FAILS: 2}


@dataclass(frozen=True)
class Basis:
    """A norm that could carry a sharing on a day, what it demands, and what remains to be shown."""

    norm: str
    kind: str
    judged: Judged
    conditions: tuple[str, ...]

    @property
    def to_show(self) -> frozenset[str]:
        """The elements that nothing was stated on yet, or that stay open."""
        return self.judged.missing | self.judged.doubtful


def find_bases(law: Law, *, sender: str, recipient: str | None, data: str, purpose: str, on_day: date) -> list[Basis]:
    """The norms that could carry this sharing on `on_day`, with their conditions; the nearest to met first.

    `sender` and `recipient` are organisations or party categories; without a recipient, or with the sender as one,
    the sharing is internal. `purpose` is a purpose or a public task. Raises `BadInput` for a term the graph has not.
    """
    for name, term in {"sender": sender, "recipient": recipient, "data": data, "purpose": purpose}.items():
        if term is not None and not law.concepts.knows(term):
            raise BadInput(
                f"Unknown {name} {term!r}",
                expected="the IRI of a concept or organisation of the graph",
                example=_EXAMPLE,
            )
    internal = recipient in (None, sender)
    facts = _question(law, sender, None if internal else recipient, data, purpose)
    kinds = {GS + kind for kind in _INTERNAL} if internal else {terms.GATEWAY}
    if law.concepts.closure(data) & law.concepts.special:
        kinds.add(terms.EXCEPTION)
    comparer = Comparer(law)
    found = []
    for norm in (norm for kind in sorted(kinds) for norm in law.by_kind.get(kind, ())):
        judged = on(comparer.steps(norm, facts), on_day)
        if judged.outcome is not Outcome.FAILS and not judged.unmet:
            found.append(Basis(norm.iri, norm.kind, judged, _conditions(norm)))
    return sorted(found, key=lambda basis: (_WORSE[basis.judged.outcome], len(basis.to_show), basis.norm))


_EXAMPLE = "https://w3id.org/grondslag/id/party/college"


@dataclass(frozen=True)
class Change:
    """A what-if: from `start` on a provision is gone, or a term is struck from what norms on it accept."""

    provision: str
    start: date
    struck: str | None = None


@dataclass(frozen=True)
class Loss:
    """A claim on an item that a change leaves worse off."""

    flow: str
    claim: str
    item: str | None
    before: Cover
    after: Cover


def impact(
    store: ox.Store,
    graph: str,
    change: Change,
    *,
    as_of: date | None = None,
    law: Law | None = None,
    the_content: Content | None = None,
) -> list[Loss]:
    """Which claims of `graph` lose cover on `as_of` (the first day of the change) if `change` came true.

    Before the first day of the change nothing is lost. Raises `BadInput` when no norm was read from the provision or
    from a part of it.
    """
    the_law = law or Law.read(store, [graph], the_content)
    practice = Practice.read(Rows(store, [graph], the_content), graph)
    day = as_of or change.start
    law_then = changed(the_law, change)
    if day < change.start:
        return []
    found = list(claims(practice, the_law))
    flows = {claim.iri: claim.flow for claim in found}
    now = covers(Matching(the_law).results(found), day)
    then = covers(Matching(law_then).results(found), day)
    return [
        Loss(flows[key[0]], *key, before, then[key])
        for key, before in sorted(now.items(), key=lambda pair: (pair[0][0], pair[0][1] or ""))
        if key in then and _WORSE[then[key].outcome] > _WORSE[before.outcome]
    ]


def changed(law: Law, change: Change) -> Law:
    """`law` as it would be under `change`; a struck term is struck on every date, so ask of dates after the change."""
    norms = law.by_provision.get(change.provision, ())
    if not norms:
        raise BadInput(
            f"No norm rests on {change.provision!r}",
            expected="the IRI of a provision that a norm was read from",
            example="https://w3id.org/grondslag/id/bwb/BWBR0031331/art/8d",
        )
    if change.struck is None:
        return law.with_norms({norm.iri: absent_from(norm, change.start) for norm in norms})
    return law.with_norms({norm.iri: _without(norm, change.struck) for norm in norms})


def _without(norm: Norm, term: str) -> Norm:
    def stripped(element: Element) -> Element:
        if element.form is not Form.TERM or term not in element.accepts:
            return element
        return replace(element, accepts=element.accepts - {term})

    readings = tuple(
        replace(reading, elements=tuple(stripped(element) for element in reading.elements)) for reading in norm.readings
    )
    return replace(norm, readings=readings)


def _question(law: Law, sender: str, recipient: str | None, data: str, purpose: str) -> Facts:
    operation = terms.DISCLOSE if recipient else terms.REUSE
    place = terms.TASK if law.concepts.closure(purpose) & law.concepts.tasks else terms.PURPOSE
    stated: Iterable[tuple[str, str | None]] = (
        (terms.EXPORTER, sender),
        (terms.RECIPIENT, recipient),
        (terms.DATA, data),
        (place, purpose),
    )
    values = {name: Values(frozenset({value})) for name, value in stated if value}
    placed(values, operation)
    return Facts.stated(operation, values)


def _conditions(norm: Norm) -> tuple[str, ...]:
    return tuple(sorted(element.iri for element in norm.elements if element.demand is not Demand.SCOPE))
