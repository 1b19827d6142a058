"""Rates over 100 %, and supplied rates that do not match the counts they are made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from helpers.checking.findings import Finding
from helpers.checking.phrases import describe, figure, key_of, place_of, stored, supplier_of, with_unit
from helpers.checking.seen import Seen
from helpers.data.areas import Areas
from helpers.data.catalogue import Catalogue
from helpers.data.cells import Figures
from helpers.data.keys import parse_period, split_breakdown
from helpers.data.models import Indicator
from helpers.data.observations import Row


def over_hundred(rows: Iterable[Row], catalogue: Catalogue, areas: Areas) -> Iterator[Finding]:
    """Yield a finding for each rate above 100 %; they occur, for example where children come from other places."""
    for row in rows:
        indicator = catalogue.indicators[row.indicator]
        if indicator.kind != "rate" or indicator.unit != "%" or row.value is None or row.value <= 100:
            continue
        what = describe(row, catalogue, areas)
        found = with_unit(row.value, "%")
        yield Finding(
            "ueber-100", "finding", supplier_of(row, catalogue), what, place_of(row), found,
            "höchstens 100\u00a0%, oder der Grund, zum Beispiel Kinder aus anderen Gemeinden",
            f"{what}: {found} sind mehr als 100\u00a0%; bitte prüfen, ob Zähler und Nenner dieselbe Gruppe meinen.",
            key_of("ueber-100", row), stored(row.value),
        )  # fmt: skip


class Mismatch(NamedTuple):
    """A printed rate and what its counts give."""

    row: Row
    over: float
    under: float
    computed: float
    other: float | None  # denominator of the neighbouring period that gives the printed rate
    shift: int  # -1 the period before, 1 the one after, 0 neither


def rates_against_counts(rows: Iterable[Row], catalogue: Catalogue, areas: Areas) -> Iterator[Finding]:
    """Yield a finding for each series of supplied rates that its counts contradict.

    Where a neighbouring period's denominator gives exactly the printed rate, the finding says so.
    """
    rows = list(rows)
    figures = Figures(rows)
    for indicator in catalogue.indicators.values():
        if indicator.checked_by is None:
            continue
        series: defaultdict[tuple[str, str], list[Mismatch]] = defaultdict(list)
        checked: defaultdict[tuple[str, str], int] = defaultdict(int)
        for row in sorted(
            figures.of(indicator.id), key=lambda r: (r.ags, r.breakdown, parse_period(r.period).date)
        ):
            mismatch = _compare(row, indicator, figures)
            checked[row.ags, row.breakdown] += row.value is not None
            if mismatch:
                series[row.ags, row.breakdown].append(mismatch)
        for place, mismatches in series.items():
            for shift in (-1, 1, 0):
                alike = [m for m in mismatches if m.shift == shift]
                if alike:
                    yield _finding(alike, shift, indicator, checked[place], catalogue, areas)


def _compare(row: Row, indicator: Indicator, figures: Figures) -> Mismatch | None:
    how = indicator.checked_by
    assert how is not None
    kept = split_breakdown(row.breakdown)
    over = figures.sum(how.numerator, row.ags, row.period, kept)
    under = figures.sum(how.denominator, row.ags, row.period, kept)
    if row.value is None or over is None or under is None or over.value is None or not under.value:
        return None
    half = 0.5 * 10**-indicator.decimals + 1e-9
    computed = how.factor * over.value / under.value
    if abs(row.value - computed) <= half:
        return None
    other, shift = None, 0
    for step in (-1, 1):
        period = _neighbour(row, step, figures)
        neighbour = figures.sum(how.denominator, row.ags, period, kept) if period else None
        if (
            neighbour
            and neighbour.value
            and abs(row.value - how.factor * over.value / neighbour.value) <= half
        ):
            other, shift = neighbour.value, step
            break
    return Mismatch(row, over.value, under.value, computed, other, shift)


def _neighbour(row: Row, step: int, figures: Figures) -> str:
    """Return the period of the year before or after in the same series, empty without."""
    year = parse_period(row.period).year + step
    found = [
        other.period
        for other in figures.of(row.indicator)
        if (other.ags, other.breakdown) == (row.ags, row.breakdown)
        and parse_period(other.period).year == year
    ]
    return found[0] if found else ""


def _finding(
    alike: list[Mismatch], shift: int, indicator: Indicator, checked: int, catalogue: Catalogue, areas: Areas
) -> Finding:
    worst = max(alike, key=lambda m: abs((m.row.value or 0.0) - m.computed))
    decimals, unit, row = indicator.decimals, indicator.unit, worst.row
    first, last = (parse_period(m.row.period).year for m in (alike[0], alike[-1]))
    years = str(first) if first == last else f"{first} bis {last}"
    what = describe(row, catalogue, areas, years)
    printed = with_unit(row.value, unit, decimals)
    computed = with_unit(worst.computed, unit, decimals)
    counts = f"{figure(worst.over)} von {figure(worst.under)} sind {computed}"
    year = parse_period(row.period).year
    verb, fits = ("ist", "passt") if len(alike) == 1 else ("sind", "passen")
    assert indicator.checked_by is not None
    whole = " und ".join(
        f"„{catalogue.indicators[cells.indicator].name}“" for cells in indicator.checked_by.denominator
    )
    if shift:
        when = "Vorjahres" if shift < 0 else "Folgejahres"
        reason = (
            f"{len(alike)} von {checked} Quoten {verb} durch {whole} des {when} geteilt: {year} ist {printed} gedruckt "
            f"= {figure(worst.over)} / {figure(worst.other)} ({year + shift}); {counts}."
        )
    else:
        reason = f"{len(alike)} von {checked} Quoten {fits} nicht zu den Anzahlen: {year} ist {printed} gedruckt; {counts}."
    details = tuple(
        (
            f"{parse_period(m.row.period).year}: {figure(m.over)} von {figure(m.under)}"
            + (f" ({parse_period(m.row.period).year + shift}: {figure(m.other)})" if shift else ""),
            with_unit(m.row.value, unit, decimals),
            with_unit(m.computed, unit, decimals),
        )
        for m in alike
    )
    return Finding(
        "quote", "finding", supplier_of(row, catalogue), what, place_of(row), printed, computed, f"{what}: {reason}",
        f"{key_of('quote', row, period=False)}/{ {-1: 'vorjahr', 1: 'folgejahr', 0: 'anzahlen'}[shift]}",
        "|".join(stored(v) for m in alike for v in (m.row.value, m.over, m.under)), details,
    )  # fmt: skip


def look(seen: Seen) -> Iterator[Finding]:
    """Yield what this file finds."""
    yield from over_hundred(seen.figures, seen.catalogue, seen.areas)
    yield from rates_against_counts(seen.mine, seen.catalogue, seen.areas)
