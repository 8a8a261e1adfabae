"""Reports: what the rules found, grouped and filtered, each finding with its article, its place and how to mend it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from flask import Blueprint, Response, redirect, render_template, request, url_for

from grondslag.report.compare import DIFFERENCES, KIND_NAMES, Comparison, Entry, side_of
from grondslag.report.formats import BY_SUFFIX, Wish
from grondslag.report.grouping import GROUPING_NAMES, GROUPINGS, Grouping, Key, as_selection, choices, groups
from grondslag.report.model import Counts, Derogation, Finding, Language, Report, Rule, Severity
from grondslag.report.summary import marked
from grondslag.report.words import STATE_NAMES
from webapp import i18n, negotiation
from webapp.errors import Problem
from webapp.links import Link, external, link_to
from webapp.negotiation import HTML, Format
from webapp.presentation import with_arguments
from webapp.services import services

blueprint = Blueprint("reports", __name__, url_prefix="/reports")

FORMS = {form.suffix: Format(form.suffix, form.media_type) for form in BY_SUFFIX.values()}
# By Accept a browser gets the page of the site; the page that stands alone has an extension.
NEGOTIATED = tuple(form for form in FORMS.values() if form.name != HTML.name)
# What a browser saves: it would not show them, or not as they are under the policy of this site.
SAVED = ("csv", "xlsx", "html", "sarif")
GROUP, RAW = "group", "raw"
SHOWN_AT_ONCE = 2000
TRAIL = " › "
LATEST = "latest"
IDENTIFIER = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True)
class Place:
    """A step of the way to where something was found: flow, item, and what is below it."""

    text: str
    link: Link | None


@dataclass(frozen=True)
class ShownDerogation:
    """A derogation as a page shows it, in the page's language."""

    label: str
    link: Link | None
    state: str
    state_name: str
    approved_by: str
    documents: str
    weighing: str
    before: str
    rules: str
    marks: int


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
class Shown:
    """A finding as a page shows it, in the page's language."""

    id: str
    report: str
    severity: str
    rule: str | None
    shape_link: Link | None
    layer: str | None
    message: str
    remedy: str
    reason: str
    places: tuple[Place, ...]
    provision: Place | None
    official: Link | None
    sources: tuple[Place, ...]
    value: str
    derogations: tuple[ShownDerogation, ...]

    @property
    def anchor(self) -> str:
        """Its name within a page."""
        return f"finding-{self.id}"


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


def overview(report: Report) -> Overview:
    """The head of a report."""
    every, without = report.counts, report.counts_without
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
    )


def _by_severity(counts: Counts) -> tuple[tuple[str, int], ...]:
    return tuple(zip((severity.value for severity in Severity), counts, strict=True))


def shown_derogation(derogation: Derogation, language: Language, marks: int = 0) -> ShownDerogation:
    """A derogation for a page."""
    return ShownDerogation(
        derogation.label.in_language(language),
        link_to(derogation.iri),
        derogation.state.value,
        STATE_NAMES[derogation.state].in_language(language),
        ", ".join(each.label.in_language(language) for each in derogation.approved_by),
        ", ".join(each.label.in_language(language) for each in derogation.documents),
        derogation.weighing.in_language(language) if derogation.weighing else "",
        derogation.before or "",
        ", ".join(derogation.rules),
        marks,
    )


def shown(finding: Finding, report: Report, language: Language) -> Shown:
    """A finding for a page."""
    provision = finding.provision
    literal = finding.value is not None and finding.value.kind == "literal"
    return Shown(
        id=finding.id,
        report=report.id,
        severity=finding.severity.value,
        rule=finding.rule,
        shape_link=link_to(finding.shape),
        layer=finding.layer,
        message=finding.message.in_language(language),
        remedy=finding.remedy.in_language(language) if finding.remedy else "",
        reason=finding.reason.in_language(language) if finding.reason else "",
        places=tuple(_places(finding, language)),
        provision=Place(provision.citation, link_to(provision.iri)) if provision else None,
        official=external(provision.link) if provision else None,
        sources=tuple(Place(passage.reference, link_to(passage.iri)) for passage in finding.sources),
        value=str(finding.value) if literal else "",
        derogations=tuple(shown_derogation(one, language) for one in finding.derogations),
    )


def _places(finding: Finding, language: Language) -> Iterable[Place]:
    what = finding.what.in_language(language) if finding.what else str(finding.focus_node)
    texts = [text for text in what.split(TRAIL) if text]
    known = [iri for iri in (finding.flow, finding.item) if iri]
    if not known and finding.focus_node.kind == "iri":
        known = [finding.focus_node.text]
    iris = [*known, *[None] * len(texts)]
    return [Place(text, link_to(iri)) for text, iri in zip(texts, iris, strict=False)]


