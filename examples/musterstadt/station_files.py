"""The files in which Musterstadt's departments send the figures of `stations.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from examples.musterstadt import figures, stations
from examples.musterstadt.deliveries import PLACE, Cells, Delivery, per_district, school_year, value
from examples.musterstadt.truth import YEARS, aged, districts

TIME = {"ist": "zeit"}
LEAVER_YEARS = YEARS[4:]
SUPPORT_YEARS = YEARS[6:]


def station_files() -> Iterator[Delivery]:
    """Yield the files on the stations of the life course beside school."""
    yield from _early()
    yield from _social()
    yield from _vocational()
    yield from _further()


def part(dimension: str) -> dict[str, Any]:
    """Return what a mapping says of a column that holds the values of a dimension."""
    return {"ist": "merkmal", "merkmal": dimension}


def by_group(
    years: Sequence[int], when: Callable[[int], str], found: Callable[[int], Mapping[str, Sequence[int]]]
) -> Cells:
    """Return one row per year and value of a dimension: period, value, figures."""
    return [[when(year), name, *numbers] for year in years for name, numbers in found(year).items()]


def with_sums(
    years: Sequence[int], when: Callable[[int], str], found: Callable[[int], Mapping[str, Sequence[int]]]
) -> Cells:
    """Return the same with a row „insgesamt“ above the values of each year."""

    def summed(year: int) -> dict[str, Sequence[int]]:
        parts = found(year)
        return {"insgesamt": [sum(column) for column in zip(*parts.values(), strict=True)], **parts}

    return by_group(years, when, summed)


def one(parts: Mapping[str, int]) -> dict[str, tuple[int]]:
    """Return each figure as a column of its own."""
    return {name: (number,) for name, number in parts.items()}


def _early() -> Iterator[Delivery]:
    single = {f"{age} Jahre" if age else "unter 1 Jahr": age for age in range(18)}
    ages = {head: value("kinder_nach_altersjahr", altersjahr=str(age)) for head, age in single.items()}
    yield Delivery(
        "einwohner_altersjahre.xlsx",
        "musterstadt-statistikstelle",
        {"Stichtag": TIME, "unter 18 Jahre insgesamt": value("kinder_nach_altersjahr"), **ages},
        [_children(year) for year in YEARS],
    )
    yield Delivery(
        "kita_familiensprache.xlsx",
        "musterstadt-jugendamt",
        {
            **PLACE,
            "Stichtag": TIME,
            "Familiensprache nicht Deutsch": value("kita_kinder_andere_familiensprache"),
        },
        per_district(
            figures.KITA_YEARS, lambda y: f"01.03.{y}", lambda d, y: [stations.other_language(d, y)]
        ),
    )
    yield Delivery(
        "seu_befunde.xlsx",
        "musterstadt-gesundheitsamt",
        {
            **PLACE,
            "Einschulung": TIME,
            **{name.capitalize(): value(f"seu_befund_{name}") for name in stations.FINDINGS},
        },
        per_district(figures.SCHOOL_YEARS, school_year, stations.findings),
    )
    for dimension, groups in (("familiensprache", stations.LANGUAGES), ("kitajahre", stations.KITA_YEARS)):
        yield Delivery(
            f"seu_{dimension}.csv",
            "musterstadt-gesundheitsamt",
            {
                "Einschulung": TIME,
                "Gruppe": part(dimension),
                "Untersucht": value("seu_untersuchte_kinder"),
                "Förderbedarf Sprache": value("seu_sprachfoerderbedarf"),
            },
            by_group(
                figures.SCHOOL_YEARS,
                school_year,
                lambda y, d=dimension, g=groups: stations.examined_groups(y, g, d),  # type: ignore[misc]
            ),
        )
    yield Delivery(
        "vorschulische_sprachfoerderung.xlsx",
        "musterstadt-jugendamt",
        {**PLACE, "Einschulung": TIME, "in Sprachförderung": value("kinder_in_sprachfoerderung")},
        per_district(SUPPORT_YEARS, school_year, lambda d, y: [stations.in_language_support(d, y)]),
    )


def _children(year: int) -> list[object]:
    ages = [sum(round(aged(d, age, year)) for d in districts()) for age in range(18)]
    return [f"31.12.{year}", sum(ages), *ages]


def _social() -> Iterator[Delivery]:
    yield Delivery(
        "haushalte_mit_kindern.xlsx",
        "musterstadt-statistikstelle",
        {
            **PLACE,
            "Stichtag": TIME,
            "Haushalte mit Kindern": value("familien"),
            "darunter Alleinerziehende": value("alleinerziehende"),
        },
        per_district(YEARS, lambda y: f"31.12.{y}", stations.families),
    )
    yield Delivery(
        "bildung_und_teilhabe.xlsx",
        "musterstadt-sozialamt",
        {
            **PLACE,
            "Jahr": TIME,
            "Anspruchsberechtigt unter 18": value("teilhabe_berechtigte"),
            "mit bewilligter Leistung": value("teilhabe_beziehende"),
        },
        per_district(LEAVER_YEARS, str, stations.in_need),
    )
    yield Delivery(
        "schulabgaenge_nach_wohnort.csv",
        "musterstadt-schulverwaltungsamt",
        {
            **PLACE,
            "bis Abgangsjahr": TIME,
            "Abgänge in drei Jahren": value("abgaenge_nach_wohnort"),
            "ohne Hauptschulabschluss": value("abgaenge_ohne_abschluss_nach_wohnort"),
        },
        per_district(LEAVER_YEARS, str, stations.leavers_at_home),
    )


def _vocational() -> Iterator[Delivery]:
    yield Delivery(
        "abgaenge_staatsangehoerigkeit.csv",
        "musterstadt-schulverwaltungsamt",
        {
            "Jahr": TIME,
            "Abschluss": part("abschluss"),
            "ausländisch": value("abgaenge_allgemeinbildend", nationalitaet="ausländisch"),
        },
        with_sums(YEARS, str, _foreign_leavers),
    )
    yield Delivery(
        "berufliche_schulen.xlsx",
        "musterstadt-schulverwaltungsamt",
        {"Schuljahr": TIME, "Bildungsgang": part("bildungsgang"), "Schüler": value("berufliche_schueler")},
        with_sums(YEARS, school_year, lambda y: one(stations.vocational_pupils(y))),
    )
    yield Delivery(
        "neuzugaenge_berufliche_bildung.xlsx",
        "musterstadt-schulverwaltungsamt",
        {
            "Schuljahr": TIME,
            "Sektor": part("sektor"),
            "Neuzugänge": value("neuzugaenge_berufliche_bildung"),
            "darunter ausländisch": value("neuzugaenge_berufliche_bildung", nationalitaet="ausländisch"),
        },
        with_sums(YEARS, school_year, stations.entries),
    )
    yield Delivery(
        "vorbereitungsklassen.xlsx",
        "musterstadt-schulverwaltungsamt",
        {"Schuljahr": TIME, "in Vorbereitungsklassen": value("vorbereitungsklassen_schueler")},
        [[school_year(year), stations.new_pupils(year)] for year in YEARS],
    )
    yield Delivery(
        "ausbildungsmarkt.xlsx",
        "musterstadt-arbeitsagentur",
        {
            "Berichtsjahr": TIME,
            "Gemeldete Stellen": value("ausbildungsstellen"),
            "Bewerber insgesamt": value("ausbildungsbewerbungen"),
            **{
                name: value("ausbildungsbewerbungen", verbleib=name)
                for name in stations.apprenticeships(YEARS[0])[1]
            },
        },
        [_apprenticeships(year) for year in YEARS],
    )


def _foreign_leavers(year: int) -> dict[str, tuple[int]]:
    spelt = {"mit Mittlerem Abschluss": "mit mittlerem Abschluss"}
    found = figures.leavers()
    leavers = {spelt.get(name, name): n for (y, name), (n, _) in found.items() if y == year}
    return one(stations.foreign_leavers(year, leavers))


def _apprenticeships(year: int) -> list[object]:
    places, applicants = stations.apprenticeships(year)
    return [year, places, sum(applicants.values()), *applicants.values()]


def _further() -> Iterator[Delivery]:
    yield Delivery(
        "studierende.xlsx",
        "musterstadt-hochschulen",
        {
            "Stichtag": TIME,
            "Fächergruppe": part("faechergruppe"),
            "Studierende": value("studierende"),
            "weiblich": value("studierende", geschlecht="weiblich"),
            "ausländisch": value("studierende", nationalitaet="ausländisch"),
        },
        with_sums(YEARS, lambda y: f"01.12.{y}", stations.students),
    )
    yield Delivery(
        "vhs_programm.xlsx",
        "musterstadt-vhs",
        {
            "Jahr": TIME,
            "Programmbereich": part("programmbereich"),
            "Kurse": value("vhs_kurse"),
            "Unterrichtsstunden": value("vhs_unterrichtsstunden"),
            "Belegungen": value("vhs_belegungen"),
        },
        with_sums(YEARS, str, stations.vhs),
    )
    yield Delivery(
        "vhs_belegungen_stadtbezirke.csv",
        "musterstadt-vhs",
        {**PLACE, "Jahr": TIME, "Belegungen": value("vhs_belegungen")},
        [
            row
            for row in per_district(LEAVER_YEARS, str, lambda d, y: [stations.vhs_bookings(d, y)])
            if row[0]  # the city's own figure has the bookings of people from elsewhere in it
        ],
    )
    yield Delivery(
        "integrationskurse.csv",
        "musterstadt-vhs",
        {"Jahr": TIME, "Ergebnis": part("pruefung"), "Geprüfte": value("integrationskurse_teilnehmende")},
        with_sums(YEARS, str, lambda y: one(stations.integration_courses(y))),
    )
    yield Delivery(
        "bildungsberatung.xlsx",
        "musterstadt-bildungsbuero",
        {"Jahr": TIME, "Anlass": part("beratungsanlass"), "Gespräche": value("bildungsberatung_gespraeche")},
        with_sums(YEARS, str, lambda y: one(stations.advice(y))),
    )
