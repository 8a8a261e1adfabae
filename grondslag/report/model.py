"""What a report consists of. Plain values only: a report outlives the graph it was made from."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Literal, NamedTuple

import rdflib

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = ("nl", "en")


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


class NotChecked(NamedTuple):
    """A part of the shapes (or data) that asks for something this engine does not do: no verdict on it."""

    feature: str
    at: str
    why: Text


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
    derogation: str | None = None

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
        """The finding with exactly the keys of the contract."""
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
            "derogation": self.derogation,
        }


@dataclass(frozen=True)
class Report:
    """All findings of one validation, and what shows later that it was this data and these shapes.

    `as_of` is None as long as nothing is evaluated for a date; `targets` counts the nodes that each shape was
    tried on.
    """

    engine: str
    data_hash: str
    shapes_hash: str
    targets: Mapping[str, int]
    findings: tuple[Finding, ...] = ()
    not_checked: tuple[NotChecked, ...] = ()
    generation: str | None = None
    as_of: str | None = None
    id: str = field(init=False)

    def __post_init__(self) -> None:
        made_from = [self.engine, self.data_hash, self.shapes_hash, self.as_of]
        object.__setattr__(self, "id", short_hash(json.dumps(made_from), 16))
        object.__setattr__(self, "findings", tuple(sorted(self.findings, key=lambda finding: finding.order)))
        object.__setattr__(self, "targets", dict(sorted(self.targets.items())))

    @property
    def has_violations(self) -> bool:
        """Whether any finding is a violation: then `grondslag validate` ends with exit code 1."""
        return any(finding.severity is Severity.VIOLATION for finding in self.findings)

    def count(self, severity: Severity) -> int:
        """How many findings have this severity."""
        return sum(finding.severity is severity for finding in self.findings)

    def summary(self) -> dict[str, object]:
        """Counts by severity, rule and layer, what was not checked, and what a report does not say."""
        from grondslag.report.text import STATEMENT

        return {
            "findings": len(self.findings),
            **{severity.value: self.count(severity) for severity in Severity},
            "rules": _counts(finding.rule for finding in self.findings),
            "layers": _counts(finding.layer for finding in self.findings),
            "not_checked": [
                {"feature": part.feature, "at": part.at, "why": part.why._asdict()} for part in self.not_checked
            ],
            "statement": STATEMENT._asdict(),
        }

    def to_json(self) -> dict[str, object]:
        """The report with exactly the keys of the contract; `as_of` is null: no rule looks at a date yet."""
        return {
            "as_of": self.as_of,
            "generation": self.generation,
            "engine": self.engine,
            "data_hash": self.data_hash,
            "shapes_hash": self.shapes_hash,
            "targets": dict(self.targets),
            "summary": self.summary(),
            "findings": [finding.to_json() for finding in self.findings],
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
        stored["findings"] = tuple(_finding(each) for each in stored["findings"])
        stored["not_checked"] = tuple(NotChecked(feature, at, Text(*why)) for feature, at, why in stored["not_checked"])
        return cls(**stored)


def _finding(stored: dict[str, Any]) -> Finding:
    """A finding from its archived form: JSON has no tuples, so the named ones are made again."""
    kinds: dict[str, Any] = {
        "severity": Severity,
        "focus_node": lambda parts: Term(*parts),
        "value": lambda parts: Term(*parts),
        "provision": lambda parts: Provision(*parts),
        "message": lambda parts: Text(*parts),
        "remedy": lambda parts: Text(*parts),
        "reason": lambda parts: Text(*parts),
        "what": lambda parts: Text(*parts),
        "sources": lambda passages: tuple(Passage(*parts) for parts in passages),
    }
    return Finding(
        **{key: kinds[key](value) if key in kinds and value is not None else value for key, value in stored.items()}
    )


def _counts(names: Iterable[str | None]) -> dict[str, int]:
    """How often each name occurs, sorted by name; what has no name is left out."""
    return dict(sorted(Counter(name for name in names if name is not None).items()))


def short_hash(text: str, length: int) -> str:
    """The first `length` hexadecimal digits of the SHA-256 of `text`."""
    return hashlib.sha256(text.encode()).hexdigest()[:length]
