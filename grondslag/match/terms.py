"""The IRIs that the match knows by name: dimensions that it fills itself, and the terms that steer it."""

from __future__ import annotations

from grondslag.namespaces import GS, PREFIXES

DPV = PREFIXES["dpv"]
RDF_TYPE = PREFIXES["rdf"] + "type"

EXPORTER = DPV + "hasDataExporter"
RECIPIENT = DPV + "hasRecipient"
DATA = DPV + "hasPersonalData"
SUBJECT = DPV + "hasDataSubject"
PURPOSE = DPV + "hasPurpose"
ACTOR = GS + "actor"
TASK = GS + "task"
OPERATION = GS + "operation"
TRIGGER = GS + "trigger"
NECESSITY = GS + "necessity"
CLAIMED_PROVISION = GS + "claimedProvision"
LIMB_6 = GS + "art6Limb"
LIMB_9 = GS + "art9Limb"
ROLE = GS + "role"
IDENTIFIER_POWER = GS + "identifierPower"
FORCE = GS + "force"

DISCLOSE = GS + "disclose"
COLLECT = GS + "collect"
REUSE = GS + "reuse"
USE_IDENTIFIER = GS + "useIdentifier"

LEGAL_OBLIGATION = PREFIXES["eu-gdpr"] + "A6-1-c"
MUST = GS + "must"

PARTIES = frozenset({EXPORTER, RECIPIENT, ACTOR, GS + "acquiredBy", GS + "acquiredFrom", GS + "intermediary"})
"""Dimensions whose values are parties: a category counts through the body's classification or an exercised power."""

ALL_MUST_FIT = frozenset(
    {EXPORTER, RECIPIENT, ACTOR, DATA, SUBJECT, GS + "acquiredBy", GS + "acquiredFrom", GS + "acquiredUnder"}
)
"""Dimensions where each value must fit: a norm on one of two recipients does not carry the flow to both."""

OVERLAPPING = frozenset({SUBJECT})
"""Dimensions whose categories can overlap unseen: that a client is not named a resident does not make them none."""

BASES = {
    DISCLOSE: frozenset({GS + "Gateway"}),
    COLLECT: frozenset({GS + "ProcessingPower"}),
    REUSE: frozenset(GS + kind for kind in ("ReusePower", "ProcessingPower")),
    USE_IDENTIFIER: frozenset({GS + "IdentifierPermission"}),
}
"""Per operation the kinds of norm that are looked through for candidates nobody claimed."""

EXCEPTION = GS + "Exception"
GATEWAY = GS + "Gateway"
SECRECY_DUTY = GS + "SecrecyDuty"

BEARING = frozenset(
    GS + kind
    for kind in (
        "Task",
        "ProcessingPower",
        "ReusePower",
        "Gateway",
        "Permission",
        "Duty",
        "ConferralPower",
        "Exception",
        "Lifting",
        "IdentifierPermission",
        "IdentifierUseRule",
    )
)
"""Kinds of norm that a claim can rely on; a prohibition, bar, right, deadline or definition bears none."""
