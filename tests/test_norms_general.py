"""What AVG, UAVG, Wbp, Awb, Wgr, Wabb and Wet BRP say, as the norms of `ACTS` have it."""

from __future__ import annotations

import re

import norm_checks as checks
import pytest
from norm_checks import DELEGATION, LawLayer, places

ACTS = {"avg": 172, "uavg": 99, "wbp": 96, "wet-brp": 12, "wabb": 6, "awb": 32, "wgr": 30}
"""The act files of this part, and how many norms each has."""

SCOPE = {
    "AVG": """
        5/1/a 5/1/b 5/1/c 5/1/d 5/1/e 5/1/f 5/2 6/1 6/1/a 6/1/b 6/1/c 6/1/d 6/1/e 6/1/f 6/2 6/3 6/3/a 6/3/b 6/4 6/4/a
        6/4/b 6/4/c 6/4/d 6/4/e 7/1 7/2 7/3 7/4 8/1 8/2 8/3 9/1 9/2/a 9/2/b 9/2/c 9/2/d 9/2/e 9/2/f 9/2/g 9/2/h 9/2/i
        9/2/j 9/3 9/4 10 11/1 11/2 12/1 12/2 12/3 12/4 12/5 12/5/a 12/5/b 12/6 12/7 12/8 13/1 13/1/a 13/1/b 13/1/c
        13/1/d 13/1/e 13/1/f 13/2 13/2/a 13/2/b 13/2/c 13/2/d 13/2/e 13/2/f 13/3 13/4 14/1 14/1/a 14/1/b 14/1/c 14/1/d
        14/1/e 14/1/f 14/2 14/2/a 14/2/b 14/2/c 14/2/d 14/2/e 14/2/f 14/2/g 14/3/a 14/3/b 14/3/c 14/4 14/5/a 14/5/b
        14/5/c 14/5/d 15/1 15/1/a 15/1/b 15/1/c 15/1/d 15/1/e 15/1/f 15/1/g 15/1/h 15/2 15/3 15/4 16 17/1 17/1/a 17/1/b
        17/1/c 17/1/d 17/1/e 17/1/f 17/2 17/3 17/3/a 17/3/b 17/3/c 17/3/d 17/3/e 18/1 18/1/a 18/1/b 18/1/c 18/1/d 18/2
        18/3 19 20/1 20/1/a 20/1/b 20/2 20/3 20/4 21/1 21/2 21/3 21/4 21/5 21/6 22/1 22/2 22/2/a 22/2/b 22/2/c 22/3 22/4
        24/1 24/2 24/3 25/1 25/2 25/3 26/1 26/2 26/3 28/1 28/2 28/3 28/3/a 28/3/b 28/3/c 28/3/d 28/3/e 28/3/f 28/3/g
        28/3/h 28/4 28/5 28/6 28/7 28/8 28/9 28/10 29 30/1 30/1/a 30/1/b 30/1/c 30/1/d 30/1/e 30/1/f 30/1/g 30/2 30/2/a
        30/2/b 30/2/c 30/2/d 30/3 30/4 30/5 32/1 32/1/a 32/1/b 32/1/c 32/1/d 32/2 32/3 32/4 33/1 33/2 33/3 33/3/a 33/3/b
        33/3/c 33/3/d 33/4 33/5 34/1 34/2 34/3 34/3/a 34/3/b 34/3/c 34/4 35/1 35/2 35/3 35/3/a 35/3/b 35/3/c 35/4 35/5
        35/6 35/7 35/7/a 35/7/b 35/7/c 35/7/d 35/8 35/9 35/10 35/11 36/1 36/2 36/3 36/3/a 36/3/b 36/3/c 36/3/d 36/3/e
        36/3/f 36/4 36/5 37/1 37/1/a 37/1/b 37/1/c 37/2 37/3 37/4 37/5 37/6 37/7 38/1 38/2 38/3 38/4 38/5 38/6 39/1
        39/1/a 39/1/b 39/1/c 39/1/d 39/1/e 39/2 44 45/1 45/2/a 45/2/b 45/2/c 45/3 45/4 45/5 45/6 45/7 45/8 45/9 46/1
        46/2/a 46/2/b 46/2/c 46/2/d 46/2/e 46/2/f 46/3 46/3/a 46/3/b 46/4 46/5 47/1 47/1/a 47/1/b 47/1/c 47/2 47/2/a
        47/2/b 47/2/c 47/2/d 47/2/e 47/2/f 47/2/g 47/2/h 47/2/i 47/2/j 47/2/k 47/2/l 47/2/m 47/2/n 47/3 48 49/1 49/1/a
        49/1/b 49/1/c 49/1/d 49/1/e 49/1/f 49/1/g 49/2 49/3 49/4 49/5 49/6 50//a 50//b 50//c 50//d""",
    "UAVG": """
        1 5/1 5/2 5/3 5/3/a 5/3/b 5/3/c 5/4 5/4/a 5/4/b 5/4/c 5/5 5/6 5/7 22/1 22/2/a 22/2/b 22/2/c 22/2/d 22/2/e 23//a
        23//b 23//c 23a/1 23a/2 24//a 24//b 24//c 24//d 25//a 25//b 25//b/1 25//b/2 25//b/3 26 27/1 27/2 28/1 28/2
        28/2/a 28/2/b 28/2/b/1 28/2/b/2 28/3 29 30/1/a 30/1/b 30/2/a 30/2/b 30/2/c 30/3/a 30/3/b/1 30/3/b/2 30/4 30/5
        30/6 30a/1/a 30a/1/b 30a/2 30a/3 30a/4 30a/5 30a/6 30b/1 30b/2 31 32//a 32//b 32//c 32//d 32//e 32//f 33/1/a
        33/1/b 33/1/b/1 33/1/b/2 33/1/c 33/2 33/2/a 33/2/b 33/3 33/4/a 33/4/b 33/4/c 33/5 33/6 41/1 41/1/a 41/1/b 41/1/c
        41/1/d 41/1/e 41/1/f 41/1/g 41/1/h 41/1/i 41/1/j 41/2 41/2/a 41/2/b 41/2/c 41/2/d 41/2/e 41/2/f 41/2/g 41/2/h 42
        43/1 43/2 43/2/a 43/2/b 43/2/c 43/2/d 43/2/e 43/2/f 43/3 44 46 46/1 46/2 47/1 47/2""",
    "Wbp": """
        6 7 8 8//a 8//b 8//c 8//d 8//e 8//f 9/1 9/2 9/2/a 9/2/b 9/2/c 9/2/d 9/2/e 9/3 9/4 10/1 10/2 11/1 11/2 12/1 12/2
        13 14/1 14/2 14/3 14/3/a 14/3/b 14/3/c 14/4 14/5 16 17/1/a 17/1/b 17/1/c 17/2 17/2/a 17/2/b 17/3 18//a 18//b
        18//b/1 18//b/2 18//b/3 19/1/a 19/1/b 19/2 20/1 20/2 21/1/a 21/1/b/1 21/1/b/2 21/1/c 21/1/d 21/1/e 21/1/f/1
        21/1/f/2 21/2 21/3 21/4 21/4/a 21/4/b 21/5 22/1 22/2/a 22/2/b 22/3 22/4/a 22/4/b 22/4/c 22/5 22/6 22/7 22/8
        23/1/a 23/1/b 23/1/c 23/1/d 23/1/e 23/1/f 23/1/g 23/2 23/2/a 23/2/b 23/2/c 23/2/d 23/3 24/1 24/2 33/1 33/2 33/3
        34/1 34/1/a 34/1/b 34/2 34/3 34/4 34/5 34a/1 34a/2 34a/3 34a/4 34a/5 34a/6 34a/7 34a/8 34a/9 34a/10 34a/11
        34a/12 35/1 35/2 35/3 35/4 36/1 36/2 36/3 36/4 36/5 43 43//a 43//b 43//c 43//d 43//e""",
    "Wet BRP": """
        1.7/1 1.7/2 1.7/2/a 1.7/2/b 1.7/2/c 1.7/2/d 3.2/1 3.2/2 3.2/3 3.2/4 3.2/5 3.2/6 3.2/7 3.2/8 3.2/9 3.5/1 3.5/2
        3.5/3 3.5/4""",
    "Wabb": """
        10 11/1 11/2 11/2/a 11/2/b 12 13""",
    "Awb": """
        2:5/1 2:5/2 10:1 10:2 10:3/1 10:3/2 10:3/2/a 10:3/2/b 10:3/2/c 10:3/3 10:3/4 10:4/1 10:4/2 10:5/1 10:5/2 10:6/1
        10:6/2 10:7 10:8/1 10:8/2 10:9/1 10:9/2 10:10 10:11/1 10:11/2 10:12 10:13 10:14 10:15 10:16/1 10:16/2 10:17
        10:18 10:19""",
    "Wgr": """
        1/1 1/2 1/3 1/4 1/5 8/1 8/2 8/3 8/4 10/1 10/2 10/3 10/4 10/5 10/6 10/7 10/8 30/1 30/1/a 30/1/b 30/2 30/3""",
}
"""The provisions of these acts that were read, in any held version, down to lid and onderdeel."""

