"""An activity as statements: N-Triples lines, without blank nodes, the same for the same activity.

What was written stands on the entry, word for word; what it was taken for on the activity and its flows, one flow per
recipient. Nothing is judged: words without a term get a concept of the register's own, silence stays silence.

IRIs are named by content (`slug`), never by number, so that a changed cell changes only what it is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from grondslag.namespaces import ID
from grondslag.registers.kinds import Kinds
from grondslag.registers.meanings import Meanings, Meant
from grondslag.registers.model import Activity, Certainty, Field, Reading, RegisterHead, Side
from grondslag.registers.ntriples import (
    ACTOR,
    ALIGNS,
    CLAIM,
    CLASSIFICATION,
    DATA,
    DATE,
    DERIVED,
    EXPORTER,
    GOVERNS,
    IN_FLOW,
    IN_REGISTER,
    ITEM,
    KIND,
    LABEL,
    LIMB_6,
    LIMB_9,
    MEASURE,
    OPERATION,
    ORGANIZATION,
    PRINCIPAL,
    PROVISION,
    PURPOSE,
    RECIPIENT,
    STORAGE,
    SUB_PROCESSOR,
    TASK,
    A,
    dpv,
    gs,
    literal,
    named,
)
from grondslag.registers.split import Said
from grondslag.registers.split import said as said_by
from grondslag.registers.words import Answer, answer, day, is_draft, names_officer

said = lru_cache(maxsize=100_000)(said_by)
Pairs = Sequence[tuple[str, str]]

# What article 30 asks of each side, and the ground that lid 1 leaves to the articles before it.
_ASKED: Mapping[Side, tuple[Field, ...]] = {
    Side.CONTROLLER: (
        *(Field.PURPOSE, Field.LIMB, Field.PROVISION, Field.DATA_SUBJECTS, Field.DATA, Field.RECIPIENTS),
        *(Field.TRANSFER, Field.RETENTION, Field.SECURITY),
    ),
    Side.PROCESSOR: (Field.PRINCIPAL, Field.TRANSFER, Field.SECURITY),
}
_STATED = {field: gs(field.property_name) for field in Field}
_OF_EVERY_FLOW = (Field.PURPOSE, Field.TASK, Field.DATA_SUBJECTS, Field.ORIGIN, Field.TRANSFER)
# A processor's activity has no flows: what these say stands on the activity itself.
_OF_PROCESSOR = {
    Field.PRINCIPAL: PRINCIPAL,
    Field.PROCESSORS: SUB_PROCESSOR,
    Field.RECIPIENTS: RECIPIENT,
    Field.DATA: DATA,
    Field.SPECIAL_DATA: DATA,
}
_ROLES = {"controller": "DataController", "joint": "JointDataControllers", "processor": "DataProcessor"}
_SELF = f"<{ID}party/betrokkene-zelf>"
_INTERNAL, _PROCESSING, _JOINT = gs("internalSameTask"), gs("processorRelation"), gs("jointControllers")
_INDEPENDENT, _TO_SUBJECT = gs("independentControllers"), gs("toDataSubject")


class RegisterGraph:
    """Writes the graph of one register: `head()` once, then `of(activity)` for each activity.

    `kinds` tells which data are special or a number that identifies, and which provisions the law layer has. What
    activities share is told with the first that needs it. Raises `BadInput` for a reading whose IRI is none.
    """

    def __init__(self, head: RegisterHead, kinds: Kinds) -> None:
        self.about, self.kinds = head, kinds
        self.root = f"{ID}register/{head.organisation}"
        self.register, self.organisation = f"<{self.root}>", f"<{ID}org/{head.organisation}>"
        self.meanings = Meanings(head, kinds)
        self._meant: dict[tuple[Field, tuple[Reading, ...]], tuple[Meant, ...]] = {}

    def head(self) -> Iterator[str]:
        """The lines on the organisation and its register."""
        name, register, organisation = self.about.name, self.register, self.organisation
        yield f"{organisation} {A} {ORGANIZATION} .\n"
        yield f"{organisation} {LABEL} {literal(name, '@nl')} .\n"
        yield from (f"{organisation} {CLASSIFICATION} {named(category)} .\n" for category in self.about.categories)
        yield f"{organisation} {DERIVED} {register} .\n"
        yield f"{register} {A} {gs('Register')} .\n"
        yield f"{register} {gs('keptBy')} {organisation} .\n"
        yield f"{register} {LABEL} {literal(f'Register van {name}', '@nl')} .\n"
        yield f"{register} {LABEL} {literal(f'Register of {name}', '@en')} .\n"

    def meant(self, field: Field, readings: tuple[Reading, ...]) -> tuple[Meant, ...]:
        """What the words of a cell mean, each term once and in their order. Many cells of a register are alike."""
        known = self._meant.get((field, readings))
        if known is None:
            found = [self.meanings.of(field, reading) for reading in readings]
            known = tuple({meant.term or meant.contested: meant for meant in reversed(found)}.values())[::-1]
            self._meant[field, readings] = known
        return known

    def of(self, activity: Activity) -> list[str]:
        """The lines of one activity."""
        lines = _Lines(self, activity).all()
        lines += self.meanings.lines
        self.meanings.lines.clear()
        return lines


class _Told(NamedTuple):
    """What a cell says: something, that there is none, or nothing at all."""

    readings: tuple[Reading, ...]
    none: bool
    silent: bool


class _Flow(NamedTuple):
    """A flow of an activity: its IRI without brackets, to whom and of which kind it is, as far as that is stated."""

    iri: str
    recipient: Meant | None
    kind: str | None

    @property
    def node(self) -> str:
        return f"<{self.iri}>"


class _Datum(NamedTuple):
    """Data of an activity, and whether the register calls them special."""

    meant: Meant
    called_special: bool


class _Lines:
    """Writes one activity. What its fields mean is worked out once, and said of each of its flows."""

    def __init__(self, register: RegisterGraph, activity: Activity) -> None:
        self._register, self._activity = register, activity
        self._base = f"{register.root}/activity/{activity.key}"
        self._node, self._entry = f"<{self._base}>", f"<{register.root}/entry/{activity.key}>"
        self._derived = f"{DERIVED} {self._entry} .\n"
        self._lines: list[str] = []
        self._known: dict[Field, _Told] = {}

    def all(self) -> list[str]:
        """Every line on the activity."""
        self._say_entry()
        self._say_activity()
        if self._activity.side is Side.PROCESSOR:
            self._say_for_principals()
        else:
            self._say_flows()
        return self._lines

    # Saying things

    def _say(self, subject: str, pairs: Iterable[tuple[str, str]]) -> None:
        self._lines += [f"{subject} {name} {value} .\n" for name, value in pairs]

    def _new(self, node: str, kind: str, pairs: Iterable[tuple[str, str]] = ()) -> str:
        """A node of `kind` that comes from the entry."""
        self._lines.append(f"{node} {A} {kind} .\n")
        self._say(node, pairs)
        self._lines.append(f"{node} {self._derived}")
        return node

    def _below(self, place: str) -> str:
        return f"<{self._base}/{place}>"

    def _leave_open(self, node: str, meanings: Iterable[Meant]) -> None:
        self._lines += [f"{meant.contested} {ALIGNS} {node} .\n" for meant in meanings if meant.contested]

    # What the fields say

    def _told(self, field: Field) -> _Told:
        known = self._known.get(field)
        if known is None:
            words, readings = self._activity.words.get(field), self._activity.readings.get(field)
            known = self._known[field] = _told(words, readings)
        return known

    def _meant(self, field: Field) -> tuple[Meant, ...]:
        return self._register.meant(field, self._told(field).readings)

    def _stated(self, field: Field) -> str | None:
        """The words of a field that is no list, if it says anything but that there is none."""
        told = self._told(field)
        return None if told.none or told.silent else self._activity.words.get(field)

    # The entry and the activity

    def _name(self) -> str:
        return self._activity.words.get(Field.ACTIVITY, self._activity.key)

    def _say_entry(self) -> None:
        words, readings, of = self._activity.words, self._activity.readings, self._register.about.name
        told = [field for field in Field if field in words or field in readings]
        pairs = [
            (A, gs("RegisterEntry")),
            (IN_REGISTER, self._register.register),
            (LABEL, literal(f"register {of}, {self._name()}", "@nl")),
            *((_STATED[field], literal(words[field])) for field in told if field in words),
            *((gs("statesNone"), _STATED[field]) for field in told if self._told(field).none),
            *((gs("notStated"), _STATED[field]) for field in _ASKED[self._activity.side] if self._told(field).silent),
        ]
        self._say(self._entry, pairs)

    def _say_activity(self) -> None:
        role = dpv("DataController" if self._activity.side is Side.CONTROLLER else "DataProcessor")
        about = [(LABEL, literal(self._name(), "@nl")), (IN_REGISTER, self._register.register), (gs("recordOf"), role)]
        if names_officer(self._stated(Field.CONTACT) or ""):
            officer = self._register.meanings.measure("officerAppointed", taken=True)
            self._say(self._register.organisation, [(MEASURE, officer)])
        self._new(self._node, gs("ProcessingActivity"), [*about, *self._period()])

    def _period(self) -> Iterator[tuple[str, str]]:
        for field, name in ((Field.FROM, gs("from")), (Field.BEFORE, gs("before"))):
            known = day(self._activity.words.get(field, ""))
            if known:
                yield name, literal(known.isoformat(), DATE)

    def _about(self) -> tuple[Pairs, list[Meant]]:
        """What holds for the whole activity, and what of it is left open."""
        meanings = [meant for field in _OF_EVERY_FLOW for meant in self._meant(field)]
        pairs = [(meant.dimension, meant.term) for meant in meanings if meant.term]
        if any(meant.dimension == TASK for meant in self._meant(Field.PURPOSE)) and PURPOSE not in dict(pairs):
            # The purpose is told by the task that it serves: its own words name it.
            pairs.append((PURPOSE, self._register.meanings.own_purpose(self._activity.words[Field.PURPOSE])))
        return [*pairs, *self._kept(), *self._measures(), *self._period()], meanings

    def _kept(self) -> Iterator[tuple[str, str]]:
        words = self._stated(Field.RETENTION)
        if words:
            yield STORAGE, self._register.meanings.retention(words)

    def _measures(self) -> Iterator[tuple[str, str]]:
        if self._stated(Field.SECURITY):
            yield MEASURE, self._register.meanings.measure("securityDescribed", taken=True)
        done = answer(self._activity.words.get(Field.IMPACT_ASSESSMENT, ""))
        if done is not Answer.OTHER:
            yield MEASURE, self._register.meanings.measure("impactAssessment", taken=done is Answer.YES)

    # A processor's record: no flows, for the ground is that of whoever it works for

    def _say_for_principals(self) -> None:
        pairs, meanings = self._about()
        meanings += [meant for field in _OF_PROCESSOR for meant in self._meant(field)]
        others = [(_OF_PROCESSOR[field], meant.term) for field in _OF_PROCESSOR for meant in self._meant(field)]
        self._say(self._node, [*pairs, *((name, term) for name, term in others if term)])
        self._leave_open(self._node, meanings)

    # A controller's record: a flow per recipient

    def _say_flows(self) -> None:
        about, meanings = self._about()
        belongs = [(gs("partOfActivity"), self._node), (EXPORTER, self._register.organisation), *about]
        basis = self._cited(Field.LIMB, Field.PROVISION)
        exception = self._cited(Field.EXCEPTION)
        flows, data = list(self._flows()), self._data()
        for flow in flows:
            self._new(flow.node, gs("Flow"), [(LABEL, self._label(flow)), *belongs, *_of_flow(flow)])
            self._leave_open(flow.node, [*meanings, *filter(None, [flow.recipient])])
            self._say_claim(flow, basis)
            self._say_items(flow, data, basis, exception)
        self._say_roles(flows)
        self._say_agreements(flows)

    def _label(self, flow: _Flow) -> str:
        words = flow.recipient.words if flow.recipient else ""
        return literal(f"{self._name()}: {words}" if words else self._name(), "@nl")

    def _flows(self) -> Iterator[_Flow]:
        """The flows: to each processor, joint controller and recipient; within, where there is expressly none."""
        base = f"{ID}flow/{self._register.about.organisation}/{self._activity.key}"
        seen = set[str | None]()
        for place, field, kind in (
            ("processor", Field.PROCESSORS, _PROCESSING),
            ("joint", Field.JOINT_CONTROLLERS, _JOINT),
            ("to", Field.RECIPIENTS, None),
        ):
            for meant in self._meant(field):
                if meant.term not in seen:
                    seen.add(meant.term)
                    yield _Flow(f"{base}/{place}/{meant.name}", meant, kind or self._kind(meant))
        if self._told(Field.RECIPIENTS).none:
            itself = Meant(RECIPIENT, self._register.organisation, "", "")
            yield _Flow(f"{base}/within", itself, _INTERNAL)
        elif not seen:
            yield _Flow(f"{base}/unstated", None, None)

    def _kind(self, recipient: Meant) -> str | None:
        """The kind of sharing with a recipient, where the entry leaves no other possible."""
        if recipient.term == self._register.organisation:
            return _INTERNAL
        if recipient.term == _SELF:
            return _TO_SUBJECT
        tells = (Field.PROCESSORS, Field.JOINT_CONTROLLERS)
        told = all(self._told(field).none or self._told(field).readings for field in tells)
        return _INDEPENDENT if told and not self._is_joint() else None

    def _is_joint(self) -> bool:
        """Whether the entry says that there is joint control and not with whom."""
        words = self._activity.words.get(Field.JOINT_CONTROLLERS, "")
        return answer(words) is Answer.YES and self._told(Field.JOINT_CONTROLLERS).silent

    # Grounds

    def _cited(self, *fields: Field) -> list[Meant]:
        """The limbs and provisions that these fields cite; an act as a whole is no provision."""
        found = (meant for field in fields for meant in self._meant(field))
        return [meant for meant in found if not (meant.dimension == PROVISION and _is_act(meant.term))]

    def _say_claim(self, flow: _Flow, basis: list[Meant]) -> None:
        if not basis:
            return
        claim = f"<{flow.iri}/claim>"
        # Within the organisation nothing is provided: it uses what it has collected itself.
        operation = gs("collect" if flow.kind == _INTERNAL else "disclose")
        cited = [(gs("citedAs"), literal(words)) for words in [self._activity.words.get(Field.PROVISION)] if words]
        self._lines.append(f"{flow.node} {CLAIM} {claim} .\n")
        self._say_claimed(claim, operation, [*_values(basis, LIMB_6, PROVISION), *cited])
        self._leave_open(claim, basis)

    def _say_claimed(self, claim: str, operation: str, pairs: Pairs) -> None:
        fixed = [(ACTOR, self._register.organisation), (OPERATION, operation), (gs("claimStatus"), gs("claimAsserted"))]
        self._new(claim, gs("BasisClaim"), [*fixed, *pairs])

    # Data

    def _data(self) -> list[_Datum]:
        """The data, each once; called special where the register has them in the column for that."""
        found: dict[str | None, _Datum] = {}
        for field in (Field.SPECIAL_DATA, Field.DATA):
            for meant in self._meant(field):
                found.setdefault(meant.term, _Datum(meant, field is Field.SPECIAL_DATA))
        return list(found.values())

    def _say_items(self, flow: _Flow, data: list[_Datum], basis: list[Meant], exception: list[Meant]) -> None:
        for datum in data:
            item = f"{flow.iri}/item/{datum.meant.name}"
            self._lines.append(f"{flow.node} {ITEM} <{item}> .\n")
            about = [(LABEL, literal(datum.meant.words, "@nl")), (DATA, datum.meant.term or "")]
            self._new(f"<{item}>", gs("Item"), about)
            self._leave_open(f"<{item}>", [datum.meant])
            self._say_item_claim(item, flow, datum, basis, exception)

    def _say_item_claim(
        self, item: str, flow: _Flow, datum: _Datum, basis: list[Meant], exception: list[Meant]
    ) -> None:
        """The exception for special data, or the authority for a number, as far as the entry cites one."""
        kinds, term = self._register.kinds, (datum.meant.term or "")[1:-1]
        if term in kinds.identifiers:
            cited = [meant for meant in (*exception, *basis) if (meant.term or "")[1:-1] in kinds.on_identifiers]
            operation = gs("useIdentifier")
        else:
            cited = exception if datum.called_special or term in kinds.needing_exception else []
            operation = gs("collect" if flow.kind == _INTERNAL else "disclose")
        if not cited:
            return
        claim = f"<{item}/claim>"
        values = _values(cited, LIMB_9, PROVISION)
        if term not in kinds.identifiers and not any(name == LIMB_9 for name, _ in values):
            # Without a limb of article 9 a claim on an item takes the place of that on the flow: it has to tell both.
            values = [*_values(basis, LIMB_6, PROVISION), *values]
        self._lines.append(f"<{item}> {CLAIM} {claim} .\n")
        self._say_claimed(claim, operation, list(dict.fromkeys(values)))
        self._leave_open(claim, cited)

    # Roles and agreements

    def _say_roles(self, flows: Sequence[_Flow]) -> None:
        joint = [flow for flow in flows if flow.kind == _JOINT or (flow.kind is None and self._is_joint())]
        self._say_role("joint", self._register.organisation, _ROLES["joint"], joint)
        # One assignment per kind of sharing: over several it would say of each what is true of another.
        for kind, place in (
            (_PROCESSING, "controller/processor"),
            (_INTERNAL, "controller/within"),
            (None, "controller"),
        ):
            alone = [flow for flow in flows if flow not in joint and _role_kind(flow) == kind]
            self._say_role(place, self._register.organisation, _ROLES["controller"], alone)
        for flow in flows:
            if flow.recipient and flow.recipient.term and flow.kind in (_JOINT, _PROCESSING):
                place, role = (
                    ("joint", "JointDataControllers") if flow.kind == _JOINT else ("processor", "DataProcessor")
                )
                self._say_role(f"{place}/{flow.recipient.name}", flow.recipient.term, role, [flow])

    def _say_role(self, place: str, party: str, role: str, flows: Sequence[_Flow]) -> None:
        if flows:
            about = [(gs("assignee"), party), (gs("role"), dpv(role)), (gs("roleStatus"), gs("asserted"))]
            in_flows = [(IN_FLOW, flow.node) for flow in flows]
            self._new(self._below(f"role/{place}"), gs("RoleAssignment"), [*about, *in_flows])

    def _say_agreements(self, flows: Sequence[_Flow]) -> None:
        """The agreements that are named, with the flows that one of their kind is about."""
        words = self._activity.words.get(Field.AGREEMENT, "")
        if self._told(Field.AGREEMENT).none or (self._told(Field.AGREEMENT).silent and answer(words) is not Answer.YES):
            return
        status = gs("draft" if is_draft(words) else "inForce")
        for place, kind, governed in _agreements(words, [flow for flow in flows if flow.kind != _INTERNAL]):
            parties = [flow.recipient.term for flow in governed if flow.recipient and flow.recipient.term]
            about = [
                (LABEL, literal(words, "@nl")),
                (gs("agreementStatus"), status),
                *((gs("agreementParty"), party) for party in (self._register.organisation, *parties)),
                *((GOVERNS, flow.node) for flow in governed),
            ]
            self._new(self._below(f"agreement/{place}"), kind, about)


@lru_cache(maxsize=100_000)
def _told(words: str | None, readings: tuple[Reading, ...] | None) -> _Told:
    """What a cell says, by its words and what they were taken for; words that nobody read are known by themselves."""
    found = readings if readings is not None else (Reading(words, None, Certainty.UNKNOWN),) if words else ()
    telling = tuple(filter(_tells, found))
    if readings:
        none = all(reading.certainty is Certainty.NONE for reading in readings)
        return _Told(telling, none, not none and not telling)
    says = Said.NOT_KNOWN if words is None else said(words)
    return _Told(telling, says is Said.NONE, says is Said.NOT_KNOWN)


def _tells(reading: Reading) -> bool:
    """Whether what was read is anything."""
    says = None if reading.iri else said(reading.words)
    return reading.certainty is not Certainty.NONE and says not in (Said.NONE, Said.NOT_KNOWN)


def _of_flow(flow: _Flow) -> Iterator[tuple[str, str]]:
    if flow.recipient and flow.recipient.term:
        yield RECIPIENT, flow.recipient.term
    if flow.kind:
        yield KIND, flow.kind


def _role_kind(flow: _Flow) -> str | None:
    return flow.kind if flow.kind in (_PROCESSING, _INTERNAL) else None


def _is_act(term: str | None) -> bool:
    return bool(term) and "/art/" not in str(term) and str(term).startswith((f"<{ID}bwb/", f"<{ID}celex/"))


def _values(meanings: Iterable[Meant], *dimensions: str) -> list[tuple[str, str]]:
    """What is stated of these dimensions."""
    return [(meant.dimension, meant.term) for meant in meanings if meant.term and meant.dimension in dimensions]


def _agreements(words: str, flows: Sequence[_Flow]) -> Iterator[tuple[str, str, Sequence[_Flow]]]:
    """The place, class and flows of each agreement that words name; which kind it is follows from its name."""
    processing = [flow for flow in flows if flow.kind == _PROCESSING]
    joint = [flow for flow in flows if flow.kind == _JOINT]
    others = [flow for flow in flows if flow.kind != _PROCESSING]
    small, is_all_that_is_said = words.casefold(), said(words) is Said.NOT_KNOWN
    of_processor, of_joint = dpv("ControllerProcessorAgreement"), dpv("JointDataControllersAgreement")
    named_so = (
        ("processor", of_processor, processing, is_all_that_is_said or "verwerk" in small),
        ("joint", of_joint, joint, is_all_that_is_said or "gezamenlijk" in small or "onderlinge regeling" in small),
        ("covenant", gs("Covenant"), others, "convenant" in small),
    )
    found: list[tuple[str, str, Sequence[_Flow]]]
    found = [(place, kind, governed) for place, kind, governed, is_named in named_so if governed and is_named]
    yield from found or ([("other", gs("Agreement"), flows)] if flows else [])
