"""A request that is too large is read to its end and told so, over a real connection."""

from __future__ import annotations

import socket
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import Site, served

from webapp.server import LARGEST_BODY


@pytest.fixture(scope="module")
def site(built_home: Path) -> Iterator[Site]:
    """The served site."""
    with served(built_home) as running:
        yield running


def answer(site: Site, head: str, pieces: list[bytes]) -> str:
    """All that the server says to a client that sends everything before it reads."""
    address = urllib.parse.urlsplit(site.url)
    with socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=30) as connection:
        connection.sendall(f"POST /sparql HTTP/1.1\r\nHost: {address.netloc}\r\n{head}\r\n".encode())
        for piece in pieces:
            connection.sendall(piece)
        said = b""
        while piece := connection.recv(65_536):
            said += piece
            if b"\r\n\r\n" in said and b'"too_large"' in said:
                break
    return said.decode()


TYPE = "Content-Type: application/sparql-query\r\n"


@pytest.mark.parametrize("size", [300_000, LARGEST_BODY, 4 * LARGEST_BODY])
def test_a_body_above_the_bound_gets_413(site: Site, size: int) -> None:
    said = answer(site, f"{TYPE}Content-Length: {size}\r\n", [b"x" * size])
    assert said.startswith("HTTP/1.1 413")
    assert '"too_large"' in said


def test_a_body_in_chunks_above_the_bound_gets_413(site: Site) -> None:
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    said = answer(site, f"{TYPE}Transfer-Encoding: chunked\r\n", [chunk] * 40 + [b"0\r\n\r\n"])
    assert said.startswith("HTTP/1.1 413")


def test_a_client_that_waits_to_be_asked_is_told_at_once(site: Site) -> None:
    head = f"{TYPE}Content-Length: {2 * LARGEST_BODY}\r\nExpect: 100-continue\r\n"
    assert answer(site, head, []).startswith("HTTP/1.1 413")


def test_a_body_of_more_than_is_drained_ends_the_connection_with_413(site: Site) -> None:
    assert answer(site, f"{TYPE}Content-Length: {10**12}\r\n", []).startswith("HTTP/1.1 413")
