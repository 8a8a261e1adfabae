"""The W3C tests of SPARQL 1.1 (rdf-tests, `sparql/sparql11`), run through /sparql and by the engine alone.

All data of the suite are published as one generation, every file a graph of its own under its own address; a test names
its graphs by the protocol (`default-graph-uri`, `named-graph-uri`). That is what the endpoint offers, and so the suite
tries the dataset parameters as well as the answers.
"""

from __future__ import annotations

import csv
import io
import os
import re
import tarfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import rdflib
from flask.testing import FlaskClient
from generations import publish_quads
from rdflib.collection import Collection
from werkzeug.test import TestResponse

from grondslag.content import content
from grondslag.query.engine import Engine
from grondslag.settings import Settings
from grondslag.store import Generation, GraphStore
from webapp import create_app

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("GRONDSLAG_SHARED", ROOT.parent / "shared"))
ARCHIVE = SHARED / "suites" / "w3c-sparql11-tests.tar.gz"
# Where the files of the suite are taken to stand; nothing is ever fetched from there.
BASE = "https://suite.example/"
# Where its tests of the protocol take the endpoint to be.
ENDPOINTS = {"/sparql/": "/sparql", "/gsp": "/graph-store"}

MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT = rdflib.Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
HT = rdflib.Namespace("http://www.w3.org/2011/http#")
CNT = rdflib.Namespace("http://www.w3.org/2011/content#")

EVALUATION, CSV, POSITIVE, NEGATIVE, PROTOCOL = "evaluation", "csv", "positive syntax", "negative syntax", "protocol"
KINDS = {
    "QueryEvaluationTest": EVALUATION,
    "CSVResultFormatTest": CSV,
    "PositiveSyntaxTest11": POSITIVE,
    "NegativeSyntaxTest11": NEGATIVE,
    "ProtocolTest": PROTOCOL,
    "GraphStoreProtocolTest": PROTOCOL,
}
# Why some tests are left aside: those of a kind that is not named above, and those of whole folders.
READS_ONLY = "updates: the endpoint only reads"
FEDERATED = "federated queries: SERVICE is refused"
LEFT_ASIDE = {
    "delete-insert": READS_ONLY,
    "entailment": "entailment regimes: the endpoint has simple entailment",
    "http-rdf-update": "the former tests of the Graph Store Protocol: templates, not requests",
    "service": FEDERATED,
    "service-description": "no requests in it: tests/test_protocol_description.py has these three",
    "syntax-fed": FEDERATED,
}
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
RESULTS = {".srx": ox.QueryResultsFormat.XML, ".srj": ox.QueryResultsFormat.JSON, ".tsv": ox.QueryResultsFormat.TSV}
Rows = tuple[frozenset[str], str]
Found = bool | str | Rows | tuple[str, ...]


