"""What the claims on a datum come to on a day, in short: a norm fits, or no basis is shown and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import cast

from grondslag.report.model import Language
from webapp import i18n
from webapp.services import services
from webapp.values import Facts, Node, Value

# From what shows least to what shows most: of several claims on the same the first is told.
STATES = ("set_aside", "no_norm", "fails", "undetermined", "not_asked", "covered")
CLAIMED, DUTY, LIFTING = "claimedNorm", "secrecyDuty", "liftingOfSecrecy"
# One norm that fits is enough for a claim; else what stays open says more than what does not fit.
BEST_FIRST = ("covered", "undetermined", "fails")
# Operations for which a kind of sharing may ask no norm on providing.
SHARING = ("gs:disclose", "gs:collect")
SET_ASIDE = (("gs:claimStatus", "gs:claimDenied"), ("gs:claimStatus", "gs:claimDoubted"))


@dataclass(frozen=True)
class Told:
    """What the claims for one operation come to: one of `STATES`, why, and whether secrecy is left unlifted.

    `special` claims are those on an exception of article 9 alone.
    """

    operation: Value | None
    special: bool
    state: str
    reasons: tuple[str, ...]
    secrecy: bool

    @property
    def order(self) -> tuple[int, int, str]:
        """What shows least first."""
        return STATES.index(self.state), not self.secrecy, str(self.reasons)


class Outcomes:
    """The stored comparisons of one flow that hold on a day, by claim and item."""

    def __init__(self, flow: Node, told: Facts, day: date) -> None:
        self.day = day
        self._flow = flow
        self._told = told
        found = services().facts("flow-outcomes", flow=flow.iri, as_of=day.isoformat())
        self._lifts = {node.iri: {value.raw for value in node.all("gs:lifts")} for node in found}
        self._gateways = {node.iri for node in found if node.has("rdf:type", "gs:Gateway")}
        kind = services().not_asked(flow.iri)
        self.not_asked = kind.label.in_language(cast(Language, i18n.current())) if kind else ""
        self._results: dict[tuple[str, str], list[Node]] = defaultdict(list)
        for result in found:
            if result.all("gs:ofClaim"):
                for item in [value.raw for value in result.all("gs:ofItem")] or [""]:
                    self._results[result.raw("gs:ofClaim"), item].append(result)

    @property
    def runs(self) -> bool:
        """Whether the flow's own period, as far as it is stated, holds the day."""
        return _holds(self._flow, self.day)

    def of(self, item: Node | None) -> list[Told]:
        """What the claims on `item` come to, one for each operation; on the flow itself when it has no items."""
        best: dict[tuple[str, bool], Told] = {}
        for claim in self._claims(item):
            told = self._of_claim(claim, item)
            key = (claim.raw("gs:operation"), told.special)
            if key not in best or told.order < best[key].order:
                best[key] = told
        return sorted(best.values(), key=lambda one: (one.special, one.operation.text if one.operation else ""))

    def _claims(self, item: Node | None) -> Iterable[Node]:
        """The claims that hold for an item: its own, and those on the flow that none of its own replaces."""
        own = self._told.follow(item, "gs:basisClaim") if item else []
        replaced = {claim.raw("gs:operation") for claim in own if not _special(claim)}
        yield from own
        for claim in self._told.follow(self._flow, "gs:basisClaim"):
            if claim.raw("gs:operation") not in replaced:
                yield claim

    def _of_claim(self, claim: Node, item: Node | None) -> Told:
        results = self._results.get((claim.iri, item.iri if item else ""), [])
        norms = [result for result in results if result.one_name("gs:matchRole") == CLAIMED]
        if self.not_asked:
            norms = [norm for norm in norms if norm.raw("gs:ofNorm") not in self._gateways]
        outcomes = {norm.one_name("gs:outcome") for norm in norms}
        state = next((name for name in BEST_FIRST if name in outcomes), self._without_norm(claim))
        if any(claim.has(*status) for status in SET_ASIDE):
            state = "set_aside"
        reasons = min((_reasons(n) for n in norms if n.one_name("gs:outcome") == state), key=len, default=())
        return Told(claim.one("gs:operation"), _special(claim), state, reasons, self._secrecy_left(results))

    def _without_norm(self, claim: Node) -> str:
        """What a claim comes to that no norm is left for: where none on providing is asked, that is why."""
        asks = _special(claim) or not any(claim.has("gs:operation", each) for each in SHARING)
        return "no_norm" if asks or not self.not_asked else "not_asked"

    def _secrecy_left(self, results: list[Node]) -> bool:
        """Whether a duty that applies or may apply is left that nothing is shown to lift."""
        if self.not_asked:
            return False
        lifted = {
            duty
            for result in results
            if result.one_name("gs:matchRole") == LIFTING and result.one_name("gs:outcome") == "covered"
            for duty in self._lifts.get(result.raw("gs:ofNorm"), ())
        }
        return any(
            result.one_name("gs:matchRole") == DUTY
            and result.one_name("gs:outcome") != "fails"
            and result.raw("gs:ofNorm") not in lifted
            for result in results
        )


def _special(claim: Node) -> bool:
    return bool(claim.all("gs:art9Limb")) and not claim.all("gs:art6Limb")


def _reasons(result: Node) -> tuple[str, ...]:
    return tuple(value.text for value in (*result.all("gs:failReason"), *result.all("gs:undeterminedReason")))


def _holds(node: Node, day: date) -> bool:
    """Whether a half-open period holds the day; what is not stated bounds nothing."""
    start, end, text = node.raw("gs:from"), node.raw("gs:before"), day.isoformat()
    return (not start or start <= text) and (not end or text < end)
