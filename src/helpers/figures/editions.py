"""What has changed since the last edition: goals with their traffic lights, and key indicators."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Unpack

from helpers.errors import NoData
from helpers.figures.axes import short
from helpers.figures.describe import Texts, finish
from helpers.figures.series import Cell
from helpers.figures.shown import Column
from helpers.figures.standings import entries, standings
from helpers.text.markdown import Markdown, escape
from helpers.text.noise import Direction, direction
from helpers.text.numbers import number, period_label, signed
from helpers.text.wording import listed

if TYPE_CHECKING:
    from helpers.data import Indicator
    from helpers.figures.context import Context
    from helpers.figures.shown import Shown


@lru_cache(maxsize=8)
def previous(report: Context) -> Context:
    """Return the report of the last edition: the latest one kept in `veroeffentlicht/`, or that of the year before."""
    from helpers.data.observations import EDITIONS
    from helpers.paths import project

    folder = project().data / report.profile.city / EDITIONS
    kept = [int(p.stem[:4]) for p in folder.glob("*.csv") if p.stem[:4].isdigit()]
    earlier = copy.copy(report)
    earlier.year = max((year for year in kept if year < report.year), default=report.year - 1)
    earlier._seen = {}
    earlier.__dict__.pop("_totals", None)
    return earlier


def goals_changed(report: Context, **texts: Unpack[Texts]) -> Shown:
    """Return what has changed for each goal since the last edition: figure and traffic light then and now.

    Raises:
        NoData: the municipality keeps no goals.
        DataError: the file has a mistake.
    """
    before = previous(report)
    rows = list(zip(standings(before), standings(report), strict=True))
    moved = [
        f"{now.goal.number} {then.light.word} → {now.light.word}"
        for then, now in rows
        if then.light != now.light
    ]
    return finish(
        report,
        "ziele-veraenderung",
        entries(now for _, now in rows),
        [cell for pair in rows for s in pair if (cell := s.now)],
        {
            "columns": (
                Column("Ziel"),
                Column("Kennzahl"),
                Column(f"Ausgabe {before.year}", number=True),
                Column(f"Ausgabe {report.year}", number=True),
                Column("Veränderung", number=True),
                Column("Ampel zuvor"),
                Column("Ampel"),
            ),
            "rows": tuple(
                (
                    now.goal.number, now.measured, then.now.value if then.now else None, now.now.value if now.now else None,
                    _difference(now.entry, then.now, now.now), then.light.text, now.light.text,
                )
                for then, now in rows
            ),
            "display": tuple(
                (
                    now.goal.number, now.measured, then.printed(then.now), now.printed(now.now),
                    _change(now.entry, then.now, now.now), then.light.text, now.light.text,
                )
                for then, now in rows
            ),
        },
        texts,
        caption=f"Ziele {report.profile.in_city}: Was sich seit der Ausgabe {before.year} verändert hat",
        alt=f"Tabelle mit {len(rows)} Zielen. {'; '.join(moved) if moved else 'Keine Ampel hat sich verändert'}.",
        kind="table",
        notes=[_how(report, before)],
        computed=True,
        reading="",
    )  # fmt: skip


def changes_finding(report: Context) -> Markdown:
    """Say at which goals the traffic light has changed since the last edition: a sentence for a text.

    Raises:
        NoData: the municipality keeps no goals.
        DataError: the file has a mistake.
    """
    before = previous(report)
    rows = zip(standings(before), standings(report), strict=True)
    moved = [
        f"„{now.goal.text}“ (von „{then.light.word}“ zu „{now.light.word}“)"
        for then, now in rows
        if then.light != now.light
    ]
    if not moved:
        return escape(f"Seit der Ausgabe {before.year} hat sich keine Ampel verändert.")
    return escape(f"Seit der Ausgabe {before.year} hat sich die Ampel verändert bei {listed(moved)}.")


def edition_changes(report: Context, indicators: Sequence[str], **texts: Unpack[Texts]) -> Shown:
    """Return what has changed for key indicators since the last edition.

    Args:
        report: municipality and report year.
        indicators: ids from the catalogue; those without a new figure since then are left out.
        texts: caption, alt, note, reading or label in place of the usual.

    Raises:
        NoData: none of them has a new figure.
    """
    before = previous(report)
    rows = []
    for name in indicators:
        entry, then, now = report.indicator(name), before.total(name), report.total(name)
        if then.points and now.points and now.last.period != then.last.period:
            rows.append((entry, then.last, now.last))
    if not rows:
        names = listed([f"„{report.indicator(i).name}“" for i in indicators])
        raise NoData(
            f"Seit der Ausgabe {before.year} gibt es für {report.name} keine neuen Zahlen zu {names}."
        )
    return finish(
        report,
        "seit-letzter-ausgabe",
        [entry for entry, _, _ in rows],
        [cell for _, then, now in rows for cell in (then, now)],
        {
            "columns": (
                Column("Kennzahl"),
                Column("Einheit"),
                Column(f"Ausgabe {before.year}", number=True),
                Column(f"Ausgabe {report.year}", number=True),
                Column("Veränderung", number=True),
                Column("Stand"),
            ),
            "rows": tuple(
                (entry.name, entry.unit, then.value, now.value, _difference(entry, then, now), now.period)
                for entry, then, now in rows
            ),
            "display": tuple(
                (
                    entry.name, entry.unit, number(then.number, entry.decimals), number(now.number, entry.decimals),
                    _change(entry, then, now), period_label(now.period),
                )
                for entry, then, now in rows
            ),
        },
        texts,
        caption=f"Was sich {report.profile.in_city} seit der Ausgabe {before.year} verändert hat",
        alt=f"Tabelle: {'; '.join(f'{e.name} {short(t.number, e)} → {short(n.number, e)}' for e, t, n in rows)}.",
        kind="table",
        notes=[_how(report, before)],
        computed=True,
        reading="",
    )  # fmt: skip


def _difference(entry: Indicator, then: Cell | None, now: Cell | None) -> float | None:
    if then is None or now is None:
        return None
    return round(round(now.number, entry.decimals) - round(then.number, entry.decimals), entry.decimals)


def _change(entry: Indicator, then: Cell | None, now: Cell | None) -> str:
    gap = _difference(entry, then, now)
    if gap is None or then is None or now is None:
        return ""
    if then.period == now.period:
        return "keine neue Zahl"
    points = "\u00a0Pp." if entry.unit == "%" else ""
    mark = (
        "\u00a0≈" if direction(then.number, now.number, entry) in (Direction.ALIKE, Direction.EQUAL) else ""
    )
    return signed(gap, entry.decimals) + points + mark


def _how(report: Context, before: Context) -> str:
    return (
        f"Verglichen ist, was im Berichtsjahr {before.year} als neueste Zahl vorlag, mit dem Stand von {report.year}. "
        "Pp. = Prozentpunkte; ≈ = praktisch unverändert, im Rahmen der üblichen Schwankung."
    )
