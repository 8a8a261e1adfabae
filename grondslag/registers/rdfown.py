"""Whether a register in our own terms may be taken over as it stands: the rules that our own files keep to, and more.

A register speaks of its own things only: of no law, and of no other organisation. It states what is done, and not what
is worked out from that: a register that said itself which of its items are covered would be believed.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from grondslag.citation import citation, parse_iri, statute_iri
from grondslag.content import Content
from grondslag.errors import BadInput
from grondslag.integrity import MOST_TOLD, faults, told
from grondslag.namespaces import GS, ID, PREFIXES
from grondslag.query.results import shortened
from grondslag.rdf import parse_file
from grondslag.registers.model import RegisterHead
from grondslag.registers.rdfupload import LABEL, TYPE, Surroundings, Upload
from grondslag.registers.reading.upload import shown

CLASSES = tuple(GS + name for name in ("Register", "ProcessingActivity", "RegisterEntry", "Flow"))
# Vocabularies of values: a term of theirs that the ontology does not have is a slip of the pen.
_VALUES = tuple(PREFIXES[name] for name in ("gs", "dpv", "pd", "eu-gdpr"))
_ALWAYS = frozenset({TYPE.value, LABEL.value})
_ACTS = (f"{ID}bwb/", f"{ID}celex/")
_TITLE = PREFIXES["eli"] + "title_short"
_BELOW = ox.NamedNode(PREFIXES["rdfs"] + "subClassOf")
# Modules whose terms are written by the match, the evaluation, the derivation and the report, and by nobody else.
_WORKED_OUT = ("evaluation", "match", "report", "shortcuts")
_OTHERS_CLASSES = ("Norm", "Reading", "Element", "Modality", "TextState", "StatuteVersion", "MatchResult", "Evaluation")


@dataclass(frozen=True)
class _Vocabulary:
    """The terms that exist, and those that a register may not state."""

    declared: frozenset[str]
    not_stated: frozenset[str]

    @classmethod
    def of(cls, around: Surroundings, content: Content) -> _Vocabulary:
        declared = {quad.subject.value for quad in around.ontology if isinstance(quad.subject, ox.NamedNode)}
        files = (content.ontology / f"{name}.ttl" for name in _WORKED_OUT)
        worked_out = {str(quad.subject)[1:-1] for file in files for quad in parse_file(file) if quad.predicate == LABEL}
        return cls(frozenset(declared), frozenset(worked_out | _with_narrower(around, _OTHERS_CLASSES)))

    def is_ours(self, name: str) -> bool:
        """Whether a register could have such a property or class; one of ours that does not exist is an error later."""
        if name.startswith(PREFIXES["sh"]):
            return False
        return name in self.declared or name.startswith(GS) or name in _ALWAYS


def _with_narrower(around: Surroundings, names: Iterable[str]) -> set[str]:
    """Classes of ours with all that is below them."""
    above = {
        (quad.subject.value, quad.object.value)
        for quad in around.ontology
        if quad.predicate == _BELOW and isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode)
    }
    found: set[str] = set()
    todo = {GS + name for name in names}
    while todo:
        found |= todo
        todo = {narrow for narrow, broad in above if broad in todo} - found
    return found


def check_own(upload: Upload, head: RegisterHead, around: Surroundings, content: Content) -> None:
    """Leave out what is of other vocabularies, and see that the rest may be published.

    Raises `BadInput` that names each thing that is wrong, the nearest known name, and the line where it can be found.
    """
    vocabulary = _Vocabulary.of(around, content)
    _leave_out_foreign(upload, vocabulary)
    _leave_out_loose(upload, head)
    _only_own_things(upload, head, around)
    _only_stated(upload, vocabulary)
    _known_terms(upload, vocabulary)
    _fits(upload, around, content)


def _leave_out_foreign(upload: Upload, vocabulary: _Vocabulary) -> None:
    """Take out the properties and classes of other vocabularies, and all of a thing that has no other class."""
    for name in sorted(upload.names.properties):
        if not vocabulary.is_ours(name):
            quads = upload.store.quads_for_pattern(None, ox.NamedNode(name), None, upload.graph)
            upload.leave_out(quads, name, "a property that a register does not have")
    classes: dict[str, list[ox.Quad]] = {}
    for quad in upload.store.quads_for_pattern(None, TYPE, None, upload.graph):
        classes.setdefault(str(quad.subject), []).append(quad)
    why = "a class that a register does not have"
    for _, quads_of_one in sorted(classes.items()):
        foreign = [quad for quad in quads_of_one if not vocabulary.is_ours(_value(quad.object))]
        for quad in foreign:
            upload.leave_out([quad], _value(quad.object), why)
        if foreign and len(foreign) == len(quads_of_one):
            rest = upload.store.quads_for_pattern(foreign[0].subject, None, None, upload.graph)
            upload.leave_out(rest, _value(foreign[0].object), why)


def _leave_out_loose(upload: Upload, head: RegisterHead) -> None:
    """Take out nodes that had no name and that only what was left out led to: nobody can find them any more."""
    nodes = f"{ID}register/{head.organisation}/node/"
    while upload.left_anything_out:
        typed = {_value(quad.subject) for quad in upload.store.quads_for_pattern(None, TYPE, None, upload.graph)}
        loose = {iri for iri in upload.names.subjects - upload.names.objects if iri.startswith(nodes)} - typed
        if not loose:
            return
        for iri in sorted(loose):
            quads = upload.store.quads_for_pattern(ox.NamedNode(iri), None, None, upload.graph)
            upload.leave_out(quads, "a blank node", "only what was left out leads to it")


def _only_own_things(upload: Upload, head: RegisterHead, around: Surroundings) -> None:
    places = [f"{ID}{kind}/{head.organisation}" for kind in ("register", "flow", "alignment")]
    allowed = {f"{ID}org/{head.organisation}", places[0]}
    within = tuple(f"{place}/" for place in places)
    foreign = [iri for iri in sorted(upload.names.subjects - allowed) if not iri.startswith(within)]
    foreign = [iri for iri in foreign if not _is_place_in_act(iri, upload, around)]
    if foreign:
        raise upload.refused(
            foreign,
            lambda iri: (iri, f"{shown(shortened(iri))} is not of this register"),
            expected=f"only things below {', '.join(map(shortened, within))} and org/{head.organisation}",
            code="not_own",
        )


def _is_place_in_act(iri: str, upload: Upload, around: Surroundings) -> bool:
    """Whether this is a provision that the law layer lacks, and nothing is said of it but what its IRI says itself."""
    if not iri.startswith(_ACTS) or "/art/" not in iri or any(True for _ in around.said_of(iri)):
        return False
    try:
        path = parse_iri(iri)
    except BadInput:
        return False
    act = statute_iri(path.act)
    titles = [_value(quad.object) for quad in around.said_of(act) if quad.predicate.value == _TITLE]
    said_by_itself = {
        (TYPE.value, GS + "Provision"),
        (GS + "ofStatute", act),
        *((GS + "citation", citation(path, title)) for title in titles or [path.act]),
    }
    said = upload.store.quads_for_pattern(ox.NamedNode(iri), None, None, upload.graph)
    return all((quad.predicate.value, _value(quad.object)) in said_by_itself for quad in said)


def _only_stated(upload: Upload, vocabulary: _Vocabulary) -> None:
    classes = {_value(quad.object) for quad in upload.store.quads_for_pattern(None, TYPE, None, upload.graph)}
    if found := sorted((upload.names.properties | classes) & vocabulary.not_stated):
        raise upload.refused(
            found,
            lambda iri: (iri, f"{shortened(iri)} is not for a register to state"),
            expected="what the organisation does; law and what follows from it are not stated in a register",
            code="not_stated",
        )


def _known_terms(upload: Upload, vocabulary: _Vocabulary) -> None:
    values = {iri for iri in upload.names.objects if iri.startswith(_VALUES)}
    properties = {iri for iri in upload.names.properties if iri.startswith(GS)}
    if unknown := sorted((values | properties) - vocabulary.declared):
        raise upload.refused(
            unknown,
            lambda iri: (iri, f"no term {shown(shortened(iri))}{_nearest(iri, vocabulary.declared)}"),
            expected="terms of the ontology",
            code="unknown_term",
        )


def _nearest(iri: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(iri, known, n=1, cutoff=0.8)
    return f" (did you mean {shortened(near[0])}?)" if near else ""


def _fits(upload: Upload, around: Surroundings, content: Content) -> None:
    """Whether `queries/integrity` finds nothing wrong in the register beside what it may refer to."""
    elsewhere = {iri for iri in upload.names.objects if iri.startswith(ID)} - upload.names.subjects
    beside = [quad for iri in elsewhere for quad in around.said_of(iri)]
    upload.store.extend([*around.ontology, *beside])
    found = [fault for fault in faults(upload.store, content) if fault.graph == upload.graph.value]
    if found:
        # Looking for the nearest of all names takes seconds; it is of the same kind as what was meant.
        kinds = tuple({_kind(_culprit(fault.value, fault.subject)) for fault in found[:MOST_TOLD]})
        known = {name for name in around.names if name.startswith(kinds)}
        raise upload.refused(
            found,
            lambda fault: (_culprit(fault.value, fault.subject), told(fault, known)),
            expected="what the ontology and the law know, spelled as they spell it",
            code="not_consistent",
        )


def _kind(iri: str) -> str:
    """The start of an IRI that says what kind of thing it is: `.../id/party/`."""
    return ID + iri.removeprefix(ID).partition("/")[0] + "/"


def _culprit(*terms: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    """The IRI to look for in the file: that of the value, or of the thing when the value is a text."""
    return next((term.value for term in terms if isinstance(term, ox.NamedNode)), "")


def _value(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    return str(term) if isinstance(term, ox.Triple) else term.value
