"""What the statutes say, as the norms of data/law have it.

The queries are in tests/norms: one file per question on an element of five norms (`<norm>.<question>.rq`), in
`across/` questions over all norms, in `never/` what may have no rows.
"""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import norm_checks as checks
import pyoxigraph as ox
import pytest
import test_norms_care
import test_norms_general
import test_norms_suwi
import test_norms_work
import test_norms_youth
from norm_checks import NORM_FILES, LawLayer, last, short

from grondslag.rdf import parse_file

PARTS = (test_norms_care, test_norms_general, test_norms_suwi, test_norms_work, test_norms_youth)
"""The tests of a part of the law: they name their act files, provisions, norms as read, and what carries on what."""

TESTS = Path(__file__).resolve().parent
QUERIES = TESTS / "norms"
Row = tuple[str | None, ...]

EXPECTED: dict[str, list[Row]] = {
    "pw-65-2-b.content": [("gs:noObjectionToThisProvision",)],
    "pw-65-2-b.declarant": [("gs:personConcerned",)],
    "pw-65-2-b.form": [("gs:inWriting",)],
    "pw-65-2-b.lifts": [("norm/pw-secrecy", "PW art. 65 lid 1")],
    "pw-65-2-b.secrecy-from-which-work": [("task/pw",)],
    "pw-65-2-b.secrecy-of-which-data": [("data/personal",)],
    "pw-65-2-b.secrecy-of-whom": [("party/een-ieder",)],
    "pw-65-2-b.siblings": [
        ("norm/jw-secrecy-gives-way-to-supervision-order", "Jeugdwet art. 7.3.11 lid 4"),
        ("norm/pw-disclosure-by-statutory-duty", "PW art. 65 lid 2 onder a"),
        ("norm/pw-disclosure-for-execution", "PW art. 65 lid 1"),
        ("norm/pw-disclosure-not-traceable", "PW art. 65 lid 2 onder c"),
        ("norm/pw-disclosure-under-act", "PW art. 65 lid 1"),
        ("norm/pw-use-within-one-body", "PW art. 65 lid 1"),
        ("norm/wmo-secrecy-yields-to-veilig-thuis", "Wmo 2015 art. 5.2.6"),
    ],
    "pw-67-1-a.bar": [("norm/pw-no-disproportionate-harm", "PW art. 67 lid 3", "gs:disproportionate")],
    "pw-67-1-a.charge": [("gs:freeOfCharge",)],
    "pw-67-1-a.data": [("data/personal",)],
    "pw-67-1-a.extension": [("PW art. 67 lid 5",)],
    "pw-67-1-a.harm": [("gs:notDisproportionate", "PW art. 67 lid 3")],
    "pw-67-1-a.intermediary": [("party/bureau-informatiediensten-nederland",), ("party/inlichtingenbureau",)],
    "pw-67-1-a.modality": [("gs:may", "gs:ownInitiative"), ("gs:must", "gs:onRequest")],
    "pw-67-1-a.origin": [("task/pw",)],
    "pw-67-1-a.provider": [("party/college",)],
    "pw-67-1-a.recipient": [("party/svb",), ("party/uwv",)],
    "pw-67-1-a.reservation": [("bwb/BWBR0011823/art/107",)],
    "pw-67-1-a.task": [("task/suwi",), ("task/wet-suwi",)],
    "uavg-30-1-b.actor": [
        ("party/bestuursorgaan",),
        ("party/instelling-te-hunnen-behoeve",),
        ("party/pensioenfonds",),
        ("party/werkgever",),
    ],
    "uavg-30-1-b.cause": [("cause/illness",), ("cause/incapacity-for-work",)],
    "uavg-30-1-b.data": [("data/health",)],
    "uavg-30-1-b.exception": [
        ("norm/avg-special-categories", "AVG art. 9 lid 1", "eu-gdpr:A9-2-b"),
        ("norm/uavg-special-categories", "UAVG art. 22 lid 1", "eu-gdpr:A9-2-b"),
    ],
    "uavg-30-1-b.necessity": [("gs:necessary",)],
    "uavg-30-1-b.purpose": [("purpose/guidance",), ("purpose/re-integration",)],
    "uavg-30-1-b.secrecy": [
        ("gs:agreement", "UAVG art. 30 lid 4"),
        ("gs:office", "UAVG art. 30 lid 4"),
        ("gs:profession", "UAVG art. 30 lid 4"),
        ("gs:statute", "UAVG art. 30 lid 4"),
    ],
    "uavg-30-1-b.subject": [("subject/uitkeringsgerechtigde",), ("subject/werknemer",)],
    "wgs-8d.actor": [("party/college",)],
    "wgs-8d.data": [("data/personal",)],
    "wgs-8d.in-the-act": [
        ("2017-04-01", "gs:heldAndAbsent"),
        ("2021-01-01", "gs:held"),
        ("2026-07-01", "gs:held"),
    ],
    "wgs-8d.modality": [("gs:may", None)],
    "wgs-8d.necessity": [("gs:necessary",)],
    "wgs-8d.origin": [("task/jeugdwet",), ("task/pw",), ("task/wmo",)],
    "wgs-8d.same-college": [("gs:actor",)],
    "wgs-8d.subject": [("subject/inwoner",)],
    "wgs-8d.task": [("task/wgs",)],
    "wmo-5-2-1-1-c.data": [("data/health",), ("data/personal",)],
    "wmo-5-2-1-1-c.modality": [("gs:may", None)],
    "wmo-5-2-1-1-c.necessity": [("gs:necessary",)],
    "wmo-5-2-1-1-c.origin": [
        ("norm/wmo-provide-care-data-to-svb", "party/zorgaanbieder"),
        ("norm/wmo-provide-care-data-to-svb", "party/zorgverzekeraar"),
        ("norm/wmo-provide-ciz-data-to-svb", "party/ciz"),
    ],
    "wmo-5-2-1-1-c.provider": [("party/college",)],
    "wmo-5-2-1-1-c.readings": [
        (
            "norm/wmo-provide-care-data-to-svb/reading/text",
            "gs:explicitConsentForProvisionToCollege",
            "gs:personConcerned",
        ),
        (
            "norm/wmo-provide-ciz-data-to-svb/reading/consent-for-every-origin",
            "gs:explicitConsentForProvisionToCollege",
            "gs:personConcerned",
        ),
        ("norm/wmo-provide-ciz-data-to-svb/reading/consent-where-5-2-5-asks-it", None, None),
    ],
    "wmo-5-2-1-1-c.recipient-provision": [
        ("Wmo 2015 art. 5.2.1 lid 1 onder c", "gs:acquiredFrom"),
        ("Wmo 2015 art. 5.2.1 lid 2 onder c", "dpv:hasRecipient"),
    ],
    "wmo-5-2-1-1-c.recipient": [("party/svb",)],
    "wmo-5-2-1-1-c.task": [("task/wmo-2.6.2",)],
}