WITHIN = "an element of the norm on its lid has it"
STATES = "addressed to member states, the Commission or supervisors among themselves: no party of a flow"
CODES = "a code of conduct or certificate can help to show compliance; articles 40 and 42 are not held"
IN_ONE = "one element: the norm on 47(1)(c) asks for all parts of paragraph 2"
REASONS: dict[str, dict[str, str]] = {
    "leaves the contract law of member states as it is: no rule on data": {"AVG": "8/3"},
    WITHIN: {
        "AVG": """
            13/1/a 13/1/b 13/1/c 13/1/d 13/1/e 13/1/f 13/2/a 13/2/b 13/2/c 13/2/d 13/2/e 13/2/f 14/1/a 14/1/b 14/1/c
            14/1/d 14/1/e 14/1/f 14/2/a 14/2/b 14/2/c 14/2/d 14/2/e 14/2/f 14/2/g 28/3/a 28/3/b 28/3/c 28/3/d 28/3/e
            28/3/f 28/3/g 28/3/h"""
    },
    STATES: {
        "AVG": """
            6/2 9/4 35/6 36/4 36/5 45/2/a 45/2/b 45/2/c 45/4 45/5 45/6 45/7 45/8 45/9 46/4 46/5 47/3 50//a 50//b 50//c
            50//d"""
    },
    CODES: {"AVG": "24/3 25/3 28/5 32/3"},
    IN_ONE: {
        "AVG": "47/2/a 47/2/b 47/2/c 47/2/d 47/2/e 47/2/f 47/2/g 47/2/h 47/2/i 47/2/j 47/2/k 47/2/l 47/2/m 47/2/n",
    },
    DELEGATION: {
        "AVG": "12/8 45/3",
        "UAVG": "30/6 30a/5 46/2",
        "Wbp": "21/5 22/8 24/2 34a/12",
        "Wet BRP": "3.2/7",
    },
}
WITHOUT_NORM = {place: reason for reason, scope in REASONS.items() for place in places(scope)}
"""Provisions that no norm rests on, with the reason."""

