"""Tables about districts: what maps show, the social index with its sensitivity, the types, and a profile of each."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Unpack

from helpers.errors import NoData
from helpers.figures.describe import Texts, finish, opening
from helpers.figures.districts.bydistrict import (
    Figures,
    by_district,
    districts,
    social_index_of,
    types_of,
    word,
)
from helpers.figures.districts.bytype import TypeRate, type_rates
from helpers.figures.districts.map import cell_words
from helpers.figures.districts.pools import pools
from helpers.figures.shown import Column, Shown
from helpers.text.markdown import Markdown, escape
from helpers.text.numbers import number, period_label, period_when
from helpers.text.wording import amount, listed, separated, verb

if TYPE_CHECKING:
    from helpers.data import Indicator
    from helpers.facts.context import Context


FEW = 30
"""With fewer people than that behind it, a rate is not told as the lowest or highest: one family more would move it."""


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
                *((a.code, a.name, *(cell_words(f, a, e) for e, f in rows)) for a in areas),
                ("", f"{report.name} insgesamt", *(whole_text(f, e) for e, f in rows)),
            ),
        },
        texts,
        caption=f"Kennzahlen der {word(report)} {report.profile.in_city}",
        alt=f"Tabelle mit {len(areas)} Zeilen: {listed([e.name for e, _ in rows])}.",
        kind="table",
        notes=[f"Stand: {periods}."] if len(by_period) > 1 else [],
    )


def social_index_table(report: Context, **texts: Unpack[Texts]) -> Shown:
    """Return the social index of the districts from the highest, with the ranks it would give without each indicator.

    Raises:
        NoData: too few districts have the indicators it is made of.
    """
    index, figures = social_index_of(report)
    entries = [report.indicator(name) for name in index.weights]
    areas = sorted(districts(report), key=lambda a: (-index.values.get(a.ags, float("-inf")), a.ags))
    ranked = [a for a in areas if a.ags in index.values]
    lacking = [a.name for a in areas if a.ags not in index.values]
    left_out = [report.indicator(name) for name in index.without]
    moved = max(ranked, key=lambda a: (index.spread(a.ags)[1] - index.spread(a.ags)[0], a.ags))
    best, worst = index.spread(moved.ags)
    return finish(
        report,
        "sozialindex",
        entries,
        [cell for found in figures.values() for cell in found.cells.values()],
        {
            "columns": (
                Column("Nr."),
                Column(word(report, "singular")),
                Column("Index", number=True),
                Column("Rang", number=True),
                *(Column(f"Rang ohne {e.short}", number=True) for e in left_out),
            ),
            "rows": tuple(
                (
                    a.code,
                    a.name,
                    round(index.values[a.ags], 3),
                    index.ranks[a.ags],
                    *(index.without[e.id][a.ags] for e in left_out),
                )
                for a in ranked
            ),
            "display": tuple(
                (
                    a.code,
                    a.name,
                    number(index.values[a.ags], 2),
                    str(index.ranks[a.ags]),
                    *(str(index.without[e.id][a.ags]) for e in left_out),
                )
                for a in ranked
            ),
        },
        texts,
        caption=f"Sozialindex der {word(report)} {report.profile.in_city} und seine Empfindlichkeit",
        alt=f"Tabelle: {'; '.join(f'{a.name} {number(index.values[a.ags], 2)}' for a in ranked)}.",
        kind="table",
        notes=[
            "0 ist das Mittel, je höher der Wert, desto angespannter ist die soziale Lage. Rang 1 hat der höchste Wert.",
            *(
                [
                    f"Am stärksten hängt der Rang bei „{moved.name}“ von der Auswahl der Indikatoren ab: {best} bis {worst}."
                ]
                if best < worst
                else []
            ),
            *([f"Ohne Index, weil Angaben fehlen oder geheim sind: {listed(lacking)}."] if lacking else []),
        ],
        computed=True,
    )


def district_types_table(report: Context, indicators: Sequence[str], **texts: Unpack[Texts]) -> Shown:
    """Return the five types: how many districts each has, and some rates of all people in its districts together.

    A type's rate is that of `type_rates`, the same as in charts and sentences. Rates that are not computed from counts
    are left out.

    Raises:
        NoData: there are too few districts for types, no social index, or none of the rates.
    """
    from helpers.data.districts import TYPES

    types = types_of(report)
    rates: list[tuple[Indicator, Figures, list[TypeRate]]] = []
    for entry, found in found_of(report, indicators):
        with contextlib.suppress(NoData):
            rates.append((entry, found, type_rates(report, entry.id)))
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
        for kind, text in enumerate(TYPES, 1)
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
                (text, count, *(None if rate is None else round(rate, 3) for _, rate in found))
                for text, count, _, found in table
            ),
            "display": tuple(
                (text, str(count), *("" if rate is None else number(rate, e.decimals) for e, rate in found))
                for text, count, _, found in table
            ),
        },
        texts,
        caption=f"Die fünf Typen der {word(report)} {report.profile.in_city} im Vergleich",
        alt=f"Tabelle: {'; '.join(f'{text}: {members}' for text, _, members, _ in table)}.",
        kind="table",
        notes=[
            f"Alle Personen der {word(report)} eines Typs zusammen.",
            *(
                f"{name}: ohne {listed(left)}, weil Angaben fehlen oder geheim sind."
                for name, left in lacking.items()
            ),
        ],
        computed=True,
    )


def index_described(report: Context) -> Markdown:
    """Return the indicators of the social index with their weights and periods, for a sentence: `Kinderarmut (50 %, 2025)`.

    Raises:
        NoData: too few districts have the indicators it is made of.
    """
    index, figures = social_index_of(report)
    whole = sum(abs(w) for w in index.weights.values())
    parts = [
        f"{report.indicator(name).short} (Gewicht {number(100 * abs(weight) / whole)}\u00a0%, Stand {period_label(figures[name].period)}"
        + (", je höher, desto günstiger)" if weight < 0 else ")")
        for name, weight in index.weights.items()
    ]
    return escape(listed(parts))


def district_range(report: Context, indicator: str) -> Markdown:
    """Return between which districts a figure ranges: two sentences for a text.

    Rates of fewer than `FEW` people are passed over.

    Raises:
        NoData: fewer than two districts have a number.
    """
    entry, found = report.indicator(indicator), by_district(report, indicator)
    names = {a.ags: a.name for a in districts(report)}
    few: set[str] = set()
    with contextlib.suppress(NoData):
        few = {ags for ags, pool in pools(report, indicator).items() if pool.whole < FEW}
    every = sorted(found.numbers.items(), key=lambda item: (item[1], item[0]))
    known = [item for item in every if item[0] not in few] if len(every) - len(few) > 1 else every
    if len(known) < 2:
        raise NoData(f"Zu „{entry.name}“ gibt es keine zwei {word(report)} mit Zahlen.")
    (low, least), (high, most) = known[0], known[-1]
    text = (
        f"In den {word(report, 'dative')} {verb(entry, 'reichte', 'reichten')} {entry.subject} {period_when(found.period)} "
        f"von {amount(least, entry)} ({names[low]}) bis {amount(most, entry)} ({names[high]})."
    )
    if found.mean is not None:
        text += f" {opening(report.profile.in_city)} insgesamt waren es {amount(found.mean, entry)}."
    return escape(text)
