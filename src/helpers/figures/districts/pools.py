"""The counts behind a rate, district by district: what may be added up to a rate of several districts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from helpers.data.cells import terms
from helpers.data.keys import split_breakdown
from helpers.errors import NoData
from helpers.figures.districts.bydistrict import by_district

if TYPE_CHECKING:
    from helpers.data.parts import Cells
    from helpers.facts.context import Context

FEW = 30
"""With fewer people than that behind it, a rate is not told as the lowest or highest: one family more would move it."""


class Pool(NamedTuple):
    """Counts of one or more districts, and the rate that they give.

    Args:
        part: numerator.
        whole: denominator.
        factor: 100 for a percentage.
    """

    part: float
    whole: float
    factor: float

    @property
    def rate(self) -> float:
        """Factor × part ÷ whole."""
        return self.factor * self.part / self.whole


def pools(report: Context, indicator: str) -> dict[str, Pool]:
    """Return numerator and denominator by district, of the districts whose rate and counts all have a number.

    The year is that of `by_district`. Where the store has hidden the rate or any of its counts, the district is left
    out, so that whatever is added up here follows from published figures alone.

    Raises:
        NoData: no district has a number, or the indicator is not computed from counts.
    """
    entry, found = report.indicator(indicator), by_district(report, indicator)
    how = entry.computed
    if how is None or not how.denominator:
        raise NoData(
            f"„{entry.name}“ ist nicht aus Anzahlen berechnet und lässt sich deshalb nicht für mehrere Gebiete zusammenfassen."
        )
    keys = list(found.numbers)
    over = _sums(report, how.numerator, keys, found.period)
    under = _sums(report, how.denominator, keys, how.reference(found.period))
    return {ags: Pool(over[ags], under[ags], how.factor) for ags in keys if ags in over and under.get(ags)}


def pooled(found: Sequence[Pool]) -> Pool | None:
    """Return the sum of counts, None of none: Σ numerators ÷ Σ denominators, so that each person counts once."""
    if not found:
        return None
    return Pool(sum(p.part for p in found), sum(p.whole for p in found), found[0].factor)


def _sums(report: Context, cells: Sequence[Cells], keys: Sequence[str], period: str) -> dict[str, float]:
    """Return the sum over cells by district, of those that have a number in each cell."""
    sums = dict.fromkeys(keys, 0.0)
    for indicator, breakdown, minus in terms(cells, {}):
        by_key = report.cells_of(indicator, keys, split_breakdown(breakdown))
        for ags in list(sums):
            found = [c for c in by_key.get(ags, {}).values() if c.period == period and c.value is not None]
            if found:
                sums[ags] += -found[0].number if minus else found[0].number
            else:
                del sums[ags]
    return sums
