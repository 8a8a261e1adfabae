"""What Jeugdwet, Besluit and Regeling Jeugdwet and Wet inburgering 2021 say on data, as the norms of `ACTS` have it."""

from __future__ import annotations

import norm_checks as checks
import pytest
from norm_checks import DELEGATION, LawLayer, last

ACTS = {"jeugdwet": 119, "besluit-jeugdwet": 27, "regeling-jeugdwet": 22, "wet-inburgering-2021": 24}
"""The act files of this part, and how many norms each has."""

SCOPE = {
    "Jeugdwet": """
        7.1.1.1 7.1.1.2/1/a 7.1.1.2/1/b 7.1.1.2/1/c 7.1.1.2/2/a 7.1.1.2/2/b 7.1.2.1/1 7.1.2.1/2 7.1.2.1/3 7.1.2.2/1
        7.1.2.2/2 7.1.2.2/3 7.1.2.2/4 7.1.2.3/1/a 7.1.2.3/1/b 7.1.2.3/1/c 7.1.2.3/1/d 7.1.2.3/1/e 7.1.2.3/1/f
        7.1.2.3/1/g 7.1.2.3/1/h/1 7.1.2.3/1/h/2 7.1.2.3/1/i 7.1.2.3/2 7.1.2.3/3 7.1.3.1/1 7.1.3.1/2 7.1.3.2/1 7.1.3.2/2
        7.1.3.3/1 7.1.3.3/2 7.1.4.1 7.1.4.1//a 7.1.4.1//b 7.1.4.1//c 7.1.4.1//d 7.1.4.1//e 7.1.4.1//f 7.1.4.1//g
        7.1.4.1//h 7.1.4.1//i 7.1.4.1//j 7.1.4.1//k 7.1.4.1//l 7.1.4.2/1 7.1.4.2/2 7.1.4.2/3 7.1.4.2/4 7.1.4.3/1/a
        7.1.4.3/1/b 7.1.4.3/1/c 7.1.4.3/2 7.1.4.4 7.1.4.5/1/a 7.1.4.5/1/b 7.1.4.5/2/a 7.1.4.5/2/b 7.1.4.5/2/c 7.1.4.6/1
        7.1.4.6/2 7.1.4.6/3 7.1.5.1/1 7.1.5.1/2 7.1.5.2/1 7.1.5.2/2 7.2.1/1 7.2.1/2 7.2.2 7.2.3/1 7.2.3/2/a 7.2.3/2/b
        7.2.4//a 7.2.4//a/1 7.2.4//a/2 7.2.4//a/3 7.2.4//a/4 7.2.4//b 7.2.5 7.2.6/1 7.2.6/2 7.2.7 7.2.8/1 7.2.8/2
        7.2.8/3 7.2.8/4 7.2.8/5 7.2.9 7.3.11/1 7.3.11/2/a 7.3.11/2/b 7.3.11/3 7.3.11/4 7.3.11/5 7.3.12/1 7.3.12/1/a
        7.3.12/1/b 7.3.12/2/a 7.3.12/2/b 7.3.12/2/c 7.3.12/3 7.3.12a/1 7.3.12a/1/a 7.3.12a/1/b 7.3.12a/2 7.3.12a/3
        7.3.12a/4 7.3.12b/1 7.3.12b/2 7.3.13/1 7.3.13/2/a 7.3.13/2/b 7.3.13/3 7.3.14 7.3.15/1 7.3.15/2 7.3.15/3 7.3.15/4
        7.3.15/5 7.3.15/6 7.3.16/1 7.3.16/2 7.3.17 7.4.0/1/a 7.4.0/1/b 7.4.0/1/c 7.4.0/1/d 7.4.0/2 7.4.0/3 7.4.0/4/a
        7.4.0/4/b 7.4.0/5/a 7.4.0/5/b 7.4.0/5/c 7.4.0/5/d 7.4.1/1 7.4.1/2 7.4.2 7.4.3 7.4.3a/1 7.4.3a/2 7.4.4/1/a
        7.4.4/1/b 7.4.4/1/c 7.4.4/1/d 7.4.4/2 7.4.5/1 7.4.5/2 7.4.5/3 8.1.5/1 8.1.5/2 8.1.6 8.1.7 8.1.8/1 8.1.8/2
        8.1.8/3 8.4.2/1 8.4.2/2 8.4.3/1 8.4.3/2""",
    "Besluit Jeugdwet": """
        7.1.1//a 7.1.1//b 7.1.1//c 7.1.1//d 7.1.2 7.1.3/1/a 7.1.3/1/b 7.1.3/1/c 7.1.3/1/d 7.1.3/1/e 7.1.3/2 7.1.4/1/a
        7.1.4/1/b 7.1.4/1/c 7.1.4/1/d 7.1.4/1/e 7.1.4/1/f 7.1.4/2 7.1.5 7.1.6 7.1.7//a 7.1.7//b 7.1.7//c 7.2.1/1 7.2.1/2
        7.2.1/3 7.2.2/1 7.2.2/2 7.2.3 7.3.1/1/a 7.3.1/1/b 7.3.1/1/c 7.3.1/2 7.5.1/1 7.5.1/2 7.5.2/1 7.5.2/2 7.5.3/1/a
        7.5.3/1/b 7.5.3/1/c 7.5.3/1/d 7.5.3/1/e 7.5.3/1/f 7.5.3/1/g 7.5.3/1/h 7.5.3/1/i 7.5.3/1/j 7.5.3/1/k 7.5.3/1/l
        7.5.3/1/m/1 7.5.3/1/m/2 7.5.3/2 7.5.4/1 7.5.4/2""",
    "Regeling Jeugdwet": """
        6b.1/1 6b.1/2 6b.1/3 6b.2//a 6b.2//b 6b.2//c 6b.2//d 6b.2//e 6b.3/1 6b.3/2 6b.3/3 6b.3/4 6b.4 6b.5/1/a 6b.5/1/b
        6b.5/1/c 6b.5/1/d 6b.5/1/e 6b.5/2 6b.5/2/a 6b.5/2/b 6b.5/3 6b.5/4 6b.6/1 6b.6/2 6b.6/3/a 6b.6/3/b 6b.7/1 6b.7/2
        6b.7/3""",
    "Wet inburgering 2021": """
        33//a 33//b 33//c 33//d 33//e 33//f 34/1 34/2 34/3 34/4 34/5 34/6 35/1 35/2 35/3 35/4 35/5 36 37/1 37/2/a 37/2/b
        38 39/1 39/2""",
}
"""The provisions of these acts that were read, in any held version, down to lid and onderdeel."""

