"""Reports: what the rules found, by severity, each finding with its article, its place and how to mend it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import cast

from flask import Blueprint, Response, redirect, render_template, request, url_for

from grondslag.errors import BadInput, NotFound
from grondslag.report.model import Finding, Language, Report, Severity
from webapp import i18n, negotiation
from webapp.links import Link, external, link_to
from webapp.negotiation import HTML, TURTLE, Format
from webapp.services import services

blueprint = Blueprint("reports", __name__, url_prefix="/reports")

PLAIN = Format("txt", "text/plain")
JSON = Format("json", "application/json")
FORMS = {form.name: form for form in (PLAIN, JSON, TURTLE)}
TRAIL = " › "


@dataclass(frozen=True)
class Place:
    """A step of the way to where something was found: flow, item, and what is below it."""

    text: str
    link: Link | None


@dataclass(frozen=True)
class Shown:
    """A finding as a page shows it, in the page's language."""

    id: str
    report: str
    severity: str
    rule: str | None
    layer: str | None
    message: str
    remedy: str
    reason: str
    places: tuple[Place, ...]
    provision: Place | None
    official: Link | None
    sources: tuple[Place, ...]
    value: str
    derogation: Link | None

    @property
    def anchor(self) -> str:
        """Its name within a page."""
        return f"finding-{self.id}"


@dataclass(frozen=True)
class Overview:
    """A report's id, its counts by severity and the rules that found something."""

    id: str
    counts: tuple[tuple[str, int], ...]
    rules: tuple[str, ...]
    generation: str
    tried: int
    not_checked: int


def overview(report: Report) -> Overview:
    """The head of a report."""
    return Overview(
        report.id,
        tuple((severity.value, report.count(severity)) for severity in Severity),
        tuple(sorted({finding.rule for finding in report.findings if finding.rule})),
        report.generation or "",
        sum(count > 0 for count in report.targets.values()),
        len(report.not_checked),
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
        layer=finding.layer,
        message=finding.message.in_language(language),
        remedy=finding.remedy.in_language(language) if finding.remedy else "",
        reason=finding.reason.in_language(language) if finding.reason else "",
        places=tuple(_places(finding, language)),
        provision=Place(provision.citation, link_to(provision.iri)) if provision else None,
        official=external(provision.link) if provision else None,
        sources=tuple(Place(passage.reference, link_to(passage.iri)) for passage in finding.sources),
        value=str(finding.value) if literal else "",
        derogation=link_to(finding.derogation),
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


@blueprint.get("")
def index() -> str:
    """The reports: today the one of the generation that is served."""
    return render_template("reports.html", reports=[overview(services().report())])


@blueprint.get("/latest")
def latest() -> Response:
    """A lasting address for the report of the generation that is served."""
    return cast(Response, redirect(url_for(".report", identifier=services().report().id), 302))


@blueprint.get("/<identifier>")
def report(identifier: str) -> Response:
    """One report: as a page that can be filtered, or whole as text, JSON or Turtle."""
    stem, _, extension = identifier.partition(".")
    found = services().report()
    if stem != found.id or (extension and extension not in FORMS):
        raise NotFound(f"Unknown report {identifier!r}", code="unknown_report", example="/reports/latest")
    form = FORMS.get(extension) or negotiation.require((HTML, *FORMS.values()))
    if form is not HTML:
        return Response(_written(found, form), content_type=form.content_type)
    return Response(_page(found))


def _written(found: Report, form: Format) -> bytes:
    if form is JSON:
        return (json.dumps(found.to_json(), ensure_ascii=False, indent=2) + "\n").encode()
    if form is TURTLE:
        return found.to_rdf().serialize(format="turtle", encoding="utf-8")
    return found.to_text(cast(Language, i18n.current())).encode()


def _filter(name: str, allowed: Collection[str]) -> str:
    value = request.args.get(name, "")
    if value and value not in allowed:
        raise BadInput(f"Invalid {name} {value!r}", expected=f"one of {', '.join(allowed)}")
    return value


def _page(found: Report) -> str:
    head = overview(found)
    severity = _filter("severity", [name for name, _ in head.counts])
    rule = _filter("rule", head.rules)
    language = cast(Language, i18n.current())
    kept = [
        shown(finding, found, language)
        for finding in found.findings
        if severity in ("", finding.severity.value) and rule in ("", finding.rule)
    ]
    groups = [(name, [one for one in kept if one.severity == name]) for name, _ in head.counts]
    return render_template(
        "report.html",
        report=head,
        groups=[(name, findings) for name, findings in groups if findings],
        shown=len(kept),
        chosen={"severity": severity, "rule": rule},
    )
