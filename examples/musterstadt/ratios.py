"""The city's own key figures: those that follow from counts are computed from them, so that none contradicts another."""

from __future__ import annotations

from collections.abc import Callable

from examples.musterstadt import figures
from examples.musterstadt.stations import CLOSED, students, vocational_pupils
from examples.musterstadt.truth import CHILDREN, YEARS, YOUNG, children, districts, inhabitants, noise

OLD = ("65 bis unter 75", "75 und mehr")
CAME_OF_AGE = ("18 bis unter 20", "20 bis unter 25")
AT_WORK, YOUNG_AT_WORK = 0.62, 0.52
"""The labour force, as a part of the people of 15 to under 65 and of 15 to under 25 years."""
DOORS_CLOSED = {2020: 0.55, 2021: 0.6, 2022: 0.9}
"""How many of the usual visits libraries and youth centres had in the pandemic."""

ON_THEIR_WAY = {
    # indicator, breakdown: value in 2011, value in 2025, chance from year to year
    ("sgb2_quote", ""): (13.1, 12.2, 0.25),
    ("bedarfsgemeinschaften_mit_kindern", ""): (32.5, 34.9, 0.3),
    ("schuldnerquote", ""): (11.6, 10.9, 0.15),
    ("haushaltseinkommen", ""): (1540, 2060, 12),
    ("ganztagsquote_u3", ""): (12.8, 21.3, 0.4),
    ("ganztagsquote_3_bis_6", ""): (36.0, 52.1, 0.6),
    ("kita_kinder_auslaendischer_herkunft", ""): (36.2, 44.5, 0.5),
    ("plaetze_je_paedagogischer_vollzeitstelle", ""): (7.9, 6.8, 0.06),
    ("integrative_kitas", ""): (31.0, 42.0, 0.7),
    ("auszubildende_je_100_15_bis_25", ""): (17.0, 15.2, 0.2),
    ("bibliothek_besuche", ""): (402000, 431000, 6500),
    ("bibliothek_aktive_nutzende", ""): (18200, 19600, 280),
    ("musikschule_schueler", ""): (2350, 2540, 35),
    ("jugendarbeit_besuche", ""): (61000, 66500, 1500),
}

WITH_COUNTS: dict[tuple[str, str], Callable[[int], float]] = {
    ("auslaenderanteil", ""): lambda y: 100 * _sum(figures.foreigners, y) / people(y),
    ("anteil_65_und_aelter", ""): lambda y: 100 * people(y, *OLD) / people(y),
    ("arbeitslosenquote", ""): lambda y: jobless_rate(y),
    ("arbeitslosenquote", "geschlecht=weiblich"): lambda y: 0.94 * jobless_rate(y),
    ("arbeitslosenquote", "geschlecht=männlich"): lambda y: 1.055 * jobless_rate(y),
    ("arbeitslosenquote", "nationalitaet=ausländisch"): lambda y: 2.1 * jobless_rate(y),
    ("jugendarbeitslosenquote", ""): lambda y: (
        100 * _sum(figures.young_unemployed, y) / (YOUNG_AT_WORK * people(y, "15 bis unter 18", *CAME_OF_AGE))
    ),
    ("kinderarmut", ""): lambda y: (
        100 * _sum(figures.poor_children, y) / people(max(y - 1, YEARS[0]), *CHILDREN)
    ),
    ("betreuungsquote_u3", ""): lambda y: day_care_rate(y, "unter 3"),
    ("betreuungsquote_3_bis_6", ""): lambda y: day_care_rate(y, "3 bis unter 6"),
    ("schueler_je_100_einwohner", ""): lambda y: 100 * pupils(y)[0] / people(y),
    ("auslaendische_schueler", ""): lambda y: 100 * pupils(y)[1] / pupils(y)[0],
    ("abgaenge_ohne_hauptschulabschluss", ""): lambda y: left_school(y, "ohne Hauptschulabschluss")[0],
    ("abgaenge_ohne_hauptschulabschluss", "geschlecht=weiblich"): lambda y: left_school(
        y, "ohne Hauptschulabschluss"
    )[1],
    ("abgaenge_ohne_hauptschulabschluss", "geschlecht=männlich"): lambda y: left_school(
        y, "ohne Hauptschulabschluss"
    )[2],
    ("abgaenge_hauptschulabschluss", ""): lambda y: left_school(y, "mit Hauptschulabschluss")[0],
    ("abgaenge_mittlerer_abschluss", ""): lambda y: left_school(y, "mit Mittlerem Abschluss")[0],
    ("abgaenge_hochschulreife", ""): lambda y: left_school(y, "mit allgemeiner Hochschulreife")[0],
    ("berufsschueler_je_1000_einwohner", ""): lambda y: 1000 * sum(vocational_pupils(y).values()) / people(y),
    ("studierende_je_1000_einwohner", ""): lambda y: 1000 * _students(y) / people(y),
    ("studierende_je_100_18_bis_25", ""): lambda y: 100 * _students(y) / people(y, *CAME_OF_AGE),
    ("bibliothek_besuche", ""): lambda y: on_its_way("bibliothek_besuche", "", y) * DOORS_CLOSED.get(y, 1),
    ("bibliothek_aktive_nutzende", ""): lambda y: (
        on_its_way("bibliothek_aktive_nutzende", "", y) * CLOSED.get(y, 1)
    ),
    ("jugendarbeit_besuche", ""): lambda y: (
        on_its_way("jugendarbeit_besuche", "", y) * DOORS_CLOSED.get(y, 1)
    ),
}


