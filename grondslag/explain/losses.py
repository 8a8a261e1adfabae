"""Impact for a reader: which flows a change of law would leave worse off. A what-if: nothing of it is stored."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import pyoxigraph as ox

from grondslag.content import Content
from grondslag.errors import BadInput
from grondslag.explain.bases import named_json, titled, wrapped
from grondslag.explain.reader import Reader
from grondslag.explain.words import LAYERS, OUTCOMES, phrase
from grondslag.graphs import Layer, NamedGraph
from grondslag.match import Change, Concepts, Law, Loss, Rows, impact, terms
from grondslag.match.model import Outcome
from grondslag.namespaces import GS
from grondslag.report.grouping import short
from grondslag.report.model import Language, Named
from grondslag.report.model import Text as Words

WHAT_IF = Words(
    "Dit is een wat-als: er is niets opgeslagen, en het recht in de graaf is niet veranderd. Een stroom die niet wordt "
    "genoemd, is daarmee niet gedekt of rechtmatig.",
    "This is a what-if: nothing was stored, and the law in the graph did not change. A flow that is not named is not "
    "thereby covered or lawful.",
)
WORDS = {
    "title": Words("Wat een wijziging zou kosten", "What a change would cost"),
    "gone": Words("vervalt met ingang van {day}", "is gone from {day} on"),
    "struck": Words("noemt met ingang van {day} niet meer: {term}", "from {day} on no longer names: {term}"),
    "compared": Words("Vergeleken op", "Compared on"),
    "norms": Words("Normen die erop rusten", "Norms that rest on it"),
    "lost": Words(
        "Beroepen die dekking of kans daarop verliezen: {claims} (stromen: {flows})",
        "Claims that lose cover or the prospect of it: {claims} (flows: {flows})",
    ),
    "none": Words(
        "Geen beroep in de gemelde praktijk of de registers komt er slechter uit.",
        "No claim in reported practice or registers comes out worse.",
    ),
}


@dataclass(frozen=True)
class LostClaim:
    """A claim on an item that comes out worse: where, by whom, for what, and the norms it then leaned on."""

    flow: Named
    layer: str
    claim: Named
    actors: tuple[Named, ...]
    operation: Named | None
    item: Named | None
    before: Outcome
    after: Outcome
    leaned_on: tuple[Named, ...]


@dataclass(frozen=True)
class Impact:
    """What a change would cost on a day, over all public practice."""

    provision: Named
    struck: Named | None
    start: date
    as_of: date
    generation: str | None
    norms: tuple[Named, ...]
    lost: tuple[LostClaim, ...]


def find_impact(
    store: ox.Store,
    graphs: Iterable[NamedGraph],
    change: Change,
    as_of: date,
    *,
    generation: str | None = None,
    the_content: Content | None = None,
) -> Impact:
    """What `change` would cost on `as_of` in every source and register among `graphs` of one published state.

    Raises `BadInput` where no norm rests on the provision, and where no norm on it accepts what is struck.
    """
    graphs = list(graphs)
    reader = Reader(store, (graph.iri for graph in graphs if graph.layer in _SPEAKING))
    base = Law.read(store, (), the_content)
    _changes_something(base, change, reader)
    lost: list[LostClaim] = []
    for graph in sorted(graph for graph in graphs if graph.layer in (Layer.SOURCE, Layer.REGISTER)):
        law = base.with_concepts(Concepts.read(Rows(store, [graph.iri], the_content)))
        found = impact(store, graph.iri, change, as_of=as_of, law=law, the_content=the_content)
        lost += [_lost(loss, str(graph.layer), reader) for loss in found]
    return Impact(
        provision=reader.named(change.provision),
        struck=reader.named(change.struck) if change.struck else None,
        start=change.start,
        as_of=as_of,
        generation=generation,
        norms=reader.all_named(norm.iri for norm in base.by_provision.get(change.provision, ())),
        lost=tuple(lost),
    )


_SPEAKING = frozenset({Layer.ONTOLOGY, Layer.LAW, Layer.SOURCE, Layer.REGISTER})


def _changes_something(law: Law, change: Change, reader: Reader) -> None:
    norms = law.by_provision.get(change.provision, ())
    cited = reader.named(change.provision).label.en
    if not norms:
        raise BadInput(
            f"No norm was read from {cited}, so nothing hangs on it here",
            expected="a provision that a norm was read from; `grondslag query norms-of-provision` tells which",
            example="Wgs art. 8d",
        )
    accepted = {term for norm in norms for element in norm.elements for term in element.accepts}
    if change.struck and change.struck not in accepted:
        named = ", ".join(sorted(short(term) for term in accepted)[:12])
        raise BadInput(
            f"No norm on {cited} names {short(change.struck)!r}",
            expected=f"one of {named}" if named else "a provision whose norms name terms",
        )


def _lost(loss: Loss, layer: str, reader: Reader) -> LostClaim:
    operations = reader.iris(loss.claim, terms.OPERATION)
    return LostClaim(
        flow=reader.named(loss.flow),
        layer=layer,
        claim=reader.named(loss.claim),
        actors=reader.all_named(reader.iris(loss.claim, GS + "actor")),
        operation=reader.named(operations[0]) if operations else None,
        item=reader.named(loss.item) if loss.item else None,
        before=loss.before.outcome,
        after=loss.after.outcome,
        leaned_on=reader.all_named(loss.before.norms),
    )


def impact_to_json(of: Impact) -> str:
    """The impact as JSON, with the notice that it is a what-if."""
    return (
        json.dumps(
            {
                "notice": WHAT_IF._asdict(),
                "provision": named_json(of.provision),
                "struck": named_json(of.struck),
                "from": of.start.isoformat(),
                "as_of": of.as_of.isoformat(),
                "generation": of.generation,
                "norms": [named_json(norm) for norm in of.norms],
                "lost": [_lost_json(each) for each in of.lost],
            },
            ensure_ascii=False,
            indent=2,
        )
        + "\n"
    )


def _lost_json(each: LostClaim) -> dict[str, Any]:
    return {
        "flow": named_json(each.flow),
        "layer": each.layer,
        "claim": each.claim.iri,
        "actors": [named_json(actor) for actor in each.actors],
        "operation": named_json(each.operation),
        "item": named_json(each.item),
        "before": each.before.value,
        "after": each.after.value,
        "leaned_on": [named_json(norm) for norm in each.leaned_on],
    }


def impact_to_text(of: Impact, language: Language) -> str:
    """The impact for a reader, by flow, ending in a newline."""
    return "\n".join(_lines(of, language)) + "\n"


def _lines(of: Impact, language: Language) -> Iterator[str]:
    def say(words: Words) -> str:
        return words.in_language(language)

    title = say(WORDS["title"])
    yield from titled(title, "=")
    change = say(WORDS["struck"]) if of.struck else say(WORDS["gone"])
    told = change.format(day=of.start, term=say(of.struck.label) if of.struck else "")
    yield wrapped(f"{say(of.provision.label)} {told}")
    yield f"{say(WORDS['compared'])} {of.as_of}"
    if of.generation:
        yield f"{say(phrase('generation'))} {of.generation}"
    yield ""
    yield wrapped(f"{say(WORDS['norms'])} ({len(of.norms)}): {'; '.join(say(norm.label) for norm in of.norms)}", "  ")
    flows = {each.flow.iri for each in of.lost}
    counted = say(WORDS["lost"]).format(claims=len(of.lost), flows=len(flows)) if of.lost else say(WORDS["none"])
    yield from ("", wrapped(counted), "")
    for _, same in groupby(of.lost, key=lambda each: each.flow.iri):
        yield from _flow_lines(list(same), language)
    yield wrapped(say(WHAT_IF))


def _flow_lines(lost: list[LostClaim], language: Language) -> Iterator[str]:
    def say(words: Words) -> str:
        return words.in_language(language)

    first = lost[0]
    yield wrapped(f"{say(first.flow.label)} ({short(first.flow.iri)}) · {say(LAYERS[first.layer])}")
    for each in lost:
        who = ", ".join(say(actor.label) for actor in each.actors)
        what = say(each.operation.label) if each.operation else ""
        item = say(each.item.label) if each.item else say(phrase("whole_flow"))
        yield wrapped(
            f"{item} · {what} · {who}: {say(OUTCOMES[each.before])} -> {say(OUTCOMES[each.after])}", "    ", "  - "
        )
        yield wrapped("; ".join(say(norm.label) for norm in each.leaned_on), "      ", "    ")
    yield ""
