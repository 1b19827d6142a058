"""The picture of a forecast: what was counted, the path to come and its band."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from helpers.figures.draw.axes import is_cut, room, scale, ticks, unit_title, year_ticks
from helpers.figures.draw.labels import dodge
from helpers.figures.draw.readings import reading
from helpers.figures.draw.style import (
    CITY,
    MUTED,
    POINTS_PER_CM,
    WIDTH_CM,
    canvas,
    house_style,
    text_width,
    to_svg,
)
from helpers.text.numbers import number, printed

if TYPE_CHECKING:
    from helpers.data.forecast import Point

HEIGHT_CM = 8.0
BAND = "#C9DEEE"
TO = 10
"""Forecasts are printed as multiples of ten: more figures would claim more than is known."""


def tens(value: float) -> str:
    """Return a forecast as it is printed: rounded to ten."""
    return number(printed(value / TO) * TO)


def is_cut_off(past: Mapping[int, float], points: Sequence[Point]) -> bool:
    """Tell whether the axis of the figure leaves out the zero."""
    return is_cut([*past.values(), *(p.low for p in points), *(p.high for p in points)], "Kinder")


def draw(past: Mapping[int, float], points: Sequence[Point]) -> str:
    """Return the line of the past and the band to come as SVG.

    Args:
        past: year → count.
        points: the forecast from the next year on.
    """
    base, end = max(past), points[-1]
    years = [base, *(p.year for p in points)]
    low, middle, high = (
        [past[base], *(getattr(p, name) for p in points)] for name in ("low", "value", "high")
    )
    texts = [
        (end.high, f"bis {tens(end.high)}", "normal"),
        (end.value, tens(end.value), "semibold"),
        (end.low, f"von {tens(end.low)}", "normal"),
    ]
    positions, labels = ticks([*past.values(), *low, *high], cut=is_cut_off(past, points))
    left = room(labels)
    right = max(text_width(text, 10, "semibold") for _, text, _ in texts) + 0.35
    with house_style():
        figure, axes = canvas(HEIGHT_CM, left, right, top=0.95)
        scale(axes, "left", (positions[0], positions[-1]), positions, labels, grid=True)
        unit_title(axes, "Kinder", left)
        year_ticks(axes, [*past, *years], WIDTH_CM - left - right)
        axes.fill_between(years, low, high, color=BAND, linewidth=0)
        for edge in (low, high):
            axes.plot(years, edge, color=CITY.line, linewidth=0.6)
        axes.plot(list(past), list(past.values()), color=CITY.line, linewidth=CITY.width)
        axes.plot(years, middle, color=CITY.line, linewidth=2, linestyle=(0, (3, 1.5)))
        for year, count in past.items():
            reading(axes, (year, count), f"{year}: {number(count)}")
        for p in points:
            reading(
                axes, (p.year, p.value), f"{p.year}: {tens(p.value)} (von {tens(p.low)} bis {tens(p.high)})"
            )
        axes.axvline(base, color=MUTED, linewidth=0.8)
        unborn = next((p.year for p in points if p.unborn > 0), None)
        marks = [(base, "gezählt bis hier", -4, "right")]
        if unborn is not None:
            axes.axvline(unborn, color=MUTED, linewidth=0.8, linestyle=(0, (1, 2)))
            marks.append((unborn, "mit Ungeborenen", 0, "left"))
        for year, text, aside, anchor in marks:
            axes.annotate(
                text,
                (year, 1),
                (aside, 3),
                xycoords=("data", "axes fraction"),
                textcoords="offset points",
                fontsize=8.5,
                color=MUTED,
                ha=anchor,
                va="bottom",
            )
        per_cm = (positions[-1] - positions[0]) / (axes.get_position().height * HEIGHT_CM)
        places = dodge([value for value, _, _ in texts], 0.46 * per_cm, positions[0], positions[-1])
        for y, (_, text, weight) in zip(places, texts, strict=True):
            axes.annotate(
                text,
                (end.year, y),
                (0.18 * POINTS_PER_CM, 0),
                textcoords="offset points",
                color=CITY.text,
                fontweight=weight,
                va="center",
                annotation_clip=False,
            )
        return to_svg(figure)
