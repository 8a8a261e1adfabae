"""A register as its graph has it: the words of each entry, and where there are no words what is recorded in terms.

Read by pattern, one activity after the other, so that a large register is never in memory as a whole graph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pyoxigraph as ox

from grondslag.explain.reader import Reader
from grondslag.namespaces import GRAPH, GS, ID, PREFIXES
from grondslag.registers.export.columns import ORDER
from grondslag.registers.model import Activity, Field, Side
from grondslag.report.model import Named

DPV = PREFIXES["dpv"]
_TYPE, _DERIVED = PREFIXES["rdf"] + "type", PREFIXES["prov"] + "wasDerivedFrom"
_FIELDS = {GS + each.property_name: each for each in ORDER}
_PROCESSOR_RELATION, _JOINT = GS + "processorRelation", GS + "jointControllers"
_SAME_TASK = GS + "internalSameTask"
_SECURITY = frozenset({GS + "securityDescribed", GS + "securedAccess"})


@dataclass(frozen=True)
class Entry:
    """One line of a register: its activity in words; for one that came in without words, the terms per field.

    `none` are the fields of which such a line says that there is nothing.
    """

    iri: str
    activity: Activity
    terms: Mapping[Field, tuple[str, ...]] = field(default_factory=dict)
    none: frozenset[Field] = frozenset()

    @property
    def used(self) -> frozenset[Field]:
        """The fields that it says something of."""
        return frozenset(self.activity.words) | frozenset(self.terms) | self.none


@dataclass(frozen=True)
class Practice:
    """What one activity does, in terms: IRIs of concepts, organisations, provisions and limbs, sorted.

    `contested` are the terms among these that are only one reading of the words.
    """

    purposes: tuple[str, ...]
    tasks: tuple[str, ...]
    data_subjects: tuple[str, ...]
    data: tuple[str, ...]
    recipients: tuple[str, ...]
    processors: tuple[str, ...]
    joint: tuple[str, ...]
    principals: tuple[str, ...]
    limbs: tuple[str, ...]
    exceptions: tuple[str, ...]
    provisions: tuple[str, ...]
    retention: tuple[str, ...]
    measures: tuple[str, ...]
    contested: frozenset[str]

    def by_field(self) -> dict[Field, tuple[str, ...]]:
        """The same, under the fields of a register; those that are empty are left out."""
        found = {
            Field.PURPOSE: self.purposes,
            Field.TASK: self.tasks,
            Field.DATA_SUBJECTS: self.data_subjects,
            Field.DATA: self.data,
            Field.RECIPIENTS: self.recipients,
            Field.PROCESSORS: self.processors,
            Field.JOINT_CONTROLLERS: self.joint,
            Field.PRINCIPAL: self.principals,
            Field.LIMB: self.limbs,
            Field.EXCEPTION: self.exceptions,
            Field.PROVISION: self.provisions,
            Field.RETENTION: self.retention,
            Field.SECURITY: self.measures,
        }
        return {each: iris for each, iris in found.items() if iris}


# The property that a register names when it says that there is none, in entries without words.
_NONE = {
    DPV + "hasRecipient": Field.RECIPIENTS,
    DPV + "hasDataSubject": Field.DATA_SUBJECTS,
    DPV + "hasPurpose": Field.PURPOSE,
    DPV + "hasStorageCondition": Field.RETENTION,
    **_FIELDS,
}


class StoredRegister:
    """The register in one named graph. `names` knows the labels of the terms that it uses."""

    def __init__(self, store: ox.Store, graph: str, names: Reader) -> None:
        self._store = store
        self._graph = ox.NamedNode(graph)
        self._facts = Reader(store, [graph])
        self.names = names
        self.slug = graph.removeprefix(GRAPH + "register/")
        self.iri = f"{ID}register/{self.slug}"

    @cached_property
    def keeper(self) -> Named:
        """The organisation whose register it is."""
        kept_by = self._facts.iris(self.iri, GS + "keptBy")
        return self.names.named(kept_by[0] if kept_by else f"{ID}org/{self.slug}")

    @property
    def name(self) -> Named:
        """The register with its label."""
        return self.names.named(self.iri)

    def entries(self) -> Iterator[Entry]:
        """Every activity, in the order of its key as a person counts; then each flow that is part of none."""
        for activity in sorted(self._of_type(GS + "ProcessingActivity"), key=_natural):
            yield self._entry(activity)
        loose = (flow for flow in self._of_type(GS + "Flow") if not self._facts.iris(flow, GS + "partOfActivity"))
        for flow in sorted(loose, key=_natural):
            yield self._entry(flow)

    def practice(self, activity: str) -> Practice:
        """What an activity, or a flow that is part of none, does."""
        nodes = (activity, *self._facts.subjects(GS + "partOfActivity", activity))
        items = self._of(nodes, GS + "item")
        claims = self._of((*nodes, *items), GS + "basisClaim")
        recipients = self._recipients(nodes)
        kinds = self._of(self._of(nodes, GS + "recordedMeasure"), GS + "measureKind")
        return Practice(
            purposes=self._of(nodes, DPV + "hasPurpose"),
            tasks=self._of(nodes, GS + "task"),
            data_subjects=self._of(nodes, DPV + "hasDataSubject"),
            data=self._of((*nodes, *items), DPV + "hasPersonalData"),
            recipients=recipients[None],
            processors=tuple(sorted({*recipients[_PROCESSOR_RELATION], *self._of(nodes, DPV + "hasDataProcessor")})),
            joint=recipients[_JOINT],
            principals=self._of(nodes, DPV + "hasDataController"),
            limbs=self._of(claims, GS + "art6Limb"),
            exceptions=self._of(claims, GS + "art9Limb"),
            provisions=self._of(claims, GS + "claimedProvision"),
            retention=self._of(nodes, DPV + "hasStorageCondition"),
            measures=tuple(kind for kind in kinds if kind in _SECURITY),
            contested=self._contested((*nodes, *items, *claims)),
        )

    def _recipients(self, flows: Iterable[str]) -> Mapping[str | None, tuple[str, ...]]:
        """To whom flows go: processors, joint controllers, others. Within one task there is no recipient."""
        found: dict[str | None, set[str]] = {_PROCESSOR_RELATION: set(), _JOINT: set(), None: set()}
        for flow in flows:
            kinds = set(self._facts.iris(flow, GS + "qualification"))
            if _SAME_TASK not in kinds:
                kind = next(iter(kinds & found.keys()), None)
                found[kind].update(self._facts.iris(flow, DPV + "hasRecipient"))
        return {kind: tuple(sorted(parties)) for kind, parties in found.items()}

    def _contested(self, nodes: Iterable[str]) -> frozenset[str]:
        """Terms of others that the words may mean; a term of the register's own says no more than the words."""
        readings = {reading for node in nodes for reading in self._facts.subjects(GS + "aligns", node)}
        doubtful = (each for each in readings if GS + "contested" in self._facts.iris(each, GS + "confidence"))
        terms = self._of(doubtful, GS + "toTerm")
        return frozenset(term for term in terms if not term.startswith(f"{self.iri}/term/"))

    def _entry(self, activity: str) -> Entry:
        words: dict[Field, str] = {}
        for source in self._facts.iris(activity, _DERIVED):
            words |= self._words(source)
        side = (
            Side.PROCESSOR if DPV + "DataProcessor" in self._facts.iris(activity, GS + "recordOf") else Side.CONTROLLER
        )
        key = activity.removeprefix(f"{self.iri}/activity/").removeprefix(f"{ID}flow/{self.slug}/").removeprefix(ID)
        if words:
            return Entry(activity, Activity(key, words, side=side))
        return self._without_words(activity, Activity(key, self._dates(activity), side=side))

    def _words(self, source: str) -> dict[Field, str]:
        found = self._store.quads_for_pattern(ox.NamedNode(source), None, None, self._graph)
        stated = {
            _FIELDS[quad.predicate.value]: quad.object.value
            for quad in found
            if quad.predicate.value in _FIELDS and isinstance(quad.object, ox.Literal)
        }
        return {each: stated[each] for each in ORDER if each in stated}

    def _without_words(self, activity: str, known: Activity) -> Entry:
        flows = self._facts.subjects(GS + "partOfActivity", activity)
        nodes = (activity, *flows, *self._facts.iris(activity, _DERIVED))
        none = frozenset(_NONE[name] for name in self._of(nodes, GS + "statesNone") if name in _NONE)
        named = {Field.ACTIVITY: (activity,)}
        return Entry(activity, known, named | self.practice(activity).by_field(), none)

    def _dates(self, flow: str) -> dict[Field, str]:
        dates = {Field.FROM: self._facts.texts(flow, GS + "from"), Field.BEFORE: self._facts.texts(flow, GS + "before")}
        return {each: days[0] for each, days in dates.items() if days}

    def _of(self, nodes: Iterable[str], name: str) -> tuple[str, ...]:
        """The things that a property of any of `nodes` leads to, sorted."""
        return tuple(sorted({iri for node in nodes for iri in self._facts.iris(node, name)}))

    def _of_type(self, kind: str) -> list[str]:
        found = self._store.quads_for_pattern(None, ox.NamedNode(_TYPE), ox.NamedNode(kind), self._graph)
        return [quad.subject.value for quad in found if isinstance(quad.subject, ox.NamedNode)]


def _natural(iri: str) -> tuple[tuple[int, str], ...]:
    """A key by which 2 comes before 10."""
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", iri) if part)
