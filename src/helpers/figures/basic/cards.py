"""Bildung in Zahlen: key figures with trend and comparison."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

from helpers.data.keys import outdated
from helpers.facts.series import Series
from helpers.figures.basic.change import Change
from helpers.figures.basic.tables import change_notes, compared, dated
from helpers.figures.describe import Texts, cell_text, finish
from helpers.figures.shown import Column, Shown
from helpers.text.markdown import escape
from helpers.text.noise import Direction
from helpers.text.numbers import NBSP, number, period_label, unit_after, with_unit

if TYPE_CHECKING:
    from helpers.facts.context import Context

ARROWS = {Direction.UP: "gestiegen", Direction.DOWN: "gesunken"}
STAYED = {
    Direction.EQUAL: "unverändert",
    Direction.ALIKE: "praktisch unverändert",
    Direction.UNSURE: "nicht gesichert verändert",
}


def key_figures(
    report: Context, indicators: Sequence[str], *, years: int = 5, **texts: Unpack[Texts]
) -> Shown:
    """Return key figures: value, trend and comparison of each indicator.

    Each card has the Markdown texts `name`, `value`, `unit`, `period`, `change` and `comparison`; the last two
    are empty when there is nothing to compare with. `spark` has the points of a small line, see `sparkline`.

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
            "value": number(found[own].number, entry.decimals),
            "unit": unit_after(entry),
            "period": _stand(found[own].period, report.year),
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
        + "; ".join(
            f"{entry.short} {with_unit(found[own].number, entry)} ({period_label(found[own].period)})"
            for entry, found, _ in rows
        )
        + ".",
        kind="cards",
        notes=change_notes([change for _, _, change in rows]),
        computed=True,
        cards=tuple(
            {key: str(escape(text)) for key, text in card.items()}
            | {"spark": sparkline(report.total(entry.id))}
            for card, (entry, _, _) in zip(texts_of, rows, strict=True)
        ),
    )


def _stand(period: str, year: int) -> str:
    """Return the period of a value; of an old one with the word that there is none newer."""
    label = period_label(period)
    return f"letzter Stand{NBSP}{label}" if outdated(period, year) else label


def sparkline(series: Series) -> str:
    """Return the points `x,y x,y …` of a line in a box of 100 by 24, y downwards; empty for fewer than three.

    It shows the last ten years since the series last changed its basis. The box is at least a tenth of the highest
    value high, so that noise does not look like a trend.
    """
    last = max(series.points, default=0)
    shown = {y: value for y, value in series.comparable(last).items() if y >= last - 10}
    if len(shown) < 3:
        return ""
    low, high, first = min(shown.values()), max(shown.values()), min(shown)
    room = max(high - low, abs(high) / 10) or 1
    middle = (high + low) / 2
    return " ".join(
        f"{round(100 * (year - first) / (last - first))},{round(12 - 20 * (value - middle) / room)}"
        for year, value in shown.items()
    )


def _told(change: Change | None) -> str:
    if change is None or change.crosses_break:
        return ""
    since = f"seit{NBSP}{period_label(change.since)}"
    if change.direction in ARROWS:
        return f"{since} {ARROWS[change.direction]} ({change.text})"
    return f"{since} {STAYED[change.direction]}"
