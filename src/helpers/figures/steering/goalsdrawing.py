"""How the traffic-light table is drawn: goal, way from start to target, sign and word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from helpers.figures.draw.axes import short
from helpers.figures.draw.labels import wrapped
from helpers.figures.draw.style import (
    CITY,
    INK,
    MUTED,
    PEER,
    WIDTH_CM,
    add_axes,
    house_style,
    text_width,
    to_svg,
)
from helpers.text.lights import Light

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from helpers.figures.steering.standings import Standing

TEXT_CM, WORD_CM = 5.2, 3.5
LINE_CM, LEAST_CM = 0.44, 2.0
HEAD_CM = 0.75
BEYOND = 0.12
"""Part of the way by which a mark may lie before the start or beyond the target."""


def draw(rows: Sequence[Standing]) -> str:
    """Return the table as SVG; all positions are in centimetres from the top left.

    Args:
        rows: goals with where they stand.
    """
    from matplotlib.figure import Figure

    lines = [
        (
            wrapped(f"{s.goal.number}  {s.goal.text}", TEXT_CM - 0.2, 9.5, "semibold"),
            wrapped(s.measured, TEXT_CM - 0.2, 8.5),
        )
        for s in rows
    ]
    heights = [max(LEAST_CM, LINE_CM * (len(a) + len(b)) + 0.45) for a, b in lines]
    whole = HEAD_CM + sum(heights)
    with house_style():
        figure = Figure(figsize=(WIDTH_CM / 2.54, whole / 2.54))
        axes = add_axes(figure, (0, 0, 1, 1))
        axes.set_xlim(0, WIDTH_CM)
        axes.set_ylim(whole, 0)
        for text, x in (
            ("Ziel und Kennzahl", 0.0),
            ("Weg vom Start zum Ziel", TEXT_CM + 0.3),
            ("Stand", WIDTH_CM - WORD_CM + 0.25),
        ):
            axes.text(x, HEAD_CM / 2, text, fontsize=9, color=MUTED, va="center")
        top = HEAD_CM
        for standing, (title, measured), height in zip(rows, lines, heights, strict=True):
            axes.plot([0, WIDTH_CM], [top, top], color="#C9C9C9", linewidth=0.8)
            y = top + (height - LINE_CM * (len(title) + len(measured))) / 2 + LINE_CM / 2
            for text, size, weight, colour in (
                *((t, 9.5, "semibold", INK) for t in title),
                *((t, 8.5, "normal", MUTED) for t in measured),
            ):
                axes.text(0, y, text, fontsize=size, fontweight=weight, color=colour, va="center")
                y += LINE_CM
            _way(axes, standing, top + height / 2)
            _light(axes, standing.light, top + height / 2)
            top += height
        return to_svg(figure)


def _way(axes: Axes, standing: Standing, y: float) -> None:
    """Draw the line from start to target with the latest figure and where it should be."""
    left, right = TEXT_CM + 0.75, WIDTH_CM - WORD_CM - 0.75
    if standing.start is None or standing.now is None or standing.due is None:
        why = "seither anders gezählt" if standing.broken else "noch keine Zahl"
        axes.text((left + right) / 2, y, why, fontsize=9, color=MUTED, ha="center", va="center")
        return
    entry, goal = standing.entry, standing.goal
    first, last = standing.start.number, goal.target

    def at(value: float) -> float:
        part = (value - first) / (last - first) if last != first else 1.0
        return left + (right - left) * min(1 + BEYOND, max(-BEYOND, part))

    axes.plot([left, right], [y, y], color=PEER.line, linewidth=1.6, solid_capstyle="butt")
    axes.plot([left], [y], marker="|", color=PEER.line, markersize=9, markeredgewidth=1.6)
    axes.plot([right], [y], marker="D", color=INK, markersize=6.5)
    axes.plot([at(standing.due)], [y], marker="|", color=INK, markersize=13, markeredgewidth=1.4)
    axes.plot(
        [at(standing.now.number)], [y], marker="o", color=CITY.line, markersize=8.5, markeredgecolor="white"
    )
    own = short(standing.now.number, entry)
    half = text_width(own, 9.5, "semibold") / 2
    where = min(max(at(standing.now.number), TEXT_CM + half), WIDTH_CM - WORD_CM - half)
    axes.text(
        where, y - 0.46, own, fontsize=9.5, fontweight="semibold", color=CITY.text, ha="center", va="center"
    )
    for x, value, year in ((left, first, standing.start.period[:4]), (right, last, str(goal.until))):
        axes.text(x, y + 0.4, short(value, entry), fontsize=8.5, color=INK, ha="center", va="center")
        axes.text(x, y + 0.76, year, fontsize=8.5, color=MUTED, ha="center", va="center")


def _light(axes: Axes, state: Light, y: float) -> None:
    from matplotlib.path import Path

    x = WIDTH_CM - WORD_CM + 0.45
    markers = {
        Light.ON_COURSE: "^",
        Light.DELAYED: ">",
        Light.UNSURE: "D",
        Light.OFF_COURSE: "v",
        Light.MISSED: "X",
        Light.OPEN: "_",
    }
    strokes = {
        Light.REACHED: Path([(-1, 0), (-0.35, -0.75), (1, 0.9)]),
        Light.REBASED: Path(
            [(-1, 0.35), (1, 0.35), (-1, -0.35), (1, -0.35), (-0.5, -1), (0.5, 1)],
            [Path.MOVETO, Path.LINETO] * 3,
        ),
    }
    if state in strokes:
        axes.plot(
            [x],
            [y],
            marker=strokes[state],
            markersize=11,
            markerfacecolor="none",
            markeredgecolor=state.colour,
            markeredgewidth=2.6,
        )
    else:
        axes.plot([x], [y], marker=markers[state], color=state.colour, markersize=10)
    axes.text(
        x + 0.4, y, state.word, fontsize=9.5, fontweight="semibold", color=state.colour, va="center_baseline"
    )
