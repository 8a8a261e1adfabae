"""Where a source and the law, or two sources, say different things: both are shown, neither is corrected."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from webapp.errors import Problem
from webapp.services import services
from webapp.values import Facts, Node, Value, lexical

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
    """The discrepancies of one document, what the source says beside what the law says; the first unless asked."""
    rows = services().rows("discrepancy-sources")
    counts = {lexical(row["source"]): int(lexical(row["count"])) for row in rows}
    chosen = request.args.get("source") or next(iter(counts), "")
    if counts and chosen not in counts:
        raise Problem(
            400,
            "bad_input",
            "wrong_filter",
            expected="expect_one_of",
            name="source",
            value=chosen,
            names=", ".join(counts),
        )
    facts = services().facts("discrepancies", source=chosen)
    groups = by_kind(facts)
    jumps = [(f"kind-{kind.name}", kind.text, len(found)) for kind, found in groups]
    return render_template("discrepancies.html", facts=facts, groups=groups, jumps=jumps, sources=counts, chosen=chosen)
