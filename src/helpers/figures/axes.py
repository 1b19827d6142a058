"""Axes in German: numbers, units, years, baselines and series breaks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from helpers.figures.style import MUTED, text_width
from helpers.text.numbers import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

UNIT_WORDS = {"%": "Prozent", "": "Anzahl"}
CUT_NOTE = "Die senkrechte Achse beginnt nicht bei null."


def unit_words(unit: str) -> str:
    """Return a unit as it stands at an axis: `Prozent` for `%`."""
    return UNIT_WORDS.get(unit, unit)


def ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Return about `count` round tick positions from at or below `low` to at or above `high`."""
    from matplotlib.ticker import MaxNLocator

    values = MaxNLocator(count, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    return [round(float(v), 10) for v in values]


def value_ticks(
    axes: Axes, values: Iterable[float], unit: str, *, zero: bool, horizontal: bool = False
) -> bool:
    """Set round German ticks on the value axis and say the unit; return whether the axis is cut above zero.

    Lines and dots may start above zero when all values lie close together (`zero` false); bars never.
    """
    numbers = list(values)
    low, high = min(numbers), max(numbers)
    cut = not zero and low > 0.6 * high
    spread = max(high - low, abs(high) * 0.05, 1e-9)
    positions = ticks(low - 0.15 * spread if cut else min(low, 0.0), high)
    decimals = 0 if all(float(p).is_integer() for p in positions) else 1
    labels = [number(p, decimals) for p in positions]
    axis = axes.xaxis if horizontal else axes.yaxis
    axis.set_ticks(positions, labels)
    (axes.set_xlim if horizontal else axes.set_ylim)(positions[0], positions[-1])
    if not horizontal:
        axes.annotate(
            unit_words(unit),
            (0, 1),
            (-axis_width(labels) * 72 / 2.54 + 2, 7),
            xycoords="axes fraction",
            textcoords="offset points",
            fontsize=9,
            color=MUTED,
            ha="left",
            va="bottom",
        )
    return cut and positions[0] > 0


def axis_width(labels: Sequence[str]) -> float:
    """Return the room that tick labels need, in centimetres."""
    return max(text_width(t, 9.5) for t in labels) + 0.25


def year_ticks(axes: Axes, years: Sequence[int], labels: dict[int, str], width: float) -> None:
    """Set year ticks: first and last always, round years between where there is room for them.

    Args:
        labels: text of each year that has a figure.
        width: width of the axes in centimetres.
    """
    first, last = min(years), max(years)
    axes.set_xlim(first, last if last > first else first + 1)
    room = max(text_width(t, 9.5) for t in labels.values()) + 0.35
    per_year = width / max(last - first, 1)
    step = next((s for s in (1, 2, 5, 10, 20) if s * per_year >= room), 50)
    chosen = [y for y in range(first, last + 1) if y % step == 0 or step == 1]
    chosen = [y for y in chosen if (y - first) * per_year >= room and (last - y) * per_year >= room]
    shown = [first, *chosen, *([last] if last > first else [])]
    school = "/" in next(iter(labels.values()))
    axes.set_xticks(shown, [labels.get(y, f"{y}/{(y + 1) % 100:02d}" if school else str(y)) for y in shown])


def mark_breaks(axes: Axes, breaks: Iterable[float]) -> None:
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
