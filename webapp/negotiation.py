"""Which form of an answer a request asks for: by `format=` or extension, or by Accept (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request

from webapp.errors import Problem


@dataclass(frozen=True)
class Format:
    """A form an answer can take: its name in the core (and extension), media type, other names of that."""

    name: str
    media_type: str
    also: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """The media type for the header, with a character set where the type has one."""
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


HTML = Format("html", "text/html", ("application/xhtml+xml",))
JSON = Format("json", "application/sparql-results+json", ("application/json",))
XML = Format("xml", "application/sparql-results+xml", ("application/xml", "text/xml"))
CSV = Format("csv", "text/csv")
TSV = Format("tsv", "text/tab-separated-values")
TURTLE = Format("ttl", "text/turtle", ("application/x-turtle",))
N_TRIPLES = Format("nt", "application/n-triples", ("text/plain",))
JSON_LD = Format("jsonld", "application/ld+json")
RDF_XML = Format("rdf", "application/rdf+xml")
TRIG = Format("trig", "application/trig", ("application/x-trig",))
N_QUADS = Format("nq", "application/n-quads", ("text/x-nquads",))

ROWS = (JSON, XML, CSV, TSV)
BOOLEANS = (JSON, XML)
GRAPHS = (TURTLE, N_TRIPLES, JSON_LD, RDF_XML, TRIG, N_QUADS)
BY_EXTENSION = {form.name: form for form in (*ROWS, *GRAPHS)}
_BY_FORMAT = BY_EXTENSION | {form.media_type: form for form in BY_EXTENSION.values()}


def best(offered: Sequence[Format]) -> Format | None:
    """The form this request likes best, or None when it takes none of them. The first one wins a tie."""
    ranges = _ranges()
    if not ranges:
        # A request without Accept takes anything.
        return offered[0]
    wanted = max(offered, key=lambda form: _quality(form, ranges))
    return wanted if _quality(wanted, ranges) > 0 else None


def _ranges() -> list[tuple[str, float]]:
    # What a range says beside `q` (a character set, a profile) names no other form of ours: it is left aside.
    return [(value.partition(";")[0].strip().lower(), quality) for value, quality in request.accept_mimetypes]


def _quality(form: Format, ranges: Sequence[tuple[str, float]]) -> float:
    # The most specific range that a form falls in tells how much it is liked, whatever a wider one says. The other
    # names of a form are for those who use them: no wider range leads there.
    kind = form.media_type.partition("/")[0] + "/*"
    for fitting in ((form.media_type,), form.also, (kind,), ("*/*",)):
        said = [quality for value, quality in ranges if value in fitting]
        if said:
            return max(said)
    return 0.0


def require(offered: Sequence[Format]) -> Format:
    """As `best`, but answers 406 with what is on offer when nothing fits."""
    form = best(offered)
    if form is None:
        raise not_acceptable(offered)
    return form


def not_acceptable(offered: Sequence[Format]) -> Problem:
    """The refusal of a form that is not among those on offer (406)."""
    names = ", ".join(one.media_type for one in offered)
    example = f"Accept: {offered[0].media_type}"
    return Problem(406, "not_acceptable", "not_acceptable", expected="expect_one_of", example=example, names=names)


def named(name: str) -> Format:
    """The form that `format=` names, by its extension or media type. Raises `Problem` for one that there is not."""
    form = _BY_FORMAT.get(name)
    if form is None:
        names, example = ", ".join(BY_EXTENSION), "format=json"
        raise Problem(
            400, "wrong_format", "unknown_format", expected="expect_one_of", example=example, value=name, names=names
        )
    return form
