"""Reports: what the rules found, by severity, each finding with its article, its place and how to mend it."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import cast

from flask import Blueprint, Response, redirect, render_template, request, url_for

from grondslag.report.model import Finding, Language, Report, Severity
from webapp import i18n, negotiation
from webapp.errors import Problem
from webapp.links import Link, external, link_to
from webapp.negotiation import HTML, TURTLE, Format
from webapp.presentation import with_arguments
from webapp.services import services

blueprint = Blueprint("reports", __name__, url_prefix="/reports")

PLAIN = Format("txt", "text/plain")
JSON = Format("json", "application/json")
FORMS = {form.name: form for form in (PLAIN, JSON, TURTLE)}
TRAIL = " › "
LATEST = "latest"
IDENTIFIER = re.compile(r"[0-9a-f]{16}")
FILTERS = ("severity", "rule")


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
    """The reports: today the one of the generation that is served."""
    return render_template("reports.html", reports=[overview(services().report())])


@blueprint.get("/latest")
def latest() -> Response:
    """A lasting address for the report of the generation that is served."""
    return _to_latest("")


def _to_latest(extension: str) -> Response:
    identifier = f"{services().report().id}.{extension}" if extension else services().report().id
    # The filter goes along, so that a wrong one is told and not lost on the way.
    return cast(Response, redirect(with_arguments(url_for(".report", identifier=identifier), request.args), 302))


@blueprint.get("/<identifier>")
def report(identifier: str) -> Response:
    """One report: as a page that can be filtered, or whole as text, JSON or Turtle."""
    stem, _, extension = identifier.partition(".")
    if not extension or extension in FORMS:
        if stem == LATEST:
            return _to_latest(extension)
        found = services().report()
        if stem == found.id:
            return _in_form(found, FORMS.get(extension) or negotiation.require((HTML, *FORMS.values())))
        if IDENTIFIER.fullmatch(stem):
            raise Problem(410, "report_replaced", "report_replaced", example="/reports/latest", value=stem)
    raise Problem(404, "unknown_report", "unknown_report", example="/reports/latest", value=identifier)


def _in_form(found: Report, form: Format) -> Response:
    if form is HTML:
        return Response(_page(found))
    filters = [name for name in FILTERS if request.args.get(name)]
    if filters:
        raise Problem(400, "bad_input", "whole_report", expected="expect_unfiltered", name=filters[0])
    return Response(_written(found, form), content_type=form.content_type)


def _written(found: Report, form: Format) -> bytes:
    if form is JSON:
        return (json.dumps(found.to_json(), ensure_ascii=False, indent=2) + "\n").encode()
    if form is TURTLE:
        return found.to_rdf().serialize(format="turtle", encoding="utf-8")
    return found.to_text(cast(Language, i18n.current())).encode()


def _filter(name: str, allowed: Collection[str]) -> str:
    value = request.args.get(name, "")
    if value and value not in allowed:
        raise Problem(
            400, "bad_input", "wrong_filter", expected="expect_one_of", name=name, value=value, names=", ".join(allowed)
        )
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
