"""Cross table: how each value of one dimension spreads over the values of another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from helpers.facts.series import SYMBOLS
from helpers.figures.describe import Texts, finish
from helpers.figures.flows.flow import flows_of
from helpers.figures.shown import Column, Shown
from helpers.text.numbers import number, percent, period_label, printed, with_unit
from helpers.text.wording import separated

if TYPE_CHECKING:
    from helpers.facts.context import Context
    from helpers.facts.series import Cell


def cross_table(report: Context, indicator: str, *, rows: str, columns: str, **texts: Unpack[Texts]) -> Shown:
    """Return a table with a row per value of a dimension: its count, and how it spreads over another in percent.

    Args:
        report: municipality and report year.
        indicator: id of a count that has figures for each pair of values.
        rows: dimension whose values make up 100 % each.
        columns: dimension over which they spread.
        texts: caption, alt, note, reading or label in place of the catalogue's.

    Raises:
        NoData: the municipality has no such figures.
    """
    entry = report.indicator(indicator)
    found = flows_of(report, indicator, (rows, columns))
    wholes, step = found.stages[0], found.steps[0]
    heads = report.dimension(columns).ordered(to for (_, to), cell in step.items() if cell.value)
    lines = [(name, cell, [step.get((name, head)) for head in heads]) for name, cell in wholes.items()]
    said = "; ".join(
        f"{name}: {separated([f'{h} {_text(p, cell)} %' for h, p in zip(heads, parts, strict=True) if p and p.value])}"
        for name, cell, parts in lines
    )
    name, cell, parts = max(lines, key=lambda line: line[1].value or 0)
    most, part = max(zip(heads, parts, strict=True), key=lambda pair: (pair[1].value or 0) if pair[1] else 0)
    assert part is not None
    a, b = report.dimension(rows).name, report.dimension(columns).name
    return finish(
        report,
        f"{rows}-{columns}",
        [entry],
        [*wholes.values(), *step.values()],
        {
            "columns": (
                Column(a),
                Column("Insgesamt", entry.unit, number=True),
                *(Column(head, "%", number=True) for head in heads),
            ),
            "rows": tuple((n, c.value, *(_share(p, c) for p in ps)) for n, c, ps in lines),
            "display": tuple(
                (
                    n,
                    number(c.value) if c.value is not None else SYMBOLS[c.status],
                    *(_text(p, c) for p in ps),
                )
                for n, c, ps in lines
            ),
        },
        texts,
        caption=f"{entry.name} {report.profile.in_city}: {a} und {b}, {period_label(found.whole.period)}",
        alt=f"Tabelle: {a} und {b}. {said}.".replace(" %", "\u00a0%"),
        kind="table",
        computed=True,
        reading=f"Lesebeispiel: Von {with_unit(cell.value or 0, entry, dative=True)} mit „{name}“ ({a}) entfallen "
        f"{percent(_share(part, cell) or 0)} auf „{most}“ ({b}).",
    )


def _share(part: Cell | None, whole: Cell) -> float | None:
    if not whole.value:
        return None
    if part is None:
        return 0.0
    return None if part.value is None else printed(part.value / whole.value * 100, 4)


def _text(part: Cell | None, whole: Cell) -> str:
    """Return a share, a dash where nobody went that way, or the symbol in its place."""
    if part is not None and part.value is None:
        return SYMBOLS[part.status]
    share = _share(part, whole)
    return number(share, 1) if share else SYMBOLS["zero"]
