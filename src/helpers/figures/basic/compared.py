"""Comparison bars: several indicators of one unit for the municipality, with marks for its Land and Germany."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

from helpers.errors import NoData
from helpers.facts.series import Series, latest_common
from helpers.figures.basic.proportions import draw_shares
from helpers.figures.describe import Texts, finish
from helpers.figures.draw.axes import short, unit_words
from helpers.figures.shown import Column, Shown
from helpers.text.numbers import number, period_label
from helpers.text.wording import listed, separated

if TYPE_CHECKING:
    from helpers.data import Indicator
    from helpers.facts.context import Context


def compared(report: Context, indicators: Sequence[str], **texts: Unpack[Texts]) -> Shown:
    """Draw one bar per indicator, each in the latest year that municipality, Land and Germany have.

    Args:
        report: municipality and report year.
        indicators: ids of indicators of the same unit.
        texts: caption, alt, note, reading or label in place of the catalogue's.

    Raises:
        NoData: the municipality has fewer than two of them.
    """
    found: list[tuple[Indicator, list[Series], int]] = []
    for name in indicators:
        with contextlib.suppress(NoData):
            series = report.over_areas(name)
            found.append((report.indicator(name), series, latest_common(series)))
    if len(found) < 2:
        raise NoData(f"Für {report.for_city} liegen weniger als zwei dieser Kennzahlen vor.")
    entry = found[0][0]
    areas = [(name, role) for _, name, role in report.areas()]
    share = {
        (name, role): {
            e.short: s.points[year]
            for e, every, year in found
            for s in every
            if s.role == role and year in s.points
        }
        for name, role in areas
    }
    share = {area: values for area, values in share.items() if values}
    cells = [s.cells[year] for _, every, year in found for s in every if year in s.points]
    order = [e.short for e, _, _ in found]
    said = "; ".join(
        f"{label}: {separated([f'{name} {short(values[label], entry)}' for (name, _), values in share.items() if label in values])}"
        for label in order
    )
    years = [period_label(every[0].cells[year].period) for _, every, year in found]
    return finish(
        report,
        "vergleich",
        [e for e, _, _ in found],
        cells,
        {
            "columns": (
                Column("Kennzahl"),
                Column("Zeit"),
                *(Column(name, entry.unit, number=True) for name, _ in share),
            ),
            "rows": tuple(
                (label, year, *(values.get(label) for values in share.values()))
                for label, year in zip(order, years, strict=True)
            ),
            "display": tuple(
                (
                    label,
                    year,
                    *(
                        number(values[label], entry.decimals) if label in values else ""
                        for values in share.values()
                    ),
                )
                for label, year in zip(order, years, strict=True)
            ),
        },
        texts,
        caption=f"{listed(order)} {report.profile.in_city} im Vergleich",
        alt=f"Balkendiagramm: {listed(order)} {report.profile.in_city} im Vergleich. {said}.",
        svg=draw_shares(share, order, lambda value: short(value, entry), unit_words(entry.unit)),
        notes=[f"Zeitpunkte: {'; '.join(map(' '.join, zip(order, years, strict=True)))}."],
    )