FIVE = {
    "pw-67-1-a": ["norm/pw-provide-to-uwv-svb"],
    "pw-65-2-b": ["norm/pw-disclosure-without-objection"],
    "wmo-5-2-1-1-c": ["norm/wmo-provide-care-data-to-svb", "norm/wmo-provide-ciz-data-to-svb"],
    "uavg-30-1-b": ["norm/uavg-health-data-for-reintegration"],
    "wgs-8d": ["norm/wgs-reuse-for-debt-help"],
}
KINDS = {
    "Bar": 110,
    "ConferralPower": 8,
    "Deadline": 34,
    "Definition": 86,
    "Duty": 218,
    "Exception": 107,
    "Gateway": 267,
    "IdentifierPermission": 26,
    "IdentifierUseRule": 16,
    "Lifting": 43,
    "Permission": 22,
    "ProcessingPower": 84,
    "Prohibition": 23,
    "ReusePower": 14,
    "Right": 39,
    "SecrecyDuty": 14,
    "Task": 31,
}
ACTS = {
    "AVG": 1,
    "Archiefwet 1995": 1,
    "Awb": 2,
    "BW 7": 1,
    "Besluit Jeugdwet": 2,
    "Besluit SUWI": 2,
    "Besluit gemeentelijke schuldhulpverlening": 0,
    "Gemeentewet": 0,
    "Grondwet": 0,
    "Jeugdwet": 2,
    "PW": 3,
    "Regeling Jeugdwet": 1,
    "Regeling SUWI": 1,
    "UAVG": 3,
    "Uitvoeringsbesluit Wmo 2015": 2,
    "Vw 2000": 0,
    "Wabb": 1,
    "Wbp": 1,
    "Wet BRP": 1,
    "Wet SUWI": 2,
    "Wet inburgering": 0,
    "Wet inburgering 2021": 2,
    "Wgr": 2,
    "Wgs": 3,
    "Wlz": 2,
    "Wmo 2015": 2,
    "Wob": 0,
    "Woo": 0,
    "Wsw": 0,
    "Zvw": 1,
}
JUDGED = {
    *("gs:capacity", "gs:compatibility", "gs:consentAsking", "gs:consideration", "gs:controlNeed", "gs:disclosureRisk"),
    *("gs:identifierChecked", "gs:interestOfPerson", "gs:lawfulAcquisition", "gs:necessity", "gs:privacyHarm"),
    *("gs:privacyHarmOfOther", "gs:professionalStandard", "gs:proportionality", "gs:publicInterest"),
    *("gs:refusalAssessment", "gs:relevance", "gs:retentionInterest", "gs:riskAssessment", "gs:riskLevel"),
    *("gs:suspicion", "gs:taskImpeded", "gs:traceability", "gs:weightyInterest"),
}
JUDGED_IN_SOME_TERMS = {
    *("gs:availability", "gs:circumstance", "gs:measure", "gs:protectedInterest", "gs:recipientAuthority"),
    "gs:safeguards",
}
"""Here the term decides: encryption is a fact, security that is fitting a judgement."""
NEVER = sorted(file.stem for file in (QUERIES / "never").glob("*.rq"))


