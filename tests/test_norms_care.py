"""What Wmo 2015 and its decree, Wlz, Zvw, BW 7 and Archiefwet 1995 say on data, as the norms of `ACTS` have it."""

from __future__ import annotations

import norm_checks as checks
import pytest
from norm_checks import DELEGATION, LawLayer, last

ACTS = {"wmo-2015": 154, "uitvoeringsbesluit-wmo-2015": 9, "wlz": 29, "zvw": 17, "bw-7": 11, "archiefwet-1995": 6}
"""The act files of this part, and how many norms each has."""

SCOPE = {
    "Wmo 2015": """
        2.1.4/7 2.1.4b/2 2.3.2/1 2.3.2/2 2.3.2/3 2.3.2/4 2.3.2/4/a 2.3.2/4/b 2.3.2/4/c 2.3.2/4/d 2.3.2/4/e 2.3.2/4/f
        2.3.2/4/g 2.3.2/5 2.3.2/6 2.3.2/7 2.3.2/8 2.3.2/9 5.1.1/1 5.1.1/2 5.1.1/3 5.1.1/4 5.1.1/5/a 5.1.1/5/b 5.1.1/6
        5.1.1/7 5.1.1/8 5.1.1/9 5.1.2/1/a 5.1.2/1/b 5.1.2/1/c 5.1.2/2/a 5.1.2/2/b 5.1.2/2/c 5.1.2/3 5.1.3/1 5.1.3/2
        5.1.3/3 5.1.3/4 5.1.4/1 5.1.4/2 5.1.5/1 5.1.5/2 5.1.6/1 5.1.6/2 5.1.6/3 5.1.7/1/a 5.1.7/1/b 5.1.7/2 5.1.7/3
        5.1.7/4 5.2.1/1/a 5.2.1/1/b 5.2.1/1/c 5.2.1/2 5.2.1/2/a 5.2.1/2/b 5.2.1/2/c 5.2.1/2/d 5.2.2//a 5.2.2//b 5.2.2//c
        5.2.2//d 5.2.3 5.2.4/1 5.2.4/2 5.2.4/3 5.2.5/1 5.2.5/2 5.2.5/3 5.2.5a/1 5.2.5a/2 5.2.6 5.2.7/1 5.2.7/2 5.2.8
        5.2.9/1 5.2.9/2 5.2.9/3 5.2.9/4 5.2.9/4/a 5.2.9/4/b 5.2.9/5/a 5.2.9/5/a/1 5.2.9/5/a/2 5.2.9/5/a/3 5.2.9/5/a/4
        5.2.9/5/b 5.2.9/6 5.2.9/6/a 5.2.9/6/a/1 5.2.9/6/a/2 5.2.9/6/a/3 5.2.9/6/a/4 5.2.9/6/b 5.2.9/7 5.2.9/8 5.3.1/1
        5.3.1/2 5.3.1/3 5.3.1/4 5.3.2/1 5.3.2/2 5.3.2/2/a 5.3.2/2/b 5.3.2/3 5.3.2/4 5.3.2/5 5.3.3/1 5.3.3/2 5.3.3/2/a
        5.3.3/2/b 5.3.3/3 5.3.3/4 5.3.4/1 5.3.4/2 5.3.4/3 5.3.5/1 5.3.5/2 5.3.5/3 5.3.5/3/a 5.3.5/3/b 5.3.5/4""",
    "Uitvoeringsbesluit Wmo 2015": """
        4.1.1/1 4.1.1/2 4.1.1/2/a 4.1.1/2/b 4.1.1/3 4.1.1/3/a 4.1.1/3/b 4.1.8/1 4.1.8/2 4.1.8/2/a 4.1.8/2/b 4.1.8/2/b/1
        4.1.8/2/b/2 4.1.8/2/c 4.1.8/3 4.1.8/3/a 4.1.8/3/a/1 4.1.8/3/a/2 4.1.8/3/a/3 4.1.8/3/b 4.2.6 4.3.1/1 4.3.1/2
        4.3.2/1 4.3.2/1/a 4.3.2/1/b 4.3.2/1/c 4.3.2/1/d 4.3.2/1/e 4.3.2/1/f 4.3.2/1/g 4.3.2/1/h 4.3.2/1/i 4.3.2/2
        4.3.3/1 4.3.3/1/a 4.3.3/1/b 4.3.3/1/c 4.3.3/1/d 4.3.3/2""",
    "Wlz": """
        9.1.2/1 9.1.2/1/a 9.1.2/1/b 9.1.2/1/c 9.1.2/1/d 9.1.2/1/e 9.1.2/1/f 9.1.2/1/g 9.1.2/1/h 9.1.2/1/i 9.1.2/1/j
        9.1.2/2 9.1.2/3 9.1.2/4 9.1.2/5 9.1.2/6 9.1.2/6/a 9.1.2/6/a/1 9.1.2/6/a/2 9.1.2/6/b 9.1.2/7/a 9.1.2/7/b
        9.1.2/7/c 9.1.2/7/d 9.1.2/7/e 9.1.3/1 9.1.3/1/a 9.1.3/1/b 9.1.3/1/c 9.1.3/2 9.1.3/3 9.1.3/4 9.1.3/5 9.1.3/6
        9.1.3/7 9.1.3/8 9.1.3/9 9.1.3/10""",
    "Zvw": """
        86/1 86/2 86/3 86/4 86/5 86/6 86/7 86/8 86/9 87/1 87/2 87/3 87/4 87/5 87/6/a 87/6/b 87/6/c 87/6/d 87/6/e
        87/6/e/1 87/6/e/2 87/6/e/3 87/6/e/4 88/1 88/2 88/3 88/4""",
    "BW 7": """
        457/1 457/2 457/3 458/1 458/1/a 458/1/b 458/2 458/2/a 458/2/b 458/2/c 458/3""",
    "Archiefwet 1995": """
        3 5/1 5/2/a 5/2/b 5/2/c 5/3""",
}
"""The provisions of these acts that were read, in any held version, down to lid and onderdeel."""

