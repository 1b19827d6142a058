"""Reach of an offer: how many of those it is for take part, district by district, beside what would be usual.

Expected number of district d: E(d) = R × N(d), with R the reach in the whole municipality and N(d) those the offer is for
(indirect standardisation). Observed: O(d), with the 95 % interval of a share of N(d) (Wilson). A district is called
under-reached only if the upper end of its interval is below what is expected; the priority list goes by that upper end,
so that a few children more or less never put a small district on top.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from helpers.errors import NoData
from helpers.figures.districts.bydistrict import by_district, districts, word
from helpers.figures.districts.pools import Pool, pools
from helpers.text.uncertainty import reached_interval

if TYPE_CHECKING:
    from helpers.data import Area
    from helpers.facts.context import Context

BELOW, WITHIN, ABOVE = (
    "deutlich seltener als erwartet",
    "im Rahmen des Zufalls",
    "deutlich häufiger als erwartet",
)


class Reach(NamedTuple):
    """How an offer reaches one district.

    Args:
        area: the district.
        pool: participants and those the offer is for.
        expected: participants at the reach of the whole municipality.
        low: lower end of the interval of the participants.
        high: upper end.
    """

    area: Area
    pool: Pool
    expected: float
    low: float
    high: float

    @property
    def verdict(self) -> str:
        """Whether chance alone explains the distance from what is expected."""
        return BELOW if self.high < self.expected else ABOVE if self.low > self.expected else WITHIN

    @property
    def ratio(self) -> float:
        """Observed as a percentage of expected."""
        return 100 * self.pool.part / self.expected

    @property
    def missing(self) -> float:
        """How many more would take part at the usual reach; negative where more do than expected."""
        return self.expected - self.pool.part


@lru_cache(maxsize=16)
def reach_of(report: Context, indicator: str) -> list[Reach]:
    """Return the districts with published figures, the most clearly under-reached first.

    Raises:
        NoData: no figures, or none that are computed from counts.
    """
    found, counted = by_district(report, indicator), pools(report, indicator)
    if found.mean is None or not found.mean or len(counted) < 2:
        raise NoData(
            f"Für {report.for_city} liegt zu „{report.indicator(indicator).name}“ keine Reichweite vor, mit der sich die "
            f"{word(report)} vergleichen lassen."
        )
    rows = []
    for area in districts(report):
        if pool := counted.get(area.ags):
            expected = found.mean / pool.factor * pool.whole
            rows.append(Reach(area, pool, expected, *reached_interval(pool.part, pool.whole)))
    return sorted(rows, key=lambda r: (r.high / r.expected, r.area.ags))
