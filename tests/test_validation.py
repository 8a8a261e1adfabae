"""Validation: what is found, what is left out, and what a shapes file from elsewhere cannot do."""

from __future__ import annotations

import socketserver
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pyshacl
import pytest
import rdflib
from rdflib.namespace import PROV, RDF, SH

from grondslag.content import Content
from grondslag.errors import BadInput, MalformedFile
from grondslag.lazygraph import lazy_graph
from grondslag.namespaces import GS, ID, SHP
from grondslag.published import stored_report
from grondslag.query.engine import Engine
from grondslag.rdf import parse_file, to_rdflib
from grondslag.report import Report, Severity
from grondslag.settings import Settings
from grondslag.store import GraphStore
from grondslag.validation import content_hash, target_counts, validate, validate_files

PREFIXES = """
@prefix ex: <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
"""
ONE_PERSON = "ex:ann a ex:Person ."
NAMED = """ex:Named a sh:NodeShape ; sh:targetClass ex:Person ; sh:property ex:Named-name .
ex:Named-name sh:path ex:name ; """


def graph(turtle: str) -> rdflib.Graph:
    return rdflib.Graph().parse(data=PREFIXES + turtle, format="turtle")


def file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


LUCRATO = {"R018", "R036", "R049", "R050", "R051", "R112"}  # of kind advice in the list of rules: of one sharing


def ours(turtle: str) -> rdflib.Graph:
    prefixes = f"@base <{ID}> . @prefix gs: <{GS}> . "
    return rdflib.Graph().parse(data=prefixes + turtle, format="turtle")


@pytest.fixture(scope="module")
def all_shapes(the_content: Content) -> rdflib.Graph:
    return to_rdflib(quad for path in the_content.turtle(the_content.shapes) for quad in parse_file(path))


# Document 000


@pytest.fixture(scope="module")
def report_000(built_home: Path) -> Report:
    """What is found in document 000."""
    report = stored_report(GraphStore(built_home).current())
    return replace(report, findings=tuple(one for one in report.findings if (one.source or "").startswith("000")))


def items_found(report: Report, shape: str) -> set[str]:
    return {
        (finding.item or str(finding.focus_node)).removeprefix(ID + "flow/000/")
        for finding in report.findings
        if finding.shape == SHP + shape
    }


def test_000_nationality_and_country_of_origin_are_shared_without_exception(report_000: Report) -> None:
    assert items_found(report_000, "OriginExceptionNotShown") == {
        "first-delivery/item/land-van-herkomst",
        "first-delivery/item/nationaliteit",
    }


def test_000_the_bsn_is_shared_without_shown_authority(report_000: Report) -> None:
    assert items_found(report_000, "IdentifierAuthorityNotShown") == {"first-delivery/item/bsn"}
    assert items_found(report_000, "IdentifierAuthorityNotStatedReported") == {
        "signals-to-lucrato/item/bsn-en-naam",
        "signals-to-municipalities/item/bsn-en-naam",
    }


def test_000_items_judged_not_necessary_or_not_by_default_are_shared(report_000: Report) -> None:
    assert items_found(report_000, "NotNecessaryItemReported") == {
        "first-delivery/item/consulent",
        "first-delivery/item/gemeentecode",
        "signals-to-lucrato/item/bsn-en-naam",
        "signals-to-lucrato/item/naw-en-geboortedatum",
        "signals-to-municipalities/item/bsn-en-naam",
        "signals-to-municipalities/item/naw-en-geboortedatum",
    }
    assert items_found(report_000, "NotByDefaultItemReported") == {
        "first-delivery/item/geboortedatum",
        "first-delivery/item/geslacht",
    }


def test_000_the_joint_arrangement_is_still_to_be_drawn_up(report_000: Report) -> None:
    [finding] = [each for each in report_000.findings if each.shape == SHP + "JointArrangementNotInForce"]
    assert (finding.severity, finding.rule, finding.source) == (Severity.VIOLATION, "R074", "000, 198-206")
    assert finding.provision is not None
    assert finding.provision.citation == "AVG art. 26 lid 1"


def test_000_work_capacity_carries_its_exception_and_what_is_not_stated_is_only_information(
    report_000: Report,
) -> None:
    about = [each for each in report_000.findings if (each.item or "").endswith("/item/arbeidsvermogen")]
    assert {(each.severity, each.shape.removeprefix(SHP)) for each in about} == {
        (Severity.INFO, "SecrecyNotStatedReported"),
        (Severity.INFO, "IllnessLinkNotStatedReported"),
    }


