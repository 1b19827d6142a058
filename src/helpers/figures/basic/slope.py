"""Slope chart: two years side by side, the municipality among its peers, its Land and Germany."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

from helpers.errors import NoData
from helpers.facts.headlines import changed_together
from helpers.facts.reading import lesebeispiel
from helpers.facts.series import Series, latest_common
from helpers.figures.describe import Texts, finish, years_table
from helpers.figures.draw.axes import CUT_NOTE, is_cut, short, ticks, unit_words
from helpers.figures.draw.labels import dodge, most_lines, stacked_lines, widest
from helpers.figures.draw.readings import reading, told
from helpers.figures.draw.style import POINTS_PER_CM, canvas, house_style, to_svg, tone_of
from helpers.figures.shown import Shown
from helpers.text.numbers import period_label, with_unit

if TYPE_CHECKING:
    from helpers.data import Indicator
    from helpers.facts.context import Context

LINE_CM = 0.46


def slope(
    report: Context, indicator: str, *, since: int | None = None, peers: bool = True, **texts: Unpack[Texts]
) -> Shown:
    """Draw the change between two years, one line per area.

    Args:
        report: municipality and report year.
        indicator: id from the catalogue.
        since: earlier year; where it is not given, the first for which most areas have numbers.
        peers: with the peers.
        texts: caption, alt, note, reading or label in place of the catalogue's.

    Raises:
        NoData: the municipality has no numbers for two years.
    """
    entry = report.indicator(indicator)
    every = report.over_areas(indicator, peers=peers)
    new = latest_common(every)
    earlier = [y for y in every[0].comparable(new) if y < new]
    old = since if since in earlier else None
    if since is None and earlier:
        old = min(earlier, key=lambda y: (-sum(y in s.points for s in every), y))
    if old is None:
        raise NoData(
            f"Für {report.for_city} gibt es zu „{entry.name}“ keine zwei Jahre, die sich vergleichen lassen."
        )
    series = [
        Series(s.label, s.role, {y: s.cells[y] for y in (old, new)})
        for s in every
        if {old, new} <= set(s.comparable(new))
    ]
    values = [v for s in series for v in s.points.values()]
    cut = is_cut(values, entry.unit)
    first, last = series[0].first, series[0].last
    span = f"{period_label(first.period)} und {period_label(last.period)}"
    said = "; ".join(
        f"{s.label} {with_unit(s.value(old), entry)} und {with_unit(s.value(new), entry)}"
        for s in sorted(series, key=lambda s: -s.value(new))
    )
    return finish(
        report,
        "vergleich",
        [entry],
        [c for s in series for c in s.cells.values()],
        years_table(series, entry),
        texts,
        caption=f"{entry.name}, {span} im Vergleich",
        alt=f"Steigungsdiagramm: {entry.name} in {unit_words(entry.unit)}, {span}. {said}.",
        svg=_draw(entry, series, (old, new), cut),
        notes=[CUT_NOTE] if cut else [],
        reading=lesebeispiel(report, entry, last),
        finding=changed_together(report, entry, series, (old, new)),
    )


def _draw(entry: Indicator, series: Sequence[Series], years: tuple[int, int], cut: bool) -> str:
    positions, _ = ticks([v for s in series for v in s.points.values()], cut=cut)
    texts = {
        y: [
            f"{s.label} {short(s.value(y), entry)}"
            if y == years[0]
            else f"{short(s.value(y), entry)} {s.label}"
            for s in series
        ]
        for y in years
    }
    texts = {y: stacked_lines(found) for y, found in texts.items()}
    side = max(map(widest, texts.values())) + 0.35
    line = LINE_CM * max(map(most_lines, texts.values()))
    height = max(7.0, len(series) * line + 2.0)
    low, high = positions[0], positions[-1]
    with house_style():
        figure, axes = canvas(height, side, side, top=0.9, bottom=0.3)
        axes.set_ylim(low, high)
        axes.set_xlim(0, 1)
        per_cm = (high - low) / (height - 1.2)
        half = line * per_cm / 2  # labels stay below the years
        for x, year in enumerate(years):
            axes.axvline(x, color="#767676", linewidth=0.8)
            axes.annotate(
                period_label(series[0].cells[year].period),
                (x, 1),
                (0, 6),
                xycoords=("data", "axes fraction"),
                textcoords="offset points",
                fontweight="semibold",
                ha="center",
            )
            places = dodge([s.value(year) for s in series], line * per_cm, low + half, high - half)
            for s, text, place in zip(series, texts[year], places, strict=True):
                axes.annotate(
                    text,
                    (x, place),
                    ((0.2 if x else -0.2) * POINTS_PER_CM, 0),
                    textcoords="offset points",
                    ha="left" if x else "right",
                    va="center",
                    color=tone_of(s).text,
                    fontweight="semibold" if s.role == "city" else "normal",
                    annotation_clip=False,
                )
        for s in sorted(series, key=lambda s: s.role == "city"):
            tone = tone_of(s)
            axes.plot(
                [0, 1],
                [s.value(y) for y in years],
                color=tone.line,
                linestyle=tone.dash,
                linewidth=tone.width,
                marker=tone.marker,
                markersize=5 if s.role != "peer" else 4,
                clip_on=False,
            )
            for x, year in enumerate(years):
                reading(axes, (x, s.value(year)), told(s.label, s.cells[year], entry))
        return to_svg(figure)
