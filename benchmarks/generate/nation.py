"""The nation: 342 municipalities by size, their partnerships, and the bodies and companies that they share data with.

Nobody in it exists: municipalities have numbers, so that no planted flaw falls on a real one. The few national bodies
are those that the law itself names. Sizes follow rank-size: the first municipality is some forty times the last.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.generate.model import Kind, Organisation
from benchmarks.generate.skew import Skewed

MUNICIPALITIES = 342
LARGEST = 900_000  # inhabitants
STEEPNESS = 0.65  # of rank-size; with it the nation has some 17 million inhabitants
NATIONAL = (("svb", "Verzekeringsbank"), ("uwv", "Uitvoeringsinstituut"), ("cak", "Bijdragekantoor"))
PRIVATE = {
    Kind.SUPPLIER: (2.0, "Zorgaanbieder", ("aanbieder-maatwerkvoorziening",)),
    Kind.LANDLORD: (0.35, "Woningcorporatie", ("verhuurder-woonruimte",)),
    Kind.REINTEGRATION: (0.2, "Re-integratiebedrijf", ("arbeidsinschakeling-derde",)),
    Kind.PROCESSOR: (0.15, "Verwerker", ("derde",)),
}


@dataclass(frozen=True)
class Nation:
    """All organisations, the largest first within each kind."""

    organisations: tuple[Organisation, ...]
    _recipients: dict[tuple[Kind, str], Skewed[Organisation]] = field(default_factory=dict, compare=False, repr=False)

    def recipients(self, kind: Kind, category: str = "") -> Skewed[Organisation]:
        """The organisations of one kind, and of one category if it is given: the heavier, the more often."""
        if (kind, category) not in self._recipients:
            found = [each for each in self.organisations if each.kind is kind and category in ("", *each.categories)]
            self._recipients[kind, category] = Skewed(found, [each.weight for each in found])
        return self._recipients[kind, category]


def make_nation(chance: random.Random, municipalities: int = MUNICIPALITIES) -> Nation:
    """A nation of so many municipalities; the same for the same chance."""
    towns = [_town(number, chance) for number in range(1, municipalities + 1)]
    national = [
        Organisation(Kind.BENEFIT_BODY, f"landelijk-{category}", f"{label} (gemaakt)", (category,), weight=LARGEST)
        for category, label in NATIONAL
    ]
    firms = [
        Organisation(kind, f"{kind}-{number:04}", f"{label} {number:04}", categories, weight=LARGEST / 4 / number)
        for kind, (share, label, categories) in PRIVATE.items()
        for number in range(1, max(3, int(share * municipalities)) + 1)
    ]
    return Nation((*towns, *_partnerships(towns, chance), *national, *firms))


def _town(number: int, chance: random.Random) -> Organisation:
    inhabitants = LARGEST / number**STEEPNESS * chance.uniform(0.85, 1.15)
    return Organisation(
        Kind.MUNICIPALITY, f"gemeente-{number:03}", f"Gemeente {number:03}", ("gemeente", "college"), weight=inhabitants
    )


def _partnerships(towns: Sequence[Organisation], chance: random.Random) -> list[Organisation]:
    """Regions of three to nine neighbours, each town in one; a partnership works for all of its members."""
    left = list(towns)
    chance.shuffle(left)
    regions = []
    while left:
        size = chance.randint(3, 9)
        size = len(left) if len(left) < size + 3 else size  # so that no region has one or two
        regions.append(left[:size])
        left = left[size:]
    return [
        Organisation(
            Kind.PARTNERSHIP,
            f"gr-{number:03}",
            f"Samenwerkingsverband {number:03}",
            ("openbaar-lichaam",),
            weight=sum(town.weight for town in members) / 4,
            members=tuple(sorted(members, key=lambda town: town.name)),
        )
        for number, members in enumerate(regions, 1)
    ]