@dataclass(frozen=True)
class Exchange:
    """One request of a test of the protocol, and what must come of it."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    statuses: tuple[str, ...]
    boolean: bool | None
    form: str


@dataclass(frozen=True)
class Case:
    """One test: its folder and name, its kind, and what it runs on. Files are named by their addresses."""

    group: str
    name: str
    kind: str
    query: str = ""
    data: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    result: str = ""
    exchanges: tuple[Exchange, ...] = ()

    @property
    def has_dataset_clause(self) -> bool:
        """Whether the query names its own dataset."""
        return "\nFROM" in self.query


@dataclass
class Suite:
    """The tests that are run, the graphs that they need, and how many of which folder are left aside, and why."""

    folder: Path
    cases: list[Case] = field(default_factory=list)
    graphs: dict[str, Path] = field(default_factory=dict)
    aside: Counter[str] = field(default_factory=Counter)

    @classmethod
    def unpacked(cls, folder: Path) -> Suite:
        """The suite, unpacked into `folder`."""
        with tarfile.open(ARCHIVE) as archive:
            archive.extractall(folder, filter="data")
        suite = cls(folder / "sparql" / "sparql11")
        for manifest in sorted(suite.folder.glob("*/manifest*.ttl")):
            suite._read(manifest)
        return suite

    def file(self, address: str) -> Path:
        """The file with this address."""
        return self.folder / address.removeprefix(BASE)

    def _read(self, manifest: Path) -> None:
        group = manifest.parent.name
        graph = rdflib.Graph().parse(manifest, publicID=f"{BASE}{group}/{manifest.name}")
        for listed in graph.objects(None, MF.entries):
            for entry in Collection(graph, listed):
                kind = KINDS.get(_name(graph.value(entry, rdflib.RDF.type)))
                reason = LEFT_ASIDE.get(group) or (None if kind else READS_ONLY)
                if kind is None or reason is not None:
                    self.aside[reason or READS_ONLY] += 1
                elif kind == PROTOCOL:
                    self._add_exchanges(graph, entry, group)
                else:
                    self._add(graph, entry, group, kind)

    def _add(self, graph: rdflib.Graph, entry: rdflib.term.Node, group: str, kind: str) -> None:
        action = graph.value(entry, MF.action)
        query = graph.value(action, QT.query) or action
        data = tuple(sorted(str(each) for each in graph.objects(action, QT.data)))
        named = tuple(sorted(str(each) for each in graph.objects(action, QT.graphData)))
        self.graphs |= {address: self.file(address) for address in (*data, *named)}
        text = self.file(str(query)).read_bytes().decode("utf-8")
        result = str(graph.value(entry, MF.result) or "")
        self.cases.append(Case(group, _name(entry), kind, f"BASE <{query}>\n{text}", data, named, result))

    def _add_exchanges(self, graph: rdflib.Graph, entry: rdflib.term.Node, group: str) -> None:
        requests = _listed(graph, graph.value(graph.value(entry, MF.action), HT.requests))
        if _name(entry).startswith("update_") or any(_writes(graph, request) for request in requests):
            self.aside[READS_ONLY] += 1
            return
        for described in graph.objects(entry, UT.graphData):
            address = str(graph.value(described, rdflib.RDFS.label))
            self.graphs[address] = self.file(str(graph.value(described, UT.graph)))
        found = tuple(_exchange(graph, request) for request in requests)
        self.cases.append(Case(group, _name(entry), PROTOCOL, exchanges=found))


def _writes(graph: rdflib.Graph, request: rdflib.term.Node) -> bool:
    """Whether a request is one of the Graph Store Protocol that changes a graph."""
    to_endpoint = str(graph.value(request, HT.absolutePath)).startswith("/sparql/")
    return not to_endpoint and str(graph.value(request, HT.methodName)) not in ("GET", "HEAD")


def _name(entry: object) -> str:
    return str(entry).rpartition("#")[2].rpartition("/")[2]


def _listed(graph: rdflib.Graph, node: rdflib.term.Node | None) -> list[rdflib.term.Node]:
    return list(Collection(graph, node)) if node else []


def _exchange(graph: rdflib.Graph, request: rdflib.term.Node) -> Exchange:
    body, answer = graph.value(request, HT.body), graph.value(request, HT.resp)
    headers = tuple(
        (str(graph.value(each, HT.fieldName)), str(graph.value(each, HT.fieldValue)))
        for each in _listed(graph, graph.value(request, HT.headers))
    )
    text = str(graph.value(body, CNT.chars) or "") if body else ""
    coded = str(graph.value(body, CNT.characterEncoding) or "UTF-8") if body else "UTF-8"
    boolean = graph.value(answer, MF.expectedBoolean)
    path = str(graph.value(request, HT.absolutePath))
    start = next((each for each in ENDPOINTS if path.startswith(each)), "")
    return Exchange(
        method=str(graph.value(request, HT.methodName)),
        path=ENDPOINTS.get(start, "") + path.removeprefix(start),
        headers=headers,
        body=text.encode(coded),
        statuses=tuple(sorted(_status(str(each)) for each in graph.objects(answer, MF.expectedStatus))),
        boolean=None if boolean is None else bool(boolean.toPython()),  # type: ignore[attr-defined]  # a literal
        form=str(graph.value(answer, MF.expectedFormat) or ""),
    )


def _status(expected: str) -> str:
    """How the status begins that `expected` names: a class of them, or one."""
    name = expected.rpartition("#")[2]
    return name.removeprefix("StatusCode")[0] if name.startswith("StatusCode") else {"NotFound": "404"}[name]


def publish(suite: Suite, home: Path) -> Generation:
    """A generation with every graph of the suite, for everyone."""
    quads = {address: list(_quads(address, file)) for address, file in suite.graphs.items()}
    graphs = {
        address: {"layer": "source", "visibility": "public", "quads": len(found), "sha256": ""}
        for address, found in quads.items()
    }
    manifest = {"dataset_hash": "0" * 64, "graphs": graphs}
    return publish_quads(GraphStore(home), [quad for found in quads.values() for quad in found], manifest)


def _quads(address: str, file: Path) -> Iterator[ox.Quad]:
    graph = ox.NamedNode(address)
    for quad in ox.parse(path=file, base_iri=address, rename_blank_nodes=True):
        yield ox.Quad(quad.subject, quad.predicate, quad.object, graph)


# What a test found, put so that equal answers are equal whatever their blank nodes are called


def found_in(results: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples) -> Found:
    """The answer of a query."""
    if isinstance(results, ox.QueryBoolean):
        return bool(results)
    if isinstance(results, ox.QueryTriples):
        return _canonical(ox.Quad(each.subject, each.predicate, each.object) for each in results)
    names = [variable.value for variable in results.variables]
    return frozenset(names), _canonical(_rows(results, names))


def _rows(solutions: ox.QuerySolutions, names: list[str]) -> Iterator[ox.Quad]:
    """Each row as a node of its own, so that rows that are alike still count."""
    for solution in solutions:
        row = ox.BlankNode()
        yield ox.Quad(row, ox.NamedNode("urn:a"), ox.NamedNode("urn:row"))
        for name in names:
            if (term := solution[name]) is not None:
                yield ox.Quad(row, ox.NamedNode(f"urn:column:{name}"), term)


def _canonical(quads: Iterable[ox.Quad]) -> str:
    # Through a store, which writes numbers and dates in one way.
    store = ox.Store()
    store.extend(quads)
    dataset = ox.Dataset(store)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return "\n".join(sorted(str(quad) for quad in dataset))


def expected(suite: Suite, case: Case) -> Found:
    """What the suite says the answer is."""
    file = suite.file(case.result)
    if file.suffix == ".csv":
        return table(file.read_text(encoding="utf-8"))
    if file.suffix in RESULTS:
        return found_in(ox.parse_query_results(path=file, format=RESULTS[file.suffix]))
    graph = list(ox.parse(path=file, base_iri=case.result))
    described = [quad.subject for quad in graph if quad.object == ox.NamedNode(RS + "ResultSet")]
    return _described(graph) if described else _canonical(ox.Quad(*quad.triple) for quad in graph)


def _described(graph: list[ox.Quad]) -> Rows:
    """The rows that a graph describes (an rs:ResultSet)."""

    def of(subject: object, name: str) -> list[Any]:
        return [quad.object for quad in graph if quad.subject == subject and quad.predicate.value == RS + name]

    rows: list[Any] = [quad.object for quad in graph if quad.predicate.value == RS + "solution"]
    quads = [ox.Quad(row, ox.NamedNode("urn:a"), ox.NamedNode("urn:row")) for row in rows]
    for row in rows:
        for bound in of(row, "binding"):
            (name,), (value,) = of(bound, "variable"), of(bound, "value")
            quads.append(ox.Quad(row, ox.NamedNode(f"urn:column:{name.value}"), value))
    names: list[Any] = [quad.object for quad in graph if quad.predicate.value == RS + "resultVariable"]
    return frozenset(name.value for name in names), _canonical(quads)


def table(text: str) -> tuple[str, ...]:
    """The rows of a table in CSV, in order; a blank node is one whatever it is called, and `*` names no order."""
    rows = [sorted(row.items()) for row in csv.DictReader(io.StringIO(text))]
    return tuple(sorted(re.sub(r"'_:\w+'", "'_:'", str(row)) for row in rows))


# The two ways to run a test


def alone(suite: Suite, case: Case) -> bool:
    """Whether the engine alone passes the test."""
    store = ox.Store()
    for address in case.data:
        store.extend(ox.Quad(*quad.triple) for quad in _quads(address, suite.graphs[address]))
    for address in case.named:
        store.extend(_quads(address, suite.graphs[address]))
    try:
        results = store.query(case.query)
    except SyntaxError:
        return case.kind == NEGATIVE
    except RuntimeError:
        # It was read, and then a function in it is unknown.
        return case.kind == POSITIVE
    if case.kind == CSV:
        assert isinstance(results, ox.QuerySolutions)
        written = results.serialize(format=ox.QueryResultsFormat.CSV) or b""
        return table(written.decode()) == expected(suite, case)
    return case.kind == POSITIVE or (case.kind == EVALUATION and found_in(results) == expected(suite, case))


def over_http(suite: Suite, case: Case, client: FlaskClient) -> bool:
    """Whether the endpoint passes the test."""
    if case.kind == PROTOCOL:
        return all(_as_expected(each, client) for each in case.exchanges)
    answer = _asked(case, client)
    if case.kind == NEGATIVE:
        return answer.status_code == 400 and answer.get_json()["code"] in ("malformed", "not_a_query")
    if answer.status_code != 200:
        return case.kind == POSITIVE and answer.get_json()["code"] == "failed"
    if case.kind == POSITIVE:
        return True
    if case.kind == CSV:
        return table(answer.get_data(as_text=True)) == expected(suite, case)
    return _read(answer) == expected(suite, case)


def _asked(case: Case, client: FlaskClient) -> TestResponse:
    fields: dict[str, str | list[str]] = {"query": case.query}
    if not case.has_dataset_clause:
        # No graph there is stands for an empty default graph.
        fields |= {"default-graph-uri": list(case.data) or [BASE + "none"], "named-graph-uri": list(case.named)}
    wanted = "text/csv" if case.kind == CSV else "application/sparql-results+json, application/n-triples"
    return client.post("/sparql", data=fields, headers={"Accept": wanted})


def _read(answer: TestResponse) -> Found:
    if answer.mimetype == "application/n-triples":
        return _canonical(ox.Quad(*quad.triple) for quad in ox.parse(answer.data, format=ox.RdfFormat.N_TRIPLES))
    return found_in(ox.parse_query_results(answer.data, format=ox.QueryResultsFormat.JSON))


FORMS = {
    "boolean": ("application/sparql-results+json", "application/sparql-results+xml"),
    "tabular": ("application/sparql-results+json", "application/sparql-results+xml", "text/csv"),
    "RDF": ("text/turtle", "application/n-triples", "application/rdf+xml"),
    "": (),
}


def _as_expected(exchange: Exchange, client: FlaskClient) -> bool:
    answer = client.open(exchange.path, method=exchange.method, headers=list(exchange.headers), data=exchange.body)
    if not str(answer.status_code).startswith(exchange.statuses):
        return False
    if exchange.form and answer.mimetype not in FORMS[exchange.form]:
        return False
    return exchange.boolean is None or answer.get_json(force=True)["boolean"] is exchange.boolean


# The counts, as docs/protocol.md has them

_COUNTS = re.compile(r"(<!-- counts: made by script/w3c-sparql -->\n).*?(<!-- end of counts -->)", re.DOTALL)


@dataclass(frozen=True)
class Measured:
    """Which tests pass through HTTP, and which with the engine alone (all but those of the protocol)."""

    suite: Suite
    http: Mapping[Case, bool]
    engine: Mapping[Case, bool]

    def report(self) -> str:
        """The counts by kind as a table in Markdown, the tests that do not pass, and what is left aside."""
        lines = ["| kind of test | tests | pass through HTTP | pass with the engine alone |", "|---|---|---|---|"]
        for kind in (EVALUATION, CSV, POSITIVE, NEGATIVE, PROTOCOL):
            of_kind = [case for case in self.http if case.kind == kind]
            by_engine = "" if kind == PROTOCOL else str(sum(self.engine[case] for case in of_kind))
            lines.append(f"| {kind} | {len(of_kind)} | {sum(self.http[case] for case in of_kind)} | {by_engine} |")
        failing = [f"`{case.group}/{case.name}`" for case, passed in self.http.items() if not passed]
        lines += ["", f"Not passed through HTTP: {', '.join(failing) or 'none'}.", "", "Left aside:", ""]
        return "\n".join([*lines, *(f"- {number}: {why}" for why, number in sorted(self.suite.aside.items()))]) + "\n"


def measure(folder: Path) -> Measured:
    """Run the suite, unpacked and published in `folder`."""
    suite, found = Suite.unpacked(folder / "suite"), content()
    publish(suite, folder / "home")
    with Engine(Settings(home=folder / "home"), found) as engine:
        client = create_app({"TESTING": True, "ENGINE": engine, "CONTENT": found}).test_client()
        http = {case: over_http(suite, case, client) for case in suite.cases}
    return Measured(suite, http, {case: alone(suite, case) for case in suite.cases if case.kind != PROTOCOL})


def with_counts(text: str, report: str) -> str:
    """The text of docs/protocol.md with these counts in their place. Raises `ValueError` when it has none."""
    written, places = _COUNTS.subn(lambda found: f"{found[1]}\n{report}\n{found[2]}", text)
    if places != 1:
        raise ValueError("docs/protocol.md has no place for the counts")
    return written
