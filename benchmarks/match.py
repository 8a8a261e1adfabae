"""Time the match over the real norm layer: N generated items, one size and its double, so that growth shows.

Run it as `.venv/bin/python benchmarks/match.py [items]`. Budget: 5,000 items in 60 s, linear.
Seconds are those of the processor: the match is one thread, and other work on the machine does not count.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from collections import Counter
from collections.abc import Iterator

import pyoxigraph as ox

from grondslag.build import content_files
from grondslag.content import content
from grondslag.graphs import Layer, graph_of
from grondslag.match import Law, Matching
from grondslag.match import terms as known
from grondslag.match.law import Rows
from grondslag.match.model import Form, Norm
from grondslag.match.practice import Practice, claims
from grondslag.match.write import to_quads
from grondslag.namespaces import GRAPH, GS, ID, PREFIXES
from grondslag.rdf import parse_file

REGISTER = GRAPH + "register/benchmark"
ITEMS_PER_FLOW = 10
BUDGET_SECONDS = 60.0
BUDGET_ITEMS = 5000
_TYPE = PREFIXES["rdf"] + "type"


def law_store() -> ox.Store:
    """A store with ontology and law, as a build has them."""
    the_content = content()
    store = ox.Store()
    for file in content_files(the_content):
        graph = graph_of(file, the_content)
        if graph.layer in (Layer.ONTOLOGY, Layer.LAW):
            target = ox.NamedNode(graph.iri)
            store.extend(ox.Quad(q.subject, q.predicate, q.object, target) for q in parse_file(file))
    return store


def register(law: Law, items: int, seed: int = 4) -> Iterator[tuple[str, str, str]]:
    """Flows of a made-up register: each relies on a gateway and states most of what that asks, some of it wrongly."""
    chance = random.Random(seed)  # noqa: S311 - reproducible data, no secrets
    gateways = sorted(law.by_kind[known.GATEWAY], key=lambda norm: norm.iri)
    data = sorted(concept for concept in law.concepts.broader if concept.startswith(ID + "data/"))
    for number in range(items // ITEMS_PER_FLOW):
        flow = f"{ID}flow/benchmark/{number}"
        yield flow, _TYPE, GS + "Flow"
        norm = chance.choice(gateways)
        stated = list(_stated(norm, law, chance))
        yield from ((flow, name, value) for name, value in stated)
        claim = flow + "/claim"
        yield from _claim(flow, claim, norm, next((v for n, v in stated if n == known.EXPORTER), None))
        for index in range(ITEMS_PER_FLOW):
            item = f"{flow}/item/{index}"
            yield flow, GS + "item", item
            yield item, _TYPE, GS + "Item"
            yield item, known.DATA, chance.choice(data)
            if chance.random() < 0.8:
                yield item, known.NECESSITY, GS + chance.choice(("necessary", "necessary", "notNecessary"))


def _stated(norm: Norm, law: Law, chance: random.Random) -> Iterator[tuple[str, str]]:
    skipped = (known.DATA, known.CLAIMED_PROVISION)
    for element in norm.elements:
        if element.form is Form.TERM and element.accepts and element.dimension not in skipped:
            if_stated = chance.choice(sorted(element.accepts))
            yield from [(element.dimension, if_stated)] if chance.random() < 0.85 else []


def _claim(flow: str, claim: str, norm: Norm, actor: str | None) -> Iterator[tuple[str, str, str]]:
    yield flow, GS + "basisClaim", claim
    yield claim, _TYPE, GS + "BasisClaim"
    yield claim, known.OPERATION, known.DISCLOSE
    yield claim, known.CLAIMED_PROVISION, norm.provisions[0]
    if actor:
        yield claim, known.ACTOR, actor


def measured(items: int) -> dict[str, float]:
    """Seconds to read and match a register of `items` items, and what came out."""
    store = law_store()
    target = ox.NamedNode(REGISTER)
    for subject, name, value in register(Law.read(store), items):
        store.add(ox.Quad(ox.NamedNode(subject), ox.NamedNode(name), ox.NamedNode(value), target))
    start = time.process_time()
    law = Law.read(store, [REGISTER])
    law_read = time.process_time()
    practice = Practice.read(Rows(store, [REGISTER]), REGISTER)
    read = time.process_time()
    results = list(Matching(law).results(claims(practice, law)))
    matched = time.process_time()
    quads = sum(1 for _ in to_quads(results, REGISTER))
    print(dict(Counter(str(result.outcome) for result in results)))
    return {
        "items": items,
        "law s": law_read - start,
        "register s": read - law_read,
        "match s": matched - read,
        "write s": time.process_time() - matched,
        "total s": time.process_time() - start,
        "results": len(results),
        "statements": quads,
    }


def main() -> None:
    """Measure one size and its double; fail when the budget or linearity is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("items", type=int, nargs="?", default=BUDGET_ITEMS)
    size = parser.parse_args().items
    once, twice = measured(size), measured(2 * size)
    for row in (once, twice):
        print("  ".join(f"{name} {value:,.2f}".removesuffix(".00") for name, value in row.items()))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    grown = (twice["total s"] - twice["law s"]) / (once["total s"] - once["law s"])
    speed = twice["items"] / twice["total s"]
    print(f"{speed:,.0f} items/s, peak {peak:,.0f} MiB, {grown:.2f} times as long for twice the items")
    assert once["total s"] <= BUDGET_SECONDS * max(1.0, size / BUDGET_ITEMS), "over budget"
    assert grown < 3, "not linear"


if __name__ == "__main__":
    main()