NO_DATA = "no rule on data: "
WITHOUT_NORM = {
    "Jeugdwet 7.1.2.2/4": DELEGATION,
    "Jeugdwet 7.1.2.3/1/b": "the facility for reporting and removing: who may is in 7.1.4.1 and 7.1.4.5",
    "Jeugdwet 7.1.2.3/3": DELEGATION,
    "Jeugdwet 7.1.4.2/4": DELEGATION,
    "Jeugdwet 7.2.5": DELEGATION,
    "Jeugdwet 7.2.8/1": DELEGATION,
    "Jeugdwet 7.2.8/2": NO_DATA + "who pays for the list",
    "Jeugdwet 7.2.8/5": DELEGATION,
    "Jeugdwet 7.3.11/5": DELEGATION,
    "Jeugdwet 7.3.12a/3": "no norm of its own: an element of the norms on 7.3.12a(1) and (2)",
    "Jeugdwet 7.3.14": NO_DATA + "ending youth help",
    "Jeugdwet 7.3.15/5": NO_DATA + "how a representative acts",
    "Jeugdwet 7.3.15/6": NO_DATA + "resistance to an act of help",
    "Jeugdwet 7.3.16/1": NO_DATA + "an urgent act of help without consent",
    "Jeugdwet 7.3.16/2": NO_DATA + "presumed consent to an act of help",
    "Jeugdwet 7.4.0/4/a": DELEGATION,
    "Jeugdwet 7.4.0/4/b": DELEGATION,
    "Jeugdwet 7.4.0/5/a": DELEGATION,
    "Jeugdwet 7.4.0/5/b": DELEGATION,
    "Jeugdwet 7.4.0/5/c": DELEGATION,
    "Jeugdwet 7.4.0/5/d": DELEGATION,
    "Jeugdwet 7.4.5/1": DELEGATION,
    "Jeugdwet 7.4.5/2": DELEGATION,
    "Jeugdwet 7.4.5/3": "how a draft decree passes parliament",
    "Jeugdwet 8.1.5/1": NO_DATA + "help in kind",
    "Jeugdwet 8.1.5/2": NO_DATA + "who makes the payments; how is in 8.1.8",
    "Jeugdwet 8.1.6": NO_DATA + "explaining a choice to young person and parent",
    "Jeugdwet 8.1.7": NO_DATA + "which title of the Awb does not apply",
    "Jeugdwet 8.1.8/2": DELEGATION,
    "Jeugdwet 8.1.8/3": DELEGATION,
    "Besluit Jeugdwet 7.5.4/1": DELEGATION,
    "Besluit Jeugdwet 7.5.4/2": "that the regulation of paragraph 1 has a protocol",
    "Wet inburgering 2021 38": DELEGATION,
    "Wet inburgering 2021 39/2": DELEGATION,
}
"""Provisions that no norm rests on, with the reason."""

