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

YOUNG = {
    "unter 3": range(3),
    "3 bis unter 6": range(3, 6),
    "6 bis unter 10": range(6, 10),
    "10 bis unter 15": range(10, 15),
    "15 bis unter 18": range(15, 18),
}
"""The age groups that are made of single years of age."""

BIRTHS = {2003: 0.95, 2011: 0.95, 2016: 1.06, 2021: 1.07, 2024: 0.92, 2025: 0.91}
"""Births against what the size of the city suggests; between these years on the way from one to the next."""

MOVED_IN = {2015: 0.018, 2016: 0.01, 2020: -0.006, 2022: 0.022}
"""Years in which many families came or left: what that adds to the children of every age."""


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
def aged(district: District, age: int, year: int) -> float:
    """Return the inhabitants of one year of age on 31 December: a cohort from its birth on, with those who move.

    Young families leave a little more often than they come, school children hardly move; strained districts have
    more births.
    """
    if age == 0:
        known = sorted(BIRTHS)
        before = max((y for y in known if y <= year), default=known[0])
        after = min((y for y in known if y > year), default=before)
        way = (year - before) / (after - before) if after > before else 0.0
        level = BIRTHS[before] + (BIRTHS[after] - BIRTHS[before]) * way
        usual = district.size * (1 + district.growth) ** (year - YEARS[0]) * AGES["unter 3"] / 300
        chance = noise("births", district.number, year).gauss(0, 0.03)
        return usual * (1 + 0.08 * district.index) * (level + chance)
    stay = 0.992 if age < 6 else 0.999 if age < 10 else 1.003
    city = MOVED_IN.get(year, 0.0) + noise("moves", year).gauss(0, 0.004)
    own = noise("moves", district.number, age, year).gauss(0, 0.015)
    return aged(district, age - 1, year - 1) * (stay + city + own)


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
    young = {age: sum(round(aged(district, one, year)) for one in ones) for age, ones in YOUNG.items()}
    return {age: young.get(age, round(total * weight / whole)) for age, weight in weights.items()}


def children(district: District, year: int, *ages: str) -> int:
    """Return the inhabitants of some age groups."""
    return sum(inhabitants(district, year)[age] for age in ages)
