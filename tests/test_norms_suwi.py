"""What Besluit and Regeling SUWI say on data, as data/law/norms/besluit-suwi.ttl and regeling-suwi.ttl have it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from grondslag.namespaces import GS, ID, PREFIXES
from grondslag.rdf import parse_file

ROOT = Path(__file__).resolve().parent.parent
ACTS = {"Besluit": "bwb/BWBR0013267", "Regeling": "bwb/BWBR0013280"}
FORMS = {
    "TermElement": "accepts",
    "VerdictElement": "accepts",
    "EqualityElement": "sameValueAs",
    "OutcomeElement": "needsOutcomeOf",
}
FIRST, LATER = {"2019-01-01"}, {"2026-05-02"}

SCOPE = """
Besluit 5.2a/1; 5.2a/2; 5.2a/3; 5.2a/4; 5.2b/1; 5.2b/2; 5.2b/3; 5.3; 5.4; 5.5/1; 5.5/2; 5.5a; 5.5b/1; 5.5b/2; 5.6
Besluit 5.4a//a; 5.4a//b; 5.4a//c; 5.4a//d; 5.4a//e
Besluit 5.7//a; 5.7//b; 5.7//c; 5.7//d; 5.7//e; 5.7//f; 5.7//g
Besluit 5.9/1/a; 5.9/1/b; 5.9/1/c; 5.9/1/d; 5.9/1/e; 5.9/1/f; 5.9/1/g; 5.9/1/h; 5.9/1/i
Besluit 5.9/2; 5.9/3; 5.9/4; 5.9/5; 5.10; 5.11; 5.16; 5.18/1; 5.18/2; 5.18/3; 5.19//a; 5.19//b
Besluit 5.20//a; 5.20//b; 5.20//c; 5.20//d; 5.21/1/a; 5.21/1/b; 5.21/1/c; 5.21/1/d; 5.21/2; 5.21/3; 5.21/4
Besluit 5.22/1; 5.22/2; 5.23/1; 5.23/2; 5.23/3; 5.23/4; 5.23a/1; 5.23a/2; 5.24/1; 5.24/2; 5.24/3; 5.24/4
Regeling 1.5/1/a; 1.5/1/b; 1.5/1/c; 1.5/2; 1.5/3; 6.1/1; 6.1/2; 6.2/1; 6.2/2; 6.3; 6.4/1; 6.4/2; 6.4/3; 6.5
Regeling 6.6/1; 6.6/2
"""
"""The provisions of this part, down to lid and onderdeel."""

DELEGATION = "leaves rules to a ministerial regulation: data/law/delegated-suwi.ttl and gs:furtherRules have it"
OF_ARTICLE = "part of what article 5.20 leaves to a ministerial regulation: data/law/delegated-suwi.ttl has it"
WITHOUT_NORM = {
    "Besluit 5.2a/3": DELEGATION,
    "Besluit 5.2a/4": DELEGATION,
    "Besluit 5.9/1/e": "a letter without words, in both versions",
    "Besluit 5.9/5": DELEGATION,
    "Besluit 5.20//a": OF_ARTICLE,
    "Besluit 5.20//b": OF_ARTICLE,
    "Besluit 5.20//c": OF_ARTICLE,
    "Besluit 5.20//d": OF_ARTICLE,
    "Besluit 5.21/4": DELEGATION,
    "Besluit 5.22/2": DELEGATION,
    "Besluit 5.23/3": DELEGATION,
    "Besluit 5.23/4": DELEGATION,
    "Besluit 5.23a/2": DELEGATION,
    "Besluit 5.24/4": DELEGATION,
}
"""Provisions that no norm rests on, with the reason."""

READ = {
    "besluit-suwi-data-not-asked-from-person": """
        not-from gs:notAcquiredFrom party/betrokkene-zelf
        source gs:acquiredFrom party/gemeente party/houder-brp party/minister-ocw party/rdw party/svb party/uwv
        data dpv:hasPersonalData data/single-request
        provision gs:claimedProvision bwb/BWBR0013060/art/33a/lid/2 bwb/BWBR0013060/art/35/lid/5 \
