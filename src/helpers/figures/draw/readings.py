"""Values that a chart says on the web, where the pointer, the finger or the keyboard is: as titles of unseen boxes in the SVG.

A browser shows a title by itself; the page's script (`assemble/charts/charts.js`) shows it at once, on touch and by keyboard, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.artist import Artist

from helpers.facts.series import SYMBOLS, Cell
from helpers.text.numbers import period_label, with_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase
    from matplotlib.transforms import Transform

    from helpers.data import Indicator
    from helpers.facts.series import Series

POINT = 3.5
"""Half of the box of a point, in points of print."""
Point = tuple[float, float]


class Reading(Artist):
    """A value at a place; only our SVG writer knows it, other pictures are drawn without."""

    zorder = 10.0  # above all that is drawn, so that nothing takes the pointer

    def __init__(self, scale: Transform, corners: tuple[Point, Point], text: str) -> None:
        super().__init__()
        self.scale, self.corners, self.text = scale, corners, text

    def draw(self, renderer: RendererBase, *_: Any) -> None:
        """Write it as a box (left, top, width, height) that can be met."""
        write = getattr(renderer, "draw_value", None)
        if write is None or self.figure is None:
            return
        (x0, y0), (x1, y1) = self.scale.transform(self.corners)
        left, right, low, high = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
        wide, tall = max(POINT - (right - left) / 2, 0.0), max(POINT - (high - low) / 2, 0.0)
        top = self.figure.bbox.height - high - tall
        write((left - wide, top, right - left + 2 * wide, high - low + 2 * tall), self.text)


def reading(axes: Axes, at: Point, text: str, to: Point | None = None) -> None:
    """Say a value at a point of the axes, or on the box from there to the opposite corner `to`."""
    axes.add_artist(Reading(axes.transData, (at, to or at), text))


def lines_read(axes: Axes, series: Sequence[Series], entry: Indicator, what: str = "") -> None:
    """Say the values of lines over the years."""
    for s in series:
        for year, number in s.points.items():
            label = ", ".join(filter(None, (what, s.label)))
            reading(axes, (year, number), told(label, s.cells[year], entry))


def told(label: str, cell: Cell, entry: Indicator) -> str:
    """Return „Augsburg, 2023: 12,3 %“; a cell without a number says its symbol."""
    where = ", ".join(filter(None, (label.replace("\n", " "), period_label(cell.period))))
    said = SYMBOLS[cell.status] if cell.value is None else with_unit(cell.value, entry)
    return f"{where}: {said}"


AREA = "ort "
"""How the name begins of an outline that says its value: key and text follow."""


def area_read(code: str, text: str) -> str:
    """Return the name (`gid`) by which our SVG writer knows that an outline says a value."""
    return f"{AREA}{code} {text}"
