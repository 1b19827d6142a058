"""Pupils with special educational needs in Musterstadt: more and more learn at general schools, special schools stay as large."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from examples.musterstadt import figures
from examples.musterstadt.allday import split
from examples.musterstadt.deliveries import PLACE, Delivery, per_district, school_year, value
from examples.musterstadt.truth import YEARS, District, children, counted, districts, share

GENERAL, SPECIAL = "allgemeine Schule", "Förderschule"
PLACES = (GENERAL, SPECIAL)

FOCUSES = {
    # focus: weight among those at general schools, at special schools
    "Lernen": (0.42, 0.34),
    "Sprache": (0.12, 0.09),
    "emotionale und soziale Entwicklung": (0.26, 0.13),
    "geistige Entwicklung": (0.06, 0.27),
    "körperliche und motorische Entwicklung": (0.06, 0.08),
    "Hören": (0.04, 0.03),
    "Sehen": (0.02, 0.015),
    "übergreifend oder ohne Zuordnung": (0.02, 0.045),
}

SCHOOLS = {
    "Grundschulen": 0.43,
    "Hauptschulen": 0.15,
    "Realschulen": 0.08,
    "Gymnasien": 0.05,
    "Integrierte Gesamtschulen": 0.28,
    "Freie Waldorfschulen": 0.01,
}
"""Where those at general schools learn."""


@cache
def pupils(year: int) -> int:
    """Return the city's pupils of classes 1 to 10."""
    kinds = {kind: found[1] for (y, kind), found in figures.school_children().items() if y == year}
    return round(0.86 * (sum(kinds.values()) - kinds["Abendschulen und Kollegs"]))


@cache
def at_special(year: int) -> tuple[int, int]:
    """Return the pupils of special schools, all and girls, as the official table has them."""
    _, whole, girls, _ = figures.school_children()[year, "Sonderschulen/Förderschulen"]
    return whole, girls


@cache
def at_general(year: int) -> tuple[int, int]:
    """Return the pupils with special needs at general schools, all and girls; their share grows."""
    part = 0.21 + 0.255 * (year - YEARS[0]) / (YEARS[-1] - YEARS[0])
    whole = counted(round(at_special(year)[0] * part / (1 - part)), 0.995, "inclusion", year)
    return whole, counted(whole, 0.35, "inclusion", "girls", year)


def by_focus(year: int) -> dict[tuple[str, str], int]:
    """Return the pupils by place and focus."""
    found: dict[tuple[str, str], int] = {}
    for i, (place, whole) in enumerate(((GENERAL, at_general(year)[0]), (SPECIAL, at_special(year)[0]))):
        weights = {focus: weight[i] for focus, weight in FOCUSES.items()}
        found |= {(place, f): n for f, n in split(whole, weights, "focus", place, year).items()}
    return found


@cache
def in_districts(year: int) -> dict[int, tuple[int, int]]:
    """Return pupils of classes 1 to 10 and those with special needs by district: more of them under strain."""
    living = {str(d.number): children(d, year, "6 bis unter 10", "10 bis unter 15") for d in districts()}
    all_pupils = split(pupils(year), {k: float(n) for k, n in living.items()}, "pupils 1 to 10", year)

    def weight(district: District) -> float:
        rate = share(0.068, 0.3, district.index + figures.own(district, "needs", 0.2))
        return rate * all_pupils[str(district.number)]

    whole = at_general(year)[0] + at_special(year)[0]
    needs = split(whole, {str(d.number): weight(d) for d in districts()}, "needs", year)
    return {int(k): (all_pupils[k], needs[k]) for k in all_pupils}


def deliveries() -> Iterator[Delivery]:
    """Yield the files on special educational needs."""
    time = {"ist": "zeit"}
    yield Delivery(
        "foerderbedarf_schwerpunkte.xlsx",
        "musterstadt-schulverwaltungsamt",
        {
            "Schuljahr": time,
            "Förderschwerpunkt": {"ist": "merkmal", "merkmal": "foerderschwerpunkt"},
            "zusammen": value("schueler_mit_foerderbedarf"),
            **{f"an: {place}": value("schueler_mit_foerderbedarf", foerderort=place) for place in PLACES},
        },
        [
            [school_year(year), focus, sum(numbers), *numbers]
            for year in YEARS
            for focus in FOCUSES
            if (numbers := [by_focus(year)[place, focus] for place in PLACES])
        ],
    )
    yield Delivery(
        "foerderbedarf_orte.xlsx",
        "musterstadt-schulverwaltungsamt",
        {
            "Schuljahr": time,
            "Lernort": {"ist": "merkmal", "merkmal": "foerderort"},
            "zusammen": value("schueler_mit_foerderbedarf"),
            "weiblich": value("schueler_mit_foerderbedarf", geschlecht="weiblich"),
        },
        [
            [school_year(year), place, *numbers]
            for year in YEARS
            for place, numbers in (
                ("Insgesamt", [a + b for a, b in zip(at_general(year), at_special(year), strict=True)]),
                (GENERAL, at_general(year)),
                (SPECIAL, at_special(year)),
            )
        ],
    )
    yield Delivery(
        "foerderbedarf_schularten.xlsx",
        "musterstadt-schulverwaltungsamt",
        {
            "Schuljahr": time,
            **{
                kind: value("schueler_mit_foerderbedarf", foerderort=GENERAL, schulart=kind)
                for kind in SCHOOLS
            },
        },
        [
            [school_year(year), *split(at_general(year)[0], SCHOOLS, "inclusion at", year).values()]
            for year in YEARS
        ],
    )
    yield Delivery(
        "foerderbedarf_stadtbezirke.csv",
        "musterstadt-schulverwaltungsamt",
        {
            **PLACE,
            "Schuljahr": time,
            "Klassen 1 bis 10": value("schueler_klasse_1_bis_10"),
            "darunter mit Förderbedarf": value("schueler_mit_foerderbedarf"),
        },
        [row for row in per_district(YEARS, school_year, lambda d, y: in_districts(y)[d.number]) if row[0]],
    )
