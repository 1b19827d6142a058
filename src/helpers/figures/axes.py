"""Axes in German: numbers, units, years, baselines and series breaks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from helpers.figures.style import MUTED, POINTS_PER_CM, text_width
from helpers.text.numbers import NBSP, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from helpers.data import Indicator

CUT_NOTE = "Die Achse der Werte beginnt nicht bei null."
SMALL = 9  # points, for axis titles


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


def year_ticks(axes: Axes, years: Sequence[int], width: float, *, school: bool = False) -> None:
    """Set ticks for years: the first and the last always, round years between where there is room for them.

    Args:
        axes: where to.
        years: years with figures.
        width: width of the axes in centimetres.
        school: write them as school years, `2023/24`.
    """
    first, last = min(years), max(years)

    def text(year: int) -> str:
        return f"{year}/{(year + 1) % 100:02d}" if school else str(year)

    axes.set_xlim(first, max(last, first + 1))
    needed = text_width(text(last), 9.5) + 0.35
    per_year = width / max(last - first, 1)
    step = next((s for s in (1, 2, 5, 10, 20) if s * per_year >= needed), 50)
    inner = [y for y in range(first + 1, last) if y % step == 0]
    inner = [y for y in inner if min(y - first, last - y) * per_year >= needed]
    shown = sorted({first, *inner, last})
    axes.set_xticks(shown, [text(y) for y in shown])


def mark_breaks(axes: Axes, breaks: Iterable[int]) -> None:
    """Mark series breaks with a dotted line between the years they separate."""
    for year in breaks:
        axes.axvline(year - 0.5, color=MUTED, linewidth=0.9, linestyle=(0, (1, 2)))
        axes.annotate(
            "Bruch",
            (year - 0.5, 1),
            (0, 3),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            fontsize=8.5,
            color=MUTED,
            ha="center",
            va="bottom",
        )
