"""Saved queries: the catalogue, the form, the table with links, and the downloads."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from generations import publish_quads
from python_calamine import CalamineWorkbook
from web_helpers import HEALTH_QUERY, PROVISION, browse

from grondslag.content import Content
from grondslag.namespaces import GRAPH, ID, PREFIXES
from grondslag.query.engine import Answer, Engine
from grondslag.query.results import write
from grondslag.query.saved import Catalogue
from grondslag.settings import Settings
from grondslag.store import KEPT_GENERATIONS, Generation, GraphStore
from webapp import create_app, i18n
from webapp.tables import PAGE_SIZE, Rows, View

ITEMS = "/queries/items-of-flow"
REPORTED = f"{HEALTH_QUERY}?only.layer=reported"
ONE = {"flow": ID + "flow/000/first-delivery"}


def test_every_query_is_listed_by_its_question(client: FlaskClient, the_content: Content) -> None:
    text = browse(client, "/queries").get_data(as_text=True)
    for query in Catalogue(the_content.queries).all():
        assert f'href="/queries/{query.name}"' in text


def test_every_query_answers_with_its_examples(client: FlaskClient, the_content: Content) -> None:
    for query in Catalogue(the_content.queries).all():
        response = client.get(f"/queries/{query.name}", query_string=query.examples())
        assert response.status_code == 200, query.name


@pytest.mark.parametrize(
    ("extension", "media_type"),
    [
        ("csv", "text/csv; charset=utf-8"),
        ("tsv", "text/tab-separated-values; charset=utf-8"),
        ("json", "application/sparql-results+json"),
        ("xml", "application/sparql-results+xml"),
    ],
)
def test_a_download_is_what_the_core_writes(
    client: FlaskClient, engine: Engine, extension: str, media_type: str
) -> None:
    response = client.get(f"{HEALTH_QUERY}.{extension}")
    assert response.content_type == media_type
    assert response.data == write(engine.saved("recipients-of-health-data"), extension)
    saved = extension in ("csv", "tsv")
    assert ("attachment" in response.headers.get("Content-Disposition", "")) == saved


def test_accept_chooses_the_form_as_an_extension_does(client: FlaskClient) -> None:
    by_accept = client.get(HEALTH_QUERY, headers={"Accept": "text/csv"})
    assert by_accept.data == client.get(f"{HEALTH_QUERY}.csv").data
    assert client.get(HEALTH_QUERY, headers={"Accept": "image/png"}).status_code == 406
    assert client.get(f"{HEALTH_QUERY}.ttl").status_code == 406


def test_the_language_of_the_page_is_the_language_of_the_answer(client: FlaskClient) -> None:
    assert "Gemeente Epe" in browse(client, REPORTED, "nl").get_data(as_text=True)
    assert "Municipality of Epe" in browse(client, REPORTED, "en").get_data(as_text=True)
    rows = list(csv.DictReader(io.StringIO(client.get(f"{HEALTH_QUERY}.csv?lang=en").get_data(as_text=True))))
    assert any(row["sender"] == "Municipality of Epe" for row in rows)


def test_a_query_with_a_required_parameter_opens_with_its_form(client: FlaskClient) -> None:
    text = browse(client, ITEMS, "en").get_data(as_text=True)
    assert "<form" in text
    assert f'<option value="{ONE["flow"]}">' in text
    assert ">First delivery to Lucrato</option>" in text
    assert 'id="answer"' not in text
    answered = client.get(ITEMS, query_string=ONE).get_data(as_text=True)
    assert 'id="answer"' in answered
    assert f'<option value="{ONE["flow"]}" selected>' in answered


def test_a_table_links_citations_and_passages(client: FlaskClient) -> None:
    text = browse(client, REPORTED).get_data(as_text=True)
    assert 'href="/statutes/BWBR0040940/art/30/lid/1/onder/b"' in text
    assert 'href="/page/source/000/lines/131-138"' in text
    assert 'href="https://wetten.overheid.nl/' in browse(client, HEALTH_QUERY).get_data(as_text=True)


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("flow=lucrato", "flow"),
        ("flow=javascript:alert(1)", "flow"),
        ("colour=red", "colour"),
        ("flow=https://a.example/&flow=https://b.example/", "flow"),
        ("flow=https://a.example/%3E%20%7D%20DROP", "flow"),
    ],
)
def test_a_wrong_parameter_is_named(client: FlaskClient, query: str, named: str) -> None:
    response = client.get(f"{ITEMS}.json?{query}")
    assert response.status_code == 400
    assert named in response.get_json()["message"]


def test_a_missing_parameter_is_named(client: FlaskClient) -> None:
    response = client.get(f"{ITEMS}.csv", headers={"Accept": "application/json"})
    assert response.status_code == 400
    assert "'flow'" in response.get_json()["message"]


def test_a_column_has_a_short_heading_and_its_name_as_title(client: FlaskClient, the_content: Content) -> None:
    nl = browse(client, HEALTH_QUERY, "nl").get_data(as_text=True)
    assert re.search(r'<th [^>]*title="sender: [^"]+"><a [^>]+>Verstrekker</a></th>', nl)
    assert 'data-label="Verstrekker"' in nl
    assert ">Provider</a></th>" in browse(client, HEALTH_QUERY, "en").get_data(as_text=True)
    texts = i18n.Messages.load(Path(i18n.__file__).parent / "messages.toml").texts
    named = {name for query in Catalogue(the_content.queries).all() for name in query.columns}
    assert {name for name in named if f"column.{name}" not in texts} == set()


def test_layers_and_verdicts_are_named_in_the_language_of_the_page(client: FlaskClient) -> None:
    layer = r'<span class="badge layer layer-\w+" title="(\w+)">(\w+)</span>'
    assert set(re.findall(layer, browse(client, HEALTH_QUERY, "nl").text)) == {("law", "wet")}
    assert set(re.findall(layer, browse(client, REPORTED, "nl").text)) == {("reported", "gemeld")}
    text = browse(client, "/queries/lucrato-verdicts", "nl").get_data(as_text=True)
    assert 'title="not-by-default">niet standaard</span>' in text
    assert 'title="not-by-default">not by default</span>' in browse(client, "/queries/lucrato-verdicts", "en").text
    assert "not-by-default" in client.get("/queries/lucrato-verdicts.csv").text


def test_an_address_that_is_nothing_in_the_graph_is_told(client: FlaskClient) -> None:
    text = browse(client, f"{ITEMS}?flow={ID}flow/000/nothing").text
    assert "Hierover staat niets in de graaf" in text
    assert "Hierover staat niets in de graaf" not in browse(client, f"{ITEMS}?flow={ID}org/lucrato").text


def test_an_address_is_a_word_in_a_table_and_each_passage_a_link(client: FlaskClient) -> None:
    text = browse(client, "/queries/discrepancies").text
    table = text[text.index("<table") : text.index("</table>")]
    assert re.search(
        r'<a href="https://wetten[^"]+" class="cite" title="https://wetten[^"]+"[^>]*>tekst van de wet</a>', table
    )
    assert not re.search(r">https?://", table)
    strung = re.search(
        r'<a href="/page/source/[^"]+" class="cite">[^<]+</a></li><li><a href="/page/source/[^"]+"', table
    )
    assert strung
    assert not re.search(r">\d{3}, \d+-\d+; ", table)


def test_a_long_list_of_values_is_a_field_to_type_in(client: FlaskClient) -> None:
    text = browse(client, "/queries/claims-about-provision", "en").text
    assert '<select id="p-provision"' not in text
    field = text[text.index('<input id="p-provision"') :].partition("</div>")[0]
    assert 'placeholder="https://' in field
    assert 'aria-describedby="n-provision"' in field
    assert 'href="/search"' in field
    assert browse(client, "/queries/claims-about-provision?provision=nix", "en").status_code == 400
    assert browse(client, PROVISION).text.count(f"<code>{ID}bwb/BWBR0040940/art/30/lid/1/onder/b</code>") == 1


# ---------------------------------------------------------------- the list


def test_the_list_is_narrowed_by_words_and_by_a_tag(client: FlaskClient) -> None:
    def listed(address: str) -> set[str]:
        return set(re.findall(r'<h2><a href="/queries/([^"]+)">', browse(client, address, "en").text))

    assert len(listed("/queries")) > 40
    assert "special-data" in listed("/queries?tag=verdicts")
    assert "statutes" not in listed("/queries?tag=verdicts")
    assert listed("/queries?q=Bijzondere+verdict") == listed("/queries?q=bijzondere&tag=verdicts")
    assert listed("/queries?q=nothing-has-this") == set()
    assert 'aria-current="true">verdicts</a>' in browse(client, "/queries?tag=verdicts", "en").text


# ---------------------------------------------------------------- facets, order, pages


def bindings(client: FlaskClient, address: str) -> list[dict[str, str]]:
    found = client.get(address).get_json()["results"]["bindings"]
    return [{name: cell["value"] for name, cell in row.items()} for row in found]


def test_a_facet_counts_what_the_others_leave_and_narrows_every_form(client: FlaskClient) -> None:
    everything = bindings(client, f"{HEALTH_QUERY}.json")
    picked = [row for row in everything if row["layer"] == "reported"]
    assert 0 < len(picked) < len(everything)
    assert bindings(client, f"{HEALTH_QUERY}.json?only.layer=reported") == picked
    both = [row for row in picked if "ground" not in row or row["ground"] == "AVG art. 6 lid 1 onder e"]
    ground = "only.ground=&only.ground=AVG+art.+6+lid+1+onder+e"
    assert bindings(client, f"{HEALTH_QUERY}.json?only.layer=reported&{ground}") == both
    csv_rows = list(csv.DictReader(io.StringIO(client.get(f"{HEALTH_QUERY}.csv?only.layer=reported").text)))
    assert len(csv_rows) == len(picked)
    text = browse(client, REPORTED, "en").text
    assert f"{len(picked)} of {len(everything)} rows" in text
    without = len(everything) - len(picked)
    assert re.search(
        rf'only\.layer=reported&amp;only\.layer=law#answer"[^>]*>law</a> <span class="quiet">{without}<', text
    )
    assert re.search(
        r'href="/queries/recipients-of-health-data#answer"[^>]* aria-current="true"[^>]*>reported</a>', text
    )
    assert "Download these rows:" in text
    assert "No rows with these restrictions" in browse(client, f"{HEALTH_QUERY}?only.layer=nix", "en").text


def test_a_column_of_many_values_is_no_facet(client: FlaskClient) -> None:
    facets = set(re.findall(r'<h3 id="f-(\w+)">', browse(client, HEALTH_QUERY).text))
    assert "layer" in facets
    assert not facets & {"data", "source", "recipient", "iri"}
    assert len(facets) <= 6


def test_rows_are_ordered_by_a_column_both_ways_with_what_is_empty_last(client: FlaskClient) -> None:
    everything = bindings(client, f"{HEALTH_QUERY}.json")
    for sort, turned in (("exception", 1), ("-exception", -1)):
        rows = bindings(client, f"{HEALTH_QUERY}.json?sort={sort}")
        filled = [row["exception"] for row in rows if "exception" in row]
        assert filled == sorted(filled, reverse=turned < 0)
        assert all("exception" not in row for row in rows[len(filled) :])
        assert len(rows) == len(everything)
    text = browse(client, f"{HEALTH_QUERY}?sort=sender", "en").text
    (head,) = re.findall(r'<th [^>]*aria-sort="ascending"[^>]*>.*?</th>', text)
    assert 'href="/queries/recipients-of-health-data?sort=-sender#answer"' in head
    assert text.count('aria-sort="none"') == 7


def test_numbers_and_articles_are_ordered_by_their_size() -> None:
    integer = "http://www.w3.org/2001/XMLSchema#integer"
    values = [("67a", ""), ("9", integer), ("8", ""), ("67", ""), ("100", integer), ("Œ", "")]
    cells = [{"type": "literal", "value": value} | ({"datatype": kind} if kind else {}) for value, kind in values]
    body = json.dumps({"head": {"vars": ["x"]}, "results": {"bindings": [{"x": cell} for cell in cells] + [{}]}})
    answer = Answer("bindings", "g", body.encode())
    ordered = [row["x"]["value"] for row in Rows(answer, View(sort="x")).picked if row]
    assert ordered == ["9", "100", "Œ", "8", "67", "67a"]
    assert [row["x"]["value"] for row in Rows(answer, View(sort="-x")).picked if row] == ordered[::-1]


def test_pages_hold_all_rows_once(client: FlaskClient) -> None:
    everything = client.get(f"{HEALTH_QUERY}.json").get_json()["results"]["bindings"]
    pages = -(-len(everything) // PAGE_SIZE)
    assert pages > 1
    shown = [browse(client, f"{HEALTH_QUERY}?page={page}", "en").text for page in range(1, pages + 1)]
    assert [text.count("<tr ") - 1 for text in shown] == [PAGE_SIZE] * (pages - 1) + [len(everything) % PAGE_SIZE]
    assert f"Page 1 of {pages}" in shown[0]
    assert 'rel="next nofollow"' in shown[0]
    assert 'rel="next nofollow"' not in shown[-1]
    assert 'rel="prev nofollow"' in shown[-1]


@pytest.mark.parametrize(
    ("view", "named"),
    [
        ("sort=nix", "nix"),
        ("only.nix=x", "nix"),
        ("page=0", "0"),
        ("page=9999", "9999"),
        ("page=-1", "-1"),
        ("page=%D9%A3", "٣"),
        ("page=1e3", "1e3"),
        ("page=1&page=2", "page"),
        ("sort=sender&sort=data", "sort"),
        ("version=a&version=b", "version"),
    ],
)
def test_a_view_that_there_is_not_is_named(client: FlaskClient, view: str, named: str) -> None:
    response = client.get(f"{HEALTH_QUERY}?{view}", headers={"Accept": "text/html, application/json;q=0.5"})
    assert response.status_code == 400
    assert named in response.text


# ---------------------------------------------------------------- several values


def test_several_values_are_asked_together(client: FlaskClient) -> None:
    names = ("laborijn", "lucrato")
    apart = [bindings(client, f"/queries/what-a-party-receives.json?recipient={ID}org/{name}") for name in names]
    asked = "&".join(f"recipient={ID}org/{name}" for name in names)
    together = bindings(client, f"/queries/what-a-party-receives.json?{asked}")
    assert all(apart)
    assert Counter(map(str, together)) == Counter(map(str, [*apart[0], *apart[1]]))
    text = browse(client, f"/queries/what-a-party-receives?{asked}").text
    for name in names:
        assert f'<input type="checkbox" name="recipient" value="{ID}org/{name}" checked>' in text


# ---------------------------------------------------------------- versions and permanent links


def test_an_answer_tells_the_version_of_its_query_and_its_generation(
    client: FlaskClient, engine: Engine, the_content: Content
) -> None:
    version = Catalogue(the_content.queries).get("statutes").version
    for form in ("", ".json", ".csv", ".xlsx", ".rq"):
        response = client.get(f"/queries/statutes{form}")
        assert response.headers["Grondslag-Query-Version"] == version
        assert response.headers["Grondslag-Generation"] == engine.generation().id


def permanent(client: FlaskClient, address: str) -> str:
    text = html.unescape(browse(client, address, "en").text)
    (link,) = set(re.findall(r'href="http://localhost(/queries/[^"]*version=[^"]+)"', text))
    return str(link)


@pytest.mark.parametrize("address", ["/queries/statutes", REPORTED, ITEMS + "?flow=" + ONE["flow"]])
def test_a_permanent_link_says_everything_and_gives_the_same_rows(client: FlaskClient, address: str) -> None:
    link = permanent(client, address)
    path, _, query = link.partition("?")
    assert "lang=en" in query
    assert ("as_of=" in query) == ("health" in path)
    answered = client.get(f"{path}.json?{query}")
    assert answered.status_code == 200
    plain = address.replace("?", ".json?") if "?" in address else f"{address}.json"
    joined = "&" if "?" in address else "?"
    assert answered.data == client.get(f"{plain}{joined}lang=en").data


STATUTE = "https://w3id.org/grondslag/def#Statute"
MINE = f"#+ summary: mine\nSELECT ?s {{ ?s a <{STATUTE}> }} ORDER BY ?s"


def published(home: Path, *names: str) -> Generation:
    """A generation that holds these statutes and nothing else."""
    law = GRAPH + "law"
    a_type = ox.NamedNode(PREFIXES["rdf"] + "type")
    quads = [ox.Quad(ox.NamedNode(f"urn:{n}"), a_type, ox.NamedNode(STATUTE), ox.NamedNode(law)) for n in names]
    graphs = {law: {"layer": "law", "visibility": "public", "quads": len(quads), "sha256": ""}}
    return publish_quads(GraphStore(home), quads, {"graphs": graphs, "dataset_hash": "".join(names) * 12})


@pytest.fixture
def site(tmp_path: Path, the_content: Content) -> Iterator[tuple[FlaskClient, Path, Path]]:
    """A browser of a small site, its home, and its own folder of queries."""
    home, own = tmp_path / "home", tmp_path / "mine"
    own.mkdir()
    (own / "mine.rq").write_text(MINE, encoding="utf-8")
    published(home, "one")
    app = create_app({"TESTING": True, "SETTINGS": Settings(home=home, queries=own), "CONTENT": the_content})
    yield app.test_client(), home, own
    app.extensions["grondslag"].engine.close()


def refusal(client: FlaskClient, address: str) -> tuple[int, str]:
    response = client.get(address, headers={"Accept": "application/json"})
    return response.status_code, response.get_json()["code"]


def test_a_permanent_link_is_never_another_ones_answer(site: tuple[FlaskClient, Path, Path]) -> None:
    client, home, own = site
    link = permanent(client, "/queries/mine")
    rows = link.replace("mine?", "mine.json?")
    former = bindings(client, rows)
    assert former == [{"s": "urn:one"}]
    published(home, "one", "two")
    assert len(bindings(client, "/queries/mine.json")) == 2
    assert bindings(client, rows) == former
    assert client.get(rows).headers["Grondslag-Generation"].startswith("000001-")
    assert "This is the answer of a former graph" in browse(client, link, "en").text
    assert "This is the answer of a former graph" not in browse(client, "/queries/mine", "en").text
    (own / "mine.rq").write_text(MINE.replace("SELECT", "SELECT DISTINCT"), encoding="utf-8")
    assert refusal(client, link) == (410, "query_replaced")
    (own / "mine.rq").write_text(MINE, encoding="utf-8")
    assert bindings(client, rows) == former
    for number in range(KEPT_GENERATIONS):
        published(home, f"later{number}")
    assert refusal(client, link) == (410, "generation_replaced")
    told = client.get(link, headers={"Accept": "application/json"}).get_json()
    assert "000005-" in told["expected"]
    assert told["example"] == "/queries/mine"


def test_a_page_that_a_browser_keeps_follows_the_file_of_its_query(site: tuple[FlaskClient, Path, Path]) -> None:
    client, _, own = site
    tag = client.get("/queries/mine").headers["ETag"]
    assert client.get("/queries/mine", headers={"If-None-Match": tag}).status_code == 304
    (own / "mine.rq").write_text(MINE.replace("summary: mine", "summary: changed"), encoding="utf-8")
    assert "changed" in client.get("/queries/mine", headers={"If-None-Match": tag}).text


def test_own_queries_are_listed_and_what_cannot_be_used_with_why(site: tuple[FlaskClient, Path, Path]) -> None:
    client, _, own = site
    (own / "out.rq").write_text(
        "#+ summary: x\nSELECT * { SERVICE <http://a.example/> { ?s ?p ?o } }", encoding="utf-8"
    )
    (own / "statutes.rq").write_text(MINE, encoding="utf-8")
    (own / "xss.rq").write_text("#+ <script>alert(1)</script>: x\nASK {}", encoding="utf-8")
    text = browse(client, "/queries", "en").text
    assert re.search(
        r'href="/queries/mine">mine</a></h2>\s*<p[^>]*><code>mine</code> <span class="badge">this site', text
    )
    unusable = text[text.index('id="unusable"') :]
    assert "<code>out.rq</code>, line 2" in unusable
    assert "SERVICE would make this server call another" in unusable
    assert "queries/statutes.rq and mine/statutes.rq" in unusable
    assert "<script>" not in text
    assert str(own) not in text
    assert refusal(client, "/queries/out.json") == (422, "malformed_file")
    assert browse(client, "/queries/statutes", "en").text.count("<h1>Which statutes") == 1


def test_a_graph_and_a_yes_or_no_have_pages_and_forms_of_their_own(site: tuple[FlaskClient, Path, Path]) -> None:
    client, _, own = site
    (own / "graph.rq").write_text("#+ summary: g\nCONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", encoding="utf-8")
    (own / "sure.rq").write_text(
        f"#+ summary: b\n#+ parameters: [{{name: sure, type: boolean}}, {{name: n, type: integer, multiple: true}}]\n"
        f"ASK {{ ?s a <{STATUTE}> FILTER (COALESCE(?_sure, true) || COALESCE(1 IN (?_n), false)) }}",
        encoding="utf-8",
    )
    text = browse(client, "/queries/graph", "en").text
    assert "urn:one" in text
    assert ".ttl" in text
    assert "aria-sort" not in text
    assert b"urn:one" in client.get("/queries/graph.ttl").data
    assert client.get("/queries/graph.xlsx").status_code == 406
    assert client.get("/queries/graph?sort=subject").status_code == 400
    form = browse(client, "/queries/sure", "en").text
    assert '<option value="true">Yes</option>' in form
    assert form.count('name="n"') == 1
    assert browse(client, "/queries/sure?sure=false&n=2&n=3", "en").text.count('name="n"') == 3
    answers = [client.get(f"/queries/sure.json?sure=false&n=2&n={n}").get_json()["boolean"] for n in (1, 3)]
    assert answers == [True, False]


# ---------------------------------------------------------------- the workbook


def test_a_workbook_of_narrowed_rows_says_so(client: FlaskClient) -> None:
    response = client.get(f"{HEALTH_QUERY}.xlsx?only.layer=reported&sort=data")
    about = told_in(response.data)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(response.data)).get_sheet_by_name("answer").to_python()
    assert about["only layer"] == "reported"
    assert int(about["rows"]) == len(rows) - 1
    assert "only.layer=reported" in about["link"]
    assert about["version"] == response.headers["Grondslag-Query-Version"]
    assert about["generation"] == response.headers["Grondslag-Generation"]
    assert client.get(about["link"].removeprefix("http://localhost")).status_code == 200


def told_in(workbook: bytes) -> dict[str, str]:
    """What the sheet about the rows says."""
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(workbook)).get_sheet_by_name("about")
    return {str(name): str(value) for name, value in sheet.to_python()[1:]}


def test_one_of_ones_own_that_cannot_be_used_is_told_so(site: tuple[FlaskClient, Path, Path]) -> None:
    client, _, own = site
    (own / "bad.rq").write_text("#+ summary: mine\n\nSELECT * {\n  ?s ?p }", encoding="utf-8")
    told = client.get("/queries/bad.json")
    assert (told.status_code, told.get_json()["code"]) == (422, "malformed_file")
    assert "bad.rq, line 4" in told.get_json()["message"]
