"""How a need-weighted allocation is drawn: today's amount and that by need, district by district."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpers.figures.draw.axes import margin_column, row_height, scale, ticks
from helpers.figures.draw.labels import legend
from helpers.figures.draw.readings import reading
from helpers.figures.draw.style import CITY, PEER, Tone, canvas, house_style, text_width, to_svg
from helpers.text.numbers import signed

if TYPE_CHECKING:
    from helpers.data import Area
    from helpers.figures.steering.allocated import Allocation

TODAY = Tone("#8E8E8E", "#595959", marker="s", width=1.6)
BY_NEED = CITY._replace(marker="o")
"""The municipality's colour, but a dot where legends would draw its square."""


def draw(done: Allocation, areas: list[Area], gaps: dict[str, float]) -> str:
    """Return today's amount and that by need of each district as SVG, with the difference at the right.

    Args:
        done: the plan carried out.
        areas: the districts from the top down.
        gaps: how much each would get more.
    """
    names = [f"{a.code} {a.name}" for a in areas]
    marks = [
        signed(gaps[a.ags], done.decimals) if done.today else done.amount(done.given[a.ags]) for a in areas
    ]
    head = "Unterschied" if done.today else done.plan.einheit
    left = max(text_width(name, 9.5) for name in names) + 0.25
    right = max(text_width(text, 9.5) for text in (*marks, head)) + 0.4
    positions, labels = ticks([max([*done.given.values(), *done.today.values()]) * 1.04])
    most = positions[-1]
    with house_style():
        figure, axes = canvas(len(areas) * row_height(len(areas)) + 2.4, left, right, top=1.15, bottom=1.05)
        for y, area in enumerate(areas):
            now, then = done.today.get(area.ags, 0.0), done.given[area.ags]
            if done.today:
                axes.plot([now, then], [y, y], color=PEER.line, linewidth=1.6, zorder=1)
                axes.plot(
                    [now],
                    [y],
                    linestyle="",
                    marker=TODAY.marker,
                    color=TODAY.line,
                    markersize=6,
                    zorder=2,
                    clip_on=False,
                )
            amounts = [
                f"nach Bedarf {done.amount(then)}",
                *([f"heute {done.amount(now)}"] if done.today else []),
            ]
            reading(axes, (0, y - 0.5), f"{names[y]}: {', '.join(amounts)}", (most, y + 0.5))
            axes.plot(
                [then],
                [y],
                linestyle="",
                marker="o",
                color=CITY.line,
                markersize=7.5,
                zorder=3,
                clip_on=False,
            )
        margin_column(axes, right, head, marks, [bool(gaps[a.ags]) for a in areas])
        scale(axes, "left", (len(areas) - 0.4, -0.6), range(len(areas)), names)
        scale(axes, "bottom", (0, most), positions, labels, title=done.plan.einheit, marks=True, grid=True)
        entries = [("nach Bedarf", BY_NEED), *([("heute", TODAY)] if done.today else [])]
        legend(figure, entries, shape="mark")
        return to_svg(figure)
