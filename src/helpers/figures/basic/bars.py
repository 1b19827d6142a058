"""Bar chart: the values of a dimension, or the years of one indicator."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

from helpers.facts.contrasts import between_groups, largest_part
from helpers.facts.finding import Finding
from helpers.facts.headlines import over_time
from helpers.facts.reading import lesebeispiel
from helpers.facts.series import SYMBOLS, Cell, Series
from helpers.figures.describe import Texts, finish, rows_table, span_of, years_table
from helpers.figures.draw.axes import room, scale, short, ticks, unit_title, unit_words, year_ticks
from helpers.figures.draw.labels import stacked_lines, widest
from helpers.figures.draw.readings import reading, told
from helpers.figures.draw.style import CITY, WIDTH_CM, canvas, house_style, text_width, to_svg
from helpers.figures.shown import Shown
from helpers.text.numbers import period_label, period_words, with_unit
from helpers.text.wording import is_ratio, listed

if TYPE_CHECKING:
    from helpers.data import Indicator
    from helpers.facts.context import Context

WITHHELD = frozenset(SYMBOLS) - {"zero", "not_applicable"}  # there may be something, but no number
Rows = Sequence[tuple[str, Cell]]


def bars(
    report: Context, indicator: str, *, by: str = "", since: int | None = None, **texts: Unpack[Texts]
) -> Shown:
    """Draw bars from zero: one per value of a dimension in the latest period, or one per year.

    Args:
        report: municipality and report year.
        indicator: id from the catalogue.
        by: dimension such as `schulart`; without it, one bar per year.
        since: first year to show, of bars per year.
        texts: caption, alt, note, reading or label in place of the catalogue's.

    Raises:
        NoData: the municipality has no number.
    """
    entry = report.indicator(indicator)
    notes: list[str] = []
    reading = None
    rows: Rows
    if by:
        series = report.over_values(indicator, by, symbols=True)
        year = max(y for s in series for y in s.points)
        every = [(s.label, s.cells[year]) for s in series if year in s.cells]
        rows = [(label, cell) for label, cell in every if cell.value or cell.status in WITHHELD]
        absent = [label for label, cell in every if cell.status == "zero" or cell.value == 0]
        notes = [f"Nicht vorhanden: {listed(absent)}."] if absent else []
        if not any(cell.value for _, cell in rows):
            raise report.no_data(indicator, by)
        caption = f"{entry.name} nach {report.dimension(by).name} {report.profile.in_city}"
        svg = horizontal(rows, entry)
        data = rows_table(report.dimension(by).name, rows, entry.short, entry)
        largest = max(rows, key=lambda row: row[1].value or 0.0)
        reading = lesebeispiel(report, entry, largest[1], {by: largest[0]})
        finding = _of_parts(
            report, entry, by, [(label, cell) for label, cell in every if cell.value is not None]
        )
    else:
        total = report.over_areas(indicator, reference=False)[0].since(since)
        if not total.points:
            raise report.no_data(indicator)
        rows = [(period_label(cell.period), cell) for _, cell in sorted(total.cells.items())]
        caption = f"{entry.name} {report.profile.in_city}"
        data = years_table([total], entry)
        svg = _vertical(total, entry)
        finding = over_time(report, entry, [total])
    cells = [cell for _, cell in rows]
    said = [f"{label} {with_unit(cell.value, entry)}" for label, cell in rows if cell.value is not None]
    when = f" ({period_words(cells[0].period)})" if by else ""
    return finish(
        report,
        by or "jahre",
        [entry],
        cells,
        data,
        texts,
        caption=f"{caption}, {span_of(cells)}",
        alt=f"Balkendiagramm: {caption}{when}. {'; '.join(said)}.",
        svg=svg,
        notes=notes,
        reading=reading,
        finding=finding,
    )


def _of_parts(report: Context, entry: Indicator, by: str, rows: Rows) -> Finding | None:
    """Return between which groups a rate differs, or which part of a count is the largest."""
    dimension, period = report.dimension(by), rows[0][1].period
    if is_ratio(entry):
        return between_groups(report, entry, dimension, rows)
    if entry.kind not in ("count", "amount"):
        return None
    adding = dimension.parts(label for label, _ in rows)
    parts = {label: cell.number for label, cell in rows if label in adding}
    whole = next((c.value for c in report.total(entry.id).cells.values() if c.period == period), None)
    return largest_part(report, entry, parts, whole or 0.0, period)


def horizontal(rows: Rows, entry: Indicator) -> str:
    """Return the picture of one bar per row, with its number or symbol; the indicator gives unit and decimals."""
    values = [cell.value or 0.0 for _, cell in rows]
    marks = [SYMBOLS[c.status] if c.value is None else short(c.value, entry) for _, c in rows]
    names = stacked_lines((label for label, _ in rows), weight="normal")
    left = widest(names, "normal") + 0.25
    right = max(map(text_width, marks)) + 0.2
    with house_style():
        figure, axes = canvas(len(rows) * 0.72 + 1.2, left, right, top=0.1, bottom=1.1)
        axes.barh(range(len(rows)), values, height=0.68, color=CITY.line)
        scale(axes, "left", (len(rows) - 0.5, -0.5), range(len(rows)), names, size=10, line=True)
        title = unit_words(entry.unit)
        positions, labels = ticks(values)
        scale(axes, "bottom", (0, positions[-1]), positions, labels, title=title, marks=True, grid=True)
        for y, (label, cell) in enumerate(rows):
            reading(axes, (0, y - 0.5), told(label, cell, entry), (max(values) or 1, y + 0.5))
        for y, (value, mark) in enumerate(zip(values, marks, strict=True)):
            axes.annotate(
                mark, (value, y), (4, 0), textcoords="offset points", va="center", annotation_clip=False
            )
        return to_svg(figure)


def _vertical(series: Series, entry: Indicator) -> str:
    years = list(series.points)
    values = list(series.points.values())
    positions, labels = ticks([0, max(values) * 1.1])  # room for the number on the highest bar
    left = room(labels)
    pitch = (WIDTH_CM - left - 0.2) / (years[-1] - years[0] + 1.2)
    marks = [short(value, entry) for value in values]
    fits = max(text_width(mark, 9) for mark in marks) < pitch
    with house_style():
        figure, axes = canvas(7.0, left, 0.2, top=0.95)
        axes.bar(years, values, width=0.72, color=CITY.line)
        scale(axes, "left", (positions[0], positions[-1]), positions, labels, grid=True)
        school = "/" in series.last.period
        year_ticks(axes, years, pitch * (years[-1] - years[0]), school=school, aside=0.6)
        unit_title(axes, entry.unit, left)
        for year, value, mark in zip(years, values, marks, strict=True):
            reading(axes, (year - 0.5, 0), told("", series.cells[year], entry), (year + 0.5, positions[-1]))
            if fits or year in (years[0], years[-1]):
                axes.annotate(
                    mark,
                    (year, value),
                    (0, 3),
                    textcoords="offset points",
                    fontsize=9,
                    ha="center",
                    va="bottom",
                )
        return to_svg(figure)