READ = {
    "avg-compatibility-assessment": """
        consequences-for-data-subject gs:consideration consideration/consequences-for-data-subject
        context-of-collection gs:consideration consideration/context-of-collection
        link-between-purposes gs:consideration consideration/link-between-purposes
        must gs:must -
        nature-of-data gs:consideration consideration/nature-of-data
        no-consent gs:consent gs:noConsent
        no-law gs:circumstance circumstance/no-law-for-objective-of-article-23
        role gs:role dpv:DataController
        safeguards-such-as-pseudonymisation gs:consideration
            consideration/safeguards-such-as-pseudonymisation
        situation gs:circumstance circumstance/other-purpose""",
    "avg-special-vital-interests": """
        data dpv:hasPersonalData data/belief data/biometric data/ethnic-origin data/genetic data/health
            data/political-opinion data/racial-origin data/sex-life data/trade-union-membership
        interest gs:protectedInterest interest/vital-interest
        necessity gs:necessity gs:necessary
        situation gs:circumstance circumstance/unable-to-consent""",
    "avg-answer-request-within-month": """
        form gs:requiredForm form/electronic-if-asked-electronically
        moment gs:provisionMoment moment/month-after-request
        must-on-req gs:must gs:onRequest
        right gs:rightConcerned right/access right/automated-decision right/erasure
            right/notice-to-recipients right/objection right/portability right/rectification
            right/restriction
        role gs:role dpv:DataController""",
    "avg-report-breach-to-authority": """
        addressee gs:addressee party/toezichthoudende-autoriteit
        moment gs:notificationMoment moment/72-hours-after-knowledge
        must gs:must -
        reasons-for-delay gs:content content/reasons-for-delay
        risk gs:riskLevel risk/not-unlikely
        role gs:role dpv:DataController
        situation gs:circumstance circumstance/personal-data-breach""",
    "avg-register-of-processor": """
        do gs:requiredConduct act/keep-register
        must gs:must -
        register-categories-of-processing gs:content content/register-categories-of-processing
        register-processor-identity gs:content content/register-processor-identity
        register-security-description gs:content content/register-security-description
        register-transfers gs:content content/register-transfers
        role gs:role dpv:DataProcessor""",
    "avg-transfer-public-register": """
        by-whom gs:requestedBy party/person-with-legitimate-interest
        consulting gs:circumstance circumstance/conditions-for-consulting-met
        destination gs:destination place/international-organisation place/third-country
        may gs:may -
        not-all gs:circumstance circumstance/not-entire-register
        register gs:acquiredFrom party/public-register
        role gs:role dpv:DataController
        situation gs:circumstance circumstance/no-adequacy-nor-safeguards""",
    "uavg-biometric-2026": """
        data dpv:hasPersonalData data/biometric
        interest gs:protectedInterest interest/weighty-interest-lawful-access
        necessity gs:necessity gs:necessary
        purpose dpv:hasPurpose purpose/authentication purpose/security""",
    "uavg-criminal-public-cooperation": """
        actor gs:actor party/public-law-cooperation
        data dpv:hasPersonalData data/criminal
        harm gs:privacyHarm gs:notDisproportionate
        necessity gs:necessity gs:necessary
        task gs:task task/of-the-cooperating-controllers""",
    "uavg-file-transfer-by-care-professional": """
        charge gs:charge gs:freeOfCharge
        data dpv:hasPersonalData data/medical-treatment-file
        may gs:may -
        provider dpv:hasDataExporter party/treating-care-professional
        purpose dpv:hasPurpose purpose/duty-to-keep-medical-file
        recipient dpv:hasRecipient party/hulpverlener-of-zorginstelling
        secrecy gs:personsBoundBySecrecyThrough gs:agreement gs:office gs:profession gs:statute""",
    "uavg-genetic-data-of-others-only-under-article-28": """
        data dpv:hasPersonalData data/genetic
        situation gs:circumstance circumstance/other-person-than-source""",
    "uavg-consent-of-representative-under-sixteen-2026": """
        age gs:ageOfPerson age/under-sixteen
        consent-by gs:consentBy gs:legalRepresentative
        meaning gs:citesProvision celex/32016R0679/art/4/onder/11
        must gs:must -
        situation gs:circumstance circumstance/article-8-does-not-apply""",
    "uavg-rights-by-child-or-representative": """
        age gs:ageOfPerson age/twelve-to-fifteen
        represented gs:representedBy gs:legalRepresentative gs:personConcerned
        right gs:rightConcerned right/access right/automated-decision right/erasure right/information
            right/notice-to-recipients right/objection right/portability right/rectification
            right/restriction""",
    "wbp-special-beside-health": """
        data dpv:hasPersonalData data/belief data/criminal data/ethnic-origin data/political-opinion
            data/racial-origin data/sex-life data/trade-union-membership data/unlawful-conduct-with-ban
        necessity gs:necessity gs:necessary
        purpose dpv:hasPurpose purpose/treatment-or-care-of-data-subject
        situation gs:circumstance circumstance/supplements-health-data-of-care""",
    "uavg-health-data-insured-risk-2026": """
        actor gs:actor party/verzekeraar-wft party/verzekeringsbemiddelaar-wft
        data dpv:hasPersonalData data/health
        necessity gs:necessity gs:necessary
        no-objection gs:objection objection/none
        purpose dpv:hasPurpose purpose/assessing-insured-risk
        secrecy gs:personsBoundBySecrecyThrough gs:agreement gs:office gs:profession gs:statute""",
    "wbp-compatibility-assessment": """
        consequences-for-data-subject gs:consideration consideration/consequences-for-data-subject
        degree-of-safeguards gs:consideration consideration/degree-of-safeguards
        kinship-of-purposes gs:consideration consideration/kinship-of-purposes
        must gs:must -
        nature-of-the-data gs:consideration consideration/nature-of-the-data
        role gs:role dpv:DataController
        way-of-obtaining gs:consideration consideration/way-of-obtaining""",
    "wbp-rights-set-aside": """
        interest gs:protectedInterest interest/crime-prevention interest/data-subject-or-others
            interest/economic-and-financial interest/state-security interest/supervision-for-b-and-c
        may gs:may -
        necessity gs:necessity gs:necessary
        role gs:role dpv:DataController""",
    "wbp-answer-access-four-weeks": """
        form gs:requiredForm form/in-writing
        moment gs:provisionMoment moment/four-weeks-after-request
        must-on-req gs:must gs:onRequest
        right gs:rightConcerned right/access
        role gs:role dpv:DataController""",
    "awb-secrecy": """
        actor gs:actor party/institution-involved-or-with-statutory-task
            party/involved-in-task-of-authority
        must gs:must -
        not-already-bound gs:otherSecrecyDuty act/no-other-secrecy-duty
        situation gs:circumstance circumstance/confidential-character-known""",
    "awb-no-mandate-objection-to-own-decision": """
        situation gs:circumstance circumstance/objection-to-own-mandated-decision
            circumstance/request-7-1a-on-own-mandated-decision""",
    "awb-sub-mandate": """
        actor gs:actor party/mandaatgever
        conduct gs:requiredConduct act/permit-sub-mandate
        conferral gs:conferral gs:mandate
        may gs:may -""",
    "wabb-state-bsn": """
        actor gs:actor party/gebruiker-wabb
        data dpv:hasPersonalData data/bsn
        must gs:must -
        situation gs:circumstance circumstance/personal-number-used-in-exchange
        subject dpv:hasDataSubject subject/with-bsn""",
    "wabb-no-other-number": """
        data dpv:hasPersonalData data/other-personal-number
        provider dpv:hasDataExporter party/betrokkene-zelf party/wettelijk-vertegenwoordiger
        recipient dpv:hasRecipient party/gebruiker-wabb
        subject dpv:hasDataSubject subject/with-bsn""",
    "brp-minister-provides": """
        data dpv:hasPersonalData data/personal
        decision gs:claimedInstrument form/ministerial-decision-brp
        must gs:must -
        necessity gs:necessity gs:necessary
        provider dpv:hasDataExporter party/minister
        recipient dpv:hasRecipient party/overheidsorgaan
        task gs:task task/own-statutory-task""",
    "brp-college-provides": """
        data dpv:hasPersonalData data/personal
        grounds-for-provision gs:content content/grounds-for-provision
        must-on-req gs:must gs:onRequest
        necessity gs:necessity gs:necessary
        provider dpv:hasDataExporter party/college
        recipient dpv:hasRecipient party/overheidsorgaan
        task gs:task task/own-statutory-task""",
    "wgr-council-consent-2018": """
        actor gs:actor party/burgemeester party/college
        consent gs:authorisationBy party/gemeenteraad
        must gs:must -""",
}
"""Norms, element by element and modality by modality, as read in the article; `-`: no trigger is named."""

