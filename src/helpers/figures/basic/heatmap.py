"""Heat map: several indicators for several municipalities at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean, pstdev
from typing import TYPE_CHECKING, Unpack

from helpers.errors import NoData
from helpers.facts.finding import Finding, fitting
from helpers.facts.series import Cell, Series, latest_common
from helpers.figures.describe import Texts, finish
from helpers.figures.draw.axes import scale, short
from helpers.figures.draw.labels import legend, legend_height, wrapped
from helpers.figures.draw.readings import reading, told
from helpers.figures.draw.style import CITY, Tone, canvas, diverging, house_style, text_on, text_width, to_svg
from helpers.figures.shown import Column, Shown
from helpers.text.markdown import plain
from helpers.text.numbers import cardinal, period_label, rounded, with_unit
from helpers.text.wording import listed

if TYPE_CHECKING:
    from helpers.data import Indicator
    from helpers.facts.context import Context

NAMES_CM = 4.8
LOW, HIGH = "\u2009▼", "\u2009▲"
"""Beside what is far from the mean: both ends of the colours are equally dark."""
STEPS = 1.5  # standard deviations at which the colours end


def heatmap(report: Context, indicators: Sequence[str], **texts: Unpack[Texts]) -> Shown:
    """Draw indicators as rows and municipalities as columns, coloured by their distance from the row's mean.

    The distance is counted in standard deviations of the municipalities shown, so that rows of different
    units can be compared; the colour says higher or lower, not better or worse.

    Args:
        report: municipality and report year.
        indicators: ids from the catalogue; those with figures for fewer than three municipalities are left out.
        texts: caption, alt, note, reading or label in place of the catalogue's.

    Raises:
        NoData: nothing is left to show.
    """
    rows = [row for name in indicators if (row := _row(report, name))]
    if not rows:
        names = listed([f"„{report.indicator(i).name}“" for i in indicators])
        raise NoData(
            f"Für {report.for_city} und die Vergleichskommunen gibt es keine gemeinsamen Zahlen zu {names}."
        )
    columns = [name for _, name, role in report.areas(peers=True, reference=False)]
    entries = [entry for entry, _, _ in rows]
    cells = [cell for _, _, by_name in rows for cell in by_name.values()]
    said = [
        f"{entry.short} ({period}): {report.name} {with_unit(by_name[report.name].number, entry)}, "
        f"Mittel {with_unit(fmean(c.number for c in by_name.values()), entry)}"
        for entry, period, by_name in rows
    ]
    return finish(
        report,
        "heatmap",
        entries,
        cells,
        {
            "columns": (
                Column("Indikator"),
                Column("Stand"),
                *(Column(name, "", number=True) for name in columns),
            ),
            "rows": tuple(
                (e.short, period, *(by_name[n].value if n in by_name else None for n in columns))
                for e, period, by_name in rows
            ),
            "display": tuple(
                (
                    e.short,
                    period,
                    *(short(by_name[n].number, e) if n in by_name else "" for n in columns),
                )
                for e, period, by_name in rows
            ),
        },
        texts,
        caption=f"{report.name} im Vergleich der Kommunen",
        alt=f"Farbtafel mit {len(rows)} Indikatoren und {len(columns)} Kommunen. {'; '.join(said)}.",
        svg=_draw(report.name, columns, rows),
        finding=_finding(report, rows),
        notes=[
            "Die Farbe zeigt den Abstand vom Mittel der Kommunen, nicht, ob ein Wert gut oder schlecht ist.",
            *(
                [
                    f"{e.short}: ohne Angabe für {listed(gaps)}."
                    for e, _, by in rows
                    if (gaps := [c for c in columns if c not in by])
                ]
            ),
        ],
        computed=True,
    )


def _finding(report: Context, rows: Sequence[tuple[Indicator, str, dict[str, Cell]]]) -> Finding | None:
    """Return for how many indicators the municipality has the highest value of those shown, or the lowest."""

    def ends(sign: int) -> int:
        found = 0
        for entry, _, by_name in rows:
            numbers = [
                sign * rounded(c.number, entry.decimals) for n, c in by_name.items() if n != report.name
            ]
            found += sign * rounded(by_name[report.name].number, entry.decimals) > max(numbers)
        return found

    high, low = ends(1), ends(-1)
    count, end = max((high, "höchsten"), (low, "niedrigsten"))
    if not count:
        return None
    kinds = "einer" if count == 1 else cardinal(count)
    title = fitting(
        f"Bei {kinds} von {cardinal(len(rows))} Kennzahlen hat {plain(report.place.nominative)} den {end} Wert"
    )
    return Finding(title, f"{title}.", "vergleich", -9.0) if title else None


def _row(report: Context, name: str) -> tuple[Indicator, str, dict[str, Cell]] | None:
    if not report.has(name):
        return None
    series: list[Series] = report.over_areas(name, peers=True, reference=False)
    year = latest_common(series)
    cells = {s.label: s.cells[year] for s in series if year in s.points}
    return (
        (report.indicator(name), period_label(cells[report.name].period), cells) if len(cells) >= 3 else None
    )


def _draw(own: str, columns: Sequence[str], rows: Sequence[tuple[Indicator, str, dict[str, Cell]]]) -> str:
    import numpy as np
    from matplotlib.colors import to_hex

    def distance(by_name: dict[str, Cell], name: str) -> float:
        values = [c.number for c in by_name.values()]
        spread = pstdev(values)
        return (by_name[name].number - fmean(values)) / spread if spread else 0.0

    grid = np.array([[distance(by, n) if n in by else np.nan for n in columns] for _, _, by in rows])
    colours = diverging()
    names = [wrapped(f"{entry.short}, {period}", NAMES_CM) for entry, period, _ in rows]
    left = max(text_width(line, 9.5) for lines in names for line in lines) + 0.25
    turned = max(text_width(c, 9.5, "semibold") for c in columns) * 0.71 + 0.3
    keys = [
        (f"deutlich niedriger{LOW}", colours(0.0)),
        ("nahe am Mittel", colours(0.5)),
        (f"deutlich höher{HIGH}", colours(1.0)),
    ]
    top = legend_height([k for k, _ in keys]) + turned + 0.2
    right = text_width(columns[-1], 9.5, "semibold") * 0.71 - 0.1
    with house_style():
        figure, axes = canvas(len(rows) * 0.95 + top + 0.2, left, right, top=top, bottom=0.2)
        # Not seaborn's heatmap: it imports all of scipy, which takes longer than the rest of the chapter.
        axes.pcolormesh(
            np.ma.masked_invalid(grid),
            cmap=colours,
            vmin=-STEPS,
            vmax=STEPS,
            linewidth=1.5,
            edgecolor="white",
        )
        texts = ["\n".join(lines) for lines in names]
        scale(axes, "left", (len(rows), 0), [i + 0.5 for i in range(len(rows))], texts)
        middles = [i + 0.5 for i in range(len(columns))]
        for label in scale(axes, "top", (0, len(columns)), middles, list(columns)):
            label.set(rotation=45, rotation_mode="anchor", ha="left")
            if label.get_text() == own:
                label.set(color=CITY.text, fontweight="semibold")
        for y, (entry, _, by_name) in enumerate(rows):
            for x, name in enumerate(columns):
                if name in by_name:
                    text = told(f"{entry.short}, {name}", by_name[name], entry)
                    reading(axes, (x, y), text, (x + 1, y + 1))
                    colour = colours((grid[y, x] + STEPS) / (2 * STEPS))
                    axes.text(
                        x + 0.5,
                        y + 0.5,
                        short(by_name[name].number, entry) + _far(grid[y, x]),
                        fontsize=9,
                        color=text_on(colour),
                        ha="center",
                        va="center_baseline",
                        fontweight="semibold" if name == own else "normal",
                    )
        legend(figure, [(text, Tone(to_hex(colour), "")) for text, colour in keys])
        return to_svg(figure)


def _far(distance: float) -> str:
    return LOW if distance <= -1 else HIGH if distance >= 1 else ""
