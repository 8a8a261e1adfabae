"""Whole graphs, by the SPARQL 1.1 Graph Store HTTP Protocol: for reading only.

A graph comes whole or not at all. It is read from the checkpoint by this process, since no query of anybody is run for
it, and written to a file first: its memory is bounded, its length is known before the first byte goes out, and a reader
who is slow holds no thread of the server.
"""

from __future__ import annotations

import threading
from collections import Counter
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, cast

import pyoxigraph as ox
from flask import Blueprint, Response, current_app, redirect, request, url_for
from flask.blueprints import BlueprintSetupState
from werkzeug.wsgi import wrap_file

from grondslag.errors import AnswerTooLarge, Busy, OverBudget
from grondslag.graphs import default_dataset
from grondslag.namespaces import GRAPH
from grondslag.query.budget import client_of
from grondslag.query.results import check_xml, write_graphs
from grondslag.settings import MEGABYTE
from grondslag.store import Generation, no_space, require_space
from webapp import negotiation
from webapp.budgets import charged
from webapp.errors import Problem
from webapp.negotiation import GRAPHS, Format
from webapp.services import services
from webapp.sparql import Parameters, absolute, pairs_of

blueprint = Blueprint("graphstore", __name__)

EXAMPLE = "/graph-store?graph=https://w3id.org/grondslag/graph/law"
# A larger one is for `grondslag snapshot` or a query: some 10 million statements.
LARGEST = 2048 * MEGABYTE
# Smaller ones never reach the disk.
IN_MEMORY = 4 * MEGABYTE
# So many are written, or sent from the disk, at a time: whoever reads slowly takes room there, and no more than this.
PLACES = 6
PLACES_OF_ONE = 2
RETRY_SECONDS = 5
# Bytes that a statement takes when it is written, generously; `require_space` asks for three times that.
STATEMENT = 200


class _Places:
    """The places for graphs that are sent, by the client that holds them. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: Counter[str] = Counter()

    def take(self, client: str) -> None:
        """A place for `client`. Raises `OverBudget` when it has all that one may, `Busy` when there is none left."""
        with self._lock:
            if self._held[client] >= PLACES_OF_ONE:
                raise OverBudget(
                    "As many graphs are being sent to this client as may at a time",
                    retry_seconds=RETRY_SECONDS,
                    expected=f"at most {PLACES_OF_ONE} at a time",
                )
            if self._held.total() >= PLACES:
                raise Busy("All places for sending graphs are taken", expected="another try in a few seconds")
            self._held[client] += 1

    def give_back(self, client: str) -> None:
        """One place of `client` is free again."""
        with self._lock:
            # What is at nothing is dropped, so that clients do not pile up.
            self._held -= Counter((client,))


class _File(SpooledTemporaryFile[bytes]):
    """A file without a name in `home` that holds a place of `client` until it is closed."""

    def __init__(self, home: Path, places: _Places, client: str) -> None:
        super().__init__(IN_MEMORY, dir=str(home))
        self._places = places
        self._client = client

    def close(self) -> None:
        """Let go of the file and its place."""
        if not self.closed:
            super().close()
            self._places.give_back(self._client)


class _Bounded:
    """A file that takes so many bytes and no more."""

    def __init__(self, file: _File, most: int) -> None:
        self._file = file
        self._left = most

    def write(self, data: bytes) -> int:
        """Write all of `data`. Raises `AnswerTooLarge`."""
        self._left -= len(data)
        if self._left < 0:
            raise AnswerTooLarge("The graph is too large to send", expected="a query for a part of it")
        return self._file.write(data)

    def flush(self) -> None:
        """Write what is held back."""
        self._file.flush()


@blueprint.record_once
def prepare(state: BlueprintSetupState) -> None:
    """Give each application places of its own."""
    state.app.extensions["graphs-sent"] = _Places()


@blueprint.get("/graph-store")
def indirect() -> Response:
    """The graph that `graph=` names, or the default graph (`default`)."""
    given = Parameters(pairs_of(request.query_string))
    graphs, default = given.all("graph"), given.all("default")
    if len(graphs) + len(default) != 1:
        raise Problem(400, "bad_input", "which_graph", expected="expect_graph", example=EXAMPLE)
    generation = services().generation()
    named = given.one("format")
    form = negotiation.named(named) if named else negotiation.require(GRAPHS)
    if form not in GRAPHS:
        raise negotiation.not_acceptable(GRAPHS)
    return _sent(generation, absolute("graph", graphs[0]) if graphs else None, form)


@blueprint.get("/graph/<path:path>")
def direct(path: str) -> Response:
    """The graph with this IRI: https://w3id.org/grondslag/graph/... leads here, for `dataset` and `default` too."""
    if path == "dataset":
        return cast(Response, redirect(url_for("description.void"), 303))
    iri = None if path == "default" else GRAPH + path
    return _sent(services().generation(), iri, negotiation.require(GRAPHS))