@pytest.fixture(scope="module")
def law(law_layer: LawLayer) -> ox.Store:
    """The law layer with all terms, in one graph."""
    return law_layer.store


@pytest.fixture(scope="module")
def broken() -> ox.Store:
    """A sound norm, and for each rule of `never/` a node that breaks it."""
    store = ox.Store()
    store.extend(parse_file(QUERIES / "broken.ttl"))
    return store


def rows(store: ox.Store, name: str) -> list[Row]:
    """The rows of a query of tests/norms, with short names for our own IRIs."""
    found = store.query((QUERIES / f"{name}.rq").read_text(encoding="utf-8"))
    assert isinstance(found, ox.QuerySolutions)
    return [tuple(None if value is None else short(value) for value in row) for row in found]


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_an_element_is_as_the_statute_has_it(law: ox.Store, name: str) -> None:
    assert rows(law, name) == EXPECTED[name]


def test_no_query_is_left_out_or_without_rows() -> None:
    assert {file.stem for file in QUERIES.glob("*.rq")} == set(EXPECTED)
    assert all(EXPECTED.values())


@pytest.mark.parametrize("name", FIVE)
def test_every_dimension_of_the_norm_has_its_question(law: ox.Store, name: str) -> None:
    asked = " ".join(file.read_text(encoding="utf-8") for file in QUERIES.glob(f"{name}.*.rq"))
    dimensions = {str(dimension) for norm, dimension in rows(law, "across/dimensions") if norm in FIVE[name]}
    assert dimensions
    assert {dimension for dimension in dimensions if not re.search(rf"{dimension}\b", asked)} == set()


def test_the_two_readings_differ_in_consent_alone(law: ox.Store) -> None:
    readings: dict[str, set[str]] = {}
    for reading, element in rows(law, "across/elements-of-readings"):
        readings.setdefault(last(reading), set()).add(last(element))
    wide, narrow = readings["consent-for-every-origin"], readings["consent-where-5-2-5-asks-it"]
    assert wide - narrow == {"consent", "consent-by"}
    assert narrow < wide


def test_outsourcing_and_mandate_are_no_delegation(law: ox.Store) -> None:
    assert rows(law, "across/conferrals") == [
        ("Awb art. 10:3 lid 1", "gs:mandate"),
        ("Awb art. 10:5 lid 1", "gs:mandate"),
        ("Awb art. 10:9 lid 1", "gs:mandate"),
        ("PW art. 7 lid 4", "gs:mandate"),
        ("PW art. 7 lid 4", "gs:outsourcing"),
        ("Wgr art. 30 lid 1", "gs:delegation"),
        ("Wgr art. 8 lid 4", "gs:mandate"),
    ]


