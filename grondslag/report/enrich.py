"""From a bare validation result to a finding: its flow, item, article, source lines, words and remedy.

Plain look-ups in the data and shapes graphs that were validated; nothing here judges.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

import rdflib
from rdflib.collection import Collection
from rdflib.namespace import DCTERMS, PROV, RDF, RDFS, SH, SKOS
from rdflib.term import BNode, IdentifiedNode, Literal, Node, URIRef

from grondslag.namespaces import GS as GS_IRI
from grondslag.namespaces import ID, PREFIXES
from grondslag.report.derogations import Derogations
from grondslag.report.model import (
    Derogation,
    Finding,
    Named,
    Passage,
    Provision,
    Rule,
    Severity,
    Term,
    Text,
    short_hash,
)
from grondslag.report.words import texts

GS = rdflib.Namespace(GS_IRI)
DPV = rdflib.Namespace(PREFIXES["dpv"])
SEVERITIES: dict[Node | None, Severity] = {
    SH.Violation: Severity.VIOLATION,
    SH.Warning: Severity.WARNING,
    SH.Info: Severity.INFO,
}
PATH_OPERATORS = {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}


class Enricher:
    """Makes findings from the results of one validation of `data` against `shapes`."""

    def __init__(self, data: rdflib.Graph, shapes: rdflib.Graph) -> None:
        self.data = data
        self.shapes = shapes
        self.derogations = Derogations(data, self._name, self._passages)
        self._about_verdict = cache(self._mentions_verdict)
        # A rule is told once for each of its findings, and a flow's parties once for each of its items.
        self._rule = cache(self.rule)
        self._parties = cache(self._named_parties)

    def finding(self, results: rdflib.Graph, result: Node) -> Finding:
        """The finding for one sh:ValidationResult of pySHACL's result graph."""
        focus = results.value(result, SH.focusNode) or BNode()
        value = results.value(result, SH.value)
        shape = results.value(result, SH.sourceShape) or BNode()
        component = str(results.value(result, SH.sourceConstraintComponent) or "")
        item, flow = self._place(focus)
        path = self._path(shape)
        rule = self._rule(shape)
        organisations, recipients = self._about(focus, flow, value)
        identity = [
            str(shape),
            term(focus).key,
            path or "",
            "" if value is None else term(value).key,
            component,
        ]
        return Finding(
            id=short_hash("\n".join(identity if isinstance(shape, URIRef) else identity[1:]), 12),
            severity=SEVERITIES.get(results.value(result, SH.resultSeverity), Severity.VIOLATION),
            shape=str(term(shape)),
            component=component,
            focus_node=term(focus),
            value=None if value is None else term(value),
            path=path,
            message=self._message(results, result, shape),
            rule=rule.number,
            step=rule.step,
            layer=self._layer(focus, flow),
            flow=None if flow is None else str(flow),
            item=None if item is None else str(item),
            provision=rule.provision,
            remedy=rule.remedy,
            reason=self._reason(shape, item),
            what=self._what(flow, item, focus, value),
            sources=self._sources(focus, item, value, shape),
            organisations=organisations,
            recipients=recipients,
            derogations=self._derogations(shape, (focus, item, flow), organisations),
        )

    def flow_of(self, focus: Node) -> str | None:
        """The flow that a finding at `focus` is on."""
        flow = self._place(focus)[1]
        return None if flow is None else str(flow)

    def rule(self, shape: Node) -> Rule:
        """What a shape says of itself, the node shape it is a property of included."""
        return Rule(
            shape=str(term(shape)),
            number=self._annotation(shape, GS.checksRule),
            step=self._step(shape),
            severity=SEVERITIES.get(self.shapes.value(shape, SH.severity, any=True)),
            message=texts(self.shapes, shape, SH.message),
            remedy=texts(self.shapes, self._annotated(shape, GS.remedy), GS.remedy),
            provision=self._provision(shape),
        )

    # Where

    def _place(self, focus: Node) -> tuple[Node | None, Node | None]:
        """The item and the flow that `focus` is, or belongs to; a node of several flows belongs to none.

        Of several flows with one item, or several nodes with one claim, the first by IRI.
        """
        owner = min(self.data.subjects(GS.basisClaim, focus), key=str, default=focus)
        flow = min(self.data.subjects(GS.item, owner), key=str, default=None) or self.data.value(owner, GS.itemOf)
        if flow is not None:
            return owner, flow
        if any(kind in (GS.Flow, GS.ReportedFlow, GS.DataFlow) for kind in self.data.objects(owner, RDF.type)):
            return None, owner
        flows = {*self.data.objects(focus, GS.governsFlow), *self.data.objects(focus, GS.inFlow)}
        return None, flows.pop() if len(flows) == 1 else None

    def _layer(self, focus: Node, flow: Node | None) -> str | None:
        """`reported` for what a document says, `register` for what an organisation registered, else None."""
        place = flow or focus
        stated = self.data.value(place, GS.inLayer, any=True)
        if stated is not None:
            return str(stated)
        kinds = {str(kind) for node in (place, focus) for kind in self.data.objects(node, RDF.type)}
        if str(GS.ReportedFlow) in kinds or any(self.data.objects(focus, PROV.wasDerivedFrom / GS.inDocument)):
            return "reported"
        return "register" if any(kind.startswith(GS_IRI) for kind in kinds) else None

    def _sources(self, focus: Node, item: Node | None, value: Node | None, shape: Node) -> tuple[Passage, ...]:
        """The passages or register records of the node, the value and, if it is looked at, the verdict."""
        nodes = [focus, value]
        if item is not None and self._about_verdict(shape):
            nodes += self.data.objects(item, GS.verdict)
        return self._passages(*nodes)

    def _passages(self, *nodes: Node | None) -> tuple[Passage, ...]:
        """The passages or register records that the nodes come from, in the order of the documents."""
        passages = {
            passage
            for node in nodes
            if isinstance(node, IdentifiedNode)
            for passage in self.data.objects(node, PROV.wasDerivedFrom)
            if {GS.inDocument, GS.reference} & set(self.data.predicates(passage))
        }
        return tuple(Passage(str(each), self._reference(each)) for each in sorted(passages, key=self._position))

    def _position(self, passage: Node) -> tuple[str, int, int, str]:
        """Document, first line, last line, and the IRI so that no order is left to chance."""
        document, first, last = (self.data.value(passage, each) for each in (GS.inDocument, *LINES))
        return str(document), int(str(first or 0)), int(str(last or 0)), str(passage)

    def _reference(self, passage: Node) -> str:
        stated = self.data.value(passage, GS.reference)
        if stated is not None:
            return str(stated)
        first, last = (self.data.value(passage, line) for line in LINES)
        document = str(self.data.value(passage, GS.inDocument)).rsplit("/", 1)[-1]
        return f"{document}, {first}" if first == last else f"{document}, {first}-{last}"

    def _about(self, focus: Node, flow: Node | None, value: Node | None) -> tuple[tuple[Named, ...], tuple[Named, ...]]:
        """Whose practice it is, and who receives: the actor of a claim, the party pointed at, else the senders.

        Of what is no part of a flow: the organisations that the node is or names as its own.
        """
        recipients = self._parties(flow, DPV.hasRecipient) if flow is not None else ()
        actors = self._parties(focus, GS.actor)
        if actors:
            return actors, recipients
        if flow is not None:
            senders = self._parties(flow, DPV.hasDataExporter)
            pointed_at = tuple(party for party in dict.fromkeys(senders + recipients) if party.iri == str(value))
            return pointed_at or senders, recipients
        if str(focus).startswith(f"{ID}org/"):
            return (Named(str(focus), self._name(focus)),), ()
        named = {party for predicate in OWNERS for party in self._parties(focus, predicate)}
        for register in self.data.objects(focus, GS.inRegister):
            named.update(self._parties(register, GS.keptBy))
        for place in self.data.objects(focus, GS.appliesTo):
            of = self.data.value(place, GS.itemOf) or place
            named.update(self._parties(of, DPV.hasDataExporter))
        return tuple(sorted(party for party in named if party.iri.startswith(f"{ID}org/"))), ()

    def _named_parties(self, node: Node, predicate: URIRef) -> tuple[Named, ...]:
        parties = sorted({each for each in self.data.objects(node, predicate) if isinstance(each, URIRef)})
        return tuple(Named(str(party), self._name(party)) for party in parties)

    def _derogations(
        self, shape: Node, places: Iterable[Node | None], organisations: Iterable[Named]
    ) -> tuple[Derogation, ...]:
        """The recorded derogations from this rule, or from one it stands in for. The finding stays."""
        annotated = (self._annotated(shape, each) for each in (GS.checksRule, GS.standsInFor))
        numbers = {str(each) for node in annotated for p in RULES for each in self.shapes.objects(node, p)}
        at = [place for place in places if place is not None]
        return self.derogations.marking(numbers, at, [URIRef(each.iri) for each in organisations])

    # In words

    def _what(self, flow: Node | None, item: Node | None, focus: Node, value: Node | None) -> Text:
        """Flow › item › the node itself › the value, as far as each is there and has a name of its own."""
        trail = [node for node in (flow, item) if node is not None]
        if focus not in trail and not trail:
            trail.append(focus)
        if isinstance(value, URIRef) and value not in trail and not value.startswith(GS_IRI) and self._named(value):
            trail.append(value)
        names = [self._name(node) for node in trail]
        return Text(" › ".join(name.nl for name in names), " › ".join(name.en for name in names))

    def _named(self, node: Node) -> bool:
        return any(True for label in LABELS for _ in self.data.objects(node, label))

    def _name(self, node: Node) -> Text:
        """The label of a node, else what kind of thing it is with the end of its IRI."""
        for label in LABELS:
            found = texts(self.data, node, label)
            if found:
                return found
        if isinstance(node, URIRef):
            return Text(*[str(node)] * 2)
        return Text(*[str(term(node))] * 2)

    def _reason(self, shape: Node, item: Node | None) -> Text | None:
        """Why the person who judged the item judged so, where the rule looks at that verdict."""
        if item is None or not self._about_verdict(shape):
            return None
        verdict = self.data.value(item, GS.verdict, any=True)
        return texts(self.data, verdict, GS.reason) if verdict is not None else None

    def _mentions_verdict(self, shape: Node) -> bool:
        """Whether the shape, or a condition it is put together from, follows gs:verdict."""
        return GS.verdict in reachable(self.shapes, shape)

    def _message(self, results: rdflib.Graph, result: Node, shape: Node) -> Text:
        """The shape's own message, for pySHACL drops languages; else the constraint's, filled in.

        A rule without any message is named by its parameter: the engine's text hangs on prefixes of the data.
        """
        found = texts(self.shapes, shape, SH.message)
        constraint = results.value(result, SH.sourceConstraint)
        if found is None and constraint is not None and (constraint, SH.message, None) in self.shapes:
            found = texts(results, result, SH.resultMessage)
        return found or self._nameless(shape, str(results.value(result, SH.sourceConstraintComponent) or ""))

    def _nameless(self, shape: Node, component: str) -> Text:
        name = component.rsplit("#", 1)[-1].removesuffix("ConstraintComponent")
        parameter = name if name.isupper() else name[:1].lower() + name[1:]
        value = self.shapes.value(shape, URIRef(f"{SH}{parameter}"), any=True)
        asked = f"{parameter} {term(value)}" if value is not None and not isinstance(value, BNode) else parameter
        return Text(f"Aan de regel is niet voldaan: {asked}.", f"The rule is not met: {asked}.")

    # The rule

    def _annotated(self, shape: Node, predicate: URIRef) -> Node:
        """The shape, or the node shape it is a property of, whichever carries `predicate`."""
        for node in (shape, *self.shapes.subjects(SH.property, shape)):
            if (node, predicate, None) in self.shapes:
                return node
        return shape

    def _annotation(self, shape: Node, predicate: URIRef) -> str | None:
        found = self.shapes.value(self._annotated(shape, predicate), predicate, any=True)
        return None if found is None else str(found)

    def _step(self, shape: Node) -> int | None:
        found = self._annotation(shape, GS.step)
        return int(found) if found is not None and found.isdigit() else None

    def _provision(self, shape: Node) -> Provision | None:
        source = self.shapes.value(self._annotated(shape, DCTERMS.source), DCTERMS.source, any=True)
        if source is None:
            return None
        citation = self.data.value(source, GS.citation, any=True)
        link = self.data.value(source, GS.deepLink, any=True)
        return Provision(str(source), str(citation or source), None if link is None else str(link))

    def _path(self, shape: Node) -> str | None:
        path = self.shapes.value(shape, SH.path)
        return None if path is None else path_text(self.shapes, path)


