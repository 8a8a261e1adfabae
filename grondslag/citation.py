"""How a place in a statute is written: as IRI, canonical citation, JCI 1.3 and link to the official site.

All functions are pure. A *provision path* is timeless: `PW art. 67 lid 1 onder a` names the same label path
at every date; which words stood there is a matter of text states (`grondslag.provisions`) and of loaded words
(`grondslag.lawtext`).
JCI is the Juriconnect standard BWB 1.3: a part of a list is `o`, repeated for a part within a part.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from grondslag.errors import BadInput
from grondslag.namespaces import ID

_BWB = re.compile(r"BWBR\d{7}")
_CELEX = re.compile(r"\d{5}[A-Z]{1,2}\d{4}")
_ARTICLE = re.compile(r"\d+[a-z]{0,2}(?:[.:]\d+[a-z]{0,2})*")
_PARAGRAPH = re.compile(r"\d+[a-z]?")
_POINT = re.compile(r"[0-9a-z]+(?:-[0-9a-z]+)*")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")

_IRI = re.compile(
    re.escape(ID)
    + r"(?P<system>bwb|celex)/(?P<act>[^/]+)(?:/(?P<day>\d{4}-\d{2}-\d{2}))?"
    + r"/art/(?P<article>[^/]+)(?:/lid/(?P<paragraph>[^/]+))?(?P<points>(?:/onder/[^/]+)*)"
)
_CITATION = re.compile(r"(?P<title>.+?) art\. (?P<article>\S+)(?: lid (?P<paragraph>\S+))?(?P<points>(?: onder \S+)*)")
_JCI = re.compile(
    r"jci1\.3:c:(?P<act>[^&]+)&artikel=(?P<article>[^&]+)(?:&lid=(?P<paragraph>[^&]+))?(?P<points>(?:&o=[^&]+)*)"
)


@dataclass(frozen=True, order=True)
class ProvisionPath:
    """An article of an act, or a part of it: `act` is a BWB id or a CELEX number.

    `paragraph` is the lid; `points` are the onderdelen from the outside in, without bracket or degree sign.
    Raises `BadInput` for a label that no statute can have.
    """

    act: str
    article: str
    paragraph: str | None = None
    points: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        act_system(self.act)
        _require(_ARTICLE, self.article, "article number", "digits with letters, dots or colons", "5.2.1")
        if self.paragraph is not None:
            _require(_PARAGRAPH, self.paragraph, "paragraph (lid)", "a number", "2")
        for point in self.points:
            _require(_POINT, point, "point (onderdeel)", "a letter or a number", "q")

    @property
    def iri(self) -> str:
        """The timeless IRI of the provision."""
        return f"{statute_iri(self.act)}/{self._tail()}"

    @property
    def number(self) -> str:
        """The label of the last level alone, as it is printed: `67`, `1`, `a`, `1°`."""
        if self.points:
            return _printed(self.act, self.points[-1])
        return self.paragraph or self.article

    @property
    def parent(self) -> ProvisionPath | None:
        """The next level up; None above an article, where the act itself follows."""
        if self.points:
            return ProvisionPath(self.act, self.article, self.paragraph, self.points[:-1])
        return ProvisionPath(self.act, self.article) if self.paragraph else None

    def lineage(self) -> list[ProvisionPath]:
        """The path itself and every level above it, innermost first."""
        above = self.parent
        return [self, *(above.lineage() if above else [])]

    def state_iri(self, version: date) -> str:
        """The IRI of the text of this provision in the version valid from `version`."""
        return f"{version_iri(self.act, version)}/{self._tail()}"

    def _tail(self) -> str:
        parts = ["art", self.article]
        if self.paragraph:
            parts += ["lid", self.paragraph]
        for point in self.points:
            parts += ["onder", point]
        return "/".join(parts)


def _require(pattern: re.Pattern[str], value: str, what: str, expected: str, example: str) -> None:
    """Refuse `value` as a `what` unless it has the pattern's form."""
    if not pattern.fullmatch(value):
        raise BadInput(f"Invalid {what} {value!r}", expected=expected, example=example)


def _printed(act: str, point: str) -> str:
    """A point as it is printed: Dutch statutes number sub-points 1°, 2°; the AVG writes plain numbers."""
    return point + "°" if point.isdigit() and act_system(act) == "bwb" else point


def act_system(act: str) -> str:
    """`bwb` for a BWB id, `celex` for a CELEX number. Raises `BadInput` for anything else."""
    if _BWB.fullmatch(act):
        return "bwb"
    if _CELEX.fullmatch(act):
        return "celex"
    kind, form, example = (
        ("BWB id", "BWBRnnnnnnn", "BWBR0015703")
        if act.upper().startswith("BWB")
        else ("act id", "a BWB id or a CELEX number", "BWBR0015703 or 32016R0679")
    )
    raise BadInput(f"Invalid {kind} {act!r}", expected=form, example=example)


