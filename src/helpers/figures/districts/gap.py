"""Gap chart: two figures of each district side by side, such as what there is and what is needed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, Unpack

from helpers.errors import NoData
from helpers.facts.needs import margin_of, missing, shortfall, tens
from helpers.facts.series import Cell
from helpers.figures.describe import Texts, finish
from helpers.figures.districts.bydistrict import Figures, by_district, districts, word
from helpers.figures.draw.axes import CUT_NOTE, is_cut, margin_column, row_height, scale, ticks, unit_words
from helpers.figures.draw.labels import legend, legend_height
from helpers.figures.draw.readings import reading, told
from helpers.figures.draw.style import CITY, DISTINCT, PEER, Tone, canvas, house_style, text_width, to_svg
from helpers.figures.shown import Column, Shown
from helpers.text.markdown import Markdown, escape
from helpers.text.numbers import NBSP, number, period_label, period_when, printed, rounded, signed, with_unit
from helpers.text.wording import listed

if TYPE_CHECKING:
    from helpers.data import Indicator
    from helpers.facts.context import Context

FIRST = Tone(CITY.line, CITY.text)  # a mark, not the municipality's square of other legends
SECOND = DISTINCT[3]


class _Row(NamedTuple):
    name: str
    first: Cell
    second: Cell
    difference: float


def gap(report: Context, first: str, second: str, **texts: Unpack[Texts]) -> Shown:
    """Draw two figures per district, joined by a line, where they lie furthest apart on top; the municipality first.

    Args:
        report: municipality and report year.
        first: id from the catalogue, what there is.
        second: id of an indicator of the same unit, what it is measured against.
        texts: caption, alt, note, reading or label in place of the catalogue's.

    Raises:
        NoData: fewer than two districts have both figures for the same year.
    """
    entries = report.indicator(first), report.indicator(second)
    rows, period = _rows(report, first, second)
    whole = [row for row in rows if row.name == report.name]
    ranked = [row for row in rows if row.name != report.name]
    lacking = [area.name for area in districts(report) if area.name not in {row.name for row in ranked}]
    a, b = entries
    names = a.short, b.short
    said = "; ".join(f"{row.name} {_number(row.first, a)} und {_number(row.second, b)}" for row in rows)
    most = ranked[0]
    errors = [_error(report, row, a.decimals).strip(f"{NBSP}±") for row in rows]
    cut = is_cut([cell.number for row in rows for cell in (row.first, row.second)], a.unit)
    return finish(
        report,
        f"abstand-{second}",
        entries,
        [cell for row in rows for cell in (row.first, row.second)],
        {
            "columns": (
                Column("Gebiet"),
                *(Column(e.short, e.unit, number=True) for e in entries),
                Column("Abstand", _points(a), number=True),
                *([Column("± Spanne", _points(a), number=True)] if any(errors) else []),
            ),
            "rows": tuple(
                (
                    r.name,
                    r.first.value,
                    r.second.value,
                    printed(r.difference, 4),
                    *(
                        [printed(margin_of(report, r.first, r.second), 4) if e else None]
                        if any(errors)
                        else []
                    ),
                )
                for r, e in zip(rows, errors, strict=True)
            ),
            "display": tuple(
                (
                    r.name,
                    _number(r.first, a),
                    _number(r.second, b),
                    signed(r.difference, a.decimals),
                    *([e] if any(errors) else []),
                )
                for r, e in zip(rows, errors, strict=True)
            ),
        },
        texts,
        caption=f"{a.name} und {b.name} nach {word(report, 'dative')} {report.profile.in_city}, {period_label(period)}",
        alt=f"Punktdiagramm mit je zwei Punkten ({names[0]}; {names[1]}) in {unit_words(a.unit)}, "
        f"{period_label(period)}, nach der Größe des Abstands. {said}.",
        svg=_draw([*whole, *ranked], a, names, cut, bold=bool(whole)),
        notes=[
            "Geordnet nach dem Abstand der beiden Werte.",
            *(
                ["Hinter ± steht das Doppelte des Standardfehlers (95-prozentige Sicherheit)."]
                if _error(report, most, a.decimals)
                else []
            ),
            *([CUT_NOTE] if cut else []),
            *([f"Ohne Angabe oder geheim: {listed(lacking)}."] if lacking else []),
        ],
        computed=True,
        finding=missing(report, a) if a.need and a.need.indicator == b.id else None,
        reading=f"Lesebeispiel: In {most.name} liegt „{names[0]}“ bei {with_unit(most.first.number, a)} und „{names[1]}“ bei "
        f"{with_unit(most.second.number, b)}; der Abstand beträgt {number(most.difference, a.decimals)}{_error(report, most, a.decimals)} "
        f"{_points(a)}.",
    )


def gap_range(report: Context, first: str, second: str) -> Markdown:
    """Return where two figures lie furthest apart and where closest: a sentence for a text.

    Raises:
        NoData: fewer than two districts have both figures for the same year.
    """
    rows, period = _rows(report, first, second)
    ranked = [row for row in rows if row.name != report.name]
    entry = report.indicator(first)

    def words(row: _Row) -> str:
        return f"{row.name} ({number(row.difference, entry.decimals)}{_error(report, row, entry.decimals)} {_points(entry)})"

    return escape(
        f"Den größten Abstand hatte {period_when(period)} {words(ranked[0])}, den kleinsten {words(ranked[-1])}."
    )


def gap_count(report: Context, first: str, second: str, *, of: str) -> Markdown:
    """Return how many of a whole two shares lie apart in the municipality, about: `rund 1.310 (± 140)`.

    The range is twice the standard error, where a share is one of those who answered.

    Args:
        report: municipality and report year.
        first: id of a share in percent.
        second: id of another share of the same whole.
        of: id of the count they are shares of.

    Raises:
        NoData: one of them has no number for the latest year of the first, or the second is not securely above it.
    """
    found = shortfall(report, first, second, of)
    if found is None:
        raise NoData(
            f"Der Abstand zu „{report.indicator(second).name}“ ist {report.profile.in_city} nicht gesichert oder unbekannt."
        )
    count, error, _ = found
    return Markdown(f"rund {tens(count)}" + (f" (±{NBSP}{tens(error)})" if error else ""))


def _error(report: Context, row: _Row, decimals: int) -> str:
    """Return the range of a distance, for a text: ` ± 4,1`; empty where chance has no part or no base is known."""
    error = margin_of(report, row.first, row.second)
    return f"{NBSP}±{NBSP}{number(error, decimals)}" if error and not math.isinf(error) else ""


def _rows(report: Context, first: str, second: str) -> tuple[list[_Row], str]:
    """Return municipality and districts in the latest year that both figures have, the widest gap first."""
    found = by_district(report, first), by_district(report, second)
    entries = report.indicator(first), report.indicator(second)
    if found[0].year != found[1].year:
        raise NoData(
            f"Für die {word(report)} {report.profile.in_city} gelten "
            f"{listed([f'„{e.name}“' for e in entries])} nicht für dasselbe Jahr."
        )
    names = {area.ags: area.name for area in districts(report)}
    rows = [
        _row(names[ags], found[0].cells[ags], found[1].cells[ags], entries[0])
        for ags in names
        if all(ags in each.numbers for each in found)
    ]
    if len(rows) < 2:
        raise NoData(
            f"Es gibt keine zwei {word(report)} {report.profile.in_city}, für die beide Werte vorliegen."
        )
    rows.sort(key=lambda row: (-row.difference, row.name))
    return [*_whole(report, found, entries[0]), *rows], found[0].period


def _whole(report: Context, found: Sequence[Figures], entry: Indicator) -> list[_Row]:
    a, b = (each.whole for each in found)
    if a is None or b is None or a.value is None or b.value is None:
        return []
    return [_row(report.name, a, b, entry)]


def _row(name: str, first: Cell, second: Cell, entry: Indicator) -> _Row:
    """Return a row; the difference is that of the printed values, so that readers can recompute it."""
    difference = rounded(second.number, entry.decimals) - rounded(first.number, entry.decimals)
    return _Row(name, first, second, float(difference))


def _points(entry: Indicator) -> str:
    return "Prozentpunkte" if entry.unit == "%" else entry.unit


def _number(cell: Cell, entry: Indicator) -> str:
    return number(cell.number, entry.decimals)


def _draw(rows: Sequence[_Row], entry: Indicator, names: tuple[str, str], cut: bool, *, bold: bool) -> str:
    values = [cell.number for row in rows for cell in (row.first, row.second)]
    marks = [signed(row.difference, entry.decimals) for row in rows]
    left = max(text_width(row.name, 9.5, "semibold") for row in rows) + 0.3
    right = max(text_width(mark, 9.5, "semibold") for mark in marks) + 0.5
    top = legend_height(names) + 0.75
    with house_style():
        figure, axes = canvas(len(rows) * row_height(len(rows)) + top + 1.1, left, right, top=top, bottom=1.1)
        for y, row in enumerate(rows):
            axes.plot([row.first.number, row.second.number], [y, y], color=PEER.line, linewidth=1.6, zorder=1)
            for name, cell in zip(names, (row.first, row.second), strict=True):
                reading(axes, (cell.number, y), told(f"{row.name}, {name}", cell, entry))
            axes.plot([row.first.number], [y], FIRST.marker, color=FIRST.line, markersize=7, zorder=2)
            axes.plot([row.second.number], [y], SECOND.marker, color=SECOND.line, markersize=7, zorder=2)
        stands_out = [bold and y == 0 for y in range(len(rows))]
        margin_column(axes, right, "Abstand", marks, stands_out)
        whose = [row.name for row in rows]
        found = scale(axes, "left", (len(rows) - 0.5, -0.5), range(len(rows)), whose, grid=True)
        if bold:
            found[0].set_fontweight("semibold")
        positions, labels = ticks(values, cut=cut)
        limits = (positions[0], positions[-1])
        scale(axes, "bottom", limits, positions, labels, title=unit_words(entry.unit), marks=True)
        legend(figure, list(zip(names, (FIRST, SECOND), strict=True)), shape="mark")
        return to_svg(figure)
