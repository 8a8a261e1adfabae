"""What the tests of the match share: the real norm layer, the sources, and a made-up register, read once."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from grondslag.build import content_files
from grondslag.content import content
from grondslag.graphs import Layer, graph_of
from grondslag.match import Law, MatchResult, Role, match, match_flow
from grondslag.namespaces import GRAPH, ID
from grondslag.rdf import parse_file

FIXTURES = Path(__file__).parent / "fixtures" / "match"
REGISTER = GRAPH + "register/match"
IN_2019, IN_2022, IN_2026 = date(2019, 6, 1), date(2022, 1, 1), date(2026, 11, 1)
DATES = (IN_2019, IN_2022, IN_2026)


@cache
def store() -> ox.Store:
    """Ontology, law, the sources 000, 001 and 003, and the made-up register."""
    the_content = content()
    found = ox.Store()
    for file in content_files(the_content):
        graph = graph_of(file, the_content)
        if graph.layer in (Layer.ONTOLOGY, Layer.LAW, Layer.SOURCE):
            _load(found, file, graph.iri)
    _load(found, FIXTURES / "register.ttl", REGISTER)
    return found


def _load(into: ox.Store, file: Path, graph: str) -> None:
    target = ox.NamedNode(graph)
    into.extend(ox.Quad(q.subject, q.predicate, q.object, target) for q in parse_file(file))


@cache
def law(graph: str = REGISTER) -> Law:
    """The norm layer with the organisations of `graph`."""
    return Law.read(store(), [graph])


@cache
def whole(graph: str = REGISTER) -> tuple[MatchResult, ...]:
    """The match of a whole graph."""
    return tuple(match(store(), graph, law=law(graph)))


@cache
def of_flow(flow: str, day: date, graph: str = REGISTER) -> tuple[MatchResult, ...]:
    """The results on the flow `ID + flow` that hold on `day`."""
    return tuple(match_flow(store(), graph, ID + flow, day, law=law(graph)))


def one(
    flow: str, norm: str, day: date, *, claim: str = "", item: str = "", role: Role | None = None, graph: str = REGISTER
) -> MatchResult:
    """The one result on a flow for a norm on a day; claim and item are told by a part of their IRI."""
    found = [
        result
        for result in of_flow(flow, day, graph)
        if result.norm == f"{ID}norm/{norm}"
        and claim in result.claim
        and (not item or any(item in each for each in result.items))
        and (role is None or result.role is role)
    ]
    assert len(found) == 1, f"{len(found)} results for {norm} on {flow} at {day}"
    return found[0]


def short(iris: frozenset[str]) -> set[str]:
    """The last part of each IRI, as a test names an element."""
    return {iri.rpartition("/")[2] for iri in iris}
