"""The files that offices and departments of Musterstadt send, each in the layout in which such files arrive."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from examples.musterstadt import figures
from examples.musterstadt.ratios import KEY_FIGURES, city_value
from examples.musterstadt.truth import AGES, AGS, NAME, YEARS, District, counted, districts, inhabitants

if TYPE_CHECKING:
    from helpers.data.catalogue import Catalogue

FICTIONAL = "FIKTIV: Musterstadt gibt es nicht; alle Zahlen sind erfunden."
STAND = "2026-03-01"

Cells = list[list[object]]


@dataclass(frozen=True)
class Delivery:
    """One file of a department and the mapping by which it is read.

    Args:
        name: of the file, `.xlsx` or `.csv` (CP1252, semicolons, as Excel writes it here).
        source: id of its source.
        columns: heading → what the mapping says of it.
        rows: cells below the headings.
        more: further keys of the mapping.
    """

    name: str
    source: str
    columns: dict[str, dict[str, Any]]
    rows: Cells
    more: dict[str, Any] = field(default_factory=dict)


def value(indicator: str, **parts: str) -> dict[str, Any]:
    """Return what a mapping says of a column of figures."""
    return {"ist": "wert", "indikator": indicator, **({"merkmale": parts} if parts else {})}


PLACE = {"Bezirk-Nr.": {"ist": "auslassen"}, "Stadtbezirk": {"ist": "gebiet"}}


def per_district(
    years: Sequence[int], when: Callable[[int], str], cells: Callable[[District, int], Sequence[int]]
) -> Cells:
    """Return one row per year and district, with the city below them."""
    rows: Cells = []
    for year in years:
        found = [list(cells(district, year)) for district in districts()]
        for district, numbers in zip(districts(), found, strict=True):
            rows.append([district.code, district.name, when(year), *numbers])
        rows.append(["", NAME, when(year), *(sum(column) for column in zip(*found, strict=True))])
    return rows


def departments() -> Iterator[Delivery]:
    """Yield the departments' files on the districts."""
    time = {"ist": "zeit"}
    ages = {f"{age} Jahre" if age[0] != "7" else age: age for age in AGES}
    yield Delivery(
        "einwohner_stadtbezirke.xlsx",
        "musterstadt-statistikstelle",
        {
            **PLACE,
            "Stichtag": time,
            "Einwohner": value("bevoelkerung"),
            "darunter Ausländer": value("auslaendische_bevoelkerung"),
            **{head: value("bevoelkerung", alter=age) for head, age in ages.items()},
        },
        [
            row
            for row in per_district(
                YEARS,
                lambda year: f"31.12.{year}",
                lambda d, y: [
                    sum(inhabitants(d, y).values()),
                    figures.foreigners(d, y),
                    *inhabitants(d, y).values(),
                ],
            )
            if row[1] != NAME
        ],
    )
    yield Delivery(
        "sgb2_und_arbeitslose.csv",
        "musterstadt-jobcenter",
        {
            **PLACE,
            "Jahr": time,
            "Kinder unter 15 im SGB II": value("kinder_sgb2"),
            "Arbeitslose": value("arbeitslose"),
            "darunter 15 bis unter 25 Jahre": value("arbeitslose", alter="15 bis unter 25"),
        },
        per_district(
            YEARS,
            str,
            lambda d, y: [
                figures.poor_children(d, y),
                figures.unemployed(d, y),
                figures.young_unemployed(d, y),
            ],
        ),
    )
    yield Delivery(
        "kita_stadtbezirke.xlsx",
        "musterstadt-jugendamt",
        {
            **PLACE,
            "Stichtag": time,
            "Betreute Kinder unter 3": value("betreute_kinder_u3"),
            "Betreute Kinder 3 bis unter 6": value("betreute_kinder_3_bis_6"),
        },
        per_district(
            figures.KITA_YEARS,
            lambda year: f"01.03.{year}",
            lambda d, y: [figures.in_day_care(d, y, age) for age in ("unter 3", "3 bis unter 6")],
        ),
    )
    yield Delivery(
        "schuleingangsuntersuchung.xlsx",
        "musterstadt-gesundheitsamt",
        {
            **PLACE,
            "Einschulung": time,
            "Untersucht": value("seu_untersuchte_kinder"),
            "Förderbedarf Sprache": value("seu_sprachfoerderbedarf"),
        },
        per_district(figures.SCHOOL_YEARS, school_year, figures.examined),
    )
    yield Delivery(
        "uebergaenge_und_ganztag.csv",
        "musterstadt-schulverwaltungsamt",
        {
            **PLACE,
            "Schuljahr": time,
            "Grundschulkinder": value("grundschulkinder"),
            "im Ganztag": value("grundschulkinder_ganztag"),
            "Übergänge": value("uebergaenge"),
            **{kind: value("uebergaenge", schulart=kind) for kind in figures.SCHOOLS},
        },
        per_district(
            figures.TRANSITION_YEARS,
            school_year,
            lambda d, y: [
                *figures.all_day(d, y),
                sum(figures.transitions(d, y).values()),
                *figures.transitions(d, y).values(),
            ],
        ),
    )
    yield Delivery(
        "ferienprogramm.csv",
        "musterstadt-jugendamt",
        {**PLACE, "Jahr": time, "Teilnehmende": value("ferienprogramm_teilnehmende")},
        per_district(figures.HOLIDAY_YEARS, str, lambda d, y: [figures.on_holiday_programme(d, y)]),
    )


