"""Zipf's skew: the first of a list most often, the next about half as often, and so on."""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate
from typing import Generic, TypeVar

T = TypeVar("T")


class Skewed(Generic[T]):
    """Draws from `choices`, which stand in the order of how often they occur."""

    def __init__(self, choices: Sequence[T], weights: Sequence[float] | None = None) -> None:
        self._choices = choices
        shares = weights or [1 / (rank + 1) for rank in range(len(choices))]
        self._below = list(accumulate(shares))

    def one(self, chance: random.Random) -> T:
        """One of the choices."""
        return self._choices[bisect(self._below, chance.random() * self._below[-1], 0, len(self._below) - 1)]

    def some(self, chance: random.Random, least: int, most: int) -> list[T]:
        """Between `least` and `most` different choices, fewer where there are not so many; few more often than many."""
        wanted = min(len(self._choices), least + int((most - least + 1) * chance.random() ** 2))
        found: dict[T, None] = {}
        while len(found) < wanted:
            found[self.one(chance)] = None
        return list(found)
