"""The files that a town's departments hand in, as messy as they come: made-up figures in made-up districts."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import openpyxl
import xlsxwriter

from tests.importing.writers import genesis

DISTRICTS = ("Mitte", "Weststadt", "Bergfeld", "Am Kanal", "Neuland", "Hohenau")
FIELDS = ("Sprachen", "Gesundheit", "Kultur und Gestalten")


def borders(path: Path) -> None:
    """Write six fields side by side, in two rows, as a city's open data have them."""
    features = []
    for number, name in enumerate(DISTRICTS):
        x, y = 9.9 + 0.02 * (number % 3), 48.38 + 0.02 * (number // 3)
        ring = [[x, y], [x + 0.02, y], [x + 0.02, y + 0.02], [x, y + 0.02], [x, y]]
        features.append(
            {
                "type": "Feature",
                "properties": {"STT_NR": f"{number + 1:02d}", "STT_NAME": name},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        )
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")


def places(year: int, district: int, house: int) -> int:
    """Return how many places a Kita has."""
    return 20 + 5 * ((district + house) % 7) + (year - 2025)


def kitas(path: Path, year: int) -> None:
    """Write a list of Kitas: a title, a break in a header, blanks behind names, a formula at the end."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet(f"Kitas {year}")
    sheet.merge_range("A1:F1", f"Kindertageseinrichtungen, Stichtag 01.03.{year}")
    head = ("Lfd. Nr.", "Stadtteil", "Einrichtung", "Träger", "Plätze\nlt. Betriebserlaubnis", "Bemerkung")
    sheet.write_row(2, 0, head)
    rows = [(name, d, house) for d, name in enumerate(DISTRICTS) for house in range(3)]
    for n, (name, d, house) in enumerate(rows):
        blank = " " if house == 1 else ""
        row = [n + 1, name + blank, f"Kita {name} {house + 1}", ("städtisch", "ev.", "frei")[house]]
        sheet.write_row(3 + n, 0, [*row, places(year, d, house), "Umbau" if n == 4 else ""])
    total = sum(places(year, d, house) for _, d, house in rows)
    sheet.write(3 + len(rows), 1, "Summe")
    sheet.write_formula(3 + len(rows), 4, f"=SUM(E4:E{3 + len(rows)})", None, total)
    book.close()


def examined(year: int, district: int) -> tuple[int, int]:
    """Return how many children were examined, and how many need help with German."""
    return 180 + 17 * district + (year - 2025), 40 + 9 * ((district * 2) % 5)


def examinations(path: Path, year: int) -> None:
    """Write the Schuleingangsuntersuchung by district: Windows' letters, a short name, a share beside the counts, totals."""
    lines = [
        f"Schuleingangsuntersuchung für das Schuljahr {year - 1}/{year % 100};;;",
        ";;;",
        "Stadtteil;untersuchte Kinder;davon mit Sprachförderbedarf;in %",
    ]
    counts = [examined(year, d) for d in range(len(DISTRICTS))]
    for name, (all_, some) in zip(DISTRICTS, counts, strict=True):
        lines.append(f"{name.replace('Bergfeld', 'Bergf.')};{all_};{some};{100 * some / all_:.1f}")
    both = [sum(column) for column in zip(*counts, strict=True)]
    lines.append(f"Gesamt;{both[0]};{both[1]};{100 * both[1] / both[0]:.1f}")
    path.write_bytes("\r\n".join(lines).replace(".", ",").replace("f,", "f.").encode("cp1252"))


def courses(path: Path, year: int) -> None:
    """Write a line per course of the Volkshochschule, with the day on which it begins."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Kursliste")
    sheet.write_row(0, 0, ("Kursnr.", "Titel", "Programmbereich", "Beginn", "UE", "Belegungen"))
    for k in range(30):
        begin = f"{1 + k % 28:02d}.{1 + k % 9:02d}.{year}"
        row = (f"{year % 100}-{k:03d}", f"Kurs {k}", FIELDS[k % 3], begin, 12 + k % 5 * 2, 8 + k % 9)
        sheet.write_row(1 + k, 0, row)
    book.close()


def answered(path: Path, answers: dict[str, str]) -> None:
    """Replace parts of a proposed mapping, as somebody does in an editor; each has to be there."""
    text = path.read_text("utf-8")
    for old, new in {"geprueft: false": "geprueft: true", **answers}.items():
        text, count = re.subn(old, new, text)
        assert count == 1, f"{path.name}: {old} steht {count}-mal in\n{text}"
    path.write_text(text, "utf-8")


def filled_in(path: Path, sheet: str, rows: list[dict[str, object]]) -> None:
    """Fill in a template, as somebody does in Excel."""
    book = openpyxl.load_workbook(path)
    head = [cell.value for cell in book[sheet][1]]
    for number, row in enumerate(rows, start=2):
        for column, value in row.items():
            book[sheet].cell(number, head.index(column) + 1).value = value
    book.save(path)


GOALS: list[dict[str, object]] = [
    {
        "nr": 1, "ziel": "Bis 2030 besuchen 45 von 100 Kindern unter drei Jahren eine Kita", "indikator": "betreuungsquote_u3",
        "richtung": "steigern", "startjahr": 2020, "zielwert": 45, "zieljahr": 2030, "massnahme": "Zwei neue Kitas bauen",
        "verantwortlich": "Jugendamt", "ueberpruefung": dt.date(2026, 6, 1),
    },
    {
        "nr": 2, "ziel": "Weniger Kinder brauchen Sprachförderung", "indikator": "anteil_sprachfoerderbedarf",
        "richtung": "senken", "startjahr": 2024, "zielwert": "20,5", "zieljahr": 2028, "verantwortlich": "Gesundheitsamt",
        "massnahme": "Sprachförderung in jeder Kita", "ueberpruefung": "01.09.2026",
    },
]  # fmt: skip

AGES = {
    "unter 3 Jahre": 27, "3 bis unter 6 Jahre": 28, "6 bis unter 10 Jahre": 37, "10 bis unter 15 Jahre": 45,
    "15 bis unter 18 Jahre": 27, "18 bis unter 20 Jahre": 20, "20 bis unter 25 Jahre": 65, "25 bis unter 30 Jahre": 70,
    "30 bis unter 40 Jahre": 140, "40 bis unter 50 Jahre": 125, "50 bis unter 65 Jahre": 210, "65 bis unter 75 Jahre": 106,
    "75 Jahre und mehr": 100,
}  # fmt: skip
"""Parts of 1,000 people."""
PEOPLE = {
    "DG": 83_500_000,
    "08": 11_250_000,
    "08421": 129_000,
    "08221": 155_000,
    "08311": 236_000,
    "09161": 142_000,
    "09562": 117_000,
}


def population(years: range) -> bytes:
    """Return table 12411-02-03-4 as the Regionaldatenbank offers it: an age group a line, made-up figures."""
    rows = [
        [
            f"31.12.{year}",
            key,
            "Gebiet",
            age,
            *(str(round(people * (part + 2024 - year) / factor)) for factor in (1000, 2000, 2000)),
        ]
        for year in years
        for key, people in PEOPLE.items()
        for age, part in {**AGES, "Insgesamt": sum(AGES.values()) + len(AGES) * (2024 - year)}.items()
    ]
    header = [
        ["", "", "", "", *["Bevölkerung"] * 3],
        ["", "", "", "", "Insgesamt", "männlich", "weiblich"],
        ["", "", "", "", *["Anzahl"] * 3],
    ]
    title = (
        "Bevölkerung nach Geschlecht und Altersgruppen -",
        "Stichtag 31.12. - regionale Tiefe: Kreise und krfr. Städte",
    )
    return genesis(rows, header, "12411-02-03-4", title, stand="04.07.2025").encode("cp1252")


def income(years: range) -> bytes:
    """Return table 82411-01-03-4: what households have to spend, made-up figures."""
    rows = [
        [str(year), key, "Gebiet", str(people // 40), str(23_000 + 300 * (year - 2015))]
        for year in years
        for key, people in PEOPLE.items()
    ]
    what = "Verfügbares Einkommen der privaten Haushalte"
    header = [["", "", "", what, f"{what} je Einwohner"], ["", "", "", "Tsd. EUR", "EUR"]]
    return genesis(rows, header, "82411-01-03-4", (what, "Jahressumme"), stand="04.07.2025").encode("cp1252")


INDICATOR = """
lesepatenschaften:
  name: Lesepatenschaften in Grundschulen
  short: Lesepatenschaften
  definition: Kinder in Grundschulen, denen regelmäßig eine ehrenamtliche Lesepatin oder ein Lesepate zur Seite steht.
  unit: Kinder
  decimals: 0
  kind: count
  polarity: 1
  area: non-formale-bildung
  supplied_by: Stadtbibliothek
  period_kind: schuljahr
  subject: die Zahl der Kinder mit Lesepatenschaft
  reading: "{period} hatten {in_city} {value} Kinder eine Lesepatin oder einen Lesepaten."
"""

SOURCE = """{name}:
  publisher: Stadt Ulm, {office}
  title: Zahlen des Amts für den Bildungsbericht
  short: {office}
  attribution: Stadt Ulm, {office}
  reference: Stichtag wie angegeben
"""


def readers(path: Path, years: range) -> None:
    """Write what the library counted, a school year a column."""
    lines = ["Schuljahr;Lesepatenschaften in Grundschulen"]
    path.write_text(
        "\n".join([*lines, *(f"{y}/{(y + 1) % 100};{110 + 7 * (y - 2020)}" for y in years)]), "utf-8-sig"
    )


def chapter(root: Path) -> None:
    """Copy a small notebook's bones for a new chapter, and give it its place in the book."""
    cells = [
        ("markdown", "titel", ["# Lesen {#sec-lesen}"]),
        ("code", "parameters", ['city = "ulm"\n', "year = 2025"]),
        ("code", "report", ["from helpers import Report\n", "\n", "report = Report(city, year)\n", 'report.require("lesepatenschaften")']),
        ("markdown", "text", ['`{python} report.level("lesepatenschaften")` @fig-lesen zeigt die Entwicklung.']),
        ("code", "bild", ["#| label: fig-lesen\n", 'report.line("lesepatenschaften")']),
    ]  # fmt: skip
    written = [
        {
            "cell_type": kind, "id": name, "source": source,
            "metadata": {"tags": ["parameters"]} if name == "parameters" else {},
            **({"execution_count": None, "outputs": []} if kind == "code" else {}),
        }
        for kind, name, source in cells
    ]  # fmt: skip
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    notebook = {"cells": written, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    (root / "notebooks" / "18-lesen.ipynb").write_text(json.dumps(notebook), "utf-8")
    book, last = root / "_quarto.yml", "    - notebooks/17-interkommunaler-vergleich.ipynb\n"
    text = book.read_text("utf-8")
    assert last in text
    book.write_text(text.replace(last, f"{last}    - notebooks/18-lesen.ipynb\n"), "utf-8")
