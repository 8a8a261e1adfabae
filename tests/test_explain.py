"""The explanation: what it tells of real and made-up flows, that it agrees with the match, and what it never says."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from explain_data import (
    APPROVED,
    FIRST_DELIVERY,
    GRAPHS,
    HAARLEM,
    OWN,
    TEXTS,
    Asked,
    explained,
    explainer,
    text_of,
)
from match_data import IN_2019, IN_2022, IN_2026, REGISTER, law, store
from report_helpers import STANDS, finding

from grondslag.cli import cli
from grondslag.errors import NotFound
from grondslag.explain import Explainer, Explanation, flow_iri, to_json, to_text, to_turtle
from grondslag.explain import words as the_words
from grondslag.explain.flows import Flows
from grondslag.explain.model import NormPart, Provision
from grondslag.explain.text import result_of, verdict_on
from grondslag.graphs import Layer, NamedGraph, readable
from grondslag.match import Outcome, Reason, Role, Text, match_flow, terms
from grondslag.match.model import Demand, Result
from grondslag.match.write import iri_of
from grondslag.namespaces import GRAPH, GS, ID, law_text_graph
from grondslag.published import findings_on_flow, report_on
from grondslag.rdf import parse_file
from grondslag.report.model import Finding, Severity
from grondslag.report.model import Text as Words
from grondslag.store import GraphStore

ROOT = Path(__file__).resolve().parent.parent
MISSING = {Result.NOT_STATED, Result.TOO_GENERAL, Result.VERDICT_MISSING}
DEBT_HELP = ID + "norm/wgs-reuse-for-debt-help"
CHECKED = (
    FIRST_DELIVERY,
    HAARLEM,
    "flow/003/minimabeleid",
    "flow/match/debt-help",
)


def parts_of(explanation: Explanation) -> Iterator[NormPart]:
    for proof in explanation.proofs:
        yield from (*proof.norms, *proof.secrecy)
    yield from (near.norm for near in explanation.near_misses)


@pytest.mark.parametrize("asked", TEXTS, ids=lambda asked: asked.name)
def test_the_text_is_the_one_that_was_read_and_approved(asked: Asked) -> None:
    approved = (APPROVED / f"{asked.name}.txt").read_text(encoding="utf-8")
    assert text_of(asked) == approved, "read the difference; python tests/explain_data.py writes the texts anew"


@pytest.mark.parametrize("day", [IN_2019, IN_2022, IN_2026])
@pytest.mark.parametrize("flow", CHECKED)
def test_every_element_is_told_as_the_match_found_it(flow: str, day: date) -> None:
    parts = list(parts_of(explained(flow, day)))
    # This register says that the flow began in 2021.
    assert bool(parts) is (flow != "flow/match/debt-help" or day > IN_2019)
    for part in parts:
        results = {line.element.iri: line.result for line in part.elements}
        assert {iri for iri, result in results.items() if result is Result.UNMET} == part.judged.unmet
        assert {iri for iri, result in results.items() if result in MISSING} == part.judged.missing
        open_ones = set(results) - part.judged.unmet - part.judged.missing
        assert {iri for iri in open_ones if results[iri] is not Result.MET} == part.judged.doubtful


@pytest.mark.parametrize("flow", CHECKED)
def test_it_tells_of_every_claim_and_item_once_and_of_nothing_else(flow: str) -> None:
    found = explained(flow, IN_2026)
    graph = GRAPH + ("register/match" if "match" in flow else f"source/{flow.split('/')[1]}")
    results = match_flow(store(), graph, flow_iri(flow), IN_2026, law=law(graph))
    told = [(claim.claim.iri, item.item.iri) for p in found.proofs for claim in p.claims for item in p.items]
    assert len(told) == len(set(told))
    assert {pair for result in results for pair in ((result.claim, item) for item in result.items)} <= set(told)
    assert {iri_of(result) for result in found.results} == {iri_of(result) for result in results}


def test_work_capacity_rests_on_an_exception_that_lacks_cause_and_secrecy() -> None:
    found = explained(FIRST_DELIVERY, IN_2026, "arbeidsvermogen")
    proof = next(p for p in found.proofs if len(p.claims) == 3 and "arbeidsvermogen" in p.claims[0].claim.iri)
    assert {actor.label.nl for claim in proof.claims for actor in claim.actors} == {
        "Gemeente Apeldoorn",
        "Gemeente Epe",
        "Gemeente Heerde",
    }
    assert verdict_on(proof) == the_words.COVERS[Outcome.UNDETERMINED]
    (norm,) = proof.norms
    assert norm.text is Text.HELD
    lacking = {line.element.iri.rpartition("/")[2]: line.result for line in norm.elements if line.mend}
    assert lacking["cause"] is Result.NOT_STATED
    assert lacking["secrecy"] is Result.NOT_STATED
    assert [passage.reference for passage in proof.claims[0].passages] == ["000, 132-138"]
    assert proof.claims[0].cited_as == ("artikel 30, lid 1, onderdeel b, van de UAVG",)
    assert len(norm.mends) >= len(lacking)


def test_a_doubted_claim_is_told_as_one_that_counts_nowhere() -> None:
    proofs = explained(FIRST_DELIVERY, IN_2026, "bsn").proofs
    use = next(p for p in proofs if p.claims[0].operation.iri == GS + "useIdentifier")
    assert use.set_aside
    assert use.cover is None
    assert verdict_on(use) == the_words.SET_ASIDE


def test_for_haarlem_the_power_nobody_claims_is_a_near_miss_that_the_act_of_2019_lacked() -> None:
    near = {
        day: [n for n in explained(HAARLEM, day).near_misses if n.norm.norm.iri == DEBT_HELP]
        for day in (IN_2019, IN_2022)
    }
    (earlier,), (later,) = near[IN_2019], near[IN_2022]
    assert earlier.norm.judged.reasons == {Reason.NORM_ABSENT}
    assert "Name a provision that existed on this date" in earlier.norm.mends[0].en
    assert later.norm.outcome is Outcome.UNDETERMINED
    origin = next(line for line in later.norm.elements if line.result is Result.CONTESTED)
    assert [term.label.en for term in origin.contested] == ["performing the Wet SUWI"]
    kinds = [record.kind.iri.removeprefix(GS) for record in explained(HAARLEM, IN_2022).records]
    assert kinds == ["Alignment", "Derogation", "Derogation"]


def test_what_fits_and_what_does_not_are_told_apart_and_secrecy_is_not_forgotten() -> None:
    fails, fits = explained("flow/match/debt-help", IN_2026).proofs
    assert (fails.cover, fits.cover) == (Outcome.FAILS, Outcome.COVERED)
    assert [line.element.iri.rpartition("/")[2] for line in fails.norms[0].elements if line.mend] == ["necessity"]
    assert fits.norms[0].mends == ()
    assert fits.secrecy_not_lifted
    assert verdict_on(fits).en.endswith(the_words.NOT_LIFTED.en)
    assert verdict_on(fails) == the_words.COVERS[Outcome.FAILS]


def test_liftings_stand_under_the_duty_that_they_lift() -> None:
    for proof in explained(FIRST_DELIVERY, IN_2026).proofs:
        duty = None
        for part in proof.secrecy:
            if part.role is Role.SECRECY:
                duty = part.norm.iri
            else:
                assert duty in part.lifts


def test_outside_its_period_nothing_is_compared() -> None:
    found = explained("flow/match/debt-help-2019", IN_2022)
    assert not found.runs
    assert (found.proofs, found.near_misses, found.results) == ((), (), ())
    assert the_words.NOT_RUNNING.en.split(";")[0] in " ".join(to_text(found, "en").split())
    assert explained("flow/match/debt-help-2019", IN_2019).proofs


def test_without_a_claim_no_basis_is_shown() -> None:
    found = explained("flow/003/profiling", IN_2026)
    assert not found.proofs
    assert the_words.NO_CLAIM.nl in " ".join(to_text(found, "nl").split())
    assert [item.item.iri for item in found.items] == [named.iri for named in found.unclaimed]


# To a processor, the data subject, or for the same task: step 0 says that no norm on providing is asked.

PROCESSOR = "flow/002/outsourced-tasks"
NOT_ASKED = Words(
    "Een norm over verstrekken en opheffing van geheimhouding worden niet gevraagd: verwerker.",
    "No norm on providing and no lifting of secrecy is asked: processor relation.",
)


def test_of_a_processor_no_norm_on_providing_is_asked() -> None:
    found = explained(PROCESSOR, IN_2026)
    assert found.not_asked is not None
    assert found.not_asked.iri == GS + "processorRelation"
    for language in ("nl", "en"):
        text = " ".join(to_text(found, language).split())
        assert NOT_ASKED.in_language(language) in text
        assert the_words.NO_CLAIM.in_language(language) not in text
    assert json.loads(to_json(found))["not_asked"] == {
        "iri": GS + "processorRelation",
        "label": {"nl": "verwerker", "en": "processor relation"},
    }
    said = [triple for triple in triples_of(found) if triple.predicate.value == NOT_ASKED_OF]
    kind = ox.NamedNode(GS + "processorRelation")
    assert said == [ox.Triple(ox.NamedNode(ID + PROCESSOR), ox.NamedNode(NOT_ASKED_OF), kind)]


def test_between_controllers_a_norm_on_providing_is_asked() -> None:
    found = explained(FIRST_DELIVERY, IN_2026, "bsn")
    assert found.not_asked is None
    assert json.loads(to_json(found))["not_asked"] is None
    assert not [t for t in triples_of(found) if t.predicate.value == NOT_ASKED_OF]
    assert "No norm on providing" not in to_text(found, "en")


NOT_ASKED_OF = GS + "gatewayNotAsked"
KINDS = Path(__file__).parent / "fixtures" / "evaluation" / "kinds.ttl"


def triples_of(found: Explanation) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(to_turtle(found), format=ox.RdfFormat.TURTLE)]


@pytest.fixture(scope="module")
def of_kinds() -> Iterator[Explainer]:
    """Explains a made-up register with flows of several kinds, each with a claim on a gateway that does not fit."""
    register = NamedGraph(f"{GRAPH}register/dagstad", Layer.REGISTER)
    graph = ox.NamedNode(register.iri)
    store().extend(ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in parse_file(KINDS))
    yield Explainer(store(), [*GRAPHS, register])
    store().remove_graph(graph)


@pytest.mark.parametrize(
    ("flow", "kind"),
    [("processor", "processor relation"), ("own-file", "to the data subject"), ("so-called", None), ("obliged", None)],
)
def test_gateways_and_secrecy_are_out_of_the_verdict_where_they_are_not_asked(
    of_kinds: Explainer, flow: str, kind: str | None
) -> None:
    found = of_kinds.explain(f"{ID}flow/dagstad/{flow}", IN_2026)
    assert (found.not_asked.label.en if found.not_asked else None) == kind
    shared = [proof for proof in found.proofs if proof.claims[0].operation.iri == terms.DISCLOSE]
    assert shared
    for proof in shared:
        told = verdict_on(proof).en
        assert proof.norms
        assert (proof.cover is None) is bool(kind)
        assert (proof.secrecy == ()) is bool(kind)
        assert told.startswith("No norm on providing") if kind else told.startswith("No basis shown")
        assert told.endswith(f": {kind}.") is bool(kind)
    kinds = {near.norm.kind.iri for near in found.near_misses}
    assert (GS + "Gateway" in kinds) is (kind is None)


def test_a_claim_without_a_provision_shows_no_basis() -> None:
    proofs = explained("flow/003/minimabeleid", IN_2026).proofs
    assert the_words.NO_NORM in [verdict_on(proof) for proof in proofs]


def test_the_words_are_shown_when_they_are_loaded_and_only_then() -> None:
    state = ID + "bwb/BWBR0040940/2026-09-01/art/30/lid/1/onder/b"
    graph = law_text_graph("BWBR0040940", date(2026, 9, 1))
    node = ox.NamedNode(ID + "law-text/test")
    quads = [
        ox.Quad(node, ox.NamedNode(GS + "textOfState"), ox.NamedNode(state), ox.NamedNode(graph)),
        ox.Quad(node, ox.NamedNode(GS + "lawText"), ox.Literal("b.\teigen <woorden>"), ox.NamedNode(graph)),
    ]
    loaded = [*GRAPHS, NamedGraph(graph, Layer.LAW_TEXT)]
    try:
        store().extend(quads)
        seen = Explainer(store(), loaded).explain(flow_iri(FIRST_DELIVERY), IN_2026, "arbeidsvermogen")
        hidden = Explainer(store(), GRAPHS).explain(flow_iri(FIRST_DELIVERY), IN_2026, "arbeidsvermogen")
    finally:
        for quad in quads:
            store().remove(quad)
    assert "| b.\teigen <woorden>" in to_text(seen, "nl")
    assert "eigen <woorden>" not in to_text(hidden, "nl")


def test_equal_graphs_give_equal_bytes() -> None:
    anew = Explainer(store(), GRAPHS).explain(flow_iri(FIRST_DELIVERY), IN_2026, "bsn")
    twice = explained(FIRST_DELIVERY, IN_2026, "bsn"), anew
    for write in (lambda found: to_text(found, "nl"), to_json, to_turtle):
        assert write(twice[0]) == write(twice[1])


def test_the_rdf_names_flow_date_and_every_result_without_blank_nodes() -> None:
    found = explained(FIRST_DELIVERY, IN_2026, "bsn")
    triples = list(ox.parse(to_turtle(found), format=ox.RdfFormat.TURTLE))
    assert not [t for t in triples if isinstance(t.subject, ox.BlankNode) or isinstance(t.object, ox.BlankNode)]
    subject = next(t.subject for t in triples if str(t.predicate.value).endswith("terms/subject"))
    parts = {t.object.value for t in triples if t.predicate.value.endswith("hasPart") and t.subject == subject}
    assert parts == {iri_of(result) for result in found.results}
    assert any(t.object == ox.Literal(the_words.NOTICE.en, language="en") for t in triples)


def test_json_has_everything_in_both_languages() -> None:
    found = explained(FIRST_DELIVERY, IN_2026, "bsn")
    read = json.loads(to_json(found))
    assert read["notice"] == {"nl": the_words.NOTICE.nl, "en": the_words.NOTICE.en}
    assert read["as_of"] == "2026-11-01"
    assert len(read["near_misses"]) == len(found.near_misses)
    element = read["proofs"][0]["norms"][0]["readings"][0]["elements"][0]
    assert element["result"] == "met"
    assert set(element["element"]["label"]) == {"nl", "en"}


def test_only_the_notice_speaks_of_lawful() -> None:
    said = [
        text
        for name, value in vars(the_words).items()
        if name != "NOTICE"
        for words in ([value] if isinstance(value, Words) else value.values() if isinstance(value, dict) else [])
        if isinstance(words, Words)
        for text in words
    ]
    assert len(said) > 100
    assert not [text for text in said if re.search("lawful|rechtmatig|legal basis is|toegestaan", text, re.IGNORECASE)]
    assert "declares a flow lawful or unlawful" in the_words.NOTICE.en


@pytest.mark.parametrize(
    ("flow", "item"),
    [("flow/000/nothing", None), (FIRST_DELIVERY, "nothing"), ("org/lucrato", None), ("flow/a b", None)],
)
def test_what_is_not_there_is_named(flow: str, item: str | None) -> None:
    with pytest.raises(NotFound, match=r"Expected|No (flow|item)"):
        explained(flow, IN_2026, item)


def test_a_flow_of_a_graph_that_a_reader_may_not_see_is_not_found() -> None:
    organisation = ID + "org/voorbeeldstad"
    private = [*GRAPHS[:-1], NamedGraph(OWN.iri, Layer.REGISTER, organisation)]
    with pytest.raises(NotFound):
        Explainer(store(), readable(private)).explain(flow_iri("flow/match/debt-help"), IN_2026)
    assert Explainer(store(), readable(private, organisation)).explain(flow_iri("flow/match/debt-help"), IN_2026)
    assert OWN.iri == REGISTER


def test_a_day_whose_text_is_not_held_shows_the_nearest_text() -> None:
    found = explained("flow/003/to-bodies-of-67", date(2023, 1, 1))
    (cited,) = found.proofs[0].claims[0].provisions
    assert (cited.citation, cited.text, cited.version_from) == ("PW art. 67", Text.NOT_HELD, "2019-07-01")
    assert cited.link == "https://wetten.overheid.nl/BWBR0015703/2019-07-01#Artikel67"
    text = " ".join(to_text(found, "en").split())
    assert "PW art. 67 · text of 2023-01-01 not held; nearest held: 2019-07-01" in text
    assert "[text not held, nearest of 2019-07-01 · undetermined]" in text
    held = " ".join(to_text(explained("flow/003/to-bodies-of-67", date(2019, 7, 2)), "en").split())
    assert "PW art. 67 · version of 2019-07-01" in held
    assert "nearest" not in held.partition("Near misses")[0].partition("Secrecy")[0]


@pytest.mark.parametrize(
    ("text", "version", "present", "said"),
    [
        (Text.HELD, "2019-07-01", True, "version of 2019-07-01"),
        (
            Text.PRESUMED,
            "2019-07-01",
            True,
            "text of 2023-01-01 not held and presumed the same; nearest held: 2019-07-01",
        ),
        (Text.NOT_HELD, "2019-07-01", True, "text of 2023-01-01 not held; nearest held: 2019-07-01"),
        (Text.NOT_HELD, "2019-07-01", False, "nearest held: 2019-07-01, when the act does not have it"),
        (Text.NOT_HELD, None, True, "no text of it is held, of any date"),
        (Text.ABSENT, "2019-07-01", False, "not in the act of 2023-01-01"),
    ],
)
def test_what_is_known_of_a_text_is_told_with_its_dates(
    text: Text, version: str | None, present: bool, said: str
) -> None:
    one = Provision("iri", "PW art. 67", None, None, version, None, text, present)
    assert said in the_words.text_on(one, date(2023, 1, 1)).en


def test_an_explanation_begins_with_what_each_claim_comes_to() -> None:
    found = explained(FIRST_DELIVERY, IN_2026, "bsn")
    lines = to_text(found, "en").splitlines()
    start = lines.index("In short")
    end = next(number for number, line in enumerate(lines) if line.startswith("1. "))
    numbered = [line for line in lines[start:end] if re.match(r"  \d+\. ", line)]
    assert len(numbered) == len(found.proofs)
    told = " ".join(" ".join(lines[start:end]).split())
    for number, proof in enumerate(found.proofs, start=1):
        cited = ", ".join(one.citation for one in proof.claims[0].provisions)
        assert re.search(rf" {number}\. [^=]*{re.escape(cited)}[^=]* => {re.escape(verdict_on(proof).en)}", told)


def test_secrecy_that_was_told_is_referred_to() -> None:
    found = explained(FIRST_DELIVERY, IN_2026, "arbeidsvermogen")
    same = [n for n, proof in enumerate(found.proofs) if proof.secrecy and proof.secrecy == found.proofs[0].secrecy]
    assert len(same) > 1
    text = to_text(found, "en")
    assert text.count("Secrecy: the same duties and liftings as under 1.") == len(same) - 1
    assert text.count("\n    Secrecy\n") == len({proof.secrecy for proof in found.proofs if proof.secrecy})


def test_a_condition_on_what_does_not_occur_is_not_called_met_by_nothing() -> None:
    found = explained("flow/003/to-bodies-of-67", IN_2026)
    lines = [line for part in parts_of(found) for line in part.elements if line.demand is Demand.WHERE_IT_OCCURS]
    assert lines
    for line in lines:
        nothing = line.result is Result.MET and not line.found
        assert (result_of(line) == the_words.DOES_NOT_OCCUR) is nothing


def with_findings(*findings: Finding) -> Explanation:
    return replace(explained(FIRST_DELIVERY, IN_2026, "bsn"), findings=findings)


def test_findings_are_told_by_step_with_rule_remedy_place_and_derogation() -> None:
    first = finding("a1", step=1, flow=ID + FIRST_DELIVERY, derogations=(STANDS,))
    third = finding("b2", number=3, step=3, flow=ID + FIRST_DELIVERY, severity=Severity.INFO)
    text = to_text(with_findings(first, third), "en")
    told = text.partition("Findings of the rules on this date\n")[2]
    assert "  Step 1: ground of article 6\n  - R001 · violation · AVG art. 1\n" in told
    assert "  Step 3: provision and secrecy\n  - R003 · for information · AVG art. 3\n" in told
    assert told.index("Step 1") < told.index("Step 3")
    assert "Remedy: Show it (en)" in told
    assert "Flow a1 (en) · 900, 1-2 · a1" in told
    assert "Derogation: Stands (en)" in told
    assert "Findings of the rules on this date: 2" in text


def test_the_steps_are_named_as_the_site_names_them() -> None:
    named = tomllib.loads((ROOT / "webapp" / "messages.toml").read_text(encoding="utf-8"))["step"]
    assert [words._asdict() for words in the_words.STEPS] == [named[f"s{number}"] for number in range(10)]


def test_without_findings_it_says_so_and_calls_nothing_shown_and_not_asked_is_told_apart() -> None:
    assert the_words.phrase("no_findings").en in " ".join(to_text(with_findings(), "en").split())
    assert "Findings of the rules" not in to_text(explained(FIRST_DELIVERY, IN_2026, "bsn"), "en")


def test_findings_are_in_json_and_rdf_too() -> None:
    made = with_findings(finding("a1", step=1, flow=ID + FIRST_DELIVERY))
    (read,) = json.loads(to_json(made))["findings"]
    assert (read["id"], read["rule"], read["step"], read["severity"]) == ("a1", "R001", 1, "violation")
    assert json.loads(to_json(explained(FIRST_DELIVERY, IN_2026, "bsn")))["findings"] is None
    triples = {(t.predicate.value, str(t.object)) for t in ox.parse(to_turtle(made), format=ox.RdfFormat.TURTLE)}
    assert (GS + "checksRule", '"R001"') in triples
    assert any(name == GS + "step" for name, _ in triples)
    assert any(name == GS + "explainedFinding" for name, _ in triples)


@pytest.mark.parametrize(
    "named", [FIRST_DELIVERY, ID + FIRST_DELIVERY, FIRST_DELIVERY.removeprefix("flow/"), "first-delivery"]
)
def test_a_flow_may_be_named_short(named: str) -> None:
    assert explainer().flows.named(named) == ID + FIRST_DELIVERY


@pytest.mark.parametrize(
    ("named", "near"),
    [
        ("first-delivry", FIRST_DELIVERY),
        ("first delivery", FIRST_DELIVERY),
        ("001/haarlem-suwi", HAARLEM),
        ("flow/000/frst-delivery", FIRST_DELIVERY),
    ],
)
def test_an_unknown_flow_is_refused_with_names_like_it(named: str, near: str) -> None:
    with pytest.raises(NotFound) as told:
        explainer().flows.named(named)
    assert near in (told.value.expected or "")


def test_a_last_part_that_several_flows_have_names_them_all() -> None:
    found = ox.Store()
    kind = ox.NamedNode(GS + "Flow")
    for name in ("a/same", "b/same"):
        flow = ox.NamedNode(f"{ID}flow/{name}")
        found.add(ox.Quad(flow, ox.NamedNode(terms.RDF_TYPE), kind, ox.NamedNode(OWN.iri)))
    flows = Flows(found, {OWN.iri: OWN})
    assert flows.named("a/same") == ID + "flow/a/same"
    with pytest.raises(NotFound, match="flow/a/same, flow/b/same"):
        flows.named("same")


def test_the_command_explains_and_tries_the_rules(home_000: Path) -> None:
    runner = CliRunner(env={"GRONDSLAG_HOME": str(home_000)})
    wish = ["explain", "first-delivery", "--as-of", "2026-11-01", "--item", "bsn"]
    text = runner.invoke(cli, [*wish, "--lang", "nl"])
    assert text.exit_code == 0
    assert "telt nergens mee" in " ".join(text.stdout.split())
    assert "Kennisdatum: generatie" in text.stdout
    assert "Stap 4: bijzondere gegevens, strafrecht en BSN\n" in text.stdout
    assert "- R037 · tekortkoming" in text.stdout
    bare = [*wish, "--no-findings"]
    read = json.loads(runner.invoke(cli, [*bare, "--format", "json"]).stdout)
    assert (read["flow"]["iri"], read["findings"]) == (ID + FIRST_DELIVERY, None)
    assert read["known_on"] == str(GraphStore(home_000).current().created)
    assert "gs:MatchResult" in runner.invoke(cli, [*bare, "--format", "ttl"]).stdout


@pytest.mark.unmeasured  # the report and the findings are measured elsewhere
def test_the_findings_of_a_flow_are_those_of_the_report_on_that_date(home_000: Path) -> None:
    generation = GraphStore(home_000).current()
    store_000, graphs = generation.open(), generation.graphs
    iri, day = ID + FIRST_DELIVERY, IN_2026
    found = findings_on_flow(store_000, graphs, iri, GRAPH + "source/000", day)
    whole = report_on(store_000, graphs, layers={Layer.SOURCE}, reported_at=day)
    assert {each.id for each in found} == {each.id for each in whole.findings if each.flow == iri}
    assert [each.step or 99 for each in found] == sorted(each.step or 99 for each in found)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([FIRST_DELIVERY, "--item", "nothing"], "arbeidsvermogen"),
        (["flow/000/nothing"], "Expected one of flow/000/"),
        (["001/nothing", "--known-on", "2001-01-01"], "No generation is kept that was built on or before 2001-01-01"),
        ([FIRST_DELIVERY, "--as-of", "1-11-2026"], "%Y-%m-%d"),
    ],
)
def test_the_command_names_what_is_wrong(home_000: Path, arguments: list[str], told: str) -> None:
    result = CliRunner(env={"GRONDSLAG_HOME": str(home_000)}).invoke(cli, ["explain", *arguments])
    assert result.exit_code == 2
    assert told in result.stderr
