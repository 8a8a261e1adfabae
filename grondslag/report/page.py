"""The report as one HTML page that stands alone and can be handed on: no script, nothing fetched, fit for paper.

First what was tested, when, and what was counted; then the findings, those that say the same once with every place;
last the derogations and the long tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from importlib.resources import files
from urllib.parse import urlsplit

from grondslag.report import table
from grondslag.report.grouping import GROUPING_NAMES, GROUPINGS, SEVERITY_NAMES, Group, Grouping, alike, groups
from grondslag.report.model import Finding, Language, Named, Report, Severity, Text
from grondslag.report.summary import marked
from grondslag.report.text import derogation, facts, nothing, say, selection, where
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
    grouped = groups(report.findings, by)
    yield _start(report, language)
    yield from _cover(report, language)
    yield from _contents(grouped, by, language)
    yield "</header>"
    yield from _findings(report, grouped, by, language)
    yield from _derogations(report, language)
    yield from _tallies(report, language)
    yield from _targets(report, language)
    yield from _made_with(report, language)
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


def _cover(report: Report, language: Language) -> Iterator[str]:
    """The first page: what the report does not say, what was tested and when, what was not, and the counts."""
    yield f'<header class="cover"><h1>{_said("title", language)} <code>{escape(report.id)}</code></h1>'
    yield f'<p class="statement">{escape(STATEMENT.in_language(language))}</p>'
    if report.whole:
        yield f"<p><strong>{_said('selection', language)}:</strong> {escape(selection(report, language))}</p>"
    yield from _tested(report, language)
    yield from _not_evaluated(report, language)
    yield from _not_checked(report, language)
    yield from _counts(report, language)


def _tested(report: Report, language: Language) -> Iterator[str]:
    """The sources and registers that were evaluated, each with its day, and the rules."""
    yield f"<h2>{_said('tested', language)}</h2>"
    days = [(each.name, each.day) for each in report.evaluated if each.day]
    if days:
        yield _table("", (say("graph", language), say("evaluated_on", language)), days)
    legal = report.as_of or say("not_given" if report.evaluated else "no_as_of", language)
    generation = report.generation or say("no_generation", language)
    yield _facts([(say("as_of", language), legal), (say("generation", language), generation)])
    tried = sum(count > 0 for count in report.targets.values())
    yield f"<p>{escape(say('tried', language).format(tried=tried, all=len(report.targets)))}</p>"


def _not_evaluated(report: Report, language: Language) -> Iterator[str]:
    """The sources and registers that were evaluated on no day, by reason: on these silence says less."""
    if report.not_evaluated:
        yield f"<h2>{_said('not_evaluated', language)} ({len(report.not_evaluated)})</h2><ul>"
        names: dict[Text | None, list[str]] = {}
        for each in report.not_evaluated:
            names.setdefault(each.reason, []).append(f"<code>{escape(each.name)}</code>")
        for reason, named in names.items():
            yield f"<li>{', '.join(named)}: {escape(reason.in_language(language)) if reason else ''}</li>"
        yield "</ul>"


def _not_checked(report: Report, language: Language) -> Iterator[str]:
    """What the engine left out; silence would read as approval."""
    if report.not_checked:
        yield f"<h2>{_said('not_checked', language)} ({len(report.not_checked)})</h2><ul>"
        for part in report.not_checked:
            why = escape(part.why.in_language(language))
            yield f"<li><code>{escape(part.feature)}</code> ({escape(part.at)}): {why}</li>"
        yield "</ul>"


def _counts(report: Report, language: Language) -> Iterator[str]:
    """The counts by severity, with and without derogations."""
    yield f"<h2>{_said('overview', language)}</h2>"
    total, *severities = table.counts(report)
    names = [SEVERITY_NAMES[severity].in_language(language) for severity in Severity]
    rows = [(name, count, remaining) for name, (_, count, remaining) in zip(names, severities, strict=True)]
    rows.append((say("total", language), *total[1:]))
    severity = GROUPING_NAMES["severity"].in_language(language)
    yield _table("", (severity, say("all", language), say("without", language)), rows)


def _contents(grouped: Sequence[Group], by: Grouping, language: Language) -> Iterator[str]:
    """Where to find each group on the page. On paper severities are left out: the counts are the same list."""
    if len(grouped) > 1:
        title = escape(_by(by, language))
        yield f'<nav class="by-{by}" aria-label="{title}"><h2>{title}</h2><ul class="contents">'
        for number, group in enumerate(grouped, start=1):
            label = escape(group.key.label.in_language(language))
            yield f'<li><a href="#group-{number}">{label}</a> ({len(group.findings)})</li>'
        yield "</ul></nav>"


def _findings(report: Report, grouped: Sequence[Group], by: Grouping, language: Language) -> Iterator[str]:
    yield f"<h2>{_said('findings', language)} ({len(report.findings)})</h2>"
    if not report.findings:
        yield f"<p>{escape(nothing(report, language))}</p>"
        return
    yield f'<p class="quiet how">{_with_code(say("how_told", language))}</p>'
    for number, group in enumerate(grouped, start=1):
        label = escape(group.key.label.in_language(language))
        yield f'<section id="group-{number}"><h3>{label} ({len(group.findings)})</h3>'
        for same in alike(group.findings):
            yield _told_once(same, language)
        yield "</section>"


def _told_once(same: tuple[Finding, ...], language: Language) -> str:
    """What is wrong, which article and how to mend it, once; then every place."""
    first = same[0]
    parts = [
        f'<article class="finding {first.severity.value}"><div class="head"><p>{_label(same, language)}</p>',
        f"<h4>{escape(first.message.in_language(language))}</h4>",
    ]
    if first.provision:
        parts.append(_said_of("article", _linked(first.provision.citation, first.provision.link), language))
    if first.remedy:
        parts.append(_said_of("remedy", escape(first.remedy.in_language(language)), language))
    heading = "".join(f'<th scope="col">{_said(word, language)}</th>' for word in ("place", "source", "finding"))
    parts.append(f'</div><table class="places"><thead><tr>{heading}</tr></thead><tbody>')
    before: Finding | None = None
    for finding in same:
        parts.append(_place(finding, before, language))
        before = finding
    return "".join([*parts, "</tbody></table></article>"])


def _label(same: tuple[Finding, ...], language: Language) -> str:
    """Severity and number of findings, rule, step and layer."""
    first = same[0]
    severity = f"{SEVERITY_NAMES[first.severity].in_language(language)}: {len(same)}"
    parts = [f'<span class="severity">{escape(severity)}</span>', escape(first.rule or say("no_rule", language))]
    if first.step is not None:
        parts.append(f"{_said('step', language)} {first.step}")
    if first.layer in LAYER_NAMES:
        parts.append(escape(LAYER_NAMES[first.layer].in_language(language)))
    return " · ".join(parts)


def _place(finding: Finding, before: Finding | None, language: Language) -> str:
    """One finding as a row: flow and datum, what stands there, who is concerned, where it is explained.

    Who is concerned is told once where the row `before` is of the same flow and parties.
    """
    parts = [escape(where(finding, language))]
    if finding.value is not None and finding.value.kind == "literal":
        parts.append(f" <q>{escape(finding.value.text)}</q>")
    parties = "; ".join(_parties(finding, language))
    if parties and not (before and before.flow == finding.flow and parties == "; ".join(_parties(before, language))):
        parts.append(f'<p class="quiet">{escape(parties)}</p>')
    if finding.reason:
        parts.append(_said_of("reason", escape(finding.reason.in_language(language)), language))
    for one in finding.derogations:
        parts.append(f'<p class="derogation">{_said("derogation", language)} {escape(derogation(one, language))}</p>')
    if finding.explanation:
        # Not a link: from a page on a disk it would lead nowhere.
        parts.append(f'<p class="quiet"><code>{escape(finding.explanation.path)}</code></p>')
    return (
        f'<tr class="{finding.severity.value}" data-finding="{escape(finding.id)}"><td>{"".join(parts)}</td>'
        f'<td>{escape(finding.source or "")}</td><td class="id">{escape(finding.id)}</td></tr>'
    )


def _parties(finding: Finding, language: Language) -> Iterator[str]:
    """Whom it is about and who receives, by name."""
    parties: tuple[tuple[Grouping, tuple[Named, ...]], ...] = (
        ("organisation", finding.organisations),
        ("recipient", finding.recipients),
    )
    for by, named in parties:
        if named:
            names = ", ".join(each.label.in_language(language) for each in named)
            yield f"{GROUPING_NAMES[by].in_language(language)}: {names}"


def _derogations(report: Report, language: Language) -> Iterator[str]:
    """Every recorded derogation, those that mark nothing included."""
    if report.derogations:
        yield f"<h2>{_said('derogations', language)} ({len(report.derogations)})</h2>"
        heading = (say("derogation", language).rstrip(":"), say("rule_of", language), say("findings", language))
        rows = [(derogation(one, language), ", ".join(one.rules), count) for one, count in marked(report).values()]
        yield _table("", heading, rows)


def _tallies(report: Report, language: Language) -> Iterator[str]:
    """The counts by every grouping but severity, which the first page has."""
    if not report.findings:
        return
    yield f'<div class="long"><h2>{_said("tallies", language)}</h2>'
    for by in GROUPINGS[1:]:
        heading = (GROUPING_NAMES[by].in_language(language), say("all", language), say("without", language))
        rows = [
            (group.key.label.in_language(language), len(group.findings), len(group.findings) - group.derogated)
            for group in groups(report.findings, by)
        ]
        yield _table(_by(by, language), heading, rows)
    yield "</div>"


def _targets(report: Report, language: Language) -> Iterator[str]:
    yield f'<div class="long targets"><h2>{_said("targets", language)}</h2>'
    heading = (say("shapes", language), say("rule_of", language), say("targeted", language))
    names = {rule.shape: rule.name for rule in report.rules}
    rows = [(names.get(shape, shape), rule or "", count) for shape, rule, count in table.targets(report)]
    yield f"{_table('', heading, rows)}</div>"


def _made_with(report: Report, language: Language) -> Iterator[str]:
    """What the report was made with: it shows later that it was this data and these shapes."""
    yield f"<h2>{_said('made_with', language)}</h2>{_facts(facts(report, language))}"


def _facts(known: Iterable[tuple[str, str]]) -> str:
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in known)
    return f'<dl class="facts">{rows}</dl>'


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


def _by(by: Grouping, language: Language) -> str:
    return say("by", language).format(grouping=GROUPING_NAMES[by].in_language(language).lower())


def _said(word: str, language: Language) -> str:
    return escape(say(word, language))


def _with_code(text: str) -> str:
    """A text of ours in which what stands between backticks is typed as it is."""
    plain_and_code = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if at % 2 else part for at, part in enumerate(plain_and_code))


def _said_of(word: str, markup: str, language: Language) -> str:
    return f'<p><span class="quiet">{_said(word, language).rstrip(":")}:</span> {markup}</p>'


def _linked(text: str, link: str | None) -> str:
    """Only http and https become links."""
    if link and urlsplit(link).scheme in ("http", "https"):
        return f'<a href="{escape(link)}" rel="noopener noreferrer nofollow">{escape(text)}</a>'
    return escape(text)