def test_000_every_finding_is_as_approved(report_000: Report) -> None:
    found = Counter((each.severity.value, each.rule, each.shape.removeprefix(SHP)) for each in report_000.findings)
    assert sorted(found.items()) == [
        (("info", "R004", "LegalObligationProvisionNotStatedReported"), 1),
        (("info", "R019", "CriminalProvisionNotStatedReported"), 3),
        (("info", "R035", "IllnessLinkNotStatedReported"), 1),
        (("info", "R035", "SecrecyNotStatedReported"), 1),
        (("info", "R037", "IdentifierAuthorityNotStatedReported"), 2),
        (("info", "R043", "PurposeNotStatedReported"), 1),
        (("info", "R049", "ConsentNotStatedReported"), 2),
        (("info", "R051", "DestructionNotStatedReported"), 1),
        (("info", "R076", "AvailabilityNotStatedReported"), 1),
        (("info", "R077", "KindNotStatedReported"), 1),
        (("info", "R110", "PartnershipInformationNotStatedReported"), 5),
        (("info", "R112", "NotificationNotStatedReported"), 1),
        (("violation", "R036", "OriginExceptionNotShown"), 2),
        (("violation", "R037", "IdentifierAuthorityNotShown"), 1),
        (("violation", "R049", "NotNecessaryItemReported"), 6),
        (("violation", "R074", "JointArrangementNotInForce"), 1),
        (("violation", "R075", "ContactForRightsNotAgreed"), 1),
        (("violation", "R108", "ResponsibilitiesNotAgreed"), 1),
        (("warning", "R018", "DelegationFootingUnclearReported"), 1),
        (("warning", "R038", "IdentifierBesideClientNumber"), 3),
        (("warning", "R050", "NotByDefaultItemReported"), 2),
    ]


def test_000_items_without_ground_and_criminal_items_are_those_that_the_query_lists(
    report_000: Report, built_home: Path, the_content: Content
) -> None:
    with Engine(Settings(home=built_home), the_content) as engine:
        rows = engine.saved("flows-without-basis", {"lang": "en"}).rows
    about = [row for row in rows if row["item"] is not None and str(row["source"]).strip(chr(34)).startswith("000")]
    listed = Counter(str(row["missing"].value) for row in about)  # type: ignore[union-attr]
    assert len(items_found(report_000, "ItemGroundNotStatedReported")) == listed["no ground of AVG art. 6 lid 1 shown"]
    assert items_found(report_000, "CriminalProvisionNotStatedReported") == {
        "signals-to-lucrato/item/fraudevermoeden",
        "signals-to-municipalities/item/fraudevermoeden",
        "third-parties/item/signaalgegevens",
    }
    assert listed["no provision that names criminal data shown"] == 3


def test_000_advice_binds_only_where_this_document_records_the_verdict_or_the_condition(
    report_000: Report, built_home: Path
) -> None:
    generation = GraphStore(built_home).current()
    store, graphs = generation.open(), generation.graphs
    data = lazy_graph(store, [graph.iri for graph in graphs], lambda _: True, [])
    advised = [each for each in report_000.findings if each.rule in {"R049", "R050", "R051", "R112"}]
    assert {each.rule for each in advised} == {"R049", "R050", "R051", "R112"}
    recorded = rdflib.URIRef(GS + "verdict") | rdflib.URIRef(GS + "handlingCondition")
    passage = PROV.wasDerivedFrom / rdflib.URIRef(GS + "inDocument")
    for finding in advised:
        place = rdflib.URIRef(finding.item or finding.flow or "")
        assert {str(each) for each in data.objects(place, recorded / passage)} == {ID + "source/000"}, finding


def test_without_verdict_or_condition_no_advice_is_held_against_anyone(all_shapes: rdflib.Graph) -> None:
    data = ours("""<flow/x> a gs:ReportedFlow ; gs:item <flow/x/item/i> . <flow/y> a gs:Flow ; gs:item <flow/y/item/i> .
        <flow/x/item/i> a gs:Item , gs:ReportedItem ; gs:itemOf <flow/x> .
        <flow/y/item/i> a gs:Item , gs:RegisteredItem ; gs:itemOf <flow/y> .""")
    found = {finding.rule for finding in validate(data, all_shapes).findings}
    assert {"R001", "R046"} <= found
    assert not found & LUCRATO


