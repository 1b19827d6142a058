"""Dot plot: the municipality among its peers, its Land and Germany."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

from helpers.facts.headlines import among_peers
from helpers.facts.reading import lesebeispiel
from helpers.facts.series import Series, latest_common
from helpers.figures.describe import Texts, finish, rows_table
from helpers.figures.draw.axes import CUT_NOTE, is_cut, scale, short, ticks, unit_words
from helpers.figures.draw.labels import most_lines, stacked_lines, widest
from helpers.figures.draw.readings import reading, told
from helpers.figures.draw.style import canvas, house_style, text_width, to_svg, tone_of
from helpers.figures.shown import Shown
from helpers.text.numbers import period_label, period_words, with_unit
from helpers.text.wording import listed

if TYPE_CHECKING:
    from helpers.data import Indicator
    from helpers.facts.context import Context


def peers(report: Context, indicator: str, **texts: Unpack[Texts]) -> Shown:
    """Draw one dot per municipality, for the Land and for Germany, highest on top, in the latest common year.

    Args:
        report: municipality and report year.
        indicator: id from the catalogue.
        texts: caption, alt, note, reading or label in place of the catalogue's.

    Raises:
        NoData: the municipality or all but one of its peers have no number.
    """
    entry = report.indicator(indicator)
    every = report.over_areas(indicator, peers=True)
    year = latest_common(
        [s for s in every if s.role in ("city", "peer")]
    )  # that of rank and spread in the text
    series = sorted((s for s in every if year in s.points), key=lambda s: -s.value(year))
    report.require_peers(entry, sum(s.role == "peer" for s in series))
    cells = [s.cells[year] for s in series]
    own = next(c for s, c in zip(series, cells, strict=True) if s.role == "city")
    values = [s.value(year) for s in series]
    cut = is_cut(values, entry.unit)
    said = [f"{s.label} {with_unit(v, entry)}" for s, v in zip(series, values, strict=True)]
    missing = [name for _, name, _ in report.areas(peers=True) if name not in {s.label for s in series}]
    return finish(
        report,
        "kommunen",
        [entry],
        cells,
        rows_table("Gebiet", [(s.label, c) for s, c in zip(series, cells, strict=True)], entry.short, entry),
        texts,
        caption=f"{entry.name} im Vergleich der Kommunen, {period_label(own.period)}",
        alt=f"Punktdiagramm: {entry.name}, {period_words(own.period)}, absteigend. {'; '.join(said)}.",
        svg=_draw(series, year, entry, cut),
        notes=[
            *([CUT_NOTE] if cut else []),
            *([f"Keine Angabe für {period_label(own.period)}: {listed(missing)}."] if missing else []),
        ],
        reading=lesebeispiel(report, entry, own),
        finding=among_peers(report, entry, series, year),
    )


def _draw(series: Sequence[Series], year: int, entry: Indicator, cut: bool) -> str:
    values = [s.value(year) for s in series]
    marks = [short(v, entry) for v in values]
    names = stacked_lines(s.label for s in series)
    left = widest(names) + 0.3
    right = max(text_width(m, 10, "semibold") for m in marks) + 0.3
    with house_style():
        figure, axes = canvas(
            len(series) * (0.2 + 0.42 * most_lines(names)) + 1.2, left, right, top=0.1, bottom=1.1
        )
        rows = range(len(series))
        drawn = scale(axes, "left", (len(series) - 0.5, -0.5), rows, names, size=10, grid=True)
        positions, labels = ticks(values, cut=cut)
        limits = positions[0], positions[-1]
        scale(axes, "bottom", limits, positions, labels, title=unit_words(entry.unit), marks=True)
        for y, (s, value, mark, name) in enumerate(zip(series, values, marks, drawn, strict=True)):
            tone = tone_of(s)
            reading(axes, (limits[0], y - 0.5), told(s.label, s.cells[year], entry), (limits[1], y + 0.5))
            weight = "semibold" if s.role == "city" else "normal"
            axes.plot([value], [y], tone.marker, color=tone.line, markersize=8 if s.role == "city" else 6.5)
            name.set(color=tone.text, fontweight=weight)
            axes.annotate(
                mark,
                (value, y),
                (7, 0),
                textcoords="offset points",
                color=tone.text,
                fontweight=weight,
                va="center",
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},  # the line ends at the number
                annotation_clip=False,
            )
        return to_svg(figure)
