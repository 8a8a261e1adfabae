"""Truth tables of step 8: rules of the Wbp, in force until 24 May 2018 (R102, R115, R116, R121; since then R119)."""

from __future__ import annotations

from datetime import date

import pytest
from truth_evidence import MEASURES, NOABERKRACHT, OUTSIDER, UNDONE, meant, measure, shown, silence, twins
from truth_tables import LAYERS, REGISTER, Case, Facts, Stage, Table, differences, vacuous

LAST_DAY, FIRST_DAY = date(2018, 5, 24), date(2018, 5, 25)
LAW = """
<bwb/BWBR0011468/version> eli:is_member_of <bwb/BWBR0011468> ; eli:date_no_longer_in_force "2018-05-24"^^xsd:date .
<bwb/BWBR0005252/version> eli:is_member_of <bwb/BWBR0005252> ; eli:date_no_longer_in_force "2022-05-01"^^xsd:date .
<wbp/exemption> a gs:Provision ; gs:ofStatute <bwb/BWBR0011468> .
<celex/32016R0679/version> eli:is_member_of <celex/32016R0679> .
<avg/exemption> a gs:Provision ; gs:ofStatute <celex/32016R0679> .
"""

# Whether everyone could inspect the register (R102): of who provided by a register while the act was in force.


def write_public(case: Case, facts: Facts) -> None:
    facts.add("organisation", "a", "org:FormalOrganization")
    if case["flow"] != "none":
        facts.flow()
        role = "dpv:hasRecipient" if case["flow"] == "receives" else "dpv:hasDataExporter"
        facts.add("flow", role, "organisation")
        facts.add("flow", "dpv:hasRecipient" if role == "dpv:hasDataExporter" else "dpv:hasDataExporter", OUTSIDER)
        if case["flow"] == "provided, and stopped":
            facts.add("flow", "gs:before", date(2017, 1, 1))
    measure(facts, "registerPublic", case["open to all"], of="organisation")


def expect_public_then(case: Case) -> set[str]:
    """Only a registered flow puts someone under the act: then stated closed is a finding, and silence of a provider."""
    if case["layer"] != REGISTER:
        return set()
    found = (
        {"RegisterNotPublic"} if case["flow"] in ("provides", "receives") and case["open to all"] == UNDONE else set()
    )
    missing = case["flow"] == "provides" and not shown(case["open to all"])
    return found | ({"RegisterPublicityMissingInRegister"} if missing else set())


def public_register(name: str, day: date, in_force: bool) -> Table:
    return Table(
        name=name,
        step=8,
        dimensions={
            "layer": LAYERS,
            "flow": ("none", "provides", "receives", "provided, and stopped"),
            "open to all": MEASURES,
        },
        covers={"RegisterPublicityMissingInRegister", "RegisterNotPublic"},
        write=write_public,
        expect=expect_public_then if in_force else lambda _: set(),
        stage=Stage.EVALUATED,
        law=LAW,
        day=day,
    )


# People who are not told, and why; or told later (R115, R116; AVG art. 14(5), UAVG art. 41).

REASONS = {
    "not stated": "",
    "impossible": "gs:informingImpossible",
    "effort": "gs:disproportionateEffort",
    "prescribed": "gs:prescribedByLaw",
    "fraud inquiry": "gs:fraudInquiry",
    "public order": "gs:publicOrder",
}


def write_exemption(case: Case, facts: Facts) -> None:
    facts.flow()
    facts.add("flow", "gs:informationExemption", "exemption")
    facts.add("exemption", "a", "gs:InformationExemption")
    facts.derived_from("exemption")
    if case["reason"] != "not stated":
        facts.add("exemption", "gs:exemptionReason", REASONS[case["reason"]])
    under = {"nothing": (), "Wbp": ("id:wbp/exemption",), "AVG": ("id:avg/exemption",)}
    under["both"] = under["Wbp"] + under["AVG"]
    facts.add("exemption", "gs:exemptedUnder", *under[case["under"]])
    if case["told later"] == "stated":
        facts.text("exemption", "gs:informedLater", "Na het onderzoek.")


