"""Findings by rule, article, organisation, recipient or severity: as groups, as what says the same, as a selection."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple, cast, get_args

from grondslag.errors import BadInput
from grondslag.namespaces import ID
from grondslag.report.model import Counts, Finding, Named, Report, Severity, Text

Grouping = Literal["severity", "rule", "article", "organisation", "recipient"]
GROUPINGS: tuple[Grouping, ...] = get_args(Grouping)

GROUPING_NAMES: Mapping[Grouping, Text] = {
    "severity": Text("Ernst", "Severity"),
    "rule": Text("Regel", "Rule"),
    "article": Text("Artikel", "Article"),
    "organisation": Text("Organisatie", "Organisation"),
    "recipient": Text("Ontvanger", "Recipient"),
}
SEVERITY_NAMES = {
    Severity.VIOLATION: Text("Tekortkomingen", "Violations"),
    Severity.WARNING: Text("Waarschuwingen", "Warnings"),
    Severity.INFO: Text("Ter informatie", "For information"),
}
# The group of the findings that have no rule number, article, organisation or recipient.
NONE = "none"
_NO: Mapping[Grouping, Text] = {
    "rule": Text("zonder regelnummer", "no rule number"),
    "article": Text("zonder artikel", "no article"),
    "organisation": Text("zonder organisatie", "no organisation"),
    "recipient": Text("zonder ontvanger", "no recipient"),
}
_SHOWN_CHOICES = 8


class Key(NamedTuple):
    """What a group is asked for by, and what it is called."""

    id: str
    label: Text


@dataclass(frozen=True)
class Group:
    """The findings of one rule, article, organisation, recipient or severity."""

    key: Key
    findings: tuple[Finding, ...]

    @property
    def counts(self) -> Counts:
        """Its findings by severity."""
        return Counts.of(self.findings)

    @property
    def derogated(self) -> int:
        """How many of them have a derogation that stands."""
        return sum(finding.derogated for finding in self.findings)


def keys(finding: Finding, by: Grouping) -> tuple[Key, ...]:
    """The groups a finding belongs to: one, or one per organisation or recipient where there are more."""
    return _KEYS[by](finding) or (Key(NONE, _NO[by]),)


def groups(findings: Iterable[Finding], by: Grouping) -> list[Group]:
    """The findings by group, in the order of the names; severities heaviest first, and what has no name last.

    A finding about two organisations stands under both: the groups may add up to more than there are findings.
    """
    found: dict[str, tuple[Key, list[Finding]]] = {}
    for finding in findings:
        for key in keys(finding, by):
            found.setdefault(key.id, (key, []))[1].append(finding)
    ordered = sorted(found.values(), key=lambda group: _order(by, group[0]))
    return [Group(key, tuple(members)) for key, members in ordered]


def alike(findings: Iterable[Finding]) -> list[tuple[Finding, ...]]:
    """The findings that one shape tells in the same words together, in the order in which they come.

    What is wrong, the article and the remedy are then told once, followed by every place. Of the words both languages
    count, so that a report has the same groups in each.
    """
    found: dict[tuple[object, ...], list[Finding]] = {}
    for each in findings:
        said = (each.rule, each.shape, each.severity, each.layer, each.message, each.remedy, each.provision)
        found.setdefault(said, []).append(each)
    return [tuple(group) for group in found.values()]


def selected(report: Report, selection: Mapping[Grouping, str]) -> Report:
    """The report with only the findings that fit all of `selection`. Raises `BadInput` for an unknown group."""
    for by, wanted in selection.items():
        _known(report, by, wanted)
    kept = tuple(
        finding
        for finding in report.findings
        if all(any(key.id == wanted for key in keys(finding, by)) for by, wanted in selection.items())
    )
    return replace(
        report,
        findings=kept,
        selection=in_order({**report.selection, **selection}),
        whole=report.whole or report.counts,
    )


def choices(report: Report, by: Grouping) -> list[Key]:
    """What can be asked for: all severities and the numbers of all rules tried, else the groups there are."""
    if by == "severity":
        return [_severity_key(severity) for severity in Severity]
    known = {key.id: key for finding in report.findings for key in keys(finding, by)}
    if by == "rule":
        known = {number: _plain(number) for number in _numbers(report)} | known
    return sorted(known.values(), key=lambda key: _order(by, key))


def in_order(selection: Mapping[Grouping, str]) -> dict[Grouping, str]:
    """A selection in the order of the groupings, so that the same one is written the same way."""
    return {by: selection[by] for by in GROUPINGS if by in selection}


def short(iri: str) -> str:
    """An IRI of ours without its base, as tables and commands write it: `org/gemeente-epe`."""
    return iri.removeprefix(ID)


def _known(report: Report, by: Grouping, wanted: str) -> None:
    known = [key.id for key in choices(report, by)]
    if wanted not in known:
        shown = ", ".join(known[:_SHOWN_CHOICES]) + (", ..." if len(known) > _SHOWN_CHOICES else "")
        raise BadInput(
            f"No findings by {by} {wanted!r}",
            code="unknown_group",
            expected=f"one of {shown}" if known else f"no filter by {by}: there are no findings",
            example=f"{by}={known[0]}" if known else None,
        )


def _numbers(report: Report) -> set[str]:
    return {rule.number for rule in report.rules if rule.number is not None}


def _order(by: Grouping, key: Key) -> tuple[object, ...]:
    if by == "severity":
        return (list(Severity).index(Severity(key.id)),)
    # Numbers within a name by size, so that art. 9 comes before art. 25.
    return (key.id == NONE, [(part.isdigit(), part.rjust(9, "0")) for part in _parts(key.label.nl.casefold())], key.id)


def _parts(text: str) -> list[str]:
    """Runs of digits and runs of anything else."""
    parts: list[str] = []
    for character in text:
        if parts and parts[-1][-1].isdigit() == character.isdigit():
            parts[-1] += character
        else:
            parts.append(character)
    return parts


def _plain(text: str) -> Key:
    return Key(text, Text(text, text))


def _severity_key(severity: Severity) -> Key:
    return Key(severity.value, SEVERITY_NAMES[severity])


def _named(things: Iterable[Named]) -> tuple[Key, ...]:
    return tuple(Key(short(thing.iri), thing.label) for thing in things)


def _article(finding: Finding) -> tuple[Key, ...]:
    return (_plain(finding.provision.citation),) if finding.provision else ()


_KEYS: Mapping[Grouping, Callable[[Finding], tuple[Key, ...]]] = {
    "severity": lambda finding: (_severity_key(finding.severity),),
    "rule": lambda finding: (_plain(finding.rule),) if finding.rule else (),
    "article": _article,
    "organisation": lambda finding: _named(finding.organisations),
    "recipient": lambda finding: _named(finding.recipients),
}


def as_selection(values: Mapping[str, str | None]) -> dict[Grouping, str]:
    """The groupings among `values` that something was asked for."""
    return {by: cast(str, values[by]) for by in GROUPINGS if values.get(by)}
