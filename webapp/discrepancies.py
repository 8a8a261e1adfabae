"""Where a source and the law, or two sources, say different things: both are shown, neither is corrected."""

from __future__ import annotations

from flask import Blueprint, render_template

from webapp.services import services
from webapp.values import Facts, Node, Value

blueprint = Blueprint("discrepancies", __name__, url_prefix="/discrepancies")


def by_kind(facts: Facts) -> list[tuple[Value, list[Node]]]:
    """The discrepancies under their kind, kinds in the order of their names."""
    groups: dict[str, tuple[Value, list[Node]]] = {}
    for one in facts.of_class("gs:Discrepancy"):
        kind = one.one("gs:discrepancyKind")
        if kind is not None:
            groups.setdefault(kind.raw, (kind, []))[1].append(one)
    return sorted(groups.values(), key=lambda group: group[0].text.casefold())


@blueprint.get("")
def index() -> str:
    """All discrepancies, what the source says beside what the law says."""
    facts = services().facts("discrepancies")
    groups = by_kind(facts)
    jumps = [(f"kind-{kind.name}", kind.text, len(found)) for kind, found in groups]
    return render_template("discrepancies.html", facts=facts, groups=groups, jumps=jumps)
