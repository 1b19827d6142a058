"""Bildung in Zahlen: key figures with trend and comparison."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

from helpers.figures.change import Change
from helpers.figures.describe import Texts, cell_text, finish
from helpers.figures.shown import Column, Shown
from helpers.figures.tables import change_notes, compared, dated
from helpers.text.markdown import escape
from helpers.text.noise import Direction
from helpers.text.numbers import NBSP, period_label, with_unit

if TYPE_CHECKING:
    from helpers.figures.context import Context

ARROWS = {Direction.UP: "gestiegen", Direction.DOWN: "gesunken"}


def key_figures(
    report: Context, indicators: Sequence[str], *, years: int = 5, **texts: Unpack[Texts]
) -> Shown:
    """Return key figures: value, trend and comparison of each indicator.

    Each card has the Markdown texts `name`, `value`, `period`, `change` and `comparison`; the last two
    are empty when there is nothing to compare with.

    Args:
        report: municipality and report year.
        indicators: ids from the catalogue; those without a number for the municipality are left out.
        years: the trend is counted from the earliest figure at most this many years before the latest.
        texts: caption, alt, note, reading or label in place of the catalogue's.

    Raises:
        NoData: nothing is left to show.
    """
    rows = compared(report, indicators, years)
    own, others = report.name, [name for _, name, _ in report.areas()][1:]
    texts_of = [
        {
            "name": entry.short,
            "value": with_unit(found[own].number, entry),
            "period": period_label(found[own].period),
            "change": _told(change),
            "comparison": " · ".join(
                dated(f"{name} {with_unit(found[name].number, entry)}", found[name], found[own])
                for name in others
                if name in found and entry.kind != "count"
            ),
        }
        for entry, found, change in rows
    ]
    return finish(
        report,
        "zahlen",
        [entry for entry, _, _ in rows],
        [cell for _, found, _ in rows for cell in found.values()],
        {
            "columns": (
                Column("Indikator"),
                Column("Wert", number=True),
                Column("Einheit"),
                Column("Stand"),
                Column("Entwicklung"),
                Column("Vergleich"),
            ),
            "rows": tuple(
                (
                    entry.short,
                    found[own].value,
                    entry.unit,
                    found[own].period,
                    card["change"],
                    card["comparison"],
                )
                for (entry, found, _), card in zip(rows, texts_of, strict=True)
            ),
            "display": tuple(
                (
                    entry.short,
                    cell_text(found[own], entry),
                    entry.unit,
                    card["period"],
                    card["change"],
                    card["comparison"],
                )
                for (entry, found, _), card in zip(rows, texts_of, strict=True)
            ),
        },
        texts,
        caption="Bildung in Zahlen",
        alt=f"Kennzahlen {report.profile.in_city}: "
        + "; ".join(f"{c['name']} {c['value']} ({c['period']})" for c in texts_of)
        + ".",
        kind="cards",
        notes=change_notes([change for _, _, change in rows]),
        computed=True,
        cards=tuple({key: str(escape(text)) for key, text in card.items()} for card in texts_of),
    )


def _told(change: Change | None) -> str:
    if change is None or change.crosses_break:
        return ""
    since = f"seit{NBSP}{period_label(change.since)}"
    if change.direction in ARROWS:
        return f"{since} {ARROWS[change.direction]} ({change.text})"
    return f"{since} praktisch unverändert" if change.direction is Direction.ALIKE else f"{since} unverändert"
