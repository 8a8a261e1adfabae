"""What a request asks: one value per parameter, a day in one form, a choice that is there; else a 400 that tells."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from typing import NoReturn

from flask import request

from grondslag.query.cache import today
from webapp.errors import Problem

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
EXAMPLE_DAY = "as_of=2026-11-01"
NAMED = 8


def once(name: str) -> str:
    """The value of a parameter, or nothing. Raises `Problem` when it is given more than once."""
    values = request.args.getlist(name)
    if len(values) > 1:
        raise Problem(400, "repeated_parameter", "repeated_parameter", expected="expect_once", name=name)
    return values[0].strip() if values else ""


def day(name: str = "as_of") -> date:
    """The day that is asked for, else today as queries have it (UTC).

    Raises `Problem` for what is no day as year-month-day.
    """
    text = once(name)
    if not text:
        return today()
    try:
        # The standard library reads other forms too; a link must have one form.
        return date.fromisoformat(text if DAY.fullmatch(text) else "")
    except ValueError:
        raise Problem(400, "bad_input", "not_a_day", expected="expect_day", example=EXAMPLE_DAY, value=text) from None


def refuse(name: str, value: str, allowed: Collection[str], key: str = "wrong_filter") -> NoReturn:
    """Raise the `Problem` that names a value which is not there, and the first ones that are.

    `key` is that of the text which tells what is wrong with the value.
    """
    first = list(allowed)[:NAMED]
    names = ", ".join(first) + (", ..." if len(allowed) > NAMED else "")
    example = f"{name}={first[0]}" if first else None
    raise Problem(
        400,
        "bad_input",
        key,
        expected="expect_one_of",
        example=example,
        name=name,
        value=value,
        names=names,
    )
