"""The figures of the districts, which follow from what is true, and of the city as a whole."""

from __future__ import annotations

import math

from examples.musterstadt.truth import (
    CHILDREN,
    UNDER_REACHED,
    YEARS,
    District,
    children,
    counted,
    inhabitants,
    noise,
    share,
)

SCHOOLS = ("Hauptschulen", "Realschulen", "Gymnasien", "Integrierte Gesamtschulen")
KITA_YEARS = YEARS[1:]
SCHOOL_YEARS = YEARS[4:]
TRANSITION_YEARS = YEARS
HOLIDAY_YEARS = YEARS[10:]


def own(district: District, subject: str, spread: float) -> float:
    """Return what sets a district apart in one subject, whatever its social situation."""
    return noise("own", subject, district.number).gauss(0, spread)


def foreigners(district: District, year: int) -> int:
    """Return the inhabitants without German citizenship."""
    rate = share(0.17 + 0.005 * (year - 2011), 0.45, district.index + own(district, "foreigners", 0.3))
    return counted(sum(inhabitants(district, year).values()), rate, "foreigners", district.number, year)


def poor_children(district: District, year: int) -> int:
    """Return the children under 15 whose households live on SGB II."""
    rate = share(
        0.165 + 0.008 * math.sin((year - 2011) / 3), 0.62, district.index + own(district, "poor", 0.12)
    )
    return counted(children(district, year, *CHILDREN), rate, "poor", district.number, year)


def unemployed(district: District, year: int) -> int:
    """Return the registered unemployed, in the average of the year."""
    people = sum(
        n
        for age, n in inhabitants(district, year).items()
        if age not in (*CHILDREN, "65 bis unter 75", "75 und mehr")
    )
    rate = share(0.052 - 0.0008 * (year - 2011), 0.42, district.index + own(district, "unemployed", 0.15))
    return counted(people, rate, "unemployed", district.number, year)


def young_unemployed(district: District, year: int) -> int:
    """Return the registered unemployed under 25, a part of all."""
    rate = share(0.105, 0.08, district.index + own(district, "young unemployed", 0.3))
    return counted(unemployed(district, year), rate, "young unemployed", district.number, year)


def in_day_care(district: District, year: int, age: str) -> int:
    """Return the children in day care on 1 March, of those who lived there at the end of the year before."""
    level, slope = (0.24 + 0.008 * (year - 2011), -0.25) if age == "unter 3" else (0.925, -0.35)
    rate = share(level, slope, district.index + own(district, age, 0.2))
    return counted(children(district, year - 1, age), rate, "care", age, district.number, year)


def examined(district: District, year: int) -> tuple[int, int]:
    """Return the children examined before school, and those who need support with language."""
    whole = round(children(district, year, "3 bis unter 6") / 3)
    rate = share(0.21 + 0.003 * (year - 2011), 0.5, district.index + own(district, "language", 0.18))
    return whole, counted(whole, rate, "language", district.number, year)


def transitions(district: District, year: int) -> dict[str, int]:
    """Return the transitions from primary school by type of school; Gymnasien are chosen less under strain."""
    whole = round(children(district, year, "6 bis unter 10") / 4)
    best = counted(
        whole,
        share(0.42, -0.48, district.index + own(district, "gymnasium", 0.15)),
        "gy",
        district.number,
        year,
    )
    middle = counted(whole - best, 0.42, "rs", district.number, year)
    few = share(0.13, 0.5, district.index + own(district, "hauptschule", 0.15))
    least = min(counted(whole - best, few, "hs", district.number, year), whole - best - middle)
    return dict(zip(SCHOOLS, (least, middle, best, whole - best - middle - least), strict=True))


def all_day(district: District, year: int) -> tuple[int, int]:
    """Return the children at primary school, and those in all-day offers."""
    whole = round(children(district, year, "6 bis unter 10") * 0.98)
    rate = share(0.38 + 0.02 * (year - 2015), 0.12, district.index + own(district, "all day", 0.3))
    return whole, counted(whole, rate, "all day", district.number, year)


def on_holiday_programme(district: District, year: int) -> int:
    """Return the participants; three districts are reached far less than others like them."""
    eligible = children(district, year, "6 bis unter 10", "10 bis unter 15")
    rate = share(0.15, -0.1, district.index + own(district, "holidays", 0.12))
    rate *= 0.35 if district.number in UNDER_REACHED else 1
    rate *= 0.45 if year in (2020, 2021) else 1
    return counted(eligible, rate, "holidays", district.number, year)


def school_children() -> dict[tuple[int, str], tuple[int, int, int, int]]:
    """Return schools, pupils, female and foreign ones by year (in which the school year begins) and type."""
    kinds = {
        "Grundschulen": (38, 8100, 0.49, 0.24),
        "Hauptschulen": (6, 1150, 0.44, 0.41),
        "Realschulen": (9, 3900, 0.48, 0.22),
        "Gymnasien": (11, 8300, 0.53, 0.12),
        "Integrierte Gesamtschulen": (8, 5600, 0.49, 0.23),
        "Freie Waldorfschulen": (1, 420, 0.52, 0.05),
        "Sonderschulen/Förderschulen": (7, 980, 0.36, 0.25),
        "Abendschulen und Kollegs": (2, 260, 0.47, 0.38),
    }
    found = {}
    for year in YEARS:
        for kind, (schools, pupils, female, foreign) in kinds.items():
            whole = round(pupils * (1 + 0.006 * (year - 2011)) * (1 + noise(kind, year).gauss(0, 0.01)))
            rates = (female, foreign + 0.006 * (year - 2011))
            parts = [counted(whole, rate, kind, rate, year) for rate in rates]
            found[year, kind] = (schools, whole, parts[0], parts[1])
    return found


def leavers() -> dict[tuple[int, str], tuple[int, int]]:
    """Return the leavers, all and female, by year and qualification."""
    kinds = {
        "ohne Hauptschulabschluss": (165, 0.40),
        "mit Hauptschulabschluss": (410, 0.43),
        "mit Mittlerem Abschluss": (890, 0.48),
        "mit Fachhochschulreife": (120, 0.50),
        "mit allgemeiner Hochschulreife": (860, 0.55),
    }
    found = {}
    for year in YEARS:
        for kind, (usual, female) in kinds.items():
            whole = round(usual * (1 + 0.005 * (year - 2011)) * (1 + noise(kind, year).gauss(0, 0.03)))
            found[year, kind] = (whole, counted(whole, female, kind, "female", year))
    return found
