"""Attacks on a served site over the network: whoever attacks waits, and everybody else is served.

The numbers are those of the checks in docs/security.md. Every address of 127.0.0.0/8 is this machine, so that each test
asks as clients of its own.
"""

from __future__ import annotations

import http.client
import itertools
import json
import re
import socket
import sys
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import attacks
import pytest
from attacks import children
from hostile import ENDLESS
from serving import Site, running

from grondslag.settings import Limits
from webapp import draining, server

SECONDS = 2.0
ERRORS = 5
PROXY = "127.0.0.9"
NUMBERS = itertools.count()
WITHOUT_END = "/sparql?query=" + urllib.parse.quote(ENDLESS)
# `grondslag` with short patience.
IMPATIENT = """
from grondslag.cli import main
from webapp import draining, server
server.IDLE_SECONDS = server.LOOK_SECONDS = 1
draining.LONGEST_SECONDS = 2.0
main()
"""


@dataclass(frozen=True)
class Served:
    """The site, and the file with what it writes to standard error."""

    site: Site
    log: Path

    @property
    def place(self) -> tuple[str, int]:
        address = urllib.parse.urlsplit(self.site.url)
        return str(address.hostname), int(address.port or 0)

    def workers(self) -> set[int]:
        """The processes that the server started."""
        return children(self.site.process.pid)


@dataclass(frozen=True)
class Told:
    """An answer, and how long it took to come."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float

    @property
    def code(self) -> str:
        return str(json.loads(self.body)["code"])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A real server on loopback over a small graph."""
    folder = tmp_path_factory.mktemp("served")
    attacks.publish_small(folder / "home")
    variables = {
        "GRONDSLAG_HOME": str(folder / "home"),
        "GRONDSLAG_QUERY_SECONDS": f"{SECONDS:g}",
        "GRONDSLAG_BUDGET_ERRORS": str(ERRORS),
        "GRONDSLAG_PROXY": PROXY,
        "GRONDSLAG_LOG_QUERIES": "text",
    }
    log = folder / "log"
    with running(
        lambda port: [sys.executable, "-c", IMPATIENT, "serve", "--port", str(port)], variables, log=log
    ) as made:
        yield Served(made, log)


