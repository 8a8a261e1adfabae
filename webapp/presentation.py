"""What the templates use besides the texts: links, short names, the navigation and the language switch."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

from flask import Flask, request, url_for

from webapp.documents import title_of
from webapp.links import Link, external, link_to
from webapp.sparql import DEFAULT_GRAPH, NAMED_GRAPH
from webapp.values import Node, Value, expand, local_name, shorten

# The rooms in the navigation: message key, endpoint, and the paths that belong to it.
NAVIGATION = (
    ("organisations", "organisations.index", "/organisations"),
    ("flows", "flows.index", "/flows"),
    ("statutes", "statutes.index", "/statutes"),
    ("queries", "queries.index", "/queries"),
    ("reports", "reports.index", "/reports"),
    ("sparql", "sparql.endpoint", "/sparql"),
)
PUBLISHERS_OF_LAW = frozenset(("wetten.overheid.nl", "eur-lex.europa.eu"))


def with_language(language: str) -> str:
    """This page's address in another language; a POST has no address of its own, so it leads to its form."""
    if request.method != "GET":
        return f"{request.path}?{urlencode({'lang': language})}"
    pairs = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return f"{request.path}?{urlencode([*pairs, ('lang', language)])}"


def with_arguments(path: str, values: Mapping[str, str]) -> str:
    """An address with these parameters in its query string."""
    return f"{path}?{urlencode(values)}" if values else path


def sparql_address(text: str, layers: tuple[str, ...], form: str = "", *, derived: bool = True) -> str:
    """The address of a query on the SPARQL endpoint, in a form of its answer if one is named."""
    pairs = [("query", text), *[("layer", layer) for layer in layers]]
    pairs += [] if derived else [("derived", "false")]
    # The dataset that the request names goes with its query.
    pairs += [(name, iri) for name in (DEFAULT_GRAPH, NAMED_GRAPH) for iri in request.values.getlist(name)]
    pairs += [("format", form)] if form else []
    return f"{url_for('sparql.endpoint')}?{urlencode(pairs)}"


def link_of(value: Value) -> Link | None:
    """Where a value leads: its IRI, or the web address that it is."""
    return value.link or external(value.raw if value.iri is None else None)


def host_of(url: str) -> str:
    """The name of the site that an address is on."""
    return urlsplit(url).hostname or url


def is_law_text(url: str) -> bool:
    """Whether an address is that of an official publisher of law."""
    return host_of(url) in PUBLISHERS_OF_LAW


def state_dates(states: list[Node]) -> list[str]:
    """The first days of these texts, each once, the oldest first."""
    return sorted({state.raw("gs:from") for state in states} - {""})


def install(app: Flask, version: str) -> None:
    """Give the templates these helpers."""

    @app.context_processor
    def helpers() -> dict[str, object]:
        def asset(name: str) -> str:
            return url_for("static", filename=name, v=version)

        return {
            "asset": asset,
            "link_to": link_to,
            "link_of": link_of,
            "local_name": local_name,
            "shorten": shorten,
            "expand": expand,
            "navigation": NAVIGATION,
            "with_language": with_language,
            "with_arguments": with_arguments,
            "sparql_address": sparql_address,
            "state_dates": state_dates,
            "host_of": host_of,
            "is_law_text": is_law_text,
            "title_of": title_of,
        }
