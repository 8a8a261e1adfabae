"""The reasoner: are ontology and norms free of contradiction, and what follows from them.

HermiT (through owlready2) reads only this project's own files: owlready2 runs code that an ontology may
name, so nothing from outside comes here, and what could name code or fetch a file is refused. Dates are left
out: `xsd:date` is outside OWL 2 and stops HermiT; dates are for shapes. Only this module needs Java.
"""

from __future__ import annotations

import io
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from grondslag.content import Content
from grondslag.errors import Failure, GrondslagError, Refused
from grondslag.namespaces import GS, PREFIXES
from grondslag.rdf import parse_file

INFERRED = "inferred.ttl"
JAVA_HEAP_MB = 1000
_OWL, _RDFS = PREFIXES["owl"], PREFIXES["rdfs"]
_TYPE = PREFIXES["rdf"] + "type"
_SUBCLASS, _EQUIVALENT = _RDFS + "subClassOf", _OWL + "equivalentClass"
# The datatypes of OWL 2 that this project uses; literals of other types (dates) stay out of the reasoner.
_DATATYPES = {PREFIXES["xsd"] + name for name in ("string", "boolean", "integer", "decimal", "anyURI")}
_DATATYPES.add(PREFIXES["rdf"] + "langString")
# Annotations say nothing that can be reasoned with; some of them (texts) are most of the triples.
_TEXTS = {_RDFS + "label", _RDFS + "comment", _OWL + "versionInfo"}


class ReasonerError(GrondslagError):
    """The reasoner found fault with the project's own terms or norms."""

    code = "reasoner"


class Inconsistent(ReasonerError):
    """The sources contradict each other: `files` and `nodes` hold a smallest set that does."""

    code = "inconsistent"

    def __init__(self, conflict: Sequence[Block]) -> None:
        self.files = sorted({block.source for block in conflict})
        self.nodes = sorted({block.node for block in conflict})
        where = "; ".join(f"{block.source}: {block.node}" for block in sorted(conflict, key=_block_order))
        super().__init__(
            f"The ontology is inconsistent. These together contradict it: {where or 'not found'}",
            expected="no node of two kinds that the ontology keeps apart",
        )


class Unsatisfiable(ReasonerError):
    """Classes that can have no member: `classes` holds their IRIs."""

    code = "unsatisfiable"

    def __init__(self, classes: Sequence[str]) -> None:
        self.classes = list(classes)
        super().__init__(f"Classes that can have no member: {', '.join(map(_short, classes))}")


class Stale(ReasonerError):
    """The committed hierarchy is not what the reasoner infers."""

    code = "stale"


class JavaMissing(Failure):
    """The reasoner is a Java program and no `java` was found."""

    code = "java_missing"

    def __init__(self) -> None:
        super().__init__(
            "The reasoner needs Java, and no 'java' was found on the path; everything else works without it",
            expected="a Java runtime of version 8 or later",
            example="apt-get install openjdk-17-jre-headless",
        )


@dataclass(frozen=True)
class Source:
    """One file's triples, with the name it is reported under."""

    name: str
    triples: tuple[ox.Triple, ...]


@dataclass(frozen=True)
class Block:
    """What one source says about one node, the blank nodes below it included: the unit of a conflict."""

    source: str
    node: str
    triples: tuple[ox.Triple, ...]


@dataclass(frozen=True)
class Hierarchy:
    """What the reasoner infers: all named superclasses of each class, and the classes without any member."""

    superclasses: dict[str, frozenset[str]]
    unsatisfiable: tuple[str, ...]


@dataclass(frozen=True)
class Reasoned:
    """The outcome of a run: how many own classes, from how many sources, and the file with the hierarchy."""

    classes: int
    sources: int
    file: Path


def reason(content: Content, *, write: bool = True) -> Reasoned:
    """Check ontology and norms of `content`; write the inferred hierarchy, or only compare it.

    Raises `Inconsistent` or `Unsatisfiable` with names, `Stale` when compared and different, `JavaMissing`,
    `Refused` for a file that must not reach owlready2, and `MalformedFile`.
    """
    sources = own_sources(content)
    hierarchy = classify(sources)
    file = content.ontology / INFERRED
    text = inferred_turtle(hierarchy)
    if write:
        file.write_text(text, encoding="utf-8")
    elif not file.is_file() or file.read_text(encoding="utf-8") != text:
        raise Stale(
            f"{file.name} is not what the reasoner infers",
            expected="a fresh file",
            example="grondslag reason",
        )
    own = sum(1 for name in hierarchy.superclasses if name.startswith(GS))
    return Reasoned(own, len(sources), file)