def test_own_secrecy_under_uavg_30_4_is_for_who_is_not_bound_yet_and_yields_for_every_paragraph(law: ox.Store) -> None:
    assert rows(law, "across/uavg-30-4") == [
        ("norm/uavg-health-data-secrecy", "gs:otherSecrecyDuty", "act/no-other-secrecy-duty"),
        ("norm/uavg-health-data-secrecy-need-of-task", "gs:recipientAuthority", "bwb/BWBR0040940/art/30/lid/1"),
        ("norm/uavg-health-data-secrecy-need-of-task", "gs:recipientAuthority", "bwb/BWBR0040940/art/30/lid/2"),
        ("norm/uavg-health-data-secrecy-need-of-task", "gs:recipientAuthority", "bwb/BWBR0040940/art/30/lid/3"),
    ]


def test_any_rule_of_the_act_itself_lifts_secrecy_and_no_list_of_two(law: ox.Store) -> None:
    assert rows(law, "across/pw-65-1-under-the-act") == [
        ("gs:Duty", "bwb/BWBR0015703"),
        ("gs:Gateway", "bwb/BWBR0015703"),
        ("gs:ReusePower", "bwb/BWBR0015703"),
    ]


def test_data_may_be_provided_on_request_for_research_or_statistics(law: ox.Store) -> None:
    assert rows(law, "across/pw-65-3") == [
        ("gs:Gateway", "party/derde", "purpose/scientific-research", "gs:may", "gs:onRequest"),
        ("gs:Gateway", "party/derde", "purpose/statistics", "gs:may", "gs:onRequest"),
    ]


def test_the_aliens_act_is_an_element_of_every_provision_of_article_67(law: ox.Store) -> None:
    found = rows(law, "across/without-prejudice")
    assert len(found) == 15
    assert {(kept, said) for _, kept, said in found} == {("bwb/BWBR0011823/art/107", None)}


def test_consent_of_unnamed_kind_is_one_term_that_is_broader_than_each_kind(law: ox.Store, law_layer: LawLayer) -> None:
    found = rows(law, "across/consent-kinds")
    elements = [element for element, _, _ in found]
    assert len(elements) == len(set(elements))
    assert ("norm/jw-disclosure-with-consent-2019/element/consent", "gs:kindOfConsentNotNamed", None) in found
    kinds = {kind for _, kind, _ in found}
    assert {"gs:explicitConsent", "gs:unambiguousConsent", "gs:kindOfConsentNotNamed", "gs:noConsent"} <= kinds
    narrower = law_layer.having("skos:broader", "gs:kindOfConsentNotNamed")
    assert narrower == ["gs:explicitConsent", "gs:unambiguousConsent"]


def test_some_information_is_due_only_where_it_occurs(law: ox.Store) -> None:
    told: dict[str, list[str]] = {}
    for norm, information in rows(law, "across/tell-where-it-occurs"):
        told.setdefault(last(norm), []).append(last(information))
    collecting = ["automated", "dpo", "interests", "recipients", "transfer", "withdrawal"]
    assert told == {
        "avg-inform-new-purpose-when-collecting": ["further-of-paragraph-2"],
        "avg-inform-new-purpose-when-obtained-elsewhere": ["further-of-paragraph-2"],
        "avg-inform-when-collecting": collecting,
        "avg-inform-when-obtained-elsewhere": collecting,
        "avg-right-access": ["automated", "source"],
        "wbp-inform-when-collecting": ["further-for-proper-processing"],
        "wbp-inform-when-obtained-elsewhere": ["further-for-proper-processing"],
        "wbp-right-access": ["logic"],
    }


def test_that_an_administrative_authority_is_a_government_body_is_one_of_two_readings(law: ox.Store) -> None:
    found = rows(law, "across/wabb-10")
    assert {(last(reading), last(actor)) for reading, actor, _ in found} == {
        ("administrative-authorities-included", "bestuursorgaan"),
        ("administrative-authorities-included", "overheidsorgaan"),
        ("word-as-it-stands", "overheidsorgaan"),
    }
    # Articles 11 and 13 of the chapter are a duty to use the number and a right against others: no conditions.
    assert {rule for _, _, rule in found} == {"Wabb art. 10", "Wabb art. 12"}


