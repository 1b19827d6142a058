"""A chart with what most charts have, drawn before the first real one."""

from __future__ import annotations

from helpers.figures.draw.axes import scale, unit_title
from helpers.figures.draw.style import CITY, LAND, canvas, house_style, to_svg


def sample() -> str:
    """Return a small chart with what most charts have; matplotlib has then read its fonts and imported what it draws with."""
    with house_style():
        figure, axes = canvas(5, 1, 1)
        scale(axes, "left", (0, 2), [0, 2], ["0", "2"], grid=True)
        scale(axes, "bottom", (2020, 2025), [2020, 2025], ["2020", "2025"], marks=True, line=True)
        unit_title(axes, "%", 1)
        axes.plot([2020, 2025], [1, 2], marker=LAND.marker, linestyle=LAND.dash, clip_on=False)
        axes.barh([0, 1], [2021, 2022], color=CITY.line)
        for weight in ("normal", "semibold"):
            axes.annotate("ß", (2022, 1), (3, 0), textcoords="offset points", fontweight=weight)
        return to_svg(figure)
