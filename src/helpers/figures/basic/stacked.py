"""Stacked bars: the parts of a whole as shares of 100 %."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Unpack

from helpers.data.areas import fold
from helpers.errors import NoData
from helpers.facts.contrasts import Shares, among, beside_shares, largest_part, parts_over_time
from helpers.facts.finding import Finding
from helpers.facts.reading import opening
from helpers.facts.series import Cell, Series, latest_common
from helpers.figures.describe import Texts, finish
from helpers.figures.draw.axes import scale
from helpers.figures.draw.labels import legend, legend_height, stacked_lines, widest
from helpers.figures.draw.readings import reading
from helpers.figures.draw.style import (
    DISTINCT,
    WIDTH_CM,
    Tone,
    canvas,
    house_style,
    ordered,
    text_on,
    text_width,
    to_svg,
)
from helpers.figures.shown import Column, Shown
from helpers.text.markdown import plain
from helpers.text.numbers import number, percent, period_label, period_when, printed, with_unit
from helpers.text.places import place
from helpers.text.wording import listed, separated

if TYPE_CHECKING:
    from helpers.data import Dimension, Indicator
    from helpers.facts.context import Context

TOGETHER = "übrige"
THIN, MOST_PARTS = 3, 6
"""Parts below so many percent in all bars are drawn as one, where there are more than so many."""
RIGHT_CM = 0.6  # half of the last tick label stands out
MOST_YEARS = 9  # of bars over the years; more say no more
EVERY = {2: "zweite", 3: "dritte"}
RESIDUAL = "übrige und ohne Angabe"


@dataclass(frozen=True)
class _Row:
    label: str
    whole: Cell
    parts: Mapping[str, Cell]

    def share(self, value: str) -> float:
        """Return a part's share in percent; the residual is what the parts leave of the whole."""
        whole = self.whole.number
        if value == RESIDUAL:
            return 100 - sum(self.share(v) for v in self.parts)
        cell = self.parts.get(value)
        return cell.number / whole * 100 if cell else 0.0

    def told(self, value: str) -> float | None:
        """Return the share as the table gives it: None where the source has no number, which is not the same as none at all."""
        return self.share(value) if value == RESIDUAL or value in self.parts else None