KEY_FIGURES = tuple(dict.fromkeys((*ON_THEIR_WAY, *WITH_COUNTS)))
"""Indicator and breakdown of each."""


def city_value(indicator: str, breakdown: str, year: int, decimals: int) -> float:
    """Return a key figure of the city as a whole: from counts where there are some, else on its way with chance."""
    known = WITH_COUNTS.get((indicator, breakdown))
    if known is None:
        return round(on_its_way(indicator, breakdown, year), decimals)
    return round(
        known(year), decimals + 1 if decimals else 0
    )  # one more, as INKAR: others are computed from it


def on_its_way(indicator: str, breakdown: str, year: int) -> float:
    """Return a figure on its way from its first to its last value, with chance."""
    first, last, spread = ON_THEIR_WAY[indicator, breakdown]
    way = (year - YEARS[0]) / (YEARS[-1] - YEARS[0])
    return first + (last - first) * way + noise(indicator, breakdown, year).gauss(0, spread)


def people(year: int, *ages: str) -> int:
    """Return the inhabitants of the city, all or of some age groups."""
    return sum(n for d in districts() for age, n in inhabitants(d, year).items() if not ages or age in ages)


def jobless_rate(year: int) -> float:
    """Return the unemployed per 100 of the labour force."""
    grown = people(year) - people(year, *YOUNG, *OLD) + people(year, "15 bis unter 18")
    return 100 * _sum(figures.unemployed, year) / (AT_WORK * grown)


def day_care_rate(year: int, age: str) -> float:
    """Return the children in day care on 1 March per 100 who lived there at the end of the year before."""
    before = max(year - 1, YEARS[0])
    whole = sum(children(d, before, age) for d in districts())
    return 100 * sum(figures.in_day_care(d, before + 1, age) for d in districts()) / whole


def pupils(year: int) -> tuple[int, int]:
    """Return the pupils of general schools, all and foreign ones."""
    kinds = [numbers for (y, _), numbers in figures.school_children().items() if y == year]
    return sum(numbers[1] for numbers in kinds), sum(numbers[3] for numbers in kinds)


def left_school(year: int, kind: str) -> tuple[float, float, float]:
    """Return the leavers with a qualification per 100 leavers: all, girls, boys."""
    kinds = {k: numbers for (y, k), numbers in figures.leavers().items() if y == year}
    whole, girls = (sum(numbers[i] for numbers in kinds.values()) for i in (0, 1))
    one, of_girls = kinds[kind]
    return 100 * one / whole, 100 * of_girls / girls, 100 * (one - of_girls) / (whole - girls)


def _students(year: int) -> int:
    return sum(numbers[0] for numbers in students(year).values())


def _sum(count: Callable[..., int], year: int) -> int:
    return sum(count(district, year) for district in districts())
