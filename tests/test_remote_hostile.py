"""A SPARQL server that misbehaves: each of its ways is told by a code, none is waited for, and none is passed on.

A listener of our own on loopback plays it: see the checks of a remote back end in docs/security.md.
"""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import pytest
from small_generations import publish_word
from sparql_servers import oxigraph, remote

from grondslag.content import Content
from grondslag.errors import AnswerTooLarge, Busy, GrondslagError, QueryTimeout, Refused, RemoteFailure, RemoteTimeout
from grondslag.query.engine import Engine
from grondslag.query.pool import Pool
from grondslag.query.program import over_server
from grondslag.remote.server import POINTER, RECORD, SERVER, Pointer, Server
from grondslag.remote.store import open_store
from grondslag.servers import Remote
from grondslag.settings import Limits, Settings
from grondslag.store import Generation
from webapp import create_app

GENERATION = "000001-aaaaaaaaaaaa"
ROW = '{"s":{"type":"uri","value":"urn:a"}}'
HEAD = '{"head":{"vars": ["s"]},"results":{"bindings":['
WHOLE = f"{HEAD}{ROW}]}}}}"
SELECT = "SELECT ?s WHERE { ?s ?p ?o }"
CONSTRUCT = "CONSTRUCT WHERE { ?s ?p ?o }"
LIMITS = Limits(seconds=4.0, answer_bytes=200_000, rows=100, memory_bytes=128 * 1024 * 1024)
SECRET = "internal.example/path?password=x"
JSON, LINES = "application/sparql-results+json", "application/n-triples"
POINTER_LINE = f'<{POINTER}> <{SERVER}generation> "{GENERATION}" .\n'
Behaviour = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Played:
    """A server that does to each query what it is told to; the headers and bodies that it got."""

    url: str
    pool: Pool
    behaviour: Behaviour
    graphs: Behaviour
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)

    def ask(self, query: str = SELECT, form: str = "SELECT", *, pool: Pool | None = None) -> tuple[str, bytes, bool]:
        """What comes of a query: the kind of answer, its body, and whether it was cut."""
        request = {"query": query, "form": form, "default": ["urn:g"], "named": []}
        header, body = (pool or self.pool).ask({**request, "rows": LIMITS.rows, "bytes": LIMITS.answer_bytes})
        return header["kind"], body, header["truncated"]


@contextmanager
def workers(setting: Remote, generation: str = GENERATION) -> Iterator[Pool]:
    """What asks a server, as the engine does."""
    pool = Pool(over_server(Generation(generation, Path(), {}), setting, LIMITS), LIMITS)
    try:
        yield pool
    finally:
        pool.close()


def said(body: str, *, status: int = 200, kind: str = JSON, length: int | None = None) -> Behaviour:
    """A server that says this, and claims that it is of some other length."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(length or len(body.encode())))
        handler.end_headers()
        handler.wfile.write(body.encode())

    return behave


def endless(beginning: str, again: str, kind: str) -> Behaviour:
    """A server that never ends what it says, at full speed."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(10**12))
        handler.end_headers()
        handler.wfile.write(beginning.encode())
        while True:
            handler.wfile.write(again.encode() * 1_000)

    return behave


def dripping(handler: BaseHTTPRequestHandler) -> None:
    """A byte every 0.7 s: no wait for a single one is long."""
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.send_header("Content-Length", str(len(WHOLE)))
    handler.end_headers()
    for byte in WHOLE.encode():
        handler.wfile.write(bytes([byte]))
        time.sleep(0.7)


def dripping_head(handler: BaseHTTPRequestHandler) -> None:
    """A byte of the status line and headers every 0.2 s, for longer than anybody waits here."""
    for byte in b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 200:
        handler.wfile.write(bytes([byte]))
        handler.wfile.flush()
        time.sleep(0.2)


