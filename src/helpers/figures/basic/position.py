"""Where a municipality stands: key figures beside Land, Germany and the range of the peers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

from helpers.errors import NoData
from helpers.facts.series import Cell
from helpers.figures.basic.tables import dated, other_dates
from helpers.figures.describe import Texts, cell_text, finish
from helpers.figures.shown import Column, Shown
from helpers.text.numbers import period_label, with_unit
from helpers.text.wording import listed

if TYPE_CHECKING:
    from helpers.data import Indicator
    from helpers.facts.context import Context


def position_table(report: Context, indicators: Sequence[str], **texts: Unpack[Texts]) -> Shown:
    """Return a table of several indicators: the municipality, its Land, Germany, lowest and highest peer.

    Land, Germany and the peers have their figures of the municipality's latest year or the last before; for the peers that
    is the last year for which at least half of them have one.

    Args:
        report: municipality and report year.
        indicators: ids from the catalogue; those without a number for the municipality are left out.
        texts: caption, alt, note, reading or label in place of the catalogue's.

    Raises:
        NoData: nothing is left to show.
    """
    rows = [
        _row(report, report.indicator(name))
        for name in dict.fromkeys(map(report.newest, indicators))
        if report.has(name)
    ]
    if not rows:
        wanted = listed([f"„{report.indicator(i).name}“" for i in indicators])
        raise NoData(f"Für {report.for_city} liegen bis {report.year} keine Zahlen vor zu {wanted}.")
    areas = [name for _, name, _ in report.areas()]
    peers = any(found[-1] for _, found in rows)
    names = [*areas, *(f"Vergleich {word}" for word in ("von", "bis") if peers)]
    rows = [(entry, found[: len(names)]) for entry, found in rows]
    return finish(
        report,
        "kennzahlen",
        [entry for entry, _ in rows],
        [cell for _, found in rows for cell in found if cell],
        {
            "columns": (
                Column("Kennzahl"),
                Column("Einheit"),
                Column("Stand"),
                *(Column(name, number=True) for name in names),
            ),
            "rows": tuple(
                (
                    entry.short,
                    entry.unit,
                    _own(found).period,
                    *(c.value if c else None for c in found),
                )
                for entry, found in rows
            ),
            "display": tuple(
                (
                    entry.short,
                    entry.unit,
                    period_label(_own(found).period),
                    *(dated(cell_text(c, entry), c, _own(found)) if c else "" for c in found),
                )
                for entry, found in rows
            ),
            "dates": tuple(other_dates(names, found, _own(found)) for _, found in rows),
        },
        texts,
        caption=f"Kennzahlen {report.profile.in_city} im Vergleich",
        alt=f"Tabelle: {'; '.join(_told(entry, found, names) for entry, found in rows)}.",
        kind="table",
        notes=[_compared_with(report)] if peers else [],
        computed=True,
    )


def _compared_with(report: Context) -> str:
    names = listed([profile.name for profile in report.peer_profiles])
    return f"Vergleich von … bis: niedrigster und höchster Wert von {names} im selben oder im letzten Zeitraum davor."


def _row(report: Context, entry: Indicator) -> tuple[Indicator, list[Cell | None]]:
    """Return the figures of the municipality, its Land, Germany, the lowest and the highest peer."""
    series = {s.label: s for s in report.over_areas(entry.id, peers=True)}
    own = series[report.name]
    year = max(own.points)
    found: list[Cell | None] = []
    for _, name, _ in report.areas():
        known = [y for y in (series[name].points if name in series else ()) if y <= year]
        found.append(series[name].cells[max(known)] if known else None)
    others = [s for s in series.values() if s.role == "peer"]
    held = Counter(y for s in others for y in s.points if y <= year)
    enough = [y for y, count in held.items() if 2 * count >= len(report.peer_profiles)]
    if entry.kind == "count" or not enough:
        return entry, [*found, None, None]
    peers = sorted(
        (s.cells[max(enough)] for s in others if max(enough) in s.points), key=lambda cell: cell.number
    )
    return entry, [*found, peers[0], peers[-1]]


def _own(found: Sequence[Cell | None]) -> Cell:
    assert found[0] is not None
    return found[0]


def _told(entry: Indicator, found: Sequence[Cell | None], names: Sequence[str]) -> str:
    own, pairs = _own(found), zip(names, found, strict=True)
    values = [dated(f"{name} {with_unit(c.number, entry)}", c, own) for name, c in pairs if c]
    return f"{entry.short} ({period_label(own.period)}): {', '.join(values)}"