CONTINUED = {
    ("uavg-consent-of-representative-under-sixteen-2018", "uavg-consent-of-representative-under-sixteen-2026"),
    ("uavg-consent-of-representative-incapable-2018", "uavg-consent-of-representative-incapable-2026"),
    ("uavg-representative-withdraws-consent-2018", "uavg-representative-withdraws-consent-2026"),
    ("uavg-rights-by-representative-of-child-2018", "uavg-rights-by-representative-under-twelve"),
    ("uavg-rights-by-representative-of-child-2018", "uavg-rights-by-child-or-representative"),
    ("uavg-rights-by-representative-incapable-2018", "uavg-rights-by-representative-incapable-2026"),
    ("uavg-no-representative-for-free-help-2018", "uavg-no-representative-for-free-help-2026"),
    ("uavg-biometric-2018", "uavg-biometric-2026"),
    ("uavg-criminal-data-meaning-2018", "uavg-criminal-data-meaning-2026"),
    ("uavg-criminal-legal-claims-2018", "uavg-criminal-legal-claims-2026"),
    ("uavg-criminal-licence-2018", "uavg-criminal-licence-2026"),
    ("uavg-genetic-medical-interest-2018", "uavg-genetic-medical-interest-2026"),
    ("uavg-genetic-research-2018", "uavg-genetic-research-2026"),
    ("uavg-health-data-care-2018", "uavg-health-data-care-2026"),
    ("uavg-health-data-insurance-contract-2018", "uavg-health-data-insurance-contract-2026"),
    ("uavg-health-data-insured-risk-2018", "uavg-health-data-insured-risk-2026"),
    ("uavg-licence-conditions-2018", "uavg-licence-conditions-2026"),
    ("uavg-special-legal-claims-2018", "uavg-special-legal-claims-2026"),
    ("uavg-supervisor-or-ombudsman-2018", "uavg-supervisor-or-ombudsman-2026"),
    ("uavg-identification-number-2018", "uavg-identification-number-2026"),
    ("wgr-council-consent-2018", "wgr-council-consent-2025"),
    ("wgr-making-includes-changing-2018", "wgr-making-includes-changing-2025"),
    ("wgr-refuse-consent-2018", "wgr-refuse-consent-2025"),
}
"""What a later version carries on in other words or under another number."""


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
    checks.carries_on(law_layer, set(ACTS) - {"wbp"}, CONTINUED)


