"""What Participatiewet, Wgs and Wet SUWI say on data, as data/law/norms/*-work.ttl has it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from grondslag.namespaces import GS, ID, PREFIXES
from grondslag.rdf import parse_file

ROOT = Path(__file__).resolve().parent.parent
ACTS = {"PW": "bwb/BWBR0015703", "Wgs": "bwb/BWBR0031331", "SUWI": "bwb/BWBR0013060"}
FORMS = {
    "TermElement": "accepts",
    "VerdictElement": "accepts",
    "EqualityElement": "sameValueAs",
    "OutcomeElement": "needsOutcomeOf",
}

SCOPE = """
PW 7/1/a; 7/1/b; 7/1/c; 7/2; 7/3/a; 7/3/b; 7/3/c; 7/4; 7/5; 7/6; 7/7; 7/8; 7/9; 7/10
PW 6a; 17/1; 17/2; 17/3; 17/4; 53a/1; 53a/2/a; 53a/2/b; 53a/2; 53a/3; 53a/4; 53a/5; 53a/6; 53a/7
PW 62; 63/1; 63/2; 64/2/a; 64/2/b; 64/3; 64/4
PW 64/5/a; 64/5/b/1; 64/5/b/2; 64/6; 64/7; 64/8; 64/9; 64/10; 64/11
PW 64/1/a; 64/1/b; 64/1/c; 64/1/d; 64/1/e; 64/1/f; 64/1/g; 64/1/h; 64/1/i; 64/1/j; 64/1/k; 64/1/l; 64/1/m
PW 64/1/n; 64/1/o; 64/1/p; 64/1/q; 64/12; 64/13; 64/14; 65/1; 65/2/a; 65/2/b; 65/2/c; 65/3; 65/4; 66
PW 67/1/a; 67/1/b; 67/1/c; 67/1/d; 67/1/e; 67/1/f; 67/1/g; 67/1/h; 67/1/i; 67/2; 67/3; 67/4; 67/5; 67a
PW 68/1; 68/2; 78/1; 78/2; 78/3
Wgs 2/1; 2/2; 2/3; 2/4/a; 2/4/b; 2/4/c; 2/4/d; 2/4/e; 2/5; 3/1; 3/1/a; 3/1/b; 3/2; 3/3; 3/4; 3/5
Wgs 8/1; 8/2; 8/3; 8/4; 8a; 8b/1; 8b/2; 8c; 8d; 9/1; 9/2
SUWI 9/1; 9/2; 9/3; 9/4; 9/5; 54/1/a; 54/1/b; 54/1/c; 54/2; 54/4; 54/5; 54/6; 54/7; 54/8/a; 54/8/b; 54/9
SUWI 54/3/a; 54/3/b; 54/3/c; 54/3/d; 54/3/e; 54/3/f; 54/3/g; 54/3/h; 54/3/i; 54/3/j; 54/3/k; 54/3/l; 54/3/m
SUWI 54/3/n; 54/10; 54/11; 54/12; 62/1; 62/2; 62/3; 62/4; 63; 64/1/a; 64/1/b; 64/1/c; 64/1/d; 64/2; 64/3
SUWI 64/4; 64/5; 65/1; 65/2; 65/3/a; 65/3/b; 65/4; 65/5; 65/6; 65/7; 65/8; 73/1/a; 73/1/b; 73/1/c; 73/1
SUWI 73/2; 73/3/a; 73/3/b; 73/3; 73/4; 73/5; 73/6; 73/7; 73/8; 73/9; 73/10; 73/11; 73/12
SUWI 74/1; 74/2/a; 74/2/b; 74/2/c; 74/3; 74/4
"""
"""The provisions of this part, down to lid and onderdeel."""

DELEGATION = "leaves rules to a decree or regulation: data/law/delegated-work.ttl and gs:furtherRules have it"
WITHOUT_NORM = {
    "PW 7/5": DELEGATION,
    "PW 7/8": "which means of support does not hold, or which act applies: no rule on data",
    "PW 7/9": "which act applies, or which facility is left out: no rule on data",
    "PW 7/10": "which facility is left out: no rule on data",
    "PW 53a/3": "what follows for the benefit when proof fails: no rule on data",
    "PW 53a/4": "suspension of payment when proof fails: no rule on data",
    "PW 53a/5": "notice of that suspension: no rule on data",
    "PW 53a/7": "how a draft decree passes parliament",
    "PW 62": "from whom costs can be claimed; the data for it are in articles 63 and 64",
    "PW 64/3": "no norm of its own: gs:permittedIntermediary of the norms on article 64(1)",
    "PW 64/8": DELEGATION,
    "PW 64/10": DELEGATION,
    "PW 64/11": DELEGATION,
    "PW 67/2": "no norm of its own: gs:permittedIntermediary of the norms on article 67(1)",
    "PW 67/4": DELEGATION,
    "PW 67/5": DELEGATION,
    "PW 78/3": DELEGATION,
    "Wgs 2/4/a": "contents of a plan: no rule on data or partners",
    "Wgs 2/4/b": "contents of a plan: no rule on data or partners",
    "Wgs 2/4/d": "contents of a plan: no rule on data or partners",
    "Wgs 2/4/e": "contents of a plan: no rule on data or partners",
    "Wgs 2/5": "contents of a plan: no rule on data or partners",
    "Wgs 3/2": "a ground to refuse help: no rule on data",
    "Wgs 3/3": "a ground to refuse help: no rule on data",
    "Wgs 3/4": "who qualifies for help: no rule on data",
    "Wgs 8/3": "no norm of its own: gs:permittedIntermediary of the norms on article 8",
    "Wgs 8/4": DELEGATION,
    "Wgs 9/2": DELEGATION,
    "SUWI 9/3": DELEGATION,
    "SUWI 9/4": DELEGATION,
    "SUWI 9/5": "supervision by the minister: no rule on data",
    "SUWI 54/11": DELEGATION,
    "SUWI 54/12": DELEGATION,
    "SUWI 62/4": DELEGATION,
    "SUWI 63": DELEGATION,
    "SUWI 64/5": DELEGATION,
    "SUWI 65/8": DELEGATION,
    "SUWI 73/5": DELEGATION,
    "SUWI 73/12": DELEGATION,
}
"""Provisions that no norm rests on, with the reason."""

READ = {
    "pw-person-reports-facts": """
        provider dpv:hasDataExporter party/betrokkene-zelf
        recipient dpv:hasRecipient party/college
        subject dpv:hasDataSubject subject/belanghebbende-pw
        data dpv:hasPersonalData data/facts-affecting-assistance
        task gs:task task/pw-arbeidsinschakeling task/pw-bijstand
        not-available-elsewhere gs:availability availability/not-from-registers
        designation gs:delegatedConditions delegated/pw-17-1
        moment gs:provisionMoment moment/immediately
        must-on-request gs:must gs:onRequest
        must-own-initiative gs:must gs:ownInitiative""",
    "pw-employer-to-college": """
        provider dpv:hasDataExporter party/een-ieder party/werkgever
        recipient dpv:hasRecipient party/college
        subject dpv:hasDataSubject subject/pw-worker-of-provider
        data dpv:hasPersonalData data/personal
        task gs:task task/pw
        charge gs:charge gs:freeOfCharge
        form gs:provisionForm form/in-writing form/other-reasonable-form
        necessity gs:necessity gs:necessary
        must gs:must gs:onRequest""",
    "pw-employer-to-college-own-initiative": """
        provider dpv:hasDataExporter party/een-ieder party/werkgever
        recipient dpv:hasRecipient party/college
        subject dpv:hasDataSubject subject/pw-worker-of-provider
        data dpv:hasPersonalData data/personal
        task gs:task task/pw
        charge gs:charge gs:freeOfCharge
        necessity gs:necessity gs:necessary
        may gs:may gs:ownInitiative""",
    "pw-chamber-of-commerce-to-college": """
        provider dpv:hasDataExporter party/kamer-van-koophandel
        recipient dpv:hasRecipient party/college party/uwv-pw-mandaat
        subject dpv:hasDataSubject subject/pw-assisted subject/pw-housemate subject/pw-recovery
        data dpv:hasPersonalData data/personal
        task gs:task task/pw
        charge gs:charge charge/fee-under-trade-register-act
        form gs:provisionForm form/in-writing form/other-reasonable-form
        necessity gs:necessity gs:necessary
        must gs:must gs:onRequest""",
    "pw-bopz-medical-director-to-college": """
        provider dpv:hasDataExporter party/geneesheer-directeur
        recipient dpv:hasRecipient party/college party/uwv-pw-mandaat
        subject dpv:hasDataSubject subject/pw-assisted subject/pw-housemate subject/pw-recovery
        data dpv:hasPersonalData data/psychiatric-stay
        limited-task gs:task task/pw-13-3
        charge gs:charge gs:freeOfCharge
        form gs:provisionForm form/in-writing form/other-reasonable-form
        necessity gs:necessity gs:necessary
        must gs:must gs:onRequest""",
    "pw-justice-minister-reports-detention-to-college": """
        provider dpv:hasDataExporter party/minister-justitie
        recipient dpv:hasRecipient party/college party/uwv-pw-mandaat
        intermediary gs:intermediary party/bureau-informatiediensten-nederland party/inlichtingenbureau
        subject dpv:hasDataSubject subject/gedetineerde subject/onttrekker
        data dpv:hasPersonalData data/personal
        task gs:task task/recht-op-bijstand
        moment gs:provisionMoment moment/immediately
        charge gs:charge gs:freeOfCharge
        necessity gs:necessity gs:necessary
        must gs:must -""",
    "pw-report-crime-to-body": """
        provider dpv:hasDataExporter party/college
        recipient dpv:hasRecipient party/buitenlands-uitvoeringsorgaan-sociale-verzekering \
