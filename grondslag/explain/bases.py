"""The basis finder for a reader: norms that could carry a sharing, claimed by nobody, and what each still demands."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from textwrap import fill
from typing import Any

import pyoxigraph as ox

from grondslag.content import Content
from grondslag.explain.model import Provision
from grondslag.explain.reader import Reader
from grondslag.explain.words import OUTCOMES, TEXTS, phrase, text_on
from grondslag.graphs import Layer, NamedGraph
from grondslag.match import Basis, Law, Rows, find_bases, terms
from grondslag.match.law import known_texts
from grondslag.match.model import Outcome, on
from grondslag.match.model import Text as TextStatus
from grondslag.namespaces import GS, PREFIXES
from grondslag.report.model import Language, Named
from grondslag.report.model import Text as Words

WIDTH = 96
CANDIDATES_NOTICE = Words(
    "Dit zijn kandidaten waarop niemand zich heeft beroepen. Geen ervan verklaart een stroom rechtmatig: of een norm "
    "draagt, hangt af van wat nog moet worden aangetoond, van geheimhouding, en van noodzaak en evenredigheid, die "
    "een mens beoordeelt.",
    "These are candidates that nobody has claimed. None of them declares a flow lawful: whether a norm carries it "
    "hangs on what remains to be shown, on secrecy, and on necessity and proportionality, which a person judges.",
)
WORDS = {
    "title": Words("Kandidaten voor een grondslag", "Candidates for a basis"),
    "data": Words("Gegeven", "Data"),
    "internal": Words("dezelfde organisatie", "the same organisation"),
    "bases": Words("Normen die het delen kunnen dragen", "Norms that could carry the sharing"),
    "no_bases": Words(
        "Geen norm gevonden die dit delen zou kunnen dragen. Dat toont geen grondslag aan, en sluit er geen uit die "
        "wij niet hebben gelezen.",
        "No norm found that could carry this sharing. That shows no basis, and excludes none that we have not read.",
    ),
    "exceptions": Words(
        "Uitzonderingen op het verbod op bijzondere gegevens, die daarnaast nodig zijn",
        "Exceptions to the prohibition on special data, needed besides",
    ),
    "conditions": Words("Voorwaarden", "Conditions"),
    "to_show": Words("Nog aan te tonen", "Remains to be shown"),
    "nothing": Words("niets van wat de norm vraagt", "nothing of what the norm asks"),
    "open": Words("blijft open", "stays open"),
}
_DEFINITION = PREFIXES["skos"] + "definition"
_SPEAKING = frozenset({Layer.ONTOLOGY, Layer.LAW, Layer.SOURCE, Layer.REGISTER})


@dataclass(frozen=True)
class Candidate:
    """A norm that could carry the sharing: what it rests on, its conditions, and what remains to be shown."""

    norm: Named
    kind: Named
    definition: Words | None
    outcome: Outcome
    text: TextStatus
    provisions: tuple[Provision, ...]
    conditions: tuple[Named, ...]
    missing: tuple[Named, ...]
    doubtful: tuple[Named, ...]
    reasons: tuple[Named, ...]
    bars: tuple[Named, ...]

    @property
    def is_exception(self) -> bool:
        """Whether it lifts the prohibition on special data, and gives no basis of itself."""
        return self.kind.iri == terms.EXCEPTION


@dataclass(frozen=True)
class Candidates:
    """The question, the day, and the norms found, nearest first."""

    as_of: date
    generation: str | None
    sender: Named
    recipient: Named | None
    data: Named
    purpose: Named
    found: tuple[Candidate, ...]


class BasisFinder:
    """Finds candidates in one published state of the graph."""

    def __init__(
        self,
        store: ox.Store,
        graphs: Iterable[NamedGraph],
        *,
        generation: str | None = None,
        the_content: Content | None = None,
    ) -> None:
        speaking = [graph for graph in graphs if graph.layer in _SPEAKING]
        practice = [graph.iri for graph in speaking if graph.layer in (Layer.SOURCE, Layer.REGISTER)]
        self._generation = generation
        self._reader = Reader(store, (graph.iri for graph in speaking))
        self._law = Law.read(store, practice, the_content)
        self._texts = known_texts(Rows(store, practice, the_content), self._law.concepts)

    def find(self, sender: str, recipient: str | None, data: str, purpose: str, day: date) -> Candidates:
        """The candidates for a sharing (IRIs) on a day. Raises `BadInput` for a term that the graph has not."""
        asked = {"sender": sender, "recipient": recipient, "data": data, "purpose": purpose}
        found = find_bases(self._law, sender=sender, recipient=recipient, data=data, purpose=purpose, on_day=day)
        named = {name: self._reader.named(iri) for name, iri in asked.items() if iri}
        return Candidates(
            as_of=day,
            generation=self._generation,
            sender=named["sender"],
            recipient=named.get("recipient"),
            data=named["data"],
            purpose=named["purpose"],
            found=tuple(self._candidate(basis, day) for basis in found),
        )

    def _candidate(self, basis: Basis, day: date) -> Candidate:
        reader, judged = self._reader, basis.judged
        norm = self._law.norms[basis.norm]
        return Candidate(
            norm=reader.named(basis.norm),
            kind=reader.named(basis.kind),
            definition=reader.words(basis.norm, _DEFINITION),
            outcome=judged.outcome,
            text=judged.text,
            provisions=reader.provisions(norm.provisions, day, lambda iri: on(self._texts(iri), day)),
            conditions=reader.all_named(basis.conditions),
            missing=reader.all_named(judged.missing),
            doubtful=reader.all_named(judged.doubtful),
            reasons=reader.all_named(GS + reason for reason in judged.reasons),
            bars=reader.all_named(judged.bars),
        )


def candidates_to_json(of: Candidates) -> str:
    """The candidates as JSON, with the notice that none of them is claimed or declares anything lawful."""
    return (
        json.dumps(
            {
                "notice": CANDIDATES_NOTICE._asdict(),
                "as_of": of.as_of.isoformat(),
                "generation": of.generation,
                "question": {
                    name: named_json(thing)
                    for name, thing in (
                        ("sender", of.sender),
                        ("recipient", of.recipient),
                        ("data", of.data),
                        ("purpose", of.purpose),
                    )
                },
                "candidates": [_candidate_json(each) for each in of.found],
            },
            ensure_ascii=False,
            indent=2,
        )
        + "\n"
    )


def _candidate_json(each: Candidate) -> dict[str, Any]:
    return {
        "norm": named_json(each.norm),
        "kind": named_json(each.kind),
        "claimed": False,
        "exception": each.is_exception,
        "outcome": each.outcome.value,
        "text": each.text.value,
        "provisions": [
            {"id": one.iri, "citation": one.citation, "link": one.link, "version": one.version_from}
            for one in each.provisions
        ],
        "conditions": [named_json(one) for one in each.conditions],
        "to_show": [
            {**(named_json(one) or {}), "stated": stated}
            for stated, parts in ((False, each.missing), (True, each.doubtful))
            for one in parts
        ],
        "reasons": [named_json(one) for one in each.reasons],
        "bars": [named_json(one) for one in each.bars],
    }


def named_json(thing: Named | None) -> dict[str, Any] | None:
    """A thing with its name, for a program."""
    return {"id": thing.iri, "label": thing.label._asdict()} if thing else None


def candidates_to_text(of: Candidates, language: Language) -> str:
    """The candidates for a reader, bases before exceptions, ending in a newline."""
    return "\n".join(_lines(of, language)) + "\n"


def _lines(of: Candidates, language: Language) -> Iterator[str]:
    def say(words: Words) -> str:
        return words.in_language(language)

    yield from titled(say(WORDS["title"]), "=")
    yield f"{say(phrase('as_of'))} {of.as_of}"
    if of.generation:
        yield f"{say(phrase('generation'))} {of.generation}"
    yield ""
    yield f"  {say(phrase('sender'))}: {say(of.sender.label)}"
    yield f"  {say(phrase('recipient'))}: {say(of.recipient.label if of.recipient else WORDS['internal'])}"
    yield f"  {say(WORDS['data'])}: {say(of.data.label)}"
    yield f"  {say(phrase('purpose'))}: {say(of.purpose.label)}"
    yield from ("", wrapped(say(CANDIDATES_NOTICE)))
    bases = [each for each in of.found if not each.is_exception]
    exceptions = [each for each in of.found if each.is_exception]
    yield from ("", *titled(f"{say(WORDS['bases'])} ({len(bases)})"))
    if not bases:
        yield wrapped(say(WORDS["no_bases"]), "  ", "  ")
    for number, each in enumerate(bases, start=1):
        yield from _candidate_lines(number, each, of.as_of, language)
    if exceptions:
        yield from ("", *titled(f"{say(WORDS['exceptions'])} ({len(exceptions)})"))
    for number, each in enumerate(exceptions, start=len(bases) + 1):
        yield from _candidate_lines(number, each, of.as_of, language)


def _candidate_lines(number: int, each: Candidate, day: date, language: Language) -> Iterator[str]:
    def say(words: Words) -> str:
        return words.in_language(language)

    def names(things: Iterable[Named]) -> str:
        return "; ".join(say(thing.label) for thing in things)

    status = f"{say(TEXTS[each.text])} · {say(OUTCOMES[each.outcome])}"
    yield wrapped(f"{number}. {say(each.norm.label)} [{status}]", "     ", "  ")
    kind = say(each.kind.label)
    definition = f" {say(each.definition)}" if each.definition else ""
    yield wrapped(f"{kind[:1].upper()}{kind[1:]}.{definition}", "     ", "     ")
    for one in each.provisions:
        yield wrapped(f"{say(phrase('provision'))}: {one.citation} · {say(text_on(one, day))}", "       ", "     ")
        if one.link:
            yield f"       {one.link}"
    if each.conditions:
        yield wrapped(f"{say(WORDS['conditions'])}: {names(each.conditions)}", "       ", "     ")
    shown = [say(thing.label) for thing in each.missing]
    shown += [f"{say(thing.label)} ({say(WORDS['open'])})" for thing in each.doubtful]
    yield wrapped(f"{say(WORDS['to_show'])}: {'; '.join(shown) or say(WORDS['nothing'])}", "       ", "     ")
    if each.reasons:
        yield wrapped(f"{say(phrase('reasons'))}: {names(each.reasons)}", "       ", "     ")
    if each.bars:
        yield wrapped(f"{say(phrase('bars'))}: {names(each.bars)}", "       ", "     ")


def titled(title: str, line: str = "-") -> list[str]:
    """A title and the line below it."""
    return [title, line * len(title)]


def wrapped(text: str, indent: str = "", first: str = "") -> str:
    """`text` filled to the width, indented as asked."""
    return fill(
        text, WIDTH, initial_indent=first, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
