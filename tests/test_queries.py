"""The public queries: what their headers must tell, the rows they must give, and that facts make the rows.

`tests/queries/<name>.csv` holds the rows expected for the example parameters, written from the documents and
the texts of the law. The register of tests/fixtures/register is added to the published graph, so that every
layer shows. A file may leave out columns of free text (a statement in own words, say), so that better wording
breaks no test; which rows there are, where they come from and under which provision is always compared.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from query_graph import QueryGraph, Row, about, statement

from grondslag.content import Content, content
from grondslag.graphs import Layer, NamedGraph
from grondslag.namespaces import GRAPH, GS, ID, PREFIXES
from grondslag.query.engine import Engine
from grondslag.query.page import queries_page
from grondslag.query.saved import Catalogue

ROOT = Path(__file__).resolve().parent
EXPECTED = ROOT / "queries"
SOURCE = NamedGraph(GRAPH + "source/000", Layer.SOURCE)
REGISTER = NamedGraph(GRAPH + "register/gemeente-voorbeeldstad", Layer.REGISTER)
NAMES = Catalogue(content().queries).names()
CHOICES = Catalogue(content().queries / "choices").names()

FIXED = {
    "recipients-of-health-data": [
        "layer",
        "sender",
        "recipient",
        "data",
        "ground",
        "provision",
        "exception",
        "source",
    ],
    "lucrato-verdicts": ["datum", "verdict", "provision"],
    "statutory-flows": ["table", "direction", "sender", "recipient", "data", "ground", "provision", "requirement"],
}
LAYERED = {
    "recipients-of-health-data",
    "flows-of-organisation",
    "items-of-flow",
    "flows-without-basis",
    "provision-of-flow",
    "discrepancies",
    "roles-in-processing",
    "norms-of-provision",
    "who-may-receive",
    "flows-citing-provision",
    "special-data",
    "secrecy-and-what-lifts-it",
    "organisations",
    "powers-exercised",
    "agreements-and-clauses",
    "advice",
    "legal-claims",
    "gateways-of-party",
    "who-must-provide",
    "who-may-use-the-bsn",
    "consent-required-by-law",
    "exceptions-for-category",
    "rights-and-deadlines",
    "norms-continued",
    "norms-on-date",
    "claims-about-provision",
    "claimed-flows-of-party",
    "what-a-party-receives",
    "flows-in-domain",
    "derogations",
    "stances-on-theme",
    "said-of-organisation",
    "rules-of-organisation",
    "steps-of-procedure",
    "questions-of-the-authority",
    "bills-and-replaced-acts",
}
ASKED_OF = {
    "statutes",
    "norms-of-provision",
    "versions-of-provision",
    "provisions-changed-between",
    "who-may-receive",
    "who-must-provide",
    "discrepancies",
    "statutory-flows",
}
"""Names that users and other programs rely on."""
VERDICTS = {
    "necessary",
    "not-by-default",
    "consent-only",
    "not-necessary",
    "pseudonym",
    "allowed-under-exception",
    "prohibited",
    "authority-not-shown",
    "allowed-with-condition",
    "may-be-shared",
}


@pytest.fixture(scope="module")
def graph(the_content: Content) -> QueryGraph:
    files = sorted((ROOT / "fixtures" / "register" / "gemeente-voorbeeldstad").glob("*.ttl"))
    return QueryGraph.of_content(the_content, {REGISTER: files})


@pytest.fixture(scope="module")
def published(graph: QueryGraph) -> QueryGraph:
    return graph.only(lambda each: each.layer is Layer.SOURCE)


@pytest.fixture(scope="module")
def small(graph: QueryGraph) -> QueryGraph:
    """The law with document 000 and the register: made again without a fact in less time."""
    return graph.only(lambda each: each in (SOURCE, REGISTER))


def expected_rows(name: str) -> list[Row]:
    with (EXPECTED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [tuple(row) for row in csv.reader(file)]


def columns_of(catalogue: Catalogue, name: str) -> list[str]:
    result = ox.Store().query(catalogue.get(name).bind(catalogue.get(name).examples()))
    assert isinstance(result, ox.QuerySolutions)
    return [variable.value for variable in result.variables]


# ---------------------------------------------------------------- headers


@pytest.mark.parametrize("name", NAMES)
def test_a_header_tells_everything_in_two_languages(the_content: Content, name: str) -> None:
    query = Catalogue(the_content.queries).get(name)
    texts = [query.summary, query.description, *query.columns.values(), *(p.label for p in query.parameters)]
    assert all(set(text) == {"nl", "en"} and all(text.values()) for text in texts)
    assert query.tags
    for parameter in query.parameters:
        assert parameter.default is not None or parameter.example is not None, parameter.name
        assert parameter.required or parameter.default is not None or "?_" + parameter.name in query.body
        if isinstance(parameter.choices, str):
            assert parameter.choices in CHOICES


@pytest.mark.parametrize("name", NAMES)
def test_every_column_and_every_parameter_is_described_and_used(the_content: Content, name: str) -> None:
    catalogue = Catalogue(the_content.queries)
    query = catalogue.get(name)
    assert columns_of(catalogue, name) == list(query.columns)
    tokens = set(re.findall(r"\?_(\w+)", query.body))
    assert tokens == {parameter.name for parameter in query.parameters}


@pytest.mark.parametrize("name", NAMES)
def test_the_order_of_rows_is_fixed_and_the_query_fits_a_screen(the_content: Content, name: str) -> None:
    body = Catalogue(the_content.queries).get(name).body
    assert "ORDER BY" in body
    prefixes = re.findall(r"^PREFIX (\S+:)", body, re.MULTILINE)
    assert prefixes == sorted(prefixes)
    assert all(len(re.findall(rf"(?<![\w<?-]){re.escape(prefix)}", body)) > 1 for prefix in prefixes)
    assert len(body.splitlines()) <= 80


@pytest.mark.parametrize("name", sorted(LAYERED))
def test_who_what_and_basis_come_with_layer_and_source(the_content: Content, name: str) -> None:
    assert {"layer", "source"} <= set(Catalogue(the_content.queries).get(name).columns)


@pytest.mark.parametrize("name", sorted(FIXED))
def test_columns_that_others_rely_on_stay(the_content: Content, name: str) -> None:
    assert columns_of(Catalogue(the_content.queries), name) == FIXED[name]


def test_the_catalogue_has_the_queries_that_others_rely_on() -> None:
    assert set(NAMES) >= ASKED_OF | set(FIXED) | LAYERED
    assert len(NAMES) >= 30


def test_the_page_of_queries_is_what_the_headers_say(the_content: Content) -> None:
    page = (ROOT.parent / "docs" / "queries.md").read_text(encoding="utf-8")
    assert page == queries_page(Catalogue(the_content.queries)), "write docs/queries.md again with queries_page()"


def test_every_query_has_expected_rows_and_nothing_else_has(the_content: Content) -> None:
    assert sorted(path.stem for path in EXPECTED.glob("*.csv")) == NAMES


# ---------------------------------------------------------------- rows


@pytest.mark.parametrize("name", NAMES)
def test_a_query_gives_the_expected_rows(graph: QueryGraph, name: str) -> None:
    head, *expected = expected_rows(name)
    columns = columns_of(Catalogue(graph.content.queries), name)
    found = graph.answer(name)
    assert len(found) == len(set(found))
    compared = [columns.index(column) for column in head]
    assert Counter(tuple(row[i] for i in compared) for row in found) == Counter(expected)


@pytest.mark.parametrize("name", NAMES)
def test_the_other_language_gives_as_many_rows(graph: QueryGraph, name: str) -> None:
    query = Catalogue(graph.content.queries).get(name)
    if not any(parameter.name == "lang" for parameter in query.parameters):
        pytest.skip("no labels in this query")
    assert len(graph.answer(name, lang="en")) == len(graph.answer(name, lang="nl"))


@pytest.mark.parametrize("name", CHOICES)
def test_choices_are_values_with_a_label_in_two_languages(graph: QueryGraph, name: str) -> None:
    query = Catalogue(graph.content.queries / "choices").get(name)
    rows = graph.rows(query)
    assert list(query.columns) == ["value", "label_nl", "label_en"]
    assert rows
    assert all(value.startswith((ID, GS)) and nl and en for value, nl, en in rows)
    assert len({value for value, _, _ in rows}) == len(rows)


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_one_of_the_choices(graph: QueryGraph, name: str) -> None:
    for parameter in Catalogue(graph.content.queries).get(name).parameters:
        if isinstance(parameter.choices, str):
            rows = graph.rows(Catalogue(graph.content.queries / "choices").get(parameter.choices))
            assert parameter.example in {value for value, _, _ in rows}


# ---------------------------------------------------------------- every choice of a party or a flow

LISTS = {"organisations", "flows", "parties", "recipients", "rule-makers", "claimed-parties", "domains"}
OF_PARTIES_AND_FLOWS = [
    (query.name, parameter.name, parameter.choices)
    for query in Catalogue(content().queries).all()
    for parameter in query.parameters
    if isinstance(parameter.choices, str) and parameter.choices in LISTS
]
MOST_ROWS = 500
"""More than any party or flow has; a row for each pair of unrelated things is far above it."""


@pytest.fixture(scope="module")
def found_at(graph: QueryGraph) -> dict[str, set[str]]:
    """For each value of a source column: the addresses and all own texts of the things that are found there."""
    told: dict[str, set[str]] = defaultdict(set)
    found: dict[str, set[str]] = defaultdict(set)
    for quad in graph.store:
        if not isinstance(quad.subject, ox.NamedNode) or isinstance(quad.object, ox.BlankNode | ox.Triple):
            continue
        if quad.predicate.value in (GS + "foundIn", GS + "deepLink"):
            found[quad.object.value].add(quad.subject.value)
        elif isinstance(quad.object, ox.Literal) and quad.predicate.value != GS + "inLayer":
            told[quad.subject.value].add(quad.object.value)
    return {place: things.union(*(told[thing] for thing in things)) for place, things in found.items()}


@pytest.mark.parametrize(("name", "parameter", "choices"), OF_PARTIES_AND_FLOWS)
def test_every_choice_gives_rows_with_a_source_of_their_own(
    graph: QueryGraph, found_at: dict[str, set[str]], name: str, parameter: str, choices: str
) -> None:
    column = list(Catalogue(graph.content.queries).get(name).columns).index("source")
    answered = 0
    for value, _, _ in graph.rows(Catalogue(graph.content.queries / "choices").get(choices)):
        rows = graph.answer(name, **{parameter: value})
        assert len(rows) <= MOST_ROWS, value
        answered += bool(rows)
        for row in rows:
            place = row[column]
            cells = {part for cell in row for part in (cell, *cell.split("; ")) if cell != place}
            for one in [place] if place in found_at else place.split("; "):
                there = found_at.get(one, set())
                assert there & cells or any(thing.startswith(value) for thing in there), (value, row)
    assert answered


def test_a_flow_that_names_no_data_is_one_row_for_each_provider(graph: QueryGraph) -> None:
    rows = graph.answer("what-a-party-receives", recipient=ID + "org/gemeente-haarlem")
    flows = Counter(row[1:4] for row in rows if not row[4])
    assert flows[("Gemeente Haarlem", "Gemeente Haarlem", "Klantmanagers verwijzen door in Haarlem")] == 1
    assert set(flows.values()) == {1}


def test_each_discrepancy_is_one_row_whatever_its_kind(graph: QueryGraph) -> None:
    everything = graph.answer("discrepancies", document="", kind="")
    a_type = ox.NamedNode(PREFIXES["rdf"] + "type")
    typed = graph.store.quads_for_pattern(None, a_type, ox.NamedNode(GS + "Discrepancy"), None)
    discrepancies = {quad.subject.value for quad in typed if isinstance(quad.subject, ox.NamedNode)}
    assert len(everything) == len({row[11] for row in everything})
    assert {row[11] for row in everything} == discrepancies
    kinds = graph.rows(Catalogue(graph.content.queries / "choices").get("discrepancy-kinds"))
    by_kind = [row for kind, _, _ in kinds for row in graph.answer("discrepancies", document="", kind=kind)]
    assert Counter(by_kind) == Counter(everything)


def test_the_discrepancies_of_one_document_are_of_several_kinds(graph: QueryGraph) -> None:
    rows = graph.answer("discrepancies", document=ID + "source/004", kind="")
    assert {(row[2], row[6], row[12]) for row in rows} == {
        ("omstreden begrip", "AVG art. 30 lid 1 onder d; AVG art. 4 onder 9", "004, 35-36"),
        ("ontbrekend", "AVG art. 12 lid 1; AVG art. 26 lid 1; AVG art. 26 lid 2", "004, 61"),
        ("tegenspraak", "", "004, 46-47"),
        ("enger", "AVG art. 6 lid 1; AVG art. 6 lid 1 onder a", "004, 46-47"),
        ("ontbrekend", "AVG art. 13 lid 4; AVG art. 14 lid 5 onder c", "004, 59-60"),
    }


# ---------------------------------------------------------------- the questions of the first step


def test_three_layers_stand_side_by_side_for_health_data(graph: QueryGraph) -> None:
    rows = graph.answer("recipients-of-health-data")
    assert {row[0] for row in rows} == {"law", "register", "reported"}
    assert all(row[4] == "" and row[6] == "" for row in rows if row[0] == "law")
    assert {row[5] for row in rows if row[0] == "law"} >= {
        "Wmo 2015 art. 5.2.1 lid 1 onder c",
        "Wmo 2015 art. 5.2.1 lid 2 onder c",
    }
    reported = [row for row in rows if row[0] == "reported" and row[2] == "Werkbedrijf Lucrato"]
    assert {row[6] for row in reported} == {"UAVG art. 30 lid 1 onder b"}
    assert {row[7] for row in reported} == {"000, 131-138"}


@pytest.mark.parametrize(
    ("drop", "lost", "of"),
    [
        (statement("item/arbeidsvermogen", "hasPersonalData"), "reported", {SOURCE}),
        (statement("re-integration/item/work-capacity", "hasPersonalData"), "register", {REGISTER}),
        (about("data/health"), "law", set()),
    ],
)
def test_without_the_fact_a_layer_has_no_recipient_of_health_data(
    graph: QueryGraph, drop: Callable[[ox.Quad], bool], lost: str, of: set[NamedGraph]
) -> None:
    def layers(seen: QueryGraph) -> set[str]:
        rows = seen.answer("recipients-of-health-data")
        return {row[0] for row in rows if row[0] != "reported" or row[2] == "Werkbedrijf Lucrato"}

    whole = graph.only(lambda each: each in of)
    assert layers(whole) - layers(whole.without(drop)) == {lost}


def test_without_its_claim_an_item_shows_no_exception(small: QueryGraph) -> None:
    def exceptions(seen: QueryGraph) -> set[str]:
        return {row[6] for row in seen.answer("recipients-of-health-data") if row[0] != "law"}

    assert exceptions(small) - {""}
    assert exceptions(small.without(lambda quad: quad.predicate.value.endswith("#art9Limb"))) == {""}


def test_verdicts_come_in_the_order_of_the_document(graph: QueryGraph) -> None:
    assert graph.answer("lucrato-verdicts") == expected_rows("lucrato-verdicts")[1:]
    assert {verdict for _, verdict, _ in graph.answer("lucrato-verdicts")} == VERDICTS


def test_a_verdict_removed_is_a_row_gone(small: QueryGraph) -> None:
    less = small.without(statement("first-delivery/item/geslacht/verdict", "verdictValue"))
    gone = set(small.answer("lucrato-verdicts")) - set(less.answer("lucrato-verdicts"))
    assert gone == {("Geslacht", "not-by-default", "")}


def test_a_claim_removed_is_a_basis_not_shown(small: QueryGraph) -> None:
    claim = "re-integration/claim/provide"
    less = small.without(statement(claim, "claimedProvision"))
    more = set(less.answer("flows-without-basis")) - set(small.answer("flows-without-basis"))
    assert {(row[1], row[2], row[3]) for row in more} == {
        ("Begeleiding naar werk", "Arbeidsvermogen", "geen nationale bepaling getoond"),
        ("Begeleiding naar werk", "BSN", "geen nationale bepaling getoond"),
    }


def test_the_words_are_not_shown_never_unlawful(graph: QueryGraph) -> None:
    for language, word in (("nl", "getoond"), ("en", "shown")):
        missing = {row[3] for row in graph.answer("flows-without-basis", lang=language)}
        assert missing
        assert all(word in text and "onrechtmatig" not in text and "unlawful" not in text for text in missing)


def test_the_nearest_text_follows_the_date_asked(graph: QueryGraph) -> None:
    dates = {}
    for day in ("2018-06-01", "2019-12-31", "2026-11-21"):
        dates[day] = {row[8] for row in graph.answer("provision-of-flow", as_of=day) if row[5].startswith("PW ")}
    assert dates == {"2018-06-01": {"2018-05-25"}, "2019-12-31": {"2019-07-01"}, "2026-11-21": {"2026-07-01"}}


@pytest.mark.parametrize("name", NAMES)
def test_the_worker_answers_as_the_store_does(engine: Engine, published: QueryGraph, name: str) -> None:
    query = Catalogue(published.content.queries).get(name)
    answer = engine.saved(name, query.examples())
    assert not answer.truncated
    assert len(answer.rows) == len(published.answer(name))


@pytest.mark.parametrize(
    ("day", "standing"),
    [
        ("2017-01-01", {"tekst niet voorhanden"}),
        ("2018-06-01", {"tekst voorhanden"}),
        ("2019-01-01", {"tekst vermoed"}),
        ("2026-11-21", {"tekst voorhanden"}),
        ("2030-01-01", {"tekst vermoed"}),
    ],
)
def test_a_text_is_held_presumed_or_not_held_on_the_date_asked(graph: QueryGraph, day: str, standing: set[str]) -> None:
    # PW 7(4) has the same words in all states held: 2018-05-25 to 07-01, 2019-07-01 to 2020-01-01, from 2026-07-01.
    rows = graph.answer("provision-of-flow", as_of=day)
    assert {row[10] for row in rows if row[5] == "PW art. 7 lid 4"} == standing


# ---------------------------------------------------------------- facts make the rows

CARRIED_BY = {
    "bills-and-replaced-acts": "replacedBy",
    "claimed-flows-of-party": "claimedElement",
    "claims-about-provision": "aboutProvision",
    "consent-required-by-law": "consent",
    "derogations": "derogatesFrom",
    "exceptions-for-category": "namesData",
    "flows-in-domain": "toDomain",
    "gateways-of-party": "namesRecipient",
    "norms-continued": "continuedAs",
    "norms-on-date": "inVersion",
    "provisions-changed-between": "presence",
    "questions-of-the-authority": "ofQuestion",
    "rights-and-deadlines": "restsOn",
    "rules-of-organisation": "binds",
    "said-of-organisation": "stanceOf",
    "stances-on-theme": "stanceOf",
    "statutory-flows": "inTable",
    "steps-of-procedure": "procedureEntry",
    "versions-of-provision": "stateOf",
    "what-a-party-receives": "hasRecipient",
    "who-may-receive": "namesData",
    "who-may-use-the-bsn": "restsOn",
    "who-must-provide": "force",
}
"""For each query a property, or a value of one, without which it has fewer rows."""


@pytest.fixture(scope="module")
def carried(graph: QueryGraph) -> dict[str, list[ox.Quad]]:
    """For each of these words the facts that have it as their property or value."""
    found: dict[str, list[ox.Quad]] = {word: [] for word in CARRIED_BY.values()}
    for quad in graph.store:
        names = (term.value for term in (quad.predicate, quad.object) if isinstance(term, ox.NamedNode))
        for word in {re.split("[#/]", name)[-1] for name in names} & found.keys():
            found[word].append(quad)
    return found


@pytest.mark.parametrize("name", sorted(CARRIED_BY))
def test_without_the_facts_there_are_fewer_rows(
    graph: QueryGraph, carried: dict[str, list[ox.Quad]], name: str
) -> None:
    with graph.lacking(carried[CARRIED_BY[name]]):
        fewer = len(graph.answer(name))
    assert fewer < len(graph.answer(name))


# ---------------------------------------------------------------- the law on a date


def test_a_norm_of_an_earlier_text_is_asked_for_by_date(graph: QueryGraph) -> None:
    wgs = "https://w3id.org/grondslag/id/bwb/BWBR0031331"
    reuse = "https://w3id.org/grondslag/id/norm/wgs-reuse-for-debt-help"
    assert reuse not in {row[6] for row in graph.answer("norms-on-date", statute=wgs, as_of="2020-12-31")}
    assert reuse in {row[6] for row in graph.answer("norms-on-date", statute=wgs, as_of="2021-01-01")}


def test_a_repealed_statute_has_no_norms_after_its_end(graph: QueryGraph) -> None:
    wbp = "https://w3id.org/grondslag/id/bwb/BWBR0011468"
    assert graph.answer("norms-on-date", statute=wbp, as_of="2018-05-24")
    assert graph.answer("norms-on-date", statute=wbp, as_of="2018-05-25") == []


@pytest.mark.parametrize(("statute", "first"), [("celex/32016R0679", "2018-05-25"), ("bwb/BWBR0015703", "2018-05-25")])
def test_before_the_first_text_held_no_norm_is_given(graph: QueryGraph, statute: str, first: str) -> None:
    for day in ("2010-01-01", "2018-05-24"):
        assert graph.answer("norms-on-date", statute=ID + statute, as_of=day) == []
    assert {row[4] for row in graph.answer("norms-on-date", statute=ID + statute, as_of=first)} == {first}


def test_each_norm_of_a_statute_is_one_row_with_a_link_to_the_text_of_its_date(graph: QueryGraph) -> None:
    for statute, _, _ in graph.rows(Catalogue(graph.content.queries / "choices").get("statutes")):
        for day in ("2019-07-01", "2026-11-21"):
            rows = graph.answer("norms-on-date", statute=statute, as_of=day)
            assert len(rows) == len({row[6] for row in rows})
            assert len({row[4] for row in rows}) <= 1
            assert all("eur-lex" in row[7] or f"/{row[4]}#" in row[7] for row in rows)


def test_a_damaged_provision_is_in_the_text_and_carries_its_norms(graph: QueryGraph) -> None:
    rows = graph.answer("norms-on-date", statute=ID + "bwb/BWBR0015703", as_of="2019-07-01")
    assert ID + "norm/pw-home-visit-with-consent" in {row[6] for row in rows}  # PW 53a(2) lacks words in 2019


def test_a_norm_of_earlier_texts_links_to_the_newest_of_these(graph: QueryGraph) -> None:
    rows = graph.answer("norms-of-provision", provision=ID + "bwb/BWBR0015703/art/67")
    assert len(rows) == len({row[6] for row in rows})
    links = {row[7].split("#")[0].rpartition("/")[2] for row in rows if row[5] == "2018-05-25; 2019-07-01"}
    assert links == {"2019-07-01"}


def test_a_damaged_text_is_not_compared(graph: QueryGraph) -> None:
    rows = graph.answer("versions-of-provision", provision=ID + "bwb/BWBR0015703/art/53a/lid/2")
    assert [(row[3], row[4]) for row in rows] == [("beschadigd", ""), ("beschadigd", ""), ("voorhanden", "")]


def test_each_text_of_a_provision_has_its_own_link(graph: QueryGraph) -> None:
    rows = graph.answer("versions-of-provision", provision=ID + "bwb/BWBR0015703/art/67")
    assert [row[7] for row in rows] == [
        f"https://wetten.overheid.nl/BWBR0015703/{day}#Artikel67" for day in ("2018-05-25", "2019-07-01", "2026-07-01")
    ]


def test_nothing_changed_between_a_day_and_itself(graph: QueryGraph) -> None:
    assert graph.answer("provisions-changed-between", since="2019-07-01", until="2019-07-01", statute="") == []


def test_every_statute_is_compared_when_none_is_named(graph: QueryGraph) -> None:
    rows = graph.answer("provisions-changed-between", since="2019-07-01", until="2026-11-21", statute="")
    assert {"Wgs art. 8d", "PW art. 67a", "Wmo 2015 art. 5.1.7"} <= {row[0] for row in rows}
    assert {row[1] for row in rows if row[2]} == {"gewijzigd", "nieuw", "niet meer in de tekst"}


def test_a_statute_not_held_on_the_first_day_is_named_instead_of_compared(graph: QueryGraph) -> None:
    wgs = ID + "bwb/BWBR0031331"
    (row,) = graph.answer("provisions-changed-between", since="2017-03-31", until="2026-11-21", statute=wgs)
    assert row == ("Wgs", "niet vergeleken: op de eerste dag geen tekst bewaard", "", "2026-07-01", wgs, "")
    every = graph.answer("provisions-changed-between", since="2017-03-31", until="2026-11-21", statute="")
    assert row in every


@pytest.mark.parametrize("statute", ["", ID + "bwb/BWBR0031331"])
def test_days_in_the_wrong_order_are_said_to_be(graph: QueryGraph, statute: str) -> None:
    rows = graph.answer("provisions-changed-between", since="2026-11-21", until="2018-06-01", statute=statute)
    assert [row[1] for row in rows] == ["niet vergeleken: de tweede dag ligt voor de eerste"]


@pytest.mark.parametrize("until", ["2021-02-01", "2026-11-21"])
def test_a_change_links_to_the_text_that_has_the_provision(graph: QueryGraph, until: str) -> None:
    rows = graph.answer("provisions-changed-between", since="2019-07-01", until=until, statute="")
    compared = [row for row in rows if row[2]]
    assert compared
    for row in compared:
        start = row[2] if row[1] == "niet meer in de tekst" else row[3]
        assert f"/{start}#" in row[5], row


def test_no_party_is_its_own_recipient_under_the_law(graph: QueryGraph) -> None:
    health = "https://w3id.org/grondslag/id/data/health"
    rows = graph.answer("who-may-receive", category=health)
    assert ("CAK", "Wlz-uitvoerder") in {row[1:3] for row in rows}
    assert all(row[1] != row[2] for row in rows)


def test_a_provision_on_personal_data_in_general_is_none_on_health(graph: QueryGraph) -> None:
    health, personal = ("https://w3id.org/grondslag/id/data/" + slug for slug in ("health", "personal"))
    assert "persoonsgegevens" not in {row[3] for row in graph.answer("who-may-receive", category=health)}
    assert "persoonsgegevens" in {row[3] for row in graph.answer("who-may-receive", category=personal)}


# ---------------------------------------------------------------- the tables of document 001


def test_the_requirements_are_the_terms_of_the_tables_in_any_language(graph: QueryGraph) -> None:
    terms = {"noodzakelijkheid", "ondubbelzinnige toestemming", "uitdrukkelijke toestemming", "geen", ""}
    for language in ("nl", "en"):
        assert {row[7] for row in graph.answer("statutory-flows", lang=language)} == terms


def test_a_cell_removed_is_a_cell_left_empty(graph: QueryGraph) -> None:
    def empty(of: QueryGraph) -> Counter[tuple[str, int]]:
        rows = of.answer("statutory-flows")
        return Counter((row[0], column) for row in rows for column in range(len(row)) if row[column] == "")

    # A cell of a table each.
    cells = {
        ("1A", 7): statement("table-1a/column-a", "requirement"),
        ("2A", 5): statement("table-2a/cak", "art6Limb"),
        ("1B", 6): statement("table-1b/zorgverzekeraar", "aboutProvision"),
    }
    tables = graph.only(lambda each: each.iri == GRAPH + "source/001")
    less = tables.without(lambda quad: any(drop(quad) for drop in cells.values()))
    assert set(empty(less) - empty(tables)) == set(cells)


def test_the_kind_of_consent_differs_between_the_tables_and_stays_so(graph: QueryGraph) -> None:
    kinds = {
        row[0]: row[7]
        for row in graph.answer("statutory-flows")
        if row[6] == "Wlz art. 9.1.3 lid 3" and "toestemming" in row[7]
    }
    assert kinds == {"1B": "ondubbelzinnige toestemming", "3B": "uitdrukkelijke toestemming"}
