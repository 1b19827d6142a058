"""Drawing bars that part at the middle of a scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpers.figures.draw.labels import legend, legend_height, wrapped
from helpers.figures.draw.readings import reading
from helpers.figures.draw.style import (
    DIVERGING_STOPS,
    INK,
    MUTED,
    WIDTH_CM,
    Tone,
    canvas,
    house_style,
    text_on,
    text_width,
    to_svg,
)
from helpers.figures.surveys.waves import Answers
from helpers.text.numbers import NBSP, number, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MIDDLE = "#D9D9D9"
PROTECTED = ""
LINE_CM, BAR_CM, GAP_CM = 0.46, 0.5, 0.3
END_CM = 1.2  # for the sums at both ends

Pieces = list[tuple[str, float]]


@dataclass(frozen=True)
class Row:
    """One bar: the question above it, the wave beside it, and its answers."""

    heading: str
    label: str
    found: Answers

    @property
    def name(self) -> str:
        """What stands beside the bar."""
        return f"{self.label}, n{NBSP}={NBSP}{number(self.found.asked.number)}"


def tones(order: Sequence[str]) -> dict[str, str]:
    """Return the colour of each answer: violet where it agrees, grey in the middle, orange where it does not."""
    low, lower, _, higher, high = DIVERGING_STOPS
    half = len(order) // 2
    yes = [high, higher][:half] if half < 3 else [high, "#7A5CA8", higher]
    no = [lower, low][-half:] if half < 3 else [lower, "#D27D23", low]
    return dict(zip(order, [*yes, *[MIDDLE] * (len(order) % 2), *no], strict=True))


def draw(rows: Sequence[Row], order: tuple[str, ...]) -> str:
    """Return the picture: a question above its bars, sums of both sides at their ends.

    Args:
        rows: those of one question one after another, the latest wave first.
        order: the scale from full agreement to none.
    """
    colours = tones(order)
    parts = [_parts(row.found, order) for row in rows]
    entries = [(answer, Tone(colours[answer], "")) for answer in order[::-1]]
    top = legend_height([answer for answer, _ in entries]) + 0.2
    headings = {row.heading: wrapped(row.heading, WIDTH_CM - 0.2, 10, "semibold") for row in rows}
    places, height = _places(rows, headings, top)
    reach = [max(middle / 2 + sum(s for _, s in sides[i]) for sides, middle in parts) for i in (0, 1)]
    names = max(text_width(row.name, 9) for row in rows) + 0.2
    room = (WIDTH_CM - names - 2 * END_CM) / sum(reach)
    with house_style():
        figure, axes = canvas(height, names + END_CM, END_CM, top=top, bottom=0.0)
        axes.set_ylim(height, top)
        axes.set_xlim(-reach[0], reach[1])
        seen = ""
        for row, (sides, middle), at in zip(rows, parts, places, strict=True):
            latest = row.heading != seen
            seen = row.heading
            for i, line in enumerate(headings[seen][::-1] if latest else []):
                y = 1 - (at - LINE_CM * (i + 0.5)) / height
                figure.text(0, y, line, fontsize=10, color=INK, va="center_baseline", weight="semibold")
            y = at + BAR_CM / 2
            tone = INK if latest else MUTED
            figure.text(0, 1 - y / height, row.name, fontsize=9, color=tone, va="center_baseline")
            if middle:
                _piece(axes, order[len(order) // 2], -middle / 2, middle, y, MIDDLE, room)
            for side, sign in zip(sides, (-1, 1), strict=True):
                start = middle / 2
                for answer, share in side:
                    _piece(axes, answer, sign * start, sign * share, y, colours.get(answer, ""), room)
                    start += share
                axes.annotate(
                    percent(start - middle / 2, 0),
                    (sign * start, y),
                    (sign * 4, 0),
                    textcoords="offset points",
                    ha="left" if sign > 0 else "right",
                    va="center_baseline",
                    fontsize=9.5,
                    color=INK,
                    fontweight="semibold" if latest else "normal",
                )
        legend(figure, entries)
        return to_svg(figure)


def _places(rows: Sequence[Row], headings: dict[str, list[str]], top: float) -> tuple[list[float], float]:
    """Return where each bar begins from the top, and how high the picture is; in centimetres."""
    places, height, seen = [], top, ""
    for row in rows:
        if row.heading != seen:
            height += (GAP_CM if seen else 0) + LINE_CM * len(headings[row.heading])
            seen = row.heading
        places.append(height)
        height += BAR_CM + 0.06
    return places, height + 0.15


def _parts(found: Answers, order: tuple[str, ...]) -> tuple[tuple[Pieces, Pieces], float]:
    """Return what stands left and right of the middle, from the middle outwards, and the share of the middle.

    Protected answers of a side are one piece, the outermost: what all others leave.
    """
    half = len(order) // 2
    shown = {a: s for a in order if a in found.cells and (s := found.share(a)) is not None}
    left = [(a, shown[a]) for a in order[len(order) - half :] if a in shown]
    right = [(a, shown[a]) for a in order[:half][::-1] if a in shown]
    if not found.complete:
        agree = any(a in found.cells and a not in shown for a in order[:half])
        (right if agree else left).append((PROTECTED, 100 - sum(shown.values())))
    return (left, right), shown.get(order[half], 0.0) if len(order) % 2 else 0.0


def _piece(axes: Axes, answer: str, start: float, width: float, y: float, colour: str, room: float) -> None:
    """Draw one answer, with its share where there is room (`room`: centimetres per point); protected ones hatched."""
    protected = answer == PROTECTED
    told = answer if protected else f"{answer}: {percent(abs(width), 0)}"
    reading(axes, (start, y - BAR_CM / 2), told, (start + width, y + BAR_CM / 2))
    axes.barh(
        y,
        width,
        left=start,
        height=BAR_CM,
        color="white" if protected else colour,
        edgecolor="#767676" if protected else "white",
        hatch="////" if protected else None,
        linewidth=0.8,
    )
    text = number(abs(width))
    if not protected and text_width(text, 9) < abs(width) * room - 0.08:
        axes.text(
            start + width / 2, y, text, fontsize=9, color=text_on(colour), ha="center", va="center_baseline"
        )
