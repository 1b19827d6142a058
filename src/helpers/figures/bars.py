"""Bar chart: the values of a dimension, or the years of one indicator."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

from helpers.figures.axes import unit_words, value_ticks
from helpers.figures.context import Cell, Context
from helpers.figures.describe import Texts, finish, span_of, values_table
from helpers.figures.shown import Shown
from helpers.figures.style import CITY, canvas, house_style, text_width, to_svg
from helpers.text.numbers import number, period_label, period_when, with_unit

if TYPE_CHECKING:
    from helpers.data import Indicator

ROW_CM = 0.72


def bars(report: Context, indicator: str, *, by: str = "", **texts: Unpack[Texts]) -> Shown:
    """Draw bars from zero: one per value of a dimension in the latest period, or one per year.

    Args:
        indicator: id from the catalogue.
        by: dimension such as `schulart`; without it, one bar per year.
        texts: caption, alt, note, reading or label in place of the catalogue's.

    Raises:
        NoData: the municipality has no number.
    """
    entry = report.indicator(indicator)
    if not by:
        total = report.over_areas(indicator, reference=False)[0]
        rows = [(period_label(c.period), c) for _, c in sorted(total.cells.items())]
        notes = []
        caption = f"{entry.name} {report.located}, {span_of(c for _, c in rows)}"
    else:
        series = report.over_values(indicator, by)
        year = max(max(s.points) for s in series)
        rows = [(s.label, s.cells[year]) for s in series if year in s.cells]
        absent = [label for label, cell in rows if not cell.value]
        notes = [f"Nicht vorhanden: {', '.join(absent)}."] if absent else []
        rows = [(label, cell) for label, cell in rows if cell.value]
        caption = f"{entry.name} nach {report.dimension(by).name} {report.located}, {period_label(rows[0][1].period)}"
    cells = [cell for _, cell in rows]
    said = [f"{label}: {with_unit(c.value, entry)}" for label, c in rows if c.value is not None]
    when = "" if not by else f" {period_when(cells[0].period)}"
    alt = f"Balkendiagramm: {entry.name} {report.located}{when}. {'; '.join(said)}."
    data = values_table(report.dimension(by).name if by else "Jahr", rows, entry.short, entry)
    svg = _draw(rows, entry)
    return finish(
        report, "balken", [entry], cells, data, texts, caption=caption, alt=alt, svg=svg, notes=notes
    )


def _draw(rows: Sequence[tuple[str, Cell]], entry: Indicator) -> str:
    names = [label for label, _ in rows]
    values = [cell.value or 0.0 for _, cell in rows]
    texts = [number(v, entry.decimals) for v in values]
    left = max(map(text_width, names)) + 0.25
    right = max(map(text_width, texts)) + 0.3
    with house_style():
        figure, axes = canvas(len(rows) * ROW_CM + 1.5, left, right, top=0.2, bottom=1.2)
        axes.barh(range(len(rows)), values, height=0.66, color=CITY.line)
        axes.set_yticks(range(len(rows)), names, fontsize=10)
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.grid(visible=False, axis="y")
        axes.grid(visible=True, axis="x")
        value_ticks(axes, values, entry.unit, zero=True, horizontal=True)
        axes.set_xlabel(unit_words(entry.unit), fontsize=9)
        axes.spines["left"].set_visible(True)
        axes.spines["bottom"].set_visible(False)
        for y, (value, text) in enumerate(zip(values, texts, strict=True)):
            axes.annotate(
                text, (value, y), (4, 0), textcoords="offset points", va="center", annotation_clip=False
            )
        return to_svg(figure)
