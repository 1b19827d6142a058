"""Tables about districts: what maps show, the types, and between which districts figures range."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Unpack

from helpers.data.districts import MANY
from helpers.errors import NoData
from helpers.facts.reading import opening
from helpers.figures.describe import Texts, finish
from helpers.figures.districts.bydistrict import (
    Figures,
    by_district,
    circular,
    districts,
    types_of,
    word,
)
from helpers.figures.districts.bytype import TypeRate, type_rates
from helpers.figures.districts.map import cell_words
from helpers.figures.districts.pools import FEW, Pool, pools
from helpers.figures.shown import Column, Shown
from helpers.text.markdown import Markdown, escape
from helpers.text.noise import Direction, direction
from helpers.text.numbers import cardinal, number, period_label, period_when, printed
from helpers.text.uncertainty import reached_interval
from helpers.text.wording import amount, listed, separated, verb

if TYPE_CHECKING:
    from helpers.data import Area, Indicator
    from helpers.facts.context import Context


ENDS = 10
"""Of many districts a table shows so many from either end."""


def found_of(report: Context, indicators: Sequence[str]) -> list[tuple[Indicator, Figures]]:
    """Return the indicators that districts have numbers of, with their figures.

    Raises:
        NoData: there is none.
    """
    rows = []
    for name in indicators:
        with contextlib.suppress(NoData):
            rows.append((report.indicator(name), by_district(report, name)))
    if not rows:
        names = listed([f"„{report.indicator(i).name}“" for i in indicators])
        raise NoData(
            f"Für die {word(report)} {report.profile.in_city} liegen bis {report.year} keine Zahlen vor zu {names}."
        )
    return rows


def whole_text(found: Figures, entry: Indicator) -> str:
    """Return the municipality's own figure as a text of a table."""
    return "" if found.mean is None else number(found.mean, entry.decimals)


def district_table(report: Context, indicators: Sequence[str], **texts: Unpack[Texts]) -> Shown:
    """Return a table of all districts with some indicators, and the municipality in the last row.

    It says what maps of these indicators show, for those who cannot see them.

    Raises:
        NoData: no district has a number of any of them.
    """
    rows = found_of(report, indicators)
    areas = districts(report)
    shown = _both_ends(areas, rows) if len(areas) > MANY else areas
    cells = [
        cell for _, found in rows for cell in (*found.cells.values(), *([found.whole] if found.whole else []))
    ]
    by_period: dict[str, list[str]] = {}
    for entry, found in rows:
        by_period.setdefault(period_label(found.period), []).append(entry.short)
    periods = "; ".join(f"{listed(names)} {when}" for when, names in by_period.items())
    return finish(
        report,
        "sozialraeume",
        [entry for entry, _ in rows],
        cells,
        {
            "columns": (
                Column("Nr."),
                Column(word(report, "singular")),
                *(Column(entry.short, entry.unit, number=True) for entry, _ in rows),
            ),
            "rows": (
                *(
                    (a.code, a.name, *(f.cells[a.ags].value if a.ags in f.cells else None for _, f in rows))
                    for a in areas
                ),
                ("", report.name, *(f.whole.value if f.whole else None for _, f in rows)),
            ),
            "display": (
                *((a.code, a.name, *(cell_words(f, a, e) for e, f in rows)) for a in shown),
                ("", f"{report.name} insgesamt", *(whole_text(f, e) for e, f in rows)),
            ),
        },
        texts,
        caption=f"Kennzahlen der {word(report)} {report.profile.in_city}",
        alt=f"Tabelle mit {len(shown)} Zeilen: {listed([e.name for e, _ in rows])}.",
        kind="table",
        notes=[
            *([f"Stand: {periods}."] if len(by_period) > 1 else []),
            *([_in_part(_measure(rows), len(areas))] if len(shown) < len(areas) else []),
        ],
    )


def _measure(rows: Sequence[tuple[Indicator, Figures]]) -> tuple[Indicator, Figures]:
    """Return by which of the indicators a table in part is ordered: the first that is no count and says what is better."""
    rates = [row for row in rows if row[0].kind != "count"] or list(rows)
    return next((row for row in rates if row[0].polarity), rates[0])


def _both_ends(areas: Sequence[Area], rows: Sequence[tuple[Indicator, Figures]]) -> list[Area]:
    """Return the districts with the highest figures and those with the lowest, in this order."""
    _, found = _measure(rows)
    known = sorted((a for a in areas if a.ags in found.numbers), key=lambda a: (-found.numbers[a.ags], a.ags))
    return [*known[:ENDS], *known[-ENDS:]]


def _in_part(measure: tuple[Indicator, Figures], count: int) -> str:
    return (
        f"Gezeigt sind die je {ENDS} Gebiete mit den höchsten und den niedrigsten Werten zu „{measure[0].short}“; alle {count} stehen im "
        "Anhang „Tabellen“ und in den Daten zur Tabelle."
    )


