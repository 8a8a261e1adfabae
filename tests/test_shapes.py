"""Every rule of shapes/ has an example that passes and one that it catches, and says how to mend it."""

from __future__ import annotations

import csv
import io
import re
from functools import cache
from pathlib import Path

import pyshacl
import pyshacl_turbo
import pytest
import rdflib
from rdflib.namespace import DCTERMS, RDF, SH
from rdflib.term import Literal, Node, URIRef

from grondslag.citation import is_provision_iri
from grondslag.content import content
from grondslag.namespaces import GS, SHP
from grondslag.rdf import parse_file, to_rdflib
from grondslag.report import Report
from grondslag.report.enrich import reachable
from grondslag.report.unsupported import left_out, unknown_terms
from grondslag.validation import target_counts, validate

EXAMPLES = Path(__file__).parent / "shapes"
FAMILIES = sorted(file.stem for file in content().shapes.glob("[0-9]-*.ttl"))
INVALID = sorted(EXAMPLES.glob("*/invalid.*.ttl"))
VALID = sorted(EXAMPLES.glob("*/valid*.ttl"))
SEVERITIES = {SH.Violation, SH.Warning, SH.Info}
TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
OURS = rdflib.Namespace(GS)


@cache
def read(*files: Path) -> rdflib.Graph:
    """The statements of some files, to read only."""
    return to_rdflib(quad for file in files for quad in parse_file(file))


def file_of(family: str) -> Path:
    return content().shapes / f"{family}.ttl"


def every_shape() -> rdflib.Graph:
    return read(file_of("conditions"), *map(file_of, FAMILIES))


@cache
def of_rules(rules: frozenset[URIRef]) -> rdflib.Graph:
    """Of all shapes these, with all that they refer to."""
    shapes, found = every_shape(), rdflib.Graph()
    nodes: set[Node] = set().union(*(reachable(shapes, rule) for rule in rules))
    for node in nodes:
        for triple in shapes.triples((node, None, None)):
            found.add(triple)
    return found


def shapes_of(*families: str) -> rdflib.Graph:
    """The rules of some families."""
    return of_rules(frozenset(rules_of(read(*map(file_of, families)))))


def tried_on(data: rdflib.Graph) -> rdflib.Graph:
    """The rules of all families that begin at a node of `data`: the others cost the engine much work for nothing."""
    counts = target_counts(data, every_shape())
    return of_rules(frozenset(URIRef(rule) for rule, count in counts.items() if count))


def rules_of(shapes: rdflib.Graph) -> set[URIRef]:
    return {shape for target in TARGETS for shape in shapes.subjects(target) if isinstance(shape, URIRef)}