def own_sources(content: Content) -> list[Source]:
    """The ontology without `inferred.ttl`, its schemes and the norms. Raises `Refused`, `MalformedFile`."""
    folders = (content.ontology, content.data / "law" / "norms")
    files = [file for folder in folders for file in content.turtle(folder) if file.name != INFERRED]
    return [_read(file, content.root) for file in files]


def _read(file: Path, root: Path) -> Source:
    """One file below `root`, links followed. Raises `Refused` when it lies elsewhere."""
    if not file.resolve().is_relative_to(root.resolve()):
        raise Refused(f"{file} leads out of the content folders", expected="a file of this project")
    name = file.relative_to(root).as_posix()
    return Source(name, tuple(quad.triple for quad in parse_file(file, shown_as=name)))


def classify(sources: Sequence[Source]) -> Hierarchy:
    """What follows from `sources`. Raises `Inconsistent` with the conflict, `Unsatisfiable`, `Refused`."""
    for source in sources:
        _refuse_code(source)
    annotations = annotation_properties(sources)
    blocks = [block for source in sources for block in blocks_of(source, annotations)]
    triples = [triple for block in blocks for triple in block.triples]
    hierarchy = _infer(triples)
    if hierarchy is None:
        raise Inconsistent(smallest_conflict(blocks, lambda some: not is_consistent(some)))
    if hierarchy.unsatisfiable:
        raise Unsatisfiable(hierarchy.unsatisfiable)
    return hierarchy


def is_consistent(blocks: Iterable[Block]) -> bool:
    """Whether `blocks` together hold no contradiction."""
    return _infer([triple for block in blocks for triple in block.triples]) is not None


def _refuse_code(source: Source) -> None:
    """Raise `Refused` for a triple by which owlready2 would import a Python module or another file."""
    for triple in source.triples:
        names = [term.value for term in triple if isinstance(term, ox.NamedNode)]
        if any("python_module" in name or name == _OWL + "imports" for name in names):
            raise Refused(
                f"{source.name} names code or another file to load: {' '.join(names)}",
                expected="an ontology without python_module and owl:imports",
            )


def annotation_properties(sources: Iterable[Source]) -> set[str]:
    """The properties that say nothing to reason with: texts, sources, and pointers at properties."""
    declared = {
        triple.subject.value
        for source in sources
        for triple in source.triples
        if isinstance(triple.subject, ox.NamedNode) and _is(triple.object, _OWL + "AnnotationProperty")
    }
    return _TEXTS | declared


def blocks_of(source: Source, annotations: set[str]) -> list[Block]:
    """The triples of `source` per node, with the blank nodes below it, without `annotations` and dates."""
    kept = [triple for triple in source.triples if _matters(triple, annotations)]
    parents = {str(triple.object): str(triple.subject) for triple in kept if isinstance(triple.object, ox.BlankNode)}
    grouped: dict[str, list[ox.Triple]] = defaultdict(list)
    for triple in kept:
        grouped[_root(str(triple.subject), parents)].append(triple)
    return [Block(source.name, _node(root, group), tuple(group)) for root, group in grouped.items()]


def _matters(triple: ox.Triple, annotations: set[str]) -> bool:
    """Whether the reasoner has a use for `triple`: no annotation, and no literal of a type outside OWL 2."""
    if triple.predicate.value in annotations:
        return False
    return not isinstance(triple.object, ox.Literal) or triple.object.datatype.value in _DATATYPES


def _root(node: str, parents: dict[str, str]) -> str:
    """The node that `node` hangs from, through any number of blank nodes."""
    while node in parents:
        node = parents[node]
    return node


def _node(root: str, triples: Sequence[ox.Triple]) -> str:
    """How a block is named: its IRI, or for a blank node the axiom's type."""
    if root.startswith("<"):
        return _short(root[1:-1])
    types = [t.object for t in triples if t.predicate.value == _TYPE and str(t.subject) == root]
    named = [kind.value for kind in types if isinstance(kind, ox.NamedNode)]
    return f"axiom {_short(named[0])}" if named else "axiom"


def smallest_conflict(blocks: Sequence[Block], conflicts: Callable[[list[Block]], bool]) -> list[Block]:
    """A smallest part of `blocks` that still conflicts (QuickXplain; each test costs about half a second).

    Where the ontology's terms are consistent by themselves they are taken as right and the rest is searched.
    """
    terms = [block for block in blocks if block.source.startswith("ontology/")]
    others = [block for block in blocks if not block.source.startswith("ontology/")]
    if others and not conflicts(terms):
        return _explain(terms, False, others, conflicts)
    return _explain([], False, terms, conflicts)