OWNERS = (GS.assignee, GS.agreementParty, GS.body, GS.appliesTo, GS.pilotOf, GS.keptBy)
RULES = (GS.checksRule, GS.standsInFor)
LINES = (GS.firstLine, GS.lastLine)
LABELS = (GS.name, RDFS.label, SKOS.prefLabel)


def term(node: Node) -> Term:
    """An rdflib term as plain strings."""
    if isinstance(node, Literal):
        return Term("literal", str(node), node.language, None if node.datatype is None else str(node.datatype))
    return Term("blank" if isinstance(node, BNode) else "iri", str(node))


def reachable(graph: rdflib.Graph, start: Node) -> set[Node]:
    """Every node that can be reached from `start` along any properties."""
    seen: set[Node] = set()
    waiting = [start]
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting.extend(graph.objects(node))
    return seen


def path_text(graph: rdflib.Graph, path: Node) -> str:
    """A SHACL path as text: the plain IRI when it is one property, else as a SPARQL property path."""
    return str(path) if isinstance(path, URIRef) else _path_text(graph, path, depth=0)


def _path_text(graph: rdflib.Graph, path: Node, depth: int) -> str:
    if isinstance(path, URIRef):
        return f"<{path}>"
    if depth > 12:  # a path that contains itself has no text
        return "..."
    inner = "|".join(_alternatives(graph, path, depth))
    if inner:
        return f"({inner})"
    inverse = graph.value(path, SH.inversePath)
    if inverse is not None:
        return "^" + _path_text(graph, inverse, depth + 1)
    for operator, sign in PATH_OPERATORS.items():
        repeated = graph.value(path, operator)
        if repeated is not None:
            return _path_text(graph, repeated, depth + 1) + sign
    steps = "/".join(_path_text(graph, each, depth + 1) for each in _members(graph, path))
    return steps if depth == 0 else f"({steps})"


def _alternatives(graph: rdflib.Graph, path: Node, depth: int) -> Iterator[str]:
    choice = graph.value(path, SH.alternativePath)
    if choice is not None:
        for each in _members(graph, choice):
            yield _path_text(graph, each, depth + 1)


def _members(graph: rdflib.Graph, head: Node) -> list[Node]:
    """The members of an RDF list; a list that runs in a circle has none."""
    if (head, RDF.first, None) not in graph:
        return []
    try:
        return list(Collection(graph, head))
    except ValueError:
        return []