bwb/BWBR0015703/art/53a/lid/1
        for-which-data gs:delegatedConditions delegated/besluit-suwi-5-2a-4""",
    "besluit-suwi-provide-to-labour-supervisors": """
        provider dpv:hasDataExporter party/college party/svb party/uwv
        recipient dpv:hasRecipient party/toezichthouder-arbeidswetten
        data dpv:hasPersonalData data/personal
        origin gs:acquiredUnder task/college-statutory task/ioaw task/ioaz task/pw task/uwv-svb-statutory task/wgs
        task gs:task task/arbeidstijdenwet task/arbowet task/waadi task/wav task/wet-gelijke-behandeling-mv \
task/wet-loonvorming task/wml
        charge gs:charge gs:freeOfCharge
        necessity gs:necessity gs:necessary
        may gs:may gs:ownInitiative
        must gs:must gs:onRequest""",
    "besluit-suwi-provide-to-minister-for-labour-acts": """
        provider dpv:hasDataExporter party/college party/svb party/uwv
        recipient dpv:hasRecipient party/minister
        data dpv:hasPersonalData data/personal
        origin gs:acquiredUnder task/college-statutory task/ioaw task/ioaz task/pw task/uwv-svb-statutory task/wgs
        task gs:task task/arbeidstijdenwet task/arbowet task/waadi task/wagweu task/wav \
task/wet-gelijke-behandeling-mv task/wet-loonvorming task/wml
        charge gs:charge gs:freeOfCharge
        necessity gs:necessity gs:necessary
        may gs:may gs:ownInitiative
        must gs:must gs:onRequest""",
    "besluit-suwi-further-benefit-data-to-labour-inspectorate": """
        provider dpv:hasDataExporter party/college party/svb party/uwv
        recipient dpv:hasRecipient party/nederlandse-arbeidsinspectie
        subject dpv:hasDataSubject subject/uitkeringsgerechtigde
        data dpv:hasPersonalData data/benefit-category data/benefit-percentage data/diagnosis-code \
data/income-beside-benefit data/ldr-ground data/ldr-registration
        provision gs:claimedProvision bwb/BWBR0013060/art/42/lid/3
        charge gs:charge gs:freeOfCharge
        must gs:must gs:onRequest""",
    "besluit-suwi-rdw-to-college": """
        provider dpv:hasDataExporter party/rdw
        recipient dpv:hasRecipient party/college
        data dpv:hasPersonalData data/personal
        task gs:task task/pw
        necessity gs:necessity gs:necessary
        must gs:must gs:onRequest""",
    "besluit-suwi-benefit-fact-to-minister-for-detection": """
        provider dpv:hasDataExporter party/college party/svb party/uwv
        recipient dpv:hasRecipient party/minister
        data dpv:hasPersonalData data/benefit-fact
        subject dpv:hasDataSubject subject/natuurlijk-persoon
        task gs:task task/opsporingsdienst-szw
        provision gs:claimedProvision bwb/BWBR0013060/art/72a
        charge gs:charge gs:freeOfCharge
        must gs:must -""",
    "besluit-suwi-provide-to-foreign-authorities": """
        provider dpv:hasDataExporter party/svb party/uwv
        recipient dpv:hasRecipient party/buitenlands-bestuursorgaan
        data dpv:hasPersonalData data/personal
        purpose dpv:hasPurpose purpose/foreign-benefits-and-contributions purpose/weighty-general-interest
        origin gs:acquiredUnder task/uwv-svb-statutory
        necessity gs:necessity gs:necessary
        may gs:may -""",
    "besluit-suwi-provide-to-care-insurance-bodies": """
        provider dpv:hasDataExporter party/svb party/uwv
        recipient dpv:hasRecipient party/cak party/wlz-uitvoerder party/zorgautoriteit party/zorginstituut \
