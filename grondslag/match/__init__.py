"""The match: each basis claim compared with the norms, on every date at once (docs/model.md, "The match").

    results = match(store, graph)             every claim of a source or register
    results = match_flow(store, graph, flow)  one flow
    bases = find_bases(law, ...)              the other way round: which norms could carry a sharing
    losses = impact(store, graph, change)     what a change of law would cost

A result is covered, fails or undetermined. None of them declares a flow lawful.
"""

from grondslag.match.ask import Basis, Change, Loss, find_bases, impact
from grondslag.match.law import Concepts, Law, Rows, cited_texts
from grondslag.match.matching import Cover, Matching, covers, match, match_flow, match_results
from grondslag.match.model import Claim, Interval, Judged, MatchResult, Outcome, Reason, Role, Text
from grondslag.match.write import is_result, store_results, to_quads

__all__ = [
    "Basis",
    "Change",
    "Claim",
    "Concepts",
    "Cover",
    "Interval",
    "Judged",
    "Law",
    "Loss",
    "MatchResult",
    "Matching",
    "Outcome",
    "Reason",
    "Role",
    "Rows",
    "Text",
    "cited_texts",
    "covers",
    "find_bases",
    "impact",
    "is_result",
    "match",
    "match_flow",
    "match_results",
    "store_results",
    "to_quads",
]
