"""Summary in English: key figures, what they mean, how they were made. By fixed texts, not by machine translation."""

from __future__ import annotations

from typing import NamedTuple

from helpers.pipeline.extracts.extract import Extract
from helpers.pipeline.extracts.key_figures import KeyFigure, key_figures
from helpers.pipeline.extracts.material import Material
from helpers.text.markdown import escape, plain


class Term(NamedTuple):
    """An indicator in English: name, meaning, and unit where it is no percentage."""

    name: str
    meaning: str
    unit: str = ""


TERMS = {
    "Einwohnerinnen und Einwohner": Term("Population", "People registered with their main residence."),
    "Kinderarmut": Term(
        "Child poverty", "Children under 15 in households that receive basic income support (SGB II), as a share of all children under 15."
    ),
    "Arbeitslosenquote": Term("Unemployment rate", "Registered unemployed as a share of the civilian labour force."),
    "Arbeitslosenquote unter 25 Jahren": Term(
        "Youth unemployment rate", "Registered unemployed aged 15 to 24 as a share of the labour force of that age."
    ),
    "Betreuungsquote unter 3 Jahren": Term(
        "Children under three in day care", "Children under three in day care as a share of all children of that age."
    ),
    "Betreuungsquote 3 bis unter 6 Jahre": Term(
        "Children aged three to five in day care", "Children aged three to five in day care as a share of all children of that age."
    ),
    "Plätze je Vollzeitstelle": Term(
        "Day-care places per full-time position", "Approved places divided by full-time equivalents of educational staff.", "places"
    ),
    "Schülerinnen und Schüler": Term("Pupils in general schools", "Pupils of all general schools within the area."),
    "Abgänge ohne Hauptschulabschluss": Term(
        "School leavers without a certificate",
        "School leavers without even the lowest certificate (Hauptschulabschluss), as a share of all leavers of general schools.",
    ),
    "Abgänge mit allgemeiner Hochschulreife": Term(
        "School leavers with Abitur", "School leavers entitled to enter any university, as a share of all leavers of general schools."
    ),
    "Auszubildende je 100 Menschen (15 bis unter 25)": Term(
        "Apprentices per 100 people aged 15 to 24", "Apprentices by place of work per 100 inhabitants aged 15 to 24.", "per 100"
    ),
    "Studierende je 1.000 Menschen": Term(
        "Students per 1,000 inhabitants", "Students of universities within the area per 1,000 inhabitants.", "per 1,000"
    ),
}  # fmt: skip
"""By the short name of the indicator, as cards print it."""

LAENDER = {
    "Bayern": "Bavaria", "Hessen": "Hesse", "Niedersachsen": "Lower Saxony", "Nordrhein-Westfalen": "North Rhine-Westphalia",
    "Rheinland-Pfalz": "Rhineland-Palatinate", "Sachsen": "Saxony", "Sachsen-Anhalt": "Saxony-Anhalt", "Thüringen": "Thuringia",
    "Mecklenburg-Vorpommern": "Mecklenburg-Western Pomerania", "Deutschland": "Germany",
}  # fmt: skip
"""Names that differ in English."""

METHODS = """\
The figures come from official statistics: the statistical offices of the Federation and the Länder, the Federal Employment
Agency and the Federal Institute for Research on Building, Urban Affairs and Spatial Development (INKAR). The report in German
names source, table, edition and licence of every figure and offers all of them as files.

Each figure is the newest that was published; its year stands beside it. Values of different years are not compared. Where a
series changed its basis, no change is stated across the break. A difference that chance alone could explain is not called a change.

Counts so small that people could be recognised are not shown, nor is anything from which they could be worked out.
"""


def extract(material: Material) -> Extract | str:
    """Return the summary in English, or why there is none."""
    found = [(TERMS[figure.name], figure) for figure in key_figures(material) if figure.name in TERMS]
    if not found:
        return f"Eine englische Zusammenfassung gibt es nicht: Der {material.name} enthält keine der Kennzahlen, die übersetzt sind."
    name = plain(str(material.kommune["name"]))
    areas = list(dict.fromkeys(other.area for _, figure in found for other in figure.others))
    head = ["Indicator", name, "Year", *(LAENDER.get(area, area) for area in areas)]
    rows = [
        [
            term.name,
            shown(figure.value, figure, term),
            figure.period,
            *(_beside(figure, area, term) for area in areas),
        ]
        for term, figure in found
    ]
    table = "\n".join("| " + " | ".join(escape(cell) for cell in row) + " |" for row in [head, *rows]).split(
        "\n"
    )
    table.insert(1, "|:--|--:|:--|" + "--:|" * len(areas))
    meanings = "\n\n".join(f"{escape(term.name)}\n:   {escape(term.meaning)}" for term, _ in found)
    fictional = (
        f"{name} is a fictional town; all figures are invented." if material.kommune.get("fictional") else ""
    )
    page = (
        f"# Education in {escape(name)} {{.unnumbered}}\n\n"
        f"{escape(fictional)}\n\nThis is a summary of the local education report. The report itself is in German.\n\n"
        f"## Key figures {{.unnumbered}}\n\n" + "\n".join(table) + "\n\n"
        f"## What the figures mean {{.unnumbered}}\n\n{meanings}\n\n"
        f"## How the figures were made {{.unnumbered}}\n\n{METHODS}"
    )
    options = {"web": "english.html"} if material.with_pages else {}
    return Extract(
        "leicht",
        "Summary in English",
        {"english.qmd": page},
        subtitle="Key figures and methods",
        options=options,
        lang="en",
    )


def shown(value: float, figure: KeyFigure, term: Term) -> str:
    """Return a number in English notation with its unit."""
    text = f"{value:,.{figure.decimals}f}".replace("-", "\u2212")
    if figure.unit.startswith("%"):
        return f"{text}\u00a0%"
    return f"{text}\u00a0{term.unit}" if term.unit else text


def _beside(figure: KeyFigure, area: str, term: Term) -> str:
    for other in figure.others:
        if other.area == area:
            when = f" ({other.period})" if other.period and other.period != figure.period else ""
            return shown(other.value, figure, term) + when
    return "–"
