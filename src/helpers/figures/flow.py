"""Flow chart: how many of a group go which way from stage to stage, such as a cohort through school."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Unpack

from helpers.errors import NoData
from helpers.figures.describe import Texts, cell_text, finish
from helpers.figures.flowlayout import Band, Node, layout
from helpers.figures.labels import wrapped
from helpers.figures.series import SYMBOLS, Cell, Series
from helpers.figures.shown import Column, Shown
from helpers.figures.style import (
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
from helpers.text.markdown import Markdown, escape
from helpers.text.numbers import number, percent, period_label, with_unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from helpers.figures.context import Context

HEIGHT_CM, GAP_CM, BAR_CM, HEAD_CM = 11.5, 0.3, 0.28, 0.75
LABEL_CM = 3.1  # of the last stage, beside the picture
THIN_CM = 0.12
SIZE = 8.5
GREY = "#8E8E8E"


@dataclass(frozen=True)
class Flows:
    """Numbers of one year: the whole, the values of each stage, and the flows of each step."""

    whole: Cell
    stages: list[dict[str, Cell]]
    steps: list[dict[tuple[str, str], Cell]]


def flow(
    report: Context, indicator: str, *, through: Sequence[str], start: str, **texts: Unpack[Texts]
) -> Shown:
    """Draw how a group spreads over the values of some dimensions, one after the other; bands are as wide as numbers are large.

    Args:
        report: municipality and report year.
        indicator: id of a count that has figures for each of the dimensions and for each pair of neighbours.
        through: dimensions in the order of time.
        start: what all have in common before the first, such as „Grundschule“.
        texts: caption, alt, note, reading or label in place of the catalogue's.

    Raises:
        NoData: the municipality has no such figures.
    """
    entry = report.indicator(indicator)
    found = flows_of(report, indicator, through)
    names = [report.dimension(d).name for d in through]
    when = period_label(found.whole.period)
    rows = list(_rows(found, start, names))
    first = max(found.stages[0], key=lambda name: found.stages[0][name].value or 0)
    said = [f"{name}: {_shares(stage, found.whole)}" for name, stage in zip(names, found.stages, strict=True)]
    return finish(
        report,
        "fluss",
        [entry],
        [found.whole, *(cell for stage in found.stages for cell in stage.values())]
        + [cell for step in found.steps for cell in step.values()],
        {
            "columns": (
                Column("Stufe"),
                Column("von"),
                Column("nächste Stufe"),
                Column("nach"),
                Column("Anzahl", entry.unit, number=True),
                Column("Anteil an „von“", "%", number=True),
            ),
            "rows": tuple(
                (*place, cell.value, None if part is None else round(part, 4)) for place, cell, part in rows
            ),
            "display": tuple(
                (*place, cell_text(cell, entry), "" if part is None else number(part, 1))
                for place, cell, part in rows
            ),
        },
        texts,
        caption=f"{entry.name} {report.profile.in_city}, {when}",
        alt=f"Flussdiagramm: {with_unit(found.whole.number, entry)} von „{start}“ bis „{names[-1]}“, {when}. "
        f"{'. '.join(said)}. Die größten Ströme: {_largest(found)}.",
        svg=_draw(report, found, through, start),
        computed=True,
        reading=f"Lesebeispiel: Von {with_unit(found.whole.number, entry)} eines Jahrgangs entfallen in der Stufe "
        f"„{names[0]}“ {number(found.stages[0][first].value or 0)} auf „{first}“.",
    )


def flow_share(report: Context, indicator: str, *, source: str, target: str, of: str, to: str) -> Markdown:
    """Return how many of a value of one stage came to a value of the next: `61,8 % (von 854)`.

    Args:
        report: municipality and report year.
        indicator: as for `flow`.
        source: dimension of the earlier stage.
        target: dimension of the next.
        of: value of the earlier stage.
        to: value of the next.

    Raises:
        NoData: there is no such figure, or it is not published.
    """
    found = flows_of(report, indicator, (source, target))
    part, whole = found.steps[0].get((of, to)), found.stages[0].get(of)
    if part is None or part.value is None or whole is None or not whole.value:
        raise report.no_data(indicator, source)
    return escape(f"{percent(part.value / whole.value * 100)} (von {number(whole.value)})")


def flows_of(report: Context, indicator: str, through: Sequence[str]) -> Flows:
    """Return the numbers of the latest year that has all of them."""
    first, *_ = [report.over_values(indicator, d, symbols=True) for d in through]
    year = max(y for series in first for y in series.points)
    whole = report.total(indicator).cells.get(year)
    if whole is None or not whole.value:
        raise NoData(f"Für {report.name} fehlt zu „{report.indicator(indicator).name}“ die Gesamtzahl.")
    stages = [
        {s.label: s.cells[year] for s in report.over_values(indicator, d, symbols=True) if year in s.cells}
        for d in through
    ]
    steps: list[dict[tuple[str, str], Cell]] = []
    for before, after, stage in zip(through, through[1:], stages, strict=False):
        step = {}
        for source in stage:
            for series in _onward(report, indicator, after, {before: source}):
                if year in series.cells and series.cells[year].status != "zero":
                    step[source, series.label] = series.cells[year]
        if not step:
            raise report.no_data(indicator, after)
        steps.append(step)
    return Flows(whole, stages, steps)


def _onward(report: Context, indicator: str, by: str, within: Mapping[str, str]) -> list[Series]:
    try:
        return report.over_values(indicator, by, within=within, symbols=True)
    except NoData:
        return []


def _rows(
    found: Flows, start: str, names: Sequence[str]
) -> Iterator[tuple[tuple[str, str, str, str], Cell, float | None]]:
    """Yield the table's rows: stages and values of a flow, its number, and its share of where it comes from."""
    for name, cell in found.stages[0].items():
        yield ("", start, names[0], name), cell, _percent(cell, found.whole)
    for i, step in enumerate(found.steps):
        for (source, target), cell in step.items():
            yield (names[i], source, names[i + 1], target), cell, _percent(cell, found.stages[i][source])


def _percent(part: Cell, whole: Cell) -> float | None:
    return part.value / whole.value * 100 if part.value is not None and whole.value else None


def _shares(stage: Mapping[str, Cell], whole: Cell) -> str:
    known = [(name, part) for name, cell in stage.items() if (part := _percent(cell, whole)) is not None]
    return ", ".join(f"{name} {percent(part)}" for name, part in known)


def _largest(found: Flows) -> str:
    """Return the three largest flows of each step in words."""
    return "; ".join(
        ", ".join(
            f"von „{source}“ nach „{target}“ {number(cell.number)}"
            for (source, target), cell in sorted(
                ((edge, cell) for edge, cell in step.items() if cell.value), key=lambda item: -item[1].number
            )[:3]
        )
        for step in found.steps
    )


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


def _draw(report: Context, found: Flows, through: Sequence[str], start: str) -> str:
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
