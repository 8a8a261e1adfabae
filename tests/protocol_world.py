"""The small published graph that the tests of the protocols ask: one of each kind of graph, a few statements in all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyoxigraph as ox
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from grondslag.draft import Draft
from grondslag.graphs import LAW, ONTOLOGY, Layer, NamedGraph, organisation, register_graphs
from grondslag.namespaces import GRAPH, ID
from grondslag.store import GraphStore

SOURCE = NamedGraph(GRAPH + "source/000", Layer.SOURCE)
TEXT = NamedGraph(GRAPH + "law-text/bwbr0000001/2020-01-01", Layer.LAW_TEXT)
OPEN = register_graphs("open")[0]
SECRET = register_graphs("secret", organisation("secret"))[0]
DERIVED = LAW.derived
GRAPHS = (ONTOLOGY, LAW, DERIVED, SOURCE, TEXT, OPEN, SECRET)
NOWHERE = GRAPH + "nowhere"
SAYS = ID + "says"
"""Every graph says its own layer with this property, of a thing named after it."""
CANARY = "canary-in-a-private-graph"


def publish(home: Path) -> None:
    """Publish a generation with every one of `GRAPHS`."""
    made = ox.Store()
    for graph in GRAPHS:
        said = ox.Literal(CANARY if graph is SECRET else str(graph.layer))
        made.add(ox.Quad(ox.NamedNode(thing_of(graph)), ox.NamedNode(SAYS), said, ox.NamedNode(graph.iri)))
    # What both say is said once in a default graph made of the two.
    for graph in (LAW, SOURCE):
        made.add(ox.Quad(ox.NamedNode(ID + "both"), ox.NamedNode(SAYS), ox.Literal("both"), ox.NamedNode(graph.iri)))
    store = GraphStore(home)
    with store.writing() as work:
        draft = Draft(work)
        # The public store closes when that of a reader opens: its graphs come first.
        draft.take(made, [graph for graph in GRAPHS if graph is not SECRET])
        draft.take(made, [SECRET])
        checkpoints = draft.finish()
        store.publish(work, checkpoints, draft.manifest)


def thing_of(graph: NamedGraph) -> str:
    """The thing that a graph says something of."""
    return ID + graph.iri.removeprefix(GRAPH)


def names(*graphs: NamedGraph) -> set[str]:
    """What these graphs say."""
    return {str(graph.layer) for graph in graphs}


def said(answer: TestResponse) -> set[str]:
    """What the default graph or the named graphs said, in an answer to a query for `?said`."""
    assert answer.status_code == 200, answer.text
    return {row["said"]["value"] for row in rows(answer)} - {"both"}


def rows(answer: TestResponse) -> list[dict[str, Any]]:
    """The rows of an answer in JSON."""
    found: list[dict[str, Any]] = answer.get_json(force=True)["results"]["bindings"]
    return found


def asked(
    client: FlaskClient, query: str, accept: str = "application/sparql-results+json", **fields: Any
) -> TestResponse:
    """The answer to `query` by GET; other parameters have `_` for `-`."""
    given = {name.replace("_", "-"): value for name, value in fields.items()}
    return client.get("/sparql", query_string={"query": query, **given}, headers={"Accept": accept})
