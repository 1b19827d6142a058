"""What is true in Musterstadt: districts, their social situation, and how many people live in them."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from functools import cache

SEED = 20250923
AGS = "06999"
"""A key that no place has: Hessen (06) has the Regierungsbezirke 4, 5 and 6, but no 9."""

NAME = "Musterstadt"
YEARS = range(2011, 2026)
"""Fifteen years of figures."""

NAMES = (
    "Altmuster",
    "Neumuster",
    "Beispielviertel",
    "Probehafen",
    "Musterberg",
    "Musterfeld",
    "Erdachtingen",
    "Fiktivdorf",
    "Beispielau",
    "Vorlagental",
    "Schablonenberg",
    "Skizzenwinkel",
    "Modellsiedlung",
    "Entwurfshöhe",
    "Probeweiler",
    "Platzhalter-Nord",
    "Platzhalter-Süd",
    "Irgendheim",
    "Annahmenrain",
    "Variablenau",
    "Stichprobenfeld",
    "Blaupausen",
    "Hypothesenbruch",
    "Nirgendswinkel",
)
"""Districts in the order of their codes 01 to 24; none is the name of a place."""

SMALL = 24
"""A hamlet of a few hundred people: its counts are small, and stay so."""

UNDER_REACHED = frozenset({3, 16, 23})
"""Districts whose children the holiday programme reaches far less often than those of districts like them."""

AGES = {
    "unter 3": 2.8,
    "3 bis unter 6": 2.9,
    "6 bis unter 10": 3.8,
    "10 bis unter 15": 4.6,
    "15 bis unter 18": 2.7,
    "18 bis unter 20": 2.1,
    "20 bis unter 25": 6.9,
    "25 bis unter 30": 7.9,
    "30 bis unter 40": 14.8,
    "40 bis unter 50": 12.6,
    "50 bis unter 65": 19.6,
    "65 bis unter 75": 10.1,
    "75 und mehr": 9.2,
}
"""Age groups and their share of the population in percent."""

CHILDREN = tuple(AGES)[:4]


@dataclass(frozen=True)
class District:
    """One Stadtbezirk.

    Args:
        number: 1 to 24.
        name: as printed.
        index: its true social index: 0 is the mean of the districts, 1 a standard deviation of more strain.
        size: inhabitants in 2011.
        growth: their growth per year.
    """

    number: int
    name: str
    index: float
    size: int
    growth: float

    @property
    def code(self) -> str:
        """Its key within the city, `01` to `24`."""
        return f"{self.number:02d}"

    @property
    def ags(self) -> str:
        """Its key."""
        return f"{AGS}-{self.code}"


def noise(*about: object) -> random.Random:
    """Return random numbers for one subject, the same however many others are drawn before."""
    return random.Random("|".join(map(str, (SEED, *about))))  # noqa: S311 - no secret depends on it


@cache
def districts() -> tuple[District, ...]:
    """Return the districts, by number."""
    raw = [noise("index", n).gauss(0, 1) for n in range(1, 25)]
    mean = sum(raw) / len(raw)
    spread = math.sqrt(sum((x - mean) ** 2 for x in raw) / len(raw))
    return tuple(
        District(
            n,
            name,
            (raw[n - 1] - mean) / spread,
            640 if n == SMALL else round(noise("size", n).uniform(4500, 15500)),
            noise("growth", n).uniform(-0.002, 0.012),
        )
        for n, name in enumerate(NAMES, 1)
    )


def counted(whole: int, rate: float, *about: object) -> int:
    """Return how many of a whole it is, about as many as the rate says, with the chance of a count."""
    spread = math.sqrt(max(whole * rate * (1 - rate), 0))
    return min(whole, max(0, round(whole * rate + noise(*about).gauss(0, 0.6) * spread)))


def share(level: float, slope: float, index: float) -> float:
    """Return a rate that is `level` where the index is 0 and moves with it on the logistic scale."""
    return 1 / (1 + math.exp(-(math.log(level / (1 - level)) + slope * index)))


@cache
def inhabitants(district: District, year: int) -> dict[str, int]:
    """Return the inhabitants of a district on 31 December by age group; strained districts are younger."""
    total = district.size * (1 + district.growth) ** (year - YEARS[0])
    weights = {
        age: part
        * (1 + (0.08 if age in CHILDREN else 0.0) * district.index)
        * (1 + noise("age", district.number, age).gauss(0, 0.05))
        * (1 + noise("age", district.number, age, year).gauss(0, 0.012))
        for age, part in AGES.items()
    }
    whole = sum(weights.values())
    return {age: round(total * weight / whole) for age, weight in weights.items()}


def children(district: District, year: int, *ages: str) -> int:
    """Return the inhabitants of some age groups."""
    return sum(inhabitants(district, year)[age] for age in ages)
