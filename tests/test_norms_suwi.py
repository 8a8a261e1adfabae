"""What Besluit and Regeling SUWI say on data, as the norms of `ACTS` have it."""

from __future__ import annotations

import norm_checks as checks
import pytest
from norm_checks import DELEGATION, LawLayer, last

ACTS = {"besluit-suwi": 74, "regeling-suwi": 12}
"""The act files of this part, and how many norms each has."""

FIRST, LATER = {"2019-01-01"}, {"2026-05-02"}
BAILIFF = "norm/besluit-suwi-uwv-to-bailiff"
SPECIAL = "norm/besluit-suwi-no-systematic-special-categories"
HEALTH = "norm/besluit-suwi-systematic-health-data-for-reintegration"

SCOPE = {
    "Besluit SUWI": """
        5.2a/1 5.2a/2 5.2a/3 5.2a/4 5.2b/1 5.2b/2 5.2b/3 5.3 5.4 5.4a 5.4a//a 5.4a//b 5.4a//c 5.4a//d 5.4a//e 5.5/1
        5.5/2 5.5a 5.5b/1 5.5b/2 5.6 5.7//a 5.7//b 5.7//c 5.7//d 5.7//e 5.7//f 5.7//g 5.9/1/a 5.9/1/b 5.9/1/c 5.9/1/d
        5.9/1/e 5.9/1/f 5.9/1/g 5.9/1/h 5.9/1/i 5.9/2 5.9/3 5.9/4 5.9/5 5.10 5.11 5.16 5.18/1 5.18/2 5.18/3 5.19 5.19//a
        5.19//b 5.20 5.20//a 5.20//b 5.20//c 5.20//d 5.21/1 5.21/1/a 5.21/1/b 5.21/1/c 5.21/1/d 5.21/2 5.21/3 5.21/4
        5.22/1 5.22/2 5.23/1 5.23/2 5.23/3 5.23/4 5.23a/1 5.23a/2 5.24/1 5.24/2 5.24/3 5.24/4""",
    "Regeling SUWI": """
        1.5/1 1.5/1/a 1.5/1/b 1.5/1/c 1.5/2 1.5/3 6.1/1 6.1/2 6.2/1 6.2/2 6.3 6.4/1 6.4/2 6.4/3 6.5 6.6/1 6.6/2""",
}
"""The provisions of these acts that were read, in any held version, down to lid and onderdeel."""

OF_ARTICLE = "part of what article 5.20 leaves to a ministerial regulation: data/law/delegated.ttl has it"
WITHOUT_NORM = {
    "Besluit SUWI 5.2a/3": DELEGATION,
    "Besluit SUWI 5.2a/4": DELEGATION,
    "Besluit SUWI 5.9/1/e": "a letter without words, in both versions",
    "Besluit SUWI 5.9/5": DELEGATION,
    "Besluit SUWI 5.20": DELEGATION,
    "Besluit SUWI 5.20//a": OF_ARTICLE,
    "Besluit SUWI 5.20//b": OF_ARTICLE,
    "Besluit SUWI 5.20//c": OF_ARTICLE,
    "Besluit SUWI 5.20//d": OF_ARTICLE,
    "Besluit SUWI 5.21/4": DELEGATION,
    "Besluit SUWI 5.22/2": DELEGATION,
    "Besluit SUWI 5.23/3": DELEGATION,
    "Besluit SUWI 5.23/4": DELEGATION,
    "Besluit SUWI 5.23a/2": DELEGATION,
    "Besluit SUWI 5.24/4": DELEGATION,
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
    (f"besluit-suwi-{old}", f"besluit-suwi-{new}")
    for old, new in (
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
    )
}
"""Norms of 2019 and what carries them on in 2026."""


def test_each_act_has_its_norms(law_layer: LawLayer) -> None:
    checks.counts_its_norms(law_layer, ACTS)


def test_a_provision_has_a_norm_or_a_reason_why_not(law_layer: LawLayer) -> None:
    checks.accounts_for_its_scope(law_layer, SCOPE, WITHOUT_NORM)


