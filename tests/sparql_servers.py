"""SPARQL servers for tests, on loopback: Oxigraph's own, started and stopped here, empty or with a generation in it."""

from __future__ import annotations

import atexit
import math
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pyoxigraph as ox
from serving import running

from grondslag.query.program import Program, over_server
from grondslag.remote.record import Record
from grondslag.remote.server import POINTER, RECORD, SERVER
from grondslag.servers import Remote
from grondslag.settings import Limits
from grondslag.store import Generation

_started: dict[tuple[Path, int], Remote] = {}
_until_the_end = ExitStack()
atexit.register(_until_the_end.close)


def remote(url: str) -> Remote:
    """The setting of a server at this address."""
    found = Remote.from_environment({"GRONDSLAG_SPARQL_URL": url})
    assert found is not None
    return found


@contextmanager
def oxigraph(folder: Path, seconds: int = 10) -> Iterator[str]:
    """Run the server of Oxigraph over `folder` until the block ends, and give its address."""
    beside = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    program = shutil.which("oxigraph", path=beside)
    assert program is not None, "the development requirement `oxigraph` is not installed"

    def command(port: int) -> list[str]:
        place = ["-l", str(folder), "-b", f"127.0.0.1:{port}"]
        return [program, "serve", *place, "--timeout-s", str(seconds), "--union-default-graph"]

    with running(command, path="/") as site:
        yield site.url


def filled(folder: Path, generation: Generation) -> None:
    """Make a store of Oxigraph in `folder` that holds a generation as a push leaves it, without the push."""
    shutil.copytree(generation.seen_by("public").store_path, folder)
    store = ox.Store(str(folder))
    for reader in generation.readers:
        # Not the catalogue: a server has that of everyone.
        own = {graph.iri for graph in generation.graphs_of_all if graph.visibility == reader}
        quads = generation.seen_by(reader).open()
        for iri in own:
            store.extend(quads.quads_for_pattern(None, None, None, ox.NamedNode(iri)))
    pointer = ox.NamedNode(POINTER)
    store.add(ox.Quad(pointer, ox.NamedNode(SERVER + "generation"), ox.Literal(generation.id), pointer))
    store.load(Record.of(generation).to_lines(), format=ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(RECORD))
    store.flush()


def remote_program(generation: Generation, limits: Limits) -> Program:
    """What asks a server that holds this generation; the server is started once, and runs as long as the tests."""
    seconds = math.ceil(limits.seconds) + 1
    key = (generation.path, seconds)
    if key not in _started:
        folder = Path(_until_the_end.enter_context(tempfile.TemporaryDirectory(prefix="grondslag-oxigraph-")))
        filled(folder / "store", generation)
        _started[key] = remote(_until_the_end.enter_context(oxigraph(folder / "store", seconds)))
    return over_server(generation, _started[key], limits)
