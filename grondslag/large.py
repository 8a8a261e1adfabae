"""The report on a large register, part by part: the same findings as on the whole of it, in bounded memory.

Each part is derived from, matched, evaluated and validated beside ontology and law; then it is forgotten, but for its
findings and, on disk, what holds in it. A rule begins at a node. Where the node is own to a part (`grondslag.parts`)
the part has all that the rule looks at. At any other node (an organisation, what several activities share) the rule
looks at the whole register, read as it is asked for. So no finding hangs on how the parts fall.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, cast

import pyoxigraph as ox
import rdflib

from grondslag.content import Content
from grondslag.derive import derive, derived_across
from grondslag.errors import TooLarge
from grondslag.evaluation import Dates, SharedLaw, evaluate, in_scope, out_of_scope
from grondslag.graphs import LAW, ONTOLOGY, Layer, NamedGraph
from grondslag.lazygraph import lazy_graph
from grondslag.match import Law, is_result
from grondslag.matches import store_matches
from grondslag.namespaces import GS, PREFIXES
from grondslag.parts import KIND, MOST_IN_PART, Part, Parts
from grondslag.rdf import canonical, sha256, to_rdflib, union, unnamed
from grondslag.report.model import Finding, Report
from grondslag.validation import ENGINE, Checked, check

ACTIVITIES = 100
"""So many activities in one part: more of them take more memory, fewer more time."""
Progress = Callable[[str], None]
_BASE = (ONTOLOGY, LAW, LAW.derived)
_ALIGNMENT = ox.NamedNode(GS + "Alignment")
_SCOPE = ox.NamedNode(GS + "inScope")
_DIGEST = hashlib.sha256().digest_size
_ALIKE = (
    "shape",
    "component",
    "message",
    "remedy",
    "reason",
    "provision",
    "organisations",
    "recipients",
    "derogations",
)
_NO, _YES = ox.Literal(False), ox.Literal(True)


def report_in_parts(
    store: ox.Store,
    graphs: Iterable[NamedGraph],
    register: NamedGraph,
    dates: Dates,
    the_content: Content,
    *,
    size: int = ACTIVITIES,
    progress: Progress = lambda _: None,
) -> Report:
    """The report on `register` of `store` beside ontology, law and shapes of `graphs`, `size` activities at a time.

    Progress is told in words. Raises `TooLarge` for what hangs together so much that no part of it can be told apart.
    """
    shapes = list(union(store, (graph.iri for graph in graphs if graph.layer is Layer.SHAPES)))
    with tempfile.TemporaryDirectory(prefix="grondslag-") as folder:
        work = _Work(store, register, dates, the_content, shapes, Path(folder))
        return work.report(size, progress)


class _Work:
    """One report in the making."""

    def __init__(
        self,
        store: ox.Store,
        register: NamedGraph,
        dates: Dates,
        the_content: Content,
        shapes: list[ox.Quad],
        folder: Path,
    ) -> None:
        self._store, self._register, self._name = store, register, ox.NamedNode(register.iri)
        self._dates, self._content = dates, the_content
        self._shapes, self._shapes_hash = to_rdflib(shapes), sha256(canonical(shapes))
        self._law, self._shared = Law.read(store, (), the_content), SharedLaw(store)
        # First of all: it takes much memory for a moment, and findings are still to come.
        self._base_hash = sha256(canonical(union(store, (graph.iri for graph in _BASE))))
        self._known, self._digests = _Known(folder / "known"), _Digests(folder)
        self._findings: dict[str, Finding] = {}
        self._alike: dict[Any, Any] = {}
        self._targets: Counter[str] = Counter()

    def report(self, size: int, progress: Progress) -> Report:
        """All of it."""
        parts, done = Parts(self._store, self._name, size), 0
        self._keep(derived_across(self._store, self._register, self._content))
        for part in parts:
            self._add(self._part(part))
            done += part.activities
            progress(f"reported on {done} of {parts.activities} activities")
        whole = self._whole(parts)
        self._add(whole)
        return Report(
            engine=ENGINE,
            data_hash=self._data_hash(),
            shapes_hash=self._shapes_hash,
            targets=self._targets,
            findings=tuple(self._findings.values()),
            not_checked=whole.not_checked,
            rules=whole.rules,
            derogations=whole.derogations,
        )

    def _add(self, checked: Checked) -> None:
        for finding in checked.findings:
            # What a rule says is the same in every part: kept once, not once for each finding.
            alike = {name: self._alike.setdefault(value, value) for name in _ALIKE if (value := getattr(finding, name))}
            self._findings[finding.id] = replace(finding, **alike)
        self._targets.update(checked.targets)

    def _data_hash(self) -> str:
        """The hash of what was validated: ontology, law, register, what was derived, and what holds on the day."""
        self._store.dump(output=cast(IO[bytes], self._digests), format=ox.RdfFormat.N_TRIPLES, from_graph=self._name)
        return sha256(f"{self._base_hash} {self._digests.hash()} {self._dates.as_of}".encode())

    def _part(self, part: Part) -> Checked:
        """Report on what is own to a part, and keep what holds in it for what is own to none."""
        store, found = self._judged(part)
        found += self._known.of(part.own)
        outside = out_of_scope(found)
        data = lazy_graph(store, [graph.iri for graph in (*_BASE, self._register)], in_scope(outside), found)
        return check(data, self._shapes, {rdflib.URIRef(node.value) for node in part.own})

    def _judged(self, part: Part) -> tuple[ox.Store, list[ox.Quad]]:
        """A part beside law and ontology; and what is derived from it and holds in it on the day, results left out."""
        store = self._shared.named()
        store.extend(part.quads)
        derive(store, [self._register], self._content)
        store_matches(store, store, self._register, self._law, self._content)
        facts = evaluate(store, [self._register], self._content, self._dates, self._shared)
        derived = store.quads_for_pattern(None, None, None, ox.NamedNode(self._register.derived.iri))
        found = [quad for quads in (derived, facts) for quad in quads if not _is_on_result(quad)]
        self._keep([quad for quad in found if quad.subject in part.nodes])
        self._known.mark(part.own)
        return store, found

    def _keep(self, found: list[ox.Quad]) -> None:
        self._known.add(found)
        self._digests.write(ox.serialize(unnamed(found), format=ox.RdfFormat.N_TRIPLES) or b"")

    # What is own to no part

    def _whole(self, parts: Parts) -> Checked:
        """Report on the nodes that are own to no part, over the whole register."""
        rest = parts.rest(self._rest())
        if len(rest.quads) > MOST_IN_PART:
            raise TooLarge(
                f"The register {self._register.iri.rpartition('/')[2]!r} has {len(rest.quads)} statements on what its "
                "activities share, too many for a report",
                expected=f"at most {MOST_IN_PART} of these",
            )
        self._judged(rest)
        graphs = [graph.iri for graph in (*_BASE, self._register)]
        data = lazy_graph(self._store, graphs, self._is_seen, self._known.store)
        return check(data, self._shapes, among=self._kinds(rest.nodes))

    def _kinds(self, nodes: Iterable[ox.NamedNode]) -> rdflib.Graph:
        """What kinds of thing law and ontology have, and `nodes` are."""
        kinds = [
            quad for graph in _BASE for quad in self._store.quads_for_pattern(None, KIND, None, ox.NamedNode(graph.iri))
        ]
        narrower = ox.NamedNode(PREFIXES["rdfs"] + "subClassOf")
        kinds += self._store.quads_for_pattern(None, narrower, None, ox.NamedNode(ONTOLOGY.iri))
        for node in nodes:
            stated = (*self._store.quads_for_pattern(node, KIND, None, self._name), *self._known.of([node]))
            kinds += [quad for quad in stated if quad.predicate == KIND and self._is_seen(quad)]
        return to_rdflib(kinds)

    def _rest(self) -> Iterator[ox.NamedNode]:
        """The nodes that the register describes and that are own to no part, but alignments: no rule is about those."""
        last = None
        for quad in self._store.quads_for_pattern(None, None, None, self._name):
            node = quad.subject
            if node != last and isinstance(node, ox.NamedNode) and self._is_rest(node):
                yield node
            last = node

    def _is_rest(self, node: ox.NamedNode) -> bool:
        is_alignment = ox.Quad(node, KIND, _ALIGNMENT, self._name) in self._store
        return not is_alignment and not self._known.is_marked(node)

    def _is_seen(self, quad: ox.Quad) -> bool:
        """As for a part: what only takes part in flows that do not run has no kind."""
        subject = quad.subject
        return quad.predicate != KIND or not isinstance(subject, ox.NamedNode) or not self._known.is_outside(subject)


class _Known:
    """On disk: what holds in the parts, and which nodes are own to one."""

    def __init__(self, folder: Path) -> None:
        self.store = ox.Store(str(folder))
        self._marked = ox.NamedNode(GS + "ProcessingActivity")

    def add(self, quads: Iterable[ox.Quad]) -> None:
        """Keep statements."""
        self.store.extend(unnamed(quads))

    def of(self, nodes: Iterable[ox.NamedNode]) -> Iterator[ox.Quad]:
        """What is kept on nodes."""
        for node in nodes:
            yield from self.store.quads_for_pattern(node, None, None, ox.DefaultGraph())

    def mark(self, nodes: Iterable[ox.NamedNode]) -> None:
        """Keep that nodes are own to a part."""
        self.store.extend(ox.Quad(node, KIND, self._marked, self._marked) for node in nodes)

    def is_marked(self, node: ox.NamedNode) -> bool:
        """Whether a node is own to a part."""
        return ox.Quad(node, KIND, self._marked, self._marked) in self.store

    def is_outside(self, node: ox.NamedNode) -> bool:
        """Whether a node takes part in flows, and in none that runs on the day."""
        told = (ox.Quad(node, _SCOPE, value) in self.store for value in (_NO, _YES))
        return next(told) and not next(told)


class _Digests:
    """A file that keeps a digest of each line written to it, for one hash of all lines whatever their order."""

    def __init__(self, folder: Path) -> None:
        self._files = [tempfile.TemporaryFile(dir=folder) for _ in range(64)]  # noqa: SIM115 - closed by `hash`
        self._rest = b""

    def write(self, text: bytes, /) -> int:
        """Take in some text; a line may come in parts."""
        *lines, self._rest = (self._rest + text).split(b"\n")
        for line in lines:
            digest = hashlib.sha256(line).digest()
            self._files[digest[0] % len(self._files)].write(digest)
        return len(text)

    def flush(self) -> None:
        """Nothing is held back."""

    def hash(self) -> str:
        """The hash of the lines, each counted once."""
        total = hashlib.sha256()
        with ExitStack() as opened:
            for file in map(opened.enter_context, self._files):
                file.seek(0)
                digests = file.read()
                total.update(b"".join(sorted({digests[at : at + _DIGEST] for at in range(0, len(digests), _DIGEST)})))
        return total.hexdigest()


def _is_on_result(quad: ox.Quad) -> bool:
    return isinstance(quad.subject, ox.NamedNode) and is_result(quad.subject.value)
