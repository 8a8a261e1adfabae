"""The shortcuts of derived graphs, each on a small graph of its own and then over the published one."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from query_graph import QueryGraph

from grondslag.content import Content
from grondslag.derive import derive
from grondslag.graphs import LAW, ONTOLOGY, Layer, NamedGraph, graph_of
from grondslag.namespaces import GRAPH, GS, ID, PREFIXES
from grondslag.query.saved import Catalogue
from grondslag.rdf import has_blank_node, parse_file

FIXTURES = Path(__file__).parent / "fixtures" / "derive"
SOURCE = NamedGraph(GRAPH + "source/900", Layer.SOURCE)
ITEM = "flow/900/f/item/"
LIMB = PREFIXES["eu-gdpr"]
ACT = "bwb/BWBR0000001/art/"
TYPE = PREFIXES["rdf"] + "type"

Triples = set[tuple[str, str, str]]


@pytest.fixture(scope="module")
def small(the_content: Content) -> QueryGraph:
    return QueryGraph.of_files({LAW: [FIXTURES / "law.ttl"], SOURCE: [FIXTURES / "source.ttl"]}, the_content)


@pytest.fixture(scope="module")
def published(the_content: Content) -> QueryGraph:
    return QueryGraph.of_content(the_content, {})


@pytest.fixture(scope="module")
def with_law(the_content: Content) -> ox.Store:
    """Ontology and law alone, as files say them, and what is derived from these. What a test adds it takes out."""
    store = ox.Store()
    for folder in (the_content.ontology, the_content.data / "law"):
        for file in the_content.turtle(folder):
            graph = ox.NamedNode(graph_of(file, the_content).iri)
            store.extend(ox.Quad(q.subject, q.predicate, q.object, graph) for q in parse_file(file))
    derive(store, [LAW], the_content)
    return store


@pytest.fixture(scope="module")
def derived(small: QueryGraph) -> Triples:
    return small.triples(SOURCE.derived)


@pytest.fixture(scope="module")
def law(small: QueryGraph) -> Triples:
    return small.triples(LAW.derived)


def objects(triples: Triples, subject: str, predicate: str) -> set[str]:
    return {o for s, p, o in triples if (s, p) == (subject, predicate)}


def test_an_item_has_the_parties_and_the_layer_of_its_flow(derived: Triples) -> None:
    assert objects(derived, ITEM + "plain", "itemOf") == {"flow/900/f"}
    assert objects(derived, ITEM + "plain", "sentBy") == {"org/giver"}
    assert objects(derived, ITEM + "plain", "receivedBy") == {"org/taker"}
    assert objects(derived, ITEM + "plain", "inLayer") == {"reported"}
    assert objects(derived, "flow/900/f", "inLayer") == {"reported"}
    assert "ReportedItem" in objects(derived, ITEM + "plain", TYPE)


def test_an_item_concerns_its_category_every_broader_one_and_what_it_may_reveal(
    derived: Triples,
) -> None:
    assert objects(derived, ITEM + "capacity", "concerns") == {
        "data/work-capacity",
        "data/health",
        "data/personal",
    }
    assert objects(derived, ITEM + "leave", "concerns") == {"data/sick-leave", "data/health", "data/personal"}
    assert objects(derived, ITEM + "plain", "concerns") == {"data/personal"}


@pytest.mark.parametrize(
    ("item", "kinds"),
    [
        ("plain", set()),
        ("capacity", {"SpecialCategoryItem"}),
        ("leave", {"SpecialCategoryItem"}),
        ("number", {"IdentifierItem"}),
        ("suspicion", {"CriminalItem"}),
    ],
)
def test_an_item_is_special_criminal_or_an_identifier_by_its_category(
    derived: Triples, item: str, kinds: set[str]
) -> None:
    assert objects(derived, ITEM + item, TYPE) - {"ReportedItem"} == kinds


def test_what_is_claimed_for_a_flow_holds_for_an_item_without_a_claim(
    derived: Triples,
) -> None:
    assert objects(derived, ITEM + "plain", "underGround") == {LIMB + "A6-1-c", LIMB + "A6-1-e"}
    assert objects(derived, ITEM + "plain", "underProvision") == {
        ACT + "1",
        ACT + "3",
    }


def test_an_items_own_basis_replaces_the_flows_for_the_same_operation_only(
    derived: Triples,
) -> None:
    assert objects(derived, ITEM + "leave", "underGround") == {LIMB + "A6-1-e"}
    assert objects(derived, ITEM + "leave", "underProvision") == {
        ACT + "4",
        ACT + "3",
    }


def test_an_exception_comes_on_top_of_the_basis(derived: Triples) -> None:
    assert objects(derived, ITEM + "capacity", "underException") == {"bwb/BWBR0000002/art/30"}
    assert objects(derived, ITEM + "capacity", "underGround") == {LIMB + "A6-1-c", LIMB + "A6-1-e"}
    assert "bwb/BWBR0000002/art/30" not in objects(derived, ITEM + "capacity", "underProvision")


def test_use_of_an_identifier_rests_on_an_authority_not_on_a_basis(
    derived: Triples,
) -> None:
    assert objects(derived, ITEM + "number", "underAuthority") == {ACT + "68"}
    assert ACT + "68" not in objects(derived, ITEM + "number", "underProvision")


@pytest.mark.parametrize("status", ["claimDenied", "claimDoubted"])
def test_what_a_source_denies_or_doubts_is_no_basis(small: QueryGraph, status: str) -> None:
    store = ox.Store()
    store.extend(quad for quad in small.store if quad.graph_name in (ox.NamedNode(LAW.iri), ox.NamedNode(SOURCE.iri)))
    claim = ox.NamedNode("https://w3id.org/grondslag/id/flow/900/f/claim/give")
    store.add(ox.Quad(claim, ox.NamedNode(GS + "claimStatus"), ox.NamedNode(GS + status), ox.NamedNode(SOURCE.iri)))
    derive(store, [LAW, SOURCE], small.content)
    triples = QueryGraph(store, [LAW, SOURCE], small.content).triples(SOURCE.derived)
    assert objects(triples, ITEM + "plain", "underProvision") == {ACT + "3"}
    assert not any("art/9" in o for _, _, o in triples)


def test_an_organisation_is_reported_where_a_document_names_it_and_else_registered(derived: Triples) -> None:
    assert objects(derived, "org/giver", "inLayer") == {"reported"}
    assert objects(derived, "org/taker", "inLayer") == {"register"}


def test_a_fact_is_found_in_a_document_and_lines_in_their_order(derived: Triples) -> None:
    assert objects(derived, "flow/900/f", "foundIn") == {"900, 3-8"}
    assert objects(derived, ITEM + "plain", "foundIn") == {"900, 5"}
    assert objects(derived, ITEM + "number", "foundIn") == {"900, 5; 900, 10-12"}
    assert objects(derived, ITEM + "suspicion", "foundIn") == set()


def test_a_name_is_there_in_both_languages_even_where_the_label_is_not(derived: Triples, law: Triples) -> None:
    assert objects(derived, "org/giver", "name") == {"Gever@nl", "Gever@en"}
    assert objects(derived, "org/taker", "name") == {"Nemer@nl", "Taker@en"}
    assert objects(law, "data/work-capacity", "name") == {"Arbeidsvermogen@nl", "Arbeidsvermogen@en"}
    assert objects(law, "data/suspicion", "name") == {"Verdenking@nl", "Verdenking@en"}


def test_of_two_labels_the_preferred_one_is_the_name(law: Triples) -> None:
    assert objects(law, "data/sick-leave", "name") == {"Verzuim@nl", "Sick leave@en"}


def test_a_norm_names_exactly_what_its_elements_accept(law: Triples) -> None:
    assert objects(law, "norm/give", "namesProvider") == {"party/college"}
    assert objects(law, "norm/give", "namesRecipient") == {"party/fund", "party/insurer"}
    assert objects(law, "norm/give", "namesData") == {"data/health"}
    assert objects(law, "norm/give", "inLayer") == {"law"}
    assert objects(law, "norm/keep-secret", "inLayer") == {"law"}
    assert objects(law, "norm/keep-secret", "namesProvider") == set()


def test_every_derive_query_says_in_two_languages_what_it_does(the_content: Content) -> None:
    for query in Catalogue(the_content.queries / "derive").all():
        assert set(query.summary) == set(query.description) == {"nl", "en"}, query.name
        assert query.over in ("law", "practice", "practice-across", "sources"), query.name
        assert not query.parameters, query.name


def test_derived_graphs_have_no_blank_nodes_and_deriving_again_adds_nothing(
    published: QueryGraph, the_content: Content
) -> None:
    store, graphs = published.store, published.graphs
    derived = [graph for graph in graphs if graph.layer is Layer.DERIVED]
    assert derived, "no derived graphs"
    for graph in derived:
        quads = list(store.quads_for_pattern(None, None, None, ox.NamedNode(graph.iri)))
        assert quads, graph.iri
        assert not any(has_blank_node(quad) for quad in quads), graph.iri
    before = len(store)
    derive(store, [graph for graph in graphs if graph not in derived], the_content)
    assert len(store) == before


def test_every_shortcut_is_a_documented_term(published: QueryGraph) -> None:
    store, graphs = published.store, published.graphs
    used: set[str] = set()
    for graph in graphs:
        if graph.layer is Layer.DERIVED:
            for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(graph.iri)):
                kind = quad.predicate.value == TYPE
                used.add(quad.object.value if kind and isinstance(quad.object, ox.NamedNode) else quad.predicate.value)
    ontology = ox.NamedNode(GRAPH + "ontology")
    # A computed discrepancy has the same public properties as an argued one; those are not ours to label.
    public = {PREFIXES["rdfs"] + "label", PREFIXES["dct"] + "description", PREFIXES["prov"] + "wasDerivedFrom"}
    for term in sorted(used - public):
        labels = store.quads_for_pattern(ox.NamedNode(term), ox.NamedNode(PREFIXES["rdfs"] + "label"), None, ontology)
        languages = {quad.object.language for quad in labels if isinstance(quad.object, ox.Literal)}
        assert {"nl", "en"} <= languages, f"{term} has no label in both languages in ontology/"


def test_derive_queries_stay_fast_on_a_large_register(the_content: Content) -> None:
    gs, dpv, base = GS, PREFIXES["dpv"], ID
    rdf_type = ox.NamedNode(TYPE)
    target = ox.NamedNode(GRAPH + "register/large")
    store = ox.Store()

    def add(subject: str, predicate: str, value: str) -> None:
        predicate_node = rdf_type if predicate == "a" else ox.NamedNode(predicate)
        store.add(ox.Quad(ox.NamedNode(subject), predicate_node, ox.NamedNode(value), target))

    for number in range(500):
        flow = f"{base}flow/large/{number}"
        for predicate, value in (
            ("a", gs + "Flow"),
            (dpv + "hasDataExporter", base + "org/giver"),
            (dpv + "hasRecipient", base + "org/taker"),
            (gs + "basisClaim", flow + "/claim/give"),
        ):
            add(flow, predicate, value)
        add(flow + "/claim/give", gs + "operation", gs + "disclose")
        add(flow + "/claim/give", gs + "claimedProvision", base + ACT + "1")
        for which in range(10):
            item = f"{flow}/item/{which}"
            add(flow, gs + "item", item)
            add(item, "a", gs + "Item")
            add(item, dpv + "hasPersonalData", base + "data/health")
    register = NamedGraph(GRAPH + "register/large", Layer.REGISTER)
    assert derive(store, [register], the_content) == [register.derived]
    found = store.quads_for_pattern(None, ox.NamedNode(gs + "underProvision"), None, ox.NamedNode(register.derived.iri))
    assert sum(1 for _ in found) == 5000


@pytest.mark.parametrize(
    ("claimed", "fits"),
    [
        ("bwb/BWBR0040940/art/30/lid/1/onder/b", True),
        ("bwb/BWBR0040940/art/30/lid/1", True),
        ("bwb/BWBR0040940/art/25/onder/a", False),
        ("bwb/BWBR0015703/art/7/lid/1", False),
    ],
)
def test_an_exception_fits_only_the_data_it_is_for(
    the_content: Content, with_law: ox.Store, claimed: str, fits: bool
) -> None:
    register = Path(__file__).parent / "fixtures" / "register" / "gemeente-voorbeeldstad" / "flows.ttl"
    quads = parse_file(register)
    graph = NamedGraph(GRAPH + "register/x", Layer.REGISTER)
    named = ox.NamedNode(graph.iri)
    exception = ox.NamedNode(ID + "bwb/BWBR0040940/art/30/lid/1/onder/b")
    for quad in quads:
        value = ox.NamedNode(ID + claimed) if quad.object == exception else quad.object
        with_law.add(ox.Quad(quad.subject, quad.predicate, value, named))
    derive(with_law, [graph], the_content)
    item = ox.NamedNode(ID + "flow/gemeente-voorbeeldstad/re-integration/item/work-capacity")
    kinds = list(with_law.quads_for_pattern(item, ox.NamedNode(TYPE), ox.NamedNode(GS + "ExceptionFitsItem"), None))
    for each in (graph, graph.derived):
        with_law.remove_graph(ox.NamedNode(each.iri))
    assert bool(kinds) == fits


@pytest.mark.parametrize(
    ("item", "lacking"),
    [
        ("plain", set()),
        ("number", set()),
        ("capacity", {"exceptionPart"}),
        ("leave", {"exceptionPart", "provisionPart"}),  # its own basis takes the place of the flow's
        ("suspicion", {"criminalPart"}),
    ],
)
def test_what_is_not_shown_for_an_item_is_told(derived: Triples, item: str, lacking: set[str]) -> None:
    assert objects(derived, ITEM + item, "notShown") == lacking


VERSIONS = """
<bwb/BWBR0000001/2018-01-01> eli:is_member_of <bwb/BWBR0000001> ; eli:version_date "2018-01-01"^^xsd:date .
<bwb/BWBR0000001/2019-01-01> eli:is_member_of <bwb/BWBR0000001> ; eli:version_date "2019-01-01"^^xsd:date .
<bwb/BWBR0000001/2026-01-01> eli:is_member_of <bwb/BWBR0000001> ; eli:version_date "2026-01-01"^^xsd:date .
<bwb/BWBR0000002/2017-01-01> eli:is_member_of <bwb/BWBR0000002> ; eli:version_date "2017-01-01"^^xsd:date .
<state/5/1> gs:stateOf <art/5> ; gs:inVersion <bwb/BWBR0000001/2018-01-01> ; gs:presence gs:held .
<state/5/2> gs:stateOf <art/5> ; gs:inVersion <bwb/BWBR0000001/2019-01-01> ; gs:presence gs:held .
<state/5/3> gs:stateOf <art/5> ; gs:inVersion <bwb/BWBR0000001/2026-01-01> ; gs:presence gs:heldAndAbsent .
<state/6/1> gs:stateOf <art/6> ; gs:inVersion <bwb/BWBR0000001/2018-01-01> ; gs:presence gs:held .
<norm/always> gs:restsOn <art/5> .
<norm/later> gs:restsOn <art/5> ; gs:readIn <bwb/BWBR0000001/2019-01-01> .
"""


@pytest.fixture(scope="module")
def held(the_content: Content) -> Triples:
    """What is derived from a statute of three versions, of which the last lacks an article."""
    law = NamedGraph(LAW.iri, Layer.LAW)
    store, target = ox.Store(), ox.NamedNode(law.iri)
    quads = ox.parse(PREFIX + VERSIONS, format=ox.RdfFormat.TURTLE)
    store.extend(ox.Quad(q.subject, q.predicate, q.object, target) for q in quads)
    return QueryGraph(store, [law, *derive(store, [law], the_content)], the_content).triples(law.derived)


@pytest.mark.parametrize(
    ("what", "days"),
    [
        ("art/5", {"2018-01-01", "2019-01-01"}),
        ("art/6", {"2018-01-01"}),  # no norm rests on it
        ("norm/always", {"2018-01-01", "2019-01-01"}),
        ("norm/later", {"2019-01-01"}),
    ],
)
def test_a_provision_and_a_norm_are_held_in_the_versions_that_have_them(
    held: Triples, what: str, days: set[str]
) -> None:
    assert objects(held, what, "heldIn") == {f"bwb/BWBR0000001/{day}" for day in days}


def test_a_version_is_the_newest_until_the_next_one_of_its_statute(held: Triples) -> None:
    until = {version: day for version, edge, day in held if edge == "newestUntil"}
    assert until == {"bwb/BWBR0000001/2018-01-01": "2019-01-01", "bwb/BWBR0000001/2019-01-01": "2026-01-01"}


CRIMINAL = {
    "bwb/BWBR0031331/art/8a": True,  # a power that names criminal data
    "bwb/BWBR0040940/art/33/lid/1/onder/b": True,  # an exception for them
    "bwb/BWBR0040940/art/31": False,  # the rule that they are not processed without an exception
    "celex/32016R0679/art/10": False,  # the prohibition, and no national law
    "bwb/BWBR0015703/art/7/lid/1": False,  # a task that does not name them
}


def test_a_prohibition_is_no_basis_for_criminal_data(published: QueryGraph, the_content: Content) -> None:
    store, register = ox.Store(), NamedGraph(GRAPH + "register/criminal", Layer.REGISTER)
    for graph in (ONTOLOGY, LAW, LAW.derived):
        store.extend(published.store.quads_for_pattern(None, None, None, ox.NamedNode(graph.iri)))
    lines = [f"<flow/x> a gs:Flow ; gs:item {' , '.join(f'<flow/x/item/{n}>' for n in range(len(CRIMINAL)))} ."]
    for number, provision in enumerate(CRIMINAL):
        lines.append(
            f"<flow/x/item/{number}> a gs:Item ; dpv:hasPersonalData <data/signal-fraud> ; "
            f"gs:basisClaim <flow/x/claim/{number}> . <flow/x/claim/{number}> gs:claimedProvision <{provision}> ."
        )
    quads = ox.parse("\n".join([PREFIX, *lines]), format=ox.RdfFormat.TURTLE)
    store.extend(ox.Quad(q.subject, q.predicate, q.object, ox.NamedNode(register.iri)) for q in quads)
    derive(store, [register], the_content)
    part, lacks = ox.NamedNode(GS + "criminalPart"), ox.NamedNode(GS + "notShown")
    lacking = {str(q.subject)[1:-1] for q in store.quads_for_pattern(None, lacks, part, None)}
    shown = {provision: ID + f"flow/x/item/{number}" not in lacking for number, provision in enumerate(CRIMINAL)}
    assert shown == CRIMINAL


# --- computed discrepancies: the claims and norms of tests/fixtures/claims, with more beside them

PREFIX = """@base <https://w3id.org/grondslag/id/> .
@prefix dpv: <https://w3id.org/dpv#> .
@prefix eli: <http://data.europa.eu/eli/ontology#> .
@prefix gs: <https://w3id.org/grondslag/def#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
CLAIM = """<claim/900/more> a gs:ClaimedGateway ; rdfs:label "more"@nl , "more"@en ; gs:direction gs:provide ;
  gs:aboutProvision <{about}> ; gs:claimedElement <claim/900/more/element/provider> ;
  prov:wasDerivedFrom <source/900/lines/1-2> .
<claim/900/more/element/provider> a gs:ClaimedElement ; gs:dimension dpv:hasDataExporter ;
  gs:accepts <party/{provider}> .
"""
# An article of which three texts are held: two of before the date of the source (2019-08-06), one of after it.
ARTICLE = """<bwb/BWBR0000001/art/5> a gs:Provision ; eli:is_part_of <bwb/BWBR0000001> ;
  gs:ofStatute <bwb/BWBR0000001> ; gs:citation "Wet art. 5" .
<bwb/BWBR0000001/2018-01-01/art/5> a gs:TextState ; gs:stateOf <bwb/BWBR0000001/art/5> ; gs:presence gs:held ;
  gs:from "2018-01-01"^^xsd:date .
<bwb/BWBR0000001/2019-01-01/art/5> a gs:TextState ; gs:stateOf <bwb/BWBR0000001/art/5> ; gs:presence gs:held ;
  gs:from "2019-01-01"^^xsd:date .
<bwb/BWBR0000001/2026-01-01/art/5> a gs:TextState ; gs:stateOf <bwb/BWBR0000001/art/5> ; gs:presence gs:held ;
  gs:from "2026-01-01"^^xsd:date .
<norm/five> a gs:Gateway ; gs:restsOn <bwb/BWBR0000001/art/5> ; gs:modality <norm/five/modality> ;
  gs:reading <norm/five/reading> .
<norm/five/modality> gs:force gs:must .
<norm/five/reading> gs:element <norm/five/element/provider> .
<norm/five/element/provider> a gs:TermElement ; gs:dimension dpv:hasDataExporter ;
  gs:accepts <party/college> , <party/mayor> ; prov:wasDerivedFrom <bwb/BWBR0000001/art/5> .
"""
FIVE = "bwb/BWBR0000001/art/5"


