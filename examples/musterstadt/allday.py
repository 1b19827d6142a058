"""All-day offers in Musterstadt's primary schools: forms, classes, and what families ask for."""

from __future__ import annotations

from collections.abc import Iterator

from examples.musterstadt import figures
from examples.musterstadt.deliveries import PLACE, Delivery, per_district, school_year, value
from examples.musterstadt.truth import YEARS, District, counted, districts, noise, share

FORMS = ("gebundener Ganztag", "offener Ganztag", "Hort und andere Angebote der Jugendhilfe")
CLASSES = ("Klasse 1", "Klasse 2", "Klasse 3", "Klasse 4")
SURVEY_YEARS = YEARS[5:]
"""School years before which the families of a district were asked."""


def split(whole: int, weights: dict[str, float], *about: object) -> dict[str, int]:
    """Return whole numbers that make up `whole`, about in proportion to the weights."""
    moved = {key: w * (1 + noise(*about, key).gauss(0, 0.03)) for key, w in weights.items()}
    total = sum(moved.values())
    exact = {key: whole * w / total for key, w in moved.items()}
    parts = {key: int(x) for key, x in exact.items()}
    rest = sorted(exact, key=lambda key: parts[key] - exact[key])
    for key in rest[: whole - sum(parts.values())]:
        parts[key] += 1
    return parts


def forms(district: District, year: int) -> dict[str, int]:
    """Return the children in all-day offers by form: bound all-day schools grow, more so under strain."""
    _, whole = figures.all_day(district, year)
    since = year - YEARS[0]
    bound = share(0.09 + 0.012 * since, 0.45, district.index + figures.own(district, "bound", 0.3))
    youth = 0.44 - 0.018 * since
    weights = {FORMS[0]: bound, FORMS[1]: 1 - bound - youth * (1 - bound), FORMS[2]: youth * (1 - bound)}
    return split(whole, weights, "form", district.number, year)


def in_classes(year: int) -> dict[str, tuple[int, int]]:
    """Return the city's children at primary school and those in all-day offers by class: fewer of the older ones."""
    found = [figures.all_day(d, year) for d in districts()]
    pupils = split(sum(n for n, _ in found), dict.fromkeys(CLASSES, 1.0), "classes", year)
    fading = {name: pupils[name] * part for name, part in zip(CLASSES, (1.1, 1.08, 1.0, 0.82), strict=True)}
    kept = split(sum(n for _, n in found), fading, "all day classes", year)
    return {name: (pupils[name], kept[name]) for name in CLASSES}


def need(district: District, year: int) -> tuple[int, int]:
    """Return the families asked and those that need an all-day place: more than are in one, most of all under strain."""
    children, _ = figures.all_day(district, year)
    asked = counted(children, 0.31, "asked", district.number, year)
    rate = share(0.66 + 0.009 * (year - 2016), 0.3, district.index + figures.own(district, "need", 0.12))
    return asked, counted(asked, rate, "need", district.number, year)


def deliveries() -> Iterator[Delivery]:
    """Yield the files on all-day offers."""
    time = {"ist": "zeit"}
    yield Delivery(
        "ganztag_formen.xlsx",
        "musterstadt-schulverwaltungsamt",
        {
            "Schuljahr": time,
            **{name: value("grundschulkinder_ganztag", ganztagsform=name) for name in FORMS},
        },
        [
            [school_year(year), *(sum(forms(d, year)[name] for d in districts()) for name in FORMS)]
            for year in figures.TRANSITION_YEARS
        ],
    )
    yield Delivery(
        "ganztag_klassen.xlsx",
        "musterstadt-schulverwaltungsamt",
        {
            "Schuljahr": time,
            "Klasse": {"ist": "merkmal", "merkmal": "klassenstufe"},
            "Kinder": value("grundschulkinder"),
            "im Ganztag": value("grundschulkinder_ganztag"),
        },
        [
            [school_year(year), name, *numbers]
            for year in figures.TRANSITION_YEARS
            for name, numbers in in_classes(year).items()
        ],
    )
    yield Delivery(
        "elternbefragung_ganztag.csv",
        "musterstadt-schulverwaltungsamt",
        {
            **PLACE,
            "für Schuljahr": time,
            "Antworten": value("ganztag_antworten"),
            "Bedarf an ganztägiger Betreuung": value("ganztag_bedarf"),
        },
        per_district(SURVEY_YEARS, school_year, need),
    )
