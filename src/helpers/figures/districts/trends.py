"""The trends of one district beside the municipality's, as small multiples that are quick to draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, Unpack

from helpers.errors import NoData
from helpers.facts.series import Series
from helpers.figures.basic.line import runs
from helpers.figures.describe import Texts, development, finish
from helpers.figures.districts.bydistrict import district, districts
from helpers.figures.draw.axes import short
from helpers.figures.draw.labels import dodge, legend, wrapped
from helpers.figures.draw.readings import Reading, told
from helpers.figures.draw.style import CITY, MUTED, WIDTH_CM, Tone, house_style, to_svg
from helpers.figures.shown import Column
from helpers.text.numbers import number, period_label

if TYPE_CHECKING:
    from helpers.data import Indicator
    from helpers.facts.context import Context
    from helpers.figures.shown import Shown

DISTRICT = Tone("#7B3F98", "#7B3F98", width=2.4)
WHOLE = CITY._replace(width=1.2, dash=(0.0, (3.0, 1.6)))
COLUMNS = 3
TITLE_CM, PANEL_CM, YEARS_CM, LEGEND_CM = 0.95, 1.45, 0.6, 0.7
FEWEST = 3
"""A line between two points in time would show a course that nobody knows."""

LABEL_CM = 1.35
"""Room for the numbers at the ends of the lines."""


class Panel(NamedTuple):
    """One indicator: the district's figures, the municipality's, and the highest number of any district."""

    entry: Indicator
    own: Series
    whole: Series
    highest: float


@lru_cache(maxsize=8)
def _highest(report: Context, indicators: tuple[str, ...]) -> Mapping[str, float]:
    """Return the highest number of any district by indicator: the same scale on every district's page."""
    keys = [*(a.ags for a in districts(report)), report.ags]
    values = {
        name: [
            c.value
            for cells in report.cells_of(name, keys).values()
            for c in cells.values()
            if c.value is not None
        ]
        for name in indicators
    }
    return {name: max(found) for name, found in values.items() if found}


def panels_of(report: Context, name: str, indicators: Sequence[str]) -> list[Panel]:
    """Return what is drawn for a district: the indicators of which it has at least three figures.

    Raises:
        NoData: there is none.
        DataError: there is no such district.
    """
    area, highest = district(report, name), _highest(report, tuple(indicators))
    panels = []
    for indicator in indicators:
        cells = report.cells_of(indicator, [area.ags, report.ags])
        own = Series(area.name, "value", cells.get(area.ags, {}))
        if len(own.points) >= FEWEST:
            start = min(own.points)
            whole = Series(report.name, "city", cells.get(report.ags, {})).since(start)
            panels.append(Panel(report.indicator(indicator), own, whole, highest[indicator]))
    if not panels:
        raise NoData(f"Für {area.name} gibt es zu keiner der Kennzahlen Zahlen aus mindestens drei Jahren.")
    return panels


def district_trends(report: Context, name: str, indicators: Sequence[str], **texts: Unpack[Texts]) -> Shown:
    """Draw the trends of one district beside the municipality's, one small chart per indicator.

    All districts have the same scales, from zero to the highest figure of any district, so that pages can be compared.

    Args:
        report: municipality and report year.
        name: the district's key or name.
        indicators: ids from the catalogue; those without at least three figures are left out.
        texts: caption, alt, note, reading or label in place of the catalogue's.

    Raises:
        NoData: nothing is left to show.
        DataError: there is no such district.
    """
    area, panels = district(report, name), panels_of(report, name, indicators)
    rows = [
        (panel.entry, series.label, cell)
        for panel in panels
        for series in (panel.own, panel.whole)
        for _, cell in sorted(series.cells.items())
        if cell.value is not None
    ]
    years = [int(cell.period[:4]) for _, _, cell in rows]
    said = "; ".join(
        f"{p.entry.short}: {development(p.own, p.entry).removeprefix(p.own.label + ': ')}"
        + (f", {report.name} zuletzt {short(p.whole.last.number, p.entry)}" if p.whole.points else "")
        for p in panels
    )
    span = f"{min(years)}–{max(years)}"
    return finish(
        report,
        f"verlauf-{area.code}",
        [p.entry for p in panels],
        [cell for _, _, cell in rows],
        {
            "columns": (Column("Kennzahl"), Column("Gebiet"), Column("Jahr"), Column("Wert", number=True)),
            "rows": tuple((entry.short, label, cell.period, cell.value) for entry, label, cell in rows),
            "display": tuple(
                (entry.short, label, period_label(cell.period), number(cell.number, entry.decimals))
                for entry, label, cell in rows
            ),
        },
        texts,
        caption=f"{area.name} und {report.name} im Verlauf, {span}",
        alt=f"Kleine Liniendiagramme, {span}. {said}.",
        svg=_draw(panels, area.name, report.name),
        notes=[
            "Jede Kennzahl hat in allen Profilen dieselbe Skala, von null bis zum höchsten Wert eines Gebietes."
        ],
    )


