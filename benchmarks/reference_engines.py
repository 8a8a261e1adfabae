"""Other implementations of SPARQL to compare answers with: rdflib, and Comunica as a program of its own.

Both read the same graph as the engine of the project. rdflib runs as the program of a query worker
(tests/rdflib_worker.py), Comunica behind its own HTTP endpoint (tests/comunica/serve.mjs), which takes no dataset with
a query: so it is given a file for each choice of layers, in which the default graph is written out.
"""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import json
import selectors
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from grondslag.errors import Failure, QueryTimeout
from grondslag.graphs import default_dataset
from grondslag.query.program import Program
from grondslag.query.sandbox import bare_environment
from grondslag.settings import Limits
from grondslag.store import Generation

Row = tuple[str | None, ...]
"""One row of an answer: each term in N-Triples form, None where unbound."""
Layers = tuple[str, ...]

_TESTS = Path(__file__).resolve().parent.parent / "tests"
_COMUNICA = _TESTS / "comunica"
_MODULES = _COMUNICA / "node_modules"
_START_SECONDS = 300.0
_LAYERS: tuple[Layers, ...] = ((), ("sources",))


def rdflib_program(generation: Generation, limits: Limits) -> Program:
    """The worker on rdflib over the checkpoint that the reader of `generation` may see."""
    worker = _TESTS / "rdflib_worker.py"
    command = (sys.executable, str(worker), str(generation.store_path), str(limits.memory_bytes))
    return Program(command, bare_environment())


def rows_of(results: ox.QuerySolutions) -> list[Row]:
    """The rows of an answer, in its order."""
    names = [variable.value for variable in results.variables]
    return [tuple(None if row[name] is None else str(row[name]) for name in names) for row in results]


class Comunica:
    """Comunica over the graphs of one generation: started when first asked, and anew after a query took too long."""

    def __init__(self, generation: Generation, folder: Path, seconds: float) -> None:
        """`folder` takes the exported graph; a question may take so many `seconds`."""
        self._seconds = seconds
        self._files = [folder / f"{'-'.join(layers) or 'default'}.nq" for layers in _LAYERS]
        self._process: subprocess.Popen[bytes] | None = None
        self._ports: dict[Layers, int] = {}
        install()
        store = generation.open()
        for layers, file in zip(_LAYERS, self._files, strict=True):
            _export(store, default_dataset(generation.graphs, layers), file)

    def rows(self, sparql: str, layers: Layers) -> list[Row]:
        """The rows of an answer, in its order. Raises `QueryTimeout`, and `Failure` with what Comunica says."""
        if self._process is None:
            self._start()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self._ports[layers]}/sparql",
            data=sparql.encode("utf-8"),
            headers={"Content-Type": "application/sparql-query", "Accept": "application/sparql-results+json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=self._seconds) as answer:  # noqa: S310
                return _read(answer.read())
        except urllib.error.HTTPError as error:
            raise Failure(f"Comunica refused the query: {error.read().decode('utf-8')[:300]}") from error
        except http.client.IncompleteRead as error:
            self.close()
            raise Failure("Comunica broke off in the middle of its answer") from error
        except TimeoutError as error:
            # It would go on with a question that nobody waits for.
            self.close()
            raise QueryTimeout(f"Comunica took more than {self._seconds:g} seconds") from error

    def close(self) -> None:
        """Stop it."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def __enter__(self) -> Comunica:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _start(self) -> None:
        command = ["node", "--max-old-space-size=4096", str(_COMUNICA / "serve.mjs"), *map(str, self._files)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert process.stdout is not None
        self._process = process
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            line = process.stdout.readline() if selector.select(_START_SECONDS) else b""
        if not line:
            self.close()
            raise Failure("Comunica does not start", expected="node 20", example="node tests/comunica/serve.mjs x.nq")
        self._ports = dict(zip(_LAYERS, json.loads(line), strict=True))


def install() -> None:
    """Install Comunica as its lock says, unless that is done. Needs npm, and the network or npm's cache."""
    wanted = hashlib.sha256((_COMUNICA / "package-lock.json").read_bytes()).hexdigest()
    mark = _MODULES / ".installed"
    with contextlib.suppress(FileNotFoundError):
        if mark.read_text(encoding="ascii") == wanted:
            return
    options = ("--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")
    subprocess.run(["npm", "ci", *options], cwd=_COMUNICA, check=True, capture_output=True)  # noqa: S607
    mark.write_text(wanted, encoding="ascii")


def _export(store: ox.Store, default: Iterable[str], file: Path) -> None:
    wanted = set(default)

    def quads() -> Iterator[ox.Quad]:
        for quad in store:
            yield quad
            if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value in wanted:
                yield ox.Quad(quad.subject, quad.predicate, quad.object)

    ox.serialize(quads(), output=str(file), format=ox.RdfFormat.N_QUADS)


def _read(body: bytes) -> list[Row]:
    # Comunica adds a member of its own to the results, which a strict reader refuses.
    told = json.loads(body)
    plain = {"head": told["head"], "results": {"bindings": told["results"]["bindings"]}}
    results = ox.parse_query_results(json.dumps(plain).encode(), format=ox.QueryResultsFormat.JSON)
    assert isinstance(results, ox.QuerySolutions)
    return rows_of(results)