READ = {
    "jw-report-to-reference-index": """
        authority gs:claimedProvision norm/jw-independent-reporter norm/jw-reporter-of-institution
        data dpv:hasPersonalData data/reference-index-report
        may gs:may -
        provider dpv:hasDataExporter party/meldingsbevoegde
        purpose dpv:hasPurpose purpose/early-coordination-youth-at-risk
        recipient dpv:hasRecipient party/verwijsindex-risicojongeren
        risk gs:risk risk/criminal-activity risk/danger-to-others risk/failing-parents \
risk/financial-problems risk/group-specific-risks risk/growing-up-problems risk/mental-problems \
risk/minor-mother-or-pregnant risk/no-fixed-abode risk/truancy-or-dropping-out \
risk/unmotivated-for-legal-work risk/violence-or-neglect
        subject dpv:hasDataSubject subject/jeugdige-verwijsindex
        suspicion gs:suspicion act/reasonable-suspicion-of-threat""",
    "jw-secrecy-gives-way-to-index-report": """
        ground gs:personsBoundBySecrecyThrough gs:office gs:profession
        may gs:may -
        necessity gs:necessity gs:necessary
        report gs:claimedProvision norm/jw-report-to-reference-index""",
    "jw-college-processes-for-funding": """
        actor gs:actor party/aangewezen-persoon-college party/college
        data dpv:hasPersonalData data/bsn data/criminal data/personal data/special
        may gs:may -
        necessity gs:necessity gs:necessary
        subject dpv:hasDataSubject subject/jeugdige subject/ouder
        task gs:task task/jeugdwet-bekostiging""",
    "jw-providers-to-college-for-funding-and-control": """
        charge gs:charge gs:freeOfCharge
        data dpv:hasPersonalData data/bsn data/criminal data/personal data/special
        data-limit gs:delegatedConditions delegated/jw-7-4-0-4-a
        must gs:must -
        necessity gs:necessity gs:necessary
        provider dpv:hasDataExporter party/aanbieder-preventie party/gecertificeerde-instelling \
party/gedragswetenschapper party/jeugdhulpaanbieder party/raad-voor-de-kinderbescherming
        recipient dpv:hasRecipient party/aangewezen-persoon-college party/college
        subject dpv:hasDataSubject subject/jeugdige subject/ouder
        task gs:task task/jeugdwet-bekostiging task/jeugdwet-controle-fraude""",
    "jw-third-parties-to-certified-institution": """
        data dpv:hasPersonalData data/information-on-supervised-minor
        may gs:may gs:ownInitiative
        must gs:must gs:onRequest
        necessity gs:necessity gs:necessary
        provider dpv:hasDataExporter party/derde-beroepshalve-ots
        recipient dpv:hasRecipient party/gecertificeerde-instelling
        subject dpv:hasDataSubject subject/minderjarige-ots subject/ouder-of-voogd
        task gs:task task/ondertoezichtstelling""",
    "jw-disclosure-with-consent-2026": """
        consent gs:consent gs:kindOfConsentNotNamed
        consent-at gs:consentAt gs:consentToProvision
        consent-by gs:consentBy gs:authorisedInWriting gs:curatorOrMentor gs:grandparentOfPerson \
gs:parentWithAuthorityOrGuardian gs:partnerOfPerson gs:personConcerned gs:relativeOfPerson
        may gs:may -
        other-person gs:privacyHarmOfOther harm/privacy-of-other-not-harmed""",
    "jw-disclosure-to-directly-involved": """
        data dpv:hasPersonalData data/file-youth-help
        may gs:may -
        necessity gs:necessity gs:necessary
        recipient dpv:hasRecipient party/direct-betrokkene-of-vervanger""",
    "jw-research-where-consent-impossible": """
        consent-feasible gs:consentAsking asking/not-reasonably-possible
        data dpv:hasPersonalData data/file-youth-help
        general-interest gs:publicInterest interest/general
        harm gs:privacyHarm gs:notDisproportionate
        may gs:may gs:onRequest
        necessity gs:necessity gs:necessary
        objection gs:objection objection/no-explicit
        provider dpv:hasDataExporter party/jeugdhulpverlener
        purpose dpv:hasPurpose purpose/health-youth-research
        recipient dpv:hasRecipient party/derde
        subject dpv:hasDataSubject subject/betrokkene-jeugdhulp""",
    "jw-deceased-file-for-weighty-interest": """
        data dpv:hasPersonalData data/file-youth-help
        ground gs:relevance act/data-concern-the-ground
        interest gs:weightyInterest act/interest-possibly-harmed
        must gs:must gs:onRequest
        necessity gs:necessity gs:necessary
        provider dpv:hasDataExporter party/jeugdhulpverlener
        recipient dpv:hasRecipient party/zwaarwegend-belanghebbende
        subject dpv:hasDataSubject subject/overleden-betrokkene""",
    "jw-svb-processes-for-payments": """
        actor gs:actor party/svb
        data dpv:hasPersonalData data/health data/personal
        lawful gs:lawfulAcquisition act/lawfully-obtained
        may gs:may -
        necessity gs:necessity gs:necessary
        purpose dpv:hasPurpose purpose/budget-management purpose/pgb-payment
        subject dpv:hasDataSubject subject/jeugdige subject/ouder
        task gs:task task/pgb-betaling-jeugdwet""",
    "jw-use-bsn-2019": """
        actor gs:actor party/college party/gecertificeerde-instelling party/jeugdhulpaanbieder \
party/raad-voor-de-kinderbescherming
        data dpv:hasPersonalData data/bsn
        must gs:must -
        purpose dpv:hasPurpose purpose/number-belongs-to-young-person
        subject dpv:hasDataSubject subject/jeugdige
        task gs:task task/jeugdwet task/jeugdwet-uitvoering-allen""",
    "jw-use-bsn-2026": """
        actor gs:actor party/college party/gecertificeerde-instelling party/inlichtingenbureau \
party/jeugdhulpaanbieder party/raad-voor-de-kinderbescherming
        data dpv:hasPersonalData data/bsn
        must gs:must -
        purpose dpv:hasPurpose purpose/number-belongs-to-young-person
        subject dpv:hasDataSubject subject/jeugdige
        task gs:task task/jeugdwet task/jeugdwet-uitvoering-allen""",
    "jw-svb-establishes-bsn": """
        actor gs:actor party/svb
        conduct gs:requiredConduct act/bsn-established act/number-register-consulted \
act/recorded-in-administration act/stated-when-providing
        data dpv:hasPersonalData data/bsn data/date-of-birth data/first-names data/postcode-house-number \
data/surname
        must gs:must -
        subject dpv:hasDataSubject subject/jeugdige subject/jeugdige-zonder-bsn""",
    "jw-reporter-advises-college": """
        actor gs:actor party/meldingsbevoegde
        conduct gs:requiredConduct act/advice-to-college
        must gs:must -
        recipient dpv:hasRecipient party/college
        requested-by gs:requestedBy party/betrokkene-zelf
        right gs:rightConcerned right/access right/erasure right/objection right/rectification
        subject dpv:hasDataSubject subject/jeugdige-verwijsindex""",
    "jw-justice-minister-bsn-to-college-officer": """
        data dpv:hasPersonalData data/bsn
        may gs:may -
        provider dpv:hasDataExporter party/minister-justitie
        recipient dpv:hasRecipient party/functionaris-van-college
        subject dpv:hasDataSubject subject/jeugdige-strafrechtelijke-beslissing
        task gs:task task/jeugdwet-2.1-2.4""",
    "jw-signal-on-same-address": """
        circumstance gs:circumstance act/two-or-more-reports-same-address
        data dpv:hasPersonalData data/different-young-persons data/reference-index-signal \
data/reporter-contact
        must gs:must -
        provider dpv:hasDataExporter party/verwijsindex-risicojongeren
        purpose dpv:hasPurpose purpose/early-coordination-youth-at-risk
        recipient dpv:hasRecipient party/meldingsbevoegde party/nagaande-functionaris-verwijsindex
        subject dpv:hasDataSubject subject/jeugdige-verwijsindex""",
    "jw-index-stores-limited-data": """
        actor gs:actor party/verwijsindex-risicojongeren
        data dpv:hasPersonalData data/bsn data/removal-date data/report-moment data/reporter-contact
        may gs:may -
        subject dpv:hasDataSubject subject/jeugdige-verwijsindex""",
    "jw-college-to-ministers-for-policy": """
        charge gs:charge gs:freeOfCharge
        data dpv:hasPersonalData data/bsn data/criminal data/personal data/policy-information \
data/special
        moment gs:frequencyOfProvision frequency/incidental frequency/structural
        must gs:must -
        necessity gs:necessity gs:necessary
        provider dpv:hasDataExporter party/college
        purpose dpv:hasPurpose purpose/youth-policy-national
        recipient dpv:hasRecipient party/ministers-jeugdwet""",
    "bj-outcome-to-cbs-by-provider": """
        agreed gs:circumstance act/outcome-registration-agreed
        data dpv:hasPersonalData data/help-outcome
        form gs:provisionForm form/electronic
        moment gs:frequencyOfProvision frequency/structural
        must gs:must -
        provider dpv:hasDataExporter party/jeugdhulpaanbieder
        recipient dpv:hasRecipient party/cbs
        selection gs:delegatedConditions delegated/bj-7-5-4""",
    "bj-report-without-bsn": """
        data dpv:hasPersonalData data/date-of-birth data/sex data/surname
        must gs:must -
        provider dpv:hasDataExporter party/meldingsbevoegde
        recipient dpv:hasRecipient party/verwijsindex-risicojongeren
        report gs:claimedProvision norm/jw-report-to-reference-index
        subject dpv:hasDataSubject subject/jeugdige-zonder-bsn""",
    "rj-detailed-control": """
        actor gs:actor party/college
        data dpv:hasPersonalData data/personal
        goal gs:controlNeed act/goal-not-reachable-otherwise
        may gs:may -
        necessity gs:necessity gs:necessary
        provider-informed gs:circumstance act/provider-informed-beforehand
        specific-analysis gs:circumstance act/specific-risk-analysis
        specific-plan gs:circumstance act/specific-plan-and-goal
        subject dpv:hasDataSubject subject/gezaghebber subject/jeugdige
        task gs:task task/jeugdwet-materiele-controle""",
    "rj-detailed-control-with-consent": """
        actor gs:actor party/college
        consent gs:consent gs:kindOfConsentNotNamed
        consent-at gs:consentAt gs:consentToProvision
        consent-by gs:consentBy gs:curatorOrMentor gs:parentWithAuthorityOrGuardian gs:personConcerned
        consent-form gs:consentForm gs:inWriting
        data dpv:hasPersonalData data/health data/personal
        may gs:may -
        necessity gs:necessity gs:necessary
        subject dpv:hasDataSubject subject/jeugdige
        task gs:task task/jeugdwet-materiele-controle""",
    "rj-no-detailed-control-once-goal-reached": """
        actor gs:actor party/college
        goal-reached gs:circumstance act/control-goal-reached
        must gs:must -
        no-indications gs:circumstance act/no-indications-of-uncertainty
        task gs:task task/jeugdwet-materiele-controle""",
    "rj-detailed-control-in-fraud-inquiry": """
        actor gs:actor party/college
        data dpv:hasPersonalData data/personal
        may gs:may -
        necessity gs:necessity gs:necessary
        provider-informed gs:circumstance act/interest-against-informing act/provider-informed-beforehand
        specific-plan gs:circumstance act/specific-plan-and-goal
        subject dpv:hasDataSubject subject/gezaghebber subject/jeugdige
        task gs:task task/jeugdwet-fraudeonderzoek""",
    "rj-secrecy-bound-person-present": """
        actor gs:actor party/persoon-geheim-big party/persoon-geheim-jeugdhulp \
party/persoon-medisch-beroepsgeheim
        conduct gs:requiredConduct act/secrecy-bound-person-present
        must gs:must gs:onRequest
        requested-by gs:requestedBy party/aanbieder-jeugdwet""",
    "rj-reuse-fraud-inquiry-data": """
        actor gs:actor party/college
        data dpv:hasPersonalData data/fraud-inquiry
        may gs:may -
        necessity gs:necessity gs:necessary
        origin gs:acquiredUnder task/jeugdwet-fraudeonderzoek
        purpose dpv:hasPurpose purpose/work-following-inquiry""",
    "wi-reuse-pw-data": """
        actor gs:actor party/college
        data dpv:hasPersonalData data/personal
        may gs:may -
        necessity gs:necessity gs:necessary
        origin gs:acquiredUnder task/pw
        same-college gs:acquiredBy gs:actor
        task gs:task task/wet-inburgering-2021""",
    "wi-health-data-for-intake-and-guidance": """
        actor gs:actor party/college party/minister-inburgering-2021
        data dpv:hasPersonalData data/health
        may gs:may -
        necessity gs:necessity gs:necessary
        task gs:task task/intake-plan-begeleiding""",
    "wi-tax-service-to-minister": """
        data dpv:hasPersonalData data/income
        must gs:must gs:onRequest
        necessity gs:necessity gs:necessary
        provider dpv:hasDataExporter party/belastingdienst
        recipient dpv:hasRecipient party/minister-inburgering-2021
        task gs:task task/inburgering-leningen""",
    "wi-coa-to-minister": """
        data dpv:hasPersonalData data/place-of-stay
        must gs:must -
        provider dpv:hasDataExporter party/coa
        recipient dpv:hasRecipient party/minister-inburgering-2021
        subject dpv:hasDataSubject subject/inburgeringsplichtige""",
    "wi-to-minister-for-policy": """
        charge gs:charge gs:freeOfCharge
        data dpv:hasPersonalData data/policy-information
        must-on-request gs:must gs:onRequest
        must-own-initiative gs:must gs:ownInitiative
        necessity gs:necessity gs:necessary
        provider dpv:hasDataExporter party/aangewezen-instantie-inburgering-39 party/college
        purpose dpv:hasPurpose purpose/policy-making purpose/statistics
        recipient dpv:hasRecipient party/minister-inburgering-2021""",
    "wi-college-to-new-college": """
        data dpv:hasPersonalData data/integration-plan-progress-fines
        must gs:must gs:onRequest
        provider dpv:hasDataExporter party/college
        recipient dpv:hasRecipient party/college-andere-gemeente
        subject dpv:hasDataSubject subject/verhuisde-inburgeringsplichtige""",
}
"""Norms, element by element and modality by modality, as read in the article; `-`: no trigger is named."""

