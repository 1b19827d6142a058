"""How the reach of an offer is drawn: the interval of each district beside the whole municipality."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from helpers.figures.draw.axes import margin_column, row_height, scale, short, ticks, unit_words
from helpers.figures.draw.labels import legend
from helpers.figures.draw.readings import reading
from helpers.figures.draw.style import CITY, Tone, canvas, house_style, text_width, to_svg
from helpers.figures.steering.reached import ABOVE, BELOW, WITHIN, Reach
from helpers.text.numbers import number, with_unit

if TYPE_CHECKING:
    from helpers.data import Indicator
    from helpers.facts.context import Context

TONES = {
    BELOW: Tone("#B35806", "#8A4403", marker="v", width=2.2),
    WITHIN: Tone("#8E8E8E", "#595959", marker="o", width=1.2),
    ABOVE: Tone("#542788", "#542788", marker="^", width=1.6),
}
HEAD = "erreicht (erwartet)"


def draw(report: Context, entry: Indicator, rows: Sequence[Reach], mean: float) -> str:
    """Return a line with its dot for each district as SVG, and a dashed line for the whole municipality.

    Args:
        report: municipality and report year.
        entry: the rate that tells the reach.
        rows: districts from the top down.
        mean: the rate in the whole municipality.
    """
    names = [f"{r.area.code} {r.area.name}" for r in rows]
    marks = [f"{number(r.pool.part)} ({number(r.expected)})" for r in rows]
    left = max(text_width(name, 9.5, "semibold") for name in names) + 0.25
    right = max(text_width(text, 9) for text in (*marks, HEAD)) + 0.35
    factors = [r.pool.factor / r.pool.whole for r in rows]
    positions, labels = ticks([max(max(r.pool.rate for r in rows), mean) * 1.35])
    limit = positions[-1]
    with house_style():
        figure, axes = canvas(len(rows) * row_height(len(rows)) + 2.6, left, right, top=1.5, bottom=1.05)
        for y, (row, factor) in enumerate(zip(rows, factors, strict=True)):
            tone = TONES[row.verdict]
            told = f"{names[y]}: {with_unit(row.pool.rate, entry)}; {HEAD}: {marks[y]}"
            reading(axes, (0, y - 0.5), told, (limit, y + 0.5))
            axes.plot(
                [row.low * factor, min(row.high * factor, limit)],
                [y, y],
                color=tone.line,
                linewidth=tone.width,
                solid_capstyle="butt",
            )
            axes.plot(
                [row.pool.rate],
                [y],
                linestyle="",
                marker=tone.marker,
                color=tone.line,
                markersize=7 if row.verdict != WITHIN else 5.5,
                clip_on=False,
            )
        axes.axvline(mean, color=CITY.line, linewidth=1.8, linestyle=(0, (4, 1.6)), zorder=0)
        drawn = scale(axes, "left", (len(rows) - 0.4, -0.7), range(len(rows)), names)
        for label, row in zip(drawn, rows, strict=True):
            if row.verdict == BELOW:
                label.set(fontweight="semibold", color=TONES[BELOW].text)
        scale(axes, "bottom", (0, limit), positions, labels, title=unit_words(entry.unit), marks=True)
        margin_column(axes, right, HEAD, marks, [r.verdict == BELOW for r in rows], size=9)
        axes.annotate(
            f"{report.name} {short(mean, entry)}",
            (mean, 1),
            (0, 4),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            fontsize=9.5,
            fontweight="semibold",
            color=CITY.text,
            ha="center",
            annotation_clip=False,
        )
        used = [(text, tone) for text, tone in TONES.items() if any(r.verdict == text for r in rows)]
        legend(figure, used, shape="mark")
        return to_svg(figure)
