"""Known flaws: what is wrong with a flow that is otherwise flawless, and what must therefore be found.

Each flaw says from which provision its findings follow. Nothing here looks at shapes or at the match: a flaw knows the
rule of the list of rules that a provision belongs to, and where a careful reader would put the finding. Two flaws may
meet in one flow when they touch different aspects of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from benchmarks.generate.kinds import KINDS, PW, FlowKind
from benchmarks.generate.model import Claim, Flow, Item, Stated, gs, stated, thing

VIOLATION, WARNING, INFO = "violation", "warning", "info"
AGREEMENT = "agreement"
AVG = "celex/32016R0679/art/"


class Found(NamedTuple):
    """A finding on a flow: rule, severity, and where below the flow; `AGREEMENT` stands beside it."""

    rule: str
    severity: str
    at: str = ""


Change = Callable[[Flow], Flow]
Findings = Callable[[Flow], Iterable[Found]]


@dataclass(frozen=True)
class Flaw:
    """A flaw: the kinds of flow it can be planted in, what it changes there, and what follows from that.

    `law` is the provision and what it asks. `touches` are the aspects of a flow that it changes; `needs` says whether a
    flow of such a kind has what the flaw takes away.
    """

    name: str
    law: str
    kinds: frozenset[str]
    change: Change
    findings: Findings
    touches: frozenset[str]
    weight: float = 1.0
    needs: Callable[[Flow], bool] = lambda _: True

    def fits(self, kind: FlowKind, flow: Flow) -> bool:
        """Whether the flaw can be planted in this flow."""
        return kind.name in self.kinds and self.needs(flow)


def _at_flow(rule: str, severity: str = VIOLATION) -> Findings:
    return lambda _: (Found(rule, severity),)


def _at_items(rule: str, severity: str = VIOLATION) -> Findings:
    return lambda flow: (Found(rule, severity, f"item/{item.name}") for item in flow.items)


def _at_claims(rule: str, severity: str = VIOLATION) -> Findings:
    return lambda flow: (Found(rule, severity, f"claim/{claim.name}") for claim in flow.claims)


def _both(*parts: Findings) -> Findings:
    return lambda flow: (found for part in parts for found in part(flow))


def _claims(flow: Flow, change: Callable[[Claim], Claim]) -> Flow:
    return replace(flow, claims=tuple(change(claim) for claim in flow.claims))


def _first_claim(change: Callable[[Claim], Claim]) -> Change:
    return lambda flow: replace(flow, claims=(change(flow.claims[0]), *flow.claims[1:]))


def _first_item(change: Callable[[Item], Item]) -> Change:
    return lambda flow: replace(flow, items=(change(flow.items[0]), *flow.items[1:]))


def _without_measure(kind: str) -> Change:
    return lambda flow: replace(flow, measures=tuple(each for each in flow.measures if each != kind))


def _first(rule: str, severity: str = VIOLATION) -> Findings:
    return lambda flow: (Found(rule, severity, f"item/{flow.items[0].name}"),)


def _of_derivative(flow: Flow) -> Iterator[Found]:
    """A claim on what another was allowed to provide is not shown where no verdict says that this one was."""
    if any(claim.derivative for claim in flow.claims):
        yield from _first("R019")(flow)


def _restated(flow: Flow, name: str, value: str | None = None) -> Stated:
    """What the flow states, with another value of one property or without it."""
    kept = tuple(each for each in flow.stated if each[0] != gs(name))
    return kept + (stated(**{name: value}) if value else ())


def _has_special(flow: Flow) -> bool:
    return any(item.special for item in flow.items)


def _special(flow: Flow, change: Callable[[Item], Item]) -> Flow:
    return replace(flow, items=tuple(change(item) if item.special else item for item in flow.items))


def _unfounded(claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
    return tuple(replace(claim, provision=None) for claim in claims)


def _unnumbered(item: Item) -> Item:
    return replace(item, claims=()) if item.name == "bsn" else item


def _settling(flow: Flow, *topics: str) -> Flow:
    return replace(flow, agreement=flow.agreement and replace(flow.agreement, settles=topics))


ALL = frozenset(kind.name for kind in KINDS)
ACROSS = frozenset(kind.name for kind in KINDS if kind.qualification == "independentControllers")
WITHIN = frozenset({"wmo-inquiry", "pw-check", "jw-access", "gr-debt-help"})
WGS_8A = frozenset({"wgs-printing", "wgs-joint", "gr-debt-help", "to-client"})
PW_67 = frozenset({"pw-benefit-body", "pw-reintegration"})
JOINT = frozenset({"wgs-joint"})

FLAWS: tuple[Flaw, ...] = (
    Flaw(
        "no-retention",
        "AVG art. 30 lid 1 onder f: the record has the envisaged time limits for erasure",
        ALL,
        lambda flow: replace(flow, has_retention=False),
        _at_flow("R122"),
        frozenset({"retention"}),
        weight=8,
    ),
    Flaw(
        "no-security",
        "AVG art. 30 lid 1 onder g: the record describes the security measures",
        ALL,
        _without_measure("securityDescribed"),
        _at_flow("R099"),
        frozenset({"security"}),
        weight=8,
    ),
    Flaw(
        "no-secured-access",
        "AVG art. 32 lid 1, with the guideline on security: access is authorised and on secured systems; a warning",
        ALL,
        _without_measure("securedAccess"),
        _at_flow("R072", WARNING),
        frozenset({"access"}),
        weight=5,
    ),
    Flaw(
        "no-proportionality",
        "AVG art. 5 lid 1 onder c with lid 2: that the interference is in proportion has to be shown",
        ALL,
        _without_measure("proportionalityWeighing"),
        _at_flow("R048"),
        frozenset({"proportionality"}),
        weight=5,
    ),
    Flaw(
        "no-data-subjects",
        "AVG art. 30 lid 1 onder c: the record names the data subjects. Wgs art. 8a and PW art. 67 ask nothing of whom",
        WGS_8A | PW_67,
        lambda flow: replace(flow, subjects=()),
        _at_flow("R099"),
        frozenset({"subjects"}),
        weight=4,
    ),
    Flaw(
        "no-purpose",
        "AVG art. 5 and 30 lid 1 onder b: all processing has a purpose; the task carries the basis here",
        WGS_8A | PW_67 | {"pw-check", "jw-access"},
        lambda flow: replace(flow, purposes=()),
        _at_flow("R043"),
        frozenset({"purpose"}),
        weight=4,
    ),
    Flaw(
        "no-recipient",
        "AVG art. 30 lid 1 onder d: the record names the recipients",
        WITHIN,
        lambda flow: replace(flow, recipient=None),
        _at_flow("R100"),
        frozenset({"recipient"}),
        weight=5,
    ),
    Flaw(
        "no-kind",
        "AVG art. 4 onder 7 and 8: who sets purposes and means decides what else is asked",
        ACROSS,
        lambda flow: replace(flow, qualification=None),
        _at_flow("R077"),
        frozenset({"qualification"}),
        weight=3,
    ),
    Flaw(
        "no-limb",
        "AVG art. 6 lid 1 with art. 5 lid 2: each controller shows a ground; here only the recipient does",
        ACROSS - PW_67,
        _first_claim(lambda claim: replace(claim, limb=None)),
        _at_flow("R001"),
        frozenset({"limb", "basis"}),
        weight=4,
    ),
    Flaw(
        "no-limb-at-all",
        "AVG art. 6 lid 1: no ground for the controller, and so none for any datum",
        WITHIN,
        _first_claim(lambda claim: replace(claim, limb=None)),
        _both(_at_flow("R001"), _at_items("R001")),
        frozenset({"limb", "basis"}),
        weight=3,
        needs=lambda flow: all(not item.claims for item in flow.items),
    ),
    Flaw(
        "no-verdict",
        "AVG art. 5 lid 1 onder c with lid 2: that each datum is necessary has to be shown",
        ALL,
        _first_item(lambda item: replace(item, verdict=None)),
        _both(_first("R046"), _of_derivative),
        frozenset({"verdict"}),
        weight=8,
        needs=lambda flow: len(flow.items) > 1,
    ),
    Flaw(
        "no-verdicts",
        "Wgs art. 8a and 8d, PW art. 53a lid 6, Wmo 2015 art. 5.1.1 lid 1, AVG art. 5: each asks necessity of all data",
        WGS_8A | {"wgs-reuse", "pw-check", "wmo-inquiry"},
        lambda flow: replace(flow, items=tuple(replace(item, verdict=None) for item in flow.items)),
        _both(_at_items("R046"), _at_claims("R011")),
        frozenset({"verdict", "basis"}),
        weight=4,
    ),
    Flaw(
        "not-necessary",
        "AVG art. 5 lid 1 onder c: what is needless is shared, and the article that is cited asks necessity",
        WGS_8A | {"pw-check", "jw-access", "wmo-inquiry"},
        _first_item(lambda item: replace(item, verdict="notNecessary")),
        _both(_first("R046"), _first("R019")),
        frozenset({"verdict", "basis"}),
        weight=4,
    ),
    Flaw(
        "not-by-default",
        "AVG art. 25 lid 2: what depends on circumstances is shared as a matter of course; a warning",
        ALL,
        _first_item(lambda item: replace(item, verdict="notByDefault")),
        _both(_first("R047", WARNING), _of_derivative),
        frozenset({"verdict"}),
        weight=4,
    ),
    Flaw(
        "repealed-act",
        "UAVG art. 51: the Wbp was withdrawn on 25 May 2018; a claim on it names no law of today",
        WGS_8A | {"pw-check", "wmo-inquiry", "jw-access"},
        _first_claim(lambda claim: replace(claim, provision=thing("bwb/BWBR0011468/art/8/onder/e"))),
        lambda flow: (Found("R026", VIOLATION, f"claim/{flow.claims[0].name}"),),
        frozenset({"basis"}),
        weight=3,
    ),
    Flaw(
        "moved-letter",
        "PW art. 67 lid 1: letter i is no more in the text of today, and then nothing lifts PW art. 65",
        PW_67,
        lambda flow: _claims(flow, lambda claim: replace(claim, provision=thing(PW + "67/lid/1/onder/i"))),
        _both(_at_claims("R026"), _at_items("R059")),
        frozenset({"basis"}),
        weight=3,
    ),
    Flaw(
        "avg-as-law",
        "AVG art. 6 lid 3: the task has to be laid down elsewhere; article 6 itself is not enough",
        WGS_8A | {"pw-check", "wmo-inquiry"},
        _first_claim(lambda claim: replace(claim, provision=thing(AVG + "6/lid/1/onder/e"))),
        _at_flow("R003"),
        frozenset({"basis"}),
        weight=4,
    ),
    Flaw(
        "no-provision",
        "AVG art. 6 lid 3: a public task without the provision that gives it",
        WGS_8A | {"pw-check", "wmo-inquiry"},
        _first_claim(lambda claim: replace(claim, provision=None)),
        _at_flow("R003"),
        frozenset({"basis"}),
        weight=6,
    ),
    Flaw(
        "wrong-recipient",
        "PW art. 67 lid 1 onder a names UWV and SVB; a reintegration company is neither, and PW art. 65 stays",
        frozenset({"pw-reintegration"}),
        lambda flow: _claims(flow, lambda claim: replace(claim, provision=thing(PW + "67/lid/1/onder/a"))),
        _both(_at_items("R109"), _at_items("R059")),
        frozenset({"basis"}),
        weight=3,
    ),
    Flaw(
        "own-initiative",
        "PW art. 67 lid 1: on own initiative the college may, not must; limb c asks an obligation",
        PW_67,
        lambda flow: replace(flow, stated=_restated(flow, "trigger", "gs:ownInitiative")),
        _at_items("R004"),
        frozenset({"basis"}),
        weight=3,
    ),
    Flaw(
        "charged",
        "PW art. 64 lid 1: free of charge; a charge is recorded, so the duty does not fit",
        frozenset({"uwv-to-college", "landlord-to-college"}),
        lambda flow: replace(flow, stated=_restated(flow, "charge", "charge/fee-under-trade-register-act")),
        _at_items("R019"),
        frozenset({"basis"}),
        weight=1,
    ),
    Flaw(
        "other-college",
        "Wgs art. 8d asks that the same college acquired the data; who acquired them is not recorded",
        frozenset({"wgs-reuse"}),
        lambda flow: replace(flow, stated=_restated(flow, "acquiredBy")),
        _at_items("R019"),
        frozenset({"basis"}),
        weight=2,
    ),
    Flaw(
        "contested-words",
        "Wgs art. 8d hangs on the task that the data were acquired for; what the words of the entry mean is contested",
        frozenset({"wgs-reuse"}),
        lambda flow: replace(flow, contested=((gs("acquiredUnder"), thing("task/pw")),)),
        _at_items("R019", INFO),
        frozenset({"basis"}),
        weight=3,
    ),
    Flaw(
        "consent-of-dependant",
        "AVG art. 7 lid 4 and art. 4 onder 11: who lives on a benefit is hardly free to refuse a public body",
        frozenset({"pw-benefit-body"}),
        lambda flow: replace(
            _claims(flow, lambda claim: replace(claim, limb="A6-1-a", provision=None)), has_consent=True
        ),
        _both(_at_claims("R007", WARNING), _at_claims("R008", WARNING)),
        frozenset({"limb", "basis", "subjects"}),
        weight=3,
    ),
    Flaw(
        "legitimate-interest",
        "AVG art. 6 lid 1, last sentence: limb f is closed to a public body in its tasks",
        frozenset({"wmo-inquiry", "pw-check"}),
        _first_claim(lambda claim: replace(claim, limb="A6-1-f")),
        lambda flow: (Found("R005", VIOLATION, f"claim/{flow.claims[0].name}"),),
        frozenset({"limb", "basis"}),
        weight=3,
    ),
    Flaw(
        "no-exception",
        "AVG art. 9: data on health without an exception of lid 2",
        ALL,
        lambda flow: _special(flow, lambda item: replace(item, claims=(), stated=())),
        lambda flow: (Found("R031", VIOLATION, f"item/{item.name}") for item in flow.items if item.special),
        frozenset({"exception"}),
        weight=30,
        needs=_has_special,
    ),
    Flaw(
        "exception-without-law",
        "AVG art. 9 lid 2 onder b: only as far as national law allows; no national provision is named",
        ALL,
        lambda flow: _special(flow, lambda item: replace(item, claims=_unfounded(item.claims))),
        lambda flow: (
            Found(rule, VIOLATION, f"item/{item.name}")
            for item in flow.items
            if item.special
            for rule in ("R031", "R032")
        ),
        frozenset({"exception"}),
        weight=20,
        needs=_has_special,
    ),
    Flaw(
        "no-secrecy-recorded",
        "UAVG art. 30 lid 4: who processes data on health is bound to secrecy; by what is not recorded",
        ALL,
        lambda flow: _special(flow, lambda item: replace(item, stated=())),
        lambda flow: (Found("R035", VIOLATION, f"item/{item.name}") for item in flow.items if item.special),
        frozenset({"exception"}),
        weight=20,
        needs=_has_special,
    ),
    Flaw(
        "number-without-permission",
        "UAVG art. 46 lid 1: a national number only where statute says so; no provision is named",
        ALL,
        lambda flow: replace(flow, items=tuple(_unnumbered(item) for item in flow.items)),
        lambda _: (Found("R037", VIOLATION, "item/bsn"),),
        frozenset({"number"}),
        weight=15,
        needs=lambda flow: any(item.name == "bsn" for item in flow.items),
    ),
    Flaw(
        "no-processor-agreement",
        "AVG art. 28 lid 3: a processor acts under a contract or another legal act that binds it",
        frozenset({"wgs-printing"}),
        lambda flow: replace(flow, agreement=None),
        _at_flow("R078"),
        frozenset({"agreement"}),
        weight=10,
    ),
    Flaw(
        "no-controller",
        "AVG art. 28 lid 1: who outsources stays controller; that role is not recorded",
        frozenset({"wgs-printing"}),
        lambda flow: replace(flow, roles=flow.roles[1:]),
        _at_flow("R080"),
        frozenset({"roles"}),
        weight=4,
    ),
    Flaw(
        "no-joint-arrangement",
        "AVG art. 26 lid 1: joint controllers settle their responsibilities in an arrangement",
        JOINT,
        lambda flow: replace(flow, agreement=None),
        _at_flow("R074"),
        frozenset({"agreement"}),
        weight=10,
    ),
    Flaw(
        "no-contact-for-rights",
        "AVG art. 26 lid 1: the arrangement settles where people exercise their rights",
        JOINT,
        lambda flow: _settling(flow, "responsibilities"),
        lambda _: (Found("R075", VIOLATION, AGREEMENT),),
        frozenset({"agreement"}),
        weight=6,
    ),
    Flaw(
        "no-responsibilities",
        "AVG art. 26 lid 1: the arrangement settles who is responsible for what",
        JOINT,
        lambda flow: _settling(flow, "contactForRights"),
        lambda _: (Found("R108", VIOLATION, AGREEMENT),),
        frozenset({"agreement"}),
        weight=6,
    ),
    Flaw(
        "partnership-not-told",
        "AVG art. 12 lid 1 and art. 13: people are told of the partnership, in plain language",
        JOINT,
        _without_measure("informedOfPartnership"),
        _at_flow("R110"),
        frozenset({"information"}),
        weight=8,
    ),
    Flaw(
        "transfer-without-safeguard",
        "AVG art. 44 and 46: data leave the European Economic Area without a safeguard",
        ALL,
        lambda flow: replace(flow, stated=(*flow.stated, *stated(processingTrait="gs:transferOutsideEea"))),
        _at_flow("R097"),
        frozenset({"transfer"}),
        weight=2,
    ),
    Flaw(
        "child-not-weighed",
        "Convention on the Rights of the Child, art. 3: the interest of the child comes first and is weighed",
        frozenset({"jw-access"}),
        _without_measure("childInterest"),
        _at_flow("R030"),
        frozenset({"child"}),
        weight=6,
    ),
)