def findings_about(iris: Collection[str]) -> list[Shown]:
    """The findings at these things, or in these flows, heaviest first."""
    report = services().report()
    language = cast(Language, i18n.current())
    return [
        shown(finding, report, language)
        for finding in report.findings
        if not {finding.flow, finding.item, finding.focus_node.text}.isdisjoint(iris)
    ]


def findings_under(provision: str) -> list[Shown]:
    """The findings of rules that rest on this provision, heaviest first."""
    report = services().report()
    language = cast(Language, i18n.current())
    return [
        shown(finding, report, language)
        for finding in report.findings
        if finding.provision and finding.provision.iri == provision
    ]


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
    return render_template("compare.html", **_compared(Comparison(side_of(old), side_of(new))), reports=known)


def _asked(name: str, known: list[Report], default: Report) -> Report:
    """The report that a parameter names. Raises a `Problem` when it is not here."""
    identifier = request.args.get(name)
    found = next((report for report in known if report.id == identifier), None)
    if identifier and found is None:
        names = ", ".join(report.id for report in known)
        raise Problem(
            400, "bad_input", "wrong_filter", expected="expect_one_of", name=name, value=identifier, names=names
        )
    return found or default


def _compared(comparison: Comparison) -> dict[str, object]:
    """What the page of a comparison shows."""
    language = cast(Language, i18n.current())

    def row(kind: str, entry: Entry) -> tuple[Entry, str, Link | None, str]:
        note = comparison.note(kind, entry)
        place = link_to(entry.flow)
        return entry, entry.message.in_language(language), place, note.in_language(language) if note else ""

    return {
        "old": comparison.old,
        "new": comparison.new,
        "differences": [DIFFERENCES[name].in_language(language) for name in comparison.differences],
        "kinds": [
            (
                kind,
                KIND_NAMES[kind].in_language(language),
                _by_severity(comparison.counts(kind)),
                [row(kind, entry) for entry in entries],
            )
            for kind, entries in comparison.by_kind.items()
        ],
    }


def _to_latest(extension: str) -> Response:
    identifier = f"{services().report().id}.{extension}" if extension else services().report().id
    # The filter goes along, so that a wrong one is told and not lost on the way.
    return cast(Response, redirect(with_arguments(url_for(".report", identifier=identifier), request.args), 302))


@blueprint.get("/<identifier>")
def report(identifier: str) -> Response:
    """One report, whole or filtered: as a page, or in any of the forms that a report has."""
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
    wish = Wish(cast(Language, i18n.current()), _grouping(), request.args.get(RAW) == "1")
    written = BY_SUFFIX[form.name]
    response = Response(written.write(found, wish), content_type=form.content_type)
    if form.name in SAVED:
        response.headers["Content-Disposition"] = f'attachment; filename="grondslag-{found.id}.{form.name}"'
    return response


def _grouping() -> Grouping:
    """What the findings are ordered by."""
    value = request.args.get(GROUP) or "severity"
    if value not in GROUPINGS:
        _refuse(GROUP, value, GROUPINGS)
    return cast(Grouping, value)


def _selected(found: Report) -> Report:
    """The findings that fit the filters. Raises a `Problem` that names the filter that has no such value."""
    asked = as_selection(request.args)
    for by, value in asked.items():
        known = [key.id for key in choices(found, by)]
        if value not in known:
            _refuse(by, value, known[:8])
    return found.select(asked)


def _refuse(name: str, value: str, allowed: Collection[str]) -> None:
    raise Problem(
        400, "bad_input", "wrong_filter", expected="expect_one_of", name=name, value=value, names=", ".join(allowed)
    )


def _page(whole: Report) -> str:
    language = cast(Language, i18n.current())
    by, found = _grouping(), _selected(whole)
    chosen = {name: request.args[name] for name in (*GROUPINGS, GROUP) if request.args.get(name)}
    names = [(name, GROUPING_NAMES[name].in_language(language)) for name in GROUPINGS]
    limited = groups(found.findings[:SHOWN_AT_ONCE], by)
    return render_template(
        "report.html",
        report=overview(found),
        whole=whole.counts.total,
        by=by,
        groups=[
            (key.id, key.label.in_language(language), [shown(one, whole, language) for one in findings])
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


def _targets(found: Report) -> list[tuple[str, Link | None, str, int]]:
    """Every shape: its name, where it stands, its rule and how many nodes it was tried on, none included."""
    rules = {rule.shape: rule for rule in found.rules}
    described = ((rules.get(shape) or Rule(shape), count) for shape, count in found.targets.items())
    return [(rule.name, link_to(rule.shape), rule.number or "", count) for rule, count in described]
