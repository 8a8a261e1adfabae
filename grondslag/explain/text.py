"""The explanation for a reader, as plain text of at most 96 columns (links and words of statutes may be longer)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from textwrap import fill

from grondslag.explain.model import (
    ClaimPart,
    ConditionPart,
    ElementLine,
    Explanation,
    ItemPart,
    NearMiss,
    NormPart,
    Proof,
    Provision,
    RecordPart,
)
from grondslag.explain.words import (
    COVERS,
    DEMANDS,
    DOES_NOT_OCCUR,
    LAYERS,
    LIFTING,
    NO_NORM,
    NOT_LIFTED,
    NOT_RUNNING,
    NOTICE,
    OUTCOMES,
    RESULTS,
    SECRECY,
    SET_ASIDE,
    SEVERITIES,
    STEPS,
    TEXTS,
    no_claim,
    not_asked,
    phrase,
    text_on,
)
from grondslag.match.model import FAILURES, Demand, Form, Outcome, Reason, Result, Role, Text
from grondslag.namespaces import GS
from grondslag.report.model import Finding, Language, Named, Passage
from grondslag.report.model import Text as Words
from grondslag.report.text import derogation

_LIMB_9 = "#A9-"
WIDTH = 96
MOST_NAMED = 12
MOST_NEAR = 15


def to_text(explanation: Explanation, language: Language) -> str:
    """The whole explanation, ending in a newline; equal explanations give equal bytes."""
    return "\n".join(_Writer(language).lines(explanation)) + "\n"


def verdict_on(proof: Proof) -> Words:
    """What a proof comes to, in words that declare nothing lawful."""
    if proof.set_aside:
        return SET_ASIDE
    if proof.not_asked and proof.cover is None:
        return not_asked(proof.not_asked)
    words = COVERS[proof.cover] if proof.cover else NO_NORM
    # A norm that fits is no end of it while a secrecy stands in the way.
    if proof.cover is Outcome.COVERED and proof.secrecy_not_lifted:
        return Words(f"{words.nl} {NOT_LIFTED.nl}", f"{words.en} {NOT_LIFTED.en}")
    return words


def outcome_of(part: NormPart) -> Words:
    """What the outcome of a norm means, by the role that it was compared in."""
    if part.role is Role.SECRECY:
        return SECRECY[part.outcome]
    return (LIFTING if part.role is Role.LIFTING else OUTCOMES)[part.outcome]


def result_of(line: ElementLine) -> Words:
    """What the test of an element gave; a condition on what does not occur is met by nothing that was found."""
    absent = line.demand is Demand.WHERE_IT_OCCURS and line.result is Result.MET and not line.found
    return DOES_NOT_OCCUR if absent else RESULTS[line.result]


def text_of(part: NormPart) -> Words:
    """What is known of a norm's text on the date, and where that is not held, of which dates the nearest texts are."""
    known = TEXTS[part.text]
    if part.text not in (Text.PRESUMED, Text.NOT_HELD):
        return known
    dates = sorted({one.version_from for one in part.provisions if one.version_from and one.text is not Text.HELD})
    if not dates:
        return known
    return Words(f"{known.nl}, naaste van {', '.join(dates)}", f"{known.en}, nearest of {', '.join(dates)}")


def hindrances(part: NormPart) -> tuple[ElementLine, ...]:
    """The elements in the way: those that do not fit, else those that stay open."""
    return tuple(line for line in part.elements if line.element.iri in part.judged.unmet) or tuple(
        line for line in part.elements if line.element.iri in part.judged.missing | part.judged.doubtful
    )


def grave(part: NormPart) -> tuple[Named, ...]:
    """Why a norm fails whatever its elements: it is absent, barred, or of another kind of reliance."""
    kept = {GS + reason for reason in part.judged.reasons & FAILURES if reason is not Reason.ELEMENT_UNMET}
    return tuple(reason for reason in part.reasons if reason.iri in kept)