WITHOUT_NORM = {
    "Wmo 2015 2.3.2/3": "tells of client support: no rule on data",
    "Wmo 2015 2.3.2/6": "tells of the choice for a personal budget: no rule on data",
    "Wmo 2015 2.3.2/9": "when an application can be made: no rule on data",
    "Wmo 2015 5.2.9/6": DELEGATION,
    "Wmo 2015 5.2.7/1": DELEGATION,
    "Wmo 2015 5.2.7/2": DELEGATION,
    "Wmo 2015 5.3.1/4": DELEGATION,
    "Wmo 2015 5.3.3/4": DELEGATION,
    "Uitvoeringsbesluit Wmo 2015 4.1.1/1": "Veilig Thuis can be found: no rule on data",
    "Uitvoeringsbesluit Wmo 2015 4.1.1/2": "Veilig Thuis can be reached: no rule on data",
    "Uitvoeringsbesluit Wmo 2015 4.1.1/2/a": "Veilig Thuis can be reached: no rule on data",
    "Uitvoeringsbesluit Wmo 2015 4.1.1/2/b": "Veilig Thuis has a telephone number: no rule on data",
    "Uitvoeringsbesluit Wmo 2015 4.1.1/3/b": "refers to article 4.1.2, which is not held",
    "Uitvoeringsbesluit Wmo 2015 4.3.3/1": DELEGATION,
    "Uitvoeringsbesluit Wmo 2015 4.3.3/1/a": DELEGATION,
    "Uitvoeringsbesluit Wmo 2015 4.3.3/1/b": DELEGATION,
    "Uitvoeringsbesluit Wmo 2015 4.3.3/1/c": DELEGATION,
    "Uitvoeringsbesluit Wmo 2015 4.3.3/1/d": DELEGATION,
    "Uitvoeringsbesluit Wmo 2015 4.3.3/2": DELEGATION,
    "Wlz 9.1.2/7/a": DELEGATION,
    "Wlz 9.1.2/7/b": DELEGATION,
    "Wlz 9.1.2/7/c": DELEGATION,
    "Wlz 9.1.2/7/d": DELEGATION,
    "Zvw 86/6": DELEGATION,
    "Zvw 86/7": DELEGATION,
    "Zvw 86/8": DELEGATION,
    "Zvw 86/9": DELEGATION,
    "Zvw 87/6/a": DELEGATION,
    "Zvw 87/6/b": DELEGATION,
    "Zvw 87/6/c": DELEGATION,
    "Zvw 87/6/d": DELEGATION,
    "Zvw 88/4": DELEGATION,
    "Archiefwet 1995 5/3": "publication of the list: no rule on data",
}
"""Provisions that no norm rests on, with the reason."""

