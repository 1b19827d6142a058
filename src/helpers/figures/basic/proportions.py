"""Proportion chart: how large a part is within each value of a dimension, such as girls by type of school."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Unpack

from helpers.data.areas import fold
from helpers.errors import NoData
from helpers.facts.contrasts import between_groups, share_of
from helpers.facts.finding import Finding
from helpers.facts.reading import opening
from helpers.facts.series import Cell
from helpers.figures.describe import Texts, finish
from helpers.figures.draw.axes import scale, ticks
from helpers.figures.draw.labels import legend, stacked_lines, widest
from helpers.figures.draw.readings import reading
from helpers.figures.draw.style import BY_ROLE, CITY, LAND, canvas, house_style, text_width, to_svg
from helpers.figures.shown import Column, Shown
from helpers.text.numbers import number, percent, period_label, period_when, printed, with_unit
from helpers.text.wording import listed

if TYPE_CHECKING:
    from helpers.data import Indicator
    from helpers.facts.context import Context

ALL = "Insgesamt"
LINE_CM, BAR_CM, MARK_CM = 0.43, 0.48, 0.13
Shares = dict[str, tuple[Cell, Cell]]  # part and whole by value of the dimension


def proportions(
    report: Context, indicator: str, *, by: str, of: Mapping[str, str], **texts: Unpack[Texts]
) -> Shown:
    """Draw the share of a part within each value of a dimension, with marks for Land and Germany.

    Args:
        report: municipality and report year.
        indicator: id of a count.
        by: dimension with one bar per value, such as `schulart`.
        of: the part, such as `{"nationalitaet": "ausländisch"}`.
        texts: caption, alt, note, reading or label in place of the catalogue's.

    Raises:
        NoData: the municipality has no such figures.
    """
    entry, dimension = report.indicator(indicator), report.dimension(by)
    found = {
        (name, role): _shares(report, indicator, by, of, ags)
        for ags, name, role in report.areas()
        if report.has(indicator, by=by, ags=ags)
    }
    own = found.get((report.name, "city"), {})
    order = [*dimension.ordered(v for v in own if v != ALL), *([ALL] if ALL in own else [])]
    if not order:
        raise NoData(f"Für {report.for_city} gibt es zu „{entry.name}“ keine Anteile nach {dimension.name}.")
    part = ", ".join(of.values())
    period = own[order[-1]][1].period
    share = {area: {v: _percent(shares[v]) for v in order if v in shares} for area, shares in found.items()}
    mine = share[report.name, "city"]
    said = "; ".join(f"{v} {percent(mine[v])}" for v in order)
    what = f"Anteil „{part}“ nach {dimension.name} {report.profile.in_city}, {period_label(period)}"
    names = [name for name, _ in found]
    first = max((v for v in order if v != ALL), key=lambda v: mine[v], default=order[0])
    few, whole = own[first]
    return finish(
        report,
        f"anteil-{by}-{'-'.join(map(fold, of.values()))}",
        [entry],
        [cell for shares in found.values() for v in order if v in shares for cell in shares[v]],
        {
            "columns": (
                Column(dimension.name),
                Column(f"{part}", entry.unit, number=True),
                Column("insgesamt", entry.unit, number=True),
                *(Column(f"Anteil {name}", "%", number=True) for name in names),
            ),
            "rows": tuple(
                (
                    v,
                    own[v][0].value,
                    own[v][1].value,
                    *(s.get(v) and printed(s[v], 4) for s in share.values()),
                )
                for v in order
            ),
            "display": tuple(
                (
                    v,
                    *(number(cell.number) for cell in own[v]),
                    *(number(s[v], 1) if v in s else "" for s in share.values()),
                )
                for v in order
            ),
        },
        texts,
        caption=f"{entry.name}: {what}",
        alt=f"Balkendiagramm: {entry.name}, {what}. {said}.",
        svg=draw_shares(share, order, percent, "Prozent"),
        computed=True,
        notes=_other_periods(found, period),
        finding=_finding(report, entry, by, of, own),
        reading=f"Lesebeispiel: {opening(period_when(whole.period))} entfielen {report.profile.in_city} von "
        f"{with_unit(whole.number, entry, dative=True)} („{first}“) {number(few.number)} auf „{part}“, also {percent(mine[first])}.",
    )


def _finding(
    report: Context, entry: Indicator, by: str, of: Mapping[str, str], own: Shares
) -> Finding | None:
    """Return where the share is highest and lowest, as that of a rate."""
    part = ", ".join(of.values())
    shared = share_of(entry).model_copy(
        update={
            "short": f"Anteil „{part}“",
            "subject": f"{entry.short}: der Anteil „{part}“",
            "headline": f"der Anteil „{part}“",
            "polarity": 0,
            "computed": None,
        }
    )
    rates = [
        (v, replace(whole, value=100 * few.number / whole.number, base=whole.number))
        for v, (few, whole) in own.items()
        if v != ALL
    ]
    return between_groups(report, shared, report.dimension(by), rates)


def _shares(report: Context, indicator: str, by: str, of: Mapping[str, str], ags: str) -> Shares:
    try:
        parts = report.over_values(indicator, by, ags, of)
    except NoData:
        return {}
    wholes = {s.label: s for s in report.over_values(indicator, by, ags)}
    parts.append(report.total(indicator, ags, of).renamed(ALL))
    wholes[ALL] = report.total(indicator, ags)
    year = max(max(s.points) for s in parts if s.points)
    return {
        s.label: (s.cells[year], wholes[s.label].cells[year])
        for s in parts
        if year in s.points and s.label in wholes and wholes[s.label].points.get(year)
    }


def _other_periods(found: Mapping[tuple[str, str], Shares], period: str) -> list[str]:
    """Return a note on areas whose figures are of another period than the municipality's."""
    others = {name: next(iter(shares.values()))[1].period for (name, _), shares in found.items() if shares}
    told: dict[str, list[str]] = {}
    for name, other in others.items():
        if other != period:
            told.setdefault(period_label(other), []).append(name)
    said = "; ".join(f"{listed(names)} {when}" for when, names in told.items())
    return [f"Anderer Stand: {said}."] if told else []