class _Writer:
    """Writes in one language."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._day = date.min
        self._quoted: set[str] = set()

    def lines(self, of: Explanation) -> Iterator[str]:
        self._day = of.as_of
        yield from self._head(of)
        yield from self._short(of)
        if not of.runs:
            yield from ("", self._wrap(self.say(NOT_RUNNING)))
        elif not of.proofs:
            yield from ("", self._wrap(self.say(no_claim(of.not_asked))))
        told: dict[tuple[NormPart, ...], int] = {}
        for number, proof in enumerate(of.proofs, start=1):
            yield from self._proof(number, proof)
            yield from self._secrecy(proof.secrecy, told.setdefault(proof.secrecy, number), number)
        if of.proofs and of.unclaimed:
            yield from ("", *self._titled(phrase("unclaimed")))
            yield self._wrap(f"{self.names(of.unclaimed)}. {self.say(no_claim(of.not_asked))}")
        if of.proofs:
            yield from self._near(of.near_misses)
        yield from self._findings(of.findings)
        yield from self._evidence(of.items)
        yield from self._conditions(of.conditions)
        yield from self._records(of.records)
        yield from ("", self._wrap(self.say(NOTICE)))

    def say(self, words: Words) -> str:
        return words.in_language(self._language)

    def word(self, name: str) -> str:
        return self.say(phrase(name))

    def names(self, of: Sequence[Named], otherwise: str = "not_stated") -> str:
        """Names in a row; of many the first ones, and how many more there are."""
        if not of:
            return self.word(otherwise)
        shown = [self.say(named.label) for named in of[:MOST_NAMED]]
        rest = [self.word("more").format(count=len(of) - MOST_NAMED)] if len(of) > MOST_NAMED else []
        return ", ".join(shown + rest)

    def _wrap(self, text: str, indent: str = "", first: str | None = None) -> str:
        return fill(
            text,
            WIDTH,
            initial_indent=indent if first is None else first,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )

    def _titled(self, title: Words) -> list[str]:
        text = self.say(title)
        return [text, "-" * len(text)]

    def _fact(self, name: str, text: str, indent: str = "  ") -> str:
        return self._wrap(f"{self.word(name)}: {text}", indent + "  ", indent)

    def _passages(self, passages: tuple[Passage, ...]) -> str:
        return "; ".join(passage.reference for passage in passages)

    def _head(self, of: Explanation) -> Iterator[str]:
        title = f"{self.word('title')} {self.say(of.flow.label)}"
        yield from (title, "=" * len(title), of.flow.iri)
        yield f"{self.word('as_of')} {of.as_of.isoformat()} · {self.say(LAYERS[of.layer])}"
        if of.generation:
            built = f" ({self.word('built')} {of.known_on})" if of.known_on else ""
            yield f"{self.word('generation')} {of.generation}{built}"
        yield ""
        for name, things in (("sender", of.senders), ("recipient", of.recipients), ("purpose", of.purposes)):
            yield self._fact(name, self.names(things))
        if of.passages:
            yield self._fact("source", self._passages(of.passages))

    def _short(self, of: Explanation) -> Iterator[str]:
        """What every claim comes to, in a line each, and how many findings there are."""
        if not of.proofs:
            return
        yield from ("", *self._titled(phrase("short")))
        for number, proof in enumerate(of.proofs, start=1):
            first = proof.claims[0]
            relied = [one.citation for one in first.provisions] + [self.say(one.label) for one in first.instruments]
            on = ", ".join(relied) or self.names(first.limbs, "no_provision")
            data = self.names([item.item for item in proof.items], "whole_flow")
            yield self._wrap(f"{number}. {self._title(proof)} · {on} · {data}", "     ", "  ")
            yield self._wrap(f"=> {self.say(verdict_on(proof))}", "        ", "     ")
        if of.findings is not None:
            yield self._fact("findings", str(len(of.findings)))

    def _title(self, proof: Proof) -> str:
        who = ", ".join(dict.fromkeys(self.names(claim.actors, "no_party") for claim in proof.claims))
        return f"{self.say(proof.claims[0].operation.label)} · {who}"

    def _proof(self, number: int, proof: Proof) -> Iterator[str]:
        title = f"{number}. {self.word('claim')}: {self._title(proof)}"
        yield from ("", self._wrap(title, "   ", ""), "-" * min(len(title), WIDTH))
        things = [item.item for item in proof.items]
        yield self._fact("data", self.names(things, "whole_flow"))
        yield from self._claimed(proof.claims, quote=not proof.norms)
        yield self._wrap(f"=> {self.say(verdict_on(proof))}", "     ", "  ")
        for part in proof.norms:
            yield from self._norm(part)

    def _claimed(self, alike: tuple[ClaimPart, ...], *, quote: bool) -> Iterator[str]:
        first = alike[0]
        exception = first.limbs and all(_LIMB_9 in limb.iri for limb in first.limbs)
        yield self._fact("exception" if exception else "ground", self.names(first.limbs))
        if first.status:
            yield self._fact("claim", self.say(first.status.label))
        for one in first.provisions:
            yield from self._provision(one, "  ", words=quote)
        if first.instruments:
            yield self._fact("instrument", self.names(first.instruments))
        cited = sorted({text for claim in alike for text in claim.cited_as})
        if cited:
            yield self._fact("cited_as", " · ".join(f"“{text}”" for text in cited))
        passages = tuple(dict.fromkeys(passage for claim in alike for passage in claim.passages))
        if passages:
            yield self._fact("source", self._passages(passages))
        for note in dict.fromkeys(claim.note for claim in alike if claim.note):
            yield self._fact("note", self.say(note))

    def _provision(self, one: Provision, indent: str, *, words: bool = False) -> Iterator[str]:
        yield self._fact("provision", f"{one.citation} · {self.say(text_on(one, self._day))}", indent)
        if one.link:
            yield f"{indent}  {one.link}"
        if words and one.words:
            yield from self._quote(one, one.words, indent)

    def _quote(self, one: Provision, words: str, indent: str) -> Iterator[str]:
        """The words of a provision, once: what was quoted already is above."""
        if one.iri in self._quoted:
            yield f"{indent}  {self.word('words_above')}"
            return
        self._quoted.add(one.iri)
        yield f"{indent}  {self.word('words')} ({one.version_from}):"
        yield from (f"{indent}    | {line}" for line in words.splitlines() if line.strip())

    def _norm(self, part: NormPart) -> Iterator[str]:
        status = f"{self.say(text_of(part))} · {self.say(outcome_of(part))}"
        yield ""
        yield self._wrap(f"{self.word('norm')}: {self.say(part.norm.label)} [{status}]", "      ", "    ")
        kind = self.say(part.kind.label)
        yield self._wrap(
            f"{kind[:1].upper()}{kind[1:]}. {self.say(part.definition or Words('', ''))}".rstrip(), "      "
        )
        for one in part.provisions:
            yield from self._provision(one, "      ", words=True)
        told: set[str] = set()
        for reading in part.readings:
            if len(part.readings) > 1:
                outcome = self.say(OUTCOMES[reading.outcome])
                yield self._fact("reading", f"{self.say(reading.reading.label)} [{outcome}]", "      ")
            for line in reading.elements:
                if line.element.iri not in told:
                    yield from self._element(line)
            if told.intersection(line.element.iri for line in reading.elements):
                yield f"      {self.word('rest_above')}"
            told.update(line.element.iri for line in reading.elements)
        yield from self._why(part)

    def _element(self, line: ElementLine) -> Iterator[str]:
        mark = "+" if line.mend is None else "-"
        kind = f" ({self.say(DEMANDS[line.demand])})" if line.demand is not Demand.SCOPE else ""
        yield self._wrap(
            f"{self.say(line.element.label)}{kind}: {self.say(result_of(line))}", "        ", f"      {mark} "
        )
        yield self._wrap(self._found(line), "          ", "        ")

    def _found(self, line: ElementLine) -> str:
        accepts = {Form.OUTCOME: "needs", Form.EQUALITY: "same_as"}.get(line.form, "accepts")
        parts = [f"{self.word('found')}: {self.names(line.found)}"] if line.found else []
        if line.contested:
            parts.append(f"{self.word('contested')}: {self.names(line.contested)}")
        parts.append(f"{self.word(accepts)}: {self.names(line.accepts)}")
        places = ", ".join(place.citation for place in line.places)
        return "; ".join(parts) + (f" ({places})" if places else "")

    def _why(self, part: NormPart) -> Iterator[str]:
        if part.reasons:
            yield self._fact("reasons", self.names(part.reasons), "      ")
        if part.bars:
            yield self._fact("bars", self.names(part.bars), "      ")
        if part.mends:
            yield f"      {self.word('mend')}:"
            yield from (self._wrap(self.say(mend), "          ", "        * ") for mend in part.mends)

    def _secrecy(self, parts: tuple[NormPart, ...], told_under: int, number: int) -> Iterator[str]:
        if not parts:
            return
        if told_under != number:
            yield from ("", self._wrap(self.word("secrecy_same").format(number=told_under), "      ", "    "))
            return
        yield from ("", f"    {self.word('secrecy')}")
        for part in parts:
            lifting = f"{self.word('lifting')}: " if part.role is Role.LIFTING else ""
            indent = "        " if lifting else "      "
            places = ", ".join(one.citation for one in part.provisions)
            text = f"{lifting}{self.say(part.norm.label)} ({places}; {self.say(text_of(part))})"
            yield self._wrap(f"{text}: {self.say(outcome_of(part))}", indent + "  ", indent + "- ")
            yield from self._hindered(part, indent + "  ")

    def _hindered(self, part: NormPart, indent: str) -> Iterator[str]:
        reasons = grave(part)
        found = () if part.outcome is Outcome.COVERED else hindrances(part)
        if reasons:
            yield self._wrap(self.names(reasons), indent + "  ", indent)
        elif found:
            text = "; ".join(f"{self.say(each.element.label)}: {self.say(result_of(each))}" for each in found)
            yield self._wrap(text, indent + "  ", indent)

    def _near(self, near: tuple[NearMiss, ...]) -> Iterator[str]:
        yield from ("", *self._titled(phrase("near")))
        if not near:
            yield self.word("near_none")
        for one in near[:MOST_NEAR]:
            part = one.norm
            places = ", ".join(place.citation for place in part.provisions)
            status = f"{self.say(text_of(part))} · {self.say(outcome_of(part))}"
            yield self._wrap(f"{self.say(part.norm.label)} ({places}) [{status}]", "    ", "  - ")
            yield from self._hindered(part, "    ")
            where = f"{self.names(one.operations)}: {self.names(one.items, 'whole_flow')}"
            yield self._wrap(f"{self.word('for')} {where}", "      ", "    ")
        if len(near) > MOST_NEAR:
            yield f"  {self.word('more').format(count=len(near) - MOST_NEAR)}"

    def _findings(self, found: tuple[Finding, ...] | None) -> Iterator[str]:
        """What the rules found, by step: each message once, with its places, remedy and derogations."""
        if found is None:
            return
        yield from ("", *self._titled(phrase("findings")))
        if not found:
            yield self._wrap(self.word("no_findings"), "  ", "  ")
        for step, of_step in groupby(found, key=lambda finding: finding.step):
            yield f"  {self._step(step)}"
            for _, same in groupby(of_step, key=lambda finding: (finding.rule, finding.shape)):
                yield from self._rule(list(same))

    def _step(self, step: int | None) -> str:
        if step is None:
            return self.word("no_step")
        name = f": {self.say(STEPS[step])}" if step < len(STEPS) else ""
        return f"{self.word('step')} {step}{name}"

    def _rule(self, findings: list[Finding]) -> Iterator[str]:
        first = findings[0]
        head = [first.rule or self.word("no_rule"), self.say(SEVERITIES[first.severity])]
        head += [first.provision.citation] if first.provision else []
        yield self._wrap(" · ".join(head), "    ", "  - ")
        yield self._wrap(self.say(first.message), "    ")
        if first.remedy:
            yield self._fact("remedy", self.say(first.remedy), "    ")
        for finding in findings:
            where = self.say(finding.what) if finding.what else str(finding.focus_node)
            yield self._wrap(" · ".join(filter(None, (where, finding.source, finding.id))), "        ", "      ")
            for one in finding.derogations:
                yield self._fact("derogation", derogation(one, self._language), "        ")

    def _evidence(self, items: tuple[ItemPart, ...]) -> Iterator[str]:
        if not items:
            return
        yield from ("", *self._titled(phrase("evidence")))
        for each in items:
            yield self._wrap(f"{self.say(each.item.label)} ({self.names(each.data)})", "    ", "  - ")
            for verdict in each.verdicts:
                reason = f" {self.say(verdict.reason)}" if verdict.reason else ""
                where = f" ({self._passages(verdict.passages)})" if verdict.passages else ""
                yield self._fact("verdict", f"{self.say(verdict.value.label)}.{reason}{where}", "    ")
            if not each.verdicts:
                yield f"    {self.word('no_verdict')}"
            for condition in each.conditions:
                yield self._condition(condition, "    ")
            if each.not_stated:
                yield self._fact("recorded_not_stated", self.names(each.not_stated), "    ")

    def _conditions(self, conditions: Iterable[ConditionPart]) -> Iterator[str]:
        found = list(conditions)
        if found:
            yield from ("", *self._titled(phrase("conditions")))
            yield from (self._condition(each, "  ") for each in found)

    def _records(self, records: tuple[RecordPart, ...]) -> Iterator[str]:
        if records:
            yield from ("", *self._titled(phrase("records")))
        for each in records:
            kind = self.say(each.kind.label)
            yield self._wrap(f"{kind[:1].upper()}{kind[1:]}: {self.say(each.record.label)}", "    ", "  - ")
            for name, values in each.facts:
                text = ", ".join(self.say(value) for value in values)
                yield self._wrap(f"{self.say(name.label)}: {text}", "      ", "    ")
            if each.passages:
                yield self._fact("source", self._passages(each.passages), "    ")

    def _condition(self, each: ConditionPart, indent: str) -> str:
        where = f" ({self._passages(each.passages)})" if each.passages else ""
        return self._fact("condition", f"{self.say(each.condition.label)}{where}", indent)
