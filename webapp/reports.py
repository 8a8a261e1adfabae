"""Reports: what the rules found, grouped and filtered, each finding with its article, its place and how to mend it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from flask import Blueprint, Response, redirect, render_template, request, url_for

from grondslag.namespaces import ID
from grondslag.report.compare import DIFFERENCES, KIND_NAMES, Comparison, Entry, side_of
from grondslag.report.formats import BY_SUFFIX, Wish
from grondslag.report.grouping import GROUPING_NAMES, GROUPINGS, Grouping, Key, as_selection, choices, groups
from grondslag.report.model import Counts, Evaluated, Finding, Language, Report, Rule, Severity
from grondslag.report.summary import marked
from webapp import i18n, negotiation
from webapp.asked import once, refuse
from webapp.errors import Problem
from webapp.findings import alike, shown_derogation
from webapp.links import Link, link_to
from webapp.negotiation import HTML, Format
from webapp.presentation import with_arguments
from webapp.services import services
from webapp.values import natural

blueprint = Blueprint("reports", __name__, url_prefix="/reports")

FORMS = {form.suffix: Format(form.suffix, form.media_type) for form in BY_SUFFIX.values()}
# By Accept a browser gets the page of the site; the page that stands alone has an extension.
NEGOTIATED = tuple(form for form in FORMS.values() if form.name != HTML.name)
# What a browser saves: it would not show them, or not as they are under the policy of this site.
SAVED = ("csv", "xlsx", "html", "sarif")
GROUP, RAW = "group", "raw"
SHOWN_AT_ONCE = 2000
LATEST = "latest"
IDENTIFIER = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True)
class Choice:
    """A value of a filter, and whether it is chosen."""

    id: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Field:
    """A filter of the form: what it is called, and its values."""

    name: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Tally:
    """A group in the overview: where its findings are, how many, how many without a standing derogation."""

    label: str
    href: str
    count: int
    without: int


@dataclass(frozen=True)
class Tried:
    """A shape of the report: its rule, what it says, the nodes that it was tried on and the findings it gave."""

    name: str
    link: Link | None
    rule: str
    message: str
    nodes: int
    findings: int


@dataclass(frozen=True)
class Overview:
    """A report's id, its counts by severity (all, and without standing derogations) and what it was made with."""

    id: str
    counts: tuple[tuple[str, int], ...]
    without: tuple[tuple[str, int], ...]
    derogated: int
    generation: str
    as_of: str
    engine: str
    data_hash: str
    shapes_hash: str
    tried: int
    not_checked: int
    evaluated: tuple[tuple[str, Link | None, str], ...]
    not_evaluated: tuple[tuple[str, Link | None, str], ...]


def overview(report: Report) -> Overview:
    """The head of a report."""
    every, without = report.counts, report.counts_without
    language = cast(Language, i18n.current())
    return Overview(
        report.id,
        _by_severity(every),
        _by_severity(without),
        every.total - without.total,
        report.generation or "",
        report.as_of or "",
        report.engine,
        report.data_hash,
        report.shapes_hash,
        sum(count > 0 for count in report.targets.values()),
        len(report.not_checked),
        tuple((*_graph(one), one.day) for one in report.evaluated if one.day),
        tuple((*_graph(one), one.reason.in_language(language) if one.reason else "") for one in report.not_evaluated),
    )


def _graph(evaluated: Evaluated) -> tuple[str, Link | None]:
    """The source or register, and its page: a document has one."""
    kind, _, name = evaluated.name.partition("/")
    return name or kind, link_to(f"{ID}source/{name}") if kind == "source" else None


def _by_severity(counts: Counts) -> tuple[tuple[str, int], ...]:
    return tuple(zip((severity.value for severity in Severity), counts, strict=True))


@blueprint.get("")
def index() -> str:
    """The reports: the one of the generation that is served, and those of former ones to compare it with."""
    return render_template("reports.html", reports=[overview(report) for report in services().reports()])


@blueprint.get("/latest")
def latest() -> Response:
    """A lasting address for the report of the generation that is served."""
    return _to_latest("")


@blueprint.get("/compare")
def compare() -> str:
    """Two reports that are still here: what is new, mended and persisting from the one to the other."""
    known = services().reports()
    new = _asked("new", known, known[0])
    old = _asked("old", known, next((report for report in known if report.id != new.id), new))
    compared = Comparison(side_of(old), side_of(new))
    return render_template("compare.html", **_compared(compared, (*old.findings, *new.findings)), reports=known)


def _asked(name: str, known: list[Report], default: Report) -> Report:
    """The report that a parameter names. Raises a `Problem` when it is not here."""
    identifier = once(name)
    found = next((report for report in known if report.id == identifier), None)
    if identifier and found is None:
        refuse(name, identifier, [report.id for report in known])
    return found or default


def _compared(comparison: Comparison, findings: Iterable[Finding]) -> dict[str, object]:
    """What the page of a comparison shows; `findings` are those of both reports, for the names of the places."""
    language = cast(Language, i18n.current())
    places = {finding.id: finding.what.in_language(language) for finding in findings if finding.what}
    return {
        "old": comparison.old,
        "new": comparison.new,
        "differences": [DIFFERENCES[name].in_language(language) for name in comparison.differences],
        "kinds": [
            (
                kind,
                KIND_NAMES[kind].in_language(language),
                _by_severity(comparison.counts(kind)),
                len(entries),
                _told_once(comparison, kind, entries, places),
            )
            for kind, entries in comparison.by_kind.items()
        ],
    }


