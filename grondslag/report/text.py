"""The report for a reader: by severity, then rule; each rule once, with its article, remedy and places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from textwrap import fill

from grondslag.report.model import Finding, Language, Report, Severity, Text

WIDTH = 96

STATEMENT = Text(
    "Dit rapport zegt wat niet is aangetoond of niet is vermeld. Het verklaart niets rechtmatig, ook niet "
    "waar het niets vindt: noodzaak en evenredigheid zijn het oordeel van een mens.",
    "This report says what is not shown or not stated. It declares nothing lawful, not even where it finds "
    "nothing: necessity and proportionality are a person's verdict.",
)
NOTHING_FOUND = Text(
    "Geen bevindingen: geen van de regels vond iets dat niet is aangetoond.",
    "No findings: none of the rules found anything that is not shown.",
)
NOTHING_FOUND_IN_PART = Text(
    "Geen bevindingen in wat is getoetst; een deel is niet getoetst, en daarover zegt dit rapport niets.",
    "No findings in what was checked; a part was not checked, and on that this report says nothing.",
)
SEVERITY_NAMES = {
    Severity.VIOLATION: Text("Tekortkomingen", "Violations"),
    Severity.WARNING: Text("Waarschuwingen", "Warnings"),
    Severity.INFO: Text("Ter informatie", "For information"),
}
LAYER_NAMES = {
    "reported": Text("gemelde praktijk", "reported practice"),
    "register": Text("register", "register"),
}
WORDS = {
    "title": Text("Rapport", "Report"),
    "made": Text("Gemaakt met", "Made with"),
    "generation": Text("generatie", "generation"),
    "data": Text("Gegevens", "Data"),
    "shapes": Text("Regels", "Shapes"),
    "step": Text("stap", "step"),
    "no_rule": Text("zonder regelnummer", "no rule number"),
    "remedy": Text("Herstel:", "Remedy:"),
    "reason": Text("Oordeel:", "Verdict:"),
    "derogation": Text("Gemotiveerd afgeweken:", "Derogation:"),
    "not_checked": Text("Niet getoetst", "Not checked"),
    "tried": Text(
        "Getoetste regels: {tried} van {all}; de overige troffen niets van hun soort aan.",
        "Rules tried: {tried} of {all}; the others met nothing of their kind.",
    ),
}


def to_text(report: Report, language: Language) -> str:
    """The whole report as plain text of at most 96 columns (links may be longer), ending in a newline."""
    lines = [*_head(report, language), ""]
    for severity, findings in groupby(report.findings, key=lambda finding: finding.severity):
        lines += _severity(severity, list(findings), language)
    if not report.findings:
        nothing = NOTHING_FOUND_IN_PART if report.not_checked else NOTHING_FOUND
        lines += [_wrapped(nothing.in_language(language)), ""]
    lines += _not_checked(report, language)
    lines.append(_wrapped(STATEMENT.in_language(language)))
    return "\n".join(lines) + "\n"


def _say(word: str, language: Language) -> str:
    return WORDS[word].in_language(language)


def _wrapped(text: str, indent: str = "", first: str | None = None) -> str:
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
    """Which report this is, of what, and the counts."""
    title = f"{_say('title', language)} {report.id}"
    yield title
    yield "=" * len(title)
    made = f"{_say('made', language)} {report.engine}"
    if report.generation:
        made += f", {_say('generation', language)} {report.generation}"
    yield made
    yield f"{_say('data', language)} sha256:{report.data_hash}"
    yield f"{_say('shapes', language)} sha256:{report.shapes_hash}"
    yield ""
    yield " · ".join(f"{SEVERITY_NAMES[each].in_language(language)}: {report.count(each)}" for each in Severity)
    tried = sum(count > 0 for count in report.targets.values())
    yield _say("tried", language).format(tried=tried, all=len(report.targets))


def _severity(severity: Severity, findings: list[Finding], language: Language) -> Iterator[str]:
    """One heading per severity, below it one block per shape."""
    title = f"{SEVERITY_NAMES[severity].in_language(language)} ({len(findings)})"
    yield title
    yield "-" * len(title)
    yield ""
    for _, same_rule in groupby(findings, key=lambda finding: (finding.rule, finding.shape)):
        yield from _rule(list(same_rule), language)
        yield ""


def _rule(findings: list[Finding], language: Language) -> Iterator[str]:
    """What the rule says, its article with link and its remedy once; then every place."""
    first = findings[0]
    head = [first.rule or _say("no_rule", language)]
    if first.step is not None:
        head.append(f"{_say('step', language)} {first.step}")
    if first.provision:
        head.append(first.provision.citation)
    yield " · ".join(head)
    yield _wrapped(first.message.in_language(language), "  ")
    if first.provision and first.provision.link:
        yield f"  {first.provision.link}"
    if first.remedy:
        yield _wrapped(f"{_say('remedy', language)} {first.remedy.in_language(language)}", "  ")
    for finding in findings:
        yield from _place(finding, language)


def _place(finding: Finding, language: Language) -> Iterator[str]:
    """Where it was found, in which layer and lines, the verdict's reason, a derogation, the finding's id."""
    what = finding.what.in_language(language) if finding.what else str(finding.focus_node)
    yield _wrapped(what, "      ", "    - ")
    details = [LAYER_NAMES[finding.layer].in_language(language)] if finding.layer in LAYER_NAMES else []
    details += [finding.source] if finding.source else []
    yield _wrapped(" · ".join([*details, finding.id]), "      ")
    if finding.reason:
        yield _wrapped(f"{_say('reason', language)} {finding.reason.in_language(language)}", "      ")
    if finding.derogation:
        yield f"      {_say('derogation', language)} {finding.derogation}"


def _not_checked(report: Report, language: Language) -> Iterable[str]:
    """What the engine left out; silence would read as approval."""
    if not report.not_checked:
        return []
    title = f"{_say('not_checked', language)} ({len(report.not_checked)})"
    parts = [
        _wrapped(f"{part.feature} ({part.at}): {part.why.in_language(language)}", "    ", "  - ")
        for part in report.not_checked
    ]
    return [title, "-" * len(title), "", *parts, ""]
