"""Axes in German: numbers, units, years, baselines and series breaks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal

from helpers.figures.draw.style import INK, MUTED, POINTS_PER_CM, text_width
from helpers.text.numbers import NBSP, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

    from helpers.data import Indicator

CUT_NOTE = "Die Achse der Werte beginnt nicht bei null."
SMALL, BREAK = 9, 8.5  # points, for axis titles and the name of a break
MARK = 3.5  # points, the length of the marks at an axis
FRAME, GRID = "#767676", "#DADADA"


def unit_words(unit: str) -> str:
    """Return a unit as it stands at an axis: `Prozent` for `%`."""
    return {"%": "Prozent", "": "Anzahl"}.get(unit, unit)


def short(value: float, indicator: Indicator) -> str:
    """Return a value as it stands at a mark: with `%`, without longer units, which the axis says."""
    return number(value, indicator.decimals) + (f"{NBSP}%" if indicator.unit == "%" else "")


def is_cut(values: Sequence[float], unit: str) -> bool:
    """Tell whether a line or dot chart leaves out the zero, which would flatten what it shows.

    Rates do so only near 100 %, other figures when all lie in the upper half.
    """
    return min(values) >= 70 if unit == "%" else min(values) > 0.5 * max(values)


def ticks(values: Iterable[float], *, cut: bool = False, count: int = 5) -> tuple[list[float], list[str]]:
    """Return about `count` round positions around the values, and their German labels.

    Args:
        values: what is to be shown.
        cut: leave out the zero.
        count: largest number of intervals.
    """
    from matplotlib.ticker import MaxNLocator

    numbers = list(values)
    low, high = min(numbers), max(numbers)
    margin = 0.1 * (high - low) or 0.05 * abs(high) or 1.0
    low, high = (low - margin, high + margin) if cut else (min(low, 0.0), max(high, 0.0) or 1.0)
    found = [round(float(v), 10) for v in MaxNLocator(count, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)]
    decimals = next(d for d in (0, 1, 2, 3) if d == 3 or all(round(p, d) == p for p in found))
    return found, [number(p, decimals) for p in found]


def room(labels: Iterable[str]) -> float:
    """Return the room that tick labels need, in centimetres."""
    return max(text_width(t, 9.5) for t in labels) + 0.25


def row_height(rows: int, most: float = 0.5, least: float = 0.36) -> float:
    """Return the height of a chart's rows in centimetres: lower where there are many, so that two such charts fit on a page.

    Args:
        rows: how many there are.
        most: for up to sixteen or so.
        least: what a label, or a cell with a number, needs.
    """
    return min(most, max(least, 8.7 / rows))


def unit_title(axes: Axes, unit: str, left: float) -> None:
    """Say the unit above the value axis, `left` centimetres from its origin to the left."""
    axes.annotate(
        unit_words(unit),
        (0, 1),
        (-left * POINTS_PER_CM, 8),
        xycoords="axes fraction",
        textcoords="offset points",
        fontsize=SMALL,
        color=MUTED,
        va="bottom",
    )


def scale(
    axes: Axes,
    side: Literal["left", "bottom", "top"],
    limits: tuple[float, float],
    positions: Sequence[float],
    labels: Sequence[str],
    *,
    title: str = "",
    marks: bool = False,
    line: bool = False,
    grid: bool = False,
    size: float = 9.5,
    **look: Any,
) -> list[Text]:
    """Set the limits of an axis and draw its scale: one artist for all marks and one for all lines of the grid.

    Matplotlib makes every tick of five artists, which takes longer than all the rest of a chart; `canvas` does without.

    Args:
        axes: where to.
        side: where the labels stand; at the left those of the values from bottom to top.
        limits: what stands at both ends.
        positions: what is labelled; beyond the limits nothing is.
        labels: their texts.
        title: what the numbers below are, centred under them.
        marks: draw a short mark at each position.
        line: draw the axis itself.
        grid: draw light lines across.
        size: of the labels in points.
        look: of the labels, as matplotlib names it.

    Returns:
        The labels drawn.
    """
    upright = side == "left"
    (axes.set_ylim if upright else axes.set_xlim)(*limits)
    edge = 1.0 if side == "top" else 0.0
    slack = abs(limits[1] - limits[0]) * 1e-9
    kept = [
        (at, text)
        for at, text in zip(positions, labels, strict=True)
        if min(limits) - slack <= at <= max(limits) + slack
    ]
    across = axes.get_yaxis_transform() if upright else axes.get_xaxis_transform()

    def strokes(start: float, end: float, colour: str, width: float) -> None:
        along = [p for at, _ in kept for p in (at, at, float("nan"))]
        aside = [start, end, float("nan")] * len(kept)
        x, y = (aside, along) if upright else (along, aside)
        _stroke(axes, x, y, colour, width, across, zorder=0.5)

    if grid:
        strokes(0, 1, GRID, 0.7)
    if marks:
        height = axes.bbox.height / axes.figure.dpi * 72
        strokes(edge, edge - MARK / height, FRAME, 0.8)
    if line:
        ends = [0.0, 1.0], [edge, edge]
        _stroke(axes, *(ends[::-1] if upright else ends), FRAME, 0.8, axes.transAxes, zorder=2.5)
    aside = MARK + (MARK if marks else 0)
    if upright:
        placed, va, ha = axes.get_yaxis_text1_transform(5)
    elif side == "bottom":
        placed, va, ha = axes.get_xaxis_text1_transform(aside)
    else:
        placed, va, ha = axes.get_xaxis_text2_transform(aside)
    usual: dict[str, Any] = {"fontsize": size, "color": INK, "zorder": 0.5, "transform": placed}
    found = [
        axes.text(*((edge, at) if upright else (at, edge)), text, **{**usual, "va": va, "ha": ha, **look})
        for at, text in kept
    ]
    if title:
        axes.annotate(
            title,
            (0.5, edge),
            (0, -(aside + size + 4)),
            xycoords="axes fraction",
            textcoords="offset points",
            fontsize=SMALL,
            ha="center",
            va="top",
        )
    return found


def _stroke(
    axes: Axes, x: Sequence[float], y: Sequence[float], colour: str, width: float, where: Any, zorder: float
) -> None:
    from matplotlib.lines import Line2D

    axes.add_artist(
        Line2D(
            x,
            y,
            color=colour,
            linewidth=width,
            solid_capstyle="butt",
            transform=where,
            clip_on=False,
            zorder=zorder,
        )
    )


def year_ticks(
    axes: Axes, years: Sequence[int], width: float, *, school: bool = False, aside: float = 0
) -> None:
    """Draw an axis of years: the first and the last always, round years between where there is room for them.

    Args:
        axes: where to.
        years: years with figures.
        width: width of the axes in centimetres, from the first year to the last.
        school: write them as school years, `2023/24`.
        aside: room for bars beside the first and the last year, in years; bars need no marks.
    """
    first, last = min(years), max(years)

    def text(year: int) -> str:
        return f"{year}/{(year + 1) % 100:02d}" if school else str(year)

    needed = text_width(text(last), 9.5) + 0.35
    per_year = width / max(last - first, 1)
    step = next((s for s in (1, 2, 5, 10, 20) if s * per_year >= needed), 50)
    inner = [y for y in range(first + 1, last) if y % step == 0]
    inner = [y for y in inner if min(y - first, last - y) * per_year >= needed]
    shown = sorted({first, *inner, last})
    limits = (first - aside, last + aside) if aside else (first, max(last, first + 1))
    scale(axes, "bottom", limits, shown, [text(y) for y in shown], marks=not aside, line=True)


def margin_column(
    axes: Axes, right: float, head: str, texts: Sequence[str], bold: Sequence[bool], size: float = 9.5
) -> None:
    """Write a column of texts at the right edge of a picture, one beside each row 0, 1, …, below its heading.

    Args:
        axes: where to; a row is 1 high.
        right: room beside the axes in centimetres.
        head: the heading.
        texts: from row 0 on.
        bold: whether each stands out.
        size: of the texts in points.
    """
    edge = right * POINTS_PER_CM - 1
    look: dict[str, Any] = {
        "textcoords": "offset points",
        "ha": "right",
        "fontsize": size,
        "annotation_clip": False,
    }
    axes.annotate(head, (1, 1), (edge, 4), xycoords="axes fraction", **look)
    look |= {"xycoords": ("axes fraction", "data"), "va": "center"}
    for y, (text, strong) in enumerate(zip(texts, bold, strict=True)):
        axes.annotate(text, (1, y), (edge, 0), fontweight="semibold" if strong else "normal", **look)


def mark_breaks(axes: Axes, breaks: Iterable[int], unit: str, left: float) -> None:
    """Mark series breaks with a dotted line between the years they separate, below the name of the unit where that reaches them.

    Lines too close for a word each share the first one's.

    Args:
        axes: where to.
        breaks: the first year after each break.
        unit: as `unit_title` says it above the first years.
        left: how far from the origin to the left that begins, in centimetres.
    """
    name, clear = "Bruch", 0.3
    taken = text_width(unit_words(unit), SMALL) - left + text_width(name, BREAK) / 2 + clear
    first, last = axes.get_xlim()
    per_year = axes.bbox.width / axes.figure.dpi * 2.54 / (last - first)
    room = (text_width(name, BREAK) + clear) / per_year
    named = -math.inf
    for year in sorted(breaks):
        axes.axvline(year - 0.5, color=MUTED, linewidth=0.9, linestyle=(0, (1, 2)))
        if year - named < room:
            continue
        named = year
        beside_unit = (year - 0.5 - first) * per_year < taken
        axes.annotate(
            name,
            (year - 0.5, 1),
            (3, -2) if beside_unit else (0, 3),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            fontsize=BREAK,
            color=MUTED,
            ha="left" if beside_unit else "center",
            va="top" if beside_unit else "bottom",
            bbox={
                "facecolor": "white",
                "edgecolor": "none",
                "pad": 0.6,
            },  # where a line passes, it stays legible
        )
