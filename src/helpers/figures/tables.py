"""Tables: one indicator in detail, or several indicators side by side."""

from __future__ import annotations

from typing import Unpack

from helpers.figures.context import Context
from helpers.figures.describe import Texts, cell_text, finish, span_of, years_table
from helpers.figures.shown import Column, Shown
from helpers.text.numbers import period_label, with_unit


def table(
    report: Context, indicator: str, *, by: str = "", peers: bool = False, **texts: Unpack[Texts]
) -> Shown:
    """Return a table of one indicator: by year, or by the values of a dimension in the latest period.

    Columns are the municipality, its Land and Germany.

    Args:
        indicator: id from the catalogue.
        by: dimension such as `schulart`; without it, one row per year.
        peers: add a column per peer.
        texts: caption, alt, note, reading or label in place of the catalogue's.

    Raises:
        NoData: the municipality has no number.
    """
    entry = report.indicator(indicator)
    if not by:
        series = report.over_areas(indicator, peers=peers)
        cells = [c for s in series for c in s.cells.values()]
        alt = f"Tabelle: {entry.name} {report.profile.in_city} je Jahr, zuletzt {with_unit(series[0].last.value or 0, entry)}."
        caption = f"{entry.name} {report.profile.in_city}, {span_of(cells)}"
        return finish(
            report,
            "",
            [entry],
            cells,
            years_table(series, entry),
            texts,
            caption=caption,
            alt=alt,
            kind="table",
        )
    own = report.over_values(indicator, by)
    year = max(max(s.points) for s in own)
    columns = [
        (name, {s.label: s for s in report.over_values(indicator, by, ags)})
        for ags, name, _ in report.areas(peers=peers)
        if report.has(indicator, by=by, ags=ags)
    ]
    labels = [s.label for s in own if year in s.cells]
    cells = [
        by_value[v].cells[year]
        for _, by_value in columns
        for v in labels
        if v in by_value and year in by_value[v].cells
    ]
    grid = [
        [by_value[v].cells.get(year) if v in by_value else None for _, by_value in columns] for v in labels
    ]
    period = period_label(own[0].cells[year].period)
    return finish(
        report,
        "table",
        [entry],
        cells,
        {
            "columns": (
                Column(report.dimension(by).name),
                *(Column(name, entry.unit, number=True) for name, _ in columns),
            ),
            "rows": tuple(
                (v, *(None if c is None else c.value for c in row))
                for v, row in zip(labels, grid, strict=True)
            ),
            "display": tuple(
                (v, *(cell_text(c, entry) for c in row)) for v, row in zip(labels, grid, strict=True)
            ),
        },
        texts,
        caption=f"{entry.name} nach {report.dimension(by).name} {report.profile.in_city}, {period}",
        alt=f"Tabelle: {entry.name} nach {report.dimension(by).name}, {period}.",
        kind="table",
    )
