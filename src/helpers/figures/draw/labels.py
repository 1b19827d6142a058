"""Placing labels so that none covers another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal

from helpers.figures.draw.style import CITY, WIDTH_CM, Tone, contrast, text_width

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ROW_CM, SWATCH_CM, GAP_CM = 0.55, 0.7, 0.35


def dodge(positions: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return the positions moved as little as possible so that they are `gap` apart and within `low`…`high`.

    Neighbours that collide form a block around their mean (pool adjacent violators, isotonic regression).
    When there is not room for all, the gap shrinks evenly. The order is kept, ties in input order.

    >>> dodge([1.0, 1.0, 5.0], gap=1.0, low=0.0, high=10.0)
    [0.5, 1.5, 5.0]
    """
    count = len(positions)
    if count == 0:
        return []
    gap = min(gap, (high - low) / max(count - 1, 1))
    order = sorted(range(count), key=lambda i: positions[i])
    blocks: list[list[float]] = []  # [sum of positions less their offsets, number]
    for rank, i in enumerate(order):
        blocks.append([positions[i] - rank * gap, 1.0])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] >= blocks[-1][0] / blocks[-1][1]:
            total, number = blocks.pop()
            blocks[-1][0] += total
            blocks[-1][1] += number
    bases = [total / number for total, number in blocks for _ in range(int(number))]
    limit = high - (count - 1) * gap
    placed = [0.0] * count
    for rank, i in enumerate(order):
        placed[i] = min(max(bases[rank], low), limit) + rank * gap
    return placed


def spread(middles: Sequence[float], heights: Sequence[float], limit: float) -> list[float]:
    """Return where labels of different heights stand so that none covers its neighbour, close to where they belong.

    >>> spread([1.0, 1.0], [1.0, 1.0], 10.0)
    [0.5, 1.5]
    """
    offsets = [sum(heights[:i]) + h / 2 for i, h in enumerate(heights)]
    blocks: list[
        tuple[float, int]
    ] = []  # sum and number of neighbours that collide (pool adjacent violators)
    for middle, offset in zip(middles, offsets, strict=True):
        blocks.append((middle - offset, 1))
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            (a, m), (b, n) = blocks[-2:]
            blocks[-2:] = [(a + b, m + n)]
    free = [total / count for total, count in blocks for _ in range(count)]
    most = limit - sum(heights)
    return [min(max(f, 0.0), most) + o for f, o in zip(free, offsets, strict=True)]


def legend_rows(entries: Sequence[str], width: float, size: float = 9.5) -> list[list[int]]:
    """Return which entries stand in which row of a legend of `width` centimetres."""
    rows: list[list[int]] = [[]]
    used = 0.0
    for i, text in enumerate(entries):
        needed = SWATCH_CM + text_width(text, size) + GAP_CM
        if rows[-1] and used + needed - GAP_CM > width:
            rows.append([])
            used = 0.0
        rows[-1].append(i)
        used += needed
    return rows


def legend_height(entries: Sequence[str], width: float = WIDTH_CM) -> float:
    """Return the height of a legend in centimetres."""
    return len(legend_rows(entries, width)) * ROW_CM


def legend(
    figure: Figure, entries: Sequence[tuple[str, Tone]], shape: Literal["box", "line", "mark"] = "box"
) -> None:
    """Write a legend in reading order across the top of a figure, as many rows as needed.

    Args:
        figure: where to.
        entries: text and look of each thing.
        shape: filled squares, lines with their dashes, or marks beside the municipality's filled square.
    """
    from matplotlib.lines import Line2D
    from matplotlib.patches import Rectangle

    width, height = (float(side) * 2.54 for side in figure.get_size_inches())
    for row, members in enumerate(legend_rows([text for text, _ in entries], width)):
        y, x = height - (row + 0.5) * ROW_CM, 0.0
        for i in members:
            text, tone = entries[i]
            at, up = x / width, y / height
            if shape == "line":
                figure.add_artist(
                    Line2D(
                        [at, at + 0.6 / width],
                        [up, up],
                        color=tone.line,
                        linestyle=tone.dash,
                        linewidth=tone.width,
                    )
                )
            elif shape == "mark" and tone is not CITY:
                mark = Line2D(
                    [at + 0.16 / width], [up], color=tone.line, marker=tone.marker, linestyle="", markersize=7
                )
                figure.add_artist(mark)
            else:
                figure.add_artist(
                    Rectangle(
                        (at, up - 0.15 / height),
                        0.32 / width,
                        0.3 / height,
                        facecolor=tone.line,
                        edgecolor="#767676" if contrast(tone.line) < 3 else "none",
                        linewidth=0.5,
                        transform=figure.transFigure,
                    )
                )
            figure.text(
                at + (0.7 if shape == "line" else 0.42) / width, up, text, fontsize=9.5, va="center_baseline"
            )
            x += SWATCH_CM + text_width(text, 9.5) + GAP_CM


NAMES_CM = 5.2
"""Room for the names of areas beside a chart; „Landkreis Mecklenburgische Seenplatte“ takes two lines of it."""


def stacked_lines(texts: Iterable[str], width: float = NAMES_CM, weight: str = "semibold") -> list[str]:
    """Return each text broken into lines of at most `width` centimetres, in the size of names (10 points)."""
    return ["\n".join(wrapped(text, width, 10, weight)) for text in texts]


def widest(texts: Iterable[str], weight: str = "semibold") -> float:
    """Return the width of the longest line of some texts, in centimetres."""
    return max(text_width(line, 10, weight) for text in texts for line in text.split("\n"))


def most_lines(texts: Iterable[str]) -> int:
    """Return how many lines the highest of some texts takes."""
    return max(text.count("\n") + 1 for text in texts)


def wrapped(text: str, width: float, size: float = 9.5, weight: str = "normal") -> list[str]:
    """Return a text as lines of at most `width` centimetres, broken between words."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer, size, weight) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
