"""Where a graph can be asked: in a home on this machine, at another Grondslag site, at a SPARQL endpoint."""

from __future__ import annotations

import hashlib
import json
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote, urlencode

import pyoxigraph as ox

from grondslag import errors
from grondslag.api.fetching import Reply, checked_address, fetch
from grondslag.api.readers import reader_named
from grondslag.content import content
from grondslag.errors import BadInput, GrondslagError, RemoteFailure
from grondslag.namespaces import full_iri
from grondslag.query.describe import described
from grondslag.query.engine import Answer, Engine
from grondslag.query.saved import Catalogue, SavedQuery
from grondslag.remote.store import open_store
from grondslag.settings import Settings

Given = Mapping[str, tuple[str, ...]]
"""The parameters of a saved query as text: each with its values."""
_ROWS, _GRAPH, _JSON = "application/sparql-results+json", "application/n-triples", "application/json"
_PROBLEM = "application/problem+json"
_LONGEST_MESSAGE = 1_000


class Place(Protocol):
    """What `Graph` asks. All of it raises `GrondslagError`."""

    def saved(self, name: str, given: Given) -> tuple[Answer, str]:
        """The answer to a saved query, and the version of that query."""
        ...

    def run(self, sparql: str, layers: tuple[str, ...]) -> Answer:
        """The answer to SPARQL, of the default graph with these layers added."""
        ...

    def holds(self, iri: str) -> bool:
        """Whether the graph has anything about `iri`."""
        ...

    def queries(self) -> list[dict[str, Any]]:
        """The saved queries that can be asked for by name, as `grondslag.query.describe.described` tells them."""
        ...

    def close(self) -> None:
        """Let go of what is held."""
        ...


class Home:
    """A home on this machine, or the server that the settings of the environment name."""

    def __init__(self, folder: Path | None, *, known_on: date | None, reader: str | None) -> None:
        settings = Settings.from_environment()
        if folder is not None:
            if not folder.is_dir():
                raise BadInput(f"There is no folder {str(folder)!r}", expected="the home of a graph, or a web address")
            settings = replace(settings, home=folder.absolute(), remote=None)
        store = open_store(settings)
        # A home without a graph is told of now, not at the first question.
        store.current()
        self._engine = Engine(settings, content(), known_on=known_on, reader=reader_named(store, reader))

    def saved(self, name: str, given: Given) -> tuple[Answer, str]:
        """As `Place.saved`."""
        query = self._engine.catalogue.get(name)
        return self._engine.answer(query, with_full_iris(given, described(query))), query.version

    def run(self, sparql: str, layers: tuple[str, ...]) -> Answer:
        """As `Place.run`."""
        return self._engine.run(sparql, layers=layers)

    def holds(self, iri: str) -> bool:
        """As `Place.holds`."""
        return self._engine.holds(iri)

    def queries(self) -> list[dict[str, Any]]:
        """As `Place.queries`."""
        return [described(query) for query in self._engine.catalogue.all()]

    def close(self) -> None:
        """Stop the workers."""
        self._engine.close()


@dataclass
class Site:
    """Another Grondslag site: it holds the saved queries and binds them, and its limits count."""

    url: str
    seconds: float

    def __post_init__(self) -> None:
        self.url = checked_address(self.url)
        self._known = {query["name"]: query for query in self._listed()}

    def _listed(self) -> list[dict[str, Any]]:
        reply = fetch(f"{self.url}/api/queries", {"Accept": _JSON}, self.seconds)
        try:
            _require_ok(reply)
            found = json.loads(reply.body)["queries"]
            if not all(isinstance(query["form"], str) and isinstance(query["parameters"], list) for query in found):
                raise TypeError
        except (ValueError, KeyError, TypeError, RemoteFailure, errors.NotFound) as error:
            why = f": {error.message}" if isinstance(error, GrondslagError) else ""
            raise RemoteFailure(
                f"{self.url} does not answer as a Grondslag site{why}",
                code="remote_malformed",
                expected="the address of a site, or Graph.endpoint for a SPARQL endpoint",
                example='Graph.endpoint("https://example.org/sparql")',
            ) from None
        return list(found)

    def saved(self, name: str, given: Given) -> tuple[Answer, str]:
        """As `Place.saved`."""
        # One that is not listed may be new there: the site says.
        query = self._known.get(name, {"form": "SELECT", "parameters": []})
        is_graph = query["form"] in ("CONSTRUCT", "DESCRIBE")
        path = f"/queries/{quote(name, safe='')}.{'nt' if is_graph else 'json'}"
        asked = urlencode(with_full_iris(given, query), doseq=True)
        reply = fetch(f"{self.url}{path}?{asked}", {"Accept": f"{_ROWS}, {_GRAPH}"}, self.seconds)
        return _answer(reply), reply.headers.get("Grondslag-Query-Version", "")

    def run(self, sparql: str, layers: tuple[str, ...]) -> Answer:
        """As `Place.run`."""
        return _asked(f"{self.url}/sparql", sparql, layers, self.seconds)

    def holds(self, iri: str) -> bool:
        """As `Place.holds`."""
        known = _known()
        return self.run(known.bind({"node": iri}), known.layers).boolean

    def queries(self) -> list[dict[str, Any]]:
        """As `Place.queries`."""
        return list(self._known.values())

    def close(self) -> None:
        """Nothing is held."""