def compared(content: Content, folder: Path, law: str = "", source: str = "") -> Triples:
    """What is derived from the small source when there is more in the law and in the source."""
    more = {LAW: law, SOURCE: source}
    files = {}
    for graph, name in ((LAW, "law.ttl"), (SOURCE, "source.ttl")):
        beside = folder / name
        beside.write_text(PREFIX + more[graph], encoding="utf-8")
        files[graph] = [FIXTURES.parent / "claims" / name, beside]
    return QueryGraph.of_files(files, content).triples(SOURCE.derived)


def found(triples: Triples, rule: str) -> set[str]:
    """The discrepancies that one rule finds, after its name."""
    mark = f"discrepancy/900/computed/{rule}/"
    return {s.removeprefix(mark) for s, p, o in triples if (p, o) == (TYPE, "Discrepancy") and s.startswith(mark)}


def read_from(*days: str) -> str:
    """A statement of the texts that the norm on article 5 was read from."""
    states = ", ".join(f"<bwb/BWBR0000001/{day}/art/5>" for day in days)
    return f"{ARTICLE}<norm/five> prov:wasDerivedFrom {states} .\n"


def test_a_source_that_states_no_requirements_is_not_said_to_ask_none(the_content: Content, tmp_path: Path) -> None:
    source = CLAIM.format(about="bwb/BWBR0000001/art/3/lid/1", provider="college")
    triples = compared(the_content, tmp_path, source=source)
    said = {
        name: objects(
            triples, f"discrepancy/900/computed/consent/{name}/explicitConsent", PREFIXES["dct"] + "description"
        )
        for name in ("silent", "more")
    }
    text = "Toestemming volgens de bron: {}. Volgens de tekst: uitdrukkelijke toestemming.@nl"
    assert text.format("niet vermeld") in said["silent"]
    assert text.format("geen") in said["more"]


