"""The report as one HTML page that stands alone: no script, nothing fetched, its style within, fit for paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from importlib.resources import files
from urllib.parse import urlsplit

from grondslag.report import table
from grondslag.report.grouping import GROUPING_NAMES, GROUPINGS, SEVERITY_NAMES, Group, Grouping, groups
from grondslag.report.model import Finding, Language, Named, Report, Severity
from grondslag.report.summary import marked
from grondslag.report.text import derogation, facts, nothing, say, selection
from grondslag.report.words import LAYER_NAMES, STATEMENT

_STYLE = "report.css"
# Nothing is fetched and nothing runs, whatever a text of the data might hold.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_NUMERIC = "n"


def to_html(report: Report, language: Language, by: Grouping = "severity") -> Iterator[bytes]:
    """The page in `language`, findings grouped by `by`, one group after the other."""
    for part in _parts(report, language, by):
        yield (part + "\n").encode()


def _parts(report: Report, language: Language, by: Grouping) -> Iterator[str]:
    yield _start(report, language)
    yield from _head(report, language)
    yield from _not_evaluated(report, language)
    yield from _overview(report, language)
    yield f"<h2>{_said('findings', language)}</h2>" if by != "severity" else ""
    for group in groups(report.findings, by):
        yield from _group(group, by, language)
    if not report.findings:
        yield f"<p>{escape(nothing(report, language))}</p>"
    yield from _derogations(report, language)
    yield from _not_checked(report, language)
    yield from _targets(report, language)
    yield "</main></body></html>"


def _start(report: Report, language: Language) -> str:
    style = (files("grondslag.report") / _STYLE).read_text(encoding="utf-8")
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>Grondslag: {_said('title', language)} {escape(report.id)}</title>\n"
        f"<style>\n{style}</style></head><body><main>"
    )


def _head(report: Report, language: Language) -> Iterator[str]:
    """Which report it is, what it does not say, and what it was made with."""
    yield f"<h1>{_said('title', language)} <code>{escape(report.id)}</code></h1>"
    yield f'<p class="statement">{escape(STATEMENT.in_language(language))}</p>'
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts(report, language))
    yield f'<dl class="facts">{rows}</dl>'
    if report.whole:
        yield f"<p><strong>{_said('selection', language)}:</strong> {escape(selection(report, language))}</p>"
    tried = sum(count > 0 for count in report.targets.values())
    yield f"<p>{escape(say('tried', language).format(tried=tried, all=len(report.targets)))}</p>"


def _overview(report: Report, language: Language) -> Iterator[str]:
    """The counts with and without derogations, by severity and by every other grouping."""
    yield f"<h2>{_said('overview', language)}</h2>"
    every, without = say("all", language), say("without", language)
    total, *severities = table.counts(report)
    names = [SEVERITY_NAMES[severity].in_language(language) for severity in Severity]
    rows = [(name, count, remaining) for name, (_, count, remaining) in zip(names, severities, strict=True)]
    rows.append((say("total", language), *total[1:]))
    yield _table(GROUPING_NAMES["severity"].in_language(language), ("", every, without), rows)
    for by in GROUPINGS[1:]:
        grouping = GROUPING_NAMES[by].in_language(language)
        rows = [
            (group.key.label.in_language(language), len(group.findings), len(group.findings) - group.derogated)
            for group in groups(report.findings, by)
        ]
        yield _table(say("by", language).format(grouping=grouping.lower()), (grouping, every, without), rows)


def _group(group: Group, by: Grouping, language: Language) -> Iterator[str]:
    label = escape(group.key.label.in_language(language))
    level = 2 if by == "severity" else 3
    yield f"<section><h{level}>{label} ({len(group.findings)})</h{level}>"
    for finding in group.findings:
        yield _finding(finding, level + 1, language)
    yield "</section>"


def _finding(finding: Finding, level: int, language: Language) -> str:
    """One finding: what, where, which article, how to mend it, where it was read, and what derogates."""
    where = finding.what.in_language(language) if finding.what else str(finding.focus_node)
    parts = [
        f'<article class="finding {finding.severity.value}" data-finding="{escape(finding.id)}">',
        f"<p>{_label(finding, language)}</p>",
        f"<h{level}>{escape(finding.message.in_language(language))}</h{level}>",
        f"<p>{escape(where)}</p>",
    ]
    if finding.provision:
        parts.append(_said_of("article", _linked(finding.provision.citation, finding.provision.link), language))
    for word, text in (("reason", finding.reason), ("remedy", finding.remedy)):
        if text:
            parts.append(_said_of(word, escape(text.in_language(language)), language))
    parties: tuple[tuple[Grouping, tuple[Named, ...]], ...] = (
        ("organisation", finding.organisations),
        ("recipient", finding.recipients),
    )
    for by, named in parties:
        if named:
            label = GROUPING_NAMES[by].in_language(language)
            parts.append(f"<p>{label}: {escape(', '.join(each.label.in_language(language) for each in named))}</p>")
    if finding.source:
        parts.append(_said_of("source", escape(finding.source), language))
    if finding.explanation:
        # The path leads to the page where the site shows this report; on paper and on disk the command tells the same.
        path, command = escape(finding.explanation.path), escape(finding.explanation.command)
        parts.append(_said_of("explanation", f'<a href="{path}">{path}</a> <code>{command}</code>', language))
    for one in finding.derogations:
        told = f"{_said('derogation', language)} {escape(derogation(one, language))}"
        parts.append(f'<p class="derogation">{told}</p>')
    return "".join([*parts, "</article>"])


def _label(finding: Finding, language: Language) -> str:
    """Severity, rule, step, layer and id."""
    parts = [f'<span class="severity">{escape(SEVERITY_NAMES[finding.severity].in_language(language))}</span>']
    parts.append(escape(finding.rule or say("no_rule", language)))
    if finding.step is not None:
        parts.append(f"{_said('step', language)} {finding.step}")
    if finding.layer in LAYER_NAMES:
        parts.append(escape(LAYER_NAMES[finding.layer].in_language(language)))
    return " · ".join([*parts, f'<span class="id">{escape(finding.id)}</span>'])


def _derogations(report: Report, language: Language) -> Iterator[str]:
    """Every recorded derogation, those that mark nothing included."""
    if report.derogations:
        yield f"<h2>{_said('derogations', language)} ({len(report.derogations)})</h2>"
        heading = (say("derogation", language).rstrip(":"), say("rule_of", language), say("findings", language))
        rows = [(derogation(one, language), ", ".join(one.rules), count) for one, count in marked(report).values()]
        yield _table("", heading, rows)


def _not_checked(report: Report, language: Language) -> Iterator[str]:
    """What the engine left out; silence would read as approval."""
    if report.not_checked:
        yield f"<h2>{_said('not_checked', language)} ({len(report.not_checked)})</h2><ul>"
        for part in report.not_checked:
            why = escape(part.why.in_language(language))
            yield f"<li><code>{escape(part.feature)}</code> ({escape(part.at)}): {why}</li>"
        yield "</ul>"


def _not_evaluated(report: Report, language: Language) -> Iterator[str]:
    """The sources and registers that were evaluated on no day, before any finding: their silence says less."""
    if report.not_evaluated:
        yield f"<h2>{_said('not_evaluated', language)} ({len(report.not_evaluated)})</h2><ul>"
        for each in report.not_evaluated:
            why = escape(each.reason.in_language(language)) if each.reason else ""
            yield f"<li><code>{escape(each.name)}</code>: {why}</li>"
        yield "</ul>"


def _targets(report: Report, language: Language) -> Iterator[str]:
    yield f"<h2>{_said('targets', language)}</h2>"
    heading = (say("shapes", language), say("rule_of", language), say("targeted", language))
    names = {rule.shape: rule.name for rule in report.rules}
    rows = [(names.get(shape, shape), rule or "", count) for shape, rule, count in table.targets(report)]
    yield _table("", heading, rows)


def _table(caption: str, heading: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table whose numbers, and the headings above them, stand to the right."""
    rows = list(rows)
    kinds = [f' class="{_NUMERIC}"' if rows and isinstance(cell, int) else "" for cell in (rows or [heading])[0]]
    head = "".join(f'<th scope="col"{kind}>{escape(each)}</th>' for each, kind in zip(heading, kinds, strict=True))
    body = "".join("<tr>" + "".join(_cell(each) for each in row) + "</tr>" for row in rows)
    said = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f"<table>{said}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: object) -> str:
    return f'<td class="{_NUMERIC}">{value}</td>' if isinstance(value, int) else f"<td>{escape(str(value))}</td>"


def _said(word: str, language: Language) -> str:
    return escape(say(word, language))


def _said_of(word: str, markup: str, language: Language) -> str:
    return f'<p><span class="quiet">{_said(word, language).rstrip(":")}:</span> {markup}</p>'


def _linked(text: str, link: str | None) -> str:
    """Only http and https become links."""
    if link and urlsplit(link).scheme in ("http", "https"):
        return f'<a href="{escape(link)}" rel="noopener noreferrer nofollow">{escape(text)}</a>'
    return escape(text)