CONTINUED = {
    ("bj-reporting-education-2018", "bj-reporting-education-2026"),
    ("bj-reporting-health-care-2018", "bj-reporting-health-care-2026"),
    ("bj-reporting-youth-help-2018", "bj-reporting-youth-help-2026"),
    ("jw-disclosure-with-consent-2019", "jw-disclosure-with-consent-2026"),
    ("jw-ministers-process-for-policy-2019", "jw-ministers-process-for-policy-2026"),
    ("jw-represented-adult-without-guardian-2019", "jw-represented-adult-without-guardian-2026"),
    ("jw-use-bsn-2019", "jw-use-bsn-2026"),
}


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


def test_reporting_breaks_secrecy_of_office_and_profession_but_not_of_statute(law_layer: LawLayer) -> None:
    grounds = {
        name: law_layer.values(f"norm/jw-secrecy-gives-way-to-{name}/element/ground", "accepts")
        for name in ("index-report", "supervision-order")
    }
    assert grounds == {
        "index-report": ["gs:office", "gs:profession"],
        "supervision-order": ["gs:office", "gs:profession", "gs:statute"],
    }


@pytest.mark.parametrize("slug", ["jw-secrecy-gives-way-to-supervision-order", "wmo-secrecy-yields-to-veilig-thuis"])
def test_secrecy_of_statute_office_and_profession_yields(law_layer: LawLayer, slug: str) -> None:
    """Jeugdwet 7.3.11(4) and Wmo 5.2.6 name all three. Union law binds the officer of AVG 38(5); the Wbp is gone."""
    duties = law_layer.having("rdf:type", "gs:SecrecyDuty")
    bound = [duty for duty in duties if not duty.startswith(("norm/wbp-", "norm/avg-"))]
    assert "norm/awb-secrecy" in bound
    assert law_layer.values(f"norm/{slug}", "lifts") == bound


