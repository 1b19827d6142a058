"""What is there beside what is wanted: how many are missing, and how surely."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from helpers.facts.finding import Finding, fitting, scored
from helpers.facts.series import Cell
from helpers.text.noise import EXACT, margin
from helpers.text.numbers import NBSP, number, printed

if TYPE_CHECKING:
    from helpers.data import Indicator
    from helpers.facts.context import Context


def missing(report: Context, entry: Indicator) -> Finding | None:
    """Return how many are missing of what an indicator counts, where that is secured.

    Args:
        report: municipality and report year.
        entry: an indicator with a `need`.
    """
    if entry.need is None:
        return None
    found = shortfall(report, entry.id, entry.need.indicator, entry.need.of)
    if found is None:
        return None
    count, error, period = found
    told, things = tens(count), entry.need.things
    here = report.profile.in_city
    range_ = f" (±{NBSP}{tens(error)})" if error else ""
    title = fitting(f"{entry.short}: rund {told} {things} fehlen")
    claim = f"Zum {entry.duty} fehlen {here}" if entry.duty else f"{here} fehlen"
    sentence = f"{claim} nach einer Befragung der Familien rund {told} {things}{range_}."
    parts = [("fehlende Plätze", 2.0), ("ungünstig", 1.5)]
    score, reasons = scored(entry, report.year, period, parts)
    if entry.duty:
        score, reasons = score + 3, (*reasons, entry.duty)
    return Finding(title, sentence[:1].upper() + sentence[1:], entry.id, score, reasons)


def shortfall(report: Context, first: str, second: str, of: str) -> tuple[float, float, str] | None:
    """Return how many of a whole two shares lie apart, twice the standard error of that, and the period.

    None where one has no number for the latest year of the first, or the second is not securely above it.

    Args:
        report: municipality and report year.
        first: id of a share in percent.
        second: id of another share of the same whole.
        of: id of the count they are shares of.
    """
    a, b, whole = (report.total(name) for name in (first, second, of))
    year = max(a.points, default=0)
    if not all(year in series.points for series in (a, b, whole)):
        return None
    people = whole.points[year] / 100
    count = (b.points[year] - a.points[year]) * people
    error = margin_of(report, a.cells[year], b.cells[year]) * people
    return (count, error, a.cells[year].period) if count > error else None


def margin_of(report: Context, first: Cell, second: Cell) -> float:
    """Return twice the standard error of the difference of two shares; 0 where chance moves neither."""
    parts = (report.based(first), report.based(second))
    return math.hypot(
        *(margin(c.number, c.number, report.indicator(c.indicator), (c.base, EXACT)) for c in parts)
    )


def tens(value: float) -> str:
    """Return a number rounded to tens, as it is printed."""
    return number(printed(value, -1))
