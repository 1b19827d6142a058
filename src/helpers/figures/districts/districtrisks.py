"""Strains by district: a table in colours, and what two of them have to do with each other."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from statistics import fmean, pstdev
from typing import TYPE_CHECKING, NamedTuple, Unpack

from helpers.data.districts import MANY
from helpers.errors import NoData
from helpers.figures.describe import Texts, finish
from helpers.figures.districts.bydistrict import Figures, by_district, districts, small_districts, word
from helpers.figures.districts.map import SEQUENTIAL, cell_words
from helpers.figures.draw.axes import row_height, scale, short
from helpers.figures.draw.labels import legend, legend_height, wrapped
from helpers.figures.draw.readings import reading
from helpers.figures.draw.style import WIDTH_CM, Tone, canvas, house_style, text_on, text_width, to_svg
from helpers.figures.shown import Column, Shown
from helpers.text.markdown import Markdown, escape
from helpers.text.numbers import cardinal, period_label, with_unit
from helpers.text.numbers import number as decimal
from helpers.text.wording import listed

if TYPE_CHECKING:
    from helpers.data import Indicator
    from helpers.data.areas import Area
    from helpers.facts.context import Context

STEPS = (-0.9, -0.3, 0.3, 0.9)
"""Standard deviations from the mean at which the next darker colour begins."""

ROW_CM = 0.52
SHOWN = 30
"""Of many districts, so many are drawn: a page has room for no more."""


class _Column(NamedTuple):
    entry: Indicator
    found: Figures
    distance: Mapping[str, float]  # district → standard deviations from the districts' mean


def _columns(report: Context, indicators: Sequence[str]) -> list[_Column]:
    columns = []
    for name in indicators:
        with contextlib.suppress(NoData):
            found = by_district(report, name)
            numbers = found.numbers
            mean, spread = fmean(numbers.values()), pstdev(numbers.values())
            if spread:
                distance = {ags: (n - mean) / spread for ags, n in numbers.items()}
                columns.append(_Column(report.indicator(name), found, distance))
    if len(columns) < 2:
        names = listed([f"„{report.indicator(i).name}“" for i in indicators])
        raise NoData(
            f"Für die {word(report)} {report.profile.in_city} fehlen Zahlen zu mindestens zwei von {names}."
        )
    return columns


def _ranked(report: Context, columns: Sequence[_Column]) -> list[tuple[Area, float]]:
    """Return the districts that have all figures and more than a few people, those under most strain on top, with their mean distance."""
    small = small_districts(report)
    whole = [a for a in districts(report) if a.ags not in small and all(a.ags in c.distance for c in columns)]
    return sorted(
        ((a, fmean(c.distance[a.ags] for c in columns)) for a in whole),
        key=lambda pair: (-pair[1], pair[0].ags),
    )


def district_risks(report: Context, indicators: Sequence[str], **texts: Unpack[Texts]) -> Shown:
    """Draw strains as columns and districts as rows, coloured by the distance from the districts' mean.

    Rows are in the order of the mean distance. Districts without all figures stand below, without a place.

    Args:
        report: municipality and report year.
        indicators: ids of rates of which more is worse.
        texts: caption, alt, note, reading or label in place of the catalogue's.

    Raises:
        NoData: districts have figures for fewer than two of them.
    """
    columns = _columns(report, indicators)
    ranked = [area for area, _ in _ranked(report, columns)]
    areas = [*ranked, *(a for a in districts(report) if a not in ranked)]
    drawn = areas if len(areas) <= MANY else ranked[:SHOWN]
    said = "; ".join(
        f"{a.name} {listed([short(c.found.numbers[a.ags], c.entry) for c in columns])}" for a in ranked[:5]
    )
    names = listed([c.entry.short for c in columns])
    periods = "; ".join(f"{c.entry.short}: {period_label(c.found.period)}" for c in columns)
    first = ranked[0]
    return finish(
        report,
        "risiken-sozialraeume",
        [c.entry for c in columns],
        [cell for c in columns for cell in c.found.cells.values()],
        {
            "columns": (
                Column("Nr."),
                Column(word(report, "singular")),
                *(Column(c.entry.short, c.entry.unit, number=True) for c in columns),
            ),
            "rows": tuple(
                (
                    a.code,
                    a.name,
                    *(c.found.cells[a.ags].value if a.ags in c.found.cells else None for c in columns),
                )
                for a in areas
            ),
            "display": tuple(
                (a.code, a.name, *(cell_words(c.found, a, c.entry) for c in columns)) for a in areas
            ),
        },
        texts,
        caption=f"Risikoprofil der {word(report)} {report.profile.in_city}: {names}",
        alt=f"Farbtafel mit {len(areas)} Zeilen, nach dem mittleren Abstand vom Durchschnitt geordnet. Oben stehen: {said}.",
        svg=_draw(drawn, len(ranked), columns),
        notes=[
            f"Die Farbe zählt Standardabweichungen vom Mittel der {word(report)}; geordnet ist nach ihrem Mittel. Stand: {periods}.",
            *(
                [
                    f"Gezeigt sind die {len(drawn)} Gebiete, die oben stehen; alle stehen in den Daten zur Abbildung."
                ]
                if len(drawn) < len(areas)
                else []
            ),
            *([_lacking(areas[len(ranked) :])] if len(ranked) < len(areas) else []),
        ],
        computed=True,
        reading=f"Lesebeispiel: {first.name} steht oben, weil dort die Werte im Mittel am weitesten über denen der anderen "
        f"{word(report)} liegen: "
        + listed([f"{c.entry.short} {short(c.found.numbers[first.ags], c.entry)}" for c in columns])
        + ".",
    )


def district_risks_told(report: Context, indicators: Sequence[str]) -> Markdown:
    """Name the districts that are in the upper quarter of every strain, and say how many chance alone would put there.

    Raises:
        NoData: districts have figures for fewer than two of them.
    """
    columns = _columns(report, indicators)
    ranked = _ranked(report, columns)
    top = max(1, len(ranked) // 4)
    upper = [
        {a.ags for a, _ in sorted(ranked, key=lambda pair, c=c: -c.distance[pair[0].ags])[:top]}  # type: ignore[misc]
        for c in columns
    ]
    in_all = [a.name for a, _ in ranked if all(a.ags in group for group in upper)]
    number, names = cardinal(len(columns)), listed([c.entry.short for c in columns])
    by_chance = len(ranked) * (top / len(ranked)) ** len(columns)
    expected = f"hingen die Werte nicht zusammen, wären {decimal(by_chance, 1)} zu erwarten"
    if not in_all:
        return escape(
            f"Kein Gebiet {report.profile.in_city} liegt bei allen {number} Werten ({names}) im oberen Viertel der {word(report)}; "
            f"{expected}."
        )
    return escape(
        f"{names} treffen {report.profile.in_city} vor allem hier zusammen: {listed(in_all)}. Bei allen {number} Werten "
        f"{'liegt dieses Gebiet' if len(in_all) == 1 else 'liegen diese Gebiete'} im oberen Viertel der {word(report)}; {expected}."
    )


def _lacking(areas: Sequence[Area]) -> str:
    return f"Ohne Platz, weil Angaben fehlen oder geheim sind oder dort sehr wenige Menschen leben: {listed([a.name for a in areas])}."


def _shade(distance: float) -> int:
    return sum(distance >= step for step in STEPS)


def _draw(areas: Sequence[Area], ranked: int, columns: Sequence[_Column]) -> str:
    left = max(text_width(a.name, 9.5) for a in areas) + 0.25
    width = (WIDTH_CM - left) / len(columns)
    heads = [wrapped(c.entry.short, width - 0.2, 9, "semibold") for c in columns]
    keys = [
        ("deutlich niedriger", SEQUENTIAL[0]),
        ("nahe am Mittel", SEQUENTIAL[2]),
        ("deutlich höher", SEQUENTIAL[4]),
    ]
    top = legend_height([text for text, _ in keys]) + 0.45 * max(map(len, heads)) + 0.25
    from matplotlib.patches import Rectangle

    with house_style():
        figure, axes = canvas(
            len(areas) * row_height(len(areas), ROW_CM, 0.42) + top + 0.1, left, 0.02, top=top, bottom=0.1
        )
        scale(axes, "left", (len(areas), 0), [i + 0.5 for i in range(len(areas))], [a.name for a in areas])
        middles = [i + 0.5 for i in range(len(columns))]
        titles = ["\n".join(h) for h in heads]
        scale(axes, "top", (0, len(columns)), middles, titles, fontweight="semibold")
        if ranked < len(areas):
            axes.axhline(ranked, color="#767676", linewidth=0.8)
        for y, area in enumerate(areas):
            for x, column in enumerate(columns):
                known = area.ags in column.distance
                colour = SEQUENTIAL[_shade(column.distance[area.ags])] if known else "#ffffff"
                axes.add_patch(Rectangle((x, y), 1, 1, facecolor=colour, edgecolor="white", linewidth=1.2))
                if known:
                    value = with_unit(column.found.numbers[area.ags], column.entry)
                    reading(axes, (x, y), f"{area.name}, {column.entry.short}: {value}", (x + 1, y + 1))
                axes.text(
                    x + 0.5,
                    y + 0.5,
                    short(column.found.numbers[area.ags], column.entry)
                    if known
                    else cell_words(column.found, area, column.entry),
                    fontsize=9,
                    color=text_on(colour),
                    ha="center",
                    va="center_baseline",
                )
        legend(figure, [(text, Tone(colour, "")) for text, colour in keys])
        return to_svg(figure)