def test_a_use_rule_grants_no_permission(law: ox.Store) -> None:
    assert rows(law, "across/identifier-use-rules") == [
        ("Jeugdwet art. 7.1.4.2 lid 2", "gs:IdentifierPermission"),
        ("PW art. 68 lid 1", "gs:IdentifierPermission"),
        ("UAVG art. 46", "gs:IdentifierPermission"),
        ("UAVG art. 46 lid 1", "gs:IdentifierPermission"),
        ("Wbp art. 24 lid 1", "gs:IdentifierPermission"),
        ("Zvw art. 86 lid 4", "gs:IdentifierPermission"),
        ("Zvw art. 86 lid 5", "gs:IdentifierPermission"),
    ]


def test_article_22_forbids_and_paragraph_2_and_article_25_except(law: ox.Store) -> None:
    assert rows(law, "across/prohibition-and-exceptions") == [
        ("UAVG art. 22", "gs:Exception"),
        ("UAVG art. 22", "gs:Prohibition"),
        ("UAVG art. 25", "gs:Exception"),
    ]


def test_the_norms_are_counted_by_kind(law: ox.Store) -> None:
    assert {str(kind).removeprefix("gs:"): int(str(norms)) for kind, norms in rows(law, "across/kinds")} == KINDS


def test_every_act_has_titles_and_its_held_versions(law: ox.Store) -> None:
    assert {str(title): int(str(versions)) for title, versions in rows(law, "across/acts")} == ACTS


@pytest.mark.parametrize("name", NEVER)
def test_this_never_has_rows(law: ox.Store, name: str) -> None:
    assert rows(law, f"never/{name}") == []


@pytest.mark.parametrize("name", NEVER)
def test_a_rule_finds_what_breaks_it_and_no_sound_norm(broken: ox.Store, name: str) -> None:
    found = [node for (node,) in rows(broken, f"never/{name}")]
    assert f"broken/{name}" in found
    assert [node for node in found if str(node).startswith("sound/")] == []


def test_the_rules_are_all_there() -> None:
    assert len(NEVER) == 22


def test_what_only_a_person_can_judge_is_a_verdict(law: ox.Store) -> None:
    found = rows(law, "across/verdict-dimensions")
    judged, other = ({dimension for dimension, judged in found if judged == value} for value in ("true", "false"))
    assert judged - other == JUDGED
    assert judged & other == JUDGED_IN_SOME_TERMS


def test_every_act_file_is_covered_by_one_test_file() -> None:
    covered = [act for part in PARTS for act in part.ACTS]
    assert sorted(covered) == sorted(file.stem for file in NORM_FILES.glob("*.ttl"))


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_each_act_has_its_norms(law_layer: LawLayer, part: ModuleType) -> None:
    checks.counts_its_norms(law_layer, part.ACTS)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_a_provision_has_a_norm_or_a_reason_why_not(law_layer: LawLayer, part: ModuleType) -> None:
    checks.accounts_for_its_scope(law_layer, part.SCOPE, part.WITHOUT_NORM)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_no_norm_rests_on_a_provision_out_of_scope(law_layer: LawLayer, part: ModuleType) -> None:
    checks.stays_in_its_scope(law_layer, part.ACTS, part.SCOPE)


@pytest.mark.parametrize(("part", "slug"), [(part, slug) for part in PARTS for slug in sorted(part.READ)])
def test_a_norm_is_as_the_article_has_it(law_layer: LawLayer, part: ModuleType, slug: str) -> None:
    checks.is_as_the_article_has_it(law_layer, slug, part.READ[slug])


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_what_lives_on_under_another_number_or_in_other_words_is_linked(law_layer: LawLayer, part: ModuleType) -> None:
    # What carries on the Wbp stands in other acts; test_norms_general.py has it.
    checks.carries_on(law_layer, set(part.ACTS) - {"wbp"}, part.CONTINUED)
