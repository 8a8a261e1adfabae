"""Truth table of step 6: the clauses of the model processor agreement of Noaberkracht (R082-R095)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from truth_evidence import NOABERKRACHT, clause, meant
from truth_tables import LAYERS, Case, Facts, Table, covered, differences, shapes_of_step, vacuous


@dataclass(frozen=True)
class Wording:
    """What a clause says: topic or place, whether it obliges, forbids or allows, under which permission, how much."""

    topic: str = ""
    place: str = ""
    force: str = ""
    permission: str = ""
    euros: int = 0

    def write(self, facts: Facts, name: str) -> None:
        said = {"place": self.place, "clauseForce": self.force, "permissionRequired": self.permission}
        details: dict[str, str | int] = {key: value for key, value in said.items() if value}
        if self.euros:
            details["amountInEuros"] = self.euros
        clause(facts, "agreement", name, self.topic, **details)


# The model, by the shape that looks for the clause (document 002, annex 2, articles 4.3 to 9.2).
MODEL = {
    "Instructions": Wording("documentedInstructions", force="must"),
    "ControlOverData": Wording("controlOverData", force="mustNot"),
    "Secrecy": Wording("confidentialityOfStaff", force="must"),
    "LegalDutyToProvide": Wording("legallyRequiredProvision", force="must"),
    "BreachReport": Wording("breachReportToController", force="must"),
    "NoOwnNotification": Wording("breachNotificationToAuthority", force="mustNot"),
    "Territory": Wording(place="outsideNetherlands", force="mustNot", permission="expressWrittenPermission"),
    "ForeignLaw": Wording(place="companyUnderNonEuLaw", force="mustNot", permission="expressWrittenPermission"),
    "Audit": Wording("auditRight", force="may"),
    "AnnualReport": Wording("annualReport", force="must"),
    "SubProcessing": Wording("subProcessors", force="mustNot", permission="priorWrittenPermission"),
    "ReturnWithoutCopy": Wording("returnOrErasure", force="mustNot"),
    "Destruction": Wording("returnOrErasure", force="must"),
    "LiabilityCap": Wording("liability", euros=2_500_000),
    "ChangeInWriting": Wording("changeAndTermination"),
}
OTHER_FORCE = {"must": "may", "mustNot": "must", "may": "mustNot", "": ""}


def held(case: Case) -> list[Wording]:
    """The clauses of the agreement in a case: that which the case is about, and the others or none."""
    of_model = MODEL[case["clause"]]
    others = [wording for name, wording in MODEL.items() if name != case["clause"]]
    clauses = {
        "left out": [],
        "as in the model": [of_model],
        "with another force": [replace(of_model, force=OTHER_FORCE[of_model.force])],
        "without the permission": [replace(of_model, permission="")],
        "with another amount": [replace(of_model, euros=5_000_000)],
        "spread over two": [replace(Wording(), topic=of_model.topic, place=of_model.place),
                            replace(of_model, topic="liability", place="")],
    }[case["is"]]  # fmt: skip
    return clauses + (others if case["others"] == "as in the model" else [])


def makes_sense(case: Case) -> bool:
    """Only a clause that says it can say it otherwise."""
    wording = MODEL[case["clause"]]
    match case["is"]:
        case "with another force" | "spread over two":
            return bool(wording.force)
        case "without the permission":
            return bool(wording.permission)
        case "with another amount":
            return bool(wording.euros)
    return True


def write(case: Case, facts: Facts) -> None:
    facts.add("agreement", "a", "dpv:ControllerProcessorAgreement")
    facts.derived_from("agreement")
    facts.add("agreement", "gs:agreementStatus", f"gs:{case['status']}")
    facts.add("agreement", "gs:agreementParty", *meant(case, case["party"], NOABERKRACHT))
    for number, wording in enumerate(held(case)):
        wording.write(facts, f"clause/{number}")


def expect(case: Case) -> set[str]:
    """What is made on the model has its clauses; an agreement of which none is held says nothing."""
    on_the_model = case["party"] in ("itself", "a participant") or case["status"] == "modelText"
    clauses = held(case)
    if not on_the_model or not clauses:
        return set()
    return {f"ModelWithout{name}" for name, wording in MODEL.items() if wording not in clauses}


TABLE = Table(
    name="model-agreement",
    step=6,
    dimensions={
        "layer": LAYERS,
        "party": ("itself", "a participant", "another", "nobody"),
        "status": ("inForce", "modelText"),
        "clause": tuple(MODEL),
        "is": (
            "left out", "as in the model", "with another force", "without the permission", "with another amount",
            "spread over two",
        ),
        "others": ("none", "as in the model"),
    },
    covers={f"ModelWithout{name}" for name in MODEL},
    write=write,
    expect=expect,
    possible=makes_sense,
)  # fmt: skip


def test_every_combination_gives_what_the_oracle_says() -> None:
    assert differences(TABLE) == ""


def test_the_table_is_not_vacuous() -> None:
    assert vacuous(TABLE) == set()


def test_the_table_covers_every_clause_of_the_model() -> None:
    assert covered([TABLE]) == {name for name in shapes_of_step(6) if name.startswith("ModelWithout")}