def stacked(
    report: Context,
    indicator: str,
    *,
    by: str,
    over: str = "areas",
    peers: bool = False,
    within: Mapping[str, str] | None = None,
    **texts: Unpack[Texts],
) -> Shown:
    """Draw the parts of a whole as shares: the municipality beside Land and Germany, its groups, or over the years.

    Shares are parts of the published total (own calculation).

    Args:
        report: municipality and report year.
        indicator: id of a count.
        by: dimension whose values are the parts, such as `abschluss`.
        over: `areas`: one bar per area in the latest year, `years`: one per year of the municipality, or a
            dimension such as `nationalitaet`: one per value of it.
        peers: with a bar per peer, for areas.
        within: values of further dimensions that are held fixed, such as `{"geschlecht": "weiblich"}`.
        texts: caption, alt, note, reading or label in place of the catalogue's.

    Raises:
        NoData: the municipality has no parts or no total.
    """
    entry, dimension = report.indicator(indicator), report.dimension(by)
    rows = _rows(report, indicator, dimension, over, peers, within)
    order = [
        v
        for v in dimension.parts(v for row in rows for v in row.parts)
        if any(row.share(v) > 0 for row in rows)
    ]
    if any(row.share(RESIDUAL) >= 0.5 for row in rows):
        order.append(RESIDUAL)
    cells = [c for row in rows for c in (row.whole, *row.parts.values())]
    main = rows[-1] if over == "years" else rows[0]
    said = "; ".join(
        f"{row.label}: {separated([f'{v} {percent(row.share(v))}' for v in order if row.share(v) > 0])}"
        for row in ([rows[0], rows[-1]] if over == "years" and len(rows) > 1 else rows)
    )
    inside = "".join(f", {value}" for value in (within or {}).values())
    when = period_label(main.whole.period) if over != "years" else f"{rows[0].label}–{main.label}"
    largest = max(order, key=main.share)
    name = f"{entry.name}{inside} nach {dimension.name}"
    heading = {"areas": "Gebiet", "years": "Jahr"}.get(over) or report.dimension(over).name
    groups = over not in ("areas", "years")
    whose = f" („{main.label}“)" if groups else ""
    step = -(-len(rows) // MOST_YEARS) if over == "years" else 1
    drawn = rows[::-step][::-1]
    thin = _thin(drawn, order)
    return finish(
        report,
        "-".join(
            [
                "anteile",
                *map(fold, (within or {}).values()),
                *({"areas": [], "years": ["jahre"]}.get(over, [over])),
            ]
        ),
        [entry],
        cells,
        {
            "columns": (
                Column(heading),
                Column("Insgesamt", entry.unit, number=True),
                *(Column(v, "%", number=True) for v in order),
            ),
            "rows": tuple(
                (r.label, r.whole.value, *(None if s is None else printed(s, 4) for s in map(r.told, order)))
                for r in rows
            ),
            "display": tuple(
                (
                    r.label,
                    number(r.whole.number),
                    *("" if s is None else number(s, 1) for s in map(r.told, order)),
                )
                for r in rows
            ),
        },
        texts,
        caption=f"{name}{f' und {heading}' if groups else ''} {report.profile.in_city}"
        + (" im Vergleich" if len(rows) > 1 and over == "areas" else "")
        + f", {when}",
        alt=f"Gestapelte Balken in Prozent: {name}, {when}. {said}.",
        svg=_draw(drawn, order, dimension),
        notes=[
            *(
                [f"Gezeigt ist jedes {EVERY.get(step, f'{step}.')} Jahr; die Daten enthalten alle."]
                if step > 1
                else []
            ),
            *(
                [f"„{TOGETHER}“ fasst zusammen, was überall unter {THIN} % liegt: {listed(thin)}."]
                if thin
                else []
            ),
        ],
        computed=True,
        finding=_finding(report, entry, rows, over, within or {}),
        reading=f"Lesebeispiel: {opening(period_when(main.whole.period))} entfielen {report.profile.in_city} von "
        f"{with_unit(main.whole.number, entry, dative=True)}{whose} {percent(main.share(largest))} auf „{largest}“.",
    )


def _finding(
    report: Context,
    entry: Indicator,
    rows: Sequence[_Row],
    over: str,
    within: Mapping[str, str],
) -> Finding | None:
    """Return what stands out: a part beside the Land, beside another group, or over the years; else the largest."""
    of = "".join(f" {among(report.dimension(name), value)}" for name, value in within.items())

    def shares(row: _Row, where: str = "") -> Shares:
        parts = {v: c.number for v, c in row.parts.items()}
        return Shares(parts, row.whole.number, row.whole.period, where, of)

    found = None
    own = rows[-1] if over == "years" else rows[0]
    if max(report.total(entry.id, within=within).points) != int(own.whole.period[:4]):
        return None
    if over == "years" and len(rows) > 1:
        passed = [c for r in rows[1:] for c in (r.whole, *r.parts.values())]
        if not any(c.broken for c in passed):
            found = parts_over_time(report, entry, shares(rows[0]), shares(own), rows[0].whole)
    elif over == "areas":
        land = next((r for r in rows[1:] if r.label in {a.name for a in report.larger}), None)
        if land and land.whole.period == own.whole.period:
            where = plain(place(land.label).locative)
            found = beside_shares(report, entry, shares(own), shares(land), where)
    elif len(rows) == 2:
        names = report.dimension(over)
        first, second = (among(names, row.label) for row in rows)
        return beside_shares(report, entry, shares(own, first), shares(rows[1]), second)
    if found or over not in ("areas", "years"):
        return found
    return largest_part(report, entry, shares(own).parts, own.whole.number, own.whole.period, of)


def _rows(
    report: Context,
    indicator: str,
    dimension: Dimension,
    over: str,
    peers: bool,
    within: Mapping[str, str] | None,
) -> list[_Row]:
    def parts(ags: str) -> list[Series]:
        found = report.over_values(indicator, dimension.id, ags, within)
        adding = dimension.parts(s.label for s in found)
        return [s for s in found if s.label in adding]

    def row(label: str, ags: str, found: list[Series], year: int) -> _Row | None:
        whole = report.total(indicator, ags, within).cells.get(year)
        cells = {s.label: s.cells[year] for s in found if year in s.points}
        return _Row(label, whole, cells) if whole and whole.value and cells else None

    if over not in ("areas", "years"):
        return _groups(report, indicator, dimension, over, within)
    own = parts(report.ags)
    years = sorted({year for s in own for year in s.points})
    if over == "years":
        found = [row(str(y), report.ags, own, y) for y in years]
        rows = [r and (replace(r, label=r.whole.period) if "/" in r.whole.period else r) for r in found]
    else:
        rows = [row(report.name, report.ags, own, years[-1])]
        for ags, name, _ in report.areas(peers=peers)[1:]:
            if report.has(indicator, by=dimension.id, ags=ags):
                other = parts(ags)
                if known := [y for s in other for y in s.points if y <= years[-1]]:
                    found_row = row(name, ags, other, max(known))
                    rows.append(found_row and _dated(found_row, rows[0]))
    complete = [r for r in rows if r is not None]
    if not complete or (over == "areas" and rows[0] is None):
        raise NoData(f"Für {report.for_city} fehlt zu „{report.indicator(indicator).name}“ die Gesamtzahl.")
    return complete


def _dated(row: _Row, own: _Row | None) -> _Row:
    """Return a row that says its period where it is not the municipality's: `Hessen 2023/24`."""
    if own is None or row.whole.period == own.whole.period:
        return row
    return replace(row, label=f"{row.label} {period_label(row.whole.period)}")


def _groups(
    report: Context, indicator: str, dimension: Dimension, over: str, within: Mapping[str, str] | None
) -> list[_Row]:
    """Return one row per value of another dimension, in the latest year that has most of them."""
    wholes = report.over_values(indicator, over, within=within)
    year = latest_common(wholes)
    rows = []
    for whole in (w for w in wholes if w.points.get(year)):
        fixed = {**(within or {}), over: whole.label}
        parts = report.over_values(indicator, dimension.id, within=fixed)
        known = {s.label: s.cells[year] for s in parts if year in s.points}
        kept = {v: known[v] for v in dimension.parts(known)}
        if kept:
            rows.append(_Row(whole.label, whole.cells[year], kept))
    if len(rows) < 2:
        raise report.no_data(indicator, over)
    return rows


def _thin(rows: Sequence[_Row], order: Sequence[str]) -> list[str]:
    """Return the parts that are drawn as one, since none of them can be seen in any bar: two or more, of more than six."""
    thin = [v for v in order if all(row.share(v) < THIN for row in rows)]
    return thin if len(order) > MOST_PARTS and len(thin) > 1 else []


def _draw(rows: Sequence[_Row], order: Sequence[str], dimension: Dimension) -> str:
    thin = _thin(rows, order)
    order = [v for v in order if v not in thin] + ([TOGETHER] if thin else [])
    every = dimension.parts([*dimension.values, *(v for v in order if v != RESIDUAL)])
    palette = [t.line for t in DISTINCT] if len(every) <= 3 else ordered(len(every))
    colours = {v: palette[every.index(v)] if v in every else "#8E8E8E" for v in order}
    top = legend_height(order) + 0.25
    names = stacked_lines(r.label for r in rows)
    left = widest(names) + 0.25
    plot = WIDTH_CM - left - RIGHT_CM
    with house_style():
        figure, axes = canvas(len(rows) * 0.85 + top + 0.8, left, RIGHT_CM, top=top)
        for y, row in enumerate(rows):
            start = 0.0
            for value in order:
                share = max(sum(map(row.share, thin)) if value == TOGETHER else row.share(value), 0.0)
                axes.barh(
                    y, share, left=start, height=0.72, color=colours[value], edgecolor="white", linewidth=1
                )
                text = number(share, 1)
                if value == TOGETHER or row.told(value) is not None:
                    told = f"{row.label}, {value}: {percent(share, 1)}"
                    reading(axes, (start, y - 0.36), told, (start + share, y + 0.36))
                if text_width(text, 9.5) < share / 100 * plot - 0.1:
                    axes.text(
                        start + share / 2,
                        y,
                        text,
                        fontsize=9.5,
                        color=text_on(colours[value]),
                        ha="center",
                        va="center_baseline",
                    )
                start += share
        drawn = scale(axes, "left", (len(rows) - 0.5, -0.5), range(len(rows)), names, size=10)
        drawn[0].set_fontweight("semibold")
        quarters = range(0, 101, 25)
        scale(axes, "bottom", (0, 100), quarters, [percent(x, 0) for x in quarters], marks=True)
        legend(figure, [(v, Tone(colours[v], "")) for v in order])
        return to_svg(figure)
