"""References for machines in a text: JCI, links to the sites of statutes, IRIs of provisions, ids of acts."""

from __future__ import annotations

import re

from grondslag.citation import ProvisionPath, is_provision_iri, parse_iri
from grondslag.errors import BadInput
from grondslag.namespaces import ID

_REFERENCE = re.compile(r"(?:https?://|jci1\.\d:|(?:bwb|celex)/)[^\s;|<>\"]+", re.IGNORECASE)
_ACT = re.compile(r"BWBR\d{7}|3\d{4}[RL]\d{4}", re.IGNORECASE)
_ELI = re.compile(r"eli/reg/2016/679", re.IGNORECASE)
_ANCHOR = re.compile(r"#.*?art(?:ikel)?_?(\d[\w.:]*)", re.IGNORECASE | re.ASCII)
_PART = re.compile(r"&(artikel|lid|o)=([^&\s]+)", re.IGNORECASE)


def references(text: str) -> tuple[str, list[tuple[int, int, str]]]:
    """The places that references in `text` lead to, as start, end and IRI; and the text without them.

    A reference to an act as a whole stays in the text as its id. The text keeps its length.
    """
    found: list[tuple[int, int, str]] = []

    def without(match: re.Match[str]) -> str:
        path = _path(match[0])
        if path:
            found.append((match.start(), match.end(), path.iri))
            return ";".ljust(len(match[0]), " ")
        act = _ACT.search(match[0]) or (_ELI.search(match[0]) and _ACT.search("32016R0679"))
        return (act[0].upper() if act else ";").ljust(len(match[0]), " ")

    return _REFERENCE.sub(without, text), found


def _path(reference: str) -> ProvisionPath | None:
    """The provision of a reference; None for one to an act as a whole, or to something else."""
    reference = reference.rstrip(".,)")
    iri = reference if reference.startswith("http") else ID + reference
    act = _ACT.search(reference)
    anchor = _ANCHOR.search(reference)
    try:
        if is_provision_iri(iri):
            return parse_iri(iri)
        parts = _PART.findall(reference)
        labels = {key.casefold(): value for key, value in parts}
        points = tuple(value.rstrip("°.").casefold() for key, value in parts if key.casefold() == "o")
        if act and "artikel" in labels:
            return ProvisionPath(act[0].upper(), labels["artikel"].casefold(), labels.get("lid"), points)
        if act and anchor:
            return ProvisionPath(act[0].upper(), anchor[1].casefold().rstrip("."))
    except BadInput:
        pass
    return None
