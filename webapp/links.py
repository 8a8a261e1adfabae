"""From an IRI to the place where it can be read: our own pages first, then outside, else nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from grondslag.namespaces import GS, ID, SHP

# What a path of ours may hold unescaped; the rest is percent-encoded.
PATH_SAFE = "/-._~:@!$&'()*+,;="
STATUTE = re.compile(r"(?:bwb|celex)/(?P<statute>[^/]+)(?:/(?P<date>\d{4}-\d{2}-\d{2}))?(?P<rest>/art/.+)?")
# The parts that the page of a flow shows; its other parts, such as a record of consent, have the page of a thing.
FLOW_PARTS = ("item", "claim", "condition")


@dataclass(frozen=True)
class Link:
    """A target for an anchor; `external` ones get `rel="noopener noreferrer nofollow"`."""

    href: str
    external: bool = False


def link_to(iri: str | None) -> Link | None:
    """The link for an IRI, or None when it is not one that a browser may follow (only http and https are)."""
    if not iri:
        return None
    if iri.startswith(ID):
        return Link(quote(_own_path(iri[len(ID) :]), safe=PATH_SAFE + "#"))
    if iri.startswith(GS):
        return Link("/def#" + quote(iri[len(GS) :], safe=PATH_SAFE))
    if iri.startswith(SHP):
        return Link("/shapes#" + quote(iri[len(SHP) :], safe=PATH_SAFE))
    return Link(iri, external=True) if _is_web(iri) else None


def _is_web(iri: str) -> bool:
    if any(ord(character) <= 32 for character in iri):
        return False
    try:
        parts = urlsplit(iri)
    except ValueError:
        return False
    return parts.scheme.lower() in ("http", "https") and bool(parts.netloc)


def _own_path(path: str) -> str:
    kind, _, rest = path.partition("/")
    if kind in ROOMS:
        return ROOMS[kind](rest)
    match = STATUTE.fullmatch(path)
    return _statute_path(match) if match else f"/page/{path}"


def _flow_path(rest: str) -> str:
    """The address of a flow is who tells of it and its name; what comes after that is a part of it."""
    told_by, name, *inner = (*rest.split("/"), "")
    flow = f"/flows/{told_by}/{name}".rstrip("/")
    if len(inner) < 2:
        return flow
    shown = inner[0] in FLOW_PARTS and bool(inner[1])
    return f"{flow}#{inner[0]}-{inner[1]}" if shown else f"/page/flow/{rest}"


def _report_path(rest: str) -> str:
    report, found, finding = rest.partition("/finding/")
    return f"/reports/{report}#finding-{finding}" if found else f"/reports/{report}"


def _statute_path(match: re.Match[str]) -> str:
    page = f"/statutes/{match['statute']}{match['rest'] or ''}"
    return f"{page}#{match['date']}" if match["date"] else page


def _text_path(rest: str) -> str:
    """Loaded words are shown with their provision; the node of a whole file with its statute."""
    match = STATUTE.fullmatch(f"bwb/{rest.removesuffix('/information')}")
    return _statute_path(match) if match else f"/page/law-text/{rest}"


def external(url: str | None) -> Link | None:
    """A link to an address given as text, such as a deep link to wetten.overheid.nl, if it is one."""
    return Link(url, external=True) if url and _is_web(url) else None


# The kinds of thing that have a page of their own; the rest have the page that lists what is said about them.
ROOMS: Mapping[str, Callable[[str], str]] = {
    "org": lambda rest: f"/organisations/{rest}",
    "flow": _flow_path,
    "discrepancy": lambda rest: f"/discrepancies/{rest}",
    "report": _report_path,
    "law-text": _text_path,
}
