"""What the tests of reports share: small findings, and a report of them."""

from __future__ import annotations

from typing import Any

from grondslag.report.model import (
    Derogation,
    DerogationState,
    Finding,
    Named,
    NotChecked,
    Passage,
    Provision,
    Report,
    Rule,
    Severity,
    Term,
    Text,
)

SHAPE = "https://w3id.org/grondslag/shapes#Rule"
ID = "https://w3id.org/grondslag/id/"


def text(words: str) -> Text:
    return Text(f"{words} (nl)", f"{words} (en)")


def named(path: str) -> Named:
    return Named(ID + path, text(path))


STANDS = Derogation(
    ID + "derogation/stands",
    text("Stands"),
    DerogationState.APPROVED,
    ("R001",),
    (named("party/wethouder"),),
    text("Weighed"),
    (named("document/decision"),),
    "2025-01-01",
    "2027-01-01",
    (Passage(ID + "source/900/lines/5-6", "900, 5-6"),),
)
UNAPPROVED = Derogation(ID + "derogation/unapproved", text("Unapproved"), DerogationState.NOT_APPROVED, ("R002",))


def finding(identifier: str, **parts: Any) -> Finding:
    """A finding with a rule, an article, a flow and words in both languages; `parts` replace any of these."""
    number = parts.pop("number", 1)
    known: dict[str, Any] = {
        "id": identifier,
        "severity": Severity.VIOLATION,
        "shape": f"{SHAPE}{number}",
        "component": "http://www.w3.org/ns/shacl#MinCountConstraintComponent",
        "focus_node": Term("iri", f"{ID}flow/900/{identifier}"),
        "message": text("Not shown"),
        "rule": f"R{number:03}",
        "step": 1,
        "layer": "reported",
        "flow": f"{ID}flow/900/{identifier}",
        "provision": Provision(f"{ID}celex/32016R0679/art/{number}", f"AVG art. {number}", "https://example.org/avg"),
        "remedy": text("Show it"),
        "what": text(f"Flow {identifier}"),
        "sources": (Passage(f"{ID}source/900/lines/1-2", "900, 1-2"),),
        "organisations": (named("org/sender"),),
        "recipients": (named("org/recipient"),),
    }
    return Finding(**(known | parts))


def report_of(*findings: Finding, **parts: Any) -> Report:
    """A report of `findings`, with a rule that met nothing and one that found nothing."""
    shapes = sorted({finding.shape for finding in findings})
    known: dict[str, Any] = {
        "engine": "pySHACL 0",
        "data_hash": "d",
        "shapes_hash": "s",
        "targets": {**dict.fromkeys(shapes, 3), f"{SHAPE}8": 7, f"{SHAPE}9": 0},
        "findings": findings,
        "rules": tuple(
            Rule(
                shape,
                f"R{int(shape.removeprefix(SHAPE)):03}",
                1,
                Severity.VIOLATION,
                text("Not shown"),
                text("Show it"),
            )
            for shape in (*shapes, f"{SHAPE}8", f"{SHAPE}9")
        ),
        "derogations": (STANDS, UNAPPROVED),
        "generation": "000001-abc",
    }
    return Report(**(known | parts))


def example() -> Report:
    """Findings of each severity and layer, with and without derogations, and a part that was not checked."""
    return report_of(
        finding("a1", derogations=(STANDS,)),
        finding("b2", number=2, severity=Severity.WARNING, derogations=(UNAPPROVED,), layer="register"),
        finding("c3", number=2, severity=Severity.WARNING, recipients=(named("org/x"), named("org/y"))),
        finding(
            "d4", number=3, severity=Severity.INFO, rule=None, provision=None, flow=None, organisations=(),
            recipients=(), sources=(), value=Term("literal", "=cmd()"), focus_node=Term("blank", "b1"),
        ),
        not_checked=(NotChecked("sh:rule", "http://example.org/s", text("Not run")),),
    )  # fmt: skip
