"""Group chart: one indicator for the groups of a breakdown side by side, in the municipality and where it is compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Unpack

from helpers.errors import NoData
from helpers.facts.contrasts import between_groups
from helpers.facts.reading import lesebeispiel
from helpers.facts.series import Cell, Series
from helpers.figures.describe import Texts, cell_text, finish
from helpers.figures.draw.axes import CUT_NOTE, is_cut, scale, short, ticks, unit_words
from helpers.figures.draw.labels import legend, legend_height, most_lines, stacked_lines, widest
from helpers.figures.draw.readings import reading, told
from helpers.figures.draw.style import (
    BY_ROLE,
    DISTINCT,
    PEER,
    WIDTH_CM,
    canvas,
    house_style,
    text_width,
    to_svg,
)
from helpers.figures.shown import Column, Shown
from helpers.text.numbers import period_label, with_unit
from helpers.text.wording import separated

if TYPE_CHECKING:
    from helpers.data import Indicator
    from helpers.facts.context import Context

Rows = Sequence[tuple[str, str, Mapping[str, Cell]]]
"""Name and role of an area, and its figure by value of the dimension."""


def groups(report: Context, indicator: str, *, by: str, **texts: Unpack[Texts]) -> Shown:
    """Draw an indicator for each value of a dimension, joined by a line: the municipality, Land, Germany and peers.

    The length of the line is the difference between the groups; it can be compared between places.

    Args:
        report: municipality and report year.
        indicator: id from the catalogue.
        by: dimension with few values, such as `nationalitaet` or `geschlecht`.
        texts: caption, alt, note, reading or label in place of the catalogue's.

    Raises:
        NoData: the municipality has figures for fewer than two values.
    """
    entry, dimension = report.indicator(indicator), report.dimension(by)
    every = [
        (name, role, report.over_values(indicator, by, ags))
        for ags, name, role in report.areas(peers=True)
        if report.has(indicator, by=by, ags=ags)
    ]
    own = every[0][2] if every and every[0][1] == "city" else []
    values = [s.label for s in own]
    if len(values) < 2:
        raise NoData(
            f"Für {report.for_city} gibt es zu „{entry.name}“ keine zwei Gruppen nach {dimension.name}."
        )

    def complete(series: Sequence[Series], year: int) -> bool:
        return set(values) <= {s.label for s in series if year in s.points}

    known = [year for year in own[0].points if complete(own, year)]
    if not known:
        raise NoData(
            f"Für {report.for_city} gibt es zu „{entry.name}“ kein Jahr mit Zahlen für alle Gruppen."
        )
    year = max(known, key=lambda y: (sum(complete(series, y) for _, _, series in every), y))
    rows = [
        (name, role, {s.label: s.cells[year] for s in series if s.label in values})
        for name, role, series in every
        if complete(series, year)
    ]
    cells = [cell for _, _, found in rows for cell in found.values()]
    mine = rows[0][2]
    when = period_label(mine[values[0]].period)
    said = "; ".join(
        f"{name}: {separated([f'{v} {with_unit(found[v].number, entry)}' for v in values])}"
        for name, _, found in rows
    )
    cut = is_cut([c.number for c in cells], entry.unit)
    return finish(
        report,
        f"gruppen-{by}",
        [entry],
        cells,
        {
            "columns": (Column("Gebiet"), *(Column(v, entry.unit, number=True) for v in values)),
            "rows": tuple((name, *(found[v].value for v in values)) for name, _, found in rows),
            "display": tuple(
                (name, *(cell_text(found[v], entry) for v in values)) for name, _, found in rows
            ),
        },
        texts,
        caption=f"{entry.name} nach {dimension.name} {report.profile.in_city}"
        + (" im Vergleich" if len(rows) > 1 else "")
        + f", {when}",
        alt=f"Punktdiagramm mit einem Punkt je Gruppe: {entry.name} nach {dimension.name}, {when}. {said}.",
        svg=_draw(rows, values, entry, list(dimension.values), cut),
        notes=[CUT_NOTE] if cut else [],
        reading=lesebeispiel(report, entry, mine[values[-1]], {by: values[-1]}),
        finding=between_groups(report, entry, dimension, list(mine.items())),
    )


def _draw(rows: Rows, values: Sequence[str], entry: Indicator, order: Sequence[str], cut: bool) -> str:
    tones = {v: DISTINCT[(order.index(v) if v in order else i) % len(DISTINCT)] for i, v in enumerate(values)}
    numbers = [found[v].number for _, _, found in rows for v in values]
    names = stacked_lines(name for name, _, _ in rows)
    left = widest(names) + 0.3
    side = max(text_width(short(n, entry), 9.5) for n in numbers) + 0.3
    top = legend_height(values) + 0.2
    with house_style():
        figure, axes = canvas(
            len(rows) * (0.28 + 0.42 * most_lines(names)) + top + 1.1, left, side, top=top, bottom=1.1
        )
        positions, labels = ticks(numbers, cut=cut)
        per_cm = (positions[-1] - positions[0]) / (WIDTH_CM - left - side)
        limits = positions[0] - side * per_cm, positions[-1]  # room for the numbers on the left
        title = unit_words(entry.unit)
        scale(axes, "bottom", limits, positions, labels, title=title, marks=True, grid=True)
        drawn = scale(axes, "left", (len(rows) - 0.5, -0.5), range(len(rows)), names, size=10)
        for y, ((_, role, found), name) in enumerate(zip(rows, drawn, strict=True)):
            name.set(color=BY_ROLE[role].text, fontweight="semibold" if role == "city" else "normal")
            placed = sorted(values, key=lambda v, found=found: found[v].number)  # type: ignore[misc]
            ends = [found[v].number for v in placed]
            axes.plot([ends[0], ends[-1]], [y, y], color=PEER.line, linewidth=1.6, zorder=1)
            for value in placed:
                tone = tones[value]
                size = 8.5 if role == "city" else 6.5
                axes.plot([found[value].number], [y], tone.marker, color=tone.line, markersize=size)
                whose = f"{name.get_text()}, {value}".replace("\n", " ")
                reading(axes, (found[value].number, y), told(whose, found[value], entry))
            for number, aside, anchor in ((ends[0], -7, "right"), (ends[-1], 7, "left")):
                axes.annotate(
                    short(number, entry),
                    (number, y),
                    (aside, 0),
                    textcoords="offset points",
                    fontsize=9.5,
                    fontweight="semibold" if role == "city" else "normal",
                    ha=anchor,
                    va="center",
                    annotation_clip=False,
                )
        legend(figure, [(v, tones[v]) for v in values], shape="mark")
        return to_svg(figure)