def test_what_the_wbp_said_is_carried_on_elsewhere(law_layer: LawLayer) -> None:
    carried = {later for norm in law_layer.norms["wbp"] for later in law_layer.values(norm, "continuedAs")}
    assert carried
    assert carried <= set(law_layer.norms["avg"] + law_layer.norms["uavg"])


def test_an_exception_without_a_limb_of_article_9_is_on_other_data_or_its_text_names_none(law_layer: LawLayer) -> None:
    exceptions = [norm for norm in law_layer.norms_of(ACTS) if "Exception" in law_layer.kinds(norm)]
    bare = [norm for norm in exceptions if not law_layer.values(norm, "art9Limb")]
    unnamed = re.compile(r"norm/(wbp-|u?avg-criminal-|uavg-genetic-(medical|research)|avg-research-not-incompatible$)")
    assert bare
    assert [norm for norm in bare if not unnamed.match(norm)] == []


def test_the_text_of_rules_that_these_acts_leave_to_others_is_not_held(law_layer: LawLayer) -> None:
    left = [norm for norm in law_layer.norms_of(ACTS) if law_layer.values(norm, "extendableBy")]
    further = {rules for norm in left for rules in law_layer.values(norm, "furtherRules")}
    assert len(left) > 20
    assert {text for rules in further for text in law_layer.values(rules, "rulesText")} == {"gs:notHeld"}