def _percent(pair: tuple[Cell, Cell]) -> float:
    part, whole = pair
    return part.number / whole.number * 100


def draw_shares(
    share: Mapping[tuple[str, str], Mapping[str, float]],
    order: Sequence[str],
    told: Callable[[float], str],
    unit: str,
) -> str:
    """Return the picture of one bar per value for the municipality, with marks for the other areas.

    Args:
        share: (name, role) of each area → its figures by label, the municipality first.
        order: labels from top to bottom.
        told: a figure as it is printed.
        unit: as the axis says it.
    """
    (name, _), mine = next(iter(share.items()))
    others = {BY_ROLE[role]: (other, shares) for (other, role), shares in share.items() if role != "city"}
    marks = [told(mine[v]) for v in order]
    names = stacked_lines(order, weight="normal")
    left = widest(names, "normal") + 0.25
    right = max(text_width(mark, 10, "semibold") for mark in marks) + 0.5
    highest = max(value for shares in share.values() for value in shares.values())
    neighbours = max((a.count("\n") + b.count("\n") for a, b in pairwise(names)), default=0)
    row = max(0.8, LINE_CM * (1 + neighbours / 2) + 0.2)
    with house_style():
        figure, axes = canvas(len(order) * row + 1.85, left, right, top=0.75, bottom=1.1)
        for y, value in enumerate(order):
            reading(axes, (0, y - 0.3), f"{name}, {value}: {told(mine[value])}", (mine[value], y + 0.3))
        axes.barh(range(len(order)), [mine[v] for v in order], height=BAR_CM / row, color=CITY.line)
        for tone, (other, shares) in others.items():
            aside = MARK_CM / row  # side by side, as they often have nearly the same value
            shift = -aside if tone is LAND else aside
            at = [(shares[v], y + shift) for y, v in enumerate(order) if v in shares]
            for value, place in zip((v for v in order if v in shares), at, strict=True):
                reading(axes, place, f"{other}, {value}: {told(place[0])}")
            axes.plot(
                [x for x, _ in at],
                [y for _, y in at],
                linestyle="",
                marker=tone.marker,
                color=tone.line,
                markersize=6.5,
                markeredgecolor="white",
                clip_on=False,
            )
        scale(axes, "left", (len(order) - 0.5, -0.5), range(len(order)), names, size=10, line=True)
        positions, labels = ticks([highest])  # the axis ends with a number: no mark lies beyond
        scale(axes, "bottom", (0, positions[-1]), positions, labels, title=unit, marks=True)
        for y, mark in enumerate(marks):  # in a column of their own, clear of the marks of Land and Germany
            axes.annotate(
                mark,
                (1, y),
                (10, 0),
                xycoords=("axes fraction", "data"),
                textcoords="offset points",
                va="center",
                color=CITY.text,
                fontweight="semibold",
            )
        legend(figure, [(name, CITY), *((other, tone) for tone, (other, _) in others.items())], shape="mark")
        return to_svg(figure)
