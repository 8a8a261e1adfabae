"""The acts of the law layer, and the names by which registers know them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from grondslag.citation import ProvisionPath
from grondslag.namespaces import LAW_GRAPH, PREFIXES
from grondslag.registers.citing_words import DEPTHS, LOOSE, NAMES, SHARED, STRANGERS
from grondslag.registers.model import Certainty

_LAW = ox.NamedNode(LAW_GRAPH)
_ELI, _SKOS = PREFIXES["eli"], PREFIXES["skos"]
_TITLE = ox.NamedNode(_ELI + "title_short")
_NAMES = tuple(map(ox.NamedNode, (_ELI + "title_short", _ELI + "title", _ELI + "id_local", _SKOS + "prefLabel")))
_OTHER_NAME = ox.NamedNode(_SKOS + "altLabel")


@dataclass(frozen=True)
class KnownAct:
    """An act of the law layer: `act` is its BWB id or CELEX number, empty where it has none.

    `articles` are those that the layer names; `depths` tell how many numbers an article has (2 for 5.1), empty where
    that is not known, and `mark` what stands between them.
    """

    iri: str
    title: str
    act: str
    articles: frozenset[str]
    depths: frozenset[int]
    mark: str


@dataclass(frozen=True)
class Named:
    """The acts that a name can mean; `strange` are those among them that the law layer has not."""

    acts: tuple[KnownAct, ...] = ()
    strange: tuple[str, ...] = ()
    certainty: Certainty = Certainty.EXACT
    reason: str = ""


def _act_id(iri: str) -> str:
    return iri.rpartition("/")[2] if "/bwb/" in iri or "/celex/" in iri else ""


def acts_of(store: ox.Store, paths: list[ProvisionPath]) -> dict[str, KnownAct]:
    """The acts by short title, with the articles that `paths` name."""
    articles: dict[str, set[str]] = {}
    for path in paths:
        articles.setdefault(path.act, set()).add(path.article)
    found: dict[str, KnownAct] = {}
    for iri, title in texts(store, _TITLE):
        labels = frozenset(articles.get(_act_id(iri), ()))
        depths = frozenset(len(dotted(label).split(".")) for label in labels) or DEPTHS.get(title, frozenset())
        mark = ":" if any(":" in label for label in labels) else "."
        found[title] = KnownAct(iri, title, _act_id(iri), labels, depths, mark)
    return found


def texts(store: ox.Store, name: ox.NamedNode) -> Iterator[tuple[str, str]]:
    """What the law graph says by one property: each thing with its text."""
    for quad in store.quads_for_pattern(None, name, None, _LAW):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
            yield quad.subject.value, quad.object.value


def names_of(store: ox.Store, acts: dict[str, KnownAct]) -> dict[str, Named]:
    """Every name by which an act is found, in small letters."""
    by_iri = {act.iri: act for act in acts.values()}
    found: dict[str, Named] = {}
    for name in STRANGERS:
        found[name] = Named(strange=(name,), reason=f"the law layer has no {name}")
    for iri, text in texts(store, _OTHER_NAME):
        if iri in by_iri:
            found[text] = Named((by_iri[iri],), (), Certainty.LIKELY, "another or a former name of the act")
    for name, (title, reason) in LOOSE.items():
        found[name] = Named((acts[title],), (), Certainty.LIKELY, reason)
    for node in _NAMES:
        found |= {text: Named((by_iri[iri],)) for iri, text in texts(store, node) if iri in by_iri}
    found |= {name: Named((acts[title],)) for title, names in NAMES.items() for name in names}
    for name, titles in SHARED.items():
        for spelled in [text for text in found if text.casefold() == name.casefold()]:
            del found[spelled]
        known = tuple(acts[title] for title in titles if title in acts)
        found[name] = Named(known, tuple(title for title in titles if title not in acts))
    return found


def dotted(label: str) -> str:
    """An article number with dots alone: `2.5` for `2:5`."""
    return label.replace(":", ".")
