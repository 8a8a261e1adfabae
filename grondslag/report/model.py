"""What a report consists of. Plain values only: a report outlives the graph it was made from."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

import rdflib

from grondslag.report.address import Reference

if TYPE_CHECKING:
    from grondslag.report.grouping import Grouping

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = ("nl", "en")
Kind = TypeVar("Kind")


class Severity(StrEnum):
    """How heavy a finding weighs, heaviest first."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"


class Text(NamedTuple):
    """The same text in Dutch and in English."""

    nl: str
    en: str

    def in_language(self, language: Language) -> str:
        """The text in `language`."""
        return self.nl if language == "nl" else self.en


class Term(NamedTuple):
    """An RDF term as plain strings: `kind` is iri, blank or literal."""

    kind: str
    text: str
    language: str | None = None
    datatype: str | None = None

    def __str__(self) -> str:
        return f"_:{self.text}" if self.kind == "blank" else self.text

    @property
    def key(self) -> str:
        """The term with its kind, language and datatype: what a stable id is made from."""
        return json.dumps(list(self), ensure_ascii=False)


class Provision(NamedTuple):
    """The article behind a rule: canonical citation (the IRI where none is known), official link."""

    iri: str
    citation: str
    link: str | None


class Passage(NamedTuple):
    """The lines of a document that a finding goes back to, e.g. `000, 63-74`."""

    iri: str
    reference: str


class Named(NamedTuple):
    """A thing with its name: an organisation, a function, a document."""

    iri: str
    label: Text


class DerogationState(StrEnum):
    """What is shown of a derogation. Whether it has ended is known only where a date was evaluated."""

    APPROVED = "approved"
    NOT_APPROVED = "not_approved"
    EXPIRED = "expired"
    NOT_YET = "not_yet"


@dataclass(frozen=True)
class Derogation:
    """A recorded decision to depart from a rule, as far as the source or register states it.

    It marks findings and takes none away. `start` and `before` are the days it holds from and no longer holds.
    """

    iri: str
    label: Text
    state: DerogationState
    rules: tuple[str, ...] = ()
    approved_by: tuple[Named, ...] = ()
    weighing: Text | None = None
    documents: tuple[Named, ...] = ()
    start: str | None = None
    before: str | None = None
    sources: tuple[Passage, ...] = ()

    @property
    def stands(self) -> bool:
        """Whether it is approved and, as far as was evaluated, in force."""
        return self.state is DerogationState.APPROVED

    def to_json(self) -> dict[str, object]:
        """The derogation for a program: who approved, the weighing, the documents, from when until when."""
        return {
            "id": self.iri,
            "label": self.label._asdict(),
            "state": self.state.value,
            "rules": list(self.rules),
            "approved_by": [_named_json(each) for each in self.approved_by],
            "weighing": self.weighing._asdict() if self.weighing else None,
            "documents": [_named_json(each) for each in self.documents],
            "from": self.start,
            "before": self.before,
            "source": "; ".join(passage.reference for passage in self.sources) or None,
        }


def _named_json(named: Named) -> dict[str, object]:
    return {"id": named.iri, "label": named.label._asdict()}


@dataclass(frozen=True)
class Rule:
    """What a shape with a target says of itself, whether it found anything or not."""

    shape: str
    number: str | None = None
    step: int | None = None
    severity: Severity | None = None
    message: Text | None = None
    remedy: Text | None = None
    provision: Provision | None = None

    @property
    def name(self) -> str:
        """The end of its IRI, which is how people call it."""
        return self.shape.rstrip("/#").rsplit("#", 1)[-1].rsplit("/", 1)[-1] or self.shape


class Counts(NamedTuple):
    """Findings by severity."""

    violation: int
    warning: int
    info: int

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self)

    def to_json(self) -> dict[str, int]:
        """The counts and their sum."""
        return {"findings": self.total, **self._asdict()}

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> Counts:
        """Count `findings`, each once."""
        by_severity = Counter(finding.severity for finding in findings)
        return cls(*(by_severity[severity] for severity in Severity))


class NotChecked(NamedTuple):
    """A part of the shapes (or data) that asks for something this engine does not do: no verdict on it."""

    feature: str
    at: str
    why: Text


class Evaluated(NamedTuple):
    """A source or register, and the day that it was evaluated on; where there is none, why (`reason`)."""

    graph: str
    day: str | None = None
    reason: Text | None = None

    @property
    def name(self) -> str:
        """The graph without what all graphs share, e.g. `source/001`."""
        return self.graph.rpartition("/graph/")[2]


