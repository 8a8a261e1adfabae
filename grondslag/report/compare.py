"""Two reports compared by the ids of their findings: new, mended, persisting; and what makes them differ otherwise.

A finding keeps its id as long as rule, place and value stay, so a finding that is gone was mended, unless its rule was
not tried any more: then that is said, for a rule that is not tried finds nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from grondslag.errors import BadInput, MalformedFile
from grondslag.report.grouping import SEVERITY_NAMES, short
from grondslag.report.model import LANGUAGES, Counts, Language, Report, Severity, Text, short_hash
from grondslag.report.text import counted, say, wrapped
from grondslag.report.words import STATEMENT

_HASHES = ("data_hash", "shapes_hash", "engine", "as_of", "evaluated_on")
DIFFERENCES: Mapping[str, Text] = {
    "data_hash": Text("De gegevens verschillen.", "The data differ."),
    "shapes_hash": Text(
        "De regels verschillen: een bevinding kan nieuw of weg zijn zonder dat er in de praktijk iets veranderde.",
        "The shapes differ: a finding may be new or gone without any change in practice.",
    ),
    "engine": Text("De toetser verschilt.", "The engine differs."),
    "as_of": Text("De juridische datum verschilt.", "The legal date differs."),
    "evaluated_on": Text(
        "De dagen waarop bronnen en registers zijn geëvalueerd verschillen: een bevinding kan nieuw of weg zijn zonder "
        "dat er in de praktijk iets veranderde, of doordat er niet voor een dag is getoetst.",
        "The days that sources and registers were evaluated on differ: a finding may be new or gone without any change "
        "in practice, or because nothing was tested for a day.",
    ),
}
KIND_NAMES: Mapping[str, Text] = {
    "new": Text("Nieuw", "New"),
    "mended": Text("Hersteld", "Mended"),
    "persisting": Text("Gebleven", "Persisting"),
}
RULE_NOTES: Mapping[str, Text] = {
    "new": Text("de regel werd in het oude rapport niet getoetst", "the rule was not tried in the old report"),
    "mended": Text(
        "de regel is in het nieuwe rapport niet getoetst: niets zegt dat het hersteld is",
        "the rule was not tried in the new report: nothing says that it is mended",
    ),
}
_WORDS = {
    "title": Text("Vergelijking van twee rapporten", "Two reports compared"),
    "old": Text("Oud", "Old"),
    "new": Text("Nieuw", "New"),
    "same": Text("Zelfde gegevens, regels, toetser en datum.", "Same data, shapes, engine and date."),
    "changed": Text("was {old}, is {new}", "was {old}, is {new}"),
    "derogated": Text("met staande afwijking", "with a standing derogation"),
    "not_derogated": Text("zonder staande afwijking", "without a standing derogation"),
}


@dataclass(frozen=True)
class Entry:
    """A finding as a comparison shows it."""

    id: str
    severity: Severity
    rule: str | None
    shape: str
    place: str
    flow: str | None
    message: Text
    provision: str | None
    derogated: bool

    def to_json(self) -> dict[str, object]:
        """The entry for a program."""
        return {
            "id": self.id,
            "severity": self.severity.value,
            "rule": self.rule,
            "shape": self.shape,
            "place": self.place,
            "flow": self.flow,
            "provision": self.provision,
            "message": self.message._asdict(),
            "derogated": self.derogated,
        }

    @property
    def order(self) -> tuple[object, ...]:
        """Heaviest first, then rule and place."""
        return (list(Severity).index(self.severity), self.rule or "~", self.shape, self.place, self.id)


@dataclass(frozen=True)
class Side:
    """One of the two reports: what it was made with, and its findings by id."""

    engine: str
    data_hash: str
    shapes_hash: str
    as_of: str | None
    generation: str | None
    targets: Mapping[str, int]
    findings: Mapping[str, Entry]
    evaluated_on: Mapping[str, str] | None = None

    @property
    def id(self) -> str:
        """The id of the report."""
        return short_hash(json.dumps([self.engine, self.data_hash, self.shapes_hash, self.as_of]), 16)

    def tried(self, shape: str) -> bool:
        """Whether a rule met anything here; one that is part of another rule has no targets of its own."""
        return shape in self._tried

    @cached_property
    def _tried(self) -> frozenset[str]:
        targeted = {shape for shape, count in self.targets.items() if count}
        return frozenset(targeted | {entry.shape for entry in self.findings.values()})

    def to_json(self) -> dict[str, object]:
        """What it was made with."""
        made = {name: getattr(self, name) for name in ("id", "as_of", "generation", *_HASHES[:3])}
        return {**made, **_counts(self.findings.values()).to_json()}


@dataclass(frozen=True)
class Comparison:
    """An old and a new report, and which findings came, went and stayed."""

    old: Side
    new: Side

    @cached_property
    def by_kind(self) -> Mapping[str, tuple[Entry, ...]]:
        """The entries that are new, mended and persisting (as they are now), heaviest first."""
        before, after = self.old.findings, self.new.findings
        kinds = {
            "new": [entry for identifier, entry in after.items() if identifier not in before],
            "mended": [entry for identifier, entry in before.items() if identifier not in after],
            "persisting": [entry for identifier, entry in after.items() if identifier in before],
        }
        return {kind: tuple(sorted(entries, key=lambda entry: entry.order)) for kind, entries in kinds.items()}

    @cached_property
    def differences(self) -> tuple[str, ...]:
        """What the reports were made with that is not the same: of `DIFFERENCES`."""
        sides = [(name, getattr(self.old, name), getattr(self.new, name)) for name in _HASHES]
        unknown = self.old.evaluated_on is None or self.new.evaluated_on is None
        return tuple(name for name, a, b in sides if a != b and not (name == "evaluated_on" and unknown))

    @cached_property
    def untried(self) -> frozenset[str]:
        """The ids of new or mended findings whose rule met nothing in the other report."""
        shapes = {kind: {entry.shape for entry in self.by_kind[kind]} for kind in RULE_NOTES}
        absent = {
            "new": {shape for shape in shapes["new"] if not self.old.tried(shape)},
            "mended": {shape for shape in shapes["mended"] if not self.new.tried(shape)},
        }
        return frozenset(entry.id for kind in absent for entry in self.by_kind[kind] if entry.shape in absent[kind])

    @property
    def has_new_violations(self) -> bool:
        """Whether a finding of severity Violation came: then the command ends with exit code 1."""
        return any(entry.severity is Severity.VIOLATION for entry in self.by_kind["new"])

    def changed(self, entry: Entry) -> Text | None:
        """What of a persisting finding is not as it was: its severity, or whether a derogation stands for it."""
        before = self.old.findings[entry.id]
        parts = []
        if before.severity is not entry.severity:
            parts.append((SEVERITY_NAMES[before.severity], SEVERITY_NAMES[entry.severity]))
        if before.derogated != entry.derogated:
            parts.append((_derogated(before), _derogated(entry)))
        if not parts:
            return None
        return Text(*("; ".join(_change(old, new, language) for old, new in parts) for language in LANGUAGES))

    def counts(self, kind: str) -> Counts:
        """How many findings of a kind, by severity."""
        return _counts(self.by_kind[kind])

    def to_json(self) -> dict[str, object]:
        """The comparison for a program."""
        return {
            "old": self.old.to_json(),
            "new": self.new.to_json(),
            "differences": list(self.differences),
            "summary": {kind: self.counts(kind).to_json() for kind in KIND_NAMES},
            "findings": {
                kind: [{**entry.to_json(), **self._notes(kind, entry)} for entry in entries]
                for kind, entries in self.by_kind.items()
            },
            "statement": STATEMENT._asdict(),
        }

    def _notes(self, kind: str, entry: Entry) -> dict[str, object]:
        if kind == "persisting":
            changed = self.changed(entry)
            return {"changed": changed._asdict() if changed else None}
        return {"rule_tried_in_both": entry.id not in self.untried}

    def to_text(self, language: Language) -> str:
        """The comparison for a reader."""
        return "\n".join(self._lines(language)) + "\n"

    def _lines(self, language: Language) -> Iterator[str]:
        title = _WORDS["title"].in_language(language)
        yield from (title, "=" * len(title))
        for word, side in (("old", self.old), ("new", self.new)):
            made = side.generation or say("no_generation", language)
            yield f"{_WORDS[word].in_language(language)}: {side.id} ({side.engine}, {made})"
        yield ""
        for difference in self.differences:
            yield wrapped(DIFFERENCES[difference].in_language(language))
        if not self.differences:
            yield _WORDS["same"].in_language(language)
        for kind, name in KIND_NAMES.items():
            yield f"{name.in_language(language)}: {counted(self.counts(kind), language)}"
        yield ""
        for kind in KIND_NAMES:
            yield from self._kind(kind, language)
        yield wrapped(STATEMENT.in_language(language))

    def _kind(self, kind: str, language: Language) -> Iterator[str]:
        title = f"{KIND_NAMES[kind].in_language(language)} ({len(self.by_kind[kind])})"
        yield from (title, "-" * len(title), "")
        for entry in self.by_kind[kind]:
            head = [SEVERITY_NAMES[entry.severity].in_language(language), entry.rule or say("no_rule", language)]
            head += [entry.provision] if entry.provision else []
            yield wrapped(" · ".join([*head, entry.id]), "    ", "  - ")
            yield wrapped(entry.message.in_language(language), "    ")
            yield f"    {entry.place}"
            note = self.note(kind, entry)
            if note:
                yield wrapped(note.in_language(language), "    ")
        yield ""

    def note(self, kind: str, entry: Entry) -> Text | None:
        """What there is to know of an entry besides: a rule that was not tried, or what changed."""
        if kind == "persisting":
            return self.changed(entry)
        return RULE_NOTES[kind] if entry.id in self.untried else None


def side_of(report: Report) -> Side:
    """A report as one of the two. Raises `BadInput` for a selection: what it leaves out would look mended."""
    return _side(report.to_json(), report.id)


def read_side(text: str, name: str) -> Side:
    """A report from the JSON that `grondslag validate --format json` writes; `name` is for messages.

    Raises `MalformedFile` when it is no such report, and `BadInput` for a selection.
    """
    try:
        stored = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise MalformedFile(name, "no JSON", line=getattr(error, "lineno", None)) from error
    try:
        return _side(stored, name)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise MalformedFile(name, f"no report: what `grondslag validate --format json` writes ({error})") from error


def _side(stored: Mapping[str, Any], name: str) -> Side:
    if stored["summary"].get("selection"):
        raise BadInput(
            f"The report {name!r} is a selection of its findings",
            expected="a whole report: what a selection leaves out would look mended",
            example="grondslag validate --format json --out report.json",
        )
    return Side(
        engine=str(stored["engine"]),
        data_hash=str(stored["data_hash"]),
        shapes_hash=str(stored["shapes_hash"]),
        as_of=stored["as_of"],
        generation=stored["generation"],
        targets={str(shape): int(count) for shape, count in stored["targets"].items()},
        findings={str(finding["id"]): _entry(finding) for finding in stored["findings"]},
        evaluated_on=stored.get("evaluated_on"),  # a report of a former release does not say
    )


def _entry(finding: Mapping[str, Any]) -> Entry:
    place = finding["item"] or finding["flow"] or finding["focus_node"]
    return Entry(
        id=str(finding["id"]),
        severity=Severity(finding["severity"]),
        rule=finding["rule"],
        shape=str(finding["shape"]),
        place=short(str(place)),
        flow=finding["flow"],
        message=Text(str(finding["message"]["nl"]), str(finding["message"]["en"])),
        provision=finding["provision"],
        derogated=any(one["state"] == "approved" for one in finding["derogation"] or ()),
    )


def _counts(entries: Iterable[Entry]) -> Counts:
    found = [entry.severity for entry in entries]
    return Counts(*(found.count(severity) for severity in Severity))


def _derogated(entry: Entry) -> Text:
    return _WORDS["derogated" if entry.derogated else "not_derogated"]


def _change(old: Text, new: Text, language: Language) -> str:
    told = {"old": old.in_language(language).lower(), "new": new.in_language(language).lower()}
    return _WORDS["changed"].in_language(language).format(**told)