party/zorgverzekeraar
        data dpv:hasPersonalData data/personal
        origin gs:acquiredUnder task/uwv-svb-statutory
        task gs:task task/wlz task/wmo task/zvw
        charge gs:charge gs:freeOfCharge
        necessity gs:necessity gs:necessary
        may gs:may gs:ownInitiative
        must gs:must gs:onRequest""",
    "besluit-suwi-uwv-foreign-labour-data-to-college": """
        provider dpv:hasDataExporter party/uwv
        recipient dpv:hasRecipient party/college
        data dpv:hasPersonalData data/personal
        origin gs:acquiredUnder task/wav-uwv
        task gs:task task/huisvestingswet task/woningwet
        necessity gs:necessity gs:necessary
        may gs:may gs:ownInitiative
        must gs:must gs:onRequest""",
    "besluit-suwi-uwv-to-bailiff": """
        provider dpv:hasDataExporter party/uwv
        recipient dpv:hasRecipient party/deurwaarder
        subject dpv:hasDataSubject subject/betaler-van-schuldenaar
        data dpv:hasPersonalData data/identifying
        origin gs:acquiredUnder task/uwv-svb-statutory
        purpose dpv:hasPurpose purpose/third-party-attachment
        charge gs:charge gs:freeOfCharge
        necessity gs:necessity gs:necessary
        must gs:must gs:onRequest""",
    "besluit-suwi-college-reuses-pw-data-young-without-qualification": """
        actor gs:actor party/college
        same-college gs:acquiredBy gs:actor
        data dpv:hasPersonalData data/personal
        subject dpv:hasDataSubject subject/jongere-zonder-startkwalificatie
        origin gs:acquiredUnder task/pw
        task gs:task task/web-9-2-5-3
        purpose dpv:hasPurpose purpose/support-young-without-qualification
        necessity gs:necessity gs:necessary
        may gs:may -""",
    "besluit-suwi-systematic-health-data-for-reintegration": """
        provider dpv:hasDataExporter party/svb party/uwv
        systematic gs:systematicity act/systematic-provision
        data dpv:hasPersonalData data/health
        subject dpv:hasDataSubject subject/uitkeringsgerechtigde subject/werknemer
        purpose dpv:hasPurpose purpose/guidance purpose/re-integration
        cause gs:inConnectionWith cause/illness cause/incapacity-for-work
        necessity gs:necessity gs:necessary""",
    "besluit-suwi-self-insurer-to-college": """
        provider dpv:hasDataExporter party/eigenrisicodrager
        recipient dpv:hasRecipient party/college
        subject dpv:hasDataSubject subject/persoon-bij-eigenrisicodrager
        data dpv:hasPersonalData data/personal
        task gs:task task/pw-7a task/pw-arbeidsinschakeling
        necessity gs:necessity gs:necessary
        must gs:must gs:onRequest""",
    "besluit-suwi-data-for-support-organisation": """
        provider dpv:hasDataExporter party/uwv
        data dpv:hasPersonalData data/address data/email-address data/name data/phone-number data/postal-address
        provision gs:claimedProvision norm/suwi-uwv-to-support-organisation""",
    "besluit-suwi-ib-processor-for-colleges": """
        actor gs:actor party/inlichtingenbureau
        role gs:role dpv:DataProcessor
        data dpv:hasPersonalData data/personal
        via gs:intermediary party/inlichtingenbureau
        college gs:actingOnBehalfOf party/college
        task gs:task task/suwi-62""",
    "besluit-suwi-ib-and-colleges-joint-controllers": """
        actor gs:actor party/college party/inlichtingenbureau
        role gs:role dpv:JointDataControllers
        processing gs:claimedProvision norm/besluit-suwi-ib-processes-data-for-colleges \
