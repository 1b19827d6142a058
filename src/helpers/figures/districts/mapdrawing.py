"""How a district map is drawn: areas, numbers, legend and scale; what it shows is decided in `map`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from helpers.figures.draw.labels import wrapped
from helpers.figures.draw.readings import area_read
from helpers.figures.draw.style import INK, MUTED, WIDTH_CM, canvas, house_style, text_on, text_width, to_svg
from helpers.text.numbers import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.patches import Patch

    from helpers.data import Area

LEGEND_CM = 5.4
HIGHEST_CM = 14.0
SMALL = 8.5


class Group(NamedTuple):
    """One class of a map: its text in the legend, its colour, and whether it is hatched."""

    text: str
    colour: str
    hatch: str = ""


def draw(
    shapes: Mapping[str, object],
    areas: Sequence[Area],
    groups: Sequence[Group],
    member: Mapping[str, int],
    title: str,
    told: Mapping[str, str],
) -> str:
    """Return the map as SVG: areas in the colours of their groups, numbers, legend and scale.

    Args:
        shapes: key → area in metres.
        areas: the districts.
        groups: classes in the order of the legend.
        member: key → position in `groups`.
        title: heading of the legend.
        told: key → what the area says when it is pointed at.
    """
    import shapely

    west, south, east, north = (float(v) for v in shapely.total_bounds(list(shapes.values())))
    room = WIDTH_CM - LEGEND_CM
    height = min(room * (north - south) / (east - west), HIGHEST_CM)
    simple = dict(
        zip(
            shapes,
            shapely.coverage_simplify(list(shapes.values()), max(east - west, north - south) / 1500),
            strict=True,
        )
    )
    lines = [wrapped(g.text, LEGEND_CM - 1.0, 9.5) for g in groups]
    needed = 0.8 + sum(0.42 * len(line) + 0.2 for line in lines) + 0.3
    with house_style():
        figure, axes = canvas(max(height, needed) + 0.7, 0.0, LEGEND_CM, top=0.05, bottom=0.65)
        axes.set_aspect("equal", adjustable="box", anchor="NW")
        per_cm = max((east - west) / room, (north - south) / height)
        axes.set_xlim(west - 0.05 * per_cm, east + 0.05 * per_cm)  # room for the line of the border
        axes.set_ylim(south - 0.05 * per_cm, north + 0.05 * per_cm)
        for area in areas:
            group = groups[member[area.ags]]
            outline = _fill(axes, simple[area.ags], group)
            outline.set_gid(area_read(area.code, told[area.ags]))
        for area in areas:
            _name(axes, simple[area.ags], area.code, groups[member[area.ags]], per_cm)
        _legend(figure, title, groups, lines)
        _scale(figure, per_cm)
        return to_svg(figure)


def _fill(axes: Axes, shape: object, group: Group) -> Patch:
    """Draw one area; holes stay open. Return its outline."""
    import shapely
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    rings = [ring for part in shapely.get_parts(shape) for ring in (part.exterior, *part.interiors)]
    path = Path.make_compound_path(*(Path(list(ring.coords), closed=True) for ring in rings))
    outline = {"linewidth": 0.7, "edgecolor": INK, "joinstyle": "round"}
    if group.hatch:  # drawn in the colour of the edge
        axes.add_patch(
            PathPatch(path, facecolor=group.colour, edgecolor="#6B6B6B", linewidth=0, hatch=group.hatch)
        )
        outline["facecolor"] = "none"
    return axes.add_patch(PathPatch(path, **{"facecolor": group.colour, **outline}))


def _name(axes: Axes, shape: object, text: str, group: Group, per_cm: float) -> None:
    """Write a district's number where there is most room for it; areas too small for it go without."""
    import shapely

    circle = shapely.maximum_inscribed_circle(shape, tolerance=per_cm / 20)
    x, y = circle.coords[0]
    if circle.length / per_cm < 0.6 * text_width(text, SMALL):
        return
    box = {"facecolor": "white", "edgecolor": "none", "pad": 1} if group.hatch else None
    axes.text(x, y, text, fontsize=SMALL, color=text_on(group.colour), ha="center", va="center", bbox=box)


def _legend(figure: Figure, title: str, groups: Sequence[Group], lines: Sequence[Sequence[str]]) -> None:
    from matplotlib.patches import Rectangle

    width, height = (float(side) * 2.54 for side in figure.get_size_inches())
    left = width - LEGEND_CM + 0.3
    heading = wrapped(title, LEGEND_CM - 0.3, 9.5, "semibold")
    y = height - 0.25
    for line in heading:
        figure.text(left / width, y / height, line, fontsize=9.5, fontweight="semibold", va="center")
        y -= 0.42
    y -= 0.1
    for group, texts in zip(groups, lines, strict=True):
        figure.add_artist(
            Rectangle(
                (left / width, (y - 0.17) / height),
                0.5 / width,
                0.34 / height,
                facecolor=group.colour,
                edgecolor="#6B6B6B",
                linewidth=0.6,
                hatch=group.hatch,
                transform=figure.transFigure,
            )
        )
        for line in texts:
            figure.text((left + 0.65) / width, y / height, line, fontsize=9.5, va="center")
            y -= 0.42
        y -= 0.2


def _scale(figure: Figure, per_cm: float) -> None:
    """Draw a bar of a round length below the map."""
    from matplotlib.lines import Line2D

    width, height = (float(side) * 2.54 for side in figure.get_size_inches())
    wanted = per_cm * 2.5
    power = 10 ** math.floor(math.log10(wanted))
    metres = max(step * power for step in (1, 2, 5) if step * power <= wanted)
    length = metres / per_cm
    text = f"{number(metres / 1000)} km" if metres >= 1000 else f"{number(metres)} m"
    figure.add_artist(
        Line2D(
            [0.1 / width, (0.1 + length) / width],
            [0.3 / height] * 2,
            color=MUTED,
            linewidth=2,
            solid_capstyle="butt",
        )
    )
    figure.text(
        (0.25 + length) / width,
        0.3 / height,
        text.replace(" ", "\u00a0"),
        fontsize=SMALL,
        color=MUTED,
        va="center",
    )