def _told_once(
    comparison: Comparison, kind: str, entries: Iterable[Entry], places: Mapping[str, str]
) -> list[tuple[Entry, str, str, list[tuple[Entry, str, Link | None]]]]:
    """The entries that say the same together: one of them, what it says, what there is to note, and their places."""
    language = cast(Language, i18n.current())
    groups: dict[tuple[str, str, str, str], list[Entry]] = {}
    for entry in entries:
        note = comparison.note(kind, entry)
        words = note.in_language(language) if note else ""
        said = (entry.severity.value, entry.rule or "", entry.message.in_language(language), words)
        groups.setdefault(said, []).append(entry)
    return [
        (group[0], message, note, [(one, places.get(one.id, one.place), link_to(one.flow)) for one in group])
        for (_, _, message, note), group in groups.items()
    ]


def _each_once() -> None:
    """Raise a `Problem` for a parameter of a report that is given more than once, also where it has no use."""
    for name in (*GROUPINGS, GROUP, RAW):
        once(name)


def _to_latest(extension: str) -> Response:
    _each_once()
    identifier = f"{services().report().id}.{extension}" if extension else services().report().id
    # The filter goes along, so that a wrong one is told and not lost on the way.
    return cast(Response, redirect(with_arguments(url_for(".report", identifier=identifier), request.args), 302))


@blueprint.get("/<identifier>")
def report(identifier: str) -> Response:
    """One report, whole or filtered: as a page, or in any of the forms that a report has."""
    _each_once()
    stem, _, extension = identifier.partition(".")
    if not extension or extension in FORMS:
        if stem == LATEST:
            return _to_latest(extension)
        found = services().report()
        if stem == found.id:
            if extension:
                return _download(_selected(found), FORMS[extension])
            form = negotiation.require((HTML, *NEGOTIATED))
            return Response(_page(found)) if form is HTML else _download(_selected(found), form)
        if IDENTIFIER.fullmatch(stem):
            raise Problem(410, "report_replaced", "report_replaced", example="/reports/latest", value=stem)
    raise Problem(404, "unknown_report", "unknown_report", example="/reports/latest", value=identifier)


def _download(found: Report, form: Format) -> Response:
    """The report in a form of the core, a piece at a time."""
    wish = Wish(cast(Language, i18n.current()), _grouping(), once(RAW) == "1")
    written = BY_SUFFIX[form.name]
    response = Response(written.write(found, wish), content_type=form.content_type)
    if form.name in SAVED:
        response.headers["Content-Disposition"] = f'attachment; filename="grondslag-{found.id}.{form.name}"'
    return response


def _grouping() -> Grouping:
    """What the findings are ordered by."""
    value = once(GROUP) or "severity"
    if value not in GROUPINGS:
        refuse(GROUP, value, GROUPINGS)
    return value


def _selected(found: Report) -> Report:
    """The findings that fit the filters. Raises a `Problem` that names the filter that has no such value."""
    asked = as_selection({name: once(name) for name in GROUPINGS})
    for by, value in asked.items():
        known = [key.id for key in choices(found, by)]
        if value not in known:
            refuse(by, value, known)
    return found.select(asked)


def _page(whole: Report) -> str:
    language = cast(Language, i18n.current())
    by, found = _grouping(), _selected(whole)
    chosen = {name: value for name in (*GROUPINGS, GROUP) if (value := once(name))}
    names = [(name, GROUPING_NAMES[name].in_language(language)) for name in GROUPINGS]
    limited = groups(found.findings[:SHOWN_AT_ONCE], by)
    return render_template(
        "report.html",
        report=overview(found),
        whole=whole.counts.total,
        by=by,
        groups=[
            (key.id, key.label.in_language(language), alike(findings, whole, language), len(findings))
            for key, findings in ((group.key, group.findings) for group in limited)
        ],
        shown=len(found.findings),
        left_out=max(0, len(found.findings) - SHOWN_AT_ONCE),
        fields=[_field(whole, name, chosen.get(name, ""), language) for name in GROUPINGS],
        groupings=names,
        tallies=[(label, _tallies(found, name, chosen, language)) for name, label in names],
        chosen=chosen,
        targets=_targets(whole),
        derogations=[shown_derogation(one, language, marks) for one, marks in marked(found).values()],
        forms=[form.name for form in FORMS.values()],
    )


def _field(found: Report, by: Grouping, chosen: str, language: Language) -> Field:
    def choice(key: Key) -> Choice:
        return Choice(key.id, key.label.in_language(language), key.id == chosen)

    return Field(by, GROUPING_NAMES[by].in_language(language), tuple(choice(key) for key in choices(found, by)))


def _tallies(found: Report, by: Grouping, chosen: Mapping[str, str], language: Language) -> list[Tally]:
    """The groups of one grouping, each leading to its findings within what was chosen."""
    address = url_for(".report", identifier=found.id)
    return [
        Tally(
            group.key.label.in_language(language),
            with_arguments(address, {**chosen, by: group.key.id}),
            len(group.findings),
            len(group.findings) - group.derogated,
        )
        for group in groups(found.findings, by)
    ]


def _targets(found: Report) -> list[Tried]:
    """Every shape in the order of the rules: how many nodes it was tried on, none included, and what it found."""
    language = cast(Language, i18n.current())
    rules = {rule.shape: rule for rule in found.rules}
    counts = Counter(finding.shape for finding in found.findings)
    described = [(rules.get(shape) or Rule(shape), nodes) for shape, nodes in found.targets.items()]
    described.sort(key=lambda pair: (pair[0].number is None, natural(pair[0].number or ""), pair[0].name))
    return [
        Tried(
            rule.name,
            link_to(rule.shape),
            rule.number or "",
            rule.message.in_language(language) if rule.message else "",
            nodes,
            counts[rule.shape],
        )
        for rule, nodes in described
    ]