def test_advice_on_one_sharing_binds_no_register(all_shapes: rdflib.Graph) -> None:
    data = ours("""<flow/y> a gs:Flow ; gs:item <flow/y/item/i> , <flow/y/item/j> ;
          gs:handlingCondition <flow/y/condition/a> , <flow/y/condition/b> .
        <flow/y/condition/a> a gs:HandlingCondition ; gs:conditionKind gs:notifyDataSubject ; gs:fulfilled false .
        <flow/y/condition/b> a gs:HandlingCondition ; gs:conditionKind gs:destroyOriginals ; gs:fulfilled false .
        <flow/z> a gs:Flow ; gs:handlingCondition <flow/z/condition/a> , <flow/z/condition/b> .
        <flow/z/condition/a> a gs:HandlingCondition ; gs:conditionKind gs:notifyDataSubject .
        <flow/z/condition/b> a gs:HandlingCondition ; gs:conditionKind gs:destroyOriginals .
        <flow/y/item/i> a gs:Item , gs:RegisteredItem ; gs:itemOf <flow/y> ; gs:verdict <flow/y/item/i/verdict> .
        <flow/y/item/i/verdict> a gs:Verdict ; gs:verdictValue gs:notByDefault .
        <flow/y/item/j> a gs:Item , gs:RegisteredItem ; gs:itemOf <flow/y> ; gs:verdict <flow/y/item/j/verdict> .
        <flow/y/item/j/verdict> a gs:Verdict ; gs:verdictValue gs:notNecessary .
        <power/y> a gs:ExercisedPower ; gs:conferral gs:delegation .""")
    found = {finding.rule for finding in validate(data, all_shapes).findings}
    assert {"R003", "R046", "R047", "R113", "R122"} <= found
    assert not found & LUCRATO


def test_an_empty_register_flow_is_not_without_findings(all_shapes: rdflib.Graph) -> None:
    report = validate(ours("<flow/y> a gs:Flow ."), all_shapes)
    # Each is something that AVG art. 30 or 5(2) has a register show of any flow; a ground is asked for per item, and
    # here the items themselves are missing.
    assert {(finding.shape.removeprefix(SHP), finding.severity.value) for finding in report.findings} == {
        ("DataSubjectsMissingInRegister", "violation"),
        ("ItemsMissingInRegister", "violation"),
        ("KindNotShownRegister", "violation"),
        ("ProportionalityMissingInRegister", "violation"),
        ("PurposeNotShownRegister", "violation"),
        ("RecipientMissingInRegister", "violation"),
        ("RetentionMissingInRegister", "violation"),
        ("SecuredAccessMissingInRegister", "warning"),
        ("SecurityMissingInRegister", "violation"),
        ("SenderMissingInRegister", "violation"),
    }


def test_000_every_finding_leads_to_an_article_its_link_source_lines_and_a_remedy(report_000: Report) -> None:
    for finding in report_000.findings:
        assert finding.layer == "reported"
        assert finding.provision is not None
        assert finding.provision.citation != finding.provision.iri
        assert finding.provision.link is not None
        assert finding.provision.link.startswith("https://")
        assert finding.source is not None
        assert finding.source.startswith("000, ")
        assert finding.what is not None
        assert finding.remedy is not None
        assert finding.message.nl != finding.message.en


def test_000_every_rule_on_reported_practice_is_tried_and_the_rules_for_registers_say_zero(report_000: Report) -> None:
    untried = {shape.removeprefix(SHP) for shape, count in report_000.targets.items() if count == 0}
    # No document records such a test, notice or exemption; the others without a target are for registers (dormant.txt).
    assert {shape for shape in untried if shape.endswith("Reported")} == {
        "CompatibilityFactorsNotStatedReported",
        "ExemptionReasonNotStatedReported",
        "InformationItemsNotStatedReported",
        "SuspensionEndNotStatedReported",
    }
    assert {"PartyGroundNotShownRegister", "NecessityNotShownRegister", "RecipientMissingInRegister"} <= untried
    assert report_000.not_checked == ()


# Results


