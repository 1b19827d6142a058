"""Small multiples: several indicators, or several municipalities, as small line charts of one design."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Unpack

from helpers.errors import NoData
from helpers.facts.finding import Finding, fitting
from helpers.facts.series import Series
from helpers.figures.basic.line import draw_lines
from helpers.figures.describe import Texts, development, finish
from helpers.figures.draw.axes import scale, short, ticks
from helpers.figures.draw.labels import legend, legend_height, wrapped
from helpers.figures.draw.readings import lines_read
from helpers.figures.draw.style import INK, WIDTH_CM, add_axes, house_style, to_svg, tone_of
from helpers.figures.shown import Column, Shown
from helpers.text.noise import Direction, direction
from helpers.text.numbers import cardinal, number, period_label
from helpers.text.wording import listed

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from helpers.data import Indicator
    from helpers.facts.context import Context

COLUMNS = 3
PANEL_CM, GAP_CM = 2.9, 2.25  # height of a panel, and of its title and years


@dataclass(frozen=True)
class _Panel:
    title: str
    entry: Indicator
    series: tuple[Series, ...]


def small_multiples(
    report: Context, indicator: str | Sequence[str], *, since: int | None = None, **texts: Unpack[Texts]
) -> Shown:
    """Draw one small line chart per indicator, or for a single indicator one per municipality.

    Every panel starts at zero; panels of different indicators have scales of their own.

    Args:
        report: municipality and report year.
        indicator: ids from the catalogue; those without a development are left out.
        since: first year to show.
        texts: caption, alt, note, reading or label in place of the catalogue's.

    Raises:
        NoData: nothing is left to show.
    """
    panels = (
        _per_area(report, indicator, since)
        if isinstance(indicator, str)
        else _per_indicator(report, indicator, since)
    )
    if not panels:
        ids = [indicator] if isinstance(indicator, str) else indicator
        names = listed([f"„{report.indicator(i).name}“" for i in ids])
        raise NoData(f"Für {report.for_city} gibt es keine Entwicklung zu {names}.")
    single = isinstance(indicator, str)
    entries = list({p.entry.id: p.entry for p in panels}.values())
    rows = {
        (p.entry.short, s.label, c.period): (p.entry, c)
        for p in panels
        for s in p.series
        for _, c in sorted(s.cells.items())
        if c.value is not None
    }
    cells = [cell for _, cell in rows.values()]
    years = [int(c.period[:4]) for c in cells]
    said = "; ".join(
        f"{p.title}: {development(p.series[0], p.entry).removeprefix(p.series[0].label + ': ')}"
        for p in panels
    )
    name = entries[0].name if single else listed([p.title for p in panels])
    span = f"{min(years)}–{max(years)}"
    return finish(
        report,
        "kleine-vielfache",
        entries,
        cells,
        {
            "columns": (
                Column("Indikator"),
                Column("Gebiet"),
                Column("Jahr"),
                Column("Wert", entries[0].unit if len({e.unit for e in entries}) == 1 else "", number=True),
            ),
            "rows": tuple((*key, cell.value) for key, (_, cell) in rows.items()),
            "display": tuple(
                (short_name, area, period_label(period), number(cell.number, entry.decimals))
                for (short_name, area, period), (entry, cell) in rows.items()
            ),
        },
        texts,
        caption=f"{name} im Vergleich der Kommunen, {span}"
        if single
        else f"Entwicklungen {report.profile.in_city}, {span}",
        alt=f"Kleine Liniendiagramme, {span}. {said}.",
        svg=_draw(panels),
        finding=None if single else _finding(report, panels),
        notes=[] if single else ["Jedes Teilbild hat eine eigene Skala ab null."],
    )


def _finding(report: Context, panels: Sequence[_Panel]) -> Finding | None:
    """Return how many of the indicators rose and fell over what is shown of them."""
    ways = []
    for panel in panels:
        own = panel.series[0]
        known = own.comparable()
        first, last = own.cells[min(known)], own.cells[max(known)]
        ways.append(direction(first.number, last.number, panel.entry, bases=report.bases(first, last)))
    up, down = ways.count(Direction.UP), ways.count(Direction.DOWN)
    if len(panels) < 3 or not up + down:
        return None

    def told(count: int, word: str) -> str:
        return f"{'ist eine' if count == 1 else f'sind {cardinal(count)}'} {word}"

    said = [told(n, w) for n, w in ((up, "gestiegen"), (down, "gesunken")) if n]
    if len(said) == 2 and said[1][:4] == said[0][:4]:
        said[1] = said[1].removeprefix(said[1].split()[0] + " ")
    if len(panels) in (up, down):
        title = f"Alle {cardinal(len(panels))} Kennzahlen sind {'gestiegen' if up else 'gesunken'}"
        return Finding(title, f"{title}.", "entwicklungen", -9.0)
    title = fitting(f"Von {cardinal(len(panels))} Kennzahlen {' und '.join(said)}")
    return Finding(title, f"{title}.", "entwicklungen", -9.0) if title else None


def _per_indicator(report: Context, indicators: Sequence[str], since: int | None) -> list[_Panel]:
    panels = []
    for name in indicators:
        entry = report.indicator(name)
        if report.has(name):
            series = [s.since(since) for s in report.over_areas(name)]
            if len(series[0].points) > 1:
                panels.append(_Panel(entry.short, entry, tuple(s for s in series if s.points)))
    return panels


def _per_area(report: Context, indicator: str, since: int | None) -> list[_Panel]:
    entry = report.indicator(indicator)
    series = [s.since(since) for s in report.over_areas(indicator, peers=True)]
    germany = [s for s in series if s.role == "germany" and s.points]
    areas = [s for s in series if s.role in ("city", "peer") and len(s.points) > 1]
    return [_Panel(s.label, entry, (s, *germany)) for s in areas]


def _draw(panels: Sequence[_Panel]) -> str:
    from matplotlib.figure import Figure

    columns = min(COLUMNS, len(panels))
    rows = -(-len(panels) // columns)
    looks = {s.label: tone_of(s) for p in panels for s in p.series if s.role != "peer"}
    width = WIDTH_CM / columns
    common = len({p.entry.id for p in panels}) == 1
    values = [v for p in panels for s in p.series for v in s.points.values()]
    years = [y for p in panels for s in p.series for y in s.points]
    with house_style():
        top = legend_height(list(looks)) + 0.2
        height = top + rows * (PANEL_CM + GAP_CM)
        figure = Figure(figsize=(WIDTH_CM / 2.54, height / 2.54))
        legend(figure, list(looks.items()), shape="line")
        for i, panel in enumerate(panels):
            row, column = divmod(i, columns)
            own = values if common else [v for s in panel.series for v in s.points.values()]
            positions, labels = ticks(own, count=3)
            left = column * width + 1.05
            right = (column + 1) * width - 0.75
            bottom = height - top - (row + 1) * (PANEL_CM + GAP_CM) + 0.75
            axes = add_axes(
                figure, (left / WIDTH_CM, bottom / height, (right - left) / WIDTH_CM, PANEL_CM / height)
            )
            scale(axes, "left", (positions[0], positions[-1]), positions, labels, size=8.5, grid=True)
            shown = years if common else [y for s in panel.series for y in s.points]
            ends = min(shown), max(shown)
            scale(axes, "bottom", ends, ends, [str(y) for y in ends], size=8.5, marks=True, line=True)
            draw_lines(axes, panel.series, scale=0.75)
            lines_read(axes, panel.series, panel.entry, "" if common else panel.entry.short)
            _titles(axes, panel, right - left)
        return to_svg(figure)


def _titles(axes: Axes, panel: _Panel, width: float) -> None:
    end = panel.series[0]
    year = max(end.points)
    for text, above, size, weight, colour in (
        (f"{short(end.last.number, panel.entry)} ({year})", 5, 9, "normal", tone_of(end).text),
        ("\n".join(wrapped(panel.title, width + 1.6, weight="semibold")), 17, 9.5, "semibold", INK),
    ):
        axes.annotate(
            text,
            (0, 1),
            (-26, above),
            xycoords="axes fraction",
            textcoords="offset points",
            fontsize=size,
            fontweight=weight,
            color=colour,
            va="bottom",
        )