def key_figures(catalogue: Catalogue) -> Iterator[Delivery]:
    """Yield the city's own key figures: one workbook for each kind of period, one row per year."""
    periods: dict[str, tuple[str, Callable[[int], str]]] = {
        "jahr": ("Jahr", str),
        "stichtag": ("Stichtag", lambda year: f"01.03.{year}"),
    }
    for kind, (heading, when) in periods.items():
        wanted = [key for key in KEY_FIGURES if catalogue.indicators[key[0]].period_kind == kind]
        columns: dict[str, dict[str, Any]] = {heading: {"ist": "zeit"}}
        for name, breakdown in wanted:
            dimension, _, part = breakdown.partition("=")
            title = f"{catalogue.indicators[name].short} ({name}){', ' + part if part else ''}"
            columns[title] = value(name, **({dimension: part} if part else {}))
        rows: Cells = [
            [
                when(year),
                *(city_value(*key, year, catalogue.indicators[key[0]].decimals) for key in wanted),
            ]
            for year in YEARS
        ]
        if kind == "jahr":
            jobless = [sum(figures.unemployed(d, year) for d in districts()) for year in YEARS]
            columns["Langzeitarbeitslose"] = value("langzeitarbeitslose")
            for row, year, whole in zip(rows, YEARS, jobless, strict=True):
                row += [counted(whole, 0.36, "long", year)]
        yield Delivery(f"kennzahlen_{kind}.xlsx", "musterstadt-statistikstelle", columns, rows)


def official() -> dict[str, str]:
    """Return the tables in the layout of GENESIS, by file name."""
    return {
        "12411-02-03-4.csv": _population(),
        "21111-01-03-4.csv": _schools(),
        "21111-02-06-4.csv": _leavers(),
    }


def _genesis(code: str, title: str, header: Sequence[Sequence[str]], rows: Sequence[Sequence[object]]) -> str:
    width = len(header[0])
    lines = [f"GENESIS-Tabelle: {code}", title + ";" * (width - 1), FICTIONAL + ";" * (width - 1)]
    lines += [";".join(map(str, cells)) for cells in (*header, *rows)]
    foot = ["__________", f'"{FICTIONAL}"', "Stand: 01.03.2026 / 12:00:00"]
    return "\n".join([*lines, *foot]) + "\n"


CITY_STUB = (AGS, f"      {NAME}, kreisfreie Stadt")


def _population() -> str:
    rows = []
    for year in YEARS:
        found = {age: sum(inhabitants(d, year)[age] for d in districts()) for age in AGES}
        female = {
            age: counted(n, 0.486 + 0.0015 * i, "female", age, year)
            for i, (age, n) in enumerate(found.items())
        }
        found["Insgesamt"], female["Insgesamt"] = sum(found.values()), sum(female.values())
        for age, whole in found.items():
            label = (
                "75 Jahre und mehr" if age == "75 und mehr" else age if age == "Insgesamt" else f"{age} Jahre"
            )
            rows.append([f"31.12.{year}", *CITY_STUB, label, whole, whole - female[age], female[age]])
    header = [
        ["", "", "", "", "Insgesamt", "männlich", "weiblich"],
        ["", "", "", "", "Anzahl", "Anzahl", "Anzahl"],
    ]
    return _genesis("12411-02-03-4", "Bevölkerung nach Geschlecht und Altersgruppen", header, rows)


def _schools() -> str:
    pupils = "Schülerinnen und Schüler an allgemeinbildenden Schulen"
    found = figures.school_children()
    rows = []
    for year in YEARS:
        kinds = {kind: numbers for (y, kind), numbers in found.items() if y == year}
        rows += [[year, *CITY_STUB, kind, *numbers] for kind, numbers in kinds.items()]
        sums = [sum(column) for column in zip(*kinds.values(), strict=True)][1:]
        rows.append([year, *CITY_STUB, "Insgesamt", "x", *sums])
    header = [
        ["", "", "", "", "Allgemeinbildende Schulen", pupils, pupils, pupils],
        ["", "", "", "", "", "Geschlecht", "Geschlecht", "Nationalität"],
        ["", "", "", "", "", "Insgesamt", "weiblich", "ausländisch"],
        ["", "", "", "", "Anzahl", "Anzahl", "Anzahl", "Anzahl"],
    ]
    return _genesis("21111-01-03-4", "Schulen, Schülerinnen und Schüler nach Schularten", header, rows)


def _leavers() -> str:
    found = figures.leavers()
    kinds = list(dict.fromkeys(kind for _, kind in found))
    label = "Absolvierende/Abgehende allgemeinbildender Schulen nach dem Abschluss"
    rows = []
    for year in YEARS:
        numbers = [found[year, kind] for kind in kinds]
        sums = [sum(column) for column in zip(*numbers, strict=True)]
        rows.append([year, *CITY_STUB, *sums, *(n for pair in numbers for n in pair)])
    columns = [name for kind in ("Insgesamt", *kinds) for name in (kind, kind)]
    header = [
        ["", "", "", *[label] * len(columns)],
        ["", "", "", *columns],
        ["", "", "", *["Insgesamt", "weiblich"] * (len(columns) // 2)],
        ["", "", "", *["Anzahl"] * len(columns)],
    ]
    return _genesis(
        "21111-02-06-4", "Absolvierende/Abgehende nach Geschlecht und Abschlussarten", header, rows
    )


def school_year(year: int) -> str:
    """Return the school year that begins in a year: `2023/24`."""
    return f"{year}/{(year + 1) % 100:02d}"