class _Sheet:
    """A figure that is drawn on in centimetres from the top left, without axes, which would take as long as all the rest."""

    def __init__(self, height: float) -> None:
        from matplotlib.figure import Figure
        from matplotlib.transforms import Affine2D

        self.height = height
        self.figure = Figure(figsize=(WIDTH_CM / 2.54, height / 2.54))
        self._scale = Affine2D().scale(1 / WIDTH_CM, -1 / height).translate(0, 1) + self.figure.transFigure

    def line(self, points: Sequence[tuple[float, float]], **look: Any) -> None:
        """Draw a line, or marks, through points."""
        from matplotlib.lines import Line2D

        x, y = zip(*points, strict=True)
        self.figure.add_artist(Line2D(x, y, transform=self._scale, **look))

    def read(self, at: tuple[float, float], text: str) -> None:
        """Say a value at a point."""
        self.figure.add_artist(Reading(self._scale, (at, at), text))

    def text(self, x: float, y: float, text: str, size: float, **look: Any) -> None:
        """Write a text, its middle at the given height."""
        self.figure.text(x / WIDTH_CM, 1 - y / self.height, text, fontsize=size, va="center", **look)


def _draw(panels: Sequence[Panel], own: str, whole: str) -> str:
    columns = min(COLUMNS, len(panels))
    lines = -(-len(panels) // columns)
    step = TITLE_CM + PANEL_CM + YEARS_CM
    with house_style():
        sheet = _Sheet(LEGEND_CM + lines * step)
        legend(sheet.figure, [(own, DISTRICT), (whole, WHOLE)], shape="line")
        for i, panel in enumerate(panels):
            row, column = divmod(i, columns)
            _panel(sheet, panel, column * WIDTH_CM / columns, LEGEND_CM + row * step, WIDTH_CM / columns)
        return to_svg(sheet.figure)


def _panel(sheet: _Sheet, panel: Panel, left: float, top: float, width: float) -> None:
    """Draw one indicator into its rectangle."""
    entry = panel.entry
    for i, line in enumerate(wrapped(entry.short, width - 0.3, 9, "semibold")[:2]):
        sheet.text(left, top + 0.2 + 0.4 * i, line, 9, fontweight="semibold")
    base, right = top + TITLE_CM + PANEL_CM, left + width - LABEL_CM - 0.25
    years = [*panel.own.points, *panel.whole.points]
    first, last = min(years), max(years)

    def at(year: int, value: float) -> tuple[float, float]:
        x = left + 0.1 + (right - left - 0.1) * (year - first) / max(last - first, 1)
        return x, base - PANEL_CM * value / panel.highest

    sheet.line([(left, base), (right, base)], color="#B0B0B0", linewidth=0.8)
    ends = []
    for series, tone in ((panel.whole, WHOLE), (panel.own, DISTRICT)):
        if not series.points:
            continue
        for run in runs(series):
            look = {"color": tone.line, "linewidth": tone.width, "linestyle": tone.dash}
            sheet.line(
                [at(year, series.points[year]) for year in run], marker="." if len(run) == 1 else "", **look
            )
        for year, height in (
            series.points.items() if series is panel.own else ()
        ):  # two dozen of these in a page
            sheet.read(at(year, height), told(f"{entry.short}, {series.label}", series.cells[year], entry))
        end = at(max(series.points), series.last.number)
        sheet.line([end], marker="o", color=tone.line, markersize=3.8)
        ends.append((end[1], short(series.last.number, entry), tone))
    places = dodge([y for y, _, _ in ends], 0.4, top + TITLE_CM - 0.1, base)
    for y, (_, text, tone) in zip(places, ends, strict=True):
        weight = "semibold" if tone is DISTRICT else "normal"
        sheet.text(right + 0.15, y, text, 8.5, color=tone.text, fontweight=weight)
    for year, x, side in ((first, left, "left"), (last, right, "right")):
        sheet.text(x, base + 0.25, str(year), 8.5, color=MUTED, ha=side)
