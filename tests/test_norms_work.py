"""What Participatiewet, Wgs and Wet SUWI say on data, as the norms of `ACTS` have it."""

from __future__ import annotations

from norm_checks import DELEGATION, LawLayer

ACTS = {"pw": 92, "wgs": 17, "wet-suwi": 82}
"""The act files of this part, and how many norms each has."""

SCOPE = {
    "PW": """
        6a 7/1 7/1/a 7/1/b 7/1/c 7/2 7/3/a 7/3/b 7/3/c 7/4 7/5 7/6 7/7 7/8 7/9 7/10 17/1 17/2 17/3 17/4 53a/1 53a/2
        53a/2/a 53a/2/b 53a/3 53a/4 53a/5 53a/6 53a/7 62 63/1 63/2 64/1/a 64/1/b 64/1/c 64/1/d 64/1/e 64/1/f 64/1/g
        64/1/h 64/1/i 64/1/j 64/1/k 64/1/l 64/1/m 64/1/n 64/1/o 64/1/p 64/1/q 64/2/a 64/2/b 64/3 64/4 64/5/a 64/5/b/1
        64/5/b/2 64/6 64/7 64/8 64/9 64/10 64/11 64/12 64/13 64/14 65/1 65/2/a 65/2/b 65/2/c 65/3 65/4 66 67/1/a 67/1/b
        67/1/c 67/1/d 67/1/e 67/1/f 67/1/g 67/1/h 67/1/i 67/2 67/3 67/4 67/5 67a 68/1 68/2 78/1 78/2 78/3""",
    "Wgs": """
        2/1 2/2 2/3 2/4/a 2/4/b 2/4/c 2/4/d 2/4/e 2/5 3/1 3/1/a 3/1/b 3/2 3/3 3/4 3/5 8/1 8/2 8/3 8/4 8a 8b/1 8b/2 8c 8d
        9/1 9/2""",
    "Wet SUWI": """
        9/1 9/2 9/3 9/4 9/5 54/1 54/1/a 54/1/b 54/1/c 54/2 54/3/a 54/3/b 54/3/c 54/3/d 54/3/e 54/3/f 54/3/g 54/3/h
        54/3/i 54/3/j 54/3/k 54/3/l 54/3/m 54/3/n 54/4 54/5 54/6 54/7 54/8/a 54/8/b 54/9 54/10 54/11 54/12 62/1 62/2
        62/3 62/4 63 64/1 64/1/a 64/1/b 64/1/c 64/1/d 64/2 64/3 64/4 64/5 65/1 65/2 65/3/a 65/3/b 65/4 65/5 65/6 65/7
        65/8 73/1 73/1/a 73/1/b 73/1/c 73/2 73/3 73/3/a 73/3/b 73/4 73/5 73/6 73/7 73/8 73/9 73/10 73/11 73/12 74/1
        74/2/a 74/2/b 74/2/c 74/3 74/4""",
}
"""The provisions of these acts that were read, in any held version, down to lid and onderdeel."""

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
    "PW 64/11": "limits the decree of paragraph 10: no rule on data",
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
    "Wet SUWI 9/3": DELEGATION,
    "Wet SUWI 9/4": DELEGATION,
    "Wet SUWI 9/5": "supervision by the minister: no rule on data",
    "Wet SUWI 54/11": DELEGATION,
    "Wet SUWI 54/12": DELEGATION,
    "Wet SUWI 62/4": DELEGATION,
    "Wet SUWI 63": DELEGATION,
    "Wet SUWI 64/5": DELEGATION,
    "Wet SUWI 65/8": DELEGATION,
    "Wet SUWI 73/5": DELEGATION,
    "Wet SUWI 73/12": DELEGATION,
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


def test_two_contents_of_one_letter_are_told_apart_by_version(law_layer: LawLayer) -> None:
    assert {norm: law_layer.years(norm) for norm in law_layer.resting("PW 64/1/p")} == {
        "norm/pw-minister-inburgering-to-college": {"2018-05-25", "2019-07-01"},
        "norm/pw-childcare-register-to-college": {"2026-07-01"},
    }


def test_the_bar_of_article_67_stops_every_provision_of_paragraph_1(law_layer: LawLayer) -> None:
    under = law_layer.resting("PW 67/1")
    assert len(under) == 15
    assert law_layer.values("norm/pw-no-disproportionate-harm", "bars") == under


def test_the_bodies_of_article_64_must_provide_on_request_only(law_layer: LawLayer) -> None:
    under = law_layer.resting("PW 64/1")
    assert len(under) == 24
    assert {line for norm in under for line in law_layer.lines(norm) if " gs:m" in line} == {
        "must gs:must gs:onRequest"
    }


def test_the_two_readings_of_cak_and_nza_differ_in_the_purpose_alone(law_layer: LawLayer) -> None:
    norm = "norm/pw-provide-to-cak-and-nza"
    wide, narrow = (
        set(law_layer.values(f"{norm}/reading/{name}", "element"))
        for name in ("zvw-purpose-for-insurers-only", "zvw-purpose-for-all")
    )
    assert narrow - wide == {f"{norm}/element/task"}
    assert wide < narrow


def test_a_decree_without_text_holds_no_version(law_layer: LawLayer) -> None:
    assert law_layer.kinds("stb/2020/240") == {"Decree"}
    assert law_layer.having("eli:is_member_of", "stb/2020/240") == []