def ask(
    site: Served,
    path: str = "",
    *,
    client: str,
    body: bytes | Iterator[bytes] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Told:
    """One request from the address `client`; a body makes it a POST, and one in pieces goes in chunks.

    Without a path it is a small query that was not asked before, so that no answer is remembered.
    """
    path = path or f"/sparql?query=ASK%7B%7D%23{next(NUMBERS)}"
    connection = http.client.HTTPConnection(*site.place, timeout=30, source_address=(client, 0))
    started = time.monotonic()
    try:
        method = "GET" if body is None else "POST"
        connection.request(method, path, body, {"Accept": "application/json", **(headers or {})})
        answer = connection.getresponse()
        return Told(answer.status, dict(answer.getheaders()), answer.read(), time.monotonic() - started)
    finally:
        connection.close()


def at_once(count: int, work: Callable[[], Told]) -> list[Told]:
    """What comes of doing something so many times at the same moment."""
    answers: list[Told] = []
    threads = [threading.Thread(target=lambda: answers.append(work())) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def figure(site: Served, name: str) -> float:
    """One figure of `/metrics`, by its name and labels; nothing was counted yet of one that is not there."""
    text = ask(site, "/metrics", client="127.0.0.1").body.decode()
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


def busy(site: Served) -> float:
    return figure(site, 'grondslag_workers{pool="foreign",state="busy"}')


def until(reached: Callable[[], bool], seconds: float) -> float:
    """Wait until something is so, at most so long; how long it took."""
    started = time.monotonic()
    while not reached():
        assert time.monotonic() - started < seconds
        time.sleep(0.02)
    return time.monotonic() - started


@pytest.fixture
def quiet(site: Served) -> Served:
    """The site, when nothing of a test before is at work any more."""
    until(lambda: busy(site) == 0, 2 * SECONDS + 2)
    return site


def test_10_others_are_served_while_a_query_without_end_runs(quiet: Served) -> None:
    before = quiet.workers()
    answers: list[Told] = []
    attacking = threading.Thread(target=lambda: answers.append(ask(quiet, WITHOUT_END, client="127.0.10.1")))
    attacking.start()
    waits = []
    while attacking.is_alive():
        waits.append(ask(quiet, "/health", client="127.0.10.2").seconds)
        time.sleep(0.1)
    (stopped,) = answers
    assert (stopped.status, stopped.code) == (503, "timeout")
    assert int(stopped.headers["Retry-After"]) > 0
    assert stopped.seconds < SECONDS + 1.5
    assert len(waits) > 5
    assert sorted(waits)[len(waits) // 2] < 0.2
    assert max(waits) < 1.0
    assert ask(quiet, client="127.0.10.1").status == 200
    assert quiet.site.process.poll() is None
    assert len(quiet.workers()) <= len(before) + 1
    assert not any(is_zombie(pid) for pid in quiet.workers())


def is_zombie(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"


def test_11_one_client_never_has_every_worker(quiet: Served) -> None:
    answers: list[Told] = []
    attacking = threading.Thread(
        target=lambda: answers.extend(at_once(20, lambda: ask(quiet, WITHOUT_END, client="127.0.11.1")))
    )
    attacking.start()
    until(lambda: busy(quiet) == 1, 5)
    waits = []
    while attacking.is_alive():
        small = ask(quiet, client="127.0.11.2")
        assert small.status == 200
        waits.append(small.seconds)
        assert busy(quiet) <= 1, "at most one of the attacker, and ours is answered"
        time.sleep(0.05)
    assert sorted(waits)[int(len(waits) * 0.95)] < 1.0
    by_status = sorted(told.status for told in answers)
    assert set(by_status) == {429, 503}
    refused = [told for told in answers if told.status == 429]
    # Those that wait a moment behind the first may come to run in its place: at most one at a time.
    assert len(refused) >= 16
    assert all(told.code == "over_budget" and int(told.headers["Retry-After"]) > 0 for told in refused)
    assert max(told.seconds for told in refused) < 2.5


def test_16_a_query_of_one_byte_too_many_is_refused_however_it_is_sent(site: Served) -> None:
    most = Limits().query_bytes
    kind = {"Content-Type": "application/sparql-query"}
    for size, status in ((most, 200), (most + 1, 413)):
        text = b"ASK {} #".ljust(size, b"x")
        client = "127.0.16.1"
        assert ask(site, "/sparql", client=client, body=text, headers=kind).status == status
        pieces = (text[start : start + 4_096] for start in range(0, size, 4_096))
        told = ask(site, "/sparql", client=client, body=pieces, headers=kind)
        assert told.status == status
        if status == 413:
            assert told.code == "too_large"


def test_18_a_query_that_nobody_waits_for_is_stopped(quiet: Served) -> None:
    ask(quiet, client="127.0.18.2")
    with socket.create_connection(quiet.place, source_address=("127.0.18.1", 0)) as client:
        client.sendall(f"GET {WITHOUT_END} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        until(lambda: busy(quiet) == 1, 2)
        before = quiet.workers()
    assert until(lambda: not before <= quiet.workers(), 1.5) < 1.5
    until(lambda: figure(quiet, 'grondslag_queries_total{outcome="cancelled"}') == 1, 1)
    assert busy(quiet) == 0


def test_19_connections_that_say_nothing_are_closed_and_shut_nobody_out(site: Served) -> None:
    assert server.IDLE_SECONDS + server.LOOK_SECONDS <= 30
    idle = [socket.create_connection(site.place, timeout=10) for _ in range(50)]
    try:
        for number, connection in enumerate(idle):
            connection.sendall(b"GET / HTTP/1.1\r\nHost: loc"[: number + 1])
        assert ask(site, client="127.0.19.1").seconds < 1.0
        assert all(connection.recv(1) == b"" for connection in idle), "each is closed without an answer"
    finally:
        for connection in idle:
            connection.close()


def test_19_nor_does_a_byte_now_and_then_hold_one_open(site: Served) -> None:
    assert draining.LONGEST_SECONDS <= 60
    with socket.create_connection(site.place, timeout=10) as slow:
        slow.sendall(b"GET / HTTP/1.1\r\nX-Slow: ")

        def drips() -> bool:
            try:
                slow.sendall(b"x")
            except (BrokenPipeError, ConnectionResetError):
                return True
            return False

        assert until(drips, 8) > 1.5


def fail(site: Served, client: str, forwarded: str | None = None) -> Told:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    return ask(site, "/sparql?query=SELECT", client=client, headers=headers)


def test_20_failed_queries_are_counted_for_each_client(site: Served) -> None:
    assert [fail(site, "127.0.20.1").status for _ in range(ERRORS)] == [400] * ERRORS
    refused = fail(site, "127.0.20.1")
    assert (refused.status, refused.code) == (429, "over_budget")
    assert 5 <= int(refused.headers["Retry-After"]) <= 60 / ERRORS + 1
    assert ask(site, client="127.0.20.1").status == 429
    assert ask(site, client="127.0.20.2").status == 200


def test_20_whom_a_proxy_asks_for_is_believed_of_the_one_proxy_alone(site: Served) -> None:
    one, other = "192.0.2.1", "192.0.2.2"
    for _ in range(ERRORS):
        assert fail(site, PROXY, one).status == 400
    assert fail(site, PROXY, one).status == 429
    # What the client itself wrote before the address that the proxy added does not count.
    assert fail(site, PROXY, f"{other}, {one}").status == 429
    assert ask(site, client=PROXY, headers={"X-Forwarded-For": other}).status == 200
    # From anybody else it is only a word.
    for number in range(ERRORS):
        assert fail(site, "127.0.20.3", f"198.51.100.{number}").status == 400
    assert fail(site, "127.0.20.3", "198.51.100.99").status == 429


def test_the_figures_are_for_this_machine_alone(site: Served) -> None:
    assert ask(site, "/metrics", client="127.0.0.1").status == 200
    through = ask(site, "/metrics", client=PROXY, headers={"X-Forwarded-For": "192.0.2.1"})
    assert (through.status, through.code) == (403, "local_only")


def test_what_is_written_down_is_one_line_for_each_request_and_forges_none(site: Served) -> None:
    marked = "ASK { ?s ?p '''merkteken\n{ forged: true }\r\n\x1b[31m''' }"
    told = ask(site, "/sparql?query=" + urllib.parse.quote(marked), client="127.0.55.1")
    assert told.status == 200
    failed = ask(site, "/organisations/x%1B%7B%22forged%22:1%7D?token=geheim-woord", client="127.0.55.2")
    assert failed.status == 404

    def lines() -> list[dict[str, Any]]:
        return [json.loads(line) for line in site.log.read_text(encoding="ascii").splitlines()[1:]]

    def of_query() -> list[dict[str, Any]]:
        return [line for line in lines() if line.get("query") == marked]

    until(lambda: bool(of_query()), 5)
    (line,) = of_query()
    assert (line["logger"], line["route"], line["status"], line["outcome"]) == (
        "grondslag.access",
        "/sparql",
        200,
        "ok",
    )
    (line,) = [line for line in lines() if line.get("id") == json.loads(failed.body)["id"]]
    assert (line["route"], line["status"], line["outcome"]) == ("/organisations/<path:slug>", 404, "unknown_resource")
    assert not any("forged" in line for line in lines())
    written = site.log.read_text(encoding="ascii")
    assert "geheim-woord" not in written
    assert "127.0.55." not in written
