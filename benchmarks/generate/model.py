"""What a made-up register holds: organisations, activities, and flows with their claims, items and agreements.

Parties, data and provisions are told by IRI. A flow knows nothing of flaws: it is what the writer puts in the graph.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from grondslag.namespaces import GRAPH, GS, ID, PREFIXES

DPV = PREFIXES["dpv"]
Stated = tuple[tuple[str, str], ...]  # property and value, both IRIs


class Kind(StrEnum):
    """The kinds of organisation of the nation; the value is the first part of their name in IRIs."""

    MUNICIPALITY = "gemeente"
    PARTNERSHIP = "gr"
    BENEFIT_BODY = "uitkeringsinstantie"
    SUPPLIER = "zorgaanbieder"
    LANDLORD = "corporatie"
    REINTEGRATION = "re-integratiebedrijf"
    PROCESSOR = "verwerker"
    DATA_SUBJECT = "betrokkene"


@dataclass(frozen=True)
class Organisation:
    """An organisation: `name` becomes part of IRIs. `weight` is how much it does beside others of its kind.

    `categories` are the party categories that the law knows it by; `members` the organisations of a partnership.
    """

    kind: Kind
    name: str
    label: str
    categories: tuple[str, ...]
    weight: float = 1.0
    members: tuple[Organisation, ...] = ()

    @property
    def iri(self) -> str:
        """The organisation; of the data subject, who is none, the party category."""
        return f"{ID}party/{self.name}" if self.kind is Kind.DATA_SUBJECT else f"{ID}org/{self.name}"

    @property
    def register(self) -> str:
        """Its register of processing."""
        return f"{ID}register/{self.name}"

    @property
    def graph(self) -> str:
        """The named graph of its register."""
        return f"{GRAPH}register/{self.name}"


# The data subject as recipient: no organisation, but the category that the law has for the person concerned.
DATA_SUBJECT = Organisation(Kind.DATA_SUBJECT, "betrokkene-zelf", "de betrokkene", ())


@dataclass(frozen=True)
class Claim:
    """What a party relies on for one operation; `name` names it below its flow or item.

    It is `derivative` where its article only reaches data that another was allowed to provide.
    """

    name: str
    actor: str
    operation: str
    limb: str | None = None
    provision: str | None = None
    limb9: str | None = None
    stated: Stated = ()
    derivative: bool = False


@dataclass(frozen=True)
class Item:
    """One category of data in a flow, with the verdict on its necessity; `special` when article 9 is about it."""

    name: str
    verdict: str | None = "necessary"
    claims: tuple[Claim, ...] = ()
    stated: Stated = ()
    special: bool = False


@dataclass(frozen=True)
class Agreement:
    """What two parties agreed on a flow: `kind` is its class in DPV, `settles` the topics of its clauses."""

    kind: str
    settles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Flow:
    """One flow of a register, as the organisation recorded it."""

    sender: Organisation
    recipient: Organisation | None
    subjects: tuple[str, ...]
    purposes: tuple[str, ...]
    qualification: str | None
    claims: tuple[Claim, ...]
    items: tuple[Item, ...]
    stated: Stated
    measures: tuple[str, ...]
    roles: tuple[tuple[str, str], ...]  # party and role
    agreement: Agreement | None
    first: date
    before: date | None = None
    has_retention: bool = True
    has_consent: bool = False
    contested: Stated = ()  # dimension and term that the words of the entry may or may not mean

    @property
    def place(self) -> str:
        """Its place below its activity, as an import names it: by the recipient."""
        if self.recipient is None:
            return "unstated"
        if self.recipient == self.sender:
            return "within"
        ways = {"processorRelation": "processor", "jointControllers": "joint"}
        return f"{ways.get(self.qualification or '', 'to')}/{self.recipient.name}"


@dataclass(frozen=True)
class Activity:
    """One line of a register: `key` names it there, and it has a flow per recipient."""

    owner: Organisation
    key: str
    name: str
    flows: tuple[Flow, ...]

    @property
    def iri(self) -> str:
        """The activity."""
        return f"{self.owner.register}/activity/{self.key}"

    @property
    def entry(self) -> str:
        """The entry that it was read from."""
        return f"{self.owner.register}/entry/{self.key}"

    def flow(self, flow: Flow) -> str:
        """The IRI of one of its flows."""
        return f"{ID}flow/{self.owner.name}/{self.key}/{flow.place}"

    def agreement(self, flow: Flow) -> str:
        """The IRI of the agreement on one of its flows."""
        return f"{self.iri}/agreement/{flow.place}"


def power(owner: Organisation) -> str:
    """The IRI of the power that a partnership exercises for its members."""
    return f"{ID}power/{owner.name}/college"


def gs(name: str) -> str:
    """The IRI of an own term."""
    return GS + name


def thing(path: str) -> str:
    """The IRI of a thing: `thing("party/svb")`."""
    return ID + path


def stated(**values: str) -> Stated:
    """Own properties, each with the path of a thing, or with an own term where the value starts with `gs:`."""
    return tuple(
        (gs(name), gs(value.removeprefix("gs:")) if value.startswith("gs:") else thing(value))
        for name, value in values.items()
    )
