"""Values that a chart says on the web, where the pointer, the finger or the keyboard is: as titles of unseen boxes in the SVG.

A browser shows a title by itself; the page's script (`assemble/charts/charts.js`) shows it at once, on touch and by keyboard, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.artist import Artist

from helpers.text.numbers import period_label, with_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase

    from helpers.data import Indicator
    from helpers.facts.series import Cell, Series

POINT = 3.5
"""Half of the box of a point, in points of print."""
Point = tuple[float, float]


class _Value(Artist):
    """A value at a place; only our SVG writer knows it, other pictures are drawn without."""

    zorder = 10.0  # above all that is drawn, so that nothing takes the pointer

    def __init__(self, axes: Axes, corners: tuple[Point, Point], text: str) -> None:
        super().__init__()
        self.place, self.corners, self.text = axes.transData, corners, text
        self.sheet = axes.figure.bbox

    def draw(self, renderer: RendererBase, *_: Any) -> None:
        write = getattr(renderer, "draw_value", None)
        if write is None:
            return
        (x0, y0), (x1, y1) = self.place.transform(self.corners)
        left, right, low, high = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
        wide, tall = max(POINT - (right - left) / 2, 0.0), max(POINT - (high - low) / 2, 0.0)
        top = self.sheet.height - high - tall
        write((left - wide, top, right - left + 2 * wide, high - low + 2 * tall), self.text)


def value(axes: Axes, at: Point, text: str, to: Point | None = None) -> None:
    """Say a value at a point of the axes, or on the box from one corner `to` the other."""
    axes.add_artist(_Value(axes, (at, to or at), text))


def values(axes: Axes, series: Sequence[Series], entry: Indicator) -> None:
    """Say the values of lines over the years."""
    for s in series:
        for year, number in s.points.items():
            value(axes, (year, number), told(s.label, s.cells[year], entry))


def told(label: str, cell: Cell, entry: Indicator) -> str:
    """Return „Augsburg 2023: 12,3 %“; what has no number by its symbol."""
    return f"{label}, {period_label(cell.period)}: {with_unit(cell.number, entry)}"