def test_no_norm_rests_on_a_provision_out_of_scope(law_layer: LawLayer) -> None:
    checks.stays_in_its_scope(law_layer, ACTS, SCOPE)


@pytest.mark.parametrize("slug", sorted(READ))
def test_a_norm_is_as_the_article_has_it(law_layer: LawLayer, slug: str) -> None:
    checks.is_as_the_article_has_it(law_layer, slug, READ[slug])


def test_what_lives_on_under_another_number_or_in_other_words_is_linked(law_layer: LawLayer) -> None:
    checks.carries_on(law_layer, ACTS, CONTINUED)


def test_what_stands_under_5_9_3_differs_by_version(law_layer: LawLayer) -> None:
    workers = "norm/besluit-suwi-uwv-to-minister-on-childcare-workers"
    assert {norm: law_layer.years(norm) for norm in law_layer.resting("Besluit SUWI 5.9/3")} == {
        BAILIFF: FIRST,
        workers: LATER,
    }
    assert law_layer.resting("Besluit SUWI 5.9/4") == [f"{workers}-earlier"]
    assert law_layer.values(BAILIFF, "continuedAs") == []


def test_5_4a_is_read_in_2026_only(law_layer: LawLayer) -> None:
    under = law_layer.resting("Besluit SUWI 5.4a")
    assert len(under) == 6
    assert all(law_layer.years(norm) == LATER for norm in under)
    assert law_layer.values("bwb/BWBR0013267/2019-01-01/art/5.4a", "presence") == ["gs:heldAndAbsent"]


def test_5_11_bars_all_that_5_7_and_5_9_provide(law_layer: LawLayer) -> None:
    provided = sorted(law_layer.resting("Besluit SUWI 5.7") + law_layer.resting("Besluit SUWI 5.9"))
    bars = law_layer.resting("Besluit SUWI 5.11")
    assert len(bars) == 3
    assert len(provided) == 24
    for bar in set(bars) - {HEALTH}:
        assert law_layer.values(bar, "bars") == provided
    assert law_layer.values(HEALTH, "bars") == [SPECIAL]


def test_the_bar_on_special_categories_covers_each_and_health_has_its_way_back(law_layer: LawLayer) -> None:
    names = "belief biometric ethnic-origin genetic health political-opinion racial-origin sex-life"
    special = [*(f"data/{name}" for name in names.split()), "data/trade-union-membership"]
    assert law_layer.values(f"{SPECIAL}/element/data", "accepts") == special
    assert law_layer.values(f"{HEALTH}/element/data", "accepts") == ["data/health"]


def test_the_two_readings_of_5_18_1_differ_in_the_paragraph_alone(law_layer: LawLayer) -> None:
    number, words = (
        set(law_layer.values(f"norm/besluit-suwi-data-for-reintegration-company/reading/{name}", "element"))
        for name in ("by-number", "by-words")
    )
    assert {last(element) for element in number ^ words} == {"by-number", "by-words"}


def test_the_diagnosis_code_is_health_data_and_judicial_data_are_criminal(law_layer: LawLayer) -> None:
    assert "SpecialCategory" in law_layer.kinds("data/diagnosis-code")
    assert "CriminalCategory" in law_layer.kinds("data/judicial")
    assert "data/diagnosis" in law_layer.values("data/diagnosis-code", "skos:broader")


def test_no_content_of_an_annex_is_held(law_layer: LawLayer) -> None:
    states = [state for state in law_layer.having("presence", "gs:notHeld") if "/annex/" in state]
    of_annexes = [node for node in law_layer.having("stateOf") if "/annex/" in node]
    assert len(states) == 7
    assert states == of_annexes


def test_rules_of_the_act_and_of_the_decree_meet(law_layer: LawLayer) -> None:
    filled = {rules for norm in law_layer.norms_of(ACTS) for rules in law_layer.values(norm, "fillsIn")}
    assert {f"delegated/{name}" for name in ("pw-53a-1", "suwi-62-4", "suwi-73-7", "suwi-73-12")} <= filled
    for rules in filled:
        assert law_layer.kinds(rules) == {"DelegatedRules"}, rules
        assert law_layer.values(rules, "madeIn"), rules
