"""How a district map is drawn: areas, numbers, legend and scale; what it shows is decided in `map`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from helpers.figures.districts.maplabels import Frame, Room, dense, inside, spots
from helpers.figures.draw.labels import wrapped
from helpers.figures.draw.readings import area_read
from helpers.figures.draw.style import (
    INK,
    MUTED,
    WIDTH_CM,
    add_axes,
    canvas,
    house_style,
    text_on,
    text_width,
    to_svg,
)
from helpers.text.numbers import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.patches import Patch
    from shapely import Geometry

    from helpers.data import Area

LEGEND_CM = 5.4
INSET_CM, ZOOM = 5.2, 4.5
"""How wide the inset of a dense centre is, and the part of the map's extent that it shows."""

HIGHEST_CM = 14.0
SMALL, SMALLER = 8.5, 7.0
MANY = 40
"""With more districts their numbers are smaller."""

FINEST, POINTS = 1500, 1400
"""Borders are drawn to this part of the map's extent, or coarser: with so many points, and an inset, a map of 99 areas stays
below 80 kB."""


class Group(NamedTuple):
    """One class of a map: its text in the legend, its colour, and whether it is hatched."""

    text: str
    colour: str
    hatch: str = ""


def draw(
    shapes: Mapping[str, Geometry],
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
    simple = dict(zip(shapes, simplified(list(shapes.values())), strict=True))
    lines = [wrapped(g.text, LEGEND_CM - 1.0, 9.5) for g in groups]
    title_lines = wrapped(title, LEGEND_CM - 0.3, 9.5, "semibold")
    needed = 0.4 + 0.42 * len(title_lines) + sum(0.42 * len(line) + 0.2 for line in lines) + 0.3
    per_cm = max((east - west) / room, (north - south) / height)
    sheet = Sheet(
        areas, {a.ags: groups[member[a.ags]] for a in areas}, told, SMALL if len(areas) <= MANY else SMALLER
    )
    window = dense(sheet.rooms(simple, per_cm), max(east - west, north - south) / ZOOM)
    tall = max(height, needed + (INSET_CM + 0.3 if window else 0)) + 0.7
    with house_style():
        figure, axes = canvas(tall, 0.0, LEGEND_CM, top=0.05, bottom=0.65)
        axes.set_aspect("equal", adjustable="box", anchor="NW")
        edge = 0.05 * per_cm  # room for the line of the border
        frame = (west - edge, south - edge, east + edge, north + edge)
        _areas(axes, sheet, simple, frame)
        _numbers(axes, sheet, sheet.rooms(simple, per_cm, but_in=window), frame, per_cm)
        if window:
            _inset(figure, sheet, simple, window)
            _outlined(axes, window)
        _legend(figure, title_lines, groups, lines)
        _scale(figure, per_cm)
        return to_svg(figure)


class Sheet(NamedTuple):
    """What all views of a map share: the districts, the class of each, and the size of their numbers in points."""

    areas: Sequence[Area]
    groups: Mapping[str, Group]
    told: Mapping[str, str]
    size: float

    @property
    def height_cm(self) -> float:
        """The height of a number."""
        return self.size * 1.15 / 72 * 2.54

    def rooms(
        self, shapes: Mapping[str, Geometry], per_cm: float, but_in: Frame | None = None
    ) -> dict[str, Room]:
        """Return the room that numbers have in their areas, without those that are too small for it within a frame."""
        import shapely

        found = {}
        for area in self.areas:
            if area.ags not in shapes:
                continue
            circle = shapely.maximum_inscribed_circle(shapes[area.ags], tolerance=per_cm / 20)
            half = per_cm * (text_width(area.code, self.size) / 2 + 0.03)
            x, y = circle.coords[0]
            room = Room(x, y, circle.length, half)
            if not (but_in and room.crowded and inside(room, but_in)):
                found[area.ags] = room
        return found


def _areas(axes: Axes, sheet: Sheet, shapes: Mapping[str, Geometry], frame: Frame) -> None:
    axes.set_xlim(frame[0], frame[2])
    axes.set_ylim(frame[1], frame[3])
    codes = {area.ags: area.code for area in sheet.areas}
    for ags, shape in shapes.items():
        outline = _fill(axes, shape, sheet.groups[ags])
        outline.set_gid(area_read(codes[ags], sheet.told[ags]))


def _inset(figure: Figure, sheet: Sheet, shapes: Mapping[str, Geometry], window: Frame) -> None:
    """Draw the densest part of the map once more, larger, below the legend."""
    import shapely

    width, height = (float(side) * 2.54 for side in figure.get_size_inches())
    axes = add_axes(
        figure, ((width - INSET_CM) / width, 0.65 / height, (INSET_CM - 0.05) / width, INSET_CM / height)
    )
    parts = {ags: shapely.clip_by_rect(shape, *window) for ags, shape in shapes.items()}
    parts = {ags: part for ags, part in parts.items() if part.area}
    per_cm = (window[2] - window[0]) / INSET_CM
    _areas(axes, sheet, parts, window)
    whole = sheet.rooms(shapes, per_cm)
    rooms = {
        ags: room
        for ags, room in sheet.rooms(parts, per_cm).items()
        if not room.crowded or inside(whole[ags], window)
    }
    _numbers(axes, sheet, rooms, window, per_cm)
    _outlined(axes, window)


def _outlined(axes: Axes, window: Frame) -> None:
    """Frame what the inset shows."""
    from matplotlib.patches import Rectangle

    west, south, east, north = window
    axes.add_patch(
        Rectangle((west, south), east - west, north - south, facecolor="none", edgecolor=INK, linewidth=1.0)
    )


def simplified(shapes: Sequence[Geometry]) -> list[Geometry]:
    """Return areas with fewer points, their common borders the same from both sides: as many as a picture needs."""
    import shapely

    west, south, east, north = (float(v) for v in shapely.total_bounds(list(shapes)))
    tolerance = max(east - west, north - south) / FINEST
    while True:
        simple: list[Geometry] = list(shapely.coverage_simplify(list(shapes), tolerance))
        if shapely.get_num_coordinates(simple).sum() <= POINTS or tolerance > max(east - west, north - south):
            return simple
        tolerance *= 1.4


def _fill(axes: Axes, shape: Geometry, group: Group) -> Patch:
    """Draw one area; holes stay open. Return its outline."""
    import shapely
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    rings = [ring for part in shapely.get_parts(shape) for ring in (part.exterior, *part.interiors)]
    path = Path.make_compound_path(*(Path(list(ring.coords), closed=True) for ring in rings))
    if group.hatch:
        axes.add_patch(
            PathPatch(path, facecolor=group.colour, edgecolor="#6B6B6B", linewidth=0, hatch=group.hatch)
        )
    fill = "none" if group.hatch else group.colour
    outline = PathPatch(path, facecolor=fill, edgecolor=INK, linewidth=0.7, joinstyle="round")
    outline.set_clip_on(False)
    axes.add_patch(outline)
    outline.set_clip_path(None)
    return outline


def _numbers(axes: Axes, sheet: Sheet, rooms: Mapping[str, Room], frame: Frame, per_cm: float) -> None:
    """Write the numbers of districts: where there is most room in them, or beside them with a line."""
    places = spots(rooms, per_cm * sheet.height_cm, frame)
    gap = (float("nan"), float("nan"))
    points = [point for spot in places.values() if spot.to for point in (spot.to, (spot.x, spot.y), gap)]
    if points:  # as one line, which is much shorter than many
        x, y = zip(*points, strict=True)
        every = slice(0, None, 3)
        axes.plot(x, y, color=INK, linewidth=0.5, marker="o", markersize=1.6, markevery=every)
    for area in sheet.areas:
        if area.ags not in places:
            continue
        spot, group = places[area.ags], sheet.groups[area.ags]
        boxed = group.hatch or spot.to
        axes.text(
            spot.x,
            spot.y,
            area.code,
            fontsize=sheet.size,
            color=INK if spot.to else text_on(group.colour),
            ha="center",
            va="center",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6} if boxed else None,
        )


def _legend(
    figure: Figure, heading: Sequence[str], groups: Sequence[Group], lines: Sequence[Sequence[str]]
) -> None:
    from matplotlib.patches import Rectangle

    width, height = (float(side) * 2.54 for side in figure.get_size_inches())
    left = width - LEGEND_CM + 0.3
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
