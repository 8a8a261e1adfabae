"""What one client may take: so many queries at a time, seconds of workers and failed queries in a minute."""

from __future__ import annotations

import threading
import time

import pytest

from grondslag.errors import Busy, Cancelled, Failure, GrondslagError, OverBudget, QueryTimeout, Refused
from grondslag.query import budget as budget_module
from grondslag.query.budget import Budget, client_of
from grondslag.settings import BudgetLimits

ONE, OTHER = "192.0.2.1", "192.0.2.2"
LIMITS = BudgetLimits(seconds=30.0, errors=3, running=1)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def budget(clock: Clock) -> Budget:
    return Budget(LIMITS, clock)


def ask(budget: Budget, address: str, seconds: float = 0.0, error: GrondslagError | None = None) -> None:
    """One query that takes so long and ends so."""
    with budget.query(address) as spend:
        spend(seconds)
        if error is not None:
            raise error


def fail(budget: Budget, address: str, error: GrondslagError) -> None:
    with pytest.raises(type(error)):
        ask(budget, address, error=error)


def refused(budget: Budget, address: str) -> OverBudget:
    with pytest.raises(OverBudget) as raised:
        ask(budget, address)
    return raised.value


def test_a_client_that_used_its_seconds_waits_until_it_has_some_again(budget: Budget, clock: Clock) -> None:
    ask(budget, ONE, 20.0)
    # There is something left, so the next one runs; how long it takes is known afterwards.
    ask(budget, ONE, 20.0)
    # 10 seconds short, and half a second more with each second.
    assert refused(budget, ONE).retry_seconds == 21
    assert refused(budget, ONE).code == "over_budget"
    clock.now += 19.0
    assert refused(budget, ONE).retry_seconds == 2
    clock.now += 2.0
    ask(budget, ONE)


def test_it_is_told_to_wait_exactly_as_long_as_it_must(budget: Budget, clock: Clock) -> None:
    for used in (30.0, 33.3, 90.0):
        clock.now += 600.0
        ask(budget, ONE, used)
        wait = refused(budget, ONE).retry_seconds
        clock.now += wait - 1.01
        refused(budget, ONE)
        clock.now += 1.01
        ask(budget, ONE)


def test_what_one_client_uses_is_not_taken_from_another(budget: Budget) -> None:
    ask(budget, ONE, 100.0)
    refused(budget, ONE)
    ask(budget, OTHER)


def test_a_client_never_has_more_than_the_budget_of_a_minute(budget: Budget, clock: Clock) -> None:
    ask(budget, ONE, 1.0)
    clock.now += 100_000.0
    ask(budget, ONE, 31.0)
    refused(budget, ONE)


def test_failed_queries_are_counted(budget: Budget, clock: Clock) -> None:
    for error in (Refused("x"), QueryTimeout("x"), Refused("x")):
        fail(budget, ONE, error)
    assert refused(budget, ONE).retry_seconds == 21
    ask(budget, OTHER)
    clock.now += 21.0
    ask(budget, ONE)


@pytest.mark.parametrize("error", [Busy("x"), Cancelled("x"), Failure("x")])
def test_what_is_not_the_clients_doing_is_not_counted(budget: Budget, error: GrondslagError) -> None:
    for _ in range(10):
        fail(budget, ONE, error)
    ask(budget, ONE)


def test_being_refused_costs_nothing(budget: Budget, clock: Clock) -> None:
    ask(budget, ONE, 30.0)
    for _ in range(50):
        refused(budget, ONE)
    clock.now += 1.0
    ask(budget, ONE)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget_module, "_PATIENCE_SECONDS", 0.05)


@pytest.mark.usefixtures("impatient")
def test_only_so_many_queries_of_a_client_run_at_a_time(budget: Budget) -> None:
    with budget.query(ONE):
        assert refused(budget, ONE).retry_seconds == 1
        ask(budget, OTHER)
    ask(budget, ONE)


def test_people_behind_one_address_wait_a_moment_for_each_other(budget: Budget) -> None:
    running, answered = threading.Event(), threading.Event()

    def first() -> None:
        with budget.query(ONE):
            running.set()
            # The other is waiting by now, or comes a little later: both are well.
            answered.wait(0.1)

    thread = threading.Thread(target=first)
    thread.start()
    running.wait()
    ask(budget, ONE)
    thread.join()


def test_few_wait_at_a_time(budget: Budget, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget_module, "_PATIENCE_SECONDS", 5.0)
    monkeypatch.setattr(budget_module, "_MOST_WAITING", 1)
    outcomes: list[str] = []

    def next_one() -> None:
        try:
            ask(budget, ONE)
            outcomes.append("ok")
        except OverBudget:
            outcomes.append("refused")

    with budget.query(ONE):
        threads = [threading.Thread(target=next_one) for _ in range(4)]
        for thread in threads:
            thread.start()
        while len(outcomes) < 3:
            time.sleep(0.01)
        assert outcomes == ["refused"] * 3
    for thread in threads:
        thread.join()
    assert outcomes[3:] == ["ok"]


def test_few_of_one_client_wait_so_that_another_may(budget: Budget, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget_module, "_PATIENCE_SECONDS", 5.0)
    outcomes: list[tuple[str, str]] = []

    def next_one(address: str) -> None:
        try:
            ask(budget, address)
            outcomes.append((address, "ok"))
        except OverBudget:
            outcomes.append((address, "refused"))

    with budget.query(ONE), budget.query(OTHER):
        threads = [threading.Thread(target=next_one, args=(address,)) for address in (*[ONE] * 4, OTHER)]
        for thread in threads:
            thread.start()
        while len(outcomes) < 2:
            time.sleep(0.01)
    for thread in threads:
        thread.join()
    assert outcomes[:2] == [(ONE, "refused")] * 2
    assert sorted(outcomes[2:]) == [(ONE, "ok"), (ONE, "ok"), (OTHER, "ok")]


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("2001:db8:1:3::9", "2001:db8:1:3::/64"),
        ("", ""),
        ("x" * 100, "x" * 64),
    ],
)
def test_a_client_is_an_address_or_a_network_of_ipv6(address: str, client: str) -> None:
    assert client_of(address) == client


def test_what_is_remembered_of_clients_is_bounded(budget: Budget, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget_module, "MOST_CLIENTS", 10)
    ask(budget, OTHER, 100.0)
    with budget.query(ONE):
        for number in range(100):
            ask(budget, f"198.51.100.{number}")
            if number < 50:
                # Who asks again is not forgotten, nor who has a query running.
                refused(budget, OTHER)
        assert len(budget) == 10
    ask(budget, OTHER)
