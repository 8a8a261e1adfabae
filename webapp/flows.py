"""Data flows: the list, and one with its parties, bases, data with verdicts, and what surrounds it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template

from grondslag.errors import NotFound
from grondslag.graphs import Layer
from grondslag.namespaces import ID
from grondslag.query.parameters import Given
from webapp import i18n
from webapp.asked import day, once, refuse
from webapp.diagram import diagram_of
from webapp.documents import graphs_of_flows, title_of
from webapp.findings import findings_about
from webapp.forms import MOST_CHOICES
from webapp.home import tallies
from webapp.organisations import AGREEMENTS
from webapp.outcomes import Outcomes
from webapp.paging import paging_of
from webapp.services import services
from webapp.values import Facts, Node, Value, expand, lexical, local_name, natural, shorten

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


# A page of the list shows so many: each has its parties, bases and verdicts.
PAGE_SIZE = 50
# Filters of the list by their parameter, and the properties whose values are offered.
PARTIES = {"sender": "dpv:hasDataExporter", "recipient": "dpv:hasRecipient"}
BASES = ("gs:claimedProvision", "gs:art6Limb", "gs:art9Limb")
BASIS, DOCUMENT, NONE = "basis", "document", "none"


@dataclass(frozen=True)
class Filter:
    """A filter of the list: its parameter, what is chosen, and its values by what the query string has for them.

    The value of `none`, for what is not stated, is nothing.
    """

    name: str
    chosen: str
    values: Mapping[str, Value | None]

    @property
    def iri(self) -> str:
        """The IRI of what is chosen; nothing where that is `none` or nothing."""
        value = self.values.get(self.chosen)
        return value.raw if value else ""

    @property
    def typed(self) -> bool:
        """Whether there are too many values to offer: its value is typed then."""
        return len(self.values) > MOST_CHOICES

    @property
    def example(self) -> str:
        """What the first of its values is called."""
        first = next(iter(self.values.values()), None)
        return first.text if first else ""


@dataclass(frozen=True)
class Group:
    """What one document or register tells on this page: of how many flows that fit in all, and those that are shown.

    `layer` is `register` where a register tells of them, `reported` where a source does.
    """

    name: str
    layer: str
    count: int
    flows: Sequence[Node]


@blueprint.get("")
def index() -> str:
    """A page of the flows by the document or register that tells of them, with how their data were judged."""
    told = _practice(services().rows("flow-counts-by-graph"))
    filters = _filters(told)
    counts = _counts(filters, told)
    paging = paging_of(sum(counts.values()), PAGE_SIZE)
    listed = {graph: _listed(graph, first, size, filters) for graph, first, size in paging.parts(counts)}
    facts = _facts([flow for flows in listed.values() for flow in flows])
    groups = [_group(graph, counts[graph], [*map(facts.node, flows)]) for graph, flows in listed.items()]
    return render_template(
        "flows.html",
        groups=groups,
        tallies={flow.iri: tallies(facts, flow) for group in groups for flow in group.flows},
        filters=filters.values(),
        paging=paging,
        whole=sum(told.values()),
    )


def _group(graph: str, count: int, flows: Sequence[Node]) -> Group:
    layers = {known.iri: known.layer for known in services().generation().graphs}
    layer = "register" if layers[graph] is Layer.REGISTER else "reported"
    return Group(local_name(graph), layer, count, flows)


def _practice(rows: Sequence[Mapping[str, object]]) -> dict[str, int]:
    """How many flows each source or register tells of, in the order of their IRIs."""
    practice = {g.iri for g in services().generation().graphs if g.layer in (Layer.SOURCE, Layer.REGISTER)}
    counts = {lexical(row["graph"]): int(lexical(row["count"])) for row in rows}
    return {graph: counts[graph] for graph in sorted(practice & counts.keys())}


def _filters(told: Mapping[str, int]) -> dict[str, Filter]:
    """Per filter what can be chosen, and what is: `Problem` for another value. `none` stands for what is not stated."""
    offered = services().facts("flow-filters").node(expand("gs:Flow"))
    values = {name: _by_name(offered.all(curie)) for name, curie in PARTIES.items()}
    values[BASIS] = _by_name([value for curie in BASES for value in offered.all(curie)])
    documents = {local_name(graph): Value(graph, title_of(local_name(graph))) for graph in told}
    filters = {name: _filter(name, {**found, NONE: None}) for name, found in values.items()}
    return filters | {DOCUMENT: _filter(DOCUMENT, documents)}


def _by_name(values: Sequence[Value]) -> dict[str, Value]:
    return {shorten(value.raw): value for value in sorted(values, key=lambda value: natural(value.text))}


def _filter(name: str, values: Mapping[str, Value | None]) -> Filter:
    given = once(name)
    if not given or given in values:
        return Filter(name, given, values)
    # Where there are too many to offer, a name may be typed.
    called = [short for short, value in values.items() if value and value.text == given]
    if len(called) > 1:
        refuse(name, given, called, "ambiguous_filter")
    if not called:
        refuse(name, given, values)
    return Filter(name, called[0], values)


def _counts(filters: Mapping[str, Filter], told: Mapping[str, int]) -> dict[str, int]:
    """How many flows that fit each source or register tells of, where it tells of `told` in all."""
    basis, asked = filters[BASIS], _parties(filters)
    if basis.chosen == NONE:
        rows = services().rows("flow-counts-without-basis", **asked)
    elif basis.chosen:
        rows = services().rows("flow-counts-by-basis", basis=basis.iri, **asked)
    elif asked:
        rows = services().rows("flow-counts-by-party", **asked)
    else:
        rows = None
    counts = told if rows is None else _practice(rows)
    document = filters[DOCUMENT].iri
    return {graph: count for graph, count in counts.items() if document in ("", graph)}


def _parties(filters: Mapping[str, Filter]) -> dict[str, Given]:
    """The parties that are chosen, as the queries take them."""
    chosen = [name for name in PARTIES if filters[name].iri]
    lacking = [expand(curie) for name, curie in PARTIES.items() if filters[name].chosen == NONE]
    asked: dict[str, Given] = {name: filters[name].iri for name in chosen}
    asked |= {f"{name}_by": expand(PARTIES[name]) for name in chosen}
    return asked | ({"without": lacking} if lacking else {})


def _listed(graph: str, first: int, size: int, filters: Mapping[str, Filter]) -> list[str]:
    """The IRIs of some flows of a document or register that fit, in the order of their names."""
    basis = filters[BASIS]
    part = {"graph": graph, "first": str(first), "size": str(size), "lang": i18n.current()}
    invoked = basis.iri or basis.chosen
    return [lexical(row["flow"]) for row in services().rows("flow-list", **part, basis=invoked, **_parties(filters))]


def _facts(flows: Sequence[str]) -> Facts:
    return services().facts("flows", flow=flows) if flows else Facts((), i18n.current())


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
