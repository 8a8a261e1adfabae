"""Organisations: the list, and one with its roles, powers, agreements, flows and findings."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template

from grondslag.errors import NotFound
from grondslag.namespaces import ID
from webapp import i18n
from webapp.findings import findings_about
from webapp.home import numbers
from webapp.paging import paging_of
from webapp.services import services
from webapp.values import Facts, Node, expand, lexical

blueprint = Blueprint("organisations", __name__, url_prefix="/organisations")

# A page of the list shows so many.
PAGE_SIZE = 100
KINDS = ("org:FormalOrganization", "org:OrganizationalCollaboration")
FLOWS = ("gs:Flow", "gs:ReportedFlow")
AGREEMENTS = (
    "gs:Agreement",
    "gs:IntermunicipalArrangement",
    "gs:ServiceAgreement",
    "gs:Covenant",
    "dpv:JointDataControllersAgreement",
    "dpv:ControllerProcessorAgreement",
)
# What a claim invokes, and how firmly: claims that are alike in these say the same.
CLAIMED = ("gs:art6Limb", "gs:art9Limb", "gs:claimedProvision", "gs:claimedInstrument", "gs:citedAs", "gs:claimStatus")


@dataclass(frozen=True)
class Listed:
    """An organisation in the list, with the number of flows that it sends and receives."""

    node: Node
    sends: int
    receives: int


def _flows(facts: Facts, curie: str, iri: str) -> list[Node]:
    return [flow for flow in facts.of_class(*FLOWS) if iri in {value.iri for value in flow.all(curie)}]


def _bases(facts: Facts) -> dict[str, list[Node]]:
    """The claims of the organisation per flow, one of those that say the same of several data or operations."""
    return {flow.iri: _said_once(facts.follow(flow, "gs:basisClaim")) for flow in facts if flow.all("gs:basisClaim")}


def _said_once(claims: list[Node]) -> list[Node]:
    said = {tuple((prop, *(v.raw for v in claim.all(prop))) for prop in CLAIMED): claim for claim in reversed(claims)}
    return list(said.values())[::-1]


def _unique(nodes: list[Node]) -> list[Node]:
    return list({node.iri: node for node in nodes}.values())


@blueprint.get("")
def index() -> str:
    """A page of the organisations."""
    paging = paging_of(numbers()["organisations"], PAGE_SIZE)
    part = {"lang": i18n.current(), "first": str(paging.first), "size": str(paging.size)}
    found = services().facts("organisations", **part).of_class(*KINDS)
    rows = services().rows("flow-counts", organisation=[node.iri for node in found]) if found else []
    counts = {(lexical(row["organisation"]), lexical(row["property"])): int(lexical(row["count"])) for row in rows}
    sends, receives = expand("dpv:hasDataExporter"), expand("dpv:hasRecipient")
    listed = [Listed(node, counts.get((node.iri, sends), 0), counts.get((node.iri, receives), 0)) for node in found]
    return render_template("organisations.html", organisations=listed, paging=paging)


@blueprint.get("/<path:slug>")
def organisation(slug: str) -> str:
    """One organisation, as far as the graph knows it."""
    iri = f"{ID}org/{slug}"
    facts = services().facts_of("organisation", "org", iri)
    node = facts.node(iri)
    if not any(node.has("rdf:type", kind) for kind in KINDS):
        raise NotFound("This is not an organisation", code="unknown_resource")
    return render_template(
        "organisation.html",
        node=node,
        facts=facts,
        roles=facts.of_class("gs:RoleAssignment"),
        powers=facts.of_class("gs:ExercisedPower"),
        agreements=_unique(facts.of_class(*AGREEMENTS)),
        partnerships=[
            other for other in facts.of_class(*KINDS) if iri in {member.iri for member in other.all("org:hasMember")}
        ],
        bases=_bases(services().facts("organisation-bases", org=iri)),
        sent=_flows(facts, "dpv:hasDataExporter", iri),
        received=_flows(facts, "dpv:hasRecipient", iri),
        claims=facts.of_class("gs:Claim", "gs:Advice", "gs:LegalClaim", "gs:ClaimedGateway"),
        questions=facts.of_class("gs:UnansweredQuestion"),
        findings=findings_about([iri, *(flow.iri for flow in facts.of_class(*FLOWS))]),
    )