def test_results_are_counted_whatever_the_engine_says_of_conformance(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = pyshacl.validate

    def boasting(*args: Any, **options: Any) -> tuple[bool, object, str]:
        _, results, text = honest(*args, **options)
        return True, results, text

    monkeypatch.setattr(pyshacl, "validate", boasting)
    report = validate(graph(ONE_PERSON), graph(NAMED + "sh:minCount 1 ."))
    assert len(report.findings) == 1


def test_the_same_data_in_another_order_give_the_same_report(report_000: Report) -> None:
    data = graph("ex:a a ex:Person . ex:b a ex:Person . ex:c a ex:Person ; ex:name [ ] .")
    turned = rdflib.Graph()
    for triple in sorted(data, reverse=True, key=str):
        turned.add(triple)
    shapes = graph(NAMED + "sh:minCount 1 .")
    assert validate(turned, shapes) == validate(data, shapes)
    assert len({finding.id for finding in report_000.findings}) == len(report_000.findings)


def test_a_finding_keeps_its_id_when_other_data_come_along() -> None:
    shapes = graph(NAMED + "sh:minCount 1 .")
    [before] = validate(graph(ONE_PERSON), shapes).findings
    after = validate(graph(ONE_PERSON + "ex:bob a ex:Person ."), shapes)
    assert before.id in {finding.id for finding in after.findings}
    assert after.id != validate(graph(ONE_PERSON), shapes).id


def test_the_hash_does_not_depend_on_order_or_blank_node_names() -> None:
    assert content_hash(graph("ex:a ex:p _:x . ex:b ex:p _:y .")) == content_hash(
        graph("ex:b ex:p _:one . ex:a ex:p _:two .")
    )


def test_neither_graph_is_changed_by_validating() -> None:
    data, shapes = graph(ONE_PERSON), graph(NAMED + "sh:minCount 1 .")
    before = set(data), set(shapes)
    validate(data, shapes)
    assert (set(data), set(shapes)) == before


def test_targets_are_counted_zero_included() -> None:
    data = graph("ex:Clerk rdfs:subClassOf ex:Person . ex:ann a ex:Person . ex:bob a ex:Clerk ; ex:knows ex:ann .")
    shapes = graph("""
      ex:S1 a sh:NodeShape ; sh:targetClass ex:Person .
      ex:S2 a sh:NodeShape ; sh:targetSubjectsOf ex:knows .
      ex:S3 a sh:NodeShape ; sh:targetObjectsOf ex:knows , ex:likes .
      ex:S4 a sh:NodeShape ; sh:targetNode ex:ann , ex:nobody .
      ex:Clerk a sh:NodeShape , rdfs:Class .
      ex:S5 a sh:NodeShape ; sh:targetClass ex:Persom .
      ex:Condition a sh:NodeShape ; sh:class ex:Person .
    """)
    counts = {shape.removeprefix("http://example.org/"): n for shape, n in target_counts(data, shapes).items()}
    assert counts == {"Clerk": 1, "S1": 2, "S2": 1, "S3": 1, "S4": 2, "S5": 0}


# Shapes from elsewhere


@pytest.mark.parametrize(
    ("shape", "feature"),
    [
        ("sh:minCout 1 .", "sh:minCout"),
        ("sh:minCount 0 . ex:Named a sh:Nodeshape .", "sh:Nodeshape"),
        ("sh:minCount 0 . ex:Named sh:js [ sh:jsFunctionName 'f' ] .", "sh:js"),
        ("sh:minCount 0 . ex:Named sh:rule [ a sh:TripleRule ] .", "sh:rule"),
        ("sh:minCount 0 . ex:Named sh:target [ sh:select 'SELECT ?this {?this ?p ?o}' ] .", "sh:target"),
        ("sh:minCount 0 . ex:Named sh:expression ex:e .", "sh:expression"),
        ("sh:minCount 0 . ex:f a sh:SPARQLFunction .", "sh:SPARQLFunction"),
        ("sh:minCount 0 . <> sh:entailment ex:RDFS .", "sh:entailment"),
        ("sh:minCount 1 ; sh:deactivated true .", "sh:deactivated"),
    ],
)  # fmt: skip
def test_what_the_engine_does_not_do_is_named_as_not_checked(shape: str, feature: str) -> None:
    report = validate(graph(ONE_PERSON), graph(NAMED + shape))
    assert not report.findings
    assert feature in {part.feature for part in report.not_checked}
    assert feature in report.to_text("en")


@pytest.fixture
def listener() -> Iterator[tuple[str, list[bytes]]]:
    """A loopback server that counts who calls: its address and the calls."""
    calls: list[bytes] = []

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            calls.append(self.request.recv(1000))

    with socketserver.TCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/x", calls
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    "select",
    [
        "SELECT $this WHERE { SERVICE <URL> { ?s ?p ?o } }",
        "SELECT $this WHERE { service silent <URL> { ?s ?p ?o } }",
        "SELECT $this WHERE { \\\\u0053ERVICE <URL> { ?s ?p ?o } }",
        "SELECT $this WHERE { SERVICE#x\\n<URL> { ?s ?p ?o } }",
        "SELECT $this FROM <URL> WHERE { ?s ?p ?o }",
        "SELECT $this FROM NAMED <URL> WHERE { GRAPH <URL> { ?s ?p ?o } }",
    ],
)
def test_sparql_that_reaches_outside_the_data_is_left_out(select: str, listener: tuple[str, list[bytes]]) -> None:
    address, calls = listener
    constraint = f'ex:Named sh:sparql [ a sh:SPARQLConstraint ; sh:select "{select.replace("URL", address)}" ] .'
    report = validate(graph(ONE_PERSON), graph(NAMED + "sh:minCount 1 . " + constraint))
    assert calls == []
    assert len(report.findings) == 1
    assert [part.feature for part in report.not_checked] == ["sh:sparql"]