READ = {
    "wlz-further-processing-under-regulation": """
        data dpv:hasPersonalData data/health data/personal
        designation gs:delegatedConditions delegated/wlz-9-1-2-7
        may gs:may -
        necessity gs:necessity gs:necessary
        origin gs:claimedProvision norm/wlz-mutual-provision-in-care norm/wlz-uncontracted-provider-to-insured
        task gs:task task/aanvullende-ziektekostenverzekering task/wlz task/zorgverzekering
        task-of-paragraph-1 gs:task task/wlz-beoordeling-thuis task/wlz-betaling-door-cak task/wlz-contracteren \
task/wlz-controle task/wlz-declaratie task/wlz-eigen-bijdrage task/wlz-indicatie task/wlz-verhaal \
task/wlz-zorglevering task/wlz-zorgplicht""",
    "zvw-further-processing-under-regulation": """
        data dpv:hasPersonalData data/health data/personal
        designation gs:delegatedConditions delegated/zvw-87-6
        may gs:may -
        necessity gs:necessity gs:necessary
        origin gs:claimedProvision norm/zvw-care-provider-to-insured norm/zvw-care-provider-to-insurer
        purpose dpv:hasPurpose purpose/control-or-fraud-inquiry purpose/own-contribution-or-excess \
purpose/paying-or-reimbursing-care purpose/right-of-recourse
        task gs:task task/aanvullende-ziektekostenverzekering task/zorgverzekering""",
    "bw-medical-secrecy": """
        actor gs:actor party/hulpverlener-wgbo
        data dpv:hasPersonalData data/medical-file data/personal
        must gs:must -
        recipient dpv:hasRecipient party/ander-dan-patient
        reservation gs:withoutPrejudiceTo bwb/BWBR0005290/art/448/lid/4
        subject dpv:hasDataSubject subject/patient""",
    "wmo-process-client-data-from-investigation": """
        actor gs:actor party/college
        data dpv:hasPersonalData data/health data/personal
        may gs:may -
        necessity gs:necessity gs:necessary
        origin gs:acquiredUnder task/wmo-onderzoek-na-melding
        purpose dpv:hasPurpose purpose/need-independent-living purpose/need-participation-self-reliance
        subject dpv:hasDataSubject subject/client
        task gs:task task/wmo-2.1.4 task/wmo-2.1.4a task/wmo-2.1.4b task/wmo-2.1.5 task/wmo-2.3.10 \
task/wmo-2.3.3 task/wmo-2.3.5 task/wmo-2.3.6 task/wmo-2.4.1 task/wmo-2.4.3 task/wmo-heronderzoek \
task/wmo-onderzoek-na-melding""",
    "wmo-process-household-data-provided-by-others": """
        actor gs:actor party/college
        data dpv:hasPersonalData data/personal
        may gs:may -
        necessity gs:necessity gs:necessary
        origin gs:acquiredFrom party/aanbieder-maatwerkvoorziening party/belastingdienst \
party/bijdrage-instantie-opvang party/cak party/ciz party/pgb-betaalde-derde party/svb \
party/toezichthouder party/zorgaanbieder party/zorgverzekeraar
        provision gs:claimedProvision norm/wmo-care-supplier-to-college norm/wmo-ciz-reports-indication \
norm/wmo-contribution-bodies-to-college norm/wmo-contribution-bodies-to-college-earlier \
norm/wmo-insurer-and-care-provider-to-college norm/wmo-supervisors-to-college \
norm/wmo-svb-to-college norm/wmo-tax-service-to-college-and-cak \
norm/wmo-tax-service-to-college-and-cak-earlier
        purpose dpv:hasPurpose purpose/establishing-help
        subject dpv:hasDataSubject subject/echtgenoot subject/huisgenoot subject/inwonend-kind \
subject/ouder-van-client
        task gs:task task/wmo-2.1.4 task/wmo-2.1.4a task/wmo-2.1.4b task/wmo-2.1.5 task/wmo-2.3.10 \
task/wmo-2.3.3 task/wmo-2.3.5 task/wmo-2.3.6 task/wmo-2.4.1 task/wmo-2.4.3 task/wmo-heronderzoek \
task/wmo-onderzoek-na-melding""",
    "wmo-reuse-client-data": """
        actor gs:actor party/college
        consent gs:consent gs:explicitConsent
        consent-at gs:consentAt gs:consentToReuse
        consent-by gs:consentBy gs:personConcerned
        data dpv:hasPersonalData data/health data/personal
        may gs:may -
        necessity gs:necessity gs:necessary
        origin gs:acquiredUnder task/jeugdwet task/pw task/wgs
        purpose dpv:hasPurpose purpose/need-independent-living purpose/need-participation-self-reliance
        same-college gs:acquiredBy gs:actor
        subject dpv:hasDataSubject subject/client
        task gs:task task/wmo-2.3.10 task/wmo-2.3.3 task/wmo-2.3.5 task/wmo-2.3.6 task/wmo-2.4.1 \
task/wmo-2.4.3 task/wmo-heronderzoek task/wmo-onderzoek-na-melding""",
    "wmo-reuse-household-data": """
        actor gs:actor party/college
        consent gs:consent gs:explicitConsent
        consent-at gs:consentAt gs:consentToReuse
        consent-by gs:consentBy gs:personConcerned
        data dpv:hasPersonalData data/personal
        may gs:may -
        necessity gs:necessity gs:necessary
        origin gs:acquiredUnder task/jeugdwet task/pw task/wgs
        purpose dpv:hasPurpose purpose/coordination-of-support
        same-college gs:acquiredBy gs:actor
        subject dpv:hasDataSubject subject/echtgenoot subject/huisgenoot subject/inwonend-kind \
subject/ouder-van-client
        task gs:task task/wmo-2.3.10 task/wmo-2.3.3 task/wmo-2.3.5 task/wmo-2.3.6 task/wmo-2.4.1 \
task/wmo-2.4.3 task/wmo-heronderzoek task/wmo-onderzoek-na-melding""",
    "wmo-process-ciz-data": """
        actor gs:actor party/college
        data dpv:hasPersonalData data/health data/personal
        may gs:may -
        necessity gs:necessity gs:necessary
        origin gs:acquiredFrom party/ciz
        provision gs:claimedProvision norm/wmo-ciz-reports-indication
        purpose dpv:hasPurpose purpose/need-independent-living purpose/need-participation-self-reliance
        subject dpv:hasDataSubject subject/client
        task gs:task task/wmo-2.3.10 task/wmo-2.3.3 task/wmo-2.3.5 task/wmo-2.3.6 task/wmo-2.4.1 \
task/wmo-2.4.3 task/wmo-heronderzoek task/wmo-onderzoek-na-melding""",
    "wmo-supplier-processes-carer-data-to-deliver": """
        actor gs:actor party/aanbieder-maatwerkvoorziening party/pgb-betaalde-derde
        data dpv:hasPersonalData data/help-from-network
        may gs:may -
        necessity gs:necessity gs:necessary
        origin gs:acquiredFrom party/client party/college party/mantelzorger
        purpose dpv:hasPurpose purpose/delivering-services-owed
        subject dpv:hasDataSubject subject/mantelzorger""",
    "wmo-provide-investigation-data-to-supplier": """
        data dpv:hasPersonalData data/health data/personal
        may gs:may -
        necessity gs:necessity gs:necessary
        origin gs:acquiredUnder task/wmo-heronderzoek task/wmo-onderzoek-na-melding
        provider dpv:hasDataExporter party/college
        purpose dpv:hasPurpose purpose/delivering-services-owed
        recipient dpv:hasRecipient party/aanbieder-maatwerkvoorziening""",
    "wmo-provide-data-of-other-tasks-to-cak": """
        consent gs:consent gs:explicitConsent
        consent-at gs:consentAt gs:consentToReuse
        consent-by gs:consentBy gs:personConcerned
        data dpv:hasPersonalData data/health data/personal
        may gs:may -
        necessity gs:necessity gs:necessary
        origin gs:acquiredUnder task/jeugdwet task/pw task/wgs
        provider dpv:hasDataExporter party/college
        recipient dpv:hasRecipient party/bijdrage-instantie-opvang party/cak
        reuse gs:claimedProvision norm/wmo-reuse-client-data norm/wmo-reuse-household-data
        task gs:task task/wmo-2.1.4b task/wmo-2.1.5 task/wmo-2.5.4""",
    "wmo-provide-care-data-to-supervisors": """
        consent gs:consent gs:explicitConsentForProvisionToCollege
        consent-by gs:consentBy gs:personConcerned
        data dpv:hasPersonalData data/health data/personal
        may gs:may -
        necessity gs:necessity gs:necessary
        origin gs:acquiredFrom party/zorgaanbieder party/zorgverzekeraar
        provider dpv:hasDataExporter party/college
        purpose dpv:hasPurpose purpose/supervision-and-enforcement
        recipient dpv:hasRecipient party/toezichthouder""",
    "wmo-care-supplier-to-svb": """
        charge gs:charge gs:freeOfCharge
        data dpv:hasPersonalData data/personal data/special
        may gs:may gs:ownInitiative
        must gs:must gs:onRequest
        necessity gs:necessity gs:necessary
        provider dpv:hasDataExporter party/aanbieder-maatwerkvoorziening party/pgb-betaalde-derde
        purpose dpv:hasPurpose purpose/budget-management purpose/pgb-payment
        recipient dpv:hasRecipient party/svb
        subject dpv:hasDataSubject subject/client""",
    "wmo-tax-service-to-college-and-cak-earlier": """
        data dpv:hasPersonalData data/personal
        may gs:may gs:ownInitiative
        must gs:must gs:onRequest
        necessity gs:necessity gs:necessary
        provider dpv:hasDataExporter party/belastingdienst
        recipient dpv:hasRecipient party/bijdrage-instantie-opvang party/cak party/college
        task gs:task task/wmo-2.1.4 task/wmo-2.1.5""",
    "wmo-contribution-bodies-to-college": """
        data dpv:hasPersonalData data/health data/personal
        may gs:may gs:ownInitiative
        must gs:must gs:onRequest
        necessity gs:necessity gs:necessary
        origin gs:acquiredUnder task/wmo-2.1.4b task/wmo-2.1.5 task/wmo-2.5.4
        provider dpv:hasDataExporter party/bijdrage-instantie-opvang party/cak
        recipient dpv:hasRecipient party/college
        task gs:task task/wmo-2.1.4b task/wmo-2.1.5 task/wmo-2.5.4""",
    "wmo-supervisors-to-college": """
        data dpv:hasPersonalData data/health data/personal
        may gs:may gs:ownInitiative
        must gs:must gs:onRequest
        necessity gs:necessity gs:necessary
        origin gs:acquiredUnder task/wmo-6.1
        provider dpv:hasDataExporter party/toezichthouder
        recipient dpv:hasRecipient party/college
        task gs:task task/wmo-2.1.4 task/wmo-2.1.4a task/wmo-2.1.4b task/wmo-2.1.5 task/wmo-2.3.10 \
task/wmo-2.3.6 task/wmo-2.4.3 task/wmo-heronderzoek""",
    "wmo-insurer-and-care-provider-to-college": """
        charge gs:charge gs:freeOfCharge
        consent gs:consent gs:explicitConsent
        consent-at gs:consentAt gs:consentToProvision
        consent-by gs:consentBy gs:personConcerned
        data dpv:hasPersonalData data/health data/personal
        may gs:may gs:ownInitiative
        must gs:must gs:onRequest
        necessity gs:necessity gs:necessary
        provider dpv:hasDataExporter party/zorgaanbieder party/zorgverzekeraar
        recipient dpv:hasRecipient party/college
        subject dpv:hasDataSubject subject/zvw-verzekerde-met-wmo-behoefte
        task gs:task task/wmo-2.3.10 task/wmo-2.3.3 task/wmo-2.3.5 task/wmo-2.3.6 task/wmo-heronderzoek \
task/wmo-onderzoek-na-melding""",
    "wmo-college-to-insurer-and-care-provider": """
        charge gs:charge gs:freeOfCharge
        consent gs:consent gs:explicitConsent
        consent-at gs:consentAt gs:consentToProvision
        consent-by gs:consentBy gs:personConcerned
        data dpv:hasPersonalData data/personal
        may gs:may gs:ownInitiative
        must gs:must gs:onRequest
        necessity gs:necessity gs:necessary
        provider dpv:hasDataExporter party/college
        recipient dpv:hasRecipient party/zorgaanbieder party/zorgverzekeraar
        subject dpv:hasDataSubject subject/client
        task gs:task task/zvw""",
    "wmo-ciz-reports-indication": """
        data dpv:hasPersonalData data/wlz-indication
        may gs:may gs:ownInitiative
        must gs:must gs:onRequest
        necessity gs:necessity gs:necessary
        provider dpv:hasDataExporter party/ciz
        recipient dpv:hasRecipient party/college
        task gs:task task/wmo-2.3.10 task/wmo-2.3.3 task/wmo-2.3.5 task/wmo-2.3.6 task/wmo-heronderzoek \
task/wmo-onderzoek-na-melding""",
    "wmo-professional-to-veilig-thuis": """
        data dpv:hasPersonalData data/domestic-violence data/personal
        may-on-request gs:may gs:onRequest
        may-own-initiative gs:may gs:ownInitiative
        necessity gs:necessity gs:necessary
        provider dpv:hasDataExporter party/beroepshalve-wetende-derde
        purpose dpv:hasPurpose purpose/ending-or-investigating-domestic-violence
        recipient dpv:hasRecipient party/amhk party/veilig-thuis
        subject dpv:hasDataSubject subject/involved-in-domestic-violence""",
    "wmo-disclosure-with-consent-of-representative": """
        consent gs:consent gs:kindOfConsentNotNamed
        consent-at gs:consentAt gs:consentToProvision
        consent-by gs:consentBy gs:legalRepresentative
        subject dpv:hasDataSubject subject/jonger-dan-12 subject/minderjarig-wilsonbekwaam-vanaf-12""",
    "wmo-keep-fifteen-years": """
        actor gs:actor party/aanbieder party/bijdrage-instantie-opvang party/college \
party/inlichtingenbureau party/pgb-betaalde-derde party/toezichthouder
        data dpv:hasPersonalData data/personal
        longer gs:longerWhereNeeded act/longer-where-careful-execution-needs
        moment gs:provisionMoment moment/from-last-change
        must gs:must -
        reservation gs:withoutPrejudiceTo bwb/BWBR0035362/art/5.3.5""",
    "wmo-report-shelter-contributions-to-cak": """
        data dpv:hasPersonalData data/contribution-assessed
        must gs:must -
        origin gs:acquiredFrom party/bijdrage-instantie-opvang
        provider dpv:hasDataExporter party/college
        recipient dpv:hasRecipient party/cak""",
    "wmo-decree-veilig-thuis-to-confidant": """
        data dpv:hasPersonalData data/documents-and-carriers data/personal
        must gs:must -
        necessity gs:necessity gs:necessary
        provider dpv:hasDataExporter party/amhk party/veilig-thuis
        recipient dpv:hasRecipient party/vertrouwenspersoon
        task gs:task task/vertrouwenspersoon""",
    "wlz-mutual-provision-in-care": """
        charge gs:charge gs:freeOfCharge
        data dpv:hasPersonalData data/health data/personal
        must gs:must -
        necessity gs:necessity gs:necessary
        provider dpv:hasDataExporter party/cak party/ciz party/wlz-uitvoerder party/zorgaanbieder
        recipient dpv:hasRecipient party/cak party/ciz party/wlz-uitvoerder party/zorgaanbieder
        subject dpv:hasDataSubject subject/wlz-verzekerde
        task gs:task task/wlz-beoordeling-thuis task/wlz-betaling-door-cak task/wlz-contracteren \
task/wlz-controle task/wlz-declaratie task/wlz-eigen-bijdrage task/wlz-indicatie task/wlz-verhaal \
task/wlz-zorglevering task/wlz-zorgplicht""",
    "wlz-ciz-and-care-provider-with-consent": """
        charge gs:charge gs:freeOfCharge
        consent gs:consent gs:explicitConsent
        consent-at gs:consentAt gs:consentToProvision
        consent-by gs:consentBy gs:personConcerned
        data dpv:hasPersonalData data/health data/personal
        must gs:must -
        provider dpv:hasDataExporter party/ciz party/zorgaanbieder
        recipient dpv:hasRecipient party/ciz party/zorgaanbieder
        subject dpv:hasDataSubject subject/wlz-verzekerde""",
    "wlz-college-and-administrator-with-consent-earlier": """
        charge gs:charge gs:freeOfCharge
        consent gs:consent gs:explicitConsent
        consent-at gs:consentAt gs:consentToProvision
        consent-by gs:consentBy gs:personConcerned
        data dpv:hasPersonalData data/health data/personal
        must gs:must -
        necessity gs:necessity gs:necessary
        provider dpv:hasDataExporter party/college party/wlz-uitvoerder
        purpose dpv:hasPurpose purpose/coordination-jeugdwet purpose/coordination-wlz \
purpose/coordination-wmo purpose/preventing-double-provision
        recipient dpv:hasRecipient party/college party/wlz-uitvoerder
        subject dpv:hasDataSubject subject/wlz-verzekerde""",
    "wlz-administrator-to-zvw-care-provider": """
        charge gs:charge gs:freeOfCharge
        data dpv:hasPersonalData data/health data/personal
        form gs:provisionForm form/in-writing form/other-reasonable-form
        moment gs:provisionMoment moment/within-term-set
        must gs:must gs:onRequest
        necessity gs:necessity gs:necessary
        provider dpv:hasDataExporter party/wlz-uitvoerder
        purpose dpv:hasPurpose purpose/establishing-covered-care
        recipient dpv:hasRecipient party/aanbieder-zvw-zorg
        source gs:fromAdministration administration/own""",
    "wlz-svb-to-wlz-bodies": """
        data dpv:hasPersonalData data/health data/personal
        may gs:may gs:ownInitiative
        must gs:must gs:onRequest
        provider dpv:hasDataExporter party/svb
        recipient dpv:hasRecipient party/cak party/ciz party/wlz-uitvoerder
        task gs:task task/verzekerdenadministratie task/wlz-pgb-betaling""",
    "zvw-everyone-informs": """
        charge gs:charge gs:freeOfCharge
        data dpv:hasPersonalData data/personal
        form gs:provisionForm form/in-writing form/other-reasonable-form
        moment gs:provisionMoment moment/within-term-set
        must gs:must gs:onRequest
        necessity gs:necessity gs:necessary
        provider dpv:hasDataExporter party/een-ieder
        recipient dpv:hasRecipient party/aangewezene-zvw-88 party/belastingdienst party/cak party/college \
party/minister-vws party/svb party/uwv party/zorgautoriteit party/zorginstituut \
party/zorgverzekeraar
        task gs:task task/wkkgz-11g task/zorgverzekering task/zvw""",
    "zvw-care-provider-to-insurer": """
        data dpv:hasPersonalData data/health data/personal
        must gs:must -
        necessity gs:necessity gs:necessary
        provider dpv:hasDataExporter party/gecontracteerde-zorgaanbieder-zvw
        recipient dpv:hasRecipient party/aangewezene-zorgverzekeraar party/zorgverzekeraar
        subject dpv:hasDataSubject subject/zvw-verzekerde
        task gs:task task/zorgverzekering task/zvw""",
    "bw-research-where-consent-impossible": """
        consent-possible gs:consentAsking asking/not-reasonably-possible
        data dpv:hasPersonalData data/medical-file data/personal
        general-interest gs:publicInterest interest/general
        harm gs:privacyHarm gs:notDisproportionate
        may gs:may gs:onRequest
        necessity gs:necessity gs:necessary
        no-objection gs:objection objection/no-explicit
        provider dpv:hasDataExporter party/hulpverlener-wgbo
        purpose dpv:hasPurpose purpose/public-health-research purpose/public-health-statistics
        recipient dpv:hasRecipient party/ander-dan-patient
        subject dpv:hasDataSubject subject/patient""",
    "archive-keep-in-good-order": """
        actor gs:actor party/overheidsorgaan
        conduct gs:requiredConduct act/records-kept-in-order
        data dpv:hasPersonalData data/records
        must gs:must -""",
}
"""Norms, element by element and modality by modality, as read in the article; `-`: no trigger is named."""

