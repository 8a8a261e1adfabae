"""The report for a reader: by severity, or another grouping, then rule; what says the same once, with its places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import fill

from grondslag.report.grouping import GROUPING_NAMES, SEVERITY_NAMES, Group, Grouping, alike, groups
from grondslag.report.model import Counts, Derogation, Finding, Language, Report, Severity
from grondslag.report.summary import marked
from grondslag.report.words import (
    LAYER_NAMES,
    NOTHING_FOUND,
    NOTHING_FOUND_IN_PART,
    NOTHING_SELECTED,
    STATE_NAMES,
    STATEMENT,
    WORDS,
)

WIDTH = 96


def to_text(report: Report, language: Language, by: Grouping = "severity") -> str:
    """The whole report as plain text of at most 96 columns (links may be longer), ending in a newline."""
    return "\n".join(lines(report, language, by)) + "\n"


def lines(report: Report, language: Language, by: Grouping = "severity") -> Iterator[str]:
    """The lines of the text, one group after the other, so that a large report need not be held whole."""
    yield from _head(report, language)
    yield ""
    yield from _not_evaluated(report, language)
    for group in groups(report.findings, by):
        yield from _group(group, by, language)
    if not report.findings:
        yield from (wrapped(nothing(report, language)), "")
    yield from _derogations(report, language)
    yield from _not_checked(report, language)
    yield from _targets(report, language)
    yield wrapped(STATEMENT.in_language(language))


def nothing(report: Report, language: Language) -> str:
    """What a report without findings says: less when a part was not checked, or not asked for."""
    if report.whole:
        return NOTHING_SELECTED.in_language(language)
    return (NOTHING_FOUND_IN_PART if report.in_part else NOTHING_FOUND).in_language(language)


def say(word: str, language: Language) -> str:
    """A word of the report in `language`."""
    return WORDS[word].in_language(language)


def counted(counts: Counts, language: Language) -> str:
    """The counts in words, e.g. `Violations: 1 · Warnings: 0 · For information: 2`."""
    return " · ".join(
        f"{SEVERITY_NAMES[severity].in_language(language)}: {count}"
        for severity, count in zip(Severity, counts, strict=True)
    )


def facts(report: Report, language: Language) -> Iterator[tuple[str, str]]:
    """What was checked, with what, as of when: names and values."""
    yield say("made", language), report.engine
    yield say("as_of", language), report.as_of or say("not_given" if report.evaluated else "no_as_of", language)
    if report.evaluated_on:
        days = (f"{each.day} ({each.name})" for each in report.evaluated if each.day)
        yield say("evaluated_on", language), "; ".join(days)
    yield say("generation", language), report.generation or say("no_generation", language)
    yield say("data", language), f"sha256:{report.data_hash}"
    yield say("shapes", language), f"sha256:{report.shapes_hash}"


def selection(report: Report, language: Language) -> str:
    """What the findings are a selection of; empty when they are all of them."""
    if not report.whole:
        return ""
    asked = ", ".join(f"{GROUPING_NAMES[by].in_language(language)} = {value}" for by, value in report.selection.items())
    return f"{asked} ({say('of_whole', language).format(total=report.whole.total)})"


def where(finding: Finding, language: Language) -> str:
    """Where it was found: flow and datum by name, else the node."""
    return finding.what.in_language(language) if finding.what else str(finding.focus_node)


def derogation(one: Derogation, language: Language) -> str:
    """A derogation in one sentence: name, state, approver, weighing, documents, end."""
    parts = [one.label.in_language(language)]
    if not (one.stands and one.approved_by):  # who approved says that it is approved
        parts.append(STATE_NAMES[one.state].in_language(language))
    for word, named in (("approved_by", one.approved_by), ("documents", one.documents)):
        if named:
            parts.append(f"{say(word, language)} {', '.join(each.label.in_language(language) for each in named)}")
    if one.weighing:
        parts.append(f"{say('weighing', language)}: {one.weighing.in_language(language)}")
    parts.append(f"{say('until', language)} {one.before}" if one.before else say("no_end", language))
    return "; ".join(parts)


def wrapped(text: str, indent: str = "", first: str | None = None) -> str:
    """`text` filled to the width; `first` starts the first line, `indent` the others."""
    return fill(
        text,
        WIDTH,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _head(report: Report, language: Language) -> Iterator[str]:
    """Which report this is, of what, and the counts with and without derogations."""
    title = f"{say('title', language)} {report.id}"
    yield title
    yield "=" * len(title)
    for name, value in facts(report, language):
        yield wrapped(f"{name}: {value}", "  ", "")
    yield ""
    if report.whole:
        yield wrapped(f"{say('selection', language)}: {selection(report, language)}")
    yield counted(report.counts, language)
    yield f"{say('without', language)}: {counted(report.counts_without, language)}"
    tried = sum(count > 0 for count in report.targets.values())
    yield say("tried", language).format(tried=tried, all=len(report.targets))


def _group(group: Group, by: Grouping, language: Language) -> Iterator[str]:
    """One heading per group, below it one block for what says the same."""
    label = group.key.label.in_language(language)
    title = f"{label} ({len(group.findings)})" if by == "severity" else f"{label}: {len(group.findings)}"
    yield title
    yield "-" * len(title)
    if by != "severity":
        yield counted(group.counts, language)
    yield ""
    for same in alike(group.findings):
        yield from _rule(same, by, language)
        yield ""


def _rule(findings: tuple[Finding, ...], by: Grouping, language: Language) -> Iterator[str]:
    """What the rule says, its article with link and its remedy once; then every place."""
    first = findings[0]
    head = [first.rule or say("no_rule", language)]
    if first.step is not None:
        head.append(f"{say('step', language)} {first.step}")
    if first.provision:
        head.append(first.provision.citation)
    if by != "severity":
        head.append(SEVERITY_NAMES[first.severity].in_language(language))
    yield " · ".join(head)
    yield wrapped(first.message.in_language(language), "  ")
    if first.provision and first.provision.link:
        yield f"  {first.provision.link}"
    if first.remedy:
        yield wrapped(f"{say('remedy', language)} {first.remedy.in_language(language)}", "  ")
    for finding in findings:
        yield from _place(finding, language)


def _place(finding: Finding, language: Language) -> Iterator[str]:
    """Where it was found, in which layer and lines, the verdict's reason, its derogations, the finding's id."""
    yield wrapped(where(finding, language), "      ", "    - ")
    details = [LAYER_NAMES[finding.layer].in_language(language)] if finding.layer in LAYER_NAMES else []
    details += [finding.source] if finding.source else []
    yield wrapped(" · ".join([*details, finding.id]), "      ")
    if finding.reason:
        yield wrapped(f"{say('reason', language)} {finding.reason.in_language(language)}", "      ")
    if finding.explanation:
        yield f"      {finding.explanation.command}"
    for one in finding.derogations:
        yield wrapped(f"{say('derogation', language)} {derogation(one, language)}", "      ")


def _titled(title: str) -> list[str]:
    return [title, "-" * len(title), ""]


def _derogations(report: Report, language: Language) -> Iterable[str]:
    """Every recorded derogation, with how many findings it marks: one that marks none is told too."""
    if not report.derogations:
        return []
    parts = []
    for one, count in marked(report).values():
        rules = ", ".join(one.rules) or say("no_rule", language)
        marks = say("marks", language).format(count=count) if count else say("marks_nothing", language)
        parts.append(wrapped(f"{rules} · {marks} · {derogation(one, language)}", "    ", "  - "))
    return [*_titled(f"{say('derogations', language)} ({len(parts)})"), *parts, ""]


def _not_checked(report: Report, language: Language) -> Iterable[str]:
    """What the engine left out; silence would read as approval."""
    if not report.not_checked:
        return []
    parts = [
        wrapped(f"{part.feature} ({part.at}): {part.why.in_language(language)}", "    ", "  - ")
        for part in report.not_checked
    ]
    return [*_titled(f"{say('not_checked', language)} ({len(report.not_checked)})"), *parts, ""]


def _not_evaluated(report: Report, language: Language) -> Iterable[str]:
    """The sources and registers that were evaluated on no day, before any finding: their silence says less."""
    if not report.not_evaluated:
        return []
    parts = [
        wrapped(f"{each.name}: {each.reason.in_language(language) if each.reason else ''}", "    ", "  - ")
        for each in report.not_evaluated
    ]
    return [*_titled(f"{say('not_evaluated', language)} ({len(parts)})"), *parts, ""]


def _targets(report: Report, language: Language) -> Iterable[str]:
    """How many nodes each shape was tried on, none included: a rule that met nothing has found nothing out."""
    numbers = {rule.shape: (rule.number or "", rule.name) for rule in report.rules}
    parts = [
        "  ".join((f"{count:>7}", *numbers.get(shape, ("", shape)))).rstrip() for shape, count in report.targets.items()
    ]
    return [*_titled(say("targets", language)), *parts, ""] if parts else []
