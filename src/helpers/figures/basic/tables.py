"""Tables: one indicator in detail, or several indicators side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Unpack

from helpers.errors import NoData
from helpers.facts.series import Cell, Series
from helpers.figures.basic.change import Change, change_of
from helpers.figures.describe import Texts, cell_text, finish, span_of, years_table
from helpers.figures.shown import Column, Shown
from helpers.text.numbers import NBSP, period_label, with_unit
from helpers.text.wording import listed

if TYPE_CHECKING:
    from helpers.data import Indicator
    from helpers.facts.context import Context


def table(
    report: Context,
    indicator: str,
    *,
    by: str = "",
    peers: bool = False,
    since: int | None = None,
    **texts: Unpack[Texts],
) -> Shown:
    """Return a table of one indicator: by year, or by the values of a dimension in the latest period.

    Columns are the municipality, its Land and Germany.

    Args:
        report: municipality and report year.
        indicator: id from the catalogue.
        by: dimension such as `schulart`; without it, one row per year.
        peers: add a column per peer.
        since: first year to show.
        texts: caption, alt, note, reading or label in place of the catalogue's.

    Raises:
        NoData: the municipality has no number.
    """
    entry = report.indicator(indicator)
    if by:
        return _by_value(report, entry, by, peers, texts)
    series = [s.since(since) for s in report.over_areas(indicator, peers=peers)]
    if not series[0].points:
        raise report.no_data(indicator)
    series = [s for s in series if s.points]
    cells = [c for s in series for c in s.cells.values()]
    last = series[0].last
    return finish(
        report,
        "",
        [entry],
        cells,
        years_table(series, entry),
        texts,
        caption=f"{entry.name} {report.profile.in_city}, {span_of(cells)}",
        alt=f"Tabelle: {entry.name} {report.profile.in_city} nach Jahren, zuletzt "
        f"{with_unit(last.number, entry)} ({period_label(last.period)}).",
        kind="table",
    )


def _by_value(report: Context, entry: Indicator, by: str, peers: bool, texts: Texts) -> Shown:
    own = report.over_values(entry.id, by, symbols=True)
    year = max(y for s in own for y in s.points)
    period = period_label(next(s.cells[year].period for s in own if year in s.cells))
    columns: list[tuple[str, dict[str, Series], int]] = []
    totals = []
    for ags, name, role in report.areas(peers=peers):
        if not report.has(entry.id, by=by, ags=ags):
            continue
        found = own if role == "city" else report.over_values(entry.id, by, ags, symbols=True)
        if known := [y for s in found for y in s.points if y <= year]:
            latest = max(known)
            stand = period_label(next(s.cells[latest].period for s in found if latest in s.cells))
            heading = name if stand == period else f"{name} {stand}"
            columns.append((heading, {s.label: s for s in found}, latest))
            totals.append(report.total(entry.id, ags).cells.get(latest))
    labels = [s.label for s in own if year in s.cells]
    grid: list[list[Cell | None]] = [
        [by_value[v].cells.get(when) if v in by_value else None for _, by_value, when in columns]
        for v in labels
    ]
    rest = [_rest(report, entry, by, labels, column, t) for column, t in zip(columns, totals, strict=True)]
    notes = []
    if any(c is not None and c.value for c in rest):
        notes.append("Übrige: was zu keiner der aufgeführten Zeilen gehört.")
        labels, grid = [*labels, "Übrige"], [*grid, rest]
    if any(c is not None for c in totals):
        labels, grid = [*labels, "Insgesamt"], [*grid, totals]
    dimension = report.dimension(by).name
    said = "; ".join(
        f"{v} {with_unit(row[0].value, entry)}"
        for v, row in zip(labels, grid, strict=True)
        if row[0] and row[0].value
    )
    return finish(
        report,
        by,
        [entry],
        [c for row in grid for c in row if c is not None],
        {
            "columns": (Column(dimension), *(Column(name, entry.unit, number=True) for name, *_ in columns)),
            "rows": tuple(
                (v, *(None if c is None else c.value for c in row))
                for v, row in zip(labels, grid, strict=True)
            ),
            "display": tuple(
                (v, *(cell_text(c, entry) for c in row)) for v, row in zip(labels, grid, strict=True)
            ),
        },
        texts,
        caption=f"{entry.name} nach {dimension} {report.profile.in_city}, {period}",
        alt=f"Tabelle: {entry.name} nach {dimension}, {period}. {report.name}: {said}.",
        kind="table",
        notes=notes,
    )


def _rest(
    report: Context,
    entry: Indicator,
    by: str,
    listed: Sequence[str],
    column: tuple[str, dict[str, Series], int],
    total: Cell | None,
) -> Cell | None:
    """Return what an area has beside the values that are listed, so that its column adds up to its total.

    It is the sum of the values that the municipality does not have, and of what the source assigns to none: that only where nothing is
    hidden, and where the difference is more than rounding to multiples of 5 can make. None where it is not known; a cell
    without a number (its symbol then stands for all) where one of the values has none.
    """
    _, by_value, when = column
    dimension = report.dimension(by)
    known = {v: by_value[v].cells[when] for v in dimension.parts(by_value) if when in by_value[v].cells}
    if entry.kind != "count" or total is None or total.value is None or not known:
        return None
    others = [cell for value, cell in known.items() if value not in listed]
    if hidden := [cell for cell in others if cell.value is None]:
        return hidden[0]
    number = sum(cell.number for cell in others)
    if sum(cell.value or 0 for cell in known.values()) > total.value + 3 * len(known):  # values overlap
        return None
    if all(cell.value is not None for cell in known.values()):
        unassigned = total.value - sum(cell.number for cell in known.values())
        number += unassigned if unassigned > 3 * len(known) else 0
    elif not others:
        return None
    return replace(total, value=number, status="" if number else "zero")


def compare_table(
    report: Context, indicators: Sequence[str], *, years: int = 5, **texts: Unpack[Texts]
) -> Shown:
    """Return a table of several indicators: the municipality, its Land, Germany and the change.

    Args:
        report: municipality and report year.
        indicators: ids from the catalogue; those without a number for the municipality are left out.
        years: the change is counted from the earliest figure at most this many years before the latest.
        texts: caption, alt, note, reading or label in place of the catalogue's.

    Raises:
        NoData: nothing is left to show.
    """
    rows = compared(report, indicators, years)
    names = [name for _, name, _ in report.areas()]
    cells = [cell for row in rows for cell in row[1].values()]
    own = report.name
    said = [
        f"{entry.name} {with_unit(found[own].number, entry)} ({period_label(found[own].period)})"
        for entry, found, _ in rows
    ]
    return finish(
        report,
        "tabelle",
        [entry for entry, _, _ in rows],
        cells,
        {
            "columns": (
                Column("Indikator"),
                Column("Einheit"),
                Column("Stand"),
                *(Column(name, number=True) for name in names),
                Column("Veränderung", number=True),
                Column("seit"),
            ),
            "rows": tuple(
                (
                    entry.name,
                    entry.unit,
                    found[own].period,
                    *(found[n].value if n in found else None for n in names),
                    change.value if change else None,
                    change.since if change else "",
                )
                for entry, found, change in rows
            ),
            "display": tuple(
                (
                    entry.name,
                    entry.unit,
                    period_label(found[own].period),
                    *(
                        dated(cell_text(found[n], entry), found[n], found[own]) if n in found else ""
                        for n in names
                    ),
                    change.text if change else "",
                    period_label(change.since) if change else "",
                )
                for entry, found, change in rows
            ),
            "dates": tuple(
                other_dates(names, [found.get(n) for n in names], found[own]) for _, found, _ in rows
            ),
        },
        texts,
        caption=f"Ausgewählte Indikatoren {report.profile.in_city} im Vergleich",
        alt=f"Tabelle: {'; '.join(said)}.",
        kind="table",
        notes=change_notes([change for _, _, change in rows]),
        computed=True,
    )


def compared(
    report: Context, indicators: Sequence[str], within: int
) -> list[tuple[Indicator, dict[str, Cell], Change | None]]:
    """Return for each indicator with figures: its entry, one figure per area, and the municipality's change.

    Where several sources give the same, the one with the newest figure counts.
    Figures are the municipality's latest, and of Land and Germany those of the same year or the last before.

    Raises:
        NoData: there is no figure at all.
    """
    rows = []
    for name in dict.fromkeys(map(report.newest, indicators)):
        if not report.has(name):
            continue
        entry = report.indicator(name)
        series = report.over_areas(name)
        year = max(series[0].points)
        found = {
            s.label: s.cells[max(known)] for s in series if (known := [y for y in s.points if y <= year])
        }
        rows.append((entry, found, change_of(series[0], entry, year, within, report.bases)))
    if not rows:
        names = listed([f"„{report.indicator(i).name}“" for i in indicators])
        raise NoData(f"Für {report.for_city} liegen bis {report.year} keine Zahlen vor zu {names}.")
    return rows


def dated(text: str, cell: Cell, own: Cell) -> str:
    """Return a value with its period when that is not the municipality's; they stay on one line, so that values align."""
    return text if cell.period == own.period else f"{text}{NBSP}({period_label(cell.period)})"


def other_dates(names: Sequence[str], cells: Sequence[Cell | None], own: Cell) -> str:
    """Return the columns of a row whose values are of another date, for downloads: `Bayern 2019; Deutschland 2019`."""
    pairs = zip(names, cells, strict=True)
    return "; ".join(f"{name} {period_label(c.period)}" for name, c in pairs if c and c.period != own.period)


def change_notes(changes: Sequence[Change | None]) -> list[str]:
    """Return the note that explains how changes are given."""
    texts = " ".join(change.text for change in changes if change)
    notes = []
    if "Pp." in texts:
        notes.append("Pp. = Prozentpunkte, Differenz der gerundeten Werte.")
    if any(change and change.crosses_break for change in changes):
        notes.append("Wo sich die Grundlage der Zahlen geändert hat, ist keine Veränderung angegeben.")
    return notes
