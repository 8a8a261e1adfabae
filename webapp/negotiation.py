"""Which form of an answer a request asks for: by extension or by Accept."""

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

ROWS = (JSON, XML, CSV, TSV)
BOOLEANS = (JSON, XML)
GRAPHS = (TURTLE, N_TRIPLES, JSON_LD, RDF_XML)
BY_EXTENSION = {form.name: form for form in (*ROWS, *GRAPHS)}


def best(offered: Sequence[Format]) -> Format | None:
    """The form this request likes best, or None when it takes none of them. The first one wins a tie."""
    wanted: tuple[float, Format] | None = None
    for form in offered:
        quality = max(request.accept_mimetypes[name] for name in (form.media_type, *form.also))
        if quality > 0 and (wanted is None or quality > wanted[0]):
            wanted = (quality, form)
    if wanted is None:
        # A request without Accept takes anything.
        return None if request.accept_mimetypes else offered[0]
    return wanted[1]


def require(offered: Sequence[Format]) -> Format:
    """As `best`, but answers 406 with what is on offer when nothing fits."""
    form = best(offered)
    if form is None:
        names = ", ".join(one.media_type for one in offered)
        raise Problem(
            406,
            "not_acceptable",
            "not_acceptable",
            expected="expect_one_of",
            example=f"Accept: {offered[0].media_type}",
            names=names,
        )
    return form
