"""The page `docs/rules.md`: each rule with the shapes that check it, or why none does."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from grondslag.content import Content
from grondslag.errors import BadInput
from grondslag.namespaces import GS, PREFIXES, SHP
from grondslag.rdf import parse_file
from grondslag.vocabulary_page import cited, short_titles

_SH = PREFIXES["sh"]
_TAKEN_UP = {
    GS + "checksRule": "rule",
    GS + "step": "step",
    _SH + "severity": "severity",
    PREFIXES["dct"] + "source": "source",
}
_KINDS = ("law", "guidance", "policy", "advice", "source-claim")
_STATES = ("checked", "needs-match", "needs-date", "cannot")
_HEAD = """\
<!-- Generated from shapes/ by grondslag.rules_page; a test compares. Do not edit. -->

# Rules

What each rule asks, and which shapes check it. A shape finds what is missing, outdated or mismatched; that it finds
nothing does not make anything lawful. A `policy` binds the organisation in its scope only, `guidance` warns, `advice`
is about one sharing, and a `source-claim` is checked as a claim about the law, never on a flow. Several shapes on one
rule differ in layer (`...NotStatedReported` for what a document leaves unsaid, `...NotShownRegister` for what a
register does) or in what they look at. A shape that looks at "a record" asks that somebody recorded a measure or
weighing; it does not judge it. The example beside a shape is one that it catches. Severity is that of the shape;
where it differs from the rule's, the shape's file says why.
"""


@dataclass(frozen=True)
class Rule:
    """One rule of `shapes/rules.toml`. `not_checked` is empty when shapes check it; `limits` is what they miss."""

    id: str
    kind: str
    severity: str
    scope: str
    asks: str
    source: str
    limits: str = ""
    waits_for: str = "checked"
    not_checked: str = ""
    needs: tuple[str, ...] = ()


@dataclass
class RuleShape:
    """A shape that checks a rule: its name, the file it stands in, and its rule, step, severity and provision.

    `parts` are the names of everything that it is put together from, own terms and conditions included.
    """

    name: str
    family: str
    facts: dict[str, str] = field(default_factory=dict)
    parts: frozenset[str] = frozenset()

    @property
    def asks_record(self) -> bool:
        """Whether it asks that somebody recorded a measure, and does not only compare facts."""
        return GS + "recordedMeasure" in self.parts

    def reaches(self, condition: str) -> bool:
        """Whether the condition of this name is one of its parts."""
        return SHP + condition in self.parts

    @property
    def example(self) -> str:
        """The path of the example that it catches, below the checkout."""
        words = re.sub(r"(?<!^)(?=[A-Z])", "-", self.name).lower()
        return f"tests/shapes/{self.family}/invalid.{words}.ttl"


def read_rules(file: Path) -> tuple[Rule, ...]:
    """The rules in `file`, in its order. Raises `BadInput` naming the rule that cannot be used."""
    with file.open("rb") as opened:
        return tuple(_rule(name, entry) for name, entry in tomllib.load(opened).items())


def read_shapes(folder: Path) -> list[RuleShape]:
    """The shapes in `folder` that check a rule, by their files. Raises `MalformedFile`."""
    files = {file: list(parse_file(file)) for file in sorted(folder.glob("*.ttl"))}
    links: dict[str, set[str]] = {}
    for quad in (quad for quads in files.values() for quad in quads):
        links.setdefault(str(quad.subject), set()).add(str(quad.object))
    found = [shape for file, quads in files.items() for shape in _shapes(file.stem, quads)]
    for shape in found:
        shape.parts = _reachable(links, f"<{SHP}{shape.name}>")
    return found


def rules_page(content: Content) -> str:
    """The Markdown of the page. Raises `BadInput` when rules and shapes do not fit together, `MalformedFile`."""
    rules, shapes = read_rules(content.shapes / "rules.toml"), read_shapes(content.shapes)
    titles = short_titles(content.data / "law")
    by_rule = {rule.id: [shape for shape in shapes if shape.facts["rule"] == rule.id] for rule in rules}
    _fit(rules, by_rule, shapes)
    parts = [_HEAD, _counts(rules, len(shapes)), *(_section(rule, by_rule[rule.id], titles) for rule in rules)]
    return "\n".join(parts)


def _rule(name: str, entry: Mapping[str, Any]) -> Rule:
    try:
        known = {key: entry[key] for key in ("kind", "severity", "scope", "asks", "source")}
        rule = Rule(
            name,
            **known,
            limits=entry.get("limits", ""),
            waits_for=entry.get("waits_for", "cannot" if "not_checked" in entry else "checked"),
            not_checked=entry.get("not_checked", ""),
            needs=tuple(entry.get("needs", ())),
        )
    except KeyError as error:
        raise BadInput(
            f"Rule {name} has no {error}",
            expected="kind, severity, scope, asks and source",
            example='kind = "law"',
        ) from error
    if rule.kind not in _KINDS or rule.waits_for not in _STATES:
        raise BadInput(
            f"Rule {name} is of kind {rule.kind!r} and waits for {rule.waits_for!r}",
            expected=f"one of {', '.join(_KINDS)}; and of {', '.join(_STATES[1:])} or nothing",
            example='kind = "law"',
        )
    return rule


def _shapes(family: str, quads: list[ox.Quad]) -> Iterator[RuleShape]:
    found: dict[str, RuleShape] = {}
    for quad in quads:
        kind = _TAKEN_UP.get(quad.predicate.value)
        if kind and isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
            name = quad.subject.value.removeprefix(SHP)
            found.setdefault(name, RuleShape(name, family)).facts[kind] = quad.object.value
    yield from (shape for shape in found.values() if "rule" in shape.facts)


def _reachable(links: Mapping[str, set[str]], start: str) -> frozenset[str]:
    """The IRI of every node that can be reached from `start`."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting += links.get(node, set())
    return frozenset(node.strip("<>") for node in seen)


