"""Ready-made tables: one question each, as CSV, workbook and JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from helpers.data.keys import parse_period
from helpers.pipeline.chapter.workbook import xlsx_bytes
from helpers.pipeline.opendata.licences import attributions
from helpers.publish.portal.interface import packed, short, table
from helpers.text.numbers import period_label

if TYPE_CHECKING:
    from helpers.publish.portal.common_figures import Material, Theme

_ASKED: Sequence[tuple[str, str, Sequence[str], int]] = (
    ("kinderbetreuung", "Kinderbetreuung seit 2015", ("betreuungsquote_u3", "betreuungsquote_3_bis_6"), 2015),
    ("allgemeinbildende-schulen", "Allgemeinbildende Schulen", ("schulen", "schueler", "schueler_je_schule"), 0),
    ("schularten", "Gymnasium und Förderschule", ("anteil_gymnasium_nach_grundschule", "anteil_foerderschule"), 0),
    ("schulabschluesse", "Schulabschlüsse", (
        "abgaenge_allgemeinbildend", "anteil_ohne_hauptschulabschluss", "anteil_mit_hauptschulabschluss",
        "anteil_mit_mittlerem_abschluss", "anteil_mit_hochschulreife"), 0),
    ("ohne-abschluss", "Ohne Hauptschulabschluss seit 2010", ("abgaenge_ohne_hauptschulabschluss",), 2010),
    ("auslaendische-schueler", "Ausländische Schülerinnen und Schüler", ("auslaendische_schueler", "anteil_auslaendische_schueler"), 0),
    ("berufliche-bildung", "Berufliche Bildung", ("abgaenge_beruflich", "auszubildende_je_100_15_bis_25"), 0),
    ("studierende", "Studierende", ("studierende", "studierende_je_100_18_bis_25", "anteil_auslaendische_studierende"), 0),
    ("arbeit", "Arbeitslosigkeit", ("arbeitslosenquote", "jugendarbeitslosenquote", "anteil_langzeitarbeitslose"), 0),
    ("soziale-lage", "Kinderarmut und Grundsicherung seit 2010", ("kinderarmut", "sgb2_quote"), 2010),
)  # fmt: skip
"""Address, title, indicators, first year; 0 for the newest period alone."""


class Table(NamedTuple):
    """A ready-made table.

    Args:
        name: its address below `tabellen/`.
        title: what it is called.
        columns: name and unit of each column.
        rows: typed cells; None where there is no number.
        about: label and text of what belongs with it.
    """

    name: str
    title: str
    columns: Sequence[dict[str, str]]
    rows: Sequence[Sequence[Any]]
    about: Sequence[tuple[str, str]]

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield path and content as CSV, workbook and JSON."""
        names = [f"{c['name']} ({c['unit']})" if c["unit"] else c["name"] for c in self.columns]
        # A table of text has no place for its sources: they stand in a last column, once.
        sources = dict(self.about)["Quellen"]
        rows = ((*row, None if i else sources) for i, row in enumerate(self.rows))
        yield f"tabellen/{self.name}.csv", table([*names, "Quellen und Lizenz"], rows)
        yield f"tabellen/{self.name}.xlsx", xlsx_bytes(self.columns, self.rows, self.about)
        yield (
            f"tabellen/{self.name}.json",
            packed(
                {
                    "title": self.title,
                    "about": dict(self.about),
                    "columns": list(self.columns),
                    "rows": [list(r) for r in self.rows],
                }
            ),
        )


def ready_made(material: Material) -> list[Table]:
    """Return the tables of which there are figures."""
    found = []
    for name, title, ids, since in _ASKED:
        themes = [material.themes[key] for key in ids if key in material.themes]
        if themes:
            found.append(_table(name, title, themes, since, material))
    return found


def _table(name: str, title: str, themes: Sequence[Theme], since: int, material: Material) -> Table:
    chosen = [(theme, period) for theme in themes for period in _periods(theme, since)]
    columns = [{"name": text, "unit": ""} for text in ("AGS", "Gebiet", "Art", "Land")] + [
        {"name": f"{theme.indicator.short}, {period_label(period)}", "unit": theme.indicator.unit}
        for theme, period in chosen
    ]
    rows = []
    for area in material.areas.values():
        land = material.areas[area.land].name if area.land else ""
        cells = [theme.totals.get(area.ags, {}).get(period) for theme, period in chosen]
        rows.append(
            [area.ags, area.name, area.kind, land, *(short(cell.value) if cell else None for cell in cells)]
        )
    sources = {source.id: source for theme in themes for source in material.sources_of(theme)}
    about = [("Tabelle", title), *((theme.indicator.name, theme.indicator.definition) for theme in themes)]
    about += [("Quellen", attributions(sources.values()))]
    about += [
        ("Hinweis", note)
        for note in dict.fromkeys(note for theme in themes for note in theme.indicator.notes)
    ]
    return Table(name, title, columns, rows, about)


def _periods(theme: Theme, since: int) -> list[str]:
    """Return the periods of a table: all since a year in which a third of the areas have figures, or the newest alone."""
    if not since:
        return [theme.period]
    enough = len(theme.order) / 3
    return [
        period
        for period in theme.periods
        if parse_period(period).year >= since
        and sum(period in theme.totals.get(key, {}) for key in theme.order) >= enough
    ]
