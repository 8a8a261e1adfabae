"""Settings come from the environment, and a wrong one is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from grondslag.errors import BadInput
from grondslag.settings import MEGABYTE, Limits, ReportLimits, Settings, UploadLimits


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
        }
    )
    assert settings.home == Path("somewhere").absolute()
    assert settings.limits == Limits(seconds=2.5, rows=5, memory_bytes=64 * MEGABYTE, workers=3)
    assert settings.uploads == UploadLimits(bytes=5 * MEGABYTE, cells=1000, seconds=1.5)
    assert settings.reports == ReportLimits(seconds=60, memory_bytes=128 * MEGABYTE)
    assert settings.hosts == ("grondslag.example.nl", "localhost")


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
    ],
)
def test_a_wrong_value_is_named_with_an_example(name: str, value: str) -> None:
    with pytest.raises(BadInput, match=f"Invalid .*{name}|Invalid name .* in {name}") as raised:
        Settings.from_environment({name: value})
    assert f"{name}=" in str(raised.value.example)
