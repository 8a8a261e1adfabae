"""Every rule of the list is checked by a shape or says why not, and the page of rules tells what is so."""

from __future__ import annotations

import csv
import os
from collections import Counter
from pathlib import Path

import pytest
from query_graph import QueryGraph

from grondslag.content import Content
from grondslag.errors import BadInput
from grondslag.graphs import Layer, NamedGraph
from grondslag.namespaces import GRAPH, ID, PREFIXES, SHP
from grondslag.published import stored_report
from grondslag.rules_page import Rule, read_rules, read_shapes, rules_page
from grondslag.store import GraphStore

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("GRONDSLAG_SHARED", ROOT.parent / "shared"))
DORMANT = ROOT / "tests" / "shapes" / "dormant.txt"
TURTLE = """
@base <https://w3id.org/grondslag/id/> .
@prefix dpv: <https://w3id.org/dpv#> .
@prefix gs: <https://w3id.org/grondslag/def#> .
<flow/t/asked> a gs:Flow ; dpv:hasDataExporter <party/betrokkene-zelf> ; dpv:hasRecipient <org/t> ;
  gs:item <flow/t/asked/item/income> , <flow/t/asked/item/address> , <flow/t/asked/item/unspecified> .
<flow/t/asked/item/income> a gs:Item ; dpv:hasPersonalData <data/income> .
<flow/t/asked/item/address> a gs:Item ; dpv:hasPersonalData <data/address> .
<flow/t/asked/item/unspecified> a gs:Item ; dpv:hasPersonalData <data/personal> .
<flow/t/given> a gs:Flow ; dpv:hasDataExporter <party/uwv> ; dpv:hasRecipient <org/t> ;
  gs:item <flow/t/given/item/income> , <flow/t/given/item/unspecified> .
<flow/t/given/item/income> a gs:Item ; dpv:hasPersonalData <data/income> .
<flow/t/given/item/unspecified> a gs:Item ; dpv:hasPersonalData <data/personal> .
<flow/t/elsewhere> a gs:Flow ; dpv:hasDataExporter <party/uwv> ; dpv:hasRecipient <org/other> ;
  gs:item <flow/t/elsewhere/item/address> .
<flow/t/elsewhere/item/address> a gs:Item ; dpv:hasPersonalData <data/address> .
"""


@pytest.fixture(scope="module")
def rules(the_content: Content) -> tuple[Rule, ...]:
    return read_rules(the_content.shapes / "rules.toml")


def test_the_page_of_rules_is_what_rules_and_shapes_say(the_content: Content) -> None:
    page = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert page == rules_page(the_content), "write docs/rules.md again with script/docs"


def test_the_numbers_of_rules_checked_and_not_are_what_was_approved(rules: tuple[Rule, ...]) -> None:
    assert Counter(rule.waits_for for rule in rules) == {"checked": 131}


def test_a_rule_that_is_not_checked_names_the_facts_it_needs(rules: tuple[Rule, ...]) -> None:
    for rule in rules:
        assert bool(rule.needs) == (rule.waits_for in {"needs-match", "needs-date"}), rule.id
        assert bool(rule.not_checked) == (rule.waits_for != "checked"), rule.id


def test_the_rules_are_those_of_the_list(rules: tuple[Rule, ...]) -> None:
    if not (SHARED / "rules.csv").is_file():
        pytest.skip(f"no list of rules in {SHARED}: set GRONDSLAG_SHARED to the folder of rules.csv")
    with (SHARED / "rules.csv").open(encoding="utf-8", newline="") as opened:
        listed = [(row["id"], row["kind"], row["severity"], row["scope"]) for row in csv.DictReader(opened)]
    assert [(rule.id, rule.kind, rule.severity, rule.scope) for rule in rules] == listed
    assert len(listed) == 131


def test_a_shape_on_a_claim_targets_claims_and_no_shape_on_flows_checks_a_source_claim(
    rules: tuple[Rule, ...], the_content: Content
) -> None:
    claims = {rule.id for rule in rules if rule.kind == "source-claim"}
    families = {shape.family for shape in read_shapes(the_content.shapes) if shape.facts["rule"] in claims}
    assert families == {"3-claims-about-law"}
    assert {s.facts["rule"] for s in read_shapes(the_content.shapes) if s.family == "3-claims-about-law"} == claims


def test_guidance_never_gives_more_than_a_warning(rules: tuple[Rule, ...], the_content: Content) -> None:
    guidance = {rule.id for rule in rules if rule.kind == "guidance"}
    given = {s.facts["severity"] for s in read_shapes(the_content.shapes) if s.facts["rule"] in guidance}
    assert given == {PREFIXES["sh"] + "Warning", PREFIXES["sh"] + "Info"}


@pytest.mark.parametrize("scope", ["Laborijn", "Noaberkracht"])
def test_a_policy_binds_only_the_organisation_in_its_scope(
    scope: str, rules: tuple[Rule, ...], the_content: Content
) -> None:
    bound = {rule.id for rule in rules if rule.kind == "policy" and rule.scope == scope}
    shapes = [shape for shape in read_shapes(the_content.shapes) if shape.facts["rule"] in bound]
    free = {shape.name for shape in shapes if not shape.reaches(f"{scope}Itself")}
    # Their targets are entries and records that only this organisation's policy knows, or its weighings.
    own = {"BrpFieldsMissingInRegister", "BrpExtensionReasonMissingInRegister"}
    own |= {"TriageWeighingNotStatedReported", "TriageWeighingNotShownRegister"}
    assert len(shapes) > 10
    assert free <= own


