"""Findings as pages show them: what several of them share is told once, with the places where it was found."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import cast

from grondslag.report import grouping
from grondslag.report.model import Derogation, Finding, Language, Passage, Report
from grondslag.report.words import STATE_NAMES
from webapp import i18n
from webapp.documents import graphs_of_flows
from webapp.links import Link, external, link_to
from webapp.services import services

TRAIL = " › "


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
    start: str
    before: str
    rules: str
    sources: tuple[Place, ...]
    marks: int


@dataclass(frozen=True)
class Spot:
    """One finding where it was found: the way there, what stands there, and where its flow is explained."""

    id: str
    places: tuple[Place, ...]
    value: str
    reason: str
    sources: tuple[Place, ...]
    explanation: str
    derogations: tuple[ShownDerogation, ...]

    @property
    def anchor(self) -> str:
        """Its name within a page."""
        return f"finding-{self.id}"

    @property
    def where(self) -> str:
        """The way there as text: a name for what leads on from it."""
        return TRAIL.join(place.text for place in self.places)


@dataclass(frozen=True)
class Alike:
    """Findings that one shape tells in the same words, in the page's language; each has its spot."""

    report: str
    severity: str
    rule: str | None
    step: int | None
    shape_link: Link | None
    layer: str | None
    message: str
    remedy: str
    provision: Place | None
    official: Link | None
    spots: tuple[Spot, ...]


def alike(findings: Iterable[Finding], report: Report, language: Language, within: str | None = None) -> list[Alike]:
    """`findings` by what they say, in the order in which they come; on the page of `within` the way starts there."""
    return [_alike(group, report.id, language, within) for group in grouping.alike(findings)]


def _alike(group: tuple[Finding, ...], report: str, language: Language, within: str | None) -> Alike:
    first = group[0]
    provision = first.provision
    return Alike(
        report=report,
        severity=first.severity.value,
        rule=first.rule,
        step=first.step,
        shape_link=link_to(first.shape),
        layer=first.layer,
        message=first.message.in_language(language),
        remedy=first.remedy.in_language(language) if first.remedy else "",
        provision=Place(provision.citation, link_to(provision.iri)) if provision else None,
        official=external(provision.link) if provision else None,
        spots=tuple(_spot(finding, language, within) for finding in group),
    )


def _spot(finding: Finding, language: Language, within: str | None) -> Spot:
    literal = finding.value is not None and finding.value.kind == "literal"
    places = _places(finding, language)
    return Spot(
        id=finding.id,
        places=tuple(places[1:] if within and finding.flow == within else places),
        value=str(finding.value) if literal else "",
        reason=finding.reason.in_language(language) if finding.reason else "",
        sources=_sources(finding.sources),
        explanation=finding.explanation.path if finding.explanation else "",
        derogations=tuple(shown_derogation(one, language) for one in finding.derogations),
    )


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
        derogation.start or "",
        derogation.before or "",
        ", ".join(derogation.rules),
        _sources(derogation.sources),
        marks,
    )


def _sources(passages: Iterable[Passage]) -> tuple[Place, ...]:
    return tuple(Place(passage.reference, link_to(passage.iri)) for passage in passages)


def _places(finding: Finding, language: Language) -> list[Place]:
    what = finding.what.in_language(language) if finding.what else str(finding.focus_node)
    texts = [text for text in what.split(TRAIL) if text]
    known = [iri for iri in (finding.flow, finding.item) if iri]
    if not known and finding.focus_node.kind == "iri":
        known = [finding.focus_node.text]
    iris = [*known, *[None] * len(texts)]
    return [Place(text, link_to(iri)) for text, iri in zip(texts, iris, strict=False)]


def findings_about(iris: Collection[str], within: str | None = None) -> list[Alike]:
    """The findings at these things, or in these flows, heaviest first."""
    return _found(lambda f: not {f.flow, f.item, f.focus_node.text}.isdisjoint(iris), within)


def findings_in(flow: str, item: str | None = None) -> list[Alike]:
    """The findings in a flow; with `item` those on that datum and those on the flow as a whole."""
    return _found(lambda f: f.flow == flow and (item is None or f.item in (item, None)), within=flow)


def tested_on(flow: str) -> str:
    """The day that the report tested the source or register of a flow on; nothing where it was tested on none."""
    graph = graphs_of_flows(flow).get(flow, "")
    return services().report().evaluated_on.get(graph, "")


def findings_under(provision: str) -> list[Alike]:
    """The findings of rules that rest on this provision, heaviest first."""
    return _found(lambda finding: finding.provision is not None and finding.provision.iri == provision)


def _found(wanted: Callable[[Finding], bool], within: str | None = None) -> list[Alike]:
    report = services().report()
    chosen = [finding for finding in report.findings if wanted(finding)]
    return alike(chosen, report, cast(Language, i18n.current()), within)


def number_of(groups: Iterable[Alike]) -> int:
    """How many findings there are in these groups."""
    return sum(len(group.spots) for group in groups)
