"""Which thing a person means: by its IRI, full or short, by its label, or, of a provision, by its citation.

Reads the graphs of one store that a reader may see. What is unknown is refused with the nearest names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cached_property

import pyoxigraph as ox

from grondslag.citation import ProvisionPath, citation, parse_citation, parse_iri, parse_jci, statute_iri
from grondslag.errors import BadInput, NotFound
from grondslag.graphs import Layer, NamedGraph
from grondslag.namespaces import GS, ID, LAW_GRAPH, PREFIXES
from grondslag.spelling import ActNames, cited

_LAYERS = (Layer.ONTOLOGY, Layer.LAW, Layer.SOURCE, Layer.REGISTER)
_LABELS = tuple(
    ox.NamedNode(PREFIXES[prefix] + name)
    for prefix, name in (("skos", "prefLabel"), ("skos", "altLabel"), ("rdfs", "label"))
)
_CITATION, _TITLE = ox.NamedNode(GS + "citation"), ox.NamedNode(PREFIXES["eli"] + "title_short")
PARTY, DATA, PURPOSE = ("party/", "org/"), ("data/",), ("purpose/", "task/")
EXAMPLES: Mapping[tuple[str, ...], str] = {PARTY: "party/college", DATA: "data/health", PURPOSE: "task/pw"}
_MOST = 3


class Names:
    """The names of the things in some graphs of one store, which may all be spoken of."""

    def __init__(self, store: ox.Store, graphs: Iterable[NamedGraph]) -> None:
        self._store = store
        self._graphs = [graph.iri for graph in graphs if graph.layer in _LAYERS]

    def thing(self, text: str, kinds: tuple[str, ...] = (), what: str = "term") -> str:
        """The IRI of the thing called `text`: its IRI, the end of that, or its label in either language.

        `kinds` are the folders of IRIs that it may be in, those of all concepts without any; `what` names it in
        messages. Raises `NotFound` with the nearest names, and `BadInput` for a label that several things have.
        """
        wanted = text.strip()
        if "://" in wanted and not wanted.startswith(ID) and self._is_known(wanted):
            return wanted  # a term of others, such as a category of DPV: it is in no folder of ours
        for name in (wanted, wanted.casefold()):
            for iri in (name, ID + name, *(f"{ID}{kind}{name}" for kind in kinds)):
                if iri in self._labels and self._is_of(iri, kinds):
                    return iri
        named = self._by_label.get(wanted.casefold(), set())
        if not kinds:
            named = named | {iri for iri in self._concepts if iri.endswith(f"/{wanted.casefold()}")}
        found = sorted(iri for iri in named if self._is_of(iri, kinds))
        if len(found) == 1:
            return found[0]
        if found:
            choices = ", ".join(map(_short, found))
            raise BadInput(f"{what.capitalize()} {text!r} can be several", expected=f"one of {choices}")
        raise self._unknown(what, text, kinds)

    def provision(self, text: str) -> str:
        """The IRI of the provision, or statute, that `text` cites: a citation, a JCI reference, or its IRI.

        Raises `BadInput` for what is no citation, and `NotFound` with the nearest provisions that the graph has.
        """
        iri = self._provision_iri(text.strip())
        if iri not in self._cited and iri not in self._titles.values():
            raise self._no_provision(text, iri)
        return iri

    def _provision_iri(self, text: str) -> str:
        if text.startswith("jci"):
            return parse_jci(text).iri
        iri = text if text.startswith("http") else ID + text
        if iri.startswith(tuple(ID + system for system in ("bwb/", "celex/"))):
            return parse_iri(iri).iri if "/art/" in iri else iri
        titles = {title.casefold(): title for title in self._titles}
        if text.casefold() in titles:
            return self._titles[titles[text.casefold()]]
        acts = {title: iri.rpartition("/")[2] for title, iri in self._titles.items()}
        return (_spelled(text, acts) or parse_citation(text, acts)).iri

    def _no_provision(self, text: str, iri: str) -> NotFound:
        """What to say of a provision that the graph has not: the nearest above it, else those of its act most alike."""
        near: list[str] = []
        if "/art/" in iri:
            path = parse_iri(iri)
            near = [self._cited[above.iri] for above in path.lineage()[1:] if above.iri in self._cited][:1]
            titles = {statute: title for title, statute in self._titles.items()}
            title = titles.get(statute_iri(path.act), path.act)
            of_act = [cited for cited in self._cited.values() if cited.startswith(f"{title} art. ")]
            near = near or get_close_matches(citation(path, title), of_act, n=_MOST, cutoff=0.6)
        return NotFound(
            f"No provision {text!r} in the graph",
            expected=f"a provision that it has, such as {', '.join(near)}" if near else "a provision that it has",
            example=near[0] if near else "PW art. 67 lid 1",
        )

    def _unknown(self, what: str, text: str, kinds: tuple[str, ...]) -> NotFound:
        ours = [iri for iri in self._labels if self._is_of(iri, kinds)]
        asked = text.strip().casefold()
        by_name: dict[str, str] = {}
        for iri in sorted(ours):
            by_name.setdefault(iri.rpartition("/")[2], iri)
            for label in self._labels[iri]:
                by_name.setdefault(label.casefold(), iri)
        names = get_close_matches(asked.rpartition("/")[2], by_name, n=2 * _MOST, cutoff=0.6)
        names += sorted(name for name in by_name if len(asked) > 2 and asked in name)[:_MOST]
        near = list(dict.fromkeys(_short(by_name[name]) for name in names))[:_MOST]
        return NotFound(
            f"Unknown {what} {text!r}",
            expected=f"one of {', '.join(near)}" if near else f"the label or IRI of a {what} of the graph",
            example=near[0] if near else EXAMPLES.get(kinds, "party/college"),
        )

    def _is_of(self, iri: str, kinds: tuple[str, ...]) -> bool:
        return iri.removeprefix(ID).startswith(kinds) if kinds else iri in self._concepts

    def _is_known(self, iri: str) -> bool:
        """Whether one of the graphs says of what kind a thing of others is."""
        try:
            node = ox.NamedNode(iri)
        except ValueError:
            return False
        kinds = self._store.quads_for_pattern(node, ox.NamedNode(PREFIXES["rdf"] + "type"), None, None)
        return any(getattr(quad.graph_name, "value", "") in self._graphs for quad in kinds)

    @cached_property
    def _labels(self) -> dict[str, tuple[str, ...]]:
        """Everything that has a label, with its labels."""
        found: dict[str, list[str]] = {}
        for graph in self._graphs:
            for name in _LABELS:
                for quad in self._store.quads_for_pattern(None, name, None, ox.NamedNode(graph)):
                    if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                        found.setdefault(quad.subject.value, []).append(quad.object.value)
        return {iri: tuple(dict.fromkeys(labels)) for iri, labels in found.items()}

    @cached_property
    def _concepts(self) -> frozenset[str]:
        """The concepts of all schemes: what norms name."""
        kind, concept = ox.NamedNode(PREFIXES["rdf"] + "type"), ox.NamedNode(PREFIXES["skos"] + "Concept")
        quads = (
            quad
            for graph in self._graphs
            for quad in self._store.quads_for_pattern(None, kind, concept, ox.NamedNode(graph))
        )
        return frozenset(quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode))

    @cached_property
    def _by_label(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for iri, labels in self._labels.items():
            for label in labels:
                found.setdefault(label.casefold(), set()).add(iri)
        return found

    @cached_property
    def _cited(self) -> dict[str, str]:
        """Every provision of the law with its citation."""
        return dict(self._texts(_CITATION))

    @cached_property
    def _titles(self) -> dict[str, str]:
        """Every short title with its statute."""
        return {title: iri for iri, title in self._texts(_TITLE) if iri.startswith((f"{ID}bwb/", f"{ID}celex/"))}

    def _texts(self, name: ox.NamedNode) -> Iterable[tuple[str, str]]:
        for quad in self._store.quads_for_pattern(None, name, None, ox.NamedNode(LAW_GRAPH)):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                yield quad.subject.value, quad.object.value


def _short(iri: str) -> str:
    return iri.removeprefix(ID)


def _spelled(text: str, acts: Mapping[str, str]) -> ProvisionPath | None:
    """The one provision that a text cites, as far as it is only spelled otherwise: `pw artikel 67, lid 1`."""
    found = cited(text, ActNames(acts))
    if len(found) != 1 or not found[0].acts or (found[0].start, found[0].end) != (0, len(text)):
        return None
    act, place = found[0].acts[0], found[0].place
    if place is None or place.until or place.other or act.name not in acts or min(act.likeness, place.likeness) < 1:
        return None
    label = (":" if place.colon else ".").join(place.article)
    lid, points = place.lid[:1], (*place.lid[1:], *place.points)
    return ProvisionPath(acts[act.name], label, lid[0] if lid else None, points)