ESCAPE = "SELECT $this WHERE { SERVICE <URL> { ?s ?p ?o } } #"


@pytest.mark.parametrize(
    ("prefix", "namespace", "select"),
    [
        ("ex", "http://x/> " + ESCAPE, "#SELECT $this"),
        ("ex: <http://x/> " + ESCAPE, "http://x/", "#SELECT $this"),
        ("ex", "http://x/>\\nSELECT $this FROM <URL> WHERE { $this ?p ?o } #", "#SELECT $this"),
        ("ex", "http://x/> SELECT $this FROM <FILE> WHERE { ?s ?p ?o } #", "#SELECT $this"),
        ("ex", "http://x/\\\\u003E SELECT $this WHERE { \\\\u0053ERVICE <URL> { ?s ?p ?o } } #", "#SELECT $this"),
        ("ex\\n", "http://x/", "SELECT $this { $this ?p ?o }"),
        ("1", "http://x/", "SELECT $this { $this ?p ?o }"),
    ],
)
@pytest.mark.parametrize("owner", ["ex:o", "<> a owl:Ontology . ex:o a owl:Thing . <>"])
def test_a_declaration_that_is_no_prefix_never_reaches_a_query(
    owner: str, prefix: str, namespace: str, select: str, listener: tuple[str, list[bytes]], tmp_path: Path
) -> None:
    address, calls = listener
    canary = file(tmp_path, "canary.ttl", PREFIXES + ONE_PERSON)
    text = f'''{owner} sh:declare [ sh:prefix "{prefix}" ; sh:namespace "{namespace}" ] .
        ex:Named sh:sparql [ sh:prefixes ex:o ; sh:select "{select}" ] .'''
    shapes = graph(NAMED + "sh:minCount 1 . " + text.replace("URL", address).replace("FILE", canary.as_uri()))
    report = validate(graph(ONE_PERSON), shapes)
    assert calls == []
    assert [finding.path for finding in report.findings] == ["http://example.org/name"]
    assert {part.feature for part in report.not_checked} == {"sh:declare", "sh:sparql"}


def test_a_keyword_that_only_the_assembled_query_holds_is_seen() -> None:
    text = """ex:o sh:declare [ sh:prefix "service" ; sh:namespace "http://x/" ] .
        ex:Named sh:sparql [ sh:prefixes ex:o ; sh:select "SELECT $this { $this ?p ?o }" ] ."""
    report = validate(graph(ONE_PERSON), graph(NAMED + "sh:minCount 0 . " + text))
    assert [part.feature for part in report.not_checked] == ["sh:sparql"]


def test_a_good_declaration_is_used_beside_a_refused_one() -> None:
    text = """ex:o sh:declare [ sh:prefix "ex" ; sh:namespace "http://example.org/from/service/" ] .
        ex:bad sh:declare [ sh:prefix "ex" ; sh:namespace "> " ] .
        ex:Named sh:sparql [ sh:prefixes ex:o ; sh:select "SELECT $this { $this ex:q ?o }" ] ."""
    data = graph(ONE_PERSON + "ex:ann <http://example.org/from/service/q> 1 .")
    report = validate(data, graph(NAMED + "sh:minCount 0 . " + text))
    assert (len(report.findings), [part.feature for part in report.not_checked]) == (1, ["sh:declare"])