def kebab(shape: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", shape.removeprefix(SHP)).lower()


def finding_list(report: Report) -> str:
    """The approved form: one line per finding, IRIs shortened to their last part."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(["severity", "rule", "shape", "focus_node", "value"])
    for finding in report.findings:
        focus, value = (re.sub(r"^https://w3id.org/(grondslag/id/|grondslag/def#|dpv/)", "", str(term or ""))
                        for term in (finding.focus_node, finding.value))  # fmt: skip
        writer.writerow([finding.severity.value, finding.rule, finding.shape.removeprefix(SHP), focus, value])
    return lines.getvalue()


@pytest.fixture(scope="module")
def all_shapes() -> rdflib.Graph:
    return every_shape()


def test_the_number_of_families_rules_and_examples_is_what_was_approved(all_shapes: rdflib.Graph) -> None:
    assert FAMILIES == [
        "0-kind-of-sharing",
        "1-consent",
        "1-ground",
        "1-ground-limits",
        "2-agreements",
        "2-national-provision",
        "3-basis",
        "3-claims-about-law",
        "3-match",
        "4-criminal-data",
        "4-identifier",
        "4-special-categories",
        "4-special-exceptions",
        "5-conditions",
        "6-model-agreement",
        "6-processors",
        "6-roles-and-agreements",
        "7-access",
        "7-minimisation",
        "7-purpose",
        "7-sources",
        "7-triage",
        "7-weighing",
        "8-automation",
        "8-breaches-and-requests",
        "8-former-act",
        "8-information",
        "8-officer",
        "8-policy-of-laborijn",
        "8-register",
        "8-register-entries",
        "8-register-of-processor",
        "8-retention",
        "8-security",
        "8-transfer",
        "8-transparency",
        "9-derogation",
        "9-policy-deviation",
    ]
    assert {file.stem for file in content().shapes.glob("*.ttl")} == {*FAMILIES, "conditions"}
    assert (len(rules_of(all_shapes)), len(INVALID), len(VALID)) == (277, 277, 38)


def test_the_shapes_conform_to_shacls_own_shapes_for_shapes(all_shapes: rdflib.Graph) -> None:
    meta_shapes = rdflib.Graph().parse(Path(pyshacl.__file__).parent / "assets" / "shacl-shacl.ttl")
    # By the engine in Rust: our own takes a hundred times as long for the same.
    conforms, results, text = pyshacl_turbo.validate(
        all_shapes, shacl_graph=meta_shapes, inference="none", advanced=False, max_validation_depth=60
    )
    assert isinstance(results, rdflib.Graph), text
    assert not list(results.subjects(RDF.type, SH.ValidationResult)), text
    assert conforms


@pytest.mark.parametrize("file", VALID, ids=lambda file: file.parent.name)
def test_a_valid_example_gives_no_finding_of_its_family(file: Path) -> None:
    assert validate(read(file), shapes_of(file.parent.name)).findings == ()


@pytest.mark.parametrize("family", FAMILIES)
def test_every_rule_is_tried_on_a_valid_example(family: str) -> None:
    data = read(*sorted((EXAMPLES / family).glob("valid*.ttl")))
    counts = target_counts(data, shapes_of(family))
    assert min(counts.values()) > 0, {shape for shape, count in counts.items() if count == 0}


@pytest.mark.parametrize("file", INVALID, ids=lambda file: file.stem.removeprefix("invalid."))
def test_an_invalid_example_gives_the_approved_findings(file: Path) -> None:
    data = read(file)
    report = validate(data, tried_on(data), shapes_hash="of no matter here")
    assert finding_list(report) == file.with_suffix(".findings.csv").read_text()


@pytest.mark.parametrize("file", INVALID, ids=lambda file: file.stem.removeprefix("invalid."))
def test_an_invalid_example_breaks_its_rule_and_no_other_of_the_family(file: Path) -> None:
    rules = {kebab(str(rule)) for rule in rules_of(shapes_of(file.parent.name))}
    with file.with_suffix(".findings.csv").open(encoding="utf-8", newline="") as approved:
        found = {kebab(SHP + row["shape"]) for row in csv.DictReader(approved)}
    assert found & rules == {file.stem.removeprefix("invalid.")}


def test_every_rule_has_an_invalid_example(all_shapes: rdflib.Graph) -> None:
    assert {kebab(rule) for rule in rules_of(all_shapes)} == {file.stem.removeprefix("invalid.") for file in INVALID}


def test_every_rule_says_what_why_and_how_to_mend_it(all_shapes: rdflib.Graph) -> None:
    for rule in sorted(rules_of(all_shapes)):
        for text in (SH.message, OURS.remedy):
            assert {each.language for each in literals(all_shapes, rule, text)} == {"nl", "en"}, (rule, text)
        assert set(all_shapes.objects(rule, SH.severity)) < SEVERITIES
        [number] = literals(all_shapes, rule, OURS.checksRule)
        assert re.fullmatch(r"R\d{3}", number)
        [step] = literals(all_shapes, rule, OURS.step)
        assert int(step) in range(10)
        [source] = all_shapes.objects(rule, DCTERMS.source)
        assert is_provision_iri(str(source))


def literals(graph: rdflib.Graph, subject: Node, predicate: Node) -> list[Literal]:
    return [each for each in graph.objects(subject, predicate) if isinstance(each, Literal)]


def test_a_rule_stands_in_the_file_of_its_step() -> None:
    for family in FAMILIES:
        shapes = read(file_of(family))
        steps = {str(step) for rule in rules_of(shapes) for step in shapes.objects(rule, OURS.step)}
        assert steps == {family[0]}


def test_every_condition_is_used_and_says_in_words_what_it_asks(all_shapes: rdflib.Graph) -> None:
    conditions = read(file_of("conditions"))
    assert not rules_of(conditions)
    used: set[Node] = set().union(*(reachable(all_shapes, rule) for rule in rules_of(all_shapes)))
    for condition in sorted(named_shapes(conditions), key=str):
        assert condition in used
        assert {each.language for each in literals(conditions, condition, SH.message)} == {"nl", "en"}, condition
        assert (condition, DCTERMS.source, None) in conditions


def named_shapes(shapes: rdflib.Graph) -> set[Node]:
    return {shape for kind in (SH.NodeShape, SH.PropertyShape) for shape in shapes.subjects(RDF.type, kind)}


def test_every_shape_has_an_iri(all_shapes: rdflib.Graph) -> None:
    subjects = named_shapes(all_shapes) | set(all_shapes.subjects(SH.path))
    assert all(isinstance(shape, URIRef) and shape.startswith(SHP) for shape in subjects)


def test_no_shape_holds_a_date(all_shapes: rdflib.Graph) -> None:
    terms = {str(term) for triple in all_shapes for term in triple}
    assert not terms & {GS + "from", GS + "before"}
    assert not [term for term in terms if re.search(r"\d{4}-\d{2}-\d{2}", term)]


def test_no_message_calls_anything_lawful_or_unlawful(all_shapes: rdflib.Graph) -> None:
    for predicate in (SH.message, OURS.remedy):
        for text in all_shapes.objects(None, predicate):
            assert not re.search(r"\b(on)?rechtmatig|\b(un)?lawful|\billegal|\bonwettig", str(text), re.IGNORECASE)


def test_silence_has_twins_info_in_a_document_and_violation_in_a_register(all_shapes: rdflib.Graph) -> None:
    names = {str(rule).removeprefix(SHP): rule for rule in rules_of(all_shapes)}
    reported = {name.removesuffix("NotStatedReported") for name in names if name.endswith("NotStatedReported")}
    register = {name.removesuffix("NotShownRegister") for name in names if name.endswith("NotShownRegister")}
    assert reported == register
    for name in reported:
        assert (names[name + "NotStatedReported"], SH.severity, SH.Info) in all_shapes
        assert (names[name + "NotShownRegister"], SH.severity, SH.Violation) in all_shapes


def test_every_term_of_shacl_that_is_used_exists(all_shapes: rdflib.Graph) -> None:
    assert not list(unknown_terms(term for triple in all_shapes for term in triple))
    assert left_out(rdflib.Graph(), all_shapes) == []


def test_every_own_term_is_declared_in_the_ontology(all_shapes: rdflib.Graph) -> None:
    ontology = read(*content().turtle(content().ontology))
    declared = {str(subject) for subject, kind in ontology.subject_objects(RDF.type)}
    select = " ".join(str(text) for text in all_shapes.objects(None, SH.select))
    used = {str(term) for triple in all_shapes for term in triple if str(term).startswith(GS)}
    used |= {GS + name for name in re.findall(r"\bgs:(\w+)", select)}
    for file in (*VALID, *INVALID):
        used |= {str(term) for triple in read(file) for term in triple if str(term).startswith(GS)}
    assert used - declared == {GS}  # the namespace itself, declared for SPARQL


def test_every_own_concept_that_a_rule_names_exists(all_shapes: rdflib.Graph) -> None:
    ontology = read(*content().turtle(content().ontology))
    named = {str(term) for term in all_shapes.objects() if re.search(r"/id/(data|party|purpose|task)/", str(term))}
    assert named
    assert named - {str(subject) for subject in ontology.subjects()} == set()
