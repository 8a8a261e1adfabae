"""What one client may take of the service: queries at a time, seconds of work and failed queries in a minute.

Each is a bucket that fills up evenly and holds at most what a minute brings, so that a client may come with a burst.
Time is charged when a query is over, so a bucket may fall below nothing: by as much as a query may take.
"""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from grondslag.errors import BadInput, Busy, Cancelled, LimitExceeded, OverBudget
from grondslag.settings import BudgetLimits

MINUTE = 60.0
# Of clients that did not ask for longest nothing is remembered: by then most have their whole budget again.
MOST_CLIENTS = 10_000
# A client's next query waits this long for its own former one: people behind one address ask at the same moment.
_PATIENCE_SECONDS = 1.0
# All clients together: each that waits holds a thread of the server.
_MOST_WAITING = 4
# One client: it must not keep others from waiting.
_MOST_WAITING_OF_ONE = 2
# An IPv6 connection has a whole network of this size for itself.
_IPV6_NETWORK = 64
# These are not the doing of the one who asked.
_NOT_THEIRS = (Busy, Cancelled, OverBudget)

Spend = Callable[[float], None]
"""Is told how many seconds a worker was at a query."""


@dataclass
class _Client:
    """What is left for a client, as it was at `at` (seconds of the clock), and its queries that run or wait."""

    seconds: float
    errors: float
    at: float
    running: int = 0
    waiting: int = 0


class Budget:
    """The budgets of all clients; thread-safe. `clock` gives seconds."""

    def __init__(self, limits: BudgetLimits, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._clock = clock
        self._clients: OrderedDict[str, _Client] = OrderedDict()
        self._changed = threading.Condition()
        self._waiting = 0

    @contextmanager
    def query(self, address: str) -> Iterator[Spend]:
        """The place of one query of the client at `address`; gives what is to be told the seconds that it took.

        An error that leaves the block counts as a failed query, unless it is not the client's doing. Raises
        `OverBudget` when the client has used its seconds or its failures, or has as many queries running as it may.
        """
        client = self._admit(client_of(address))
        try:
            yield lambda seconds: self._spend(client, seconds)
        except (BadInput, LimitExceeded) as error:
            if not isinstance(error, _NOT_THEIRS):
                self._fail(client)
            raise
        finally:
            self._leave(client)

    def __len__(self) -> int:
        return len(self._clients)

    def _admit(self, name: str) -> _Client:
        with self._changed:
            client = self._known(name)
            self._require_place(client)
            self._fill(client)
            self._require_rest(client)
            client.running += 1
            return client

    def _known(self, name: str) -> _Client:
        client = self._clients.get(name)
        if client is None:
            self._make_room()
            client = _Client(self._limits.seconds, self._limits.errors, self._clock())
            self._clients[name] = client
        self._clients.move_to_end(name)
        return client

    def _make_room(self) -> None:
        while len(self._clients) >= MOST_CLIENTS:
            # Those with a query running are few: as many as there are threads.
            oldest = next(name for name, client in self._clients.items() if not client.running)
            del self._clients[oldest]

    def _require_place(self, client: _Client) -> None:
        most = self._limits.running
        if client.running < most:
            return
        full = OverBudget(
            "As many queries of this client are running as may at a time",
            retry_seconds=math.ceil(_PATIENCE_SECONDS),
            expected=f"at most {most} at a time",
        )
        if self._waiting >= _MOST_WAITING or client.waiting >= _MOST_WAITING_OF_ONE:
            raise full
        self._waiting += 1
        client.waiting += 1
        try:
            if not self._changed.wait_for(lambda: client.running < most, timeout=_PATIENCE_SECONDS):
                raise full
        finally:
            self._waiting -= 1
            client.waiting -= 1

    def _fill(self, client: _Client) -> None:
        limits, now = self._limits, self._clock()
        passed = (now - client.at) / MINUTE
        client.seconds = min(limits.seconds, client.seconds + passed * limits.seconds)
        client.errors = min(limits.errors, client.errors + passed * limits.errors)
        client.at = now

    def _require_rest(self, client: _Client) -> None:
        limits = self._limits
        if client.seconds <= 0:
            wait = -client.seconds / limits.seconds * MINUTE
            raise _used_up(f"{limits.seconds:g} seconds of queries", wait)
        if client.errors < 1:
            raise _used_up(f"{limits.errors} failed queries", (1 - client.errors) / limits.errors * MINUTE)

    def _spend(self, client: _Client, seconds: float) -> None:
        with self._changed:
            client.seconds -= seconds

    def _fail(self, client: _Client) -> None:
        with self._changed:
            client.errors -= 1

    def _leave(self, client: _Client) -> None:
        with self._changed:
            client.running -= 1
            self._changed.notify_all()


def _used_up(what: str, wait: float) -> OverBudget:
    # A bucket at nothing is not yet above it.
    seconds = math.floor(wait) + 1
    return OverBudget(
        f"This client has used its {what} of this minute",
        retry_seconds=seconds,
        expected=f"another try in {seconds} seconds",
    )


def client_of(address: str) -> str:
    """The client that an IP address stands for: the address itself, of IPv6 its network of 64 bits.

    What is no address (a socket of the file system has none) stands for itself.
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, _IPV6_NETWORK), strict=False))
