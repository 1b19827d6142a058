"""What Musterstadt spends on education, who works there, and how its schools are: classes, repetitions, languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from examples.musterstadt import figures
from examples.musterstadt.allday import split
from examples.musterstadt.deliveries import Delivery, school_year, value
from examples.musterstadt.truth import YEARS, counted, districts, inhabitants, noise

SPENDING = {
    # field: part of all spending in the first and in the last year
    "Kindertagesbetreuung": (0.49, 0.56),
    "Schulen": (0.34, 0.27),
    "Kinder- und Jugendarbeit": (0.08, 0.085),
    "Weiterbildung": (0.03, 0.025),
    "Bibliotheken und Musikschule": (0.06, 0.06),
}
STAFF = {
    # field: full-time posts in the first and in the last year
    "Kindertageseinrichtungen": (760, 1310),
    "Ganztag an Grundschulen": (38, 164),
    "Sekretariate und Hausdienste der Schulen": (171, 188),
    "Kinder- und Jugendarbeit": (62, 81),
    "Volkshochschule": (24, 27),
    "Bibliotheken": (47, 49),
    "Musikschule": (39, 42),
}
SOCIAL_WORK = {
    # type of school: full-time posts of school social work in the first and in the last year
    "Grundschulen": (3.5, 14.5),
    "Hauptschulen": (4.0, 5.0),
    "Realschulen": (3.0, 6.0),
    "Gymnasien": (1.0, 4.0),
    "Integrierte Gesamtschulen": (5.0, 9.0),
    "Sonderschulen/Förderschulen": (2.0, 3.0),
}
QUALIFICATIONS = {
    "ohne Berufsabschluss": (0.145, 0.15),
    "anerkannter Berufsabschluss": (0.62, 0.545),
    "akademischer Berufsabschluss": (0.155, 0.245),
    "Abschluss unbekannt": (0.08, 0.06),
}
SCHOOLS = {
    # type of school: pupils in classes, size of a class, repeating (first, last), other language (first, last)
    "Grundschulen": (1.0, (20.4, 21.9), (0.013, 0.011), (0.34, 0.46)),
    "Hauptschulen": (1.0, (19.2, 18.3), (0.041, 0.036), (0.54, 0.66)),
    "Realschulen": (1.0, (26.1, 24.9), (0.046, 0.038), (0.35, 0.44)),
    "Gymnasien": (0.68, (27.2, 26.1), (0.024, 0.021), (0.19, 0.26)),
    "Integrierte Gesamtschulen": (0.82, (25.6, 25.3), (0.017, 0.016), (0.32, 0.42)),
}


def between(ends: tuple[float, float], year: int) -> float:
    """Return where a figure is on its way from its first to its last value."""
    first, last = ends
    return first + (last - first) * (year - YEARS[0]) / (YEARS[-1] - YEARS[0])


@cache
def spending(year: int) -> dict[str, int]:
    """Return the city's spending by field, in thousands of euros."""
    people = sum(sum(inhabitants(d, year).values()) for d in districts())
    each = between((690, 1120), year) * (1 + noise("spending", year).gauss(0, 0.012))
    weights = {field: between(ends, year) for field, ends in SPENDING.items()}
    return split(round(people * each / 1000), weights, "spending", year)


def posts(fields: Mapping[str, tuple[float, float]], year: int) -> list[float]:
    """Return filled full-time posts by field, with one decimal."""
    return [
        round(between(ends, year) * (1 + noise("posts", field, year).gauss(0, 0.02)), 1)
        for field, ends in fields.items()
    ]


def qualifications(year: int) -> list[int]:
    """Return the employees who live in the city, all and by qualification, on 30 June."""
    people = sum(
        n
        for d in districts()
        for age, n in inhabitants(d, year - 1).items()
        if age[:2] in ("25", "30", "40", "50")
    )
    whole = round(people * between((0.585, 0.66), year))
    weights = {name: between(ends, year) for name, ends in QUALIFICATIONS.items()}
    return [whole, *split(whole, weights, "qualification", year).values()]


@cache
def at_school(kind: str, year: int) -> tuple[int, int, int, int]:
    """Return classes, pupils in them, pupils repeating one, and pupils who speak another language at home."""
    _, pupils, _, _ = figures.school_children()[year, kind]
    part, size, repeating, language = SCHOOLS[kind]
    inside = round(pupils * part)
    return (
        round(inside / between(size, year)),
        inside,
        counted(pupils, between(repeating, year), "repeating", kind, year),
        counted(pupils, between(language, year), "language at school", kind, year),
    )


def deliveries() -> Iterator[Delivery]:
    """Yield the files on spending, staff and schools."""
    time = {"ist": "zeit"}
    yield Delivery(
        "bildungsausgaben.xlsx",
        "musterstadt-kaemmerei",
        {
            "Haushaltsjahr": time,
            "Ausgaben (Tsd. Euro)": value("bildungsausgaben"),
            **{field: value("bildungsausgaben", ausgabenbereich=field) for field in SPENDING},
        },
        [[year, sum(found.values()), *found.values()] for year in YEARS if (found := spending(year))],
    )
    yield Delivery(
        "stellenplan_bildung.xlsx",
        "musterstadt-personalamt",
        {
            "Stichtag": time,
            "Vollzeitstellen": value("bildungspersonal"),
            **{field: value("bildungspersonal", personalbereich=field) for field in STAFF},
        },
        [[f"30.06.{year}", round(sum(n), 1), *n] for year in YEARS if (n := posts(STAFF, year))],
    )
    yield Delivery(
        "schulsozialarbeit.csv",
        "musterstadt-jugendamt",
        {
            "Schuljahr": time,
            "Stellen": value("schulsozialarbeit_stellen"),
            **{kind: value("schulsozialarbeit_stellen", schulart=kind) for kind in SOCIAL_WORK},
        },
        [
            [school_year(year), *(f"{n:.1f}".replace(".", ",") for n in (sum(social), *social))]
            for year in YEARS
            if (social := posts(SOCIAL_WORK, year))
        ],
    )
    yield Delivery(
        "beschaeftigte_berufsabschluss.xlsx",
        "musterstadt-statistikstelle",
        {
            "Stichtag": time,
            "Beschäftigte am Wohnort": value("beschaeftigte_am_wohnort"),
            **{name: value("beschaeftigte_am_wohnort", berufsabschluss=name) for name in QUALIFICATIONS},
        },
        [[f"30.06.{year}", *qualifications(year)] for year in YEARS[2:]],
    )
    names = ("klassen", "schueler_in_klassen", "klassenwiederholungen", "schueler_andere_familiensprache")
    heads = ("Klassen", "Kinder in Klassen", "wiederholen", "andere Familiensprache")
    yield Delivery(
        "schulen_klassen_sprachen.xlsx",
        "musterstadt-schulverwaltungsamt",
        {
            "Schuljahr": time,
            "Schulart": {"ist": "merkmal", "merkmal": "schulart"},
            **{head: value(name) for head, name in zip(heads, names, strict=True)},
        },
        [
            [school_year(year), kind, *numbers]
            for year in YEARS
            for kind, numbers in (
                *((kind, at_school(kind, year)) for kind in SCHOOLS),
                ("Insgesamt", [sum(at_school(kind, year)[i] for kind in SCHOOLS) for i in range(4)]),
            )
        ],
    )