def expect_exemption(case: Case, in_force: bool) -> set[str]:
    """A reason is asked; of postponing also until when; what rests on the Wbp is out of date since the AVG."""
    found = silence("ExemptionReason", case, case["reason"] != "not stated")
    postponed = case["reason"] in ("fraud inquiry", "public order")
    if postponed:
        found |= silence("SuspensionEnd", case, case["told later"] == "stated")
    if case["under"] in ("Wbp", "both") and not in_force:
        found |= {"SuspensionRestsOnLapsedAct" if postponed else "ExemptionRestsOnLapsedAct"}
    return found


def exemptions(name: str, day: date, in_force: bool) -> Table:
    lapsed: set[str] = set() if in_force else {"SuspensionRestsOnLapsedAct", "ExemptionRestsOnLapsedAct"}
    return Table(
        name=name,
        step=8,
        dimensions={
            "layer": LAYERS,
            "reason": tuple(REASONS),
            "under": ("nothing", "Wbp", "AVG", "both"),
            "told later": ("stated", "not stated"),
        },
        covers=twins("ExemptionReason") | twins("SuspensionEnd") | lapsed,
        write=write_exemption,
        expect=lambda case: expect_exemption(case, in_force),
        stage=Stage.EVALUATED,
        law=LAW,
        day=day,
    )


# Breaches: the day of discovery says which act counts (Wbp art. 34a, R121; AVG art. 33, R119).

DISCOVERED = {"not stated": None, "on the last day of the Wbp": LAST_DAY, "on the first day of the AVG": FIRST_DAY}


def write_breach(case: Case, facts: Facts) -> None:
    facts.add("breach", "a", "gs:PersonalDataBreach")
    if day := DISCOVERED[case["discovered"]]:
        facts.add("breach", "gs:discoveredOn", day)
    facts.add("breach", "gs:breachAt", *meant(case, case["at"], NOABERKRACHT))
    if case["notified after"] != "not stated":
        facts.add("breach", "gs:notifiedAfterHours", int(case["notified after"]))
    if case["reason for delay"] == "stated":
        facts.text("breach", "gs:delayReason", "Het lek werd in een weekend ontdekt.")
    if case["risk unlikely"] != "not stated":
        facts.add("breach", "gs:riskUnlikely", case["risk unlikely"] == "yes")
    measure(facts, "reportedToLawyers", case["lawyers told"], of="breach")


def expect_breach(case: Case) -> set[str]:
    """Both acts ask notification unless a risk is unlikely; the lawyers are the policy of Noaberkracht of that time."""
    former = case["discovered"] == "on the last day of the Wbp"
    found: set[str] = set()
    if case["risk unlikely"] != "yes":
        prefix = "Former" if former else ""
        if case["notified after"] == "not stated":
            found.add(f"{prefix}BreachNotificationMissingInRegister")
        elif int(case["notified after"]) > 72 and case["reason for delay"] == "not stated":
            found.add(f"{prefix}BreachNotifiedTooLate")
    if former and case["at"] in ("noaberkracht", "a participant") and not shown(case["lawyers told"]):
        found.add("LawyersReportMissingInRegister")
    return found


BREACHES = Table(
    name="former-breach",
    step=8,
    dimensions={
        "discovered": tuple(DISCOVERED),
        "at": ("noaberkracht", "a participant", "another", "not stated"),
        "notified after": ("not stated", "72", "73"),
        "reason for delay": ("stated", "not stated"),
        "risk unlikely": ("not stated", "yes", "no"),
        "lawyers told": MEASURES,
    },
    covers={
        f"{prefix}{name}"
        for prefix in ("", "Former")
        for name in ("BreachNotificationMissingInRegister", "BreachNotifiedTooLate")
    }
    | {"LawyersReportMissingInRegister"},
    write=write_breach,
    expect=expect_breach,
    stage=Stage.EVALUATED,
    law=LAW,
)

AFTERWARDS = public_register("public-register-since", FIRST_DAY, in_force=False)
TABLES = (
    public_register("public-register-then", LAST_DAY, in_force=True),
    exemptions("exemptions-then", LAST_DAY, in_force=True),
    exemptions("exemptions-since", FIRST_DAY, in_force=False),
    BREACHES,
)


@pytest.mark.parametrize("table", [*TABLES, AFTERWARDS], ids=str)
def test_every_combination_gives_what_the_oracle_says(table: Table) -> None:
    assert differences(table) == ""


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_no_table_is_vacuous(table: Table) -> None:
    assert vacuous(table) == set()


def test_since_the_avg_no_register_need_be_public() -> None:
    assert vacuous(AFTERWARDS) == set(AFTERWARDS.covers)