def _sent(generation: Generation, iri: str | None, form: Format) -> Response:
    """The graph `iri`, or the default graph. Raises `Problem` for one that the reader may not see or is nowhere."""
    if iri is not None and iri not in {graph.iri for graph in generation.graphs}:
        # The same whether it is nowhere or for others: nobody learns what they may not see.
        raise Problem(404, "not_found", "unknown_graph", expected="expect_listed_graph", example=EXAMPLE)
    with charged():
        file, size = _written(generation, iri, form)
    if request.method != "HEAD" and size > IN_MEMORY:
        # The server closes it when all is sent, or the reader is gone.
        content = wrap_file(request.environ, cast(IO[bytes], file))
        response = Response(content, content_type=form.content_type, direct_passthrough=True)
    else:
        with closing(file):
            response = Response(b"" if request.method == "HEAD" else file.read(), content_type=form.content_type)
    response.content_length = size
    return response


def _written(generation: Generation, iri: str | None, form: Format) -> tuple[_File, int]:
    """A file with the graph, at its beginning, and its bytes.

    Raises `Busy`, `OverBudget`, `AnswerTooLarge`, `NoSpace`, or `BadInput` where the form cannot hold what is in it.
    """
    home = generation.path.parent.parent
    require_space(home, _expected_size(generation, iri))
    places = cast(_Places, current_app.extensions["graphs-sent"])
    client = client_of(request.remote_addr or "")
    places.take(client)
    with ExitStack() as undone:
        file = undone.enter_context(closing(_File(home, places, client)))
        store, graphs = _opened(generation, iri)
        try:
            write_graphs(store, graphs, form.name, cast(IO[bytes], _Bounded(file, LARGEST)))
        except OSError as error:
            raise no_space(home, "it became full while a graph was written") from error
        size = file.tell()
        file.seek(0)
        if form is negotiation.RDF_XML:
            check_xml(cast(IO[bytes], file))
            file.seek(0)
        undone.pop_all()
    return file, size


def _expected_size(generation: Generation, iri: str | None) -> int:
    """The bytes that a graph may come to: at least what is held in memory, at most what is sent."""
    entries = generation.entries
    iris = default_dataset(generation.graphs) if iri is None else [iri]
    statements = sum(int(entries[each]["quads"]) for each in iris)
    return min(LARGEST, max(IN_MEMORY, STATEMENT * statements))


def _opened(generation: Generation, iri: str | None) -> tuple[ox.Store, list[ox.NamedNode | ox.DefaultGraph]]:
    """A store, and those of its graphs that make up the one asked for."""
    if iri is None and generation.is_merged:
        return ox.Store.read_only(str(generation.asked_path)), [ox.DefaultGraph()]
    iris = default_dataset(generation.graphs) if iri is None else [iri]
    return generation.open(), [ox.NamedNode(each) for each in iris]
