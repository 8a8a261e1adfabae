"""The front page: what this is, the story of one sharing in numbers, and the search over names."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from flask import Blueprint, current_app, render_template, request

from grondslag.namespaces import ID
from grondslag.query.saved import SavedQuery
from webapp.diagram import Diagram, diagram_of
from webapp.searching import matches, wanted
from webapp.services import services
from webapp.values import Facts, Node, Value, lexical, local_name, natural

blueprint = Blueprint("home", __name__)

ORGANISATIONS = ("org:FormalOrganization", "org:OrganizationalCollaboration")
STATUTES = ("gs:Act", "gs:Decree", "gs:MinisterialRegulation", "gs:EuRegulation")
# What a search result is filed under, in the order in which the groups are shown.
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("organisations", ORGANISATIONS),
    ("flows", ("gs:Flow", "gs:ReportedFlow")),
    ("items", ("gs:Item",)),
    ("data", ("gs:DataCategory",)),
    ("statutes", STATUTES),
    ("provisions", ("gs:Provision",)),
    (
        "norms",
        (
            "gs:Norm",
            "gs:Task",
            "gs:ProcessingPower",
            "gs:ReusePower",
            "gs:ConferralPower",
            "gs:Permission",
            "gs:Gateway",
            "gs:SecrecyDuty",
            "gs:Lifting",
            "gs:Prohibition",
            "gs:Exception",
            "gs:IdentifierPermission",
            "gs:IdentifierUseRule",
            "gs:Bar",
            "gs:Right",
            "gs:Duty",
            "gs:Deadline",
            "gs:Definition",
        ),
    ),
    ("claims", ("gs:BasisClaim", "gs:LegalClaim", "gs:Claim", "gs:ClaimedGateway", "gs:Advice")),
    ("discrepancies", ("gs:Discrepancy",)),
)
# What a thing is besides its kind: no news to a reader.
PLAIN_KINDS = ("NamedIndividual", "Concept", "Entity", "Process", "ReportedItem", "RegisteredItem", "Item")
LONGEST_SEARCH = 100
# From what may be shared to what may not: the order in which verdicts are told.
VERDICTS = (
    "necessary",
    "mayBeShared",
    "allowedUnderException",
    "allowedWithCondition",
    "pseudonym",
    "consentOnly",
    "notByDefault",
    "notNecessary",
    "authorityNotShown",
    "prohibited",
)


@dataclass(frozen=True)
class Tally:
    """How often a verdict was given, with the items it was given to."""

    verdict: Value
    items: tuple[Node, ...]


@dataclass(frozen=True)
class Story:
    """One sharing, told on the front page: the largest flow towards an organisation."""

    organisation: Value
    flow: Node
    tallies: tuple[Tally, ...]
    diagram: Diagram | None

    @property
    def items(self) -> int:
        """How many data the flow holds."""
        return sum(len(tally.items) for tally in self.tallies)


def tallies(facts: Facts, flow: Node) -> tuple[Tally, ...]:
    """The verdicts on the items of a flow, from necessary to prohibited."""
    items: dict[Value, list[Node]] = {}
    for item in facts.follow(flow, "gs:item"):
        for verdict in facts.follow(item, "gs:verdict"):
            value = verdict.one("gs:verdictValue")
            if value is not None:
                items.setdefault(value, []).append(item)
    ranked = sorted(items.items(), key=lambda pair: (_rank(pair[0]), pair[0].text))
    return tuple(Tally(verdict, tuple(found)) for verdict, found in ranked)


def _rank(verdict: Value) -> int:
    return VERDICTS.index(verdict.name) if verdict.name in VERDICTS else len(VERDICTS)


def story_of(organisation: str) -> Story | None:
    """The flow to this organisation that names most data; None when it receives no data."""
    found = services().rows("story", organisation=organisation)
    if not found:
        return None
    iri = lexical(found[0]["flow"])
    facts = services().facts("flow", flow=iri)
    flow = facts.node(iri)
    recipient = next(value for value in flow.all("dpv:hasRecipient") if value.iri == organisation)
    return Story(recipient, flow, tallies(facts, flow), diagram_of(flow))


def numbers() -> dict[str, int]:
    """How many of each kind of thing the graph holds, by the local name of the class."""
    rows = services().rows("numbers")
    counts = Counter({local_name(lexical(row["class"])): int(lexical(row["count"])) for row in rows})
    counts["organisations"] = sum(counts[curie.partition(":")[2]] for curie in ORGANISATIONS)
    counts["flows"] = counts["Flow"] + counts["ReportedFlow"]
    counts["statutes"] = sum(counts[curie.partition(":")[2]] for curie in STATUTES)
    return counts


@blueprint.get("/")
def index() -> str:
    """The front page."""
    story = story_of(ID + current_app.config["STORY"])
    return render_template("home.html", numbers=numbers(), story=story)


def grouped(facts: Facts) -> list[tuple[str, list[Node]]]:
    """The nodes found, filed under what they are; what fits no group comes last, under `other`."""
    left = {node.iri: node for node in facts}
    groups = []
    for name, classes in GROUPS:
        found = [node for node in facts.of_class(*classes) if left.pop(node.iri, None)]
        groups.append((name, found))
    others = sorted(left.values(), key=lambda node: natural(node.label))
    return [(name, nodes) for name, nodes in [*groups, ("other", others)] if nodes]


@blueprint.get("/search")
def search() -> str:
    """Things and saved queries with a name in which the words asked for begin a word."""
    text = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    asked = wanted(text, services().rows("statutes"))
    groups = grouped(services().facts("search", **asked.parameters())) if asked.words else []
    queries = [query for query in services().public.all() if asked.words and matches(_said_of(query), asked.words)]
    return render_template(
        "search.html",
        text=text,
        citation=asked.citation,
        groups=groups,
        queries=queries,
        total=sum(len(nodes) for _, nodes in groups) + len(queries),
        kinds=kinds_of,
    )


def _said_of(query: SavedQuery) -> str:
    return " ".join((query.name, *query.summary.values(), *query.tags))


def kinds_of(node: Node) -> list[Value]:
    """What a thing is, for a reader: its classes, without those that every such thing has."""
    return [kind for kind in node.all("rdf:type") if kind.label is not None and kind.name not in PLAIN_KINDS]
