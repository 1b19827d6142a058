"""How the gaps in what is offered are drawn: a coloured cell per district and transition, and what is missing framed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from helpers.data.districts import natural_breaks
from helpers.figures.districts.map import SEQUENTIAL
from helpers.figures.draw.axes import row_height, scale
from helpers.figures.draw.labels import legend, legend_height, wrapped
from helpers.figures.draw.readings import reading
from helpers.figures.draw.style import INK, Tone, canvas, house_style, text_on, text_width, to_svg
from helpers.figures.steering.offered import Offered, text_of
from helpers.text.numbers import number, printed

if TYPE_CHECKING:
    from helpers.data import Area

NOTHING = "#FBE3CD"
NO_OFFER = "kein Angebot"
CELL_CM = 0.52


def draw(found: Offered, areas: Sequence[Area]) -> str:
    """Return the colour table as SVG: a row per district, a column per transition.

    Args:
        found: offers and need.
        areas: the districts from the top down.
    """
    from matplotlib.patches import Rectangle

    transitions = list(found.needs)
    values = {
        (a.ags, t): value
        for a in areas
        for t in transitions
        if (value := found.per_100(a.ags, t)) is not None and value > 0
    }
    ranked = sorted(values, key=lambda key: values[key])
    classes = dict(zip(ranked, natural_breaks([printed(values[k]) for k in ranked], 3), strict=True))
    tones = (SEQUENTIAL[1], SEQUENTIAL[2], SEQUENTIAL[4])
    names = [f"{a.code} {a.name}" for a in areas]
    left = max(text_width(name, 9.5) for name in names) + 0.25
    keys = [(NO_OFFER, Tone(NOTHING, ""))]
    for group in sorted(set(classes.values())):
        inside = [printed(values[k]) for k in ranked if classes[k] == group]
        low, high = min(inside), max(inside)
        keys.append(
            (f"{number(low)} bis {number(high)}" if low < high else number(low), Tone(tones[group], ""))
        )
    heads = [wrapped(t, 2.35, 9.5, "semibold") for t in transitions]
    top = legend_height([k for k, _ in keys]) + 0.45 * max(map(len, heads)) + 0.3
    with house_style():
        figure, axes = canvas(
            len(areas) * row_height(len(areas), CELL_CM, 0.42) + top + 0.1, left, 0.05, top=top, bottom=0.1
        )
        scale(axes, "left", (len(areas), 0), [y + 0.5 for y in range(len(areas))], names)
        middles = [x + 0.5 for x in range(len(transitions))]
        titles = ["\n".join(h) for h in heads]
        scale(axes, "top", (0, len(transitions)), middles, titles, fontweight="semibold")
        for y, area in enumerate(areas):
            for x, transition in enumerate(transitions):
                value = found.per_100(area.ags, transition)
                colour = (
                    "#FFFFFF" if value is None else tones[classes[area.ags, transition]] if value else NOTHING
                )
                axes.add_patch(
                    Rectangle(
                        (x + 0.02, y + 0.05),
                        0.96,
                        0.9,
                        facecolor=colour,
                        edgecolor="#B35806" if value == 0 else "none",
                        linewidth=1.2,
                    )
                )
                text = text_of(found, area, transition)
                reading(axes, (x, y), f"{names[y]}, {transition}: {text}", (x + 1, y + 1))
                axes.text(
                    x + 0.5, y + 0.5, text, fontsize=9, color=text_on(colour) if value else INK, ha="center", va="center_baseline",
                    fontweight="semibold" if value == 0 else "normal",
                )  # fmt: skip
        legend(figure, keys)
        return to_svg(figure)