def statute_iri(act: str) -> str:
    """The IRI of an act."""
    return f"{ID}{act_system(act)}/{act}"


def version_iri(act: str, version: date) -> str:
    """The IRI of the version of an act that is valid from `version`."""
    return f"{statute_iri(act)}/{version.isoformat()}"


def parse_iri(iri: str) -> ProvisionPath:
    """Read a provision's IRI, or that of one of its text states (the date is left out). Raises `BadInput`."""
    found = _IRI.fullmatch(iri)
    if not found:
        raise BadInput(
            f"Invalid provision IRI {iri!r}",
            expected=f"{ID}bwb/<id>/art/<number>, with /lid/<n> and /onder/<x> as needed",
            example=f"{ID}bwb/BWBR0015703/art/67/lid/1/onder/a",
        )
    points = tuple(found["points"].split("/onder/")[1:])
    path = ProvisionPath(found["act"], found["article"], found["paragraph"], points)
    if act_system(path.act) != found["system"]:
        raise BadInput(
            f"Act {path.act!r} does not belong under {found['system']!r} in {iri!r}",
            expected="bwb/ before a BWB id, celex/ before a CELEX number",
            example=statute_iri(path.act),
        )
    return path


def is_provision_iri(iri: str) -> bool:
    """Whether `iri` has the form of a provision's or text state's IRI."""
    return _IRI.fullmatch(iri) is not None


def citation(path: ProvisionPath, title: str) -> str:
    """The canonical citation, e.g. `PW art. 64 lid 1 onder q`; `title` is the act's short title."""
    parts = [f"{title} art. {path.article}"]
    if path.paragraph:
        parts.append(f"lid {path.paragraph}")
    parts += [f"onder {_printed(path.act, point)}" for point in path.points]
    return " ".join(parts)


def parse_citation(text: str, acts: Mapping[str, str]) -> ProvisionPath:
    """Read a canonical citation; `acts` maps short titles to act ids. Raises `BadInput` for form or title."""
    found = _CITATION.fullmatch(text.strip())
    if not found:
        raise BadInput(
            f"Invalid citation {text!r}",
            expected="<short title> art. <number>[ lid <n>][ onder <x>]",
            example="PW art. 64 lid 1 onder q",
        )
    if found["title"] not in acts:
        raise BadInput(
            f"Unknown statute {found['title']!r} in citation {text!r}",
            expected="one of " + ", ".join(sorted(acts)),
            example="PW art. 64 lid 1 onder q",
        )
    points = tuple(point.removesuffix("°") for point in found["points"].split(" onder ")[1:])
    return ProvisionPath(acts[found["title"]], found["article"], found["paragraph"], points)


def jci(path: ProvisionPath) -> str | None:
    """The JCI 1.3 reference (consolidated, no date), or None for EU law, which it does not cover."""
    if act_system(path.act) != "bwb":
        return None
    parts = [f"jci1.3:c:{path.act}", f"artikel={path.article}"]
    if path.paragraph:
        parts.append(f"lid={path.paragraph}")
    parts += [f"o={_printed(path.act, point)}" for point in path.points]
    return "&".join(parts)


def parse_jci(text: str) -> ProvisionPath:
    """Read a JCI 1.3 reference to an article or a part of one. Raises `BadInput`."""
    found = _JCI.fullmatch(text)
    if not found or act_system(found["act"]) != "bwb":
        raise BadInput(
            f"Invalid JCI reference {text!r}",
            expected="jci1.3:c:<BWB id>&artikel=<n>[&lid=<n>][&o=<x>]",
            example="jci1.3:c:BWBR0015703&artikel=65&lid=1",
        )
    points = tuple(point.removesuffix("°") for point in found["points"].split("&o=")[1:])
    return ProvisionPath(found["act"], found["article"], found["paragraph"], points)


def deep_link(path: ProvisionPath, version: date | None = None) -> str:
    """The page of the official site that opens at the article; sites have no anchors below the article.

    `version` is the start of a version (Dutch acts); without it the link is to the act of the day of reading.
    """
    if act_system(path.act) == "celex":
        return f"https://eur-lex.europa.eu/legal-content/NL/TXT/HTML/?uri=CELEX:{path.act}#art_{path.article}"
    day = f"/{version.isoformat()}" if version else ""
    return f"https://wetten.overheid.nl/{path.act}{day}#Artikel{path.article}"


def parse_day(text: str) -> date:
    """Read a date written as in a statute's version. Raises `BadInput`."""
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise BadInput(f"Invalid date {text!r}", expected="a calendar day, YYYY-MM-DD", example="2026-07-01")