@dataclass(frozen=True)
class Finding:
    """One result of one shape at one node, with all that a reader needs to understand and mend it."""

    id: str
    severity: Severity
    shape: str
    component: str
    focus_node: Term
    message: Text
    value: Term | None = None
    path: str | None = None
    rule: str | None = None
    step: int | None = None
    layer: str | None = None
    flow: str | None = None
    item: str | None = None
    provision: Provision | None = None
    remedy: Text | None = None
    reason: Text | None = None
    what: Text | None = None
    sources: tuple[Passage, ...] = ()
    organisations: tuple[Named, ...] = ()
    recipients: tuple[Named, ...] = ()
    derogations: tuple[Derogation, ...] = ()
    explanation: Reference | None = None

    @property
    def derogated(self) -> bool:
        """Whether a derogation that stands is recorded for it. It is a finding all the same."""
        return any(derogation.stands for derogation in self.derogations)

    @property
    def source(self) -> str | None:
        """Document and lines, e.g. `000, 63-74; 000, 88-89`; None where the node names no passage."""
        return "; ".join(passage.reference for passage in self.sources) or None

    @property
    def order(self) -> tuple[object, ...]:
        """Severity, rule, shape, then where: the order of every rendering."""
        place = (self.flow or "", self.item or "", str(self.focus_node), str(self.value or ""), self.id)
        return (list(Severity).index(self.severity), self.rule or "~", self.shape, *place)

    def to_json(self) -> dict[str, object]:
        """The finding with the keys of the contract, and `explanation`: the path of its page on the site, if any."""
        return {
            "id": self.id,
            "severity": self.severity.value,
            "rule": self.rule,
            "layer": self.layer,
            "shape": self.shape,
            "focus_node": str(self.focus_node),
            "flow": self.flow,
            "item": self.item,
            "path": self.path,
            "value": None if self.value is None else str(self.value),
            "provision": self.provision.citation if self.provision else None,
            "message": self.message._asdict(),
            "remedy": self.remedy._asdict() if self.remedy else None,
            "source": self.source,
            "derogation": [derogation.to_json() for derogation in self.derogations] or None,
            "explanation": self.explanation.path if self.explanation else None,
        }


