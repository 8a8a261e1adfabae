"""The report as SARIF 2.1.0, the form in which tools that check things hand on what they found.

A derogated finding is no suppressed one: what is suppressed is hidden by most readers, and a derogation hides nothing.
It stands in the properties of the result.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from grondslag import __version__
from grondslag.namespaces import ID
from grondslag.report.grouping import short
from grondslag.report.model import LANGUAGES, Finding, Language, Passage, Provision, Report, Rule, Severity, Text
from grondslag.report.text import say

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
# A passage as it is written, e.g. `000, 63-74`; a record of a register has no lines.
_LINES = re.compile(r"(?P<document>.+), (?P<first>\d+)(?:-(?P<last>\d+))?")
_SITE = "The root of a site that serves this graph"
_PLACEHOLDER = re.compile(r"[{}]")
_LINK = re.compile(r"[\\\[\]]")


def to_sarif(report: Report, language: Language) -> Iterator[bytes]:
    """The log with one run, messages in `language` and the other as a translation; one result per line."""
    rules = _rules(report)
    places = {rule.shape: index for index, rule in enumerate(rules)}
    head = {"$schema": SCHEMA, "version": "2.1.0"}
    run = _run(report, rules, language)
    yield (json.dumps(head, ensure_ascii=False)[:-1] + ', "runs": [' + _dumped(run)[:-1] + ', "results": [').encode()
    for number, finding in enumerate(report.findings):
        yield (("," if number else "") + "\n" + _dumped(_result(finding, places, language))).encode()
    yield b"\n]}]}\n"


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _run(report: Report, rules: list[Rule], language: Language) -> dict[str, Any]:
    """All of the run but its results."""
    other = next(each for each in LANGUAGES if each != language)
    return {
        "tool": {"driver": _driver(report, rules, language), "extensions": [_engine(report)]},
        "language": language,
        "translations": [
            {
                "name": "Grondslag",
                "language": other,
                "rules": [_descriptor(rule, other, {}) for rule in rules],
            }
        ],
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"GRONDSLAG": {"uri": ID}, **_site(report)},
        **_left_open(report, language),
        "automationDetails": {"id": f"grondslag/{report.id}"},
        "properties": {key: value for key, value in report.head_json().items() if key != "targets"},
    }


def _driver(report: Report, rules: list[Rule], language: Language) -> dict[str, Any]:
    return {
        "name": "Grondslag",
        "version": __version__,
        "informationUri": "https://w3id.org/grondslag/",
        "language": language,
        "rules": [_descriptor(rule, language, report.targets) for rule in rules],
    }


def _site(report: Report) -> dict[str, Any]:
    """The base of links to explanations; where the site is, who reads this knows, so the address is theirs to give."""
    linked = any(finding.explanation for finding in report.findings)
    return {"SITE": {"description": {"text": _SITE}}} if linked else {}


def _left_open(report: Report, language: Language) -> dict[str, Any]:
    """Sources and registers that were evaluated on no day, as notifications: readers show those beside the results."""
    told = [
        {
            "level": "warning",
            "message": {"text": _literal(f"{say('not_evaluated', language)}: {each.name}. {why}")},
            "descriptor": {"id": "not-evaluated"},
        }
        for each in report.not_evaluated
        for why in [each.reason.in_language(language) if each.reason else ""]
    ]
    return {"invocations": [{"executionSuccessful": True, "toolExecutionNotifications": told}]} if told else {}


def _engine(report: Report) -> dict[str, str]:
    """The SHACL engine, e.g. `pySHACL 0.40.1`."""
    name, _, version = report.engine.rpartition(" ")
    return {"name": name, "version": version} if name else {"name": report.engine}


def _rules(report: Report) -> list[Rule]:
    """Every rule tried, and those that found something as a part of one, by IRI."""
    rules = {rule.shape: rule for rule in report.rules}
    for finding in report.findings:
        if finding.shape not in rules:
            rules[finding.shape] = Rule(
                finding.shape, finding.rule, finding.step, finding.severity,
                finding.message, finding.remedy, finding.provision,
            )  # fmt: skip
    return [rules[shape] for shape in sorted(rules)]


def _descriptor(rule: Rule, language: Language, targets: Any) -> dict[str, Any]:
    """A rule: its shape as id, what it asks, how to mend it, the article, and how many nodes it was tried on."""
    described: dict[str, Any] = {"id": rule.shape, "name": rule.name}
    if rule.message:
        described["shortDescription"] = _message(rule.message, language)
    if rule.remedy:
        described["help"] = _message(rule.remedy, language)
    link = _link(rule.provision)
    if link:
        described["helpUri"] = link
    if targets:
        described["defaultConfiguration"] = {"level": LEVELS[rule.severity or Severity.VIOLATION]}
        described["properties"] = {
            "rule": rule.number,
            "step": rule.step,
            "provision": rule.provision.citation if rule.provision else None,
            "targets": targets.get(rule.shape),
        }
    return described


def _link(provision: Provision | None) -> str | None:
    """The official text, or the provision itself; only an absolute address is one for SARIF."""
    if provision is None:
        return None
    return provision.link or (provision.iri if ":" in provision.iri else None)


def _message(text: Text, language: Language) -> dict[str, str]:
    return {"text": _literal(text.in_language(language))}


def _literal(text: str) -> str:
    """Text in which SARIF reads no placeholder and no link."""
    return _LINK.sub(r"\\\g<0>", _PLACEHOLDER.sub(lambda found: found[0] * 2, text))


def _result(finding: Finding, places: dict[str, int], language: Language) -> dict[str, Any]:
    location: dict[str, Any] = {"logicalLocations": _logical(finding, language)}
    physical = [_physical(passage) for passage in finding.sources]
    locations = [{"physicalLocation": each, **location} for each in physical] or [location]
    return {
        "ruleId": finding.shape,
        "ruleIndex": places[finding.shape],
        "level": LEVELS[finding.severity],
        "kind": "fail",
        "message": _message(finding.message, language),
        "locations": locations,
        **_explanation(finding, language),
        "partialFingerprints": {"grondslagFinding/v1": finding.id},
        "properties": finding.to_json(),
    }


def _explanation(finding: Finding, language: Language) -> dict[str, Any]:
    """The page that explains the flow of the finding, as a related place."""
    if finding.explanation is None:
        return {}
    place = {"uri": finding.explanation.path.removeprefix("/"), "uriBaseId": "SITE"}
    told = {"text": _literal(f"{say('explanation', language)} {finding.explanation.command}")}
    return {"relatedLocations": [{"id": 0, "physicalLocation": {"artifactLocation": place}, "message": told}]}


def _logical(finding: Finding, language: Language) -> list[dict[str, str]]:
    """Item, flow and node, from the nearest out, each with its IRI."""
    iris = dict.fromkeys(filter(None, (finding.item, finding.flow, str(finding.focus_node))))
    what = finding.what.in_language(language) if finding.what else str(finding.focus_node)
    first, *others = iris
    return [
        {"name": what, "fullyQualifiedName": first},
        *({"fullyQualifiedName": iri} for iri in others),
    ]


def _physical(passage: Passage) -> dict[str, Any]:
    """The passage as a place in its document, below the base of all our IRIs: no path of any machine."""
    found = _LINES.fullmatch(passage.reference)
    where = short(passage.iri)
    if found is None or "/lines/" not in where:
        return {"artifactLocation": _artifact(where)}
    first = int(found["first"])
    return {
        "artifactLocation": _artifact(where.partition("/lines/")[0]),
        "region": {"startLine": first, "endLine": int(found["last"] or first)},
    }


def _artifact(where: str) -> dict[str, str]:
    return {"uri": where} if ":" in where else {"uri": where, "uriBaseId": "GRONDSLAG"}
