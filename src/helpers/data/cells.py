"""Sums over figures: what a computed indicator is made of."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from helpers.data.keys import join_breakdown, split_breakdown
from helpers.data.observations import Row
from helpers.data.parts import Cells

WORST = ("suppressed", "unknown", "unreliable", "later", "not_applicable", "below_half")
"""The status of a result when several components have none: the first of these that occurs."""


class Sum(NamedTuple):
    """A sum of cells: number or status, what it was made of, and what is missing."""

    value: float | None
    status: str
    rows: tuple[Row, ...]
    missing: tuple[str, ...]


class Term(NamedTuple):
    """One cell of a sum: its indicator and breakdown, and whether it is subtracted."""

    indicator: str
    breakdown: str
    minus: bool


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
        return self.sum_of(terms(cells, kept), ags, period)

    def sum_of(self, wanted: Sequence[Term], ags: str, period: str) -> Sum | None:
        """Return the sum over terms for one area and period; None without any figure."""
        found: list[Row] = []
        missing: list[str] = []
        value = 0.0
        for indicator, breakdown, minus in wanted:
            row = self._rows.get(indicator, {}).get((ags, period, breakdown))
            if row is None:
                missing.append(", ".join(split_breakdown(breakdown).values()) or "die Gesamtzahl")
                continue
            found.append(row)
            if row.value is not None:
                value += -row.value if minus else row.value
        if not found:
            return None
        statuses = {row.status for row in found} | ({"unknown"} if missing else set())
        if worst := worst_status(statuses):
            return Sum(None, worst, tuple(found), tuple(missing))
        return Sum(value, "zero" if statuses == {"zero"} else "", tuple(found), ())


def terms(cells: Sequence[Cells], kept: dict[str, str]) -> tuple[Term, ...]:
    """Return what is summed up for one combination of values; the same for all areas and periods."""
    found = []
    for one in cells:
        rest = {dimension: v for dimension, v in kept.items() if dimension not in one.across}
        for values in itertools.product(*one.where.values()):
            parts = {**rest, **dict(zip(one.where, values, strict=True))}
            found.append(Term(one.indicator, join_breakdown(parts), one.minus))
    return tuple(found)


def worst_status(statuses: Iterable[str]) -> str:
    """Return the status of a result, empty when all components have numbers."""
    found = set(statuses)
    if found <= {"", "zero"}:
        return ""
    return next((status for status in WORST if status in found), "")