def test_every_shape_without_a_target_in_the_published_graph_is_listed_as_dormant(built_home: Path) -> None:
    report = stored_report(GraphStore(built_home).current())
    idle = sorted(name.removeprefix(SHP) for name, count in report.targets.items() if count == 0)
    listed = [line for line in DORMANT.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert idle == listed


@pytest.mark.parametrize(
    ("shape", "found"),
    [
        # Consent as limb of article 6 towards people on benefit.
        ("ConsentUnderDependency", {"003/minimabeleid/claim/disclose"}),
        # The early-signal pilot of Haarlem rests on covenants; 001 itself says that they leave the basis unclear.
        ("CovenantWithoutStatute", {"001/covenant-exchange", "001/interview-haarlem-early-signals"}),
        # Suwi data for debt help in Haarlem, early signals and six more: the source says itself that no ground exists.
        (
            "GroundDeniedAndNoOther",
            {
                "001/haarlem-early-signals-par-3-3",
                "001/haarlem-suwi-for-wgs-par-3-3",
                "001/interview-almere-conflict-of-duties",
                "001/interview-den-haag-colleagues-same-client",
                "001/interview-den-haag-joint-visit",
                "001/interview-haarlem-early-signals",
                "001/interview-haarlem-suwi-for-debt-help",
                "001/zoetermeer-other-cross-domain",
            },
        ),
        # The medical file of the example case: the source advises against sharing it, so nothing is shared.
        ("GroundDeniedInFlowConsidered", {"001/case-medical-file"}),
        ("ProhibitedItemConsidered", {"001/case-medical-file/item/medical-file"}),
        # Article 5.1.1(4) Wmo 2015 demands consent and necessity; nothing is recorded on either.
        ("DemandedConsentNotStatedReported", {"001/zoetermeer-to-wmo-tasks/claim/three-wmo-tasks"}),
        ("DemandedNecessityNotStatedReported", {"001/zoetermeer-to-wmo-tasks/claim/three-wmo-tasks"}),
    ],
)
def test_the_flows_of_the_documents_get_the_findings_that_a_jurist_expects(
    shape: str, found: set[str], built_home: Path
) -> None:
    report = stored_report(GraphStore(built_home).current())
    about = {str(each.focus_node) for each in report.findings if each.shape == SHP + shape}
    assert about == {f"{ID}flow/{name}" for name in found}


def test_an_item_is_known_already_when_the_recipient_gets_it_from_another(the_content: Content, tmp_path: Path) -> None:
    register = NamedGraph(GRAPH + "register/t", Layer.REGISTER)
    (tmp_path / "flows.ttl").write_text(TURTLE, encoding="utf-8")
    graph = QueryGraph.of_files({register: [tmp_path / "flows.ttl"]}, the_content)
    known = {s for s, p, o in graph.triples(register.derived) if o == "AlreadyKnownItem"}
    assert known == {"flow/t/asked/item/income"}


RULES = 'R001 = { kind = "law", severity = "violation", scope = "general", asks = "A", source = "B" }\n'


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (RULES.replace(', source = "B"', ""), "Rule R001 has no 'source'"),
        (RULES.replace('"law"', '"lore"'), "Rule R001 is of kind 'lore'"),
        (RULES.replace('"B" }', '"B", waits_for = "rain" }'), "waits for 'rain'"),
    ],
)
def test_a_rule_that_cannot_be_used_is_named(text: str, complaint: str, tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=complaint):
        read_rules(tmp_path / "rules.toml")


def test_a_rule_neither_checked_nor_explained_is_refused(own_content: Content) -> None:
    file = own_content.shapes / "rules.toml"
    text = file.read_text(encoding="utf-8")
    explained = RULES.replace("R001", "R901").replace('"B" }', '"B", not_checked = "No graph tells it." }')
    file.write_text(explained + text, encoding="utf-8")
    assert "## R901" in rules_page(own_content)
    file.write_text(RULES.replace("R001", "R900") + text, encoding="utf-8")
    with pytest.raises(BadInput, match="Rule R900 has 0 shapes"):
        rules_page(own_content)


def test_a_shape_of_an_unknown_rule_is_refused(own_content: Content) -> None:
    file = own_content.shapes / "7-triage.ttl"
    file.write_text(file.read_text(encoding="utf-8").replace('"R070"', '"R970"', 1), encoding="utf-8")
    with pytest.raises(BadInput, match="unknown rule 'R970'"):
        rules_page(own_content)


def test_a_rule_says_what_its_shapes_do_not_see(rules: tuple[Rule, ...], the_content: Content) -> None:
    [purpose] = [rule for rule in rules if rule.id == "R043"]
    assert f"Limits: {purpose.limits}" in rules_page(the_content)