party/uitkerend-overheidsorgaan party/uitvoeringsorgaan-sociale-verzekering
        data dpv:hasPersonalData data/crime-suspicion
        origin gs:acquiredUnder task/pw
        suspicion gs:suspicion act/well-founded-suspicion
        must gs:must -""",
    "pw-provide-to-other-college": """
        provider dpv:hasDataExporter party/college
        recipient dpv:hasRecipient party/college-andere-gemeente
        data dpv:hasPersonalData data/personal
        origin gs:acquiredUnder task/pw
        task gs:task task/ioaw task/ioaz task/pw
        reservation gs:withoutPrejudiceTo bwb/BWBR0011823/art/107
        charge gs:charge gs:freeOfCharge
        harm gs:privacyHarm gs:notDisproportionate
        may gs:may gs:ownInitiative
        must gs:must gs:onRequest""",
    "pw-college-determines-data": """
        actor gs:actor party/college
        subject dpv:hasDataSubject subject/belanghebbende-pw
        data dpv:hasPersonalData data/personal
        origin gs:acquiredFrom party/betrokkene-zelf
        task gs:task task/pw-arbeidsinschakeling task/pw-bijstand
        reservation gs:withoutPrejudiceTo bwb/BWBR0013060/art/30c/lid/2 bwb/BWBR0013060/art/30c/lid/4 \
