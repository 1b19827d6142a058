"""Line chart: one indicator over time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

from helpers.errors import NoData
from helpers.facts.contrasts import between_groups
from helpers.facts.finding import Finding
from helpers.facts.headlines import all_together, over_time
from helpers.facts.needs import missing
from helpers.facts.reading import lesebeispiel
from helpers.facts.series import Series
from helpers.figures.describe import Texts, development, finish, span_of, years_table
from helpers.figures.draw.axes import (
    CUT_NOTE,
    is_cut,
    mark_breaks,
    room,
    scale,
    short,
    ticks,
    unit_title,
    unit_words,
    year_ticks,
)
from helpers.figures.draw.labels import dodge, wrapped
from helpers.figures.draw.readings import lines_read
from helpers.figures.draw.style import (
    POINTS_PER_CM,
    WIDTH_CM,
    canvas,
    house_style,
    text_width,
    to_svg,
    tone_of,
)
from helpers.figures.shown import Shown
from helpers.text.numbers import in_dative, period_label, period_when, with_unit
from helpers.text.wording import listed

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from helpers.data import Indicator
    from helpers.facts.context import Context

HEIGHT_CM = 8.0
LABEL_CM = 4.4  # longer labels go on two lines, to leave room for the lines
BACK_TO_FRONT = ("peer", "germany", "land", "value", "city")


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

    Years without a figure are gaps, and no line crosses a series break.

    Args:
        report: municipality and report year.
        indicator: id from the catalogue; with several ids of one unit, one line each for the municipality.
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
    entry = entries[0]
    if len(ids) > 1:
        series = [
            Series(e.short, "value", report.total(e.id).cells, rank)
            for rank, e in enumerate(entries)
            if report.has(e.id)
        ]
        entries = [e for e in entries if report.has(e.id)]
    elif by:
        series = report.over_values(entry.id, by)
    else:
        series = report.over_areas(entry.id, peers=peers, reference=reference)
    own = [s.since(since) for s in series if s.role in ("city", "value")]
    if max((len(s.points) for s in own), default=0) < 2:
        raise NoData(
            f"Für {report.for_city} gibt es zu „{entry.name}“ keine zwei Jahre, die sich vergleichen lassen."
        )
    series = [s.since(since) for s in series]
    series = [s for s in series if s.points]
    cells = [c for s in series for c in s.cells.values()]
    values = [v for s in series for v in s.points.values()]
    cut = is_cut(values, entry.unit)
    what = listed([e.name for e in entries]) + (f" nach {report.dimension(by).name}" if by else "")
    named = [s for s in series if s.role != "peer"]
    alt = f"Liniendiagramm: {what} {report.profile.in_city}{_in_unit(entry)}, {span_of(cells)}. "
    alt += "; ".join(development(s, entry) for s in named) + "."
    ends = [s.last.number for s in series if s.role == "peer"]
    if ends:
        low, high = (with_unit(end, entry, dative=True) for end in (min(ends), max(ends)))
        alt += f" Vergleichskommunen zuletzt zwischen {low} und {high}."
    return finish(
        report,
        "" if len(ids) == 1 and not by else by or "verlauf",
        entries,
        cells,
        years_table(series, entry),
        texts,
        caption=f"{what} {report.profile.in_city}, {span_of(cells)}",
        alt=alt,
        svg=_draw(entry, series, cut),
        finding=_finding(report, entries, by, series),
        reading=_reading_of_values(report, entry, by, series) if by else None,
        notes=[
            *([CUT_NOTE] if cut else []),
            *(["Graue Linien: Vergleichskommunen."] if ends else []),
        ],
    )


def _finding(
    report: Context, entries: Sequence[Indicator], by: str, series: Sequence[Series]
) -> Finding | None:
    """Return what the lines show: of an indicator over time, of its groups, or of what is there beside what is wanted."""
    entry = entries[0]
    if len(entries) > 1:
        return missing(report, entry) if entry.need and entry.need.indicator == entries[1].id else None
    if not by:
        return over_time(report, entry, series) if series[0].role == "city" else None
    year = max(max(s.points) for s in series)
    latest = [(s.label, s.cells[year]) for s in series if year in s.points]
    return between_groups(report, entry, report.dimension(by), latest) or all_together(report, entry, series)


def _in_unit(entry: Indicator) -> str:
    """Return the unit after „in“, empty where the name says it: „… je 100 …“."""
    unit = unit_words(entry.unit)
    return "" if not entry.unit or unit.startswith("je ") else f" in {in_dative(unit)}"


def _reading_of_values(report: Context, entry: Indicator, by: str, series: Sequence[Series]) -> str:
    """Return a Lesebeispiel about the line that ends highest: the total is in none of the lines."""
    top = max(series, key=lambda s: s.last.number)
    return lesebeispiel(report, entry, top.last, {by: top.label}) or (
        f"Lesebeispiel: Die Linie „{top.label}“ endet {report.profile.in_city} {period_when(top.last.period)} "
        f"bei {with_unit(top.last.number, entry, dative=True)}."
    )


def breaks_of(series: Sequence[Series]) -> list[int]:
    """Return the first year after each series break within the years shown."""
    return sorted(
        {year for s in series if s.points for year in s.breaks if min(s.points) < year <= max(s.points)}
    )


def runs(series: Series) -> list[list[int]]:
    """Return years without a gap or break between them; only these are joined by a line."""
    out: list[list[int]] = []
    for year in series.points:
        if out and year == out[-1][-1] + 1 and year not in series.breaks:
            out[-1].append(year)
        else:
            out.append([year])
    return out


def draw_lines(axes: Axes, series: Sequence[Series], scale: float = 1.0) -> None:
    """Draw the lines, the municipality on top, with a mark at the end of those that reach the latest year."""
    newest = max(max(s.points) for s in series)
    for s in sorted(series, key=lambda s: BACK_TO_FRONT.index(s.role)):
        tone = tone_of(s)
        for run in runs(s):
            axes.plot(
                run,
                [s.points[y] for y in run],
                color=tone.line,
                linestyle=tone.dash,
                linewidth=tone.width * scale,
                marker=tone.marker if len(run) == 1 and s.role != "peer" else "",
                markersize=4 * scale,
                clip_on=False,
            )
        if s.role != "peer" and max(s.points) == newest:
            axes.plot(
                [newest],
                [s.last.number],
                color=tone.line,
                marker=tone.marker,
                markersize=5 * scale,
                clip_on=False,
            )


def _draw(entry: Indicator, series: Sequence[Series], cut: bool) -> str:
    years = sorted({y for s in series for y in s.points})
    named = [s for s in series if s.role != "peer"]
    texts = ["\n".join(wrapped(_end_label(s, years[-1], entry), LABEL_CM, 10, "semibold")) for s in named]
    positions, labels = ticks((v for s in series for v in s.points.values()), cut=cut)
    school = "/" in named[0].last.period
    first = f"{years[0]}/{(years[0] + 1) % 100:02d}" if school else str(years[0])
    left = max(room(labels), text_width(first, 9.5) / 2)  # half of the first year stands out
    right = max(text_width(part, 10, "semibold") for t in texts for part in t.split("\n")) + 0.45
    with house_style():
        figure, axes = canvas(HEIGHT_CM, left, right, top=0.95)
        scale(axes, "left", (positions[0], positions[-1]), positions, labels, grid=True)
        unit_title(axes, entry.unit, left)
        year_ticks(axes, years, WIDTH_CM - left - right, school=school)
        mark_breaks(axes, breaks_of(series), entry.unit, left)
        draw_lines(axes, series)
        _label_ends(axes, named, texts, years[-1])
        lines_read(axes, series, entry)
        return to_svg(figure)


def _end_label(series: Series, newest: int, entry: Indicator) -> str:
    between = ": " if series.label[-1:].isdigit() else " "  # „3 bis unter 6: 6.621“
    text = f"{series.label}{between}{short(series.last.number, entry)}"
    return text if max(series.points) == newest else f"{text} ({period_label(series.last.period)})"


def _label_ends(axes: Axes, series: Sequence[Series], texts: Sequence[str], newest: int) -> None:
    low, high = axes.get_ylim()
    per_cm = (high - low) / (axes.get_position().height * HEIGHT_CM)
    lines = max(text.count("\n") for text in texts) + 1
    places = dodge([s.last.number for s in series], 0.46 * lines * per_cm, low, high)
    for s, text, y in zip(series, texts, places, strict=True):
        tone, end = tone_of(s), (max(s.points), s.last.number)
        if abs(y - s.last.number) > 0.15 * per_cm or end[0] != newest:
            axes.plot([end[0], newest], [end[1], y], color=tone.line, linewidth=0.5, clip_on=False)
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
