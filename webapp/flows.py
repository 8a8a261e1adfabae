"""Data flows: the list, and one with its parties, bases, data with verdicts, and what surrounds it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, render_template

from grondslag.errors import NotFound
from grondslag.namespaces import ID
from webapp.asked import day, once, refuse
from webapp.diagram import diagram_of
from webapp.documents import graphs_of_flows, title_of
from webapp.findings import findings_about
from webapp.home import Tally, tallies
from webapp.organisations import AGREEMENTS
from webapp.outcomes import Outcomes
from webapp.services import services
from webapp.values import Facts, Node, Value, expand, local_name, natural, shorten

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


# Filters of the list: the parameter, and the property whose values are offered.
FILTERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("sender", ("dpv:hasDataExporter",)),
    ("recipient", ("dpv:hasRecipient",)),
    ("basis", ("gs:claimedProvision", "gs:art6Limb", "gs:art9Limb")),
)
DOCUMENT, NONE = "document", "none"


@dataclass(frozen=True)
class Filter:
    """A filter of the list: its parameter, what is chosen, and its values by what they are called."""

    name: str
    chosen: str
    choices: tuple[tuple[str, str], ...]


@blueprint.get("")
def index() -> str:
    """The flows by the document or register that tells of them, with how their data were judged; all or filtered."""
    facts = services().facts("flows")
    flows = facts.of_class(*KINDS)
    graphs = graphs_of_flows()
    told_by = {flow.iri: local_name(graphs.get(flow.iri, "")) for flow in flows}
    offered = _offered(flows, told_by)
    chosen = {name: once(name) for name in offered}
    for name, value in chosen.items():
        if value and value not in offered[name]:
            refuse(name, value, offered[name])
    asked = {name: value for name, value in chosen.items() if value}
    kept = [flow for flow in flows if all(value in _values(flow, name, told_by) for name, value in asked.items())]
    groups: dict[tuple[str, str], list[tuple[Node, tuple[Tally, ...]]]] = defaultdict(list)
    for flow in kept:
        groups[_layer(flow), told_by[flow.iri]].append((flow, tallies(facts, flow)))
    return render_template(
        "flows.html",
        groups=sorted(groups.items()),
        filters=[Filter(name, chosen[name], tuple(values.items())) for name, values in offered.items()],
        shown=len(kept),
        whole=len(flows),
    )


def _offered(flows: list[Node], told_by: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Per filter what can be chosen, by what it is called; `none` for what is not stated comes last."""
    offered: dict[str, dict[str, str]] = {}
    for name, curies in FILTERS:
        labels = {_short(value): value.text for flow in flows for curie in curies for value in flow.all(curie)}
        offered[name] = dict(sorted(labels.items(), key=lambda pair: natural(pair[1]))) | {NONE: ""}
    return offered | {DOCUMENT: {name: title_of(name) for name in sorted({told_by[flow.iri] for flow in flows})}}


def _values(flow: Node, name: str, told_by: Mapping[str, str]) -> set[str]:
    """What a flow has under a filter."""
    if name == DOCUMENT:
        return {told_by[flow.iri]}
    return {_short(value) for curie in dict(FILTERS)[name] for value in flow.all(curie)} or {NONE}


def _short(value: Value) -> str:
    return shorten(value.iri or value.raw)


def _layer(flow: Node) -> str:
    return "register" if flow.has("rdf:type", "gs:Flow") else "reported"


@blueprint.get("/<path:path>")
def flow(path: str) -> str:
    """One flow, with what the claims on its data come to on a day."""
    iri = f"{ID}flow/{path}"
    as_of = day()
    facts = services().facts_of("flow", "flow", iri)
    node = facts.node(iri)
    if not any(node.has("rdf:type", kind) for kind in KINDS):
        raise NotFound("This is not a flow", code="unknown_resource")
    context = services().facts("flow-context", flow=iri)
    items = _in_source_order(facts, facts.follow(node, "gs:item"))
    return render_template(
        "flow.html",
        node=node,
        facts=facts,
        context=context,
        details=[(curie, node.all(curie)) for curie in DETAILS if node.all(curie)],
        bases=merged(facts.follow(node, "gs:basisClaim"), "gs:actor"),
        items=items,
        outcomes=Outcomes(node, facts, as_of),
        as_of=as_of.isoformat(),
        merged=merged,
        tallies=tallies(facts, node),
        diagram=diagram_of(node),
        consents=_records(facts, [node, *items], "gs:consentRecord"),
        notifications=_records(facts, [node, *items], "gs:notification"),
        roles=merged(context.of_class("gs:RoleAssignment"), "gs:assignee"),
        agreements=context.of_class(*AGREEMENTS),
        discrepancies=context.of_class("gs:Discrepancy"),
        claims=context.of_class(*CLAIMS),
        questions=context.of_class("gs:UnansweredQuestion"),
        findings=findings_about([iri], within=iri),
        layer=_layer(node),
        told_by=local_name(graphs_of_flows(iri).get(iri, "")),
        explanation=f"{node.link.href}/explanation" if node.link else "",
    )


def _records(facts: Facts, nodes: list[Node], curie: str) -> list[tuple[Node, list[Node]]]:
    """What is recorded under a property of a flow or its data, each once, with what it is recorded on."""
    found: dict[str, tuple[Node, list[Node]]] = {}
    for node in nodes:
        for record in facts.follow(node, curie):
            found.setdefault(record.iri, (record, []))[1].append(node)
    return list(found.values())


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