@pytest.mark.parametrize(("provider", "hits"), [("college", {"row", "silent", "more"}), ("insurer", {"row", "silent"})])
def test_a_duty_of_another_than_the_provider_claimed_is_no_discrepancy(
    the_content: Content, tmp_path: Path, provider: str, hits: set[str]
) -> None:
    source = CLAIM.format(about="bwb/BWBR0000001/art/1", provider=provider)
    assert found(compared(the_content, tmp_path, source=source), "duty") == hits


def test_a_source_that_names_the_duty_itself_is_no_discrepancy(the_content: Content, tmp_path: Path) -> None:
    source = CLAIM.format(about="bwb/BWBR0000001/art/1", provider="college")
    source += """<claim/900/more> gs:claimedElement <claim/900/more/element/duty> .
<claim/900/more/element/duty> a gs:ClaimedElement ; gs:dimension gs:force ; gs:accepts gs:must .
"""
    assert found(compared(the_content, tmp_path, source=source), "duty") == {"row", "silent"}


@pytest.mark.parametrize(
    ("days", "hits"),
    [(("2018-01-01", "2019-01-01"), {f"more/{FIVE}"}), (("2019-01-01", "2026-01-01"), set())],
)
def test_a_norm_that_lapsed_without_a_successor_is_told_and_one_still_read_is_not(
    the_content: Content, tmp_path: Path, days: tuple[str, ...], hits: set[str]
) -> None:
    source = CLAIM.format(about=FIVE, provider="college")
    triples = compared(the_content, tmp_path, read_from(*days), source)
    assert {name.replace("BWBR", "bwb/BWBR") for name in found(triples, "later-text")} - {
        "row/bwb/BWBR0000001/art/1"
    } == hits
    if hits:
        node = "discrepancy/900/computed/later-text/more/BWBR0000001/art/5"
        texts = objects(triples, node, PREFIXES["dct"] + "description")
        assert "Een norm bij Wet art. 5 is in een latere bewaarde tekst veranderd of vervallen.@nl" in texts
        assert objects(triples, node, "againstState") == {
            "bwb/BWBR0000001/2019-01-01/art/5",
            "bwb/BWBR0000001/2026-01-01/art/5",
        }