def test_a_network_error_of_the_engine_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_: Any, **__: Any) -> None:
        raise URLError("refused")

    monkeypatch.setattr(pyshacl, "validate", unreachable)
    with pytest.raises(BadInput, match="The shapes cannot be used"):
        validate(graph(ONE_PERSON), graph(NAMED + "sh:minCount 1 ."))


def test_a_report_with_something_unchecked_never_conforms() -> None:
    report = validate(graph(ONE_PERSON), graph(NAMED + "sh:minCout 1 ."))
    assert not report.findings
    made = report.to_rdf()
    assert (None, SH.conforms, rdflib.Literal(False)) in made
    [part] = made.objects(None, rdflib.URIRef(GS + "notChecked"))
    assert made.value(part, rdflib.URIRef(GS + "feature")) == rdflib.Literal("sh:minCout")
    assert made.value(part, rdflib.URIRef(GS + "featureAt")) == rdflib.Literal("http://example.org/Named-name")
    assert not any(isinstance(term, rdflib.BNode) for triple in made for term in triple)


def test_a_constraint_in_sparql_without_message_is_named_in_capitals() -> None:
    text = """ex:Named sh:sparql [ sh:select "SELECT $this { $this ?p ?o }" ] ."""
    [finding] = validate(graph(ONE_PERSON), graph(NAMED + "sh:minCount 0 . " + text)).findings
    assert finding.message.en == "The rule is not met: SPARQL."


def test_a_prefixed_name_is_not_mistaken_for_a_keyword() -> None:
    select = "SELECT $this WHERE { $this <http://example.org/p>/ex:from ?x }"
    prefix = "ex:o sh:declare [ sh:prefix 'ex' ; sh:namespace 'http://example.org/' ] ."
    constraint = f'ex:Named sh:sparql [ sh:prefixes ex:o ; sh:select "{select}" ] . {prefix}'
    data = graph(ONE_PERSON + "ex:ann ex:p [ ex:from 1 ] ; ex:name 'Ann' .")
    report = validate(data, graph(NAMED + "sh:minCount 1 . " + constraint))
    assert (len(report.findings), report.not_checked) == (1, ())


def test_the_message_of_a_sparql_constraint_comes_filled_in() -> None:
    select = "SELECT $this ?value WHERE { $this <http://example.org/name> ?value }"
    constraint = f"ex:Named sh:sparql [ sh:select '{select}' ; sh:message 'Not {{?value}}' ] ."
    report = validate(graph(ONE_PERSON + "ex:ann ex:name 'Ann' ."), graph(NAMED + "sh:minCount 0 . " + constraint))
    [finding] = report.findings
    assert (finding.message.en, str(finding.value)) == ("Not Ann", "Ann")
    assert (None, SH.value, rdflib.Literal("Ann")) in report.to_rdf()


def test_imports_and_references_are_not_followed(listener: tuple[str, list[bytes]], tmp_path: Path) -> None:
    address, calls = listener
    canary = file(
        tmp_path,
        "canary.ttl",
        PREFIXES + "ex:Canary sh:targetClass ex:Person ; sh:property [ sh:path ex:c ; sh:minCount 1 ] .",
    )
    shapes = graph(
        f"<{address}> a owl:Ontology ; owl:imports <{address}> , <{canary.as_uri()}> . " + NAMED + "sh:minCount 0 ."
    )
    report = validate(graph(ONE_PERSON + f"ex:ann sh:shapesGraph <{address}> ; owl:imports <{address}> ."), shapes)
    assert (calls, report.findings) == ([], ())
    assert {part.feature for part in report.not_checked} == {"owl:imports", "sh:shapesGraph"}


@pytest.mark.parametrize(
    "shape",
    [
        "sh:minCount 'one' .",
        "sh:minCount 1 , 2 .",
        "sh:pattern '(' .",
        "sh:node ex:Named .",
        "sh:minCount 0 . ex:Named sh:sparql [ sh:select 'SELECT $this { ?s ?p ?o MINUS { ?s ?p 1 } }' ] .",
    ],
)
def test_shapes_that_make_no_sense_are_refused_with_a_reason(shape: str) -> None:
    data = graph(ONE_PERSON + "ex:ann ex:name ex:ann .")
    with pytest.raises(BadInput, match=r"The shapes cannot be used: .") as caught:
        validate(data, graph(NAMED + shape))
    assert caught.value.code == "shapes_not_usable"


