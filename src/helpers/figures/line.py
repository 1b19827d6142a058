"""Line chart: one indicator over time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

from helpers.errors import NoData
from helpers.figures.axes import CUT_NOTE, axis_width, mark_breaks, ticks, unit_words, value_ticks, year_ticks
from helpers.figures.context import Context, Series
from helpers.figures.describe import Texts, development, finish, span_of, years_table
from helpers.figures.labels import dodge
from helpers.figures.shown import Shown
from helpers.figures.style import (
    CITY,
    DISTINCT,
    GERMANY,
    LAND,
    PEER,
    POINTS_PER_CM,
    WIDTH_CM,
    Tone,
    canvas,
    house_style,
    text_width,
    to_svg,
)
from helpers.text.numbers import number, period_label, with_unit
from helpers.text.wording import listed

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from helpers.data import Indicator

HEIGHT_CM = 8.0
TONES = {"city": CITY, "land": LAND, "germany": GERMANY, "peer": PEER}


def line(
    report: Context,
    indicator: str | Sequence[str],
    *,
    by: str = "",
    peers: bool = False,
    reference: bool = True,
    since: int | None = None,
    **texts: Unpack[Texts],
) -> Shown:
    """Draw an indicator over time: the municipality, its Land and Germany, labelled at the end of each line.

    Args:
        indicator: id from the catalogue; a list of ids with one unit draws one line each for the municipality.
        by: dimension such as `geschlecht`: one line per value for the municipality.
        peers: draw the peers as thin grey lines, too.
        reference: draw Land and Germany.
        since: first year to show.
        texts: caption, alt, note, reading or label in place of the catalogue's.

    Raises:
        NoData: the municipality has numbers for fewer than two years.
    """
    ids = [indicator] if isinstance(indicator, str) else list(indicator)
    entries = [report.indicator(i) for i in ids]
    if len(ids) > 1:
        series = [_named(report, i, rank) for rank, i in enumerate(ids)]
    elif by:
        series = report.over_values(ids[0], by)
    else:
        series = report.over_areas(ids[0], peers=peers, reference=reference)
    if since is not None:
        series = [
            Series(s.label, s.role, {y: c for y, c in s.cells.items() if y >= since}, s.rank) for s in series
        ]
    main = series[0]
    if max(len(s.points) for s in series if s.role == main.role) < 2:
        raise NoData(
            f"Für „{entries[0].name}“ {report.located} liegt nur ein Jahr vor; eine Entwicklung ist nicht darstellbar."
        )
    series = [s for s in series if s.points]
    cells = [c for s in series for c in s.cells.values()]
    breaks = _breaks(entries, series)
    svg, cut = _draw(entries[0].unit, entries[0].decimals, series, sorted(breaks))
    what = listed([e.name for e in entries])
    where = (
        report.located
        if len(ids) > 1 or by
        else f"{report.located} im Vergleich"
        if len(series) > 1
        else report.located
    )
    split = f" nach {report.dimension(by).name}" if by else ""
    named = [s for s in series if s.role != "peer"]
    alt = f"Liniendiagramm: {what}{split} in {unit_words(entries[0].unit)}, {span_of(cells)}. "
    alt += "; ".join(development(s, entries[0]) for s in named) + "."
    if any(s.role == "peer" for s in series):
        ends = [s.last.value for s in series if s.role == "peer" and s.last.value is not None]
        alt += f" Vergleichskommunen zuletzt zwischen {with_unit(min(ends), entries[0])} und {with_unit(max(ends), entries[0])}."
    return finish(
        report,
        "line",
        entries,
        cells,
        years_table(series, entries[0]),
        texts,
        caption=f"{what}{split} {where}, {span_of(cells)}",
        alt=alt,
        svg=svg,
        notes=[*([CUT_NOTE] if cut else []), *(f"Bruch {y}: {reason}" for y, reason in breaks.items())],
    )


def _named(report: Context, indicator: str, rank: int) -> Series:
    total = report.total(indicator)
    return Series(report.indicator(indicator).short, "value", total.cells, rank)


def _breaks(entries: Sequence[Indicator], series: Sequence[Series]) -> dict[int, str]:
    years = [y for s in series for y in s.points]
    found = {int(b.period[:4]): b.reason for entry in entries for b in entry.breaks}
    return {year: reason for year, reason in found.items() if min(years) < year <= max(years)}


def tone_of(series: Series) -> Tone:
    """Return the look of a series: by role for areas, by rank for values of a dimension."""
    return TONES.get(series.role) or DISTINCT[series.rank % len(DISTINCT)]


def runs(series: Series, breaks: Sequence[int]) -> list[list[int]]:
    """Return years without a gap or break between them; only these are joined by a line."""
    out: list[list[int]] = []
    for year in series.points:
        if out and year == out[-1][-1] + 1 and year not in breaks:
            out[-1].append(year)
        else:
            out.append([year])
    return out


def _draw(unit: str, decimals: int, series: Sequence[Series], breaks: Sequence[int]) -> tuple[str, bool]:
    values = [v for s in series for v in s.points.values()]
    years = sorted({y for s in series for y in s.points})
    period = {y: period_label(s.cells[y].period) for s in series for y in s.points}
    named = [s for s in series if s.role != "peer"]
    newest = max(years)
    texts = [_end_label(s, newest, decimals) for s in named]
    left = axis_width([number(t) for t in ticks(min(0.0, min(values)), max(values))])
    right = max(text_width(t, 10, "semibold") for t in texts) + 0.45
    with house_style():
        figure, axes = canvas(HEIGHT_CM, left, right, top=0.95)
        cut = value_ticks(axes, values, unit, zero=unit == "%" and max(values) < 60)
        year_ticks(
            axes, years, {y: p[:4] if "." in p else p for y, p in period.items()}, WIDTH_CM - left - right
        )
        mark_breaks(axes, breaks)
        for s in sorted(series, key=lambda s: ("peer", "germany", "land", "value", "city").index(s.role)):
            tone = tone_of(s)
            for run in runs(s, breaks):
                axes.plot(
                    run,
                    [s.points[y] for y in run],
                    color=tone.line,
                    linestyle=tone.dash,
                    linewidth=tone.width,
                    marker=tone.marker if len(run) == 1 else "",
                    markersize=4,
                    clip_on=False,
                )
            if s.role != "peer":
                axes.plot(
                    [max(s.points)],
                    [s.last.value],
                    color=tone.line,
                    marker=tone.marker,
                    markersize=5,
                    clip_on=False,
                )
        _label_ends(axes, named, texts, newest)
        return to_svg(figure), cut


def _end_label(series: Series, newest: int, decimals: int) -> str:
    value = number(series.last.value or 0.0, decimals)
    year = max(series.points)
    return f"{series.label} {value}" + (f" ({period_label(series.last.period)})" if year != newest else "")


def _label_ends(axes: Axes, series: Sequence[Series], texts: Sequence[str], newest: int) -> None:
    low, high = axes.get_ylim()
    height = axes.get_position().height * HEIGHT_CM
    per_cm = (high - low) / height
    places = dodge([s.last.value for s in series], 0.46 * per_cm, low, high)
    for s, text, y in zip(series, texts, places, strict=True):
        tone = tone_of(s)
        if abs(y - s.last.value) > 0.15 * per_cm or max(s.points) != newest:
            axes.annotate(
                "",
                (max(s.points), s.last.value),
                (newest, y),
                annotation_clip=False,
                arrowprops={
                    "arrowstyle": "-",
                    "color": tone.line,
                    "linewidth": 0.5,
                    "shrinkA": 0,
                    "shrinkB": 0,
                },
            )
        axes.annotate(
            text,
            (newest, y),
            (0.22 * POINTS_PER_CM, 0),
            textcoords="offset points",
            color=tone.text,
            fontweight="semibold" if s.role == "city" else "normal",
            va="center",
            annotation_clip=False,
        )
