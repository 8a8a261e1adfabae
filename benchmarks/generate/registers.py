"""A register as statements: lines of N-Quads, in the form that an imported register has in the graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from benchmarks.generate.kinds import WGS
from benchmarks.generate.model import DPV, Activity, Agreement, Claim, Flow, Item, Kind, Organisation, gs, power, thing
from benchmarks.generate.words import Words
from grondslag.namespaces import PREFIXES

TYPE = PREFIXES["rdf"] + "type"
LABEL = PREFIXES["rdfs"] + "label"
DERIVED = PREFIXES["prov"] + "wasDerivedFrom"
ORG, GDPR, XSD = PREFIXES["org"], PREFIXES["eu-gdpr"], PREFIXES["xsd"]

OFFICER = ("officerAppointed", "officerIndependent")
NO_PUBLIC_BODY = frozenset({Kind.SUPPLIER, Kind.LANDLORD, Kind.REINTEGRATION, Kind.PROCESSOR})
# Which power is transferred, and what allows its transfer to a body of municipalities (Wgr art. 30).
TRANSFERRED = (WGS + "3/lid/1", "bwb/BWBR0003740/art/30/lid/1")
CONSENT = (
    ("declarationBy", "personConcerned"),
    ("declarationContent", "noObjectionToThisProvision"),
    ("declarationForm", "inWriting"),
)
REASON = "Zonder dit gegeven kan de taak niet worden uitgevoerd."
KEPT = "Vijf jaar na afsluiten"
NONE = "geen"
# What article 30 lid 1 asks, and the ground that it leaves to the articles before it.
ASKED = frozenset(
    {"Purpose", "Limb", "Provision", "DataSubjects", "Data", "Recipients", "Transfer", "Retention", "Security"}
)


class Writer:
    """Makes the lines of one register. `words` gives the Dutch words for a term, for the cells of its entries."""

    def __init__(self, owner: Organisation, words: Words) -> None:
        self.owner = owner
        self.words = words
        self._end = f"<{owner.graph}> .\n"
        self._described = {owner.iri}

    def head(self, *, with_officer: bool = True, with_instrument: bool = True) -> Iterator[str]:
        """The organisation and its register: with its data protection officer, and what its powers rest on."""
        owner, register = self.owner, self.owner.register
        yield from self._organisation(owner)
        if with_officer and owner.kind not in NO_PUBLIC_BODY:
            for kind in OFFICER:
                measure = f"{register}/measure/{kind}"
                yield self.link(owner.iri, gs("recordedMeasure"), measure)
                yield from self.measure(measure, kind, register)
        yield self.link(register, TYPE, gs("Register"))
        yield self.link(register, gs("keptBy"), owner.iri)
        yield self.text(register, LABEL, f"Register van {owner.label}")
        if owner.kind is Kind.PARTNERSHIP:
            yield from self._power(with_instrument=with_instrument)

    def activity(self, activity: Activity) -> Iterator[str]:
        """An activity, the entry that it was read from, and its flows."""
        return _Activity(self, activity).lines()

    def party(self, party: Organisation) -> Iterator[str]:
        """A party of a flow, described once in each register that names it."""
        if party.kind is not Kind.DATA_SUBJECT and party.iri not in self._described:
            self._described.add(party.iri)
            yield from self._organisation(party)

    def measure(self, node: str, kind: str, source: str) -> Iterator[str]:
        """A measure that was taken."""
        yield self.link(node, TYPE, gs("RecordedMeasure"))
        yield self.link(node, gs("measureKind"), gs(kind))
        yield self.value(node, gs("taken"), "true", "boolean")
        yield self.link(node, DERIVED, source)

    def _organisation(self, party: Organisation) -> Iterator[str]:
        yield self.link(party.iri, TYPE, ORG + "FormalOrganization")
        yield self.text(party.iri, LABEL, party.label)
        for category in party.categories:
            yield self.link(party.iri, ORG + "classification", thing(f"party/{category}"))
        if party.members:
            yield self.link(party.iri, TYPE, ORG + "OrganizationalCollaboration")
        for member in party.members:
            yield self.link(party.iri, ORG + "hasMember", member.iri)
        yield self.link(party.iri, DERIVED, self.owner.register)

    def _power(self, *, with_instrument: bool) -> Iterator[str]:
        owner, node, instrument = self.owner, power(self.owner), thing(f"agreement/{self.owner.name}/gr")
        yield self.link(node, TYPE, gs("ExercisedPower"))
        yield self.link(node, gs("body"), owner.iri)
        yield self.link(node, gs("powerOf"), thing("party/college"))
        yield self.link(node, gs("conferral"), gs("delegation"))
        for provision in TRANSFERRED:
            yield self.link(node, gs("powerUnder"), thing(provision))
        yield self.value(node, gs("from"), "2015-01-01", "date")
        yield self.link(node, DERIVED, owner.register)
        if with_instrument:
            yield self.link(node, gs("instrument"), instrument)
            yield self.link(instrument, TYPE, gs("IntermunicipalArrangement"))
            yield self.text(instrument, LABEL, f"Gemeenschappelijke regeling {owner.label}")
            yield self.link(instrument, gs("agreementStatus"), gs("inForce"))
            for party in (owner, *owner.members):
                yield self.link(instrument, gs("agreementParty"), party.iri)
            yield self.link(instrument, DERIVED, owner.register)

    def link(self, subject: str, name: str, value: str) -> str:
        """A statement with a thing as its value."""
        return f"<{subject}> <{name}> <{value}> {self._end}"

    def text(self, subject: str, name: str, words: str) -> str:
        """A statement with Dutch words as its value."""
        return f'<{subject}> <{name}> "{words}"@nl {self._end}'

    def verbatim(self, subject: str, name: str, words: str) -> str:
        """A statement with what was written, in whatever language, as its value."""
        return f'<{subject}> <{name}> "{words}" {self._end}'

    def value(self, subject: str, name: str, value: str, datatype: str) -> str:
        """A statement with a typed value."""
        return f'<{subject}> <{name}> "{value}"^^<{XSD}{datatype}> {self._end}'


class _Activity:
    """The lines of one activity. What its flows share is told once."""

    def __init__(self, writer: Writer, activity: Activity) -> None:
        self._writer, self._activity = writer, activity
        self._link, self._text, self._value = writer.link, writer.text, writer.value
        self._entry = activity.entry

    def lines(self) -> Iterator[str]:
        node, flows = self._activity.iri, self._activity.flows
        yield from self._cells()
        yield self._link(node, TYPE, gs("ProcessingActivity"))
        yield self._text(node, LABEL, self._activity.name)
        yield self._link(node, gs("inRegister"), self._writer.owner.register)
        yield self._link(node, gs("recordOf"), DPV + "DataController")
        yield self._link(node, DERIVED, self._entry)
        yield from self._recorded(flows[0])
        for flow in flows:
            yield from self._flow(self._activity.flow(flow), flow)
        yield from self._roles()

    def _cells(self) -> Iterator[str]:
        yield self._link(self._entry, TYPE, gs("RegisterEntry"))
        yield self._link(self._entry, gs("inRegister"), self._writer.owner.register)
        yield self._text(self._entry, LABEL, f"register {self._writer.owner.label}, {self._activity.name}")
        for name, words in cells(self._activity, self._writer.words):
            if words:
                yield self._writer.verbatim(self._entry, gs(f"stated{name}"), words)
            if words == NONE:
                yield self._link(self._entry, gs("statesNone"), gs(f"stated{name}"))
            if not words and name in ASKED:
                yield self._link(self._entry, gs("notStated"), gs(f"stated{name}"))

    def _recorded(self, flow: Flow) -> Iterator[str]:
        for kind in flow.measures:
            yield from self._writer.measure(f"{self._activity.iri}/measure/{kind}", kind, self._entry)
        if flow.has_retention:
            term = self._activity.iri + "/retention"
            yield self._link(term, TYPE, gs("RetentionTerm"))
            yield self._text(term, LABEL, KEPT)
            yield self._link(term, DERIVED, self._entry)

    def _flow(self, node: str, flow: Flow) -> Iterator[str]:
        yield self._link(node, TYPE, gs("Flow"))
        yield self._link(node, gs("partOfActivity"), self._activity.iri)
        yield self._link(node, DPV + "hasDataExporter", flow.sender.iri)
        if flow.recipient:
            yield from self._writer.party(flow.recipient)
            yield self._link(node, DPV + "hasRecipient", flow.recipient.iri)
        for subject in flow.subjects:
            yield self._link(node, DPV + "hasDataSubject", subject)
        for purpose in flow.purposes:
            yield self._link(node, DPV + "hasPurpose", purpose)
        if flow.qualification:
            yield self._link(node, gs("qualification"), gs(flow.qualification))
        for name, value in flow.stated:
            yield self._link(node, name, value)
        for kind in flow.measures:
            yield self._link(node, gs("recordedMeasure"), f"{self._activity.iri}/measure/{kind}")
        if flow.has_retention:
            yield self._link(node, DPV + "hasStorageCondition", self._activity.iri + "/retention")
        yield from self._period(node, flow)
        yield self._link(node, DERIVED, self._entry)
        yield from self._below(node, flow)

    def _below(self, node: str, flow: Flow) -> Iterator[str]:
        yield from self._claims(node, flow.claims)
        for item in flow.items:
            yield from self._item(node, item)
        if flow.has_consent:
            yield from self._consent(node)
        if flow.agreement and flow.recipient:
            parties = (flow.sender.iri, flow.recipient.iri)
            yield from self._agreement(self._activity.agreement(flow), node, flow.agreement, parties)
        for number, (dimension, term) in enumerate(flow.contested):
            yield from self._alignment(f"{node}/alignment/{number}", node, dimension, term)

    def _period(self, node: str, flow: Flow) -> Iterator[str]:
        yield self._day(node, "from", flow.first)
        if flow.before:
            yield self._day(node, "before", flow.before)

    def _day(self, node: str, name: str, day: date) -> str:
        return self._value(node, gs(name), day.isoformat(), "date")

    def _claims(self, of: str, claims: Iterable[Claim]) -> Iterator[str]:
        for claim in claims:
            node = f"{of}/claim/{claim.name}"
            yield self._link(of, gs("basisClaim"), node)
            yield self._link(node, TYPE, gs("BasisClaim"))
            yield self._link(node, gs("actor"), claim.actor)
            yield self._link(node, gs("operation"), gs(claim.operation))
            if claim.limb:
                yield self._link(node, gs("art6Limb"), GDPR + claim.limb)
            if claim.limb9:
                yield self._link(node, gs("art9Limb"), GDPR + claim.limb9)
            if claim.provision:
                yield self._link(node, gs("claimedProvision"), claim.provision)
            for name, value in claim.stated:
                yield self._link(node, name, value)
            yield self._link(node, gs("claimStatus"), gs("claimAsserted"))
            yield self._link(node, DERIVED, self._entry)

    def _item(self, flow: str, item: Item) -> Iterator[str]:
        node = f"{flow}/item/{item.name}"
        yield self._link(flow, gs("item"), node)
        yield self._link(node, TYPE, gs("Item"))
        yield self._link(node, DPV + "hasPersonalData", thing(f"data/{item.name}"))
        for name, value in item.stated:
            yield self._link(node, name, value)
        yield self._link(node, DERIVED, self._entry)
        if item.verdict:
            verdict = node + "/verdict"
            yield self._link(node, gs("verdict"), verdict)
            yield self._link(verdict, TYPE, gs("Verdict"))
            yield self._link(verdict, gs("verdictValue"), gs(item.verdict))
            yield self._link(verdict, gs("verdictBy"), thing("party/privacy-officer"))
            yield self._text(verdict, gs("reason"), REASON)
            yield self._link(verdict, DERIVED, self._entry)
        yield from self._claims(node, item.claims)

    def _consent(self, flow: str) -> Iterator[str]:
        node = flow + "/consent"
        yield self._link(flow, gs("consentRecord"), node)
        yield self._link(node, TYPE, gs("ConsentRecord"))
        for quality in ("freelyGiven", "specific", "informed", "unambiguous"):
            yield self._link(node, gs("consentQuality"), gs(quality))
        for name, value in CONSENT:
            yield self._link(node, gs(name), gs(value))
        yield self._value(node, gs("withdrawn"), "false", "boolean")
        yield self._link(node, DERIVED, self._entry)

    def _agreement(self, node: str, flow: str, agreement: Agreement, parties: Iterable[str]) -> Iterator[str]:
        yield self._link(node, TYPE, DPV + agreement.kind)
        yield self._text(node, LABEL, "Afspraak over de gegevens")
        yield self._link(node, gs("agreementStatus"), gs("inForce"))
        for party in parties:
            yield self._link(node, gs("agreementParty"), party)
        yield self._link(node, gs("governsFlow"), flow)
        if agreement.settles:
            yield self._value(node, gs("madeAvailable"), "true", "boolean")
        for topic in agreement.settles:
            clause = f"{node}/clause/{topic}"
            yield self._link(node, gs("clause"), clause)
            yield self._link(clause, TYPE, gs("Clause"))
            yield self._link(clause, gs("settles"), gs(topic))
            yield self._link(clause, gs("clauseStatus"), gs("agreed"))
            yield self._link(clause, DERIVED, self._entry)
        yield self._link(node, DERIVED, self._entry)

    def _alignment(self, node: str, aligned: str, dimension: str, term: str) -> Iterator[str]:
        yield self._link(node, TYPE, gs("Alignment"))
        yield self._link(node, gs("aligns"), aligned)
        yield self._link(node, gs("dimension"), dimension)
        yield self._link(node, gs("toTerm"), term)
        yield self._link(node, gs("confidence"), gs("contested"))
        yield self._link(node, DERIVED, self._entry)

    def _roles(self) -> Iterator[str]:
        """Each role of each party once, with all flows that it is played in."""
        flows: dict[tuple[str, str], list[str]] = {}
        for flow in self._activity.flows:
            for party_and_role in flow.roles:
                flows.setdefault(party_and_role, []).append(self._activity.flow(flow))
        for (party, role), played in flows.items():
            node = f"{self._activity.iri}/role/{role}/{party.rpartition('/')[2]}"
            yield self._link(node, TYPE, gs("RoleAssignment"))
            yield self._link(node, gs("assignee"), party)
            yield self._link(node, gs("role"), DPV + role)
            yield self._link(node, gs("roleStatus"), gs("asserted"))
            if role == "DataProcessor":
                yield self._value(node, gs("setsPurposesAndMeans"), "false", "boolean")
            for flow_iri in played:
                yield self._link(node, gs("inFlow"), flow_iri)
            yield self._link(node, DERIVED, self._entry)


def cells(activity: Activity, words: Words) -> Iterator[tuple[str, str]]:
    """What the register says in each column (the last part of a gs:stated... property); nothing if it is silent."""
    flow = activity.flows[0]

    def named(terms: Iterable[str | None]) -> str:
        return "; ".join(dict.fromkeys(words(term) for term in terms if term))

    def data(*, special: bool) -> str:
        return named(thing(f"data/{item.name}") for item in flow.items if item.special is special)

    others = [each.recipient for each in activity.flows if each.recipient and each.recipient != each.sender]
    labels = "; ".join(party.label for party in others)
    processing = flow.qualification == "processorRelation"
    yield "Activity", activity.name
    yield "Purpose", named(flow.purposes)
    yield "Limb", named(GDPR + claim.limb for claim in flow.claims[:1] if claim.limb)
    yield "Provision", named(claim.provision for claim in flow.claims[:1])
    yield "Task", named(value for name, value in flow.stated if name == gs("task"))
    yield "DataSubjects", named(flow.subjects)
    yield "Data", data(special=False)
    yield "SpecialData", data(special=True)
    yield "Recipients", NONE if processing or flow.recipient == flow.sender else labels
    yield "Processors", labels if processing else ""
    yield "Transfer", "buiten de EER" if (gs("processingTrait"), gs("transferOutsideEea")) in flow.stated else NONE
    yield "Retention", KEPT if flow.has_retention else ""
    yield "Security", "Toegang op taak, versleuteld" if "securityDescribed" in flow.measures else ""
    yield "From", flow.first.isoformat()
    yield "Before", flow.before.isoformat() if flow.before else ""