@pytest.mark.parametrize(
    ("law", "days"),
    [
        (ARTICLE, {"2019-01-01", "2026-01-01"}),
        (read_from("2018-01-01", "2019-01-01", "2026-01-01"), {"2019-01-01", "2026-01-01"}),
        (read_from("2018-01-01", "2019-01-01"), {"2019-01-01"}),
    ],
    ids=["every text", "all three texts", "the texts of then"],
)
def test_a_discrepancy_is_with_the_text_of_the_sources_date_and_with_todays_if_no_norm_changed(
    the_content: Content, tmp_path: Path, law: str, days: set[str]
) -> None:
    triples = compared(the_content, tmp_path, law, CLAIM.format(about=FIVE, provider="college"))
    node = "discrepancy/900/computed/left-out/more/hasDataExporter/mayor"
    assert objects(triples, node, "againstState") == {f"bwb/BWBR0000001/{day}/art/5" for day in days}


def test_where_a_norm_goes_on_is_told_in_order(the_content: Content, tmp_path: Path) -> None:
    law = read_from("2019-01-01") + "<norm/five> gs:continuedAs <norm/next> . <norm/next> gs:restsOn "
    law += ", ".join(f"<bwb/BWBR0000001/art/{number}>" for number in ("4", "1", "3")) + " .\n"
    triples = compared(the_content, tmp_path, law, CLAIM.format(about=FIVE, provider="college"))
    node = "discrepancy/900/computed/later-text/more/BWBR0000001/art/5"
    texts = objects(triples, node, PREFIXES["dct"] + "description")
    assert any(text.endswith(" De norm gaat verder in: Wet art. 1, Wet art. 3, Wet art. 4.@nl") for text in texts)


def test_every_rule_finds_something_and_every_finding_is_complete(published: QueryGraph, the_content: Content) -> None:
    facts: dict[str, dict[str, set[str]]] = {}
    for graph in published.graphs:
        if graph.layer is Layer.DERIVED:
            for s, p, o in published.triples(graph):
                if "/computed/" in s:
                    facts.setdefault(s, {}).setdefault(p.rpartition("/")[2].rpartition("#")[2], set()).add(o)
    rules = {
        file.stem[len("practice-0-x-") :] for file in (the_content.queries / "derive").glob("practice-0-[b-z]-*.rq")
    }
    assert {node.split("/computed/")[1].partition("/")[0] for node in facts} == rules
    for node, said in facts.items():
        assert said["established"] == {"computed"}, node
        assert {len(said[path]) for path in ("onClaim", "discrepancyKind")} == {1}, node
        assert said["wasDerivedFrom"], node
        assert {text[-3:] for text in said["description"]} == {"@nl", "@en"}, node
        # With the text of the law: which provision, in which text. Between claims: which other.
        assert said.get("againstClaim") or (said["againstProvision"] and said["againstState"]), node