def raw(reply: bytes) -> Behaviour:
    """A server that says these bytes and hangs up."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(reply)
        handler.close_connection = True

    return behave


def of_the_generation(handler: BaseHTTPRequestHandler) -> None:
    """A server that holds the generation."""
    said(POINTER_LINE if "graph=" in handler.path else "", kind=LINES)(handler)


def closing(handler: BaseHTTPRequestHandler) -> None:
    handler.connection.close()


@pytest.fixture(scope="module")
def once() -> Iterator[Played]:
    with played() as found:
        yield found


@pytest.fixture
def server(once: Played) -> Played:
    """The server that misbehaves, and workers that ask it; its pointer to the generation is right."""
    once.behaviour = said(WHOLE)
    once.graphs = of_the_generation
    once.asked.clear()
    once.headers.clear()
    once.bodies.clear()
    return once


@contextmanager
def played() -> Iterator[Played]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append(self.path)
            self._behave(found.graphs)

        def do_POST(self) -> None:
            found.headers.append(dict(self.headers))
            found.bodies.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self._behave(found.behaviour)

        def do_PUT(self) -> None:
            self.do_POST()

        def _behave(self, behaviour: Behaviour) -> None:
            try:
                behaviour(self)
            except OSError:
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listener:
        listener.daemon_threads = True
        listener.block_on_close = False
        url = f"http://127.0.0.1:{listener.server_port}"
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            with workers(remote(url)) as pool:
                found = Played(url, pool, said(WHOLE), of_the_generation)
                yield found
        finally:
            listener.shutdown()
            thread.join()


def code(server: Played, query: str = SELECT, form: str = "SELECT") -> str:
    """The code of the error that comes of a query. What the server said is not in it."""
    with pytest.raises(GrondslagError) as raised:
        server.ask(query, form)
    assert SECRET not in str(raised.value)
    return raised.value.code


def test_a_whole_answer_is_passed_on_and_the_query_went_out_with_its_dataset(server: Played) -> None:
    assert server.ask() == ("bindings", WHOLE.encode(), False)
    assert "default-graph-uri=urn%3Ag" in server.bodies[0]
    # Without a named graph the server's own would be meant.
    assert "named-graph-uri=https%3A//w3id.org/grondslag/graph/none" in server.bodies[0]
    assert server.headers[0]["Accept"] == JSON
    assert "Authorization" not in server.headers[0]


def test_21_drips_end_at_the_deadline(server: Played) -> None:
    server.behaviour = dripping
    started = time.monotonic()
    with pytest.raises(RemoteTimeout):
        server.ask()
    assert time.monotonic() - started < LIMITS.seconds + 8  # the start of the worker is in it


@pytest.mark.parametrize("graphs", [dripping_head, dripping])
def test_21_a_pointer_that_drips_is_waited_for_no_longer_than_it_may_take(server: Played, graphs: Behaviour) -> None:
    server.graphs = graphs
    started, threads = time.monotonic(), set(threading.enumerate())
    with pytest.raises(RemoteFailure, match="in time") as raised:
        Server(remote(server.url)).pointer(1.0)
    assert raised.value.code == "remote_unavailable"
    assert time.monotonic() - started < 2.5
    # The thread that reads ends with it: a server that drips for days gathers none here.
    for thread in set(threading.enumerate()) - threads:
        if thread.name == "reading":
            thread.join(2)
            assert not thread.is_alive()


@pytest.mark.parametrize(
    "reply",
    [
        b"HTTP/1.1 200 OK\r\nContent-Type: application/n-tri",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n" + POINTER_LINE.encode(),
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n" + POINTER_LINE.encode(),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n<urn:a>",
    ],
)
def test_21_a_reply_that_breaks_off_is_neither_nothing_nor_done(server: Played, reply: bytes) -> None:
    server.graphs = server.behaviour = raw(reply)
    asked = Server(remote(server.url))

    def lines() -> None:
        with asked.graph("urn:g") as found:
            list(found)

    for reading in (asked.pointer, asked.record, lines, lambda: asked.update(""), lambda: asked.put("urn:g", b"")):
        with pytest.raises(RemoteFailure) as raised:
            reading()
        assert raised.value.code == "remote_malformed"


def test_21_a_whole_reply_is_taken_in_either_frame(server: Played) -> None:
    asked = Server(remote(server.url))
    assert asked.pointer() == Pointer(GENERATION)
    line = POINTER_LINE.encode()
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(line), line)
    server.graphs = raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)
    assert asked.pointer() == Pointer(GENERATION)
    server.graphs = said("", status=404, kind="text/plain")
    assert asked.pointer() == Pointer()


@pytest.mark.parametrize(
    ("body", "status", "expected"),
    [
        (f"{HEAD}{ROW},The operation was cancelled at {SECRET}", 200, "remote_malformed"),
        ('{"head":{},"boolean":true}', 200, "remote_malformed"),
        ('{"results":{"bindings":["urn:b"]}}', 200, "remote_malformed"),
        ('{"results":{"bindings":[{"s":"urn:b"}]}}', 200, "remote_malformed"),
        ("[]", 200, "remote_malformed"),
        (SECRET, 200, "remote_malformed"),
        (SECRET, 404, "remote_failed"),
        (SECRET, 503, "remote_failed"),
    ],
)
def test_21_names_of_graphs_are_all_there_or_not_known(server: Played, body: str, status: int, expected: str) -> None:
    asked = Server(remote(server.url))
    assert asked.names(SELECT) == {"urn:a"}
    server.behaviour = said(body, status=status)
    with pytest.raises(RemoteFailure) as raised:
        asked.names(SELECT)
    assert (raised.value.code, len(server.bodies)) == (expected, 2)
    assert SECRET not in str(raised.value)


def test_what_goes_wrong_here_while_a_graph_is_read_is_not_told_as_the_server(server: Played) -> None:
    server.graphs = said(POINTER_LINE, kind=LINES)
    for ours in (OSError(5, "Input/output error"), TimeoutError("ours"), http.client.IncompleteRead(b"")):
        with pytest.raises(type(ours)) as raised:
            read_and_raise(Server(remote(server.url)), ours)
        assert raised.value is ours


def read_and_raise(asked: Server, error: Exception) -> None:
    with asked.graph("urn:g") as lines:
        assert next(lines)
        raise error


def test_21_many_who_ask_wait_once_for_a_server_that_tells_nothing(server: Played, tmp_path: Path) -> None:
    server.graphs = said(SECRET, status=500)
    store = open_store(Settings(home=tmp_path, remote=remote(server.url)))
    for _ in range(16):
        with pytest.raises(RemoteFailure, match="status 500"):
            store.mark()
    assert len(server.asked) == 1


def test_21_a_record_that_breaks_off_is_not_asked_for_by_each_in_turn(server: Played, tmp_path: Path) -> None:
    def graphs(handler: BaseHTTPRequestHandler) -> None:
        is_record = quote(RECORD, safe="") in handler.path
        (said(POINTER_LINE, kind=LINES, length=999) if is_record else of_the_generation)(handler)

    server.graphs = graphs
    store = open_store(Settings(home=tmp_path, remote=remote(server.url)))
    for _ in range(16):
        with pytest.raises(RemoteFailure) as raised:
            store.current()
        assert raised.value.code == "remote_malformed"
    assert len(server.asked) == 2
    server.graphs = dripping_head
    with pytest.raises(RemoteFailure, match="in time"):
        Server(remote(server.url)).record(0.5)


def test_21_an_endless_answer_is_cut_or_refused(server: Played) -> None:
    server.behaviour = endless(HEAD + ROW, "," + ROW, JSON)
    kind, body, truncated = server.ask()
    assert (kind, truncated, len(json.loads(body)["results"]["bindings"])) == ("bindings", True, LIMITS.rows)
    # One row that never ends, and blanks before the first: cut at the cap of bytes.
    server.behaviour = endless(HEAD + ROW + ',{"s":{"type":"literal","value":"', "x", JSON)
    kind, body, truncated = server.ask()
    assert (truncated, len(json.loads(body)["results"]["bindings"])) == (True, 1)
    server.behaviour = endless("", "<urn:a> <urn:b> <urn:c> .\n", LINES)
    with pytest.raises(AnswerTooLarge):
        server.ask(CONSTRUCT, "CONSTRUCT")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_21_a_redirect_is_not_followed(server: Played, status: int) -> None:
    with played() as elsewhere:

        def redirect(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            handler.send_header("Location", f"{elsewhere.url}/{SECRET}")
            handler.send_header("Content-Length", "0")
            handler.end_headers()

        server.behaviour = redirect
        assert code(server) == "remote_redirect"
        assert not elsewhere.bodies


def test_21_what_changes_the_server_is_sent_once_and_to_no_other(server: Played) -> None:
    def redirect(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(307)
        handler.send_header("Location", f"{elsewhere.url}/update")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    asked = Server(remote(server.url))
    changes: tuple[Callable[[], None], ...] = (lambda: asked.update("DROP ALL"), lambda: asked.put("urn:g", b""))
    with played() as elsewhere:
        for behaviour, expected in (
            (redirect, "remote_redirect"),
            (said("", status=503), "remote_failed"),
            (closing, "remote_unavailable"),
        ):
            server.behaviour = behaviour
            for changing in changes:
                server.bodies.clear()
                with pytest.raises(RemoteFailure) as raised:
                    changing()
                assert (raised.value.code, len(server.bodies)) == (expected, 1)
        assert not elsewhere.bodies


def test_21_a_server_that_is_down_is_told_at_once(server: Played) -> None:
    with played() as gone:
        url = gone.url
    started = time.monotonic()
    with workers(remote(url)) as pool, pytest.raises(RemoteFailure) as raised:
        server.ask(pool=pool)
    assert raised.value.code == "remote_unavailable"
    assert time.monotonic() - started < LIMITS.seconds + 8
    server.behaviour = closing
    assert code(server) == "remote_unavailable"
    assert len(server.bodies) == 3, "an answer that never began is asked for again, twice"


@pytest.mark.parametrize(
    "body",
    [
        f"{HEAD}{ROW},The operation was cancelled at {SECRET}",
        f"{HEAD}{ROW}",
        f"{HEAD}{ROW}]",
        f"{WHOLE} {SECRET}",
        "",
        "{}",
        "[]",
        "null",
        '{"head":{},"boolean":true}',
        '{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"uri","value":"not an IRI"}}]}}',
        f"<html><title>{SECRET}</title></html>",
        "\x00\x01",
    ],
)
def test_21_what_is_no_answer_is_told_and_not_passed_on(server: Played, body: str) -> None:
    server.behaviour = said(body)
    assert code(server) == "remote_malformed"


def test_21_a_page_or_a_graph_that_breaks_off_is_no_answer(server: Played) -> None:
    server.behaviour = said(WHOLE, kind="text/html")
    assert code(server) == "remote_malformed"
    server.behaviour = said(WHOLE, length=len(WHOLE) + 1)
    assert code(server) == "remote_malformed"
    line = "<urn:a> <urn:b> <urn:c> .\n"
    for text, length in ((line, 2 * len(line)), (line + "The operation was cancelled", None), (line[:-3], None)):
        server.behaviour = said(text, kind=LINES, length=length)
        assert code(server, CONSTRUCT, "CONSTRUCT") == "remote_malformed"
    server.behaviour = said(line, kind=LINES)
    assert server.ask(CONSTRUCT, "CONSTRUCT") == ("graph", line.encode(), False)


@pytest.mark.parametrize(
    ("status", "expected", "times"),
    [
        (400, "malformed", 1),
        (401, "remote_refused", 1),
        (403, "remote_refused", 1),
        (404, "remote_failed", 1),
        (500, "remote_failed", 1),
        (503, "remote_failed", 3),
    ],
)
def test_a_status_of_the_server_has_a_code_and_its_words_stay_inside(
    server: Played, status: int, expected: str, times: int
) -> None:
    server.behaviour = said(f"error at 1:5: {SECRET}", status=status, kind="text/plain")
    assert code(server) == expected
    assert len(server.bodies) == times


def test_credentials_go_to_the_server_and_into_no_argument(server: Played) -> None:
    variables = {
        "GRONDSLAG_SPARQL_URL": server.url,
        "GRONDSLAG_SPARQL_USER": "me",
        "GRONDSLAG_SPARQL_PASSWORD": "secret",
    }
    setting = Remote.from_environment(variables)
    assert setting is not None
    with workers(setting) as pool:
        server.ask(pool=pool)
    assert server.headers[0]["Authorization"] == "Basic bWU6c2VjcmV0"
    program = over_server(Generation(GENERATION, Path(), {}), setting, LIMITS)
    assert not any("bWU6" in word or "secret" in word for word in program.command)


def test_an_answer_of_another_generation_is_not_passed_on(server: Played) -> None:
    with workers(remote(server.url), "000009-bbbbbbbbbbbb") as pool, pytest.raises(Busy):
        server.ask(pool=pool)


def test_what_a_visitor_is_told(server: Played, tmp_path: Path, the_content: Content) -> None:
    with oxigraph(tmp_path / "server", seconds=1) as url:
        here = Settings(home=tmp_path / "home", remote=remote(url), limits=replace(LIMITS, seconds=10))
        publish_word(open_store(here), "merel", 2_000)
        endless_query = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
        with Engine(here, the_content) as engine:
            client = create_app({"ENGINE": engine, "CONTENT": the_content}).test_client()
            # The server stops the query itself: status 200, and an error in the middle of the answer.
            answer = client.post("/sparql", data={"query": endless_query}, headers={"Accept": JSON})
            assert (answer.status_code, answer.get_json()["code"]) == (502, "remote_malformed")
            assert client.post("/sparql", data={"query": SELECT}).status_code == 200
            assert client.post("/sparql", data={"query": "SELECT ?s WHERE { ?s ?p }"}).status_code == 400
            with pytest.raises(Refused, match="line 1, column"):
                engine.run("SELECT ?s WHERE { ?s ?p }")
    with pytest.raises(RemoteFailure):
        Engine(here, the_content).run(SELECT)
    assert issubclass(RemoteTimeout, QueryTimeout)


def test_a_server_that_is_down_is_told_in_a_sentence_and_no_chain_of_tracebacks(tmp_path: Path) -> None:
    with played() as gone:
        url = gone.url
    with pytest.raises(RemoteFailure, match="cannot be reached or broke off: Connection refused") as raised:
        open_store(Settings(home=tmp_path, remote=remote(url))).current()
    assert raised.value.__suppress_context__