def district_types_table(report: Context, indicators: Sequence[str], **texts: Unpack[Texts]) -> Shown:
    """Return the types: how many districts each has, and some rates of all people in its districts together.

    A type's rate is that of `type_rates`, the same as in charts and sentences. Rates that are not computed from counts
    are left out.

    Raises:
        NoData: there are too few districts for types, no social index, or none of the rates.
    """
    from helpers.data.districts import type_names

    types = types_of(report)
    rates: list[tuple[Indicator, Figures, list[TypeRate]]] = []
    for entry, found in found_of(report, indicators):
        with contextlib.suppress(NoData):
            rates.append((entry, found, type_rates(report, entry.id)))
    reduced = [entry for entry, *_ in rates if circular(report, entry.id)]
    if not rates:
        raise NoData(
            f"Für die Typen der {word(report)} {report.profile.in_city} gibt es keine Quoten aus Anzahlen."
        )
    names = {a.ags: a.name for a in districts(report)}
    table = [
        (
            f"Typ {kind}: {text}",
            sum(k == kind for k in types.values()),
            separated([names[ags] for ags in names if types.get(ags) == kind]),
            [(entry, pool.rate if (pool := of[kind - 1].pool) else None) for entry, _, of in rates],
        )
        for kind, text in enumerate(type_names(types), 1)
    ]
    lacking = {
        entry.short: left
        for entry, found, _ in rates
        if (left := [names[ags] for ags in types if ags not in found.numbers])
    }
    return finish(
        report,
        "typen",
        [entry for entry, *_ in rates],
        [cell for _, found, _ in rates for cell in found.cells.values()],
        {
            "columns": (
                Column("Typ"),
                Column(word(report), number=True),
                *(Column(entry.short, entry.unit, number=True) for entry, *_ in rates),
            ),
            "rows": tuple(
                (text, count, *(None if rate is None else printed(rate, 3) for _, rate in found))
                for text, count, _, found in table
            ),
            "display": tuple(
                (text, str(count), *("" if rate is None else number(rate, e.decimals) for e, rate in found))
                for text, count, _, found in table
            ),
        },
        texts,
        caption=f"Die {cardinal(len(table))} Typen der {word(report)} {report.profile.in_city} im Vergleich",
        alt=f"Tabelle: {'; '.join(f'{text}: {members}' for text, _, members, _ in table)}.",
        kind="table",
        notes=[
            f"Alle Personen der {word(report)} eines Typs zusammen.",
            *(
                [
                    f"{listed([f'„{entry.short}“' for entry in reduced])}: jeweils nach Typen eines Sozialindex ohne diese Kennzahl."
                ]
                if reduced
                else []
            ),
            *(
                f"{name}: ohne {listed(left)}, weil Angaben fehlen oder geheim sind."
                for name, left in lacking.items()
            ),
        ],
        computed=True,
    )


def district_range(report: Context, indicator: str) -> Markdown:
    """Return between which districts a figure ranges, and how sure the ends are: two or three sentences for a text.

    Rates of fewer than `FEW` people are passed over.

    Raises:
        NoData: fewer than two districts have a number.
    """
    entry, found = report.indicator(indicator), by_district(report, indicator)
    names = {a.ags: a.name for a in districts(report)}
    counted: Mapping[str, Pool] = {}
    with contextlib.suppress(NoData):
        counted = pools(report, indicator)
    few = {ags for ags, pool in counted.items() if pool.whole < FEW}
    every = sorted(found.numbers.items(), key=lambda item: (item[1], item[0]))
    known = [item for item in every if item[0] not in few] if len(every) - len(few) > 1 else every
    if len(known) < 2:
        raise NoData(f"Zu „{entry.name}“ gibt es keine zwei {word(report)} mit Zahlen.")
    (low, least), (high, most) = known[0], known[-1]
    text = (
        f"In den {word(report, 'dative')} {verb(entry, 'reichte', 'reichten')} {entry.subject} {period_when(found.period)} "
        f"von {amount(least, entry)} ({names[low]}{_range(entry, counted.get(low))}) bis {amount(most, entry)} "
        f"({names[high]}{_range(entry, counted.get(high))})."
    )
    if found.mean is not None:
        text += f" {opening(report.profile.in_city)} insgesamt waren es {amount(found.mean, entry)}."
    like = [_like(entry, end, known, counted) for end in (low, high)]
    if any(like):
        told = [
            f"{'ein weiterer Wert' if count == 1 else f'{cardinal(count)} weitere Werte'} {which}"
            for which, count in zip(("vom niedrigsten", "vom höchsten"), like, strict=True)
            if count
        ]
        text += f" Nicht gesichert zu unterscheiden {'ist' if sum(like) == 1 else 'sind'} {listed(told)}."
    return escape(text)


def _range(entry: Indicator, pool: Pool | None) -> str:
    """Return the interval of a district's rate where chance moves it, for brackets: `; Spanne 8,1 bis 17,9`."""
    if pool is None or not entry.chance:
        return ""
    ends = (end / pool.whole * pool.factor for end in reached_interval(pool.part, pool.whole))
    return "; Spanne {} bis {}".format(*(number(end, entry.decimals) for end in ends))


def _like(entry: Indicator, end: str, known: Sequence[tuple[str, float]], counted: Mapping[str, Pool]) -> int:
    """Return how many other districts chance does not tell from the one at an end."""
    values = dict(known)
    return sum(
        direction(values[end], value, entry, bases=(counted[end].whole, counted[ags].whole))
        is Direction.UNSURE
        for ags, value in known
        if ags != end and end in counted and ags in counted
    )
