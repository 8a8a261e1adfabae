"""The kinds of flow of the nation: each recorded so that the law asks nothing more of it on `AS_OF`.

A kind names parties, article, task and data. What it rests on stands in `law`, in words, so that a jurist can check it
without the norm layer.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from benchmarks.generate.model import (
    DPV,
    Agreement,
    Claim,
    Flow,
    Item,
    Kind,
    Organisation,
    Stated,
    gs,
    stated,
    thing,
)
from benchmarks.generate.skew import Skewed

AS_OF = date(2026, 11, 1)
SENDER, RECIPIENT = "sender", "recipient"
PW, WMO, WGS, JW, UAVG = (
    f"bwb/BWBR{number}/art/" for number in ("0015703", "0035362", "0031331", "0034925", "0040940")
)

IDENTITY = ("name-address-place", "date-of-birth", "phone-number", "email-address", "address", "surname")
MONEY = ("income", "benefit-scheme", "assets", "household", "benefit-amount", "benefit-start-date", "employment")
DEBTS = ("debt-amount", "payment-arrears", "income", "household", "assets", "debt-help-service")
SUPPORT = ("needs-and-preferences", "service-description", "household", "living-situation", "help-from-network")
YOUTH = ("household", "living-situation", "education", "living-arrangement", "needs-and-preferences")
HEALTH = ("limitations-and-load", "health", "diagnosis", "care-file")

MEASURES = ("proportionalityWeighing", "securedAccess", "securityDescribed")
BOUND = stated(personsBoundBySecrecyThrough="gs:office")  # what is recorded with data on health


@dataclass(frozen=True)
class Drawn:
    """What chance made an activity of a kind about."""

    data: tuple[str, ...]
    special: str | None
    numbered: bool
    first: date


@dataclass(frozen=True)
class Basis:
    """What one of the parties relies on: operation, limb of article 6 or 9 and provision."""

    name: str
    party: str
    operation: str
    limb: str | None
    provision: str
    stated: Stated = ()
    limb9: str | None = None
    derivative: bool = False

    def claim(self, parties: Mapping[str, Organisation]) -> Claim:
        """The claim of that party in a flow."""
        return Claim(
            self.name,
            parties[self.party].iri,
            self.operation,
            self.limb,
            thing(self.provision),
            self.limb9,
            self.stated,
            self.derivative,
        )


@dataclass(frozen=True)
class FlowKind:
    """A kind of flow between two kinds of organisation; `weight` says how often it occurs in their registers."""

    name: str
    activity: str
    law: str
    sender: Kind
    recipient: Kind
    weight: float
    qualification: str
    subject: str
    purpose: str
    bases: tuple[Basis, ...]
    data: tuple[str, ...]
    stated: Stated = ()
    special: tuple[str, ...] = ()
    exception: Basis | None = None
    identifier: Basis | None = None
    sent_by: str = ""  # which body it must be, where there are several of a kind
    sent_to: str = ""
    measures: tuple[str, ...] = ()
    agreement: Agreement | None = None
    same_body: bool = False  # whether it is recorded that the sender itself acquired the data

    def draw(self, chance: random.Random) -> Drawn:
        """What an activity of this kind is about: its data, with the skew of registers, and since when."""
        return Drawn(
            data=tuple(_SKEWED[self.data].some(chance, 1, 4)),
            special=_SKEWED[self.special].one(chance) if self.special and chance.random() < 0.4 else None,
            numbered=self.identifier is not None and chance.random() < 0.4,
            first=date(chance.randint(2021, 2025), chance.randint(1, 12), 1),
        )

    def make(self, drawn: Drawn, sender: Organisation, recipient: Organisation) -> Flow:
        """The flow of such an activity from `sender` to `recipient`."""
        parties = {SENDER: sender, RECIPIENT: recipient}
        return Flow(
            sender=sender,
            recipient=recipient,
            subjects=(thing(f"subject/{self.subject}"),),
            purposes=(thing(f"purpose/{self.purpose}"),),
            qualification=self.qualification,
            claims=tuple(basis.claim(parties) for basis in self.bases),
            items=tuple(self._items(drawn, parties)),
            stated=self.stated + (((gs("acquiredBy"), sender.iri),) if self.same_body else ()),
            measures=(*MEASURES, *self.measures),
            roles=self._roles(sender, recipient),
            agreement=self.agreement,
            first=drawn.first,
        )

    def _items(self, drawn: Drawn, parties: Mapping[str, Organisation]) -> Iterator[Item]:
        for data in drawn.data:
            yield Item(data)
        if self.exception and drawn.special:
            yield Item(drawn.special, claims=(self.exception.claim(parties),), stated=BOUND, special=True)
        if self.identifier and drawn.numbered:
            yield Item("bsn", claims=(self.identifier.claim(parties),))

    def _roles(self, sender: Organisation, recipient: Organisation) -> tuple[tuple[str, str], ...]:
        if self.qualification == "processorRelation":
            return (sender.iri, "DataController"), (recipient.iri, "DataProcessor")
        if self.qualification == "jointControllers":
            return (sender.iri, "JointDataControllers"), (recipient.iri, "JointDataControllers")
        return ((sender.iri, "DataController"),)


def _public(name: str, party: str, operation: str, provision: str, **facts: str) -> Basis:
    return Basis(name, party, operation, "A6-1-e", provision, stated(**facts))


def _health(party: str) -> Basis:
    """UAVG art. 30 lid 1 onder a: public bodies, for entitlements that depend on health."""
    facts = ((DPV + "hasPurpose", thing("purpose/health-dependent-entitlements")),)
    return Basis("exception", party, "disclose", None, UAVG + "30/lid/1/onder/a", facts, "A9-2-b")


def _number(provision: str, *purposes: str) -> Basis:
    facts = tuple((DPV + "hasPurpose", thing(f"purpose/{purpose}")) for purpose in purposes)
    return Basis("number", SENDER, "useIdentifier", None, provision, facts)


WMO_NUMBER = _number(WMO + "5.2.9/lid/1", "number-belongs-to-person")

KINDS: tuple[FlowKind, ...] = (
    FlowKind(
        name="wmo-supplier",
        activity="Maatwerkvoorziening Wmo leveren",
        law="Wmo 2015 art. 5.2.1 lid 1 onder a: the college gives what it found in its investigation to the supplier",
        sender=Kind.MUNICIPALITY,
        recipient=Kind.SUPPLIER,
        weight=6,
        qualification="independentControllers",
        subject="client",
        purpose="delivering-services-owed",
        bases=(
            _public("disclose", SENDER, "disclose", WMO + "5.2.1/lid/1/onder/a"),
            _public("collect", RECIPIENT, "collect", WMO + "5.1.2/lid/1/onder/a", acquiredFrom="party/college"),
        ),
        data=IDENTITY + SUPPORT,
        stated=stated(task="task/wmo-2.3.6", acquiredUnder="task/wmo-onderzoek-na-melding"),
        special=HEALTH,
        exception=_health(SENDER),
        identifier=_number(WMO + "5.2.9/lid/1", "number-belongs-to-person", "delivering-services-owed"),
    ),
    FlowKind(
        name="wmo-budget",
        activity="Persoonsgebonden budget Wmo uitbetalen",
        law="Wmo 2015 art. 5.2.1 lid 1 onder a with lid 2 onder c; the SVB rests on art. 5.1.4 lid 1",
        sender=Kind.MUNICIPALITY,
        recipient=Kind.BENEFIT_BODY,
        sent_to="svb",
        weight=3,
        qualification="independentControllers",
        subject="client",
        purpose="pgb-payment",
        bases=(
            _public("disclose", SENDER, "disclose", WMO + "5.2.1/lid/1/onder/a"),
            _public("collect", RECIPIENT, "collect", WMO + "5.1.4/lid/1", acquiredFrom="party/college"),
        ),
        data=IDENTITY + SUPPORT,
        stated=stated(task="task/wmo-2.6.2", acquiredUnder="task/wmo-onderzoek-na-melding"),
        identifier=WMO_NUMBER,
    ),
    FlowKind(
        name="wmo-contribution",
        activity="Eigen bijdrage Wmo vaststellen",
        law="Wmo 2015 art. 5.2.1 lid 1 onder a with lid 2 onder b, for both",
        sender=Kind.MUNICIPALITY,
        recipient=Kind.BENEFIT_BODY,
        sent_to="cak",
        weight=3,
        qualification="independentControllers",
        subject="client",
        purpose="assessing-contributions",
        bases=(
            _public("disclose", SENDER, "disclose", WMO + "5.2.1/lid/1/onder/a"),
            _public("collect", RECIPIENT, "collect", WMO + "5.2.1/lid/1/onder/a"),
        ),
        data=(*IDENTITY, "contribution-assessed", "service-description", "household"),
        stated=stated(task="task/wmo-2.1.4b", acquiredUnder="task/wmo-onderzoek-na-melding"),
        identifier=WMO_NUMBER,
    ),
    FlowKind(
        name="wmo-inquiry",
        activity="Onderzoek na melding Wmo",
        law="Wmo 2015 art. 5.1.1 lid 1: the college uses within its own task what it found in its investigation",
        sender=Kind.MUNICIPALITY,
        recipient=Kind.MUNICIPALITY,
        weight=5,
        qualification="internalSameTask",
        subject="client",
        purpose="need-participation-self-reliance",
        bases=(_public("collect", SENDER, "collect", WMO + "5.1.1/lid/1"),),
        data=IDENTITY + SUPPORT,
        stated=stated(task="task/wmo-2.3.5", acquiredUnder="task/wmo-onderzoek-na-melding"),
    ),
    FlowKind(
        name="pw-benefit-body",
        activity="Bijstandsgegevens aan uitkeringsinstantie",
        law="PW art. 67 lid 1 onder a: on request the college must, free of charge; it lifts PW art. 65 lid 1",
        sender=Kind.MUNICIPALITY,
        recipient=Kind.BENEFIT_BODY,
        sent_to="uwv",
        weight=4,
        qualification="independentControllers",
        subject="uitkeringsgerechtigde",
        purpose="benefit-administration",
        bases=(
            Basis("disclose", SENDER, "disclose", "A6-1-c", PW + "67/lid/1/onder/a"),
            _public("collect", RECIPIENT, "collect", PW + "67/lid/1/onder/a"),
        ),
        data=IDENTITY + MONEY,
        stated=stated(
            task="task/wet-suwi",
            acquiredUnder="task/pw",
            trigger="gs:onRequest",
            charge="gs:freeOfCharge",
            privacyHarm="gs:notDisproportionate",
        ),
    ),
    FlowKind(
        name="pw-reintegration",
        activity="Aanmelding bij re-integratiebedrijf",
        law="PW art. 67 lid 1 onder e: on request the college must, to who supports towards work; it lifts PW art. 65",
        sender=Kind.MUNICIPALITY,
        recipient=Kind.REINTEGRATION,
        weight=3,
        qualification="independentControllers",
        subject="uitkeringsgerechtigde",
        purpose="re-integration",
        bases=(
            Basis("disclose", SENDER, "disclose", "A6-1-c", PW + "67/lid/1/onder/e"),
            _public("collect", RECIPIENT, "collect", PW + "67/lid/1/onder/e"),
        ),
        data=(*IDENTITY, "work-experience", "diploma", "employment", "work-prospects", "reintegration-support"),
        stated=stated(
            acquiredUnder="task/pw",
            trigger="gs:onRequest",
            charge="gs:freeOfCharge",
            privacyHarm="gs:notDisproportionate",
        ),
    ),
    FlowKind(
        name="pw-check",
        activity="Recht op bijstand controleren",
        law="PW art. 53a lid 6: the college verifies data on assistance",
        sender=Kind.MUNICIPALITY,
        recipient=Kind.MUNICIPALITY,
        weight=4,
        qualification="internalSameTask",
        subject="bijstandsgerechtigde",
        purpose="benefit-administration",
        bases=(_public("collect", SENDER, "collect", PW + "53a/lid/6"),),
        data=IDENTITY + MONEY,
        stated=stated(task="task/pw-bijstand-controle", acquiredUnder="task/pw"),
    ),
    FlowKind(
        name="wgs-reuse",
        activity="Uitkeringsgegevens bij schuldhulp",
        law="Wgs art. 8d (from 2021): the same college reuses data of the PW for debt help",
        sender=Kind.MUNICIPALITY,
        recipient=Kind.MUNICIPALITY,
        weight=3,
        qualification="internalOtherTask",
        subject="inwoner",
        purpose="debt-help",
        bases=(_public("reuse", SENDER, "reuse", WGS + "8d"),),
        data=IDENTITY + MONEY,
        stated=stated(task="task/wgs", acquiredUnder="task/pw"),
        same_body=True,
    ),
    FlowKind(
        name="wgs-printing",
        activity="Brieven schuldhulp drukken",
        law="AVG art. 28: a processor needs an agreement and no gateway; the college rests on Wgs art. 8a",
        sender=Kind.MUNICIPALITY,
        recipient=Kind.PROCESSOR,
        weight=5,
        qualification="processorRelation",
        subject="inwoner",
        purpose="debt-help",
        bases=(_public("disclose", SENDER, "disclose", WGS + "8a"),),
        data=IDENTITY + DEBTS,
        stated=stated(task="task/wgs-schuldhulp"),
        agreement=Agreement("ControllerProcessorAgreement"),
    ),
    FlowKind(
        name="wgs-joint",
        activity="Schuldhulp met het samenwerkingsverband",
        law="AVG art. 26: joint controllers, each on Wgs art. 8a, with an arrangement that citizens were told of",
        sender=Kind.PARTNERSHIP,
        recipient=Kind.MUNICIPALITY,
        weight=2,
        qualification="jointControllers",
        subject="inwoner",
        purpose="debt-help",
        bases=(
            _public("disclose", SENDER, "disclose", WGS + "8a"),
            _public("collect", RECIPIENT, "collect", WGS + "8a"),
        ),
        data=IDENTITY + DEBTS,
        stated=stated(task="task/wgs-schuldhulp"),
        measures=("informedOfPartnership",),
        agreement=Agreement("JointDataControllersAgreement", ("responsibilities", "contactForRights")),
    ),
    FlowKind(
        name="gr-debt-help",
        activity="Schuldhulp door het samenwerkingsverband",
        law="Wgs art. 8a by a body to which the power was delegated (Wgr art. 30): capacity shown by its arrangement",
        sender=Kind.PARTNERSHIP,
        recipient=Kind.PARTNERSHIP,
        weight=3,
        qualification="internalSameTask",
        subject="inwoner",
        purpose="debt-help",
        bases=(_public("collect", SENDER, "collect", WGS + "8a"),),
        data=IDENTITY + DEBTS,
        stated=stated(task="task/wgs-schuldhulp"),
    ),
    FlowKind(
        name="jw-access",
        activity="Toegang tot jeugdhulp",
        law="Jeugdwet art. 7.4.0 lid 1 onder a; the interest of the child is weighed; the BSN under art. 7.2.1 lid 1",
        sender=Kind.MUNICIPALITY,
        recipient=Kind.MUNICIPALITY,
        weight=4,
        qualification="internalSameTask",
        subject="jeugdige",
        purpose="youth-help",
        bases=(_public("collect", SENDER, "collect", JW + "7.4.0/lid/1/onder/a"),),
        data=IDENTITY + YOUTH,
        stated=stated(task="task/jeugdwet-toegang"),
        measures=("childInterest",),
        identifier=_number(JW + "7.2.1/lid/1", "number-belongs-to-young-person"),
    ),
    FlowKind(
        name="uwv-to-college",
        activity="Uitkeringsgegevens aan gemeenten",
        law="PW art. 64 lid 1 onder b: the UWV must provide, free of charge; the college rests on art. 53a lid 6",
        sender=Kind.BENEFIT_BODY,
        sent_by="uwv",
        recipient=Kind.MUNICIPALITY,
        weight=4,
        qualification="independentControllers",
        subject="pw-assisted",
        purpose="benefit-administration",
        bases=(
            Basis("disclose", SENDER, "disclose", "A6-1-c", PW + "64/lid/1/onder/b"),
            _public("collect", RECIPIENT, "collect", PW + "53a/lid/6"),
        ),
        data=IDENTITY + MONEY,
        stated=stated(
            task="task/pw-bijstand-controle",
            trigger="gs:onRequest",
            charge="gs:freeOfCharge",
            provisionForm="form/in-writing",
        ),
    ),
    FlowKind(
        name="landlord-to-college",
        activity="Huurgegevens aan gemeenten",
        law="PW art. 64 lid 1 onder l: landlords must provide to the college, free of charge",
        sender=Kind.LANDLORD,
        recipient=Kind.MUNICIPALITY,
        weight=1,
        qualification="independentControllers",
        subject="pw-assisted",
        purpose="benefit-administration",
        bases=(
            Basis("disclose", SENDER, "disclose", "A6-1-c", PW + "64/lid/1/onder/l"),
            _public("collect", RECIPIENT, "collect", PW + "53a/lid/6"),
        ),
        data=("address", "name-address-place", "household", "living-arrangement", "payment-arrears"),
        stated=stated(
            task="task/pw-bijstand-controle",
            trigger="gs:onRequest",
            charge="gs:freeOfCharge",
            provisionForm="form/in-writing",
        ),
    ),
    FlowKind(
        name="supplier-accounts",
        activity="Verantwoording geleverde zorg",
        law="Wmo 2015 art. 5.2.2 onder a: the college rests on art. 5.1.1 lid 1, as data so provided",
        sender=Kind.SUPPLIER,
        recipient=Kind.MUNICIPALITY,
        weight=3,
        qualification="independentControllers",
        subject="client",
        purpose="need-participation-self-reliance",
        bases=(
            _public("disclose", SENDER, "disclose", WMO + "5.2.2/onder/a"),
            Basis(
                "collect",
                RECIPIENT,
                "collect",
                "A6-1-e",
                WMO + "5.1.1/lid/1",
                stated(acquiredFrom="party/aanbieder-maatwerkvoorziening"),
                derivative=True,
            ),
        ),
        data=IDENTITY + SUPPORT,
        stated=stated(task="task/wmo-2.1.4", charge="gs:freeOfCharge"),
    ),
    FlowKind(
        name="to-client",
        activity="Inzage in het schuldhulpdossier",
        law="AVG art. 4 onder 9: the data subject itself gets the data; the college rests on Wgs art. 8a",
        sender=Kind.MUNICIPALITY,
        recipient=Kind.DATA_SUBJECT,
        weight=1,
        qualification="toDataSubject",
        subject="inwoner",
        purpose="debt-help",
        bases=(_public("disclose", SENDER, "disclose", WGS + "8a"),),
        data=IDENTITY + DEBTS,
        stated=stated(task="task/wgs-schuldhulp"),
    ),
)

_SKEWED = {data: Skewed(data) for kind in KINDS for data in (kind.data, kind.special) if data}