norm/besluit-suwi-ib-processes-judicial-data""",
    "regeling-suwi-process-for-other-activities": """
        actor gs:actor party/svb party/uwv
        data dpv:hasPersonalData data/personal
        task gs:task task/suwi-73a-andere-werkzaamheden
        necessity gs:necessity gs:necessary
        systematic gs:systematicity act/systematic-processing
        instrument gs:claimedInstrument gs:Agreement
        settles-data gs:settles gs:dataLists
        settles-manner gs:settles topic/manner-of-processing
        may gs:may -""",
    "regeling-suwi-charge-third-parties": """
        actor gs:actor party/svb party/uwv
        recipient dpv:hasRecipient party/derde-suwi-73a
        charge gs:charge charge/costs-of-provision
        must gs:must gs:onRequest""",
}
"""Norms, element by element and modality by modality, as read in the article; `-`: no trigger is named."""

CONTINUED = {
    ("college-reuses-pw-data-early-school-leavers", "college-reuses-pw-data-young-without-qualification"),
    ("data-for-reintegration-company-earlier", "data-for-reintegration-company"),
    ("facilities-for-data-from-officials", "facilities-for-data-to-suwi-parties"),
    ("facilities-for-supervision-and-detection-earlier", "facilities-for-supervision-and-detection"),
    ("ib-processor-for-colleges", "ib-and-colleges-joint-controllers"),
    ("ib-processor-for-colleges", "ib-processes-data-for-colleges"),
    ("ib-processor-for-tax-remission", "ib-may-process-for-tax-remission"),
    ("ib-processor-of-judicial-data", "ib-and-colleges-joint-controllers"),
    ("ib-processor-of-judicial-data", "ib-processes-judicial-data"),
    ("no-charge-for-reintegration-data-earlier", "no-charge-for-reintegration-data"),
    ("provide-to-labour-supervisors", "provide-to-minister-for-labour-acts"),
    ("provide-to-minister-for-inburgering-earlier", "provide-to-minister-for-inburgering"),
    ("self-insurer-to-college-earlier", "self-insurer-to-college"),
    ("uwv-to-college-early-school-leavers", "uwv-to-college-young-without-qualification"),
    ("uwv-to-minister-on-childcare-workers-earlier", "uwv-to-minister-on-childcare-workers"),
    ("uwv-to-participation-fund-earlier", "uwv-to-participation-fund"),
}
"""Norms of 2019 and what carries them on in 2026, without `besluit-suwi-`."""


@pytest.fixture(scope="module")
def law() -> ox.Store:
    """The law layer with all terms, in one graph."""
    store = ox.Store()
    for folder in ("ontology", "data/law"):
        for file in sorted((ROOT / folder).rglob("*.ttl")):
            store.extend(ox.Quad(*quad.triple) for quad in parse_file(file))
    return store


@pytest.fixture(scope="module")
def norms() -> list[ox.NamedNode]:
    """The norms that the files of this part define."""
    found = {
        quad.subject
        for name in ("besluit-suwi", "regeling-suwi")
        for quad in parse_file(ROOT / f"data/law/norms/{name}.ttl")
        if quad.predicate.value == f"{GS}restsOn" and isinstance(quad.subject, ox.NamedNode)
    }
    return sorted(found, key=lambda node: node.value)


def objects(store: ox.Store, subject: ox.NamedNode, name: str) -> list[ox.NamedNode]:
    """The nodes that `subject` has for a property of ours, or for prov:wasDerivedFrom, sorted."""
    base = PREFIXES["prov"] if name == "wasDerivedFrom" else GS
    found = (quad.object for quad in store.quads_for_pattern(subject, ox.NamedNode(base + name), None))
    return sorted((node for node in found if isinstance(node, ox.NamedNode)), key=lambda node: node.value)


def kinds(store: ox.Store, subject: ox.NamedNode) -> set[str]:
    """The classes of ours that `subject` is in."""
    kind = ox.NamedNode(PREFIXES["rdf"] + "type")
    found = (quad.object for quad in store.quads_for_pattern(subject, kind, None))
    names = {node.value for node in found if isinstance(node, ox.NamedNode)}
    return {name.removeprefix(GS) for name in names if name.startswith(GS)}


def elements(store: ox.Store, norm: ox.NamedNode) -> Iterator[ox.NamedNode]:
    """Every element of every reading, once."""
    found = [part for reading in objects(store, norm, "reading") for part in objects(store, reading, "element")]
    yield from dict.fromkeys(found)


def short(node: ox.NamedNode) -> str:
    """A term as READ writes it."""
    for name in ("dpv", "gs"):
        if node.value.startswith(PREFIXES[name]):
            return node.value.replace(PREFIXES[name], f"{name}:")
    return node.value.removeprefix(ID)


def values(store: ox.Store, element: ox.NamedNode) -> list[ox.NamedNode]:
    """What the form of an element asks: accepted terms, an equal dimension, or other norms."""
    [form] = kinds(store, element) & set(FORMS)
    return objects(store, element, FORMS[form])


def lines(store: ox.Store, norm: ox.NamedNode) -> set[str]:
    """Elements and modalities of a norm, one line each as in READ."""
    found = set()
    for element in elements(store, norm):
        [dimension] = objects(store, element, "dimension")
        terms = " ".join(sorted(short(value) for value in values(store, element)))
        found.add(f"{element.value.rpartition('/')[2]} {short(dimension)} {terms}")
    for modality in objects(store, norm, "modality"):
        [force] = objects(store, modality, "force")
        trigger = "".join(short(node) for node in objects(store, modality, "onTrigger")) or "-"
        found.add(f"{modality.value.rpartition('/')[2]} {short(force)} {trigger}")
    return found


def provision(name: str) -> ox.NamedNode:
    """The provision that `Besluit 5.9/1/a` or, without lid, `Besluit 5.7//a` stands for."""
    act, place = name.split(" ")
    article, *rest = place.split("/")
    steps = [f"/{'onder' if position else 'lid'}/{label}" for position, label in enumerate(rest) if label]
    return ox.NamedNode(f"{ID}{ACTS[act]}/art/{article}{''.join(steps)}")


def scope() -> list[str]:
    """Every provision of this part, each with its act."""
    found = []
    for line in SCOPE.strip().splitlines():
        act, _, places = line.partition(" ")
        found += [f"{act} {place.strip()}" for place in places.split(";")]
    return found


def resting(store: ox.Store, start: str) -> list[ox.NamedNode]:
    """The norms that rest on a provision whose IRI begins with `start`."""
    found = {
        quad.subject
        for quad in store.quads_for_pattern(None, ox.NamedNode(f"{GS}restsOn"), None)
        if isinstance(quad.subject, ox.NamedNode)
        and isinstance(quad.object, ox.NamedNode)
        and quad.object.value.startswith(start)
    }
    return sorted(found, key=lambda node: node.value)


def norm_of(slug: str) -> ox.NamedNode:
    return ox.NamedNode(f"{ID}norm/besluit-suwi-{slug}")


def slug_of(node: ox.NamedNode) -> str:
    return node.value.removeprefix(f"{ID}norm/besluit-suwi-")


def years(store: ox.Store, norm: ox.NamedNode) -> set[str]:
    """The dates of the versions that a norm is read in, where it names them."""
    return {node.value[-10:] for node in objects(store, norm, "readIn")}


def delegated_by(store: ox.Store, name: str) -> list[ox.NamedNode]:
    """The rules that a provision leaves to others."""
    found = store.quads_for_pattern(None, ox.NamedNode(f"{GS}delegatedBy"), provision(name))
    return [quad.subject for quad in found if isinstance(quad.subject, ox.NamedNode)]


@pytest.mark.parametrize("name", scope())
def test_a_provision_has_a_norm_or_a_reason_why_not(law: ox.Store, name: str) -> None:
    found = any(law.quads_for_pattern(None, ox.NamedNode(f"{GS}restsOn"), provision(name)))
    assert found is (name not in WITHOUT_NORM)


def test_no_reason_is_given_for_a_provision_out_of_scope() -> None:
    assert set(WITHOUT_NORM) <= set(scope())
    assert len(scope()) == len(set(scope()))


@pytest.mark.parametrize(
    "name", [*(name for name, reason in WITHOUT_NORM.items() if reason == DELEGATION), "Besluit 5.20"]
)
def test_a_delegation_is_a_node_that_says_whether_its_text_is_held(law: ox.Store, name: str) -> None:
    [rules] = delegated_by(law, name)
    assert len(objects(law, rules, "rulesText")) == 1


def test_the_elements_are_well_formed(law: ox.Store, norms: list[ox.NamedNode]) -> None:
    label = ox.NamedNode(PREFIXES["rdfs"] + "label")
    assert len(norms) == 86
    for norm in norms:
        for element in elements(law, norm):
            assert len(kinds(law, element) & set(FORMS)) == 1, element
            assert len(objects(law, element, "dimension")) == 1, element
            assert values(law, element), element
            assert objects(law, element, "wasDerivedFrom"), element
            texts = [quad.object for quad in law.quads_for_pattern(element, label, None)]
            spoken = sorted(text.language or "" for text in texts if isinstance(text, ox.Literal))
            assert spoken == ["en", "nl"], element


def test_what_a_person_must_judge_is_a_verdict(law: ox.Store, norms: list[ox.NamedNode]) -> None:
    for norm in norms:
        for element in elements(law, norm):
            [dimension] = objects(law, element, "dimension")
            assert ("VerdictElement" in kinds(law, element)) is (dimension.value == f"{GS}necessity"), element


@pytest.mark.parametrize("slug", sorted(READ))
def test_a_norm_is_as_the_article_has_it(law: ox.Store, slug: str) -> None:
    expected = {line.strip() for line in READ[slug].strip().splitlines()}
    assert lines(law, ox.NamedNode(f"{ID}norm/{slug}")) == expected


def test_what_lives_on_in_other_words_is_linked(law: ox.Store, norms: list[ox.NamedNode]) -> None:
    links = {(slug_of(norm), slug_of(later)) for norm in norms for later in objects(law, norm, "continuedAs")}
    assert links == CONTINUED


@pytest.mark.parametrize(("old", "new"), sorted(CONTINUED))
def test_a_norm_of_2019_and_its_successor_are_read_each_in_one_version(law: ox.Store, old: str, new: str) -> None:
    assert (years(law, norm_of(old)), years(law, norm_of(new))) == (FIRST, LATER)


def test_a_state_that_a_norm_is_read_from_is_of_a_version_it_is_read_in(
    law: ox.Store, norms: list[ox.NamedNode]
) -> None:
    for norm in norms:
        versions = {node.value for node in objects(law, norm, "readIn")}
        parts = [norm, *elements(law, norm), *objects(law, norm, "modality")]
        found = {node.value.partition("/art/")[0] for part in parts for node in objects(law, part, "wasDerivedFrom")}
        states = {iri for iri in found if iri[-3:-2] == "-"}
        assert not versions or states <= versions, norm


def test_what_stands_under_5_9_3_differs_by_version(law: ox.Store) -> None:
    found = {slug_of(norm): years(law, norm) for norm in resting(law, provision("Besluit 5.9/3").value)}
    assert found == {"uwv-to-bailiff": FIRST, "uwv-to-minister-on-childcare-workers": LATER}
    earlier = resting(law, provision("Besluit 5.9/4").value)
    assert [slug_of(norm) for norm in earlier] == ["uwv-to-minister-on-childcare-workers-earlier"]
    assert objects(law, norm_of("uwv-to-bailiff"), "continuedAs") == []


def test_5_4a_is_read_in_2026_only(law: ox.Store) -> None:
    under = resting(law, provision("Besluit 5.4a").value)
    assert len(under) == 6
    assert all(years(law, norm) == LATER for norm in under)
    state = ox.NamedNode(f"{ID}{ACTS['Besluit']}/2019-01-01/art/5.4a")
    assert [short(node) for node in objects(law, state, "presence")] == ["gs:heldAndAbsent"]


def test_5_11_bars_all_that_5_7_and_5_9_provide(law: ox.Store) -> None:
    provided = [
        *resting(law, provision("Besluit 5.7").value + "/"),
        *resting(law, provision("Besluit 5.9").value + "/"),
    ]
    bars = resting(law, provision("Besluit 5.11").value)
    health = norm_of("systematic-health-data-for-reintegration")
    assert len(bars) == 3
    assert len(provided) == 24
    for bar in set(bars) - {health}:
        assert objects(law, bar, "bars") == sorted(provided, key=lambda node: node.value)
    assert objects(law, health, "bars") == [norm_of("no-systematic-special-categories")]


def test_the_bar_on_special_categories_covers_each_and_health_has_its_way_back(law: ox.Store) -> None:
    found = objects(law, ox.NamedNode(f"{norm_of('no-systematic-special-categories').value}/element/data"), "accepts")
    names = "racial-origin ethnic-origin political-opinion belief trade-union-membership genetic biometric sex-life"
    assert sorted(short(term) for term in found) == sorted(f"data/{name}" for name in [*names.split(), "health"])
    spared = ox.NamedNode(f"{norm_of('systematic-health-data-for-reintegration').value}/element/data")
    assert [short(term) for term in objects(law, spared, "accepts")] == ["data/health"]


def test_the_two_readings_of_5_18_1_differ_in_the_paragraph_alone(law: ox.Store) -> None:
    norm = norm_of("data-for-reintegration-company").value
    number, words = (
        set(objects(law, ox.NamedNode(f"{norm}/reading/{name}"), "element")) for name in ("by-number", "by-words")
    )
    assert {short(node).rpartition("/")[2] for node in number ^ words} == {"by-number", "by-words"}


def test_the_diagnosis_code_is_health_data_and_judicial_data_are_criminal(law: ox.Store) -> None:
    broader = ox.NamedNode(PREFIXES["skos"] + "broader")
    code, judicial = (ox.NamedNode(f"{ID}data/{name}") for name in ("diagnosis-code", "judicial"))
    assert "SpecialCategory" in kinds(law, code)
    assert "CriminalCategory" in kinds(law, judicial)
    assert any(law.quads_for_pattern(code, broader, ox.NamedNode(f"{ID}data/diagnosis")))


def test_no_content_of_an_annex_is_held(law: ox.Store) -> None:
    states = {
        quad.subject
        for quad in law.quads_for_pattern(None, ox.NamedNode(f"{GS}stateOf"), None)
        if isinstance(quad.object, ox.NamedNode) and "/annex/" in quad.object.value
    }
    found = {
        short(node) for state in states if isinstance(state, ox.NamedNode) for node in objects(law, state, "presence")
    }
    assert len(states) == 7
    assert found == {"gs:notHeld"}


def test_rules_of_the_act_and_of_the_decree_meet(law: ox.Store, norms: list[ox.NamedNode]) -> None:
    filled = {short(rules) for norm in norms for rules in objects(law, norm, "fillsIn")}
    assert {"delegated/pw-53a-1", "delegated/suwi-62-4", "delegated/suwi-73-7", "delegated/suwi-73-12"} <= filled
    for name in filled:
        assert kinds(law, ox.NamedNode(ID + name)) == {"DelegatedRules"}, name
        assert objects(law, ox.NamedNode(ID + name), "madeIn"), name


def test_the_statutes_that_others_cite_are_declared_once(law: ox.Store) -> None:
    title = PREFIXES["eli"] + "title_short"
    quads = [quad for file in sorted((ROOT / "data/law").glob("statutes*.ttl")) for quad in parse_file(file)]
    acts = [
        quad.subject.value for quad in quads if quad.predicate.value == title and isinstance(quad.subject, ox.NamedNode)
    ]
    assert len(acts) == len(set(acts))
    names = ("bwb/BWBR0013267", "bwb/BWBR0013280", "bwb/BWBR0045754", "statute/awbz", "statute/wvggz")
    assert {ID + name for name in names} <= set(acts)