CONTINUED = {
    ("wlz-civil-registry-extracts-earlier", "wlz-civil-registry-extracts"),
    ("wlz-college-and-administrator-with-consent-earlier", "wlz-college-and-administrator-with-consent"),
    ("wlz-court-clerks-to-wlz-bodies-earlier", "wlz-court-clerks-to-wlz-bodies"),
    ("wlz-form-and-term-of-provision-earlier", "wlz-form-and-term-of-provision"),
    ("wlz-pseudonymise-for-zorginstituut-earlier", "wlz-pseudonymise-for-zorginstituut"),
    ("wlz-tax-inspector-to-cak-earlier", "wlz-tax-inspector-to-cak"),
    ("wmo-access-and-copy-earlier", "wmo-access-and-copy"),
    ("wmo-amhk-keeps-family-data", "wmo-veilig-thuis-keeps-twenty-years"),
    ("wmo-consult-number-register-earlier", "wmo-consult-number-register"),
    ("wmo-contribution-bodies-are-controllers-earlier", "wmo-contribution-bodies-are-controllers"),
    ("wmo-contribution-bodies-to-college-earlier", "wmo-contribution-bodies-to-college"),
    ("wmo-destruction-on-request-earlier", "wmo-destruction-on-request"),
    ("wmo-deviate-from-bsn-rules-in-urgency-earlier", "wmo-deviate-from-bsn-rules-in-urgency"),
    ("wmo-establish-bsn-at-first-contact-earlier", "wmo-establish-bsn-at-first-contact"),
    ("wmo-keep-fifteen-years-earlier", "wmo-cak-and-svb-keep-seven-years"),
    ("wmo-keep-fifteen-years-earlier", "wmo-keep-fifteen-years"),
    ("wmo-keep-fifteen-years-earlier", "wmo-veilig-thuis-keeps-twenty-years"),
    ("wmo-no-consulting-number-from-brp-earlier", "wmo-no-consulting-number-from-brp"),
    ("wmo-no-consulting-number-given-by-bound-user-earlier", "wmo-no-consulting-number-given-by-bound-user"),
    ("wmo-provide-care-data-to-cak-earlier", "wmo-provide-care-data-to-cak"),
    ("wmo-provide-ciz-data-to-cak-earlier", "wmo-provide-ciz-data-to-cak"),
    ("wmo-provide-data-of-other-tasks-to-cak-earlier", "wmo-provide-data-of-other-tasks-to-cak"),
    ("wmo-provide-data-provided-by-others-to-cak-earlier", "wmo-provide-data-provided-by-others-to-cak"),
    ("wmo-provide-information-duty-data-to-cak-earlier", "wmo-provide-information-duty-data-to-cak"),
    ("wmo-provide-investigation-data-to-cak-earlier", "wmo-provide-investigation-data-to-cak"),
    ("wmo-record-identity-without-bsn-earlier", "wmo-record-identity-without-bsn"),
    ("wmo-secrecy-earlier", "wmo-secrecy"),
    ("wmo-state-identity-without-bsn-earlier", "wmo-state-identity-without-bsn"),
    ("wmo-tax-service-to-college-and-cak-earlier", "wmo-tax-service-to-college-and-cak"),
    ("wmo-use-bsn-when-providing-earlier", "wmo-use-bsn-when-providing"),
    ("wmo-use-bsn-when-providing-earlier", "wmo-veilig-thuis-uses-bsn"),
    ("wmo-veilig-thuis-processes-sensitive-data-earlier", "wmo-veilig-thuis-processes-sensitive-data"),
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


def test_two_contents_of_one_number_are_told_apart_by_version(law_layer: LawLayer) -> None:
    assert {norm: law_layer.years(norm) for norm in law_layer.resting("Wlz 9.1.3/3")} == {
        "norm/wlz-administrator-to-zvw-care-provider": {"2026-01-01"},
        "norm/wlz-college-and-administrator-with-consent-earlier": {"2019-07-01"},
    }


@pytest.mark.parametrize(("origin", "count"), [("a", 15), ("b", 5), ("c", 10)])
def test_every_origin_of_5_2_1_meets_every_recipient(law_layer: LawLayer, origin: str, count: int) -> None:
    """Recipient b twice: its tasks differ between the texts. Under a three kinds of origin, under c two."""
    under = law_layer.resting(f"Wmo 2015 5.2.1/1/{origin}")
    assert len(under) == count
    for norm in under:
        [recipient] = [place for place in law_layer.values(norm, "restsOn") if "/lid/2/onder/" in place]
        assert recipient[-1] in "abcd"


def test_only_origin_a_of_5_2_1_goes_without_consent(law_layer: LawLayer) -> None:
    consent = {
        origin: {
            any(line.startswith("consent ") for line in law_layer.lines(norm))
            for norm in law_layer.resting(f"Wmo 2015 5.2.1/1/{origin}")
        }
        for origin in "abc"
    }
    assert consent == {"a": {False}, "b": {True}, "c": {True}}


@pytest.mark.parametrize("article", ["5.2.2", "5.2.3", "5.2.4/1", "5.2.4/2", "5.2.4/3", "5.2.5/3"])
def test_suppliers_and_bodies_need_no_consent_and_are_bound_on_request(law_layer: LawLayer, article: str) -> None:
    under = law_layer.resting(f"Wmo 2015 {article}")
    assert under
    for found in map(law_layer.lines, under):
        assert {"may gs:may gs:ownInitiative", "must gs:must gs:onRequest"} <= found
        assert not any(line.startswith("consent") for line in found)


@pytest.mark.parametrize("slug", ["wmo-provide-ciz-data-to-supplier", "wmo-provide-ciz-data-to-supervisors"])
def test_the_two_readings_on_the_ciz_differ_in_consent_alone(law_layer: LawLayer, slug: str) -> None:
    wide, narrow = (
        set(law_layer.values(f"norm/{slug}/reading/{name}", "element"))
        for name in ("consent-for-every-origin", "consent-where-5-2-5-asks-it")
    )
    assert {last(element) for element in wide - narrow} == {"consent", "consent-by"}
    assert narrow < wide


def test_the_secrecy_of_5_3_3_has_its_liftings(law_layer: LawLayer) -> None:
    assert [last(lifting) for lifting in law_layer.having("lifts", "norm/wmo-secrecy")] == [
        "jw-secrecy-gives-way-to-supervision-order",
        "wmo-disclosure-to-those-whose-work-is-needed",
        "wmo-disclosure-under-law",
        "wmo-disclosure-with-consent",
        "wmo-disclosure-with-consent-of-representative",
        "wmo-secrecy-yields-to-veilig-thuis",
    ]


def test_consent_is_said_not_to_be_needed_where_the_text_says_so(law_layer: LawLayer) -> None:
    found = law_layer.norms_of(ACTS)
    assert [last(norm) for norm in found if law_layer.values(norm, "consentNotNeededOf")] == [
        "wmo-professional-to-veilig-thuis",
        "bw-disclosure-by-statutory-duty",
        "bw-research-where-consent-impossible",
        "bw-research-where-consent-not-required",
        "bw-those-directly-involved",
        "bw-those-whose-consent-is-required",
    ]


@pytest.mark.parametrize("earlier", ["", "-earlier"])
def test_urgency_sets_aside_rules_on_the_number_of_the_same_text(law_layer: LawLayer, earlier: str) -> None:
    rules = (
        "wmo-consult-number-register",
        "wmo-establish-bsn-at-first-contact",
        "wmo-record-identity-without-bsn",
        "wmo-state-identity-without-bsn",
    )
    barred = law_layer.values(f"norm/wmo-deviate-from-bsn-rules-in-urgency{earlier}", "bars")
    assert barred == [f"norm/{rule}{earlier}" for rule in rules]
