"""Stations chart: how many people are counted by several indicators, one bar each, in the order of the life course."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

from helpers.errors import NoData
from helpers.facts.series import Cell
from helpers.figures.basic.bars import horizontal
from helpers.figures.describe import Texts, finish
from helpers.figures.shown import Column, Shown
from helpers.text.numbers import number, period_label
from helpers.text.wording import listed

if TYPE_CHECKING:
    from helpers.data import Indicator
    from helpers.facts.context import Context

Station = tuple[str, str] | tuple[str, str, dict[str, str]]


def stations(report: Context, stations: Sequence[Station], **texts: Unpack[Texts]) -> Shown:
    """Draw one bar per station of the life course, each with the latest count there is.

    Args:
        report: municipality and report year.
        stations: name of the station, id of a count, and the values of its dimensions that are held fixed.
        texts: caption, alt, note, reading or label in place of the catalogue's.

    Raises:
        NoData: fewer than three stations have a number.
    """
    found: list[tuple[str, Indicator, Cell]] = []
    for name, indicator, *within in stations:
        with contextlib.suppress(NoData):
            entry = report.indicator(indicator)
            series = report.total(indicator, within=within[0] if within else None)
            if series.points:
                found.append((name, entry, series.last))
    if len(found) < 3:
        raise NoData(f"Für {report.for_city} liegen zu weniger als drei Stationen Zahlen vor.")
    entries = list(dict.fromkeys(entry.id for _, entry, _ in found))
    rows = [(name, cell) for name, _, cell in found]
    said = "; ".join(f"{name} {number(cell.number)} ({period_label(cell.period)})" for name, cell in rows)
    lacking = [station[0] for station in stations if station[0] not in {name for name, _ in rows}]
    return finish(
        report,
        "stationen",
        [report.indicator(name) for name in entries],
        [cell for _, cell in rows],
        {
            "columns": (Column("Station"), Column("Zeit"), Column("Anzahl", "Personen", number=True)),
            "rows": tuple((name, cell.period, cell.value) for name, cell in rows),
            "display": tuple((name, period_label(cell.period), number(cell.number)) for name, cell in rows),
        },
        texts,
        caption=f"Wo Menschen {report.profile.in_city} lernen",
        alt=f"Balkendiagramm: Wo Menschen {report.profile.in_city} lernen. {said}.",
        svg=horizontal(rows, found[0][1].model_copy(update={"unit": "Personen"})),
        notes=[
            f"Zeitpunkte: {'; '.join(f'{name} {period_label(cell.period)}' for name, cell in rows)}.",
            *([f"Keine Anzahl liegt vor zu: {listed(lacking)}."] if lacking else []),
        ],
    )
