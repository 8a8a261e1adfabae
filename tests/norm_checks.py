"""What the tests of the norms share: the law layer, read once, and what the data of every act must hold to."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from grondslag.namespaces import GS, ID, PREFIXES
from grondslag.rdf import parse_file

ROOT = Path(__file__).resolve().parent.parent
NORM_FILES = ROOT / "data" / "law" / "norms"
SHORTENED = ("eu-gdpr", "dpv", "eli", "gs", "rdf", "skos")
FORMS = {
    "TermElement": "accepts",
    "VerdictElement": "accepts",
    "EqualityElement": "sameValueAs",
    "OutcomeElement": "needsOutcomeOf",
}
"""What each form of element asks: terms that it accepts, an equal dimension, or another norm."""

DELEGATION = "leaves rules to a decree or regulation: data/law/delegated.ttl has a node for them"
"""The reason why no norm rests on a provision that only tells who makes the rules."""


def short(term: object) -> str:
    """A node or literal as the tests write it: `gs:may`, `dpv:hasPurpose`, `norm/pw-secrecy`."""
    assert isinstance(term, ox.NamedNode | ox.Literal)
    for name in SHORTENED:
        if term.value.startswith(PREFIXES[name]):
            return term.value.replace(PREFIXES[name], f"{name}:")
    return term.value.removeprefix(ID)


def full(name: str) -> ox.NamedNode:
    """The node that `short` writes as `name`."""
    prefix, _, rest = name.partition(":")
    return ox.NamedNode(PREFIXES[prefix] + rest if prefix in SHORTENED else ID + name)


def last(name: str | None) -> str:
    """The last step of a name: the slug of a norm, the name of an element."""
    return str(name).rpartition("/")[2]


@dataclass(frozen=True)
class LawLayer:
    """All terms and all law in one graph, to read only. Nodes go in and come out under their short names."""

    store: ox.Store
    norms: dict[str, list[str]]
    """The norms of each act file: the nodes in it that rest on a provision."""
    grounds: dict[str, set[str]]
    """The norms that rest on each provision."""

    @classmethod
    def of_files(cls) -> LawLayer:
        """What `ontology/` and `data/law/` hold."""
        store, norms = ox.Store(), {}
        grounds: dict[str, set[str]] = defaultdict(set)
        for file in (file for folder in ("ontology", "data/law") for file in sorted((ROOT / folder).rglob("*.ttl"))):
            quads = parse_file(file)
            store.extend(ox.Quad(*quad.triple) for quad in quads)
            if file.parent == NORM_FILES:
                rests = [quad for quad in quads if quad.predicate.value == f"{GS}restsOn"]
                norms[file.stem] = sorted({short(quad.subject) for quad in rests})
                for quad in rests:
                    grounds[short(quad.object)].add(short(quad.subject))
        return cls(store, norms, grounds)

    def values(self, subject: str, path: str) -> list[str]:
        """What `subject` has for a property, sorted."""
        found = self.store.quads_for_pattern(full(subject), _path(path), None)
        return sorted(short(quad.object) for quad in found)

    def having(self, path: str, value: str | None = None) -> list[str]:
        """What has this value, or any, for a property, sorted."""
        found = self.store.quads_for_pattern(None, _path(path), None if value is None else full(value))
        return sorted(short(quad.subject) for quad in found)

    def kinds(self, subject: str) -> set[str]:
        """The classes of ours that `subject` is in."""
        return {kind.removeprefix("gs:") for kind in self.values(subject, "rdf:type") if kind.startswith("gs:")}

    def norms_of(self, acts: Iterable[str]) -> list[str]:
        """The norms of these act files, file by file."""
        return [norm for act in acts for norm in self.norms[act]]

    def elements(self, norm: str) -> list[str]:
        """Every element of every reading, once."""
        return sorted({part for reading in self.values(norm, "reading") for part in self.values(reading, "element")})

    def lines(self, norm: str) -> set[str]:
        """Elements and modalities of a norm, one line each; `-`: no trigger is named."""
        found = set()
        for element in self.elements(norm):
            [form] = self.kinds(element) & set(FORMS)
            found.add(" ".join([last(element), *self.values(element, "dimension"), *self.values(element, FORMS[form])]))
        for modality in self.values(norm, "modality"):
            trigger = self.values(modality, "onTrigger") or ["-"]
            found.add(" ".join([last(modality), *self.values(modality, "force"), *trigger]))
        return found

    def years(self, norm: str) -> set[str]:
        """The dates of the versions that a norm is read in, where it names them."""
        return {last(version) for version in self.values(norm, "readIn")}

    def provision(self, place: str) -> str:
        """The provision at `PW 64/1/p`; `Jeugdwet 7.1.4.1//a`: an onderdeel of an article without leden."""
        title, _, steps = place.rpartition(" ")
        acts = self.store.quads_for_pattern(None, full("eli:title_short"), ox.Literal(title))
        [act] = [short(quad.subject) for quad in acts]
        article, *rest = steps.split("/")
        path = [f"/{'onder' if position else 'lid'}/{label}" for position, label in enumerate(rest) if label]
        return f"{act}/art/{article}{''.join(path)}"

    def resting(self, place: str) -> list[str]:
        """The norms that rest on a provision or on a part of it, sorted."""
        whole = self.provision(place)
        found = [norms for ground, norms in self.grounds.items() if ground == whole or ground.startswith(f"{whole}/")]
        return sorted(set().union(*found))


def _path(path: str) -> ox.NamedNode:
    """A property of ours needs no prefix."""
    return full(path if ":" in path else f"gs:{path}")


def places(scope: Mapping[str, str]) -> list[str]:
    """Every provision of a scope, each with the citation title of its act."""
    return [f"{title} {place}" for title, found in scope.items() for place in found.split()]


def counts_its_norms(law: LawLayer, norms: Mapping[str, int]) -> None:
    """Each act file has as many norms as the test says."""
    assert {act: len(law.norms[act]) for act in norms} == norms


def accounts_for_its_scope(law: LawLayer, scope: Mapping[str, str], without_norm: Mapping[str, str]) -> None:
    """Every provision, named once, has a norm or a reason why not; no reason is idle; delegated rules have a node."""
    found = places(scope)
    assert len(found) == len(set(found))
    assert {place for place in found if not law.grounds.get(law.provision(place))} == set(without_norm)
    left = [place for place, reason in without_norm.items() if reason == DELEGATION]
    assert {place: len(law.having("delegatedBy", law.provision(place))) for place in left} == dict.fromkeys(left, 1)


def stays_in_its_scope(law: LawLayer, acts: Iterable[str], scope: Mapping[str, str]) -> None:
    """Its norms rest on no other provision than those of the scope."""
    known = {law.provision(place) for place in places(scope)}
    mine = set(law.norms_of(acts))
    assert {ground for ground, norms in law.grounds.items() if norms & mine} - known == set()


def is_as_the_article_has_it(law: LawLayer, slug: str, text: str) -> None:
    """A norm has these elements and modalities, one a line; a deeper indent goes on with the line before."""
    expected = re.sub(r"\n {12,}", " ", text).strip().splitlines()
    assert law.lines(f"norm/{slug}") == {line.strip() for line in expected}


def carries_on(law: LawLayer, acts: Iterable[str], continued: set[tuple[str, str]]) -> None:
    """These norms, and no others of the acts, live on as another norm."""
    links = {(last(norm), last(later)) for norm in law.norms_of(acts) for later in law.values(norm, "continuedAs")}
    assert links == continued
