"""Libraries, music school and holiday programme by district, and the children whom its reduced fee is for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from examples.musterstadt import figures
from examples.musterstadt.deliveries import PLACE, Delivery, per_district, value
from examples.musterstadt.truth import (
    CHILDREN,
    SMALL,
    UNDER_REACHED,
    YEARS,
    District,
    children,
    counted,
    inhabitants,
    share,
)

Key = TypeVar("Key")

YEARS_BY_AGE = YEARS[10:]
"""For which the Jobcenter gives ages."""


def poor_by_age(district: District, year: int) -> dict[str, int]:
    """Return the children whose households live on SGB II by age; they add up to those of `figures.poor_children`."""
    people = inhabitants(district, year)
    weights = {
        age: people[age] * factor for age, factor in zip(CHILDREN, (1.1, 1.06, 1.0, 0.94), strict=True)
    }
    return apportioned(figures.poor_children(district, year), weights)


def apportioned(whole: int, weights: dict[Key, float]) -> dict[Key, int]:
    """Return a whole number split by weights, with the largest remainders rounded up."""
    total = sum(weights.values())
    exact = {key: whole * weight / total for key, weight in weights.items()}
    found = {key: int(part) for key, part in exact.items()}
    for key in sorted(exact, key=lambda k: found[k] - exact[k])[: whole - sum(found.values())]:
        found[key] += 1
    return found


def eligible(district: District, year: int) -> int:
    """Return the children from 6 to under 15 whose families may ask for a reduced fee: more than live on SGB II."""
    whole = children(district, year, "6 bis unter 10", "10 bis unter 15")
    if district.number == SMALL:
        return round(0.16 * whole)  # few, but not too few to be told
    poor = figures.poor_children(district, year) / children(district, year, *CHILDREN)
    return counted(whole, min(0.9, 1.4 * poor), "eligible", district.number, year)


def reduced(district: District, year: int) -> int:
    """Return the participants with a reduced fee; the same three districts are reached far less than others.

    Nobody of the hamlet comes: with so few children that says little, and no interval may take it for a finding.
    """
    if district.number == SMALL:
        return 0
    rate = share(0.37, -0.04, district.index + figures.own(district, "reduced", 0.25))
    rate *= 0.3 if district.number in UNDER_REACHED else 1
    rate *= 0.45 if year == 2021 else 1
    found = counted(eligible(district, year), rate, "reduced", district.number, year)
    return min(found, figures.on_holiday_programme(district, year))


def readers(district: District, year: int) -> int:
    """Return the children who borrow from libraries."""
    rate = share(0.29 + 0.006 * (year - 2021), -0.24, district.index + figures.own(district, "readers", 0.35))
    return counted(
        children(district, year, "6 bis unter 10", "10 bis unter 15"), rate, "readers", district.number, year
    )


def musicians(district: District, year: int) -> int:
    """Return the children at the music school: a matter of money more than others."""
    rate = share(0.088, -0.62, district.index + figures.own(district, "music", 0.2))
    return counted(
        children(district, year, "6 bis unter 10", "10 bis unter 15"), rate, "music", district.number, year
    )


def deliveries() -> Iterator[Delivery]:
    """Yield the files of Jobcenter, Jugendamt and Kulturamt."""
    time = {"ist": "zeit"}
    yield Delivery(
        "sgb2_kinder_nach_alter.csv",
        "musterstadt-jobcenter",
        {
            **PLACE,
            "Jahr": time,
            **{f"Kinder im SGB II, {age} Jahre": value("kinder_sgb2", alter=age) for age in CHILDREN},
        },
        per_district(YEARS_BY_AGE, str, lambda d, y: list(poor_by_age(d, y).values())),
    )
    yield Delivery(
        "ferienprogramm_ermaessigt.csv",
        "musterstadt-jugendamt",
        {
            **PLACE,
            "Jahr": time,
            "mit Anspruch": value("ferienprogramm_berechtigte"),
            "mit ermäßigtem Beitrag": value("ferienprogramm_ermaessigt"),
        },
        per_district(YEARS_BY_AGE, str, lambda d, y: [eligible(d, y), reduced(d, y)]),
    )
    yield Delivery(
        "bibliothek_und_musikschule.xlsx",
        "musterstadt-kulturamt",
        {
            **PLACE,
            "Jahr": time,
            "Kinder mit Ausleihe (6 bis unter 15)": value("bibliothek_aktive_kinder"),
            "Kinder an der Musikschule (6 bis unter 15)": value("musikschule_kinder"),
        },
        per_district(YEARS_BY_AGE, str, lambda d, y: [readers(d, y), musicians(d, y)]),
    )
