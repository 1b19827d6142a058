"""How a flow chart is drawn: columns of nodes, bands between them, and their names beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from helpers.facts.series import SYMBOLS, Cell
from helpers.figures.draw.labels import spread, wrapped
from helpers.figures.draw.readings import reading
from helpers.figures.draw.style import (
    INK,
    MUTED,
    POINTS_PER_CM,
    WIDTH_CM,
    canvas,
    house_style,
    ordered,
    text_width,
    to_svg,
)
from helpers.figures.flows.flowlayout import Band, Flows, Node, layout
from helpers.text.numbers import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from helpers.facts.context import Context

HEIGHT_CM, GAP_CM, BAR_CM, HEAD_CM = 11.5, 0.3, 0.28, 0.75
LABEL_CM = 3.1  # of the last stage, beside the picture
THIN_CM = 0.12
SIZE = 8.5
GREY = "#8E8E8E"


def draw(report: Context, found: Flows, through: Sequence[str], start: str) -> str:
    """Return the picture as SVG: a column of nodes per stage, and bands between them as wide as numbers are large.

    Args:
        report: municipality and report year.
        found: the numbers.
        through: dimensions in the order of time.
        start: what all have in common before the first.
    """
    sizes = [{start: found.whole.number}] + [
        {name: cell.value or 0.0 for name, cell in stage.items() if cell.value or cell.status != "zero"}
        for stage in found.stages
    ]
    steps = [
        {(start, name): size for name, size in sizes[1].items()},
        *({edge: cell.value for edge, cell in step.items() if cell.value} for step in found.steps),
    ]
    nodes, bands = layout(sizes, steps, HEIGHT_CM, GAP_CM)
    tones = [{start: GREY}, *(colours(report, d) for d in through)]
    heads = [f"{start} {number(found.whole.number)}", *(report.dimension(d).name for d in through)]
    xs = _columns(start, nodes)
    with house_style():
        figure, axes = canvas(HEIGHT_CM + HEAD_CM, 0, 0, top=HEAD_CM, bottom=0)
        axes.set_xlim(0, WIDTH_CM)
        axes.set_ylim(HEIGHT_CM, 0)
        for band in bands:
            _band(axes, band, xs[band.stage] + BAR_CM, xs[band.stage + 1], tones[band.stage][band.source])
        for i, stage in enumerate(nodes):
            for name, node in stage.items():
                size = found.whole if not i else found.stages[i - 1][name]
                reading(
                    axes,
                    (xs[i], node.top),
                    f"{heads[i]}, {name}: {_told(size)}" if i else heads[0],
                    (xs[i] + BAR_CM, node.bottom),
                )
                axes.bar(
                    xs[i],
                    node.bottom - node.top,
                    BAR_CM,
                    node.top,
                    align="edge",
                    color=tones[i].get(name, GREY),
                )
            if i:
                room = (xs[i + 1] if i + 1 < len(xs) else WIDTH_CM) - xs[i] - BAR_CM - 0.3
                _labels(axes, stage, found.stages[i - 1], xs[i] + BAR_CM + 0.1, room)
        for x, text in zip(xs, heads, strict=True):
            _heading(axes, x, text, xs)
        return to_svg(figure)


def colours(report: Context, by: str) -> dict[str, str]:
    """Return a colour per value of a dimension; types of school have theirs in whatever dimension they stand."""
    values, types = report.dimension(by).values, report.dimension("schulart").values
    if set(values) & set(types):
        known = dict(zip(types, ordered(len(types)), strict=True))
        return {value: known.get(value, GREY) for value in values}
    return dict(zip(values, ordered(len(values)), strict=True))


def _tint(colour: str) -> str:
    """Return a colour as pale as a band is, so that what is written on it can be read."""
    from matplotlib.colors import to_hex, to_rgb

    red, green, blue = (1 - 0.38 * (1 - c) for c in to_rgb(colour))
    return to_hex((red, green, blue))


def _columns(start: str, nodes: Sequence[Mapping[str, Node]]) -> list[float]:
    """Return where the stages stand: each has room for the longest word beside it, and what is left is shared."""
    needed = [text_width(start, SIZE, "semibold") + 0.3] + [
        max(text_width(word, SIZE) for name in stage for word in name.split()) + BAR_CM + 0.3
        for stage in nodes[1:-1]
    ]
    free = WIDTH_CM - LABEL_CM - BAR_CM
    spare = (free - sum(needed)) / len(needed)
    widths = [w + spare for w in needed] if spare > 0 else [w * free / sum(needed) for w in needed]
    return [sum(widths[:i]) for i in range(len(nodes))]


def _band(axes: Axes, band: Band, left: float, right: float, colour: str) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    middle = (left + right) / 2
    (a, b), (c, d) = band.left, band.right
    points = [
        (left, a),
        (middle, a),
        (middle, c),
        (right, c),
        (right, d),
        (middle, d),
        (middle, b),
        (left, b),
    ]
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3]
    tint = _tint(colour)
    edge = "white" if b - a > THIN_CM else tint  # a thin band would be all edge
    axes.add_patch(PathPatch(Path(points, codes), facecolor=tint, edgecolor=edge, linewidth=0.4))


def _labels(axes: Axes, stage: Mapping[str, Node], cells: Mapping[str, Cell], x: float, room: float) -> None:
    """Write each node's name and number beside it, none over another."""
    texts = {name: "\n".join(wrapped(f"{name} {_told(cells[name])}", room, SIZE)) for name in stage}
    line = SIZE / POINTS_PER_CM * 1.22
    heights = [line * (text.count("\n") + 1) for text in texts.values()]
    middles = [(node.top + node.bottom) / 2 for node in stage.values()]
    for text, y in zip(texts.values(), spread(middles, heights, HEIGHT_CM), strict=True):
        axes.text(
            x,
            y,
            text,
            fontsize=SIZE,
            va="center",
            linespacing=1.0,
            color=INK,
            bbox={"facecolor": "white", "alpha": 0.72, "edgecolor": "none", "pad": 0.6},
        )


def _told(cell: Cell) -> str:
    return number(cell.value) if cell.value is not None else SYMBOLS["suppressed"]


def _heading(axes: Axes, x: float, text: str, xs: Sequence[float]) -> None:
    following = next((other for other in xs if other > x), WIDTH_CM)
    lines = wrapped(text, following - x - 0.2, SIZE, "semibold")
    axes.text(
        x,
        -0.12,
        "\n".join(lines),
        fontsize=SIZE,
        fontweight="semibold",
        color=MUTED,
        va="bottom",
        linespacing=1.0,
    )