# Files


SHAPES_TEXT = PREFIXES + NAMED + "sh:minCount 1 ."


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("data.ttl", PREFIXES + ONE_PERSON),
        ("data.nt", f"<http://example.org/ann> <{RDF.type}> <http://example.org/Person> .\n"),
        ("data.jsonld", '{"@id": "http://example.org/ann", "@type": "http://example.org/Person"}'),
        (
            "data.rdf",
            f'<rdf:RDF xmlns:rdf="{RDF}"><Person xmlns="http://example.org/" rdf:about="http://example.org/ann"/></rdf:RDF>',
        ),
    ],
)
def test_any_rdf_file_is_validated_with_any_shapes(tmp_path: Path, name: str, text: str) -> None:
    report = validate_files([file(tmp_path, name, text)], [file(tmp_path, "shapes.ttl", SHAPES_TEXT)])
    [finding] = report.findings
    assert (str(finding.focus_node), finding.path) == ("http://example.org/ann", "http://example.org/name")
    assert (finding.rule, finding.layer, finding.provision, finding.source) == (None, None, None, None)
    assert report.to_text("nl")


def test_blank_nodes_of_files_are_named_by_order_so_that_the_report_stays_the_same(tmp_path: Path) -> None:
    data = file(tmp_path, "data.ttl", PREFIXES + "[] a ex:Person . [] a ex:Person ; ex:name 'Ann' .")
    other = file(tmp_path, "more.ttl", PREFIXES + "_:b1 a ex:Person .")
    shapes = file(tmp_path, "shapes.ttl", SHAPES_TEXT)
    report = validate_files([data, other], [shapes])
    assert report == validate_files([data, other], [shapes])
    assert {str(finding.focus_node) for finding in report.findings} == {"_:b1", "_:b3"}
    assert not any(isinstance(term, rdflib.BNode) for triple in report.to_rdf() for term in triple)


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("bad.ttl", "@prefix ex: <http://example.org/> .\nex:a ex:b .\n", 2),
        ("bad.nt", "<http://example.org/a> <http://example.org/b> .\n", 1),
        ("bad.jsonld", '{"@id": "http://example.org/a",\n "http://example.org/b": }', 2),
        ("bad.jsonld", '{"@context": "http://127.0.0.1:9/context", "@id": "http://example.org/a"}', None),
        ("bad.rdf", f'<!DOCTYPE x [<!ENTITY y "z">]><rdf:RDF xmlns:rdf="{RDF}"/>', None),
    ],
)
def test_a_malformed_file_is_refused_with_its_place(tmp_path: Path, name: str, text: str, line: int | None) -> None:
    shapes = file(tmp_path, "shapes.ttl", SHAPES_TEXT)
    with pytest.raises(MalformedFile) as caught:
        validate_files([file(tmp_path, name, text)], [shapes])
    assert (caught.value.path, caught.value.line) == (name, line)
    with pytest.raises(MalformedFile):
        validate_files([shapes], [tmp_path / name])


def test_no_files_no_targets_and_unknown_kinds_are_bad_input(tmp_path: Path) -> None:
    data = file(tmp_path, "data.ttl", PREFIXES + ONE_PERSON)
    with pytest.raises(BadInput, match="No file given for --data"):
        validate_files([], [data])
    with pytest.raises(BadInput, match="no shape with a target"):
        validate_files([data], [data])
    with pytest.raises(BadInput, match=r"\.docx"):
        validate_files([file(tmp_path, "data.docx", "")], [data])


def test_severities_of_foreign_shapes_are_kept(tmp_path: Path) -> None:
    data = graph(ONE_PERSON)
    for severity, expected in (
        (SH.Info, Severity.INFO),
        (SH.Warning, Severity.WARNING),
        (SH.Violation, Severity.VIOLATION),
    ):
        [finding] = validate(data, graph(NAMED + f"sh:minCount 1 ; sh:severity <{severity}> .")).findings
        assert finding.severity is expected
    [finding] = validate(data, graph(NAMED + "sh:minCount 1 ; sh:severity ex:Dire .")).findings
    assert finding.severity is Severity.VIOLATION
