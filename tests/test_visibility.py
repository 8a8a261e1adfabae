"""A private register is there for its own organisation, and for nobody else by any path."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from register_data import OPEN, PRIVATE_WORDS, SECRET, SECRET_READER, SILENT, SILENT_READER, WORDS
from web_helpers import browse

from grondslag import Graph, snapshot
from grondslag.cli import cli
from grondslag.content import Content
from grondslag.errors import NotFound
from grondslag.evaluation import Dates
from grondslag.graphs import PUBLIC, Layer
from grondslag.namespaces import GRAPH, ID
from grondslag.published import register_named, report_on_generation, stored_report
from grondslag.query.engine import Engine
from grondslag.query.results import write
from grondslag.query.saved import Catalogue
from grondslag.report.model import Report
from grondslag.settings import Limits, Settings
from grondslag.store import Generation, GraphStore
from webapp import create_app

REGISTER = f"{GRAPH}register/{SECRET}"
FLOW = f"{ID}flow/{SECRET}/{WORDS[SECRET]}"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
# By every way that SPARQL has to reach a statement; GRAPHS stands for the graphs of a private register.
QUERIES = {
    "default graph": f"SELECT ?s ?label {{ ?s {LABEL} ?label . FILTER (CONTAINS(STR(?label), 'WORD')) }}",
    "graph variable": "SELECT ?g ?s { GRAPH ?g { ?s ?p ?o . FILTER (CONTAINS(STR(?s), 'WORD')) } }",
    "graph names": "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }",
    "graph by name": f"SELECT ?s ?o {{ GRAPH <{REGISTER}> {{ ?s ?p ?o }} }}",
    "derived graph": f"SELECT ?s ?o {{ GRAPH <{GRAPH}derived/register/{SECRET}> {{ ?s ?p ?o }} }}",
    "import graph": f"SELECT ?s ?o {{ GRAPH <{GRAPH}import/{SECRET}> {{ ?s ?p ?o }} }}",
    "catalogue": f"SELECT ?s ?o {{ GRAPH <{GRAPH}catalogue> {{ ?s ?p ?o }} }}",
    "from": f"SELECT ?s ?o FROM <{REGISTER}> {{ ?s ?p ?o }}",
    "from named": f"SELECT ?s ?o FROM NAMED <{REGISTER}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    "path": f"SELECT ?o {{ <{FLOW}> (<x:a>|!<x:a>)* ?o . FILTER (?o != <{FLOW}>) }}",
    "inverse path": f"SELECT ?s {{ <{ID}org/lucrato> ^(<x:a>|!<x:a>) ?s }}",
    "search": "SELECT ?o { ?s ?p ?o . FILTER (isLiteral(?o) && CONTAINS(LCASE(STR(?o)), 'WORD')) }",
    "describe": f"DESCRIBE <{FLOW}>",
    "construct": "CONSTRUCT { ?s ?p ?o } { GRAPH ?g { ?s ?p ?o } FILTER (CONTAINS(STR(?o), 'WORD')) }",
    "union": f"SELECT ?s {{ {{ ?s a ?k }} UNION {{ GRAPH ?g {{ ?s a ?k }} }} FILTER (STRSTARTS(STR(?s), '{FLOW}')) }}",
    "values": f"SELECT ?g ?p {{ VALUES ?g {{ <{REGISTER}> }} GRAPH ?g {{ ?s ?p ?o }} }}",
    "subselect": f"SELECT * {{ {{ SELECT ?s ?o {{ GRAPH <{REGISTER}> {{ ?s ?p ?o }} }} }} }}",
}
COUNTS = {
    "count": f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{REGISTER}> {{ ?s ?p ?o }} }}",
    "count of the default graph": f"SELECT (COUNT(*) AS ?n) {{ <{FLOW}> ?p ?o }}",
    "exists": f"SELECT (EXISTS {{ GRAPH <{REGISTER}> {{ ?s ?p ?o }} }} AS ?n) {{}}",
    "ask": f"ASK {{ GRAPH ?g {{ <{FLOW}> ?p ?o }} }}",
    "ask a path": f"ASK {{ <{FLOW}> (<x:a>|!<x:a>)+ ?o }}",
}
PAGES = (
    "/",
    "/organisations",
    "/flows",
    "/reports",
    "/reports/compare",
    "/queries",
    "/queries/flows-of-organisation",
    "/queries/items-of-flow",
    "/queries/organisations",
    "/statutes/BWBR0031331/art/8d",
    "/health",
    "/.well-known/void",
    "/data/org/lucrato",
    "/page/org/lucrato",
    "/organisations/lucrato",
)


@pytest.fixture(scope="module")
def current(home_with_registers: Path) -> Generation:
    return GraphStore(home_with_registers).current()


@pytest.fixture(scope="module")
def engines(home_with_registers: Path, content_000: Content) -> Iterator[dict[str, Engine]]:
    """An engine for everyone, and one for each organisation with a private register."""
    # Time enough on a machine that does much else: what is asked here is what is found.
    settings = Settings(home=home_with_registers, limits=Limits(seconds=120))
    made = {r: Engine(settings, content_000, reader=r) for r in (PUBLIC, SECRET_READER, SILENT_READER)}
    yield made
    for engine in made.values():
        engine.close()


@pytest.fixture(scope="module")
def sites(engines: dict[str, Engine], content_000: Content) -> dict[str, FlaskClient]:
    """The site over each of these engines."""
    found = {}
    for reader, engine in engines.items():
        found[reader] = create_app({"TESTING": True, "ENGINE": engine, "CONTENT": content_000}).test_client()
    return found


def words_in(text: str | bytes, words: tuple[str, ...] = PRIVATE_WORDS) -> set[str]:
    data = text if isinstance(text, str) else text.decode("utf-8", "replace")
    return {word for word in words if word in data.lower()}


def own(text: str | bytes) -> bool:
    """Whether a text tells of the secret register, and of no other private one."""
    found = words_in(text)
    assert not found & {SILENT, WORDS[SILENT]}
    return bool(found)


@pytest.mark.parametrize("way", QUERIES)
def test_a_query_reaches_it_for_its_own_organisation_alone(engines: dict[str, Engine], way: str) -> None:
    query = QUERIES[way].replace("WORD", WORDS[SECRET])
    for reader, engine in engines.items():
        answer = engine.run(query)
        text = write(answer, "ttl" if answer.kind == "graph" else "json")
        found = words_in(text) - ({SILENT, WORDS[SILENT]} if reader == SILENT_READER else set())
        assert bool(found) == (reader == SECRET_READER), reader


@pytest.mark.parametrize("way", COUNTS)
def test_nor_is_it_counted_for_others(engines: dict[str, Engine], way: str) -> None:
    for reader, engine in engines.items():
        answer = engine.run(COUNTS[way])
        [counted] = [answer.boolean] if answer.kind == "boolean" else [row["n"] for row in answer.rows]
        seen = counted if isinstance(counted, bool) else str(getattr(counted, "value", "")) not in ("0", "false")
        assert seen == (reader == SECRET_READER), reader


def test_the_public_register_is_there_for_everyone(engines: dict[str, Engine]) -> None:
    query = QUERIES["default graph"].replace("WORD", WORDS[OPEN])
    assert all(engine.run(query).rows for engine in engines.values())


def bodies(site: FlaskClient, *paths: str, accept: str | None = None) -> str:
    """The answers to these requests, one after the other; a page that tells what was asked for does not count."""
    found = []
    for path in paths:
        response = site.get(path, headers={"Accept": accept}) if accept else browse(site, path)
        found.append(response.get_data(as_text=True) if response.status_code == 200 else "")
    return "\n".join(found)


def test_the_pages_tell_it_to_its_own_organisation_alone(sites: dict[str, FlaskClient]) -> None:
    texts = {reader: bodies(site, *PAGES) for reader, site in sites.items()}
    assert not words_in(texts[PUBLIC])
    assert not words_in(texts[SILENT_READER]) & {SECRET, WORDS[SECRET]}
    assert own(texts[SECRET_READER])
    assert OPEN in texts[PUBLIC]


@pytest.mark.parametrize(
    "path",
    [
        f"/organisations/{SECRET}",
        f"/flows/{SECRET}/{WORDS[SECRET]}",
        f"/flows/{SECRET}/{WORDS[SECRET]}/explanation?as_of=2026-11-01",
        f"/page/register/{SECRET}",
        f"/data/flow/{SECRET}/{WORDS[SECRET]}",
        f"/page/org/{SECRET}",
    ],
)
def test_its_addresses_are_unknown_to_others(sites: dict[str, FlaskClient], path: str) -> None:
    for reader, site in sites.items():
        response = browse(site, path)
        assert (response.status_code == 200) == (reader == SECRET_READER), (reader, response.status_code)
        # An address that does not exist answers the same, but for the address.
        other = browse(site, path.replace(SECRET, "nergens").replace(WORDS[SECRET], "niets"))
        assert other.status_code == 404
        if reader != SECRET_READER:
            assert response.status_code == other.status_code


def test_searching_finds_it_for_its_own_organisation_alone(sites: dict[str, FlaskClient]) -> None:
    for reader, site in sites.items():
        page = browse(site, f"/search?q={WORDS[SECRET]}").get_data(as_text=True)
        assert bool(re.search(rf'href="[^"]*{SECRET}/', page)) == (reader == SECRET_READER)


def test_saved_queries_and_their_choices_tell_it_to_its_own_organisation_alone(
    engines: dict[str, Engine], content_000: Content
) -> None:
    queries = {
        (folder, query.name)
        for folder in ("", "choices")
        for query in Catalogue(content_000.queries / folder).all()
        if not any(parameter.required for parameter in query.parameters)
    }
    # Those that take long need not be asked twice to see that the test can fail.
    telling = {
        ("", "organisations"),
        ("", "recipients-of-health-data"),
        ("choices", "flows"),
        ("choices", "organisations"),
    }
    assert telling < queries
    for name in queries:
        assert not told_by(engines[PUBLIC], *name)
    for name in telling:
        assert SECRET in told_by(engines[SECRET_READER], *name)


def told_by(engine: Engine, folder: str, name: str) -> set[str]:
    answer = engine.saved(name, folder=folder)
    return words_in(write(answer, "json" if answer.kind == "bindings" else "ttl"))


@pytest.mark.parametrize("path", ["/sparql?query={}", "/sparql?query={}&layer=sources"])
def test_nor_over_http(sites: dict[str, FlaskClient], path: str) -> None:
    for way in ("default graph", "graph variable", "from", "from named", "describe"):
        address = path.format(quote(QUERIES[way].replace("WORD", WORDS[SECRET])))
        accept = "text/turtle" if way == "describe" else "application/json"
        for reader, site in sites.items():
            found = words_in(bodies(site, address, accept=accept)) & {SECRET, WORDS[SECRET]}
            assert bool(found) == (reader == SECRET_READER), (way, reader)


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
def test_nor_by_a_dataset_in_the_request(sites: dict[str, FlaskClient], name: str) -> None:
    query = quote("SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }")
    for reader, site in sites.items():
        response = site.get(f"/sparql?query={query}&{name}={quote(REGISTER)}")
        assert response.status_code == 200
        assert bool(words_in(response.get_data())) == (reader == SECRET_READER)


def test_the_stored_report_is_of_what_everyone_may_see(current: Generation) -> None:
    assert not words_in((current.path / "report.json").read_text(encoding="utf-8"))
    assert all(each.graph != REGISTER for each in stored_report(current).evaluated)


@pytest.mark.parametrize("form", ["json", "csv", "ttl", "sarif"])
def test_nor_do_the_reports_on_the_site_tell_it(sites: dict[str, FlaskClient], current: Generation, form: str) -> None:
    for site in sites.values():
        assert not words_in(bodies(site, f"/reports/{current.manifest['report']}.{form}"))


def test_a_report_on_it_is_for_its_own_organisation_and_is_kept_nowhere(
    home_with_registers: Path, content_000: Content
) -> None:
    def report_for(reader: str) -> Report:
        seen = GraphStore(home_with_registers).current(reader)
        registers, layers = {register_named(seen, SECRET)}, {Layer.REGISTER}
        dates = Dates(date(2026, 11, 1))
        return report_on_generation(seen, dates, layers=layers, registers=registers, the_content=content_000)

    report = report_for(SECRET_READER)
    assert own(json.dumps(report.to_json()))
    assert [each.graph for each in report.evaluated] == [REGISTER]
    for reader in (PUBLIC, SILENT_READER):
        with pytest.raises(NotFound, match=f"one of {OPEN}") as refused:
            report_for(reader)
        assert not words_in(str(refused.value).replace(f"Unknown register '{SECRET}'", "")) & {SECRET, WORDS[SECRET]}
    assert GraphStore(home_with_registers).current().manifest["report"] != report.id


@pytest.mark.parametrize("reader", [PUBLIC, SECRET_READER])
def test_a_snapshot_holds_what_its_reader_may_see(
    tmp_path: Path, current: Generation, content_000: Content, reader: str
) -> None:
    out = tmp_path / "frozen.zip"
    made = snapshot.create(current.seen_by(reader), content_000, out, zipped=True)
    assert snapshot.verify(out) == []
    assert made.dataset_hash == current.seen_by(reader).dataset_hash
    with zipfile.ZipFile(out) as archive:
        text = b"".join([*(archive.read(name) for name in archive.namelist()), *map(str.encode, archive.namelist())])
    assert words_in(text) == ({SECRET, WORDS[SECRET]} if reader == SECRET_READER else set())


@pytest.mark.parametrize("reader", [PUBLIC, SECRET_READER, SILENT_READER])
def test_the_files_of_a_checkpoint_hold_no_byte_of_what_its_reader_may_not_see(
    current: Generation, reader: str
) -> None:
    folder = current.seen_by(reader).store_path
    found: set[str] = set()
    for file in folder.rglob("*"):
        found |= words_in(file.read_bytes())
    seen = {PUBLIC: set(), SECRET_READER: {SECRET, WORDS[SECRET]}, SILENT_READER: {SILENT, WORDS[SILENT]}}
    assert found == seen[reader]


def test_what_the_site_reads_of_a_generation_counts_public_graphs_alone(
    current: Generation, sites: dict[str, FlaskClient]
) -> None:
    health = sites[PUBLIC].get("/health").get_json()
    assert health["statements"] == len(current.open())
    assert health["graphs"] == len(current.graphs) < len(current.seen_by(SECRET_READER).graphs)
    assert sites[SECRET_READER].get("/health").get_json()["statements"] == len(current.seen_by(SECRET_READER).open())


@pytest.mark.parametrize("options", [(), ("--reader", SECRET), ("--reader", SILENT)])
def test_the_command_line_looks_as_the_reader_asked_for(
    home_with_registers: Path, tmp_path: Path, options: tuple[str, ...]
) -> None:
    runner = CliRunner(env={"GRONDSLAG_HOME": str(home_with_registers)})
    shown = SECRET in options
    file = tmp_path / "query.rq"
    file.write_text(QUERIES["default graph"].replace("WORD", WORDS[SECRET]), encoding="utf-8")
    asked = runner.invoke(cli, ["query", "--sparql", str(file), *options])
    assert (WORDS[SECRET] in asked.stdout) == shown
    explained = runner.invoke(cli, ["explain", FLOW, "--as-of", "2026-11-01", "--no-findings", *options])
    assert (explained.exit_code == 0) == shown
    bases = ["bases", "--sender", f"org/{SECRET}", "--data", "data/health", "--purpose", "task/wgs", *options]
    assert (runner.invoke(cli, bases).exit_code == 0) == shown


@pytest.mark.parametrize("reader", [None, SECRET, SILENT])
def test_a_python_program_looks_as_the_reader_asked_for(home_with_registers: Path, reader: str | None) -> None:
    with Graph.open(home_with_registers, reader=reader) as graph:
        rows = graph.sparql(QUERIES["default graph"].replace("WORD", WORDS[SECRET]))
    assert (len(rows) > 0) == (reader == SECRET)


def test_an_unknown_reader_is_refused_with_those_there_are(home_with_registers: Path) -> None:
    runner = CliRunner(env={"GRONDSLAG_HOME": str(home_with_registers)})
    for command in (["query", "statutes"], ["validate"], ["explain", FLOW], ["snapshot", "create", "--out", "x"]):
        made = runner.invoke(cli, [*command, "--reader", "nergens"])
        assert made.exit_code == 2
        assert f"{SECRET}, {OPEN}, {SILENT}" in made.output
