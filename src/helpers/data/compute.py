"""Compute indicators from others: the one place where a figure comes out of figures.

Every computed figure keeps its sources, its components and a note when a component is rounded, protected or
missing; it has no number when a component has none.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from helpers.data.catalogue import Catalogue
from helpers.data.keys import join_breakdown, parse_period, split_breakdown
from helpers.data.models import STATUSES, Indicator, Rounding
from helpers.data.observations import Row
from helpers.data.parts import Cells, Computation
from helpers.errors import CatalogueError

# The status of a result when several components have none: the first of these that occurs.
_WORST = ("suppressed", "unknown", "unreliable", "later", "not_applicable", "below_half")


class Sum(NamedTuple):
    """A sum of cells: number or status, what it was made of, and what is missing."""

    value: float | None
    status: str
    rows: tuple[Row, ...]
    missing: tuple[str, ...]


class Figures:
    """Figures by indicator, area, period and breakdown.

    Args:
        rows: the figures to compute from.
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows: dict[str, dict[tuple[str, str, str], Row]] = {}
        for row in rows:
            self.add(row)

    def add(self, row: Row) -> None:
        """Add one figure, so that others can be computed from it."""
        self._rows.setdefault(row.indicator, {})[row.ags, row.period, row.breakdown] = row

    def of(self, indicator: str) -> list[Row]:
        """Return all figures of an indicator."""
        return list(self._rows.get(indicator, {}).values())

    def get(self, indicator: str, ags: str, period: str, parts: dict[str, str]) -> Row | None:
        """Return one figure, None when there is none."""
        return self._rows.get(indicator, {}).get((ags, period, join_breakdown(parts)))

    def sum(self, cells: Sequence[Cells], ags: str, period: str, kept: dict[str, str]) -> Sum | None:
        """Return the sum over cells for one area, period and combination of values; None without any cell."""
        found: list[Row] = []
        missing: list[str] = []
        value = 0.0
        for one in cells:
            rest = {dimension: v for dimension, v in kept.items() if dimension not in one.across}
            for values in itertools.product(*one.where.values()):
                parts = {**rest, **dict(zip(one.where, values, strict=True))}
                row = self.get(one.indicator, ags, period, parts)
                if row is None:
                    missing.append(join_breakdown(parts) or one.indicator)
                    continue
                found.append(row)
                if row.value is not None:
                    value += -row.value if one.minus else row.value
        if not found:
            return None
        statuses = {row.status for row in found} | ({"unknown"} if missing else set())
        worst = next((status for status in _WORST if status in statuses), None)
        if worst:
            return Sum(None, worst, tuple(found), tuple(missing))
        return Sum(value, "zero" if statuses == {"zero"} else "", tuple(found), ())


def complete(rows: list[Row], catalogue: Catalogue) -> list[Row]:
    """Return the figures with their rounding notes and everything that the catalogue says how to compute."""
    noted = [row._replace(note=_join([row.note, *rounding_notes(row, catalogue)])) for row in rows]
    figures = Figures(noted)
    result = list(noted)
    for name in computing_order(catalogue):
        indicator = catalogue.indicators[name]
        new = list(_complements(indicator, figures))
        if indicator.computed:
            new = list(_computed(indicator, indicator.computed, figures, catalogue))
        for row in new:
            figures.add(row)
        result += new
    return result


def computing_order(catalogue: Catalogue) -> list[str]:
    """Return the indicators so that each comes after those it is computed from.

    Raises:
        CatalogueError: when indicators are computed from each other in a circle.
    """
    parts = {
        name: entry.computed.indicators if entry.computed else ()
        for name, entry in catalogue.indicators.items()
    }
    try:
        return list(TopologicalSorter(parts).static_order())
    except CycleError as problem:
        circle = " → ".join(problem.args[1])
        raise CatalogueError(
            f"Diese Indikatoren werden im Kreis auseinander berechnet: {circle}."
        ) from problem


def rounding_notes(row: Row, catalogue: Catalogue) -> list[str]:
    """Return what the row's source says about how its figure was altered before publication."""
    if row.source not in catalogue.sources:
        return []
    return [rule.text for rule in catalogue.sources[row.source].rounding if _applies(rule, row)]


def _applies(rule: Rounding, row: Row) -> bool:
    year = parse_period(row.period).year
    return (
        (not rule.land or row.ags[:2] == rule.land)
        and (not rule.since or parse_period(rule.since).year <= year)
        and (not rule.until or year <= parse_period(rule.until).year)
    )


