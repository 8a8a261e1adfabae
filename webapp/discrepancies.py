"""Where a source and the law, or two sources, say different things: both are shown, neither is corrected."""

from __future__ import annotations

from collections import Counter, defaultdict

from flask import Blueprint, Response, redirect, render_template, request, url_for

from grondslag.namespaces import GS, ID
from webapp import i18n
from webapp.errors import Problem
from webapp.services import services
from webapp.values import language_of, lexical, local_name

blueprint = Blueprint("discrepancies", __name__, url_prefix="/discrepancies")


class Counts:
    """How many discrepancies there are, by document and within it by kind, with what each kind is called."""

    def __init__(self) -> None:
        self.kinds: dict[str, dict[str, int]] = defaultdict(dict)
        self.labels: dict[str, str] = {}
        for row in services().rows("discrepancy-counts"):
            kind = local_name(lexical(row["kind"]))
            self.kinds[lexical(row["source"])][kind] = int(lexical(row["count"]))
            if kind not in self.labels or language_of(row["label"]) == i18n.current():
                self.labels[kind] = lexical(row["label"])

    def sources(self) -> dict[str, int]:
        """The documents with their number of discrepancies."""
        return {source: Counter(kinds).total() for source, kinds in self.kinds.items()}

    def kinds_of(self, source: str) -> dict[str, int]:
        """The kinds in a document with their number, in the order of their names."""
        found = self.kinds.get(source, {})
        return {kind: found[kind] for kind in sorted(found, key=lambda name: self.labels[name].casefold())}


def _chosen(name: str, known: dict[str, int]) -> str:
    """What the request asks for, else the first; none when nothing is known. Raises `Problem` for another."""
    value = request.args.get(name) or next(iter(known), "")
    if known and value not in known:
        names = ", ".join(known)
        raise Problem(400, "bad_input", "wrong_filter", expected="expect_one_of", name=name, value=value, names=names)
    return value


@blueprint.get("")
def index() -> str:
    """The discrepancies of one document and kind, the source beside the law; the first ones unless asked."""
    counts = Counts()
    source = _chosen("source", counts.sources())
    kind = _chosen("kind", counts.kinds_of(source))
    facts = services().facts("discrepancies", source=source, kind=GS + kind)
    return render_template(
        "discrepancies.html",
        facts=facts,
        found=facts.of_class("gs:Discrepancy"),
        counts=counts,
        source=source,
        kind=kind,
        definition=facts.node(GS + kind).all("skos:definition"),
    )


@blueprint.get("/<path:path>")
def one(path: str) -> Response:
    """302 to the place of one discrepancy in the list of its document and kind."""
    iri = f"{ID}discrepancy/{path}"
    node = services().facts_of("resource", "node", iri).node(iri)
    source = path.partition("/")[0]
    kind = local_name(node.raw("gs:discrepancyKind"))
    place = url_for("discrepancies.index", source=source, kind=kind, _anchor=f"discrepancy-{node.anchor}")
    response = redirect(place)
    assert isinstance(response, Response)  # noqa: S101  werkzeug's wider type
    return response
