"""What the writing of a register needs to know of ontology and law: kinds of data, and which provisions are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from grondslag.namespaces import GS, LAW_GRAPH, ONTOLOGY_GRAPH, PREFIXES

LAW, TERMS = ox.NamedNode(LAW_GRAPH), ox.NamedNode(ONTOLOGY_GRAPH)


@dataclass(frozen=True)
class Kinds:
    """Data categories that need an exception or an authority, and the provisions and acts of the law layer."""

    needing_exception: frozenset[str] = frozenset()
    identifiers: frozenset[str] = frozenset()
    on_identifiers: frozenset[str] = frozenset()
    provisions: frozenset[str] = frozenset()
    titles: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, store: ox.Store) -> Kinds:
        """The kinds that the ontology and the law in `store` give; never what a register there says of itself."""
        exceptional = _of_class(store, "SpecialCategory", TERMS) | _of_class(store, "CriminalCategory", TERMS)
        permissions = _of_class(store, "IdentifierPermission") | _of_class(store, "IdentifierUseRule")
        return cls(
            needing_exception=exceptional,
            identifiers=_of_class(store, "NationalIdentifier", TERMS),
            on_identifiers=frozenset(place for norm in permissions for place in _values(store, norm, GS + "restsOn")),
            provisions=_of_class(store, "Provision"),
            titles=dict(_titles(store)),
        )


def _of_class(store: ox.Store, name: str, graph: ox.NamedNode = LAW) -> frozenset[str]:
    kind = ox.NamedNode(PREFIXES["rdf"] + "type")
    quads = store.quads_for_pattern(None, kind, ox.NamedNode(GS + name), graph)
    return frozenset(quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode))


def _values(store: ox.Store, node: str, name: str) -> list[str]:
    quads = store.quads_for_pattern(ox.NamedNode(node), ox.NamedNode(name), None, LAW)
    return [quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode)]


def _titles(store: ox.Store) -> list[tuple[str, str]]:
    short = ox.NamedNode(PREFIXES["eli"] + "title_short")
    quads = store.quads_for_pattern(None, short, None, LAW)
    found = [(quad.subject, quad.object) for quad in quads]
    return sorted(
        (subject.value, value.value)
        for subject, value in found
        if isinstance(subject, ox.NamedNode) and isinstance(value, ox.Literal)
    )