@dataclass(frozen=True)
class Report:
    """All findings of one validation, and what shows later that it was this data and these shapes.

    `as_of` is the legal date, None where nothing was evaluated for a date; `generation` the knowledge date: the state
    of the store that was read. `evaluated` says for every source and register that was looked at on which day it was
    evaluated, or why on none: then nothing that hangs on a day was tested there. `targets` counts the nodes that each
    shape was tried on, `rules` says what these shapes ask, and `derogations` are all that are recorded, also those
    that mark no finding. A report of some findings only names its `selection`, and `whole` counts all there were.
    """

    engine: str
    data_hash: str
    shapes_hash: str
    targets: Mapping[str, int]
    findings: tuple[Finding, ...] = ()
    not_checked: tuple[NotChecked, ...] = ()
    generation: str | None = None
    as_of: str | None = None
    rules: tuple[Rule, ...] = ()
    derogations: tuple[Derogation, ...] = ()
    evaluated: tuple[Evaluated, ...] = ()
    selection: Mapping[Grouping, str] = field(default_factory=dict)
    whole: Counts | None = None
    id: str = field(init=False)

    def __post_init__(self) -> None:
        made_from = [self.engine, self.data_hash, self.shapes_hash, self.as_of]
        object.__setattr__(self, "id", short_hash(json.dumps(made_from), 16))
        object.__setattr__(self, "findings", tuple(sorted(self.findings, key=lambda finding: finding.order)))
        object.__setattr__(self, "targets", dict(sorted(self.targets.items())))
        object.__setattr__(self, "rules", tuple(sorted(self.rules, key=lambda rule: rule.shape)))
        object.__setattr__(self, "derogations", tuple(sorted(self.derogations, key=lambda each: each.iri)))
        object.__setattr__(self, "evaluated", tuple(sorted(self.evaluated, key=lambda each: each.graph)))

    @property
    def has_violations(self) -> bool:
        """Whether any finding is a violation: then `grondslag validate` ends with exit code 1."""
        return any(finding.severity is Severity.VIOLATION for finding in self.findings)

    @property
    def conforms(self) -> bool:
        """Whether nothing was found and all was checked: a part left out cannot conform."""
        return not (self.whole or self.counts).total and not self.in_part

    @property
    def in_part(self) -> bool:
        """Whether something was left out: a part of the shapes, or a day for a source or register."""
        return bool(self.not_checked or self.not_evaluated)

    @property
    def evaluated_on(self) -> dict[str, str]:
        """The day that each source and register was evaluated on, by the IRI of its graph."""
        return {each.graph: each.day for each in self.evaluated if each.day}

    @property
    def not_evaluated(self) -> tuple[Evaluated, ...]:
        """The sources and registers in which nothing that hangs on a day was tested."""
        return tuple(each for each in self.evaluated if not each.day)

    @property
    def counts(self) -> Counts:
        """The findings by severity, those with a derogation included."""
        return Counts.of(self.findings)

    @property
    def counts_without(self) -> Counts:
        """The findings by severity for which no standing derogation is recorded."""
        return Counts.of(finding for finding in self.findings if not finding.derogated)

    def count(self, severity: Severity) -> int:
        """How many findings have this severity."""
        return sum(finding.severity is severity for finding in self.findings)

    def select(self, selection: Mapping[Grouping, str]) -> Report:
        """The report of those findings only that fit all of `selection` (grouping to the id of a group).

        It keeps its id, hashes and targets, and says what it is a selection of. Raises `BadInput` for a group that
        there is none of.
        """
        from grondslag.report.grouping import selected

        return selected(self, selection) if selection else self

    def summary(self) -> dict[str, object]:
        """Counts with and without derogations, by every grouping, what was not checked, what a report does not say."""
        from grondslag.report.summary import summary

        return summary(self)

    def to_json(self) -> dict[str, object]:
        """The report with the keys of the contract, `evaluated_on` and `not_evaluated`.

        `as_of`, the legal date of registers, is null where none was given.
        """
        return {**self.head_json(), "findings": [finding.to_json() for finding in self.findings]}

    def head_json(self) -> dict[str, object]:
        """All of `to_json` but the findings, in its order."""
        return {
            "as_of": self.as_of,
            "generation": self.generation,
            "engine": self.engine,
            "data_hash": self.data_hash,
            "shapes_hash": self.shapes_hash,
            "targets": dict(self.targets),
            "summary": self.summary(),
            "evaluated_on": self.evaluated_on,
            "not_evaluated": [
                {"source": each.name, "graph": each.graph, "reason": each.reason._asdict() if each.reason else None}
                for each in self.not_evaluated
            ],
        }

    def to_text(self, language: Language = "en") -> str:
        """The report for a reader, in Dutch or English."""
        from grondslag.report.text import to_text

        return to_text(self, language)

    def to_rdf(self) -> rdflib.Graph:
        """The report as sh:ValidationReport with named nodes only."""
        from grondslag.report.graph import to_rdf

        return to_rdf(self)

    def to_archive(self) -> str:
        """Everything the report holds, as JSON that `from_archive` reads back: for storing."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)

    @classmethod
    def from_archive(cls, text: str) -> Report:
        """Read what `to_archive` wrote."""
        stored = json.loads(text)
        stored.pop("id")
        stored["findings"] = tuple(_remade(Finding, each) for each in stored["findings"])
        stored["not_checked"] = tuple(NotChecked(feature, at, Text(*why)) for feature, at, why in stored["not_checked"])
        stored["rules"] = tuple(_remade(Rule, each) for each in stored["rules"])
        stored["derogations"] = tuple(_remade(Derogation, each) for each in stored["derogations"])
        stored["evaluated"] = tuple(
            Evaluated(graph, day, Text(*reason) if reason else None)
            for graph, day, reason in stored.get("evaluated", ())  # what a former release wrote has none
        )
        stored["whole"] = Counts(*stored["whole"]) if stored["whole"] else None
        return cls(**stored)


def _named(parts: Iterable[list[Any]]) -> tuple[Named, ...]:
    return tuple(Named(iri, Text(*label)) for iri, label in parts)


# How the parts of an archived finding, rule or derogation become values again: JSON has no tuples with names.
_KINDS: Mapping[str, Callable[[Any], Any]] = {
    "severity": Severity,
    "state": DerogationState,
    "focus_node": lambda parts: Term(*parts),
    "value": lambda parts: Term(*parts),
    "provision": lambda parts: Provision(*parts),
    **dict.fromkeys(("message", "remedy", "reason", "what", "label", "weighing"), lambda parts: Text(*parts)),
    "sources": lambda passages: tuple(Passage(*parts) for parts in passages),
    **dict.fromkeys(("organisations", "recipients", "approved_by", "documents"), _named),
    "rules": tuple,
    "explanation": lambda parts: Reference(*parts),
    "derogations": lambda stored: tuple(_remade(Derogation, each) for each in stored),
}


def _remade(kind: type[Kind], stored: Mapping[str, Any]) -> Kind:
    """An instance of `kind` from its archived form."""
    return kind(
        **{key: _KINDS[key](value) if key in _KINDS and value is not None else value for key, value in stored.items()}
    )


def short_hash(text: str, length: int) -> str:
    """The first `length` hexadecimal digits of the SHA-256 of `text`."""
    return hashlib.sha256(text.encode()).hexdigest()[:length]