def test_a_report_to_the_index_breaks_the_secrecy_of_a_profession_only(law_layer: LawLayer) -> None:
    lifted = law_layer.values("norm/jw-secrecy-gives-way-to-index-report", "lifts")
    assert lifted == ["norm/bw-medical-secrecy", "norm/jw-youth-worker-secrecy"]


def test_consent_is_said_not_to_be_needed_where_the_text_says_so(law_layer: LawLayer) -> None:
    gateways = [norm for norm in law_layer.norms_of(ACTS) if "Gateway" in law_layer.kinds(norm)]
    assert [last(norm) for norm in gateways if law_layer.values(norm, "consentNotNeededOf")] == [
        "jw-report-to-reference-index",
        "jw-research-where-consent-impossible",
        "jw-research-where-consent-not-required",
        "jw-third-parties-to-certified-institution",
    ]


def test_nobody_is_given_data_by_the_article_that_founds_the_index(law_layer: LawLayer) -> None:
    """Jeugdwet 7.1.2.1 is cited for reporting; it holds no gateway."""
    found = {kind for norm in law_layer.resting("Jeugdwet 7.1.2.1") for kind in law_layer.kinds(norm)}
    assert found == {"Definition", "Prohibition"}


def test_only_credit_banks_report_in_work_and_income(law_layer: LawLayer) -> None:
    assert law_layer.lines("norm/bj-reporting-work-and-income") == {"actor gs:actor party/gemeentelijke-kredietbank"}