bwb/BWBR0013060/art/30c/lid/5
        may gs:may -""",
    "pw-no-support-in-search-period": """
        subject dpv:hasDataSubject subject/melder-in-zoektijd
        need gs:necessity gs:notNecessary""",
    "pw-reuse-inburgering-data": """
        actor gs:actor party/college
        same-college gs:acquiredBy gs:actor
        data dpv:hasPersonalData data/personal
        origin gs:acquiredUnder task/inburgering-college
        task gs:task task/pw
        necessity gs:necessity gs:necessary
        may gs:may -""",
    "pw-provide-to-minister-for-policy": """
        provider dpv:hasDataExporter party/college
        recipient dpv:hasRecipient party/minister
        data dpv:hasPersonalData data/policy-information
        purpose dpv:hasPurpose purpose/information-provision purpose/policy-making purpose/statistics
        charge gs:charge gs:freeOfCharge
        necessity gs:necessity gs:necessary
        must gs:must gs:onRequest""",
    "wgs-authorities-to-college-without-conditions": """
        provider dpv:hasDataExporter party/aangewezen-wgs-8-1 party/bestuursorgaan
        recipient dpv:hasRecipient party/college
        data dpv:hasPersonalData data/personal
        task gs:task task/wgs
        relevance gs:relevance act/may-be-relevant
        must gs:must -""",
    "wgs-college-may-provide": """
        provider dpv:hasDataExporter party/college
        recipient dpv:hasRecipient party/aangewezen-wgs-8-2 party/bestuursorgaan
        data dpv:hasPersonalData data/personal
        origin gs:acquiredUnder task/wgs
        task gs:task task/own-statutory-task
        necessity gs:necessity gs:necessary
        conditions gs:delegatedConditions delegated/wgs-8-2
        may gs:may -""",
    "wgs-process-data-for-debt-help": """
        actor gs:actor party/college
        data dpv:hasPersonalData data/criminal data/health data/personal
        task gs:task task/wgs-schuldhulp
        necessity gs:necessity gs:necessary
        may gs:may -""",
    "wgs-college-uses-bsn": """
        actor gs:actor party/college
        data dpv:hasPersonalData data/bsn
        subject dpv:hasDataSubject subject/inwoner
        purpose dpv:hasPurpose purpose/number-belongs-to-resident
        processing gs:claimedProvision norm/wgs-process-data-after-signal norm/wgs-process-data-for-debt-help
        must gs:must -""",
    "suwi-mutual-provision": """
        provider dpv:hasDataExporter party/college party/svb party/uwv
        recipient dpv:hasRecipient party/college party/svb party/uwv
        data dpv:hasPersonalData data/personal
        task gs:task task/college-statutory task/ioaw task/ioaz task/pw task/uwv-svb-statutory task/wgs
        charge gs:charge gs:freeOfCharge
        cooperation gs:inCooperation norm/suwi-cooperate norm/suwi-cooperate-on-related-tasks
        necessity gs:necessity gs:necessary
        must-on-request gs:must gs:onRequest
        must-own-initiative gs:must gs:ownInitiative""",
    "suwi-uwv-to-support-organisation": """
        provider dpv:hasDataExporter party/uwv
        recipient dpv:hasRecipient party/ondersteunende-instantie
        subject dpv:hasDataSubject subject/uitkeringsgerechtigde
        data dpv:hasPersonalData data/contact-for-help
        purpose dpv:hasPurpose purpose/contact-for-help
        consent gs:consent gs:kindOfConsentNotNamed
        consent-by gs:consentBy gs:personConcerned
        consent-at gs:consentAt gs:consentToProvision
        data-decree gs:delegatedConditions delegated/suwi-73-12
        necessity gs:necessity gs:necessary
        must gs:must -""",
    "suwi-disclosure-under-act": """
        rule gs:claimedProvision gs:Duty gs:Gateway gs:ProcessingPower gs:ReusePower
        in-this-act gs:claimedProvision bwb/BWBR0013060 bwb/BWBR0013267 bwb/BWBR0013280""",
    "suwi-medical-secrecy-rules-set-aside": """
        actor gs:actor party/een-ieder
        secrecy gs:bindingSecrecy norm/suwi-secrecy
        set-aside gs:citesProvision bwb/BWBR0005290/art/457 bwb/BWBR0005290/art/464
        task gs:task task/wet-suwi""",
    "suwi-disclosure-without-objection": """
        declarant gs:declarationBy gs:personConcerned
        form gs:declarationForm gs:inWriting
        content gs:declarationContent gs:noObjectionToThisProvision""",
}
"""Norms, element by element and modality by modality, as read in the article; `-`: no trigger is named."""

CONTINUED = {
    ("pw-belastingdienst-toeslagen-to-college", "pw-dienst-toeslagen-to-college"),
    ("pw-bopz-medical-director-to-college", "pw-wvggz-medical-director-to-college"),
    ("pw-bopz-medical-director-to-college", "pw-wzd-care-provider-to-college"),
    ("pw-childcare-register-to-college-earlier", "pw-childcare-register-to-college"),
    ("pw-identify-by-three-kinds-of-document", "pw-identify-by-four-kinds-of-document"),
    ("pw-no-support-for-excluded-groups-earlier", "pw-no-support-for-excluded-groups"),
    ("pw-no-support-for-excluded-groups-earlier", "pw-no-support-in-search-period"),
    ("pw-minister-inburgering-to-college", "pw-justice-minister-inburgering-2021-to-college"),
    ("pw-provide-to-belastingdienst-toeslagen", "pw-provide-to-dienst-toeslagen"),
    (
        "pw-provide-to-justice-minister-for-detention-earlier",
        "pw-provide-to-justice-minister-for-detention",
    ),
    ("pw-provide-to-minister-for-inburgering", "pw-provide-to-justice-minister-for-inburgering-2021"),
    ("suwi-minister-inburgering-to-uwv-svb", "suwi-minister-inburgering-2021-to-uwv-svb"),
    ("wgs-authorities-to-college-without-conditions", "wgs-authorities-to-college"),
    ("wgs-college-may-provide", "wgs-college-provides"),
    ("wgs-college-responsible-for-debt-help", "wgs-give-debt-help"),
}


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
    rests = ox.NamedNode(f"{GS}restsOn")
    found = {
        quad.subject
        for file in sorted((ROOT / "data/law/norms").glob("*-work.ttl"))
        for quad in parse_file(file)
        if quad.predicate == rests and isinstance(quad.subject, ox.NamedNode)
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


def languages(store: ox.Store, subject: ox.NamedNode) -> list[str]:
    """The languages that `subject` has labels in."""
    label = ox.NamedNode(PREFIXES["rdfs"] + "label")
    found = (quad.object for quad in store.quads_for_pattern(subject, label, None))
    return sorted(text.language or "" for text in found if isinstance(text, ox.Literal))


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
    """The provision that `PW 64/1/a` stands for."""
    act, place = name.split(" ")
    article, *rest = place.split("/")
    steps = [f"/{'onder' if position else 'lid'}/{label}" for position, label in enumerate(rest)]
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


def rests_on(store: ox.Store, name: str) -> bool:
    return any(store.quads_for_pattern(None, ox.NamedNode(f"{GS}restsOn"), provision(name)))


def slug_of(node: ox.NamedNode) -> str:
    return node.value.removeprefix(f"{ID}norm/")


def years(store: ox.Store, norm: ox.NamedNode) -> set[str]:
    """The dates of the versions that a norm is read in, where it names them."""
    return {node.value[-10:] for node in objects(store, norm, "readIn")}


@pytest.mark.parametrize("name", scope())
def test_a_provision_has_a_norm_or_a_reason_why_not(law: ox.Store, name: str) -> None:
    assert rests_on(law, name) is (name not in WITHOUT_NORM)


def test_no_reason_is_given_for_a_provision_out_of_scope() -> None:
    assert set(WITHOUT_NORM) <= set(scope())
    assert len(scope()) == len(set(scope()))


def test_a_delegation_is_a_node_that_says_whether_its_text_is_held(law: ox.Store) -> None:
    for name in (name for name, reason in WITHOUT_NORM.items() if reason == DELEGATION):
        if name == "PW 64/11":  # limits the decree of paragraph 10
            continue
        by = law.quads_for_pattern(None, ox.NamedNode(f"{GS}delegatedBy"), provision(name))
        [rules] = [quad.subject for quad in by]
        assert isinstance(rules, ox.NamedNode)
        assert len(objects(law, rules, "rulesText")) == 1, name


def test_the_elements_are_well_formed(law: ox.Store, norms: list[ox.NamedNode]) -> None:
    assert len(norms) == 171
    for norm in norms:
        for element in elements(law, norm):
            assert len(kinds(law, element) & set(FORMS)) == 1, element
            assert len(objects(law, element, "dimension")) == 1, element
            assert values(law, element), element
            assert objects(law, element, "wasDerivedFrom"), element
            assert languages(law, element) == ["en", "nl"], element


def test_what_a_person_must_judge_is_a_verdict(law: ox.Store, norms: list[ox.NamedNode]) -> None:
    judged = {"necessity", "privacyHarm", "relevance", "suspicion", "taskImpeded", "recipientAuthority"}
    for norm in norms:
        for element in elements(law, norm):
            [dimension] = objects(law, element, "dimension")
            is_verdict = "VerdictElement" in kinds(law, element)
            assert is_verdict is (dimension.value.removeprefix(GS) in judged), element


@pytest.mark.parametrize("slug", sorted(READ))
def test_a_norm_is_as_the_article_has_it(law: ox.Store, slug: str) -> None:
    expected = {line.strip() for line in READ[slug].strip().splitlines()}
    assert lines(law, ox.NamedNode(f"{ID}norm/{slug}")) == expected


def test_what_lives_on_under_another_letter_or_in_other_words_is_linked(
    law: ox.Store, norms: list[ox.NamedNode]
) -> None:
    links = {(slug_of(norm), slug_of(later)) for norm in norms for later in objects(law, norm, "continuedAs")}
    assert links == CONTINUED


@pytest.mark.parametrize(("old", "new"), sorted(CONTINUED))
def test_a_norm_and_what_continues_it_are_read_in_different_versions(law: ox.Store, old: str, new: str) -> None:
    before, after = (years(law, ox.NamedNode(f"{ID}norm/{slug}")) for slug in (old, new))
    assert before
    assert after
    assert max(before) < min(after)


def test_two_contents_of_one_letter_are_told_apart_by_version(law: ox.Store) -> None:
    found = {slug_of(norm): years(law, norm) for norm in resting(law, provision("PW 64/1/p").value)}
    assert found == {
        "pw-minister-inburgering-to-college": {"2018-05-25", "2019-07-01"},
        "pw-childcare-register-to-college": {"2026-07-01"},
    }


def test_a_state_that_a_norm_is_read_from_is_of_a_version_it_is_read_in(
    law: ox.Store, norms: list[ox.NamedNode]
) -> None:
    for norm in norms:
        versions = {node.value for node in objects(law, norm, "readIn")}
        states = {
            node.value.partition("/art/")[0]
            for node in objects(law, norm, "wasDerivedFrom")
            if node.value.partition("/art/")[0].count("-") == 2
        }
        assert not versions or states <= versions, norm


def test_the_bar_of_article_67_stops_every_provision_of_paragraph_1(law: ox.Store) -> None:
    under = resting(law, f"{ID}bwb/BWBR0015703/art/67/lid/1/")
    assert len(under) == 15
    assert objects(law, ox.NamedNode(f"{ID}norm/pw-no-disproportionate-harm"), "bars") == under


def test_the_bodies_of_article_64_must_provide_on_request_only(law: ox.Store) -> None:
    under = resting(law, f"{ID}bwb/BWBR0015703/art/64/lid/1/")
    modalities = {line for norm in under for line in lines(law, norm) if " gs:m" in line}
    assert len(under) == 24
    assert modalities == {"must gs:must gs:onRequest"}


def test_the_two_readings_of_cak_and_nza_differ_in_the_purpose_alone(law: ox.Store) -> None:
    norm = f"{ID}norm/pw-provide-to-cak-and-nza"
    wide, narrow = (
        set(objects(law, ox.NamedNode(f"{norm}/reading/{name}"), "element"))
        for name in ("zvw-purpose-for-insurers-only", "zvw-purpose-for-all")
    )
    assert narrow - wide == {ox.NamedNode(f"{norm}/element/task")}
    assert wide < narrow


def test_a_decree_without_text_holds_no_version(law: ox.Store) -> None:
    decree = ox.NamedNode(f"{ID}stb/2020/240")
    member = ox.NamedNode(PREFIXES["eli"] + "is_member_of")
    assert kinds(law, decree) == {"Decree"}
    assert list(law.quads_for_pattern(None, member, decree)) == []