def _computed(
    indicator: Indicator, how: Computation, figures: Figures, catalogue: Catalogue
) -> Iterator[Row]:
    needed = {dimension for cells in how.denominator for dimension in cells.across}
    for ags, period, kept in _places(how, figures):
        if not needed <= kept.keys():
            continue
        over = figures.sum(how.numerator, ags, period, kept)
        if over is None:
            continue
        under: Sum | None = None
        if how.years:
            under = figures.sum(how.numerator, ags, earlier(period, how.years), kept)
        elif how.denominator:
            at = previous_year_end(period) if how.denominator_at == "previous_year_end" else period
            under = figures.sum(how.denominator, ags, at, kept)
        if under is None and (how.years or how.denominator):
            continue
        row = _row(indicator, how, (ags, period, kept), over, under)
        crossed = _breaks(how, period, catalogue) if how.years else []
        yield row._replace(note=_join([*crossed, row.note]))


def _breaks(how: Computation, period: str, catalogue: Catalogue) -> list[str]:
    """Return a note for each break in the components' series that a change reaches across."""
    assert how.years
    new, old = parse_period(period).date, parse_period(earlier(period, how.years)).date
    return [
        f"Der Vergleich reicht über einen Bruch der Reihe: {change.reason}"
        for name in how.indicators
        for change in catalogue.indicators[name].breaks
        if old < parse_period(change.period).date <= new
    ]


def _places(how: Computation, figures: Figures) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Yield area, period and kept values of everything that can be computed."""
    first = how.numerator[0]
    seen: set[tuple[str, str, str]] = set()
    for row in figures.of(first.indicator):
        parts = split_breakdown(row.breakdown)
        if any(parts.pop(dimension, None) not in values for dimension, values in first.where.items()):
            continue
        place = (row.ags, row.period, join_breakdown(parts))
        if parts.keys() <= set(how.by) and place not in seen:
            seen.add(place)
            yield row.ags, row.period, parts


def _row(
    indicator: Indicator,
    how: Computation,
    place: tuple[str, str, dict[str, str]],
    over: Sum,
    under: Sum | None,
) -> Row:
    ags, period, kept = place
    rows = (*over.rows, *(under.rows if under else ()))
    value, status, notes = over.value, over.status, []
    if under is not None:
        statuses = {over.status, under.status}
        status = next((s for s in _WORST if s in statuses), "")
        value = None
        if not status and not under.value:
            status = "not_applicable"
        elif not status:
            assert over.value is not None
            assert under.value is not None
            quotient = over.value / under.value
            value = how.factor * (quotient - 1 if how.years else quotient)
            status = "zero" if value == 0 and over.status == "zero" else ""
    elif value is not None:
        value *= how.factor
    missing = [*over.missing, *(under.missing if under else ())]
    if missing:
        notes.append(f"Nicht berechenbar, weil Angaben fehlen: {', '.join(missing)}.")
    notes += [
        f"Nicht berechenbar, weil ein Bestandteil fehlt ({STATUSES[row.status]})."
        for row in rows
        if row.status in _WORST
    ]
    notes += [row.note for row in rows]
    return Row(
        indicator.id,
        ags,
        join_breakdown(kept),
        period,
        value,
        status,
        _join([row.source for row in rows], "|"),
        _join(notes),
        components="\n".join(dict.fromkeys("\t".join(row.key) for row in rows)),
    )


def _complements(indicator: Indicator, figures: Figures) -> Iterator[Row]:
    """Yield what a source leaves out because it is the total minus what it gives, such as „männlich“."""
    for dimension, value in indicator.complements.items():
        given: dict[tuple[str, str, str], list[Row]] = {}
        for row in figures.of(indicator.id):
            parts = split_breakdown(row.breakdown)
            if dimension in parts:
                del parts[dimension]
                given.setdefault((row.ags, row.period, join_breakdown(parts)), []).append(row)
        for (ags, period, rest), rows in given.items():
            parts = split_breakdown(rest)
            total = figures.get(indicator.id, ags, period, parts)
            filled = {**parts, dimension: value}
            if total is None or figures.get(indicator.id, ags, period, filled):
                continue
            statuses = {total.status, *(row.status for row in rows)}
            worst = next((status for status in _WORST if status in statuses), "")
            left = None if worst else (total.value or 0.0) - sum(row.value or 0.0 for row in rows)
            if left is not None and left < 0:
                left, worst = None, "unreliable"
            yield Row(
                indicator.id,
                ags,
                join_breakdown(filled),
                period,
                left,
                worst or ("zero" if statuses == {"zero"} else ""),
                _join([total.source, *(row.source for row in rows)], "|"),
                _join([total.note, *(row.note for row in rows)]),
                components="\n".join("\t".join(row.key) for row in (total, *rows)),
            )


def earlier(period: str, years: int) -> str:
    """Return the same period some years earlier.

    >>> earlier("2023/24", 5)
    '2018/19'
    """
    year = int(period[:4]) - years
    return f"{year}/{(year + 1) % 100:02d}" if "/" in period else f"{year}{period[4:]}"


def previous_year_end(period: str) -> str:
    """Return the 31 December before a period."""
    return f"{parse_period(period).year - 1}-12-31"


def _join(texts: Iterable[str], by: str = " ") -> str:
    """Return different texts in their order."""
    return by.join(dict.fromkeys(text for text in texts if text))
