"""Statutes and their provisions: what is in use, the texts that are held, the norms, and who cites them."""

from __future__ import annotations

from flask import Blueprint, render_template

from grondslag.citation import statute_iri
from grondslag.errors import BadInput, NotFound
from webapp.errors import Problem
from webapp.findings import findings_under
from webapp.flows import CLAIMS
from webapp.home import STATUTES
from webapp.lawtexts import Words, words_of
from webapp.links import external
from webapp.services import services
from webapp.values import Facts, Node, lexical, natural

blueprint = Blueprint("statutes", __name__, url_prefix="/statutes")

# The order in which a norm is read aloud.
DIMENSIONS = (
    "actor",
    "hasDataExporter",
    "hasRecipient",
    "hasPersonalData",
    "acquiredFrom",
    "acquiredBy",
    "acquiredUnder",
    "hasDataSubject",
    "hasPurpose",
    "task",
)


def iri_of(identifier: str) -> str:
    """The IRI of a statute. Raises `Problem` for what cannot be the number of one."""
    try:
        return statute_iri(identifier)
    except BadInput as error:
        raise Problem(
            404,
            "unknown_resource",
            "unknown_statute",
            expected="expect_statute",
            example=error.example,
            value=identifier,
        ) from None


def by_citation(nodes: list[Node]) -> list[Node]:
    """Provisions in the order of the statute."""
    return sorted(nodes, key=lambda node: natural(node.text("gs:citation")))


def depth(provision: Node) -> int:
    """How far below its article a provision stands: 0 for an article, 1 for a lid, and so on; at most 4."""
    return min(provision.iri.partition("/art/")[2].count("/") // 2, 4)


@blueprint.get("")
def index() -> str:
    """All statutes."""
    counts = {
        lexical(row["statute"]): (lexical(row["provisions"]), lexical(row["norms"]))
        for row in services().rows("statute-counts")
    }
    return render_template("statutes.html", statutes=services().facts("statutes").of_class(*STATUTES), counts=counts)


@blueprint.get("/<identifier>")
def statute(identifier: str) -> str:
    """One statute: its versions and the provisions in use."""
    iri = iri_of(identifier)
    facts = services().facts_of("statute", "statute", iri)
    versions = sorted(facts.of_class("gs:StatuteVersion"), key=lambda node: node.text("eli:version_date"))
    return render_template(
        "statute.html",
        node=facts.node(iri),
        versions=versions,
        provisions=by_citation(facts.of_class("gs:Provision")),
        norms=_norms_by_provision(facts),
        depth=depth,
    )


@blueprint.get("/<identifier>/art/<path:path>")
def provision(identifier: str, path: str) -> str:
    """One provision."""
    iri = f"{iri_of(identifier)}/art/{path}"
    facts = services().facts_of("provision", "provision", iri)
    node = facts.node(iri)
    if not node.has("rdf:type", "gs:Provision"):
        raise NotFound("This is not a provision", code="unknown_resource")
    uses = services().facts("provision-uses", provision=iri)
    states = sorted(facts.of_class("gs:TextState"), key=lambda state: state.text("gs:from"))
    words = words_of(iri, states)
    newer, older = _without_words(states, words)
    norms = [norm for norm in facts if iri in {value.iri for value in norm.all("gs:restsOn")}]
    return render_template(
        "provision.html",
        node=node,
        facts=facts,
        uses=uses,
        deep_link=external(node.raw("gs:deepLink")),
        parents=_parents(facts, node),
        parts=by_citation([part for part in facts if iri in {value.iri for value in part.all("eli:is_part_of")}]),
        states=states,
        words=words,
        newer_without_words=newer,
        older_without_words=older,
        gone=_gone(states),
        successors=[later for norm in norms for later in facts.follow(norm, "gs:continuedAs")],
        norms=norms,
        norms_below=_norms_below(iri),
        findings=findings_under(iri),
        elements=_elements,
        citing=uses.of_class("gs:Item", "gs:Flow", "gs:ReportedFlow"),
        discrepancies=uses.of_class("gs:Discrepancy"),
        claims=uses.of_class(*CLAIMS),
        powers=uses.of_class("gs:ExercisedPower"),
    )


def _gone(states: list[Node]) -> Node | None:
    """The newest of these texts, when the provision is not in it; None when it is, or when none is held."""
    newest = states[-1] if states else None
    return newest if newest is not None and newest.has("gs:presence", "gs:heldAndAbsent") else None


def _norms_below(iri: str) -> list[Node]:
    """The norms that rest on a part of the provision and not on itself, in the order of the statute."""
    below = []
    for norm in services().facts("provision-parts", provision=iri):
        rests_on = norm.all("gs:restsOn")
        if iri not in {value.iri for value in rests_on}:
            first = min(natural(value.text) for value in rests_on if (value.iri or "").startswith(f"{iri}/"))
            below.append((first, norm.iri, norm))
    return [norm for *_, norm in sorted(below)]


def _without_words(states: list[Node], words: list[Words]) -> tuple[list[Node], list[Node]]:
    """The texts that our reading knows and whose words are not loaded: those newer than all words shown, the others.

    Each the newest first. Apart, so that nobody takes words for the newest ones that are not.
    """
    shown = {state.iri for one in words for state in one.states}
    newest = words[0].states[0].text("gs:from") if words else ""
    held = [state for state in reversed(states) if state.text("gs:contentHash") and state.iri not in shown]
    newer = [state for state in held if state.text("gs:from") > newest]
    return newer, [state for state in held if state not in newer]


def _elements(facts: Facts, reading: Node) -> list[Node]:
    """The elements of a reading: who, to whom, what, about whom, what for; then the rest; conditions last."""

    def place(element: Node) -> tuple[bool, int, str]:
        dimension = next((value.name for value in element.all("gs:dimension")), "")
        rank = DIMENSIONS.index(dimension) if dimension in DIMENSIONS else len(DIMENSIONS)
        return element.has("rdf:type", "gs:Condition"), rank, dimension

    return sorted(facts.follow(reading, "gs:element"), key=place)


def _parents(facts: Facts, node: Node) -> list[Node]:
    chain: list[Node] = []
    parent = node.one("eli:is_part_of")
    while parent is not None and parent.iri is not None and parent.iri not in {seen.iri for seen in chain}:
        chain.insert(0, facts.node(parent.iri))
        parent = chain[0].one("eli:is_part_of")
    return chain


def _norms_by_provision(facts: Facts) -> dict[str, list[Node]]:
    norms: dict[str, list[Node]] = {}
    for norm in facts:
        for value in norm.all("gs:restsOn"):
            norms.setdefault(value.iri or "", []).append(norm)
    return norms