@dataclass
class Endpoint:
    """A SPARQL endpoint: the saved queries are those of this installation, bound here and sent as SPARQL."""

    url: str
    seconds: float

    def __post_init__(self) -> None:
        self.url = checked_address(self.url, query=True)
        self._catalogue = Catalogue(content().queries, Settings.from_environment().queries)

    def saved(self, name: str, given: Given) -> tuple[Answer, str]:
        """As `Place.saved`."""
        query = self._catalogue.get(name)
        bound = query.bind(with_full_iris(given, described(query)))
        return self._ask(bound), query.version

    def run(self, sparql: str, layers: tuple[str, ...]) -> Answer:
        """As `Place.run`."""
        if layers:
            raise BadInput("An endpoint has no layers", expected="a query that names its graphs: FROM, or GRAPH")
        return self._ask(sparql)

    def holds(self, iri: str) -> bool:
        """As `Place.holds`."""
        return self._ask(_known().bind({"node": iri})).boolean

    def _ask(self, sparql: str) -> Answer:
        answer = _asked(self.url, sparql, (), self.seconds)
        if answer.generation:
            # Its saved queries may be asked of more layers than its endpoint: fewer rows would be no sign of that.
            site = self.url.removesuffix("/sparql")
            raise BadInput(
                f"{self.url} is of a Grondslag site", expected="the site opened", example=f'Graph.open("{site}")'
            )
        return answer

    def queries(self) -> list[dict[str, Any]]:
        """As `Place.queries`."""
        return [described(query) for query in self._catalogue.all()]

    def close(self) -> None:
        """Nothing is held."""


def _known() -> SavedQuery:
    """Asks whether the graph holds a thing."""
    return Catalogue(content().queries / "pages").get("known")


def with_full_iris(given: Given, query: Mapping[str, Any]) -> Given:
    """The same values, with IRIs of ours that are given without their base in full."""
    own = {parameter["name"] for parameter in query["parameters"] if parameter["type"] == "iri"}
    return {name: tuple(map(full_iri, values)) if name in own else values for name, values in given.items()}


def version_of(sparql: str) -> str:
    """What names a text of SPARQL: the first twelve digits of its SHA-256."""
    return hashlib.sha256(sparql.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _asked(url: str, sparql: str, layers: tuple[str, ...], seconds: float) -> Answer:
    form = urlencode([("query", sparql), *(("layer", layer) for layer in layers)]).encode("ascii")
    headers = {"Accept": f"{_ROWS}, {_GRAPH}", "Content-Type": "application/x-www-form-urlencoded"}
    return _answer(fetch(url, headers, seconds, form))


def _answer(reply: Reply) -> Answer:
    """The answer in a reply, read whole. Raises what the reply says is wrong, and `RemoteFailure`."""
    _require_ok(reply)
    try:
        return _read(reply)
    except (SyntaxError, ValueError) as error:
        # What was being read may be dropped by the thread that read it alone, and the error would keep it.
        traceback.clear_frames(error.__traceback__)
        raise RemoteFailure(
            "What the server gave breaks off, or is no answer to a query",
            code="remote_malformed",
            expected=f"{_ROWS}, or {_GRAPH} of a known length",
        ) from error


def _read(reply: Reply) -> Answer:
    """The answer in a reply. Raises `SyntaxError` or `ValueError` when it is none, or is not whole."""
    generation = reply.headers.get("Grondslag-Generation", "")
    truncated = reply.headers.get("Grondslag-Truncated") == "true"
    if reply.kind == _GRAPH and reply.is_framed:
        # Lines can be cut between two: that they are all there is what the frame says.
        answer = Answer("graph", generation, reply.body, truncated=truncated)
        _ = answer.triples
        return answer
    if reply.kind not in (_ROWS, _JSON):
        raise ValueError(reply.kind)
    results = ox.parse_query_results(reply.body, format=ox.QueryResultsFormat.JSON)
    if isinstance(results, ox.QueryBoolean):
        return Answer("boolean", generation, boolean=bool(results))
    answer = Answer("bindings", generation, reply.body, truncated=truncated)
    _ = answer.rows
    return answer


_BY_CODE: Mapping[str, type[GrondslagError]] = {
    kind.code: kind
    for kind in (errors.QueryTimeout, errors.QueryMemory, errors.AnswerTooLarge, errors.Busy, errors.TooLarge)
}
_BY_STATUS: Mapping[int, type[GrondslagError]] = {
    400: BadInput,
    404: errors.NotFound,
    410: errors.NotFound,
    413: errors.TooLarge,
    503: errors.LimitExceeded,
}


def _require_ok(reply: Reply) -> None:
    """Raises the error that a site tells of, in its words; `RemoteFailure` for a status without such words."""
    if reply.status == 200:
        return
    try:
        told = json.loads(reply.body) if reply.kind == _PROBLEM else {}
        code, message, expected, example = (_shown(told.get(key)) for key in ("code", "message", "expected", "example"))
    except (ValueError, AttributeError):
        code = message = expected = example = None
    if not message or not code:
        raise RemoteFailure(f"The server answered with status {reply.status}", expected="its log to tell why")
    if reply.status == 429:
        wait = reply.headers.get("Retry-After", "")
        raise errors.OverBudget(message, retry_seconds=int(wait) if wait.isdigit() else 1, expected=expected)
    kind = _BY_CODE.get(code) or _BY_STATUS.get(reply.status, RemoteFailure)
    raise kind(message, code=code, expected=expected, example=example)


def _shown(text: object) -> str | None:
    """What a server says, as it may be shown: of a bounded length, without what moves the cursor of a terminal."""
    if not isinstance(text, str):
        return None
    return "".join(character for character in text[:_LONGEST_MESSAGE] if character.isprintable() or character == "\n")