def _explain(
    background: list[Block], grown: bool, parts: Sequence[Block], conflicts: Callable[[list[Block]], bool]
) -> list[Block]:
    """The parts needed for a conflict with `background`; `grown`: it changed since the last test."""
    if grown and conflicts(background):
        return []
    if len(parts) == 1:
        return list(parts)
    half = len(parts) // 2
    left, right = list(parts[:half]), list(parts[half:])
    from_right = _explain(background + left, bool(left), right, conflicts)
    from_left = _explain(background + from_right, bool(from_right), left, conflicts)
    return from_left + from_right


def _infer(triples: Sequence[ox.Triple]) -> Hierarchy | None:
    """HermiT's answer on `triples`; None for a contradiction. Raises `JavaMissing`, `Failure`."""
    # Imported here: it makes a database on import, and only this command needs it.
    import owlready2
    import owlready2.reasoning

    owlready2.reasoning.JAVA_MEMORY = JAVA_HEAP_MB
    world = owlready2.World()
    try:
        _load(world, triples)
        with _own_temporary_folder(), world.get_ontology(GS.rstrip("#") + "/inferred#"):
            owlready2.sync_reasoner_hermit(world, infer_property_values=False, debug=0)
        return _hierarchy(world)
    except owlready2.OwlReadyInconsistentOntologyError:
        return None
    except FileNotFoundError as error:
        raise JavaMissing from error
    except owlready2.OwlReadyJavaError as error:
        first = next((line for line in str(error).splitlines()[1:] if line.strip()), str(error))
        raise Failure(f"The reasoner stopped: {first.strip()}", code="reasoner_stopped") from error
    finally:
        world.close()


def _load(world: Any, triples: Sequence[ox.Triple]) -> None:
    """Put `triples` into owlready2's `world`, from memory only."""
    text = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
    world.get_ontology(GS).load(fileobj=io.BytesIO(text), only_local=True)


@contextmanager
def _own_temporary_folder() -> Iterator[None]:
    """A folder for temporary files that is removed: owlready2 leaves its own behind at a contradiction."""
    before = tempfile.tempdir
    with tempfile.TemporaryDirectory(prefix="grondslag-reason-") as folder:
        tempfile.tempdir = folder
        try:
            yield
        finally:
            tempfile.tempdir = before


def _hierarchy(world: Any) -> Hierarchy:
    """Superclasses and unsatisfiable classes from what `world` holds after reasoning."""
    saved = io.BytesIO()
    world.save(saved, format="ntriples")
    above: dict[str, set[str]] = defaultdict(set)
    for quad in ox.parse(saved.getvalue(), format=ox.RdfFormat.N_TRIPLES):
        lower, upper, predicate = quad.subject, quad.object, quad.predicate.value
        if not (isinstance(lower, ox.NamedNode) and isinstance(upper, ox.NamedNode)):
            continue
        if predicate == _TYPE and upper.value == _OWL + "Class":
            above[lower.value] |= set()
        if predicate in (_SUBCLASS, _EQUIVALENT):
            above[lower.value].add(upper.value)
    closed = {name: _closure(name, above) - {name} for name in sorted(above) if not name.startswith(_OWL)}
    empty = tuple(name for name, uppers in closed.items() if _OWL + "Nothing" in uppers)
    return Hierarchy({name: frozenset(uppers - {_OWL + "Thing"}) for name, uppers in closed.items()}, empty)


def _closure(name: str, above: dict[str, set[str]]) -> set[str]:
    """Everything reached from `name` by going up."""
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        for upper in above.get(waiting.pop(), set()) - seen:
            seen.add(upper)
            waiting.append(upper)
    return seen


def inferred_turtle(hierarchy: Hierarchy) -> str:
    """The hierarchy of the own classes as Turtle: sorted, so the same terms give the same bytes."""
    own = {name: uppers for name, uppers in hierarchy.superclasses.items() if name.startswith(GS) and uppers}
    blocks = [
        f"{_short(name)}\n  rdfs:subClassOf {' , '.join(sorted(map(_short, uppers)))}\n.\n"
        for name, uppers in sorted(own.items())
    ]
    body = "\n".join(blocks)
    used = sorted(prefix for prefix in PREFIXES if f" {prefix}:" in body or f"\n{prefix}:" in f"\n{body}")
    heading = "# Generated by `grondslag reason` from ontology/ and data/law/norms/: the class hierarchy.\n"
    return heading + "".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in used) + "\n" + body


def _short(iri: str) -> str:
    """`iri` with its usual prefix, or in brackets when it has none that fits."""
    for prefix, base in PREFIXES.items():
        rest = iri.removeprefix(base)
        if rest != iri and rest.isidentifier():
            return f"{prefix}:{rest}"
    return f"<{iri}>"


def _is(term: object, iri: str) -> bool:
    """Whether `term` is the IRI `iri`."""
    return isinstance(term, ox.NamedNode) and term.value == iri


def _block_order(block: Block) -> tuple[str, str]:
    """Sort key of a block."""
    return block.source, block.node
