"""Data flows: the list, and one with its parties, bases, data with verdicts, and what surrounds it."""

from __future__ import annotations

from collections import defaultdict

from flask import Blueprint, render_template

from grondslag.errors import NotFound
from grondslag.namespaces import ID
from webapp.diagram import diagram_of
from webapp.home import Tally, tallies
from webapp.organisations import AGREEMENTS
from webapp.reports import findings_about
from webapp.services import services
from webapp.values import Facts, Node, Value, expand, natural

blueprint = Blueprint("flows", __name__, url_prefix="/flows")

# What sources say; law it is not.
CLAIMS = ("gs:Claim", "gs:Advice", "gs:LegalClaim", "gs:ClaimedGateway")
KINDS = ("gs:Flow", "gs:ReportedFlow")
# Names of a node: they differ between parties even when all else is the same.
NAMES = tuple(expand(curie) for curie in ("rdfs:label", "gs:name", "gs:foundIn"))
# What the page tells of a flow as a list of facts, in this order.
DETAILS = (
    "dpv:hasPurpose",
    "gs:task",
    "dpv:hasDataSubject",
    "gs:direction",
    "gs:trigger",
    "gs:way",
    "dpv:hasFrequency",
    "gs:intermediary",
    "gs:informationLevel",
    "gs:audience",
    "gs:domain",
    "gs:practiceStatus",
)


@blueprint.get("")
def index() -> str:
    """All flows by the document or register that tells of them, with how their data were judged."""
    facts = services().facts("flows")
    groups: dict[tuple[str, str], list[tuple[Node, tuple[Tally, ...]]]] = defaultdict(list)
    for flow in facts.of_class(*KINDS):
        groups[_layer(flow), _told_by(flow)].append((flow, tallies(facts, flow)))
    return render_template("flows.html", groups=sorted(groups.items()))


def _layer(flow: Node) -> str:
    return "register" if flow.has("rdf:type", "gs:Flow") else "reported"


def _told_by(flow: Node) -> str:
    """The number of the document or the name of the register, which the address of a flow begins with."""
    return flow.iri.removeprefix(f"{ID}flow/").partition("/")[0]


@blueprint.get("/<path:path>")
def flow(path: str) -> str:
    """One flow."""
    iri = f"{ID}flow/{path}"
    facts = services().facts_of("flow", "flow", iri)
    node = facts.node(iri)
    if not any(node.has("rdf:type", kind) for kind in KINDS):
        raise NotFound("This is not a flow", code="unknown_resource")
    context = services().facts("flow-context", flow=iri)
    return render_template(
        "flow.html",
        node=node,
        facts=facts,
        context=context,
        details=[(curie, node.all(curie)) for curie in DETAILS if node.all(curie)],
        bases=merged(facts.follow(node, "gs:basisClaim"), "gs:actor"),
        items=_in_source_order(facts, facts.follow(node, "gs:item")),
        merged=merged,
        tallies=tallies(facts, node),
        diagram=diagram_of(node),
        roles=merged(context.of_class("gs:RoleAssignment"), "gs:assignee"),
        agreements=context.of_class(*AGREEMENTS),
        discrepancies=context.of_class("gs:Discrepancy"),
        claims=context.of_class(*CLAIMS),
        questions=context.of_class("gs:UnansweredQuestion"),
        findings=findings_about([iri]),
        layer=_layer(node),
        explanation=f"{node.link.href}/explanation" if node.link else "",
    )


def merged(nodes: list[Node], by: str) -> list[Node]:
    """The nodes, those that differ only in `by` made one: what several parties invoke alike is said once."""
    groups: dict[tuple[object, ...], list[Node]] = {}
    for node in nodes:
        shared = {prop: values for prop, values in node.values.items() if prop not in (expand(by), *NAMES)}
        groups.setdefault(tuple(sorted((prop, *(v.raw for v in vs)) for prop, vs in shared.items())), []).append(node)
    return [_merge(group, by) for group in groups.values()]


def _merge(group: list[Node], by: str) -> Node:
    parties: dict[str, Value] = {value.raw: value for node in group for value in node.all(by)}
    ordered = sorted(parties.values(), key=lambda value: natural(value.text))
    return Node(group[0].iri, group[0].values | {expand(by): ordered})


def _in_source_order(facts: Facts, items: list[Node]) -> list[Node]:
    """Items as the source lists them: by document and line, then by name."""

    def place(item: Node) -> tuple[str, int, str]:
        passages = facts.follow(item, "prov:wasDerivedFrom")
        lines = [(p.raw("gs:inDocument"), int(p.raw("gs:firstLine") or 0)) for p in passages]
        return (*min(lines, default=("", 0)), item.label.casefold())

    return sorted(items, key=place)
