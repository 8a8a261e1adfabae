"""Settings come from the environment, and a wrong one is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from grondslag.errors import BadInput
from grondslag.settings import (
    MEGABYTE,
    BudgetLimits,
    Limits,
    MetricsFor,
    QueryLog,
    ReportLimits,
    Settings,
    UploadLimits,
    Watching,
)


def test_without_variables_the_defaults_hold() -> None:
    settings = Settings.from_environment({})
    assert settings.limits == Limits()
    assert settings.uploads == UploadLimits()
    assert settings.reports == ReportLimits()
    assert settings.hosts == ()
    assert settings.home.name == "grondslag"


def test_each_variable_is_read() -> None:
    settings = Settings.from_environment(
        {
            "GRONDSLAG_HOME": "somewhere",
            "GRONDSLAG_QUERY_SECONDS": "2.5",
            "GRONDSLAG_QUERY_ROWS": "5",
            "GRONDSLAG_QUERY_MEGABYTES": "64",
            "GRONDSLAG_WORKERS": "3",
            "GRONDSLAG_UPLOAD_MEGABYTES": "5",
            "GRONDSLAG_UPLOAD_CELLS": "1000",
            "GRONDSLAG_UPLOAD_SECONDS": "1.5",
            "GRONDSLAG_REPORT_SECONDS": "60",
            "GRONDSLAG_REPORT_MEGABYTES": "128",
            "GRONDSLAG_HOSTS": "grondslag.example.nl, Localhost",
            "GRONDSLAG_BUDGET_SECONDS": "45.5",
            "GRONDSLAG_BUDGET_ERRORS": "7",
            "GRONDSLAG_BUDGET_QUERIES": "3",
            "GRONDSLAG_PROXY": "0:0::1",
            "GRONDSLAG_METRICS": "everyone",
            "GRONDSLAG_LOG_QUERIES": "text",
        }
    )
    assert settings.home == Path("somewhere").absolute()
    assert settings.limits == Limits(seconds=2.5, rows=5, memory_bytes=64 * MEGABYTE, workers=3)
    assert settings.uploads == UploadLimits(bytes=5 * MEGABYTE, cells=1000, seconds=1.5)
    assert settings.reports == ReportLimits(seconds=60, memory_bytes=128 * MEGABYTE)
    assert settings.hosts == ("grondslag.example.nl", "localhost")
    assert settings.budget == BudgetLimits(seconds=45.5, errors=7, running=3)
    assert settings.watching == Watching(QueryLog.TEXT, MetricsFor.EVERYONE, "::1")


def test_one_client_never_has_all_workers() -> None:
    for workers, running in (("1", 1), ("2", 1), ("5", 4)):
        assert Settings.from_environment({"GRONDSLAG_WORKERS": workers}).budget.running == running


def test_every_setting_that_is_documented_can_be_told() -> None:
    documented = Path(__file__).resolve().parent.parent / "docs" / "settings.md"
    names = set(re.findall(r"`(GRONDSLAG_[A-Z_]+)` \|", documented.read_text(encoding="utf-8")))
    told = Settings.from_environment({}).in_force()
    # Of a server only the address is told: what else there is of it is secret, or follows.
    assert set(told) - {"GRONDSLAG_SPARQL_URL"} == {name for name in names if not name.startswith("GRONDSLAG_SPARQL_")}
    assert Settings.from_environment(told).in_force() == told


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GRONDSLAG_QUERY_SECONDS", "soon"),
        ("GRONDSLAG_QUERY_SECONDS", "-1"),
        ("GRONDSLAG_QUERY_SECONDS", "inf"),
        ("GRONDSLAG_QUERY_SECONDS", "nan"),
        ("GRONDSLAG_QUERY_ROWS", "0"),
        ("GRONDSLAG_QUERY_ROWS", "1.5"),
        ("GRONDSLAG_QUERY_MEGABYTES", "many"),
        ("GRONDSLAG_WORKERS", "-2"),
        ("GRONDSLAG_HOSTS", "http://example.nl/"),
        ("GRONDSLAG_HOSTS", "example.nl:80"),
        ("GRONDSLAG_BUDGET_SECONDS", "0"),
        ("GRONDSLAG_BUDGET_ERRORS", "2.5"),
        ("GRONDSLAG_PROXY", "*"),
        ("GRONDSLAG_PROXY", "proxy.example.nl"),
        ("GRONDSLAG_PROXY", "10.0.0.0/8"),
        ("GRONDSLAG_METRICS", "all"),
        ("GRONDSLAG_LOG_QUERIES", "yes"),
    ],
)
def test_a_wrong_value_is_named_with_an_example(name: str, value: str) -> None:
    with pytest.raises(BadInput, match=f"Invalid .*{name}|Invalid name .* in {name}") as raised:
        Settings.from_environment({name: value})
    assert f"{name}=" in str(raised.value.example)