def _fit(rules: tuple[Rule, ...], by_rule: Mapping[str, list[RuleShape]], shapes: list[RuleShape]) -> None:
    """Refuse a rule that is neither checked nor explained, or both, and a shape of an unknown rule."""
    for rule in rules:
        if bool(by_rule[rule.id]) == bool(rule.not_checked):
            raise BadInput(
                f"Rule {rule.id} has {len(by_rule[rule.id])} shapes and the reason {rule.not_checked!r}",
                expected="shapes with gs:checksRule, or else not_checked in shapes/rules.toml",
                example=f'gs:checksRule "{rule.id}"',
            )
    for shape in shapes:
        if shape.facts["rule"] not in by_rule:
            raise BadInput(
                f"Shape {shape.name} checks the unknown rule {shape.facts['rule']!r}",
                expected="a rule of shapes/rules.toml",
                example='gs:checksRule "R001"',
            )


def _counts(rules: tuple[Rule, ...], shapes: int) -> str:
    counts = Counter(rule.waits_for for rule in rules)
    told = {
        "checked": f"checked, by {shapes} shapes",
        "needs-match": "not yet: need the outcome of the match",
        "needs-date": "not yet: need the facts of a date",
        "cannot": "cannot be checked by a graph",
    }
    rows = [f"| {told[state]} | {counts[state]} |" for state in _STATES]
    return "\n".join(["| rules | number |", "|---|---|", *rows, f"| together | {len(rules)} |", ""])


def _section(rule: Rule, shapes: list[RuleShape], titles: dict[str, str]) -> str:
    facts = [rule.kind, rule.severity, f"scope: {rule.scope}", f"from {rule.source}"]
    lines = [f"## {rule.id}", "", f"{rule.asks}.", "", "; ".join(facts) + ".", ""]
    if rule.not_checked:
        lines += [f"**Not checked.** {rule.not_checked}", ""]
        lines += [f"- needs: {need}" for need in rule.needs] + [""]
        return "\n".join(lines)
    lines += ["| shape | step | severity | looks at | article | example |", "|" + "---|" * 6]
    lines += [_row(shape, titles) for shape in shapes]
    lines += ["", f"Limits: {rule.limits}"] if rule.limits else []
    return "\n".join([*lines, ""])


def _row(shape: RuleShape, titles: dict[str, str]) -> str:
    severity = shape.facts["severity"].removeprefix(_SH).lower()
    cells = [
        f"`{shape.name}`",
        shape.facts["step"],
        severity,
        "a record" if shape.asks_record else "facts",
        cited(shape.facts["source"], titles),
        f"[{shape.family}](../{shape.example})",
    ]
    return f"| {' | '.join(cells)} |"
